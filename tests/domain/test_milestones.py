"""How long there is until a milestone."""

from __future__ import annotations

from datetime import date

import pytest

from mhhs_board.domain import milestones
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Milestone

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("24 November 2026", "today"),
        ("2026-11-25", "1 day to go"),
        ("30 June 2027", "218 days to go"),
        ("21 Nov 2026", "3 days ago"),
        ("when it is ready", ""),
        ("", ""),
    ],
)
def test_how_long_there_is(day: str, told: str) -> None:
    assert milestones.to_go(Milestone(id="m", name="M5", day=day), TODAY) == told


def test_the_next_one_is_the_nearest_ahead_that_is_in_use() -> None:
    board = Board(
        [
            Milestone(id="a", name="M1", day="1 November 2026"),
            Milestone(id="b", name="M5", day="30 June 2027"),
            Milestone(id="c", name="M4", day="1 March 2027", retired="2026-11-01T08:00:00Z"),
            Milestone(id="d", name="M10", day="10 October 2028"),
            Milestone(id="e", name="M11"),
        ]
    )
    found = milestones.coming(board, TODAY)
    assert found is not None
    assert milestones.said(found, TODAY) == "M5 · 30 June 2027 · 218 days to go"
    assert milestones.coming(Board(), TODAY) is None
