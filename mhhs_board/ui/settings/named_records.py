"""One page of the board's settings: the workstreams, stages, kinds or forums, in order, and the names of the chosen one.

What is typed of a record is saved as the field is left; over a refusal it stays with its record. A new one is added by its
button, or as the dialog is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFormLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mhhs_board.base.drafts import SETTINGS, Draft
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.record import Named
from mhhs_board.domain.records import Role, Stage
from mhhs_board.operations import configuring
from mhhs_board.operations.context import Wish, wish
from mhhs_board.ui.kit.controls import Choice, Line
from mhhs_board.ui.kit.plain import PlainLabel, one_line, plain_tooltip
from mhhs_board.workspace import Workspace

Try = Callable[[Wish, Callable[[Entry | None], None]], None]
"""Runs an operation; a refusal is shown in the dialog and nothing more is called."""

NEW = ""
"""Stands for the record that is being added."""
ROLES = {
    "backlog": "Backlog: waits to be begun",
    "work": "Work: being written",
    "review": "Review: before a working group",
    "decision": "Decision: before the deciding forum",
    "done": "Done: approved",
}
LEVELS = [(f"Level {level}", level) for level in range(1, 8)]


class NamedRecords(QWidget):
    """A list of one kind of record with what can be done to it."""

    def __init__(self, workspace: Workspace, kind: str, attempt: Try, why_not: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._kind, self._try, self._why_not = workspace, kind, attempt, why_not
        self._drafts: dict[str, dict[str, Any]] = {}
        self._filling = False
        self._form = QFormLayout()
        self._form.setVerticalSpacing(8)
        self._lay_out()
        self.refresh(next((record.id for record in self._records()), NEW))

    # -- placing -----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.list = QListWidget()
        self.list.setAccessibleName(f"{self._kind.capitalize()}s, in order")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.currentItemChanged.connect(lambda *_: self._fill())
        self.new = self._button("New", self._start_new)
        self.up = self._button("Move up", lambda: self._move(-1))
        self.down = self._button("Move down", lambda: self._move(1))
        self.retire = self._button("Retire", self._retire)
        self.save = self._button(f"Add {self._kind}", lambda: self._save(NEW))
        self.name, self.short = self._line("Name"), self._line("Short name")
        self.aliases = self._line("Other names")
        self.short.setPlaceholderText("For narrow columns")
        self.aliases.setPlaceholderText("One; another")
        self.name.returnPressed.connect(lambda: self._save(NEW) if self.chosen == NEW else None)
        self.extra: dict[str, Choice] = {}
        self.cadence = Line()
        if self._kind == Stage.KIND:
            self._choice("Role", "role").offer([(ROLES[role], role) for role in get_args(Role)], "work")
        if self._kind == Forum.KIND:
            self._choice("Level", "level").offer(LEVELS, 4)
            self._choice("Escalates to", "parent")
            self.cadence = self._line("Meets")
            self.cadence.setPlaceholderText("Weekly, Monthly …")
        left, right, rows = QVBoxLayout(), QVBoxLayout(), QHBoxLayout(self)
        left.setSpacing(8)
        right.setSpacing(12)
        left.addWidget(self.list, 1)
        for pair in ((self.new, self.retire), (self.up, self.down)):
            line = QHBoxLayout()
            line.setSpacing(8)
            for button in pair:
                line.addWidget(button, 1)
            left.addLayout(line)
        right.addLayout(self._form)
        right.addWidget(self.save, 0, Qt.AlignmentFlag.AlignRight)
        right.addStretch(1)
        rows.setContentsMargins(0, 12, 0, 0)
        rows.setSpacing(20)
        rows.addLayout(left, 2)
        rows.addLayout(right, 3)

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: act())
        return button

    def _line(self, label: str) -> Line:
        field = Line()
        field.setAccessibleName(label)
        field.setReadOnly(bool(self._why_not))
        field.textEdited.connect(lambda _text: self._typed())
        field.editingFinished.connect(self._left)
        field.given_up.connect(self._give_up)
        self._form.addRow(PlainLabel(label, role="quiet"), field)
        return field

    def _choice(self, label: str, name: str) -> Choice:
        field = self.extra[name] = Choice()
        field.setAccessibleName(label)
        field.setEnabled(not self._why_not)
        field.activated.connect(lambda _row: self._typed())
        field.activated.connect(lambda _row: self._left())
        self._form.addRow(PlainLabel(label, role="quiet"), field)
        return field

    # -- showing -----------------------------------------------------------------------------------------------------

    def _records(self) -> list[Named]:
        return [one for one in configuring.named(self._workspace.board, self._kind) if not one.retired]

    def refresh(self, choose: str | None = None) -> None:
        """List what there is now; the chosen record (or `choose`) stays chosen, what is typed stays typed."""
        chosen = self.chosen if choose is None else choose
        self._filling = True
        self.list.clear()
        for record in self._records():
            level = f"{record.level} · " if isinstance(record, Forum) else ""
            entry = QListWidgetItem(level + one_line(record.name, 80))
            entry.setToolTip(plain_tooltip(record.name))
            entry.setData(Qt.ItemDataRole.UserRole, record.id)
            self.list.addItem(entry)
        if "parent" in self.extra:
            above: list[tuple[str, Any]] = [("No other forum", None)]
            self.extra["parent"].offer(above + [(record.name, record.id) for record in self._records()])
        self._filling = False
        rows = [record.id for record in self._records()]
        gone = 0 if rows and chosen != NEW else -1
        self.list.setCurrentRow(rows.index(chosen) if chosen in rows else gone)
        self._fill()

    @property
    def chosen(self) -> str:
        """The id of the chosen record, NEW where one is being added."""
        entry = self.list.currentItem()
        return str(entry.data(Qt.ItemDataRole.UserRole)) if entry is not None else NEW

    def _fill(self) -> None:
        """Show the chosen record, with what was typed for it."""
        if self._filling:
            return
        record = next((one for one in self._records() if one.id == self.chosen), None)
        stands = self._as_typed(record)
        draft = self._drafts.get(self.chosen, {})
        for name, field in self._fields().items():
            text = draft.get(name, stands[name])
            if field.text() != text:  # the caret stays where somebody types
                field.setText(text)
        for name, choice in self.extra.items():
            if record is not None:
                choice.setCurrentIndex(max(0, choice.findData(draft.get(name, getattr(record, name)))))
        self.save.setVisible(record is None)
        self._open_buttons(record)

    def _open_buttons(self, record: Named | None) -> None:
        for button, why in (
            (self.new, ""),
            (self.save, ""),
            (self.retire, "" if record else "Nothing is chosen."),
            (self.up, self._cannot_move(record, -1)),
            (self.down, self._cannot_move(record, 1)),
        ):
            closed = self._why_not or why
            button.setEnabled(not closed)
            button.setToolTip(plain_tooltip(closed))

    def _cannot_move(self, record: Named | None, step: int) -> str:
        if record is None:
            return "Nothing is chosen."
        records = self._records()
        at = records.index(record) + step
        if not 0 <= at < len(records):
            return "It stands at the end."
        beside = records[at]
        if isinstance(record, Forum) and isinstance(beside, Forum) and record.level != beside.level:
            return "Forums are ordered by level first."
        return ""

    def _fields(self) -> dict[str, Line]:
        return {"name": self.name, "short": self.short, "aliases": self.aliases, "cadence": self.cadence}

    @staticmethod
    def _as_typed(record: Named | None) -> dict[str, str]:
        if record is None:
            return {"name": "", "short": "", "aliases": "", "cadence": ""}
        cadence = record.cadence if isinstance(record, Forum) else ""
        return {"name": record.name, "short": record.short, "aliases": "; ".join(record.aliases), "cadence": cadence}

    def _typed(self) -> None:
        self._drafts[self.chosen] = self._draft()

    def _draft(self) -> dict[str, Any]:
        """What the fields say."""
        draft: dict[str, Any] = {name: field.text() for name, field in self._fields().items()}
        return draft | {name: choice.currentData() for name, choice in self.extra.items()}

    # -- doing -------------------------------------------------------------------------------------------------------

    def _start_new(self) -> None:
        self.list.setCurrentRow(-1)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _kept(self, entry: Entry | None, chosen: str, saved: str | None = None) -> None:
        """`saved` (or `chosen`) is on the board; `chosen` stays chosen, or what was made by it is."""
        self._drafts.pop(chosen if saved is None else saved, None)
        made = next((change.id for change in entry.changes if change.before is None), "") if entry else ""
        self.refresh(made or chosen)

    def _left(self) -> None:
        """A field of a record is left; what is typed for a new one waits for its button."""
        if self.chosen != NEW:
            self._save(self.chosen)

    def _give_up(self) -> None:
        """Show again what stands there."""
        self._drafts.pop(self.chosen, None)
        self._fill()
        for field in self._fields().values():
            field.setModified(False)

    def _save(self, chosen: str) -> None:
        """Save what was typed for a record, or add the new one."""
        if chosen not in self._drafts and chosen != NEW:
            return
        draft = self._draft() if chosen == self.chosen else self._drafts[chosen]
        aliases = [part.strip() for part in draft["aliases"].split(";") if part.strip()]
        words: dict[str, Any] = {"name": draft["name"], "short": draft["short"], "aliases": aliases}
        words |= {name: draft[name] for name in self.extra}
        if self._kind == Forum.KIND:
            words["cadence"] = draft["cadence"]
        if chosen == NEW:
            self._try(wish(configuring.add_named, kind=self._kind, **words), lambda entry: self._kept(entry, chosen))
        else:
            if self._kind == Forum.KIND:
                words["parent"] = words["parent"] or ""
            wished = wish(configuring.amend_named, kind=self._kind, id=chosen, **words)
            self._try(wished, lambda entry: self._kept(entry, self.chosen, chosen))

    def commit(self) -> bool:
        """Save what is not saved yet; where something cannot be, its record is shown. Whether nothing is left."""
        for record in [one for one in self._drafts if self._says(one)]:
            self._save(record)
            if record in self._drafts:
                self.refresh(record)
                return False
        return True

    def _says(self, record: str) -> bool:
        """Whether something is typed for it; of a new one its words, for a choice alone adds nothing."""
        return record != NEW or any(str(self._drafts[NEW][name]).strip() for name in self._fields())

    @property
    def waits(self) -> bool:
        """Whether something here is not saved."""
        return any(self._says(record) for record in self._drafts if record != NEW)

    def drafts(self) -> list[Draft]:
        """What is typed and not saved."""
        found: list[Draft] = []
        known = {record.id: record for record in self._records()}
        for record, draft in self._drafts.items():
            stands = self._as_typed(known.get(record))
            for name, field in self._fields().items():
                if draft[name] != stands[name]:
                    of = known[record].name if record in known else f"a new {self._kind}"
                    told = f"{field.accessibleName()} of {of}"
                    found.append(Draft("Board settings", told, draft[name], record, f"{SETTINGS}{self._kind}", name))
        return found

    def put_back(self, draft: Draft) -> None:
        """Fill in what was typed before a crash; of a record that is gone meanwhile it stands where a new one is added."""
        known = draft.artefact in {record.id for record in self._records()}
        self.refresh(draft.artefact if known else NEW)
        field = self._fields().get(draft.seen)
        if field is not None:
            field.setText(draft.text)
            field.setModified(True)
            self._typed()

    def _move(self, step: int) -> None:
        ids = [record.id for record in self._records()]
        at = ids.index(self.chosen)
        beyond = at + step if step < 0 else at + 2
        before = ids[beyond] if beyond < len(ids) else None
        chosen = self.chosen
        wished = wish(configuring.reorder, kind=self._kind, id=chosen, before=before)
        self._try(wished, lambda _entry: self.refresh(chosen))

    def _retire(self) -> None:
        chosen = self.chosen
        wished = wish(configuring.retire_named, kind=self._kind, id=chosen)
        self._try(wished, lambda entry: self._kept(entry, chosen))
