"""Blocking and unblocking. Blocked is no stage: the artefact keeps the one it has (L4, the Blocked column)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from mhhs_board.domain.board import BLOCKED, Board, added, revised
from mhhs_board.domain.errors import Conflict, Refused
from mhhs_board.domain.journal import Change, Entry
from mhhs_board.domain.names import called, quoted
from mhhs_board.domain.records import Blocker, Workstream
from mhhs_board.domain.workflow import verdict
from mhhs_board.operations import typed
from mhhs_board.operations.context import Context
from mhhs_board.operations.escalating import raised
from mhhs_board.operations.moving import move, standing
from mhhs_board.operations.releasing import ending, released

NO_REASON = "Say why it is blocked, or that the reason is not stated."


def block(
    board: Board,
    context: Context,
    *,
    ids: Sequence[str],
    reason: str = "",
    owner: str = "",
    needed_by: str = "",
    not_stated: bool = False,
    forum: str | None = None,
    question: str = "",
    workstream: str | None = None,
) -> Entry:
    """Put a blocker on each artefact, escalated at once where a forum is given; a second blocker may join a first.

    `owner` is who must unblock it. Raises Refused where neither a reason nor `not_stated` is given, or for an approved one.
    """
    reason = typed.line(reason, "reason")
    if not reason and not not_stated:
        raise Refused(NO_REASON, needs="not_stated")
    owner = typed.line(owner, "name of who must unblock it")
    needed = typed.day(needed_by, context.today, "date it is needed by")
    changes: list[Change | None] = []
    notes = [part for part in (reason, needed.note) if part]
    for artefact_id in dict.fromkeys(ids):
        artefact = standing(board, artefact_id)
        judged = verdict(board, artefact, workstream or artefact.workstream, BLOCKED)
        if not judged.allowed and judged.needs != "block":
            raise Refused(judged.sentence, needs=judged.needs)
        blocker = Blocker(
            id=context.new_id(),
            artefact=artefact.id,
            reason=reason,
            owner=owner,
            since=context.now,
            raised_by=context.actor,
            needed_by=needed.written,
            needed_on=needed.on,
        )
        changes.append(added(blocker))
        if forum is not None:
            escalation = raised(board, context, forum, blocker=blocker.id, question=question, needed=needed)
            changes.append(added(escalation))
        if workstream is not None and workstream != artefact.workstream:
            lanes = board.of(Workstream)
            notes.append(f"From {lanes[artefact.workstream].name} to {lanes[workstream].name}.")
            changes.append(revised(artefact, workstream=workstream))
    return context.entry("block", changes, note=" ".join(dict.fromkeys(notes)), warnings=filter(None, [needed.warning]))


def unblock(
    board: Board,
    context: Context,
    *,
    artefact: str,
    stage: str | None = None,
    note: str = "",
    blockers: Sequence[str] | None = None,
    reason: str = "",
    override: str = "",
    answer: str = "",
    withdraw: str = "",
) -> Entry:
    """Close an artefact's open blockers, all or the given ones. The last one closed unblocks it into its kept stage.

    `stage` states the stage where it was not stated, which is no skip; another stage than the kept one is judged as a move.
    `answer` or `withdraw` says how an escalation that waits has ended. Raises Refused where nothing is blocked, with
    `needs="stage"` where nobody has stated it, and as `released` does.
    """
    found = standing(board, artefact)
    note = typed.line(note, "note")
    held = [blocker.id for blocker in board.open_blockers(artefact)]
    if not held:
        raise Refused(f"{called(found)} is not blocked.")
    closing = set(held if blockers is None else blockers) & set(held)
    if closing == set(held):
        if stage is None and found.stage is None:
            raise Refused(f"The stage of {called(found)} is not stated; say into which stage it goes.", needs="stage")
        target = stage or found.stage
        entry = move(
            board,
            context,
            ids=[artefact],
            stage=target,
            reason=reason,
            override=override,
            note=note,
            unblock=True,
            answer=answer,
            withdraw=withdraw,
        )
        return msgspec.structs.replace(entry, verb="unblock")
    if not closing:
        raise Refused("This blocker is closed already.")
    changes = released(board, context, [found], note=note, only=closing, end=ending(answer, withdraw))
    if stage is not None and found.stage is None:
        changes.append(revised(found, stage=stage, stage_since=context.now))
    elif stage is not None and stage != found.stage:
        raise Refused(f"{called(found)} is still blocked, so it cannot change its stage.")
    return context.entry("unblock", changes, note=note)


def amend(
    board: Board,
    context: Context,
    *,
    blocker: str,
    reason: str | None = None,
    owner: str | None = None,
    needed_by: str | None = None,
    seen: Mapping[str, str] | None = None,
) -> Entry:
    """Correct what is said of an open blocker; None leaves a field as it is.

    `seen` are the values its user saw: where one of them is no longer so, a Conflict names the field and nothing changes.
    """
    found = board.of(Blocker).get(blocker)
    if found is None or found.closed:
        raise Refused("This blocker is closed, so there is nothing to correct.")
    for name, value in (seen or {}).items():
        if (stands := getattr(found, name)) != value:
            said = {"owner": "who must unblock it", "needed_by": "the day it is needed by"}.get(name, f"the {name}")
            now = quoted(stands) if stands else "empty"
            raise Conflict(
                f"What is said of this blocker was changed meanwhile: {said} is now {now}. "
                "What you typed is kept; save again to replace it."
            )
    fields: dict[str, str] = {}
    needed = typed.day(needed_by or "", context.today, "date it is needed by")
    if reason is not None:
        fields["reason"] = typed.line(reason, "reason")
    if owner is not None:
        fields["owner"] = typed.line(owner, "name of who must unblock it")
    if needed_by is not None:
        fields |= {"needed_by": needed.written, "needed_on": needed.on}
    standing(board, found.artefact)
    return context.entry("amend", [revised(found, **fields)], note=needed.note, warnings=filter(None, [needed.warning]))


def amend_and_block(
    board: Board, context: Context, *, amended: Sequence[Mapping[str, Any]], blocked: Mapping[str, Any] | None = None
) -> Entry:
    """Correct several open blockers and put on one more, as one entry, or none of it.

    `amended` holds the arguments of `amend` for each blocker, `blocked` those of `block`. Raises Refused as these do.
    """
    joined = [block(board, context, **blocked)] if blocked is not None else []
    corrected = [amend(board, context, **wish) for wish in amended]
    notes = [entry.note for entry in (*joined, *corrected) if entry.note]
    return context.entry(
        "block" if joined else "amend",
        [change for entry in (*corrected, *joined) for change in entry.changes],
        note=" ".join(dict.fromkeys(notes)),
        warnings=dict.fromkeys(warning for entry in (*corrected, *joined) for warning in entry.warnings),
    )
