"""What is seen, taken out of the window: a snapshot to send, a document, paper, and the clipboard.

All of them are made of one sheet: the artefacts that the filter shows, under the filter that shows them. The dialogs, the
printer and the formats are imported when they are first wanted, because a start that waits for them is a slow one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from mhhs_board.ui.kit.actions import Handler
from mhhs_board.ui.kit.file_dialogs import beside
from mhhs_board.ui.window.parts import Parts

if TYPE_CHECKING:
    from mhhs_board.exchange.sheet import Sheet

Taken = Callable[[Collection[str] | None, str, bool], "Sheet"]
"""The board as it stands as a sheet of these artefacts (None: all of them), under the words of the filter that chose them,
with what is private or without."""


class Handouts:
    """The commands of one window on its board as a picture, as pages and as a table."""

    def __init__(self, parts: Parts, taken: Taken) -> None:
        self._parts = parts
        self._taken = taken

    def handlers(self) -> dict[str, Handler]:
        """The commands there are."""
        return {
            "snapshot": self.ask_snapshot,
            "document": self.ask_document,
            "print": self.print_page,
            "copy_picture": self.copy_picture,
            "copy_table": self.copy_table,
        }

    def sheet(self, everything: bool = False, private: bool = False) -> Sheet:
        """What the window shows, or all of the board; of both what is shared, unless what is private goes along."""
        if everything:
            return self._taken(None, "", private)
        return self._taken(self._parts.filtering.shown, self._parts.filtering.asked, private)

    def ask_snapshot(self) -> None:
        """Ask for a format and a place; the file shows the board of the moment in which it is made."""
        from mhhs_board.ui.dialogs.snapshot import ask_snapshot

        parts = self._parts
        folder = beside(parts.workspace.location)
        ask_snapshot(parts.window, self.sheet, parts.messages.tell, parts.view.theme.name, folder)

    def ask_document(self) -> None:
        """Ask which document, of which meeting, and for a place; it is drawn from the records of that moment."""
        from mhhs_board.ui.dialogs.document import ask_document

        parts = self._parts
        ask_document(parts.window, parts.workspace, parts.messages.tell, beside(parts.workspace.location))

    def print_page(self) -> None:
        """Print the board; a page that is a list prints itself."""
        from mhhs_board.ui.printing.printing import print_board

        sheet = self.sheet()
        if left := sheet.left_out():
            self._parts.messages.tell(f"On paper: {left}.")
        print_board(self._parts.window, sheet)

    def copy_picture(self) -> None:
        """Put what is shown on the clipboard as a picture."""
        from mhhs_board.ui.printing.printing import copy_picture

        copy_picture(self.sheet(), self._parts.messages.tell, self._parts.messages.refuse)

    def copy_table(self) -> None:
        """Put what is shown on the clipboard as a table."""
        from mhhs_board.ui.printing.printing import copy_table

        copy_table(self.sheet(), self._parts.messages.tell)
