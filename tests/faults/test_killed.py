"""The real program killed at random moments of everything that it does to a board."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults import programs
from tests.store import killer
from tests.store.boards import made
from tests.store.processes import needs_fork

pytestmark = [pytest.mark.slow, needs_fork]


@pytest.mark.slow
@pytest.mark.parametrize("what", sorted(programs.PLAYS))
def test_the_program_killed_leaves_a_whole_board(tmp_path: Path, what: str) -> None:
    assert programs.PLAYS[what](tmp_path, 4, random.Random(11)) == []


def test_five_hundred_kills_lose_no_acknowledged_move(tmp_path: Path) -> None:
    outcome = killer.kill(made(tmp_path / "board"), kills=500, seed=3, longest=0.03)
    assert (outcome.kills, outcome.lost, outcome.faults) == (500, 0, 0)
    assert outcome.acknowledged >= 500
