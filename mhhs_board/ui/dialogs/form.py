"""What every dialog of the board is: labelled fields, a sentence for what is wrong, and a wish that is tried until granted.

A dialog is opened, never executed: no loop runs inside another. It closes when its entry is kept. A refusal leaves it open
with everything typed and the keyboard in the field that lacks something; where the rules ask for one line more, the dialog
grows that line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mhhs_board.base.drafts import FORM, Draft
from mhhs_board.domain.dates import lasting
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.journal import Entry
from mhhs_board.operations.context import Wish
from mhhs_board.ui.kit.accessible import announce
from mhhs_board.ui.kit.controls import Choice
from mhhs_board.ui.kit.heading import headed
from mhhs_board.ui.kit.perform import ASKS, Done, Performer
from mhhs_board.ui.kit.plain import PlainLabel, menu_text
from mhhs_board.ui.kit.wording import understood

WIDTH = 460


class DateField(QWidget):
    """A date as people write it, with what it is taken for said below."""

    def __init__(self, today: date, kept: tuple[str, str] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._kept = kept
        self.line = QLineEdit()
        self.line.setPlaceholderText("8 May 2024, Wed 10 Nov, next Friday, +14d …")
        self.meaning = PlainLabel("", role="quiet", elide=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(self.line)
        box.addWidget(self.meaning)
        self.line.textChanged.connect(self._read)
        self.setFocusProxy(self.line)

    def show_kept(self, text: str, on: str) -> None:
        """From now on `on` is the ISO day that the board keeps beside this text."""
        self._kept = (text, on)
        self._read(self.line.text())

    def _read(self, text: str) -> None:
        self.meaning.setText(understood(text, self._today, self._kept))
        self.line.setAccessibleDescription(self.meaning.text())

    @property
    def text(self) -> str:
        """The date as written."""
        return self.line.text()


class Form(QDialog):
    """A dialog over one operation. A kind of dialog adds fields, then says in `wish` what its button runs."""

    kept_as = ""
    """The name under which what is typed is kept for after a crash; empty where nothing typed here is work."""

    def __init__(self, performer: Performer, title: str, button: str, parent: QWidget, done: Done | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(WIDTH)
        self._performer = performer
        self._told = done
        self._today = performer.workspace.today
        self._needs = ""
        self._fields: list[QWidget] = []
        self._labels: dict[str, QLineEdit | QPlainTextEdit | Choice] = {}
        self._chosen: dict[str, int] = {}
        self.form = QFormLayout()
        self.form.setVerticalSpacing(8)
        self.form.setHorizontalSpacing(12)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.sentence = PlainLabel("", role="error", wrap=True)
        self.sentence.hide()
        self.extra = QLineEdit()
        self.extra.setAccessibleName("Reason")
        self.extra.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = QPushButton(menu_text(button))
        self.go.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where somebody types
        self.go.clicked.connect(self.submit)
        self.buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.rejected.connect(self.reject)
        box, self.head = headed(self, title)
        box.addLayout(self.form)
        box.addWidget(self.sentence)
        box.addWidget(self.extra)
        box.addStretch(1)
        box.addWidget(self.buttons)
        self.go.setDefault(True)  # counts only once the button is in the dialog

    # -- fields --------------------------------------------------------------------------------------------------------

    def line(self, label: str, text: str = "", hint: str = "") -> QLineEdit:
        """Add a field of one line."""
        field = QLineEdit(text)
        field.setCursorPosition(0)  # of what has no room, its beginning is seen
        field.setPlaceholderText(hint)
        self._row(label, field)
        return field

    def area(self, label: str, text: str = "", rows: int = 3) -> QPlainTextEdit:
        """Add a field of several lines; Tab leaves it."""
        field = QPlainTextEdit(text)
        field.setTabChangesFocus(True)
        field.setFixedHeight(field.fontMetrics().lineSpacing() * rows + 18)
        self._row(label, field)
        return field

    def date(self, label: str, text: str = "", on: str | None = None) -> DateField:
        """Add a field for a date as written; `on` is the ISO day that the board keeps beside this text, None where it
        does not keep it."""
        text = lasting(text, on or "")
        field = DateField(self._today, (text, on) if on is not None else None)
        self._row(label, field)
        field.line.setAccessibleName(label)
        field.line.setText(text)
        return field

    def choice(self, label: str, options: list[tuple[str, Any]], chosen: Any = None, row: int = -1) -> Choice:
        """Add a choice of (text, value), at the end or as the given row; `chosen` is the value that stands first."""
        field = Choice()
        field.offer(options, chosen)
        self._row(label, field, row)
        return field

    def _row(self, label: str, field: QWidget, row: int = -1) -> None:
        field.setAccessibleName(label)
        self.form.insertRow(row, PlainLabel(label, role="quiet"), field)
        self._fields.append(field)
        told = field.line if isinstance(field, DateField) else field
        if isinstance(told, (Choice, QLineEdit, QPlainTextEdit)):
            self._labels[label] = told
        if isinstance(told, Choice):
            self._chosen[label] = told.currentIndex()
        if isinstance(told, QComboBox):
            told.currentIndexChanged.connect(lambda _row: self.settled())
        elif isinstance(told, (QLineEdit, QPlainTextEdit)):
            told.textChanged.connect(self.settled)

    def settled(self) -> None:
        """Something else is typed or chosen: what was wrong is no longer said. A line that was grown keeps its question."""
        if not self._needs:
            self.sentence.hide()

    # -- what outlives a crash -----------------------------------------------------------------------------------------

    def about(self) -> str:
        """The ids of the artefacts it is about, parted by a space."""
        return ""

    def place(self, label: str) -> str:
        """What else is needed to open it again, or to judge a field of it."""
        return ""

    def drafts(self) -> list[Draft]:
        """What is typed here and not saved; what is chosen beside it goes along."""
        if not self.kept_as or not any(text.strip() for label, text in self._typed() if label not in self._chosen):
            return []
        name, title = FORM + self.kept_as, self.windowTitle()
        return [Draft(title, label, text, self.about(), name, self.place(label)) for label, text in self._typed()]

    def _typed(self) -> Iterator[tuple[str, str]]:
        for label, field in self._labels.items():
            if isinstance(field, Choice):
                if field.currentIndex() != self._chosen[label]:
                    yield label, field.currentText()
            elif isinstance(field, QLineEdit):
                if field.isModified():
                    yield label, field.text()
            elif field.document().isModified():
                yield label, field.toPlainText()
        if self.extra.isModified():
            yield "Reason given", self.extra.text()

    def put_back(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Fill in what was typed before a crash, by the fields' labels; it is still not saved. Returns what has no room:
        a field takes one text."""
        first = {draft.field: draft for draft in reversed(drafts)}
        for label, draft in first.items():
            field = self._labels.get(label, self.extra)
            if isinstance(field, Choice):
                field.setCurrentIndex(max(field.findText(draft.text), self._chosen[label]))
            elif isinstance(field, QLineEdit):
                field.setText(draft.text)
                field.setModified(True)
            else:
                field.setPlainText(draft.text)
                field.document().setModified(True)
        return [draft for draft in drafts if first[draft.field] != draft]

    # -- trying ----------------------------------------------------------------------------------------------------------

    def wish(self) -> Wish:
        """The operation and arguments that the fields ask for. Raises Refused for what can be said before it is tried."""
        raise NotImplementedError

    def submit(self) -> None:
        """Try it; the dialog closes when it is kept."""
        try:
            wished = self.wish()
        except Refused as refusal:
            self._refused(refusal)
            return
        if self._needs:
            wished = wished.but(**{ASKS[self._needs][0].argument: self.extra.text()})
        self._performer.perform(wished, self._kept, self._refused)

    def _kept(self, entry: Entry | None) -> None:
        self.accept()
        if self._told is not None:
            self._told(entry)

    def _refused(self, refusal: Refused) -> bool:
        self.sentence.setText(str(refusal))
        self.sentence.show()
        announce(self, str(refusal))
        if refusal.needs in self.grows():
            self._needs = refusal.needs
            self.extra.setPlaceholderText(ASKS[refusal.needs][0].hint)
            self.extra.show()
        field = self.at_fault(refusal)
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def at_fault(self, refusal: Refused) -> QWidget | None:
        """The field that a refusal speaks of, which gets the keyboard: the grown line, the one that somebody types in, else
        the first."""
        if refusal.needs in self.grows():
            return self.extra
        if any(field.hasFocus() or field.isAncestorOf(self.focusWidget() or self) for field in self._fields):
            return None
        return next((field for field in self._fields if field.isEnabled() and field.isVisibleTo(self)), None)

    def grows(self) -> set[str]:
        """Which arguments that a refusal names the dialog asks for in a line of its own."""
        return set()
