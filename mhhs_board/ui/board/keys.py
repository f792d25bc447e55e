"""What the keys of the board mean: where the focus goes and where a card goes, said in cells and slots."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView

from mhhs_board.domain.board import BLOCKED, Board, Cell
from mhhs_board.drawing.geometry import DIRECTIONS, Layout, Rect, nearest, neighbour

_Action = QAbstractItemView.CursorAction

ARROWS = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}

KEYS = (
    ("Left or Right or Up or Down", "Go to the nearest card that way"),
    ("Alt+Left or Alt+Right or Alt+Up or Alt+Down", "Go cell by cell, empty and folded ones too"),
    ("Home or End", "First or last card of the lane"),
    ("Alt+Home or Alt+End", "First or last card of the board"),
    ("PgUp or PgDown", "A page up or down the column"),
    ("Shift+PgUp or Shift+PgDown", "Go to the workstream above or below"),
    ("Shift+Up or Shift+Down", "Select from here to there"),
    ("Ctrl+Space", "Add the card to the selection, or take it away"),
    ("Ctrl+A", "Select every card shown"),
    ("Ctrl+Left or Ctrl+Right", "Move to the stage before or behind; Left unblocks"),
    ("Ctrl+Up or Ctrl+Down", "Move up or down in its cell"),
    ("Ctrl+Home or Ctrl+End", "Move to the top or the bottom of its cell"),
    ("Ctrl+Shift+Up or Ctrl+Shift+Down", "Move to the workstream above or below"),
    ("Shift+Space", "Lift the card: arrows choose the place, Enter drops, Esc puts it back"),
    ("Enter", "Open the card"),
    ("Space", "Show or hide the inspector"),
    ("Escape", "Let go of the selection, or close what is said"),
    ("Ctrl++ or Ctrl+-", "Show more or less of every card"),
)
"""What the view does with keys that are no command of a menu, as the sheet of keys tells it: keys parted by " or "."""

CURSOR = {
    _Action.MoveLeft: Qt.Key.Key_Left,
    _Action.MoveRight: Qt.Key.Key_Right,
    _Action.MoveUp: Qt.Key.Key_Up,
    _Action.MoveDown: Qt.Key.Key_Down,
    _Action.MovePrevious: Qt.Key.Key_Up,
    _Action.MoveNext: Qt.Key.Key_Down,
    _Action.MoveHome: Qt.Key.Key_Home,
    _Action.MoveEnd: Qt.Key.Key_End,
    _Action.MovePageUp: Qt.Key.Key_PageUp,
    _Action.MovePageDown: Qt.Key.Key_PageDown,
}
"""The keys of Qt's cursor actions, which assistive technology asks for."""


class Destination(NamedTuple):
    """Where a key sends cards; a workstream or column that is None stays each one's own. Where it sends them nowhere,
    `sentence` says why."""

    workstream: str | None = None
    column: str | None = None
    slot: int | None = None
    sentence: str = ""


def reached(layout: Layout, artefact: str, key: int, page: int, *, whole: bool = False) -> str | None:
    """The card that an arrow, Home, End, Page Up or Page Down reaches; Home and End go by lane, or by board if `whole`."""
    arrow = ARROWS.get(Qt.Key(key))
    if arrow is not None:
        return neighbour(layout, artefact, arrow)
    grid = layout.grid
    cell = grid.where(artefact)
    if cell is None or not grid.rows:
        return None
    if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
        return _paged(layout, artefact, page if key == Qt.Key.Key_PageDown else -page)
    if key not in (Qt.Key.Key_Home, Qt.Key.Key_End):
        return None
    if whole:
        return grid.id_at(0 if key == Qt.Key.Key_Home else grid.rows - 1)
    here = layout.card_rect(artefact)
    columns = layout.columns if key == Qt.Key.Key_Home else layout.columns[::-1]
    found = (nearest(layout, cell[0], column.id, here) for column in columns) if here else iter(())
    return next((card for card in found if card is not None), None)


def beside(layout: Layout, cell: Cell, direction: str) -> Cell | None:
    """The cell next to a cell, empty and folded ones too; None at the edge of the board."""
    along, down = DIRECTIONS[direction]
    grid = layout.grid
    column, lane = grid.columns.index(cell[1]) + along, grid.lanes.index(cell[0]) + down
    if not (0 <= column < len(grid.columns) and 0 <= lane < len(grid.lanes)):
        return None
    return grid.lanes[lane], grid.columns[column]


def _paged(layout: Layout, artefact: str, distance: int) -> str | None:
    """The farthest card of the column that is no farther away than a page, at least the next one."""
    here = layout.card_rect(artefact)
    found: str | None = None
    step = neighbour(layout, artefact, "down" if distance > 0 else "up")
    while here is not None and step is not None:
        rect = layout.card_rect(step)
        if rect is None or (found is not None and abs(rect.y - here.y) > abs(distance)):
            break
        found, step = step, neighbour(layout, step, "down" if distance > 0 else "up")
    return found


def from_cell(layout: Layout, cell: Cell, key: int) -> str | None:
    """The card that an arrow reaches from an empty cell that has the focus."""
    arrow = ARROWS.get(Qt.Key(key))
    grid = layout.grid
    if arrow is None or cell[0] not in grid.lanes or cell[1] not in grid.columns:
        return None
    here: Rect = layout.cell_rect(*cell)
    lane, column = grid.lanes.index(cell[0]), grid.columns.index(cell[1])
    if arrow in ("left", "right"):
        beside = grid.columns[:column][::-1] if arrow == "left" else grid.columns[column + 1 :]
        found = (nearest(layout, cell[0], other, here) for other in beside)
    else:
        beside = grid.lanes[:lane][::-1] if arrow == "up" else grid.lanes[lane + 1 :]
        found = (nearest(layout, other, cell[1], here) for other in beside)
    return next((card for card in found if card is not None), None)


def sent(
    board: Board, layout: Layout, artefact: str, moved: Collection[str], direction: str, *, by_lane: bool
) -> Destination:
    """Where Ctrl with an arrow sends the cards: to the next stage or place, with Shift to the next lane. "top" and "bottom"
    are the ends of the cell."""
    cell = layout.grid.where(artefact)
    if cell is None:
        return Destination(sentence="No card has the focus.")
    if direction in ("left", "right"):
        return Destination() if by_lane else _by_stage(board, artefact, cell, 1 if direction == "right" else -1)
    if direction in ("top", "bottom"):
        return _by_order(board, layout, cell, moved, len(layout.grid.cells[cell]) * (1 if direction == "bottom" else -1))
    step = 1 if direction == "down" else -1
    if by_lane:
        lane = _next(layout.grid.lanes, {lane.id for lane in board.open_workstreams}, cell[0], step)
        return Destination(lane) if lane else Destination(sentence="There is no further workstream.")
    return _by_order(board, layout, cell, moved, step)


def _by_stage(board: Board, artefact_id: str, cell: Cell, step: int) -> Destination:
    if cell[1] != BLOCKED:
        stages = [stage.id for stage in board.stages]
        stage = _next(stages, {stage.id for stage in board.open_stages}, cell[1], step)
        return Destination(None, stage) if stage else Destination(sentence="There is no further stage.")
    kept = board.artefact(artefact_id).stage
    if step > 0:
        return Destination(sentence="Blocked is the last column. Ctrl+Left unblocks it into the stage it keeps.")
    if kept is None:
        return Destination(sentence="Its stage is not stated. Drop it on a stage, or unblock it and say which.")
    # Out of the Blocked column to the left is back to the stage it keeps.
    return Destination(None, kept)


def _next(order: Sequence[str], open_to: Collection[str], here: str, step: int) -> str | None:
    """The next in an order that something can come into: what is out of use is passed over."""
    beyond = order[order.index(here) + 1 :] if step > 0 else order[: order.index(here)][::-1]
    return next((one for one in beyond if one in open_to), None)


def _by_order(board: Board, layout: Layout, cell: Cell, moved: Collection[str], step: int) -> Destination:
    """A step up or down among the cards that stay; steps beyond the end go to the end."""
    if cell[1] == BLOCKED:
        return Destination(sentence="The Blocked column is in order of time, the longest blocked first.")
    ids = layout.grid.cells[cell]
    places = [number for number, artefact in enumerate(ids) if artefact in moved]
    others = len(ids) - len(places)
    before = places[0] if step < 0 else places[-1] + 1 - len(places)
    slot = min(max(0, before + step), others)
    if places == list(range(slot, slot + len(places))):
        return Destination(sentence="It stands at the end of its cell.")
    return Destination(cell[0], cell[1], full_slot(board, layout, cell, slot, moved))


def full_slot(board: Board, layout: Layout, cell: Cell, slot: int | None, moved: Collection[str]) -> int | None:
    """A slot among the shown cards as a slot among all of the cell's, both counted without the moved ones.

    Behind the last shown card means right behind it, so that what a filter hides keeps its order; None stays the end.
    """
    if slot is None:
        return None
    shown = [artefact for artefact in layout.grid.cells[cell] if artefact not in moved]
    everything = [artefact for artefact in board.cell(*cell) if artefact not in moved]
    if len(shown) == len(everything) or not shown:
        return min(slot, len(everything))
    if slot < len(shown):
        return everything.index(shown[slot])
    return everything.index(shown[-1]) + 1
