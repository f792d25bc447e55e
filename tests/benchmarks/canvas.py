"""The bare picture: plain cards on a plain widget, drawn by QPainter with fonts, pens and cut strings kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Plain:
    """A card as the bare canvas knows it: where it lies and its strings, cut to width already."""

    rect: QRectF
    lines: tuple[tuple[QPointF, str], ...]


def plain(rect: tuple[int, int, int, int], ref: str, title: str, chips: str) -> Plain:
    """A card of a rectangle in the window: a reference, a line of its title and a line of small words."""
    x, y, width, height = rect
    room = max(8, width // 8)
    lines = [(QPointF(x + 14, y + 16), ref[:room])]
    if height > 40:
        lines += [(QPointF(x + 14, y + 32), title[:room]), (QPointF(x + 14, y + 48), chips[:room])]
    return Plain(QRectF(x + 0.5, y + 0.5, width - 1, height - 1), tuple(lines))


class BareCanvas(QWidget):
    """Draws the cards given; `show_cards` replaces them, `repaint_now` has two cells or all of it painted at once."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self.cards: Sequence[Plain] = ()
        self.painted = 0
        self._font = QFont("Inter")
        self._font.setPixelSize(12)
        self._edge, self._text = QPen(QColor("#c8ccd4"), 1), QPen(QColor("#1c2330"))
        self._ground, self._card, self._stripe = QColor("#f4f5f7"), QColor("white"), QColor("#4a74c9")
        self.resize(width, height)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground and the cards that meet what is exposed."""
        painter = QPainter(self)
        painter.setFont(self._font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for part in event.region():  # type: ignore[attr-defined]
            painter.setClipRect(part)
            painter.fillRect(part, self._ground)
            exposed = QRectF(part)
            for card in self.cards:
                if card.rect.intersects(exposed):
                    painter.setPen(self._edge)
                    painter.setBrush(self._card)
                    painter.drawRoundedRect(card.rect, 6, 6)
                    painter.fillRect(QRectF(card.rect.x() + 4, card.rect.y() + 5, 3, card.rect.height() - 10), self._stripe)
                    painter.setPen(self._text)
                    for place, line in card.lines:
                        painter.drawText(place, line)
        self.painted += 1

    def repaint_now(self, parts: Sequence[QRect] = ()) -> None:
        """Paint some parts, or everything, and see that it happened."""
        before = self.painted
        for part in parts:
            self.update(part)
        if not parts:
            self.update()
        show_now(self)
        assert self.painted > before, "Nothing was painted."


def show_now(window: QWidget) -> None:
    """Have a window painted at once: on the offscreen platform an update waits for a timer that may be long in coming."""
    QCoreApplication.processEvents()
    QCoreApplication.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))
    QCoreApplication.processEvents()
