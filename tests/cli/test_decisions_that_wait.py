"""Decisions put to a forum on the command line: by their references, beside artefacts that are called the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import Runner, made


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path, fixed_clock: str) -> Runner:
    """CR044 in DAG review with DAG-DEC99 about it, and DAG-DEC101 about nothing."""
    board = made(capsys, tmp_path, "l4-bare")
    board.say(
        "add", "Isolation flag", "--workstream", "Smart", "--ref", "CR044", "--stage", "DAG Review", "--override", "New"
    )
    board.say("decision", "add", "Recommended", "--ref", "DAG-DEC99", "--artefact", "CR044", "--decided", "recommend")
    board.say("decision", "add", "Of the forum's own", "--ref", "DAG-DEC101")
    return board


def test_a_decision_is_put_to_a_forum_and_answered_by_its_reference(board: Runner) -> None:
    asked = ("--question", "For IR8.2?", "--needed-by", "8 Dec 2026")
    said = board.say("escalate", "DAG-DEC99", "--to", "PSG", *asked).out
    assert said.startswith("DAG-DEC99: Escalated to PSG: For IR8.2?; answer needed by 8 Dec 2026 (entry ")
    card = board.card("CR044")
    assert (card["escalated_to"], card["blocked"], card["blockers"]) == ("PSG", False, [])
    (record,) = card["records"]
    (one,) = record["escalations"]
    assert (record["escalated_to"], one["to"], one["question"], one["needed_on"], one["ended"]) == (
        "PSG", "PSG", "For IR8.2?", "2026-12-08", None
    )  # fmt: skip
    shown = " ".join(board.say("show", "DAG-DEC99").out.split())
    assert (
        "Escalated to Programme Steering Group on 24 November 2026, answer needed by 8 Dec 2026. For IR8.2? No answer yet."
        in shown
    )
    assert "DAG-DEC99 to Programme Steering Group" in board.say("show", "CR044").out
    assert "DAG Review, with PSG" in board.say("list").out
    answered = board.say("answer", "DAG-DEC99", "Agreed.", "--json").json
    assert [found["ref"] for found in answered["artefacts"]] == ["CR044"]
    assert [(found["ref"], found["escalated_to"]) for found in answered["records"]] == [("DAG-DEC99", None)]
    assert board.card("CR044")["escalated_to"] is None
    assert "DAG-DEC99 waits for no forum's answer." in board.refused("answer", "DAG-DEC99", "Again.")


def test_one_about_nothing_is_answered_and_withdrawn_too(board: Runner) -> None:
    board.say("escalate", "DAG-DEC101", "--to", "DAG")
    board.say("escalate", "dag-dec101", "--to", "PSG")
    assert board.refused("escalate", "DAG-DEC101", "--to", "DAG").startswith("DAG-DEC101 is with PSG already")
    said = board.say("withdraw", "decision:DAG-DEC101", "No longer needed.", "--on", "24 Nov").out
    assert said.startswith("DAG-DEC101: Question to PSG withdrawn: No longer needed.")
    record = board.say("show", "DAG-DEC101", "--json").json
    assert {one["to"]: one["ended"] for one in record["escalations"]} == {"DAG": "passed_on", "PSG": "withdrawn"}
    assert [entry["verb"] for entry in record["history"]] == ["decision add", "escalate", "escalate", "withdraw"]
    for text in (board.say("history", "DAG-DEC101").out, board.say("history").out, board.say("show", "DAG-DEC101").out):
        assert "DAG-DEC101: Passed on to PSG, away from DAG; Escalated to PSG" in text
    changes = board.say("changes", "--since", "1", "--json").json
    assert [found["ref"] for found in changes["withdrawn"]] == ["DAG-DEC101"]
    assert "Decision DAG-DEC101: PSG — No longer needed." in board.say("changes", "--since", "1").out
    assert board.say("check").code == 0


def test_the_reference_of_both_is_refused_with_the_candidates(board: Runner) -> None:
    board.say("add", "Called as the decision", "--workstream", "Smart", "--ref", "DAG-DEC99")
    for verb in (("escalate", "DAG-DEC99", "--to", "PSG"), ("answer", "DAG-DEC99", "x"), ("withdraw", "DAG-DEC99", "x")):
        said = board.refused(*verb)
        assert "“DAG-DEC99” fits 2 records" in said
        assert "decision:DAG-DEC99" in said
        assert "artefact:" in said
    board.say("escalate", "decision:DAG-DEC99", "--to", "PSG")
    assert board.card("CR044")["escalated_to"] == "PSG"
    assert "is not blocked" in board.refused("escalate", "artefact:Smart Segment:DAG-DEC99", "--to", "PSG")


def test_an_action_called_as_an_artefact_leaves_that_to_be_escalated(board: Runner) -> None:
    board.say("action", "add", "x", "--ref", "CR044")
    board.say("block", "CR044", "--reason", "x")
    board.say("escalate", "CR044", "--to", "DAG")
    assert "is neither" in board.refused("escalate", "action:CR044", "--to", "DAG")


def test_of_a_blocker_and_a_decision_that_wait_it_must_be_said_which(board: Runner) -> None:
    board.say("block", "CR044", "--reason", "No interface")
    board.say("escalate", "CR044", "--to", "DAG")
    board.say("escalate", "DAG-DEC99", "--to", "PSG")
    said = board.refused("answer", "CR044", "Agreed.")
    assert said.startswith("More than one escalation fits: CR044 blocker 1 at DAG; DAG-DEC99 at PSG. Please say which")
    assert board.card("CR044")["escalated_to"] == "PSG"
    board.say("answer", "CR044", "Agreed.", "--from", "PSG")
    assert board.card("CR044")["escalated_to"] == "DAG"
    board.say("answer", "CR044", "Agreed.")
    assert board.card("CR044")["escalated_to"] is None
    assert board.card("CR044")["blocked"]


def test_a_number_of_a_blocker_is_none_of_a_decision(board: Runner) -> None:
    for verb in (("escalate", "DAG-DEC99", "--to", "PSG"), ("answer", "DAG-DEC99", "x"), ("withdraw", "DAG-DEC99", "x")):
        said = board.refused(*verb, "--blocker", "1")
        assert said.startswith("--blocker numbers what blocks an artefact, and DAG-DEC99 is a decision")


def test_what_waits_bars_the_retirement_of_decision_and_forum(board: Runner) -> None:
    board.say("escalate", "DAG-DEC101", "--to", "PSG")
    said = board.refused("decision", "retire", "DAG-DEC101")
    assert said == "Decision DAG-DEC101 waits for an answer of PSG; answer or withdraw it first."
    assert "1 decision waits for an answer of" in board.refused("forum", "retire", "PSG")
    board.say("answer", "DAG-DEC101", "Noted.")
    board.say("forum", "retire", "PSG")
    board.say("undo")
    board.say("undo")
    assert board.say("show", "DAG-DEC101", "--json").json["escalated_to"] == "PSG"


def test_an_undo_that_leaves_it_at_a_forum_out_of_use_brings_that_back(board: Runner) -> None:
    board.say("escalate", "DAG-DEC101", "--to", "PSG")
    board.say("--as", "Ben", "answer", "DAG-DEC101", "Noted.")
    board.say("forum", "retire", "PSG")
    assert "was retired" in board.refused("--as", "Ben", "undo")
    board.say("--as", "Ben", "undo", "--bring-back")
    assert board.say("show", "DAG-DEC101", "--json").json["escalated_to"] == "PSG"
    assert board.say("check").code == 0


def test_overdue_and_the_filter(board: Runner) -> None:
    board.say("escalate", "DAG-DEC99", "--to", "PSG", "--needed-by", "23 Nov 2026")
    assert [found["ref"] for found in board.cards("is:escalated")] == ["CR044"]
    (card,) = board.cards("is:overdue")
    assert card["overdue_why"] == ["PSG to answer about DAG-DEC99 by 23 November 2026"]
    assert board.cards("is:blocked") == []
