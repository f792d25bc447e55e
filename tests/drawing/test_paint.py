"""The whole board on a painter: what is exposed is painted, and the same on the screen as on paper."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.drawing import theme
from mhhs_board.drawing.geometry import LANE_HEAD, STAGE_HEAD, Density, Hit, Layout, Rect, lay_out
from mhhs_board.drawing.paint import BoardPainter, Marks, paint_board
from mhhs_board.operations import moving
from tests import boards
from tests.drawing.boards import artefact, board_with
from tests.drawing.contrast import THEMES


def body(board: Board, layout: Layout, exposed: Rect, marks: Marks | None = None) -> QImage:
    image = QImage(layout.width, layout.height, QImage.Format.Format_RGB32)
    image.fill(0xFFFF00FF)
    painter = QPainter(image)
    painter.setClipRect(*exposed)
    BoardPainter(board, theme.load("light"), boards.TODAY).body(painter, layout, exposed, marks or Marks())
    painter.end()
    return image


def test_parts_painted_one_by_one_make_the_whole(qtbot: QtBot) -> None:
    board = boards.board_of()
    layout = lay_out(board, width=1132)
    whole = body(board, layout, Rect(0, 0, layout.width, layout.height))
    parts = QImage(whole.size(), QImage.Format.Format_RGB32)
    painter = QPainter(parts)
    for x in range(0, layout.width, 300):
        for y in range(0, layout.height, 77):
            part = Rect(x, y, 300, 77)
            painter.drawImage(x, y, body(board, layout, part), x, y, 300, 77)
    painter.end()
    assert parts == whole


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("density", list(Density))
def test_every_theme_and_density_paints_the_example(qtbot: QtBot, name: str, density: Density) -> None:
    board = boards.board_of()
    layout = lay_out(board, width=1132, density=density, folded_lanes={"advanced"}, folded_columns={"backlog"})
    image = QImage(LANE_HEAD + layout.width, STAGE_HEAD + layout.height, QImage.Format.Format_RGB32)
    image.fill(0xFFFF00FF)
    painter = QPainter(image)
    paint_board(painter, layout, board, theme.load(name), boards.TODAY)
    painter.end()
    points = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    assert 0xFFFF00FF not in points, "no place is left unpainted"
    assert len(points) > 5


@pytest.mark.parametrize("board", [Board(), boards.board_of("l4-bare"), boards.board_of("empty")])
def test_an_empty_board_is_painted(qtbot: QtBot, board: Board) -> None:
    layout = lay_out(board, width=900)
    image = QImage(900, 500, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    BoardPainter(board, theme.load("dark"), boards.TODAY).body(painter, layout, Rect(0, 0, 900, 500))
    painter.end()
    assert image.pixelColor(899, 499) == theme.load("dark")["canvas"]


def test_a_gap_opens_at_the_slot_and_what_is_held_fades(qtbot: QtBot) -> None:
    board = board_with([artefact(number) for number in range(2)])
    layout = lay_out(board, width=1132)
    whole = Rect(0, 0, layout.width, layout.height)
    plain = body(board, layout, whole)
    held = Marks(
        held={"a000001"},
        judge=lambda workstream, column: "yes" if column != BLOCKED else "no",
        gap=Hit("advanced", "in-progress", 0),
    )
    seen = body(board, layout, whole, held)
    cell = layout.cell_rect("advanced", "in-progress")
    assert seen.pixelColor(cell.x + 1, cell.y + 20) == theme.load("light")["drop_edge"]
    assert seen.pixelColor(layout.column(BLOCKED).x + 20, 20) == theme.load("light")["dimmed"]
    card = layout.card_rect("a000001")
    assert card is not None
    assert seen.copy(*card) != plain.copy(*card)


def test_head_words_follow_the_board(qtbot: QtBot) -> None:
    board = boards.board_of()
    drawn = BoardPainter(board, theme.load("light"), boards.TODAY)
    layout = lay_out(board, width=1132)
    assert drawn.heads(layout.grid)[0]["backlog"].count == "5"
    card = boards.one(board, "smart", "Process 5")
    boards.act(board, moving.move, ids=[card.id], stage="in-progress")
    assert drawn.heads(lay_out(board, width=1132).grid)[0]["backlog"].count == "4"
