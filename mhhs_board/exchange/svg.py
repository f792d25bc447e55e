"""SVG: the board as one picture that stays sharp at any size, its text as text; no script, nothing that is loaded.

Needs a QGuiApplication, offscreen is enough: Qt measures the letters.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtGui import QPainter

from mhhs_board.drawing.pages import Pages
from mhhs_board.exchange import memory as room
from mhhs_board.exchange.pdf import paged
from mhhs_board.exchange.sheet import Sheet
from mhhs_board.exchange.strokes import Strokes, escaped

SVG = "http://www.w3.org/2000/svg"
CARD = 4096
"""Bytes that a card's elements take, with as much again."""


def write(sheet: Sheet) -> bytes:
    """The sheet as one SVG picture, its unit a CSS pixel. Raises Refused where there is too little memory for it."""
    room.ready(len(sheet.artefacts) * CARD)
    return drawn(paged(sheet, None, sheet.theme), sheet)


def drawn(pages: Pages, sheet: Sheet) -> bytes:
    """The one page of a picture as SVG, with a name and a description for people who cannot see it."""
    strokes = Strokes()
    pages.draw(cast("QPainter", strokes), 0)
    width, height = (f"{length:.8g}" for length in pages.size)
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="{SVG}" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escaped(sheet.name or 'Design board')}</title>",
        f"<desc>{escaped(' · '.join(sheet.facts))}</desc>",
        '<g stroke-linecap="square" stroke-linejoin="bevel" xml:space="preserve">',
        *strokes.elements,
        "</g>",
        "</svg>",
        "",
    ]
    return "\n".join(parts).encode()
