"""Add an artefact, edit one, retire some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from mhhs_board.base.drafts import Draft
from mhhs_board.domain import workflow
from mhhs_board.domain.fields import asked_first, typed
from mhhs_board.domain.names import called
from mhhs_board.domain.records import Artefact
from mhhs_board.operations import editing
from mhhs_board.operations.context import Wish, wish
from mhhs_board.ui.dialogs.form import Form
from mhhs_board.ui.dialogs.retire import RetireForm
from mhhs_board.ui.kit.day_editor import DayEditor
from mhhs_board.ui.kit.drafted import as_seen, as_stood
from mhhs_board.ui.kit.editors import Editor
from mhhs_board.ui.kit.perform import Done, Performer
from mhhs_board.ui.kit.plain import one_line
from mhhs_board.ui.kit.text_editors import LineEditor, NoteEditor

_BY_LABEL = {one.label: one for one in typed(Artefact)}


class _Fields(Form):
    """The fields that adding and editing share: those that are declared."""

    ref: LineEditor
    title: LineEditor
    owner: LineEditor
    due: DayEditor

    def add_fields(self, artefact: Artefact | None) -> None:
        """Lay out the fields, filled from an artefact where there is one."""
        asked = asked_first(Artefact) if artefact is None else typed(Artefact)
        self.editors: dict[str, Editor] = {one.name: self.declared(one, Artefact, artefact) for one in asked}
        for name in _Fields.__annotations__:
            setattr(self, name, self.editors[name])

    def values(self) -> dict[str, Any]:
        """What the fields say."""
        return {name: editor.value() for name, editor in self.editors.items()}


class AddArtefact(_Fields):
    """A new artefact in a workstream and a stage."""

    kept_as = "add"

    def __init__(
        self,
        performer: Performer,
        parent: QWidget,
        *,
        workstream: str | None = None,
        stage: str | None = None,
        done: Done | None = None,
    ) -> None:
        super().__init__(performer, "Add artefact", "Add", parent, done)
        board = performer.workspace.board
        self.workstream = self.choice("Workstream", [(lane.name, lane.id) for lane in board.open_workstreams], workstream)
        stages = [(found.name, found.id) for found in board.open_stages]
        start = workflow.first_stage(board)
        self.stage = self.choice("Stage", stages, stage if stage in dict(stages).values() else start.id if start else None)
        self.add_fields(None)
        self.title.setFocus()

    def wish(self) -> Wish:
        """Add it."""
        place = {"workstream": self.workstream.currentData(), "stage": self.stage.currentData()}
        return wish(editing.add, **place, **self.values())

    def place(self, label: str) -> str:
        """The cell."""
        return f"{self.workstream.currentData() or ''}\n{self.stage.currentData() or ''}"

    def grows(self) -> set[str]:
        """Stages that it skips on its way ask for a line."""
        return {"override"}


class EditArtefact(_Fields):
    """All fields of an artefact; only what was altered is written, against what its user saw."""

    kept_as = "edit"

    def __init__(self, performer: Performer, parent: QWidget, artefact: Artefact, done: Done | None = None) -> None:
        super().__init__(performer, f"Edit {one_line(called(artefact), 60)}", "Save", parent, done)
        self._artefact = artefact
        self.add_fields(artefact)
        links, notes = self.editors["links"], self.editors["notes"]
        assert isinstance(links, LineEditor)
        assert isinstance(notes, NoteEditor)
        self.links, self.notes = links, notes
        self._before = self.values()
        self.title.setFocus()

    def about(self) -> str:
        """The artefact edited."""
        return self._artefact.id

    def place(self, label: str) -> str:
        """What stood in a field, against which its new value is judged."""
        one = _BY_LABEL.get(label)
        return as_stood(self._performer.workspace.board, self._artefact, one) if one is not None else ""

    def put_back(self, drafts: Sequence[Draft]) -> list[Draft]:
        """As any dialog, judged against what was seen before the crash."""
        left = super().put_back(drafts)
        taken = {draft.field: draft.seen for draft in drafts if draft not in left}
        seen = {_BY_LABEL[label]: text for label, text in taken.items() if label in _BY_LABEL}
        self._artefact = replace(self._artefact, **{one.name: as_seen(one, text) for one, text in seen.items()})
        return left

    def wish(self) -> Wish:
        """Write what differs from what was shown."""
        now = self.values()
        altered = {name: value for name, value in now.items() if value != self._before[name]}
        seen = {name: getattr(self._artefact, name) for name in altered}
        standing = self._performer.workspace.board.of(Artefact).get(self._artefact.id)
        if standing is not None:
            self._artefact = standing  # a second try knows what the first one was told
        return wish(editing.edit, artefact=self._artefact.id, values=altered, seen=seen)


class RetireArtefacts(RetireForm):
    """Take artefacts off the board, with a reason if there is one."""

    kept_as = "retire"

    def __init__(
        self, performer: Performer, parent: QWidget, artefacts: Sequence[Artefact], done: Done | None = None
    ) -> None:
        ids = [artefact.id for artefact in artefacts]
        super().__init__(performer, parent, ids, called(artefacts[0]), Artefact.MANY, "the board", done)

    def wish(self) -> Wish:
        """Retire them."""
        return wish(editing.retire, ids=self.ids, reason=self.reason.text())
