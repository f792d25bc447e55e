"""Qt's application, which hears what the system asks of it: a board that was double-clicked on macOS is told, not named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from mhhs_board.ui.kit.contained import contained


@contained
class Application(QApplication):
    """Files that the system hands over wait until somebody takes them."""

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(list(arguments))
        self._handed: list[Path] = []
        self._take: Callable[[Path], object] | None = None

    def take_files(self, take: Callable[[Path], object] | None) -> None:
        """Have every file that is handed over taken so, those too that came before there was a window."""
        self._take = take
        self._give()

    def event(self, event: QEvent) -> bool:
        """A file is handed over; it is taken when Qt has come back from wherever it is, never inside of a drag or a dialog
        that is just closing."""
        if isinstance(event, QFileOpenEvent):
            if event.file():
                self._handed.append(Path(event.file()))
                QTimer.singleShot(0, self, self._give)
            return True
        return super().event(event)

    def _give(self) -> None:
        while self._handed and self._take is not None:
            self._take(self._handed.pop(0))
