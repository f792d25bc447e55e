"""The board on paper: one page where it stays readable at arm's length, else lane by lane with the stage heads repeated.

Drawn by the painter of the window. Every shown card lies on exactly one page, whatever is folded on the screen, for paper
cannot be unfolded. A painter that draws a page is scaled to points; the smallest words of a card are LEAST points or more.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from mhhs_board.domain.board import Board, Cell
from mhhs_board.drawing.card import advance, elided
from mhhs_board.drawing.face import LaneHead, StageHead
from mhhs_board.drawing.fonts import font
from mhhs_board.drawing.geometry import LANE_HEAD, LEAST_COLUMN, SIZES, STAGE_HEAD, Density, Layout, Rect
from mhhs_board.drawing.grid import Grid
from mhhs_board.drawing.paint import BoardPainter
from mhhs_board.drawing.theme import Theme

LEAST = 7.0
"""The least size, in points, of the smallest words of a card. Its reference and title are larger by a tenth to a fifth."""
STEADY = 8.0
"""The size that they have where the board takes several pages anyway."""
MOST = 10.5
"""The size at which a small board stops growing."""
SMALLEST = 11
"""The pixels of those words: a scale of one makes them as many points. The initials in a disc repeat what is elsewhere."""

HEADER, FOOTER = 40.0, 22.0
"""Points kept for what every page says of itself."""


class Paper(NamedTuple):
    """A sheet lying on its side, in points."""

    name: str
    width: float
    height: float
    margin: float = 28.35


A4 = Paper("A4", 841.89, 595.28)
A3 = Paper("A3", 1190.55, 841.89)
PAPERS = {paper.name.lower(): paper for paper in (A4, A3)}


@dataclass(frozen=True, slots=True)
class Caption:
    """What every page says of itself, each as people read it; empty texts are left out."""

    name: str
    as_at: str = ""
    counts: str = ""
    filter: str = ""
    classification: str = ""


class Part(NamedTuple):
    """The piece of a lane that one page holds: its cards by column, and the pages that it comes from and goes on to."""

    lane: str
    cells: dict[str, list[str]]
    height: int
    before: bool = False
    after: bool = False


class Page(NamedTuple):
    """One page: pieces of lanes, and the columns of the board from `first` up to `last`."""

    parts: list[Part]
    first: int
    last: int


class _Piece(Grid):
    """The cells of one page as a grid of their own."""

    def __init__(self, page: Page, columns: Sequence[str]) -> None:
        super().__init__(Board())
        self.lanes = [part.lane for part in page.parts]
        self.columns = list(columns)
        self.cells = {(part.lane, column): part.cells[column] for part in page.parts for column in columns}


class _PagePainter(BoardPainter):
    """The board's painter with the heads of the whole board and without what only a window can do: fold."""

    def __init__(self, board: Board, theme: Theme, today: date, whole: Grid) -> None:
        super().__init__(board, theme, today)
        self._whole = super().heads(whole)
        self.page: Page | None = None
        self.number = 0

    def heads(self, grid: Grid) -> tuple[dict[str, StageHead], dict[str, LaneHead]]:
        """The heads say what the whole board holds; a lane that goes on says so instead of its counts."""
        stages, lanes = self._whole
        continued = [part.lane for part in self.page.parts if part.before] if self.page else []
        return stages, lanes | {lane: replace(lanes[lane], words="continued", total=0) for lane in continued}

    def _chevron(self, painter: QPainter, middle: QPointF, *, folded: bool) -> None:
        """Nothing folds on paper."""


class Pages:
    """A board divided into pages. `paper` None is one page as large as the board at a scale of one, for a picture.

    Raises nothing for an empty board: it is one page that says so.
    """

    def __init__(
        self,
        board: Board,
        theme: Theme,
        today: date,
        caption: Caption,
        shown: Container[str] | None = None,
        paper: Paper | None = A4,
    ) -> None:
        self.caption = caption
        self.theme = theme
        self.grid = Grid(board, shown)
        self._painter = _PagePainter(board, theme, today, self.grid)
        if paper is None:
            self.density, self.scale = Density.NORMAL, 1.0
            paper = self._drawn_out()
        self.paper = paper
        self.room_width = paper.width - 2 * paper.margin
        self.room_height = paper.height - 2 * paper.margin - HEADER - FOOTER
        self.pages = self._one_page() or self._many_pages()

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of every page in points."""
        return self.paper.width, self.paper.height

    @property
    def smallest(self) -> float:
        """The size in points of the smallest words of a card."""
        return SMALLEST * self.scale

    def cards(self, number: int) -> list[str]:
        """The ids of the cards on a page, counted from 0, lane by lane."""
        page = self.pages[number]
        columns = self.grid.columns[page.first : page.last]
        return [artefact for part in page.parts for column in columns for artefact in part.cells[column]]

    # -- dividing ------------------------------------------------------------------------------------------------------

    def _whole_lanes(self, density: Density) -> list[Part]:
        return [
            self._part(lane, {c: self.grid.cells[lane, c] for c in self.grid.columns}, density) for lane in self.grid.lanes
        ]

    def _part(
        self, lane: str, cells: dict[str, list[str]], density: Density, before: bool = False, after: bool = False
    ) -> Part:
        sizes = SIZES[density]
        steps = {column: len(ids) * _step(column, density) for column, ids in cells.items() if ids}
        height = max(sizes.lane, max(steps.values(), default=0) - sizes.gap + 2 * sizes.pad)
        return Part(lane, cells, height, before, after)

    def _drawn_out(self) -> Paper:
        """A page that the whole board fits."""
        width = LANE_HEAD + max(len(self.grid.columns) * PICTURE_COLUMN, 2 * LANE_HEAD)
        height = STAGE_HEAD + sum(part.height for part in self._whole_lanes(self.density))
        margin = 16.0
        return Paper("", width + 2 * margin, max(height, 120) + HEADER + FOOTER + 2 * margin, margin)

    def _one_page(self) -> list[Page]:
        """The fullest cards with which the whole board fits one page at LEAST points; none where it does not fit."""
        needed = LANE_HEAD + len(self.grid.columns) * LEAST_COLUMN
        densities = (self.density,) if not self.paper.name else (Density.FULL, Density.NORMAL, Density.COMPACT)
        for density in densities:
            parts = self._whole_lanes(density)
            height = STAGE_HEAD + sum(part.height for part in parts)
            scale = min(self.room_width / needed, self.room_height / height, MOST / SMALLEST)
            scale = scale if self.paper.name else self.scale
            if scale >= LEAST / SMALLEST:
                self.density, self.scale = density, scale
                return [Page(parts, 0, len(self.grid.columns))]
        return []

    def _many_pages(self) -> list[Page]:
        """Pages of lanes, a tall lane going on over several; columns that are too many for the width on pages of their own."""
        self.density = Density.NORMAL
        columns = len(self.grid.columns)
        fitting = max(1, int((self.room_width * SMALLEST / LEAST - LANE_HEAD) // LEAST_COLUMN))
        groups = -(-columns // fitting)
        across = -(-columns // groups)
        self.scale = min(STEADY / SMALLEST, self.room_width / (LANE_HEAD + across * LEAST_COLUMN))
        spans = [(first, min(first + across, columns)) for first in range(0, columns, across)]
        return [Page(parts, first, last) for parts in self._rows() for first, last in spans]

    def _rows(self) -> Iterator[list[Part]]:
        """Pieces of lanes, a page's height of them at a time; a lane is cut only where it fits no page, or half of one."""
        full = int(self.room_height / self.scale) - STAGE_HEAD
        left, parts = full, list[Part]()
        for part in self._whole_lanes(self.density):
            while part.height > left:
                if part.height <= full or left < full // 2:
                    if parts:
                        yield parts
                    left, parts = full, []
                    continue
                head, part = self._cut(part, left)
                yield [*parts, head]
                left, parts = full, []
            parts.append(part)
            left -= part.height
        if parts:
            yield parts

    def _cut(self, part: Part, height: int) -> tuple[Part, Part]:
        """What of a lane fits a height, and the rest; at least one card of each column goes along."""
        sizes = SIZES[self.density]
        here: dict[str, list[str]] = {}
        rest: dict[str, list[str]] = {}
        for column, ids in part.cells.items():
            most = max(1, (height - 2 * sizes.pad + sizes.gap) // _step(column, self.density))
            here[column], rest[column] = ids[:most], ids[most:]
        return (
            self._part(part.lane, here, self.density, before=part.before, after=True),
            self._part(part.lane, rest, self.density, before=True),
        )
