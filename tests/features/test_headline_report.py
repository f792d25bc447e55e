"""The secretary of the Design Advisory Group sends out the report of a meeting: three decisions, ten actions of which some are
incomplete, a tally that mixes nothing, and a correction two days later."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchange.documented import Tables, of_docx, of_html, of_markdown
from tests.running import Runner, made

ENDINGS = ("docx", "html", "md")
READ = {"docx": of_docx, "html": of_html, "md": of_markdown}


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path, fixed_clock: None) -> Runner:
    """The lanes, stages and forums, no artefacts. Today is 24 November 2026."""
    return made(capsys, tmp_path, "l4-bare")


def held(board: Runner) -> Runner:
    """The meeting, written down as it was."""
    for ref in ("CR090", "CR091", "CR092"):
        board.say("add", f"What {ref} is about", "--ref", ref, "--workstream", "Smart", "--version", "1.0")
    board.say("meeting", "add", "DAG070", "--forum", "DAG", "--day", "28 October 2026", "--status", "approved")
    at = (
        "--day",
        "24 November 2026",
        "--begins",
        "10:00",
        "--ends",
        "13:00",
        "--venue",
        "Online",
        "--classification",
        "Public",
    )
    board.say("meeting", "add", "DAG071", "--forum", "DAG", *at, "--status", "held")
    board.say("meeting", "add", "DAG072", "--forum", "DAG", "--day", "9 December 2026", "--begins", "10am")
    board.say("item", "add", "Minutes and Actions", "--meeting", "DAG071", "--purpose", "actions")
    for ref in ("CR090", "CR091", "CR092"):
        said = ("--purpose", "decision", "--artefact", ref, "--said", f"The impact of {ref} was told.")
        board.say("item", "add", f"{ref} Decision", "--meeting", "DAG071", *said)
    for seat, support, timing in (("DNO", "yes", "not before"), ("Elexon", "yes", "no view"), ("RECCo", "if", "")):
        said = ("--support", support, *(["--timing", timing] if timing else []), "--words", f"What {seat} thinks.")
        board.say("position", "add", "--item", "DAG071:2", "--seat", seat, *said)
    board.say("position", "add", "--item", "DAG071:4", "--seat", "Large Supplier", "--support", "no", "--blocking", "yes")
    chair = ("--authority", "Chair under the SRO's delegation")
    for number, ref, kind in ((2, "CR090", "recommend"), (3, "CR091", "recommend"), (4, "CR092", "approve")):
        said = ("--meeting", "DAG071", "--item", f"DAG071:{number}", "--artefact", ref, "--decided", kind, *chair)
        board.say("decision", "add", f"About {ref}", "--ref", f"DAG-DEC{197 + number}", *said)
    for ref in ("DAG-DEC199", "DAG-DEC200"):
        board.say("escalate", f"decision:{ref}", "--to", "PSG", "--question", "Approve or reject?")
    born = (
        ("DAG071:1", "Share what was learned", "Programme", "Ana"),
        ("DAG071:2", "Raise a risk over CR090", "Programme", "Ben"),
        ("DAG071:3", "", "Programme", "Ben"),
        ("DAG071:3", "Raise a risk over CR091", "", ""),
    )
    for number, (item, text, organisation, person) in enumerate(born, 1):
        said = ["--meeting", "DAG071", "--item", item, "--due", "9 December 2026", "--ref", f"DAG71-0{number}"]
        said += ["--organisation", organisation] if organisation else []
        said += ["--person", person] if person else []
        board.say("action", "add", *filter(None, [text]), *said)
    for number, due in (
        ("04", "24 November 2026"),
        ("08", "24 November 2026"),
        ("09", ""),
        ("10", "ASAP"),
        ("11", "03/04/202"),
    ):
        said = [
            "--meeting",
            "DAG070",
            "--ref",
            f"DAG70-{number}",
            "--organisation",
            "Programme",
            *(["--due", due] if due else []),
        ]
        board.say("action", "add", f"What {number} asks", *said)
    replaced = ("--status", "replaced", "--replaced-by", "DAG71-01")
    board.say("action", "add", "Look", "--ref", "DAG70-02", "--meeting", "DAG070", "--organisation", "IPA", *replaced)
    for person, words in (
        ("Jo", ("--role", "Chair")),
        ("Ana", ("--seat", "DNO", "--how", "for somebody", "--on-behalf-of", "Cal")),
        ("Fay", ("--role", "PMO Governance Lead")),
        ("Ida", ("--organisation", "IPA", "--how", "observer")),
        ("Kim", ("--seat", "Consumer", "--how", "apologies")),
    ):
        board.say("attendance", "add", "--meeting", "DAG071", "--person", person, *words)
    return board


def report(board: Runner, folder: Path, ending: str, *more: str) -> Path:
    path = folder / f"report.{ending}"
    board.say("export", str(path), "--document", "headline", "--meeting", "DAG71", *more)
    return path


def drawn(board: Runner, folder: Path, *more: str) -> Tables:
    """The tables of the report, which are the same in every format."""
    found = [READ[ending](report(board, folder, ending, *more).read_bytes()) for ending in ENDINGS]
    assert found[0] == found[1] == found[2]
    return found[0]


def test_the_report_says_what_the_records_say(board: Runner, tmp_path: Path) -> None:
    facts, actions, decisions, discussed, attendees, apologies = drawn(held(board), tmp_path)
    assert facts == (
        ("Meeting number", "DAG071"),
        [
            ("Meeting date and time", "24 November 2026, 10:00 to 13:00"),
            ("Venue", "Online"),
            ("Classification", "Public"),
        ],
    )
    assert actions[0] == ("Area", "Ref", "Action", "Owner", "Due")
    assert [(area, ref, owner, due) for area, ref, _, owner, due in actions[1]] == [
        ("Minutes and Actions", "DAG71-01", "Programme (Ana)", "9 December 2026"),
        ("CR090 Decision", "DAG71-02", "Programme (Ben)", "9 December 2026"),
        ("CR091 Decision", "DAG71-03", "Programme (Ben)", "9 December 2026"),
        ("CR091 Decision", "DAG71-04", "not stated", "9 December 2026"),
        ("Previous meeting(s)", "DAG70-02", "IPA", "not stated"),
        ("Previous meeting(s)", "DAG70-04", "Programme", "24 November 2026"),
        ("Previous meeting(s)", "DAG70-08", "Programme", "24 November 2026"),
        ("Previous meeting(s)", "DAG70-09", "Programme", "not stated"),
        ("Previous meeting(s)", "DAG70-10", "Programme", "ASAP"),
        ("Previous meeting(s)", "DAG70-11", "Programme", "03/04/202"),
    ]
    assert [row[2] for row in actions[1]][2:5] == ["not stated", "Raise a risk over CR091", "Look Replaced by DAG71-01."]
    assert decisions[0] == ("Area", "Ref", "Decision")
    assert [row[1] for row in decisions[1]] == ["DAG-DEC199", "DAG-DEC200", "DAG-DEC201"]
    assert "Escalated to PSG on 24 November 2026: Approve or reject? It waits for an answer." in decisions[1][0][2]
    assert "Objected: Large Supplier Representative." in decisions[1][2][2]
    said = dict(discussed[1])  # type: ignore[arg-type]
    assert said["CR090 Decision"].startswith("The impact of CR090 was told.")
    assert (
        "Tally of 3 seats. Support: 2 yes, 1 if. Timing: 1 not before, 1 no view, 1 not stated." in said["CR090 Decision"]
    )
    assert "No position: " not in said["CR090 Decision"], "who came said something"
    silent = said["CR090 Decision"].partition("Nobody came for: ")[2].partition(".")[0].split(", ")
    assert {"Large Supplier", "Small Supplier", "Consumer"} <= set(silent)
    assert not {"DNO", "Elexon", "RECCo"} & set(silent)
    assert "No position: DNO. Nobody came for: Consumer," in said["CR091 Decision"]
    assert [row[:2] for row in attendees[1]] == [
        ("Chair", "Jo"),
        ("Industry representatives", "Ana (on behalf of Cal)"),
        ("Programme", "Fay"),
        ("Other attendees", "Ida"),
    ]
    assert apologies[1] == [("Kim", "Consumer Representative")]
    text = report(board, tmp_path, "md").read_text(encoding="utf-8")
    assert "DAG072, 9 December 2026, 10am" in text
    assert "**Draft**" in text


def test_before_it_is_issued_what_is_wrong_is_told_and_nothing_mended(board: Runner, tmp_path: Path) -> None:
    held(board)
    before = board("--json", "history").json[-1]["seq"]
    told = board.say("export", str(tmp_path / "a.md"), "--document", "headline", "--meeting", "DAG71").err
    assert "Before it is issued, rows without reference and text: DAG71-03" in told
    assert "DAG71-04: no owner" in told
    assert board("--json", "history").json[-1]["seq"] == before
    board.say("meeting", "edit", "DAG71", "status=issued")
    assert not board.say("export", str(tmp_path / "a.md"), "--document", "headline", "--meeting", "DAG71").err


def test_a_correction_is_the_next_version_and_lists_what_changed(board: Runner, tmp_path: Path) -> None:
    held(board).say("meeting", "edit", "DAG71", "status=issued")
    first = report(board, tmp_path, "md").read_bytes()
    assert b"Version\\: 1" in first or b"Version: 1" in first
    assert b"Draft" not in first
    sent = board("--json", "history").json[-1]["seq"]
    board.say("meeting", "edit", "DAG71", "status=held")
    board.say("action", "edit", "DAG71-04", "organisation=Programme", "person=Ben")
    draft = report(board, tmp_path, "md").read_text(encoding="utf-8")
    assert "Draft of version 2" in draft
    board.say("meeting", "edit", "DAG71", "status=issued")
    second = report(board, tmp_path, "md").read_text(encoding="utf-8")
    change = "- Actions, DAG71-04, Owner: was “not stated”, is “Programme (Ben)”."
    assert "## Changes since version 1" in second
    assert [line for line in second.splitlines() if line.startswith("- Actions")] == [change]
    assert report(board, tmp_path, "md", "--as-at", str(sent)).read_bytes() == first


def test_the_same_records_make_the_same_bytes(board: Runner, tmp_path: Path) -> None:
    held(board)
    for ending in (*ENDINGS, "pdf"):
        first = report(board, tmp_path, ending).read_bytes()
        assert report(board, tmp_path, ending).read_bytes() == first, ending
    assert b"Confidential" in report(board, tmp_path, "md", "--classification", "Confidential").read_bytes()


def test_every_document_is_written_in_every_format(board: Runner, tmp_path: Path) -> None:
    held(board)
    of = {
        "agenda": ("--meeting", "DAG71"),
        "actions": (),
        "decisions": ("--meeting", "DAG70"),
        "comments": ("--about", "CR090"),
        "issues": (),
    }
    for name, words in of.items():
        for ending in (*ENDINGS, "pdf"):
            board.say("export", str(tmp_path / f"{name}.{ending}"), "--document", name, *words)
    assert (tmp_path / "agenda.docx").read_bytes().startswith(b"PK")
    assert (tmp_path / "agenda.pdf").read_bytes().startswith(b"%PDF")


def test_what_does_not_go_together_is_refused_and_nothing_written(board: Runner, tmp_path: Path) -> None:
    held(board)
    report_file = str(tmp_path / "x.docx")
    assert "No meeting is called" in board.refused("export", report_file, "--document", "headline", "--meeting", "DAG99")
    assert "No artefact is called" in board.refused("export", report_file, "--document", "comments", "--about", "CR099")
    for words, why in (
        ((report_file,), "needs --document"),
        ((str(tmp_path / "x.csv"), "--document", "actions"), "ends in .docx"),
        ((report_file, "--document", "headline"), "needs --meeting"),
        ((report_file, "--document", "comments", "--meeting", "DAG71"), "needs --about"),
        ((report_file, "--document", "actions", "--about", "CR090"), "goes with --document comments and --document issues"),
        ((report_file, "--document", "actions", "--filter", "is:blocked"), "without --filter"),
        ((str(tmp_path / "x.md"), "--meeting", "DAG71"), "go with --document"),
    ):
        answer = board("export", *words)
        assert (answer.code, why in answer.err) == (2, True), (words, answer.err)
    assert not list(tmp_path.glob("x.*"))
