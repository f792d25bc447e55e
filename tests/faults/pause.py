"""How long a move waits while a backup is made in the background.

python -m tests.faults.pause --artefacts 100000
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from mhhs_board.domain.errors import BoardError
from mhhs_board.store.backups import Backups
from mhhs_board.store.opening import open_store
from tests.store.boards import Player, made


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
            print(
                f"{given.artefacts} artefacts, {path.stat().st_size / 1e6:.0f} MB, backup {time.perf_counter() - began:.1f} s; "
                f"moves alone: median {_median(waits[False]):.0f} ms, longest {max(waits[False]):.0f} ms; "
                f"beside the backup: median {_median(waits[True]):.0f} ms, longest {max(waits[True]):.0f} ms, "
                f"{refused} of {len(waits[True])} refused; {len(kept.all())} backup"
            )


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


if __name__ == "__main__":
    main()
