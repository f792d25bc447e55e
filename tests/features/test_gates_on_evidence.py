"""A process goes from Backlog to Approved through a working group and DAG, with every gate asking for its evidence."""

from __future__ import annotations

import csv
import html
import io
from pathlib import Path

import pypdf
import pytest

from tests.running import Runner, made

REF = "Registrations:Process 5"


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path, fixed_clock: None) -> Runner:
    """The example, every gate on refuse, with a meeting of the BPRWG and one of DAG. Today is 24 November 2026."""
    board = made(capsys, tmp_path)
    gates = ("version", "outcome", "decision", "change-request")
    board.say("configure", *(f"gate.{gate}=refuse" for gate in gates))
    board.say("meeting", "add", "BPRWG 12", "--forum", "BPRWG", "--day", "23 November 2026", "--status", "held")
    board.say("meeting", "add", "DAG070", "--forum", "DAG", "--day", "24 November 2026", "--begins", "10:00")
    return board


def stage(board: Runner) -> str:
    found: str = board("--json", "show", REF).json["stage"]
    return found


def test_step_by_step_on_evidence(board: Runner) -> None:
    board.say("move", REF, "In Progress")
    assert "no version is stated and no owner is stated" in board.refused("move", REF, "L4 Review")
    board.say("edit", REF, "version=1.0", "owner=Ana")
    board.say("move", REF, "L4 Review")
    assert "7 of 23 shown" in board("list", "--filter", "needs:outcome").out

    board.say("agenda", "BPRWG 12", "--fill")
    card = board("--json", "show", REF).json["id"]
    (item,) = [one for one in board("--json", "agenda", "BPRWG 12").json["items"] if one["artefact_id"] == card]
    assert item["reason"] == "stands in L4 Working Group Review"
    board.say(
        "position",
        "add",
        "--item",
        item["id"],
        "--seat",
        "BPRWG:Registrations:Large Suppliers",
        "--blocking",
        "yes",
        "--words",
        "No",
    )
    board.say(
        "comment", "add", "Whose register is it?", "--artefact", REF, "--severity", "major", "--raiser", "Data Services"
    )
    told = board.refused("move", REF, "DAG Review")
    assert told == (
        "Process 5 cannot go to DAG Review & Approval: no L4 outcome or waiver is recorded, comment 1 (major) is open and "
        "Large Suppliers has a blocking position."
    )
    board.say("comment", "edit", "1", "response=That of the supplier", "disposition=accepted", "status=closed")
    board.say("edit", REF, "version=1.1")
    board.say("position", "edit", board("--json", "position", "list").json[0]["id"], "answered_by=1.1")
    board.say("item", "edit", item["id"], "outcome=consensus with comments")
    board.say("move", REF, "DAG Review")

    assert "no decision reference is recorded" in board.refused("move", REF, "Approved")
    proposed = {one["artefact_id"]: one for one in board("--json", "agenda", "DAG070").json["proposed"]}
    assert proposed[card]["reason"] == "stands in DAG Review & Approval; consensus with comments at BPRWG 12"
    board.say(
        "decision",
        "add",
        "Approved",
        "--meeting",
        "DAG070",
        "--artefact",
        REF,
        "--decided",
        "approve",
        "--authority",
        "Chair",
    )
    assert "(--override TEXT)" in board.refused("--as", "Ana", "move", REF, "Approved")
    board.say("--as", "Ben", "move", REF, "Approved")
    assert stage(board) == "Approved"

    assert "no change request is linked" in board.refused("move", REF, "In Progress", "--reason", "A gap was found")
    board.say(
        "add",
        "Close the gap",
        "--ref",
        "CR090",
        "--workstream",
        "Registrations",
        "--kind",
        "Change Request",
        "--link",
        "Process 5",
    )
    board.say("move", REF, "In Progress", "--reason", "A gap was found")


def test_by_a_waiver_and_an_override_which_stay_to_be_seen(board: Runner, tmp_path: Path) -> None:
    board.say("edit", REF, "version=1.0", "owner=Ana")
    board.say("move", REF, "L4 Review", "--override", "Asked for by the chair")
    board.say("item", "add", "--meeting", "BPRWG 12", "--artefact", REF)
    assert "A waiver says by whom it was given" in board.refused("item", "edit", "BPRWG 12:1", "outcome=waived")
    board.say("item", "edit", "BPRWG 12:1", "outcome=waived", "waived_by=Chair of the BPRWG")
    board.say("move", REF, "DAG Review")
    board.say("decision", "add", "Approved", "--meeting", "DAG070", "--artefact", REF, "--decided", "approve")
    board.say("--as", "Ana", "move", REF, "Approved", "--override", "Ben is away")
    for name in ("board.html", "board.md", "board.json"):
        path = tmp_path / name
        board.say("export", str(path))
        assert "Ben is away" in path.read_text("utf-8"), name
    told = board("--json", "show", REF).json
    assert [entry["note"] for entry in told["history"] if entry["verb"] == "move"] == [
        "Asked for by the chair",
        "",
        "Ben is away",
    ]
    assert "waived" in board("item", "list", "--all").out


REVIEW = [
    "L4 outcome: waived by Chair of the BPRWG at BPRWG 12",
    "Decision: DAG-DEC1 (approve)",
    "Override, to L4 Working Group Review on 24 November 2026: Asked for by the chair",
    "Override, to Approved on 24 November 2026: Ben is away",
]


def waived(board: Runner) -> None:
    """Have the card waived and overridden, up to DAG Review."""
    board.say("edit", REF, "version=1.0", "owner=Ana")
    board.say("move", REF, "L4 Review", "--override", "Asked for by the chair")
    board.say("item", "add", "--meeting", "BPRWG 12", "--artefact", REF)
    board.say("item", "edit", "BPRWG 12:1", "outcome=waived", "waived_by=Chair of the BPRWG")
    board.say("move", REF, "DAG Review")


def stamped(board: Runner) -> None:
    """Have it decided and stamped by its owner."""
    board.say("decision", "add", "Approved", "--meeting", "DAG070", "--artefact", REF, "--decided", "approve")
    board.say("--as", "Ana", "move", REF, "Approved", "--override", "Ben is away")


def exported(board: Runner, tmp_path: Path, name: str) -> str:
    """What an export says, on one line and without what its format escapes."""
    path = tmp_path / name
    board.say("export", str(path))
    if path.suffix == ".pdf":
        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    else:
        text = path.read_text("utf-8-sig")
    return " ".join(html.unescape(text.replace("\\", "")).split())


@pytest.mark.parametrize("name", ["board.html", "board.md", "board.csv", "board.pdf"])
def test_every_export_tells_the_whole_review_in_every_stage(board: Runner, tmp_path: Path, name: str) -> None:
    waived(board)
    told = exported(board, tmp_path, name)
    for sentence in (REVIEW[0], REVIEW[2]):
        assert sentence.removeprefix("L4 outcome: ") in told
    stamped(board)
    told = exported(board, tmp_path, name)
    for sentence in REVIEW:
        assert sentence.removeprefix("L4 outcome: ").removeprefix("Decision: ") in told
    board.say("add", "Close it", "--ref", "CR090", "--workstream", "Registrations", "--link", "Process 5")
    board.say("move", REF, "In Progress", "--reason", "A gap was found")
    told = exported(board, tmp_path, name)
    for sentence in (*REVIEW, "Reason, to In Progress on 24 November 2026: A gap was found"):
        assert sentence.removeprefix("L4 outcome: ").removeprefix("Decision: ") in told


def test_what_a_table_tells_of_a_review_is_no_field_when_it_comes_back(board: Runner, tmp_path: Path) -> None:
    waived(board)
    stamped(board)
    path = tmp_path / "board.csv"
    board.say("export", str(path), "--private")
    table = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
    (row,) = [one for one in table if one["review"]]
    assert row["review"] == "; ".join(REVIEW)
    assert (row["outcome"], row["decision"], list(row)[-1]) == ("", "", "review")
    told = board("--json", "import", str(path)).json
    assert (told["counts"]["unchanged"], told["seq"], told["remarks"]) == (23, None, [])
    edited = tmp_path / "edited.csv"
    edited.write_bytes(path.read_bytes().replace(b"Chair of the BPRWG at", b"Somebody else at"))
    assert board("--json", "import", str(edited)).json["counts"]["unchanged"] == 23
    again = tmp_path / "again.csv"
    board.say("export", str(again), "--private")
    assert again.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", ["board.svg", "board.pdf"])
def test_a_picture_has_a_whole_word_for_each(board: Runner, tmp_path: Path, name: str) -> None:
    waived(board)
    stamped(board)
    told = exported(board, tmp_path, name)
    assert "override" in told
    assert "waived" in told
