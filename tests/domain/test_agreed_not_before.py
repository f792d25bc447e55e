"""What is agreed and cannot be done before a milestone is found from the records alone, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest

from mhhs_board.domain.board import Board
from mhhs_board.domain.milestones import no_earlier_than
from mhhs_board.domain.query import query
from mhhs_board.operations import editing
from tests.boards import TODAY, act, board_of
from tests.domain.meeting_boards import put

LIST = "decided:agreed not-before:M10"
SEATS = ("Elexon", "DNO", "RECCo", "Large Supplier", "Small Supplier")


def change_request(board: Board, ref: str, **values: Any) -> str:
    fields = {"title": f"What {ref} changes", "ref": ref, "workstream": "smart", "kind": "Change Request", **values}
    return act(board, editing.add, **fields).changes[0].id


def spoken(board: Board, card: str, *positions: dict[str, str], meeting: str = "DAG035") -> None:
    item = put(board, "item", meeting=meeting, artefact=card, purpose="decision")
    for seat, said in zip(SEATS, positions, strict=False):
        put(board, "position", item=item, **{"seat": seat, **said})


def met() -> tuple[Board, dict[str, str]]:
    """The change requests of a meeting as it was, with a later one that approved, two more, and three that are not meant."""
    board = board_of("l4-bare")
    put(board, "milestone", name="M10", day="7 March 2025")
    put(board, "milestone", name="M9", day="1 October 2024")
    put(board, "meeting", number="DAG035", forum="DAG", day="10 April 2024", status="held")
    put(board, "meeting", number="PSG041", forum="PSG", day="1 May 2024", status="held")
    cards = {ref: change_request(board, ref) for ref in ("CR044", "CR045", "CR046", "CR050", "CR051", "CR052", "CR053")}
    late, yes = {"timing": "not before", "not_before": "M10"}, {"support": "yes"}
    spoken(board, cards["CR044"], {**yes, **late}, {**yes, **late}, yes, {"support": "if", "condition": "it is tested"})
    spoken(board, cards["CR045"], yes, yes, yes, {"words": "Urgent"}, {"support": "no", **late})
    spoken(
        board,
        cards["CR046"],
        {**yes, "timing": "feasible"},
        {"words": "Low impact"},
        yes,
        {"support": "no", "blocking": "yes", **late},
    )
    spoken(board, cards["CR051"], {**yes, "timing": "not before", "not_before": "M11"})
    spoken(board, cards["CR052"], {**yes, **late})
    spoken(board, cards["CR053"], {**yes, "timing": "not before", "not_before": "M9"})
    for who, feasible in (("A", "no"), ("B", "no"), ("C", "yes"), ("D", "")):
        put(board, "assessment", artefact=cards["CR050"], who=who, supports="yes", feasible=feasible)
    for ref in ("CR044", "CR045", "CR050", "CR051", "CR053"):
        put(board, "decision", meeting="DAG035", artefact=cards[ref], decided="recommend", text="Yes")
    put(board, "decision", meeting="DAG035", artefact=cards["CR046"], decided="approve", text="Yes")
    put(board, "decision", meeting="DAG035", artefact=cards["CR052"], decided="reject", text="No")
    put(board, "decision", meeting="PSG041", artefact=cards["CR045"], decided="approve", text="Yes")
    return board, cards


def found(board: Board, text: str) -> list[str]:
    test = query.parse(text).matcher(board, TODAY, "")
    return sorted(one.ref for one in board.artefacts() if test(one))


def test_the_list_is_complete_from_data_alone_and_holds_nothing_else() -> None:
    board, _cards = met()
    assert found(board, LIST) == ["CR044", "CR045", "CR050", "CR051"]
    assert found(board, "decided:recommend not-before:M10") == ["CR044", "CR050", "CR051"], "as it was"
    assert found(board, "decided:agreed") == ["CR044", "CR045", "CR046", "CR050", "CR051", "CR053"]
    assert found(board, "decided:agreed not-before:M11") == ["CR051"]
    assert found(board, "decided:agreed not-before:M9") == ["CR044", "CR045", "CR050", "CR051", "CR053"]


@pytest.mark.parametrize(
    ("feasible", "late", "matches"), [(0, 1, True), (1, 1, True), (2, 1, False), (2, 2, True), (1, 0, False), (0, 0, False)]
)
def test_at_least_as_many_say_not_before_as_feasible(feasible: int, late: int, matches: bool) -> None:
    board, _cards = met()
    card = change_request(board, "CR060")
    said = [{"support": "yes", "timing": "feasible"}] * feasible
    said += [{"support": "yes", "timing": "not before", "not_before": "M10"}] * late
    spoken(board, card, *said, {"timing": "no view"})
    assert ("CR060" in found(board, "not-before:M10")) is matches


def test_where_it_is_as_many_who_blocks_the_change_does_not_count() -> None:
    board, _cards = met()
    late = {"timing": "not before", "not_before": "M10"}
    for ref, objector in (("CR061", {"support": "no"}), ("CR062", {"blocking": "yes"}), ("CR063", {"support": "if"})):
        card = change_request(board, ref)
        spoken(board, card, {"support": "yes", "timing": "feasible"}, {**objector, "condition": "it is", **late}
               if objector.get("support") == "if" else {**objector, **late})  # fmt: skip
    assert found(board, "not-before:M10 CR06") == ["CR061", "CR063"], "not to support it before is a view on timing"


def test_the_latest_of_a_seat_counts_and_a_view_on_timing_comes_before_every_assessment() -> None:
    board, cards = met()
    put(board, "meeting", number="DAG036", forum="DAG", day="8 May 2024")
    spoken(board, cards["CR051"], {"support": "yes", "timing": "feasible"}, meeting="DAG036")
    assert "CR051" not in found(board, LIST)
    spoken(board, cards["CR050"], {"support": "yes", "timing": "no view"}, meeting="DAG036")
    assert "CR050" in found(board, LIST), "no view is none"
    put(board, "position", item="DAG036:1", seat="DNO", timing="feasible")
    spoken(board, cards["CR050"], {"support": "yes", "timing": "feasible"}, meeting="DAG036")
    assert "CR050" not in found(board, LIST)


def test_assessments_are_asked_about_the_artefacts_own_milestone() -> None:
    board, _cards = met()
    early = change_request(board, "CR070", milestone="M9")
    put(board, "assessment", artefact=early, who="A", supports="yes", feasible="no")
    assert "CR070" not in found(board, "not-before:M10")
    assert "CR070" in found(board, "not-before:M9")


def test_not_before_without_saying_what_is_not_before_its_own_milestone() -> None:
    board, _cards = met()
    for ref, milestone in (("CR071", ""), ("CR072", "M9")):
        card = change_request(board, ref, **({"milestone": milestone} if milestone else {}))
        spoken(board, card, {"support": "yes", "timing": "not before"})
    assert found(board, "not-before:M10 CR07") == ["CR071"]


@pytest.mark.parametrize(
    ("asked", "said", "is_no_earlier"),
    [
        ("M10", "M10", True),
        ("m10", "M 10", True),
        ("M10", "M010 (central systems)", True),
        ("M10", "M11", True),
        ("M10", "M9", False),
        ("M2", "M10", True),
        ("M1", "M10", True),
        ("M10", "IR8.x", False),
        ("IR8", "IR8.x", True),
        ("IR8", "IR9", True),
        ("IR8", "IR7.2", False),
        ("after go", "After go-live", True),
        ("M10", "early 2025", False),
        ("M10", "8 March 2025", True),
        ("M10", "6 March 2025", False),
        ("2025-03-07", "M10", True),
        ("M12", "M11", True),
        ("M11", "M12", False),
    ],
)
def test_milestones_are_compared_by_day_else_by_number(asked: str, said: str, is_no_earlier: bool) -> None:
    board, _cards = met()
    put(board, "milestone", name="M12", day="1 June 2025")
    put(board, "milestone", name="M11", day="1 July 2025")
    assert no_earlier_than(board, asked)(said) is is_no_earlier
