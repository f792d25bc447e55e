"""The example with meetings of its groups, as operations put them there."""

from __future__ import annotations

from typing import Any

from mhhs_board.domain.board import Board
from mhhs_board.operations import registering
from tests.boards import act, board_of, one


def put(board: Board, kind: str, *, actor: str = "Ana", now: str = "2026-11-24T08:00:00Z", **values: Any) -> str:
    """Add a record as somebody types it, with what is proposed; its id."""
    entry = act(board, registering.add, actor=actor, now=now, kind=kind, values=values, propose=True)
    return entry.changes[0].id


def with_meetings() -> tuple[Board, str]:
    """The example with the seats of its groups, DAG034 and DAG035 held and DAG036 planned, BPRWG 7 held; the id of Registrations'
    Process 2, which stands in the working group's review."""
    board = board_of()
    put(board, "meeting", number="BPRWG 7", forum="BPRWG", day="2 November 2026", status="issued")
    put(board, "meeting", number="DAG034", forum="DAG", day="14 October 2026", status="approved")
    put(board, "meeting", number="DAG035", forum="DAG", day="11 November 2026", status="held")
    put(board, "meeting", number="DAG036", forum="DAG", day="9 December 2026")
    return board, one(board, "registrations", "Process 2").id
