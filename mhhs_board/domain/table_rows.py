"""A record as a row of a table that people read, change and send back: what its columns are called, what stands in each.

A day that is known is its ISO text, whatever was written; whoever makes a file of it shows a day. Several texts stand in
one cell, `;` between.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from mhhs_board.base.text import joined, parted
from mhhs_board.domain import cells, dates, evidence, leaving, names
from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import Day, Declared, Line, Note, by_name, typed
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import RECORDS, Artefact, Blocker, Stage, Workstream

Way = Callable[[Board, Any], str]
"""What stands in a column of a record of a board."""


class Column(NamedTuple):
    """A column: the field that it holds, what people call it, and what stands in it. `derived`: other columns and records
    say it, so that nothing is read back of it."""

    name: str
    label: str
    derived: bool = False
    day: bool = False
    note: bool = False
    several: bool = False


STAGE_KEPT, REVIEW = "Stage kept", "Review"
LONGEST = 32_767
"""Units of UTF-16 that a cell of a workbook holds."""
_SURE = LONGEST // 2
"""So many letters fit, whatever they are."""
_NO_CHARACTERS = dict.fromkeys([*range(9), 11, 12, *range(13, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)], 0xFFFD)
_CUT = "…"
_OF_BLOCKING = (Column("blocked_reason", "Blocked because"), Column("escalation", "Escalated to"))
_DERIVED = (Column("kept_stage", STAGE_KEPT, derived=True), Column("review", REVIEW, derived=True, note=True))
DERIVED = frozenset(one.label for one in _DERIVED)
"""What the columns of an artefact are called that nothing is read back of."""
_BEFORE = ("ref", "title", "kind", "workstream", "stage", "owner", "priority", "due")
"""The fields of an artefact that stand before what blocks it."""


def columns(kind: str, *, private: bool) -> tuple[Column, ...]:
    """The columns of a record type, with what is private or without."""
    return _columns(kind, () if private else leaving.private_fields(kind))


@cache
def _columns(kind: str, hidden: Collection[str]) -> tuple[Column, ...]:
    fields = [one for one in typed(RECORDS[kind]) if one.name not in hidden]
    if kind != Artefact.KIND:
        return tuple(map(_column, fields))
    known = by_name(Artefact)
    first = [_column(known[name]) for name in _BEFORE]
    return (*first, *_OF_BLOCKING, *(_column(one) for one in fields if one.name not in _BEFORE), *_DERIVED)


def _column(one: Declared) -> Column:
    day, note = isinstance(one.field, Day), isinstance(one.field, Note)
    return Column(one.name, one.label, day=day, note=note, several=one.many)


def row(board: Board, record: Record, wanted: Iterable[Column]) -> list[str]:
    """What stands in these columns of a record."""
    told = (way(board, record) for way in _ways(record.KIND, tuple(wanted)))
    return [said if len(said) <= _SURE and said.isprintable() else fit(said) for said in told]  # spares most a call


@cache
def _ways(kind: str, wanted: tuple[Column, ...]) -> list[Way]:
    """How to tell what stands in each of these columns."""
    special, fields = (_ARTEFACTS if kind == Artefact.KIND else {}), by_name(RECORDS[kind])
    return [special.get(one.name) or _way(fields[one.name]) for one in wanted]


def _way(one: Declared) -> Way:
    if isinstance(one.field, Line | Note):
        get = attrgetter(one.name)
        return lambda board, record: str(get(record))
    return lambda board, record: cell(board, record, one)


def cell(board: Board, record: Record, one: Declared) -> str:
    """What stands in a field that is typed."""
    value = getattr(record, one.name)
    if not value:
        return ""
    if one.many:
        return joined_cell(value)
    if isinstance(one.field, Day):
        return cells.meant(record, one) or str(value)
    return cells.typed(board, record, one)


def joined_cell(parts: Iterable[str]) -> str:
    """Several texts in one cell."""
    return joined(parts, "; ")


def _stage(board: Board, artefact: Any) -> str:
    return names.column_name(board.column_of(artefact), board)


def _stage_kept(board: Board, artefact: Any) -> str:
    if not board.is_blocked(artefact.id):
        return ""
    return board.shown(Stage, artefact.stage).name if artefact.stage else names.column_name(None, board)


def _workstream(board: Board, artefact: Any) -> str:
    return board.of(Workstream)[artefact.workstream].name


def _reasons(board: Board, artefact: Any) -> str:
    return "; ".join(one.reason for one in board.open_blockers(artefact.id) if one.reason)


def _forums(board: Board, artefact: Any) -> str:
    if not board.is_blocked(artefact.id):
        return ""
    waiting = board.open_escalations(artefact.id, of=Blocker)
    called = (board.of(Forum)[one.forum] for one in waiting)
    return "; ".join(dict.fromkeys(one.short or one.name for one in called))


def _review(board: Board, artefact: Any) -> str:
    return "; ".join(evidence.review(board, artefact))


_ARTEFACTS: dict[str, Way] = {
    "workstream": _workstream,
    "stage": _stage,
    "kept_stage": _stage_kept,
    "blocked_reason": _reasons,
    "escalation": _forums,
    "review": _review,
}


def same(one: Column, said: str, other: str) -> bool:
    """Whether two cells of a column say the same: whatever stands around it, however its lines end, and of a day whether
    it has a time of the clock."""
    return said == other or _plain(one, said) == _plain(one, other)


def _plain(one: Column, said: str) -> Any:
    said = said.strip()
    if one.day:
        return said[:10] if dates.day_of(said[:10]) else dates.kept_day(said) or said
    return parted(said) if one.several else ["".join(filter(str.isprintable, line.strip())) for line in said.splitlines()]


def fit(said: str) -> str:
    """A text as a cell holds it: line ends of one kind, no character that XML has not, as long as a cell may be."""
    if not said.isprintable():
        said = said.replace("\r\n", "\n").replace("\r", "\n").translate(_NO_CHARACTERS)
    if len(said) <= _SURE or (units := len(said.encode("utf-16-le")) // 2) <= LONGEST:
        return said
    said = said[: LONGEST - 1] if units == len(said) else _cut(said)
    return f"{said}{_CUT}"


def _cut(said: str) -> str:
    """The beginning of a text with letters that take two units."""
    return said.encode("utf-16-le")[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore")


def is_cut(said: str) -> bool:
    """Whether a text as a cell holds it lacks its end."""
    return said.endswith(_CUT) and len(said.encode("utf-16-le")) // 2 >= LONGEST - 1
