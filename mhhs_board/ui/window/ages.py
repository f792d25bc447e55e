"""Has the window learn how long artefacts stay in a stage on its board, a little at a time, once it has been shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from PySide6.QtCore import QObject, QTimer

from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import BoardError, Damaged
from mhhs_board.domain.pace import Pace
from mhhs_board.workspace import Workspace

BETWEEN_MS = 15
"""From one step to the next: a frame of the screen."""


class Ages(QObject):
    """Looks whether today's ages of a workspace's board are known and learns them; `changed` is called where they differ
    from what was known, and at every new day."""

    def __init__(self, parent: QObject, workspace: Workspace, changed: Callable[[], object]) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._changed = changed
        self._learning: tuple[Board, date, Iterator[None]] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(BETWEEN_MS)
        self._timer.timeout.connect(self._step)

    def look(self) -> None:
        """Begin where there is something to learn: at first, on a new day, and where the board was read again. A board that
        is still being read is left in peace."""
        if self._workspace.glimpse is not None:
            return
        board, today = self._workspace.board, self._workspace.today
        if board.pace.day != today and (self._learning is None or self._learning[:2] != (board, today)):
            self._learning = (board, today, self._workspace.learn_pace(board, today))
            self._timer.start()

    def stop(self) -> None:
        """The board is about to be closed."""
        self._timer.stop()
        self._learning = None

    def _step(self) -> None:
        if self._learning is None:
            return
        board, today, steps = self._learning
        before = board.pace
        try:
            next(steps)
            return
        except StopIteration:
            pass
        except Damaged:
            board.pace = Pace(today)  # a history that cannot be read compares nothing; `check` says what is wrong with it
        except BoardError:
            self.stop()  # busy just now; the next look tries again
            return
        self.stop()
        if board is self._workspace.board and (before.day is not None or before.stages != board.pace.stages):
            self._changed()
