"""What stands on the sheets of a workbook: headings and rows, in the words of people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mhhs_board.domain import changes, dates, leaving, names, table_rows
from mhhs_board.domain.board import BLOCKED
from mhhs_board.domain.governance import Action, Decision
from mhhs_board.domain.record import Record, Registered
from mhhs_board.domain.records import REGISTERS, Artefact
from mhhs_board.exchange import blocked
from mhhs_board.exchange.register_table import in_use
from mhhs_board.exchange.sheet import Sheet

ID = "id"
"""What the column is called in which nobody looks: what a row is, whatever becomes of its other cells."""
ARTEFACTS = "Artefacts"
_FIRST = (Action.KIND, Decision.KIND)
"""The registers that have a sheet of their own also where nothing stands in them."""
_WIDTHS = {
    "ref": 12, "title": 38, "kind": 16, "workstream": 23, "stage": 19, "priority": 10, "blocked_reason": 28,
    "escalation": 12, "milestone": 11, "version": 9, "release": 9, "review": 34, "text": 50, "question": 40,
}  # fmt: skip
_WIDTH, _NOTE, _DAY, _EMPTY = 15, 44, 13, 10
"""In letters, where nothing is said of a field; of one of several lines; of a day; of one that says nothing in any row."""


class Head(NamedTuple):
    """A heading, how wide its column is in letters, and whether days stand in it, or nothing that people look at."""

    label: str
    width: int = _WIDTH
    day: bool = False
    hidden: bool = False


class Table(NamedTuple):
    """One sheet: its name, its headings, its rows as texts (a day as ISO), and what is said where it has none. `kept`
    columns stay where they are while the others are looked through; `plain` is one that is no list to choose from; `kind`
    is the record type of its rows, where each is a record with its id."""

    name: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[str]]
    nothing: str = ""
    kept: int = 1
    plain: bool = False
    kind: str = ""


def tables(sheet: Sheet) -> Iterator[Table]:
    """The sheets in their order; a register that holds nothing has none, actions and decisions aside."""
    yield _grid(sheet)
    yield artefacts(sheet)
    yield from _waiting(sheet)
    wanted = leaving.named_by(sheet.board, [one.id for one in sheet.artefacts]) if sheet.filtered else None
    for kind in dict.fromkeys((*_FIRST, *REGISTERS)):
        records = [one for one in in_use(sheet.board, kind) if wanted is None or (kind, one.id) in wanted]
        if records or kind in _FIRST:
            yield _register(sheet, kind, records)
    if sheet.earlier is not None:
        yield _changes(sheet)


def artefacts(sheet: Sheet) -> Table:
    """Every shown artefact with all that is said of it, in reading order; its id comes last."""
    return _records(sheet, ARTEFACTS, Artefact.KIND, sheet.artefacts, "No artefact is shown.", kept=2)


def _register(sheet: Sheet, kind: str, records: Sequence[Registered]) -> Table:
    many = REGISTERS[kind].MANY
    return _records(sheet, many.capitalize(), kind, records, f"There are no {many}.")


def _records(sheet: Sheet, name: str, kind: str, records: Sequence[Record], nothing: str, kept: int = 1) -> Table:
    columns, board = table_rows.columns(kind, private=sheet.private), sheet.board
    rows = [[*table_rows.row(board, one, columns), one.id] for one in records]
    held = [any(row[place] for row in rows) for place in range(len(columns))]
    heads = [Head(one.label, _width(one) if said else _EMPTY, one.day) for one, said in zip(columns, held, strict=True)]
    return Table(name, [*heads, Head(ID, hidden=True)], rows, "" if records else nothing, kept, kind=kind)


def _width(one: table_rows.Column) -> int:
    return _WIDTHS.get(one.name, _DAY if one.day else _NOTE if one.note else _WIDTH)


# -- the grid ----------------------------------------------------------------------------------------------------------


def _grid(sheet: Sheet) -> Table:
    """Lanes and columns as they are on the screen, a card a cell."""
    board = sheet.board
    cells = {
        (lane.id, column): [one for one in board.cell(lane.id, column) if one in sheet.shown]
        for lane in board.workstreams
        for column in board.columns
    }
    heads = [Head("Workstream", 23)]
    for column in board.columns:
        shown = sum(len(found) for (_, place), found in cells.items() if place == column)
        stored = sum(len(board.cell(lane.id, column)) for lane in board.workstreams)
        count = f"{shown}" if shown == stored else f"{shown} of {stored}"
        heads.append(Head(f"{names.column_name(column, board)} ({count})", 30))
    return Table("Board", heads, [*_lanes(sheet, cells)], plain=True)


def _lanes(sheet: Sheet, cells: dict[tuple[str, str], list[str]]) -> Iterator[list[str]]:
    board = sheet.board
    for lane in board.workstreams:
        columns = [cells[lane.id, column] for column in board.columns]
        for line in range(max(1, *map(len, columns))):
            cards = (found[line] if line < len(found) else "" for found in columns)
            yield [lane.name, *(_card(sheet, board.artefact(one)) if one else "" for one in cards)]


def _card(sheet: Sheet, artefact: Artefact) -> str:
    """What a card says, a line each: what it is called; who has it, how urgent it is and when it is due; what blocks it."""
    called = " ".join(dict.fromkeys(part for part in (artefact.ref, artefact.title) if part))
    due = dates.told(artefact.due, artefact.due_on, sheet.today)
    said = " · ".join(filter(None, (artefact.owner, artefact.priority, f"due {due}" if due else "")))
    why = blocked.in_words(sheet, artefact)
    held = sheet.board.column_of(artefact) == BLOCKED
    return "\n".join(filter(None, (called, said, f"Blocked: {why}" if held else why)))


# -- what is blocked, and what changed ---------------------------------------------------------------------------------


def _waiting(sheet: Sheet) -> Iterator[Table]:
    """What is blocked, and where decisions wait for a forum these too."""
    widths = (44, 23, 23, 40, 26, 30, 44)
    heads = [Head(label, width) for label, width in zip(blocked.HEADS, widths, strict=True)]
    rows = [row.cells for row in blocked.rows(sheet)]
    yield Table("Blockers", heads, rows, "" if rows else "Nothing that is shown is blocked.")
    if waiting := [row.cells for row in blocked.decisions(sheet)]:
        heads = [Head(label, width) for label, width in zip(blocked.DECISION_HEADS, (30, 30, 50, 16, 24), strict=True)]
        yield Table("Waiting decisions", heads, waiting)


_CHANGES = (Head("Change", 14), Head("What", 24), Head("Title", 44), Head("Workstream", 23), Head("Said", 70))


def _changes(sheet: Sheet) -> Table:
    """What changed since an earlier moment: of what is shown and what is about it, or of all."""
    assert sheet.earlier is not None
    board = sheet.board
    wanted = leaving.named_by(board, [one.id for one in sheet.artefacts]) if sheet.filtered else None
    rows = []
    for group, elements in changes.changes_between(sheet.earlier, board).items():
        for element in elements:
            kind = str(element.get("type", Artefact.KIND))
            if wanted is not None and (kind, element["id"]) not in wanted:
                continue
            done = str(element.get("done", "") or group.replace("_", " ")).capitalize()
            what = element["ref"] or (element["title"] if kind == Artefact.KIND else "") or "without a name"
            what = what if kind == Artefact.KIND else f"{kind.capitalize()} {what}"
            told = changes.what(element).lstrip(": ")
            rows.append([done, what, element["title"] or "", element["workstream"] or "", told])
    return Table("Changes", _CHANGES, rows, "" if rows else f"Nothing changed since {sheet.since}.")
