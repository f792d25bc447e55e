"""SVG: the board as one picture that stays sharp at any size, its text as text; no script, nothing that is loaded.

Needs a QGuiApplication, offscreen is enough. Qt draws it; then each text is told how wide it may become, so that a viewer
without the bundled font keeps the layout with its own.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator

from mhhs_board.domain.errors import Refused
from mhhs_board.drawing.card import advance
from mhhs_board.drawing.pages import Pages
from mhhs_board.exchange.pdf import paged
from mhhs_board.exchange.sheet import Sheet

SVG = "http://www.w3.org/2000/svg"
DOTS = 96
"""Dots to the inch: a unit is a CSS pixel."""
PIECE = 65_536
"""Bytes parsed at a time."""
FAMILIES = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
"""Whose letters to take, the first that the viewer has."""

_ILLEGAL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""What XML forbids even escaped, as UTF-8; texts are cleaned when they are typed, a damaged file's are not."""


def write(sheet: Sheet) -> bytes:
    """The sheet as one SVG picture. Raises Refused where it cannot be made."""
    return drawn(paged(sheet, None, sheet.theme), sheet)


def drawn(pages: Pages, sheet: Sheet) -> bytes:
    """The one page of a picture as SVG."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    width, height = pages.size
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(DOTS)
    generator.setSize(QSize(round(width), round(height)))
    generator.setViewBox(QRectF(0, 0, width, height))
    painter = QPainter(generator)
    try:
        pages.draw(painter, 0)
    finally:
        painter.end()
    buffer.close()
    return _finished(bytes(data.data()), sheet)


def _finished(data: bytes, sheet: Sheet) -> bytes:
    """Names the picture for people who cannot see it and makes every text fit with other fonts."""
    ElementTree.register_namespace("", SVG)
    try:
        # In pieces, between which a window may go on.
        parser = ElementTree.XMLParser()
        legal = _ILLEGAL.sub("\ufffd".encode(), data)
        for start in range(0, len(legal), PIECE):
            parser.feed(legal[start : start + PIECE])
        root: ElementTree.Element = parser.close()
    except ElementTree.ParseError as error:
        raise Refused("The picture could not be made; there may be too little memory for it.") from error
    for spare in [child for child in root if child.tag in (f"{{{SVG}}}title", f"{{{SVG}}}desc")]:
        root.remove(spare)
    for place, (tag, words) in enumerate((("title", sheet.name or "Design board"), ("desc", " · ".join(sheet.facts)))):
        told = ElementTree.Element(f"{{{SVG}}}{tag}")
        told.text = _ILLEGAL.sub(b"", words.encode("utf-8", "replace")).decode()
        root.insert(place, told)
    for name in ("version", "baseProfile"):  # it is more than tiny: texts have a length
        root.attrib.pop(name, None)
    root.set("role", "img")
    for group in root.iter(f"{{{SVG}}}g"):
        for name in [name for name in group.attrib if name.startswith("font-")]:
            del group.attrib[name]  # each text says its own
        for empty in [child for child in group if child.tag == group.tag and not len(child)]:
            group.remove(empty)
    for text in root.iter(f"{{{SVG}}}text"):
        _fit(text)
    finished: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return finished


def _fit(text: ElementTree.Element) -> None:
    """Let a text be as wide as the bundled font makes it, whatever font the viewer has."""
    pixels, bold = round(float(text.get("font-size", "0"))), int(text.get("font-weight", "400")) >= 600
    wide = advance(text.text or "", pixels, bold)
    text.set("font-family", FAMILIES)
    if wide:
        text.set("textLength", f"{wide:.2f}")
        text.set("lengthAdjust", "spacingAndGlyphs")
