"""A document on paper standing up: headings, paragraphs and tables, page by page, with text that can be copied out.

Everything is in points and nothing is cut: a row that is taller than what is left of its page goes on on the next one,
under the head of its table, and a heading goes along with what it is of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from mhhs_board.base.document import Cell, Document, Para, Table
from mhhs_board.base.text import leftwards
from mhhs_board.drawing.card import advance, elided, whole
from mhhs_board.drawing.pages import A4, Caption, Foot, Lettered, Paper
from mhhs_board.drawing.theme import Theme

UPRIGHT = Paper("A4", A4.height, A4.width, 51.0)
TITLE, HEADINGS, TEXT, SMALL = 20, (14, 11), 10, 9
"""The sizes of the title, of headings by their level, of paragraphs, and of what stands in tables."""
_BULLET, _INDENT = "•", 10.0
_PAD, _BETWEEN = 4.0, 3.0
"""Room around the words of a cell, and between its paragraphs."""
_LEAST = 4
"""So many lines of a row stand together before it may go on on the next page."""


class _Line(NamedTuple):
    """One line of words at a place from the left; an empty one is room."""

    height: float
    text: str = ""
    left: float = 0.0
    points: int = TEXT
    bold: bool = False
    role: str = "text"
    bullet: float | None = None
    """Where its point stands, of the first line of one."""


class _Row(NamedTuple):
    """A row of a table, or a part of one: the lines of each cell, and where the cells begin and end."""

    cells: tuple[list[_Line], ...]
    edges: Sequence[float]
    head: bool = False

    @property
    def height(self) -> float:
        return max(sum(line.height for line in lines) for lines in self.cells) + 2 * _PAD

    def parted(self, room: float) -> tuple[_Row, _Row] | None:
        """The lines that fit a height, and the others; None where fewer fit than stand together."""
        first, rest = [], []
        for lines in self.cells:
            kept, left = 0, room - 2 * _PAD
            for line in lines:
                left -= line.height
                if left < 0:
                    break
                kept += 1
            if kept < min(_LEAST, len(lines)):
                return None
            first.append(lines[:kept])
            rest.append(lines[kept:])
        return self._replace(cells=tuple(first)), self._replace(cells=tuple(rest))


class DocumentSheet(Lettered):
    """The pages of a document."""

    def __init__(self, document: Document, theme: Theme, paper: Paper = UPRIGHT) -> None:
        self.theme, self.paper, self._document = theme, paper, document
        self._across = paper.width - 2 * paper.margin
        marks = " · ".join(filter(None, (document.marking, document.draft)))
        self._marks = whole(marks, SMALL, True, self._across) if marks else []
        self._foot = Foot(Caption(document.title, classification=document.marking), self._across, "page 0000 of 0000")
        self._top = max(1, len(self._marks)) * 12 + 12.0
        self._room = paper.height - 2 * paper.margin - self._top - self._foot.height - 6
        self.pages: list[list[tuple[float, _Line | _Row]]] = [[]]
        self._y = 0.0
        self._lay_out(document)

    # -- dividing ------------------------------------------------------------------------------------------------------

    def _lay_out(self, document: Document) -> None:
        for line in self._lines(document.title, TITLE, bold=True):
            self._put(line)
        self._put(_Line(6))
        for section in document.sections:
            heading = self._heading(section.heading, section.level) if section.heading else []
            self._keep(sum(line.height for line in heading) + self._least(section.blocks))
            for line in heading:
                self._put(line)
            for block in section.blocks:
                if isinstance(block, Table):
                    self._table(block)
                else:
                    for line in self._paragraph(block, TEXT, self._across):
                        self._put(line)
                    self._put(_Line(_BETWEEN))

    def _put(self, piece: _Line | _Row) -> None:
        if self._y + piece.height > self._room and self._y:
            self._next_page()
        if isinstance(piece, _Line) and not piece.text and not self._y:
            return  # room at the top of a page is none
        self.pages[-1].append((self._y, piece))
        self._y += piece.height

    def _keep(self, height: float) -> None:
        """Begin a page where so much has no room on this one."""
        if self._y and self._y + height > self._room:
            self._next_page()

    def _next_page(self) -> None:
        self.pages.append([])
        self._y = 0.0

    def _least(self, blocks: Sequence[Para | Table]) -> float:
        """How much of the first block must stand below its heading."""
        if blocks and isinstance(blocks[0], Table):
            table = blocks[0]
            rows = list(self._rows(table, table.rows[:1]))
            return 20 + self._head_row(table).height + min(sum(row.height for row in rows), 6 * SMALL)
        return 2.0 * TEXT

    def _table(self, table: Table) -> None:
        head = self._head_row(table)
        if table.caption:
            lines = list(self._lines(table.caption, SMALL, role="text_quiet"))
            self._keep(sum(line.height for line in lines) + head.height + 3 * SMALL)
            for line in lines:
                self._put(line)
        self._put(_Line(_BETWEEN))
        self._put(head)
        for row in self._rows(table, table.rows):
            rest: _Row | None = row
            while rest is not None:
                left = self._room - self._y
                if rest.height <= left:
                    self._put(rest)
                    break
                parts = rest.parted(left) if rest.height > self._room / 3 else None
                if parts is None and self._y <= head.height:
                    self._put(rest)
                    break
                if parts is not None:
                    self._put(parts[0])
                rest = parts[1] if parts is not None else rest
                self._next_page()
                self._put(head)
        self._put(_Line(8))

    # -- laying out ----------------------------------------------------------------------------------------------------

    def _heading(self, text: str, level: int) -> list[_Line]:
        points = HEADINGS[level - 1]
        return [_Line(points), *self._lines(text, points, bold=True), _Line(_BETWEEN)]

    def _lines(
        self, text: str, points: int, *, bold: bool = False, role: str = "text", across: float = 0, left: float = 0
    ) -> Iterator[_Line]:
        room = (across or self._across) - left
        turned = leftwards(text)
        for words in whole(text, points, bold, room):
            start = left + max(0.0, room - advance(words, points, bold)) if turned else left
            yield _Line(round(points * 1.3, 1), words, start, points, bold, role)

    def _paragraph(self, block: Para, points: int, across: float, *, bold: bool = False) -> Iterator[_Line]:
        left = _INDENT if block.bullet else 0.0
        for number, line in enumerate(self._lines(block.text, points, bold=bold, across=across, left=left)):
            yield line._replace(bullet=0.0) if block.bullet and not number else line

    def _rows(self, table: Table, rows: Iterable[tuple[Cell, ...]], *, head: bool = False) -> Iterator[_Row]:
        shares = table.shares or (1,) * len(table.head)
        widths = [share / sum(shares) * self._across for share in shares]
        edges = [sum(widths[:number]) for number in range(len(widths) + 1)]
        for row in rows:
            yield _Row(tuple(self._cell(one, width, head) for one, width in zip(row, widths, strict=True)), edges, head)

    def _head_row(self, table: Table) -> _Row:
        return next(self._rows(table, [tuple((Para(one),) for one in table.head)], head=True))

    def _cell(self, content: Cell, width: float, head: bool) -> list[_Line]:
        lines: list[_Line] = []
        for block in content:
            if lines:
                lines[-1] = lines[-1]._replace(height=lines[-1].height + _BETWEEN)
            lines += self._paragraph(block, SMALL, width - 2 * _PAD, bold=head)
        return lines

    # -- drawing -------------------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter, number: int) -> None:
        """Draw a page, counted from 0, with its top left at the painter's origin. Raises IndexError."""
        painter.save()
        painter.translate(self.paper.margin, self.paper.margin)
        for count, words in enumerate(self._marks):
            left = self._across - advance(words, SMALL, True)
            self._text(painter, left, count * 12, words, "text", SMALL, bold=True)
        if number and len(self._marks) <= 1:
            room = self._across - (advance(self._marks[0], SMALL, True) + 20 if self._marks else 0)
            self._text(painter, 0, 0, elided(self._document.title, SMALL, False, max(0, room)), "text_quiet", SMALL)
        for y, piece in self.pages[number]:
            if isinstance(piece, _Row):
                self._draw_row(painter, piece, self._top + y)
            else:
                self._draw_line(painter, piece, 0, self._top + y)
        base = self.paper.height - 2 * self.paper.margin - 3
        self._foot.draw(painter, self._text, base, f"page {number + 1} of {len(self.pages)}")
        painter.restore()

    def _draw_line(self, painter: QPainter, line: _Line, left: float, y: float) -> None:
        base = y + line.points
        if line.bullet is not None:
            self._text(painter, left + line.bullet, base, _BULLET, line.role, line.points)
        if line.text:
            self._text(painter, left + line.left, base, line.text, line.role, line.points, bold=line.bold)

    def _draw_row(self, painter: QPainter, row: _Row, y: float) -> None:
        box = QRectF(0, y, self._across, row.height)
        if row.head:
            painter.fillRect(box, self.theme["head"])
        painter.setPen(QPen(self.theme["control_edge"], 0.5))
        painter.drawRect(box)
        for x in row.edges[1:-1]:
            painter.drawLine(QPointF(x, y), QPointF(x, y + row.height))
        for lines, x in zip(row.cells, row.edges, strict=False):
            top = y + _PAD - 1
            for line in lines:
                self._draw_line(painter, line, x + _PAD, top)
                top += line.height
