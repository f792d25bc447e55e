"""A board on paper with a list behind it: what was waived, overridden or given a reason for, whole, for a card has no more
than a word about it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import date

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from mhhs_board.domain import evidence, names
from mhhs_board.domain.board import Board
from mhhs_board.domain.records import Workstream
from mhhs_board.drawing.dividing import Page
from mhhs_board.drawing.geometry import Density
from mhhs_board.drawing.pages import Caption, Pages, Paper
from mhhs_board.drawing.table_sheet import Columns, TableRow, TableSheet
from mhhs_board.drawing.theme import Theme

TITLE = "Waivers, overrides and reasons"
_COLUMNS = Columns(("Artefact", "Workstream", "Stage", "Review"), (3, 1.6, 1.8, 5))


def rows(board: Board, shown: Container[str] | None) -> Iterator[TableRow]:
    """The review of every shown artefact that came where it stands by a waiver, an override or for a reason, a row a
    sentence."""
    for artefact in board.artefacts():
        if (shown is None or artefact.id in shown) and evidence.exceptional(board, artefact):
            called = " ".join(dict.fromkeys(filter(None, (artefact.ref, artefact.title))))
            lane = board.shown(Workstream, artefact.workstream).name
            for sentence in evidence.review(board, artefact):
                yield TableRow((called, lane, names.column_name(artefact.stage, board), sentence))


class ReviewedPages(Pages):
    """The pages of a board, and behind them those of the list where there is anything to list; on no paper the board's."""

    def __init__(
        self,
        board: Board,
        theme: Theme,
        today: date,
        caption: Caption,
        shown: Container[str] | None = None,
        paper: Paper | None = None,
        density: Density | None = None,
    ) -> None:
        super().__init__(board, theme, today, caption, shown, paper, density)
        self.of_the_board = len(self.pages)
        self._list = self._listed(rows(board, shown)) if paper is not None else None
        if self._list is not None:
            self.pages += [Page([], 0, len(self.grid.columns)) for _ in self._list.pages]

    def _listed(self, found: Iterable[TableRow]) -> TableSheet | None:
        lines = list(found)
        if not lines:
            return None
        return TableSheet(
            TITLE,
            self.caption.counts,
            _COLUMNS,
            lines,
            empty="",
            theme=self.theme,
            caption=self.caption,
            paper=self.paper,
            behind=self.of_the_board,
        )

    def draw(self, painter: QPainter, number: int) -> None:
        """Draw a page, counted from 0, with its top left at the painter's origin. Raises IndexError."""
        if self._list is None or number < self.of_the_board:
            super().draw(painter, number)
            return
        painter.fillRect(QRectF(0, 0, *self.size), self.theme["window"])
        self._list.draw(painter, number - self.of_the_board)
