"""A rollback journal is rolled back only into the file that it was written for, as that file then was."""

from __future__ import annotations

import errno
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from mhhs_board.domain.errors import BoardError, Busy, Damaged, Unavailable
from mhhs_board.domain.journal import Entry
from mhhs_board.program import boards, safety
from mhhs_board.store import rollback, trial
from mhhs_board.store.beside import counts, journal_of, look_beside
from mhhs_board.store.engine import connect
from mhhs_board.store.examination import examine
from mhhs_board.store.opening import open_store
from tests.store.boards import Player, made
from tests.store.hostile import rolled, root_of

SECTOR = 512


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = made(tmp_path / "L4.mhhsboard")
    moved(path, 2)
    return path


def moved(path: Path, times: int = 1) -> None:
    with open_store(path) as store:
        player = Player(store)
        for _ in range(times):
            player.move("a1", "work" if player.board.artefact("a1").stage == "backlog" else "backlog")


def history(path: Path) -> list[Entry]:
    with open_store(path, read_only=True) as store:
        return list(store.entries())


def cut_off(path: Path, *, first: bool = True) -> tuple[bytes, bytes]:
    """File and journal as a program leaves them that is killed while it writes into the file; without `first` the file's
    first page was not yet written, as in a large change of an older program."""
    with closing(connect(examine(path), "rw")) as raw:
        raw.execute("PRAGMA cache_size = 1")
        raw.execute("BEGIN IMMEDIATE")
        if first:
            raw.touch_first_page()
        raw.execute("UPDATE artefact SET notes = hex(randomblob(20000))")
        left = path.read_bytes(), journal_of(path).read_bytes()
        assert left[1].startswith(rollback.MAGIC), "it counts"
        raw.execute("ROLLBACK")
    return left


@pytest.mark.parametrize("first", [True, False])
def test_what_was_cut_off_is_taken_back(path: Path, first: bool) -> None:
    before = history(path)
    file, journal = cut_off(path, first=first)
    path.write_bytes(file)
    journal_of(path).write_bytes(journal)
    assert history_written(path) == before


def history_written(path: Path) -> list[Entry]:
    with open_store(path) as store:
        return list(store.entries())


def test_a_change_of_ours_writes_the_first_page_into_the_journal_first(path: Path) -> None:
    _, journal = cut_off(path)
    assert journal[SECTOR : SECTOR + 4] == b"\0\0\0\1"
    kept: list[bytes] = []
    with open_store(path) as store:
        stay = store._stay

        def look() -> None:
            kept.append(journal_of(path).read_bytes())
            stay()

        store._stay = look  # type: ignore[method-assign]
        Player(store).move()
    assert kept[-1][SECTOR : SECTOR + 4] == b"\0\0\0\1"


@pytest.mark.parametrize("times", [2, 7])
def test_a_board_that_went_on_is_not_taken_back_by_its_own_old_journal(path: Path, times: int) -> None:
    _, journal = cut_off(path)
    moved(path, times)
    newer = path.read_bytes()
    journal_of(path).write_bytes(journal)
    for use in USES:
        with pytest.raises(Unavailable, match="was left by another state of it"):
            use(path)
        assert (path.read_bytes(), journal_of(path).read_bytes()) == (newer, journal)
    journal_of(path).unlink()
    assert len(history(path)) == 3 + times


USES: list[Callable[[Path], object]] = [
    open_store,
    lambda path: open_store(path, read_only=True),
    lambda path: open_store(path, mend=True),
    safety.put_back,
    lambda path: safety.backups_of(path).take(),
    look_beside,
]


def head(count: int, pages: int, size: int = 4096, sector: int = SECTOR) -> bytes:
    return (rollback.MAGIC + struct.pack(">5I", count, 7, pages, sector, size)).ljust(SECTOR, b"\0")


@pytest.mark.parametrize("pages", [0, 1, 100])
@pytest.mark.parametrize("count", [0, 1, 0xFFFFFFFF])
def test_a_journal_that_holds_no_page_cuts_nothing_off(path: Path, count: int, pages: int) -> None:
    whole = path.read_bytes()
    journal_of(path).write_bytes(head(count, pages))
    for use in USES if (count, pages) == (1, 1) else USES[:1]:
        with pytest.raises(Unavailable, match="lies beside"):
            use(path)
        assert path.read_bytes() == whole


@pytest.mark.parametrize("size", [0, 100, 1024, 2**31])
@pytest.mark.parametrize("sector", [0, 28, 65536 * 2])
def test_what_no_journal_says_of_its_sizes_is_refused(path: Path, size: int, sector: int) -> None:
    journal_of(path).write_bytes(head(1, len(path.read_bytes()) // 4096, size, sector))
    with pytest.raises(Unavailable, match="lies beside"):
        open_store(path)


def test_a_first_page_that_is_not_as_it_was_written_is_refused(path: Path) -> None:
    file, journal = cut_off(path)
    length, count, checksum = SECTOR + 4 + 30, SECTOR + 4 + 24, SECTOR + 4 + 4096
    for place in (length, count, checksum):
        spoilt = bytearray(journal)
        spoilt[place] ^= 1
        path.write_bytes(file)
        journal_of(path).write_bytes(spoilt)
        with pytest.raises(Unavailable, match="another state"):
            open_store(path)


def test_nothing_is_acknowledged_of_which_the_file_was_replaced_meanwhile(path: Path) -> None:
    copy = path.with_name("copy")
    copy.write_bytes(path.read_bytes())
    with open_store(path) as store:
        player = Player(store)
        stay = store._stay

        def replaced() -> None:
            stay()
            os.replace(copy, path)

        store._stay = replaced  # type: ignore[method-assign]
        with pytest.raises(Unavailable, match="was moved, deleted or replaced while this was being saved"):
            player.move()
    assert len(history(path)) == 3


@pytest.mark.skipif(os.name == "nt", reason="locks belong to a handle there")
def test_a_look_at_a_journal_lets_go_of_no_lock(path: Path) -> None:
    """Wherever a process closes a file, it loses all its locks on it: another could then write into a change that is made."""
    with closing(connect(examine(path), "rw")) as raw:
        raw.execute("PRAGMA cache_size = 1")
        raw.execute("BEGIN IMMEDIATE")
        raw.touch_first_page()
        raw.execute("UPDATE artefact SET notes = hex(randomblob(20000))")
        assert journal_of(path).read_bytes().startswith(rollback.MAGIC)
        for _ in range(3):
            look_beside(path)
        code = f"import sqlite3; sqlite3.connect({str(path)!r}, timeout=0).execute('BEGIN IMMEDIATE')"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert "database is locked" in done.stderr
        raw.execute("ROLLBACK")


def told(path: Path, pages: int, *, first: bool = True) -> bytes:
    """A journal with the right checksums which says that the file has so many pages; `first` has its first page say so."""
    page = bytearray(path.read_bytes()[:4096])
    if first:
        page[28:32] = struct.pack(">I", pages)
    total = (7 + sum(page[place] for place in range(4096 - 200, 0, -200))) % 2**32
    return head(1, pages) + struct.pack(">I", 1) + bytes(page) + struct.pack(">I", total)


@pytest.mark.parametrize("more", [1, 1000, 2**31 - 1000, 2**32 - 1000])
def test_a_journal_makes_no_file_larger_than_it_is(path: Path, more: int) -> None:
    whole = path.read_bytes()
    pages = len(whole) // 4096 + more
    journal = told(path, pages)
    journal_of(path).write_bytes(journal)
    for use in USES if more == 1 else USES[:1]:
        with pytest.raises(Unavailable, match="was left by another state of it"):
            use(path)
        assert (path.stat().st_size, path.read_bytes(), journal_of(path).read_bytes()) == (len(whole), whole, journal)


@pytest.mark.parametrize("content", [b"", b"x" * 50, b"x" * 50_000])
def test_nor_one_beside_what_is_no_board(path: Path, content: bytes) -> None:
    journal = told(path, 2**31 - 1000)
    path.write_bytes(content)
    journal_of(path).write_bytes(journal)
    assert rollback.belongs(journal_of(path), path) == (not content)
    with pytest.raises(BoardError):
        open_store(path)
    assert path.read_bytes() == content


def test_a_journal_as_long_as_the_file_is_rolled_back(path: Path) -> None:
    before = history(path)
    journal_of(path).write_bytes(told(path, len(path.read_bytes()) // 4096))
    assert history_written(path) == before


def test_no_board_is_set_to_cut_pages_off_by_itself(path: Path) -> None:
    with closing(connect(examine(path), "rw")) as raw:
        assert raw.execute("PRAGMA auto_vacuum").fetchone() == (0,)


# -- a journal in order that is not this file's ------------------------------------------------------------------------


def journal_to(path: Path, other: Path) -> bytes:
    """A journal, right in every number that can be looked up, after which the file at `path` would be the other."""
    content = bytearray(other.read_bytes())
    content[24:28] = content[92:96] = path.read_bytes()[24:28]
    pages = {number + 1: bytes(content[number * 4096 : (number + 1) * 4096]) for number in range(len(content) // 4096)}
    return rolled(path, pages, len(pages))


@pytest.fixture
def grown(path: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A board of some more entries than the other, which was it once."""
    earlier = tmp_path / "earlier"
    shutil.copy(path, earlier)
    moved(path, 30)
    assert path.stat().st_size > earlier.stat().st_size
    return path, earlier


def lies_beside(path: Path, journal: bytes, match: str, error: type[BoardError] = Unavailable) -> None:
    whole = path.read_bytes()
    names = sorted(os.listdir(path.parent))
    for use in (
        *USES[:1],
        *USES[2:5],
        boards.check_board,
        lambda path: safety.backups_of(path).take_to(path.with_name("c")),
    ):
        journal_of(path).write_bytes(journal)
        with pytest.raises(error, match=match):
            use(path)
        assert (path.read_bytes(), journal_of(path).read_bytes()) == (whole, journal)
        journal_of(path).unlink()
        assert sorted(os.listdir(path.parent)) == names


def test_one_that_cuts_off_what_was_acknowledged_is_not_rolled_back(grown: tuple[Path, Path]) -> None:
    path, earlier = grown
    lies_beside(
        path, journal_to(path, earlier), "was left by another state of it, so nothing was opened, changed or deleted"
    )
    assert len(history(path)) == 33


def test_nor_one_that_leaves_no_board(grown: tuple[Path, Path]) -> None:
    """It tells of one page, which says so itself."""
    path, _ = grown
    lies_beside(path, told(path, 1), "was left by another state of it")
    spoilt = bytearray(journal_to(path, path))  # of as many pages as there are, one of them of zeroes
    page, place = bytes(4096), SECTOR + 5 * (4096 + 8)
    spoilt[place + 4 : place + 8 + 4096] = page + bytes(4)
    lies_beside(path, bytes(spoilt), "was left by another state of it")


def test_nor_one_of_another_board(path: Path, tmp_path: Path) -> None:
    other = made(tmp_path / "other.mhhsboard")
    moved(other, 1)
    lies_beside(path, journal_to(path, other), "was left by another state of it")


def test_of_a_damaged_board_none_is_rolled_back_that_leaves_it_damaged(path: Path) -> None:
    """Nor is what a killed program left; to put the board back keeps both files."""
    before = history(path)
    page = root_of(path, "touched")
    file, journal = cut_off(path)
    content = bytearray(file)
    content[(page - 1) * 4096] = 77
    path.write_bytes(content)
    journal_of(path).write_bytes(journal)
    with pytest.raises(Damaged, match=r"with what .* would take back and without"):
        open_store(path)
    assert (path.read_bytes(), journal_of(path).read_bytes()) == (content, journal)
    aside = safety.put_back(path).aside
    assert aside is not None
    assert (aside.read_bytes(), journal_of(aside).read_bytes()) == (content, journal)
    assert history(path) == before


@pytest.mark.parametrize("share", range(11))
def test_a_change_that_made_the_file_longer_is_taken_back_wherever_it_was_cut_off(path: Path, share: int) -> None:
    """Its journal tells of fewer pages than the file has by then: that is what SQLite writes."""
    before = history(path)
    old = path.read_bytes()
    with closing(connect(examine(path), "rw")) as raw:
        raw.execute("PRAGMA cache_size = 1")
        raw.execute("BEGIN IMMEDIATE")
        raw.touch_first_page()
        raw.execute("UPDATE artefact SET notes = hex(randomblob(20000))")
        new, journal = path.read_bytes(), journal_of(path).read_bytes()
        raw.execute("ROLLBACK")
    assert len(new) > len(old)
    cut = len(new) // 4096 * share // 10 * 4096
    path.write_bytes(new[:cut] + old[cut:])
    journal_of(path).write_bytes(journal)
    assert history_written(path) == before
    assert path.read_bytes() == old


def test_one_that_was_cut_off_as_it_was_done_takes_its_entry_back(path: Path) -> None:
    before = history(path)
    kept: list[bytes] = []
    with open_store(path) as store:
        real = store._stay_saved

        def look() -> None:
            real()
            kept.append(path.read_bytes())

        store._stay_saved = look  # type: ignore[method-assign]
        journals: list[bytes] = []
        stay = store._stay

        def staying() -> None:
            store.raw.execute("PRAGMA cache_spill = 1")
            journals.append(journal_of(path).read_bytes())
            stay()

        store._stay = staying  # type: ignore[method-assign]
        Player(store).move()
    count = (len(journals[-1]) - SECTOR) // (4096 + 8)
    counting = bytearray(journals[-1])
    counting[:12] = rollback.MAGIC + struct.pack(">I", count)
    path.write_bytes(kept[-1])
    journal_of(path).write_bytes(counting)
    assert history_written(path) == before


def test_what_another_program_writes_just_now_is_not_tried(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")
    if not hasattr(fcntl, "F_OFD_GETLK"):
        pytest.skip("who writes cannot be asked here")
    with open_store(path) as reader, closing(connect(examine(path), "rw")) as raw:
        raw.execute("PRAGMA cache_size = 1")
        raw.execute("BEGIN IMMEDIATE")
        raw.touch_first_page()
        raw.execute("UPDATE artefact SET notes = hex(randomblob(20000))")
        assert counts(path)
        monkeypatch.setattr(trial, "copy_bytes", lambda *_: pytest.fail("somebody is writing"))
        with pytest.raises(Busy):
            reader.head()
        raw.execute("ROLLBACK")


def test_a_folder_that_takes_no_copy_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, journal = cut_off(path)
    path.write_bytes(file)
    journal_of(path).write_bytes(journal)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(trial, "copy_bytes", full)
    with pytest.raises(Unavailable, match=r"could not be tried whether .* belongs to it: .*full"):
        open_store(path)
    assert (path.read_bytes(), journal_of(path).read_bytes()) == (file, journal)
