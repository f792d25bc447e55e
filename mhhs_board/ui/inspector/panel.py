"""The inspector: which artefact, where it stands, what blocks it, its history, what groups made of it, its details.

It stands beside the board and takes its own width, so it never covers a card.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QTabWidget, QToolButton, QVBoxLayout, QWidget

from mhhs_board.domain import escalation
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.escalation import band_words
from mhhs_board.domain.governance import Decision
from mhhs_board.domain.names import clipped_name
from mhhs_board.domain.records import Artefact, Kind, Stage, Workstream
from mhhs_board.drawing.face import face_of, signs
from mhhs_board.drawing.theme import Theme
from mhhs_board.operations import undoing
from mhhs_board.ui.inspector.blocker import BlockerBox
from mhhs_board.ui.inspector.details import Details
from mhhs_board.ui.inspector.history import HistoryList, entries_about
from mhhs_board.ui.inspector.review import HEADING, LINE, Review
from mhhs_board.ui.inspector.steps import StageSteps
from mhhs_board.ui.kit.accessible import announce, in_stage
from mhhs_board.ui.kit.actions import READ_ONLY
from mhhs_board.ui.kit.controls import in_order
from mhhs_board.ui.kit.perform import Performer
from mhhs_board.ui.kit.plain import PlainLabel, clip, one_line, plain_tooltip
from mhhs_board.ui.kit.register_words import milestone
from mhhs_board.ui.kit.scrolled import Scrolled
from mhhs_board.ui.kit.wording import days
from mhhs_board.workspace import Workspace

LEAST_WIDTH = 280
LEAST_LINES = 5
"""For so many lines below a heading the tabs always have room, whatever stands above them."""
_REF = 24
_TITLE = 120
"""Characters of a title shown in the header; the details hold the whole."""


class Inspector(QFrame):
    """Everything about one artefact; kept and refilled for another."""

    escalate = Signal(str, str)
    unblock = Signal(str, str)
    """The ids of the artefact and of the blocker."""
    answer = Signal(str)
    withdraw = Signal(str)
    closed = Signal()

    def __init__(self, performer: Performer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "inspector")
        self.setMinimumWidth(LEAST_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)  # no text makes the window taller
        self.setAccessibleName("Inspector")
        self._workspace: Workspace = performer.workspace
        self.shown_id = ""
        """The artefact shown, or empty."""
        self.ref = PlainLabel("", role="strong")
        self.kind = PlainLabel("", role="quiet", elide=True)
        self.title = PlainLabel("", role="card-title", wrap=True)
        self.steps = StageSteps()
        self.standing = PlainLabel("", role="quiet", wrap=True)
        self.milestone = PlainLabel("", role="quiet", elide=True)
        self.records = Review(self._workspace)
        self.empty = PlainLabel("Choose a card to see its details.", role="quiet", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        close = self._close = QToolButton()
        close.setText("✕")
        close.setToolTip("Close the inspector (Space)")
        close.setAccessibleName("Close the inspector")
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.ref)
        head.addWidget(self.kind, 1)
        head.addWidget(close)
        self._blockers: list[BlockerBox] = []
        self._blocker_box = QVBoxLayout()
        self._blocker_box.setSpacing(8)
        self._performer = performer
        self.history = HistoryList(self._workspace)
        self.history.undo_wanted.connect(self._undo)
        self.refusal = PlainLabel("", role="error", wrap=True)
        self.refusal.hide()
        self.details = Details(performer)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.history, "History")
        self.tabs.addTab(self.records, "Review")
        self.tabs.addTab(self.details, "Details")
        for page in (self.history, self.records.list, self.details):
            page.setMinimumHeight(HEADING + LEAST_LINES * LINE)
        self._history_told = False
        self.tabs.currentChanged.connect(lambda _tab: self._tell_history())
        above = QWidget()
        parts = QVBoxLayout(above)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(8)
        for widget in (self.title, self.steps, self.standing, self.milestone):
            parts.addWidget(widget)
        parts.addLayout(self._blocker_box)
        self.above = Scrolled(above, "Where it stands and what blocks it")
        self._filled = QWidget()
        inner = QVBoxLayout(self._filled)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        inner.addWidget(self.above)
        inner.addWidget(self.refusal)
        inner.addWidget(self.tabs, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 10, 12, 8)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(self._filled, 1)
        box.addWidget(self.empty, 1)
        self.show_artefact("")

    def set_theme(self, theme: Theme) -> None:
        """Take other colours for what no style sheet reaches."""
        self.steps.set_colours(theme["accent"], theme["bad"], theme["line"])

    def show_artefact(self, artefact_id: str) -> None:
        """Show an artefact, or with an empty id none. Nothing is done while the inspector is closed."""
        if artefact_id != self.shown_id:
            self.above.verticalScrollBar().setValue(0)
        self.shown_id = artefact_id
        self.refusal.hide()
        if self.isHidden():
            return
        artefact = self._workspace.board.of(Artefact).get(artefact_id)
        self._filled.setVisible(artefact is not None)
        self.empty.setVisible(artefact is None)
        if artefact is None:
            self.shown_id = ""
            self.ref.setText("")
            self.kind.setText("")
            return
        self._head(artefact)
        self._blocked(artefact)
        why_not = READ_ONLY if self._workspace.read_only else ""
        self.records.show_artefact(artefact.id, why_not)
        self.tabs.setTabText(self.tabs.indexOf(self.records), self.records.told)
        self.details.show_artefact(artefact, why_not)
        self._history_told = False
        self._tell_history()

    def go_to_review(self) -> None:
        """Show what groups made of it, with the keyboard there."""
        self.tabs.setCurrentWidget(self.records)
        (self.records.list if self.records.records() else self.records.add).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _undo(self, seq: int) -> None:
        """Take one entry back; where somebody has built on it the reason is said here."""

        def refused(refusal: Refused) -> bool:
            if refusal.needs == undoing.BRING_BACK:
                return False  # the window offers the way
            self.refusal.setText(str(refusal))
            self.refusal.show()
            announce(self, str(refusal))
            return True

        self._performer.undo(seq, refused)

    def _tell_history(self) -> None:
        """Read the history where it is looked at; behind the details it waits."""
        if self.shown_id and not self._history_told and self.tabs.currentWidget() is self.history:
            self._history_told = True
            self.history.show_entries(self.shown_id, entries_about(self._workspace, self.shown_id))

    def _head(self, artefact: Artefact) -> None:
        board = self._workspace.board
        kind = board.of(Kind)[artefact.kind].name if artefact.kind else ""
        lane = board.shown(Workstream, artefact.workstream).name
        self.ref.setText(one_line(artefact.ref, _REF) or "No reference")
        self.ref.setToolTip(plain_tooltip(artefact.ref))
        self.kind.setText(" · ".join(part for part in (kind, lane) if part))
        self.title.setText(clip(artefact.title, _TITLE))
        stages = [stage.id for stage in board.stages]
        at = stages.index(artefact.stage) if artefact.stage in stages else -1
        blocked = board.is_blocked(artefact.id)
        self.steps.show_stage([stage.name for stage in board.stages], at, blocked)
        stage = board.shown(Stage, artefact.stage).name if artefact.stage else "a stage that is not stated"
        told = f"Blocked at {stage}" if blocked else "Retired" if artefact.retired else stage
        self.milestone.setText(milestone(board, artefact.milestone, self._workspace.today))
        self.milestone.setVisible(bool(artefact.milestone))
        self.standing.setText(" · ".join([told + self._age(artefact, blocked), *self._beside(artefact, blocked)]))

    def _age(self, artefact: Artefact, blocked: bool) -> str:
        board, today = self._workspace.board, self._workspace.today
        if not blocked:
            stay = in_stage(board, artefact, today)
            return f" for {stay}" if stay else ""
        age = escalation.blocked_days(board, artefact, today)
        return f" for {days(age)}" if age else ""

    def _beside(self, artefact: Artefact, blocked: bool) -> Iterator[str]:
        """What is said beside where it stands: why it is overdue, which decision about it waits, the stay in the stage
        while it is blocked, what is long, what was noted."""
        board, today = self._workspace.board, self._workspace.today
        if late := escalation.overdue(board, artefact, today):
            yield f"overdue: {'; '.join(one.words(board) for one in late)}"
        for decision in board.linked(Decision.KIND, "artefact", artefact.id):
            if isinstance(decision, Decision) and (waits := escalation.where_it_waits(board, decision, today)):
                yield f"{clipped_name(decision)} {waits}"
        stay = in_stage(board, artefact, today) if blocked else ""
        if stay:
            yield f"in this stage for {stay}"
        if why := band_words(board, artefact, face_of(board, signs(board, artefact), today).band):
            yield why
        if artefact.stage_note:
            yield artefact.stage_note

    def _blocked(self, artefact: Artefact) -> None:
        blockers = self._workspace.board.open_blockers(artefact.id)
        while len(self._blockers) < len(blockers):
            box = BlockerBox()
            box.escalate.connect(lambda blocker: self.escalate.emit(self.shown_id, blocker))
            box.unblock.connect(lambda blocker: self.unblock.emit(self.shown_id, blocker))
            box.answer.connect(self.answer)
            box.withdraw.connect(self.withdraw)
            self._blockers.append(box)
            self._blocker_box.addWidget(box)
            in_order(self._close, self.above, *(button for one in self._blockers for button in one.buttons))
        why_not = READ_ONLY if self._workspace.read_only else ""
        for number, box in enumerate(self._blockers):
            box.setVisible(number < len(blockers))
            if number < len(blockers):
                box.show_blocker(self._workspace, blockers[number], why_not)
