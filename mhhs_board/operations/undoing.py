"""Undo and redo: a new entry that holds another's changes inverted and names it.

All or nothing: a field changed since, or an added record referred to since, refuses and names who. Exempt from movement
gates and limits, not from what holds of every board. A redo is the undo of an undo.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import msgspec

from mhhs_board.domain import dates, invariants
from mhhs_board.domain.board import Board, fields_of, revised
from mhhs_board.domain.errors import Conflict, Refused
from mhhs_board.domain.governance import Decision, Forum
from mhhs_board.domain.journal import NOT_STATED, Change, Entry, Header, inverse
from mhhs_board.domain.names import clipped_name, listed
from mhhs_board.domain.record import Named, Registered
from mhhs_board.domain.records import REFERENCES, Artefact, Blocker, Escalation
from mhhs_board.domain.workflow import limits_passed
from mhhs_board.operations.context import Context

UNDO, REDO = "undo", "redo"
BRING_BACK = "bring_back"
"""What a refusal needs where a place is retired that an undo puts something into."""
TEMPLATE = "new"
"""The verb of the entry that lays out a new board; never undone."""

SKIPPED = frozenset({TEMPLATE, "view"})
"""Verbs that undo passes over: a way of looking is no change to the programme's work."""

E = TypeVar("E", Entry, Header)

Later = Callable[[str, str, int], list[Entry]]
"""Kind, id and number to the later entries that touch the record."""


Ours = Callable[[E], bool]
"""Whether whoever wants to undo may take this entry back; others are only heard for what they have undone already."""


def latest_undoable(newest_first: Iterable[E], ours: Ours[E] = lambda entry: True) -> E | None:
    """The newest entry of `ours` that is not undone, from one actor's entries newest first."""
    undone: set[int] = set()
    for entry in newest_first:
        if entry.seq in undone:
            continue
        if entry.verb == UNDO:
            undone.add(entry.undoes or 0)
        elif entry.verb not in SKIPPED and ours(entry):
            return entry
    return None


def latest_redoable(newest_first: Iterable[E], ours: Ours[E] = lambda entry: True) -> E | None:
    """The newest undo of `ours` that no redo took back and no new entry of ours ended."""
    undone: set[int] = set()
    for entry in newest_first:
        if entry.seq in undone or entry.verb in SKIPPED:
            continue
        if not ours(entry):
            if entry.verb == REDO:
                undone.add(entry.undoes or 0)
            continue
        if entry.verb == UNDO:
            return entry
        if entry.verb != REDO:
            return None
        undone.add(entry.undoes or 0)
    return None


def taken_back(newest_first: Iterable[E]) -> set[int]:
    """The numbers of the entries that are undone as things stand; what was redone is not among them. A redo goes with what
    it did again."""
    entries = list(newest_first)
    undone: set[int] = set()
    by: dict[int, int] = {}
    for entry in entries:
        if entry.undoes is not None and entry.seq not in undone:
            undone.add(entry.undoes)
            by.setdefault(entry.undoes, entry.seq)
    undoes = {entry.seq: entry.undoes for entry in entries}
    for entry in entries:
        again = undoes.get(entry.undoes or 0)
        if again is not None and by.get(again, 0) > entry.seq:
            undone.add(entry.seq)
    return undone


def undo(board: Board, context: Context, *, entry: Entry, later: Later, bring_back: bool = False) -> Entry:
    """The entry that takes another back. Raises Conflict where somebody has built on it since. Whoever keeps it judges what
    holds of every board, as of any entry, and says `refusal`; with `bring_back` a place that is retired since and would be
    stood in comes back into use in the same entry."""
    if entry.verb == TEMPLATE:
        raise Refused("The template a board started from cannot be undone.")
    return _taken_back(board, context, UNDO, entry, later, bring_back=bring_back)


def redo(board: Board, context: Context, *, entry: Entry, later: Later, bring_back: bool = False) -> Entry:
    """The entry that takes an undo back. Raises Conflict as `undo` does."""
    return _taken_back(board, context, REDO, entry, later, bring_back=bring_back)


def _taken_back(board: Board, context: Context, verb: str, entry: Entry, later: Later, *, bring_back: bool) -> Entry:
    changes = inverse(entry.changes)
    for change in changes:
        _check(board, change, entry, later)
    _check_references(board, changes, entry, later)
    if bring_back:
        places = dict.fromkeys(breach.place for breach in _retired(invariants.made_by(board, changes)) if breach.place)
        changes += tuple(filter(None, (_brought_back(board, place) for place in places)))
    taken = context.entry(verb, changes, note=entry.note, warnings=limits_passed(board, changes))
    return msgspec.structs.replace(taken, undoes=entry.seq)


def refusal(board: Board, found: Sequence[invariants.Breach], later: Later) -> Refused:
    """Why an undo or redo that makes these breaches is refused: of a place that is retired since with who retired it and
    when, and with `needs="bring_back"`."""
    if retired := _retired(found):
        return Refused(_out_of_use(board, retired, later), needs=BRING_BACK)
    return Conflict(f"This cannot be taken back, because the board would be left like this: {found[0].sentence}")


def _retired(found: Sequence[invariants.Breach]) -> list[invariants.Breach]:
    return [breach for breach in found if breach.rule == invariants.OUT_OF_USE]


def _brought_back(board: Board, place: invariants.Key) -> Change | None:
    record = board.get(*place)
    again = {"retired": "", "active_to": ""} if isinstance(record, Forum) else {"retired": ""}
    return revised(record, **again) if isinstance(record, Named) else None


def _out_of_use(board: Board, retired: list[invariants.Breach], later: Later) -> str:
    """What would go into a place out of use, and who retired that and when."""
    told: dict[str, None] = {}
    for breach in retired:
        assert breach.place is not None
        kind, record_id = breach.place
        place = _named(board, Change(kind, record_id, {}, None))
        entries = [entry for entry in later(kind, record_id, 0) if _retires(entry, kind, record_id)]
        day = dates.instant_day(entries[-1].at) if entries else None
        when = f" on {dates.written(day)}" if day else ""
        who = _named_actor(entries[-1]) if entries else ""
        told[f"the {kind} {place} was retired{f' by {who}' if who else ''}{when}"] = None
    what = "the place" if len(told) == 1 else "the places"
    return f"This cannot be taken back as it is: {listed(list(told))}. Bring back {what} as well, or leave this as it is."


def _retires(entry: Entry, kind: str, record_id: str) -> bool:
    return any(
        (change.kind, change.id) == (kind, record_id) and (change.after or {}).get("retired") for change in entry.changes
    )


def _check(board: Board, change: Change, entry: Entry, later: Later) -> None:
    """Compare what stands there with what the entry left there."""
    record = board.get(change.kind, change.id)
    if change.before is None:
        if record is not None:
            raise Conflict(f"{_named(board, change)} is there already, so this cannot be taken back.")
        return
    if record is None:
        raise Conflict(f"{_named(board, change)} is no longer there, so this cannot be taken back.")
    if change.after is None:
        standing = fields_of(record)
        differing = [name for name in {**standing, **change.before} if standing.get(name) != change.before.get(name)]
    else:
        differing = [name for name, value in change.before.items() if _plain(getattr(record, name, None)) != value]
    if differing:
        since = later(change.kind, change.id, entry.seq)
        if undos := _standing_undos(since, entry):
            raise Conflict(f"This was taken back already, by entry {max(undos)}.")
        told = _changed_since(since, change, sorted(differing))
        raise Conflict(f"{_named(board, change)}: {told}, so this cannot be taken back.")


def _standing_undos(since: list[Entry], entry: Entry) -> set[int]:
    """The undos of an entry that are not undone themselves."""
    gone = taken_back(reversed(since))
    return {other.seq for other in since if other.undoes == entry.seq and other.seq not in gone}


def _changed_since(since: list[Entry], of: Change, fields: list[str]) -> str:
    """Who changed which field last: "AB changed owner and CD changed due since"; nobody is named who did not say who they
    are, nor for a change that was taken back."""
    by: dict[str, list[str]] = {}
    for name in fields:
        found = _changing(since, of.kind, of.id, name)
        by.setdefault(_named_actor(found) if found else "", []).append(name.replace("_", " "))
    told = [f"{who} changed {', '.join(names)}" for who, names in by.items() if who]
    told += [f"{', '.join(by[''])} {'was' if len(by['']) == 1 else 'were'} changed"] if "" in by else []
    return f"{' and '.join(told)} since"


def _changing(since: list[Entry], kind: str, record_id: str, name: str) -> Entry | None:
    """The entry that a field of a record has its value from: the last that stands, else the last of all."""

    def touches(change: Change) -> bool:
        return (change.kind, change.id) == (kind, record_id) and name in (change.after or change.before or ())

    touching = [entry for entry in since if any(map(touches, entry.changes))]
    gone = taken_back(reversed(since))
    standing = [entry for entry in touching if entry.undoes is None and entry.seq not in gone]
    found = standing or touching
    return found[-1] if found else None


def _named_actor(entry: Entry) -> str:
    return entry.actor if entry.actor != NOT_STATED else ""


def _check_references(board: Board, changes: tuple[Change, ...], entry: Entry, later: Later) -> None:
    """No record may be taken away while another still names it, and none may come back naming one that is gone."""
    gone = {(change.kind, change.id) for change in changes if change.after is None}
    back = {(change.kind, change.id) for change in changes if change.before is None}
    for change in changes:
        for name, target in REFERENCES.get(change.kind, {}).items():
            wanted = (change.after or {}).get(name)
            if wanted and (target, wanted) not in back and ((target, wanted) in gone or not board.get(target, wanted)):
                raise Conflict(f"The {target} of {_named(board, change)} is gone since, so this cannot be taken back.")
    if not gone:
        return
    for kind, fields in REFERENCES.items():
        pointing = {name: target for name, target in fields.items() if any(target == lost for lost, _ in gone)}
        if not pointing:
            continue
        for record in board.all_of(kind):
            if (kind, record.id) in gone:
                continue
            for name, target in pointing.items():
                named = (target, getattr(record, name))
                if named in gone and not _let_go(changes, kind, record.id, name):
                    found = _changing(later(kind, record.id, entry.seq), kind, record.id, name)
                    who = _named_actor(found) if found else ""
                    lost = _named(board, Change(named[0], named[1], {}, None))
                    used = f"{lost} is used{f' by {who}' if who else ''} since"
                    raise Conflict(f"{used}, so this cannot be taken back.")


def _let_go(changes: tuple[Change, ...], kind: str, record_id: str, field: str) -> bool:
    return any(
        change.kind == kind and change.id == record_id and change.after is not None and field in change.after
        for change in changes
    )


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _named(board: Board, change: Change) -> str:
    """What people call the record of a change."""
    record = board.get(change.kind, change.id)
    if isinstance(record, Escalation):
        record = board.of(Blocker).get(record.blocker or "") or board.of(Decision).get(record.decision or "")
    if isinstance(record, Blocker):
        record = board.get(Artefact.KIND, record.artefact)
    if isinstance(record, Artefact):
        return record.ref or record.title
    if isinstance(record, Named):
        return record.name
    if isinstance(record, Registered) and record.called():
        return f"{record.KIND.capitalize()} {clipped_name(record)}"
    return f"The {change.kind}"
