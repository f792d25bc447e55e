"""Whatever is made of a board is for the same people, and what is its user's alone nobody else may enter."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from mhhs_board.base.safe_write import keep_rights, private_folder, write_file, write_private
from mhhs_board.base.session import Session
from mhhs_board.domain.journal import Head
from mhhs_board.program import boards, safety
from mhhs_board.store import recovery
from mhhs_board.store.backups import Backups
from mhhs_board.store.opening import open_store
from mhhs_board.store.remains import Remains
from tests.store.boards import aged, altered, made
from tests.store.test_recovery import moved

pytestmark = [
    pytest.mark.usefixtures("utc"),
    pytest.mark.skipif(os.name == "nt", reason="there the folder says who may read"),
]
MODES = [0o600, 0o640, 0o660, 0o644, 0o444]


@pytest.fixture(autouse=True)
def usual_mask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=MODES, ids=oct)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    (tmp_path / "boards").mkdir()
    path = made(tmp_path / "boards" / "b.mhhsboard")
    path.chmod(request.param)
    return path


def test_a_new_board_is_for_whom_any_new_file_is(tmp_path: Path) -> None:
    assert mode(made(tmp_path / "b.mhhsboard")) == 0o644


def test_a_board_that_is_put_back(path: Path) -> None:
    before = mode(path)
    path.chmod(0o600)
    altered(path, "UPDATE artefact SET owner = 'Eve' WHERE id = 'a2'")
    path.chmod(before)
    aside = safety.put_back(path).aside
    assert aside is not None
    assert [mode(one) for one in (path, aside)] == [before, before]


def test_a_deleted_board_that_is_put_back(path: Path) -> None:
    before = mode(path)
    safety.back_up(path)
    path.unlink()
    safety.put_back(path)
    assert mode(path) == before


@pytest.mark.parametrize("planted", ["nothing", "another's", "an older state"])
def test_a_file_of_which_nothing_is_taken_does_not_say_for_whom_a_deleted_board_is(
    path: Path, tmp_path: Path, planted: str
) -> None:
    before = mode(path)
    aside = path.with_name("b (damaged 2026-11-24 09-41).mhhsboard")
    if planted == "nothing":
        aside.touch()
    elif planted == "another's":
        made(tmp_path / "other.mhhsboard").rename(aside)
    else:
        shutil.copy(path, aside)
        path.chmod(0o600)
        moved(path)
        path.chmod(before)
    safety.back_up(path)
    aside.chmod(0o666)
    path.unlink()
    safety.put_back(path)
    assert mode(path) == before


def test_what_a_restore_that_was_cut_off_had_set_aside_says_it(path: Path) -> None:
    before = mode(path)
    safety.back_up(path)
    for backup in Backups(path, safety.backups_root()).all():
        backup.path.chmod(0o400)
    path.rename(path.with_name("b (damaged 2026-11-24 09-41).mhhsboard"))
    safety.put_back(path)
    assert mode(path) == before


def test_where_nothing_says_for_whom_a_board_is_it_is_its_users_alone(path: Path) -> None:
    path.rename(path.with_name("b (damaged 2026-11-24 09-41).mhhsboard"))
    assert recovery._like(path, None, recovery.Restored(None, (), None, Head()), Remains(), []) is None


def test_a_board_that_is_put_back_where_the_disk_has_no_second_names(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise OSError

    before = mode(path)
    path.chmod(0o600)
    altered(path, "UPDATE artefact SET owner = 'Eve' WHERE id = 'a2'")
    path.chmod(before)
    monkeypatch.setattr(os, "link", none)
    aside = safety.put_back(path).aside
    assert aside is not None
    assert [mode(one) for one in (path, aside)] == [before, before]


def test_a_copy_a_backup_and_a_copy_for_readers(path: Path, tmp_path: Path, home: Path) -> None:
    before = mode(path)
    workspace = boards.open_workspace(path)
    boards.copy_board(workspace, tmp_path / "copy.mhhsboard")
    boards.copy_for_readers(workspace, tmp_path / "readers.mhhsboard")
    workspace.close()
    safety.back_up(path)
    (backup,) = Backups(path, safety.backups_root()).all()
    assert [mode(one) for one in (tmp_path / "copy.mhhsboard", tmp_path / "readers.mhhsboard", backup.path)] == [before] * 3
    for folder in (backup.path.parent, safety.backups_root(), safety.backups_root().parent):
        assert mode(folder) == 0o700
    assert mode(backup.path.parent / "board.txt") == 0o600


def test_the_copy_before_an_update(path: Path) -> None:
    before = mode(path)
    path.chmod(0o600)
    aged(path, 1).chmod(before | 0o200)
    open_store(path).close()
    (copy,) = path.parent.glob("* before update *")
    assert [mode(copy), mode(path)] == [before | 0o200] * 2


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="gives files to others")
def test_its_owner_and_group_too(tmp_path: Path) -> None:
    path = made(tmp_path / "b.mhhsboard")
    moved(path)
    path.chmod(0o660)
    altered(path, "UPDATE artefact SET owner = 'Eve' WHERE id = 'a2'")
    os.chown(path, 1234, 4321)
    if not os.access(path, os.W_OK):
        pytest.skip("may not write what is another's")
    safety.put_back(path)
    found = path.stat()
    assert (found.st_uid, found.st_gid, mode(path)) == (1234, 4321, 0o660)


def test_a_group_that_it_cannot_be_given_gets_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    made_of_it = tmp_path / "made"
    made_of_it.touch()
    found = list(made_of_it.stat())
    found[0], found[5] = stat.S_IFREG | 0o664, 54321  # the mode and the group
    monkeypatch.setattr(os, "chown", refused)
    keep_rights(made_of_it, os.stat_result(found))
    assert mode(made_of_it) == 0o604


def test_nobody_reads_it_while_it_is_made(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is half-made of a private board is private from its first byte."""
    path.chmod(0o600)
    seen: set[int] = set()
    real = os.open

    def watched(name: str, flags: int, mode: int = 0o777, **more: object) -> int:
        handle = real(name, flags, mode, **more)  # type: ignore[arg-type]
        if flags & os.O_CREAT and str(name).endswith((".part", ".salvage", ".restoring", ".building")):
            seen.add(stat.S_IMODE(os.fstat(handle).st_mode))
        return handle

    monkeypatch.setattr(os, "open", watched)
    safety.back_up(path)
    Backups(path, safety.backups_root()).take_to(tmp_path / "copy.mhhsboard")
    altered(path, "UPDATE artefact SET owner = 'Eve' WHERE id = 'a2'")
    safety.put_back(path)
    assert seen == {0o600}


def test_folders_and_files_that_are_their_users_alone(tmp_path: Path, home: Path) -> None:
    session = Session()
    session.end()
    from mhhs_board.base import session as sessions
    from mhhs_board.base.drafts import Draft, Drafts

    drafts = Drafts("here", session.name, write_private)
    drafts.keep([Draft("a", "b", "typed and not saved")])
    (draft,) = (sessions.folder() / "drafts").iterdir()
    assert mode(draft) == 0o600
    for folder in (draft.parent, sessions.folder(), sessions.folder() / "windows"):
        assert mode(folder) == 0o700
    (tmp_path / "wide").mkdir()
    private_folder(tmp_path / "wide")
    private_folder(tmp_path / "wide" / "deep" / "deeper")
    assert [mode(one) for one in (tmp_path / "wide", tmp_path / "wide" / "deep")] == [0o700, 0o700]
    boards.settings().set(__import__("mhhs_board.base.settings", fromlist=["NAME"]).NAME, "Ana")
    boards.open_own().close()
    assert mode(boards.own_board().parent) == 0o700
    write_file(tmp_path / "export.csv", b"")
    assert mode(tmp_path / "export.csv") == 0o644
