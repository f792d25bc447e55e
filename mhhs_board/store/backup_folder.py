"""The folder of a board's backups: which it is, what it holds, and what is remembered there of the board and its place."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from mhhs_board.base import clock
from mhhs_board.base.safe_write import private_folder
from mhhs_board.domain.errors import BoardError
from mhhs_board.store import homes, journal, later
from mhhs_board.store.backup_files import backups_in, state_of
from mhhs_board.store.branches import Origin
from mhhs_board.store.copies import mark_of
from mhhs_board.store.engine import connect
from mhhs_board.store.examination import examine
from mhhs_board.store.histories import Stem, Way
from mhhs_board.store.rotation import Backup, newest_first
from mhhs_board.store.which_board import copy_name, origin_of


class BackupFolder:
    """The folder of the backups of the board at `path`, one of its own under `root` (which the program's start decides)."""

    def __init__(
        self,
        path: Path,
        root: Path,
        *,
        now: Callable[[], datetime] = clock.now,
        known: str = "",
        home: homes.Home | None = None,
    ) -> None:
        """`home` is of the board that is meant, where another is at the path, or it is not known which."""
        self.path = path
        self.known_as = known
        """The identity by which the backups know the board, where its file has lost it; else empty."""
        self._root = root
        self._now = now
        self._settled = False
        self._place = os.path.realpath(path)
        self.inside = Path(self._place).is_relative_to(os.path.realpath(root))
        """Whether it is a backup itself, which has no backups and takes the place of no board."""
        self._meant = home is not None
        origin = origin_of(path, known)
        self._home = home if home is not None else self._found(origin)
        if home is None and origin.identity and origin.whole and not self.inside:
            self._found_at(self._home.place)

    def _found_at(self, place: str) -> None:
        """A file that is emptied where it is now does not say which board it was. Where that is not what is remembered of
        the place it is remembered now."""
        if place == self._place:
            if homes.displaced(self._root, self._home, place):
                self._settle(self._home.origin)
        elif place or homes.displaced(self._root, self._home, self._place):
            self.acknowledge()  # it may have been changed elsewhere meanwhile

    def _found(self, origin: Origin) -> homes.Home:
        if self.inside:
            return homes.Home(self._root / f"none of {Path(self._place).name}", origin)
        return homes.find(
            self._root, origin, self._place, origin_of, lambda home: _agreed(self.path, home.folder, self._now())
        )

    @property
    def folder(self) -> Path:
        """Where the board's backups are."""
        return self._home.folder

    @property
    def origin(self) -> Origin:
        """Which board this is: by its file, or where that does not say so by what is remembered of its place."""
        read = Origin() if self._meant else origin_of(self.path, self.known_as)
        return read if read.identity and read.whole else self._home.origin

    def all(self) -> list[Backup]:
        """Every backup of this board, newest first. Only the names are read."""
        return newest_first(backups_in(self.folder), self._now())

    def taken(self) -> list[Backup]:
        """Every backup of this board, the one taken last first: in the order that the folder remembers, whatever the clock
        said; those of which it remembers nothing are older."""
        return taken_in(homes.read(self.folder), self._now())

    def incomplete(self) -> bool:
        """Whether not all that was saved since the last backup could be written down beside the backups."""
        return later.missing(self.folder)

    def latest(self) -> Backup | None:
        """The newest backup."""
        return next(iter(self.all()), None)

    def related(self) -> list[Backup]:
        """The backups of other copies of this board, newest first."""
        if not self._home.origin.identity:
            return []
        others = [home for home in homes.of(self._root, self._home.origin.identity) if home.folder != self.folder]
        return newest_first(
            (
                msgspec.structs.replace(one, other=home.called or home.folder.name)
                for home in others
                for one in backups_in(home.folder)
            ),
            self._now(),
        )

    def candidates(self) -> list[Backup]:
        """What a damaged board may be put back from: its own backups, and marked as such those of its other copies."""
        own, found = self.origin.name, []
        for one in self.taken():
            its = origin_of(one.path)  # older programs had one folder for all
            found.append(one if its.name == own or not its.identity else msgspec.structs.replace(one, other=copy_name(its)))
        return found + self.related()

    def said_once(self, what: str) -> bool:
        """Whether something was told already, on this machine, of this board."""
        return what in self._home.told

    def say_once(self, what: str) -> None:
        """Remember that it was."""
        self._home = homes.tell(self._home, what)

    def acknowledge(self) -> None:
        """Write down which entry a board ends with that was made or put back: it is the last now. Raises nothing."""
        with contextlib.suppress(BoardError, sqlite3.Error, OSError, UnicodeError):
            origin = origin_of(self.path, self.known_as)
            self._home = self._found(origin)  # before it was put back its file may not have said which board it is
            private_folder(self._root)
            private_folder(self.folder)
            with contextlib.closing(connect(examine(self.path), "ro")) as raw:
                head = journal.head(raw)
                if later.last(self.folder) != (head.seq, head.hash):
                    for sealed in Way(Stem(raw, head), head.seq).behind(head.seq - 1):
                        later.keep(self.folder, sealed)
            self._home = homes.settle(self._root, self._home, origin, self._place)

    def _settle(self, origin: Origin) -> None:
        """Remember where the board is now, and that it is the last that was there."""
        if self.folder.is_dir() and origin.name == self._home.origin.name:
            self._home = homes.settle(self._root, self._home, origin, self._place)
            self._settled = True


def taken_in(home: homes.Home, now: datetime) -> list[Backup]:
    """The backups in a folder, the one taken last first."""
    order = {state: at for at, state in enumerate(home.taken, 1)}
    return sorted(newest_first(backups_in(home.folder), now), key=lambda one: order.get(state_of(one), 0), reverse=True)


def _agreed(path: Path, folder: Path, now: datetime) -> int | None:
    """The newest entry that a board's history and a folder's backups have in common; None where the board lacks the entry
    that was written down last, or without one what the newest backup holds, 0 where that cannot be told."""
    found, last = newest_first(backups_in(folder), now), later.last(folder)
    try:
        with contextlib.closing(connect(examine(path), "ro")) as raw:
            if last is not None and journal.hash_of(raw, last[0]) != last[1]:
                return None
            if last is None and found and mark_of(raw, found[0].seq) != found[0].mark:
                return None
            return max((one.seq for one in found if mark_of(raw, one.seq) == one.mark), default=0)
    except (BoardError, sqlite3.Error):
        return 0
