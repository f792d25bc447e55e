"""Workbooks out: a board as XLSX, against the bare library that writes the same cells, made already."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time

import xlsxwriter

from mhhs_board.domain import dates
from mhhs_board.exchange import files
from mhhs_board.exchange.book import tables, writing
from tests.benchmarks.boards import Boards, opened
from tests.benchmarks.rounds import Contest, timed

SIZES = (10_000,)
GOAL = 1.5

Page = tuple[str, list[list[str | datetime]]]


def pages_of(board: Boards, size: int) -> tuple[list[Page], object]:
    """The cells of each sheet, and the sheet that they are of."""
    sheet = files.sheet(files.Sight.now(opened(board.file(size))), None)
    pages: list[Page] = []
    for table in tables.tables(sheet):
        days = {place for place, head in enumerate(table.heads) if head.day}
        rows: list[list[str | datetime]] = [[head.label for head in table.heads]]
        rows += [[_cell(cell, place in days) for place, cell in enumerate(row)] for row in table.rows]
        pages.append((table.name, rows))
    return pages, sheet


def _cell(said: str, is_day: bool) -> str | datetime:
    day = dates.day_of(said) if is_day else None
    return said if day is None else datetime.combine(day, time())


def bare(pages: Sequence[Page]) -> bytes:
    """A workbook of these cells and nothing else."""
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    form = book.add_format({"num_format": "d mmm yyyy"})
    for name, rows in pages:
        page = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, datetime):
                    page.write_datetime(line, place, cell, form)
                elif cell:
                    page.write_string(line, place, cell)
    book.close()
    return packed.getvalue()


def contests(boards: Boards, sizes: Sequence[int] = SIZES) -> list[list[Contest]]:
    """One a size."""

    def contest(size: int) -> Contest:
        pages, sheet = pages_of(boards, size)

        def ours() -> None:
            assert writing.write(sheet)[:2] == b"PK"  # type: ignore[arg-type]

        note = "limit: XlsxWriter, the cells made already"
        return Contest(
            "export, workbook", size, lambda: [timed(lambda: bare(pages))], lambda: [timed(ours)], goal=GOAL, note=note
        )

    return [[contest(size) for size in sizes]]
