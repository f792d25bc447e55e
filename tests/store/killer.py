"""Kill a program that moves artefacts at random moments, and look whether the board lost or halved a move.

    python -m tests.store.killer --kills 200

Each child opens the board, moves without pause and says each move aloud once `append` has returned. It is killed with
SIGKILL at a random moment, the board is opened again and looked over.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mhhs_board.domain.journal import Entry
from mhhs_board.store.check import check
from mhhs_board.store.opening import open_store
from tests.store.boards import Player, made
from tests.store.processes import child

LINE = 73
"""Length of one acknowledgement: eight digits, the hash as hexadecimal digits, a line end."""


@dataclass
class Outcome:
    """What some kills have done."""

    kills: int = 0
    acknowledged: int = 0
    unheard: int = 0
    """Moves that were kept, but whose answer the kill cut off."""
    lost: int = 0
    faults: int = 0
    """Findings of `check`: a half-done move would be one."""


def _moves(path: Path, seed: int) -> Callable[[Callable[[bytes], None]], None]:
    def move_on(say: Callable[[bytes], None]) -> None:
        chance = random.Random(seed)
        with open_store(path, patience=5) as store:
            player = Player(store)
            while True:
                artefact = chance.choice([f"a{number}" for number in range(1, 7)])
                stages = {"backlog", "work", "done"} - {player.board.artefact(artefact).stage}
                kept = player.move(artefact, chance.choice(sorted(stages)))
                if isinstance(kept, Entry):
                    say(f"{kept.seq:08}{kept.hash.hex()}\n".encode())

    return move_on


def kill(path: Path, kills: int, seed: int = 0, longest: float = 0.06) -> Outcome:
    """Start and kill `kills` writers of the board at `path`, one after the other."""
    chance = random.Random(seed)
    outcome = Outcome()
    for number in range(kills):
        with open_store(path, read_only=True) as store:
            before = store.head().seq
        with child(_moves(path, seed * 1000 + number)) as (pid, reading):
            heard = os.read(reading, LINE)
            time.sleep(chance.uniform(0, longest))
            os.kill(pid, 9)
            os.waitpid(pid, 0)
            while part := os.read(reading, 65536):
                heard += part
        said = [heard[start : start + LINE] for start in range(0, len(heard) - len(heard) % LINE, LINE)]
        with open_store(path) as store:
            kept = {entry.seq: entry.hash.hex() for entry in store.entries(before)}
            outcome.faults += len(check(store))
        outcome.lost += sum(kept.get(int(line[:8])) != line[8:72].decode() for line in said)
        outcome.kills += 1
        outcome.acknowledged += len(said)
        outcome.unheard += len(kept) - len(said)
    return outcome


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    total = Outcome()
    for start in range(0, given.kills, 20):
        with tempfile.TemporaryDirectory() as folder:
            one = kill(made(Path(folder) / "board.mhhsboard"), min(20, given.kills - start), given.seed + start)
        total = Outcome(*(getattr(total, name) + getattr(one, name) for name in Outcome.__dataclass_fields__))
    print(
        f"{total.kills} kills, {total.acknowledged} acknowledged moves, {total.lost} lost, "
        f"{total.faults} faults found, {total.unheard} kept whose answer was cut off"
    )
    raise SystemExit(bool(total.lost or total.faults))


if __name__ == "__main__":
    main()
