"""Of several ways that a board has gone, the one it went last comes back; the others are told, kept, and gone to by name."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from mhhs_board.domain.errors import ReadOnly, Refused, Unavailable
from mhhs_board.domain.journal import Entry
from mhhs_board.program.safety import backups_of, backups_root, besides, choices, open_kept, put_back, remedy
from mhhs_board.store import backups, homes, later, rotation, sharing
from mhhs_board.store.backups import Backups
from mhhs_board.store.keeping import OpenBoard
from mhhs_board.store.opening import open_store
from mhhs_board.store.sharing import conflict_copies
from tests.store.boards import Player, altered, made

pytestmark = pytest.mark.usefixtures("utc")


class Desk:
    """One user, who works at boards with their backups."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self._patch = folder, patch

    def at(self, moment: str) -> None:
        """Set the computer's clock."""
        self._patch.setenv("MHHS_BOARD_NOW", moment)

    def work(self, path: Path, times: int = 1) -> list[str]:
        """Change a board; what was told."""
        workspace, kept = open_kept(path)
        workspace.close()
        workspace, kept = open_kept(path)
        try:
            player = Player(kept.store)
            for _ in range(times):
                player.move("a1", "work" if player.board.artefact("a1").stage == "backlog" else "backlog")
            return kept.told
        finally:
            workspace.close()

    def elsewhere(self, path: Path, times: int = 1) -> None:
        """Somebody changes it on another machine."""
        with open_store(path) as store:
            player = Player(store)
            for _ in range(times):
                player.move("a1", "work" if player.board.artefact("a1").stage == "backlog" else "backlog")

    def keep(self, path: Path) -> None:
        """Back a board up."""
        backups_of(path).take(deep=True)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk(tmp_path, monkeypatch)
    desk.at("2026-12-01T09:00:00Z")
    return desk


@pytest.fixture
def board(desk: Desk) -> Path:
    """A board with a backup, at entry 2."""
    path = made(desk.folder / "A.mhhsboard")
    desk.work(path)
    desk.keep(path)
    return path


def history(path: Path) -> list[Entry]:
    with open_store(path, read_only=True) as store:
        return list(store.entries())


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def set_to(content: bytes) -> Callable[[Path], None]:
    return lambda path: Path(path).write_bytes(content) and None


def brought_back(path: Path, before: list[Entry]) -> str:
    """Put a board back, as was said before, and as it was then; what was said."""
    would, said = remedy(path), put_back(path).sentence
    assert would.helps
    assert f"at entry {before[-1].seq}" in would.sentence
    assert history(path) == before
    return said


# -- a clock that was wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", ["2020-01-01T10:00:00Z", "2031-01-01T10:00:00Z"])
@pytest.mark.parametrize("harm", [emptied, Path.unlink, None])
def test_a_session_with_a_wrong_clock_costs_nothing(
    desk: Desk, board: Path, wrong: str, harm: Callable[[Path], None] | None
) -> None:
    older = board.read_bytes()
    desk.at(wrong)
    for _ in range(6):
        desk.work(board)
        desk.keep(board)
    desk.work(board)
    desk.at("2026-12-02T09:00:00Z")
    before = history(board)
    (harm or set_to(older))(board)
    if harm is None:
        assert "7 entries that were saved here are not in this board (entry 2)" in besides(board).sentence
    brought_back(board, before)
    assert not besides(board).unlike


def test_the_order_in_which_backups_were_taken_is_remembered_where_no_lines_are(desk: Desk, board: Path) -> None:
    older = board.read_bytes()
    desk.work(board, 3)
    desk.keep(board)
    board.write_bytes(older)
    desk.at("2020-01-01T10:00:00Z")
    desk.work(board)
    desk.keep(board)
    before = history(board)
    folder = backups_of(board).folder
    for name in (later.NAME, later.BEFORE):
        (folder / name).unlink(missing_ok=True)
    emptied(board)
    brought_back(board, before)


# -- an older copy in its place ----------------------------------------------------------------------------------------


def test_a_backup_of_an_older_copy_does_not_make_it_the_board(desk: Desk, board: Path) -> None:
    older = board.read_bytes()
    desk.work(board, 5)
    desk.keep(board)
    before = history(board)
    board.write_bytes(older)
    told = besides(board).sentence
    desk.at("2026-12-02T02:00:00Z")
    desk.keep(board)
    assert besides(board).sentence == told
    assert besides(board).older
    emptied(board)
    brought_back(board, before)


def test_what_was_saved_is_kept_before_an_older_copy_goes_another_way(desk: Desk, board: Path) -> None:
    older = board.read_bytes()
    desk.work(board, 4)
    lost = history(board)
    board.write_bytes(older)
    (told,) = desk.work(board)
    assert told.startswith(
        "4 entries that were saved here are not in this board (entry 2): they go another way after entry 2"
    )
    before = history(board)
    for _ in range(3):  # nobody has decided
        found = besides(board)
        assert (found.unlike, found.older) == (True, False)
        assert "4 entries that were saved here are not in this board" in found.sentence
        assert found.backup is not None
        desk.keep(board)
    assert history(found.backup) == lost
    with pytest.raises(Refused, match=r"is sound\..*4 entries that were saved here are not in this board"):
        put_back(board)
    board.write_bytes(older)
    assert "4 entries that were saved here are not in this board" in brought_back(board, before)
    put_back(board, found.backup)
    assert not besides(board).unlike, "its user has decided"


def test_what_is_kept_of_another_way_stays_until_its_user_has_decided(
    desk: Desk, board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = board.read_bytes()
    desk.work(board, 2)
    board.write_bytes(older)
    desk.work(board)
    monkeypatch.setattr(backups, "thinned", functools.partial(rotation.thinned, most_bytes=1))
    for day in range(2, 5):
        desk.at(f"2026-12-{day:02}T09:00:00Z")
        desk.work(board, 2)
        desk.keep(board)
    kept = besides(board).backup
    assert kept is not None
    assert len(backups_of(board).all()) == 2
    put_back(board, kept)
    assert not besides(board).unlike
    desk.at("2027-01-03T08:00:00Z")
    desk.keep(board)
    assert kept.exists(), "for 30 days it can be gone to again"
    desk.at("2027-01-03T10:00:00Z")
    desk.work(board)
    desk.keep(board)
    assert not kept.exists()


def test_to_name_a_backup_of_its_own_is_to_decide_to_stay(desk: Desk, board: Path) -> None:
    older = board.read_bytes()
    desk.work(board, 4)
    board.write_bytes(older)
    desk.work(board)
    assert besides(board).unlike
    desk.keep(board)
    own, other = backups_of(board).taken()[0], besides(board).backup
    said = put_back(board, own.path).sentence
    assert said.startswith("You stay with this state: the board is as it was at entry 3 (")
    assert "4 entries that were saved here go another way after entry 2 and they are not told again" in said
    assert "holds them for 30 days at least" in said
    assert f'“restore "{other}"” goes there' in said
    assert not besides(board).unlike
    assert put_back(board, own.path).sentence.endswith(", so nothing was changed."), "and there is nothing left to decide"


@pytest.mark.parametrize("clock", ["2026-12-05T09:00:00Z", "2020-01-01T09:00:00Z"])
def test_what_was_decided_against_can_be_gone_to_for_thirty_days(
    desk: Desk, board: Path, monkeypatch: pytest.MonkeyPatch, clock: str
) -> None:
    older = board.read_bytes()
    desk.work(board, 4)
    lost = history(board)
    board.write_bytes(older)
    for day in (2, 3, 4):
        desk.at(f"2026-12-{day:02}T09:00:00Z")
        desk.work(board)
        desk.keep(board)
    kept = besides(board).backup
    assert kept is not None
    own = next(one for one in backups_of(board).taken() if one.seq == 4)
    monkeypatch.setattr(backups, "thinned", functools.partial(rotation.thinned, most_bytes=1))
    desk.at(clock)
    said = put_back(board, own.path).sentence
    assert said.startswith("The board is back at the state of entry 4")
    assert f'“restore "{kept}"” goes there' in said
    for day in (6, 20, 30):
        desk.at(f"2026-12-{day:02}T09:00:00Z")
        desk.work(board)
        desk.keep(board)
        assert history(kept) == lost
    assert not besides(board).unlike
    put_back(board, kept)
    desk.at("2027-02-01T09:00:00Z")
    desk.work(board)
    desk.keep(board)
    assert not kept.exists()


def test_what_cannot_be_kept_is_not_decided_about(desk: Desk, board: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older = board.read_bytes()
    desk.work(board, 4)
    board.write_bytes(older)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Backups, "_kept_apart", full)
        desk.work(board)
        put_back(board, backups_of(board).taken()[0].path)
    assert "4 entries that were saved here are not in this board" in besides(board).sentence


def test_where_what_was_saved_cannot_be_kept_its_lines_stay(
    desk: Desk, board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = board.read_bytes()
    desk.work(board, 4)
    lost = history(board)
    board.write_bytes(older)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Backups, "_kept_apart", full)
        desk.work(board)
        for _ in range(9):
            desk.work(board)
            desk.keep(board)
    found = besides(board)
    assert found.backup is not None
    assert history(found.backup) == lost


# -- ways that were left -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["older", "emptied", "cut", "gone", "damaged"])
def test_a_longer_way_that_was_left_is_not_the_boards(desk: Desk, board: Path, how: str) -> None:
    monday = board.read_bytes()
    desk.at("2026-12-02T09:00:00Z")
    desk.work(board, 7)
    desk.keep(board)
    left = history(board)
    altered(board, "UPDATE artefact SET owner = 'Eve' WHERE id = 'a2'")
    assert put_back(board).aside is not None, "and what was set aside knows only of Tuesday"
    board.write_bytes(monday)
    desk.at("2026-12-03T09:00:00Z")
    for _ in range(3):
        desk.work(board)
        desk.keep(board)
    desk.work(board)
    before = history(board)
    if how == "older":
        board.write_bytes(monday)
    elif how == "emptied":
        emptied(board)
    elif how == "cut":
        os.truncate(board, 40960)
    elif how == "gone":
        board.unlink()
    else:
        altered(board, "DROP TRIGGER entry_unaltered", "UPDATE entry SET payload = x'00' WHERE seq = 4")
    said = brought_back(board, before)
    assert "7 entries that were saved here are not in this board (entry 6): they go another way after entry 2" in said
    found = besides(board)
    assert found.backup is not None
    assert history(found.backup) == left


@pytest.mark.parametrize("harm", [emptied, Path.unlink, None])
def test_of_lines_of_two_ways_the_last_says_where_the_board_went(
    desk: Desk, board: Path, harm: Callable[[Path], None] | None
) -> None:
    older = board.read_bytes()
    desk.work(board, 2)
    newer = board.read_bytes()
    board.write_bytes(older)
    desk.work(board)
    board.write_bytes(newer)
    desk.work(board, 2)
    before = history(board)
    (harm or set_to(older))(board)
    said = brought_back(board, before)
    assert "1 entry that was saved here is not in this board (entry 6): it goes another way after entry 2" in said
    assert "not follow" not in said


def test_what_was_set_aside_closes_a_gap_and_says_no_more(desk: Desk, board: Path) -> None:
    desk.work(board)
    desk.elsewhere(board, 3)
    altered(board, "DROP TRIGGER entry_unaltered", "UPDATE entry SET payload = x'00' WHERE seq = 5")
    put_back(board)
    desk.work(board, 3)
    before = history(board)
    lines = backups_of(board).folder / later.NAME
    kept = [line for line in lines.read_bytes().split(b"\n") if not line.startswith(b"[4,")]
    lines.write_bytes(b"\n".join(kept))  # as by a program that did not write down what it put back
    board.unlink()
    brought_back(board, before)


def test_a_file_that_went_on_elsewhere_goes_before_the_lines(desk: Desk, board: Path) -> None:
    older = board.read_bytes()
    desk.work(board, 2)
    board.write_bytes(older)  # a sync program took the other's
    desk.elsewhere(board, 3)
    theirs = history(board)
    altered(board, "UPDATE artefact SET owner = 'Eve' WHERE id = 'a2'")
    assert "2 entries that were saved here are not in this board (entry 5)" in brought_back(board, theirs)
    emptied(board)
    brought_back(board, theirs)


# -- places ------------------------------------------------------------------------------------------------------------


def test_a_copy_that_parted_takes_no_folder_of_a_board_that_is_away(desk: Desk, board: Path) -> None:
    copy = Path(shutil.copy(board, desk.folder / "B.mhhsboard"))
    desk.elsewhere(copy)
    desk.work(board, 5)
    before = history(board)
    away = board.rename(desk.folder / "away")
    for _ in range(2):
        open_kept(copy)[0].close()
    away.rename(board)
    emptied(board)
    assert "another copy" not in brought_back(board, before)


def test_the_board_that_came_back_and_was_only_looked_at_is_the_one_there(desk: Desk, board: Path) -> None:
    copy, orig = desk.folder / "Copy.mhhsboard", desk.folder / "A orig.mhhsboard"
    backups_of(board).take_to(copy)
    desk.work(board)
    before = history(board)
    board.rename(orig)
    copy.rename(board)
    desk.work(board, 2)
    board.rename(copy)
    orig.rename(board)
    open_kept(board)[0].close()
    emptied(board)
    brought_back(board, before)


def test_of_a_copy_s_way_a_saved_copy_gets_back_as_much_as_is_its_own(desk: Desk, board: Path) -> None:
    copy = desk.folder / "Copy.mhhsboard"
    backups_of(board).take_to(copy)
    before = history(copy)
    desk.work(board, 4)
    desk.keep(board)
    emptied(copy)
    assert "of another copy of this board (A.mhhsboard)" in brought_back(copy, before)


@pytest.fixture
def covered(desk: Desk, board: Path) -> list[Entry]:
    """A saved copy of the program's own is put over the board by hand, which has gone on; what the board was."""
    copy = desk.folder / "Copy.mhhsboard"
    backups_of(board).take_to(copy)
    desk.work(board, 3)
    before = history(board)
    board.write_bytes(copy.read_bytes())
    return before


LACKED = "3 entries that were saved here are not in this board (entry 2), which is another copy of the one that was here"


def test_a_saved_copy_put_over_the_board_hides_nothing(desk: Desk, board: Path, covered: list[Entry]) -> None:
    for _ in range(2):
        found = besides(board)
        assert (found.unlike, found.older) == (True, False)
        assert found.sentence.startswith(f"{LACKED}: they go another way after entry 2; the backup of ")
        assert found.backup is not None
        assert history(found.backup) == covered
        assert str(found.backup) in found.sentence, "it is not among those of the copy"
    assert [one.path for one in choices(board) if one.later < 0] == [found.backup]
    with pytest.raises(Refused, match="3 entries that were saved here are not in this board"):
        put_back(board)
    assert "of another copy of this board" in put_back(board, found.backup).sentence
    assert history(board)[-1].verb == "restore"
    assert len(history(board)) == 3
    assert not besides(board).unlike, "its user has decided"
    assert found.backup.exists()


def test_the_first_change_of_a_saved_copy_keeps_what_the_board_was(
    desk: Desk, board: Path, covered: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    (told,) = desk.work(board)
    assert told.startswith(LACKED)
    assert desk.work(board) == [], "it is said once"
    monkeypatch.setattr(backups, "thinned", functools.partial(rotation.thinned, most_bytes=1))
    for day in range(2, 5):
        desk.at(f"2026-12-{day:02}T09:00:00Z")
        desk.work(board)
        desk.keep(board)
    found = besides(board)
    assert found.backup is not None
    assert history(found.backup) == covered
    said = put_back(board, backups_of(board).taken()[0].path).sentence
    assert said.startswith("You stay with this state: ")
    assert f'“restore "{found.backup}"” goes there' in said
    assert not besides(board).unlike


def test_a_window_that_opens_a_saved_copy_tells_what_it_lacks(board: Path, covered: list[Entry]) -> None:
    workspace, kept = open_kept(board)
    with closing(workspace):
        (told,) = kept.look_back()
    assert told.startswith(LACKED)
    assert told.endswith("Backups… in the menu File lists it.")
    assert history(next(one.path for one in choices(board) if one.later < 0)) == covered


def test_a_saved_copy_that_was_looked_at_and_emptied_names_what_the_board_was(board: Path, covered: list[Entry]) -> None:
    open_kept(board, read_only=True)[0].close()
    emptied(board)
    assert LACKED in put_back(board).sentence
    found = besides(board)
    assert found.backup is not None
    assert history(found.backup) == covered


def test_a_board_that_comes_back_lacks_what_was_saved_in_the_copy_in_its_place(
    desk: Desk, board: Path, covered: list[Entry]
) -> None:
    away = Path(shutil.copy(board, desk.folder / "away"))
    desk.work(board)
    of_copy = history(board)
    put_back(board, besides(board).backup)
    board.write_bytes(away.read_bytes())
    desk.elsewhere(board)
    altered(board, "DELETE FROM meta WHERE key = 'branch'")  # the original again
    assert len(of_copy) == 3
    assert "not in this board (entry 3), which is another copy of the one that was here" in " ".join(
        [besides(board).sentence, *besides(board).remarks]
    )


def test_a_copy_that_went_elsewhere_with_all_of_it_is_missed_nowhere(desk: Desk, board: Path) -> None:
    copy, orig = desk.folder / "Copy.mhhsboard", desk.folder / "orig"
    backups_of(board).take_to(copy)
    board.rename(orig)
    copy.rename(board)
    desk.work(board, 2)
    board.rename(copy)
    orig.rename(board)
    assert not besides(board).unlike
    copy.unlink()
    assert "2 entries that were saved here are not in this board" in besides(board).sentence


def test_a_new_copy_in_the_place_of_an_older_one_is_a_new_beginning(desk: Desk, board: Path) -> None:
    copy = desk.folder / "Copy.mhhsboard"
    backups_of(board).take_to(copy)
    desk.work(copy, 2)
    copy.unlink()
    backups_of(board).take_to(copy)
    assert not besides(copy).unlike
    assert desk.work(copy) == []


def test_an_older_copy_elsewhere_is_told_of_the_backups_that_go_on_from_it(desk: Desk, board: Path) -> None:
    copy = Path(shutil.copy(board, desk.folder / "mailed.mhhsboard"))
    desk.work(board, 4)
    desk.keep(board)
    newest = backups_of(board).taken()[0].path
    board.unlink()
    (told,) = besides(copy).remarks
    assert f"The board that was at {board} went on from this state" in told
    assert str(newest) in told


def test_an_older_copy_at_a_place_that_the_board_had_once_is_told(desk: Desk, board: Path) -> None:
    older = board.read_bytes()
    there = board.rename(desk.folder / "there.mhhsboard")
    desk.work(there, 4)
    before = history(there)
    there.unlink()
    board.write_bytes(older)
    brought_back(board, before)


# -- backups themselves ------------------------------------------------------------------------------------------------


def test_a_backup_opens_for_reading_only(desk: Desk, board: Path) -> None:
    backup = backups_of(board).taken()[0].path
    before = backup.read_bytes()
    workspace, kept = open_kept(backup)
    with closing(workspace), pytest.raises(ReadOnly, match="is a backup, and what is changed in it would be lost"):
        Player(kept.store).move("a1")
    with pytest.raises(Unavailable, match="is a backup itself"):
        backups_of(backup).take()
    with pytest.raises(Refused, match="is a backup itself"):
        put_back(backup)
    board.unlink()
    open_kept(backup)[0].close()
    assert homes.read(backup.parent).place == str(board)
    assert backup.read_bytes() == before


def test_a_backup_that_was_written_to_is_not_what_its_name_says(desk: Desk, board: Path) -> None:
    backup = backups_of(board).taken()[0].path
    before = history(board)
    with open_store(backup) as store:  # as by an older program
        Player(store).move("a2")
    emptied(board)
    brought_back(board, before)


def test_where_nothing_can_be_written_down_that_is_told_and_remembered(
    desk: Desk, board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.work(board, 2)
    with monkeypatch.context() as patch:
        real = os.write

        def full(handle: int, content: bytes) -> int:
            if content[:1] == b"\n":
                raise OSError(28, "No space left on device")
            return real(handle, content)

        patch.setattr(os, "write", full)
        (told,) = desk.work(board, 3)
    assert "could not be written down beside the backups as well: the disk is full" in told
    assert "Not all that was saved since the last backup could be written down" in besides(board).remarks[-1]
    content = board.read_bytes()
    emptied(board)
    said = put_back(board).sentence
    assert "so what was changed after that backup is not in it" in said
    assert "elsewhere" not in said
    board.write_bytes(content)
    desk.keep(board)
    assert besides(board).remarks == []


def test_a_second_full_disk_is_told_as_the_first_was(desk: Desk, board: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int, content: bytes) -> int:
        if content[:1] == b"\n":
            raise OSError(28, "No space left on device")
        return real(handle, content)

    real = os.write
    workspace, kept = open_kept(board)
    try:
        player = Player(kept.store)
        for _ in range(2):
            monkeypatch.setattr(os, "write", full)
            player.move("a1", "work" if player.board.artefact("a1").stage == "backlog" else "backlog")
            monkeypatch.setattr(os, "write", real)
            assert kept.backups.unwritten
            kept.backups.take(deep=True)
            assert not kept.backups.unwritten
        assert len([told for told in kept.told if "could not be written down beside" in told]) == 2
    finally:
        workspace.close()


def test_large_strangers_beside_a_board_keep_nobody_waiting(
    desk: Desk, board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    real = sharing.journal.hash_of

    def counted(raw: object, seq: int) -> bytes:
        asked.append(seq)
        return real(raw, seq)  # type: ignore[arg-type]

    copy = Path(shutil.copy(board, desk.folder / "copy.mhhsboard"))
    desk.elsewhere(copy, 200)
    monkeypatch.setattr(sharing.journal, "hash_of", counted)
    assert [one.entries for one in conflict_copies(board)] == [200]
    assert len(asked) < 30, "it is not read through"
    monkeypatch.setattr(sharing, "SIBLINGS_TIME", -1)
    (told,) = conflict_copies(board)
    assert told.sentence.startswith("There was no time to see whether copy.mhhsboard and what lies behind it are copies")


def test_a_file_put_under_an_open_window_is_looked_at_before_the_next_change(desk: Desk, board: Path) -> None:
    older = board.read_bytes()
    workspace, kept = open_kept(board)
    assert isinstance(kept, OpenBoard)
    with closing(workspace):
        player = Player(kept.store)
        player.move("a1")
        player.move("a1", "backlog")
        board.write_bytes(older)
        kept.store.changed()
        player = Player(kept.store)
        player.move("a1")
    (told,) = kept.told
    assert "2 entries that were saved here are not in this board (entry 2)" in told
    assert len(history(Path(str(besides(board).backup)))) == 4


def test_the_last_line_is_found_however_long_it_is(desk: Desk, board: Path) -> None:
    folder = backups_root() / "lines"
    folder.mkdir()
    assert later.last(folder) is None
    desk.work(board, 3)
    head = history(board)[-1]
    own = backups_of(board).folder
    assert later.last(own) == (head.seq, head.hash)
    text = (own / later.NAME).read_bytes()
    number, *others, payload = msgspec.json.decode(text.split(b"\n")[-1])
    long = msgspec.json.encode((number, *others, payload + "A" * 100_000))
    (folder / later.BEFORE).write_bytes(text)
    assert later.last(folder) == (head.seq, head.hash)
    (folder / later.NAME).write_bytes(b"\n" + long + b"\n[cut off")
    assert len(long) > 100_000
    assert later.last(folder) == (head.seq, head.hash)
