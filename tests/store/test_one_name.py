"""A board has one name: links are followed first, a second name is told and not written, and no leftover is taken for ours."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from pathlib import Path

import pytest

from mhhs_board.domain.errors import ReadOnly, Refused, Unavailable
from mhhs_board.domain.journal import Entry
from mhhs_board.store import one_name, recovery
from mhhs_board.store.backups import Backups
from mhhs_board.store.check import check
from mhhs_board.store.keeping import open_board
from mhhs_board.store.one_name import beside, mounted, other_names, why_not_written
from mhhs_board.store.opening import open_store
from mhhs_board.store.recovery import restore
from tests.store.boards import Player, altered, digest_of, made
from tests.store.test_recovery import AT, a_forged_row

pytestmark = pytest.mark.usefixtures("utc")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "real").mkdir()
    (tmp_path / "other").mkdir()
    return made(tmp_path / "real" / "b.mhhsboard")


@pytest.fixture
def link(path: Path, tmp_path: Path) -> Path:
    link = tmp_path / "other" / "link.mhhsboard"
    link.symlink_to(path)
    return link


def moved(path: Path) -> Entry:
    with open_store(path) as store:
        kept = Player(store).move()
        assert isinstance(kept, Entry)
        return kept


# -- symbolic links ----------------------------------------------------------------------------------------------------


def test_by_a_link_and_by_its_name_it_is_one_board(path: Path, link: Path) -> None:
    with open_store(link) as store:
        assert store.path == path
        assert store.location == str(path)
        Player(store).move()
        assert {one.parent for one in (*beside(store.path),)} == {path.parent}
    assert os.listdir(link.parent) == [link.name]


def test_restored_through_a_link_the_link_stays_and_the_board_is_one(path: Path, link: Path, tmp_path: Path) -> None:
    from mhhs_board.store.engine import board_path

    moved(path)
    a_forged_row(path)
    done = restore(board_path(link), Backups(path, tmp_path / "backups").all(), at=AT)
    assert link.is_symlink()
    assert done.aside is not None
    assert done.aside.parent == path.parent
    for name in (path, link):
        with open_store(name, read_only=True) as store:
            assert (check(store), store.head().seq) == ([], 2)


def test_on_a_share_the_record_stands_beside_the_board(tmp_path: Path) -> None:
    shared = tmp_path / "Dropbox"
    shared.mkdir()
    board = made(shared / "b.mhhsboard")
    link = tmp_path / "desk.mhhsboard"
    link.symlink_to(board)
    first = open_board(board, tmp_path / "backups", name="Ana")
    second = open_board(link, tmp_path / "backups", name="Ben")
    try:
        assert not first.store.read_only
        assert second.store.read_only
        assert "Ana" in second.store.why_read_only
        assert not [name for name in os.listdir(tmp_path) if "holder" in name]
    finally:
        second.close()
        first.close()


def test_a_new_board_lies_where_its_folder_leads_and_never_behind_a_link(tmp_path: Path, path: Path) -> None:
    (tmp_path / "way").symlink_to(path.parent)
    assert made(tmp_path / "way" / "c.mhhsboard").exists()
    assert (path.parent / "c.mhhsboard").is_file()
    (tmp_path / "dangling.mhhsboard").symlink_to(tmp_path / "nothing.mhhsboard")
    with pytest.raises(Refused, match="is there already"):
        made(tmp_path / "dangling.mhhsboard")
    assert not (tmp_path / "nothing.mhhsboard").exists()


# -- hard links and mounts ---------------------------------------------------------------------------------------------


def test_a_second_name_is_told_and_nothing_is_written(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "h.mhhsboard"
    os.link(path, other)
    before = digest_of(path)
    for name in (path, other):
        kept = open_board(name, tmp_path / "backups")
        try:
            assert kept.store.read_only
            assert len(list(kept.store.entries())) == 1
            assert kept.notices == [kept.store.why_read_only]
            with pytest.raises(ReadOnly, match=r"another name on the disk \(hard links\).*save a copy"):
                Player(kept.store).move()
        finally:
            kept.close()
    assert digest_of(path) == before
    other.unlink()
    assert moved(path).seq == 2


def test_of_two_names_none_is_put_back(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "h.mhhsboard"
    os.link(path, other)
    altered(path, "UPDATE artefact SET owner = 'Eve' WHERE id = 'a2'")
    before = digest_of(path)
    for attempt in (lambda: restore(path, [], at=AT), lambda: recovery.plan(path, [])):
        with pytest.raises(Unavailable, match=r"another name on the disk \(a hard link\).*put the copy back"):
            attempt()
    assert (digest_of(path), os.listdir(path.parent)) == (before, [path.name])
    copy = Path(shutil.copy(path, tmp_path / "copy.mhhsboard"))
    assert restore(copy, [], at=AT).head.seq == 1


@pytest.mark.parametrize("ending", ["building", "restoring", "part"])
def test_a_second_name_that_a_killed_program_of_ours_left_is_taken_away(path: Path, ending: str) -> None:
    os.link(path, path.with_name(f".0123456789abcdef.{ending}"))
    assert moved(path).seq == 2
    assert os.listdir(path.parent) == [path.name]


def test_what_only_is_called_so_stays(path: Path) -> None:
    left = path.with_name(".0123456789abcdef.part")
    left.write_bytes(b"another file")
    os.link(path, path.with_name(".0123456789abcdef.parts"))
    assert other_names(path) == 1
    assert left.exists()


def test_a_restore_cut_off_behind_the_second_name_is_done_again_under_it(path: Path) -> None:
    moved(path)
    a_forged_row(path)
    aside = path.with_name("b (damaged 2026-11-23 10-00 3).mhhsboard")
    os.link(path, aside)
    assert restore(path, [], at=AT).aside == aside
    assert sorted(os.listdir(path.parent)) == [aside.name, path.name]
    assert moved(path).seq == 3


def test_a_file_mounted_by_itself_is_told(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = path.stat()
    device = f"{os.major(found.st_dev)}:{os.minor(found.st_dev)}"
    point = tmp_path / "other" / "mounted here.mhhsboard"
    os.link(path, point)  # the same file, as a mount is
    escaped = str(point).replace(" ", r"\040")
    lines = f"1 1 {device} / / rw - ext4 /dev/x rw\n2 1 {device} /real/b.mhhsboard {escaped} rw - ext4 /dev/x rw\nodd\n"
    assert mounted(path, lines)
    assert mounted(point, lines)
    assert not mounted(path, lines.replace("other", "others"))
    assert not mounted(path, lines.replace(f"2 1 {device}", "2 1 9:999"))
    assert not mounted(path, "")
    point.unlink()
    monkeypatch.setattr(one_name, "mounted", lambda _path: True)
    assert "mounted by itself" in why_not_written(path)
    with open_store(path) as store, pytest.raises(ReadOnly, match="mounted by itself"):
        Player(store).move()
    monkeypatch.setattr(recovery, "mounted", lambda _path: True)
    with pytest.raises(Unavailable, match="mounted by itself"):
        restore(path, [], at=AT)


# -- what lies at a new name -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["-journal", "-wal", "-shm"])
def test_nothing_is_made_beside_what_another_board_left(path: Path, tmp_path: Path, ending: str) -> None:
    target = tmp_path / "other" / "x.mhhsboard"
    left = target.with_name(target.name + ending)
    left.write_bytes(b"\xd9\xd5\x05\xf9" * 300)
    with pytest.raises(Refused, match=f"x.mhhsboard{ending} lies there.*Delete it, or choose another name"):
        made(target)
    with pytest.raises(Refused, match=r"No backup was written to .* lies there"):
        Backups(path, tmp_path / "backups").take_to(target)
    assert os.listdir(target.parent) == [left.name]
    left.unlink()
    if ending == "-journal":
        left.touch()  # an empty one is what a program leaves that was killed at rest
    made(target)
    assert moved(target).seq == 2


def test_a_link_as_a_leftover_is_one(tmp_path: Path) -> None:
    (tmp_path / "x.mhhsboard-journal").symlink_to(tmp_path / "nothing")
    with pytest.raises(Refused, match="lies there"):
        made(tmp_path / "x.mhhsboard")


@pytest.mark.parametrize("ending", ["-journal", "-wal"])
def test_what_a_deleted_board_left_is_set_aside_before_it_is_put_back(path: Path, tmp_path: Path, ending: str) -> None:
    backups = Backups(path, tmp_path / "backups")
    backups.take()
    path.unlink()
    left = path.with_name(path.name + ending)
    left.write_bytes(b"\xd9\xd5\x05\xf9" * 300)
    done = restore(path, backups.all(), at=AT)
    assert (done.aside, done.head.seq) == (None, 1)
    with open_store(path) as store:
        assert check(store) == []
    assert sorted(os.listdir(path.parent)) == [f"b (damaged 2026-11-24 09-41).mhhsboard{ending}", path.name]


def test_what_somebody_makes_at_the_name_meanwhile_is_never_written_over(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mhhs_board.store import copies

    target = tmp_path / "other" / "copy.mhhsboard"
    real = copies.verify

    def verify(*given: object, **named: object) -> object:
        target.write_bytes(b"theirs")
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(copies, "verify", verify)
    with pytest.raises(Unavailable, match="is there already"):
        Backups(path, tmp_path / "backups").take_to(target)
    assert target.read_bytes() == b"theirs"
    assert os.listdir(target.parent) == [target.name]


# -- long names --------------------------------------------------------------------------------------------------------


def named(folder: Path, length: int) -> Path:
    return folder / f"{'x' * (length - len('.mhhsboard'))}.mhhsboard"


def test_a_new_board_has_a_name_that_can_be_put_back(tmp_path: Path) -> None:
    longest = os.pathconf(tmp_path, "PC_NAME_MAX")
    for length in (longest - 47, longest - 7, longest, longest + 1):
        with pytest.raises(Refused, match=r"its name is too long\. Choose a shorter one\."):
            made(named(tmp_path, length))
    assert os.listdir(tmp_path) == []
    path = made(named(tmp_path, longest - 48))
    moved(path)
    a_forged_row(path)
    for _ in range(12):
        a_forged_row(path)
        assert restore(path, [], at=AT).head.seq == 2


@pytest.mark.parametrize("short_of", [47, 25, 8])
def test_a_board_that_was_given_a_long_name_can_be_put_back_too(path: Path, short_of: int) -> None:
    path = path.rename(named(path.parent, os.pathconf(path.parent, "PC_NAME_MAX") - short_of))
    moved(path)
    a_forged_row(path)
    done = restore(path, [], at=AT)
    assert done.aside is not None
    assert done.aside.name.endswith(" (damaged 2026-11-24 09-41).mhhsboard")
    path.unlink()
    assert restore(path, [], at=AT).head.seq == 2  # what was set aside is found again


def test_a_name_that_nothing_can_stand_beside_is_told(path: Path) -> None:
    path = path.rename(named(path.parent, os.pathconf(path.parent, "PC_NAME_MAX") - 7))
    with open_store(path) as store, pytest.raises(ReadOnly, match="too long for a journal beside it"):
        Player(store).move()


def test_a_folder_of_another_limit_is_asked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> int:
        raise OSError(errno.EINVAL, "not here")

    monkeypatch.setattr(os, "pathconf", unknown)
    assert one_name.fitting(path.parent, "ä" * 200, ".mhhsboard") == f"{'ä' * 118}.mhhsboard"
    assert stat.S_ISREG(path.stat().st_mode)


@pytest.mark.parametrize("name", ["b.mhhsboard-journal", "b.mhhsboard-wal", "B.MHHSBOARD-SHM", ".b.mhhsboard.holder-5"])
def test_no_copy_lands_on_what_is_kept_beside_a_board(path: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="such a name is that of what is kept beside a board"):
        Backups(path, tmp_path / "backups").take_to(path.with_name(name))
    assert os.listdir(path.parent) == [path.name]


# -- under an open board -----------------------------------------------------------------------------------------------


def test_a_second_name_that_comes_under_an_open_board_is_told(path: Path, tmp_path: Path) -> None:
    """What a killed program leaves half-done is found by the name, so one file has one as long as it is written."""
    with open_store(path) as store:
        player = Player(store)
        os.link(path, tmp_path / "second")
        with pytest.raises(ReadOnly, match=r"another name on the disk .* So nothing was changed: save a copy"):
            player.move()
        assert list(store.load()[0])
        (tmp_path / "second").unlink()
        player.move()


@pytest.mark.parametrize(
    ("which", "first", "said"),
    [
        ("", False, "L4.mhhsboard may only be read, so nothing was changed."),
        ("", True, "L4.mhhsboard may only be read, so nothing was changed."),
        ("-journal", True, "L4.mhhsboard-journal, which is written before each change of L4.mhhsboard, may only be read"),
        ("folder", False, "The folder of L4.mhhsboard may only be read, so nothing was changed."),
    ],
)
def test_what_may_no_longer_be_written_is_told_before_anything_is_begun(
    tmp_path: Path, which: str, first: bool, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that became one for reading only, as by an attribute that holds for the administrator too."""
    path = made(tmp_path / "L4.mhhsboard")
    real = os.access
    place = path.parent if which == "folder" else path.with_name(path.name + which)
    with open_store(path) as store:
        player = Player(store)
        if first:
            player.move()
        before = path.read_bytes()
        with monkeypatch.context() as patch:
            patch.setattr(os, "access", lambda at, how: Path(at) != place and real(at, how))
            with pytest.raises(ReadOnly) as told:
                player.move("a2")
        assert str(told.value).startswith(said)
        assert path.read_bytes() == before
        assert store.head() == player.head
        player.move("a2")
