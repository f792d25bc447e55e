"""Look a board over from end to end and say in words what is wrong. Nothing is repaired and nothing written.

`integrity_check` alone notices 15 % of silent bit flips; with the chain of hashes and the digest of each row all of them.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from functools import cached_property

import msgspec

from mhhs_board.base.garbage import collection_paused
from mhhs_board.base.text import harmless, named
from mhhs_board.domain import invariants
from mhhs_board.domain.board import Board, fields_of
from mhhs_board.domain.errors import BoardError
from mhhs_board.domain.journal import Entry, Head, changes_in, opened, verify
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import RECORDS
from mhhs_board.store import branches, journal, rows, schema
from mhhs_board.store.errors import board_error
from mhhs_board.store.file_store import FileStore
from mhhs_board.store.schema import TABLES

_NAMED = {kind: f'SELECT "{"seq" if kind == "entry" else "id"}" FROM "{kind}" WHERE rowid = ?' for kind in TABLES}
"""What a row of each table is called."""

_TOUCHED = "SELECT kind, id, seq FROM touched"

MOST = 100
"""So many findings of one kind are told one by one."""


_LONGEST = 500
"""Letters of a finding: an id may be as long as its file."""

RULE = "rule"
DAMAGE = frozenset({"file", "history", "record", "reference"})
"""The subjects of what is damage: a file that is not what was written, which only going back to a backup mends."""


class Finding(msgspec.Struct, frozen=True):
    """One thing that is wrong. `subject` is one of `DAMAGE`, or RULE, which an entry mends; `sentence` is for people."""

    subject: str
    sentence: str
    mend: str = ""
    """The command that mends a breach of a rule, without the program's name."""


def is_damage(subject: str) -> bool:
    """Whether what is found under a subject makes a board unfit to be kept as a backup, and worth putting back."""
    return subject in DAMAGE


STEP = 2_000
"""After so many rows whoever waits is told how far it is."""

Told = Callable[[float], object]
"""Told the share that has been looked at, 0 to 1."""


def check(store: FileStore, told: Told = lambda share: None) -> list[Finding]:
    """Everything wrong with a board, where nothing is damaged also what must hold of it and does not; an empty list means
    that all is well. Raises as `damage` does."""
    found = damage(store, told)
    if found:
        return found
    records, head = store.load()
    return [Finding(RULE, breach.sentence, breach.mend) for breach in invariants.breaches(Board(records, head.seq))]


def damage(store: FileStore, told: Told = lambda share: None) -> list[Finding]:
    """Everything damaged in a board, read in one transaction: what backups, restores and the look behind a window ask.

    Looked at: the file's own structure, references, every link of the history's chain on its raw bytes, every row against
    its digest, the list of who touched what, and whether the history replayed from nothing gives the records there are.
    Raises Unavailable where the board cannot be read at all. A second for 100,000 entries; the history goes by entry by
    entry, so that memory holds the records and not what became of them.
    """
    with store.reading() as raw:
        return damage_of(raw, store.name, told)


def damage_of(raw: sqlite3.Connection, name: str, told: Told = lambda share: None) -> list[Finding]:
    """The same of a connection that sees one moment, on a board that people call `name`."""
    found: list[Finding] = []
    with collection_paused():
        look = _Look(raw, told)
        for subject, step in (
            ("file", look.structure),
            ("history", look.chain),
            ("record", look.records),
            ("history", look.touched),
            ("record", look.replay),
            ("reference", look.references),
        ):
            found.extend(_told(name, subject, step, look))
    return found


def _told(name: str, subject: str, step: Callable[[], Iterator[str]], look: _Look) -> Iterator[Finding]:
    count = 0
    try:
        for sentence in step():
            count += 1
            if count <= MOST:
                yield Finding(subject, harmless(sentence, _LONGEST))
    except BoardError as error:
        look.broken_off = True
        yield Finding(subject, str(error))
    except (sqlite3.Error, UnicodeError) as error:
        look.broken_off = True
        told = board_error(error, name)
        if told is None:
            raise
        yield Finding(subject, str(told))
    if count > MOST:
        yield Finding(subject, f"… and {count - MOST} more of this kind.")


class _Tally(msgspec.Struct):
    """Which things were seen, in any order: as good as certain where two are equal, and no larger for a million of them."""

    count: int = 0
    total: int = 0

    def add(self, thing: tuple[str, str, int]) -> None:
        """See one more."""
        self.count += 1
        self.total += hash(thing)


class _Look:
    """The steps; later ones use what earlier ones read."""

    def __init__(self, raw: sqlite3.Connection, told: Told) -> None:
        self._raw = raw
        self._told = told
        self._seen = 0
        self._board = Board()
        self._misfit: BoardError | None = None
        self._touches = _Tally()
        self._records: dict[tuple[str, str], Record] = {}
        self._unreadable: set[tuple[str, str]] = set()
        self.broken_off = False
        """Whether a step did not come to its end."""

    def _counted(self) -> None:
        self._seen += 1
        if self._seen % STEP == 0:
            self._told(min(0.99, self._seen / max(1, self._total)))

    def structure(self) -> Iterator[str]:
        for (text,) in self._raw.execute(f"PRAGMA integrity_check({MOST})"):
            if text != "ok":
                yield f"The file's structure is damaged: {named(text, 200)}."
        stated = schema.stated(self._raw)
        if not stated:
            yield "The board has lost its identity."
        elif stated != schema.identity(self._raw):
            yield "The board's identity is not the one that its history began with."
        origin = branches.read(self._raw)
        seq, hashed = origin.made_at
        if not origin.whole or journal.hash_of(self._raw, seq) != hashed:
            yield "What tells this copy of the board from the others is not as it was written."
        for (key,) in self._raw.execute("SELECT key FROM meta"):
            if key not in schema.META and origin.whole:
                yield f"The file says of itself what no board does: {named(key)!r}."

    @cached_property
    def _total(self) -> int:
        """About how many entries and records there are."""
        return sum(rows.many(self._raw, kind) for kind in ("entry", *RECORDS))

    def chain(self) -> Iterator[str]:
        """One sentence for each link that does not hold; the next link is judged from what is kept."""
        head = Head()
        kept_ones = rows.within(self._raw, "entry", journal.read_raw(self._raw))
        for seq, uid, at, actor, verb, undoes, made, chained, payload, kept in kept_ones:
            if not journal.fits((seq, uid, at, actor, verb, undoes, made, chained, payload)):
                yield journal.UNREADABLE.format(seq=named(seq))
                head = Head(seq, head.at, chained if isinstance(chained, bytes) else b"")
                continue
            header = {"seq": seq, "uid": uid, "at": at, "actor": actor, "verb": verb, "undoes": undoes}
            try:
                entry = opened(payload, **header, format=made, hash=chained)
                self._take(entry)
                verify(entry, payload, head)
            except BoardError as error:
                yield str(error)
            if hashlib.sha256(payload).digest() != kept:
                yield f"Entry {seq} of the history is not as it was written."
            if at < head.at:
                yield f"Entry {seq} of the history is dated before the one it follows."
            head = Head(seq, at, chained)
            self._counted()

    def _take(self, entry: Entry) -> None:
        """Play an entry again; behind the first that does not fit nothing can."""
        for kind, record_id in entry.touches():
            self._touches.add((kind, record_id, entry.seq))
        if self._misfit is None:
            try:
                self._board.fold(entry.changes)
            except BoardError as error:
                self._misfit = error

    def records(self) -> Iterator[str]:
        for kind in RECORDS:
            for record_id, record in rows.read_with_digests(self._raw, kind):
                if record is None:
                    self._unreadable.add((kind, record_id))
                    yield f"The {kind} {named(record_id)} is not as it was written."
                else:
                    self._records[kind, record_id] = record
                self._counted()

    def touched(self) -> Iterator[str]:
        kept = _Tally()
        for place in rows.within(self._raw, "touched", self._raw.execute(_TOUCHED), 8):
            kept.add(place)
        if kept != self._touches:
            yield from self._wrong_touches()

    def _wrong_touches(self) -> Iterator[str]:
        """What the tallies only know to be there, from both lists side by side."""
        wanted: set[tuple[str, str, int]] = set()
        for seq, *_, made, _chained, payload, _digest in rows.within(self._raw, "entry", journal.read_raw(self._raw)):
            with contextlib.suppress(BoardError):
                wanted.update((change.kind, change.id, seq) for change in changes_in(payload, seq, made))
        for kind, record_id, seq in sorted(wanted ^ set(self._raw.execute(_TOUCHED)), key=repr):
            yield f"The list of what entry {seq} touches is wrong about the {kind} {named(record_id)}."

    def replay(self) -> Iterator[str]:
        if self._misfit is not None:
            raise self._misfit
        replayed = {(record.KIND, record.id): record for record in self._board.all_records()}
        for place in sorted(replayed.keys() | self._records.keys()):
            kind, record_id = place
            wanted, kept = replayed.get(place), self._records.get(place)
            if place in self._unreadable or wanted == kept:
                continue
            if kept is None:
                yield f"The {kind} {named(record_id)} is in the history but not on the board."
            elif wanted is None:
                yield f"The {kind} {named(record_id)} is on the board but not in the history."
            else:
                old, new = fields_of(wanted), fields_of(kept)
                differing = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
                yield f"The {kind} {named(record_id)} differs from what the history says: {', '.join(differing)}."

    def references(self) -> Iterator[str]:
        if self.broken_off:  # SQLite would look up each row in what does not end
            return
        for kind, row, target, _ in self._raw.execute("PRAGMA foreign_key_check"):
            found = self._raw.execute(_NAMED[kind], (row,)).fetchone()  # none where the tree of pages is forged
            yield f"The {kind} {named(found[0] if found else row)} names a {target} that is not there."
