"""A copy of a board: made a few pages at a time while others write, and read back before it counts."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from mhhs_board.base.new_file import make_first
from mhhs_board.base.safe_write import keep_rights, put_first, sync_file
from mhhs_board.domain.errors import BoardError, Damaged, Unavailable
from mhhs_board.store import branches, journal, schema
from mhhs_board.store.engine import connect
from mhhs_board.store.errors import looks_sound, no_backup
from mhhs_board.store.examination import examine, fresh
from mhhs_board.store.file_store import FileStore, put_right
from mhhs_board.store.one_name import refuse_unless_new, resolved_for_new

STEP = 512
"""Pages copied in one step: two megabytes, some milliseconds."""

PATIENCE = 10.0
"""For how many seconds a copy is tried in steps while others write."""

PART = ".part"
"""How the name of a copy ends that does not count yet."""

_COUNT = {name: f'SELECT count(*) FROM "{name}"' for name in schema.TABLES if name != "meta"}


def unfinished(folder: Path) -> Path:
    """The name, which nothing has, of a copy that is being made in a folder."""
    return folder / f".{secrets.token_hex(8)}{PART}"


def copy_into(raw: sqlite3.Connection, target: Path) -> None:
    """A copy of a connection's board as of one moment, on the disk, made a few pages at a time."""
    with contextlib.closing(connect(fresh(target), "rwc")) as copy:
        copy.execute("PRAGMA journal_mode = off")  # what is cut off in the middle never counts
        copy.execute("PRAGMA synchronous = 0")
        copy_over(raw, copy)
    sync_file(target)


def copy_over(raw: sqlite3.Connection, copy: sqlite3.Connection) -> None:
    """`VACUUM INTO` held the lock for a quarter of a second at 100,000 artefacts, long enough to refuse a move; so others
    may write between two steps, and the copy begins again where they did. After `PATIENCE` it is made in one go."""
    for step in (STEP, -1):
        end = time.monotonic() + PATIENCE

        def look(status: int, remaining: int, total: int, end: float = end) -> None:
            if remaining and time.monotonic() > end:
                raise TimeoutError

        try:
            raw.backup(copy, pages=step, progress=look, sleep=0.01)
        except TimeoutError:
            continue
        return
    raise Unavailable("No backup was made: other programs are writing to the board all the time.")


def branch_off(copy: Path) -> str:
    """Have a copy that nobody uses yet be a branch of its own from its head on. What it is now, in `meta`'s words."""
    with contextlib.closing(connect(fresh(copy), "rw")) as raw:
        raw.execute("PRAGMA journal_mode = off")
        head = journal.head(raw)
        branch = branches.new(branches.read(raw).identity, head.seq, head.hash)
        branches.put(raw, branch)
    sync_file(copy)
    return branch


def save_copy(board: Path, target: Path) -> Path:
    """Copy a board to a file of the user's choosing, which must not be there: another copy of it from now on. Where it is,
    links followed. Raises Unavailable or Damaged."""
    part: Path | None = None
    try:
        if os.path.lexists(target):
            what = "is a folder" if target.is_dir() else "is there already"
            raise Unavailable(f"{target} {what}, so no backup was written. Choose another name.")
        real = resolved_for_new(target)
        part = unfinished(real.parent)
        make_first(part, 0o600)
        refuse_unless_new(real, f"No backup was written to {target}")
        put_right(board)
        with contextlib.closing(connect(examine(board), "ro")) as raw:
            copy_into(raw, part)
            branch_off(part)
            verify(part, raw, board.name, deep=True)
        keep_rights(part, os.stat(board))
        put_first(part, real)
        return real
    except FileExistsError as error:
        raise Unavailable(f"{target} is there already, so no backup was written. Choose another name.") from error
    except (sqlite3.Error, OSError, UnicodeError) as error:
        raise no_backup(board, error, f"No backup was written to {target}") from error
    finally:
        if part is not None:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)


def verify(
    copy: Path, raw: sqlite3.Connection, name: str, *, deep: bool, told: Callable[[float], object] = lambda share: None
) -> tuple[int, str]:
    """Read a copy of the board of that name back: structure, shape, identity, and that it ends where the board did. Its
    head's number and mark. `told` hears how far a deep look is.

    Raises Damaged or Unavailable with a sentence.
    """
    findings = []
    try:
        with contextlib.closing(connect(examine(copy), "ro")) as kept:
            sound = looks_sound(kept, copy.name)
            (seq, mark), counts, shape = end_of(kept), _counts(kept), _shape(kept)
        if deep and sound:
            from mhhs_board.store.check import damage  # only what reads everything needs it, and no start does

            with FileStore(copy, "ro", name=name) as store:
                findings = damage(store, told)
    except (BoardError, sqlite3.Error, UnicodeError) as error:
        raise Unavailable("The backup could not be read back, so it does not count.") from error
    if findings:
        raise Damaged(f"{findings[0].sentence} So no backup was made.")
    raw.execute("BEGIN")
    try:
        if not sound and not looks_sound(raw, copy.name):  # it is no fault of the copy
            raise Damaged("The board is damaged, so no backup of it was made.")
        sound = sound and shape == _shape(raw) and counts["entry"] == seq and mark_of(raw, seq) == mark
        if sound and end_of(raw) == (seq, mark):  # else somebody has written since
            sound = counts == _counts(raw)
    finally:
        raw.execute("ROLLBACK")
    if not sound:
        raise Unavailable("The backup is not what was to be copied, so it does not count.")
    return seq, mark


def end_of(raw: sqlite3.Connection) -> tuple[int, str]:
    """Number and mark of a board's newest entry: how a state of it is known in the name of a backup."""
    head = journal.head(raw)
    return head.seq, head.hash[:4].hex() or "00000000"


def mark_of(raw: sqlite3.Connection, seq: int) -> str:
    """The first letters of an entry's hash."""
    return journal.hash_of(raw, seq)[:4].hex() or "00000000"


def _counts(raw: sqlite3.Connection) -> dict[str, int]:
    there = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {name: raw.execute(statement).fetchone()[0] for name, statement in _COUNT.items() if name in there}


def _shape(raw: sqlite3.Connection) -> list[tuple[object, ...]]:
    """Every object's text, the schema's number, and all that is said of the board but its branch, which a copy has new."""
    objects = raw.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
    number = raw.execute("PRAGMA user_version").fetchall() + raw.execute("PRAGMA application_id").fetchall()
    return (
        objects
        + number
        + raw.execute("SELECT key, value FROM meta WHERE key <> ? ORDER BY key", (branches.KEY,)).fetchall()
    )
