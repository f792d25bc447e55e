"""A day in the life by mouse alone: every step is a click, and keys make only the words that are typed into fields.

Drags need a real pointer and a drag loop; `tests/features/by_hand.py` plays them on a display.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from mhhs_board.domain.board import BLOCKED
from mhhs_board.domain.records import Escalation, View
from mhhs_board.ui.dialogs.form import Form
from mhhs_board.ui.printing.printing import Preview
from tests.features.day import REFS, Day, day, shown

__all__ = ["day"]
pytestmark = pytest.mark.qt_log_ignore("qt.text.font.db", "This plugin does not support")


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """A click in the middle of a widget, or at a point of it."""
    assert widget.isVisible()
    assert widget.isEnabled(), widget.toolTip()
    at = widget.rect().center() if at is None else at
    QTest.mouseMove(widget, at)
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at)
    QApplication.processEvents()


def button(within: QWidget, text: str) -> QAbstractButton:
    """The button of that text or name."""
    (found,) = [
        one
        for one in within.findChildren(QAbstractButton)
        if one.isVisible() and text in (one.text().replace("&", ""), one.accessibleName())
    ]
    return found


def choose(day: Day, menu: str, *entries: str) -> None:
    """Open a menu of the menu bar and go through it, a click a step."""
    bar = day.window.menuBar()
    (title,) = [action for action in bar.actions() if action.text().replace("&", "") == menu]
    click(bar, bar.actionGeometry(title).center())
    for entry in entries:
        opened = QApplication.activePopupWidget()
        assert isinstance(opened, QMenu)
        (action,) = [one for one in opened.actions() if one.text().replace("&", "") == entry]
        assert action.isEnabled(), action.toolTip()
        click(opened, opened.actionGeometry(action).center())


def put(day: Day, ref: str) -> None:
    """Choose a card."""
    view = day.window.view
    index = view.cards.index_of(day.card(ref).id)
    click(view.viewport(), view.visualRect(index).center())
    assert view.focused_id() == day.card(ref).id


def form() -> Form:
    """The dialog that is open."""
    (found,) = shown(Form)
    return found


def test_a_day_by_mouse(day: Day, qtbot: QtBot) -> None:
    # Open another board.
    choose(day, "File", "Open…")
    (dialog,) = shown(QFileDialog)
    day.type(str(day.other))
    click(button(dialog, "Open"))
    qtbot.waitUntil(lambda: day.window.workspace.location == str(day.other))
    window = day.window
    window.activateWindow()

    # Add five in an empty cell.
    view = window.view
    cell = view.layout_shown.cell_rect("unmetered", "backlog")
    click(view.viewport(), QPoint(round(cell.x + cell.width / 2), round(cell.bottom) - 3 - view.verticalOffset()))
    click(button(window.title_row, "+ Artefact"))
    for ref in REFS:
        day.type(f"{ref} Something new")
        click(window.adding.editor.button)
    click(window.adding.editor.close_button)
    assert [(day.card(ref).workstream, day.column(ref)) for ref in REFS] == [("unmetered", "backlog")] * 5

    # Move the last of them on.
    put(day, REFS[-1])
    choose(day, "Artefact", "Move to", "In Progress")
    assert day.column(REFS[-1]) == "in-progress"

    # Block it, then escalate it.
    put(day, REFS[-1])
    choose(day, "Artefact", "Block…")
    day.type("Nobody answers")
    click(form().go)
    assert day.column(REFS[-1]) == BLOCKED
    put(day, REFS[-1])
    choose(day, "Artefact", "Escalate…")
    day.type("Whose is it?")
    click(form().go)
    assert shown(Form) == []
    assert [one.question for one in window.workspace.board.of(Escalation).values()] == ["Whose is it?"]

    # Filter, and save what is seen.
    click(window.filter_bar.escalated)
    assert window.filter_bar.count.text() == "1 of 28 shown · 27 hidden"
    choose(day, "View", "Save this view…")
    day.type("Put to a forum")
    click(form().go)
    assert [view.name for view in window.workspace.board.of(View).values()] == ["Put to a forum"]

    # Print, as far as the preview: what follows is the system's, and so is the cross of its frame.
    choose(day, "File", "Print…")
    day.previewed(qtbot).close()
    assert shown(Preview) == []

    # Undo everything.
    click(window.filter_bar.escalated)
    undo = next(one for one in window.title_row.findChildren(QAbstractButton) if one.text() == "↶")
    for _ in range(8):
        click(undo)
    assert not undo.isEnabled()
    assert window.filter_bar.count.text() == "23 of 23 shown · 0 hidden"
    assert day.is_as_at_first()
