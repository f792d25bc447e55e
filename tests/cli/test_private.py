"""What leaves a board by the command line, and what minutes are made of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.running import Runner, made

pytestmark = pytest.mark.usefixtures("fixed_clock")

SUFFIXES = (".csv", ".json", ".md", ".html", ".svg", ".png", ".pdf")
NOTE = "not for outside"


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Runner:
    """A board of one artefact with a note."""
    runner = made(capsys, tmp_path, "l4-bare")
    runner.say("add", "Draft", "--workstream", "Smart", "--ref", "N1", "--notes", NOTE)
    return runner


# -- private notes, 13 -------------------------------------------------------------------------------------------------


@pytest.mark.needs_qt
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_export_holds_no_private_notes_and_says_so(board: Runner, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"out{suffix}"
    answer = board.say("export", str(target))
    assert answer.err == "1 private note left out.\n"
    assert NOTE.encode() not in target.read_bytes()


@pytest.mark.needs_qt
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_all_goes_along_where_it_is_asked_for(board: Runner, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"out{suffix}"
    answer = board.say("export", str(target), "--private")
    if suffix in (".svg", ".png", ".pdf"):
        assert answer.err == "1 private note left out; a picture has no room for what is private.\n"
    else:
        assert answer.err == ""
        assert NOTE.encode() in target.read_bytes()


def test_the_history_needs_what_is_private_and_no_filter(board: Runner, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    for words, why in (
        (["--history"], "needs --private"),
        (["--history", "--private", "--filter", "ref:N1"], "goes without --filter"),
    ):
        answer = board("export", str(target), *words)
        assert (answer.code, answer.out) == (2, "")
        assert why in answer.err
        assert not target.exists()
    board.say("export", str(target), "--history", "--private")
    assert NOTE in json.dumps(json.loads(target.read_text("utf-8"))["history"])


def test_nothing_is_said_where_nothing_is_private(board: Runner, tmp_path: Path) -> None:
    board.say("edit", "N1", "notes=")
    assert board.say("export", str(tmp_path / "out.csv")).err == ""


@pytest.mark.parametrize("suffix", [".csv", ".json"])
def test_an_import_of_our_own_file_clears_no_notes(board: Runner, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"out{suffix}"
    board.say("export", str(target))
    board.say("edit", "N1", "title=Other")
    assert board.say("import", str(target), "--blanks", "clear", "--json").json["counts"]["update"] == 1
    assert (board.card("N1")["title"], board.card("N1")["notes"]) == ("Draft", NOTE)


# -- classification, moment, filter, counts ----------------------------------------------------------------------------


def test_a_table_carries_its_classification(board: Runner, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    board.say("export", str(target))
    assert not target.read_text("utf-8-sig").splitlines()[-1].startswith("# ")
    board.say("configure", "classification=OFFICIAL-SENSITIVE")
    for words, said in (([], "OFFICIAL-SENSITIVE"), (["--classification", "SECRET, really"], "SECRET, really")):
        board.say("export", str(target), *words)
        last = target.read_text("utf-8-sig").splitlines()[-1].strip('"')
        assert last == f"# {said} · As at 24 November 2026, 08:00 · entry 3 · 1 of 1 shown · 0 hidden"
        assert board.say("import", str(target), "--dry-run").out.strip() == "1 unchanged."
        data = tmp_path / "out.json"
        board.say("export", str(data), *words)
        assert json.loads(data.read_text("utf-8"))["view"] == {
            "as_at": "24 November 2026, 08:00", "classification": said, "entry": 3, "hidden": 0, "shown": 1
        }  # fmt: skip
        assert board.say("import", str(data), "--dry-run", "--json").json["counts"]["unchanged"] > 0


@pytest.mark.parametrize("words", [("--as-at", "2"), ("--filter", "ref:N1")])
def test_a_table_says_its_moment_and_its_filter(board: Runner, tmp_path: Path, words: tuple[str, str]) -> None:
    board.say("edit", "N1", "title=Later")
    target, data = tmp_path / "out.csv", tmp_path / "out.json"
    board.say("export", str(target), *words)
    board.say("export", str(data), *words)
    last = target.read_text("utf-8-sig").splitlines()[-1].strip('"')
    number = 2 if words[0] == "--as-at" else 3
    assert last.startswith(f"# As at 24 November 2026, 08:00 · entry {number} · 1 of 1 shown · 0 hidden")
    assert json.loads(data.read_text("utf-8"))["view"]["entry"] == number
    assert last.endswith("Filter: ref:N1") == (words[0] == "--filter")


def test_a_classification_that_no_board_could_have_is_refused(board: Runner, tmp_path: Path) -> None:
    assert "The classification has" in board.refused("export", str(tmp_path / "out.csv"), "--classification", "x" * 5000)
    assert not (tmp_path / "out.csv").exists()


# -- minutes, 17 -------------------------------------------------------------------------------------------------------


def test_minutes_hold_what_they_are_for(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    board = made(capsys, tmp_path, "l4-bare")
    board.say(
        *("add", "Read registers", "--workstream", "Smart", "--ref", "BP001", "--stage", "DAG Review", "--override", "Old"),
        *("--version", "v0.9", "--outcome", "Consensus", "--decision", "DAG-DEC99"),
    )
    board.say("add", "Load shaping", "--workstream", "Smart", "--ref", "BP002", "--stage", "L4 Review", "--override", "Old")
    board.say("block", "BP002", "--reason", "No agreed interface", "--owner", "DIP", "--needed-by", "5 Dec 2026")
    board.say("escalate", "BP002", "--to", "DAG", "--question", "Which interface is meant?", "--needed-by", "9 Dec 2026")
    target = tmp_path / "b.md"
    board.say("export", str(target))
    text = target.read_text("utf-8")
    for words in ("DAG-DEC99", "Consensus", "v0.9", "Which interface is meant?", "9 Dec", "5 Dec", "DIP"):
        assert words in text
    shown = board.say("show", "BP001").out
    assert all(words in shown for words in ("DAG-DEC99", "Consensus", "v0.9"))
    shown = board.say("show", "BP002").out
    assert all(words in shown for words in ("Which interface is meant?", "9 Dec", "5 Dec", "DIP"))
    history = board.say("history", "BP002").out
    assert all(words in history for words in ("Which interface is meant?", "9 Dec", "5 Dec", "DIP"))


def test_the_history_of_one_card_is_its_own(board: Runner, tmp_path: Path) -> None:
    table = tmp_path / "plan.csv"
    rows = "".join(f"P{number},Title {number},Smart,No answer {number}\n" for number in range(9))
    table.write_text(f"ref,title,workstream,blocked_reason\n{rows}")
    board.say("import", str(table))
    board.say("move", "P3", "Backlog", "--unblock", "--note", "Settled")
    for words in (("history", "P3", "--json"), ("show", "P3", "--json")):
        found = board.say(*words).json
        entries = found if isinstance(found, list) else found["history"]
        assert len(entries[0]["changes"]) == 2, "the artefact and its blocker"
        assert "Title 4" not in json.dumps(found)
        assert "No answer 4" not in json.dumps(found)
    assert len(board.say("history", "--json").json[-2]["changes"]) == 18, "all of it where nobody asks for one"
    assert "Title 4" not in board.say("history", "P3").out
