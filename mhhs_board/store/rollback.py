"""Whether a rollback journal belongs to the file beside it as that file is now.

SQLite asks only for the name. A journal that was left by a killed program is rolled back into whatever stands there by
then: a newer copy that a sync program brought, or the board itself that was worked on meanwhile under another name. And one
that holds no page at all still cuts the file to the length that it tells. The first page says more: a file counts its
changes there, and each change of ours writes that page into the journal as it was before (format: sqlite.org/fileformat2).
"""

from __future__ import annotations

import errno
import os
import stat
import struct
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

MAGIC = bytes.fromhex("d9d505f920a163d7")
"""How a rollback journal begins once it counts, and how one ends that names a super-journal."""

_BOARD = b"SQLite format 3\0"
_HEAD, _HEADER = 28, 100
_LEAST, _LARGEST = 512, 65536
_UNCOUNTED = 0xFFFFFFFF
_MOST = 20_000
"""So many pages of a journal are looked through for the first of the file."""


_heads: dict[tuple[int, int], int] = {}  # device and inode of a board to our handle on it, which stays open


def belongs(journal: Path | str, board: Path | str, *, used: bool = True) -> bool:
    """Whether rolling a journal back, which counts already, leaves the file as it was before its last change or before one
    that was cut off in it. True where there is no file, or one whose head is no board's. `used`: somebody in this process
    may have the file open, and locks on it."""
    try:
        with _opened(journal) as handle:
            head = os.read(handle, _HEAD)
            if len(head) < _HEAD or head[: len(MAGIC)] != MAGIC:
                return True  # it does not count (any more): its writer is done with it, or not yet begun
            try:
                file = _head_of(board, used)
            except OSError:
                return True
            length = os.stat(board).st_size
            if length and _grows(head, length):
                return False
            return len(file) < _HEADER or file[: len(_BOARD)] != _BOARD or _belongs(handle, head, file)
    except OSError as error:
        return error.errno in (errno.ENOENT, errno.ENAMETOOLONG)  # none is there, nor can be


@contextmanager
def reading(board: Path | str, *, used: bool = True) -> Iterator[int]:
    """A handle on a file. `used`: SQLite may hold locks on it here. Where a process closes a file it loses every lock that
    it has on it, so the handle then stays open for as long as the process lives; not on Windows, where an open file could
    not be replaced, and a lock belongs to its handle. Raises OSError, FileNotFoundError where it is no ordinary file."""
    if sys.platform == "win32" or not used:
        with _opened(board) as handle:
            yield handle
    else:
        found = os.stat(board, follow_symlinks=False)
        place = found.st_dev, found.st_ino
        if place not in _heads and stat.S_ISREG(found.st_mode):
            handle = os.open(board, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            opened = os.fstat(handle)
            _heads.setdefault((opened.st_dev, opened.st_ino), handle)
        if place not in _heads:  # no file, or another since
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), os.fspath(board))
        yield _heads[place]


def _head_of(board: Path | str, used: bool) -> bytes:
    try:
        with reading(board, used=used) as handle:
            return _read(handle, 0, _HEADER)
    except FileNotFoundError:
        return b""


def _grows(head: bytes, length: int) -> bool:
    """Whether a journal tells of more pages than a file of that length has, as none of ours does: a change adds pages
    before it is committed, SQLite cuts none off but where it vacuums, which no board of ours is set to and which it does
    only once the journal is done with. Rolled back it would make a file of any size out of nothing."""
    _, _, pages, _, size = struct.unpack(">5I", head[len(MAGIC) :])
    return bool(pages * size >= length + size)


def _belongs(handle: int, head: bytes, file: bytes) -> bool:
    count, nonce, pages, sector, size = struct.unpack(">5I", head[len(MAGIC) :])
    if count in (0, _UNCOUNTED) or not _is_size(sector) or size != _page_size(file):
        return False
    for place in range(sector, sector + min(count, _MOST) * (size + 8), size + 8):
        record = _read(handle, place, size + 8)
        if len(record) < size + 8:
            break
        if record[:4] == b"\0\0\0\1":
            before = record[4:-4]
            told = before[28:32] == struct.pack(">I", pages) and _checksum(nonce, before) == record[-4:]
            return told and (_count(file) - _count(before)) % 2**32 in (0, 1)
    return file[28:32] == struct.pack(">I", pages)


def _is_size(number: int) -> bool:
    return _LEAST <= number <= _LARGEST and number & (number - 1) == 0


def _page_size(file: bytes) -> int:
    told: int = struct.unpack(">H", file[16:18])[0]
    return _LARGEST if told == 1 else told


def _count(page: bytes) -> int:
    """How often the file was changed, as its first page tells."""
    found: int = struct.unpack(">I", page[24:28])[0]
    return found


def _checksum(nonce: int, page: bytes) -> bytes:
    return struct.pack(">I", (nonce + sum(page[place] for place in range(len(page) - 200, 0, -200))) % 2**32)


def _read(handle: int, place: int, size: int) -> bytes:
    if sys.platform == "win32":
        os.lseek(handle, place, os.SEEK_SET)
        found = os.read(handle, size)
    else:
        found = os.pread(handle, size, place)  # other threads may read by the same handle
    return found


@contextmanager
def _opened(path: Path | str) -> Iterator[int]:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with closing(os.fdopen(os.open(path, flags), "rb", buffering=0)) as file:
        yield file.fileno()
