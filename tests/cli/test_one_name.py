"""A board has one name: nothing is written onto it by another, and what would give it a second is told."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.running import Runner, made

ENDINGS = ["json", "csv", "md", "html"]


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Runner:
    """A board of 23 artefacts."""
    return made(capsys, tmp_path)


@pytest.mark.parametrize("link", [os.symlink, os.link])
@pytest.mark.parametrize("ending", ENDINGS)
def test_an_export_never_lands_on_the_board(
    board: Runner, tmp_path: Path, ending: str, link: Callable[[Path, Path], None]
) -> None:
    assert board.board is not None
    link(board.board, tmp_path / f"self.{ending}")
    before = board.board.read_bytes()
    told = board.refused("export", str(tmp_path / f"self.{ending}"))
    assert told == f"{tmp_path / f'self.{ending}'} is the board itself, so nothing was written. Choose another name."
    assert board.board.read_bytes() == before


def test_an_export_lands_on_no_other_board_and_on_no_journal(
    board: Runner, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = made(capsys, tmp_path, name="other")
    assert other.board is not None
    (tmp_path / "journal.csv").symlink_to(f"{board.board}-journal")
    (tmp_path / "other.csv").symlink_to(other.board)
    before = other.board.read_bytes()
    assert "it is a board, or belongs to one" in board.refused("export", str(tmp_path / "other.csv"))
    assert "it is a board, or belongs to one" in board.refused("export", str(tmp_path / "journal.csv"))
    assert other.board.read_bytes() == before


def test_a_board_that_an_earlier_version_called_otherwise_is_safe_too(board: Runner, tmp_path: Path) -> None:
    """Any ending was taken then."""
    assert board.board is not None
    own = board.board.rename(tmp_path / "own.json")
    board = Runner(board._capsys, own)
    board.say("edit", "Smart:Process 5", "title=Work")
    assert "is the board itself" in board.refused("export", str(own))
    assert board.card("Smart:Process 5")["title"] == "Work"


@pytest.mark.parametrize("name", ["b.json", "b", "b.mhhsboard.csv", ".mhhsboard", "b.mhhsboard~"])
def test_a_new_board_is_called_one(capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str) -> None:
    told = Runner(capsys, None).refused("new", str(tmp_path / name))
    assert told.startswith("The name of a board ends in .mhhsboard, so no board was made at ")
    assert os.listdir(tmp_path) == []


def test_a_second_name_is_told_by_whatever_reads_and_refused_once(board: Runner, tmp_path: Path) -> None:
    assert board.board is not None
    os.link(board.board, tmp_path / "second.mhhsboard")
    answer = board.say("list")
    assert "23 of 23 shown" in answer.out
    assert answer.err.startswith("board.mhhsboard has another name on the disk (hard links)")
    assert board("--read-only", "list").err == ""
    assert "save a copy and work on that" in board.refused("edit", "Smart:Process 5", "title=Work")
    assert "put the copy back" in board.refused("restore") or "is sound" in board.refused("restore")
    board.say("backup", str(tmp_path / "copy.mhhsboard"))
    Runner(board._capsys, tmp_path / "copy.mhhsboard").say("edit", "Smart:Process 5", "title=Work")


def test_a_leftover_journal_is_told_by_new_backup_and_copies(board: Runner, tmp_path: Path) -> None:
    from mhhs_board.domain.errors import Refused
    from mhhs_board.program import boards

    left = tmp_path / "x.mhhsboard-journal"
    left.write_bytes(b"\xd9\xd5\x05\xf9" * 300)
    assert "x.mhhsboard-journal lies there" in board.refused("new", str(tmp_path / "x.mhhsboard"))
    assert "x.mhhsboard-journal lies there" in board.refused("backup", str(tmp_path / "x.mhhsboard"))
    assert board.board is not None
    workspace = boards.open_workspace(board.board, kept=False)
    with pytest.raises(Refused, match=r"x\.mhhsboard-journal lies there"):
        boards.copy_for_readers(workspace, tmp_path / "x.mhhsboard")
    workspace.close()
    assert not (tmp_path / "x.mhhsboard").exists()


def test_restored_by_a_link_it_is_one_board(board: Runner, tmp_path: Path) -> None:
    """The link stays, and what is set aside lies beside the real file."""
    assert board.board is not None
    (tmp_path / "desk").mkdir()
    link = tmp_path / "desk" / "link.mhhsboard"
    link.symlink_to(board.board)
    board.say("edit", "Smart:Process 5", "title=Work")
    content = board.board.read_bytes()
    where = content.rfind(b"Process 4")
    board.board.write_bytes(content[:where] + b"Process X" + content[where + 9 :])
    by_link = Runner(board._capsys, link)
    assert "would put it back" in by_link("check").err
    assert "it stands at entry 2" in by_link.say("restore").out
    by_link.say("edit", "Smart:Process 5", "title=By the link")
    assert board.card("Smart:Process 5")["title"] == "By the link"
    assert os.listdir(link.parent) == [link.name]


@pytest.mark.parametrize(
    "other", ["my-journal", "other.mhhsboard-journal", "x (damaged 2026-11-24 09-41).mhhsboard-journal"]
)
def test_a_journal_that_is_another_files_second_name_is_not_written_into(board: Runner, tmp_path: Path, other: str) -> None:
    """Many files begin with a zero, and so does a journal that does not yet count."""
    held = tmp_path / other
    held.write_bytes(bytes(5000))
    os.link(held, tmp_path / "board.mhhsboard-journal")
    assert "lies beside board.mhhsboard" in board.refused("edit", "Smart:Process 5", "title=Work")
    assert held.read_bytes() == bytes(5000)


@pytest.mark.parametrize("content", [b"years of work" * 50, b"SQLite format 3\0" + bytes(4080), b""])
def test_a_file_that_is_no_board_is_not_replaced_by_a_backup_that_is_named(
    board: Runner, tmp_path: Path, content: bytes
) -> None:
    """A sent folder may hold a link that is called as a board is."""
    precious = tmp_path / "desk" / "precious.db"
    precious.parent.mkdir()
    precious.write_bytes(content)
    link = tmp_path / "sent.mhhsboard"
    link.symlink_to(precious)
    for name in (link, precious):
        told = Runner(board._capsys, name).refused("restore", str(board.board))
        assert "is not called as a board is" in told
    assert precious.read_bytes() == content
    assert os.listdir(precious.parent) == ["precious.db"]
    precious.unlink()
    assert "is not called as a board is" in Runner(board._capsys, link).refused("restore", str(board.board))
    assert os.listdir(precious.parent) == []


def test_a_board_of_another_ending_is_put_back_from_a_backup_that_is_named(board: Runner, tmp_path: Path) -> None:
    assert board.board is not None
    copy = tmp_path / "copy.mhhsboard"
    board.say("backup", str(copy))
    own = board.board.rename(tmp_path / "own.json")
    whole = own.read_bytes()
    own.write_bytes(whole[:8192] + bytes(len(whole) - 8192))
    assert "it stands at entry 1" in Runner(board._capsys, own).say("restore", str(copy)).out
