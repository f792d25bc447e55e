"""The board's own settings in one dialog: its name, its gates, its workstreams, stages, kinds and forums, and its limits.

Each thing is saved when its button is pressed, as one entry that Undo takes back. A refusal is said in the dialog, and what
was typed stays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from mhhs_board.domain.errors import Refused
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import Forum, Kind, Stage, Workstream
from mhhs_board.operations import configuring
from mhhs_board.operations.context import Operation
from mhhs_board.ui.accessible import announce
from mhhs_board.ui.actions import READ_ONLY
from mhhs_board.ui.controls import Choice
from mhhs_board.ui.dialogs.heading import headed
from mhhs_board.ui.pages.board_limits import BoardLimits
from mhhs_board.ui.pages.named_records import NamedRecords, Try
from mhhs_board.ui.perform import Performer
from mhhs_board.ui.plain import PlainLabel, plain_tooltip
from mhhs_board.workspace import Workspace

GATES = {
    "gate.version": "Version and owner before review",
    "gate.outcome": "L4 outcome or waiver before decision",
    "gate.decision": "Decision reference before approved",
    "gate.change-request": "Change request to leave approved",
}
CHOICES = [("Off", "off"), ("Warn: it is saved, and a line says so", "warn"), ("Refuse", "refuse")]
TABS = {Workstream.KIND: "Workstreams", Stage.KIND: "Stages", Kind.KIND: "Kinds", Forum.KIND: "Forums"}


class General(QWidget):
    """Name, classification and gates."""

    def __init__(self, workspace: Workspace, attempt: Try, why_not: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._try = workspace, attempt
        self._stood: dict[str, str] = {}
        form = QFormLayout()
        form.setVerticalSpacing(8)
        self.fields: dict[str, QLineEdit | Choice] = {}
        for name, label in {"name": "Board name", "classification": "Classification", **GATES}.items():
            field = Choice() if name in GATES else QLineEdit()
            field.setAccessibleName(label)
            if isinstance(field, Choice):
                field.offer(CHOICES)
                field.setEnabled(not why_not)
            else:
                field.setReadOnly(bool(why_not))
                field.returnPressed.connect(self._save)
            if name == "classification":
                field.setPlaceholderText("Printed on every page and export")
            self.fields[name] = field
            if name == "gate.version":
                form.addRow(PlainLabel("What must be stated before an artefact goes on", role="strong"))
            form.addRow(PlainLabel(label, role="quiet"), field)
        self.save = QPushButton("Save")
        self.save.setAutoDefault(False)
        self.save.setEnabled(not why_not)
        self.save.setToolTip(plain_tooltip(why_not))
        self.save.clicked.connect(self._save)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 12, 0, 0)
        box.addLayout(form)
        box.addWidget(self.save, 0, Qt.AlignmentFlag.AlignRight)
        box.addStretch(1)
        self.refresh()

    def values(self) -> dict[str, str]:
        """What the fields say."""
        return {
            name: str(field.currentData()) if isinstance(field, Choice) else field.text()
            for name, field in self.fields.items()
        }

    def refresh(self) -> None:
        """Show what the board says now, but for fields that were altered here."""
        stands = configuring.settings(self._workspace.board)
        now = self.values()
        for name, field in self.fields.items():
            if self._stood and now[name] != self._stood[name]:
                continue
            if isinstance(field, Choice):
                field.setCurrentIndex(max(0, field.findData(stands[name])))
            else:
                field.setText(stands[name])
        self._stood = {name: stands[name] for name in self.fields}

    def _save(self) -> None:
        altered = {name: value for name, value in self.values().items() if value != self._stood[name]}
        self._try(configuring.configure, {"values": altered}, lambda _entry: self._kept())

    def _kept(self) -> None:
        self._stood = self.values()
        self.refresh()


class BoardSettings(QDialog):
    """The dialog. It follows what others change while it is open."""

    def __init__(self, performer: Performer, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._performer = performer
        workspace = performer.workspace
        why_not = READ_ONLY if workspace.read_only else ""
        self.general = General(workspace, self.attempt, why_not)
        self.named = {kind: NamedRecords(workspace, kind, self.attempt, why_not) for kind in TABS}
        self.limits = BoardLimits(workspace, self.attempt, why_not)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.general, "General")
        for kind, title in TABS.items():
            self.tabs.addTab(self.named[kind], title)
        self.tabs.addTab(self.limits, "Limits")
        self.sentence = PlainLabel(why_not, role="quiet" if why_not else "error", wrap=True)
        self.sentence.setVisible(bool(why_not))
        self.tabs.currentChanged.connect(lambda _index: self._quiet())
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        # Return in a field saves it; a default button would close the dialog with it.
        close.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        close.rejected.connect(self.reject)
        box, _head = headed(self, "Board settings")
        box.addWidget(self.tabs, 1)
        box.addWidget(self.sentence)
        box.addWidget(close)
        self.resize(min(720, parent.window().width() - 40), min(520, parent.window().height() - 40))
        for end in (workspace.subscribe(lambda _entry: self.refresh()), workspace.on_reload(self.refresh)):
            self.finished.connect(lambda _result, end=end: end())

    def refresh(self) -> None:
        """Show what the board says now."""
        self.general.refresh()
        for page in self.named.values():
            page.refresh()
        self.limits.refresh()

    def attempt(self, operation: Operation, arguments: dict[str, Any], done: Callable[[Entry | None], None]) -> None:
        """Run an operation; what is refused is said here."""

        def kept(entry: Entry | None) -> None:
            self._quiet()
            announce(self, "Saved" if entry else "Nothing was changed")
            done(entry)

        self._performer.perform(operation, arguments, kept, self._refused)

    def _quiet(self) -> None:
        if not self._performer.workspace.read_only:
            self.sentence.hide()

    def _refused(self, refusal: Refused) -> bool:
        self.sentence.setText(str(refusal))
        self.sentence.show()
        announce(self, str(refusal))
        return True
