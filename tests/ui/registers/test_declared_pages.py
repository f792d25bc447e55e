"""The page, form and history that every record type has in the window by being declared, by real keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit
from pytestqt.qtbot import QtBot

from mhhs_board.domain import telling
from mhhs_board.domain.fields import Note, asked_first, typed
from mhhs_board.domain.record import Registered
from mhhs_board.domain.records import ABOUT, REFERENCES, REGISTERS
from mhhs_board.ui.dialogs.register import RegisterForm, RetireRecords
from mhhs_board.ui.kit.actions import RecordKey
from mhhs_board.ui.registers.beside_board import RegisterBesideBoard
from mhhs_board.ui.registers.pages import OTHERS, PAGES
from mhhs_board.ui.registers.registers_page import RegistersPage
from mhhs_board.ui.window.main_window import MainWindow
from tests.boards import one
from tests.guards.records import KINDS, free, furnished, run_in
from tests.ui.windows import shown

pytestmark = [
    pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "meeting"]),  # whose page is made by hand
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]
Key = Qt.Key


def page_of(window: MainWindow, qtbot: QtBot, kind: str) -> RegisterBesideBoard:
    """The page, opened by its key; of the registers that share one it is chosen there by keys."""
    (spec,) = [spec for spec in PAGES if kind in spec.kinds and (kind not in OTHERS or spec.id == "registers")]
    number = getattr(Key, f"Key_{spec.key[-1]}")
    qtbot.keyClick(window.view.viewport(), number, Qt.KeyboardModifier.ControlModifier)
    page: object = window.desk.page
    if isinstance(page, RegistersPage):
        page.chooser.setFocus()
        press(qtbot, Key.Key_Home)
        for _ in range(OTHERS.index(kind)):
            press(qtbot, Key.Key_Down)
        press(qtbot, Key.Key_Return)
        page = page.shown
    assert isinstance(page, RegisterBesideBoard)
    assert page.kind == kind
    page.closed.setChecked(True)  # a record with something in every field may be done
    return page


def press(qtbot: QtBot, key: Qt.Key) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, key)


def test_a_record_is_added_edited_and_retired_by_keys(kind: str, window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, kind)
    known = window.workspace.board.of(REGISTERS[kind])
    there = set(known)  # the template has some seats
    page.add()
    form = shown(RegisterForm)
    texts = [field for field in free(kind) if not field.field.later]
    for field in texts:
        box = form.editors[field.name]
        assert isinstance(box, QLineEdit | QPlainTextEdit)
        box.setFocus()
        qtbot.keyClicks(box, f"{field.name} said")
    _name_what_is_required(form, window, one(window.workspace.board, "smart", "Process 4").id)
    form.go.click()
    (record,) = [found for made, found in known.items() if made not in there]
    assert [getattr(record, field.name) for field in texts] == [f"{field.name} said" for field in texts]
    assert page.records() == [RecordKey(kind, record.id)]
    assert _told(window, kind).endswith(f" {len(there) + 1}") or record.done()  # what is done is not counted

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
    assert RecordKey(kind, record.id) not in page.records()
    window.performer.undo()
    assert page.model.rowCount() == len(there) + 1


def _text(action: QAction) -> str:
    return action.text()


def _told(window: MainWindow, kind: str) -> str:
    """What stands where the page is chosen, with its count."""
    page = window.desk.page
    if isinstance(page, RegistersPage):
        (row,) = [row for row in page.chooser.rows if row.key == kind]
        return f"{row.text} {row.beside}"
    return window.desk.switch.buttons[1 + [spec.id for spec in PAGES].index(kind)].text()


def test_the_inspector_follows_what_it_is_about(kind: str, window: MainWindow, qtbot: QtBot) -> None:
    workspace = window.workspace
    card = one(workspace.board, "smart", "Process 4")
    made = run_in(workspace, kind, card.id)
    page = page_of(window, qtbot, kind)
    page.choose(made)
    about = ABOUT.get(kind)  # a position is about an item, which is about the card
    assert list(page.chosen()) == ([card.id] if about else [])
    assert ((kind, made) in telling.about(workspace.board, card.id)) == bool(about)
    heads, rows = page.cells()
    assert len(rows) == page.model.rowCount() > 0
    assert not set(heads) & {field.label for field in typed(REGISTERS[kind]) if not field.field.shared}


def test_the_inspector_adds_and_opens_what_is_about_a_card(kind: str, window: MainWindow, qtbot: QtBot) -> None:
    about = [field for field in ABOUT.get(kind, ()) if REFERENCES[kind][field] == "artefact"]
    if not about:
        return  # its page is all there is
    card = one(window.workspace.board, "smart", "Process 4")
    window.view.focus_card(card.id)
    window.side.show(True)
    inspector = window.side.inspector
    inspector.go_to_review()
    (name,) = [text for text in map(_text, inspector.records.adding().actions()) if text.endswith(f" {kind}…")]
    qtbot.mouseClick(inspector.records.add, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.setActiveAction(next(action for action in menu.actions() if action.text() == name))
    qtbot.keyClick(menu, Key.Key_Return)
    form = shown(RegisterForm)
    _name_what_is_required(form, window, card.id)
    box = form.editors[next(field.name for field in asked_first(REGISTERS[kind]) if isinstance(field.field, Note))]
    assert isinstance(box, QPlainTextEdit)
    box.setFocus()
    qtbot.keyClicks(box, "Ask the group")
    form.go.click()
    (record,) = window.workspace.board.of(REGISTERS[kind]).values()
    assert getattr(record, about[0]) == card.id
    assert record in inspector.records.records()
    window.acts.open_record(kind, record.id)
    assert shown(RegisterForm).about() == record.id
    shown(RegisterForm).reject()


def _name_what_is_required(form: RegisterForm, window: MainWindow, card: str) -> None:
    """Fill what a record cannot be without, links with records made for it."""
    for field in typed(REGISTERS[form.kind]):
        if field.field.required and field.link is None and not form.editors[field.name].value():
            form.editors[field.name].put_back(f"{field.name} said")
        if field.field.required and field.link is not None:
            kind = field.link.kind
            made = run_in(window.workspace, kind, card) if kind in REGISTERS else None
            form.editors[field.name].set_value(
                made or (card if kind == "artefact" else furnished(window.workspace.board, kind))
            )
