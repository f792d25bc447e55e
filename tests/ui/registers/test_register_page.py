"""The page of any register: its order, its gaps, its keys, and what it follows."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from mhhs_board.domain.board import Board, added
from mhhs_board.domain.fields import by_name
from mhhs_board.domain.governance import Action
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import REGISTERS
from mhhs_board.drawing import theme
from mhhs_board.operations import editing, registering
from mhhs_board.operations.context import Context
from mhhs_board.ui.dialogs.form import Form
from mhhs_board.ui.dialogs.register import RegisterForm, RetireRecords
from mhhs_board.ui.kit.actions import READ_ONLY
from mhhs_board.ui.registers.register_page import RegisterPage
from mhhs_board.workspace import Workspace
from tests.boards import one
from tests.drawing.contrast import THEMES
from tests.guards.records import run_in
from tests.ui.conftest import Opener
from tests.ui.kit.test_perform import Rig, rig_of
from tests.ui.windows import shown

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # what opens over a window


@pytest.fixture
def rig(qtbot: QtBot, workspace: Workspace) -> Rig:
    return rig_of(qtbot, workspace)


@pytest.fixture
def card(workspace: Workspace) -> str:
    return one(workspace.board, "smart", "Process 4").id


ROWS = (
    {"ref": "A1", "text": "Agree the option", "organisation": "DCC", "due": "2 Nov 2026"},
    {"ref": "A2", "text": "Write it down", "due": "13 Dec 2026"},
    {"ref": "A3", "text": "Ask Elexon", "organisation": "Elexon", "due": "8 Jan 2027", "person": "Maria"},
    {"ref": "B1", "text": "Old", "organisation": "DCC", "due": "1 Oct 2026", "status": "closed"},
)


@pytest.fixture
def filled(workspace: Workspace, card: str) -> list[str]:
    """Their ids: the first is about a card, the others about none."""
    ids = []
    for number, values in enumerate(ROWS):
        about = {"artefact": card} if number == 0 else {}
        ids.append(workspace.run(registering.add, kind="action", values={**values, **about}).changes[0].id)
    return ids


def page_of(
    qtbot: QtBot, rig: Rig, kind: str = "action", hides: Callable[[str], bool] = lambda artefact: False
) -> RegisterPage:
    page = RegisterPage(rig.performer, kind, hides)
    page.set_theme(theme.load("light"))
    qtbot.addWidget(page)
    page.resize(1100, 400)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.setFocus()
    return page


def refs(page: RegisterPage) -> list[str]:
    return [page.model.record(row).ref for row in range(page.model.rowCount())]


def dialog(kind: type[Form]) -> Form:
    return shown(kind)


def key(qtbot: QtBot, page: RegisterPage, which: Qt.Key) -> None:
    qtbot.keyClick(page.table, which)


def test_the_columns_order_and_gaps_are_those_that_are_declared(rig: Rig, qtbot: QtBot, filled: list[str]) -> None:
    page = page_of(qtbot, rig)
    heads = [page.model.headerData(number, Qt.Orientation.Horizontal) for number in range(page.model.columnCount())]
    assert heads == [by_name(Action)[name].label for name in Action.COLUMNS]
    assert refs(page) == ["A1", "A2", "A3"]
    assert page.counts.text() == "3 open · 1 overdue · 1 incomplete"
    texts = [cell.text for cell in (page.model.cell(row, 2) for row in range(3))]
    assert texts == ["DCC", "not stated", "Elexon"]
    assert page.model.cell(1, 2).gap
    assert page.model.cell(0, 4) == ("2 Nov · overdue", False, True)
    assert page.model.told.live == 3


def test_what_is_closed_is_shown_when_asked_for_and_what_is_retired_is_not(
    rig: Rig, qtbot: QtBot, filled: list[str]
) -> None:
    page = page_of(qtbot, rig)
    assert page.closed.text() == "Show closed (1)"
    qtbot.mouseClick(page.closed, Qt.MouseButton.LeftButton)
    assert refs(page) == ["A1", "A2", "A3", "B1"]
    rig.workspace.run(registering.retire, kind="action", ids=[filled[1]])
    page.refresh()
    assert refs(page) == ["A1", "A3", "B1"]


def test_a_head_sorts_and_what_is_not_stated_stays_last(rig: Rig, qtbot: QtBot, filled: list[str]) -> None:
    page = page_of(qtbot, rig)
    heads = page.table.horizontalHeader()
    x = heads.sectionViewportPosition(2) + 20

    def click() -> list[str]:
        qtbot.mouseClick(heads.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, heads.height() // 2))
        return refs(page)

    assert click() == ["A1", "A3", "A2"]
    assert click() == ["A3", "A1", "A2"]
    assert page.model.headerData(2, Qt.Orientation.Horizontal) == "Owner ↓"
    assert click() == ["A1", "A2", "A3"], "the register's own order again"
    page.model.sort(4, Qt.SortOrder.DescendingOrder)
    assert refs(page) == ["A3", "A2", "A1"], "days by what they mean"


def test_enter_edits_and_the_row_stays_chosen(rig: Rig, qtbot: QtBot, filled: list[str]) -> None:
    page = page_of(qtbot, rig)
    key(qtbot, page, Qt.Key.Key_Down)
    key(qtbot, page, Qt.Key.Key_Return)
    form = dialog(RegisterForm)
    assert form.editors["ref"].typed() == "A2"
    due = form.editors["due"].field
    due.selectAll()
    qtbot.keyClicks(due, "1 Mar 2027")
    qtbot.keyClick(due, Qt.Key.Key_Return)
    assert refs(page) == ["A1", "A3", "A2"]
    assert [record.id for record in page.chosen_records()] == [filled[1]]


def test_insert_adds_one_which_is_chosen_then(rig: Rig, qtbot: QtBot, filled: list[str]) -> None:
    page = page_of(qtbot, rig)
    key(qtbot, page, Qt.Key.Key_Insert)
    form = dialog(RegisterForm)
    qtbot.keyClicks(form.editors["ref"].field, "A15")
    qtbot.keyClicks(form.editors["due"].field, "20 Dec 2026")
    qtbot.keyClick(form.editors["due"].field, Qt.Key.Key_Return)
    assert refs(page) == ["A1", "A2", "A15", "A3"]
    assert [record.ref for record in page.chosen_records()] == ["A15"]


def test_delete_retires_with_a_reason(rig: Rig, qtbot: QtBot, filled: list[str]) -> None:
    page = page_of(qtbot, rig)
    key(qtbot, page, Qt.Key.Key_Delete)
    form = dialog(RetireRecords)
    qtbot.keyClicks(form.reason, "merged")
    qtbot.keyClick(form.reason, Qt.Key.Key_Return)
    assert refs(page) == ["A2", "A3"]
    assert [record.ref for record in page.chosen_records()] == ["A2"], "the nearest"


def test_letters_find_a_row(rig: Rig, qtbot: QtBot, filled: list[str]) -> None:
    page = page_of(qtbot, rig)
    qtbot.keyClicks(page.table, "wri")
    assert [record.ref for record in page.chosen_records()] == ["A2"]
    assert page.counts.text().startswith("Finding “wri”")
    key(qtbot, page, Qt.Key.Key_Escape)
    assert not page.finding
    qtbot.keyClicks(page.table, "maria")
    assert [record.ref for record in page.chosen_records()] == ["A3"]
    qtbot.keyClicks(page.table, "xyz")
    key(qtbot, page, Qt.Key.Key_Backspace)
    assert (page.finding, [record.ref for record in page.chosen_records()]) == ("mariaxy", ["A3"])


def test_a_double_click_edits(rig: Rig, qtbot: QtBot, filled: list[str]) -> None:
    page = page_of(qtbot, rig)
    place = page.table.visualRect(page.model.index(2, 1)).center()
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert dialog(RegisterForm).editors["ref"].typed() == "A3"
    dialog(RegisterForm).reject()


def test_it_follows_the_filter_and_says_so(rig: Rig, qtbot: QtBot, filled: list[str], card: str) -> None:
    hidden: set[str] = set()
    page = page_of(qtbot, rig, hides=lambda artefact: artefact in hidden)
    hidden.add(card)
    page.refresh()
    assert refs(page) == ["A2", "A3"], "what is about no artefact is always shown"
    assert "1 hidden by the filter" in page.counts.text()
    assert page.model.told.live == 3
    for record in filled[1:]:
        rig.workspace.run(registering.retire, kind="action", ids=[record])
    cleared: list[bool] = []
    page.on_clear = lambda: cleared.append(True)
    page.refresh()
    page.say("Write segment:Smart.")
    assert page.empty.text() == "The filter hides all 1 action to be shown here. Write segment:Smart."
    qtbot.mouseClick(page.clear, Qt.MouseButton.LeftButton)
    assert cleared == [True]


def test_an_empty_register_says_so_and_begins(rig: Rig, qtbot: QtBot) -> None:
    page = page_of(qtbot, rig)
    assert (page.empty.text(), page.table.isVisible(), page.add_button.isVisible()) == (
        "There are no actions yet.",
        False,
        False,
    )
    assert page.first.hasFocus()
    qtbot.keyClick(page.first, Qt.Key.Key_Space)
    form = dialog(RegisterForm)
    qtbot.keyClicks(form.editors["ref"].field, "A1")
    qtbot.keyClick(form.editors["ref"].field, Qt.Key.Key_Return)
    assert (page.table.isVisible(), refs(page)) == (True, ["A1"])


def test_what_is_chosen_speaks_for_its_artefact(rig: Rig, qtbot: QtBot, filled: list[str], card: str) -> None:
    page = page_of(qtbot, rig)
    assert page.chosen() == [card]
    gone: list[str] = []
    page.on_card = gone.append
    page.open_menu(page.mapToGlobal(QPoint(10, 80)))
    menu = page.findChild(QMenu)
    texts = {action.text(): action for action in menu.actions() if action.text()}
    assert list(texts) == ["Edit…", "Add action…", "Retire…", "Go to the artefact on the board"]
    texts["Go to the artefact on the board"].trigger()
    assert gone == [card]
    menu.close()
    page.table.selectRow(1)
    assert page.chosen() == []


def test_only_what_is_of_this_register_is_laid_out_again(rig: Rig, qtbot: QtBot, filled: list[str], card: str) -> None:
    page = page_of(qtbot, rig)
    resets: list[bool] = []
    page.model.modelReset.connect(lambda: resets.append(True))
    other = one(rig.workspace.board, "smart", "Process 5").id
    rig.workspace.run(editing.edit, artefact=other, values={"owner": "Maria"})
    rig.workspace.run(registering.add, kind="milestone", values={"name": "M5"})
    page.refresh()
    assert resets == []
    rig.workspace.run(editing.edit, artefact=card, values={"ref": "BP009"})
    page.refresh()
    assert (resets, page.model.cell(0, 6).text) == ([True], "BP009")


def test_another_s_change_leaves_the_choice(rig: Rig, qtbot: QtBot, filled: list[str], opened: Opener) -> None:
    page = page_of(qtbot, rig)
    page.choose(filled[2])
    opened("Bo").run(registering.edit, kind="action", id=filled[0], values={"status": "closed"})
    rig.workspace.poll()
    page.refresh()
    assert (refs(page), [record.ref for record in page.chosen_records()]) == (["A2", "A3"], ["A3"])


def test_paper_and_clipboard_get_plain_whole_texts_and_nothing_private(rig: Rig, qtbot: QtBot, filled: list[str]) -> None:
    page = page_of(qtbot, rig)
    heads, rows = page.cells()
    assert heads == ("Reference", "Action", "Owner", "Due", "Status", "Artefact")
    assert rows[1] == ("A2", "Write it down", "not stated", "13 Dec 2026", "open", "")
    heads, rows = page.cells(private=True)
    assert (heads[3], rows[2][3]) == ("Person", "Maria")


def test_a_reader_changes_nothing(qtbot: QtBot, filled: list[str], opened: Opener) -> None:
    page = page_of(qtbot, rig_of(qtbot, opened(read_only=True)))
    assert (page.add_button.isEnabled(), page.add_button.toolTip()) == (False, READ_ONLY)
    for which in (Qt.Key.Key_Return, Qt.Key.Key_Insert, Qt.Key.Key_Delete):
        key(qtbot, page, which)
    assert [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Form) and widget.isVisible()] == []


def test_markup_and_long_texts_are_cut_and_whole_in_the_tooltip(rig: Rig, qtbot: QtBot) -> None:
    text = "<b>bold</b> " + "y" * 900
    rig.workspace.run(registering.add, kind="action", values={"ref": "A1", "text": text})
    page = page_of(qtbot, rig)
    index = page.model.index(0, 1)
    assert page.model.data(index, Qt.ItemDataRole.ToolTipRole).startswith("<qt>&lt;b&gt;bold")
    assert page.model.data(index, Qt.ItemDataRole.AccessibleTextRole).startswith("Action: <b>bold</b>")
    assert page.table.rowHeight(0) == 32
    page.grab()


@pytest.mark.parametrize("kind", list(REGISTERS))
def test_every_register_has_its_page_and_all_on_it_has_a_name(kind: str, rig: Rig, qtbot: QtBot) -> None:
    from tests.ui.window.test_accessible_names import nameless

    page = page_of(qtbot, rig, kind)
    assert page.title.text() == REGISTERS[kind].TITLE
    assert nameless(page) == []
    record = run_in(rig.workspace, kind, one(rig.workspace.board, "smart", "Process 4").id)
    page.closed.setChecked(True)
    page.refresh()
    assert record in [page.model.record(row).id for row in range(page.model.rowCount())]
    assert nameless(page) == []


@pytest.mark.parametrize("name", THEMES)
def test_it_is_drawn_in_the_colours_of_the_theme(name: str, rig: Rig, qtbot: QtBot, filled: list[str]) -> None:
    page = page_of(qtbot, rig)
    page.set_theme(theme.load(name))
    picture = page.table.viewport().grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(0, 900, 2) for y in range(0, 3 * 32, 2)}
    for role in ("panel", "card_selected"):
        assert QColor(theme.load(name).hex(role)).name() in colours, role


def test_five_hundred_rows_are_painted_within_a_tenth_of_a_second(rig: Rig, qtbot: QtBot, card: str) -> None:
    def many(board: Board, context: Context) -> Entry:
        fresh = (
            Action(id=context.new_id(), ref=f"A{n}", text=f"Text {n}", organisation="DCC", due="2 Nov 2026", artefact=card)
            for n in range(500)
        )
        return context.entry("action add", [added(record) for record in fresh])

    page = page_of(qtbot, rig)
    rig.workspace.run(many)
    begun = time.thread_time()
    page.refresh()
    page.table.viewport().repaint()
    assert time.thread_time() - begun < 0.1
    assert page.model.rowCount() == 500
    begun = time.thread_time()
    page.refresh()
    assert time.thread_time() - begun < 0.02, "where nothing differs nothing is done"
