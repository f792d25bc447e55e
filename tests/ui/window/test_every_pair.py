"""All pairs of columns in the window, by the menu and by the keys: the verdict is the one the rules give."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from pytestqt.qtbot import QtBot

from mhhs_board.domain.board import BLOCKED
from mhhs_board.domain.workflow import verdict
from mhhs_board.operations.blocking import block
from mhhs_board.operations.moving import move
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.workspace import Workspace
from tests.boards import one

COLUMNS = ["backlog", "in-progress", "l4-review", "dag-review", "approved", BLOCKED]
PAIRS = [(source, target) for source in COLUMNS for target in COLUMNS if source != target]
NAMES = dict(
    zip(
        COLUMNS,
        ["Backlog", "In Progress", "L4 Working Group Review", "DAG Review & Approval", "Approved", "Blocked…"],
        strict=True,
    )
)


def standing_in(workspace: Workspace, column: str) -> str:
    """Smart's Process 4 brought to a column; to Blocked from the review in the middle."""
    card = one(workspace.board, "smart", "Process 4").id
    stage = "l4-review" if column == BLOCKED else column
    workspace.run(move, ids=[card], stage=stage, override="set up", reason="set up")
    if column == BLOCKED:
        workspace.run(block, ids=[card], not_stated=True)
    return card


def expected(workspace: Workspace, card: str, target: str) -> str:
    judged = verdict(workspace.board, workspace.board.artefact(card), "smart", target, unblock=target != BLOCKED)
    return "moved" if judged.allowed else "asks" if judged.needs else "refused"


def outcome(window: MainWindow, card: str, target: str, head: int) -> str:
    """What the window made of it: moved, asks (a line or the Block dialog), or refused with nothing written."""
    board = window.workspace.board
    if board.column_of(board.artefact(card)) == target:
        return "moved"
    assert window.workspace.head.seq == head
    opened = QApplication.activeModalWidget()
    if isinstance(opened, QDialog):
        opened.reject()
        return "asks"
    return "asks" if window.prompt.isVisible() else "refused"


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_by_menu(window: MainWindow, source: str, target: str) -> None:
    card = standing_in(window.workspace, source)
    window.view.focus_card(card)
    wanted, head = expected(window.workspace, card, target), window.workspace.head.seq
    (menu,) = [found for found in window.menuBar().findChildren(QMenu) if found.title() == "Move to"]
    menu.aboutToShow.emit()
    (action,) = [found for found in menu.actions() if found.text().replace("&&", "&") == NAMES[target]]
    if wanted == "refused":
        assert not action.isEnabled()
        assert "approved cannot be blocked" in action.toolTip()
    action.trigger()
    assert outcome(window, card, target, head) == wanted


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_by_keys(window: MainWindow, qtbot: QtBot, source: str, target: str) -> None:
    card = standing_in(window.workspace, source)
    window.view.focus_card(card)
    wanted, head = expected(window.workspace, card, target), window.workspace.head.seq
    qtbot.keyClick(window.view, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    steps = COLUMNS.index(target) - COLUMNS.index(source)
    for _ in range(abs(steps)):
        qtbot.keyClick(window.view, Qt.Key.Key_Right if steps > 0 else Qt.Key.Key_Left)
    qtbot.keyClick(window.view, Qt.Key.Key_Return)
    assert outcome(window, card, target, head) == wanted
