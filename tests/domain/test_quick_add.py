"""What a line typed into a cell says, and what of it is the title."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.domain.quick_add import Quick, lines, read

TODAY = date(2026, 11, 24)


def test_every_sign_is_read_and_the_rest_is_the_title() -> None:
    line = 'BP021 Change of Meter @"Business Analyst 3" for half hourly !High due:8 May 2027 +L4 +"late change"'
    assert read(line, TODAY) == Quick(
        title="Change of Meter for half hourly",
        ref="BP021",
        owner="Business Analyst 3",
        priority="High",
        due="8 May 2027",
        labels=("L4", "late change"),
    )


@pytest.mark.parametrize("line", ['x +"css, dip"', "x +css,dip", "x +css +dip", "x +css; +dip"])
def test_labels_stand_apart_as_everywhere(line: str) -> None:
    assert read(line, TODAY).labels == ("css", "dip")


@pytest.mark.parametrize(
    ("line", "ref", "title"),
    [
        ("Process 7", "Process 7", "Process 7"),
        ("Process 7 Register a meter", "Process 7", "Register a meter"),
        ("BP005A: Appointment", "BP005A", "Appointment"),
        ("IF-051 – Flows", "IF-051", "Flows"),
        ("CR044 Consequential change", "CR044", "Consequential change"),
        ("V2 of the method statement", "", "V2 of the method statement"),
        ("step3 of onboarding", "", "step3 of onboarding"),
        ("DAG35 paper", "", "DAG35 paper"),
        ("IR8 scope", "", "IR8 scope"),
        ("Process 7-eleven", "", "Process 7-eleven"),
        ("", "", ""),
    ],
)
def test_a_reference_is_known_by_its_shape(line: str, ref: str, title: str) -> None:
    found = read(line, TODAY)
    assert (found.ref, found.title) == (ref, title)


@pytest.mark.parametrize(
    ("line", "due", "title"),
    [
        ("Draft due:8 May", "8 May", "Draft"),
        ("Draft due:Wed 10 Nov then review", "Wed 10 Nov", "Draft then review"),
        ("Draft due:ASAP please", "ASAP", "Draft please"),
        ('Draft due:"when DAG says so"', "when DAG says so", "Draft"),
        ("Draft due:tomorrow 5 things", "tomorrow", "Draft 5 things"),
        ("Draft due:2027-02-30", "2027-02-30", "Draft"),
        ("Draft due: nothing", "", "Draft due: nothing"),
        ("due:8 May", "8 May", ""),
    ],
)
def test_a_date_needs_no_quotes(line: str, due: str, title: str) -> None:
    found = read(line, TODAY)
    assert (found.due, found.title) == (due, title)


@pytest.mark.parametrize(
    "title",
    ["a@b.example", "C++ and a + b", "Done!", "Why @ all", 'say "+1"', "! urgent", "@(nobody)", "overdue:yes"],
)
def test_what_only_looks_like_a_sign_stays(title: str) -> None:
    assert read(title, TODAY) == Quick(title=title)


def test_a_backslash_makes_a_sign_a_letter() -> None:
    assert read(r"Ask \@home and \due:never", TODAY) == Quick(title="Ask @home and due:never")


def test_the_last_of_a_sign_counts_and_labels_add_up() -> None:
    found = read("x @Ana @Ben !1 !2 +a +b +a", TODAY)
    assert (found.owner, found.priority, found.labels) == ("Ben", "2", ("a", "b"))


def test_only_what_is_stated_goes_on() -> None:
    assert read("Meter !High", TODAY).fields() == {"title": "Meter", "priority": "High"}


@given(st.text(alphabet=st.characters() | st.sampled_from('@!+":\\ due8May'), max_size=200))
def test_any_line_is_read(line: str) -> None:
    found = read(line, TODAY)
    assert all(word in " ".join([line]) or "\\" in line for word in found.title.split())


def test_pasted_lines_lose_their_bullets_and_nothing_else() -> None:
    pasted = "- one\r\n\n  * two  words\n3. three\tBP9\n\n4)\tfour\n-minus\n2027 plan\n   \n"
    assert list(lines(pasted)) == ["one", "two words", "three BP9", "four", "-minus", "2027 plan"]
