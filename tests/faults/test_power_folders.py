"""Power cuts in what works with whole files, and in a migration: all or nothing, and nothing that was told of is gone."""

from __future__ import annotations

from unittest import mock

import pytest

pytest.importorskip("apsw")

from mhhs_board.store import engine
from tests.faults import power
from tests.faults.power_folders import PLAYS, Recorder


@pytest.mark.slow
@pytest.mark.parametrize("what", PLAYS)
def test_no_cut_of_the_power_harms_a_restore_a_backup_or_the_copy_before_a_migration(what: str) -> None:
    outcome = PLAYS[what](60, 0)
    assert (outcome.lost, outcome.broken, outcome.examples) == (0, 0, [])
    assert outcome.states >= 120


def test_no_cut_of_the_power_halves_a_migration() -> None:
    outcome = power.cut(states=60, migration=True)
    assert (outcome.lost, outcome.broken, outcome.examples) == (0, 0, [])
    assert outcome.states >= 1000
    careless = power.cut(states=11, migration=True, pragmas={**engine.PRAGMAS, "synchronous": 0})
    assert careless.broken > 0


@pytest.mark.slow
@pytest.mark.parametrize("what", PLAYS)
def test_a_sync_that_is_missing_would_be_seen(what: str) -> None:
    def forgotten(*_: object) -> None:
        """Nothing is made safe."""

    with mock.patch.object(Recorder, "sync_folder", forgotten), mock.patch.object(Recorder, "sync_file", forgotten):
        outcome = PLAYS[what](11, 0)
    assert outcome.lost + outcome.broken > 0
