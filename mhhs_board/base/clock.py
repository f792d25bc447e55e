"""The one clock. `MHHS_BOARD_NOW` (an ISO date-time) overrides it, so that a picture or a test has a day of its own."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime


def now() -> datetime:
    """This moment in UTC, whole seconds."""
    fixed = os.environ.get("MHHS_BOARD_NOW")
    moment = datetime.fromisoformat(fixed) if fixed else datetime.now(UTC)
    if moment.tzinfo is None:
        moment = moment.astimezone()
    return moment.astimezone(UTC).replace(microsecond=0)


def today() -> date:
    """The day it is where the user is."""
    return now().astimezone().date()


def instant(moment: datetime) -> str:
    """A moment as records keep it: `2026-11-24T08:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
