"""A forum that is closed has no next meeting; from which day on is kept, and goes with the undo."""

from __future__ import annotations

from msgspec.structs import replace

from mhhs_board.domain import meetings
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Forum
from mhhs_board.operations import blocking, configuring, escalating, undoing
from tests.boards import TODAY, act, board_of, context, one
from tests.domain.meeting_boards import with_meetings


def next_of(board: Board) -> str:
    found = meetings.next_meeting(board, "dag", TODAY)
    return found.number if found is not None else ""


def test_a_closed_forum_has_no_next_meeting() -> None:
    board, _card = with_meetings()
    assert next_of(board) == "DAG036"
    retired = act(board, configuring.retire_named, kind="forum", id="dag")
    assert next_of(board) == ""
    assert board.of(Forum)["dag"].active_to == "2026-11-24"
    act(board, undoing.undo, entry=retired, later=lambda *_: [])
    assert (next_of(board), board.of(Forum)["dag"].active_to) == ("DAG036", "")


def test_one_that_met_until_a_day_is_closed_after_it() -> None:
    forum = board_of().of(Forum)["dag"]
    for last, closed in (("", False), ("2026-11-24", False), ("2026-11-23", True), ("2030-01-01", False)):
        assert meetings.closed(replace(forum, active_to=last), TODAY) is closed


def test_what_is_brought_back_meets_again_and_may_be_asked() -> None:
    board = board_of()
    card = one(board, "smart", "Process 2").id
    act(board, blocking.amend, blocker=board.blockers(card)[0].id, reason="No register")
    asked = act(board, escalating.escalate, artefact=card, forum="dag")
    ended = act(board, escalating.withdraw, escalation=asked.changes[0].id, why="Settled")
    act(board, configuring.retire_named, kind="forum", id="dag")
    act(board, undoing.undo, entry=ended, later=lambda *_: [], bring_back=True)
    forum = board.of(Forum)["dag"]
    assert (forum.retired, forum.active_to) == ("", "")
    assert escalating.raised(board, context(), "dag", blocker="b").forum == "dag"
