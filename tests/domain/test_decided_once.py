"""A meeting decides about an artefact, or an item, once; whoever comes second is told what the first wrote."""

from __future__ import annotations

import pytest

from mhhs_board.domain import invariants
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Action, Decision
from mhhs_board.operations import registering, undoing
from tests.boards import act, context, one
from tests.domain.meeting_boards import put, with_meetings

FIRST = r"has decided about it already, DAG-DEC1 \(approve\): “Go on”; edit that, or say that this one follows it"


def talked(board: Board) -> str:
    """An item of DAG035 without an artefact, with a decision on it."""
    item = put(board, "item", meeting="DAG035", subject="Change freeze")
    put(board, "decision", item=item, decided="approve", text="Go on")
    return item


def test_an_item_without_an_artefact_is_decided_once_unless_the_second_follows_the_first() -> None:
    board, _card = with_meetings()
    item = talked(board)
    (first,) = board.of(Decision).values()
    assert first.meeting == next(one.id for one in board.all_of("meeting") if getattr(one, "number", "") == "DAG035")
    with pytest.raises(Refused, match=FIRST):
        put(board, "decision", actor="Ben", item=item, decided="reject", text="Do not")
    put(board, "decision", item=item, decided="defer", text="Later", follows=first.id)
    other = put(board, "item", meeting="DAG035", subject="Change freeze, again")
    put(board, "decision", item=other, decided="reject", text="Do not")


def test_an_item_is_about_its_artefact_also_where_the_decision_does_not_say_so() -> None:
    board, card = with_meetings()
    item = put(board, "item", meeting="DAG035", artefact=card)
    again = put(board, "item", meeting="DAG035", artefact=card)
    put(board, "decision", item=item, decided="approve", text="Go on")
    for values in ({"item": item}, {"item": again}, {"meeting": "DAG035", "artefact": card}):
        with pytest.raises(Refused, match=FIRST):
            put(board, "decision", actor="Ben", decided="reject", text="Do not", **values)


def test_on_one_item_two_artefacts_are_decided_each_for_itself() -> None:
    board, card = with_meetings()
    item = put(board, "item", meeting="DAG035", subject="What is ready")
    put(board, "decision", item=item, artefact=card, decided="approve", text="Go on")
    put(board, "decision", item=item, artefact=one(board, "elexon", "Process 1").id, decided="reject", text="Do not")
    with pytest.raises(Refused, match="has decided about it already"):
        put(board, "decision", item=item, decided="reject", text="Nothing of it")


def test_what_was_decided_is_told_before_the_number_that_is_taken() -> None:
    board, _card = with_meetings()
    item = talked(board)
    with pytest.raises(Refused, match=FIRST):
        put(board, "decision", actor="Ben", ref="DAG-DEC1", item=item, decided="reject", text="Do not")
    with pytest.raises(Refused, match="There is a decision “DAG-DEC1” already"):
        put(board, "decision", actor="Ben", ref="DAG-DEC1", meeting="DAG036", text="Another thing")


def test_neither_undo_nor_an_edit_of_the_item_brings_a_second_one() -> None:
    board, card = with_meetings()
    item = put(board, "item", meeting="DAG035", subject="Change freeze")
    made = put(board, "decision", item=item, decided="approve", text="Go on")
    retired = act(board, registering.retire, kind="decision", ids=[made])
    put(board, "decision", actor="Ben", item=item, decided="reject", text="Do not")
    back = undoing.undo(board, context(), entry=retired, later=lambda *_: [])
    assert (
        "has decided about it already, DAG-DEC2 (reject): “Do not”" in invariants.made_by(board, back.changes)[0].sentence
    )

    put(board, "decision", meeting="DAG035", artefact=card, decided="approve", text="Yes")
    about = registering.edit(board, context(), kind="item", id=item, values={"artefact": card})
    assert "has decided about it already" in invariants.made_by(board, about.changes)[0].sentence


@pytest.mark.parametrize("kind", ["decision", "action"])
def test_an_item_of_another_meeting_is_refused(kind: str) -> None:
    board, _card = with_meetings()
    item = put(board, "item", meeting="DAG035", subject="Change freeze")
    with pytest.raises(Refused, match="That item is on the agenda of DAG035, not of DAG036"):
        put(board, kind, meeting="DAG036", item=item, text="Go on")
    made = put(board, kind, meeting="DAG035", item=item, text="Go on")
    with pytest.raises(Refused, match="on the agenda of DAG035, not of DAG034"):
        act(board, registering.edit, kind=kind, id=made, values={"meeting": "DAG034"})
    moved = registering.edit(board, context(), kind="item", id=item, values={"meeting": "DAG036"})
    assert "on the agenda of DAG036, not of DAG035" in invariants.made_by(board, moved.changes)[0].sentence


def test_an_action_whose_reference_is_of_another_meeting_is_not_born_at_that_of_its_item() -> None:
    board, _card = with_meetings()
    item = put(board, "item", meeting="DAG035", subject="Minutes and actions")
    carried = put(board, "action", item=item, ref="DAG34-04", text="Look again")
    new = put(board, "action", item=item, text="Look")
    actions = board.of(Action)
    assert actions[carried].meeting is None
    assert actions[new].ref == "DAG35-01"
