"""The cards as a flat list: shown, unfolded, in reading order. What an entry did is said row by row.

The list is what Qt's selection, keyboard and assistive technology work on; where a card lies is geometry's. The board's own
records are read when they are asked for, the rows are this model's grid.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable
from datetime import date
from typing import Any, Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from mhhs_board.domain.board import Board, Cell
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import FURNITURE, Artefact
from mhhs_board.domain.telling import artefact_of
from mhhs_board.drawing.grid import Grid
from mhhs_board.ui.kit import accessible
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.plain import plain_tooltip

ID_ROLE = int(Qt.ItemDataRole.UserRole)
"""The artefact's id."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
LARGE = 2_000
"""Of an entry with more changes it is not asked which cards they show on."""
MANY = 50
"""From so many touched cards on, the list is laid out at once and not row by row."""


class Source(Protocol):
    """What the model needs of a workspace; a board looked back at needs no more."""

    @property
    def board(self) -> Board:
        """What is shown."""

    @property
    def today(self) -> date:
        """The user's own day."""

    @property
    def actor(self) -> str:
        """Who acts."""

    def subscribe(self, listener: Callable[[Entry], None]) -> Callable[[], None]:
        """Call with every entry taken in; returns what ends it."""


@contained
class BoardModel(QAbstractListModel):
    """Rows of cards of a source's board."""

    cells_changed = Signal(object)
    """Told after the rows: for each cell whose cards changed or moved, the first slot that did (a dict); None where
    everything may have."""

    def __init__(self, source: Source, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._end: Callable[[], None] = lambda: None
        self._waiting: list[Entry] | None = None
        self._turn_to(source)

    # -- what it shows -----------------------------------------------------------------------------------------------

    def _turn_to(self, source: Source) -> None:
        self._end()
        self._source = source
        self.grid, self._seq = Grid(source.board), source.board.seq
        self._end = source.subscribe(self.take)

    def set_source(self, source: Source) -> None:
        """Show another board, or another moment of it; folding of lanes and columns that it has too is kept."""
        lanes, columns = self.grid.folded_lanes, self.grid.folded_columns
        self.beginResetModel()
        self._waiting = None if self._waiting is None else []  # they were entries of the board before
        self._turn_to(source)
        self.grid = self.grid.folding(lanes, columns)
        self.endResetModel()
        self.cells_changed.emit(None)

    def close(self) -> None:
        """Hear of no more entries."""
        self._end()
        self._end = lambda: None

    @property
    def board(self) -> Board:
        """The board shown."""
        return self._source.board

    @property
    def actor(self) -> str:
        """Who acts on it."""
        return self._source.actor

    @property
    def today(self) -> date:
        """The day that ages count to."""
        return self._source.today

    def set_shown(self, shown: Container[str] | None) -> None:
        """Show only these artefacts, or all with None. What stays shown stays selected."""
        in_step = self._seq == self.board.seq
        self._lay_out(self.grid.showing(self.board, shown) if in_step else self._made_anew(shown))

    def set_folded(self, lanes: Collection[str], columns: Collection[str]) -> None:
        """Fold lanes and columns away; their cards are no rows while they are."""
        self._lay_out(self.grid.folding(lanes, columns))

    def _made_anew(self, shown: Container[str] | None) -> Grid:
        self._seq = self.board.seq
        return Grid(self.board, shown, self.grid.folded_lanes, self.grid.folded_columns)

    def _lay_out(self, grid: Grid) -> None:
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        ids = [self.grid.id_at(index.row()) for index in old]
        self.grid = grid
        rows = self._rows_of(ids)
        self.changePersistentIndexList(old, [self.index(row) if row >= 0 else _NOWHERE for row in rows])
        self.layoutChanged.emit()
        self.cells_changed.emit(None)

    def _rows_of(self, ids: list[str]) -> list[int]:
        """The rows of cards, -1 where one has none; of many the whole list is numbered once and not each cell for each."""
        if len(ids) <= MANY:
            return [self.grid.row_of(artefact) for artefact in ids]
        numbers = {artefact: row for row, artefact in enumerate(self.grid.ids_between(0, self.grid.rows - 1))}
        return [numbers.get(artefact, -1) for artefact in ids]

    # -- entries -----------------------------------------------------------------------------------------------------

    def hold(self) -> None:
        """Let entries wait: cards are held in the air, and no row may move under them."""
        self._waiting = []

    def release(self) -> None:
        """Take in what has waited."""
        waiting, self._waiting = self._waiting, None
        if waiting:
            self._take(waiting)

    def take(self, entry: Entry) -> None:
        """Say which rows an entry changed. The board has taken it in already."""
        if self._waiting is not None:
            self._waiting.append(entry)
        else:
            self._take([entry])

    def _take(self, entries: list[Entry]) -> None:
        """All together, because the board stands behind the last of them."""
        if not self.grid.spans(self.board):  # the last card left a lane that is out of use, or one came back into it
            self._lay_out(self._made_anew(self.grid.shown))
            return
        touched: set[str] = set()
        for entry in entries:
            if (found := self._touched(entry)) is None or len(touched := touched | found) > MANY:
                self._lay_out(self._made_anew(self.grid.shown))
                return
        # All others keep their order, so a cell differs from the first slot on where a touched card stood or stands.
        cells: dict[Cell, int] = {}
        self._note(cells, touched)
        self._place(touched)
        self._note(cells, touched)
        self._seq = self.board.seq
        for artefact in touched:
            if (row := self.grid.row_of(artefact)) >= 0:
                self.dataChanged.emit(self.index(row), self.index(row))
        self.cells_changed.emit(cells)

    def _note(self, cells: dict[Cell, int], touched: Iterable[str]) -> None:
        """Note for each cell the first slot in which a touched card stands now."""
        for artefact in touched:
            if (cell := self.grid.where(artefact)) is not None:
                slot = self.grid.slot_of(artefact, cell)
                cells[cell] = min(slot, cells.get(cell, slot))

    def _touched(self, entry: Entry) -> set[str] | None:
        """The artefacts that an entry shows on, None where it changed what many cards or heads show."""
        if len(entry.changes) > LARGE:
            return None
        touched: set[str] = set()
        for change in entry.changes:
            if change.kind in FURNITURE:
                return None
            touched.add(artefact_of(self.board, change))
        touched.discard("")
        return touched

    def _place(self, touched: Iterable[str]) -> None:
        """Bring touched cards to where the board has them, row by row."""
        board, grid = self.board, self.grid
        arriving: dict[Cell, list[str]] = {}
        for artefact_id in touched:
            artefact = board.of(Artefact).get(artefact_id)
            column = board.column_of(artefact) if artefact else None
            source = grid.where(artefact_id)
            target = (artefact.workstream, column) if artefact and column else None
            if not grid.passes(artefact_id):
                grid.put_hidden(artefact_id, target)
            elif target is not None:
                arriving.setdefault(target, []).append(artefact_id)
            elif source is not None:
                self._remove(artefact_id, source)
        for cell, arrived in arriving.items():
            # In the cell's order each card goes right behind the one before it, which is in its place already.
            ids = board.cell(*cell)
            for place in sorted(map(ids.index, arrived)):
                before = next((one for one in reversed(ids[:place]) if grid.passes(one)), "")
                self._put(ids[place], cell, grid.slot_of(before, cell, place) + 1 if before else 0)

    def _put(self, artefact_id: str, cell: Cell, slot: int) -> None:
        grid, source = self.grid, self.grid.where(artefact_id)
        if source is None:
            self._insert(artefact_id, cell, slot)
            return
        place = grid.slot_of(artefact_id, source)
        if source == cell and slot in (place, place + 1):
            return
        left = slot - 1 if source == cell and slot > place else slot
        if grid.is_folded(source) or grid.is_folded(cell):
            self._remove(artefact_id, source)
            self._insert(artefact_id, cell, left)
            return
        # Where the flat row stays the same (the last of one cell becomes the first of the next) Qt has nothing to move.
        row, target = grid.row_of(artefact_id), grid.start(cell) + slot
        moves = target not in (row, row + 1)
        if moves:
            self.beginMoveRows(_NOWHERE, row, row, _NOWHERE, target)
        grid.take_out(artefact_id)
        grid.put_in(artefact_id, cell, left)
        grid.count_rows()
        if moves:
            self.endMoveRows()

    def _insert(self, artefact_id: str, cell: Cell, slot: int) -> None:
        folded = self.grid.is_folded(cell)
        if not folded:
            row = self.grid.start(cell) + slot
            self.beginInsertRows(_NOWHERE, row, row)
        self.grid.put_in(artefact_id, cell, slot)
        self.grid.count_rows()
        if not folded:
            self.endInsertRows()

    def _remove(self, artefact_id: str, cell: Cell) -> None:
        folded = self.grid.is_folded(cell)
        if not folded:
            row = self.grid.row_of(artefact_id)
            self.beginRemoveRows(_NOWHERE, row, row)
        self.grid.take_out(artefact_id)
        self.grid.count_rows()
        if not folded:
            self.endRemoveRows()

    # -- the list ----------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many cards are shown and not folded away."""
        return 0 if parent.isValid() else self.grid.rows

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """A card's id, its words for a list, its name for assistive technology, or its tooltip, safe for any sink."""
        if not index.isValid() or index.row() >= self.grid.rows:
            return None
        artefact_id = self.grid.id_at(index.row())
        if role == ID_ROLE:
            return artefact_id
        artefact = self.board.of(Artefact).get(artefact_id)
        if artefact is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return artefact.title if artefact.title.startswith(artefact.ref) else f"{artefact.ref} {artefact.title}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return accessible.card_name(self.board, artefact, self.today)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(accessible.tooltip(self.board, artefact, self.today))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cards can be chosen and dragged; nothing is edited in the list."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def index_of(self, artefact_id: str) -> QModelIndex:
        """The index of a card, invalid where it is hidden, folded away or unknown."""
        row = self.grid.row_of(artefact_id)
        return self.index(row) if row >= 0 else QModelIndex()
