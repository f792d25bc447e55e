"""Dates as written beside the day they mean."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date, time

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
        ("next Friday", date(2024, 4, 19)),  # today is one
        ("next thu", date(2024, 4, 18)),
        ("2024/05/08", date(2024, 5, 8)),
        ("2024-5-8", date(2024, 5, 8)),
        ("20240508", date(2024, 5, 8)),
        ("8/May/24", date(2024, 5, 8)),
        ("08-May-24", date(2024, 5, 8)),
        ("8\N{NON-BREAKING HYPHEN}May\N{NON-BREAKING HYPHEN}2024", date(2024, 5, 8)),
        ("31-12-68", date(2068, 12, 31)),  # 68 is no day
        ("8 Dec 69", date(2069, 12, 8)),
        ("May 27", date(2024, 5, 27)),
        ("8 Dec, 12", date(2012, 12, 8)),
        ("8 Dec-2012", date(2012, 12, 8)),
        ("8 Dec 2012 20.26", date(2012, 12, 8)),
        ("08/05/2024\N{ZERO WIDTH SPACE}", date(2024, 5, 8)),
        ("\ufeff8\N{ZERO WIDTH JOINER} May\N{SOFT HYPHEN} 2024\N{ZERO WIDTH NON-JOINER}", date(2024, 5, 8)),
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
        "05/13/2024",
        "31/02/2024",
        "03/04/202",
        "26-12-08",
        "08-05-24",
        "2024-W19",
        "Q2 2024",
        "w/c 06/05/2024",
        "45420",
        "08052024",
        "10 Dec-12",
        "10-Dec 12",
        "10/Dec-12",
        "8 Dec 99",
        "8 Dec 70",
        "08/12/99",
        "8-Dec-99",
        "31-12-98",
        "8 Dec 20.26",
        "next week",
        "next May",
        "2024-05-08 25:00",
        "2024-05-08 10:00 XYZ",
        "10:00",
        "x" * 1_000_000,
    ],
)
def test_what_is_unclear_or_impossible_means_none(text: str) -> None:
    assert dates.meant(text, TODAY) is None


@pytest.mark.parametrize(
    "behind",
    [
        " 10:00",
        " 00:00:00",
        "T00:00:00Z",
        "T08:00:00.000Z",
        "T08:00+01:00",
        " 12:00 AM",
        " 7:00:00 a.m.",
        ", 09.30",
        " at 10 am",
        " 10:00 BST",
        " 23:30:00 GMT-0800 (somewhere)",
        "T10:00:00 UTC+02",
    ],
)
@pytest.mark.parametrize(
    "text", ["2024-05-08", "08/05/2024", "8/May/24", "8 May 2024", "Wed 8 May", "20240508", "next May"]
)
def test_a_time_and_a_zone_behind_a_day_are_passed_over(text: str, behind: str) -> None:
    """Whatever the zone says, the day is the one that is written."""
    assert dates.meant(text + behind, TODAY) == (None if text == "next May" else date(2024, 5, 8))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *((f"{day}{behind}", date(2024, 5, 8)) for day in ("2024-05-08", "8 May 2024", "8-May-24", "08/05/2024", "8 May")
          for behind in (" (Wednesday)", " Wed", ", wednesday", "(Wed)")),
        *((f"{before} {day}", date(2024, 5, 8)) for day in ("2024-05-08", "08/05/2024", "8/5/24 10:00", "8 May 2024")
          for before in ("Wed", "Wednesday,", "Wed.")),
        ("Wed 5/8/24", date(2024, 5, 8)),
        ("Tue 5/8/24", None),
        ("Thu 08/05/2024", None),
        ("2024-05-08 (Thursday)", None),
        ("2024-05-08 (Wed", None),
        ("8 May Mai", None),
    ],
)  # fmt: skip
def test_a_weekday_beside_a_day_must_be_that_days(text: str, day: date | None) -> None:
    assert dates.meant(text, TODAY) == day


def test_a_weekday_tells_of_three_numbers_what_comes_first() -> None:
    assert dates.either_way("Tue 04/05/2021") == (date(2021, 5, 4), None)
    assert dates.either_way("Mon 04/05/2021") == (None, date(2021, 4, 5))
    assert dates.is_plain("Mon 04/05/2021", date(2021, 4, 5))


@pytest.mark.parametrize("text", ["20240508T080000Z", "20240508T0800", "2024-05-08Z", "2024-05-08+01:00"])
def test_days_as_machines_write_them(text: str) -> None:
    assert dates.meant(text, TODAY) == date(2024, 5, 8)


@pytest.mark.parametrize(
    ("text", "relative"),
    [
        *((text, True) for text in ("tomorrow", "+14d", "next friday", "In 2 weeks", "tomorrow 10am")),
        *((text, False) for text in ("8 May", "Wed 10 Nov", "2024-05-08", "ASAP", "", "next week")),
    ],
)
def test_words_that_mean_another_day_tomorrow(text: str, relative: bool) -> None:
    assert dates.is_relative(text) is relative


@given(st.sampled_from(range(7)), st.dates(date(1, 1, 9), date(9999, 12, 20)))
def test_next_weekday_is_within_a_week_and_never_today(weekday: int, today: date) -> None:
    found = dates.meant(f"next {dates.WEEKDAYS[weekday]}", today)
    assert found is not None
    assert found.weekday() == weekday
    assert 1 <= dates.days_between(today, found) <= 7


def test_which_of_three_numbers_is_the_month() -> None:
    assert dates.either_way("03/04/2024") == (date(2024, 4, 3), date(2024, 3, 4))
    assert dates.either_way("05/13/24 10:00") == (None, date(2024, 5, 13))
    assert dates.either_way("31/02/2024") == (None, None)
    assert dates.either_way("3 April 2024") == (None, None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("36526", date(2000, 1, 1)),
        ("45420", date(2024, 5, 8)),
        ("45420.0", date(2024, 5, 8)),
        ("45420,75", date(2024, 5, 8)),
        ("73050", date(2099, 12, 31)),
        ("36525", None),
        ("73051", None),
        ("4542", None),
        ("045420", None),
        ("TBC", None),
    ],
)
def test_the_days_that_spreadsheets_count(text: str, day: date | None) -> None:
    assert dates.serial(text) == day


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


def test_brief_never_leaves_the_year_out() -> None:
    assert dates.brief(date(2024, 5, 8), TODAY) == "8 May"
    assert dates.brief(date(2027, 5, 8), TODAY) == "8 May 27"
    assert dates.brief(date(1924, 5, 8), TODAY) == "8 May 1924", "24 would be this year"
    assert dates.brief(date(2070, 5, 8), TODAY) == "8 May 2070", "70 would be of either century"


FORMS = ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"]
CENTURY = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(CENTURY, st.sampled_from(FORMS), st.times(), st.sampled_from(["", " %H:%M", "T%H:%M:%SZ", " %H:%M:%S"]), st.dates())
def test_every_form_is_read_back(day: date, form: str, clock: time, behind: str, today: date) -> None:
    assert dates.meant(day.strftime(form) + clock.strftime(behind), today) == day


@given(CENTURY, CENTURY, st.sampled_from([" ", "-", "/"]), st.booleans())
def test_every_named_month_is_read_back(day: date, today: date, between: str, long: bool) -> None:
    year = f"{day.year}" if long or day.year > 2069 else f"{day.year % 100:02}"
    assert dates.meant(between.join((str(day.day), dates.MONTHS[day.month - 1][:3], year)), today) == day


@given(CENTURY, CENTURY)
def test_what_a_card_says_of_a_day_means_that_day(day: date, today: date) -> None:
    """Without a year it is this one, which the nearest such day need not be."""
    for said in (dates.short(day, today), dates.brief(day, today)):
        assert dates.meant(f"{said} {day.year}" if day.year == today.year else said, today) == day


@given(CENTURY, CENTURY, CENTURY, st.sampled_from(["tomorrow", "next friday", "+14d", "10 Nov", "8 May 2027", "08/05/27"]))
def test_what_a_paper_says_means_the_day_that_was_meant(said_on: date, read_on: date, later: date, text: str) -> None:
    """Whenever it is written and read, and that day it says itself."""
    on = dates.iso_meant(text, said_on)
    told = dates.told(text, on, read_on)
    assert dates.meant(told, read_on) == dates.day_of(on)
    if on[:4] != read_on.isoformat()[:4] or dates.is_relative(text):
        assert dates.meant(told, later) == dates.day_of(on), "no year is dropped"
    assert dates.told("ASAP", "", read_on) == "ASAP"
    assert dates.told("", "2024-05-08", read_on) == "8 May 2024"
    assert dates.meant(dates.whole(text, on), later) == dates.day_of(on), "what is read in other years has it always"


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
        ("2024-06-30T10:00", "2024-06-30T09:00:59Z"),
        ("2024-06-30 10:00:30", "2024-06-30T09:00:30Z"),
        ("2024-06-30T10:00:00Z", "2024-06-30T10:00:00Z"),
        ("2024-06-30T10:00+02:00", "2024-06-30T08:00:59Z"),
        ("10 April 10:00", "2024-04-10T09:00:59Z"),
        ("10 April", "2024-04-10T22:59:59Z"),
    ],
)
def test_when_is_the_end_of_a_day_or_the_moment_itself(text: str, instant: str) -> None:
    assert dates.moment(text, TODAY) == instant


@pytest.mark.parametrize("name", ["Europe/London", "Pacific/Kiritimati", "America/St_Johns", "UTC"])
@pytest.mark.parametrize("words", ["{}", "As at {}", "as at: {}"])
def test_what_an_export_says_of_itself_is_the_last_second_of_its_minute(name: str, words: str) -> None:
    with zone(name):
        for instant in ("2024-06-30T09:00:00Z", "2024-12-31T23:58:31Z", "2024-10-27T03:29:00Z"):
            assert dates.moment(words.format(dates.as_at(instant)), TODAY) == f"{instant[:-3]}59Z"


@pytest.mark.usefixtures("london")
def test_where_the_clocks_went_back_the_later_minute_is_meant() -> None:
    assert dates.moment("2024-10-27 01:30", TODAY) == "2024-10-27T01:30:59Z"
    assert dates.moment("2024-10-27 01:30 BST", TODAY) == "2024-10-27T00:30:59Z"


@pytest.mark.parametrize(
    "text", ["", "soon", "2024-02-30", "10 Mayday 10:00", "2024-05-08 24:00", "As at", "0001-01-01T00:00+14:00", "9" * 2000]
)
def test_a_when_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        dates.moment(text, TODAY)
