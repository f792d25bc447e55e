"""The command palette: every command, saved view and card by a few letters of its name. Disabled commands say why.

It lies inside the window, so that it stands where it is meant to on every platform; the keyboard stays in its line, and the
list below follows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.finding.search import Lines, Search
from mhhs_board.ui.kit.accessible import announce
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.plain import PlainLabel, clip, one_line, plain_tooltip

MOST = 50
"""Offers shown at once."""
WIDTH, ROW, SHOWN_ROWS = 620, 34, 12
_SAY_AFTER_MS = 250
"""So long after the last keystroke the results are read out, so that typing is not talked over."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Offer(NamedTuple):
    """One line of the palette. `why_not` closes it; texts are anybody's and shown as they are."""

    text: str
    detail: str
    run: Callable[[], object]
    keys: str = ""
    why_not: str = ""

    @property
    def spoken(self) -> str:
        """The whole line in words."""
        closed = f"not now: {self.why_not}" if self.why_not else ""
        return ", ".join(part for part in (self.text, self.detail, self.keys, closed) if part)


class Source(NamedTuple):
    """Some lines of one sort: what is searched, and the offer of a line, made only when it is shown."""

    lines: Sequence[tuple[str, str]]
    offer: Callable[[int], Offer]


@contained
class Found(QAbstractListModel):
    """The offers found, the likeliest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.offers: list[Offer] = []

    def show_offers(self, offers: list[Offer]) -> None:
        """Show these and no others."""
        self.beginResetModel()
        self.offers = offers
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many are shown."""
        return 0 if parent.isValid() else len(self.offers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text, the whole line in words for whoever cannot see it, and why it is closed."""
        offer = self.offers[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(offer.text, 200)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return one_line(offer.spoken, 400)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(f"{offer.text}\n{offer.why_not or offer.detail}".strip())
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What is closed can be reached and read, but not run."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


@contained
class _Rows(QStyledItemDelegate):
    """A line: the text, quietly what it is or why it is closed, and the keys at the right."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All lines are alike."""
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw plain text, elided; nothing is laid out that could be markup."""
        model = index.model()
        assert isinstance(model, Found)
        offer = model.offers[index.row()]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        box: QRect = option.rect
        if chosen:
            painter.fillRect(box, self.theme["accent"])
        strong = self.theme["on_accent" if chosen else "text"]
        quiet = strong if chosen else self.theme["text_quiet"]
        metrics = option.fontMetrics
        inside = box.adjusted(12, 0, -12, 0)
        painter.setFont(option.font)
        painter.setPen(quiet)
        if offer.keys:
            painter.drawText(inside, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), offer.keys)
            inside.setRight(inside.right() - metrics.horizontalAdvance(offer.keys) - 16)
        place = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter) | Qt.TextFlag.TextSingleLine
        detail = one_line(f"⊘ {offer.why_not}" if offer.why_not else offer.detail, 200)
        # The detail keeps a third of the line where the text is long.
        least = min(metrics.horizontalAdvance(detail), inside.width() // 3) + 16 if detail else 0
        text = metrics.elidedText(one_line(offer.text, 300), Qt.TextElideMode.ElideRight, max(0, inside.width() - least))
        painter.setPen(quiet if offer.why_not else strong)
        painter.drawText(inside, place, text)
        inside.setLeft(inside.left() + metrics.horizontalAdvance(text) + 16)
        painter.setPen(quiet)
        painter.drawText(inside, place, metrics.elidedText(detail, Qt.TextElideMode.ElideRight, max(0, inside.width())))
        painter.restore()


class _Line(QLineEdit):
    """Up, Down and the pages go through the list, Enter runs, Escape closes; Tab stays."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._of = palette

    def event(self, event: QEvent) -> bool:
        """Tab would lead out of the palette, so it goes down the list; Escape is no shortcut of the window's here."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Tab:
                self._of.step(1)
                return True
            if event.key() == Qt.Key.Key_Backtab:
                self._of.step(-1)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the list go to the list, all others type."""
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: 1 - SHOWN_ROWS,
            Qt.Key.Key_PageDown: SHOWN_ROWS - 1,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self._of.step(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._of.run_chosen()
        elif key == Qt.Key.Key_Escape:
            self._of.close_it()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A click elsewhere closes the palette; another window in front, or the line's own menu, does not."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self._of.hide()


class Palette(QFrame):
    """The palette of a window. `sources` gives what can be found each time it is opened; `back` where the keyboard goes."""

    def __init__(
        self, window: QWidget, theme: Theme, sources: Callable[[], Sequence[Source]], back: Callable[[], None]
    ) -> None:
        super().__init__(window)
        self._window = window
        self.setProperty("role", "palette")
        self.setAccessibleName("Command palette")
        self._sources = sources
        self._back = back
        self._search_of = Search(())
        self._known: dict[int, tuple[Sequence[tuple[str, str]], Lines]] = {}
        """The lines of each source as they are searched, made again only where a source gives others."""
        self._parts: Sequence[Source] = ()
        self.found = Found(self)
        self.line = _Line(self)
        self.line.setPlaceholderText("A command, a card or a view")
        self.line.setAccessibleName("Command palette: type a command, a card or a view")
        self.line.textChanged.connect(self._search)
        self.list = QListView()
        self.list.setModel(self.found)
        self._rows = _Rows(theme, self.list)
        self.list.setItemDelegate(self._rows)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setAccessibleName("Results")
        self.list.clicked.connect(self._clicked)
        self.foot = PlainLabel("", role="quiet", elide=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 8, 8, 8)
        box.setSpacing(6)
        box.addWidget(self.line)
        box.addWidget(self.list, 1)
        box.addWidget(self.foot)
        self._speak = QTimer(self)
        self._speak.setSingleShot(True)
        self._speak.setInterval(_SAY_AFTER_MS)
        self._speak.timeout.connect(self._say)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.hide()
        window.installEventFilter(self)

    # -- opening and closing ---------------------------------------------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._rows.theme = theme

    def open_it(self) -> None:
        """Show it with an empty line; what can be found is gathered now."""
        self._parts = self._sources()
        self._search_of = Search([self._searched(number, part) for number, part in enumerate(self._parts)])
        self.line.clear()
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self._search("")

    def _searched(self, number: int, part: Source) -> Lines:
        known = self._known.get(number)
        if known is None or known[0] is not part.lines:
            known = self._known[number] = (part.lines, Lines(part.lines))
        return known[1]

    def close_it(self) -> None:
        """Close it and give the keyboard back."""
        self.hide()
        self._back()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place while the window changes its size."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _place(self) -> None:
        around = self._window.rect()
        width = min(WIDTH, around.width() - 32)
        rows = min(max(self.found.rowCount(), 1), SHOWN_ROWS)
        wanted = rows * ROW + self.line.sizeHint().height() + self.foot.sizeHint().height() + 32
        height = min(wanted, around.height() - 96)
        self.setGeometry((around.width() - width) // 2, 64, width, height)

    # -- finding ---------------------------------------------------------------------------------------------------------

    def _search(self, text: str) -> None:
        self.found.show_offers([self._offer(number) for number in self._search_of.best(text, MOST)])
        self._place()
        if self.found.offers:
            self._choose(0)
        self._foot()
        self._speak.start()

    def _offer(self, number: int) -> Offer:
        for part in self._parts:
            if number < len(part.lines):
                return part.offer(number)
            number -= len(part.lines)
        raise IndexError(number)

    @property
    def chosen(self) -> Offer | None:
        """The line that Enter would run."""
        index = self.list.currentIndex()
        return self.found.offers[index.row()] if index.isValid() else None

    def step(self, rows: int) -> None:
        """Go up or down the list; a single step goes round at its ends."""
        count = self.found.rowCount()
        if count:
            row = self.list.currentIndex().row() + rows
            self._choose(row % count if abs(rows) == 1 else min(max(row, 0), count - 1))
            self._foot()
            self._speak.start()

    def _choose(self, row: int) -> None:
        self.list.setCurrentIndex(self.found.index(row))

    def _foot(self) -> None:
        offer, count = self.chosen, self.found.rowCount()
        if offer is None:
            self.foot.setText("Nothing is called so.")
        elif offer.why_not:
            self.foot.setText(f"⊘ {offer.why_not}")
        else:
            self.foot.setText(f"{self._found(count)} · Enter opens · Esc closes")

    @staticmethod
    def _found(count: int) -> str:
        return f"{MOST} or more found" if count == MOST else f"{count} found"

    def _say(self) -> None:
        if self.isHidden():
            return
        offer, count = self.chosen, self.found.rowCount()
        told = f"{self._found(count)}. {clip(offer.spoken, 300)}" if offer else "Nothing is called so."
        announce(self.line, told)

    # -- running ---------------------------------------------------------------------------------------------------------

    def _clicked(self, index: Index) -> None:
        self._choose(index.row())
        self.run_chosen()

    def run_chosen(self) -> None:
        """Run the chosen line; a closed one stays and says why."""
        offer = self.chosen
        if offer is None:
            return
        if offer.why_not:
            self._foot()
            announce(self.line, offer.why_not)
            return
        self.close_it()
        offer.run()
