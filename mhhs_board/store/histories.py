"""Which of several histories that fit is the board's.

One board can have gone several ways: a copy was put back, worked on, put away. Everything that is known of it (its file,
its backups, what was set aside, the lines of `later`) is entries that follow from each other by their hashes, and each end
of that is a *way* that the board may have gone. No clock and no number says which is the board's. The lines do: they stand
in the order in which the board's entries were acknowledged at its place, so the board's way is the one that leads to the
line written last. Where there are none it is the one with the backup that was taken last, in the order that the folder
remembers; and of two of which one holds the other it is the longer.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mhhs_board.domain.errors import Damaged
from mhhs_board.domain.journal import Head, Sealed
from mhhs_board.store import branches, journal
from mhhs_board.store.branches import Origin
from mhhs_board.store.examination import glance
from mhhs_board.store.later import Row
from mhhs_board.store.remains import sealed_behind
from mhhs_board.store.rotation import Backup

Rank = tuple[int, int, int]
"""How late a way is: by the line written last and by the backup taken last that it holds, and by its length."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of a board besides its file: its own backups, the one taken last first, and the entries that were
    written down, the last first. `settled` are the ends that its user has decided not to go on from."""

    backups: Sequence[Backup] = ()
    lines: Sequence[Row] = ()
    settled: Collection[tuple[int, str]] = ()
    branch: str | None = None
    """By what its own backups are told from those of its copies, which older programs kept in one folder."""
    spare: Sequence[Row] = ()
    """Entries that were written down for its copies: of no weight, but what was acknowledged here may follow from them."""
    before: Sequence[Known] = ()
    """What is kept of each other copy of it, and of each other board, that was at its place."""
    folder: Path | None = None
    """Of such a copy or board: where that is kept, and which it is."""
    origin: Origin = field(default_factory=Origin)
    board: str = ""
    """What people call it where it is another board; empty where it is a copy."""


@dataclass(frozen=True, slots=True)
class Stem:
    """A history that lies whole in a file: the board's own, or with `backup` that of one."""

    raw: sqlite3.Connection
    head: Head
    backup: Backup | None = None

    @property
    def seq(self) -> int:
        """The number of its last entry."""
        return self.head.seq

    def hash_of(self, seq: int) -> bytes:
        """The hash of an entry; empty where it has none of that number."""
        return journal.hash_of(self.raw, seq) if 0 < seq <= self.head.seq else b""

    def uid_of(self, seq: int) -> str:
        """The own id of an entry; empty where it has none of that number."""
        return journal.uid_of(self.raw, seq) if 0 < seq <= self.head.seq else ""


@dataclass(frozen=True, slots=True)
class Way:
    """A history from the first entry on: that of `stem` up to the entry `fork`, and what follows from that."""

    stem: Stem | None
    fork: int
    added: tuple[Sealed, ...] = ()
    sources: Mapping[bytes, int] = field(default_factory=dict)
    """From which of the lists of rows each of those added is."""
    inside: Mapping[bytes, Sequence[Row]] = field(default_factory=dict)
    """Rows of entries that stand in a stem too, where they may be damaged."""

    @property
    def seq(self) -> int:
        """The number of its last entry."""
        return self.fork + len(self.added)

    def hash_of(self, seq: int) -> bytes:
        """The hash of an entry; empty where it has none of that number."""
        if seq <= self.fork:
            return self.stem.hash_of(seq) if self.stem is not None else b""
        return self.added[seq - self.fork - 1].entry.hash if seq <= self.seq else b""

    def uid_of(self, seq: int) -> str:
        """The own id of an entry; empty where it has none of that number."""
        if seq <= self.fork:
            return self.stem.uid_of(seq) if self.stem is not None else ""
        return self.added[seq - self.fork - 1].entry.uid if seq <= self.seq else ""

    @property
    def end(self) -> tuple[int, str]:
        """Number and mark of its last entry, as in the name of a backup."""
        return self.seq, self.hash_of(self.seq)[:4].hex()

    def holds(self, backup: Backup) -> bool:
        """Whether a backup is a state of it, by what its name says."""
        return self.hash_of(backup.seq)[:4].hex() == backup.mark

    def cut(self, seq: int) -> Way:
        """The same way up to an entry."""
        return replace(self, fork=min(self.fork, seq), added=self.added[: max(0, seq - self.fork)])

    def behind(self, seq: int) -> list[Sealed]:
        """Its entries behind a number, up to the first that is whole nowhere."""
        found: list[Sealed] = []
        if self.stem is not None and seq < self.fork:
            head = Head(seq, "", self.hash_of(seq))
            journal.lifted(self.stem.raw)
            for row in self.stem.raw.execute(_ENTRIES, (seq, self.fork)):
                rows = (row, *self.inside.get(self.hash_of(head.seq + 1), ()))
                sealed = next(filter(None, (sealed_behind(one, head) for one in rows)), None)
                if sealed is None:
                    return found
                found.append(sealed)
                head = Head(sealed.entry.seq, sealed.entry.at, sealed.entry.hash)
            if head.seq < self.fork:
                return found
        return [*found, *self.added[max(0, seq - self.fork) :]]


_ENTRIES = (
    "SELECT seq, uid, at, actor, verb, undoes, format, hash, payload FROM entry WHERE seq > ? AND seq <= ? ORDER BY seq"
)


def rank(way: Way | Stem, known: Known) -> Rank:
    """How late a history is among others."""
    lines, backups = known.lines, known.backups
    line = next((len(lines) - at for at, row in enumerate(lines) if way.hash_of(_number(row)) == row[7]), 0)
    taken = next((len(backups) - at for at, one in enumerate(backups) if way.hash_of(one.seq)[:4].hex() == one.mark), 0)
    return line, taken, way.seq


def _number(row: Row) -> int:
    """The number that a row says it has; 0 where no entry can have it."""
    seq = row[0]
    return seq if isinstance(seq, int) and 0 < seq < journal.NEWEST else 0


@contextlib.contextmanager
def stems(backups: Iterable[Backup], *, besides: Stem | None = None, branch: str | None = None) -> Iterator[list[Stem]]:
    """The histories of backups that are not all in another's, nor in the one `besides`, of one `branch` where it is given.
    What does not end as its name says was changed since it was taken, and is none."""
    with contextlib.ExitStack() as held:
        found: list[Stem] = []
        for one in sorted(backups, key=lambda one: one.seq, reverse=True):
            if any(other.hash_of(one.seq)[:4].hex() == one.mark for other in (*found, *([besides] if besides else ()))):
                continue
            if (stem := held.enter_context(_stem(one, branch))) is not None:
                found.append(stem)
        yield found


@contextlib.contextmanager
def _stem(backup: Backup, branch: str | None) -> Iterator[Stem | None]:
    with glance(backup.path, "entry", *(["meta"] if branch is not None else ())) as raw:
        yield _believed(raw, backup, branch) if raw is not None else None


def _believed(raw: sqlite3.Connection, backup: Backup, branch: str | None) -> Stem | None:
    try:
        if branch is not None and branches.read(raw, history=False).name != branch:
            return None
        head = journal.head(raw)
    except (sqlite3.Error, UnicodeError, Damaged):
        return None
    return Stem(raw, head, backup) if (head.seq, head.hash[:4].hex()) == (backup.seq, backup.mark) else None


def ways(stems: Sequence[Stem], *lists: Iterable[Row]) -> list[Way]:
    """Every way that entries may have gone which follow from these histories, or without any from nothing: their ends, and
    those of the rows. Of two rows of one hash that of the first list counts."""
    by_number: dict[int, list[tuple[int, Row]]] = {}
    for source, rows in enumerate(lists):
        for row in rows:
            if seq := _number(row):
                by_number.setdefault(seq, []).append((source, row))
    links: dict[bytes, tuple[Sealed, bytes, Stem | None]] = {}
    sources: dict[bytes, int] = {}
    inside: dict[bytes, list[Row]] = {}
    goes_on: set[bytes] = set()
    before: list[bytes] = []
    for seq in sorted(by_number):
        before = before if seq - 1 in by_number else []
        roots = {stem.hash_of(seq - 1): stem for stem in reversed(stems)} if seq > 1 else {}
        here, known = [], {stem.hash_of(seq) for stem in stems}
        for source, row in by_number[seq]:
            hashed = row[7]
            if not isinstance(hashed, bytes) or hashed in links:
                continue
            if hashed in known:
                inside.setdefault(hashed, []).append(row)
                continue
            for parent in (*before, *(root for root in roots if root), *([b""] if seq == 1 else ())):
                if (sealed := sealed_behind(row, Head(seq - 1, "", parent))) is not None:
                    links[hashed] = (sealed, parent, None if parent in links else roots.get(parent))
                    sources[hashed] = source
                    goes_on.add(parent)
                    here.append(hashed)
                    break
        before = here
    found = [_way(hashed, links) for hashed in links if hashed not in goes_on]
    found += [Way(stem, stem.head.seq) for stem in stems if stem.head.hash not in goes_on]
    return [replace(one, sources=sources, inside=inside) for one in found]


def _way(end: bytes, links: Mapping[bytes, tuple[Sealed, bytes, Stem | None]]) -> Way:
    added: list[Sealed] = []
    stem: Stem | None = None
    while end in links:
        sealed, end, stem = links[end]
        added.append(sealed)
    added.reverse()
    return Way(stem, added[0].entry.seq - 1, tuple(added))


# -- beside a board that is whole ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Apart:
    """A way that the board did not go. `parted` is the last entry that both have; `later` says that this way's last entry
    was acknowledged after what the board holds."""

    way: Way
    parted: int
    later: bool
    backup: Backup | None
    """The backup that holds all of it."""
    settled: bool = False
    copy: Known | None = None
    """Where it is that of another copy or board, which was at the board's place: what is kept of that."""

    @property
    def board(self) -> str:
        """What the other board is called whose way it is; empty where it is the board's own, or a copy's."""
        return self.copy.board if self.copy is not None else ""

    @property
    def entries(self) -> int:
        """How many entries it has that the board lacks."""
        return self.way.seq - self.parted


@dataclass(frozen=True, slots=True)
class Beside:
    """A board that is whole, beside all that is kept of it."""

    board: Stem
    apart: Sequence[Apart] = ()
    """What it lacks, the latest first."""
    adrift: int = 0
    """How many entries that were acknowledged here it lacks and follow from nothing that is kept."""

    @property
    def open(self) -> list[Apart]:
        """What it lacks and nobody has decided about."""
        return [one for one in self.apart if not one.settled]

    @property
    def older(self) -> Apart | None:
        """Of which way the board is an older state, that was the board's last."""
        first = next(iter(self.open), None)
        return first if first is not None and first.later and first.parted == self.board.head.seq else None


@contextlib.contextmanager
def beside(raw: sqlite3.Connection, known: Known) -> Iterator[Beside]:
    """What a board, in a transaction that reads it, lacks of all that is kept of it, and of other copies and other boards
    that were at its place. The files are open meanwhile."""
    board = Stem(raw, journal.head(raw))
    with contextlib.ExitStack() as held:
        apart, adrift = held.enter_context(_apart(board, known))
        for copy in known.before:
            its, _ = held.enter_context(_apart(board, copy))
            apart += [
                replace(one, later=False, settled=one.settled or one.way.end in known.settled, copy=copy)
                for one in its
                if not any(other.way.hash_of(one.way.seq) == one.way.hash_of(one.way.seq) for other in apart)
            ]
        yield Beside(board, apart, adrift)


@contextlib.contextmanager
def _apart(board: Stem, known: Known) -> Iterator[tuple[list[Apart], int]]:
    """What a board lacks of what is known of one copy, and how many entries of it follow from nothing that is kept."""
    backups = [one for one in known.backups if board.hash_of(one.seq)[:4].hex() != one.mark]
    lines = _lacking(board, known.lines)
    if not backups and not lines:
        yield [], 0
        return
    with stems(backups, besides=board, branch=known.branch) as others:
        found = [one for one in ways([board, *others], list(lines.values())[::-1]) if one.stem is not board or one.added]
        own = rank(board, known)
        ranked = sorted(((rank(one, known), one) for one in found), key=lambda one: one[0], reverse=True)
        apart = [
            Apart(
                way,
                parted(board, way),
                its > own,
                next((one for one in backups if (one.seq, one.mark) == way.end), None),
                way.end in known.settled,
            )
            for its, way in ranked
        ]
        held = {sealed.entry.hash for one in found for sealed in one.added}
        adrift = sum(
            hashed not in held and not any(other.hash_of(_number(row)) == hashed for other in others)
            for hashed, row in lines.items()
        )
        yield apart, adrift


def _lacking(board: Stem, lines: Sequence[Row]) -> dict[object, Row]:
    """The rows that a board does not hold, by their hashes."""
    numbers = [number for row in lines if (number := _number(row)) and number <= board.seq]
    if not numbers:
        return {row[7]: row for row in lines}
    low, high = min(numbers), max(numbers)
    if high - low > 8 * len(numbers):
        return {row[7]: row for row in lines if board.hash_of(_number(row)) != row[7]}
    held = journal.hashes(board.raw, low, high)
    return {row[7]: row for row in lines if held.get(_number(row), b"") != row[7]}


def parted(one: Way | Stem, other: Way | Stem) -> int:
    """The last entry that two histories have in common: each entry's hash covers all before it."""
    low, high = 0, min(one.seq, other.seq)
    while low < high:
        middle = (low + high + 1) // 2
        if one.hash_of(middle) == other.hash_of(middle):
            low = middle
        else:
            high = middle - 1
    return low
