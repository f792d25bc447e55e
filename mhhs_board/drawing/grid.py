"""Which artefacts stand in which cell of the picture, and in which row of the list behind it.

A grid is a board seen through a filter and with some lanes and columns folded. Its rows are the shown cards of unfolded
cells in reading order: lanes, then columns, then the order in the cell. It keeps a list per cell and one dictionary, no
object per card, so that 100,000 cards cost milliseconds; the dictionary knows hidden cards too, so that the next filter
need not make it again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Container, Iterable, Iterator
from copy import copy

from mhhs_board.domain.board import BLOCKED, Board, Cell
from mhhs_board.domain.query.matching import Shown

_NEAR = 8
"""How many places around the last one are looked at first."""
_MOST = 1000
"""Of so many cards it is remembered where they were found."""


class Grid:
    """The shown cards of a board by cell. `cells` holds every lane and column, folded ones too, so counts stay true."""

    def __init__(
        self,
        board: Board,
        shown: Container[str] | None = None,
        folded_lanes: Collection[str] = (),
        folded_columns: Collection[str] = (),
    ) -> None:
        self.lanes = [workstream.id for workstream in board.workstreams]
        self.columns = board.columns
        self._where: dict[str, Cell] = {}
        self._slots: dict[str, int] = {}  # where a card was found last
        for lane in self.lanes:
            for column in self.columns:
                self._where |= dict.fromkeys(board.cell(lane, column), (lane, column))
        self._show(board, shown)
        self._fold(folded_lanes, folded_columns)

    def _show(self, board: Board, shown: Container[str] | None) -> None:
        self.shown = shown
        cells = [(lane, column) for lane in self.lanes for column in self.columns]
        known = shown.cells(board) if isinstance(shown, Shown) else None
        if known is not None:
            self.cells: dict[Cell, list[str]] = {cell: known.get(cell, []) for cell in cells}
        elif shown is not None:
            self.cells = {cell: list(filter(shown.__contains__, board.cell(*cell))) for cell in cells}
        else:
            self.cells = {cell: board.cell(*cell)[:] for cell in cells}

    def _fold(self, lanes: Collection[str], columns: Collection[str]) -> None:
        self.folded_lanes, self.folded_columns = frozenset(lanes), frozenset(columns)
        self.order = [cell for cell in self.cells if not self.is_folded(cell)]
        """The unfolded cells in reading order."""
        self._number = {cell: number for number, cell in enumerate(self.order)}
        self.count_rows()

    def showing(self, board: Board, shown: Container[str] | None) -> Grid:
        """The grid that follows this one where only other cards are shown of the same moment of the board.

        It goes on with what this one knows, which is not to be altered any more.
        """
        grid = copy(self)
        grid._show(board, shown)
        grid.count_rows()
        return grid

    def folding(self, lanes: Collection[str], columns: Collection[str]) -> Grid:
        """The grid that follows this one where only other lanes and columns are folded; see `showing`."""
        grid = copy(self)
        grid._fold(lanes, columns)
        return grid

    def spans(self, board: Board) -> bool:
        """Whether its lanes and columns are those of a board."""
        return self.columns == board.columns and self.lanes == [workstream.id for workstream in board.workstreams]

    def passes(self, artefact: str) -> bool:
        """Whether the filter shows an artefact, wherever it stands."""
        return self.shown is None or artefact in self.shown

    def is_folded(self, cell: Cell) -> bool:
        """Whether a cell shows only its count."""
        return cell[0] in self.folded_lanes or cell[1] in self.folded_columns

    # -- rows --------------------------------------------------------------------------------------------------------

    def count_rows(self) -> None:
        """Number the rows again, cell by cell; what alters `cells` ends with this."""
        self._starts: list[int] = []
        row = 0
        for cell in self.order:
            self._starts.append(row)
            row += len(self.cells[cell])
        self.rows = row
        """How many cards are shown and not folded away."""

    def start(self, cell: Cell) -> int:
        """The row of an unfolded cell's first card, or of the first card after it where it is empty."""
        return self._starts[self._number[cell]]

    def where(self, artefact: str) -> Cell | None:
        """The cell of a shown card, folded or not; None where it is not shown."""
        return self._where.get(artefact) if self.passes(artefact) else None

    def row_of(self, artefact: str) -> int:
        """The row of a card, -1 where it is hidden, folded away or unknown."""
        cell = self.where(artefact)
        number = None if cell is None else self._number.get(cell)
        if cell is None or number is None:
            return -1
        return self._starts[number] + self.slot_of(artefact, cell)

    def slot_of(self, artefact: str, cell: Cell, near: int | None = None) -> int:
        """The place of a card in its cell: looked for near the place given or where it was found last, for a cell may be
        long and few cards are asked for again and again. Raises ValueError where it is not there."""
        ids = self.cells[cell]
        near = self._slots.get(artefact, 0) if near is None else near
        try:
            slot = ids.index(artefact, max(0, near - _NEAR), near + _NEAR)
        except ValueError:
            slot = ids.index(artefact)
        if len(self._slots) >= _MOST:
            self._slots.clear()
        self._slots[artefact] = slot
        return slot

    def place(self, row: int) -> tuple[Cell, int]:
        """The cell of a row and its place in it. Raises IndexError."""
        if not 0 <= row < self.rows:
            raise IndexError(row)
        number = bisect_right(self._starts, row) - 1
        cell = self.order[number]
        return cell, row - self._starts[number]

    def id_at(self, row: int) -> str:
        """The id of the card in a row. Raises IndexError."""
        cell, slot = self.place(row)
        return self.cells[cell][slot]

    def ids_between(self, first: int, last: int) -> Iterator[str]:
        """The ids of the rows from `first` to `last`, both included, cell by cell."""
        while first <= min(last, self.rows - 1):
            cell, slot = self.place(first)
            part = self.cells[cell][slot : slot + last - first + 1]
            yield from part
            first += len(part)

    # -- change ------------------------------------------------------------------------------------------------------

    def take_out(self, artefact: str) -> None:
        """Remove a card from its cell."""
        cell = self._where[artefact]
        del self.cells[cell][self.slot_of(artefact, cell)], self._where[artefact]

    def put_hidden(self, artefact: str, cell: Cell | None) -> None:
        """Know where a hidden card stands now, None where it is no longer on the board."""
        if cell is None:
            self._where.pop(artefact, None)
        else:
            self._where[artefact] = cell

    def put_in(self, artefact: str, cell: Cell, slot: int) -> None:
        """Put a card into a cell at a place."""
        self.cells[cell].insert(slot, artefact)
        self._where[artefact], self._slots[artefact] = cell, slot

    def shown_count(self) -> int:
        """How many cards pass the filter, folded ones too."""
        return self.counts(self.cells)

    def counts(self, cells: Iterable[Cell]) -> int:
        """How many cards are shown in some cells together."""
        return sum(len(self.cells[cell]) for cell in cells)


def blocked_column(column: str) -> bool:
    """Whether a column is the one that shows what is blocked, whose order is not the user's."""
    return column == BLOCKED
