"""CSV: one row an artefact, for spreadsheets and for other programs, and read back without loss of what is in it.

The sample's columns come first, then what a spreadsheet has no column for. Written as UTF-8 with CRLF, and with a byte
order mark where a letter is not ASCII, without which Excel misreads it; read in any encoding and separator programs write.

A table that has the columns only we write is our own export. Any other is another program's: its numbers are references,
its lists stand between commas or semicolons, and a quote that is one too many may have swallowed rows of it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

import msgspec

from mhhs_board.base.text import joined
from mhhs_board.domain import evidence, leaving, names
from mhhs_board.domain.board import Board
from mhhs_board.domain.cells import said as said_in
from mhhs_board.domain.cells import typed as typed_in
from mhhs_board.domain.fields import Day, by_name
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.imported import NO_CHOICES, Choices, Reading, Report, detail_of, unheard
from mhhs_board.domain.records import Artefact, Blocker, Workstream
from mhhs_board.exchange.guard import guarded
from mhhs_board.exchange.sheet import Sheet
from mhhs_board.exchange.tabular import grid, headings, rows
from mhhs_board.exchange.tabular.headings import COLUMNS

LINE_END = "\r\n"
_NOTE = "# "


# -- writing ---------------------------------------------------------------------------------------------------------


def write(sheet: Sheet) -> bytes:
    """The shown artefacts in reading order. A last line that begins with `# ` says what the table is of, where that is not
    the whole board as it is, without a classification."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator=LINE_END)
    columns = [name for name in COLUMNS if sheet.private or name not in leaving.private_fields(Artefact.KIND)]
    writer.writerow(columns)
    for artefact in sheet.artefacts:
        writer.writerow([guarded(cell) for cell in _cells(sheet.board, artefact, columns)])
    if sheet.marked:
        writer.writerow([note(sheet)])
    return packed(page.getvalue())


def note(sheet: Sheet) -> str:
    """The line in which a table says what it is of."""
    return _NOTE + " · ".join(sheet.facts)


def packed(text: str) -> bytes:
    """A table's text as a file."""
    return text.encode("ascii" if text.isascii() else "utf-8-sig", "replace")


def _cells(board: Board, artefact: Artefact, columns: Iterable[str]) -> Iterator[str]:
    declared_as = by_name(Artefact)
    column = names.column_name(board.column_of(artefact), board)
    open_blockers = board.open_blockers(artefact.id)
    waiting = board.open_escalations(artefact.id, of=Blocker)  # what is asked about decisions has no place in a table
    forums = {forum.id: forum.short or forum.name for forum in board.of(Forum).values()}
    details = tuple(detail_of(blocker, board.escalations(blocker.id), forums) for blocker in board.blockers(artefact.id))
    special = {
        "workstream": board.of(Workstream)[artefact.workstream].name,
        "stage": column,
        "column": column,
        "kept_stage": names.column_name(artefact.stage, board) if artefact.stage else "",
        "blocked_reason": open_blockers[0].reason if open_blockers else "",
        "escalation": forums[waiting[0].forum] if waiting else "",
        "blockers": msgspec.json.encode(details).decode() if details else "",
        "review": "; ".join(evidence.review(board, artefact)),
    }
    for name in columns:
        if name in special:
            yield special[name]
        else:
            one, value = declared_as[name], getattr(artefact, name)
            if one.many:
                yield joined(value)
            elif isinstance(one.field, Day):
                yield said_in(board, artefact, one)
            else:
                yield typed_in(board, artefact, one)


# -- reading ---------------------------------------------------------------------------------------------------------


def read(data: bytes, choices: Choices = NO_CHOICES, report: Report = unheard) -> Reading:
    """The rows of a file, with what somebody chose about it. Raises Refused where nothing can be read."""
    return rows.read(grid.of_text(data, headings.known), choices, report)
