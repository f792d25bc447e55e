"""What stands in a field of a record, for people: how it is said, how its user would type it, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mhhs_board.domain import dates, names, references, telling
from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import Choice, Day, Declared, Link, declared, unique_within
from mhhs_board.domain.record import Record, Registered, about, artefact_about
from mhhs_board.domain.records import REFERENCES, Artefact

SEVERAL = "; "
"""Between several texts of one field, as they are typed."""


def said(board: Board, record: Record, one: Declared) -> str:
    """A field in words: what a link names, a day so that it is understood in any year; empty where nothing is stated."""
    return said_of(board, one, getattr(record, one.name), record)


def said_of(board: Board, one: Declared, value: Any, record: Record | None = None) -> str:
    """The same of a value that may be another than the record's today."""
    if not value:
        return ""
    if isinstance(one.field, Link):
        return telling.called(board, one.field.kind, value)
    if isinstance(one.field, Day):
        return dates.whole(str(value), meant(record, one) if record is not None else dates.kept_day(str(value)))
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    return str(value).replace("_", " ") if one.words else str(value)


def in_column(board: Board, record: Record, one: Declared) -> str:
    """A field as it stands in a list, where no other field is beside it: a word with what makes it whole, `not before M10`,
    and what the record is about with what that belongs to, `DAG035 · CR044 Decision`; where it says only by its agenda item
    what it is about, the artefact of that, else the item's subject."""
    text, value = said(board, record, one), getattr(record, one.name)
    if not value and one.link is not None and one.link.kind == Artefact.KIND and one.link.about:
        return about_in_words(board, record)
    if isinstance(one.field, Choice) and one.field.rest is not None and value == one.field.rest[0]:
        return f"{text} {getattr(record, one.field.rest[1])}".rstrip()
    if isinstance(one.field, Link) and one.field.about and (around := belongs_to(board, one.field.kind, value)) is not None:
        return f"{telling.called(board, around.KIND, around.id)} · {text}"
    return text


def about_in_words(board: Board, record: Record) -> str:
    """What people call the artefact that a record is about, else what it is about itself; empty where that is nothing."""
    artefact = artefact_about(record, board)
    kind, named = (Artefact.KIND, artefact) if artefact else about(record)
    return telling.called(board, kind, named) if named else ""


def belongs_to(board: Board, kind: str, record_id: str | None) -> Record | None:
    """What a record of a register is named within: an agenda item's meeting; None where it has a name of its own."""
    record = board.get(kind, record_id) if record_id else None
    if not isinstance(record, Registered):
        return None
    links = (name for one in unique_within(type(record)) for name in one.field.within)
    found = (board.get(REFERENCES[kind][name], getattr(record, name)) for name in links if getattr(record, name))
    return next((one for one in found if one is not None), None)


def backwards(board: Board, record: Registered) -> Iterator[tuple[str, list[str]]]:
    """What is said of a record by those of its type in use that name it, and what they are called."""
    for one in declared(type(record)):
        if one.link is not None and one.link.back and one.link.kind == record.KIND:
            naming = board.linked(record.KIND, one.name, record.id)
            live = [found for found in naming if isinstance(found, Registered) and not found.retired]
            if live:
                in_order = sorted(live, key=lambda found: (references.sort_key(found.called()), found.id))
                yield one.link.back, [telling.called(board, found.KIND, found.id) for found in in_order]


def typed(board: Board, record: Record, one: Declared) -> str:
    """A field as its user would type it, whole; a link by what names that record and no other."""
    value = getattr(record, one.name)
    if isinstance(one.field, Link):
        named = board.get(one.field.kind, value) if value else None
        return names.handle(board, named) if named is not None else ""
    if isinstance(one.field, Day):
        return dates.lasting(value, meant(record, one))
    return SEVERAL.join(value) if isinstance(value, tuple) else str(value or "")


def meant(record: Record, one: Declared) -> str:
    """The ISO day that a Day field means; empty where it means none."""
    assert isinstance(one.field, Day)
    if one.field.beside:
        return str(getattr(record, one.field.beside))
    return dates.kept_day(getattr(record, one.name))


def gaps(record: Record) -> Iterator[Declared]:
    """The wanted fields of a record that say nothing."""
    return (one for one in declared(type(record)) if one.field.wanted and not getattr(record, one.name))
