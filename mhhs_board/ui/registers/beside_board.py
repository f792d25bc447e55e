"""The page of a register in the window: what the window asks of any page, and what its commands do there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from mhhs_board.domain.fields import article
from mhhs_board.domain.records import REGISTERS
from mhhs_board.ui.kit.actions import READ_ONLY, PageCommand, RecordKey, State
from mhhs_board.ui.kit.page import Page, PageContext
from mhhs_board.ui.registers.register_page import RegisterPage


class RegisterBesideBoard(RegisterPage, Page):
    """A register's page beside the board."""

    def __init__(self, context: PageContext, kind: str) -> None:
        super().__init__(context.performer, kind, context.hides)
        self._context = context
        self.on_card = context.show_card
        self.on_chosen = context.turned
        self.on_peek = context.actions["inspector"].trigger
        self.on_clear = context.actions["clear_filter"].trigger
        many = self.record_type.MANY
        self.commands = {
            "add": PageCommand(self.add, _writes, f"Add {kind}…", f"Add {article(kind)} {kind} to the list (Ins)"),
            "edit": PageCommand(self.edit_chosen, partial(_one, kind), tip=f"Open the chosen {kind} (Enter)"),
            "retire": PageCommand(self.retire_chosen, partial(_some, kind), tip=f"Take the chosen {many} out of use"),
            "copy_table": PageCommand(self.copy_rows, text=f"Copy {many} as table"),
            "print": PageCommand(self.print_rows),
        }
        self.table.addAction(context.actions["edit"])

    @property
    def widget(self) -> QWidget:
        """The page itself."""
        return self

    def focus(self) -> None:
        """Take the keyboard: the table, else what there is to do."""
        (self.focusProxy() or self).setFocus()

    def records(self) -> Sequence[RecordKey]:
        """The records of the chosen rows."""
        return [RecordKey(self.kind, record.id) for record in self.chosen_records()]

    def show_record(self, key: RecordKey) -> None:
        """Choose it; one that is done and folded away is shown first."""
        self.show_whole(key.id)

    def print_rows(self) -> None:
        """Print what is shown, with a look at it before."""
        from mhhs_board.ui.registers.print_register import preview

        preview(self._context.window, self._context.workspace, self, self._context.query())

    def copy_rows(self) -> None:
        """Put what is shown on the clipboard as a table; what is private stays."""
        from mhhs_board.ui.printing.printing import copy_rows

        heads, rows = self.cells()
        copy_rows(heads, rows, self.record_type.MANY, self._context.messages.tell)


def _writes(state: State) -> str:
    return READ_ONLY if state.read_only else ""


def _some(kind: str, state: State) -> str:
    return _writes(state) or ("" if state.records else f"No {kind} is chosen.")


def _one(kind: str, state: State) -> str:
    many = REGISTERS[kind].MANY
    return _some(kind, state) or ("" if len(state.records) == 1 else f"Several {many} are chosen; choose one.")
