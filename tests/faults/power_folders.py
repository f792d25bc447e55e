"""Cut the power at every step of what works with whole files: a restore, a backup, and the copy before a migration.

Run by `python -m tests.faults.power --of restore --of backup --of copy`. Each call that changes the names of a folder, and
each sync, is noted with what the files held then. A cut may leave what was synced, and of the later changes of names any, in
any order; of a file that was not synced all, a part, or nothing.
"""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

from mhhs_board.base import safe_write
from mhhs_board.domain.errors import BoardError
from mhhs_board.store import migrations, recovery, schema
from mhhs_board.store.backup_files import as_backup, backups_in
from mhhs_board.store.backups import Backups
from mhhs_board.store.check import check
from mhhs_board.store.file_store import FileStore
from mhhs_board.store.opening import open_store
from tests.faults.power import Outcome
from tests.store.boards import Player, aged, made

AT = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)
Files = dict[str, bytes]
"""What a folder holds, by name."""


@dataclass
class Step:
    """One change of names (`act` is link, replace, remove or create), with what its file holds and whether that is safe."""

    act: str
    name: str
    target: str = ""
    content: bytes = b""
    safe: bool = True


class Recorder:
    """Notes what happens to the names of one folder. `points` are lists of (what is safe, what is not yet)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.safe = _files(folder)
        self.pending: list[Step] = []
        self.points: list[tuple[Files, list[Step]]] = []
        self._seen = set(self.safe)
        self._synced: dict[str, bytes] = {}

    def _mark(self) -> None:
        """A power cut may come here."""
        here = _files(self.folder)
        for name in sorted(here.keys() - self._seen):
            self.pending.append(Step("create", name, content=here[name], safe=self._synced.get(name) == here[name]))
        self._seen |= here.keys()
        for step in self.pending:
            if step.act == "create" and step.name in here:
                step.content = here[step.name]
                step.safe = self._synced.get(step.name) == step.content
        self.points.append((dict(self.safe), [Step(**vars(step)) for step in self.pending]))

    def _changed(self, real: Callable[..., Any], act: str) -> Callable[..., Any]:
        def call(*paths: Any, **more: Any) -> Any:
            names = [Path(os.fspath(path)) for path in paths]
            if names[0].parent != self.folder:
                return real(*paths, **more)
            self._mark()
            answer = real(*paths, **more)
            target = names[1].name if len(names) > 1 else ""
            self.pending.append(Step(act, names[0].name, target))
            self._seen = set(_files(self.folder))
            self._mark()
            return answer

        return call

    def sync_file(self, path: Path) -> None:
        """A file's bytes are safe from here on; its name is not."""
        if path.parent != self.folder:
            return
        self._mark()
        self._synced[path.name] = path.read_bytes()
        self._mark()

    def sync_folder(self, folder: Path) -> None:
        """The names are safe from here on."""
        if folder == self.folder:
            self._mark()
            self.safe = _files(folder)
            self.pending.clear()
            self._mark()

    @contextlib.contextmanager
    def noting(self) -> Iterator[None]:
        """Note what the program does, in whichever of its modules that stands."""
        with contextlib.ExitStack() as stack:
            for name, act in (("link", "link"), ("replace", "replace"), ("unlink", "remove")):
                stack.enter_context(mock.patch.object(os, name, self._changed(getattr(os, name), act)))
            for name in ("sync_file", "sync_folder"):
                real = getattr(safe_write, name)
                ours = [one for called, one in list(sys.modules.items()) if called.startswith("mhhs_board")]
                for module in (one for one in ours if getattr(one, name, None) is real):
                    stack.enter_context(mock.patch.object(module, name, getattr(self, name)))
            yield
        self._mark()


def _files(folder: Path) -> Files:
    found: Files = {}
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError, IsADirectoryError):
            found[path.name] = path.read_bytes()
    return found


def left(safe: Files, pending: list[Step], states: int, chance: random.Random) -> Iterator[Files]:
    """What a cut may leave of a folder."""
    for number in range(states):
        if number < 2:
            chosen = [] if number == 0 else list(pending)
        elif number == 2:
            chosen = pending[: len(pending) // 2]
        else:
            chosen = [step for step in pending if chance.random() < 0.6]
            if number % 2:
                chance.shuffle(chosen)
        files = dict(safe)
        for step in chosen:
            if step.act == "create":
                whole = step.safe or number == 1
                files[step.name] = step.content if whole else step.content[: chance.choice((0, len(step.content) // 2))]
            elif step.act == "remove":
                files.pop(step.name, None)
            elif step.name in files:
                files[step.target] = files[step.name]
                if step.act == "replace":
                    del files[step.name]
        yield files


def _laid_out(folder: Path, files: Files) -> None:
    for path in folder.iterdir():
        path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _tried(
    recorder: Recorder, judged: Callable[[Path], str], states: int, seed: int, what: str, outcome: Outcome
) -> Outcome:
    chance = random.Random(seed)
    seen: dict[object, str] = {}
    fast = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=fast) as place:
        for safe, pending in recorder.points:
            outcome.points += 1
            for files in left(safe, pending, states, chance):
                outcome.states += 1
                mark = tuple(sorted(files.items()))
                if (verdict := seen.get(mark)) is None:
                    _laid_out(Path(place), files)
                    verdict = seen[mark] = judged(Path(place))
                outcome.lost += verdict.startswith("lost")
                outcome.broken += bool(verdict) and not verdict.startswith("lost")
                if verdict and len(outcome.examples) < 5:
                    outcome.examples.append(f"{what}: {verdict} at point {outcome.points}, of {sorted(files)}")
    return outcome


# -- what is played ----------------------------------------------------------------------------------------------------


def _moved(path: Path, times: int) -> None:
    with open_store(path) as store:
        player = Player(store)
        for number in range(times):
            player.move(
                f"a{number % 6 + 1}",
                "work" if player.board.artefact(f"a{number % 6 + 1}").stage == "backlog" else "backlog",
            )


def restore(states: int = 11, seed: int = 0) -> Outcome:
    """A damaged board put back, in which a program was killed in the middle of a change, its journal beside it: it comes
    back whole, at once or when it is put back again, and the damaged file is never lost."""
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as place:
        folder, other = Path(place) / "boards", Path(place) / "backups"
        folder.mkdir()
        path = made(folder / "board.mhhsboard")
        _moved(path, 4)
        kept = Backups(path, other)
        kept.take(deep=True)
        _moved(path, 4)
        with open_store(path) as store:
            whole = [entry.hash for entry in store.entries()]
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as raw:
            raw.execute("UPDATE artefact SET owner = 'Eve' WHERE id = 'a2'")
        _killed_in_the_middle(path)
        spoilt = {path.read_bytes()}
        recorder = Recorder(folder)
        again = Path(place) / "again.mhhsboard"
        again.write_bytes(path.read_bytes())
        recovery.journal_of(again).write_bytes(recovery.journal_of(path).read_bytes())
        _findings(again)  # whoever opens it has SQLite take the half change back, and that is as good
        spoilt.add(again.read_bytes())
        assert len(spoilt) == 2
        with recorder.noting():
            recovery.restore(path, kept.all(), at=AT)
        given = kept.all()

        def judged(there: Path) -> str:
            board = there / path.name
            try:
                if not board.exists() or _findings(board):
                    recovery.restore(board, given, at=AT)
                if found := _findings(board):
                    return f"damaged: {found}"
                with open_store(board) as store:
                    if [entry.hash for entry in store.entries()] != whole:
                        return "lost entries"
            except BoardError as error:
                return f"unreadable: {error}"
            return "" if spoilt & set(_files(there).values()) else "the damaged file is gone"

        return _tried(recorder, judged, states, seed, "restore", outcome)


def _killed_in_the_middle(path: Path) -> None:
    """A change by half in the file, and what takes it back in its journal."""
    journal = recovery.journal_of(path)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for pragma in ("journal_mode = truncate", "cache_size = 1", "cache_spill = 1"):
            raw.execute(f"PRAGMA {pragma}").fetchall()
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE artefact SET notes = ?", ("half of a change " * 900,))
        raw.execute("UPDATE meta SET value = value")
        half = path.read_bytes(), journal.read_bytes()
        raw.execute("ROLLBACK")
    path.write_bytes(half[0])
    journal.write_bytes(half[1])


def _findings(path: Path) -> str:
    try:
        with open_store(path) as store:
            return "; ".join(finding.sentence for finding in check(store))
    except BoardError as error:
        return str(error)


def backup(states: int = 11, seed: int = 0) -> Outcome:
    """Backups made and thinned: whatever bears the name of a backup is whole, and none that was told of is gone."""
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as place:
        path = made(Path(place) / "board.mhhsboard")
        kept = Backups(path, Path(place) / "backups")
        kept.folder.mkdir(parents=True)
        recorder = Recorder(kept.folder)
        told: list[tuple[int, int]] = []
        with recorder.noting():
            for _ in range(3):
                _moved(path, 2)
                taken = kept.take(deep=True)
                assert taken is not None
                told.append((len(recorder.points), taken.seq))
        points = {
            number: max((seq for at, seq in told if at <= number), default=0) for number in range(len(recorder.points))
        }
        number = [0]

        def judged(there: Path) -> str:
            copies = [one.path for one in backups_in(there)]
            for copy in copies:
                if found := _findings(copy):
                    return f"a backup is damaged: {found}"
            newest = max((as_backup(copy).seq for copy in copies), default=0)
            return "lost a backup" if newest < number[0] else ""

        for place_, (safe, pending) in enumerate(recorder.points):
            one = Recorder(kept.folder)
            one.points = [(safe, pending)]
            number[0] = points[place_]
            _tried(one, judged, states, seed + place_, "backup", outcome)
        return outcome


def copy(states: int = 11, seed: int = 0) -> Outcome:
    """A migration: before the first byte of the board changes, a whole copy of the old one is on the disk."""
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "boards"
        folder.mkdir()
        path = older(folder / "board.mhhsboard")
        recorder = Recorder(folder)
        begun: list[int] = []
        with recorder.noting(), FileStore(path, "rw") as store:
            write = store.write

            def first(work: Callable[[Any], None]) -> None:
                begun.append(len(recorder.points))
                write(work)

            with mock.patch.object(store, "write", first):
                migrations.upgrade(store)
        after = Recorder(folder)  # what a cut may leave from the moment in which the first byte of the board changes
        after.points = recorder.points[begun[0] - 1 :]

        def judged(there: Path) -> str:
            copies = [one for one in there.iterdir() if "before update" in one.name]
            if not copies:
                return "lost the copy"
            try:
                with contextlib.closing(sqlite3.connect(copies[0])) as raw:
                    sound = raw.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
                    number = raw.execute("PRAGMA user_version").fetchone()[0]
            except sqlite3.Error:
                return "the copy is damaged"
            return "" if sound and number == schema.READABLE else "the copy is damaged"

        return _tried(after, judged, states, seed, "copy", outcome)


def older(path: Path, artefacts: int = 6) -> Path:
    """A board of the oldest schema that is read, with some moves."""
    made(path, artefacts)
    _moved(path, 4)
    return aged(path, schema.READABLE)


PLAYS: dict[str, Callable[[int, int], Outcome]] = {"restore": restore, "backup": backup, "copy": copy}
"""What is played, by its name."""
