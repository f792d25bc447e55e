"""The fields of an artefact, edited in place. What is typed stays until it is kept or given up, also over a refusal, over
another card, and over somebody else's change of the same field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFormLayout, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from mhhs_board.base.drafts import Draft
from mhhs_board.domain import dates
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.records import Artefact
from mhhs_board.operations import editing
from mhhs_board.operations.context import wish
from mhhs_board.ui.inspector.link_row import LinkRow
from mhhs_board.ui.kit.accessible import announce
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.controls import Choice, Line
from mhhs_board.ui.kit.perform import Performer
from mhhs_board.ui.kit.plain import PlainLabel, plain_tooltip
from mhhs_board.ui.kit.wording import understood

LABELS = {
    "ref": "Reference",
    "title": "Title",
    "kind": "Kind",
    "owner": "Owner",
    "priority": "Priority",
    "due": "Due",
    "version": "Version",
    "labels": "Labels",
    "links": "Links",
    "outcome": "L4 outcome",
    "decision": "Decision",
    "notes": "Private notes",
}
Field = QLineEdit | QPlainTextEdit | Choice


def as_typed(artefact: Artefact, name: str) -> str:
    """A field of an artefact as its user would type it."""
    value = dates.lasting(artefact.due, artefact.due_on) if name == "due" else getattr(artefact, name)
    return "; ".join(value) if isinstance(value, tuple) else value or ""


def as_seen(name: str, text: str) -> str | tuple[str, ...]:
    """What stood in a field, of how its user would type it."""
    return tuple(part for part in text.split("; ") if part) if name in ("labels", "links") else text


@contained
class _Area(QPlainTextEdit):
    """Several lines; leaving keeps them, Escape gives up what is typed."""

    given_up = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFixedHeight(96)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up, all else types."""
        if event.key() == Qt.Key.Key_Escape and self.document().isModified():
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keep what is typed."""
        super().focusOutEvent(event)
        self.left.emit()


class Details(QScrollArea):
    """The details tab."""

    def __init__(self, performer: Performer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._performer = performer
        self._id = ""
        self._filling = False
        self._drafts: dict[tuple[str, str], tuple[str, Any]] = {}
        """What is typed and not kept, by artefact and field, with the value its user saw."""
        self._fields: dict[str, Field] = {}
        self.sentence = PlainLabel("", role="error", wrap=True)
        self.sentence.hide()
        self._meant = PlainLabel("", role="quiet", elide=True)
        self.links = LinkRow()
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 10, 8, 10)
        box.addWidget(self.sentence)
        form = QFormLayout()
        form.setVerticalSpacing(6)
        form.setHorizontalSpacing(10)
        for name in editing.EDITABLE:
            field = self._made(name)
            field.setAccessibleName(LABELS[name])
            self._fields[name] = field
            form.addRow(PlainLabel(LABELS[name], role="quiet"), field)
            if name == "due":
                form.addRow("", self._meant)
            if name == "links":
                form.addRow("", self.links)
        box.addLayout(form)
        box.addStretch(1)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _made(self, name: str) -> Field:
        if name == "kind":
            choice = Choice()
            choice.activated.connect(lambda _index: self._typed(name))
            choice.activated.connect(lambda _index: self.commit(name))
            return choice
        if name == "notes":
            area = _Area()
            area.textChanged.connect(lambda: self._typed(name))
            area.left.connect(lambda: self.commit(name))
            area.given_up.connect(lambda: self.give_up(name))
            return area
        line = Line()
        line.textEdited.connect(lambda _text: self._typed(name))
        line.editingFinished.connect(lambda: self.commit(name))
        line.given_up.connect(lambda: self.give_up(name))
        return line

    # -- filling -----------------------------------------------------------------------------------------------------

    def show_artefact(self, artefact: Artefact, why_not: str) -> None:
        """Fill the fields; drafts come back. `why_not` closes them all and is their tooltip."""
        if artefact.id != self._id:
            self.sentence.hide()
        self._id = artefact.id
        self._filling = True
        for name, field in self._fields.items():
            text = as_typed(artefact, name)
            draft = self._drafts.get((artefact.id, name))
            if isinstance(field, Choice):
                self._fill_kinds(field, artefact)
                field.setEnabled(not why_not)
            else:
                field.setReadOnly(bool(why_not))
                self._put(field, draft[0] if draft else text, drafted=bool(draft))
            field.setToolTip(plain_tooltip(why_not))
        self.links.show_links(artefact.links)
        self._say_meant()
        self._filling = False

    def _fill_kinds(self, field: Choice, artefact: Artefact) -> None:
        kinds = self._performer.workspace.board.kinds
        field.offer([("Not stated", ""), *((kind.name, kind.id) for kind in kinds)], artefact.kind or "")

    @staticmethod
    def _put(field: QLineEdit | QPlainTextEdit, text: str, *, drafted: bool) -> None:
        """Fill without moving the caret of somebody who is typing there."""
        if isinstance(field, QLineEdit):
            if field.text() != text:
                field.setText(text)
                field.setCursorPosition(0)
                field.setModified(drafted)
        elif field.toPlainText() != text:
            field.setPlainText(text)
            field.document().setModified(drafted)

    def text(self, name: str) -> str:
        """What a field says now."""
        field = self._fields[name]
        if isinstance(field, Choice):
            return field.currentText() if field.currentData() else ""
        return field.text() if isinstance(field, QLineEdit) else field.toPlainText()

    def field(self, name: str) -> Field:
        """The widget of a field."""
        return self._fields[name]

    # -- drafts ------------------------------------------------------------------------------------------------------

    def drafts(self) -> list[Draft]:
        """What is typed and not kept, of all artefacts."""
        return [
            Draft("Inspector", LABELS[name], text, artefact, name, "; ".join(seen) if isinstance(seen, tuple) else seen)
            for (artefact, name), (text, seen) in self._drafts.items()
            if name != "kind"
        ]

    def put_back(self, drafts: Sequence[Draft]) -> None:
        """Take over what an earlier window left; keeping it is judged against what was seen then."""
        for draft in drafts:
            if draft.name in self._fields and draft.name != "kind":
                self._drafts[draft.artefact, draft.name] = (draft.text, as_seen(draft.name, draft.seen))

    # -- typing and keeping ------------------------------------------------------------------------------------------

    def _typed(self, name: str) -> None:
        artefact = self._artefact()
        if self._filling or artefact is None:
            return
        key = (self._id, name)
        seen = self._drafts[key][1] if key in self._drafts else getattr(artefact, name)
        self._drafts[key] = (self.text(name), seen)
        if name == "due":
            self._say_meant()

    def commit(self, name: str) -> None:
        """Try to keep what is typed in a field."""
        key = (self._id, name)
        artefact = self._artefact()
        if key not in self._drafts or artefact is None:
            return
        text, seen = self._drafts[key]
        if text == as_typed(artefact, name) and name != "kind":
            self.give_up(name)
            return
        self._performer.perform(
            wish(editing.edit, artefact=self._id, values={name: text}, seen={name: seen}),
            lambda _entry: self._kept(key),
            lambda refusal: self._refused(key, refusal),
        )

    def _kept(self, key: tuple[str, str]) -> None:
        self._drafts.pop(key, None)
        if key[0] == self._id:
            self.sentence.hide()
            if (artefact := self._artefact()) is not None:
                self.show_artefact(artefact, "")

    def _refused(self, key: tuple[str, str], refusal: Refused) -> bool:
        artefact = self._artefact()
        if artefact is not None and key in self._drafts:
            # The sentence told what stands there now, so the next try replaces what its user has been told of.
            self._drafts[key] = (self._drafts[key][0], getattr(artefact, key[1]))
        self.sentence.setText(str(refusal))
        self.sentence.show()
        self.ensureWidgetVisible(self.sentence)
        announce(self, str(refusal))
        return True

    def give_up(self, name: str) -> None:
        """Show again what the board says."""
        self._drafts.pop((self._id, name), None)
        self.sentence.hide()
        if (artefact := self._artefact()) is not None:
            self.show_artefact(artefact, "")

    def _artefact(self) -> Artefact | None:
        return self._performer.workspace.board.of(Artefact).get(self._id)

    def _say_meant(self) -> None:
        artefact = self._artefact()
        kept = (as_typed(artefact, "due"), artefact.due_on) if artefact else None
        self._meant.setText(understood(self.text("due"), self._performer.workspace.today, kept))
        self._meant.setVisible(bool(self._meant.text()))
