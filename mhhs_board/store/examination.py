"""What lies at a board's path and beside it, looked at before SQLite is let near it.

SQLite rolls a leftover rollback journal back by itself, whoever made it, and then deletes the file that the journal's tail
names: the super-journal of a change across several databases. This program never writes to a second database, so a journal
that names one is none of ours, however sound it looks.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from mhhs_board.domain.errors import Unavailable

JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")
"""How a rollback journal begins once it counts, and how one ends that names a super-journal."""

STRANGE_JOURNAL = (
    "{journal} lies beside {name} and is not what this program leaves there, so nothing was opened, changed or deleted. "
    "Take it out of the folder if you do not know it, then open the board again."
)


def journal_of(path: Path) -> Path:
    """Where SQLite keeps the rollback journal of a file."""
    return path.with_name(f"{path.name}-journal")


def look_beside(path: Path, name: str = "") -> None:
    """Refuse to go near a file with a rollback journal beside it that is none of ours; some microseconds where there is
    none. Before each transaction that could roll it back, as it may be put there at any time. Raises Unavailable."""
    if not ours(journal_of(path)):
        raise Unavailable(STRANGE_JOURNAL.format(journal=journal_of(path).name, name=name or path.name))


def ours(journal: Path) -> bool:
    """Whether a rollback journal may be one of ours, or is none at all: an ordinary file, either not yet counting or with
    the head of a journal, and naming no super-journal. One that is being written to passes at every moment."""
    try:
        found = os.lstat(journal)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    if not stat.S_ISREG(found.st_mode):
        return False
    if found.st_size == 0:
        return True
    try:
        handle = os.open(journal, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        head = os.read(handle, len(JOURNAL_MAGIC))
        size = os.lseek(handle, 0, os.SEEK_END)
        if size < len(JOURNAL_MAGIC):
            return head[:1] in (b"", b"\0")
        os.lseek(handle, size - len(JOURNAL_MAGIC), os.SEEK_SET)
        tail = os.read(handle, len(JOURNAL_MAGIC))
    except OSError:
        return False
    finally:
        os.close(handle)
    return tail != JOURNAL_MAGIC and (head[:1] in (b"", b"\0") or head == JOURNAL_MAGIC)
