"""A picture without a display: the window's painter, with what it shows said above."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from mhhs_board.domain.errors import Refused
from mhhs_board.drawing.paper_card import PaperPen
from mhhs_board.exchange import png
from mhhs_board.exchange.pdf import paged
from mhhs_board.exchange.sheet import Sheet
from tests import boards
from tests.drawing.boards import artefact, board_with, cards_on


def sheet_of(name: str = "l4", **said: str) -> Sheet:
    board = boards.board_of(name)
    return Sheet.of(board, [found.id for found in board.artefacts()], boards.TODAY, **said)


def test_it_is_a_sharp_png_of_the_whole_board(qtbot: QtBot) -> None:
    image = QImage.fromData(png.write(sheet_of()))
    assert abs(image.width() - png.WIDTH * png.SHARPEST) < 20, "six columns are as wide as a screen"
    assert image.height() > 800


def test_it_says_what_the_cards_of_paper_say(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    draw = PaperPen.draw

    def noted(self: PaperPen, painter: QPainter, name: str, *rest: Any, **more: Any) -> None:
        drawn.append(name)
        draw(self, painter, name, *rest, **more)

    monkeypatch.setattr(PaperPen, "draw", noted)
    sheet = sheet_of()
    png.picture(sheet)
    assert sorted(drawn) == sorted(sheet.shown)


def test_the_same_sheet_gives_the_same_bytes(qtbot: QtBot) -> None:
    assert png.write(sheet_of()) == png.write(sheet_of())


def test_filter_classification_and_moment_stand_above_it(qtbot: QtBot) -> None:
    plain = png.picture(sheet_of())
    told = png.picture(sheet_of(classification="Programme only", filter="owner:Mary", as_at="24 November 2026"))
    head = 84 * png.SHARPEST
    assert plain.copy(0, 0, plain.width(), head) != told.copy(0, 0, plain.width(), head)
    assert plain.copy(0, head, plain.width(), 900) == told.copy(0, head, plain.width(), 900)


def test_what_a_filter_hides_is_not_in_the_picture(qtbot: QtBot) -> None:
    board = boards.board_of()
    few = Sheet.of(board, [boards.one(board, "smart", "Process 4").id], boards.TODAY)
    assert few.hidden == 22
    assert png.picture(few).height() < png.picture(sheet_of()).height()


def test_themes_differ(qtbot: QtBot) -> None:
    assert len({png.write(sheet_of(theme=name)) for name in ("light", "dark", "print")}) == 3


def test_a_long_cell_goes_on_in_strips_whose_words_can_be_read(qtbot: QtBot) -> None:
    board = board_with([artefact(number) for number in range(300)])
    sheet = Sheet.of(board, [found.id for found in board.artefacts()], boards.TODAY)
    image = png.picture(sheet)
    pages = paged(sheet, None, sheet.theme)
    assert len(cards_on(pages, 0)) == 300
    assert len(pages.pages[0].blocks) == 2
    assert (image.width(), image.height()) == tuple(round(side) * png.SHARPEST for side in pages.size)
    assert image.height() < png.TALLEST / 2


def test_a_large_board_becomes_smaller_cards_and_a_huge_one_is_refused(qtbot: QtBot) -> None:
    def crowd(count: int) -> Sheet:
        board = board_with([artefact(number) for number in range(count)])
        return Sheet.of(board, [found.id for found in board.artefacts()], boards.TODAY)

    image = png.picture(crowd(1500))
    assert image.height() <= png.TALLEST
    with pytest.raises(Refused, match="too many for one picture"):
        png.picture(crowd(20_000))


def test_an_empty_board_has_a_picture_too(qtbot: QtBot) -> None:
    assert not QImage.fromData(png.write(sheet_of("empty"))).isNull()
