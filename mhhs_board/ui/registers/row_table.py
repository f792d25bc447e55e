"""The table of rows to choose of every page that lists records: no grid, no edge, columns that share the width."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractItemModel, QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QPainter, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.plain import PlainLabel


@contained
class RowTable(QTableView):
    """Rows of a model to choose, for a page that says what is done with them."""

    def __init__(self, page: QWidget, model: QAbstractItemModel, name: str) -> None:
        super().__init__(page)  # at once, so that Tab comes here before the buttons above
        self.resized: Callable[[], None] = lambda: None
        """Called where the columns shall share another width."""
        self.asked: Callable[[QPoint], None] = lambda _place: None
        """Called for a context menu, with a point of the screen."""
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)

    def colour(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, theme["panel"])
        self.setPalette(palette)
        self.viewport().update()

    def share(self, shares: Sequence[float], least: int) -> None:
        """Give every column its share of the width, at `least` so many pixels in all; the last has what is left."""
        left = width = max(self.viewport().width(), least)
        whole = sum(shares)
        for number, share in enumerate(shares):
            own = left if number == len(shares) - 1 else round(width * share / whole)
            self.setColumnWidth(number, own)
            left -= own

    def chosen_rows(self) -> list[int]:
        """The chosen rows, from the top."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the chosen rows: where the mouse is, or at the current row for the key."""
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        self.asked(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns share the width."""
        super().resizeEvent(event)
        self.resized()


def ground(painter: QPainter, theme: Theme, box: QRect, role: str, *, marked: bool) -> None:
    """Draw what is behind a cell's text: its colour, the line below, and the edge by which a `marked` row is known."""
    painter.fillRect(box, theme[role])
    painter.setPen(QPen(theme["lane_line"], 1))
    painter.drawLine(box.bottomLeft(), box.bottomRight())
    if marked:
        painter.fillRect(box.x(), box.y(), 4, box.height(), theme["focus"])


def instead() -> PlainLabel:
    """What stands in the place of a table without rows."""
    label = PlainLabel("", role="quiet", wrap=True)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
    label.setContentsMargins(20, 60, 20, 16)
    return label
