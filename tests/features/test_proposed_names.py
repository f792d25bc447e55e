"""A board may be called anything: the names that its dialogs propose for files stay plain names in its own folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from mhhs_board.base.settings import Settings
from mhhs_board.operations import configuring
from mhhs_board.program import boards
from mhhs_board.program.window import Windows
from mhhs_board.ui.dialogs.snapshot import Snapshot
from tests.features.day import shown

pytestmark = pytest.mark.qt_log_ignore("qt.text.font.db", "This plugin does not support")


def chosen() -> Path:
    """Which file the open dialog would write, taken by its button as its user does."""
    (dialog,) = shown(QFileDialog)
    taken: list[str] = []
    dialog.fileSelected.disconnect()  # nothing is to be written
    dialog.fileSelected.connect(taken.append)
    (button,) = [one for one in dialog.findChildren(QPushButton) if one.text().replace("&", "") == "Save"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert shown(QFileDialog) == []
    return Path(taken[0])


def test_what_is_proposed_stays_in_the_folder_of_the_board(qtbot: QtBot, tmp_path: Path, fixed_clock: str) -> None:
    path = tmp_path / "ours.mhhsboard"
    boards.create_board(path, "l4", actor="Ana")
    windows = Windows(Settings({"theme": "light", "welcome": False, "started": True}), "Ana")
    window = windows.show(boards.open_workspace(path, actor="Ana"), remember=False)
    try:
        qtbot.waitExposed(window)
        for called, table, picture in (
            ("../../etc/passwd", "etc passwd.csv", "etc passwd 2026-11-24.pdf"),
            ("CON", "board CON.csv", "CON 2026-11-24.pdf"),
            ("C:\\x.", "C x.csv", "C x. 2026-11-24.pdf"),
            ("Level 4", "Level 4.csv", "Level 4 2026-11-24.pdf"),
        ):
            window.workspace.run(configuring.configure, values={"name": called})
            window.actions_by_id["export"].trigger()
            assert chosen() == tmp_path / table
            window.actions_by_id["snapshot"].trigger()
            (dialog,) = shown(Snapshot)
            dialog._ask_where()
            assert chosen() == tmp_path / picture
            dialog.close()
        window.actions_by_id["save_copy"].trigger()
        assert chosen() == tmp_path / "ours copy.mhhsboard"
    finally:
        windows.close()
