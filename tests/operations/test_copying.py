"""A copy for readers: what stands on the board now, nothing private, no history."""

from __future__ import annotations

import typing

import msgspec
import pytest

from mhhs_board.domain import invariants
from mhhs_board.domain.board import Board, added
from mhhs_board.domain.governance import Forum, Issue, Meeting
from mhhs_board.domain.journal import Entry, canonical
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import Artefact, Blocker, Escalation, Kind, Limit, Stage, View, Workstream
from mhhs_board.exchange import csv_table, html, json_board, markdown
from mhhs_board.operations import blocking, copying, editing, escalating, viewing
from tests import boards
from tests.boards import NOW, one
from tests.exchange.boards import everything

CANARY = "Canary-Zeta"


@pytest.fixture
def board() -> Board:
    """The example."""
    return boards.board_of()


def copy_of(source: Board) -> tuple[Board, bytes]:
    entry = copying.for_readers(Board(), boards.context(), source=source)
    copied = Board()
    copied.apply(msgspec.structs.replace(entry, seq=1))
    return copied, canonical(entry)


def test_what_is_seen_is_copied(board: Board) -> None:
    copied, _ = copy_of(board)
    assert copied.details == msgspec.structs.replace(board.details, readers=1, example=0)
    assert {a.id: a for a in copied.artefacts()} == {a.id: a for a in board.artefacts()}
    assert copied.workstreams == board.workstreams
    assert copied.forums == board.forums


def test_nothing_private_and_no_history_goes_along(board: Board) -> None:
    card, gone = one(board, "smart", "Process 4"), one(board, "smart", "Process 5")

    def run(operation: typing.Any, **arguments: typing.Any) -> None:
        entry = operation(board, boards.context(actor=CANARY), **arguments)
        board.apply(msgspec.structs.replace(entry, seq=board.seq + 1))

    run(editing.edit, artefact=card.id, values={"notes": f"{CANARY} notes"})
    run(editing.edit, artefact=gone.id, values={"title": f"{CANARY} retired"})
    run(editing.retire, ids=[gone.id], reason=CANARY)
    run(blocking.block, ids=[card.id], reason=f"{CANARY} closed")
    run(escalating.escalate, artefact=card.id, forum="dag", question=CANARY)
    run(blocking.unblock, artefact=card.id, note=CANARY, withdraw=CANARY)
    run(viewing.save_view, name=f"{CANARY} view", query="", shared=False)
    copied, entry = copy_of(board)
    assert CANARY.encode() not in entry
    assert gone.id not in copied.of(Artefact)
    assert not [escalation for escalation in copied.of(Escalation).values() if escalation.returned]


NAMES = {"name": f"{CANARY} name", "short": f"{CANARY} short", "aliases": (f"{CANARY} alias",), "retired": NOW}
"""What a place was called that is retired."""


def with_records(board: Board, *records: Record) -> Board:
    return Board([*board.all_records(), *records], board.seq)


def retired(**more: typing.Any) -> list[Record]:
    """A retired record of every kind that has names."""
    return [
        Workstream(id="gone-lane", **NAMES),
        Stage(id="gone-stage", role="work", **NAMES),
        Kind(id="gone-kind", **NAMES),
        Forum(id="gone-forum", cadence=f"{CANARY} cadence", **NAMES),
        Limit(id="gone-limit", workstream="gone-lane", most=3),
        Limit(id="gone-cell", workstream="smart", stage="gone-stage", most=3),
    ]


def test_nothing_retired_is_named_that_nothing_names(board: Board) -> None:
    gone = Artefact(id="gone", title=CANARY, workstream="gone-lane", stage="gone-stage", kind="gone-kind", retired=NOW)
    below = Forum(id="gone-below", parent="gone-forum", **NAMES | {"name": f"{CANARY} below", "short": "", "aliases": ()})
    view = View(id="v", name="Folded", query="is:blocked", folded=("gone-lane", "smart", "gone-stage"))
    source = with_records(board, *retired(), below, gone, view)
    copied, entry = copy_of(source)
    assert CANARY.encode() not in entry
    assert b"gone-" not in entry
    assert copied.of(View)["v"].folded == ("smart",)
    assert not copied.of(Limit)
    assert invariants.breaches(copied) == []
    for write in (csv_table.write, json_board.write, markdown.write, html.write):
        assert CANARY.encode() not in write(everything(copied))


def test_no_list_holds_the_reference_of_a_retired_artefact(board: Board) -> None:
    gone = Artefact(id="gone", ref=f"{CANARY}-9", title="Gone", workstream="smart", stage="backlog", kind="", retired=NOW)
    twice = msgspec.structs.replace(gone, id="twice", ref="BP700")
    stays = msgspec.structs.replace(gone, id="stays", ref="BP700", title="Stays", retired="", links=(gone.ref, "wiki"))
    issue = Issue(id="i", ref="ISS1", text="One", others=("BP700", gone.ref, f" {gone.ref.lower()}"), links=("wiki",))
    copied, entry = copy_of(with_records(board, gone, twice, stays, issue))
    assert (copied.of(Issue)["i"].others, copied.of(Issue)["i"].links) == (("BP700",), ("wiki",))
    assert copied.artefact("stays").links == ("wiki",)
    assert CANARY.lower().encode() not in entry.lower()


@pytest.mark.parametrize(
    ("query", "stays"),
    [
        (f'workstream:"{CANARY} name"', False),
        (f"workstream:{CANARY.lower()}", False),
        ("workstream:canary", False),
        (f"is:blocked {CANARY.upper()} SHORT", False),
        ("stage:gone-stage", False),
        ("workstream:smart is:blocked", True),
        ("", True),
        ("owner:can", True),
    ],
)
def test_a_shared_view_that_names_what_is_left_out_is_left_out(board: Board, query: str, stays: bool) -> None:
    copied, entry = copy_of(with_records(board, *retired(), View(id="v", name="V", query=query)))
    assert ("v" in copied.of(View)) == stays
    assert CANARY.encode() not in entry


def test_what_is_retired_and_named_by_what_stays_stays(board: Board) -> None:
    card, held = one(board, "smart", "Process 4"), one(board, "registrations", "Process 4")
    there = [
        msgspec.structs.replace(card, kind="gone-kind"),
        msgspec.structs.replace(held, workstream="gone-lane", stage="gone-stage"),
        Blocker(id="b", artefact=card.id, since=NOW, raised_by=CANARY),
        Escalation(id="e", blocker="b", forum="gone-below", raised=NOW, raised_by=CANARY),
        Forum(id="gone-below", name="Below", parent="gone-forum", retired=NOW),
    ]
    copied, _ = copy_of(with_records(board, *retired(), *there))
    for record in (Workstream, Stage, Kind):
        assert f"gone-{'lane' if record is Workstream else record.KIND}" in copied.of(record)
    assert {"gone-below", "gone-forum"} <= copied.of(Forum).keys()
    assert {"gone-limit", "gone-cell"} <= copied.of(Limit).keys()
    assert (copied.of(Blocker)["b"].raised_by, copied.of(Escalation)["e"].raised_by) == ("", "")
    assert [breach for breach in invariants.breaches(copied) if breach.rule == invariants.REFERENCE] == []


def test_a_forum_above_one_in_use_stays(board: Board) -> None:
    copied, _ = copy_of(with_records(board, *retired(), Forum(id="low", name="Low", parent="gone-forum")))
    assert "gone-forum" in copied.of(Forum)


def test_a_forum_that_only_a_meeting_names_is_copied_with_what_is_above_it() -> None:
    source = boards.board_of("l4")
    for record in (
        Forum(id="above", name="Above", retired=NOW),
        Forum(id="below", name="Below", short="BLW", parent="above", retired=NOW),
        Meeting(id="m1", number="BLW036", forum="below", day="1 June 2027"),
    ):
        source.apply(Entry(uid="", verb="", actor="", changes=(added(record),)))
    copied, _ = copy_of(source)
    assert {"above", "below"} <= set(copied.of(Forum))
    assert invariants.breaches(copied) == []
