"""Several programs on one board, and programs that die in the middle: nothing acknowledged is lost, nothing is halved."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store import killer, rivals
from tests.store.boards import made
from tests.store.processes import needs_fork


@needs_fork
@pytest.mark.slow
def test_two_programs_moving_at_random_lose_nothing_and_break_no_rule(tmp_path: Path) -> None:
    outcome = rivals.compete(made(tmp_path / "board"), rivals=2, seconds=3)
    assert outcome.wrong == []
    assert min(played.moves for played in outcome.played.values()) > 0


@needs_fork
@pytest.mark.slow
def test_two_thousand_moves_of_four_programs_lose_no_update(tmp_path: Path) -> None:
    outcome = rivals.compete(made(tmp_path / "board"), rivals=4, moves=2000)
    assert outcome.wrong == []
    assert outcome.moves == 2000


@needs_fork
@pytest.mark.slow
def test_killed_programs_lose_no_acknowledged_move_and_leave_none_half_done(tmp_path: Path) -> None:
    outcome = killer.kill(made(tmp_path / "board"), kills=20)
    assert (outcome.kills, outcome.lost, outcome.faults) == (20, 0, 0)
    assert outcome.acknowledged > 20
