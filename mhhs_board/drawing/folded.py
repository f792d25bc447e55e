"""What a folded cell shows instead of its cards: how many, how many of them are blocked, and how many are overdue.

Each has a sign of its own beside its number, and its word where there is room, so that nothing is told by colour alone.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from mhhs_board.domain.board import BLOCKED, Board, Cell
from mhhs_board.domain.escalation import overdue
from mhhs_board.drawing.card import advance
from mhhs_board.drawing.fonts import font
from mhhs_board.drawing.grid import Grid
from mhhs_board.drawing.marks import DRAW, Mark
from mhhs_board.drawing.theme import Theme

SIGN, BESIDE, APART = 10, 2, 9
"""The side of a sign, what is between it and its number, and what is between two of them."""
COUNT, NUMBER, SMALL = 12, 11, 9
"""The sizes of the count and of the numbers beside it, and of both where even one is too wide."""
ROW = 14


class Tally(NamedTuple):
    """How many shown cards a cell holds, how many shown ones are blocked in its stage, and how many are overdue.

    In a stage's cell the blocked ones are not among the cards: they stand under Blocked, and there all are blocked.
    """

    cards: int
    blocked: int
    overdue: int

    @property
    def words(self) -> list[str]:
        """ "1 blocked" and "2 overdue", as far as there are any."""
        told = ((self.blocked, "blocked"), (self.overdue, "overdue"))
        return [f"{number} {word}" for number, word in told if number]


def tally(board: Board, grid: Grid, cell: Cell, today: date) -> Tally:
    """What there is to say of a cell on a day."""
    lane, column = cell
    held = [board.artefact(artefact) for artefact in grid.cells.get((lane, BLOCKED), ())]
    if column == BLOCKED:
        return Tally(len(held), len(held), sum(1 for one in held if overdue(board, one, today)))
    ids = grid.cells[cell]
    blocked = sum(1 for one in held if one.stage == column)
    return Tally(len(ids), blocked, sum(1 for one in ids if overdue(board, board.artefact(one), today)))


class _Item(NamedTuple):
    """A number with its sign before and its word behind it."""

    sign: str
    number: str
    word: str
    role: str
    size: int

    def text(self, *, spelled: bool) -> str:
        return f"{self.number} {self.word}" if spelled and self.word else self.number

    def width(self, *, spelled: bool) -> float:
        return (SIGN + BESIDE if self.sign else 0) + advance(self.text(spelled=spelled), self.size, True)


def _items(told: Tally, *, under_blocked: bool, over: bool) -> list[_Item]:
    items = []
    if under_blocked:
        if told.cards:
            items.append(_Item("sign", str(told.cards), "blocked", "bad", COUNT))
    else:
        if told.cards:
            count = f"! {told.cards}" if over else str(told.cards)
            items.append(_Item("", count, "", "warn" if over else "text_quiet", COUNT))
        if told.blocked:
            items.append(_Item("sign", str(told.blocked), "blocked", "bad", NUMBER))
    if told.overdue:
        items.append(_Item("clock", str(told.overdue), "overdue", "bad", NUMBER))
    return items


def draw(painter: QPainter, theme: Theme, box: QRectF, told: Tally, *, under_blocked: bool, over: bool) -> None:
    """Draw a cell's tally in the middle of a box: in one line where it fits, with its words where they fit too."""
    items = _items(told, under_blocked=under_blocked, over=over)
    spelled = _across(items, spelled=True) <= box.width() - APART
    if max((item.width(spelled=False) for item in items), default=0) > box.width():
        items = [item._replace(size=SMALL) for item in items]  # thousands beside an upright name
    rows = _rows(items, box.width(), spelled=spelled)
    step = min(ROW, box.height() / max(1, len(rows)))
    top = box.center().y() - step * len(rows) / 2
    for number, row in enumerate(rows):
        wide, middle = _across(row, spelled=spelled), top + (number + 0.5) * step
        x = min(box.center().x() - wide / 2, box.right() - wide)
        for item in row:
            _item(painter, theme, item, x, middle, spelled=spelled)
            x += item.width(spelled=spelled) + APART


def _across(items: list[_Item], *, spelled: bool) -> float:
    return sum(item.width(spelled=spelled) + APART for item in items) - APART


def _rows(items: list[_Item], width: float, *, spelled: bool) -> list[list[_Item]]:
    """All in one row, or each in its own where the width does not take them."""
    return [items] if _across(items, spelled=spelled) <= width else [[item] for item in items]


def _item(painter: QPainter, theme: Theme, item: _Item, x: float, middle: float, *, spelled: bool) -> None:
    if item.sign:
        left, top = round(x), round(middle) - SIGN // 2
        painter.translate(left, top)
        DRAW[item.sign](painter, theme, Mark(item.sign, item.role, 0, 0, SIGN, SIGN))
        painter.translate(-left, -top)
        x = left + SIGN + BESIDE
    painter.setPen(theme[item.role])
    painter.setFont(font(item.size, True))
    painter.drawText(QPointF(x, round(middle) + 4), item.text(spelled=spelled))
