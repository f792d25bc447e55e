"""The slim bars above the board: what the program says, and what it asks in one line.

No bar is a dialog and none takes the keyboard away by itself, except the prompt, which asks because somebody just tried
something. What was typed stays until it is granted or given up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QToolButton, QWidget

from mhhs_board.ui.accessible import announce
from mhhs_board.ui.plain import PlainLabel, clip, one_line

Tone = Literal["note", "warning", "refusal", "prompt"]
LONGEST = 600
"""Characters of a sentence shown; it wraps, because what is refused must be read whole."""

_SIGNS: dict[Tone, str] = {"note": "✓", "warning": "!", "refusal": "⊘", "prompt": "?"}


class Bar(QFrame):
    """One line with a sign, a sentence, and what can be done about it at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 4, 8, 4)
        self.row.setSpacing(8)
        self.sign = PlainLabel("")
        self.sentence = PlainLabel("", wrap=True)
        self.row.addWidget(self.sign)
        self.row.addWidget(self.sentence, 3)
        self.hide()

    def say(self, tone: Tone, text: str) -> None:
        """Show a sentence and have it read out."""
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)
        self.sign.setText(_SIGNS[tone])
        self.sentence.setText(clip(text, LONGEST))
        self.setAccessibleName(one_line(text))
        self.show()
        announce(self, one_line(text))

    def close_button(self) -> QToolButton:
        """The cross at the right end, added last."""
        button = QToolButton(self)
        button.setText("✕")
        button.setAutoRaise(True)
        button.setToolTip("Close")
        button.setAccessibleName("Close this message")
        button.clicked.connect(self.hide)
        self.row.addWidget(button)
        return button


class MessageBar(Bar):
    """What came of the last thing somebody did, with Undo where it was saved."""

    undo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.undo = QPushButton("Undo")
        self.undo.clicked.connect(self._undo)
        self.row.addWidget(self.undo)
        self.close_button()

    def refuse(self, text: str) -> None:
        """A rule said no, or the board cannot be reached."""
        self.undo.hide()
        self.say("refusal", text)

    def warn(self, text: str) -> None:
        """It is saved, but something is missing."""
        self.undo.show()
        self.say("warning", text)

    def tell(self, text: str) -> None:
        """Something is done that the board itself does not show."""
        self.undo.hide()
        self.say("note", text)

    def _undo(self) -> None:
        self.hide()
        self.undo_wanted.emit()


class PromptBar(Bar):
    """Asks for one line. Enter tries, Escape gives up; a refused line stays to be mended."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._submit: Callable[[str], None] | None = None
        self.line = QLineEdit()
        self.line.setMinimumWidth(220)
        self.line.setMaxLength(2_000)
        self.line.setAccessibleName("What is asked for")
        self.line.returnPressed.connect(self._try)
        self.go = QPushButton("Go ahead")
        self.go.setProperty("role", "primary")
        self.go.clicked.connect(self._try)
        self.row.addWidget(self.line, 2)
        self.row.addWidget(self.go)
        self.close_button().clicked.connect(self.dismiss)

    def ask(self, sentence: str, placeholder: str, submit: Callable[[str], None]) -> None:
        """Ask for a line and hand what is typed to `submit`; the same question asked again keeps what was typed."""
        if self.isHidden() or self.sentence.text() != clip(sentence, LONGEST):
            self.line.clear()
        self._submit = submit
        self.line.setPlaceholderText(placeholder)
        self.line.setAccessibleName(one_line(sentence, 300))
        self.say("prompt", sentence)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.selectAll()

    def dismiss(self) -> None:
        """Give up; nothing is written."""
        self._submit = None
        self.line.clear()
        self.hide()
        self.closed.emit()

    def _try(self) -> None:
        if self._submit is not None and self.line.text().strip():
            self._submit(self.line.text())
        else:
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)
