"""Limits as they are drawn: words, and the line behind the n-th card, blocked ones counted where they stand."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from mhhs_board.domain.board import Board
from mhhs_board.drawing import theme
from mhhs_board.drawing.face import lane_heads, stage_heads
from mhhs_board.drawing.geometry import Rect, lay_out
from mhhs_board.drawing.grid import Grid
from mhhs_board.drawing.limits import LimitCount, count_of, drawn_limits, lines, over_words
from mhhs_board.drawing.paint import BoardPainter
from mhhs_board.operations import blocking, configuring
from tests import boards
from tests.drawing.contrast import THEMES


def limited(**limits: str) -> Board:
    board = boards.board_of()
    values = {f"limit:{place.replace('__', '/').replace('_', ' ')}": value for place, value in limits.items()}
    boards.act(board, configuring.configure, values=values)
    return board


@pytest.mark.parametrize(
    ("total", "words"),
    [(3, "3 of 5"), (4, "4 of 5 · one left"), (5, "5 of 5 · limit reached"), (6, "6 of 5 · over the limit")],
)
def test_a_limit_is_told_in_words(total: int, words: str) -> None:
    assert LimitCount(total, 5, ()).words == words


def test_the_line_stands_behind_the_nth_card_of_the_column_in_reading_order() -> None:
    board = limited(L4_Review="3 warn")
    found = lines(board, Grid(board))
    assert found == {("unmetered", "l4-review"): (0, "limit 3", True)}
    held = count_of(board, Grid(board), drawn_limits(board)[0])
    drawn = [one for lane in Grid(board).lanes for one in board.cell(lane, "l4-review")]
    assert held.beyond == tuple(drawn[3:])
    place, line = next(iter(found.items()))
    assert Grid(board).cells[place][line.slot] == drawn[3]
    names = [board.artefact(one).ref for one in drawn[3:]]
    assert over_words(board, held) == f"Over the limit: {', '.join(names)}"


def test_a_reached_limit_has_its_line_at_the_end_and_one_with_room_has_none() -> None:
    board = limited(L4_Review="6 warn", Backlog="9 refuse", In_Progress="off")
    found = lines(board, Grid(board))
    assert set(found) == {("elexon", "l4-review")}
    assert found["elexon", "l4-review"] == (2, "limit 6", False)


def test_a_blocked_artefact_holds_its_place() -> None:
    board = limited(Smart_Segment__In_Progress="1 warn")
    assert lines(board, Grid(board))["smart", "in-progress"] == (1, "limit 1", False)
    boards.act(board, blocking.block, ids=[boards.one(board, "registrations", "Process 4").id], not_stated=True)
    assert lines(board, Grid(board))["smart", "in-progress"] == (1, "limit 1", False)
    boards.act(board, configuring.configure, values={"limit:In Progress": "4 warn"})
    head = stage_heads(board, Grid(board))["in-progress"]
    assert head.counts == ("4 + 1 blocked · 5 of 4 · over the limit", "5 of 4 · over the limit", "5 of 4")


def test_a_filter_moves_the_line_among_what_is_shown_and_not_the_count() -> None:
    board = limited(L4_Review="3 warn")
    last = boards.one(board, "elexon", "Process 3").id
    grid = Grid(board, {last})
    head = stage_heads(board, grid)["l4-review"]
    assert head.count == "1 of 6 shown · 6 of 3 · over the limit"
    assert lines(board, grid) == {}, "no line stands alone in a cell that the filter has emptied"
    fourth = boards.one(board, "unmetered", "Process 1").id
    assert lines(board, Grid(board, {last, fourth})) == {("unmetered", "l4-review"): (0, "limit 3", True)}


def test_a_lane_over_its_limit_says_so_in_its_head() -> None:
    board = limited(Smart_Segment="4 warn")
    head = lane_heads(board, Grid(board))["smart"]
    assert head.limit is not None
    assert head.limit.over
    assert head.words.startswith("5 of 4 · over the limit · ")
    assert "Process 2" in over_words(board, head.limit or LimitCount(0, 0, ()))
    assert lines(board, Grid(board)) == {}


@pytest.mark.parametrize("name", THEMES)
def test_the_line_is_seen_in_every_theme(qtbot: QtBot, name: str) -> None:
    board = limited(L4_Review="3 warn")
    layout = lay_out(board, width=1132)
    image = QImage(layout.width, layout.height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    BoardPainter(board, theme.load(name), boards.TODAY).body(painter, layout, Rect(0, 0, layout.width, layout.height))
    painter.end()
    (place, line) = next(iter(lines(board, layout.grid).items()))
    rect = layout.slot_rect(*place, line.slot)
    top = max(layout.lane(place[0]).y + 2, rect.y - layout.sizes.gap // 2)
    assert theme.load(name)["warn"] in [image.pixelColor(rect.x + 20, y) for y in range(top - 2, top + 3)]
