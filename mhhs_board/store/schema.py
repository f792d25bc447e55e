"""What a board's file is from outside: its mark, its number, what it holds, and whether that is ours and nothing else.

Needs no SQLAlchemy as long as a file is what a fresh board is; the tables themselves are in `tables.py`.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from functools import cache

from mhhs_board.domain.records import RECORDS

APPLICATION_ID = int.from_bytes(b"MHHS", "big")
"""Bytes 68 to 71 of every board's file."""

NUMBER = 2
"""The schema of this program, kept as `user_version`. A file with a greater one is never written."""

READABLE = 1
"""The oldest schema whose tables are those of this program, so that a board may be read where it may not be written."""

SINCE = {"artefact_place": 2, "blocker_open": 2}
"""The schema with which an index came; boards before it lack it."""

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

Objects = dict[tuple[str, str], str]
"""Type ("table", "index", "trigger") and name to the statement that makes it."""


FRESH = "1ced8c5171dcdc09833dade61f88911be155ceb98285d1b5da1eb9ed74d997c0"
"""SHA-256 of what a fresh board says of its own structure. It is renewed with the schema, which a test asks for; where
it does not fit, `foreign` looks closely."""


@cache
def objects(number: int = NUMBER) -> Objects:
    """Everything a board's file of a readable schema holds, in the order in which it is made."""
    from mhhs_board.store import tables  # with all of SQLAlchemy, which reading a board does without

    made = tables.statements() | {("trigger", name): text for name, text in TRIGGERS.items()}
    return {place: text for place, text in made.items() if SINCE.get(place[1], 1) <= number}


def create(raw: sqlite3.Connection, identity: str) -> None:
    """Make an empty board of the newest schema in an empty database, inside the caller's transaction."""
    for statement in objects().values():
        raw.execute(statement)
    raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    raw.execute(f"PRAGMA user_version = {NUMBER}")
    raw.execute("INSERT INTO meta (key, value) VALUES ('identity', ?)", (identity,))


def identity(raw: sqlite3.Connection) -> str:
    """What tells a board from every other, also from another of the same name; empty where it has lost it."""
    found = raw.execute("SELECT value FROM meta WHERE key = 'identity'").fetchone()
    return str((found and found[0]) or "")


def foreign(raw: sqlite3.Connection, wanted: Objects) -> list[str]:
    """What the file holds otherwise than it should: names of objects that are missing, altered, or not ours."""
    rows = raw.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
    found: Objects = {}
    for row in rows:
        kind, name, table, text = (part if part is None else str(part) for part in row)  # damaged, they may be bytes
        kind, name = kind or "", name or ""
        if not (kind == "index" and text is None and name.startswith("sqlite_autoindex_") and ("table", table) in wanted):
            found[kind, name] = text or "nothing"  # an empty text would pass for an object that is not there
    return sorted(
        name
        for kind, name in wanted.keys() | found.keys()
        if not _same(kind, found.get((kind, name), ""), wanted.get((kind, name), ""))
    )


def known(raw: sqlite3.Connection) -> bool:
    """Whether the file holds letter by letter what a fresh board does, which saves spelling that out at every start."""
    rows = raw.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")
    return hashlib.sha256(repr(rows.fetchall()).encode("utf-8", "surrogatepass")).hexdigest() == FRESH


def _same(kind: str, found: str, wanted: str) -> bool:
    return found == wanted or (kind == "table" and bool(found) and bool(wanted) and _parts(found) == _parts(wanted))


def _parts(statement: str) -> tuple[str, list[str], list[str]]:
    """A table by structure: its name, its columns and constraints in any order, and its options.

    A migrated table has a later column behind the others and, once renamed, its name in quotes.
    """
    text = re.sub(r'"(\w+)"', r"\1", " ".join(statement.split()))
    head, _, rest = text.partition("(")
    body, _, options = rest.rpartition(")")
    clauses: list[str] = [""]
    depth = 0
    for part in re.split(r"([(),])", body):
        depth += {"(": 1, ")": -1}.get(part, 0)
        if part == "," and depth == 0:
            clauses.append("")
        else:
            clauses[-1] += part
    return head.strip(), sorted(clause.strip() for clause in clauses), sorted(options.replace(",", " ").split())
