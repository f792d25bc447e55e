"""The ladder, what is overdue, and ages."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.domain import escalation
from mhhs_board.domain.board import Board, added, revised
from mhhs_board.domain.governance import Decision, Meeting
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.pace import Pace, Usual
from mhhs_board.domain.record import Record
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
    assert board.open_escalations("a") == []
    found = escalation.next_forum(board, CARD)
    assert found is not None
    assert found.id == "weekly"


DECIDED = Decision(id="d", ref="DAG-DEC99", artefact="a", meeting="m")
PUT = Escalation(id="f", decision="d", forum="psg", raised=noon("2024-04-10"), needed_on="2024-04-11")


def decided(*records: Record, artefact: str | None = "a") -> Board:
    """A card that nothing blocks, a decision about it, and what is asked about that."""
    decision = msgspec.structs.replace(DECIDED, artefact=artefact)
    return words.board(CARD, Meeting(id="m", forum="dag", number="DAG035"), decision, *records)


def test_what_is_asked_about_a_decision_waits_and_blocks_nothing() -> None:
    board = decided(PUT)
    assert (board.open_escalations("a"), board.is_blocked("a")) == ([PUT], False)
    assert (board.open_escalations("a", of=Blocker), board.open_escalations("a", of=Decision)) == ([], [PUT])
    assert (board.escalated(), board.escalated_count(), board.blocked_count()) == ({"a"}, 1, 0)
    assert escalation.artefact_of(board, PUT) == CARD
    assert escalation.named(board, PUT) == "DAG-DEC99"


def test_a_decision_about_nothing_waits_by_itself() -> None:
    board = decided(PUT, artefact=None)
    assert (board.escalated(), board.open_escalations("a")) == (frozenset(), [])
    assert escalation.where_it_waits(board, DECIDED, date(2024, 4, 11)) == "waits for PSG since 10 Apr"
    assert [escalation.unanswered(PUT, day) for day in (date(2024, 4, 11), TODAY)] == [False, True]
    answered = msgspec.structs.replace(PUT, returned=noon("2024-04-11"))
    assert escalation.where_it_waits(decided(answered), DECIDED, TODAY) == ""


def test_who_is_counted_as_escalated_follows_every_change() -> None:
    board = decided()
    steps = [
        (added(PUT), {"a"}),
        (revised(DECIDED, artefact=None), frozenset()),
        (revised(msgspec.structs.replace(DECIDED, artefact=None), artefact="a"), {"a"}),
        (revised(CARD, retired=noon("2024-04-12")), frozenset()),
        (revised(msgspec.structs.replace(CARD, retired=noon("2024-04-12")), retired=""), {"a"}),
        (revised(PUT, returned=noon("2024-04-12")), frozenset()),
    ]
    for change, waiting in steps:
        assert change is not None
        board.apply(Entry(uid="", verb="", actor="", changes=(change,)))
        assert board.escalated() == waiting, change
        assert Board(board.all_records()).escalated() == waiting


@pytest.mark.parametrize(
    ("needed", "answer", "returned", "retired", "late"),
    [
        ("2024-04-11", "", "", "", True),
        ("2024-04-12", "", "", "", False),
        ("", "", "", "", False),
        ("2024-04-11", "Agreed", noon("2024-04-12"), "", False),
        ("2024-04-11", "", "", noon("2024-04-12"), False),
    ],
)
def test_an_artefact_is_overdue_by_what_was_asked_about_its_decision(
    needed: str, answer: str, returned: str, retired: str, late: bool
) -> None:
    board = decided(msgspec.structs.replace(PUT, needed_on=needed, answer=answer, returned=returned))
    card = msgspec.structs.replace(CARD, retired=retired)
    found = escalation.overdue(board, card, TODAY)
    assert [one.words(board) for one in found] == (["PSG to answer about DAG-DEC99 by 11 April 2024"] if late else [])
    assert not any(one.own for one in found)
    assert escalation.past_needed(board, card, TODAY) == {}


@pytest.mark.parametrize(
    ("forum", "waits_at", "above"),
    [("dag", None, "psg"), ("bprwg", None, "dag"), ("dag", "psg", None), ("", None, "weekly")],
)
def test_a_decision_goes_to_the_forum_above_the_one_that_took_it(
    forum: str, waits_at: str | None, above: str | None
) -> None:
    decision = msgspec.structs.replace(DECIDED, meeting="n" if forum else None)
    put = [msgspec.structs.replace(PUT, forum=waits_at)] if waits_at else []
    board = words.board(CARD, Meeting(id="n", forum=forum or "dag", number="X1"), decision, *put)
    found = escalation.next_forum_of(board, decision)
    assert (found.id if found else None) == above


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
