"""Taking in the records of registers: what is refused by hand is refused here. Those of a board are known by their ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any

from msgspec.structs import replace

from mhhs_board.domain import dates, invariants, leaving, linting, telling
from mhhs_board.domain.board import Board, added, difference, edited
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.fields import Day, Kept, article, declared, unique_within
from mhhs_board.domain.fields import typed as typed_fields
from mhhs_board.domain.governance import Meeting
from mhhs_board.domain.imported import RecordRow, RegisterReading, RegisterRow, Ruling, Verdict, left_out, told
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import quoted, same_as
from mhhs_board.domain.record import Registered
from mhhs_board.domain.records import REGISTERS, Escalation
from mhhs_board.operations import registering
from mhhs_board.operations.context import Context
from mhhs_board.operations.importing import compared
from mhhs_board.operations.importing.compared import Stood
from mhhs_board.operations.importing.named import refuse_id, refuse_missing
from mhhs_board.operations.importing.put_to_forums import take_put


def take_registered(
    scratch: Board, context: Context, rows: Sequence[RecordRow], *, coming: Set[tuple[str, str]], judged: bool
) -> list[Verdict]:
    """Take records of registers in, on the scratch board, those that others of the file name first. `coming` is every
    record of the file by type and id; `judged` has each judged by what others are called here, as by hand."""
    return [_verdict(scratch, context, row, coming, judged) for row in _in_order(rows)]


def _verdict(scratch: Board, context: Context, row: RecordRow, coming: Set[tuple[str, str]], judged: bool) -> Verdict:
    why = ""
    ruling: Ruling
    try:
        ruling, why = _judged(scratch, context, row, coming, judged)
    except Refused as refused:
        ruling, why = "question", str(refused)
    return Verdict(record=row.record, ref=row.ref[:300], verdict=ruling, why=why)


def _judged(
    scratch: Board, context: Context, row: RecordRow, coming: Set[tuple[str, str]], judged: bool
) -> tuple[Ruling, str]:
    """What becomes of a record, and what is to be known of it. Raises Refused where somebody has to look."""
    assert isinstance(row.value, Registered)
    record = _clean(scratch, context, row.value, coming)
    standing = scratch.get(record.KIND, record.id)
    if isinstance(standing, Registered) and not row.private:
        record = leaving.keeping_private(standing, record)
    change = added(record) if standing is None else edited(standing, record)
    if change is None:
        return "unchanged", ""
    if found := invariants.made_by(scratch, [change]):
        raise Refused(found[0].sentence)
    if judged:
        registering.refuse_misnamed(scratch, record, standing if isinstance(standing, Registered) else None)
    told = linting.renamed(scratch, standing, record) if isinstance(standing, Registered) else ""
    scratch.apply(Entry(uid="", verb="", actor="", changes=(change,)))
    return "new" if standing is None else "update", told


def _clean(scratch: Board, context: Context, record: Registered, coming: Set[tuple[str, str]]) -> Registered:
    """The record with every text made fit to keep. Raises Refused."""
    refuse_id(record)
    if record.retired and dates.instant_day(record.retired) is None:
        raise Refused("retired is not a time like 2026-11-24T08:00:00Z.")
    at, _, count = getattr(record, "made", "").partition(" ")
    if (at and dates.instant_day(at) is None) or (
        count and not (len(count) == 5 and count.isascii() and count.isdecimal())
    ):
        raise Refused("made is not a time like 2026-11-24T08:00:00Z.")
    values = {}
    for one in declared(type(record)):
        value = getattr(record, one.name)
        if one.link is not None:
            if value == "":
                record = replace(record, **{one.name: None})
            refuse_missing(scratch, one.link.kind, value, coming)
        elif not isinstance(one.field, Kept):
            values[one.name] = value
    return replace(record, **registering.cleaned(scratch, context, type(record), values))


# -- a register's own table --------------------------------------------------------------------------------------------


def judge_tables(
    board: Board, context: Context, readings: Sequence[RegisterReading], stood: Stood | None = None
) -> list[Verdict]:
    """The verdict on every row of tables; changes nothing."""
    return _tables_taken(board, context, readings, stood)[0]


def import_tables(
    board: Board,
    context: Context,
    *,
    readings: Sequence[RegisterReading],
    source: str = "",
    stood: Stood | None = None,
    heard: Callable[[list[Verdict]], object] = lambda verdicts: None,
) -> Entry:
    """Take tables of registers in as one entry, each on the board as those before it leave it: rows by id, else by what
    they are called; nothing is ever removed. `stood` is the board that a workbook of ours was made of."""
    verdicts, scratch, warnings = _tables_taken(board, context, readings, stood)
    heard(verdicts)
    summary = told(verdicts) or "nothing in it"
    note = f"From {source}: {summary}." if source else f"{summary}."
    if left := left_out(verdicts):
        warnings.insert(0, f"{left} of {len(verdicts)} rows {'was' if left == 1 else 'were'} not taken in.")
    return context.entry("import", difference(board, scratch), note=note, warnings=warnings[:20])


def _tables_taken(
    board: Board, context: Context, readings: Sequence[RegisterReading], stood: Stood | None
) -> tuple[list[Verdict], Board, list[str]]:
    scratch, warnings = board.copy(), list[str]()
    if stood is not None:
        readings = [replace(one, rows=tuple(compared.records(one, stood, board))) for one in readings]
    verdicts = [
        one
        for reading in readings
        for one in (take_put if reading.kind == Escalation.KIND else _table_taken)(scratch, context, reading, warnings)
    ]
    return verdicts, scratch, list(dict.fromkeys(warnings))


def _table_taken(scratch: Board, context: Context, reading: RegisterReading, warnings: list[str]) -> list[Verdict]:
    by_name: dict[str, list[str]] = {}
    for one in scratch.of(REGISTERS[reading.kind]).values():
        for known in _known_by(one) if not one.retired else ():
            by_name.setdefault(known, []).append(one.id)
    verdicts, claimed = [], set[str]()
    for row in reading.rows:
        ref, why = _called_here(scratch, reading.kind, row), row.fault
        ruling: Ruling = "skipped"
        if not why:
            try:
                ref, ruling, why = _row_taken(scratch, context, reading, row, by_name, claimed, warnings)
            except Refused as refused:
                ruling, why = "question", str(refused)
        name = ref or next((str(value) for value in row.values.values() if value), "")
        name = f"{reading.kind} {name}" if reading.proposes else name
        verdicts.append(Verdict(record=row.record, line=row.line, ref=name[:300], verdict=ruling, why=why))
    return verdicts


def _row_taken(
    scratch: Board,
    context: Context,
    reading: RegisterReading,
    row: RegisterRow,
    by_name: dict[str, list[str]],
    claimed: set[str],
    warnings: list[str],
) -> tuple[str, Ruling, str]:
    """What to call a row, what became of it, and why. Raises Refused where somebody has to look."""
    kind, record_type = reading.kind, REGISTERS[reading.kind]
    if row.edited:
        return _edited_taken(scratch, context, kind, row, claimed, warnings)
    values = {name: value for name, value in row.values.items() if reading.own or (value and str(value).strip())}
    fields = registering.cleaned(scratch, context, record_type, values)
    warnings += fields.warnings
    alone = record_type(id=context.new_id(), **fields)
    called, known = alone.called(), next(iter(_known_by(alone)), "")
    found = scratch.of(record_type).get(row.id)
    if found is None:
        fitting = by_name.get(known, []) if known else []
        if len(fitting) > 1:
            raise Refused(
                f"It may be one of {len(fitting)} {record_type.MANY} called {quoted(called)}; give the id to say which."
            )
        if fitting and row.id:
            raise Refused(f"{quoted(called)} stands here under another id; take the id out to say that it is the same.")
        found = scratch.of(record_type).get(fitting[0]) if fitting else None
        if found is None and not known and not row.id:
            found = _saying_all(scratch, alone, claimed)
    if found is not None and reading.proposes:
        _refuse_elsewhere(scratch, found, fields)
    if found is None and reading.proposes and (lacks := alone.against()):
        raise Refused(lacks)  # what is proposed would hide that nothing is stated
    if found is not None and found.id in claimed:
        raise Refused(f"More than one row of the file is {quoted(called)}.")
    if found is None:
        if not any(fields.values()):
            return called, "skipped", "Nothing stands in it."
        entry = registering.add(scratch, context, kind=kind, values=values, propose=reading.proposes)
    else:
        claimed.add(found.id)
        if found.retired:
            raise Refused("It is retired here; undo that, or take the row out of the file.")
        same = {one.name for one in typed_fields(record_type) if isinstance(one.field, Day) and one.name in fields}
        same = {name for name in same if _day(fields[name]) and _day(fields[name]) == _day(getattr(found, name))}
        news = {name: value for name, value in values.items() if name not in same}
        entry = registering.edit(scratch, context, kind=kind, id=found.id, values=news, by_hand=False)
    taken = _taken(scratch, entry, called, warnings)
    if found is None and entry.changes:
        made = scratch.of(record_type)[entry.changes[0].id]
        for word in _known_by(made):
            by_name.setdefault(word, []).append(made.id)
        claimed.add(entry.changes[0].id)
        return called, "new", ""
    return taken


def _taken(scratch: Board, entry: Entry, called: str, warnings: list[str]) -> tuple[str, Ruling, str]:
    """Apply what a row changes, and say so. Raises Refused where it breaks what must hold."""
    warnings += entry.warnings
    if not entry.changes:
        return called, "unchanged", ""
    if broken := invariants.made_by(scratch, entry.changes):
        raise Refused(broken[0].sentence)
    scratch.apply(entry)
    return called, "update", telling.sentence(entry, scratch)


def _called_here(board: Board, kind: str, row: RegisterRow) -> str:
    """What the record is called of which a row states only what was changed; empty for any other row."""
    return telling.called(board, kind, row.id) if row.edited and board.get(kind, row.id) is not None else ""


def _edited_taken(
    scratch: Board, context: Context, kind: str, row: RegisterRow, claimed: set[str], warnings: list[str]
) -> tuple[str, Ruling, str]:
    """The same of a row of a workbook of ours, which states what was changed in it. Raises Refused."""
    found, called = scratch.of(REGISTERS[kind]).get(row.id), _called_here(scratch, kind, row)
    if row.id in claimed:
        raise Refused("More than one row of the file has this id; only one of them can be meant.")
    claimed.add(row.id)
    if not row.values:
        away = "It was taken off the board here since." if found is None else "It was retired here since."
        return called, "unchanged", away if found is None or found.retired else ""
    if found is None or found.retired:
        raise Refused("It was changed in the file, and is not in use here any more.")
    if row.contested:
        raise Refused(row.contested)
    entry = registering.edit(scratch, context, kind=kind, id=found.id, values=dict(row.values), by_hand=False)
    return _taken(scratch, entry, called, warnings)


def _refuse_elsewhere(board: Board, found: Registered, fields: Mapping[str, Any]) -> None:
    """Raises Refused where a file of one meeting names what belongs to another."""
    held, said = getattr(found, "meeting", None), fields.get("meeting")
    if held and said and held != said:
        where = telling.called(board, Meeting.KIND, held)
        raise Refused(f"{telling.called(board, found.KIND, found.id)} is {article(found.KIND)} {found.KIND} of {where}.")


def _known_by(record: Registered) -> list[str]:
    """By what a row without an id is known to be a record, the surest first: its number within what it belongs to, then
    what it is called there; nothing for a type whose names are not the only ones."""
    key = next((one for one in typed_fields(type(record)) if one.field.unique), None)
    if key is None:
        return []
    inside = unique_within(type(record))
    within = [getattr(record, name) or "" for one in inside for name in one.field.within]
    words = dict.fromkeys([*(str(getattr(record, one.name)) for one in inside), record.called()])
    return ["\n".join([same_as(key, word), *within]) for word in words if word]


def _saying_all(board: Board, alone: Registered, claimed: Set[str]) -> Registered | None:
    """A record in use that says all that a row without a name says, and perhaps more; one that no other row has taken."""
    fields = typed_fields(type(alone))
    names = [one.name for one in fields if getattr(alone, one.name) != one.default]

    def said(record: Registered) -> str:
        return repr([getattr(record, name) for name in names])

    known = board.of(type(alone))
    found = board.grouped(alone.KIND, f"says {' '.join(names)}", said).get(said(alone), ()) if names else ()
    return next((known[one] for one in found if one not in claimed and not known[one].retired), None)


def _day(text: str) -> str:
    return dates.kept_day(text)


def _in_order(rows: Sequence[RecordRow]) -> Iterator[RecordRow]:
    """The rows, each behind those of the same file that it names."""
    by_key = {(row.value.KIND, row.value.id): row for row in rows}
    given: set[int] = set()
    for row in rows:
        way = [row]
        while way:
            at = way[-1]
            links = [one for one in declared(type(at.value)) if one.link is not None]
            named = (by_key.get((one.link.kind, getattr(at.value, one.name) or "")) for one in links if one.link)
            ahead = next((one for one in named if one is not None and one.record not in given and one not in way), None)
            if ahead is not None:
                way.append(ahead)
                continue
            way.pop()
            if at.record not in given:
                given.add(at.record)
                yield at
