"""Which cards go on which page of paper: whole boards, lanes one below the other, and long cells in strips side by side.

Plain numbers in the pixels of the layout; cards are as high as they are. Every shown card is on exactly one page, in
reading order within its lane; a card that is higher than a page lies there in pieces, each under a name of its own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mhhs_board.domain.board import Cell

BETWEEN = 12
"""Between the strips of one lane and the heads of the next lanes."""
TALL = 2400
"""The height of a lane from which a picture is easier to look at with strips."""
GAP, PAD = 7, 7
"""Between two cards of a cell, and around them."""


class Strip(NamedTuple):
    """A column's width of cards of one cell; `start` is how many of the cell's pieces come before them."""

    column: str
    start: int
    ids: list[str]


class Part(NamedTuple):
    """The piece of a lane that one page holds: its cards by column, and the pages that it comes from and goes on to.

    `starts` is how many pieces of each cell lie before it. With `strips` the cards stand in them from left to right instead
    of each column under its own head.
    """

    lane: str
    cells: dict[str, list[str]]
    starts: dict[str, int]
    height: int
    before: bool = False
    after: bool = False
    strips: tuple[Strip, ...] = ()

    @property
    def bare(self) -> bool:
        """Whether it is no more than the band that says whose it is."""
        return not any(self.cells.values())


class Page(NamedTuple):
    """One page: pieces of lanes, and the columns of the board from `first` up to `last`."""

    parts: list[Part]
    first: int
    last: int

    @property
    def blocks(self) -> list[list[Part]]:
        """The pieces that stand under the same stage heads: whole columns together, and the strips of a lane with the lanes
        behind it that have no card."""
        found: list[list[Part]] = []
        for part in self.parts:
            if part.strips or not found or (found[-1][0].strips and not part.bare):
                found.append([part])
            else:
                found[-1].append(part)
        return found or [[]]

    def height(self, head: int) -> int:
        """Of all pieces with their stage heads, which are so high."""
        blocks = len(self.blocks)
        return blocks * head + (blocks - 1) * BETWEEN + sum(part.height for part in self.parts)

    def holds(self, lane: str, first: int) -> bool:
        """Whether it shows something of a lane in the columns from `first` on; strips show any column."""
        return any(part.lane == lane and (part.strips or self.first == first) for part in self.parts)


def stacked(ids: Sequence[str], heights: Mapping[str, int], beside: int) -> list[list[str]]:
    """Cards in so many stacks beside each other, read one after the other, of which the highest is as low as can be."""
    if beside == 1 or not ids:
        return [list(ids)]
    whole = sum(heights[name] + GAP for name in ids)
    tried = range(max(whole // beside, max(heights[name] for name in ids) + GAP), whole + 1)
    fits = bisect_left(tried, True, key=lambda height: len(_stacks(ids, heights, height)) <= beside)
    return _stacks(ids, heights, tried[fits])


def _stacks(ids: Sequence[str], heights: Mapping[str, int], height: int) -> list[list[str]]:
    found: list[list[str]] = [[]]
    left = height
    for name in ids:
        if heights[name] + GAP > left and found[-1]:
            found.append([])
            left = height
        found[-1].append(name)
        left -= heights[name] + GAP
    return found


class Divider:
    """Divides cells into pages: `heights` are those of their pieces, `bands` those of what says whose a lane is, and `head`
    that of the stage heads; `beside` is how many cards lie side by side in a cell.

    A lane without a card is its band alone.
    """

    def __init__(
        self,
        cells: Mapping[Cell, list[str]],
        heights: Mapping[str, int],
        bands: Mapping[str, int],
        head: int,
        beside: int = 1,
    ) -> None:
        self._columns = list(dict.fromkeys(column for _, column in cells))
        self._cells, self._heights, self._bands, self._head = cells, heights, bands, head
        self._beside = beside

    def lanes(self) -> list[Part]:
        """Every lane whole, whatever height that takes."""
        starts = dict.fromkeys(self._columns, 0)
        return [self._part(lane, {c: self._cells[lane, c] for c in self._columns}, starts) for lane in self._bands]

    def picture(self, across: int) -> list[Part]:
        """The lanes of one page of any height; one taller than TALL goes on in `across` strips or less below, where that
        takes half the height."""
        parts = list[Part]()
        for lane in self.lanes():
            parts += self._with_strips(lane, across) if lane.height > TALL else [lane]
        return parts

    def _with_strips(self, lane: Part, across: int) -> list[Part]:
        head, rest = self._cut(lane, TALL // 2, forced=True)
        strips = self._levelled(self._cut_strips(rest, rest.height), rest.height, across)
        below = self._of_strips(rest, strips, after=False)
        return [head, below] if head is not None and 2 * below.height <= rest.height else [lane]

    def pages(self, full: int, across: int, groups: int) -> Iterator[list[Part]]:
        """Pieces of lanes, a page's height of them at a time: `full` is that without the stage heads.

        A lane goes on on the next page rather than that a quarter of this one stays free. `across` strips fit beside each
        other; of each page of the grid there are `groups`, as its columns do not all fit the width.
        """
        left, parts = full, list[Part]()
        for lane in self.lanes():
            part: Part | None = lane
            while part is not None:
                heads = BETWEEN + self._head if parts and parts[0].strips and all(one.bare for one in parts[1:]) else 0
                heads = 0 if part.bare else heads
                if part.height + heads <= left:
                    parts.append(part)
                    left -= part.height + heads
                    break
                head, rest = self._cut(part, left - heads) if left >= full // 4 else (None, part)
                if head is None and not parts:
                    head, rest = self._cut(part, full, forced=True)
                if head is not None:
                    parts.append(head)
                    part = rest
                yield parts
                left, parts = full, []
                if head is not None and (strips := self._strips(part, full, across, groups)):
                    yield from ([page] for page in strips[:-1])
                    parts, part = strips[-1:], None
                    left = full - parts[0].height if groups == 1 else 0
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
        tallest = max((self._tall(ids, self._beside) for ids in cells.values()), default=0)
        return Part(lane, cells, starts, self._bands[lane] + tallest, before, after)

    def _tall(self, ids: list[str], beside: int) -> int:
        """The height of a cell with these cards."""
        if not ids:
            return 0
        stacks = stacked(ids, self._heights, beside)
        return max(sum(self._heights[name] + GAP for name in stack) for stack in stacks) - GAP + 2 * PAD

    def _most(self, ids: Sequence[str], height: int, *, forced: bool = False, beside: int = 1) -> int:
        """How many cards stand in a height, in so many stacks; with `forced` one at least."""
        most = height - 2 * PAD
        left, count, stack = most, 0, 1
        for name in ids:
            if self._heights[name] > left and stack < beside and left < most:
                stack, left = stack + 1, most
            if self._heights[name] > left and not (forced and not count):
                break
            left -= self._heights[name] + GAP
            count += 1
        return count

    def _cut(self, part: Part, height: int, *, forced: bool = False) -> tuple[Part | None, Part]:
        """What of a lane fits a height, and the rest; the first is None where that is no card."""
        room = height - self._bands[part.lane]
        most = {column: self._most(ids, room, forced=forced, beside=self._beside) for column, ids in part.cells.items()}
        if not any(most.values()):
            return None, part
        here = {column: ids[: most[column]] for column, ids in part.cells.items()}
        rest = {column: ids[most[column] :] for column, ids in part.cells.items()}
        starts = {column: start + most[column] for column, start in part.starts.items()}
        return (
            self._part(part.lane, here, part.starts, before=part.before, after=True),
            self._part(part.lane, rest, starts, before=True),
        )

    # -- long cells ----------------------------------------------------------------------------------------------------

    def _strips(self, part: Part, full: int, across: int, groups: int) -> list[Part]:
        """A lane's rest on pages of `across` strips, the last page's of equal height.

        None where the pages of the grid would be half full or better, for there each card stands under its own stage.
        """
        room = full - self._bands[part.lane]
        strips = self._cut_strips(part, room)
        rows = -(-max(sum(1 for strip in strips if strip.column == column) for column in part.cells) // self._beside)
        if 2 * -(-len(strips) // across) > rows * groups:
            return []
        pages = [strips[first : first + across] for first in range(0, len(strips), across)]
        pages[-1] = self._levelled(pages[-1], room, across)
        return [self._of_strips(part, page, after=page is not pages[-1]) for page in pages]

    def _cut_strips(self, part: Part, height: int) -> list[Strip]:
        strips: list[Strip] = []
        for column, ids in part.cells.items():
            first = 0
            while first < len(ids):
                most = self._most(ids[first:], height, forced=True)
                strips.append(Strip(column, part.starts[column] + first, ids[first : first + most]))
                first += most
        return strips

    def _levelled(self, strips: list[Strip], full: int, across: int) -> list[Strip]:
        """The same cards in strips as low as the width allows."""
        cells: dict[str, list[str]] = {}
        starts: dict[str, int] = {}
        for strip in strips:
            starts.setdefault(strip.column, strip.start)
            cells[strip.column] = cells.get(strip.column, []) + strip.ids
        part = Part("", cells, starts, 0)
        lowest = max(self._heights[name] for ids in cells.values() for name in ids) + 2 * PAD
        heights = range(lowest, max(full, lowest))
        fits = bisect_left(heights, True, key=lambda height: len(self._cut_strips(part, height)) <= across)
        found = self._cut_strips(part, heights[fits]) if fits < len(heights) else strips
        return found if len(found) <= across else strips

    def _of_strips(self, part: Part, strips: list[Strip], *, after: bool) -> Part:
        cells: dict[str, list[str]] = {column: [] for column in part.cells}
        starts: dict[str, int] = {}
        for strip in strips:
            cells[strip.column] = cells[strip.column] + strip.ids
            starts.setdefault(strip.column, strip.start)
        tallest = max(self._tall(strip.ids, 1) for strip in strips)
        return Part(part.lane, cells, starts, self._bands[part.lane] + tallest, True, after, tuple(strips))
