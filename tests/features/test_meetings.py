"""The programme office writes down a meeting of the Design Advisory Group: what was decided, who has to do what, and whether
the report says only what the records say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Action, Meeting
from mhhs_board.operations import registering
from mhhs_board.program import boards
from mhhs_board.workspace import Workspace
from tests.domain.test_linting import REPORT
from tests.exchange.test_meeting_file import example
from tests.running import Runner, made


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path, fixed_clock: None) -> Runner:
    """The lanes, stages and forums, no artefacts. Today is 24 November 2026."""
    return made(capsys, tmp_path, "l4-bare")


def held(board: Runner) -> Runner:
    """The meeting of the report, with all that it cites."""
    for ref in ("CR090", "CR091", "CR092", "IF-077"):
        board.say("add", f"What {ref} is about", "--ref", ref, "--workstream", "Smart")
    board.say("meeting", "add", "DAG070", "--forum", "DAG", "--day", "12 May 2027", "--status", "approved")
    board.say("meeting", "add", "--forum", "DAG", "--day", "9 June 2027", "--begins", "10:00", "--ends", "13:00")
    said = ("--organisation", "Programme", "--due", "14 July 2027")
    for text in ("Share what was learned", "Raise a risk over CR090", "", "Raise a risk over CR091"):
        board.say("action", "add", *filter(None, [text]), "--meeting", "DAG71", *said)
    for number in ("04", "08", "11"):
        board.say("action", "add", "Carried", "--ref", f"DAG70-{number}", "--meeting", "DAG070", *said)
    replaced = ("--status", "replaced", "--replaced-by", "DAG71-01")
    board.say("action", "add", "Look at the pilot", "--ref", "DAG70-02", "--meeting", "DAG070", *said, *replaced)
    board.say("action", "add", "Go on", "--ref", "DAG68-06", *said)
    board.say("decision", "add", "To recommend CR090", "--ref", "DAG-DEC199", "--meeting", "DAG071", "--artefact", "CR090")
    for card, kind, recorded in (("CR091", "recommend", "01:35:00"), ("CR092", "approve", "02:02:00")):
        said = ("--meeting", "DAG071", "--artefact", card, "--decided", kind, "--recorded", recorded)
        board.say("decision", "add", f"About {card}", *said, "--authority", "Chair under the SRO's delegation")
    return board


def test_a_meeting_is_written_down(board: Runner) -> None:
    held(board)
    meeting = board("--json", "show", "DAG71").json
    assert (meeting["number"], meeting["forum"], meeting["day_on"]) == ("DAG071", "DAG", "2027-06-09")
    actions = board("--json", "action", "list").json
    assert [one["ref"] for one in actions if one["meeting"] == "DAG071"] == [f"DAG71-0{number}" for number in (1, 2, 3, 4)]
    assert [one["missing"] for one in actions if one["ref"] == "DAG71-03"] == [["text"]]
    decisions = {one["ref"]: one for one in board("--json", "decision", "list").json}
    assert {ref: (one["decided"], one["recorded"], one["artefact"]) for ref, one in decisions.items()} == {
        "DAG-DEC199": ("", "", "CR090"),
        "DAG-DEC200": ("recommend", "01:35:00", "CR091"),
        "DAG-DEC201": ("approve", "02:02:00", "CR092"),
    }
    assert decisions["DAG-DEC199"]["missing"] == ["decided"]
    assert "Decision DAG-DEC201 added" in board("history", "CR092").out
    assert [one["number"] for one in board("--json", "meeting", "list").json] == ["DAG071"]  # DAG070 is approved
    assert [one["number"] for one in board("--json", "meeting", "list", "--all").json] == ["DAG070", "DAG071"]


def test_what_is_refused_leaves_nothing_behind(board: Runner) -> None:
    held(board)
    before = board("--json", "history").json[-1]["seq"]
    for words, why in (
        (("meeting", "add", "DAG71", "--forum", "DAG"), "DAG071” already"),
        (("meeting", "add", "DAG072"), "forum of the meeting is empty"),
        (("meeting", "add", "DAG072", "--forum", "TDWG"), "no number of a meeting of TDWG"),
        (("meeting", "add", "--forum", "DAG", "--begins", "10:00", "--ends", "9:30"), "before it begins"),
        (("meeting", "add", "--forum", "DAG", "--venue", "x" * 1_000_000), "at most 300"),
        (("decision", "add", "Another", "--ref", "dag-dec0199"), "DAG-DEC199” already"),
        (("decision", "add", "Another", "--recorded", "half past"), "hours, minutes and seconds"),
        (("decision", "edit", "DAG-DEC199", "follows=DAG-DEC199"), "cannot be following itself"),
        (("decision", "add", "--conditions", "If it works"), "needs its text"),
        (("action", "edit", "DAG71-01", "meeting=DAG099"), "No meeting is called"),
        (("meeting", "retire", "DAG071"), "is named by"),
        (("milestone", "add", "DAG072"), "reads as a meeting of DAG"),
        (("lint", "no such thing"), "no such file"),
    ):
        assert why in board.refused(*words), words
    assert board("--json", "history").json[-1]["seq"] == before


def test_a_forum_may_be_renamed_and_its_meetings_keep_their_numbers(board: Runner) -> None:
    held(board)
    board.say("forum", "rename", "DAG", "Design Authority Group", "--short", "DG")
    board.say("check")
    board.say("meeting", "edit", "DAG071", "venue=Hall B")
    assert "no number of a meeting" in board.refused("meeting", "edit", "DAG071", "number=DAG081")
    assert "no number of a meeting" in board.refused("meeting", "add", "DAG081", "--forum", "DG")
    board.say("meeting", "add", "DG081", "--forum", "DG")


def test_no_circle_of_decisions(board: Runner) -> None:
    held(board)
    board.say("decision", "edit", "DAG-DEC200", "follows=DAG-DEC199")
    assert "directly or by others" in board.refused("decision", "edit", "DAG-DEC199", "follows=DAG-DEC200")


def test_extraordinary_meetings_stand_between_and_do_not_count_up(board: Runner) -> None:
    for number in ("BPRWG 10", "BPRWG 11", "BPRWG 10.1", "BPRWG 101", "BPRWG 9"):
        board.say("meeting", "add", number, "--forum", "BPRWG")
    assert [one["number"] for one in board("--json", "meeting", "list").json] == [
        "BPRWG 9", "BPRWG 10", "BPRWG 10.1", "BPRWG 11", "BPRWG 101",
    ]  # fmt: skip
    board.say("meeting", "retire", "BPRWG 101")
    board.say("action", "add", "Look again", "--meeting", "BPRWG 10.1")
    assert board("--json", "action", "list").json[0]["ref"] == "BPRWG10.1-01"
    board.say("meeting", "add", "--forum", "BPRWG")
    assert board("--json", "meeting", "list").json[-1]["number"] == "BPRWG 102"  # what was given is not given again


def test_what_is_due_by_a_meeting(board: Runner) -> None:
    held(board)
    board.say("edit", "CR090", "due=9 June 2027")
    board.say("edit", "CR091", "due=10 June 2027")
    assert [one["ref"] for one in board.cards("for:DAG071")] == ["CR090"]
    assert [one["ref"] for one in board.cards("for:dag71")] == ["CR090"]
    assert [one["ref"] for one in board.cards("for:next-dag")] == ["CR090"]
    board.say("meeting", "edit", "DAG071", "status=held")
    answer = board("list", "--filter", "for:next-dag")
    assert "The date of the next DAG is not known, so for:next-dag matches nothing." in answer.err
    board.say("meeting", "add", "--forum", "DAG")
    assert board("--json", "show", "DAG072").json["day"] == "14 July 2027", "the second Wednesday after the last one"
    board.say("meeting", "edit", "DAG072", "day=")
    assert "The day of DAG072 is not known" in board("list", "--filter", "for:DAG72").err
    board.say("meeting", "edit", "DAG072", "day=14 July 2027")
    assert [one["ref"] for one in board.cards("for:next-dag")] == ["CR090", "CR091"]


def test_two_programs_give_no_number_twice(board: Runner) -> None:
    held(board)
    assert board.board is not None
    first, second = (boards.open_workspace(board.board, actor=name) for name in ("Ana", "Ben"))
    try:
        forum = first.board.of(Meeting)[next(iter(first.board.of(Meeting)))].forum
        given = [
            _added(one, "meeting", forum=forum) for one in (first, second)
        ]  # the second has not seen what the first did
        assert given == ["DAG072", "DAG073"]
        with pytest.raises(Refused, match="DAG073” already"):
            first.run(registering.add, kind="meeting", values={"number": "DAG73", "forum": forum})
        (meeting,) = [one.id for one in first.board.of(Meeting).values() if one.number == "DAG071"]
        assert [_added(one, "action", meeting=meeting, text="Said") for one in (second, first)] == ["DAG71-05", "DAG71-06"]
    finally:
        first.close()
        second.close()


def _added(workspace: Workspace, kind: str, **values: str | None) -> str:
    entry = workspace.run(registering.add, kind=kind, values=values, propose=True)
    assert entry is not None
    record = workspace.board.get(kind, entry.changes[0].id)
    assert isinstance(record, Meeting | Action)
    return record.called()


def test_the_report_is_looked_through(board: Runner, tmp_path: Path) -> None:
    held(board)
    report = tmp_path / "report.txt"
    report.write_text(REPORT, encoding="utf-8")
    answer = board("--json", "lint", str(report))
    assert answer.code == 1
    assert (answer.json["ok"], answer.json["of"]) == (False, str(report))
    told = {(one["heading"], one["text"]) for one in answer.json["findings"]}
    assert {text for heading, text in told if heading == "cited and not defined"} == {"DAG17-03", "DAG17-04"}
    assert {text for heading, text in told if heading == "malformed"} == {"DAG-DAG201"}
    assert len(told) == 8
    said = board("lint", str(report)).out
    assert "Cited and not defined (2)" in said
    assert "DAG17-03 · line 31 · perhaps DAG71-03" in said

    answer = board("--json", "lint", "DAG71")
    assert [(one["heading"], one["text"]) for one in answer.json["findings"]] == [
        ("rows without reference and text", "DAG71-03: no text")
    ]
    board.say("action", "edit", "DAG71-03", "text=Hold a session on the design of CR091")
    assert board.say("lint", "DAG71").out == "Nothing was found in DAG071.\n"
    assert board.say("lint").out == "Nothing was found in all meetings, actions and decisions.\n"
    report.write_text("DAG71-03 was agreed.", encoding="utf-8")
    assert json.loads(board.say("lint", str(report), "--json").out) == {"ok": True, "of": str(report), "findings": []}


def test_what_is_no_text_is_refused(board: Runner, tmp_path: Path) -> None:
    large, other = tmp_path / "large.txt", tmp_path / "report.docx"
    with large.open("wb") as file:
        file.truncate(100_000_001)
    other.write_bytes(b"PK\x03\x04\0\0\0\0\xff\xfe")
    assert "more than 4 MB" in board.refused("lint", str(large))
    assert "is no text" in board.refused("lint", str(other))
    assert "it is a folder" in board.refused("lint", str(tmp_path))


def test_an_outsider_gets_no_private_note_and_no_name(board: Runner, tmp_path: Path) -> None:
    held(board)
    board.say("meeting", "edit", "DAG071", "note=Zq the room was cold")
    board.say("decision", "edit", "DAG-DEC200", "note=Zq not unanimous")
    board.say("action", "edit", "DAG71-01", "person=Zq Nora Whitfield")
    file = tmp_path / "out.json"
    board.say("export", str(file))
    assert b"Zq" not in file.read_bytes()
    assert b"DAG-DEC200" in file.read_bytes()
    board.say("export", str(file), "--filter", "ref:CR091")
    records = json.loads(file.read_bytes())["records"]
    assert [one["ref"] for one in records["decision"]] == ["DAG-DEC200"]
    assert [one["number"] for one in records["meeting"]] == ["DAG071"]
    assert "action" not in records


def test_a_past_meeting_comes_in_as_one_file(board: Runner, tmp_path: Path) -> None:
    board.say("add", "Data refresh", "--ref", "CR090", "--workstream", "Smart", "--kind", "Change Request")
    path = tmp_path / "meeting.json"
    path.write_text(json.dumps(example()), "utf-8")
    before = board("--json", "history").json[-1]["seq"]
    assert board("--json", "meeting", "import", str(path), "--dry-run").json["counts"]["new"] == 14
    assert board("--json", "import", str(path)).json["counts"]["new"] == 14
    assert board("--json", "history").json[-1]["seq"] == before + 1, "one entry"
    assert board("--json", "meeting", "import", str(path)).json["counts"]["unchanged"] == 14
    assert [one["ref"] for one in board.cards("position:DNO decided:recommend")] == ["CR090"]
    board.say("undo")
    assert board("--json", "meeting", "list", "--all").json == []
