"""What Qt writes into a PDF otherwise than it is meant, put right in place: of its making the computer's clock and a random
number, so that no two files of one board would be alike; and that every blank is a tab, so that what is copied out is torn.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from datetime import datetime

from mhhs_board.domain import dates

_STAMPS = re.compile(rb"(Date \(D:)\d{14}(?=[Z+-])")
_ISO_STAMPS = re.compile(rb'(Date=")(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(Z|[+-]\d\d:\d\d)(?=")')
_NUMBER = re.compile(rb'DocumentID="uuid:([0-9a-f-]{36})"')
_NO_NUMBER = b"0" * 36
_MEANT = re.compile(rb"begincmap\n[^\0]*?endcmap")
"""What the glyphs of one font mean; Qt leaves it readable."""
_LISTED = re.compile(rb"\[[^\]]*\]")
"""In it the letters themselves, without the numbers of the glyphs."""


def settled(data: bytes, at: str) -> bytes:
    """A whole PDF of Qt's as made in the minute of a UTC instant, its blanks blanks and its number that of its content. No
    byte moves; where Qt wrote it otherwise than is known here it stays as it is."""
    moment = dates.local_time(at)
    data = _MEANT.sub(_with_blanks, data)
    return _numbered(data if moment is None else _dated(data, moment.replace(second=0, microsecond=0)))


def _with_blanks(meant: re.Match[bytes]) -> bytes:
    """Qt draws a tab with the glyph of a blank, and looking from the glyph back it finds the tab first."""
    return _LISTED.sub(lambda letters: letters[0].replace(b"<0009>", b"<0020>"), meant[0])


def _dated(data: bytes, moment: datetime) -> bytes:
    """The two dates of the file's head and the three of what it says of itself in XML, each in the zone that Qt wrote."""
    isos = list(_ISO_STAMPS.finditer(data))
    if len(isos) != 3 or len(_STAMPS.findall(data)) != 2:
        return data
    there = moment.astimezone(datetime.fromisoformat((isos[0][2] + isos[0][3]).decode()).tzinfo)
    if there.year < 1000:
        return data
    data = _STAMPS.sub(lambda found: found[1] + f"{there:%Y%m%d%H%M%S}".encode(), data)
    return _ISO_STAMPS.sub(lambda found: found[1] + f"{there:%Y-%m-%dT%H:%M:%S}".encode() + found[3], data)


def _numbered(data: bytes) -> bytes:
    """The number stands as text, and in the last lines twice as the digits of that text."""
    found = _NUMBER.findall(data)
    if len(found) != 1 or data.count(found[0]) != 1 or data.count(found[0].hex().encode()) != 2:
        return data
    blank = _with_number(data, found[0], _NO_NUMBER)
    number = uuid.uuid5(uuid.NAMESPACE_OID, hashlib.sha256(blank).hexdigest())
    return _with_number(data, found[0], str(number).encode())


def _with_number(data: bytes, old: bytes, new: bytes) -> bytes:
    return data.replace(old, new).replace(old.hex().encode(), new.hex().encode())
