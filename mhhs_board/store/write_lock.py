"""The write lock of a file that is to be replaced, held without SQLite, which refuses many a damaged file.

The bytes are those that SQLite itself locks, so a program that has the board open can read on, and whatever it would write
is refused as beside any other writer. On Linux the lock belongs to our own opening of the file; elsewhere it is the
process's, and gone as soon as the process closes the file once: so all that is read of it is read through `LockedFile`.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mhhs_board.base.new_file import make_first
from mhhs_board.base.safe_write import why
from mhhs_board.domain.errors import Unavailable
from mhhs_board.store.holes import holed

PENDING, RESERVED, SHARED, _READERS = 0x4000_0000, 0x4000_0001, 0x4000_0002, 510
"""The bytes of SQLite's locks: of who will write as soon as the readers have ended, of who writes, and of the readers."""

PATIENCE = 5.0
"""For how many seconds another writer is waited for."""

_PAUSE = 0.02
_PIECE, _BLOCK = 1024 * 1024, 4096
_LARGEST_PAGE = 65536
_NOTHING = bytes(_PIECE)


class Copied(NamedTuple):
    """What was copied: the digest of all the bytes of a file, and how many stand in it that are no hole and no zeros."""

    digest: bytes
    held: int


class LockedFile:
    """An open file whose write lock is ours, where its disk knows locks."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self.handle = handle

    def copy(self, target: Path) -> Copied:
        """Copy the file to a new one, which nobody else may read."""
        return copy_bytes(self, target)

    def pieces(self) -> Iterator[tuple[int, bytes]]:
        """All that is not zero, with where it begins; what the system calls a hole is not read."""
        at = 0
        while (data := self._data(at)) is not None:
            at = max(at, data // _PIECE * _PIECE)
            piece = b""
            while len(piece) < _PIECE and (more := self.read(_PIECE - len(piece), at + len(piece))):
                piece += more
            if not piece:
                return
            if piece != _NOTHING[: len(piece)]:
                yield at, piece
            at += len(piece)

    def _data(self, at: int) -> int | None:
        """Where the file holds something from a place on; None where nothing but a hole follows."""
        if not hasattr(os, "SEEK_DATA"):
            return at
        try:
            return os.lseek(self.handle, at, os.SEEK_DATA)
        except OSError as error:
            return None if error.errno == errno.ENXIO else at

    def read(self, size: int, start: int) -> bytes:
        """Some bytes of the file."""
        if sys.platform == "win32":
            os.lseek(self.handle, start, os.SEEK_SET)
            piece = os.read(self.handle, size)
        else:
            piece = os.pread(self.handle, size, start)
        return piece

    @property
    def stat(self) -> os.stat_result:
        """What the system says of the file."""
        return os.fstat(self.handle)


def copy_bytes(file: LockedFile, target: Path) -> Copied:
    """Copy a file to a new one, holes as holes, and without the hole behind all that it holds. Raises OSError where the
    system does not tell what is a hole, and the file is longer than any board."""
    if not hasattr(os, "SEEK_DATA") and holed(file.stat):
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    make_first(target, 0o600)
    held = last = 0
    whole = hashlib.sha256()
    out = os.open(target, os.O_WRONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0))
    try:
        end = file.stat.st_size
        for at, piece in file.pieces():
            _add(whole, at, piece)
            for start, run in _runs(piece):
                os.lseek(out, at + start, os.SEEK_SET)
                held += len(run)
                last = at + start + len(run)
                view = memoryview(run)
                while view:
                    view = view[os.write(out, view) :]
            end = max(end, at + len(piece))
        os.ftruncate(out, min(end, -(-last // _LARGEST_PAGE) * _LARGEST_PAGE))
    finally:
        os.close(out)
    _add(whole, end, b"")
    return Copied(whole.digest(), held)


def _runs(piece: bytes) -> Iterator[tuple[int, bytes]]:
    """What of a piece is written, and where: blocks of zeros are left out, or a file of small holes would fill a disk."""
    if _NOTHING[:_BLOCK] not in piece:
        yield 0, piece
        return
    start = 0
    for at in range(0, len(piece) + _BLOCK, _BLOCK):
        block = piece[at : at + _BLOCK]
        if block == _NOTHING[: len(block)]:
            if at > start:
                yield start, piece[start:at]
            start = at + _BLOCK


def digest(file: LockedFile) -> bytes:
    """The digest that `copy_bytes` gives."""
    whole = hashlib.sha256()
    end = file.stat.st_size
    for at, piece in file.pieces():
        _add(whole, at, piece)
        end = max(end, at + len(piece))
    _add(whole, end, b"")
    return whole.digest()


def _add(whole: hashlib._Hash, at: int, piece: bytes) -> None:
    whole.update(struct.pack(">Q", at))
    whole.update(piece)


@contextlib.contextmanager
def locked(path: Path, *, patience: float | None = None) -> Iterator[LockedFile | None]:
    """Hold the write lock of the file at `path`; None where nothing is there. Raises Unavailable where somebody else keeps
    it, or the file may not even be read."""
    end = time.monotonic() + (PATIENCE if patience is None else patience)
    while True:
        try:
            if not stat.S_ISREG(os.stat(path).st_mode):  # a pipe or device never comes to an end
                raise Unavailable(f"{path} is not a file, so nothing was read. Choose a board.")
            handle, writes = _opened(path)
        except FileNotFoundError:
            yield None
            return
        except OSError as error:
            raise Unavailable(f"{path.name} cannot be read: {why(error)}. Nothing was changed.") from error
        try:
            file = LockedFile(path, handle)
            _lock(file, writes, _is_hot(path), end)
            found = os.stat(path)
            if os.path.samestat(found, file.stat):
                yield file
                return
        except FileNotFoundError:  # moved or put back by somebody else since it was opened
            pass
        finally:
            os.close(handle)
        if time.monotonic() > end:
            raise _busy(path)


def _busy(path: Path) -> Unavailable:
    return Unavailable(f"Other programs are writing to {path.name}. Close them, then put it back.")


def _opened(path: Path) -> tuple[int, bool]:
    """An open file, and whether it may be written: a lock against writers can be had on one that may only be read, too."""
    flags = getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        return os.open(path, os.O_RDWR | flags), True
    except PermissionError:
        return os.open(path, os.O_RDONLY | flags), False


def _is_hot(path: Path) -> bool:
    """Whether a rollback journal waits beside a file. While it does, a reader beside our lock would take what a killed
    program left half-done for the board, so readers wait too."""
    try:
        return os.stat(path.with_name(f"{path.name}-journal")).st_size > 0
    except OSError:
        return False


if sys.platform == "win32":

    def is_written(handle: int) -> bool:
        """Whether somebody holds the lock of who writes on a file, which cannot be asked there."""
        return False

    def _lock(file: LockedFile, writes: bool, hot: bool, end: float) -> None:
        """There no file is replaced that another program has open."""

else:
    import fcntl

    _KIND = {"read": fcntl.F_RDLCK, "write": fcntl.F_WRLCK, "none": fcntl.F_UNLCK}
    _OURS: int | None = getattr(fcntl, "F_OFD_SETLK", None)
    _TAKEN = (errno.EAGAIN, errno.EACCES)

    _ASKED: int | None = getattr(fcntl, "F_OFD_GETLK", None)

    def is_written(handle: int) -> bool:
        """Whether somebody, this process too, holds the lock of who writes on a file; False where that cannot be asked."""
        if _ASKED is None or struct.calcsize("@l") != 8:
            return False
        try:
            asked = struct.pack("@hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, RESERVED, 1, 0)
            kind: int = struct.unpack("@hhqqi4x", fcntl.fcntl(handle, _ASKED, asked))[0]
        except OSError:
            return False
        return kind != fcntl.F_UNLCK

    def _set(handle: int, kind: str, start: int, size: int = 1) -> None:
        """One lock without waiting. Raises OSError, BlockingIOError where somebody else has it."""
        try:
            if _OURS is not None and struct.calcsize("@l") == 8:
                fcntl.fcntl(handle, _OURS, struct.pack("@hhqqi4x", _KIND[kind], os.SEEK_SET, start, size, 0))
                return
        except OSError as error:
            if error.errno != errno.EINVAL:  # a system that is older than this kind of lock
                raise
        fcntl.lockf(
            handle,
            {"read": fcntl.LOCK_SH, "write": fcntl.LOCK_EX, "none": fcntl.LOCK_UN}[kind]
            | (fcntl.LOCK_NB if kind != "none" else 0),
            size,
            start,
        )

    def _lock(file: LockedFile, writes: bool, hot: bool, end: float) -> None:
        """Take the lock as SQLite does: among the readers first, which keeps away whoever would roll back, then the one of
        who writes. None where the disk knows no locks. Raises Unavailable where somebody keeps it."""
        handle, strong = file.handle, "write" if writes else "read"
        while True:
            try:
                _set(handle, "read", PENDING)
                _set(handle, "read", SHARED, _READERS)
                _set(handle, strong, RESERVED)
                _set(handle, strong if hot else "none", PENDING)
                return
            except OSError as error:
                if error.errno not in _TAKEN:
                    return
                with contextlib.suppress(OSError):
                    _set(handle, "none", PENDING, SHARED - PENDING + _READERS)
            if time.monotonic() > end:
                raise _busy(file.path)
            time.sleep(_PAUSE)
