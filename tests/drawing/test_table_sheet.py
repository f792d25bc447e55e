"""Tables on paper: no text of one line is cut, and a row taller than a page goes on on the next."""

from __future__ import annotations

import re
from typing import cast

import pytest
from PySide6.QtGui import QPainter

from mhhs_board.drawing import theme
from mhhs_board.drawing.pages import A4, Caption, Paper
from mhhs_board.drawing.table_sheet import CONTINUED, Columns, TableRow, TableSheet
from mhhs_board.exchange.strokes import Strokes

pytestmark = pytest.mark.usefixtures("qapp")


def drawn(sheet: TableSheet) -> list[str]:
    """What stands on each page."""
    found = []
    for number in range(len(sheet.pages)):
        strokes = Strokes()
        sheet.draw(cast("QPainter", strokes), number)
        found.append("".join(re.sub("<[^>]*>", "", element).strip() for element in strokes.elements).replace(" ", ""))
    return found


@pytest.mark.parametrize("paper", [A4, Paper("small", 420, 298)])
def test_a_text_of_one_line_is_whole_in_the_narrowest_column(paper: Paper) -> None:
    long = " ".join(f"word{number}" for number in range(60))[:300].strip()
    rows = ["A heading · 2", TableRow(("BP001", long, long)), TableRow(("BP002", "short", long), (2,))]
    sheet = TableSheet(
        "A table",
        "2 of 2",
        Columns(("Artefact", "Narrow", "Wide"), (1, 1, 6)),
        rows,
        empty="",
        theme=theme.load("print"),
        caption=Caption("A board"),
        paper=paper,
    )
    pages = drawn(sheet)
    told = "".join(pages)
    for word in long.split():
        assert told.count(word) >= 3, word
    assert "…" not in told
    if len(pages) > 1:
        assert "Aheading·2(continued)" in told
    assert (CONTINUED in told.replace("Aheading·2(continued)", "")) == (paper is not A4)
    for page in sheet.pages:
        assert sum(line.height for line in page) <= sheet._room
