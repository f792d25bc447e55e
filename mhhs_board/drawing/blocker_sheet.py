"""The blockers of a checkpoint on paper: the rows of `domain.checkpoint` as a table, under its headings, page by page.

Everything is in points. A row is as tall as its longest cell, is never cut by the edge of a page, and stands on one page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from mhhs_board.domain.checkpoint import COLUMNS, NEEDED, NOT_STATED, Row, cells, grouped, summary, summary_words
from mhhs_board.drawing.card import wrapped
from mhhs_board.drawing.fonts import font
from mhhs_board.drawing.pages import Caption, Foot, Head, Paper
from mhhs_board.drawing.theme import Theme

SHARES = (0.075, 0.12, 0.09, 0.085, 0.17, 0.11, 0.11, 0.095, 0.145)
"""The parts of the width that the COLUMNS have, on paper and on the screen."""
POINTS, LEADING = 9, 11.5
MOST_LINES = 14
"""Lines of a cell; a longer text ends with an ellipsis and is whole on the board."""
_TITLE_LINES = 5
"""Of a title, which only has to be told from others: a page is for reasons."""
_COLUMN_HEAD, _GROUP, _GAP, _PAD = 18.0, 22.0, 8.0, 4.0


class _Line(NamedTuple):
    """A heading (no cells) or a row, laid out."""

    title: str
    cells: tuple[list[str], ...]
    past: bool
    height: float


class BlockerSheet:
    """The pages. `hidden` is how many blocked artefacts a filter keeps from them."""

    def __init__(
        self, rows: Sequence[Row], today: date, theme: Theme, caption: Caption, paper: Paper, hidden: int = 0
    ) -> None:
        self.theme, self.caption, self.paper = theme, caption, paper
        self._today = today
        self._across = paper.width - 2 * paper.margin
        words = summary_words(summary(rows))
        counts = f"{words} · {hidden} hidden by the filter" if hidden else words
        self._head = Head(caption, f"Blockers · {caption.name}", counts, self._across)
        self._foot = Foot(caption, self._across, "page 0000 of 0000")
        self.pages = list(self._paged(self._lines(rows)))

    def _lines(self, rows: Sequence[Row]) -> Iterable[_Line]:
        for title, members in grouped(rows):
            yield _Line(f"{title} · {len(members)}", (), False, _GROUP)
            for row in members:
                yield self._row(row)

    def _row(self, row: Row) -> _Line:
        words = [
            wrapped(
                text,
                POINTS,
                number in (0, NEEDED),
                share * self._across - _GAP,
                _TITLE_LINES if number == 1 else MOST_LINES,
            )
            for number, (text, share) in enumerate(zip(cells(row, self._today), SHARES, strict=True))
        ]
        return _Line("", tuple(words), bool(row.past), max(map(len, words)) * LEADING + 2 * _PAD)

    def _paged(self, lines: Iterable[_Line]) -> Iterable[list[_Line]]:
        """Pages; a heading goes along with its first row and is repeated where its rows go on."""
        room = self.paper.height - 2 * self.paper.margin - self._head.height - self._foot.height - _COLUMN_HEAD
        page: list[_Line] = []
        heading: _Line | None = None
        fresh = False
        left = room
        for line in lines:
            if not line.cells:
                heading, fresh = line, True
                continue
            needed = line.height + (_GROUP if fresh else 0)
            if needed > left and page:
                yield page
                page, left = [], room
            if heading is not None and (fresh or not page):
                title = heading.title if fresh else f"{heading.title} (continued)"
                page.append(heading._replace(title=title))
                left -= _GROUP
            fresh = False
            page.append(line)
            left -= line.height
        yield page

    def draw(self, painter: QPainter, number: int) -> None:
        """Draw a page, counted from 0, with its top left at the painter's origin. Raises IndexError."""
        page = self.pages[number]
        painter.save()
        painter.translate(self.paper.margin, self.paper.margin)
        self._head.draw(painter, self._text, self.theme)
        y = self._head.height
        for words, x in zip(COLUMNS, self._edges(), strict=True):
            self._text(painter, x, y + 12, words, "text_quiet", 8, bold=True)
        y += _COLUMN_HEAD
        if not page:
            self._text(painter, 0, y + 16, "Nothing is blocked.", "text", 11)
        for line in page:
            self._line(painter, line, y)
            y += line.height
        base = self.paper.height - 2 * self.paper.margin - 3
        self._foot.draw(painter, self._text, base, f"page {number + 1} of {len(self.pages)}")
        painter.restore()

    def _edges(self) -> list[float]:
        return [sum(SHARES[:number]) * self._across for number in range(len(SHARES))]

    def _line(self, painter: QPainter, line: _Line, y: float) -> None:
        painter.setPen(QPen(self.theme["lane_line"], 0.75))
        painter.drawLine(QPointF(0, y), QPointF(self._across, y))
        if not line.cells:
            painter.fillRect(QRectF(0, y + 0.5, self._across, line.height - 1), self.theme["chip"])
            self._text(painter, 4, y + 15, line.title, "text", 10, bold=True)
            return
        for number, (words, x) in enumerate(zip(line.cells, self._edges(), strict=True)):
            bold = number == 0 or (number == NEEDED and line.past)
            role = "text_quiet" if words == [NOT_STATED] else "bad" if number == NEEDED and line.past else "text"
            for count, text in enumerate(words):
                base = y + _PAD + POINTS + count * LEADING
                self._text(painter, x, base, text, role, POINTS, bold=bold)

    def _text(
        self, painter: QPainter, x: float, base: float, words: str, role: str, points: int, *, bold: bool = False
    ) -> None:
        painter.setPen(self.theme[role])
        painter.setFont(font(points, bold))
        painter.drawText(QPointF(x, base), words)
