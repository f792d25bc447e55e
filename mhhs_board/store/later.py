"""The entries that were acknowledged here since the last backups, kept beside them.

A board that was emptied or deleted holds none of them any more, and its newest backup may be half an hour old. So each
entry is written down once it is on the disk, a line each, and taken from here where the file has lost it; its hash says
where it belongs. At each backup the lines begin anew, and those before stay until the next: that backup may be of no use.
"""

from __future__ import annotations

import base64
import contextlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import msgspec

from mhhs_board.base.safe_read import NotOrdinary, read_file
from mhhs_board.base.safe_write import why
from mhhs_board.domain.journal import Sealed
from mhhs_board.store.engine import LONGEST

NAME, BEFORE = "later entries.jsonl", "later entries before.jsonl"
MISSING = "later entries missing"
"""An empty file of this name says that an entry could not be written down. On a full disk there is room for a name."""

MOST = 64 * 1024 * 1024
"""Bytes of lines that are kept where no backup can be made."""

LONGEST_LINE = LONGEST * 4 // 3 + 64 * 1024
"""Bytes of the line of the largest entry there can be. Its payload stands there in base64: as JSON within JSON each quote
would be four bytes, and nobody could say how long a line may become."""

Row = tuple[object, ...]
"""An entry as a row of the journal: number, id, time, actor, verb, what it undoes, format, hash, payload."""

_Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
"""What a column of the file can hold."""
_decoder = msgspec.json.Decoder(tuple[_Number, str, str, str, str, _Number | None, _Number, str, str])


def keep(folder: Path, sealed: Sealed) -> str:
    """Write an entry down. Raises nothing: it is on the disk already, and this is a second place. Where it cannot be, why
    not, and a mark of that stays."""
    entry = sealed.entry
    head = (entry.seq, entry.uid, entry.at, entry.actor, entry.verb, entry.undoes, entry.format, entry.hash.hex())
    try:
        # A line that was cut off by a full disk ends where the next begins.
        line = b"\n" + msgspec.json.encode((*head, sealed.payload))
        handle = _opened(folder / NAME)
        try:
            if os.fstat(handle).st_size > MOST:
                os.close(handle)
                if os.path.lexists(folder / BEFORE):
                    _mark(folder)
                os.replace(folder / NAME, folder / BEFORE)
                handle = _opened(folder / NAME)
            view = memoryview(line)
            while view:
                view = view[os.write(handle, view) :]
        finally:
            os.close(handle)
    except (OSError, UnicodeError, msgspec.MsgspecError) as error:
        _mark(folder)
        return why(error) if isinstance(error, OSError) else "its text cannot be written"
    return ""


def _mark(folder: Path) -> None:
    """Lines are missing from here on."""
    with contextlib.suppress(OSError):
        os.close(os.open(folder / MISSING, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def missing(folder: Path) -> bool:
    """Whether an entry since the last backup could not be written down."""
    return os.path.lexists(folder / MISSING)


def _opened(path: Path) -> int:
    """The lines, to be added to. What else stands at their name goes, and a file that has a second name is left to that,
    its lines taken along: neither is written to. Raises OSError."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    held = b""
    for _ in range(2):
        with contextlib.suppress(OSError):
            handle = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o600)
            found = os.fstat(handle)
            if stat.S_ISREG(found.st_mode) and found.st_nlink == 1:
                os.write(handle, held)
                return handle
            os.close(handle)
        with contextlib.suppress(OSError):
            held = read_file(path, _FULL, follow=False)
        os.unlink(path)
    raise FileExistsError(path)


def turn(folder: Path, seq: int) -> None:
    """Begin anew, as a backup up to this entry holds what was written down before the last one. What is older goes only
    where the backup holds it: two that are made at once may both lack what is saved meanwhile. Raises nothing."""
    with contextlib.suppress(OSError):
        if max(_numbers(folder / BEFORE), default=0) <= seq:
            (folder / MISSING).unlink(missing_ok=True)
            os.replace(folder / NAME, folder / BEFORE)


_NUMBER = re.compile(rb"\[(\d{1,18}),")
_FULL = MOST + LONGEST_LINE
"""Bytes of the longest file of lines: one that was not yet full, and the longest line."""


def _numbers(path: Path) -> list[int]:
    return [int(number[1]) for line in _lines(path) if (number := _NUMBER.match(line))]


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of an ordinary file; one that is longer than any entry's is passed over. None where it cannot be read."""
    with contextlib.suppress(OSError), _ordinary(path) as file:
        passing = False
        while line := file.readline(LONGEST_LINE):
            whole = line.endswith(b"\n") or len(line) < LONGEST_LINE
            if whole and not passing:
                yield line
            passing = not whole


def last(folder: Path) -> tuple[int, bytes] | None:
    """Number and hash of the entry that was written down last; None where there is none. Only the end is read, where that
    holds it."""
    for name in (NAME, BEFORE):
        for most in (_TAIL, _FULL):
            with contextlib.suppress(OSError):
                for line in reversed(_end(folder / name, most).split(b"\n")):
                    with contextlib.suppress(msgspec.MsgspecError, UnicodeError, ValueError):
                        read = _decoder.decode(line)
                        return read[0], bytes.fromhex(read[7])
    return None


_TAIL = 32 * 1024


def _end(path: Path, most: int) -> bytes:
    """The last bytes of an ordinary file. Raises OSError."""
    with _ordinary(path) as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - most))
        return file.read(most)


def _ordinary(path: Path) -> BinaryIO:
    """An ordinary file, opened to be read. Raises OSError."""
    if not stat.S_ISREG(mode := path.lstat().st_mode):
        raise NotOrdinary(mode)
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    return os.fdopen(os.open(path, flags), "rb")


def read(folder: Path) -> list[Row]:
    """Every line that is whole, the one written last first."""
    found: list[Row] = []
    for name in (BEFORE, NAME):
        for line in _lines(folder / name):
            with contextlib.suppress(msgspec.MsgspecError, UnicodeError, ValueError):
                found.append(_row(_decoder.decode(line)))
    return found[::-1]


def _row(read: tuple[Any, ...]) -> Row:
    payload: str = read[8]
    # Programs of before wrote the payload as the JSON that it is, which no base64 begins like.
    return (*read[:7], bytes.fromhex(read[7]), payload.encode() if payload.startswith(("{", "[")) else _bytes(payload))


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
