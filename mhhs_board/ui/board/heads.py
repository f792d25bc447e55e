"""The heads that stay while the body scrolls: stages above, workstreams to the left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from mhhs_board.drawing.face import LaneHead, StageHead
from mhhs_board.drawing.geometry import LANE_WORDS, Column, Lane, Layout, Rect
from mhhs_board.drawing.limits import over_words
from mhhs_board.drawing.paint import BoardPainter
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.plain import plain_tooltip

FOLD = 26
"""From the right edge of a head, the part whose click folds."""


@contained
class Heads(QWidget):
    """One strip of heads; `across` for the stages. It moves with the body along its own axis."""

    def __init__(self, parent: QWidget, across: bool) -> None:
        super().__init__(parent)
        self.across = across
        self.painter: BoardPainter | None = None
        self.layout_shown: Layout | None = None
        self.offset = 0
        self._drawn: dict[Column | Lane, StageHead | LaneHead] = {}
        self.on_fold: Callable[[str], None] = lambda head: None
        self.on_menu: Callable[[str, QPoint], None] = lambda head, at: None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_layout(self, layout: Layout, painter: BoardPainter) -> None:
        """Draw these heads from now on; where they stand as before, only those that say something else."""
        before, self._drawn = self._drawn, self._heads(layout, painter)
        same = self.painter is painter and before.keys() == self._drawn.keys()
        self.layout_shown, self.painter = layout, painter
        if not same:
            self.update()
            return
        for place in (place for place, head in self._drawn.items() if before[place] != head):
            if isinstance(place, Column):
                self.update(place.x - self.offset, 0, place.width, self.height())
            else:
                self.update(0, place.y - self.offset, self.width(), place.height)

    def _heads(self, layout: Layout, painter: BoardPainter) -> dict[Column | Lane, StageHead | LaneHead]:
        """What the heads say, by the columns or lanes as they lie."""
        stages, lanes = painter.heads(layout.grid)
        if self.across:
            return {column: stages[column.id] for column in layout.columns}
        return {lane: lanes[lane.id] for lane in layout.lanes}

    def follow(self, offset: int) -> None:
        """Stand where the body's scroll bar stands."""
        delta, self.offset = self.offset - offset, offset
        if self.across:
            self.scroll(delta, 0)
            return
        self.scroll(0, delta)
        self.update(0, 0, self.width(), LANE_WORDS + abs(delta))  # the words of the topmost lane stay where they were

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is exposed."""
        if self.painter is None or self.layout_shown is None:
            return
        painter = QPainter(self)
        rect = event.rect()
        if self.across:
            painter.translate(-self.offset, 0)
            exposed = Rect(rect.x() + self.offset, rect.y(), rect.width(), rect.height())
            self.painter.stage_heads(painter, self.layout_shown, exposed)
        else:
            painter.translate(0, -self.offset)
            exposed = Rect(rect.x(), rect.y() + self.offset, rect.width(), rect.height())
            self.painter.lane_heads(painter, self.layout_shown, exposed, self.offset)

    def head_at(self, point: QPoint) -> tuple[str, bool] | None:
        """The lane or column under a point, and whether the point is on its fold arrow."""
        if self.layout_shown is None:
            return None
        if self.across:
            x = point.x() + self.offset
            for column in self.layout_shown.columns:
                if column.x <= x < column.x + column.width:
                    return column.id, column.folded or x >= column.x + column.width - FOLD
            return None
        y = point.y() + self.offset
        for lane in self.layout_shown.lanes:
            if lane.y <= y < lane.y + lane.height:
                return lane.id, lane.folded or (
                    point.x() >= self.width() - FOLD and 0 <= y - lane.words_top(self.offset) < 32
                )
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The arrow folds and unfolds."""
        found = self.head_at(event.position().toPoint())
        if found is not None and found[1] and event.button() == Qt.MouseButton.LeftButton:
            self.on_fold(found[0])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The press has done it all."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Twice anywhere on a head folds it, too."""
        found = self.head_at(event.position().toPoint())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.on_fold(found[0])

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The head's own menu."""
        found = self.head_at(event.pos())
        if found is not None:
            self.on_menu(found[0], event.globalPos())

    def event(self, event: QEvent) -> bool:
        """A tooltip says the whole name and the counts."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self._words(event.pos())
            QToolTip.showText(event.globalPos(), plain_tooltip(words), self)
            return True
        return super().event(event)

    def _words(self, point: QPoint) -> str:
        found = self.head_at(point)
        if found is None or self.painter is None or self.layout_shown is None:
            return ""
        stages, lanes = self.painter.heads(self.layout_shown.grid)
        head = stages[found[0]] if self.across else lanes[found[0]]
        counted = head.count if isinstance(head, StageHead) else head.words
        over = over_words(self.painter.board, head.limit) if head.limit is not None else ""
        return f"{head.name}: {counted}" + (f"\n{over}" if over else "")
