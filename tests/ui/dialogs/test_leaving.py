"""What is private stays on the board on every way out of the window, unless a box takes it along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from mhhs_board.exchange import files
from mhhs_board.operations import editing
from mhhs_board.program import boards
from mhhs_board.ui.dialogs.leaving import Leaving
from mhhs_board.ui.dialogs.snapshot import FORMATS, Snapshot
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.workspace import Workspace
from tests.boards import one
from tests.doors import doors
from tests.ui.windows import Maker, shown

pytestmark = pytest.mark.qt_log_ignore("qt.text.font.db", "This plugin does not support")

NOTE = "Only for the design team"


@pytest.fixture(autouse=True)
def clipboard(qapp: QGuiApplication) -> Iterator[None]:
    """Qt's screenless clipboard brings the process down at its end where it still holds something of ours."""
    yield
    QGuiApplication.clipboard().clear()


@pytest.fixture
def noted(made: Maker, workspace: Workspace) -> MainWindow:
    """A window on a board with one note, that writes its exports."""
    workspace.run(editing.edit, artefact=one(workspace.board, "smart", "Process 4").id, values={"notes": NOTE})
    sight = files.Sight.now(workspace)
    return made(
        workspace,
        doors=doors(export=lambda path, query, private: files.export(workspace, sight, path, query=query, private=private)),
    )


def snapshot(window: MainWindow, suffix: str) -> Snapshot:
    window.actions_by_id["snapshot"].trigger()
    dialog = shown(Snapshot)
    dialog.format.setCurrentIndex([known for _, known in FORMATS].index(suffix))
    return dialog


@pytest.mark.parametrize(("suffix", "ticked"), [(".md", False), (".md", True), (".html", True), (".svg", True)])
def test_a_snapshot_says_what_it_left_out(
    noted: MainWindow, qtbot: QtBot, tmp_path: Path, suffix: str, ticked: bool
) -> None:
    dialog = snapshot(noted, suffix)
    assert dialog.private.isVisible()
    assert dialog.private.isEnabled() == (suffix != ".svg"), "a picture has no room for it"
    dialog.private.setChecked(ticked)
    taken = ticked and suffix != ".svg"
    target = tmp_path / f"out{suffix}"
    dialog.make(target)
    qtbot.waitUntil(lambda: not noted.messages.isHidden(), timeout=30_000)
    left = "" if taken else ". 1 private note left out."
    assert noted.messages.sentence.text() == f"Written: {target}{left}"
    assert (NOTE in target.read_text("utf-8")) == taken


def test_where_nothing_is_private_nothing_is_asked(window: MainWindow) -> None:
    dialog = snapshot(window, ".md")
    assert not dialog.private.isVisible()
    dialog.reject()
    window.actions_by_id["export"].trigger()
    assert shown(QFileDialog)


@pytest.mark.parametrize("ticked", [False, True])
def test_an_export_asks_whether_what_is_private_goes_along(noted: MainWindow, tmp_path: Path, ticked: bool) -> None:
    noted.actions_by_id["export"].trigger()
    asked = shown(Leaving)
    assert not asked.private.isChecked()
    asked.private.setChecked(ticked)
    asked.go.click()
    dialog = shown(QFileDialog)
    target = tmp_path / "out.csv"
    dialog.fileSelected.emit(str(target))
    left = "" if ticked else ". 1 private note left out."
    assert noted.messages.sentence.text() == f"Written: {target}{left}"
    assert (NOTE in target.read_text("utf-8-sig")) == ticked
    dialog.reject()


def test_what_is_copied_holds_no_notes_and_says_so(noted: MainWindow, qtbot: QtBot) -> None:
    noted.actions_by_id["copy_table"].trigger()
    assert noted.messages.sentence.text().endswith("on the clipboard as a table. 1 private note left out.")
    mime = QApplication.clipboard().mimeData()
    assert NOTE not in mime.text() + bytes(mime.data("text/html").data()).decode()
    noted.actions_by_id["copy_picture"].trigger()
    qtbot.waitUntil(lambda: QApplication.clipboard().mimeData().hasImage(), timeout=20_000)
    assert noted.messages.sentence.text().endswith("as a picture. 1 private note left out.")


def test_a_copy_for_readers_says_so_and_a_saved_copy_is_whole(noted: MainWindow, tmp_path: Path) -> None:
    target = tmp_path / "readers.mhhsboard"
    noted.performer.write_file(lambda path: boards.copy_for_readers(noted.workspace, path), target)
    assert noted.messages.sentence.text() == f"Written: {target}. 1 private note left out."
    assert NOTE.encode() not in target.read_bytes()
