"""The blockers of a checkpoint on paper: the rows of `domain.checkpoint` as a table, under its headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from mhhs_board.domain.checkpoint import COLUMNS, NEEDED, NOT_STATED, Row, cells, grouped, summary, summary_words
from mhhs_board.drawing.pages import Caption, Paper
from mhhs_board.drawing.table_sheet import Columns, TableRow, TableSheet
from mhhs_board.drawing.theme import Theme

SHARES = (0.075, 0.12, 0.09, 0.085, 0.17, 0.11, 0.11, 0.095, 0.145)
"""The parts of the width that the COLUMNS have, on paper and on the screen."""


class BlockerSheet(TableSheet):
    """The pages. `hidden` is how many blocked artefacts a filter keeps from them."""

    def __init__(
        self, rows: Sequence[Row], today: date, theme: Theme, caption: Caption, paper: Paper, hidden: int = 0
    ) -> None:
        words = summary_words(summary(rows))
        super().__init__(
            "Blockers",
            f"{words} · {hidden} hidden by the filter" if hidden else words,
            Columns(COLUMNS, SHARES, NOT_STATED),
            _lines(rows, today),
            empty="Nothing is blocked.",
            theme=theme,
            caption=caption,
            paper=paper,
        )


def _lines(rows: Sequence[Row], today: date) -> Iterator[str | TableRow]:
    for title, members in grouped(rows):
        yield f"{title} · {len(members)}"
        for row in members:
            yield TableRow(cells(row, today), (NEEDED,) if row.past else ())
