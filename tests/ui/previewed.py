"""The preview of an import in tests: judged in a thread of its own, waited for as long as it takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from mhhs_board.domain.imported import NO_CHOICES, Imported
from mhhs_board.domain.journal import Entry
from mhhs_board.exchange.incoming import Judged
from mhhs_board.ui.dialogs.import_preview import ImportPreview
from mhhs_board.ui.window.main_window import MainWindow

PATIENCE = 60.0
"""Seconds for which a machine may be busy with other things."""


def waited(done: Callable[[], bool]) -> None:
    """Have the window go on until something is so."""
    until = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < until, "nothing came of it"
        QApplication.processEvents()
        time.sleep(0.001)


def settled(dialog: ImportPreview) -> ImportPreview:
    """The preview when it judges no more."""
    waited(lambda: not dialog.judging)
    return dialog


def read(window: MainWindow, path: Path) -> ImportPreview | None:
    """The preview of a file as a window opens it; None where the file cannot be read."""
    window.files.preview(path)
    return opened(window)


def opened(window: MainWindow) -> ImportPreview | None:
    """The preview of the file that was handed to a window last."""
    assert window.files._importing is not None
    importing = window.files._importing
    waited(lambda: importing._over or not importing.preview.judging)
    if importing._over:
        return None
    found = QApplication.activeModalWidget()
    assert isinstance(found, ImportPreview)
    return found


def preview(window: MainWindow, path: Path) -> ImportPreview:
    """The same of one that can be read, with the keyboard in it."""
    found = read(window, path)
    assert found is not None, window.messages.sentence.text()
    found.activateWindow()
    waited(found.isActiveWindow)
    return found


def judged(imported: Imported) -> Judged:
    """What was judged elsewhere, as if a file had been."""
    return Judged(imported, NO_CHOICES, Entry(uid="u", verb="import", actor="Ann", changes=()), 1)
