"""Cut the power at every write of real moves and imports, in many ways, and look whether anything acknowledged is lost.

    python -m tests.faults.power --moves 40 --states 11
    python -m tests.faults.power --of migration --of restore --of backup --of copy --states 400

What the store really says to SQLite is recorded, then said again through a file layer that logs every write, truncation,
sync and deletion. For each point of that log the disk is rebuilt as a power cut may leave it: what was synced is there; of
the rest all, nothing, a part, or any of it in any order, the last write torn at 512 bytes. Each disk is opened by the
SQLite of the program. The model is pessimistic about names of files; drives that lie about syncing are outside it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

from mhhs_board.domain.board import added
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import RECORDS, Artefact
from mhhs_board.store import engine, schema
from mhhs_board.store.opening import open_store
from tests.domain.boards import entry
from tests.store.boards import NOW, Player, made

TORN = 512
Rows = dict[int, list[tuple[Any, ...]]]
Shape = tuple[int, frozenset[str]]


@dataclass
class Outcome:
    """What came of all the disks: `lost` fell behind what was acknowledged, `broken` were half-done, damaged or unreadable."""

    points: int = 0
    states: int = 0
    lost: int = 0
    broken: int = 0
    syncs: int = 0
    examples: list[str] = field(default_factory=list)


# -- what the program says ---------------------------------------------------------------------------------------------


@dataclass
class Story:
    """A board before, the statements that changed it, and what it must hold after each entry."""

    before: bytes
    statements: list[str]
    hashes: list[bytes]
    rows: Rows
    shapes: tuple[Shape, ...] = ()
    """Of a migration: number of the schema and its objects, before and after."""


def _rows(raw: sqlite3.Connection) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for kind in (one for one in RECORDS if schema.holds(raw, one)):
        found += [(kind, *row) for row in raw.execute(f'SELECT id, digest FROM "{kind}" ORDER BY id')]
    return found + list(raw.execute("SELECT kind, id, seq FROM touched ORDER BY kind, id, seq"))


def told(path: Path, moves: int, imported: int, seed: int) -> Story:
    """Moves, and an import of many artefacts in their midst, by the store itself."""
    chance = random.Random(seed)
    made(path)
    before = path.read_bytes()
    statements: list[str] = []
    with open_store(path) as store:
        player = Player(store)
        hashes, rows = [player.head.hash], {1: _rows(store.raw)}
        for number in range(moves):
            store.raw.set_trace_callback(lambda text: statements.append(text) if not text.startswith("--") else None)
            if imported and number == moves // 2:
                new = (
                    Artefact(id=f"n{n}", title=f"Taken in {n} " * 9, workstream="adv", stage="backlog", rank=f"{n:03}1")
                    for n in range(imported)
                )
                kept = store.append(entry(*map(added, new), verb="import"), player.head, now=NOW, salt="s")
                assert isinstance(kept, Entry)
                player.take(kept)
            else:
                artefact = f"a{chance.randrange(6) + 1}"
                stages = {"backlog", "work", "done"} - {player.board.artefact(artefact).stage}
                player.move(artefact, chance.choice(sorted(stages)))
            store.raw.set_trace_callback(None)
            hashes.append(player.head.hash)
            rows[player.head.seq] = _rows(store.raw)
    return Story(before, _said(statements), hashes, rows)


def _said(statements: list[str]) -> list[str]:
    """What changes something; a statement whose trigger fires is told twice."""
    said: list[str] = []
    for text in statements:
        if not text.startswith("SELECT") and said[-1:] != [text]:
            said.append(text)
    return said


def migrated(path: Path) -> Story:
    """A board of the schema before today's brought up to date, by the program itself."""
    from mhhs_board.store import migrations
    from mhhs_board.store.file_store import FileStore
    from tests.faults.power_folders import older

    older(path, 400)
    before = path.read_bytes()
    statements: list[str] = []
    with FileStore(path, "rw") as store:
        hashes = [found for (found,) in store.raw.execute("SELECT hash FROM entry ORDER BY seq")]
        rows, shape = {len(hashes): _rows(store.raw)}, _shape(store.raw)
        store.raw.set_trace_callback(lambda text: statements.append(text) if not text.startswith("--") else None)
        migrations.upgrade(store)
        store.raw.set_trace_callback(None)
        after = _shape(store.raw)
    assert after != shape
    begun = next(number for number, text in enumerate(statements) if text.startswith("BEGIN IMMEDIATE"))
    return Story(before, _said(statements[begun:]), hashes, rows, (shape, after))


def _shape(raw: sqlite3.Connection) -> Shape:
    number = raw.execute("PRAGMA user_version").fetchone()[0]
    return number, frozenset(name for (name,) in raw.execute("SELECT name FROM sqlite_master"))


# -- what reaches the disk ---------------------------------------------------------------------------------------------


class _Disk(apsw.VFS):
    """Passes everything on, and logs what changes the disk."""

    def __init__(self, log: list[tuple[Any, ...]], name: str) -> None:
        self.log = log
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        """A file that logs."""
        return _File(self.log, name, flags)

    def xDelete(self, name: str, sync: bool) -> None:
        """A deletion, durable at once where the folder is synced too."""
        self.log.append(("delete", os.path.basename(name), sync))
        super().xDelete(name, sync)


class _File(apsw.VFSFile):
    def __init__(self, log: list[tuple[Any, ...]], name: Any, flags: list[int]) -> None:
        self.log = log
        self.name = os.path.basename(name.filename() if isinstance(name, apsw.URIFilename) else name or "temp")
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        """A write."""
        self.log.append(("write", self.name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:
        """A truncation."""
        self.log.append(("truncate", self.name, size))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        """From here on what was written is safe."""
        self.log.append(("sync", self.name))
        super().xSync(flags)


def logged(story: Story, folder: Path, pragmas: dict[str, str | int]) -> list[tuple[Any, ...]]:
    """The log of the story's statements under the given pragmas, with a mark behind each acknowledged commit."""
    path = folder / "board"
    path.write_bytes(story.before)
    log: list[tuple[Any, ...]] = []
    name = f"disk{id(log)}"
    disk = _Disk(log, name)
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, vfs=name)
    for pragma, value in pragmas.items():
        connection.execute(f"PRAGMA {pragma} = {value}").fetchall()
    seq = 1
    for statement in story.statements:
        connection.execute(statement).fetchall()
        if statement.upper().startswith("COMMIT"):
            seq += 1
            log.append(("acknowledged", seq))
    connection.close()
    disk.unregister()
    return log


# -- a disk that fails -------------------------------------------------------------------------------------------------


class _Failing(_Disk):
    """A disk that is gone from its n-th change on, as a network drive that drops."""

    def __init__(self, log: list[tuple[Any, ...]], name: str, after: int) -> None:
        self.left = after
        super().__init__(log, name)

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        """A file that fails with the disk."""
        made_ = _FailingFile(self.log, name, flags)
        made_.disk = self
        return made_

    def xDelete(self, name: str, sync: bool) -> None:
        """A deletion, while the disk is there."""
        self.spend()
        super().xDelete(name, sync)

    def spend(self) -> None:
        """One change more."""
        self.left -= 1
        if self.left < 0:
            raise apsw.IOError("gone")


class _FailingFile(_File):
    disk: _Failing

    def xWrite(self, data: bytes, offset: int) -> None:
        """A write, while the disk is there."""
        self.disk.spend()
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:
        """A truncation, while the disk is there."""
        self.disk.spend()
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        """A sync, while the disk is there."""
        self.disk.spend()
        super().xSync(flags)


def dropped(moves: int, seed: int = 0) -> tuple[int, list[str]]:
    """Lose the disk at the n-th change of it, for every n; how often, and what was wrong when it came back."""
    fast = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(dir=fast) as one, tempfile.TemporaryDirectory(dir=fast) as other:
        story = told(Path(other) / "story", moves, 0, seed)
        for after in range(10_000):
            path = Path(one) / "board"
            path.write_bytes(story.before)
            path.with_name("board-journal").unlink(missing_ok=True)
            disk = _Failing([], f"gone{after}", after)
            connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, vfs=f"gone{after}")
            acknowledged, ended = 1, False
            try:
                for pragma, value in engine.PRAGMAS.items():
                    connection.execute(f"PRAGMA {pragma} = {value}").fetchall()
                for statement in story.statements:
                    connection.execute(statement).fetchall()
                    acknowledged += statement.upper().startswith("COMMIT")
                ended = True
            except apsw.Error:
                pass
            connection.close(True)
            disk.unregister()
            here = {name: (Path(one) / name).read_bytes() for name in os.listdir(one)}
            verdict = _verdict(Path(one), here, story, acknowledged)
            if verdict:
                wrong.append(f"{verdict} after {after} changes")
            if ended:
                return after, wrong
    raise AssertionError("the story has no end")


# -- what a power cut leaves -------------------------------------------------------------------------------------------


def _apply(files: dict[str, bytearray], action: tuple[Any, ...]) -> None:
    kind, name = action[0], action[1]
    if kind == "delete":
        files.pop(name, None)
        return
    content = files.setdefault(name, bytearray())
    if kind == "write":
        offset, data = action[2], action[3]
        if len(content) < offset:
            content.extend(bytes(offset - len(content)))
        content[offset : offset + len(data)] = data
    elif kind == "truncate":
        del content[action[2] :]


def disks(
    durable: dict[str, bytearray], pending: list[tuple[Any, ...]], states: int, chance: random.Random
) -> Iterator[dict[str, bytes]]:
    """The disks that a cut at this point may leave: nothing unsynced, all of it, then parts, torn, and in any order."""
    for number in range(states):
        if number == 0:
            chosen: list[tuple[Any, ...]] = []
        elif number == 1:
            chosen = list(pending)
        elif number == 2:
            chosen = pending[: len(pending) // 2]
        else:
            chosen = [action for action in pending if chance.random() < chance.choice((0.2, 0.5, 0.8))]
            if number % 2:
                chance.shuffle(chosen)
        if chosen and number % 3 == 2 and chosen[-1][0] == "write" and len(chosen[-1][3]) > TORN:
            kind, name, offset, data = chosen[-1]
            chosen = [*chosen[:-1], (kind, name, offset, data[: TORN * chance.randrange(1, -(-len(data) // TORN))])]
        files = {name: bytearray(content) for name, content in durable.items()}
        for action in chosen:
            _apply(files, action)
        yield {name: bytes(content) for name, content in files.items()}


def _verdict(folder: Path, files: dict[str, bytes], story: Story, acknowledged: int) -> str:
    for name in ("board", "board-journal"):
        (folder / name).unlink(missing_ok=True)
        if name in files:
            (folder / name).write_bytes(files[name])
    try:
        raw = sqlite3.connect(folder / "board", isolation_level=None)
        try:
            raw.execute("PRAGMA synchronous = 0")  # of the looking, not of what is looked at
            if raw.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                return "damaged"
            hashes = [found for (found,) in raw.execute("SELECT hash FROM entry ORDER BY seq")]
            rows, shape = _rows(raw), _shape(raw)
        finally:
            raw.close()
    except sqlite3.Error as error:
        return f"unreadable: {error}"
    if hashes != story.hashes[: len(hashes)] or rows != story.rows.get(len(hashes)):
        return "half-done"
    if story.shapes:
        known = story.shapes.index(shape) if shape in story.shapes else -1
        return "half-done" if known < 0 else "lost" if known < acknowledged - 1 else ""
    return "" if len(hashes) >= acknowledged else "lost"


def cut(
    moves: int = 40,
    states: int = 11,
    *,
    imported: int = 40,
    seed: int = 0,
    pragmas: dict[str, str | int] | None = None,
    migration: bool = False,
) -> Outcome:
    """Play the whole story and cut the power at each point of its log in `states` ways; with `migration` that of a board
    that is brought up to date."""
    chance = random.Random(seed)
    outcome = Outcome()
    fast = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=fast) as one, tempfile.TemporaryDirectory(dir=fast) as other:
        place = Path(other) / "story"
        story = migrated(place) if migration else told(place, moves, imported, seed)
        log = logged(story, Path(one), engine.PRAGMAS if pragmas is None else pragmas)
        durable: dict[str, bytearray] = {"board": bytearray(story.before)}
        pending: list[tuple[Any, ...]] = []
        acknowledged = 1
        seen: dict[tuple[bytes, int], str] = {}
        for action in log:
            if action[0] == "acknowledged":
                acknowledged = action[1]
            elif action[0] == "sync" or (action[0] == "delete" and action[2]):
                outcome.syncs += 1
                for waiting in pending:
                    if waiting[1] == action[1]:
                        _apply(durable, waiting)
                pending = [waiting for waiting in pending if waiting[1] != action[1]]
                if action[0] == "delete":
                    _apply(durable, action)
            else:
                pending.append(action)
            outcome.points += 1
            for files in disks(durable, pending, states, chance):
                outcome.states += 1
                mark = (
                    hashlib.blake2b(files.get("board", b"") + b"|" + files.get("board-journal", b"\0none")).digest(),
                    acknowledged,
                )
                verdict = seen.get(mark)
                if verdict is None:
                    verdict = seen[mark] = _verdict(Path(one), files, story, acknowledged)
                outcome.lost += verdict == "lost"
                outcome.broken += verdict not in ("", "lost")
                if verdict and len(outcome.examples) < 5:
                    outcome.examples.append(f"{verdict} at point {outcome.points}")
    return outcome


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--moves", type=int, default=40)
    parser.add_argument("--states", type=int, default=11)
    parser.add_argument("--imported", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--of",
        choices=("moves", "migration", "restore", "backup", "copy"),
        action="append",
        default=[],
        help="what the power is cut in; moves with an import where not given",
    )
    parser.add_argument("--pragma", action="append", default=[], help="NAME=VALUE instead of what the program ships")
    given = parser.parse_args()
    pragmas: dict[str, str | int] = {**engine.PRAGMAS, **dict(text.split("=", 1) for text in given.pragma)}
    bad = False
    for what in given.of or ["moves"]:
        if what == "moves":
            outcome = cut(given.moves, given.states, imported=given.imported, seed=given.seed, pragmas=pragmas)
            told_of = f"{given.moves} changes, {outcome.syncs / max(given.moves, 1):.1f} syncs each"
        elif what == "migration":
            outcome, told_of = cut(states=given.states, seed=given.seed, pragmas=pragmas, migration=True), "a migration"
        else:
            from tests.faults.power_folders import PLAYS

            outcome, told_of = PLAYS[what](given.states, given.seed), f"a {what}"
        print(
            f"{outcome.states} disks at {outcome.points} points of {told_of}: {outcome.lost} lost what was acknowledged, "
            f"{outcome.broken} half-done or damaged",
            flush=True,
        )
        print("\n".join(outcome.examples), end="\n" if outcome.examples else "")
        bad |= bool(outcome.lost or outcome.broken)
    raise SystemExit(bad)


if __name__ == "__main__":
    main()
