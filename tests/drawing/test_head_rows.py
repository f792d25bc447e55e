"""What the head of a lane says is whole in the room there is, and a limit that is passed is said first."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from mhhs_board.domain.board import Board
from mhhs_board.domain.records import Limit
from mhhs_board.drawing.face import LaneHead, lane_heads
from mhhs_board.drawing.geometry import LANE_HEAD
from mhhs_board.drawing.grid import Grid
from mhhs_board.drawing.head_rows import head_rows
from tests.drawing.boards import artefact, blocked, board_with

WIDE = LANE_HEAD - 22


def head(most: int = 0, count: int = 12) -> LaneHead:
    """The head of a lane with one blocked artefact and, where `most` is given, a limit."""
    one, stop = blocked(0)
    board = board_with([one, *(artefact(number, stage="approved") for number in range(1, count))], [stop])
    limits = [Limit(id="l", workstream="smart", most=most)] if most else []
    board = Board([*board.all_records(), *limits])
    return lane_heads(board, Grid(board))["smart"]


@pytest.mark.parametrize(
    ("most", "high", "rows"),
    [
        (0, 60, ["11 of 12 approved", "1\N{NO-BREAK SPACE}blocked"]),
        (0, 15, ["11 of 12 · 1\N{NO-BREAK SPACE}blocked"]),
        (5, 60, ["! 12 of 5 · over the limit", "11 of 12 approved", "1\N{NO-BREAK SPACE}blocked"]),
        (5, 30, ["! 12 of 5 · over the limit", "11 of 12 · 1\N{NO-BREAK SPACE}blocked"]),
        (5, 15, ["! Limit: 12 of 5"]),
        (12, 60, ["12 of 12 · limit reached", "11 of 12 approved", "1\N{NO-BREAK SPACE}blocked"]),
    ],
)
def test_the_fullest_wording_that_fits_is_taken(qtbot: QtBot, most: int, high: int, rows: list[str]) -> None:
    found = head_rows(head(most), WIDE, high)
    assert [row.words for row in found] == rows
    assert [row.over for row in found] == [row.startswith("!") for row in rows]


@pytest.mark.parametrize("most", [0, 5, 900])
@pytest.mark.parametrize("high", [0, 14, 28, 42, 90])
def test_nothing_is_cut_up_to_a_thousand_cards(qtbot: QtBot, most: int, high: int) -> None:
    found = head_rows(head(most, count=999), WIDE, high)
    assert 1 <= len(found) <= max(1, min(3, high // 14))
    assert not [row for row in found if "…" in row.words]
