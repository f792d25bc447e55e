"""What is missing for what a meeting decides about, wherever the artefact stands, and only as far as the board asks for it."""

from __future__ import annotations

from typing import Any

import pytest

from mhhs_board.domain import agenda, linting
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Item, Meeting
from mhhs_board.operations import blocking, configuring, editing, escalating, moving, registering
from tests.boards import TODAY, act, one
from tests.domain.meeting_boards import put, with_meetings

NONE = "no L4 outcome or waiver is recorded"
HEADING = "agenda items that lack evidence"


def meeting(board: Board, number: str) -> str:
    return next(found.id for found in board.of(Meeting).values() if found.number == number)


def on(board: Board, number: str, card: str | None, **values: Any) -> Item:
    """An item on the agenda of a meeting, about a card."""
    made = put(board, "item", meeting=number, artefact=card, purpose="decision", **values)
    return board.of(Item)[made]


def lacks(board: Board, item: Item) -> list[str]:
    return agenda.lacking(board, item.meeting, board.of(Item)[item.id])


@pytest.fixture
def board() -> Board:
    """The example with its meetings, every gate warning."""
    found, _ = with_meetings()
    gates(found, "warn", "version", "outcome", "decision")
    return found


def gates(board: Board, gate: str, *named: str) -> None:
    act(board, configuring.configure, values={f"gate.{name}": gate for name in named})


def backlog(board: Board) -> str:
    return one(board, "smart", "Process 5").id


def test_dag_is_told_of_a_card_in_backlog_what_is_missing_for_its_approval(board: Board) -> None:
    item = on(board, "DAG036", backlog(board))
    assert agenda.aim(board, item.meeting) is board.stages[-1]
    assert lacks(board, item) == ["no version is stated", "no owner is stated", NONE]
    act(
        board,
        editing.edit,
        artefact=item.artefact,
        values={"version": "1", "owner": "Ana", "outcome": "Waived by the chair"},
    )
    assert lacks(board, item) == []
    act(board, editing.edit, artefact=item.artefact, values={"outcome": ""})
    on(board, "BPRWG 7", item.artefact, outcome="waived", waived_by="Chair")
    assert lacks(board, item) == []


def test_a_working_group_makes_the_outcome_itself(board: Board) -> None:
    card = backlog(board)
    act(board, editing.edit, artefact=card, values={"owner": "Ana"})
    put(board, "comment", artefact=card, text="Why?", severity="major", raiser="DNO")
    item = on(board, "BPRWG 7", card)
    stage = agenda.aim(board, item.meeting)
    assert stage is not None
    assert stage.name == "DAG Review & Approval"
    assert lacks(board, item) == ["no version is stated", "comment 1 (major) is open"]


def test_what_another_forum_was_asked_is_missing_for_an_approval(board: Board) -> None:
    card = one(board, "smart", "Process 3").id
    act(board, editing.edit, artefact=card, values={"version": "1", "owner": "Ana", "outcome": "Consensus"})
    made = put(board, "decision", meeting="DAG035", artefact=card, decided="recommend", text="To go on", ref="DAG-DEC99")
    item = on(board, "DAG036", card)
    assert lacks(board, item) == [], "that the last meeting did no more than recommend is what this one meets for"
    act(board, escalating.escalate_decision, decision=made, forum="psg")
    assert lacks(board, item) == ["DAG-DEC99 waits for PSG"]


@pytest.mark.parametrize("purpose", ["information", "actions", "minutes"])
def test_nothing_is_missing_of_what_is_not_decided(board: Board, purpose: str) -> None:
    item = on(board, "DAG036", backlog(board))
    assert lacks(board, item)
    act(board, registering.edit, kind="item", id=item.id, values={"purpose": purpose})
    assert lacks(board, item) == []


@pytest.mark.parametrize("settled", ["outcome", "decision", "taken_off", "retired", "approved", "another forum"])
def test_nothing_is_missing_of_what_is_settled(board: Board, settled: str) -> None:
    card = backlog(board)
    if settled == "another forum":
        put(board, "meeting", number="PSG001", forum="PSG", day="10 December 2026")
    item = on(board, "PSG001" if settled == "another forum" else "DAG036", card)
    if settled in ("outcome", "taken_off"):
        act(board, registering.edit, kind="item", id=item.id, values={settled: "deferred"})
    elif settled == "decision":
        put(board, "decision", meeting="DAG036", artefact=card, decided="approve", text="Yes", ref="DAG-DEC99")
    elif settled == "retired":
        act(board, editing.retire, ids=[card])
    elif settled == "approved":
        act(board, moving.move, ids=[card], stage="approved", override="It was")
    assert lacks(board, item) == []


def test_a_board_whose_gates_are_off_asks_for_nothing(board: Board) -> None:
    item = on(board, "DAG036", backlog(board))
    gates(board, "off", "outcome")
    assert lacks(board, item) == ["no version is stated", "no owner is stated"]
    gates(board, "off", "version", "decision")
    assert lacks(board, item) == []


def test_a_proposal_says_what_it_would_lack(board: Board) -> None:
    card = one(board, "smart", "Process 3").id
    dag = board.of(Meeting)[meeting(board, "DAG036")]
    (found,) = [proposal for proposal in agenda.proposed(board, dag, TODAY) if proposal.artefact == card]
    assert agenda.lacking(board, dag.id, found)[-1] == NONE


def test_lint_has_a_heading_for_it(board: Board) -> None:
    card = backlog(board)
    act(board, editing.edit, artefact=card, values={"version": "1", "owner": "Ana"})
    item = on(board, "DAG036", card)
    on(board, "DAG036", None, subject="Any other business")
    dag = board.of(Meeting)[meeting(board, "DAG036")]
    (found,) = linting.of_records(board, dag)
    assert (found.heading, found.text) == (HEADING, f"Process 5 (Smart Segment): {NONE}")
    assert (found.type, found.id, found.where) == ("item", item.id, "item Process 5 (Smart Segment)")
    act(board, blocking.block, ids=[card], reason="No API")
    assert len(linting.of_records(board, dag)) == 1, "a blocker is no evidence"
    assert HEADING not in {one.heading for one in linting.of_text(board, "DAG036 Process 5")}
