"""The tables, made from the records: one STRICT table a kind, the journal, and who touched what.

Columns are TEXT, INTEGER and BLOB only, which is all a STRICT table keeps; lists of text are JSON text. A change of the
records raises `NUMBER` and comes with a migration; a test compares a migrated board with a fresh one.
"""

from __future__ import annotations

import hashlib
import re
import types
from functools import cache
from typing import Any, Literal, get_args, get_origin

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from mhhs_board.domain.records import RECORDS, REFERENCES, Record

APPLICATION_ID = int.from_bytes(b"MHHS", "big")
"""Bytes 68 to 71 of every board's file."""

NUMBER = 2
"""The schema of this program, kept as `user_version`. A file with a greater one is never written."""

READABLE = 1
"""The oldest schema whose tables are those of this program, so that a board may be read where it may not be written."""

SINCE = {"artefact_place": 2, "blocker_open": 2}
"""The schema with which an index came; boards before it lack it."""

METADATA = sa.MetaData()


def _column(kind: str, field: msgspec.structs.FieldInfo) -> list[sa.Column[Any] | sa.CheckConstraint]:
    name, kept = field.name, field.type
    nullable = isinstance(kept, types.UnionType) and type(None) in get_args(kept)
    target = REFERENCES.get(kind, {}).get(name)
    links = [sa.ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED")] if target else []
    default: str | None = None
    if field.default is not msgspec.NODEFAULT and field.default is not None:
        default = "[]" if field.default == () else str(field.default)
    whole = kept is int
    column: sa.Column[Any] = sa.Column(
        name,
        sa.Integer if whole else sa.Text,
        *links,
        primary_key=name == "id",
        nullable=nullable,
        server_default=sa.text(default) if whole and default is not None else default,
    )
    if get_origin(kept) is Literal:
        words = ", ".join(f"'{word}'" for word in get_args(kept))
        return [column, sa.CheckConstraint(f"{name} IN ({words})")]
    return [column]


def _table(kind: str, record: type[Record]) -> sa.Table:
    parts = [part for field in msgspec.structs.fields(record) for part in _column(kind, field)]
    digest = sa.Column("digest", sa.LargeBinary, nullable=False)
    return sa.Table(kind, METADATA, *parts, digest, sa.CheckConstraint("id <> ''"), sqlite_strict=True)


TABLES: dict[str, sa.Table] = {kind: _table(kind, record) for kind, record in RECORDS.items()}
"""A kind's table: its fields under their names, and `digest`, the SHA-256 of its sorted non-default fields."""


def _index(name: str, kind: str, columns: tuple[str, ...], living: str) -> None:
    """An index over the rows whose field `living` is empty."""
    table = TABLES[kind].c
    sa.Index(name, *(table[column] for column in columns), sqlite_where=table[living] == "")


_index("artefact_place", "artefact", ("workstream", "stage", "rank", "id"), "retired")
_index("blocker_open", "blocker", ("since", "artefact", "id"), "closed")
# The first cards of each cell, and whether they are blocked, without reading the others: what a large board shows first.

ENTRY = sa.Table(
    "entry",
    METADATA,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("uid", sa.Text, nullable=False, unique=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False, index=True),
    sa.Column("verb", sa.Text, nullable=False),
    sa.Column("undoes", sa.Integer, sa.ForeignKey("entry.seq", deferrable=True, initially="DEFERRED")),
    sa.Column("format", sa.Integer, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""The journal. `payload` holds the exact bytes whose digest the hash chain covers."""

TOUCHED = sa.Table(
    "touched",
    METADATA,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Which entries touch a record."""

META = sa.Table(
    "meta",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""`identity`: what tells this board from every other, also from another of the same name."""

_IDENTITY = sa.select(META.c.value).where(META.c.key == "identity")

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
    dialect = sqlite.dialect()
    made: Objects = {}
    for table in METADATA.tables.values():
        made["table", table.name] = str(CreateTable(table).compile(dialect=dialect)).strip()
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            made["index", str(index.name)] = str(CreateIndex(index).compile(dialect=dialect)).strip()
    made.update({("trigger", name): text for name, text in TRIGGERS.items()})
    return {place: text for place, text in made.items() if SINCE.get(place[1], 1) <= number}


def create(connection: sa.Connection, identity: str) -> None:
    """Make an empty board of the newest schema in an empty database, inside the caller's transaction."""
    for statement in objects().values():
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {NUMBER}")
    connection.execute(META.insert(), {"key": "identity", "value": identity})


def identity(connection: sa.Connection) -> str:
    """What tells a board from every other, also from another of the same name; empty where it has lost it."""
    return str(connection.execute(_IDENTITY).scalar() or "")


def foreign(connection: sa.Connection, wanted: Objects) -> list[str]:
    """What the file holds otherwise than it should: names of objects that are missing, altered, or not ours."""
    rows = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master")
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


def known(connection: sa.Connection) -> bool:
    """Whether the file holds letter by letter what a fresh board does, which saves spelling that out at every start."""
    rows = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")
    return hashlib.sha256(repr([tuple(row) for row in rows]).encode("utf-8", "surrogatepass")).hexdigest() == FRESH


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
