"""Blocking, escalating, answering and unblocking."""

from __future__ import annotations

import pytest

from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.records import Escalation
from mhhs_board.operations.blocking import amend, amend_and_block, block, unblock
from mhhs_board.operations.escalating import answer, escalate
from tests.boards import NOW, act, board_of, one

LATER = "2026-12-01T09:00:00Z"


@pytest.fixture
def board() -> Board:
    return board_of()


@pytest.fixture
def process(board: Board) -> str:
    """Smart's Process 4, which the story blocks."""
    return one(board, "smart", "Process 4").id


def test_blocking_keeps_the_stage_and_its_age(board: Board, process: str) -> None:
    act(board, block, ids=[process], reason="CSS and DCC disagree", owner="DCC", needed_by="8 May 2027", now=LATER)
    (blocker,) = board.open_blockers(process)
    assert (blocker.since, blocker.raised_by, blocker.needed_on) == (LATER, "Ana", "2027-05-08")
    assert (board.artefact(process).stage, board.artefact(process).stage_since) == ("in-progress", NOW)
    assert process in board.cell("smart", BLOCKED)


def test_a_reason_or_an_explicit_gap(board: Board, process: str) -> None:
    with pytest.raises(Refused) as refusal:
        act(board, block, ids=[process])
    assert refusal.value.needs == "not_stated"
    act(board, block, ids=[process], not_stated=True)
    assert board.open_blockers(process)[0].reason == ""


def test_an_approved_one_cannot_be_blocked(board: Board) -> None:
    with pytest.raises(Refused, match="approved cannot be blocked"):
        act(board, block, ids=[one(board, "smart", "Process 1").id], reason="late doubt")


def test_the_oldest_blocker_sorts_the_column(board: Board, process: str) -> None:
    act(board, block, ids=[process], reason="x", now=LATER)
    assert board.cell("smart", BLOCKED) == [one(board, "smart", "Process 2").id, process]


def test_the_last_blocker_closed_unblocks(board: Board, process: str) -> None:
    act(board, block, ids=[process], reason="first", now=NOW)
    act(board, block, ids=[process], reason="second", now=LATER)
    first, second = board.open_blockers(process)
    act(board, unblock, artefact=process, blockers=[first.id])
    assert board.is_blocked(process)
    act(board, unblock, artefact=process, blockers=[second.id], note="agreed")
    assert not board.is_blocked(process)
    assert board.artefact(process).stage == "in-progress"


def test_nobody_invents_a_stage(board: Board) -> None:
    process = one(board, "smart", "Process 2").id
    with pytest.raises(Refused) as refusal:
        act(board, unblock, artefact=process)
    assert refusal.value.needs == "stage"
    act(board, unblock, artefact=process, stage="l4-review")
    assert board.column_of(board.artefact(process)) == "l4-review"


def test_what_is_not_blocked_cannot_be_unblocked_or_escalated(board: Board, process: str) -> None:
    with pytest.raises(Refused, match="not blocked"):
        act(board, unblock, artefact=process)
    with pytest.raises(Refused) as refusal:
        act(board, escalate, artefact=process, forum="dag")
    assert refusal.value.needs == "block"


def test_blocked_and_escalated_in_one_entry(board: Board, process: str) -> None:
    act(board, block, ids=[process], reason="x", forum="dag", question="Which option?")
    (escalation,) = board.open_escalations(process)
    assert (escalation.forum, escalation.question) == ("dag", "Which option?")


def test_up_the_ladder_and_never_down(board: Board, process: str) -> None:
    act(board, block, ids=[process], reason="x")
    act(board, escalate, artefact=process, forum="bprwg")
    act(board, escalate, artefact=process, forum="dag", now=LATER)
    (open_one,) = board.open_escalations(process)
    assert open_one.forum == "dag"
    passed_on = next(found for found in board.of(Escalation).values() if found.forum == "bprwg")
    assert (passed_on.answer, passed_on.returned) == ("Passed on to DAG.", LATER)
    for forum in ("dag", "bprwg"):
        with pytest.raises(Refused, match="with DAG already"):
            act(board, escalate, artefact=process, forum=forum)


def test_an_answer_comes_back_and_the_blocker_stays(board: Board, process: str) -> None:
    act(board, block, ids=[process], reason="x", forum="dag")
    (escalation,) = board.open_escalations(process)
    with pytest.raises(Refused, match="empty"):
        act(board, answer, escalation=escalation.id, answer="  ")
    act(board, answer, escalation=escalation.id, answer="Option A")
    assert board.open_escalations(process) == []
    assert board.is_blocked(process)
    with pytest.raises(Refused, match="already"):
        act(board, answer, escalation=escalation.id, answer="Option B")
    act(board, escalate, artefact=process, forum="dag")


@pytest.mark.parametrize(
    ("said", "ended"), [({"answer": "DAG-DEC12"}, "answered"), ({"withdraw": "DAG-DEC12"}, "withdrawn")]
)
def test_unblocking_asks_how_the_escalation_ended(board: Board, process: str, said: dict[str, str], ended: str) -> None:
    act(board, block, ids=[process], reason="x", forum="dag")
    with pytest.raises(Refused, match="waits for an answer of DAG") as refusal:
        act(board, unblock, artefact=process, note="Supplier withdrew", now=LATER)
    assert refusal.value.needs == "ending"
    act(board, unblock, artefact=process, note="Settled", now=LATER, **said)
    (escalation,) = board.of(Escalation).values()
    assert (escalation.returned, escalation.answer, escalation.ended) == (LATER, "DAG-DEC12", ended)
    assert board.blockers(process)[0].closing_note == "Settled"


def test_a_blocker_can_be_completed_later(board: Board) -> None:
    process = one(board, "smart", "Process 2").id
    (blocker,) = board.open_blockers(process)
    act(board, amend, blocker=blocker.id, reason="Agents not appointed", needed_by="ASAP")
    (blocker,) = board.open_blockers(process)
    assert (blocker.reason, blocker.owner, blocker.needed_by, blocker.needed_on) == ("Agents not appointed", "", "ASAP", "")


def test_corrections_and_one_more_blocker_are_one_entry_or_none(board: Board, process: str) -> None:
    act(board, block, ids=[process], reason="One", owner="DCC")
    act(board, block, ids=[process], reason="Two")
    one, two = (blocker.id for blocker in board.open_blockers(process))
    corrected = [{"blocker": one, "reason": "First"}, {"blocker": two, "owner": "Maria"}]
    with pytest.raises(Refused):
        act(board, amend_and_block, amended=corrected, blocked={"ids": [process]})
    assert {blocker.reason for blocker in board.open_blockers(process)} == {"One", "Two"}
    entry = act(board, amend_and_block, amended=corrected, blocked={"ids": [process], "reason": "Three"})
    assert (entry.verb, len(entry.changes), entry.note) == ("block", 3, "Three")
    held = {(blocker.reason, blocker.owner) for blocker in board.open_blockers(process)}
    assert held == {("First", "DCC"), ("Two", "Maria"), ("Three", "")}
    assert act(board, amend_and_block, amended=corrected[:1]).changes == ()
    assert act(board, amend_and_block, amended=[{"blocker": one, "reason": " First "}]).changes == ()
