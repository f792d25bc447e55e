"""What a limit looks like: how many of how many, in words, and the place in the column where what is over it begins.

The line is drawn behind the n-th card in reading order; blocked artefacts hold a place in the stage they keep, though they
are drawn elsewhere. Nothing here is told by colour alone.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import NamedTuple

from mhhs_board.domain.board import BLOCKED, Board, Cell
from mhhs_board.domain.records import Limit
from mhhs_board.drawing.grid import Grid

SHOWN = 12
"""How many of the cards over a limit a tooltip names."""


class LimitCount(NamedTuple):
    """How a limit stands: `total` of `most`, and the ids of the drawn cards that are over it, in reading order."""

    total: int
    most: int
    beyond: tuple[str, ...]

    @property
    def over(self) -> bool:
        """Whether more stand there than may."""
        return self.total > self.most

    @property
    def words(self) -> str:
        """ "6 of 5 · over the limit"."""
        left = self.most - self.total
        looks = "over the limit" if left < 0 else {0: "limit reached", 1: "one left"}.get(left, "")
        return f"{self.brief} · {looks}" if looks else self.brief

    @property
    def brief(self) -> str:
        """ "6 of 5"."""
        return f"{self.total} of {self.most}"


class Line(NamedTuple):
    """The line in a cell: before which of the shown cards, what is written on it, and whether the limit is passed."""

    slot: int
    words: str
    over: bool


def drawn_limits(board: Board) -> list[Limit]:
    """The limits that are in force, as far as anything can be counted."""
    return [limit for limit in board.limits if limit.gate != "off"] if board.whole else []


def count_of(board: Board, grid: Grid, limit: Limit) -> LimitCount:
    """How a limit stands on the whole board, whatever a filter hides."""
    total = board.standing_in(workstream=limit.workstream, stage=limit.stage)
    cells = [board.cell(*cell) for cell in _cells(grid, limit)]
    held_elsewhere = 0 if limit.stage is None else total - sum(map(len, cells))
    fitting = max(0, limit.most - held_elsewhere)
    return LimitCount(total, limit.most, tuple(islice(chain.from_iterable(cells), fitting, None)))


def _cells(grid: Grid, limit: Limit) -> list[Cell]:
    """The cells whose cards count, in reading order."""
    return [
        (lane, column)
        for lane in grid.lanes
        for column in grid.columns
        if limit.workstream in (None, lane) and (limit.stage == column or limit.stage is None)
    ]


def lines(board: Board, grid: Grid) -> dict[Cell, Line]:
    """Where lines are drawn, by cell: behind the last card that fits, once a limit of a stage or a cell is reached.

    A lane's limit has no line, because its cards do not stand one below the other. Of two in a cell the tighter one counts.
    """
    found: dict[Cell, Line] = {}
    for limit in drawn_limits(board):
        if limit.stage is None or limit.stage == BLOCKED:
            continue
        count = count_of(board, grid, limit)
        if count.total < count.most:
            continue
        cells = [cell for cell in _cells(grid, limit) if board.cell(*cell)]
        first = count.beyond[0] if count.beyond else None
        place = next((cell for cell in cells if first in board.cell(*cell)), cells[-1] if cells else None)
        if place is not None and (grid.shown is None or grid.cells.get(place)):  # a filter leaves no line behind alone
            ids = board.cell(*place)
            slot = sum(map(grid.passes, ids[: ids.index(first)] if first in ids else ids))
            line = Line(slot, f"limit {count.most}", count.over)
            if place not in found or line.slot < found[place].slot:
                found[place] = line
    return found


def over_words(board: Board, count: LimitCount) -> str:
    """The cards over a limit by name, for a tooltip; empty where there are none."""
    if not count.beyond:
        return "Over by blocked artefacts alone" if count.over else ""
    if not count.over:
        return ""
    names = [artefact.ref or artefact.title for artefact in map(board.artefact, count.beyond[:SHOWN])]
    more = len(count.beyond) - len(names)
    return f"Over the limit: {', '.join(names)}{f' and {more} more' if more else ''}"
