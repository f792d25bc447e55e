"""A menu adds where it was opened, and a cell keeps the focus over it: real clicks, menus and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from mhhs_board.domain.board import Cell
from mhhs_board.operations import blocking
from mhhs_board.ui.dialogs.artefact import AddArtefact
from mhhs_board.ui.window.main_window import MainWindow
from tests.boards import one
from tests.ui.windows import shown

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

EMPTY: Cell = ("smart", "l4-review")
"""A cell of the example without a card."""


def middle(window: MainWindow, cell: Cell) -> QPoint:
    """A place of the viewport in a cell and on no card."""
    view = window.view
    rect = view.layout_shown.cell_rect(*cell)
    place = QPoint(rect.x - view.horizontalOffset() + 8, rect.bottom - view.verticalOffset() - 6)
    assert not view.indexAt(place).isValid()
    return place


def click(window: MainWindow, qtbot: QtBot, cell: Cell) -> None:
    qtbot.mouseClick(window.view.viewport(), Qt.MouseButton.LeftButton, pos=middle(window, cell))
    assert window.view.focused_cell() == cell


def menu_at(window: MainWindow, place: QPoint, *, by_key: bool = False) -> QMenu:
    """The menu that opens there."""
    reason = QContextMenuEvent.Reason.Keyboard if by_key else QContextMenuEvent.Reason.Mouse
    viewport = window.view.viewport()
    QApplication.sendEvent(viewport, QContextMenuEvent(reason, place, viewport.mapToGlobal(place)))
    return shown(QMenu)


def choose(menu: QMenu, text: str, qtbot: QtBot) -> None:
    action = next(action for action in menu.actions() if action.text() == text)
    assert action.isEnabled()
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def added_in(window: MainWindow, qtbot: QtBot) -> Cell:
    """Where the box stands that opened, and Escape gives the keyboard back there."""
    assert window.adding.is_open
    draft = window.adding.drafts
    qtbot.keyClicks(window.adding.editor.text, "x")
    (typed,) = draft()
    window.adding.editor.text.clear()
    qtbot.keyClick(window.adding.editor.text, Qt.Key.Key_Escape)
    assert window.view.hasFocus()
    workstream, _, column = typed.seen.partition("\n")
    return workstream, column


@pytest.mark.parametrize("cell", [EMPTY, ("smart", "dag-review"), ("unmetered", "approved")])
def test_the_menu_of_a_cell_adds_in_that_cell(window: MainWindow, qtbot: QtBot, cell: Cell) -> None:
    window.view.focus_card(one(window.workspace.board, "registrations", "Process 5").id)
    choose(menu_at(window, middle(window, cell)), "Add artefact", qtbot)
    assert added_in(window, qtbot) == cell
    assert window.view.focused_cell() == cell


def test_the_menu_of_a_card_adds_in_its_cell(window: MainWindow, qtbot: QtBot) -> None:
    window.view.focus_card(one(window.workspace.board, "smart", "Process 5").id)
    card = window.view.cards.index_of(one(window.workspace.board, "advanced", "Process 4").id)
    choose(menu_at(window, window.view.visualRect(card).center()), "Add artefact", qtbot)
    assert added_in(window, qtbot) == ("advanced", "l4-review")


def test_the_menu_bar_adds_where_the_focus_was(window: MainWindow, qtbot: QtBot) -> None:
    click(window, qtbot, EMPTY)
    bar = window.menuBar()
    artefact = next(action for action in bar.actions() if action.text() == "&Artefact")
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.actionGeometry(artefact).center())
    choose(shown(QMenu), "Add artefact", qtbot)
    assert added_in(window, qtbot) == EMPTY


def test_the_form_of_all_fields_opens_in_that_cell(window: MainWindow, qtbot: QtBot) -> None:
    choose(menu_at(window, middle(window, EMPTY)), "Add with all fields…", qtbot)
    form = shown(AddArtefact)
    assert (form.workstream.currentData(), form.stage.currentData()) == EMPTY
    form.reject()
    assert window.view.focused_cell() == EMPTY


def test_a_menu_left_with_escape_leaves_the_focus_where_it_was(window: MainWindow, qtbot: QtBot) -> None:
    click(window, qtbot, EMPTY)
    qtbot.keyClick(menu_at(window, middle(window, EMPTY)), Qt.Key.Key_Escape)
    assert window.view.focused_cell() == EMPTY
    qtbot.keyClick(window.view, Qt.Key.Key_N)
    assert added_in(window, qtbot) == EMPTY


def test_tab_and_back_leave_the_cell_its_focus(window: MainWindow, qtbot: QtBot) -> None:
    click(window, qtbot, EMPTY)
    qtbot.keyClick(window.view, Qt.Key.Key_Tab)
    assert not window.view.hasFocus()
    window.filter_bar.line.setFocus()
    window.view.setFocus(Qt.FocusReason.BacktabFocusReason)
    assert window.view.focused_cell() == EMPTY


def test_the_menu_by_key_opens_at_the_focused_cell(window: MainWindow, qtbot: QtBot) -> None:
    click(window, qtbot, EMPTY)
    menu = menu_at(window, QPoint(0, 0), by_key=True)
    at = window.view.viewport().mapFromGlobal(menu.pos())
    hit = window.view.cell_at(at)
    assert hit is not None
    assert (hit.workstream, hit.column) == EMPTY
    choose(menu, "Add artefact", qtbot)
    assert added_in(window, qtbot) == EMPTY


def test_the_menu_of_a_folded_cell_unfolds_and_adds_there(window: MainWindow, qtbot: QtBot) -> None:
    window.view.set_folded({"smart"}, ())
    rect = window.view.layout_shown.cell_rect(*EMPTY)
    choose(menu_at(window, QPoint(rect.x + 6, rect.y + 6)), "Add artefact", qtbot)
    assert added_in(window, qtbot) == EMPTY


def test_on_the_blockers_page_the_form_opens_where_the_chosen_one_stands(window: MainWindow, qtbot: QtBot) -> None:
    window.view.focus_card(one(window.workspace.board, "registrations", "Process 5").id)
    card = one(window.workspace.board, "advanced", "Process 4").id
    window.workspace.run(blocking.block, ids=[card], reason="open")
    window.actions_by_id["page_blockers"].trigger()
    chosen = window.workspace.board.artefact(window.desk.page.focused())
    for key, modifier in (
        (Qt.Key.Key_N, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier),
    ):
        qtbot.keyClick(QApplication.focusWidget(), key, modifier)
        form = shown(AddArtefact)
        first = window.workspace.board.stages[0].id
        assert (form.workstream.currentData(), form.stage.currentData()) == (chosen.workstream, chosen.stage or first)
        form.reject()
