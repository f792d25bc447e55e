"""Several boards that were at one place: each is told, none hides another's backups, and either comes back by name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from mhhs_board.domain.errors import Refused, Unavailable
from mhhs_board.domain.journal import Entry
from mhhs_board.program import boards
from mhhs_board.program.safety import backups_of, besides, choices, go_back, open_kept, put_back, remedy
from mhhs_board.store import backups, homes, recovery, rotation
from mhhs_board.store.opening import create_store, open_store
from tests.domain.boards import founding_entry
from tests.store.boards import NOW, Player, altered
from tests.store.test_histories import Desk, emptied, history

pytestmark = pytest.mark.usefixtures("utc")


def founded(path: Path, name: str) -> Path:
    """A closed small board of a name."""
    entry = founding_entry(6)
    details, *others = entry.changes
    assert details.kind == "board"
    named = msgspec.structs.replace(details, after={**(details.after or {}), "name": name})
    create_store(path, msgspec.structs.replace(entry, changes=(named, *others)), now=NOW, salt=name).close()
    return path


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk(tmp_path, monkeypatch)
    desk.at("2026-12-01T09:00:00Z")
    return desk


@pytest.fixture
def board(desk: Desk) -> Path:
    """The board Alpha, which has a backup at entry 2 and stands at entry 4."""
    path = founded(desk.folder / "A.mhhsboard", "Alpha")
    desk.work(path)
    desk.keep(path)
    desk.work(path, 2)
    return path


@pytest.fixture
def alpha(board: Path) -> list[Entry]:
    """What Alpha was."""
    return history(board)


@pytest.fixture
def other(desk: Desk) -> Path:
    """Another board altogether, Beta, at entry 3; nothing here knows it."""
    path = founded(desk.folder / "B.mhhsboard", "Beta")
    desk.elsewhere(path, 2)
    return path


def copied(other: Path, board: Path) -> None:
    board.write_bytes(other.read_bytes())


def moved(other: Path, board: Path) -> None:
    os.replace(other, board)


COVERING = [copied, moved]

LACKED = "4 entries that were saved here are not in this board (entry 3), which is another board than “Alpha” that was here before"


def named(path: Path, name: str) -> Path:
    """The backup by which another board that was at a place is listed."""
    (found,) = (one.path for one in choices(path) if one.board == name)
    return found


# -- it is told --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cover", COVERING)
def test_a_board_put_over_another_hides_nothing_of_it(
    board: Path, alpha: list[Entry], other: Path, cover: Callable[[Path, Path], None]
) -> None:
    cover(other, board)
    for _ in range(2):
        found = besides(board)
        assert (found.unlike, found.older, found.another) == (True, False, True)
        assert found.sentence.startswith(f"{LACKED}; the backup of ")
        assert found.backup == named(board, "Alpha")
        assert history(found.backup) == alpha, "with what no backup held"
    with pytest.raises(Refused, match="which is another board than “Alpha” that was here before"):
        put_back(board)


def test_a_window_that_opens_it_and_its_first_change_tell_it(
    desk: Desk, board: Path, alpha: list[Entry], other: Path
) -> None:
    copied(other, board)
    workspace, kept = open_kept(board)
    with closing(workspace):
        (told,) = kept.look_back()
    assert told.startswith(LACKED)
    (told,) = desk.work(board)
    assert told.startswith(LACKED)
    assert desk.work(board) == [], "it is said once"
    assert history(named(board, "Alpha")) == alpha


def test_nothing_of_its_backups_goes_with_those_of_the_other(
    desk: Desk, board: Path, alpha: list[Entry], other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = backups_of(board).folder
    copied(other, board)
    besides(board)
    before = sorted(os.listdir(folder))
    monkeypatch.setattr(backups, "thinned", lambda found, now, stay: rotation.thinned(found, now, 1, stay=stay))
    for day in range(2, 6):
        desk.at(f"2026-12-{day:02}T09:00:00Z")
        desk.work(board)
        desk.keep(board)
    assert sorted(os.listdir(folder)) == before
    assert history(named(board, "Alpha")) == alpha


# -- either comes back -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cover", COVERING)
def test_either_board_comes_back_by_name_and_the_other_is_kept(
    desk: Desk, board: Path, alpha: list[Entry], other: Path, cover: Callable[[Path, Path], None]
) -> None:
    cover(other, board)
    desk.work(board)
    beta, content = history(board), board.read_bytes()
    done = put_back(board, named(board, "Alpha"))
    assert done.sentence.startswith("“Alpha”, which was at this place before, is there again. Put back from the backup of ")
    assert "“Beta”, another board that was here before, is not told again: the backup of " in done.sentence
    assert done.aside is not None
    assert done.aside.name.startswith("A (replaced ")
    assert done.aside.read_bytes() == content
    assert history(board) == alpha
    assert not besides(board).unlike, "its user has decided"
    assert history(named(board, "Beta")) == beta
    desk.work(board)
    with open_store(board) as store:
        assert store.head().seq == 5
    put_back(board, named(board, "Beta"))
    assert history(board) == beta
    assert not besides(board).unlike
    assert len(history(named(board, "Alpha"))) == 5


def test_an_older_backup_of_it_brings_all_of_it_back(board: Path, alpha: list[Entry], other: Path) -> None:
    older = backups_of(board).all()[-1].path
    copied(other, board)
    said = put_back(board, older).sentence
    assert f"{older.name} was not needed" in said
    assert history(board) == alpha


def test_a_damaged_board_that_says_which_it_is_comes_back_and_tells_of_the_other(
    desk: Desk, board: Path, alpha: list[Entry], other: Path
) -> None:
    copied(other, board)
    desk.keep(board)
    beta = history(board)
    altered(board, "UPDATE artefact SET owner = 'Eve' WHERE id = 'a2'")
    assert LACKED in put_back(board).sentence
    assert history(board) == beta
    assert history(named(board, "Alpha")) == alpha


@pytest.mark.parametrize("harm", [emptied, Path.unlink])
def test_where_nothing_says_which_board_it_was_its_user_is_asked(
    desk: Desk, board: Path, alpha: list[Entry], other: Path, harm: Callable[[Path], None]
) -> None:
    copied(other, board)
    desk.keep(board)
    beta = history(board)
    harm(board)
    before = sorted(os.listdir(desk.folder))
    way = remedy(board)
    assert not way.helps
    assert [(one.board, one.entry) for one in way.boards] == [("Beta", 3), ("Alpha", 4)]
    with pytest.raises(
        Refused, match=r"More than one board was at .*“Beta”, the backup of .*“Alpha”, the backup of "
    ) as refused:
        put_back(board)
    assert all(str(one.path) in str(refused.value) for one in way.boards)
    assert sorted(os.listdir(desk.folder)) == before
    put_back(board, way.boards[1].path)
    assert history(board) == alpha
    harm(board)
    assert remedy(board).helps, "its user has decided"
    put_back(board)
    assert history(board) == alpha
    harm(board)
    put_back(board, way.boards[0].path)
    assert history(board) == beta
    assert not besides(board).unlike


def test_to_name_the_last_of_two_boards_is_to_decide_too(desk: Desk, board: Path, alpha: list[Entry]) -> None:
    copied(founded(desk.folder / "B.mhhsboard", "Beta"), board)
    besides(board)
    emptied(board)
    way = remedy(board)
    assert [one.board for one in way.boards] == ["Beta", "Alpha"], "also where no backup of it was made before"
    assert "“Alpha”, another board that was here before, is not told again" in put_back(board, way.boards[0].path).sentence
    assert not besides(board).unlike
    assert history(named(board, "Alpha")) == alpha


def test_a_board_that_was_only_looked_at_is_brought_back_by_a_copy_of_it(
    board: Path, alpha: list[Entry], other: Path
) -> None:
    copied(other, board)
    besides(board)
    emptied(board)
    way = remedy(board)
    assert way.sentence.endswith("Of the last one nothing is kept here.")
    assert [one.board for one in way.boards] == ["Alpha"]
    put_back(board, other)
    assert history(board) == history(other)
    assert history(named(board, "Alpha")) == alpha


def test_a_board_in_which_nothing_was_changed_is_not_asked_about_and_told(
    desk: Desk, board: Path, alpha: list[Entry]
) -> None:
    content = board.read_bytes()
    copied(founded(desk.folder / "B.mhhsboard", "Beta"), board)
    besides(board)
    board.write_bytes(content)
    besides(board)
    emptied(board)
    assert "1 entry that was saved here is not in this board (entry 4), which is another board than “Beta”" in (
        put_back(board).sentence
    )
    assert history(board) == alpha


def test_a_board_that_was_never_looked_at_there_is_not_meant(board: Path, alpha: list[Entry], other: Path) -> None:
    copied(other, board)
    board.unlink()
    put_back(board)
    assert history(board) == alpha


def test_to_name_the_present_state_is_to_stay_with_it(desk: Desk, board: Path, alpha: list[Entry], other: Path) -> None:
    copied(other, board)
    desk.keep(board)
    workspace, _ = open_kept(board)
    with closing(workspace):
        said = go_back(workspace, backups_of(board).all()[0].path).sentence
    assert said.startswith("You stay with this state")
    assert "“Alpha”, another board that was here before, is not told again" in said
    assert not besides(board).unlike
    assert history(named(board, "Alpha")) == alpha
    emptied(board)
    assert remedy(board).helps


def test_a_board_that_was_never_there_is_refused_as_ever(desk: Desk, board: Path, other: Path) -> None:
    desk.keep(other)
    with pytest.raises(Refused, match="but of another board"):
        put_back(board, other)
    copied(other, board)
    third = founded(desk.folder / "C.mhhsboard", "Gamma")
    with pytest.raises(Refused, match="but of another board"):
        put_back(board, third)


def test_two_who_put_it_back_at_once_set_it_aside_once(
    desk: Desk, board: Path, alpha: list[Entry], other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(other, board)
    backup, real = named(board, "Alpha"), recovery.locked

    def locked(path: Path) -> object:
        monkeypatch.setattr(recovery, "locked", real)
        put_back(path, backup)
        return real(path)

    monkeypatch.setattr(recovery, "locked", locked)
    with pytest.raises(Unavailable, match="was put back by another program meanwhile"):
        put_back(board, backup)
    assert history(board) == alpha
    assert sum("(replaced " in name for name in os.listdir(desk.folder)) == 1


def test_it_comes_back_for_whom_it_was(board: Path, other: Path) -> None:
    board.chmod(0o600)
    backups_of(board).kept()
    copied(other, board)
    board.chmod(0o644)
    put_back(board, named(board, "Alpha"))
    assert board.stat().st_mode & 0o777 == 0o600


# -- neighbours --------------------------------------------------------------------------------------------------------


def test_a_board_that_stands_elsewhere_with_all_of_it_is_not_missed(
    desk: Desk, board: Path, alpha: list[Entry], other: Path
) -> None:
    away = board.rename(desk.folder / "Away.mhhsboard")
    open_kept(away)[0].close()
    copied(other, board)
    assert not besides(board).unlike
    away.unlink()
    assert LACKED in besides(board).sentence, "it went from here, and is nowhere"
    assert history(named(board, "Alpha")) == alpha


def test_a_board_that_comes_back_by_hand_tells_of_the_one_that_was_there_meanwhile(
    desk: Desk, board: Path, alpha: list[Entry], other: Path
) -> None:
    content = board.read_bytes()
    moved(other, board)
    desk.work(board)
    beta = history(board)
    away = board.rename(desk.folder / "Away.mhhsboard")
    board.write_bytes(content)  # as from a colleague
    assert "another board than “Beta” that was here before" in besides(board).sentence
    assert history(named(board, "Beta")) == beta
    open_kept(away)[0].close()
    assert not besides(board).unlike, "it is known to be elsewhere"
    assert history(board) == alpha


def test_of_a_renamed_folder_another_s_boards_in_its_place_hide_nothing(desk: Desk, tmp_path: Path, other: Path) -> None:
    folder = tmp_path / "boards"
    folder.mkdir()
    board = founded(folder / "A.mhhsboard", "Alpha")
    desk.work(board, 3)
    alpha = history(board)
    folder.rename(tmp_path / "boards before")
    folder.mkdir()
    copied(other, board)
    assert LACKED in besides(board).sentence
    assert history(named(board, "Alpha")) == alpha
    open_kept(tmp_path / "boards before" / "A.mhhsboard")[0].close()
    assert not besides(board).unlike


def test_a_new_board_where_one_was_deleted_is_its_user_s_decision_and_keeps_what_was(
    desk: Desk, board: Path, alpha: list[Entry]
) -> None:
    board.unlink()
    told = boards.create_own_board(board, "empty", name="Fresh")
    assert told.startswith("“Alpha”, another board that was here before, is not told again: the backup of ")
    assert str(named(board, "Alpha")) in told
    assert not besides(board).unlike
    emptied(board)
    put_back(board)
    assert len(history(board)) == 1
    put_back(board, named(board, "Alpha"))
    assert history(board) == alpha


def test_a_link_to_another_board_takes_no_place(desk: Desk, board: Path, alpha: list[Entry], other: Path) -> None:
    board.unlink()
    try:
        board.symlink_to(other)
    except OSError:
        pytest.skip("has no links here")
    desk.work(board)
    beta = history(other)
    assert not besides(other).unlike
    board.unlink()
    put_back(board)
    assert (history(board), history(other)) == (alpha, beta)


def test_an_example_laid_out_where_the_own_board_was_deleted_tells_of_it(desk: Desk, home: Path) -> None:
    own = boards.own_board()
    own.parent.mkdir(parents=True, exist_ok=True)
    founded(own, "Alpha")
    desk.work(own, 3)
    before = history(own)
    own.unlink()
    workspace = boards.open_own()
    kept = boards.watched(workspace)
    assert kept is not None
    with closing(workspace):
        (told,) = kept.look_back()
    assert "another board than “Alpha” that was here before" in told
    put_back(own, named(own, "Alpha"))
    assert history(own) == before


def test_a_board_of_which_only_lines_are_kept_is_told_and_comes_back(desk: Desk, other: Path) -> None:
    path = desk.folder / "New.mhhsboard"
    boards.create_own_board(path, "empty", name="Fresh")
    before = history(path)
    assert backups_of(path).all() == []
    copied(other, path)
    assert "1 entry that was saved here is not in this board" in besides(path).sentence
    put_back(path, named(path, "Fresh"))
    assert history(path) == before


@pytest.mark.parametrize("cover", COVERING)
def test_a_window_under_which_another_board_is_put_says_so_and_keeps_what_was_saved(
    board: Path, alpha: list[Entry], other: Path, cover: Callable[[Path, Path], None]
) -> None:
    workspace, kept = open_kept(board)
    with closing(workspace):
        player = Player(kept.store)
        cover(other, board)
        for act in (lambda: kept.store.changed() and kept.store.head(), player.move):
            with pytest.raises(
                Unavailable, match=r"Another board was put in the place of A\.mhhsboard .* Backups… in the menu"
            ):
                act()
        kept.rescue()
    assert history(named(board, "Alpha")) == alpha


def test_what_another_machine_wrote_is_rescued_from_under_an_open_window(desk: Desk, board: Path, other: Path) -> None:
    workspace, kept = open_kept(board)
    with closing(workspace):
        desk.elsewhere(board, 2)
        before = history(board)
        moved(other, board)
        besides(board)
        kept.rescue()
    assert history(named(board, "Alpha")) == before


def test_a_folder_of_another_that_says_nothing_of_itself_is_passed_over(board: Path, other: Path) -> None:
    strange = backups_of(board).folder.with_name("strange")
    strange.mkdir()
    (strange / homes.PLACE).write_text(str(board), "utf-8")
    shutil.copy(other, strange / "20261201T090000Z entry 3 00000000.mhhsboard")
    assert not besides(board).unlike
    assert [one.board for one in choices(board) if one.board] == []
