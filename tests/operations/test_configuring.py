"""A board's own set-up."""

from __future__ import annotations

import pytest

from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Refused
from mhhs_board.operations.blocking import block
from mhhs_board.operations.configuring import add_named, amend_named, configure, rename, reorder, retire_named, settings
from mhhs_board.operations.moving import move
from tests.boards import act, board_of, one


@pytest.fixture
def board() -> Board:
    return board_of()


def names(records: list) -> list[str]:  # type: ignore[type-arg]
    return [record.name for record in records]


def test_a_workstream_is_added_at_the_end_and_renamed(board: Board) -> None:
    act(board, add_named, kind="workstream", name="Meter to Bank", short="M2B", aliases=["MtB"])
    assert names(board.workstreams)[-1] == "Meter to Bank"
    act(board, rename, kind="workstream", id=board.workstreams[-1].id, name="Metering Changes")
    assert (board.workstreams[-1].name, board.workstreams[-1].short) == ("Metering Changes", "")


def test_a_stage_needs_a_role_and_may_not_be_called_blocked(board: Board) -> None:
    with pytest.raises(Refused, match="backlog, work, review, decision, done"):
        act(board, add_named, kind="stage", name="Published")
    with pytest.raises(Refused, match="column"):
        act(board, add_named, kind="stage", name="Blocked", role="work")


@pytest.mark.parametrize("name", ["Smart", "smart segment", "Smart Market Segment"])
def test_no_two_share_a_name(board: Board, name: str) -> None:
    with pytest.raises(Refused, match="already"):
        act(board, add_named, kind="workstream", name=name)


def test_reorder(board: Board) -> None:
    act(board, reorder, kind="workstream", id="elexon", before="smart")
    assert names(board.workstreams)[:2] == ["Elexon Central Systems", "Smart Segment"]
    act(board, reorder, kind="workstream", id="elexon", before=None)
    assert names(board.workstreams)[-1] == "Elexon Central Systems"
    assert act(board, reorder, kind="workstream", id="elexon", before=None).changes == ()


def test_what_is_in_use_is_not_retired(board: Board) -> None:
    with pytest.raises(Refused, match="still holds 5 artefacts"):
        act(board, retire_named, kind="workstream", id="smart")
    act(board, block, ids=[one(board, "smart", "Process 4").id], reason="x", forum="dag")
    with pytest.raises(Refused, match="1 artefact waits for an answer of Design Advisory Group"):
        act(board, retire_named, kind="forum", id="dag")
    for artefact_id in list(board.cell("unmetered", "backlog")):
        act(board, move, ids=[artefact_id], workstream="smart")
    act(board, retire_named, kind="kind", id="guidance")
    assert "Guidance" not in names(board.kinds)


def test_forums_stand_in_the_order_of_the_ladder(board: Board) -> None:
    levels = [forum.level for forum in board.forums]
    assert levels == sorted(levels, reverse=True)
    assert names(board.forums)[-1] == "Ofgem"


def test_settings_read_back_what_was_set(board: Board) -> None:
    values = {
        "name": "Design board",
        "gate.decision": "warn",
        "limit:In Progress": "6 warn",
        "limit:Smart Segment/Backlog": "2 refuse",
        "limit:Registrations": "9 refuse",
    }
    act(board, configure, values=values)
    assert values.items() <= settings(board).items()
    act(board, configure, values={"limit:In Progress": "off"})
    assert "limit:In Progress" not in settings(board)
    assert act(board, configure, values=settings(board)).changes == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [("gate.version", "maybe"), ("colour", "red"), ("limit:Nowhere", "3"), ("limit:Backlog", "-1"), ("limit:Backlog", "3 maybe"),
     ("limit:Backlog", "99999999"), ("name", "")],
)  # fmt: skip
def test_nonsense_is_refused_whole(board: Board, name: str, value: str) -> None:
    with pytest.raises(Refused):
        act(board, configure, values={"classification": "Public", name: value})
    assert board.details.classification == ""


def test_role_level_parent_and_cadence_are_amended(board: Board) -> None:
    entry = act(board, amend_named, kind="stage", id="backlog", role="work", short="BL")
    stage = board.stages[0]
    assert (entry.verb, stage.role, stage.short, stage.name) == ("stage amend", "work", "BL", "Backlog")
    dag = next(forum for forum in board.forums if forum.id == "dag")
    act(board, amend_named, kind="forum", id="dag", level=2, parent="", cadence="Weekly")
    amended = next(forum for forum in board.forums if forum.id == "dag")
    assert (amended.level, amended.parent, amended.cadence, amended.name) == (2, None, "Weekly", dag.name)
    assert act(board, amend_named, kind="forum", id="dag", level=2, cadence="Weekly").changes == ()
    renamed = act(board, amend_named, kind="forum", id="dag", name="Design Authority", aliases=["DA"])
    assert (renamed.verb, renamed.changes[0].after["aliases"]) == ("forum rename", ["DA"])  # type: ignore[index]


def test_no_forum_is_above_itself(board: Board) -> None:
    below = next(forum for forum in board.forums if forum.parent == "dag")
    with pytest.raises(Refused, match="cannot be above"):
        act(board, amend_named, kind="forum", id="dag", parent=below.id)
    with pytest.raises(Refused, match="cannot be above"):
        act(board, amend_named, kind="forum", id="dag", parent="dag")


def test_no_stage_becomes_done_over_what_is_blocked(board: Board) -> None:
    card = one(board, "smart", "Process 4")
    act(board, block, ids=[card.id], reason="x")
    with pytest.raises(Refused, match="1 blocked artefact, and what is done"):
        act(board, amend_named, kind="stage", id=card.stage, role="done")
    with pytest.raises(Refused, match="backlog, work"):
        act(board, amend_named, kind="stage", id="backlog", role="none")
