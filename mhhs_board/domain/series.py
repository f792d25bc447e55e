"""On which days a forum meets, as people say it: "second Wednesday", "last Friday of the month", "every Tuesday"."""

from __future__ import annotations

import re
from datetime import date, timedelta

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1, "1st": 0, "2nd": 1, "3rd": 2, "4th": 3}
_RULE = re.compile(
    rf"(?:(?P<every>every|weekly on|each) )?(?:(?P<place>{'|'.join(_PLACES)}|other) )?(?P<day>{'|'.join(_DAYS)})s?"
    r"(?: (?:of|in) (?:the|each|every) month| monthly)?"
)


def following(rule: str, after: date) -> date | None:
    """The first day by a rule that comes after a day; None where the rule says no day ("monthly, all day")."""
    found = _RULE.fullmatch(" ".join(rule.lower().replace(",", " ").split())) if len(rule) <= 80 else None
    if found is None:
        return None
    weekday, place = _DAYS.index(found["day"]), found["place"]
    try:
        if place == "other" or (found["every"] and _PLACES.get(place or "") == 1 and "month" not in rule.lower()):
            return _next(after + timedelta(days=7), weekday)
        if place is None and "month" in rule.lower():
            return None  # on which of them is not said
        if place is None:
            return _next(after, weekday)
        month = after.replace(day=1)
        while (day := _in_month(month, weekday, _PLACES[place])) <= after:
            month = (month + timedelta(days=32)).replace(day=1)
        return day
    except (OverflowError, ValueError):
        return None


def _next(after: date, weekday: int) -> date:
    return after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)


def _in_month(first: date, weekday: int, place: int) -> date:
    """The first, second … or last such day of a month, given by its first day."""
    if place < 0:
        end = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        return end - timedelta(days=(end.weekday() - weekday) % 7)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * place)
