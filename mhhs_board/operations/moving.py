"""Moving artefacts over the grid: stage, workstream and order, one or several, always one entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from mhhs_board.domain import rank, stage_notes
from mhhs_board.domain.board import BLOCKED, Board, revised
from mhhs_board.domain.errors import Conflict, Refused
from mhhs_board.domain.journal import Change, Entry
from mhhs_board.domain.names import called
from mhhs_board.domain.records import Artefact, Workstream
from mhhs_board.domain.workflow import Arriving, Lacking, count_arrival, sentences, verdict
from mhhs_board.operations import typed
from mhhs_board.operations.context import Context
from mhhs_board.operations.releasing import ending, released


def standing(board: Board, artefact_id: str) -> Artefact:
    """The artefact of that id as it stands on the board. Raises Refused where it is gone."""
    artefact = board.of(Artefact).get(artefact_id)
    if artefact is None or artefact.retired:
        name = called(artefact) if artefact else "This artefact"
        raise Conflict(f"{name} is no longer on the board; somebody retired it or took it back.")
    return artefact


def move(
    board: Board,
    context: Context,
    *,
    ids: Sequence[str],
    workstream: str | None = None,
    stage: str | None = None,
    slot: int | None = None,
    reason: str = "",
    override: str = "",
    note: str = "",
    unblock: bool = False,
    answer: str = "",
    withdraw: str = "",
) -> Entry:
    """Move artefacts to a stage, a workstream, a place in the cell, or all of these at once.

    `stage` None keeps each one's stage, and a blocked one blocked. With `unblock` those that are blocked go to `stage`
    unblocked, and `answer` or `withdraw` says how an escalation that waits has ended; without, they stay blocked and cannot
    go forward. `slot` counts the cell without the moved ones; None is the end, or where each one stands. Raises Refused
    with the first sentence that the rules have against any of them: all go or none.
    """
    reason, override, note = typed.line(reason, "reason"), typed.line(override, "override"), typed.line(note, "note")
    end = ending(answer, withdraw)
    artefacts = [standing(board, artefact_id) for artefact_id in dict.fromkeys(ids)]
    ranks = _ranks(board, artefacts, workstream, stage, slot, unblock=unblock)
    arriving: Arriving = Counter()
    changes: list[Change | None] = []
    lacking: list[Lacking] = []
    notes = [text for text in (override, reason, note) if text]
    for artefact in artefacts:
        lane = workstream or artefact.workstream
        fields: dict[str, Any] = {"workstream": lane}
        if stage is not None:
            judged = verdict(
                board,
                artefact,
                lane,
                stage,
                override=override,
                reason=reason,
                unblock=unblock,
                arriving=arriving,
                actor=context.actor,
            )
            if not judged.allowed:
                raise Refused(judged.sentence, needs=judged.needs)
            lacking += judged.lacking
            if stage != artefact.stage:
                fields |= {"stage": stage, "stage_since": context.now, "stage_note": override or reason}
                fields["stage_notes"] = stage_notes.kept(
                    board, artefact, stage, context.now, override=override, reason=reason
                )
        elif artefact.stage is not None and lane != artefact.workstream:
            judged = verdict(board, artefact, lane, artefact.stage, arriving=arriving)
            if not judged.allowed:
                raise Refused(judged.sentence, needs=judged.needs)
            lacking += judged.lacking
        if target := stage or artefact.stage:
            count_arrival(board, arriving, artefact, lane, target)
        if lane != artefact.workstream:
            lanes = board.of(Workstream)
            said = f"From {lanes[artefact.workstream].name} to {lanes[lane].name}."
            if said not in notes:
                notes.append(said)
        if artefact.id in ranks:
            fields["rank"] = ranks[artefact.id]
        changes.append(revised(artefact, **fields))
    if unblock or end is not None:
        blocked = [artefact for artefact in artefacts if unblock and board.is_blocked(artefact.id)]
        changes = released(board, context, blocked, note=note or reason or override, end=end) + changes
    return context.entry("move", changes, note=" ".join(notes), warnings=sentences(lacking))


def _ranks(
    board: Board,
    artefacts: list[Artefact],
    workstream: str | None,
    stage: str | None,
    slot: int | None,
    *,
    unblock: bool,
) -> dict[str, str]:
    """The rank each one gets; those that stay in their cell without a slot keep theirs."""
    going: dict[tuple[str, str], list[Artefact]] = {}
    for artefact in artefacts:
        target = stage or artefact.stage
        if target is None:
            continue
        lane = workstream or artefact.workstream
        column = board.column_of(artefact)
        stays_blocked = column == BLOCKED and not unblock  # there the oldest blocker stands first, and the rank waits
        present = artefact.stage if stays_blocked else column
        if (slot is not None and not stays_blocked) or (lane, target) != (artefact.workstream, present):
            going.setdefault((lane, target), []).append(artefact)
    found: dict[str, str] = {}
    for cell, group in going.items():
        ids = board.cell(*cell)
        # Where moved ones stand in this cell; the cell without them is never made, for it may be long.
        left = sorted(ids.index(one.id) for one in artefacts if (one.workstream, board.column_of(one)) == cell)
        count = len(ids) - len(left)
        place = count if slot is None else max(0, min(slot, count))
        end = place + len(group)
        if left == list(range(place, end)) and ids[place:end] == [artefact.id for artefact in group]:
            continue  # the group stands exactly there already
        low = board.artefact(ids[_among(left, place - 1)]).rank if place else ""
        high = board.artefact(ids[_among(left, place)]).rank if place < count else ""
        for artefact, given in zip(group, rank.spread(low, high, len(group)), strict=True):
            found[artefact.id] = given
    return found


def _among(left: list[int], place: int) -> int:
    """Where in a cell the card is that would be at `place` without those at `left`, in ascending order."""
    for slot in left:
        place += slot <= place
    return place
