"""`python -m tests.packaging.measure [--rounds 9] [--size 200]`: how much longer a packaged start takes, and how large it is.

The same start as in tests/benchmarks: a new process with an empty home, up to the first painted picture of a board. The build
has the benchmark's script for its entry, and is otherwise the one that `mhhs_board.spec` makes. Exits with 1 past a goal.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.boards import Boards
from tests.benchmarks.rounds import Contest, compete, lower_quartile
from tests.benchmarks.starting import Starts
from tests.packaging.building import LARGEST_MB, PROGRAM, ROOT, build, megabytes

GOAL = 1.3


def main(arguments: list[str] | None = None) -> int:
    """Build, start in turns, print two lines; 1 where the lower quartile of the ratios or the size passes its goal."""
    parser = argparse.ArgumentParser(prog="python -m tests.packaging.measure", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--size", type=int, default=200, help="artefacts on the board")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="mhhs-measure-") as name:
        folder = Path(name)
        built = build(folder, ROOT / "tests" / "benchmarks" / "start_ours.py")
        starts, board = Starts(folder / "home"), str(Boards(folder).file(asked.size))
        contest = Contest(
            "packaged start",
            asked.size,
            lambda: [starts.run(sys.executable, "-m", "tests.benchmarks.start_ours", board)[0]],
            lambda: [starts.run(str(built / PROGRAM), board)[0]],
            goal=GOAL,
        )
        (outcome,) = compete([contest], asked.rounds)
        size = megabytes(built)
    ratios = sorted(outcome.ratios)
    middle = ratios[len(ratios) // 2]
    print(
        f"packaged start, {asked.size} artefacts: {middle:.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f}) times from source, "
        f"{outcome.ours * 1000:.0f} ms to {outcome.limit * 1000:.0f} ms, {len(ratios)} rounds kept; goal {GOAL}"
    )
    print(f"packaged folder: {size:.0f} MB, {size / LARGEST_MB:.2f} of the {LARGEST_MB} MB allowed")
    return int(lower_quartile(ratios) > GOAL or size > LARGEST_MB)


if __name__ == "__main__":
    raise SystemExit(main())
