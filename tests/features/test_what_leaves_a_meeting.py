"""What a meeting leaves behind and says before: its report, its pack, its file, by the command line alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import Runner, made


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path, fixed_clock: None) -> Runner:
    """The example with DAG034 and DAG035 held and DAG036 to come. Today is 24 November 2026."""
    board = made(capsys, tmp_path)
    for number, day, status in (
        ("34", "14 October", "approved"),
        ("35", "11 November", "held"),
        ("36", "9 December", "planned"),
    ):
        board.say("meeting", "add", f"DAG0{number}", "--forum", "DAG", "--day", f"{day} 2026", "--status", status)
    return board


def document(board: Runner, tmp_path: Path, *asked: str) -> str:
    """A document as text, without what Markdown escapes."""
    path = tmp_path / "document.md"
    board.say("export", str(path), "--document", *asked)
    return path.read_text("utf-8").replace("\\", "")


def test_an_action_that_replaced_another_says_so_wherever_it_stands(board: Runner, tmp_path: Path) -> None:
    board.say("action", "add", "Share it", "--ref", "DAG35-01", "--meeting", "DAG035", "--organisation", "DCC")
    board.say("action", "add", "Look", "--ref", "DAG34-02", "--meeting", "DAG034", "--organisation", "DCC")
    board.say("action", "edit", "DAG34-02", "status=replaced", "replaced_by=DAG35-01")
    shown = board("action", "show", "DAG35-01").out
    assert ["Replaces", "DAG34-02"] in [line.split() for line in shown.splitlines()]
    assert board("--json", "action", "show", "DAG35-01").json["replaces"] == ["DAG34-02"]
    assert "replaces" not in board("--json", "action", "show", "DAG34-02").json
    for asked in (("headline", "--meeting", "DAG035"), ("actions",), ("agenda", "--meeting", "DAG036")):
        (row,) = [line for line in document(board, tmp_path, *asked).splitlines() if "| DAG35-01 |" in line]
        assert "Share it<br>Replaces DAG34-02." in row, asked
    board.say("action", "retire", "DAG34-02")
    assert "Replaces" not in board("action", "show", "DAG35-01").out
