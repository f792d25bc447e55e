"""What a meeting leaves behind and says before: its report, its pack, its file, by the command line alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import Runner, made


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path, fixed_clock: None) -> Runner:
    """The example with DAG034 and DAG035 held and DAG036 to come. Today is 24 November 2026."""
    board = made(capsys, tmp_path)
    for number, day, status in (
        ("34", "14 October", "approved"),
        ("35", "11 November", "held"),
        ("36", "9 December", "planned"),
    ):
        board.say("meeting", "add", f"DAG0{number}", "--forum", "DAG", "--day", f"{day} 2026", "--status", status)
    return board


def document(board: Runner, tmp_path: Path, *asked: str) -> str:
    """A document as text, without what Markdown escapes."""
    path = tmp_path / "document.md"
    board.say("export", str(path), "--document", *asked)
    return path.read_text("utf-8").replace("\\", "")


def test_an_action_that_replaced_another_says_so_wherever_it_stands(board: Runner, tmp_path: Path) -> None:
    board.say("action", "add", "Share it", "--ref", "DAG35-01", "--meeting", "DAG035", "--organisation", "DCC")
    board.say("action", "add", "Look", "--ref", "DAG34-02", "--meeting", "DAG034", "--organisation", "DCC")
    board.say("action", "edit", "DAG34-02", "status=replaced", "replaced_by=DAG35-01")
    shown = board("action", "show", "DAG35-01").out
    assert ["Replaces", "DAG34-02"] in [line.split() for line in shown.splitlines()]
    assert board("--json", "action", "show", "DAG35-01").json["replaces"] == ["DAG34-02"]
    assert "replaces" not in board("--json", "action", "show", "DAG34-02").json
    for asked in (("headline", "--meeting", "DAG035"), ("actions",), ("agenda", "--meeting", "DAG036")):
        (row,) = [line for line in document(board, tmp_path, *asked).splitlines() if "| DAG35-01 |" in line]
        assert "Share it<br>Replaces DAG34-02." in row, asked
    board.say("action", "retire", "DAG34-02")
    assert "Replaces" not in board("action", "show", "DAG35-01").out


REF = "Smart:Process 5"
NONE = "no L4 outcome or waiver is recorded"


def test_what_an_item_lacks_is_in_the_pack_in_lint_and_on_the_agenda(board: Runner, tmp_path: Path) -> None:
    board.say("edit", REF, "version=1.0", "owner=Ana")
    board.say("item", "add", "--meeting", "DAG036", "--artefact", REF, "--purpose", "decision")
    pack = document(board, tmp_path, "agenda", "--meeting", "DAG036")
    assert f"| Missing | For Approved: {NONE}. |" in pack
    assert "In Progress" not in pack, "what is next for a card in Backlog is not what DAG decides"
    told = board("--json", "lint", "DAG036").json
    assert [(one["heading"], one["text"], one["type"]) for one in told["findings"]] == [
        ("agenda items that lack evidence", f"Process 5 (Smart Segment): {NONE}", "item")
    ]
    assert board("lint", "DAG036").code == 1
    (item,) = board("--json", "agenda", "DAG036").json["items"]
    assert item["lacks"] == [NONE]
    proposed = {one["subject"]: one["lacks"] for one in board("--json", "agenda", "DAG036").json["proposed"]}
    assert proposed["Process 3 (Smart Segment)"] == ["no version is stated", "no owner is stated", NONE]
    lines = board.say("agenda", "DAG036").out.splitlines()
    assert f"1. Process 5 (Smart Segment) lacks for Approved: {NONE}" in lines
    board.say("meeting", "add", "BPRWG 12", "--forum", "BPRWG", "--day", "23 November 2026", "--status", "held")
    board.say("item", "add", "--meeting", "BPRWG 12", "--artefact", REF, "--outcome", "waived", "--waived-by", "Chair")
    assert board.say("lint", "DAG036")
    pack = document(board, tmp_path, "agenda", "--meeting", "DAG036")
    assert "| Missing | Nothing is missing for Approved. |" in pack
    assert "| Last outcome | waived by Chair at BPRWG 12 |" in pack
    assert "lacks" not in [line for line in board.say("agenda", "DAG036").out.splitlines() if "Process 5 (Smart" in line]
    board.say("block", REF, "--reason", "No API")
    assert "| Missing | For Approved: it is blocked. |" in document(board, tmp_path, "agenda", "--meeting", "DAG036")


def test_issuing_a_report_tells_what_should_have_been_looked_at_and_refuses_nothing(board: Runner) -> None:
    board.say("action", "add", "See DAG17-03", "--ref", "DAG35-01", "--meeting", "DAG035", "--organisation", "DCC")
    told = board.say("meeting", "edit", "DAG035", "status=issued").err
    assert told == (
        "Saved. DAG035 is issued, and lint finds 2 things to look at: cited and not defined: DAG17-03 (action DAG35-01); "
        "actions without owner or due: DAG35-01: no due day (action DAG35-01).\n"
    )
    assert board("--json", "meeting", "show", "DAG035").json["status"] == "issued"
    assert board.say("meeting", "edit", "DAG035", "status=issued", "venue=Online").err == "", "it was said once"
    told = board("--json", "meeting", "edit", "DAG035", "status=held").json["warnings"]
    assert told == []
    (told,) = board("--json", "meeting", "edit", "DAG035", "status=issued").json["warnings"]
    assert "DAG17-03" in told
    assert board.say("meeting", "edit", "DAG036", "status=issued").err == ""


def test_of_much_that_lint_finds_the_first_is_told_and_how_to_see_the_rest(board: Runner) -> None:
    for number in range(15):
        board.say(
            "action", "add", f"See DAG17-{number:02}", "--meeting", "DAG035", "--organisation", "DCC", "--due", "ASAP"
        )
    (told,) = board("--json", "meeting", "edit", "DAG035", "status=issued").json["warnings"]
    assert told.startswith("DAG035 is issued, and lint finds 15 things to look at: cited and not defined: DAG17-00 (")
    assert told.count("cited and not defined") == 12
    assert told.endswith("; 3 more; `mhhs-board lint DAG035` tells all.")


def test_a_question_of_a_past_meeting_is_put_and_answered_on_its_days(board: Runner, tmp_path: Path) -> None:
    board.say("decision", "add", "To recommend it", "--meeting", "DAG035", "--decided", "recommend", "--ref", "DAG-DEC99")
    told = board.refused("escalate", "DAG-DEC99", "--to", "PSG", "--on", "10 Nov 2026")
    assert told == "10 November 2026 is before 11 November 2026, when it was decided."
    board.say("escalate", "DAG-DEC99", "--to", "PSG", "--question", "Shall it be done?", "--on", "12 Nov 2026")
    report = document(board, tmp_path, "headline", "--meeting", "DAG035")
    assert "Escalated to PSG on 12 November 2026: Shall it be done? It waits for an answer." in report
    told = board.refused("answer", "DAG-DEC99", "Yes", "--on", "11 Nov 2026")
    assert told == "11 November 2026 is before 12 November 2026, when it was escalated."
    board.say("answer", "DAG-DEC99", "Yes", "--on", "18 Nov 2026")
    report = document(board, tmp_path, "headline", "--meeting", "DAG035")
    assert "Escalated to PSG on 12 November 2026: Shall it be done? Answered on 18 November 2026: Yes." in report
