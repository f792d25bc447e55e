"""The SVG snapshot read back: every card once, its texts as texts, nothing loaded, nothing run."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from mhhs_board.domain.board import Board
from mhhs_board.exchange import svg
from tests.boards import board_of
from tests.exchange.pictured import hostile, many, refs, sample, sheet_of

pytestmark = pytest.mark.usefixtures("qapp")
ALLOWED = {"svg", "title", "desc", "defs", "g", "rect", "path", "ellipse", "circle", "polyline", "polygon", "line", "text"}


def read(data: bytes) -> tuple[ElementTree.Element, list[str]]:
    """The picture and its texts."""
    root = ElementTree.fromstring(data)
    return root, [text.text or "" for text in root.iter(f"{{{svg.SVG}}}text")]


@pytest.mark.parametrize("made", [lambda: board_of(), sample, many], ids=["23", "60", "300"])
def test_every_card_is_drawn_once(made: object, qtbot: QtBot) -> None:
    board: Board = made()  # type: ignore[operator]
    root, texts = read(svg.write(sheet_of(board)))
    assert sorted(text for text in texts if text in set(refs(board))) == refs(board)
    words = " ".join(texts)
    assert f"{board.count()} of {board.count()} shown · 0 hidden" in words
    assert "As at 24 November 2026, 08:00" in words
    assert "page 1 of 1" in words
    assert texts.count("OFFICIAL") == 2
    assert [float(part) for part in root.attrib["viewBox"].split()][2:] > [900, 300]


def test_only_what_the_filter_shows_is_drawn() -> None:
    board = many(40)
    shown = list(board.artefacts())[:7]
    _, texts = read(svg.write(sheet_of(board, *(found.id for found in shown), filter="a <b> & c")))
    assert sorted(text for text in texts if text in refs(board)) == sorted(found.ref for found in shown)
    assert any("7 of 40 shown · 33 hidden · Filter: a <b> & c" in text for text in texts)


def test_it_holds_shapes_and_texts_and_nothing_else() -> None:
    root, texts = read(svg.write(sheet_of(hostile())))
    assert {element.tag.partition("}")[2] for element in root.iter()} <= ALLOWED
    for element in root.iter():
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name or name == "style"]
        assert not [value for value in element.attrib.values() if "url(" in value]
    assert "<script>alert(1)</script>" in texts
    assert root.findtext(f"{{{svg.SVG}}}title") == "<script>alert(1)</script>"


def test_texts_keep_their_width_with_any_font() -> None:
    root, _ = read(svg.write(sheet_of(board_of())))
    for text in root.iter(f"{{{svg.SVG}}}text"):
        assert float(text.attrib["textLength"]) > 0
        assert text.attrib["font-family"].endswith("sans-serif")


def test_a_viewer_can_draw_it() -> None:
    assert QSvgRenderer(QByteArray(svg.write(sheet_of(many(60), theme="dark")))).isValid()
