"""What rolling a journal back would make of a board, tried on a copy before SQLite does it to the file.

That a journal is in order and names the right count of changes (`rollback`) does not make it this file's: one that another
state left, or somebody made, tells of fewer pages and cuts off what follows, or brings another's. A change of ours is one
entry, of which nothing was acknowledged before the journal is done with. So what was cut off leaves a sound board, and not
more than one entry behind the one that the file shows by itself; anything else is told, and nothing is rolled back.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
import time
from pathlib import Path
from typing import NamedTuple

from mhhs_board.base.safe_write import why
from mhhs_board.domain.errors import BoardError, Damaged, Unavailable
from mhhs_board.store import journal, schema
from mhhs_board.store.beside import STALE_JOURNAL, counts, journal_of
from mhhs_board.store.engine import Connection, compare, connect_damaged, connect_immutable, room_at
from mhhs_board.store.one_name import beside
from mhhs_board.store.remains import SALVAGE
from mhhs_board.store.rollback import reading
from mhhs_board.store.write_lock import LockedFile, copy_bytes, is_written

_TRIES, _PAUSE = 5, 0.02

DAMAGED_BOTH_WAYS = (
    "{name} is damaged, with what {journal} would take back and without; nothing was written. "
    "Put it back from a backup: both files are kept then, and the later entries where they are whole."
)


class _State(NamedTuple):
    """Which board a file is, and its newest entry."""

    identity: str
    seq: int
    hash: bytes


def look_at_rollback(path: Path, name: str) -> None:
    """Refuse to have a journal rolled back that would make of a board what no change of ours leaves; nothing where none
    waits, or its writer is still at work. Takes no lock. Raises Unavailable or Damaged; nothing was written then."""
    refused: tuple[object, ...] | None = None  # how both files were when it was; somebody may have been at work on them
    for _ in range(_TRIES):
        seen = _stamp(path)
        if not counts(path):
            return
        try:
            told = _told(path, name)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise Unavailable(
                f"{name} was not closed properly, and it could not be tried whether {journal_of(path).name} belongs to it: "
                f"{why(error)}. Nothing was changed."
            ) from error
        if told is None:
            return
        if seen == refused == _stamp(path):
            raise told
        refused = seen
        time.sleep(_PAUSE)


def _stamp(path: Path) -> tuple[object, ...]:
    found: list[object] = []
    for one in (path, journal_of(path)):
        with contextlib.suppress(OSError):
            told = os.lstat(one)
            found.append((told.st_ino, told.st_size, told.st_mtime_ns))
    return tuple(found)


def _told(path: Path, name: str) -> BoardError | None:
    copy = path.with_name(f".{secrets.token_hex(8)}{SALVAGE}")
    try:
        with reading(path) as handle:
            if is_written(handle):
                return None
            copy_bytes(LockedFile(path, handle), copy)
        with reading(journal_of(path), used=False) as handle:
            copy_bytes(LockedFile(journal_of(path), handle), journal_of(copy))
        before, after = _state(connect_immutable(copy), copy, name), _state(connect_damaged(copy), copy, name)
    finally:
        for left in (copy, *beside(copy)):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)
    if after is not None and (before is None or (before.identity == after.identity and before.seq - after.seq in (0, 1))):
        return None
    said = DAMAGED_BOTH_WAYS if before is None else STALE_JOURNAL
    return (Damaged if before is None else Unavailable)(said.format(name=name, journal=journal_of(path).name))


def _state(raw: Connection, copy: Path, name: str) -> _State | None:
    """What a copy is as a connection sees it, which is closed; None where it is no sound board."""
    with contextlib.suppress(BoardError, sqlite3.Error, UnicodeError), contextlib.closing(raw):
        compare(raw, name)
        raw.trust(room_at(raw, copy))
        if raw.lift():
            head = journal.head(raw)
            return _State(schema.identity(raw), head.seq, head.hash)
    return None
