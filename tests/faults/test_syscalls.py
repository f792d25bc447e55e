"""Killed at a call to the system that changes the disk: restore, the look at what a damaged file still holds, a copy, a backup
and a new board. Nothing that is whole is lost, and no half-made file is taken for a board.

The suite takes some forty calls of each, evenly spread; all of them, some 330 in five minutes, with `MHHS_EVERY_CALL=1`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mhhs_board.cli.main import main
from mhhs_board.store import later
from tests.faults.programs import ROOT, environment, faults_of, run

CALLS = ("pwrite64", "write", "ftruncate", "rename", "link", "unlink", "openat", "chmod")
_OURS = (".mhhsboard", ".restoring", ".salvage", ".part", ".building", "-journal")

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace, which stops at a system call")


def _traces() -> bool:
    done = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False)
    return done.returncode == 0


def killed(home: Path, call: str, at: int, *words: str) -> bool:
    """Run a command that is killed right before its n-th call of that kind on a file of a board; whether it was."""
    command = [
        "strace",
        "-f",
        "-qq",
        "-o",
        os.devnull,
        "-e",
        f"trace={call}",
        "-e",
        f"inject={call}:signal=SIGKILL:when={at}",
    ]
    done = subprocess.run(
        [*command, sys.executable, "-m", "mhhs_board", *words],
        cwd=ROOT,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return done.returncode not in (0, 1)


def counted(home: Path, *words: str) -> dict[str, list[int]]:
    """Of each kind of call the numbers of those that change a board's files, as a run of the command makes them."""
    log = home / "calls"
    command = ["strace", "-f", "-qq", "-y", "-o", str(log), "-e", f"trace={','.join(CALLS)}"]
    subprocess.run(
        [*command, sys.executable, "-m", "mhhs_board", *words],
        cwd=ROOT,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    found: dict[str, list[int]] = {call: [] for call in CALLS}
    counts = dict.fromkeys(CALLS, 0)
    for line in log.read_text(errors="replace").splitlines():
        call = line.split(None, 1)[1].partition("(")[0] if " " in line else ""
        if call in counts:
            counts[call] += 1
            opens = call == "openat" and "O_CREAT" not in line
            if any(name in line for name in _OURS) and not opens and ") = -1 E" not in line:
                found[call].append(counts[call])
    log.unlink()
    return found


@contextlib.contextmanager
def played(home: Path, prepared: Path, number: int) -> Iterator[Path]:
    """A folder as it was prepared, of which nothing was acknowledged that is not in it."""
    folder = home / f"play{number}"
    shutil.copytree(prepared, folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
        for name in (later.NAME, later.BEFORE):  # else the next one, the same board moved here, would bring it back
            for one in home.rglob(name):
                one.unlink()


def _prepared(home: Path, *, damaged: bool) -> tuple[Path, int]:
    folder = home / "prepared"
    folder.mkdir(parents=True)
    board = folder / "b.mhhsboard"
    assert run(home, "new", str(board)).returncode == 0
    assert run(home, "-b", str(board), "backup").returncode == 0
    for stage in ("In Progress", "L4 Review"):
        assert run(home, "-b", str(board), "move", "Smart:Process 5", stage).returncode == 0
    if damaged:
        content = board.read_bytes()
        where = content.rfind(b"Process 4")
        board.write_bytes(content[:where] + b"Process X" + content[where + 9 :])
    return folder, 3


def _afterwards(home: Path, board: Path, *words: str) -> int:
    """What a command after the kill ends with; it needs no process of its own."""
    with pytest.MonkeyPatch.context() as there:
        for name, value in environment(home).items():
            there.setenv(name, value)
        return main(["-b", str(board), *words])


def _aged(folder: Path) -> None:
    for one in folder.iterdir():
        if one.name.startswith("."):
            then = one.stat().st_mtime - 7200
            os.utime(one, (then, then))


def _seq(board: Path) -> int:
    from mhhs_board.store.opening import open_store

    with open_store(board, read_only=True) as store:
        return store.head().seq


def _points(found: dict[str, list[int]], most: int | None) -> list[tuple[str, int]]:
    points = [(call, number) for call, numbers in found.items() for number in numbers]
    return points if most is None else points[:: max(1, len(points) // most)]


def _restores(home: Path, most: int | None) -> int:
    prepared, whole = _prepared(home, damaged=True)
    with played(home, prepared, 0) as folder:
        points = _points(counted(home, "-b", str(folder / "b.mhhsboard"), "restore"), most)
    for number, (call, at) in enumerate(points, 1):
        with played(home, prepared, number) as folder:
            board = folder / "b.mhhsboard"
            content = board.read_bytes()
            killed(home, call, at, "-b", str(board), "restore")
            for one in folder.glob("*.mhhsboard"):
                assert one.read_bytes() == content or faults_of(one) == [], (call, at, one.name)
            if not board.exists() or board.read_bytes() == content:
                assert _afterwards(home, board, "restore") == 0, (call, at)
            assert (_seq(board), faults_of(board)) == (whole, []), (call, at)
            assert any(one.read_bytes() == content for one in folder.glob("* (damaged *.mhhsboard")), (call, at)
            _aged(folder)
            assert _afterwards(home, board, "edit", "Smart:Process 5", "title=On") == 0, (call, at)
            assert not [one for one in os.listdir(folder) if one.startswith(".")], (call, at)
    return len(points)


def _looks(home: Path, most: int | None) -> int:
    prepared, whole = _prepared(home, damaged=True)
    with played(home, prepared, 0) as folder:
        points = _points(counted(home, "-b", str(folder / "b.mhhsboard"), "check"), most)
    for number, (call, at) in enumerate(points, 1):
        with played(home, prepared, number) as folder:
            board = folder / "b.mhhsboard"
            content = board.read_bytes()
            killed(home, call, at, "-b", str(board), "check")
            assert board.read_bytes() == content, (call, at)
            assert [one.name for one in folder.glob("*.mhhsboard")] == [board.name], (call, at)
            _aged(folder)
            assert _afterwards(home, board, "restore") == 0, (call, at)
            assert (_seq(board), faults_of(board)) == (whole, []), (call, at)
            assert not [one for one in os.listdir(folder) if one.startswith(".")], (call, at)
    return len(points)


def _copies(home: Path, most: int | None) -> int:
    prepared, whole = _prepared(home, damaged=False)
    total = 0
    for words in (["-b", "{board}", "backup", "{copy}"], ["new", "{copy}"]):
        with played(home, prepared, 0) as folder:
            given = {"board": folder / "b.mhhsboard", "copy": folder / "c.mhhsboard"}
            points = _points(counted(home, *(word.format(**given) for word in words)), most)
        for number, (call, at) in enumerate(points, 1):
            with played(home, prepared, number) as folder:
                given = {"board": folder / "b.mhhsboard", "copy": folder / "c.mhhsboard"}
                content = given["board"].read_bytes()
                killed(home, call, at, *(word.format(**given) for word in words))
                assert given["board"].read_bytes() == content, (call, at)
                if given["copy"].exists():
                    assert faults_of(given["copy"]) == [], (call, at)
                    assert _seq(given["copy"]) == (whole if "backup" in words else 1), (call, at)
                    assert _afterwards(home, given["copy"], "edit", "Smart:Process 5", "title=On") == 0, (call, at)
                _aged(folder)
                assert _afterwards(home, given["board"], "edit", "Smart:Process 5", "title=On") == 0, (call, at)
                assert not [one for one in os.listdir(folder) if one.startswith(".")], (call, at)
        total += len(points)
    return total


@pytest.mark.slow
@pytest.mark.parametrize("play", [_restores, _looks, _copies])
def test_killed_at_many_calls(tmp_path: Path, play: object) -> None:
    if not _traces():
        pytest.skip("strace may not trace here")
    assert callable(play)
    assert play(tmp_path, None if os.environ.get("MHHS_EVERY_CALL") else 40) >= 40
