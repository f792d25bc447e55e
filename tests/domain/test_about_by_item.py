"""What was decided or left to do on an agenda item, and names no artefact, is about the item's: for gates, filter, cards,
histories, exports and registers alike."""

from __future__ import annotations

from mhhs_board.domain import agenda, cells, escalation, evidence, leaving, telling
from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import by_name
from mhhs_board.domain.governance import Action, Decision, Item, Meeting
from mhhs_board.domain.journal import Change
from mhhs_board.domain.names import find_registered
from mhhs_board.domain.query.query import parse
from mhhs_board.domain.record import artefact_about
from mhhs_board.operations import editing, escalating, registering
from tests.boards import TODAY, act, one
from tests.domain.meeting_boards import put, with_meetings


def decided(board: Board, card: str, **values: str) -> str:
    """A decision on an item of DAG035 about an artefact; it names none itself."""
    item = put(board, "item", meeting="DAG035", artefact=card, purpose="decision")
    return put(board, "decision", item=item, decided="recommend", text="Go on", **values)


def test_a_decision_on_an_item_is_evidence_for_the_items_artefact() -> None:
    board, card = with_meetings()
    made = board.of(Decision)[decided(board, card)]
    assert made.artefact is None
    found = board.artefact(card)
    assert evidence.decision(board, found) == made
    assert made in evidence.concerning(board, found)
    assert "DAG-DEC1 recommends, and does not approve" in list(evidence.lacks_decision(board, found))
    assert telling.artefact_of(board, Change(Decision.KIND, made.id, None, None)) == card
    assert (Decision.KIND, made.id) in telling.about(board, card)
    assert (Decision.KIND, made.id) in leaving.named_by(board, {card})


def test_one_that_names_another_artefact_is_about_that_alone() -> None:
    board, card = with_meetings()
    other = one(board, "smart", "Process 4").id
    made = board.of(Decision)[decided(board, card, artefact=other)]
    assert evidence.decision(board, board.artefact(card)) is None
    assert evidence.decision(board, board.artefact(other)) == made
    assert (Decision.KIND, made.id) not in leaving.named_by(board, {card})
    assert artefact_about(made, board) == other


def test_what_is_asked_about_it_waits_on_the_card_and_moves_with_the_item() -> None:
    board, card = with_meetings()
    made = decided(board, card)
    act(board, escalating.escalate_decision, decision=made, forum="psg", question="May it?")
    assert board.escalated() == {card}
    (asked,) = board.open_escalations(card)
    found = escalation.artefact_of(board, asked)
    assert found is not None
    assert found.id == card
    other = one(board, "smart", "Process 4").id
    item = board.of(Decision)[made].item
    act(board, registering.edit, kind="item", id=item, values={"artefact": other})
    assert board.escalated() == {other}
    assert board.open_escalations(card) == []


def test_an_action_on_an_item_holds_a_change_request_and_waits_for_another_group() -> None:
    board, _card = with_meetings()
    fields = {"title": "Correction tool", "ref": "CR045", "workstream": "smart", "kind": "Change Request"}
    request = act(board, editing.add, **fields).changes[0].id
    item = put(board, "item", meeting="DAG035", artefact=request, purpose="decision")
    action = put(board, "action", item=item, text="Develop the detail", organisation="DRG")
    assert board.of(Action)[action].artefact is None
    assert "action DAG35-01 is open" in list(evidence.pending(board, board.artefact(request)))
    meeting = find_registered(board, "meeting", "DAG036")
    assert isinstance(meeting, Meeting)
    proposed = next(one for one in agenda.proposed(board, meeting, TODAY) if one.artefact == request)
    assert "waits for the DRG: action DAG35-01 is open" in proposed.reason
    fits = parse("action:open").matcher(board, TODAY, "")
    assert [found.id for found in board.artefacts() if fits(found)] == [request]


def test_a_register_says_what_it_is_about_in_place_of_nothing() -> None:
    board, card = with_meetings()
    column = by_name(Decision)["artefact"]
    made = board.of(Decision)[decided(board, card)]
    assert cells.in_column(board, made, column) == "Process 2"
    assert cells.said(board, made, column) == "", "the field itself is empty, and so is a table that comes in again"
    item = put(board, "item", meeting="DAG035", subject="Change freeze")
    about_none = board.of(Decision)[put(board, "decision", item=item, text="It holds")]
    assert cells.in_column(board, about_none, column) == "Change freeze"
    alone = board.of(Decision)[put(board, "decision", meeting="DAG035", text="It is renewed")]
    assert cells.in_column(board, alone, column) == ""
    assert board.of(Item)[item].artefact is None
