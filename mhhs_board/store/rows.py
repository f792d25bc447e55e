"""Rows to records, by the bare connection: reading a board needs nothing else."""

from __future__ import annotations

import gc
import hashlib
import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec

from mhhs_board.domain.board import fields_of, record_from
from mhhs_board.domain.errors import Damaged
from mhhs_board.domain.journal import canonical
from mhhs_board.domain.records import RECORDS, Record, Stage, Workstream

NAMES: dict[str, tuple[str, ...]] = {kind: record.__struct_fields__ for kind, record in RECORDS.items()}
LISTS: dict[str, tuple[str, ...]] = {
    kind: tuple(field.name for field in msgspec.structs.fields(record) if field.type == tuple[str, ...])
    for kind, record in RECORDS.items()
}
_SELECT = {
    kind: f'SELECT {", ".join(f"{chr(34)}{name}{chr(34)}" for name in names)} FROM "{kind}"'
    for kind, names in NAMES.items()
}
_LAST = {
    kind: f'SELECT max(rowid) FROM (SELECT rowid FROM "{kind}" WHERE rowid > ? ORDER BY rowid LIMIT ?)' for kind in NAMES
}
_HIGHEST = {kind: f'SELECT max(rowid) FROM "{kind}"' for kind in ("entry", *NAMES)}

_LARGE = frozenset({"artefact", "blocker", "escalation"})
"""The kinds of which a large board has many."""
_OPEN = "SELECT artefact, id FROM blocker WHERE closed = '' ORDER BY since, artefact, id"
_IN_CELL = "SELECT id FROM artefact WHERE workstream = ? AND stage = ? AND retired = '' ORDER BY rank, id"
_LANE = "SELECT workstream, retired FROM artefact WHERE id = ?"


_list_decoder = msgspec.json.Decoder(tuple[str, ...])


@contextmanager
def undisturbed() -> Iterator[None]:
    """No garbage collection while many records are made; they hold no cycles and would be walked again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def digest(record: Record) -> bytes:
    """SHA-256 of a record's sorted non-default fields, so that a new defaulted field changes none."""
    return hashlib.sha256(canonical(fields_of(record))).digest()


def read_all(raw: sqlite3.Connection, kind: str) -> list[Record]:
    """Every record of a kind, from the bare connection: 100,000 artefacts in a fifth of a second. Raises Damaged."""
    return _records(kind, raw.execute(_SELECT[kind]))


def read_page(raw: sqlite3.Connection, kind: str, after: int, most: int) -> tuple[list[Record], int]:
    """The records of a kind in the next `most` rows behind number `after`, and the number of the last; 0 at the end."""
    last = raw.execute(_LAST[kind], (after, most)).fetchone()[0]
    if last is None:
        return [], 0
    return _records(kind, raw.execute(f"{_SELECT[kind]} WHERE rowid > ? AND rowid <= ?", (after, last))), last


def many(raw: sqlite3.Connection, kind: str) -> int:
    """About how many records of a kind, or entries, there are, none too few, without counting them."""
    highest: int = raw.execute(_HIGHEST[kind]).fetchone()[0] or 0
    return highest


def read_first(raw: sqlite3.Connection, most: int) -> list[Record]:
    """What a first picture needs: the first `most` artefacts of each cell in their order, what blocks them, and every
    record of the other kinds. Costs what it returns and a look at each open blocker."""
    found: list[Record] = [record for kind in RECORDS if kind not in _LARGE for record in read_all(raw, kind)]
    lanes = [record.id for record in found if isinstance(record, Workstream) and not record.retired]
    stages = [record.id for record in found if isinstance(record, Stage) and not record.retired]
    held: dict[str, list[str]] = {}  # artefact -> its open blockers; the artefact blocked longest first
    for artefact, blocker in raw.execute(_OPEN):
        held.setdefault(artefact, []).append(blocker)
    chosen: list[str] = []
    for lane, stage in itertools.product(lanes, stages):
        free = (artefact for (artefact,) in raw.execute(_IN_CELL, (lane, stage)) if artefact not in held)
        chosen += itertools.islice(free, most)
    missing = dict.fromkeys(lanes, most)
    blockers: list[str] = []
    for artefact in held:
        (lane, retired) = raw.execute(_LANE, (artefact,)).fetchone()
        if not retired and missing.get(lane):
            missing[lane] -= 1
            chosen.append(artefact)
            blockers += held[artefact]
            if not any(missing.values()):
                break
    for kind, field, ids in (("artefact", "id", chosen), ("blocker", "id", blockers), ("escalation", "blocker", blockers)):
        among = f'{_SELECT[kind]} WHERE "{field}" IN (SELECT value FROM json_each(?))'
        found += _records(kind, raw.execute(among, (msgspec.json.encode(ids).decode(),)))
    return found


def _records(kind: str, rows: Iterable[Sequence[Any]]) -> list[Record]:
    """Records from bare rows.

    Columns have their types from the STRICT table; digests are checked by `check` and when a row is written again.
    Raises Damaged where a list is no list.
    """
    record, names, lists = RECORDS[kind], NAMES[kind], LISTS[kind]
    made: list[Record] = []
    for row in rows:
        values = dict(zip(names, row, strict=True))
        for name in lists:
            values[name] = () if values[name] == "[]" else _list(kind, values["id"], values[name])
        made.append(record(**values))
    return made


def read_with_digests(raw: sqlite3.Connection, kind: str) -> Iterator[tuple[str, Record | None]]:
    """Id and record of every row of a kind; None where the row is not a record or not what was written."""
    columns = f'{_SELECT[kind].partition(" FROM ")[0]}, digest FROM "{kind}"'
    for *row, kept in raw.execute(columns):
        try:
            yield row[0], checked(kind, row, kept)
        except Damaged:
            yield row[0], None


def checked(kind: str, row: Sequence[Any], kept: bytes) -> Record:
    """A record from a row, its shape and its digest checked. Raises Damaged."""
    values = dict(zip(NAMES[kind], row, strict=True))
    for name in LISTS[kind]:
        values[name] = _list(kind, values["id"], values[name])
    record = record_from(kind, values)
    if digest(record) != kept:
        raise Damaged(
            f"The {kind} {record.id} is not as it was written; nothing was changed. Put the board back from a backup."
        )
    return record


def _list(kind: str, record_id: str, text: str) -> tuple[str, ...]:
    try:
        return _list_decoder.decode(text)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise Damaged(
            f"The {kind} {record_id} is not as it was written; nothing was changed. Put the board back from a backup."
        ) from error
