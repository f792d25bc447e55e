"""Undo and redo are entries; they refuse to take away what others built on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Conflict, Refused
from mhhs_board.domain.invariants import made_by
from mhhs_board.domain.journal import Change, Entry
from mhhs_board.operations.blocking import block, unblock
from mhhs_board.operations.configuring import add_named, retire_named
from mhhs_board.operations.context import Context, Operation
from mhhs_board.operations.editing import add, edit
from mhhs_board.operations.moving import move
from mhhs_board.operations.undoing import Later, latest_redoable, latest_undoable, redo, refusal, taken_back, undo
from tests.boards import act, board_of, one


class Book:
    """A board with its journal, as a workspace has them."""

    def __init__(self) -> None:
        self.board = board_of()
        self.entries: list[Entry] = []

    def act(self, operation: object, **arguments: object) -> Entry:
        entry = act(self.board, operation, **arguments)  # type: ignore[arg-type]
        self.entries.append(entry)
        return entry

    def later(self, kind: str, record_id: str, after: int) -> list[Entry]:
        return [entry for entry in self.entries if entry.seq > after and (kind, record_id) in entry.touches()]

    def newest(self, actor: str) -> list[Entry]:
        return [entry for entry in reversed(self.entries) if entry.actor == actor]

    def undo(self, actor: str = "Ana") -> Entry:
        target = latest_undoable(self.newest(actor))
        assert target
        return self.act(judged, actor=actor, back=undo, entry=target, later=self.later)

    def redo(self, actor: str = "Ana") -> Entry:
        target = latest_redoable(self.newest(actor))
        assert target
        return self.act(judged, actor=actor, back=redo, entry=target, later=self.later)


def judged(board: Board, context: Context, *, back: Operation, later: Later, **arguments: object) -> Entry:
    """An undo or redo as a workspace runs it: refused for a breach that it makes."""
    entry = back(board, context, later=later, **arguments)
    if found := made_by(board, entry.changes):
        raise refusal(board, found, later)
    return entry


@pytest.fixture
def book() -> Book:
    return Book()


def state(board: Board) -> list[object]:
    return sorted((record.KIND, record.id, record) for record in board.all_records())


@given(st.lists(st.sampled_from("aur"), max_size=25))
def test_undo_and_redo_walk_like_a_stack(steps: str) -> None:
    """Against the plain model of two stacks: an act ends redo, undo and redo move one step."""
    book = Book()
    process = one(book.board, "smart", "Process 4").id
    done: list[str] = [""]
    undone: list[str] = []
    for number, step in enumerate(steps):
        if step == "a":
            book.act(edit, artefact=process, values={"owner": f"owner {number}"})
            done.append(f"owner {number}")
            undone.clear()
        elif step == "u":
            assert (latest_undoable(book.newest("Ana")) is None) == (len(done) == 1)
            if len(done) > 1:
                book.undo()
                undone.append(done.pop())
        else:
            assert (latest_redoable(book.newest("Ana")) is None) == (not undone)
            if undone:
                book.redo()
                done.append(undone.pop())
        assert book.board.artefact(process).owner == done[-1]


def test_undo_brings_the_ages_back(book: Book) -> None:
    before = state(book.board)
    process = one(book.board, "smart", "Process 4").id
    book.act(move, ids=[process], stage="l4-review", now="2027-01-01T00:00:00Z")
    book.act(block, ids=[process], reason="x", forum="dag", now="2027-01-02T00:00:00Z")
    book.act(unblock, artefact=process, withdraw="Settled without", now="2027-01-03T00:00:00Z")
    for _ in range(3):
        book.undo()
    assert state(book.board) == before


def test_each_undoes_their_own(book: Book) -> None:
    smart, elexon = one(book.board, "smart", "Process 4").id, one(book.board, "elexon", "Process 4").id
    book.act(edit, artefact=smart, values={"owner": "A"}, actor="Ana")
    book.act(edit, artefact=elexon, values={"owner": "B"}, actor="Ben")
    book.undo("Ana")
    assert (book.board.artefact(smart).owner, book.board.artefact(elexon).owner) == ("", "B")


def test_a_field_changed_since_refuses_and_names_who(book: Book) -> None:
    process = one(book.board, "smart", "Process 4").id
    book.act(edit, artefact=process, values={"owner": "A"}, actor="Ana")
    book.act(edit, artefact=process, values={"owner": "B"}, actor="Ben")
    with pytest.raises(Conflict, match=r"Process 4: Ben changed owner since"):
        book.undo("Ana")
    assert book.board.artefact(process).owner == "B"


def test_another_field_changed_since_does_not_matter(book: Book) -> None:
    process = one(book.board, "smart", "Process 4").id
    book.act(edit, artefact=process, values={"owner": "A"}, actor="Ana")
    book.act(edit, artefact=process, values={"version": "2"}, actor="Ben")
    book.undo("Ana")
    assert (book.board.artefact(process).owner, book.board.artefact(process).version) == ("", "2")


def test_an_added_record_used_since_refuses(book: Book) -> None:
    book.act(add_named, kind="workstream", name="Meter to Bank", actor="Ana")
    lane = book.board.workstreams[-1].id
    book.act(add, title="New", workstream=lane, actor="Ben")
    with pytest.raises(Conflict, match="Meter to Bank is used by Ben since"):
        book.undo("Ana")


def test_nothing_is_left_without_a_stage_and_a_blocker(book: Book) -> None:
    """Taking back the only blocker left of an artefact whose stage nobody stated would lose it from the grid."""
    process = one(book.board, "smart", "Process 2").id
    (first,) = book.board.open_blockers(process)
    book.act(block, ids=[process], reason="second", actor="Ana")
    book.act(unblock, artefact=process, blockers=[first.id], actor="Ben")
    with pytest.raises(Conflict, match="no stage and no blocker"):
        book.undo("Ana")


def test_undo_is_exempt_from_the_rules_of_movement(book: Book) -> None:
    """Back out of DAG review needs a reason by hand, none by undo."""
    process = one(book.board, "registrations", "Process 2").id
    book.act(move, ids=[process], stage="dag-review")
    book.undo()
    assert book.board.artefact(process).stage == "l4-review"


def test_the_template_is_never_undone() -> None:
    board = Board()
    from mhhs_board.operations.founding import found
    from tests.boards import template

    entry = act(board, found, template=template())
    assert latest_undoable([entry]) is None
    with pytest.raises(Refused, match="template"):
        act(board, undo, entry=entry, later=lambda *_: [])


# -- who is named ------------------------------------------------------------------------------------------------------


def why_not(book: Book, entry: Entry) -> str:
    with pytest.raises(Conflict) as refused:
        act(book.board, undo, actor="Ana", entry=entry, later=book.later)
    return str(refused.value)


def test_each_field_is_laid_to_whoever_changed_it(book: Book) -> None:
    process = one(book.board, "smart", "Process 4").id
    first = book.act(edit, artefact=process, values={"owner": "A", "version": "1"}, actor="Ana")
    book.act(edit, artefact=process, values={"version": "2"}, actor="Cid")
    book.act(edit, artefact=process, values={"owner": "B"}, actor="Ben")
    told = why_not(book, first)
    assert told == "Process 4: Ben changed owner and Cid changed version since, so this cannot be taken back."


def test_nobody_is_named_for_another_card_of_the_same_entry(book: Book) -> None:
    process, other = (one(book.board, "smart", ref).id for ref in ("Process 4", "Process 5"))
    first = book.act(edit, artefact=process, values={"owner": "A"}, actor="Ana")
    book.act(edit, artefact=process, values={"owner": "B"}, actor="Ben")
    both = Entry(
        uid="both",
        verb="import",
        actor="Cid",
        changes=(
            Change("artefact", process, {"version": ""}, {"version": "3"}),
            Change("artefact", other, {"owner": ""}, {"owner": "C"}),
        ),
        seq=99,
    )
    book.entries.append(both)
    assert "Ben changed owner since" in why_not(book, first)


def test_who_did_not_say_who_they_are_is_no_somebody(book: Book) -> None:
    process = one(book.board, "smart", "Process 4").id
    first = book.act(edit, artefact=process, values={"owner": "A"}, actor="not stated")
    book.act(edit, artefact=process, values={"owner": "B"}, actor="not stated")
    assert why_not(book, first) == "Process 4: owner was changed since, so this cannot be taken back."


def test_nobody_is_named_for_a_change_that_was_taken_back(book: Book) -> None:
    process = one(book.board, "smart", "Process 4").id
    first = book.act(edit, artefact=process, values={"owner": "A"}, actor="Ana")
    book.act(edit, artefact=process, values={"owner": "B"}, actor="Ben")
    book.act(edit, artefact=process, values={"owner": "C"}, actor="Cid")
    book.undo("Cid")
    assert "Ben changed owner since" in why_not(book, first)


def test_what_is_undone_is_said_to_be_so_also_where_it_was_changed_since(book: Book) -> None:
    process = one(book.board, "smart", "Process 4").id
    first = book.act(edit, artefact=process, values={"owner": "A"}, actor="Ana")
    undone = book.undo("Ana")
    book.act(edit, artefact=process, values={"owner": "B"}, actor="Ben")
    assert why_not(book, first) == f"This was taken back already, by entry {undone.seq}."


def test_a_place_retired_by_nobody_named_is_told_without_a_name(book: Book) -> None:
    process = one(book.board, "unmetered", "Process 1").id
    book.act(move, ids=[process], workstream="smart", actor="Ana")
    rest = [one(book.board, "unmetered", ref).id for ref in ("Process 2", "Process 3")]
    book.act(move, ids=rest, workstream="smart", actor="Ben")
    book.act(retire_named, kind="workstream", id="unmetered", actor="not stated")
    with pytest.raises(Refused, match="was retired on "):
        book.undo("Ana")


def test_a_redo_goes_with_what_it_did_again(book: Book) -> None:
    process = one(book.board, "smart", "Process 4").id
    first = book.act(edit, artefact=process, values={"owner": "A"}, actor="Ana")
    undone, redone = book.undo("Ana"), book.redo("Ana")
    assert taken_back(reversed(book.entries)) == {undone.seq}
    book.act(undo, actor="Ana", entry=first, later=book.later)
    assert taken_back(reversed(book.entries)) == {first.seq, undone.seq, redone.seq}
