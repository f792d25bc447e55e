"""Drawing a row of a list by hand, where it says more than the one text that Qt draws."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QPainter

from mhhs_board.drawing.fonts import weight


def draw_line(painter: QPainter, box: QRect, text: str, *, right: bool = False, most: int | None = None) -> int:
    """Draw a text on one line in the middle of a box's height, at its left or right end, cut where it has no room or more
    than `most` pixels; how wide it is."""
    letters = painter.fontMetrics()
    shown = letters.elidedText(text, Qt.TextElideMode.ElideRight, box.width() if most is None else most)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter) | Qt.TextFlag.TextSingleLine, shown)
    return letters.horizontalAdvance(shown)


def in_bold(letters: QFont, bold: bool = True) -> QFont:
    """The same letters, bold or not."""
    made = QFont(letters)
    made.setWeight(weight(bold))
    return made
