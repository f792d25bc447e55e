"""What the mouse does over the board when it carries nothing: hover, the "+" of a cell, and the rubber band."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication

from mhhs_board.domain import workflow
from mhhs_board.domain.board import BLOCKED, Cell
from mhhs_board.drawing.geometry import Rect
from mhhs_board.drawing.paint import plus_rect
from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.board.canvas import BoardCanvas
from mhhs_board.ui.board.edges import EdgeScroller


class Pointer:
    """The mouse over one view."""

    def __init__(self, view: BoardCanvas) -> None:
        self._view = view
        self.on_band: Callable[[Rect], None] = lambda band: None
        """Told the band in the body's coordinates whenever it changes."""
        self._band: QRect | None = None
        self._start: QPoint | None = None
        self._last = QPoint()
        self._edges = EdgeScroller(view)
        self._edges.scrolled.connect(self._reach)

    def moved(self, event: QMouseEvent) -> bool:
        """A movement: of a band that is being drawn, else a hover. True where it was a band's, and nobody else's."""
        point = event.position().toPoint()
        if self._start is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._draw(point)
            return True
        if not event.buttons():
            self._hover(point)
        return False

    # -- the rubber band ---------------------------------------------------------------------------------------------

    def begin_band(self, point: QPoint) -> None:
        """The button is down on an empty place of the viewport."""
        self._start = self._view.inside(point).toPoint()

    @property
    def begun(self) -> bool:
        """Whether the button was pressed on an empty place and is still down."""
        return self._start is not None

    def end_band(self) -> bool:
        """The button is up; whether there was a band and no mere click."""
        drawn = self._band is not None
        self._start = None
        self._edges.stop()
        self._stretch(None)
        return drawn

    def _draw(self, point: QPoint) -> None:
        """A band begins where a drag would; at the edges and beyond them the board scrolls under it."""
        assert self._start is not None
        gone = self._view.inside(point).toPoint() - self._start
        if self._band is not None or gone.manhattanLength() >= QApplication.startDragDistance():
            self._last = point
            self._reach()
            self._edges.at(point)

    def _reach(self) -> None:
        """The band reaches from where it began to the pointer, also where the pointer holds still and the board moves."""
        if self._start is None:
            return
        sight, end = self._view.sight(), self._view.inside(self._last).toPoint()
        end.setX(min(max(end.x(), sight.x), sight.right))
        end.setY(min(max(end.y(), sight.y), sight.bottom))
        band = QRect(QPoint(min(self._start.x(), end.x()), min(self._start.y(), end.y())), QSize(1, 1))
        band.setSize(QSize(abs(self._start.x() - end.x()) + 1, abs(self._start.y() - end.y()) + 1))
        self._stretch(band)
        self.on_band(Rect(band.x(), band.y(), band.width(), band.height()))

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
            takes = not (view.cards.grid.is_folded(cell) or any(workflow.closed(view.cards.board, place) for place in cell))
            plus = cell if takes else None
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
