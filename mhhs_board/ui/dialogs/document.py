"""Document: an agenda pack, a headline report or a log as a file, drawn from the records of the moment in which it is made.

The dialog stays until the file is there, so that nothing chosen or typed is lost where it cannot be written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QFormLayout, QLineEdit, QPushButton, QWidget

from mhhs_board.base.file_names import proposed
from mhhs_board.base.safe_write import write_file
from mhhs_board.domain import meetings
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import BoardError
from mhhs_board.domain.governance import Forum, Meeting
from mhhs_board.exchange.documents import making, words
from mhhs_board.exchange.documents.making import Asked, Name
from mhhs_board.exchange.files import Sight
from mhhs_board.ui.dialogs.making import MakingDialog
from mhhs_board.ui.kit.controls import Choice
from mhhs_board.ui.kit.file_dialogs import dress
from mhhs_board.ui.kit.heading import headed
from mhhs_board.ui.kit.jobs import Job, Report
from mhhs_board.ui.kit.plain import PlainLabel, one_line
from mhhs_board.workspace import Workspace

FORMATS = (
    ("Word document (DOCX)", ".docx"),
    ("PDF, on A4", ".pdf"),
    ("Web page (HTML)", ".html"),
    ("Text with tables (Markdown)", ".md"),
)
HOLDS: dict[Name, str] = {
    "agenda": "The agenda with times, what is known of each artefact on it, and the open actions.",
    "headline": "Actions, decisions, key discussion items, next meeting, attendees and apologies.",
    "actions": "Every action with its owner, day and status.",
    "decisions": "Every decision: conditions, who objected, what was waived or overridden for it, what was asked above.",
    "comments": "Every comment on an artefact, by version.",
    "issues": "Every issue, or those that touch an artefact, with options, views, links, meetings, and what is not stated.",
}
"""What each document has in it."""
NO_MEETINGS = "There are no meetings on this board yet."
ALL_FORUMS = "All forums"
NAMED = frozenset({"agenda", "headline", "actions"})
NAMES_STAND, NOTES_STAY = "Names of persons stand in it; private notes do not.", "Private notes do not stand in it."
"""What is said of the documents in which persons are NAMED, and of the others."""


class DocumentDialog(MakingDialog):
    """Which document, of which meeting, forum or artefact, in which format; then where the file shall lie."""

    def __init__(
        self, parent: QWidget | None, workspace: Workspace, told: Callable[[str], None], folder: Path, asked: Asked
    ) -> None:
        super().__init__(parent, told, folder)
        self.setMinimumWidth(480)
        self._workspace = workspace
        self._meeting = asked.meeting
        self.document, self.meeting, self.format = Choice(), Choice(), Choice()
        self.document.offer([(making.TITLES[name], name) for name in making.NAMES], asked.name)
        self.format.offer(FORMATS)
        self.about = QLineEdit(asked.about)
        self.marking = QLineEdit()
        self.marking.setPlaceholderText("As the meeting or the board has it")
        for field in (self.about, self.marking):
            field.setMaxLength(300)
        self.holds = PlainLabel("", role="quiet", wrap=True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = QPushButton("Save…")
        self.go.setDefault(True)
        self.buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self._place()
        self.document.currentIndexChanged.connect(self._changed)
        self.meeting.currentIndexChanged.connect(lambda _row: self._say())
        self.go.clicked.connect(self._ask_where)
        self.buttons.rejected.connect(self.reject)
        self._changed()

    def _place(self) -> None:
        self.form = QFormLayout()
        self.form.setVerticalSpacing(8)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.labels: dict[str, PlainLabel] = {}
        fields = (self.document, self.meeting, self.about, self.format, self.marking)
        for name, field in zip(("Document", "Meeting", "Artefact", "Format", "Classification"), fields, strict=True):
            label = self.labels[name] = PlainLabel(name, role="quiet")
            field.setAccessibleName(name)
            self.form.addRow(label, field)
        column, _head = headed(self, "Document")
        column.addLayout(self.form)
        for widget in (self.holds, self.sentence, self.buttons):
            column.addWidget(widget)

    # -- what is asked for ---------------------------------------------------------------------------------------------

    @property
    def name(self) -> Name:
        """The chosen document."""
        chosen: Name = self.document.currentData()
        return chosen

    @property
    def suffix(self) -> str:
        """The extension of the chosen format."""
        return str(self.format.currentData())

    def asked(self) -> Asked:
        """What is asked for as it stands in the dialog."""
        marking = one_line(self.marking.text(), 300)
        return Asked(
            name=self.name,
            meeting=str(self.meeting.currentData() or ""),
            about=self.about.text().strip() if self.name in making.OF_AN_ARTEFACT else "",
            classification=marking or None,
        )

    def _changed(self) -> None:
        of_one = self.name in making.OF_A_MEETING
        board = self._workspace.board
        if self.name not in making.OF_AN_ARTEFACT:
            options = held(board) if of_one else forums(board)
            self.meeting.offer(options or [(NO_MEETINGS, "")], self._meeting or _usual(board, self.name))
            label = "Meeting" if of_one else "Forum"
            self.labels["Meeting"].setText(label)
            self.meeting.setAccessibleName(label)
        named = "Its reference, as CR045"
        self.about.setPlaceholderText(named if self.name == "comments" else f"All of them, or one: {named[4:]}")
        self.form.setRowVisible(self.meeting, self.name not in making.OF_AN_ARTEFACT)
        self.form.setRowVisible(self.about, self.name in making.OF_AN_ARTEFACT)
        self.go.setEnabled(not of_one or bool(self.meeting.currentData()))
        self._say()

    def _say(self) -> None:
        """What the document has in it, and what should be looked at before it is issued."""
        self.sentence.hide()
        told = f"{HOLDS[self.name]} {NAMES_STAND if self.name in NAMED else NOTES_STAY}"
        if self.name == "headline" and self.meeting.currentData():
            found = list(making.before_issue(self._workspace.board, self.asked()))
            told += _briefly(found)
        self.holds.setText(told)

    # -- making it -----------------------------------------------------------------------------------------------------

    def _ask_where(self) -> None:
        try:
            title = making.document(self._workspace, Sight.now(self._workspace), self.asked()).title
        except BoardError as error:
            self._failed(str(error))
            return
        number = self.meeting.currentText().partition(" · ")[0] if self.name in making.OF_A_MEETING else ""
        name = proposed(f"{number} {title}".strip(), self.suffix, otherwise="document")
        kind = self.format.currentText().replace("(", "").replace(")", "")
        dialog = QFileDialog(self, "Document", str(self._folder / name), f"{kind} (*{self.suffix})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(self.suffix.removeprefix("."))
        dialog.fileSelected.connect(lambda chosen: self.make(Path(chosen)))
        dress(dialog)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def make(self, target: Path) -> None:
        """Make the file and put it in place; the dialog closes when it is there."""
        if target.suffix.lower() != self.suffix:
            target = target.with_name(target.name + self.suffix)
        asked, sight = self.asked(), Sight.now(self._workspace)
        try:
            made = making.document(self._workspace, sight, asked)
        except BoardError as error:
            self._failed(str(error))
            return
        self._said = _briefly(list(making.before_issue(sight.board, asked)))
        self._busy(True)

        def work(report: Report) -> Path:
            data = making.render(target, made)
            report(1, 1)
            write_file(target, data)
            return target

        self._job = Job(work, self._made, self._failed, self._stopped)

    def _busy(self, busy: bool) -> None:
        for field in (self.document, self.meeting, self.about, self.format, self.marking, self.go):
            field.setEnabled(not busy)
        super()._busy(busy)


def _briefly(found: Sequence[str]) -> str:
    """The first of several sentences behind another, and how many more there are."""
    more = f" And {len(found) - 1} more; `lint` tells all." if len(found) > 1 else ""
    return f" {found[0]}{more}" if found else ""


def held(board: Board) -> list[tuple[str, str]]:
    """Every meeting in use with its day, the latest first."""
    live = [one for one in board.of(Meeting).values() if not one.retired]
    live.sort(key=lambda one: meetings.when(board, one.id), reverse=True)
    return [(" · ".join(filter(None, (one.number, words.day(one.day)))), one.id) for one in live]


def forums(board: Board) -> list[tuple[str, str]]:
    """All forums, and each one that has met, by a meeting of it."""
    found: dict[str, str] = {}
    for one in board.of(Meeting).values():
        if not one.retired and one.forum:
            found.setdefault(one.forum, one.id)
    named = [(forum.name, found[forum.id]) for forum in board.of(Forum).values() if forum.id in found]
    return [(ALL_FORUMS, ""), *sorted(named)]


def _usual(board: Board, name: Name) -> str:
    """The meeting that a document is mostly wanted of: the next planned one's agenda, the last one's report."""
    if name not in making.OF_A_MEETING:
        return ""
    live = [one for one in board.of(Meeting).values() if not one.retired]
    live.sort(key=lambda one: meetings.when(board, one.id))
    planned = [one.id for one in live if one.status == "planned"]
    past = [one.id for one in live if one.status != "planned"]
    return next(iter(planned if name == "agenda" else past[::-1]), "")


def ask_document(
    parent: QWidget, workspace: Workspace, told: Callable[[str], None], folder: Path, asked: Asked | None = None
) -> DocumentDialog:
    """Open the dialog over a window, on what is asked for already (a meeting by its id). `told` hears one sentence when the
    file is there, and the place is asked from `folder`."""
    dialog = DocumentDialog(parent, workspace, told, folder, asked or Asked(name="headline"))
    dialog.open()
    return dialog
