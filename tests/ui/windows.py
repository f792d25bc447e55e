"""A whole window on a real board, shown and in front, for tests of what lies around the board."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mhhs_board.base.settings import Settings
from mhhs_board.exchange import files
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.workspace import Workspace
from tests.doors import doors

Maker = Callable[..., MainWindow]


@pytest.fixture
def made(qtbot: QtBot) -> Iterator[Maker]:
    """Makes windows and closes them again, so that no timer outlives its test."""
    windows: list[MainWindow] = []

    def make(workspace: Workspace, **others: object) -> MainWindow:
        known: dict[str, object] = {
            "settings": Settings({"theme": "light", "welcome": False}),
            "doors": doors(),
            "sheet": lambda shown, asked, private: files.sheet(files.Sight.now(workspace), shown, asked, private=private),
            "sqlite": "3.45.1",
        }
        window = MainWindow(workspace, **(known | others))  # type: ignore[arg-type]
        window.resize(1280, 720)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        window.view.setFocus()
        windows.append(window)
        return window

    yield make
    for window in windows:
        window.close()


@pytest.fixture
def window(made: Maker, workspace: Workspace) -> MainWindow:
    """A window on the example."""
    return made(workspace)


D = TypeVar("D", bound=QWidget)


def shown(kind: type[D]) -> D:
    """The one shown window of that kind."""
    (found,) = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()]
    return found
