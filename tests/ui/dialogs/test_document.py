"""The dialog of documents: what is asked for is what lies in the file, and what cannot be written loses nothing chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mhhs_board.exchange.documents.making import Asked
from mhhs_board.operations import registering
from mhhs_board.ui.dialogs.document import FORMATS, NO_MEETINGS, DocumentDialog, ask_document
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.workspace import Workspace
from tests.exchange.documented import of_docx
from tests.ui.windows import shown

pytestmark = pytest.mark.qt_log_ignore("qt.text.font.db", "This plugin does not support")


def meeting(workspace: Workspace, number: str, day: str, status: str) -> None:
    forum = next(one.id for one in workspace.board.forums if one.short == number[:3])
    values = {"number": number, "forum": forum, "day": day, "status": status}
    workspace.run(registering.add, kind="meeting", values=values)


@pytest.fixture
def dialog(window: MainWindow) -> DocumentDialog:
    """Over a window on a board with three meetings, opened by its command."""
    for number, day, status in (("DAG070", "12 May 2026", "approved"), ("DAG071", "9 June 2026", "held")):
        meeting(window.workspace, number, day, status)
    meeting(window.workspace, "DAG072", "9 December 2026", "planned")
    window.actions_by_id["document"].trigger()
    return shown(DocumentDialog)


def choose(dialog: DocumentDialog, name: str = "", suffix: str = "") -> None:
    if name:
        dialog.document.setCurrentIndex(dialog.document.findData(name))
    if suffix:
        dialog.format.setCurrentIndex([known for _, known in FORMATS].index(suffix))


def test_the_report_of_the_last_meeting_and_the_agenda_of_the_next_are_offered_first(dialog: DocumentDialog) -> None:
    assert dialog.name == "headline"
    assert dialog.meeting.currentText() == "DAG071 · 9 June 2026"
    choose(dialog, "agenda")
    assert dialog.meeting.currentText() == "DAG072 · 9 December 2026"
    choose(dialog, "decisions")
    assert [dialog.meeting.itemText(row) for row in range(2)] == ["All forums", "Design Advisory Group"]
    assert dialog.meeting.accessibleName() == "Forum"
    for name in ("comments", "issues"):
        choose(dialog, name)
        assert not dialog.about.isHidden()
        assert dialog.meeting.isHidden()


@pytest.mark.parametrize("suffix", [suffix for _, suffix in FORMATS])
def test_each_format_lands_whole_and_says_so(
    dialog: DocumentDialog,
    window: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    suffix: str,
) -> None:
    choose(dialog, suffix=suffix)
    target = tmp_path / f"report{suffix}"
    dialog.marking.setText("Public")
    dialog.make(tmp_path / "report")
    qtbot.waitUntil(lambda: target.exists() and "Written" in window.messages.sentence.text(), timeout=30_000)
    assert [one.name for one in tmp_path.glob("report*")] == [target.name]
    if suffix == ".docx":
        assert of_docx(target.read_bytes())[0][0] == ("Meeting number", "DAG071")
    if suffix == ".md":
        assert "**Public** · **Draft**" in target.read_text("utf-8")


def test_what_cannot_be_drawn_or_written_is_said_and_nothing_typed_is_lost(
    dialog: DocumentDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    choose(dialog, "comments", ".md")
    dialog.about.setText("CR99999")
    dialog.go.click()
    assert "No artefact is called" in dialog.sentence.text()
    dialog.make(tmp_path / "x")
    assert not list(tmp_path.glob("x*"))
    choose(dialog, "actions")
    dialog.make(tmp_path / "not there" / "x")
    qtbot.waitUntil(lambda: dialog.sentence.isVisible() and dialog.go.isEnabled(), timeout=30_000)
    assert (dialog.isVisible(), dialog.about.text(), dialog.suffix) == (True, "CR99999", ".md")


def test_without_a_meeting_there_is_no_report(window: MainWindow) -> None:
    window.actions_by_id["document"].trigger()
    dialog = shown(DocumentDialog)
    assert dialog.meeting.currentText() == NO_MEETINGS
    assert not dialog.go.isEnabled()
    choose(dialog, "actions")
    assert dialog.go.isEnabled()


def test_a_page_asks_for_the_document_of_its_own_meeting(window: MainWindow, tmp_path: Path) -> None:
    for number, day in (("DAG070", "12 May 2026"), ("DAG071", "9 June 2026")):
        meeting(window.workspace, number, day, "held")
    first = next(one for one in window.workspace.board.all_of("meeting") if getattr(one, "number", "") == "DAG070")
    ask_document(window, window.workspace, window.messages.tell, tmp_path, Asked(name="agenda", meeting=first.id))
    dialog = shown(DocumentDialog)
    assert (dialog.name, dialog.meeting.currentText()) == ("agenda", "DAG070 · 12 May 2026")
    choose(dialog, "headline")
    assert dialog.meeting.currentText() == "DAG070 · 12 May 2026"
    dialog.close()
    QApplication.processEvents()
