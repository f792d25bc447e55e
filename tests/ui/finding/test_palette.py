"""The palette by real keys: what it finds, what is closed and why, where Enter leads."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mhhs_board.operations import editing, viewing
from mhhs_board.ui.finding.palette import Palette
from mhhs_board.ui.kit.actions import COMMANDS
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.workspace import Workspace
from tests.boards import one
from tests.ui.conftest import Opener
from tests.ui.windows import Maker

Key = Qt.Key


def open_palette(window: MainWindow, qtbot: QtBot, text: str = "") -> Palette:
    qtbot.keyClick(window.view, Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window.desk.palette
    assert palette is not None
    assert palette.isVisible()
    assert QApplication.focusWidget() is palette.line
    QTest.keyClicks(palette.line, text)
    return palette


def texts(palette: Palette) -> list[str]:
    return [offer.text for offer in palette.found.offers]


def test_a_card_by_reference_and_lane_gets_the_focus(window: MainWindow, qtbot: QtBot) -> None:
    card = one(window.workspace.board, "registrations", "Process 4")
    palette = open_palette(window, qtbot, "process 4 regis")
    assert texts(palette) == ["Process 4"]
    qtbot.keyClick(palette.line, Key.Key_Return)
    assert palette.isHidden()
    assert window.view.focused_id() == card.id
    assert QApplication.focusWidget() is window.view


def test_a_command_is_run_with_its_key_beside_it(window: MainWindow, qtbot: QtBot) -> None:
    palette = open_palette(window, qtbot, "inspector")
    offer = palette.chosen
    assert offer is not None
    assert (offer.text, offer.detail, offer.keys) == ("Inspector", "View", "F4")
    qtbot.keyClick(palette.line, Key.Key_Return)
    assert window.side.made
    assert window.side.inspector.isVisible()


def test_a_closed_command_says_why_and_stays(window: MainWindow, qtbot: QtBot) -> None:
    palette = open_palette(window, qtbot, "unblock")
    assert palette.foot.text() == "⊘ The artefact is not blocked."
    qtbot.keyClick(palette.line, Key.Key_Return)
    assert palette.isVisible()
    assert "not now: The artefact is not blocked." in str(palette.found.index(0).data(Qt.ItemDataRole.AccessibleTextRole))


def test_every_command_of_the_menus_is_there(window: MainWindow, qtbot: QtBot) -> None:
    palette = open_palette(window, qtbot)
    offered = {told.id for told in window.actions_by_id.told()}
    there = [command for command in (*COMMANDS, *window.desk.commands()) if command and command.id in offered]
    assert len(palette.found.offers) >= min(50, len(there))
    told = {one.id for one in window.actions_by_id.told()}
    assert told == {command.id for command in there}


def test_a_saved_view_is_applied(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.run(viewing.save_view, name="For the DAG", query="is:blocked", density="full")
    palette = open_palette(window, qtbot, "for the dag")
    qtbot.keyClick(palette.line, Key.Key_Return)
    assert window.filter_bar.text == "is:blocked"
    assert window.view.density.name == "FULL"


def test_arrows_go_round_tab_stays_and_escape_gives_the_keyboard_back(window: MainWindow, qtbot: QtBot) -> None:
    palette = open_palette(window, qtbot, "process 5")
    count = palette.found.rowCount()
    qtbot.keyClick(palette.line, Key.Key_Up)
    assert palette.list.currentIndex().row() == count - 1
    qtbot.keyClick(palette.line, Key.Key_Down)
    qtbot.keyClick(palette.line, Key.Key_Tab)
    assert palette.list.currentIndex().row() == 1
    assert QApplication.focusWidget() is palette.line
    qtbot.keyClick(palette.line, Key.Key_Escape)
    assert palette.isHidden()
    assert QApplication.focusWidget() is window.view


def test_a_click_runs_and_a_click_elsewhere_closes(window: MainWindow, qtbot: QtBot) -> None:
    card = one(window.workspace.board, "elexon", "Process 5")
    palette = open_palette(window, qtbot, "process 5 elexon")
    place = palette.list.visualRect(palette.found.index(0)).center()
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.view.focused_id() == card.id
    palette = open_palette(window, qtbot)
    qtbot.mouseClick(window.filter_bar.line, Qt.MouseButton.LeftButton)
    assert palette.isHidden()
    assert QApplication.focusWidget() is window.filter_bar.line


def test_what_a_filter_or_a_fold_hides_gives_way(window: MainWindow, qtbot: QtBot) -> None:
    card = one(window.workspace.board, "smart", "Process 5")
    window.filter_bar.set_text("is:blocked")
    window.view.set_folded({"smart"}, set())
    palette = open_palette(window, qtbot, "process 5 smart")
    qtbot.keyClick(palette.line, Key.Key_Return)
    assert window.view.focused_id() == card.id
    assert window.filter_bar.text == ""
    assert "Process 5" in window.messages.sentence.text()


def test_nothing_found_is_said(window: MainWindow, qtbot: QtBot) -> None:
    palette = open_palette(window, qtbot, "qzqzqz")
    assert palette.foot.text() == "Nothing is called so."
    qtbot.keyClick(palette.line, Key.Key_Return)
    assert palette.isVisible()


def test_markup_is_shown_as_it_is(window: MainWindow, qtbot: QtBot) -> None:
    card = one(window.workspace.board, "smart", "Process 5")
    title = "<img src='file:///x'> & <b>bold</b>"
    window.workspace.run(editing.edit, artefact=card.id, values={"title": title})
    palette = open_palette(window, qtbot, "<img")
    assert texts(palette) == [f"Process 5 {title}"]
    tip = str(palette.found.index(0).data(Qt.ItemDataRole.ToolTipRole))
    assert "<img" not in tip
    assert "&lt;img" in tip
    assert not palette.grab().isNull()


def test_results_are_read_out_after_a_pause(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("mhhs_board.ui.finding.palette.announce", lambda widget, text: said.append(text))
    palette = open_palette(window, qtbot, "process 5 elexon")
    qtbot.waitUntil(lambda: bool(said), timeout=3000)
    assert said == ["1 found. Process 5, Elexon · Backlog"]
    assert QAccessible.queryAccessibleInterface(palette.line) is not None


def test_a_read_only_board_offers_what_only_reads(made: Maker, opened: Opener, qtbot: QtBot) -> None:
    workspace: Workspace = opened(read_only=True)
    window = made(workspace)
    window.desk.open_palette()
    palette = window.desk.palette
    assert palette is not None
    QTest.keyClicks(palette.line, "add artefact")
    assert palette.foot.text() == "⊘ This board is open for reading only."
