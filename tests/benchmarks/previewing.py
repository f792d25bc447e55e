"""The window while a large file is imported: how long it stands still at the longest, as it is judged and as it is taken in.

What is measured is a window with its preview, from the file that is handed to it until the board shows what was taken in.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from mhhs_board.base.settings import Settings
from mhhs_board.program.window import Windows
from mhhs_board.workspace import Workspace
from tests.benchmarks.boards import Boards
from tests.benchmarks.pauses import Pauses
from tests.benchmarks.rounds import Contest
from tests.benchmarks.seen import application

ROWS = 100_000
JUDGING_MS, TAKING_MS = 100.0, 600.0
"""For how long the window may stand still while a file is read and judged, and while it is taken in."""
HEADS = "Issue key,Summary,Issue Type,Swimlane,Status,Assignee,Priority,Due Date,Labels,Notes,Story points".split(",")
_WORDS = "smart segment registration service requirements for the change of supplier process and data exchange".split()


def made(path: Path, rows: int, workspace: Workspace) -> Path:
    """A tracker of another program, of eleven columns, of which every row can be taken in."""
    board = workspace.board
    lanes = itertools.cycle([lane.name for lane in board.workstreams])
    stages = itertools.cycle([stage.name for stage in board.stages])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADS)
        for row in range(rows):
            title = " ".join(_WORDS[row * word % len(_WORDS)] for word in range(1, 8))
            day = f"2026-{row % 12 + 1:02}-{row % 28 + 1:02}"
            told = [f"CR-{row:06}", f"{row} {title}", "Change Request", next(lanes), next(stages), f"Analyst {row % 40}"]
            writer.writerow([*told, ("High", "Low", "Critical")[row % 3], day, "a, b", "As agreed", row % 13])
    return path


class _Window:
    """A window on a board without artefacts, and a file that is imported into it."""

    def __init__(self, boards: Boards) -> None:
        application()
        self._boards = boards
        self._file: Path | None = None

    def pauses(self) -> tuple[float, float]:
        """Seconds that the window stood still at the longest, as the file was judged and as it was taken in."""
        windows = Windows(Settings({"theme": "light", "started": True}), "Ana")
        workspace = self._boards.workspace(0)
        window = windows.show(workspace, remember=False)
        if self._file is None:
            self._file = made(self._boards.folder / f"{ROWS}-foreign.csv", ROWS, workspace)
        _settle(500)
        pauses = Pauses()
        window.files.preview(self._file)
        importing = window.files._importing
        assert importing is not None
        _until(lambda: not importing.preview.judging)
        judging = pauses.longest()
        _settle(500)
        pauses = Pauses()
        importing.preview.go.click()
        _until(lambda: importing._over)
        _settle(1_000)
        taking = pauses.longest()
        assert workspace.board.count() == ROWS, "Not every row was taken in."
        windows.close()
        return judging, taking


def _until(done: Callable[[], bool]) -> None:
    loop, timer = QEventLoop(), QTimer()
    timer.timeout.connect(lambda: loop.quit() if done() else None)
    timer.start(10)
    loop.exec()


def _settle(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def contests(boards: Boards) -> list[list[Contest]]:
    """Both pauses, each of a whole import."""
    window = _Window(boards)

    def contest(action: str, which: int, most: float) -> Contest:
        limit = f"limit: {most:.0f} ms"
        ours = lambda: [window.pauses()[which]]  # noqa: E731  one figure of an import
        return Contest(action, ROWS, lambda: [most / 1000], ours, goal=1, tail=most, note=limit)

    return [
        [contest("import, pause judging", 0, JUDGING_MS)],
        [contest("import, pause taking in", 1, TAKING_MS)],
    ]
