"""What is typed as work and not saved outlives the window, and goes back where it was typed; nothing else that is typed does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from mhhs_board.base.drafts import Draft, Drafts
from mhhs_board.base.safe_write import write_file
from mhhs_board.domain.governance import Action, Position
from mhhs_board.domain.records import Workstream
from mhhs_board.operations import blocking, configuring, editing, escalating, registering
from mhhs_board.ui.dialogs.artefact import AddArtefact, EditArtefact, RetireArtefacts
from mhhs_board.ui.dialogs.blocking import Block, Blocked, Unblock
from mhhs_board.ui.dialogs.boards import FromTemplate
from mhhs_board.ui.dialogs.escalating import Answer, Escalate, Withdraw
from mhhs_board.ui.dialogs.form import Form
from mhhs_board.ui.dialogs.register import RegisterForm
from mhhs_board.ui.dialogs.view import SaveView
from mhhs_board.ui.registers.meetings import MeetingsPage
from mhhs_board.ui.settings.board_settings import BoardSettings
from mhhs_board.ui.window.drafting import Drafting, LeftDialog
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.workspace import Workspace
from tests.boards import one
from tests.ui.conftest import Opener
from tests.ui.windows import Maker, shown


def kept(window: MainWindow) -> list[Draft]:
    """What the window would leave, were it killed now."""
    drafting = window.keep_drafts(Drafts(window.workspace.location, "gone-1", write_file))
    drafting.keep()
    shiboken6.delete(drafting)  # killed: nothing of it hears the window close
    return Drafts(window.workspace.location, "next-9", write_file).left()


def again(window: MainWindow, qtbot: QtBot) -> Drafting:
    """What is kept is offered to a window and put back."""
    drafting = window.keep_drafts(Drafts(window.workspace.location, "mine-2", write_file))
    qtbot.waitUntil(lambda: any(isinstance(top, LeftDialog) and top.isVisible() for top in QApplication.topLevelWidgets()))
    shown(LeftDialog).put_back.click()
    return drafting


def dialog() -> QDialog:
    found = QApplication.activeModalWidget()
    assert isinstance(found, QDialog)
    return found


@pytest.fixture
def blocked(workspace: Workspace) -> str:
    """A card that is blocked and asked about."""
    card = one(workspace.board, "smart", "Process 4").id
    workspace.run(blocking.block, ids=[card], reason="CSS option open", owner="DIP")
    workspace.run(escalating.escalate, artefact=card, forum="dag", question="Which option?")
    return card


OPENERS: dict[str, tuple[Callable[[MainWindow], object], type[Form], str]] = {
    "add": (lambda window: window.acts.add("elexon", "l4-review"), AddArtefact, "Title"),
    "edit": (lambda window: window.acts.edit(), EditArtefact, "Private notes"),
    "retire": (lambda window: window.acts.retire(), RetireArtefacts, "Reason"),
    "blocked": (lambda window: window.acts.block(), Blocked, "Why"),
    "escalate": (lambda window: window.acts.escalate(), Escalate, "Question"),
    "answer": (lambda window: window.acts.answer(), Answer, "Answer"),
    "withdraw": (lambda window: window.acts.withdraw(), Withdraw, "Why"),
    "unblock": (lambda window: window.acts.unblock(), Unblock, "In words"),
}


def field_of(form: QDialog, label: str) -> QLineEdit | QPlainTextEdit:
    found = [
        field
        for kind in (QLineEdit, QPlainTextEdit)
        for field in form.findChildren(kind)
        if field.accessibleName() == label and not field.isHidden()
    ]
    assert len(found) == 1, (label, found)
    return found[0]


def text_of(field: QLineEdit | QPlainTextEdit) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


@pytest.mark.parametrize("name", sorted(OPENERS))
def test_what_is_typed_in_a_dialog_goes_back_into_that_dialog(
    name: str, made: Maker, workspace: Workspace, blocked: str, qtbot: QtBot
) -> None:
    opens, kind, label = OPENERS[name]
    window = made(workspace)
    window.view.focus_card(blocked)
    opens(window)
    first = dialog()
    title = first.windowTitle()
    field = field_of(first, label)
    field.setFocus()
    qtbot.keyClicks(field, "half a sen")
    typed = text_of(field)
    assert [draft.text for draft in kept(window)] == [typed]
    first.reject()
    window.close()
    head = workspace.head
    second = made(workspace)
    drafting = again(second, qtbot)
    back = dialog()
    assert isinstance(back, kind)
    assert (back.windowTitle(), text_of(field_of(back, label))) == (title, typed)
    assert workspace.head == head
    back.reject()
    drafting.keep()
    assert Drafts(workspace.location, "third-3", write_file).left() == []


def test_a_block_of_several_goes_back_with_the_forum_that_was_chosen(
    made: Maker, workspace: Workspace, qtbot: QtBot
) -> None:
    window = made(workspace)
    cards = [one(workspace.board, "smart", ref).id for ref in ("Process 4", "Process 5")]
    Block(window.performer, window, [workspace.board.artefact(card) for card in cards], workstream="advanced").open()
    form = shown(Block)
    form.forum.setCurrentIndex(form.forum.findData("dag"))
    qtbot.keyClicks(form.question, "Which opt")
    kept(window)
    form.reject()
    window.close()
    second = made(workspace)
    again(second, qtbot)
    back = shown(Block)
    assert (back.forum.currentData(), back.question.text(), back.question.isVisible()) == ("dag", "Which opt", True)
    back.reason.setText("Nobody decides")
    back.submit()
    assert [workspace.board.artefact(card).workstream for card in cards] == ["advanced", "advanced"]
    assert all(workspace.board.is_blocked(card) for card in cards)


def test_an_edit_put_back_is_judged_against_what_was_seen_then(
    made: Maker, workspace: Workspace, opened: Opener, qtbot: QtBot
) -> None:
    card = one(workspace.board, "smart", "Process 4").id
    window = made(workspace)
    window.acts.edit(card)
    form = shown(EditArtefact)
    qtbot.keyClicks(form.owner, "Ana")
    kept(window)
    form.reject()
    window.close()
    opened("Bob").run(editing.edit, artefact=card, values={"owner": "Bob"})
    workspace.poll()
    second = made(workspace)
    again(second, qtbot)
    back = shown(EditArtefact)
    back.submit()
    assert "Bob" in back.sentence.text()
    assert workspace.board.artefact(card).owner == "Bob"
    assert back.owner.text() == "Ana"
    back.reject()


def test_all_that_was_typed_of_several_blockers_goes_back(
    made: Maker, workspace: Workspace, blocked: str, qtbot: QtBot
) -> None:
    workspace.run(blocking.block, ids=[blocked], reason="No tester")
    first, second = sorted(workspace.board.open_blockers(blocked), key=lambda held: held.reason == "No tester")
    window = made(workspace)
    window.view.focus_card(blocked)
    window.acts.block()
    form = shown(Blocked)
    form.blocker.setCurrentIndex(form.blocker.findData(first.id))
    qtbot.keyClicks(form.owner, "of the one ")
    of_one = form.owner.text()
    form.blocker.setCurrentIndex(form.blocker.findData(second.id))
    qtbot.keyClicks(form.reason, "about the other ")
    of_other = form.reason.text()
    qtbot.mouseClick(form.ways.buttons[1], Qt.MouseButton.LeftButton)
    form.forum.setCurrentIndex(form.forum.findData("dag"))
    qtbot.keyClicks(form.question, "Which opt")
    drafts = kept(window)
    assert {(draft.seen, draft.text) for draft in drafts} >= {
        (first.id, of_one),
        (second.id, of_other),
        ("", "Which opt"),
    }
    assert len({draft.where for draft in drafts}) == 3, "the list says of which each is"
    form.reject()
    window.close()
    workspace.run(blocking.unblock, artefact=blocked, blockers=[second.id])
    third = made(workspace)
    drafting = again(third, qtbot)
    back = shown(Blocked)
    assert (back.ways.number, back.question.text(), back.forum.currentData()) == (1, "Which opt", "dag")
    assert back.go.text() == "Save all"
    qtbot.mouseClick(back.ways.buttons[0], Qt.MouseButton.LeftButton)
    assert back.owner.text() == of_one
    assert "offered again" in third.messages.sentence.text()
    back.reject()
    drafting.keep()
    left = Drafts(workspace.location, "third-3", write_file).left()
    assert [draft.text for draft in left] == [of_other], "it has no place and is kept"


def test_a_reason_typed_for_what_has_none_goes_back_as_the_reason(made: Maker, workspace: Workspace, qtbot: QtBot) -> None:
    card = one(workspace.board, "smart", "Process 2").id
    window = made(workspace)
    window.view.focus_card(card)
    window.acts.block()
    form = shown(Blocked)
    assert not form.reason.isEnabled()
    form.not_stated.click()
    qtbot.keyClicks(form.reason, "No tester")
    kept(window)
    form.reject()
    window.close()
    second = made(workspace)
    again(second, qtbot)
    back = shown(Blocked)
    assert (back.reason.text(), back.not_stated.isChecked()) == ("No tester", False)
    back.submit()
    assert [held.reason for held in workspace.board.open_blockers(card)] == ["No tester"]


def test_two_windows_that_typed_in_the_same_dialog_both_keep_it(
    made: Maker, workspace: Workspace, blocked: str, qtbot: QtBot
) -> None:
    window = made(workspace)
    for text in ("one ", "two "):
        window.acts.edit(blocked)
        form = shown(EditArtefact)
        qtbot.keyClicks(form.owner, text)
        drafting = window.keep_drafts(Drafts(workspace.location, f"gone-{text.strip()}", write_file))
        drafting.keep()
        shiboken6.delete(drafting)
        form.reject()
    window.close()
    second = made(workspace)
    again(second, qtbot)
    back = shown(EditArtefact)
    left = Drafts(workspace.location, "third-3", write_file).left()
    assert {back.owner.text(), *(draft.text for draft in left)} == {"one ", "two "}
    back.reject()


def test_what_is_about_something_gone_stays_to_be_copied(
    made: Maker, workspace: Workspace, blocked: str, qtbot: QtBot
) -> None:
    window = made(workspace)
    window.view.focus_card(blocked)
    window.acts.answer()
    qtbot.keyClicks(field_of(dialog(), "Answer"), "Option B")
    kept(window)
    dialog().reject()
    window.close()
    (waiting,) = workspace.board.open_escalations(blocked)
    workspace.run(escalating.withdraw, escalation=waiting.id, why="settled")
    second = made(workspace)
    again(second, qtbot)
    assert QApplication.activeModalWidget() is None
    assert "offered again" in second.messages.sentence.text()
    assert [draft.text for draft in Drafts(workspace.location, "third-3", write_file).left()] == ["Option B"]


@pytest.mark.parametrize(("tab", "label"), [("general", "Classification"), ("workstream", "Name"), ("limit", "At most")])
def test_what_is_typed_in_the_settings_goes_back_there(
    tab: str, label: str, made: Maker, workspace: Workspace, qtbot: QtBot
) -> None:
    window = made(workspace)
    window.actions_by_id["board_settings"].trigger()
    settings = shown(BoardSettings)
    page = {"general": settings.general, "limit": settings.limits}.get(tab) or settings.named[Workstream.KIND]
    settings.tabs.setCurrentWidget(page)
    if tab == "limit":
        settings.limits.stage.setCurrentIndex(settings.limits.stage.findData("in-progress"))
    field = next(one for one in page.findChildren(QLineEdit) if one.accessibleName() == label)
    field.selectAll()
    qtbot.keyClicks(field, "12")
    assert [draft.text for draft in kept(window)] == ["12"]
    settings.leave.click()
    window.close()
    second = made(workspace)
    again(second, qtbot)
    back = shown(BoardSettings)
    assert back.tabs.tabText(back.tabs.currentIndex()) == {"general": "General", "limit": "Limits"}.get(tab, "Workstreams")
    field = next(one for one in back.tabs.currentWidget().findChildren(QLineEdit) if one.accessibleName() == label)
    assert field.text() == "12"
    back.reject()  # saves it
    held = (workspace.board.details.classification, workspace.board.workstreams[0].name, len(workspace.board.limits))
    assert held["general workstream limit".split().index(tab)] == {"general": "12", "workstream": "12", "limit": 1}[tab]


def test_the_line_that_a_rule_asked_for_can_be_copied(made: Maker, workspace: Workspace, qtbot: QtBot) -> None:
    window = made(workspace)
    card = one(workspace.board, "smart", "Process 1").id
    window.view.on_move([card], "smart", "in-progress", None)
    qtbot.keyClicks(window.prompt.line, "reopened by CR0")
    assert [draft.text for draft in kept(window)] == ["reopened by CR0"]
    window.close()
    second = made(workspace)
    second.keep_drafts(Drafts(workspace.location, "mine-2", write_file))
    qtbot.waitUntil(lambda: any(isinstance(top, LeftDialog) and top.isVisible() for top in QApplication.topLevelWidgets()))
    assert shown(LeftDialog).put_back.isHidden()
    assert "reopened by CR0" in shown(LeftDialog).text.toPlainText()
    shown(LeftDialog).forgotten.click()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_no_path_no_search_and_no_name_of_a_view_is_kept(
    made: Maker, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    window = made(workspace)
    for ask in (partial(window.files.ask_open, read_only=False), window.files.ask_new_board):
        ask()
        files = shown(QFileDialog)
        for line in files.findChildren(QLineEdit):
            line.clear()
            qtbot.keyClicks(line, str(tmp_path / "board"))
        assert kept(window) == []
        files.reject()
    FromTemplate(window, lambda template, name: None).open()
    qtbot.keyClicks(shown(FromTemplate).name, "Ours")
    assert kept(window) == []
    dialog().reject()
    window.desk.views.save()
    qtbot.keyClicks(shown(SaveView).name, "Blocked in Smart")
    assert kept(window) == []
    dialog().reject()
    window.actions_by_id["name"].trigger()
    qtbot.keyClicks(dialog().findChild(QLineEdit), "Maria")
    assert kept(window) == []
    dialog().reject()
    qtbot.keyClicks(window.filter_bar.line, "process")
    window.desk.open_palette()
    assert kept(window) == []
    workspace.run(configuring.configure, values={"name": "Ours"})


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_form_of_a_register_comes_back_as_it_was(window: MainWindow, qtbot: QtBot, made: Maker, opened: Opener) -> None:
    card = one(window.workspace.board, "smart", "Process 4").id
    window.acts.add_record("action", "artefact", card)
    form = shown(RegisterForm)
    qtbot.keyClicks(form.editors["text"], "Ask the DRG")
    left = kept(window)
    assert [(draft.field, draft.text) for draft in left if draft.text == "Ask the DRG"] == [("Action", "Ask the DRG")]
    form.reject()
    other = made(opened())
    drafting = again(other, qtbot)
    back = [found for found in QApplication.topLevelWidgets() if isinstance(found, RegisterForm) and found.isVisible()]
    assert [(found.editors["text"].value(), found.editors["artefact"].value()) for found in back] == [("Ask the DRG", card)]
    back[0].go.click()
    (record,) = other.workspace.board.of(Action).values()
    assert (record.text, record.artefact) == ("Ask the DRG", card)
    shiboken6.delete(drafting)


def test_what_is_typed_at_a_meeting_comes_back_at_its_item(
    made: Maker, opened: Opener, workspace: Workspace, qtbot: QtBot
) -> None:
    def put(kind: str, **values: str) -> str:
        entry = workspace.run(registering.add, kind=kind, values=values, propose=True)
        assert entry is not None
        return entry.changes[0].id

    seat = put("seat", forum="DAG", constituency="Operators of the example")
    meeting = put("meeting", forum="DAG", number="DAG041", day="8 Dec 2026")
    put("item", meeting=meeting, subject="Welcome")
    item = put("item", meeting=meeting, subject="Bulk change")
    first = made(workspace)
    first.desk.show_record("item", item)
    page = first.desk.page
    assert isinstance(page, MeetingsPage)
    page.panel.table.choose(page.panel.positions.row_of(seat))
    page.panel.words.setFocus()
    qtbot.keyClicks(page.panel.words, "It comes too late")
    left = kept(first)
    assert [(draft.where, draft.field) for draft in left] == [
        ("Meetings, DAG041, Bulk change", "Operators of the example, Words")
    ]
    assert not workspace.board.of(Position), "nothing is kept before it is left"
    page.panel.words.set_value("")  # a window that is killed is left by nobody
    second = made(opened())
    again(second, qtbot)
    page = second.desk.page
    assert isinstance(page, MeetingsPage)
    assert page.title.text() == "DAG041"
    assert page.panel.subject.text() == "Bulk change"
    assert page.panel.table.chosen is not None
    assert page.panel.table.chosen.seat == seat
    assert page.panel.words.toPlainText() == "It comes too late"
    page.panel.words.setFocus()
    qtbot.keyClick(page.panel.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (position,) = second.workspace.board.of(Position).values()
    assert (position.seat, position.words) == (seat, "It comes too late")
    assert page.drafts() == []
