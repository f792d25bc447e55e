"""The journal's table: append, read forward and backward, find what touches a record. Statements only, no rules."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from mhhs_board.domain.journal import Change, Entry, Head, Header, Sealed, changes_in, opened
from mhhs_board.store.schema import ENTRY, TOUCHED

_HEADER = (
    ENTRY.c.seq,
    ENTRY.c.uid,
    ENTRY.c.at,
    ENTRY.c.actor,
    ENTRY.c.verb,
    ENTRY.c.undoes,
    ENTRY.c.format,
    ENTRY.c.hash,
    ENTRY.c.payload,
)
_HEAD = sa.select(ENTRY.c.seq, ENTRY.c.at, ENTRY.c.hash).order_by(ENTRY.c.seq.desc()).limit(1)
_AT = sa.select(ENTRY.c.hash).where(ENTRY.c.seq == sa.bindparam("after"))
_BY_UID = sa.select(*_HEADER).where(ENTRY.c.uid == sa.bindparam("uid"))
_FORWARD = sa.select(*_HEADER).where(ENTRY.c.seq > sa.bindparam("after")).order_by(ENTRY.c.seq).limit(sa.bindparam("most"))
_BACKWARD = (
    sa.select(ENTRY.c.seq, ENTRY.c.at, ENTRY.c.verb, ENTRY.c.undoes)
    .where(ENTRY.c.seq < sa.bindparam("before"))
    .order_by(ENTRY.c.seq.desc())
    .limit(sa.bindparam("most"))
)
_BACKWARD_OF = _BACKWARD.where(ENTRY.c.actor == sa.bindparam("actor"))
LARGE, KEPT = 64 * 1024, 8
"""From how many bytes on a payload is kept decoded, and how many are: the founding of a large board and its imports belong
to every card's history, and reading 10,000 changes for each card took longer than a frame."""

_TOUCHING = (
    sa.select(*_HEADER[:-1], sa.case((sa.func.length(ENTRY.c.payload) < LARGE, ENTRY.c.payload)))
    .join(TOUCHED, TOUCHED.c.seq == ENTRY.c.seq)
    .where(TOUCHED.c.kind == sa.bindparam("kind"), TOUCHED.c.id == sa.bindparam("record"))
    .order_by(ENTRY.c.seq)
)
_PAYLOAD = sa.select(ENTRY.c.payload).where(ENTRY.c.seq == sa.bindparam("seq"))
_large: dict[bytes, Entry] = {}  # by the hash, which covers all of an entry
_INSERT = ENTRY.insert()
_INSERT_TOUCHED = TOUCHED.insert()

NEWEST = 2**62
"""A number above every entry's."""


def _entry(row: Sequence[Any]) -> Entry:
    seq, uid, at, actor, verb, undoes, made, chained, payload = row
    return opened(payload, seq=seq, uid=uid, at=at, actor=actor, verb=verb, undoes=undoes, format=made, hash=chained)


def head(connection: sa.Connection) -> Head:
    """Number, time and hash of the newest entry."""
    row = connection.execute(_HEAD).first()
    return Head(*row) if row else Head()


def hash_of(connection: sa.Connection, seq: int) -> bytes:
    """The hash kept with an entry; empty before the first and behind the last."""
    kept: bytes | None = connection.execute(_AT, {"after": seq}).scalar()
    return kept or b""


def by_uid(connection: sa.Connection, uid: str) -> Entry | None:
    """The entry that was kept under a client's own id."""
    row = connection.execute(_BY_UID, {"uid": uid}).first()
    return _entry(row) if row else None


def forward(connection: sa.Connection, after: int, most: int) -> list[Entry]:
    """At most `most` entries behind number `after`, oldest first."""
    return [_entry(row) for row in connection.execute(_FORWARD, {"after": after, "most": most})]


def backward(connection: sa.Connection, before: int, most: int, actor: str | None) -> list[Header]:
    """At most `most` entries before number `before`, newest first, without what they changed; only an actor's where one is
    given."""
    if actor is None:
        return [Header(*row) for row in connection.execute(_BACKWARD, {"before": before, "most": most})]
    return [Header(*row) for row in connection.execute(_BACKWARD_OF, {"before": before, "most": most, "actor": actor})]


def changes_since(
    raw: sqlite3.Connection, after: int, upto: int, most: int, largest: int = NEWEST
) -> list[tuple[int, Sequence[Change]]]:
    """At most `most` entries with `after < seq <= upto`, newest first, as number and changes; without the rest of each, and
    without those whose payload has more than `largest` bytes."""
    rows = raw.execute(
        "SELECT seq, format, payload FROM entry WHERE seq > ? AND seq <= ? AND length(payload) <= ?"
        " ORDER BY seq DESC LIMIT ?",
        (after, upto, largest, most),
    )
    return [(seq, changes_in(payload, seq, made)) for seq, made, payload in rows]


def touching(connection: sa.Connection, kind: str, record_id: str) -> list[Entry]:
    """The entries that touch a record, oldest first."""
    rows = connection.execute(_TOUCHING, {"kind": kind, "record": record_id}).all()
    return [_entry(row) if row[-1] is not None else _large_entry(connection, row) for row in rows]


def _large_entry(connection: sa.Connection, row: Sequence[Any]) -> Entry:
    held = _large.get(row[-2])
    if held is None:
        payload = connection.execute(_PAYLOAD, {"seq": row[0]}).scalar_one()
        held = _entry((*row[:-1], payload))
        if len(_large) >= KEPT:
            del _large[next(iter(_large))]
        _large[held.hash] = held
    return held


def insert(connection: sa.Connection, sealed: Sealed) -> None:
    """Keep a sealed entry and what it touches."""
    entry = sealed.entry
    connection.execute(
        _INSERT,
        {
            "seq": entry.seq,
            "uid": entry.uid,
            "at": entry.at,
            "actor": entry.actor,
            "verb": entry.verb,
            "undoes": entry.undoes,
            "format": entry.format,
            "payload": sealed.payload,
            "digest": sealed.digest,
            "hash": entry.hash,
        },
    )
    touched = [{"kind": kind, "id": record_id, "seq": entry.seq} for kind, record_id in sorted(entry.touches())]
    if touched:
        connection.execute(_INSERT_TOUCHED, touched if len(touched) > 1 else touched[0])


def read_raw(raw: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    """Every entry as it is stored, for `check`: seq, uid, at, actor, verb, undoes, format, hash, payload, digest."""
    yield from raw.execute(
        "SELECT seq, uid, at, actor, verb, undoes, format, hash, payload, digest FROM entry ORDER BY seq"
    )
