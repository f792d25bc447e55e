"""A very large board: 100,000 artefacts with a history of a million entries, made in a minute, used as anybody would.

python -m tests.faults.large --artefacts 100000 --entries 1000000
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from mhhs_board.domain.board import Board
from mhhs_board.domain.journal import Change, Entry, Head, seal
from mhhs_board.domain.records import Artefact
from mhhs_board.operations import moving
from mhhs_board.program import boards
from mhhs_board.program.window import run_window
from mhhs_board.store import tables
from mhhs_board.store.check import check
from mhhs_board.store.opening import create_store, open_store
from tests.benchmarks.boards import founding_entry
from tests.faults.programs import ROOT, environment
from tests.store.boards import NOW

BATCH = 20_000

_COLUMNS = [column.name for column in tables.ENTRY.columns]
_ENTRY = f"INSERT INTO entry ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
_TOUCHED = "INSERT INTO touched (kind, id, seq) VALUES (?, ?, ?)"


def build(path: Path, artefacts: int, entries: int) -> Path:
    """A board with so many artefacts and, behind its founding, so many moves there and back again: its rows stay as they
    are, so only the history is written, without the rules being asked."""
    create_store(path, founding_entry(artefacts), now=NOW, salt="0" * 16).close()
    with open_store(path) as store:
        records, head = store.load()
        board = Board(records, head.seq)
        first, second = (stage.id for stage in board.stages[:2])
        ids = [one.id for one in board.artefacts() if one.stage == first and not board.is_blocked(one.id)][:5000]
        moves = _moves(ids, first, second, entries // 2 * 2)
        raw = store.raw
        while batch := list(itertools.islice(moves, BATCH)):
            rows: list[tuple[object, ...]] = []
            touched: list[tuple[object, ...]] = []
            for entry in batch:
                kept = seal(entry, head, now=NOW, salt="0" * 16)
                head = Head(kept.entry.seq, kept.entry.at, kept.entry.hash)
                known = {"payload": kept.payload, "digest": kept.digest}
                rows.append(tuple(known[name] if name in known else getattr(kept.entry, name) for name in _COLUMNS))
                touched.append((Artefact.KIND, entry.changes[0].id, head.seq))
            raw.execute("BEGIN IMMEDIATE")
            raw.executemany(_ENTRY, rows)
            raw.executemany(_TOUCHED, touched)
            raw.execute("COMMIT")
    return path


def _moves(ids: list[str], first: str, second: str, count: int) -> Any:
    for number in range(count):
        there = number % 2 == 0
        change = Change(
            Artefact.KIND,
            ids[number // 2 % len(ids)],
            {"stage": first if there else second},
            {"stage": second if there else first},
        )
        yield Entry(uid=f"m{number:031x}", actor=f"Analyst {number % 7}", verb="move", changes=(change,))


# -- what a person does with it ------------------------------------------------------------------------------------------


def used(path: Path) -> dict[str, Any]:
    """Open it, move, look back a little and all the way, undo, and look it over."""
    told: dict[str, Any] = {}
    workspace = boards.open_workspace(path, actor="Zoe", kept=False)
    board, head = workspace.board, workspace.head.seq
    free = next(one for one in board.artefacts() if one.stage == board.stages[0].id and not board.is_blocked(one.id))
    entry = workspace.run(moving.move, ids=[free.id], stage=board.stages[1].id)
    told["moved"] = entry is not None and entry.seq == head + 1
    told["artefacts"], told["entries"] = board.count(), workspace.head.seq
    told["opened MB"] = peak_mb()
    middle = workspace.as_at(head // 4 * 2)  # an even number: one of them is under way
    moved = [one.id for one in middle.artefacts() if one.stage != board.artefact(one.id).stage and one.id != free.id]
    told["moved then"] = len(moved)
    began = workspace.as_at(1)
    told["as it began"] = began.artefact(free.id).stage == board.stages[0].id and began.count() == board.count()
    told["looked back MB"] = peak_mb()
    workspace.undo()
    told["undone"] = workspace.board.artefact(free.id).stage == workspace.board.stages[0].id
    workspace.close()
    with open_store(path, read_only=True) as store:
        told["findings"] = [finding.sentence for finding in check(store)]
    told["looked over MB"] = peak_mb()
    return told


def shown(path: Path) -> dict[str, Any]:
    """The window on it: painted, read to its end, filtered, closed."""
    told: dict[str, Any] = {}
    workspace = boards.open_workspace(path, actor="Zoe", glimpsed=True)

    def painted() -> None:
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        from mhhs_board.ui.window.main_window import MainWindow

        window = next(top for top in QApplication.topLevelWidgets() if isinstance(top, MainWindow))
        told["painted MB"] = peak_mb()

        def whole() -> None:
            if workspace.glimpse is not None:
                return
            timer.stop()
            told["cards"] = window.model.rowCount()
            window.filter_bar.set_text("is:blocked")
            told["filtered"] = window.model.rowCount()
            told["shown MB"] = peak_mb()
            window.close()

        timer = QTimer(window)
        timer.timeout.connect(whole)
        timer.start(50)

    told["code"] = run_window(workspace, remember=False, painted=painted)
    return told


def peak_mb() -> int:
    """The most memory this process has had since it began, in MB. The system's usual count includes its parent's."""
    lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def run(path: Path, what: str, home: Path) -> dict[str, Any]:
    """One of the two in a process of its own, whose memory is nobody else's."""
    command = [sys.executable, "-m", "tests.faults.large", f"--{what}", str(path)]
    known = {**environment(home), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode:
        return {"wrong": done.stderr[-2000:]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--artefacts", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--used", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--shown", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.used or given.shown:
        print(json.dumps(used(given.used) if given.used else shown(given.shown)))
        return
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        path = build(Path(folder) / "large.mhhsboard", given.artefacts, given.entries)
        print(f"made in {time.monotonic() - began:.0f} s, {os.stat(path).st_size / 1e6:.0f} MB", flush=True)
        for what in ("used", "shown"):
            began = time.monotonic()
            told = run(path, what, Path(folder))
            print(f"{what} in {time.monotonic() - began:.0f} s: {told}", flush=True)


if __name__ == "__main__":
    main()
