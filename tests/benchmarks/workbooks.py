"""Workbooks in: XLSX of many rows read into rows of text, against openpyxl, which reads the same without keeping them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import xlsxwriter

from mhhs_board.exchange import xlsx
from tests.benchmarks.boards import Boards
from tests.benchmarks.rounds import Contest, timed

ROOT = Path(__file__).parents[2]
ROWS = (10_000, 100_000)
MEMORY = 150.0
"""MiB above the start that reading the largest may take at its peak."""
SHEET = "Tracker"
HEADS = "ref title kind workstream stage owner priority due score blocked links".split()
_WORDS = "smart segment registration service requirements for the change of supplier process and data exchange".split()


def made(path: Path, rows: int, *, in_place: bool) -> Path:
    """A tracker of eleven columns, its texts shared as Excel keeps them, or each in its place."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": in_place})
    sheet, day = book.add_worksheet(SHEET), book.add_format({"num_format": "d mmm yyyy"})
    sheet.write_row(0, 0, HEADS)
    for row in range(1, rows + 1):
        title = " ".join(_WORDS[row * word % len(_WORDS)] for word in range(1, 8))
        texts = [
            f"CR{row:06}",
            f"{row} {title}",
            ("Change Request", "Interface")[row % 2],
            f"Lane {row % 5}",
            f"Stage {row % 4}",
        ]
        texts += [f"Analyst {row % 40}", ("High", "Low", "Critical")[row % 3]]
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text)
        sheet.write_datetime(row, 7, date(2026, 1, 1) + timedelta(days=row % 900), day)
        sheet.write_number(row, 8, row * 0.1)
        sheet.write_string(row, 9, "waits for an answer" if row % 10 == 0 else "none")
        sheet.write_string(row, 10, f"CR{row + 1:06}; DAG{row % 90}")
    book.close()
    return path


def by_openpyxl(path: Path) -> int:
    """How many rows openpyxl reads, one at a time."""
    book = openpyxl.load_workbook(path, read_only=True)
    found = sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return found


def contests(boards: Boards, sizes: Sequence[int] = ROWS) -> list[list[Contest]]:
    """Time against openpyxl, for each of the two ways to keep texts; memory at the peak."""

    def reading(rows: int, *, in_place: bool) -> Contest:
        path = made(boards.folder / f"{rows}{'-in-place' if in_place else ''}.xlsx", rows, in_place=in_place)
        data = path.read_bytes()

        def ours() -> list[float]:
            found: list[xlsx.Sheet] = []
            spent = timed(lambda: found.append(xlsx.read(data, SHEET)))
            assert len(found[0].rows) == rows + 1, "Not every row was read."
            return [spent]

        def limit() -> list[float]:
            return [timed(lambda: by_openpyxl(path))]

        how = "in place" if in_place else "shared"
        return Contest(f"XLSX, texts {how}", rows, limit, ours, goal=1, note="limit: openpyxl, read only")

    def peak(rows: int) -> Contest:
        path = boards.folder / f"{rows}.xlsx"

        def ours() -> list[float]:
            command = [sys.executable, "-m", "tests.benchmarks.workbook_read", str(path)]
            return [max(0.1, float(subprocess.check_output(command, cwd=ROOT, text=True)))]

        return Contest("XLSX, memory", rows, lambda: [MEMORY], ours, goal=1, unit="MiB", note="limit: 150 MiB")

    every = [[reading(rows, in_place=in_place) for rows in sizes] for in_place in (False, True)]
    return [*every, [peak(rows) for rows in sizes]]
