"""Bringing an older board up to date: a copy first, then all or nothing, and the same tables as a fresh board's."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from mhhs_board.domain.errors import Damaged, Unavailable
from mhhs_board.store import fingerprint, migrations, schema, structure
from mhhs_board.store.check import check
from mhhs_board.store.file_store import FileStore
from mhhs_board.store.opening import open_store
from tests.store.boards import Player, aged, digest_of, made
from tests.store.fingerprints import built, fingerprint_of

NEXT = schema.NUMBER + 1
"""The schema that these tests add."""

COLUMN = "ALTER TABLE artefact ADD COLUMN mood TEXT DEFAULT '' NOT NULL"
TABLE = "CREATE TABLE mood (id TEXT NOT NULL, PRIMARY KEY (id)) STRICT"

SECOND = f'''"""The next schema, for these tests alone."""

from alembic import op

revision = "{NEXT:04}"
down_revision = "{schema.NUMBER:04}"


def upgrade():
    op.execute("{COLUMN}")
    op.execute("{TABLE}")
{{more}}
'''


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A board of the schema of today, with a move in it."""
    path = made(tmp_path / "L4 board.mhhsboard")
    with open_store(path) as store:
        Player(store).move("a1")
    return path


@pytest.fixture
def tomorrow(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program whose schema is one ahead: the folder of its migrations."""
    folder = tmp_path_factory.mktemp("program") / "migrations"
    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    wanted = dict(structure.objects())
    artefact = wanted["table", "artefact"]
    wanted["table", "artefact"] = artefact.replace("digest BLOB", "mood TEXT DEFAULT '' NOT NULL, \n\tdigest BLOB")
    wanted["table", "mood"] = TABLE
    with built(schema.NUMBER, schema.NUMBER) as raw:
        raw.execute(COLUMN)
        raw.execute(TABLE)
        monkeypatch.setattr(schema, "KNOWN", {**schema.KNOWN, NEXT: {fingerprint_of(raw)}})
    monkeypatch.setattr(migrations, "FOLDER", folder)
    monkeypatch.setattr(schema, "NUMBER", schema.NUMBER + 1)
    monkeypatch.setattr(schema, "READABLE", NEXT)
    monkeypatch.setattr(structure, "objects", lambda number=0: wanted)
    write_second(folder, "")
    return folder


def write_second(folder: Path, more: str) -> None:
    (folder / "versions" / f"v{NEXT:04}_mood.py").write_text(SECOND.format(more=more))


def objects_of(path: Path) -> set[tuple[str, str, str]]:
    with contextlib.closing(sqlite3.connect(path)) as raw:
        rows = raw.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {(kind, name, str(fingerprint.normal(kind, name, text, schema.ADDED))) for kind, name, text in rows}


def number_of(path: Path) -> tuple[int, int]:
    with contextlib.closing(sqlite3.connect(path)) as raw:
        return raw.execute("PRAGMA user_version").fetchone()[0], raw.execute("PRAGMA application_id").fetchone()[0]


def test_a_board_made_by_the_migrations_equals_a_fresh_one(tmp_path: Path) -> None:
    """Fails where the records have changed: write a migration and raise `schema.NUMBER`."""
    fresh = made(tmp_path / "fresh")
    migrated = tmp_path / "migrated"
    with contextlib.closing(sqlite3.connect(migrated)) as raw:
        raw.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        raw.execute("VACUUM")
    with FileStore(migrated, "rwc") as store:
        copy = migrations.upgrade(store)
        assert migrations.upgrade(store) is None
    assert copy is not None
    assert objects_of(migrated) == objects_of(fresh)
    assert number_of(migrated) == number_of(fresh) == (schema.NUMBER, schema.APPLICATION_ID)


def test_an_older_board_is_copied_and_brought_up_to_date_when_it_is_opened(path: Path, tomorrow: Path) -> None:
    with open_store(path) as store:
        assert check(store) == []
        player = Player(store)
        assert player.head.seq == 2
        player.move("a2")
        assert store.raw.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert number_of(path)[0] == schema.NUMBER
    copy = path.with_name(f"L4 board before update from schema {NEXT - 1}.mhhsboard")
    assert sorted(os.listdir(path.parent)) == sorted([path.name, copy.name])
    assert number_of(copy) == (NEXT - 1, schema.APPLICATION_ID)
    with open_store(path) as store:
        assert store.head().seq == 3


def test_the_copy_is_a_board_of_the_older_program(path: Path, tomorrow: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(path).close()
    monkeypatch.undo()
    with open_store(path.with_name(f"L4 board before update from schema {NEXT - 1}.mhhsboard")) as store:
        assert store.head().seq == 2
        assert check(store) == []
    with pytest.raises(Unavailable, match="newer version"):
        open_store(path)


def test_a_name_taken_by_an_earlier_copy_is_not_overwritten(path: Path, tomorrow: Path) -> None:
    taken = path.with_name(f"L4 board before update from schema {NEXT - 1}.mhhsboard")
    taken.write_bytes(b"precious")
    open_store(path).close()
    assert taken.read_bytes() == b"precious"
    assert number_of(path.with_name(f"L4 board before update from schema {NEXT - 1} (2).mhhsboard"))[0] == NEXT - 1


@pytest.mark.parametrize(
    "more",
    [
        "    raise RuntimeError('half way')",
        "    op.execute('no sql at all')",
        "    op.execute('DROP TRIGGER entry_stays')",
        "    op.execute('DELETE FROM stage')",
        "    op.nothing()",
        "    op.execute('DELETE FROM entry')",
    ],
)
def test_a_migration_that_fails_half_way_leaves_the_board_as_it_was(path: Path, tomorrow: Path, more: str) -> None:
    write_second(tomorrow, more)
    before = digest_of(path), objects_of(path)
    with expected(more), open_store(path):
        pass
    assert (digest_of(path), objects_of(path)) == before
    assert os.listdir(path.parent) == [path.name]


@contextlib.contextmanager
def expected(more: str) -> Iterator[None]:
    """A sentence; a bug that no list foresaw comes through as what it is."""
    if "RuntimeError" in more:
        with pytest.raises(RuntimeError):
            yield
    else:
        with pytest.raises(Unavailable, match="could not be brought up to date and is as it was"):
            yield


def test_a_missing_migration_is_told(path: Path, tomorrow: Path) -> None:
    (tomorrow / "versions" / f"v{NEXT:04}_mood.py").unlink()
    with pytest.raises(Unavailable, match="could not be brought up to date"):
        open_store(path)
    assert os.listdir(path.parent) == [path.name]


def test_an_older_board_opened_for_reading_is_not_written(path: Path, tomorrow: Path) -> None:
    before = digest_of(path)
    with pytest.raises(Unavailable, match="made by an older version"):
        open_store(path, read_only=True)
    assert digest_of(path) == before
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.parametrize("number", range(schema.READABLE, schema.NUMBER))
def test_an_older_board_that_may_be_read_is_read_as_it_is(path: Path, number: int) -> None:
    aged(path, number)
    before = digest_of(path)
    with open_store(path, read_only=True) as store:
        assert store.head().seq == 2
        assert check(store) == []
    assert digest_of(path) == before
    assert os.listdir(path.parent) == [path.name]
    open_store(path).close()
    assert number_of(path)[0] == schema.NUMBER


def test_an_index_that_an_older_board_should_not_have_is_strange(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA user_version = 1")
    with pytest.raises(Damaged, match="action, artefact, artefact_place"):
        open_store(path, read_only=True)


def test_of_two_programs_that_update_one_board_the_second_finds_it_done(path: Path, tomorrow: Path) -> None:
    with FileStore(path, "rw") as one, FileStore(path, "rw") as other:
        assert migrations.upgrade(one) is not None
        assert migrations.upgrade(other) is None
    with open_store(path) as store:
        assert check(store) == []


def test_the_migrations_travel_as_files() -> None:
    """A packaged build carries this folder as data: Alembic reads the revisions as files."""
    names = {name for name in os.listdir(migrations.FOLDER / "versions") if name.endswith(".py")}
    assert len(names) == schema.NUMBER


@pytest.mark.parametrize("number", range(schema.READABLE, schema.NUMBER))
def test_an_older_board_is_followed_where_it_is_put_back(path: Path, tmp_path: Path, number: int) -> None:
    aged(path, number)
    with open_store(path, read_only=True) as store:
        shutil.copy(path, tmp_path / "other")
        os.replace(tmp_path / "other", path)
        assert store.changed()
        assert store.head().seq == 2
