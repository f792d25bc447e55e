"""The dialog that asks for a file: where it looks first, how this program dresses it; and the first size of any dialog."""

from __future__ import annotations

from pathlib import Path

import platformdirs
from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QIcon, QPainter
from PySide6.QtWidgets import QFileDialog, QHeaderView, QToolButton, QTreeView, QWidget

_ARROWS = ("backButton", "forwardButton", "toParentButton")
"""The buttons of Qt's own dialog whose pictures are nothing but black."""


def fit(widget: QWidget, width: int, height: int) -> None:
    """Give a dialog its first size, smaller where the screen is."""
    screen = widget.screen().availableSize()
    widget.resize(min(width, int(screen.width() * 0.96)), min(height, int(screen.height() * 0.92)))


def beside(location: str) -> Path:
    """The folder in which a person looks for files of a board: its own, but for the one that the program keeps hidden."""
    folder = Path(location).absolute().parent
    if folder == Path(platformdirs.user_data_dir("mhhs-board", appauthor=False)):
        return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return folder


def dress(dialog: QFileDialog) -> None:
    """Where the platform has no dialog of its own: Qt's arrows, black in every theme, in the colour of the text, and room
    for the columns. A dialog of the platform has none of these parts."""
    for button in dialog.findChildren(QToolButton):
        if button.objectName() not in _ARROWS:
            continue
        picture = button.icon().pixmap(button.iconSize(), button.devicePixelRatioF())
        painter = QPainter(picture)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(picture.rect(), button.palette().buttonText())
        painter.end()
        button.setIcon(QIcon(picture))
    for table in dialog.findChildren(QTreeView):
        table.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        fit(dialog, 820, 500)


def follow_kind(dialog: QFileDialog, kind: str) -> None:
    """The ending follows the kind of file that is chosen, because the ending decides the format."""
    ending = kind.rpartition("*.")[2].rstrip(")")
    dialog.setDefaultSuffix(ending)
    if chosen := dialog.selectedFiles():
        dialog.selectFile(f"{Path(chosen[0]).stem}.{ending}")
