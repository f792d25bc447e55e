"""The blockers page by real keys and clicks: what it lists, what is done from it, and what it prints."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QImage, QPainter
from PySide6.QtPrintSupport import QPrintPreviewDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mhhs_board.domain import checkpoint
from mhhs_board.domain.checkpoint import Row
from mhhs_board.drawing import theme as themes
from mhhs_board.drawing.blocker_sheet import SHARES, BlockerSheet
from mhhs_board.drawing.pages import A4, Caption
from mhhs_board.operations import blocking, editing
from mhhs_board.ui.dialogs.blocking import Unblock
from mhhs_board.ui.dialogs.escalating import Escalate
from mhhs_board.ui.registers.blockers import BlockersPage
from mhhs_board.ui.registers.print_blockers import caption
from mhhs_board.ui.window.main_window import MainWindow
from tests.boards import TODAY, act, board_of, one
from tests.ui.conftest import Opener
from tests.ui.windows import Maker, shown

Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier


def block(window: MainWindow, lane: str, ref: str, **arguments: object) -> str:
    card = one(window.workspace.board, lane, ref)
    window.workspace.run(blocking.block, ids=[card.id], **arguments)
    return card.id


def page_of(window: MainWindow, qtbot: QtBot) -> BlockersPage:
    qtbot.keyClick(window.view, Key.Key_2, Control)
    page = window.desk.page
    assert isinstance(page, BlockersPage)
    assert page.isVisible()
    assert QApplication.focusWidget() is page.table
    return page


def listed(page: BlockersPage) -> list[str]:
    return [line if isinstance(line, str) else f"  {line.ref}" for line in page.model.lines]


def choose(page: BlockersPage, artefact: str) -> None:
    number = next(n for n, line in enumerate(page.model.lines) if isinstance(line, Row) and line.artefact == artefact)
    place = page.table.visualRect(page.model.index(number, 1)).center()
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert page.chosen() == [artefact]


def test_it_groups_counts_and_follows_the_board(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot)
    assert listed(page) == ["Not escalated · 1", "  Process 2"]
    assert window.desk.switch.buttons[1].text() == "Blockers 1"
    block(window, "elexon", "Process 5", reason="a", owner="b", needed_by="2026-11-01", forum="dag", question="Which?")
    assert listed(page) == ["Not escalated · 1", "  Process 2", "DAG · 1 · 1 past the day needed", "  Process 5"]
    assert window.desk.switch.buttons[1].text() == "Blockers 2"
    assert page.counts.text().startswith("2 blocked · 1 escalated · 1 past the day needed · not stated: ")


def test_enter_and_a_double_click_go_to_the_card(window: MainWindow, qtbot: QtBot) -> None:
    card = block(window, "elexon", "Process 5", reason="a")
    page = page_of(window, qtbot)
    choose(page, card)
    qtbot.keyClick(page.table, Key.Key_Return)
    assert window.desk.page.widget is window.view
    assert window.view.focused_id() == card
    assert QApplication.focusWidget() is window.view
    window.view.focus_card(one(window.workspace.board, "smart", "Process 5").id)
    page = page_of(window, qtbot)
    choose(page, card)
    place = page.table.visualRect(page.table.currentIndex()).center()
    qtbot.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.view.focused_id() == card


def test_escalate_and_unblock_by_key_are_the_windows_own_commands(window: MainWindow, qtbot: QtBot) -> None:
    card = block(window, "elexon", "Process 5", reason="a")
    page = page_of(window, qtbot)
    choose(page, card)
    qtbot.keyClick(page.table, Key.Key_E)
    form = shown(Escalate)
    form.question.setPlainText("Which?")
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    assert window.workspace.board.open_escalations(card)
    assert page.chosen() == [card], "what was chosen stays chosen in its new group"
    qtbot.keyClick(page.table, Key.Key_U)
    unblock = shown(Unblock)
    unblock.ended.setPlainText("Option B")
    qtbot.mouseClick(unblock.ways.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(unblock.go, Qt.MouseButton.LeftButton)
    assert not window.workspace.board.is_blocked(card)
    assert listed(page) == ["Not escalated · 1", "  Process 2"]


def test_the_filter_applies_and_says_how_many_it_hides(window: MainWindow, qtbot: QtBot) -> None:
    block(window, "elexon", "Process 5", reason="a")
    page = page_of(window, qtbot)
    window.filter_bar.set_text("segment:Elexon")
    assert listed(page) == ["Not escalated · 1", "  Process 5"]
    assert page.counts.text().endswith("· 1 hidden by the filter")
    window.filter_bar.set_text("segment:Advanced")
    assert page.table.isHidden()
    assert page.empty.text() == "The filter hides everything that is blocked."
    assert page.clear.isVisible()
    assert QApplication.focusWidget() is page.clear, "the keyboard is at the way out"
    qtbot.keyClick(page.clear, Key.Key_Space)
    assert (window.filter_bar.text, page.table.isVisible(), page.clear.isVisible()) == ("", True, False)
    assert QApplication.focusWidget() is page.table
    window.filter_bar.set_text("segment:Smart Segment")
    assert page.empty.text().endswith('goes in quotes: workstream:"Smart Segment".'), "why, whole"
    qtbot.mouseClick(page.clear, Qt.MouseButton.LeftButton)
    assert page.table.isVisible()


def test_the_head_is_whole_at_the_width_of_a_laptop(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1280, 720)
    for number in range(1, 7):
        block(window, "elexon" if number < 6 else "smart", f"Process {number if number < 6 else 5}", reason="a")
    page = page_of(window, qtbot)
    assert page.counts.text().endswith("needed by 7, reason 1, stage 1")
    assert page.counts.wordWrap()
    qtbot.waitUntil(lambda: page.counts.height() >= page.counts.heightForWidth(page.counts.width()))


def test_nothing_blocked_is_said(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot)
    card = one(window.workspace.board, "smart", "Process 2")
    window.workspace.run(editing.retire, ids=[card.id])
    assert page.empty.isVisible()
    assert page.empty.text().startswith("Nothing is blocked.")
    assert not page.clear.isVisible()
    window.performer.undo()
    assert page.table.isVisible()


def test_where_nothing_is_blocked_enter_prints_nothing(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot)
    assert page.table.hasFocus()
    window.workspace.run(editing.retire, ids=[one(window.workspace.board, "smart", "Process 2").id])
    assert QApplication.focusWidget() is page
    block(window, "smart", "Process 4", reason="open")
    page.focus()
    assert page.table.hasFocus()


def test_the_inspector_follows_the_row(window: MainWindow, qtbot: QtBot) -> None:
    card = block(window, "elexon", "Process 5", reason="a")
    page = page_of(window, qtbot)
    qtbot.keyClick(page.table, Key.Key_Space)
    choose(page, card)
    assert window.side.inspector.shown_id == card
    qtbot.keyClick(page.table, Key.Key_Up)
    qtbot.keyClick(page.table, Key.Key_Up)
    assert window.side.inspector.shown_id == one(window.workspace.board, "smart", "Process 2").id


def test_the_switch_by_mouse_and_by_arrows(window: MainWindow, qtbot: QtBot) -> None:
    board, blockers, *_ = window.desk.switch.buttons
    qtbot.mouseClick(blockers, Qt.MouseButton.LeftButton)
    assert isinstance(window.desk.page, BlockersPage)
    assert window.actions_by_id["page_blockers"].isChecked()
    blockers.setFocus()
    qtbot.keyClick(blockers, Key.Key_Left)
    assert window.desk.page.widget is window.view
    assert board.isChecked()
    assert window.actions_by_id["page_board"].isChecked()


def test_a_table_is_read_with_the_names_of_its_columns(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot)
    role = Qt.ItemDataRole.AccessibleTextRole
    assert page.model.index(1, checkpoint.REASON).data(role) == "Reason: not stated"
    assert page.model.index(0, 0).data(role) == "Not escalated · 1"
    interface = QAccessible.queryAccessibleInterface(page.table)
    assert interface is not None
    assert interface.role() in (QAccessible.Role.Table, QAccessible.Role.List)


def test_markup_is_inert_and_a_long_reason_is_whole_in_the_tooltip(window: MainWindow, qtbot: QtBot) -> None:
    reason = "<img src='file:///x'> " + "very long " * 25
    block(window, "elexon", "Process 5", reason=reason)
    page = page_of(window, qtbot)
    index = page.model.index(2, checkpoint.REASON)
    assert index.data() == reason.strip()
    tip = str(index.data(Qt.ItemDataRole.ToolTipRole))
    assert tip.startswith("<qt>&lt;img")
    assert not page.grab().isNull()


def test_a_read_only_board_shows_it_and_closes_what_writes(made: Maker, opened: Opener, qtbot: QtBot) -> None:
    window = made(opened(read_only=True))
    page = page_of(window, qtbot)
    qtbot.keyClick(page.table, Key.Key_U)
    assert QApplication.activeModalWidget() is None
    assert page.model.rows


def test_printing_opens_a_preview_of_what_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot)
    qtbot.mouseClick(page.print_button, Qt.MouseButton.LeftButton)
    preview = shown(QPrintPreviewDialog)
    told = caption(window.workspace, "is:blocked")
    assert (told.name, told.as_at, told.filter) == ("L4 design board (example)", "24 November 2026, 08:00", "is:blocked")
    assert told.entry == f"entry {window.workspace.head.seq}"
    preview.reject()


# -- on paper ----------------------------------------------------------------------------------------------------------


def sheet_of(rows: list[Row], hidden: int = 0) -> BlockerSheet:
    told = Caption("Board", "2026-11-24 08:00", "", "is:blocked", "Programme internal")
    return BlockerSheet(rows, TODAY, themes.load("print"), told, A4, hidden)


def test_every_row_stands_on_one_page_and_headings_are_repeated(qtbot: QtBot) -> None:
    board = board_of("l4-bare")
    for number in range(120):
        act(board, editing.add, title=f"Title {number} " * 8, ref=f"P{number}", workstream="smart")
        act(board, blocking.block, ids=[one(board, "smart", f"P{number}").id], reason="reason " * 20)
    sheet = sheet_of(checkpoint.rows(board, TODAY))
    assert len(sheet.pages) > 3
    room = A4.height - 2 * A4.margin - 46 - 16 - 18
    refs: list[str] = []
    for number, page in enumerate(sheet.pages):
        assert sum(line.height for line in page) <= room
        assert page[0].title == ("Not escalated · 120" if number == 0 else "Not escalated · 120 (continued)")
        refs += [line.cells[0][0] for line in page if line.cells]
    assert sorted(refs) == sorted(f"P{number}" for number in range(120))


def test_an_empty_list_prints_a_page_that_says_so(qtbot: QtBot) -> None:
    sheet = sheet_of([])
    image = QImage(842, 596, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    blank = QImage(image)
    painter = QPainter(image)
    sheet.draw(painter, 0)
    painter.end()
    below = QRect(0, 90, 842, 60)
    assert image.copy(below) != blank.copy(below)


def test_the_columns_fill_the_width() -> None:
    assert len(SHARES) == len(checkpoint.COLUMNS)
    assert abs(sum(SHARES) - 1) < 1e-9
