"""What holds in a file of every record type because it is declared, whichever it is; with `-p tests.made_up` also of one
that no list can know."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from mhhs_board.domain.board import Board, added, removed, revised
from mhhs_board.domain.errors import BoardError
from mhhs_board.domain.fields import declared
from mhhs_board.domain.journal import Change, Entry
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import RECORDS, REGISTERS
from mhhs_board.store import file_store, recovery, rows, schema, structure
from mhhs_board.store.backups import BULK, Backups
from mhhs_board.store.check import check
from mhhs_board.store.file_store import FileStore
from mhhs_board.store.opening import open_store
from tests.domain.boards import entry, founding
from tests.samples import INSTEAD, KINDS, NEWEST, samples
from tests.store.boards import NOW, Player, aged, altered, digest_of, made
from tests.store.fingerprints import built, fingerprint_of

AT = datetime(2026, 11, 24, tzinfo=UTC)
Records = dict[tuple[str, str], Record]

pytestmark = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A small board without a record of the types to be tried but artefacts."""
    return made(tmp_path / "board.mhhsboard")


def kept_in(path: Path, *changes: Change | None) -> Entry:
    """One entry with these changes, written."""
    with open_store(path) as store:
        player = Player(store)
        kept = store.append(entry(*changes), player.head, now=NOW, salt="s")
        assert isinstance(kept, Entry)
        return kept


def having(path: Path, kind: str, *, number: int = NEWEST, kept: bool = False) -> Record:
    """A record of a type on a board, with something in every field, and what it names."""
    made = samples(kind, founding(), number=number, kept=kept)
    kept_in(path, *map(added, made))
    return made[-1]


def records_of(store: FileStore) -> Records:
    return {(one.KIND, one.id): one for one in store.load()[0]}


def read(path: Path) -> Records:
    with open_store(path, read_only=True) as store:
        return records_of(store)


def sound(path: Path) -> list[object]:
    """What `check` finds, where nothing may be written."""
    with open_store(path, read_only=True) as store:
        return [*check(store)]


# -- rows --------------------------------------------------------------------------------------------------------------


def test_the_sample_leaves_no_field_at_its_default(path: Path, kind: str) -> None:
    """Else what is tried here would be tried of a part."""
    *_, record = samples(kind, founding(), kept=True)
    fields = [one for one in declared(RECORDS[kind]) if (kind, one.name) not in INSTEAD]
    assert [one.name for one in fields if getattr(record, one.name) == one.default] == []


def test_every_field_is_kept_and_its_row_has_its_digest(path: Path, kind: str) -> None:
    record = having(path, kind, kept=True)
    with open_store(path, read_only=True) as store:
        assert records_of(store)[kind, record.id] == record
        assert dict(rows.read_with_digests(store.raw, kind))[record.id] == record
        found = store.raw.execute(f'SELECT digest FROM "{kind}" WHERE id = ?', (record.id,)).fetchone()
        assert found == (rows.digest(record),)


def test_every_field_is_cleared_and_filled_again(path: Path, kind: str) -> None:
    record = having(path, kind, kept=True)
    for one in declared(RECORDS[kind]):
        if one.default is msgspec.NODEFAULT:
            continue
        empty = msgspec.structs.replace(record, **{one.name: one.default})
        kept_in(path, revised(record, **{one.name: one.default}))
        assert read(path)[kind, record.id] == empty
        kept_in(path, revised(empty, **{one.name: getattr(record, one.name)}))
        assert read(path)[kind, record.id] == record


def test_taken_out_again_it_is_gone_and_the_history_tells_it_all(path: Path, kind: str) -> None:
    before = read(path)
    put_in = samples(kind, founding())
    kept_in(path, *map(added, put_in))
    board = Board()
    with open_store(path, read_only=True) as store:
        whole = records_of(store)
        for one in store.entries():
            board.fold(one.changes)
        assert [one.seq for one in store.touching(kind, put_in[-1].id)] == [2]
    assert {(one.KIND, one.id): one for one in board.all_records()} == whole
    assert (kind, put_in[-1].id) in whole
    kept_in(path, *map(removed, reversed(put_in)))
    assert read(path) == before
    assert sound(path) == []


def test_check_finds_nothing_on_a_board_that_has_one(path: Path, kind: str) -> None:
    having(path, kind)
    assert sound(path) == []


def test_a_reference_to_nothing_is_no_board(path: Path, kind: str) -> None:
    links = [one.name for one in declared(RECORDS[kind]) if one.link is not None]
    record = having(path, kind)
    for name in links:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as raw:
            raw.execute(f'UPDATE "{kind}" SET "{name}" = ? WHERE id = ?', ("nobody", record.id))
        assert sound(path) != []
        with pytest.raises(BoardError, match="names a"):
            read(path)
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as raw:
            raw.execute(f'UPDATE "{kind}" SET "{name}" = ? WHERE id = ?', (getattr(record, name), record.id))
    assert sound(path) == []


def test_a_byte_of_it_that_is_another_is_noticed_wherever_a_reader_would_see_it(
    path: Path, kind: str, tmp_path: Path
) -> None:
    """Each place in the file where its id or one of its texts stands: its row, its history, what finds it."""
    record = having(path, kind)
    whole, content, spoilt = read(path), path.read_bytes(), tmp_path / "spoilt.mhhsboard"
    values = [getattr(record, one.name) for one in declared(RECORDS[kind])]
    needles = {value.encode() for value in values if isinstance(value, str) and len(value) > 4}
    seen = 0
    for needle in sorted(needles):
        place = content.find(needle)
        while place >= 0:
            other = bytearray(content)
            other[place + 2] ^= 1
            spoilt.write_bytes(other)
            try:
                noticed, visible = sound(spoilt) != [], read(spoilt) != whole
            except BoardError:
                noticed = visible = True
            assert noticed or not visible, f"{needle!r} at {place}"
            seen += visible
            place = content.find(needle, place + 1)
    assert seen >= len(needles)


# -- what stands first on a screen -------------------------------------------------------------------------------------


def test_the_pages_hold_it_and_a_first_picture_only_what_stands_on_cards(
    path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = having(path, kind)
    monkeypatch.setattr(file_store, "_PAGE", 2)
    with open_store(path, read_only=True) as store:
        whole = records_of(store)
        paged = [(one.KIND, one.id) for page in store.pages() for one in page]
        assert sorted(paged) == sorted(whole)
        assert store.glimpse() is None
        monkeypatch.setattr(file_store, "LARGE", 0)
        glimpsed = store.glimpse()
    assert glimpsed is not None
    first = {(one.KIND, one.id) for one in glimpsed[0]}
    assert ("artefact", "a1") in first
    assert ((kind, record.id) in first) == (kind not in REGISTERS)
    assert glimpsed[2] >= len(whole)


def test_a_board_with_many_of_it_is_shown_before_they_are_read(
    path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few artefacts make no small board where there are many of another type."""
    *more, record = samples(kind, founding())
    copies = [msgspec.structs.replace(record, id=f"{kind}-more-{number}") for number in range(20)]
    kept_in(path, *map(added, [*more, record, *copies]))
    monkeypatch.setattr(file_store, "LARGE", 20)
    with open_store(path, read_only=True) as store:
        assert store.glimpse() is not None


# -- backups and restores ----------------------------------------------------------------------------------------------


def test_a_backup_and_a_copy_keep_it(path: Path, kind: str, tmp_path: Path) -> None:
    having(path, kind)
    whole, backups, target = read(path), Backups(path, tmp_path / "backups"), tmp_path / "copy.mhhsboard"
    taken = backups.take(deep=True)
    assert taken is not None
    backups.take_to(target)
    assert read(taken.path) == read(target) == whole
    assert sound(target) == []


def test_an_entry_that_changes_many_has_a_backup_made_before_it(path: Path, kind: str, tmp_path: Path) -> None:
    record = having(path, kind)
    backups = Backups(path, tmp_path / "backups")
    backups.before(entry(added(record)))
    assert len(backups.all()) == 1
    kept_in(path, removed(record))
    few = [added(msgspec.structs.replace(record, id=f"{kind}-{number}")) for number in range(BULK)]
    backups.before(entry(*few))
    assert len(backups.all()) == 1
    backups.before(entry(*few, added(record)))
    assert len(backups.all()) == 2


@pytest.mark.parametrize("backed_up", [False, True])
def test_a_damaged_board_is_put_back_with_it(path: Path, kind: str, tmp_path: Path, backed_up: bool) -> None:
    """From a backup and what came after it, or from its own history where there is none."""
    backups = Backups(path, tmp_path / "backups")
    if backed_up:
        backups.take(deep=True)
    having(path, kind)
    whole = read(path)
    altered(path, "CREATE TABLE evil (x)", f'DELETE FROM "{kind}"')
    restored = recovery.restore(path, backups.all(), at=AT)
    assert (restored.backup is not None) == backed_up
    assert read(path) == whole
    assert sound(path) == []


# -- older and newer files ---------------------------------------------------------------------------------------------


def stocked(path: Path, number: int, *, but: str = "") -> Records:
    """A board with a record of every type that a program of a schema knew, in every field that it knew."""
    there: list[Record] = []
    for kind in KINDS:
        if number >= RECORDS[kind].SINCE and kind != but and kind not in {one.KIND for one in there}:
            there += samples(kind, [*founding(), *there], number=number)
    kept_in(path, *map(added, there))
    whole = read(path)
    aged(path, number)
    return whole


@pytest.fixture
def before(kind: str) -> int:
    """The schema before the one that brought the type; the oldest for what has always been there."""
    return max(schema.READABLE, RECORDS[kind].SINCE - 1)


def test_a_board_from_before_it_reads_as_one_that_has_none(path: Path, kind: str, before: int) -> None:
    whole = stocked(path, before)
    content = digest_of(path)
    with open_store(path, read_only=True) as store:
        assert records_of(store) == whole
        assert {(one.KIND, one.id): one for page in store.pages() for one in page} == whole
        assert (rows.read_all(store.raw, kind) == []) == (before < RECORDS[kind].SINCE)
        assert check(store) == []
    assert digest_of(path) == content


def test_a_board_from_before_it_is_brought_up_to_date_and_takes_one(path: Path, kind: str, before: int) -> None:
    whole = stocked(path, before, but=kind)
    with open_store(path) as store:
        assert records_of(store) == whole
    *more, record = samples(kind, whole.values(), record_id=f"{kind}-new")
    kept_in(path, *map(added, [*more, record]))
    assert read(path)[kind, record.id] == record
    assert sound(path) == []


def test_a_board_that_was_brought_up_to_date_is_made_as_a_fresh_one(path: Path, kind: str, before: int) -> None:
    asked = ("table_info", "foreign_key_list", "index_list")

    def told(raw: sqlite3.Connection) -> list[list[str]]:
        """Without the numbers in front, which are of the order."""
        return [sorted(repr(row[1:]) for row in raw.execute(f"PRAGMA {pragma}('{kind}')")) for pragma in asked]

    with built(schema.NUMBER, schema.NUMBER) as fresh, built(schema.NUMBER, before) as migrated:
        assert told(migrated) == told(fresh)
        assert structure.foreign(migrated, structure.objects()) == []
        assert fingerprint_of(migrated) == fingerprint_of(fresh)
        assert schema.known(migrated)
        assert schema.fields(kind, schema.NUMBER) == RECORDS[kind].__struct_fields__
