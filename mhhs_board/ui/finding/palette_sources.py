"""What the palette finds in a window: its commands as in the menus, the saved views, and the cards of the board."""

from __future__ import annotations

from collections.abc import Callable

from mhhs_board.domain.board import Board
from mhhs_board.domain.names import column_name
from mhhs_board.domain.records import View, Workstream
from mhhs_board.ui.finding.palette import Offer, Source
from mhhs_board.ui.kit.actions import Actions


def commands(actions: Actions) -> Source:
    """Every command of the menus, closed ones with the reason."""
    told = actions.told()

    def offer(number: int) -> Offer:
        one = told[number]
        return Offer(one.text, one.menu, actions[one.id].trigger, one.keys, actions.why_not(one.id))

    return Source([(one.text, one.menu) for one in told], offer)


def saved_views(views: list[View], apply: Callable[[View], object]) -> Source:
    """The saved views that their user sees."""

    def offer(number: int) -> Offer:
        view = views[number]
        owner = "" if view.owner else ", shared"
        detail = f"View{owner} · {view.query}" if view.query else f"View{owner}"
        return Offer(view.name, detail, lambda: apply(view))

    return Source([(view.name, f"view {view.query}") for view in views], offer)


class Cards:
    """Every card of a board, in reading order, whatever a filter hides; gathered again only where the board has changed."""

    def __init__(self, show: Callable[[str], object]) -> None:
        self._show = show
        self._kept: tuple[Board, int, Source] | None = None

    def of(self, board: Board) -> Source:
        """The cards of a board as it is now."""
        if self._kept is None or self._kept[0] is not board or self._kept[1] != board.seq:
            self._kept = (board, board.seq, self._gathered(board))
        return self._kept[2]

    def _gathered(self, board: Board) -> Source:
        found = list(board.artefacts())
        lanes = board.of(Workstream)

        def offer(number: int) -> Offer:
            card = found[number]
            lane = lanes[card.workstream]
            detail = f"{lane.short or lane.name} · {column_name(board.column_of(card), board)}"
            title = "" if card.title == card.ref else card.title
            return Offer(f"{card.ref} {title}".strip(), detail, lambda: self._show(card.id))

        return Source([(card.ref, f"{card.title} {lanes[card.workstream].name}") for card in found], offer)
