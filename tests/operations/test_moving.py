"""Moving over the grid: one entry, all or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.errors import Conflict, Refused
from mhhs_board.operations.blocking import block, unblock
from mhhs_board.operations.editing import retire
from mhhs_board.operations.moving import move
from tests.boards import act, board_of, one

LATER = "2026-12-01T09:00:00Z"


@pytest.fixture
def board() -> Board:
    return board_of()


def refs(board: Board, workstream: str, column: str) -> list[str]:
    return [board.artefact(found).ref for found in board.cell(workstream, column)]


def test_forward_sets_the_age_back_and_keeps_the_workstream(board: Board) -> None:
    process = one(board, "registrations", "Process 2")
    act(board, move, ids=[process.id], stage="dag-review", now=LATER)
    moved = one(board, "registrations", "Process 2")
    assert (moved.stage, moved.stage_since) == ("dag-review", LATER)
    assert refs(board, "registrations", "dag-review") == ["Process 1", "Process 2"]
    assert refs(board, "elexon", "l4-review") == ["Process 2", "Process 3"], "the other Process 2 stays where it is"


def test_a_slot_is_counted_without_the_moved_ones(board: Board) -> None:
    first, second = board.cell("elexon", "l4-review")
    act(board, move, ids=[first], stage="l4-review", slot=1)
    assert board.cell("elexon", "l4-review") == [second, first]
    act(board, move, ids=[first], stage="l4-review", slot=0)
    assert board.cell("elexon", "l4-review") == [first, second]


@given(st.data())
def test_whatever_goes_to_a_slot_stands_there_in_the_order_given(data: st.DataObject) -> None:
    """Of artefacts out of the cell and into it, together: the others keep their order around them."""
    board = board_of()
    lane, stage = "elexon", "in-progress"
    free = [found.id for found in board.artefacts() if not board.is_blocked(found.id)]
    for _ in range(4):
        ids = data.draw(st.lists(st.sampled_from(free), min_size=1, max_size=4, unique=True))
        slot = data.draw(st.none() | st.integers(-1, 12))
        rest = [found for found in board.cell(lane, stage) if found not in ids]
        place = len(rest) if slot is None else min(max(slot, 0), len(rest))
        wanted = [*rest[:place], *ids, *rest[place:]]
        if slot is not None or set(ids).isdisjoint(board.cell(lane, stage)):
            changes = act(board, move, ids=ids, workstream=lane, stage=stage, slot=slot, reason="r", override="o").changes
            assert board.cell(lane, stage) == wanted
            assert {change.id for change in changes} <= set(ids)


def test_order_alone_leaves_the_age(board: Board) -> None:
    first = board.cell("elexon", "l4-review")[0]
    since = board.artefact(first).stage_since
    act(board, move, ids=[first], stage="l4-review", slot=1, now=LATER)
    assert board.artefact(first).stage_since == since


def test_dropped_where_it_stands_nothing_is_written(board: Board) -> None:
    first = board.cell("elexon", "l4-review")[0]
    assert act(board, move, ids=[first], stage="l4-review", slot=0).changes == ()
    assert act(board, move, ids=[first], stage="l4-review").changes == ()


def test_several_go_in_the_order_given_or_not_at_all(board: Board) -> None:
    ids = [one(board, lane, "Process 4").id for lane in ("smart", "registrations")]
    act(board, move, ids=ids, workstream="unmetered", stage="in-progress", slot=0)
    assert board.cell("unmetered", "in-progress")[:2] == ids
    mixed = [one(board, "smart", "Process 5").id, one(board, "smart", "Process 1").id]
    with pytest.raises(Refused):
        act(board, move, ids=mixed, stage="in-progress")
    assert one(board, "smart", "Process 5").stage == "backlog"


def test_another_workstream_writes_its_own_note(board: Board) -> None:
    entry = act(board, move, ids=[one(board, "smart", "Process 4").id], workstream="elexon", stage="l4-review")
    assert entry.note == "From Smart Segment to Elexon Central Systems."


def test_override_and_reason_stay_on_the_card_until_the_next_stage(board: Board) -> None:
    process = one(board, "smart", "Process 5")
    with pytest.raises(Refused) as refusal:
        act(board, move, ids=[process.id], stage="l4-review")
    assert refusal.value.needs == "override"
    entry = act(board, move, ids=[process.id], stage="l4-review", override="agreed at the checkpoint")
    assert entry.note == "agreed at the checkpoint"
    assert board.artefact(process.id).stage_note == "agreed at the checkpoint"
    act(board, move, ids=[process.id], stage="dag-review")
    assert board.artefact(process.id).stage_note == ""


def test_out_of_the_blocked_column_onto_the_kept_stage_unblocks(board: Board) -> None:
    process = one(board, "smart", "Process 4")
    act(board, block, ids=[process.id], reason="no agreement")
    assert board.column_of(board.artefact(process.id)) == BLOCKED
    assert not act(board, move, ids=[process.id], stage="in-progress").changes
    act(board, move, ids=[process.id], stage="in-progress", unblock=True, now=LATER)
    moved = board.artefact(process.id)
    assert (board.column_of(moved), moved.stage_since) == ("in-progress", process.stage_since)
    assert not board.is_blocked(process.id)


def test_out_of_the_blocked_column_elsewhere_is_judged_from_the_kept_stage(board: Board) -> None:
    process = one(board, "smart", "Process 4")
    act(board, block, ids=[process.id], reason="no agreement")
    for stage in ("dag-review", "l4-review"):
        with pytest.raises(Refused, match="is blocked, so it cannot go forward") as refusal:
            act(board, move, ids=[process.id], stage=stage, override="Agreed")
        assert refusal.value.needs == "unblock"
    with pytest.raises(Refused) as refusal:
        act(board, move, ids=[process.id], stage="dag-review", unblock=True)
    assert refusal.value.needs == "override"
    assert board.is_blocked(process.id)
    entry = act(board, move, ids=[process.id], stage="l4-review", unblock=True)
    assert {change.kind for change in entry.changes} == {"artefact", "blocker"}
    assert board.column_of(board.artefact(process.id)) == "l4-review"


def test_a_blocked_one_may_change_its_lane_and_stays_blocked(board: Board) -> None:
    process = one(board, "smart", "Process 2")
    act(board, move, ids=[process.id], workstream="elexon")
    assert board.cell("elexon", BLOCKED) == [process.id]


def test_a_stage_not_stated_is_stated_by_the_drop(board: Board) -> None:
    process = one(board, "smart", "Process 2")
    act(board, move, ids=[process.id], stage="dag-review", now=LATER)
    assert (board.artefact(process.id).stage, board.artefact(process.id).stage_since) == ("dag-review", LATER)


def test_what_somebody_retired_meanwhile_cannot_move(board: Board) -> None:
    process = one(board, "smart", "Process 4")
    act(board, retire, ids=[process.id])
    with pytest.raises(Conflict, match="Process 4 is no longer on the board"):
        act(board, move, ids=[process.id], stage="l4-review")


def test_unblock_with_another_stage_obeys_the_same_rules(board: Board) -> None:
    process = one(board, "smart", "Process 4")
    act(board, block, ids=[process.id], reason="x")
    with pytest.raises(Refused) as refusal:
        act(board, unblock, artefact=process.id, stage="approved")
    assert refusal.value.needs == "override"
