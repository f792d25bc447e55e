"""CSV for people: the artefacts under people's headings, with a last line that says what it is of.

What loses nothing is `csv_table`.
"""

from __future__ import annotations

import csv
import io

from mhhs_board.domain import dates, table_rows
from mhhs_board.domain.records import Artefact
from mhhs_board.exchange.csv_table import LINE_END, note, packed
from mhhs_board.exchange.guard import guarded
from mhhs_board.exchange.sheet import Sheet


def write(sheet: Sheet) -> bytes:
    """The shown artefacts in reading order; no id, no rank, nothing for machines."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator=LINE_END)
    columns = table_rows.columns(Artefact.KIND, private=sheet.private)
    writer.writerow([one.label for one in columns])
    for artefact in sheet.artefacts:
        cells = zip(columns, table_rows.row(sheet.board, artefact, columns), strict=True)
        writer.writerow([guarded(_told(one, cell)) for one, cell in cells])
    writer.writerow([note(sheet)])
    return packed(page.getvalue())


def _told(one: table_rows.Column, cell: str) -> str:
    """A day with its month by name, which no spreadsheet turns into another day."""
    day = dates.day_of(cell) if one.day else None
    return dates.written(day) if day is not None else cell
