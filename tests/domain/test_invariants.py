"""What holds of every board: each rule broken by hand, what mends it, and that an entry answers for its own breach alone."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from mhhs_board.domain import invariants
from mhhs_board.domain.board import Board, added, revised
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.invariants import breaches, made_by
from mhhs_board.domain.journal import Change
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import Artefact, Blocker, Escalation, Stage, Workstream
from mhhs_board.operations import configuring
from tests.boards import act, board_of

CARD = Artefact(id="x", ref="U1", title="Read rejections", workstream="smart", stage="backlog")
HELD = Blocker(id="b", artefact="x", since="2026-11-24T08:00:00Z")
ASKED = Escalation(id="e", blocker="b", forum="dag", question="Which?", raised="2026-11-24T08:00:00Z")


@pytest.fixture
def board() -> Board:
    return board_of("l4-bare")


def put(board: Board, *records: Record) -> Board:
    """The board with records added or put in place of others, whatever the rules say."""
    return Board([*{(one.KIND, one.id): one for one in [*board.all_records(), *records]}.values()], board.seq)


def out_of_use(board: Board, record_type: type[Any], record_id: str) -> Record:
    retired: Record = replace(board.of(record_type)[record_id], retired="2026-11-25T08:00:00Z")
    return retired


def test_every_template_is_whole() -> None:
    for name in ("l4", "l4-bare", "empty"):
        assert breaches(board_of(name)) == []


BROKEN: list[tuple[str, list[Any], str, str]] = [
    ("no stage and no blocker", [replace(CARD, stage=None)], "has no stage and no blocker", "move U1 STAGE"),
    ("a retired lane", [CARD, (Workstream, "smart")], "stands in Smart Segment, which is out of use", "--workstream"),
    ("a retired stage", [CARD, (Stage, "backlog")], "stands in Backlog, which is out of use", "move U1 STAGE"),
    ("a retired kept stage", [CARD, HELD, (Stage, "backlog")], "stands in Backlog, which is out of use", "move U1 STAGE"),
    ("blocked and approved", [replace(CARD, stage="approved"), HELD], "what is approved cannot be blocked", "unblock U1"),
    ("open on a closed blocker", [CARD, replace(HELD, closed="2026-11-25T08:00:00Z"), ASKED], "closed", "answer U1 TEXT --from DAG"),
    ("two open on one blocker", [CARD, HELD, ASKED, replace(ASKED, id="f", forum="psg")], "more than one", "answer U1 TEXT"),
    ("a retired forum", [CARD, HELD, ASKED, (Forum, "dag")], "waits for an answer of Design Advisory Group, which", "answer U1"),
    ("ended at no time", [CARD, HELD, replace(ASKED, ended="answered", answer="B")], "nobody knows when", "answer U1"),
    ("the same name", [Workstream(id="two", name="Smart segment", rank="z")], "Two have the same name", "workstream rename"),
    ("above itself", [Forum(id="dag", name="DAG", level=3, parent="psg"), Forum(id="psg", name="PSG", level=2, parent="dag")], "above itself", "forum rename"),
]  # fmt: skip


@pytest.mark.parametrize(("_", "records", "words", "mend"), BROKEN, ids=[case[0] for case in BROKEN])
def test_a_breach_is_told_with_what_mends_it(board: Board, _: str, records: list[Any], words: str, mend: str) -> None:
    broken = put(board, *(out_of_use(board, *one) if isinstance(one, tuple) else one for one in records))
    found = breaches(broken)
    assert found
    assert words in found[0].sentence
    assert mend in found[0].mend
    assert all(breach.sentence.endswith(".") for breach in found)
    # Whatever is broken, nothing is hidden and nothing raises.
    assert {one.id for one in broken.artefacts()} == {one.id for one in broken.of(Artefact).values() if not one.retired}


@pytest.mark.parametrize(
    ("record", "target"),
    [
        (replace(CARD, workstream="gone"), "workstream"),
        (replace(CARD, stage="gone"), "stage"),
        (replace(CARD, kind="gone"), "kind"),
        (replace(HELD, artefact="gone"), "artefact"),
        (replace(ASKED, blocker="gone"), "blocker"),
    ],
)
def test_what_is_named_is_there(board: Board, record: Record, target: str) -> None:
    (found, *_) = made_by(board, [added(record)])
    assert (found.rule, found.place) == (invariants.REFERENCE, (target, "gone"))


def test_an_entry_answers_for_its_own_breach_alone(board: Board) -> None:
    """U1 stands in a lane that is out of use: it may be edited and moved on within it, and another may not come."""
    broken = put(board, CARD, replace(CARD, id="y", ref="U2", workstream="elexon"), out_of_use(board, Workstream, "smart"))
    assert len(breaches(broken)) == 1
    assert made_by(broken, [revised(CARD, owner="DIP")]) == []
    assert made_by(broken, [revised(CARD, stage="in-progress")]) == []
    assert made_by(broken, [revised(CARD, workstream="elexon")]) == []
    (arrival,) = made_by(broken, [revised(broken.artefact("y"), workstream="smart")])
    assert arrival.sentence == "U2 stands in Smart Segment, which is out of use."


def test_retiring_what_holds_something_is_the_breach_of_that_entry(board: Board) -> None:
    held = put(board, CARD, HELD, ASKED)
    for record_type, record_id in ((Workstream, "smart"), (Stage, "backlog"), (Forum, "dag")):
        record = held.of(record_type)[record_id]
        (found,) = made_by(held, [revised(record, retired="2026-11-25T08:00:00Z")])
        assert found.place == (record_type.KIND, record_id)


def test_a_stage_that_becomes_one_of_what_is_done_while_something_in_it_is_blocked(board: Board) -> None:
    held = put(board, CARD, HELD)
    (found,) = made_by(held, [revised(held.of(Stage)["backlog"], role="done")])
    assert found.rule == "done"


def test_trying_changes_leaves_the_board_as_it_was(board: Board) -> None:
    held = put(board, CARD, HELD, ASKED)
    before = (list(held.all_records()), {cell: ids[:] for cell, ids in held._cells.items() if ids})
    made_by(
        held,
        [
            Change("artefact", "x", {"workstream": "smart"}, {"workstream": "elexon"}),
            revised(HELD, closed="2026-11-25T08:00:00Z"),
        ],
    )
    with pytest.raises(Exception, match="not there"):
        made_by(held, [revised(CARD, owner="DIP"), Change("artefact", "gone", {}, {"owner": "x"})])
    assert (list(held.all_records()), {cell: ids for cell, ids in held._cells.items() if ids}) == before


# -- a retired place in use --------------------------------------------------------------------------------------------


def test_a_retired_lane_that_holds_something_is_in_use_until_it_is_empty(board: Board) -> None:
    broken = put(board, CARD, out_of_use(board, Workstream, "smart"))
    names = [lane.name for lane in broken.workstreams]
    assert names[0] == "Smart Segment (out of use)"
    assert [lane.name for lane in board.workstreams][1:] == names[1:]
    assert [one.id for one in broken.artefacts()] == ["x"]
    assert broken.count() == 1
    act(broken, _moved, to="elexon")
    assert [lane.name for lane in broken.workstreams] == names[1:]


def test_a_retired_stage_that_holds_only_what_is_blocked_is_in_use(board: Board) -> None:
    broken = put(board, CARD, HELD, out_of_use(board, Stage, "backlog"))
    assert broken.stages[0].name == "Backlog (out of use)"
    assert broken.columns[0] == "backlog"
    assert configuring.named(broken, "stage")[0].id == "backlog"


def _moved(board: Board, context: Any, *, to: str) -> Any:
    return context.entry("move", [revised(board.artefact("x"), workstream=to)])


def test_what_stands_out_of_use_may_still_be_blocked_and_renamed(board: Board) -> None:
    """Neither makes the breach: the first brings a record that the rules look at, the second another name for it."""
    broken = put(board, CARD, out_of_use(board, Workstream, "smart"))
    assert made_by(broken, [added(HELD)]) == []
    renamed = revised(CARD, ref="U2")
    assert renamed is not None
    assert made_by(broken, [renamed]) == []
    assert len(made_by(put(board, CARD), [added(replace(CARD, id="y", workstream="nowhere"))])) == 1
