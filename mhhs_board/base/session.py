"""One running window as the next start sees it: whether it came up, and whether it ended by itself.

Each window's program holds a small file in the platform's folder for state, locked as long as it lives. Empty, it says that
the window has not come up yet; it goes when the program ends. What is left of a dead program is a start that failed, a
program that was killed, or the interpreter's own report of a fault in a library, which goes into the log of faults.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import secrets
import sys
from pathlib import Path

import platformdirs

from mhhs_board.base import crash_log
from mhhs_board.base.safe_read import read_file
from mhhs_board.base.safe_write import private_folder

UP = b"up\n"
_LARGEST = 4 * 1024 * 1024
FAILED = 2
"""After so many failed starts in a row the next one leaves settings aside."""


def folder() -> Path:
    """Where the files of running windows and the drafts lie; it need not exist."""
    return Path(platformdirs.user_state_dir("mhhs-board", appauthor=False))


class Session:
    """This program's file. Where the disk takes none, everything is as if all had gone well. `failed` counts the starts in
    a row that did not come up."""

    def __init__(self, where: Path | None = None) -> None:
        self._folder = (where or folder()) / "windows"
        self.name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self.failed = 0
        self._handle: int | None = None
        self._dead: list[Path] = []
        with contextlib.suppress(OSError):
            private_folder(self._folder.parent)
            private_folder(self._folder)
            self._look()
            self._begin()

    @property
    def careful(self) -> bool:
        """Whether this start leaves aside what may have kept the last ones from coming up."""
        return self.failed >= FAILED

    def _look(self) -> None:
        for path in self._folder.glob("*.txt"):
            if alive(path):
                continue
            said = _read(path)
            came_up = said.startswith(UP)
            self.failed += not came_up
            report = said.removeprefix(UP).strip()
            if report:
                text = crash_log.masked(report.decode("utf-8", "replace"))
                crash_log.keep(crash_log.Fault("library", f"fault in a library\n{text}"))
                with contextlib.suppress(OSError):
                    os.truncate(path, len(UP) if came_up else 0)  # told once
            self._dead.append(path)

    def _begin(self) -> None:
        path = self._folder / f"{self.name}.txt"
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
        _lock(self._handle)
        faulthandler.enable(self._handle)

    def up(self) -> None:
        """The window has come up: what failed before is past."""
        if self._handle is not None:
            with contextlib.suppress(OSError):
                os.write(self._handle, UP)
        for path in self._dead:
            with contextlib.suppress(OSError):
                path.unlink()
        self._dead = []

    def end(self, *, failed: bool = False) -> None:
        """The program ends by itself; where it `failed`, its file stays as that of a dead one."""
        if self._handle is None:
            return
        faulthandler.disable()
        with contextlib.suppress(OSError):
            os.close(self._handle)
            if not failed:
                (self._folder / f"{self.name}.txt").unlink()
        self._handle = None


def _read(path: Path) -> bytes:
    """What a dead program left in its file; one that cannot be read, or is none, says that it came up."""
    try:
        return read_file(path, _LARGEST)
    except OSError:
        return UP


def alive(path: Path) -> bool:
    """Whether the program that holds a session's file still runs; without a file it does not."""
    try:
        handle = os.open(path, os.O_RDWR | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        return not _lock(handle)
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        """Take a file's lock without waiting; whether it was free. The byte lies behind everything that is written."""
        try:
            os.lseek(handle, 1 << 30, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        """Take a file's lock without waiting; whether it was free."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
