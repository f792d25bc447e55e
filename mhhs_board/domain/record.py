"""What every record is: an id, an order among its like, and what a record with a register may say besides its fields.

Fields are text, whole numbers, or tuples of text, because the journal and a STRICT table keep nothing else. An instant is
UTC text as `2026-11-24T08:00:00Z`, a day is ISO text; both compare as text. Empty text means "not stated"; `None` stands
only where a reference to another record may be missing. Sources of the words: `docs/vocabulary.md`.

A class of records is a *record type* and `KIND` its name in the journal, in tables and in files; *kind* alone is an
artefact's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Annotated, Any, ClassVar, Protocol

import msgspec

from mhhs_board.domain import dates, references
from mhhs_board.domain.fields import Day, Kept, Line, Several, declared

SHARED = Kept(shared=True)

Order = tuple[str | int | bool | references.SortKey, ...]


class Others(Protocol):
    """The records that a record stands among: a board, as far as a declaration asks it. Retired ones too."""

    def all_of(self, kind: str) -> Iterable[Record]:
        """Every record of a type."""

    def get(self, kind: str, record_id: str) -> Record | None:
        """A record by its id."""

    def linked(self, kind: str, field: str, record_id: str) -> Sequence[Record]:
        """The records of a type that name a record in that field."""

    def grouped(self, kind: str, name: str, by: Callable[[Any], str]) -> Mapping[str, Collection[str]]:
        """The ids of the records of a type by what `by` says of each, which goes by a name."""


class Record(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Something a board holds under an id of its own."""

    KIND: ClassVar[str] = ""
    """Its record type in the journal, in tables and in files, and on the command line."""
    MANY: ClassVar[str] = ""
    """The word for several, where people see it."""
    SINCE: ClassVar[int] = 1
    """The schema that brought its table."""

    id: Annotated[str, SHARED]

    def order(self) -> Order:
        """What sorts it among its like."""
        return (self.id,)


class Named(Record, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A record that people call by a name: whole, short, or one of its aliases. `rank` orders its kind."""

    name: Annotated[str, Line(shared=True)]
    short: Annotated[str, Line("Short name", shared=True)] = ""
    aliases: Annotated[tuple[str, ...], Several(shared=True)] = ()
    rank: Annotated[str, SHARED] = ""
    retired: Annotated[str, SHARED] = ""

    def order(self) -> Order:
        """By rank."""
        return (self.rank, self.id)


class Registered(Record, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A record that stands in a register of its own: a page, verbs, a table in a file. What a further one needs is its
    declaration; `called`, `order`, `against`, `misplaced`, `misnamed`, `proposed`, `offered` and `done` are all that it
    may say besides."""

    TITLE: ClassVar[str] = ""
    """What its page is called."""
    COLUMNS: ClassVar[tuple[str, ...]] = ()
    """The fields that its table shows, in order."""

    retired: Annotated[str, SHARED] = ""
    """When it was taken out of use, however; it stays in the history and comes back with undo."""

    def called(self) -> str:
        """What people call it; empty where nothing is stated by which it could be."""
        return ""

    def order(self) -> Order:
        """Those that somebody has to do something about first, by the first day that is declared, then by what they are
        called."""
        day = next((one.name for one in declared(type(self)) if isinstance(one.field, Day)), "")
        return (
            self.done(),
            (dates.kept_day(getattr(self, day)) if day else "") or "9999",
            references.sort_key(self.called()),
            self.id,
        )

    def against(self) -> str:
        """What speaks against these values on any board, as a sentence; empty where nothing does."""
        return ""

    def misplaced(self, others: Others) -> str:
        """What speaks against a record by what it names, on any board, as a sentence; empty where nothing does."""
        return ""

    def misnamed(self, others: Others) -> str:
        """What speaks against writing these values now, by what others are called just now: no fault of a record that
        stands there, for a forum may be renamed. A sentence; empty where nothing does."""
        return ""

    @classmethod
    def proposed(cls, field: str, values: Mapping[str, Any], others: Others) -> str:
        """What is proposed for a field of a new record that says nothing in it, by what its other fields say (links as
        ids); empty where nothing is."""
        return ""

    @classmethod
    def offered(cls, field: str, values: Mapping[str, Any], others: Others) -> Collection[str] | None:
        """The ids of the records that a link may name, by what the other fields say (links as ids); None where it may name
        any. What somebody typed that fits several means the one among these."""
        return None

    def done(self) -> bool:
        """Whether nobody has anything to do about it any more."""
        return bool(self.retired)


# -- what a record is about --------------------------------------------------------------------------------------------

_ARTEFACT = "artefact"


@cache
def about_links(record_type: type[Record]) -> tuple[tuple[str, str], ...]:
    """The fields of a record type by which what happens to a record belongs to the history of another, each with the type
    named there, an artefact first. A record is about what the first of them names that names anything: a decision about its
    artefact, one that names none about its agenda item, and so about that item's artefact."""
    found = [(one.name, one.link.kind) for one in declared(record_type) if one.link is not None and one.link.about]
    return tuple(sorted(found, key=lambda one: one[1] != _ARTEFACT))


def about(record: Record) -> tuple[str, str]:
    """Type and id of what a record is about; both empty where it is about nothing."""
    links = ((kind, getattr(record, name)) for name, kind in about_links(type(record)))
    return next((link for link in links if link[1]), ("", ""))


def artefact_about(record: Record, others: Others) -> str:
    """The artefact that a record is about, itself or through what it is about; empty where it is about none."""
    found: Record | None = record
    while found is not None and found.KIND != _ARTEFACT:
        found = others.get(*about(found))
    return found.id if found is not None else ""


def naming(others: Others, record_type: type[Record], kind: str, record_id: str) -> Iterator[Record]:
    """The records of a type that are about a record, in their order, retired ones too; not those about what is about it."""
    links = about_links(record_type)
    for at, (field, target) in enumerate(links):
        if target == kind:
            before = [name for name, _ in links[:at]]
            for one in others.linked(record_type.KIND, field, record_id):
                if not any(getattr(one, name) for name in before):
                    yield one
