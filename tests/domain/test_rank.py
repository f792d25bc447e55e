"""Ranks: always room between two, always in order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mhhs_board.domain.rank import DIGITS, between, spread

ranks = st.text(DIGITS, min_size=1, max_size=6).filter(lambda rank: not rank.endswith("0"))


@given(ranks, ranks)
def test_between_two_ranks_lies_between_them(one: str, other: str) -> None:
    if one == other:
        return
    low, high = sorted((one, other))
    middle = between(low, high)
    assert low < middle < high
    assert not middle.endswith("0")


@given(ranks)
def test_there_is_room_before_and_behind_every_rank(rank: str) -> None:
    assert "" < between("", rank) < rank < between(rank, "")


@given(ranks, ranks)
def test_without_room_the_answer_is_just_above_the_lower(one: str, other: str) -> None:
    low, high = max(one, other), min(one, other)
    assert between(low, high) > low


@given(st.one_of(st.just(""), ranks), st.one_of(st.just(""), ranks), st.integers(0, 200))
def test_spread_gives_ascending_ranks_inside_the_bounds(one: str, other: str, count: int) -> None:
    low, high = (one, other) if not other or one < other else (other, one)
    if low == high and low:
        return
    made = spread(low, high, count)
    assert len(made) == count
    assert made == sorted(set(made))
    assert all(low < rank for rank in made)
    assert not high or all(rank < high for rank in made)


@settings(max_examples=30)
@given(st.lists(st.integers(0, 10_000), max_size=150))
def test_a_thousand_insertions_anywhere_stay_in_order(places: list[int]) -> None:
    order: list[str] = []
    for place in places:
        slot = place % (len(order) + 1)
        low = order[slot - 1] if slot else ""
        high = order[slot] if slot < len(order) else ""
        order.insert(slot, between(low, high))
        assert order == sorted(set(order))


def test_appending_keeps_ranks_short() -> None:
    last = ""
    for _ in range(600):
        following = between(last, "")
        assert following > last
        last = following
    assert len(last) <= 12


def test_spread_of_nothing_is_nothing() -> None:
    assert spread("", "", 0) == []
    assert len(max(spread("", "", 1000), key=len)) <= 4


def test_a_rank_from_outside_that_is_none_comes_to_an_end() -> None:
    for high in ("0", "000", "é", "\0", "a0"):
        for low in ("", "0", "é", "a"):
            assert between(low, high) > low or low == "é"
    long = "z" * 100_000
    assert len(between(long, "")) <= len(long) + 12
    assert between(long, "") > long
