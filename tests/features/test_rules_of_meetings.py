"""The secretary works by the command line: what is decided once, what keeps its reference, what comes back, what is agreed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.running import Runner, made


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path, fixed_clock: None) -> Runner:
    """A meeting that was held on the day that is today, 24 November 2026, and the next one."""
    board = made(capsys, tmp_path, "l4-bare")
    board.say("add", "Correction tool", "--ref", "CR095", "--workstream", "Smart", "--kind", "Change Request")
    board.say("meeting", "add", "DAG071", "--forum", "DAG", "--day", "24 November 2026", "--status", "held")
    board.say("meeting", "add", "DAG072", "--forum", "DAG", "--day", "9 December 2026")
    board.say("item", "add", "Change freeze", "--meeting", "DAG071")
    return board


def test_an_item_is_decided_once(board: Runner) -> None:
    board.say("decision", "add", "Go on", "--item", "DAG71:1", "--decided", "approve")
    (made_,) = board("--json", "decision", "list").json
    assert (made_["meeting"], made_["ref"]) == ("DAG071", "DAG-DEC1"), "the meeting is that of the item"
    again = ("decision", "add", "Do not", "--item", "DAG71:1", "--decided", "reject")
    assert "decided about it already, DAG-DEC1 (approve): “Go on”" in board.refused(*again)
    board.say(*again, "--follows", "DAG-DEC1")
    assert "on the agenda of DAG071, not of DAG072" in board.refused(*again, "--meeting", "DAG072")


def test_a_meeting_file_brings_no_second_decision(board: Runner, tmp_path: Path) -> None:
    board.say("decision", "add", "Go on", "--item", "DAG71:1", "--decided", "approve")
    path = tmp_path / "meeting.json"
    decision = {"ref": "DAG-DEC7", "item": "1", "decided": "reject", "text": "Do not"}
    path.write_text(json.dumps({"format": "mhhs-meeting", "version": 1, "meeting": {"number": "DAG071", "forum": "DAG"},
                                "decisions": [decision]}), "utf-8")  # fmt: skip
    answer = board("--json", "import", str(path))
    (row,) = [one for one in answer.json["rows"] if one["ref"] == "decision DAG-DEC7"]
    assert row["verdict"] == "question"
    assert "DAG-DEC1 (approve): “Go on”" in row["why"]


def test_who_changes_a_reference_is_told_what_cites_it(board: Runner, tmp_path: Path) -> None:
    board.say("action", "add", "Raise a risk", "--meeting", "DAG071")
    board.say("item", "edit", "DAG71:1", "said=DAG71-01 goes on.")
    told = "DAG71-01 is called DAG71-09 now; minutes and texts that cite it do not follow, and 1 text of this board does cite it."
    assert told in board.say("action", "edit", "DAG71-01", "ref=DAG71-09").err
    assert not board.say("action", "edit", "DAG71-09", "ref=DAG071-9").err
    path = tmp_path / "actions.csv"
    board.say("action", "export", str(path))
    path.write_text(path.read_text("utf-8-sig").replace("DAG071-9", "DAG71-05"), "utf-8")
    assert "DAG071-9 is called DAG71-05 now" in board.say("action", "import", str(path)).err


def test_what_was_handed_to_another_group_waits_and_returns(board: Runner) -> None:
    said = ("--meeting", "DAG071", "--artefact", "CR095")
    board.say("decision", "add", "Yes, later", *said, "--decided", "recommend")
    board.say("action", "add", "Develop the detail", *said, "--organisation", "DRG", "--ref", "DAG71-05")

    def reason() -> str:
        return next(
            one["reason"] for one in board("--json", "agenda", "DAG072").json["proposed"] if one["artefact"] == "CR095"
        )

    before = "change request in Backlog; recommended at DAG071 by DAG-DEC1; "
    assert reason() == f"{before}waits for the DRG: action DAG71-05 is open"
    board.say("action", "edit", "DAG71-05", "status=closed")
    assert reason() == f"{before}returns from the DRG: action DAG71-05 closed on 24 November 2026"
    board.say("agenda", "DAG072", "--fill")
    items = board("--json", "agenda", "DAG072").json["items"]
    assert next(one["reason"] for one in items if one["artefact"] == "CR095").endswith("closed on 24 November 2026")


def test_what_waits_or_returns_since_stands_beside_the_reason_of_an_item(board: Runner, tmp_path: Path) -> None:
    board.say("item", "add", "--meeting", "DAG072", "--artefact", "CR095", "--purpose", "decision", "--reason", "Asked for")
    said = ("--meeting", "DAG071", "--artefact", "CR095", "--organisation", "DRG", "--ref", "DAG71-05")
    board.say("action", "add", "Develop the detail", *said)
    pack = tmp_path / "pack.md"

    def told() -> str:
        (item,) = board("--json", "agenda", "DAG072").json["items"]
        (now,) = item["now"]
        assert item["reason"] == "Asked for"
        assert f"Asked for; now: {now}" in board("agenda", "DAG072").out
        board.say("export", str(pack), "--document", "agenda", "--meeting", "DAG072")
        assert f"Asked for<br>Now: {now}." in pack.read_text("utf-8").replace("\\", "")
        for asked, wanted in (("meeting", "DAG072"), ("item", "DAG072:1")):
            assert now in board(asked, "show", wanted).out
            assert board("--json", asked, "show", wanted).json["now"][0].endswith(now)
        return str(now)

    assert told() == "waits for the DRG: action DAG71-05 is open"
    board.say("action", "edit", "DAG71-05", "status=closed")
    assert told() == "returns from the DRG: action DAG71-05 closed on 24 November 2026"
    board.say("meeting", "edit", "DAG072", "status=issued")
    assert board("--json", "agenda", "DAG072").json["items"][0]["now"] == []


def test_what_is_agreed_and_not_before_a_milestone_is_listed(board: Runner) -> None:
    board.say("assessment", "add", "--artefact", "CR095", "--who", "A", "--supports", "yes", "--feasible", "no")
    assert board.cards("decided:agreed not-before:M10") == []
    board.say("decision", "add", "Yes", "--meeting", "DAG071", "--artefact", "CR095", "--decided", "approve")
    assert [one["ref"] for one in board.cards("decided:agreed not-before:M10")] == ["CR095"]
