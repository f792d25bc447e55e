"""What is asked of an item on an agenda: why it is taken off, and who pulls it out of the consent block."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mhhs_board.domain.governance import Item
from mhhs_board.operations import agenda
from mhhs_board.operations.context import Wish, wish
from mhhs_board.ui.dialogs.form import Form
from mhhs_board.ui.kit.perform import Performer
from mhhs_board.ui.kit.plain import PlainLabel, one_line


class TakeOff(Form):
    """Take an item off its agenda, with why."""

    def __init__(self, performer: Performer, parent: QWidget, item: Item) -> None:
        super().__init__(performer, f"Take off {one_line(item.subject, 60)}", "Take off", parent)
        self._item = item
        told = "It stays on the agenda to be read, crossed out, and may be proposed for the next meeting."
        self.form.addRow(PlainLabel(told, role="quiet", wrap=True))
        self.reason = self.line("Reason")
        self.reason.setFocus()

    def wish(self) -> Wish:
        """Take it off."""
        return wish(agenda.take_off, item=self._item.id, reason=self.reason.text())


class PullItem(Form):
    """Pull an item out of the consent block."""

    def __init__(self, performer: Performer, parent: QWidget, item: Item) -> None:
        super().__init__(performer, f"Pull {one_line(item.subject, 60)}", "Pull", parent)
        self._item = item
        told = "It is talked about by itself then, and has an outcome of its own."
        self.form.addRow(PlainLabel(told, role="quiet", wrap=True))
        self.by = self.line("At whose wish", "", "A seat, an organisation or a role")
        self.by.setFocus()

    def wish(self) -> Wish:
        """Pull it."""
        return wish(agenda.pull, item=self._item.id, by=self.by.text())
