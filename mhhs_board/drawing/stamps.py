"""Small finished pieces that come again and again on a screen: a card's ground, a kind's pill, "14 d", a disc.

A piece is drawn once and then put in place, which costs a tenth of its strokes; what differs from card to card (reference,
title) is written each time. Paper and broken pixel ratios get strokes, so that nothing is scaled.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPixmap

BYTES = 6_000_000
"""How much of them is kept."""


class Stamps:
    """The pieces of one screen. `ratio` is its device pixels per logical one, 0 where there is no screen."""

    def __init__(self) -> None:
        self.ratio = 0.0
        self._kept: OrderedDict[Hashable, QPixmap] = OrderedDict()
        self._bytes = 0

    def put(
        self,
        painter: QPainter,
        key: Hashable,
        place: tuple[int, int, int, int],
        draw: Callable[..., None],
        *arguments: object,
    ) -> None:
        """Put the piece of that key at x, y with a width and height; `draw(painter,
        *arguments)` makes it from its own top left."""
        x, y, width, height = place
        if self.ratio not in (1.0, 2.0, 3.0):
            painter.translate(x, y)
            draw(painter, *arguments)
            painter.translate(-x, -y)
            return
        key = (key, width, height, self.ratio)
        piece = self._kept.get(key)
        if piece is None:
            piece = self._made(width, height, draw, arguments)
            self._kept[key] = piece
            self._bytes += _bytes(piece)
            while self._bytes > BYTES and len(self._kept) > 1:
                self._bytes -= _bytes(self._kept.popitem(last=False)[1])
        else:
            self._kept.move_to_end(key)
        painter.drawPixmap(QPointF(x, y), piece)

    def _made(self, width: int, height: int, draw: Callable[..., None], arguments: tuple[object, ...]) -> QPixmap:
        piece = QPixmap(round(width * self.ratio), round(height * self.ratio))
        piece.setDevicePixelRatio(self.ratio)
        piece.fill(Qt.GlobalColor.transparent)
        painter = QPainter(piece)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        draw(painter, *arguments)
        painter.end()
        return piece


def _bytes(piece: QPixmap) -> int:
    return piece.width() * piece.height() * 4
