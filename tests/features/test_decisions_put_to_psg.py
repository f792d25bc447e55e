"""DAG recommends two change requests and puts them to PSG: both stay in sight until PSG has answered, each by the reference
of its decision; a decision about no artefact is answered in the same way."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import Runner, made

QUESTION = "May it go into IR8.2, not before M10?"


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path, fixed_clock: str) -> Runner:
    """CR044 and CR045 in DAG review, recommended at DAG035. Today is 24 November 2026."""
    board = made(capsys, tmp_path, "l4-bare")
    for ref, lane in (("CR044", "Smart"), ("CR045", "Registrations")):
        board.say(
            "add", f"What {ref} changes", "--ref", ref, "--workstream", lane, "--stage", "DAG Review", "--override", "New"
        )
    board.say("meeting", "add", "DAG035", "--forum", "DAG", "--day", "10 April 2026", "--status", "issued")
    recommended = ("--meeting", "DAG035", "--decided", "recommend")
    board.say("decision", "add", "Recommended, not before M10", "--ref", "DAG-DEC99", "--artefact", "CR044", *recommended)
    board.say("decision", "add", "Recommended", "--artefact", "CR045", *recommended)
    board.say("decision", "add", "To renew the terms of reference", *recommended)
    for ref, needed in (("DAG-DEC99", "20 November 2026"), ("DAG-DEC100", "8 January 2027")):
        board.say("escalate", ref, "--to", "PSG", "--question", QUESTION, "--needed-by", needed)
    return board


def seen(board: Runner) -> list[str]:
    return [card["ref"] for card in board.cards("is:escalated")]


def page(board: Runner, tmp_path: Path) -> str:
    board.say("export", str(tmp_path / "page.html"))
    return (tmp_path / "page.html").read_text()


def test_both_stay_in_sight_until_psg_has_answered(board: Runner, tmp_path: Path) -> None:
    assert seen(board) == ["CR044", "CR045"]
    assert board.cards("is:blocked") == []
    assert [(card["ref"], card["escalated_to"]) for card in board.cards("is:overdue")] == [("CR044", "PSG")]
    shown = page(board, tmp_path)
    assert '<span class="flag">Escalated to PSG for DAG-DEC99 · overdue</span>' in shown
    assert '<span class="flag">Escalated to PSG for DAG-DEC100</span>' in shown
    assert "Decisions that wait for a forum" in shown
    board.say("answer", "DAG-DEC99", "Agreed, not before M10.", "--on", "24 Nov")
    assert seen(board) == ["CR045"]
    assert board.cards("is:overdue") == []
    assert "overdue</span>" not in page(board, tmp_path)
    (asked,) = board.say("show", "DAG-DEC99", "--json").json["escalations"]
    assert (asked["ended"], asked["answer"], asked["returned"][:10]) == (
        "answered",
        "Agreed, not before M10.",
        "2026-11-24",
    )
    assert "DAG-DEC99: PSG answered: Agreed, not before M10." in board.say("history", "CR044").out


def test_they_may_move_on_meanwhile_for_nothing_blocks_them(board: Runner) -> None:
    board.say("move", "CR044", "L4 Review", "--reason", "For the working group to look at again")
    assert seen(board) == ["CR044", "CR045"]
    assert (board.card("CR044")["blocked"], board.card("CR044")["column"]) == (False, "L4 Working Group Review")


def test_a_decision_about_no_artefact_is_answered_by_its_reference(board: Runner) -> None:
    board.say("escalate", "DAG-DEC101", "--to", "PSG", "--question", "Are they agreed?")
    assert seen(board) == ["CR044", "CR045"]
    found = {one["ref"]: one["escalated_to"] for one in board.say("decision", "list", "--json").json}
    assert found == {"DAG-DEC99": "PSG", "DAG-DEC100": "PSG", "DAG-DEC101": "PSG"}
    said = board.say("answer", "DAG-DEC101", "Agreed.").out
    assert said.startswith("DAG-DEC101: PSG answered: Agreed.")
    assert board.say("show", "DAG-DEC101", "--json").json["escalated_to"] is None


def test_the_whole_board_goes_to_another_file_and_nothing_is_lost(board: Runner, tmp_path: Path) -> None:
    board.say("answer", "DAG-DEC100", "Agreed.")
    written, again = tmp_path / "board.json", tmp_path / "again.json"
    board.say("export", str(written), "--private")
    board("new", str(tmp_path / "copy.mhhsboard"), "--template", "empty")
    other = tmp_path / "copy.mhhsboard"
    assert board("import", str(written), board=other).code == 0
    assert board("export", str(again), "--private", board=other).code == 0
    assert again.read_bytes() == written.read_bytes()


def test_a_decision_says_on_which_days_it_was_put_and_how_that_ended(board: Runner) -> None:
    def told() -> list[str]:
        return [" ".join(one.split()) for one in board("show", "DAG-DEC99").out.splitlines() if "Escalated" in one]

    asked = "Escalated to Programme Steering Group on 24 November 2026, answer needed by 20 November 2026."
    assert told()[0] == f"{asked} {QUESTION} No answer yet."
    board.say("answer", "DAG-DEC99", "Yes")
    assert told()[0].endswith(f"{QUESTION} Answered on 24 November 2026: Yes")


def test_the_register_says_what_a_decision_on_an_item_is_about(board: Runner, tmp_path: Path) -> None:
    board.say("item", "add", "--meeting", "DAG035", "--subject", "Change freeze")
    board.say("item", "add", "--meeting", "DAG035", "--artefact", "CR044")
    board.say("decision", "add", "The freeze holds", "--item", "DAG035:1", "--ref", "DAG-DEC120")
    board.say("action", "add", "Look again", "--item", "DAG035:2", "--organisation", "DCC")
    assert "Change freeze" in board("decision", "list", "--all").out
    board.say("export", str(tmp_path / "register.md"), "--document", "decisions")
    row = next(one for one in (tmp_path / "register.md").read_text("utf-8").splitlines() if "DEC120" in one)
    assert row.split("|")[3].strip() == "Change freeze"
    assert board("--json", "action", "list", "--about", "CR044").json[0]["text"] == "Look again"
    board.say("export", str(tmp_path / "log.md"), "--document", "actions")
    assert "CR044 What CR044 changes" in (tmp_path / "log.md").read_text("utf-8")
