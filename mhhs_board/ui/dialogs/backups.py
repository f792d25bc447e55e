"""Earlier states of a board: its backups with a way back to each, and what can be done where a board cannot be opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QListWidget, QListWidgetItem, QPushButton, QWidget

from mhhs_board.domain.errors import BoardError
from mhhs_board.ui.dialogs.boards import Asking
from mhhs_board.ui.kit.accessible import announce
from mhhs_board.ui.kit.actions import READ_ONLY
from mhhs_board.ui.kit.jobs import Job
from mhhs_board.ui.kit.plain import PlainLabel, menu_text, one_line, plain_tooltip
from mhhs_board.ui.kit.waiting import waiting

if TYPE_CHECKING:
    from mhhs_board.ui.kit.doors import Doors, EarlierState, WayBack

_NONE = "There is no backup of this board yet. One is made by itself while the board is open and changes."
EITHER = "More than one board was at this place, and nothing there says which it is. Choose the one that is meant."
_ABOUT = "Backups are made by themselves. Going back is one entry of the history: nothing is lost, and Undo takes it back."


class Backups(Asking):
    """The backups of the board shown, newest first, and behind them the other boards that were at its place. Going back
    asks once, in the dialog, and says how much would go.

    Where the board is damaged, or no longer there, there is nothing to go back to by an entry: the one offer is to put it
    back, with what that would do. So is another board put back, in the place of the one shown. `put_back` is told the
    state, or None."""

    def __init__(
        self,
        parent: QWidget,
        doors: Doors,
        board: Path,
        read_only: bool,
        told: Callable[[str], None],
        put_back: Callable[[Path | None], None] = lambda _state: None,
    ) -> None:
        super().__init__(parent, "Backups")
        self._board = board
        self._doors, self._told, self._put_back = doors, told, put_back
        self._why_not = READ_ONLY if read_only else ""
        self._job: Job | None = None
        self.about = PlainLabel(_ABOUT, role="quiet", wrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName("Backups, newest first")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(160)
        self.sentence = PlainLabel("", wrap=True)
        self.sentence.hide()
        self.make = QPushButton("Back up now")
        self.go = QPushButton()
        roles = QDialogButtonBox.ButtonRole
        for button, act, role in ((self.make, self._make, roles.ActionRole), (self.go, self._go, roles.AcceptRole)):
            button.setAutoDefault(False)
            button.clicked.connect(act)
            self.buttons.addButton(button, role)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("Close")
        for widget in (self.about, self.list, self.sentence, self.buttons):
            self.box.addWidget(widget)
        self.list.currentRowChanged.connect(lambda _row: self._begin())
        self.refresh()
        self.list.setFocus()

    def refresh(self) -> None:
        """List what there is now. Raises BoardError where the board cannot be read."""
        self._damage = self._doors.damage()
        self._way = self._doors.remedy(self._board) if self._damage else None
        self._either = bool(self._way and self._way.boards)
        self._states = list(self._way.boards if self._way and self._either else self._doors.backups())
        self.list.clear()
        for state in self._states:
            entry = QListWidgetItem(_told(state))
            entry.setToolTip(plain_tooltip(str(state.path)))
            self.list.addItem(entry)
        self.about.setText(_ABOUT if self._states else _NONE)
        self.list.setEnabled(self._either or not self._damage)  # which of them is taken is said above
        self.list.setCurrentRow(0 if self._states else -1)
        self._begin()

    @property
    def chosen(self) -> EarlierState | None:
        """The backup that is chosen."""
        row = self.list.currentRow()
        return self._states[row] if 0 <= row < len(self._states) else None

    def _begin(self) -> None:
        """Nothing is asked yet of the backup that is chosen."""
        self._asked = False
        if self._way is not None:
            self.go.setText("Put back")
            self.go.setEnabled((self._way.helps or self._either) and not self._why_not)
            self.go.setToolTip(plain_tooltip(self._why_not))
            self.go.setDefault(True)
            self.make.setEnabled(False)  # a damaged board makes no backup
            self.about.setText(EITHER if self._either else self._way.sentence)
            self._say(self._damage, "error")
            return
        self.go.setText("Put that board back…" if self.chosen and self.chosen.board else "Go back to this…")
        why = self._why_not or ("" if self.chosen else "No backup is chosen.")
        self.go.setEnabled(not why)
        self.go.setToolTip(plain_tooltip(why))
        (self.make if why else self.go).setDefault(True)  # going back asks first; Close would be Qt's choice
        self.sentence.hide()

    def _say(self, text: str, role: str = "") -> None:
        self.sentence.setProperty("role", role)
        self.sentence.style().polish(self.sentence)
        self.sentence.setText(text)
        self.sentence.show()
        announce(self, text)

    def _go(self) -> None:
        if not self._damage and self._doors.damage():
            self.refresh()  # since the dialog was opened
            return
        state = self.chosen
        if self._damage:
            self.accept()
            self._put_back(state.path if state is not None and self._either else None)
            return
        if state is None:
            return
        if not self._asked:
            self._asked = True
            self.go.setText("Put back" if state.board else "Go back")
            self._say(_becomes(state))
            return
        if state.board:
            self.accept()
            self._put_back(state.path)
            return
        try:
            with waiting():
                sentence = self._doors.go_back(state.path)
        except (BoardError, OSError) as error:
            self._begin()
            self._say(str(error), "error")
            return
        self.accept()
        self._told(sentence)

    def _make(self) -> None:
        self.make.setEnabled(False)
        self._job = Job(lambda _report: self._doors.back_up(), self._made, self._failed)

    def _made(self, sentence: str) -> None:
        self.make.setEnabled(True)
        try:
            self.refresh()
        except BoardError as error:
            self._say(str(error), "error")
        else:
            self._say(sentence)

    def _failed(self, sentence: str) -> None:
        self.make.setEnabled(True)
        self._say(sentence, "error")

    def done(self, result: int) -> None:
        """Hear no more of a backup that is still being made; it is made all the same."""
        if self._job is not None:
            self._job.abandon()
        super().done(result)


def _told(state: EarlierState) -> str:
    if state.board:
        return f"{state.when}, “{one_line(state.board, 60)}” as it was last, at entry {state.entry}"
    return f"{state.when}{_since(state)}"


def _becomes(state: EarlierState) -> str:
    if not state.board:
        return f"The board becomes what it was on {state.when}{_since(state)}. Undo takes that back."
    return (
        f"“{one_line(state.board, 60)}”, another board that was at this place before, is put back as it was last. The one "
        "shown is kept as a backup, its file is set aside, and the same way brings it back."
    )


def _since(state: EarlierState) -> str:
    if state.later < 0:
        return ""
    if state.later == 0:
        return ", nothing has changed since"
    return f", {state.later} {'entry' if state.later == 1 else 'entries'} before now"


class Unopened(Asking):
    """Why a board cannot be opened, and where it helps the offer to put it back; where several boards were at its place,
    the one that is chosen. `wanted` is told the state that was chosen, or None, once it is closed."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None, name: str, why: str, way: WayBack) -> None:
        super().__init__(parent, f"{one_line(name, 60)} cannot be opened")
        self.why = PlainLabel(why, wrap=True)
        self.remedy = PlainLabel(EITHER if way.boards else way.sentence, role="quiet", wrap=True)
        self.remedy.setVisible(bool(self.remedy.text()))
        self.boards = QListWidget()
        self.boards.setAccessibleName("Boards that were here, the last first")
        for state in way.boards:
            entry = QListWidgetItem(_told(state))
            entry.setToolTip(plain_tooltip(str(state.path)))
            self.boards.addItem(entry)
        self.boards.setCurrentRow(0 if way.boards else -1)
        self.boards.setVisible(bool(way.boards))
        for widget in (self.why, self.remedy, self.boards):
            self.box.addWidget(widget)
        self.box.addStretch(1)  # a height that wrapped words asked for too much of goes here, not between them
        self.box.addWidget(self.buttons)
        close = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        close.setText("Close")
        self.put_back: QPushButton | None = None
        if way.helps or way.boards:
            self.put_back = self.button(
                menu_text("Put back"),
                lambda: self.wanted.emit(way.boards[self.boards.currentRow()].path if way.boards else None),
            )
        (self.put_back or close).setDefault(True)
        (self.boards if way.boards else self.put_back or close).setFocus()
