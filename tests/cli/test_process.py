"""The command line as a process: streams, pipes, bytes, the exit code that a shell sees, and what is not even imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def command(*words: str | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """`python -m mhhs_board` with standard input closed and no display."""
    kept = {
        name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    return subprocess.run(
        [sys.executable, "-m", "mhhs_board", *words],
        cwd=environment.pop("cwd", ROOT),
        env={**kept, "PYTHONPATH": str(ROOT), "MHHS_NO_BOOTSTRAP": "1", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )


def test_a_day_by_processes(tmp_path: Path) -> None:
    board = str(tmp_path / "é board.mhhsboard")
    assert command("new", board).returncode == 0
    added = command(
        "add", "日本 – ok", "--workstream", "smart", "--ref", "X1", "-b", board, LC_ALL="C", PYTHONIOENCODING="ascii"
    )
    assert added.returncode == 0, added.stderr
    shown = command("-b", board, "show", "X1", "--json", LC_ALL="C")
    assert json.loads(shown.stdout)["title"] == "日本 – ok"
    refused = command("-b", board, "move", "X1", "Approved")
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert refused.stderr.decode().count("\n") == 1
    assert command("-b", board, "frobnicate").returncode == 2
    assert command("-b", board, "--help").returncode == 0
    assert command("--version").stdout.startswith(b"mhhs-board ")


@pytest.mark.skipif(os.name == "nt", reason="arguments are text there")
def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    board = str(tmp_path / "b.mhhsboard")
    command("new", board)
    answer = command("-b", board, "add", b"caf\xe9", "--workstream", "smart")
    assert answer.returncode == 1
    assert "not valid text" in answer.stderr.decode()
    assert b"Traceback" not in answer.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs a shell's pipe")
def test_a_reader_that_has_read_enough(tmp_path: Path) -> None:
    board = tmp_path / "b.mhhsboard"
    command("new", str(board))
    line = f"'{sys.executable}' -m mhhs_board -b '{board}' list --json | head -c 1; exit ${{PIPESTATUS[0]}}"
    environment = {**os.environ, "MHHS_NO_BOOTSTRAP": "1", "PYTHONPATH": str(ROOT)}
    for _ in range(3):
        ended = subprocess.run(["bash", "-c", line], env=environment, capture_output=True, timeout=60, check=False)
        assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
@pytest.mark.parametrize("words", [(), ("--as", "Ann"), ("--read-only",)])
def test_no_display_for_the_window(words: tuple[str, ...]) -> None:
    for environment in ({}, {"DISPLAY": ":987"}, {"WAYLAND_DISPLAY": "nobody"}, {"QT_QPA_PLATFORM": "offscreen"}):
        answer = command(*words, **environment)
        assert (answer.returncode, answer.stdout) == (3, b"")
        assert b"mhhs-board list" in answer.stderr
        assert answer.stderr.count(b"\n") == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
def test_demo_without_a_display(tmp_path: Path, home: Path) -> None:
    answer = command("demo", cwd=str(tmp_path))
    assert answer.returncode == 0, answer.stderr
    text = answer.stdout.decode()
    for word in ("Process 6", "Registrations", "L4 Review", "Blocked", str(tmp_path / "out")):
        assert word in text
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert made >= {"board.csv", "board.json", "board.md"}
    assert "board-light.png" in made or "apt-get" in text
    assert not list(home.rglob("*.mhhsboard"))
    assert not list(home.rglob("settings.json"))


def test_demo_where_nothing_may_be_written(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    answer = command("demo", cwd=str(tmp_path), QT_QPA_PLATFORM="offscreen")
    assert answer.returncode == 1
    assert b"Traceback" not in answer.stderr
    assert "Process 6" in answer.stdout.decode()


WITHOUT_QT = """
import sys
from mhhs_board.cli.main import main
board = sys.argv[1]
for words in (["list", "--json"], ["move", "smart:Process 4", "l4", "--as", "A"], ["undo", "--as", "A"], ["history"],
              ["export", board + ".csv"], ["export", board + ".json"], ["export", board + ".md"], ["check"],
              ["import", board + ".csv", "--dry-run"]):
    assert main(["-b", board, *words]) == 0, words
found = [name for name in sys.modules if name.partition(".")[0] in ("PySide6", "shiboken6", "alembic", "mako")]
assert not found, found
"""


def test_nothing_without_a_picture_imports_qt_or_alembic(tmp_path: Path) -> None:
    board = str(tmp_path / "b.mhhsboard")
    command("new", board)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_QT, board], env=environment, capture_output=True, timeout=120, check=False
    )
    assert ended.returncode == 0, ended.stderr.decode()


def test_usage_costs_no_database() -> None:
    script = (
        "import sys\nfrom mhhs_board.cli.main import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "assert 'sqlalchemy' not in sys.modules and 'PySide6' not in sys.modules"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    assert subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=False).returncode == 0


@pytest.mark.needs_qt
def test_self_test_passes(tmp_path: Path) -> None:
    answer = command("self-test", cwd=str(tmp_path))
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.decode().splitlines()[-1] == "The self-test passed."
    assert not list(tmp_path.iterdir())


def test_two_first_starts_at_once(home: Path) -> None:
    """Whoever is second finds the board that the first has made."""
    environment = {**os.environ, "MHHS_NO_BOOTSTRAP": "1", "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "mhhs_board", "list", "--json"]
    started = [subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    answers = [process.communicate(timeout=120) for process in started]
    assert [process.returncode for process in started] == [0, 0, 0, 0], answers
    assert len({out for out, _ in answers}) == 1


def test_what_lies_in_the_folder_that_one_is_in_is_not_run(tmp_path: Path) -> None:
    for name in ("json", "sqlite3", "msgspec", "tomllib", "platformdirs"):
        (tmp_path / f"{name}.py").write_text("open('ran', 'w')")
    told = subprocess.run(
        [sys.executable, "-m", "mhhs_board", "--version"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, timeout=120,
    )  # fmt: skip
    assert (told.returncode, told.stderr) == (0, b"")
    assert not (tmp_path / "ran").exists()
