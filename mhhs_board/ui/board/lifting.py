"""Lift mode: a drag by keys alone. Shift+Space takes the cards up, arrows choose the place with the same lights and reasons
as a drag, Enter lets go and Escape puts them back. Every step is said to assistive technology."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent

from mhhs_board.drawing.geometry import Hit, Layout, Rect
from mhhs_board.ui.board.drag import Carrying
from mhhs_board.ui.board.focus import FocusedBoard
from mhhs_board.ui.board.keys import ARROWS
from mhhs_board.ui.kit import accessible

HINT = "Arrows choose the place, with Ctrl the far end. Enter drops, Esc puts it back."
_PLAIN_KEYS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)


class Lifting:
    """Cards of one view lifted by key."""

    def __init__(self, view: FocusedBoard, carrying: Carrying) -> None:
        self._view = view
        self._carrying = carrying
        self._at: Hit | None = None

    @property
    def active(self) -> bool:
        """Whether cards are lifted; every key means them so long."""
        return self._at is not None

    def lift(self) -> None:
        """Take up the selected cards, or the focused one."""
        view = self._view
        focus = view.focused_id()
        if not focus or self._carrying.held is not None:
            return
        if not view.movable:
            view.say("This board cannot be changed here.")
            return
        ids = view.selected_ids() if focus in view.marks.selection else [focus]
        grid = view.cards.grid
        cell = grid.where(focus)
        if cell is None:
            return
        held = self._carrying.take_up(ids)
        before = grid.cells[cell][: grid.cells[cell].index(focus)]
        self._at = _hit(view.layout_shown, *cell, sum(1 for one in before if one not in held.all), held.all)
        name = accessible.called(view.cards.board, focus) if len(ids) == 1 else f"{len(ids)} artefacts"
        self._show(f"{name} lifted. {HINT} ")

    def key(self, event: QKeyEvent) -> None:
        """A key while cards are lifted."""
        key = Qt.Key(event.key())
        far = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        event.accept()
        if key in ARROWS:
            self._step(ARROWS[key], far=far)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._step("left" if key == Qt.Key.Key_Home else "right", far=True)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._drop()
        elif key == Qt.Key.Key_Escape:
            self.cancel()
        elif key not in _PLAIN_KEYS:
            self._show()

    def cancel(self) -> None:
        """Put the cards back; nothing was moved."""
        if self._at is not None:
            self._end()
            accessible.announce(self._view, "Put back.")

    def _drop(self) -> None:
        hit, held = self._at, self._carrying.held
        if hit is None or held is None:
            return
        judged = held.judge(hit.workstream, hit.column)
        if judged.tone == "no":
            self._show()
            return
        self._end()
        self._carrying.ask(held.ids, hit)

    def _end(self) -> None:
        self._at = None
        self._view.mark_cell(None)
        self._carrying.let_go()

    # -- choosing ----------------------------------------------------------------------------------------------------

    def _step(self, direction: str, *, far: bool) -> None:
        hit, layout = self._at, self._view.layout_shown
        if hit is None:
            return
        goes = _across if direction in ("left", "right") else _down
        self._at = goes(layout, hit, 1 if direction in ("right", "down") else -1, far, self._carrying.all_held())
        self._show()

    def _show(self, lead: str = "") -> None:
        hit, held, view = self._at, self._carrying.held, self._view
        if hit is None or held is None:
            return
        view.mark_cell((hit.workstream, hit.column))
        place = _place(view.layout_shown, hit)
        view.reveal(place)
        at = QPoint(place.x - view.horizontalOffset(), place.bottom - view.verticalOffset() - 22)
        judged = held.judge(hit.workstream, hit.column)
        self._carrying.show(hit, at, judged.sentence or (HINT if lead else ""))
        accessible.announce(view, f"{lead}{_said(view, hit, held.all)}{judged.sentence and f'. {judged.sentence}'}")


def _said(view: FocusedBoard, hit: Hit, held: frozenset[str]) -> str:
    grid = view.cards.grid
    others = sum(1 for one in grid.cells[hit.workstream, hit.column] if one not in held)
    where = accessible.place_name(view.cards.board, hit.workstream, hit.column)
    return where if hit.slot is None else f"{where}, place {hit.slot + 1} of {others + 1}"


def _place(layout: Layout, hit: Hit) -> Rect:
    if hit.slot is None or layout.grid.is_folded((hit.workstream, hit.column)):
        return layout.cell_rect(hit.workstream, hit.column)
    return layout.slot_rect(hit.workstream, hit.column, hit.slot)


def _hit(layout: Layout, workstream: str, column: str, slot: int, held: frozenset[str]) -> Hit:
    """A slot of a cell, kept inside it; None where the cell's order is fixed or not seen."""
    if layout.fixed((workstream, column)):
        return Hit(workstream, column, None)
    others = sum(1 for one in layout.grid.cells[workstream, column] if one not in held)
    return Hit(workstream, column, max(0, min(slot, others)))


def _across(layout: Layout, hit: Hit, step: int, far: bool, held: frozenset[str]) -> Hit:
    """To the column beside, at the same height."""
    columns = layout.grid.columns
    place = columns.index(hit.column) + step
    if not 0 <= place < len(columns):
        return hit
    column = columns[(len(columns) - 1 if step > 0 else 0) if far else place]
    return _hit(layout, hit.workstream, column, hit.slot or 0, held)


def _down(layout: Layout, hit: Hit, step: int, far: bool, held: frozenset[str]) -> Hit:
    """To the slot above or below, and from the cell's end into the next lane."""
    lanes = layout.grid.lanes
    last = sum(1 for one in layout.grid.cells[hit.workstream, hit.column] if one not in held)
    if hit.slot is not None and 0 <= hit.slot + step <= last:
        return hit._replace(slot=(last if step > 0 else 0) if far else hit.slot + step)
    place = lanes.index(hit.workstream) + step
    if not 0 <= place < len(lanes):
        return hit
    lane = lanes[(len(lanes) - 1 if step > 0 else 0) if far else place]
    there = len(layout.grid.cells[lane, hit.column])
    return _hit(layout, lane, hit.column, 0 if step > 0 else there, held)
