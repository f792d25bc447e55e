"""Putting things on an agenda, in order, carrying them on, taking them off, agreeing them in one go."""

from __future__ import annotations

import pytest

from mhhs_board.domain import agenda as agendas
from mhhs_board.domain import telling
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Conflict, Refused
from mhhs_board.domain.governance import Item, Position
from mhhs_board.domain.names import find_registered
from mhhs_board.operations import agenda, registering, undoing
from tests.boards import TODAY, act, context
from tests.domain.meeting_boards import put, with_meetings


def meeting(board: Board, number: str) -> str:
    return find_registered(board, "meeting", number).id


def order(board: Board, number: str) -> list[tuple[str, str]]:
    return [(one.number, one.subject) for one in agendas.items(board, meeting(board, number))]


@pytest.fixture
def board() -> Board:
    return with_meetings()[0]


def test_filling_puts_all_on_it_and_undo_takes_all_off(board: Board) -> None:
    found = find_registered(board, "meeting", "DAG036")
    wanted = [one.subject for one in agendas.proposed(board, found, TODAY)]  # type: ignore[arg-type]
    put(board, "item", meeting="DAG036", subject="Welcome", number="7")
    entry = act(board, agenda.fill, meeting=found.id)
    assert order(board, "DAG036") == [("7", "Welcome"), *((str(at), subject) for at, subject in enumerate(wanted, 8))]
    with pytest.raises(Refused, match="Nothing is proposed for DAG036"):
        act(board, agenda.fill, meeting=found.id)
    act(board, undoing.undo, entry=entry, later=lambda *_: [])
    assert order(board, "DAG036") == [("7", "Welcome")]


def test_some_of_what_is_proposed(board: Board) -> None:
    found = find_registered(board, "meeting", "DAG036")
    first, second, *_ = agendas.proposed(board, found, TODAY)  # type: ignore[arg-type]
    act(board, agenda.fill, meeting=found.id, proposals=[second.key])
    assert order(board, "DAG036") == [("1", second.subject)]
    with pytest.raises(Conflict, match="not proposed any more"):
        act(board, agenda.fill, meeting=found.id, proposals=[first.key, second.key])


def test_an_item_is_given_its_place(board: Board) -> None:
    one, two, three = (put(board, "item", meeting="DAG036", subject=subject) for subject in ("A", "B", "C"))
    act(board, agenda.reorder, item=three, before=one)
    assert order(board, "DAG036") == [("1", "C"), ("2", "A"), ("3", "B")]
    act(board, agenda.reorder, item=three, before=None)
    assert order(board, "DAG036") == [("1", "A"), ("2", "B"), ("3", "C")]
    assert not agenda.reorder(board, context(), item=two, before=three).changes
    with pytest.raises(Conflict):
        act(board, agenda.reorder, item=two, before="nobody")


def test_what_is_carried_stays_in_the_minutes_it_was_in(board: Board) -> None:
    item = put(board, "item", meeting="DAG035", subject="Design updates", lead="Ana", minutes="15")
    entry = act(board, agenda.carry, item=item, meeting=meeting(board, "DAG036"))
    new = board.of(Item)[entry.changes[0].id]
    assert (new.subject, new.carried_from, new.reason, new.minutes) == ("Design updates", item, "carried from DAG035", "15")
    assert board.of(Item)[item].meeting == meeting(board, "DAG035")
    for number, why in (
        ("DAG036", "It is on the agenda of DAG036 already"),
        ("BPRWG 7", "BPRWG 7 is a meeting of another forum than DAG035"),
        ("DAG034", "DAG034 is not held after DAG035"),
        ("DAG035", "DAG035 is not held after DAG035"),
    ):
        with pytest.raises(Refused, match=why):
            act(board, agenda.carry, item=item, meeting=meeting(board, number))
    with pytest.raises(Refused, match="is named by"):
        act(board, registering.retire, kind="item", ids=[item])


def test_taking_off_needs_a_reason(board: Board) -> None:
    item = put(board, "item", meeting="DAG036", subject="Design updates")
    with pytest.raises(Refused, match="Say why Design updates is taken off"):
        act(board, agenda.take_off, item=item, reason=" ")
    act(board, agenda.take_off, item=item, reason="The lead is away")
    assert (board.of(Item)[item].taken_off, board.of(Item)[item].done()) == ("The lead is away", True)


def test_the_consent_block_is_agreed_in_one_go_and_makes_no_position(board: Board) -> None:
    ids = [put(board, "item", meeting="DAG036", subject=subject, consent="block") for subject in ("A", "B", "C")]
    put(board, "item", meeting="DAG036", subject="D")
    with pytest.raises(Refused, match="Say who asked for it"):
        act(board, agenda.pull, item=ids[1], by="")
    act(board, agenda.pull, item=ids[1], by="DNO")
    with pytest.raises(Refused, match="B is not in the consent block"):
        act(board, agenda.pull, item=ids[1], by="DNO")
    for outcome in ("deferred", "waived", "", "perhaps"):
        with pytest.raises(Refused):
            act(board, agenda.consent, meeting=meeting(board, "DAG036"), outcome=outcome)
    entry = act(board, agenda.consent, meeting=meeting(board, "DAG036"), outcome="consensus")
    assert telling.sentence(entry, board) == "The chair's outcome of 2 items of DAG036: consensus"
    assert [board.of(Item)[one].outcome for one in ids] == ["consensus", "", "consensus"]
    assert not board.of(Position)
    with pytest.raises(Refused, match="Nothing without an outcome is in the consent block of DAG036"):
        act(board, agenda.consent, meeting=meeting(board, "DAG036"), outcome="consensus")


def test_each_is_told_and_undone_in_one_line(board: Board) -> None:
    found = find_registered(board, "meeting", "DAG036")
    filled = act(board, agenda.fill, meeting=found.id)
    count = len(filled.changes)
    assert telling.sentence(filled, board) == f"{count} items put on the agenda of DAG036"
    assert telling.label(filled, board) == f"{count} items put on the agenda of DAG036"
    last = agendas.items(board, found.id)[-1]
    moved = act(board, agenda.reorder, item=last.id, before=agendas.items(board, found.id)[0].id)
    assert telling.heard(moved, board) == "Ana: The agenda of DAG036 put in another order"
    undone = act(board, undoing.undo, entry=moved, later=lambda *_: [])
    assert telling.sentence(undone, board) == "Undone: The agenda of DAG036 put in another order"
    undone = act(board, undoing.undo, entry=filled, later=lambda *_: [])
    assert telling.sentence(undone, board) == f"Undone: {count} items taken off the agenda of DAG036"
    ids = [put(board, "item", meeting="DAG036", subject=subject, consent="block") for subject in ("A", "B")]
    agreed = act(board, agenda.consent, meeting=found.id, outcome="consensus")
    assert telling.sentence(agreed, board) == "The chair's outcome of 2 items of DAG036: consensus"
    assert telling.sentence(agreed, board, ids[0]) != "", "of one subject the facts alone"
