"""The small things a card is made of, and their strokes: words, pills, signs, flags and discs."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from mhhs_board.drawing.fonts import font
from mhhs_board.drawing.theme import Theme


class Mark(NamedTuple):
    """One thing to draw, at whole pixels from the card's top left. `sort` is text (of this card alone), word (of many
    cards), pill, sign, flag, clock or disc."""

    sort: str
    role: str
    x: int
    y: int
    width: int = 0
    height: int = 0
    text: str = ""
    pixels: int = 0
    bold: bool = False


def _word(painter: QPainter, theme: Theme, mark: Mark) -> None:
    painter.setFont(font(mark.pixels, mark.bold))
    painter.setPen(theme[mark.role])
    painter.drawText(QPointF(1, mark.pixels + 2), mark.text)


def _pill(painter: QPainter, theme: Theme, mark: Mark) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme[mark.role])
    painter.drawRoundedRect(QRectF(0, 0, mark.width, mark.height), 4, 4)


def _sign(painter: QPainter, theme: Theme, mark: Mark) -> None:
    box = QRectF(0, 0, mark.width, mark.height).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(QPen(theme[mark.role], 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box)
    reach = box.width() * 0.35
    middle = box.center()
    painter.drawLine(middle + QPointF(-reach, reach), middle + QPointF(reach, -reach))


def _flag(painter: QPainter, theme: Theme, mark: Mark) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme[mark.role])
    painter.drawRect(QRectF(1, 0, 1.5, mark.height))
    shape = [(2.5, 0.5), (10, 0.5), (7.5, 3.5), (10, 6.5), (2.5, 6.5)]
    painter.drawPolygon(QPolygonF([QPointF(*point) for point in shape]))


def _clock(painter: QPainter, theme: Theme, mark: Mark) -> None:
    box = QRectF(0, 0, mark.width, mark.height).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(QPen(theme[mark.role], 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box)
    middle = box.center()
    painter.drawLine(middle, middle - QPointF(0, box.height() * 0.28))
    painter.drawLine(middle, middle + QPointF(box.width() * 0.22, 0))


def _disc(painter: QPainter, theme: Theme, mark: Mark) -> None:
    box = QRectF(0, 0, mark.width, mark.height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme[mark.role])
    painter.drawEllipse(box)
    painter.setPen(theme["on_accent"])
    painter.setFont(font(mark.pixels, mark.bold))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark.text)


DRAW: dict[str, Callable[[QPainter, Theme, Mark], None]] = {
    "word": _word,
    "pill": _pill,
    "sign": _sign,
    "flag": _flag,
    "clock": _clock,
    "disc": _disc,
}
"""How each sort but a plain text is drawn, from its own top left."""
