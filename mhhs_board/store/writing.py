"""What is written: the rows that an entry's changes leave, and the entry itself, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from mhhs_board.domain.board import fields_of, record_from
from mhhs_board.domain.errors import Damaged
from mhhs_board.domain.journal import Change, Sealed
from mhhs_board.domain.record import Record
from mhhs_board.store import rows
from mhhs_board.store.rows import LISTS, NAMES
from mhhs_board.store.tables import ENTRY, TABLES, TOUCHED

Values = dict[str, Any]
Row = tuple[Any, ...]

_LISTS = {kind: tuple(names.index(name) for name in LISTS[kind]) for kind, names in NAMES.items()}
"""The places of lists in the row of a kind."""

_INSERT = ENTRY.insert()


@cache
def _one(kind: str) -> sa.Select[Any]:
    table = TABLES[kind]
    return sa.select(table).where(table.c.id == sa.bindparam("record"))


@cache
def _insert(table: sa.Table) -> str:
    """As text, which takes a row as a tuple in the order of its columns: of statements Core makes a dictionary a row, and
    goes through it once more."""
    return str(table.insert().compile(dialect=sqlite.dialect()))


@cache
def _update(kind: str) -> sa.Update:
    table = TABLES[kind]
    columns: dict[str, Any] = {name: sa.bindparam(name) for name in (*NAMES[kind], "digest") if name != "id"}
    return table.update().where(table.c.id == sa.bindparam("record")).values(columns)


@cache
def _delete(kind: str) -> sa.Delete:
    table = TABLES[kind]
    return table.delete().where(table.c.id == sa.bindparam("record"))


def row_of(record: Record) -> Row:
    """A record as its row, the digest last."""
    values = list(msgspec.structs.astuple(record))
    for place in _LISTS[record.KIND]:
        values[place] = msgspec.json.encode(values[place]).decode() if values[place] else "[]"
    return (*values, rows.digest(record))


def write(connection: sa.Connection, changes: Sequence[Change]) -> None:
    """Bring the rows to where the changes leave their records, inside the caller's transaction.

    Raises Damaged where a change does not fit the row that it speaks of, or that row is not as it was written.
    """
    stored: dict[tuple[str, str], Record | None] = {}
    now: dict[tuple[str, str], Record | None] = {}
    for change in changes:
        place = (change.kind, change.id)
        if change.kind not in TABLES:
            raise Damaged(f"A change speaks of a kind of record that does not exist: {change.kind!r}.")
        if place not in now:
            # What is added is not looked for: where it is there already, the primary key says so.
            stored[place] = now[place] = None if change.before is None else _read(connection, *place)
        now[place] = _changed(now[place], change)
    inserts: dict[str, list[Row]] = {}
    updates: dict[str, list[Values]] = {}
    deletes: dict[str, list[Values]] = {}
    for (kind, record_id), record in now.items():
        old = stored[kind, record_id]
        if record is None:
            deletes.setdefault(kind, []).append({"record": record_id})
        elif old is None:
            inserts.setdefault(kind, []).append(row_of(record))
        elif old != record:
            values = dict(zip((*NAMES[kind], "digest"), row_of(record), strict=True))
            values["record"] = values.pop("id")
            updates.setdefault(kind, []).append(values)
    for kind, made in inserts.items():
        connection.exec_driver_sql(_insert(TABLES[kind]), made)
    for statement, values_by_kind in ((_update, updates), (_delete, deletes)):
        for kind, parameters in values_by_kind.items():
            connection.execute(statement(kind), parameters if len(parameters) > 1 else parameters[0])


def _read(connection: sa.Connection, kind: str, record_id: str) -> Record | None:
    row = connection.execute(_one(kind), {"record": record_id}).first()
    return None if row is None else rows.checked(kind, NAMES[kind], row[:-1], row[-1])


def _changed(old: Record | None, change: Change) -> Record | None:
    if change.before is None:
        if old is not None or change.after is None:
            raise Damaged(f"The {change.kind} {change.id} is there already, so nothing was written.")
        made = record_from(change.kind, change.after)
        if made.id != change.id:
            raise Damaged(f"The {change.kind} {change.id} is added under another id, so nothing was written.")
        return made
    if old is None:
        raise Damaged(f"The {change.kind} {change.id} is not in the file, so nothing was written.")
    if change.after is None:
        return None
    if "id" in change.after:
        raise Damaged(f"The {change.kind} {change.id} would change its id, so nothing was written.")
    return record_from(change.kind, {**fields_of(old), **change.after})


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
    if touched := [(*place, entry.seq) for place in sorted(entry.touches())]:
        connection.exec_driver_sql(_insert(TOUCHED), touched)
