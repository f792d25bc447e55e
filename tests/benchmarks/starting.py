"""Cold start to the painted board, and memory with the board open: new processes, ended when they have told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.benchmarks.boards import Boards
from tests.benchmarks.rounds import Contest

ROOT = Path(__file__).parents[2]
SCREEN = {"name": "one", "x": 0, "y": 0, "width": 1920, "height": 1080, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
"""Without it the offscreen platform has a screen of 800 × 800, and a window that minds its screen shows few cards."""


class Starts:
    """Starts processes with an empty home folder and remembers the last figures of each, so that one start gives both."""

    def __init__(self, home: Path) -> None:
        home.mkdir(exist_ok=True)
        screen = home / "screen.json"
        screen.write_text(json.dumps({"screens": [SCREEN]}), encoding="utf-8")
        names = ("HOME", "USERPROFILE", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "APPDATA")
        self._environment = {**os.environ, **dict.fromkeys((*names, "LOCALAPPDATA"), str(home))}
        self._environment |= {"QT_QPA_PLATFORM": f"offscreen:configfile={screen}", "MHHS_NO_BOOTSTRAP": "1"}
        self._last: dict[tuple[str, ...], tuple[float, float, float]] = {}

    def start(self, *module: str) -> float:
        """Run a module of this folder; returns the seconds from the moment it was asked for to its painted window."""
        self._last[module] = self.run(sys.executable, "-m", f"tests.benchmarks.{module[0]}", *module[1:])
        return self._last[module][0]

    def run(self, *command: str) -> tuple[float, float, float]:
        """Run a program that tells as `told.py` does: the seconds to its painted window and until all is read, and its
        memory in MiB."""
        asked = time.monotonic()
        ended = subprocess.run(
            command,
            env=self._environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        if ended.returncode:
            raise RuntimeError(f"{command} ended with {ended.returncode}:\n{ended.stderr}")
        painted, whole, memory = map(float, ended.stdout.split()[-3:])
        return painted - asked, whole - asked, memory

    def started(self, *module: str) -> Callable[[], list[float]]:
        """A sample that starts the process."""
        return lambda: [self.start(*module)]

    def again(self, which: int, *module: str) -> Callable[[], list[float]]:
        """A sample that tells of the same start again: its seconds (0), those until all was read (1), its memory (2)."""
        return lambda: [self._last[module][which]]


def contests(boards: Boards, sizes: Sequence[int]) -> list[list[Contest]]:
    """Questions to the same starts: against the window with SQLAlchemy and the window alone, until all is read, memory."""
    starts = Starts(boards.folder / "home")
    asked: list[Contest] = []
    for size in sizes:
        path = str(boards.file(size))
        rich, alone, ours = ("start_bare", "sqlalchemy"), ("start_bare",), ("start_ours", path)
        asked += [
            Contest("start", size, starts.started(*rich), starts.started(*ours), goal=1.5, flat=1.2),
            Contest(
                "start, to window alone",
                size,
                starts.started(*alone),
                starts.again(0, *ours),
                note="stretch goal 1.8, not judged",
            ),
            Contest("start, all read", size, starts.again(1, *rich), starts.again(1, *ours), note="behind the picture"),
            Contest(
                "memory",
                size,
                starts.again(2, *rich),
                starts.again(2, *ours),
                goal=1.5 if size <= 1000 else 1.7 if size <= 10_000 else None,
                unit="MiB",
            ),
        ]
    return [asked]
