"""On the command line what was pasted finds what was typed; where a filter finds nothing it is said what it did not read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.running import Runner, made

pytestmark = pytest.mark.usefixtures("fixed_clock")


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Runner:
    """Two artefacts, one with marks as a keyboard has them, one with those of a word processor."""
    found = made(capsys, tmp_path, "l4-bare")
    found.say("add", "A new MPAN", "--workstream", "Smart", "--ref", "TO-123", "--owner", "O'Brien", "--label", "day-1")
    found.say(
        "add", "A “last” MPAN", "--workstream", "Registrations", "--ref", "IF–051", "--owner", "O’Brien", "--label", "day‑1"
    )
    return found


@pytest.mark.parametrize(
    "query",
    [
        *("segment:Smart", "segment:“Smart Segment”", "“new MPAN”", "TO‑123", "TO–123", "TO-123", "owner:O’Brien new"),
        *("–segment:Registrations", "‑“last”", "to\u00ad-123", "\ufeffnew\u2009MPAN"),
    ],
)
def test_a_filter_that_was_pasted(board: Runner, query: str) -> None:
    answer = board.say("list", "--filter", query)
    assert answer.out.endswith("1 of 2 shown · 1 hidden\n")
    assert answer.err == ""
    assert [card["ref"] for card in board.cards(query)] == ["TO-123"]


@pytest.mark.parametrize("query", ["owner:O'Brien", "owner:o’brien", "label:day–1", "MPAN", "is:mine"])
def test_both_ways_of_writing_a_name_are_one(board: Runner, query: str) -> None:
    assert [card["ref"] for card in board.cards(query, "--as", "O‛Brien")] == ["TO-123", "IF–051"]


SPELT = ["O’Brien", "O'Brien", "o‛brien", " O'BRIEN ", "O\u200b'Brien"]


@pytest.mark.parametrize("name", SPELT)
def test_what_was_written_under_another_spelling_of_a_name_is_ones_own(board: Runner, name: str) -> None:
    for one in SPELT:
        board.say("edit", "TO-123", f"version={SPELT.index(one)}", "--as", one)
    assert "nothing of yours" in board.refused("undo", "--as", "O'Brian")
    board.say("undo", "--as", name)
    assert board.card("TO-123")["version"] == "3"
    board.say("undo", "--as", name)
    board.say("redo", "--as", name)
    assert board.card("TO-123")["version"] == "3"
    assert {entry["actor"] for entry in board.say("history", "--json").json[-2:]} == {name.strip()}


def test_a_city_is_found_however_its_letters_are_written(board: Runner) -> None:
    board.say("add", "İstanbul", "--workstream", "Smart", "--ref", "C1", "--owner", "Straße")
    for query in ("istanbul", "ISTANBUL", "İSTANBUL", "owner:STRASSE", "ｉｓｔａｎ"):
        assert [card["ref"] for card in board.cards(query)] == ["C1"], query


def test_a_reference_that_was_pasted(board: Runner, tmp_path: Path) -> None:
    for given, ref in (("TO‑123", "TO-123"), ("to\u2212123", "TO-123"), ("IF-051", "IF–051"), ("“Smart”:TO–123", "TO-123")):
        assert board.card(given)["ref"] == ref
    board.say("move", "IF-051", "“In Progress”")
    board.say("edit", "TO–123", "priority=High")
    assert len(board.say("history", "TO‑123", "--json").json) == 2
    again = board.say("add", "Another", "--workstream", "Smart", "--ref", "TO–123")
    assert "another artefact with the reference" in again.err
    assert board.card("IF-051")["ref"] == "IF–051"  # kept as typed
    board.say("undo")
    (tmp_path / "more.csv").write_text("ref,title,workstream,owner\nTO—123,A new MPAN,Smart\u00a0Segment,Zoe\n", "utf-8")
    taken = board.say("import", str(tmp_path / "more.csv"), "--json").json
    assert [row["verdict"] for row in taken["rows"]] == ["update"]
    assert board.card("TO-123")["owner"] == "Zoe"


def test_names_that_differ_in_their_marks_only_are_one_name(board: Runner) -> None:
    board.say("workstream", "add", "Day‑one")
    assert "There is a workstream called" in board.refused("workstream", "add", "Day-One")
    assert "called" in board.refused("forum", "add", "“DAG”", "--level", "3")
    board.say("workstream", "rename", "day—one", "Day–two")
    board.say("workstream", "retire", "Day-two")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("not is:blocked", "“not” is looked for as it stands; to leave something out put - before it"),
        ("TO-123 AND segment:Smart", "“AND” is looked for as it stands; leave it out"),
        ("segment:Smart Segment", 'a name of several words goes in quotes: workstream:"Smart Segment"'),
        ("is:overdue AND is:blocked", "“AND” is looked for as it stands; leave it out: what stands side by side"),
        ("segment:Smart AND ref:TO-123", "Nothing fits the filter. “AND” is looked for as it stands; leave it out"),
        ("-segment:Smart Segment", 'a name of several words goes in quotes: -workstream:"Smart Segment"'),
        ("due:8 Dec", 'what has several words goes in quotes: due:"8 Dec"'),
        ("segment : Smart", "a field is written with a colon and without blanks, as in segment:smart"),
        ("zzz", "Nothing fits the filter. Without it there are 2 artefacts."),
    ],
)
def test_where_nothing_is_shown_a_line_says_what_was_not_understood(
    board: Runner, tmp_path: Path, query: str, said: str
) -> None:
    answer = board.say("list", "--filter", query)
    assert answer.out == "0 of 2 shown · 2 hidden\n"
    assert said in answer.err
    assert answer.err.startswith("Nothing fits the filter. ")
    assert answer.err.endswith("Without it there are 2 artefacts.\n")
    assert len(answer.err.splitlines()) == 1
    answer = board.say("list", "--filter", query, "--json")
    assert answer.json == []
    assert said in answer.err
    answer = board.say("export", str(tmp_path / "out.json"), "--filter", query)
    assert said in answer.err
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))


def test_what_a_filter_cannot_know_is_said_once(board: Runner) -> None:
    for query in ("due:overdue", "due:overdue or due:overdue"):
        said = board.say("list", "--filter", query).err
        assert said.count("is:overdue") == 1, said
        assert said.endswith("Nothing fits the filter. Without it there are 2 artefacts.\n")


def test_a_minus_apart_from_its_field_leaves_that_out(board: Runner) -> None:
    assert [card["ref"] for card in board.cards("- segment:Smart")] == ["IF–051"]
    assert [card["ref"] for card in board.cards("A new – MPAN")] == ["TO-123"]


def test_nothing_is_said_where_something_is_shown_or_nothing_is_there(
    board: Runner, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert board.say("list", "--filter", "not or MPAN").err == ""
    assert board.say("list", "--filter", "").err == ""
    assert made(capsys, tmp_path, "l4-bare", "empty").say("list", "--filter", "not zzz").err == ""
