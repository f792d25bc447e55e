"""A narrow list at the left of a page, which says what stands at its right: names under headings, a word beside each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.drawn import draw_line, in_bold
from mhhs_board.ui.kit.plain import one_line, plain_tooltip

ROW, HEADING = 30, 34
_PAD = 12
_KEY, _ROW = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class SideRow(NamedTuple):
    """A name to choose, or with an empty key a heading. `beside` stands at the end, `quiet` is what needs nobody."""

    key: str
    text: str
    beside: str = ""
    quiet: bool = False
    tip: str = ""


@contained
class _Rows(QStyledItemDelegate):
    """Draws a name with its word beside it; what is chosen has an edge too, so that it is not colour alone."""

    theme: Theme | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All names are alike, and so are all headings."""
        return QSize(40, ROW if index.data(_ROW).key else HEADING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        theme, row = self.theme, index.data(_ROW)
        if theme is None:
            return
        box, chosen = QRect(option.rect), bool(option.state & QStyle.StateFlag.State_Selected)
        view = option.widget
        held = chosen and isinstance(view, QListView) and view.hasFocus()
        painter.save()
        if chosen:
            painter.fillRect(box, theme["card_selected"])
            painter.fillRect(box.x(), box.y(), 4, box.height(), theme["focus" if held else "control_edge"])
        room = box.adjusted(_PAD, 0 if row.key else 8, -_PAD, 0)
        painter.setFont(option.font)
        painter.setPen(theme["text_quiet"])
        if row.beside:
            wide = draw_line(painter, room, row.beside, right=True, most=room.width() // 2)
            room.setRight(room.right() - wide - 8)
        painter.setFont(in_bold(option.font, chosen or not row.key))
        painter.setPen(theme["text_quiet" if row.quiet or not row.key else "text"])
        draw_line(painter, room, row.text)
        painter.restore()


@contained
class SideList(QListView):
    """The list. `on_chosen` is told the key of the row that is chosen, `on_enter` that its user wants to go on from there,
    and `on_add` that something new is wanted."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.on_chosen: Callable[[str], None] = lambda _key: None
        self.on_enter: Callable[[], None] = lambda: None
        self.on_add: Callable[[], None] = lambda: None
        self._shown: list[SideRow] = []
        self._filling = False
        self._model = QStandardItemModel(self)
        self._rows = _Rows(self)
        self.setModel(self._model)
        self.setItemDelegate(self._rows)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewportMargins(0, 8, 0, 0)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(self._current)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._rows.theme = theme
        self.viewport().update()

    @property
    def rows(self) -> Sequence[SideRow]:
        """What is listed, headings too."""
        return self._shown

    @property
    def key(self) -> str:
        """The key of what is chosen; empty where nothing is."""
        index = self.currentIndex()
        return str(index.data(_KEY)) if index.isValid() else ""

    def show_rows(self, rows: Sequence[SideRow]) -> None:
        """List these; what was chosen stays chosen where it still is, else the first that there is."""
        if list(rows) == self._shown:
            return
        chosen = self.key
        self._filling = True
        self._shown = list(rows)
        self._model.clear()
        for row in rows:
            item = QStandardItem(one_line(row.text, 200))
            item.setData(row.key, _KEY)
            item.setData(row, _ROW)
            item.setData(", ".join(filter(None, (row.text, row.beside))), Qt.ItemDataRole.AccessibleTextRole)
            item.setToolTip(plain_tooltip(row.tip or row.text))
            if not row.key:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self._model.appendRow(item)
        self._filling = False
        self.choose(chosen) or self.choose(next((row.key for row in rows if row.key), ""))

    def choose(self, key: str) -> bool:
        """Choose a row; whether there is one of that key."""
        for number, row in enumerate(self._shown):
            if key and row.key == key:
                self.setCurrentIndex(self._model.index(number, 0))
                return True
        return False

    def step(self, by: int) -> None:
        """Choose the next row up or down."""
        keys = [row.key for row in self._shown if row.key]
        if self.key in keys:
            self.choose(keys[max(0, min(len(keys) - 1, keys.index(self.key) + by))])

    def _current(self, index: QModelIndex) -> None:
        if not self._filling and index.isValid():
            self.scrollTo(index)
            self.on_chosen(self.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Right go on, Insert adds; Tab leaves."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self.on_enter()
        elif key == Qt.Key.Key_Insert and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.on_add()
        elif key == Qt.Key.Key_Tab:
            event.ignore()
        else:
            super().keyPressEvent(event)
