"""A board that others may open too: recognised, one writer by name, and copies that a sync program made are noticed."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from mhhs_board.base import session
from mhhs_board.domain.errors import ReadOnly
from mhhs_board.domain.journal import Entry
from mhhs_board.store import keeping, sharing
from mhhs_board.store.check import check
from mhhs_board.store.keeping import open_board
from mhhs_board.store.opening import open_store
from mhhs_board.store.sharing import BEAT, MOST, STALE, Shared, ShareLock, Watch, conflict_copies, shared_place
from tests.store.boards import Player, altered, made
from tests.store.processes import child, heard, needs_fork

MOUNTS = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /mnt/team rw,relatime shared:2 - cifs //server/team rw
31 22 0:41 / /mnt/my\040drive rw - nfs4 server:/x rw
32 22 0:42 / /mnt/remote rw - fuse.sshfs host:/ rw
33 30 8:2 / /mnt/team/local rw - ext4 /dev/sdb rw
34 22 0:43 / /mnt/teamwork rw - tmpfs tmpfs rw
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made(tmp_path / "L4.mhhsboard")


# -- where -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "kind", "word"),
    [
        (r"\\server\team\board.mhhsboard", "network", "server"),
        ("//server/team/board.mhhsboard", "network", "server"),
        ("/mnt/team/board.mhhsboard", "network", "cifs"),
        ("/mnt/my drive/board.mhhsboard", "network", "nfs4"),
        ("/mnt/remote/deep/er/board.mhhsboard", "network", "sshfs"),
        ("/home/ana/OneDrive/board.mhhsboard", "synced", "OneDrive"),
        ("/home/ana/OneDrive - Elexon Ltd/MHHS/board.mhhsboard", "synced", "OneDrive"),
        ("/home/ana/Dropbox (Work)/board.mhhsboard", "synced", "Dropbox"),
        ("/Users/ana/Library/Mobile Documents/com~apple~CloudDocs/board.mhhsboard", "synced", "iCloud"),
        ("/home/ana/iCloudDrive/board.mhhsboard", "synced", "iCloud"),
        ("/home/ana/Google Drive/board.mhhsboard", "synced", "Google"),
    ],
)
def test_where_others_may_open_it_too(where: str, kind: str, word: str) -> None:
    found = shared_place(Path(where), mounts=MOUNTS)
    assert found is not None
    assert found.kind == kind
    assert word in found.sentence


@pytest.mark.parametrize(
    "where",
    [
        "/home/ana/board.mhhsboard",
        "/mnt/team/local/board",
        "/mnt/teamwork/board",
        "/home/ana/my onedrive notes/b",
        r"\\?\C:\board",
        "/home/boxer/b",
    ],
)
def test_where_the_disk_is_this_machine_s_own(where: str) -> None:
    assert shared_place(Path(where), mounts=MOUNTS) is None


def test_a_folder_with_a_sync_program_s_marker(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert shared_place(path, mounts=MOUNTS) is None
    (tmp_path / ".dropbox").touch()
    assert shared_place(path, mounts=MOUNTS) == Shared("synced", "Dropbox")
    (tmp_path / ".dropbox").unlink()
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path))
    assert shared_place(path, mounts=MOUNTS) == Shared("synced", "OneDrive")


def test_without_a_list_of_mounts_nothing_is_claimed(path: Path) -> None:
    assert shared_place(path, mounts="") is None
    assert shared_place(path, mounts="rubbish\n1 2 3 - x\n") is None


# -- one writer --------------------------------------------------------------------------------------------------------


class Silence:
    """How long nothing was heard of each holder, as a test says."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, record: Path) -> float:
        record.stat()
        return self.seconds


@pytest.fixture
def silence() -> Silence:
    return Silence()


class Clocks:
    """The two clocks of this machine, as a test sets them."""

    def __init__(self) -> None:
        self.steady, self.wall = 1_000.0, 1_800_000_000.0

    def pass_by(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += seconds

    def watch(self, path: Path) -> Watch:
        """What a program that is started now looks at a record with."""
        return Watch(path, steady=lambda: self.steady, wall=lambda: self.wall)


def hold(path: Path, name: str, silence: Silence, host: str = "PC-1") -> ShareLock:
    return ShareLock(path, name, host=host, age=silence)


def test_one_writes_and_the_other_is_told_who(path: Path, silence: Silence) -> None:
    ana, ben = hold(path, "Ana", silence), hold(path, "Ben", silence, "PC-2")
    assert ana.holder() is None
    assert ana.take()
    assert ana.take()
    assert not ben.take()
    found = ben.holder()
    assert found is not None
    assert found.called == "Ana on PC-1"
    assert ben.sentence().startswith("Ana on PC-1 is writing to this board, so it is open for reading only.")
    assert (ana.sentence(), ana.held, ben.held) == ("", True, False)
    ana.release()
    assert ben.take()
    assert ben.sentence() == ""
    assert not ana.take()


def test_a_silent_holder_is_taken_over_from_and_writes_no_more(path: Path, silence: Silence) -> None:
    ana, ben = hold(path, "Ana", silence), hold(path, "Ben", silence, "PC-2")
    ana.take()
    silence.seconds = STALE
    assert not ben.take()
    silence.seconds = STALE + 1
    assert ben.take()
    assert ben.sentence() == "Ana on PC-1 had it open and is gone; you write now."
    assert not ana.held
    with pytest.raises(ReadOnly, match=r"Ben on PC-2 has taken over writing to L4\.mhhsboard, so nothing was changed"):
        ana.before(Entry(uid="", verb="", actor="", changes=()))
    ana.release()
    assert ben.held
    assert len(list(path.parent.glob(".*holder*"))) == 1


def test_a_process_of_this_machine_that_is_no_more_is_gone_at_once(path: Path, silence: Silence) -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    assert ShareLock(path, "Ana", host="PC-1", pid=pid, age=silence).take()
    assert hold(path, "Ben", silence, "PC-2").take() is False
    assert hold(path, "Ben", silence, "PC-1").take() is True


@pytest.mark.skipif(os.name == "nt", reason="no process is asked for there")
@pytest.mark.parametrize("pid", [2**31, 2**64, 10**30, 10**400])
def test_a_process_of_a_number_that_none_can_have_is_gone(path: Path, silence: Silence, pid: int) -> None:
    said = {"name": "Mallory", "host": "PC-1", "pid": pid, "free": False}
    record_of(path, 1).write_text(json.dumps(said))
    assert hold(path, "Ana", silence).take()


@pytest.mark.parametrize("pid", [-1, 0, -(10**30), True, 1e300, "9" * 30, None, []])
def test_what_is_no_number_of_a_process_asks_for_none(path: Path, silence: Silence, pid: object) -> None:
    record_of(path, 1).write_text(json.dumps({"name": "Mallory", "host": "PC-1", "pid": pid}))
    assert not hold(path, "Ana", silence).take()


def test_the_heartbeat_keeps_the_place(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, now = ShareLock(path, "Ana", host="PC-1"), Clocks()
    ana.take()
    ben = ShareLock(path, "Ben", host="PC-2", age=now.watch(path))
    assert not ben.take()
    now.pass_by(STALE + 1)
    found = ben.holder()
    assert found is not None
    assert ben.gone(found)
    later = time.monotonic() + BEAT
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert ana.beat()
    assert not ben.take()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"pid": "x", "name": 7}', b"\xff" * 9000, b'{"pid": true, "free": 1}']
)
def test_a_record_that_cannot_be_read_still_holds(path: Path, silence: Silence, content: bytes) -> None:
    ana = hold(path, "Ana", silence)
    ana.take()
    (record,) = path.parent.glob(".*holder*")
    record.write_bytes(content)
    ben = hold(path, "Ben", silence)
    assert not ben.take()
    assert "is writing to this board" in ben.sentence()
    silence.seconds = STALE + 1
    assert ben.take()


def record_of(path: Path, number: int) -> Path:
    return path.with_name(f".{path.name}.holder-{number}")


@pytest.mark.parametrize("ahead", [86_400, -86_400, 600, -600])
def test_the_clock_of_a_holder_is_not_trusted(path: Path, ahead: int) -> None:
    """Ahead by a day it was never taken over from, behind by two minutes it was gone while it lived."""
    ana, now = ShareLock(path, "Ana", host="PC-1"), Clocks()
    ana.take()
    os.utime(record_of(path, 1), (time.time() + ahead,) * 2)
    ben = ShareLock(path, "Ben", host="PC-2", age=now.watch(path))
    for _ in range(4):
        assert not ben.take()
        now.pass_by(STALE / 4)
    now.pass_by(1)
    assert ben.take()


def test_silence_is_heard_by_a_command_that_is_called_again_and_again(path: Path) -> None:
    ShareLock(path, "Ana", host="PC-1").take()
    now = Clocks()
    assert not ShareLock(path, "Ben", host="PC-2", age=now.watch(path)).take()
    now.pass_by(STALE - 1)
    assert not ShareLock(path, "Ben", host="PC-2", age=now.watch(path)).take()
    now.pass_by(2)
    assert ShareLock(path, "Ben", host="PC-2", age=now.watch(path)).take()
    assert not list((session.folder() / "shares").iterdir())


@pytest.mark.parametrize(("steady", "wall"), [(10.0, 86_400.0), (10.0, -86_400.0), (-990.0, 60.0)])
def test_a_clock_of_ones_own_that_is_set_calls_nobody_gone(path: Path, steady: float, wall: float) -> None:
    ShareLock(path, "Ana", host="PC-1").take()
    now = Clocks()
    assert not ShareLock(path, "Ben", host="PC-2", age=now.watch(path)).take()
    now.steady, now.wall = now.steady + steady, now.wall + wall  # set, or begun anew with the machine
    assert not ShareLock(path, "Ben", host="PC-2", age=now.watch(path)).take()


def test_each_beat_says_something_else(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sync program may bring only what differs, and no time of a file."""
    ana = ShareLock(path, "Ana")
    ana.take()
    first = record_of(path, 1).read_bytes()
    later = time.monotonic() + BEAT
    monkeypatch.setattr(time, "monotonic", lambda: later)
    ana.beat()
    assert record_of(path, 1).read_bytes() != first


@pytest.mark.parametrize("number", ["9" * 18, "9" * 19, "9" * 30, str(MOST), str(MOST + 1), "007", "0", "٣", "-1", "1e9"])
def test_a_number_that_ends_the_counting_keeps_nobody_out(path: Path, silence: Silence, number: str) -> None:
    path.with_name(f".{path.name}.holder-{number}").write_bytes(b'{"name": "Mallory", "host": "PC-9", "pid": 1}')
    silence.seconds = STALE + 1
    ana, ben = hold(path, "Ana", silence), hold(path, "Ben", silence)
    assert ana.take()
    assert ana.held
    silence.seconds = 0
    assert not ben.take()
    ana.release()
    assert ben.take()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no such files")
@pytest.mark.parametrize("kind", ["fifo", "folder", "device", "loop", "dangling", "secret"])
def test_what_is_no_record_hangs_no_opening(path: Path, kind: str, tmp_path: Path) -> None:
    record, now = record_of(path, 3), Clocks()
    other = tmp_path / "other"
    other.write_bytes(b'{"name": "what is behind a link"}')
    if kind == "fifo":
        os.mkfifo(record)
    elif kind == "folder":
        record.mkdir()
    else:
        record.symlink_to({"device": "/dev/zero", "loop": record, "dangling": "/nowhere", "secret": other}[kind])
    ben = ShareLock(path, "Ben", age=now.watch(path))
    begun = time.monotonic()
    assert not ben.take()
    assert "behind a link" not in ben.sentence()
    now.pass_by(STALE + 1)
    assert ben.take()
    assert time.monotonic() - begun < 2
    assert other.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no such files")
def test_a_pipe_put_in_the_place_of_ones_own_record_hangs_no_beat(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = ShareLock(path, "Ana")
    ana.take()
    record_of(path, 1).unlink()
    os.mkfifo(record_of(path, 1))
    later = time.monotonic() + BEAT
    monkeypatch.setattr(time, "monotonic", lambda: later)
    ana.beat()
    ana.release()


HOSTILE = "\x1b]0;owned\x07\x9b31m\u202eevil\u2066\r\n\t" + "A" * 90_000


def test_nothing_of_a_record_reaches_a_terminal_or_turns_a_line(path: Path, silence: Silence) -> None:
    said = {"name": HOSTILE, "host": HOSTILE, "pid": 1, "free": False}
    for text in (json.dumps(said), json.dumps(said | {"name": HOSTILE[:300], "host": HOSTILE[:300]})):
        record_of(path, 1).write_text(text, "utf-8")
        sentence = hold(path, "Ben", silence).sentence()
        assert sentence.isprintable()
        assert len(sentence) < 300


def test_the_same_number_elsewhere_is_another_program(path: Path, silence: Silence) -> None:
    """Two machines may have one name, and containers count their programs each from one."""
    gone = {"name": "Ana", "host": "PC-1", "pid": 2**22 - 1, "free": False, "place": "another boot"}
    record_of(path, 1).write_text(json.dumps(gone))
    assert not hold(path, "Ben", silence).take()
    record_of(path, 1).write_text(json.dumps(gone | {"place": sharing._place()}))
    assert hold(path, "Ben", silence).take()


def untouched(record: Path) -> float:
    """A record whose time a test set back has been silent for long."""
    return STALE + 1 if record.stat().st_mtime < 2 else 0.0


@needs_fork
@pytest.mark.slow
def test_of_many_who_take_over_at_once_one_does(path: Path) -> None:
    """Two hundred times a process finds the holder gone at the same moment as three others."""
    wrong = []
    for _ in range(50):
        for record in path.parent.glob(".*holder*"):
            os.utime(record, (1, 1))

        def grab(say: Callable[[bytes], None]) -> None:
            one = ShareLock(path, "x", host=f"PC-{os.getpid()}", age=untouched)
            got = [one.take() for _ in range(3)]
            say(b"1" if got[-1] and one.held else b"0")

        with ExitStack() as stack:
            reading = [stack.enter_context(child(grab))[1] for _ in range(4)]
            got = [heard(one) for one in reading]
        if got.count("1") != 1:
            wrong.append(got)
    assert wrong == []


# -- opening -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def shared(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(keeping, "shared_place", lambda path: Shared("network", "the share of server"))
    return path


def test_the_second_who_opens_reads_beside_the_first(shared: Path, tmp_path: Path) -> None:
    ana = open_board(shared, tmp_path / "backups", name="Ana")
    ben = open_board(shared, tmp_path / "backups", name="Ben")
    assert (ana.store.read_only, ben.store.read_only) == (False, True)
    assert ana.notices == ["This board lies on the share of server: one person writes at a time, everybody else may read."]
    assert ben.notices[1].startswith("Ana on ")
    player, reader = Player(ana.store), Player(ben.store)
    player.move("a1")
    assert [one.seq for one in ben.store.newer(reader.head)] == [2]
    with pytest.raises(ReadOnly, match=r"Ana on .* is writing to this board"):
        reader.move("a2")
    assert (ana.waiting, ben.waiting, ana.vacated(), ben.vacated()) == (False, True, False, False)
    ana.close()
    assert ben.vacated()
    ben.close()
    with open_board(shared, tmp_path / "backups", name="Ben").store as store:
        assert not store.read_only


@pytest.mark.skipif(os.name == "nt", reason="a name may be of another length there")
def test_where_no_record_can_stand_nobody_writes(shared: Path, tmp_path: Path) -> None:
    long = shared.rename(shared.with_name(f"{'n' * 237}.mhhsboard"))
    kept = open_board(long, tmp_path / "backups", name="Ana")
    player = Player(kept.store)
    with pytest.raises(ReadOnly, match="no record of who writes can be kept"):
        player.move("a1")
    assert sum("no record of who writes" in told for told in kept.notices) == 1
    kept.close()


def test_never_two_writers_though_the_first_comes_back(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = open_board(shared, tmp_path / "backups", name="Ana")
    first = Player(ana.store)
    monkeypatch.setattr(sharing.Watch, "__call__", lambda watch, record: STALE + 1)
    ben = open_board(shared, tmp_path / "backups", name="Ben")
    second = Player(ben.store)
    second.move("a1")
    with pytest.raises(ReadOnly, match=r"Ben on .* has taken over"):
        first.move("a2")
    assert ben.store.head().seq == 2
    assert check(ben.store) == []
    ben.close()
    ana.close()


def test_on_a_disk_of_ones_own_there_is_no_record(path: Path, tmp_path: Path) -> None:
    with open_board(path, tmp_path / "backups").store as store:
        assert store.before
        assert not list(tmp_path.glob(".*holder*"))


def test_a_missing_or_damaged_board_gives_its_place_back(shared: Path, tmp_path: Path) -> None:
    shared.write_bytes(b"")
    for _ in range(2):
        with pytest.raises(Exception, match="empty file"):
            open_board(shared, tmp_path / "backups", name="Ana")
    assert ShareLock(shared, "Ben").take()


def test_the_timer_of_a_window_beats_and_backs_up(shared: Path, tmp_path: Path) -> None:
    kept = open_board(shared, tmp_path / "backups", name="Ana")
    assert kept.status().last is None
    kept.opened()
    kept.backups.finish(30)
    kept.tick()
    kept.close()
    assert kept.status().last is not None


# -- conflict copies ---------------------------------------------------------------------------------------------------


NAMES = [
    "L4 (conflicted copy 2026-11-24).mhhsboard",
    "L4 (Ana's conflicted copy).mhhsboard",
    "L4-PC17.mhhsboard",
    "L4 (1).mhhsboard",
    "L4.sync-conflict-20261124-094100-ABCDEFG.mhhsboard",
    "L4 2.mhhsboard",
    "Copy of L4.mhhsboard",
    "anything at all.MHHSBOARD",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_conflict_copy_is_known_by_what_it_is_and_not_by_its_name(path: Path, name: str) -> None:
    copy = Path(shutil.copy(path, path.with_name(name)))
    assert conflict_copies(path) == []  # nothing in it that the board lacks
    with open_store(copy) as store:
        player = Player(store)
        player.move("a1")
        player.move("a2")
    (found,) = conflict_copies(path)
    assert (found.path, found.entries) == (copy, 2)
    assert found.sentence == f"{name} is another copy of this board with 2 entries that are not in it."


def test_what_is_no_conflict_copy(path: Path, tmp_path: Path) -> None:
    made(tmp_path / "another board.mhhsboard")
    (tmp_path / "L4 empty.mhhsboard").write_bytes(b"")
    (tmp_path / "L4 folder.mhhsboard").mkdir()
    (tmp_path / "L4 link.mhhsboard").symlink_to(path)
    aside = shutil.copy(path, tmp_path / "L4 (damaged 2026-11-24 09-41).mhhsboard")
    with open_store(aside) as store:
        Player(store).move("a1")
    hostile = shutil.copy(path, tmp_path / "L4 hostile.mhhsboard")
    altered(
        hostile,
        "DROP TABLE entry",
        "CREATE VIEW entry AS WITH RECURSIVE r(hash) AS (SELECT 1 UNION ALL SELECT hash + 1 FROM r) SELECT hash FROM r",
    )
    assert conflict_copies(path) == []
    (tmp_path / "L4.mhhsboard").write_bytes(b"")
    assert conflict_copies(path) == []
