"""The agenda of a meeting to look at: two lines an item with the marks of the seats; moved by drag or by Alt and arrows."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.kit import stances
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.drawn import draw_line, in_bold
from mhhs_board.ui.registers.agenda_rows import AgendaRow, AgendaRows
from mhhs_board.ui.registers.row_table import place_of_menu

ROW, HEADING = 48, 32
_NUMBER, _PAD = 40, 10
_STRIP = 0.55
"""How much of the width the marks may take."""
_BLOCK = "Consent block"
_KEPT = 64
"""So many rows are kept as they were drawn, of which a screen shows a third."""

Index = QModelIndex | QPersistentModelIndex
Key, Modifier = Qt.Key, Qt.KeyboardModifier


class Pressed(NamedTuple):
    """A key, alone or with Shift."""

    key: int
    shift: bool = False


@contained
class _Rows(QStyledItemDelegate):
    """Draws a row: number, subject and minutes; beneath what it is, what came of it, and where the seats stand. A key
    alters two rows and moves all: each is drawn once, and kept as it is until something in it may differ."""

    theme: Theme | None = None

    def __init__(self, model: AgendaRows, view: QListView) -> None:
        super().__init__(view)
        self._model = model
        self._drawn: dict[tuple[object, ...], QPixmap] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All rows are alike, and the heading is lower."""
        return QSize(80, HEADING if self._model.row(index.row()).heading else ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        theme, row = self.theme, self._model.row(index.row())
        if theme is None:
            return
        box, chosen = QRect(option.rect), bool(option.state & QStyle.StateFlag.State_Selected)
        view, dots = option.widget, painter.device().devicePixelRatio()
        held = chosen and isinstance(view, QListView) and view.hasFocus()
        size = (box.width(), box.height(), dots)
        key = (row.key, row.heading, self._model.stamp, chosen, held, *size, theme.name, option.font.key())
        if key not in self._drawn:
            if len(self._drawn) >= _KEPT:
                self._drawn.clear()
            picture = QPixmap(math.ceil(box.width() * dots), math.ceil(box.height() * dots))
            picture.setDevicePixelRatio(dots)
            ink = QPainter(picture)
            self._draw(ink, theme, row, QRect(0, 0, box.width(), box.height()), option.font, chosen=chosen, held=held)
            ink.end()
            self._drawn[key] = picture
        painter.drawPixmap(box.topLeft(), self._drawn[key])

    def _draw(
        self, painter: QPainter, theme: Theme, row: AgendaRow, box: QRect, letters: QFont, *, chosen: bool, held: bool
    ) -> None:
        painter.fillRect(box, theme["head" if row.heading else "card_selected" if chosen else "panel"])
        painter.setPen(QPen(theme["lane_line"], 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if chosen:
            painter.fillRect(box.x(), box.y(), 4, box.height(), theme["focus" if held else "control_edge"])
        room = box.adjusted(_PAD, 0, -_PAD, 0)
        if row.heading:
            painter.setFont(in_bold(letters))
            painter.setPen(theme["text_quiet"])
            draw_line(painter, room, row.heading)
        else:
            self._entry(painter, theme, row, room, letters)

    def _entry(self, painter: QPainter, theme: Theme, row: AgendaRow, room: QRect, plain: QFont) -> None:
        item, proposal = row.item, row.proposal
        upper = QRect(room.x(), room.y() + 4, room.width(), 20)
        lower = QRect(room.x(), room.y() + 24, room.width(), 20)
        gone = item is not None and bool(item.taken_off)
        painter.setFont(plain)
        painter.setPen(theme["text_quiet"])
        draw_line(painter, QRect(upper.x(), upper.y(), _NUMBER - _PAD, 20), item.number[:4] if item else "+")
        upper.setLeft(upper.left() + _NUMBER - _PAD)
        lower.setLeft(upper.left())
        minutes = f"{item.minutes} min" if item and item.minutes else ""
        upper.setRight(upper.right() - draw_line(painter, upper, minutes, right=True) - 8)
        if item is not None and not gone:
            found = self._model.strip(item)
            strip = QRect(lower)
            strip.setLeft(lower.right() - int(lower.width() * _STRIP))
            if any(one.latest for one in found):
                lower.setRight(lower.right() - stances.draw_strip(painter, theme, found, strip) - 8)
        if item is not None and item.consent == "block":
            lower.setLeft(lower.left() + self._chip(painter, theme, lower) + 6)
        painter.setFont(plain)
        painter.setPen(theme["text_quiet"])
        draw_line(painter, lower, self._model.beside(row))
        letters = in_bold(plain, item is not None)
        letters.setStrikeOut(gone)
        painter.setFont(letters)
        painter.setPen(theme["text_quiet" if gone or proposal is not None else "text"])
        draw_line(painter, upper, item.subject if item else proposal.subject if proposal else "")

    @staticmethod
    def _chip(painter: QPainter, theme: Theme, room: QRect) -> int:
        """The word by which an item of the consent block is known; how wide it is."""
        letters = QFont(painter.font())
        letters.setPixelSize(11)
        painter.setFont(letters)
        width = painter.fontMetrics().horizontalAdvance(_BLOCK) + 12
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme["chip"])
        painter.drawRoundedRect(QRect(room.x(), room.y() + 2, width, 16), 8, 8)
        painter.setPen(theme["on_chip"])
        painter.drawText(QRect(room.x(), room.y() + 2, width, 16), int(Qt.AlignmentFlag.AlignCenter), _BLOCK)
        return width


@contained
class AgendaView(QListView):
    """Rows to choose. What its user wants is told to the `on_…` functions; `keys` are what letters do here."""

    def __init__(self, model: AgendaRows) -> None:
        super().__init__()
        self.rows = model
        self.on_chosen: Callable[[], None] = lambda: None
        self.on_enter: Callable[[], None] = lambda: None
        self.on_menu: Callable[[QPoint], None] = lambda _place: None
        self.on_move: Callable[[str, str | None], None] = lambda _item, _before: None
        """Gives an item its place before another, or the last."""
        self.on_put: Callable[[str], None] = lambda _key: None
        """Puts the proposal of a key on the agenda."""
        self.on_left: Callable[[], None] = lambda: None
        self.on_right: Callable[[], None] = lambda: None
        self.keys: Mapping[Pressed, Callable[[], None]] = {}
        self.movable = True
        self._held: str = ""
        self._pressed_at = QPoint()
        self._drop: int = -1
        """Before which row what is dragged would come to stand; -1 while nothing is."""
        self._key = ""
        self._delegate = _Rows(model, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Agenda")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(False)
        self.selectionModel().currentChanged.connect(self._current)
        model.modelReset.connect(self._again)
        self.doubleClicked.connect(lambda _index: self.on_enter())

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._delegate.theme = theme
        self.viewport().update()

    @property
    def chosen(self) -> AgendaRow:
        """What is chosen."""
        return self.rows.row(self.currentIndex().row())

    def choose(self, key: str) -> None:
        """Choose an item or a proposal, if it is there."""
        number = self.rows.number(key)
        if number >= 0:
            self.setCurrentIndex(self.rows.index(number))
            self.scrollTo(self.rows.index(number))

    def _current(self, index: QModelIndex) -> None:
        if index.isValid():
            self._key = self.rows.row(index.row()).key
            self.on_chosen()

    def _again(self) -> None:
        """After a reset: what was chosen, else the nearest that there is."""
        self._drop, self._held = -1, ""
        wanted = self._key
        number = self.rows.number(wanted)
        if number < 0 and wanted.startswith("proposed ") and self.rows.items:
            number = self.rows.number(wanted)
        if number < 0:
            number = next((at for at in range(self.rows.rowCount()) if not self.rows.row(at).heading), -1)
        if number >= 0:
            self.setCurrentIndex(self.rows.index(number))
        else:
            self._key = ""
        self.on_chosen()

    # -- keys ------------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt and an arrow move an item, Enter and the keys of the page act, the arrows choose."""
        key, held = event.key(), event.modifiers() & ~Modifier.KeypadModifier
        known = Pressed(key, bool(held & Modifier.ShiftModifier))
        if held == Modifier.AltModifier and key in (Key.Key_Up, Key.Key_Down):
            self.step(-1 if key == Key.Key_Up else 1)
        elif key == Key.Key_Escape and self._drop >= 0:
            self._let_go()
        elif key in (Key.Key_Return, Key.Key_Enter) and not held:
            self.on_enter()
        elif key == Key.Key_Left and not held:
            self.on_left()
        elif key == Key.Key_Right and not held:
            self.on_right()
        elif held in (Modifier.NoModifier, Modifier.ShiftModifier) and known in self.keys:
            self.keys[known]()
        elif key == Key.Key_Tab or (event.text().isprintable() and event.text()):
            event.ignore()  # a letter is a command or nothing
        else:
            super().keyPressEvent(event)

    def step(self, by: int) -> None:
        """Move the chosen item past its neighbour."""
        item, items = self.chosen.item, self.rows.items
        if item is None or not self.movable:
            return
        at = [one.id for one in items].index(item.id)
        to = at + by
        if 0 <= to < len(items):
            behind = to + 1 if by > 0 else to
            self.on_move(item.id, items[behind].id if behind < len(items) else None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the chosen row."""
        self.on_menu(place_of_menu(self, event))

    # -- dragging --------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A row is chosen, and may be taken up."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        fits = event.button() == Qt.MouseButton.LeftButton and index.isValid() and self.movable
        self._held = self.rows.row(index.row()).key if fits else ""
        self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A line shows where what is held would come to stand."""
        at = event.position().toPoint()
        far = (at - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        if self._held and event.buttons() & Qt.MouseButton.LeftButton and (self._drop >= 0 or far):
            self._drop = self._slot(at)
            edge = self.verticalScrollBar()
            if at.y() < ROW // 2:
                edge.setValue(edge.value() - ROW // 4)
            elif at.y() > self.viewport().height() - ROW // 2:
                edge.setValue(edge.value() + ROW // 4)
            self.viewport().update()
        elif not self._held:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """What is held is let go at the line."""
        held, drop = self._held, self._drop
        self._let_go()
        super().mouseReleaseEvent(event)
        if drop >= 0 and held:
            self._dropped(held, drop)

    def _dropped(self, held: str, drop: int) -> None:
        items = self.rows.items
        row = self.rows.row(self.rows.number(held))
        if row.proposal is not None:
            if self._over_items(drop):
                self.on_put(row.proposal.key)
            return
        at = next((number for number, one in enumerate(items) if one.id == held), -1)
        if at >= 0 and drop not in (at, at + 1):
            self.on_move(held, items[drop].id if drop < len(items) else None)

    def _over_items(self, drop: int) -> bool:
        return drop < len(self.rows.items) or not self.rows.items

    def _let_go(self) -> None:
        self._held, self._drop = "", -1
        self.viewport().update()

    def _slot(self, at: QPoint) -> int:
        """Before which item a point is; behind the last for all that is below."""
        count = len(self.rows.items)
        for number in range(count):
            if at.y() < self.visualRect(self.rows.index(number)).center().y():
                return number
        return count

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, and over them the line where what is held would come to stand."""
        super().paintEvent(event)
        theme = self._delegate.theme
        if self._drop < 0 or theme is None:
            return
        count = len(self.rows.items)
        if self._drop < count:
            y = self.visualRect(self.rows.index(self._drop)).top()
        else:
            y = self.visualRect(self.rows.index(count - 1)).bottom() + 1 if count else 0
        painter = QPainter(self.viewport())
        painter.fillRect(0, y - 1, self.viewport().width(), 3, theme["drop_edge"])
        painter.end()
