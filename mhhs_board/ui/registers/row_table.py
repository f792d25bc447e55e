"""The table of rows to choose of every page that lists records: no grid, no edge, columns that share the width, cells
of one line where all rows are alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QPainter, QPalette, QPen, QResizeEvent
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
from mhhs_board.ui.kit.drawn import draw_line, in_bold
from mhhs_board.ui.kit.plain import PlainLabel
from mhhs_board.ui.kit.text_table import TextTable

PAD = 8
MEASURED = 100
"""So many rows are looked at for how wide their columns shall be, so that opening stays quick."""
Index = QModelIndex | QPersistentModelIndex


class Cell(NamedTuple):
    """What stands in a cell."""

    text: str
    gap: bool = False
    late: bool = False


class CellTable(TextTable):
    """Rows whose cells are one line each."""

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell."""
        raise NotImplementedError

    def quiet(self, row: int) -> bool:
        """Whether nobody has to do anything about a row any more."""
        return False

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        return self.cell(row, column).text


@contained
class RowCells(QStyledItemDelegate):
    """Draws what is behind a cell; what stands in it is drawn by who inherits from this."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.theme: Theme | None = None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        theme, box = self.theme, QRect(option.rect)
        if theme is None:
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setClipRect(box)
        painter.fillRect(box, theme[self.ground(index.row(), chosen)])
        painter.setPen(QPen(theme["lane_line"], 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if chosen and index.column() == 0:
            held = isinstance(option.widget, QWidget) and option.widget.hasFocus()
            painter.fillRect(box.x(), box.y(), 4, box.height(), theme["focus" if held else "control_edge"])
        painter.setFont(option.font)
        self.draw(painter, theme, box, index.row(), index.column())
        painter.restore()

    def ground(self, row: int, chosen: bool) -> str:
        """The colour behind a row."""
        return "card_selected" if chosen else "panel"

    def draw(self, painter: QPainter, theme: Theme, box: QRect, row: int, column: int) -> None:
        """Draw what stands in a cell."""
        raise NotImplementedError


class LineCells(RowCells):
    """Draws a cell on one line: gaps quiet, what is late bold and in words, what is done quiet throughout."""

    def __init__(self, model: CellTable, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model

    def draw(self, painter: QPainter, theme: Theme, box: QRect, row: int, column: int) -> None:
        """Draw what stands in a cell."""
        said = self._model.cell(row, column)
        painter.setFont(in_bold(painter.font(), said.late or (column == 0 and not said.gap)))
        quiet = said.gap or self._model.quiet(row)
        painter.setPen(theme["bad" if said.late else "text_quiet" if quiet else "text"])
        draw_line(painter, box.adjusted(PAD, 0, -PAD, 0), said.text)


def shared_out(width: int, shares: Sequence[float], least: Sequence[int], wanted: Sequence[int] = ()) -> list[int]:
    """A width in parts: each its share, but no less than its `least`, and no more than is `wanted` while another wants for
    room; what is left when all have that they share. More than the width where the least of all together is."""
    width, whole = max(width, sum(least)), sum(shares)
    most = [max(one, own) for one, own in zip(least, wanted, strict=True)] if wanted else [width] * len(shares)
    if sum(most) <= width:
        parts = [own + (width - sum(most)) * share / whole for own, share in zip(most, shares, strict=True)]
    else:
        parts, free = [0.0] * len(shares), set(range(len(shares)))
        while free:  # whoever is out of bounds is settled, on the side that is further out first, and the rest share anew
            unit = (width - sum(parts)) / sum(shares[one] for one in free)
            bounded = {one: min(max(shares[one] * unit, least[one]), most[one]) for one in free}
            over = sum(own - shares[one] * unit for one, own in bounded.items())
            for one, own in bounded.items():
                if abs(over) < 1 or (own - shares[one] * unit) * over > 0:
                    parts[one] = own
                    free.remove(one)
    edges = [round(sum(parts[:number])) for number in range(len(parts) + 1)]
    return [right - left for left, right in pairwise(edges)]


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
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)

    def in_lines(self, height: int) -> None:
        """Have every row so high, each cell on one line."""
        self.setWordWrap(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(height)

    def colour(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, theme["panel"])
        self.setPalette(palette)
        self.viewport().update()

    def share(self, shares: Sequence[float], least: int, wanted: Sequence[int] = ()) -> None:
        """Give every column its share of the width, at `least` so many pixels in all: no less than its head needs, and
        where it is said how much each wants, no more than that while another wants for room."""
        heads = [self.horizontalHeader().sectionSizeHint(number) for number in range(len(shares))]
        widths = shared_out(max(self.viewport().width(), least), shares, heads, wanted)
        for number, own in enumerate(widths):
            self.setColumnWidth(number, own)

    def wanted(self, model: CellTable) -> list[int]:
        """How wide each column is where nothing in the first rows is cut."""
        bold, plain = QFontMetrics(in_bold(self.font())), self.fontMetrics()

        def wide(row: int, column: int) -> int:
            said = model.cell(row, column)
            return (bold if column == 0 or said.late else plain).horizontalAdvance(said.text)

        rows = range(min(MEASURED, model.count()))
        return [max((wide(row, column) for row in rows), default=0) + 2 * PAD + 2 for column in range(len(model.heads))]

    def chosen_rows(self) -> list[int]:
        """The chosen rows, from the top."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the chosen rows."""
        self.asked(place_of_menu(self, event))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns share the width."""
        super().resizeEvent(event)
        self.resized()


def place_of_menu(view: QAbstractItemView, event: QContextMenuEvent) -> QPoint:
    """Where a context menu opens, as a point of the screen: at the mouse, or for the key at the current row."""
    if event.reason() == QContextMenuEvent.Reason.Keyboard:
        return view.viewport().mapToGlobal(view.visualRect(view.currentIndex()).center())
    return event.globalPos()


def instead() -> PlainLabel:
    """What stands in the place of a table without rows."""
    label = PlainLabel("", role="quiet", wrap=True)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
    label.setContentsMargins(20, 60, 20, 16)
    return label
