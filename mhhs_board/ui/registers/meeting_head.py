"""What stands above a meeting: its number, when and where it is, and what can be done with it as a whole."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from mhhs_board.domain.governance import Meeting
from mhhs_board.ui.kit.actions import READ_ONLY
from mhhs_board.ui.kit.controls import ActionButton, keyed_button, open_or_not
from mhhs_board.ui.kit.page import PageContext
from mhhs_board.ui.kit.plain import PlainLabel, one_line
from mhhs_board.ui.registers import meeting_list


class MeetingHead(QHBoxLayout):
    """The line above a meeting."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._workspace = context.workspace
        self.title = PlainLabel("", role="page-title")
        self.told = PlainLabel("", role="quiet", elide=True)
        self.document = ActionButton(context.actions["document"], "Document…")
        self.edit = keyed_button("Edit…", "Open the meeting", "Ctrl+E")
        self.add = keyed_button("Add meeting…", "Add a meeting", "Ctrl+Shift+A")
        self.setContentsMargins(14, 8, 12, 4)
        self.setSpacing(12)
        self.addWidget(self.title)
        self.addWidget(self.told, 1)
        for button in (self.document, self.edit, self.add):
            self.addWidget(button)

    def show_meeting(self, meeting: Meeting | None) -> None:
        """Say which meeting it is, and what of it is open."""
        board, today = self._workspace.board, self._workspace.today
        self.title.setText(one_line(meeting.number, 40) if meeting is not None else "")
        self.told.setText(meeting_list.head(board, meeting, today) if meeting is not None else "")
        for button in (self.edit, self.add):
            open_or_not(button, READ_ONLY if self._workspace.read_only else "")
