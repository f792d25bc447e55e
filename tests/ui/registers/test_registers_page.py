"""The page that several registers share: chosen by keys at the left, each with its own table, form and commands."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mhhs_board.domain.records import REGISTERS
from mhhs_board.operations import registering
from mhhs_board.ui.dialogs.register import RegisterForm
from mhhs_board.ui.kit.switch import Switch
from mhhs_board.ui.registers.pages import OTHERS, PAGES
from mhhs_board.ui.registers.registers_page import RegistersPage
from mhhs_board.ui.window.main_window import MainWindow
from tests.boards import one
from tests.ui.window.test_accessible_names import nameless
from tests.ui.windows import shown

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Key = Qt.Key
Control, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def page_of(window: MainWindow, qtbot: QtBot) -> RegistersPage:
    qtbot.keyClick(window.view.viewport(), Key.Key_8, Control)
    page = window.desk.page
    assert isinstance(page, RegistersPage)
    return page


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, key, modifier)


def test_every_register_is_on_one_page_and_every_page_has_a_key_of_its_own() -> None:
    assert {kind for spec in PAGES for kind in spec.kinds} >= set(REGISTERS)
    keys = [spec.key for spec in PAGES]
    assert len(set(keys)) == len(keys)
    assert all(len(key) == len("Ctrl+1") for key in keys), "one key, not a key of two figures"


def test_it_is_gone_through_by_keys_and_says_how_many_there_are(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot)
    assert [row.key for row in page.chooser.rows] == list(OTHERS)
    assert page.shown.kind == OTHERS[0]
    card = one(window.workspace.board, "smart", "Process 4").id
    window.workspace.run(registering.add, kind="comment", values={"artefact": card, "text": "Say which"})
    assert [row.beside for row in page.chooser.rows if row.key == "comment"] == ["1"]
    for _ in range(OTHERS.index("comment")):
        press(qtbot, Key.Key_PageDown, Control)
    assert page.shown.kind == "comment"
    assert QApplication.focusWidget() is page.shown.table, "the keyboard goes along"
    assert list(page.chosen()) == [card]
    assert [record.kind for record in page.records()] == ["comment"]
    assert window.actions_by_id["edit"].toolTip().startswith("Open the chosen comment")
    press(qtbot, Key.Key_Return)
    shown(RegisterForm).reject()
    press(qtbot, Key.Key_PageUp, Control)
    assert page.shown.kind == OTHERS[OTHERS.index("comment") - 1]
    assert window.actions_by_id["add"].text().startswith("Add")


def test_insert_in_the_list_adds_to_the_register_that_is_chosen(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot)
    page.chooser.setFocus()
    press(qtbot, Key.Key_End)
    press(qtbot, Key.Key_Insert)
    form = shown(RegisterForm)
    assert form.kind == OTHERS[-1]
    form.reject()
    assert nameless(page) == []


def test_a_record_is_gone_to_also_where_it_is_folded_away(window: MainWindow, qtbot: QtBot) -> None:
    card = one(window.workspace.board, "smart", "Process 4").id
    values = {"artefact": card, "text": "Say which", "status": "closed"}
    entry = window.workspace.run(registering.add, kind="comment", values=values)
    window.desk.show_record("comment", entry.changes[0].id)
    page = window.desk.page
    assert isinstance(page, RegistersPage)
    assert [key.id for key in page.records()] == [entry.changes[0].id]


def test_the_pages_that_have_no_room_are_in_a_menu_behind_the_others(qtbot: QtBot) -> None:
    switch = Switch(["One", "Two", "Three", "Four"], ["1", "2", "3", "4"], most=2)
    qtbot.addWidget(switch)
    with qtbot.waitActive(switch):
        switch.show()
        switch.activateWindow()
    chosen: list[int] = []
    switch.chosen.connect(chosen.append)
    assert [button.isVisible() for button in switch.buttons] == [True, True, False, False]
    switch.show_page(0)
    assert (switch.more.text(), switch.more.isChecked()) == ("More ▾", False)
    switch.buttons[1].setFocus()
    qtbot.keyClick(switch.buttons[1], Key.Key_Right)
    assert switch.focusWidget() is switch.more
    qtbot.mouseClick(switch.more, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    qtbot.keyClick(menu, Key.Key_Down)
    qtbot.keyClick(menu, Key.Key_Down)
    qtbot.keyClick(menu, Key.Key_Return)
    assert (chosen, switch.more.text(), switch.more.isChecked()) == ([3], "Four ▾", True)
    switch.show_page(1)
    assert (switch.more.text(), switch.more.isChecked()) == ("More ▾", False)


def test_a_switch_with_little_room_keeps_its_names_whole_in_the_menu(qtbot: QtBot) -> None:
    switch = Switch(["One", "Two", "Three", "Four", "Five"], [""] * 5, most=3)
    qtbot.addWidget(switch)
    switch.show_page(1)
    switch.resize(switch.sizeHint())
    switch.show()
    assert [button.isVisible() for button in switch.buttons] == [True, True, True, False, False]
    switch.resize(switch.minimumSizeHint())
    assert not any(button.isVisible() for button in switch.buttons)
    assert switch.more.text() == "Two ▾"
    qtbot.waitUntil(lambda: switch.more.width() >= switch.more.sizeHint().width())
    switch.resize(switch.sizeHint())
    assert [button.isVisible() for button in switch.buttons] == [True, True, True, False, False]
    assert switch.more.text() == "More ▾"
