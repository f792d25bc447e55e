"""A file that somebody sends does nothing: what lies beside a board is looked at before SQLite is let near either."""

from __future__ import annotations

import contextlib
import os
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from mhhs_board import app, safety
from mhhs_board.domain.errors import BoardError, Damaged, Unavailable
from mhhs_board.store import remains
from mhhs_board.store.beside import JOURNAL_MAGIC, journal_of, ours
from mhhs_board.store.engine import connect
from mhhs_board.store.examination import examine
from mhhs_board.store.file_store import FileStore
from mhhs_board.store.opening import open_store
from tests.store.boards import Player, made, salvaged

PAGE, SECTOR = 4096, 512


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made(tmp_path / "board.mhhsboard")


def super_journal(names: bytes, pages: int, head: bytes = JOURNAL_MAGIC) -> bytes:
    """A rollback journal that puts back no page and names a file that SQLite deletes once it is done."""
    first = (head + struct.pack(">iIIII", 0, 0, pages, SECTOR, PAGE)).ljust(SECTOR, b"\0")
    total = sum(letter if letter < 128 else letter - 256 for letter in names) & 0xFFFFFFFF
    return first + struct.pack(">I", 0x40000000 // PAGE + 1) + names + struct.pack(">II", len(names), total) + JOURNAL_MAGIC


def _spoilt(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(68)
        file.write(b"\0")


USES: dict[str, Callable[[Path], object]] = {
    "open": lambda path: open_store(path).close(),
    "read": lambda path: open_store(path, read_only=True).close(),
    "window": lambda path: app.open_workspace(path).close(),
    "check": app.check_board,
    "restore": safety.put_back,
    "remedy": safety.remedy,
    "backup": safety.back_up,
    "copy": lambda path: safety.backups_of(path).take_to(path.with_name("copy.mhhsboard")),
    "choices": safety.choices,
    "salvage": salvaged,
}


@pytest.mark.parametrize("damaged", [False, True])
@pytest.mark.parametrize("named", ["absolute", "relative", "long", "not yet counting"])
@pytest.mark.parametrize("use", USES)
def test_no_use_of_a_board_deletes_what_a_journal_beside_it_names(
    path: Path, monkeypatch: pytest.MonkeyPatch, use: str, named: str, damaged: bool
) -> None:
    victim = path.with_name(("v" * 200) if named == "long" else "victim")
    victim.write_text("years of work")
    monkeypatch.chdir(path.parent)
    name = os.fsencode(victim.name if named == "relative" else victim)
    head = bytes(8) if named == "not yet counting" else JOURNAL_MAGIC
    journal_of(path).write_bytes(super_journal(name, path.stat().st_size // PAGE, head))
    if damaged:
        _spoilt(path)
    with contextlib.suppress(BoardError):
        USES[use](path)
    assert victim.read_text() == "years of work"


@pytest.mark.parametrize("kind", ["link", "folder", "pipe", "text", "loop"])
@pytest.mark.parametrize("use", USES)
def test_what_is_no_journal_stays_as_it_is(path: Path, tmp_path: Path, use: str, kind: str) -> None:
    beside, victim = journal_of(path), tmp_path / "victim"
    victim.write_text("years of work")
    if kind == "link":
        beside.symlink_to(victim)
    elif kind == "loop":
        beside.symlink_to(beside.name)
    elif kind == "folder":
        beside.mkdir()
    elif kind == "pipe":
        os.mkfifo(beside)
    else:
        beside.write_text("years of work")
    before = os.lstat(beside)
    with contextlib.suppress(BoardError):
        USES[use](path)
    after = os.lstat(beside)
    assert (after.st_mode, after.st_ino, after.st_size) == (before.st_mode, before.st_ino, before.st_size)
    assert victim.read_text() == "years of work"


def test_the_sentence_names_both_and_what_is_safe(path: Path) -> None:
    journal_of(path).write_bytes(super_journal(b"victim", 10))
    with pytest.raises(Unavailable) as told:
        open_store(path)
    assert str(told.value) == (
        "board.mhhsboard-journal lies beside board.mhhsboard and is not what this program leaves there, so nothing was "
        "opened, changed or deleted. Take it out of the folder if you do not know it, then open the board again."
    )
    assert journal_of(path).exists()


@pytest.mark.parametrize("act", ["move", "load", "head", "changed"])
def test_one_put_beside_an_open_board_is_never_followed(path: Path, act: str) -> None:
    victim = path.with_name("victim")
    victim.write_text("years of work")
    with open_store(path) as store:
        player = Player(store)
        if act == "move":
            player.move()  # the journal is open now, and empty
        journal_of(path).write_bytes(super_journal(os.fsencode(victim), path.stat().st_size // PAGE))
        with pytest.raises(Unavailable, match="lies beside"):
            {"move": player.move, "load": store.load, "head": store.head, "changed": store.changed}[act]()
        assert victim.exists()
        journal_of(path).unlink()
        if act != "move":
            player.move()
    assert victim.exists()
    with open_store(path) as store:
        assert store.head().seq == 2


def test_a_copy_for_salvage_takes_along_no_journal_of_a_stranger(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    victim = path.with_name("victim")
    victim.write_text("years of work")
    seen: list[bool] = []
    real = remains._copy

    def copied(source: Path, target: Path) -> bytes:
        done = real(source, target)
        if target.name.endswith("-journal"):  # changed between the look and the copy
            target.write_bytes(super_journal(os.fsencode(victim), 10))
            seen.append(True)
        return done

    journal_of(path).write_bytes(bytes(600))
    monkeypatch.setattr(remains, "_copy", copied)
    assert [one.entry.seq for one in salvaged(path)] == [1]
    assert seen
    assert victim.exists()


def test_a_journal_of_our_own_passes_at_every_moment(path: Path) -> None:
    beside = journal_of(path)
    assert ours(beside)
    with open_store(path) as store:
        for size in (1, 20_000):
            store.raw.execute("PRAGMA cache_size = 1")
            store.raw.execute("BEGIN IMMEDIATE")
            store.raw.execute("UPDATE artefact SET notes = hex(randomblob(?))", (size,))
            whole = beside.read_bytes()
            assert len(whole) > SECTOR
            assert ours(beside)
            store.raw.execute("ROLLBACK")
            other = path.with_name("cut-journal")
            for cut in {*range(0, 600, 3), *range(600, len(whole), 517), len(whole)}:
                other.write_bytes(whole[:cut])
                assert ours(other) or cut < SECTOR, cut


def test_no_connection_that_may_write_is_made_beside_one(path: Path) -> None:
    journal_of(path).write_bytes(super_journal(b"victim", 10))
    with pytest.raises(Unavailable, match="lies beside"):
        connect(examine(path), "rw")
    with pytest.raises(Unavailable, match="lies beside"):
        FileStore(path, "rw")


def test_a_damaged_board_beside_one_is_put_back_once_it_is_taken_away(path: Path) -> None:
    victim = path.with_name("victim")
    victim.write_text("years of work")
    strange = super_journal(os.fsencode(victim), 10)
    journal_of(path).write_bytes(strange)
    _spoilt(path)
    for use in (open_store, safety.put_back):
        with pytest.raises(Unavailable, match="lies beside"):
            use(path)
    assert journal_of(path).read_bytes() == strange
    journal_of(path).unlink()
    with pytest.raises(Damaged):
        open_store(path)
    assert safety.put_back(path).aside is not None
    assert victim.exists()
