"""A file that somebody sends does nothing: what lies beside a board is looked at before SQLite is let near either."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from mhhs_board.base.settings import Settings
from mhhs_board.base.text import named
from mhhs_board.domain.board import revised
from mhhs_board.domain.errors import BoardError, Damaged, Refused, Unavailable
from mhhs_board.domain.journal import Entry, Head
from mhhs_board.exchange import formats
from mhhs_board.program import boards, safety
from mhhs_board.store import beside as what_lies_beside
from mhhs_board.store import engine, opening, remains, structure
from mhhs_board.store.beside import counts, journal_of, ours
from mhhs_board.store.check import check
from mhhs_board.store.engine import connect
from mhhs_board.store.examination import examine, glance
from mhhs_board.store.file_store import FileStore
from mhhs_board.store.holes import SMALL
from mhhs_board.store.journal import room_in
from mhhs_board.store.opening import open_store
from mhhs_board.store.write_lock import Copied, LockedFile
from tests.domain.boards import entry
from tests.store.boards import NOW, Player, altered, made
from tests.store.hostile import (
    ARTEFACT,
    HOSTILE,
    PAGE,
    SECTOR,
    TERABYTES,
    bytes_at,
    longest_cell,
    root_of,
    shared_pages,
    super_journal,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made(tmp_path / "board.mhhsboard")


def _spoilt(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(68)
        file.write(b"\0")


def salvaged(path: Path) -> list[int]:
    """The numbers of the entries that are whole in a file."""
    with remains.remains(path, path) as left:
        return [one.entry.seq for one in left.after(Head())]


USES: dict[str, Callable[[Path], object]] = {
    "open": lambda path: open_store(path).close(),
    "read": lambda path: open_store(path, read_only=True).close(),
    "window": lambda path: boards.open_workspace(path).close(),
    "check": boards.check_board,
    "restore": safety.put_back,
    "remedy": safety.remedy,
    "backup": safety.back_up,
    "copy": lambda path: safety.backups_of(path).take_to(path.with_name("copy.mhhsboard")),
    "choices": safety.choices,
    "salvage": lambda path: salvaged(path),
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
    head = (bytes(8),) if named == "not yet counting" else ()
    journal_of(path).write_bytes(super_journal(name, path.stat().st_size // PAGE, *head))
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


def test_one_that_is_mounted_there_by_itself_is_not_written_into(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal_of(path).write_bytes(bytes(5000))
    monkeypatch.setattr(what_lies_beside, "mounted", lambda place: place == journal_of(path))
    for use in (open_store, safety.put_back):
        with pytest.raises(Unavailable, match="lies beside"):
            use(path)
    assert journal_of(path).read_bytes() == bytes(5000)


def test_a_copy_for_salvage_takes_along_no_journal_of_a_stranger(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    victim = path.with_name("victim")
    victim.write_text("years of work")
    seen: list[bool] = []
    real = remains.copy_bytes

    def copy_bytes(file: LockedFile, target: Path) -> Copied:
        done = real(file, target)
        if target.name.endswith("-journal"):  # changed between the look and the copy
            target.write_bytes(super_journal(os.fsencode(victim), 10))
            seen.append(True)
        return done

    journal_of(path).write_bytes(bytes(600))
    monkeypatch.setattr(remains, "copy_bytes", copy_bytes)
    assert salvaged(path) == [1]
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


# -- under an open window ----------------------------------------------------------------------------------------------


def over(path: Path, other: Path) -> None:
    """Copy a file over another in place, as `cp` and some sync programs do."""
    with path.open("r+b") as file:
        file.write(other.read_bytes())
        file.truncate()


def polled(store: FileStore, act: Callable[[], object]) -> None:
    """What a window does every second."""
    if store.changed():
        act()


def hostile(path: Path, name: str, moves: int) -> Path:
    other = path.with_name("other.mhhsboard")
    shutil.copy(path, other)
    with open_store(other) as store:
        player = Player(store)
        for number in range(moves):
            player.move(stage=("work", "backlog")[number % 2])
    HOSTILE[name](other)
    return other


@pytest.mark.parametrize("moves", [0, 1, 2, 3])
@pytest.mark.parametrize(
    "name",
    ["trigger on a card", "artefact endless", "artefact generated", "meta endless", "3000 tables", "a name of bytes"],
)
def test_a_hostile_file_copied_over_an_open_board_is_not_used(path: Path, name: str, moves: int) -> None:
    """Whether or not SQLite's own count of changes happens to be the same."""
    other = hostile(path, name, moves)
    with open_store(path) as store:
        player = Player(store)
        player.move()
        over(path, other)
        content = path.read_bytes()
        with pytest.raises((Damaged, Unavailable)):
            polled(store, lambda: store.newer(player.head))
        with pytest.raises((Damaged, Unavailable)):
            player.move("a2")
        assert path.read_bytes() == content


def test_another_board_copied_over_an_open_one_is_told(path: Path) -> None:
    other = made(path.with_name("other.mhhsboard"))
    with open_store(path) as store:
        player = Player(store)
        over(path, other)
        for act in (store.head, player.move, store.load):
            with pytest.raises(Unavailable, match="Another board was put in the place of"):
                polled(store, act)
        assert path.read_bytes() == other.read_bytes()


def test_the_same_board_copied_over_an_open_one_is_gone_on_with(path: Path) -> None:
    earlier = path.with_name("earlier")
    with open_store(path) as store:
        player = Player(store)
        player.move()
        shutil.copy(path, earlier)
        over(path, earlier)
        assert store.changed()
        assert store.newer(player.head) == []
        player.move("a2")
        assert not store.changed()
    with open_store(path) as store:
        assert check(store) == []
        assert store.head().seq == 3


def test_what_others_write_by_the_rules_costs_no_new_examination(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(path) as store, open_store(path) as other:
        player = Player(store)
        monkeypatch.setattr(structure, "believe", lambda *_: pytest.fail("the structure is as it was"))
        for stage in ("work", "backlog"):
            Player(other).move(stage=stage)
            assert store.changed()
            for one in store.newer(player.head):
                player.take(one)
            player.move("a2", stage)


def test_a_structure_that_another_program_changed_is_compared_again(path: Path) -> None:
    with open_store(path) as store:
        player = Player(store)
        altered(path, "CREATE TRIGGER t AFTER UPDATE ON artefact BEGIN DELETE FROM artefact; END")
        with pytest.raises(Damaged, match="t is not as it should be"):
            player.move()
        altered(path, "DROP TRIGGER t")
        player.move()


# -- after a kill ------------------------------------------------------------------------------------------------------


@pytest.fixture
def killed(path: Path) -> Path:
    """A board whose program was killed in the middle of a change."""
    left = path.with_name("left.mhhsboard")
    with open_store(path) as store:
        store.raw.execute("PRAGMA cache_size = 1")
        store.raw.execute("BEGIN IMMEDIATE")
        store.raw.execute("UPDATE artefact SET notes = hex(randomblob(20000))")
        for suffix in ("", "-journal"):
            shutil.copy(f"{path}{suffix}", f"{left}{suffix}")
        store.raw.execute("ROLLBACK")
    assert counts(left)
    return left


def test_check_and_backup_put_right_what_a_kill_left(killed: Path) -> None:
    assert boards.check_board(killed) == []
    assert not counts(killed)


def test_a_backup_after_a_kill_is_made(killed: Path) -> None:
    assert safety.back_up(killed) == "The board is kept as at entry 1."
    assert not counts(killed)


def test_a_copy_after_a_kill_is_made(killed: Path) -> None:
    copy = killed.with_name("copy.mhhsboard")
    safety.backups_of(killed).take_to(copy)
    assert boards.check_board(copy) == []


def test_reading_alone_says_what_is_so_and_writes_nothing(killed: Path) -> None:
    before = killed.read_bytes(), journal_of(killed).read_bytes()
    with pytest.raises(Unavailable, match=r"not closed properly.*Open it once for writing, where it may be written"):
        open_store(killed, read_only=True)
    assert (killed.read_bytes(), journal_of(killed).read_bytes()) == before


# -- holes, pipes, devices ---------------------------------------------------------------------------------------------


def test_a_hole_is_not_copied_and_what_the_file_holds_is_put_back(path: Path) -> None:
    with open_store(path) as store:
        Player(store).move()
    os.truncate(path, 3 * 1024**3)
    if os.stat(path).st_blocks * 512 > 1024**3:
        pytest.skip("this disk keeps no holes")
    with pytest.raises(Damaged, match="3,072 MB"):
        open_store(path)
    done = safety.put_back(path)
    assert "entry 2" in done.sentence
    assert path.stat().st_size < 1024**2


def test_a_copy_holds_what_the_file_holds(path: Path, tmp_path: Path) -> None:
    copied = remains._copy
    source, target = tmp_path / "source", tmp_path / "target"
    with source.open("wb") as file:
        for place in (0, 5_000_000, 90_000_000):
            file.seek(place)
            file.write(os.urandom(100_000))
        file.truncate(100_000_001)
    copied(source, target)
    assert target.read_bytes().ljust(100_000_001, b"\0") == source.read_bytes()
    assert target.stat().st_blocks <= source.stat().st_blocks + 64
    with pytest.raises(FileExistsError):
        copied(source, target)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileNotFoundError):
        copied(tmp_path / "pipe", tmp_path / "other")


def _of_holes(path: Path) -> None:
    """As a sync program brings it: in place, the count of changes gone on."""
    with path.open("r+b") as file:
        count = struct.unpack(">I", file.read(28)[24:])[0] + 1
        file.seek(24)
        file.write(struct.pack(">II", count, TERABYTES // 4096))
        file.seek(92)
        file.write(struct.pack(">I", count))
        file.truncate(TERABYTES)


def test_holes_put_under_an_open_board_are_not_read(path: Path) -> None:
    with open_store(path) as store:
        player = Player(store)
        _of_holes(path)
        acts: list[Callable[[], object]] = [store.load, lambda: store.newer(player.head), player.move, store.head]
        for act in acts:
            with pytest.raises(BoardError, match=r"next to nothing of it|moved, deleted or replaced"):
                act()


def test_nor_where_it_was_examined_before_they_came(path: Path) -> None:
    """As where SQLite itself makes them, of a journal that it rolls back."""
    examined = examine(path)
    _of_holes(path)
    for mode in ("ro", "rw"):
        with pytest.raises(Damaged, match="next to nothing of it"):
            connect(examined, mode)  # type: ignore[arg-type]


def test_what_is_read_of_holes_is_no_more_than_the_disk_holds(path: Path) -> None:
    _of_holes(path)
    with glance(path, "entry") as raw:
        assert raw is not None
        assert room_in(raw) <= SMALL
    with remains.remains(path, path) as left:
        assert left.copy is not None
        assert left.means.room <= left.copy.stat().st_size < 1024**2
        assert [one.entry.seq for one in left.after(Head())] == [1]


def test_the_time_of_all_reading_together_has_an_end(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often what is left is gone through; the time of whoever takes the entries is not counted."""
    steady = itertools.count()
    monkeypatch.setattr(remains, "time", SimpleNamespace(monotonic=lambda: float(next(steady))))
    monkeypatch.setattr(remains, "LONGEST_READ", 200.0)
    with remains.remains(path, path) as left:
        read = [len(list(left.rows(0))) for _ in range(400)]
    assert read[0] == 1
    assert read[-1] == 0


@pytest.mark.parametrize("device", ["pipe", "/dev/zero", "/dev/full", "folder"])
def test_a_pipe_or_a_device_is_neither_waited_for_nor_read(tmp_path: Path, device: str) -> None:
    for name in ("in.csv", "in.json", "settings.json"):
        place = tmp_path / name
        if device == "pipe":
            os.mkfifo(place)
        elif device == "folder":
            place.mkdir()
        else:
            place.symlink_to(device)
        if name == "settings.json":
            assert "cannot be read" in Settings.load(place, lambda *_: None).notice
        else:
            with pytest.raises(Refused, match="cannot be read"):
                formats.load(place)


# -- what is said ------------------------------------------------------------------------------------------------------


def test_no_sentence_steers_a_terminal_or_goes_on_for_ever() -> None:
    told = str(Refused("a\x1b]0;x\x07b\x9b31m\u202ec\td\r\ne" + "f" * 100_000))
    assert told.startswith("a\ufffd]0;x\ufffdb\ufffd31m\ufffdc d\ne")
    assert len(told) <= 4000
    assert named("x" * 50) == "x" * 39 + "…"
    assert named(b"\x1b") == "b'\\x1b'"
    assert str(Unavailable("Größe “x” – 漢字")) == "Größe “x” – 漢字"


# -- limits ------------------------------------------------------------------------------------------------------------


def test_nothing_can_be_attached_and_nothing_is_longer_than_it_may_be(path: Path) -> None:
    with open_store(path) as store:
        with pytest.raises(sqlite3.OperationalError, match="too many attached"):
            store.raw.execute("ATTACH ':memory:' AS other")
        with pytest.raises(Damaged, match="a value in it is longer than it can be"), store.reading() as raw:
            raw.execute("SELECT hex(zeroblob(200000000))").fetchone()


@pytest.mark.parametrize("name", ["a payload of 2 MB that leads into itself", "notes of 2 MB that lead into themselves"])
def test_a_chain_of_pages_that_leads_into_itself_is_not_followed(path: Path, name: str) -> None:
    """Also where the file is too large for a look at all its pages as it opens."""
    HOSTILE[name](path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "QUICK_CHECK_BYTES", 0)
        with open_store(path, read_only=True) as store:
            read = (lambda: list(store.entries())) if "payload" in name else store.load
            with pytest.raises(Damaged, match="longer than it can be"):
                read()
            told = [one.sentence for one in check(store)]
    assert any("structure is damaged" in one for one in told)
    assert any("longer than it can be" in one for one in told)


def _long(path: Path) -> None:
    """One entry more, which has pages of its own."""
    with open_store(path) as store:
        player = Player(store)
        long = entry(revised(player.board.artefact("a1"), notes="n" * 20_000))
        assert isinstance(store.append(long, player.head, now=NOW, salt="s"), Entry)


def test_the_entry_before_one_that_cannot_be_read_is_not_lost(path: Path) -> None:
    _long(path)
    page = struct.unpack(">I", longest_cell(path.read_bytes(), root_of(path, "entry"))[2][-4:])[0]
    bytes_at((page - 1) * PAGE, b"\xff" * 4)(path)
    assert salvaged(path) == [1]


def test_a_long_payload_of_a_whole_file_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With limits that the payload of a small board is beyond."""
    _long(path)
    monkeypatch.setattr(engine, "LONG", 20_001)
    monkeypatch.setattr(engine, "MUCH", 1000)
    for read_only in (True, False):
        with open_store(path, read_only=read_only) as store:
            assert [one.seq for one in store.entries()] == [1, 2]
            assert [one.seq for one in store.touching("artefact", "a1")] == [1, 2]
            assert len(list(store.changes_since(0, 2))) == 2
            assert check(store) == []
            assert store.load()[1].seq == 2
    assert salvaged(path) == [1, 2]


def test_what_is_longer_than_may_be_read_is_not_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()
    with open_store(path) as store:
        player = Player(store)
        monkeypatch.setattr(engine, "LONGEST", 100)
        with pytest.raises(Refused, match="too large for one change"):
            player.move()
    assert path.read_bytes() == before


def test_much_is_read_only_of_a_file_whose_pages_are_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the rows is short enough, and all of them are of the same pages."""
    shared_pages("artefact", ARTEFACT.format(half=9000))(path)
    monkeypatch.setattr(opening, "QUICK_CHECK_BYTES", 0)
    monkeypatch.setattr(engine, "MUCH", 200_000)
    with open_store(path, read_only=True) as store, pytest.raises(Damaged, match="do not come to an end"):
        store.load()


def test_what_does_not_end_is_given_up(path: Path) -> None:
    endless = "WITH RECURSIVE r(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM r) SELECT max(i) FROM r"
    with open_store(path) as store:
        with pytest.raises(Damaged, match="does not come to an end"), store.reading() as raw:
            raw.execute(endless).fetchone()
        Player(store).move()
