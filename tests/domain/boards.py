"""Boards and entries made by hand, and strategies for random ones. No operation is needed to make them."""

from __future__ import annotations

from itertools import count
from typing import Any

import msgspec
from hypothesis import strategies as st

from mhhs_board.domain.board import Board, added, edited, removed
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.journal import Change, Entry
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import Artefact, Blocker, Details, Escalation, Limit, Stage, Workstream

STAGES = (
    Stage(id="backlog", name="Backlog", role="backlog", rank="1"),
    Stage(id="work", name="In Progress", role="work", rank="2", aliases=("WIP", "Doing")),
    Stage(id="done", name="Approved", role="done", rank="3"),
)
LANES = (Workstream(id="smart", name="Smart Segment", rank="1"), Workstream(id="adv", name="Advanced Segment", rank="2"))
FORUMS = (Forum(id="wg", name="BPRWG", level=4, parent="dag"), Forum(id="dag", name="DAG", level=3))


def founding(artefacts: int = 6) -> tuple[Record, ...]:
    """The records of a small board: two lanes, three stages, two forums, a limit, and artefacts in the first stage."""
    return (
        Details(id="board", name="Test board"),
        *LANES,
        *STAGES,
        *FORUMS,
        Limit(id="limit", workstream="smart", stage="work", most=3),
        *(
            Artefact(id=f"a{number}", ref=f"Process {number}", workstream="smart", stage="backlog", rank=f"{number:03}1")
            for number in range(1, artefacts + 1)
        ),
    )


_uids = count(1)


def entry(*changes: Change | None, verb: str = "move", actor: str = "Ann", **header: Any) -> Entry:
    """An entry by hand with a uid of its own."""
    return Entry(
        uid=f"uid{next(_uids)}", verb=verb, actor=actor, changes=tuple(c for c in changes if c is not None), **header
    )


def founding_entry(artefacts: int = 6) -> Entry:
    """The entry that lays out the small board."""
    return entry(*(added(record) for record in founding(artefacts)), verb="new")


_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_rank = st.text("019Aaz", max_size=3)


@st.composite
def changes(draw: st.DrawFn, board: Board, fresh: st.SearchStrategy[str]) -> Change | None:
    """One change that fits a board, of the kinds that alter cells and links; None where it would change nothing."""
    what = draw(
        st.sampled_from(["add", "move", "text", "block", "unblock", "shift", "escalate", "return", "retire", "undo"])
    )
    artefacts = sorted(board.of(Artefact))
    blockers = sorted(board.of(Blocker))
    escalations = sorted(board.of(Escalation))
    lane = draw(st.sampled_from([lane.id for lane in LANES]))
    stage = draw(st.sampled_from([stage.id for stage in STAGES]))
    since = draw(st.sampled_from(["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"]))
    if what == "add" or not artefacts:
        new = Artefact(id=draw(fresh), title=draw(_text), workstream=lane, stage=stage, rank=draw(_rank))
        return None if new.id in board.of(Artefact) else added(new)
    artefact = board.artefact(draw(st.sampled_from(artefacts)))
    if what == "move":
        return edited(artefact, msgspec.structs.replace(artefact, workstream=lane, stage=stage, rank=draw(_rank)))
    if what == "text":
        return edited(
            artefact,
            msgspec.structs.replace(artefact, notes=draw(_text), labels=tuple(draw(st.lists(_text, max_size=2)))),
        )
    if what == "retire":
        return edited(artefact, msgspec.structs.replace(artefact, retired="" if artefact.retired else since))
    if what == "block" or not blockers:
        new_blocker = Blocker(id=draw(fresh), artefact=artefact.id, reason=draw(_text), since=since)
        return None if new_blocker.id in board.of(Blocker) else added(new_blocker)
    blocker = board.of(Blocker)[draw(st.sampled_from(blockers))]
    if what == "unblock":
        return edited(blocker, msgspec.structs.replace(blocker, closed="" if blocker.closed else since))
    if what == "shift":
        return edited(blocker, msgspec.structs.replace(blocker, artefact=artefact.id, since=since))
    if what == "undo":
        used = any(escalation.blocker == blocker.id for escalation in board.of(Escalation).values())
        return None if used else removed(blocker)
    if what == "escalate" or not escalations:
        made = Escalation(id=draw(fresh), blocker=blocker.id, forum="dag", raised=since)
        return None if made.id in board.of(Escalation) else added(made)
    escalation = board.of(Escalation)[draw(st.sampled_from(escalations))]
    return edited(
        escalation,
        msgspec.structs.replace(
            escalation, returned="" if escalation.returned else since, raised=since, blocker=blocker.id
        ),
    )
