"""Entries as sentences: one wording for the inspector, the Undo menu and the command line."""

from __future__ import annotations

from mhhs_board.domain.journal import Change, Entry
from mhhs_board.domain.telling import LONGEST, called, clipped, heard, label, sentence
from mhhs_board.operations import blocking, configuring, editing, escalating, moving, undoing
from tests.boards import act, board_of, one


def test_a_move_names_both_stages_and_its_reason() -> None:
    board = board_of()
    card = one(board, "smart", "Process 5")
    entry = act(board, moving.move, ids=[card.id], stage="in-progress")
    assert sentence(entry, board) == "Process 5: Moved Backlog → In Progress"
    assert sentence(entry, board, card.id) == "Moved Backlog → In Progress"
    assert label(entry, board) == "Move of Process 5"
    skip = act(board, moving.move, ids=[card.id], stage="dag-review", override="agreed on Monday")
    assert sentence(skip, board, card.id) == "Moved In Progress → DAG Review & Approval — agreed on Monday"


def test_a_move_between_workstreams_is_told_once() -> None:
    board = board_of()
    card = one(board, "smart", "Process 5")
    entry = act(board, moving.move, ids=[card.id], workstream="advanced")
    assert sentence(entry, board, card.id) == "Moved from Smart Segment to Advanced Segment"


def test_order_in_a_cell_is_told_as_that() -> None:
    board = board_of()
    card = one(board, "registrations", "Process 2")
    entry = act(board, moving.move, ids=[card.id], stage="l4-review", slot=1)
    assert sentence(entry, board, card.id) == "Moved within its cell"


def test_several_artefacts_share_a_sentence_where_they_had_the_same_done() -> None:
    board = board_of()
    cards = [one(board, lane, "Process 5").id for lane in ("smart", "registrations")]
    entry = act(board, moving.move, ids=cards, stage="in-progress")
    assert sentence(entry, board) == "Process 5, Process 5: Moved Backlog → In Progress"
    assert sentence(entry, board, cards[1]) == "Moved Backlog → In Progress"
    assert label(entry, board) == "Move of 2 artefacts"


def test_blocking_escalating_answering_unblocking() -> None:
    board = board_of()
    card = one(board, "smart", "Process 4")
    blocked = act(board, blocking.block, ids=[card.id], reason="CSS open", owner="DCC", needed_by="ASAP")
    assert sentence(blocked, board, card.id) == "Blocked: CSS open; DCC must unblock it, needed by ASAP"
    escalated = act(board, escalating.escalate, artefact=card.id, forum="dag", question="A or B?")
    assert sentence(escalated, board, card.id) == "Escalated to DAG: A or B?"
    waiting = board.open_escalations(card.id)[0]
    answered = act(board, escalating.answer, escalation=waiting.id, answer="B")
    assert sentence(answered, board, card.id) == "DAG answered: B"
    released = act(board, blocking.unblock, artefact=card.id, note="B it is")
    assert sentence(released, board, card.id) == "Unblocked: B it is"


def test_a_gap_is_told_and_not_invented() -> None:
    board = board_of()
    card = one(board, "smart", "Process 4")
    entry = act(board, blocking.block, ids=[card.id], not_stated=True)
    assert sentence(entry, board, card.id) == "Blocked: reason not stated"
    smart_two = one(board, "smart", "Process 2")
    stated = act(board, blocking.unblock, artefact=smart_two.id, stage="l4-review")
    assert "stage not stated → L4 Working Group Review" in sentence(stated, board, smart_two.id)


def test_edits_name_the_field_and_both_values_but_never_private_notes() -> None:
    board = board_of()
    card = one(board, "smart", "Process 4")
    act(board, editing.edit, artefact=card.id, values={"owner": "MS"})
    changed = act(board, editing.edit, artefact=card.id, values={"owner": "JL", "labels": "css; dcc"})
    assert sentence(changed, board, card.id) == "Owner changed from MS to JL; Labels set to css, dcc"
    cleared = act(board, editing.edit, artefact=card.id, values={"owner": "", "notes": "a secret"})
    told = sentence(cleared, board, card.id)
    assert "Owner cleared (was JL)" in told
    assert "secret" not in told


def test_adding_retiring_and_undoing_also_of_what_is_gone() -> None:
    board = board_of()
    added = act(board, editing.add, title="New one", workstream="smart", ref="BP9")
    card = one(board, "smart", "BP9")
    assert sentence(added, board) == "BP9: Added to Smart Segment, Backlog"
    undone = act(board, undoing.undo, entry=added, later=lambda kind, record, after: [])
    assert sentence(undone, board) == "Undone: BP9: Taken off the board"
    assert sentence(added, board) == "BP9: Added to Smart Segment, Backlog"
    other = one(board, "smart", "Process 5")
    retired = act(board, editing.retire, ids=[other.id], reason="merged")
    assert sentence(retired, board, other.id) == "Retired — merged"
    assert card.id != other.id


def test_the_board_s_own_furniture() -> None:
    board = board_of()
    renamed = act(board, configuring.rename, kind="workstream", id="smart", name="Smart Meters")
    assert sentence(renamed, board) == "Workstream Smart Segment renamed to Smart Meters"
    settings = act(board, configuring.configure, values={"gate.version": "warn"})
    assert sentence(settings, board) == "Board settings: gate version"


def test_a_sentence_is_one_line_of_bounded_length() -> None:
    assert clipped("a\nb\t c") == "a b c"
    assert len(clipped("x" * 1_000_000)) == LONGEST
    board = board_of()
    card = one(board, "smart", "Process 4")
    entry = act(board, editing.edit, artefact=card.id, values={"title": "y" * 300})
    assert len(sentence(entry, board, card.id)) < 300


# -- in words that say something --------------------------------------------------------------------------------------


def test_what_is_no_artefact_s_is_undone_under_its_own_words() -> None:
    board = board_of()
    entry = act(board, configuring.configure, values={"gate.version": "warn"})
    assert label(entry, board) == "Board settings: gate version"
    entry = act(board, configuring.configure, values={"limit:In Progress": "3 warn"})
    assert label(entry, board) == "Limit in In Progress set to 3, warn"


def test_an_import_is_told_to_one_card_without_what_became_of_the_others() -> None:
    board = board_of()
    card = one(board, "smart", "Process 5")
    change = Change("artefact", card.id, {"owner": ""}, {"owner": "DIP"})
    entry = Entry(uid="1", verb="import", actor="Ana", changes=(change,), note="From a: b.csv: 60 new, 1 update.")
    assert sentence(entry, board, card.id) == "Owner set to DIP — From a: b.csv"
    assert sentence(entry, board).endswith("— From a: b.csv: 60 new, 1 update.")


def test_what_is_not_there_has_its_article() -> None:
    board = board_of()
    assert called(board, "artefact", "gone") == "an artefact no longer there"
    assert called(board, "workstream", "gone") == "a workstream no longer there"


def test_heard_of_several_and_of_nobody_named() -> None:
    board = board_of()
    ids = [one(board, "smart", ref).id for ref in ("Process 4", "Process 5")]
    assert heard(act(board, editing.retire, ids=ids, actor="AB"), board) == "AB retired 2 artefacts"
    assert (
        heard(act(board, configuring.configure, values={"name": "Ours"}, actor="not stated"), board)
        == "Somebody: Board settings: name"
    )
