"""The blockers page: what the weekly checkpoint goes through, large enough for a shared screen, by forum, worst first.

The rows, their order and their words are `domain.checkpoint`'s. The page draws them as plain text, tells which artefacts
are chosen, and leaves what is done to them to the commands of the window.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from mhhs_board.domain import checkpoint
from mhhs_board.domain.checkpoint import COLUMNS, NEEDED, NOT_ESCALATED, NOT_STATED, REASON, Row
from mhhs_board.domain.records import Blocker
from mhhs_board.drawing.blocker_sheet import SHARES
from mhhs_board.drawing.card import wrapped
from mhhs_board.drawing.fonts import font
from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.board.nothing_fits import CLEAR
from mhhs_board.ui.kit.actions import PageCommand, RecordKey
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.controls import ActionButton, in_order
from mhhs_board.ui.kit.page import Page, PageContext
from mhhs_board.ui.kit.plain import PlainLabel, plain_tooltip
from mhhs_board.ui.registers.row_table import RowTable, ground, instead
from mhhs_board.workspace import Workspace

TITLE = "Blockers"
PIXELS, LEADING, PAD = 15, 20, 8
MOST_LINES = 4
"""Lines of a cell; a longer text is whole in the tooltip and in the inspector."""
MEASURED = 400
"""Up to so many rows each is as tall as its texts; beyond, all have two lines, so that opening stays quick."""
LEAST_WIDTH = 1240
"""Narrower than this the table scrolls sideways."""
_BOLD = (0, REASON)
_QUIET = (NOT_STATED, NOT_ESCALATED)

KEYS = ("add", "add_form", "edit", "block", "escalate", "answer", "withdraw", "unblock", "retire")
"""The commands whose keys work here too."""
BUTTONS = {"escalate": "Escalate…", "answer": "Answer…", "withdraw": "Withdraw…", "unblock": "Unblock…"}
"""Those that have a button, and what it says."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
Heading = str
Line = Heading | Row


@contained
class Blockers(QAbstractTableModel):
    """Headings and rows of a checkpoint as a table."""

    def __init__(self, workspace: Workspace, hides: Callable[[str], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._hides = hides
        self.lines: list[Line] = []
        self.rows: list[Row] = []

    def refresh(self) -> bool:
        """Read the board anew; whether anything differs."""
        rows = checkpoint.rows(self._workspace.board, self._workspace.today, self._hides)
        if rows == self.rows and self.lines:
            return False
        lines: list[Line] = []
        for title, members in checkpoint.grouped(rows):
            late = sum(bool(row.past) for row in members)
            lines.append(f"{title} · {len(members)}" + (f" · {late} {checkpoint.PAST}" if late else ""))
            lines.extend(members)
        self.beginResetModel()
        self.rows, self.lines = rows, lines
        self.endResetModel()
        return True

    def texts(self, row: int) -> tuple[str, ...]:
        """What a row says, a text a column; a heading says one."""
        line = self.lines[row]
        return (line,) if isinstance(line, str) else checkpoint.cells(line, self._workspace.today)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Headings and rows."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """The columns of the checkpoint."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The names of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A cell's words, whole in its tooltip, with its column's name for whoever cannot see it."""
        texts = self.texts(index.row())
        if index.column() >= len(texts):
            return None
        text = texts[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return text if len(texts) == 1 else f"{COLUMNS[index.column()]}: {text}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows are chosen; the arrow keys pass over headings."""
        if isinstance(self.lines[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


@contained
class _Cells(QStyledItemDelegate):
    """Draws a cell: wrapped plain text, what is past its day and what is not stated told apart."""

    def __init__(self, model: Blockers, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self.theme: Theme | None = None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        theme = self.theme
        if theme is None:
            return
        line = self._model.lines[index.row()]
        texts = self._model.texts(index.row())
        box = option.rect
        painter.save()
        painter.setClipRect(box)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        heading = isinstance(line, str)
        role = "chip" if heading else "card_selected" if chosen else "panel"
        ground(painter, theme, box, role, marked=chosen and index.column() == 0)
        if index.column() < len(texts):
            self._text(painter, theme, line, index.column(), texts[index.column()], QRectF(box))
        painter.restore()

    def _text(self, painter: QPainter, theme: Theme, line: Line, column: int, text: str, box: QRectF) -> None:
        heading = isinstance(line, str)
        late = isinstance(line, Row) and column == NEEDED and line.past > 0
        bold = heading or late or column in _BOLD
        role = "on_chip" if heading else "bad" if late else "text_quiet" if text in _QUIET else "text"
        painter.setPen(theme[role])
        painter.setFont(font(PIXELS, bold and text != NOT_STATED))
        room = 1 if heading else max(1, int((box.height() - PAD) // LEADING))
        shown = wrapped(text, PIXELS, bold and text != NOT_STATED, box.width() - 2 * PAD, room)
        for number, words in enumerate(shown):
            base = box.y() + PAD + PIXELS - 2 + number * LEADING
            painter.drawText(int(box.x()) + PAD, int(base), words)


@contained
class _Table(RowTable):
    """Rows to choose; Enter and a double click go to the card, the context menu is the window's."""

    def __init__(self, page: BlockersPage) -> None:
        super().__init__(page, page.model, TITLE)
        self._page = page

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the card, Space peeks."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._page.open_chosen()
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            self._page.peek()
        elif event.key() == Qt.Key.Key_Tab or (event.text().isprintable() and event.text()):
            event.ignore()  # a letter is a command or nothing; the table has no search of its own
        else:
            super().keyPressEvent(event)


class BlockersPage(QFrame, Page):
    """The page. Its rows are blockers; what is done from it is done to the artefacts that they block."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._context = context
        self._workspace = context.workspace
        self._hidden, self._why = 0, ""
        self.model = Blockers(context.workspace, context.hides, self)
        self.title = PlainLabel(TITLE, role="page-title")
        self.counts = PlainLabel("", role="quiet", wrap=True)
        self.print_button = QPushButton("Print…")
        self.print_button.clicked.connect(self.print_list)
        self.commands = {"print": PageCommand(self.print_list)}
        self.table = self._made_table()
        self._cells = _Cells(self.model, self.table)
        self.table.setItemDelegate(self._cells)
        self.empty = instead()
        self.clear = QPushButton(CLEAR)
        self.clear.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clear.clicked.connect(self._clear_filter)
        head = QHBoxLayout()
        head.setContentsMargins(10, 8, 12, 8)
        head.setSpacing(14)
        head.addWidget(self.title)
        head.addWidget(self.counts, 1)
        self._buttons = head
        self._reached: list[QPushButton] = []
        head.addWidget(self.print_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.table, 1)
        box.addWidget(self.empty)
        box.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch()
        self.setFocusProxy(self.table)
        self._fit = QTimer(self)
        self._fit.setSingleShot(True)
        self._fit.setInterval(0)
        self._fit.timeout.connect(self._fit_rows)
        for name in KEYS:
            action = context.actions[name]
            self._add_action(action, ActionButton(action, BUTTONS[name]) if name in BUTTONS else None)

    def _made_table(self) -> _Table:
        table = _Table(self)
        table.resized, table.asked = self.fit_columns, self.open_menu
        table.verticalHeader().setMinimumSectionSize(1)
        table.horizontalHeader().setMinimumSectionSize(1)
        table.doubleClicked.connect(lambda _index: self.open_chosen())
        table.selectionModel().selectionChanged.connect(lambda *_: self._context.turned())
        return table

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._cells.theme = theme
        self.table.colour(theme)

    def _add_action(self, action: QAction, button: QPushButton | None = None) -> None:
        """A command of the window whose key works here too; with a button it can be seen."""
        self.table.addAction(action)
        if button is not None:
            self._buttons.insertWidget(self._buttons.count() - 1, button)
            self._reached.append(button)
            in_order(self.table, self.clear, *self._reached, self.print_button)

    # -- what it shows -----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the board anew; what was chosen stays chosen where it still is."""
        chosen = {row.blocker for row in self._chosen_rows()}
        current = self.table.currentIndex().row()
        board = self._workspace.board
        if self.model.refresh():
            self._settle(chosen, current)
        rows = self.model.rows
        told = checkpoint.summary(rows)
        hidden = board.blocked_count() - told.artefacts
        words = checkpoint.summary_words(told)
        self.counts.setText(f"{words} · {hidden} hidden by the filter" if hidden else words)
        self._hidden = hidden
        self._tell_empty()
        self.clear.setVisible(not rows and hidden > 0)  # before the table goes, which hands the keyboard on
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)

    def say(self, why: str) -> None:
        """What the filter says of what was asked."""
        self._why = why
        self._tell_empty()

    def _tell_empty(self) -> None:
        nothing = "Nothing is blocked."
        self.empty.setText(
            f"The filter hides everything that is blocked. {self._why}".rstrip() if self._hidden else nothing
        )

    def _settle(self, chosen: set[str], current: int) -> None:
        """After a reset: headings over the whole width, heights, and the selection again."""
        table = self.table
        table.clearSpans()
        for number, line in enumerate(self.model.lines):
            if isinstance(line, str):
                table.setSpan(number, 0, 1, len(COLUMNS))
        self.fit_columns()
        again = [number for number, line in enumerate(self.model.lines) if isinstance(line, Row) and line.blocker in chosen]
        for number in again:
            table.selectRow(number)
        if not again and self.model.rows:
            rows = [number for number, line in enumerate(self.model.lines) if isinstance(line, Row)]
            nearest = min(rows, key=lambda number: abs(number - current)) if current >= 0 else rows[0]
            table.selectRow(nearest)
        self._context.turned()

    def fit_columns(self) -> None:
        """Give every column its share of the width."""
        self.table.share(SHARES, LEAST_WIDTH)
        self._fit.start()

    def _fit_rows(self) -> None:
        lines = self.model.lines
        for number in range(len(lines)):
            height = LEADING + 2 * PAD
            if not isinstance(lines[number], str):
                height = (self._lines_of(number) if len(lines) <= MEASURED else 2) * LEADING + 2 * PAD
            self.table.setRowHeight(number, height)

    def _lines_of(self, number: int) -> int:
        texts = self.model.texts(number)
        return max(
            len(wrapped(text, PIXELS, column in (*_BOLD, NEEDED), self.table.columnWidth(column) - 2 * PAD, MOST_LINES))
            for column, text in enumerate(texts)
        )

    # -- what is chosen ----------------------------------------------------------------------------------------------

    def _chosen_rows(self) -> list[Row]:
        lines = (self.model.lines[row] for row in self.table.chosen_rows() if row < len(self.model.lines))
        return [line for line in lines if isinstance(line, Row)]

    def chosen(self) -> list[str]:
        """The artefacts of the chosen rows, each once."""
        return list(dict.fromkeys(row.artefact for row in self._chosen_rows()))

    def records(self) -> list[RecordKey]:
        """The blockers of the chosen rows."""
        return [RecordKey(Blocker.KIND, row.blocker) for row in self._chosen_rows()]

    def open_chosen(self) -> None:
        """Go to the first chosen artefact on the board."""
        if chosen := self.chosen():
            self._context.show_card(chosen[0])

    def peek(self) -> None:
        """Show or hide the inspector."""
        self._context.actions["inspector"].trigger()

    def open_menu(self, at: QPoint) -> None:
        """What can be done with the chosen artefacts, at a point of the screen."""
        if not self.chosen():
            return
        self._context.actions.context_menu(self._context.window).popup(at)

    def _clear_filter(self) -> None:
        self._context.actions["clear_filter"].trigger()
        self.focus()

    def print_list(self) -> None:
        """Open the preview from which the list is printed."""
        from mhhs_board.ui.registers.print_blockers import preview

        preview(self._context.window, self._workspace, self.model.rows, self._context.query())
