"""A day in the life by keyboard alone: every step is a key, sent to whatever has the keyboard then."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from mhhs_board.domain.board import BLOCKED
from mhhs_board.domain.records import Escalation, View
from mhhs_board.ui.dialogs.form import Form
from mhhs_board.ui.printing.printing import Preview
from mhhs_board.ui.window.main_window import MainWindow
from tests.features.day import REFS, Day, day, shown

__all__ = ["day"]
pytestmark = pytest.mark.qt_log_ignore("qt.text.font.db", "This plugin does not support")

Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key, to the widget that has the keyboard. Without a screen nobody gives it back to a window whose dialog closes."""
    if QApplication.focusWidget() is None:
        (window,) = shown(MainWindow)
        window.activateWindow()
        QApplication.processEvents()
    has = QApplication.focusWidget() or QApplication.activeWindow()
    assert has is not None, "nothing has the keyboard"
    QTest.keyClick(has, key, modifiers)
    QApplication.processEvents()


def go_to_button(text: str) -> None:
    """Tab until a button has the keyboard."""
    for _ in range(20):
        has = QApplication.focusWidget()
        if isinstance(has, QPushButton) and has.text() == text:
            return
        press(Key.Key_Tab)
    raise AssertionError(f"Tab never comes to {text}")


def test_a_day_by_keyboard(day: Day, qtbot: QtBot) -> None:
    # Open another board.
    press(Key.Key_O, CONTROL)
    assert len(shown(QFileDialog)) == 1
    day.type(str(day.other))
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: day.window.workspace.location == str(day.other))
    day.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is day.window.view)

    # Add five in the cell where the focus stands.
    press(Key.Key_Home)
    press(Key.Key_N)
    for ref in REFS:
        day.type(f"{ref} Something new")
        press(Key.Key_Return)
    press(Key.Key_Escape)
    assert [day.column(ref) for ref in REFS] == ["backlog"] * 5

    # Move the last of them on.
    assert day.window.view.focused_id() == day.card(REFS[-1]).id
    press(Key.Key_Right, CONTROL)
    assert day.column(REFS[-1]) == "in-progress"

    # Block it, then escalate it.
    press(Key.Key_B)
    day.type("Nobody answers")
    press(Key.Key_Return)
    assert day.column(REFS[-1]) == BLOCKED
    press(Key.Key_E)
    day.type("Whose is it?")
    go_to_button("Escalate")
    press(Key.Key_Space)
    assert shown(Form) == []
    assert [one.question for one in day.window.workspace.board.of(Escalation).values()] == ["Whose is it?"]

    # Filter, and save what is seen.
    press(Key.Key_F, CONTROL)
    day.type("is:escalated")
    press(Key.Key_Return)
    assert day.window.filter_bar.count.text() == "1 of 28 shown · 27 hidden"
    press(Key.Key_S, CONTROL | SHIFT)
    day.type("Put to a forum")
    press(Key.Key_Return)
    assert [view.name for view in day.window.workspace.board.of(View).values()] == ["Put to a forum"]

    # Print, as far as the preview: what follows is the system's.
    press(Key.Key_P, CONTROL)
    preview = day.previewed(qtbot)
    preview.activateWindow()
    press(Key.Key_Escape)
    assert shown(Preview) == []

    # Undo everything.
    day.window.activateWindow()
    press(Key.Key_F, CONTROL | SHIFT)
    for _ in range(8):
        assert day.window.actions_by_id["undo"].isEnabled()
        press(Key.Key_Z, CONTROL)
    assert not day.window.actions_by_id["undo"].isEnabled()
    assert day.window.filter_bar.count.text() == "23 of 23 shown · 0 hidden"
    assert day.is_as_at_first()
