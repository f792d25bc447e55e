"""The sheet of a workbook that holds a table: the one that is named, else the first that has headings."""

from __future__ import annotations

from collections.abc import Callable

from mhhs_board.domain.errors import Refused
from mhhs_board.domain.names import listed, normal, quoted
from mhhs_board.exchange import xlsx
from mhhs_board.exchange.tabular.grid import LEAST, LOOKED, Grid, Record
from mhhs_board.exchange.xlsx import Sheet

_LOOKED_AT = 8
"""So many sheets are looked through for one with headings."""


def grid_of(data: bytes, wanted: str, known: Callable[[str], bool]) -> Grid:
    """The table of a workbook; `known` tells a cell that names a column. Raises Refused where it cannot be read, or has no
    sheet that is called as wanted."""
    sheets = xlsx.names(data)
    if not sheets:
        raise Refused("The workbook has no sheet with cells.")
    if wanted:
        name = next((one for one in sheets if one == wanted), "") or next(
            (one for one in sheets if normal(one) == normal(wanted)), ""
        )
        if not name:
            raise Refused(f"The workbook has no sheet {quoted(wanted)}; it has {listed([quoted(one) for one in sheets])}.")
        return _grid(xlsx.read(data, name), sheets)
    first: Sheet | None = None
    for name in sheets[:_LOOKED_AT]:
        sheet = xlsx.read(data, name)
        if sheet.rows and not sheet.hidden and any(_headed(cells, known) for _, cells in sheet.rows[:LOOKED]):
            return _grid(sheet, sheets)
        if first is None or (not first.rows and sheet.rows) or (first.hidden and not sheet.hidden):
            first = sheet
    assert first is not None
    return _grid(first, sheets)


def _headed(cells: tuple[str, ...], known: Callable[[str], bool]) -> bool:
    return sum(1 for cell in cells if cell and known(cell)) >= LEAST


def _grid(sheet: Sheet, sheets: tuple[str, ...]) -> Grid:
    records = [Record(number, number, 1, list(cells)) for number, cells in sheet.rows]
    merged = tuple((one.top, one.left, one.bottom) for one in sheet.merged if one.bottom > one.top)
    remarks = sheet.remarks
    if len(sheets) > 1:
        others = listed([quoted(one) for one in sheets if one != sheet.name])
        remarks = (f"It is the sheet {quoted(sheet.name)}; there are also {others}.", *remarks)
    return Grid(records, sheet=sheet.name, sheets=sheets, merged=merged, remarks=remarks)
