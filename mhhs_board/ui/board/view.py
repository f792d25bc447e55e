"""The board under a user's hands: keys, mouse and drags.

The view never moves a row by itself: it tells `on_move` what the user wants, and shows what the model says has become
of it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt
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
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QToolTip, QWidget

from mhhs_board.drawing.geometry import Density, Rect
from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.board import keys as board_keys
from mhhs_board.ui.board.canvas import spans
from mhhs_board.ui.board.drag import Carrying
from mhhs_board.ui.board.focus import FocusedBoard
from mhhs_board.ui.board.folding import Folding
from mhhs_board.ui.board.lifting import Lifting
from mhhs_board.ui.board.model import ID_ROLE, BoardModel
from mhhs_board.ui.board.pointer import Pointer
from mhhs_board.ui.board.walking import Walking
from mhhs_board.ui.kit.contained import contained

_SELECT = QItemSelectionModel.SelectionFlag
_KEEPS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@contained
class BoardView(FocusedBoard):
    """The board of a model under keys, mouse and drags."""

    def __init__(self, model: BoardModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(model, theme, parent)
        self._pointer = Pointer(self)
        self._beside = QItemSelection()
        """What stays selected beside what a rubber band meets."""
        self._pointer.on_band = self._band_reaches
        self._carrying = Carrying(self)
        self._lifting = Lifting(self, self._carrying)
        self._walking = Walking(self, self._lifting)
        self.folding = Folding(self)
        self.on_menu_head = self.folding.menu
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        super().set_theme(theme)
        self._carrying.dress(theme)

    def pointer_lost(self) -> None:
        """What was under the pointer may be elsewhere now."""
        self._pointer.forget()

    def paint_over(self, painter: QPainter) -> None:
        """The rubber band lies over the cards."""
        self._pointer.draw_band(painter, self.theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A focused card that was in sight stays there while the inspector, a message or the window takes room away."""
        before, size = self.layout_shown.card_rect(self.marks.focus), event.oldSize()
        sight = Rect(self.horizontalOffset(), self.verticalOffset(), size.width(), size.height())
        super().resizeEvent(event)
        after = self.layout_shown.card_rect(self.marks.focus)
        if before is not None and after is not None and before.meets(sight):
            self.reveal(after)

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

    def _band_reaches(self, band: Rect) -> None:
        """The rubber band selects what it meets, beside what was kept with Ctrl or Shift."""
        chosen = self.met(band)
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
