"""The one way to read a small file that may be anything: an ordinary one, and no more of it than it may hold.

A pipe keeps whoever opens it waiting for ever, a device never ends, and either may stand under the name of a file.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path


class NotOrdinary(OSError):
    """What stands there is a pipe, a device, a folder or a socket; nothing was read. `str()` of it ends a sentence."""

    def __init__(self, mode: int = 0) -> None:
        super().__init__(None, "it is a folder" if stat.S_ISDIR(mode) else "it is not an ordinary file")

    def __str__(self) -> str:
        return str(self.strerror)


class TooLarge(OSError):
    """The file holds more than was asked for; nothing of it is used."""

    def __init__(self) -> None:
        super().__init__(None, "it is too large")


def read_file(path: str | Path, most: int, *, follow: bool = True) -> bytes:
    """The bytes of an ordinary file of at most `most`, read without ever waiting for anybody. With `follow` False a link is
    no ordinary file. Raises NotOrdinary, TooLarge, FileNotFoundError or another OSError."""
    # Looked at before it is opened: to open a device may already do something.
    mode = (os.stat if follow else os.lstat)(path).st_mode
    if not stat.S_ISREG(mode):
        raise NotOrdinary(mode)
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
    if not follow:
        flags |= getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise NotOrdinary
        data = file.read(most + 1)
    if len(data) > most:
        raise TooLarge
    return data
