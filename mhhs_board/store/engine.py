"""From a path or URL to a database connection. The only place where a connection is set up; each pragma is read back.

TRUNCATE with EXTRA lost no acknowledged move in 8,811 simulated power cuts, SQLite's own default 1,288. Every write begins
with BEGIN IMMEDIATE: a plain BEGIN that writes later fails half of the time where two programs share a board.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from mhhs_board.domain.errors import Damaged, Unavailable
from mhhs_board.store import schema, structure
from mhhs_board.store.beside import look_beside
from mhhs_board.store.errors import RESTORE, code_of
from mhhs_board.store.holes import holed, room_of, sentence, thin
from mhhs_board.store.one_name import resolved_for_new

if TYPE_CHECKING:
    import sqlalchemy
    from sqlalchemy import Engine

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

LONGEST = 96 * 1024 * 1024
"""Bytes of the longest value that is written, or read: what one entry changes. A board of 100,000 artefacts begins with one
of 45 MB."""

LONG = 1024 * 1024
"""Bytes of a value, and letters of all that is read in one transaction, up to which a file is read as it is. What has more
is read once each of its pages was seen to belong to one value alone (`Connection.lift`): a chain of pages that leads back
into itself makes a gigabyte of nothing, and one that rows share makes it again and again."""
MUCH = 48 * 1024 * 1024

_LARGEST_PAGE = 65536

LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 100_000,  # as long as a file is not known to be ours
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,  # so that no change of ours ever names a super-journal
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 8,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
"""What a connection can be made to do at most."""

_TICK, _FEW = 10_000, 200
"""Steps of SQLite's machine after which it asks whether to go on, and how often it may, while a file is compared: all that
one of ours says of its structure takes a thousand steps, 3,000 tables some hundred thousand."""

_LONG_TICK, _MANY, _BYTES = 1_000_000, 30, 200_000
"""The same once a file is known: thirty million steps, and five for each byte of it. Reading a record takes some thirty
steps and has more than fifty bytes; a damaged or forged tree of pages can be gone through without an end."""


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


class Connection(sqlite3.Connection):
    """A connection that ends what does not come to an end, and knows which structure was compared on it."""

    structure: int = 0
    """SQLite's own count of changes of the structure, when it was compared last."""

    room: int = sys.maxsize
    """How many bytes stand in the file at most, whatever it says of its length; see `holes`."""

    met: int = 0
    """About how many letters were read in this transaction."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._steps = _Steps()
        self._whole: bool | None = None
        self.distrust()

    def distrust(self) -> None:
        """Before the structure was compared: as much as that takes, and a little more."""
        for category, most in LIMITS.items():
            self.setlimit(category, most)
        self._steps.left = _FEW
        self.set_progress_handler(self._steps.one, _TICK)

    def trust(self, room: int, *, whole: bool | None = None) -> None:
        """The structure is ours: what reading a file of so many bytes takes, and much more. `whole` says whether its pages
        are, where that is not to be looked at."""
        self._whole = whole
        self.begin_reading(room)
        self.set_progress_handler(self._steps.one, _LONG_TICK)

    def data_version(self) -> int:
        """What changes whenever another connection has written. Takes the lock for reading, and runs nothing."""
        found: int = self.execute("PRAGMA data_version").fetchone()[0]
        return found

    def begin_reading(self, room: int) -> None:
        """A new transaction that reads a file of so many bytes may go its own number of steps."""
        self.room, self.met = room, 0
        self.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(LONG, min(room, LONGEST)) if self._whole else LONG)
        self._steps.left = _MANY + room // _BYTES

    def begin_writing(self) -> None:
        """What is written may be as long as may be read; it ends by itself."""
        self.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
        self.room = self._steps.left = sys.maxsize

    def meet(self, letters: int) -> bool:
        """Whether so many letters more are believed of what is read in this transaction."""
        self.met += letters
        return self.met <= MUCH or self.lift()

    def lift(self) -> bool:
        """Have values read that are longer than `LONG`, where each page of the file belongs to one value: a tenth of a
        second for 100 MB, once until another program writes. Whether they may be."""
        if self._whole is None:
            self._whole = self.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        if self._whole:
            self.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(LONG, min(self.room, LONGEST)))
        return self._whole

    def touch_first_page(self) -> None:
        """In a transaction: have the file's first page changed before any other, so that a journal of ours begins with it
        as it was and can be told from one of another state (`rollback`)."""
        number: int = self.execute("PRAGMA user_version").fetchone()[0]
        self.execute(f"PRAGMA user_version = {number}")


class _Steps:
    """What is left of the steps that a connection may go."""

    def __init__(self) -> None:
        self.left = 0

    def one(self) -> bool:
        self.left -= 1
        return self.left < 0


def _bare(path: Path, query: str) -> Connection:
    """The one place where a connection is made."""
    return sqlite3.connect(
        file_uri(path, query), uri=True, timeout=BUSY_MS / 1000, isolation_level=None, factory=Connection
    )


def connect_immutable(path: Path) -> Connection:
    """A connection that reads a file as it lies there: no lock, and nothing beside it is looked at or followed. Whoever
    reads more of it than its head compares first. Raises sqlite3.Error."""
    raw = _bare(path, "mode=ro&immutable=1")
    _carefully(raw)
    return raw


def in_wal_mode(path: Path) -> bool:
    """Whether the head of a database says that a write-ahead log belongs to it. SQLite makes one as soon as it reads such a
    file, but for a connection without locks, which it refuses. A handle of our own would let go of every lock that this
    process has on the file when it is closed."""
    try:
        with contextlib.closing(_bare(path, "mode=ro&nolock=1")) as raw:
            schema.number_of(raw)
    except sqlite3.Error as error:
        return code_of(error) == sqlite3.SQLITE_CANTOPEN
    return False


def connect_damaged(copy: Path) -> Connection:
    """A connection to a copy of ours of what may be damaged, read as far as its pages go. Raises sqlite3.Error."""
    raw = _bare(copy, "mode=rw")
    _carefully(raw)
    return raw


def in_memory() -> sqlite3.Connection:
    """An empty database that no file is part of."""
    return sqlite3.connect(":memory:", isolation_level=None)


def temporary() -> Connection:
    """A database that has no name on any disk and is gone with its connection, or with its program: for a copy of ours that
    nobody is to find. What is copied into it is compared there before it is read."""
    raw = sqlite3.connect("", isolation_level=None, factory=Connection)
    folders = (os.environ.get("SQLITE_TMPDIR"), os.environ.get("TMPDIR"), "/var/tmp", "/usr/tmp", "/tmp")
    if os.name != "nt" and not any(folder and os.access(folder, os.W_OK | os.X_OK) for folder in folders):
        raw.execute("PRAGMA temp_store = memory")  # it would be made in the folder in which we are
    for name, value in (("trusted_schema", 0), ("cell_size_check", 1), ("synchronous", 0), ("journal_mode", "off")):
        raw.execute(f"PRAGMA {name} = {value}")
    return raw


def _carefully(raw: Connection) -> None:
    """With the last SQLite reads on in a file that was cut short, as far as its pages go."""
    for name, value in (("trusted_schema", 0), ("cell_size_check", 1), ("mmap_size", 0), ("writable_schema", 1)):
        raw.execute(f"PRAGMA {name} = {value}")


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may be connected to, by the `name` that people call it. Made in `examination` alone."""

    path: Path
    name: str


def connect(examined: Examined, mode: Mode) -> Connection:
    """A bare connection with every pragma set and read back, to a file whose whole structure is ours, compared before any
    table of it is read. With `rwc` the file is about to become one of ours, and is not compared.

    Raises sqlite3.Error; Damaged or Unavailable where the structure is another's, or what lies beside would do harm.
    """
    path, name = examined.path, examined.name
    look_beside(path, name)
    raw = _bare(path, f"mode={mode}")
    try:
        wanted = {**PRAGMAS, "query_only": 1} if mode == "ro" else PRAGMAS
        for pragma, value in wanted.items():
            raw.execute(f"PRAGMA {pragma} = {value}")
            got = raw.execute(f"PRAGMA {pragma}").fetchone()
            if (got[0] if got else 0) != value:
                raise Unavailable(f"{name} cannot be opened safely here: the database does not accept {pragma}={value}.")
        if mode != "rwc":
            compare(raw, name)
            refuse_holes(path, name)  # a journal may have been rolled back into it since it was examined
        raw.trust(room_at(raw, path))
        if mode == "rwc":
            raw.begin_writing()
        elif _thin(path) and not raw.lift():
            raise Damaged(f"{name} is damaged; nothing was written. {RESTORE}")
    except BaseException as error:
        raw.close()
        if isinstance(error, sqlite3.Error) and code_of(error) in _TOO_MUCH:
            raise structure.stranger(name) from error
        raise
    return raw


def room_at(raw: Connection, path: Path) -> int:
    """How many bytes may stand in the file of a connection, also where it was deleted: what is open can be read on."""
    try:
        return room_of(os.stat(path))
    except OSError:
        pages: int = raw.execute("PRAGMA page_count").fetchone()[0]
        return pages * _LARGEST_PAGE


def refuse_holes(path: Path, name: str) -> None:
    """Refuse a file that is mostly holes. Raises Damaged."""
    with contextlib.suppress(OSError):
        found = os.stat(path)
        if holed(found):
            raise Damaged(f"{sentence(name, found)} {RESTORE}")


def _thin(path: Path) -> bool:
    """Whether the disk holds less than half of a file: then it is seldom one of ours, and its pages are looked through
    before it is copied or read."""
    with contextlib.suppress(OSError):
        return thin(os.stat(path))
    return False


_TOO_MUCH = (sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_INTERRUPT)
"""What SQLite says where reading a file's structure takes more than any of ours does."""


def compare(raw: Connection, name: str) -> None:
    """Refuse a file whose structure is not wholly ours, before any of its tables is read. Raises Damaged, Unavailable or
    sqlite3.Error."""
    inside = raw.in_transaction
    if not inside:
        raw.execute("BEGIN")
    try:
        structure.believe(raw, name)
        raw.structure = schema.version_of(raw)
    finally:
        if not inside:
            raw.execute("ROLLBACK")


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
    def _begin(connection: sqlalchemy.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
