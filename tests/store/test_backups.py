"""Backups: good copies that are read back, thinned as they age and never to nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mhhs_board.domain.board import revised
from mhhs_board.domain.errors import BoardError, Damaged, Unavailable
from mhhs_board.domain.journal import Head
from mhhs_board.store import backups as module
from mhhs_board.store import copies, journal, rotation
from mhhs_board.store.backup_status import BackupStatus
from mhhs_board.store.backups import BULK, Backups
from mhhs_board.store.check import check
from mhhs_board.store.opening import open_store
from mhhs_board.store.rotation import DAYS, MONTHS, SLACK, WEEKS, Backup, survivors
from mhhs_board.store.which_board import origin_of
from tests.domain.boards import entry
from tests.store.boards import NOW, Player, altered, made
from tests.store.processes import as_nobody, needs_fork

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


class Clock:
    """A clock that goes where it is told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def on(self, **by: int) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made(tmp_path / "L4.mhhsboard")


@pytest.fixture
def kept(path: Path, tmp_path: Path, clock: Clock) -> Backups:
    return Backups(path, tmp_path / "backups", now=clock)


def moved(path: Path, artefact: str = "a1") -> None:
    with open_store(path) as store:
        player = Player(store)
        player.move(artefact, "work" if player.board.artefact(artefact).stage == "backlog" else "backlog")


# -- taking one --------------------------------------------------------------------------------------------------------


def test_a_backup_is_a_board_that_opens_and_is_sound(path: Path, kept: Backups) -> None:
    moved(path)
    backup = kept.take(deep=True)
    assert backup is not None
    assert backup == kept.latest()
    assert (backup.seq, backup.taken) == (2, START)
    assert origin_of(backup.path).identity == origin_of(path).identity
    with open_store(backup.path, read_only=True) as copy, open_store(path) as board:
        assert check(copy) == []
        assert copy.head() == board.head()
        assert sorted(map(repr, copy.load()[0])) == sorted(map(repr, board.load()[0]))
    assert sorted(os.listdir(kept.folder)) == sorted([backup.path.name, "board.txt", "places.json"])


def test_what_has_not_changed_is_not_copied_again_unless_it_is_wished(path: Path, kept: Backups, clock: Clock) -> None:
    assert kept.take() is not None
    assert kept.take() is None
    assert kept.take(anyway=True) is not None
    assert len(kept.all()) == 2
    clock.on(minutes=1)
    moved(path)
    assert kept.take() is not None
    assert [one.seq for one in kept.all()] == [2, 1, 1]


def test_deleted_text_does_not_travel(path: Path, kept: Backups) -> None:
    with open_store(path) as store:
        player = Player(store)
        for notes in ("a private remark " * 500, ""):
            player.take(
                store.append(entry(revised(player.board.artefact("a1"), notes=notes)), player.head, now=NOW, salt="")
            )  # type: ignore[arg-type]
    backup = kept.take()
    assert backup is not None
    content = backup.path.read_bytes()
    with open_store(backup.path, read_only=True) as copy:
        history = sum(b"a private remark" in bytes(row[8]) for row in journal.read_raw(copy.raw))
    assert history == 2  # the history keeps it, and is meant to; the row and every freed page do not
    assert content.count(b"a private remark") <= 500 * history + 4


def test_it_is_made_while_others_write(path: Path, kept: Backups) -> None:
    with open_store(path) as store:
        player = Player(store)
        player.move("a1")
        assert kept.take() is not None
        player.move("a2")
        assert isinstance(player.head.seq, int)
        assert check(store) == []


def test_a_copy_begins_again_where_somebody_wrote_and_ends_where_they_never_stop(
    path: Path, kept: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "STEP", 4)
    monkeypatch.setattr(copies, "PATIENCE", 0.2)
    with open_store(path) as store:
        player = Player(store)
        real, steps = copies.time.monotonic, [0]

        def between_steps() -> float:
            steps[0] += 1
            if steps[0] % 2:
                player.move("a1", "work" if player.board.artefact("a1").stage == "backlog" else "backlog")
            return real()

        monkeypatch.setattr(copies, "time", SimpleNamespace(monotonic=between_steps))
        backup = kept.take()
        monkeypatch.undo()
        assert steps[0] > 4
        assert backup is not None
        with open_store(backup.path, read_only=True) as copy:
            assert check(copy) == []
            assert copy.head() in [player.head, *(Head(one.seq, one.at, one.hash) for one in store.entries())]


def test_a_copy_that_is_not_what_was_copied_does_not_count(
    path: Path, kept: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = kept.take()
    moved(path)
    real = module.copy_into

    def spoilt(how: Callable[[Path], object]) -> Callable[..., None]:
        def copy(raw: sqlite3.Connection, target: Path) -> None:
            real(raw, target)
            how(target)

        return copy

    for how in (
        lambda target: os.truncate(target, target.stat().st_size - 4096),
        lambda target: target.write_bytes(b""),
        lambda target: altered(target, "DELETE FROM touched"),
        lambda target: altered(target, "UPDATE meta SET value = 'another'"),
        lambda target: altered(target, "DROP TRIGGER entry_stays", "DELETE FROM entry WHERE seq = 2"),
        lambda target: altered(target, "PRAGMA user_version = 7"),
    ):
        monkeypatch.setattr(module, "copy_into", spoilt(how))
        with pytest.raises(Unavailable, match="does not count"):
            kept.take()
        assert kept.all() == [first]
        assert "does not count" in kept.status().trouble
    monkeypatch.undo()
    assert kept.take() is not None
    assert kept.status().trouble == ""
    assert not list(kept.folder.glob(".*"))


def test_a_board_that_is_not_sound_makes_no_backup_and_says_so(path: Path, kept: Backups) -> None:
    first = kept.take()
    moved(path)
    altered(path, "UPDATE artefact SET owner = 'Eve' WHERE id = 'a2'")
    with pytest.raises(Damaged, match=r"a2 is not as it was written\. So no backup was made"):
        kept.take(deep=True)
    os.truncate(path, path.stat().st_size - 4096 * 3)
    with pytest.raises(BoardError):
        kept.take()
    assert kept.all() == [first]
    assert kept.status().trouble


def test_only_what_was_left_long_ago_is_swept_whatever_the_clock_says(
    path: Path, kept: Backups, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy that another program is just making lies in the same folder; how old it is the disk knows, not we."""
    kept.take()
    being_made, left = (kept.folder / f".{name}.part" for name in ("made", "left"))
    for part in (being_made, left):
        part.write_bytes(b"")
    os.utime(left, (1, 1))
    for days in (1, 400, -1200):
        clock.on(days=days)
        monkeypatch.setenv("MHHS_BOARD_NOW", clock.now.isoformat())
        moved(path)
        assert kept.take() is not None
        assert being_made.exists()
        assert not left.exists()


def test_the_standing_is_a_line_for_the_status_bar(
    path: Path, kept: Backups, clock: Clock, utc: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MHHS_BOARD_NOW", "2026-11-24T09:00:00Z")
    assert kept.status().sentence == "No backup yet"
    kept.take()
    assert kept.status().sentence == "Last backup 08:00"  # nobody has read every record of it yet
    kept.take(deep=True)
    assert kept.status().sentence == "Last good backup 08:00"
    monkeypatch.setenv("MHHS_BOARD_NOW", "2026-12-03T09:00:00Z")
    assert kept.status().sentence == "Last good backup 24 Nov 2026, 08:00"


@needs_fork
def test_a_folder_that_is_full_or_may_not_be_written_turns_the_standing_amber(path: Path, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups").chmod(0o555)

    def denied() -> str:
        kept = Backups(path, tmp_path / "backups")
        kept.before(entry(verb="import"))
        return kept.status().trouble

    def full() -> str:
        import resource

        kept = Backups(path, tmp_path / "other")
        kept.take()
        kept.path = Path(shutil.copy(made(tmp_path / "larger.mhhsboard", 400), path))
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
        try:
            kept.take()
        except Unavailable as told:
            return f"{told} {len(list((tmp_path / 'other').rglob('*entry*')))}"
        return "done"

    assert as_nobody(denied).endswith("you may not write there.")
    from tests.store.processes import answer

    said = answer(full)
    assert "No backup could be made in" in said
    assert said.endswith(" 1")


def test_a_strangers_identity_is_no_path(tmp_path: Path) -> None:
    path = made(tmp_path / "evil.mhhsboard")
    altered(path, "UPDATE meta SET value = '../../../outside'")
    kept = Backups(path, tmp_path / "backups")
    kept.take()
    assert kept.folder.parent == tmp_path / "backups"
    assert not (tmp_path.parent / "outside").exists()


def test_a_damaged_board_still_finds_its_backups_and_a_moved_one_too(path: Path, kept: Backups, tmp_path: Path) -> None:
    kept.take()
    elsewhere = path.rename(tmp_path / "moved.mhhsboard")
    assert Backups(elsewhere, tmp_path / "backups").all() == kept.all()
    elsewhere.rename(path)
    path.write_bytes(b"\0" * 8192)
    assert Backups(path, tmp_path / "backups").all() == kept.all()


def test_a_copy_to_a_file_of_ones_choosing(path: Path, kept: Backups, tmp_path: Path) -> None:
    kept.take_to(tmp_path / "mine.mhhsboard")
    with open_store(tmp_path / "mine.mhhsboard") as store:
        assert check(store) == []
    with pytest.raises(Unavailable, match="is there already"):
        kept.take_to(tmp_path / "mine.mhhsboard")
    with pytest.raises(Unavailable, match=r"No backup was written|cannot be opened"):
        kept.take_to(tmp_path / "nowhere" / "mine.mhhsboard")
    assert not list(tmp_path.glob(".*"))


# -- when --------------------------------------------------------------------------------------------------------------


def test_every_half_hour_and_only_where_something_changed(path: Path, kept: Backups, clock: Clock) -> None:
    assert kept.keep_up() is not None
    moved(path)
    clock.on(minutes=29)
    assert kept.keep_up() is None
    clock.on(minutes=1)
    assert kept.keep_up() is not None
    clock.on(days=3)
    assert kept.keep_up() is None
    clock.on(days=-9)  # the clock was put back: better one too many
    moved(path)
    assert kept.keep_up() is not None


def test_before_an_import_a_restore_and_a_bulk_change_and_not_before_every_move(
    path: Path, kept: Backups, clock: Clock
) -> None:
    move = entry(verb="move")
    kept.before(move)
    assert len(kept.all()) == 1
    moved(path)
    clock.on(hours=2)
    kept.before(move)
    assert len(kept.all()) == 1
    kept.before(entry(verb="import"))
    assert len(kept.all()) == 2
    moved(path)
    kept.before(entry(verb="restore"))
    assert len(kept.all()) == 3
    moved(path)
    artefact = Player(open_store(path)).board.artefact("a1")
    change = revised(artefact, owner="x")
    kept.before(entry(*[change] * BULK))
    assert len(kept.all()) == 3
    kept.before(entry(*[change] * (BULK + 1)))
    assert len(kept.all()) == 4


def test_the_store_asks_before_it_writes(path: Path, kept: Backups) -> None:
    with open_store(path) as store:
        store.before.append(kept.before)
        player = Player(store)
        player.move("a1")
        assert [one.seq for one in kept.all()] == [1]


def test_a_look_reads_through_also_what_is_kept_already(path: Path, kept: Backups, monkeypatch: pytest.MonkeyPatch) -> None:
    """A window looks the whole board over after every opening; damage needs no new entry."""
    monkeypatch.setattr("mhhs_board.store.check.STEP", 2)
    backup = kept.take(deep=True)
    shares: list[float | None] = []
    tell = kept._tell
    monkeypatch.setattr(kept, "_tell", lambda share: (tell(share), shares.append(kept.status().share)))
    assert kept.take(deep=True, look=True) is None
    assert shares == sorted(shares, key=lambda share: share or 0)
    assert len(shares) > 3
    assert kept.status() == BackupStatus(backup, "")
    altered(path, "UPDATE artefact SET title = 'Another' WHERE id = 'a1'")
    assert kept.take() is None
    assert kept.status().trouble == ""
    with pytest.raises(Damaged, match="artefact a1 is not as it was written"):
        kept.take(deep=True, look=True)
    assert "a1" in kept.status().trouble
    assert kept.status().share is None
    assert [one.path.name for one in kept.all()] == [backup.path.name]  # type: ignore[union-attr]
    assert sorted(os.listdir(kept.folder)) == sorted([backup.path.name, "board.txt", "places.json"])  # type: ignore[union-attr]


def test_what_the_status_bar_says_meanwhile() -> None:
    assert BackupStatus(None, "", 0.4).sentence == "Checking the board: 40%"


def test_in_the_background(path: Path, kept: Backups) -> None:
    told: list[bool] = []
    kept.in_background(then=lambda: told.append(True))
    kept.finish(30)
    assert told == [True]
    assert len(kept.all()) == 1


# -- thinning ----------------------------------------------------------------------------------------------------------


def backup(minute: int, seq: int = 0, size: int = 100) -> Backup:
    return Backup(Path(f"{minute}-{seq}"), START + timedelta(minutes=minute), seq, "", size)


_moments = st.lists(st.tuples(st.integers(-800_000, 10_000), st.integers(0, 50), st.integers(1, 10**6)), max_size=60)


@settings(max_examples=1000)
@given(_moments, st.integers(1, 10**7))
def test_thinning_never_loses_the_last_good_one(drawn: list[tuple[int, int, int]], most: int) -> None:
    found = {backup(*one) for one in drawn}
    left = survivors(found, START, most)
    assert left <= found
    if found:
        assert max(found, key=lambda one: one.taken).taken in {one.taken for one in left}
        assert max(one.seq for one in found) in {one.seq for one in left}
    assert survivors(left, START, most) == left
    assert sum(one.size for one in left) <= most or len(left) <= 3
    unbound = survivors(found, START, 10**12)
    ahead = {one for one in found if one.taken > START + SLACK}
    assert {one for one in found - ahead if START - one.taken <= timedelta(days=2)} <= unbound
    dated = rotation.newest_first(found - ahead, START)
    assert {one.taken for one in rotation._rotated(dated)} <= {one.taken for one in unbound}
    aged = [one for one in unbound - ahead if START - one.taken > timedelta(days=2)]
    assert len(aged) <= DAYS + WEEKS + MONTHS + 3


def test_a_year_of_half_hours_leaves_days_weeks_and_months(clock: Clock) -> None:
    held: set[Backup] = set()
    for hour in range(0, 24 * 365, 2):
        held.add(backup(hour * 60, hour))
        held = survivors(held, START + timedelta(hours=hour))
    now = max(one.taken for one in held)
    ages = sorted((now - one.taken).days for one in held)
    assert sum(age < 2 for age in ages) >= 24
    assert len({one.taken.date() for one in held if (now - one.taken).days < 12}) >= DAYS
    assert len({one.taken.isocalendar()[:2] for one in held}) >= WEEKS
    assert len({(one.taken.year, one.taken.month) for one in held}) == MONTHS
    assert len(held) <= 25 + DAYS + WEEKS + MONTHS


def test_thinned_files_are_gone_and_strangers_stay(path: Path, kept: Backups, clock: Clock) -> None:
    for _ in range(5):
        kept.take(anyway=True)
        clock.on(hours=3)
    (kept.folder / "mine.txt").write_text("precious")
    clock.on(days=30)
    moved(path)
    kept.take()
    assert len(kept.all()) == 2
    assert (kept.folder / "mine.txt").read_text() == "precious"


def test_a_bad_clock_never_costs_the_newest(path: Path, kept: Backups, clock: Clock) -> None:
    for days in (0, 400, -800, 3, -2):
        clock.on(days=days)
        moved(path)
        taken = kept.take()
        assert taken in kept.all()
        assert max(one.seq for one in kept.all()) == taken.seq  # type: ignore[union-attr]


# -- clocks that were wrong --------------------------------------------------------------------------------------------


def worked(path: Path, kept: Backups, clock: Clock, times: int, **step: int) -> int:
    """Change the board, look after its backups as a window's timer does, let time pass; how many were made."""
    made = 0
    for _ in range(times):
        moved(path)
        made += kept.keep_up() is not None
        clock.on(**step)
    return made


def test_a_backup_dated_in_the_future_does_not_flood(path: Path, kept: Backups, clock: Clock) -> None:
    clock.on(days=1500)
    kept.take(deep=True)
    clock.on(days=-1500)
    assert worked(path, kept, clock, 12, seconds=15) == 1
    assert worked(path, Backups(path, kept.folder.parent, now=clock), clock, 12, seconds=15) == 0
    assert kept.latest().taken == START  # type: ignore[union-attr]


def test_a_clock_that_stands_or_was_behind_does_not_starve(
    path: Path, kept: Backups, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: passed[0])
    assert worked(path, kept, clock, 1) == 1
    passed[0] += 1799
    assert worked(path, kept, clock, 1) == 0
    passed[0] += 1
    assert worked(path, kept, clock, 1) == 1  # half an hour by what passed, none by the clock
    clock.on(days=-20000)
    assert worked(path, kept, clock, 1) == 1
    clock.on(days=20000)
    assert worked(path, kept, clock, 3) == 0


def test_a_fortnight_of_a_clock_a_year_ahead_takes_no_day_from_the_weeks_after(
    path: Path, kept: Backups, clock: Clock
) -> None:
    clock.on(days=365)
    for _ in range(14):
        worked(path, kept, clock, 1, days=1)
    clock.on(days=-365)
    before = {one.path for one in kept.all()}
    for _ in range(20):
        worked(path, kept, clock, 1, days=1)
    ours = [one for one in kept.all() if one.path not in before]
    assert len({one.taken.date() for one in ours}) >= DAYS
    assert len(kept.all()) <= 2 * (DAYS + WEEKS + MONTHS + 3)


def test_one_day_of_a_clock_far_ahead_costs_next_to_nothing_of_what_is_there(
    path: Path, kept: Backups, clock: Clock
) -> None:
    worked(path, kept, clock, 20, hours=1)
    before = {one.path for one in kept.all()}
    clock.on(days=9000)
    worked(path, kept, clock, 1)
    assert len(before - {one.path for one in kept.all()}) <= rotation.AT_ONCE
    clock.on(days=-18000)
    worked(path, kept, clock, 3, hours=1)
    assert len(before - {one.path for one in kept.all()}) <= rotation.AT_ONCE


def test_what_is_too_much_goes_at_once_and_what_is_ahead_goes_first() -> None:
    found = {backup(minute, minute + 100, 10) for minute in (-60, -50, -40, -30, -20, -10, 60, 70, 80, 90)}
    gone = rotation.thinned(found, START, 50)
    assert sum(one.size for one in found - gone) <= 50
    assert [one.seq for one in sorted(found - gone, key=lambda one: one.seq)] == [60, 70, 80, 90, 190]


@pytest.mark.parametrize("name", ["99991231T235959Z", "00010101T000000Z", "99991301T000000Z", "00000101T000000Z"])
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_a_date_beyond_the_calendar_ends_in_no_traceback(
    path: Path, kept: Backups, zone: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        first = kept.take(deep=True)
        assert first is not None
        shutil.copy(first.path, first.path.with_name(f"{name} entry 1 {first.mark} whole.mhhsboard"))
        assert kept.latest() == first
        for one in kept.all():
            assert BackupStatus(one, "").sentence
            assert one.when
        moved(path)
        assert kept.take() is not None
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("year", [1, 999, 9999])
def test_a_clock_at_the_end_of_the_calendar_keeps_backups_too(path: Path, kept: Backups, clock: Clock, year: int) -> None:
    kept.take(deep=True)
    moved(path)
    clock.now = datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
    taken = kept.take(deep=True)
    assert kept.latest() == taken
    assert kept.keep_up() is None
    assert kept.status().last == taken
    clock.now = START
    assert {one.seq for one in kept.all()} == {1, 2}


def test_a_backup_of_the_future_is_told_by_its_entry(path: Path, kept: Backups, clock: Clock) -> None:
    clock.on(days=9000)
    kept.take(deep=True)
    assert kept.status().sentence == "Last good backup: entry 1"


# -- what is said of them ----------------------------------------------------------------------------------------------


def test_only_what_was_read_through_and_is_of_this_history_is_called_good(path: Path, kept: Backups, clock: Clock) -> None:
    whole = kept.take(deep=True)
    clock.on(hours=1)
    moved(path)
    quick = kept.take()
    assert kept.status().last == whole
    again = Backups(path, kept.folder.parent, now=clock)
    assert again.status().last is None  # nobody has asked the board yet
    held = {(2, quick.mark)}  # type: ignore[union-attr]
    assert again.status(lambda seq, mark: (seq, mark) in held).last == quick
    assert again.status(lambda seq, mark: (seq, mark) in held).sentence.startswith("Last backup ")
    clock.on(hours=1)
    read = kept.take(deep=True)  # the same state, now read through: the other is worth nothing beside it
    assert [one.whole for one in kept.all()] == [True, True]
    assert kept.status().last == read
    os.replace(whole.path, path)  # type: ignore[union-attr]
    assert Backups(path, kept.folder.parent, now=clock).status(lambda seq, mark: seq == 1).last is None


def test_a_board_that_is_only_read_is_read_through_and_nothing_is_kept(
    path: Path, kept: Backups, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = set(os.listdir(tmp_path))
    kept.in_background(look=True, keep=False)
    kept.finish(30)
    assert (kept.damage, kept.status(reading=True).sentence) == ("", "No backup")
    looks: list[bool] = []
    monkeypatch.setattr(kept, "in_background", lambda **_: looks.append(True))
    kept.look_again()
    kept.look_again(timedelta(0))
    assert looks == []  # nothing changed since
    altered(path, "UPDATE artefact SET title = 'Another' WHERE id = 'a1'")
    kept.look_again(timedelta(0))
    assert looks == [True]
    kept.look()
    assert "a1 is not as it was written" in kept.damage
    assert "a1 is not as it was written" in kept.status().trouble
    assert set(os.listdir(tmp_path)) == beside


@pytest.mark.parametrize(
    "spoil", [lambda path: os.truncate(path, 4096 * 9), lambda path: altered(path, "CREATE TABLE x (y)")]
)
def test_whatever_is_wrong_with_a_board_that_is_only_read_is_damage(
    path: Path, kept: Backups, spoil: Callable[[Path], object]
) -> None:
    spoil(path)
    kept.look()
    assert kept.damage
    assert kept.status().trouble


def test_where_no_backup_can_be_made_the_board_is_read_through_all_the_same(path: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    kept = Backups(path, tmp_path / "file" / "backups")
    kept.in_background(every=timedelta(0), look=True)
    kept.finish(30)
    assert (kept.damage, "No backup could be made" in kept.status().trouble) == ("", True)
    altered(path, "UPDATE artefact SET title = 'Another' WHERE id = 'a1'")
    kept.in_background(every=timedelta(0), look=True)
    kept.finish(30)
    assert "a1 is not as it was written" in kept.damage


def test_a_look_that_cannot_be_had_now_is_tried_again(path: Path, kept: Backups, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise Unavailable("busy")

    monkeypatch.setattr(module, "copy_over", refuse)
    kept.look()
    assert kept.damage == ""
    assert "has not been read through" in kept.status().trouble
    monkeypatch.undo()
    looks: list[bool] = []
    monkeypatch.setattr(kept, "in_background", lambda **_: looks.append(True))
    kept.look_again()
    assert looks == []
    monkeypatch.setattr(module, "AGAIN", 0.0)
    kept._pause = 0.0
    kept.look_again()
    assert looks == [True]


@pytest.mark.parametrize(("count", "verb"), [(BULK + 1, "edit"), (1, "import"), (1, "restore"), (1, "move")])
def test_a_board_that_is_found_damaged_before_a_change_takes_none(
    path: Path, kept: Backups, clock: Clock, count: int, verb: str
) -> None:
    """What is written into a damaged file may be lost, and with it what is still whole: only a full folder is passed over."""
    with open_store(path) as store:
        artefact = Player(store).board.artefact("a1")
    change = revised(artefact, owner="Ana")
    content = path.read_bytes()
    path.write_bytes(content[:4096] + bytes(4096) + content[8192:])
    with pytest.raises(Damaged, match="is damaged; nothing was written"):
        kept.before(entry(*[change] * count, verb=verb))
    path.write_bytes(content)
    kept.before(entry(*[change] * count, verb=verb))
    assert kept.latest() is not None
