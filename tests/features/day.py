"""What a day by keyboard and a day by mouse share: a running window on real files, a second board to open, and the end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtPrintSupport import QPrintPreviewWidget
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mhhs_board.base.settings import Settings
from mhhs_board.domain.records import Artefact
from mhhs_board.exchange import files
from mhhs_board.program import boards
from mhhs_board.program.window import Windows
from mhhs_board.ui.printing.printing import Preview
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.workspace import Workspace

REFS = [f"BP90{number}" for number in range(1, 6)]
"""The five that are added."""
W = TypeVar("W", bound=QWidget)


class Day:
    """The program as it runs, and what its user sees of it."""

    def __init__(self, windows: Windows, other: Path) -> None:
        self._windows = windows
        self.other = other
        """The board that is opened first of all."""
        with closing(boards.open_workspace(other, kept=False)) as workspace:
            self._first = exported(workspace)

    @property
    def window(self) -> MainWindow:
        """The window there is now."""
        assert self._windows.window is not None
        return self._windows.window

    def card(self, ref: str) -> Artefact:
        """The one artefact of that reference."""
        (found,) = [one for one in self.window.workspace.board.artefacts() if one.ref == ref]
        return found

    def column(self, ref: str) -> str | None:
        """Where it stands."""
        return self.window.workspace.board.column_of(self.card(ref))

    def type(self, text: str) -> None:
        """Words, into what has the keyboard."""
        field = QApplication.focusWidget()
        assert field is not None
        QTest.keyClicks(field, text)

    def previewed(self, qtbot: QtBot) -> Preview:
        """The preview of what is printed, when it is painted."""
        (preview,) = shown(Preview)
        qtbot.waitUntil(lambda: preview.findChild(QPrintPreviewWidget).pageCount() == 1)
        return preview

    def is_as_at_first(self) -> bool:
        """Whether the records are what they were, byte for byte."""
        return exported(self.window.workspace) == self._first


def exported(workspace: Workspace) -> str:
    """The records of a board as its JSON file holds them, but for the saved views, which Undo passes over."""
    path = Path(workspace.location).with_name("records.json")
    path.unlink(missing_ok=True)
    files.export(workspace, files.Sight.now(workspace), path, query="", private=True)
    document = json.loads(path.read_bytes())
    document["records"].pop("view", None)
    return json.dumps(document)


def shown(kind: type[W]) -> list[W]:
    """The windows of a kind that are on the screen."""
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]


@pytest.fixture
def day(qtbot: QtBot, tmp_path: Path, fixed_clock: str) -> Iterator[Day]:
    """The program on one board, with another to open."""
    first, other = tmp_path / "first.mhhsboard", tmp_path / "other.mhhsboard"
    for path in (first, other):
        boards.create_board(path, boards.EXAMPLE, actor="Ann")
    windows = Windows(Settings({"theme": "light", "welcome": False, "started": True}), "Ann")
    window = windows.show(boards.open_workspace(first, actor="Ann"), remember=True)
    qtbot.waitExposed(window)
    window.activateWindow()
    yield Day(windows, other)
    for widget in QApplication.topLevelWidgets():
        if widget is not windows.window and widget.isVisible():
            widget.close()
    windows.close()
