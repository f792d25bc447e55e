"""The page of a register: every record of one type as a row, in the order and under the columns that it declares.

It follows the board's filter where its records are about an artefact. What is not stated is said and counted; what is done
is folded away behind a button; what is retired is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu, QPushButton, QWidget

from mhhs_board.domain.journal import Entry
from mhhs_board.domain.record import Registered
from mhhs_board.domain.records import REGISTERS, Artefact
from mhhs_board.ui.dialogs.register import RegisterForm, RetireRecords
from mhhs_board.ui.kit import register_words
from mhhs_board.ui.kit.accessible import announce
from mhhs_board.ui.kit.actions import READ_ONLY
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.perform import Performer
from mhhs_board.ui.kit.plain import menu_text, one_line, plain_tooltip
from mhhs_board.ui.registers.records import Hides, Records
from mhhs_board.ui.registers.row_table import LineCells, RowTable
from mhhs_board.ui.registers.rows_page import RowsPage

ROW = 32
LEAST_WIDTH = 900
"""Narrower than this the table scrolls sideways."""
FIND_MS = 1500
"""So long what is typed to find a row is one word."""


@contained
class _Table(RowTable):
    """Rows to choose. Enter edits, Insert adds, Delete retires, letters find."""

    def __init__(self, page: RegisterPage) -> None:
        super().__init__(page, page.model, page.name)
        self._page = page

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the page."""
        page, key = self._page, event.key()
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            page.edit_chosen()
        elif key == Qt.Key.Key_Insert and plain:
            page.add()
        elif key == Qt.Key.Key_Delete and plain:
            page.retire_chosen()
        elif key == Qt.Key.Key_Escape and page.finding:
            page.look_for("")
        elif key == Qt.Key.Key_Backspace and page.finding:
            page.look_for(page.finding[:-1])
        elif key == Qt.Key.Key_Space and not event.modifiers() and not page.finding:
            page.on_peek()
        elif key == Qt.Key.Key_Tab:
            event.ignore()
        elif plain and event.text() and event.text().isprintable():
            page.look_for(page.finding + event.text())
        else:
            super().keyPressEvent(event)


class RegisterPage(RowsPage):
    """The page of one register, or with a link `within` a part of another page: the records that name one record in it.
    What its user wants of the board is told to the `on_…` functions."""

    def __init__(
        self, performer: Performer, kind: str, hides: Hides, parent: QWidget | None = None, *, within: str = ""
    ) -> None:
        self.record_type = REGISTERS[kind]
        super().__init__(self.record_type.TITLE, parent, role="strong" if within else "page-title")
        self.on_card: Callable[[str], None] | None = None
        """Goes to an artefact on the board, where there is a way."""
        self.on_chosen: Callable[[], None] = lambda: None
        self.on_peek: Callable[[], None] = lambda: None
        self.on_clear: Callable[[], None] = lambda: None
        self.counted: Callable[[], str] | None = None
        """What is said of how many there are, where that is more than how many records."""
        self.kind = kind
        self._performer = performer
        self.finding = ""
        """What is typed to find a row."""
        self.model = Records(performer.workspace, kind, hides, self, within=within)
        self.closed = QPushButton()
        self.closed.setCheckable(True)
        self.closed.setProperty("role", "chip")
        self.closed.toggled.connect(self._turn_closed)
        self.add_button = QPushButton(menu_text(f"Add {kind}…"))
        self.add_button.clicked.connect(self.add)
        self.table = self._made_table()
        self.first: QPushButton = QPushButton(menu_text(f"Add {kind}…"))
        if not within:
            self.first.setProperty("role", "primary")
        self.first.clicked.connect(self.add)
        self.clear.clicked.connect(lambda: self.on_clear())
        for button in (self.closed, self.add_button, self.first):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        why_not = READ_ONLY if performer.workspace.read_only else ""
        for button in (self.add_button, self.first):
            button.setEnabled(not why_not)
            button.setToolTip(plain_tooltip(why_not or f"Add {kind} (Ins)"))
        self._place(LineCells(self.model, self.table), [self.closed, self.add_button], [self.first, self.clear])
        self._found = QTimer(self)
        self._found.setSingleShot(True)
        self._found.setInterval(FIND_MS)
        self._found.timeout.connect(lambda: self.look_for(""))
        self.refresh()

    def _made_table(self) -> _Table:
        table = _Table(self)
        table.resized, table.asked = self.fit_columns, self.open_menu
        table.in_lines(ROW)
        heads = table.horizontalHeader()
        heads.setSectionsClickable(True)
        heads.setSortIndicatorClearable(True)
        heads.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        heads.setSortIndicatorShown(False)  # the model says it beside the name, where it cannot be taken for the next one's
        heads.sortIndicatorChanged.connect(self._sort)
        table.doubleClicked.connect(lambda _index: self.edit_chosen())
        table.selectionModel().selectionChanged.connect(lambda *_: self.on_chosen())
        return table

    # -- what it shows -----------------------------------------------------------------------------------------------

    def show_named(self, record_id: str) -> None:
        """Show the records that name this one, or with an empty id none."""
        self.model.named = record_id
        self.refresh()

    @property
    def name(self) -> str:
        """What the page is called."""
        return self.record_type.TITLE

    def refresh(self) -> None:
        """Read the board and the filter anew; what was chosen stays chosen where it still is. Nothing is done where nothing
        of this register differs, nor of what it names, nor what the filter hides of it."""
        chosen, current = {one.id for one in self.chosen_records()}, self.table.currentIndex().row()
        if self.model.refresh():
            self._settle(chosen, current)
        self._tell()

    def _tell(self) -> None:
        told, many = self.model.told, self.record_type.MANY
        shown = bool(self.model.rowCount())
        first = f"{told.live} open" if self.model.ends else f"{told.live} {self._noun(told.live)}"
        first = self.counted() if self.counted is not None else first
        words = [first, f"{told.late} {register_words.OVERDUE}" if told.late else ""]
        words += [
            f"{told.gaps} incomplete" if told.gaps else "",
            f"{told.hidden} hidden by the filter" if told.hidden else "",
        ]
        if self.finding:
            words = [f"Finding “{one_line(self.finding, 40)}”", *words]
        self.counts.setText(" · ".join(filter(None, words)) if shown or told.live or told.done else "")
        self.closed.setText(f"Show closed ({told.done})")
        self.closed.setVisible(bool(told.done))
        if told.hidden:
            said = f"The filter hides all {told.hidden} {self._noun(told.hidden)} to be shown here. {self._why}".rstrip()
        elif told.done:
            said = f"No {self.kind} is open."
        else:
            said = f"There are no {many} yet."
        self.first.setVisible(not shown and not told.hidden)
        self.add_button.setVisible(shown or bool(told.hidden))
        self._tell_rows(shown, told.hidden, said)

    def _noun(self, count: int) -> str:
        return self.kind if count == 1 else self.record_type.MANY

    def _turn_closed(self, shown: bool) -> None:
        self.model.closed = shown
        self.refresh()

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        chosen, current = {one.id for one in self.chosen_records()}, self.table.currentIndex().row()
        self.model.sort(column, order)
        self._settle(chosen, current)

    def _settle(self, chosen: set[str], current: int) -> None:
        """After a reset: the selection again, or the nearest row."""
        self.fit_columns()
        again = [row for row in range(self.model.rowCount()) if self.model.record(row).id in chosen]
        self._select(again or ([min(max(current, 0), self.model.rowCount() - 1)] if self.model.rowCount() else []))

    def _select(self, rows: Sequence[int]) -> None:
        table = self.table
        mode = table.selectionMode()
        table.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)  # one after another adds up
        table.clearSelection()
        for row in rows:
            table.selectRow(row)
        table.setSelectionMode(mode)
        if rows:
            table.scrollTo(self.model.index(rows[0], 0))
        self.on_chosen()

    def fit_columns(self) -> None:
        """Give every column its share of the width, and to long texts what others do not need."""
        self.table.share(self.model.shares, LEAST_WIDTH, self.table.wanted(self.model))

    def cells(self, *, private: bool = False) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """What is shown as plain text, heads and rows, each text whole; columns that may not leave the board only where
        `private` asks for them."""
        return self.model.cells(private=private)

    # -- what is chosen ----------------------------------------------------------------------------------------------

    def chosen_records(self) -> list[Registered]:
        """The records of the chosen rows."""
        return [self.model.record(row) for row in self.table.chosen_rows() if row < self.model.rowCount()]

    def chosen(self) -> list[str]:
        """The artefacts that the chosen records are about, each once."""
        known = self._performer.workspace.board.of(Artefact)
        found = (self.model.about(record) for record in self.chosen_records())
        return list(dict.fromkeys(one for one in found if one in known and not known[one].retired))

    def choose(self, record_id: str) -> None:
        """Have a record chosen, if it is shown."""
        rows = [row for row in range(self.model.rowCount()) if self.model.record(row).id == record_id]
        if rows:
            self._select(rows)

    def show_whole(self, record_id: str) -> None:
        """Have a record chosen that may be folded away with what is done."""
        found = self._performer.workspace.board.of(self.record_type).get(record_id)
        if found is not None and found.done() and not found.retired:
            self.closed.setChecked(True)
        self.choose(record_id)

    # -- what is done ------------------------------------------------------------------------------------------------

    def add(self) -> None:
        """Open the form for a new record."""
        if not self._performer.workspace.read_only:
            given = {self.model.within: self.model.named} if self.model.within else None
            RegisterForm(self._performer, self.window(), self.kind, done=self._added, given=given).open()

    def _added(self, entry: Entry | None) -> None:
        self.refresh()
        if entry is not None and entry.changes:
            self.choose(entry.changes[0].id)
        self.table.setFocus()

    def edit_chosen(self) -> None:
        """Open the form of the first chosen record."""
        chosen = self.chosen_records()
        if chosen and not self._performer.workspace.read_only:
            RegisterForm(self._performer, self.window(), self.kind, chosen[0], lambda _entry: self.refresh()).open()

    def retire_chosen(self) -> None:
        """Ask why the chosen records go out of use."""
        chosen = self.chosen_records()
        if chosen and not self._performer.workspace.read_only:
            RetireRecords(self._performer, self.window(), self.kind, chosen, lambda _entry: self.refresh()).open()

    def further(self) -> list[tuple[str, Callable[[], None], str, bool]]:
        """What else can be done with the chosen rows: what it is called, what is done, its key, and whether it can be."""
        return []

    def open_menu(self, place: QPoint) -> None:
        """What can be done with the chosen rows."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        writes, chosen = not self._performer.workspace.read_only, self.chosen_records()
        kinds: list[tuple[str, Callable[[], None], str, bool]] = [
            ("Edit…", self.edit_chosen, "Enter", len(chosen) == 1),
            (f"Add {self.kind}…", self.add, "Ins", True),
            ("Retire…", self.retire_chosen, "Del", bool(chosen)),
            *self.further(),
        ]
        for text, act, key, fits in kinds:
            action = menu.addAction(menu_text(text))
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(act)
            action.setEnabled(writes and fits)
        about = self.chosen()
        if self.on_card is not None and self.model.speaks:
            menu.addSeparator()
            goes = menu.addAction("Go to the artefact on the board")
            goes.triggered.connect(lambda: self.on_card(about[0]) if self.on_card is not None and about else None)
            goes.setEnabled(len(about) == 1)
        menu.popup(place)

    def look_for(self, text: str) -> None:
        """Choose the next row that says what is typed; empty ends it."""
        further = text.startswith(self.finding) and bool(self.finding)
        self.finding = text
        if text:
            self._found.start()
            row = self.model.find(text, self.table.currentIndex().row() + (0 if further else 1))
            if row >= 0:
                self._select([row])
            else:
                announce(self.table, f"No row says {one_line(text, 40)}")
        else:
            self._found.stop()
        self._tell()
