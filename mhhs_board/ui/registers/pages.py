"""The pages beside the board, in their order. Each is imported when it is first shown, so that no start waits for it."""

from __future__ import annotations

from functools import partial

from mhhs_board.domain.board import Board
from mhhs_board.domain.records import REGISTERS
from mhhs_board.ui.kit.page import Page, PageContext, PageSpec


def _blockers(context: PageContext) -> Page:
    from mhhs_board.ui.registers.blockers import BlockersPage

    return BlockersPage(context)


def _register(kind: str, context: PageContext) -> Page:
    from mhhs_board.ui.registers.beside_board import RegisterBesideBoard

    return RegisterBesideBoard(context, kind)


def _open(kind: str, board: Board) -> int:
    """How many records somebody still has to do something about."""
    return sum(not record.done() for record in board.of(REGISTERS[kind]).values())


_FIRST = ("action", "milestone")
"""The registers whose pages have had their keys for longest; every other stands behind them as it is declared."""
_ORDER = (*_FIRST, *(kind for kind in REGISTERS if kind not in _FIRST))

PAGES = (
    PageSpec("blockers", "Blockers", "Ctrl+2", _blockers, Board.blocked_count),
    *(
        PageSpec(kind, REGISTERS[kind].TITLE, f"Ctrl+{number}", partial(_register, kind), partial(_open, kind))
        for number, kind in enumerate(_ORDER, 3)
    ),
)
"""The board's own page comes before them. A register has its page by being declared."""
