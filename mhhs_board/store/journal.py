"""Reading the journal: forward and backward, and what touches a record. Statements only, no rules."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from typing import Any, TypeVar

from mhhs_board.base.text import named
from mhhs_board.domain.errors import Damaged
from mhhs_board.domain.journal import Change, Entry, Head, Header, changes_in, opened
from mhhs_board.store.errors import code_of

_R = TypeVar("_R")

_HEADER = "seq, uid, at, actor, verb, undoes, format"
_ENTRY = f"SELECT {_HEADER}, hash, payload FROM entry"
_KIND = "SELECT seq, at, verb, undoes FROM entry WHERE seq < ?"
LARGE, KEPT = 64 * 1024, 8
"""From how many bytes on a payload is kept decoded, and how many are: the founding of a large board and its imports belong
to every card's history, and reading 10,000 changes for each card took longer than a frame."""

_SMALL = f"CASE WHEN length(payload) < {LARGE} THEN"
_TOUCHING = (
    f"SELECT {_HEADER}, {_SMALL} hash END, {_SMALL} payload END, length(payload) FROM touched JOIN entry USING (seq) "
    "WHERE kind = ? AND id = ? ORDER BY seq"
)
"""The hash stands behind the payload in a row, so that reading it alone goes through every page of a large one."""
_large: dict[tuple[Any, ...], Entry] = {}  # by all that stands before the payload, the unique id among it

UNREADABLE = "Entry {seq} of the history cannot be read."
_DISORDER = "The history is not in order, so the file is damaged; nothing was changed. Put the board back from a backup."

Rows = sqlite3.Cursor | Generator[Any, None, None]
"""What rows come from, and what has to be let go of."""

NEWEST = 2**62
"""A number above every entry's."""


_TYPES: tuple[Any, ...] = (int, str, str, str, str, (int, type(None)), int, bytes, bytes)


def fits(row: Sequence[Any]) -> bool:
    """Whether the nine values of an entry are of the types that its table keeps: in a forged page they may be any."""
    return all(map(isinstance, row, _TYPES))


def lifted(raw: sqlite3.Connection) -> bool:
    """Whether values of more than a megabyte, as payloads can be, may be read from a connection; from now on they are."""
    lift: Callable[[], bool] | None = getattr(raw, "lift", None)  # a bare one has no limit
    return lift is None or lift()


def _lifting(raw: sqlite3.Connection, read: Callable[[], _R]) -> _R:
    """What is read, values of more than a megabyte too where there are any, and they may be."""
    try:
        return read()
    except sqlite3.Error as error:
        if code_of(error) != sqlite3.SQLITE_TOOBIG or not lifted(raw):
            raise
    return read()


def _entry(row: Sequence[Any]) -> Entry:
    if not fits(row):
        raise Damaged(UNREADABLE.format(seq=named(row[0])))
    seq, uid, at, actor, verb, undoes, made, chained, payload = row
    return opened(payload, seq=seq, uid=uid, at=at, actor=actor, verb=verb, undoes=undoes, format=made, hash=chained)


def head(raw: sqlite3.Connection) -> Head:
    """Number, time and hash of the newest entry. Raises Damaged."""
    row = raw.execute("SELECT seq, at, hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(*_fitting(row, int, str, bytes)) if row else Head()


def _fitting(row: Sequence[Any], *types: Any) -> Sequence[Any]:
    if not all(map(isinstance, row, types)):
        raise Damaged(UNREADABLE.format(seq=named(row[0])))
    return row


def newest(raw: sqlite3.Connection) -> Head:
    """The head without its hash, which lies behind all that the entry changed: 12 ms for 100,000 records."""
    row = raw.execute("SELECT seq, at FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(*_fitting(row, int, str)) if row else Head()


def hash_of(raw: sqlite3.Connection, seq: int) -> bytes:
    """The hash kept with an entry; empty before the first and behind the last, and where it is none."""
    row: tuple[bytes] | None = raw.execute("SELECT hash FROM entry WHERE seq = ?", (seq,)).fetchone()
    return row[0] if row and isinstance(row[0], bytes) else b""


def hashes(raw: sqlite3.Connection, first: int, last: int) -> dict[int, bytes]:
    """The hashes kept with the entries from one to another, by their numbers. Raises Damaged where they are out of order or
    come to no end."""
    found = raw.execute("SELECT seq, hash FROM entry WHERE seq BETWEEN ? AND ? ORDER BY seq", (first, last))
    return {seq: hashed for seq, hashed in _rising(raw, found, first - 1) if isinstance(hashed, bytes)}


def uid_of(raw: sqlite3.Connection, seq: int) -> str:
    """The own id kept with an entry; empty where there is none."""
    row: tuple[str] | None = raw.execute("SELECT uid FROM entry WHERE seq = ?", (seq,)).fetchone()
    return row[0] if row and isinstance(row[0], str) else ""


def dated(raw: sqlite3.Connection, seq: int) -> str:
    """The time kept with an entry; empty where there is none."""
    row: tuple[str] | None = raw.execute("SELECT at FROM entry WHERE seq = ?", (seq,)).fetchone()
    return row[0] if row and isinstance(row[0], str) else ""


def by_uid(raw: sqlite3.Connection, uid: str) -> Entry | None:
    """The entry that was kept under a client's own id."""
    row = _lifting(raw, raw.execute(f"{_ENTRY} WHERE uid = ?", (uid,)).fetchone)
    return _entry(row) if row else None


def forward(raw: sqlite3.Connection, after: int, most: int) -> list[Entry]:
    """At most `most` entries behind number `after`, oldest first."""

    def read() -> list[Entry]:
        found = raw.execute(f"{_ENTRY} WHERE seq > ? ORDER BY seq LIMIT ?", (after, most))
        return [_entry(row) for row in _rising(raw, found, after)]

    return _lifting(raw, read)


@contextmanager
def let_go(found: Rows) -> Iterator[None]:
    """A statement is not at work any more behind this, however reading it ended: SQLite takes no new function meanwhile,
    and a first write brings some."""
    try:
        yield
    finally:
        with suppress(sqlite3.ProgrammingError):  # the connection was closed before
            found.close()


def room_in(raw: sqlite3.Connection) -> int:
    """How many bytes the file has, and the disk holds of it: no more letters can stand in the rows of one of its tables."""
    pages: int = raw.execute("PRAGMA page_count").fetchone()[0]
    size: int = raw.execute("PRAGMA page_size").fetchone()[0]
    return min(pages * size, getattr(raw, "room", sys.maxsize))


OF_A_ROW = 100
"""So many letters more does a row take once it is read than stand in it, for the sake of small ones."""


def believed(raw: sqlite3.Connection, letters: int) -> bool:
    """Whether a row of so many letters more is believed of what is read in this transaction: all that is more than much is
    only of a file whose pages are whole."""
    meet: Callable[[int], bool] | None = getattr(raw, "meet", None)
    return meet is None or meet(letters + OF_A_ROW)


def length_of(row: Sequence[Any]) -> int:
    """How many letters and bytes a row holds; in the file it takes no fewer."""
    try:
        return len("".join(filter(None, row)))  # of what a large board has many it is all text
    except TypeError:
        return sum(len(value) for value in row if isinstance(value, (str, bytes)))


def _roomy(raw: sqlite3.Connection, found: sqlite3.Cursor) -> Iterator[tuple[Any, ...]]:
    """Rows, as long as they hold no more than the file: a forged one may share its pages among them. Raises Damaged."""
    room = room_in(raw)
    with let_go(found):
        for row in found:
            length = length_of(row)
            if (room := room - length) < 0 or not believed(raw, length):
                raise Damaged(_DISORDER)
            yield row


def _rising(raw: sqlite3.Connection, found: sqlite3.Cursor, after: int = 0) -> Iterator[tuple[Any, ...]]:
    """Rows by rising number, as long as there is room for them: where the tree of pages is forged or damaged they come
    round again. Raises Damaged."""
    for row in _roomy(raw, found):
        if not isinstance(row[0], int) or row[0] <= after:
            raise Damaged(_DISORDER)
        after = row[0]
        yield row


def backward(raw: sqlite3.Connection, before: int, most: int, actor: str | None) -> list[Header]:
    """At most `most` entries before number `before`, newest first, without what they changed; only an actor's where one is
    given."""
    whose, values = ("", ()) if actor is None else (" AND actor = ?", (actor,))
    rows = raw.execute(f"{_KIND}{whose} ORDER BY seq DESC LIMIT ?", (before, *values, most))
    found = [Header(*_fitting(row, int, str, str, (int, type(None)))) for row in _roomy(raw, rows)]
    if any(one.seq <= other.seq for one, other in pairwise(found)):
        raise Damaged(_DISORDER)
    return found


_ACTORS = """
    WITH RECURSIVE one (actor) AS (
        SELECT min(actor) FROM entry
        UNION ALL
        SELECT (SELECT min(actor) FROM entry WHERE entry.actor > one.actor) FROM one WHERE one.actor IS NOT NULL
    ) SELECT actor FROM one WHERE actor IS NOT NULL
"""
"""One step of the index for each name, however many entries there are."""


def actors(raw: sqlite3.Connection) -> list[str]:
    """Every name that an entry was written under."""
    return [name for (name,) in raw.execute(_ACTORS) if isinstance(name, str)]


def changes_since(
    raw: sqlite3.Connection, after: int, upto: int, most: int, largest: int = NEWEST
) -> list[tuple[int, Sequence[Change]]]:
    """At most `most` entries with `after < seq <= upto`, newest first, as number and changes; without the rest of each, and
    without those whose payload has more than `largest` bytes."""

    def read() -> list[tuple[int, Sequence[Change]]]:
        rows = raw.execute(
            "SELECT seq, format, payload FROM entry WHERE seq > ? AND seq <= ? AND length(payload) <= ?"
            " ORDER BY seq DESC LIMIT ?",
            (after, upto, largest, most),
        )
        return [(seq, changes_in(payload, seq, made)) for seq, made, payload in _roomy(raw, rows)]

    return _lifting(raw, read)


def touching(raw: sqlite3.Connection, kind: str, record_id: str) -> list[Entry]:
    """The entries that touch a record, oldest first."""
    room, found = room_in(raw), raw.execute(_TOUCHING, (kind, record_id))
    rows: list[Sequence[Any]] = []
    for *row, length in _roomy(raw, found):
        room -= length if isinstance(length, int) else room_in(raw)
        if room < 0:
            raise Damaged(_DISORDER)
        rows.append(tuple(row))
    return [_entry(row) if row[-1] is not None else _large_entry(raw, row) for row in rows]


def _large_entry(raw: sqlite3.Connection, row: Sequence[Any]) -> Entry:
    header = tuple(row[:-2])
    held = _large.get(header)
    if held is None:
        lifted(raw)
        held = _entry(raw.execute(f"{_ENTRY} WHERE seq = ?", (row[0],)).fetchone())
        if len(_large) >= KEPT:
            _large.pop(next(iter(_large), header), None)  # another thread may have done it
        _large[header] = held
    return held


def read_raw(raw: sqlite3.Connection) -> Generator[tuple[Any, ...], None, None]:
    """Every entry as it is stored, for `check`: seq, uid, at, actor, verb, undoes, format, hash, payload, digest."""
    lifted(raw)
    yield from _rising(
        raw, raw.execute("SELECT seq, uid, at, actor, verb, undoes, format, hash, payload, digest FROM entry ORDER BY seq")
    )
