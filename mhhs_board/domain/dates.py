"""A date as written beside the date it means, and the two kinds of text that records keep: UTC instants and ISO days.

People write "ASAP", "8 May 2024", "Wed 10 Nov" or "+14d"; the text is kept as it is and the day beside it. What cannot be
read, or cannot be (31 April, a Tuesday that was a Wednesday), means no day: nothing is invented.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

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

_TIME_OF_DAY = re.compile(r"(?:,? at)? *(?<![0-9/.-])(?:[0-9]{1,2}[:.][0-9]{2} ?(?:am|pm)?|[0-9]{1,2} ?(?:am|pm))$")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SLASHED = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{2}|[0-9]{4})")
_SPOKEN = re.compile(r"(?:([a-z]+),? )?([0-9]{1,2})(?:st|nd|rd|th)?(?: of)?[ -]([a-z]+)\.?(?:,?[ -]([0-9]+))?")
_MONTH_FIRST = re.compile(r"(?:([a-z]+),? )?([a-z]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?(?:,? ([0-9]{4}))?")
_AHEAD = re.compile(r"(?:\+ ?([0-9]{1,6}) ?([a-z]+)|in ([0-9]{1,6}|[a-z]+) ([a-z]+))")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def meant(text: str, today: date) -> date | None:
    """The day a text means, or None where it means none that is certain. Never raises, whatever the text.

    ISO, `8 May 2024`, `08/05/2024` (day first), `Wed 10 Nov`, `10 April`, `today`, `tomorrow`, `yesterday`, `+14d`,
    `in 2 weeks`; a time of day behind it is ignored. Without a year, the nearest such day to `today` is meant (of those
    that fall on the weekday, where one is written).
    """
    if len(text) > _LONGEST:
        return None
    plain = " ".join(text.lower().split())
    if found := _ISO.fullmatch(plain):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if plain in ("today", "tomorrow", "yesterday"):
        return _ahead(today, {"today": 0, "tomorrow": 1, "yesterday": -1}[plain])
    if found := _AHEAD.fullmatch(plain):
        count, unit = (found[1], found[2]) if found[1] else (found[3], found[4])
        number = int(count) if count.isdigit() else _NUMBERS.get(count)
        return _ahead(today, number * _UNITS[unit]) if number is not None and unit in _UNITS else None
    plain = _TIME_OF_DAY.sub("", plain).strip(" ,")
    if found := _SLASHED.fullmatch(plain):
        year = int(found[4])
        return _day(year + 2000 if year < 100 else year, int(found[3]), int(found[1]))
    if found := _SPOKEN.fullmatch(plain):
        return _spoken(found[1], found[2], found[3], found[4], today)
    if found := _MONTH_FIRST.fullmatch(plain):
        return _spoken(found[1], found[3], found[2], found[4], today)
    return None


def _spoken(weekday: str | None, day: str, month_name: str, year: str | None, today: date) -> date | None:
    month = _MONTH.get(month_name)
    falls_on = _WEEKDAY.get(weekday) if weekday else None
    if month is None or (weekday and falls_on is None):
        return None
    if year is not None:
        if len(year) not in (2, 4):
            return None
        years = [int(year) + 2000 if len(year) == 2 else int(year)]
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
    return name if day.year == today.year else f"{name} {day.year}"


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
    """WHEN of the command line as a UTC instant text: a day means its last second, local time.

    ISO date or date-time (local unless it carries an offset or Z), or any day that `meant` reads. Raises Refused.
    """
    stripped = text.strip()
    try:
        if found := meant(stripped, today):
            if ":" not in stripped:
                return _instant(datetime.combine(found, time(23, 59, 59)))
        elif _ISO.match(stripped) and len(stripped) <= _LONGEST:
            return _instant(datetime.fromisoformat(stripped.replace("z", "Z")))
    except (ValueError, OverflowError):
        pass
    shown = stripped if len(stripped) <= _LONGEST else stripped[:_LONGEST] + "…"
    raise Refused(f"“{shown}” is no date or time that can be read; write it like 2026-11-24 or 2026-11-24T09:30.")


def noon(day: date) -> str:
    """The middle of a local day as a UTC instant text: an instant that is of this day wherever it is read nearby."""
    return _instant(datetime.combine(day, time(12)))


def _instant(local: datetime) -> str:
    return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
