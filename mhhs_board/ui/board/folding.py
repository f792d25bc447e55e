"""Folding lanes and stages by key and by the heads' own menu. The focus stays where it was: on a folded cell, its count."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from mhhs_board.domain.board import BLOCKED
from mhhs_board.domain.records import Stage, Workstream
from mhhs_board.ui.board.focus import FocusedBoard
from mhhs_board.ui.kit import accessible
from mhhs_board.ui.kit.plain import menu_text, plain_tooltip


class Folding:
    """What may be folded in one view. Its methods are commands of the window."""

    def __init__(self, view: FocusedBoard) -> None:
        self._view = view

    def lane(self, lane: str = "") -> None:
        """Fold or unfold a lane, the focused one's where none is named."""
        lanes, columns = self._view.folded
        cell = self._view.focused_cell()
        if lane := lane or (cell[0] if cell else ""):
            self._fold(lanes ^ {lane}, columns)
            self._tell(self._name(lane), lane in lanes)

    def stage(self, column: str = "") -> None:
        """Fold or unfold a column, the focused one's where none is named."""
        lanes, columns = self._view.folded
        cell = self._view.focused_cell()
        if column := column or (cell[1] if cell else ""):
            self._fold(lanes, columns ^ {column})
            self._tell(self._name(column), column in columns)

    def all_lanes(self) -> None:
        """Fold every lane."""
        self._fold(frozenset(self._view.cards.grid.lanes), self._view.folded[1])
        self._tell("All workstreams", False)

    def nothing(self) -> None:
        """Unfold every lane and column."""
        self._fold(frozenset(), frozenset())
        self._tell("Everything", True)

    def others(self, kind: str, head: str) -> None:
        """Fold all lanes, or all columns, but one."""
        lanes, columns = self._view.folded
        grid = self._view.cards.grid
        if kind == "workstream":
            self._fold(frozenset(grid.lanes) - {head}, columns)
        else:
            self._fold(lanes, frozenset(grid.columns) - {head})
        self._tell(f"All but {self._name(head)}", False)

    def menu(self, kind: str, head: str, at: QPoint) -> None:
        """The menu of a head, at a point of the screen."""
        lanes, columns = self._view.folded
        is_lane = kind == "workstream"
        word = "Unfold" if head in (lanes if is_lane else columns) else "Fold"
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        name = self._name(head)
        first = menu.addAction(menu_text(f"{word} {name}"))
        first.setToolTip(plain_tooltip(name))
        first.triggered.connect(lambda: self.lane(head) if is_lane else self.stage(head))
        menu.addAction("Fold all others").triggered.connect(lambda: self.others(kind, head))
        menu.addSeparator()
        menu.addAction("Fold all workstreams").triggered.connect(self.all_lanes)
        menu.addAction("Unfold all").triggered.connect(self.nothing)
        menu.popup(at)

    def _name(self, head: str) -> str:
        board = self._view.cards.board
        if head == BLOCKED:
            return "Blocked"
        return (board.shown(Workstream, head) if head in board.of(Workstream) else board.shown(Stage, head)).name

    def _fold(self, lanes: frozenset[str], columns: frozenset[str]) -> None:
        view = self._view
        cell, focus = view.focused_cell(), view.focused_id()
        view.set_folded(lanes, columns)
        if cell is None or cell not in view.cards.grid.cells:
            return
        if view.cards.grid.is_folded(cell):
            view.go_to_cell(cell)
        elif focus:
            view.follow_card(focus)
        elif view.cards.grid.cells[cell]:
            view.focus_card(view.cards.grid.cells[cell][0])

    def _tell(self, what: str, was_folded: bool) -> None:
        accessible.announce(self._view, f"{what} {'unfolded' if was_folded else 'folded'}.")
