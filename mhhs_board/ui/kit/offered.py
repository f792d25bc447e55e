"""A list of what may be taken, below a line while somebody types in it. The keyboard stays in the line.

Down and Up choose, Enter or Tab takes what is chosen and is an ordinary key where nothing is, Escape closes the list.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPalette, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from mhhs_board.ui.kit import accessible
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.offers import Found, Offer
from mhhs_board.ui.kit.plain import PlainLabel, one_line

ROWS = 8
"""Rows shown at once; the rest is scrolled to."""
ROW = 26
_PAD = 8
_WIDEST = 520
_TAKE = (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_OURS = (*_TAKE, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Escape, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)

Index = QModelIndex | QPersistentModelIndex
Look = Callable[[str], Found]


def opens(event: QKeyEvent, *, f4: bool = True) -> bool:
    """Whether a key opens what a field has to offer: Alt+Down, and F4 where the field is there to choose from."""
    alone = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() == Qt.Key.Key_Down:
        return bool(alone == Qt.KeyboardModifier.AltModifier)
    return bool(f4 and event.key() == Qt.Key.Key_F4 and not alone)


def mixed(ink: QColor, ground: QColor, much: float) -> QColor:
    """A colour between two."""
    pairs = ((ink.red(), ground.red()), (ink.green(), ground.green()), (ink.blue(), ground.blue()))
    return QColor(*(round(much * one + (1 - much) * other) for one, other in pairs))


def placed(box: QWidget, below: QWidget) -> None:
    """Put what opens below a field, or above it where there is more room."""
    corner = below.mapToGlobal(QPoint(0, below.height() + 2))
    room = below.screen().availableGeometry()
    if corner.y() + box.height() > room.bottom():
        above = below.mapToGlobal(QPoint(0, -2)).y() - box.height()
        corner.setY(above if above >= room.top() else max(room.top(), room.bottom() - box.height()))
    corner.setX(max(room.left(), min(corner.x(), room.right() - box.width())))
    box.move(corner)


@contained
class Framed(QFrame):
    """What opens over a window: a panel with an edge, in the colours of the theme."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and edge; a window of its own has square corners, which no machine without a compositor blackens."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
        painter.setPen(self.palette().color(QPalette.ColorRole.Dark))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


@contained
class _Rows(QStyledItemDelegate):
    """Draws an offer: what is taken, and beside it quietly what tells it from others."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All rows are alike."""
        return QSize(60, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        offer = index.data(Qt.ItemDataRole.UserRole)
        colours, box = option.palette, QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        ground = colours.color(QPalette.ColorRole.Base)
        ink, quiet = (colours.color(role) for role in (QPalette.ColorRole.Text, QPalette.ColorRole.PlaceholderText))
        if chosen:
            ground = colours.color(QPalette.ColorRole.Highlight)
            ink = quiet = colours.color(QPalette.ColorRole.HighlightedText)
        elif over:
            ground = mixed(ink, ground, 0.08)
        painter.fillRect(box, ground)
        letters = option.fontMetrics
        room = box.adjusted(_PAD, 0, -_PAD, 0)
        most = room.width()
        if offer.beside:
            most = max(most * 3 // 5, most - letters.horizontalAdvance(offer.beside) - _PAD)
        text = letters.elidedText(one_line(offer.text, 200), Qt.TextElideMode.ElideRight, most)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft) | Qt.TextFlag.TextSingleLine
        painter.setPen(ink)
        painter.drawText(room, flags, text)
        room.setLeft(room.left() + letters.horizontalAdvance(text) + _PAD)
        if offer.beside and room.width() > letters.averageCharWidth() * 4:
            painter.setPen(quiet)
            beside = one_line(offer.beside, 200)
            painter.drawText(room, flags, letters.elidedText(beside, Qt.TextElideMode.ElideRight, room.width()))


@contained
class Offered(QObject):
    """The list of one line. `look` finds what fits; who made it takes what is `taken`."""

    taken = Signal(object)
    """The Offer that was chosen."""

    def __init__(self, line: QLineEdit, look: Look, *, sure: bool = False) -> None:
        """`sure`: what stands in the line must be one of these, so that the only one that fits is chosen already."""
        super().__init__(line)
        self._line = line
        self._look = look
        self._sure = sure
        self._found: list[Offer] = []
        self._model = QStandardItemModel(self)
        self._box: Framed | None = None
        self._list: QListView
        self._more: PlainLabel
        self._watched: list[QObject] = []
        self.none: Offer | None = None
        """What is offered first where everything is, while something stands in the line: that nothing is stated."""
        line.installEventFilter(self)
        line.textEdited.connect(lambda _text: self.look())

    @property
    def is_open(self) -> bool:
        """Whether the list is on the screen."""
        return self._box is not None and not self._box.isHidden()

    @property
    def offered(self) -> list[Offer]:
        """What is on the screen to be taken."""
        return self._found if self.is_open else []

    @property
    def rows(self) -> QListView:
        """The list once it has been open."""
        return self._list

    def close(self) -> None:
        """Offer nothing until something is typed again."""
        if self._box is not None:
            self._box.hide()

    def look(self, *, everything: bool = False) -> None:
        """Offer what fits what is typed; with `everything` whatever there is."""
        text = "" if everything else self._line.text()
        found = self._look(text)
        offers = found.offers
        if self.none is not None and everything and self._line.text():
            offers = [self.none, *offers]
        said = [offer for offer in offers if offer.id or offer.text != text]
        if not said or self._line.isReadOnly() or not (everything or text.strip()):
            self.close()
            return
        only = self._sure and bool(text) and (len(found.exact) == 1 or (found.total == 1 and len(offers) == 1))
        self._show(offers, found.total - len(found.offers), 0 if only else -1)

    def _show(self, offers: list[Offer], more: int, row: int) -> None:
        box = self._made()
        self._found = offers
        self._model.clear()
        for offer in offers:
            item = QStandardItem(one_line(f"{offer.text} {offer.beside}", 200))
            item.setData(offer, Qt.ItemDataRole.UserRole)
            self._model.appendRow(item)
        self._list.setCurrentIndex(self._model.index(row, 0))
        self._more.setText(f"{more:,} more; type on to find them")
        self._more.setVisible(more > 0)
        letters = self._line.fontMetrics()
        widest = max(letters.horizontalAdvance(one_line(f"{one.text} {one.beside}", 90)) for one in offers) + 4 * _PAD
        height = ROW * min(len(offers), ROWS) + 10 + (ROW if more > 0 else 0)
        box.setFixedSize(max(self._line.width(), min(widest, _WIDEST)), height)
        placed(box, self._line)
        box.show()

    def _made(self) -> Framed:
        """The box: a window that never takes the keyboard, so that no dialog is too small for it."""
        if self._box is None:
            kind = Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus
            box = self._box = Framed(self._line.window(), kind)
            box.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            self._list = QListView(box)
            self._list.setModel(self._model)
            self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
            self._list.setItemDelegate(_Rows(self._list))
            self._list.setFrameShape(QFrame.Shape.NoFrame)
            self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._list.setMouseTracking(True)
            self._list.setUniformItemSizes(True)
            self._list.setAccessibleName(f"Offered for {self._line.accessibleName() or 'the field'}")
            self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._list.clicked.connect(lambda index: self._take(index.row()))
            self._more = PlainLabel("", role="quiet")
            self._more.setContentsMargins(_PAD, 0, _PAD, 0)
            column = QVBoxLayout(box)
            column.setContentsMargins(1, 5, 1, 5)
            column.setSpacing(0)
            column.addWidget(self._list)
            column.addWidget(self._more)
            self._watch()
        return self._box

    def _watch(self) -> None:
        """What the line moves with closes the list."""
        window = self._line.window()
        window.installEventFilter(self)
        self._watched = [window]
        above = self._line.parentWidget()
        while above is not None:
            if isinstance(above, QAbstractScrollArea):
                above.verticalScrollBar().valueChanged.connect(self.close)
            above = above.parentWidget()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The line's keys while something is offered, and all that puts the list away."""
        kind = event.type()
        if watched in self._watched:
            if kind in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowDeactivate, QEvent.Type.Hide):
                self.close()
            return False
        if kind in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.close()
        elif kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if (self.is_open and event.key() in _OURS) or opens(event, f4=self._sure):
                event.accept()
                return True
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if self.is_open:
                return self._key(event)
            if opens(event, f4=self._sure):
                self.look(everything=True)
                return True
        return False

    def _key(self, event: QKeyEvent) -> bool:
        row, count = self._list.currentIndex().row(), len(self._found)
        key = event.key()
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: ROWS, Qt.Key.Key_PageUp: -ROWS}
        if key in steps:
            step = steps[Qt.Key(key)]
            if abs(step) == 1:
                row = (row + step) % count if row >= 0 else (0 if step > 0 else count - 1)
            else:
                row = max(0, min(count - 1, row + step))
            self._list.setCurrentIndex(self._model.index(row, 0))
            offer = self._found[row]
            told = ", ".join(filter(None, (offer.text, offer.beside, f"{row + 1} of {count}")))
            accessible.announce(self._line, told)
            return True
        if key == Qt.Key.Key_Escape:
            self.close()
            return True
        if key in _TAKE and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier and row >= 0:
            self._take(row)
            return key != Qt.Key.Key_Tab  # which then goes on to the next field, as it always does
        if key in _TAKE:
            self.close()
        return False

    def _take(self, row: int) -> None:
        offer = self._found[row]
        self.close()
        self.taken.emit(offer)
