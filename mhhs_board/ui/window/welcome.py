"""The line that greets: this is the example and how to start a board of one's own, and once, who its user is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from mhhs_board.base import settings as keys
from mhhs_board.base.settings import Settings
from mhhs_board.operations.context import NOT_STATED
from mhhs_board.ui.kit.banner import Bar
from mhhs_board.workspace import Workspace


class WelcomeBar(Bar):
    """Shown until it is closed, as long as it has something to say. It asks inline and takes no keyboard away."""

    given = Signal(str)
    """The user has said who they are, or with an empty name that they will not."""

    def __init__(self, workspace: Workspace, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._settings = workspace, settings
        self.name = QLineEdit()
        self.name.setPlaceholderText("Your name, for the history")
        self.name.setAccessibleName("Your name, for the history of the board; may be left empty")
        self.name.setFixedWidth(200)
        self.name.setMaxLength(80)
        self.name.returnPressed.connect(lambda: self.given.emit(self.name.text()))
        self.start = QPushButton("New board…")
        self.row.addWidget(self.name)
        self.row.addWidget(self.start)
        self.row.addStretch(1)
        self.close_button().clicked.connect(lambda: settings.set(keys.WELCOME, False))
        self.setProperty("tone", "note")
        self.sign.hide()

    def greet(self) -> None:
        """Show what applies to this board and user."""
        workspace = self._workspace
        example = bool(workspace.seen.details.example)
        nameless = workspace.actor == NOT_STATED and not workspace.read_only and not self._settings.get(keys.NAMED)
        self.name.setVisible(nameless)
        self.start.setVisible(example)
        text = "Who are you? Your name stands beside what you do, in the history; press Enter to keep it."
        if example:
            text = "Example on this computer; nothing is shared. Start your own board: File ▸ New board…"
        self.sentence.setText(text)
        self.sentence.ensurePolished()
        # No wider than its words, so that what they ask for stands beside them and not at the other end of the window.
        self.sentence.setMaximumWidth(self.sentence.fontMetrics().horizontalAdvance(text) + 8)
        self.setAccessibleName(text)
        self.setVisible(self._settings.get(keys.WELCOME) and (example or nameless))
