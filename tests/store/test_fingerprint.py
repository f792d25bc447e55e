"""A board is known by all that it says of its structure: however it came to its schema, and nothing else."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.domain.errors import Damaged
from mhhs_board.domain.journal import Head
from mhhs_board.store import fingerprint, remains, schema, structure
from mhhs_board.store.backup_files import as_backup
from mhhs_board.store.backups import Backups
from mhhs_board.store.check import check
from mhhs_board.store.keeping import open_board
from mhhs_board.store.opening import open_store
from mhhs_board.store.sharing import conflict_copies
from mhhs_board.store.which_board import origin_of
from tests.store import fingerprints
from tests.store.boards import NOVEMBER, aged, altered, digest_of, made, november
from tests.store.fingerprints import SHAPES, built
from tests.store.processes import as_nobody, needs_fork

# -- every shape -------------------------------------------------------------------------------------------------------


def test_what_is_known_is_what_the_shapes_are() -> None:
    """Fails where the schema has changed: run `python -m tests.store.fingerprints`, with a migration beside it."""
    assert fingerprints.PLACE.read_text("utf-8") == fingerprints.written()


@pytest.mark.parametrize(("number", "start"), SHAPES)
def test_a_board_made_or_brought_up_to_date_is_known(number: int, start: int) -> None:
    with built(number, start) as raw:
        assert schema.known(raw)
        assert structure.foreign(raw, structure.objects(number)) == []
        for other in {*range(schema.NUMBER + 2)} - {number}:
            raw.execute(f"PRAGMA user_version = {other}")
            assert not schema.known(raw)


@pytest.mark.parametrize("number", NOVEMBER)
def test_a_board_of_november_is_known_and_what_it_becomes(tmp_path: Path, number: int) -> None:
    path = november(tmp_path / "board.mhhsboard", number)
    with contextlib.closing(sqlite3.connect(path)) as raw:
        assert schema.known(raw)
    open_store(path).close()
    with contextlib.closing(sqlite3.connect(path)) as raw:
        assert (schema.number_of(raw), schema.known(raw)) == (schema.NUMBER, True)


@pytest.mark.parametrize("number", range(schema.READABLE, schema.NUMBER + 1))
def test_a_board_of_any_schema_is_read_without_sqlalchemy(tmp_path: Path, number: int) -> None:
    """A migrated board too: it is brought up to date first, and then opened like a fresh one."""
    path = tmp_path / "board.mhhsboard"
    if number == schema.NUMBER:
        open_store(aged(made(path), schema.READABLE)).close()
    else:
        aged(made(path), number)
    code = (
        "import sys\nfrom mhhs_board.store.opening import open_store\n"
        f"store = open_store({str(path)!r}, read_only={number < schema.NUMBER})\nlen(list(store.load()[0]))\nstore.close()\n"
        "sys.exit(any(name.partition('.')[0] in ('sqlalchemy', 'alembic') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# -- what is the same --------------------------------------------------------------------------------------------------


def rewritten(path: Path, old: str, new: str, where: str = "1") -> None:
    """Alter what a file says of itself, behind SQLite's back."""
    raw = sqlite3.connect(path, isolation_level=None)
    try:
        raw.execute("PRAGMA writable_schema = ON")
        changed = raw.execute(
            f"UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE instr(sql, ?) AND {where}", (old, new, old)
        ).rowcount
        assert changed
    finally:
        raw.close()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (", \n\t", ","),
        (" DEFAULT ''", "\r\n\t DEFAULT\f''"),
        ("CREATE TABLE escalation", 'CREATE TABLE "escalation"'),
        ("REFERENCES forum (id)", 'REFERENCES "forum"("id")'),
        ("CHECK (id <> '')", "CHECK(id<>'')"),
        ('"query"', "query"),
        ("ON entry (actor)", 'ON "entry" ( "actor" )'),
    ],
)
def test_blanks_and_quotes_make_no_stranger(tmp_path: Path, old: str, new: str) -> None:
    path = made(tmp_path / "board.mhhsboard")
    rewritten(path, old, new)
    with open_store(path) as store, store.reading() as raw:
        assert schema.known(raw)
        assert structure.foreign(raw, structure.objects()) == []


def test_a_table_that_was_renamed_back_is_the_same(tmp_path: Path) -> None:
    """SQLite writes the new name in quotes, in every statement that names it."""
    path = made(tmp_path / "board.mhhsboard")
    altered(path, "ALTER TABLE forum RENAME TO other", "ALTER TABLE other RENAME TO forum")
    with contextlib.closing(sqlite3.connect(path)) as raw:
        assert '"forum"' in str(raw.execute("SELECT group_concat(sql) FROM sqlite_master").fetchone())
        assert schema.known(raw)


# -- strangers ---------------------------------------------------------------------------------------------------------

SAID = [
    "CREATE VIEW evil AS SELECT * FROM artefact",
    "CREATE VIEW evil AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT x FROM r",
    "CREATE TRIGGER evil AFTER INSERT ON entry BEGIN DELETE FROM artefact; END",
    "CREATE TABLE evil (x)",
    "CREATE TABLE evil (id TEXT NOT NULL, PRIMARY KEY (id)) STRICT",
    "CREATE VIRTUAL TABLE evil USING fts5(x)",
    "CREATE TABLE evil AS SELECT * FROM meta",
    "CREATE INDEX evil ON artefact (owner)",
    "CREATE UNIQUE INDEX evil ON artefact (id)",
    "CREATE INDEX evil ON artefact (abs(length(title)))",
    "CREATE INDEX evil ON artefact (owner) WHERE retired <> ''",
    "DROP INDEX ix_entry_actor",
    "DROP TRIGGER entry_follows",
    "DROP TABLE touched",
    "ALTER TABLE artefact ADD COLUMN evil TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE artefact ADD COLUMN evil TEXT AS (hex(zeroblob(99999999)))",
    "ALTER TABLE entry ADD COLUMN evil INTEGER AS (seq + 1) VIRTUAL",
    "ALTER TABLE escalation ADD COLUMN evil TEXT DEFAULT ''",
    "ALTER TABLE artefact RENAME COLUMN owner TO holder",
    "ALTER TABLE artefact DROP COLUMN notes",
    "ANALYZE",
]
"""What another program may say to a board."""

OTHERWISE = [
    "DROP INDEX artefact_place; CREATE INDEX artefact_place ON artefact (workstream, stage, rank, id)",
    "DROP INDEX artefact_place; CREATE INDEX artefact_place ON artefact (workstream, stage, rank, id) WHERE retired = ' '",
    "DROP INDEX artefact_place; CREATE INDEX artefact_place ON artefact (workstream, stage, id, rank) WHERE retired = ''",
    "DROP INDEX artefact_place; CREATE INDEX artefact_place ON artefact (workstream, stage, rank DESC, id) WHERE retired = ''",
    "DROP INDEX artefact_place; CREATE INDEX artefact_place ON artefact (workstream, stage, rank COLLATE nocase, id) WHERE retired = ''",
    "DROP INDEX artefact_place; CREATE UNIQUE INDEX artefact_place ON artefact (workstream, stage, rank, id) WHERE retired = ''",
    "DROP INDEX artefact_place; CREATE INDEX artefact_place ON blocker (since, artefact, id) WHERE closed = ''",
    "DROP TABLE meta; CREATE VIEW meta AS SELECT 'identity' AS key, hex(zeroblob(9)) AS value",
    "DROP TABLE meta; CREATE TABLE meta (key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (key)) STRICT",
    "DROP TABLE meta; CREATE TABLE meta (key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (key)) WITHOUT ROWID",
    "DROP TRIGGER entry_stays; CREATE TRIGGER entry_stays BEFORE DELETE ON entry BEGIN SELECT RAISE(IGNORE); END",
    "DROP TRIGGER entry_stays; CREATE TRIGGER entry_stays BEFORE DELETE ON entry WHEN 0 BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    "DROP TRIGGER entry_stays; CREATE TRIGGER entry_stays AFTER DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    "DROP TRIGGER entry_stays; CREATE TRIGGER entry_stays BEFORE DELETE ON entry BEGIN DELETE FROM meta; SELECT RAISE(ABORT, 'the journal is append-only'); END",
    "ALTER TABLE escalation DROP COLUMN ended; ALTER TABLE escalation ADD COLUMN ended TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE escalation DROP COLUMN ended; ALTER TABLE escalation ADD COLUMN ended TEXT DEFAULT '' CHECK (ended IN ('', 'answered', 'withdrawn', 'passed_on'))",
    "ALTER TABLE escalation DROP COLUMN ended; ALTER TABLE escalation ADD COLUMN ended TEXT DEFAULT 'answered' NOT NULL CHECK (ended IN ('', 'answered', 'withdrawn', 'passed_on'))",
    "ALTER TABLE escalation DROP COLUMN ended; ALTER TABLE escalation ADD COLUMN ended TEXT GENERATED ALWAYS AS ('') VIRTUAL",
    "ALTER TABLE escalation DROP COLUMN ended; ALTER TABLE artefact ADD COLUMN ended TEXT DEFAULT '' NOT NULL CHECK (ended IN ('', 'answered', 'withdrawn', 'passed_on'))",
]
"""One of our own objects, made otherwise."""

WRITTEN = [
    ("CHECK (id <> '')", "CHECK (id <> ' ')"),
    ("CHECK (id <> '')", "CHECK (id <> 'x')"),
    ("CHECK (id <> '')", "CHECK (id != '')"),
    ("CHECK (id <> '')", 'CHECK (id <> "")'),
    ("CHECK (id <> '')", "CHECK (id <> '' OR 1)"),
    ("CHECK (id <> '')", "CHECK (\"id\" <> '' /* , */)"),
    (", \n\tCHECK (id <> '')", ""),
    ("ref TEXT DEFAULT ''", "ref TEXT DEFAULT ' '"),
    ("ref TEXT DEFAULT ''", "ref TEXT DEFAULT x''"),
    ("ref TEXT DEFAULT ''", 'ref TEXT DEFAULT ""'),
    ("ref TEXT DEFAULT ''", "ref TEXT DEFAULT ('')"),
    ("ref TEXT DEFAULT ''", "ref TEXT DEFAULT (abs(-1))"),
    ("DEFAULT '[]'", "DEFAULT '[ ]'"),
    ("DEFAULT 4", "DEFAULT 40"),
    ("DEFAULT 4", "DEFAULT 4.0"),
    ("DEFAULT 4", "DEFAULT '4'"),
    ("DEFAULT 'off'", "DEFAULT 'of' 'f'"),
    ("DEFAULT 'off'", "DEFAULT 'OFF'"),
    ("DEFAULT 'off'", "DEFAULT off"),
    ("title TEXT", "title BLOB"),
    ("title TEXT", "title ANY"),
    ("title TEXT", '"title""x" TEXT'),
    ("title TEXT", "Title TEXT"),
    ("title TEXT", "[title] TEXT"),
    ("title TEXT", "`title` TEXT"),
    ("title TEXT", 'title "TEXT"'),
    ("title TEXT", "title text"),
    ("title TEXT", "title TEXT COLLATE nocase"),
    ("title TEXT", "title TEXT UNIQUE"),
    ("title TEXT", "title TEXT -- , evil TEXT\n"),
    ("title TEXT", "title/**/TEXT"),
    ("title TEXT", "title\u00a0TEXT"),
    ("title TEXT", "title\x0bTEXT"),
    ("title TEXT", "title\u2003TEXT"),
    ("owner TEXT DEFAULT '' NOT NULL", "owner TEXT AS (hex(zeroblob(9)))"),
    ("owner TEXT DEFAULT '' NOT NULL", "owner TEXT GENERATED ALWAYS AS (title) STORED"),
    ("owner TEXT DEFAULT '' NOT NULL", "owner TEXT DEFAULT ''"),
    ("owner TEXT DEFAULT '' NOT NULL", "owner TEXT NOT NULL DEFAULT ''"),
    ("id TEXT NOT NULL", "id TEXT NOT NULL ON CONFLICT REPLACE"),
    ("PRIMARY KEY (id)", "PRIMARY KEY (id) ON CONFLICT REPLACE"),
    ("PRIMARY KEY (id)", "PRIMARY KEY (id, ref)"),
    ("PRIMARY KEY (id)", "UNIQUE (id)"),
    ("PRIMARY KEY (seq)", "PRIMARY KEY (seq DESC)"),
    ("PRIMARY KEY (seq)", "PRIMARY KEY (seq AUTOINCREMENT)"),
    ("UNIQUE (uid)", "UNIQUE (uid) ON CONFLICT REPLACE"),
    ("STRICT", ""),
    ("STRICT", "WITHOUT ROWID, STRICT"),
    ("DEFERRABLE INITIALLY DEFERRED", ""),
    ("DEFERRABLE INITIALLY DEFERRED", "ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"),
    ("DEFERRABLE INITIALLY DEFERRED", "DEFERRABLE INITIALLY IMMEDIATE"),
    ("REFERENCES blocker (id)", "REFERENCES artefact (id)"),
    ("REFERENCES blocker (id)", "REFERENCES blocker (artefact)"),
    ("'the journal is append-only'", "'the  journal is append-only'"),
    ("'the journal is append-only'", "'the journal\nis append-only'"),
    ("'the journal is append-only'", "'The journal is append-only'"),
    ("RAISE(ABORT", "RAISE(FAIL"),
    ("max(seq), 0) + 1", "max(seq), 0) - -1"),
    ("NEW.seq <>", "NEW.seq <"),
    ("BEFORE UPDATE ON entry", "BEFORE UPDATE OF seq ON entry"),
    ("WHERE retired = ''", 'WHERE retired = ""'),
    ("WHERE retired = ''", "WHERE retired = '' OR 1"),
    ("ended IN ('', 'answered'", "ended IN ('', 'answered', 'evil'"),
    ("ended IN ('', 'answered', 'withdrawn', 'passed_on')", "ended IN ('', 'answered', 'withdrawn, passed_on')"),
    ("ended IN ('', 'answered'", "'' IN ('', 'answered'"),
    ("ended TEXT", "later TEXT"),
]
"""Words of a statement put otherwise by hand."""


@pytest.fixture(params=["fresh", "migrated"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A board of today, made so or brought up to it."""
    path = tmp_path / "board.mhhsboard"
    if request.param == "fresh":
        return made(path)
    open_store(november(path, 1)).close()
    for copy in tmp_path.glob("board before update*"):
        copy.unlink()
    return path


@contextlib.contextmanager
def untouched(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The file stays as it is, and no statement speaks of anything in it but of what it says of itself."""
    before, said = digest_of(path), list[str]()
    real = sqlite3.connect

    def heard(*arguments: object, **named: object) -> sqlite3.Connection:
        connection = real(*arguments, **named)  # type: ignore[call-overload]
        connection.set_trace_callback(said.append)
        return connection  # type: ignore[no-any-return]

    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", heard)
        yield
    spoken = [one for one in said if not re.fullmatch(r"PRAGMA \w+( = \w+)?|BEGIN ?|ROLLBACK", one.strip())]
    assert said
    assert [one for one in spoken if "FROM sqlite_master" not in one] == []
    assert digest_of(path) == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with contextlib.closing(sqlite3.connect(path)) as raw, contextlib.suppress(sqlite3.Error):
        assert not schema.known(raw)
    for read_only in (False, True):
        with untouched(path, monkeypatch), pytest.raises(Damaged):
            open_store(path, read_only=read_only)


@pytest.mark.parametrize("statements", [*SAID, *OTHERWISE])
def test_a_stranger_s_statement_makes_a_stranger(path: Path, statements: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.executescript(statements)
    refused(path, monkeypatch)


@pytest.mark.parametrize(("old", "new"), WRITTEN)
def test_a_stranger_s_letter_makes_a_stranger(path: Path, old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rewritten(path, old, new)
    refused(path, monkeypatch)


@pytest.mark.parametrize("number", range(schema.READABLE, schema.NUMBER))
@pytest.mark.parametrize("statement", SAID)
def test_an_older_board_of_a_stranger_is_not_brought_up_to_date(
    tmp_path: Path, number: int, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its tables would be read, and its generated columns run, while it is copied and changed."""
    path = november(tmp_path / "board.mhhsboard", number)
    altered(path, statement)
    refused(path, monkeypatch)


@pytest.mark.parametrize("number", [-1, 0, 1, 2, 2**31 - 1])
def test_a_board_under_the_number_of_another_schema_is_a_stranger(
    path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    altered(path, f"PRAGMA user_version = {number}")
    if number <= schema.NUMBER:
        refused(path, monkeypatch)


def test_an_object_that_stands_there_twice_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By name nothing is wrong, and still it is no board of ours."""
    altered(
        path,
        "PRAGMA writable_schema = ON",
        "INSERT INTO sqlite_master SELECT * FROM sqlite_master WHERE name = 'entry_stays'",
    )
    refused(path, monkeypatch)


@pytest.mark.parametrize("text", ["/*" * 300_000, '"""' * 200_001, "(" * 500_000, "'" * 499_999])
def test_a_board_that_says_a_great_deal_of_itself_is_refused_at_once(tmp_path: Path, text: str) -> None:
    path = made(tmp_path / "board.mhhsboard")
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA writable_schema = ON")
    raw.execute("UPDATE sqlite_master SET sql = sql || ? WHERE name = 'escalation'", (text,))
    raw.close()
    with pytest.raises(Damaged):
        open_store(path)


TEXTS = list(structure.objects().items())
LETTERS = st.sampled_from([*" \t\n\"'`[](),-/*<>=;x0.", "\u00a0", "''", '""', "/*", "*/", "--", "NOT", "evil"])


def bare(statement: str) -> str:
    """A statement letter by letter without blanks and double quotes outside its texts: another road to what is equal."""
    kept, text = "", False
    for letter in statement:
        text ^= letter == "'"
        if text or letter not in ' \t\n\f\r"':
            kept += letter
    return kept


@given(st.sampled_from(TEXTS), st.integers(0, 2000), st.integers(0, 3), LETTERS)
def test_one_letter_less_more_or_other_is_seen(
    place: tuple[tuple[str, str], str], where: int, gone: int, letter: str
) -> None:
    (kind, name), text = place
    where %= len(text) + 1
    mutant = text[:where] + letter + text[where + gone :]
    same = fingerprint.normal(kind, name, mutant, schema.ADDED) == fingerprint.normal(kind, name, text, schema.ADDED)
    if same:
        assert bare(mutant) == bare(text)
        with (
            contextlib.closing(sqlite3.connect(":memory:")) as one,
            contextlib.closing(sqlite3.connect(":memory:")) as other,
        ):
            for raw, said in ((one, text), (other, mutant)):
                for (_, earlier), statement in TEXTS:
                    if earlier != name:
                        raw.execute(statement)
                    else:
                        raw.execute(said)
            asked = ("table_xinfo", "foreign_key_list", "index_list", "index_xinfo", "table_list")
            for pragma in asked:
                assert (
                    one.execute(f"PRAGMA {pragma}({name!r})").fetchall()
                    == other.execute(f"PRAGMA {pragma}({name!r})").fetchall()
                )


def test_boards_of_november_stay_as_they_are(tmp_path: Path) -> None:
    """Read-only nothing is written, and all that is there is read."""
    for number in NOVEMBER:
        path = november(tmp_path / f"board {number}.mhhsboard", number)
        before = digest_of(path)
        with open_store(path, read_only=True) as store:
            assert check(store) == []
            assert store.head().seq == 16
        assert digest_of(path) == before
        shutil.copy(path, tmp_path / "written.mhhsboard")
        with contextlib.closing(sqlite3.connect(path)) as raw:
            kept = raw.execute("SELECT id, digest FROM escalation ORDER BY id").fetchall()
            ended = raw.execute("SELECT DISTINCT ended FROM escalation").fetchall() if number >= 3 else [("",)]
        with open_store(tmp_path / "written.mhhsboard") as store:
            assert check(store) == []
            assert store.raw.execute("SELECT id, digest FROM escalation ORDER BY id").fetchall() == kept
            assert store.raw.execute("SELECT DISTINCT ended FROM escalation").fetchall() == ended
        (tmp_path / "written.mhhsboard").unlink()


@needs_fork
@pytest.mark.parametrize("number", NOVEMBER)
@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o777), (0o666, 0o555), (0o444, 0o555)])
def test_an_ordinary_user_reads_a_board_of_november_where_nothing_may_be_written(
    tmp_path: Path, number: int, file: int, folder: int
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    path = november(place / "board.mhhsboard", number)
    for above in place.parents:
        if not os.stat(above).st_mode & 0o001:
            above.chmod(os.stat(above).st_mode | 0o055)
    before = digest_of(path)
    warm = Backups(path, tmp_path / "warm")
    warm.take(deep=True)
    with open_store(path, read_only=True) as store:
        many = len(list(store.load()[0]))
    assert warm.all()  # all that is imported late: an ordinary user may not read every installation
    path.chmod(file)
    place.chmod(folder)

    def use() -> str:
        with tempfile.TemporaryDirectory() as own:
            kept = open_board(path, Path(own) / "backups")
            with kept.store as store:
                records = list(store.load()[0])
                taken = kept.backups.take(deep=True)
                kept.backups.take_to(Path(own) / "copy.mhhsboard")
                return (
                    f"{store.read_only} {kept.notices} {check(store)} {len(records)} {store.head().seq} {taken is not None}"
                )

    try:
        assert as_nobody(use) == f"True [] [] {many} 16 True"
    finally:
        place.chmod(0o755)
    assert digest_of(path) == before
    assert [one.name for one in place.iterdir()] == [path.name]


ENDLESS = "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r)"
COMPUTED = "hex(zeroblob(1000))"
COLUMNS = "seq INTEGER PRIMARY KEY, uid TEXT, at TEXT, actor TEXT, verb TEXT, undoes INTEGER, format INTEGER"
HOSTILE = {
    "meta is an endless view": f"DROP TABLE meta; CREATE VIEW meta AS {ENDLESS} SELECT iif(x, 'key', 'identity') AS key, x AS value FROM r",
    "meta is a view of a text": f"DROP TABLE meta; CREATE VIEW meta AS SELECT 'identity' AS key, {COMPUTED} AS value",
    "the identity is computed": f"DROP TABLE meta; CREATE TABLE meta (key TEXT, value TEXT AS ({COMPUTED})); INSERT INTO meta VALUES ('identity')",
    "entry is an endless view": f"DROP TABLE entry; CREATE VIEW entry AS {ENDLESS} SELECT x AS seq, x'00' AS hash, 'a' AS uid, 'a' AS at, 'a' AS actor, 'a' AS verb, 1 AS undoes, 1 AS format, x'00' AS payload FROM r",
    "the hash is computed": f"DROP TABLE entry; CREATE TABLE entry ({COLUMNS}, payload BLOB, hash BLOB AS (zeroblob(200000000))); INSERT INTO entry (seq) VALUES (1), (2), (3)",
    "the hash is computed and kept": f"DROP TABLE entry; CREATE TABLE entry ({COLUMNS}, payload BLOB, hash TEXT AS ({COMPUTED}) STORED); INSERT INTO entry (seq) VALUES (1)",
    "entry is virtual": "DROP TABLE entry; CREATE VIRTUAL TABLE entry USING fts5(seq, hash)",
}


@pytest.mark.parametrize("statements", HOSTILE.values(), ids=HOSTILE)
def test_nothing_of_a_board_that_was_refused_is_run(tmp_path: Path, statements: str) -> None:
    """What is still asked of it: whose it is, what of its history is whole, whether it is a copy of a neighbour."""
    path = made(tmp_path / "board.mhhsboard")
    good = made(tmp_path / "good.mhhsboard")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.executescript(statements)
        asked = list[str]()
    real = sqlite3.connect

    def watched(*arguments: object, **named: object) -> sqlite3.Connection:
        connection = real(*arguments, **named)  # type: ignore[call-overload]
        connection.set_progress_handler(lambda: asked.append("too long") or 1, 5_000_000)  # type: ignore[func-returns-value]
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 10_000_000)
        return connection  # type: ignore[no-any-return]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", watched)
        patch.setattr(remains, "LONGEST_READ", 5)
        with pytest.raises(Damaged):
            open_store(path)
        entry = "entry" in statements
        assert bool(origin_of(path).identity) == entry
        assert conflict_copies(good) == []
        assert conflict_copies(path) == []
        if entry:
            with remains.remains(path, path) as left:
                assert left.marks == {}
                assert left.after(Head()) == []
            with pytest.raises(Damaged):
                as_backup(path)
    assert asked == []
