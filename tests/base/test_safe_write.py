"""Writing a file: whole or not at all, the old one untouched, a sentence where it fails."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from mhhs_board.base import safe_write
from mhhs_board.base.safe_write import NotWritten, write_file
from tests.store.processes import answer, as_nobody, needs_fork


def said(path: Path, data: bytes = b"new") -> str:
    try:
        write_file(path, data)
    except NotWritten as told:
        return str(told)
    return "done"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file that stands there already."""
    path = tmp_path / "snapshot.png"
    path.write_bytes(b"old")
    path.chmod(0o640)
    return path


@pytest.mark.parametrize("data", [b"", b"new", os.urandom(300_000)], ids=["empty", "short", "long"])
def test_a_file_is_written_over_another_and_keeps_its_permissions(old: Path, data: bytes) -> None:
    write_file(old, data)
    assert old.read_bytes() == data
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert os.listdir(old.parent) == [old.name]


def test_a_new_file_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"")
    write_file(str(tmp_path / "Böard [1] 😀.md"), b"new")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert len(modes) == 1


def test_the_check_sees_what_is_on_the_disk_and_may_refuse_it(old: Path) -> None:
    seen: list[bytes] = []
    write_file(old, b"new", seen.append)
    assert seen == [b"new"]

    def refuse(_: bytes) -> None:
        raise ValueError("the picture has no end")

    with pytest.raises(NotWritten, match="the picture has no end"):
        write_file(old, b"newer", refuse)
    assert old.read_bytes() == b"new"
    assert os.listdir(old.parent) == [old.name]


def test_a_bug_in_the_check_is_not_hidden_and_leaves_nothing_behind(old: Path) -> None:
    def broken(_: bytes) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_file(old, b"new", broken)
    assert old.read_bytes() == b"old"
    assert os.listdir(old.parent) == [old.name]


def test_a_folder_a_missing_folder_and_impossible_names(tmp_path: Path) -> None:
    assert said(tmp_path).endswith("was not written: it is a folder.")
    assert said(tmp_path / "none" / "x").endswith("was not written: its folder is not there.")
    (tmp_path / "file").write_bytes(b"")
    assert said(tmp_path / "file" / "x").endswith("was not written: its folder is not a folder.")
    assert said(tmp_path / ("x" * 300)).endswith("was not written: its name is too long.")
    os.mkfifo(tmp_path / "pipe")
    assert said(tmp_path / "pipe").endswith("it is not an ordinary file.")
    assert sorted(os.listdir(tmp_path)) == ["file", "pipe"]


def test_a_name_as_long_as_the_disk_takes(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)
    write_file(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_symbolic_link_stays_and_its_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target = tmp_path / "real" / "file"
    target.write_bytes(b"old")
    link = tmp_path / "link"
    link.symlink_to(target)
    write_file(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    dangling = tmp_path / "dangling"
    dangling.symlink_to(tmp_path / "real" / "later")
    write_file(dangling, b"new")
    assert (tmp_path / "real" / "later").read_bytes() == b"new"
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    assert "circle was not written" in said(circle)


def test_a_link_planted_under_the_temporary_name_is_not_followed(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    victim = old.with_name("victim")
    victim.write_bytes(b"precious")
    monkeypatch.setattr(safe_write.secrets, "token_hex", lambda _: "known")
    old.with_name(".known.part").symlink_to(victim)
    assert "was not written" in said(old)
    assert victim.read_bytes() == b"precious"
    assert old.read_bytes() == b"old"


@needs_fork
@pytest.mark.parametrize("room", [0, 1, 4096, 100_000])
def test_a_full_disk_keeps_the_old_file(old: Path, room: int) -> None:
    def fill() -> str:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        return said(old, b"x" * 100_001)

    assert answer(fill).endswith("the disk cannot take a file of this size.")
    assert old.read_bytes() == b"old"
    assert os.listdir(old.parent) == [old.name]


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_a_fault_at_any_step_keeps_the_old_file(old: Path, step: str, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    if step == "write":
        monkeypatch.setattr(safe_write.os, "open", fail)
    else:
        monkeypatch.setattr(safe_write.os, step, fail)
    told = said(old)
    assert told.endswith("the disk is full." if code != errno.EIO else "the disk reports a fault.")
    monkeypatch.undo()
    assert old.read_bytes() == b"old"
    assert os.listdir(old.parent) == [old.name]


def test_a_disk_that_says_yes_and_keeps_something_else_is_found_out(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: real(path)[:-1])
    assert said(old).endswith("the disk gave back something else than it was given.")
    monkeypatch.undo()
    assert old.read_bytes() == b"old"


@pytest.mark.parametrize(("failures", "told"), [(2, "done"), (3, "open in another program")])
def test_a_file_held_for_a_moment_is_tried_again_and_one_held_for_long_is_named(
    old: Path, failures: int, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [failures]
    real = os.replace

    def held(source: Path, target: Path) -> None:
        if left[0]:
            left[0] -= 1
            raise PermissionError(errno.EACCES, "held")
        real(source, target)

    monkeypatch.setattr(safe_write.os, "replace", held)
    monkeypatch.setattr(safe_write.time, "sleep", lambda _: None)
    assert told in said(old)
    assert old.read_bytes() == (b"new" if told == "done" else b"old")
    assert os.listdir(old.parent) == [old.name]


@needs_fork
def test_without_the_right_to_write_the_old_file_stays(old: Path) -> None:
    old.chmod(0o444)
    old.parent.chmod(0o777)
    assert as_nobody(lambda: said(old)).endswith("you may not write there.")
    old.chmod(0o666)
    old.parent.chmod(0o555)
    assert as_nobody(lambda: said(old)).endswith("you may not write there.")
    old.parent.chmod(0o755)
    assert old.read_bytes() == b"old"


NAMES = ["b.mhhsboard", "B.MHHSBOARD", "b.mhhsboard-journal", "b.mhhsboard-wal", ".b.mhhsboard.holder-3"]


@pytest.mark.parametrize("linked", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_what_belongs_to_a_board_is_never_written_over(tmp_path: Path, name: str, linked: bool) -> None:
    kept = tmp_path / name
    kept.write_bytes(b"whatever")
    target = tmp_path / "out.csv" if linked else kept
    if linked:
        target.symlink_to(kept)
    assert said(target) == f"{target} was not written: it is a board, or belongs to one. Choose another name."
    assert kept.read_bytes() == b"whatever"
    assert len(os.listdir(tmp_path)) == 1 + linked


@pytest.mark.parametrize("head", [b"SQLite format 3\0" + bytes(84), b"Squite format 3\0" + bytes(52) + b"MHHS"])
@pytest.mark.parametrize("link", [None, os.symlink, os.link])
def test_a_board_is_known_whatever_it_is_called(tmp_path: Path, head: bytes, link: object) -> None:
    """Also one whose beginning is damaged: it can still be put back."""
    target = kept = tmp_path / "board.csv"
    kept.write_bytes(head)
    if callable(link):
        target = tmp_path / "out.csv"
        link(kept, target)
    assert "it is a board" in said(target)
    assert kept.read_bytes() == head


def test_what_only_looks_like_it_is_written(tmp_path: Path) -> None:
    for name in ("board.mhhsboard.json", "mhhsboard", "holder-1.csv"):
        (tmp_path / name).write_bytes(b"SQLite format 4")
        assert said(tmp_path / name) == "done"


def test_what_a_killed_writing_left_there_goes_with_the_next(tmp_path: Path) -> None:
    left, young = (tmp_path / f".{number * 16}.part" for number in "01")
    for one in (left, young):
        one.write_bytes(b"half")
    then = left.stat().st_mtime - 4000
    os.utime(left, (then, then))
    write_file(tmp_path / "minutes.docx", b"whole")
    assert sorted(os.listdir(tmp_path)) == sorted([young.name, "minutes.docx"])
