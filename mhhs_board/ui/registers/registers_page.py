"""One page for every register that has none of its own: which ones there are stands at the left, the chosen one's table at
the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget

from mhhs_board.domain.records import REGISTERS
from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.kit.actions import RecordKey
from mhhs_board.ui.kit.controls import in_order
from mhhs_board.ui.kit.page import Page, PageContext
from mhhs_board.ui.registers.beside_board import RegisterBesideBoard
from mhhs_board.ui.registers.side_list import SideList, SideRow

TITLE = "Registers"
_CHOOSER = 190


class RegistersPage(QFrame, Page):
    """The tables of several registers, of which one is shown; each is made when it is first wanted."""

    def __init__(self, context: PageContext, kinds: Sequence[str]) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._context = context
        self._made: dict[str, RegisterBesideBoard] = {}
        self._theme: Theme | None = None
        self._why = ""
        self._kinds = list(kinds)
        self.chooser = SideList(TITLE)
        self.chooser.setFixedWidth(_CHOOSER)
        self.chooser.on_chosen = self._turn_to
        self.chooser.on_enter = self.focus
        self.chooser.on_add = lambda: self.shown.add()
        self.tables = QStackedWidget()
        self._shown = self._table(self._kinds[0])
        line = QFrame()
        line.setProperty("role", "divider")
        line.setFixedWidth(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.chooser)
        row.addWidget(line)
        row.addWidget(self.tables, 1)
        for keys, by in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            turn = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            turn.activated.connect(lambda by=by: self._step(by))
        self._list()

    @property
    def shown(self) -> RegisterBesideBoard:
        """The page of the register that is chosen."""
        return self._shown

    def _table(self, kind: str) -> RegisterBesideBoard:
        if kind not in self._made:
            made = self._made[kind] = RegisterBesideBoard(self._context, kind)
            if self._theme is not None:
                made.set_theme(self._theme)
            made.say(self._why)
            self.tables.addWidget(made)
        self.commands = self._made[kind].commands
        return self._made[kind]

    def _turn_to(self, kind: str) -> None:
        if kind == self._shown.kind:
            return
        kept = self._shown.isAncestorOf(self.focusWidget() or self.chooser)
        self._shown = self._table(kind)
        self.tables.setCurrentWidget(self._shown)
        self._shown.refresh()
        in_order(self.chooser, self._shown.table)
        if kept:
            self.focus()
        self._context.turned()

    def _step(self, by: int) -> None:
        self.chooser.step(by)

    def _list(self) -> None:
        board = self._context.workspace.board
        rows = []
        for kind in self._kinds:
            live = sum(not record.done() for record in board.of(REGISTERS[kind]).values())
            rows.append(SideRow(kind, REGISTERS[kind].TITLE, f"{live:,}" if live else "", quiet=not live))
        self.chooser.show_rows(rows)

    # -- what the window asks of any page --------------------------------------------------------------------------------

    def focus(self) -> None:
        """Take the keyboard: the table, else what there is to do."""
        self._shown.focus()

    def chosen(self) -> Sequence[str]:
        """The artefacts that the chosen records are about."""
        return self._shown.chosen()

    def records(self) -> Sequence[RecordKey]:
        """The chosen records."""
        return self._shown.records()

    def show_record(self, key: RecordKey) -> None:
        """Turn to the register of a record and choose it there."""
        self.chooser.choose(key.kind)
        self._shown.show_record(key)

    def refresh(self) -> None:
        """Read the board and the filter anew."""
        self._list()
        self._shown.refresh()

    def say(self, why: str) -> None:
        """What the filter says of what was asked."""
        self._why = why
        for made in self._made.values():
            made.say(why)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.chooser.set_theme(theme)
        for made in self._made.values():
            made.set_theme(theme)
