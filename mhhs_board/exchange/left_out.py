"""What an import left out, as a list for whoever has to settle it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from mhhs_board.base.safe_write import NotWritten, write_file
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.imported import Verdict
from mhhs_board.exchange.guard import guarded

_HEAD = ("Row", "Line", "Reference", "Title", "Verdict", "Why")


def write(verdicts: Iterable[Verdict]) -> bytes:
    """The rows of the list, as CSV."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(_HEAD)
    for one in verdicts:
        told = (str(one.record), str(one.line or ""), one.ref, one.title, one.verdict, one.why)
        writer.writerow([guarded(cell) for cell in told])
    text = page.getvalue()
    return text.encode("ascii" if text.isascii() else "utf-8-sig", "replace")


def export(path: Path, verdicts: Iterable[Verdict]) -> None:
    """Write the list whole or not at all. Raises Refused where it cannot be written."""
    try:
        write_file(path, write(verdicts))
    except NotWritten as error:
        raise Refused(str(error)) from error
