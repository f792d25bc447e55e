"""A dialog that makes a file while the window goes on, and stays until the file is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from mhhs_board.ui.kit.accessible import announce
from mhhs_board.ui.kit.jobs import Job
from mhhs_board.ui.kit.plain import PlainLabel


class MakingDialog(QDialog):
    """Holds the work under way, `_job`, and says in the dialog why it failed. `told` hears one sentence when the file is
    there, with `_said` behind it; the place is asked from `folder`."""

    def __init__(self, parent: QWidget | None, told: Callable[[str], None], folder: Path) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._told, self._folder = told, folder
        self._job: Job | None = None
        self._said = ""
        self.sentence = PlainLabel("", role="error", wrap=True)
        self.sentence.hide()

    def _busy(self, busy: bool) -> None:
        """Nothing can be chosen while a file is made."""
        if not busy:
            self._job = None

    def _made(self, target: Any) -> None:
        self._busy(False)
        self.accept()
        self._told(f"Written: {target}.{self._said}" if self._said else f"Written: {target}")

    def _failed(self, sentence: str) -> None:
        self._busy(False)
        self.sentence.setText(sentence)
        self.sentence.show()
        announce(self, sentence)

    def _stopped(self) -> None:
        self._failed("Called off; nothing was written.")

    def reject(self) -> None:
        """Call off what is being made; else close."""
        if self._job is not None:
            self._job.stop()
            return
        super().reject()
