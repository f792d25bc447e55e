"""The changes between two moments, group by group."""

from __future__ import annotations

import msgspec
import pytest

from mhhs_board.domain.board import Board
from mhhs_board.domain.changes import GROUPS, changes_between
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import Artefact, Blocker, Escalation, Kind, Stage, Workstream

FRAME: tuple[Record, ...] = (
    Workstream(id="smart", name="Smart Segment", rank="A"),
    Workstream(id="adv", name="Advanced Segment", rank="B"),
    Stage(id="todo", name="Backlog", rank="A", role="backlog"),
    Stage(id="work", name="In Progress", rank="B", role="work"),
    Stage(id="done", name="Approved", rank="C", role="done"),
    Kind(id="bp", name="Business Process", rank="A"),
    Forum(id="dag", name="Design Advisory Group", short="DAG", level=3),
)
CARD = Artefact(id="p4", ref="Process 4", workstream="smart", stage="work", rank="A", title="Change of agent")
BLOCKER = Blocker(id="b", artefact="p4", reason="No data model", owner="TDWG", since="2026-01-01T00:00:00Z")
ESCALATION = Escalation(id="e", blocker="b", forum="dag", question="Which model?")


def told(old: list[Record], new: list[Record]) -> dict[str, list[dict[str, object]]]:
    """The groups that hold anything."""
    groups = changes_between(Board([*FRAME, *old]), Board([*FRAME, *new]))
    assert tuple(groups) == GROUPS
    return {group: elements for group, elements in groups.items() if elements}


def but(record: Record, **fields: object) -> Record:
    return msgspec.structs.replace(record, **fields)


def test_the_same_board_has_no_changes() -> None:
    assert told([CARD, BLOCKER], [CARD, BLOCKER]) == {}


def test_added_and_retired() -> None:
    found = told([], [CARD])
    assert found == {
        "added": [
            {
                "id": "p4",
                "ref": "Process 4",
                "title": "Change of agent",
                "workstream": "Smart Segment",
                "stage": "In Progress",
                "restored": False,
            }
        ]
    }
    gone = but(CARD, retired="2026-01-02T00:00:00Z")
    assert list(told([CARD], [gone])) == ["retired"]
    assert told([gone], [CARD])["added"][0]["restored"] is True
    assert told([CARD], [])["retired"][0]["note"] == "undone"
    assert told([], [gone]) == {}


@pytest.mark.parametrize(
    ("was", "now", "group"),
    [
        ("todo", "work", "moved"),
        ("work", "todo", "back"),
        ("work", "done", "approved"),
        ("todo", "done", "approved"),
        ("done", "work", "back"),
        (None, "work", "moved"),
    ],
)
def test_a_move_is_told_once(was: str | None, now: str, group: str) -> None:
    blocked = [BLOCKER] if was is None else []
    found = told([but(CARD, stage=was), *blocked], [but(CARD, stage=now, stage_note="agreed"), *blocked])
    assert list(found) == [group]
    (element,) = found[group]
    names = {"todo": "Backlog", "work": "In Progress", "done": "Approved", None: None}
    assert (element["from"], element["to"], element["note"]) == (names[was], names[now], "agreed")


def test_another_workstream_is_a_move() -> None:
    (element,) = told([CARD], [but(CARD, workstream="adv")])["moved"]
    assert (element["from_workstream"], element["workstream"]) == ("Smart Segment", "Advanced Segment")


def test_order_in_a_cell_is_no_news() -> None:
    assert told([CARD], [but(CARD, rank="Z")]) == {}


def test_an_artefact_added_as_approved_is_both() -> None:
    assert list(told([], [but(CARD, stage="done")])) == ["added", "approved"]


def test_blocked_escalated_answered_unblocked() -> None:
    found = told([CARD], [CARD, BLOCKER, ESCALATION])
    assert list(found) == ["blocked", "escalated"]
    assert found["blocked"][0]["reason"] == "No data model"
    assert found["escalated"][0]["to"] == "DAG"
    answered = but(ESCALATION, answer="Model B", returned="2026-01-03T00:00:00Z", ended="answered")
    closed = but(BLOCKER, closed="2026-01-03T00:00:00Z", closing_note="Model B")
    found = told([CARD, BLOCKER, ESCALATION], [CARD, closed, answered])
    assert list(found) == ["unblocked", "answered"]
    assert found["answered"][0]["answer"] == "Model B"
    assert found["unblocked"][0]["still_blocked"] is False


def test_one_of_two_blockers_closed_is_still_blocked() -> None:
    second = but(BLOCKER, id="b2")
    found = told([CARD, BLOCKER, second], [CARD, BLOCKER, but(second, closed="2026-01-03T00:00:00Z")])
    assert found["unblocked"][0]["still_blocked"] is True


def test_edits_name_each_field_with_what_it_said() -> None:
    (element,) = told([CARD], [but(CARD, title="New", kind="bp", labels=("x",), due="ASAP", due_on="")])["edited"]
    assert element["fields"] == {
        "title": ["Change of agent", "New"],
        "kind": [None, "Business Process"],
        "labels": [[], ["x"]],
        "due": ["", "ASAP"],
    }
