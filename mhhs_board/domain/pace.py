"""From how many days on a stay in a stage is long, by how long artefacts stayed there before on the same board.

A stay is finished by the stage change that ends it, so the journal holds every one of them in a single change: the stage
left, since when, and until when. It counts whole, blocked days too, because an age does (`docs/vocabulary.md`). The rule is
decided in `docs/decisions/0014-ages-by-the-boards-own-pace.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import msgspec

from mhhs_board.domain import dates
from mhhs_board.domain.journal import Change
from mhhs_board.domain.records import Artefact

HALF, MOST = 50, 85
"""Percentiles of the finished stays: a stay beyond the first is long, beyond the second very long."""
ENOUGH = 20
"""Finished stays from which they say something: with fewer, an outlier or two would be the 85th percentile."""
NEWEST = 200
"""Finished stays of a stage that count, the newest: what was long two years ago says little."""
LEAST = 7
"""Nothing is long within a week, however quick others were: blockers are looked at in the weekly checkpoint (L4)."""
LONG, VERY_LONG = 14, 28
"""Days from which a stay is long and very long where the board has too few finished ones; of a blocker always."""

RECENT, STEP = 20_000, 256
"""Entries that are looked through for stays, the newest; and how many at a time, so that a window does not wait."""
LARGEST = 65_536
"""Bytes of an entry that is looked through. One that touches hundreds of records is a clearing up and no pace."""


class Usual(msgspec.Struct, frozen=True):
    """How long artefacts stay in one stage: half of them at most `half` days, 85 of 100 at most `most`."""

    half: int
    most: int


class Pace(msgspec.Struct, frozen=True):
    """What is usual in each stage with enough finished stays, as it was known on a day; None where nobody has looked."""

    day: date | None = None
    stages: dict[str, Usual] = {}

    def usual(self, stage: str | None) -> Usual | None:
        """What is usual in a stage, or None where too few have left it."""
        return self.stages.get(stage or "")

    def band(self, stage: str | None, days: int) -> int:
        """Of a stay of so many days in a stage: 0 as usual, 1 long, 2 very long."""
        usual = self.usual(stage)
        if usual is None:
            return fixed_band(days)
        return 0 if days < LEAST else (days > usual.half) + (days > usual.most)


def fixed_band(days: int) -> int:
    """The band of days that nothing is compared with: 0 as usual, 1 long, 2 very long."""
    return (days >= LONG) + (days >= VERY_LONG)


class Stays:
    """Gathers the stays that had ended before a day; those of the day itself would shift under somebody's hands."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._days: dict[str, list[int]] = {}
        self._taken_back: Counter[tuple[str, str, str, str]] = Counter()

    def take(self, changes: Sequence[Change]) -> None:
        """Look through what an entry changed. Entries come newest first: what was undone is known before it comes."""
        for change in reversed(changes):
            before, after = change.before, change.after
            if change.kind != Artefact.KIND or before is None or after is None:
                continue
            if "stage" not in before or "stage_since" not in before:
                continue
            left, entered = after["stage_since"], before["stage_since"]
            if left > entered:
                self._finished(before["stage"], change.id, entered, left)
            else:  # an undo: it finished no stay, and the one that its target finished goes on
                self._taken_back[after["stage"], change.id, left, entered] += 1

    def _finished(self, stage: str | None, artefact: str, entered: str, left: str) -> None:
        if stage is None:
            return
        key = (stage, artefact, entered, left)
        if self._taken_back[key]:
            self._taken_back[key] -= 1
            return
        held = self._days.setdefault(stage, [])
        if len(held) >= NEWEST:
            return
        first, last = dates.instant_day(entered), dates.instant_day(left)
        if first is not None and last is not None and last < self._today:
            held.append(max(0, dates.days_between(first, last)))

    def pace(self) -> Pace:
        """What is usual in each stage that enough artefacts have left."""
        known = {stage: sorted(days) for stage, days in self._days.items() if len(days) >= ENOUGH}
        return Pace(
            self._today, {stage: Usual(_percentile(days, HALF), _percentile(days, MOST)) for stage, days in known.items()}
        )


def _percentile(ordered: Sequence[int], part: int) -> int:
    """The least of some ordered numbers that `part` of 100 of them do not exceed (nearest rank)."""
    return ordered[max(0, -(-len(ordered) * part // 100) - 1)]
