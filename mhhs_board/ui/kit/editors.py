"""One editor a kind of field, the same in forms, in the inspector and wherever else a field is filled in.

Every editor is a widget that knows: `value()`, what the operations take of it; `set_value`, which shows what the board
says; `typed()` and `put_back`, its words for a draft and back; `modified`, whether its user altered it since;
`set_read_only(why)`; `field`, the part of it that has the keyboard. It tells `changed` (whatever changed it), `altered`
(its user did), `committed` (Enter, leaving, or a choice) and, edited in place, `given_up` (Escape). `made` makes the editor
of a declared field and `fill` shows a record's value in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from mhhs_board.domain import cells, dates
from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import Choice as ChoiceField
from mhhs_board.domain.fields import Day, Declared, Line, Link, Note, Several
from mhhs_board.domain.record import Named, Record
from mhhs_board.domain.records import FURNITURE
from mhhs_board.ui.kit import controls
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.month import MonthBox
from mhhs_board.ui.kit.offered import Offered, opens
from mhhs_board.ui.kit.offers import NOTHING, Found, Offer, Offers
from mhhs_board.ui.kit.plain import PlainLabel, one_line, plain_tooltip
from mhhs_board.ui.kit.wording import understood

NOT_STATED = "Not stated"
DAY_HINT = "8 May 2024, Wed 10 Nov, next Friday, +14d …"
LEAST, MOST = 2, 12
"""Lines of a note; a longer one is scrolled."""
_INSIDE = 24
"""The pixels of a small button within a line."""

Opens = Callable[[str, str], None]
"""Goes to the record of a type with an id."""


@contained
class Inside(QToolButton):
    """A small button within a line, drawn in the colours of the theme; the keys for it are the line's."""

    def __init__(self, line: QLineEdit, sign: str, name: str, keys: str, place: int = 0) -> None:
        super().__init__(line)
        self._line = line
        self._sign = sign
        self._place = place
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.setToolTip(plain_tooltip(f"{name} ({keys})"))
        line.installEventFilter(self)
        self._settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """It stays at the end of its line."""
        if event.type() == QEvent.Type.Resize:
            self._settle()
        return False

    def _settle(self) -> None:
        line = self._line
        self.setGeometry(line.width() - (self._place + 1) * _INSIDE - 3, 3, _INSIDE, max(0, line.height() - 6))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        group = QPalette.ColorGroup.Normal if self.isEnabled() else QPalette.ColorGroup.Disabled
        role = QPalette.ColorRole.Link if self.underMouse() and self.isEnabled() else QPalette.ColorRole.Text
        colour = self.palette().color(group, role)
        painter.setPen(QPen(colour, 1.3))
        painter.translate(self.width() / 2, self.height() / 2)
        if self._sign == "day":
            painter.drawRoundedRect(QRectF(-6.5, -5, 13, 11.5), 2, 2)
            painter.drawLine(-6, -1, 6, -1)
            painter.drawLine(-3, -7, -3, -4)
            painter.drawLine(3, -7, 3, -4)
            for left, top in ((-4, 1), (-1, 1), (2, 1), (-4, 4), (-1, 4)):
                painter.fillRect(QRectF(left, top, 1.7, 1.7), colour)
        elif self._sign == "list":
            painter.setPen(QPen(colour, 1.5))
            painter.drawPolyline([QPointF(-4, -2), QPointF(0, 2), QPointF(4, -2)])
        else:
            painter.drawPolyline([QPointF(-1, -4.5), QPointF(-5, -4.5), QPointF(-5, 5), QPointF(4.5, 5), QPointF(4.5, 1)])
            painter.drawLine(QPointF(-1, 1), QPointF(5, -5))
            painter.drawPolyline([QPointF(1.5, -5), QPointF(5, -5), QPointF(5, -1.5)])


# -- a line ------------------------------------------------------------------------------------------------------------


@contained
class LineEditor(controls.Line):
    """One line, with what the board holds in such a field offered below it. Edited in place, Escape gives up what is typed;
    else it is the dialog's."""

    changed = Signal()
    altered = Signal()
    committed = Signal()

    def __init__(self, text: str = "", *, in_place: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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

    def set_read_only(self, why: str) -> None:
        """Close it for a reason, or with none open it."""
        self.setReadOnly(bool(why))
        self.setToolTip(plain_tooltip(why))


@contained
class SeveralEditor(LineEditor):
    """Several texts in one line, `;` between; what is offered completes the one under the caret."""

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


# -- a note ------------------------------------------------------------------------------------------------------------


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
        self.set_value(text)
        self.document().setModified(True)

    def set_read_only(self, why: str) -> None:
        """Close it for a reason, or with none open it."""
        self.setReadOnly(bool(why))
        self.setToolTip(plain_tooltip(why))


# -- a line with something said beneath ----------------------------------------------------------------------------------


class _Told(QWidget):
    """A line with small buttons in it and, beneath, what is understood of it."""

    changed = Signal()
    altered = Signal()
    committed = Signal()
    given_up = Signal()

    def __init__(self, *, in_place: bool, room: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = room
        self.line = LineEditor(in_place=in_place)
        self.meaning = PlainLabel("", role="quiet", elide=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(self.line)
        box.addWidget(self.meaning)
        self.meaning.setVisible(room)  # only now: without a parent it would be a window
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(lambda _text: self._read_anew())
        self.line.altered.connect(self.altered)
        self.line.given_up.connect(self.given_up)
        self.line.committed.connect(self.committed)

    def setAccessibleName(self, name: str) -> None:
        """The line is called as the whole is."""
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def setPlaceholderText(self, text: str) -> None:
        """What may stand in the line while it is empty."""
        self.line.setPlaceholderText(text)

    @property
    def field(self) -> LineEditor:
        """The line."""
        return self.line

    @property
    def modified(self) -> bool:
        """Whether its user altered it."""
        return self.line.isModified()

    @property
    def text(self) -> str:
        """What stands in the line."""
        return self.line.text()

    def _read_anew(self) -> None:
        """Whoever hears of it finds what it is taken for."""
        self._read()
        self.changed.emit()

    def _read(self) -> None:
        """What stands in the line is another text."""

    def _say(self, text: str) -> None:
        self.meaning.setText(text)
        self.meaning.setVisible(self._room or bool(text))
        self.line.setAccessibleDescription(text)


@contained
class DayEditor(_Told):
    """A day in words, or from the month that F4, Alt+Down or its small button opens; below, what it is taken for."""

    def __init__(
        self,
        today: Callable[[], date],
        *,
        in_place: bool = False,
        room: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(in_place=in_place, room=room, parent=parent)
        self._today = today
        """Asked each time: a window outlives the day on which it was opened."""
        self._kept: tuple[str, str] | None = None
        self._box: MonthBox | None = None
        self.button = Inside(self.line, "day", "Choose a day", "F4")
        self.button.clicked.connect(self.open_month)
        self.line.setTextMargins(0, 0, _INSIDE, 0)
        self.line.setPlaceholderText(DAY_HINT)
        self.line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The key that opens the month."""
        ours = isinstance(event, QKeyEvent) and opens(event) and not self.line.isReadOnly()
        if ours and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if ours and event.type() == QEvent.Type.KeyPress:
            self.open_month()
            return True
        return False

    @property
    def month(self) -> MonthBox | None:
        """The month once it has been open."""
        return self._box

    def open_month(self) -> None:
        """Open the month of the day that is understood, else of today."""
        today = self._today()
        if self._box is not None and self._box.month.today != today:
            self._box.deleteLater()
            self._box = None
        if self._box is None:
            self._box = MonthBox(today, self)
            self._box.taken.connect(self._take)
        self._box.open_at(self.meant() or today, self.line)

    def _take(self, day: date) -> None:
        """A day was chosen; it stands there as if it had been typed."""
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.line.setSelection(0, len(self.line.text()))
        self.line.insert(dates.written(day))
        self.committed.emit()

    def meant(self) -> date | None:
        """The day that is understood."""
        if self._kept and self.text == self._kept[0]:
            return dates.day_of(self._kept[1])
        return dates.meant(self.text, self._today())

    def show_kept(self, text: str, on: str) -> None:
        """From now on `on` is the ISO day that the board keeps beside this text."""
        self._kept = (text, on)
        self._read()

    def _read(self) -> None:
        self._say(understood(self.text, self._today(), self._kept))

    def value(self) -> str:
        """The day as written."""
        return self.text

    def set_value(self, value: str, on: str | None = None) -> None:
        """Show a day as written, and the ISO day that the board keeps beside it, None where it keeps none."""
        self._kept = (value, on) if on is not None else None
        self.line.set_value(value)
        self._read()

    def typed(self) -> str:
        """The day as written."""
        return self.text

    def put_back(self, text: str) -> None:
        """What was typed before."""
        self.line.put_back(text)

    def set_read_only(self, why: str) -> None:
        """Close it for a reason, or with none open it."""
        self.line.set_read_only(why)
        self.button.setEnabled(not why)


@contained
class LinkEditor(_Told):
    """Names a record by what people call it. What is typed is looked for among all records of the type, what it names is
    said beneath, and its id is what is kept; a text that names none or several stays and is told."""

    def __init__(
        self,
        kind: str,
        offers: Offers,
        *,
        required: bool = False,
        in_place: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(in_place=in_place, room=False, parent=parent)
        self.kind = kind
        self._offers = offers
        self._held: Offer | None = None
        """What is named; its text stands in the line."""
        self.on_open: Opens | None = None
        """Goes to what is named, where there is a way."""
        self.offered = Offered(self.line, lambda text: offers.records(kind, text), sure=True)
        self.offered.none = None if required else Offer(NOT_STATED)
        self.offered.taken.connect(self._take)
        self.button = Inside(self.line, "list", f"Choose the {kind}", "F4")
        self.button.clicked.connect(self._toggle)
        self.jump = Inside(self.line, "jump", f"Go to the {kind}", "Ctrl+Enter", 1)
        self.jump.clicked.connect(self._jump)
        self.line.setTextMargins(0, 0, 2 * _INSIDE, 0)
        self.line.installEventFilter(self)
        self._read()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter goes to what is named."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() == Qt.KeyboardModifier.ControlModifier and self.jump.isVisibleTo(self.line):
                self._jump()
                return True
        return False

    def _toggle(self) -> None:
        if self.offered.is_open:
            self.offered.close()
        else:
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
            self.offered.look(everything=True)

    def _jump(self) -> None:
        if self.on_open is not None and self._held is not None:
            self.on_open(self.kind, self._held.id)

    def _take(self, offer: Offer) -> None:
        """A record was chosen."""
        self._held = offer if offer.id else None
        self.line.setSelection(0, len(self.line.text()))
        self.line.insert(offer.text if offer.id else "")
        self.line.setModified(True)
        # Writing the choice into the line looked again for what is like it.
        self.offered.close()
        self._read()
        self.committed.emit()

    def _read(self) -> None:
        text = self.line.text().strip()
        if self._held is not None and self._held.text.strip() != text:
            self._held = None
        said = ""
        if self._held is None and text:
            found = self._offers.records(self.kind, text)
            if len(found.exact) == 1:
                self._held = found.exact[0]
            else:
                said = self._doubt(len(found.exact), found.total)
        if self._held is not None:
            said = f"= {self._held.beside}" if self._held.beside else ""
        self._say(said)
        self.jump.setVisible(self._held is not None and self.on_open is not None)

    def _doubt(self, exact: int, fit: int) -> str:
        """Why a text names no record yet."""
        many = f"{self.kind}s"
        if exact > 1:
            return f"{exact:,} {many} are called that; choose one of them"
        if fit:
            return f"{fit:,} {many} fit; choose one of them" if fit > 1 else f"One {self.kind} fits; Enter takes it"
        return f"No {self.kind} is called that"

    def value(self) -> str:
        """The id of what is named, else the text as it stands, which the operation will refuse with its reason."""
        return self._held.id if self._held is not None else self.line.text().strip()

    def set_value(self, value: str | None) -> None:
        """Show the record with an id; None shows that nothing is named."""
        offer = self._offers.record(self.kind, value) if value else None
        if offer == self._held and self.line.text() == (offer.text if offer else ""):
            self.line.setModified(False)
            return
        self._held = offer
        self.line.set_value(offer.text if offer else "")
        self._held = offer
        self._read()

    def typed(self) -> str:
        """What names the record and no other, else the text as it stands."""
        return self._offers.typed(self.kind, self._held.id) if self._held is not None else self.line.text()

    def put_back(self, text: str) -> None:
        """What was typed before; an id, or a reference with its lane, is shown as what it names."""
        offer = self._offers.typed_before(self.kind, text)
        self._held = offer
        self.line.put_back(offer.text if offer else text)
        self._held = offer or self._held
        self._read()

    def set_read_only(self, why: str) -> None:
        """Close it for a reason, or with none open it; one may still go to what is named."""
        self.line.set_read_only(why)
        self.button.setEnabled(not why)


# -- a choice ----------------------------------------------------------------------------------------------------------


class ChoiceEditor(controls.Choice):
    """One of a few words, or one of the few records of the board's furniture."""

    changed = Signal()
    altered = Signal()
    committed = Signal()
    given_up = Signal()
    """Never told: what is chosen is kept at once."""

    def __init__(
        self, options: Callable[[], Sequence[tuple[str, Any]]] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._options = options
        self._shown: Any = None
        self.currentIndexChanged.connect(lambda _row: self.changed.emit())
        self.activated.connect(self._activated)

    def _activated(self, _row: int) -> None:
        self.altered.emit()
        self.committed.emit()

    @property
    def field(self) -> controls.Choice:
        """The box itself."""
        return self

    def offer(self, options: Sequence[tuple[str, Any]], chosen: Any = None) -> None:
        """Offer (text, value) pairs, of which `chosen`, or else the first, stands there unaltered."""
        super().offer(options, chosen)
        self._shown = self.currentData()

    @property
    def modified(self) -> bool:
        """Whether something else is chosen than was shown."""
        return bool(self.currentData() != self._shown)

    def value(self) -> Any:
        """The value of what is chosen."""
        return self.currentData()

    def set_value(self, value: Any, called: str = "") -> None:
        """Show what is chosen; what is no longer offered is offered once more as it is `called`."""
        options = list(self._options()) if self._options is not None else []
        if value and value not in [one for _, one in options]:
            options.append((called or str(value), value))
        self.offer(options, value)

    def typed(self) -> str:
        """The words of what is chosen."""
        return self.currentText()

    def put_back(self, text: str) -> None:
        """What was chosen before, where it is still offered."""
        if (row := self.findText(text)) >= 0:
            self.setCurrentIndex(row)

    def set_read_only(self, why: str) -> None:
        """Close it for a reason, or with none open it."""
        self.setEnabled(not why)
        self.setToolTip(plain_tooltip(why))
        if not why:
            self._tell_whole()


Editor = LineEditor | SeveralEditor | NoteEditor | DayEditor | LinkEditor | ChoiceEditor


def made(
    one: Declared,
    record_type: type[Record],
    offers: Offers,
    today: Callable[[], date],
    *,
    in_place: bool = False,
    most: int = MOST,
) -> Editor:
    """The editor of a declared field. `in_place`: each is kept as it is left; `most`: the lines that a note grows to."""
    editor = _bare(one, record_type, offers, today, in_place, most)
    if isinstance(editor, LineEditor | LinkEditor):
        editor.field.ahead = lambda: offers.ahead(record_type, one)
    editor.setAccessibleName(one.label)
    if not isinstance(editor, ChoiceEditor) and (one.field.hint or isinstance(editor, LinkEditor)):
        editor.setPlaceholderText(one.field.hint or ("" if one.field.required else NOT_STATED))
    return editor


def _bare(
    one: Declared, record_type: type[Record], offers: Offers, today: Callable[[], date], in_place: bool, most: int
) -> Editor:
    match one.field:
        case Link(kind=kind) if kind in FURNITURE:
            return ChoiceEditor(
                lambda: [*_empty(one), *((found.name, found.id) for found in furniture(offers.board, kind))]
            )
        case Link(kind=kind):
            return LinkEditor(kind, offers, required=one.field.required, in_place=in_place)
        case ChoiceField():
            return ChoiceEditor(lambda: [(words(word), word) for word in one.words])
        case Day():
            return DayEditor(today, in_place=in_place, room=not in_place)
        case Note():
            return NoteEditor(most=most, in_place=in_place)
        case Several():
            several = SeveralEditor(in_place=in_place)
            several.offer(lambda text: offers.texts(record_type, one, text))
            return several
        case Line():
            line = LineEditor(in_place=in_place)
            line.offer(lambda text: offers.texts(record_type, one, text))
            return line
    raise AssertionError(f"nobody types a {type(one.field).__name__}")


def _empty(one: Declared) -> list[tuple[str, str]]:
    return [] if one.field.required or not one.nullable else [(NOT_STATED, "")]


def furniture(board: Board, kind: str) -> list[Named]:
    """The records of a type of the board's furniture that are in use, in their order."""
    live = [one for one in board.all_of(kind) if isinstance(one, Named) and not one.retired]
    return sorted(live, key=lambda one: one.order())


def words(word: str) -> str:
    """A word of a choice as people see it."""
    return word.replace("_", " ").capitalize() or NOT_STATED


def fill(editor: Editor, board: Board, record: Record | None, one: Declared) -> None:
    """Show what a field of a record says; without one, what a new record says."""
    match editor:
        case DayEditor() if record is None:
            editor.set_value("")
        case DayEditor():
            assert record is not None
            editor.set_value(cells.typed(board, record, one), cells.meant(record, one))
        case LinkEditor():
            editor.set_value(getattr(record, one.name) if record is not None else None)
        case ChoiceEditor():
            value = getattr(record, one.name) if record is not None else one.default if one.words else ""
            out = f"{one_line(cells.said_of(board, one, value), 60)} (out of use)" if one.link and value else ""
            editor.set_value(value or "", out)
        case _:
            editor.set_value(cells.typed(board, record, one) if record is not None else "")
