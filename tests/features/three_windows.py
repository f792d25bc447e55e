"""Three windows and the command line on one board at once, all at random; at the end all show the same board.

    python -m tests.features.three_windows --minutes 10
    python -m tests.features.three_windows --minutes 10 --platform xcb      (on the display that DISPLAY names)

Each window is a process of the real program, used through its own code by `random_user`. At the end what each *shows* is
compared, with each other and with the file, the history is replayed by `check`, and all that was said anywhere is looked
through for tracebacks and for words of the database.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mhhs_board.domain.board import Board
from mhhs_board.program import boards
from tests.faults.programs import ROOT, environment, faults_of, run

NAMES = ("Ana", "Ben", "Cleo", "Dan")
WAITED = "Another program is writing"
"""How the sentence begins with which a change is refused that others left no room for in a quarter of a second."""
_OF_THE_DATABASE = re.compile(r"\b(locked|database|SQL\w*|sqlite\w*)\b", re.IGNORECASE)
"""Words that no person is to read."""
_KEPT = re.compile(r"fault in |Qt\w+Msg: (?!default)")
"""What in the log of faults is one; Qt's platform without a screen warns of itself under the category `default`."""
_NOISE = ("propagateSizeHints", "QStandardPaths: XDG_RUNTIME_DIR", "does not support raise")
"""What Qt's platform without a screen writes to standard error by itself."""


@dataclass
class Outcome:
    """How it went. `wrong` holds a sentence for everything that may not be."""

    windows: dict[str, dict[str, Any]] = field(default_factory=dict)
    commands: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    entries: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def kept(self) -> int:
        """How many changes the windows were told are kept."""
        return sum(len(window["kept"]) for window in self.windows.values())

    @property
    def waits(self) -> int:
        """How often a person was told that others write just now."""
        return sum(count for window in self.windows.values() for text, count in window["said"].items() if WAITED in text)


class Window:
    """One window and whoever uses it."""

    def __init__(self, home: Path, board: Path, name: str, seed: int, platform: str) -> None:
        self.name = name
        self.errors: list[str] = []
        display = (
            {key: os.environ[key] for key in ("DISPLAY", "XAUTHORITY") if key in os.environ} if platform == "xcb" else {}
        )
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.features.random_user", str(board), name, str(seed)],
            cwd=ROOT,
            env={**environment(home), **display, "QT_QPA_PLATFORM": platform},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if line.strip() and not any(noise in line for noise in _NOISE):
                self.errors.append(line.rstrip())

    def say(self, word: str) -> None:
        """Tell it something."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(word + "\n")
            self.process.stdin.flush()

    def heard(self) -> str:
        """The next line that it says; empty where it is gone."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def ended(self) -> int:
        """Its exit code once it has closed."""
        try:
            code = self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self._listening.join(5)
        return code


@contextmanager
def _windows(home: Path, board: Path, count: int, seed: int, platform: str) -> Iterator[list[Window]]:
    with ExitStack() as stack:
        windows = []
        for number in range(count):
            window = Window(home, board, NAMES[number], seed * 10 + number, platform)
            stack.enter_context(window.process)
            stack.callback(window.process.kill)
            windows.append(window)
        yield windows


# -- the command line --------------------------------------------------------------------------------------------------


def _command(board: Path, home: Path, chance: random.Random, number: int) -> tuple[str, ...]:
    """A command at random, on an artefact at random."""
    with contextlib.closing(boards.open_workspace(board, read_only=True, kept=False)) as workspace:
        found = workspace.board
        artefact = chance.choice(list(found.artefacts()))
        stage = chance.choice(found.stages).name
        lane = chance.choice(found.workstreams).name
    table = home / "table.csv"
    table.write_text("ref,title,workstream\n" + "".join(f"K{number}-{n},Title {n},smart\n" for n in range(3)))
    return chance.choices(
        (
            ("move", artefact.id, stage, "--override", "agreed"),
            ("add", f"Told in the call {number}", "--workstream", lane),
            ("block", artefact.id, "--reason", "Nobody answers"),
            ("unblock", artefact.id, *chance.choice(((), ("--withdraw", "Settled"), ("--answer", "Model B")))),
            ("undo",),
            ("redo",),
            ("edit", artefact.id, f"owner=Analyst {number % 7}"),
            ("list", "--json"),
            ("export", str(home / "out.csv")),
            ("import", str(table)),
            ("check",),
            ("backup",),
            ("history",),
        ),
        (30, 6, 8, 8, 10, 5, 8, 8, 4, 2, 3, 3, 2),
    )[0]


def _command_line(board: Path, home: Path, seed: int, end: float, outcome: Outcome) -> None:
    chance = random.Random(seed)
    number = 0
    while time.monotonic() < end:
        number += 1
        words = _command(board, home, chance, number)
        done = run(home, "-b", str(board), "--as", "Eve", *words)
        said = done.stderr.decode().strip()
        outcome.commands[words[0]] += 1
        outcome.refused += done.returncode == 1
        if done.returncode not in (0, 1) or "Traceback" in said or (done.returncode == 1 and len(said.splitlines()) != 1):
            outcome.wrong.append(f"The command {words[0]} ended with {done.returncode}: {said[:400]}")
        time.sleep(chance.uniform(0, 1.5))


# -- the judgement -----------------------------------------------------------------------------------------------------


def play(folder: Path, seconds: float, *, count: int = 3, seed: int = 0, platform: str = "offscreen") -> Outcome:
    """Have `count` windows and the command line at one board for some seconds, and judge what came of it."""
    outcome = Outcome()
    board = folder / "board.mhhsboard"
    boards.create_board(board, boards.EXAMPLE, actor="Ana")
    with _windows(folder, board, count, seed, platform) as windows:
        for window in windows:
            if window.heard() != "ready":
                outcome.wrong.append(f"The window of {window.name} did not come up: {window.errors}")
                return outcome
        _command_line(board, folder, seed, time.monotonic() + seconds, outcome)
        for window in windows:
            window.say("stop")
        time.sleep(1)  # all are still before the first of them tells what it shows
        for window in windows:
            told = window.heard()
            if told:
                outcome.windows[window.name] = json.loads(told)
            else:
                outcome.wrong.append(f"The window of {window.name} is gone.")
        for window in windows:
            window.say("close")
            if (code := window.ended()) != 0:
                outcome.wrong.append(f"The window of {window.name} ended with {code}.")
            outcome.wrong += [f"The window of {window.name} wrote: {line}" for line in window.errors[:20]]
    _judge(board, folder, outcome)
    return outcome


def _judge(board: Path, home: Path, outcome: Outcome) -> None:
    wrong = outcome.wrong
    wrong += faults_of(board)  # among them: whether the history replayed from nothing gives the board
    with contextlib.closing(boards.open_workspace(board, read_only=True, kept=False)) as workspace:
        there, hashes, replayed = workspace.board, {}, Board()
        for entry in workspace.entries():
            replayed.apply(entry)
            hashes[entry.seq] = entry.hash.hex()
    outcome.entries = len(hashes)
    cells = _cells(there)
    if _cells(replayed) != cells:
        wrong.append("The history replayed gives other cells than the board has.")
    for name, window in outcome.windows.items():
        for cell in sorted(cells.keys() | window["shown"]["cells"].keys()):
            if (seen := window["shown"]["cells"].get(cell, [])) != cells.get(cell, []):
                wrong.append(f"The window of {name} shows {seen} in {cell}; the file holds {cells.get(cell, [])}.")
        lost = [seq for seq, chained in window["kept"] if hashes.get(seq) != chained]
        wrong += [f"Entry {seq}, which the window of {name} was told is kept, is not there." for seq in lost]
        wrong += [f"{name} read: {text}" for text in window["said"] if _OF_THE_DATABASE.search(text)]
    first = next(iter(outcome.windows.values()), None)
    for name, window in outcome.windows.items():
        for what, seen in window["shown"].items():
            if first is not None and seen != first["shown"][what]:
                wrong.append(f"The window of {name} shows another {what} than the first.")
    for path in home.rglob("faults.log*"):
        wrong += [f"A fault was kept: {line}" for line in path.read_text("utf-8").splitlines() if _KEPT.search(line)]


def _cells(board: Board) -> dict[str, list[str]]:
    columns = [*(stage.id for stage in board.stages), "blocked"]
    found = {f"{lane.id}/{column}": list(board.cell(lane.id, column)) for lane in board.workstreams for column in columns}
    return {cell: ids for cell, ids in found.items() if ids}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--windows", type=int, default=3, choices=range(1, len(NAMES) + 1))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--platform", default="offscreen", choices=("offscreen", "xcb"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = play(Path(folder), given.minutes * 60, count=given.windows, seed=given.seed, platform=given.platform)
    print(
        f"{given.windows} windows and the command line for {given.minutes:g} minutes: {outcome.entries} entries, "
        f"{outcome.kept} of the windows; {sum(outcome.commands.values())} commands, {outcome.refused} of them refused"
    )
    for name, window in outcome.windows.items():
        print(f"{name}: {sum(window['acts'].values())} acts, {len(window['kept'])} kept, {dict(window['acts'])}")
        print(f"  not to be done just then: {window['missed']}")
        print(f"  longest pause {window['longest']}; longest wait for locks {window['longest_wait']}; {window['over']}")
        print(
            "".join(f"  told {count} times: {text}\n" for text, count in window["said"].items() if WAITED in text), end=""
        )
    print(f"told that others write just then: {outcome.waits} times")
    print("\n".join(outcome.wrong) or "All show the same board, it is what the history says, and nobody saw a traceback.")
    raise SystemExit(bool(outcome.wrong))


if __name__ == "__main__":
    main()
