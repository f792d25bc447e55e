"""Who has the focus on the board and what is selected: what every helper of the view asks and tells."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from mhhs_board.domain.board import Cell
from mhhs_board.drawing.geometry import Rect
from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.board.canvas import BoardCanvas, Index, spans
from mhhs_board.ui.board.model import ID_ROLE, BoardModel
from mhhs_board.ui.kit import accessible
from mhhs_board.ui.kit.contained import contained

_SELECT = QItemSelectionModel.SelectionFlag


@contained
class FocusedBoard(BoardCanvas):
    """A board with a focus and a selection. What the user wants done is told to the `on_…` functions, what they look at by
    signals."""

    focus_changed = Signal(str)
    """The id of the card that has the focus now, empty where none has."""
    selected_changed = Signal()

    def __init__(self, model: BoardModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(model, theme, parent)
        self.on_move: Callable[[list[str], str | None, str | None, int | None], None] = lambda ids, lane, column, slot: None
        self.on_open: Callable[[str], None] = lambda artefact: None
        self.on_peek: Callable[[], None] = lambda: None
        self.on_menu: Callable[[list[str], QPoint], None] = lambda ids, at: None
        self.on_add: Callable[[str, str], None] = lambda workstream, column: None
        self.on_escape: Callable[[], None] = lambda: None
        self.on_say: Callable[[str], None] = lambda sentence: None
        model.cells_changed.connect(self._tell)

    @property
    def dragging(self) -> bool:
        """Whether cards are held in the air; entries of others wait so long."""
        return bool(self.marks.held)

    def say(self, sentence: str) -> None:
        """Tell the user why something is not done."""
        self.on_say(sentence)

    def focused_id(self) -> str:
        """The id of the card that has the focus, empty where none has."""
        index = self.currentIndex()
        return str(index.data(ID_ROLE)) if index.isValid() else ""

    def focused_cell(self) -> Cell | None:
        """Workstream and column of the focus: the focused card's, or an empty cell's that was clicked."""
        focus = self.focused_id()
        return self._cards.grid.where(focus) if focus else self.marks.focus_cell

    def selected_ids(self) -> list[str]:
        """The selected cards in reading order, or the focused one where none is selected."""
        rows = sorted(spans(self.selectionModel().selection()))
        found = [artefact for first, last in rows for artefact in self._cards.grid.ids_between(first, last)]
        focus = self.focused_id()
        return found or ([focus] if focus else [])

    def focus_card(self, artefact: str) -> None:
        """Give a card the focus, select it alone and bring it into sight; nothing where it is not shown."""
        index = self._cards.index_of(artefact)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, _SELECT.ClearAndSelect)
            self.scrollTo(index)

    def follow_card(self, artefact: str) -> None:
        """Keep the focus on a card that went elsewhere: several stay selected together, and of one that went out of sight
        into a fold the cell has the focus. Where it stands now is said, for Qt tells no focus that stays on its row."""
        index, cell = self._cards.index_of(artefact), self._cards.grid.where(artefact)
        if index.isValid() and artefact in self.marks.selection:
            self.selectionModel().setCurrentIndex(index, _SELECT.NoUpdate)
            self.scrollTo(index)
        elif index.isValid():
            self.focus_card(artefact)
        elif cell is not None:
            self.go_to_cell(cell)
        if cell is not None:
            board = self._cards.board
            self.announce(accessible.card_name(board, board.artefact(artefact), self._cards.today))

    def go_to_cell(self, cell: Cell) -> None:
        """Give a cell the focus and no card, and bring it into sight."""
        self.selectionModel().clearSelection()
        self.setCurrentIndex(QModelIndex())
        self.focus_cell(cell)
        self.reveal(self.layout_shown.cell_rect(*cell))

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select the cards that a rectangle of the viewport meets."""
        box = rect.normalized()
        inside = Rect(box.x() + self.horizontalOffset(), box.y() + self.verticalOffset(), box.width(), box.height())
        self.selectionModel().select(self.met(inside), command)

    def met(self, rect: Rect) -> QItemSelection:
        """The cards that a rectangle of the body meets."""
        grid = self._cards.grid
        rows = sorted(grid.row_of(artefact) for artefact, _ in self.layout_shown.visible_cards(rect))
        chosen = QItemSelection()
        start = 0
        for end in range(1, len(rows) + 1):
            if end == len(rows) or rows[end] != rows[end - 1] + 1:
                chosen.select(self._cards.index(rows[start]), self._cards.index(rows[end - 1]))
                start = end
        return chosen

    def selectAll(self) -> None:
        """Select every card shown, and none that a filter or a fold hides."""
        rows = self._cards.grid.rows
        if rows:
            whole = QItemSelection(self._cards.index(0), self._cards.index(rows - 1))
            self.selectionModel().select(whole, _SELECT.ClearAndSelect)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Another card has the focus: paint both, and let a screen reader name the new one."""
        QAbstractItemView.currentChanged(self, current, previous)
        if current.isValid():
            if self.marks.focus_cell is not None:
                self.focus_cell(None)
            accessible.tell_focus(self, current.row())
        self._tell()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Paint what was chosen or let go, and let a screen reader know."""
        QAbstractItemView.selectionChanged(self, selected, deselected)
        for changed, chosen in ((selected, True), (deselected, False)):
            if changed.count() == 1 and changed.first().height() == 1:
                accessible.tell_selection(self, changed.first().top(), chosen)
        before = len(self.marks.selection)
        self._tell()
        if abs(len(self.marks.selection) - before) > 1 and len(self.marks.selection) > 1:
            accessible.announce(self, f"{len(self.marks.selection)} selected")

    def _tell(self, *_: object) -> None:
        """Keep focus and selection for the painter, and signal them where they differ from what was told last."""
        rows = spans(self.selectionModel().selection())
        chosen = frozenset(artefact for first, last in rows for artefact in self._cards.grid.ids_between(first, last))
        if chosen != self.marks.selection:
            self.marks.selection = chosen
            self.selected_changed.emit()
        focus = self.focused_id()
        if focus != self.marks.focus:
            self.update_card(self.marks.focus)
            self.update_card(focus)
            self.marks.focus = focus
            self.focus_changed.emit(focus)

    def focus_cell(self, cell: Cell | None) -> None:
        """Give an empty place the focus, so that a card can be added there."""
        old, self.marks.focus_cell = self.marks.focus_cell, cell
        self._update_cell(old)
        self._update_cell(cell)
        if cell is not None:
            grid = self._cards.grid
            folded = grid.is_folded(cell)
            more = self._painter.tallied(grid, cell).words if folded else ()
            count = len(grid.cells[cell])
            name = accessible.cell_name(self._cards.board, *cell, count, folded=folded, more=more)
            accessible.announce(self, name)

    def announce(self, text: str) -> None:
        """Have a screen reader say what has happened."""
        accessible.announce(self, text)
