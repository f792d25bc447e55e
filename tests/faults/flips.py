"""Flip single bits of a board's file and count which of those that a reader would see are noticed.

python -m tests.faults.flips --flips 600
"""

from __future__ import annotations

import argparse
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mhhs_board.domain.errors import BoardError
from mhhs_board.store.check import check
from mhhs_board.store.opening import open_store
from tests.store.boards import Player, made


@dataclass
class Outcome:
    """Of so many flips so many changed what a reader sees, and so many of these were noticed."""

    flips: int = 0
    visible: int = 0
    noticed: int = 0


def _seen(path: Path) -> tuple[object, ...]:
    with open_store(path, read_only=True) as store:
        return sorted(map(repr, store.load()[0])), list(store.entries())


def flip(flips: int, seed: int = 0, moves: int = 40) -> Outcome:
    """Flip `flips` bits, one at a time."""
    chance = random.Random(seed)
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        path = made(Path(folder) / "board.mhhsboard", 60)
        with open_store(path) as store:
            player = Player(store)
            for number in range(moves):
                player.move(f"a{number + 1}")
        healthy, content, spoilt = _seen(path), path.read_bytes(), Path(folder) / "spoilt.mhhsboard"
        for _ in range(flips):
            bit = chance.randrange(len(content) * 8)
            other = bytearray(content)
            other[bit // 8] ^= 1 << bit % 8
            spoilt.write_bytes(other)
            outcome.flips += 1
            try:
                with open_store(spoilt) as store:
                    noticed = bool(check(store))
                visible = _seen(spoilt) != healthy
            except BoardError:
                visible = noticed = True
            outcome.visible += visible
            outcome.noticed += visible and noticed
    return outcome


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--flips", type=int, default=600)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    outcome = flip(given.flips, given.seed)
    print(f"{outcome.flips} flips, {outcome.visible} change what a reader sees, {outcome.noticed} of these noticed")
    raise SystemExit(outcome.noticed < outcome.visible)


if __name__ == "__main__":
    main()
