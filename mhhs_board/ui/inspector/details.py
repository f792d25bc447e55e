"""The fields of an artefact, edited in place. What is typed stays until it is kept or given up, also over a refusal, over
another card, and over somebody else's change of the same field."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QScrollArea, QVBoxLayout, QWidget

from mhhs_board.base.drafts import Draft
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.fields import by_name, typed
from mhhs_board.domain.records import Artefact
from mhhs_board.operations import editing
from mhhs_board.operations.context import wish
from mhhs_board.ui.inspector.link_row import LinkRow
from mhhs_board.ui.kit import editors
from mhhs_board.ui.kit.accessible import announce
from mhhs_board.ui.kit.choice_editor import ChoiceEditor
from mhhs_board.ui.kit.drafted import as_seen, as_stood
from mhhs_board.ui.kit.editors import Editor
from mhhs_board.ui.kit.link_editor import LinkEditor, Opens
from mhhs_board.ui.kit.offers import Offers
from mhhs_board.ui.kit.perform import Performer
from mhhs_board.ui.kit.plain import PlainLabel
from mhhs_board.ui.kit.text_editors import LineEditor, NoteEditor


class Details(QScrollArea):
    """The details tab."""

    def __init__(self, performer: Performer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._performer = performer
        self._id = ""
        self._why_not = ""
        self._drafts: dict[tuple[str, str], tuple[str, Any]] = {}
        """What is typed and not kept, by artefact and field, with the value its user saw."""
        self._editors: dict[str, Editor] = {}
        self.offers = Offers(lambda: performer.workspace.board)
        self.sentence = PlainLabel("", role="error", wrap=True)
        self.sentence.hide()
        self.links = LinkRow()
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 10, 8, 10)
        box.addWidget(self.sentence)
        form = QFormLayout()
        form.setVerticalSpacing(6)
        form.setHorizontalSpacing(10)
        for one in typed(Artefact):
            editor = editors.made(one, Artefact, self.offers, lambda: performer.workspace.today, in_place=True)
            editor.altered.connect(partial(self._typed, one.name))
            editor.committed.connect(partial(self.commit, one.name))
            editor.given_up.connect(partial(self.give_up, one.name))
            if isinstance(editor.field, LineEditor | NoteEditor):
                editor.field.on_cut = self._say
            self._editors[one.name] = editor
            label = PlainLabel(one.label, role="quiet")
            label.setBuddy(editor.field)
            form.addRow(label, editor)
            if one.name == "links":
                form.addRow("", self.links)
        box.addLayout(form)
        box.addStretch(1)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def go_to(self, opens: Opens) -> None:
        """Let what a field names be gone to."""
        for editor in self._editors.values():
            if isinstance(editor, LinkEditor):
                editor.on_open = opens

    # -- filling -----------------------------------------------------------------------------------------------------

    def show_artefact(self, artefact: Artefact, why_not: str) -> None:
        """Fill the fields; drafts come back. `why_not` closes them all and is their tooltip."""
        another = artefact.id != self._id
        if another:
            self.sentence.hide()
        self._id, self._why_not = artefact.id, why_not
        board = self._performer.workspace.board
        for one in typed(Artefact):
            editor = self._editors[one.name]
            draft = self._drafts.get((artefact.id, one.name))
            if draft is None or isinstance(editor, ChoiceEditor):
                editors.fill(editor, board, artefact, one)
            elif another or editor.typed() != draft[0]:
                editors.fill(editor, board, artefact, one)  # a day is told by what the board keeps beside it
                editor.put_back(draft[0])
                self._drafts[artefact.id, one.name] = (editor.typed(), draft[1])
            editor.set_read_only(why_not)
        self.links.show_links(artefact.links)

    def text(self, name: str) -> str:
        """What a field says now."""
        return self._editors[name].typed()

    def field(self, name: str) -> QWidget:
        """The widget of a field that has the keyboard."""
        return self._editors[name].field

    def editor(self, name: str) -> Editor:
        """The editor of a field."""
        return self._editors[name]

    # -- drafts ------------------------------------------------------------------------------------------------------

    def drafts(self) -> list[Draft]:
        """What is typed and not kept, of all artefacts."""
        return [
            Draft("Inspector", by_name(Artefact)[name].label, text, artefact, name, _told(seen))
            for (artefact, name), (text, seen) in self._drafts.items()
            if not isinstance(self._editors[name], ChoiceEditor)
        ]

    def put_back(self, drafts: Sequence[Draft]) -> None:
        """Take over what an earlier window left; keeping it is judged against what was seen then."""
        for draft in drafts:
            if draft.name in self._editors and not isinstance(self._editors[draft.name], ChoiceEditor):
                seen = as_seen(by_name(Artefact)[draft.name], draft.seen)
                self._drafts[draft.artefact, draft.name] = (draft.text, seen)

    # -- typing and keeping ------------------------------------------------------------------------------------------

    def _typed(self, name: str) -> None:
        artefact = self._artefact()
        if artefact is None:
            return
        key = (self._id, name)
        seen = self._drafts[key][1] if key in self._drafts else getattr(artefact, name)
        self._drafts[key] = (self.text(name), seen)

    def commit(self, name: str) -> None:
        """Try to keep what is typed in a field."""
        key = (self._id, name)
        artefact = self._artefact()
        if key not in self._drafts or artefact is None:
            return
        one, value = by_name(Artefact)[name], self._editors[name].value()
        if value == as_stood(self._performer.workspace.board, artefact, one):
            self.give_up(name)
            return
        self._performer.perform(
            wish(editing.edit, artefact=self._id, values={name: value}, seen={name: self._drafts[key][1]}),
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
        self._say(str(refusal))
        return True

    def _say(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.sentence.show()
        self.ensureWidgetVisible(self.sentence)
        announce(self, sentence)

    def give_up(self, name: str) -> None:
        """Show again what the board says."""
        self._drafts.pop((self._id, name), None)
        self.sentence.hide()
        if (artefact := self._artefact()) is not None:
            self.show_artefact(artefact, self._why_not)

    def _artefact(self) -> Artefact | None:
        return self._performer.workspace.board.of(Artefact).get(self._id)


def _told(seen: Any) -> str:
    return "; ".join(seen) if isinstance(seen, tuple) else seen or ""
