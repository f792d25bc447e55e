"""The zip that a workbook is: its parts by name, unpacked piece by piece and never further than is asked for."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator

from mhhs_board.base.text import named
from mhhs_board.domain.errors import Refused

LARGEST = 64 * 1024 * 1024
"""Bytes of the largest workbook that is read."""
MOST_PARTS = 5_000
"""Members of the zip; a workbook has some dozens, and one for every picture in it."""
PIECE = 256 * 1024
"""Bytes that are unpacked at once."""

_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, OverflowError, LookupError, RuntimeError,
)  # fmt: skip
"""What zipfile raises for a zip that is none; NotImplementedError is a RuntimeError."""
_OF_A_MEMBER = b"PK\x01\x02"
_END, _LONGEST_END = b"PK\x05\x06", 22 + 65_535
"""How the record at the end of a zip begins, and its bytes where the longest comment follows."""
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLDEST = (b"\x09\0\4\0", b"\x09\2\6\0", b"\x09\4\6\0", b"\x09\x08\x08\0", b"\x09\x08\x10\0")
"""How a workbook begins that is in no compound file."""
_OLD_WORKBOOK = "The file is an old .xls workbook; save it as .xlsx."
_OLD = (
    ("DRMEncrypt", "The workbook is protected by its organisation's rights management; save a copy without it."),
    ("EncryptedPackage", "The workbook is protected by a password; save a copy without one."),
    ("Workbook\0", _OLD_WORKBOOK),
    ("Book\0", _OLD_WORKBOOK),
)
_LOCKED = "The workbook is protected by a password; save a copy without one."


def damaged(what: str) -> Refused:
    """What is said of a workbook that contradicts itself; `what` is a clause about it."""
    return Refused(f"The workbook is damaged: {what}; open it in a spreadsheet program and save it again.")


class Packed:
    """The parts of a file. Raises Refused where it is too large, or no zip."""

    def __init__(self, data: bytes) -> None:
        if len(data) > LARGEST:
            raise Refused(f"The file is larger than {LARGEST // 1024 // 1024} MB; please split it.")
        if not data:
            raise Refused("The file is empty.")
        if data.startswith(_OLD_OFFICE):
            raise Refused(_of_old_office(data))
        if data.startswith(_OLDEST):
            raise Refused(_OLD_WORKBOOK)
        if not data.startswith(b"PK"):
            raise Refused("The file is no workbook; save it as .xlsx in a spreadsheet program.")
        if _END not in data[-_LONGEST_END:]:
            raise Refused("The workbook is cut off, as if it had been half saved or half copied; save it again.")
        if data.count(_OF_A_MEMBER) > MOST_PARTS:  # before zipfile makes an object of each
            raise Refused(f"The file has more than {MOST_PARTS:,} parts, which no workbook needs.")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except _BROKEN as error:
            raise damaged("its list of parts cannot be read") from error
        self._parts: dict[str, list[zipfile.ZipInfo]] = {}
        for member in members:
            self._parts.setdefault(normal(member.filename).lower(), []).append(member)

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._parts

    def __iter__(self) -> Iterator[str]:
        """The names of all parts, in lower case."""
        return iter(self._parts)

    def pieces(self, part: str, most: int) -> Iterator[bytes]:
        """The bytes of a part. Raises Refused where there are more than `most`, and where it is missing, doubled, damaged
        or locked."""
        members = self._parts.get(part.lower(), [])
        if len(members) != 1:
            raise damaged(f"its part {named(part)} {'stands in it twice' if members else 'is missing'}")
        (member,) = members
        if member.flag_bits & 1:
            raise Refused(_LOCKED)
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged(f"its part {named(part)} is packed in a way that no workbook is")
        unpacked = 0
        try:
            with self._zip.open(member) as file:
                while piece := file.read(PIECE):
                    unpacked += len(piece)
                    if unpacked > most:
                        words = f"Unpacked, the part {named(part)} of the workbook is larger than"
                        raise Refused(f"{words} {most // 1024 // 1024} MB, which is more than is read.")
                    yield piece
        except _BROKEN as error:
            raise damaged(f"its part {named(part)} cannot be unpacked") from error


def normal(name: str) -> str:
    """A name of a part without what programs write about it: a stroke in front, `./`, `..`, strokes of Windows."""
    return posixpath.normpath("/" + name.replace("\\", "/").lstrip("/")).lstrip("/")


def _of_old_office(data: bytes) -> str:
    """What is said of a compound file; the names in it are in UTF-16."""
    for name, said in _OLD:
        if name.encode("utf-16-le") in data:
            return said
    return "The file is of an older Office and no .xlsx workbook; save it as .xlsx."
