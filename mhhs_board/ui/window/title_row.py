"""The row at the top: which board, whether it is saved, undo and redo, and what is done most; and the line at the foot."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from mhhs_board.domain import dates, milestones
from mhhs_board.ui.kit import counts
from mhhs_board.ui.kit.controls import ActionButton, Worded, in_order
from mhhs_board.ui.kit.plain import PlainLabel, one_line, plain_tooltip
from mhhs_board.workspace import Workspace


class TitleRow(QFrame):
    """Board name, place and saved state at the left, buttons at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "title-row")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.name = PlainLabel("", role="board-name", elide=True)
        self.saved = PlainLabel("", role="quiet")
        self.others = PlainLabel("", role="quiet", elide=True)
        self.others.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._reached: list[QWidget] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 5, 12, 5)
        self._row.setSpacing(8)
        self._row.addWidget(self.name, 1)
        self._row.addWidget(self.others, 1)
        self._row.addWidget(self.saved)

    def add_switch(self, switch: QWidget) -> None:
        """Put the switch between pages behind the board's name."""
        self._row.insertWidget(1, switch)
        self._reached += switch.findChildren(QPushButton)
        in_order(*self._reached)

    def add_button(self, action: QAction, text: str | Worded, role: str = "") -> ActionButton:
        """Put a button at the right."""
        button = ActionButton(action, text, role)
        self._row.addWidget(button)
        self._reached.append(button)
        in_order(*self._reached)
        return button

    def hear(self, told: str, when: str = "") -> None:
        """Say what another did, until somebody does something else."""
        self.others.setText(told)
        self.others.setToolTip(plain_tooltip(f"{told}, {when}" if told and when else told))

    def refresh(self, workspace: Workspace) -> None:
        """Say the board's name and when what was done here was saved."""
        self.name.setText(workspace.seen.details.name or "Board without a name")
        self.name.setToolTip(plain_tooltip(f"{self.name.text()}\n{workspace.location}"))
        if workspace.read_only:
            self.saved.setText("Read only")
            self.saved.setToolTip("This board is open for reading only.")
            return
        last = workspace.saved
        at = dates.local_time(last.at) if last is not None else None
        self.saved.setText(f"✓ Saved {at:%H:%M}" if at else "✓ Saved")
        told = "What you do is saved at once."
        if last is not None and at is not None:
            told = f"What you did last was saved as entry {last.seq}, {at:%Y-%m-%d %H:%M:%S}."
        self.saved.setToolTip(plain_tooltip(told))


class StatusRow(QFrame):
    """The counts of the whole board at the foot."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "status-row")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 12, 3)
        row.setSpacing(16)
        self.place = PlainLabel("", role="quiet", elide=True)
        self.counts = PlainLabel("", role="quiet")
        self.milestone = PlainLabel("", role="quiet")
        self.backup = PlainLabel("", role="quiet")
        row.addWidget(self.place, 1)
        row.addWidget(self.milestone)
        row.addWidget(self.backup)
        row.addWidget(self.counts)

    def say_backup(self, sentence: str, about: str, trouble: bool) -> None:
        """Say when the board was last copied; with a sign where something is wrong, and what it means as a tooltip."""
        self.backup.setText(f"⚠ {sentence}" if trouble else sentence)
        self.backup.setToolTip(plain_tooltip(about))

    def say_reading(self, share: float) -> None:
        """Say how much of a large board has been read, in the place of its counts."""
        if share < 1:
            self.counts.setText(f"Reading the board: {share:.0%}")

    def refresh(self, workspace: Workspace) -> None:
        """Count again and say where the board is kept."""
        self.place.setText(workspace.location)
        self.counts.setText(counts.whole_board(workspace.board))
        coming = milestones.coming(workspace.board, workspace.today)
        told = milestones.to_go(coming, workspace.today) if coming else ""
        self.milestone.setText(f"{one_line(coming.name, 24)}: {told}" if coming else "")
        self.milestone.setToolTip(
            plain_tooltip(f"The next milestone: {milestones.said(coming, workspace.today)}" if coming else "")
        )
