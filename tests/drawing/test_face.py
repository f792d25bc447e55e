"""What cards and heads say: the programme's words, gaps named as gaps."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.records import Limit
from mhhs_board.drawing.face import Face, face_of, initials, isolated, lane_heads, signs, stage_heads
from mhhs_board.drawing.grid import Grid
from mhhs_board.operations import blocking, configuring, editing, escalating, moving
from tests import boards


def face(board: Board, lane: str, ref: str, today: date = boards.TODAY) -> Face:
    return face_of(board, signs(board, boards.one(board, lane, ref)), today)


def test_a_title_that_repeats_the_reference_is_said_once() -> None:
    said = face(boards.board_of(), "smart", "Process 4")
    assert (said.ref, said.title) == ("Process 4", "")


def test_what_nobody_stated_is_said_to_be_not_stated() -> None:
    said = face(boards.board_of(), "smart", "Process 2")
    assert said.blocked
    assert said.reason == "reason not stated"
    assert said.kept == "stage not stated"
    assert said.wanted == "who must unblock it is not stated"
    assert said.flag == ""


def test_a_blocked_card_says_why_where_whose_and_to_whom_it_went() -> None:
    board = boards.board_of()
    card = boards.one(board, "smart", "Process 4")
    boards.act(board, blocking.block, ids=[card.id], reason="CSS option not agreed", owner="DCC", needed_by="2026-11-20")
    forum = next(forum.id for forum in board.forums if forum.level == 3)
    boards.act(board, escalating.escalate, artefact=card.id, forum=forum, question="Which?", needed_by="2026-12-08")
    said = face(board, "smart", "Process 4")
    assert said.reason == "CSS option not agreed"
    assert said.kept == "at In Progress"
    assert said.wanted == "needed by 20 Nov, DCC to unblock"
    assert (said.flag, said.stop) == ("Escalated to DAG", "Blocked, overdue")
    assert said.forum == "DAG"


@pytest.mark.parametrize(("day", "age", "band"), [(24, "0 d", 0), (30, "6 d", 0)])
def test_age_counts_days_in_the_stage(day: int, age: str, band: int) -> None:
    said = face(boards.board_of(), "smart", "Process 4", date(2026, 11, day))
    assert (said.age, said.band) == (age, band)


def test_long_ages_are_marked_but_not_on_what_is_approved() -> None:
    board = boards.board_of()
    assert face(board, "smart", "Process 4", date(2026, 12, 8)).band == 1
    assert face(board, "smart", "Process 4", date(2026, 12, 22)).band == 2
    assert face(board, "smart", "Process 1", date(2026, 12, 22)).band == 0


def test_a_late_due_date_comes_first_and_is_marked_without_colour() -> None:
    board = boards.board_of()
    card = boards.one(board, "smart", "Process 4")
    boards.act(board, editing.edit, artefact=card.id, values={"due": "2026-11-10", "version": "0.3"})
    texts = [chip.text for chip in face(board, "smart", "Process 4").chips]
    assert texts[0] == "! Due 10 Nov"
    assert "v0.3" in texts


def test_a_very_long_title_is_looked_at_only_as_far_as_it_can_be_seen() -> None:
    board = boards.board_of()
    card = msgspec.structs.replace(boards.one(board, "smart", "Process 4"), title="word " * 200_000)
    assert len(face_of(board, (card, (), (), None, None), boards.TODAY).title) < 500


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Mary Smith", "MS"), ("Business Analyst 3", "B3"), ("elexon", "E"), ("", ""), ("Anne-Marie Roe", "AR")],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("text", "apart"), [("No API", False), ("Ж 日本", False), ("العربية 2.1", True), ("API עברית", True), ("", False)]
)
def test_only_what_runs_from_right_to_left_is_set_apart(text: str, apart: bool) -> None:
    assert isolated(text) == (f"\u2068{text}\u2069" if apart else text)


def test_a_stage_head_counts_what_stands_there_and_what_is_blocked_of_it() -> None:
    board = boards.board_of()
    card = boards.one(board, "smart", "Process 4")
    boards.act(board, blocking.block, ids=[card.id], not_stated=True)
    heads = stage_heads(board, Grid(board))
    assert heads["in-progress"].count == "4 + 1 blocked"
    assert heads[BLOCKED].count == "2"


def test_a_passed_limit_shows_in_the_head() -> None:
    board = boards.board_of()
    boards.act(board, configuring.configure, values={"limit:L4 Review": "3", "limit:Smart Segment": "9"})
    assert {limit.most for limit in board.of(Limit).values()} == {3, 9}
    head = stage_heads(board, Grid(board))["l4-review"]
    assert head.counts == ("6 of 3 · over the limit", "6 of 3")
    assert head.over
    lane = lane_heads(board, Grid(board))["smart"].limit
    assert lane is not None
    assert not lane.over


def test_a_filtered_head_says_how_many_of_how_many() -> None:
    board = boards.board_of()
    grid = Grid(board, {boards.one(board, "smart", "Process 4").id})
    assert stage_heads(board, grid)["in-progress"].count == "1 of 5"
    assert lane_heads(board, grid)["smart"].words == "1 of 5 shown"


def test_a_lane_head_carries_its_progress() -> None:
    board = boards.board_of()
    head = lane_heads(board, Grid(board))["smart"]
    assert head.words.replace("\N{NO-BREAK SPACE}", " ") == "1 of 5 approved · 1 blocked"
    assert (head.total, head.approved, head.blocked) == (5, 1, 1)


def test_an_override_stays_on_the_card_until_the_next_stage() -> None:
    board = boards.board_of()
    card = boards.one(board, "smart", "Process 5")
    boards.act(board, moving.move, ids=[card.id], stage="l4-review", override="agreed by the chair")
    assert "agreed by the chair" in face(board, "smart", "Process 5").note
    boards.act(board, moving.move, ids=[card.id], stage="dag-review")
    assert face(board, "smart", "Process 5").note == ""
