"""What an update makes of an artefact, told old → new: field by field for programs, and in words for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mhhs_board.domain import dates, telling
from mhhs_board.domain import escalation as ladder
from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import by_name
from mhhs_board.domain.imported import FieldChange, Value
from mhhs_board.domain.journal import Change, Entry
from mhhs_board.domain.records import Artefact, Blocker, Escalation

_FOLLOWING = frozenset({"rank", "stage_since", "stage_note", "stage_notes"})
"""Fields that follow from others, so that naming them tells nobody anything."""
_LONGEST = 80
_NAMED = {"ref": "reference", "due_on": "due day"}
_PLAINLY = frozenset({"notes", "outcome"})
"""Fields that are called by their names here, for a row names them so."""
_UNKNOWN = "reason not stated"

Told = tuple[FieldChange, str]
"""One change, and the words for it."""


def told(board: Board, entries: Iterable[Entry]) -> list[Told]:
    """What entries that were applied to a board changed on one artefact."""
    found: list[Told] = []
    for change in _folded(entries):
        if change.kind == Artefact.KIND:
            found += _of_artefact(board, change)
        elif change.kind == Blocker.KIND:
            found += _of_blocker(board, change)
        else:
            found += _of_escalation(board, change)
    return sorted(found, key=lambda one: _weight(one[0].field))


def _weight(field: str) -> int:
    """Where it stands and what blocks it comes before what else is said of it, for a cell may cut the rest."""
    if field in ("workstream", "stage"):
        return 0
    return 2 if field in Artefact.__struct_fields__ else 1


def _folded(entries: Iterable[Entry]) -> list[Change]:
    """One change for each record, from what it was first to what it is last."""
    folded: dict[tuple[str, str], tuple[dict[str, Any] | None, dict[str, Any]]] = {}
    for change in (change for entry in entries for change in entry.changes):
        before, after = folded.get((change.kind, change.id), ({}, {}))
        if change.before is None:
            before = None
        elif before is not None:
            before = {**change.before, **before}
        folded[change.kind, change.id] = (before, {**after, **(change.after or {})})
    return [Change(kind, record_id, before, after) for (kind, record_id), (before, after) in folded.items()]


def _of_artefact(board: Board, change: Change) -> Iterable[Told]:
    before, after = change.before or {}, change.after or {}
    for name in after:
        if name in _FOLLOWING or (name == "due_on" and "due" in after) or before.get(name) == after[name]:
            continue
        was, now = (_value(board, name, side.get(name)) for side in (before, after))
        if name in ("stage", "workstream"):
            yield FieldChange(name, was, now), f"moves {was or 'stage not stated'} → {now}"
        elif name == "retired":
            yield FieldChange(name, was, now), "retires it"
        else:
            yield FieldChange(name, was, now), _edited(name, was, now) + _day_meant(board, change, name)


def _day_meant(board: Board, change: Change, name: str) -> str:
    """The day of a due date, where the text does not say it plainly."""
    present = board.of(Artefact)[change.id]
    day = dates.day_of(present.due_on)
    return f" ({dates.written(day)})" if name == "due" and day and not dates.is_plain(present.due, day) else ""


def _edited(name: str, was: Value, now: Value) -> str:
    one = by_name(Artefact).get(name)
    word = _NAMED.get(name) or (one.word if one is not None and name not in _PLAINLY else name.replace("_", " "))
    if not now:
        return f"clears {word} (was {_said(was)})"
    return f"{word} “{_said(was)}” → “{_said(now)}”" if was else f"sets {word} “{_said(now)}”"


def _value(board: Board, name: str, value: Any) -> Value:
    if name in ("stage", "workstream", "kind"):
        return telling.called(board, name, value) if value else ""
    return tuple(value) if isinstance(value, (list, tuple)) else str(value or "")


def _said(value: Value) -> str:
    return telling.clipped(", ".join(value) if isinstance(value, tuple) else value, _LONGEST)


def _of_blocker(board: Board, change: Change) -> Iterable[Told]:
    blocker = board.of(Blocker)[change.id]
    reason = blocker.reason or _UNKNOWN
    if change.before is None:
        if not blocker.closed:
            words = f"blocks: {_said(blocker.reason)}" if blocker.reason else f"blocks, {_UNKNOWN}"
            yield FieldChange("blocked", "", reason), words
        else:
            yield FieldChange("blocked", "", ""), f"adds what blocked it before: {_said(reason)}"
        return
    before, after = change.before, change.after or {}
    if after.get("closed"):
        still = board.is_blocked(blocker.artefact)
        words = "closes a blocker and stays blocked" if still else "unblocks"
        yield FieldChange("blocked", reason, ""), f"{words} (was {_said(reason)})"
    for name, called in (("reason", "blocked_reason"), ("owner", "who must unblock it"), ("needed_by", "needed by")):
        if name in after and before.get(name) != after[name]:
            was, now = (str(side.get(name) or "") for side in (before, after))
            yield FieldChange(called.replace(" ", "_"), was, now), _edited(called, was, now)
    if not {"closed", "reason", "owner", "needed_by"} & after.keys():
        yield FieldChange("blocker", "", ""), "corrects what is kept of its blocker"


def _of_escalation(board: Board, change: Change) -> Iterable[Told]:
    escalation = board.of(Escalation)[change.id]
    forum = telling.called(board, "forum", escalation.forum)
    before, after = change.before, change.after or {}
    if before is None and not escalation.returned:
        yield FieldChange("escalation", "", forum), f"escalates to {forum}"
    elif before is None or (after.get("returned") and not before.get("returned")):
        said = _said(escalation.answer)
        how = ladder.how_ended(board, escalation)
        words = {
            "withdrawn": f"withdraws the question to {forum}: {said}",
            "passed_on": f"passes the question on from {forum}",
            "closed": f"closes the escalation to {forum}",
        }.get(how, f"answers for {forum}: {said}")
        yield FieldChange("escalation", forum, f"{how}: {escalation.answer}"), words
    else:
        yield FieldChange("escalation", forum, forum), f"corrects what is kept of the question to {forum}"
