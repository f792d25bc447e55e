"""Clocks that jump and nights in which the hour changes: order is the number of the entry, and an instant is UTC."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from mhhs_board.base import clock
from mhhs_board.domain import dates
from mhhs_board.domain.board import Board
from mhhs_board.operations.moving import move
from mhhs_board.store.opening import open_store
from mhhs_board.workspace import Workspace
from tests import zones
from tests.store.boards import made


def test_a_clock_that_jumps_reorders_nothing(tmp_path: Path) -> None:
    chance = random.Random(5)
    now = [datetime(2026, 11, 24, 8, tzinfo=UTC)]

    def jumping() -> datetime:
        now[0] += timedelta(seconds=chance.randint(-86_400, 86_400))
        return now[0]

    workspace = Workspace(open_store(made(tmp_path / "board")), actor="Ann", now=jumping)
    states = [sorted(map(repr, workspace.board.all_records()))]
    for _ in range(100):
        artefact = workspace.board.artefact(f"a{chance.randrange(6) + 1}")
        stage = chance.choice(sorted({"backlog", "work", "done"} - {artefact.stage}))
        workspace.run(move, ids=[artefact.id], stage=stage, override="x", reason="x")
        states.append(sorted(map(repr, workspace.board.all_records())))
    entries = list(workspace.entries())
    assert [entry.seq for entry in entries] == list(range(1, 102))
    moments = [entry.at for entry in entries]
    assert moments == sorted(moments)
    board = Board()
    for entry, wanted in zip(entries, states, strict=True):
        board.apply(entry)
        assert sorted(map(repr, board.all_records())) == wanted
    assert sorted(map(repr, workspace.as_at(40).all_records())) == states[39]
    for moment in moments[::10]:
        assert entries[workspace.seq_at(moment) - 1].at == moment
    workspace.close()


ZONES = [
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Auckland",
]
NIGHTS = {
    "Europe/London": (date(2026, 3, 29), date(2026, 10, 25)),
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 10, 4), date(2026, 4, 5)),
    "America/St_Johns": (date(2026, 3, 8), date(2026, 11, 1)),
    "Pacific/Auckland": (date(2026, 9, 27), date(2026, 4, 5)),
}


@pytest.fixture
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    with zones.zone(request.param):
        yield request.param


@pytest.mark.parametrize("night", [0, 1], ids=["spring", "autumn"])
@pytest.mark.parametrize("zone", ZONES, indirect=True)
def test_every_half_hour_of_a_night_in_which_the_hour_changes(
    zone: str, night: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = NIGHTS[zone][night]
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=14)
    offsets, days = set(), []
    for half_hour in range(80):
        moment = start + timedelta(minutes=30 * half_hour)
        kept = clock.instant(moment)
        assert datetime.fromisoformat(kept) == moment
        local = moment.astimezone()
        offsets.add(local.utcoffset())
        assert dates.instant_day(kept) == local.date()
        monkeypatch.setenv("MHHS_BOARD_NOW", kept)
        assert clock.now() == moment
        assert clock.today() == local.date()
        days.append(local.date())
    assert len(offsets) == 2
    assert days == sorted(days)
    end = datetime.fromisoformat(dates.moment(day.isoformat(), day))
    assert end.astimezone().date() == day
    assert (end + timedelta(seconds=1)).astimezone().date() == day + timedelta(days=1)
