"""What an import makes of the rows of a file."""

from __future__ import annotations

import pytest

from mhhs_board.domain.board import Board
from mhhs_board.domain.imported import Blanks, BlockerDetail, EscalationDetail, Row, Verdict, counts
from mhhs_board.operations import blocking, configuring, editing, moving
from mhhs_board.operations.escalating import escalate
from mhhs_board.operations.importing.importing import import_rows, judge
from mhhs_board.operations.undoing import undo
from tests.boards import act, board_of, context, one

LATER = "2026-12-01T09:00:00Z"


@pytest.fixture
def board() -> Board:
    return board_of()


def row(record: int = 1, /, **texts: str) -> Row:
    """A row of another program's table with these fields."""
    return Row(record=record, texts=texts)


def ours(record: int = 1, /, **texts: str) -> Row:
    """A row of our own lossless export."""
    return Row(record=record, texts=texts, own=True)


def verdicts(board: Board, *rows: Row) -> list[Verdict]:
    return judge(board, context(), rows)


def ruling(board: Board, *rows: Row) -> list[str]:
    return [verdict.verdict for verdict in verdicts(board, *rows)]


def take(board: Board, *rows: Row, blanks: Blanks = "keep") -> None:
    """Import rows, and see that the same file a second time changes nothing."""
    act(board, import_rows, rows=rows, blanks=blanks, now=LATER)
    again = import_rows(board, context(), rows=rows, blanks=blanks)
    assert not again.changes


def test_judging_changes_nothing(board: Board) -> None:
    before = list(board.all_records())
    verdicts(board, row(title="New one", workstream="Smart"), row(2, ref="Process 4", workstream="Smart", title="X"))
    assert list(board.all_records()) == before


def test_a_new_one_starts_in_the_backlog_unless_it_says_otherwise(board: Board) -> None:
    take(
        board,
        row(ref="N1", title="New one", workstream="smart"),
        row(2, ref="N2", title="x", workstream="Registrations", stage="DAG Review"),
    )
    assert (one(board, "smart", "N1").stage, one(board, "registrations", "N2").stage) == ("backlog", "dag-review")
    assert board.cell("smart", "backlog")[-1] == one(board, "smart", "N1").id
    assert one(board, "smart", "N1").stage_since == LATER


def test_one_entry_that_undo_takes_back_whole(board: Board) -> None:
    before = list(board.all_records())
    entry = act(
        board,
        import_rows,
        rows=[row(title="New", workstream="Smart"), row(2, ref="Process 4", title="Better title", workstream="Smart")],
        source="list.csv",
    )
    assert (entry.verb, entry.note) == ("import", "From list.csv: 1 new, 1 update.")
    act(board, undo, entry=entry, later=lambda *_: [])
    assert list(board.all_records()) == before


def test_rows_match_by_id_first(board: Board) -> None:
    known = one(board, "smart", "Process 4")
    take(board, ours(id=known.id, ref="BP004", title="Renamed", workstream="Smart"))
    assert (board.artefact(known.id).ref, board.count()) == ("BP004", 23)


@pytest.mark.parametrize(("own", "blanks", "kept"), [(False, "keep", "High"), (False, "clear", ""), (True, "keep", "")])
def test_what_an_empty_cell_says(board: Board, own: bool, blanks: Blanks, kept: str) -> None:
    """Nothing in another program's table, unless that is wished; in our own file that the field is empty."""
    known = one(board, "smart", "Process 4")
    act(board, editing.edit, artefact=known.id, values={"owner": "Ann", "priority": "High", "due": "8 May"})
    said = {"id": known.id} if own else {"ref": "Process 4", "workstream": "Smart"}
    take(board, Row(record=1, texts={**said, "priority": ""}, own=own), blanks=blanks)
    found = board.artefact(known.id)
    assert (found.owner, found.priority, found.due, found.title) == ("Ann", kept, "8 May", "Process 4")


def test_else_by_workstream_and_reference_where_unique_on_both_sides(board: Board) -> None:
    assert ruling(board, row(ref="process 4", title="Better", workstream="Smart")) == ["update"]
    assert ruling(board, row(ref="Process 4", title="Process 4", workstream="Smart")) == ["unchanged"]
    twice = [row(n, ref="Process 4", title=f"Better {n}", workstream="Smart") for n in (1, 2)]
    assert ruling(board, *twice) == ["question", "question"]
    act(board, editing.add, title="Other", ref="Process 4", workstream="smart")
    (asked,) = verdicts(board, row(ref="Process 4", title="Better", workstream="Smart"))
    assert asked.verdict == "question"
    assert "It may be one of 2 artefacts called Process 4" in asked.why


def test_an_equal_row_is_unchanged_also_where_references_repeat(board: Board) -> None:
    rows = [
        row(n, ref="E2E003", title=title, workstream="Elexon") for n, title in enumerate(("Catalogue", "Annex", "Annex"), 1)
    ]
    assert ruling(board, *rows) == ["new", "new", "repeat"]
    assert "another artefact with the reference E2E003" in verdicts(board, *rows)[1].why
    take(board, *rows)
    assert ruling(board, *rows) == ["unchanged", "unchanged", "repeat"]
    assert ruling(board, *rows, row(4, ref="E2E003", title="Annex", workstream="Elexon", owner="Ann"))[-1] == "question"


def test_a_row_is_a_repeat_of_one_that_was_taken_and_equal_in_every_cell(board: Board) -> None:
    """Also in the cells that no field of a board holds, by which another program may tell two things apart."""
    first = Row(record=1, texts={"title": "Fix", "workstream": "Smart"}, others=("12",))
    other = Row(record=2, texts=first.texts, others=("13",))
    again = Row(record=3, texts=first.texts, others=("12",))
    assert ruling(board, first, other, again) == ["new", "new", "repeat"]
    assert verdicts(board, first, other, again)[2].why == "The same as row 1."
    asked = [row(n, title="x", workstream="Nowhere") for n in (1, 2)]
    assert ruling(board, *asked) == ["question"] * 2
    known = one(board, "smart", "Process 4").id
    assert ruling(board, ours(1, id=known, owner="Ann"), ours(2, id=known, owner="Ann")) == ["update", "repeat"]


def test_without_a_reference_the_title_tells(board: Board) -> None:
    rows = [row(1, title="No reference", workstream="Smart", owner="Ann")]
    take(board, *rows)
    assert ruling(board, *rows) == ["unchanged"]
    assert ruling(board, row(1, title="no  reference", workstream="Smart", owner="Bob")) == ["question"]
    assert ruling(board, row(1, title="No reference", workstream="Elexon")) == ["new"]


def test_one_id_twice_is_a_question(board: Board) -> None:
    known = one(board, "smart", "Process 4").id
    assert ruling(board, ours(1, id=known, title="a"), ours(2, id=known, title="b")) == ["question"] * 2


def test_a_row_never_brings_back_what_was_retired(board: Board) -> None:
    known = one(board, "smart", "Process 4")
    act(board, editing.retire, ids=[known.id])
    (asked,) = verdicts(board, ours(id=known.id, title="x"))
    assert (asked.verdict, "is retired here" in asked.why) == ("question", True)
    for said in (
        {"ref": "Process 4", "workstream": "Smart"},
        {"ref": "Process 4", "title": "A new title", "workstream": "Smart"},
    ):
        (asked,) = verdicts(board, row(**said))
        assert asked.verdict == "question"
        assert "Process 4 was retired here on 24 November 2026; undo that to have it back" in asked.why
    assert ruling(board, row(ref="Process 44", title="Process 4", workstream="Smart")) == ["new"]


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        ({"workstream": "Smrt"}, "Nearest: Smart Segment"),
        ({"workstream": ""}, "The row names no workstream."),
        ({"stage": "In Progres s!!x"}, "No stage is called"),
        ({"kind": "Busines Proces"}, "Nearest: Business Process"),
        ({"stage": "Blocked", "escalation": "DAGG"}, "Nearest: Design Advisory Group"),
        ({"stage": "Backlog", "escalation": "DAG"}, "nothing that blocks it"),
        ({"stage": "Closed"}, "known are: Backlog"),
    ],
)
def test_names_that_nothing_has_are_questions(board: Board, texts: dict[str, str], why: str) -> None:
    (asked,) = verdicts(board, row(**{"title": "x", "workstream": "Smart", **texts}))
    assert asked.verdict == "question"
    assert why in asked.why


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        ({"title": " "}, "has no title"),
        ({"title": "x" * 1_000_000}, "1,000,000"),
        ({"owner": "x" * 400}, "400 characters"),
        ({"stage_since": "yesterday"}, "not a time"),
        ({"stage": "Blocked", "blocked_reason": "y" * 5000}, "reason has 5,000"),
    ],
)
def test_texts_that_cannot_be_kept_are_skipped(board: Board, texts: dict[str, str], why: str) -> None:
    (asked, other) = verdicts(
        board, row(**{"title": "x", "workstream": "Smart", **texts}), row(2, title="fine", workstream="Smart")
    )
    assert (asked.verdict, other.verdict) == ("skipped", "new")
    assert why in asked.why


def test_control_and_bidi_characters_do_not_get_in(board: Board) -> None:
    take(board, row(ref="N1", title="a\x07b\u202ec", workstream="Smart"))
    assert one(board, "smart", "N1").title == "abc"


# -- the rules of movement -------------------------------------------------------------------------------------------


def test_an_import_states_where_things_stand_and_is_asked_for_no_line(board: Board) -> None:
    known = one(board, "smart", "Process 4")
    for stage, kept in (("L4 Review", "l4-review"), ("Approved", "approved"), ("In Progress", "in-progress")):
        take(board, row(ref="Process 4", title="Process 4", workstream="Smart", stage=stage))
        found = board.artefact(known.id)
        assert (found.stage, found.stage_since, found.stage_note) == (kept, LATER, "")
    take(board, row(ref="N1", title="A new one", workstream="Smart", stage="Approved"))
    assert one(board, "smart", "N1").stage == "approved"


def test_a_gate_that_refuses_and_a_limit_hold_here_too(board: Board) -> None:
    act(board, configuring.configure, values={"gate.version": "refuse", "limit:Backlog": "5 refuse"})
    assert ruling(board, row(ref="Process 4", title="Process 4", workstream="Smart", stage="L4 Review")) == ["question"]
    ready = row(ref="Process 4", title="Process 4", workstream="Smart", stage="L4 Review", version="1", owner="Ann")
    assert ruling(board, ready) == ["update"]
    assert ruling(board, row(title="One more", workstream="Smart")) == ["question"]
    for said, ruled in (({}, "question"), ({"version": "1", "owner": "Ann"}, "new")):
        beyond = row(ref="N1", title="A new one", workstream="Elexon", stage="DAG Review", **said)
        assert ruling(board, beyond) == [ruled]


def test_a_warning_is_told_and_only_of_what_was_taken_in(board: Board) -> None:
    act(board, configuring.configure, values={"gate.version": "warn"})
    rows = [
        row(1, ref="Process 4", title="Process 4", workstream="Smart", stage="L4 Review"),
        row(2, ref="Process 5", title="Process 5", workstream="Smart", stage="L4 Review", kind="nonsense"),
    ]
    entry = import_rows(board, context(), rows=rows)
    assert entry.warnings[0] == "1 of 2 rows was not taken in."
    assert [text for text in entry.warnings[1:] if "Process 4" in text]
    assert not [text for text in entry.warnings if "Process 5" in text]


def test_another_workstream(board: Board) -> None:
    known = one(board, "advanced", "Process 6")
    take(board, ours(id=known.id, workstream="Unmetered"))
    assert board.artefact(known.id).workstream == "unmetered"


# -- blocked ---------------------------------------------------------------------------------------------------------


def test_blocked_by_word(board: Board) -> None:
    take(
        board,
        row(1, ref="N1", title="x", workstream="Smart", stage="Blocked", blocked_reason="DCC", escalation="PSG"),
        row(2, ref="Process 4", title="Process 4", workstream="Smart", stage="Blocked", blocked_reason="CSS"),
        row(3, ref="N3", title="x", workstream="Smart", stage="Blocked"),
    )
    new, old, bare = (one(board, "smart", ref) for ref in ("N1", "Process 4", "N3"))
    assert (new.stage, old.stage, bare.stage) == (None, "in-progress", None)
    assert [board.open_blockers(found.id)[0].reason for found in (new, old, bare)] == ["DCC", "CSS", ""]
    assert [found.forum for found in board.open_escalations(new.id)] == ["psg"]


def test_an_approved_one_cannot_be_blocked_by_a_file(board: Board) -> None:
    assert ruling(board, row(ref="Process 1", title="Process 1", workstream="Smart", stage="Blocked")) == ["question"]
    details = (BlockerDetail(id="b", reason="late"),)
    new = Row(
        record=1,
        texts={"id": "n", "title": "x", "workstream": "Smart", "kept_stage": "Approved"},
        blockers=details,
        own=True,
    )
    assert ruling(board, new) == ["question"]
    old = Row(
        record=1, texts={"id": one(board, "smart", "Process 1").id, "kept_stage": "Approved"}, blockers=details, own=True
    )
    assert ruling(board, old) == ["question"]


def test_a_stage_that_was_not_stated_is_stated_and_stays_blocked(board: Board) -> None:
    known = one(board, "smart", "Process 2")
    take(board, row(ref="Process 2", title="Process 2", workstream="Smart", stage="L4 Review"))
    assert (board.artefact(known.id).stage, board.is_blocked(known.id)) == ("l4-review", True)


def test_a_reason_and_a_forum_edited_by_hand(board: Board) -> None:
    known = one(board, "smart", "Process 2")
    texts = {"id": known.id, "stage": "Blocked", "blocked_reason": "DCC", "escalation": "DAG"}
    details = (BlockerDetail(id=board.open_blockers(known.id)[0].id, since="2026-11-24T08:00:00Z"),)
    take(board, Row(record=1, texts=texts, blockers=details, own=True))
    assert board.open_blockers(known.id)[0].reason == "DCC"
    assert [found.forum for found in board.open_escalations(known.id)] == ["dag"]
    (asked,) = verdicts(board, Row(record=1, texts={**texts, "escalation": ""}, blockers=details, own=True))
    assert (asked.verdict, "answer it instead" in asked.why) == ("question", True)


def test_details_of_blockers_come_and_go_with_the_file(board: Board) -> None:
    known = one(board, "smart", "Process 4").id
    asked = EscalationDetail(id="e", forum="DAG", raised=LATER, question="Who pays?")
    held = BlockerDetail(id="b", reason="DCC", owner="Bob", since=LATER, escalations=(asked,))
    texts = {"id": known, "stage": "Blocked", "kept_stage": "In Progress", "blocked_reason": "DCC", "escalation": "DAG"}
    take(board, Row(record=1, texts=texts, blockers=(held,), own=True))
    assert board.open_blockers(known)[0].owner == "Bob"
    assert board.open_escalations(known)[0].question == "Who pays?"
    after = {"id": known, "stage": "L4 Review", "kept_stage": "L4 Review", "blocked_reason": "", "escalation": ""}
    closed = {"id": "b", "reason": "DCC", "since": LATER, "closed": LATER, "closing_note": "Agreed"}
    (unsaid,) = verdicts(board, Row(record=1, texts=after, blockers=(BlockerDetail(**closed),), own=True))
    assert (unsaid.verdict, "not how its escalation ended" in unsaid.why) == ("question", True)
    answered = EscalationDetail(
        id="e", forum="DAG", raised=LATER, question="Who pays?", answer="DCC", returned=LATER, ended="answered"
    )
    (told,) = verdicts(
        board, Row(record=1, texts=after, blockers=(BlockerDetail(**closed, escalations=(answered,)),), own=True)
    )
    assert told.why == (
        "moves In Progress → L4 Working Group Review; unblocks (was DCC); clears who must unblock it (was Bob); "
        "answers for DAG: DCC"
    )
    take(board, Row(record=1, texts=after, blockers=(BlockerDetail(**closed, escalations=(answered,)),), own=True))
    assert board.escalations("b")[0].ended == "answered"
    assert (board.artefact(known).stage, board.is_blocked(known)) == ("l4-review", False)
    (stale,) = verdicts(board, Row(record=1, texts={**texts, "kept_stage": "L4 Review"}, blockers=(held,), own=True))
    assert (stale.verdict, "closed here since" in stale.why) == ("question", True)


def test_a_blocked_one_keeps_its_stage(board: Board) -> None:
    known = one(board, "smart", "Process 4").id
    act(board, blocking.block, ids=[known], reason="DCC")
    held = board.open_blockers(known)[0]
    details = (BlockerDetail(id=held.id, reason="DCC", since=held.since, raised_by=held.raised_by),)
    texts = {"id": known, "stage": "Blocked", "kept_stage": "L4 Review", "blocked_reason": "DCC", "escalation": ""}
    (asked,) = verdicts(board, Row(record=1, texts=texts, blockers=details, own=True))
    assert (asked.verdict, "is blocked, so it cannot go forward to L4" in asked.why) == ("question", True)
    back = Row(record=1, texts={**texts, "kept_stage": "Backlog"}, blockers=details, own=True)
    take(board, back)
    assert (board.artefact(known).stage, board.is_blocked(known)) == ("backlog", True)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"ended": "closed", "returned": LATER}, "otherwise than answered"),
        ({"ended": "answered"}, "does not say when"),
        ({"returned": "yesterday"}, "not a time"),
    ],
)
def test_how_an_escalation_ended_is_one_of_three_and_has_a_time(board: Board, changed: dict[str, str], why: str) -> None:
    held = BlockerDetail(id="b", escalations=(EscalationDetail(id="e", forum="DAG", raised=LATER, **changed),))
    texts = {"id": one(board, "smart", "Process 4").id, "stage": "Blocked"}
    (asked,) = verdicts(board, Row(record=1, texts=texts, blockers=(held,), own=True))
    assert (asked.verdict, why in asked.why) == ("skipped", True)


def test_a_blocker_of_another_artefact_is_not_taken_over(board: Board) -> None:
    held = board.open_blockers(one(board, "smart", "Process 2").id)[0]
    texts = {"id": "n", "title": "x", "workstream": "Smart", "kept_stage": "Backlog", "stage": "Blocked"}
    (asked,) = verdicts(board, Row(record=1, texts=texts, blockers=(BlockerDetail(id=held.id),), own=True))
    assert (asked.verdict, "another artefact" in asked.why) == ("question", True)


def test_order_and_age_of_what_is_there_stay(board: Board) -> None:
    known = one(board, "smart", "Process 4")
    texts = {"id": known.id, "rank": "zz", "stage_since": "2020-01-01T00:00:00Z", "stage_note": "old"}
    assert ruling(board, ours(**texts)) == ["unchanged"]


def test_a_stale_day_beside_an_edited_date_does_not_count(board: Board) -> None:
    rows = [
        row(1, ref="D1", title="x", workstream="Smart", due="8 May", due_on="2024-05-08"),
        row(2, ref="D2", title="x", workstream="Smart", due="2027-06-01", due_on="2024-05-08"),
        row(3, ref="D3", title="x", workstream="Smart", due="ASAP", due_on="2024-05-08"),
        row(4, ref="D4", title="x", workstream="Smart", due="+14d", due_on="2024-05-08"),
        row(5, ref="D5", title="x", workstream="Smart", due="9 June", due_on="2024-05-08"),
    ]
    take(board, *rows)
    days = [one(board, "smart", f"D{n}").due_on for n in range(1, 6)]
    assert days == ["2024-05-08", "2027-06-01", "", "2024-05-08", "2026-06-09"]


def test_many_rows_of_one_reference_end_soon(board: Board) -> None:
    for _ in range(3):
        act(board, editing.add, title="Twin", ref="T", workstream="smart")
    act(board, moving.move, ids=[one(board, "smart", "Process 5").id], stage="in-progress")
    rows = [row(n, ref="T", title=f"Other {n}", workstream="Smart") for n in range(1, 300)]
    assert counts(verdicts(board, *rows))["question"] == 299


def test_an_escalation_passed_on_by_a_file(board: Board) -> None:
    known = one(board, "smart", "Process 2")
    act(board, escalate, artefact=known.id, forum="dag")
    take(board, ours(id=known.id, stage="Blocked", blocked_reason="", escalation="PSG"))
    assert [found.forum for found in board.open_escalations(known.id)] == ["psg"]


def test_an_update_says_which_fields_it_changes(board: Board) -> None:
    known = one(board, "smart", "Process 4")
    edited = ours(id=known.id, workstream="Smart", ref="Process 4", owner="Ann", due="2027-05-08")
    blocked = row(2, ref="Process 5", workstream="Smart", stage="Blocked", blocked_reason="No answer")
    same = row(3, ref="Process 3", workstream="Smart", title=one(board, "smart", "Process 3").title)
    told = verdicts(board, edited, blocked, same)
    assert [verdict.why for verdict in told] == ["sets owner “Ann”; sets due “2027-05-08”", "blocks: No answer", ""]
    assert [(change.field, change.was, change.now) for change in told[0].changes] == [
        ("owner", "", "Ann"),
        ("due", "", "2027-05-08"),
    ]
