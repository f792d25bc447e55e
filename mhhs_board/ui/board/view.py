"""The board under a user's hands: focus, selection, keys, mouse and drags.

The view never moves a row by itself: it tells `on_move` what the user wants, and shows what the model says has become
of it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QToolTip, QWidget

from mhhs_board.domain.board import Cell
from mhhs_board.drawing.geometry import Density, Rect
from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.board import keys as board_keys
from mhhs_board.ui.board.canvas import BoardCanvas, Index, spans
from mhhs_board.ui.board.drag import Carrying
from mhhs_board.ui.board.folding import Folding
from mhhs_board.ui.board.lifting import Lifting
from mhhs_board.ui.board.model import ID_ROLE, BoardModel
from mhhs_board.ui.board.walking import Walking
from mhhs_board.ui.kit import accessible
from mhhs_board.ui.kit.contained import contained

_SELECT = QItemSelectionModel.SelectionFlag
_KEEPS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@contained
class BoardView(BoardCanvas):
    """The board of a model. What the user wants done is told to the `on_…` functions, what they look at by signals."""

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
        self._beside = QItemSelection()
        """What stays selected beside what a rubber band meets."""
        self._pointer.on_band = self._band_reaches
        self._carrying = Carrying(self)
        self._lifting = Lifting(self, self._carrying)
        self._walking = Walking(self, self._lifting)
        self.folding = Folding(self)
        self.on_menu_head = self.folding.menu
        model.cells_changed.connect(self._tell)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        super().set_theme(theme)
        self._carrying.dress(theme)

    @property
    def dragging(self) -> bool:
        """Whether cards are held in the air; entries of others wait so long."""
        return self._carrying.held is not None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A focused card that was in sight stays there while the inspector, a message or the window takes room away."""
        before, size = self.layout_shown.card_rect(self.marks.focus), event.oldSize()
        sight = Rect(self.horizontalOffset(), self.verticalOffset(), size.width(), size.height())
        super().resizeEvent(event)
        after = self.layout_shown.card_rect(self.marks.focus)
        if before is not None and after is not None and before.meets(sight):
            self.reveal(after)

    # -- focus and selection ------------------------------------------------------------------------------------------

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
        self.selectionModel().select(self._met(inside), command)

    def _met(self, rect: Rect) -> QItemSelection:
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

    def _band_reaches(self, band: Rect) -> None:
        """The rubber band selects what it meets, beside what was kept with Ctrl or Shift."""
        chosen = self._met(band)
        chosen.merge(self._beside, _SELECT.Select)
        if chosen != self.selectionModel().selection():
            self.selectionModel().select(chosen, _SELECT.ClearAndSelect)

    def _band_ends(self, point: QPoint) -> None:
        """Of what was selected the card under the pointer has the focus, else the first."""
        rows = sorted(spans(self.selectionModel().selection()))
        under = self.indexAt(point)
        if rows:
            found = under if self.selectionModel().isSelected(under) else self._cards.index(rows[0][0])
            self.selectionModel().setCurrentIndex(found, _SELECT.NoUpdate)

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

    # -- keys ---------------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """While cards are lifted no letter is a command of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and self._lifting.active:
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A cell that has the focus keeps it, where Qt would choose the first card."""
        if self.marks.focus_cell is not None and not self.currentIndex().isValid():
            QAbstractScrollArea.focusInEvent(self, event)
            self.viewport().update()
        else:
            super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Who goes elsewhere puts lifted cards back."""
        self._lifting.cancel()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from card to card, with Alt from cell to cell; with Ctrl the card goes; Enter opens and Space peeks."""
        self._carrying.hush()
        if self._lifting.active:
            self._lifting.key(event)
            return
        if not self._walking.press(event):
            event.ignore()

    def say(self, sentence: str) -> None:
        """Tell the user why something is not done."""
        self.on_say(sentence)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> QModelIndex:
        """The card that a cursor action reaches from the focused one; Qt and assistive technology ask through this."""
        focus = self.focused_id()
        if not focus:
            return self._cards.index(0) if self._cards.grid.rows else QModelIndex()
        whole = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        found = board_keys.reached(
            self.layout_shown, focus, board_keys.CURSOR[action], self.viewport().height(), whole=whole
        )
        return self._cards.index_of(found) if found else QModelIndex()

    def keyboardSearch(self, text: str) -> None:
        """Go to the next card whose words begin with what is typed."""
        super().keyboardSearch(text)
        self.scrollTo(self.currentIndex())

    # -- the mouse ----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A "+" adds, an empty place takes the focus, the rest is Qt's."""
        self._lifting.cancel()
        self._carrying.hush()
        point = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton:
            if (plus := self._pointer.plus_at(point)) is not None:
                self.on_add(*plus)
                return
            if not self.indexAt(point).isValid():
                self._press_empty(point, keeps=bool(event.modifiers() & _KEEPS))
                event.accept()
                return
        super().mousePressEvent(event)

    def _press_empty(self, point: QPoint, *, keeps: bool) -> None:
        """An empty place takes the focus and begins a band; with Ctrl or Shift what is selected stays."""
        self._beside = QItemSelection(self.selectionModel().selection()) if keeps else QItemSelection()
        self._pointer.begin_band(point)
        if keeps:
            return
        self.selectionModel().clear()
        hit = self.cell_at(point)
        if hit is not None:
            self.focus_cell((hit.workstream, hit.column))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hover, and the rubber band of a selection begun on an empty place."""
        if not self._pointer.moved(event):
            QAbstractItemView.mouseMoveEvent(self, event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The rubber band ends."""
        if not self._pointer.begun:
            QAbstractItemView.mouseReleaseEvent(self, event)
        elif self._pointer.end_band():
            self._band_ends(event.position().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Twice on a card opens it."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.on_open(str(index.data(ID_ROLE)))
        else:
            super().mouseDoubleClickEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl it changes the density, else it scrolls."""
        self._carrying.hush()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            step = (event.angleDelta().y() > 0) - (event.angleDelta().y() < 0)
            self.set_density(Density(min(max(self._density + step, Density.DOTS), Density.FULL)))
            event.accept()
        else:
            QAbstractItemView.wheelEvent(self, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the cards under the pointer, or of the focused ones by key."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self._looked_at().center() if self.focused_cell() else QPoint(20, 20)
            self.on_menu(self.selected_ids(), self.viewport().mapToGlobal(at))
            return
        index = self.indexAt(event.pos())
        if index.isValid() and str(index.data(ID_ROLE)) not in self.marks.selection:
            self.focus_card(str(index.data(ID_ROLE)))
        elif not index.isValid() and (hit := self.cell_at(event.pos())) is not None:
            self.selectionModel().clear()
            self.focus_cell((hit.workstream, hit.column))  # what the menu adds goes there
        self.on_menu(self.selected_ids() if index.isValid() else [], event.globalPos())

    def _looked_at(self) -> QRect:
        """What of the focused card, or of the focused cell, is in sight."""
        if self.currentIndex().isValid():
            return self.visualRect(self.currentIndex())
        cell = self.marks.focus_cell
        rect = self.layout_shown.cell_rect(*cell) if cell in self._cards.grid.cells else Rect(0, 0, 0, 0)
        place = QRect(rect.x - self.horizontalOffset(), rect.y - self.verticalOffset(), rect.width, rect.height)
        return place.intersected(self.viewport().rect())

    def viewportEvent(self, event: QEvent) -> bool:
        """Tooltips of cards, as plain text; no hover where the pointer has left."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            tip = self.visualRect(index)
            QToolTip.showText(event.globalPos(), index.data(Qt.ItemDataRole.ToolTipRole) or "", self.viewport(), tip)
            return True
        if event.type() == QEvent.Type.Leave:
            self._pointer.forget()
        return super().viewportEvent(event)

    # -- drag and drop ------------------------------------------------------------------------------------------------

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Hold the selected cards until they are let go, then ask for the move. Nothing is asked or saved in between."""
        self._carrying.carry(self.selected_ids())
        self.setState(QAbstractItemView.State.NoState)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Ours may come in."""
        self._carrying.entered(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Light the cell, open the gap, say why not, scroll at the edges."""
        self._carrying.moved(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Outside there is no cell."""
        self._carrying.left()

    def dropEvent(self, event: QDropEvent) -> None:
        """Only remember where; what follows is asked for when Qt's drag loop has ended."""
        self._carrying.dropped(event)
