"""`self-test`: a fresh board, the window on it, a move, a block, undo, a picture; one line a step.

Proves of a packaged build what a reader of files cannot see: that Qt starts, that templates, fonts, themes and the store
are all in it, and that what is shown is what was saved. Works offscreen where there
is no display, and leaves nothing behind.
"""

from __future__ import annotations

import os
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mhhs_board import app, display, files
from mhhs_board.base.settings import Settings
from mhhs_board.domain.board import BLOCKED
from mhhs_board.operations import blocking, moving

if TYPE_CHECKING:
    from mhhs_board.workspace import Workspace


class Failed(Exception):
    """A step did not come out as it must."""


def run() -> int:
    """Go through the steps in a temporary folder, say how each ended, and return 0 or, after the first failure, 1."""
    with tempfile.TemporaryDirectory(prefix="mhhs-board-") as folder:
        test = SelfTest(Path(folder))
        try:
            return test.run()
        finally:
            test.close()


class SelfTest:
    """The steps, in order; a later one stands on the earlier."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "self-test é.mhhsboard"
        self._windows: app.Windows | None = None
        self._workspace: Workspace | None = None

    def run(self) -> int:
        """Every step until one fails; each says so on a line."""
        steps: list[tuple[str, Callable[[], None]]] = [
            ("new board", self._new),
            ("window", self._window),
            ("move", self._move),
            ("block", self._block),
            ("undo", self._undo),
            ("picture", self._picture),
            ("open again and check", self._again),
        ]
        for name, step in steps:
            try:
                step()
            except Exception as error:  # noqa: BLE001  whatever it is, the step has failed and says so
                print(f"FAILED  {name}: {error}")
                if not isinstance(error, Failed):
                    traceback.print_exc()
                return 1
            print(f"ok      {name}")
        print("The self-test passed.")
        return 0

    def close(self) -> None:
        """Let go of the window and the board."""
        if self._windows is not None:
            self._windows.close()

    @property
    def workspace(self) -> Workspace:
        """The board opened by the first step."""
        assert self._workspace is not None
        return self._workspace

    def _new(self) -> None:
        app.create_board(self._path, app.EXAMPLE, example=True, actor="Self-test")
        self._workspace = app.open_workspace(self._path, actor="Self-test", kept=False)
        _expect(self.workspace.board.count() == 23, "the example does not have its 23 artefacts")

    def _window(self) -> None:
        if not display.has_display():
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        missing = display.missing_for_pictures()
        if missing:
            raise Failed(missing)
        from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer
        from PySide6.QtWidgets import QApplication

        self._application = QApplication.instance() or QApplication(["mhhs-board", "self-test"])
        self._windows = app.Windows(Settings(), "Self-test")
        painted: list[bool] = []
        self._windows.show(self.workspace, remember=False, painted=lambda: painted.append(True))
        waited = QDeadlineTimer(20_000)
        tick = QTimer()
        tick.start(20)
        while not painted and not waited.hasExpired():
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        _expect(bool(painted), "the board was not painted within 20 seconds")

    def _move(self) -> None:
        artefact = self._process_4()
        self.workspace.run(moving.move, ids=[artefact], stage="l4-review")
        _expect(artefact in self.workspace.board.cell("smart", "l4-review"), "Process 4 did not move")
        self._application.processEvents()

    def _block(self) -> None:
        artefact = self._process_4()
        self.workspace.run(blocking.block, ids=[artefact], reason="Self-test", forum="dag")
        _expect(artefact in self.workspace.board.cell("smart", BLOCKED), "Process 4 is not blocked")
        self._application.processEvents()

    def _undo(self) -> None:
        self.workspace.undo()
        self.workspace.undo()
        _expect(self._process_4() in self.workspace.board.cell("smart", "in-progress"), "undo did not take it back")
        self._application.processEvents()

    def _picture(self) -> None:
        picture = self._folder / "board.png"
        files.export(self.workspace, files.Sight.now(self.workspace), picture)
        _expect(picture.stat().st_size > 10_000, "the picture is empty")

    def _again(self) -> None:
        again = app.open_workspace(self._path, read_only=True, kept=False)
        try:
            _expect(again.head == self.workspace.head, "the board on the disk is not the one in the window")
        finally:
            again.close()
        findings = app.check_board(self._path)
        _expect(not findings, "; ".join(finding["sentence"] for finding in findings))

    def _process_4(self) -> str:
        board = self.workspace.board
        return next(found.id for found in board.artefacts() if (found.workstream, found.ref) == ("smart", "Process 4"))


def _expect(held: bool, otherwise: str) -> None:
    if not held:
        raise Failed(otherwise)
