"""Backups are the board's own: of a board and its copies each keeps, thins and is put back from what is its own."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mhhs_board.domain.errors import Damaged
from mhhs_board.program import safety
from mhhs_board.store import branches, homes, recovery, schema
from mhhs_board.store.backups import Backups
from mhhs_board.store.branches import Origin
from mhhs_board.store.check import check
from mhhs_board.store.opening import open_store
from mhhs_board.store.rotation import Backup
from mhhs_board.store.sharing import conflict_copies
from mhhs_board.store.which_board import origin_of
from tests.store.boards import Player, altered, made

START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


class Desk:
    """One user's backups, and the clock on the wall."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "backups"
        self.now = START

    def of(self, path: Path) -> Backups:
        """The backups of a board."""
        return Backups(path, self.root, now=lambda: self.now)

    def work(self, path: Path, times: int = 1, *, back_up: bool = True) -> Backup | None:
        """Change a board, then back it up."""
        for _ in range(times):
            with open_store(path) as store:
                player = Player(store)
                player.move("a1", "work" if player.board.artefact("a1").stage == "backlog" else "backlog")
        self.now += timedelta(minutes=1)
        return self.of(path).take(deep=True) if back_up else None

    def put_back(self, path: Path) -> recovery.Restored:
        """As `restore` does."""
        backups = self.of(path)
        return recovery.restore(path, backups.candidates(), at=self.now, origin=backups.origin)

    def seqs(self, path: Path) -> list[int]:
        """The entries that a board's own backups end with, newest first."""
        return [one.seq for one in self.of(path).all()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def board(desk: Desk, tmp_path: Path) -> Path:
    """A board with a backup, at entry 2."""
    path = made(tmp_path / "Main.mhhsboard")
    desk.work(path)
    return path


def unfounded(path: Path) -> Path:
    """A board as they were made before the history held the identity."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "FOUNDED", "none-")
        return made(path)


def saved(desk: Desk, board: Path, name: str = "What if.mhhsboard") -> Path:
    """A copy that the program saved."""
    copy = board.with_name(name)
    desk.of(board).take_to(copy)
    return copy


def copied(desk: Desk, board: Path, name: str = "What if.mhhsboard") -> Path:
    """A copy made with other means."""
    return Path(shutil.copy(board, board.with_name(name)))


COPYING: list[Callable[[Desk, Path], Path]] = [saved, copied]


def last_of(path: Path) -> tuple[int, bytes]:
    with open_store(path, read_only=True) as store:
        head = store.head()
    return head.seq, head.hash


def test_a_saved_copy_keeps_the_identity_and_has_a_branch_of_its_own(desk: Desk, board: Path) -> None:
    copy = saved(desk, board)
    again = saved(desk, copy, "Copy of a copy.mhhsboard")
    first, second, third = origin_of(board), origin_of(copy), origin_of(again)
    assert first.identity == second.identity == third.identity
    assert first.name == ""
    assert len({first.name, second.name, third.name}) == 3
    assert second.made_at == last_of(board)
    for path in (board, copy, again):
        with open_store(path) as store:
            assert check(store) == []
        assert os.stat(path).st_size % 4096 == 0


@pytest.mark.parametrize("spoil", ["key", "value", "digest", "identity", "another"])
def test_a_branch_that_is_not_as_it_was_written_is_damage_and_comes_back(desk: Desk, board: Path, spoil: str) -> None:
    copy = saved(desk, board)
    kept = desk.work(copy)
    value = origin_of(copy).branch
    altered(
        copy,
        {
            "key": "UPDATE meta SET key = 'branci' WHERE key = 'branch'",
            "value": f"UPDATE meta SET value = '{value.replace(' 2 ', ' 3 ')}' WHERE key = 'branch'",
            "digest": f"UPDATE meta SET value = '{value[:-1]}{'0' if value[-1] != '0' else '1'}' WHERE key = 'branch'",
            "identity": "UPDATE meta SET value = '0' || substr(value, 2) || 'x' WHERE key = 'identity'",
            "another": f"UPDATE meta SET value = '{branches.new(origin_of(copy).identity, 2, bytes(32))}' WHERE key = 'branch'",
        }[spoil],
    )
    told = "The board's identity is not" if spoil == "identity" else "What tells this copy of the board from the others"
    with open_store(copy, read_only=True) as store:
        found = check(store)
    assert len(found) == 1
    assert found[0].sentence.startswith(told)
    if spoil == "another":
        return
    assert kept in desk.of(copy).all()
    done = desk.put_back(copy)
    assert done.backup == kept
    assert origin_of(copy).branch == value


def test_no_single_bit_of_a_branch_goes_unnoticed(desk: Desk, board: Path) -> None:
    origin = origin_of(saved(desk, board))
    for at, letter in enumerate(origin.branch):
        for bit in range(7):
            other = chr(ord(letter) ^ (1 << bit))
            found = branches.origin(origin.identity, origin.branch[:at] + other + origin.branch[at + 1 :])
            assert (found.branch, found.whole) == ("", False)


def test_the_branch_covers_the_identity_of_an_older_board(desk: Desk, tmp_path: Path) -> None:
    board = unfounded(tmp_path / "Old.mhhsboard")
    copy = saved(desk, board)
    altered(copy, "UPDATE meta SET value = '0' || substr(value, 2) || 'x' WHERE key = 'identity'")
    with open_store(copy, read_only=True) as store:
        assert "What tells this copy of the board from the others" in check(store)[0].sentence


@pytest.mark.parametrize("make", COPYING)
def test_a_board_and_its_copy_have_backups_of_their_own(
    desk: Desk, board: Path, make: Callable[[Desk, Path], Path]
) -> None:
    copy = make(desk, board)
    desk.work(copy, 3)
    desk.work(board)
    assert desk.seqs(board) == [3, 2]
    assert desk.seqs(copy) == [5]
    assert desk.of(board).folder != desk.of(copy).folder


@pytest.mark.parametrize("make", COPYING)
def test_an_emptied_board_is_put_back_from_its_own_though_its_copy_has_more_and_was_backed_up_last(
    desk: Desk, board: Path, make: Callable[[Desk, Path], Path]
) -> None:
    copy = make(desk, board)
    desk.work(board, 3)
    wanted = last_of(board)
    desk.work(copy, 9)
    board.write_bytes(b"")
    done = desk.put_back(board)
    assert done.backup is not None
    assert done.backup.other == ""
    assert "another copy" not in done.sentence
    assert last_of(board) == wanted
    assert origin_of(board).name == ""
    copy.unlink()
    assert desk.put_back(copy).head.seq == 11


@pytest.mark.parametrize("make", COPYING)
def test_a_copy_s_backup_is_taken_only_for_want_of_an_own_and_said(
    desk: Desk, board: Path, make: Callable[[Desk, Path], Path]
) -> None:
    copy = make(desk, board)
    desk.work(copy, 3)
    for one in desk.of(board).all():
        one.path.write_bytes(b"rotten")
    board.write_bytes(b"")
    done = desk.put_back(board)
    assert "of another copy of this board (What if.mhhsboard)" in done.sentence
    assert done.head.seq == 5
    assert origin_of(board).name not in ("", origin_of(copy).name)  # from here on it goes its own way
    with open_store(board) as store:
        assert check(store) == []
    desk.work(board)
    assert desk.seqs(board) == [6]
    assert desk.seqs(copy) == [5]


def test_a_board_whose_history_is_whole_needs_no_backup_of_a_copy(desk: Desk, board: Path) -> None:
    copy = saved(desk, board)
    desk.work(board, 2)
    desk.work(copy, 5)
    for one in desk.of(board).all():
        one.path.unlink()
    altered(board, "UPDATE artefact SET owner = 'Eve' WHERE id = 'a2'")
    done = desk.put_back(board)
    assert (done.backup, done.gone, done.head.seq) == (None, 0, 4)
    assert origin_of(board).name == ""
    altered(copy, "UPDATE artefact SET owner = 'Eve' WHERE id = 'a2'")
    before = origin_of(copy)
    for one in desk.of(copy).all():
        one.path.unlink()
    assert desk.put_back(copy).backup is None
    assert origin_of(copy) == before


def test_a_copy_s_backup_closes_a_gap_that_lies_before_they_parted_and_the_board_stays_itself(
    desk: Desk, board: Path
) -> None:
    copy = saved(desk, board)
    desk.of(copy).take(deep=True)
    desk.work(board, 3)
    wanted = last_of(board)
    for one in desk.of(board).all():
        one.path.unlink()
    altered(board, "DROP TRIGGER entry_unaltered", "UPDATE entry SET payload = x'00' WHERE seq = 2")
    done = desk.put_back(board)
    assert done.backup is not None
    assert done.backup.other == "What if.mhhsboard"
    assert last_of(board) == wanted
    assert origin_of(board).name == ""


# -- where a board is --------------------------------------------------------------------------------------------------


def test_a_board_that_is_moved_or_renamed_takes_its_backups_along(desk: Desk, board: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    for place in (tmp_path / "Renamed.mhhsboard", tmp_path / "elsewhere" / "Main.mhhsboard", board):
        board = board.rename(place)
        desk.work(board)
    assert desk.seqs(board) == [5, 4, 3, 2]
    home = homes.read(desk.of(board).folder)
    assert [Path(place).name for place in home.places] == ["Renamed.mhhsboard", "Main.mhhsboard", "Main.mhhsboard"]
    board.write_bytes(b"\0" * 9000)
    assert desk.put_back(board).head.seq == 5


def test_a_board_at_the_place_that_another_left_has_its_own(desk: Desk, board: Path, tmp_path: Path) -> None:
    moved = board.rename(tmp_path / "Moved.mhhsboard")
    desk.work(moved, 3)
    new = made(board)
    desk.work(new, 6)
    new.write_bytes(b"")
    assert desk.put_back(new).head.seq == 7
    copy = Path(shutil.copy(moved, tmp_path / "third"))
    new.unlink()
    copy.rename(new)  # a copy of the moved one, at its old place
    desk.work(new)
    assert desk.seqs(new) == [6]
    assert desk.seqs(moved) == [5, 2]
    new.write_bytes(b"")
    assert desk.put_back(new).head.seq == 6


def test_of_a_place_that_a_board_left_there_is_only_what_is_another_s(desk: Desk, board: Path, tmp_path: Path) -> None:
    moved = board.rename(tmp_path / "Moved.mhhsboard")
    desk.work(moved)
    done = desk.put_back(board)  # somebody means the board that was there
    assert "of another copy of this board (Moved.mhhsboard)" in done.sentence
    assert origin_of(board).name != origin_of(moved).name
    assert desk.seqs(moved) == [3, 2]


def test_two_boards_of_one_name_have_nothing_to_do_with_each_other(desk: Desk, tmp_path: Path) -> None:
    boards = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        boards.append(made(tmp_path / name / "board.mhhsboard"))
    desk.work(boards[0], 2)
    desk.work(boards[1], 5)
    boards[0].write_bytes(b"")
    assert desk.put_back(boards[0]).head.seq == 3
    boards[0].unlink()
    shutil.copy(boards[1], boards[0])  # the second board comes to the place of the first
    desk.work(boards[0])
    assert desk.seqs(boards[0]) == [7]
    assert desk.seqs(boards[1]) == [6]
    boards[0].write_bytes(b"")
    assert desk.put_back(boards[0]).head.seq == 7  # of what was there last


def test_a_copy_put_in_the_place_of_the_board_under_an_open_program_gets_no_place_among_its_backups(
    desk: Desk, board: Path
) -> None:
    copy = saved(desk, board)
    desk.work(copy, 4)
    watching = desk.of(board)
    own = watching.folder
    os.replace(copy, board)
    desk.work(board)
    assert watching.take(deep=True, anyway=True) is not None
    assert watching.folder != own
    assert [one.seq for one in watching.all()] == [7, 7, 6]


def test_a_link_is_no_other_place(desk: Desk, board: Path, tmp_path: Path) -> None:
    (tmp_path / "link.mhhsboard").symlink_to(board)
    desk.work(tmp_path / "link.mhhsboard")
    assert desk.seqs(board) == [3, 2]
    assert desk.of(tmp_path / "link.mhhsboard").folder == desk.of(board).folder


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"places": 7}', b'{"places": ["x"], "identity": 1}', b"\xff\xfe"])
def test_what_is_remembered_of_a_place_may_be_lost(desk: Desk, board: Path, content: bytes) -> None:
    folder = desk.of(board).folder
    (folder / homes.RECORD).write_bytes(content)
    assert desk.work(board) is not None
    assert desk.seqs(board)[0] == 3


@pytest.mark.parametrize("turn", ["1e400", "-1e400", "NaN", "9" * 4000, "-1", '"x"'])
def test_a_number_that_no_program_of_ours_wrote_hinders_nobody(desk: Desk, board: Path, turn: str) -> None:
    """In the folder of any board: all of them are asked for each."""
    other = desk.root / "other"
    other.mkdir()
    settled = f'["² ab", "{"9" * 5000} ab"]'
    said = f'"identity": "{"a" * 32}", "branch": "", "places": ["{board}"], "turn": {turn}, "settled": {settled}'
    (other / homes.RECORD).write_text(f"{{{said}}}", "utf-8")
    assert desk.work(board) is not None
    assert desk.seqs(board)[0] == 3
    assert safety.besides(board) is not None


@pytest.mark.parametrize("name", [homes.PLACE, homes.RECORD])
@pytest.mark.parametrize("plant", ["fifo", "zero", "link", "folder", "gone"])
def test_what_somebody_planted_where_places_are_remembered_is_neither_waited_for_nor_followed(
    desk: Desk, board: Path, tmp_path: Path, name: str, plant: str
) -> None:
    (tmp_path / "precious").write_text("precious")
    for folder in (desk.of(board).folder, desk.root / "other"):
        folder.mkdir(exist_ok=True)
        (folder / name).unlink(missing_ok=True)
        if plant == "fifo":
            os.mkfifo(folder / name)
        elif plant == "folder":
            (folder / name).mkdir()
        elif plant != "gone":
            (folder / name).symlink_to("/dev/zero" if plant == "zero" else tmp_path / "precious")
    desk.work(board)
    assert desk.seqs(board)[0] == 3
    board.write_bytes(b"")
    if plant in ("gone", "fifo", "zero", "link"):
        assert desk.put_back(board).head.seq == 3
    assert (tmp_path / "precious").read_text() == "precious"


# -- what older programs left ------------------------------------------------------------------------------------------


def older(desk: Desk, board: Path, place: Path) -> Path:
    """A folder of a program before branches, last used for the board at a place."""
    folder = desk.root / origin_of(board).identity
    own = desk.of(board).folder
    folder.mkdir()
    for one in desk.of(board).all():
        shutil.move(one.path, folder / one.path.name.replace(" whole", ""))
    shutil.rmtree(own)
    (folder / homes.PLACE).write_text(str(place), "utf-8")
    return folder


def test_backups_of_before_belong_to_the_board_at_the_place_that_they_name(desk: Desk, board: Path) -> None:
    folder = older(desk, board, board)
    copy = copied(desk, board)
    assert desk.of(board).folder == folder
    assert desk.seqs(board) == [2]
    assert desk.seqs(copy) == []
    desk.work(board)
    desk.work(copy, 4)
    assert desk.seqs(board) == [3, 2]
    assert desk.seqs(copy) == [6]
    board.write_bytes(b"")
    assert desk.put_back(board).head.seq == 3


def test_backups_of_before_that_name_the_copy_are_another_s_for_the_board(desk: Desk, board: Path) -> None:
    copy = copied(desk, board)
    older(desk, board, copy)
    desk.work(board)
    assert desk.seqs(board) == [3]
    assert [one.other for one in desk.of(board).candidates()] == ["", "What if.mhhsboard"]
    assert desk.seqs(copy) == [2]


def test_backups_of_before_go_with_a_board_that_was_moved_since(desk: Desk, board: Path, tmp_path: Path) -> None:
    older(desk, board, board)
    moved = board.rename(tmp_path / "Moved.mhhsboard")
    assert desk.seqs(moved) == [2]


# -- what lies beside a board ------------------------------------------------------------------------------------------


def test_a_saved_copy_beside_a_board_is_no_conflict_and_one_made_otherwise_is(desk: Desk, board: Path) -> None:
    desk.work(saved(desk, board, "saved.mhhsboard"), back_up=False)
    assert conflict_copies(board) == []
    desk.work(copied(desk, board, "copied.mhhsboard"), back_up=False)
    assert [one.path.name for one in conflict_copies(board)] == ["copied.mhhsboard"]


def test_a_strange_identity_keeps_its_folders_apart_too(desk: Desk, tmp_path: Path) -> None:
    board = unfounded(tmp_path / "Old.mhhsboard")
    altered(board, "UPDATE meta SET value = '../../outside' WHERE key = 'identity'")
    desk.work(board)
    copy = saved(desk, board)
    desk.work(board)
    desk.work(copy)
    assert desk.of(board).folder.parent == desk.of(copy).folder.parent == desk.root
    assert desk.seqs(board) == [3, 2]
    board.write_bytes(b"")
    assert desk.put_back(board).head.seq == 3
    assert origin_of(board).identity == "../../outside"


def test_nothing_is_read_of_what_is_no_board(tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / "view.mhhsboard")
    raw.execute("CREATE VIEW meta AS SELECT 'identity' AS key, 'x' AS value")
    raw.close()
    assert origin_of(tmp_path / "view.mhhsboard") == Origin()
    with pytest.raises(Damaged):
        Desk(tmp_path).put_back(tmp_path / "view.mhhsboard")


def test_26_days_of_a_board_in_the_mornings_and_its_copy_in_the_evenings(desk: Desk, board: Path) -> None:
    copy = saved(desk, board)
    for day in range(26):
        desk.now = START + timedelta(days=day)
        desk.work(board)
        desk.now = START + timedelta(days=day, hours=9)
        desk.work(copy, 2)
    for path, last in ((board, 28), (copy, 54)):
        found = desk.of(path).all()
        assert found[0].seq == last
        assert len({one.taken.date() for one in found}) >= 12


# -- a board that is gone ----------------------------------------------------------------------------------------------


def test_a_copy_opened_while_the_board_is_gone_takes_none_of_its_backups(desk: Desk, board: Path) -> None:
    copy = copied(desk, board)
    desk.work(board, 2)
    board.unlink()
    desk.work(copy, 6)
    assert desk.seqs(copy) == [8]
    done = desk.put_back(board)
    assert (done.head.seq, "another copy" in done.sentence) == (4, False)
    assert desk.seqs(board) == [4, 2]


def test_a_disk_that_was_away_for_a_while_finds_its_backups(desk: Desk, board: Path, tmp_path: Path) -> None:
    copy = copied(desk, board)
    desk.work(board, 2)
    board.rename(tmp_path / "unplugged")
    desk.work(copy, 6)
    (tmp_path / "unplugged").rename(board)
    assert desk.seqs(board) == [4, 2]
    board.write_bytes(b"")
    assert desk.put_back(board).head.seq == 4


def test_what_was_set_aside_long_ago_keeps_no_backup_from_being_taken(desk: Desk, board: Path) -> None:
    desk.work(board, 3, back_up=False)
    altered(
        board, "DROP TRIGGER entry_unaltered", "UPDATE entry SET payload = CAST(payload || x'20' AS BLOB) WHERE seq = 3"
    )
    done = desk.put_back(board)
    assert (done.head.seq, done.gone) == (2, 3)
    assert done.aside is not None
    desk.work(board, 6)
    board.unlink()
    done = desk.put_back(board)
    assert (done.head.seq, done.gone) == (8, 0)
    assert done.loss == "The file itself was gone, so what may have been changed after that is not in it."


@pytest.mark.parametrize("kind", ["nothing", "itself", "a text", "a device", "a folder", "a pipe"])
def test_what_only_has_the_name_of_something_set_aside_is_passed_over(desk: Desk, board: Path, kind: str) -> None:
    named = board.with_name(f"{board.stem} (damaged 2026-11-24 09-41){board.suffix}")
    board.with_name("text").write_text("years of work")
    if kind == "a folder":
        named.mkdir()
    elif kind == "a pipe":
        if not hasattr(os, "mkfifo"):
            pytest.skip("has no such files")
        os.mkfifo(named)
    else:
        try:
            named.symlink_to({"nothing": "nothing", "itself": named.name, "a text": "text", "a device": os.devnull}[kind])
        except OSError:
            pytest.skip("has no such links here")
    board.unlink()
    assert desk.put_back(board).head.seq == 2
