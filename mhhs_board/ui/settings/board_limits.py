"""The page of limits in the board's settings: how many artefacts may stand in a stage, a lane or a cell, and what then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mhhs_board.base.drafts import SETTINGS, Draft
from mhhs_board.domain.records import Limit
from mhhs_board.domain.workflow import limit_place
from mhhs_board.operations import configuring
from mhhs_board.operations.context import wish
from mhhs_board.ui.kit.controls import Choice, Line
from mhhs_board.ui.kit.plain import PlainLabel, one_line, plain_tooltip
from mhhs_board.ui.settings.named_records import Try
from mhhs_board.workspace import Workspace

GATES = [
    ("Warn: it is saved, and a line says so", "warn"),
    ("Refuse: it cannot go there", "refuse"),
]
NO_NUMBER = "A limit is a whole number of artefacts, up to 999999."
REMOVES = "Remove limit takes it away."
NOT_SET = "The new limit is not set yet. Set limit sets it; emptied, it goes."
NO_PLACE = "Choose the workstream or the stage that the limit is for."


class BoardLimits(QWidget):
    """The limits there are, and that of one place: a number, and what happens beyond it. A button sets a new one, one that
    is there is saved as its fields are left, and a button takes it away. `say` is told what is wrong, or nothing."""

    def __init__(
        self,
        workspace: Workspace,
        attempt: Try,
        say: Callable[[str], None],
        why_not: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._try, self._say, self._why_not = workspace, attempt, say, why_not
        self._filling = False
        self.list = QListWidget()
        self.list.setAccessibleName("Limits")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(lambda *_: self._chosen())
        self.workstream, self.stage, self.gate = Choice(), Choice(), Choice()
        self.most = Line()
        self.most.setPlaceholderText("A number")
        self.most.setReadOnly(bool(why_not))
        self.most.editingFinished.connect(lambda: self.commit() if self._held else None)
        self.most.returnPressed.connect(lambda: self.commit() if not self._held else None)
        self.most.given_up.connect(self._fill)
        self.gate.offer(GATES)
        self.gate.setEnabled(not why_not)
        self.gate.activated.connect(lambda _row: self.commit() if self._held else None)
        for place in (self.workstream, self.stage):
            place.activated.connect(lambda _row: self._went())
        self.save = QPushButton("Set limit")
        self.save.setAutoDefault(False)
        self.save.clicked.connect(lambda: self.commit(wanted=True))
        self.remove = QPushButton("Remove limit")
        self.remove.setAutoDefault(False)
        self.remove.clicked.connect(self._remove)
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
        right.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignRight)
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
            entry.setToolTip(plain_tooltip(entry.text()))
            entry.setData(Qt.ItemDataRole.UserRole, limit.id)
            self.list.addItem(entry)
            if (limit.workstream, limit.stage) == place:
                self.list.setCurrentItem(entry)
        if not board.limits:
            self.list.addItem("No limit is set.")
        self._filling = False
        if not self.waits:
            self._fill()
        self._open_button()

    @property
    def place(self) -> tuple[str | None, str | None]:
        """Workstream and stage that the fields name."""
        return self.workstream.currentData(), self.stage.currentData()

    @property
    def _held(self) -> Limit | None:
        """The limit that the place has."""
        place = self.place
        return next((one for one in self._workspace.board.limits if (one.workstream, one.stage) == place), None)

    def _chosen(self) -> None:
        """A limit of the list is chosen: its place, and what it says."""
        entry = self.list.currentItem()
        limit = self._workspace.board.of(Limit).get(str(entry.data(Qt.ItemDataRole.UserRole))) if entry else None
        if self._filling or limit is None:
            return
        if self._held is None and self.most.text().strip():
            self._say(NOT_SET)
            QTimer.singleShot(0, self, self.refresh)  # once the click is over, which else chooses after all
            return
        for field, value in ((self.workstream, limit.workstream), (self.stage, limit.stage)):
            field.setCurrentIndex(max(0, field.findData(value)))
        self._fill()
        self._open_button()

    def _went(self) -> None:
        """Another place is chosen: what its limit says. A number that is typed and not set yet is for this one."""
        self._say("")
        if not (self.most.isModified() and self.most.text().strip()):
            self._fill()
        self.refresh()

    def _fill(self) -> None:
        """Show what the limit of the place says, or none."""
        held = self._held
        self.most.setText(str(held.most) if held else "")
        self.most.setModified(False)
        if held:
            self.gate.setCurrentIndex(max(0, self.gate.findData(held.gate)))

    def _open_button(self) -> None:
        for button, shown in ((self.save, self._held is None), (self.remove, self._held is not None)):
            button.setVisible(shown)
            button.setEnabled(not self._why_not)
            button.setToolTip(plain_tooltip(self._why_not))

    @property
    def waits(self) -> bool:
        """Whether something here is not saved."""
        held, text = self._held, self.most.text().strip()
        if held is None:
            return bool(text)
        return (text, self.gate.currentData()) != (str(held.most), held.gate)

    def commit(self, *, wanted: bool = False) -> bool:
        """Set the limit that is typed, with `wanted` told also where none is; whether nothing is left."""
        text = self.most.text().strip()
        if not (self.waits or wanted) or self._why_not:
            return True
        if not (text.isascii() and text.isdecimal() and len(text) <= 6):
            self._say(f"{NO_NUMBER} {REMOVES}" if self._held else NO_NUMBER)
        elif self.place == (None, None):
            self._say(NO_PLACE)
        else:
            self._configure(f"{int(text)} {self.gate.currentData()}")
        return not self.waits

    def _remove(self) -> None:
        self._configure("off")

    def _configure(self, value: str) -> None:
        place = self.place
        # By id: a name may hold the stroke that parts lane and stage.
        name = "limit:" + "/".join(part for part in place if part)
        self._try(wish(configuring.configure, values={name: value}), lambda _entry: self._kept(place))

    def _kept(self, place: tuple[str | None, str | None]) -> None:
        self._fill()
        self.refresh(place)

    def drafts(self) -> list[Draft]:
        """What is typed and not saved."""
        text = self.most.text().strip()
        if not text or not self.waits:
            return []
        return [Draft("Board settings", "Limit, at most", text, "", f"{SETTINGS}{Limit.KIND}", "\n".join(self._at()))]

    def _at(self) -> tuple[str, str]:
        workstream, stage = self.place
        return workstream or "", stage or ""

    def put_back(self, draft: Draft) -> None:
        """Fill in what was typed before a crash."""
        workstream, _, stage = draft.seen.partition("\n")
        for field, value in ((self.workstream, workstream), (self.stage, stage)):
            field.setCurrentIndex(max(0, field.findData(value or None)))
        self._fill()
        self.most.setText(draft.text)
        self.most.setModified(True)
