"""The one way to write a file: built whole, written beside the target, read back, then put in its place.

A full disk, a crash or a lost drive leaves the old file as it was. Qt's own writers report success on a full disk.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

from mhhs_board.base.file_names import why_not_on_windows
from mhhs_board.base.litter import sweep
from mhhs_board.base.safe_read import NotOrdinary

ON_WINDOWS = os.name == "nt"

_TRIES = 3
_PAUSE = 0.2
"""Seconds between two tries to put a file in place that an indexer or a virus scanner holds for a moment."""

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full",
    errno.EFBIG: "the disk cannot take a file of this size",
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.EROFS: "the disk may only be read",
    errno.ENOENT: "its folder is not there",
    errno.ENOTDIR: "its folder is not a folder",
    errno.EISDIR: "it is a folder",
    errno.EEXIST: "something is there already",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ELOOP: "its links lead in a circle",
    errno.EIO: "the disk reports a fault",
}


_OF_A_BOARD = re.compile(r".+\.mhhsboard(-journal|-wal|-shm)?|\..+\.holder-\d+", re.IGNORECASE | re.DOTALL)
"""Names of boards, of what their database keeps beside them, and of the records by which a share knows who writes."""

_DATABASE = b"SQLite format 3\0"
_MARK = slice(68, 72), b"MHHS"
"""How a board begins, whatever it is called, and what stands there where the beginning itself is damaged."""


class NotWritten(OSError):
    """The file was not written and what stood there is whole; `str()` of it is a sentence for people."""


def write_file(
    path: str | Path,
    data: bytes,
    check: Callable[[bytes], None] | None = None,
    *,
    follow: bool = True,
    private: bool = False,
) -> None:
    """Put `data` at `path`, whole or not at all; a `private` file is for its user alone, any other keeps its permissions.

    `check` gets the bytes read back from the disk and raises ValueError where they are not a good file of their kind. A
    symbolic link stays and the file it leads to is replaced, or with `follow` False the link itself; links planted under
    the temporary name are never followed. What is a board or belongs to one is never written over, by whatever name or
    link. What a program that was killed left there of such writing goes. Raises NotWritten.
    """
    named = Path(path)
    beside: Path | None = None
    if ON_WINDOWS and (why := why_not_on_windows(named.name)):
        raise NotWritten(f"{named} was not written: {why}. Choose another name.")
    try:
        target = Path(os.path.realpath(named, strict=False)) if follow else named.absolute()
        mode = None if not follow and target.is_symlink() else _mode_of(named, target)
        if private:
            mode = 0o600
        if _of_a_board(target):
            raise NotWritten(f"{named} was not written: it is a board, or belongs to one. Choose another name.")
        beside = target.with_name(f".{secrets.token_hex(8)}.part")
        _write_new(beside, data, mode)
        _read_back(named, beside, data, check)
        _replace(beside, target)
        sync_folder(target.parent)
        sweep(target.parent)
    except NotWritten:
        raise
    except OSError as error:
        raise _not_written(named, error) from error
    finally:
        if beside is not None:
            with contextlib.suppress(OSError):
                os.unlink(beside)


def write_first(path: Path, data: bytes) -> None:
    """Write a file that nobody else has made. Raises FileExistsError where it is there, and OSError.

    For records by which programs find each other, where being the first is the point; a board or an export never.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o666), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def put_first(made: Path, path: Path) -> None:
    """Give a finished file its name unless the name is taken. Raises FileExistsError, and OSError."""
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        _renamed_first(made, path)
    else:
        with contextlib.suppress(FileNotFoundError):  # whoever opens the board takes away a second name of it
            os.unlink(made)
    sync_folder(path.parent)


def _renamed_first(made: Path, path: Path) -> None:
    """Rename a file to a name that must be free. The system does it in one step where it can; a name that is taken first,
    by an empty file, stays when its taker is killed, and passes for a file that was emptied."""
    import ctypes  # only where there are no hard links

    if sys.platform == "linux" and (rename := getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)) is not None:
        if not rename(_HERE, os.fsencode(made), _HERE, os.fsencode(path), _UNLESS_THERE):
            return
        number = ctypes.get_errno()
        if number not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
            raise OSError(number, os.strerror(number), os.fspath(path))
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(path))
    os.rename(made, path)


_HERE, _UNLESS_THERE = -100, 1
"""For Linux's `renameat2`: a path as it is, and that nothing may stand at the new name."""


def keep_rights(made: Path, like: os.stat_result) -> None:
    """Let a file that was made for another be for the same people: its owner and group where the system lets us give
    them, its permissions, less those of a group that it could not be given. Raises OSError."""
    if not hasattr(os, "chown"):  # there the folder says who may read
        return
    for owner, group in ((like.st_uid, like.st_gid), (-1, like.st_gid)):
        with contextlib.suppress(OSError):
            os.chown(made, owner, group)
            break
    mode = stat.S_IMODE(like.st_mode) & 0o777
    if os.stat(made).st_gid != like.st_gid:
        mode &= ~0o070
    os.chmod(made, mode)


def write_private(path: str | Path, data: bytes) -> None:
    """`write_file` for what is its user's alone: what they typed, what they prefer."""
    write_file(path, data, private=True)


def private_folder(folder: Path) -> None:
    """Make a folder that only its user may enter, and those above it that are missing; one of theirs that others may enter
    is closed to them. Raises OSError."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        with contextlib.suppress(FileExistsError):
            os.mkdir(one, 0o700)
    found = os.lstat(folder)
    if not os.path.isdir(folder):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(folder))
    mine = hasattr(os, "geteuid") and found.st_uid == os.geteuid()
    if mine and stat.S_ISDIR(found.st_mode) and found.st_mode & 0o077:
        os.chmod(folder, stat.S_IMODE(found.st_mode) & 0o700)  # what its user took from themselves stays so


def write_over(path: Path, data: bytes) -> None:
    """Rewrite such a record in its place; one that is no longer there is never made anew, and a pipe, a device or a second
    name of another file in its place is left alone. Raises OSError."""
    flags = os.O_WRONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "wb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
            raise NotOrdinary
        file.truncate()
        file.write(data)


def _mode_of(named: Path, target: Path) -> int | None:
    """The permissions of the file to be replaced, or None where there is none. Raises OSError where it may not be."""
    try:
        found = os.stat(target)
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise NotWritten(f"{named} was not written: it is a folder.")
    if not stat.S_ISREG(found.st_mode):
        raise NotWritten(f"{named} was not written: it is not an ordinary file.")
    if not os.access(target, os.W_OK):
        held = sys.platform != "win32" and os.statvfs(target).f_flag & os.ST_RDONLY
        reason = errno.EROFS if held else errno.EACCES
        raise OSError(reason, os.strerror(reason))
    return stat.S_IMODE(found.st_mode)


def _of_a_board(target: Path) -> bool:
    if _OF_A_BOARD.fullmatch(target.name):
        return True
    head = _head_of(target)
    return head.startswith(_DATABASE) or _marked(head)


def may_be_a_board(path: Path) -> bool:
    """Whether a file is called as a board is, or bears a board's mark."""
    return path.suffix.lower() == ".mhhsboard" or _marked(_head_of(path))


def _marked(head: bytes) -> bool:
    where, mark = _MARK
    return head[where] == mark


def _head_of(path: Path) -> bytes:
    """How a file begins; empty where there is none, or it may not be read: then this user has no board there."""
    try:
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
        handle = os.open(path, flags)
    except OSError:
        return b""
    with os.fdopen(handle, "rb") as file:
        return file.read(100)


def _write_new(path: Path, data: bytes, mode: int | None) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, flags, 0o666 if mode is None else 0o600)
    with os.fdopen(handle, "wb") as file:
        if mode is not None and hasattr(os, "fchmod"):
            os.fchmod(file.fileno(), mode)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        if os.fstat(file.fileno()).st_size != len(data):
            raise OSError(errno.EIO, "the disk kept less than was written")


def _read_back(named: Path, path: Path, data: bytes, check: Callable[[bytes], None] | None) -> None:
    kept = path.read_bytes()
    if kept != data:
        raise NotWritten(f"{named} was not written: the disk gave back something else than it was given.")
    if check is not None:
        try:
            check(kept)
        except ValueError as error:
            raise NotWritten(f"{named} was not written: {error}") from error


def _replace(source: Path, target: Path) -> None:
    for left in reversed(range(_TRIES)):
        try:
            os.replace(source, target)
        except PermissionError as error:
            if not left:
                raise NotWritten(
                    f"{target.name} was not written: it may be open in another program. "
                    "Close it there, or choose another name."
                ) from error
            time.sleep(_PAUSE)
        else:
            return


def sync_file(path: Path) -> None:
    """Make sure that a finished file is on the disk, also one that its user may only read; Windows asks for more."""
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0) if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Make sure that a folder's names are on the disk, where the system can say so."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):  # some network drives cannot; the file itself is safe
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def why(error: OSError) -> str:
    """Why the system did not write, in words that end a sentence."""
    return _REASONS.get(error.errno or 0, error.strerror or "the disk reports a fault")


def why_not_read(error: OSError) -> str:
    """Why the system did not read, in words that end a sentence."""
    return "you may not read it" if error.errno in (errno.EACCES, errno.EPERM) else why(error)


def _not_written(named: Path, error: OSError) -> NotWritten:
    return NotWritten(f"{named} was not written: {why(error)}.")
