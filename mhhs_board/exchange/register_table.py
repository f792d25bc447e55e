"""A register as a table: one row a record, a column a field under its own name, and the id that it has on its board.

A day is written with its month by name, which no spreadsheet turns into another day. What is private goes along only
where it is asked for. Read back by the same headings, or by what people call the fields.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping

from mhhs_board.base.text import joined, parted
from mhhs_board.domain import cells, dates, leaving, meetings
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.fields import Day, Declared, by_name, typed
from mhhs_board.domain.imported import NO_CHOICES, Choices, RegisterReading, RegisterRow, has_our_form
from mhhs_board.domain.names import listed, nearest_words, normal, quoted
from mhhs_board.domain.record import Registered
from mhhs_board.domain.records import REGISTERS
from mhhs_board.exchange.csv_table import LINE_END
from mhhs_board.exchange.guard import guarded, unguarded
from mhhs_board.exchange.tabular.grid import LOOKED, Grid, of_text

ID = "id"


def write(board: Board, kind: str, *, private: bool = False) -> bytes:
    """The records of a register that are in use, in their order."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator=LINE_END)
    fields = columns(kind, private=private)
    writer.writerow([*(one.name for one in fields), ID])
    for record in in_use(board, kind):
        writer.writerow([guarded(cell) for cell in (*(_cell(board, record, one) for one in fields), record.id)])
    text = page.getvalue()
    return text.encode("ascii" if text.isascii() else "utf-8-sig", "replace")


def columns(kind: str, *, private: bool) -> list[Declared]:
    """The fields of a register that a table holds."""
    hidden = () if private else leaving.private_fields(kind)
    return [one for one in typed(REGISTERS[kind]) if one.name not in hidden]


def in_use(board: Board, kind: str) -> list[Registered]:
    """The records of a register that are not retired, in their order."""
    live = (one for one in board.of(REGISTERS[kind]).values() if not one.retired)
    return sorted(live, key=lambda one: meetings.order(board, one))


def _cell(board: Board, record: Registered, one: Declared) -> str:
    if one.many:
        return joined(getattr(record, one.name))
    if isinstance(one.field, Day) and (day := dates.day_of(cells.meant(record, one))):
        return dates.written(day)
    return cells.typed(board, record, one)


def names_a_field(kind: str) -> Callable[[str], bool]:
    """Whether a cell is the heading of a field of a register."""
    known = _known(kind)
    return lambda cell: normal(cell[:100]) in known


def _known(kind: str) -> dict[str, str]:
    return {normal(name): one.name for one in typed(REGISTERS[kind]) for name in (one.label, one.name)} | {ID: ID}


def read(data: bytes | Grid, kind: str, choices: Choices = NO_CHOICES) -> RegisterReading:
    """The rows of a table for a register, its headings below titles too, as somebody chose to read it. Raises Refused where
    no column of it is a field."""
    grid = data if isinstance(data, Grid) else of_text(data, names_a_field(kind))
    records = [record for record in grid.records if not record.blank]
    if not records:
        raise Refused("Nothing stands in the file: no headings and no rows.")
    known = _known(kind)
    said = {normal(column): _field(field, known) for column, field in choices.columns.items()}
    headed = [sum(normal(cell[:100]) in {**known, **said} for cell in record.cells) for record in records[:LOOKED]]
    above = headed.index(max(headed))
    records = records[above:]
    head = [unguarded(cell).strip() for cell in records[0].cells]
    if lacking := [column for column in choices.columns if normal(column) not in map(normal, head)]:
        raise Refused(
            f"There is no column {quoted(lacking[0])}; the file has {listed([quoted(one) for one in head if one])}."
        )
    fields = [said.get(normal(cell), known.get(normal(cell[:100]), "")) for cell in head]
    everywhere = {_field(name, known): value for name, value in choices.all.items()}
    if not set(fields) - {"", ID}:
        near = [f"{quoted(cell)} may be {found[0]}" for cell in head if (found := nearest_words(cell, known.values()))]
        hint = f" ({listed(near)})" if near else ""
        raise Refused(f"No column of the file is a field of {REGISTERS[kind].MANY}{hint}: {', '.join(known.values())}.")
    doubled = sorted({name for name in fields if name and fields.count(name) > 1})
    if doubled:
        raise Refused(f"More than one column means {quoted(doubled[0])}; keep one of them.")
    passed = [quoted(cell) for cell, name in zip(head, fields, strict=True) if cell and not name]
    remarks = [*grid.remarks]
    remarks += [f"Passed over: {listed(passed)}, which is no field of {REGISTERS[kind].MANY}."] if passed else []
    many = {one.name for one in typed(REGISTERS[kind]) if one.many}
    rows = []
    plain: Callable[[str], str] = unguarded if grid.origin is None else str  # in a workbook of ours a text is a text
    for record in records[1:]:
        texts = {name: plain(cell) for name, cell in zip(fields, record.cells, strict=False) if name}
        texts |= {name: value for name, value in everywhere.items() if not texts.get(name, "").strip()}
        lists = {name: parted(texts.pop(name)) for name in many & texts.keys()}
        row_id = texts.pop(ID, "").strip()
        fault = record.unclosed if record.opened else ""
        rows.append(
            RegisterRow(
                record=record.number,
                line=record.line,
                id=row_id if has_our_form(row_id) or grid.origin is not None else "",
                values={**texts, **lists},
                fault=fault,
            )
        )
    own = ID in fields and grid.origin is None
    return RegisterReading(kind=kind, rows=tuple(rows), remarks=tuple(remarks), own=own, origin=grid.origin)


def _field(name: str, known: Mapping[str, str]) -> str:
    """The field that somebody names for a column; empty where it is passed over. Raises Refused for no field."""
    if name.strip() and normal(name) not in known:
        raise Refused(
            f"There is no field called {quoted(name)}; a table may have {', '.join(dict.fromkeys(known.values()))}."
        )
    return known.get(normal(name), "") if name.strip() else ""


def lines(board: Board, kind: str, records: Iterable[Registered]) -> tuple[list[str], list[list[str]]]:
    """Headings and rows as a page or the terminal shows them: what a gap is says that it is not stated."""
    record_type = REGISTERS[kind]
    shown = [by_name(record_type)[name] for name in record_type.COLUMNS]
    rows = [
        [cells.in_column(board, record, one) or ("not stated" if one.field.wanted else "") for one in shown]
        for record in records
    ]
    return [one.label for one in shown], rows
