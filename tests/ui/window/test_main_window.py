"""The whole window on a real board: real keys and clicks, another's entries, what is read only, what is saved."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from mhhs_board.base import settings as keys
from mhhs_board.base.settings import Settings
from mhhs_board.domain.board import BLOCKED
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.journal import Change
from mhhs_board.drawing.geometry import Density
from mhhs_board.drawing.paint import BoardPainter
from mhhs_board.operations import blocking, configuring, editing, moving
from mhhs_board.operations.context import wish
from mhhs_board.ui.dialogs.artefact import AddArtefact, EditArtefact, RetireArtefacts
from mhhs_board.ui.dialogs.blocking import Block, Unblock
from mhhs_board.ui.dialogs.escalating import Escalate
from mhhs_board.ui.kit.actions import COMMANDS
from mhhs_board.ui.kit.file_dialogs import beside, follow_kind
from mhhs_board.ui.window.asking import EXPORTS
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.workspace import Workspace
from tests.boards import one
from tests.doors import doors
from tests.ui.conftest import Opener
from tests.ui.windows import Maker

Return, Space = Qt.Key.Key_Return, Qt.Key.Key_Space


@pytest.fixture
def made(made: Maker) -> Maker:
    """Windows as a first start shows them, greeting and all."""
    return lambda workspace, **others: made(workspace, **{"settings": Settings({"theme": "light"}), **others})


def dialog(kind: type[QWidget]) -> QWidget:
    """The open dialog, which must be of that kind."""
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind), found
    return found


def click_close(window: MainWindow) -> None:
    (close,) = window.welcome.findChildren(QToolButton)
    close.click()


def focus(window: MainWindow, workstream: str, ref: str) -> str:
    card = one(window.workspace.board, workstream, ref)
    window.view.focus_card(card.id)
    assert window.view.focused_id() == card.id
    return card.id


# -- moving ----------------------------------------------------------------------------------------------------------


def test_a_key_moves_the_card_and_undo_brings_it_back(window: MainWindow, qtbot: QtBot) -> None:
    card = focus(window, "smart", "Process 5")
    qtbot.keyClick(window.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert window.workspace.board.artefact(card).stage == "in-progress"
    assert window.view.focused_id() == card
    assert "Process 5" in window.actions_by_id["undo"].text()
    qtbot.keyClick(window.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.workspace.board.artefact(card).stage == "backlog"
    qtbot.keyClick(window.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert window.workspace.board.artefact(card).stage == "in-progress"


def test_a_move_that_asks_for_a_reason_asks_in_a_bar_and_no_dialog_opens(window: MainWindow, qtbot: QtBot) -> None:
    card = focus(window, "smart", "Process 1")
    window.view.on_move([card], "smart", "in-progress", None)
    assert QApplication.activeModalWidget() is None
    assert window.workspace.board.artefact(card).stage == "approved"
    assert window.prompt.isVisible()
    qtbot.keyClicks(window.prompt.line, "reopened by CR044")
    qtbot.keyClick(window.prompt.line, Return)
    assert window.workspace.board.artefact(card).stage == "in-progress"
    assert window.prompt.isHidden()


def test_dropping_on_blocked_asks_who_and_why(window: MainWindow, qtbot: QtBot) -> None:
    card = focus(window, "smart", "Process 4")
    window.view.on_move([card], "smart", BLOCKED, None)
    form = dialog(Block)
    assert isinstance(form, Block)
    qtbot.keyClicks(form.reason, "CSS option open")
    qtbot.keyClick(form.reason, Return)
    board = window.workspace.board
    assert board.column_of(board.artefact(card)) == BLOCKED
    assert window.view.focused_id() == card


def test_what_is_approved_is_refused_at_the_blocked_column_in_a_sentence(window: MainWindow) -> None:
    card = focus(window, "smart", "Process 1")
    before = window.workspace.head
    window.view.on_move([card], "smart", BLOCKED, None)
    assert QApplication.activeModalWidget() is None
    assert "cannot be blocked" in window.messages.sentence.text()
    assert window.workspace.head == before


def test_a_blocked_card_dropped_into_another_lane_stays_blocked(window: MainWindow) -> None:
    card = focus(window, "smart", "Process 4")
    window.workspace.run(blocking.block, ids=[card], reason="open")
    window.view.on_move([card], "advanced", BLOCKED, None)
    board = window.workspace.board
    assert board.artefact(card).workstream == "advanced"
    assert board.is_blocked(card)


def test_the_move_menu_lists_every_stage_and_moves(window: MainWindow) -> None:
    card = focus(window, "smart", "Process 5")
    menu = QMenu(window)
    window.acts.fill_stages(menu)
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["Backlog", "In Progress", "L4 Working Group Review", "DAG Review && Approval", "Approved", "Blocked…"]
    assert not menu.actions()[0].isEnabled()
    menu.actions()[1].trigger()
    assert window.workspace.board.artefact(card).stage == "in-progress"
    lanes = QMenu(window)
    window.acts.fill_lanes(lanes)
    lanes.actions()[2].trigger()
    assert window.workspace.board.artefact(card).workstream == "advanced"


def test_a_limit_that_refuses_is_the_reason_in_the_move_menu(window: MainWindow) -> None:
    window.workspace.run(configuring.configure, values={"limit:In Progress": "1 refuse"})
    focus(window, "smart", "Process 5")
    menu = QMenu(window)
    window.acts.fill_stages(menu)
    assert not menu.actions()[1].isEnabled()
    assert "limit" in menu.actions()[1].toolTip()


# -- letters of the board --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (Return, EditArtefact),
        (Qt.Key.Key_F2, EditArtefact),
        (Qt.Key.Key_B, Block),
        (Qt.Key.Key_E, Block),
        (Qt.Key.Key_Delete, RetireArtefacts),
    ],
)
def test_the_board_s_keys_open_their_dialogs(window: MainWindow, qtbot: QtBot, key: Qt.Key, kind: type[QWidget]) -> None:
    focus(window, "smart", "Process 4")
    qtbot.keyClick(window.view, key)
    dialog(kind).close()


def test_escalating_and_unblocking_a_blocked_card_by_key(window: MainWindow, qtbot: QtBot) -> None:
    card = focus(window, "smart", "Process 4")
    window.workspace.run(blocking.block, ids=[card], reason="open")
    window.view.focus_card(card)
    qtbot.keyClick(window.view, Qt.Key.Key_E)
    form = dialog(Escalate)
    assert isinstance(form, Escalate)
    form.submit()
    assert window.workspace.board.open_escalations(card)
    assert "1" in window.filter_bar.escalated.text()
    qtbot.keyClick(window.view, Qt.Key.Key_U)
    form = dialog(Unblock)
    assert isinstance(form, Unblock)
    form.ways.buttons[0].click()
    form.ended.setPlainText("Option B")
    form.submit()
    assert not window.workspace.board.is_blocked(card)


def test_letters_typed_into_the_filter_open_nothing(window: MainWindow, qtbot: QtBot) -> None:
    focus(window, "smart", "Process 4")
    qtbot.keyClick(window.view, Qt.Key.Key_Slash)
    assert window.filter_bar.line.hasFocus()
    qtbot.keyClicks(window.filter_bar.line, "neb/ ")
    assert window.filter_bar.text == "neb/ "
    assert QApplication.activeModalWidget() is None
    qtbot.keyClick(window.filter_bar.line, Qt.Key.Key_Escape)
    assert window.view.hasFocus()


def test_adding_puts_the_new_card_into_the_focused_cell_and_gives_it_the_focus(window: MainWindow, qtbot: QtBot) -> None:
    focus(window, "advanced", "Process 5")
    qtbot.keyClick(window.view, Qt.Key.Key_N)
    box = window.adding.editor
    qtbot.keyClicks(box.text, "Nebula Unit bE")
    qtbot.keyClick(box.text, Return)
    added = window.workspace.board.artefact(window.view.focused_id())
    assert (added.title, added.workstream, added.stage) == ("Nebula Unit bE", "advanced", "in-progress")
    assert window.filter_bar.count.text() == "24 of 24 shown · 0 hidden"
    assert QApplication.activeModalWidget() is None, "letters typed there are no commands"


def test_adding_with_all_fields(window: MainWindow, qtbot: QtBot) -> None:
    focus(window, "advanced", "Process 5")
    qtbot.keyClick(window.view, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    form = dialog(AddArtefact)
    assert isinstance(form, AddArtefact)
    qtbot.keyClicks(form.title, "Meter reading")
    qtbot.keyClick(form.title, Return)
    added = window.workspace.board.artefact(window.view.focused_id())
    assert (added.title, added.workstream, added.stage) == ("Meter reading", "advanced", "in-progress")


def test_folding_and_fitting_by_key(window: MainWindow, qtbot: QtBot) -> None:
    card = focus(window, "smart", "Process 4")
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window.view, Qt.Key.Key_F)
    assert window.view.folded == (frozenset({"smart"}), frozenset())
    qtbot.keyClick(window.view, Qt.Key.Key_O, shift)
    assert window.view.folded[0] == frozenset(window.view.cards.grid.lanes)
    qtbot.keyClick(window.view, Qt.Key.Key_O)
    assert window.view.folded == (frozenset(), frozenset())
    assert window.view.focused_id() == card
    qtbot.keyClick(window.view, Qt.Key.Key_F, shift)
    assert window.view.folded == (frozenset(), frozenset({"in-progress"}))


def test_a_new_card_that_the_filter_hides_is_told(window: MainWindow) -> None:
    window.filter_bar.set_text("workstream:Unmetered")
    window.acts.add("smart", "backlog")
    form = dialog(AddArtefact)
    assert isinstance(form, AddArtefact)
    form.title.setText("Hidden one")
    form.submit()
    assert "filter hides" in window.messages.sentence.text()
    assert window.filter_bar.count.text() == "3 of 24 shown · 21 hidden"


# -- the inspector ---------------------------------------------------------------------------------------------------


def test_space_opens_the_inspector_which_follows_the_focus_and_covers_no_card(window: MainWindow, qtbot: QtBot) -> None:
    card = focus(window, "smart", "Process 2")
    assert not window.side.made
    qtbot.keyClick(window.view, Space)
    assert window.side.inspector.isVisible()
    assert window.side.inspector.shown_id == card
    right = window.view.mapTo(window, QPoint(window.view.width(), 0)).x()
    assert window.side.inspector.mapTo(window, QPoint(0, 0)).x() >= right
    visible = window.view.viewport().rect()
    assert visible.contains(window.view.visualRect(window.view.currentIndex()).center())
    other = focus(window, "registrations", "Process 2")
    assert window.side.inspector.shown_id == other
    qtbot.keyClick(window.view, Space)
    assert window.side.inspector.isHidden()


# -- others ----------------------------------------------------------------------------------------------------------


def test_another_window_s_entry_shows_within_a_second(window: MainWindow, qtbot: QtBot, opened: Opener) -> None:
    card = one(window.workspace.board, "smart", "Process 5")
    opened("Bo").run(moving.move, ids=[card.id], stage="in-progress")
    qtbot.waitUntil(lambda: window.workspace.board.artefact(card.id).stage == "in-progress", timeout=5000)
    assert window.model.grid.where(card.id) == ("smart", "in-progress")
    assert window.actions_by_id["undo"].text() == "Undo"


def test_what_is_typed_in_the_inspector_outlives_another_s_entry(window: MainWindow, qtbot: QtBot, opened: Opener) -> None:
    card = focus(window, "smart", "Process 4")
    window.side.toggle()
    window.side.inspector.tabs.setCurrentWidget(window.side.inspector.details)
    owner = window.side.inspector.details.field("owner")
    qtbot.keyClicks(owner, "Mar")
    opened("Bo").run(editing.edit, artefact=card, values={"version": "0.2"})
    window.performer.poll()
    assert window.side.inspector.details.text("owner") == "Mar"
    assert window.side.inspector.details.text("version") == "0.2"


def test_a_read_only_board_is_the_same_window_that_writes_nothing(made: Maker, opened: Opener, qtbot: QtBot) -> None:
    window = made(opened(read_only=True))
    assert window.title_row.saved.text() == "Read only"
    card = focus(window, "smart", "Process 5")
    before = window.workspace.head
    qtbot.keyClick(window.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    for key in (Qt.Key.Key_N, Qt.Key.Key_B, Qt.Key.Key_E, Return, Qt.Key.Key_Delete):
        qtbot.keyClick(window.view, key)
        assert QApplication.activeModalWidget() is None
    window.view.on_move([card], "smart", "in-progress", None)
    window.view.on_move([card], "smart", BLOCKED, None)
    assert QApplication.activeModalWidget() is None
    assert "reading only" in window.messages.sentence.text()
    window.view.on_add("smart", "backlog")
    assert not window.adding.is_open
    assert "cannot be changed" in window.messages.sentence.text()
    assert window.workspace.head == before
    assert window.actions_by_id["snapshot"].isEnabled()


# -- who -------------------------------------------------------------------------------------------------------------


def test_a_name_is_asked_for_once_inline_and_stands_beside_what_is_done_next(
    made: Maker, opened: Opener, qtbot: QtBot
) -> None:
    settings = Settings({"theme": "light"})
    window = made(opened(""), settings=settings)
    assert window.welcome.name.isVisible()
    assert window.view.hasFocus()
    qtbot.keyClicks(window.welcome.name, "Maria")
    qtbot.keyClick(window.welcome.name, Return)
    assert window.welcome.name.isHidden()
    assert settings.get(keys.NAME) == "Maria"
    card = focus(window, "smart", "Process 5")
    qtbot.keyClick(window.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert window.workspace.history("artefact", card)[-1].actor == "Maria"


def test_a_name_may_be_skipped_for_good(made: Maker, opened: Opener) -> None:
    settings = Settings({"theme": "light"})
    window = made(opened(""), settings=settings)
    click_close(window)
    again = made(opened(""), settings=settings)
    assert again.welcome.isHidden()


def test_a_board_that_is_no_example_greets_nobody_who_has_a_name(made: Maker, workspace: Workspace) -> None:
    window = made(workspace)
    assert window.welcome.isVisible()
    assert window.welcome.name.isHidden()
    workspace.board.fold([Change("board", "board", {"example": 1}, {"example": 0})])
    window.welcome.greet()
    assert window.welcome.isHidden()


# -- the window itself -----------------------------------------------------------------------------------------------


def test_the_example_says_so_until_it_is_told_not_to(made: Maker, workspace: Workspace, qtbot: QtBot) -> None:
    settings = Settings({"theme": "light"})
    window = made(workspace, settings=settings)
    assert window.welcome.isVisible()
    assert "New board" in window.welcome.sentence.text()
    click_close(window)
    assert settings.get(keys.WELCOME) is False


def test_the_example_s_cards_fit_a_small_window_without_scrolling(window: MainWindow) -> None:
    assert window.welcome.isVisible()
    assert window.view.verticalScrollBar().maximum() == 0
    assert window.view.horizontalScrollBar().maximum() == 0
    assert window.model.rowCount() == 23


def test_theme_and_density_are_chosen_and_remembered(made: Maker, workspace: Workspace) -> None:
    settings = Settings({"theme": "light"})
    window = made(workspace, settings=settings)
    window.actions_by_id["theme_dark"].trigger()
    assert window.theme.name == "dark"
    assert window.view.theme.name == "dark"
    assert window.palette().window().color() == window.theme["window"]
    window.actions_by_id["density_normal"].trigger()
    assert window.view.density is Density.NORMAL
    assert (settings.get(keys.THEME), settings.get(keys.DENSITY)) == ("dark", "normal")


def test_files_are_asked_for_beside_the_board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert beside(str(tmp_path / "a.mhhsboard")) == tmp_path
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_args, **_more: str(tmp_path))
    assert beside(str(tmp_path / "board.mhhsboard")) != tmp_path  # a hidden folder is no place to look in


def test_the_button_that_adds_is_called_as_it_reads(made: Maker, workspace: Workspace) -> None:
    window = made(workspace)
    found = [button for button in window.title_row.findChildren(QPushButton) if button.text() == "+ Artefact"]
    assert [button.accessibleName() for button in found] == ["Add artefact"]


def test_the_ending_of_an_export_follows_the_kind_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    asked = QFileDialog(None, "Export", str(tmp_path), EXPORTS)
    asked.setOption(QFileDialog.Option.DontUseNativeDialog)
    asked.setFileMode(QFileDialog.FileMode.AnyFile)
    qtbot.addWidget(asked)
    asked.selectFile("plan.csv")
    follow_kind(asked, "Markdown (*.md)")
    assert Path(asked.selectedFiles()[0]).name == "plan.md"
    assert asked.defaultSuffix() == "md"


def test_a_board_that_cannot_be_opened_is_a_sentence(made: Maker, workspace: Workspace, tmp_path: Path) -> None:
    def refuse(path: Path, read_only: bool) -> None:
        raise Refused(f"{path.name} is not a board.")

    window = made(workspace, doors=doors(open_board=refuse))
    window.files.open(tmp_path / "x.txt", read_only=False)
    assert window.messages.sentence.text() == "x.txt is not a board."


def test_a_window_can_do_every_command_that_there_is(made: Maker, workspace: Workspace) -> None:
    window = made(workspace)
    assert [
        command.id
        for command in COMMANDS
        if command and command.id not in {told.id for told in window.actions_by_id.told()}
    ] == []


def test_hostile_titles_are_shown_literally_everywhere(window: MainWindow) -> None:
    markup = '<img src="file:///etc/passwd">&amp;<b>x</b>'
    card = focus(window, "smart", "Process 4")
    window.workspace.run(editing.edit, artefact=card, values={"title": markup, "ref": "<b>R</b>"})
    window.side.toggle()
    assert window.side.inspector.title.text() == markup
    window.workspace.run(moving.move, ids=[card], stage="backlog")
    assert "<b>R</b>" in window.actions_by_id["undo"].text()
    assert "<b>" not in window.actions_by_id["undo"].toolTip()


def test_a_board_put_back_under_the_window_is_shown_as_it_is_now(
    made: Maker, workspace: Workspace, board_path: Path, tmp_path: Path
) -> None:
    earlier = shutil.copy(board_path, tmp_path / "earlier")
    window = made(workspace)
    window.side.toggle()
    card = focus(window, "smart", "Process 5")
    window.performer.perform(wish(moving.move, ids=[card], stage="in-progress"))
    window.performer.perform(wish(editing.add, title="Gone with it", workstream="smart"))
    assert window.actions_by_id["undo"].isEnabled()
    window.filter_bar.set_text("segment:smart")
    window.view.focus_card(card)
    assert window.side.inspector.history.model().rowCount() == 2
    os.replace(earlier, board_path)
    window._poll()
    assert window.model.board is workspace.board
    assert window.model.rowCount() == 5
    assert window.model.board.artefact(card).stage == "backlog"
    assert window.filter_bar.count.text() == "5 of 23 shown · 18 hidden"
    assert not window.actions_by_id["undo"].isEnabled()
    assert "read again" in window.messages.sentence.text()
    window.view.focus_card(card)
    assert window.side.inspector.history.model().rowCount() == 1
    window.performer.perform(wish(moving.move, ids=[card], stage="in-progress"))
    assert window.model.board.artefact(card).stage == "in-progress"


def test_closing_lets_go_of_the_board(window: MainWindow) -> None:
    workspace = window.workspace
    window.close()
    workspace.run(moving.move, ids=[one(workspace.board, "smart", "Process 5").id], stage="in-progress")
    assert window.filter_bar.count.text() == "23 of 23 shown · 0 hidden"


def test_where_the_filter_hides_everything_a_button_clears_it(made: Maker, workspace: Workspace, qtbot: QtBot) -> None:
    window = made(workspace)
    panel = window.nothing_fits
    assert not panel.clear.isVisible()
    window.filter_bar.set_text("zzz")
    assert panel.clear.isVisible()
    assert panel.words.text() == "Nothing fits the filter."
    assert window.view.viewport().rect().contains(panel.geometry())
    window.resize(700, 500)
    assert window.view.viewport().rect().contains(panel.geometry())
    window.filter_bar.set_text("process 4")
    assert not panel.clear.isVisible()
    window.filter_bar.set_text("not is:blocked")
    qtbot.mouseClick(panel.clear, Qt.MouseButton.LeftButton)
    assert not panel.clear.isVisible()
    assert window.filter_bar.text == ""
    assert window.model.rowCount() == 23
    assert window.view.hasFocus()


@pytest.mark.parametrize("size", [(1280, 720), (700, 500)])
def test_why_nothing_is_shown_is_read_whole_on_the_board(
    size: tuple[int, int], made: Maker, workspace: Workspace, qtbot: QtBot
) -> None:
    window = made(workspace)
    window.resize(*size)
    qtbot.keyClick(window.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(window.filter_bar.line, "segment:Smart Segment ")
    panel, words = window.nothing_fits, window.nothing_fits.words
    assert words.text().endswith('a name of several words goes in quotes: workstream:"Smart Segment".')
    qtbot.waitUntil(lambda: words.isVisible() and words.height() >= words.heightForWidth(words.width()))
    assert panel.rect().contains(words.geometry())
    assert panel.rect().contains(panel.clear.geometry())
    assert window.view.viewport().rect().contains(panel.geometry())
    assert not words.geometry().intersects(panel.clear.geometry())
    window.filter_bar.set_text("zzz")
    assert words.text() == "Nothing fits the filter.", "what was said of another query goes"


def test_what_is_said_at_the_foot_does_not_lie_over_the_way_out(made: Maker, workspace: Workspace, qtbot: QtBot) -> None:
    window = made(workspace)
    window.resize(1280, 640)
    window.messages.tell("Undone: Process 5: Moved L4 Working Group Review → In Progress")
    QApplication.processEvents()
    window.filter_bar.set_text("not is:blocked")
    QApplication.processEvents()
    clear = window.nothing_fits
    assert clear.isVisible()
    place = QRect(clear.mapTo(window, QPoint(0, 0)), clear.size())
    assert not place.intersects(QRect(window.foot.mapTo(window, QPoint(0, 0)), window.foot.size()))
    window.filter_bar.set_text("")
    QApplication.processEvents()
    assert window.foot.geometry().bottom() > window.foot.parentWidget().height() / 2, "and goes back to the foot"


def test_one_note_after_another_moves_nothing_and_paints_no_card(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is said at the foot lies over cards, which are not painted for another sentence of about the same length."""

    def shown_now() -> QRect:
        QApplication.processEvents()
        QApplication.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))
        return window.foot.geometry()

    window.messages.tell("Undone: Process 12: Moved In Progress → L4 Working Group Review")
    shown_now()  # as it comes up it is laid out a second time
    place = shown_now()
    painted: list[object] = []
    body = BoardPainter.body

    def counted(self: BoardPainter, *arguments: object, **named: object) -> None:
        painted.append(arguments[2])  # not the painter, which would be kept active
        body(self, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(BoardPainter, "body", counted)
    window.messages.tell("Undone: Process 7: Moved Backlog → In Progress")
    assert shown_now() == place
    assert painted == []
    window.messages.tell("Undone: Process 7: Moved Backlog → In Progress, and a good deal more that needs room for it")
    assert shown_now().width() > place.width()


def test_a_sentence_at_the_foot_stands_on_the_colour_of_its_bar(window: MainWindow, qtbot: QtBot) -> None:
    messages = window.messages
    for say in (messages.tell, messages.refuse, messages.warn, messages.tell):
        say("Said.")
        QApplication.processEvents()
        picture, ratio = messages.grab().toImage(), messages.devicePixelRatio()
        middle, sentence = messages.height() / 2, messages.sentence.geometry()

        def colour(x: float) -> str:
            return picture.pixelColor(int(x * ratio), int(middle * ratio)).name()  # noqa: B023  called at once

        assert colour(sentence.right() - 1) == colour(sentence.right() + 3)
