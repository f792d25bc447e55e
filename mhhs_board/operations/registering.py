"""The verbs of every register: adding, editing and retiring a record by what its fields are declared to be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from msgspec.structs import replace

from mhhs_board.domain import cells, linting, telling
from mhhs_board.domain import escalation as ladder
from mhhs_board.domain.board import Board, added, revised
from mhhs_board.domain.errors import Conflict, Refused
from mhhs_board.domain.fields import Choice, Day, Declared, Line, Note, Several, article, by_name, declared
from mhhs_board.domain.fields import typed as typed_fields
from mhhs_board.domain.governance import Decision, Forum, Meeting
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import (
    clipped_name,
    find_artefact,
    find_registered,
    listed,
    match,
    nearest_words,
    normal,
    quoted,
    saying_the_same,
)
from mhhs_board.domain.record import Named, Record, Registered
from mhhs_board.domain.records import FURNITURE, REFERENCES, REGISTERS, Artefact, Escalation
from mhhs_board.operations import typed
from mhhs_board.operations.context import Context


class Cleaned(dict[str, Any]):
    """Fields fit to keep, with what an entry's note says of them and what is told at once."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[str] = []
        self.warnings: list[str] = []


def add(board: Board, context: Context, /, *, kind: str, values: Mapping[str, Any], propose: bool = False) -> Entry:
    """Add a record to a register. `values` are its fields as somebody typed them; a link is an id or what people call it.
    With `propose` a field that is not given takes what is proposed for it, on the board as it is when it is written.

    Raises Refused for a text that does not fit, for what the declaration demands, and for a link to nothing.
    """
    record_type = REGISTERS[kind]
    fields = cleaned(board, context, record_type, values)
    if propose:
        fields.update(proposals(board, record_type, fields))
    if "made" in by_name(record_type):
        fields["made"] = _made(board, record_type, fields, context.now)
    record = record_type(id=context.new_id(), **fields)
    _refuse(board, record)
    warnings = [*fields.warnings, *_alike(board, record)]
    return context.entry(f"{kind} add", [added(record)], note=" ".join(fields.notes), warnings=warnings)


def _made(board: Board, record_type: type[Registered], fields: Mapping[str, Any], now: str) -> str:
    """The instant that a record is made, behind those of the same instant: an import writes all of its in one."""
    name = next(one.name for one in typed_fields(record_type) if one.link is not None and one.field.required)
    there = board.linked(record_type.KIND, name, fields.get(name) or "")
    last = getattr(there[-1], "made", "") if there else ""
    at, _, count = last.partition(" ")
    return f"{at} {int(count or 1) + 1:05}" if at >= now else now  # also where the clock of another is ahead


def proposals(board: Board, record_type: type[Registered], values: Mapping[str, Any]) -> dict[str, str]:
    """What is proposed for the fields of a new record that say nothing, by what its others say (links as ids)."""
    found: dict[str, str] = {}
    for one in sorted(typed_fields(record_type), key=lambda one: one.link is None):  # a reference is of what is named
        if not values.get(one.name) and (said := record_type.proposed(one.name, {**values, **found}, board)):
            found[one.name] = said
    return found


def edit(
    board: Board,
    context: Context,
    /,
    *,
    kind: str,
    id: str,
    values: Mapping[str, Any],
    seen: Mapping[str, Any] | None = None,
    by_hand: bool = True,
) -> Entry:
    """Give fields of a record new values, as typed; an empty text clears.

    `seen` are the values its user saw: where one of them is no longer so, a Conflict names the field and nothing changes.
    Where somebody issues a report `by_hand`, what should have been looked at before is told.
    """
    found = standing(board, kind, id)
    refuse_unseen(board, found, values, seen or {})
    fields = cleaned(board, context, type(found), values, besides=found)
    new = replace(found, **fields)
    _refuse(board, new, besides=found)
    warnings = [one for one in fields.warnings if new != found]
    warnings += _alike(board, new, besides=found)
    warnings += filter(None, [linting.renamed(board, found, new)])
    if by_hand and isinstance(found, Meeting) and fields.get("status") == "issued" and found.status != "issued":
        warnings += filter(None, [linting.issued(board, found)])
    return context.entry(f"{kind} edit", [revised(found, **fields)], note=" ".join(fields.notes), warnings=warnings)


def retire(board: Board, context: Context, /, *, kind: str, ids: Sequence[str], reason: str = "") -> Entry:
    """Take records out of use; they stay in the history and come back with undo. Raises Refused where something that is in
    use names one of them, and where one waits for a forum's answer."""
    reason = typed.line(reason, "reason")
    records = [standing(board, kind, one) for one in dict.fromkeys(ids)]
    for record in records:
        _refuse_waiting(board, record)
        _refuse_named(board, record, set(ids))
    return context.entry(f"{kind} retire", [revised(one, retired=context.now) for one in records], note=reason)


def standing(board: Board, kind: str, record_id: str) -> Registered:
    """A record of a register that is in use. Raises Refused."""
    found = board.get(kind, record_id)
    if not isinstance(found, Registered):
        raise Refused(f"There is no such {kind} on this board any more.")
    if found.retired:
        raise Refused(f"{kind.capitalize()} {clipped_name(found)} is retired; undo that first.")
    return found


def refuse_unseen(board: Board, found: Record, values: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    """Raises Conflict where a field that is to be changed is no longer what its user saw."""
    for name, value in seen.items():
        if name in values and _plain(getattr(found, name)) != _plain(value):
            one = by_name(type(found))[name]
            raise Conflict(
                f"The {one.word} of {telling.called(board, found.KIND, found.id)} was changed meanwhile to "
                f"{quoted(cells.said(board, found, one))}; what you typed is kept. Save again to replace it."
            )


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list | tuple) else (value or "")


_UNKNOWN = (-1, None)


@cache
def _called(record_type: type[Record]) -> dict[str, tuple[int, Declared]]:
    """The fields of a record type and their places, by what they are called, as it stands and as it is compared."""
    every = list(enumerate(typed_fields(record_type)))
    compared = {normal(said): (at, one) for at, one in every for said in (one.label, one.name)}
    return compared | {one.name: (at, one) for at, one in every}


# -- values fit to keep ------------------------------------------------------------------------------------------------


def cleaned(
    board: Board,
    context: Context,
    record_type: type[Record],
    values: Mapping[str, Any],
    besides: Record | None = None,
) -> Cleaned:
    """Typed values as a record keeps them, `besides` what it holds already. Raises Refused, naming the field, for what
    cannot be kept."""
    fields = Cleaned()
    known = _called(record_type)
    meant = [(*(known.get(said) or known.get(normal(said)) or _UNKNOWN), said, value) for said, value in values.items()]
    # As they are declared: what a link is offered is said by the fields before it.
    for _, one, said, value in sorted(meant, key=itemgetter(0)):
        if one is None:
            raise _no_such_field(record_type, said)
        if isinstance(value, (list, tuple)) and not isinstance(one.field, Several):
            raise Refused(f"The {one.word} is one text, not a list of them.")
        name = one.name
        if isinstance(one.field, Day):
            what = one.word if {"day", "date"} & set(one.word.split()) else f"{one.word} date"
            day = typed.day(value or "", context.today, what)
            fields[name] = day.written if one.field.beside else day.whole
            if one.field.beside:
                fields[one.field.beside] = day.on
            fields.notes += filter(None, [day.note])
            fields.warnings += filter(None, [day.warning])
        elif one.link is not None:
            fields[name] = _named(board, record_type, one, value, fields, besides) if value else None
        else:
            fields[name] = _value(one, value)
    return fields


def _named(
    board: Board, record_type: type[Record], one: Declared, value: str, fields: Mapping[str, Any], besides: Record | None
) -> str:
    """The id of what a link names; of several that fit the one that its type offers, by what the fields before it say."""
    offered = None
    if issubclass(record_type, Registered):
        held = {name: getattr(besides, name) for name in record_type.__struct_fields__} if besides is not None else {}
        offered = record_type.offered(one.name, {**held, **fields}, board)
    assert one.link is not None
    return linked(board, one.link.kind, value, offered)


def _value(one: Declared, value: Any) -> Any:
    field = one.field
    if isinstance(field, (Line, Note)) and not value and not field.required:
        return ""
    if isinstance(field, Line):  # as most are
        return typed.line(value or "", one.word, required=field.required)
    if isinstance(field, Several):
        return typed.several(value or "", one.word.removesuffix("s"))
    if isinstance(field, Choice):
        return _chosen(one, str(value or ""))
    if isinstance(field, Note):
        return typed.note(value or "", one.word)
    raise AssertionError(f"nobody types a {type(field).__name__}")


def _chosen(one: Declared, value: str) -> str:
    """The word of a choice that somebody means: the whole word, or how only one begins."""
    if not value:
        return str(one.default)
    wanted = normal(value)
    found = [word for word in one.words if normal(word) == wanted] or [
        word for word in one.words if wanted and normal(word).startswith(wanted)
    ]
    if len(found) != 1:
        raise Refused(f"The {one.word} is one of {', '.join(filter(None, one.words))}, not {quoted(value)}.")
    return found[0]


def linked(board: Board, kind: str, text: str, offered: Collection[str] | None = None) -> str:
    """The id of the record in use that somebody means, by its id or by what people call it; where several fit, the one
    that is offered. Raises Refused."""
    if kind == Artefact.KIND:
        return find_artefact(board, text).id
    if kind in REGISTERS:
        return find_registered(board, kind, text, offered).id
    live = [one for one in board.all_of(kind) if isinstance(one, Named) and not one.retired]
    return match(text, sorted(live, key=lambda one: one.order()), kind).id


def _no_such_field(record_type: type[Record], name: str) -> Refused:
    names = [one.name for one in typed_fields(record_type)]
    an = f"{article(record_type.KIND).capitalize()} {record_type.KIND}"
    near = nearest_words(name, names)
    hint = f"Nearest: {listed(near)}." if near else f"It has {', '.join(names)}."
    return Refused(f"{an} has no field {quoted(name)}. {hint}")


# -- beside the others -------------------------------------------------------------------------------------------------


def _refuse(board: Board, record: Registered, besides: Registered | None = None) -> None:
    """Raises Refused for what the declaration has against a record beside the others, and had not before."""
    for one in declared(type(record)):
        value = getattr(record, one.name)
        if one.field.required and not value:
            raise Refused(f"The {one.word} of the {record.KIND} is empty; please give one.")
        if one.link is not None and value == record.id and one.link.kind == record.KIND:
            raise Refused(f"The {record.KIND} cannot be {one.word} itself.")
    if (why := record.against()) and (besides is None or besides.against() != why):
        raise Refused(why)
    # What others wrote about the same is told before a number is asked for that they have taken.
    if (why := record.misplaced(board)) and (besides is None or besides.misplaced(board) != why):
        raise Refused(why)
    for one in declared(type(record)):
        value = getattr(record, one.name)
        if one.field.unique == "refuse" and value and (other := _same(board, record, one)):
            raise Refused(f"There is {article(record.KIND)} {record.KIND} {quoted(getattr(other, one.name))} already.")
    refuse_misnamed(board, record, besides)


def refuse_misnamed(board: Board, record: Registered, besides: Registered | None = None) -> None:
    """Raises Refused for what speaks against a record by what others are called now, and did not before."""
    why = record.misnamed(board)
    if why and (besides is None or besides.misnamed(board) != why):
        raise Refused(why)


def _alike(board: Board, record: Registered, besides: Registered | None = None) -> list[str]:
    """What is said where another has the same and that is no more than strange."""
    told = []
    for one in declared(type(record)):
        value = getattr(record, one.name)
        changed = besides is None or getattr(besides, one.name) != value
        if one.field.unique == "warn" and value and changed and _same(board, record, one):
            told.append(f"There is another {record.KIND} with the {one.word} {quoted(value)}.")
    return told


def _same(board: Board, record: Registered, one: Declared) -> Registered | None:
    """Another record in use that says the same in a field."""
    known = board.of(type(record))
    return next((known[other] for other in saying_the_same(board, record, one)), None)


def _refuse_waiting(board: Board, record: Registered) -> None:
    """Nothing ends by itself, also not a question by its decision's retirement."""
    if isinstance(record, Decision) and (waiting := ladder.waiting_of(board, record.id)):
        forum = board.of(Forum)[waiting[0].forum]
        told = f"Decision {clipped_name(record)} waits for an answer of {forum.short or forum.name}"
        raise Refused(f"{told}; answer or withdraw it first.")


def _refuse_named(board: Board, record: Registered, besides: set[str]) -> None:
    """Nothing that is in use is left naming what is out of use; what is about it goes on being about it."""
    for kind, fields in REFERENCES.items():
        for name, target in fields.items():
            if target != record.KIND or kind in FURNITURE or kind == Escalation.KIND:
                continue
            naming = [one for one in board.linked(kind, name, record.id) if not getattr(one, "retired", "")]
            naming = [one for one in naming if one.id not in besides]
            if naming:
                called = [telling.called(board, one.KIND, one.id) for one in naming[:3]]
                more = f" and {len(naming) - 3} more" if len(naming) > 3 else ""
                word, them = by_name(type(naming[0]))[name].word, "it" if len(naming) == 1 else "them"
                named = f"{record.KIND.capitalize()} {clipped_name(record)} is named by {listed(called)}{more}"
                raise Refused(f"{named}; give {them} another {word} first.")
