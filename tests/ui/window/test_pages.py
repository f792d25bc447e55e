"""Pages that the window knows nothing of: one made up here is found by switch, menu, palette and key, and leads the window."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Forum, Milestone
from mhhs_board.ui.dialogs.artefact import AddArtefact
from mhhs_board.ui.dialogs.register import RegisterForm
from mhhs_board.ui.help.key_sheet import sections
from mhhs_board.ui.kit.actions import READ_ONLY, PageCommand, RecordKey, State
from mhhs_board.ui.kit.page import Page, PageContext, PageSpec
from mhhs_board.ui.registers.pages import PAGES
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.workspace import Workspace
from tests.boards import one
from tests.ui.conftest import Opener
from tests.ui.windows import Maker, shown

Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier


class ForumsPage(QListWidget, Page):
    """Forums, each about an artefact of the board in their order."""

    def __init__(self, context: PageContext, done: list[str]) -> None:
        super().__init__()
        self._context = context
        self.refreshed, self.said = 0, ""
        self.commands = {
            "add": PageCommand(partial(done.append, "add"), _writes, "Add forum", "Add a forum to the list"),
            "edit": PageCommand(partial(done.append, "edit"), _one_forum),
            "print": PageCommand(partial(done.append, "print")),
            "fit": PageCommand(lambda: None, lambda _state: "Nothing is fitted here."),
        }
        for name in ("add", "edit", "block"):
            self.addAction(context.actions[name])
        self.itemSelectionChanged.connect(context.turned)

    def refresh(self) -> None:
        self.refreshed += 1
        board = self._context.workspace.board
        texts = [forum.name for forum in board.forums]
        if [self.item(row).text() for row in range(self.count())] != texts:
            self.clear()
            self.addItems(texts)

    def _rows(self) -> list[int]:
        return sorted(self.row(item) for item in self.selectedItems())

    def records(self) -> Sequence[RecordKey]:
        forums = self._context.workspace.board.forums
        return [RecordKey(Forum.KIND, forums[row].id) for row in self._rows()]

    def chosen(self) -> Sequence[str]:
        cards = [card.id for card in self._context.workspace.board.artefacts()]
        return [cards[row] for row in self._rows()]

    def say(self, why: str) -> None:
        self.said = why


def _writes(state: State) -> str:
    return READ_ONLY if state.read_only else ""


def _one_forum(state: State) -> str:
    return _writes(state) or ("" if len(state.records) == 1 else "No forum is selected.")


def count(board: Board) -> int:
    return len(board.forums)


@pytest.fixture
def done() -> list[str]:
    """What the made-up page was asked to do."""
    return []


def made_with(made: Maker, workspace: Workspace, done: list[str]) -> MainWindow:
    spec = PageSpec("forums", "Forums", "Ctrl+3", lambda context: ForumsPage(context, done), count)
    return made(workspace, pages=(PAGES[0], spec))  # whatever registers are declared


@pytest.fixture
def three(made: Maker, workspace: Workspace, done: list[str]) -> MainWindow:
    """A window with one page more."""
    return made_with(made, workspace, done)


def forums_of(window: MainWindow) -> ForumsPage:
    page = window.desk.page
    assert isinstance(page, ForumsPage)
    assert page.isVisible()
    return page


def test_no_page_is_made_before_it_is_shown(three: MainWindow) -> None:
    assert len(three.desk.pages.made) == 1
    three.desk.turn_to(2)
    three.desk.turn_to(0)
    three.desk.turn_to(2)
    assert len(three.desk.pages.made) == 2


def test_the_switch_lists_it_with_its_count_and_follows_the_board(three: MainWindow, qtbot: QtBot) -> None:
    number = len(three.workspace.board.forums)
    assert [button.text() for button in three.desk.switch.buttons] == ["Board", "Blockers 1", f"Forums {number}"]
    assert "Ctrl+3" in three.desk.switch.buttons[2].toolTip()
    qtbot.mouseClick(three.desk.switch.buttons[2], Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is forums_of(three)
    assert three.actions_by_id["page_forums"].isChecked()
    assert not three.actions_by_id["page_board"].isChecked()


def test_its_key_the_menu_the_palette_and_the_sheet_of_keys_know_it(three: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(three.view, Key.Key_3, Control)
    forums_of(three)
    qtbot.keyClick(three.desk.page.widget, Key.Key_1, Control)
    assert QApplication.focusWidget() is three.view
    menus = {action.text().replace("&", ""): action.menu() for action in three.menuBar().actions()}
    pages = next(action.menu() for action in menus["View"].actions() if action.text() == "Page")
    assert [action.text() for action in pages.actions()] == ["Board", "Blockers", "Forums"]
    three.desk.open_palette()
    assert three.desk.palette is not None
    qtbot.keyClicks(three.desk.palette.line, "page: forums")
    qtbot.keyClick(three.desk.palette.line, Key.Key_Return)
    forums_of(three)
    view = next(section for section in sections(three.actions_by_id) if section.title == "View")
    assert ("Ctrl+3", "Forums") in view.rows
    keys = [keys for told in three.actions_by_id.told() for keys in told.keys.split(" or ") if keys]
    assert len(set(keys)) == len(keys)


def test_commands_do_there_what_the_page_says_and_elsewhere_what_they_did(
    three: MainWindow, qtbot: QtBot, done: list[str]
) -> None:
    button = next(found for found in three.title_row.findChildren(QPushButton) if found.text() == "+ Artefact")
    three.desk.turn_to(2)
    page, add = forums_of(three), three.actions_by_id["add"]
    qtbot.keyClick(page, Key.Key_N)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    three.actions_by_id["print"].trigger()
    assert done == ["add", "add", "print"]
    assert (button.text(), button.accessibleName(), add.text()) == ("+ Forum", "Add forum", "Add forum")
    assert "Add a forum to the list (N)" in add.toolTip()
    assert three.actions_by_id.why_not("fit") == "Nothing is fitted here."
    assert not three.actions_by_id["fit"].isEnabled()
    three.desk.turn_to(0)
    assert (button.text(), add.text(), three.actions_by_id["fit"].isEnabled()) == ("+ Artefact", "Add artefact", True)
    qtbot.keyClick(three.view, Key.Key_N)
    assert three.adding.is_open
    three.adding.close()
    three.desk.turn_to(1)
    add.trigger()
    shown(AddArtefact).reject()
    assert done == ["add", "add", "print"]


def test_what_is_chosen_there_leads_the_inspector_and_the_commands(
    three: MainWindow, qtbot: QtBot, done: list[str]
) -> None:
    cards = [card.id for card in three.workspace.board.artefacts()]
    three.actions_by_id["inspector"].trigger()
    three.desk.turn_to(2)
    page = forums_of(three)
    page.clearSelection()
    assert three.actions_by_id.why_not("edit") == "No forum is selected."
    page.setCurrentRow(1)
    assert three.side.inspector.shown_id == cards[1]
    assert three.actions_by_id.state.chosen == (cards[1],)
    assert three.actions_by_id.state.records == (RecordKey(Forum.KIND, three.workspace.board.forums[1].id),)
    three.actions_by_id["edit"].trigger()
    assert done == ["edit"]
    artefact = three.workspace.board.artefact(cards[1])
    assert three.desk.focused_cell() == (artefact.workstream, artefact.stage)
    three.desk.turn_to(0)
    assert three.side.inspector.shown_id == three.view.focused_id()
    assert three.actions_by_id.state.records == ()


def test_the_keyboard_comes_back_to_the_page_that_is_shown(three: MainWindow, qtbot: QtBot) -> None:
    card = one(three.workspace.board, "smart", "Process 4").id
    three.view.focus_card(card)
    three.desk.turn_to(2)
    page = forums_of(three)
    qtbot.keyClick(page, Key.Key_F, Control)
    assert QApplication.focusWidget() is three.filter_bar.line
    qtbot.keyClick(three.filter_bar.line, Key.Key_Escape)
    assert QApplication.focusWidget() is page
    three.desk.open_palette()
    assert three.desk.palette is not None
    qtbot.keyClick(three.desk.palette.line, Key.Key_Escape)
    assert QApplication.focusWidget() is page
    qtbot.keyClick(page, Key.Key_1, Control)
    assert QApplication.focusWidget() is three.view
    assert three.view.focused_id() == card


def test_it_hears_of_the_board_and_of_the_filter_while_it_is_shown(three: MainWindow) -> None:
    three.desk.turn_to(2)
    page = forums_of(three)
    before = page.refreshed
    three.filter_bar.set_text("segment:Smart Segment")
    assert page.refreshed > before
    assert "goes in quotes" in page.said
    three.desk.turn_to(0)
    before = page.refreshed
    three.filter_bar.set_text("")
    assert (page.refreshed, page.said) == (before, ""), "what is not seen is not read anew"
    three.desk.turn_to(2)
    assert page.refreshed > before


def test_on_a_read_only_board_it_closes_its_own_commands(made: Maker, opened: Opener, done: list[str]) -> None:
    window = made_with(made, opened(read_only=True), done)
    window.desk.turn_to(2)
    assert window.actions_by_id.why_not("add") == READ_ONLY
    window.actions_by_id["add"].trigger()
    assert done == []


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, Key.Key_Space])
def test_the_button_of_an_empty_page_is_pressed_by_enter_as_by_space(
    made: Maker, workspace: Workspace, qtbot: QtBot, key: Qt.Key
) -> None:
    window = made(workspace)
    (page,) = [spec for spec in PAGES if spec.name == Milestone.TITLE]
    window.actions_by_id[page.command.id].trigger()
    button = window.focusWidget()
    assert isinstance(button, QPushButton)
    qtbot.keyClick(button, key)
    assert shown(RegisterForm).kind == Milestone.KIND
