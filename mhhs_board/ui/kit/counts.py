"""The counts that are always on the screen. Counted from cells, so that a drop on a large board does not count it whole."""

from __future__ import annotations

from mhhs_board.domain.board import Board
from mhhs_board.domain.records import Stage


def shown_and_hidden(shown: int, stored: int) -> str:
    """`12 of 23 shown · 11 hidden`."""
    return f"{shown} of {stored} shown · {stored - shown} hidden"


def blocked_and_escalated(board: Board) -> tuple[int, int]:
    """How many artefacts are blocked, and how many of those wait for a forum's answer."""
    return board.blocked_count(), board.escalated_count()


def whole_board(board: Board) -> str:
    """`23 artefacts · 2 approved · 1 blocked · 0 escalated`."""
    done = [stage for stage in board.of(Stage).values() if stage.role == "done" and not stage.retired]
    approved = sum(board.standing_in(stage=stage.id) for stage in done)
    blocked, escalated = blocked_and_escalated(board)
    total = board.count()
    noun = "artefact" if total == 1 else "artefacts"
    return f"{total} {noun} · {approved} approved · {blocked} blocked · {escalated} escalated"
