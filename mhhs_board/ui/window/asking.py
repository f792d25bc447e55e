"""Asking for a file, without a loop of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from mhhs_board.ui.kit.file_dialogs import dress, follow_kind

BOARD = ".mhhsboard"
BOARDS = "Boards (*.mhhsboard)"
EXPORTS = "Table (*.csv);;Workbook (*.xlsx);;Data (*.json);;Markdown (*.md)"
LISTS = "Tables (*.csv)"
IMPORTS = "Tables and data (*.csv *.xlsx *.xlsm *.json)"


def ask(parent: QWidget, folder: Path, title: str, name: str, kinds: str, then: Callable[[Path], None]) -> None:
    """Ask for a file in a folder: for one to write where a name is proposed, else for one to read."""
    dialog = QFileDialog(parent, title, str(folder / name), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave if name else QFileDialog.AcceptMode.AcceptOpen)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile if name else QFileDialog.FileMode.ExistingFile)
    if name:
        dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
        dialog.selectFile(name)
        dialog.filterSelected.connect(lambda kind: follow_kind(dialog, kind))
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dress(dialog)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
