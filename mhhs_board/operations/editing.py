"""Adding, editing and retiring artefacts. Nothing is erased by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from mhhs_board.domain import rank
from mhhs_board.domain.board import Board, added, revised
from mhhs_board.domain.errors import Conflict, Refused
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import called, match, quoted
from mhhs_board.domain.records import Artefact, Stage, Workstream
from mhhs_board.domain.references import normal
from mhhs_board.domain.workflow import verdict
from mhhs_board.operations import typed
from mhhs_board.operations.context import Context
from mhhs_board.operations.moving import standing

EDITABLE = (
    "ref", "title", "kind", "owner", "priority", "due", "version", "labels", "links", "outcome", "decision", "notes",
)  # fmt: skip
"""The fields that `edit` takes; stage and workstream change by moving."""

FIRST_ROLE = "backlog"


def add(
    board: Board,
    context: Context,
    *,
    title: str,
    workstream: str,
    stage: str | None = None,
    slot: int | None = None,
    **fields: Any,
) -> Entry:
    """Add an artefact to a workstream, in its first backlog stage unless another is stated.

    `fields` are those of EDITABLE but the title. Raises Refused for a text that does not fit and for a full place.
    """
    if stage is None:
        stage = first_stage(board).id
    values = cleaned(board, context, {"title": title, **{name: value for name, value in fields.items() if value}})
    artefact = Artefact(id=context.new_id(), workstream=workstream, stage_since=context.now, **values)
    judged = verdict(board, artefact, workstream, stage)
    if not judged.allowed:
        raise Refused(judged.sentence, needs=judged.needs)
    cell = board.cell(workstream, stage)
    place = len(cell) if slot is None else max(0, min(slot, len(cell)))
    low = board.artefact(cell[place - 1]).rank if place else ""
    high = board.artefact(cell[place]).rank if place < len(cell) else ""
    new = replace(artefact, stage=stage, rank=rank.between(low, high))
    return context.entry("add", [added(new)], warnings=[*judged.warnings, *doubled(board, new)])


def first_stage(board: Board) -> Stage:
    """Where a new artefact starts: the first stage whose role is backlog, else the first of all."""
    if not board.stages:
        raise Refused("This board has no stages yet; add one first.")
    return next((stage for stage in board.stages if stage.role == FIRST_ROLE), board.stages[0])


def edit(
    board: Board, context: Context, *, artefact: str, values: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> Entry:
    """Give an artefact's fields new values, as typed; an empty text clears.

    `seen` are the values its user saw: where one of them is no longer so, a Conflict names the field and nothing changes.
    """
    found = standing(board, artefact)
    for name, value in (seen or {}).items():
        if name in values and _same(getattr(found, name)) != _same(value):
            field = name.replace("_", " ")
            raise Conflict(
                f"Somebody changed the {field} of {called(found)} meanwhile to {_shown(getattr(found, name))}; "
                "what you typed is kept. Save again to replace it."
            )
    fields = cleaned(board, context, values)
    new = replace(found, **fields)
    warnings = doubled(board, new) if new.ref != found.ref else []
    return context.entry("edit", [revised(found, **fields)], warnings=warnings)


def retire(board: Board, context: Context, *, ids: Sequence[str], reason: str = "") -> Entry:
    """Take artefacts off the board; they stay in the history and come back with undo."""
    reason = typed.line(reason, "reason")
    changes = [revised(standing(board, artefact_id), retired=context.now) for artefact_id in dict.fromkeys(ids)]
    return context.entry("retire", changes, note=reason)


def cleaned(board: Board, context: Context, values: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values as an artefact keeps them. Raises Refused, naming the field, for what cannot be kept."""
    fields: dict[str, Any] = {}
    for name, value in values.items():
        if name not in EDITABLE:
            if name in ("stage", "workstream"):
                raise Refused(f"The {name} changes by moving, not by editing.")
            raise Refused(f"An artefact has no field {quoted(name)}; it has {', '.join(EDITABLE)}.")
        if name == "kind":
            fields["kind"] = match(value, board.kinds).id if value else None
        elif name == "due":
            fields["due"], fields["due_on"] = typed.day(value, context.today, "due date")
        elif name in ("labels", "links"):
            fields[name] = typed.several(value, name[:-1])
        elif name == "notes":
            fields[name] = typed.note(value, "notes")
        else:
            fields[name] = typed.line(value, name, required=name == "title")
    return fields


def doubled(board: Board, artefact: Artefact) -> list[str]:
    """A warning where another artefact of the same workstream has the same reference; never a refusal."""
    if not artefact.ref:
        return []
    wanted = normal(artefact.ref)
    for other in board.of(Artefact).values():
        if other.workstream != artefact.workstream or other.id == artefact.id or other.retired:
            continue
        if other.ref and normal(other.ref) == wanted:
            lane = board.of(Workstream)[artefact.workstream].name
            return [f"{lane} has another artefact with the reference {artefact.ref}."]
    return []


def _same(value: Any) -> Any:
    return tuple(value) if isinstance(value, (list, tuple)) else (value or "")


def _shown(value: Any) -> str:
    return quoted("; ".join(value) if isinstance(value, tuple) else str(value or ""))
