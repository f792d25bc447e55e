"""A board comes by mail as a zip, everything hostile beside it. It is unpacked beside private files, double-clicked, listed,
shown, checked and put back: nothing beside it changes but what is declared, and each answer is one true sentence."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from mhhs_board.domain.errors import BoardError
from mhhs_board.domain.journal import Head
from mhhs_board.program import boards, safety
from mhhs_board.store import remains
from mhhs_board.store.opening import open_store
from tests.features.damaged import Program
from tests.running import Runner
from tests.store.boards import Player
from tests.store.hostile import HOSTILE, NAME, bytes_at, rolled, super_journal

BOARD = "Our board.mhhsboard"
SECRET = "years of work"
DECLARED = re.compile(
    r"Our board \(damaged .*\)\.mhhsboard(-journal|-wal|-shm)?|\.Our board\.mhhsboard\.holder-\d+|\.Our board\.mhhsboard-journal"
)
"""What may be made in the folder of the board: what was set aside, and who writes in a synced folder."""
STEERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

JOURNAL = "Our board.mhhsboard-journal lies beside Our board.mhhsboard and is not what this program leaves there"
LOGGED = "Our board.mhhsboard is kept by another program with a write-ahead log"
DAMAGED = "Our board.mhhsboard is damaged"

Lay = Callable[[Path], object]


def _naming(name: str) -> Lay:
    """A journal whose tail names a file to be deleted, as its sender guesses where that is."""
    return lambda board: board.with_name(f"{board.name}-journal").write_bytes(
        super_journal(name.encode(), board.stat().st_size // 4096)
    )


def _of_another(board: Path) -> None:
    content = board.read_bytes()
    pages = {number + 1: bytes(4096) for number in range(len(content) // 4096)}
    tail = super_journal(b"../private/letter.txt", 1)[516:]
    board.with_name(f"{board.name}-journal").write_bytes(rolled(board, pages, len(pages), tail))


def _logs(board: Path) -> None:
    board.with_name(f"{board.name}-wal").write_bytes(bytes.fromhex("377f0682002de218") + bytes(8192))
    board.with_name(f"{board.name}-shm").write_bytes(bytes(32768))


def _links(board: Path) -> None:
    for suffix in ("-journal", "-wal"):
        board.with_name(board.name + suffix).symlink_to("../private/letter.txt")


def _records(board: Path) -> None:
    """Others' marks in a folder that is synced: who writes, for ever, by a name that a terminal would obey."""
    (board.parent / ".stfolder").mkdir()
    record = f'{{"name": "{NAME.encode("unicode_escape").decode()}", "host": "\\u001b[31m", "pid": 1, "free": false}}'
    board.with_name(f".{board.name}.holder-7").write_text(record.replace("\\x", "\\u00"))
    board.with_name(f".{board.name}.holder-8").symlink_to("../private/letter.txt")
    board.with_name(f".{board.name}.holder-999999999999999999").write_text("{")


def _damaged(board: Path) -> None:
    content = board.read_bytes()
    at = content.rindex(b"Process 1Process 1") // 4096 * 4096
    bytes_at(at, bytes(4096))(board)


PARCELS: dict[str, tuple[tuple[Lay, ...], str]] = {
    "a good board": ((), ""),
    "records": ((_records,), ""),
    "a journal that deletes": ((_naming("../private/letter.txt"),), JOURNAL),
    "a journal that deletes the board beside it": ((_naming(f"../private/{BOARD}"),), JOURNAL),
    "a journal of another board": ((_of_another, _records), JOURNAL),
    "a log": ((_logs,), LOGGED),
    "links": ((_links,), "Our board.mhhsboard"),
    "a damaged board": ((_damaged, _records), DAMAGED),
    "a damaged board with a journal that deletes": ((_damaged, _naming("../private/letter.txt"), _records), ""),
    "a damaged board with a log": ((_damaged, _logs), ""),
}
"""What lies in the zip beside what lies in each, and how the sentence begins that it gets; empty where several will do."""


@pytest.fixture(scope="module")
def parcel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as it is packed: a good board, and what lies beside it in every zip."""
    folder = tmp_path_factory.mktemp("packed") / "For you"
    folder.mkdir()
    board = folder / BOARD
    boards.create_board(board, boards.EXAMPLE, example=True, actor="Stranger")
    with open_store(board) as store:
        identity = store.identity
        player = Player(store)
        first = next(iter(player.board.artefacts()))
        player.move(first.id, "in-progress" if first.stage == "backlog" else "backlog")
    for number, (name, make) in enumerate(HOSTILE.items()):
        place = folder / f"Our board (conflicted copy {number}).mhhsboard"
        shutil.copy(board, place)
        with contextlib.suppress(OSError):
            make(place)
        if not place.is_symlink() and (not place.is_file() or place.stat().st_size > 1_000_000):
            shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
        assert name
    for left in folder.glob("Our board (*.mhhsboard-*"):
        if not left.is_symlink() and not left.is_file():
            left.rmdir() if left.is_dir() else left.unlink()
    forged = folder / "backups" / identity
    forged.mkdir(parents=True)
    shutil.copy(board, forged / "20261124T080000Z entry 9 00000000 whole.mhhsboard")
    (forged / "board.txt").write_text("../private/Our board.mhhsboard")
    (forged / "places.json").symlink_to("../../../private/letter.txt")
    (folder / "settings.json").write_text('{"theme": "' + "x" * 5000)
    (folder / "letter of a friend.csv").symlink_to("../private/letter.txt")
    (folder / "up").symlink_to("..")
    return folder


def packed(folder: Path, zipped: Path) -> None:
    """A zip with links as links and every mode."""
    with zipfile.ZipFile(zipped, "w") as out:
        for place in sorted(folder.rglob("*")):
            found = os.lstat(place)
            info = zipfile.ZipInfo(str(place.relative_to(folder.parent)) + ("/" if stat.S_ISDIR(found.st_mode) else ""))
            info.external_attr = found.st_mode << 16
            info.create_system = 3
            if stat.S_ISLNK(found.st_mode):
                out.writestr(info, os.readlink(place))
            elif stat.S_ISREG(found.st_mode):
                out.writestr(info, place.read_bytes(), zipfile.ZIP_DEFLATED)
            else:
                out.writestr(info, b"")


def by_python(zipped: Path, where: Path) -> None:
    """Links and modes are kept, as a careful file manager does."""
    with zipfile.ZipFile(zipped) as kept:
        for info in kept.infolist():
            place, mode = where / info.filename, info.external_attr >> 16
            place.parent.mkdir(parents=True, exist_ok=True)
            if stat.S_ISDIR(mode):
                place.mkdir(parents=True, exist_ok=True)
            elif stat.S_ISLNK(mode):
                place.symlink_to(kept.read(info).decode())
            else:
                place.write_bytes(kept.read(info))
                place.chmod(stat.S_IMODE(mode))


def by_unzip(zipped: Path, where: Path) -> None:
    """As on a command line."""
    if shutil.which("unzip") is None:
        pytest.skip("needs unzip")
    done = subprocess.run(["unzip", "-q", str(zipped), "-d", str(where)], capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr


def desk(parcel: Path, folder: Path, name: str, unpack: Callable[[Path, Path], None]) -> Path:
    """What somebody has on the desk once the zip is unpacked: their own files, and the board; its path."""
    private = folder / "desk" / "private"
    private.mkdir(parents=True)
    (private / "letter.txt").write_text(SECRET)
    shutil.copy(parcel / BOARD, private / BOARD)
    sent = folder / "sent" / parcel.name
    shutil.copytree(parcel, sent, symlinks=True)
    for lay in PARCELS[name][0]:
        lay(sent / BOARD)
    packed(sent, folder / "For you.zip")
    shutil.rmtree(folder / "sent")
    unpack(folder / "For you.zip", folder / "desk")
    return folder / "desk" / parcel.name / BOARD


def seen(folder: Path) -> dict[str, tuple[object, ...]]:
    """Everything below a folder: its kind, its mode, and what it holds or where it leads."""
    found: dict[str, tuple[object, ...]] = {}
    for root, folders, files in os.walk(folder):
        for name in (*folders, *files):
            place = Path(root) / name
            mode = os.lstat(place).st_mode
            holds = os.readlink(place) if place.is_symlink() else place.read_bytes() if place.is_file() else b""
            found[str(place.relative_to(folder))] = (mode, holds)
    return found


def touched(before: dict[str, tuple[object, ...]], after: dict[str, tuple[object, ...]], *, restored: bool) -> list[str]:
    """What changed that must not have."""
    own = f"For you/{BOARD}"
    wrong = []
    for name in before.keys() | after.keys():
        declared = bool(DECLARED.fullmatch(Path(name).name))
        if before.get(name) == after.get(name) or declared or (restored and name.startswith(own)):
            continue
        wrong.append(f"{name} {'changed' if name in after and name in before else 'made' if name in after else 'gone'}")
    if restored and before.get(own) != after.get(own):
        kept = [holds for name, holds in after.items() if "(damaged" in name]
        if before[own][1] not in [holds for _, holds in kept]:
            wrong.append("what was there is not kept")
    return wrong


def _salvaged(board: Path) -> int:
    with remains.remains(board, board) as left:
        return len(left.after(Head()))


ACTS = {
    "list": ("list",),
    "show": ("show", "Smart:Process 4"),
    "history": ("history",),
    "check": ("check",),
    "backup --list": ("backup", "--list"),
    "backup": ("backup",),
    "restore": ("restore",),
}


@pytest.mark.parametrize("name", PARCELS)
def test_a_mailed_board_is_listed_checked_and_put_back_and_nothing_beside_it_changes(
    parcel: Path,
    tmp_path: Path,
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    board = desk(parcel, tmp_path, name, by_unzip if "journal" in name and shutil.which("unzip") else by_python)
    damaged, begins = "damaged" in name, PARCELS[name][1]
    monkeypatch.chdir(board.parent)  # what is named relatively in there is found from here
    run = Runner(capsys, board)
    before, at_home = seen(tmp_path / "desk"), seen(home)
    for act, words in ACTS.items():
        answer = run(*words)
        said = answer.err.strip()
        assert not STEERS.search(answer.out + said), (act, said)
        assert "Traceback" not in said
        assert touched(before, seen(tmp_path / "desk"), restored=act == "restore") == [], act
        if act in ("list", "show", "history", "backup"):
            assert (answer.code == 0) == (not begins and not damaged), (act, said)
            if answer.code:
                assert len(said.splitlines()) == 1, (act, said)
                assert said.startswith(begins), (act, said)
        if act == "backup --list":
            assert (answer.code, said) == (0, ""), answer
            assert "entry 9" not in answer.out, "a folder that was sent is no folder of backups"
        if act == "check" and (begins or damaged):
            assert answer.code == 1
            assert said.startswith(begins), said
        if act == "restore":
            assert len((answer.out + said).strip().splitlines()) == 1, answer
            if damaged and answer.code == 0:
                assert "Put back from its own history; it stands at entry 2." in answer.out
                assert len(run.cards()) == 23
            elif not damaged:
                assert answer.code == 1
    salvaged = 0
    with contextlib.suppress(BoardError):
        salvaged = _salvaged(board)
    assert salvaged == 2
    with contextlib.suppress(BoardError):
        safety.remedy(board)
    assert touched(before, seen(tmp_path / "desk"), restored=True) == []
    assert (tmp_path / "desk" / "private" / "letter.txt").read_text() == SECRET
    for place in seen(home).keys() - at_home.keys():
        assert "mhhs-board" in place or place in (".local", ".local/share", ".local/state", ".config", ".cache"), place


@pytest.mark.needs_qt
@pytest.mark.parametrize(
    "name",
    [
        "a good board",
        pytest.param("records", marks=pytest.mark.slow),
        "a journal that deletes",
        pytest.param("a journal of another board", marks=pytest.mark.slow),
        pytest.param("a log", marks=pytest.mark.slow),
        pytest.param("links", marks=pytest.mark.slow),
        "a damaged board",
        pytest.param("a damaged board with a journal that deletes", marks=pytest.mark.slow),
    ],
)
def test_a_mailed_board_is_double_clicked_and_nothing_beside_it_changes(
    parcel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    board = desk(parcel, tmp_path, name, by_python)
    begins, damaged = PARCELS[name][1], "damaged" in name
    monkeypatch.chdir(board.parent)
    before = seen(tmp_path / "desk")
    program = Program(tmp_path / "their home", board)
    clicked = False
    try:
        shown = program.until(lambda one: one["window"] or one["dialog"])
        if begins or damaged:
            words = shown["words"].splitlines()
            assert words[1].startswith(begins), words
            assert not STEERS.search(" ".join(words))
            if clicked := "Put back" in shown["boxes"]:
                assert damaged
                program.click("Put back")
                shown = program.until(lambda one: one["window"] and one.get("message") and not one["dialog"])
        if shown["window"]:
            assert sum(map(len, shown["cells"].values())) == 23
            program.until(lambda one: "backup" in one["backup"].lower())
            assert not STEERS.search(shown["message"])
    finally:
        errors = program.close()
    assert "Traceback" not in errors
    assert not STEERS.search(errors)
    assert touched(before, seen(tmp_path / "desk"), restored=clicked) == []


def test_the_journal_that_is_sent_does_delete_where_nobody_looks_at_it(
    parcel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = desk(parcel, tmp_path, "a journal that deletes", by_python)
    monkeypatch.chdir(board.parent)
    with contextlib.closing(sqlite3.connect(board)) as raw:
        raw.execute("SELECT count(*) FROM entry").fetchone()
    assert not (tmp_path / "desk" / "private" / "letter.txt").exists()
