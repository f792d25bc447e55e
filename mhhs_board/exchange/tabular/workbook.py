"""The sheet of a workbook that holds a table: the one that is named, else the one with the most below headings."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from mhhs_board.domain.errors import Refused
from mhhs_board.domain.names import listed, normal, quoted
from mhhs_board.domain.records import Artefact
from mhhs_board.exchange import book_origin as origin
from mhhs_board.exchange import xlsx
from mhhs_board.exchange.tabular.grid import LEAST, LOOKED, Grid, Record
from mhhs_board.exchange.xlsx import Sheet

_ARTEFACTS = "Artefacts"
"""The sheet that is meant where one is called so, as in a workbook of ours of which nobody knows the origin any more."""
_LOOKED_AT = 8
"""So many sheets are looked at for the one that is meant."""
_ROWS = 2_000
"""So many rows of each; of two that have more the first is meant."""


def grid_of(data: bytes, wanted: str, known: Callable[[str], bool], kind: str = Artefact.KIND) -> Grid:
    """The table of a workbook; `known` tells a cell that names a column. Of a workbook of ours the sheet of a record type
    is meant where none is wanted. Raises Refused where it cannot be read, or has no sheet that is called as wanted."""
    sheets = xlsx.names(data)
    if origin.SHEET in sheets and (found := origin.read(row for _, row in xlsx.read(data, origin.SHEET).rows)):
        sheet = wanted or origin.sheet_of(found, kind)
        if sheet in sheets and found.tables.get(sheet) == kind:
            return msgspec.structs.replace(_grid(xlsx.read(data, sheet), (sheet,)), sheets=sheets, remarks=(), origin=found)
    if kind == Artefact.KIND and _ARTEFACTS in sheets:
        wanted = wanted or _ARTEFACTS
    if not sheets:
        raise Refused("The workbook has no sheet with cells.")
    if wanted:
        name = next((one for one in sheets if one == wanted), "") or next(
            (one for one in sheets if normal(one) == normal(wanted)), ""
        )
        if not name:
            raise Refused(f"The workbook has no sheet {quoted(wanted)}; it has {listed([quoted(one) for one in sheets])}.")
        return _grid(xlsx.read(data, name), sheets)
    begun = xlsx.begun(data, _LOOKED_AT, _ROWS) if len(sheets) > 1 else []
    rated = [_rated(one.sheet, known) for one in begun]
    if not any(rows for _, rows in rated):
        return _grid(xlsx.read(data, begun[0].sheet.name if begun else sheets[0]), sheets)
    best = begun[rated.index(max(rated))]
    others = sum(1 for rate in rated if rate[1]) > 1
    most = "the most below headings that are known" if max(rated)[0] else "the most rows"
    read = best.sheet if best.whole else xlsx.read(data, best.sheet.name)
    return _grid(read, sheets, f", which has {most}" if others else "")


def _rated(sheet: Sheet, known: Callable[[str], bool]) -> tuple[bool, int]:
    """Whether a sheet has headings, and how much there is of its table: the cells below them that say something beside
    numbers; where it has none, the rows that say several things."""
    headed = [sum(1 for cell in cells if cell and known(cell)) for _, cells in sheet.rows[:LOOKED]]
    best = max(headed, default=0)
    if best < LEAST:
        return False, sum(1 for _, cells in sheet.rows if sum(map(bool, cells)) >= LEAST)
    head = headed.index(best)
    columns = [place for place, cell in enumerate(sheet.rows[head][1]) if cell and known(cell)]
    below = (cells for _, cells in sheet.rows[head + 1 :])
    return True, sum(place < len(cells) and _says(cells[place]) for cells in below for place in columns)


def _says(cell: str) -> bool:
    return any(letter.isalpha() for letter in cell)


def _grid(sheet: Sheet, sheets: tuple[str, ...], why: str = "") -> Grid:
    records = [Record(number, number, 1, list(cells)) for number, cells in sheet.rows]
    merged = tuple((one.top, one.left, one.bottom) for one in sheet.merged if one.bottom > one.top)
    remarks = sheet.remarks
    if len(sheets) > 1:
        others = listed([quoted(one) for one in sheets if one != sheet.name])
        remarks = (f"It is the sheet {quoted(sheet.name)}{why}; there are also {others}.", *remarks)
    return Grid(records, sheet=sheet.name, sheets=sheets, merged=merged, remarks=remarks)
