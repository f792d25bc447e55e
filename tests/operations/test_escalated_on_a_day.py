"""What was put to a forum on an earlier day was put there on that day, and nothing ends before it began."""

from __future__ import annotations

import pytest

from mhhs_board.domain.board import Board
from mhhs_board.domain.dates import instant_day
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.records import Blocker, Escalation
from mhhs_board.operations import blocking, escalating
from tests.boards import act, context, one
from tests.domain.meeting_boards import put, with_meetings


@pytest.fixture
def board() -> Board:
    return with_meetings()[0]


def decided(board: Board, meeting: str = "DAG035") -> str:
    return put(board, "decision", meeting=meeting, text="To recommend it", ref="DAG-DEC99", decided="recommend")


def put_to(board: Board, decision: str, forum: str, on: str) -> Escalation:
    entry = act(board, escalating.escalate_decision, decision=decision, forum=forum, question="Shall it be done?", on=on)
    return next(board.of(Escalation)[change.id] for change in entry.changes if change.before is None)


def day(instant: str) -> str:
    found = instant_day(instant)
    assert found is not None
    return found.isoformat()


def test_a_decision_of_a_past_meeting_is_put_on_the_day_it_was(board: Board) -> None:
    decision = decided(board)
    asked = put_to(board, decision, "psg", "12 Nov 2026")
    assert day(asked.raised) == "2026-11-12"
    with pytest.raises(Refused, match="11 November 2026 is before 12 November 2026, when it was escalated"):
        act(board, escalating.answer, escalation=asked.id, answer="Yes", on="11 November 2026")
    act(board, escalating.answer, escalation=asked.id, answer="Yes", on="12 November 2026")
    assert day(board.of(Escalation)[asked.id].returned) == "2026-11-12"


def test_without_a_day_it_is_put_now(board: Board) -> None:
    assert put_to(board, decided(board), "psg", "").raised == context().now
    assert put_to(board, put(board, "decision", meeting="DAG036", text="Not held yet"), "psg", "").raised == context().now


@pytest.mark.parametrize(
    ("on", "why"),
    [
        ("10 November 2026", "10 November 2026 is before 11 November 2026, when it was decided."),
        ("25 November 2026", "25 November 2026 is still to come, so nothing can have been put to a forum on it."),
        ("ASAP", "“ASAP” is no day that can be read; write it like 2026-11-24."),
        ("tomorrow", "25 November 2026 is still to come, so nothing can have been put to a forum on it."),
    ],
)
def test_a_day_that_it_cannot_have_been_is_refused(board: Board, on: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        put_to(board, decided(board), "psg", on)
    assert str(refused.value) == why
    assert not board.of(Escalation)


def test_what_is_passed_on_was_passed_on_that_day_and_not_before_it_was_asked(board: Board) -> None:
    decision = decided(board)
    first = put_to(board, decision, "psg", "13 Nov 2026")
    with pytest.raises(Refused, match="12 November 2026 is before 13 November 2026, when PSG was asked"):
        put_to(board, decision, "ofgem", "12 Nov 2026")
    second = put_to(board, decision, "ofgem", "14 Nov 2026")
    ended = board.of(Escalation)[first.id]
    assert (ended.ended, ended.returned, day(second.raised)) == ("passed_on", second.raised, "2026-11-14")


def test_what_was_answered_is_not_asked_again_before_that(board: Board) -> None:
    decision = decided(board)
    first = put_to(board, decision, "psg", "13 Nov 2026")
    act(board, escalating.answer, escalation=first.id, answer="Yes", on="16 Nov 2026")
    with pytest.raises(Refused, match="15 November 2026 is before 16 November 2026, when PSG was done with it"):
        put_to(board, decision, "psg", "15 Nov 2026")
    again = put_to(board, decision, "psg", "16 Nov 2026")
    assert again.raised >= board.of(Escalation)[first.id].returned


def test_a_blocker_is_put_no_earlier_than_it_blocked(board: Board) -> None:
    card = one(board, "smart", "Process 4").id
    act(board, blocking.block, ids=[card], reason="No API", now="2026-11-20T08:00:00Z")
    with pytest.raises(Refused, match="19 November 2026 is before 20 November 2026, when it was blocked"):
        act(board, escalating.escalate, artefact=card, forum="dag", on="19 Nov 2026")
    act(board, escalating.escalate, artefact=card, forum="dag", on="20 Nov 2026")
    (asked,) = board.of(Escalation).values()
    (held,) = [found for found in board.of(Blocker).values() if found.artefact == card]
    assert day(asked.raised) == "2026-11-20"
    assert asked.raised >= held.since
