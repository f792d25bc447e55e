"""The board's own settings in one dialog: its name, its gates, its workstreams, stages, kinds and forums, and its limits.

Each thing is saved as it is left or chosen, what is new by its button or Close, as one entry that Undo takes back. A
refusal is said in the dialog, and what was typed stays: the dialog does not close over it, unless its user says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from mhhs_board.base.drafts import SETTINGS, Draft
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import Kind, Limit, Stage, Workstream
from mhhs_board.operations import configuring
from mhhs_board.operations.context import Wish, wish
from mhhs_board.ui.kit.accessible import announce
from mhhs_board.ui.kit.actions import READ_ONLY
from mhhs_board.ui.kit.controls import Choice, Line
from mhhs_board.ui.kit.heading import headed
from mhhs_board.ui.kit.perform import Performer
from mhhs_board.ui.kit.plain import PlainLabel
from mhhs_board.ui.settings.board_limits import BoardLimits
from mhhs_board.ui.settings.named_records import NamedRecords, Try
from mhhs_board.workspace import Workspace

GATES = {
    "gate.version": "Version and owner before review",
    "gate.outcome": "L4 outcome or waiver before decision",
    "gate.decision": "Decision reference before approved",
    "gate.change-request": "Change request to leave approved",
}
CHOICES = [("Off", "off"), ("Warn: it is saved, and a line says so", "warn"), ("Refuse", "refuse")]
HEAD = "Board settings"
SAVED_AS_LEFT, NEW_WAITS = "Each field is saved as you leave it.", "What is new waits for its button, or for Close."
GENERAL, LIMIT = f"{SETTINGS}general", f"{SETTINGS}{Limit.KIND}"
"""Under which name drafts of a page are kept; of the pages of records it is their kind."""
TABS = {Workstream.KIND: "Workstreams", Stage.KIND: "Stages", Kind.KIND: "Kinds", Forum.KIND: "Forums"}


class General(QWidget):
    """Name, classification and gates."""

    def __init__(self, workspace: Workspace, attempt: Try, why_not: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._try = workspace, attempt
        self._stood: dict[str, str] = {}
        self._labels = {"name": "Board name", "classification": "Classification", **GATES}
        form = QFormLayout()
        form.setVerticalSpacing(8)
        self.fields: dict[str, Line | Choice] = {}
        for name, label in self._labels.items():
            field = Choice() if name in GATES else Line()
            field.setAccessibleName(label)
            if isinstance(field, Choice):
                field.offer(CHOICES)
                field.setEnabled(not why_not)
                field.activated.connect(lambda _row, name=name: self._save(name))
            else:
                field.setReadOnly(bool(why_not))
                field.editingFinished.connect(lambda name=name: self._save(name))
                field.given_up.connect(lambda name=name: self._give_up(name))
            if name == "classification":
                field.setPlaceholderText("Printed on every page and export")
            self.fields[name] = field
            if name == "gate.version":
                form.addRow(PlainLabel("What must be stated before an artefact goes on", role="strong"))
            form.addRow(PlainLabel(label, role="quiet"), field)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 12, 0, 0)
        box.addLayout(form)
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

    def _altered(self) -> list[str]:
        return [name for name, value in self.values().items() if value != self._stood[name]]

    def _save(self, name: str) -> None:
        if name in self._altered():
            wished = wish(configuring.configure, values={name: self.values()[name]})
            self._try(wished, lambda _entry: self._give_up(name))

    def _give_up(self, name: str) -> None:
        """Show again what the board says of a setting: it is saved, or not wanted."""
        self._stood[name] = self.values()[name]
        field = self.fields[name]
        if isinstance(field, Line):
            field.setModified(False)
        self.refresh()

    def commit(self) -> bool:
        """Save what is not saved yet; whether nothing is left."""
        for name in self._altered():
            self._save(name)
        return not self.waits

    @property
    def waits(self) -> bool:
        """Whether something here is not saved."""
        return bool(self._altered())

    def drafts(self) -> list[Draft]:
        """What is typed and not saved."""
        now = self.values()
        return [Draft(HEAD, self._labels[name], now[name], "", GENERAL, name) for name in self._altered()]

    def put_back(self, draft: Draft) -> None:
        """Fill in what was typed before a crash."""
        field = self.fields.get(draft.seen)
        if isinstance(field, Line):
            field.setText(draft.text)
            field.setModified(True)


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
        self.limits = BoardLimits(workspace, self.attempt, self._say, why_not)
        self._pages: tuple[General | NamedRecords | BoardLimits, ...] = (self.general, *self.named.values(), self.limits)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.general, "General")
        for kind, title in TABS.items():
            self.tabs.addTab(self.named[kind], title)
        self.tabs.addTab(self.limits, "Limits")
        self.sentence = PlainLabel(why_not, role="quiet" if why_not else "error", wrap=True)
        self.sentence.setVisible(bool(why_not))
        self.tabs.currentChanged.connect(lambda _index: self._quiet())
        self.tabs.currentChanged.connect(lambda _index: self._tell_saving())
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        # Return in a field saves it; a default button would close the dialog with it.
        close.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        close.rejected.connect(self.reject)
        self.leave = close.addButton("Close without saving it", QDialogButtonBox.ButtonRole.DestructiveRole)
        self.leave.setAutoDefault(False)
        self.leave.clicked.connect(lambda: super(BoardSettings, self).done(0))
        self.leave.hide()
        box, _head = headed(self, HEAD)
        box.addWidget(self.tabs, 1)
        box.addWidget(self.sentence)
        foot = QHBoxLayout()
        self.saving = PlainLabel("", role="quiet", wrap=True)
        foot.addWidget(self.saving, 1)
        foot.addWidget(close)
        box.addLayout(foot)
        self._tell_saving()
        self.resize(min(720, parent.window().width() - 40), min(520, parent.window().height() - 40))
        for end in (workspace.subscribe(lambda _entry: self.refresh()), workspace.on_reload(self.refresh)):
            self.finished.connect(lambda _result, end=end: end())

    def _tell_saving(self) -> None:
        """When what is typed on the page that is shown is saved."""
        new = self.tabs.currentWidget() is not self.general
        told = "" if self._performer.workspace.read_only else SAVED_AS_LEFT
        self.saving.setText(f"{told} {NEW_WAITS}" if told and new else told)

    def refresh(self) -> None:
        """Show what the board says now."""
        self.general.refresh()
        for page in self.named.values():
            page.refresh()
        self.limits.refresh()

    def attempt(self, wished: Wish, done: Callable[[Entry | None], None]) -> None:
        """Run an operation; what is refused is said here."""

        def kept(entry: Entry | None) -> None:
            announce(self, "Saved" if entry else "Nothing was changed")
            done(entry)
            self._quiet()

        self._performer.perform(wished, kept, self._refused)

    def _quiet(self) -> None:
        if not self._performer.workspace.read_only and not any(page.waits for page in self._pages):
            self.sentence.hide()
            self.leave.hide()

    def _refused(self, refusal: Refused) -> bool:
        self._say(str(refusal))
        return True

    def _say(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.leave.hide()
        announce(self, sentence)

    def done(self, result: int) -> None:
        """Save what is typed and close; what cannot be saved stays in sight, with the way to close without it."""
        for page in self._pages:
            if not page.commit():
                self.tabs.setCurrentWidget(page)
                self.leave.show()
                return
        super().done(result)

    # -- what outlives a crash -----------------------------------------------------------------------------------------

    def drafts(self) -> list[Draft]:
        """What is typed here and not saved."""
        return [draft for page in self._pages for draft in page.drafts()]

    def put_back(self, drafts: Sequence[Draft]) -> None:
        """Fill in what was typed before a crash, on the page where it was; it is still not saved."""
        pages: dict[str, General | NamedRecords | BoardLimits] = {GENERAL: self.general, LIMIT: self.limits}
        pages |= {f"{SETTINGS}{kind}": page for kind, page in self.named.items()}
        for draft in reversed(drafts):
            if (page := pages.get(draft.name)) is not None:
                page.put_back(draft)
                self.tabs.setCurrentWidget(page)
