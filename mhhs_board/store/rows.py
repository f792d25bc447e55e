"""Rows to records, by the bare connection: reading a board needs nothing else.

What a file of an older schema lacks is not asked for: a kind has no records there, a field its default.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import ValidationError, convert

from mhhs_board.base.text import named
from mhhs_board.domain.board import fields_of, record_from
from mhhs_board.domain.errors import Damaged
from mhhs_board.domain.fields import declared
from mhhs_board.domain.journal import canonical
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import FURNITURE, RECORDS, REFERENCES, Stage, Workstream
from mhhs_board.store import schema
from mhhs_board.store.journal import Rows, believed, length_of, let_go, room_in

NAMES: dict[str, tuple[str, ...]] = {kind: record.__struct_fields__ for kind, record in RECORDS.items()}
"""The fields of a kind, as a file of today's schema holds them."""
LISTS: dict[str, tuple[str, ...]] = {
    kind: tuple(one.name for one in declared(record) if one.many) for kind, record in RECORDS.items()
}
_SHAPES = [
    (kind, names)
    for kind in RECORDS
    for names in {schema.fields(kind, number) for number in range(schema.READABLE, schema.NUMBER + 1)}
    if names
]
"""Kinds, each with the fields that files of the readable schemas hold of it."""
_Statements = Mapping[tuple[str, tuple[str, ...]], str]
_SELECT: _Statements = {
    (kind, names): f'SELECT {", ".join(f"{chr(34)}{name}{chr(34)}" for name in names)} FROM "{kind}"'
    for kind, names in _SHAPES
}
_PAGE: _Statements = {shape: f"{text} WHERE rowid > ? AND rowid <= ?" for shape, text in _SELECT.items()}
_WITH_DIGEST: _Statements = {shape: text.replace(" FROM ", ', "digest" FROM ') for shape, text in _SELECT.items()}
_LAST = {
    kind: f'SELECT max(rowid) FROM (SELECT rowid FROM "{kind}" WHERE rowid > ? ORDER BY rowid LIMIT ?)' for kind in NAMES
}
_HIGHEST = {kind: f'SELECT max(rowid) FROM "{kind}"' for kind in ("entry", *NAMES)}

SPARE = 30
"""So many blocked ones may stand among the first cards of a cell without one of those missing in the first picture."""
_TOGETHER = 5_000
_OPEN = "SELECT artefact FROM blocker WHERE closed = '' ORDER BY since, artefact LIMIT 1000"
_BLOCKED = "SELECT DISTINCT artefact FROM blocker WHERE closed = '' AND artefact IN (SELECT value FROM json_each(?))"
_IN_CELL = "SELECT id FROM artefact WHERE workstream = ? AND stage = ? AND retired = '' ORDER BY rank, id LIMIT ?"
_LANE = "SELECT workstream, retired FROM artefact WHERE id = ?"
_FIRST = {
    "artefact": "id IN (SELECT value FROM json_each(?))",
    "blocker": "closed = '' AND artefact IN (SELECT value FROM json_each(?))",
    "escalation": "blocker IN (SELECT value FROM json_each(?))",
}
_AMONG: _Statements = {shape: f"{text} WHERE {_FIRST[shape[0]]}" for shape, text in _SELECT.items() if shape[0] in _FIRST}


_list_decoder = msgspec.json.Decoder(tuple[str, ...])


def digest(record: Record) -> bytes:
    """SHA-256 of a record's sorted non-default fields, so that a new defaulted field changes none."""
    return hashlib.sha256(canonical(fields_of(record))).digest()


def _read(
    raw: sqlite3.Connection, kind: str, statements: _Statements = _SELECT, values: tuple[object, ...] = ()
) -> list[Record]:
    """Records of a kind, of those fields that the file holds."""
    names = schema.fields(kind, schema.number_of(raw))
    if not names:
        return []
    return _records(kind, names, within(raw, kind, raw.execute(statements[kind, names], values)))


NOT_AS_WRITTEN = "The {kind} {id} is not as it was written; nothing was changed. Put the board back from a backup."
ENDLESS = (
    "The records of the kind {kind} do not come to an end in the file, so it is damaged; nothing was changed. "
    "Put the board back from a backup."
)


def within(raw: sqlite3.Connection, kind: str, found: Rows, least: int = 80) -> Iterator[Any]:
    """Rows of `least` bytes each, as long as they are no more, and hold no more, than the file has room for: a tree of
    pages that was forged or damaged can be gone through without an end, and a page of it can be part of every row. No two
    rows of a table of ours are equal: one that comes again ends it long before. Raises Damaged."""
    room = room_in(raw)
    most = room // least
    passed: object = None  # a row that was met, a later one each time their number doubles
    with let_go(found):
        for number, row in enumerate(found):
            length = length_of(row)
            room -= length
            if number > most or room < 0 or row == passed or not believed(raw, length):
                raise Damaged(ENDLESS.format(kind=kind))
            if number & (number - 1) == 0:
                passed = row
            yield row


def read_all(raw: sqlite3.Connection, kind: str) -> list[Record]:
    """Every record of a kind, from the bare connection: 100,000 artefacts in a fifth of a second. Raises Damaged."""
    return _read(raw, kind)


def refuse_dangling(records: Iterable[Record]) -> None:
    """Refuse records of which one names another that is not among them: a file from outside may hold such, and nothing that
    shows or exports a board expects it. Raises Damaged."""
    found: dict[str, list[Record]] = {kind: [] for kind in RECORDS}
    for record in records:
        found[record.KIND].append(record)
    there: dict[str, set[str | None]] = {kind: {record.id for record in found[kind]} for kind in RECORDS}
    for kind, fields in REFERENCES.items():
        for name, target in fields.items():
            if set(map(attrgetter(name), found[kind])) <= there[target] | {None}:
                continue
            lost = next(one for one in found[kind] if getattr(one, name) not in (None, *there[target]))
            raise Damaged(
                f"The {kind} {named(lost.id)} names a {target} that is not there, so the file is damaged; "
                "nothing was changed. Put the board back from a backup."
            )


def read_page(raw: sqlite3.Connection, kind: str, after: int, most: int) -> tuple[list[Record], int]:
    """The records of a kind in the next `most` rows behind number `after`, and the number of the last; 0 at the end."""
    if not schema.holds(raw, kind):
        return [], 0
    last = raw.execute(_LAST[kind], (after, most)).fetchone()[0]
    if last is None:
        return [], 0
    return _read(raw, kind, _PAGE, (after, last)), last


def many(raw: sqlite3.Connection, kind: str) -> int:
    """About how many records of a kind, or entries, there are, none too few, without counting them."""
    if not schema.holds(raw, kind):
        return 0
    highest: int = raw.execute(_HIGHEST[kind]).fetchone()[0] or 0
    return highest


def read_first(raw: sqlite3.Connection, most: int, few: int) -> list[Record]:
    """What a first picture needs: the first artefacts of each cell in their order, what blocks them, and the furniture.

    Retired lanes and stages are looked at too: one that still holds something is shown. At least `few` of a cell, and as
    many as it takes until the lanes so far are `most` high: those below are out of sight. A cell of which many are blocked,
    and a lane that was blocked after a thousand others, may have fewer.
    """
    found: list[Record] = [record for kind in RECORDS if kind in FURNITURE for record in read_all(raw, kind)]
    lanes = sorted((record.rank, record.id) for record in found if isinstance(record, Workstream))
    stages = [record.id for record in found if isinstance(record, Stage)]
    room = most + SPARE
    cells = {lane: [_ids(raw, raw.execute(_IN_CELL, (lane, stage, room))) for stage in stages] for _, lane in lanes}
    ids = [one for row in cells.values() for cell in row for one in cell]
    blocked = {one for some in _in_json(ids) for (one,) in raw.execute(_BLOCKED, (some,))}
    chosen: list[str] = []
    missing: dict[str, int] = {}
    for lane, row in cells.items():
        free = [[one for one in cell if one not in blocked][:most] for cell in row]
        chosen += [one for cell in free for one in cell]
        missing[lane] = most
        most = max(few, most - max(map(len, free), default=0))
    held: dict[str, None] = {}  # the artefact blocked longest first
    for (artefact,) in raw.execute(_OPEN):
        lane, retired = raw.execute(_LANE, (artefact,)).fetchone()
        if not retired and missing.get(lane) and artefact not in held:
            missing[lane] -= 1
            held[artefact] = None
            if not any(missing.values()):
                break
    found += _among(raw, "artefact", [*chosen, *held])
    blockers = _among(raw, "blocker", list(held))
    return [*found, *blockers, *_among(raw, "escalation", [one.id for one in blockers])]


def _ids(raw: sqlite3.Connection, found: sqlite3.Cursor) -> list[str]:
    rows = found.fetchall()
    if not believed(raw, sum(map(length_of, rows))):
        raise Damaged(ENDLESS.format(kind="artefact"))
    return [one for (one,) in rows]


def _among(raw: sqlite3.Connection, kind: str, ids: list[str]) -> list[Record]:
    return [record for some in _in_json(ids) for record in _read(raw, kind, _AMONG, (some,))]


def _in_json(ids: list[str]) -> Iterator[str]:
    """Ids in texts that are no longer than a value may be."""
    for start in range(0, len(ids), _TOGETHER):
        yield msgspec.json.encode(ids[start : start + _TOGETHER]).decode()


def _records(kind: str, names: tuple[str, ...], rows: Iterable[Sequence[Any]]) -> list[Record]:
    """Records from bare rows.

    Digests are checked by `check` and when a row is written again. Raises Damaged where a list is no list, or a value none
    that its field can have: in a forged page it may be any, and a large file is opened without a look at them.
    """
    record, lists = RECORDS[kind], [name for name in LISTS[kind] if name in names]
    made: list[Record] = []
    for row in rows:
        values = dict(zip(names, row, strict=True))
        for name in lists:
            values[name] = () if values[name] == "[]" else _list(kind, values["id"], values[name])
        try:
            made.append(convert(values, record))
        except ValidationError as error:
            raise Damaged(NOT_AS_WRITTEN.format(kind=kind, id=named(row[0]))) from error
    return made


def read_with_digests(raw: sqlite3.Connection, kind: str) -> Iterator[tuple[str, Record | None]]:
    """Id and record of every row of a kind; None where the row is not a record or not what was written."""
    names = schema.fields(kind, schema.number_of(raw))
    if not names:
        return
    for *row, kept in within(raw, kind, raw.execute(_WITH_DIGEST[kind, names])):
        try:
            yield row[0], checked(kind, names, row, kept)
        except Damaged:
            yield row[0], None


def checked(kind: str, names: tuple[str, ...], row: Sequence[Any], kept: bytes) -> Record:
    """A record from a row of these fields, its shape and its digest checked. Raises Damaged."""
    values = dict(zip(names, row, strict=True))
    for name in LISTS[kind]:
        if name not in values:
            continue
        values[name] = _list(kind, values["id"], values[name])
    record = record_from(kind, values)
    if digest(record) != kept:
        raise Damaged(NOT_AS_WRITTEN.format(kind=kind, id=named(record.id)))
    return record


def _list(kind: str, record_id: str, text: str) -> tuple[str, ...]:
    try:
        return _list_decoder.decode(text)
    except (msgspec.DecodeError, msgspec.ValidationError, TypeError, RecursionError) as error:
        raise Damaged(NOT_AS_WRITTEN.format(kind=kind, id=named(record_id))) from error
