"""Whatever the keyboard can reach has a name for those who do not see it: in the window, on its pages, in every dialog."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QScrollArea, QTabBar, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from mhhs_board.base.drafts import Draft
from mhhs_board.domain.imported import Imported
from mhhs_board.domain.records import Escalation, View
from mhhs_board.operations import blocking, escalating, viewing
from mhhs_board.ui.dialogs.blocking import Unblock
from mhhs_board.ui.dialogs.boards import FromTemplate, HandedOver
from mhhs_board.ui.dialogs.crash import FaultDialog
from mhhs_board.ui.dialogs.escalating import Answer
from mhhs_board.ui.dialogs.import_preview import ImportPreview
from mhhs_board.ui.dialogs.view import RemoveView
from mhhs_board.ui.kit.links import AskToOpen
from mhhs_board.ui.kit.perform import ASKS
from mhhs_board.ui.kit.plain import PlainLabel
from mhhs_board.ui.settings.board_settings import BoardSettings
from mhhs_board.ui.window.drafting import LeftDialog
from mhhs_board.ui.window.main_window import MainWindow
from tests.boards import one
from tests.ui.previewed import judged

SHELLS = (QScrollArea, QTabWidget, QTabBar)
"""What only holds other things; a tab bar's tabs are named one by one."""


def nameless(root: QWidget) -> list[str]:
    """The widgets under a widget that Tab reaches and that have no name."""
    found = []
    for widget in [root, *root.findChildren(QWidget)]:
        reached = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.focusProxy()
        if widget.window() is not root.window():
            continue  # a list that opens takes its name when it does
        if not reached or isinstance(widget, SHELLS) or widget.objectName().startswith("qt_"):
            continue
        told = QAccessible.queryAccessibleInterface(widget)
        if told is not None and not told.text(QAccessible.Text.Name).strip():
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def headings(dialog: QDialog) -> int:
    """How many headings of the one kind a dialog has, above all else."""
    heads = [label for label in dialog.findChildren(PlainLabel) if label.property("role") == "card-title"]
    assert all(label.text() and label.y() < 40 for label in heads)
    return len(heads)


@pytest.fixture(autouse=True)
def closed(qtbot: QtBot) -> Iterator[None]:
    """Whatever a test opened is closed again."""
    yield
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog):
            widget.close()


def test_the_check_finds_a_nameless_field(qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    assert nameless(field) == ["QLineEdit in NoneType"]


def test_the_window_with_its_bars_inspector_and_editor(window: MainWindow) -> None:
    window.side.toggle()
    window.view.focus_card(one(window.workspace.board, "smart", "Process 2").id)
    window.adding.here()
    window.messages.warn("Saved, but something is missing.")
    window.prompt.ask("Why does it go back?", ASKS["reason"], lambda argument, text: None)
    assert nameless(window) == []


def test_the_blockers_page_and_the_palette(window: MainWindow) -> None:
    window.actions_by_id["page_blockers"].trigger()
    window.actions_by_id["palette"].trigger()
    assert window.desk.palette is not None
    assert nameless(window) == []
    assert nameless(window.desk.palette) == []


@pytest.mark.parametrize(
    "command",
    [
        "snapshot",
        "document",
        "save_view",
        "board_settings",
        "add_form",
        "edit",
        "block",
        "escalate",
        "retire",
        "help",
        "key_sheet",
        "about",
    ],
)
def test_the_dialogs_of_the_commands(window: MainWindow, command: str) -> None:
    window.view.focus_card(one(window.workspace.board, "smart", "Process 4").id)
    window.actions_by_id[command].trigger()
    (dialog,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
    if isinstance(dialog, BoardSettings):
        for number in range(dialog.tabs.count()):
            dialog.tabs.setCurrentIndex(number)
            assert nameless(dialog) == []
    assert dialog.windowTitle()
    assert headings(dialog) == 1
    assert nameless(dialog) == []


def test_the_dialogs_that_something_else_opens(window: MainWindow) -> None:
    workspace, performer = window.workspace, window.performer
    card = one(workspace.board, "smart", "Process 4")
    workspace.run(blocking.block, ids=[card.id], reason="No answer yet")
    workspace.run(escalating.escalate, artefact=card.id, forum=workspace.board.forums[0].id, question="Whose is it?")
    workspace.run(viewing.save_view, name="Blocked", query="is:blocked", density="full", folded=(), shared=False)
    (waiting,) = workspace.board.of(Escalation).values()
    (view,) = workspace.board.of(View).values()
    for dialog in (
        Answer(performer, window, [waiting]),
        Unblock(performer, window, one(workspace.board, "smart", "Process 2")),
        RemoveView(performer, window, view),
        FromTemplate(window, lambda template, name: None),
        HandedOver(window, Path("board.mhhsboard"), lambda reading: None),
        ImportPreview(
            window, "some.csv", lambda blanks, choices: lambda report: judged(Imported([])), lambda one, done: done(True)
        ),
        AskToOpen("https://example.org/", window),
        FaultDialog(window, "report"),
        LeftDialog(window, window.workspace, [Draft(card.id, "title", "typed", "", "")]),
    ):
        dialog.show()
        assert dialog.windowTitle()
        assert headings(dialog) == 1, type(dialog).__name__
        assert nameless(dialog) == [], type(dialog).__name__
