"""The one clock. `MHHS_BOARD_NOW` (an ISO date-time) overrides it, so that a picture or a test has a day of its own."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta


def now() -> datetime:
    """This moment in UTC, whole seconds."""
    fixed = os.environ.get("MHHS_BOARD_NOW")
    moment = datetime.fromisoformat(fixed) if fixed else datetime.now(UTC)
    if moment.tzinfo is None:
        moment = moment.astimezone()
    return moment.astimezone(UTC).replace(microsecond=0)


def trouble() -> str:
    """Why no time can be told here, in a sentence: the variable or the time zone of the environment is none; else empty."""
    fixed, zone = os.environ.get("MHHS_BOARD_NOW"), os.environ.get("TZ", "")
    if fixed:
        try:
            datetime.fromisoformat(fixed)
        except ValueError:
            return (
                f"MHHS_BOARD_NOW is no date-time but “{_short(fixed)}”. Write it as 2026-11-24T08:00:00Z, or leave it out."
            )
    try:
        moment = now()
        for away in (timedelta(0), timedelta(days=400), timedelta(days=-400)):
            (moment + away).astimezone()
    except (ValueError, OverflowError, OSError):
        if fixed:
            return (
                f"MHHS_BOARD_NOW, “{_short(fixed)}”, is too near the end of the calendar. Choose another, or leave it out."
            )
        return f"The time zone that TZ names, “{_short(zone)}”, cannot be used. Set it right, or leave it out."
    return ""


def _short(text: str) -> str:
    return "".join(letter if letter.isprintable() else "�" for letter in text[:60])


def today() -> date:
    """The day it is where the user is."""
    return now().astimezone().date()


def instant(moment: datetime) -> str:
    """A moment as records keep it: `2026-11-24T08:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
