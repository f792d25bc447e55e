"""Every way to a board's file, and everything that a file from outside may be: a sentence soon, in little memory, and no other
file touched."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import signal
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mhhs_board.base.settings import Settings
from mhhs_board.domain.errors import BoardError
from mhhs_board.domain.journal import Head
from mhhs_board.exchange import formats
from mhhs_board.program import boards, safety
from mhhs_board.store import remains
from mhhs_board.store.opening import open_store
from mhhs_board.store.sharing import conflict_copies
from mhhs_board.store.which_board import origin_of
from tests.pace import slowness
from tests.store.boards import Player, made
from tests.store.hostile import HOSTILE, NAME, VICTIM
from tests.store.processes import answer, needs_fork

SECONDS, MEGABYTES = 2.0, 300
GOOD = "good.mhhsboard"
MAY_BE_MADE = re.compile(r"board \(damaged .*|board before update .*|copy\.mhhsboard|\.(board|good)\.mhhsboard\.holder-1")


def _neighbours(path: Path) -> object:
    return conflict_copies(path.with_name(GOOD))


def _restored_from(path: Path) -> object:
    return safety.put_back(path.with_name(GOOD), path)


def _gone_back_to(path: Path) -> object:
    workspace = boards.open_workspace(path.with_name(GOOD), kept=False)
    with contextlib.closing(workspace):
        return safety.go_back(workspace, path)


def _imported(path: Path) -> object:
    for ending in (".csv", ".json"):
        named = path.with_name(f"sent{ending}")
        named.symlink_to(path.name)
        with contextlib.suppress(BoardError):
            formats.load(named)
        named.unlink()
    return None


def _settings(path: Path) -> object:
    return Settings.load(path, lambda *_: None).notice


def _listed(path: Path) -> object:
    return safety.backups_of(path).all(), safety.choices(path), origin_of(path).identity


def _moved(path: Path) -> object:
    with open_store(path) as store:
        return Player(store).move()


def _read(path: Path) -> object:
    with open_store(path, read_only=True) as store:
        return Player(store), list(store.entries())


def _put_under(path: Path) -> Iterator[Callable[[], object]]:
    """A window's board while the hostile file is written over it, in place."""
    good = path.with_name("under.mhhsboard")
    shutil.copy(path.with_name(GOOD), good)
    with open_store(good) as store:
        player = Player(store)
        player.move()
        if path.is_file() and path.stat().st_size < 20_000_000:
            with good.open("r+b") as file:
                file.write(path.read_bytes())
                file.truncate()
        for suffix in ("-journal", "-wal", "-shm"):
            source = path.with_name(path.name + suffix)
            if source.is_file() and not source.is_symlink():
                good.with_name(good.name + suffix).write_bytes(source.read_bytes())
        yield store.changed
        yield lambda: store.newer(player.head)
        yield store.load
        yield player.move


def _salvaged(path: Path) -> object:
    with remains.remains(path, path) as left:
        return left.after(Head())


def _under(path: Path) -> object:
    try:
        for act in _put_under(path):
            with contextlib.suppress(BoardError):
                act()
    finally:
        for left in path.parent.glob("under.mhhsboard*"):
            left.unlink()
    return None


USES: dict[str, Callable[[Path], object]] = {
    "move": _moved,
    "read": _read,
    "window": lambda path: boards.open_workspace(path).close(),
    "check": boards.check_board,
    "remedy": safety.remedy,
    "restore": safety.put_back,
    "restore FILE": _restored_from,
    "go back to FILE": _gone_back_to,
    "backup": safety.back_up,
    "backup FILE": lambda path: safety.backups_of(path).take_to(path.with_name("copy.mhhsboard")),
    "backup --list": _listed,
    "neighbours": _neighbours,
    "salvage": _salvaged,
    "import": _imported,
    "settings": _settings,
    "under a window": _under,
}
MAY_CHANGE = {"move", "window", "restore", "check", "backup", "backup FILE"}
"""Uses that may write the board itself, where it is one or its own journal is rolled back."""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = made(tmp_path_factory.mktemp("good") / "board.mhhsboard")
    with open_store(path) as store:
        Player(store).move()
    return path


def laid_out(good: Path, folder: Path, name: str) -> Path:
    """A folder with the hostile file and, beside it, what must not be touched."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    path = folder / "board.mhhsboard"
    for place in (path, folder / GOOD):
        shutil.copy(good, place)
    (folder / VICTIM).write_text("years of work")
    HOSTILE[name](path)
    return path


def seen(folder: Path) -> dict[str, tuple[object, ...]]:
    """Everything in a folder: kind, number, size, and what an ordinary file holds."""
    found: dict[str, tuple[object, ...]] = {}
    for place in sorted(folder.iterdir()):
        at = os.lstat(place)
        small = stat.S_ISREG(at.st_mode) and at.st_size < 50_000_000
        content = (
            hashlib.sha256(place.read_bytes()).hexdigest() if small else os.readlink(place) if place.is_symlink() else ""
        )
        found[place.name] = (stat.S_IFMT(at.st_mode), at.st_size, content)
    return found


def touched(use: str, before: dict[str, tuple[object, ...]], after: dict[str, tuple[object, ...]]) -> Iterator[str]:
    """What a use changed that it must not."""
    own = {"board.mhhsboard", "board.mhhsboard-journal"} if use in MAY_CHANGE else set()
    if use in ("restore FILE", "go back to FILE"):
        own.add(GOOD)  # goes back by an entry
    for name in before.keys() - own:
        if before[name] != after.get(name):
            yield f"{use}: {name} was changed"
    for name in after.keys() - before.keys():
        if not MAY_BE_MADE.fullmatch(name):
            yield f"{use}: {name} was made"
    if use == "restore" and before["board.mhhsboard"] != after.get("board.mhhsboard"):
        kept = [value for name, value in after.items() if "(damaged" in name]
        if before["board.mhhsboard"] not in kept:
            yield "restore: what was there is not kept"


def tried(good: Path, folder: Path, name: str) -> str:
    """In a process of its own: every use of one hostile file; what went wrong."""
    import resource

    wrong: list[str] = []
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if Path("/proc/self/statm").exists() else 0
    most = pages * resource.getpagesize() + MEGABYTES * 1024**2
    if pages:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    for use, work in USES.items():
        path = laid_out(good, folder / "Dropbox", name)
        before = seen(path.parent)
        os.chdir(path.parent)
        signal.alarm(60)
        started = time.process_time()
        sentence = ""
        try:
            work(path)
        except BoardError as told:
            sentence = str(told)
        except BaseException as error:  # noqa: BLE001 - is what is looked for
            wrong.append(f"{use}: {type(error).__name__}: {error}")
        took = time.process_time() - started
        signal.alarm(0)
        if took > SECONDS and took / slowness() > SECONDS:
            wrong.append(f"{use}: took {took:.1f} s")
        if re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", sentence) or len(sentence) > 4000:
            wrong.append(f"{use}: said {sentence!r}")
        if "Traceback" in sentence or (sentence and not sentence.rstrip().endswith((".", "“backup --list”."))):
            wrong.append(f"{use}: no sentence: {sentence!r}")
        wrong += touched(use, before, seen(path.parent))
        if os.environ.get("SAY"):
            print(f"{took:5.2f} {name} | {use} | {sentence[:150]!r}", flush=True)
    return "\n".join(wrong)


@needs_fork
@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_every_use_of_a_hostile_file_ends_in_a_sentence_and_touches_nothing(good: Path, tmp_path: Path, name: str) -> None:
    import mhhs_board.store.check
    import mhhs_board.store.migrations
    import mhhs_board.store.writing  # noqa: F401 - what every child would load again

    assert answer(lambda: tried(good, tmp_path, name)) == ""


def test_there_are_many() -> None:
    assert len(HOSTILE) >= 40
    assert "\x1b" in NAME
