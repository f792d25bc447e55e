"""check, backup and restore on the command line: one command brings a board back, and nothing newer is lost."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mhhs_board.program import safety
from mhhs_board.store import check as looking
from mhhs_board.store import recovery
from mhhs_board.store.beside import journal_of
from mhhs_board.store.check import Finding
from mhhs_board.store.engine import connect
from mhhs_board.store.examination import examine
from mhhs_board.store.write_lock import LockedFile
from tests.running import Runner, made
from tests.store.boards import NOVEMBER, digest_of, november


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Runner:
    """A board of 23 artefacts, one of them moved."""
    board = made(capsys, tmp_path)
    board.say("move", "smart:Process 4", "l4 review")
    return board


def damage(board: Runner) -> None:
    """Another program has put its hand in: a forged row."""
    assert board.board is not None
    with sqlite3.connect(board.board, isolation_level=None) as raw:
        raw.execute("UPDATE artefact SET owner = 'Eve' WHERE ref = 'Process 6'")
    raw.close()


def test_a_backup_that_was_read_back(board: Runner, home: Path) -> None:
    said = board.say("backup").out
    assert "as at entry 2" in said
    kept = Path(board.say("backup", "--json").json["backup"])
    assert str(kept) in said
    assert kept.is_relative_to(home)
    assert Runner(board._capsys, kept).card("smart:Process 4")["stage"] == "L4 Working Group Review"
    listed = board.say("backup", "--list", "--json").json
    assert next((Path(one["backup"]), one["later"]) for one in listed) == (kept, 0)
    assert str(kept) in board.say("backup", "--list").out


def test_a_breach_of_a_rule_is_told_and_keeps_nobody_from_backing_up(
    board: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is mended by an entry; putting the board back would not help."""
    found = Finding("rule", "Process 4 is drawn nowhere.")
    real = looking.check
    monkeypatch.setattr(looking, "check", lambda store: [*real(store), found])
    answer = board("check", "--json")
    assert answer.code == 1
    assert answer.json == {"ok": False, "findings": [{"subject": "rule", "sentence": found.sentence}]}
    assert board("check").err.strip() == found.sentence
    assert "as at entry 2" in board.say("backup").out
    board.say("backup", str(tmp_path / "copy.mhhsboard"))
    assert "is sound" in board.refused("restore")
    board.say("restore", str(tmp_path / "copy.mhhsboard"))
    damage(board)
    answer = board("check", "--json")
    assert {one["subject"] for one in answer.json["findings"]} >= {"rule", "record"}
    assert "would put it back" in answer.json["remedy"]
    assert "Put back" in board.say("restore").out


def test_a_backup_where_one_likes(board: Runner, tmp_path: Path) -> None:
    board.say("backup", str(tmp_path / "copy.mhhsboard"))
    assert len(Runner(board._capsys, tmp_path / "copy.mhhsboard").cards()) == 23
    assert "is there already" in board.refused("backup", str(tmp_path / "copy.mhhsboard"))
    assert "There is no board at" in Runner(board._capsys, tmp_path / "none").refused("backup")


@pytest.mark.parametrize("name", ["copy.mhhsboard", "./copy.mhhsboard", "sub/copy.mhhsboard", "sub/../copy.mhhsboard"])
def test_a_backup_under_a_relative_name(board: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """In an address of SQLite a relative path begins at the root of the disk."""
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    root = set(os.listdir("/"))
    assert board.say("backup", name).out.strip() == f"Written and read back: {Path(name)}"
    assert len(Runner(board._capsys, tmp_path / name).cards()) == 23
    assert set(os.listdir("/")) == root
    assert not [left for left in tmp_path.rglob("*") if left.name.endswith((".part", "-journal"))]


def test_a_backup_that_cannot_be_written_names_what_was_asked_for(
    board: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert board.refused("backup", "none/copy") == "No backup was written to none/copy: its folder is not there."
    assert (
        board.refused("backup", "x" * 256)
        == f"No backup was written to {'x' * 256}: its name is too long. Choose a shorter one."
    )
    if os.path.exists("/dev/full") and os.path.isdir("/proc/self"):
        assert "No backup was written to /proc/copy" in board.refused("backup", "/proc/copy")
    damage(board)
    assert "So no backup was made." in board.refused("backup", "copy")
    assert not os.path.exists("copy")


def test_the_first_change_of_the_day_and_every_import_are_backed_up_first(board: Runner, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("ref,title,workstream\nNew 1,A title,smart\n")
    before = len(board.say("backup", "--list", "--json").json)
    assert before == 1  # before the first move
    board.say("import", str(tmp_path / "more.csv"))
    assert len(board.say("backup", "--list", "--json").json) == 2


def test_a_sound_board_goes_back_by_an_entry(board: Runner, tmp_path: Path) -> None:
    board.say("backup", str(tmp_path / "then.mhhsboard"))
    board.say("move", "smart:Process 5", "in progress", "--as", "Ben")
    board.say("retire", "registrations:Process 1")
    assert "is back at the state of entry 2" in board.say("restore", str(tmp_path / "then.mhhsboard"), "--as", "Ana").out
    assert board.card("smart:Process 5")["stage"] == "Backlog"
    assert [entry["verb"] for entry in board.say("history", "--json").json] == ["new", "move", "move", "retire", "restore"]
    assert "nothing was changed" in board.say("restore", str(tmp_path / "then.mhhsboard")).out
    board.say("undo", "--as", "Ana")
    assert board.card("smart:Process 5")["stage"] == "In Progress"
    assert board.say("check", "--json").json == {"ok": True, "findings": []}


def test_a_damaged_board_is_told_what_would_help_and_one_command_does_it(board: Runner, tmp_path: Path) -> None:
    board.say("backup")
    board.say("move", "smart:Process 5", "in progress")
    damage(board)
    answer = board("check", "--json")
    assert answer.code == 1
    assert not answer.json["ok"]
    assert "“restore” would put it back from the backup of" in answer.json["remedy"]
    assert "and 1 later entry that the file still holds, as it was at entry 3" in answer.json["remedy"]
    said = board.say("restore").out
    assert "it stands at entry 3" in said
    assert "The damaged file is kept as board (damaged " in said
    assert board.card("smart:Process 5")["stage"] == "In Progress"
    assert board.say("check", "--json").json["ok"]
    assert sum("(damaged " in name for name in os.listdir(tmp_path)) == 1


@pytest.mark.parametrize("content", [b"", b"not a board", None])
def test_a_board_that_is_nothing_any_more_comes_back_from_its_backup(board: Runner, content: bytes | None) -> None:
    board.say("backup")
    assert board.board is not None
    if content is None:
        board.board.unlink()
    else:
        board.board.write_bytes(content)
    assert "entry 2" in board.say("restore").out
    assert board.card("smart:Process 4")["stage"] == "L4 Working Group Review"


def test_what_cannot_be_restored(board: Runner, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = made(capsys, tmp_path, name="other")
    assert other.board is not None
    assert "but of another board" in board.refused("restore", str(other.board))
    assert "is sound" in board.refused("restore")
    assert "There is no backup" in board.refused("restore", str(tmp_path / "nothing"))
    (tmp_path / "text").write_text("no board")
    assert "is not a board" in board.refused("restore", str(tmp_path / "text"))
    assert "exclude each other" in board.refused("restore", "--read-only")
    spoilt = Path(shutil.copy(board.board, tmp_path / "spoilt.mhhsboard"))  # type: ignore[arg-type]
    damage(Runner(capsys, spoilt))
    assert "is not sound, so nothing was changed" in board.refused("restore", str(spoilt))
    assert len(board.say("history", "--json").json) == 2


def test_neither_demo_nor_self_test_leave_backups(capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path) -> None:
    from mhhs_board.program import boards

    boards.create_board(tmp_path / "look.mhhsboard", "l4")
    boards.open_workspace(tmp_path / "look.mhhsboard", kept=False).close()
    assert not safety.backups_root().exists()


def test_a_dialog_has_what_it_needs(board: Runner) -> None:
    board.say("backup")
    board.say("move", "smart:Process 5", "in progress")
    assert board.board is not None
    (newest, *_) = safety.choices(board.board)
    assert newest.later == 1
    damage(board)
    assert safety.put_back(board.board).aside is not None


@pytest.mark.parametrize("number", NOVEMBER)
@pytest.mark.parametrize(
    "words",
    [
        ("list",), ("list", "--as-at", "10"), ("show", "BP001"), ("check",), ("history",), ("history", "BP001"),
        ("changes", "--since", "1"), ("export", "out.csv"), ("export", "out.html"), ("export", "out.json", "--history", "--private"),
        ("backup",), ("backup", "copy.mhhsboard"), ("backup", "--list"),
    ],
)  # fmt: skip
def test_a_board_of_november_is_read_and_nothing_is_said_of_it(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    words: tuple[str, ...],
) -> None:
    (tmp_path / "old").mkdir()
    path = november(tmp_path / "old" / "board.mhhsboard", number)
    before = digest_of(path)
    monkeypatch.chdir(tmp_path)
    said = Runner(capsys, path)("--read-only", *words)
    of_the_board = "1 private note left out.\n"  # the third and the fourth have one; of its age nothing is said
    assert (said.code, said.err.replace(of_the_board, "")) == (0, "")
    assert digest_of(path) == before
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.parametrize("number", NOVEMBER)
def test_a_board_of_november_that_may_be_written_goes_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, number: int
) -> None:
    board = Runner(capsys, november(tmp_path / "board.mhhsboard", number))
    assert board("list").err == ""
    assert board.say("check").err == ""
    board.say("move", "BP003", "In Progress")
    board.say("undo")
    assert [one["seq"] for one in board.say("history", "--json").json] == list(range(1, 19))


# -- whose backups they are, and what check says beside ------------------------------------------------------------------


def played_with(board: Runner, tmp_path: Path, times: int = 4) -> Runner:
    """A saved copy that went its own way, backed up."""
    board.say("backup", str(tmp_path / "What if.mhhsboard"))
    copy = Runner(board._capsys, tmp_path / "What if.mhhsboard")
    for number in range(times):
        copy.say("edit", "smart:Process 4", f"title=Played with {number}")
    copy.say("backup")
    return copy


def test_an_emptied_board_comes_back_as_itself_and_not_as_its_copy(board: Runner, tmp_path: Path) -> None:
    board.say("backup")
    copy = played_with(board, tmp_path)
    listed = {one["backup"] for one in board.say("backup", "--list", "--json").json}
    assert listed.isdisjoint(one["backup"] for one in copy.say("backup", "--list", "--json").json)
    board.board.write_bytes(b"")  # type: ignore[union-attr]
    assert {one["backup"] for one in board.say("backup", "--list", "--json").json} == listed
    assert "another copy" not in board.say("restore").out
    assert board.card("smart:Process 4")["title"] == "Process 4"


def test_another_copy_s_state_is_gone_to_by_name_and_said(board: Runner, tmp_path: Path) -> None:
    copy = played_with(board, tmp_path)
    assert copy.board is not None
    said = board.say("restore", str(copy.board)).out
    assert "entry 6" in said
    assert "of another copy of this board (What if.mhhsboard, saved at entry 2)" in said
    assert board.card("smart:Process 4")["title"] == "Played with 3"
    assert "another copy of this board" in board.say("history").out
    board.say("undo")
    assert "of another copy of this board (board.mhhsboard, the original)" in copy.say("restore", str(board.board)).out


def test_a_damaged_board_takes_its_own_though_a_copy_is_named(board: Runner, tmp_path: Path) -> None:
    copy = played_with(board, tmp_path)
    board.say("backup")
    board.board.write_bytes(b"")  # type: ignore[union-attr]
    said = board.say("restore", str(copy.board)).out
    assert "stands at entry 2" in said
    assert "What if.mhhsboard was not needed" in said
    assert "entry 6" in board.say("restore", str(copy.board)).out


def test_a_named_copy_is_taken_where_nothing_of_its_own_is_left(board: Runner, tmp_path: Path) -> None:
    copy = played_with(board, tmp_path)
    for one in board.say("backup", "--list", "--json").json:
        Path(one["backup"]).unlink()
        for lines in Path(one["backup"]).parent.glob("later *"):
            lines.unlink()
    board.board.write_bytes(b"")  # type: ignore[union-attr]
    said = board.say("restore", str(copy.board)).out
    assert "another copy of this board (What if.mhhsboard" in said
    assert board.say("check", "--json").json["ok"]


def test_another_board_s_backup_is_not_taken_for_an_emptied_one(
    board: Runner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    board.say("backup")
    other = made(capsys, tmp_path, name="other")
    board.board.write_bytes(b"")  # type: ignore[union-attr]
    assert "but of another board" in board.refused("restore", str(other.board))
    assert board.board.read_bytes() == b""  # type: ignore[union-attr]


def test_check_says_how_a_board_compares_with_its_newest_backup(board: Runner, tmp_path: Path) -> None:
    for one in board.say("backup", "--list", "--json").json:
        os.unlink(one["backup"])
    assert "is sound: its file, its history and every record. There is no backup" in board.say("check").out
    board.say("backup")
    older = board.board.read_bytes()  # type: ignore[union-attr]
    assert "is sound: its file, its history and every record. It holds all that its newest backup" in board.say("check").out
    for number in range(3):
        board.say("edit", "smart:Process 4", f"title=Later {number}")
    board.say("backup")
    board.board.write_bytes(older)  # type: ignore[union-attr]
    answer = board("check")
    assert answer.code == 1
    assert "is sound" not in answer.out
    assert "3 entries that were saved here are not in this board (entry 2): the file was replaced" in answer.err
    (finding,) = board("check", "--json").json["findings"]
    assert finding["subject"] == "backup"
    assert finding["mend"].endswith(" restore")
    board.say("edit", "smart:Process 4", "title=Another way")
    said = (
        "3 entries that were saved here are not in this board (entry 3): they go another way after entry 2; the backup of "
    )
    assert said in board("check").err
    (parted,) = board("check", "--json").json["findings"]
    board.say("restore", parted["mend"].partition("restore '")[2].rstrip("'"))
    assert board.card("smart:Process 4")["title"] == "Later 2"
    board.say("backup")
    answer = board.say("check", "--json").json
    assert (answer["ok"], answer["findings"]) == (True, [])


def test_a_board_that_was_replaced_by_an_older_copy_is_brought_back_by_one_command(board: Runner, tmp_path: Path) -> None:
    board.say("backup")
    older = board.board.read_bytes()  # type: ignore[union-attr]
    for number in range(4):
        board.say("edit", "smart:Process 4", f"title=Later {number}")
        if number == 1:
            board.say("backup")
    board.board.write_bytes(older)  # type: ignore[union-attr]
    (finding,) = board("check", "--json").json["findings"]
    assert finding["mend"].endswith(" restore")
    assert "The older file is kept as" in board.say("restore").out
    assert board.card("smart:Process 4")["title"] == "Later 3"
    assert board.say("check", "--json").json == {"ok": True, "findings": []}


def test_a_change_of_an_older_copy_keeps_what_was_saved_since_and_says_so_until_its_user_decides(board: Runner) -> None:
    board.say("backup")
    older = board.board.read_bytes()  # type: ignore[union-attr]
    board.say("edit", "smart:Process 4", "title=Lost")
    board.board.write_bytes(older)  # type: ignore[union-attr]
    lost = "1 entry that was saved here is not in this board"
    assert (
        f"{lost} (entry 2): it goes another way after entry 2; the backup of "
        in board.say("edit", "smart:Process 4", "title=Another way").err
    )
    board.say("backup")
    (finding,) = board("check", "--json").json["findings"]
    assert finding["sentence"].startswith(f"{lost} (entry 3): it goes another way after entry 2; the backup of ")
    assert lost in board.refused("restore")
    stay = board.say("restore", board.say("backup", "--list", "--json").json[0]["backup"]).out
    assert stay.startswith("You stay with this state: the board is as it was at entry 3 (")
    assert "1 entry that was saved here goes another way after entry 2 and it is not told again" in stay
    assert board.say("check", "--json").json["ok"], "its user has decided to stay"
    board.say("restore", shlex.split(finding["mend"])[-1])
    assert board.card("smart:Process 4")["title"] == "Lost"


def test_an_entry_dated_far_ahead_is_told_and_is_no_fault(board: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MHHS_BOARD_NOW", "2099-01-01T10:00:00Z")
    board.say("edit", "smart:Process 4", "title=Then")
    monkeypatch.delenv("MHHS_BOARD_NOW")
    board.say("edit", "smart:Process 4", "title=Now")
    answer = board.say("check")
    assert "is sound" in answer.out
    (remark,) = board.say("check", "--json").json["remarks"]
    assert re.search(r"Entry 3 of the history is dated [12] Jan 2099", remark)  # by the day of the user's zone
    assert "no entry after it, up to 4, is dated earlier" in remark
    assert remark in answer.err
    monkeypatch.setenv("MHHS_BOARD_NOW", "2099-01-02T10:00:00Z")
    assert "remarks" not in board.say("check", "--json").json
    monkeypatch.setenv("MHHS_BOARD_NOW", "1999-01-01T10:00:00Z")
    (remark,) = board.say("check", "--json").json["remarks"]
    assert "Entry 1 of the history is dated" in remark


def test_a_copy_for_readers_is_a_board_of_its_own(board: Runner, tmp_path: Path) -> None:
    from mhhs_board.program import boards
    from mhhs_board.store.which_board import origin_of

    assert board.board is not None
    workspace = boards.open_workspace(board.board, kept=False)
    boards.copy_for_readers(workspace, tmp_path / "readers.mhhsboard")
    workspace.close()
    assert origin_of(tmp_path / "readers.mhhsboard").identity not in ("", origin_of(board.board).identity)
    assert "but of another board" in board.refused("restore", str(tmp_path / "readers.mhhsboard"))


@pytest.mark.parametrize("words", [("backup",), ("backup", "copy.mhhsboard"), ("check",), ("list",)])
def test_what_a_killed_program_left_half_done_is_taken_back_first(
    board: Runner, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert board.board is not None
    before = board.say("history").out
    with contextlib.closing(connect(examine(board.board), "rw")) as raw:
        raw.execute("PRAGMA cache_size = 1")
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE artefact SET notes = hex(randomblob(20000))")
        left = board.board.read_bytes(), journal_of(board.board).read_bytes()
        raw.execute("ROLLBACK")
    board.board.write_bytes(left[0])
    journal_of(board.board).write_bytes(left[1])
    board.say(*words)
    assert board.say("history").out == before


def test_two_who_put_a_board_back_at_once_set_no_sound_board_aside(board: Runner, tmp_path: Path) -> None:
    board.say("backup")
    damage(board)
    assert board.board is not None
    real = recovery.locked
    first: list[str] = []

    @contextlib.contextmanager
    def locked(path: Path) -> Iterator[LockedFile | None]:
        if not first:
            first.append("")
            first[0] = safety.put_back(path).sentence
        with real(path) as file:
            yield file

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(recovery, "locked", locked)
        assert "was put back by another program meanwhile" in board.refused("restore")
    assert "it stands at entry" in first[0]
    assert sum("(damaged " in name for name in os.listdir(tmp_path)) == 1


# -- several boards that were at one place -------------------------------------------------------------------------------


@pytest.fixture
def covered(board: Runner, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    """Another board put over it by hand, as with cp."""
    board.say("edit", "smart:Process 4", "title=Ours")
    made(capsys, tmp_path, name="other")
    assert board.board is not None
    shutil.copy(tmp_path / "other.mhhsboard", board.board)
    return board


def test_another_board_put_over_it_is_no_sound_board_and_the_first_comes_back_by_one_command(covered: Runner) -> None:
    answer = covered("check")
    assert answer.code == 1
    assert "it lacks what was kept of it" in answer.out
    assert "To have that board here again: mhhs-board -b " in answer.err
    (finding,) = covered("check", "--json").json["findings"]
    assert finding["subject"] == "backup"
    (listed,) = (one for one in covered.say("backup", "--list", "--json").json if "board" in one)
    assert shlex.split(finding["mend"])[-2:] == ["restore", listed["backup"]]
    assert f"“{listed['board']}” was at this place before, up to entry 3: " in covered.say("backup", "--list").out
    assert "is there again" in covered.say("restore", listed["backup"]).out
    assert covered.card("smart:Process 4")["title"] == "Ours"
    assert covered.say("check", "--json").json == {"ok": True, "findings": []}


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_restore_does_not_choose_between_two_boards_that_were_at_a_place(covered: Runner, harm: Any) -> None:
    covered.say("edit", "smart:Process 5", "title=Theirs")
    harm(covered.board)
    said = covered.refused("restore")
    assert said.startswith("More than one board was at ")
    assert said.endswith("Nothing was changed.")
    theirs, ours = re.findall(r'restore "([^"]+)"', said)
    covered.say("restore", ours)
    assert covered.card("smart:Process 4")["title"] == "Ours"
    covered.say("restore", theirs)
    assert covered.card("smart:Process 5")["title"] == "Theirs"


def test_new_says_of_what_other_board_backups_are_kept(board: Runner) -> None:
    assert board.board is not None
    board.board.unlink()
    said = board("new", str(board.board))
    assert said.code == 0
    assert "another board that was here before, is not told again: the backup of " in said.err


def test_a_backup_at_the_place_of_a_board_that_is_gone_says_what_is_kept_of_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    gone, other = Runner(capsys, tmp_path / "gone.mhhsboard"), Runner(capsys, tmp_path / "other.mhhsboard")
    for board in (gone, other):
        board("new", str(board.board), board="")
    gone.say("add", "Kept", "--workstream", "Smart")
    assert gone.board is not None
    gone.board.unlink()
    answer = other.say("backup", str(gone.board))
    assert "another board that was here before" in answer.err
    assert "brings it back" in answer.err
