"""Which seats a meeting has, which of them were filled, and which silence is an empty chair."""

from __future__ import annotations

import pytest

from mhhs_board.domain import evidence, meetings
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Item, Meeting, Seat
from mhhs_board.domain.names import find_registered
from mhhs_board.operations import configuring, registering
from tests.boards import act, board_of, one
from tests.domain.meeting_boards import put


def small(day: str = "11 November 2026") -> tuple[Board, Meeting, Item]:
    """A forum of three seats, a meeting of it, and an item that is about no artefact."""
    board = board_of("l4-bare")
    act(board, configuring.add_named, kind="forum", name="Review Group", short="RVG", level=3)
    for seat in ("Consumer", "DCC", "DNO"):
        put(board, "seat", forum="RVG", constituency=seat)
    meeting = put(board, "meeting", forum="RVG", number="RVG001", day=day)
    item = put(board, "item", meeting=meeting, subject="Bulk change", purpose="decision")
    return board, board.of(Meeting)[meeting], board.of(Item)[item]


def called(seats: list[Seat]) -> list[str]:
    return [seat.constituency for seat in seats]


def dated(board: Board, seat: str, **days: str) -> None:
    found = find_registered(board, "seat", f"RVG:{seat}")
    act(board, registering.edit, kind="seat", id=found.id, values=days)


@pytest.mark.parametrize(
    ("days", "asked"),
    [
        ({}, True),
        ({"ends": "31 December 2024"}, False),
        ({"ends": "10 November 2026"}, False),
        ({"ends": "11 November 2026"}, True),
        ({"begins": "12 November 2026"}, False),
        ({"begins": "11 November 2026"}, True),
        ({"begins": "1 January 2020", "ends": "1 January 2030"}, True),
        ({"begins": "when it is set up"}, True),
    ],
)
def test_a_seat_is_asked_and_counted_on_the_days_between_its_dates(days: dict[str, str], asked: bool) -> None:
    board, meeting, item = small()
    dated(board, "DNO", **days)
    for found in (evidence.asked(board, item), evidence.silent(board, item), evidence.empty_seats(board, meeting)):
        assert ("DNO" in called(found)) is asked
        assert {"Consumer", "DCC"} <= set(called(found))


def test_of_a_meeting_whose_day_is_not_known_every_seat_is_asked() -> None:
    board, meeting, _item = small(day="")
    dated(board, "DNO", ends="31 December 2024")
    assert called(evidence.seats(board, meeting)) == ["Consumer", "DCC", "DNO"]


def test_who_was_there_and_said_nothing_is_told_apart_from_whom_nobody_came_for() -> None:
    board, _meeting, item = small()
    assert [called(found) for found in evidence.silence(board, item)] == [["Consumer", "DCC", "DNO"], []]
    put(board, "attendance", meeting="RVG001", seat="Consumer", person="Kim", how="apologies")
    assert [called(found) for found in evidence.silence(board, item)] == [["DCC", "DNO"], ["Consumer"]]
    put(board, "attendance", meeting="RVG001", seat="DCC", person="Ana")
    assert [called(found) for found in evidence.silence(board, item)] == [["DCC"], ["Consumer", "DNO"]]
    put(board, "attendance", meeting="RVG001", seat="Consumer", person="Lee", how="for somebody", on_behalf_of="Kim")
    put(board, "position", item=item.id, seat="DCC", support="yes")
    assert [called(found) for found in evidence.silence(board, item)] == [["Consumer"], ["DNO"]]
    put(board, "position", item=item.id, seat="DNO", words="By letter")
    assert [called(found) for found in evidence.silence(board, item)] == [["Consumer"], []]
    assert called(evidence.silent(board, item)) == ["Consumer"]


def test_one_person_on_three_seats_is_one_person_and_fills_three() -> None:
    board, meeting, _item = small()
    for seat in ("Consumer", "DCC", "DNO"):
        put(board, "attendance", meeting="RVG001", seat=seat, person="Ana" if seat != "DNO" else "ANA")
    put(board, "attendance", meeting="RVG001", organisation="IPA", how="observer")
    put(board, "attendance", meeting="RVG001", organisation="IPA", how="observer")
    found = meetings.attending(board, meeting.id)
    assert (len(found), meetings.persons(found)) == (5, 3), "of two without a name nobody knows that they are one"
    assert evidence.empty_seats(board, meeting) == []


def test_a_table_of_seats_for_each_workstream_has_its_dates_too() -> None:
    board = board_of()
    card = one(board, "smart", "Process 4").id
    put(board, "meeting", number="BPRWG 8", forum="BPRWG", day="1 Dec 2026")
    item = board.of(Item)[put(board, "item", meeting="BPRWG 8", artefact=card)]
    before = len(evidence.asked(board, item))
    put(board, "seat", forum="BPRWG", workstream="Smart", constituency="Old Agent", ends="1 Jan 2026")
    put(board, "seat", forum="BPRWG", workstream="Smart", constituency="New Agent", begins="1 Dec 2026")
    assert len(evidence.asked(board, item)) == before + 1
