"""A table on paper: rows under their headings, page by page, with a caption that says what it is of.

Everything is in points. A row is as tall as its longest cell and is never cut by the edge of a page; one that is taller
than a page goes on on the next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from mhhs_board.drawing.card import wrapped
from mhhs_board.drawing.pages import Caption, Foot, Head, Lettered, Paper
from mhhs_board.drawing.theme import Theme

POINTS, LEADING = 9, 11.5
MOST_LINES = 60
"""Lines of a cell. Whatever is typed in one line has room in them; a longer note ends with an ellipsis and is whole on the
board."""
CONTINUED = "(continued)"
_BOLD = 0
"""The column by which a row is known."""
_COLUMN_HEAD, _GROUP, _GAP, _PAD = 18.0, 22.0, 8.0, 4.0


class TableRow(NamedTuple):
    """A row: a text a column, and the columns that are late."""

    cells: tuple[str, ...]
    late: Collection[int] = ()


class Columns(NamedTuple):
    """The columns: their names, their parts of the width, and the text that is no more than a gap."""

    names: Sequence[str]
    shares: Sequence[float]
    gap: str = "not stated"


class _Line(NamedTuple):
    """A heading (no cells) or a row, laid out."""

    title: str
    cells: tuple[list[str], ...]
    late: Collection[int]
    height: float


class TableSheet(Lettered):
    """The pages, of which `behind` others come first. A line is a heading or a row; `empty` stands there where there is
    none."""

    def __init__(
        self,
        title: str,
        counts: str,
        columns: Columns,
        lines: Iterable[str | TableRow],
        *,
        empty: str,
        theme: Theme,
        caption: Caption,
        paper: Paper,
        behind: int = 0,
    ) -> None:
        self._behind = behind
        self.theme, self.caption, self.paper = theme, caption, paper
        self._columns, self._empty = columns, empty
        self._across = paper.width - 2 * paper.margin
        whole = sum(columns.shares)
        self._widths = [share / whole * self._across for share in columns.shares]
        self._head = Head(caption, f"{title} · {caption.name}", counts, self._across)
        self._foot = Foot(caption, self._across, "page 0000 of 0000")
        self.pages = list(self._paged(part for line in lines for part in self._laid_out(line)))

    @property
    def _room(self) -> float:
        """The height of a page for headings and rows."""
        return self.paper.height - 2 * self.paper.margin - self._head.height - self._foot.height - _COLUMN_HEAD

    def _laid_out(self, line: str | TableRow) -> Iterator[_Line]:
        """A heading, or a row in as few parts as a page takes below a heading."""
        if isinstance(line, str):
            yield _Line(line, (), (), _GROUP)
            return
        words = [
            wrapped(text, POINTS, number == _BOLD or number in line.late, width - _GAP, MOST_LINES)
            for number, (text, width) in enumerate(zip(line.cells, self._widths, strict=True))
        ]
        most = max(1, int((self._room - _GROUP - 2 * _PAD) // LEADING))
        for first in range(0, max(map(len, words)), most):
            cells = [lines[first : first + most] for lines in words]
            if first and not cells[_BOLD]:
                cells[_BOLD] = [CONTINUED]
            yield _Line("", tuple(cells), line.late, max(map(len, cells)) * LEADING + 2 * _PAD)

    def _paged(self, lines: Iterable[_Line]) -> Iterable[list[_Line]]:
        """Pages; a heading goes along with its first row and is repeated where its rows go on."""
        room = self._room
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
        for words, x in zip(self._columns.names, self._edges(), strict=True):
            self._text(painter, x, y + 12, words, "text_quiet", 8, bold=True)
        y += _COLUMN_HEAD
        if not page:
            self._text(painter, 0, y + 16, self._empty, "text", 11)
        for line in page:
            self._line(painter, line, y)
            y += line.height
        base = self.paper.height - 2 * self.paper.margin - 3
        self._foot.draw(painter, self._text, base, f"page {self._behind + number + 1} of {self._behind + len(self.pages)}")
        painter.restore()

    def _edges(self) -> list[float]:
        return [sum(self._widths[:number]) for number in range(len(self._widths))]

    def _line(self, painter: QPainter, line: _Line, y: float) -> None:
        painter.setPen(QPen(self.theme["lane_line"], 0.75))
        painter.drawLine(QPointF(0, y), QPointF(self._across, y))
        if not line.cells:
            painter.fillRect(QRectF(0, y + 0.5, self._across, line.height - 1), self.theme["chip"])
            self._text(painter, 4, y + 15, line.title, "text", 10, bold=True)
            return
        for number, (words, x) in enumerate(zip(line.cells, self._edges(), strict=True)):
            late = number in line.late
            role = "text_quiet" if words == [self._columns.gap] else "bad" if late else "text"
            for count, text in enumerate(words):
                base = y + _PAD + POINTS + count * LEADING
                self._text(painter, x, base, text, role, POINTS, bold=late or number == _BOLD)
