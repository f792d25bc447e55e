"""How long a move waits while a backup is made in the background, and how long a window stands still for the backup before
an import or a change of many artefacts.

python -m tests.faults.pause --artefacts 100000
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from mhhs_board.domain.errors import BoardError
from mhhs_board.store.backups import BULK, Backups
from mhhs_board.store.opening import create_store, open_store
from tests.benchmarks.boards import founding_entry
from tests.store.boards import NOW, Player, made


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--artefacts", type=int, default=100_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = made(Path(folder) / "board.mhhsboard", given.artefacts)
        kept = Backups(path, Path(folder) / "backups")
        with open_store(path) as store:
            player = Player(store)
            waits: dict[bool, list[float]] = {False: [], True: []}
            refused = 0
            for busy in (False, True):
                began = time.perf_counter()
                if busy:
                    kept.in_background(every=timedelta(0))
                while time.perf_counter() - began < 3 or (busy and kept.working):
                    artefact = f"a{len(waits[busy]) % 6 + 1}"
                    stage = "work" if player.board.artefact(artefact).stage == "backlog" else "backlog"
                    start = time.perf_counter()
                    try:
                        player.move(artefact, stage)
                    except BoardError:
                        refused += 1
                    waits[busy].append((time.perf_counter() - start) * 1000)
                    time.sleep(0.02)
            took = time.perf_counter() - began
            print(
                f"{given.artefacts} artefacts, {path.stat().st_size / 1e6:.0f} MB, backup {took:.1f} s; "
                f"moves alone: median {_median(waits[False]):.0f} ms, longest {max(waits[False]):.0f} ms; "
                f"beside the backup: median {_median(waits[True]):.0f} ms, longest {max(waits[True]):.0f} ms, "
                f"{refused} of {len(waits[True])} refused; {len(kept.all())} backups"
            )
        large = Path(folder) / "large.mhhsboard"
        create_store(large, founding_entry(given.artefacts), now=NOW, salt="0" * 16).close()
        before = []
        for _ in range(5):
            began = time.perf_counter()
            Backups(large, Path(folder) / "others").take(anyway=True)
            before.append((time.perf_counter() - began) * 1000)
        print(
            f"with long titles and blockers, {large.stat().st_size / 1e6:.0f} MB: a window stands still for {_median(before):.0f} ms "
            f"(at most {max(before):.0f}) while a backup is made before an import or a change of more than {BULK} artefacts"
        )


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


if __name__ == "__main__":
    main()
