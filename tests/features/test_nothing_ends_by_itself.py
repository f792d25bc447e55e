"""Stories of a window on which nothing ends by itself, with real mouse and key events."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from mhhs_board.domain.board import BLOCKED
from mhhs_board.domain.escalation import how_ended
from mhhs_board.domain.records import Artefact, Escalation
from mhhs_board.operations import blocking, configuring, escalating, moving
from mhhs_board.ui.dialogs.artefact import AddArtefact, RetireArtefacts
from mhhs_board.ui.dialogs.blocking import Unblock
from mhhs_board.ui.dialogs.escalating import Answer, Escalate, Withdraw
from mhhs_board.ui.registers.blockers import BlockersPage
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.workspace import Workspace
from tests.boards import one
from tests.ui.conftest import board_path, opened, workspace
from tests.ui.windows import Maker, made, shown, window

__all__ = ["board_path", "made", "opened", "window", "workspace"]  # fixtures

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def drag(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Drags cards to a cell, event by event as Qt's drag loop delivers them; what was said over the cell."""

    def drag_to(window: MainWindow, ids: list[str], lane: str, column: str) -> str:
        view = window.view
        monkeypatch.setattr(QDropEvent, "source", lambda event: view)
        carrying = view._carrying
        mime = carrying.take_up(ids).mime()
        rect = view.layout_shown.cell_rect(lane, column)
        view.reveal(rect)
        point = QPoint(rect.x + rect.width // 2 - view.horizontalOffset(), rect.y + 10 - view.verticalOffset())
        move = Qt.DropAction.MoveAction
        view.dragEnterEvent(QDragEnterEvent(QPoint(5, 5), move, mime, LEFT, NONE))
        view.dragMoveEvent(QDragMoveEvent(point, move, mime, LEFT, NONE))
        told = carrying._reason.text() if carrying._reason.isVisibleTo(view) else ""
        view.dropEvent(QDropEvent(QPointF(point), move, mime, LEFT, NONE))
        carrying.end(ids)
        return told

    return drag_to


def blocked(window: MainWindow, lane: str, ref: str, *, forum: str = "", question: str = "") -> str:
    """A card that is blocked, put to a forum where one is given."""
    board = window.workspace.board
    card = one(board, lane, ref).id
    asked = next((found.id for found in board.forums if forum and forum in (found.short, found.name)), None)
    window.workspace.run(blocking.block, ids=[card], reason="No data model", forum=asked, question=question)
    window.view.focus_card(card)
    return card


def said(window: MainWindow) -> str:
    """What stands at the foot, once what was undone is said as well."""
    while window.messages._pending is not None:
        QApplication.processEvents()
    return window.messages.sentence.text() if window.messages.isVisible() else ""


# -- out of Blocked --------------------------------------------------------------------------------------------------------


def test_a_drop_on_its_own_stage_unblocks_and_offers_undo(
    window: MainWindow, drag: Callable[..., str], qtbot: QtBot
) -> None:
    card = blocked(window, "smart", "Process 4")
    drag(window, [card], "smart", "in-progress")
    assert not window.workspace.board.is_blocked(card)
    assert said(window) == "Unblocked Process 4"
    qtbot.mouseClick(window.messages.act, LEFT)
    assert window.workspace.board.is_blocked(card)
    assert said(window) == "Undone: Process 4: Blocked again"


def test_a_drop_further_on_says_where_it_went(window: MainWindow, drag: Callable[..., str]) -> None:
    card = blocked(window, "smart", "Process 4")
    drag(window, [card], "registrations", "l4-review")
    assert said(window) == "Unblocked Process 4 and moved to Registrations, L4 Working Group Review"
    assert window.workspace.board.column_of(window.workspace.board.artefact(card)) == "l4-review"


def out_by_drag(window: MainWindow, drag: Callable[..., str], qtbot: QtBot, card: str) -> None:
    drag(window, [card], "smart", "in-progress")


def out_by_key(window: MainWindow, drag: Callable[..., str], qtbot: QtBot, card: str) -> None:
    qtbot.keyClick(window.view, Key.Key_Left, CONTROL)


def out_by_menu(window: MainWindow, drag: Callable[..., str], qtbot: QtBot, card: str) -> None:
    from PySide6.QtWidgets import QMenu

    (menu,) = [found for found in window.menuBar().findChildren(QMenu) if found.title() == "Move to"]
    menu.aboutToShow.emit()
    (action,) = [found for found in menu.actions() if found.text() == "In Progress"]
    action.trigger()


def out_by_lifting(window: MainWindow, drag: Callable[..., str], qtbot: QtBot, card: str) -> None:
    qtbot.keyClick(window.view, Key.Key_Space, SHIFT)
    for _ in range(4):
        qtbot.keyClick(window.view, Key.Key_Left)
    qtbot.keyClick(window.view, Key.Key_Return)


WAYS = [out_by_drag, out_by_key, out_by_menu, out_by_lifting]
Way = Callable[[MainWindow, Callable[..., str], QtBot, str], None]


@pytest.mark.parametrize("out", WAYS)
def test_every_way_out_asks_how_the_question_ended(
    window: MainWindow, drag: Callable[..., str], qtbot: QtBot, out: Way
) -> None:
    board = window.workspace.board
    card = blocked(window, "smart", "Process 4", forum="DAG", question="Which model?")
    (waiting,) = board.open_escalations(card)
    head = window.workspace.head
    out(window, drag, qtbot, card)
    prompt = window.prompt
    assert prompt.isVisible()
    assert "DAG" in prompt.sentence.text()
    assert "“Which model?”" in prompt.sentence.text()
    assert prompt.line.hasFocus()
    assert window.workspace.head == head, "nothing is written until it is said"
    qtbot.keyClick(prompt.line, Key.Key_Return)
    assert prompt.missing.text() == "Say what the forum answered. Or: Say why the question is withdrawn."
    assert prompt.line.hasFocus()
    assert window.workspace.head == head
    qtbot.keyClicks(prompt.line, "Model B")
    qtbot.keyClick(prompt.line, Key.Key_Return)
    assert prompt.missing.text() == "Choose which it was: Answered or Withdrawn."
    assert window.workspace.head == head, "nobody has said that it was an answer"
    assert prompt.ways is not None
    assert prompt.ways.buttons[0].hasFocus()
    qtbot.keyClick(prompt.ways.buttons[0], Key.Key_Return)
    assert not board.is_blocked(card)
    ended = board.of(Escalation)[waiting.id]
    assert (how_ended(board, ended), ended.answer) == ("answered", "Model B")
    assert said(window) == "Unblocked Process 4; DAG answered"
    assert window.view.hasFocus()


@pytest.mark.parametrize("out", WAYS)
def test_escape_leaves_everything_as_it_was(window: MainWindow, drag: Callable[..., str], qtbot: QtBot, out: Way) -> None:
    card = blocked(window, "smart", "Process 4", forum="DAG")
    head = window.workspace.head
    out(window, drag, qtbot, card)
    qtbot.keyClicks(window.prompt.line, "Model")
    qtbot.keyClick(window.prompt.line, Key.Key_Escape)
    assert not window.prompt.isVisible()
    assert window.workspace.head == head
    assert window.workspace.board.open_escalations(card)


def test_withdrawn_is_chosen_by_mouse_or_key_and_keeps_what_was_typed(
    window: MainWindow, drag: Callable[..., str], qtbot: QtBot
) -> None:
    board = window.workspace.board
    card = blocked(window, "smart", "Process 4", forum="DAG")
    (waiting,) = board.open_escalations(card)
    drag(window, [card], "smart", "in-progress")
    prompt = window.prompt
    assert prompt.ways is not None
    qtbot.keyClicks(prompt.line, "Settled bilaterally")
    assert prompt.way is None
    qtbot.mouseClick(prompt.ways.buttons[1], LEFT)
    assert prompt.line.hasFocus()
    prompt.ways.buttons[1].setFocus()
    qtbot.keyClick(prompt.ways.buttons[1], Key.Key_Left)
    assert prompt.way
    assert prompt.way.argument == "answer"
    qtbot.keyClick(prompt.ways.buttons[0], Key.Key_Right)
    assert (prompt.way.argument, prompt.line.text()) == ("withdraw", "Settled bilaterally")
    qtbot.keyClick(prompt.ways.buttons[1], Key.Key_Return)
    ended = board.of(Escalation)[waiting.id]
    assert (how_ended(board, ended), ended.answer) == ("withdrawn", "Settled bilaterally")


def test_a_skip_and_an_ending_are_asked_one_after_the_other(
    window: MainWindow, drag: Callable[..., str], qtbot: QtBot
) -> None:
    board = window.workspace.board
    card = blocked(window, "smart", "Process 4", forum="DAG")
    (waiting,) = board.open_escalations(card)
    head = window.workspace.head.seq
    told = drag(window, [card], "smart", "approved")
    assert "skip" in told
    qtbot.keyClicks(window.prompt.line, "agreed at the checkpoint")
    qtbot.keyClick(window.prompt.line, Key.Key_Return)
    assert "DAG" in window.prompt.sentence.text()
    assert window.prompt.line.text() == ""
    assert window.workspace.head.seq == head
    qtbot.keyClicks(window.prompt.line, "Go ahead")
    assert window.prompt.ways is not None
    qtbot.mouseClick(window.prompt.ways.buttons[0], LEFT)
    assert window.prompt.line.hasFocus(), "what is typed next goes on into the line"
    qtbot.keyClick(window.prompt.line, Key.Key_Return)
    assert board.artefact(card).stage == "approved"
    assert board.artefact(card).stage_note == "agreed at the checkpoint"
    assert board.of(Escalation)[waiting.id].answer == "Go ahead"


def test_several_open_questions_are_named_and_nothing_is_written(
    window: MainWindow, drag: Callable[..., str], qtbot: QtBot
) -> None:
    first = blocked(window, "smart", "Process 4", forum="DAG")
    second = blocked(window, "smart", "Process 3", forum="PSG")
    head = window.workspace.head
    told = drag(window, [first, second], "smart", "in-progress")
    assert "Process 4 blocker 1 at DAG" in told
    assert "Process 3 blocker 1 at PSG" in told
    assert window.workspace.head == head
    assert not window.prompt.isVisible()
    reason = window.view._carrying._reason
    assert reason.isVisible(), "it is said after the drop, too"
    assert reason.text() == f"⊘ {told}"


def test_within_the_column_only_the_lane_changes(window: MainWindow, drag: Callable[..., str]) -> None:
    board = window.workspace.board
    card = blocked(window, "smart", "Process 4", forum="DAG")
    drag(window, [card], "elexon", BLOCKED)
    assert board.artefact(card).workstream == "elexon"
    assert board.open_escalations(card)
    assert said(window) == "Moved Process 4 to Elexon Central Systems"


def test_another_lane_by_key_unblocks_nobody(window: MainWindow, qtbot: QtBot) -> None:
    """Of a selection over several columns each keeps its own, and a blocked one stays blocked."""
    board, view = window.workspace.board, window.view
    held = blocked(window, "smart", "Process 4", forum="DAG")
    free = one(board, "smart", "Process 5").id
    view.focus_card(free)
    view.selectionModel().select(view.cards.index_of(held), view.selectionModel().SelectionFlag.Select)
    qtbot.keyClick(view, Key.Key_Down, CONTROL | SHIFT)
    assert {board.artefact(one).workstream for one in (held, free)} == {"registrations"}
    assert board.open_escalations(held)
    assert board.artefact(free).stage == "backlog"
    assert said(window) == "Moved 2 to Registrations"


def test_an_order_by_key_unblocks_nobody(window: MainWindow, qtbot: QtBot) -> None:
    board, view = window.workspace.board, window.view
    held = blocked(window, "registrations", "Process 4", forum="DAG")
    moved = one(board, "registrations", "Process 2").id
    view.focus_card(moved)
    view.selectionModel().select(view.cards.index_of(held), view.selectionModel().SelectionFlag.Select)
    qtbot.keyClick(view, Key.Key_Down, CONTROL)
    assert board.is_blocked(held)
    assert board.cell("registrations", "l4-review")[1] == moved


# -- the dialogs -----------------------------------------------------------------------------------------------------------


def test_unblock_says_how_the_question_ended_beside_the_note(window: MainWindow, qtbot: QtBot) -> None:
    board = window.workspace.board
    card = blocked(window, "smart", "Process 4", forum="DAG", question="Which model?")
    (waiting,) = board.open_escalations(card)
    qtbot.keyClick(window.view, Key.Key_U)
    form = shown(Unblock)
    assert "DAG" in form.asked.text()
    assert form.focusWidget() is form.ended
    form.note.setText("No longer needed")
    qtbot.mouseClick(form.go, LEFT)
    assert form.sentence.text() == "Say whether the question was answered or withdrawn."
    assert form.focusWidget() is form.ended, "what is typed next goes where it is missing"
    assert form.note.text() == "No longer needed"
    qtbot.mouseClick(form.ways.buttons[1], LEFT)
    assert form.focusWidget() is form.ended, "a click on a way leaves the words where they are typed"
    qtbot.keyClicks(form.ended, "Supplier withdrew")
    assert form.sentence.isHidden(), "the red line goes once it is settled"
    qtbot.mouseClick(form.go, LEFT)
    ended = board.of(Escalation)[waiting.id]
    assert (ended.ended, ended.answer) == ("withdrawn", "Supplier withdrew")
    assert board.blockers(card)[-1].closing_note == "No longer needed"
    assert said(window) == "Unblocked Process 4; question to DAG withdrawn"


def test_of_several_blockers_one_is_settled(window: MainWindow, qtbot: QtBot) -> None:
    board = window.workspace.board
    card = blocked(window, "smart", "Process 4", forum="DAG")
    window.workspace.run(blocking.block, ids=[card], reason="No owner", forum=board.forums[0].id)
    qtbot.keyClick(window.view, Key.Key_U)
    form = shown(Unblock)
    assert form.blocker.isVisible()
    assert not form.ended.isVisible()
    assert "More than one escalation" in form.asked.text()
    qtbot.mouseClick(form.go, LEFT)
    assert form.isVisible()
    assert form.focusWidget() is form.blocker
    form.blocker.setCurrentIndex(next(row for row in (1, 2) if "No owner" in form.blocker.itemText(row)))
    assert form.ended.isVisible()
    assert not form.stage.isVisible(), "it stays blocked, so its stage is not asked for"
    form.ended.setPlainText("Yes")
    qtbot.mouseClick(form.go, LEFT)
    assert form.focusWidget() is form.ways.buttons[0], "nobody has said that it was an answer"
    qtbot.mouseClick(form.ways.buttons[0], LEFT)
    qtbot.mouseClick(form.go, LEFT)
    assert [found.reason for found in board.open_blockers(card)] == ["No data model"]
    assert len(board.open_escalations(card)) == 1


def test_a_question_that_came_meanwhile_is_asked_for(made: Maker, opened: Callable[..., Workspace], qtbot: QtBot) -> None:
    mine, theirs = made(opened()), opened("Bob")
    card = blocked(mine, "smart", "Process 4")
    qtbot.keyClick(mine.view, Key.Key_U)
    form = shown(Unblock)
    qtbot.keyClicks(form.note, "Settled")
    theirs.poll()
    theirs.run(escalating.escalate, artefact=card, forum=theirs.board.forums[0].id)
    qtbot.keyClick(form.note, Key.Key_Return)
    assert form.ended.isVisible()
    assert form.focusWidget() is form.ended
    assert form.note.text() == "Settled"


def test_answer_and_withdraw_by_key_end_the_question_alone(window: MainWindow, qtbot: QtBot) -> None:
    board = window.workspace.board
    first, second = blocked(window, "smart", "Process 4", forum="DAG"), blocked(window, "smart", "Process 5", forum="PSG")
    window.view.focus_card(first)
    qtbot.keyClick(window.view, Key.Key_A)
    form = shown(Answer)
    assert form.head.text() == "Answer from DAG"
    qtbot.mouseClick(form.go, LEFT)
    assert form.focusWidget() is form.words
    qtbot.keyClicks(form.words, "Option B")
    qtbot.mouseClick(form.go, LEFT)
    window.view.focus_card(second)
    qtbot.keyClick(window.view, Key.Key_W)
    other = shown(Withdraw)
    qtbot.keyClicks(other.words, "Too early")
    qtbot.mouseClick(other.go, LEFT)
    assert [board.escalations(board.open_blockers(card)[0].id)[0].ended for card in (first, second)] == [
        "answered",
        "withdrawn",
    ]
    assert not window.actions_by_id["answer"].isEnabled()


def test_on_the_blockers_page_the_row_says_which_question(window: MainWindow, qtbot: QtBot) -> None:
    board = window.workspace.board
    card = blocked(window, "smart", "Process 4", forum="DAG")
    window.workspace.run(blocking.block, ids=[card], reason="No owner", forum=board.forums[0].id)
    window.desk.turn_to(1)
    page = window.desk.page
    assert isinstance(page, BlockersPage)
    rows = [number for number, line in enumerate(page.model.lines) if getattr(line, "reason", "") == "No owner"]
    page.table.selectRow(rows[0])
    qtbot.keyClick(page.table, Key.Key_A)
    form = shown(Answer)
    qtbot.keyClicks(form.words, "Ann owns it")
    qtbot.mouseClick(form.go, LEFT)
    assert [board.of(Escalation)[found.id].forum for found in board.open_escalations(card)] == ["dag"]
    assert {"Answer…", "Withdraw…"} <= {button.text() for button in page.findChildren(QPushButton)}


def test_the_inspector_tells_how_each_question_ended(window: MainWindow, qtbot: QtBot) -> None:
    board = window.workspace.board
    card = blocked(window, "smart", "Process 4", forum="DAG")
    window.workspace.run(escalating.answer, escalation=board.open_escalations(card)[0].id, answer="Option B")
    window.workspace.run(escalating.escalate, artefact=card, forum="dag")
    window.workspace.run(escalating.escalate, artefact=card, forum="psg")
    window.workspace.run(escalating.withdraw, escalation=board.open_escalations(card)[0].id, why="Too early")
    window.side.toggle()
    box = window.side.inspector._blockers[0]
    assert set(box.ended.text().split("\n")) == {
        "DAG answered: Option B · 24 Nov",
        "Passed on to PSG · 24 Nov",
        "Withdrawn: Too early · 24 Nov",
    }
    assert not box.answer_button.isVisible()
    window.workspace.run(escalating.escalate, artefact=card, forum="dag")
    assert box.withdraw_button.isVisible()
    qtbot.mouseClick(box.withdraw_button, LEFT)
    qtbot.keyClick(shown(Withdraw), Key.Key_Escape)
    assert window.view.hasFocus(), "after a click in the inspector the board's keys go on working"


# -- undo and redo ---------------------------------------------------------------------------------------------------------


def test_every_undo_says_what_it_undid_and_which_limit_it_passed(window: MainWindow, qtbot: QtBot) -> None:
    workspace = window.workspace
    card = one(workspace.board, "smart", "Process 4").id
    workspace.run(configuring.configure, values={"limit:smart/in-progress": "1 refuse"})
    workspace.run(moving.move, ids=[card], stage="backlog")
    other = Workspace(workspace._store, actor="Bob")
    other.run(moving.move, ids=[one(other.board, "smart", "Process 5").id], stage="in-progress")
    workspace.poll()
    qtbot.keyClick(window.view, Key.Key_Z, CONTROL)
    assert said(window) == (
        "Undone: Process 4: Moved Backlog → In Progress. The limit of 1 in Smart Segment, In Progress is passed."
    )
    assert not window.messages.act.isVisible(), "an Undo beside it would take back what came before"
    qtbot.keyClick(window.view, Key.Key_Z, CONTROL | SHIFT)
    assert said(window) == "Redone: Process 4: Moved In Progress → Backlog"
    assert window.view.hasFocus()


def test_giving_a_name_keeps_undo(made: Maker, opened: Callable[..., Workspace], qtbot: QtBot) -> None:
    window = made(opened(""))
    window.settings.set(_welcome(), True)
    window.welcome.greet()
    card = one(window.workspace.board, "smart", "Process 5").id
    window.view.focus_card(card)
    qtbot.keyClick(window.view, Key.Key_Right, CONTROL)
    assert window.workspace.board.artefact(card).stage == "in-progress"
    qtbot.keyClicks(window.welcome.name, "Ana")
    qtbot.keyClick(window.welcome.name, Key.Key_Return)
    assert window.workspace.actor == "Ana"
    assert window.actions_by_id["undo"].isEnabled()
    assert window.view.hasFocus()
    qtbot.keyClick(window.view, Key.Key_Z, CONTROL)
    assert window.workspace.board.artefact(card).stage == "backlog"
    assert window.actions_by_id["redo"].isEnabled()


def _welcome() -> object:
    from mhhs_board.base import settings

    return settings.WELCOME


def test_undo_this_leaves_the_keyboard_in_the_history(window: MainWindow, qtbot: QtBot) -> None:
    card = one(window.workspace.board, "smart", "Process 5").id
    window.view.focus_card(card)
    qtbot.keyClick(window.view, Key.Key_Right, CONTROL)
    window.side.toggle()
    history = window.side.inspector.history
    history.setFocus()
    history.setCurrentIndex(history.model().index(0, 0))
    history.undo.setFocus()
    qtbot.keyClick(history.undo, Key.Key_Space)
    assert window.workspace.board.artefact(card).stage == "backlog"
    assert history.hasFocus()
    assert history.model().index(1, 0).data().endswith("· taken back")
    history.setCurrentIndex(history.model().index(1, 0))
    assert not history.undo.isVisible()
    history.setCurrentIndex(history.model().index(0, 0))
    assert history.undo.isVisible(), "the undo itself can be taken back"


def test_redo_by_its_button_leaves_the_keyboard_on_the_board(window: MainWindow, qtbot: QtBot) -> None:
    card = one(window.workspace.board, "smart", "Process 5").id
    window.view.focus_card(card)
    qtbot.keyClick(window.view, Key.Key_Right, CONTROL)
    qtbot.keyClick(window.view, Key.Key_Z, CONTROL)
    (redo,) = [found for found in window.title_row.findChildren(QPushButton) if found.text() == "↷"]
    qtbot.mouseClick(redo, LEFT)
    assert window.workspace.board.artefact(card).stage == "in-progress"
    assert window.view.hasFocus()
    qtbot.keyClick(window.view, Key.Key_Z, CONTROL)
    redo.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(redo, Key.Key_Space)
    assert not redo.isEnabled()
    assert window.view.hasFocus()


def test_two_windows_one_retires_the_lane_and_the_other_undoes_into_it(
    made: Maker, opened: Callable[..., Workspace], qtbot: QtBot
) -> None:
    first, second = made(opened("Ann")), made(opened("Cleo"))
    board = first.workspace.board
    moved = [found.id for found in board.artefacts() if found.workstream == "unmetered"]
    for card in moved:
        first.workspace.run(moving.move, ids=[card], workstream="smart")
    second._poll()
    second.workspace.run(configuring.retire_named, kind="workstream", id="unmetered")
    assert "unmetered" not in second.view.cards.grid.lanes
    first._poll()
    head = first.workspace.head
    with qtbot.waitActive(first):
        first.activateWindow()
    first.view.setFocus()
    qtbot.keyClick(first.view, Key.Key_Z, CONTROL)
    assert first.workspace.head == head
    assert "Unmetered Segment was retired by Cleo on 24 November 2026" in said(first)
    assert first.messages.act.text() == "Bring it back and undo"
    qtbot.mouseClick(first.messages.act, LEFT)
    assert board.artefact(moved[-1]).workstream == "unmetered"
    assert said(first).startswith("Undone: ")
    assert "Workstream Unmetered Segment brought back" in said(first)
    second._poll()
    for view in (first.view, second.view):
        assert "unmetered" in view.cards.grid.lanes
        assert view.cards.grid.where(moved[-1]) == ("unmetered", board.artefact(moved[-1]).stage)
    qtbot.keyClick(first.view, Key.Key_Z, CONTROL | SHIFT)
    assert board.of(Artefact)[moved[-1]].workstream == "smart"
    assert QApplication.activeModalWidget() is None


# -- adding, retiring, and where a drop lands --------------------------------------------------------------------------------


def test_pasted_lines_are_asked_once_why_they_may_skip(window: MainWindow, qtbot: QtBot) -> None:
    board = window.workspace.board
    window.adding.open("smart", "l4-review")
    editor = window.adding.editor
    editor.text.setPlainText("BP1 One\nBP2 Two\nBP3 Three")
    head = window.workspace.head.seq
    qtbot.keyClick(editor.text, Key.Key_Return)
    assert editor.why.hasFocus()
    assert window.workspace.head.seq == head
    qtbot.keyClick(editor.why, Key.Key_Return)
    assert editor.error.text() == "Say why it may skip."
    assert editor.why.hasFocus()
    assert editor.lines() == ["BP1 One", "BP2 Two", "BP3 Three"]
    qtbot.keyClicks(editor.why, "taken over from the old list")
    qtbot.keyClick(editor.why, Key.Key_Return)
    assert [board.artefact(card).ref for card in board.cell("smart", "l4-review")] == ["BP1", "BP2", "BP3"]
    assert {board.artefact(card).stage_note for card in board.cell("smart", "l4-review")} == {
        "taken over from the old list"
    }
    assert window.workspace.head.seq == head + 1


def test_a_gate_on_the_way_refuses_what_is_added_in_place_and_in_the_dialog(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.run(configuring.configure, values={"gate.outcome": "refuse"})
    head = window.workspace.head.seq
    window.adding.open("smart", "approved")
    editor = window.adding.editor
    qtbot.keyClicks(editor.text, "BP1 One")
    qtbot.keyClick(editor.text, Key.Key_Return)
    qtbot.keyClicks(editor.why, "because")
    qtbot.keyClick(editor.why, Key.Key_Return)
    assert "no L4 outcome or waiver is recorded" in editor.error.text()
    assert (editor.lines(), editor.why.text()) == (["BP1 One"], "because")
    window.adding.close()
    window.acts.add("smart", "dag-review")
    form = shown(AddArtefact)
    qtbot.keyClicks(form.title, "Two")
    qtbot.mouseClick(form.go, LEFT)
    assert form.extra.isVisible()
    assert form.focusWidget() is form.extra
    qtbot.keyClicks(form.extra, "because")
    qtbot.keyClick(form.extra, Key.Key_Return)
    assert "no L4 outcome or waiver is recorded" in form.sentence.text()
    assert form.title.text() == "Two"
    form.reject()
    assert window.workspace.head.seq == head


def test_the_menu_of_an_empty_cell_adds_there(window: MainWindow, qtbot: QtBot) -> None:
    view = window.view
    view.focus_card(one(window.workspace.board, "smart", "Process 5").id)
    rect = view.layout_shown.cell_rect("smart", "l4-review")
    at = QPoint(rect.x + rect.width // 2, rect.y + 20)
    view.on_menu = lambda ids, place: None
    place = view.viewport().mapToGlobal(at)
    QApplication.sendEvent(view.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, place))
    window.filter_bar.line.setFocus()
    view.setFocus()  # as after a menu has been open, or after Tab
    assert view.focused_cell() == ("smart", "l4-review")
    window.actions_by_id["add"].trigger()
    assert window.adding._cell == ("smart", "l4-review")


def test_retiring_says_what_stays_open_and_offers_undo(window: MainWindow, qtbot: QtBot) -> None:
    board = window.workspace.board
    card = blocked(window, "smart", "Process 4", forum="DAG")
    window.acts.retire()
    form = shown(RetireArtefacts)
    qtbot.keyClick(form.reason, Key.Key_Return)
    assert said(window) == ("Its blocker stays open, and so does what DAG was asked: all of it comes back with Process 4.")
    qtbot.mouseClick(window.messages.act, LEFT)
    assert board.open_escalations(card)


def test_its_own_lane_is_lit_brighter_than_others(window: MainWindow, qtbot: QtBot) -> None:
    view = window.view
    card = one(window.workspace.board, "smart", "Process 5").id
    view._carrying.take_up([card])
    assert view.marks.home == {"smart"}
    image = view.viewport().grab().toImage()
    ratio = image.devicePixelRatio()

    def light(lane: str) -> tuple[int, ...]:
        rect = view.layout_shown.cell_rect(lane, "in-progress")
        return image.pixelColor(int((rect.x + 3) * ratio), int((rect.y + rect.height - 8) * ratio)).getRgb()

    canvas = view.theme["canvas"].getRgb()
    far = sum(abs(one - other) for one, other in zip(light("registrations"), canvas, strict=True))
    near = sum(abs(one - other) for one, other in zip(light("smart"), canvas, strict=True))
    assert near > far > 0
    view._carrying.let_go()
    assert view.marks.home == frozenset()


def test_what_is_said_moves_no_card_and_lies_on_none_that_is_looked_at(
    window: MainWindow, drag: Callable[..., str]
) -> None:
    view = window.view
    card = one(window.workspace.board, "smart", "Process 4").id
    before = view.layout_shown.cell_rect("elexon", "l4-review")
    drag(window, [card], "elexon", "in-progress")
    assert said(window) == "Moved Process 4 to Elexon Central Systems"
    assert view.layout_shown.cell_rect("elexon", "l4-review").x == before.x
    pages, foot = window.desk.pages, window.foot
    assert not QRect(pages.mapFromGlobal(foot.mapToGlobal(QPoint())), foot.size()).intersects(window._looked_at())


def test_what_the_filter_hides_after_a_move_keeps_its_undo(window: MainWindow, qtbot: QtBot) -> None:
    card = one(window.workspace.board, "smart", "Process 5").id
    window.filter_bar.set_text("segment:Smart")
    window.view.focus_card(card)
    qtbot.keyClick(window.view, Key.Key_Down, CONTROL | SHIFT)
    assert said(window) == "Moved Process 5 to Registrations. Process 5 is saved, but the filter hides it."
    qtbot.mouseClick(window.messages.act, LEFT)
    assert window.workspace.board.artefact(card).workstream == "smart"
    window.view.setFocus()
    qtbot.keyClick(window.view, Key.Key_Escape)
    assert said(window) == ""


def test_a_stage_by_key_leaves_each_in_its_lane(window: MainWindow, qtbot: QtBot) -> None:
    board, view = window.workspace.board, window.view
    first, second = one(board, "smart", "Process 5").id, one(board, "elexon", "Process 5").id
    view.focus_card(first)
    view.selectionModel().select(view.cards.index_of(second), view.selectionModel().SelectionFlag.Select)
    qtbot.keyClick(view, Key.Key_Right, CONTROL)
    assert [(board.artefact(card).workstream, board.artefact(card).stage) for card in (first, second)] == [
        ("smart", "in-progress"),
        ("elexon", "in-progress"),
    ]


def test_of_several_blockers_the_chosen_one_is_escalated(window: MainWindow, qtbot: QtBot) -> None:
    """Else the question of the other ends as passed on, and nobody said so."""
    board = window.workspace.board
    card = blocked(window, "smart", "Process 4", forum="DAG", question="Which model?")
    window.workspace.run(blocking.block, ids=[card], reason="No money")
    second = next(one for one in board.open_blockers(card) if one.reason == "No money")
    window.acts.escalate(card, second.id)
    form = shown(Escalate)
    assert form.blocker.isVisible()
    assert "No money" in form.blocker.currentText()
    qtbot.keyClicks(form.question, "How much?")
    qtbot.mouseClick(form.go, LEFT)
    assert [one.question for one in board.escalations(second.id)] == ["How much?"]
    assert len(board.open_escalations(card)) == 2
