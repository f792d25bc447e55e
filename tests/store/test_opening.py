"""Opening what is no healthy board, or one that cannot be had just now: a sentence, and not one byte written."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mhhs_board.domain.board import revised
from mhhs_board.domain.errors import BoardError, Damaged, Replaced, Unavailable
from mhhs_board.domain.journal import Entry
from mhhs_board.store import schema
from mhhs_board.store.check import check
from mhhs_board.store.engine import file_uri
from mhhs_board.store.opening import create_store, open_store
from tests.domain.boards import entry, founding_entry
from tests.store.boards import NOW, Player, altered, digest_of, made
from tests.store.processes import answer, as_nobody, child, needs_fork


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made(tmp_path / "board.mhhsboard")


def said(work: Callable[[], object]) -> str:
    """The sentence with which something is refused, and its kind."""
    try:
        work()
    except BoardError as told:
        return f"{type(told).__name__}: {told}"
    return "done"


# -- no board ----------------------------------------------------------------------------------------------------------


def test_a_folder_an_empty_file_and_other_files(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="is a folder"):
        open_store(tmp_path)
    for name, content, sentence in (
        ("empty", b"", "is an empty file"),
        ("short", b"x", "is not a board of this program"),
        ("text", b"Process 4,In Progress\n" * 500, "is not a board of this program"),
        ("zeroes", bytes(8192), "is not a board of this program"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Damaged, match=sentence):
            open_store(tmp_path / name)
        assert (tmp_path / name).read_bytes() == content
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Unavailable, match="is not a file"):
        open_store(tmp_path / "pipe")


def test_another_program_s_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    altered(path, "PRAGMA journal_mode = wal", "CREATE TABLE artefact (id)")
    before = digest_of(path)
    with pytest.raises(Damaged, match="is not a board of this program"):
        open_store(path)
    assert digest_of(path) == before


def test_a_board_of_a_newer_version_is_not_touched(path: Path) -> None:
    altered(path, "CREATE TABLE mood (id TEXT)", f"PRAGMA user_version = {schema.NUMBER + 1}")
    before = digest_of(path)
    for read_only in (False, True):
        with pytest.raises(Unavailable, match=r"made by a newer version of this program.*nothing was changed"):
            open_store(path, read_only=read_only)
    assert digest_of(path) == before
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER evil AFTER UPDATE ON artefact BEGIN DELETE FROM artefact; END",
        "CREATE VIEW evil AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT x FROM r",
        "CREATE TABLE evil (x)",
        "CREATE INDEX evil ON artefact (abs(length(title)))",
        "CREATE VIRTUAL TABLE evil USING fts5(x)",
        "DROP TRIGGER entry_stays",
        "DROP INDEX ix_entry_actor",
        "ALTER TABLE artefact ADD COLUMN evil TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE blocker RENAME COLUMN reason TO why",
        "ALTER TABLE escalation RENAME TO evil",
        "DROP TABLE meta",
        "ANALYZE",
    ],
)
def test_a_board_with_foreign_or_missing_objects_is_refused(path: Path, statement: str, read_only: bool) -> None:
    altered(path, statement)
    before = digest_of(path)
    with pytest.raises(Damaged, match="altered by another program"):
        open_store(path, read_only=read_only)
    assert digest_of(path) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT", "BEFORE DELETE ON entry BEGIN SELECT RAISE(IGNORE"),
        ("CHECK (id <> '')", "CHECK (id <> 'x')"),
        ("title TEXT", "title BLOB"),
        ("ref TEXT DEFAULT ''", "ref TEXT DEFAULT 'evil'"),
        ("owner TEXT DEFAULT '' NOT NULL", "owner TEXT AS (hex(zeroblob(9)))"),
    ],
)
def test_an_object_whose_text_was_altered_is_refused(path: Path, old: str, new: str) -> None:
    altered(
        path,
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET sql = replace(sql, '{old.replace(chr(39), chr(39) * 2)}', "
        f"'{new.replace(chr(39), chr(39) * 2)}')",
    )
    with pytest.raises(Damaged):
        open_store(path)


@pytest.mark.parametrize("column", ["name", "type", "tbl_name", "sql"])
@pytest.mark.parametrize("value", ["CAST(name AS BLOB)", "NULL", "7"])
def test_an_object_whose_name_is_no_text_is_refused(path: Path, column: str, value: str) -> None:
    """Found by the millionth part of a fuzz run: an index whose name had become bytes."""
    altered(
        path,
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET {column} = {value} WHERE name = 'ix_entry_actor'",
    )
    with pytest.raises(Damaged):
        open_store(path)


@pytest.mark.parametrize("size", [50, 100, 512, 4096, 8192, 40960, -4096, -1])
def test_a_file_cut_short_is_damaged(path: Path, size: int) -> None:
    os.truncate(path, size if size > 0 else path.stat().st_size + size)
    with pytest.raises(Damaged):
        open_store(path)


def test_a_page_of_zeroes_is_damaged(path: Path) -> None:
    pages = path.stat().st_size // 4096
    content = path.read_bytes()
    for page in range(pages):
        path.write_bytes(content[: page * 4096] + bytes(4096) + content[(page + 1) * 4096 :])
        with pytest.raises(Damaged):
            open_store(path)


# -- not just now ------------------------------------------------------------------------------------------------------


@needs_fork
@pytest.mark.parametrize("lock", ["EXCLUSIVE", "IMMEDIATE"])
def test_a_board_locked_by_another_process_keeps_nobody_waiting(path: Path, lock: str) -> None:
    def hold(say: Callable[[bytes], None]) -> None:
        raw = sqlite3.connect(path, isolation_level=None)
        raw.execute(f"BEGIN {lock}")
        say(b"!")
        time.sleep(60)

    with open_store(path) as store:
        player = Player(store)
        with child(hold) as (_, reading):
            assert os.read(reading, 1) == b"!"
            with pytest.raises(Unavailable, match="Another program is writing"):
                player.move("a1")
            if lock == "EXCLUSIVE":
                assert store.changed() is False
                assert "Another program is writing" in said(lambda: open_store(path))
        assert isinstance(player.move("a1"), Entry)  # the other has gone without finishing; nothing of it is left
        assert check(store) == []


def test_a_reader_who_does_not_finish_refuses_the_commit_and_nothing_is_kept(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    with open_store(path) as store:
        player = Player(store)
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM artefact").fetchone()
        with pytest.raises(Unavailable, match="Another program is writing"):
            player.move("a1")
        other.execute("COMMIT")
        assert store.head() == player.head
        assert isinstance(player.move("a1"), Entry)
        assert store.raw.execute("PRAGMA busy_timeout").fetchone() == (250,)
    other.close()


@needs_fork
def test_a_patient_program_waits_for_its_turn(path: Path) -> None:
    def hold(say: Callable[[bytes], None]) -> None:
        raw = sqlite3.connect(path, isolation_level=None)
        raw.execute("BEGIN IMMEDIATE")
        say(b"!")
        time.sleep(0.6)
        raw.execute("COMMIT")

    with open_store(path, patience=30) as store, child(hold) as (_, reading):
        player = Player(store)
        assert os.read(reading, 1) == b"!"
        assert isinstance(player.move("a1"), Entry)


@pytest.mark.parametrize("how", ["replaced", "deleted", "moved"])
def test_a_board_that_is_no_longer_where_it_was_acknowledges_nothing(path: Path, how: str) -> None:
    store = open_store(path)
    player = Player(store)
    player.move("a1")
    if how == "replaced":
        os.replace(made(path.with_name("other")), path)  # another board
    elif how == "deleted":
        path.unlink()
    else:
        path.rename(path.with_name("elsewhere"))
    before = digest_of(path) if path.exists() else None
    told = "Another board was put in the place of" if how == "replaced" else "moved, deleted or replaced"
    with pytest.raises(Unavailable, match=told):
        player.move("a2")
    with pytest.raises(Unavailable, match=told):
        store.changed()
    store.close()
    if before:
        assert digest_of(path) == before


def test_a_board_replaced_in_the_middle_of_a_move_acknowledges_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mhhs_board.store import writing

    real = writing.insert

    def replaced(connection: object, sealed: object) -> None:
        real(connection, sealed)  # type: ignore[arg-type]
        shutil.copy(path, path.with_name("other"))
        os.replace(path.with_name("other"), path)

    with open_store(path) as store:
        player = Player(store)
        monkeypatch.setattr(writing, "insert", replaced)
        with pytest.raises(Unavailable, match="moved, deleted or replaced"):
            player.move("a1")
    monkeypatch.undo()
    with open_store(path) as store:
        assert store.head().seq == 1


def test_a_board_put_back_works_on(path: Path) -> None:
    with open_store(path) as store:
        player = Player(store)
        aside = path.rename(path.with_name("aside"))
        with pytest.raises(Unavailable):
            player.move("a1")
        aside.rename(path)
        assert isinstance(player.move("a1"), Entry)
        assert check(store) == []


def test_the_same_board_put_back_is_gone_on_with(path: Path) -> None:
    with open_store(path) as store:
        player = Player(store)
        player.move("a1")
        shutil.copy(path, path.with_name("restored"))
        os.replace(path.with_name("restored"), path)
        assert store.changed()
        assert store.newer(player.head) == []
        assert isinstance(player.move("a2"), Entry)
    with open_store(path) as store:
        assert store.head().seq == 3
        assert check(store) == []


def test_the_same_board_put_back_without_what_was_seen_is_read_again(path: Path) -> None:
    earlier = shutil.copy(path, path.with_name("earlier"))
    with open_store(path) as store:
        player = Player(store)
        player.move("a1")
        os.replace(earlier, path)
        with pytest.raises(Replaced, match="another history"):
            player.move("a2")
        with pytest.raises(Replaced):
            store.newer(player.head)
        again = Player(store)
        assert again.head.seq == 1
        assert isinstance(again.move("a2"), Entry)


# -- full disks and rights ----------------------------------------------------------------------------------------------


def test_a_full_disk_keeps_nothing_and_the_board_works_on(path: Path) -> None:
    with open_store(path) as store:
        player = Player(store)
        pages = store.raw.execute("PRAGMA page_count").fetchone()[0]
        store.raw.execute(f"PRAGMA max_page_count = {pages}")
        large = entry(revised(player.board.artefact("a1"), notes="x" * 100_000))
        with pytest.raises(Unavailable, match="disk is full"):
            store.append(large, player.head, now=NOW, salt="")
        assert isinstance(player.move("a1"), Entry)
        store.raw.execute("PRAGMA max_page_count = 1000000")
        large = entry(revised(player.board.artefact("a1"), notes="x" * 100_000))
        assert isinstance(store.append(large, player.head, now=NOW, salt=""), Entry)
        assert check(store) == []


@needs_fork
def test_a_disk_that_takes_no_more_keeps_what_was_acknowledged(path: Path) -> None:
    def fill() -> str:
        import resource

        kept = 0
        with open_store(path) as store:
            player = Player(store)
            limit = path.stat().st_size + 40_000
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            while True:
                notes = f"{kept}" + "x" * 3000
                try:
                    one = store.append(
                        entry(revised(player.board.artefact("a1"), notes=notes)), player.head, now=NOW, salt=""
                    )
                except Unavailable as told:
                    return f"{kept} {told}"
                assert isinstance(one, Entry)
                player.take(one)
                kept = one.seq

    kept, _, sentence = answer(fill).partition(" ")
    assert "The disk that holds board.mhhsboard is full or cannot be reached" in sentence
    with open_store(path) as store:
        assert store.head().seq == int(kept) > 1
        assert check(store) == []


@needs_fork
def test_a_new_board_on_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    def fill() -> str:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        return said(lambda: create_store(tmp_path / "board", founding_entry()))

    assert answer(fill).startswith("Unavailable: The disk that holds board is full")
    assert os.listdir(tmp_path) == []


@needs_fork
@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o777), (0o666, 0o555), (0o444, 0o555)])
def test_a_read_only_file_or_folder_opens_for_reading(path: Path, file: int, folder: int) -> None:
    path.chmod(file)
    path.parent.chmod(folder)

    def use() -> str:
        with open_store(path) as store:
            player = Player(store)
            assert check(store) == []
            store.changed()
            return f"{store.read_only} {player.head.seq} " + said(lambda: player.move("a1"))

    try:
        assert as_nobody(use).startswith("True 1 ReadOnly: ")
    finally:
        path.parent.chmod(0o755)
    assert os.listdir(path.parent) == [path.name]


@needs_fork
def test_a_right_lost_while_open_is_told(path: Path) -> None:
    path.chmod(0o666)
    path.parent.chmod(0o777)

    def use() -> str:
        with open_store(path) as store:
            player = Player(store)
            path.parent.chmod(0o555)
            return said(lambda: player.move("a1"))

    told = as_nobody(use)
    path.parent.chmod(0o755)
    assert told.startswith(("ReadOnly: ", "Unavailable: "))
    with open_store(path) as store:
        assert store.head().seq == 1


@needs_fork
def test_a_board_that_may_not_be_read_and_a_folder_that_may_not_be_written(path: Path) -> None:
    path.chmod(0o000)
    assert as_nobody(lambda: said(lambda: open_store(path))).startswith("Unavailable: ")
    path.parent.chmod(0o555)
    told = as_nobody(lambda: said(lambda: create_store(path.with_name("new"), founding_entry())))
    path.parent.chmod(0o755)
    assert told == f"Unavailable: No board was made at {path.with_name('new')}: you may not write there."
    assert os.listdir(path.parent) == [path.name]


def test_a_new_board_on_a_disk_that_may_only_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(os, "unlink", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)
    told = said(lambda: create_store(tmp_path / "new", founding_entry()))
    assert told == f"Unavailable: No board was made at {tmp_path / 'new'}: the disk may only be read."


def test_sqlite_gets_no_relative_path() -> None:
    """In its address such a path would begin at the root of the disk."""
    with pytest.raises(ValueError, match="not an absolute path"):
        file_uri(Path("board.mhhsboard"), "mode=ro")


@pytest.mark.parametrize("size_first", [False, True])
def test_a_board_left_in_the_middle_of_a_move_is_put_right_by_a_writer_and_named_by_a_reader(
    path: Path, size_first: bool
) -> None:
    """A program that is killed while it commits leaves a rollback journal, and maybe a head that is ahead of the pages."""
    before = path.stat().st_size
    with open_store(path) as store:
        player = Player(store)
        store.raw.execute("PRAGMA cache_size = 1")  # pages spill to the file before the end
        store.raw.execute("BEGIN IMMEDIATE")
        store.raw.execute("UPDATE artefact SET notes = hex(randomblob(20000))")
        for name in (path.name, f"{path.name}-journal"):
            shutil.copy(path.with_name(name), path.with_name(f"left-{name}"))
        store.raw.execute("ROLLBACK")
        assert player.head.seq == 1
    left = path.with_name(f"left-{path.name}")
    if size_first:
        os.truncate(left, before)
        with left.open("r+b") as file:
            head = bytearray(file.read(100))
            head[28:32] = (before // 4096 + 40).to_bytes(4, "big")
            head[92:96] = head[24:28]
            file.seek(0)
            file.write(head)
    assert said(lambda: open_store(left, read_only=True)) == (
        f"Unavailable: {left.name} was not closed properly and has to be put right first, which reading alone does not do; "
        "nothing was changed. Open it once for writing, where it may be written."
    )
    with open_store(left) as store:
        assert check(store) == []


# -- cost --------------------------------------------------------------------------------------------------------------


def test_opening_a_board_of_today_does_not_import_alembic(path: Path) -> None:
    code = (
        "import sys\nfrom mhhs_board.store.opening import open_store\n"
        f"open_store({str(path)!r}).close()\n"
        "sys.exit(any(name.partition('.')[0] in ('alembic', 'PySide6', 'mako') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
