"""Add, edit and retire a record of any register: the fields, their order and their names are those that are declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from mhhs_board.base.drafts import Draft
from mhhs_board.domain import cells, telling
from mhhs_board.domain.fields import Declared, asked_first, typed
from mhhs_board.domain.record import Registered
from mhhs_board.domain.records import REGISTERS
from mhhs_board.operations import registering
from mhhs_board.operations.context import Wish, wish
from mhhs_board.ui.dialogs.form import Form
from mhhs_board.ui.dialogs.retire import RetireForm
from mhhs_board.ui.kit.day_editor import DayEditor
from mhhs_board.ui.kit.drafted import as_seen, as_stood
from mhhs_board.ui.kit.editors import Editor
from mhhs_board.ui.kit.link_editor import LinkEditor
from mhhs_board.ui.kit.perform import Done, Performer
from mhhs_board.ui.kit.plain import PlainLabel, one_line
from mhhs_board.ui.kit.text_editors import LineEditor

RECORD, RETIRE = "record-", "retire-"
"""How the name of what is kept begins, before the record type."""


def in_words(names: Sequence[str]) -> str:
    """`the owner`, `the owner and the due day`, `the owner, the due day and the text`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


class RegisterForm(Form):
    """A record of a register: a new one, or all fields of one there is. Only what was altered is written, against what its
    user saw; what is wanted and not stated is named below and bars nothing. A new one begins with what is `given`."""

    def __init__(
        self,
        performer: Performer,
        parent: QWidget,
        kind: str,
        record: Registered | None = None,
        done: Done | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        board = performer.workspace.board
        title = f"Edit {one_line(telling.called(board, kind, record.id), 60)}" if record else f"Add {kind}"
        super().__init__(performer, title, "Save" if record else "Add", parent, done)
        self.kept_as = RECORD + kind
        self.kind = kind
        self._type = REGISTERS[kind]
        self._record = record
        self._given = dict(given or {})
        first = typed(self._type) if record else asked_first(self._type)
        self._asked = [one for one in typed(self._type) if one in first or one.name in self._given]
        self._by_label: dict[str, Declared] = {one.label: one for one in self._asked}
        self.editors: dict[str, Editor] = {one.name: self.declared(one, self._type, record) for one in self._asked}
        for name, value in self._given.items():
            self.editors[name].set_value(value)
        self.gaps = PlainLabel("", role="quiet", wrap=True)
        self.form.addRow("", self.gaps)
        for label, named in cells.backwards(board, record) if record is not None else ():
            words = PlainLabel(one_line(", ".join(named), 300), role="quiet", wrap=True)
            words.setAccessibleName(f"{label}: {words.text()}")
            self.form.addRow(PlainLabel(label, role="quiet"), words)
        self._proposed: dict[str, str] = {}
        self._linked: tuple[object, ...] | None = None
        for editor in self.editors.values():
            editor.changed.connect(self._tell_gaps)
            editor.changed.connect(self._propose)
            editor.committed.connect(self._propose)
        self._before = self.values()
        self._tell_gaps()
        self._propose()
        self._first().setFocus()

    def _first(self) -> Editor:
        """Where somebody begins: the first field that lacks what a record should have, else the first empty one, else the
        first."""
        empty = [one for one in self._asked if not str(self.editors[one.name].value() or "").strip()]
        lacking = [one for one in empty if one.field.required or one.field.wanted]
        return self.editors[next(iter([*lacking, *empty, *self._asked])).name]

    def values(self) -> dict[str, Any]:
        """What the fields say."""
        return {name: editor.value() for name, editor in self.editors.items()}

    def _propose(self) -> None:
        """Fill what a new record leaves empty with what is proposed for it, anew with everything that it names; what its
        user typed stays."""
        linked = tuple(self.editors[one.name].value() for one in self._asked if one.link is not None)
        if self._record is not None or linked == self._linked:
            return
        self._linked = linked
        for name, editor in self.editors.items():
            if isinstance(editor, LineEditor | LinkEditor | DayEditor) and editor.value() in ("", self._proposed.get(name)):
                others = {**self.values(), name: ""}
                self._proposed[name] = self._type.proposed(name, others, self._performer.workspace.board)
                editor.set_value(self._proposed[name])

    def _tell_gaps(self) -> None:
        """Which wanted fields say nothing yet."""
        lacking = [
            one.word for one in self._asked if one.field.wanted and not str(self.editors[one.name].value() or "").strip()
        ]
        told = f"Not stated yet: {in_words(lacking)}. It can be kept so, and is counted as incomplete." if lacking else ""
        self.gaps.setText(told)
        self.form.setRowVisible(self.gaps, bool(told))

    def about(self) -> str:
        """The record edited."""
        return self._record.id if self._record is not None else ""

    def place(self, label: str) -> str:
        """What stood in a field, against which its new value is judged; of a new record what it began with."""
        if self._record is None:
            return "\n".join(f"{name}={value}" for name, value in self._given.items())
        one = self._by_label.get(label)
        return as_stood(self._performer.workspace.board, self._record, one) if one is not None else ""

    def put_back(self, drafts: Sequence[Draft]) -> list[Draft]:
        """As any dialog, judged against what was seen before the crash."""
        left = super().put_back(drafts)
        if self._record is not None:
            taken = {draft.field: draft.seen for draft in drafts if draft not in left}
            seen = {self._by_label[label]: text for label, text in taken.items() if label in self._by_label}
            self._record = replace(self._record, **{one.name: as_seen(one, text) for one, text in seen.items()})
        return left

    def wish(self) -> Wish:
        """Add it, or write what differs from what was shown."""
        now = self.values()
        if self._record is None:
            return wish(registering.add, kind=self.kind, values=now)
        altered = {name: value for name, value in now.items() if value != self._before[name]}
        seen = {name: getattr(self._record, name) for name in altered}
        standing = self._performer.workspace.board.get(self.kind, self._record.id)
        if isinstance(standing, Registered):
            self._record = standing  # a second try knows what the first one was told
        return wish(registering.edit, kind=self.kind, id=self._record.id, values=altered, seen=seen)


class RetireRecords(RetireForm):
    """Take records of a register out of use, with a reason if there is one."""

    def __init__(
        self, performer: Performer, parent: QWidget, kind: str, records: Sequence[Registered], done: Done | None = None
    ) -> None:
        ids, many = [record.id for record in records], REGISTERS[kind].MANY
        first = telling.called(performer.workspace.board, kind, ids[0])
        super().__init__(performer, parent, ids, first, many, f"the {many}", done)
        self.kept_as = RETIRE + kind
        self.kind = kind

    def wish(self) -> Wish:
        """Retire them."""
        return wish(registering.retire, kind=self.kind, ids=self.ids, reason=self.reason.text())


def reopened(performer: Performer, parent: QWidget, name: str, about: Sequence[str], place: str) -> Form | None:
    """The dialog that was kept under a name, about these records, not open yet; None where the name is none of ours, or
    what it was about is no longer there."""
    begins = next((begin for begin in (RECORD, RETIRE) if name.startswith(begin)), "")
    kind = name.removeprefix(begins)
    if not begins or kind not in REGISTERS or performer.workspace.read_only:
        return None
    known = performer.workspace.board.of(REGISTERS[kind])
    records = [known[one] for one in about if one in known and not known[one].retired]
    if len(records) != len(about) or (begins == RETIRE and not records):
        return None
    if begins == RETIRE:
        return RetireRecords(performer, parent, kind, records)
    given = dict(line.partition("=")[::2] for line in place.splitlines()) if not records else {}
    fields = {one.name for one in typed(REGISTERS[kind])}
    given = {field: value for field, value in given.items() if field in fields and _there(performer, kind, field, value)}
    return RegisterForm(performer, parent, kind, records[0] if records else None, given=given)


def _there(performer: Performer, kind: str, field: str, value: str) -> bool:
    """Whether what a new record began with is still there, where it is a record."""
    link = next(one.link for one in typed(REGISTERS[kind]) if one.name == field)
    return link is None or performer.workspace.board.get(link.kind, value) is not None
