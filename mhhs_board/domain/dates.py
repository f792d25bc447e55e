"""A date as written beside the date it means, and the two kinds of text that records keep: UTC instants and ISO days.

People write "ASAP", "8 May 2024", "Wed 10 Nov" or "+14d"; the text is kept as it is and the day beside it. What cannot be
read, or cannot be (31 April, a Tuesday that was a Wednesday), means no day: nothing is invented. A word that means another
day tomorrow is kept as the day that it meant (docs/vocabulary.md, "Days").
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

from mhhs_board.base.text import JOINERS, without_invisible
from mhhs_board.domain.errors import Refused

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST = 60
"""No date is written longer; a longer text is prose."""

_MONTH = {form: number for number, name in enumerate(MONTHS, 1) for form in (name.lower(), name[:3].lower())}
_MONTH["sept"] = 9
_WEEKDAY = {form: n for n, name in enumerate(WEEKDAYS) for form in (name, name[:3])} | {"tues": 1, "thur": 3, "thurs": 3}
_UNITS = {"d": 1, "day": 1, "days": 1, "w": 7, "week": 7, "weeks": 7}
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "six": 6}

_ZONES = {"z": 0, "utc": 0, "gmt": 0, "bst": 1, "cet": 1, "cest": 2}
"""Hours before UTC of the zones that are known by a name."""

_TIMED = re.compile(
    r"(?P<day>.*?[^ ,])(?:,? at |t|,? |,)"
    r"(?:(?P<hour>[01]?[0-9]|2[0-4])[:.](?P<minute>[0-5][0-9])(?:[:.](?P<second>[0-5][0-9]|60)(?:[.,][0-9]{1,9})?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?|(?P<hour12>0?[1-9]|1[0-2]) ?(?P<half12>[ap])\.?m\.?)"
    rf"(?: ?(?P<zone>{'|'.join(_ZONES)})?(?P<offset>[+-][0-9]{{2}}(?::?[0-9]{{2}})?)?(?: \([a-z ]+\))?)"
)
"""A day with a time behind it, and where that is counted."""
_SHORT_YEARED = re.compile(r".*(?<!,)(?<! at) [0-9]{2}\.[0-9]{2}")
"""What may be a time, and behind a day without a year a year."""
_COMPACT = re.compile(r"([0-9]{8}t[0-9]{2})([0-9]{2})([0-9]{2})?(?=z|[+-]|$)")
_ZONED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?: ?(?:z|utc|gmt)|[+-][0-9]{2}:[0-9]{2})")
"""A day with a zone alone behind it, as XML has it."""
_DASHES = dict.fromkeys(map(ord, "\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}"), "-") | dict.fromkeys(
    map(ord, JOINERS), ""
)

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})|((?:19|20|21)[0-9]{2})([0-9]{2})([0-9]{2})")
_SLASHED = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{2}|[0-9]{4})")
_SPOKEN = re.compile(r"(?:([a-z]+),? )?([0-9]{1,2})(?:st|nd|rd|th)?(?: of)?([ /-])([a-z]+)\.?(?:,?([ /-])([0-9]+))?")
_MONTH_FIRST = re.compile(r"(?:([a-z]+),? )?([a-z]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?(?:,? ([0-9]{4}))?")
_WEEKDAYED = re.compile(r"([a-z]+)\.?,? ?([0-9].*)|(.*[^ ,(])(?:[ ,]*(\()|[ ,]+)([a-z]+)\.?(?(4)\))")
"""A weekday before a day that begins with a number, or behind any."""
_AHEAD = re.compile(r"(?:\+ ?([0-9]{1,6}) ?([a-z]+)|in ([0-9]{1,6}|[a-z]+) ([a-z]+))")
_NEXT = re.compile(r"next ([a-z]+)")
_SERIAL = re.compile(r"([0-9]{5})(?:[.,][0-9]{1,12})?")
_FIRST_SERIAL, _LAST_SERIAL, _SERIAL_ZERO = 36526, 73050, date(1899, 12, 30)
"""Of 2000-01-01 and 2099-12-31, as spreadsheets count days."""
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_LONG_AGO = date(1000, 7, 1)
_LAST_SHORT_YEAR = 69
"""In two figures; those after it may be of either century."""


def meant(text: str, today: date) -> date | None:
    """The day a text means, or None where it means none that is certain. Never raises, whatever the text.

    The forms are those of docs/vocabulary.md, "Days"; a time of day and a zone behind one are passed over. Without a year,
    the nearest such day to `today` is meant (of those that fall on the weekday, where one is written).
    """
    return _meant(text, today) if len(text) <= _LONGEST else None


@lru_cache(maxsize=16384)
def _meant(text: str, today: date) -> date | None:
    """Kept per text: a column repeats its days."""
    day, _ = _apart(text)
    return _relative(day, today) or _fixed(day, today)


def is_relative(text: str) -> bool:
    """Whether a text means another day on another day: "tomorrow", "next friday", "+14d"."""
    return _relative(_apart(text)[0], date(2000, 1, 1)) is not None


def reads(text: str) -> bool:
    """Whether a text means a day at all, whichever that is today."""
    return meant(text, date(2000, 1, 1)) is not None


def either_way(text: str) -> tuple[date | None, date | None]:
    """The day that a text of three numbers is with the day first, and with the month first, if it falls on the weekday that
    stands beside it; None for any other text."""
    falls_on, plain = _weekday(_apart(text)[0])
    found = _SLASHED.fullmatch(plain)
    if not found:
        return None, None
    year = _year(found[4])
    both = _day(year, int(found[3]), int(found[1])), _day(year, int(found[1]), int(found[3]))
    day_first, month_first = (day if day and falls_on in (None, day.weekday()) else None for day in both)
    return day_first, month_first


def is_plain(text: str, day: date) -> bool:
    """Whether a text names a day wholly, and in one way."""
    return meant(text, _LONG_AGO) == day and set(either_way(text)) <= {None, day}


def names_its_year(text: str) -> bool:
    """Whether a text that means a day does so with its year."""
    return not _yearless(_apart(text)[0])


def serial(text: str) -> date | None:
    """The day that a spreadsheet's number stands for, where it is one of this century."""
    day, clock = _apart(text)
    found = _SERIAL.fullmatch(day)
    if not found or clock or not _FIRST_SERIAL <= int(found[1]) <= _LAST_SERIAL:
        return None
    return _SERIAL_ZERO + timedelta(days=int(found[1]))


def _apart(text: str) -> tuple[str, re.Match[str] | None]:
    """The day in a text, lowered and with single blanks, and the time behind it where there is one."""
    return _parts(text) if len(text) <= _LONGEST else ("", None)


@lru_cache(maxsize=16384)
def _parts(text: str) -> tuple[str, re.Match[str] | None]:
    plain = " ".join(without_invisible(text).lower().split()).translate(_DASHES)
    if found := _ZONED.fullmatch(plain):
        return found[1], None
    if "t" in plain:
        plain = _COMPACT.sub(lambda found: f"{found[1]}:{found[2]}:{found[3] or '00'}", plain)
    found = _TIMED.fullmatch(plain)
    if found and not (_SHORT_YEARED.fullmatch(plain) and _yearless(found["day"])):
        return found["day"], found
    return plain.strip(" ,"), None


def _relative(plain: str, today: date) -> date | None:
    """The day of a word that is counted from today."""
    if plain in ("today", "tomorrow", "yesterday"):
        return _ahead(today, {"today": 0, "tomorrow": 1, "yesterday": -1}[plain])
    if (found := _NEXT.fullmatch(plain)) and found[1] in _WEEKDAY:
        return _ahead(today, (_WEEKDAY[found[1]] - today.weekday() - 1) % 7 + 1)
    if found := _AHEAD.fullmatch(plain):
        count, unit = (found[1], found[2]) if found[1] else (found[3], found[4])
        number = int(count) if count.isdigit() else _NUMBERS.get(count)
        return _ahead(today, number * _UNITS[unit]) if number is not None and unit in _UNITS else None
    return None


def _weekday(plain: str) -> tuple[int | None, str]:
    """The weekday that stands before a day in a text or behind it, None where there is none, and the day."""
    if not plain[-1:].isdigit() or not plain[:1].isdigit():
        found = _WEEKDAYED.fullmatch(plain)
        if found and (found[1] or found[5]) in _WEEKDAY:
            return _WEEKDAY[found[1] or found[5]], (found[2] or found[3]).rstrip(" ,")
    return None, plain


def _fixed(plain: str, today: date) -> date | None:
    """The day of a text that names one, of the nearest year where it names none; it falls on the weekday that stands beside
    it, which tells of three numbers what comes first."""
    falls_on, plain = _weekday(plain)
    if falls_on is None:
        return _named(plain, today)
    if _SLASHED.fullmatch(plain) and (month_first := either_way(f"{WEEKDAYS[falls_on]} {plain}"))[0] is None:
        return month_first[1]
    if _yearless(plain):
        return _named(f"{WEEKDAYS[falls_on]} {plain}", today)
    day = _named(plain, today)
    return day if day is not None and day.weekday() == falls_on else None


def _named(plain: str, today: date) -> date | None:
    """The day of a text that names one, of the nearest year where it names none."""
    if found := _YEAR_FIRST.fullmatch(plain):
        numbers = (found[1], found[3], found[4]) if found[1] else (found[5], found[6], found[7])
        return _day(*map(int, numbers))
    if found := _SLASHED.fullmatch(plain):
        year = _year(found[4])
        day = _day(year, int(found[3]), int(found[1]))
        if (
            found[2] == "-"
            and len(found[4]) == 2
            and _day(_year(found[1]), int(found[3]), int(found[4])) not in (None, day)
        ):
            return None  # 26-12-08: nobody knows which is the year
        return day
    if found := _SPOKEN.fullmatch(plain):
        if found[6] and len(found[6]) == 2 and found[3] != found[5]:
            return None  # 10 Dec-12
        return _spoken(found[1], found[2], found[4], found[6], today)
    if found := _MONTH_FIRST.fullmatch(plain):
        return _spoken(found[1], found[3], found[2], found[4], today)
    return None


def _yearless(plain: str) -> bool:
    """Whether a text names a month and a day, and no year."""
    found = _SPOKEN.fullmatch(plain) or _MONTH_FIRST.fullmatch(plain)
    return found is not None and found[found.re.groups] is None


def _year(digits: str) -> int:
    """The year that figures mean; none has the number 0, which stands for two of either century."""
    if len(digits) > 2:
        return int(digits)
    return int(digits) + 2000 if int(digits) <= _LAST_SHORT_YEAR else 0


def _spoken(weekday: str | None, day: str, month_name: str, year: str | None, today: date) -> date | None:
    month = _MONTH.get(month_name)
    falls_on = _WEEKDAY.get(weekday) if weekday else None
    if month is None or (weekday and falls_on is None):
        return None
    if year is not None:
        if len(year) not in (2, 4):
            return None
        years = [_year(year)]
    else:
        reach = 1 if falls_on is None else 6  # a weekday comes back on a date after five or six years, or eleven
        years = [today.year + step for step in range(-reach, reach + 1)]
    possible = [found for candidate in years if (found := _day(candidate, month, int(day)))]
    fitting = [found for found in possible if falls_on is None or found.weekday() == falls_on]
    return min(fitting, key=lambda found: (abs(found - today), found), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _ahead(today: date, days: int) -> date | None:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return None


def iso_meant(text: str, today: date) -> str:
    """`meant` as records keep it (`due_on`, `needed_on`): ISO text, or empty where no day is meant."""
    found = meant(text, today)
    return found.isoformat() if found else ""


@lru_cache(maxsize=4096)
def day_of(text: str) -> date | None:
    """The day of an ISO text, or None where it is none."""
    found = _ISO.fullmatch(text)
    return _day(int(found[1]), int(found[2]), int(found[3])) if found else None


def written(day: date) -> str:
    """`8 May 2024`, whatever the machine's language."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year:04}"


def short(day: date, today: date) -> str:
    """`8 May`, with the year where it is another than today's."""
    name = f"{day.day} {MONTHS[day.month - 1][:3]}"
    return name if day.year == today.year else f"{name} {day.year:04}"


def brief(day: date, today: date) -> str:
    """`8 May`, with the year's last two figures where it is another than today's: for where there is little room."""
    name = short(day, today)
    brief_year = 2000 <= day.year <= 2000 + _LAST_SHORT_YEAR
    return f"{name[:-4]}{day.year % 100:02}" if brief_year and day.year != today.year else name


def lasting(text: str, on: str) -> str:
    """A date as written; of a word that means another day tomorrow, which older programs kept, the day that it meant."""
    return on if on and is_relative(text) else text


def whole(text: str, on: str) -> str:
    """A date for what is read in other years: as it was written where that names the day wholly, else the day."""
    day = day_of(on)
    return text if day is None or (text and meant(text, _LONG_AGO) == day) else written(day)


@lru_cache(maxsize=16384)
def kept_day(text: str) -> str:
    """The ISO day of a text that names its day wholly, as a Day field without one beside it keeps it; empty where it names
    none, or needs today for it."""
    if not text or is_relative(text) or not names_its_year(text):
        return ""
    return iso_meant(text, _LONG_AGO)


@lru_cache(maxsize=16384)
def told(text: str, on: str, today: date) -> str:
    """A date for a paper that outlives the day: as it was written where that names the day wholly, or needs no year just
    now, else the day. `on` is the ISO day kept beside it; where that is empty the text stands alone."""
    day = day_of(on)
    if day and text and day.year == today.year and not is_relative(text) and meant(text, today) == day:
        return text
    return whole(text, on)


def minute(local: datetime) -> str:
    """`8 May 2024, 09:30`, whatever the machine's language."""
    return f"{local.day} {MONTHS[local.month - 1][:3]} {local.year:04}, {local:%H:%M}"


def local_time(instant: str) -> datetime | None:
    """A UTC instant text where the user is, or None where it is none or lies beyond the calendar there."""
    if not _INSTANT.fullmatch(instant):
        return None
    try:
        return datetime.fromisoformat(instant).astimezone()
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=16384)
def instant_day(instant: str) -> date | None:
    """The local day of a UTC instant text, or None where it is none. Kept per text: boards repeat their instants."""
    local = local_time(instant)
    return local.date() if local else None


def days_between(earlier: date, later: date) -> int:
    """Whole days from one day to another; negative where `later` is before `earlier`."""
    return (later - earlier).days


def as_at(instant: str) -> str:
    """A UTC instant as every export says it, `29 November 2026, 08:34` in local time; the end of a day is the day."""
    local = local_time(instant)
    if local is None:
        return instant
    day = written(local.date())
    return day if local.time() == time(23, 59, 59) else f"{day}, {local:%H:%M}"


def moment(text: str, today: date) -> str:
    """WHEN of the command line as a UTC instant text: a day means its last second, local time, and so does a minute.

    Any day that `meant` reads, alone or with a time (local unless a zone stands behind it), also as an export says it of
    itself. Raises Refused.
    """
    stripped = re.sub(r"^as at\b:? *", "", text.strip(), flags=re.IGNORECASE)
    day, clock = _apart(stripped)
    try:
        if found := meant(day, today):
            if clock is None:
                return _instant(datetime.combine(found, time(23, 59, 59)))
            return _instant(_clocked(found, clock))
    except (ValueError, OverflowError):
        pass
    shown = stripped if len(stripped) <= _LONGEST else stripped[:_LONGEST] + "…"
    raise Refused(f"“{shown}” is no date or time that can be read; write it like 2026-11-24 or 2026-11-24T09:30.")


def _clocked(day: date, clock: re.Match[str]) -> datetime:
    """The time on a day. Where the clocks went back within it, the later of the two. Raises ValueError."""
    hour, half = int(clock["hour"] or clock["hour12"]), clock["half"] or clock["half12"]
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half == "p" else 0)
    local = datetime.combine(day, time(hour, int(clock["minute"] or 0), int(clock["second"] or 59), fold=1))
    if clock["zone"] is None and clock["offset"] is None:
        return local if local.astimezone(UTC) > local.replace(fold=0).astimezone(UTC) else local.replace(fold=0)
    ahead = timedelta(hours=_ZONES[clock["zone"] or "z"])
    if offset := clock["offset"]:
        digits = offset[1:].replace(":", "").ljust(4, "0")
        ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) * (-1 if offset[0] == "-" else 1)
    return local.replace(fold=0, tzinfo=timezone(ahead))


def noon(day: date) -> str:
    """The middle of a local day as a UTC instant text: an instant that is of this day wherever it is read nearby."""
    return _instant(datetime.combine(day, time(12)))


def _instant(local: datetime) -> str:
    return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
