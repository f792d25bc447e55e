"""What a program that was killed leaves behind: files half-made beside a board, and folders for passing work, each with a
copy of a board in it. Only what this program makes is ever taken away: by its name, its owner and its age, through no link.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mhhs_board.base.new_file import make_first

OLD, VERY_OLD = 3600.0, 7 * 24 * 3600.0
"""Seconds after which nobody is at a half-made file any more, and at a folder that does not say whose it is."""

_HALF_MADE = re.compile(r"\.[0-9a-f]{16}\.(building|restoring|salvage|part|now)(-journal|-wal|-shm)?")
_PASSING = re.compile(r"mhhs-board-(?:(\d{1,10})-)?[a-z0-9_]{8}")
_PREFIX = "mhhs-board-"


def sweep(folder: Path, names: re.Pattern[str] = _HALF_MADE, *, older: float = OLD) -> None:
    """Take away the half-made files that killed programs of this user left in a folder an hour ago or more. Ages are by the
    clock of the disk. Never raises: it is not worth a fault."""
    with contextlib.suppress(OSError):
        found = [one for one in os.scandir(folder) if names.fullmatch(one.name)]
        if not found:
            return
        probe = folder / f".{secrets.token_hex(8)}.now"
        try:
            make_first(probe, 0o600)
            now = probe.stat().st_mtime
        finally:
            probe.unlink(missing_ok=True)
        for one in found:
            with contextlib.suppress(OSError):
                told = one.stat(follow_symlinks=False)
                if stat.S_ISREG(told.st_mode) and told.st_nlink == 1 and _ours(told) and now - told.st_mtime > older:
                    os.unlink(one.path)


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that nobody else may enter and that is gone afterwards; what killed programs left of such goes before."""
    sweep_temporary()
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-") as folder:
        yield Path(folder)


def sweep_temporary() -> None:
    """Take away the folders for passing work of programs of this user that are no more. Never raises."""
    with contextlib.suppress(OSError):
        root = Path(tempfile.gettempdir())
        found = [(one, named) for one in os.scandir(root) if (named := _PASSING.fullmatch(one.name))]
        if not found:
            return
        with tempfile.TemporaryFile(dir=root) as probe:
            now = os.fstat(probe.fileno()).st_mtime
        for one, named in found:
            with contextlib.suppress(OSError):
                told = one.stat(follow_symlinks=False)
                if not stat.S_ISDIR(told.st_mode) or not _ours(told):
                    continue
                gone = not lives(int(named[1])) if named[1] else now - told.st_mtime > VERY_OLD
                if gone and now - told.st_mtime > OLD:
                    shutil.rmtree(one.path)  # follows no link, and a folder that is a link is none


def lives(pid: int) -> bool:
    """Whether a process of this machine is there; where that cannot be asked, it is."""
    if sys.platform != "win32":  # there a handle of another's process may not be had
        try:
            os.kill(pid, 0)
        except (ProcessLookupError, OverflowError):
            return False
        except OSError:
            return True
    return True


def _ours(told: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or told.st_uid == os.geteuid()
