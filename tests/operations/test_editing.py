"""Adding, editing, retiring, and what bad text gets."""

from __future__ import annotations

import pytest

from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Conflict, Refused
from mhhs_board.domain.records import Artefact
from mhhs_board.operations.configuring import configure
from mhhs_board.operations.editing import add, add_several, edit, retire
from tests import boards
from tests.boards import act, board_of, one


@pytest.fixture
def board() -> Board:
    return board_of()


@pytest.mark.parametrize("typed", ["css, dip", "css;dip", ["css, dip"], ("css", "dip, css"), " css ,; dip,"])
def test_labels_and_links_stand_apart_however_they_are_given(board: Board, typed: object) -> None:
    for name in ("labels", "links"):
        act(board, add, title="x", ref=name, workstream="smart", **{name: typed})
        assert getattr(one(board, "smart", name), name) == ("css", "dip")


def test_an_artefact_starts_in_the_backlog_at_the_end(board: Board) -> None:
    act(
        board,
        add,
        title="Change of Meter",
        workstream="smart",
        ref="BP009",
        kind="process",
        due="8 May 2027",
        labels="a; b",
    )
    new = one(board, "smart", "BP009")
    assert (new.stage, new.kind, new.due_on, new.labels) == ("backlog", "business-process", "2027-05-08", ("a", "b"))
    assert board.cell("smart", "backlog")[-1] == new.id


def test_a_slot_puts_it_between_others(board: Board) -> None:
    act(board, add, title="First", workstream="elexon", stage="l4-review", slot=0, override="Read already")
    act(board, add, title="Middle", workstream="elexon", stage="l4-review", slot=1, override="Read already")
    titles = [board.artefact(found).title for found in board.cell("elexon", "l4-review")]
    assert titles == ["First", "Middle", "Process 2", "Process 3"]


def test_a_doubled_reference_is_a_warning(board: Board) -> None:
    assert act(board, add, title="Again", workstream="smart", ref="process 4").warnings
    assert not act(board, add, title="Elsewhere", workstream="unmetered", ref="Process 9").warnings


@pytest.mark.parametrize(
    ("title", "words"),
    [("", "empty"), ("   ", "empty"), ("\u202e\u200f", "empty"), ("x" * 1_000_000, "1,000,000 characters")],
)
def test_titles_that_cannot_be_kept(board: Board, title: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        act(board, add, title=title, workstream="smart")


@pytest.mark.parametrize(
    "title", ["=cmd|' /C calc'!A0", "<img src=x onerror=alert(1)>", "**bold** [a](file:///etc/passwd)"]
)
def test_markup_and_formulas_are_kept_as_typed(board: Board, title: str) -> None:
    act(board, add, title=title, workstream="smart", ref="X1")
    assert one(board, "smart", "X1").title == title


def test_controls_bidi_and_lone_surrogates_do_not_get_in(board: Board) -> None:
    act(board, add, title="a\x00b\u202ec\ud800d\te", workstream="smart", ref="X2")
    title = one(board, "smart", "X2").title
    title.encode()
    assert all(letter.isprintable() for letter in title)
    assert title[0] == "a"
    assert title[-1] == "e"


def test_editing_changes_only_what_differs(board: Board) -> None:
    process = one(board, "smart", "Process 4")
    entry = act(board, edit, artefact=process.id, values={"title": "Process 4", "owner": "MS", "kind": ""})
    assert entry.changes[0].after == {"owner": "MS", "kind": None}
    assert board.artefact(process.id).stage_since == process.stage_since


def test_unknown_fields_and_kinds_are_named(board: Board) -> None:
    process = one(board, "smart", "Process 4").id
    with pytest.raises(Refused, match="no field"):
        act(board, edit, artefact=process, values={"colour": "red"})
    with pytest.raises(Refused, match="moving"):
        act(board, edit, artefact=process, values={"stage": "approved"})
    with pytest.raises(Refused):
        act(board, edit, artefact=process, values={"kind": "Nonsense"})


def test_what_somebody_changed_meanwhile_is_a_conflict_by_field(board: Board) -> None:
    process = one(board, "smart", "Process 4").id
    act(board, edit, artefact=process, values={"owner": "Ben"}, actor="Ben")
    with pytest.raises(Conflict, match=r"owner of Process 4.*Ben"):
        act(board, edit, artefact=process, values={"owner": "Ana"}, seen={"owner": ""})
    act(board, edit, artefact=process, values={"version": "1"}, seen={"owner": "", "version": ""})
    assert board.artefact(process).owner == "Ben"


def test_retired_means_off_the_board_and_in_the_history(board: Board) -> None:
    process = one(board, "smart", "Process 4").id
    act(board, retire, ids=[process], reason="merged into BP009")
    assert board.count() == 22
    assert board.of(Artefact)[process].retired
    assert [artefact.id for artefact in board.retired()] == [process]


def test_several_are_one_entry_in_their_order(board: Board) -> None:
    lines = [{"title": "One", "ref": "BP1"}, {"title": "Two", "labels": ("a",)}, {"title": "Three", "due": "ASAP"}]
    entry = act(board, add_several, artefacts=lines, workstream="elexon", stage="l4-review", slot=1, override="Read")
    assert entry.verb == "add"
    assert len(entry.changes) == 3
    titles = [board.artefact(found).title for found in board.cell("elexon", "l4-review")]
    assert titles == ["Process 2", "One", "Two", "Three", "Process 3"]


def test_several_go_all_or_none(board: Board) -> None:
    with pytest.raises(Refused, match="Line 2: The title is empty"):
        act(board, add_several, artefacts=[{"title": "One"}, {"title": " "}], workstream="smart")
    with pytest.raises(Refused, match="500"):
        act(board, add_several, artefacts=[{"title": "x"}] * 501, workstream="smart")
    with pytest.raises(Refused, match="500"):
        act(board, add_several, artefacts=[], workstream="smart")


def test_a_limit_counts_those_added_with_it(board: Board) -> None:
    act(board, configure, values={"limit:Backlog": "6 refuse"})
    here = board.standing_in(stage="backlog")
    fitting = [{"title": f"New {number}"} for number in range(6 - here)]
    with pytest.raises(Refused, match="limit of 6"):
        act(board, add_several, artefacts=[*fitting, {"title": "One too many"}], workstream="smart")
    act(board, add_several, artefacts=fitting, workstream="smart")
    assert board.standing_in(stage="backlog") == 6


def test_a_reference_twice_among_the_new_ones_is_told_once(board: Board) -> None:
    thrice = [{"title": "a", "ref": "BP1"}] * 3
    entry = add_several(board, boards.context(), artefacts=thrice, workstream="smart")
    assert entry.warnings == ("Smart Segment has another artefact with the reference BP1.",)
