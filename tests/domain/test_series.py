"""On which days a forum meets."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.domain import series


@pytest.mark.parametrize(
    ("rule", "after", "day"),
    [
        ("Second Wednesday", date(2024, 4, 10), date(2024, 5, 8)),
        ("second Wednesday of the month", date(2024, 4, 9), date(2024, 4, 10)),
        ("2nd wednesday", date(2024, 12, 11), date(2025, 1, 8)),
        ("last Friday", date(2024, 1, 31), date(2024, 2, 23)),
        ("Last Friday of each month", date(2024, 5, 31), date(2024, 6, 28)),
        ("every Tuesday", date(2024, 4, 9), date(2024, 4, 16)),
        ("Tuesdays", date(2024, 4, 8), date(2024, 4, 9)),
        ("weekly on Thursday", date(2024, 4, 9), date(2024, 4, 11)),
        ("every second Tuesday", date(2024, 4, 9), date(2024, 4, 23)),
        ("every 2nd Tuesday", date(2024, 4, 9), date(2024, 4, 23)),
        ("Wednesday of the month", date(2024, 4, 9), None),
        ("Wednesdays monthly", date(2024, 4, 9), None),
        ("every other Tuesday", date(2024, 4, 9), date(2024, 4, 23)),
        ("Monthly, all day", date(2024, 4, 9), None),
        ("Weekly", date(2024, 4, 9), None),
        ("fifth Monday", date(2024, 4, 9), None),
        ("", date(2024, 4, 9), None),
        ("second Wednesday" + " " * 100, date(2024, 4, 9), None),
        ("every Tuesday", date.max, None),
        ("second Tuesday", date.max, None),
    ],
)
def test_the_day_after(rule: str, after: date, day: date | None) -> None:
    assert series.following(rule, after) == day


@given(
    st.dates(max_value=date(9000, 1, 1)),
    st.sampled_from(["first", "second", "third", "fourth", "last", "every", "every second"]),
    st.sampled_from(["Monday", "Wednesday", "Sunday"]),
)
def test_it_is_such_a_day_later_and_none_is_passed_over(after: date, place: str, weekday: str) -> None:
    found = series.following(f"{place} {weekday}", after)
    assert found is not None
    assert found > after
    assert f"{found:%u}" == {"Monday": "1", "Wednesday": "3", "Sunday": "7"}[weekday]
    assert found - after <= timedelta(days={"every": 7, "every second": 14}.get(place, 62))
