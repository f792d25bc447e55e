"""Back to work after damage: nothing that is whole is lost, the damaged file stays as it was, at whatever step it ends."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import struct
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mhhs_board.domain.board import revised
from mhhs_board.domain.errors import Damaged, Unavailable
from mhhs_board.domain.journal import Entry
from mhhs_board.store import recovery, remains, schema, structure, write_lock
from mhhs_board.store.backups import Backups
from mhhs_board.store.branches import Origin
from mhhs_board.store.check import check
from mhhs_board.store.opening import open_store
from mhhs_board.store.recovery import journal_of, plan, restore
from mhhs_board.store.rotation import Backup
from mhhs_board.store.which_board import origin_of
from tests.domain.boards import entry
from tests.store.boards import NOW, Player, altered, digest_of, made
from tests.store.hostile import root_of
from tests.store.processes import answer, child, heard, needs_fork

DROPPED = [f"DROP TRIGGER {name}" for kind, name in structure.objects() if kind == "trigger"]
AT = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("utc")


def moved(path: Path, times: int = 1) -> None:
    with open_store(path) as store:
        player = Player(store)
        for number in range(times):
            artefact = f"a{number % 6 + 1}"
            player.move(artefact, "work" if player.board.artefact(artefact).stage == "backlog" else "backlog")


def state(path: Path) -> tuple[list[str], list[Entry]]:
    with open_store(path, read_only=True) as store:
        return sorted(map(repr, store.load()[0])), list(store.entries())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A board of 21 entries; backups end with 6 and 11."""
    (tmp_path / "boards").mkdir()
    path = made(tmp_path / "boards" / "L4.mhhsboard")
    kept = Backups(path, tmp_path / "backups")
    for _ in range(2):
        moved(path, 5)
        kept.take(deep=True)
    moved(path, 10)
    return path


@pytest.fixture
def backups(path: Path, tmp_path: Path) -> list[Backup]:
    return Backups(path, tmp_path / "backups").all()


def zero_a_page(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:4096] + bytes(4096) + content[8192:])


def another_shape(path: Path) -> None:
    altered(path, "DROP TRIGGER entry_stays", "CREATE TABLE evil (x)")


def a_forged_row(path: Path) -> None:
    altered(path, "UPDATE artefact SET owner = 'Eve' WHERE id = 'a2'")


def a_hostile_trigger(path: Path) -> None:
    altered(path, "CREATE TRIGGER evil AFTER UPDATE ON artefact BEGIN DELETE FROM artefact; END")


HARMS = [another_shape, a_forged_row, a_hostile_trigger]


@pytest.mark.parametrize("harm", HARMS)
def test_whatever_was_done_to_the_file_nothing_that_is_whole_is_lost(
    path: Path, backups: list[Backup], harm: Callable[[Path], None]
) -> None:
    healthy = state(path)
    harm(path)
    before = digest_of(path)
    done = restore(path, backups, at=AT)
    assert state(path) == healthy
    assert done.aside == path.with_name("L4 (damaged 2026-11-24 09-41).mhhsboard")
    assert digest_of(done.aside) == before
    assert (done.backup, len(done.recovered)) == (backups[0], 10)
    assert "and 10 later entries recovered from the damaged file; it stands at entry 21." in done.sentence
    assert sorted(os.listdir(path.parent)) == sorted([path.name, done.aside.name])
    moved(path)
    with open_store(path) as store:
        assert check(store) == []


@pytest.mark.parametrize("pages", [1, 3, 6])
def test_what_lies_before_the_cut_of_a_file_cut_short_is_read(path: Path, backups: list[Backup], pages: int) -> None:
    healthy = state(path)
    os.truncate(path, path.stat().st_size - 4096 * pages + 100)
    done = restore(path, backups, at=AT)
    with open_store(path) as store:
        assert check(store) == []
        assert list(store.entries()) == healthy[1][: done.head.seq]
        assert done.head.seq >= 11


@pytest.mark.parametrize("content", [b"", b"not a board", bytes(40960)])
def test_where_nothing_is_left_the_newest_backup_stands(path: Path, backups: list[Backup], content: bytes) -> None:
    path.write_bytes(content)
    done = restore(path, backups, at=AT)
    assert (done.backup, done.recovered, done.head.seq) == (backups[0], (), 11)
    assert done.aside is not None
    assert done.aside.read_bytes() == content


def test_a_board_that_is_gone_comes_back(path: Path, backups: list[Backup]) -> None:
    path.unlink()
    done = restore(path, backups, at=AT)
    assert (done.aside, done.head.seq) == (None, 11)
    with open_store(path) as store:
        assert check(store) == []


def test_a_damaged_history_is_followed_as_far_as_it_holds(path: Path, backups: list[Backup]) -> None:
    altered(
        path,
        "DROP TRIGGER entry_unaltered",
        "UPDATE entry SET actor = 'Eve' WHERE seq = 15",
        schema.TRIGGERS["entry_unaltered"],
    )
    done = restore(path, backups, at=AT)
    assert done.head.seq == 14
    with open_store(path) as store:
        assert check(store) == []


def test_damage_before_the_backup_costs_nothing(path: Path, backups: list[Backup]) -> None:
    healthy = state(path)
    altered(
        path,
        "DROP TRIGGER entry_unaltered",
        "UPDATE entry SET payload = zeroblob(9) WHERE seq IN (2, 11)",
        schema.TRIGGERS["entry_unaltered"],
    )
    assert restore(path, backups, at=AT).head.seq == 21
    assert state(path) == healthy


def test_without_any_backup_the_history_is_enough(path: Path) -> None:
    healthy, identity = state(path), origin_of(path).identity
    a_forged_row(path)
    done = restore(path, [], at=AT)
    assert done.backup is None
    assert done.sentence == "Put back from its own history; it stands at entry 21."
    assert state(path) == healthy
    assert origin_of(path).identity == identity


def test_a_backup_that_is_itself_damaged_is_passed_over(path: Path, backups: list[Backup]) -> None:
    healthy = state(path)
    zero_a_page(path)
    zero_a_page(backups[0].path)
    done = restore(path, backups, at=AT)
    assert done.backup == backups[1]
    assert state(path) == healthy or done.head.seq >= 6


def test_a_backup_of_another_history_never_wins_over_what_the_file_holds(
    path: Path, backups: list[Backup], tmp_path: Path
) -> None:
    fork = Path(shutil.copy(backups[1].path, tmp_path / "boards" / "fork.mhhsboard"))
    moved(fork, 60)
    strange = Backups(fork, tmp_path / "backups").take()
    assert strange is not None
    fork.unlink()
    healthy = state(path)
    a_forged_row(path)
    done = restore(path, Backups(path, tmp_path / "backups").all(), at=AT)
    assert done.backup == backups[0]
    assert state(path) == healthy


def test_where_nothing_helps_nothing_is_touched(path: Path) -> None:
    path.write_bytes(b"\x01" * 5000)
    before = digest_of(path)
    with pytest.raises(Damaged, match="Neither a backup nor the history"):
        restore(path, [], at=AT)
    assert digest_of(path) == before
    assert os.listdir(path.parent) == [path.name]


def test_a_plan_says_what_would_be_done_and_does_nothing(path: Path, backups: list[Backup]) -> None:
    a_forged_row(path)
    before = digest_of(path)
    planned = plan(path, backups)
    assert (planned.backup, len(planned.recovered), planned.head.seq, planned.aside) == (backups[0], 10, 21, None)
    assert digest_of(path) == before
    assert os.listdir(path.parent) == [path.name]


def test_a_name_taken_by_an_earlier_damaged_file_is_not_overwritten(path: Path, backups: list[Backup]) -> None:
    asides = set()
    for _ in range(3):
        a_forged_row(path)
        asides.add(restore(path, backups, at=AT).aside)
    assert len(asides) == 3


def test_a_hostile_file_runs_nothing_and_comes_to_an_end(
    path: Path, backups: list[Backup], monkeypatch: pytest.MonkeyPatch
) -> None:
    altered(
        path,
        "PRAGMA writable_schema = ON",
        "DELETE FROM sqlite_master WHERE tbl_name = 'entry'",
        "PRAGMA writable_schema = OFF",
    )
    altered(
        path,
        "CREATE VIEW entry AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT x AS seq, x AS hash FROM r",
    )
    monkeypatch.setattr(remains, "LONGEST_READ", 0.5)
    assert restore(path, backups, at=AT).head.seq == 21  # where the journal lies is known of every board


def test_the_journal_of_a_board_killed_in_the_middle_goes_with_it(
    path: Path, backups: list[Backup], tmp_path: Path
) -> None:
    """A transaction begun and written to the file, and cut off: the journal is hot."""
    with sqlite3.connect(path, isolation_level=None) as raw:
        raw.execute("PRAGMA journal_mode = truncate")
        raw.execute("PRAGMA cache_size = 1")
        raw.execute("PRAGMA cache_spill = 1")
        raw.execute("BEGIN")
        raw.execute("UPDATE artefact SET owner = hex(zeroblob(9000))")
        raw.execute(
            "INSERT INTO touched SELECT 'x', hex(randomblob(200)), value FROM (WITH RECURSIVE c(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM c WHERE value < 300) SELECT value FROM c)"
        )
        for name in (path, journal_of(path)):
            shutil.copy(name, tmp_path / name.name)
    raw.close()
    cut_off = tmp_path / path.name
    assert journal_of(cut_off).stat().st_size > 512
    content = bytearray(cut_off.read_bytes())
    content[100:110] = bytes(10)
    cut_off.write_bytes(content)
    before = digest_of(cut_off), digest_of(journal_of(cut_off))
    done = restore(cut_off, backups, at=AT)
    assert done.aside is not None
    assert (digest_of(done.aside), digest_of(journal_of(done.aside))) == before
    assert not journal_of(cut_off).exists()
    with open_store(cut_off) as store:
        assert check(store) == []
        assert store.head().seq >= 11


# -- ended in the middle -----------------------------------------------------------------------------------------------


STEPS = ("link", "replace", "unlink", "fsync", "open")


@pytest.mark.slow
@needs_fork
@pytest.mark.parametrize("hot", [False, True])
def test_ended_at_any_step_a_second_try_brings_everything_back(
    path: Path, backups: list[Backup], tmp_path: Path, hot: bool
) -> None:
    healthy = state(path)
    a_forged_row(path)
    if hot:
        journal_of(path).write_bytes(b"\0" * 600)  # no journal that SQLite would follow, but one that must go along
    content = path.read_bytes()
    ended = 0
    for step in range(1, 200):
        folder = tmp_path / f"step{step}"
        folder.mkdir()
        board = folder / path.name
        board.write_bytes(content)
        if hot:
            journal_of(board).write_bytes(b"\0" * 600)
        if answer(lambda: _ended_at(board, backups, step)) == "done":  # noqa: B023 - run at once
            break
        ended += 1
        here = {name for name in os.listdir(folder) if not name.startswith(".")}
        assert board.name not in here or board.read_bytes() == content or state(board) == healthy
        if board.name in here and board.read_bytes() == content and hot:
            assert journal_of(board).exists()
        if board.name not in here or board.read_bytes() == content:
            assert restore(board, backups, at=AT).head.seq == 21
        assert state(board) == healthy
        with open_store(board) as store:
            assert check(store) == []
        assert any(
            (folder / name).read_bytes() == content
            for name in os.listdir(folder)
            if "damaged" in name and not name.endswith("-journal")
        )
    assert ended > 5


def _ended_at(board: Path, backups: list[Backup], step: int) -> str:
    """Restore, and end the process without a word right before its n-th call that changes the folder or waits for it."""
    left = [step]

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            left[0] -= 1
            if not left[0]:
                os._exit(9)
            return real(*arguments, **named)

        return call

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))
    restore(board, backups, at=AT)
    return "done"


@needs_fork
@pytest.mark.slow
def test_killed_at_random_moments_of_a_restore_nothing_is_lost(path: Path, backups: list[Backup], tmp_path: Path) -> None:
    healthy = state(path)
    a_forged_row(path)
    content = path.read_bytes()
    chance = random.Random(4)
    for number in range(30):
        board = tmp_path / f"kill{number}" / path.name
        board.parent.mkdir()
        board.write_bytes(content)
        with child(lambda say: say(restore(board, backups, at=AT).sentence.encode())) as (pid, reading):  # noqa: B023
            time.sleep(chance.uniform(0, 0.12))
            os.kill(pid, 9)
            os.waitpid(pid, 0)
            os.read(reading, 100)
        if not board.exists() or board.read_bytes() == content:
            restore(board, backups, at=AT)
        assert state(board) == healthy


def test_a_folder_that_may_not_be_written_is_told(
    path: Path, backups: list[Backup], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_forged_row(path)
    before = digest_of(path)
    for name, failing in (("link", OSError(28, "No space left")), ("replace", PermissionError(13, "denied"))):

        def fail(*_: object, error: OSError = failing) -> None:
            raise error

        with monkeypatch.context() as patch:
            patch.setattr(os, name, fail)
            if name == "link":
                patch.setattr(shutil, "copy2", fail)
            with pytest.raises(Unavailable, match="could not be put back"):
                restore(path, backups, at=AT)
        assert digest_of(path) == before


def test_a_disk_without_second_names_keeps_a_copy(
    path: Path, backups: list[Backup], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "no links here")

    a_forged_row(path)
    before = digest_of(path)
    monkeypatch.setattr(os, "link", refused)
    done = restore(path, backups, at=AT)
    assert done.aside is not None
    assert digest_of(done.aside) == before


def test_a_window_that_has_the_damaged_board_open_goes_on_with_the_restored_one(path: Path, backups: list[Backup]) -> None:
    with open_store(path) as store:
        player = Player(store)
        a_forged_row(path)
        with pytest.raises(Damaged):
            player.move("a2")
        restore(path, backups, at=AT)
        assert store.newer(player.head) == []
        assert isinstance(player.move("a2"), Entry)
        assert check(store) == []


def test_flips_all_over_the_file_never_cost_more_than_what_they_hit(path: Path, backups: list[Backup]) -> None:
    """Whatever one flipped byte does, after `restore` the board is sound and holds at least what the backup held."""
    content = path.read_bytes()
    chance = random.Random(7)
    whole = 0
    for _ in range(60):
        spoilt = bytearray(content)
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        path.write_bytes(spoilt)
        done = restore(path, backups, at=AT)
        assert done.aside is not None
        done.aside.unlink()
        assert done.head.seq >= 11
        whole += done.head.seq == 21
        with open_store(path) as store:
            assert check(store) == []
    assert whole > 40


def test_what_is_not_whole_is_counted_and_where_nobody_can_tell_that_is_said(path: Path, backups: list[Backup]) -> None:
    copy = path.read_bytes()
    altered(path, *DROPPED, "UPDATE entry SET payload = x'00' WHERE seq = 15")
    done = restore(path, backups, at=AT)
    assert (done.head.seq, done.gone) == (14, 7)
    assert done.sentence.endswith("it stands at entry 14. 7 later entries of it are not whole.")
    path.write_bytes(b"")
    assert plan(path, backups).gone is None
    assert "holds no history any more" in restore(path, backups, at=AT).sentence
    path.write_bytes(copy)
    a_forged_row(path)
    assert (restore(path, backups, at=AT).loss, path.exists()) == ("", True)


def written_on(path: Path, times: int = 12) -> None:
    """Give a card notes that fill a page of the history each time."""
    with open_store(path) as store:
        player = Player(store)
        for number in range(times):
            new = entry(revised(player.board.artefact("a1"), notes=f"{number} {'x' * 3000}"))
            kept = store.append(new, player.head, now=NOW, salt="s")
            assert isinstance(kept, Entry)
            player.take(kept)


@pytest.mark.parametrize("kept", [0.75, 0.85, 0.95])
def test_a_history_that_breaks_off_is_said_to(path: Path, kept: float) -> None:
    written_on(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) / 4096 * kept) * 4096])
    done = restore(path, [], at=AT)
    assert done.head.seq < 33
    assert done.loss == "The history in the file breaks off, so entries after that may be missing."


def test_a_page_of_the_history_that_is_gone_is_counted_to_its_end(path: Path) -> None:
    written_on(path)
    content = path.read_bytes()
    top = content[(root_of(path, "entry") - 1) * 4096 :][:4096]
    assert top[0] == 5, "it has pages below it"
    first = struct.unpack(">H", top[12 + 2 * 3 : 14 + 2 * 3])[0]  # the fourth of them
    at = (struct.unpack(">I", top[first : first + 4])[0] - 1) * 4096
    path.write_bytes(content[:at] + bytes(4096) + content[at + 4096 :])
    done = restore(path, [], at=AT)
    assert done.gone == 33 - done.head.seq > 0
    assert done.loss == f"{done.gone} later entries of it are not whole."


def test_a_restore_on_a_full_disk_speaks_of_the_board_and_not_of_the_file_it_makes(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    altered(path, "CREATE TABLE evil (x)")
    monkeypatch.setattr(structure, "create", full)
    with pytest.raises(Unavailable) as told:
        restore(path, [], at=AT)
    assert str(told.value) == f"The disk is full, so nothing was saved in {path.name}. Make room and try again."
    assert os.listdir(path.parent) == [path.name]


# -- beside a program that writes --------------------------------------------------------------------------------------


def writes_on(path: Path, stop: Path) -> Callable[[Callable[[bytes], None]], None]:
    """A program that has a board open, as a window: it moves all the time until `stop` is there, and says each move once it
    was acknowledged."""

    def work(say: Callable[[bytes], None]) -> None:
        with open_store(path, patience=0.3) as store:
            player, number = Player(store), 0
            say(b"open\n")
            while not stop.exists():
                number += 1
                time.sleep(0.01)
                try:
                    for entry in store.newer(player.head):
                        player.take(entry)
                    kept = player.move(f"a{2 + number % 5}", "work" if number // 5 % 2 else "done")
                    if isinstance(kept, Entry):
                        say(f"{kept.seq} {kept.hash.hex()}\n".encode())
                except Unavailable:  # told that nothing was saved
                    continue

    return work


def slowed(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """A disk on which each sync takes that long."""
    real = os.fsync

    def slow(handle: int) -> None:
        time.sleep(seconds)
        real(handle)

    monkeypatch.setattr(os, "fsync", slow)


def harmed_in_place(path: Path) -> None:
    altered(path, "UPDATE artefact SET owner = 'Eve' WHERE id = 'a1'")


def restored_beside_a_writer(path: Path, backups: list[Backup]) -> int:
    """Restore while another program writes; how many moves that were acknowledged are on the board."""
    harmed_in_place(path)
    stop = path.parent.with_name("stop")
    stop.unlink(missing_ok=True)
    with child(writes_on(path, stop)) as (pid, reading):
        said = os.read(reading, 5)
        time.sleep(0.2)
        done = restore(path, backups, at=AT)
        time.sleep(0.6)
        stop.touch()
        said += heard(reading).encode()
        os.waitpid(pid, 0)
    acknowledged = dict(line.split() for line in said.decode().splitlines()[1:])
    with open_store(path) as store:
        kept = {str(entry.seq): entry.hash.hex() for entry in store.entries()}
        assert check(store) == []
    assert {seq: kept.get(seq) for seq in acknowledged} == acknowledged
    assert done.lost == 0
    assert max(map(int, acknowledged)) > done.head.seq, "the program went on with the board that was put back"
    return len(acknowledged)


@needs_fork
def test_restored_beside_a_program_that_writes_nothing_acknowledged_is_lost(
    path: Path, backups: list[Backup], monkeypatch: pytest.MonkeyPatch
) -> None:
    slowed(monkeypatch, 0.15)
    for _ in range(3):
        assert restored_beside_a_writer(path, backups)


@needs_fork
@pytest.mark.slow
def test_restored_twenty_times_beside_a_program_that_writes(
    path: Path, backups: list[Backup], monkeypatch: pytest.MonkeyPatch
) -> None:
    slowed(monkeypatch, 0.15)
    assert sum(restored_beside_a_writer(path, backups) for _ in range(20)) >= 20


@needs_fork
def test_two_that_restore_at_once_put_back_one_after_the_other(path: Path, backups: list[Backup]) -> None:
    healthy = state(path)
    a_forged_row(path)
    with child(lambda say: say(restore(path, backups, at=AT).sentence.encode())) as (_, reading):
        restore(path, backups, at=AT)
        assert "it stands at entry 21" in heard(reading)
    assert state(path) == healthy


def test_a_disk_without_locks_is_compared_afterwards(
    path: Path, backups: list[Backup], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes between the last look and the new file: taken over, and told."""
    monkeypatch.setattr(write_lock, "_lock", lambda *_: None)
    real = recovery._swap
    with open_store(path) as store:
        player = Player(store)
        harmed_in_place(path)

        def swap(building: Path, board: Path, aside: Path, *, there: bool) -> Path | None:
            assert isinstance(player.move("a2"), Entry)
            return real(building, board, aside, there=there)

        monkeypatch.setattr(recovery, "_swap", swap)
        done = restore(path, backups, at=AT)
        assert (len(done.recovered), done.head, done.lost) == (11, player.head, 0)
    assert state(path)[1][-1].hash == player.head.hash


def test_what_cannot_be_taken_over_afterwards_is_named(
    path: Path, backups: list[Backup], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_lock, "_lock", lambda *_: None)
    real = recovery._swap
    with open_store(path) as store:
        player = Player(store)
        harmed_in_place(path)

        def swap(building: Path, board: Path, aside: Path, *, there: bool) -> Path | None:
            player.move("a2")
            kept = real(building, board, aside, there=there)
            moved(path)
            return kept

        monkeypatch.setattr(recovery, "_swap", swap)
        done = restore(path, backups, at=AT)
    assert "1 entry is only in the file set aside: another program wrote to it meanwhile." in done.sentence


def test_who_keeps_the_lock_keeps_the_board(path: Path, backups: list[Backup], monkeypatch: pytest.MonkeyPatch) -> None:
    a_forged_row(path)
    before = digest_of(path)
    monkeypatch.setattr(write_lock, "PATIENCE", 0.2)
    with sqlite3.connect(path, isolation_level=None) as raw:
        raw.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match=r"Other programs are writing to L4.mhhsboard\. Close them"):
            restore(path, backups, at=AT)
        raw.execute("ROLLBACK")
    raw.close()
    assert digest_of(path) == before
    assert [name for name in os.listdir(path.parent) if not name.endswith("-journal")] == [path.name]
    assert restore(path, backups, at=AT).head.seq == 21


def test_nothing_that_somebody_puts_at_the_name_meanwhile_is_written_over(
    path: Path, backups: list[Backup], monkeypatch: pytest.MonkeyPatch
) -> None:
    path.unlink()
    real = recovery._swap

    def swap(building: Path, board: Path, aside: Path, *, there: bool) -> Path | None:
        made(path)
        return real(building, board, aside, there=there)

    monkeypatch.setattr(recovery, "_swap", swap)
    with pytest.raises(Unavailable, match="something is there already"):
        restore(path, backups, at=AT)
    assert len(state(path)[1]) == 1


def test_what_was_set_aside_once_says_nothing_of_a_board_that_went_on_and_was_deleted(
    path: Path, backups: list[Backup], tmp_path: Path
) -> None:
    altered(path, *DROPPED, "UPDATE entry SET payload = x'00' WHERE seq = 15")
    assert restore(path, backups, at=AT).head.seq == 14
    moved(path, 8)
    kept = Backups(path, tmp_path / "backups")
    kept.take(deep=True)
    moved(path, 1)
    path.unlink()
    planned = plan(path, kept.all())
    assert (planned.head.seq, planned.recovered, planned.there) == (22, (), False)
    assert planned.loss == "The file itself was gone, so what may have been changed after that is not in it."
    assert restore(path, kept.all(), at=AT).head.seq == 22
    with open_store(path) as store:
        assert check(store) == []


def test_a_board_of_another_that_was_set_aside_at_the_place_is_not_put_there(path: Path, backups: list[Backup]) -> None:
    a_forged_row(path)
    assert restore(path, backups, at=AT).aside is not None
    path.unlink()
    with pytest.raises(Damaged):
        plan(path, [], origin=Origin("f" * 32))
