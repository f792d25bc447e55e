"""A decision put to a forum: what is asked, answered, withdrawn and passed on, what that bars, and what it leaves behind."""

from __future__ import annotations

import msgspec
import pytest

from mhhs_board.domain import invariants, telling
from mhhs_board.domain.board import Board, added, revised
from mhhs_board.domain.changes import changes_between
from mhhs_board.domain.errors import Conflict, Refused
from mhhs_board.domain.governance import Decision
from mhhs_board.domain.journal import Change, Entry
from mhhs_board.domain.records import Escalation
from mhhs_board.operations import blocking, configuring, copying, editing, escalating, registering, undoing
from tests import boards
from tests.boards import NOW, act, board_of, one

LATER = "2026-11-25T08:00:00Z"


@pytest.fixture
def board() -> Board:
    """The example with a decision about Process 4 and one about nothing."""
    board = board_of()
    act(
        board,
        registering.add,
        kind="decision",
        values={"ref": "DAG-DEC99", "text": "Recommended", "artefact": "Smart:Process 4"},
    )
    act(board, registering.add, kind="decision", values={"ref": "DAG-DEC100", "text": "Of the forum's own"})
    return board


def decision(board: Board, ref: str = "DAG-DEC99") -> Decision:
    return next(found for found in board.of(Decision).values() if found.ref == ref)


def put(board: Board, forum: str = "psg", ref: str = "DAG-DEC99", **said: str) -> Escalation:
    entry = act(board, escalating.escalate_decision, decision=decision(board, ref).id, forum=forum, **said)
    return board.of(Escalation)[entry.changes[-1].id]


def told(board: Board, entry: Entry) -> str:
    return telling.sentence(entry, board)


def test_what_is_asked_is_kept_as_of_a_blocker(board: Board) -> None:
    asked = put(board, question="Recommend\nthe release?", needed_by="8 Dec")
    assert (asked.blocker, asked.decision, asked.forum) == (None, decision(board).id, "psg")
    assert (asked.question, asked.raised, asked.raised_by) == ("Recommend\nthe release?", NOW, "Ana")
    assert (asked.needed_by, asked.needed_on) == ("8 Dec", "2026-12-08")
    assert not board.is_blocked(one(board, "smart", "Process 4").id)
    assert invariants.breaches(board) == []


def test_it_is_answered_or_withdrawn_on_a_day(board: Board) -> None:
    asked = put(board)
    act(board, escalating.answer, escalation=asked.id, answer="Agreed.", on="24 Nov", now=LATER)
    ended = board.of(Escalation)[asked.id]
    assert (ended.ended, ended.answer, ended.returned[:10]) == ("answered", "Agreed.", "2026-11-24")
    again = put(board)
    act(board, escalating.withdraw, escalation=again.id, why="Not needed.")
    assert board.of(Escalation)[again.id].ended == "withdrawn"
    with pytest.raises(Conflict, match="ended already"):
        act(board, escalating.answer, escalation=again.id, answer="Late.")
    with pytest.raises(Refused, match="still to come"):
        act(board, escalating.answer, escalation=put(board).id, answer="Agreed.", on="25 Nov")


def test_it_is_passed_on_up_the_ladder_and_never_down(board: Board) -> None:
    first = put(board, "dag")
    second = put(board, "psg")
    assert (board.of(Escalation)[first.id].ended, second.returned) == ("passed_on", "")
    for forum, why in (("psg", "DAG-DEC99 is with PSG already."), ("dag", "already, which is no lower than DAG")):
        with pytest.raises(Refused, match=why):
            put(board, forum)
    assert invariants.breaches(board) == []


def test_a_forum_that_no_longer_meets_and_a_retired_decision_are_refused(board: Board) -> None:
    act(board, configuring.retire_named, kind="forum", id="psg")
    with pytest.raises(Refused, match="no longer meets"):
        put(board)
    gone = decision(board, "DAG-DEC100")
    act(board, registering.retire, kind="decision", ids=[gone.id])
    with pytest.raises(Refused, match="DAG-DEC100 is retired"):
        act(board, escalating.escalate_decision, decision=gone.id, forum="dag")


def test_a_decision_that_waits_is_not_retired_and_one_that_was_answered_is(board: Board) -> None:
    asked = put(board)
    with pytest.raises(Refused, match=r"^Decision DAG-DEC99 waits for an answer of PSG; answer or withdraw it first\.$"):
        act(board, registering.retire, kind="decision", ids=[decision(board).id])
    act(board, escalating.answer, escalation=asked.id, answer="Agreed.")
    act(board, registering.retire, kind="decision", ids=[decision(board).id])
    assert invariants.breaches(board) == []


def test_a_forum_at_which_decisions_wait_is_not_retired(board: Board) -> None:
    put(board, ref="DAG-DEC100")
    with pytest.raises(Refused, match=r"^1 decision waits for an answer of "):
        act(board, configuring.retire_named, kind="forum", id="psg")
    put(board)
    card = one(board, "smart", "Process 5")
    act(board, blocking.block, ids=[card.id], reason="x", forum="psg")
    with pytest.raises(Refused, match=r"^1 artefact and 2 decisions wait for an answer of "):
        act(board, configuring.retire_named, kind="forum", id="psg")


def test_retiring_the_artefact_says_what_still_waits(board: Board) -> None:
    put(board)
    entry = act(board, editing.retire, ids=[one(board, "smart", "Process 4").id])
    assert entry.warnings == ("DAG-DEC99 still waits for an answer of PSG.",)
    act(board, escalating.answer, escalation=next(iter(board.of(Escalation))), answer="All the same.")
    assert invariants.breaches(board) == []


def test_a_note_of_an_unblock_answers_no_decision(board: Board) -> None:
    asked, card = put(board), one(board, "smart", "Process 4")
    act(board, blocking.block, ids=[card.id], reason="x")
    act(board, blocking.unblock, artefact=card.id, note="Settled")
    assert not board.of(Escalation)[asked.id].returned


def undone(board: Board, entry: Entry) -> Entry:
    later = lambda kind, record_id, seq: []  # noqa: E731  nobody else has written
    return act(board, undoing.undo, entry=entry, later=later)


def test_what_undo_would_break_is_seen(board: Board) -> None:
    retiring = act(board, registering.retire, kind="decision", ids=[decision(board).id])
    back = undone(board, retiring)
    put(board)
    again = undoing.redo(board, boards.context(), entry=back, later=lambda *_: [])
    (found,) = invariants.made_by(board, again.changes)
    assert (found.rule, found.sentence) == (
        "open on retired", "DAG-DEC99 waits for an answer of Programme Steering Group, and the decision is retired."
    )  # fmt: skip


def test_an_answer_undone_waits_at_a_retired_forum_no_more(board: Board) -> None:
    answered = act(board, escalating.answer, escalation=put(board, ref="DAG-DEC100").id, answer="Agreed.")
    act(board, configuring.retire_named, kind="forum", id="psg")
    back = undoing.undo(board, boards.context(), entry=answered, later=lambda *_: [])
    (found,) = invariants.made_by(board, back.changes)
    assert (found.rule, found.place) == (invariants.OUT_OF_USE, ("forum", "psg"))
    assert found.mend == "answer decision:DAG-DEC100 TEXT --from PSG"
    brought = undoing.undo(board, boards.context(), entry=answered, later=lambda *_: [], bring_back=True)
    assert invariants.made_by(board, brought.changes) == []


@pytest.mark.parametrize("retired", [False, True])
def test_two_that_wait_for_one_decision_are_a_breach(board: Board, retired: bool) -> None:
    asked = put(board)
    changes: list[Change | None] = [added(msgspec.structs.replace(asked, id="second", forum="dag"))]
    if retired:
        changes = [revised(decision(board), retired=NOW)]
    (found,) = invariants.made_by(board, [one for one in changes if one])
    said = "Decision DAG-DEC99 waits for the answers of more than one escalation"
    assert found.sentence.startswith("DAG-DEC99 waits for an answer" if retired else said)
    assert found.mend.startswith("answer ")


def test_what_stands_for_both_or_neither_is_a_breach(board: Board) -> None:
    card = one(board, "smart", "Process 2")
    (held,) = board.open_blockers(card.id)
    asked = msgspec.structs.replace(put(board), id="x", blocker=held.id)
    assert "one subject" in {found.rule for found in invariants.made_by(board, [added(asked)])}
    neither = msgspec.structs.replace(asked, blocker=None, decision=None)
    assert [found.rule for found in invariants.made_by(board, [added(neither)])] == ["one subject"]


def test_the_sentences(board: Board) -> None:
    ask = act(board, escalating.escalate_decision, decision=decision(board).id, forum="dag", question="Which?")
    up = act(board, escalating.escalate_decision, decision=decision(board).id, forum="psg")
    waiting = next(found for found in board.of(Escalation).values() if not found.returned)
    end = act(board, escalating.answer, escalation=waiting.id, answer="Model B")
    alone = act(board, escalating.escalate_decision, decision=decision(board, "DAG-DEC100").id, forum="psg")
    card = one(board, "smart", "Process 4").id
    assert told(board, ask) == "DAG-DEC99: Escalated to DAG: Which?"
    assert told(board, up) == "DAG-DEC99: Passed on to PSG, away from DAG; Escalated to PSG"
    assert told(board, end) == "DAG-DEC99: PSG answered: Model B"
    assert telling.sentence(end, board, card) == "DAG-DEC99: PSG answered: Model B"
    assert told(board, alone) == "DAG-DEC100: Escalated to PSG"
    assert [telling.label(entry, board) for entry in (ask, end, alone)] == [
        "Escalate of DAG-DEC99", "Answer of DAG-DEC99", "Escalate of DAG-DEC100"
    ]  # fmt: skip
    assert telling.heard(end, board) == "Ana recorded an answer about DAG-DEC99"
    assert told(board, undone(board, alone)) == "Undone: DAG-DEC100: Escalation taken back"


def test_what_changed_between_two_moments(board: Board) -> None:
    before = board.copy()
    first, alone = put(board, "dag", question="Which?", needed_by="8 Dec"), put(board, ref="DAG-DEC100")
    asked = board.copy()
    put(board, "psg")
    act(board, escalating.withdraw, escalation=alone.id, why="Not needed.")
    groups = changes_between(before, asked)
    about = {"type": "decision", "title": "Process 4", "workstream": "Smart Segment"}
    assert groups["escalated"] == [
        {**about, "id": first.decision, "ref": "DAG-DEC99", "to": "DAG", "question": "Which?", "needed_by": "8 December 2026"},
        {
            "type": "decision", "title": "", "workstream": None, "id": alone.decision, "ref": "DAG-DEC100", "to": "PSG",
            "question": "", "needed_by": "",
        },
    ]  # fmt: skip
    assert groups["blocked"] == groups["registers"] == []
    groups = changes_between(asked, board)
    assert [(found["ref"], found["passed_to"]) for found in groups["passed_on"]] == [("DAG-DEC99", "PSG")]
    assert [(found["ref"], found["to"]) for found in groups["escalated"]] == [("DAG-DEC99", "PSG")]
    assert [(found["ref"], found["why"]) for found in groups["withdrawn"]] == [("DAG-DEC100", "Not needed.")]


def test_a_copy_for_readers_keeps_what_waits_with_its_decision(board: Board) -> None:
    waits, ended = put(board, ref="DAG-DEC100"), put(board, "dag", question="Secret?")
    act(board, escalating.answer, escalation=ended.id, answer="Told")
    copied = Board()
    copied.apply(msgspec.structs.replace(copying.for_readers(Board(), boards.context(), source=board), seq=1))
    assert list(copied.of(Escalation).values()) == [msgspec.structs.replace(waits, raised_by="")]
    assert invariants.breaches(copied) == []
