"""A copy for readers: what stands on the board now, nothing private, no history."""

from __future__ import annotations

import typing

import msgspec
import pytest

from mhhs_board.domain.board import Board
from mhhs_board.domain.journal import canonical
from mhhs_board.domain.records import Artefact, Blocker, Details, Escalation, View
from mhhs_board.operations import blocking, copying, editing, escalating, viewing
from tests import boards
from tests.boards import one

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


def test_every_text_of_every_record_was_thought_of() -> None:
    """A new field has to be put here, or among what is private, before it can leave in a copy."""
    known = {
        Details: {"name", "classification", "gate_version", "gate_outcome", "gate_decision", "gate_change_request"},
        Artefact: {
            "ref", "title", "kind", "workstream", "stage", "rank", "owner", "priority", "due", "due_on", "version", "labels",
            "links", "outcome", "decision", "notes", "stage_since", "stage_note", "retired",
        },
        Blocker: {
            "artefact", "reason", "owner", "since", "raised_by", "needed_by", "needed_on", "closed", "closing_note",
        },
        Escalation: {
            "blocker", "forum", "question", "raised", "raised_by", "needed_by", "needed_on", "answer", "returned",
            "ended",
        },
        View: {"name", "short", "aliases", "rank", "retired", "owner", "query", "density", "folded"},
    }  # fmt: skip
    for kind, fields in known.items():
        there = {name for name in kind.__struct_fields__ if name not in ("id", "example", "readers")}
        assert there == fields, kind
    assert {Artefact: ("notes",), Blocker: ("raised_by",), Escalation: ("raised_by",)} == copying.PRIVATE
