"""What SQLite says, in words a person can act on. One mapping, by error code and never by text.

A code that is not listed is a bug of ours and goes on as it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mhhs_board.base.safe_write import why
from mhhs_board.domain.errors import BoardError, Busy, Damaged, ReadOnly, Refused, Unavailable


def _sentence(kind: Callable[[str], BoardError], text: str) -> Callable[[str], BoardError]:
    return lambda name: kind(text.format(name=name))


RESTORE = "Put it back from a backup: its later entries are kept where they are whole."
"""What to do about a damaged board."""

NOT_A_BOARD = (
    "{name} is not a board of this program; nothing was changed. Choose another file, or put it back from a backup."
)
MOVED = (
    "{name} has been moved, deleted or replaced since it was opened, so nothing was saved there, nor can it be. "
    "Open the board again where it is now; where it is nowhere, put it back from a backup."
)
COVERED = (
    "Another board was put in the place of {name} since it was opened, so nothing was saved there, nor can it be. What was "
    "saved before is kept: Backups… in the menu File, or “backup --list”, names it and the way back."
)
PUT_MEANWHILE = (
    "{name} was moved, deleted or replaced while this was being saved, so it may not be in the board. "
    "Open the board again where it is now, and look."
)
NEWER = "{name} was made by a newer version of this program. Open it with that version; nothing was changed."
"""A board that somebody's newer program brought up to date, maybe while it was open here."""
MISNUMBERED = "{name} is damaged: the number of its schema is not that of its tables; nothing was written. " + RESTORE
NEEDS_WRITING = (
    "{name} was not closed properly and has to be put right first, which reading alone does not do; nothing was changed. "
    "Open it once for writing, where it may be written."
)

ONLY_READ = "{name} may only be read, so nothing was changed. Save a copy where you may write, or ask its owner."
ONLY_READ_FOLDER = "The folder of {name} may only be read, so nothing was changed. Save a copy where you may write."
ONLY_READ_JOURNAL = (
    "{name}-journal, which is written before each change of {name}, may only be read, so nothing was changed. "
    "Take it out of the folder, then try again."
)
"""What is so once a file that could be written when it was opened no longer can."""

_BY_CODE: dict[int, Callable[[str], BoardError]] = {
    sqlite3.SQLITE_BUSY: _sentence(
        Busy, "Another program is writing to {name} just now. Nothing was changed; please try again in a moment."
    ),
    sqlite3.SQLITE_LOCKED: _sentence(Busy, "{name} is in use just now. Nothing was changed; please try again in a moment."),
    sqlite3.SQLITE_FULL: _sentence(
        Unavailable, "The disk is full, so nothing was saved in {name}. Make room and try again."
    ),
    sqlite3.SQLITE_READONLY: _sentence(ReadOnly, ONLY_READ),
    sqlite3.SQLITE_READONLY_DBMOVED: _sentence(Unavailable, MOVED),
    sqlite3.SQLITE_READONLY_ROLLBACK: _sentence(Unavailable, NEEDS_WRITING),
    sqlite3.SQLITE_READONLY_RECOVERY: _sentence(Unavailable, NEEDS_WRITING),
    sqlite3.SQLITE_READONLY_CANTINIT: _sentence(Unavailable, NEEDS_WRITING),
    sqlite3.SQLITE_READONLY_DIRECTORY: _sentence(ReadOnly, ONLY_READ_FOLDER),
    sqlite3.SQLITE_NOTADB: _sentence(Damaged, NOT_A_BOARD),
    sqlite3.SQLITE_CORRUPT: _sentence(Damaged, "{name} is damaged; nothing was written. " + RESTORE),
    sqlite3.SQLITE_ERROR: _sentence(Damaged, "{name} does not have the shape of a board; nothing was written. " + RESTORE),
    sqlite3.SQLITE_IOERR: _sentence(
        Unavailable,
        "The disk that holds {name} is full or cannot be reached, so nothing was saved. Look after the disk and try again.",
    ),
    sqlite3.SQLITE_CANTOPEN: _sentence(
        Unavailable,
        "{name} cannot be opened: it is not there, or its folder may not be used. Nothing was changed. "
        "Look whether its disk is connected, or choose another file.",
    ),
    sqlite3.SQLITE_INTERRUPT: _sentence(
        Damaged,
        "{name} is damaged: reading it does not come to an end and was given up; nothing was written. " + RESTORE,
    ),
    sqlite3.SQLITE_PERM: _sentence(
        Unavailable, "You do not have the right to use {name}, so nothing was changed. Ask its owner for it."
    ),
    sqlite3.SQLITE_AUTH: _sentence(
        Unavailable, "You do not have the right to use {name}, so nothing was changed. Ask its owner for it."
    ),
    sqlite3.SQLITE_TOOBIG: _sentence(
        Damaged, "{name} is damaged: a value in it is longer than it can be; nothing was written. " + RESTORE
    ),
    sqlite3.SQLITE_NOMEM: _sentence(
        Unavailable,
        "There is not enough memory for {name} just now. Nothing was changed. Close other programs and try again.",
    ),
    sqlite3.SQLITE_CONSTRAINT: _sentence(
        Damaged, "The change does not fit what {name} holds, so nothing was written. Check the board, or open it again."
    ),
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: _sentence(
        Refused,
        "The change names something that is not on the board, so nothing was written in {name}. "
        "Look at the board as it is now and try again.",
    ),
}

_TOO_LARGE = _sentence(
    Refused, "This is too large for one change of {name}, so nothing was written. Try it in smaller pieces."
)
"""What the same code says while something is written."""

_ROOM = 8 * 1024 * 1024
"""Bytes that reading a file through takes at most, a few times over."""


def looks_sound(raw: sqlite3.Connection, name: str) -> bool:
    """Whether the structure of a connection's file is whole.

    Raises Unavailable where memory ran out: SQLite then says “unable to get the page”, as of a damaged file.
    """
    try:
        if raw.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok":
            return True
        bytearray(_ROOM)
    except MemoryError as error:
        raise _BY_CODE[sqlite3.SQLITE_NOMEM](name) from error
    return False


_UNREADABLE = _sentence(Damaged, "{name} holds text that cannot be read; nothing was written. " + RESTORE)


def board_error(error: BaseException, name: str, *, writing: bool = False) -> BoardError | None:
    """What to tell about an error of the database, or None where it is a bug of ours.

    `name` is what the user calls the board: the name of its file. `writing` says that something is being kept in it.
    """
    original = getattr(error, "orig", error)  # SQLAlchemy's errors hold the driver's
    if isinstance(original, UnicodeDecodeError):
        return _UNREADABLE(name)
    if isinstance(original, UnicodeEncodeError):
        return Refused(
            "The text holds half a character, which cannot be kept, so nothing was written. Please type it again."
        )
    if not isinstance(original, sqlite3.Error):
        return None
    code = getattr(original, "sqlite_errorcode", None)
    if code is None:  # the driver's own complaint; the one about stored bytes is the only one that data can cause
        return _UNREADABLE(name) if "decode" in str(original) else None
    if writing and code == sqlite3.SQLITE_TOOBIG:
        return _TOO_LARGE(name)
    known = _BY_CODE.get(code) or _BY_CODE.get(code & 0xFF)
    return known(name) if known else None


def code_of(error: BaseException) -> int:
    """SQLite's own code, without what narrows it; 0 where the driver complains by itself, as of bytes that are no text."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def no_backup(board: Path, error: Exception, undone: str) -> BoardError:
    """What to tell where a board could not be copied, or read through; `undone` says what was not done where the board
    itself is well."""
    code = code_of(error)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or isinstance(error, UnicodeError):
        return Damaged(f"{board.name} is damaged, so no backup of it was made.")
    if isinstance(error, sqlite3.Error) and code == sqlite3.SQLITE_BUSY:
        return Unavailable(f"No backup of {board.name} was made: other programs are writing to it all the time.")
    if isinstance(error, OSError):
        return Unavailable(f"{undone}: {why(error)}.")
    full = code == sqlite3.SQLITE_FULL
    reason = "the disk is full" if full else "the folder may not be written or cannot be reached"
    return Unavailable(f"{undone}: {reason}.")


@contextmanager
def as_board_errors(path: Path, name: str = "", *, writing: bool = False) -> Iterator[None]:
    """Turn what the database raises inside into Unavailable, Damaged, ReadOnly or Refused with a sentence about the file,
    under the `name` that its user knows it by."""
    try:
        yield
    except BoardError:
        raise
    except Exception as error:
        told = board_error(error, name or path.name, writing=writing)
        if told is None:
            raise
        raise told from error
