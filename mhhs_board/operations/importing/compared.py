"""A workbook of ours that came back: what somebody changed in it, beside what it said when it was made.

A cell that says what stood there then says nothing, whatever stands on the board today, so that nobody's move is taken
back. One that was emptied clears. One that was changed in the file, and otherwise on the board since, is asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

import msgspec

from mhhs_board.domain import dates, names, table_rows, telling
from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.fields import Day, by_name
from mhhs_board.domain.imported import AnyRow, RegisterReading, RegisterRow, Row, Verdict
from mhhs_board.domain.names import quoted
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import Artefact, Blocker
from mhhs_board.domain.table_rows import Column

_NEVER_EMPTY = frozenset({"workstream", "stage"})
_LONGEST = 80
R = TypeVar("R", bound=Record)


class Stood(NamedTuple):
    """The board as it was when a workbook was made of it, the artefacts that this showed, and whether it had what is
    private."""

    board: Board
    shown: frozenset[str]
    private: bool = False

    def knows(self, artefact: str) -> bool:
        """Whether there was such an artefact then."""
        return artefact in self.board.of(Artefact)


class Asked(NamedTuple):
    """A cell that says another thing than when the workbook was made, where the board does so too: what each says."""

    column: Column
    then: str
    said: str
    here: str

    @property
    def sentence(self) -> str:
        """All three, in words."""
        then, said, here = map(_quoted, (self.then, self.said, self.here))
        return f"{self.column.label} was {then} when the workbook was made; it says {said} now, and here it became {here}."


def _quoted(said: str) -> str:
    return quoted(telling.clipped(said, _LONGEST)) if said else "empty"


def read(rows: Sequence[AnyRow], stood: Stood | None, here: Board) -> list[AnyRow]:
    """The rows, of what a workbook showed only what was changed in it."""
    if stood is None:
        return list(rows)
    return [_news(row, stood, here) if isinstance(row, Row) and stood.knows(row.text("id")) else row for row in rows]


def _news(row: Row, stood: Stood, here: Board) -> Row:
    if row.edited or row.fault:
        return msgspec.structs.replace(row, edited=True)
    one = row.text("id")
    then, now = stood.board.artefact(one), here.of(Artefact).get(one)
    columns = [column for column in table_rows.columns(Artefact.KIND, private=stood.private) if not column.derived]
    columns = [column for column in columns if column.name in row.texts or column.name in row.lists]
    edits = list(_edits(stood.board, then, here, now, {column: _said(row, column) for column in columns}, _state))
    texts, lists, doubt = {"id": one}, {}, row.doubt
    for column, said, before, _ in edits:
        doubt = doubt or _why_not(column, said, before)
        if column.several:
            lists[column.name] = row.lists[column.name]
        else:
            texts[column.name] = _typed(column, said)
    doubt = doubt or _unblocks_unsaid(texts, stood.board, then)
    return msgspec.structs.replace(row, texts=texts, lists=lists, edited=True, doubt=doubt, contested=_contested(edits))


class _Edit(NamedTuple):
    """A cell that says something else than it did and than it would now, and what has to be asked of it."""

    column: Column
    said: str
    before: str
    asked: Asked | None


def _edits(
    stood: Board,
    then: R,
    here: Board,
    now: R | None,
    said: Mapping[Column, str],
    state: Callable[[Board, R, Column], object],
) -> Iterator[_Edit]:
    """What was changed in the cells of a row. `state` is what makes a cell say what it says: where that is another here
    since, it has to be asked which counts."""
    for (column, cell), before in zip(said.items(), table_rows.row(stood, then, list(said)), strict=True):
        if table_rows.same(column, cell, before):
            continue
        asked = None
        if now is not None:
            (stands,) = table_rows.row(here, now, (column,))
            if table_rows.same(column, cell, stands):
                continue
            if state(stood, then, column) != state(here, now, column):
                asked = Asked(column, before, cell, stands)
        yield _Edit(column, cell, before, asked)


def _contested(edits: Iterable[_Edit]) -> str:
    return " ".join(one.asked.sentence for one in edits if one.asked is not None)


def _why_not(column: Column, said: str, before: str) -> str:
    """Why a cell cannot be what it was changed to; empty where it may."""
    if table_rows.is_cut(before):
        return f"Its {column.label.lower()} is longer than a cell holds; change it on the board."
    if not said.strip() and column.name in _NEVER_EMPTY:
        return f"Its {column.label.lower()} was emptied, and no artefact is without one."
    return ""


def _said(row: Row, column: Column) -> str:
    return table_rows.joined_cell(row.lists[column.name]) if column.several else row.texts[column.name]


def _typed(column: Column, said: str) -> str:
    """A cell as a person types it: a day with its month by name."""
    day = dates.day_of(said.strip()[:10]) if column.day else None
    return dates.written(day) if day is not None else said


def _state(board: Board, artefact: Artefact, column: Column) -> object:
    """What makes a cell say what it says, whatever that is called: a lane that got another name is no change."""
    if column.name == "stage":
        return artefact.stage, board.is_blocked(artefact.id)
    if column.name == "blocked_reason":
        return [(one.id, one.reason) for one in board.open_blockers(artefact.id)]
    if column.name == "escalation":
        return [one.id for one in board.open_escalations(artefact.id, of=Blocker)]
    field = by_name(Artefact)[column.name].field
    beside = getattr(artefact, field.beside) if isinstance(field, Day) and field.beside else ""
    return getattr(artefact, column.name), beside


def _unblocks_unsaid(texts: Mapping[str, str], board: Board, then: Artefact) -> str:
    """Whoever takes an artefact out of Blocked says so where its reason stands too; empty where that is so."""
    stage = texts.get("stage", "").strip()
    if not stage or board.column_of(then) != BLOCKED or "blocked_reason" in texts:
        return ""
    return (
        f"{names.called(then)} was blocked, and its stage says {quoted(stage)} now: empty what it is blocked because of "
        "too, or unblock it on the board."
    )


# -- registers -----------------------------------------------------------------------------------------------------------


def records(reading: RegisterReading, stood: Stood | None, here: Board) -> list[RegisterRow]:
    """The rows of a register's table, of what a workbook showed only what was changed in it."""
    if stood is None:
        return list(reading.rows)
    return [_record(row, reading.kind, stood, here) for row in reading.rows]


def _record(row: RegisterRow, kind: str, stood: Stood, here: Board) -> RegisterRow:
    then, now = stood.board.get(kind, row.id), here.get(kind, row.id)
    if row.fault or then is None:
        return row
    columns = [column for column in table_rows.columns(kind, private=stood.private) if column.name in row.values]
    stated = {column: row.values[column.name] for column in columns}
    cells = {column: said if isinstance(said, str) else table_rows.joined_cell(said) for column, said in stated.items()}
    edits = list(_edits(stood.board, then, here, now, cells, _value))
    values: dict[str, str | tuple[str, ...]] = {}
    for column, said, _, _ in edits:
        kept = stated[column]
        values[column.name] = _typed(column, said) if isinstance(kept, str) else kept
    return msgspec.structs.replace(row, values=values, edited=True, contested=_contested(edits))


def _value(_board: Board, record: Record, column: Column) -> object:
    value: object = getattr(record, column.name)
    return value


# -- what is not in the file any more ----------------------------------------------------------------------------------


class Gone(NamedTuple):
    """Artefacts that a workbook showed and that are not in it any more: those that are as they were then, and those that
    were changed here since."""

    ids: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def gone(stood: Stood, here: Board, verdicts: Iterable[Verdict]) -> Gone:
    """What of that which was shown is in no row, and in use."""
    there = {one.id for one in verdicts if one.id}
    left = [one.id for one in here.artefacts() if one.id in stood.shown and one.id not in there and stood.knows(one.id)]
    changed = [one for one in left if _altered(stood.board, here, one)]
    return Gone(tuple(one for one in left if one not in changed), tuple(changed))


def _altered(then: Board, here: Board, one: str) -> bool:
    """Whether anybody touched an artefact, or what blocks it, since."""
    if then.artefact(one) != here.artefact(one):
        return True
    return then.blockers(one) != here.blockers(one) or then.open_escalations(one) != here.open_escalations(one)
