"""The blockers page: what the weekly checkpoint goes through, large enough for a shared screen, by forum, worst first.

The rows, their order and their words are `domain.checkpoint`'s. The page draws them as plain text, tells which artefacts
are chosen, and leaves what is done to them to the commands of the window.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QPushButton

from mhhs_board.domain import checkpoint
from mhhs_board.domain.checkpoint import COLUMNS, NEEDED, NOT_ESCALATED, NOT_STATED, REASON, Row
from mhhs_board.domain.records import Blocker
from mhhs_board.drawing.blocker_sheet import SHARES
from mhhs_board.drawing.card import wrapped
from mhhs_board.drawing.fonts import font
from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.kit.actions import PageCommand, RecordKey
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.controls import ActionButton
from mhhs_board.ui.kit.page import PageContext
from mhhs_board.ui.kit.text_table import Index, TextTable
from mhhs_board.ui.registers.row_table import PAD, RowCells
from mhhs_board.ui.registers.rows_page import CommandPage
from mhhs_board.workspace import Workspace

TITLE = "Blockers"
PIXELS, LEADING = 15, 20
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

Heading = str
Line = Heading | Row


@contained
class Blockers(TextTable):
    """Headings and rows of a checkpoint as a table."""

    heads = COLUMNS

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

    def count(self) -> int:
        """Headings and rows."""
        return len(self.lines)

    def text(self, row: int, column: int) -> str:
        """What stands in a cell; behind a heading nothing."""
        texts = self.texts(row)
        return texts[column] if column < len(texts) else ""

    def spoken(self, row: int, column: int) -> str:
        """A cell for whoever cannot see it; a heading stands in no column."""
        return self.text(row, column) if isinstance(self.lines[row], str) else super().spoken(row, column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows are chosen; the arrow keys pass over headings."""
        if isinstance(self.lines[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Cells(RowCells):
    """Draws a cell: wrapped plain text, what is past its day and what is not stated told apart."""

    def __init__(self, model: Blockers, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model

    def ground(self, row: int, chosen: bool) -> str:
        """A heading stands on its own colour."""
        return "chip" if isinstance(self._model.lines[row], str) else super().ground(row, chosen)

    def draw(self, painter: QPainter, theme: Theme, box: QRect, row: int, column: int) -> None:
        """Draw what stands in a cell."""
        line, text = self._model.lines[row], self._model.text(row, column)
        heading = isinstance(line, str)
        late = isinstance(line, Row) and column == NEEDED and line.past > 0
        bold = (heading or late or column in _BOLD) and text != NOT_STATED
        role = "on_chip" if heading else "bad" if late else "text_quiet" if text in _QUIET else "text"
        painter.setPen(theme[role])
        painter.setFont(font(PIXELS, bold))
        room = 1 if heading else max(1, (box.height() - PAD) // LEADING)
        for number, words in enumerate(wrapped(text, PIXELS, bold, box.width() - 2 * PAD, room)):
            painter.drawText(box.x() + PAD, box.y() + PAD + PIXELS - 2 + number * LEADING, words)


class BlockersPage(CommandPage):
    """The page. Its rows are blockers; what is done from it is done to the artefacts that they block."""

    def __init__(self, context: PageContext) -> None:
        model = Blockers(context.workspace, context.hides)
        super().__init__(context, TITLE, model, wrap=True)
        self.model = model
        self._workspace = context.workspace
        self.print_button = QPushButton("Print…")
        self.print_button.clicked.connect(self.print_list)
        self.commands = {"print": PageCommand(self.print_list)}
        self.table.verticalHeader().setMinimumSectionSize(1)
        self.table.horizontalHeader().setMinimumSectionSize(1)
        self._place(_Cells(self.model, self.table), [self.print_button], [self.clear])
        self._fit = QTimer(self)
        self._fit.setSingleShot(True)
        self._fit.setInterval(0)
        self._fit.timeout.connect(self._fit_rows)
        for name in KEYS:
            self.table.addAction(context.actions[name])
        for name, text in BUTTONS.items():
            self.put_button(ActionButton(context.actions[name], text))

    # -- what it shows -----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the board anew; what was chosen stays chosen where it still is."""
        chosen = {row.blocker for row in self._chosen_rows()}
        current = self.table.currentIndex().row()
        if self.model.refresh():
            self._settle(chosen, current)
        self._tell()

    def _tell(self) -> None:
        rows = self.model.rows
        told = checkpoint.summary(rows)
        hidden = self._workspace.board.blocked_count() - told.artefacts
        words = checkpoint.summary_words(told)
        self.counts.setText(f"{words} · {hidden} hidden by the filter" if hidden else words)
        nothing = "Nothing is blocked."
        empty = f"The filter hides everything that is blocked. {self._why}".rstrip() if hidden else nothing
        self._tell_rows(bool(rows), hidden, empty)

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

    def records(self) -> list[RecordKey]:
        """The blockers of the chosen rows."""
        return [RecordKey(Blocker.KIND, row.blocker) for row in self._chosen_rows()]

    def print_list(self) -> None:
        """Open the preview from which the list is printed."""
        from mhhs_board.ui.registers.print_blockers import preview

        preview(self._context.window, self._workspace, self.model.rows, self._context.query())
