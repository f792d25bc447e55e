"""A board as others may read it: what stands on it now, without history and without what is private."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from mhhs_board.base.text import folded, plain
from mhhs_board.domain import leaving
from mhhs_board.domain.board import Board, added
from mhhs_board.domain.fields import declared
from mhhs_board.domain.governance import Decision, Forum
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import normal
from mhhs_board.domain.record import Named, Record, Registered, about, artefact_about
from mhhs_board.domain.records import (
    FURNITURE,
    REFERENCES,
    REGISTERS,
    Artefact,
    Blocker,
    Details,
    Escalation,
    Kind,
    Limit,
    Stage,
    View,
    Workstream,
)
from mhhs_board.operations.context import Context
from mhhs_board.operations.undoing import TEMPLATE

_WHO = "raised_by"
"""Who typed what is history, which a copy for readers has none of."""

_PLACES: tuple[type[Named], ...] = (Workstream, Stage, Kind, Forum)
"""What has names of its own, and may be named by what stays."""


def for_readers(board: Board, context: Context, *, source: Board) -> Entry:
    """The one entry of a copy of `source` for readers, on an empty board. Left out are the history, private notes, who
    raised what, whose own views there are, and whatever is closed or retired and named by nothing that stays."""
    return context.entry(TEMPLATE, [added(record) for record in _kept(source)], note="A copy for readers.")


def _named(source: Board, artefacts: set[str], escalations: set[str]) -> set[str]:
    """The ids of what is named by the artefacts, the escalations and what else of registers stays, and the forums above a
    forum that stays. A limit names no place for which there is nothing left to limit."""
    found = {source.of(Escalation)[one].forum for one in escalations}
    found |= {
        named
        for kind in REGISTERS
        for one in source.all_of(kind)
        if not getattr(one, "retired", "")
        for field, target in REFERENCES.get(kind, {}).items()
        if target in FURNITURE and (named := getattr(one, field))
    }
    for one in artefacts:
        artefact = source.of(Artefact)[one]
        found.update(named for field in REFERENCES[Artefact.KIND] if (named := getattr(artefact, field)))
    forums = source.of(Forum)
    way = [one.id for one in forums.values() if not one.retired or one.id in found]
    while way:
        above = forums[way.pop()].parent
        if above and above in forums and above not in found:
            found.add(above)
            way.append(above)
    return found


_WORDS = re.compile(r"\w+")
_NAMING = re.compile(r'(?:workstream|segment|stage|column|kind):("[^"]*"|\S+)', re.IGNORECASE)


def _called(record: Named) -> list[str]:
    return [word for word in (record.name, record.short, *record.aliases) if word]


def _spaced(text: str) -> str:
    return f" {' '.join(_WORDS.findall(folded(text)))} "


def _names(query: str, left: set[str], staying: set[str]) -> bool:
    """Whether a filter names any of what is left out: by words of its own, or by how its name begins and no other's."""
    if any(_spaced(word) in _spaced(query) for word in left if _WORDS.search(word)):
        return True
    begun = [normal(value) for value in _NAMING.findall(plain(query))]
    return any(
        value
        and any(normal(word).startswith(value) for word in left)
        and not any(normal(word).startswith(value) for word in staying)
        for value in begun
    )


def _stays(record: Registered, artefacts: set[str], kept: set[tuple[str, str]]) -> bool:
    """Whether a record is about an artefact that stays behind, or cannot be without a record that does."""
    is_about = about(record)
    for one in declared(type(record)):
        named = getattr(record, one.name) if one.link is not None else None
        if one.link is None or not named or not ((one.link.kind, named) == is_about or one.field.required):
            continue
        if one.link.kind == Artefact.KIND and named not in artefacts:
            return True
        if one.link.kind in REGISTERS and (one.link.kind, named) not in kept:
            return True
    return False


def _without(record: Record, refs: set[str]) -> Record:
    """A record in whose lists none of these references stands, as they are compared."""
    lists = {one.name: tuple(getattr(record, one.name)) for one in declared(type(record)) if one.many}
    fewer = {name: tuple(one for one in listed if normal(one) not in refs) for name, listed in lists.items()}
    return record if fewer == lists else msgspec.structs.replace(record, **fewer)


def _kept(source: Board) -> Iterator[Record]:
    yield msgspec.structs.replace(leaving.without_private(source.details), readers=1, example=0)
    artefacts = {artefact.id for artefact in source.of(Artefact).values() if not artefact.retired}
    blockers = {one.id for one in source.of(Blocker).values() if one.artefact in artefacts and not one.closed}
    decisions = {
        one.id
        for one in source.of(Decision).values()
        if not one.retired and (not (about_it := artefact_about(one, source)) or about_it in artefacts)
    }
    escalations = {
        one.id
        for one in source.of(Escalation).values()
        if (one.blocker in blockers or one.decision in decisions) and not one.returned
    }
    named = _named(source, artefacts, escalations)
    left = [record for kind in _PLACES for record in source.of(kind).values() if record.retired and record.id not in named]
    ids = {record.id for record in left}
    words = {word for record in left for word in (record.id, *_called(record))}
    gone_ones = [one for one in source.of(Artefact).values() if one.id not in artefacts]
    staying_ones = [one for one in source.of(Artefact).values() if one.id in artefacts]
    words |= {word for one in gone_ones for word in (one.ref, one.title)} - {
        word for one in staying_ones for word in (one.ref, one.title)
    }
    registered = [one for kind in REGISTERS for one in source.all_of(kind) if isinstance(one, Registered)]
    kept_ones: set[tuple[str, str]] = set()
    for one in registered:  # what is named comes first
        if (not one.retired or one.id in named) and not leaving.is_private(one) and not _stays(one, artefacts, kept_ones):
            kept_ones.add((one.KIND, one.id))
    words |= {one.called() for one in registered if (one.KIND, one.id) not in kept_ones and one.called()}
    unlisted = {normal(one.ref) for one in gone_ones if one.ref} - {normal(one.ref) for one in staying_ones}
    leave = kept_ones | {(Artefact.KIND, one) for one in artefacts}
    leave |= {(one.KIND, one.id) for one in source.all_records() if one.KIND in FURNITURE and one.id not in ids}
    staying = {word for kind in _PLACES for one in source.of(kind).values() if one.id not in ids for word in _called(one)}
    for record in source.all_records():
        gone = (
            isinstance(record, Details)
            or (isinstance(record, _PLACES) and record.id in ids)
            or (isinstance(record, Limit) and not ids.isdisjoint({record.workstream, record.stage}))
            or (isinstance(record, Artefact) and record.id not in artefacts)
            or (isinstance(record, Blocker) and record.id not in blockers)
            or (isinstance(record, Escalation) and record.id not in escalations)
            or (isinstance(record, Registered) and (record.KIND, record.id) not in kept_ones)
            or (
                isinstance(record, View)
                and (leaving.is_private(record) or bool(record.retired) or _names(record.query, words, staying))
            )
        )
        if isinstance(record, View):
            record = msgspec.structs.replace(record, folded=tuple(one for one in record.folded if one not in ids))
        if not gone:
            kept = leaving.without_private(record)
            kept = leaving.among(kept, leave) if isinstance(kept, Registered) else kept
            kept = _without(kept, unlisted) if isinstance(kept, (Artefact, Registered)) else kept
            yield msgspec.structs.replace(kept, **{_WHO: ""}) if hasattr(kept, _WHO) else kept
