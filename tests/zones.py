"""Time zones for tests, and instants that fall on the same day in each of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from mhhs_board.base import clock
from mhhs_board.domain import dates

NAMES = Path("/usr/share/zoneinfo")


@contextmanager
def zone(name: str) -> Iterator[None]:
    """Another time zone, for this process and those that it starts. Skips the test where this machine does not know it."""
    if name != "UTC" and (sys.platform == "win32" or not (NAMES / name).exists()):
        pytest.skip(f"the time zone {name} cannot be had here")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", name)
        _read()
        yield
    _read()


def _read() -> None:
    if sys.platform != "win32":
        time.tzset()
    dates.instant_day.cache_clear()  # a program stays in the zone in which it was started; a test does not


def noon(day: str) -> str:
    """The middle of a day where this runs, as records keep it: in no zone does it fall on another day."""
    return clock.instant(datetime.fromisoformat(f"{day}T12:00:00").astimezone())
