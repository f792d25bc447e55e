"""Dialogs keep what was typed over a refusal, say in a sentence what is wrong, and close when it is kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from mhhs_board.domain.board import BLOCKED
from mhhs_board.operations import blocking, editing, escalating
from mhhs_board.ui.dialogs.artefact import AddArtefact, EditArtefact, RetireArtefacts
from mhhs_board.ui.dialogs.blocking import Block, Unblock
from mhhs_board.ui.dialogs.escalating import Answer, Escalate
from mhhs_board.ui.dialogs.form import Form
from mhhs_board.workspace import Workspace
from tests.boards import one
from tests.ui.conftest import Opener
from tests.ui.kit.test_perform import Rig, rig_of


@pytest.fixture
def rig(qtbot: QtBot, workspace: Workspace) -> Rig:
    return rig_of(qtbot, workspace)


def opened_form(qtbot: QtBot, form: Form) -> Form:
    form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(form)
    form.open()
    return form


def go(qtbot: QtBot, form: Form) -> None:
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)


def test_adding_by_keys_alone(rig: Rig, qtbot: QtBot) -> None:
    form = AddArtefact(rig.performer, rig.window, workstream="advanced", done=rig.kept.append)
    opened_form(qtbot, form)
    qtbot.keyClicks(form.ref, "BP999")
    qtbot.keyClicks(form.title, "Meter reading collection")
    qtbot.keyClicks(form.due.line, "8 May 2027")
    assert form.due.meaning.text() == "= Saturday, 8 May 2027"
    qtbot.keyClick(form.title, Qt.Key.Key_Return)
    added = one(rig.workspace.board, "advanced", "BP999")
    assert (added.title, added.stage, added.due, added.due_on) == (
        "Meter reading collection",
        "backlog",
        "8 May 2027",
        "2027-05-08",
    )
    assert form.isHidden()
    assert len(rig.kept) == 1


@pytest.mark.parametrize(("title", "word"), [("", "empty"), ("x" * 1_000_000, "300")])
def test_a_refused_title_leaves_everything_typed(rig: Rig, qtbot: QtBot, title: str, word: str) -> None:
    form = AddArtefact(rig.performer, rig.window, workstream="smart")
    opened_form(qtbot, form)
    form.title.setText(title)
    typed = form.title.text()
    form.owner.setText("MS")
    head = rig.workspace.head
    go(qtbot, form)
    assert form.isVisible()
    assert word in form.sentence.text()
    assert form.sentence.isVisible()
    assert (form.title.text(), form.owner.text()) == (typed, "MS")
    assert rig.workspace.head == head


def test_editing_writes_only_what_differs(rig: Rig, qtbot: QtBot) -> None:
    card = one(rig.workspace.board, "smart", "Process 4")
    form = EditArtefact(rig.performer, rig.window, card, done=rig.kept.append)
    opened_form(qtbot, form)
    form.owner.setText("MS")
    form.notes.setPlainText("only for us")
    go(qtbot, form)
    assert rig.kept[0] is not None
    assert set(rig.kept[0].changes[0].after or {}) == {"owner", "notes"}


def test_somebody_elses_change_of_the_same_field_is_told_and_a_second_save_replaces_it(
    rig: Rig, qtbot: QtBot, opened: Opener
) -> None:
    card = one(rig.workspace.board, "smart", "Process 4")
    form = EditArtefact(rig.performer, rig.window, card)
    opened_form(qtbot, form)
    opened("Bo").run(editing.edit, artefact=card.id, values={"owner": "BO"})
    rig.workspace.poll()
    form.owner.setText("MS")
    go(qtbot, form)
    assert form.isVisible()
    assert "BO" in form.sentence.text()
    assert form.owner.text() == "MS"
    go(qtbot, form)
    assert rig.workspace.board.artefact(card.id).owner == "MS"


def test_blocking_needs_a_reason_or_the_tick(rig: Rig, qtbot: QtBot) -> None:
    card = one(rig.workspace.board, "smart", "Process 4")
    form = Block(rig.performer, rig.window, [card])
    opened_form(qtbot, form)
    form.owner.setText("DCC")
    go(qtbot, form)
    assert form.isVisible()
    assert form.extra.isHidden()
    assert "not stated" in form.sentence.text()
    assert form.owner.text() == "DCC"
    form.not_stated.click()
    assert form.sentence.isHidden()
    go(qtbot, form)
    blocker = rig.workspace.board.open_blockers(card.id)[0]
    assert (blocker.reason, blocker.owner) == ("", "DCC")


def test_blocking_and_escalating_in_one_go(rig: Rig, qtbot: QtBot) -> None:
    board = rig.workspace.board
    card = one(board, "smart", "Process 4")
    form = Block(rig.performer, rig.window, [card])
    opened_form(qtbot, form)
    assert form.question.isHidden()
    dag = next(forum for forum in board.forums if forum.short == "DAG" or forum.name == "DAG")
    form.forum.setCurrentIndex(form.forum.findData(dag.id))
    assert form.question.isVisible()
    qtbot.keyClicks(form.reason, "CSS option open")
    qtbot.keyClicks(form.question, "A or B?")
    qtbot.keyClicks(form.needed_by.line, "ASAP")
    assert "as written" in form.needed_by.meaning.text()
    before = rig.workspace.head.seq
    go(qtbot, form)
    waiting = board.open_escalations(card.id)
    assert [(found.forum, found.question, found.needed_by) for found in waiting] == [(dag.id, "A or B?", "ASAP")]
    assert rig.workspace.head.seq == before + 1


def test_an_approved_one_cannot_be_blocked_and_the_reason_typed_stays(rig: Rig, qtbot: QtBot) -> None:
    card = one(rig.workspace.board, "smart", "Process 1")
    form = Block(rig.performer, rig.window, [card])
    opened_form(qtbot, form)
    form.reason.setText("too late")
    go(qtbot, form)
    assert form.isVisible()
    assert "cannot be blocked" in form.sentence.text()
    assert form.reason.text() == "too late"


def test_escalating_offers_the_next_forum_up_the_ladder_first(rig: Rig, qtbot: QtBot) -> None:
    board = rig.workspace.board
    card = one(board, "smart", "Process 4")
    rig.workspace.run(blocking.block, ids=[card.id], reason="open", forum=board.forums[0].id)
    form = Escalate(rig.performer, rig.window, board.artefact(card.id))
    opened_form(qtbot, form)
    assert form.forum.currentData() != board.forums[0].id
    form.question.setPlainText("Which option?")
    go(qtbot, form)
    assert board.open_escalations(card.id)[0].question == "Which option?"


def test_an_answer_is_recorded(rig: Rig, qtbot: QtBot) -> None:
    board = rig.workspace.board
    card = one(board, "smart", "Process 4")
    rig.workspace.run(blocking.block, ids=[card.id], reason="open")
    rig.workspace.run(escalating.escalate, artefact=card.id, forum=board.forums[-1].id)
    form = Answer(rig.performer, rig.window, board.open_escalations(card.id))
    opened_form(qtbot, form)
    go(qtbot, form)
    assert "empty" in form.sentence.text()
    form.words.setPlainText("Option B")
    go(qtbot, form)
    assert board.open_escalations(card.id) == []
    assert board.is_blocked(card.id)


def test_unblocking_states_a_stage_that_nobody_had_stated(rig: Rig, qtbot: QtBot) -> None:
    board = rig.workspace.board
    card = one(board, "smart", "Process 2")
    assert board.column_of(card) == BLOCKED
    assert card.stage is None
    form = Unblock(rig.performer, rig.window, card)
    opened_form(qtbot, form)
    form.note.setText("settled by DAG")
    go(qtbot, form)
    assert form.isVisible()
    assert "stage" in form.sentence.text()
    assert form.note.text() == "settled by DAG"
    form.stage.setCurrentIndex(form.stage.findData("l4-review"))
    go(qtbot, form)
    assert board.artefact(card.id).stage == "l4-review"
    assert not board.is_blocked(card.id)


def test_unblocking_across_a_stage_grows_a_line_for_the_override(rig: Rig, qtbot: QtBot) -> None:
    board = rig.workspace.board
    card = one(board, "smart", "Process 5")
    rig.workspace.run(blocking.block, ids=[card.id], not_stated=True)
    form = Unblock(rig.performer, rig.window, board.artefact(card.id))
    opened_form(qtbot, form)
    form.stage.setCurrentIndex(form.stage.findData("l4-review"))
    go(qtbot, form)
    assert form.extra.isVisible()
    qtbot.keyClicks(form.extra, "agreed")
    qtbot.keyClick(form.extra, Qt.Key.Key_Return)
    assert board.artefact(card.id).stage == "l4-review"
    assert form.isHidden()


def test_retiring_takes_a_reason(rig: Rig, qtbot: QtBot) -> None:
    board = rig.workspace.board
    card = one(board, "smart", "Process 5")
    form = RetireArtefacts(rig.performer, rig.window, [card], done=rig.kept.append)
    opened_form(qtbot, form)
    qtbot.keyClicks(form.reason, "merged")
    qtbot.keyClick(form.reason, Qt.Key.Key_Return)
    assert board.artefact(card.id).retired
    assert rig.kept[0] is not None
    assert rig.kept[0].note == "merged"


def test_every_field_has_a_name_for_assistive_technology(rig: Rig, qtbot: QtBot) -> None:
    form = EditArtefact(rig.performer, rig.window, one(rig.workspace.board, "smart", "Process 4"))
    opened_form(qtbot, form)
    fields: list[QWidget] = [field for field in form.findChildren(QLineEdit) if field is not form.extra]
    assert [field.accessibleName() for field in fields if not field.accessibleName()] == []
