"""What a few letters find among many lines, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.ui.finding.search import Lines, Search

LINES = [
    ("BP009", "Registration of a new MPAN"),
    ("BP0091", "Change of supplier"),
    ("IF-051", "Meter reading interface BP009"),
    ("", "Unblock…"),
    ("Process 4", "Process 4 Smart Segment"),
    ("Process 4", "Process 4 Registrations"),
    ("Process 40", "Process 40 Smart Segment"),
]


def found(query: str, most: int = 50) -> list[int]:
    return Search([Lines(LINES)]).best(query, most)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("bp009", [0, 1, 2]),
        ("PROCESS 4", [4, 5, 6]),
        ("process 4 regis", [5]),
        ("smart 4", [4, 6]),
        ("reading meter", [2]),
        ("rgmp", [0]),
        ("unb", [3]),
        ("zz", []),
        ("[", []),
        ("\\", []),
        ("a\nb", [0, 1, 2]),
    ],
)
def test_the_surest_comes_first(query: str, expected: list[int]) -> None:
    assert found(query) == expected


def test_an_empty_query_shows_the_beginning_and_no_more_than_asked() -> None:
    assert found("   ", 3) == [0, 1, 2]
    assert len(found("e", 2)) == 2


def test_letters_close_together_go_before_letters_far_apart() -> None:
    search = Search([Lines([("", "mxxxxxxxxxxp"), ("", "a mxp")])])
    assert search.best("mp", 5) == [1, 0]


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=30)), max_size=12), st.text(max_size=8))
def test_every_found_line_holds_the_letters_and_every_line_that_holds_the_words_is_found(
    lines: list[tuple[str, str]], query: str
) -> None:
    shown = Search([Lines(lines)]).best(query, 100)
    assert len(set(shown)) == len(shown)
    assert all(0 <= number < len(lines) for number in shown)
    for number, (first, rest) in enumerate(lines):
        if query and query in rest and not set(query) & set("\n\r\x1f") and query.strip() == query and "  " not in query:
            assert number in shown, (query, first, rest)


def test_a_query_of_a_million_letters_is_cut() -> None:
    assert found("x" * 1_000_000) == []


WORDS = st.lists(st.sampled_from(["meter", "point", "smart", "BP009", "p", "4", "é", "zz", "a\nb"]), max_size=5).map(
    " ".join
)


@given(
    st.lists(st.tuples(WORDS, WORDS), max_size=30),
    st.integers(0, 30),
    WORDS,
    st.integers(1, 12),
)
def test_typing_finds_at_every_letter_what_a_search_from_the_start_finds(
    lines: list[tuple[str, str]], cut: int, typed: str, most: int
) -> None:
    parts = [Lines(lines[:cut]), Lines(lines[cut:])]
    growing = Search(parts)
    steps = [typed[:end] for end in range(len(typed) + 1)]
    for text in [*steps, *reversed(steps), *steps]:
        fresh = Search(parts).best(text, most)
        assert growing.best(text, most) == fresh == Search([Lines(lines)]).best(text, most)


def test_where_little_is_left_only_that_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[int] = []
    ways = Lines.ways

    def counted(self: Lines, words: list[str]) -> object:
        searched.append(len(self))
        return ways(self, words)

    monkeypatch.setattr(Lines, "ways", counted)
    search = Search([Lines([(f"Process {number}", "xy" if number < 3 else "text") for number in range(5000)])])
    for text in ("xy", "xyz", "xyzz"):
        search.best(text, 50)
    assert searched == [5000, 3, 0]
