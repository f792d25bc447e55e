"""The ladder, what is overdue, and ages."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.domain import escalation
from mhhs_board.domain.board import Board
from mhhs_board.domain.pace import Pace, Usual
from mhhs_board.domain.records import Artefact, Blocker, Escalation
from tests.domain import words
from tests.zones import noon

TODAY = date(2024, 4, 12)
CARD = Artefact(id="a", ref="P1", workstream="smart", stage="progress", stage_since=noon("2024-04-01"))
BLOCKER = Blocker(id="b", artefact="a", since=noon("2024-04-03"))
ASKED = Escalation(id="e", blocker="b", forum="dag", raised=noon("2024-04-04"))


def test_the_ladder_goes_from_the_checkpoint_up() -> None:
    assert [forum.id for forum in words.board().forums] == ["weekly", "bprwg", "tdwg", "dag", "psg"]


@pytest.mark.parametrize(
    ("present", "above"), [(None, "weekly"), ("weekly", "bprwg"), ("tdwg", "dag"), ("dag", "psg"), ("psg", None)]
)
def test_who_is_above(present: str | None, above: str | None) -> None:
    asked = [msgspec.structs.replace(ASKED, forum=present)] if present else []
    board = words.board(CARD, BLOCKER, *asked)
    found = escalation.next_forum(board, CARD)
    assert (found.id if found else None) == above


def test_an_answered_escalation_waits_nowhere() -> None:
    board = words.board(CARD, BLOCKER, msgspec.structs.replace(ASKED, returned=noon("2024-04-05")))
    assert escalation.present_forum(board, CARD) is None


@pytest.mark.parametrize(
    ("blocker_needed", "asked_needed", "answer", "late"),
    [
        ("", "2024-04-11", "", True),
        ("", "2024-04-12", "", False),
        ("", "2024-04-11", "Agreed", False),
        ("2024-04-11", "2024-05-01", "", True),
        ("2024-04-12", "", "", False),
        ("", "", "", False),
    ],
)
def test_overdue(blocker_needed: str, asked_needed: str, answer: str, late: bool) -> None:
    board = words.board(
        CARD,
        msgspec.structs.replace(BLOCKER, needed_on=blocker_needed),
        msgspec.structs.replace(ASKED, needed_on=asked_needed, answer=answer),
    )
    assert bool(escalation.overdue(board, CARD, TODAY)) is late


def test_what_is_closed_or_returned_is_not_overdue() -> None:
    closed = msgspec.structs.replace(BLOCKER, needed_on="2024-04-01", closed=noon("2024-04-05"))
    returned = msgspec.structs.replace(ASKED, needed_on="2024-04-01", returned=noon("2024-04-05"))
    assert not escalation.overdue(words.board(CARD, closed), CARD, TODAY)
    assert not escalation.overdue(words.board(CARD, BLOCKER, returned), CARD, TODAY)


def test_ages() -> None:
    board = words.board(CARD, BLOCKER)
    assert escalation.age_days(CARD, TODAY) == 11
    assert escalation.age_days(CARD, date(2024, 3, 1)) == 0
    assert escalation.age_days(msgspec.structs.replace(CARD, stage_since=""), TODAY) is None
    assert escalation.blocked_days(board, CARD, TODAY) == 9
    assert escalation.blocked_days(words.board(CARD), CARD, TODAY) is None


def _blockers(*spans: tuple[str, str]) -> Board:
    return words.board(
        CARD,
        *(
            Blocker(id=str(n), artefact="a", since=noon(f"2024-{start}"), closed=noon(f"2024-{end}") if end else "")
            for n, (start, end) in enumerate(spans)
        ),
    )


@pytest.mark.parametrize(
    ("spans", "days"),
    [
        ([], 0),
        ([("04-03", "04-05")], 2),
        ([("04-03", "04-07"), ("04-05", "04-08")], 5),
        ([("04-03", "04-10"), ("04-05", "04-06")], 7),
        ([("03-01", "03-20")], 0),
        ([("03-20", "04-03")], 2),
        ([("04-10", "")], 2),
        ([("03-01", ""), ("04-03", "04-05")], 11),
    ],
)
def test_blocked_time_within_the_stage(spans: list[tuple[str, str]], days: int) -> None:
    assert escalation.total_blocked_days(_blockers(*spans), CARD, TODAY) == days


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 12)), max_size=6))
def test_blocked_time_is_the_union_of_days(spans: list[tuple[int, int]]) -> None:
    board = _blockers(*((f"04-{start:02}", f"04-{max(start, end):02}") for start, end in spans))
    covered = {day for start, end in spans for day in range(start, max(start, end))}
    assert escalation.total_blocked_days(board, CARD, TODAY) == len(covered)


def _pace(half: int, most: int) -> Pace:
    return Pace(TODAY, {"progress": Usual(half, most)})


@pytest.mark.parametrize(("days", "band"), [(6, 0), (13, 0), (14, 1), (27, 1), (28, 2)])
def test_an_age_is_judged_by_fixed_days_where_nothing_is_known(days: int, band: int) -> None:
    assert escalation.age_band(words.board(CARD), CARD, days) == band


@pytest.mark.parametrize(("days", "band"), [(6, 0), (9, 0), (10, 1), (20, 1), (21, 2)])
def test_an_age_is_judged_by_the_stays_before_it(days: int, band: int) -> None:
    board = words.board(CARD)
    board.pace = _pace(9, 20)
    assert escalation.age_band(board, CARD, days) == band


def test_nothing_is_long_within_a_week() -> None:
    board = words.board(CARD)
    board.pace = _pace(0, 1)
    assert [escalation.age_band(board, CARD, days) for days in (0, 6, 7)] == [0, 0, 2]


def test_days_blocked_are_compared_with_nothing() -> None:
    board = words.board(CARD, BLOCKER)
    board.pace = _pace(50, 60)
    assert [escalation.age_band(board, CARD, days) for days in (13, 14, 28)] == [0, 1, 2]
    assert escalation.band_words(board, CARD, 1) == "long: 14 days or more"


def test_why_an_age_is_long() -> None:
    board = words.board(CARD)
    assert escalation.band_words(board, CARD, 0) == ""
    assert escalation.band_words(board, CARD, 2) == "very long: 28 days or more"
    board.pace = _pace(1, 20)
    said = "long: half of those before went on within 1 day, 85 of 100 within 20 days"
    assert escalation.band_words(board, CARD, 1) == said
