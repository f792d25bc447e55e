"""From what a person writes to the record that is meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.domain import names
from mhhs_board.domain.board import BLOCKED
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.records import Artefact, Stage
from tests.domain import words

BOARD = words.some()


@pytest.mark.parametrize(
    ("text", "lane"),
    [
        ("Smart Segment", "smart"),
        ("smart", "smart"),
        ("SMARTSEGMENT", "smart"),
        ("Smart Market Segment", "smart"),
        ("Registration", "reg"),
        ("reg", "reg"),
        ("elexon-central systems", "ecs"),
        ("ums", "ums"),
        ("u", "ums"),
        ("“Smart Segment”", "smart"),
        ("smart\u00a0\u200bseg\u00adment", "smart"),
        ("elexon–central\u2009systems", "ecs"),
    ],
)
def test_a_lane_by_whole_name_short_alias_prefix_or_id(text: str, lane: str) -> None:
    assert names.match(text, BOARD.workstreams).id == lane


@pytest.mark.parametrize(
    "text", ["DAG Review & Approval", "dag review and approval", "DAG-Review", "dagreviewapproval", "DAG"]
)
def test_punctuation_and_the_word_and_do_not_matter(text: str) -> None:
    assert names.match(text, BOARD.stages).id == "dag"


def test_unknown_names_the_nearest() -> None:
    with pytest.raises(Refused, match=r"No workstream is called “Smrt”. Nearest: Smart Segment"):
        names.match("Smrt", BOARD.workstreams)
    with pytest.raises(Refused, match="known are: Business Process; Interface Specification"):
        names.match("zzzzzz", BOARD.kinds)
    with pytest.raises(Refused, match="the board has none yet"):
        names.match("x", [], "kind")
    with pytest.raises(Refused, match="needs a name"):
        names.match(" ", BOARD.workstreams)


@pytest.mark.parametrize("text", ["Closed", "Removed", "Resolved", "Improved", "unblocked", "compliance", "Open", "Done"])
def test_a_word_that_only_shares_letters_with_a_name_is_not_near(text: str) -> None:
    stages = [*BOARD.stages, Stage(id="x", name="Blocked", role="work")]
    assert names.nearest(text, stages) == names.nearest(text, BOARD.kinds) == []


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Aproved", "Approved"),
        ("Bakclog", "Backlog"),
        ("Progress", "In Progress"),
        ("Blokced", "Blocked"),
        ("backlog2", "Backlog"),
    ],
)
def test_a_slip_of_the_fingers_and_a_piece_of_a_name_are_near(text: str, near: str) -> None:
    stages = [*BOARD.stages, Stage(id="x", name="Blocked", role="work")]
    assert names.nearest(text, stages)[:1] == [near]


def test_an_ambiguous_prefix_is_refused_with_the_list() -> None:
    with pytest.raises(Refused, match=r"“A” fits more than one stage: .*Please write more"):
        names.match("A", [*BOARD.stages, Stage(id="x", name="Archived", role="done")])
    assert names.match("Approved", [*BOARD.stages, Stage(id="x", name="Approved later", role="done")]).id == "approved"


def test_blocked_is_a_column_and_no_stage() -> None:
    assert names.match_column("blocked", BOARD) == BLOCKED
    assert names.match_column("L4 Review", BOARD) == "l4"
    with pytest.raises(Refused, match="Backlog; Blocked"):
        names.match_column("B", BOARD)
    assert names.column_name(BLOCKED, BOARD) == "Blocked"
    assert names.column_name("l4", BOARD) == "L4 Working Group Review"
    assert names.column_name(None, BOARD) == "not stated"


def _said(look: Callable[[], object]) -> str:
    """The refusal's sentence, or nothing."""
    try:
        look()
    except Refused as refused:
        return str(refused)
    return ""


@given(st.text(max_size=300))
def test_any_text_matches_or_is_refused_in_one_short_line(text: str) -> None:
    for look in (
        lambda: names.match(text, BOARD.workstreams),
        lambda: names.match_column(text, BOARD),
        lambda: names.find_artefact(BOARD, text),
    ):
        assert _said(look).isprintable()
        assert len(_said(look)) < 500


@pytest.mark.parametrize(
    ("text", "artefact"),
    [("process4", "a3"), ("a2", "a2"), ("Smart:Process 2", "a4"), ("ELEXON: process 2", "a2"), ("no reference HERE", "a7")],
)
def test_an_artefact_by_reference_id_lane_or_title(text: str, artefact: str) -> None:
    assert names.find_artefact(BOARD, text).id == artefact


def test_a_doubled_reference_is_refused_with_what_to_type() -> None:
    with pytest.raises(Refused) as refused:
        names.find_artefact(BOARD, "process 2")
    for typed in ("Registrations:Process 2 (L4 Working Group Review)", "Smart Segment:Process 2 (Blocked)"):
        assert typed in str(refused.value)
        assert names.find_artefact(BOARD, typed.rpartition(" (")[0]).ref == "Process 2"


def test_twice_in_one_lane_only_the_id_tells_them_apart() -> None:
    twice = words.board(
        Artefact(id="one", ref="E2E003", workstream="ecs", stage="l4"),
        Artefact(id="two", ref="E2E003", workstream="ecs", stage="dag"),
    )
    with pytest.raises(Refused, match=r"one \(Elexon Central Systems, L4 Working Group Review\); two \(.*DAG"):
        names.find_artefact(twice, "Elexon:E2E003")


def test_what_is_retired_or_unknown_is_not_found() -> None:
    with pytest.raises(Refused, match="CR044 is retired"):
        names.find_artefact(BOARD, "CR044")
    with pytest.raises(Refused, match="CR044 is retired"):
        names.find_artefact(BOARD, "a6")
    with pytest.raises(Refused, match=r"No artefact is called “IF-052”. Nearest: IF-051"):
        names.find_artefact(BOARD, "IF-052")
    with pytest.raises(Refused, match="by its reference"):
        names.find_artefact(BOARD, "  ")


def test_a_very_long_text_is_cut_in_the_sentence() -> None:
    with pytest.raises(Refused) as refused:
        names.match("x" * 1_000_000, BOARD.workstreams)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize(
    "text", ["TO‑123", "to–123", "Smart:TO\u2212123", "TO\u00a0-123", "An owner\u2019s title", "an owner's  TITLE"]
)
def test_an_artefact_by_what_was_pasted(text: str) -> None:
    for ref, title in (("TO-123", "An owner's title"), ("TO\u2011123", "An owner\u2019s title")):
        board = words.board(Artefact(id="x", ref=ref, title=title, workstream="smart", stage="l4"))
        assert names.find_artefact(board, text).id == "x"
        assert names.find_artefact(board, text).ref == ref


def test_one_reference_drawn_in_two_ways_means_both() -> None:
    board = words.board(
        *(
            Artefact(id=id_, ref=ref, title="T", workstream=id_, stage="l4")
            for id_, ref in (("smart", "A-1"), ("reg", "A–1"))
        )
    )
    with pytest.raises(Refused, match="fits 2 artefacts"):
        names.find_artefact(board, "A−1")
