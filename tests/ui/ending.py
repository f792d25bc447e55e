"""A program of its own that runs the real window until it is ended from outside; what it prints says where it stands.

`python -m tests.ui.ending BOARD [dialog] [typed] [adding] [logout] [open=FILE]`. With `logout` drafts are kept by nothing but
the end of the session, which the system then announces; with `open=` it hands a file over as macOS does.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from mhhs_board.program import boards
from mhhs_board.program.window import run_window

opened: list[str] = []


def audit(event: str, arguments: tuple[Any, ...]) -> None:
    """Note every socket that is made; the one that looks for a display is a local one."""
    if event == "socket.__new__" and "AF_UNIX" not in str(arguments[1]):
        opened.append(str(arguments[1]))
    elif event in ("socket.connect", "socket.getaddrinfo", "socket.bind") and not isinstance(arguments[-1], str):
        opened.append(event)


def ending_session() -> Any:
    """An application whose session a test can end: Qt's own signal wants a session manager that nobody can make."""
    import sqlalchemy  # noqa: F401  before PySide6, as the program does
    from PySide6.QtCore import Signal

    from mhhs_board.ui.window import drafting
    from mhhs_board.ui.window.application import Application

    class Ending(Application):
        commitDataRequest = Signal(object)

    drafting.EVERY_MS = 10**8
    return Ending(["mhhs-board"])


def hand_over(path: str) -> None:
    """What macOS sends where a file is double-clicked."""
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtGui import QFileOpenEvent

    application = QCoreApplication.instance()
    assert application is not None
    QCoreApplication.sendEvent(application, QFileOpenEvent(path))


def titles() -> list[str]:
    """The titles of what is on the screen."""
    from PySide6.QtWidgets import QApplication

    return sorted(top.windowTitle() for top in QApplication.topLevelWidgets() if top.isVisible() and top.windowTitle())


def main(board: str, *how: str) -> None:
    """Run it."""
    from PySide6.QtCore import Qt, QTimer

    sys.addaudithook(audit)
    workspace = boards.open_workspace(Path(board), actor="Ann")
    session = ending_session() if "logout" in how else None

    def begin() -> None:
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        window: Any = next(top for top in QApplication.topLevelWidgets() if hasattr(top, "performer"))
        if "typed" in how:
            card = next(iter(workspace.board.artefacts()))
            window.side.show_details(card.id)
            field = window.side.inspector.details.field("owner")
            field.setFocus()
            field.selectAll()
            QTest.keyClicks(field, "half a na")
        if "dialog" in how:
            window.acts.add()
            title = QApplication.activeModalWidget().title  # type: ignore[union-attr]
            QTest.keyClicks(title, "half a title")
        if "adding" in how:
            window.adding.here()
            QTest.keyClicks(window.adding.editor.text, "half a card")
            QTest.keyClick(window.adding.editor.text, Qt.Key.Key_Escape)
        if session is not None:
            session.commitDataRequest.emit(None)
        for named in how:
            if named.startswith("open="):
                hand_over(named.removeprefix("open="))
        QTimer.singleShot(700, lambda: print("ready", *titles(), flush=True))

    code = run_window(workspace, painted=begin)
    print("ended", code, opened, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
