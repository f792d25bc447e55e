"""Where everything goes: a grid and a width give rectangles, and a point gives a card, a cell or a slot.

Plain numbers in logical pixels. The origin is the top left of the first cell; the heads lie outside, stages above and lanes
to the left. A card's height depends on the density and on whether it is blocked, never on measuring text, and every card of
one column has the same height, so a layout is arithmetic per cell and costs the same for ten and 100,000 cards.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from mhhs_board.domain.board import Board, Cell
from mhhs_board.drawing.grid import Grid, blocked_column

STAGE_HEAD = 36
"""Height of the stage heads."""
LANE_HEAD = 148
"""Width of the lane heads."""
LEAST_COLUMN = 132
"""Columns share the width, but are never narrower; then the board scrolls sideways. With this the six of L4 stand whole
beside the inspector in a window 1280 wide."""
LANE_WORDS = 92
"""Height of what a lane's head says; it stays in sight as long as so much of its lane does."""
FOLDED_COLUMN = 40
FOLDED_LANE = 32


class Density(IntEnum):
    """How much of a card is shown."""

    DOTS = 0
    COMPACT = 1
    NORMAL = 2
    FULL = 3


class Sizes(NamedTuple):
    """Heights of a card and of a blocked card, the gap between cards, the padding of a cell, the least height of a lane."""

    card: int
    blocked: int
    gap: int
    pad: int
    lane: int


SIZES = {
    Density.DOTS: Sizes(18, 18, 4, 8, 68),
    Density.COMPACT: Sizes(56, 72, 6, 6, 72),
    Density.NORMAL: Sizes(88, 136, 8, 8, 96),
    Density.FULL: Sizes(132, 192, 8, 8, 140),
}


class Rect(NamedTuple):
    """A rectangle; right and bottom are outside it."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column of pixels beyond it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row of pixels beyond it."""
        return self.y + self.height

    def meets(self, other: Rect) -> bool:
        """Whether two rectangles share a pixel."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside."""
        return self.x <= x < self.right and self.y <= y < self.bottom


class Column(NamedTuple):
    """A column of the picture: a stage or BLOCKED."""

    id: str
    x: int
    width: int
    folded: bool


class Lane(NamedTuple):
    """A lane of the picture."""

    id: str
    y: int
    height: int
    folded: bool

    def words_top(self, top: int) -> int:
        """Where its head's words begin while the body is scrolled to `top`: they stay while their lane goes by."""
        return max(self.y, min(top, self.y + self.height - LANE_WORDS))


class Hit(NamedTuple):
    """A cell and the slot in it: how many of its cards lie before the point. None where its order is fixed."""

    workstream: str
    column: str
    slot: int | None


class Layout:
    """The rectangles of one grid at one width and density. Made anew after a change: it costs per cell, not per card."""

    def __init__(self, grid: Grid, width: int, density: Density = Density.COMPACT) -> None:
        self.grid = grid
        self.density = density
        self.sizes = SIZES[density]
        self.place(*self._placed(width))

    def place(self, columns: Sequence[Column], lanes: Sequence[Lane]) -> None:
        """Take columns and lanes as they lie, each beginning where the one before it ends."""
        self.columns, self.lanes = list(columns), list(lanes)
        self._column = {column.id: column for column in self.columns}
        self._lane = {lane.id: lane for lane in self.lanes}
        self._lane_tops = [lane.y for lane in self.lanes]
        self._lefts = [column.x for column in self.columns]
        self.height = self.lanes[-1].y + self.lanes[-1].height if self.lanes else 0
        self.width = self.columns[-1].x + self.columns[-1].width if self.columns else 0

    def _placed(self, width: int) -> tuple[list[Column], list[Lane]]:
        self.columns = _columns(self.grid, width)
        lanes: list[Lane] = []
        top = 0
        for lane_id in self.grid.lanes:
            folded = lane_id in self.grid.folded_lanes
            height = FOLDED_LANE if folded else self._lane_height(lane_id)
            lanes.append(Lane(lane_id, top, height, folded))
            top += height
        return self.columns, lanes

    def _lane_height(self, lane_id: str) -> int:
        height = self.sizes.lane
        for column in self.columns:
            if not column.folded and (count := len(self.grid.cells[lane_id, column.id])):
                rows = -(-count // self.across(column))
                step = self.card_height(column.id) + self.sizes.gap
                height = max(height, rows * step - self.sizes.gap + 2 * self.sizes.pad)
        return height

    # -- the parts of a cell -----------------------------------------------------------------------------------------

    def card_height(self, column: str) -> int:
        """The height of every card in a column."""
        return self.sizes.blocked if blocked_column(column) else self.sizes.card

    def across(self, column: Column) -> int:
        """How many cards stand side by side in a cell: one, but dots fill the width."""
        if self.density is not Density.DOTS:
            return 1
        size, gap = self.sizes.card, self.sizes.gap
        return max(1, (column.width - 2 * self.sizes.pad + gap) // (size + gap))

    def lane(self, workstream: str) -> Lane:
        """The lane of a workstream. Raises KeyError."""
        return self._lane[workstream]

    def column(self, column: str) -> Column:
        """The column of a stage or BLOCKED. Raises KeyError."""
        return self._column[column]

    def cell_rect(self, workstream: str, column: str) -> Rect:
        """The rectangle of a cell. Raises KeyError."""
        lane, across = self._lane[workstream], self._column[column]
        return Rect(across.x, lane.y, across.width, lane.height)

    def _rect(self, lane: Lane, column: Column, place: int) -> Rect:
        sizes, height = self.sizes, self.card_height(column.id)
        if self.density is Density.DOTS:
            row, along = divmod(place, self.across(column))
            left = column.x + sizes.pad + along * (sizes.card + sizes.gap)
            return Rect(left, lane.y + sizes.pad + row * (height + sizes.gap), sizes.card, height)
        top = lane.y + sizes.pad + place * (height + sizes.gap)
        return Rect(column.x + sizes.pad, top, column.width - 2 * sizes.pad, height)

    def slot_rect(self, workstream: str, column: str, slot: int) -> Rect:
        """Where the card in a slot of a cell lies, or would lie."""
        return self._rect(self._lane[workstream], self._column[column], slot)

    def card_rect(self, artefact: str) -> Rect | None:
        """The rectangle of a card, None where it is hidden or folded away."""
        cell = self.grid.where(artefact)
        if cell is None or self.grid.is_folded(cell):
            return None
        return self.slot_rect(*cell, self.grid.slot_of(artefact, cell))

    def row_rect(self, row: int) -> Rect:
        """The rectangle of the card in a row. Raises IndexError."""
        cell, slot = self.grid.place(row)
        return self.slot_rect(*cell, slot)

    def fixed(self, cell: Cell) -> bool:
        """Whether nothing can be put at a slot of a cell: its order is not the user's, or not seen."""
        return self.grid.is_folded(cell) or blocked_column(cell[1])

    # -- what a point meets ------------------------------------------------------------------------------------------

    def _at(self, x: float, y: float) -> tuple[Lane, Column] | None:
        if not (0 <= x < self.width and 0 <= y < self.height):
            return None
        return self.lanes[bisect_right(self._lane_tops, y) - 1], self.columns[bisect_right(self._lefts, x) - 1]

    def card_at(self, x: float, y: float) -> str | None:
        """The id of the card under a point, None between the cards."""
        found = self._at(x, y)
        if found is None:
            return None
        lane, column = found
        ids = self.grid.cells[lane.id, column.id]
        if lane.folded or column.folded or not ids:
            return None
        row = int((y - lane.y - self.sizes.pad) // (self.card_height(column.id) + self.sizes.gap))
        along = 0
        if self.density is Density.DOTS:
            along = int((x - column.x - self.sizes.pad) // (self.sizes.card + self.sizes.gap))
        across = self.across(column)
        place = row * across + along
        if row < 0 or not 0 <= along < across or place >= len(ids):
            return None
        return ids[place] if self._rect(lane, column, place).holds(x, y) else None

    def cell_at(self, x: float, y: float, without: Container[str] = ()) -> Hit | None:
        """The cell under a point and the slot a drop there means, counted without the cards in `without`."""
        found = self._at(x, y)
        if found is None:
            return None
        lane, column = found
        if self.fixed((lane.id, column.id)):
            return Hit(lane.id, column.id, None)
        ids = self.grid.cells[lane.id, column.id]
        step = self.card_height(column.id) + self.sizes.gap
        offset = y - lane.y - self.sizes.pad
        if self.density is Density.DOTS:
            across = self.across(column)
            cell = self.sizes.card + self.sizes.gap
            along = min(across, max(0, round((x - column.x - self.sizes.pad) / cell)))
            before = int(max(0, offset // step)) * across + along
        else:
            before = max(0, round((offset + self.sizes.gap / 2) / step))
        before = min(before, len(ids))
        return Hit(lane.id, column.id, sum(1 for artefact in ids[:before] if artefact not in without))

    def visible_cards(self, exposed: Rect) -> Iterator[tuple[str, Rect]]:
        """Id and rectangle of every card that meets a rectangle, without looking at the others."""
        for cell, slot, rect in self.visible_slots(exposed):
            yield self.grid.cells[cell][slot], rect

    def visible_rows(self, exposed: Rect) -> Iterator[tuple[int, Rect]]:
        """Row and rectangle of every card that meets a rectangle."""
        for cell, slot, rect in self.visible_slots(exposed):
            yield self.grid.start(cell) + slot, rect

    def visible_slots(self, exposed: Rect) -> Iterator[tuple[Cell, int, Rect]]:
        """Cell, place in it and rectangle of every card that meets a rectangle."""
        for lane, column in self.visible_cells(exposed):
            if lane.folded or column.folded:
                continue
            ids = self.grid.cells[lane.id, column.id]
            if not ids:
                continue
            step = self.card_height(column.id) + self.sizes.gap
            across = self.across(column)
            first = max(0, (exposed.y - lane.y - self.sizes.pad) // step) * across
            last = max(0, (exposed.bottom - lane.y - self.sizes.pad) // step + 1) * across
            for place in range(first, min(last, len(ids))):
                rect = self._rect(lane, column, place)
                if rect.meets(exposed):
                    yield (lane.id, column.id), place, rect

    def visible_cells(self, exposed: Rect) -> Iterator[tuple[Lane, Column]]:
        """Every cell that meets a rectangle, folded ones too."""
        first = max(0, bisect_right(self._lane_tops, exposed.y) - 1)
        left = max(0, bisect_right(self._lefts, exposed.x) - 1)
        for lane in self.lanes[first:]:
            if lane.y >= exposed.bottom:
                return
            for column in self.columns[left:]:
                if column.x >= exposed.right:
                    break
                yield lane, column

    # -- after a change ----------------------------------------------------------------------------------------------

    def damage(self, old: Layout, cells: Mapping[Cell, int]) -> list[Rect]:
        """What to paint again where `old` is on the screen: cells from their first changed slot, and what moved down."""
        if old.columns != self.columns or len(old.lanes) != len(self.lanes):
            return [Rect(0, 0, max(self.width, old.width), max(self.height, old.height))]
        changed = [self._from(cell, slot) for cell, slot in cells.items()]
        for lane, before in zip(self.lanes, old.lanes, strict=True):
            if lane != before:
                # Above the place where the lane ended or ends now, only the changed cells differ.
                top = min(lane.y + lane.height, before.y + before.height) - 1
                whole = Rect(0, top, self.width, max(self.height, old.height) - top)
                return [whole, *(rect for rect in changed if rect.y < top)]
        return changed

    def _from(self, cell: Cell, slot: int) -> Rect:
        """A cell from a slot on; the gap above belongs to it, for a focused card's edge."""
        whole = self.cell_rect(*cell)
        if self.grid.is_folded(cell):
            return whole
        top = self.slot_rect(*cell, slot).y - self.sizes.gap // 2
        return Rect(whole.x, top, whole.width, max(0, whole.bottom - top))


def _columns(grid: Grid, width: int) -> list[Column]:
    folded = sum(1 for column in grid.columns if column in grid.folded_columns)
    opened = len(grid.columns) - folded
    room = max(width - folded * FOLDED_COLUMN, opened * LEAST_COLUMN)
    columns: list[Column] = []
    left = number = 0
    for column in grid.columns:
        if column in grid.folded_columns:
            columns.append(Column(column, left, FOLDED_COLUMN, True))
        else:
            number += 1
            share = room * number // opened - room * (number - 1) // opened
            columns.append(Column(column, left, share, False))
        left += columns[-1].width
    return columns


def lay_out(
    board: Board,
    shown: Container[str] | None = None,
    *,
    width: int,
    density: Density = Density.COMPACT,
    folded_lanes: Collection[str] = (),
    folded_columns: Collection[str] = (),
) -> Layout:
    """A board's layout in `width` logical pixels without the lane heads."""
    return Layout(Grid(board, shown, folded_lanes, folded_columns), width, density)


def fitting(grid: Grid, width: int, height: int) -> Density:
    """The roomiest density at which the whole board fits a size without its heads; DOTS where none does."""
    for density in sorted(Density, reverse=True):
        if Layout(grid, width, density).height <= height:
            return density
    return Density.DOTS


DIRECTIONS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


def neighbour(layout: Layout, artefact: str, direction: str) -> str | None:
    """The card that an arrow key reaches: the nearest by height to the side, the next one up or down, also across lanes.

    Columns and lanes without a shown card are passed over. None at the edge of the board.
    """
    grid = layout.grid
    cell, here = grid.where(artefact), layout.card_rect(artefact)
    if cell is None or here is None:
        return None
    along, down = DIRECTIONS[direction]
    ids = grid.cells[cell]
    place = grid.slot_of(artefact, cell)
    across = layout.across(layout.column(cell[1]))
    if along:
        beside = place + along
        if across > 1 and 0 <= beside < len(ids) and beside // across == place // across:
            return ids[beside]
        column = layout.columns.index(layout.column(cell[1])) + along
        while 0 <= column < len(layout.columns):
            if (found := nearest(layout, cell[0], layout.columns[column].id, here)) is not None:
                return found
            column += along
        return None
    beside = place + down * across
    if 0 <= beside < len(ids):
        return ids[beside]
    lane = grid.lanes.index(cell[0]) + down
    while 0 <= lane < len(grid.lanes):
        there = (grid.lanes[lane], cell[1])
        if grid.cells[there] and not grid.is_folded(there):
            return grid.cells[there][0 if down > 0 else -1]
        lane += down
    return None


def nearest(layout: Layout, workstream: str, column: str, here: Rect) -> str | None:
    """The card of a cell whose middle is nearest in height to a rectangle's; None where the cell shows none."""
    cell = (workstream, column)
    ids = layout.grid.cells[cell]
    if not ids or layout.grid.is_folded(cell):
        return None
    step = layout.card_height(column) + layout.sizes.gap
    middle = here.y + here.height / 2 - layout.lane(workstream).y - layout.sizes.pad
    row = max(0, round((middle - layout.card_height(column) / 2) / step))
    across = layout.across(layout.column(column))
    return ids[min(row * across, len(ids) - 1)]
