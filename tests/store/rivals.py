"""Several programs that make random moves on one board, each judging its rules on the board that it writes to.

    python -m tests.store.rivals --seconds 60
    python -m tests.store.rivals --rivals 2 --rivals 3 --rivals 4 --moves 2000

Each has the patience of a window, a quarter of a second, and makes a move again that the others left no room for.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

import msgspec

from mhhs_board.domain.board import Board, added, revised
from mhhs_board.domain.errors import Busy
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import Artefact
from mhhs_board.store.check import check
from mhhs_board.store.engine import BUSY_MS
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


@dataclass
class Played:
    """How one program fared: moves acknowledged, moves tried again because others were writing, and its longest wait in
    milliseconds for one try."""

    moves: int = -1
    again: int = 0
    longest: float = 0.0


@dataclass
class Outcome:
    """How all fared, and everything that is wrong."""

    played: dict[str, Played] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def moves(self) -> int:
        """What all of them had acknowledged."""
        return sum(played.moves for played in self.played.values())


def play(path: Path, actor: str, seed: int, *, seconds: float = 0, moves: int = 0) -> Played:
    """Make so many moves, or moves for so many seconds."""
    chance = random.Random(seed)
    played = Played(0)
    end = time.monotonic() + seconds
    with open_store(path, patience=20) as store:
        player = Player(store)  # the others have begun already
        store.patience = BUSY_MS / 1000
        while played.moves < moves if moves else time.monotonic() < end:
            wish = judged(player.board, chance, actor)
            if wish is None:
                continue
            mine = msgspec.structs.replace(wish, uid=f"{actor} {chance.getrandbits(64)}")  # children count alike
            began = time.monotonic()
            try:
                kept = store.append(mine, player.head, now=NOW, salt="")
            except Busy:
                played.again += 1
                continue
            finally:
                played.longest = max(played.longest, (time.monotonic() - began) * 1000)
            for one in [kept] if isinstance(kept, Entry) else kept:
                player.take(one)
            played.moves += isinstance(kept, Entry)
    return played


def compete(path: Path, rivals: int, *, seconds: float = 0, moves: int = 0) -> Outcome:
    """Let some programs play on one board, each for some seconds or until all together have made `moves`."""
    names = [f"rival{number}" for number in range(rivals)]

    def work(name: str, seed: int) -> Callable[[Callable[[bytes], None]], None]:
        share = moves // rivals + (seed < moves % rivals)
        return lambda say: say(json.dumps(asdict(play(path, name, seed, seconds=seconds, moves=share))).encode())

    outcome = Outcome()
    with ExitStack() as stack:
        running = {name: stack.enter_context(child(work(name, seed))) for seed, name in enumerate(names)}
        for name, (_, reading) in running.items():
            outcome.played[name] = Played(**json.loads(heard(reading) or "{}"))
    wrong = outcome.wrong
    with open_store(path) as store:
        wrong += [finding.sentence for finding in check(store)]
        board = Board()
        kept = dict.fromkeys(names, 0)
        for one in store.entries():
            board.apply(one)
            kept[one.actor] = kept.get(one.actor, 0) + 1
            if any(len(board.cell(lane.id, "work")) > MOST for lane in board.workstreams):
                wrong.append(f"Entry {one.seq} breaks the limit.")
        for name, played in outcome.played.items():
            if kept[name] != played.moves:
                wrong.append(f"{name} was told of {played.moves} moves; {kept[name]} are kept.")
        refs = [artefact.ref for artefact in board.of(Artefact).values()]
        wrong += [f"{ref} was given twice." for ref in sorted(set(refs)) if refs.count(ref) > 1]
    return outcome


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--moves", type=int, default=0, help="of all together, instead of a time")
    parser.add_argument("--rivals", type=int, action="append", default=[], help="two where not given; one game for each")
    given = parser.parse_args()
    bad = False
    for rivals in given.rivals or [2]:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            outcome = compete(made(Path(folder) / "b.mhhsboard"), rivals, seconds=given.seconds, moves=given.moves)
        again = sum(played.again for played in outcome.played.values())
        longest = max(played.longest for played in outcome.played.values())
        print(
            f"{outcome.moves} moves by {rivals} programs in {time.monotonic() - began:.0f} s, {again} tried again; "
            f"the longest wait of one try {longest:.0f} ms"
        )
        print("\n".join(outcome.wrong) or "No lost update, no broken limit, no doubled number.", flush=True)
        bad |= bool(outcome.wrong)
    raise SystemExit(bad)


if __name__ == "__main__":
    main()
