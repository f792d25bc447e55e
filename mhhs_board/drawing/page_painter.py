"""The board's painter for one page of paper: what stands on the page under its own counts, long cells in strips.

A lane is a band over the whole width with its cells below it, and no head is cut; all else is drawn as in the window.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import msgspec
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from mhhs_board.domain.board import OUT_OF_USE, Board, Cell
from mhhs_board.drawing.card import advance, whole, wrapped
from mhhs_board.drawing.dividing import GAP, PAD, Part, Strip, stacked
from mhhs_board.drawing.face import LaneHead, StageHead
from mhhs_board.drawing.fonts import font
from mhhs_board.drawing.geometry import Column, Density, Lane, Layout, Rect
from mhhs_board.drawing.grid import Grid
from mhhs_board.drawing.head_rows import OUT
from mhhs_board.drawing.limits import Line
from mhhs_board.drawing.paint import BoardPainter
from mhhs_board.drawing.paper_card import PaperPen

NAME, WORDS = 13, 11
"""The size of a head's name, and of what it counts."""
NAME_STEP, WORDS_STEP = 16, 14
MOST_LINES = 8
"""Of a name; a longer one would take the page from what it is the head of."""
BAND = 22
BAR = 90
SAID = 620
"""The room that a band keeps for what is counted and where its lane comes from and goes on, the bar among it."""


class Piece(Grid):
    """The cells of one page as a grid of their own; `starts` is how many pieces of each cell lie on earlier pages."""

    def __init__(self, parts: Iterable[Part], columns: Sequence[str]) -> None:
        super().__init__(Board())
        self.columns = list(columns)
        self.lanes, self.starts = list[str](), dict[Cell, int]()
        for part in parts:
            self.lanes.append(part.lane)
            self.cells |= {(part.lane, column): part.cells[column] for column in columns}
            self.starts |= {(part.lane, column): part.starts[column] for column in columns}


class PageLayout(Layout):
    """The rectangles of one page: lanes as high as their pieces, in each a band and below it cards as high as they are."""

    def __init__(
        self,
        parts: Sequence[Part],
        columns: Sequence[Column],
        bands: Mapping[str, int],
        heights: Mapping[str, int],
        density: Density,
        beside: int = 1,
    ) -> None:
        self._beside = beside
        super().__init__(Piece(parts, [column.id for column in columns]), 0, density)
        self._band, self._heights = bands, heights
        top = 0
        lanes: list[Lane] = []
        for part in parts:
            lanes.append(Lane(part.lane, top, part.height, False))
            top += part.height
        self.place(columns, lanes)
        self._rects: dict[Cell, list[Rect]] = {}

    def across(self, column: Column) -> int:
        """How many cards stand side by side in a cell."""
        return self._beside

    def _places(self, lane: Lane, column: Column) -> list[Rect]:
        """Where each card of a cell lies, and where one behind them would begin."""
        cell = (lane.id, column.id)
        if cell not in self._rects:
            first, wide = lane.y + self._band[lane.id] + PAD, column.width // self._beside
            left, top, rects = column.x + PAD, first, list[Rect]()
            for number, stack in enumerate(stacked(self.grid.cells[cell], self._heights, self._beside)):
                left, top = column.x + number * wide + PAD, first
                for name in stack:
                    rects.append(Rect(left, top, wide - 2 * PAD, self._heights[name]))
                    top += self._heights[name] + GAP
            self._rects[cell] = [*rects, Rect(left, top, wide - 2 * PAD, 0)]
        return self._rects[cell]

    def _rect(self, lane: Lane, column: Column, place: int) -> Rect:
        return self._places(lane, column)[place]

    def visible_slots(self, exposed: Rect) -> Iterator[tuple[Cell, int, Rect]]:
        """Cell, place in it and rectangle of every card; a page is seen whole."""
        for lane, column in self.visible_cells(exposed):
            cell = (lane.id, column.id)
            for place in range(len(self.grid.cells[cell])):
                yield cell, place, self._rect(lane, column, place)


class Heads(NamedTuple):
    """How high the heads of a sheet are: those of its stages, and the band of each lane."""

    stages: int
    bands: dict[str, int]


class PagePainter(BoardPainter):
    """Draws pages of a board whose shown cards are those of `whole`, as its pen measured them; `cells` are the pieces of
    these cards. Nothing folds on paper, so there are no arrows."""

    limit_pixels = WORDS

    def __init__(self, board: Board, pen: PaperPen, grid: Grid, cells: Mapping[Cell, list[str]]) -> None:
        super().__init__(board, pen.theme, pen.today)
        self.arrows = False
        self.pen: PaperPen = pen
        self._grid, self._cells = grid, cells
        self._whole = super().heads(grid)
        self._limits = super().lines(grid)
        self._across = 0
        self.where = "on this page"
        self.beside = 1

    def heads(self, grid: Grid) -> tuple[dict[str, StageHead], dict[str, LaneHead]]:
        """The heads of the whole board; what they count on a page is said when they are drawn."""
        return self._whole

    def lines(self, grid: Grid) -> dict[Cell, Line]:
        """The lines of limits that lie on the page: behind the same card as on the whole board."""
        found: dict[Cell, Line] = {}
        for cell, start in grid.starts.items() if isinstance(grid, Piece) else ():
            line = self._limits.get(cell)
            if line is None:
                continue
            slot = self._place_of(cell, line.slot)
            if start < slot <= start + len(grid.cells[cell]) or slot == start == 0:
                found[cell] = line._replace(slot=slot - start)
        return found

    def _place_of(self, cell: Cell, slot: int) -> int:
        """The place of the card in a slot of a cell among the cell's pieces; behind the last one for a slot behind it."""
        begun = -1
        for place, name in enumerate(self._cells[cell]):
            begun += self.pen.begins(name)
            if begun == slot:
                return place
        return len(self._cells[cell])

    def _begun(self, names: Iterable[str]) -> int:
        """How many cards begin among some pieces."""
        return sum(map(self.pen.begins, names))

    # -- how high heads are --------------------------------------------------------------------------------------------

    def head_heights(self, columns: Sequence[Column], across: int) -> Heads:
        """The heights of the heads over columns and a width; every page of a sheet has the same."""
        self._across = across
        stages = self._whole[0]
        lines = max((len(_name(stages[column.id], column.width)) for column in columns), default=1)
        counts = max((len(_counted(stages[column.id], column.width)) for column in columns), default=1)
        bands = {lane: self._band_height(lane) for lane in self._grid.lanes}
        return Heads(8 + NAME_STEP * lines + WORDS_STEP * counts, bands)

    def _band_height(self, lane: str) -> int:
        lines, beside = self._named(lane)
        return BAND if beside else BAND + len(lines) * NAME_STEP - 2

    def _named(self, lane: str) -> tuple[list[str], bool]:
        """A lane's name, in one line where what is said of it has room beside it, else in as many as it takes above that;
        and whether it has."""
        name = self._whole[1][lane].name.removesuffix(OUT_OF_USE)
        if advance(name, NAME, True) <= self._across - SAID:
            return [name], True
        return wrapped(name, NAME, True, self._across - 20, MOST_LINES), False

    # -- a page --------------------------------------------------------------------------------------------------------

    def page(
        self,
        painter: QPainter,
        parts: Sequence[Part],
        columns: Sequence[Column],
        heads: Heads,
        links: Sequence[tuple[str, str]],
    ) -> tuple[int, int]:
        """Draw pieces of lanes with their heads; returns how wide and high it became. `links` is, for each piece, where it
        comes from and where it goes on, in words or empty."""
        layout = PageLayout(parts, columns, heads.bands, self.pen.heights, self.pen.density, self.beside)
        height = max(layout.height, 0 if parts else 72)
        painter.fillRect(QRectF(0, 0, self._across, heads.stages), self.theme["head"])
        for column in layout.columns:
            self._stage_head(painter, column, self._on_page(parts, column.id))
        painter.translate(0, heads.stages)
        self.body(painter, layout, Rect(0, 0, layout.width, height))
        for part, lane, link in zip(parts, layout.lanes, links, strict=True):
            self._band(painter, part, lane.y, heads, link)
        painter.translate(0, -heads.stages)
        self._ruled(painter, self._across, heads.stages)
        return max(layout.width, self._across if parts else 0), heads.stages + height

    def strips(
        self, painter: QPainter, parts: Sequence[Part], wide: int, heads: Heads, links: Sequence[tuple[str, str]]
    ) -> tuple[int, int]:
        """Draw a lane's cards in strips `wide` pixels wide, and below them lanes without a card, as `page` does."""
        part = parts[0]
        across = wide * len(part.strips)
        self._strip_heads(painter, part, wide, heads)
        painter.translate(0, heads.stages)
        for strip in part.strips:
            alone = part._replace(cells={strip.column: strip.ids}, starts={strip.column: strip.start})
            column = Column(strip.column, 0, wide, False)
            layout = PageLayout([alone], [column], heads.bands, self.pen.heights, self.pen.density)
            self.body(painter, layout, Rect(0, 0, wide, part.height))
            painter.translate(wide, 0)
        painter.translate(-across, 0)
        top = 0
        for one, link in zip(parts, links, strict=True):
            self._band(painter, one, top, heads, link)
            top += one.height
        painter.translate(0, -heads.stages)
        self._ruled(painter, self._across, heads.stages)
        below = heads.stages + heads.bands[part.lane]
        painter.setPen(self.theme["control_edge"])
        for left in self._borders(part, wide):
            for top, bottom in ((0, heads.stages), (below, heads.stages + part.height)):
                painter.drawLine(QPointF(left - 0.5, top), QPointF(left - 0.5, bottom))
        return self._across, heads.stages + top

    def _strip_heads(self, painter: QPainter, part: Part, wide: int, heads: Heads) -> None:
        """Over all strips of a cell, its stage and which of the cell's cards they are."""
        left = 0
        painter.fillRect(QRectF(0, 0, self._across, heads.stages), self.theme["head"])
        for column, found in groupby(part.strips, lambda strip: strip.column):
            strips = list(found)
            head = msgspec.structs.replace(self._whole[0][column], counts=self._continued(part.lane, strips), limit=None)
            self._stage_head(painter, Column(column, left, wide * len(strips), False), head)
            left += wide * len(strips)

    def _borders(self, part: Part, wide: int) -> Iterator[int]:
        """Where the strips of one cell end and those of the next begin."""
        columns = [strip.column for strip in part.strips]
        return (wide * number for number in range(1, len(columns)) if columns[number] != columns[number - 1])

    def _continued(self, lane: str, strips: Sequence[Strip]) -> tuple[str, ...]:
        column, pieces = strips[0].column, self._cells[lane, strips[0].column]
        first = self._begun(pieces[: strips[0].start + 1])
        last = self._begun(pieces[: strips[-1].start + len(strips[-1].ids)])
        count = len(self._grid.cells[lane, column])
        words = f"{first} to {last} of {count}" if last > first else f"{last} of {count}"
        return f"continued · {words}", words

    def _ruled(self, painter: QPainter, width: int, y: float) -> None:
        painter.setPen(self.theme["lane_line"])
        painter.drawLine(QPointF(0, y - 0.5), QPointF(width, y - 0.5))

    # -- heads ---------------------------------------------------------------------------------------------------------

    def _on_page(self, parts: Sequence[Part], column: str) -> StageHead:
        """A stage's head with the count of what stands on the page: where that is not all, of how many."""
        head, lanes = self._whole[0][column], self._grid.lanes
        here = self._begun(name for part in parts for name in part.cells[column])
        if here == self._grid.counts((lane, column) for lane in lanes):
            return head
        words = f"{here} of {sum(len(self.board.cell(lane, column)) for lane in lanes)}"
        passed = f" · limit {head.limit.most} passed" if head.limit is not None and head.limit.over else ""
        return msgspec.structs.replace(head, counts=(f"{words}{passed}",))

    def _stage_head(self, painter: QPainter, column: Column, head: StageHead) -> None:
        theme, left, base = self.theme, column.x + 10, NAME + 6
        painter.setFont(font(NAME, True))
        painter.setPen(theme["text_quiet" if head.out else "text"])
        for line in _name(head, column.width):
            painter.drawText(QPointF(left, base), line)
            base += NAME_STEP
        painter.setFont(font(WORDS, head.over))
        painter.setPen(theme["warn" if head.over else "text_quiet"])
        for line in _counted(head, column.width):
            painter.drawText(QPointF(left, base), line)
            base += WORDS_STEP

    def _band(self, painter: QPainter, part: Part, top: int, heads: Heads, link: tuple[str, str]) -> None:
        """Whose the cells below are, how many of its cards stand on the page, and where the lane comes from and goes on."""
        theme, head, box = self.theme, self.lane_head(part, link), QRectF(0, top, self._across, heads.bands[part.lane])
        painter.fillRect(box, theme["chip"])
        painter.setPen(theme["on_chip" if head.out else "text"])
        painter.setFont(font(NAME, True))
        base, x = box.y() + 16, 10.0
        lines, beside = self._named(part.lane)
        for number, line in enumerate(lines):
            painter.drawText(QPointF(10, base + number * NAME_STEP), line)
        if beside:
            x += advance(lines[0], NAME, True) + 14
        else:
            base += len(lines) * NAME_STEP - 2
        if head.limit is not None and head.limit.over:
            x = self._worded(painter, x, base, f"! {head.limit.words}", "warn", bold=True) + 14
        self._worded(painter, x, base, head.words, "on_chip")
        if not part.bare:
            self._bar(painter, QRectF(box.right() - BAR - 10, box.y() + 9, BAR, 4), head)
        for y in (box.y(), box.bottom()):
            self._ruled(painter, self._across, y)

    def _worded(self, painter: QPainter, x: float, base: float, words: str, role: str, *, bold: bool = False) -> float:
        painter.setFont(font(WORDS, bold))
        painter.setPen(self.theme[role])
        painter.drawText(QPointF(x, base), words)
        return x + advance(words, WORDS, bold)

    def lane_head(self, part: Part, link: tuple[str, str]) -> LaneHead:
        """A lane's head with what its band says on a page."""
        head = self._whole[1][part.lane]
        said = [OUT] if head.out else []
        here = self._begun(name for ids in part.cells.values() for name in ids)
        shown = self._grid.counts((part.lane, column) for column in self._grid.columns)
        if here != shown:
            said.append(f"{here} of {head.total} {self.where}")
        if here == shown or shown == head.total:
            said.append(head.rest[0])
        said += [words for words in link if words]
        return msgspec.structs.replace(head, words=" · ".join(said))


def _name(head: StageHead, width: int) -> list[str]:
    """The name of a stage whole, the shorter one where that saves lines."""
    full, short = (
        wrapped(name.removesuffix(OUT_OF_USE), NAME, True, width - 18, MOST_LINES) for name in (head.name, head.short)
    )
    return full if len(full) <= max(2, len(short)) else short


def _counted(head: StageHead, width: int) -> list[str]:
    """What a stage's head counts: the fullest wording that takes two lines, the briefest in as many as it takes."""
    before = "! " if head.over else ""
    wordings = [f"{before}{OUT} · {words}" if head.out else before + words for words in head.counts]
    laid = [whole(words, WORDS, head.over, width - 18) for words in wordings]
    return next((lines for lines in laid if len(lines) <= 2), laid[-1])
