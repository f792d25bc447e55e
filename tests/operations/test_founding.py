"""The L4 template against the source: CCDG meeting 22, Ways of Working."""

from __future__ import annotations

from mhhs_board.domain.board import BLOCKED
from tests.boards import board_of

TABLE = {
    "Smart Segment": ["5", "4", "", "3", "1", "2"],
    "Registrations": ["5", "4", "2 3", "1", "", ""],
    "Advanced Segment": ["6", "5", "4", "2", "1", ""],
    "Unmetered Segment": ["3", "2", "1", "", "", ""],
    "Elexon Central Systems": ["5", "4", "2 3", "1", "", ""],
}
HEADS = ["Backlog", "In Progress", "L4 Working Group Review", "DAG Review & Approval", "Approved"]


def test_all_thirty_cells() -> None:
    board = board_of()
    assert [stage.name for stage in board.stages] == HEADS
    grid = {
        lane.name: [
            " ".join(board.artefact(found).ref.removeprefix("Process ") for found in board.cell(lane.id, column))
            for column in board.columns
        ]
        for lane in board.workstreams
    }
    assert grid == TABLE
    assert board.count() == 23
    assert sum(bool(cell) for row in grid.values() for cell in row) == 21


def test_the_blocked_process_says_what_the_source_says_and_no_more() -> None:
    board = board_of()
    (process,) = board.cell("smart", BLOCKED)
    (blocker,) = board.open_blockers(process)
    assert board.artefact(process).stage is None
    assert (blocker.reason, blocker.owner) == ("", "")
    assert board.open_escalations(process) == []


def test_the_bare_template_has_everything_but_artefacts_and_the_empty_one_only_stages() -> None:
    full, bare, empty = board_of("l4"), board_of("l4-bare"), board_of("empty")
    assert bare.count() == 0
    for shared in ("workstreams", "stages", "kinds", "forums"):
        assert getattr(bare, shared) == getattr(full, shared)
    assert empty.stages == full.stages
    assert not empty.workstreams
    assert not empty.forums
