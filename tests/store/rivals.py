"""Several programs that make random moves on one board, each judging its rules on the board that it writes to.

python -m tests.store.rivals --seconds 60
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import msgspec

from mhhs_board.domain.board import Board, added, revised
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import Artefact
from mhhs_board.store.check import check
from mhhs_board.store.opening import open_store
from tests.domain.boards import entry
from tests.store.boards import NOW, Player, made
from tests.store.processes import child, heard

MOST = 3
"""The limit of the small board: so many artefacts of a lane in the stage `work`."""


def judged(board: Board, chance: random.Random, actor: str) -> Entry | None:
    """A random wish, judged as operations judge: the limit holds, and a new number is one more than the greatest."""
    if chance.random() < 0.1:
        number = len(board.of(Artefact)) + 1
        new = Artefact(id=f"{actor}{number}", ref=f"Process {number}", workstream="adv", stage="backlog", rank="1")
        return entry(added(new), actor=actor, verb="add")
    artefact = board.artefact(chance.choice(sorted(board.of(Artefact))))
    stage = chance.choice([stage.id for stage in board.stages])
    if stage == "work" and len(board.cell(artefact.workstream, "work")) >= MOST:
        return None
    change = revised(artefact, stage=stage)
    return entry(change, actor=actor) if change else None


def play(path: Path, actor: str, seed: int, seconds: float) -> int:
    """Make moves for some seconds and return how many were acknowledged."""
    chance = random.Random(seed)
    acknowledged = 0
    end = time.monotonic() + seconds
    with open_store(path, patience=20) as store:
        player = Player(store)
        while time.monotonic() < end:
            wish = judged(player.board, chance, actor)
            if wish is None:
                continue
            mine = msgspec.structs.replace(wish, uid=f"{actor} {chance.getrandbits(64)}")  # children count alike
            kept = store.append(mine, player.head, now=NOW, salt="")
            for one in [kept] if isinstance(kept, Entry) else kept:
                player.take(one)
            acknowledged += isinstance(kept, Entry)
    return acknowledged


def compete(path: Path, rivals: int, seconds: float) -> tuple[dict[str, int], list[str]]:
    """Let some programs play on one board: how many moves each had acknowledged, and everything that is wrong."""
    names = [f"rival{number}" for number in range(rivals)]

    def work(name: str, seed: int) -> Callable[[Callable[[bytes], None]], None]:
        return lambda say: say(str(play(path, name, seed, seconds)).encode())

    counts: dict[str, int] = {}
    with ExitStack() as stack:
        running = {name: stack.enter_context(child(work(name, seed))) for seed, name in enumerate(names)}
        for name, (_, reading) in running.items():
            counts[name] = int(heard(reading) or "-1")
    wrong: list[str] = []
    with open_store(path) as store:
        wrong += [finding.sentence for finding in check(store)]
        board = Board()
        kept = dict.fromkeys(names, 0)
        for one in store.entries():
            board.apply(one)
            kept[one.actor] = kept.get(one.actor, 0) + 1
            if any(len(board.cell(lane.id, "work")) > MOST for lane in board.workstreams):
                wrong.append(f"Entry {one.seq} breaks the limit.")
        wrong += [
            f"{name} was told of {counts[name]} moves; {kept[name]} are kept."
            for name in names
            if kept[name] != counts[name]
        ]
        refs = [artefact.ref for artefact in board.of(Artefact).values()]
        wrong += [f"{ref} was given twice." for ref in sorted(set(refs)) if refs.count(ref) > 1]
    return counts, wrong


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rivals", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        counts, wrong = compete(made(Path(folder) / "board.mhhsboard"), given.rivals, given.seconds)
    print(f"{sum(counts.values())} moves by {given.rivals} programs in {given.seconds:g} s: {counts}")
    print("\n".join(wrong) or "No lost update, no broken limit, no doubled number.")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
