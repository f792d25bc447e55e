"""The sheet of keys tells every key there is, and what it tells of the board is what the board does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mhhs_board.ui.board.keys import KEYS
from mhhs_board.ui.help import help as help_pages
from mhhs_board.ui.help.key_sheet import KeySheet, sections
from mhhs_board.ui.kit.plain import PlainLabel
from mhhs_board.ui.window.main_window import MainWindow
from tests.boards import one
from tests.ui.windows import shown


def test_the_question_mark_opens_it_with_every_key_of_the_menus(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClicks(window.view, "?")
    sheet = shown(KeySheet)
    told = {label.accessibleName() or label.text() for label in sheet.findChildren(PlainLabel)}
    for command in window.actions_by_id.told():
        if command.keys:
            assert any(line.endswith(f": {command.keys}") for line in told), command
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def state(window: MainWindow) -> tuple[object, ...]:
    view, board = window.view, window.workspace.board
    places = [(card.id, card.workstream, card.stage) for card in board.artefacts()]
    active = QApplication.activeModalWidget()
    return (
        view.focused_id(), view.selected_ids(), view.selectionModel().hasSelection(), view.density, places, window.side.made and window.side.inspector.isVisible(),
        type(active).__name__, view.verticalScrollBar().value(), view.layout_shown.height, view.grab().toImage(),
    )  # fmt: skip


ALL = [key for keys, _ in KEYS for key in keys.split(" or ")]


@pytest.mark.parametrize("key", ALL)
def test_every_key_of_the_board_does_something(window: MainWindow, key: str) -> None:
    board = window.workspace.board
    # The two cards of one cell: the lower one has something above it, the upper one something below.
    upper, lower = one(board, "registrations", "Process 2"), one(board, "registrations", "Process 3")
    card = lower if key.endswith(("Up", "Home")) else upper
    window.resize(1280, 480)
    window.view.focus_card(card.id)
    if key == "Escape":
        window.view.selectAll()
    combination = QKeySequence(key)[0]
    before = state(window)
    assert state(window) == before, "nothing moves by itself"
    QTest.keyClick(window.view, combination.key(), combination.keyboardModifiers())
    assert state(window) != before, key


def test_the_help_page_of_keys_is_made_from_the_same(window: MainWindow) -> None:
    told = sections(window.actions_by_id)
    page = help_pages.keys_page(told)
    for section in told:
        assert f"## {section.title}" in page
        for _, what in section.rows:
            assert what.replace(",", ",") in page.replace("\\", "")
