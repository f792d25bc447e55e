"""The slim bars of a window: what the program says, and what it asks in one line.

No bar is a dialog and none takes the keyboard away by itself, except the prompt, which asks because somebody just tried
something. What was typed stays until it is granted or given up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from mhhs_board.base.drafts import Draft
from mhhs_board.ui.kit.accessible import announce
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.plain import PlainLabel, clip, menu_text, one_line
from mhhs_board.ui.kit.switch import Switch

Tone = Literal["note", "warning", "refusal", "prompt"]
LONGEST = 600
"""Characters of a sentence shown; it wraps, because what is refused must be read whole."""
NOTE_MS = 12_000
"""How long a note stays that nobody takes up; warnings and refusals stay."""
SOON_MS = 40
"""After how long what the board shows already is said as well."""

_SIGNS: dict[Tone, str] = {"note": "✓", "warning": "!", "refusal": "⊘", "prompt": "?"}


class Bar(QFrame):
    """One line with a sign, a sentence, and what can be done about it at the right."""

    left = Signal()
    """It went away with the keyboard in it, which now belongs nowhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(0)
        self.row = QHBoxLayout()
        self.row.setContentsMargins(12, 4, 8, 4)
        self.row.setSpacing(8)
        self.rows.addLayout(self.row)
        self.sign = PlainLabel("")
        self.sentence = PlainLabel("", wrap=True)
        self.row.addWidget(self.sign)
        self.row.addWidget(self.sentence, 3)
        self.hide()

    def say(self, tone: Tone, text: str) -> None:
        """Show a sentence and have it read out."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            for widget in (self, self.sign, self.sentence):  # the style sheet colours them by the tone of the bar
                widget.style().unpolish(widget)
                widget.style().polish(widget)
            self.sentence.setAutoFillBackground(True)  # what lies below is not painted for another sentence
        self.sign.setText(_SIGNS[tone])
        self.sentence.setText(clip(text, LONGEST))
        self.setAccessibleName(one_line(text))
        self.show()
        announce(self, one_line(text))

    def wanted_width(self) -> int:
        """As wide as it would stand on one line."""
        words = self.sentence.fontMetrics().horizontalAdvance(self.sentence.text())
        boxes = self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        others = [box for box in boxes if box is not self.sentence and not box.isHidden()]
        margins = self.row.contentsMargins()
        room = sum(box.sizeHint().width() + self.row.spacing() for box in others)
        return words + room + margins.left() + margins.right() + 12

    def put_away(self) -> None:
        """Hide it; where it had the keyboard, somebody is told."""
        focus = self.window().focusWidget()
        held = focus is not None and self.isAncestorOf(focus)
        self.hide()
        if held:
            self.left.emit()

    def close_button(self) -> QToolButton:
        """The cross at the right end, added last."""
        button = QToolButton(self)
        button.setText("✕")
        button.setAutoRaise(True)
        button.setToolTip("Close")
        button.setAccessibleName("Close this message")
        button.clicked.connect(self.put_away)
        self.row.addWidget(button)
        return button


class MessageBar(Bar):
    """What came of the last thing somebody did, with what can be done about it: one button, most often Undo."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._act: Callable[[], object] | None = None
        self.act = QPushButton("Undo")
        self.act.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where it is
        self.act.clicked.connect(self._do)
        self.row.addWidget(self.act)
        self.close_button().setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._fading = QTimer(self)
        self._fading.setSingleShot(True)
        self._fading.setInterval(NOTE_MS)
        self._fading.timeout.connect(self._fade)
        self._pending: Callable[[], None] | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._say_pending)

    def soon(self, say: Callable[[], None]) -> None:
        """Have something said when the board has been painted, unless something else is said or closed before: somebody who
        holds Ctrl+Z down sees the cards go, and reads what the last step did."""
        self._pending = say
        self._soon.start()

    def _say_pending(self) -> None:
        say, self._pending = self._pending, None
        if say is not None:
            say()

    def put_away(self) -> None:
        """Hide it, and say nothing of what was still to be said."""
        self._pending = None
        super().put_away()

    def refuse(self, text: str, offer: str = "", act: Callable[[], object] | None = None) -> None:
        """A rule said no, or the board cannot be reached; `offer` is the button with which it would go."""
        self._show("refusal", text, offer, act)

    def warn(self, text: str, offer: str = "", act: Callable[[], object] | None = None) -> None:
        """It is saved, but something is missing."""
        self._show("warning", text, offer, act)

    def tell(self, text: str, offer: str = "", act: Callable[[], object] | None = None) -> None:
        """Something is done that the board itself does not show."""
        self._show("note", text, offer, act)

    def says(self, text: str) -> bool:
        """Whether this is what stands there now."""
        return not self.isHidden() and self.sentence.text() == clip(text, LONGEST)

    def add(self, text: str) -> None:
        """Say something more of what is said already, with the same button; alone where nothing is."""
        self._say_pending()
        if self.isHidden():
            self.tell(text)
        else:
            self.sentence.setText(clip(f"{self.sentence.text().rstrip('.')}. {text}", LONGEST))
            self.setAccessibleName(one_line(self.sentence.text()))
            announce(self, one_line(text))

    def _show(self, tone: Tone, text: str, offer: str, act: Callable[[], object] | None) -> None:
        self._pending = None
        self._act = act
        self.act.setText(menu_text(offer or "Undo"))
        self.act.setVisible(act is not None)
        self.say(tone, text)
        if tone == "note":
            self._fading.start()
        else:
            self._fading.stop()

    def _fade(self) -> None:
        """A note goes by itself, but not from under a pointer or the keyboard."""
        focus = self.window().focusWidget()
        if self.underMouse() or (focus is not None and self.isAncestorOf(focus)):
            self._fading.start()
        else:
            self.hide()

    def _do(self) -> None:
        act = self._act
        self.put_away()
        if act is not None:
            act()


class Way(NamedTuple):
    """One way to answer a question: the argument that the line is for, and the words around it."""

    argument: str
    hint: str
    """What stands in the empty line."""
    missing: str
    """What is said where it is left empty."""
    name: str = ""
    """What chooses it, where there are several ways."""


class PromptBar(Bar):
    """Asks for one line, of which a question with several ways also says what it is. Enter tries, Escape gives up; a
    refused line stays to be mended."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._submit: Callable[[str, str], None] | None = None
        self._in_line = False
        self._ways: Sequence[Way] = ()
        self.ways: Switch | None = None
        """What chooses among several ways; None where there is one."""
        self.line = QLineEdit()
        self.line.setMinimumWidth(220)
        self.line.setMaxLength(2_000)
        self.line.setAccessibleName("What is asked for")
        self.line.returnPressed.connect(self._entered)
        self.line.textChanged.connect(lambda _text: self._miss(""))
        self.missing = PlainLabel("", role="error")
        self.missing.hide()
        self.go = QPushButton("Go ahead")
        self.go.setProperty("role", "primary")
        self.go.clicked.connect(self._try)
        cross = self.close_button()
        cross.clicked.disconnect()
        cross.clicked.connect(self.dismiss)
        self._answer = QHBoxLayout()
        self._answer.setSpacing(8)
        self._answer.addWidget(self.line, 1)
        self._answer.addWidget(self.go)
        below = QVBoxLayout()
        below.setContentsMargins(self.row.contentsMargins().left() + 16, 0, 8, 8)
        below.setSpacing(2)
        below.addLayout(self._answer)
        below.addWidget(self.missing)
        self.rows.addLayout(below)

    def ask(self, sentence: str, ways: Sequence[Way], submit: Callable[[str, str], None]) -> None:
        """Ask for a line and hand the argument that it is for and what is typed to `submit`; the same question asked again
        keeps what was typed."""
        if self.isHidden() or self.sentence.text() != clip(sentence, LONGEST):
            self.line.setText("")  # with what could be brought back by undo: it answered another question
            self._offer(ways)
        self._submit = submit
        self.line.setAccessibleName(one_line(sentence, 300))
        self._miss("")
        self._hint()
        self.say("prompt", sentence)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.selectAll()

    def drafts(self) -> list[Draft]:
        """What is typed and not granted. What it was asked for is over with the window, so it can only be copied."""
        text = "" if self.isHidden() else self.line.text()
        return [Draft("Asked for", one_line(self.sentence.text(), 200), text)] if text.strip() else []

    def dismiss(self) -> None:
        """Give up; nothing is written."""
        self._submit = None
        self.line.setText("")
        self.hide()
        self.left.emit()

    def _offer(self, ways: Sequence[Way]) -> None:
        """Put the ways before the line. Of several none is chosen: what is kept for ever is nobody's default."""
        self._ways = ways
        if self.ways is not None:
            self._answer.removeWidget(self.ways)
            self.ways.deleteLater()
            self.ways = None
        if len(ways) > 1:
            self.ways = Switch([way.name for way in ways], [way.hint for way in ways], name="How it ended")
            for button in self.ways.buttons:
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click the line goes on being typed in
            self.ways.chosen.connect(lambda _number: self._turn())
            self._answer.insertWidget(0, self.ways)
            QWidget.setTabOrder(self.ways.buttons[-1], self.line)

    @property
    def way(self) -> Way | None:
        """The way that is chosen; None where several are offered and none is."""
        if self.ways is None:
            return self._ways[0]
        return None if self.ways.undecided else self._ways[self.ways.number]

    def _turn(self) -> None:
        """Another way is chosen; what is typed stays."""
        self._hint()
        self._miss("")
        if not self._choosing():
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choosing(self) -> bool:
        """Whether the keyboard is in the choice."""
        return self.ways is not None and any(button.hasFocus() for button in self.ways.buttons)

    def _hint(self) -> None:
        hint = self.way.hint if self.way is not None else " Or: ".join(way.hint for way in self._ways)
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleDescription(hint)

    def _miss(self, told: str) -> None:
        """Say below the line what it lacks, or nothing."""
        self.missing.setText(told)
        self.missing.setVisible(bool(told))
        self.line.setProperty("wrong", bool(told))
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)
        if told:
            announce(self, told)

    def _entered(self) -> None:
        """Enter in the line, which lets the key go on to the bar: there it is not one in the choice."""
        self._in_line = True
        self._try()

    def _try(self) -> None:
        way, typed = self.way, self.line.text().strip()
        if self._submit is not None and typed and way is not None:
            self._submit(way.argument, self.line.text())
        elif way is None and typed:
            self._miss(f"Choose which it was: {' or '.join(one.name for one in self._ways)}.")
            assert self.ways is not None
            self.ways.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._miss(way.missing if way is not None else " Or: ".join(one.missing for one in self._ways))
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up; Enter tries, also from the choice."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._in_line:
            self._in_line = False
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._choosing():
            assert self.ways is not None
            if self.ways.undecided:
                next(button for button in self.ways.buttons if button.hasFocus()).click()
            self._try()
        else:
            super().keyPressEvent(event)


@contained
class Foot(QWidget):
    """Bars that lie over the foot of another widget, so that no card moves because something is said. They give way to what
    `avoid` says, a rectangle of that widget: then they lie below its head."""

    MARGIN = 12
    LEAST, MOST, STEP = 320, 880, 80
    """How wide it is, and by what it grows."""
    SPARE = 2 * STEP
    """How much wider than it need be it stays for as long as it is shown: one note after another lies in the same place, so
    that neither it nor the cards below are laid out and painted anew."""
    HEAD = 40

    def __init__(self, parent: QWidget, over: QWidget, *bars: Bar, avoid: Callable[[], QRect]) -> None:
        super().__init__(parent)
        self._avoid = avoid
        self._room, self._over = parent, over
        self._bars = bars
        rows = self._rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        for bar in bars:
            bar.setProperty("floats", True)
            rows.addWidget(bar)
            bar.installEventFilter(self)
        over.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what it lies over, and what is in it; where that lies is its own doing."""
        if event.type() in (_PLACING if watched is self._over else _TURNED):
            self.place()
        return False

    def place(self) -> None:
        """Over the foot, in the middle, as high as what is shown; elsewhere where that would hide what is looked at."""
        shown = [bar for bar in self._bars if not bar.isHidden()]
        stays = not self.isHidden()
        self.setVisible(bool(shown))
        if not shown:
            return
        wanted = self.MOST if any(isinstance(bar, PromptBar) for bar in shown) else max(bar.wanted_width() for bar in shown)
        wanted = -(-wanted // self.STEP) * self.STEP
        if stays and wanted <= self.width() <= wanted + self.SPARE:
            wanted = self.width()
        width = min(max(wanted, self.LEAST), self.MOST, self._over.width() - 2 * self.MARGIN)
        self._rows.invalidate()
        height = self._rows.heightForWidth(width) if self._rows.hasHeightForWidth() else self._rows.sizeHint().height()
        box = QRect((self._over.width() - width) // 2, self._over.height() - height - self.MARGIN, width, height)
        if box.intersects(self._avoid()):
            box.moveTop(self.HEAD + self.MARGIN)
        self.setGeometry(QRect(self._over.mapTo(self._room, box.topLeft()), box.size()))
        self.raise_()


_TURNED = {QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.LayoutRequest}
"""What a bar is told where another sentence stands in it."""
_PLACING = _TURNED | {QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide}
