"""A program of its own that runs the real window until it is ended from outside; what it prints says where it stands.

`python -m tests.ui.ending BOARD [dialog] [typed] [sockets]`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from mhhs_board import app

opened: list[str] = []


def audit(event: str, arguments: tuple[Any, ...]) -> None:
    """Note every socket that is made; the one that looks for a display is a local one."""
    if event == "socket.__new__" and "AF_UNIX" not in str(arguments[1]):
        opened.append(str(arguments[1]))
    elif event in ("socket.connect", "socket.getaddrinfo", "socket.bind") and not isinstance(arguments[-1], str):
        opened.append(event)


def main(board: str, *how: str) -> None:
    """Run it."""
    from PySide6.QtCore import QTimer

    sys.addaudithook(audit)
    workspace = app.open_workspace(Path(board), actor="Ann")

    def begin() -> None:
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        window: Any = next(top for top in QApplication.topLevelWidgets() if hasattr(top, "performer"))
        if "typed" in how:
            card = next(iter(workspace.board.artefacts()))
            window.show_details(card.id)
            field = window.inspector.details.field("owner")
            field.setFocus()
            field.selectAll()
            QTest.keyClicks(field, "half a na")
        if "dialog" in how:
            window.acts.add()
            title = QApplication.activeModalWidget().title  # type: ignore[union-attr]
            QTest.keyClicks(title, "half a title")
        QTimer.singleShot(700, lambda: print("ready", window.inspector.isVisible(), flush=True))

    code = app.run_window(workspace, painted=begin)
    print("ended", code, opened, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
