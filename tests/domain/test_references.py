"""References: the same to a reader, sorted as people count, told apart by shape."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.domain import references

AS_PEOPLE_COUNT = [
    "BP5", "BP005A", "BP6", "CR044", "DAG10-02", "DAG10.1-02", "DAG35-01", "DAG35-10", "DAG-DEC99", "DAG-DEC100",
    "E2E003", "Process 2", "Process 10", "Process 11a", "",
]  # fmt: skip


def test_sorted_as_people_count() -> None:
    mixed = AS_PEOPLE_COUNT.copy()
    random.Random(1).shuffle(mixed)
    expected = [ref for ref in AS_PEOPLE_COUNT if not ref.startswith("DAG")]
    assert [ref for ref in sorted(mixed, key=references.sort_key) if not ref.startswith("DAG")] == expected
    decisions = [ref for ref in sorted(mixed, key=references.sort_key) if "DEC" in ref]
    assert decisions == ["DAG-DEC99", "DAG-DEC100"]
    actions = [ref for ref in sorted(mixed, key=references.sort_key) if ref.startswith("DAG") and "DEC" not in ref]
    assert actions == ["DAG10-02", "DAG10.1-02", "DAG35-01", "DAG35-10"]


@given(st.lists(st.text()))
def test_any_texts_sort(texts: list[str]) -> None:
    backwards = texts[::-1]
    assert sorted(backwards, key=references.sort_key) == sorted(texts, key=references.sort_key)


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_sort_by_value(one: int, other: int) -> None:
    by_text = references.sort_key(f"DEC{one}") < references.sort_key(f"dec {other}")
    if one != other:
        assert by_text == (one < other)


def test_case_and_spaces_do_not_matter() -> None:
    assert references.normal(" process  4") == references.normal("Process 4") == references.normal("PROCESS4")
    assert references.normal("Process 4") != references.normal("Process 40")


@pytest.mark.parametrize(
    ("text", "sort", "number", "suffix"),
    [
        ("Process 4", "artefact", 4, ""),
        ("BP005A", "artefact", 5, "A"),
        ("E2E003", "artefact", 3, ""),
        ("IF-051", "artefact", 51, ""),
        ("CR044", "change request", 44, ""),
        ("DAG-DEC100", "decision", 100, ""),
        ("ISS-0012", "issue", 12, ""),
        ("DIN-7", "notice", 7, ""),
        ("IR7.2", "release", 7, ".2"),
        ("IR8.x", "release", 8, ".X"),
        ("DAG 10.1", "meeting", 0, ""),
        ("dag035", "meeting", 0, ""),
    ],
)
def test_told_apart_by_shape(text: str, sort: str, number: int, suffix: str) -> None:
    found = references.parse(text)
    assert found is not None
    assert (found.sort, found.number, found.suffix, found.text) == (sort, number, suffix, text)


def test_an_action_names_its_meeting() -> None:
    found = references.parse("DAG10.1-02")
    assert found is not None
    assert (found.sort, found.forum, found.meeting, found.number) == ("action", "DAG", "10.1", 2)


@pytest.mark.parametrize("text", ["", "ASAP", "see minutes", "-", "9" * 5000])
def test_other_text_is_no_reference(text: str) -> None:
    assert references.parse(text) is None


@pytest.mark.parametrize(
    "pasted", ["CR\u2011044", "cr\u2013044", "CR \u2212 044", "C\u00adR-044", "CR-\u200b044\u00a0", "ＣＲ－０４４"]
)
def test_a_reference_that_was_pasted_is_the_one_that_was_typed(pasted: str) -> None:
    assert references.normal(pasted) == references.normal("CR-044")
    assert references.sort_key(pasted)[0] == references.sort_key("CR-044")[0]
    known = references.parse(pasted)
    assert known is not None
    assert (known.sort, known.number) == ("change request", 44)
