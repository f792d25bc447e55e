"""Every verb of the command line, in its own process: what it writes, what it answers, how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import Runner, made

pytestmark = pytest.mark.usefixtures("fixed_clock")

LISTED = {
    "id", "ref", "title", "kind", "workstream", "stage", "column", "blocked", "blocked_reason", "escalated_to", "overdue",
    "owner", "priority", "due", "version", "labels", "age_days",
}  # fmt: skip


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Runner:
    """The example as a named board."""
    return made(capsys, tmp_path)


@pytest.mark.needs_qt
def test_no_command_without_a_window_leaves_settings(
    board: Runner, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "out.csv"
    for words in (
        ("list",),
        ("--as", "Ana", "add", "New", "--workstream", "smart", "--ref", "X1"),
        ("move", "X1", "In Progress"),
        ("block", "X1", "--not-stated"),
        ("unblock", "X1"),
        ("undo",),
        ("export", str(table)),
        ("export", str(tmp_path / "out.png")),
        ("import", str(table), "--dry-run"),
        ("configure", "gate.version=warn"),
        ("history",),
        ("check",),
        ("backup",),
    ):
        board.say(*words)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("mhhs_board.drawing.display.why_no_window", lambda: "There is no display.")
    Runner(capsys, None).say("demo")
    assert (tmp_path / "out" / "board.csv").exists()
    Runner(capsys, None).say("list")  # makes the user's own board
    assert list(home.rglob("*.mhhsboard"))
    assert not list(home.rglob("settings.json"))


def test_new_refuses_what_is_there(board: Runner) -> None:
    before = board.board.read_bytes()  # type: ignore[union-attr]
    assert "is there already" in board.refused("new", str(board.board))
    assert board.board.read_bytes() == before  # type: ignore[union-attr]


@pytest.mark.parametrize(("template", "artefacts", "lanes"), [("l4", 23, 5), ("l4-bare", 0, 5), ("empty", 0, 0)])
def test_new_lays_out_a_template(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, template: str, artefacts: int, lanes: int
) -> None:
    runner = made(capsys, tmp_path, template)
    assert len(runner.cards()) == artefacts
    (first,) = runner.say("history", "--json").json
    assert sum(change["kind"] == "workstream" for change in first["changes"]) == lanes
    assert first["verb"] == "new"


def test_list_gives_the_promised_fields_and_a_pure_document(board: Runner) -> None:
    cards = board.cards()
    assert len(cards) == 23
    assert all(card.keys() >= LISTED for card in cards)
    (unknown,) = [card for card in cards if card["stage"] is None]
    assert (unknown["workstream"], unknown["ref"], unknown["column"]) == ("Smart Segment", "Process 2", "Blocked")
    assert (unknown["blocked"], unknown["blocked_reason"], unknown["escalated_to"]) == (True, "", None)


def test_list_as_a_table_ends_with_the_counts(board: Runner) -> None:
    answer = board.say("list", "--filter", "segment:smart")
    assert answer.out.splitlines()[-1] == "5 of 23 shown · 18 hidden"
    assert len(answer.out.splitlines()) == 1 + 5 + 1
    assert board.say("list", "--filter", "nothing-like-it").out == "0 of 23 shown · 23 hidden\n"


def test_the_board_may_be_named_before_and_behind_the_verb(board: Runner) -> None:
    path = str(board.board)
    bare = Runner(board._capsys, None)
    assert bare.say("-b", path, "list").out == bare.say("list", "--board", path).out
    assert bare.say("list", "-b", f"sqlite:///{path}").out == bare.say("list", "-b", path).out
    assert bare.say("--json", "list", "-b", path).json == bare.say("list", "-b", path, "--json").json


def test_show_tells_everything_of_one(board: Runner) -> None:
    card = board.card("smart:Process 2")
    assert card.keys() >= LISTED | {"blockers", "history"}
    (blocker,) = card["blockers"]
    assert blocker["open"] is True
    assert [entry["verb"] for entry in card["history"]] == ["new"]
    text = board.say("show", "smart:Process 2").out
    assert "not stated" in text
    assert "reason not stated" in text


def test_add_and_edit(board: Runner) -> None:
    answer = board.say(
        "add", "Change of Meter", "--workstream", "adv", "--ref", "BP009", "--kind", "interface", "--owner", "Ann",
        "--priority", "High", "--due", "8 May 2027", "--version", "0.3", "--label", "urgent, meter",
        "--link", "DES138", "--notes", "private", "--json",
    )  # fmt: skip
    (made_card,) = answer.json["artefacts"]
    expected = {
        "ref": "BP009", "title": "Change of Meter", "workstream": "Advanced Segment", "stage": "Backlog", "owner": "Ann",
        "kind": "Interface Specification", "priority": "High", "due": "8 May 2027", "due_on": "2027-05-08",
        "version": "0.3", "labels": ["urgent", "meter"], "links": ["DES138"], "age_days": 0,
    }  # fmt: skip
    assert {name: made_card[name] for name in expected} == expected
    board.say("edit", "BP009", "title=Change of Meter =1+1", "owner=", "labels=a; b")
    card = board.card("bp 009")
    assert (card["title"], card["owner"], card["labels"]) == ("Change of Meter =1+1", "", ["a", "b"])
    assert board.say("edit", "BP009", "owner=").out == "Nothing to change.\n"
    assert "moving" in board.refused("edit", "BP009", "stage=Approved")
    assert "no field" in board.refused("edit", "BP009", "colour=red")
    assert "NAME=VALUE" in board.refused("edit", "BP009", "owner")


def test_a_doubled_reference_is_saved_with_a_warning(board: Runner) -> None:
    answer = board.say("add", "Again", "--workstream", "smart", "--ref", "process 4")
    assert answer.err.startswith("Saved. ")
    assert "reference" in answer.err
    answer = board.say("add", "Thrice", "--workstream", "smart", "--ref", "process 4", "--json")
    assert len(answer.json["warnings"]) == 1


def test_move_forward_skip_and_back(board: Runner) -> None:
    board.say("move", "smart:process 4", "l4 review")
    assert board.card("smart:Process 4")["stage"] == "L4 Working Group Review"
    assert "override" in board.refused("move", "smart:Process 4", "Approved")
    board.say("move", "smart:Process 4", "Approved", "--override", "agreed at DAG 10")
    assert board.card("smart:Process 4")["stage_note"] == "agreed at DAG 10"
    assert "reason" in board.refused("move", "smart:Process 4", "Backlog")
    board.say("move", "smart:Process 4", "Backlog", "--reason", "reopened", "--workstream", "unmetered")
    card = board.card("unmetered:Process 4")
    assert (card["stage"], card["workstream"], card["stage_note"]) == ("Backlog", "Unmetered Segment", "reopened")


def test_a_block_without_a_reason_names_both_options(board: Runner) -> None:
    for words in (("block", "smart:Process 4"), ("move", "smart:Process 4", "Blocked")):
        assert "(--reason TEXT or --not-stated)" in board.refused(*words)
    board.say("block", "smart:Process 4", "--not-stated")
    assert board.card("smart:Process 4")["blocked"]


def test_block_escalate_unblock(board: Runner) -> None:
    assert "block" in board.refused("escalate", "smart:Process 4", "--to", "DAG")
    assert "not stated" in board.refused("block", "smart:Process 4")
    board.say("block", "smart:Process 4", "--reason", "No model", "--owner", "TDWG", "--needed-by", "2026-11-20")
    board.say("escalate", "smart:Process 4", "--to", "dag", "--question", "Which model?", "--needed-by", "2027-01-08")
    card = board.card("smart:Process 4")
    told = (card["blocked_reason"], card["escalated_to"], card["overdue"], card["column"], card["stage"])
    assert told == ("No model", "DAG", True, "Blocked", "In Progress")
    assert "with DAG" in board.say("list", "--filter", "is:escalated").out
    assert board.refused("move", "smart:Process 4", "DAG Review").startswith("Process 4 ")
    board.say("unblock", "smart:Process 4", "--answer", "Model B")
    card = board.card("smart:Process 4")
    assert (card["blocked"], card["column"], card["blockers"][0]["escalations"][0]["ended"]) == (
        False,
        "In Progress",
        "answered",
    )
    assert card["blockers"][0]["escalations"][0]["question"] == "Which model?"


def test_move_to_blocked_is_block(board: Runner) -> None:
    assert "--reason TEXT" in board.refused("move", "smart:Process 4", "Blocked")
    board.say("move", "smart:Process 4", "blocked", "--not-stated", "--owner", "DAG")
    card = board.card("smart:Process 4")
    assert (card["blocked"], card["blocked_reason"], card["stage"]) == (True, "", "In Progress")
    assert "--owner" in board.refused("move", "smart:Process 4", "In Progress", "--owner", "DAG")
    assert "exclude" in board.refused("block", "smart:Process 5", "--not-stated", "--reason", "why")


def test_an_unstated_stage_is_stated_on_the_way_out(board: Runner) -> None:
    assert "stage" in board.refused("unblock", "smart:Process 2")
    assert "no stage" in board.refused("unblock", "smart:Process 2", "--stage", "Blocked")
    board.say("unblock", "smart:Process 2", "--stage", "dag review")
    assert board.card("smart:Process 2")["column"] == "DAG Review & Approval"


def test_retire_leaves_the_history(board: Runner) -> None:
    board.say("retire", "unmetered:Process 3", "--reason", "merged")
    assert len(board.cards()) == 22
    (identity,) = {element["id"] for element in board.say("changes", "--since", "1", "--json").json["retired"]}
    assert board.card(identity)["retired"] == "2026-11-24T08:00:00Z"
    assert "merged" in board.say("history", identity).out
    assert "retired" in board.refused("move", identity, "Backlog")


def test_undo_and_redo_are_ones_own(board: Runner) -> None:
    first = board.cards()
    board.say("move", "smart:Process 4", "l4 review", "--as", "Ann")
    board.say("move", "elexon:Process 4", "l4 review", "--as", "Ben")
    assert "nothing of yours" in board.refused("undo", "--as", "Cleo")
    board.say("undo", "--as", "Ann")
    assert board.card("smart:Process 4")["stage"] == "In Progress"
    assert board.card("elexon:Process 4")["stage"] == "L4 Working Group Review"
    answer = board.say("redo", "--as", "Ann", "--json").json
    assert (answer["verb"], answer["undoes"], answer["artefacts"][0]["ref"]) == ("redo", 4, "Process 4")
    board.say("undo", "--as", "Ann")
    board.say("undo", "--as", "Ben")
    assert board.cards() == first
    assert "nothing of yours" in board.refused("undo")


@pytest.mark.parametrize(
    ("kind", "more"), [("workstream", []), ("stage", ["--role", "review"]), ("forum", ["--level", "3"]), ("kind", [])]
)
def test_names_are_added_renamed_reordered_and_retired(board: Runner, kind: str, more: list[str]) -> None:
    board.say(kind, "add", "Migration", "--short", "Mig", "--alias", "Cutover", *more)
    assert "already" in board.refused(kind, "add", "migration", *more)
    board.say(kind, "rename", "cutover", "Transition", "--short", "Trans")
    board.say(
        kind,
        "reorder",
        "trans",
        "--before",
        {"stage": "Approved", "forum": "PSG"}.get(kind, "Smart" if kind == "workstream" else "Guidance"),
    )
    board.say(kind, "reorder", "trans")
    board.say(kind, "retire", "transition")
    assert "transition" in board.refused(kind, "retire", "transition").lower()
    verbs = [entry["verb"] for entry in board.say("history", "--json").json]
    assert verbs[1:3] == [f"{kind} add", f"{kind} rename"]
    assert verbs[-1] == f"{kind} retire"


def test_a_forum_has_a_place_on_the_ladder(board: Runner) -> None:
    board.say(
        "forum",
        "add",
        "Migration Working Group",
        "--short",
        "MWG",
        "--level",
        "4",
        "--parent",
        "DAG",
        "--cadence",
        "Weekly",
    )
    (change,) = board.say("history", "--json").json[-1]["changes"]
    assert change["after"].get("level", 4) == 4
    assert change["after"]["parent"] == "dag"


def test_configure_prints_and_sets(board: Runner) -> None:
    settings = board.say("configure", "--json").json
    assert settings["gate.version"] == "warn"
    answer = board.say("configure", "gate.version=refuse", "limit:l4 review=1 warn", "name=Ours")
    assert "entry 2" in answer.out
    assert "name=Ours" in board.say("configure").out.splitlines()
    assert "version" in board.refused("move", "smart:Process 4", "l4 review")
    assert "off, warn or refuse" in board.refused("configure", "gate.version=perhaps")
    board.say("edit", "smart:Process 4", "version=1", "owner=Ann")
    answer = board.say("move", "smart:Process 4", "l4 review")
    assert answer.err.startswith("Saved. Process 4 is in L4 Working Group Review, but")


def test_history_since_and_of_one(board: Runner) -> None:
    board.say("move", "smart:Process 4", "l4 review", "--as", "Ann")
    board.say("block", "smart:Process 4", "--reason", "No model")
    board.say("move", "elexon:Process 4", "l4 review")
    entries = board.say("history", "--json").json
    assert [entry["seq"] for entry in entries] == [1, 2, 3, 4]
    assert set(entries[1]) == {"seq", "at", "actor", "verb", "note", "undoes", "changes"}
    assert [entry["seq"] for entry in board.say("history", "smart:Process 4", "--json").json] == [1, 2, 3]
    assert [entry["seq"] for entry in board.say("history", "--since", "2", "--json").json] == [3, 4]
    assert "Moved In Progress → L4 Working Group Review" in board.say("history", "smart:Process 4").out


def test_changes_by_kind(board: Runner) -> None:
    board.say("move", "smart:Process 4", "l4 review")
    board.say("move", "registrations:Process 2", "In Progress")
    board.say("move", "elexon:Process 1", "Approved")
    board.say("block", "advanced:Process 5", "--reason", "No model")
    board.say("escalate", "advanced:Process 5", "--to", "DAG")
    groups = board.say("changes", "--since", "1", "--json").json
    counted = {group: len(found) for group, found in groups.items() if found}
    assert counted == {"moved": 1, "back": 1, "approved": 1, "blocked": 1, "escalated": 1}
    assert all({"id", "ref", "workstream"} <= element.keys() for found in groups.values() for element in found)
    text = board.say("changes", "--since", "1").out
    assert "Moved (1)\n  Process 4 (Smart Segment): In Progress → L4 Working Group Review" in text
    assert board.say("changes", "--since", "6").out == "Nothing changed.\n"
    assert len(board.say("changes", "--since", "1", "--until", "2", "--json").json["approved"]) == 0
    early = board.say("changes", "--since", "2020-01-01", "--json")
    assert len(early.json["added"]) == 23
    assert "did not exist" in early.err
    assert "turn them round" in board.refused("changes", "--since", "3", "--until", "2")


def test_the_board_as_it_was(board: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    board.say("move", "smart:Process 4", "l4 review")
    monkeypatch.setenv("MHHS_BOARD_NOW", "2026-11-26T09:00:00Z")
    board.say("move", "smart:Process 4", "dag review")
    stage = {
        when: board.cards("segment:smart process 4", "--as-at", when)[0]
        for when in ("1", "2", "3", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-26T08:00", "2026-11-26T09:00")
    }
    assert {when: card["stage"].split()[0] for when, card in stage.items()} == {
        "1": "In", "2": "L4", "3": "DAG", "2026-11-24": "L4", "2026-11-25": "L4", "2026-11-26": "DAG",
        "2026-11-26T08:00": "L4", "2026-11-26T09:00": "DAG",
    }  # fmt: skip
    assert stage["2026-11-25"]["age_days"] == 1
    assert "did not exist" in board.refused("list", "--as-at", "2020-01-01")
    assert "still to come" in board.refused("list", "--as-at", "2027-01-01")
    assert "no entry 99" in board.refused("list", "--as-at", "99")
    assert "no date" in board.refused("list", "--as-at", "whenever")


def test_filters_ask_the_journal_when_a_card_changed(board: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MHHS_BOARD_NOW", "2026-12-24T08:00:00Z")
    assert board.cards("changed:<7d") == []
    board.say("edit", "smart:Process 4", "owner=Ann")
    board.say("block", "elexon:Process 4", "--reason", "No model")
    assert [card["workstream"] for card in board.cards("changed:<7d")] == ["Smart Segment", "Elexon Central Systems"]


def test_check_finds_a_sound_board_sound(board: Runner) -> None:
    board.say("move", "smart:Process 4", "l4 review")
    assert board.say("check", "--json").json == {"ok": True, "findings": []}
    assert "sound" in board.say("check").out


def test_the_users_own_board_is_made_at_its_first_use(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    own = Runner(capsys, None)
    assert "--read-only" in own.refused("list", "--read-only")
    assert len(own.cards()) == 23
    own.say("move", "smart:Process 4", "l4 review", "--as", "Ann")
    assert own.card("smart:Process 4")["stage"] == "L4 Working Group Review"
    (details,) = [c["after"] for c in own.say("history", "--json").json[0]["changes"] if c["kind"] == "board"]
    assert details["example"] == 1
    boards = [path for path in home.rglob("*.mhhsboard") if "backups" not in path.parts]
    assert [path.name for path in boards] == ["board.mhhsboard"]


@pytest.mark.parametrize(
    "words",
    [
        ["--frobnicate"],
        ["list", "--filter"],
        ["move", "Process 4"],
        ["backup", "a", "b"],
        ["export", "board.docx"],
        ["export", "board"],
        ["import", "board.ods"],
        ["new", "x.mhhsboard", "--template", "l5"],
        ["add", "Title"],
        ["changes"],
        ["stage", "add", "X"],
        ["stage"],
        ["export", "board.csv", "--history"],
        ["lis"],
        ["list", "--filt", "x"],
    ],
)
def test_what_is_no_command_ends_with_two(board: Runner, words: list[str]) -> None:
    before = board.board.read_bytes()  # type: ignore[union-attr]
    answer = board(*words)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err
    assert board.board.read_bytes() == before  # type: ignore[union-attr]


def test_a_rename_takes_role_level_parent_and_cadence(board: Runner) -> None:
    board.say("stage", "rename", "backlog", "--role", "work")
    board.say("forum", "rename", "DAG", "--level", "2", "--parent", "", "--cadence", "Weekly")
    assert [entry["verb"] for entry in board.say("history", "--json").json][1:] == ["stage amend", "forum amend"]
    assert "--role" in board.refused("stage", "rename", "backlog")
