"""The page of limits in the board's settings: how many artefacts may stand in a stage, a lane or a cell, and what then."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mhhs_board.domain.records import Limit
from mhhs_board.domain.workflow import limit_place
from mhhs_board.operations import configuring
from mhhs_board.ui.controls import Choice
from mhhs_board.ui.pages.named_records import Try
from mhhs_board.ui.plain import PlainLabel, one_line, plain_tooltip
from mhhs_board.workspace import Workspace

GATES = [
    ("Warn: it is saved, and a line says so", "warn"),
    ("Refuse: it cannot go there", "refuse"),
    ("Off: no limit", "off"),
]


class BoardLimits(QWidget):
    """The limits there are, and one to set: choose a place, a number, and what happens beyond it."""

    def __init__(self, workspace: Workspace, attempt: Try, why_not: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._try, self._why_not = workspace, attempt, why_not
        self._filling = False
        self.list = QListWidget()
        self.list.setAccessibleName("Limits")
        self.list.currentItemChanged.connect(lambda *_: self._fill())
        self.workstream, self.stage, self.gate = Choice(), Choice(), Choice()
        self.most = QLineEdit()
        self.most.setPlaceholderText("A number")
        self.most.setReadOnly(bool(why_not))
        self.gate.offer(GATES)
        self.save = QPushButton("Set limit")
        self.save.setAutoDefault(False)
        self.save.setEnabled(not why_not)
        self.save.setToolTip(plain_tooltip(why_not))
        self.save.clicked.connect(self._save)
        self.most.returnPressed.connect(self.save.click)
        form = QFormLayout()
        form.setVerticalSpacing(8)
        for label, field in (
            ("Workstream", self.workstream),
            ("Stage", self.stage),
            ("At most", self.most),
            ("Beyond it", self.gate),
        ):
            field.setAccessibleName(label)
            form.addRow(PlainLabel(label, role="quiet"), field)
        told = "Blocked artefacts count in the stage they keep. A limit on a stage counts every workstream."
        right, rows = QVBoxLayout(), QHBoxLayout(self)
        right.addLayout(form)
        right.addWidget(PlainLabel(told, role="quiet", wrap=True))
        right.addWidget(self.save, 0, Qt.AlignmentFlag.AlignRight)
        right.addStretch(1)
        rows.setContentsMargins(0, 12, 0, 0)
        rows.setSpacing(20)
        rows.addWidget(self.list, 2)
        rows.addLayout(right, 3)
        self.refresh()

    def refresh(self, choose: tuple[str | None, str | None] | None = None) -> None:
        """List what there is now; the chosen place stays chosen."""
        board = self._workspace.board
        place = choose or self.place
        self._filling = True
        every: list[tuple[str, Any]] = [("All workstreams", None)]
        self.workstream.offer(every + [(lane.name, lane.id) for lane in board.open_workstreams], place[0])
        whole: list[tuple[str, Any]] = [("All stages", None)]
        self.stage.offer(whole + [(stage.name, stage.id) for stage in board.open_stages], place[1])
        self.list.clear()
        for limit in board.limits:
            entry = QListWidgetItem(f"{one_line(limit_place(board, limit), 80)}: {limit.most}, {limit.gate}")
            entry.setData(Qt.ItemDataRole.UserRole, limit.id)
            self.list.addItem(entry)
            if (limit.workstream, limit.stage) == place:
                self.list.setCurrentItem(entry)
        if not board.limits:
            self.list.addItem("No limit is set.")
        self._filling = False

    @property
    def place(self) -> tuple[str | None, str | None]:
        """Workstream and stage that the fields name."""
        return self.workstream.currentData(), self.stage.currentData()

    def _fill(self) -> None:
        entry = self.list.currentItem()
        limit = self._workspace.board.of(Limit).get(str(entry.data(Qt.ItemDataRole.UserRole))) if entry else None
        if self._filling or limit is None:
            return
        for field, value in ((self.workstream, limit.workstream), (self.stage, limit.stage), (self.gate, limit.gate)):
            field.setCurrentIndex(max(0, field.findData(value)))
        self.most.setText(str(limit.most))

    def _save(self) -> None:
        place = self.place
        # By id: a name may hold the stroke that parts lane and stage.
        name = "limit:" + "/".join(part for part in place if part)
        gate = self.gate.currentData()
        value = "off" if gate == "off" else f"{self.most.text().strip() or '–'} {gate}"
        self._try(configuring.configure, {"values": {name: value}}, lambda _entry: self.refresh(place))
