"""Actions without a window: a move saved, undone and done again; the board opened; a moment looked back at."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from mhhs_board.domain.records import RECORDS
from mhhs_board.operations.moving import move
from mhhs_board.store.opening import open_store
from mhhs_board.store.schema import READABLE
from tests.benchmarks.bare import BareFile, payloads, rows_of
from tests.benchmarks.boards import Boards, Moves, opened
from tests.benchmarks.rounds import Contest, timed
from tests.store.boards import aged

DROPS = 25
"""Moves in one round."""
BETWEEN = 50
"""Entries between two meetings."""
QUICK_MS = 100
"""What the checks of an opening may take at most, whatever the board's size."""


def _saved(boards: Boards, size: int, *, skewed: bool = False) -> Contest:
    workspace, bare = boards.workspace(size, skewed=skewed), BareFile(boards.copy(size, skewed=skewed))
    stream = Moves(workspace.board)

    def ours() -> Iterator[float]:
        for _ in range(DROPS):
            arguments = stream.next()
            yield timed(lambda: workspace.run(move, **arguments))  # noqa: B023  called at once

    return Contest(
        action="move saved" + (", skewed" if skewed else ""),
        size=size,
        limit=lambda: [timed(bare.commit) for _ in range(DROPS)],
        ours=lambda: list(ours()),
        goal=4,
        flat=1.2,
        note="no window: operation, rules, journal, commit, board",
    )


def saved(boards: Boards, sizes: Sequence[int]) -> list[list[Contest]]:
    """A move through the workspace, against the bare commit of the same rows."""
    return [
        [_saved(boards, size) for size in sizes],
        [_saved(boards, size, skewed=True) for size in sizes if size >= 1000],
    ]


def _undone(boards: Boards, size: int) -> list[Contest]:
    workspace, bare = boards.workspace(size), BareFile(boards.copy(size))
    stream = Moves(workspace.board)

    def undo() -> list[float]:
        for _ in range(DROPS):
            workspace.run(move, **stream.next())
        return [timed(workspace.undo) for _ in range(DROPS)]

    def redo() -> list[float]:
        for _ in range(DROPS):
            workspace.run(move, **stream.next())
        for _ in range(DROPS):
            workspace.undo()
        return [timed(workspace.redo) for _ in range(DROPS)]

    def limit() -> list[float]:
        return [timed(bare.commit) for _ in range(DROPS)]

    note = f"no window; {DROPS} in a row"
    return [
        Contest("undo saved", size, limit, undo, goal=4, flat=1.2, note=note),
        Contest("redo saved", size, limit, redo, goal=4, flat=1.2, note=note),
    ]


def undone(boards: Boards, sizes: Sequence[int]) -> list[list[Contest]]:
    """Undo and redo through the workspace, against the bare commit of the same rows."""
    pairs = [_undone(boards, size) for size in sizes]
    return [[undo for undo, _ in pairs], [redo for _, redo in pairs]]


def opening(boards: Boards, sizes: Sequence[int]) -> list[list[Contest]]:
    """A board opened and looked over (structure, quick check), against the bare rows read as tuples."""

    def contest(size: int) -> Contest:
        path = boards.file(size)
        return Contest(
            action="open, no window",
            size=size,
            limit=lambda: [timed(lambda: rows_of(path, tuple(RECORDS))) for _ in range(3)],
            ours=lambda: [timed(lambda: opened(path).close()) for _ in range(3)],
            note="limit: every row fetched as a tuple",
        )

    return [[contest(size) for size in sizes]]


def quick_part(boards: Boards, sizes: Sequence[int]) -> list[list[Contest]]:
    """A board opened with its checks and nothing read from it: what opening costs beyond reading the rows."""

    def contest(size: int) -> Contest:
        path = boards.file(size)
        return Contest(
            action="open, its checks",
            size=size,
            limit=lambda: [QUICK_MS / 1000],
            ours=lambda: [timed(lambda: open_store(path).close()) for _ in range(3)],
            goal=1,
            tail=QUICK_MS,
            note="limit: the goal",
        )

    return [[contest(size) for size in sizes]]


_OPENED = """
import sys, time
began = time.perf_counter()
from mhhs_board.store.opening import open_store
with open_store(sys.argv[1], read_only=sys.argv[2] == "read") as store:
    records, _ = store.load()
    sys.stdout.write(f"{time.perf_counter() - began}")
"""


def brought_up(boards: Boards, sizes: Sequence[int]) -> list[list[Contest]]:
    """Boards that came from an older schema, or are of one and only read, against one that was made so; each opened and
    read in a process of its own, because what is imported for it is most of the time."""

    def cold(path: Path, how: str = "write") -> list[float]:
        ended = subprocess.run([sys.executable, "-c", _OPENED, str(path), how], capture_output=True, text=True, check=True)
        return [float(ended.stdout)]

    def contests(size: int) -> list[Contest]:
        path, older, migrated = boards.file(size), aged(boards.copy(size), READABLE), aged(boards.copy(size), READABLE)
        open_store(migrated).close()
        note = "limit: a board made by this program; each in a new process, imports included"
        return [
            Contest("open, brought up to date", size, lambda: cold(path), lambda: cold(migrated), goal=1.1, note=note),
            Contest("open, older, to read", size, lambda: cold(path), lambda: cold(older, "read"), goal=1.1, note=note),
        ]

    pairs = [contests(size) for size in sizes]
    return [list(same) for same in zip(*pairs, strict=True)]


def looking_back(boards: Boards, histories: Sequence[int], size: int = 1000) -> list[list[Contest]]:
    """The board as at a moment so many entries ago, against their payloads read and decoded as plain JSON."""

    def contest(moves: int) -> Contest:
        path = boards.file(size, moves=moves)
        workspace = opened(path)
        target = workspace.head.seq - moves
        decode = msgspec.json.decode

        def bare() -> None:
            for payload in payloads(path, moves):
                decode(payload)

        goal = 1000 if moves <= 100_000 else 5000
        return Contest(
            action="as at, entries",
            size=moves,
            limit=lambda: [timed(bare)],
            ours=lambda: [timed(lambda: workspace.as_at(target))],
            tail=goal,
            note=f"{size} artefacts; limit: payloads fetched and decoded",
        )

    return [[contest(moves) for moves in histories]]


def stepping(boards: Boards, histories: Sequence[int], size: int = 1000) -> list[list[Contest]]:
    """From a moment in the middle of the history one meeting further, and back again: only the entries between may cost."""

    def contest(moves: int) -> Contest:
        path = boards.file(size, moves=moves)
        workspace = opened(path)
        middle = workspace.head.seq - moves // 2
        past = workspace.as_at(middle)
        decode = msgspec.json.decode

        def bare() -> None:
            for payload in payloads(path, BETWEEN, before=middle):
                decode(payload)

        def step(by: int) -> float:
            nonlocal past
            before = past.seq

            def go() -> None:
                nonlocal past
                past = workspace.as_at(before + by, near=past)

            return timed(go)

        return Contest(
            action="as at, 50 further",
            size=moves,
            limit=lambda: [timed(bare) for _ in range(6)],
            ours=lambda: [step(by) for by in (-BETWEEN, BETWEEN) * 3],
            flat=1.2,
            note=f"{size} artefacts; limit: payloads fetched and decoded",
        )

    return [[contest(moves) for moves in histories]]
