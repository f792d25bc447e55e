"""A board on a network share or in a folder that a sync program copies: one writer at a time, by name.

SQLite's locks cannot be trusted there, so whoever writes holds a record beside the board: who, where, and a heartbeat. Its
name ends in a number, and the highest is the one that counts: to take over is to make the next one, which only one can.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import re
import secrets
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from mhhs_board.base.safe_write import write_first, write_over
from mhhs_board.domain.errors import Damaged, ReadOnly
from mhhs_board.domain.journal import Entry
from mhhs_board.store.backups import identity_of
from mhhs_board.store.examination import glance
from mhhs_board.store.rows import within

BEAT = 20.0
"""Seconds between two heartbeats."""

STALE = 90.0
"""A heartbeat older than this means that its holder is gone: four were missed."""

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
_OWN = re.compile(r".* (\(damaged \d{4}-\d\d-\d\d \d\d-\d\d(?: \d+)?\)|before update from schema \d+(?: \(\d+\))?)")
_MOST_SIBLINGS = 200


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
    """Who writes: name, machine, process, and for how many seconds nothing was heard of them."""

    name: str
    host: str
    pid: int
    silent: float

    @property
    def called(self) -> str:
        """`Ana on PC-17`."""
        return f"{self.name or 'Somebody'} on {self.host or 'another machine'}"


class Hold:
    """This process's wish to write to a shared board. Made by `Hold(...)`, granted by `take`, given back by `release`."""

    def __init__(
        self, path: Path, name: str, *, host: str = "", age: Callable[[Path], float] | None = None, pid: int = 0
    ) -> None:
        self._path = path
        self._name = name
        self._host = host or platform.node()
        self._pid = pid or os.getpid()
        self._age = age or _age
        self._token = secrets.token_hex(8)
        self._mine: int | None = None
        self.after: Holder | None = None
        self._beaten = 0.0

    # -- the records ---------------------------------------------------------------------------------------------------

    def _record(self, number: int) -> Path:
        return self._path.with_name(f".{self._path.name}.holder-{number}")

    def _numbers(self) -> list[int]:
        pattern = re.compile(rf"\.{re.escape(self._path.name)}\.holder-(\d{{1,18}})")
        with os.scandir(self._path.parent) as entries:
            return sorted(int(found[1]) for entry in entries if (found := pattern.fullmatch(entry.name)))

    def _read(self, number: int) -> dict[str, object]:
        """A record; empty where it cannot be read, as one that is being written."""
        try:
            read = json.loads(self._record(number).read_bytes()[:4096])
        except (OSError, ValueError, RecursionError):
            return {}
        return read if isinstance(read, dict) else {}

    def _said(self, *, free: bool) -> bytes:
        said = {"name": self._name, "host": self._host, "pid": self._pid, "token": self._token, "free": free}
        return json.dumps(said, ensure_ascii=False).encode() + b"\n"

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
        pid = said.get("pid")
        return Holder(
            str(said.get("name") or "")[:100], str(said.get("host") or "")[:100], pid if type(pid) is int else 0, silent
        )

    def gone(self, holder: Holder) -> bool:
        """Whether a holder ended without a word: nothing heard for long, or a process of this machine that is no more."""
        if holder.host == self._host and holder.pid > 0 and not _lives(holder.pid):
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
        try:
            write_first(self._record(wanted), self._said(free=False))
        except FileExistsError:
            return False
        if self._numbers()[-1:] != [wanted]:  # somebody was quicker by more than one
            self._record(wanted).unlink(missing_ok=True)
            return False
        self._mine, self._beaten = wanted, time.monotonic()
        self.after = standing
        for number in numbers:
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


def _age(record: Path) -> float:
    """Seconds since a record was written, by the clock of the disk that holds it: clocks of two machines differ."""
    probe = record.with_name(f".{secrets.token_hex(8)}.now")
    try:
        write_first(probe, b"")
        now = probe.stat().st_mtime
    finally:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)
    return now - record.stat().st_mtime


def _lives(pid: int) -> bool:
    if sys.platform != "win32":  # there a handle of another's process may not be had; silence tells
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except OSError:
            return True
    return True


# -- conflict copies ---------------------------------------------------------------------------------------------------


class ConflictCopy(msgspec.Struct, frozen=True):
    """Another file of the same board beside it that holds `entries` which the board does not."""

    path: Path
    entries: int

    @property
    def sentence(self) -> str:
        """What is told of it."""
        many = "1 entry" if self.entries == 1 else f"{self.entries} entries"
        return f"{self.path.name} is another copy of this board with {many} that are not in it."


def conflict_copies(path: Path) -> list[ConflictCopy]:
    """Files beside a board that are the same board by its own identity, whatever they are called, and hold something that
    it lacks; what this program set aside itself is none. Files are only read, and nothing of them is run."""
    identity = identity_of(path)
    if not identity:
        return []
    try:
        beside = [one for one in sorted(path.parent.iterdir()) if one.suffix.lower() == path.suffix.lower()]
    except OSError:
        return []
    known = _history(path)
    found = []
    for one in beside[:_MOST_SIBLINGS]:
        if one.name == path.name or _OWN.fullmatch(one.stem) or not one.is_file() or one.samefile(path):
            continue
        if identity_of(one) == identity and (lacking := len(_history(one) - known)):
            found.append(ConflictCopy(one, lacking))
    return found


def _history(path: Path) -> set[object]:
    try:
        with glance(path, "entry") as raw:
            if raw is None:
                return set()
            return {hashed for (hashed,) in within(raw, "entry", raw.execute("SELECT hash FROM entry"))}
    except (sqlite3.Error, UnicodeError, Damaged):
        return set()
