"""What lies beside a board's file, looked at before SQLite is let near either.

SQLite rolls a leftover rollback journal back by itself, whoever made it, and then deletes the file that the journal's tail
names: the super-journal of a change across several databases. This program never writes to a second database, so a journal
that names one is none of ours, however sound it looks. A write-ahead log it takes in just so, and this program keeps none.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from pathlib import Path

from mhhs_board.domain.errors import Unavailable
from mhhs_board.store.one_name import asides, mounted
from mhhs_board.store.rollback import MAGIC, belongs

STRANGE_JOURNAL = (
    "{journal} lies beside {name} and is not what this program leaves there, so nothing was opened, changed or deleted. "
    "Take it out of the folder if you do not know it, then open the board again."
)
STALE_JOURNAL = (
    "{journal} lies beside {name} and was left by another state of it, so nothing was opened, changed or deleted. "
    "Take it out of the folder, then open the board again."
)
LOGGED = (
    "{name} is kept by another program with a write-ahead log, as this program keeps no board, so nothing was opened or "
    "changed. Close it there and take {log} out of the folder, or open a backup."
)
IN_LOG_MODE = (
    "{name} was changed by another program to be kept with a write-ahead log, as this program keeps no board, so nothing "
    "was opened or changed. Set its journal mode to DELETE there, or open a backup."
)


def journal_of(path: Path) -> Path:
    """Where SQLite keeps the rollback journal of a file."""
    return path.with_name(f"{path.name}-journal")


def look_beside(path: Path, name: str = "") -> None:
    """Refuse to go near a file with a rollback journal beside it that is none of ours, or with a write-ahead log; some
    microseconds where there is neither. Before each transaction, as either may be put there at any time. Raises
    Unavailable."""
    place = os.fspath(path)
    for log in ("-wal", "-shm"):
        if os.path.lexists(place + log):
            raise Unavailable(LOGGED.format(name=name or path.name, log=path.name + log))
    for pause in (0.02, 0.05, 0.1, 0.0):  # a writer may change file and journal between our look at one and at the other
        formed = _formed(place + "-journal")
        if formed and belongs(place + "-journal", place):
            return
        time.sleep(pause)
    told = STALE_JOURNAL if formed else STRANGE_JOURNAL
    raise Unavailable(told.format(journal=journal_of(path).name, name=name or path.name))


def ours(journal: Path | str, *, used: bool = True) -> bool:
    """Whether a rollback journal is one of ours, or none at all, and belongs to the file beside it as that is now. One that
    is being written to passes at every moment. `used`: the file beside it may be open in this process."""
    return _formed(journal) and belongs(journal, os.fspath(journal).removesuffix("-journal"), used=used)


def _formed(journal: Path | str) -> bool:
    """Whether a rollback journal may be one of ours, or is none at all: an ordinary file of one name and one place,
    either not yet counting or with the head of a journal, and naming no super-journal."""
    try:
        found = os.lstat(journal)
    except FileNotFoundError:
        return True
    except OSError as error:
        return error.errno == errno.ENAMETOOLONG  # then none can be there
    if not stat.S_ISREG(found.st_mode):
        return False
    if found.st_nlink > 1 and _named_elsewhere(journal, found):
        return False
    if found.st_size == 0:
        return True
    try:
        head, tail = _ends(journal)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    if tail == MAGIC or mounted(Path(journal)):
        return False
    return head[:1] in (b"", b"\0") or (head[:8] == MAGIC and head[_PAGES] not in (b"", bytes(4)))


def _named_elsewhere(journal: Path | str, found: os.stat_result) -> bool:
    """Whether it is the file of another name too, which SQLite would write over and cut to nothing. A restore that was cut
    off leaves a second name of its own beside the first, that of the journal set aside for this board."""
    place = Path(journal)
    board = place.with_name(place.name.removesuffix("-journal"))
    own, pattern = 1, asides(board)
    with contextlib.suppress(OSError):
        for one in os.scandir(place.parent):
            if one.name.endswith("-journal") and pattern.fullmatch(one.name.removesuffix("-journal")):
                own += os.path.samestat(one.stat(follow_symlinks=False), found)
    return found.st_nlink > own


_PAGES = slice(16, 20)
"""Where a journal's head says how many pages the file had: none before a board is made, which is not done where it lies."""


def counts(path: Path) -> bool:
    """Whether a rollback journal lies beside a file that has to be rolled back, unless its writer is still at work."""
    if not path.name:  # the root of a disk, which has nothing beside it
        return False
    try:
        return os.lstat(journal_of(path)).st_size > 0 and _ends(journal_of(path))[0][:1] not in (b"", b"\0")
    except OSError:
        return False


def _ends(journal: Path | str) -> tuple[bytes, bytes]:
    """The first bytes of a journal and the last, the latter empty where it is too short to name anything."""
    few = len(MAGIC)
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(journal, flags)
    try:
        head = os.read(handle, _PAGES.stop)
        size = os.lseek(handle, 0, os.SEEK_END)
        if size < few:
            return head, b""
        os.lseek(handle, size - few, os.SEEK_SET)
        return head, os.read(handle, few)
    finally:
        os.close(handle)
