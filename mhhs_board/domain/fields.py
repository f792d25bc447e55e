"""The kinds of field that a record may have, declared where the field stands: `due: Annotated[str, Day("Due")] = ""`.

Everything that people see of a field follows from its declaration: form and table, what may be typed on the command line,
the column of a file, the filter, the sentences of the history, what may leave the board, and the column that keeps it.
A declaration says what a field is, never how it looks. A further kind of field needs a reason.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec


def article(word: str) -> str:
    """`a` or `an`, as it stands before a word."""
    return "an" if word[:1].lower() in "aeiou" else "a"


class Field(msgspec.Struct, frozen=True):
    """What is common to all kinds of field."""

    label: str = ""
    """What people call it; else its name with blanks."""
    hint: str = ""
    """What may stand in it, for a field that is still empty."""
    required: bool = False
    """A record without it is refused."""
    wanted: bool = False
    """A record without it is incomplete, which is shown and counted, and refused nowhere."""
    later: bool = False
    """Nobody knows it of a record that is only just added, so a form does not ask a new one for it."""
    unique: Literal["", "warn", "refuse"] = ""
    """What is said where two records in use have the same."""
    within: tuple[str, ...] = ()
    """The links that two must have in common before `unique` is asked: a seat is the only one of its name in its forum."""
    shared: bool = False
    """It may leave the board. What does not say so stays, whatever the format."""
    since: int = 1
    """The schema that brought it; an older file lacks it and reads as empty."""


class Kept(Field, frozen=True):
    """What the program keeps by itself and nobody types: an id, a rank, an instant, the day that a text means."""


class Line(Field, frozen=True):
    """One line of text."""

    counted: bool = False
    """A number or a reference, of which another is the same where people count alike: DAG036 is DAG36."""


class Several(Field, frozen=True):
    """Several texts of one line each, in a tuple."""


class Note(Field, frozen=True):
    """A text of several lines."""


class Day(Field, frozen=True):
    """A day as written. `beside` names the field that keeps the day it means; without one the text is kept so that it names
    its day wholly, or it means none."""

    beside: str = ""


class Choice(Field, frozen=True):
    """One of the words of its type, a Literal; the first one where nothing is said. `rest` is a word that is only whole
    with another field, and the name of that: a position is "not before" what `not_before` says."""

    rest: tuple[str, str] | None = None


class Count(Field, frozen=True):
    """A whole number."""


class Link(Field, frozen=True, kw_only=True):
    """The id of another record, or None. `about`: what happens to this record belongs to the history of that one too;
    `by_verb`: it is said when the record is made and changes by a verb of its own, never by editing; `back`: what is said
    of that one by whom names it, an action that replaces others *Replaces*."""

    kind: str
    back: str = ""
    about: bool = False
    by_verb: bool = False
    optional_since: int = 1
    """The schema from which on it may name nothing; before, each record named one."""


@dataclass(frozen=True)
class Declared:
    """A field of a record type: its name, what it was declared as, its bare type and its default."""

    name: str
    field: Field
    type: Any
    default: Any
    """`msgspec.NODEFAULT` where it must be given."""

    @cached_property
    def label(self) -> str:
        """What people call it."""
        return self.field.label or self.name.replace("_", " ").capitalize()

    @cached_property
    def word(self) -> str:
        """The same within a sentence: `Due` is due, `L4 outcome` stays."""
        label = self.label
        return label if label[1:2].isupper() or label[1:2].isdigit() else label[:1].lower() + label[1:]

    @cached_property
    def link(self) -> Link | None:
        """What it names, where it names another record."""
        return self.field if isinstance(self.field, Link) else None

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What a Choice may be."""
        return get_args(self.type) if get_origin(self.type) is Literal else ()

    @cached_property
    def many(self) -> bool:
        """Whether it holds a tuple of texts."""
        return bool(self.type == tuple[str, ...])

    @cached_property
    def nullable(self) -> bool:
        """Whether None may stand in it."""
        return isinstance(self.type, types.UnionType) and type(None) in get_args(self.type)


_KEPT = Kept()


@cache
def declared(record_type: type[msgspec.Struct]) -> tuple[Declared, ...]:
    """The fields of a record type in their order. One that is not declared is kept by the program and private."""
    found = []
    for one in msgspec.structs.fields(record_type):
        bare: Any = one.type
        field: Field = _KEPT
        if get_origin(one.type) is Annotated:
            bare, *said = get_args(one.type)
            field = next((part for part in said if isinstance(part, Field)), field)
        found.append(Declared(one.name, field, bare, one.default))
    return tuple(found)


@cache
def by_name(record_type: type[msgspec.Struct]) -> dict[str, Declared]:
    """The fields of a record type by their names."""
    return {one.name: one for one in declared(record_type)}


@cache
def typed(record_type: type[msgspec.Struct]) -> tuple[Declared, ...]:
    """The fields that people fill in."""
    return tuple(
        one
        for one in declared(record_type)
        if not isinstance(one.field, Kept) and not (isinstance(one.field, Link) and one.field.by_verb)
    )


@cache
def asked_first(record_type: type[msgspec.Struct]) -> tuple[Declared, ...]:
    """The fields that a new record is asked for."""
    return tuple(one for one in typed(record_type) if not one.field.later)


@cache
def unique_within(record_type: type[msgspec.Struct]) -> tuple[Declared, ...]:
    """The fields by which a record is the only one of its name within what it belongs to."""
    return tuple(one for one in declared(record_type) if one.field.within)


@cache
def main_field(record_type: type[msgspec.Struct]) -> Declared:
    """The field that may be said without its name: the text that a record cannot be without, else what it says at length,
    else its first text."""
    fields = [one for one in typed(record_type) if one.link is None]
    required = [one for one in fields if one.field.required]
    notes = [one for one in fields if isinstance(one.field, Note) and one.field.wanted]
    return (required or notes or list(fields))[0]
