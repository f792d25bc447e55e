"""A kind or a field that a file lacks reads as empty, everywhere: tried with kinds and fields that the next schema brings.

The next program is this one, which is told that some of what it has came a schema later; its migration is written here."""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from mhhs_board.domain.board import Board, fields_of, revised
from mhhs_board.domain.errors import Unavailable
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import RECORDS, Escalation
from mhhs_board.store import file_store, migrations, recovery, rows, schema, structure
from mhhs_board.store.backups import Backups
from mhhs_board.store.check import check
from mhhs_board.store.file_store import FileStore
from mhhs_board.store.keeping import open_board
from mhhs_board.store.opening import open_store
from mhhs_board.store.sharing import ShareLock
from tests.domain.boards import entry
from tests.store.boards import NOW, Player, aged, altered, digest_of, made
from tests.store.fingerprints import built, fingerprint_of
from tests.store.processes import as_nobody, needs_fork

TODAY = schema.NUMBER
NEXT = TODAY + 1
LATER = {"view": (), "artefact": ("labels", "notes", "kind"), "forum": ("cadence",), "board": ("gate_version", "readers")}
"""What the next schema brings: a kind, and fields of text, of several texts, of a reference, of a choice, of a number."""


def added_columns() -> Iterator[str]:
    for kind, columns in LATER.items():
        for column in columns:
            rule = " CHECK (gate_version IN ('off', 'warn', 'refuse'))" if column == "gate_version" else ""
            link = " REFERENCES kind (id) DEFERRABLE INITIALLY DEFERRED" if column == "kind" else ""
            default = {"labels": "'[]'", "gate_version": "'off'", "readers": "0"}.get(column, "''")
            value = "" if link else f" DEFAULT {default} NOT NULL"
            whole = "INTEGER" if column == "readers" else "TEXT"
            yield f"ALTER TABLE {kind} ADD COLUMN {column} {whole}{value}{rule}{link}"


@pytest.fixture
def today(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A board of today, in a program of the next schema."""
    path = tmp_path_factory.mktemp("place") / "board.mhhsboard"
    folder = tmp_path_factory.mktemp("program") / "migrations"
    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for kind, columns in LATER.items():
        for name in [f"{kind}.{column}" for column in columns] or [kind]:
            monkeypatch.setitem(schema.SINCE, name, NEXT)
        monkeypatch.setitem(schema.ADDED, kind, schema.ADDED[kind] | set(columns))  # type: ignore[index]
    monkeypatch.setattr(schema, "NUMBER", NEXT)
    monkeypatch.setattr(migrations, "FOLDER", folder)
    schema.fields.cache_clear()
    structure.objects.cache_clear()
    view = structure.objects(NEXT)["table", "view"]
    statements = [view, *added_columns()]
    (folder / "versions" / f"v{NEXT:04}_more.py").write_text(
        f'from alembic import op\nrevision = "{NEXT:04}"\ndown_revision = "{TODAY:04}"\n\n'
        f"def upgrade():\n    for statement in {statements!r}:\n        op.execute(statement)\n"
    )
    known = dict(schema.KNOWN)
    for number, start in ((TODAY, TODAY), (NEXT, NEXT), (NEXT, TODAY)):
        with built(number, start) as raw:
            known[number] = frozenset({fingerprint_of(raw)} | (known.get(number, frozenset()) if start < number else set()))
    monkeypatch.setattr(schema, "KNOWN", known)
    importlib.reload(rows)
    try:
        made(path)
        with open_store(path) as store:
            player = Player(store)
            player.move("a1")
            blocker = {"id": "b1", "artefact": "a2", "since": NOW}
            player.take(kept_in(player, "blocker", blocker))
            player.take(kept_in(player, "escalation", {"id": "e1", "blocker": "b1", "forum": "dag", "raised": NOW}))
        yield path
    finally:
        monkeypatch.undo()
        schema.fields.cache_clear()
        structure.objects.cache_clear()
        importlib.reload(rows)


def kept_in(player: Player, kind: str, fields: dict[str, object]) -> Entry:
    from mhhs_board.domain.journal import Change

    kept = player.store.append(entry(Change(kind, str(fields["id"]), None, fields)), player.head, now=NOW, salt="s")
    assert isinstance(kept, Entry)
    return kept


def records_of(store: FileStore) -> dict[tuple[str, str], Record]:
    return {(one.KIND, one.id): one for one in store.load()[0]}


@pytest.fixture
def older(today: Path) -> Path:
    """A board as the program before left it."""
    return aged(today, TODAY)


def test_what_the_file_lacks_is_lacking(older: Path) -> None:
    with contextlib.closing(sqlite3.connect(older)) as raw:
        tables = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        columns = {name for _, name, *_ in raw.execute("PRAGMA table_info(artefact)")}
        assert schema.known(raw)
    assert "view" not in tables
    assert not columns & {*LATER["artefact"]}
    assert "title" in columns


def test_it_is_read_as_empty_by_every_road(older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest_of(older)
    with open_store(older, read_only=True) as store:
        whole = records_of(store)
        assert whole["artefact", "a1"].labels == ()  # type: ignore[attr-defined]
        assert whole["board", "board"].gate_version == "off"  # type: ignore[attr-defined]
        assert {(one.KIND, one.id): one for page in store.pages() for one in page} == whole
        monkeypatch.setattr(file_store, "LARGE", 0)
        glimpsed = store.glimpse()
        assert glimpsed is not None
        assert {(one.KIND, one.id): one for one in glimpsed[0]} == whole
        assert check(store) == []
        board = Board()
        for one in store.entries():
            board.fold(one.changes)
        assert {(one.KIND, one.id): one for one in board.all_records()} == whole
    backups = Backups(older, tmp_path / "backups")
    taken = backups.take(deep=True)
    assert taken is not None
    assert digest_of(older) == before
    assert os.listdir(older.parent) == [older.name]
    target = tmp_path / "copy.mhhsboard"
    backups.take_to(target)
    with contextlib.closing(sqlite3.connect(target)) as raw:
        assert (schema.number_of(raw), schema.known(raw)) == (TODAY, True)


@needs_fork
def test_it_is_read_from_a_place_that_may_not_be_written(older: Path) -> None:
    folder = older.parent
    while folder != folder.parent:
        if not os.stat(folder).st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o055)
        folder = folder.parent
    older.chmod(0o444)
    older.parent.chmod(0o555)

    def use() -> str:
        with open_store(older) as store:
            return f"{store.read_only} {len(records_of(store))} {check(store)}"

    try:
        assert as_nobody(use) == "True 17 []"
    finally:
        older.parent.chmod(0o755)


def test_no_digest_changes_when_it_is_brought_up_to_date(older: Path) -> None:
    kinds = [kind for kind in RECORDS if kind != "view"]

    def digests() -> list[list[tuple[str, bytes]]]:
        with contextlib.closing(sqlite3.connect(older)) as raw:
            return [raw.execute(f'SELECT id, digest FROM "{kind}" ORDER BY id').fetchall() for kind in kinds]

    before = digests()
    with open_store(older, read_only=True) as store:
        whole = records_of(store)
    with open_store(older) as store:
        assert records_of(store) == whole
        assert check(store) == []
        player = Player(store)
        new = entry(revised(player.board.artefact("a1"), labels=("x",), notes="n"))
        kept = store.append(new, player.head, now=NOW, salt="s")
        assert isinstance(kept, Entry)
        assert check(store) == []
    after = digests()
    changed = [one for kind, other in zip(before, after, strict=True) for one in set(kind) ^ set(other)]
    assert {name for name, _ in changed} == {"a1"}


def test_a_damaged_board_is_put_back_from_an_older_backup(older: Path, tmp_path: Path) -> None:
    backups = Backups(older, tmp_path / "backups")
    backups.take(deep=True)
    with open_store(older, read_only=True) as store:
        whole = records_of(store)
    content = bytearray(older.read_bytes())
    content[4096 * 3 :] = bytes(len(content) - 4096 * 3)
    older.write_bytes(content)
    restored = recovery.restore(older, backups.all(), at=datetime(2026, 11, 24, tzinfo=UTC))
    assert restored.head.seq == 4
    with open_store(older) as store:
        assert records_of(store) == whole
        assert check(store) == []


def test_a_damaged_older_board_without_a_backup_is_made_again_from_its_history(older: Path) -> None:
    with open_store(older, read_only=True) as store:
        whole = records_of(store)
    altered(older, "CREATE TABLE evil (x)")
    recovery.restore(older, [], at=datetime(2026, 11, 24, tzinfo=UTC))
    with open_store(older) as store:
        assert records_of(store) == whole
        assert check(store) == []


def test_the_second_person_on_a_share_reads_it_as_it_is(
    older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "Dropbox"
    place.mkdir()
    board = shutil.copy(older, place / "board.mhhsboard")
    other = ShareLock(board, "Ana", host="pc", pid=4711)
    assert other.take()
    before = digest_of(board)
    kept = open_board(board, tmp_path / "backups", name="Ben")
    assert kept.store.read_only
    assert len(records_of(kept.store)) == 17
    kept.close()
    assert digest_of(board) == before


def test_a_program_that_has_it_open_says_that_a_newer_one_was_there(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "NUMBER", TODAY)
    with open_store(older) as store, open_store(older, read_only=True) as reader:
        player = Player(store)
        monkeypatch.setattr(schema, "NUMBER", NEXT)
        open_store(older).close()
        monkeypatch.setattr(schema, "NUMBER", TODAY)
        kept = digest_of(older)
        with pytest.raises(Unavailable, match="newer version"):
            player.move("a4")
        for read in (store.load, store.head, reader.load, lambda: check(reader)):
            with pytest.raises(Unavailable, match="newer version"):
                read()
    assert digest_of(older) == kept


def test_a_reader_goes_on_when_its_board_is_brought_up_to_date_beside_it(older: Path) -> None:
    with open_store(older, read_only=True) as reader:
        whole = records_of(reader)
        with open_store(older) as store:
            player = Player(store)
            new = entry(revised(player.board.artefact("a1"), labels=("x",)))
            assert isinstance(store.append(new, player.head, now=NOW, salt="s"), Entry)
        assert reader.changed()
        now = records_of(reader)
        assert now["artefact", "a1"].labels == ("x",)  # type: ignore[attr-defined]
        assert {place for place in now if now[place] != whole[place]} == {("artefact", "a1")}


@pytest.mark.parametrize("kind", RECORDS)
def test_what_comes_later_has_a_default(kind: str) -> None:
    """Else a file that lacks it could not be read."""
    later = schema.ADDED[kind]
    assert later <= {field.name for field in msgspec.structs.fields(RECORDS[kind]) if not field.required}


def test_the_digest_of_a_record_does_not_know_of_a_field_at_its_default() -> None:
    one = Escalation(id="e", blocker="b", forum="f")
    assert "ended" not in fields_of(one)
    assert rows.digest(one) == rows.digest(msgspec.structs.replace(one, ended=""))
    assert rows.digest(one) != rows.digest(msgspec.structs.replace(one, ended="answered"))
