"""Two to four programs that move cards on one file at once, against as many that write the same rows with `sqlite3` alone.

Each of ours is a workspace with a window's patience, which tries again what the others left no room for, as a person would.
After each round the journal is counted: what was acknowledged is there, and the rows are what the entries lead to.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from mhhs_board.domain.board import difference
from mhhs_board.domain.errors import Refused, Unavailable
from mhhs_board.operations.moving import move
from tests.benchmarks.bare import BareFile
from tests.benchmarks.boards import Boards, Moves, opened
from tests.benchmarks.frames import share_of
from tests.benchmarks.rounds import Contest
from tests.store.processes import child, heard

SIZE = 200
WRITERS = (1, 2, 3, 4)
MOVES = 40
"""Moves of each writer in one round."""
STALL_MS = 300
"""For how long a window may stand still at the longest."""
BEGIN_S = 0.3
"""After so long all begin, so that none has opened its file later than the others began."""

Work = Callable[[float, int], dict[str, float]]
"""Begins at a moment of the monotonic clock, as a writer of this number; tells `moves`, `longest`, `began` and `ended`."""


def _together(work: Work, writers: int) -> list[dict[str, float]]:
    begin = time.monotonic() + BEGIN_S

    def telling(number: int) -> Callable[[Callable[[bytes], None]], None]:
        return lambda say: say(json.dumps(work(begin, number)).encode())

    with ExitStack() as stack:
        reading = [stack.enter_context(child(telling(number)))[1] for number in range(writers)]
        return [json.loads(heard(one)) for one in reading]


def _timed(begin: float, moves: int, once: Callable[[], bool]) -> dict[str, float]:
    """Do something until it was done so many times; `longest` is the longest single try."""
    time.sleep(max(0.0, begin - time.monotonic()))
    began, done, longest = time.monotonic(), 0, 0.0
    while done < moves:
        started = time.monotonic()
        done += once()
        longest = max(longest, time.monotonic() - started)
    return {"moves": done, "longest": longest, "began": began, "ended": time.monotonic()}


def _ours(path: Path, moves: int) -> Work:
    def work(begin: float, number: int) -> dict[str, float]:
        workspace = opened(path)
        workspace.actor = f"Writer {number}"
        stream = Moves(workspace.board, seed=time.monotonic_ns())

        def once() -> bool:
            try:
                return workspace.run(move, **stream.next()) is not None
            except (Refused, Unavailable):  # somebody moved it elsewhere, or the others left no room: again
                return False

        return _timed(begin, moves, once)

    return work


def _bare(path: Path, moves: int) -> Work:
    def work(begin: float, number: int) -> dict[str, float]:
        bare = BareFile(path)

        def once() -> bool:
            try:
                bare.commit(shared=True)
            except sqlite3.OperationalError:
                bare.roll_back()
                return False
            return True

        return _timed(begin, moves, once)

    return work


def _contests(boards: Boards, writers: int, moves: int) -> list[Contest]:
    path, other = boards.copy(SIZE), boards.copy(SIZE)
    longest = 0.0
    acknowledged = 0

    def ours() -> list[float]:
        nonlocal longest, acknowledged
        told = _together(_ours(path, moves), writers)
        longest = max(one["longest"] for one in told)
        acknowledged += round(sum(one["moves"] for one in told))
        workspace = opened(path)
        assert workspace.head.seq == 1 + acknowledged, f"Lost: {1 + acknowledged - workspace.head.seq} moves."
        first = workspace.as_at(1)
        replayed = first.copy()
        for entry in workspace.entries(1):
            replayed.apply(entry)
        assert difference(replayed, workspace.board) == [], "The rows are not what the entries lead to."
        workspace.close()
        return [_per_move(told)]

    name = f"{writers} writer{'s' if writers > 1 else ''}"
    return [
        Contest(
            f"{name}, a move",
            SIZE,
            lambda: [_per_move(_together(_bare(other, moves), writers))],
            ours,
            goal=4,
            note="limit: as many bare writers; time over all moves; no move lost",
        ),
        Contest(f"{name}, longest", SIZE, share_of(STALL_MS), lambda: [longest], goal=1, tail=STALL_MS),
    ]


def _per_move(told: Sequence[dict[str, float]]) -> float:
    """Seconds from the first begin to the last end, for each move of them all."""
    spent = max(one["ended"] for one in told) - min(one["began"] for one in told)
    return spent / sum(one["moves"] for one in told)


def contests(boards: Boards, together: Sequence[int] = WRITERS, moves: int = MOVES) -> list[list[Contest]]:
    """One writer for comparison, then two to four."""
    return [_contests(boards, writers, moves) for writers in together]
