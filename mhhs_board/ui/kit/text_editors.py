"""The editors of what is kept as it is typed: a line, several texts in a line, a note."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QEvent, QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from mhhs_board.base.text import NOTE_LIMIT, TITLE_LIMIT
from mhhs_board.ui.kit import controls
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.controls import NO_ROOM, room_for, tell_at
from mhhs_board.ui.kit.offered import Offered
from mhhs_board.ui.kit.offers import NOTHING, Found, Offer
from mhhs_board.ui.kit.plain import plain_tooltip

MOST_SEVERAL = NOTE_LIMIT
"""Characters of several texts in a line; who has more of them does not type them."""
LEAST, MOST = 2, 12
"""Lines of a note; a longer one is scrolled."""
ROOM = room_for(NOTE_LIMIT)
"""Characters that go into a note."""


def no_room(many: int) -> str:
    """That a note with so many characters is not taken."""
    return f"With that it would have {many:,} characters; at most {NOTE_LIMIT:,} can be kept, so nothing of it went in."


@contained
class LineEditor(controls.Line):
    """One line, with what the board holds in such a field offered below it. Edited in place, Escape gives up what is typed;
    else it is the dialog's."""

    changed = Signal()
    altered = Signal()
    committed = Signal()

    def __init__(
        self, text: str = "", *, limit: int = TITLE_LIMIT, in_place: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, most=max(room_for(limit), len(text)))
        self._in_place = in_place
        self.ahead: Callable[[], Iterator[None]] | None = None
        """Makes ready in small steps what is offered, once the line has the keyboard."""
        self._steps: Iterator[None] = iter(())
        self._stepping = QTimer(self)
        self._stepping.timeout.connect(self._step)
        self.offered: Offered | None = None
        self.setText(text)
        self.setCursorPosition(0)  # of what has no room, its beginning is seen
        self.textChanged.connect(lambda _text: self.changed.emit())
        self.textEdited.connect(lambda _text: self.altered.emit())
        self.editingFinished.connect(self.committed)

    @property
    def field(self) -> LineEditor:
        """The line itself."""
        return self

    @property
    def modified(self) -> bool:
        """Whether its user altered it."""
        return self.isModified()

    def offer(self, look: Callable[[str], Found]) -> None:
        """Offer what `look` finds."""
        self.offered = Offered(self, lambda text: self.looked_for(look, text))
        self.offered.taken.connect(self._take)

    def looked_for(self, look: Callable[[str], Found], text: str) -> Found:
        """What is offered for what is typed."""
        return look(text)

    def _take(self, offer: Offer) -> None:
        """Have an offer stand in the line as if it had been typed; undo takes it back."""
        self.setSelection(0, len(self.text()))
        self.insert(offer.text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """What may be offered is made ready behind the first picture."""
        super().focusInEvent(event)
        if self.ahead is not None:
            self._steps = self.ahead()
            self._stepping.start()

    def _step(self) -> None:
        if next(self._steps, self) is self:
            self._stepping.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up what is typed where it is edited in place."""
        if event.key() == Qt.Key.Key_Escape and not self._in_place:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def value(self) -> str:
        """What stands in it."""
        return self.text()

    def set_value(self, value: str) -> None:
        """Show a text, without moving the caret of somebody who types where it is the same."""
        if self.text() != value:
            self.setMaxLength(max(self.maxLength(), len(value)))  # what the board holds is shown whole
            self.setText(value)
            self.setCursorPosition(0)
        self.setModified(False)

    def typed(self) -> str:
        """What stands in it."""
        return self.text()

    def put_back(self, text: str) -> None:
        """What was typed before."""
        if self.text() != text:
            self.setText(text)
        self.setModified(True)
        if len(text) > self.maxLength():
            self.on_cut(NO_ROOM)

    def set_read_only(self, why: str) -> None:
        """Close it for a reason, or with none open it."""
        self.setReadOnly(bool(why))
        self.setToolTip(plain_tooltip(why))


@contained
class SeveralEditor(LineEditor):
    """Several texts in one line, `;` between; what is offered completes the one under the caret."""

    def __init__(self, *, in_place: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(limit=MOST_SEVERAL, in_place=in_place, parent=parent)

    def _part(self) -> tuple[int, int]:
        """Where the text under the caret begins and ends."""
        text, at = self.text(), self.cursorPosition()
        begin = max(text.rfind(";", 0, at), text.rfind(",", 0, at)) + 1
        ends = [found for sign in ";," if (found := text.find(sign, at)) >= 0]
        return begin, min(ends, default=len(text))

    def looked_for(self, look: Callable[[str], Found], text: str) -> Found:
        """What fits the text under the caret and does not stand in the line already."""
        begin, end = self._part()
        part = self.text()[begin:end].strip()
        if text and not part:
            return NOTHING
        found = look(part if text else "")
        rest = f"{self.text()[:begin]};{self.text()[end:]}"
        others = {one.strip().casefold() for one in rest.replace(",", ";").split(";")}
        kept = [offer for offer in found.offers if offer.text.casefold() not in others and offer.text != part]
        return Found(kept, found.total - len(found.offers) + len(kept), found.exact)

    def _take(self, offer: Offer) -> None:
        begin, end = self._part()
        self.setSelection(begin, end - begin)
        self.insert(f" {offer.text}" if begin else offer.text)


@contained
class NoteEditor(QPlainTextEdit):
    """Several lines, as high as they need. Tab leaves, Ctrl+Enter keeps; edited in place, Escape gives up what is typed."""

    changed = Signal()
    altered = Signal()
    committed = Signal()
    given_up = Signal()

    def __init__(
        self, text: str = "", *, least: int = LEAST, most: int = MOST, in_place: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._least, self._most, self._in_place = least, most, in_place
        self._filling = False
        self.on_cut: Callable[[str], None] = partial(tell_at, self)
        """Told in a sentence that not all of what was put in has room."""
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.ensurePolished()
        self.textChanged.connect(self._changed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._grow())
        self._grow()

    def _changed(self) -> None:
        self.changed.emit()
        if not self._filling:
            self.altered.emit()

    def _grow(self) -> None:
        """As high as its lines, broken ones counted; its document's size is told in lines."""
        lines = int(self.document().documentLayout().documentSize().height())
        scrolls = lines > self._most
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if self.verticalScrollBarPolicy() != bar:
            self.setVerticalScrollBarPolicy(bar)
        edges = self.contentsMargins()
        around = edges.top() + edges.bottom() + 2 * int(self.document().documentMargin())
        around += 2  # Qt takes a line for seen only where a pixel is left below it
        height = self.fontMetrics().lineSpacing() * max(self._least, min(self._most, lines)) + around
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other lines are broken in another width."""
        super().resizeEvent(event)
        self._grow()

    def changeEvent(self, event: QEvent) -> None:
        """Letters of another size need another height."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._grow()

    @property
    def field(self) -> QPlainTextEdit:
        """The text itself."""
        return self

    @property
    def modified(self) -> bool:
        """Whether its user altered it."""
        return self.document().isModified()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter keeps, Escape gives up, all else types."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.committed.emit()
        elif event.key() == Qt.Key.Key_Escape and self._in_place and self.modified:
            self.given_up.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """What is pasted or dropped goes in whole, or where there is no room for it not at all: half a text would be kept
        for the whole of it, or be refused a second time with another count."""
        text, chosen = source.text(), self.textCursor()
        there = self.document().characterCount() - 1 - (chosen.selectionEnd() - chosen.selectionStart())
        if text and there + len(text) > ROOM:
            self.on_cut(no_room(there + len(text)))
        else:
            plain = QMimeData()
            plain.setText(text)
            super().insertFromMimeData(plain)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving keeps, where what is typed is kept as it is left."""
        super().focusOutEvent(event)
        if self._in_place:
            self.committed.emit()

    def value(self) -> str:
        """What stands in it."""
        return self.toPlainText()

    def set_value(self, value: str) -> None:
        """Show a text."""
        self._filling = True
        if self.toPlainText() != value:
            self.setPlainText(value)
        self.document().setModified(False)
        self._filling = False

    def typed(self) -> str:
        """What stands in it."""
        return self.toPlainText()

    def put_back(self, text: str) -> None:
        """What was typed before."""
        self.set_value(text[:ROOM])
        self.document().setModified(True)
        if len(text) > ROOM:
            self.on_cut(NO_ROOM)

    def set_read_only(self, why: str) -> None:
        """Close it for a reason, or with none open it."""
        self.setReadOnly(bool(why))
        self.setToolTip(plain_tooltip(why))
