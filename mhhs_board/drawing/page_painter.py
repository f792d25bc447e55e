"""The board's painter for one page of paper: heads of the whole board over the cards of the page, long cells in strips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

import msgspec
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from mhhs_board.domain.board import Board, Cell
from mhhs_board.drawing.dividing import Part, Strip
from mhhs_board.drawing.face import LaneHead, StageHead
from mhhs_board.drawing.fonts import font
from mhhs_board.drawing.geometry import LANE_HEAD, STAGE_HEAD, Column, Density, Layout, Rect
from mhhs_board.drawing.grid import Grid
from mhhs_board.drawing.limits import Line
from mhhs_board.drawing.paint import BoardPainter
from mhhs_board.drawing.theme import Theme


class Piece(Grid):
    """The cells of one page as a grid of their own; `starts` is how many cards of each cell lie on earlier pages."""

    def __init__(self, parts: Iterable[Part], columns: Sequence[str]) -> None:
        super().__init__(Board())
        self.columns = list(columns)
        self.lanes, self.starts = list[str](), dict[Cell, int]()
        for part in parts:
            self.lanes.append(part.lane)
            self.cells |= {(part.lane, column): part.cells[column] for column in columns}
            self.starts |= {(part.lane, column): part.starts[column] for column in columns}


class _Strip(Layout):
    """One strip as a layout of one cell, as high as all the strips beside it."""

    def __init__(self, part: Part, strip: Strip, width: int, density: Density) -> None:
        self._tall = part.height
        alone = part._replace(cells={strip.column: strip.ids}, starts={strip.column: strip.start})
        super().__init__(Piece([alone], [strip.column]), width, density)

    def _lane_height(self, lane_id: str) -> int:
        return self._tall


class PagePainter(BoardPainter):
    """Draws pages of a board whose shown cards are those of `whole`. Nothing folds on paper, so there are no arrows."""

    def __init__(self, board: Board, theme: Theme, today: date, whole: Grid) -> None:
        super().__init__(board, theme, today)
        self.arrows = False
        self._grid = whole
        self._whole = super().heads(whole)
        self._limits = super().lines(whole)
        self._continued: dict[str, str] = {}

    def heads(self, grid: Grid) -> tuple[dict[str, StageHead], dict[str, LaneHead]]:
        """The heads say what the whole board holds, not what the page does; a lane that goes on says from where."""
        stages, lanes = self._whole
        return stages, lanes | {
            lane: msgspec.structs.replace(lanes[lane], words=words) for lane, words in self._continued.items()
        }

    def lines(self, grid: Grid) -> dict[Cell, Line]:
        """The lines of limits that lie on the page: behind the same card as on the whole board."""
        found: dict[Cell, Line] = {}
        for cell, start in grid.starts.items() if isinstance(grid, Piece) else ():
            line = self._limits.get(cell)
            if line is not None and (start < line.slot <= start + len(grid.cells[cell]) or line.slot == start == 0):
                found[cell] = line._replace(slot=line.slot - start)
        return found

    def page(
        self,
        painter: QPainter,
        parts: Sequence[Part],
        columns: Sequence[str],
        width: int,
        density: Density,
        links: Sequence[tuple[str, str]],
    ) -> tuple[int, int]:
        """Draw pieces of lanes with their heads, `width` pixels the columns; returns how wide and high it became.

        `links` is, for each piece, where it comes from and where it goes on, in words or empty.
        """
        self._continued = {part.lane: before for part, (before, _) in zip(parts, links, strict=True) if before}
        layout = Layout(Piece(parts, columns), width, density)
        height = max(layout.height, 2 * STAGE_HEAD)
        painter.translate(LANE_HEAD, STAGE_HEAD)
        self.body(painter, layout, Rect(0, 0, layout.width, height))
        painter.translate(0, -STAGE_HEAD)
        self.stage_heads(painter, layout, Rect(0, 0, layout.width, STAGE_HEAD))
        painter.translate(-LANE_HEAD, STAGE_HEAD)
        self._lanes(painter, layout, height, links)
        painter.translate(0, -STAGE_HEAD)
        return LANE_HEAD + layout.width, STAGE_HEAD + height

    def strips(self, painter: QPainter, part: Part, wide: int, density: Density, links: tuple[str, str]) -> tuple[int, int]:
        """Draw a lane's cards in strips `wide` pixels wide, as `page` does."""
        self._continued = {part.lane: links[0]}
        painter.translate(LANE_HEAD, STAGE_HEAD)
        for strip in part.strips:
            layout = _Strip(part, strip, wide, density)
            self.body(painter, layout, Rect(0, 0, wide, part.height))
            painter.translate(wide, 0)
        painter.translate(-wide * len(part.strips), -STAGE_HEAD)
        self._strip_heads(painter, part, wide)
        painter.translate(-LANE_HEAD, STAGE_HEAD)
        self._lanes(painter, layout, part.height, [links])
        painter.translate(0, -STAGE_HEAD)
        return LANE_HEAD + wide * len(part.strips), STAGE_HEAD + part.height

    def _strip_heads(self, painter: QPainter, part: Part, wide: int) -> None:
        """Over all strips of a cell, its stage and which of the cell's cards they are."""
        across = wide * len(part.strips)
        painter.fillRect(QRectF(0, 0, across, STAGE_HEAD), self.theme["head"])
        stages, left = self._whole[0], 0
        for column, found in groupby(part.strips, lambda strip: strip.column):
            strips = list(found)
            first, last = strips[0].start + 1, strips[-1].start + len(strips[-1].ids)
            words = f"{first} to {last} of {len(self._grid.cells[part.lane, column])}"
            head = msgspec.structs.replace(stages[column], counts=(f"continued · {words}", words), limit=None)
            self._stage_head(painter, Column(column, left, wide * len(strips), False), head)
            if left:
                painter.setPen(self.theme["control_edge"])
                painter.drawLine(QPointF(left - 0.5, 0), QPointF(left - 0.5, STAGE_HEAD + part.height))
            left += wide * len(strips)
        painter.setPen(self.theme["lane_line"])
        painter.drawLine(QPointF(0, STAGE_HEAD - 0.5), QPointF(across, STAGE_HEAD - 0.5))

    def _lanes(self, painter: QPainter, layout: Layout, height: int, links: Sequence[tuple[str, str]]) -> None:
        """The lane heads, and below each where its lane goes on."""
        self.lane_heads(painter, layout, Rect(0, 0, LANE_HEAD, height))
        painter.setPen(self.theme["text_quiet"])
        painter.setFont(font(11))
        for (_, after), lane in zip(links, layout.lanes, strict=True):
            if after:
                painter.drawText(QPointF(12, lane.y + lane.height - 10), after)
