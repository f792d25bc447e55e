"""What is kept of a board and the dates in its history say of it: is it what it was, and was a clock wrong.

Neither is damage: the board is read and worked on as it is. It is said, and nothing is rewritten.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import msgspec

from mhhs_board.base import clock
from mhhs_board.domain import dates
from mhhs_board.store import journal
from mhhs_board.store.histories import Apart, Known, beside
from mhhs_board.store.rotation import DECIDED, Backup

FAR = timedelta(days=1)
"""What is dated later than this after now was dated by a wrong clock, or ours is wrong."""


class Comparison(msgspec.Struct, frozen=True):
    """What was found beside all that is kept of a board."""

    sentence: str
    agrees: bool = True
    """Whether the board holds everything that was saved here, but for what its user has decided about."""
    backup: Backup | None = None
    """A backup that holds what the board lacks, or where it agrees the newest; None where there is none."""
    older: bool = False
    """Whether the board is an older state of what is kept, so that a restore is enough."""
    more: tuple[str, ...] = ()
    """Sentences about further ways that the board has gone."""
    adrift: int = 0
    """How many entries that were saved here it lacks and follow from nothing that is kept."""
    another: bool = False
    """Whether what it lacks is another board, which was at its place."""


def compare_with_backup(raw: sqlite3.Connection, known: Known) -> Comparison:
    """A board, in a transaction that reads it, beside its own backups and what was saved here since."""
    head = journal.head(raw)
    with beside(raw, known) as found:
        older, lacking = found.older, [one for one in found.open if one is not found.older]
        told = [lacks(one, head.seq, one.backup) for one in lacking]
        if older is not None:
            said = f"{_saved_here(older.entries)} not in this board (entry {head.seq}): "
            said += "the file was replaced by an older copy, or put back to one."
            return Comparison(said, agrees=False, older=True, more=tuple(told), adrift=found.adrift)
        if lacking:
            first, more = lacking[0], tuple(told[1:])
            return Comparison(
                told[0], agrees=False, backup=first.backup, more=more, adrift=found.adrift, another=bool(first.board)
            )
        held = [one for one in known.backups if journal.hash_of(raw, one.seq)[:4].hex() == one.mark]
        newest = max(held, key=lambda one: one.seq, default=None)
        if newest is None:
            return Comparison("There is no backup of it to compare it with.", adrift=found.adrift)
        said = f"It holds all that its newest backup does (entry {newest.seq}, {newest.when})."
        return Comparison(said, backup=newest, adrift=found.adrift)


def lacks(apart: Apart, seq: int, backup: Backup | None) -> str:
    """What is told of a way that a board at an entry did not go, and that a backup holds."""
    it, them = ("it goes", "it") if apart.entries == 1 else ("they go", "them")
    copy = ", which is another copy of the one that was here" if apart.copy is not None else ""
    if apart.board:
        copy = f", which is another board than “{apart.board}” that was here before"
    since = f": {it} another way after entry {apart.parted}" if apart.parted else ""
    kept = f"; the backup of {backup.when} (entry {backup.seq}) holds {them}" if backup else ""
    where = f": {backup.path}" if backup and copy else ""  # it is not among the board's own
    return f"{_saved_here(apart.entries)} not in this board (entry {seq}){copy}{since}{kept}{where}."


def left(apart: Apart, backup: Backup) -> str:
    """What is told of a way that was just decided about: where it is, for as long as it surely is there."""
    entries, parted = apart.entries, apart.parted
    if apart.board:
        return (
            f"“{apart.board}”, another board that was here before, is not told again: the backup of {backup.when} "
            f'(entry {backup.seq}) holds it, and “restore "{backup.path}"” brings it back.'
        )
    which = "1 entry that was saved here goes" if entries == 1 else f"{entries} entries that were saved here go"
    them, they = ("it", "it is") if entries == 1 else ("them", "they are")
    return (
        f"{which} another way after entry {parted} and {they} not told again: the backup of {backup.when} "
        f'(entry {backup.seq}) holds {them} for {DECIDED.days} days at least, and “restore "{backup.path}"” goes there.'
    )


def _saved_here(entries: int) -> str:
    return "1 entry that was saved here is" if entries == 1 else f"{entries} entries that were saved here are"


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
