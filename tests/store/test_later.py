"""What was acknowledged since the last backup is not lost with the file: it is kept beside the backups as well."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from mhhs_board.domain.board import revised
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.journal import Entry
from mhhs_board.program.boards import create_own_board
from mhhs_board.program.safety import backups_root, besides, put_back, remedy
from mhhs_board.store import later, schema, structure
from mhhs_board.store.backups import Backups
from mhhs_board.store.keeping import open_board
from mhhs_board.store.opening import open_store
from tests.domain.boards import entry
from tests.store.boards import NOW, Player, altered, made

pytestmark = pytest.mark.usefixtures("utc")


@pytest.fixture
def root() -> Path:
    """Where the backups of this user's boards are."""
    return backups_root()


@pytest.fixture
def path(tmp_path: Path, root: Path) -> Path:
    """A board with a backup, on which somebody worked on."""
    (tmp_path / "boards").mkdir()
    path = made(tmp_path / "boards" / "L4.mhhsboard")
    worked(path, root)
    Backups(path, root).take(deep=True)
    worked(path, root, 3)
    return path


def worked(path: Path, root: Path, times: int = 1) -> None:
    """Somebody moves a card to and fro in a program that keeps the board."""
    kept = open_board(path, root)
    try:
        player = Player(kept.store)
        for _ in range(times):
            player.move("a1", "work" if player.board.artefact("a1").stage == "backlog" else "backlog")
    finally:
        kept.close()


def history(path: Path) -> list[Entry]:
    with open_store(path, read_only=True) as store:
        return list(store.entries())


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def another_text(path: Path) -> None:
    path.write_text("Minutes of the Design Advisory Group\n" * 200)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:9000])


LOST = [emptied, another_text, cut_short, Path.unlink]


@pytest.mark.parametrize("harm", LOST)
def test_a_file_that_holds_nothing_any_more_takes_nothing_with_it(
    path: Path, root: Path, harm: Callable[[Path], None]
) -> None:
    before = history(path)
    harm(path)
    would, done = remedy(path).sentence, put_back(path).sentence
    assert history(path) == before
    assert f"and 3 later entries kept beside the backups, as it was at entry {before[-1].seq}" in would
    assert f"and 3 later entries kept beside the backups; it stands at entry {before[-1].seq}." in done
    if harm is not cut_short:  # nobody can tell what another machine wrote into it
        assert "so what may have been changed elsewhere after that is not in it." in done
    worked(path, root)
    assert len(history(path)) == len(before) + 1


def test_what_the_file_still_holds_and_what_it_lost_are_told_apart(path: Path, root: Path) -> None:
    before = history(path)
    dropped = [f"DROP TRIGGER {name}" for kind, name in structure.objects() if kind == "trigger"]
    altered(path, *dropped, f"UPDATE entry SET actor = 'Eve' WHERE seq = {before[-2].seq}")
    would, done = remedy(path).sentence, put_back(path).sentence
    assert history(path) == before
    assert "and 2 later entries that the file still holds and 1 kept beside the backups" in would
    assert "and 2 later entries recovered from the damaged file and 1 kept beside the backups;" in done


def test_a_backup_that_is_of_no_use_costs_nothing_either(path: Path, root: Path) -> None:
    newest = Backups(path, root).take(deep=True)
    worked(path, root, 2)
    before = history(path)
    assert newest is not None
    newest.path.write_bytes(b"no backup")
    emptied(path)
    assert "and 5 later entries kept beside the backups" in put_back(path).sentence
    assert history(path) == before


def test_of_two_histories_that_go_on_from_one_backup_the_one_written_last_is_the_boards(path: Path, root: Path) -> None:
    backup = Backups(path, root).latest()
    assert backup is not None
    path.write_bytes(backup.path.read_bytes())  # as by a sync program, or a hand
    worked(path, root, 2)
    before = history(path)
    emptied(path)
    put_back(path)
    assert history(path) == before


def test_a_line_that_was_cut_off_costs_no_other(path: Path, root: Path) -> None:
    before = history(path)
    where = Backups(path, root).folder / later.NAME
    lines = where.read_bytes().split(b"\n")
    where.write_bytes(b"\n".join([*lines[:-1], lines[-1][:40], b"[]", b"\xff\x00", b"[" * 100_000, lines[-1]]))
    path.unlink()
    put_back(path)
    assert history(path) == before


def test_lines_that_somebody_altered_are_not_believed(path: Path, root: Path) -> None:
    before = history(path)
    where = Backups(path, root).folder / later.NAME
    lines = where.read_bytes().split(b"\n")
    assert len(lines) == 4
    where.write_bytes(b"\n".join([*lines[:-1], lines[-1].replace(b'"Ann"', b'"Bob"')]))
    emptied(path)
    put_back(path)
    assert history(path) == before[:-1]


def test_whoever_writes_beside_the_other_writes_beside_the_backups_too(path: Path, root: Path) -> None:
    worker = threading.Thread(target=worked, args=(path, root, 20))
    worker.start()
    worker.join()
    worked(path, root, 20)
    before = history(path)
    emptied(path)
    put_back(path)
    assert history(path) == before


def test_a_second_name_of_the_lines_is_not_written_to(path: Path, root: Path, tmp_path: Path) -> None:
    where = Backups(path, root).folder / later.NAME
    os.link(where, tmp_path / "second")
    size, lines = where.stat().st_size, later.read(where.parent)
    worked(path, root)
    assert (tmp_path / "second").stat().st_size == size
    assert later.read(where.parent)[1:] == lines, "they go on in a file of their own"
    where.unlink()
    (tmp_path / "victim").write_text("safe")
    for put in (lambda: where.symlink_to(tmp_path / "victim"), lambda: os.mkfifo(where)):
        put()
        worked(path, root)
        assert (tmp_path / "victim").read_text() == "safe"
        assert where.is_file()
        assert where.stat().st_size
        where.unlink()


def test_the_lines_are_their_users_alone_and_begin_anew_at_each_backup(path: Path, root: Path) -> None:
    folder = Backups(path, root).folder
    if os.name == "posix":
        assert (folder / later.NAME).stat().st_mode & 0o077 == 0
    held = later.read(folder)
    Backups(path, root).take()
    assert not (folder / later.NAME).exists()
    assert later.read(folder)[:3] == held[:3]
    worked(path, root)
    Backups(path, root).take()
    assert len(later.read(folder)) == 1


def test_a_board_that_was_moved_takes_them_along(path: Path, root: Path) -> None:
    there = path.with_name("Moved.mhhsboard")
    path.rename(there)
    worked(there, root, 2)
    before = history(there)
    emptied(there)
    assert "5 later entries kept beside the backups" in put_back(there).sentence
    assert history(there) == before


def test_a_backup_at_the_new_place_is_enough_to_be_found_there(path: Path, root: Path) -> None:
    Backups(path, root).take(deep=True)
    there = path.with_name("Moved.mhhsboard")
    path.rename(there)
    assert Backups(there, root).take(deep=True) is None, "it has one of this very state"
    before = history(there)
    emptied(there)
    put_back(there)
    assert history(there) == before


def test_a_board_that_was_only_looked_at_in_its_new_place_is_found_there(path: Path, root: Path) -> None:
    there = path.with_name("Moved.mhhsboard")
    path.rename(there)
    before = history(there)
    assert not besides(there).unlike
    emptied(there)
    put_back(there)
    assert history(there) == before


def test_the_board_that_came_back_to_its_place_is_the_last_that_was_there(path: Path, root: Path) -> None:
    away = path.with_name("away")
    path.rename(away)
    create_own_board(path, "l4-bare", name="By mistake")
    Backups(path, root).take(deep=True)
    path.unlink()
    away.rename(path)
    worked(path, root)
    before = history(path)
    emptied(path)
    put_back(path)
    assert history(path) == before


def test_of_two_that_parted_the_one_that_was_kept_last_comes_back(path: Path, root: Path) -> None:
    older = Backups(path, root).latest()
    assert older is not None
    content = older.path.read_bytes()
    Backups(path, root).take(deep=True)
    path.write_bytes(content)
    worked(path, root)
    os.utime(path)
    with pytest.MonkeyPatch.context() as later_on:
        later_on.setenv("MHHS_BOARD_NOW", "2031-01-01T08:00:00Z")
        Backups(path, root).take(deep=True)
        worked(path, root)
        before = history(path)
        emptied(path)
        done = put_back(path)
    assert history(path) == before
    assert (
        "3 entries that were saved here are not in this board (entry 4): they go another way after entry 2" in done.sentence
    )


def test_a_moved_board_takes_its_folder_though_a_line_of_another_way_is_there(path: Path, root: Path) -> None:
    older = Backups(path, root).latest()
    assert older is not None
    path.write_bytes(older.path.read_bytes())  # what was saved since went another way
    worked(path, root)
    there = path.with_name("Moved.mhhsboard")
    path.rename(there)
    worked(there, root)
    before = history(there)
    emptied(there)
    put_back(there)
    assert history(there) == before


def test_two_backups_at_once_lose_nothing_of_what_is_saved_meanwhile(path: Path, root: Path) -> None:
    kept = Backups(path, root)
    folder, seq = kept.folder, len(history(path))
    worked(path, root, 4)
    before = history(path)
    later.turn(folder, seq)
    later.turn(folder, seq)  # both were begun before the four
    worked(path, root)
    assert {row[0] for row in later.read(folder)} >= {entry.seq for entry in before[seq:]}
    later.turn(folder, before[-1].seq + 1)
    assert {row[0] for row in later.read(folder)} == {before[-1].seq + 1}


def test_what_does_not_follow_because_another_machine_wrote_between_is_told(path: Path, root: Path, tmp_path: Path) -> None:
    worked(path, tmp_path / "of Bea")
    worked(path, root, 2)
    emptied(path)
    done = put_back(path)
    assert "2 entries that were saved here do not follow from what is there, so they are not in it." in done.sentence


def test_another_entry_of_that_number_does_not_take_the_place_of_a_damaged_one(
    path: Path, root: Path, tmp_path: Path
) -> None:
    older = path.read_bytes()
    worked(path, root)
    path.write_bytes(older)  # a sync program brought the other's state
    worked(path, tmp_path / "of Bea")
    theirs = history(path)
    dropped = [f"DROP TRIGGER {name}" for kind, name in structure.objects() if kind == "trigger"]
    altered(path, *dropped, f"UPDATE entry SET payload = x'00' WHERE seq = {theirs[-1].seq}")
    done = put_back(path)
    assert history(path) == theirs[:-1]
    assert "1 later entry of it is not whole." in done.sentence
    assert "1 entry that was saved here is not in this board (entry 5): it goes another way after entry 5" in done.sentence


def test_an_older_copy_in_its_place_is_told_and_put_back(path: Path, root: Path) -> None:
    backup = Backups(path, root).latest()
    before = history(path)
    assert backup is not None
    older = backup.path.read_bytes()
    path.write_bytes(older)
    found = besides(path)
    assert (found.unlike, found.backup) == (True, None)
    assert "3 entries that were saved here are not in this board (entry 2)" in found.sentence
    done = put_back(path)
    assert history(path) == before
    assert done.aside is not None
    assert done.aside.read_bytes() == older
    assert "The older file is kept as" in done.sentence
    with pytest.raises(Refused, match="is sound"):
        put_back(path)


def test_a_copy_that_is_opened_while_the_board_is_away_does_not_take_its_lines(path: Path, root: Path) -> None:
    copy, away = path.with_name("Copy.mhhsboard"), path.with_name("away")
    backup = Backups(path, root).latest()
    assert backup is not None
    copy.write_bytes(backup.path.read_bytes())
    before = history(path)
    path.rename(away)
    worked(copy, root)
    away.rename(path)
    emptied(path)
    put_back(path)
    assert history(path) == before


def test_a_new_board_is_not_taken_for_the_one_that_was_there_and_comes_back_before_its_first_change(path: Path) -> None:
    path.unlink()
    create_own_board(path, "l4-bare", name="New")
    before = history(path)
    emptied(path)
    assert "Put back from what is kept beside its backups; it stands at entry 1." in put_back(path).sentence
    assert history(path) == before
    with open_store(path, read_only=True) as store:
        assert store.identity == before[0].uid.removeprefix(schema.FOUNDED)


def test_who_only_reads_writes_nothing_down(path: Path, root: Path) -> None:
    folder = Backups(path, root).folder
    size = (folder / later.NAME).stat().st_size
    open_board(path, root, read_only=True).close()
    assert (folder / later.NAME).stat().st_size == size


def test_where_no_backup_can_be_made_the_lines_do_not_fill_the_disk(
    path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(later, "MOST", 2_000)
    folder = Backups(path, root).folder
    worked(path, root, 40)
    assert sum((folder / name).stat().st_size for name in (later.NAME, later.BEFORE)) < 3 * 2_000


def test_an_entry_full_of_quotes_takes_no_other_along(path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(later, "LONGEST_LINE", 40_000)
    kept = open_board(path, root)
    try:
        player = Player(kept.store)
        for text in ('"' * 12_000, "and after it"):
            new = entry(revised(player.board.artefact("a1"), notes=text))
            done = kept.store.append(new, player.head, now=NOW, salt="s")
            assert isinstance(done, Entry)
            player.take(done)
    finally:
        kept.close()
    before = history(path)
    path.unlink()
    put_back(path)
    assert history(path) == before


def test_a_line_longer_than_any_entry_costs_no_other(path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Backups(path, root).folder
    whole = later.read(folder)
    monkeypatch.setattr(later, "LONGEST_LINE", 20_000)
    lines = (folder / later.NAME).read_bytes()
    (folder / later.NAME).write_bytes(b"x" * 70_000 + lines)
    assert later.read(folder) == whole


def test_lines_of_older_programs_are_read(path: Path, root: Path) -> None:
    folder = Backups(path, root).folder
    whole = later.read(folder)
    older = [(*row[:7], bytes(row[7]).hex(), bytes(row[8]).decode()) for row in reversed(whole)]
    (folder / later.BEFORE).unlink()
    (folder / later.NAME).write_bytes(b"".join(b"\n" + msgspec.json.encode(row) for row in older))
    assert later.read(folder) == whole


def test_a_file_of_lines_that_is_full_is_begun_anew_and_what_goes_is_marked(
    path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(later, "MOST", 600)
    folder = Backups(path, root).folder
    assert not later.missing(folder)
    worked(path, root, 12)
    assert later.missing(folder)
    numbers = [row[0] for row in later.read(folder)]
    assert numbers == list(range(max(numbers), min(numbers) - 1, -1)), "the newest first, none in the wrong file"
