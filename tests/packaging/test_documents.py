"""The documents tell the truth: their commands exist and work, their links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from mhhs_board.cli.parser import parser

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "resources" / "licences" / "NOTICES.md"]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _commands(text: str) -> list[list[str]]:
    """The words of every line in a fenced block that calls the command; a remark behind it is left out."""
    blocks = re.findall(r"```\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("mhhs-board ")]
    return [shlex.split(re.split(r"\s{2,}#", line)[0])[1:] for line in lines]


def _lines(heading: str) -> list[list[str]]:
    return _commands(README.partition(f"## {heading}\n")[2].partition("\n## ")[0])


def test_the_readme_begins_with_the_two_commands() -> None:
    block = README.split("```")[1].splitlines()
    assert [line.partition("#")[0].strip() for line in block if line] == ["python3 -m mhhs_board demo", "python3 -m tests"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8"))
    missing = [target for target in targets if "://" not in target and not (document.parent / target).exists()]
    assert not missing


@pytest.mark.needs_qt
@pytest.mark.slow
def test_the_commands_of_the_readme_work_in_their_order(tmp_path: Path) -> None:
    lines = _lines("The command line")
    assert len(lines) > 10
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}

    def run(words: list[str]) -> None:
        command = [sys.executable, "-m", "mhhs_board", *words]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=120
        )
        finds = words[0] == "lint" and not done.stderr  # what it finds in an agenda that is only just filled
        assert done.returncode == int(finds), (words, done.stderr)

    run(["export", "artefacts.csv"])
    (tmp_path / "tracker.csv").write_text("Item,Status\nRead registers,Done\n")
    for words in lines:
        run(words)
    assert (tmp_path / "board.png").read_bytes().startswith(b"\x89PNG")


def test_the_vocabulary_names_every_verb_and_no_other() -> None:
    """The block of the command line is a synopsis; its words before the first bracket or argument are verbs."""
    text = (ROOT / "docs" / "vocabulary.md").read_text(encoding="utf-8")
    written = set()
    for line in re.findall(r"^mhhs-board (.*)$", text, re.MULTILINE):
        for part in re.sub(r"\s#.*|\[[^]]*\]", "", line).split(" | "):
            written |= set(part.split()[0].split("|")) if part.split() else set()
    choices = next(action.choices for action in parser()._actions if action.choices and action.metavar == "VERB")
    assert written == set(choices)
