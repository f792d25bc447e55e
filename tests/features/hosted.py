"""The real program in a process of its own that also answers, on its standard input and output, where things are.

`python3 -m tests.features.hosted BOARD` opens the window on a board. Each line that comes in is a JSON list: a question of
`QUESTIONS` and its arguments; each line that goes out is its answer. The answers only say where a hand must go and what an
eye would read; nothing is done through them.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mhhs_board.program import boards
from mhhs_board.program.window import run_window

Box = list[int]


def host(path: Path) -> int:
    """Open the board and answer until the window is closed."""
    workspace = boards.open_workspace(path, actor="Ana")
    return run_window(workspace, remember=False, painted=_listen)


def _listen() -> None:
    from PySide6.QtCore import QObject, Signal

    class Asked(QObject):
        asked = Signal(str)

    asked = Asked()
    asked.asked.connect(_answer)
    _kept.append(asked)

    def read() -> None:
        for line in sys.stdin:
            asked.asked.emit(line)

    threading.Thread(target=read, daemon=True).start()
    print(json.dumps("ready"), flush=True)


_kept: list[object] = []


def _answer(line: str) -> None:
    question, *arguments = json.loads(line)
    try:
        told = QUESTIONS[question](*arguments)
    except (AttributeError, LookupError, StopIteration, TypeError, ValueError) as error:
        told = {"error": repr(error)}
    print(json.dumps(told), flush=True)


def _window() -> Any:
    from PySide6.QtWidgets import QApplication

    from mhhs_board.ui.window.main_window import MainWindow

    return next(found for found in QApplication.topLevelWidgets() if isinstance(found, MainWindow))


def _box(widget: Any, rect: Any = None) -> Box:
    """A rectangle of a widget on the screen, as left, top, width, height."""
    rect = widget.rect() if rect is None else rect
    corner = widget.mapToGlobal(rect.topLeft())
    return [corner.x(), corner.y(), rect.width(), rect.height()]


def _card(lane: str, ref: str) -> Box:
    view, board = _window().view, _window().workspace.board
    (found,) = [one.id for one in board.artefacts() if (one.workstream, one.ref) == (lane, ref)]
    view.scrollTo(view.cards.index_of(found))
    return _box(view.viewport(), view.visualRect(view.cards.index_of(found)))


def _cell(lane: str, column: str) -> Box:
    from PySide6.QtCore import QRect

    view = _window().view
    rect = view.layout_shown.cell_rect(lane, column)
    view.reveal(rect)
    left, top = int(rect.x) - view.horizontalOffset(), int(rect.y) - view.verticalOffset()
    return _box(view.viewport(), QRect(left, top, int(rect.width), int(rect.height)))


def _board() -> Box:
    return _box(_window().view)


def _button(text: str) -> Box | None:
    from PySide6.QtWidgets import QAbstractButton, QApplication

    for widget in QApplication.allWidgets():
        if (
            isinstance(widget, QAbstractButton)
            and widget.isVisible()
            and widget.isEnabled()
            and widget.window().isVisible()
        ):
            names = {widget.text().replace("&", "").strip(), widget.accessibleName()}
            if text in names or any(name.startswith(text) for name in names if name):
                return _box(widget)
    return None


def _field(name: str) -> Box | None:
    from PySide6.QtWidgets import QApplication

    for widget in QApplication.allWidgets():
        if widget.isVisible() and widget.accessibleName().startswith(name):
            return _box(widget)
    return None


def _menu(title: str) -> Box | None:
    bar = _window().menuBar()
    for action in bar.actions():
        if action.text().replace("&", "") == title:
            return _box(bar, bar.actionGeometry(action))
    return None


def _item(text: str) -> Box | None:
    from PySide6.QtWidgets import QApplication, QMenu

    for menu in QApplication.topLevelWidgets():
        if isinstance(menu, QMenu) and menu.isVisible():
            for action in menu.actions():
                if action.text().replace("&", "").startswith(text):
                    return _box(menu, menu.actionGeometry(action))
    return None


def _seen() -> dict[str, Any]:
    from PySide6.QtWidgets import QApplication, QDialog

    window = _window()
    dialogs = [one.windowTitle() for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
    reason = window.view._carrying._reason
    return {
        "dialogs": dialogs,
        "message": window.messages.sentence.text() if window.messages.isVisible() else "",
        "prompt": window.prompt.sentence.text() if window.prompt.isVisible() else "",
        "reason": reason.text() if reason.isVisible() else "",
        "dragging": window.view.dragging,
        "filter": window.filter_bar.text,
        "count": window.filter_bar.count.text(),
        "undo": window.actions_by_id["undo"].isEnabled(),
        "redo": window.actions_by_id["redo"].isEnabled(),
        "focus": type(QApplication.focusWidget()).__name__,
    }


def _seats() -> list[str]:
    """The seats of the item that is shown, as they stand there."""
    positions = _window().desk.page.panel.positions
    return [positions.stance(row).called for row in range(positions.rowCount())]


def _steps(label: str) -> int:
    """How many keys of Tab part the field that has the keyboard from that of a label in the open form, whichever way."""
    from PySide6.QtWidgets import QApplication

    form = QApplication.activeWindow()
    labels, way = list(form._editors), 0
    now = next(
        one for one, field in form._editors.items() if field.field.hasFocus() or field.isAncestorOf(form.focusWidget())
    )
    way = labels.index(label) - labels.index(now)
    return abs(way)


def _said() -> str:
    """What the open form says is wrong."""
    from PySide6.QtWidgets import QApplication

    return str(QApplication.activeWindow().sentence.text())


def _focus() -> None:
    _window().activateWindow()


QUESTIONS: dict[str, Callable[..., Any]] = {
    "card": _card,
    "cell": _cell,
    "board": _board,
    "button": _button,
    "field": _field,
    "menu": _menu,
    "item": _item,
    "seen": _seen,
    "seats": _seats,
    "steps": _steps,
    "said": _said,
    "activate": _focus,
}

if __name__ == "__main__":
    sys.exit(host(Path(sys.argv[1])))
