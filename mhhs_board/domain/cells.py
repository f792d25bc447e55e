"""What stands in a field of a record, for people: how it is said, how its user would type it, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mhhs_board.domain import dates, names, telling
from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import Day, Declared, Link, declared
from mhhs_board.domain.record import Record

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
