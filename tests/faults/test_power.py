"""Power cuts and drives that drop, at every change of the disk."""

from __future__ import annotations

import pytest

pytest.importorskip("apsw")

from mhhs_board.store import engine
from tests.faults import power


@pytest.mark.slow
def test_no_cut_of_the_power_loses_or_halves_a_move_or_an_import() -> None:
    outcome = power.cut(moves=24, states=11, imported=40)
    assert (outcome.lost, outcome.broken, outcome.examples) == (0, 0, [])
    assert outcome.states >= 8000


def test_the_simulator_finds_what_other_settings_lose() -> None:
    """DELETE with FULL is SQLite's own default; without syncing even the structure goes."""
    default = power.cut(moves=3, imported=0, pragmas={**engine.PRAGMAS, "journal_mode": "delete", "synchronous": 2})
    assert default.lost > 0
    careless = power.cut(moves=3, imported=0, pragmas={**engine.PRAGMAS, "synchronous": 0})
    assert careless.broken > 0


def test_a_drive_that_drops_at_any_change_comes_back_with_whole_moves() -> None:
    tried, wrong = power.dropped(moves=6)
    assert wrong == []
    assert tried > 60
