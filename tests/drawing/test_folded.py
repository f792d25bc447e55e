"""A folded cell says how many cards it holds, how many are blocked and how many overdue, by sign, number and word."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.drawing import folded, theme
from mhhs_board.drawing.folded import Tally, tally
from mhhs_board.drawing.geometry import LANE_HEAD, STAGE_HEAD, lay_out
from mhhs_board.drawing.grid import Grid
from mhhs_board.drawing.paint import paint_board
from tests.boards import TODAY
from tests.drawing.boards import artefact, blocked, board_with
from tests.drawing.contrast import THEMES

LATE = {"due": "1 Nov", "due_on": "2026-11-01"}


def mixed() -> Board:
    """Smart, In Progress: two on time, one late, two blocked, one of those late; Approved: one that was late."""
    held, blockers = zip(*(blocked(number) for number in (4, 5)), strict=True)
    late = msgspec.structs.replace(held[1], **LATE)
    free = [artefact(1), artefact(2), artefact(3, **LATE), artefact(6, stage="approved", **LATE)]
    return board_with([*free, held[0], late], blockers)


def test_blocked_ones_count_where_they_are_drawn_and_in_the_stage_they_keep() -> None:
    board = mixed()
    grid = Grid(board)
    assert tally(board, grid, ("smart", "in-progress"), TODAY) == Tally(3, 2, 1)
    assert tally(board, grid, ("smart", BLOCKED), TODAY) == Tally(2, 2, 1)
    assert tally(board, grid, ("smart", "approved"), TODAY) == Tally(1, 0, 0), "what is approved is late no more"
    assert tally(board, grid, ("elexon", "in-progress"), TODAY).words == []
    assert Tally(3, 2, 1).words == ["2 blocked", "1 overdue"]


def test_a_filter_counts_only_what_it_shows() -> None:
    board = mixed()
    grid = Grid(board, {"a000001", "a000004"})
    assert tally(board, grid, ("smart", "in-progress"), TODAY) == Tally(1, 1, 0)
    assert tally(board, grid, ("smart", BLOCKED), TODAY) == Tally(1, 1, 0)


class Noted(QPainter):
    """A painter that knows what was written where."""

    said: list[tuple[float, str]]

    def drawText(self, *given: object) -> None:  # type: ignore[override]
        place, text = given[0], given[-1]
        assert isinstance(place, QPointF)
        self.said.append((place.x(), str(text)))
        super().drawText(*given)  # type: ignore[call-overload]


def said_in(box: QRectF, told: Tally, *, under_blocked: bool = False, over: bool = False) -> list[str]:
    """What is written in a box; nothing is drawn beside it."""
    image = QImage(400, 100, QImage.Format.Format_RGB32)
    image.fill(0xFFFF00FF)
    painter = Noted(image)
    painter.said = []
    folded.draw(painter, theme.load("light"), box, told, under_blocked=under_blocked, over=over)
    painter.end()
    inked = [x for x in range(image.width()) for y in range(image.height()) if image.pixel(x, y) != 0xFFFF00FF]
    assert not inked or box.left() - 1 <= min(inked) <= max(inked) <= box.right() + 1
    return [text for _, text in painter.said]


def test_words_where_there_is_room_numbers_where_there_is_little(qtbot: QtBot) -> None:
    wide, narrow = QRectF(20, 10, 220, 31), QRectF(20, 10, 26, 60)
    assert said_in(wide, Tally(3, 2, 1)) == ["3", "2 blocked", "1 overdue"]
    assert said_in(wide, Tally(3, 0, 0)) == ["3"]
    assert said_in(wide, Tally(0, 0, 0)) == []
    assert said_in(wide, Tally(9, 0, 0), over=True) == ["! 9"]
    assert said_in(wide, Tally(2, 2, 1), under_blocked=True) == ["2 blocked", "1 overdue"]
    assert said_in(narrow, Tally(12, 11, 10)) == ["12", "11", "10"]
    assert said_in(narrow, Tally(1200, 0, 0)) == ["1200"]
    assert said_in(narrow, Tally(0, 0, 0), under_blocked=True) == []


@pytest.mark.parametrize("name", THEMES)
def test_each_mark_has_a_shape_of_its_own_in_grey(qtbot: QtBot, name: str) -> None:
    shapes = []
    for told in (Tally(0, 1, 0), Tally(0, 0, 1)):
        image = QImage(40, 30, QImage.Format.Format_Grayscale8)
        image.fill(theme.load(name)["canvas"])
        painter = QPainter(image)
        folded.draw(painter, theme.load(name), QRectF(0, 0, 40, 30), told, under_blocked=False, over=False)
        painter.end()
        shapes.append(bytes(image.constBits()))
    assert shapes[0] != shapes[1]


def test_the_board_draws_them_in_folded_lanes_and_stages(qtbot: QtBot) -> None:
    board = mixed()
    layout = lay_out(board, width=1132, folded_lanes={"smart"}, folded_columns={BLOCKED})
    image = QImage(LANE_HEAD + layout.width, STAGE_HEAD + layout.height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_board(painter, layout, board, theme.load("light"), TODAY)
    painter.end()
    for column in ("in-progress", BLOCKED):
        cell = layout.cell_rect("smart", column)
        found = {image.pixel(LANE_HEAD + x, STAGE_HEAD + y) for x in range(cell.x, cell.right) for y in range(32)}
        assert theme.load("light")["bad"].rgb() in found
