"""The page of the escalations: everything that waits for a forum's answer, about what blocks artefacts and about decisions;
what is past its day first, then the oldest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject

from mhhs_board.domain import dates
from mhhs_board.domain import escalation as ladder
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.records import Artefact, Escalation
from mhhs_board.ui.dialogs.escalating import Answer, Escalate, EscalateDecision, Withdraw
from mhhs_board.ui.dialogs.form import Form
from mhhs_board.ui.kit.actions import READ_ONLY, PageCommand, RecordKey, State
from mhhs_board.ui.kit.controls import ActionButton
from mhhs_board.ui.kit.page import PageContext
from mhhs_board.ui.kit.plain import one_line
from mhhs_board.ui.kit.register_words import NOT_STATED, OVERDUE
from mhhs_board.ui.kit.wording import days_since, due_words
from mhhs_board.ui.registers.row_table import Cell, CellTable, LineCells
from mhhs_board.ui.registers.rows_page import CommandPage
from mhhs_board.workspace import Workspace

TITLE = "Escalations"
COLUMNS = ("Escalated", "About", "To", "Question", "Since", "Answer needed by")
QUESTION = COLUMNS.index("Question")
SHARES = (3.2, 2.2, 0.9, 3.4, 1.5, 2.3)
ROW = 32
LEAST_WIDTH = 900
BUTTONS = {"escalate": "Pass on…", "answer": "Answer…", "withdraw": "Withdraw…"}
"""The commands whose letters work here, and what their buttons say."""


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


class Escalations(CellTable):
    """What waits, a row each."""

    heads = COLUMNS

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

    def count(self) -> int:
        """How much of it is shown."""
        return len(self.rows)

    def whole(self, row: int, column: int) -> str:
        """A cell, with the whole question."""
        question = self.rows[row].asked.question
        return question if column == QUESTION and question else self.text(row, column)


class EscalationsPage(CommandPage):
    """The page. What is answered, withdrawn or passed on from it is the chosen row."""

    def __init__(self, context: PageContext) -> None:
        model = Escalations(context.workspace, context.hides)
        super().__init__(context, TITLE, model)
        self.model = model
        self.table.in_lines(ROW)
        buttons = [ActionButton(context.actions[name], text) for name, text in BUTTONS.items()]
        self._place(LineCells(self.model, self.table), buttons, [self.clear])
        for name in (*BUTTONS, "edit"):
            self.table.addAction(context.actions[name])
        self.commands = {
            "escalate": PageCommand(self.pass_on, self._not_one, "Pass on…", "Put the chosen question to a higher forum"),
            "answer": PageCommand(self.answer, self._not_one, tip="Record what the forum answered"),
            "withdraw": PageCommand(self.withdraw, self._not_one, tip="Say why it is no longer asked"),
            "copy_table": PageCommand(self.copy_rows, text="Copy escalations as table"),
            "print": PageCommand(self.print_rows),
        }

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

    def _tell(self) -> None:
        rows, hidden = self.model.rows, self.model.hidden
        late = sum(row.late for row in rows)
        decisions = sum(bool(row.asked.decision) for row in rows)
        words = [f"{len(rows)} waiting", f"{decisions} of decisions" if decisions else ""]
        words += [f"{late} {OVERDUE}" if late else "", f"{hidden} hidden by the filter" if hidden else ""]
        self.counts.setText(" · ".join(filter(None, words)) if rows or hidden else "")
        nothing = "Nothing waits for a forum's answer."
        empty = f"The filter hides all that waits. {self._why}".rstrip() if hidden else nothing
        self._tell_rows(bool(rows), hidden, empty)

    def fit_columns(self) -> None:
        """Give every column its share of the width."""
        self.table.share(SHARES, LEAST_WIDTH)

    # -- what is chosen ----------------------------------------------------------------------------------------------

    def _chosen_rows(self) -> list[Row]:
        return [self.model.rows[row] for row in self.table.chosen_rows() if row < len(self.model.rows)]

    def records(self) -> Sequence[RecordKey]:
        """The escalations of the chosen rows."""
        return [RecordKey(Escalation.KIND, row.asked.id) for row in self._chosen_rows()]

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
