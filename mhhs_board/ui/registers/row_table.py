"""The table of rows to choose of every page that lists records: no grid, no edge, columns that share the width, cells
of one line where all rows are alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QFont, QPainter, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.plain import PlainLabel

PAD = 8
Index = QModelIndex | QPersistentModelIndex


class Cell(NamedTuple):
    """What stands in a cell."""

    text: str
    gap: bool = False
    late: bool = False


class Lined(Protocol):
    """A model whose cells are one line each."""

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell."""

    def quiet(self, row: int) -> bool:
        """Whether nobody has to do anything about a row any more."""


@contained
class LineCells(QStyledItemDelegate):
    """Draws a cell on one line: gaps quiet, what is late bold and in words, what is done quiet throughout."""

    def __init__(self, model: Lined, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self.theme: Theme | None = None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        theme = self.theme
        if theme is None:
            return
        row, column = index.row(), index.column()
        said = self._model.cell(row, column)
        box = QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        ground(painter, theme, box, "card_selected" if chosen else "panel", marked=chosen and column == 0)
        bold = said.late or (column == 0 and not said.gap)
        letters = QFont(option.font)
        letters.setBold(bold)
        painter.setFont(letters)
        quiet = said.gap or self._model.quiet(row)
        painter.setPen(theme["bad" if said.late else "text_quiet" if quiet else "text"])
        room = box.adjusted(PAD, 0, -PAD, 0)
        shown = painter.fontMetrics().elidedText(said.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter) | Qt.TextFlag.TextSingleLine, shown)
        painter.restore()


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
