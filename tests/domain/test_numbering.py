"""What number comes next, which time is one, and when two references are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.domain import hours, numbering, references
from mhhs_board.domain.governance import Action, Decision, Meeting
from mhhs_board.domain.invariants import breaches
from mhhs_board.domain.references import counted
from tests.domain import words


@pytest.mark.parametrize(
    ("called", "numbers", "expected"),
    [
        ("DAG", [], "DAG001"),
        ("DAG", ["DAG035"], "DAG036"),
        ("DAG", ["DAG034", "DAG035", "DAG009"], "DAG036"),
        ("DAG", ["DAG099"], "DAG100"),
        ("DAG", ["DAG35"], "DAG36"),
        ("DAG", ["DAG 35", "dag-034"], "DAG 36"),
        ("BPRWG", ["BPRWG 10", "BPRWG 10.1"], "BPRWG 11"),
        ("BPRWG", ["BPRWG 10.1"], "BPRWG 11"),  # it was held after the tenth
        ("DAG", ["PSG040", "DAG pack", "DAG", "DAG1.2.3"], "DAG001"),
        ("DAG", ["DAG035", f"DAG{'9' * 40}"], "DAG036"),
        ("Weekly checkpoint", [], "Weekly checkpoint 1"),
        ("Weekly checkpoint", ["weekly checkpoint 12"], "Weekly checkpoint 13"),
        ("", ["DAG035"], ""),
    ],
)
def test_the_next_meeting_of_a_forum(called: str, numbers: list[str], expected: str) -> None:
    assert numbering.next_meeting(called, numbers) == expected


@pytest.mark.parametrize(
    ("meeting", "refs", "expected"),
    [
        ("DAG035", [], "DAG35-01"),
        ("DAG035", ["DAG35-01"], "DAG35-02"),
        ("DAG035", ["DAG035-01", "dag35-09", "DAG34-11", "DAG350-40"], "DAG35-10"),
        ("DAG035", ["DAG35-099"], "DAG35-100"),
        ("DAG100", [], "DAG100-01"),
        ("BPRWG 10.1", ["BPRWG10-07"], "BPRWG10.1-01"),
        ("BPRWG 10.1", ["BPRWG10.1-07"], "BPRWG10.1-08"),
        ("Weekly checkpoint 3", [], "Weekly checkpoint 3-01"),
        ("", [], ""),
        ("soon", [], ""),
    ],
)
def test_the_next_action_of_a_meeting(meeting: str, refs: list[str], expected: str) -> None:
    assert numbering.next_action(meeting, refs) == expected


@pytest.mark.parametrize(
    ("refs", "expected"),
    [
        ([], "DAG-DEC1"),
        (["DAG-DEC99", "DAG-DEC9", "PSG-DEC200"], "DAG-DEC100"),
        (["DAGDEC7"], "DAG-DEC8"),
        (["DAG-DEC099"], "DAG-DEC100"),
        (["DAG-DAG101"], "DAG-DEC1"),
    ],
)
def test_the_decisions_of_a_forum_are_one_series(refs: list[str], expected: str) -> None:
    assert numbering.next_decision("DAG", refs) == expected


@given(st.lists(st.text(max_size=30) | st.from_regex(r"DAG[0-9]{1,12}(\.[0-9]{1,3})?", fullmatch=True), max_size=8))
def test_what_is_proposed_is_new_and_fits_its_forum(numbers: list[str]) -> None:
    proposed = numbering.next_meeting("DAG", numbers)
    assert numbering.of_forum(proposed, "DAG")
    assert counted(proposed) not in {counted(one) for one in numbers}
    action = numbering.next_action(proposed, numbers)
    assert counted(action) not in {counted(one) for one in numbers}


@pytest.mark.parametrize("same", [("DAG036", "dag 36"), ("DAG-DEC99", "DAGDEC099"), ("IF-051", "IF51"), ("M5", "M 05")])
def test_references_that_are_the_same_where_numbers_count(same: tuple[str, str]) -> None:
    assert counted(same[0]) == counted(same[1])


@pytest.mark.parametrize("other", [("BPRWG 10.1", "BPRWG 101"), ("DAG35-01", "DAG3501"), ("DAG35-1", "DAG3-51"), ("0", "")])
def test_references_that_are_not(other: tuple[str, str]) -> None:
    assert counted(other[0]) != counted(other[1])


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("10:00", 600), ("9.30", 570), ("1pm", 780), ("1:30 p.m.", 810), ("12 am", 0), ("23:59", 1439), ("10", None),
        ("25:00", None), ("10:60", None), ("13pm", None), ("after lunch", None), ("", None), ("1" * 9_000, None),
    ],
)  # fmt: skip
def test_times_of_day(text: str, minute: int | None) -> None:
    assert hours.minutes(text) == minute


def test_places_in_a_recording() -> None:
    assert hours.in_recording("01:35:00") and hours.in_recording("2:02:59")  # noqa: PT018 - one thing
    assert not any(map(hours.in_recording, ("", "01:35", "01:60:00", "1h35", "01:35:00 ", "٠١:٣٥:٠٠")))


def test_as_people_count() -> None:
    numbers = ["BPRWG 11", "BPRWG 10.1", "BPRWG 9", "BPRWG 10", "DAG034", "DAG035", "DAG36"]
    meetings = sorted((Meeting(id=str(at), number=one) for at, one in enumerate(numbers)), key=lambda one: one.order())
    assert [one.number for one in meetings] == [
        "BPRWG 9", "BPRWG 10", "BPRWG 10.1", "BPRWG 11", "DAG034", "DAG035", "DAG36",
    ]  # fmt: skip
    decisions = sorted((Decision(id=one, ref=one) for one in ("DAG-DEC100", "DAG-DEC99", "")), key=lambda one: one.order())
    assert [one.ref for one in decisions] == ["DAG-DEC99", "DAG-DEC100", ""]
    actions = sorted((Action(id=one, ref=one) for one in ("DAG35-10", "DAG35-9")), key=lambda one: one.order())
    assert [one.ref for one in actions] == ["DAG35-9", "DAG35-10"]
    assert references.sort_key("DAG035") < references.sort_key("DAG36")


@pytest.mark.parametrize(
    ("record", "rule"),
    [
        (Meeting(id="m", number="DAG036"), "required forum"),
        (Meeting(id="m", number="DAG036", forum="dag", begins="10:00", ends="9.30"), "against"),
        (Decision(id="d"), "against"),
        (Decision(id="d", ref="DAG-DEC1", recorded="at lunch"), "against"),
    ],
)
def test_what_speaks_against_a_record(record: Meeting | Decision, rule: str) -> None:
    (breach,) = breaches(words.board(record))
    assert breach.rule == rule


def test_a_number_of_another_forum_is_refused_where_it_is_written_and_no_fault_where_it_stands() -> None:
    board = words.board(Meeting(id="m", number="TDWG 4", forum="dag"))
    assert list(breaches(board)) == []
    assert "is no number of a meeting of" in board.of(Meeting)["m"].misnamed(board)


def test_what_speaks_against_nothing() -> None:
    board = words.board(
        Meeting(id="m", number="DAG036", forum="dag", begins="10:00", ends="after lunch"),
        Meeting(id="n", number="BPRWG 10.1", forum="bprwg", begins="10:00", ends="10:00"),
        Meeting(id="o", number="DAG36", forum="dag", retired=words.AT),
        Decision(id="d", ref="DAG-DEC99"),
        Decision(id="e", text="The pilot goes on", follows="d", meeting="m"),
    )
    assert breaches(board) == []
