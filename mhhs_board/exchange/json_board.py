"""JSON: every record of a board, in one order; with what is private and the journal where they are asked for.

    {"format": "mhhs-board", "version": 1, "private": false, "view": {…}, "records": {"board": […], …}, "history": […]}

Records stand under their kind, fields that are their default left out, keys sorted. `private` says whether what is private
is among them; where it is not, reading leaves it as it is here. `view` says what the file is of and stands there only where
that is not the whole board as it is, without a classification. Reading takes nothing on trust: whatever is not written here
is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Never, cast

import msgspec

from mhhs_board.domain import leaving
from mhhs_board.domain.board import fields_of
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.imported import (
    LISTS,
    NO_CHOICES,
    AnyRow,
    Choices,
    Reading,
    RecordRow,
    Report,
    Row,
    detail_of,
    detailed,
    unheard,
)
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import listed, nearest_words, quoted
from mhhs_board.domain.record import Named, Record
from mhhs_board.domain.records import FURNITURE, RECORDS, Artefact, Blocker, Escalation
from mhhs_board.exchange.json_size import check_values
from mhhs_board.exchange.sheet import Sheet

FORMAT = "mhhs-board"
MEETING = "mhhs-meeting"
"""The format of a file that holds a past meeting (`meeting_file.py`)."""
VERSION = 1
MOST_NAMED = 1_000
"""The most workstreams, stages, kinds, forums, limits or views that are read."""
MOST_REGISTERED = 100_000
"""The most artefacts, or records of a register, that are read."""

_FIELD = re.compile(r"`\$\.(\w+)|field `(\w+)`")
"""The field that msgspec names in what it says of a record."""
_ABOUT_ARTEFACTS = (Artefact.KIND, Blocker.KIND, Escalation.KIND)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: str
    version: int
    records: dict[str, list[dict[str, str | int | list[str] | None]]]
    private: bool = True
    history: list[msgspec.Raw] = []
    view: dict[str, str | int] = {}


# -- writing ---------------------------------------------------------------------------------------------------------


def write(sheet: Sheet) -> bytes:
    """The records of the board: all of them, also what is retired; of a filtered one what is shown and what that names."""
    document: dict[str, Any] = {"format": FORMAT, "version": VERSION, "private": sheet.private}
    if sheet.marked:
        said = {"classification": sheet.classification, "as_at": sheet.as_at, "filter": sheet.filter}
        counted = {"entry": sheet.board.seq, "shown": len(sheet.artefacts), "hidden": sheet.hidden}
        document["view"] = {**counted, **{name: text for name, text in said.items() if text}}
    document["records"] = {kind: [_plain(record) for record in records] for kind, records in _chosen(sheet) if records}
    if sheet.entries is not None:
        document["history"] = [_entry(entry) for entry in sheet.entries]
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _chosen(sheet: Sheet) -> Iterable[tuple[str, list[Record]]]:
    board = sheet.board
    wanted = leaving.named_by(board, [found.id for found in sheet.artefacts]) if sheet.filtered else None
    for kind in RECORDS:
        records = sorted(board.all_of(kind), key=_order)
        if wanted is not None:
            records = [leaving.among(record, wanted) for record in records if (kind, record.id) in wanted]
        yield kind, records


def _order(record: Record) -> tuple[str, str]:
    return (record.rank if isinstance(record, Named) else "", record.id)


def _plain(record: Record) -> dict[str, Any]:
    return dict(sorted(fields_of(record).items()))


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "uid": entry.uid,
        "at": entry.at,
        "actor": entry.actor,
        "verb": entry.verb,
        "note": entry.note,
        "undoes": entry.undoes,
        "format": entry.format,
        "hash": entry.hash.hex(),
        "changes": [_change(change.kind, change.id, change.before, change.after) for change in entry.changes],
    }


def _change(kind: str, record_id: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, Any]:
    ordered = [fields if fields is None else dict(sorted(fields.items())) for fields in (before, after)]
    return {"kind": kind, "id": record_id, "before": ordered[0], "after": ordered[1]}


# -- reading ---------------------------------------------------------------------------------------------------------


def read(data: bytes, choices: Choices = NO_CHOICES, report: Report = unheard) -> Reading:
    """The rows of a file: a row for every record of the board itself and of registers, one for every artefact with its
    blockers and what was asked about them, and one for every escalation of a decision.

    Raises Refused where the file is not exactly such a file: not JSON, a key twice, a number that is not whole, a field
    that no record has, more values than are read.
    """
    check_values(data)
    file = _decoded(data.removeprefix(b"\xef\xbb\xbf"))
    if file.format != FORMAT:
        raise Refused(f"The file is {quoted(file.format)}, not a board; the format must be {FORMAT}.")
    if file.version != VERSION:
        raise Refused(
            f"The file is of another version than {VERSION}, made by a newer program, and cannot be read by this one."
        )
    unknown = next((kind for kind in file.records if kind not in RECORDS), None)
    if unknown is not None:
        near = nearest_words(unknown, RECORDS)
        hint = f" Nearest: {listed(near)}." if near else ""
        raise Refused(f"The file has records of a type that no board has: {quoted(unknown)}.{hint}")
    for kind, found in file.records.items():
        most = MOST_NAMED if kind in FURNITURE else MOST_REGISTERED
        if len(found) > most:
            raise Refused(f"The file has {len(found):,} records of the type {kind}; at most {most:,} are read.")
    for kind in RECORDS:
        for fields in file.records.get(kind, []):
            _check_fields(kind, fields)
    check_keys(data)
    records = {kind: [_record(kind, fields) for fields in file.records.get(kind, [])] for kind in RECORDS}
    remarks = ("The history in the file was passed over; a board keeps its own.",) if file.history else ()
    return Reading(rows=tuple(_rows(records, file.private)), remarks=remarks, own=True)


def _decoded(data: bytes) -> _File:
    try:
        return msgspec.json.decode(data, type=_File)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(_why_no_board(data)) from error


def _why_no_board(data: bytes) -> str:
    """What is wrong with a file that is no export of ours, in our words."""
    try:
        document = json.loads(data)
    except RecursionError:
        return "The file cannot be read: it is nested too deeply."
    except UnicodeDecodeError:
        return "The file cannot be read: its letters are not in UTF-8."
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, letter {error.colno}"
        if error.msg == "Extra data" and data.lstrip()[:1] in (b"{", b"["):
            return f"The file cannot be read: it holds several JSON documents, the second from {where} on. {_WANTED}"
        return f"The file cannot be read: it is no JSON, or breaks off; see {where}."
    except ValueError:
        return "The file cannot be read: it has a number in it that no board could mean."
    if not isinstance(document, dict):
        what = f"a list of {len(document)}" if isinstance(document, list) else "a single value"
        return f"This JSON is no export of this program: it is {what}. {_WANTED}"
    if document.get("format") != FORMAT:
        held = f"it has {listed([quoted(name) for name in document])}" if document else "it has nothing in it"
        return f"This JSON is no export of this program: {held}. {_WANTED}"
    known = _File.__struct_fields__
    if unknown := [name for name in document if name not in known]:
        return f"The file cannot be read: it has {quoted(unknown[0])} in it, which no export has."
    missing = [name for name in ("version", "records") if name not in document]
    if missing:
        return f"The file cannot be read: it has no {listed(missing)}."
    return "The file cannot be read: its version, records, history, private or view are not what an export writes there."


_WANTED = "Save its rows as a table (.csv) to import them."


def _doubled(texts: Iterable[str]) -> str:
    """The first text that stands there a second time."""
    seen: set[str] = set()
    return next(text for text in texts if text in seen or seen.add(text))  # type: ignore[func-returns-value]


def check_keys(data: bytes) -> None:
    """Refuse what a decoder passes over in silence: a key twice, a number with a fraction, NaN."""

    def pairs(found: list[tuple[str, object]]) -> bool:
        if len({key for key, _ in found}) != len(found):
            doubled = _doubled(key for key, _ in found)
            raise Refused(f"The file states {quoted(doubled)} twice in one place, so it is not clear what it means.")
        return True

    def no_fraction(text: str) -> Never:
        raise Refused(f"The file has the number {quoted(text)} in it; a board has whole numbers only.")

    try:
        json.loads(data, object_pairs_hook=pairs, parse_float=no_fraction, parse_constant=no_fraction)
    except (RecursionError, ValueError) as error:
        raise Refused(_why_no_board(data)) from error


def _check_fields(kind: str, fields: dict[str, Any]) -> None:
    shape = RECORDS[kind]
    unknown = next((name for name in fields if name not in shape.__struct_fields__), None)
    if unknown is not None:
        near = nearest_words(unknown, shape.__struct_fields__)
        hint = f" Nearest: {listed(near)}." if near else ""
        raise Refused(f"The file has a {kind} with a field {quoted(unknown)}, which no {kind} has.{hint}")


def _record(kind: str, fields: dict[str, Any]) -> Record:
    try:
        return msgspec.convert(fields, RECORDS[kind])
    except msgspec.ValidationError as error:
        name = quoted(str(fields.get("id", "")))
        found = _FIELD.search(str(error))
        wrong = found[found.lastindex or 0] if found else "record"
        why = f"its {wrong} is not what an export writes there" if wrong in fields else f"it has no {wrong}"
        raise Refused(f"The {kind} {name} of the file is not one: {why}.") from error


def _rows(records: dict[str, list[Record]], private: bool) -> Iterable[AnyRow]:
    for kind, found in records.items():
        ids = [record.id for record in found]
        if len(set(ids)) != len(ids):
            raise Refused(f"The file has two {kind} records with the id {quoted(_doubled(ids))}.")
    asked: dict[str, list[Escalation]] = {}
    for escalation in cast(list[Escalation], records[Escalation.KIND]):
        if escalation.blocker and not escalation.decision:
            asked.setdefault(escalation.blocker, []).append(escalation)
    held: dict[str, list[Blocker]] = {}
    for blocker in cast(list[Blocker], records[Blocker.KIND]):
        held.setdefault(blocker.artefact, []).append(blocker)
    number = 0
    for kind, found in records.items():
        if kind in _ABOUT_ARTEFACTS:
            continue
        for record in found:
            number += 1
            yield RecordRow(record=number, value=record, private=private)
    for artefact in cast(list[Artefact], records[Artefact.KIND]):
        number += 1
        details = tuple(detail_of(blocker, asked.pop(blocker.id, []), {}) for blocker in held.pop(artefact.id, []))
        texts = detailed(artefact)
        texts["kept_stage"] = texts.pop("stage")
        lists = {name: getattr(artefact, name) for name in LISTS}
        for name in () if private else leaving.private_fields(Artefact.KIND):
            if not getattr(artefact, name):  # what somebody wrote into it since is said all the same
                texts.pop(name, None)
                lists.pop(name, None)
        yield Row(record=number, texts=texts, lists=lists, blockers=details, own=True, exact=True, private=private)
    for blocker in (one for several in held.values() for one in several):
        number += 1
        asked.pop(blocker.id, None)
        yield Row(
            record=number, texts={"title": blocker.reason}, fault="A blocker of an artefact that the file does not have."
        )
    for _ in asked:
        number += 1
        yield Row(record=number, fault="An escalation of a blocker that the file does not have.")
    for escalation in cast(list[Escalation], records[Escalation.KIND]):
        if escalation.decision or not escalation.blocker:
            number += 1
            yield RecordRow(record=number, value=escalation, private=private)
