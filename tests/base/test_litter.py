"""What killed programs left goes, and nothing else does: no other name, no link, nothing young, nobody else's."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from mhhs_board.base.litter import VERY_OLD, sweep, sweep_temporary, temporary_folder

OURS = [f".0123456789abcdef.{kind}" for kind in ("building", "restoring", "salvage", "part", "now")]
OTHERS = [
    ".0123456789abcdef.parts",
    "0123456789abcdef.part",
    ".0123456789ABCDEF.part",
    ".x.salvage",
    "b.mhhsboard",
    ".part",
]


def old(path: Path, seconds: float = 4000) -> Path:
    then = path.lstat().st_mtime - seconds
    os.utime(path, (then, then), follow_symlinks=False)
    return path


def file(path: Path, seconds: float = 4000) -> Path:
    path.write_bytes(b"private notes")
    return old(path, seconds)


def test_only_what_is_ours_and_old_goes(tmp_path: Path) -> None:
    for name in (*OURS, *(f"{name}-journal" for name in OURS), *OTHERS):
        file(tmp_path / name)
    young = file(tmp_path / ".fedcba9876543210.part", 60)
    sweep(tmp_path)
    assert sorted(os.listdir(tmp_path)) == sorted([*OTHERS, young.name])


def test_through_no_link_and_no_second_name(tmp_path: Path) -> None:
    victim = file(tmp_path / "victim")
    (tmp_path / OURS[0]).symlink_to(victim)
    old(tmp_path / OURS[0])
    os.link(victim, tmp_path / OURS[1])
    (tmp_path / OURS[2]).mkdir()
    old(tmp_path / OURS[2])
    before = sorted(os.listdir(tmp_path))
    sweep(tmp_path)
    assert sorted(os.listdir(tmp_path)) == before
    assert victim.read_bytes() == b"private notes"


def test_a_folder_that_cannot_be_read_is_no_fault(tmp_path: Path) -> None:
    sweep(tmp_path / "none")
    sweep(file(tmp_path / "file"))


@pytest.fixture
def passing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def folder(path: Path, seconds: float = 4000) -> Path:
    path.mkdir()
    file(path / "state")
    return old(path, seconds)


def test_folders_of_programs_that_are_no_more_go(passing: Path) -> None:
    gone = [folder(passing / "mhhs-board-9999999999-abcdefg_"), folder(passing / "mhhs-board-abcdefgh", VERY_OLD + 60)]
    kept = [
        folder(passing / f"mhhs-board-{os.getpid()}-abcdefgh"),
        folder(passing / "mhhs-board-abcdefg2"),
        folder(passing / "mhhs-board-9999999999-abcdefgh", 60),
        folder(passing / "mhhs-board-mine", VERY_OLD + 60),
        folder(passing / "elsewhere"),
    ]
    (passing / "mhhs-board-9999999999-12345678").symlink_to(kept[-1])
    old(passing / "mhhs-board-9999999999-12345678")
    with temporary_folder() as here:
        assert not any(one.exists() for one in gone)
        assert here.name.startswith(f"mhhs-board-{os.getpid()}-")
        assert here.stat().st_mode & 0o077 == 0
    assert not here.exists()
    assert all((one / "state").exists() for one in kept)
    assert len(os.listdir(passing)) == len(kept) + 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs a file of somebody else")
def test_what_is_somebody_elses_stays(passing: Path) -> None:
    one, other = file(passing / OURS[0]), folder(passing / "mhhs-board-9999999999-abcdefgh")
    os.chown(one, 12345, -1)
    os.chown(other, 12345, -1)
    sweep(passing)
    sweep_temporary()
    assert one.exists()
    assert other.exists()
