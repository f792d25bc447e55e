"""What is seen, taken out of a real window: the snapshot's file, the printed page and the clipboard hold just that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintPreviewDialog
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from mhhs_board.operations import editing
from mhhs_board.ui.dialogs.snapshot import FORMATS, Snapshot
from mhhs_board.ui.printing.printing import Preview
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.workspace import Workspace
from tests.ui.windows import Maker, shown

pytestmark = pytest.mark.qt_log_ignore("qt.text.font.db", "This plugin does not support")


@pytest.fixture(autouse=True)
def clipboard(qapp: QGuiApplication) -> Iterator[None]:
    """Qt's screenless clipboard brings the process down at its end where it still holds something of ours."""
    yield
    QGuiApplication.clipboard().clear()


def snapshot(window: MainWindow) -> Snapshot:
    (button,) = [found for found in window.title_row.findChildren(QPushButton) if found.text().startswith("Snapshot")]
    button.click()
    return shown(Snapshot)


@pytest.mark.parametrize("suffix", [suffix for _, suffix in FORMATS])
def test_the_button_makes_a_file_of_what_is_shown(window: MainWindow, qtbot: QtBot, tmp_path: Path, suffix: str) -> None:
    window.filter_bar.set_text("segment:smart")
    dialog = snapshot(window)
    dialog.format.setCurrentIndex([known for _, known in FORMATS].index(suffix))
    window.workspace.run(editing.add, title="Only just added", workstream="smart", ref="XX77")
    dialog.make(tmp_path / f"board{suffix}")
    qtbot.waitUntil(lambda: not window.messages.isHidden(), timeout=30_000)
    assert window.messages.sentence.text() == f"Written: {tmp_path / f'board{suffix}'}"
    data = (tmp_path / f"board{suffix}").read_bytes()
    if suffix in (".html", ".md"):
        assert "6 of 24 shown · 18 hidden" in data.decode()
        assert "XX77" in data.decode()
    assert len(data) > 500


def test_a_snapshot_of_everything_has_no_filter(window: MainWindow) -> None:
    window.filter_bar.set_text("is:blocked")
    part, whole = window.handouts.sheet(), window.handouts.sheet(everything=True)
    assert (len(part.artefacts), part.filter) == (1, "is:blocked")
    assert (len(whole.artefacts), whole.filter, whole.hidden) == (23, "", 0)
    assert part.as_at


def test_while_a_query_cannot_be_read_what_is_still_shown_is_taken(window: MainWindow) -> None:
    window.filter_bar.set_text("segment:smart")
    window.filter_bar.set_text("segment:smart (")
    taken = window.handouts.sheet()
    assert (len(taken.artefacts), taken.filter) == (5, "workstream:smart")


def test_print_prints_the_page_that_is_looked_at(window: MainWindow) -> None:
    window.actions_by_id["print"].trigger()
    board = shown(Preview)
    board.reject()
    window.desk.turn_to(1)
    window.actions_by_id["print"].trigger()
    blockers = shown(QPrintPreviewDialog)
    assert blockers.windowTitle() == "Print the blockers"
    blockers.reject()


def test_what_is_shown_is_copied_as_a_table_or_a_picture(made: Maker, workspace: Workspace, qtbot: QtBot) -> None:
    window = made(workspace)
    window.filter_bar.set_text("segment:smart")
    window.actions_by_id["copy_table"].trigger()
    lines = QApplication.clipboard().text().splitlines()
    assert len(lines) == 7
    assert lines[-1].endswith(" · 5 of 23 shown · 18 hidden · Filter: workstream:smart")
    assert "5 artefacts are on the clipboard" in window.messages.sentence.text()
    window.actions_by_id["copy_picture"].trigger()
    qtbot.waitUntil(lambda: QApplication.clipboard().mimeData().hasImage(), timeout=20_000)
    assert "as a picture" in window.messages.sentence.text()


def test_a_reader_may_take_a_picture_too(made: Maker, opened: object) -> None:
    window = made(opened(read_only=True))  # type: ignore[operator]
    for name in ("snapshot", "document", "print", "copy_picture", "copy_table"):
        assert window.actions_by_id[name].isEnabled(), name
