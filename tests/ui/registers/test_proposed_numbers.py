"""The form of a new record fills in the number that comes next, once it is chosen what that follows from."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from mhhs_board.domain.governance import Action, Meeting
from mhhs_board.operations import registering
from mhhs_board.ui.dialogs.register import RegisterForm
from mhhs_board.ui.kit.choice_editor import ChoiceEditor
from mhhs_board.ui.kit.link_editor import LinkEditor
from mhhs_board.ui.kit.text_editors import LineEditor
from mhhs_board.ui.window.main_window import MainWindow
from tests.ui.windows import shown

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def opened(window: MainWindow, kind: str) -> RegisterForm:
    """The form for a new record."""
    RegisterForm(window.performer, window, kind).open()
    return shown(RegisterForm)


def line(form: RegisterForm, name: str) -> QLineEdit:
    editor = form.editors[name]
    assert isinstance(editor, LineEditor | LinkEditor)
    field = editor.field
    assert isinstance(field, QLineEdit)
    return field


def choose(form: RegisterForm, name: str, words: str) -> None:
    editor = form.editors[name]
    assert isinstance(editor, ChoiceEditor)
    editor.setCurrentIndex(editor.findText(words))


def test_a_meeting_gets_the_next_number_of_its_forum(window: MainWindow, qtbot: QtBot) -> None:
    values = {"number": "DAG035", "forum": "DAG"}
    window.workspace.run(registering.add, kind="meeting", values=values)
    form = opened(window, "meeting")
    choose(form, "forum", "Design Advisory Group")
    assert line(form, "number").text() == "DAG036"
    choose(form, "forum", "Programme Steering Group")
    assert line(form, "number").text() == "PSG001"
    assert form.drafts() == []  # nobody typed that
    line(form, "number").clear()
    qtbot.keyClicks(line(form, "number"), "DAG035.1")
    choose(form, "forum", "Design Advisory Group")
    assert line(form, "number").text() == "DAG035.1"
    form.go.click()
    assert sorted(one.number for one in window.workspace.board.of(Meeting).values()) == ["DAG035", "DAG035.1"]


def test_a_number_that_is_taken_is_refused_and_what_was_typed_stays(window: MainWindow, qtbot: QtBot) -> None:
    form = opened(window, "meeting")
    choose(form, "forum", "Design Advisory Group")
    window.workspace.run(registering.add, kind="meeting", values={"number": "DAG001", "forum": "DAG"})
    qtbot.keyClicks(line(form, "venue"), "Virtual")
    form.go.click()
    assert "DAG001” already" in form.sentence.text()
    assert line(form, "venue").text() == "Virtual"
    assert len(window.workspace.board.of(Meeting)) == 1


def test_an_action_gets_the_next_reference_of_its_meeting(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.run(registering.add, kind="meeting", values={"number": "DAG035", "forum": "DAG"})
    form = opened(window, "action")
    assert line(form, "ref").text() == ""
    qtbot.keyClicks(line(form, "meeting"), "DAG035")
    assert line(form, "ref").text() == "DAG35-01"
    line(form, "meeting").clear()
    assert line(form, "ref").text() == ""
    qtbot.keyClicks(line(form, "meeting"), "DAG035")
    form.go.click()
    (action,) = window.workspace.board.of(Action).values()
    assert action.ref == "DAG35-01"
    form = opened(window, "decision")
    qtbot.keyClicks(line(form, "meeting"), "DAG035")
    assert line(form, "ref").text() == "DAG-DEC1"
    form.editors["meeting"].field.setFocus(Qt.FocusReason.OtherFocusReason)
    form.reject()


def test_a_record_that_is_edited_keeps_what_it_has(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.run(registering.add, kind="meeting", values={"number": "DAG035", "forum": "DAG"})
    entry = window.workspace.run(registering.add, kind="action", values={"text": "Said"})
    assert entry is not None
    record = window.workspace.board.of(Action)[entry.changes[0].id]
    RegisterForm(window.performer, window, "action", record).open()
    form = shown(RegisterForm)
    qtbot.keyClicks(line(form, "meeting"), "DAG035")
    assert line(form, "ref").text() == ""
    form.reject()
