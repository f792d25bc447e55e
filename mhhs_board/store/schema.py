"""What a board's file is from outside: its mark, its number, what it holds, and whether that is ours and nothing else.

Needs no SQLAlchemy as long as a file is what a board of its schema is, made or brought up to date; the tables themselves
are in `tables.py`.
"""

from __future__ import annotations

import sqlite3
from functools import cache

from mhhs_board.domain.errors import Damaged, Unavailable
from mhhs_board.domain.fields import declared
from mhhs_board.domain.records import RECORDS
from mhhs_board.store import fingerprint
from mhhs_board.store.errors import MISNUMBERED, NEWER
from mhhs_board.store.shapes import KNOWN

APPLICATION_ID = int.from_bytes(b"MHHS", "big")
"""Bytes 68 to 71 of every board's file."""

SINCE = {"artefact_place": 2, "blocker_open": 2}
"""The schema with which a table, a column (`table.column`) or an index came; all others were in the first. A field that
comes later has a default, which is what an older file holds of it. Tables and columns say it where they are declared."""
SINCE |= {kind: record.SINCE for kind, record in RECORDS.items() if record.SINCE > 1}
SINCE |= {
    f"{kind}.{one.name}": one.field.since
    for kind, record in RECORDS.items()
    for one in declared(record)
    if one.field.since > 1
}

NUMBER = max(SINCE.values())
"""The schema of this program, kept as `user_version`. A file with a greater one is never written.

Each has a shape of its own: whatever changes no table, index or trigger is no new schema. So a file whose number and shape
are of two schemas is damaged.
"""

READABLE = 1
"""The oldest schema that may be read where it may not be written: what a file of it lacks reads as empty."""

ADDED: fingerprint.Added = {
    kind: frozenset(column for column in record.__struct_fields__ if f"{kind}.{column}" in SINCE)
    for kind, record in RECORDS.items()
}
"""The columns of each table that came later than the table."""

TABLES = (*RECORDS, "entry", "touched", "meta")
"""The names of all tables."""

TRIGGERS = {
    "entry_stays": "CREATE TRIGGER entry_stays BEFORE DELETE ON entry "
    "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    "entry_unaltered": "CREATE TRIGGER entry_unaltered BEFORE UPDATE ON entry "
    "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    "entry_follows": "CREATE TRIGGER entry_follows BEFORE INSERT ON entry "
    "WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entry) "
    "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
}
"""What keeps any program from rewriting the journal by accident. Compared letter by letter when a board is opened."""


def number_of(raw: sqlite3.Connection) -> int:
    """The schema of a file, from its head."""
    found: int = raw.execute("PRAGMA user_version").fetchone()[0]
    return found


@cache
def fields(kind: str, number: int) -> tuple[str, ...]:
    """The fields of a kind that a file of a schema holds, none where it lacks the kind. The others are at their default
    there: they read as empty, and no digest tells the difference."""
    if SINCE.get(kind, 1) > number:
        return ()
    return tuple(name for name in RECORDS[kind].__struct_fields__ if SINCE.get(f"{kind}.{name}", 1) <= number)


def holds(raw: sqlite3.Connection, table: str) -> bool:
    """Whether a file has a table of this program; one that a later schema brought may be lacking."""
    return SINCE.get(table, 1) <= number_of(raw)


META = frozenset({"identity", "branch"})
"""The keys of all that `meta` holds."""

FOUNDED = "board-"
"""How the founding entry's own id begins where the identity follows in it, and with it is covered by the chain of hashes.
Boards made before keep it in `meta` alone."""


def identity(raw: sqlite3.Connection) -> str:
    """What tells a board from every other, also from another of the same name; empty where it has lost it."""
    return founded(raw) or stated(raw)


def founded(raw: sqlite3.Connection) -> str:
    """The identity that a board was founded with, as its history tells it; empty in older ones."""
    first = raw.execute("SELECT uid FROM entry WHERE seq = 1").fetchone()
    return founded_as(first[0] if first else "")


def founded_as(uid: object) -> str:
    """The identity in a founding entry's own id; empty where it holds none."""
    return uid.removeprefix(FOUNDED) if isinstance(uid, str) and uid.startswith(FOUNDED) else ""


def stated(raw: sqlite3.Connection) -> str:
    """The identity as `meta` states it."""
    found = raw.execute("SELECT value FROM meta WHERE key = 'identity'").fetchone()
    return found[0] if found and isinstance(found[0], str) else ""


def state(raw: sqlite3.Connection, identity: str) -> None:
    """Write the identity anew, inside the caller's transaction."""
    raw.execute("UPDATE meta SET value = ? WHERE key = 'identity'", (identity,))


def known(raw: sqlite3.Connection) -> bool:
    """Whether the file holds exactly what boards of its schema do, however they came to it."""
    return fingerprint.fingerprint(fingerprint.read(raw), ADDED) in KNOWN.get(number_of(raw), ())


def misnumbered(raw: sqlite3.Connection) -> bool:
    """Whether the file has the shape of one of our schemas and the number of another: then the number is damaged."""
    try:
        shape = fingerprint.fingerprint(fingerprint.read(raw), ADDED)
        return any(shape in known for number, known in KNOWN.items() if number != number_of(raw)) and not known(raw)
    except (sqlite3.Error, UnicodeError, LookupError):
        return False


def newer(raw: sqlite3.Connection, name: str) -> Damaged | Unavailable:
    """What is said of a file whose number is greater than ours: it is a newer program's, or the number is damaged."""
    if misnumbered(raw):
        return Damaged(MISNUMBERED.format(name=name))
    return Unavailable(NEWER.format(name=name))


def version_of(raw: sqlite3.Connection) -> int:
    """SQLite's own count of changes of a file's structure, from its head."""
    found: int = raw.execute("PRAGMA schema_version").fetchone()[0]
    return found
