"""Going back to an earlier state of a board: an entry like any other, so nothing newer is lost and undo takes it back."""

from __future__ import annotations

from mhhs_board.domain.board import Board, difference
from mhhs_board.domain.journal import Entry
from mhhs_board.operations.context import Context

RESTORE = "restore"


def go_back(board: Board, context: Context, *, earlier: Board, said: str) -> Entry:
    """The entry that makes a board what it was; `said` tells where that state comes from ("the backup of …").

    Exempt from movement gates as undo is: what is put back was judged when it was made. What was added since is taken off
    the board; the history keeps it all.
    """
    return context.entry(RESTORE, difference(board, earlier), note=f"Back to {said}")
