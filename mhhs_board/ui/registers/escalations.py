"""The page of the escalations: everything that waits for a forum's answer, about what blocks artefacts and about decisions;
what is past its day first, then the oldest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout

from mhhs_board.domain import dates
from mhhs_board.domain import escalation as ladder
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.records import Artefact, Escalation
from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.board.nothing_fits import CLEAR
from mhhs_board.ui.dialogs.blocking import Answer, Escalate, EscalateDecision, Withdraw
from mhhs_board.ui.dialogs.form import Form
from mhhs_board.ui.kit.actions import READ_ONLY, PageCommand, RecordKey, State
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.controls import ActionButton, in_order
from mhhs_board.ui.kit.page import Page, PageContext
from mhhs_board.ui.kit.plain import PlainLabel, one_line, plain_tooltip
from mhhs_board.ui.kit.register_words import NOT_STATED, OVERDUE
from mhhs_board.ui.kit.wording import days_since, due_words
from mhhs_board.ui.registers.row_table import Cell, LineCells, RowTable, instead
from mhhs_board.workspace import Workspace

TITLE = "Escalations"
COLUMNS = ("Escalated", "About", "To", "Question", "Since", "Answer needed by")
QUESTION = COLUMNS.index("Question")
SHARES = (3.2, 2.2, 0.9, 3.4, 1.5, 2.3)
ROW = 32
LEAST_WIDTH = 900
BUTTONS = {"escalate": "Pass on…", "answer": "Answer…", "withdraw": "Withdraw…"}
"""The commands whose letters work here, and what their buttons say."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Row(NamedTuple):
    """One escalation that waits, the artefact that it is about or empty, and what its row says."""

    asked: Escalation
    artefact: str
    cells: tuple[Cell, ...]

    @property
    def late(self) -> bool:
        """Whether its day has passed."""
        return self.cells[-1].late


def row_of(workspace: Workspace, asked: Escalation) -> Row:
    """An escalation in words."""
    board, today = workspace.board, workspace.today
    blocker, decision = ladder.subject(board, asked)
    artefact = ladder.artefact_of(board, asked)
    name, what = "Blocker", (blocker.reason if blocker else "") or f"reason {NOT_STATED}"
    if decision is not None:
        name, what = one_line(decision.ref, 60) or "Decision", one_line(decision.text, 300)
    about = " ".join(dict.fromkeys(filter(None, (artefact.ref, artefact.title)))) if artefact else ""
    forum, since = board.of(Forum)[asked.forum], dates.instant_day(asked.raised)
    late = ladder.unanswered(asked, today)
    needed = due_words(asked.needed_by, asked.needed_on, today)
    cells = (
        Cell(f"{name}: {what}" if what else name),
        Cell(about or "–"),
        Cell(f"⚑ {forum.short or forum.name}"),
        Cell(one_line(asked.question, 300) or NOT_STATED, gap=not asked.question),
        Cell(f"{dates.short(since, today)} · {days_since(since, today)}" if since else NOT_STATED, gap=since is None),
        Cell(needed or NOT_STATED, gap=not needed, late=late),
    )
    return Row(asked, artefact.id if artefact else "", cells)


@contained
class Escalations(QAbstractTableModel):
    """What waits, a row each."""

    def __init__(self, workspace: Workspace, hides: Callable[[str], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._hides = hides
        self.rows: list[Row] = []
        self.hidden = 0

    def refresh(self) -> bool:
        """Read the board anew; whether anything differs."""
        every = [row_of(self._workspace, one) for one in ladder.waiting(self._workspace.board)]
        rows = [row for row in every if not (row.artefact and self._hides(row.artefact))]
        rows.sort(key=lambda row: not row.late)
        self.hidden = len(every) - len(rows)
        if rows == self.rows:
            return False
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()
        return True

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell."""
        return self.rows[row].cells[column]

    def quiet(self, row: int) -> bool:
        """All of it waits."""
        return False

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """What is shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """The columns of the page."""
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
        text = self.cell(index.row(), index.column()).text
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            asked = self.rows[index.row()].asked
            return plain_tooltip(asked.question if index.column() == QUESTION and asked.question else text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{COLUMNS[index.column()]}: {text}"
        return None


@contained
class _Table(RowTable):
    """Rows to choose; Enter goes to the card, Space peeks, a letter is a command or nothing."""

    def __init__(self, page: EscalationsPage) -> None:
        super().__init__(page, page.model, TITLE)
        self._page = page

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


class EscalationsPage(QFrame, Page):
    """The page. What is answered, withdrawn or passed on from it is the chosen row."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._context = context
        self._why = ""
        self.model = Escalations(context.workspace, context.hides, self)
        self.title = PlainLabel(TITLE, role="page-title")
        self.counts = PlainLabel("", role="quiet", elide=True)
        self.table = _Table(self)
        self.table.resized, self.table.asked = self.fit_columns, self.open_menu
        self.table.setWordWrap(False)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.verticalHeader().setDefaultSectionSize(ROW)
        self.table.doubleClicked.connect(lambda _index: self.open_chosen())
        self.table.selectionModel().selectionChanged.connect(lambda *_: context.turned())
        self._cells = LineCells(self.model, self.table)
        self.table.setItemDelegate(self._cells)
        self.empty = instead()
        self.clear = QPushButton(CLEAR)
        self.clear.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clear.clicked.connect(context.actions["clear_filter"].trigger)
        head = QHBoxLayout()
        head.setContentsMargins(10, 8, 12, 8)
        head.setSpacing(14)
        head.addWidget(self.title)
        head.addWidget(self.counts, 1)
        buttons = [ActionButton(context.actions[name], text) for name, text in BUTTONS.items()]
        for button in buttons:
            head.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.table, 1)
        box.addWidget(self.empty)
        box.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch()
        in_order(self.table, self.clear, *buttons)
        self.setFocusProxy(self.table)
        for name in (*BUTTONS, "edit"):
            self.table.addAction(context.actions[name])
        self.commands = {
            "escalate": PageCommand(self.pass_on, self._not_one, "Pass on…", "Put the chosen question to a higher forum"),
            "answer": PageCommand(self.answer, self._not_one, tip="Record what the forum answered"),
            "withdraw": PageCommand(self.withdraw, self._not_one, tip="Say why it is no longer asked"),
            "copy_table": PageCommand(self.copy_rows, text="Copy escalations as table"),
            "print": PageCommand(self.print_rows),
        }

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._cells.theme = theme
        self.table.colour(theme)

    # -- what it shows -----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the board anew; what was chosen stays chosen where it still is."""
        chosen, current = {row.asked.id for row in self._chosen_rows()}, self.table.currentIndex().row()
        if self.model.refresh():
            self.fit_columns()
            rows = self.model.rows
            again = [number for number, row in enumerate(rows) if row.asked.id in chosen]
            nearest = [min(max(current, 0), len(rows) - 1)] if rows else []
            for number in again or nearest:
                self.table.selectRow(number)
            self._context.turned()
        self._tell()

    def say(self, why: str) -> None:
        """What the filter says of what was asked."""
        self._why = why
        self._tell()

    def _tell(self) -> None:
        rows, hidden = self.model.rows, self.model.hidden
        late = sum(row.late for row in rows)
        decisions = sum(bool(row.asked.decision) for row in rows)
        words = [f"{len(rows)} waiting", f"{decisions} of decisions" if decisions else ""]
        words += [f"{late} {OVERDUE}" if late else "", f"{hidden} hidden by the filter" if hidden else ""]
        self.counts.setText(" · ".join(filter(None, words)) if rows or hidden else "")
        nothing = "Nothing waits for a forum's answer."
        self.empty.setText(f"The filter hides all that waits. {self._why}".rstrip() if hidden else nothing)
        self.clear.setVisible(not rows and hidden > 0)  # before the table goes, which hands the keyboard on
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)

    def fit_columns(self) -> None:
        """Give every column its share of the width."""
        self.table.share(SHARES, LEAST_WIDTH)

    # -- what is chosen ----------------------------------------------------------------------------------------------

    def _chosen_rows(self) -> list[Row]:
        return [self.model.rows[row] for row in self.table.chosen_rows() if row < len(self.model.rows)]

    def chosen(self) -> Sequence[str]:
        """The artefacts that the chosen rows are about, each once."""
        return list(dict.fromkeys(row.artefact for row in self._chosen_rows() if row.artefact))

    def records(self) -> Sequence[RecordKey]:
        """The escalations of the chosen rows."""
        return [RecordKey(Escalation.KIND, row.asked.id) for row in self._chosen_rows()]

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

    # -- what is done ------------------------------------------------------------------------------------------------

    def _not_one(self, state: State) -> str:
        if state.read_only:
            return READ_ONLY
        rows = len(self._chosen_rows())
        return "" if rows == 1 else "Several questions are chosen; choose one." if rows else "No question is chosen."

    def _one(self) -> Row | None:
        rows = self._chosen_rows()
        return rows[0] if len(rows) == 1 and not self._context.workspace.read_only else None

    def answer(self) -> None:
        """Ask what the forum answered to the chosen question."""
        if row := self._one():
            Answer(self._context.performer, self.window(), [row.asked]).open()

    def withdraw(self) -> None:
        """Ask why the chosen question is no longer put."""
        if row := self._one():
            Withdraw(self._context.performer, self.window(), [row.asked]).open()

    def pass_on(self) -> None:
        """Ask which higher forum the chosen question is put to."""
        if (row := self._one()) is None:
            return
        board = self._context.workspace.board
        blocker, decision = ladder.subject(board, row.asked)
        form: Form | None = None
        if decision is not None:
            form = EscalateDecision(self._context.performer, self.window(), decision)
        elif blocker is not None:
            artefact = board.of(Artefact)[blocker.artefact]
            form = Escalate(self._context.performer, self.window(), artefact, blocker.id)
        if form is not None:
            form.open()

    def _texts(self) -> list[tuple[str, ...]]:
        """What is shown as plain text, each question whole."""
        texts = []
        for row in self.model.rows:
            said = [cell.text for cell in row.cells]
            said[QUESTION] = " ".join(row.asked.question.split()) or NOT_STATED
            texts.append(tuple(said))
        return texts

    def print_rows(self) -> None:
        """Print what is shown, with a look at it before."""
        from mhhs_board.ui.registers.print_register import preview_rows

        preview_rows(
            self._context.window,
            self._context.workspace,
            title=TITLE,
            counts=self.counts.text(),
            what="escalations",
            heads=COLUMNS,
            shares=SHARES,
            rows=self._texts(),
            empty="Nothing waits for a forum's answer.",
            query=self._context.query(),
        )

    def copy_rows(self) -> None:
        """Put what is shown on the clipboard as a table."""
        from mhhs_board.ui.printing.printing import copy_rows

        copy_rows(COLUMNS, self._texts(), "escalations", self._context.messages.tell)
