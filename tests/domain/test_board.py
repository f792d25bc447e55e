"""The board: apply and unapply are inverses, and what is kept up card by card equals what is made anew."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mhhs_board.domain.board import BLOCKED, Board, added, difference, edited, fields_of, record_from, removed, revised
from mhhs_board.domain.errors import Damaged
from mhhs_board.domain.journal import Change, Entry
from mhhs_board.domain.records import Artefact, Blocker, Escalation, Limit, Stage
from tests.domain.boards import changes, entry, founding


def records_of(board: Board) -> dict[tuple[str, str], object]:
    return {(record.KIND, record.id): record for record in board.all_records()}


def indices_of(board: Board) -> tuple[object, ...]:
    cells = {place: cell for place, cell in board._cells.items() if cell}
    blockers = {key: value for key, value in board._blockers.items() if value}
    escalations = {key: value for key, value in board._escalations.items() if value}
    counts = board.blocked_count(), board.escalated_count(), board.blocked_at()
    return cells, blockers, escalations, counts, board.workstreams, board.stages, board.forums


@st.composite
def histories(draw: st.DrawFn) -> tuple[Board, list[Entry]]:
    """A small board and entries of one to four changes that follow from it, each record changed at most once in one."""
    start = Board(founding(4), seq=1)
    board = start.copy()
    fresh = st.integers(0, 10_000).map("n{}".format)
    made: list[Entry] = []
    for _ in range(draw(st.integers(1, 12))):
        step = board.copy()
        chosen: list[Change] = []
        for _ in range(draw(st.integers(1, 4))):
            change = draw(changes(step, fresh))
            if change is None or (change.kind, change.id) in {(old.kind, old.id) for old in chosen}:
                continue
            step.apply(entry(change, seq=step.seq))
            chosen.append(change)
        new = entry(*chosen, seq=board.seq + 1)
        board.apply(new)
        made.append(new)
    return start, made


@settings(max_examples=150, deadline=None)
@given(histories())
def test_apply_keeps_the_indices_that_a_board_made_anew_has(history: tuple[Board, list[Entry]]) -> None:
    board, entries = history
    for one in entries:
        board.apply(one)
        anew = Board(board.all_records(), board.seq)
        assert indices_of(board) == indices_of(anew)
        placed = [artefact_id for cell in board._cells.values() for artefact_id in cell]
        assert board.blocked_count() == sum(map(board.is_blocked, placed))
        assert board.escalated_count() == sum(bool(board.open_escalations(artefact_id)) for artefact_id in placed)
        assert board.seq == one.seq


@settings(max_examples=150, deadline=None)
@given(histories())
def test_unapply_is_the_inverse_of_apply(history: tuple[Board, list[Entry]]) -> None:
    board, entries = history
    states = [(records_of(board), indices_of(board), board.seq)]
    for one in entries:
        board.apply(one)
        states.append((records_of(board), indices_of(board), board.seq))
    for one in reversed(entries):
        assert (records_of(board), indices_of(board), board.seq) == states.pop()
        board.unapply(one)
    assert (records_of(board), indices_of(board), board.seq) == states.pop()


@settings(max_examples=60, deadline=None)
@given(histories())
def test_from_any_moment_to_any_other_it_is_the_board_of_that_moment(history: tuple[Board, list[Entry]]) -> None:
    board, entries = history
    moments = [board.copy()]
    for one in entries:
        board.apply(one)
        moments.append(board.copy())
    for start, first in enumerate(moments):
        for end, last in enumerate(moments):
            between = [one.changes for one in entries[min(start, end) : max(start, end)]]
            moved = first.moved(between if start <= end else reversed(between), last.seq, back=start > end)
            anew = Board(moved.all_records(), moved.seq)
            assert records_of(moved) == records_of(last)
            assert (indices_of(moved), moved.seq) == (indices_of(anew), last.seq)


@settings(max_examples=100, deadline=None)
@given(histories())
def test_the_difference_of_two_moments_leads_from_one_to_the_other(history: tuple[Board, list[Entry]]) -> None:
    board, entries = history
    before = board.copy()
    for one in entries:
        board.apply(one)
    led = before.moved([difference(before, board)], board.seq, back=False)
    assert records_of(led) == records_of(board)
    assert difference(led, board) == []


@settings(max_examples=100, deadline=None)
@given(histories())
def test_every_artefact_that_is_not_retired_stands_in_exactly_one_cell(history: tuple[Board, list[Entry]]) -> None:
    board, entries = history
    for one in entries:
        board.apply(one)
    shown = [artefact.id for artefact in board.artefacts()]
    assert sorted(shown) == sorted(artefact.id for artefact in board.of(Artefact).values() if not artefact.retired)
    assert len(shown) == board.count()
    assert board.count() + len(board.retired()) == len(board.of(Artefact))


def test_a_copy_does_not_follow_the_board_it_was_made_from() -> None:
    board = Board(founding(), seq=1)
    copy = board.copy()
    board.apply(entry(revised(board.artefact("a1"), stage="work"), seq=2))
    assert copy.artefact("a1").stage == "backlog"
    assert copy.cell("smart", "work") == []
    assert (board.seq, copy.seq) == (2, 1)


def test_a_cell_is_ordered_by_rank_and_ties_by_id() -> None:
    cards = [
        Artefact(id=i, workstream="smart", stage="work", rank=r)
        for i, r in (("x", "B"), ("b", "a"), ("a", "a"), ("c", "B1"))
    ]
    board = Board([*founding(0), *cards])
    assert board.cell("smart", "work") == ["x", "c", "a", "b"]  # by code point: capitals before small letters


def test_the_blocked_column_shows_the_oldest_blocker_first_and_a_closed_one_not_at_all() -> None:
    blockers = [
        Blocker(id="b1", artefact="a1", since="2026-03-01T00:00:00Z"),
        Blocker(id="b2", artefact="a2", since="2026-01-01T00:00:00Z"),
        Blocker(id="b3", artefact="a1", since="2025-01-01T00:00:00Z", closed="2025-02-01T00:00:00Z"),
        Blocker(id="b4", artefact="a3", since="2025-01-01T00:00:00Z", closed="2025-02-01T00:00:00Z"),
    ]
    board = Board([*founding(3), *blockers])
    assert board.cell("smart", BLOCKED) == ["a2", "a1"]
    assert board.column_of(board.artefact("a1")) == BLOCKED
    assert board.column_of(board.artefact("a3")) == "backlog"
    assert [blocker.id for blocker in board.blockers("a1")] == ["b3", "b1"]
    assert [blocker.id for blocker in board.open_blockers("a1")] == ["b1"]


def test_limits_count_blocked_artefacts_at_the_stage_they_keep() -> None:
    board = Board([*founding(3), Blocker(id="b", artefact="a1", since="x")])
    assert board.standing_in(stage="backlog") == 3
    assert board.standing_in(workstream="smart") == 3
    assert board.standing_in(workstream="adv", stage="backlog") == 0
    assert len(board.cell("smart", "backlog")) == 2


def test_open_escalations_come_highest_forum_first() -> None:
    board = Board(
        [
            *founding(1),
            Blocker(id="b", artefact="a1", since="x"),
            Escalation(id="e1", blocker="b", forum="wg"),
            Escalation(id="e2", blocker="b", forum="dag"),
            Escalation(id="e3", blocker="b", forum="dag", returned="2026-01-01T00:00:00Z"),
        ]
    )
    assert [escalation.id for escalation in board.open_escalations("a1")] == ["e2", "e1"]


def test_a_blocker_that_is_dated_anew_changes_its_place() -> None:
    board = Board([*founding(1), Blocker(id="b1", artefact="a1", since="1"), Blocker(id="b2", artefact="a1", since="2")])
    board.apply(entry(revised(board.of(Blocker)["b1"], since="3")))
    assert [blocker.id for blocker in board.blockers("a1")] == ["b2", "b1"]


def test_bulk_and_single_changes_give_the_same_board() -> None:
    new = [Artefact(id=f"n{i:05}", workstream="adv", stage="work", rank=f"{i % 7}") for i in range(2100)]
    whole, single = Board(founding()), Board(founding())
    whole.apply(entry(*map(added, new), seq=1))
    for seq, record in enumerate(new, 1):
        single.apply(entry(added(record), seq=seq))
    assert indices_of(whole) == indices_of(single)


@pytest.mark.parametrize(
    "change",
    [
        Change("nonsense", "x", None, {"id": "x"}),
        Change("artefact", "gone", {"stage": "work"}, {"stage": "done"}),
        Change("artefact", "gone", {"id": "gone", "workstream": "smart"}, None),
        Change("artefact", "a1", None, {"id": "a1", "workstream": "smart"}),
        Change("artefact", "new", None, {"id": "new"}),
        Change("artefact", "new", None, {"id": "new", "workstream": 7}),
        Change("artefact", "a1", {"colour": "red"}, {"colour": "blue"}),
    ],
)
def test_a_change_that_does_not_fit_is_damage(change: Change) -> None:
    board = Board(founding())
    with pytest.raises(Damaged):
        board.apply(entry(change))


def test_an_artefact_that_stands_nowhere_is_shown_all_the_same() -> None:
    """However a board came to be like this, it hides nothing; `check` says what mends it."""
    board = Board([*founding(0), Artefact(id="x", workstream="smart")])
    assert board.cell("smart", board.stages[0].id) == ["x"]
    assert [artefact.id for artefact in board.artefacts()] == ["x"]


def test_fields_of_leaves_out_defaults_and_record_from_gives_them_back() -> None:
    artefact = Artefact(id="x", workstream="smart", stage="work", labels=("b", "a"), due="ASAP")
    assert fields_of(artefact) == {"id": "x", "workstream": "smart", "stage": "work", "labels": ["b", "a"], "due": "ASAP"}
    assert record_from("artefact", fields_of(artefact)) == artefact
    assert record_from("stage", fields_of(Stage(id="s", name="S", role="done"))) == Stage(id="s", name="S", role="done")
    assert fields_of(Limit(id="l", gate="warn")) == {"id": "l"}


def test_edited_names_only_what_differs_and_nothing_where_nothing_does() -> None:
    old = Artefact(id="x", workstream="smart", stage="work", labels=("a",))
    assert revised(old, stage="work") is None
    assert revised(old, stage=None, labels=()) == Change(
        "artefact", "x", {"stage": "work", "labels": ["a"]}, {"stage": None, "labels": []}
    )
    assert edited(old, old) is None
    assert removed(old).inverse() == added(old)
