"""Dates as written beside the day they mean."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.domain import dates
from mhhs_board.domain.errors import Refused
from tests.zones import zone

TODAY = date(2024, 4, 12)


@pytest.fixture
def london() -> Iterator[None]:
    with zone("Europe/London"):
        yield


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-08", date(2024, 5, 8)),
        ("8 May 2024", date(2024, 5, 8)),
        ("08 May 2024 10am", date(2024, 5, 8)),
        ("Wednesday 8th of May, 2024", date(2024, 5, 8)),
        ("May 8, 2024", date(2024, 5, 8)),
        ("08/05/2024", date(2024, 5, 8)),
        ("8.5.24", date(2024, 5, 8)),
        ("8-May-2024", date(2024, 5, 8)),
        ("10 April", date(2024, 4, 10)),
        ("8 MAY", date(2024, 5, 8)),
        ("2 January", date(2024, 1, 2)),
        ("29 Feb", date(2024, 2, 29)),
        ("Wed 10 Nov", date(2021, 11, 10)),
        ("Wed 10 April", date(2024, 4, 10)),
        ("today", TODAY),
        (" Tomorrow ", date(2024, 4, 13)),
        ("+14d", date(2024, 4, 26)),
        ("in 2 weeks", date(2024, 4, 26)),
        ("in a week", date(2024, 4, 19)),
    ],
)
def test_what_people_write_means_a_day(text: str, day: date) -> None:
    assert dates.meant(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ASAP",
        "TBC",
        "ongoing",
        "end of October",
        "31 April",
        "31/04/2024",
        "2024-13-01",
        "8 May 202",
        "8 May 20245",
        "May 2024",
        "Tue 8 May 2024",
        "2024-05",
        "32 May",
        "0 May",
        "8 Mayo",
        "+999999w",
        "in 2 fortnights",
        "8/5",
        "5/8-2024",
        "x" * 1_000_000,
    ],
)
def test_what_is_unclear_or_impossible_means_none(text: str) -> None:
    assert dates.meant(text, TODAY) is None


@given(st.text(), st.dates())
def test_no_text_raises(text: str, today: date) -> None:
    assert dates.meant(text, today) is None or isinstance(dates.meant(text, today), date)
    assert dates.instant_day(text) is None or isinstance(dates.instant_day(text), date)
    with contextlib.suppress(Refused):
        assert dates.moment(text, today).endswith("Z")


@given(st.from_regex(r"[0-9]{1,3}[ /.-](May|feb|[0-9]{1,3})[ /.-][0-9]{0,5}", fullmatch=True), st.dates())
def test_nearly_dates_never_raise(text: str, today: date) -> None:
    found = dates.meant(text, today)
    assert found is None or isinstance(found, date)


@given(st.dates(), st.dates())
def test_every_written_day_is_read_back(day: date, today: date) -> None:
    assert dates.meant(dates.written(day), today) == day
    assert dates.meant(day.isoformat(), today) == day == dates.day_of(day.isoformat())


def test_short_names_the_year_only_where_it_is_another() -> None:
    assert dates.short(date(2024, 5, 8), TODAY) == "8 May"
    assert dates.short(date(2023, 12, 31), TODAY) == "31 Dec 2023"
    assert dates.written(date(2024, 5, 8)) == "8 May 2024"


def test_a_day_as_records_keep_it() -> None:
    assert dates.iso_meant("8 May", TODAY) == "2024-05-08"
    assert dates.iso_meant("ASAP", TODAY) == ""
    assert dates.days_between(date(2024, 5, 8), TODAY) == -26


@pytest.mark.usefixtures("london")
def test_an_instant_is_a_day_where_the_user_is() -> None:
    assert dates.instant_day("2024-06-30T23:30:00Z") == date(2024, 7, 1)
    assert dates.instant_day("2024-12-31T23:30:00Z") == date(2024, 12, 31)
    assert dates.instant_day("") is None
    assert dates.instant_day("2024-02-30T00:00:00Z") is None


def test_an_instant_beyond_the_calendar_is_none() -> None:
    """Where the clock was wrong once, or where the user is."""
    with zone("Pacific/Kiritimati"):
        assert dates.local_time("9999-12-31T23:59:59Z") is None
        assert dates.local_time("0001-01-01T00:00:00Z") is None
        assert dates.local_time("2024-05-08T09:30") is None
        found = dates.local_time("2024-05-07T19:30:00Z")
        assert found is not None
        assert dates.minute(found) == "8 May 2024, 09:30"


@pytest.mark.usefixtures("london")
@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-06-30", "2024-06-30T22:59:59Z"),
        ("2024-12-31", "2024-12-31T23:59:59Z"),
        ("2024-06-30T10:00", "2024-06-30T09:00:00Z"),
        ("2024-06-30 10:00:30", "2024-06-30T09:00:30Z"),
        ("2024-06-30T10:00:00Z", "2024-06-30T10:00:00Z"),
        ("2024-06-30T10:00+02:00", "2024-06-30T08:00:00Z"),
        ("10 April", "2024-04-10T22:59:59Z"),
    ],
)
def test_when_is_the_end_of_a_day_or_the_moment_itself(text: str, instant: str) -> None:
    assert dates.moment(text, TODAY) == instant


@pytest.mark.parametrize("text", ["", "soon", "2024-02-30", "10 April 10:00", "0001-01-01T00:00+14:00", "9" * 2000])
def test_a_when_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        dates.moment(text, TODAY)
