"""Spoil good files in thousands of ways and feed them to whatever accepts them: a sentence or a good answer, never more.

    python -m tests.faults.fuzz --mutants 1000000            (every format)
    python -m tests.faults.fuzz --mutants 1000000 --format csv
    python -m tests.faults.fuzz --mutants 1000000 --format board --processes 2     (the mutants shared out, one report)

A fault is a traceback, a hang of more than two seconds, more than 300 MB, or an import that is taken in by half.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from mhhs_board.base.settings import SETTINGS, Settings
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import BoardError, Conflict
from mhhs_board.domain.query.query import parse
from mhhs_board.exchange import formats
from mhhs_board.exchange.sheet import Sheet
from mhhs_board.operations.importing import importing
from mhhs_board.store.check import check
from mhhs_board.store.opening import open_store
from tests.boards import TODAY, board_of, context
from tests.store.boards import Player, made

ROOT = Path(__file__).resolve().parents[2]

SLOWEST = 2.0
LARGEST_MB = 300

WORDS = [
    b"0", b"-1", b"1e309", b"9" * 400, b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\\ud800", b"\\u0000", b"NaN", b"null", b"true",
    b"[" * 3000, b'{"a":' * 400, b"]", b"}", b'"', b",", b";", b"\t", b"\r", b"\n", b"=cmd|' /C calc'!A0", b"@SUM(1)", b"+1",
    b"../../etc/passwd", b"<img src=x>", b"\xe2\x80\xae", b"'; DROP TABLE artefact; --", b"A" * 70000, b"is:", b"due:<", b"or",
    b"-", b"(", b")", b"(((((" * 300, b"%s%n", b"{0.__class__}", b"2024-02-30", b"\xef\xbb\xbf", b"SQLite format 3\x00",
]  # fmt: skip


def mutant(seed: bytes, chance: random.Random, words: list[bytes] | None = None) -> bytes:
    """A good file with one to eight things wrong with it."""
    words = WORDS if words is None else words
    content = bytearray(seed)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 5, 8))):
        at = chance.randrange(len(content) + 1)
        length = min(chance.choice((1, 1, 2, 4, 16, 100, 1000)), len(content) - at)
        act_ = chance.randrange(8)
        if act_ == 0 and content:
            content[at % len(content)] ^= 1 << chance.randrange(8)
        elif act_ == 1:
            del content[at : at + length]
        elif act_ == 2:
            content[at:at] = content[at : at + length] * chance.choice((1, 2, 10))
        elif act_ == 3:
            content[at:at] = chance.choice(words)
        elif act_ == 4:
            content[at : at + length] = chance.choice(words)
        elif act_ == 5:
            content[at : at + length] = chance.randbytes(length)
        elif act_ == 6:
            other = chance.randrange(len(content) + 1)
            content[at:at] = content[other : other + length]
        else:
            del content[at:]
    return bytes(content)


@dataclass
class Outcome:
    """What some mutants of one format did."""

    mutants: int = 0
    accepted: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    seconds: float = 0.0
    megabytes: int = 0
    """The most memory that the process had."""

    def __add__(self, other: Outcome) -> Outcome:
        """Both together; they ran at the same time."""
        return Outcome(
            self.mutants + other.mutants,
            self.accepted + other.accepted,
            self.refused + other.refused,
            [*self.faults, *other.faults],
            max(self.slowest, other.slowest),
            max(self.seconds, other.seconds),
            max(self.megabytes, other.megabytes),
        )


Eat = Callable[[bytes, random.Random], bool]
"""Takes one mutant in; whether it was accepted. Raises BoardError where it was refused; anything else is a fault."""


@contextmanager
def board_file(folder: Path) -> Iterator[tuple[bytes, Eat]]:
    """Opened, read whole, moved on, and what it says is bounded."""
    path = made(folder / "seed.mhhsboard")
    with open_store(path) as store:
        player = Player(store)
        for number in range(4):
            player.move(f"a{number + 1}")
    seed, target = path.read_bytes(), folder / "mutant.mhhsboard"

    def eat(content: bytes, chance: random.Random) -> bool:
        target.write_bytes(content)
        with open_store(target) as store:
            if chance.random() < 0.2:
                check(store)
            player = Player(store)
            list(store.entries())
            player.move("a5")
        return True

    yield seed, eat


def _imported(name: str) -> Callable[[Path], object]:
    @contextmanager
    def take(folder: Path) -> Iterator[tuple[bytes, Eat]]:
        source, target = board_of(), folder / f"mutant.{name}"
        formats.export(target, Sheet.of(source, (one.id for one in source.artefacts()), TODAY, private=True))
        seed = target.read_bytes()
        bare = board_of("l4-bare")
        state = sorted(map(repr, bare.all_records()))

        def eat(content: bytes, chance: random.Random) -> bool:
            target.write_bytes(content)
            reading = formats.load(target)
            board = (bare if chance.random() < 0.5 else source).copy()
            entry = importing.import_rows(board, context(), rows=reading.rows, source="mutant")
            if entry.changes:
                board.apply(entry)  # one entry, whole or not at all: it must fit
                again = Board(board.all_records())
                assert again.count() == board.count()
            assert sorted(map(repr, bare.all_records())) == state
            return True

        yield seed, eat

    return take


@contextmanager
def settings_file(folder: Path) -> Iterator[tuple[bytes, Eat]]:
    """Read, and each setting asked for: a value that fits, whatever the file says."""
    path = folder / "settings.json"
    seed = json.dumps({key: setting.default for key, setting in SETTINGS.items()}, indent=2).encode()

    def eat(content: bytes, chance: random.Random) -> bool:
        path.write_bytes(content)
        read = Settings.load(path, lambda *_: None)
        for setting in SETTINGS.values():
            assert setting.fits(read.get(setting))
        return not read.notice

    yield seed, eat


@contextmanager
def query_text(folder: Path) -> Iterator[tuple[bytes, Eat]]:
    """Parsed, and asked of every artefact."""
    board = board_of()
    seeds = b'segment:"Smart Segment" stage:Backlog -is:blocked or (owner:Ann due:<14d age:>10d) changed:<7d for:next-dag label:x'
    artefacts = list(board.artefacts())

    def eat(content: bytes, chance: random.Random) -> bool:
        asked = parse(content.decode("utf-8", chance.choice(("replace", "surrogateescape"))))
        test = asked.matcher(board, TODAY, "Ann", changed={})
        for artefact in artefacts:
            test(artefact)
        asked.notes(board, TODAY, "Ann")
        return True

    yield seeds, eat


FORMATS: dict[str, Callable[[Path], object]] = {
    "board": board_file,
    "json": _imported("json"),
    "csv": _imported("csv"),
    "settings": settings_file,
    "filter": query_text,
}
"""Everything that the program reads from outside."""


def fuzz(name: str, mutants: int, seed: int = 0) -> Outcome:
    """Feed `mutants` spoilt files of one format to the program."""
    outcome = Outcome()
    chance = random.Random(seed)
    started = time.monotonic()
    had = largest_mb()
    fast = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=fast) as place, FORMATS[name](Path(place)) as (good, eat):  # type: ignore[attr-defined]
        for number in range(mutants):
            content = good if number == 0 else mutant(good, chance)
            began = time.monotonic()
            try:
                outcome.accepted += eat(content, chance)
            except (BoardError, Conflict) as told:
                outcome.refused += 1
                if not 5 < len(str(told)) < 600:
                    outcome.faults.append(f"mutant {number}: a sentence of {len(str(told))} characters")
            except Exception as error:  # noqa: BLE001 - this is what is looked for
                with tempfile.NamedTemporaryFile(prefix=f"fault-{name}-{seed}-{number}-", delete=False) as kept:
                    kept.write(content)
                outcome.faults.append(f"mutant {number}: {type(error).__name__}: {str(error)[:200]} ({kept.name})")
            took = time.monotonic() - began
            outcome.slowest = max(outcome.slowest, took)
            if took > SLOWEST:
                outcome.faults.append(f"mutant {number}: {took:.1f} s")
            outcome.mutants += 1
    outcome.seconds = time.monotonic() - started
    outcome.megabytes = grown = largest_mb()
    if grown > max(LARGEST_MB, had + 50):  # a suite before this one may have had more already
        outcome.faults.append(f"{grown} MB")
    return outcome


def shared_out(name: str, mutants: int, seed: int, processes: int) -> Outcome:
    """The same by several processes, each with a seed of its own; their reports are added up."""
    command = [sys.executable, "-m", "tests.faults.fuzz", "--json", "--format", name]
    shares = [mutants // processes + (number < mutants % processes) for number in range(processes)]
    with ExitStack() as stack:
        running = [
            stack.enter_context(
                subprocess.Popen(
                    [*command, "--mutants", str(share), "--seed", str(seed + number)], cwd=ROOT, stdout=subprocess.PIPE
                )
            )
            for number, share in enumerate(shares)
        ]
        total = Outcome()
        for number, process in enumerate(running):
            told = process.communicate()[0]
            if process.returncode and not told:
                total.faults.append(f"the process with the seed {seed + number} ended with {process.returncode}")
            else:
                total += Outcome(**json.loads(told))
    return total


def largest_mb() -> int:
    """The most memory this process has had, in MB; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform != "darwin" else 1024**2)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mutants", type=int, default=10_000)
    parser.add_argument("--format", choices=sorted(FORMATS), action="append", default=[])
    parser.add_argument("--seed", type=int, default=0, help="of the first process; the next has the next")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one line of JSON a format")
    given = parser.parse_args()
    bad = False
    for name in given.format or FORMATS:
        if given.processes > 1:
            found = shared_out(name, given.mutants, given.seed, given.processes)
        else:
            found = fuzz(name, given.mutants, given.seed)
        bad |= bool(found.faults)
        if given.json:
            print(json.dumps(asdict(found)), flush=True)
            continue
        print(
            f"{name}: {found.mutants} mutants in {found.seconds:.0f} s, {found.accepted} accepted, {found.refused} refused, "
            f"{len(found.faults)} faults; slowest {found.slowest:.2f} s, at most {found.megabytes} MB",
            flush=True,
        )
        print("\n".join(f"  {fault}" for fault in found.faults[:20]), end="\n" if found.faults else "")
    raise SystemExit(bad)


if __name__ == "__main__":
    main()
