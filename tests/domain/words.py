"""A small board with the programme's names, for the tests of words."""

from __future__ import annotations

from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import Artefact, Blocker, Details, Escalation, Kind, Role, Stage, Workstream

AT = "2024-03-01T09:00:00Z"

STAGES: tuple[tuple[str, str, str, Role], ...] = (
    ("backlog", "Backlog", "", "backlog"),
    ("progress", "In Progress", "", "work"),
    ("l4", "L4 Working Group Review", "L4 Review", "review"),
    ("dag", "DAG Review & Approval", "DAG Review", "decision"),
    ("approved", "Approved", "", "done"),
)


def names() -> list[Record]:
    """Lanes, stages, kinds and forums as in the L4 example."""
    lanes = (
        ("smart", "Smart Segment", "Smart", ("Smart Market Segment",)),
        ("reg", "Registrations", "", ("Registration",)),
        ("adv", "Advanced Segment", "Advanced", ()),
        ("ums", "Unmetered Segment", "Unmetered", ()),
        ("ecs", "Elexon Central Systems", "Elexon", ()),
    )
    forums = (("psg", "PSG", 2, None), ("dag", "DAG", 3, "psg"), ("bprwg", "BPRWG", 4, "dag"), ("tdwg", "TDWG", 4, "dag"))
    return [
        Details(id="board", name="Words"),
        *(Workstream(id=i, name=n, short=s, aliases=a, rank=str(r)) for r, (i, n, s, a) in enumerate(lanes)),
        *(Stage(id=i, name=n, short=s, role=role, rank=str(r)) for r, (i, n, s, role) in enumerate(STAGES)),
        Kind(id="bp", name="Business Process", short="BP", rank="1"),
        Kind(id="if", name="Interface Specification", rank="2"),
        *(Forum(id=i, name=n, level=level, parent=p, rank=str(r)) for r, (i, n, level, p) in enumerate(forums)),
        Forum(id="weekly", name="Weekly checkpoint", level=5, parent="bprwg", rank="9"),
    ]


def board(*more: Record) -> Board:
    """The names and these records."""
    return Board([*names(), *more])


def some() -> Board:
    """A handful of artefacts in several lanes, two of them blocked, one escalated, one retired."""
    return board(
        Artefact(
            id="a1", ref="Process 2", title="Change of supplier", workstream="reg", stage="l4", rank="1", stage_since=AT
        ),
        Artefact(
            id="a2", ref="Process 2", title="Data tables", workstream="ecs", stage="progress", rank="1", stage_since=AT
        ),
        Artefact(
            id="a3",
            ref="Process 4",
            title="Meter reading",
            workstream="smart",
            stage="progress",
            kind="bp",
            owner="Ann Lee",
            priority="High",
            due="8 May",
            due_on="2024-05-08",
            labels=("CSS", "dual fuel"),
            rank="2",
            stage_since="2024-04-01T09:00:00Z",
        ),
        Artefact(id="a4", ref="Process 2", title="Tariff", workstream="smart", stage=None, rank="3", stage_since=AT),
        Artefact(
            id="a5", ref="IF-051", title="Only one", workstream="adv", stage="approved", kind="if", due_on="2024-04-10"
        ),
        Artefact(id="a6", ref="CR044", title="Old", workstream="adv", stage="approved", retired=AT),
        Artefact(id="a7", ref="", title="No reference here", workstream="adv", stage="backlog", rank="1"),
        Blocker(id="b3", artefact="a3", reason="DCC", since="2024-04-02T09:00:00Z", needed_on="2024-05-01"),
        Blocker(id="b4", artefact="a4", since="2024-04-05T09:00:00Z"),
        Escalation(id="e3", blocker="b3", forum="dag", raised="2024-04-03T09:00:00Z", needed_on="2024-04-10"),
    )
