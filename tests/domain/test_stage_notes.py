"""Every line that was given with a move stays with its record, whatever comes after."""

from __future__ import annotations

import msgspec
import pytest

from mhhs_board.domain import evidence, stage_notes
from mhhs_board.domain.board import Board
from mhhs_board.exchange import csv_table, json_board
from mhhs_board.operations import blocking, editing, moving
from mhhs_board.operations.importing.importing import import_rows
from mhhs_board.operations.undoing import undo
from tests.boards import act, board_of, one
from tests.exchange.boards import lossless
from tests.zones import noon

MORNING, EVENING, NEXT = noon("2026-11-23"), noon("2026-11-24"), noon("2026-11-25")


def sentences(board: Board, card: str) -> list[str]:
    return [note.sentence for note in stage_notes.of(board, board.artefact(card))]


def skipped() -> tuple[Board, str]:
    """A card that skipped from Backlog to the L4 review, went on, and was taken back out of Approved."""
    board = board_of()
    card = one(board, "registrations", "Process 5").id
    act(board, moving.move, now=MORNING, ids=[card], stage="l4-review", override="Asked for by the chair")
    act(board, moving.move, now=MORNING, ids=[card], stage="dag-review")
    act(board, moving.move, now=EVENING, ids=[card], stage="approved", override="Ben is away")
    act(board, moving.move, now=NEXT, ids=[card], stage="in-progress", reason="A gap · and more")
    return board, card


def test_all_of_them_in_their_order_with_day_stage_and_what_they_are() -> None:
    board, card = skipped()
    told = [
        "Override, to L4 Working Group Review on 23 November 2026: Asked for by the chair",
        "Override, to Approved on 24 November 2026: Ben is away",
        "Reason, to In Progress on 25 November 2026: A gap · and more",
    ]
    assert sentences(board, card) == told
    assert stage_notes.sort_of(board.artefact(card)) == "reason"
    act(board, moving.move, now=NEXT, ids=[card], stage="l4-review")
    assert sentences(board, card) == told, "none is given for that, and none goes"
    assert stage_notes.sort_of(board.artefact(card)) == ""


def test_nothing_is_said_of_a_card_that_went_step_by_step() -> None:
    board = board_of()
    card = one(board, "registrations", "Process 4").id
    act(board, moving.move, ids=[card], stage="l4-review")
    assert sentences(board, card) == []
    assert board.artefact(card).stage_notes == ""
    assert not evidence.exceptional(board, board.artefact(card))


def test_one_that_is_added_further_on_and_one_that_is_unblocked_further_on() -> None:
    board = board_of()
    entry = act(board, editing.add, title="New", workstream="smart", stage="l4-review", override="It was there before")
    assert sentences(board, entry.changes[0].id) == [
        "Override, to L4 Working Group Review on 24 November 2026: It was there before"
    ]
    card = one(board, "registrations", "Process 5").id
    act(board, blocking.block, ids=[card], reason="No API")
    act(board, blocking.unblock, artefact=card, stage="l4-review", override="There is one now")
    assert sentences(board, card) == ["Override, to L4 Working Group Review on 24 November 2026: There is one now"]


def test_undo_takes_the_last_one_away() -> None:
    board, card = skipped()
    entry = act(board, moving.move, now=NEXT, ids=[card], stage="dag-review", override="No more time")
    assert len(sentences(board, card)) == 4
    act(board, undo, entry=entry, later=lambda *_: [])
    assert len(sentences(board, card)) == 3


def test_a_board_of_before_has_the_last_one_and_keeps_it_at_the_next_move() -> None:
    board = board_of()
    card = one(board, "registrations", "Process 5")
    old = msgspec.structs.replace(card, stage_note="agreed at the checkpoint", stage_since=MORNING)
    board = Board([old if record.id == card.id else record for record in board.all_records()])
    told = "Noted, to Backlog on 23 November 2026: agreed at the checkpoint"
    assert sentences(board, card.id) == [told]
    assert stage_notes.sort_of(old) == "noted"
    act(board, moving.move, now=NEXT, ids=[card.id], stage="in-progress")
    assert sentences(board, card.id) == [told]
    assert stage_notes.sort_of(board.artefact(card.id)) == ""


def test_an_import_that_moves_a_card_takes_none_away() -> None:
    board, card = skipped()
    exported = csv_table.write(lossless(board)).decode()
    rows = csv_table.read(exported.replace("In Progress,", "L4 Working Group Review,").encode()).rows
    act(board, import_rows, rows=rows, now=NEXT)
    assert board.artefact(card).stage == "l4-review"
    assert len(sentences(board, card)) == 3


@pytest.mark.parametrize("format", [csv_table, json_board])
def test_they_go_along_into_another_board(format: object) -> None:
    board, card = skipped()
    data = format.write(lossless(board))  # type: ignore[attr-defined]
    copy = board_of("l4-bare")
    act(copy, import_rows, rows=format.read(data).rows)  # type: ignore[attr-defined]
    assert sentences(copy, card) == sentences(board, card)
    again = format.read(format.write(lossless(copy))).rows  # type: ignore[attr-defined]
    assert not act(copy, import_rows, rows=again).changes


@pytest.mark.parametrize("kept", ["anything", "a · b", "2026 · override", " · override ·  · x", "–"])
def test_what_a_file_brought_that_is_none_is_its_words(kept: str) -> None:
    board = board_of()
    card = msgspec.structs.replace(one(board, "smart", "Process 4"), stage_notes=kept, stage_note="")
    (note,) = stage_notes.of(board, card)
    assert note.words in kept
    again = msgspec.structs.replace(card, stage_notes=stage_notes.kept(board, card, "approved", NEXT))
    assert stage_notes.of(board, again) == [note]


def test_a_stage_whose_name_has_our_sign_in_it() -> None:
    board = board_of()
    stage = board.stages[1]
    named = msgspec.structs.replace(stage, name="One · two")
    board = Board([named if record is stage else record for record in board.all_records()])
    card = one(board, "smart", "Process 4")
    kept = stage_notes.kept(board, card, stage.id, NEXT, override="a · b")
    (note,) = stage_notes.of(board, msgspec.structs.replace(card, stage_notes=kept))
    assert (note.sort, note.words) == ("override", "a · b")
