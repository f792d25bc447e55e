"""What the board's painter asks of a QPainter, written down as SVG instead of drawn.

QSvgGenerator shapes every letter, says every property again for every stroke, and cannot say how wide a text is, so that
its picture had to be parsed and written again. Here are the methods that pages use and no others: one that is missing ends
in an AttributeError, not in a picture without its strokes. A test lets Qt draw the result and compares it with Qt's own.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from mhhs_board.base.text import leftwards
from mhhs_board.drawing.card import advance, metrics

FAMILIES = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
"""Whose letters to take, the first that the viewer has."""

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML forbids even escaped; texts are cleaned when they are typed, a damaged file's are not."""


def escaped(text: str) -> str:
    """Anything as text of an element; what XML has no way to say becomes U+FFFD."""
    if text.isalnum():
        return text
    return _ILLEGAL.sub("\ufffd", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class _State(NamedTuple):
    """What save() keeps."""

    pen: QPen | None
    ink: str
    brush: str
    font: QFont
    scale: float
    left: float
    top: float


class Strokes:
    """Takes strokes and keeps them as SVG elements, places and lengths already in the picture's own unit.

    The names are QPainter's. Nothing turns and nothing is stretched in one direction only: pages do neither.
    """

    def __init__(self) -> None:
        self.elements: list[str] = []
        self._pen: QPen | None = QPen()
        self._ink = "#000000"
        self._brush = "none"
        self._font = QFont()
        self._scale, self._left, self._top = 1.0, 0.0, 0.0
        self._kept: list[_State] = []
        self._opacity = self._crisp = ""

    # -- state ---------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Remember pen, brush, font and place until restore()."""
        state = _State(self._pen, self._ink, self._brush, self._font, self._scale, self._left, self._top)
        self._kept.append(state)

    def restore(self) -> None:
        """Go back to what the last save() remembered. Raises IndexError where there was none."""
        self._pen, self._ink, self._brush, self._font, self._scale, self._left, self._top = self._kept.pop()

    def translate(self, *by: float | QPointF) -> None:
        """Move the origin by x and y."""
        x, y = _pair(by)
        self._left += x * self._scale
        self._top += y * self._scale

    def scale(self, across: float, down: float) -> None:
        """Make the unit so many times as large. Raises ValueError where that would stretch."""
        if across != down:
            raise ValueError(f"{across} by {down} stretches.")
        self._scale *= across

    def setRenderHint(self, hint: QPainter.RenderHint, on: bool = True) -> None:
        """Straight lines either smooth or on whole pixels; other hints do not concern a vector."""
        if hint is QPainter.RenderHint.Antialiasing:
            self._crisp = "" if on else ' shape-rendering="crispEdges"'

    def setLayoutDirection(self, direction: Qt.LayoutDirection) -> None:
        """Every text runs as its own letters do."""

    def setOpacity(self, opacity: float) -> None:
        """How much of what is behind is covered from now on, 1 all of it."""
        self._opacity = "" if opacity == 1 else f' opacity="{opacity:.3g}"'

    def setPen(self, pen: QPen | QColor | Qt.PenStyle) -> None:
        """The line around shapes, and the colour of texts."""
        if isinstance(pen, QPen):
            self._pen, self._ink = pen, pen.color().name()
        elif isinstance(pen, QColor):
            self._pen, self._ink = QPen(pen), pen.name()
        else:
            self._pen = None if pen is Qt.PenStyle.NoPen else QPen(pen)

    def setBrush(self, brush: QColor | Qt.BrushStyle) -> None:
        """What fills shapes."""
        self._brush = brush.name() if isinstance(brush, QColor) else "none"

    def setFont(self, font: QFont) -> None:
        """The letters of texts."""
        self._font = font

    # -- shapes --------------------------------------------------------------------------------------------------------

    def fillRect(self, box: QRectF, colour: QColor) -> None:
        """A rectangle without a line."""
        self.elements.append(f'<rect {self._box(box)} fill="{colour.name()}"{self._crisp}{self._opacity}/>')

    def drawRect(self, box: QRectF) -> None:
        """A rectangle."""
        self.elements.append(f"<rect {self._box(box)}{self._paint()}/>")

    def drawRoundedRect(self, box: QRectF, across: float, down: float) -> None:
        """A rectangle with round corners."""
        radii = f'rx="{across * self._scale:.8g}" ry="{down * self._scale:.8g}"'
        self.elements.append(f"<rect {self._box(box)} {radii}{self._paint()}/>")

    def drawEllipse(self, box: QRectF) -> None:
        """An ellipse that fills a box."""
        x, y = self._point(box.x() + box.width() / 2, box.y() + box.height() / 2)
        radii = f'rx="{box.width() / 2 * self._scale:.8g}" ry="{box.height() / 2 * self._scale:.8g}"'
        self.elements.append(f'<ellipse cx="{x:.8g}" cy="{y:.8g}" {radii}{self._paint()}/>')

    def drawLine(self, *ends: float | QPointF) -> None:
        """A line between two points, or two pairs of numbers."""
        half = len(ends) // 2
        from_x, from_y = self._point(*_pair(ends[:half]))
        to_x, to_y = self._point(*_pair(ends[half:]))
        ended = f'x1="{from_x:.8g}" y1="{from_y:.8g}" x2="{to_x:.8g}" y2="{to_y:.8g}"'
        self.elements.append(f"<line {ended}{self._paint()}/>")

    def drawPolyline(self, points: QPolygonF) -> None:
        """Lines from point to point."""
        self.elements.append(f'<polyline points="{self._points(points)}"{self._paint(filled=False)}/>')

    def drawPolygon(self, points: QPolygonF) -> None:
        """A closed shape."""
        self.elements.append(f'<polygon points="{self._points(points)}"{self._paint()}/>')

    def _point(self, x: float, y: float) -> tuple[float, float]:
        return x * self._scale + self._left, y * self._scale + self._top

    def _points(self, points: QPolygonF) -> str:
        placed = (self._point(point.x(), point.y()) for point in points.toList())
        return " ".join(f"{x:.8g},{y:.8g}" for x, y in placed)

    def _box(self, box: QRectF) -> str:
        x, y = self._point(box.x(), box.y())
        return f'x="{x:.8g}" y="{y:.8g}" width="{box.width() * self._scale:.8g}" height="{box.height() * self._scale:.8g}"'

    def _paint(self, *, filled: bool = True) -> str:
        """Fill and line as attributes."""
        said = f' fill="{self._brush if filled else "none"}"{self._crisp}{self._opacity}'
        pen = self._pen
        if pen is None:
            return said
        wide = pen.widthF() * self._scale
        dashes = f' stroke-dasharray="{4 * wide:.8g} {2 * wide:.8g}"' if pen.style() is Qt.PenStyle.DashLine else ""
        return f'{said} stroke="{self._ink}" stroke-width="{wide:.8g}"{dashes}'

    # -- texts ---------------------------------------------------------------------------------------------------------

    def drawText(self, place: QPointF | QRectF, *said: str | Qt.AlignmentFlag) -> None:
        """A text whose baseline begins at a point, or that stands in the middle of a box.

        It is told its width, so that a viewer without the bundled font keeps the layout with its own.
        """
        text = said[-1]
        assert isinstance(text, str)
        pixels, bold = self._font.pixelSize(), self._font.bold()
        wide = advance(text, pixels, bold)
        if isinstance(place, QPointF):
            left, base = place.x(), place.y()
        else:
            letters, middle = metrics(pixels, bold), place.center()
            left, base = middle.x() - wide / 2, middle.y() + (letters.ascent() - letters.descent()) / 2
        anchor = ""
        if leftwards(text):  # from the middle, since viewers do not agree on which side is the start
            left, anchor = left + wide / 2, ' direction="rtl" text-anchor="middle"'
        x, y = self._point(left, base)
        weight = ' font-weight="600"' if bold else ""
        look = f'fill="{self._ink}" font-family="{FAMILIES}" font-size="{pixels * self._scale:.8g}"{weight}'
        fit = f' textLength="{wide * self._scale:.2f}" lengthAdjust="spacingAndGlyphs"' if wide else ""
        self.elements.append(f'<text x="{x:.8g}" y="{y:.8g}" {look}{fit}{anchor}{self._opacity}>{escaped(text)}</text>')


def _pair(given: tuple[float | QPointF, ...]) -> tuple[float, float]:
    """A point, or its two numbers."""
    if len(given) == 1:
        point = given[0]
        assert isinstance(point, QPointF)
        return point.x(), point.y()
    x, y = given
    assert not isinstance(x, QPointF)
    assert not isinstance(y, QPointF)
    return x, y
