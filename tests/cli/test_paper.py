"""`export FILE.pdf --paper P --density D`: the paper and the room that are asked for, refused where there is no paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.running import Runner, made

pytestmark = pytest.mark.usefixtures("fixed_clock")


@pytest.fixture
def board(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Runner:
    """The example as a named board."""
    return made(capsys, tmp_path)


@pytest.mark.needs_qt
@pytest.mark.parametrize("density", ["compact", "normal", "full"])
@pytest.mark.parametrize(("paper", "width"), [("a4", 842), ("a3", 1191)])
def test_the_paper_that_is_asked_for_is_taken(board: Runner, tmp_path: Path, paper: str, width: int, density: str) -> None:
    import pypdf

    target = tmp_path / "board.pdf"
    board.say("export", str(target), "--paper", paper, "--density", density)
    (page,) = pypdf.PdfReader(target).pages
    assert round(float(page.mediabox.width)) == width
    assert len(re.findall(r"Process \d", page.extract_text())) == 23
    first = target.read_bytes()
    board.say("export", str(target), "--paper", paper, "--density", density)
    assert target.read_bytes() == first


@pytest.mark.parametrize(
    "words",
    [
        ("board.png", "--paper", "a4"),
        ("board.html", "--density", "full"),
        ("board.pdf", "--paper", "a5"),
        ("board.pdf", "--density", "dots"),
        ("board.pdf", "--document", "actions", "--paper", "a4"),
    ],
)
def test_where_there_is_no_such_paper_nothing_is_written(board: Runner, tmp_path: Path, words: tuple[str, ...]) -> None:
    name, *options = words
    answer = board("export", str(tmp_path / name), *options)
    assert (answer.code, answer.out) == (2, "")
    assert "--paper" in answer.err.splitlines()[-1] or "--density" in answer.err.splitlines()[-1]
    assert not (tmp_path / name).exists()
