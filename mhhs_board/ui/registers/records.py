"""The records of a register as a table. A row is worded when it is looked at, and again only where it has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt

from mhhs_board.base.text import folded
from mhhs_board.domain import cells, meetings
from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import Choice, Day, Declared, Line, Link, Note, by_name, declared
from mhhs_board.domain.governance import Decision
from mhhs_board.domain.record import Record, Registered, artefact_about
from mhhs_board.domain.records import ABOUT, REGISTERS
from mhhs_board.ui.kit import register_words
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.register_words import NOT_STATED, OVERDUE
from mhhs_board.ui.registers.row_table import Cell, CellTable
from mhhs_board.workspace import Workspace

Hides = Callable[[str], bool]
"""Whether the filter keeps an artefact from being seen."""
_WAITS = "decided"
"""The field of a decision beside which it is said where that waits for an answer."""
_SHARES: dict[type | str, float] = {Note: 4.0, Line: 1.5, Day: 2.0, Choice: 1.1, Link: 1.8, _WAITS: 3.4}
"""How much of the width a column wants, by its kind of field."""


class Told(NamedTuple):
    """What is counted: in use and not done, done, past the day due, lacking something, kept away by the filter."""

    live: int = 0
    done: int = 0
    late: int = 0
    gaps: int = 0
    hidden: int = 0


class _Seen(NamedTuple):
    """A record with what its row depends on besides."""

    record: Registered
    named: tuple[Record | None, ...]
    hidden: bool


@contained
class Records(CellTable):
    """The rows of one register."""

    def __init__(
        self, workspace: Workspace, kind: str, hides: Hides, parent: QObject | None = None, *, within: str = ""
    ) -> None:
        super().__init__(parent)
        self.within, self.named = within, ""
        """Where a link is given, only the records that name this one in it, which no column says again."""
        self._workspace = workspace
        self._hides = hides
        self._type = REGISTERS[kind]
        self.columns = [by_name(self._type)[name] for name in self._type.COLUMNS if name != within]
        self.heads = [one.label for one in self.columns]
        self.shares = [_SHARES.get(_WAITS if one.name == _WAITS else type(one.field), 1.5) for one in self.columns]
        self.speaks = kind in ABOUT
        """Whether its records may be about an artefact, at once or by what they are about."""
        self.ends = self._type.done is not Registered.done
        """Whether its records come to an end, other than by being retired."""
        self.closed = False
        """Whether those that are done are shown too."""
        self.told = Told()
        self._links = [(one.name, one.link.kind) for one in declared(self._type) if one.link is not None]
        self._sorted: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)
        self._seen: list[_Seen] = []
        self._stamp: tuple[object, ...] = ()
        self._rows: list[_Seen] = []
        self._worded: dict[str, tuple[_Seen, object, list[Cell]]] = {}

    def shares_of(self, heads: Sequence[str]) -> list[float]:
        """The parts of the width of some of its columns, by their heads."""
        known = dict(zip(self.heads, self.shares, strict=True))
        return [known[head] for head in heads]

    def about(self, record: Registered) -> str:
        """The artefact that a record is about, or what that is about; empty where it is about none."""
        return artefact_about(record, self._workspace.board) if self.speaks else ""

    def record(self, row: int) -> Registered:
        """The record of a row."""
        return self._rows[row].record

    # -- reading -----------------------------------------------------------------------------------------------------

    def refresh(self) -> bool:
        """Read the board anew; whether any row differs."""
        board, stamp = self._workspace.board, (self._workspace.today, self.closed, self.named)
        if not self.within:
            records: Iterable[Record] = board.of(self._type).values()
        else:
            records = board.linked(self._type.KIND, self.within, self.named) if self.named else ()
        seen = [
            _Seen(
                record,
                self._beside(board, record),
                bool(self.about(record)) and self._hides(self.about(record)),
            )
            for record in records
            if isinstance(record, Registered) and not record.retired
        ]
        if stamp == self._stamp and len(seen) == len(self._seen) and all(map(_same, seen, self._seen)):
            return False
        self._seen, self._stamp = seen, stamp
        self._lay_out()
        return True

    def _beside(self, board: Board, record: Registered) -> tuple[Record | None, ...]:
        """The records that a row's words depend on besides its own: what it names and what that belongs to, and what is
        asked about a decision."""
        links = [(kind, linked) for name, kind in self._links if (linked := getattr(record, name))]
        named = (board.get(kind, linked) for kind, linked in links)
        around = (cells.belongs_to(board, kind, linked) for kind, linked in links)
        return (*named, *around, *(board.escalations_of(record.id) if isinstance(record, Decision) else ()))

    def _lay_out(self) -> None:
        board, today = self._workspace.board, self._workspace.today
        shown = [one for one in self._seen if not one.hidden]
        live = [one for one in shown if not one.record.done()]
        done = [one for one in shown if one.record.done()]
        self.told = Told(
            sum(not one.record.done() for one in self._seen),
            len(done),
            sum(register_words.late(board, one.record, today) for one in live),
            sum(register_words.incomplete(one.record) for one in live),
            sum(one.hidden and (self.closed or not one.record.done()) for one in self._seen),
        )
        self.beginResetModel()
        self._rows = sorted(live + (done if self.closed else []), key=lambda one: meetings.order(board, one.record))
        column, order = self._sorted
        if column >= 0:
            one = self.columns[column]
            keyed = [(register_words.sortable(board, row.record, one), row) for row in self._rows]
            stated = sorted((pair for pair in keyed if not pair[0][0]), key=lambda pair: pair[0])
            if order == Qt.SortOrder.DescendingOrder:
                stated.reverse()
            self._rows = [row for _, row in stated] + [row for key, row in keyed if key[0]]
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, what is not stated last; -1 is the register's own order."""
        self._sorted = (column, order)
        self._lay_out()

    def _cells(self, row: int) -> list[Cell]:
        seen, today = self._rows[row], self._workspace.today
        kept = self._worded.get(seen.record.id)
        if kept is None or kept[1] != today or not _same(kept[0], seen):
            kept = self._worded[seen.record.id] = (seen, today, self._made_cells(seen.record))
        return kept[2]

    def _made_cells(self, record: Registered) -> list[Cell]:
        board, today = self._workspace.board, self._workspace.today
        late = register_words.overdue(record, today)
        due = register_words.due(self._type)
        made = []
        for one in self.columns:
            text = register_words.shown(board, record, one, today)
            if one.name == _WAITS and (waits := register_words.waits(board, record, today)):
                past = register_words.late(board, record, today)
                said = (text, OVERDUE if past else "", waits)
                made.append(Cell(" · ".join(filter(None, said)), late=past))
            elif not text:
                made.append(Cell(NOT_STATED, gap=True) if one.field.wanted else Cell(""))
            elif late and one is due:
                made.append(Cell(f"{text} · {OVERDUE}", late=True))
            else:
                made.append(Cell(text))
        return made

    def count(self) -> int:
        """How many records are shown."""
        return len(self._rows)

    def head(self, column: int) -> str:
        """What a field is called, and how it is sorted by it."""
        by, order = self._sorted
        sign = "" if by != column else " ↑" if order == Qt.SortOrder.AscendingOrder else " ↓"
        return self.heads[column] + sign

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell."""
        return self._cells(row)[column]

    def quiet(self, row: int) -> bool:
        """Whether the record of a row is done."""
        return self.record(row).done()

    def find(self, text: str, start: int) -> int:
        """The next row from `start`, round and round, with a cell that begins with a text, else holds it; -1 for none."""
        wanted, count = folded(text), len(self._rows)
        around = [(start + step) % count for step in range(count)] if count else []
        held = -1
        for row in around:
            texts = [folded(cell.text) for cell in self._cells(row) if not cell.gap]
            if texts and any(one.startswith(wanted) for one in texts):
                return row
            if held < 0 and any(wanted in one for one in texts):
                held = row
        return held

    def cells(self, *, private: bool) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Heads and rows as plain text, each text whole."""
        columns = [(number, one) for number, one in enumerate(self.columns) if private or one.field.shared]
        rows = []
        for number, seen in enumerate(self._rows):
            whole = (self._whole(seen.record, one) or self._cells(number)[column].text for column, one in columns)
            rows.append(tuple(" ".join(text.split()) for text in whole))
        return tuple(one.label for _, one in columns), rows

    def whole(self, row: int, column: int) -> str:
        """The whole text of a cell."""
        return self._whole(self.record(row), self.columns[column])

    def _whole(self, record: Registered, one: Declared) -> str:
        """A field with its whole text, and where it waits; empty where nothing is stated."""
        board, today = self._workspace.board, self._workspace.today
        waits = register_words.waits(board, record, today) if one.name == _WAITS else ""
        return " · ".join(filter(None, (cells.in_column(board, record, one), waits)))


def _same(one: _Seen, other: _Seen) -> bool:
    """Whether two are the very same records; what has not changed is not compared field by field."""
    return (
        one.record is other.record
        and one.hidden == other.hidden
        and len(one.named) == len(other.named)
        and all(mine is its for mine, its in zip(one.named, other.named, strict=True))
    )
