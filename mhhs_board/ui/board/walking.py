"""The keys of the board that are no command of a menu: going, choosing, and sending cards on their way."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QKeyEvent

from mhhs_board.drawing.geometry import Density, nearest
from mhhs_board.ui.board import keys as board_keys
from mhhs_board.ui.board.focus import FocusedBoard
from mhhs_board.ui.board.lifting import Lifting

_SELECT = QItemSelectionModel.SelectionFlag


class Walking:
    """What keys do in one view; `board_keys.KEYS` tells them to people."""

    def __init__(self, view: FocusedBoard, lifting: Lifting) -> None:
        self._view = view
        self._lifting = lifting

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means; whether it means anything here."""
        view = self._view
        key, modifiers = event.key(), event.modifiers()
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        ends = {Qt.Key.Key_Home: "top", Qt.Key.Key_End: "bottom"}
        pages = {Qt.Key.Key_PageUp: "up", Qt.Key.Key_PageDown: "down"}
        if control and key in board_keys.ARROWS:
            self._send(board_keys.ARROWS[Qt.Key(key)], by_lane=shift)
        elif control and key in ends:
            self._send(ends[Qt.Key(key)], by_lane=False)
        elif alt and key in board_keys.ARROWS:
            self._go_beside(board_keys.ARROWS[Qt.Key(key)])
        elif shift and key in pages:
            self._go_beside(pages[Qt.Key(key)])
        elif key in board_keys.ARROWS or key in ends or key in pages:
            self._go(key, extend=shift, whole=alt)
        elif shift and key == Qt.Key.Key_Space and not control:
            self._lifting.lift()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and view.focused_id():
            view.on_open(view.focused_id())
        elif key == Qt.Key.Key_Space and not control:
            view.on_peek()
        elif key == Qt.Key.Key_Space:
            view.selectionModel().select(view.currentIndex(), _SELECT.Toggle)
        elif control and key == Qt.Key.Key_A:
            view.selectAll()
        elif key == Qt.Key.Key_Escape and len(view.marks.selection) > 1:
            view.selectionModel().select(view.currentIndex(), _SELECT.ClearAndSelect)
        elif key == Qt.Key.Key_Escape:
            view.on_escape()
        elif control and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            view.set_density(Density(min(view.density + 1, Density.FULL)))
        elif control and key == Qt.Key.Key_Minus:
            view.set_density(Density(max(view.density - 1, Density.DOTS)))
        elif event.text().strip() and not control:
            view.keyboardSearch(event.text())
        else:
            return False
        return True

    def _go(self, key: int, *, extend: bool, whole: bool) -> None:
        """Go to the card that a key reaches; with `extend` it is chosen too."""
        view = self._view
        grid = view.cards.grid
        focus = view.focused_id()
        if focus:
            reached = board_keys.reached(view.layout_shown, focus, key, view.viewport().height(), whole=whole)
        elif view.marks.focus_cell is not None:
            reached = board_keys.from_cell(view.layout_shown, view.marks.focus_cell, key)
        else:
            reached = grid.id_at(0) if grid.rows else None
        if reached is None or reached == focus:
            return
        index = view.cards.index_of(reached)
        if not extend:
            view.focus_card(reached)
            return
        selection = view.selectionModel()
        if selection.isSelected(index):  # going back over what was chosen lets go of it
            selection.select(view.currentIndex(), _SELECT.Deselect)
        else:
            selection.select(view.currentIndex(), _SELECT.Select)
        selection.setCurrentIndex(index, _SELECT.Select)
        view.scrollTo(index)

    def _go_beside(self, direction: str) -> None:
        """Go to the next cell that way: to its nearest card, or where it shows none to the cell itself."""
        view = self._view
        cell = view.focused_cell()
        there = board_keys.beside(view.layout_shown, cell, direction) if cell in view.cards.grid.cells else None
        if cell is None or there is None:
            return
        here = view.layout_shown.card_rect(view.focused_id()) or view.layout_shown.cell_rect(*cell)
        found = nearest(view.layout_shown, *there, here)
        if found is not None:
            view.focus_card(found)
        else:
            view.go_to_cell(there)

    def _send(self, direction: str, *, by_lane: bool) -> None:
        """Ask for a move by key, of the selection where the focused card belongs to it."""
        view = self._view
        focus = view.focused_id()
        if not focus:
            return
        if not view.movable:
            view.say("This board cannot be changed here.")
            return
        moved = view.selected_ids() if focus in view.marks.selection else [focus]
        if direction not in ("left", "right") and not by_lane:  # an order is within the cell, so the others stay
            moved = [one for one in moved if view.cards.grid.where(one) == view.cards.grid.where(focus)]
        goal = board_keys.sent(view.cards.board, view.layout_shown, focus, moved, direction, by_lane=by_lane)
        if goal.sentence:
            view.say(goal.sentence)
        elif goal != board_keys.Destination():
            view.on_move(moved, *goal[:3])
