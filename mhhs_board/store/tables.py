"""The tables, made from the records: one STRICT table a kind, the journal, and who touched what.

Columns are TEXT, INTEGER and BLOB only, which is all a STRICT table keeps; lists of text are JSON text. A field that is
added says since which schema it is there, and comes with a migration; a test compares a migrated board with a fresh one.
"""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from mhhs_board.domain.fields import Declared, declared
from mhhs_board.domain.records import RECORDS, REFERENCES
from mhhs_board.store.schema import ADDED, NUMBER, fields

METADATA = sa.MetaData()


class _Naming(sa.types.UserDefinedType[str]):
    """A text that names a record of another table, said in the column itself: SQLite adds a column to a table only so."""

    cache_ok = True

    def __init__(self, target: str) -> None:
        self.target = target

    def get_col_spec(self, **_: object) -> str:
        """The type and the reference."""
        return f"TEXT REFERENCES {self.target} (id) DEFERRABLE INITIALLY DEFERRED"


def _column(kind: str, one: Declared, number: int) -> list[sa.Column[Any] | sa.CheckConstraint]:
    name = one.name
    target = REFERENCES.get(kind, {}).get(name)
    later = name in ADDED[kind]  # SQLite adds a column only with its rule, not the rule of a table
    links = [sa.ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED")] if target and not later else []
    default: str | None = None
    if one.default is not msgspec.NODEFAULT and one.default is not None:
        default = "[]" if one.default == () else str(one.default)
    whole = one.type is int
    rule: list[sa.CheckConstraint] = []
    if one.words:
        words = ", ".join(f"'{word}'" for word in one.words)
        rule = [sa.CheckConstraint(f"{name} IN ({words})")]
    column: sa.Column[Any] = sa.Column(
        name,
        _Naming(target) if target and later else sa.Integer() if whole else sa.Text(),
        *links,
        *(rule if later else ()),
        primary_key=name == "id",
        nullable=one.nullable and (one.link is None or number >= one.link.optional_since),
        server_default=sa.text(default) if whole and default is not None else default,
    )
    return [column] if later else [column, *rule]


def _table(kind: str, metadata: sa.MetaData, number: int) -> sa.Table:
    there = fields(kind, number)
    parts = [part for one in declared(RECORDS[kind]) if one.name in there for part in _column(kind, one, number)]
    digest = sa.Column("digest", sa.LargeBinary, nullable=False)
    return sa.Table(kind, metadata, *parts, digest, sa.CheckConstraint("id <> ''"), sqlite_strict=True)


TABLES: dict[str, sa.Table] = {kind: _table(kind, METADATA, NUMBER) for kind in RECORDS}
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


def statements(number: int) -> dict[tuple[str, str], str]:
    """What makes the tables of a schema and their indexes, by type and name, in the order in which they are made."""
    dialect = sqlite.dialect()
    made: dict[tuple[str, str], str] = {}
    then = sa.MetaData()
    for table in METADATA.tables.values():
        if table.name in RECORDS and not fields(table.name, number):
            continue
        as_then = _table(table.name, then, number) if table.name in RECORDS else table
        made["table", table.name] = str(CreateTable(as_then).compile(dialect=dialect)).strip()
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            made["index", str(index.name)] = str(CreateIndex(index).compile(dialect=dialect)).strip()
    return made
