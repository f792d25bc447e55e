"""The same plan imported every Monday: it states where things stand, and undoes nothing of what happened between."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest

from mhhs_board.domain.records import Blocker
from mhhs_board.operations import blocking
from mhhs_board.program import boards
from tests.running import Runner, made

PLAN = """\
ref,title,workstream,stage,owner,labels
BP001,Read registers,Smart,In Progress,MS,"css, dip"
BP002,Change of supplier,Registrations,L4 Review,MS,
BP003,Settlement timetable,Elexon,Backlog,AB,
BP004,Meter exchange,Smart,In Progress,AB,
BP005,Appointment of agents,Advanced,Backlog,,
"""


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Runner:
    return made(capsys, tmp_path, "l4-bare")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.csv"
    path.write_text(PLAN)
    return path


def told(board: Runner, path: Path, *words: str) -> dict[str, tuple[str, str]]:
    """What an import made of each row, by its reference."""
    answer = board("import", str(path), "--json", *words)
    return {row["ref"]: (row["verdict"], row["why"]) for row in answer.json["rows"]}


def open_blocker(board: Runner, ref: str) -> dict[str, Any]:
    (found,) = [blocker for blocker in board.card(ref)["blockers"] if blocker["open"]]
    return dict(found)


def test_four_mondays(board: Runner, plan: Path) -> None:
    """Blocked, escalated, moved and retired between; nothing of it is undone, and what the plan changes is told."""
    assert {verdict for verdict, _ in told(board, plan).values()} == {"new"}

    board.say("block", "BP001", "--reason", "No agreed interface", "--owner", "DIP")
    board.say("escalate", "BP001", "--to", "DAG", "--question", "Which interface?")
    board.say("block", "BP003", "--reason", "Waits for a decision")
    before = board.cards()
    second = told(board, plan)
    assert {verdict for verdict, _ in second.values()} == {"unchanged"}
    assert board.cards() == before
    assert open_blocker(board, "BP001")["escalations"][0]["returned"] is None

    board.say("move", "BP003", "Backlog", "--unblock", "--note", "Decided")
    board.say("move", "BP004", "L4 Review")
    board.say("block", "BP004", "--reason", "Late")
    board.say("move", "BP005", "Backlog", "--workstream", "Unmetered")
    third = told(board, plan)
    assert third["BP001"] == third["BP002"] == third["BP003"] == ("unchanged", "")
    keeps = "keeps stage L4 Working Group Review: it was changed here since it was In Progress"
    assert third["BP004"] == ("unchanged", keeps)
    assert third["BP005"][0] == "question"
    assert "stands in Unmetered Segment" in third["BP005"][1]
    assert open_blocker(board, "BP004")["reason"] == "Late"
    assert board.card("BP004")["stage"] == "L4 Working Group Review"
    assert open_blocker(board, "BP001")["escalations"][0]["returned"] is None

    board.say("retire", "BP002", "--reason", "Merged")
    board.say("retire", "BP005")
    board.say("answer", "BP001", "Interface 2", "--from", "DAG")
    fourth = told(board, plan)
    for ref in ("BP002", "BP005"):
        assert fourth[ref][0] == "question"
        assert f"{ref} was retired here on" in fourth[ref][1]
    assert {fourth[ref] for ref in ("BP001", "BP003")} == {("unchanged", "")}
    assert fourth["BP004"] == ("unchanged", keeps)
    assert {card["ref"] for card in board.cards()} == {"BP001", "BP003", "BP004"}
    (escalation,) = open_blocker(board, "BP001")["escalations"]
    assert (escalation["ended"], escalation["answer"]) == ("answered", "Interface 2")


def test_what_was_changed_here_since_is_kept_and_what_the_plan_changes_is_taken(board: Runner, plan: Path) -> None:
    """The file's old word says nothing new; its new word does, and so does a file after its import was undone."""
    told(board, plan)
    board.say("edit", "BP002", "owner=Cid", "labels=ready")
    board.say("edit", "BP002", "owner=Dee")
    kept = told(board, plan)["BP002"]
    assert kept == ("unchanged", "keeps owner “Dee”: it was changed here since it was “MS”")
    assert "keeps owner" in board.say("import", str(plan), "--dry-run").out
    plan.write_text(PLAN.replace("L4 Review,MS", "DAG Review,Eve"))
    assert told(board, plan)["BP002"] == (
        "update",
        "moves L4 Working Group Review → DAG Review & Approval; owner “Dee” → “Eve”",
    )
    plan.write_text(PLAN)  # what an import changed, an import may change back
    assert told(board, plan)["BP002"][0] == "update"
    board.say("undo")
    assert told(board, plan)["BP002"][0] == "update"


def test_what_was_undone_never_stood_here(board: Runner, plan: Path) -> None:
    told(board, plan)
    board.say("edit", "BP002", "owner=Zed")
    board.say("undo")
    plan.write_text(PLAN.replace("L4 Review,MS", "L4 Review,Zed"))
    assert told(board, plan)["BP002"] == ("update", "owner “MS” → “Zed”")


def test_what_was_unblocked_here_is_not_blocked_again_by_an_old_plan(board: Runner, plan: Path) -> None:
    plan.write_text("ref,title,workstream,stage,blocked_reason\nBP009,Load shaping,Smart,Blocked,No agreed interface\n")
    told(board, plan)
    assert told(board, plan)["BP009"] == ("unchanged", "")
    board.say("unblock", "BP009", "--stage", "In Progress")
    assert told(board, plan)["BP009"] == ("unchanged", "stays unblocked: No agreed interface was settled here since")
    plan.write_text(plan.read_text().replace("No agreed interface", "No code of connection"))
    assert told(board, plan)["BP009"][0] == "update"


def test_a_reason_that_was_amended_here_is_not_taken_back_by_an_old_plan(board: Runner, plan: Path) -> None:
    plan.write_text("ref,title,workstream,stage,blocked_reason\nBP009,Load shaping,Smart,Blocked,No agreed interface\n")
    told(board, plan)
    assert board.board is not None
    with contextlib.closing(boards.open_workspace(board.board, actor="Ana")) as workspace:
        (held,) = workspace.board.of(Blocker)
        workspace.run(blocking.amend, blocker=held, reason="No agreed interface with DIP")
    kept = "keeps reason “No agreed interface with DIP”: it was changed here since it was “No agreed interface”"
    assert told(board, plan)["BP009"] == ("unchanged", kept)
    plan.write_text(plan.read_text().replace("No agreed interface", "No code of connection"))
    assert told(board, plan)["BP009"][0] == "update"
    assert open_blocker(board, "BP009")["reason"] == "No code of connection"


@pytest.mark.parametrize(
    ("words", "how"),
    [
        (("answer", "BP009", "Interface 2"), "answered"),
        (("withdraw", "BP009", "No longer needed"), "withdrawn"),
        (("escalate", "BP009", "--to", "PSG", "--question", "Which?"), "passed on"),
    ],
)
def test_a_question_that_ended_here_is_not_put_to_the_forum_again_by_an_old_plan(
    board: Runner, plan: Path, words: tuple[str, ...], how: str
) -> None:
    head = "ref,title,workstream,stage,blocked_reason,escalation\n"
    plan.write_text(f"{head}BP009,Load shaping,Smart,In Progress,No agreed interface,DAG\n")
    told(board, plan)
    board.say(*words)
    before = open_blocker(board, "BP009")
    kept = f"does not go to DAG again: the question to it was {how} here since"
    assert told(board, plan)["BP009"] == ("unchanged", kept)
    plan.write_text(plan.read_text().replace("Load shaping", "Load shaping again"))
    verdict, why = told(board, plan)["BP009"]
    assert (verdict, why.endswith(kept)) == ("update", True)
    assert board.card("BP009")["title"] == "Load shaping again"
    assert open_blocker(board, "BP009") == before
    board.say("unblock", "BP009", "--stage", "In Progress", *(("--answer", "Yes") if how == "passed on" else ()))
    board.say("block", "BP009", "--reason", "Another one")
    plan.write_text(plan.read_text().replace("No agreed interface", "Another one"))
    assert told(board, plan)["BP009"][1].startswith("escalates to DAG")


@pytest.mark.parametrize(
    ("row", "words", "verdict", "why"),
    [
        ("BP001,Read registers,Smart,In Progress,No agreed interface", (), "unchanged", ""),
        ("BP001,Read registers,Smart,Blocked,No agreed interface", (), "unchanged", ""),
        ("BP001,Read registers,Smart,,", (), "unchanged", ""),
        ("BP001,Read registers,Smart,In Progress,", (), "unchanged", ""),
        ("BP001,Read registers,Smart,Blocked,", (), "unchanged", ""),
        ("BP001,Read registers,Smart,Backlog,", (), "update", "moves In Progress → Backlog"),
        (
            "BP001,Read registers,Smart,In Progress,Another",
            (),
            "update",
            "blocked reason “No agreed interface” → “Another”",
        ),
        ("BP001,Read registers,Smart,L4 Review,", (), "question", "BP001 is blocked, so it cannot go forward to L4"),
        ("BP001,Read registers,Smart,Approved,Another", (), "question", "BP001 is blocked, so it cannot go forward to A"),
        ("BP001,Read registers,Smart,In Progress,", ("--blanks", "clear"), "update", "unblocks (was No agreed interface)"),
        ("BP001,Read registers,Smart,,", ("--blanks", "clear"), "update", "unblocks (was No agreed interface)"),
        (
            "BP001,Read registers,Smart,L4 Review,",
            ("--blanks", "clear"),
            "update",
            "moves In Progress → L4 Working Group Review; unblocks (was No agreed interface)",
        ),
        (
            "BP001,Read registers,Smart,Blocked,",
            ("--blanks", "clear"),
            "update",
            "clears blocked reason (was No agreed interface)",
        ),
        ("BP002,Another,Smart,L4 Review,Late", (), "new", ""),
        ("BP003,Ready,Smart,In Progress,Late", (), "update", "moves Backlog → In Progress; blocks: Late"),
    ],
)
def test_what_a_row_says_of_what_blocks_an_artefact(
    board: Runner, plan: Path, row: str, words: tuple[str, ...], verdict: str, why: str
) -> None:
    board.say("add", "Read registers", "--workstream", "Smart", "--ref", "BP001", "--stage", "In Progress")
    board.say("add", "Ready", "--workstream", "Smart", "--ref", "BP003")
    board.say("block", "BP001", "--reason", "No agreed interface", "--owner", "DIP")
    plan.write_text(f"ref,title,workstream,stage,blocked_reason\n{row}\n")
    ((found, said),) = told(board, plan, *words).values()
    assert (found, said.startswith(why), bool(said)) == (verdict, True, bool(why)), said
    assert board.card("BP001")["blocked"] == ("unblocks" not in said)
    if found == "new":
        card = board.card("BP002")
        assert (card["stage"], card["blocked_reason"]) == ("L4 Working Group Review", "Late")
    assert {ruling for ruling, _ in told(board, plan, *words).values()} <= {"unchanged", "question"}


def test_what_waits_for_an_answer_is_not_ended_by_a_row(board: Runner, plan: Path) -> None:
    board.say("add", "Read registers", "--workstream", "Smart", "--ref", "BP001")
    board.say("block", "BP001", "--reason", "No agreed interface")
    board.say("escalate", "BP001", "--to", "DAG", "--question", "Which?")
    before = board.card("BP001")
    head = "ref,title,workstream,stage,blocked_reason,escalation\nBP001,Read registers,Smart,Backlog"
    for row, words, said in (
        (",,", ("--blanks", "clear"), "waits for an answer of DAG to the question “Which?”"),
        (",No agreed interface,", ("--blanks", "clear"), "answer it instead of clearing it"),
        (",No agreed interface,PSG", (), "an import does not pass it on"),
    ):
        plan.write_text(f"{head}{row}\n")
        ((verdict, why),) = told(board, plan, *words).values()
        assert (verdict, said in why) == ("question", True), why
    for row in (",No agreed interface,DAG", ",,", ",,DAG"):
        plan.write_text(f"{head}{row}\n")
        assert told(board, plan)["BP001"] == ("unchanged", "")
    assert board.card("BP001") == before


def test_our_own_export_from_before_says_nothing_of_what_happened_since(board: Runner, plan: Path, tmp_path: Path) -> None:
    board.say("import", str(plan))
    early, blocked = tmp_path / "early.csv", tmp_path / "blocked.csv"
    board.say("export", str(early))
    board.say("block", "BP001", "--reason", "No agreed interface")
    board.say("escalate", "BP001", "--to", "DAG", "--question", "Which?")
    board.say("export", str(blocked))
    before = board.card("BP001")
    assert {verdict for verdict, _ in told(board, early).values()} == {"unchanged"}
    early.write_text(early.read_text().replace("Smart Segment,In Progress,MS", "Smart Segment,In Progress,Ann", 1))
    assert told(board, early)["BP001"] == ("update", "owner “MS” → “Ann”")
    assert board.card("BP001")["blockers"] == before["blockers"]
    board.say("unblock", "BP001", "--answer", "Interface 2")
    ((verdict, why),) = [found for ref, found in told(board, blocked).items() if ref == "BP001"]
    assert (verdict, "closed here since" in why) == ("question", True)
    assert not board.card("BP001")["blocked"]


def test_labels_in_another_order_are_no_change(board: Runner, plan: Path, tmp_path: Path) -> None:
    """Neither is their order in our own files; and what was taken off here by hand does not come back by it."""
    board.say("import", str(plan))
    turned = PLAN.replace('"css, dip"', '"dip, css"')
    plan.write_text(turned)
    assert told(board, plan)["BP001"] == ("unchanged", "")
    assert board.card("BP001")["labels"] == ["css", "dip"]
    for ending in ("csv", "json"):
        own = tmp_path / f"own.{ending}"
        board.say("export", str(own))
        text = own.read_text()
        own.write_text(text.replace("css;dip", "dip;css").replace('"css",\n     "dip"', '"dip",\n     "css"'))
        assert own.read_text() != text
        assert told(board, own)["BP001"] == ("unchanged", "")
    board.say("edit", "BP001", "labels=css")
    for text in (PLAN, turned):
        plan.write_text(text)
        ((verdict, why),) = [found for ref, found in told(board, plan).items() if ref == "BP001"]
        assert (verdict, "keeps labels “css”: it was changed here" in why) == ("unchanged", True)
    plan.write_text(PLAN.replace("css, dip", "dip; new"))
    assert told(board, plan)["BP001"] == ("update", "labels “css” → “dip, new”")
