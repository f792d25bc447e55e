"""What a cell says, as a person would type it: texts, numbers, dates and times."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum

Words = Callable[[str], str]
"""From what a file keeps in a cell to what the cell says."""

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_HALVES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")

_WHOLE = re.compile("0|-?[1-9][0-9]{0,20}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_PLAIN_FROM, _PLAIN_TO = 1e-9, 1e21
"""Between these a number is written without an exponent."""
_LONGEST_NUMBER = 400
"""Letters of the longest text that is reckoned with."""

_DAY = 86_400
_PHANTOM = 60
"""The day 29 February 1900, which spreadsheets count though it never was."""
_LAST_DAY = date.max.toordinal()
_ISO = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})?(?:(?:^|T)(?P<time>[0-9]{2}:[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?)?Z?"
)


class Shown(Enum):
    """What a number format makes of a number: a number, a moment (date, time or both), or a length of time."""

    NUMBER = "number"
    MOMENT = "moment"
    SPAN = "span"


def text(said: str) -> str:
    """A text without the escapes of the format and without control characters; every line end is a `\\n`."""
    if "_x" in said:
        said = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), said)
        if _HALVES.search(said):
            said = said.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return said if said.isprintable() else _CONTROLS.sub("", _LINE_ENDS.sub("\n", said))


def truth(said: str) -> str:
    """A cell that is true or false."""
    return {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}.get(said.strip(), text(said))


def number(said: str) -> str:
    """A number as it is typed, of fifteen digits where it has a fraction; what is none stays as it is."""
    if _WHOLE.fullmatch(said):
        return said
    value = _value(said)
    if value is None:
        return text(said)
    digits = f"{value:.15g}"
    if value == 0:
        return "0"
    if _PLAIN_FROM <= abs(value) < _PLAIN_TO:
        return f"{Decimal(digits):f}"
    return digits.upper()


def moment(since_1904: bool) -> Words:
    """A serial number as `2024-05-08`, `2024-05-08T10:00`, `2024-05-08T10:00:30`, or below a day as `10:00`; what is no
    day of the calendar stays a number."""
    first = date(1904, 1, 1).toordinal() if since_1904 else date(1899, 12, 31).toordinal()

    def said_of(said: str) -> str:
        value = _value(said)
        if value is None or not 0 <= value < _LAST_DAY:
            return number(said)
        days, seconds = divmod(round(value * _DAY), _DAY)
        if value < 1 and days == 0:
            return _clock(seconds)
        if not since_1904:
            if days == _PHANTOM:
                return "1900-02-29" + (f"T{_clock(seconds)}" if seconds else "")
            days -= days > _PHANTOM
        if first + days > _LAST_DAY:
            return number(said)
        day = date.fromordinal(first + days).isoformat()
        return f"{day}T{_clock(seconds)}" if seconds else day

    return said_of


def span(said: str) -> str:
    """A length of time as hours and minutes, and seconds where there are any: `36:00`."""
    value = _value(said)
    if value is None or abs(value) > _LAST_DAY:
        return number(said)
    seconds = round(abs(value) * _DAY)
    return ("-" if value < 0 and seconds else "") + _clock(seconds, hours="")


def iso(said: str) -> str:
    """A moment that is kept as text, in the form of `moment`; what is none stays as it is."""
    found = _ISO.fullmatch(said.strip())
    if not found or not (found["day"] or found["time"]):
        return text(said)
    seconds = f":{found['second']}" if found["second"] not in (None, "00") else ""
    clock = f"{found['time']}{seconds}" if found["time"] else ""
    if not found["day"] or clock in ("", "00:00"):
        return found["day"] or clock
    return f"{found['day']}T{clock}"


def _value(said: str) -> float | None:
    """A number that a file keeps; None where it is none, or none that can be reckoned with."""
    said = said.strip()
    if len(said) > _LONGEST_NUMBER or not _NUMBER.fullmatch(said):
        return None
    value = float(said)
    return value if math.isfinite(value) else None


def _clock(seconds: int, hours: str = "02") -> str:
    """Seconds as hours and minutes, the hours in two digits, and the seconds where there are any."""
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:{hours}}:{minute:02}" + (f":{second:02}" if second else "")


# -- number formats ----------------------------------------------------------------------------------------------------

BUILT_IN = {
    **dict.fromkeys(map(str, (*range(14, 23), *range(27, 37), 45, 47, *range(50, 59))), Shown.MOMENT),
    "46": Shown.SPAN,
}
"""What the formats show that have a number and no code."""
_LITERAL = re.compile(r'"[^"]*(?:"|$)|[\\_*].?|general|standard|e[+-]|([s\]])\.0+', re.IGNORECASE | re.DOTALL)
"""What stands in a format for itself: quoted, escaped, a blank as wide as a letter, a letter to fill with; and what has
letters of a date and is none, or a digit of a number and is of a second."""
_BRACKET = re.compile(r"\[([^\]]*)(?:\]|$)")
_ELAPSED = re.compile("h+|m+|s+", re.IGNORECASE)
_PART = re.compile("[ymdhs]", re.IGNORECASE)
_DIGIT = re.compile("[0#?]")


def shown_by(code: str) -> Shown:
    """What a number format shows: the first of its sections that shows a date or a time decides."""
    for section in _LITERAL.sub(lambda found: found[1] or "", code).split(";"):
        elapsed = any(_ELAPSED.fullmatch(found) for found in _BRACKET.findall(section))
        bare = _BRACKET.sub("", section)
        if _DIGIT.search(bare):
            continue
        if re.search("[yd]", bare, re.IGNORECASE):
            return Shown.MOMENT
        if elapsed:
            return Shown.SPAN
        if _PART.search(bare):
            return Shown.MOMENT
    return Shown.NUMBER
