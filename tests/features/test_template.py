"""The board a user starts with is the L4 slide, cell by cell, and every cell of it works."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import Runner, made

STAGES = ("Backlog", "In Progress", "L4 Working Group Review", "DAG Review & Approval", "Approved", "Blocked")
TABLE = {
    "Smart Segment": ("5", "4", "", "3", "1", "2"),
    "Registrations": ("5", "4", "2 3", "1", "", ""),
    "Advanced Segment": ("6", "5", "4", "2", "1", ""),
    "Unmetered Segment": ("3", "2", "1", "", "", ""),
    "Elexon Central Systems": ("5", "4", "2 3", "1", "", ""),
}
"""The slide "Ways of Working" of the Level 4 working group approach; the numbers are those of "Process n"."""

EMPTY = [(lane, column) for lane, row in TABLE.items() for column, cell in zip(STAGES, row, strict=True) if not cell]


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Runner:
    """The example as a named board."""
    return made(capsys, tmp_path)


def cells(board: Runner) -> dict[tuple[str, str], list[str]]:
    """References by workstream and column, in the order of the cell."""
    found: dict[tuple[str, str], list[str]] = {}
    for card in board.cards():
        found.setdefault((card["workstream"], card["column"]), []).append(card["ref"])
    return found


def test_the_thirty_cells_equal_the_slide(board: Runner) -> None:
    expected = {
        (lane, column): [f"Process {number}" for number in cell.split()]
        for lane, row in TABLE.items()
        for column, cell in zip(STAGES, row, strict=True)
        if cell
    }
    assert cells(board) == expected
    assert sum(map(len, expected.values())) == 23
    assert (len(expected), len(EMPTY)) == (21, 9)


def test_nothing_is_invented(board: Runner) -> None:
    (blocked,) = board.cards("is:blocked")
    assert (blocked["workstream"], blocked["ref"], blocked["stage"]) == ("Smart Segment", "Process 2", None)
    assert (blocked["blocked_reason"], blocked["escalated_to"], blocked["age_days"]) == ("", None, None)


@pytest.mark.parametrize(("lane", "column"), EMPTY)
def test_an_empty_cell_takes_a_card_that_stays(board: Runner, lane: str, column: str) -> None:
    taken = next(card for card in board.cards() if card["workstream"] == lane and card["stage"] not in (None, "Approved"))
    more = ["--not-stated"] if column == "Blocked" else ["--override", "for the test"]
    if column != "Blocked" and STAGES.index(column) < STAGES.index(taken["stage"]):
        more += ["--reason", "for the test"]
    board.say("move", taken["id"], column, *more)
    assert cells(board)[lane, column] == [taken["ref"]]
    assert len(board.cards()) == 23


def test_one_lanes_process_2_is_not_anothers(board: Runner) -> None:
    other = board.card("elexon:Process 2")
    board.say("move", "registrations:Process 2", "In Progress")
    assert board.card("registrations:Process 2")["stage"] == "In Progress"
    assert board.card("elexon:Process 2") == other


def test_smarts_process_2_goes_where_its_user_says(board: Runner) -> None:
    assert "not stated" in board.refused("unblock", "smart:Process 2")
    board.say("unblock", "smart:Process 2", "--stage", "DAG Review")
    assert sorted(cells(board)["Smart Segment", "DAG Review & Approval"]) == ["Process 2", "Process 3"]
    board.say("undo")
    assert board.card("smart:Process 2")["stage"] is None
