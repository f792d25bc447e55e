"""A board in a file: what is kept is what was said, once, in order, and found again."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from mhhs_board.domain.board import Board, added, removed, revised
from mhhs_board.domain.errors import Damaged, ReadOnly, Refused, Unavailable
from mhhs_board.domain.journal import Change, Entry, Head
from mhhs_board.domain.records import Artefact, Blocker, Details, Workstream
from mhhs_board.store import engine
from mhhs_board.store.check import check
from mhhs_board.store.file_store import FileStore
from mhhs_board.store.opening import create_store, open_store
from mhhs_board.workspace import Store
from tests.domain.boards import entry, founding, founding_entry
from tests.store.boards import NOW, Player, altered, digest_of, made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made(tmp_path / "Böard #1?.mhhsboard")


def test_a_file_store_is_a_store(path: Path) -> None:
    with open_store(path) as opened:
        store: Store = opened
        assert store.location == str(path)
        assert store.read_only is False


def test_every_pragma_is_set_and_read_back_on_every_connection(path: Path) -> None:
    for read_only in (False, True):
        with open_store(path, read_only=read_only) as store:
            for name, value in engine.PRAGMAS.items():
                assert store.raw.execute(f"PRAGMA {name}").fetchone() == (value,), name
            assert store.raw.execute("PRAGMA query_only").fetchone() == (int(read_only),)
            assert store.raw.isolation_level is None
    assert engine.PRAGMAS == {
        "journal_mode": "truncate",
        "synchronous": 3,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "mmap_size": 0,
        "secure_delete": 1,
        "busy_timeout": 250,
    }


def test_a_pragma_that_is_not_accepted_refuses_the_board(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engine.PRAGMAS, "synchronous", 77)
    with pytest.raises(Unavailable, match="cannot be opened safely"):
        open_store(path)


def test_error_texts_do_not_hold_what_people_wrote(path: Path) -> None:
    def fails(connection: sa.Connection) -> None:
        with pytest.raises(sa.exc.DBAPIError) as told:
            connection.execute(sa.text("SELECT nothing WHERE 'x' = :secret"), {"secret": "a private note"})
        texts.append(str(told.value))

    texts: list[str] = []
    with open_store(path) as store:
        store.write(fails)
    assert "a private note" not in texts[0]


def test_a_new_board_holds_its_founding_entry_and_nothing_else(path: Path) -> None:
    with open_store(path) as store:
        records, head = store.load()
        assert {record.id: record for record in records} == {record.id: record for record in founding()}
        assert (head.seq, head.at, len(head.hash)) == (1, NOW, 32)
        assert head == store.head()
        (first,) = store.entries()
        assert (first.verb, first.seq, first.hash) == ("new", 1, head.hash)
        assert check(store) == []
    assert sorted(os.listdir(path.parent)) == [path.name]


def test_two_boards_have_two_identities(tmp_path: Path) -> None:
    seen = set()
    for name in ("one", "two"):
        with open_store(made(tmp_path / name)) as store:
            seen.update(store.raw.execute("SELECT value FROM meta WHERE key = 'identity'"))
    assert len(seen) == 2


def test_creating_never_touches_a_file_that_is_there(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_bytes(b"precious")
    with pytest.raises(Refused, match="is there already"):
        create_store(there, founding_entry())
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    with pytest.raises(Refused, match="is there already"):
        create_store(tmp_path / "dangling", founding_entry())
    assert there.read_bytes() == b"precious"
    with pytest.raises(Unavailable, match="no folder"):
        create_store(tmp_path / "none" / "board", founding_entry())
    assert sorted(os.listdir(tmp_path)) == ["dangling", "there"]


def test_a_name_taken_while_the_board_is_built_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "board"
    real = os.link

    def late(source: Path, target: Path) -> None:
        path.write_bytes(b"somebody else's")
        real(source, target)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(Refused, match="is there already"):
        create_store(path, founding_entry())
    assert path.read_bytes() == b"somebody else's"
    assert os.listdir(tmp_path) == ["board"]


def test_a_disk_without_hard_links_takes_a_new_board_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(os, "link", refused)
    with create_store(tmp_path / "board", founding_entry()) as store:
        assert check(store) == []
    (tmp_path / "taken").write_bytes(b"x")
    assert sorted(os.listdir(tmp_path)) == ["board", "taken"]


def test_a_founding_entry_that_cannot_be_kept_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        create_store(tmp_path / "board", entry(added(Artefact(id="a", workstream="nowhere", stage=None)), verb="new"))
    assert os.listdir(tmp_path) == []


def test_a_move_is_kept_with_its_rows(path: Path) -> None:
    with open_store(path) as store:
        player = Player(store)
        kept = player.move("a1", "work")
        assert isinstance(kept, Entry)
        assert (kept.seq, kept.at) == (2, NOW)
    with open_store(path) as store:
        again = Player(store)
        assert again.board.artefact("a1").stage == "work"
        assert again.head == player.head
        assert list(store.entries(1)) == [kept]
        assert check(store) == []


def test_adding_changing_and_removing_in_one_entry_and_lists_of_text(path: Path) -> None:
    with open_store(path) as store:
        player = Player(store)
        board = player.board
        for one in (
            entry(
                added(Workstream(id="new", name="“New”\nlane", aliases=("a, b", 'c"d', "é"))),
                revised(board.artefact("a1"), workstream="new", labels=("x", "😀"), kind=None),
                added(Blocker(id="b1", artefact="a2", reason="waits")),
                revised(board.details, name="Other"),
            ),
            entry(removed(Blocker(id="b1", artefact="a2", reason="waits"))),
            entry(Change("artefact", "a1", {"labels": ["x", "😀"]}, {"labels": []})),
        ):
            player.take(store.append(one, player.head, now=NOW, salt=""))
        assert list(Board(store.load()[0]).all_records()) == sorted(
            player.board.all_records(), key=[*Board(store.load()[0]).all_records()].index
        )
        assert check(store) == []


def test_the_clock_going_back_does_not_date_an_entry_before_its_predecessor(path: Path) -> None:
    with open_store(path) as store:
        player = Player(store)
        kept = store.append(
            entry(revised(player.board.details, name="x")), player.head, now="2020-01-01T00:00:00Z", salt=""
        )
        assert isinstance(kept, Entry)
        assert kept.at == NOW


def test_where_the_head_has_moved_nothing_is_written_and_the_newer_entries_come_back(path: Path) -> None:
    with open_store(path) as one, open_store(path) as other:
        mine, theirs = Player(one), Player(other)
        first = mine.move("a1")
        second = mine.move("a2")
        answer = theirs.move("a3")
        assert answer == [first, second]
        assert other.head().seq == 3
        for newer in answer:
            theirs.take(newer)
        third = theirs.move("a3")
        assert isinstance(third, Entry)
        assert third.seq == 4
        assert check(one) == []


def test_an_entry_whose_answer_was_lost_is_kept_once(path: Path) -> None:
    with open_store(path) as store:
        player = Player(store)
        new = entry(revised(player.board.artefact("a1"), stage="work"))
        kept = store.append(new, player.head, now=NOW, salt="s")
        again = store.append(new, player.head, now="2027-01-01T00:00:00Z", salt="another")
        assert again == kept
        assert store.head().seq == 2


def test_a_uid_cannot_be_kept_twice_in_one_history(path: Path) -> None:
    with open_store(path) as store:
        player = Player(store)
        new = entry(revised(player.board.artefact("a1"), stage="work"))
        player.take(store.append(new, player.head, now=NOW, salt="s"))
        again = msgspec.structs.replace(new, changes=(revised(player.board.artefact("a1"), stage="done"),))
        with pytest.raises(Damaged):
            store.append(again, player.head, now=NOW, salt="s")
        assert Player(store).board.artefact("a1").stage == "work"


def test_a_head_of_another_history_is_not_written_behind(path: Path) -> None:
    with open_store(path) as store:
        player = Player(store)
        for wrong in (Head(1, NOW, b"y" * 32), Head(9, NOW, b"y" * 32)):
            with pytest.raises(Unavailable, match="another history"):
                store.append(entry(revised(player.board.artefact("a1"), stage="work")), wrong, now=NOW, salt="")
        assert store.head() == player.head


@pytest.mark.parametrize(
    ("change", "told", "sentence"),
    [
        (Change("artefact", "a1", {"stage": "backlog"}, {"stage": "nowhere"}), Refused, "names something that is not"),
        (Change("blocker", "b", None, {"id": "b", "artefact": "nobody"}), Refused, "names something that is not"),
        (Change("workstream", "smart", {"id": "smart", "name": "Smart Segment"}, None), Refused, "names something"),
        (Change("artefact", "a1", {"title": ""}, {"title": "half \ud83d"}), Refused, "half a character"),
        (Change("artefact", "a9", {"stage": "backlog"}, {"stage": "work"}), Damaged, "not in the file"),
        (Change("artefact", "a9", {"id": "a9"}, None), Damaged, "not in the file"),
        (Change("artefact", "a1", None, {"id": "a1", "workstream": "smart", "stage": "work"}), Damaged, "does not fit"),
        (Change("artefact", "x", None, {"id": "y", "workstream": "smart", "stage": "work"}), Damaged, "another id"),
        (Change("artefact", "a1", {"id": "a1"}, {"id": "z"}), Damaged, "change its id"),
        (Change("artefact", "a1", {"rank": ""}, {"rank": 7}), Damaged, "shape"),
        (Change("artefact", "a1", {"rank": ""}, {"colour": "red"}), Damaged, "shape"),
        (Change("sponge", "a1", None, {"id": "a1"}), Damaged, "does not exist"),
        (Change("stage", "work", {"role": "work"}, {"role": "play"}), Damaged, "shape"),
    ],
)
def test_an_entry_that_does_not_fit_is_not_written_at_all(
    path: Path, change: Change, told: type[Exception], sentence: str
) -> None:
    before = digest_of(path)
    with open_store(path) as store:
        head = store.head()
        good = Change("artefact", "a2", {"stage": "backlog"}, {"stage": "work"})
        with pytest.raises(told, match=sentence):
            store.append(entry(good, change), head, now=NOW, salt="")
        assert store.head() == head
        assert Player(store).board.artefact("a2").stage == "backlog"
    assert digest_of(path) == before


def test_entries_forward_backward_by_actor_and_by_record(path: Path) -> None:
    with open_store(path) as store:
        player = Player(store)
        for number in range(300):
            artefact = f"a{number % 6 + 1}"
            stage = "work" if player.board.artefact(artefact).stage == "backlog" else "backlog"
            one = entry(revised(player.board.artefact(artefact), stage=stage), actor="Ann" if number % 3 else "Ben")
            player.take(store.append(one, player.head, now=NOW, salt=""))
        seqs = list(range(1, 302))
        assert [one.seq for one in store.entries()] == seqs
        assert [one.seq for one in store.entries(100, 103)] == [101, 102, 103]
        assert [one.seq for one in store.entries(301)] == []
        assert [one.seq for one in store.entries(5, 5)] == []
        assert [one.seq for one in store.backwards()] == seqs[::-1]
        assert [one.seq for one in store.backwards(before=4)] == [3, 2, 1]
        bens = [number + 2 for number in range(300) if number % 3 == 0]
        assert [one.seq for one in store.backwards("Ben")] == bens[::-1]
        assert [one.seq for one in store.backwards("Ben", before=bens[2])] == [bens[1], bens[0]]
        assert list(store.backwards("nobody")) == []
        assert store.actors() == sorted({one.actor for one in store.entries()})
        assert [one.seq for one in store.touching("artefact", "a1")] == [1, *range(2, 302, 6)]
        assert store.touching("artefact", "nothing") == []


def test_reading_half_of_the_history_holds_no_lock(path: Path) -> None:
    with open_store(path) as store, open_store(path) as other:
        player = Player(store)
        for _ in range(70):
            player.move("a1", "work" if player.board.artefact("a1").stage == "backlog" else "backlog")
        reading = store.entries()
        assert next(reading).seq == 1
        theirs = Player(other)
        assert isinstance(theirs.move("a2"), Entry)
        assert isinstance(
            store.append(entry(revised(theirs.board.artefact("a3"), stage="work")), theirs.head, now=NOW, salt=""), Entry
        )
        assert [one.seq for one in reading] == list(range(2, 74))


def test_changed_says_when_another_connection_wrote_and_only_then(path: Path) -> None:
    with open_store(path) as one, open_store(path) as other:
        mine, theirs = Player(one), Player(other)
        assert not one.changed()
        mine.move("a1")
        assert not one.changed()
        assert other.changed()
        assert not other.changed()
        theirs.take(next(other.entries(1)))
        theirs.move("a2")
        assert one.changed()


def test_a_write_between_opening_and_loading_is_not_missed(path: Path) -> None:
    with open_store(path) as one, open_store(path) as other:
        Player(other).move("a1")
        mine = Player(one)
        assert mine.head.seq == 2
        assert not one.changed()


def test_a_damaged_row_is_not_built_upon(path: Path) -> None:
    altered(path, "UPDATE artefact SET owner = 'forged' WHERE id = 'a1'")
    with open_store(path) as store:
        player = Player(store)
        with pytest.raises(Damaged, match="a1 is not as it was written"):
            player.move("a1")
        assert isinstance(player.move("a2"), Entry)


def test_the_journal_cannot_be_rewritten(path: Path) -> None:
    for statement in (
        "DELETE FROM entry",
        "UPDATE entry SET actor = 'Eve'",
        "INSERT OR REPLACE INTO entry SELECT seq, uid, at, 'Eve', verb, undoes, format, payload, digest, hash FROM entry",
        "INSERT INTO entry SELECT 7, 'u7', at, 'Eve', verb, undoes, format, payload, digest, hash FROM entry",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            altered(path, statement)


def test_reading_only_writes_not_one_byte_and_says_so(path: Path) -> None:
    before = digest_of(path)
    with open_store(path, read_only=True) as store:
        assert store.read_only
        player = Player(store)
        with pytest.raises(ReadOnly, match="reading only"):
            player.move("a1")
        with pytest.raises(sqlite3.OperationalError):
            store.raw.execute("DELETE FROM artefact")
        assert not store.changed()
        assert check(store) == []
    assert digest_of(path) == before
    assert os.listdir(path.parent) == [path.name]


def test_a_reader_sees_what_a_writer_adds(path: Path) -> None:
    with open_store(path, read_only=True) as reader, open_store(path) as writer:
        Player(reader)
        Player(writer).move("a1")
        assert reader.changed()
        assert [one.seq for one in reader.entries(1)] == [2]


def test_closing_leaves_nothing_beside_the_board_and_may_be_done_twice(path: Path) -> None:
    store = open_store(path)
    Player(store).move("a1")
    store.close()
    store.close()
    assert os.listdir(path.parent) == [path.name]


def test_a_symbolic_link_opens_the_board_it_leads_to(path: Path) -> None:
    link = path.with_name("link")
    link.symlink_to(path)
    with open_store(link) as through, open_store(path) as direct:
        Player(through).move("a1")
        assert direct.head().seq == 2


@pytest.mark.parametrize("address", ["postgresql://somewhere/board", "sqlite://", "sqlite:///:memory:", "://", "http://x"])
def test_addresses_that_are_no_board(address: str) -> None:
    with pytest.raises(Unavailable):
        open_store(address)


def test_a_path_and_an_address_name_the_same_board(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    assert engine.board_path("x/../b") == path.parent / "b"
    assert engine.board_path("sqlite:///b") == path.parent / "b"
    assert engine.board_path(f"sqlite:///{path.parent}/b") == path.parent / "b"


def test_opening_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        FileStore(tmp_path / "nothing", "rw")
    with pytest.raises(Unavailable, match="There is no board at"):
        open_store(tmp_path / "nothing")
    assert os.listdir(tmp_path) == []


def test_the_board_s_own_record_is_there_once(path: Path) -> None:
    with open_store(path) as store:
        assert [record for record in store.load()[0] if isinstance(record, Details)] == [
            Details(id="board", name="Test board")
        ]


def test_a_large_entry_is_read_once_for_the_histories_of_all_it_touches(path: Path) -> None:
    """An import of thousands belongs to each card's history; only the first card asked for reads it."""
    lane = Workstream(id="large", name="Large")
    cards = [Artefact(id=f"large-{number}", title="t" * 200, workstream="large", stage="backlog") for number in range(400)]
    with open_store(path) as store:
        head = store.head()
        kept = store.append(entry(added(lane), *map(added, cards)), head, now=NOW, salt="s")
        assert isinstance(kept, Entry)
        payloads: list[str] = []
        store.raw.set_trace_callback(payloads.append)
        histories = [store.touching("artefact", card.id) for card in cards[:3]]
        store.raw.set_trace_callback(None)
    assert histories == [[kept]] * 3
    assert len([one for one in payloads if "payload FROM entry WHERE seq" in one]) == 1


def test_an_entry_whose_name_is_no_text_is_damage(tmp_path: Path) -> None:
    """The driver complains of such bytes by itself, without any code of SQLite's."""
    path = made(tmp_path / "b.mhhsboard")
    with open_store(path) as store:
        player = Player(store)
        player.move()
        player.move(stage="backlog")
        found = list(store.entries())[1].uid.encode()
    data = path.read_bytes()
    assert found in data
    path.write_bytes(data.replace(found, b"\xff" + found[1:]))
    with open_store(path, read_only=True) as store, pytest.raises(Damaged, match="holds text that cannot be read"):
        list(store.entries())
