"""An issue names further artefacts beside the one it is about; it counts for all of them."""

from __future__ import annotations

import pytest

from mhhs_board.domain import evidence
from mhhs_board.domain.board import Board
from mhhs_board.operations import editing, registering
from tests.boards import act, one
from tests.domain.meeting_boards import put, with_meetings


def lacks(board: Board, artefact: str) -> list[str]:
    return list(evidence.lacks_outcome(board, board.artefact(artefact)))


def test_a_critical_issue_holds_what_it_names_among_others_until_it_is_closed() -> None:
    board, card = with_meetings()
    named = act(board, editing.add, title="Data refresh", ref="IF-051", workstream="smart").changes[0].id
    for about in (card, named):
        put(board, "item", meeting="BPRWG 7", artefact=about, outcome="consensus")
    put(board, "issue", artefact=card, others="IF-051", text="Which day?", priority="High")
    issue = put(board, "issue", ref="ISS-012", others="BP009; if-051", text="Whose register?", priority="Critical")
    assert lacks(board, card) == []
    assert lacks(board, named) == ["issue ISS-012 (critical) is open"]
    told = [getattr(record, "ref", "") or record.called() for record in evidence.concerning(board, board.artefact(named))]
    assert told == ["IF-051 Data refresh", "ISS-012", "Which day?"]
    act(board, registering.edit, kind="issue", id=issue, values={"status": "closed", "resolution": "The supplier's"})
    assert lacks(board, named) == []
    act(board, registering.edit, kind="issue", id=issue, values={"status": "open", "others": "BP009"})
    assert lacks(board, named) == []


def test_an_issue_that_is_about_it_and_names_it_too_is_told_once() -> None:
    board, card = with_meetings()
    put(board, "item", meeting="BPRWG 7", artefact=card, outcome="consensus")
    put(board, "issue", artefact=card, ref="ISS-1", others="Registrations:Process 2", text="Whose?", priority="critical")
    assert lacks(board, card) == ["issue ISS-1 (critical) is open"]


@pytest.mark.parametrize(
    ("others", "meant"),
    [
        ("Registrations:Process 2", {"registrations"}),
        ("Elexon:process 2", {"elexon"}),
        ("Process 2", {"smart", "advanced", "registrations", "unmetered", "elexon"}),
        ("Process 20", set()),
        ("DAG:Process 2", set()),
        (";", set()),
    ],
)
def test_a_reference_means_all_that_have_it_and_with_its_workstream_one(others: str, meant: set[str]) -> None:
    board, _card = with_meetings()
    put(board, "issue", others=others, text="Whose?", priority="Critical")
    lanes = {"smart", "advanced", "registrations", "unmetered", "elexon"}
    assert {lane for lane in lanes if evidence.issues(board, one(board, lane, "Process 2"))} == meant


def test_what_has_no_reference_is_named_by_its_title_and_what_is_retired_counts_no_more() -> None:
    board, _card = with_meetings()
    bare = act(board, editing.add, title="Change of  supplier", workstream="smart").changes[0].id
    issue = put(board, "issue", others="change of supplier", text="Whose?", priority="Critical")
    assert "issue Whose? (critical) is open" in lacks(board, bare)
    act(board, registering.retire, kind="issue", ids=[issue])
    assert lacks(board, bare) == ["no L4 outcome or waiver is recorded"]
