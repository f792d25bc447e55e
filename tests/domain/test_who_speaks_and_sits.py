"""Who is called as a seat speaks for it, which seats may be named, and nobody sits twice on one."""

from __future__ import annotations

import pytest

from mhhs_board.domain import evidence, invariants
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Attendance, Item, Position, Seat
from mhhs_board.exchange.documents import words
from mhhs_board.operations import registering, undoing
from mhhs_board.ui.kit import stances
from tests.boards import act, context
from tests.domain.meeting_boards import put, with_meetings


def seat_of(board: Board, position: str) -> str:
    found = board.of(Position)[position]
    seat = board.of(Seat).get(found.seat or "")
    return f"{seat.forum}:{seat.constituency}" if seat is not None else ""


@pytest.mark.parametrize("by", ["DNO", "dno", "DNO Representative"])
def test_who_is_called_as_a_seat_of_the_forum_speaks_for_it(by: str) -> None:
    board, card = with_meetings()
    item = put(board, "item", meeting="DAG035", artefact=card)
    assert seat_of(board, put(board, "position", item=item, by=by, support="yes")) == "dag:DNO"
    assert seat_of(board, put(board, "position", item=item, by="IPA", support="yes")) == ""


def test_where_nothing_is_proposed_it_is_asked_for() -> None:
    board, card = with_meetings()
    item = put(board, "item", meeting="DAG035", artefact=card)
    told = "DNO is a seat of DAG; say that it is its position, or call who spoke otherwise."
    with pytest.raises(Refused, match=told):
        registering.add(board, context(), kind="position", values={"item": item, "by": "DNO", "support": "yes"})
    free = put(board, "position", item=item, by="IPA", support="yes")
    with pytest.raises(Refused, match=told):
        act(board, registering.edit, kind="position", id=free, values={"by": "DNO"})


def test_of_several_seats_that_of_the_workstream_is_meant_else_it_is_asked_for() -> None:
    board, card = with_meetings()
    about = put(board, "item", meeting="BPRWG 7", artefact=card)
    position = board.of(Position)[put(board, "position", item=about, by="Large Suppliers", support="yes")]
    assert board.of(Seat)[position.seat or ""].workstream == "registrations"
    free = put(board, "item", meeting="BPRWG 7", subject="Change freeze")
    with pytest.raises(Refused, match="Large Suppliers is a seat of BPRWG; say of which of its 4 seats it is"):
        put(board, "position", item=free, by="Large Suppliers", support="yes")


def test_a_seat_that_only_other_forums_have_fits_nowhere() -> None:
    board, _card = with_meetings()
    put(board, "meeting", number="PSG001", forum="PSG")
    for seat, why in (
        ("Large Supplier", "“Large Supplier” fits 2 seats, and none of them is one that fits here"),
        ("DNO", "DNO is a seat of DAG, and PSG001 is a meeting of PSG"),
    ):
        with pytest.raises(Refused, match=why):
            put(board, "attendance", meeting="PSG001", seat=seat, person="Ana")
    with pytest.raises(Refused, match="No seat is called “Large Suplier”") as refused:
        put(board, "attendance", meeting="DAG035", seat="Large Suplier", person="Ana")
    assert str(refused.value).endswith("Nearest: Large Supplier."), "and not Large Suppliers, of another forum"


def test_nobody_is_twice_on_one_seat_of_a_meeting() -> None:
    board, _card = with_meetings()
    first = put(board, "attendance", meeting="DAG035", seat="DNO", person="Ana")
    twice = r"That person stands for DNO at that meeting already \(present\); edit that"
    with pytest.raises(Refused, match=twice):
        put(board, "attendance", meeting="DAG035", seat="DNO", person=" ANA ", how="apologies")
    for values in (
        {"meeting": "DAG035", "seat": "DNO", "person": "Ben"},
        {"meeting": "DAG035", "seat": "DCC", "person": "Ana"},
        {"meeting": "DAG036", "seat": "DNO", "person": "Ana"},
        {"meeting": "DAG035", "role": "Chair", "person": "Ana"},
        {"meeting": "DAG035", "seat": "DNO", "organisation": "DNO"},
    ):
        put(board, "attendance", **values)
    retired = act(board, registering.retire, kind="attendance", ids=[first])
    again = put(board, "attendance", meeting="DAG035", seat="DNO", person="Ana", how="observer")
    back = undoing.undo(board, context(), entry=retired, later=lambda *_: [])
    assert r"already (observer)" in invariants.made_by(board, back.changes)[0].sentence
    act(board, registering.edit, kind="attendance", id=again, values={"how": "present", "person": "Ana"})
    ben = next(found.id for found in board.of(Attendance).values() if found.person == "Ben")
    with pytest.raises(Refused, match=twice):
        act(board, registering.edit, kind="attendance", id=ben, values={"person": "ana"})


def test_a_position_of_a_seat_that_was_not_in_force_that_day_is_shown_and_not_counted() -> None:
    board, card = with_meetings()
    item = put(board, "item", meeting="DAG035", artefact=card, purpose="decision")
    before = put(board, "item", meeting="DAG034", artefact=card, purpose="decision")
    for number, on in enumerate((before, item)):
        now = f"2026-11-24T08:0{number}:00Z"
        put(board, "position", item=on, by="DNO", support="no", timing="not before", blocking="yes", now=now)
    put(board, "position", item=item, by="IPA", support="yes")
    assert [one.by for one in evidence.blocking(board, board.artefact(card))] == ["DNO"]
    seat = board.of(Position)[board.linked("position", "item", item)[0].id].seat
    act(board, registering.edit, kind="seat", id=seat, values={"ends": "31 October 2026"})
    here, there = (evidence.taken(board, board.of(Item)[one])[0] for one in (item, before))
    assert not evidence.counts(board, here), "its seat had ended when DAG035 met"
    assert evidence.counts(board, there), "and had not when DAG034 did"
    assert evidence.blocking(board, board.artefact(card)) == []
    found = stances.stances(board, board.of(Item)[item])
    assert stances.tally([one for one in found if one.latest]) == "1 yes · 1 not counted"
    assert "DNO: No, not before …, blocking (seat not in force that day)" in stances.whole(found)
    assert words.position_by(board, here) == "DNO Representative (seat not in force that day)"
    assert words.tally(board, [here]) == ""
    assert words.tally(board, [there]).startswith("Tally of 1 seat.")
