"""The rules of movement: one engine for the mouse, the keys, the menu, the command line and imports.

Forward one stage at a time; back is free except out of the decision or done stage (L4, "Ways of Working"). Rules speak of a
stage's role and order, never of its name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from mhhs_board.domain import evidence
from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.journal import NOT_STATED, Change
from mhhs_board.domain.names import called, listed
from mhhs_board.domain.records import Artefact, Details, Gate, Limit, Stage, Workstream

NO_REQUEST = "no change request is linked"
"""What is missing where something approved goes back."""


class Lacking(NamedTuple):
    """What gates and limits on *warn* say of one artefact: what it is called, and `in Approved, but no … is stated`."""

    name: str
    what: str


def sentences(lacking: Iterable[Lacking]) -> list[str]:
    """Sentences about what lacks; of several that lack the same one sentence, which names them."""
    names: dict[str, list[str]] = {}
    for one in lacking:
        names.setdefault(one.what, []).append(one.name)
    return [
        f"{those[0]} is {what}." if len(those) == 1 else f"{len(those):,} are {what}: {listed(those)}."
        for what, those in names.items()
    ]


class Verdict(msgspec.Struct, frozen=True):
    """What the rules say of one move.

    Where `allowed` is false, `sentence` says why and `needs` names what would grant it: "override" (a skip), "reason" (back
    out of a decision), "block" (who must unblock it and why), "unblock" (that the same step unblocks it), or "" where
    nothing does. `lacking` is told after a move that is saved.
    """

    allowed: bool
    sentence: str = ""
    needs: str = ""
    lacking: tuple[Lacking, ...] = ()


Arriving = Counter[tuple[str | None, str | None]]
"""How many artefacts of the same drop are counted already, by (workstream, stage) with None for any."""


_NOBODY: Arriving = Counter()


def verdict(
    board: Board,
    artefact: Artefact,
    workstream: str,
    column: str,
    *,
    override: str = "",
    reason: str = "",
    unblock: bool = False,
    new: bool = False,
    asked: bool = True,
    actor: str = NOT_STATED,
    arriving: Arriving | None = None,
) -> Verdict:
    """Judge a move to a cell, from where the artefact stands (its kept stage while it is blocked).

    `unblock`: the same entry unblocks it. `new`: it is being added, so every stage on its way there is entered, from the
    first on. `asked` False is an import, which states where things stand and is asked for no line. `actor` is who does it.
    """
    why = closed(board, workstream) if new or artefact.workstream != workstream else ""
    if why := why or (closed(board, column) if new or artefact.stage != column else ""):
        return Verdict(False, why)
    if column == BLOCKED:
        return _into_blocked(board, artefact)
    target = board.of(Stage)[column]
    name = called(artefact)
    source = board.of(Stage).get(artefact.stage or "")
    if source is not None and _is_before(source, target) and not unblock and board.is_blocked(artefact.id):
        sentence = f"{name} is blocked, so it cannot go forward to {target.name} unless it is unblocked in the same step."
        return Verdict(False, sentence, needs="unblock")
    start = first_stage(board) if new and asked else source
    if asked and start is not None and start.id != target.id:
        question = _asked(board, name, start, target, override=override, reason=reason)
        if question is not None:
            return question
    refused, warned = _gates(board, artefact, target, new=new)
    refused_limits, warned_limits = _limits(board, artefact, workstream, column, arriving or _NOBODY)
    refused += refused_limits
    gate = board.details.gate_decision
    approves = asked and target.role == "done" and target.id != artefact.stage and gate != "off" and not override
    if approves and (hand := evidence.same_hand(artefact, actor)):
        if gate == "refuse" and not refused:
            return Verdict(
                False, f"{name} goes to {target.name}, but {hand}; say in one line why it may.", needs="override"
            )
        (refused if gate == "refuse" else warned).append(hand)
    if refused:
        return Verdict(False, f"{name} cannot go to {target.name}: {_and(refused)}.")
    warned += warned_limits
    return Verdict(True, lacking=(Lacking(name, f"in {target.name}, but {_and(warned)}"),) if warned else ())


def closed(board: Board, place: str) -> str:
    """Why nothing can come into a workstream or a column, as a sentence; empty where it can."""
    found = board.of(Workstream).get(place) or board.of(Stage).get(place)
    return f"{found.name} is out of use, so nothing can come into it." if found is not None and found.retired else ""


def _into_blocked(board: Board, artefact: Artefact) -> Verdict:
    if board.is_blocked(artefact.id):
        return Verdict(True)
    if artefact.stage is not None and board.of(Stage)[artefact.stage].role == "done":
        stage = board.of(Stage)[artefact.stage].name
        return Verdict(False, f"{called(artefact)} is in {stage}, and what is approved cannot be blocked.")
    return Verdict(False, f"Say who must unblock {called(artefact)} and why, or that it is not stated.", needs="block")


def _asked(board: Board, name: str, source: Stage, target: Stage, *, override: str, reason: str) -> Verdict | None:
    """The one line that a skip or a way back out of a decision asks for, where it was not given."""
    order = [stage.id for stage in sorted(board.of(Stage).values(), key=lambda stage: (stage.rank, stage.id))]
    live = {stage.id for stage in board.open_stages}
    start, end = order.index(source.id), order.index(target.id)
    skipped = [board.of(Stage)[stage].name for stage in order[start + 1 : end] if stage in live]
    if skipped and not override:
        sentence = f"{name} would skip {_and(skipped)} on its way to {target.name}; say in one line why it may."
        return Verdict(False, sentence, needs="override")
    if end < start and source.role in ("decision", "done") and not reason:
        sentence = f"Going back from {source.name} to {target.name} needs a reason in one line."
        return Verdict(False, sentence, needs="reason")
    return None


def first_stage(board: Board) -> Stage | None:
    """Where a new artefact starts: the first stage whose role is backlog, else the first of all."""
    live = board.open_stages
    return next((stage for stage in live if stage.role == "backlog"), live[0] if live else None)


def _is_before(one: Stage, other: Stage) -> bool:
    return (one.rank, one.id) < (other.rank, other.id)


def _gates(board: Board, artefact: Artefact, target: Stage, *, new: bool) -> tuple[list[str], list[str]]:
    """What evidence is missing on the way, told apart by whether its gate refuses or warns."""
    details = board.details
    refused: list[str] = []
    warned: list[str] = []
    if all(gate == "off" for gate in gates(details).values()):
        return refused, warned

    def missing(gate: Gate, words: Iterable[str]) -> None:
        if gate != "off":
            (refused if gate == "refuse" else warned).extend(words)

    source = board.of(Stage).get(artefact.stage or "")
    live = board.open_stages
    entered = {stage.role for stage in live if _between(source, stage, target) or (new and not _is_before(target, stage))}
    if "review" in entered:
        missing(details.gate_version, lacks_first(artefact))
    if "decision" in entered:
        missing(details.gate_outcome, evidence.lacks_outcome(board, artefact))
    if "done" in entered:
        missing(details.gate_decision, evidence.lacks_decision(board, artefact))
    if source is not None and source.role == "done" and target.id != source.id:
        missing(details.gate_change_request, [] if evidence.change_requested(board, artefact) else [NO_REQUEST])
    return refused, warned


def lacks_first(artefact: Artefact) -> list[str]:
    """What is missing before the review stage, each in a few words."""
    first = (("version", artefact.version), ("owner", artefact.owner))
    return [f"no {word} is stated" for word, value in first if not value]


def _between(source: Stage | None, stage: Stage, target: Stage) -> bool:
    """Whether going from source to target enters a stage; from nowhere only the target itself is entered."""
    if source is None:
        return stage.id == target.id
    return _is_before(source, stage) and not _is_before(target, stage)


def _limits(
    board: Board, artefact: Artefact, workstream: str, stage: str, arriving: Arriving
) -> tuple[list[str], list[str]]:
    """Which limits the move would break; standing where it counts already breaks none."""
    refused: list[str] = []
    warned: list[str] = []
    for limit in board.limits:
        if limit.gate == "off" or not _covers(limit, workstream, stage):
            continue
        if artefact.stage is not None and not artefact.retired and _covers(limit, artefact.workstream, artefact.stage):
            continue
        place = (limit.workstream, limit.stage)
        standing = board.standing_in(workstream=limit.workstream, stage=limit.stage) + arriving[place]
        if standing + 1 > limit.most:
            words = f"the limit of {limit.most} in {limit_place(board, limit)} would be passed"
            if limit.gate == "warn":
                words = f"the limit of {limit.most} in {limit_place(board, limit)} is passed"
            (refused if limit.gate == "refuse" else warned).append(words)
    return refused, warned


def limits_passed(board: Board, changes: Iterable[Change]) -> list[str]:
    """The limits beyond which changes take a board, as sentences: undo is not bound by them, but says so."""

    def counts() -> dict[str, int]:
        return {
            limit.id: board.standing_in(workstream=limit.workstream, stage=limit.stage)
            for limit in board.limits
            if limit.gate != "off"
        }

    if not board.limits:
        return []
    before = counts()
    with board.trial(changes):
        now = counts()
        return [
            f"The limit of {limit.most} in {limit_place(board, limit)} is passed."
            for limit in board.limits
            if now.get(limit.id, 0) > max(limit.most, before.get(limit.id, 0))
        ]


def count_arrival(board: Board, arriving: Arriving, artefact: Artefact, workstream: str, stage: str) -> None:
    """Remember that an artefact of the same drop now counts where it goes."""
    for limit in board.limits:
        if _covers(limit, workstream, stage) and not (
            artefact.stage is not None and _covers(limit, artefact.workstream, artefact.stage)
        ):
            arriving[(limit.workstream, limit.stage)] += 1


def _covers(limit: Limit, workstream: str, stage: str) -> bool:
    return limit.workstream in (None, workstream) and limit.stage in (None, stage)


def limit_place(board: Board, limit: Limit) -> str:
    """What a sentence calls the place a limit sits on."""
    lane = board.of(Workstream)[limit.workstream].name if limit.workstream else ""
    stage = board.of(Stage)[limit.stage].name if limit.stage else ""
    return f"{lane}, {stage}" if lane and stage else lane or stage


def gates(details: Details) -> dict[str, Gate]:
    """The board's gates by the name that `configure` knows."""
    return {
        "gate.version": details.gate_version,
        "gate.outcome": details.gate_outcome,
        "gate.decision": details.gate_decision,
        "gate.change-request": details.gate_change_request,
    }


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
