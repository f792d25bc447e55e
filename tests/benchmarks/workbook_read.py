"""`python -m tests.benchmarks.workbook_read FILE`: read its first sheet, and print how many MiB that took at the peak."""

from __future__ import annotations

import sys
from pathlib import Path

from mhhs_board.exchange import xlsx
from tests.benchmarks.told import resident
from tests.exchange.hostile_workbooks import peak

if __name__ == "__main__":
    data = Path(sys.argv[1]).read_bytes()
    before = max(resident(), 1.0)
    sheet = xlsx.read(data, xlsx.names(data)[0])
    print(peak() - before if sheet.rows else 0.0)
