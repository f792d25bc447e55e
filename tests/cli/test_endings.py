"""Nothing ends by itself: how an escalation ends on the command line, and what an older board says of those that ended."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from mhhs_board.domain.board import added, revised
from mhhs_board.domain.records import Artefact, Blocker, Escalation, Workstream
from tests.broken import written
from tests.running import Runner, made


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path, fixed_clock: str) -> Runner:
    """Q1 is blocked, and DAG was asked."""
    board = made(capsys, tmp_path, "l4-bare")
    board.say("add", "Interface choice", "--workstream", "Smart", "--ref", "Q1", "--stage", "In Progress")
    board.say("block", "Q1", "--reason", "No agreed interface", "--owner", "DIP")
    board.say("escalate", "Q1", "--to", "DAG", "--question", "Which interface?")
    return board


def without_days(shown: str) -> str:
    """What is shown without the days on which it was so, which are those of the zone it runs in."""
    return re.sub(r" on \d+ [A-Z][a-z]+ \d{4}", "", shown)


def asked(board: Runner, ref: str = "Q1") -> list[dict[str, Any]]:
    return [one for blocker in board.card(ref)["blockers"] for one in blocker["escalations"]]


def told(board: Runner) -> dict[str, Any]:
    return {key: found for key, found in board.say("changes", "--since", "1", "--json").json.items() if found}


def test_a_note_of_an_unblock_is_never_an_answer(board: Runner) -> None:
    said = board.refused("unblock", "Q1", "--note", "Supplier withdrew; no longer needed")
    assert "DAG" in said
    assert "Which interface?" in said
    assert "--answer TEXT or --withdraw TEXT" in said
    assert board.card("Q1")["blocked"]
    board.say("unblock", "Q1", "--note", "Settled in the call", "--withdraw", "Supplier withdrew; no longer needed")
    assert [(one["ended"], one["answer"]) for one in asked(board)] == [("withdrawn", "Supplier withdrew; no longer needed")]
    found = told(board)
    assert "answered" not in found
    assert found["withdrawn"][0]["why"] == "Supplier withdrew; no longer needed"
    assert "Withdrawn: Supplier withdrew" in without_days(board.say("show", "Q1").out)
    assert "Question to DAG withdrawn: Supplier withdrew" in board.say("history", "Q1").out


def test_an_answer_leaves_it_blocked_until_it_is_unblocked(board: Runner) -> None:
    board.say("answer", "Q1", "Interface B", "--from", "DAG")
    assert board.card("Q1")["blocked"]
    assert told(board)["answered"][0]["answer"] == "Interface B"
    assert "waits for no forum's answer" in board.refused("answer", "Q1", "Once more")
    board.say("unblock", "Q1", "--note", "Settled")
    assert [(one["ended"], one["answer"]) for one in asked(board)] == [("answered", "Interface B")]


def test_passed_on_is_neither(board: Runner) -> None:
    board.say("escalate", "Q1", "--to", "PSG")
    assert [one["ended"] for one in asked(board)] == ["passed_on", None]
    found = told(board)
    assert "answered" not in found
    assert "PSG" in board.say("changes", "--since", "1").out.partition("Passed on (1)")[2]


def test_a_move_says_that_it_unblocks_and_how_the_question_ended(board: Runner) -> None:
    assert "--unblock" in board.refused("move", "Q1", "L4 Review")
    assert "--answer TEXT" in board.refused("move", "Q1", "L4 Review", "--unblock")
    assert "--note goes with --unblock only" in board.refused("move", "Q1", "L4 Review", "--note", "x")
    assert "either answered or withdrawn" in board.refused(
        "move", "Q1", "L4 Review", "--unblock", "--answer", "B", "--withdraw", "C"
    )
    board.say("move", "Q1", "L4 Review", "--unblock", "--answer", "Interface B", "--note", "Settled")
    card = board.card("Q1")
    assert (card["blocked"], card["stage"]) == (False, "L4 Working Group Review")
    board.say("undo")
    card = board.card("Q1")
    assert (card["blocked"], card["stage"], card["escalated_to"]) == (True, "In Progress", "DAG")


def test_a_blocked_one_goes_back_and_to_another_lane_and_stays_blocked(board: Runner) -> None:
    assert board.say("move", "Q1", "In Progress").out.strip() == "Nothing to change."
    board.say("move", "Q1", "Blocked", "--workstream", "Elexon")
    board.say("move", "Q1", "Backlog")
    card = board.card("Q1")
    assert (card["blocked"], card["stage"], card["escalated_to"]) == (True, "Backlog", "DAG")
    assert card["workstream"] == "Elexon Central Systems"


def test_several_blockers_are_told_apart_by_their_number(board: Runner) -> None:
    board.say("block", "Q1", "--reason", "No data model")
    numbers = {one["reason"]: str(one["number"]) for one in board.card("Q1")["blockers"]}
    assert sorted(numbers.values()) == ["1", "2"]
    assert f"Blocker {numbers['No data model']}     No data model" in board.say("show", "Q1").out
    board.say("unblock", "Q1", "--blocker", numbers["No data model"])
    assert {one["reason"]: one["open"] for one in board.card("Q1")["blockers"]} == {
        "No agreed interface": True, "No data model": False,
    }  # fmt: skip
    board.say("undo")
    assert "numbered from 1; there is no number 7" in board.refused("unblock", "Q1", "--blocker", "7")
    assert "not open" in board.refused("answer", "Q1", "B", "--blocker", numbers["No data model"])
    board.say("answer", "Q1", "B", "--blocker", numbers["No agreed interface"])


def test_escalating_a_second_blocker_ends_no_question(board: Runner) -> None:
    board.say("block", "Q1", "--reason", "No money")
    said = board.refused("escalate", "Q1", "--to", "PSG", "--question", "How much?")
    assert "several blockers" in said
    assert "--blocker N" in said
    number = next(str(one["number"]) for one in board.card("Q1")["blockers"] if one["reason"] == "No money")
    board.say("escalate", "Q1", "--to", "PSG", "--question", "How much?", "--blocker", number)
    held = {one["reason"]: one["escalations"] for one in board.card("Q1")["blockers"]}
    assert [(one["to"], one["ended"]) for one in held["No agreed interface"]] == [("DAG", None)]
    assert [(one["to"], one["question"], one["ended"]) for one in held["No money"]] == [("PSG", "How much?", None)]


def test_two_open_escalations_ask_which(board: Runner) -> None:
    assert board.board is not None
    blocker = Blocker(id="second", artefact=board.card("Q1")["id"], reason="No data model", since="2030-01-01T09:00:00Z")
    question = Escalation(id="asked", blocker="second", forum="psg", question="Who?", raised="2026-11-24T09:00:00Z")
    written(board.board, added(blocker), added(question), verb="block")
    for words in (("unblock", "Q1", "--answer", "B"), ("move", "Q1", "L4 Review", "--unblock"), ("answer", "Q1", "B")):
        said = board.refused(*words)
        assert "blocker 1 at DAG" in said.replace("Q1 ", "")
        assert "blocker 2 at PSG" in said.replace("Q1 ", "")
        assert "--blocker N" in said
    board.say("withdraw", "Q1", "No longer", "--from", "PSG")
    board.say("unblock", "Q1", "--blocker", "2")
    board.say("unblock", "Q1", "--answer", "B")
    assert sorted(one["ended"] for one in asked(board)) == ["answered", "withdrawn"]


@pytest.mark.parametrize(
    ("day", "words"),
    [("2026-11-25", "still to come"), ("2026-11-23", "before 24 November 2026"), ("soonish", "no day that can be read")],
)
def test_the_day_it_ended_on_is_between_the_question_and_today(board: Runner, day: str, words: str) -> None:
    assert words in board.refused("answer", "Q1", "B", "--on", day)


def test_an_earlier_day_is_kept(board: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MHHS_BOARD_NOW", "2026-12-10T10:00:00+00:00")
    board.say("answer", "Q1", "B", "--on", "1 Dec 2026")
    assert asked(board)[0]["returned"].startswith("2026-12-01T")


def test_retiring_ends_nothing_and_says_so(board: Runner) -> None:
    answer = board.say("retire", "Q1")
    assert "Its blocker stays open, and so does what DAG was asked" in answer.err
    board.say("undo")
    assert board.card("Q1")["escalated_to"] == "DAG"


OLD = "2026-11-20T09:00:00Z"


@pytest.mark.parametrize(
    ("answer", "note", "closed", "raised", "how", "words"),
    [
        ("Withdrew", "Withdrew", True, "", "closed", "Closed, with the note: Withdrew"),
        ("", "", True, "", "closed", "Closed"),
        ("Interface B", "Settled", True, "", "answered", "Answered: Interface B"),
        ("Interface B", "", False, "", "answered", "Answered: Interface B"),
        ("Passed on to PSG.", "", False, OLD, "passed_on", "Ended: Passed on to PSG."),
        ("Passed on to PSG.", "", False, "2026-11-21T09:00:00Z", "answered", "Answered: Passed on to PSG."),
    ],
)
def test_what_ended_before_it_was_kept_is_told_by_what_it_left(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    answer: str,
    note: str,
    closed: bool,
    raised: str,
    how: str,
    words: str,
) -> None:
    board = made(capsys, tmp_path, "l4-bare")
    board.say("add", "Interface choice", "--workstream", "Smart", "--ref", "Q1")
    assert board.board is not None
    blocker = Blocker(
        id="b", artefact=board.card("Q1")["id"], reason="No", since="2026-11-01T09:00:00Z",
        closed=OLD if closed else "", closing_note=note if closed else "",
    )  # fmt: skip
    first = Escalation(id="e", blocker="b", forum="dag", raised="2026-11-01T10:00:00Z", answer=answer, returned=OLD)
    more = [added(replace(first, id="f", forum="psg", raised=raised, answer="", returned=""))] if raised else []
    written(board.board, added(blocker), added(first), *more, verb="block")
    (found, *_) = asked(board)
    assert (found["ended"], found["answer"]) == (how, answer)
    assert words in without_days(board.say("show", "Q1").out)
    assert board.say("check", "--json").json["ok"]
    keys = {"answered", "withdrawn", "passed_on"} & told(board).keys()
    assert keys == ({how} if how != "closed" else set())


# -- what does not hold of a board -------------------------------------------------------------------------------------


@pytest.fixture
def hidden(board: Runner) -> Runner:
    """As the program of 24 November left it: Q1 stands in a workstream that is out of use."""
    assert board.board is not None
    record = Workstream(id="smart", name="Smart Segment", short="Smart")
    written(board.board, revised(record, retired="2026-11-24T09:30:00Z"), verb="workstream retire")
    return board


def test_a_breach_is_told_and_bars_nobody(hidden: Runner) -> None:
    (finding,) = hidden("check", "--json").json["findings"]
    assert finding["subject"] == "rule"
    assert finding["mend"] == f'mhhs-board -b "{hidden.board}" move Q1 STAGE --workstream WORKSTREAM'
    answer = hidden("check")
    assert (answer.code, "undamaged" in answer.out) == (1, True)
    assert "backup" not in answer.err
    assert [card["ref"] for card in hidden.cards()] == ["Q1"]
    hidden.say("edit", "Q1", "owner=DIP")
    hidden.say("move", "Q1", "Backlog")
    assert "out of use, so nothing can come into it" in hidden.refused("add", "Another", "--workstream", "Smart")
    hidden.say("backup")
    hidden.say("move", "Q1", "Blocked", "--workstream", "Elexon")
    assert "Smart" not in hidden.say("list").out
    assert hidden.say("check", "--json").json == {"ok": True, "findings": []}


def test_every_export_shows_what_stands_in_a_place_out_of_use(hidden: Runner, tmp_path: Path) -> None:
    for ending in ("csv", "json", "md", "html", "svg"):
        hidden.say("export", str(tmp_path / f"out.{ending}"))
        assert "Q1" in (tmp_path / f"out.{ending}").read_text("utf-8")
    assert "Smart Segment (out of use)" in (tmp_path / "out.md").read_text("utf-8").replace("\\", "")


def test_undo_does_not_put_anything_where_nothing_may_be(board: Runner) -> None:
    board.say("move", "Q1", "Blocked", "--workstream", "Elexon", "--as", "Ana")
    board.say("workstream", "retire", "Smart", "--as", "Cid")
    said = board.refused("undo", "--as", "Ana")
    assert "the workstream Smart Segment was retired by Cid on 24 November 2026" in said
    assert "--bring-back" in said
    done = board.say("undo", "--bring-back", "--as", "Ana").out
    assert "Workstream Smart Segment brought back" in done
    assert board.card("Q1")["workstream"] == "Smart Segment"
    board.say("redo", "--as", "Ana")
    assert "Smart" not in board.say("list").out


def test_undo_leaves_no_escalation_at_a_forum_out_of_use(board: Runner) -> None:
    board.say("unblock", "Q1", "--withdraw", "No longer needed", "--as", "Ana")
    board.say("forum", "retire", "DAG", "--as", "Cid")
    assert "the forum Design Advisory Group was retired by Cid" in board.refused("undo", "--as", "Ana")
    board.say("undo", "--bring-back", "--as", "Ana")
    assert board.card("Q1")["escalated_to"] == "DAG"
    assert board.say("check", "--json").json["ok"]


def test_redo_of_an_undone_addition_into_a_stage_out_of_use(board: Runner) -> None:
    board.say("add", "Later", "--workstream", "Elexon", "--ref", "Q2", "--stage", "In Progress", "--as", "Ana")
    board.say("undo", "--as", "Ana")
    board.say("answer", "Q1", "B")
    board.say("unblock", "Q1", "--stage", "L4 Review")
    board.say("stage", "retire", "In Progress", "--as", "Cid")
    assert "the stage In Progress was retired by Cid" in board.refused("redo", "--as", "Ana")
    board.say("redo", "--bring-back", "--as", "Ana")
    assert board.card("Q2")["stage"] == "In Progress"


def test_undo_passes_a_refusing_limit_and_says_so(board: Runner) -> None:
    board.say("add", "Two", "--workstream", "Smart", "--ref", "Q2", "--stage", "In Progress", "--as", "Ana")
    board.say("move", "Q2", "Backlog", "--as", "Ana")
    board.say("configure", "limit:In Progress=1 refuse", "--as", "Cid")
    assert "The limit of 1 in In Progress is passed" in board.say("undo", "--as", "Ana").err


def test_what_was_taken_back_already_is_said(board: Runner) -> None:
    board.say("edit", "Q1", "owner=DIP", "--as", "Ana")
    board.say("undo", "--as", "Ana")
    assert "nothing" in board.refused("redo", "--as", "Ben")


def test_adding_meets_every_gate_on_the_way(board: Runner) -> None:
    board.say("configure", "gate.decision=refuse", "gate.outcome=refuse")
    said = board.refused("add", "Approved already", "--workstream", "Smart", "--stage", "Approved")
    assert "--override TEXT" in said
    said = board.refused("add", "Approved already", "--workstream", "Smart", "--stage", "Approved", "--override", "Agreed")
    assert "no L4 outcome or waiver is recorded and no decision reference is recorded" in said
    board.say(
        "add", "Approved already", "--workstream", "Smart", "--ref", "Q9", "--stage", "Approved", "--override", "Agreed",
        "--outcome", "Consensus", "--decision", "DAG-DEC99",
    )  # fmt: skip
    assert "Agreed" in board.say("show", "Q9").out


def test_a_restore_is_told_and_not_refused(board: Runner, tmp_path: Path) -> None:
    board.say("backup", str(tmp_path / "then.mhhsboard"))
    artefact = board.card("Q1")["id"]
    board.say("withdraw", "Q1", "No longer", "--from", "DAG")
    board.say("unblock", "Q1")
    board.say("retire", "Q1")
    assert board.board is not None
    record = Workstream(id="smart", name="Smart Segment", short="Smart")
    written(tmp_path / "then.mhhsboard", revised(record, retired="2026-11-24T09:30:00Z"))
    answer = board.say("restore", str(tmp_path / "then.mhhsboard"))
    assert "is back at the state of" in answer.out
    assert board.card(artefact)["blocked"]
    assert Artefact.KIND == "artefact"
