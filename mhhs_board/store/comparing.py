"""What a board's newest backup and the dates in its history say of it: is it what it was, and was a clock wrong.

Neither is damage: the board is read and worked on as it is. It is said, and nothing is rewritten.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from mhhs_board.base import clock
from mhhs_board.domain import dates
from mhhs_board.store import journal
from mhhs_board.store.examination import glance
from mhhs_board.store.later import Row
from mhhs_board.store.remains import follows
from mhhs_board.store.rotation import Backup

FAR = timedelta(days=1)
"""What is dated later than this after now was dated by a wrong clock, or ours is wrong."""


class Comparison(msgspec.Struct, frozen=True):
    """What was found beside the newest backup."""

    sentence: str
    agrees: bool = True
    """Whether the board holds everything that the backup does, and what was saved here since."""
    backup: Backup | None = None
    """The backup; None where there is none, or the board is an older state of what is kept, so that a restore is enough."""


def compare_with_backup(raw: sqlite3.Connection, newest: Backup | None, later: Sequence[Row] = ()) -> Comparison:
    """A board, in a transaction that reads it, beside its own newest backup and what was saved here since."""
    head = journal.head(raw)
    holds = newest is None or journal.hash_of(raw, newest.seq)[:4].hex() == newest.mark
    if holds and (count := follows(later, head)):
        which = "1 entry that was saved here is" if count == 1 else f"{count} entries that were saved here are"
        told = f"{which} not in this board (entry {head.seq}): the file was replaced by an older copy."
        return Comparison(told, agrees=False)
    if newest is None:
        return Comparison("There is no backup of it to compare it with.")
    which = f"entry {newest.seq}, {newest.when}"
    if holds:
        return Comparison(f"It holds all that its newest backup does ({which}).", backup=newest)
    parted = _parted(raw, head.seq, newest.path)
    if parted == head.seq:
        told = (
            f"The newest backup ({which}) is ahead of this board (entry {head.seq}): the file was replaced by an older "
            "copy, or put back to one, and what came later is in the backup and beside it."
        )
        return Comparison(told, agrees=False)
    since = f": they part after entry {parted}" if parted else ""
    told = f"The newest backup ({which}) is of another history than this board (entry {head.seq}){since}."
    return Comparison(told, agrees=False, backup=newest)


def _parted(raw: sqlite3.Connection, last: int, backup: Path) -> int:
    """The last entry that a board and a backup have in common; 0 where that cannot be told."""
    with contextlib.suppress(sqlite3.Error, UnicodeError), glance(backup, "entry") as kept:
        if kept is None:
            return 0
        low, high = 0, last
        while low < high:  # each entry's hash covers all before it
            middle = (low + high + 1) // 2
            if journal.hash_of(raw, middle) == journal.hash_of(kept, middle):
                low = middle
            else:
                high = middle - 1
        return low
    return 0


class Ahead(msgspec.Struct, frozen=True):
    """The first entry that is dated ahead of now."""

    seq: int
    sentence: str


def dated_ahead(raw: sqlite3.Connection, now: datetime) -> Ahead | None:
    """Whether a history runs ahead of now, and since which entry; some microseconds where it does not."""
    head = journal.newest(raw)
    bound = clock.instant(min(now, datetime.max.replace(tzinfo=UTC) - FAR) + FAR)
    if head.at <= bound:
        return None
    low, high = 1, head.seq
    while low < high:  # no entry is dated before the one it follows
        middle = (low + high) // 2
        if journal.dated(raw, middle) > bound:
            high = middle
        else:
            low = middle + 1
    first = journal.dated(raw, low)
    later = "" if low == head.seq else f", and no entry after it, up to {head.seq}, is dated earlier"
    return Ahead(
        low,
        f"Entry {low} of the history is dated {_day(first)}{later}; but this computer's clock says "
        f"{_day(clock.instant(now))}. One of the two was set wrong. Nothing is lost and the order is right, "
        "but a look back by date finds these entries only from their date on.",
    )


def _day(instant: str) -> str:
    local = dates.local_time(instant)
    return dates.minute(local) if local else instant
