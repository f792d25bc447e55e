"""Where every seat stands on an item, a row a seat, written by keys alone; nobody is a row of widgets.

As long as a row is chosen, its keys write one position. Another answer later is a new position: the one before stands
beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QWidget

from mhhs_board.domain.governance import Item, Position
from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.kit import stances
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.drawn import draw_line, in_bold
from mhhs_board.ui.kit.plain import one_line
from mhhs_board.ui.kit.stances import Stance
from mhhs_board.ui.kit.text_table import TextTable
from mhhs_board.ui.registers.row_table import PAD, RowCells, RowTable
from mhhs_board.workspace import Workspace

ROW = 26
HEADS = ("Seat", "Support", "Timing", "Words")
SHARES = (2.4, 1.4, 1.2, 1.3)
"""The words stand whole below the table."""
FIGURES = 9
"""So many rows are chosen by their figure."""
LEAST_WIDTH = 320
SEAT, SUPPORT, TIMING, WORDS = range(len(HEADS))

KEYS: dict[Qt.Key, tuple[str, str]] = {
    Qt.Key.Key_Y: ("support", "yes"),
    Qt.Key.Key_I: ("support", "if"),
    Qt.Key.Key_N: ("support", "no"),
    Qt.Key.Key_F: ("timing", "feasible"),
    Qt.Key.Key_B: ("timing", "not before"),
    Qt.Key.Key_V: ("timing", "no view"),
}
"""What a letter says of the chosen seat."""

Key = Qt.Key
FIGURE_KEYS = tuple(Key(Key.Key_1 + number) for number in range(FIGURES))


class Stances(TextTable):
    """The seats of one item, and who spoke without one: who holds it first, the silent ones last. As long as the item is
    shown each keeps its row, so that what is said of one moves none from under the keys."""

    heads = HEADS

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.item: Item | None = None
        self._rows: list[Stance] = []

    def show_item(self, item: Item | None, found: Sequence[Stance]) -> None:
        """Show where the seats stand on an item."""
        same = item is not None and self.item is not None and item.id == self.item.id
        places = {one.key: number for number, one in enumerate(self._rows)} if same else {}
        rows = sorted(stances.by_weight(found), key=lambda one: places.get(one.key, len(places)))
        self.item = item
        if [one.key for one in rows] == [one.key for one in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, WORDS))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def count(self) -> int:
        """How many there are."""
        return len(self._rows)

    def stance(self, row: int) -> Stance | None:
        """Who stands in a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, key: str) -> int:
        """The row of a seat; -1 where it has none."""
        return next((number for number, one in enumerate(self._rows) if one.key == key), -1)

    def text(self, row: int, column: int) -> str:
        """What stands in a cell."""
        return self._said(row, column, stances.briefly_timed)

    def _said(self, row: int, column: int, timed: Callable[[Position], str]) -> str:
        one, item = self._rows[row], self.item
        if column == SEAT:
            return one_line(one.called, 100)
        if one.latest is None:
            return one.quiet if column == SUPPORT else ""
        if column == SUPPORT:
            said = stances.support(one.latest)
            if one.latest.blocking != "yes":
                return said
            return f"Blocking, {said[:1].lower()}{said[1:]}" if said else "Blocking"
        if column == TIMING:
            return timed(one.latest)
        words = one_line(one.latest.words, 300)
        return " · ".join(filter(None, (stances.was(self._workspace.board, item, one) if item else "", words)))

    def spoken(self, row: int, column: int) -> str:
        """A cell for who cannot see it, also one that is empty."""
        return f"{HEADS[column]}: {self._said(row, column, stances.timing) or 'nothing'}"

    def whole(self, row: int, _column: int = SEAT) -> str:
        """All that is said of a seat, the same in every column."""
        one = self._rows[row]
        if one.latest is None or self.item is None:
            return f"{one.called}: {one.quiet}"
        told = [f"{one.called}: {stances.said(one.latest)}", one_line(one.latest.words, 400)]
        told.append(f"In the recording: {one.latest.recorded}" if one.latest.recorded else "")
        told.append(stances.was(self._workspace.board, self.item, one))
        return "\n".join(dict.fromkeys(filter(None, told)))


class _Cells(RowCells):
    """Draws a cell; the mark stands before the seat's name."""

    def __init__(self, model: Stances, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model

    def draw(self, painter: QPainter, theme: Theme, box: QRect, row: int, column: int) -> None:
        """Draw what stands in a cell."""
        one = self._model.stance(row)
        if one is None:
            return
        room = box.adjusted(PAD, 0, -PAD, 0)
        painter.setFont(in_bold(painter.font(), one.blocks and column in (SEAT, SUPPORT)))
        if column == SEAT:
            painter.setPen(theme["text_quiet"])
            draw_line(painter, room, str(row + 1) if row < FIGURES else "")
            room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance("0") + 6)
            stances.draw_mark(painter, theme, one, QPoint(room.x(), box.center().y() - stances.MARK // 2 + 1))
            room.setLeft(room.left() + stances.MARK + 6)
        quiet = one.latest is None and column != SEAT
        bad = one.blocks and column == SUPPORT
        painter.setPen(theme["text_quiet" if quiet else "bad" if bad else "text"])
        draw_line(painter, room, self._model.text(row, column))


@contained
class StanceTable(RowTable):
    """The table. What its user wants is told to the `on_…` functions."""

    def __init__(self, page: QWidget, model: Stances) -> None:
        super().__init__(page, model, "Positions")
        self.stances = model
        self.on_say: Callable[[Stance, str, str], None] = lambda _stance, _field, _value: None
        """Says something of a seat: which field, and what."""
        self.on_words: Callable[[], None] = lambda: None
        self.on_add: Callable[[], None] = lambda: None
        self.on_retire: Callable[[], None] = lambda: None
        self.on_left: Callable[[], None] = lambda: None
        self.on_chosen: Callable[[], None] = lambda: None
        self._cells = _Cells(model, self)
        self.setItemDelegate(self._cells)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.in_lines(ROW)
        self.resized = lambda: self.share(SHARES, LEAST_WIDTH)
        self._key = ""
        self.selectionModel().currentRowChanged.connect(self._current)
        model.modelReset.connect(self._again)
        self.doubleClicked.connect(lambda _index: self.on_words())

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._cells.theme = theme
        self.colour(theme)

    @property
    def chosen(self) -> Stance | None:
        """The seat that is chosen."""
        return self.stances.stance(self.currentIndex().row())

    def _current(self, index: QModelIndex) -> None:
        one = self.stances.stance(index.row())
        if one is not None:
            self._key = one.key
            self.on_chosen()

    def _again(self) -> None:
        """After a reset: the same seat, else the first."""
        row = max(0, self.stances.row_of(self._key))
        if self.stances.rowCount():
            self.selectRow(row)
        self.on_chosen()

    def choose(self, row: int) -> None:
        """Choose a row, if there is one of that number."""
        if 0 <= row < self.stances.rowCount():
            self.selectRow(row)
            self.scrollTo(self.stances.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A figure or an arrow chooses, a letter says, Enter goes on to the words; with Shift a letter finds a seat."""
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain, one = held == Qt.KeyboardModifier.NoModifier, self.chosen
        if key in FIGURE_KEYS and held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier):
            self.choose(FIGURE_KEYS.index(key))
        elif plain and key in (Key.Key_Return, Key.Key_Enter):
            self.on_words()
        elif plain and key in (Key.Key_Left, Key.Key_Escape):
            self.on_left()
        elif plain and key == Key.Key_Insert:
            self.on_add()
        elif plain and key == Key.Key_Delete:
            self.on_retire()
        elif plain and one is not None and key in KEYS:
            self.on_say(one, *KEYS[Key(key)])
        elif plain and one is not None and key == Key.Key_X:
            blocks = one.latest is not None and one.latest.blocking == "yes"
            self.on_say(one, "blocking", "no" if blocks else "yes")
        elif held == Qt.KeyboardModifier.ShiftModifier and event.text().isalpha():
            self._find(event.text())
        elif key == Key.Key_Tab or (event.text().isprintable() and event.text()):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _find(self, begins: str) -> None:
        """The next seat whose name begins with a letter."""
        count, at = self.stances.rowCount(), self.currentIndex().row()
        for step in range(1, count + 1):
            row = (at + step) % count
            one = self.stances.stance(row)
            if one is not None and one.called.casefold().startswith(begins.casefold()):
                self.choose(row)
                return
