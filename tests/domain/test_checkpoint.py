"""The blockers of a checkpoint: which come first, what they say, and what nobody has said."""

from __future__ import annotations

from datetime import date

from mhhs_board.domain import checkpoint
from mhhs_board.domain.board import Board
from mhhs_board.operations import blocking, editing, escalating
from tests.boards import TODAY, act, board_of, one


def blocked(board: Board, lane: str, ref: str, *, day: str = "2026-11-24", **arguments: object) -> str:
    card = one(board, lane, ref)
    act(board, blocking.block, now=f"{day}T08:00:00Z", ids=[card.id], **arguments)
    return card.id


def shown(board: Board, today: date = TODAY) -> list[str]:
    return [f"{row.group}|{row.ref}" for row in checkpoint.rows(board, today)]


def test_the_example_says_that_nothing_is_stated() -> None:
    (row,) = checkpoint.rows(board_of(), TODAY)
    assert (row.ref, row.reason, row.stage, row.forum) == ("Process 2", "", "", "")
    assert row.gaps == ("reason", "who must unblock it", "needed by", "stage")
    words = checkpoint.cells(row, TODAY)
    assert len(words) == len(checkpoint.COLUMNS)
    assert words[checkpoint.REASON] == words[checkpoint.NEEDED] == "not stated"
    assert words[-1] == "Not escalated"


def test_what_is_not_escalated_comes_first_then_the_ladder_upwards() -> None:
    board = board_of("l4")
    blocked(board, "registrations", "Process 4", reason="a", forum="dag", question="Which?")
    blocked(board, "advanced", "Process 4", reason="b", forum="bprwg", question="Which?")
    blocked(board, "elexon", "Process 4", reason="c")
    assert [name for name, _ in checkpoint.grouped(checkpoint.rows(board, TODAY))] == ["Not escalated", "BPRWG", "DAG"]


def test_past_the_day_needed_first_the_longest_first_then_the_oldest() -> None:
    board = board_of("l4-bare")
    for number in range(1, 6):
        act(board, editing.add, title=f"T{number}", ref=f"P{number}", workstream="smart")
    blocked(board, "smart", "P1", day="2026-11-20", reason="young")
    blocked(board, "smart", "P2", day="2026-11-01", reason="old")
    blocked(board, "smart", "P3", day="2026-11-22", reason="late", needed_by="2026-11-23")
    blocked(board, "smart", "P4", day="2026-11-21", reason="later", needed_by="2026-11-10")
    blocked(board, "smart", "P5", day="2026-11-02", reason="in time", needed_by="2026-11-24")
    assert [row.ref for row in checkpoint.rows(board, TODAY)] == ["P4", "P3", "P2", "P5", "P1"]
    late = checkpoint.rows(board, TODAY)[0]
    assert (late.past, late.days) == (14, 3)
    assert checkpoint.cells(late, TODAY)[checkpoint.NEEDED] == "10 Nov · 14 days past"


def test_the_earlier_of_two_days_counts_and_words_without_a_day_are_kept() -> None:
    board = board_of()
    card = blocked(board, "elexon", "Process 4", reason="c", needed_by="2026-12-20")
    act(board, escalating.escalate, artefact=card, forum="dag", question="Which?", needed_by="2026-12-10")
    other = blocked(board, "elexon", "Process 5", reason="d", needed_by="ASAP")
    rows = {row.artefact: row for row in checkpoint.rows(board, TODAY)}
    assert rows[card].needed_on == date(2026, 12, 10)
    assert checkpoint.needed(rows[card], TODAY) == "10 Dec · 16 days left"
    assert (rows[other].needed_by, rows[other].needed_on, rows[other].past) == ("ASAP", None, 0)
    assert checkpoint.needed(rows[other], TODAY) == "ASAP"


def test_an_answered_escalation_no_longer_waits() -> None:
    board = board_of()
    card = blocked(board, "elexon", "Process 4", reason="c", forum="dag", question="Which?")
    waiting = board.open_escalations(card)[0]
    act(board, escalating.answer, escalation=waiting.id, answer="The second.")
    assert shown(board) == ["Not escalated|Process 2", "Not escalated|Process 4"]


def test_every_open_blocker_has_a_row_and_the_counts_are_of_artefacts() -> None:
    board = board_of()
    card = blocked(board, "elexon", "Process 4", reason="first", owner="DIP", needed_by="2026-11-01")
    blocked(board, "elexon", "Process 4", reason="second", owner="DIP", needed_by="2026-11-02", forum="dag")
    found = checkpoint.rows(board, TODAY)
    assert [row.artefact for row in found].count(card) == 2
    told = checkpoint.summary(found)
    assert (told.artefacts, told.blockers, told.escalated, told.past) == (2, 3, 1, 1)
    assert dict(told.gaps) == {"reason": 1, "who must unblock it": 1, "needed by": 1, "stage": 1, "question": 1}
    assert checkpoint.summary_words(told).startswith(
        "2 blocked · 3 blockers · 1 escalated · 1 past the day needed · not stated: "
    )


def test_hidden_and_retired_ones_are_left_out() -> None:
    board = board_of()
    card = blocked(board, "elexon", "Process 4", reason="c")
    assert len(checkpoint.rows(board, TODAY, hides={card}.__contains__)) == 1
    act(board, editing.retire, ids=[card])
    assert shown(board) == ["Not escalated|Process 2"]
