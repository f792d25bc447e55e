"""What is asked about decisions in files: whole in JSON, told in pages for people, and no column of a table."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Decision
from mhhs_board.domain.imported import RecordRow, Verdict
from mhhs_board.domain.records import Escalation
from mhhs_board.exchange import csv_table, html, json_board, markdown
from mhhs_board.operations import blocking, escalating, registering
from mhhs_board.operations.importing.importing import import_rows, judge
from tests.boards import act, board_of, context, one
from tests.exchange.boards import everything, lossless, some

LATER = "2026-11-25T08:00:00Z"


@pytest.fixture
def board() -> Board:
    """The example: DAG-DEC99 about Process 4 was passed on from DAG to PSG, DAG-DEC100 about nothing waits too."""
    board = board_of()
    about = {"ref": "DAG-DEC99", "text": "Recommended", "artefact": "Smart:Process 4"}
    for values in (about, {"ref": "DAG-DEC100", "text": "Of its own"}):
        act(board, registering.add, kind="decision", values=values)
    asked = {"question": "The release?", "needed_by": "20 Nov"}
    for ref, forum in (("DAG-DEC99", "dag"), ("DAG-DEC99", "psg"), ("DAG-DEC100", "psg")):
        act(board, escalating.escalate_decision, decision=decision(board, ref).id, forum=forum, **asked)
    return board


def decision(board: Board, ref: str) -> Decision:
    return next(found for found in board.of(Decision).values() if found.ref == ref)


def waiting(board: Board, ref: str) -> Escalation:
    return next(found for found in board.escalations_of(decision(board, ref).id) if not found.returned)


def read_into(board: Board, document: dict[str, Any]) -> list[Verdict]:
    rows = json_board.read(json.dumps(document).encode()).rows
    found = judge(board, context(now=LATER), rows)
    act(board, import_rows, rows=rows, now=LATER)
    return [verdict for verdict, row in zip(found, rows, strict=True) if _of_one(row)]


def _of_one(row: object) -> bool:
    return isinstance(row, RecordRow) and isinstance(row.value, Escalation)


def document(board: Board) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json_board.write(lossless(board)))
    return found


def test_out_and_in_again_nothing_is_lost(board: Board) -> None:
    written, copy = json_board.write(lossless(board)), board_of("empty")
    assert [found.verdict for found in read_into(copy, json.loads(written))] == ["new"] * 3
    assert json_board.write(lossless(copy)) == written
    assert [found.verdict for found in read_into(board, json.loads(written))] == ["unchanged"] * 3


def test_of_a_filtered_file_leave_those_of_the_decisions_that_leave(board: Board) -> None:
    card, other = one(board, "smart", "Process 4").id, one(board, "smart", "Process 5").id
    for shown, refs in ((card, {"DAG-DEC99"}), (other, set())):
        records = json.loads(json_board.write(some(board, shown, filter="x")))["records"]
        assert {found["ref"] for found in records.get("decision", [])} == refs
        asked = records.get("escalation", [])
        assert {found["decision"] for found in asked} == {decision(board, ref).id for ref in refs}
        assert {found["forum"] for found in asked} <= {found["id"] for found in records.get("forum", [])}


def test_an_answer_in_the_file_ends_what_waits_here_and_none_comes_undone(board: Board) -> None:
    said, before = document(board), document(board)
    asked = waiting(board, "DAG-DEC99").id
    (record,) = [found for found in said["records"]["escalation"] if found["id"] == asked]
    record |= {"returned": LATER, "ended": "answered", "answer": "Agreed."}
    assert sorted(found.verdict for found in read_into(board, said)) == ["unchanged", "unchanged", "update"]
    assert board.of(Escalation)[asked].answer == "Agreed."
    told = {found.verdict: found.why for found in read_into(board, before)}
    assert told["question"] == "It is of another blocker or decision here, or was answered here since."
    assert board.of(Escalation)[asked].answer == "Agreed."


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"decision": "nobody"}, "It names a decision that is neither on the board nor in the file."),
        ({"forum": "nobody"}, "It names a forum that is neither on the board nor in the file."),
        ({"decision": None}, "It stands for a blocker and a decision, or for neither; it stands for one of them."),
        ({"raised": "then"}, "raised is not a time like 2026-11-24T08:00:00Z."),
        ({"ended": "answered"}, "It has ended, but the file does not say when."),
        ({"needed_on": "soon"}, "needed_on is not a day like 2026-11-24."),
        ({"question": "x" * 200_001}, "The question has 200,001 characters"),
        ({"id": "a\nb"}, "Its id is not one that a board can keep."),
    ],
)
def test_what_is_none_is_a_question(board: Board, fields: dict[str, Any], why: str) -> None:
    said = document(board)
    asked = waiting(board, "DAG-DEC100").id
    (record,) = [found for found in said["records"]["escalation"] if found["id"] == asked]
    record |= fields
    copy = board_of("empty")
    found = [verdict for verdict in read_into(copy, said) if verdict.verdict == "question"]
    assert len(found) == 1
    assert found[0].why.startswith(why)
    assert len(copy.of(Escalation)) == 2


def test_one_that_is_of_both_is_a_question(board: Board) -> None:
    said = document(board)
    blocker = said["records"]["blocker"][0]["id"]
    said["records"]["escalation"][0]["blocker"] = blocker
    found = read_into(board_of("empty"), said)
    assert [verdict.verdict for verdict in found] == ["question", "new", "new"]


def test_a_second_that_waits_and_one_of_a_retired_decision_are_questions(board: Board) -> None:
    said = document(board)
    asked = waiting(board, "DAG-DEC100")
    act(board, escalating.withdraw, escalation=asked.id, why="No.")
    act(board, registering.retire, kind="decision", ids=[asked.decision])
    fresh = [found for found in said["records"]["escalation"] if found["id"] == asked.id]
    other = {**fresh[0], "id": "other", "decision": decision(board, "DAG-DEC99").id}
    said["records"] = {"escalation": [{**fresh[0], "id": "again"}, other]}
    whys = [verdict.why for verdict in read_into(board, said)]
    assert whys[0].endswith("and the decision is retired.")
    assert whys[1].startswith("Decision DAG-DEC99 waits for the answers of more than one escalation")


def test_no_table_has_a_place_for_it(board: Board) -> None:
    waits = csv_table.write(everything(board))
    for ref in ("DAG-DEC99", "DAG-DEC100"):
        act(board, escalating.answer, escalation=waiting(board, ref).id, answer="Agreed.")
    assert csv_table.write(everything(board)) == waits
    act(board, escalating.escalate_decision, decision=decision(board, "DAG-DEC99").id, forum="psg")
    act(board, blocking.block, ids=[one(board, "smart", "Process 4").id], reason="x", forum="dag")
    table = csv.DictReader(io.StringIO(csv_table.write(everything(board)).decode()))
    assert next(row["escalation"] for row in table if row["ref"] == "Process 4" and row["blocked_reason"] == "x") == "DAG"


def test_people_read_where_it_is(board: Board) -> None:
    for text in (markdown.write(everything(board)).decode(), html.write(everything(board)).decode()):
        plain = text.replace("\\", "")
        assert "Decisions that wait for a forum" in plain
        assert "Programme Steering Group: The release?" in plain
        assert "20 Nov (past)" in plain
        assert "DAG-DEC100" in plain
    assert "with PSG about DAG-DEC99, past the day needed" in markdown.write(everything(board)).decode().replace("\\", "")
    assert '<span class="flag">Escalated to PSG for DAG-DEC99 · overdue</span>' in html.write(everything(board)).decode()
    hidden = markdown.write(some(board, one(board, "smart", "Process 5").id, filter="x")).decode()
    assert "Decisions that wait" not in hidden
