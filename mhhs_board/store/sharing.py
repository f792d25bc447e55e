"""A board on a network share or in a folder that a sync program copies: one writer at a time, by name.

SQLite's locks cannot be trusted there, so whoever writes holds a record beside the board: who, where, and a heartbeat. Its
name ends in a number, and the highest is the one that counts: to take over is to make the next one, which only one can.

How long nobody was heard of is told by this machine alone: from when it saw the record change last. The clock of another,
and the time that a sync program took to bring a record here, would call the living gone, or the dead alive for a day.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import re
import secrets
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import msgspec

from mhhs_board.base import clock, session
from mhhs_board.base.litter import lives
from mhhs_board.base.safe_read import read_file
from mhhs_board.base.safe_write import private_folder, write_first, write_over, write_private
from mhhs_board.base.text import clean_text, shown
from mhhs_board.domain.errors import Damaged, ReadOnly
from mhhs_board.domain.journal import Entry
from mhhs_board.store import journal
from mhhs_board.store.examination import glance
from mhhs_board.store.histories import Stem, parted
from mhhs_board.store.which_board import origin_of

BEAT = 20.0
"""Seconds between two heartbeats."""

STALE = 90.0
"""Where this machine saw no heartbeat for longer, the holder is gone: four were missed."""

MOST = 10**15
"""The highest number that a record may have; no board is opened so often. What claims more is none of ours."""
_LARGEST = 4096
"""Bytes of a record."""
_NAME = 60
"""Letters of a name or a machine that are shown: anybody may have written them."""

_NETWORK = frozenset({"cifs", "smb2", "smb3", "smbfs", "nfs", "nfs4", "afpfs", "ncpfs", "davfs", "9p", "ceph", "glusterfs"})
_NETWORK_FUSE = ("fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.davfs", "fuse.s3fs", "fuse.glusterfs", "fuse.cifs")
_SYNCED = {
    "OneDrive": re.compile(r"onedrive( ?[-–] ?.+)?", re.I),
    "Dropbox": re.compile(r"dropbox( ?\(.+\))?", re.I),
    "Google Drive": re.compile(r"google ?drive|my drive|googledrive-.+", re.I),
    "iCloud Drive": re.compile(r"icloud ?drive|com~apple~clouddocs|iclouddrive", re.I),
    "Nextcloud": re.compile(r"nextcloud|owncloud", re.I),
    "Box": re.compile(r"box( sync)?", re.I),
}
_MARKERS = {".dropbox": "Dropbox", ".dropbox.cache": "Dropbox", ".stfolder": "Syncthing", ".nextcloudsync.log": "Nextcloud"}
_ROOTS = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_REMOTE_DRIVE = 4  # what GetDriveType says of a mapped network drive
_OWN = re.compile(
    r".* (\((?:damaged|replaced) \d{4}-\d\d-\d\d \d\d-\d\d(?: \d+)?\)|before update from schema \d+(?: \(\d+\))?)"
)
_MOST_SIBLINGS = 200
SIBLINGS_TIME = 1.5
"""Seconds after which no more of the files beside a board is looked at: whoever opens it waits."""


class Shared(msgspec.Struct, frozen=True):
    """Where a board lies that others may open too: `kind` is "network" or "synced", `name` what people call the place."""

    kind: str
    name: str

    @property
    def sentence(self) -> str:
        """What is told once when a board there is opened."""
        if self.kind == "network":
            return f"This board lies on {self.name}: one person writes at a time, everybody else may read."
        return (
            f"This board lies in a folder that {self.name} copies: one person writes at a time. "
            "Wait for it to be copied before somebody else opens it."
        )


def shared_place(path: Path, *, mounts: str | None = None) -> Shared | None:
    """Whether a path is on a network share or in a synced folder; None where it is on a disk of this machine.

    `mounts` is the text of /proc/self/mountinfo, read where not given. Nothing is ever asked of a network.
    """
    text = os.fspath(path)
    share = re.match(r"[\\/]{2}([^\\/?.][^\\/]*)[\\/]", text)
    if share:
        return Shared("network", f"the share of {share[1]}")
    if sys.platform == "win32" and _mapped(text):
        return Shared("network", f"the network drive {text[:2]}")
    kind = _mounted_as(path, mounts)
    if kind in _NETWORK or kind in _NETWORK_FUSE:
        return Shared("network", f"a network share ({kind.removeprefix('fuse.')})")
    return _synced(path)


def _mapped(text: str) -> bool:
    import ctypes

    drive = os.path.splitdrive(os.path.abspath(text))[0]
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - there is no windll for the type checker elsewhere
    return bool(drive) and kernel.GetDriveTypeW(f"{drive}\\") == _REMOTE_DRIVE


def _mounted_as(path: Path, mounts: str | None) -> str:
    if mounts is None:
        try:
            mounts = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
        except OSError:
            return ""
    real = os.path.realpath(path)
    best, kind = "", ""
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        fields = left.split(" ")
        if len(fields) < 5 or not right:
            continue
        point = re.sub(r"\\(\d{3})", lambda found: chr(int(found[1], 8)), fields[4])
        inside = real == point or real.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):  # a later mount hides an earlier one at the same place
            best, kind = point, right.split(" ")[0]
    return kind


def _synced(path: Path) -> Shared | None:
    real = Path(os.path.realpath(path))
    for variable in _ROOTS:
        root = os.environ.get(variable)
        if root and real.is_relative_to(os.path.realpath(root)):
            return Shared("synced", "OneDrive")
    for folder in real.parents:
        for marker, name in _MARKERS.items():
            if os.path.lexists(folder / marker):
                return Shared("synced", name)
        for name, pattern in _SYNCED.items():
            if pattern.fullmatch(folder.name):
                return Shared("synced", name)
    return None


# -- the holder --------------------------------------------------------------------------------------------------------


class Holder(msgspec.Struct, frozen=True):
    """Who writes: name, machine, process where it is one of this machine, else 0, and for how many seconds nothing was
    heard of them."""

    name: str
    host: str
    pid: int
    silent: float

    @property
    def called(self) -> str:
        """`Ana on PC-17`."""
        return f"{self.name or 'Somebody'} on {self.host or 'another machine'}"


class ShareLock:
    """This process's wish to write to a shared board. Made by `ShareLock(...)`, granted by `take`, given back by `release`.

    `age` says for how many seconds a record has not changed, `host` and `pid` who this is; a test says so.
    """

    def __init__(
        self, path: Path, name: str, *, host: str = "", age: Callable[[Path], float] | None = None, pid: int = 0
    ) -> None:
        self._path = path
        self._name = name
        self._host = host or platform.node()
        self._pid = pid or os.getpid()
        self._age = age or Watch(path)
        self._token = secrets.token_hex(8)
        self._mine: int | None = None
        self.after: Holder | None = None
        self._beaten = 0.0
        self._beats = 0

    # -- the records ---------------------------------------------------------------------------------------------------

    def _record(self, number: int) -> Path:
        return self._path.with_name(f".{self._path.name}.holder-{number}")

    def _named(self) -> list[str]:
        """The names of all that looks like a record, behind the last dash."""
        begin = f".{self._path.name}.holder-"
        with os.scandir(self._path.parent) as entries:
            return [entry.name.removeprefix(begin) for entry in entries if entry.name.startswith(begin)]

    def _numbers(self) -> list[int]:
        found = (int(name) for name in self._named() if re.fullmatch("[1-9][0-9]{0,17}", name))
        return sorted(number for number in found if number <= MOST)

    def _read(self, number: int) -> dict[str, object]:
        """A record; empty where it cannot be read, as one that is being written, or a pipe that somebody put there."""
        try:
            read = json.loads(read_file(self._record(number), _LARGEST, follow=False))
        except (OSError, ValueError, RecursionError):
            return {}
        return read if isinstance(read, dict) else {}

    def _said(self, *, free: bool) -> bytes:
        """What a record says. It says something else at each beat: a sync program may bring only what differs."""
        self._beats += 1
        said = {"name": self._name, "host": self._host, "pid": self._pid, "token": self._token, "free": free}
        said |= {"place": _place(), "beat": self._beats}
        return json.dumps(said, ensure_ascii=False).encode("utf-8", "replace") + b"\n"

    # -- asking ----------------------------------------------------------------------------------------------------------

    def holder(self) -> Holder | None:
        """Whoever holds the board, also where silent for long; None where nobody does, or we."""
        numbers = self._numbers()
        if not numbers or numbers[-1] == self._mine:
            return None
        said = self._read(numbers[-1])
        if said.get("free") is True:
            return None
        try:
            silent = self._age(self._record(numbers[-1]))
        except OSError:
            silent = 0.0
        pid, place = said.get("pid"), said.get("place", "")
        here = said.get("host") == self._host and place in ("", _place())
        return Holder(_line(said.get("name")), _line(said.get("host")), pid if type(pid) is int and here else 0, silent)

    def gone(self, holder: Holder) -> bool:
        """Whether a holder ended without a word: nothing heard for long, or a process of this machine that is no more."""
        if holder.pid > 0 and not lives(holder.pid):
            return True
        return holder.silent > STALE

    def vacant(self) -> bool:
        """Whether nobody writes: there is no holder, or whoever was is gone. Raises OSError where that cannot be seen."""
        standing = self.holder()
        return standing is None or self.gone(standing)

    def take(self) -> bool:
        """Become the one who writes, where nobody is or whoever was is gone (then `after` says who).

        Raises OSError where nothing can be written beside the board.
        """
        numbers = self._numbers()
        if self._mine is not None and numbers and numbers[-1] == self._mine:
            return True
        standing = self.holder()
        if standing is not None and not self.gone(standing):
            return False
        wanted = numbers[-1] + 1 if numbers else 1
        if wanted > MOST:  # somebody put it there to end the counting: it begins again
            wanted = 1
            for number in numbers:
                self._record(number).unlink(missing_ok=True)
        try:
            write_first(self._record(wanted), self._said(free=False))
        except FileExistsError:
            return False
        if self._numbers()[-1:] != [wanted]:  # somebody was quicker by more than one
            self._record(wanted).unlink(missing_ok=True)
            return False
        self._mine, self._beaten = wanted, time.monotonic()
        self.after = standing
        if isinstance(self._age, Watch):
            self._age.forget()
        for number in (int(name) for name in self._named() if re.fullmatch("[1-9][0-9]{0,99}", name)):
            if not wanted <= number <= MOST:  # a newer one may be somebody's who has taken over meanwhile
                with contextlib.suppress(OSError):
                    self._record(number).unlink(missing_ok=True)
        return True

    @property
    def held(self) -> bool:
        """Whether this is the one who writes, as it is on the disk."""
        if self._mine is None:
            return False
        try:
            return self._numbers()[-1:] == [self._mine]
        except OSError:
            return False

    def beat(self) -> bool:
        """Say that we are still there, where that is due; False where somebody has taken over."""
        if not self.held or self._mine is None:
            return False
        if time.monotonic() - self._beaten >= BEAT:
            self._beaten = time.monotonic()
            self._put(self._mine, free=False)
        return True

    def release(self) -> None:
        """Let the next one write. A record that says so stays, so that numbers only ever grow."""
        if self.held and self._mine is not None:
            self._put(self._mine, free=True)
        self._mine = None

    def _put(self, number: int, *, free: bool) -> None:
        with contextlib.suppress(OSError):
            write_over(self._record(number), self._said(free=free))  # never made anew: it may have been taken over

    def before(self, entry: Entry) -> None:
        """Called by the store before an entry is written. Raises ReadOnly where somebody else writes now."""
        if not self.beat():
            holder = self.holder()
            who = holder.called if holder else "Somebody else"
            raise ReadOnly(f"{who} has taken over writing to {self._path.name}, so nothing was changed. Open it again.")

    def sentence(self) -> str:
        """What is told at opening: whose place was taken, or why this opening may only read; empty where all is plain."""
        if self.held:
            return f"{self.after.called} had it open and is gone; you write now." if self.after else ""
        holder = self.holder()
        who = holder.called if holder else "Somebody else"
        return (
            f"{who} is writing to this board, so it is open for reading only. "
            "It can be written to once they have closed it."
        )


class Watch:
    """For how long a record has not changed, as this machine saw it; what it saw outlives the program, in the folder for
    state, so that a command line that is called again and again sees a holder fall silent too."""

    def __init__(
        self,
        path: Path,
        *,
        steady: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = lambda: clock.now().timestamp(),
        folder: Path | None = None,
    ) -> None:
        key = hashlib.sha256(os.path.realpath(path).encode("utf-8", "surrogateescape")).hexdigest()[:24]
        self._kept = (folder or session.folder()) / "shares" / f"{key}.json"
        self._steady, self._wall = steady, wall
        self._seen: tuple[str, float, float] | None = None

    def __call__(self, record: Path) -> float:
        """Seconds since this machine saw it change; 0 at the first sight. Raises OSError where it is not there."""
        mark, steady, wall = _mark(record), self._steady(), self._wall()
        seen = self._seen if self._seen is not None and self._seen[0] == mark else self._read(mark)
        if seen is None:
            seen = (mark, steady, wall)
            self._keep(seen)
        self._seen = seen
        # The steady clock goes on while nobody sets it, and begins anew with the machine; then the other must do.
        by_wall = max(0.0, wall - seen[2])
        return min(by_wall, steady - seen[1]) if steady >= seen[1] else by_wall

    def forget(self) -> None:
        """Nothing is waited for any more."""
        self._seen = None
        with contextlib.suppress(OSError):
            self._kept.unlink(missing_ok=True)

    def _read(self, mark: str) -> tuple[str, float, float] | None:
        try:
            read = msgspec.json.decode(read_file(self._kept, _LARGEST), type=tuple[str, float, float])
        except (OSError, msgspec.DecodeError):
            return None
        return read if read[0] == mark else None

    def _keep(self, seen: tuple[str, float, float]) -> None:
        with contextlib.suppress(OSError):
            private_folder(self._kept.parent.parent)
            private_folder(self._kept.parent)
            write_private(self._kept, msgspec.json.encode(seen))


def _mark(record: Path) -> str:
    """What differs once a holder has given a sign of life, whatever stands there and whatever its clock says."""
    found = os.lstat(record)
    try:
        said = hashlib.sha256(read_file(record, _LARGEST, follow=False)).hexdigest()
    except OSError:
        said = ""
    return f"{record.name} {found.st_mtime_ns} {found.st_size} {said}"


def _line(text: object) -> str:
    """A name out of a record: short, on one line, and nothing in it that a terminal or a reader's eye would obey."""
    line = shown(clean_text(text[: _NAME * 4], _NAME * 64)) if isinstance(text, str) else ""
    return line if len(line) <= _NAME else f"{line[:_NAME]}…"


@cache
def _place() -> str:
    """Where the numbers of processes mean the same: this run of this machine, and not a container beside it."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot} {os.stat('/proc/self/ns/pid').st_ino}"
    except (OSError, UnicodeError):
        return ""


# -- conflict copies ---------------------------------------------------------------------------------------------------


class ConflictCopy(msgspec.Struct, frozen=True):
    """Another file of the same board beside it that holds `entries` which the board does not; -1 where there was no time
    to look into it, nor into those behind it."""

    path: Path
    entries: int

    @property
    def sentence(self) -> str:
        """What is told of it."""
        if self.entries < 0:
            return f"There was no time to see whether {self.path.name} and what lies behind it are copies of this board."
        many = "1 entry that is" if self.entries == 1 else f"{self.entries} entries that are"
        return f"{self.path.name} is another copy of this board with {many} not in it."


def conflict_copies(path: Path) -> list[ConflictCopy]:
    """Files beside a board that are the same board by its own identity and branch, whatever they are called, and hold
    something that it lacks; what this program set aside or saved as a copy is none. Files are only read, and nothing of
    them is run."""
    origin = origin_of(path)
    if not origin.identity:
        return []
    try:
        beside = [one for one in sorted(path.parent.iterdir()) if one.suffix.lower() == path.suffix.lower()]
    except OSError:
        return []
    found: list[ConflictCopy] = []
    end = time.monotonic() + SIBLINGS_TIME
    with _history(path) as own:
        for one in beside[:_MOST_SIBLINGS]:
            if one.name == path.name or _OWN.fullmatch(one.stem) or not one.is_file() or one.samefile(path):
                continue
            if time.monotonic() > end:
                return [*found, ConflictCopy(one, -1)]
            if own is not None and origin_of(one) == origin:
                with _history(one) as other, contextlib.suppress(sqlite3.Error, UnicodeError):
                    if other is not None and (lacking := other.seq - parted(own, other)):
                        found.append(ConflictCopy(one, lacking))
    return found


@contextlib.contextmanager
def _history(path: Path) -> Iterator[Stem | None]:
    """The history in a file, of which a few entries are looked up; None where it holds none."""
    with glance(path, "entry") as raw:
        stem = None
        if raw is not None:
            with contextlib.suppress(sqlite3.Error, UnicodeError, Damaged):
                stem = Stem(raw, journal.head(raw))
        yield stem
