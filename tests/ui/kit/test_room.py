"""However much is pasted, dropped or kept from last time: a field takes what has room, at once, and says what has not."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from mhhs_board.base.text import NOTE_LIMIT, TITLE_LIMIT
from mhhs_board.operations import registering
from mhhs_board.ui.board.adding import LONGEST_LINE
from mhhs_board.ui.dialogs.register import RegisterForm
from mhhs_board.ui.inspector.details import Details
from mhhs_board.ui.kit import controls
from mhhs_board.ui.kit.controls import NO_ROOM, room_for
from mhhs_board.ui.kit.text_editors import ROOM, LineEditor, NoteEditor, SeveralEditor, no_room
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
ENDLESS = "x" * 1_000_000
LINE = room_for(TITLE_LIMIT)

Editor = NoteEditor | LineEditor


def holding(text: str) -> QMimeData:
    data = QMimeData()
    data.setText(text)
    return data


def pasted(field: Editor, text: str) -> None:
    clipboard = QApplication.clipboard()
    clipboard.setText(text)
    field.paste()
    clipboard.clear()


def dropped(field: Editor, text: str) -> None:
    target: QWidget = field.viewport() if isinstance(field, NoteEditor) else field
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    data = holding(text)
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(5, 5), copy, data, left, none))
    QApplication.sendEvent(target, QDropEvent(QPointF(5, 5), copy, data, left, none))


def kept(field: Editor, text: str) -> None:
    field.put_back(text)


WAYS = [pasted, dropped, kept]


def shown(qtbot: QtBot, field: Editor) -> list[str]:
    """A field that is seen; what it says of what has no room."""
    qtbot.addWidget(field)
    field.resize(400, 120)
    field.show()
    said: list[str] = []
    field.on_cut = said.append
    return said


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("made", "room"), [(LineEditor, LINE), (SeveralEditor, room_for(NOTE_LIMIT))])
def test_what_has_no_room_is_left_out_and_that_is_said(
    qtbot: QtBot, made: Callable[[], Editor], room: int, way: Callable[[Editor, str], None]
) -> None:
    field = made()
    said = shown(qtbot, field)
    way(field, ENDLESS)
    assert (len(field.value()), said) == (room, [NO_ROOM])
    assert field.modified


@pytest.mark.parametrize("way", [pasted, dropped])
def test_of_what_has_no_room_in_a_note_nothing_goes_in_and_it_is_said_once_by_its_own_count(
    qtbot: QtBot, way: Callable[[Editor, str], None]
) -> None:
    field = NoteEditor()
    said = shown(qtbot, field)
    pasted(field, "Before it. ")
    field.document().setModified(False)
    way(field, ENDLESS)
    assert (field.value(), said, field.modified) == ("Before it. ", [no_room(len(ENDLESS) + 11)], False)
    kept(field, ENDLESS)
    assert (len(field.value()), said[1:]) == (ROOM, [NO_ROOM]), "what was kept from last time is never so long"


@pytest.mark.parametrize("way", WAYS)
def test_what_has_room_goes_in_whole_and_nothing_is_said(qtbot: QtBot, way: Callable[[Editor, str], None]) -> None:
    for field, limit in ((NoteEditor(), NOTE_LIMIT), (LineEditor(), TITLE_LIMIT)):
        said = shown(qtbot, field)
        way(field, "y" * limit)
        assert (field.value(), said) == ("y" * limit, [])


def test_what_is_chosen_makes_room_for_what_replaces_it(qtbot: QtBot) -> None:
    field = NoteEditor()
    said = shown(qtbot, field)
    pasted(field, "y" * ROOM)
    pasted(field, "z")
    assert (field.value(), said) == ("y" * ROOM, [no_room(ROOM + 1)])
    field.selectAll()
    pasted(field, "one\ntwo")
    assert (field.value(), len(said)) == ("one\ntwo", 1)


def test_what_the_board_holds_is_shown_whole(qtbot: QtBot) -> None:
    for field in (LineEditor(), SeveralEditor(), NoteEditor()):
        said = shown(qtbot, field)
        field.set_value("word " * 8_000)
        assert (len(field.value()), said, field.modified) == (40_000, [], False)
        field.set_value("")
        field.set_value("short")
        assert field.value() == "short"


def test_an_endless_run_takes_no_longer_than_a_text_that_just_fits(qtbot: QtBot) -> None:
    def took(text: str) -> float:
        field = NoteEditor()
        shown(qtbot, field)
        begun = time.perf_counter()
        field.insertFromMimeData(holding(text))
        QApplication.processEvents()
        return time.perf_counter() - begun

    took("x" * 1_000)
    fitting = min(took("x" * NOTE_LIMIT) for _ in range(3))
    assert min(took(ENDLESS) for _ in range(3)) < fitting * 6, "a million letters would take two thousand times as long"


def test_where_nobody_else_says_it_it_is_said_at_the_field(qtbot: QtBot) -> None:
    field = NoteEditor()
    qtbot.addWidget(field)
    field.show()
    qtbot.waitExposed(field)
    pasted(field, ENDLESS)
    assert " ".join(QToolTip.text().split()) == no_room(len(ENDLESS))
    QToolTip.hideText()
    line = controls.Line()
    qtbot.addWidget(line)
    line.show()
    QApplication.clipboard().setText(ENDLESS)
    line.paste()
    assert (len(line.text()), QToolTip.text()) == (LINE, NO_ROOM)


def test_a_form_says_it_and_its_button_says_how_much_may_be_kept(window: MainWindow, workspace: Workspace) -> None:
    form = RegisterForm(window.performer, window, "decision")
    form.open()
    text = form.editors["text"]
    assert isinstance(text, NoteEditor)
    pasted(text, ENDLESS)
    assert (form.sentence.text(), form.sentence.isVisibleTo(form)) == (no_room(len(ENDLESS)), True)
    assert text.value() == ""
    pasted(text, "y" * ROOM)
    form.submit()
    assert form.sentence.text() == "The decision has 22,000 characters; at most 20,000 fit."
    assert len(text.value()) == ROOM
    text.setPlainText("Go on")
    form.submit()
    assert not form.isVisible()
    assert [change.verb for change in workspace.entries(1)] == ["decision add"]


def test_the_inspector_says_it_above_its_fields(qtbot: QtBot, window: MainWindow, workspace: Workspace) -> None:
    details = Details(window.performer)
    qtbot.addWidget(details)
    details.show_artefact(next(iter(workspace.board.artefacts())), "")
    notes = details.editor("notes")
    assert isinstance(notes, NoteEditor)
    pasted(notes, ENDLESS)
    assert details.sentence.text() == no_room(len(ENDLESS))


def test_of_lines_that_are_added_at_once_none_is_endless(window: MainWindow) -> None:
    window.adding.here()
    editor = window.adding.editor
    editor.text.insertFromMimeData(holding(f"BP900 Short\n{ENDLESS}"))
    assert [len(line) for line in editor.text.toPlainText().split("\n")] == [11, LONGEST_LINE]
    assert editor.error.text() == NO_ROOM
    editor.text.clear()
    editor.text.insertFromMimeData(holding("BP900 One\nBP901 Two\n"))
    assert (editor.text.toPlainText(), editor.error.text()) == ("BP900 One\nBP901 Two\n", "")
    editor.text.clear()


def test_a_text_of_a_decision_is_refused_by_its_length(workspace: Workspace) -> None:
    assert workspace.run(registering.add, kind="decision", values={"text": "x" * NOTE_LIMIT}) is not None
