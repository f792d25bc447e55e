"""The page, form and history that every record type has in the window by being declared, by real keys."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from mhhs_board.domain import telling
from mhhs_board.domain.fields import Note, typed
from mhhs_board.domain.record import Registered
from mhhs_board.domain.records import ABOUT, REFERENCES, REGISTERS
from mhhs_board.operations import registering
from mhhs_board.ui.dialogs.register import RegisterForm, RetireRecords
from mhhs_board.ui.kit.actions import RecordKey
from mhhs_board.ui.registers.beside_board import RegisterBesideBoard
from mhhs_board.ui.registers.pages import PAGES
from mhhs_board.ui.window.main_window import MainWindow
from tests.boards import one
from tests.guards.records import KINDS, free, furnished, laid
from tests.ui.windows import shown

pytestmark = [
    pytest.mark.parametrize("kind", KINDS),
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]
Key = Qt.Key


def page_of(window: MainWindow, qtbot: QtBot, kind: str) -> RegisterBesideBoard:
    """The page, opened by its key."""
    (spec,) = [spec for spec in PAGES if spec.id == kind]
    number = getattr(Key, f"Key_{spec.key[-1]}")
    qtbot.keyClick(window.view.viewport(), number, Qt.KeyboardModifier.ControlModifier)
    page = window.desk.page
    assert isinstance(page, RegisterBesideBoard)
    assert page.kind == kind
    return page


def press(qtbot: QtBot, key: Qt.Key) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, key)


def test_a_record_is_added_edited_and_retired_by_keys(kind: str, window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, kind)
    page.add()
    form = shown(RegisterForm)
    texts = free(kind)
    for field in texts:
        box = form.editors[field.name]
        assert isinstance(box, QLineEdit | QPlainTextEdit)
        box.setFocus()
        qtbot.keyClicks(box, f"{field.name} said")
    form.go.click()
    (record,) = window.workspace.board.of(REGISTERS[kind]).values()
    assert [getattr(record, field.name) for field in texts] == [f"{field.name} said" for field in texts]
    assert page.records() == [RecordKey(kind, record.id)]
    assert window.desk.switch.buttons[_number(kind)].text().endswith(" 1")

    press(qtbot, Key.Key_Return)
    form = shown(RegisterForm)
    box = form.editors[texts[0].name]
    assert isinstance(box, QLineEdit | QPlainTextEdit)
    box.setFocus()
    qtbot.keyClick(box, Key.Key_End)
    qtbot.keyClicks(box, " again")
    form.go.click()
    assert getattr(window.workspace.board.get(kind, record.id), texts[0].name) == f"{texts[0].name} said again"

    press(qtbot, Key.Key_Delete)
    shown(RetireRecords).go.click()
    found = window.workspace.board.get(kind, record.id)
    assert isinstance(found, Registered)
    assert found.retired
    assert page.records() == []
    window.performer.undo()
    assert page.model.rowCount() == 1


def _number(kind: str) -> int:
    return 1 + [spec.id for spec in PAGES].index(kind)


def test_the_inspector_follows_what_it_is_about(kind: str, window: MainWindow, qtbot: QtBot) -> None:
    workspace = window.workspace
    card = one(workspace.board, "smart", "Process 4")
    values = _values(workspace.board.copy(), kind, card.id)
    entry = workspace.run(registering.add, kind=kind, values=values)
    assert entry is not None
    page = page_of(window, qtbot, kind)
    page.choose(entry.changes[0].id)
    about = [field for field in ABOUT.get(kind, ()) if REFERENCES[kind][field] == "artefact"]
    assert list(page.chosen()) == ([card.id] if about else [])
    assert ((kind, entry.changes[0].id) in telling.about(workspace.board, card.id)) == bool(about)
    heads, rows = page.cells()
    assert len(rows) == 1
    assert not set(heads) & {field.label for field in typed(REGISTERS[kind]) if not field.field.shared}


def test_the_inspector_adds_and_opens_what_is_about_a_card(kind: str, window: MainWindow, qtbot: QtBot) -> None:
    about = [field for field in ABOUT.get(kind, ()) if REFERENCES[kind][field] == "artefact"]
    if not about:
        return  # its page is all there is
    card = one(window.workspace.board, "smart", "Process 4")
    window.view.focus_card(card.id)
    window.side.show(True)
    (section,) = [found for found in window.side.inspector.records.sections if found.kind == kind]
    assert section.isVisible()
    qtbot.mouseClick(section.add, Qt.MouseButton.LeftButton)
    form = shown(RegisterForm)
    for field in typed(REGISTERS[kind]):
        if field.field.required and field.link is not None:
            form.editors[field.name].set_value(_there(window, field.link.kind, card.id))
    box = form.editors[next(field.name for field in typed(REGISTERS[kind]) if isinstance(field.field, Note))]
    assert isinstance(box, QPlainTextEdit)
    box.setFocus()
    qtbot.keyClicks(box, "Ask the group")
    form.go.click()
    (record,) = window.workspace.board.of(REGISTERS[kind]).values()
    assert getattr(record, about[0]) == card.id
    window.acts.open_record(kind, record.id)
    assert shown(RegisterForm).about() == record.id
    shown(RegisterForm).reject()


def _there(window: MainWindow, kind: str, card: str) -> str:
    """A record of a type on the board of a window, made where there is none."""
    workspace = window.workspace
    if kind not in REGISTERS:
        return furnished(workspace.board, kind)
    entry = workspace.run(registering.add, kind=kind, values=_values(workspace.board.copy(), kind, card))
    assert entry is not None
    return entry.changes[0].id


def _values(board: Any, kind: str, card: str) -> dict[str, Any]:
    """Values of a type without links to other registers, which this board does not have."""
    record = board.get(kind, laid(board, kind, card=card))
    links = {field.name for field in typed(REGISTERS[kind]) if field.link is not None and field.link.kind in REGISTERS}
    return {field.name: getattr(record, field.name) for field in typed(REGISTERS[kind]) if field.name not in links}
