"""Somebody else is in the middle of writing: what was wished is done a moment later by itself, or said to be not done."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mhhs_board.base.settings import Settings
from mhhs_board.program import boards
from mhhs_board.program.window import Windows
from mhhs_board.ui.kit import perform
from mhhs_board.ui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("qt.text.font.db", "This plugin does not support")


@pytest.fixture
def board(tmp_path: Path) -> Path:
    path = tmp_path / "ours.mhhsboard"
    boards.create_board(path, "l4", actor="Ana")
    return path


@pytest.fixture
def window(qtbot: QtBot, board: Path) -> Iterator[MainWindow]:
    windows = Windows(Settings({"theme": "light", "welcome": False, "started": True}), "Ana")
    found = windows.show(boards.open_workspace(board, actor="Ana", kept=False), remember=False)
    qtbot.waitExposed(found)
    yield found
    windows.close()


@contextlib.contextmanager
def writing(board: Path) -> Iterator[sqlite3.Connection]:
    """Another program that has begun to write and does not come to an end."""
    with contextlib.closing(sqlite3.connect(board, isolation_level=None)) as raw:
        raw.execute("BEGIN IMMEDIATE")
        yield raw


def move(window: MainWindow) -> str:
    """Move a card by key."""
    card = next(one for one in window.workspace.board.artefacts() if one.stage == "backlog")
    window.view.focus_card(card.id)
    QTest.keyClick(window.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    return card.id


def test_a_move_is_made_as_soon_as_there_is_room(qtbot: QtBot, window: MainWindow, board: Path) -> None:
    with writing(board) as other:
        card = move(window)
        assert "tried again" in window.messages.sentence.text()
        assert window.workspace.board.artefact(card).stage == "backlog"
        other.execute("ROLLBACK")
        qtbot.waitUntil(lambda: window.workspace.board.artefact(card).stage == "in-progress", timeout=10_000)
    assert window.messages.isHidden()
    assert window.view.focused_id() == card


def test_where_there_is_no_room_for_long_it_is_said_and_nothing_is_done(
    qtbot: QtBot, window: MainWindow, board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(perform, "AGAIN_MS", 10)
    with writing(board):
        card = move(window)
        qtbot.waitUntil(lambda: "please try again" in window.messages.sentence.text(), timeout=20_000)
    assert window.workspace.board.artefact(card).stage == "backlog"
    assert window.workspace.head.seq == 1


def test_looking_for_what_others_wrote_says_nothing_while_they_write(window: MainWindow, board: Path) -> None:
    with contextlib.closing(sqlite3.connect(board, isolation_level=None)) as other:
        window.workspace._behind = True  # there is something to read, and just then it cannot be read
        other.execute("BEGIN EXCLUSIVE")
        window.performer.poll()
        assert window.messages.isHidden()
        other.execute("ROLLBACK")
    window.performer.poll()
    assert not window.workspace._behind
