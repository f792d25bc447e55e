"""A program of its own that runs the real window and lets one kind of fault happen in it, three times over.

`python -m tests.ui.faulty BOARD KIND` prints as JSON what a user would have met.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from typing import Any

from mhhs_board.base import crash_log
from mhhs_board.operations import moving
from mhhs_board.operations.context import wish
from mhhs_board.program import boards
from mhhs_board.program.window import run_window

TITLE = "Canary Title Zeta"


def fail(*_: object) -> None:
    """The fault; its message holds a title."""
    raise KeyError(TITLE)


def happen(kind: str, window: Any) -> None:
    """Let a fault of a kind happen in a window."""
    from PySide6.QtCore import QRunnable, Qt, QThread, QThreadPool
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QPushButton, QWidget

    class Painted(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:
            fail()

    class Thread(QThread):
        def run(self) -> None:
            fail()

    class Work(QRunnable):
        def run(self) -> None:
            fail()

    if kind == "slot":
        button = QPushButton()
        button.clicked.connect(fail)
        button.click()
    elif kind == "emit":
        window.view.selected_changed.connect(fail)
        window.view.selected_changed.emit()
    elif kind == "virtual":
        window.kept = Painted()
        window.kept.show()
        window.kept.grab()
    elif kind == "data":
        board, window.model.board = window.model.board, None
        window.model.data(window.model.index(0), Qt.ItemDataRole.DisplayRole)
        window.model.board = board
    elif kind == "qthread":
        window.kept = Thread()
        window.kept.start()
        window.kept.wait()
    elif kind == "runnable":
        QThreadPool.globalInstance().start(Work())
        QThreadPool.globalInstance().waitForDone()
    elif kind == "thread":
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    elif kind == "current":
        # What the view does when its focus moves, failing: Qt calls one override after the other with a fault pending.
        tell, window.view._tell = window.view._tell, fail
        for artefact in list(window.workspace.board.artefacts())[:6]:
            window.view.focus_card(artefact.id)
        window.filter_bar.set_text("is:blocked")
        window.filter_bar.set_text("")
        window.view._tell = tell
    elif kind == "save":
        window.performer.workspace.run, run = fail, window.performer.workspace.run
        try:
            window.performer.perform(wish(moving.move, ids=[], stage="in-progress"), fail)
        finally:
            window.performer.workspace.run = run


def main(board: str, kind: str) -> None:
    """Run the window, let it happen, look, go on working, and quit."""
    from PySide6.QtCore import QTimer

    met: dict[str, Any] = {}
    workspace = boards.open_workspace(Path(board), actor="Canary Person Zeta")

    def begin() -> None:
        from PySide6.QtWidgets import QApplication

        window = next(top for top in QApplication.topLevelWidgets() if hasattr(top, "performer"))
        again(window, 2)

    def again(window: Any, left: int) -> None:
        """Each begins after the one before: on a busy machine all would be due at once, and nothing told before the look."""
        try:
            happen(kind, window)
        finally:
            if left:
                QTimer.singleShot(150, lambda: again(window, left - 1))
            else:
                QTimer.singleShot(600, lambda: look(window))

    def look(window: Any) -> None:
        from PySide6.QtWidgets import QApplication

        from mhhs_board.ui.dialogs.crash import FaultDialog

        dialogs = [top for top in QApplication.topLevelWidgets() if isinstance(top, FaultDialog) and top.isVisible()]
        met["dialogs"] = len(dialogs)
        met["report"] = dialogs[0].report.toPlainText() if dialogs else ""
        met["faults"] = met["report"].count("fault in ")
        card = next(iter(workspace.board.artefacts()))
        window.performer.perform(wish(moving.move, ids=[card.id], stage="l4-review", override="x", reason="x"))
        met["saved"] = workspace.head.seq
        QApplication.exit(0)

    met["code"] = run_window(workspace, remember=False, painted=begin)
    log = crash_log.folder() / crash_log.FILE
    met["log"] = log.read_text(encoding="utf-8") if log.exists() else ""
    print(json.dumps(met))


if __name__ == "__main__":
    main(*sys.argv[1:])
