"""Which cards go on which page of paper: whole boards, lanes one below the other, and long cells in strips side by side.

Plain numbers in the pixels of the layout. Every shown card is on exactly one page, in reading order within its lane.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mhhs_board.drawing.geometry import SIZES, STAGE_HEAD, Density
from mhhs_board.drawing.grid import Grid, blocked_column

BETWEEN = 12
"""Between the strips of one lane and the heads of the next lanes."""
TALL = 2400
"""The height of a lane from which a picture is easier to look at with strips."""


class Strip(NamedTuple):
    """A column's width of cards of one cell; `start` is how many of the cell's cards come before them."""

    column: str
    start: int
    ids: list[str]


class Part(NamedTuple):
    """The piece of a lane that one page holds: its cards by column, and the pages that it comes from and goes on to.

    `starts` is how many cards of each cell lie before it. With `strips` the cards stand in them from left to right instead
    of each column under its own head.
    """

    lane: str
    cells: dict[str, list[str]]
    starts: dict[str, int]
    height: int
    before: bool = False
    after: bool = False
    strips: tuple[Strip, ...] = ()


class Page(NamedTuple):
    """One page: pieces of lanes, and the columns of the board from `first` up to `last`."""

    parts: list[Part]
    first: int
    last: int

    @property
    def blocks(self) -> list[list[Part]]:
        """The pieces that stand under the same stage heads: whole columns together, the strips of a lane alone."""
        found: list[list[Part]] = []
        for part in self.parts:
            if part.strips or not found or found[-1][0].strips:
                found.append([part])
            else:
                found[-1].append(part)
        return found or [[]]

    @property
    def height(self) -> int:
        """Of all pieces with their stage heads."""
        blocks = len(self.blocks)
        return blocks * STAGE_HEAD + (blocks - 1) * BETWEEN + sum(part.height for part in self.parts)

    def holds(self, lane: str, first: int) -> bool:
        """Whether it shows something of a lane in the columns from `first` on; strips show any column."""
        return any(part.lane == lane and (part.strips or self.first == first) for part in self.parts)


class Divider:
    """Divides a grid, drawn in one density."""

    def __init__(self, grid: Grid, density: Density) -> None:
        self.grid = grid
        self.sizes = SIZES[density]

    def step(self, column: str) -> int:
        """From the top of one card to the top of the next."""
        return (self.sizes.blocked if blocked_column(column) else self.sizes.card) + self.sizes.gap

    def one_page(self) -> Page:
        """Every lane whole, whatever height that takes."""
        return Page(self._lanes(), 0, len(self.grid.columns))

    def picture(self) -> Page:
        """One page of any height; a lane taller than TALL goes on in strips below, where that takes half the height."""
        across, parts = len(self.grid.columns), list[Part]()
        for lane in self._lanes():
            parts += self._with_strips(lane, across) if lane.height > TALL else [lane]
        return Page(parts, 0, across)

    def _with_strips(self, lane: Part, across: int) -> list[Part]:
        head, rest = self._cut(lane, TALL // 2)
        strips = self._levelled(self._cut_strips(rest.cells, rest.starts, rest.height), rest.height, across)
        below = self._of_strips(lane.lane, strips, after=False)
        return [head, below] if 2 * below.height <= rest.height else [lane]

    def _lanes(self) -> list[Part]:
        columns, starts = self.grid.columns, dict.fromkeys(self.grid.columns, 0)
        return [self._part(lane, {c: self.grid.cells[lane, c] for c in columns}, starts) for lane in self.grid.lanes]

    def pages(self, full: int, across: int) -> list[Page]:
        """Pages `full` high without the stage heads, with `across` columns or less on each.

        Where there are more columns, those that do not fit go on pages of their own.
        """
        count = len(self.grid.columns)
        spans = [(first, min(first + across, count)) for first in range(0, count, across)]
        pages: list[Page] = []
        for parts in self._rows(full, across, len(spans)):
            whole = [(0, count)] if any(part.strips for part in parts) else spans
            pages += [Page(parts, first, last) for first, last in whole]
        return pages

    def _rows(self, full: int, across: int, groups: int) -> Iterator[list[Part]]:
        """Pieces of lanes, a page's height of them at a time; a lane is cut only where it fits no page, or half of one."""
        left, parts = full, list[Part]()
        for lane in self._lanes():
            part: Part | None = lane
            while part is not None and part.height > left:
                if part.height <= full or left < full // 2:
                    if parts:
                        yield parts
                    left, parts = full, []
                    continue
                head, part = self._cut(part, left)
                yield [*parts, head]
                left, parts = full, []
                if strips := self._strips(part, full, across, groups):
                    yield from ([page] for page in strips[:-1])
                    parts, part = strips[-1:], None
                    left = full - parts[0].height - BETWEEN - STAGE_HEAD if groups == 1 else 0
            if part is not None:
                parts.append(part)
                left -= part.height
        if parts:
            yield parts

    def _part(
        self,
        lane: str,
        cells: dict[str, list[str]],
        starts: dict[str, int],
        before: bool = False,
        after: bool = False,
    ) -> Part:
        steps = {column: len(ids) * self.step(column) for column, ids in cells.items() if ids}
        height = max(self.sizes.lane, max(steps.values(), default=0) - self.sizes.gap + 2 * self.sizes.pad)
        return Part(lane, cells, starts, height, before, after)

    def _most(self, column: str, height: int) -> int:
        """How many cards of a column stand one below the other in a height, one at least."""
        return max(1, (height - 2 * self.sizes.pad + self.sizes.gap) // self.step(column))

    def _cut(self, part: Part, height: int) -> tuple[Part, Part]:
        """What of a lane fits a height, and the rest; at least one card of each column goes along."""
        most = {column: self._most(column, height) for column in part.cells}
        here = {column: ids[: most[column]] for column, ids in part.cells.items()}
        rest = {column: ids[most[column] :] for column, ids in part.cells.items()}
        starts = {column: start + len(here[column]) for column, start in part.starts.items()}
        return (
            self._part(part.lane, here, part.starts, before=part.before, after=True),
            self._part(part.lane, rest, starts, before=True),
        )

    # -- long cells ----------------------------------------------------------------------------------------------------

    def _strips(self, part: Part, full: int, across: int, groups: int) -> list[Part]:
        """A lane's rest on pages of `across` strips, the last page's of equal height.

        None where the pages of the grid would be half full or better, for there each card stands under its own stage.
        """
        rows = max(-(-len(ids) // self._most(column, full)) for column, ids in part.cells.items())
        strips = self._cut_strips(part.cells, part.starts, full)
        if 2 * -(-len(strips) // across) > rows * groups:
            return []
        pages = [strips[first : first + across] for first in range(0, len(strips), across)]
        pages[-1] = self._levelled(pages[-1], full, across)
        return [self._of_strips(part.lane, page, after=page is not pages[-1]) for page in pages]

    def _cut_strips(self, cells: dict[str, list[str]], starts: dict[str, int], height: int) -> list[Strip]:
        return [
            Strip(column, starts[column] + first, ids[first : first + most])
            for column, ids in cells.items()
            for most in [self._most(column, height)]
            for first in range(0, len(ids), most)
        ]

    def _levelled(self, strips: list[Strip], full: int, across: int) -> list[Strip]:
        """The same cards in strips as low as the width allows."""
        cells: dict[str, list[str]] = {}
        starts: dict[str, int] = {}
        for strip in strips:
            starts.setdefault(strip.column, strip.start)
            cells[strip.column] = cells.get(strip.column, []) + strip.ids
        around = 2 * self.sizes.pad - self.sizes.gap
        heights = {count * self.step(column) + around for column in cells for count in range(1, len(cells[column]) + 1)}
        tried = (self._cut_strips(cells, starts, height) for height in sorted(heights) if height <= full)
        return next((found for found in tried if len(found) <= across), strips)

    def _of_strips(self, lane: str, strips: list[Strip], *, after: bool) -> Part:
        cells: dict[str, list[str]] = {column: [] for column in self.grid.columns}
        starts: dict[str, int] = {}
        for strip in strips:
            cells[strip.column] = cells[strip.column] + strip.ids
            starts.setdefault(strip.column, strip.start)
        tallest = max(len(strip.ids) * self.step(strip.column) for strip in strips)
        height = max(self.sizes.lane, tallest - self.sizes.gap + 2 * self.sizes.pad)
        return Part(lane, cells, starts, height, before=True, after=after, strips=tuple(strips))
