"""Which backups of a board are kept as they grow old, and which is the newest where clocks may be wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from mhhs_board.domain import dates

ALL_OF = timedelta(days=2)
DAYS, WEEKS, MONTHS = 12, 10, 9
"""What is kept: everything of two days, then the last of each of so many days, weeks and months that have any."""

MOST_BYTES = 2 * 1024**3
"""What one board's backups may take together; beyond it those of the last two days are thinned first."""

APART = timedelta(days=30)
"""Backups ahead of now with such a gap between them were dated by different clocks."""

DECIDED = timedelta(days=30)
"""For so long after it was decided about stays what holds a way that the board did not go."""

AT_ONCE = 4
"""So many old backups at most go with each new one, so that a clock that is wrong once costs no more."""

SLACK = timedelta(minutes=5)
"""What is dated later than this after now was dated by a clock that is not ours."""


class Backup(msgspec.Struct, frozen=True):
    """One good copy. `mark` is the beginning of the hash of its last entry, `seq` that entry's number."""

    path: Path
    taken: datetime
    seq: int
    mark: str
    size: int
    whole: bool = False
    """Whether every record and every link of its history was read before it counted, not only its structure."""
    other: str = ""
    """Where it is a backup of another copy of the board: what that is called. Empty for the board's own."""

    @property
    def when(self) -> str:
        """When it was taken, for people; local time."""
        try:
            return dates.minute(self.taken.astimezone())
        except (ValueError, OverflowError):  # beyond the calendar there
            return f"{self.taken:%H:%M} UTC on day {self.taken.timetuple().tm_yday} of {self.taken.year:04}"


def newest_first(backups: Iterable[Backup], now: datetime) -> list[Backup]:
    """By when they were taken, of one second by when they were written; those dated ahead of now behind all others."""
    return sorted(
        backups,
        key=lambda one: (one.taken - now <= SLACK, one.taken, _written(one), one.seq, one.whole, one.path.name),
        reverse=True,
    )


def _written(backup: Backup) -> int:
    """When a backup's file was written, by the clock of its disk; 0 where that cannot be asked."""
    try:
        return backup.path.stat().st_mtime_ns
    except OSError:
        return 0


def survivors(backups: Iterable[Backup], now: datetime, most_bytes: int = MOST_BYTES) -> set[Backup]:
    """Those that thinning keeps: all of two days, 12 daily, 10 weekly, 9 monthly, within `most_bytes` together.

    The newest by time, that not dated ahead of now, and the one with the most entries always stay, whatever the clock did
    and however large they are. Those ahead are thinned among themselves, those of one time as if the newest of them were of
    now: they take no day or week from the others, and it does them no harm that the clock is behind.
    """
    found = newest_first(backups, now)
    if not found:
        return set()
    ahead = [one for one in found if one.taken - now > SLACK]
    dated = found[: len(found) - len(ahead)]
    must = {found[0], max(found, key=lambda one: (one.seq, one.whole, one.taken)), max(found, key=lambda one: one.taken)}
    aged, recent = _rotated(dated), {one for one in dated if now - one.taken <= ALL_OF}
    if ahead:
        aged |= _rotated(ahead)
        newest = ahead[0].taken
        for later, one in zip([ahead[0], *ahead], ahead, strict=False):
            newest = one.taken if later.taken - one.taken > APART else newest
            recent |= {one} if newest - one.taken <= ALL_OF else set()
    aged |= must
    kept = aged | recent
    oldest_first = [*reversed(ahead), *reversed(dated)]
    spare = [one for one in oldest_first if one in recent - aged]
    spare += [one for one in oldest_first if one in aged - must]
    total = sum(one.size for one in kept)
    for one in spare:
        if total <= most_bytes:
            break
        kept.discard(one)
        total -= one.size
    return kept


def _rotated(newest_first: Iterable[Backup]) -> set[Backup]:
    """The last of each of so many days, weeks and months."""
    aged: set[Backup] = set()
    for most, period in ((DAYS, _day), (WEEKS, _week), (MONTHS, _month)):
        last: dict[object, Backup] = {}
        for one in newest_first:
            last.setdefault(period(one.taken), one)
        aged.update(list(last.values())[:most])
    return aged


def thinned(
    backups: Iterable[Backup],
    now: datetime,
    most_bytes: int = MOST_BYTES,
    *,
    stay: Callable[[Backup], bool] = lambda _backup: False,
) -> set[Backup]:
    """Those that go now: of what has grown old only some at a time, of what is too much all; never those that `stay`."""
    found = {one for one in backups if not stay(one)}
    aged = found - survivors(found, now, sum(one.size for one in found))
    gone = set(sorted(aged, key=lambda one: (one.taken, one.seq))[:AT_ONCE])
    if sum(one.size for one in found - gone) > most_bytes:
        return found - survivors(found, now, most_bytes)
    return gone


def _day(moment: datetime) -> object:
    return moment.date()


def _week(moment: datetime) -> object:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> object:
    return moment.year, moment.month
