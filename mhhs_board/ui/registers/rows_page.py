"""What every page that is one table of rows has: what it is called and how much there is above, then the rows, and where
none is left to be seen, why that is and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QAbstractItemModel, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.board.nothing_fits import CLEAR
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.controls import in_order
from mhhs_board.ui.kit.page import Page, PageContext
from mhhs_board.ui.kit.plain import PlainLabel
from mhhs_board.ui.registers.row_table import RowCells, RowTable, instead


class RowsPage(QFrame):
    """The page. Its table and what draws the cells are given by who inherits from it, which calls `_place`."""

    table: RowTable
    first: QPushButton | None = None
    """What there is to do where there are no rows; it has the keyboard then, and without it the page itself."""

    def __init__(self, title: str, parent: QWidget | None = None, *, role: str = "page-title", wrap: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._why = ""
        self.title = PlainLabel(title, role=role)
        self.counts = PlainLabel("", role="quiet", wrap=wrap, elide=not wrap)
        self.empty = instead()
        self.clear = QPushButton(CLEAR)
        self.clear.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _place(self, cells: RowCells, buttons: Sequence[QPushButton], below: Sequence[QPushButton]) -> None:
        """Put the table in its place, with buttons above it and those that stand below what is said in its place."""
        self._cells, self._buttons, self._below = cells, list(buttons), below
        self.table.setItemDelegate(cells)
        self._head = QHBoxLayout()
        self._head.setContentsMargins(10, 8, 12, 8)
        self._head.setSpacing(14)
        self._head.addWidget(self.title)
        self._head.addWidget(self.counts, 1)
        for button in buttons:
            self._head.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(self._head)
        box.addWidget(self.table, 1)
        box.addWidget(self.empty)
        for button in below:
            box.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch()
        in_order(self.table, *below, *buttons)
        self.setFocusProxy(self.table)

    def put_button(self, button: QPushButton) -> None:
        """A further button, before the last one."""
        self._head.insertWidget(self._head.count() - 1, button)
        self._buttons.insert(len(self._buttons) - 1, button)
        in_order(self.table, *self._below, *self._buttons)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._cells.theme = theme
        self.table.colour(theme)

    def say(self, why: str) -> None:
        """What the filter says of what was asked."""
        self._why = why
        self._tell()

    def _tell(self) -> None:
        """Say how much there is, and where nothing is shown why."""
        raise NotImplementedError

    def _tell_rows(self, shown: bool, hidden: int, empty: str) -> None:
        """Show the rows, or in their place why there are none; what the filter hides can be shown again from there."""
        held = self.table.hasFocus()
        self.empty.setText(empty)
        self.clear.setVisible(not shown and hidden > 0)
        self.table.setVisible(shown)
        self.empty.setVisible(not shown)
        holds = self.table if shown else self.clear if hidden else self.first
        self.setFocusProxy(holds)  # type: ignore[arg-type]  # Qt takes none, and its stub does not know
        if held:  # who goes hands the keyboard to whatever is next
            self.setFocus()


class About(Protocol):
    """A row about an artefact."""

    @property
    def artefact(self) -> str:
        """The id of the artefact; empty where the row is about none."""


@contained
class _Table(RowTable):
    """Rows to choose; Enter and a double click go to the card, Space peeks, a letter is a command or nothing."""

    def __init__(self, page: CommandPage, model: QAbstractItemModel, name: str) -> None:
        super().__init__(page, model, name)
        self._page = page
        self.asked = page.open_menu
        self.doubleClicked.connect(lambda _index: page.open_chosen())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the page."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._page.open_chosen()
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            self._page.peek()
        elif event.key() == Qt.Key.Key_Tab or (event.text().isprintable() and event.text()):
            event.ignore()
        else:
            super().keyPressEvent(event)


class CommandPage(RowsPage, Page):
    """A page of rows about artefacts, to which the commands of the window are done."""

    def __init__(self, context: PageContext, title: str, model: QAbstractItemModel, *, wrap: bool = False) -> None:
        super().__init__(title, wrap=wrap)
        self._context = context
        model.setParent(self)
        self.table = _Table(self, model, title)
        self.table.resized = self.fit_columns
        self.table.selectionModel().selectionChanged.connect(lambda *_: context.turned())
        self.clear.clicked.connect(self._clear_filter)

    def fit_columns(self) -> None:
        """Give every column its share of the width."""
        raise NotImplementedError

    def _chosen_rows(self) -> Sequence[About]:
        """The rows that are chosen."""
        raise NotImplementedError

    def chosen(self) -> Sequence[str]:
        """The artefacts that the chosen rows are about, each once."""
        return list(dict.fromkeys(row.artefact for row in self._chosen_rows() if row.artefact))

    def open_chosen(self) -> None:
        """Go to the first chosen artefact on the board."""
        if chosen := self.chosen():
            self._context.show_card(chosen[0])

    def peek(self) -> None:
        """Show or hide the inspector."""
        self._context.actions["inspector"].trigger()

    def open_menu(self, at: QPoint) -> None:
        """What can be done with the chosen rows, at a point of the screen."""
        if self._chosen_rows():
            self._context.actions.context_menu(self._context.window).popup(at)

    def _clear_filter(self) -> None:
        self._context.actions["clear_filter"].trigger()
        self.focus()
