"""A picture of the board, drawn by the painter of the window, with what every export says of itself above it.

Needs a QGuiApplication, offscreen is enough.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import ceil

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF
from PySide6.QtGui import QImage, QPainter

from mhhs_board.domain.errors import Refused
from mhhs_board.drawing import theme as themes
from mhhs_board.drawing.fonts import font
from mhhs_board.drawing.geometry import LANE_HEAD, STAGE_HEAD, Density, Layout, lay_out
from mhhs_board.drawing.pages import LOWEST, Foot, Head
from mhhs_board.drawing.paint import paint_board
from mhhs_board.drawing.theme import Theme
from mhhs_board.exchange import memory as room
from mhhs_board.exchange.pdf import caption, paged
from mhhs_board.exchange.sheet import Sheet

WIDTH = 1600
"""Logical pixels, as a window on a meeting room's screen."""
MARGIN = 16
SPEECH = 1.5
"""How much larger than on paper the texts above and below are."""
SHARPEST = 2
"""Device pixels per logical pixel, as long as the picture stays below PIXELS."""
PIXELS = 48_000_000
BAND = 256
"""Logical pixels filled at a time: new memory is slow to touch, and Qt keeps the interpreter from the window meanwhile."""
TALLEST = 30_000
"""Device pixels in height; taller ones neither Qt nor most viewers can show."""
HIGH = TALLEST // 4
"""Logical pixels in height from which a board is drawn in another way."""


def write(sheet: Sheet) -> bytes:
    """The sheet as PNG. Raises Refused where it holds too many artefacts for a picture anybody can open."""
    return encoded(picture(sheet))


def picture(sheet: Sheet) -> QImage:
    """The sheet as an image: the cards of paper, a long cell in strips; larger boards stand in smaller cards, equal in
    height, and fewer pixels. Raises Refused as `write` does."""
    room.ready()
    theme, least = themes.load(sheet.theme), len(sheet.artefacts) * LOWEST / len(sheet.board.columns)
    if least <= HIGH and (pages := paged(sheet, None, sheet.theme)).size[1] <= HIGH:
        return _drawn(round(pages.size[0]), round(pages.size[1]), theme, lambda painter: pages.draw(painter, 0))
    said, across = caption(sheet), (WIDTH - 2 * MARGIN) / SPEECH
    above, below = Head(said, said.name, said.counts, across), Foot(said, across, "")
    head, foot = MARGIN + ceil(above.height * SPEECH), MARGIN + ceil(below.height * SPEECH)
    for density in (Density.COMPACT, Density.DOTS):
        layout = _layout(sheet, density)
        width, height = LANE_HEAD + layout.width, head + STAGE_HEAD + layout.height + foot
        if height <= HIGH:
            break

    def draw(painter: QPainter) -> None:
        painter.save()
        painter.translate(MARGIN, MARGIN)
        painter.scale(SPEECH, SPEECH)
        above.draw(painter, partial(_text, theme), theme)
        below.draw(painter, partial(_text, theme), (height - 2 * MARGIN) / SPEECH - 3, "")
        painter.restore()
        painter.translate(0, head)
        paint_board(painter, layout, sheet.board, theme, sheet.today)

    if height > TALLEST:
        raise Refused(f"{len(sheet.artefacts)} artefacts are too many for one picture. Filter the board first.")
    return _drawn(width, height, theme, draw)


def _drawn(width: int, height: int, theme: Theme, draw: Callable[[QPainter], None]) -> QImage:
    """An image of that size in logical pixels, as sharp as PIXELS and TALLEST let it be. Raises Refused without memory."""
    sharp = width * height * SHARPEST**2 <= PIXELS and height * SHARPEST <= TALLEST
    ratio = SHARPEST if sharp else 1
    room.ready(width * height * ratio**2 * 4)
    image = QImage(width * ratio, height * ratio, QImage.Format.Format_RGB32)
    if image.isNull():
        raise Refused("The picture could not be made; there may be too little memory for it.")
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    try:
        for top in range(0, height, BAND):
            painter.fillRect(0, top, width, BAND, theme["head"])
        draw(painter)
    finally:
        painter.end()
    return image


def _layout(sheet: Sheet, density: Density) -> Layout:
    shown = sheet.shown if sheet.hidden else None
    return lay_out(sheet.board, shown, width=WIDTH - LANE_HEAD, density=density)


def _text(
    theme: Theme, painter: QPainter, x: float, base: float, words: str, role: str, points: int, *, bold: bool = False
) -> None:
    painter.setPen(theme[role])
    painter.setFont(font(points, bold))
    painter.drawText(QPointF(x, base), words)


def encoded(image: QImage) -> bytes:
    """An image as PNG. Qt lets go of the interpreter while it packs, so a window may call this in a thread."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise Refused("The picture could not be made; there may be too little memory for it.")
    return bytes(data.data())
