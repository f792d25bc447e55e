"""Taking in the records of a board itself: its name and settings, stages, workstreams, kinds, forums, limits, views."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from mhhs_board.domain import invariants, names
from mhhs_board.domain.board import Board, added, edited
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import REFERENCES, Named, Record
from mhhs_board.domain.rows import RecordRow, Ruling, Verdict
from mhhs_board.operations import typed


def take_record(scratch: Board, row: RecordRow, rows: Sequence[RecordRow], *, whole: bool) -> Verdict:
    """Take one in, on the scratch board. `whole`: a whole board is copied, so what is there already may change.

    On a board in use an import adds what is missing and leaves its settings to `configure` and the like.
    """
    try:
        record = _clean(row.value)
        _check_references(scratch, record, rows)
    except Refused as refused:
        return _verdict(row, "question", str(refused))
    standing = scratch.get(record.KIND, record.id)
    if standing is None:
        if not whole and isinstance(record, Named) and (other := _namesake(scratch, record)):
            return _verdict(row, "question", f"There is a {record.KIND} called {other.name} already, under another id.")
        change = added(record)
    else:
        differing = edited(standing, record)
        if differing is None:
            return _verdict(row, "unchanged")
        if not whole:
            fields = ", ".join(sorted(name.replace("_", " ") for name in differing.after or {}))
            return _verdict(row, "question", f"It differs here in {fields}; an import leaves a board's settings alone.")
        change = differing
    # A name that is known here by another of its names, or a forum above itself, would have the whole file refused.
    broken = () if whole else invariants.made_by(scratch, [change])
    if told := next((breach.sentence for breach in broken if breach.rule != invariants.REFERENCE), ""):
        return _verdict(row, "question", told)
    scratch.apply(Entry(uid="", verb="", actor="", changes=(change,)))
    return _verdict(row, "new" if standing is None else "update")


def _clean(record: Record) -> Record:
    """The record with every text made fit to keep. Raises Refused."""
    if not record.id or typed.line(record.id, "id", limit=100) != record.id:
        raise Refused("Its id is not one that a board can keep.")
    fields: dict[str, object] = {}
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if isinstance(value, str) and name != "id":
            fields[name] = typed.line(value, name.replace("_", " "), limit=2_000)
        elif isinstance(value, tuple):
            fields[name] = tuple(typed.line(part, name) for part in value)
        elif isinstance(value, int) and abs(value) > 1_000_000:
            raise Refused(f"Its {name.replace('_', ' ')} is larger than a board can mean.")
    return msgspec.structs.replace(record, **fields)


def _check_references(scratch: Board, record: Record, rows: Sequence[RecordRow]) -> None:
    for name, kind in REFERENCES.get(record.KIND, {}).items():
        wanted = getattr(record, name)
        if not wanted or scratch.get(kind, wanted) is not None:
            continue
        coming = {row.value.id for row in rows if isinstance(row.value, type(record))}
        if kind != record.KIND or wanted not in coming:
            raise Refused(f"It names a {kind} that is neither on the board nor in the file.")


def _namesake(scratch: Board, record: Named) -> Named | None:
    wanted = names.normal(record.name)
    for other in scratch.all_of(record.KIND):
        if isinstance(other, Named) and not other.retired and names.normal(other.name) == wanted:
            return other
    return None


def _verdict(row: RecordRow, ruling: Ruling, why: str = "") -> Verdict:
    return Verdict(record=row.record, ref=row.ref, verdict=ruling, why=why)
