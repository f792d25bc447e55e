"""Drawing a row of a list by hand, where it says more than the one text that Qt draws."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QPainter

from mhhs_board.drawing.fonts import weight


def draw_line(painter: QPainter, box: QRect, text: str, *, right: bool = False, most: int | None = None) -> int:
    """Draw a text on one line in the middle of a box's height, at its left or right end, cut where it has no room or more
    than `most` pixels; how wide it is."""
    shown, wide = _cut(text, painter, box.width() if most is None else most)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter) | Qt.TextFlag.TextSingleLine, shown)
    return wide


_known: dict[tuple[str, str, int], tuple[str, int]] = {}
"""What was cut yet, by text, letters and room: what is scrolled through is cut once."""
_MOST = 4000
_NARROWEST = 2
"""Pixels of a letter, of which a long text need not be measured further than they reach."""


def _cut(text: str, painter: QPainter, room: int) -> tuple[str, int]:
    """As much of a text as has room, with an ellipsis where that is not all, and how wide that is."""
    key = (text, painter.font().key(), room)
    if key not in _known:
        if len(_known) >= _MOST:
            _known.clear()
        letters = painter.fontMetrics()
        shown = letters.elidedText(text[: max(0, room) // _NARROWEST + 2], Qt.TextElideMode.ElideRight, room)
        _known[key] = shown, letters.horizontalAdvance(shown)
    return _known[key]


def in_bold(letters: QFont, bold: bool = True) -> QFont:
    """The same letters, bold or not."""
    made = QFont(letters)
    made.setWeight(weight(bold))
    return made
