"""Add an artefact, edit one, retire some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from mhhs_board.base.drafts import Draft
from mhhs_board.domain import workflow
from mhhs_board.domain.names import called
from mhhs_board.domain.records import Artefact
from mhhs_board.operations import editing
from mhhs_board.operations.context import Wish, wish
from mhhs_board.ui.dialogs.form import Form
from mhhs_board.ui.inspector.details import LABELS, as_seen, as_typed
from mhhs_board.ui.kit.perform import Done, Performer
from mhhs_board.ui.kit.plain import PlainLabel, one_line

_NAMES = {label: name for name, label in LABELS.items()}


class _Fields(Form):
    """The fields that adding and editing share."""

    def add_fields(self, artefact: Artefact | None) -> None:
        """Lay out the fields, filled from an artefact where there is one."""
        board = self._performer.workspace.board
        self.ref = self.line("Reference", artefact.ref if artefact else "", "BP009, IF-051, CR044 …")
        self.title = self.line("Title", artefact.title if artefact else "")
        kinds: list[tuple[str, Any]] = [("Not stated", None), *((kind.name, kind.id) for kind in board.kinds)]
        self.kind = self.choice("Kind", kinds, artefact.kind if artefact else None)
        self.owner = self.line("Owner", artefact.owner if artefact else "")
        self.priority = self.line("Priority", artefact.priority if artefact else "")
        self.due = self.date("Due", artefact.due, artefact.due_on) if artefact else self.date("Due")
        self.version = self.line("Version", artefact.version if artefact else "")
        self.labels = self.line("Labels", "; ".join(artefact.labels) if artefact else "", "One; another")

    def values(self) -> dict[str, Any]:
        """What the shared fields say."""
        return {
            "ref": self.ref.text(),
            "title": self.title.text(),
            "kind": self.kind.currentData(),
            "owner": self.owner.text(),
            "priority": self.priority.text(),
            "due": self.due.text,
            "version": self.version.text(),
            "labels": self.labels.text(),
        }


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
        self.links = self.line("Links", "; ".join(artefact.links), "One; another")
        self.outcome = self.line("L4 outcome", artefact.outcome, "Consensus, waived by …")
        self.decision = self.line("Decision", artefact.decision, "DAG-DEC99")
        self.notes = self.area("Private notes", artefact.notes)
        self._before = self.values()
        self.title.setFocus()

    def values(self) -> dict[str, Any]:
        """What all fields say."""
        return super().values() | {
            "links": self.links.text(),
            "outcome": self.outcome.text(),
            "decision": self.decision.text(),
            "notes": self.notes.toPlainText(),
        }

    def about(self) -> str:
        """The artefact edited."""
        return self._artefact.id

    def place(self, label: str) -> str:
        """What stood in a field, against which its new value is judged."""
        return as_typed(self._artefact, _NAMES[label]) if label in _NAMES else ""

    def put_back(self, drafts: Sequence[Draft]) -> list[Draft]:
        """As any dialog, judged against what was seen before the crash."""
        left = super().put_back(drafts)
        taken = {draft.field: draft.seen for draft in drafts if draft not in left}
        seen = {_NAMES[label]: text for label, text in taken.items() if label in _NAMES and label != LABELS["kind"]}
        self._artefact = replace(self._artefact, **{name: as_seen(name, text) for name, text in seen.items()})
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


class RetireArtefacts(Form):
    """Take artefacts off the board, with a reason if there is one."""

    kept_as = "retire"

    def __init__(
        self, performer: Performer, parent: QWidget, artefacts: Sequence[Artefact], done: Done | None = None
    ) -> None:
        name = one_line(called(artefacts[0]), 60) if len(artefacts) == 1 else f"{len(artefacts)} artefacts"
        super().__init__(performer, f"Retire {name}", "Retire", parent, done)
        self._ids = [artefact.id for artefact in artefacts]
        told = "What is retired leaves the board, stays in the history, and comes back with Undo."
        self.form.addRow(PlainLabel(told, role="quiet", wrap=True))
        self.reason = self.line("Reason", "", "May be left empty")
        self.reason.setFocus()

    def about(self) -> str:
        """Those that shall be retired."""
        return " ".join(self._ids)

    def wish(self) -> Wish:
        """Retire them."""
        return wish(editing.retire, ids=self._ids, reason=self.reason.text())
