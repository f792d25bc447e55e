"""Backups as files: what the name of one says, which there are in a folder, and how a copy becomes one."""

from __future__ import annotations

import contextlib
import os
import re
from datetime import UTC, datetime
from pathlib import Path

from mhhs_board.base.safe_write import sync_folder
from mhhs_board.store.copies import end_of
from mhhs_board.store.file_store import FileStore
from mhhs_board.store.rotation import Backup

_NAME = re.compile(r"(\d{8}T\d{6}Z) entry (\d{1,18}) ([0-9a-f]{8})( whole)?(?: \(\d+\))?\.mhhsboard")
_STAMP = "%Y%m%dT%H%M%SZ"


def backups_in(folder: Path) -> list[Backup]:
    """The backups in a folder, by their names."""
    found: list[Backup] = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            named = _NAME.fullmatch(entry.name)
            if named and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(ValueError, OSError):  # a day that is none; gone since
                    taken = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
                    found.append(
                        Backup(Path(entry.path), taken, int(named[2]), named[3], entry.stat().st_size, bool(named[4]))
                    )
    return found


def put_in(folder: Path, part: Path, taken: datetime, seq: int, mark: str, *, whole: bool) -> Backup:
    """Give a copy that was read back the name by which it counts. Raises OSError."""
    read = " whole" if whole else ""
    target = _free(folder / f"{taken.year:04}{taken:%m%dT%H%M%SZ} entry {seq} {mark}{read}.mhhsboard")
    os.replace(part, target)
    sync_folder(folder)
    return Backup(target, taken, seq, mark, target.stat().st_size, whole=whole)


def _free(path: Path) -> Path:
    """The path, or the first with a number behind it that is not there."""
    count, named = 1, path
    while os.path.lexists(named):
        count += 1
        named = path.with_name(f"{path.stem} ({count}){path.suffix}")
    return named


def as_backup(path: Path) -> Backup:
    """A file of the user's as a backup: a copy of a board from anywhere. Raises Damaged or Unavailable."""
    with FileStore(path, "ro") as store:
        with store.reading() as raw:
            seq, mark = end_of(raw)
        found = path.stat()
    try:
        taken = datetime.fromtimestamp(int(found.st_mtime), UTC)
    except (ValueError, OverflowError, OSError):  # a disk may hold any number
        taken = datetime.fromtimestamp(0, UTC)
    return Backup(path, taken, seq, mark, found.st_size)


def state_of(backup: Backup) -> str:
    """Number and mark of a backup, as its folder remembers them."""
    return f"{backup.seq} {backup.mark}"
