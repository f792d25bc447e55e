"""Which artefacts stand in which cell of the picture, and in which row of the list behind it.

A grid is a board seen through a filter and with some lanes and columns folded. Its rows are the shown cards of unfolded
cells in reading order: lanes, then columns, then the order in the cell. It keeps a list per cell and one dictionary, no
object per card, so that 100,000 cards cost milliseconds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Container, Iterable, Iterator

from mhhs_board.domain.board import BLOCKED, Board, Cell


class Grid:
    """The shown cards of a board by cell. `cells` holds every lane and column, folded ones too, so counts stay true."""

    def __init__(
        self,
        board: Board,
        shown: Container[str] | None = None,
        folded_lanes: Collection[str] = (),
        folded_columns: Collection[str] = (),
    ) -> None:
        self.shown = shown
        self.lanes = [workstream.id for workstream in board.workstreams]
        self.columns = board.columns
        self.folded_lanes = frozenset(folded_lanes)
        self.folded_columns = frozenset(folded_columns)
        self.cells: dict[Cell, list[str]] = {}
        self._where: dict[str, Cell] = {}
        for lane in self.lanes:
            for column in self.columns:
                self._fill(board, (lane, column))
        self.order = [cell for cell in self.cells if not self.is_folded(cell)]
        """The unfolded cells in reading order."""
        self._number = {cell: number for number, cell in enumerate(self.order)}
        self.count_rows()

    def _fill(self, board: Board, cell: Cell) -> None:
        ids = self.seen(board, cell)
        self.cells[cell] = ids
        if ids:
            self._where.update(dict.fromkeys(ids, cell))

    def seen(self, board: Board, cell: Cell) -> list[str]:
        """The ids that this grid would show in a cell of the board as it stands now; a list of its own."""
        ids, shown = board.cell(*cell), self.shown
        return ids[:] if shown is None else [artefact for artefact in ids if artefact in shown]

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
        return self._where.get(artefact)

    def row_of(self, artefact: str) -> int:
        """The row of a card, -1 where it is hidden, folded away or unknown."""
        cell = self._where.get(artefact)
        number = None if cell is None else self._number.get(cell)
        if cell is None or number is None:
            return -1
        return self._starts[number] + self.cells[cell].index(artefact)

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
        self.cells[self._where.pop(artefact)].remove(artefact)

    def put_in(self, artefact: str, cell: Cell, slot: int) -> None:
        """Put a card into a cell at a place."""
        self.cells[cell].insert(slot, artefact)
        self._where[artefact] = cell

    def shown_count(self) -> int:
        """How many cards pass the filter, folded ones too."""
        return len(self._where)

    def counts(self, cells: Iterable[Cell]) -> int:
        """How many cards are shown in some cells together."""
        return sum(len(self.cells[cell]) for cell in cells)


def blocked_column(column: str) -> bool:
    """Whether a column is the one that shows what is blocked, whose order is not the user's."""
    return column == BLOCKED
