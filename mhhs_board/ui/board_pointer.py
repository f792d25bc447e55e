"""What the mouse does over the board when it carries nothing: hover, the "+" of a cell, and the rubber band."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QMouseEvent, QPainter, QPen

from mhhs_board.domain.board import BLOCKED, Cell
from mhhs_board.drawing.geometry import Rect
from mhhs_board.drawing.paint import plus_rect
from mhhs_board.drawing.theme import Theme

if TYPE_CHECKING:
    from mhhs_board.ui.board_canvas import BoardCanvas


class Pointer:
    """The mouse over one view."""

    def __init__(self, view: BoardCanvas) -> None:
        self._view = view
        self._band: QRect | None = None
        self._start = QPoint()

    def moved(self, event: QMouseEvent, *, selecting: bool) -> None:
        """A movement: a band while something is being selected, else a hover."""
        point = event.position().toPoint()
        if selecting:
            self._stretch(QRect(self._start, self._view.inside(point).toPoint()).normalized())
        elif not event.buttons():
            self._hover(point)

    # -- the rubber band ---------------------------------------------------------------------------------------------

    def begin_band(self, point: QPoint) -> None:
        """The button is down at a point of the viewport."""
        self._start = self._view.inside(point).toPoint()

    def end_band(self) -> None:
        """The button is up."""
        self._stretch(None)

    def _stretch(self, band: QRect | None) -> None:
        old, self._band = self._band, band
        for rect in (old, band):
            if rect is not None:
                self._view.update_rect(Rect(rect.x(), rect.y(), rect.width(), rect.height()))

    def draw_band(self, painter: QPainter, theme: Theme) -> None:
        """The band over the cards, in the body's coordinates."""
        if self._band is not None:
            painter.setPen(QPen(theme["focus"], 1))
            painter.setOpacity(0.9)
            painter.drawRect(self._band.adjusted(0, 0, -1, -1))
            painter.setOpacity(0.12)
            painter.fillRect(self._band, theme["focus"])

    # -- hover -------------------------------------------------------------------------------------------------------

    def _hover(self, point: QPoint) -> None:
        view = self._view
        inside = view.inside(point)
        card = view.layout_shown.card_at(inside.x(), inside.y()) or ""
        hit = view.layout_shown.cell_at(inside.x(), inside.y())
        plus = None
        if hit is not None and view.movable and hit.column != BLOCKED:
            cell = (hit.workstream, hit.column)
            plus = None if view.cards.grid.is_folded(cell) else cell
        if card != view.marks.hover:
            view.update_card(view.marks.hover)
            view.update_card(card)
            view.marks.hover = card
        if plus != view.marks.plus:
            self._update_plus(view.marks.plus)
            self._update_plus(plus)
            view.marks.plus = plus

    def forget(self) -> None:
        """What was under the pointer may be elsewhere now; the next movement finds it again."""
        marks = self._view.marks
        self._view.update_card(marks.hover)
        self._update_plus(marks.plus)
        marks.plus, marks.hover = None, ""

    def plus_at(self, point: QPoint) -> Cell | None:
        """The cell whose "+" is under a point."""
        plus, inside = self._view.marks.plus, self._view.inside(point)
        if plus is not None and plus_rect(self._view.layout_shown.cell_rect(*plus)).holds(inside.x(), inside.y()):
            return plus
        return None

    def _update_plus(self, cell: Cell | None) -> None:
        grid = self._view.layout_shown.grid
        if cell is not None and cell in grid.cells:
            self._view.update_rect(plus_rect(self._view.layout_shown.cell_rect(*cell)))
