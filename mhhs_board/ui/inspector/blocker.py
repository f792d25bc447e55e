"""The box that says why an artefact cannot go on, who must unblock it, and to whom it was put; with what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mhhs_board.domain import dates
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.records import Blocker
from mhhs_board.ui.kit.plain import PlainLabel, plain_tooltip
from mhhs_board.ui.kit.wording import days_since, due_words, ended_words
from mhhs_board.workspace import Workspace

_ROWS = ("Who must unblock", "Blocked since", "Raised by", "Needed by", "Escalated to", "Question", "Answer needed by")


class BlockerBox(QFrame):
    """One open blocker. Filled again for another; rows that have nothing to say are hidden, gaps that matter are not."""

    escalate = Signal(str)
    unblock = Signal(str)
    """The id of the blocker, as of `escalate`."""
    answer = Signal(str)
    """The id of the escalation that has its answer."""
    withdraw = Signal(str)
    """The id of the escalation that is no longer put."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._blocker = self._escalation = ""
        self.setProperty("role", "blocker")
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 12, 10)
        box.setSpacing(6)
        self.reason = PlainLabel("", role="blocker-reason", wrap=True)
        box.addWidget(self.reason)
        self._form = QFormLayout()
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setVerticalSpacing(3)
        self._form.setHorizontalSpacing(12)
        self._rows = {name: PlainLabel("", wrap=True) for name in _ROWS}
        for name, label in self._rows.items():
            called = PlainLabel(name, role="quiet")
            called.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)  # beside the first line
            self._form.addRow(called, label)
        box.addLayout(self._form)
        self.ended = PlainLabel("", role="quiet", wrap=True)
        box.addWidget(self.ended)
        self.answer_button = QPushButton("Answer…")
        self.withdraw_button = QPushButton("Withdraw…")
        self.escalate_button = QPushButton("Escalate…")
        self.unblock_button = QPushButton("Unblock…")
        self.answer_button.clicked.connect(lambda: self.answer.emit(self._escalation))
        self.withdraw_button.clicked.connect(lambda: self.withdraw.emit(self._escalation))
        self.escalate_button.clicked.connect(lambda: self.escalate.emit(self._blocker))
        self.unblock_button.clicked.connect(lambda: self.unblock.emit(self._blocker))
        for pair in ((self.answer_button, self.withdraw_button), (self.escalate_button, self.unblock_button)):
            row = QHBoxLayout()
            row.setSpacing(8)
            for button in pair:
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click the board's keys go on working
                row.addWidget(button)
            row.addStretch(1)
            box.addLayout(row)

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """What can be done with it."""
        return self.answer_button, self.withdraw_button, self.escalate_button, self.unblock_button

    def show_blocker(self, workspace: Workspace, blocker: Blocker, why_not: str) -> None:
        """Fill the box; `why_not` closes its buttons and says why."""
        board, today = workspace.board, workspace.today
        self._blocker = blocker.id
        self.reason.setText(f"⊘ {blocker.reason or 'Reason not stated'}")
        since = dates.instant_day(blocker.since)
        self._row("Who must unblock", blocker.owner or "not stated")
        self._row("Blocked since", f"{dates.short(since, today)} · {days_since(since, today)}" if since else "not stated")
        self._row("Raised by", "" if blocker.raised_by == "not stated" else blocker.raised_by)
        self._row("Needed by", due_words(blocker.needed_by, blocker.needed_on, today))
        self._escalated(board, blocker, workspace)
        for button in self.buttons:
            button.setEnabled(not why_not)
            button.setToolTip(plain_tooltip(why_not))

    def _escalated(self, board: Board, blocker: Blocker, workspace: Workspace) -> None:
        waiting = [found for found in board.escalations(blocker.id) if not found.returned]
        self._escalation = waiting[-1].id if waiting else ""
        self.answer_button.setVisible(bool(waiting))
        self.withdraw_button.setVisible(bool(waiting))
        ended = [ended_words(board, found, workspace.today) for found in board.escalations(blocker.id) if found.returned]
        self.ended.setText("\n".join(ended))
        self.ended.setVisible(bool(ended))
        if not waiting:
            for name in ("Escalated to", "Question", "Answer needed by"):
                self._row(name, "")
            return
        escalation = waiting[-1]
        forum = board.of(Forum)[escalation.forum]
        raised = dates.instant_day(escalation.raised)
        when = f" · {dates.short(raised, workspace.today)}" if raised else ""
        self._row("Escalated to", f"⚑ {forum.short or forum.name}{when}")
        self._row("Question", escalation.question)
        same = escalation.needed_by == blocker.needed_by
        answer_by = "" if same else due_words(escalation.needed_by, escalation.needed_on, workspace.today)
        self._row("Answer needed by", answer_by)

    def _row(self, name: str, text: str) -> None:
        self._rows[name].setText(text)
        self._form.setRowVisible(self._rows[name], bool(text))
