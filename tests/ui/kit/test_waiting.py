"""The pointer says to wait while something is done, and no longer, also where it fails."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from mhhs_board.domain.errors import Unavailable
from mhhs_board.ui.window.main_window import MainWindow


def test_it_says_so_inside_and_no_longer(window: MainWindow) -> None:
    seen: list[Qt.CursorShape] = []

    def act() -> None:
        cursor = QGuiApplication.overrideCursor()
        assert cursor is not None
        seen.append(cursor.shape())
        raise Unavailable("The disk is away.")

    window.performer.attempt(act)
    assert seen == [Qt.CursorShape.WaitCursor]
    assert QGuiApplication.overrideCursor() is None
    assert window.messages.sentence.text() == "The disk is away."
