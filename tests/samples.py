"""A record of any type with something in every field, made from its declaration: no list of types or fields is needed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import Choice, Count, Day, Declared, Kept, Line, Note, Several, declared
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import FURNITURE, RECORDS, REGISTERS

KINDS = [kind for kind in RECORDS if kind not in FURNITURE]
"""Every record type but the furniture."""

NEWEST = 1_000_000
DAY, MEANT = "30 June 2027", "2027-06-30"
INSTANT = "2026-11-24T08:00:00Z"
SHAPED = {("decision", "recorded"): "01:02:03", ("position", "recorded"): "01:02:03", ("item", "minutes"): "15"}
"""What stands in a field of text in which not anything may."""

INSTEAD = {("escalation", "decision")}
"""Links that stand only where another does not: an escalation is of a blocker or of a decision."""


def canary(kind: str, name: str) -> str:
    """The text that stands in a field of a sample and nowhere else."""
    return f'The {name} of the {kind}: "Ålesund"; 5 < 7'


def samples(
    kind: str, there: Iterable[Record] = (), *, number: int = NEWEST, kept: bool = False, record_id: str = ""
) -> list[Record]:
    """A record of a type, behind those it names that are not there yet.

    As a program of schema `number` could have made it. In use and nothing ended; with `kept` every field is filled, those
    that only the program writes too, whatever that would mean.
    """
    found: dict[str, Record] = {}
    for record in there:
        found.setdefault(record.KIND, record)
    made: list[Record] = []
    _make(kind, found, made, number, kept, record_id or f"{kind}-1", frozenset())
    return made


def _make(
    kind: str,
    found: dict[str, Record],
    made: list[Record],
    number: int,
    kept: bool,
    record_id: str,
    within: Collection[str],
) -> Record:
    values: dict[str, Any] = {}
    for one in declared(RECORDS[kind]):
        if one.name == "id" or one.field.since > number or (kind, one.name) in INSTEAD:
            continue
        if one.link is None:
            values |= _value(kind, one, kept)
            continue
        target = one.link.kind
        if number < RECORDS[target].SINCE or target in within:
            continue
        if target == kind or target not in found:  # one of its own type names another, which names none
            other = f"{target}-0" if target == kind else f"{target}-1"
            found[target] = _make(target, found, made, number, False, other, {*within, kind})
        values[one.name] = found[target].id
    values |= _shaped(kind, values, [*found.values(), *made])
    record = RECORDS[kind](id=record_id, **values)
    made.append(record)
    return record


def _shaped(kind: str, values: dict[str, Any], there: Iterable[Record]) -> dict[str, Any]:
    """What stands in the fields of text in which not anything may: a number that its forum would give, a time."""
    found = {name: text for (of, name), text in SHAPED.items() if of == kind}
    for one in declared(REGISTERS[kind]) if kind in REGISTERS else ():
        if isinstance(one.field, Line) and one.field.counted:
            besides = {**values, one.name: ""}
            if said := REGISTERS[kind].proposed(one.name, besides, Board(there)):
                found[one.name] = said
    return found


def _value(kind: str, one: Declared, kept: bool) -> dict[str, Any]:
    match one.field:
        case Line() | Note():
            text = canary(kind, one.name)
            return {one.name: f"{text}\nand a second line" if isinstance(one.field, Note) else text}
        case Several():
            return {one.name: (canary(kind, one.name), "another")}
        case Day(beside=beside):
            return {one.name: DAY} | ({beside: MEANT} if beside else {})
        case Choice():
            return {one.name: one.words[-1]}
        case Count():
            return {one.name: 7}
        case Kept():
            return _by_the_program(one) if kept or one.name == "rank" else {}
    raise NotImplementedError(f"a sample of {one.field!r}")


def _by_the_program(one: Declared) -> dict[str, Any]:
    if one.words:
        return {one.name: one.words[-1]}
    if one.type is int:
        return {one.name: 1}
    return {one.name: MEANT if one.name.endswith("_on") else "5" if one.name == "rank" else INSTANT}
