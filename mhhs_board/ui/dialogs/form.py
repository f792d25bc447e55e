"""What every dialog of the board is: labelled fields, a sentence for what is wrong, and a wish that is tried until granted.

A dialog is opened, never executed: no loop runs inside another. It closes when its entry is kept. A refusal leaves it open
with everything typed and the keyboard in the field that lacks something; where the rules ask for one line more, the dialog
grows that line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QPushButton, QWidget

from mhhs_board.base.drafts import FORM, Draft
from mhhs_board.base.text import TITLE_LIMIT
from mhhs_board.domain.dates import lasting
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.fields import Declared
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.record import Record
from mhhs_board.operations.context import Wish
from mhhs_board.ui.kit import editors
from mhhs_board.ui.kit.accessible import announce
from mhhs_board.ui.kit.choice_editor import ChoiceEditor
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.day_editor import DayEditor
from mhhs_board.ui.kit.editors import Editor
from mhhs_board.ui.kit.heading import headed
from mhhs_board.ui.kit.offers import Offers
from mhhs_board.ui.kit.perform import ASKS, Done, Performer
from mhhs_board.ui.kit.plain import PlainLabel, menu_text
from mhhs_board.ui.kit.scrolled import Scrolled
from mhhs_board.ui.kit.text_editors import LineEditor, NoteEditor

WIDTH = 460
_FRAME = 48
"""Pixels of the screen that a window's own frame may need."""
NOTE_LINES = 8
"""To so many lines a text grows in a dialog, which must have room on a screen."""


@contained
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
        self._today = lambda: performer.workspace.today
        self._needs = ""
        self._editors: dict[str, Editor] = {}
        self.offers = Offers(lambda: performer.workspace.board)
        self.form = QFormLayout()
        self.form.setVerticalSpacing(8)
        self.form.setHorizontalSpacing(12)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.sentence = PlainLabel("", role="error", wrap=True)
        self.sentence.hide()
        self.extra = LineEditor()
        self.extra.on_cut = self._say
        self.extra.setAccessibleName("Reason")
        self.extra.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = QPushButton(menu_text(button))
        self.go.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where somebody types
        self.go.clicked.connect(self.submit)
        self.buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.rejected.connect(self.reject)
        fields = QWidget()
        fields.setLayout(self.form)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.middle = Scrolled(fields)
        self.middle.setProperty("role", "plain")
        box, self.head = headed(self, title)
        self._box = box
        box.addWidget(self.middle)
        box.addWidget(self.sentence)
        box.addWidget(self.extra)
        box.addStretch(1)
        box.addWidget(self.buttons)
        self.go.setDefault(True)  # counts only once the button is in the dialog

    # -- its size ------------------------------------------------------------------------------------------------------

    def setVisible(self, visible: bool) -> None:
        """It opens as high as what it asks, or as the screen."""
        if visible and not self.isVisible():
            self._fit()
        super().setVisible(visible)

    def event(self, event: QEvent) -> bool:
        """It grows with what it asks."""
        taken = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._fit()
        return taken

    def _fit(self) -> None:
        """Be high enough for all of it, as far as the screen has room; the fields scroll, all else is always seen."""
        layout, room = self._box, self.screen().availableGeometry()
        shown = self.isVisible()
        if not shown:
            self.resize(max(self.minimumWidth(), layout.totalSizeHint().width()), 0)
        layout.activate()
        wanted = min(layout.totalHeightForWidth(self.width()), room.height() - _FRAME)
        if wanted > self.height():
            self.resize(self.width(), wanted)
        over = self.geometry().bottom() - room.bottom()
        if shown and over > 0:
            self.move(self.x(), max(room.top(), self.y() - over))

    # -- fields --------------------------------------------------------------------------------------------------------

    def line(self, label: str, text: str = "", hint: str = "", *, limit: int = TITLE_LIMIT) -> LineEditor:
        """Add a field of one line, of which so many characters can be kept."""
        field = LineEditor(text, limit=limit)
        field.setPlaceholderText(hint)
        self._row(label, field)
        return field

    def area(self, label: str, text: str = "", rows: int = 3) -> NoteEditor:
        """Add a field of several lines; Tab leaves it."""
        field = NoteEditor(text, least=rows, most=NOTE_LINES)
        self._row(label, field)
        return field

    def date(self, label: str, text: str = "", on: str | None = None) -> DayEditor:
        """Add a field for a date as written; `on` is the ISO day that the board keeps beside this text, None where it
        does not keep it."""
        field = DayEditor(self._today)
        self._row(label, field)
        field.set_value(lasting(text, on or ""), on)
        return field

    def choice(self, label: str, options: list[tuple[str, Any]], chosen: Any = None, row: int = -1) -> ChoiceEditor:
        """Add a choice of (text, value), at the end or as the given row; `chosen` is the value that stands first."""
        field = ChoiceEditor()
        field.offer(options, chosen)
        self._row(label, field, row)
        return field

    def declared(self, one: Declared, record_type: type[Record], record: Record | None = None) -> Editor:
        """Add the editor of a declared field, filled from a record where there is one."""
        field = editors.made(one, record_type, self.offers, self._today, most=NOTE_LINES)
        editors.fill(field, self._performer.workspace.board, record, one)
        self._row(one.label, field)
        return field

    def _row(self, label: str, field: Editor, row: int = -1) -> None:
        field.setAccessibleName(label)
        name = PlainLabel(label, role="quiet")
        name.setBuddy(field.field)
        self.form.insertRow(row, name, field)
        self._editors[label] = field
        field.changed.connect(self.settled)
        if isinstance(field.field, LineEditor | NoteEditor):
            field.field.on_cut = self._say
        if isinstance(field, NoteEditor):
            field.committed.connect(self.submit)

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
        typed = list(self._typed())
        if not self.kept_as or not any(
            text.strip() and not isinstance(self._editors.get(label), ChoiceEditor) for label, text in typed
        ):
            return []
        name, title = FORM + self.kept_as, self.windowTitle()
        return [Draft(title, label, text, self.about(), name, self.place(label)) for label, text in typed]

    def _typed(self) -> Iterator[tuple[str, str]]:
        for label, field in self._editors.items():
            if field.modified:
                yield label, field.typed()
        if self.extra.modified:
            yield "Reason given", self.extra.text()

    def put_back(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Fill in what was typed before a crash, by the fields' labels; it is still not saved. Returns what has no room:
        a field takes one text."""
        first = {draft.field: draft for draft in reversed(drafts)}
        for label, draft in first.items():
            self._editors.get(label, self.extra).put_back(draft.text)
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

    def _say(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.sentence.show()
        announce(self, sentence)

    def _refused(self, refusal: Refused) -> bool:
        self._say(str(refusal))
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
        fields = self._editors.values()
        if any(field.hasFocus() or field.isAncestorOf(self.focusWidget() or self) for field in fields):
            return None
        return next((field for field in fields if field.isEnabled() and field.isVisibleTo(self)), None)

    def grows(self) -> set[str]:
        """Which arguments that a refusal names the dialog asks for in a line of its own."""
        return set()
