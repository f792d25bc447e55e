"""What is looked at before a board's file is used, on every path to it. `Examined` says that it was; connections demand it.

Here it is the file from outside: that it is an ordinary one, no heap of holes, begins as a board of ours does, and that
nothing lies beside it which SQLite would follow. Its whole structure is compared by the connection that will use it
(`engine.connect`), before that reads any table: only there nobody can put another file in between.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

from mhhs_board.base.safe_write import why_not_read
from mhhs_board.domain.errors import Damaged, Missing, Unavailable
from mhhs_board.store import engine, fingerprint, schema
from mhhs_board.store.beside import IN_LOG_MODE, look_beside
from mhhs_board.store.engine import Examined
from mhhs_board.store.errors import NOT_A_BOARD, RESTORE, as_board_errors
from mhhs_board.store.holes import room_of
from mhhs_board.store.shapes import ALONE


def examine(path: Path, name: str = "") -> Examined:
    """Look at a file from outside, without locking it and without rolling anything back.

    Raises Unavailable (missing, no file, kept by another program, a strange journal beside it, of a newer version) or
    Damaged (empty, mostly holes, no board); nothing was written then, and nothing in it run.
    """
    name = name or path.name or str(path)
    _look_at(path, name)
    look_beside(path, name)
    with as_board_errors(path, name), contextlib.closing(engine.connect_immutable(path)) as raw:
        # Only the head is wanted. A program that was killed while it committed, or is committing just now, may have written
        # the new size there before the pages; SQLite reads on here, and writes nothing anyway.
        application = raw.execute("PRAGMA application_id").fetchone()[0]
        newer = schema.newer(raw, name) if schema.number_of(raw) > schema.NUMBER else None
    if application != schema.APPLICATION_ID:
        raise Damaged(NOT_A_BOARD.format(name=name))
    if newer is not None:
        raise newer
    if engine.in_wal_mode(path):
        raise Unavailable(IN_LOG_MODE.format(name=name))
    return Examined(path, name)


def fresh(path: Path, name: str = "") -> Examined:
    """A file that this program is about to make, or has just made itself under a name that nobody knows."""
    look_beside(path, name)
    return Examined(path, name or path.name)


def _look_at(path: Path, name: str) -> None:
    """Refuse what is no ordinary file, or none of a board."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Missing(
            f"There is no board at {path}, and nothing was made. Look for it where it was moved, or open another."
        ) from error
    except OSError as error:
        raise Unavailable(f"{path} cannot be opened: {why_not_read(error)}. Nothing was changed.") from error
    if stat.S_ISDIR(found.st_mode):
        raise Unavailable(f"{path} is a folder, not a board; nothing was changed. Choose a file in it.")
    if not stat.S_ISREG(found.st_mode):
        raise Unavailable(f"{path} is not a file, so nothing was read. Choose a board.")
    if not os.access(path, os.R_OK):  # of this a database says that it may not be there, or its disk be gone
        raise Unavailable(f"{path} cannot be opened: you may not read it. Nothing was changed.")
    if found.st_size == 0:
        raise Damaged(f"{name} is an empty file, not a board; nothing was changed. {RESTORE}")
    engine.refuse_holes(path, name)


# -- what may be damaged, or another's -------------------------------------------------------------------------------------


@contextlib.contextmanager
def glance(path: Path, *tables: str) -> Iterator[sqlite3.Connection | None]:
    """A connection that reads these tables of a file which may be anything, without a lock and without what lies beside it;
    None where they are not there as this program makes them. What else it holds is not run, and nothing is without an end.
    Reading may raise sqlite3.Error."""
    raw = _glanced(path, tables)
    try:
        yield raw
    finally:
        if raw is not None:
            raw.close()


def _glanced(path: Path, tables: tuple[str, ...]) -> engine.Connection | None:
    raw: engine.Connection | None = None
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return None
        raw = engine.connect_immutable(path)
        if all(alone(raw, table) for table in tables):
            raw.trust(room_of(found))
            return raw
    except (OSError, ValueError, sqlite3.Error):
        pass
    if raw is not None:
        raw.close()
    return None


def alone(raw: sqlite3.Connection, table: str) -> bool:
    """Whether a file's table is made as ours is, word for word, and nothing else has its name."""
    found = raw.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE lower(CAST(name AS TEXT)) = ? LIMIT 2", (table,)
    ).fetchall()
    return len(found) == 1 and fingerprint.fingerprint(found, schema.ADDED) in ALONE[table]
