"""The pages beside the board, in their order. Each is imported when it is first shown, so that no start waits for it."""

from __future__ import annotations

from mhhs_board.domain.board import Board
from mhhs_board.ui.kit.page import Page, PageContext, PageSpec


def _blockers(context: PageContext) -> Page:
    from mhhs_board.ui.registers.blockers import BlockersPage

    return BlockersPage(context)


PAGES = (PageSpec("blockers", "Blockers", "Ctrl+2", _blockers, Board.blocked_count),)
