"""Undo and redo: a new entry that holds another's changes inverted and names it.

All or nothing: a field changed since, or an added record referred to since, refuses and names who. Exempt from movement
gates, not from references. A redo is the undo of an undo.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

from mhhs_board.domain.board import Board, fields_of
from mhhs_board.domain.errors import Conflict, Refused
from mhhs_board.domain.journal import Change, Entry, Header, inverse
from mhhs_board.domain.records import REFERENCES, Artefact, Blocker, Named
from mhhs_board.operations.context import Context

UNDO, REDO = "undo", "redo"
TEMPLATE = "new"
"""The verb of the entry that lays out a new board; never undone."""

SKIPPED = frozenset({TEMPLATE, "view"})
"""Verbs that undo passes over: a way of looking is no change to the programme's work."""

E = TypeVar("E", Entry, Header)

Later = Callable[[str, str, int], list[Entry]]
"""Kind, id and number to the later entries that touch the record."""


def latest_undoable(newest_first: Iterable[E]) -> E | None:
    """The newest entry of one actor that is not undone, from that actor's entries newest first."""
    undone: set[int] = set()
    for entry in newest_first:
        if entry.seq in undone:
            continue
        if entry.verb == UNDO:
            undone.add(entry.undoes or 0)
        elif entry.verb not in SKIPPED:
            return entry
    return None


def latest_redoable(newest_first: Iterable[E]) -> E | None:
    """The newest undo of one actor that no redo took back and no new entry ended."""
    undone: set[int] = set()
    for entry in newest_first:
        if entry.seq in undone or entry.verb in SKIPPED:
            continue
        if entry.verb == UNDO:
            return entry
        if entry.verb != REDO:
            return None
        undone.add(entry.undoes or 0)
    return None


def undo(board: Board, context: Context, *, entry: Entry, later: Later) -> Entry:
    """The entry that takes another back. Raises Conflict where somebody has built on it since."""
    if entry.verb == TEMPLATE:
        raise Refused("The template a board started from cannot be undone.")
    return _taken_back(board, context, UNDO, entry, later)


def redo(board: Board, context: Context, *, entry: Entry, later: Later) -> Entry:
    """The entry that takes an undo back. Raises Conflict as `undo` does."""
    return _taken_back(board, context, REDO, entry, later)


def _taken_back(board: Board, context: Context, verb: str, entry: Entry, later: Later) -> Entry:
    changes = inverse(entry.changes)
    for change in changes:
        _check(board, change, entry, later)
    _check_references(board, changes, entry, later)
    _check_placed(board, changes)
    taken = context.entry(verb, changes, note=entry.note)
    return msgspec.structs.replace(taken, undoes=entry.seq)


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
        differing = [name for name, value in change.before.items() if _plain(getattr(record, name)) != value]
    if differing:
        who = _who(later(change.kind, change.id, entry.seq), set(differing))
        fields = ", ".join(name.replace("_", " ") for name in sorted(differing))
        raise Conflict(f"{_named(board, change)}: {who} changed {fields} since, so this cannot be taken back.")


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
                    who = _who(later(kind, record.id, entry.seq), None)
                    lost = Change(named[0], named[1], {}, None)
                    raise Conflict(f"{_named(board, lost)} is used by {who} since, so this cannot be taken back.")


def _check_placed(board: Board, changes: tuple[Change, ...]) -> None:
    """Nothing may be left without a stage and without a blocker: it would stand nowhere on the board."""
    blockers: dict[str, Change] = {change.id: change for change in changes if change.kind == Blocker.KIND}
    stages = {change.id: change.after for change in changes if change.kind == Artefact.KIND}
    named = {
        board.of(Blocker)[blocker_id].artefact if blocker_id in board.of(Blocker) else (change.after or {})["artefact"]
        for blocker_id, change in blockers.items()
    }
    for artefact_id in named | stages.keys():
        fields = stages.get(artefact_id, {})
        if fields is None:
            continue
        artefact = board.of(Artefact).get(artefact_id)
        stage = fields.get("stage", artefact.stage if artefact else None)
        retired = fields.get("retired", artefact.retired if artefact else "")
        if stage or retired:
            continue
        still = {blocker.id for blocker in board.open_blockers(artefact_id)}
        for blocker_id, change in blockers.items():
            if change.after is None or change.after.get("closed"):
                still.discard(blocker_id)
            elif (change.before is None or "closed" in change.after) and (
                change.after.get("artefact") or board.of(Blocker)[blocker_id].artefact
            ) == artefact_id:
                still.add(blocker_id)
        if not still:
            name = (artefact.ref or artefact.title) if artefact else "This"
            raise Conflict(f"{name} would have no stage and no blocker, so this cannot be taken back.")


def _let_go(changes: tuple[Change, ...], kind: str, record_id: str, field: str) -> bool:
    return any(
        change.kind == kind and change.id == record_id and change.after is not None and field in change.after
        for change in changes
    )


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _who(entries: list[Entry], fields: set[str] | None) -> str:
    """Whoever changed one of the fields last."""
    for entry in reversed(entries):
        touched = {name for change in entry.changes for name in (change.after or change.before or ())}
        if fields is None or fields & touched:
            return entry.actor if entry.actor != "not stated" else "somebody"
    return "somebody"


def _named(board: Board, change: Change) -> str:
    """What people call the record of a change."""
    record = board.get(change.kind, change.id)
    if isinstance(record, Blocker):
        record = board.get(Artefact.KIND, record.artefact)
    if isinstance(record, Artefact):
        return record.ref or record.title
    if isinstance(record, Named):
        return record.name
    return f"The {change.kind}"
