"""A past meeting as one JSON file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from mhhs_board.domain import evidence
from mhhs_board.domain.board import Board
from mhhs_board.domain.dates import instant_day
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Action, Attendance, Decision, Item, Meeting, Seat
from mhhs_board.domain.records import Escalation
from mhhs_board.exchange import meeting_file
from mhhs_board.operations import editing
from mhhs_board.operations.importing import registered
from tests.boards import act, board_of, context

PAGE = Path(__file__).parents[2] / "docs" / "meeting-file.md"


def example() -> dict[str, Any]:
    """The file that the page about such files shows."""
    found = re.search(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return json.loads(found[1])  # type: ignore[no-any-return]


def read(document: object) -> Any:
    return meeting_file.read(json.dumps(document).encode())


@pytest.fixture
def board() -> Board:
    board = board_of()
    act(board, editing.add, title="Data refresh", ref="CR090", workstream="smart", kind="Change Request")
    return board


def taken(board: Board, document: object) -> list[str]:
    """Take it in; the verdicts."""
    verdicts: list[list[Any]] = []
    act(board, registered.import_tables, readings=read(document), source="x.json", heard=verdicts.append)
    return [one.verdict for one in verdicts[-1]]


def test_the_documented_file_comes_in_whole(board: Board) -> None:
    assert set(taken(board, example())) == {"new"}
    (meeting,) = board.of(Meeting).values()
    assert (meeting.number, meeting.forum, meeting.status) == ("DAG071", "dag", "held")
    assert sorted((one.person, one.role, one.how) for one in board.of(Attendance).values()) == [
        ("Ana", "Chair", "present"), ("Ben", "DNO Representative", "present"), ("Di", "Consumer Representative", "apologies"),
    ]  # fmt: skip
    first, second = sorted(board.of(Item).values(), key=lambda one: one.number)
    assert (first.subject, second.subject) == ("Minutes and actions", "CR090 Data refresh")
    spoke = evidence.taken(board, second)
    assert [(one.by, one.support, one.timing, one.blocking, one.recorded) for one in spoke] == [
        ("DNO", "yes", "not before", "no", ""), ("Large Supplier", "no", "", "yes", ""), ("IPA", "", "", "no", "01:20:05"),
    ]  # fmt: skip
    assert {board.of(Seat)[one.seat].forum for one in spoke if one.seat} == {"dag"}
    (decision,) = board.of(Decision).values()
    assert (decision.ref, decision.item, decision.meeting) == ("DAG-DEC199", second.id, meeting.id)
    actions = {one.ref: one for one in board.of(Action).values()}
    assert {ref: (one.text, one.meeting == meeting.id) for ref, one in actions.items()} == {
        "DAG71-01": ("Share what was learned", True), "DAG71-02": ("", True), "DAG70-04": ("Look at the pilot", False),
    }  # fmt: skip


def test_the_same_file_again_changes_nothing(board: Board) -> None:
    taken(board, example())
    assert set(taken(board, example())) == {"unchanged"}
    later = example()
    later["meeting"]["status"] = "issued"
    later["items"][0]["outcome"] = "consensus"
    assert sorted(taken(board, later)).count("update") == 2


def test_what_cannot_be_taken_in_is_a_question_and_the_rest_comes_in(board: Board) -> None:
    document = example()
    document["items"][1]["positions"][0]["seat"] = "TDWG:Data Services"
    document["attendance"][0]["how"] = "asleep"
    readings = read(document)
    asked = [one for one in registered.judge_tables(board, context(), readings) if one.verdict == "question"]
    assert [(one.ref.partition(" ")[0], one.why) for one in asked] == [
        ("attendance", "The how is one of present, for somebody, apologies, observer, not “asleep”."),
        ("position", "Data Services is a seat of TDWG, and DAG071 is a meeting of DAG."),
    ]
    assert taken(board, document).count("new") == 12


def test_items_without_a_number_are_counted() -> None:
    document = {"format": "mhhs-meeting", "version": 1, "meeting": {"number": "DAG1"}}
    document["items"] = [{"subject": "A"}, {"subject": "B", "number": "5"}, {"subject": "C", "positions": [{"by": "IPA"}]}]
    _, items, positions = read(document)
    assert [row.values["number"] for row in items.rows] == ["6", "5", "7"]
    assert positions.rows[0].values["item"] == "DAG1:7"


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ([], "of another kind"),
        ({"format": "mhhs-board", "version": 1, "meeting": {}}, "“mhhs-board”, not a meeting"),
        ({"format": "mhhs-meeting", "version": 2, "meeting": {}}, "another version than 1"),
        ({"format": "mhhs-meeting", "version": 1, "meeting": {"day": "1 May 2027"}}, "has no number"),
        ({"format": "mhhs-meeting", "version": 1}, "it lacks “meeting”"),
        ({"format": "mhhs-meeting", "version": 1, "meeting": {"number": "D"}, "action": []}, "it has “action”.*nearest: actions"),
        ({"format": "mhhs-meeting", "version": 1, "meeting": {"number": "D"}, "items": [{"positions": {}}]}, "An item of the file is not one"),
        ({"format": "mhhs-meeting", "version": 1, "meeting": {"number": 7}}, "of another kind"),
        ({"format": "mhhs-meeting", "version": 1, "meeting": {"number": "D"}, "actions": [{"text": "x", "ref": "A"}] * 5_001}, "at most 5,000"),
        ({"format": "mhhs-meeting", "version": 1, "meeting": {"number": "D"}, "actions": [{"text": "x"}] * 501}, "501 items.*at most 500 are given one"),
    ],
)  # fmt: skip
def test_what_is_no_such_file_gets_one_sentence(document: object, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read(document)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe{}", b"[" * 100_000, b'{"format": "mhhs-meeting", "format": "x"}'])
def test_what_is_no_json_gets_one_sentence(data: bytes) -> None:
    with pytest.raises(Refused):
        meeting_file.read(data)


def test_what_belongs_to_another_meeting_is_not_taken_from_it(board: Board) -> None:
    taken(board, example())
    other = {"format": "mhhs-meeting", "version": 1, "meeting": {"number": "DAG080", "forum": "DAG"}}
    other["decisions"] = [{"ref": "DAG-DEC199", "text": "Another text"}]
    other["actions"] = [{}, {"due": "14 July 2027"}, {"ref": "DAG80-01", "replaced_by": "DAG80-01"}]
    asked = [one.why for one in registered.judge_tables(board, context(), read(other)) if one.verdict != "new"]
    assert asked == [
        "DAG-DEC199 is a decision of DAG071.",
        "An action needs its text, or at least its reference.",
        "An action needs its text, or at least its reference.",
        "No action is called “DAG80-01”.",
    ]


def test_a_list_where_one_text_stands_is_a_question() -> None:
    board = board_of()
    document = {"format": "mhhs-meeting", "version": 1, "meeting": {"number": "DAG080", "forum": ["DAG"]}}
    (verdict,) = registered.judge_tables(board, context(), read(document))
    assert (verdict.verdict, verdict.why) == ("question", "The forum is one text, not a list of them.")


def test_numbers_are_the_same_with_zeros_and_without(board: Board) -> None:
    taken(board, example())
    document = example()
    document["meeting"]["number"] = "DAG71"
    document["actions"][0]["ref"] = "DAG71-1"
    assert "new" not in taken(board, document)
    assert len(board.of(Meeting)) == 1
    assert len(board.of(Action)) == 3


@pytest.mark.parametrize(
    "said",
    [
        {"decisions": [{"ref": "DAG-DEC199", "meeting": "DAG071", "text": "Another"}]},
        {"items": [{"number": "2", "meeting": "DAG071", "subject": "Another"}]},
        {"items": [{"number": "2", "subject": "A", "positions": [{"item": "DAG071:2", "by": "IPA", "words": "No"}]}]},
        {"attendance": [{"meeting": "DAG071", "person": "Ana"}]},
    ],
)
def test_a_file_of_one_meeting_says_nothing_of_another(said: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="and the file is of DAG072"):
        read({"format": "mhhs-meeting", "version": 1, "meeting": {"number": "DAG072", "forum": "DAG"}, **said})
    for name in ("decisions", "items", "attendance"):
        for row in said.get(name, []):
            row.pop("meeting", None)
            row.pop("positions", None)
    read({"format": "mhhs-meeting", "version": 1, "meeting": {"number": "DAG072", "forum": "DAG"}, **said})


def test_a_blank_is_no_reference() -> None:
    for blank in (" ", "\u200b"):
        document = {"format": "mhhs-meeting", "version": 1, "meeting": {"number": "D"}}
        with pytest.raises(Refused, match="at most 500"):
            read({**document, "actions": [{"text": "x", "ref": blank}] * 501})


# -- what it put to other forums -----------------------------------------------------------------------------------------


def past(*escalations: dict[str, Any], **meeting: str) -> dict[str, Any]:
    """The file of a meeting that was held on 11 November 2026, and what it put to other forums."""
    return {
        "format": "mhhs-meeting",
        "version": 1,
        "meeting": {"number": "DAG071", "forum": "DAG", "day": "11 November 2026", "status": "held", **meeting},
        "decisions": [{"ref": "DAG-DEC199", "text": "To recommend it", "decided": "recommend"}],
        "escalations": [{"decision": "DAG-DEC199", "to": "PSG", **one} for one in escalations],
    }


def asked(board: Board) -> list[tuple[str, str, str, str, str]]:
    """Every escalation by when it was raised: to whom, when, how it ended, when, and in which words."""
    found = sorted(board.of(Escalation).values(), key=lambda one: one.order())
    return [(one.forum, _day(one.raised), one.ended, _day(one.returned), one.answer) for one in found]


def _day(instant: str) -> str:
    day = instant_day(instant)
    return day.isoformat() if day is not None else ""


def why(board: Board, document: object) -> str:
    (found,) = [one for one in registered.judge_tables(board, context(), read(document)) if one.verdict == "question"]
    return f"{found.ref}: {found.why}"


def test_a_past_meetings_questions_come_in_with_their_days_and_answers(board: Board) -> None:
    document = past(
        {"question": "May it wait?", "raised": "12 Nov 2026", "answer": "It may.", "returned": "18 Nov 2026"},
        {"to": "Ofgem", "question": "And now?", "raised": "20 Nov 2026"},
    )
    assert taken(board, document) == ["new"] * 4
    told = [
        ("psg", "2026-11-12", "answered", "2026-11-18", "It may."),
        ("ofgem", "2026-11-20", "", "", ""),
    ]
    assert asked(board) == told
    assert taken(board, document) == ["unchanged"] * 4
    assert asked(board) == told


def test_what_says_no_day_was_put_on_that_of_the_meeting(board: Board) -> None:
    taken(board, past({"question": "May it wait?"}))
    assert asked(board) == [("psg", "2026-11-11", "", "", "")]


def test_a_later_file_brings_the_answer_and_ends_nothing_else(board: Board) -> None:
    taken(board, past({"question": "May it wait?"}))
    answered = past({"question": "May it wait?", "answer": "It may.", "returned": "18 Nov 2026"})
    assert taken(board, answered) == ["unchanged", "unchanged", "update"]
    assert asked(board) == [("psg", "2026-11-11", "answered", "2026-11-18", "It may.")]
    other = past({"question": "May it wait?", "answer": "It may not."})
    assert why(board, other) == "escalation DAG-DEC199: That ended here otherwise: “It may.”."
    assert taken(board, past({"question": "May it wait?"})) == ["unchanged"] * 3


def test_what_is_withdrawn_says_why(board: Board) -> None:
    taken(board, past({"withdrawn": "No longer needed", "returned": "13 Nov 2026"}))
    assert asked(board) == [("psg", "2026-11-11", "withdrawn", "2026-11-13", "No longer needed")]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"raised": "10 Nov 2026"}, "10 November 2026 is before 11 November 2026, when it was decided."),
        ({"raised": "1 Dec 2026"}, "1 December 2026 is still to come, so nothing can have been put to a forum on it."),
        (
            {"answer": "Yes", "returned": "10 Nov 2026"},
            "10 November 2026 is before 11 November 2026, when it was escalated.",
        ),
        (
            {"returned": "12 Nov 2026"},
            "It says when the escalation ended, and not how; give an answer, or why it was withdrawn.",
        ),
        ({"answer": "Yes", "withdrawn": "No"}, "An escalation was answered or withdrawn, not both."),
        ({"to": "BPRWG"}, "BPRWG is not above DAG, which decided it."),
        ({"quesiton": "?"}, "An escalation has no field “quesiton”. Nearest: question."),
        ({"decision": ""}, ""),
        ({"to": ""}, ""),
    ],
)
def test_what_is_refused_by_hand_is_a_question_and_nothing_of_it_is_taken_in(
    board: Board, said: dict[str, str], told: str
) -> None:
    document = past(said)
    assert why(board, document).partition(": ")[2].startswith(told)
    assert taken(board, document) == ["new", "new", "question"]
    assert not board.of(Escalation)


def test_a_decision_of_another_meeting_is_put_nowhere_by_this_file(board: Board) -> None:
    taken(board, past())
    other = past({}, number="DAG072", day="12 November 2026")
    del other["decisions"]
    assert why(board, other) == "escalation DAG-DEC199: DAG-DEC199 is a decision of DAG071."
