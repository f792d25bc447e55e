"""Days in the life of the three people whom the board is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import Runner, made

pytestmark = pytest.mark.usefixtures("fixed_clock")


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Runner:
    """The example as a named board."""
    return made(capsys, tmp_path)


@pytest.mark.needs_qt
def test_block_escalate_filter_picture_undo_all_redo(board: Runner, tmp_path: Path) -> None:
    first = board.cards()
    board.say("block", "smart:Process 4", "--reason", "No data model", "--owner", "TDWG", "--as", "Ann")
    board.say("escalate", "smart:Process 4", "--to", "DAG", "--question", "Which model?", "--as", "Ann")
    last = board.cards()
    (found,) = board.cards("is:escalated")
    assert (found["ref"], found["escalated_to"], found["blocked_reason"]) == ("Process 4", "DAG", "No data model")
    picture = tmp_path / "escalated.png"
    board.say("export", str(picture), "--filter", "is:escalated")
    assert picture.read_bytes().startswith(b"\x89PNG\r\n")
    board.say("undo", "--as", "Ann")
    board.say("undo", "--as", "Ann")
    assert "nothing of yours" in board.refused("undo", "--as", "Ann")
    assert board.cards() == first
    board.say("redo", "--as", "Ann")
    board.say("redo", "--as", "Ann")
    assert board.cards() == last
    assert "nothing of yours" in board.refused("redo", "--as", "Ann")


def test_a_design_teams_day(board: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody adds a requirement, works on it, hands it to the working group, and finds it the next day where it was."""
    board.say("add", "Smart data service", "--workstream", "smart", "--ref", "BRS001", "--owner", "Ann", "--as", "Ann")
    board.say("move", "BRS001", "in progress", "--as", "Ann")
    board.say("edit", "brs001", "version=0.9", "due=4 Dec 2026", "--as", "Ann")
    board.say("move", "brs 001", "L4", "--as", "Ann")
    assert "override" in board.refused("move", "BRS001", "Approved", "--as", "Ann")
    monkeypatch.setenv("MHHS_BOARD_NOW", "2026-11-27T08:00:00Z")
    (mine,) = board.cards("is:mine", "--as", "Ann")
    assert (mine["ref"], mine["stage"], mine["age_days"]) == ("BRS001", "L4 Working Group Review", 3)
    assert [card["ref"] for card in board.cards("due:<14d")] == ["BRS001"]
    told = board.say("history", "BRS001").out
    assert [line.split()[2] for line in told.splitlines()[1:]] == ["Ann"] * 4


def test_a_leads_checkpoint(board: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lead asks what changed since last week, what is stuck and what is late, and takes a blocker up the ladder."""
    monkeypatch.setenv("MHHS_BOARD_NOW", "2026-12-01T09:00:00Z")
    board.say("move", "adv:Process 5", "L4 Review")
    board.say("block", "unmetered:Process 2", "--reason", "No meter data", "--owner", "BPRWG", "--needed-by", "4 Dec 2026")
    monkeypatch.setenv("MHHS_BOARD_NOW", "2026-12-08T09:00:00Z")
    groups = board.say("changes", "--since", "2026-11-24", "--json").json
    assert {group: len(found) for group, found in groups.items() if found} == {"moved": 1, "blocked": 1}
    (late,) = board.cards("is:overdue")
    assert (late["ref"], late["blocked_days"], late["stage"]) == ("Process 2", 7, "In Progress")
    board.say("escalate", "unmetered:Process 2", "--to", "BPRWG", "--needed-by", "2026-12-10")
    assert "already" in board.refused("escalate", "unmetered:Process 2", "--to", "bprwg")
    board.say("escalate", "unmetered:Process 2", "--to", "DAG")
    assert board.card("unmetered:Process 2")["escalated_to"] == "DAG"
    answers = [found["answer"] for found in board.card("unmetered:Process 2")["blockers"][0]["escalations"]]
    assert answers == ["Passed on to DAG.", ""]


def test_the_offices_books(board: Runner, tmp_path: Path) -> None:
    """The office keeps a copy as JSON, lays another board out from it, and gets the same bytes out again."""
    board.say("block", "smart:Process 4", "--reason", "No data model")
    board.say("escalate", "smart:Process 4", "--to", "DAG")
    out = tmp_path / "board.json"
    board.say("export", str(out), "--private")
    copy = made(board._capsys, tmp_path, "empty", name="copy")
    counts = copy.say("import", str(out), "--json").json["counts"]
    assert counts["new"] >= 23
    copy.say("export", str(tmp_path / "again.json"), "--private")
    assert (tmp_path / "again.json").read_bytes() == out.read_bytes()
    again = copy.say("import", str(out), "--json").json["counts"]
    assert again["new"] == again["update"] == again["question"] == 0
