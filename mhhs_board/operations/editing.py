"""Adding, editing and retiring artefacts. Nothing is erased by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from msgspec.structs import replace

from mhhs_board.domain import escalation as ladder
from mhhs_board.domain import evidence, rank, stage_notes, telling, workflow
from mhhs_board.domain.board import Board, added, revised
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.fields import by_name
from mhhs_board.domain.fields import typed as typed_fields
from mhhs_board.domain.governance import Decision, Forum, Item, Meeting
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import called, clipped_name, listed
from mhhs_board.domain.records import Artefact, Blocker, Escalation, Stage, Workstream
from mhhs_board.domain.references import normal
from mhhs_board.domain.workflow import Arriving, Lacking, count_arrival, sentences, verdict
from mhhs_board.operations import registering, typed
from mhhs_board.operations.context import Context
from mhhs_board.operations.moving import standing

EDITABLE = tuple(one.name for one in typed_fields(Artefact))
"""The fields that `edit` takes; stage and workstream change by moving."""

MOST = 500
"""The most artefacts that are added at once."""


def add(
    board: Board,
    context: Context,
    /,
    *,
    title: str,
    workstream: str,
    stage: str | None = None,
    slot: int | None = None,
    override: str = "",
    **fields: Any,
) -> Entry:
    """Add an artefact to a workstream, in its first backlog stage unless another is stated.

    `fields` are those of EDITABLE but the title; `override` says why stages may be skipped. Raises Refused for a text that
    does not fit, for a full place, and for what the rules have against it on its way there.
    """
    return add_several(
        board,
        context,
        artefacts=[{"title": title, **fields}],
        workstream=workstream,
        stage=stage,
        slot=slot,
        override=override,
    )


def add_several(
    board: Board,
    context: Context,
    *,
    artefacts: Sequence[Mapping[str, Any]],
    workstream: str,
    stage: str | None = None,
    slot: int | None = None,
    override: str = "",
) -> Entry:
    """Add artefacts to one cell in this order, as one entry: all or none. Each is a title and fields of EDITABLE.

    Raises Refused as `add` does, naming the line where there are several.
    """
    if not 0 < len(artefacts) <= MOST:
        raise Refused(f"One to {MOST} artefacts can be added at once; an import takes more.")
    override = typed.line(override, "override")
    first = first_stage(board).id
    stage = stage or first
    cell = board.cell(workstream, stage)
    place = len(cell) if slot is None else max(0, min(slot, len(cell)))
    low = board.artefact(cell[place - 1]).rank if place else ""
    high = board.artefact(cell[place]).rank if place < len(cell) else ""
    new: list[Artefact] = []
    lacking: list[Lacking] = []
    warnings: list[str] = []
    notes = [override]
    arriving: Arriving = Counter()
    for number, (fields, given) in enumerate(zip(artefacts, rank.spread(low, high, len(artefacts)), strict=True), 1):
        try:
            values = cleaned(board, context, {name: value for name, value in fields.items() if value or name == "title"})
        except Refused as refusal:
            raise Refused(f"Line {number}: {refusal}" if len(artefacts) > 1 else str(refusal)) from None
        artefact = Artefact(id=context.new_id(), workstream=workstream, stage_since=context.now, **values)
        judged = verdict(
            board, artefact, workstream, stage, override=override, actor=context.actor, new=True, arriving=arriving
        )
        if not judged.allowed:
            raise Refused(judged.sentence, needs=judged.needs)
        count_arrival(board, arriving, artefact, workstream, stage)
        skipped = override if stage != first else ""
        said = stage_notes.kept(board, artefact, stage, context.now, override=skipped)
        new.append(replace(artefact, stage=stage, rank=given, stage_note=skipped, stage_notes=said))
        notes += values.notes
        lacking += judged.lacking
        warnings += [*doubled(board, artefact, new[:-1]), *values.warnings]
    note = " ".join(filter(None, dict.fromkeys(notes)))
    warnings = [*sentences(lacking), *filter(None, dict.fromkeys(warnings))]
    return context.entry("add", map(added, new), note=note, warnings=warnings)


def first_stage(board: Board) -> Stage:
    """Where a new artefact starts. Raises Refused where the board has no stages."""
    found = workflow.first_stage(board)
    if found is None:
        raise Refused("This board has no stages yet; add one first.")
    return found


def edit(
    board: Board, context: Context, *, artefact: str, values: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> Entry:
    """Give an artefact's fields new values, as typed; an empty text clears.

    `seen` are the values its user saw: where one of them is no longer so, a Conflict names the field and nothing changes.
    """
    found = standing(board, artefact)
    registering.refuse_unseen(board, found, values, seen or {})
    fields = cleaned(board, context, values)
    refuse_recorded(board, found, fields)
    new = replace(found, **fields)
    warnings = doubled(board, new) if new.ref != found.ref else []
    warnings += [told for told in fields.warnings if new != found]
    return context.entry("edit", [revised(found, **fields)], note=" ".join(fields.notes), warnings=warnings)


def refuse_recorded(board: Board, artefact: Artefact, fields: Mapping[str, Any]) -> None:
    """Raises Refused for another text of an outcome or a decision that a live record says: the two cannot disagree."""
    for name in evidence.RECORDED:
        if (
            name in fields
            and fields[name] != getattr(artefact, name)
            and (made := evidence.recorded(board, artefact, name))
        ):
            at = telling.called(board, Meeting.KIND, made.meeting)
            what = f"agenda item {clipped_name(made)}" if isinstance(made, Item) else f"decision {clipped_name(made)}"
            word = by_name(Artefact)[name].word
            raise Refused(f"The {word} of {called(artefact)} is that of {what} of {at}; edit or retire that.")


def retire(board: Board, context: Context, *, ids: Sequence[str], reason: str = "") -> Entry:
    """Take artefacts off the board; they stay in the history and come back with undo."""
    reason = typed.line(reason, "reason")
    artefacts = [standing(board, artefact_id) for artefact_id in dict.fromkeys(ids)]
    changes = [revised(artefact, retired=context.now) for artefact in artefacts]
    left_open = filter(None, (_left_open(board, artefact) for artefact in artefacts))
    return context.entry("retire", changes, note=reason, warnings=left_open)


def _left_open(board: Board, artefact: Artefact) -> str:
    """What a retired artefact takes with it unfinished: nothing ends by itself."""
    held = board.open_blockers(artefact.id)
    told = [_still_asked(board, found) for found in board.open_escalations(artefact.id, of=Decision)]
    if not held:
        return " ".join(told)
    forums = [board.of(Forum)[found.forum] for found in board.open_escalations(artefact.id, of=Blocker)]
    blockers = "Its blocker stays" if len(held) == 1 else f"Its {len(held)} blockers stay"
    asked = f", and so does what {listed([forum.short or forum.name for forum in forums])} was asked" if forums else ""
    return " ".join([f"{blockers} open{asked}: all of it comes back with {called(artefact)}.", *told])


def _still_asked(board: Board, escalation: Escalation) -> str:
    forum = board.of(Forum)[escalation.forum]
    return f"{ladder.named(board, escalation)} still waits for an answer of {forum.short or forum.name}."


def cleaned(board: Board, context: Context, values: Mapping[str, Any]) -> registering.Cleaned:
    """Typed values as an artefact keeps them. Raises Refused, naming the field, for what cannot be kept."""
    for name in ("stage", "workstream"):
        if name in values:
            raise Refused(f"The {name} changes by moving, not by editing.")
    return registering.cleaned(board, context, Artefact, values)


def doubled(board: Board, artefact: Artefact, beside: Iterable[Artefact] = ()) -> list[str]:
    """A warning where another artefact of the same workstream, on the board or `beside` it, has the same reference; never
    a refusal."""
    if not artefact.ref:
        return []
    wanted = normal(artefact.ref)
    for other in chain(board.of(Artefact).values(), beside):
        if other.workstream != artefact.workstream or other.id == artefact.id or other.retired:
            continue
        if other.ref and normal(other.ref) == wanted:
            lane = board.of(Workstream)[artefact.workstream].name
            return [f"{lane} has another artefact with the reference {artefact.ref}."]
    return []
