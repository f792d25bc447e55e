"""Strokes written down as SVG are the strokes that Qt draws; whatever is a text comes back as that text."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from mhhs_board.domain.board import Board
from mhhs_board.drawing.card import advance
from mhhs_board.drawing.fonts import families, font
from mhhs_board.exchange import svg
from mhhs_board.exchange.pdf import paged
from mhhs_board.exchange.strokes import FAMILIES, Strokes, escaped, leftwards
from tests.boards import board_of
from tests.exchange.pictured import many, sheet_of

pytestmark = pytest.mark.usefixtures("qapp")
COARSE = 4
"""Pixels to a side that are compared as one, so that only what is somewhere else differs and not its edge."""
ALLOWED = "\t\n\r"


def image_of(width: float, height: float, draw: Callable[[QPainter], None]) -> QImage:
    """What is drawn, in coarse pixels."""
    image = QImage(round(width), round(height), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    draw(painter)
    painter.end()
    size = QSize(image.width() // COARSE // 4 * 4, image.height() // COARSE)  # rows of whole words have no padding
    smooth = Qt.TransformationMode.SmoothTransformation
    return image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth).convertToFormat(QImage.Format.Format_Grayscale8)


@pytest.mark.parametrize("theme", ["light", "dark", "high_contrast"])
@pytest.mark.parametrize("made", [board_of, lambda: many(120)], ids=["23", "120"])
def test_qt_draws_the_written_strokes_as_its_own(made: Callable[[], Board], theme: str) -> None:
    sheet = sheet_of(made(), theme=theme)
    pages = paged(sheet, None, theme)
    width, height = pages.size
    written = svg.drawn(pages, sheet).replace(FAMILIES.encode(), families()[0].encode())  # Qt takes the list for one name
    renderer = QSvgRenderer(QByteArray(written))
    assert renderer.isValid()
    ours = image_of(width, height, lambda painter: renderer.render(painter, QRectF(0, 0, width, height)))
    qts = image_of(width, height, lambda painter: pages.draw(painter, 0))
    differing = sum(
        abs(one - other) > 48 for one, other in zip(bytes(ours.constBits()), bytes(qts.constBits()), strict=True)
    )
    assert differing < 0.0005 * ours.width() * ours.height()


@given(st.text(st.characters()))
def test_any_text_comes_back(text: str) -> None:
    read = ElementTree.fromstring(f"<text>{escaped(text)}</text>".encode()).text or ""
    legal = "".join(one if one >= " " or one in ALLOWED else "\ufffd" for one in text)
    legal = "".join("\ufffd" if "\ud800" <= one <= "\udfff" or one in "\ufffe\uffff" else one for one in legal)
    assert read == legal.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("Process 5", False),
        ("العربية", True),
        ("42 עברית L4", True),
        ("é العربية", False),
        ("日本語", False),
        ("№ 7", False),
        ("\u2068העברית\u2069 · 24 May", False),
    ],
)
def test_a_text_runs_as_its_first_letter_does(text: str, back: bool) -> None:
    assert leftwards(text) is back


def test_a_text_that_runs_back_keeps_its_place_whatever_a_viewer_takes_for_its_start() -> None:
    strokes = Strokes()
    strokes.translate(100, 40)
    strokes.setFont(font(13))
    strokes.drawText(QPointF(10, 5), "العربية")
    [text] = map(ElementTree.fromstring, strokes.elements)
    assert (text.attrib["direction"], text.attrib["text-anchor"], text.attrib["y"]) == ("rtl", "middle", "45")
    assert float(text.attrib["x"]) == pytest.approx(110 + advance("العربية", 13) / 2, abs=0.01)


def test_what_strokes_cannot_write_is_refused_and_not_left_out() -> None:
    painter = cast("QPainter", Strokes())
    with pytest.raises(AttributeError):
        painter.rotate(90)
    with pytest.raises(ValueError, match="stretches"):
        painter.scale(1, 2)
