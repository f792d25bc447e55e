"""What is usual in a stage, out of the stage changes of a journal."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mhhs_board.domain import dates
from mhhs_board.domain.journal import Change, inverse
from mhhs_board.domain.pace import ENOUGH, LEAST, NEWEST, Pace, Stays, Usual
from tests.zones import noon

BEGIN = datetime.fromisoformat(noon("2024-01-01"))
TODAY = date(2026, 1, 1)


def _at(hours: int) -> str:
    return (BEGIN + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _move(artefact: str, stage: str | None, since: int, to: str | None, at: int) -> Change:
    before = {"stage": stage, "stage_since": _at(since), "rank": "m"}
    return Change("artefact", artefact, before, {"stage": to, "stage_since": _at(at), "rank": "n"})


def _pace(entries: Sequence[Sequence[Change]], today: date = TODAY) -> Pace:
    """As the journal gives them: the newest entry first."""
    stays = Stays(today)
    for changes in reversed(entries):
        stays.take(changes)
    return stays.pace()


def _stays(*days: int) -> list[list[Change]]:
    return [[_move(f"a{n}", "work", 0, "review", 24 * length)] for n, length in enumerate(days)]


def test_half_and_most_of_the_finished_stays() -> None:
    assert _pace(_stays(*range(1, 21))).stages == {"work": Usual(10, 17)}
    assert _pace(_stays(*range(1, 101))).stages == {"work": Usual(50, 85)}


def test_too_few_say_nothing() -> None:
    assert not _pace(_stays(*[3] * (ENOUGH - 1))).stages
    assert _pace(_stays(*[3] * ENOUGH)).stages == {"work": Usual(3, 3)}
    assert _pace([]).day == TODAY


def test_only_the_newest_count() -> None:
    slow, quick = [30] * 5 * NEWEST, [1] * NEWEST
    assert _pace(_stays(*slow, *quick)).stages == {"work": Usual(1, 1)}


def test_a_stay_counts_from_the_day_after_it_ended() -> None:
    ended = date(2024, 1, 4)
    assert not _pace(_stays(*[3] * ENOUGH), ended).stages
    assert _pace(_stays(*[3] * ENOUGH), ended + timedelta(1)).stages


@pytest.mark.parametrize(
    "change",
    [
        Change("artefact", "a", None, {"stage": "work", "stage_since": _at(99)}),
        Change("artefact", "a", {"stage": "work", "stage_since": _at(1)}, None),
        Change("artefact", "a", {"retired": ""}, {"retired": _at(99)}),
        Change("artefact", "a", {"stage_since": _at(1)}, {"stage_since": _at(99)}),
        Change("artefact", "a", {"stage": "work"}, {"stage": "review"}),
        Change("blocker", "a", {"stage": "work", "stage_since": _at(1)}, {"stage": "x", "stage_since": _at(99)}),
        _move("a", None, 1, "work", 99),
        Change("artefact", "a", {"stage": "work", "stage_since": ""}, {"stage": "review", "stage_since": _at(99)}),
        Change("artefact", "a", {"stage": "work", "stage_since": "soon"}, {"stage": "review", "stage_since": "very soon"}),
    ],
)
def test_what_finishes_no_stay(change: Change) -> None:
    assert not _pace([[change]] * ENOUGH * 2).stages


def test_what_was_undone_does_not_count_and_what_was_done_again_does() -> None:
    moved = _stays(*[5] * ENOUGH)
    undone = [inverse(changes) for changes in moved]
    assert not _pace([*moved, *undone]).stages
    assert not _pace([*moved, undone[0]]).stages
    assert _pace([*moved, *undone, *moved]).stages == {"work": Usual(5, 5)}


Act = tuple[int, int, int]
"""Which artefact, what (0 undoes the newest step there is, else the stage it goes to), how many hours later."""


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(1, 200)), min_size=120, max_size=240))
def test_the_journal_gives_the_stays_that_a_replay_finds(acts: list[Act]) -> None:
    places = {f"a{number}": [("work", 0)] for number in range(5)}
    entries: list[Sequence[Change]] = []
    steps: list[Change] = []
    hour = 0
    for number, stage, later in acts:
        hour += later
        if stage == 0:
            if steps:
                entries.append(inverse([steps[-1]]))
                places[steps.pop().id].pop()
            continue
        path = places[f"a{number}"]
        to = ("work", "review", "done")[stage - 1]
        if to != path[-1][0]:
            steps.append(_move(f"a{number}", *path[-1], to, hour))
            entries.append([steps[-1]])
            path.append((to, hour))
    found: dict[str, list[int]] = {}
    for path in places.values():
        for (stage_left, since), (_, until) in itertools.pairwise(path):
            first, last = dates.instant_day(_at(since)), dates.instant_day(_at(until))
            assert first is not None
            assert last is not None
            found.setdefault(stage_left, []).append((last - first).days)
    pace = _pace(entries, date(2036, 1, 1))
    assert set(pace.stages) == {stage for stage, days in found.items() if len(days) >= ENOUGH}
    for stage, usual in pace.stages.items():
        days_there = sorted(found[stage])
        count = len(days_there)
        for part, bound in ((50, usual.half), (85, usual.most)):
            assert bound in days_there
            assert sum(day <= bound for day in days_there) * 100 >= part * count
            assert sum(day < bound for day in days_there) * 100 < part * count


@given(st.integers(0, 200), st.integers(0, 100), st.integers(0, 100))
def test_an_older_age_is_never_in_a_lower_band(days: int, half: int, more: int) -> None:
    pace = Pace(TODAY, {"work": Usual(half, half + more)})
    for stage in ("work", "elsewhere", None):
        assert pace.band(stage, days) <= pace.band(stage, days + 1)
        assert days >= LEAST or pace.band(stage, days) == 0
