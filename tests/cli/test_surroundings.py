"""Whatever the surroundings are, a command ends in its answer or in one true sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import Runner, made

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Runner:
    """A board of 23 artefacts."""
    return made(capsys, tmp_path)


def run(words: list[str], *, cwd: Path = ROOT, out: str = "", err: str = "", **environment: str) -> tuple[int, str]:
    """The real program; its exit code and everything it said on standard error, or on standard output where that is full."""
    known = {**os.environ, "PYTHONPATH": str(ROOT), "MHHS_NO_BOOTSTRAP": "1", **environment}
    with open(out or os.devnull, "w") as stdout, open(err or os.devnull, "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "mhhs_board", *words],
            cwd=cwd,
            env=known,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=full if err else subprocess.PIPE,
            check=False,
            timeout=60,
        )
    return done.returncode, (done.stderr or b"").decode()


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("MHHS_BOARD_NOW", "garbage", "MHHS_BOARD_NOW is no date-time but “garbage”."),
        ("MHHS_BOARD_NOW", "\x1b[2J" + "x" * 900, "MHHS_BOARD_NOW is no date-time but “�[2Jxx"),
        ("MHHS_BOARD_NOW", "9999-12-31T23:59:59+00:00", "is too near the end of the calendar"),
        ("MHHS_BOARD_NOW", "0001-01-01", "is too near the end of the calendar"),
        ("MHHS_BOARD_NOW", "0001-01-01T00:00:00+14:00", "is too near the end of the calendar"),
    ],
)
def test_a_clock_that_is_none(board: Runner, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str) -> None:
    monkeypatch.setenv(variable, value)
    for words in (("list",), ("edit", "Smart:Process 5", "title=x"), ("check",), ("backup", "--list")):
        said = board.refused(*words)
        assert told in said
        assert len(said) < 300
    assert board("--version").code == 0


@pytest.mark.skipif(os.name == "nt", reason="a variable that Windows does not heed")
def test_a_time_zone_that_is_none(board: Runner) -> None:
    told = "The time zone that TZ names, “AAA+99:99”, cannot be used. Set it right, or leave it out.\n"
    assert run(["-b", str(board.board), "list"], TZ="AAA+99:99") == (1, told)
    assert run(["-b", str(board.board), "list"], TZ="garbage") == (0, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is full")
def test_an_answer_that_cannot_be_written(board: Runner) -> None:
    where = ["-b", str(board.board)]
    told = "The answer could not be written: the disk is full. What was to be saved is saved.\n"
    assert run([*where, "edit", "Smart:Process 5", "title=Saved"], out="/dev/full") == (1, told)
    assert board.card("Smart:Process 5")["title"] == "Saved"
    for words in (["list"], ["list", "--json"], ["history", "--json"], ["check"], ["export", f"{board.board}.csv"]):
        assert run([*where, *words], out="/dev/full") == (1, told)
    for unbuffered in ("", "1"):
        assert run(["--help"], out="/dev/full", PYTHONUNBUFFERED=unbuffered) == (1, told)
    assert run([*where, "show", "nothing"], err="/dev/full")[0] == 1
    assert run([*where, "edit", "Smart:Process 5", "title=Again"], out="/dev/full", err="/dev/full")[0] == 1
    assert board.card("Smart:Process 5")["title"] == "Again"


@pytest.mark.skipif(os.name == "nt", reason="a folder in use cannot go there")
@pytest.mark.parametrize(
    "words",
    [
        ["-b", "b.mhhsboard", "list"],
        ["new", "b.mhhsboard"],
        ["-b", "{board}", "export", "o.csv"],
        ["-b", "{board}", "import", "o.csv"],
        ["-b", "{board}", "backup", "o.mhhsboard"],
        ["-b", "{board}", "restore", "o.mhhsboard"],
        ["-b", "{board}", "list"],
    ],
)
def test_the_working_folder_is_gone(board: Runner, tmp_path: Path, words: list[str]) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    here = os.open(ROOT, os.O_RDONLY)
    os.chdir(gone)
    try:
        gone.rmdir()
        answer = Runner(board._capsys, None)(*(word.format(board=board.board) for word in words))
    finally:
        os.fchdir(here)
        os.close(here)
    if words[-1] == "list" and "{board}" in words:
        assert answer.code == 0
    else:
        assert (answer.code, len(answer.err.splitlines())) == (1, 1), answer


def test_a_home_that_nobody_knows(board: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An account of a container, without a name."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    monkeypatch.chdir(tmp_path)
    before = sorted(os.listdir(tmp_path))
    for words in (("list",), ("backup", "--list"), ("edit", "Smart:Process 5", "title=x")):
        assert board.refused(*words).startswith("You have no home folder here")
    assert sorted(os.listdir(tmp_path)) == before


def test_a_tilde_of_nobody_is_a_letter(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    nobody = Runner(capsys, None)
    assert "There is no board at" in Runner(capsys, Path("~nobody-here.mhhsboard")).refused("list")
    nobody.say("new", "~nobody-here.mhhsboard")
    assert os.listdir(tmp_path) == ["~nobody-here.mhhsboard"]
