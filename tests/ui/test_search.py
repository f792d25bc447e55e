"""What a few letters find among many lines, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.ui.search import Lines

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
    return Lines(LINES).best(query, most)


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
    lines = Lines([("", "mxxxxxxxxxxp"), ("", "a mxp")])
    assert lines.best("mp", 5) == [1, 0]


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=30)), max_size=12), st.text(max_size=8))
def test_every_found_line_holds_the_letters_and_every_line_that_holds_the_words_is_found(
    lines: list[tuple[str, str]], query: str
) -> None:
    shown = Lines(lines).best(query, 100)
    assert len(set(shown)) == len(shown)
    assert all(0 <= number < len(lines) for number in shown)
    for number, (first, rest) in enumerate(lines):
        if query and query in rest and not set(query) & set("\n\r\x1f") and query.strip() == query and "  " not in query:
            assert number in shown, (query, first, rest)


def test_a_query_of_a_million_letters_is_cut() -> None:
    assert found("x" * 1_000_000) == []
