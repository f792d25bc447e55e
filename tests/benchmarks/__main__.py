"""`python -m tests.benchmarks`: one command, one table. Ratios are judged with `--judge`, milliseconds never."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from mhhs_board import _bootstrap

_bootstrap.ensure("test")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import sqlalchemy  # noqa: E402, F401  before PySide6, whose import hook slows whatever comes after it

from tests.benchmarks import (  # noqa: E402
    books,
    documents,
    exchanged,
    frames,
    kept,
    meetings,
    paper,
    previewing,
    report,
    seen,
    starting,
    workbooks,
    writers,
)
from tests.benchmarks.boards import Boards  # noqa: E402
from tests.benchmarks.rounds import Contest, compete  # noqa: E402

HISTORY = Path(__file__).parents[2] / "out" / "benchmarks.jsonl"
SIZES = (200, 1000, 10_000)
HISTORIES = (1000, 10_000)
ROUNDS = 9

Maker = Callable[[Boards, Sequence[int], Sequence[int]], list[list[Contest]]]

ACTIONS: dict[str, Maker] = {
    "start": lambda boards, sizes, _: starting.contests(boards, sizes),
    "drop": lambda boards, sizes, _: seen.dropping(boards, sizes),
    "filter": lambda boards, sizes, _: seen.filtering(boards, sizes),
    "scroll": lambda boards, sizes, _: seen.scrolling(boards, sizes),
    "window": lambda boards, sizes, _: frames.contests(boards, sizes),
    "meetings": lambda boards, *_: meetings.contests(boards),
    "paper": lambda boards, *_: paper.contests(boards),
    "saved": lambda boards, sizes, _: kept.saved(boards, sizes),
    "undone": lambda boards, sizes, _: kept.undone(boards, sizes),
    "open": lambda boards, sizes, _: (
        kept.opening(boards, sizes) + kept.quick_part(boards, sizes) + kept.brought_up(boards, sizes)
    ),
    "as-at": lambda boards, _, histories: kept.looking_back(boards, histories) + kept.stepping(boards, histories),
    "import": lambda boards, *_: exchanged.imports(boards) + previewing.contests(boards),
    "workbooks": lambda boards, *_: workbooks.contests(boards),
    "export": lambda boards, *_: exchanged.exports(boards) + exchanged.pictures(boards) + books.contests(boards),
    "documents": lambda boards, *_: documents.contests(boards),
    "writers": lambda boards, *_: writers.contests(boards),
}
"""What `--only` names, in the order in which it is run."""


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(sorted(int(part) for part in text.split(",")))


def _actions(text: str) -> list[str]:
    names = text.split(",")
    unknown = [name for name in names if name not in ACTIONS]
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no action {unknown[0]!r}; there are {', '.join(ACTIONS)}")
    return names


def _arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--sizes", type=_numbers, default=SIZES, help="artefacts on the board, as 200,1000,10000")
    parser.add_argument("--entries", type=_numbers, default=HISTORIES, help="entries of the history for as-at")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds, of which the first is dropped")
    parser.add_argument("--only", type=_actions, default=list(ACTIONS), help=f"some of {','.join(ACTIONS)}")
    parser.add_argument(
        "--history", type=Path, default=HISTORY, help="a line of JSON is added to it, the table is beside it"
    )
    parser.add_argument("--boards", type=Path, help="folder that keeps the boards made, for the next run")
    parser.add_argument("--judge", action="store_true", help="exit 1 where a goal is missed for certain")
    return parser.parse_args(given)


def main(given: Sequence[str]) -> int:
    """Run the contests, print the table, add to the history; 1 where `--judge` finds a goal missed."""
    arguments = _arguments(given)
    around = report.surroundings()
    print(", ".join(f"{name} {value}" for name, value in around.items()))
    print(report.heading(), flush=True)
    found: list[report.Line] = []
    with tempfile.TemporaryDirectory(prefix="mhhs-benchmarks-") as folder:
        boards = Boards(Path(folder), arguments.boards)
        for name in arguments.only:
            for contests in ACTIONS[name](boards, arguments.sizes, arguments.entries):
                if not contests:
                    continue
                gc.collect()
                gc.freeze()  # as the program does once it has started
                for line in report.lines(compete(contests, arguments.rounds)):
                    print(report.told(line), flush=True)
                    found.append(line)
    gc.unfreeze()
    report.append(arguments.history, around, found)
    arguments.history.with_suffix(".md").write_text(report.markdown(found), encoding="utf-8")
    missed = [line for line in found if line.misses]
    for line in missed:
        print(f"Missed: {line.outcome.contest.action} at {line.outcome.contest.size:,}: {', '.join(line.misses)}.")
    return 1 if missed and arguments.judge else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
