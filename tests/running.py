"""Runs the command line inside the test's own process, as a script would see it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mhhs_board.cli.main import main


@dataclass(frozen=True)
class Answer:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON document that it must be."""
        return json.loads(self.out)


class Runner:
    """Runs commands on one board; `say` asserts that a command was done, `refused` that it was not."""

    def __init__(self, capsys: pytest.CaptureFixture[str], board: Path | None) -> None:
        self._capsys = capsys
        self.board = board

    def __call__(self, *words: str, board: Path | str | None = None) -> Answer:
        """Run a command and take whatever comes."""
        target = board or self.board
        where = [] if target is None else ["-b", str(target)]
        self._capsys.readouterr()
        try:
            code = main([*where, *words])
        except SystemExit as ended:
            code = int(ended.code or 0)
        captured = self._capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    def say(self, *words: str) -> Answer:
        """Run a command that must be done."""
        answer = self(*words)
        assert answer.code == 0, answer.err
        return answer

    def refused(self, *words: str) -> str:
        """Run a command that must be refused; its sentence."""
        answer = self(*words)
        assert (answer.code, answer.out) == (1, ""), answer
        assert len(answer.err.strip().splitlines()) == 1, answer.err
        return answer.err.strip()

    def cards(self, query: str = "", *more: str) -> list[dict[str, Any]]:
        """What `list --json` gives for a filter."""
        found: list[dict[str, Any]] = self.say("list", "--filter", query, "--json", *more).json
        return found

    def card(self, ref: str) -> dict[str, Any]:
        """What `show --json` gives."""
        found: dict[str, Any] = self.say("show", ref, "--json").json
        return found


def made(capsys: pytest.CaptureFixture[str], folder: Path, template: str = "l4", name: str = "board") -> Runner:
    """A new board from a template, and a runner on it."""
    path = folder / f"{name}.mhhsboard"
    Runner(capsys, None).say("new", str(path), "--template", template)
    return Runner(capsys, path)
