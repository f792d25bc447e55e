"""A board opened with all that keeps it: backups before what is large, and where others may open it too, one writer."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from mhhs_board.base import clock
from mhhs_board.base.litter import sweep
from mhhs_board.domain.errors import BoardError
from mhhs_board.domain.journal import Entry, Sealed
from mhhs_board.store import journal
from mhhs_board.store.backup_status import BackupStatus
from mhhs_board.store.backups import Backups
from mhhs_board.store.comparing import compare_with_backup, dated_ahead
from mhhs_board.store.engine import BUSY_MS, board_path
from mhhs_board.store.file_store import FileStore, may_write
from mhhs_board.store.opening import open_store
from mhhs_board.store.sharing import ShareLock, conflict_copies, shared_place
from mhhs_board.store.which_board import origin_of

UNRECORDED = (
    "Beside {name} no record of who writes can be kept: its name is too long, or something is in the way. "
    "So it is open for reading only: rename it, or look at what lies beside it."
)
"""What is told on a share where the others could not see that somebody writes."""

A_BACKUP = (
    "{name} is a backup, and what is changed in it would be lost with it. So it is open for reading only: "
    "bring its board back to it with “restore” or Backups…, or save a copy and work on that."
)


@dataclass
class OpenBoard:
    """An open board and what watches over it. `notices` are sentences to tell once, at opening."""

    store: FileStore
    backups: Backups
    share_lock: ShareLock | None = None
    notices: list[str] = field(default_factory=list)
    no_board_to_write: bool = False
    """Whether this opening reads only because of what the file is: of its name, or because it is a backup."""
    told: list[str] = field(default_factory=list)
    """Sentences to tell once, of what was found as something was changed."""
    _looked: tuple[int, int] | None = None
    """What had been seen of the board when it was last looked at before a change."""

    @property
    def waiting(self) -> bool:
        """Whether this opening reads only because somebody else writes."""
        return self.share_lock is not None and self.store.read_only

    def vacated(self) -> bool:
        """Whether whoever wrote has closed the board, so that opening it again would write. Costs a look at a folder."""
        if not self.waiting or self.share_lock is None:
            return False
        try:
            return self.share_lock.vacant()
        except OSError:
            return False

    def status(self) -> BackupStatus:
        """What the status bar says of the backups; reads the names in a folder, and of a new one whether it is of this
        board's history."""
        return self.backups.status(self._holds, reading=self.store.read_only)

    def _holds(self, seq: int, mark: str) -> bool:
        if self.store.closed:
            return False
        try:
            with self.store.reading() as raw:
                return journal.hash_of(raw, seq)[:4].hex() == mark
        except BoardError:  # busy, or gone: it is asked again
            return False

    def before(self, entry: Entry) -> None:
        """Called by the store before an entry is written. Where it would be written onto an older copy of the board, what
        was saved here since is kept as a backup first. Raises as `Backups.before`."""
        self.look_first()
        self.backups.before(entry)

    def look_first(self) -> None:
        """Keep what lies apart, where that was not looked at since somebody else wrote; in the thread of the store."""
        if self._looked != self.store.seen:
            with contextlib.suppress(BoardError):
                self._look_apart()

    def _look_apart(self) -> None:
        with self.store.reading() as raw:
            self._looked = self.store.seen
            holds = lambda seq, hashed: journal.hash_of(raw, seq).startswith(hashed)  # noqa: E731
            of_copies = self.backups.lacks_of_copies(holds)
            if not (of_copies or self.backups.lacks_last(holds)):
                return
            told = self.backups.keep_apart(raw)
        with contextlib.suppress(BoardError):  # what goes on from here follows from something that is kept
            self.backups.take()
        for last in of_copies:
            self.backups.say_once(last)
        self.told += told

    def after(self, sealed: Sealed) -> None:
        """Called by the store once an entry is on the disk: it is written down beside the backups too."""
        before = self.backups.unwritten
        self.backups.after(sealed)
        if self.backups.unwritten != before:
            self.told.append(self.backups.unwritten)

    def opened(self) -> None:
        """For a window that has painted its board: what opening had no time for. In the background all of the board is
        read through on a copy, which is kept as a backup where the board is not only read and changed since the last."""
        self.backups.in_background(every=timedelta(0), look=True, keep=not self.store.read_only)

    def tick(self) -> None:
        """For a window's timer, every ten to twenty seconds: the heartbeat on a share, and a backup in the background
        where one is due; who only reads has the board read through again where it changed, and everybody where another file
        was put under the window. Costs a look at two folders."""
        self.rescue()
        if self.share_lock is not None:
            self.share_lock.beat()
        if self.store.put_under:
            self.store.put_under, self.backups.damage = False, ""  # what was found was in the file before
            self.backups.in_background(look=True, keep=False)
        if self.store.read_only:
            self.backups.look_again()
        else:
            self.backups.in_background()

    def rescue(self) -> None:
        """Where the board was deleted or moved away, or another put in its place, while it is open here, keep what was
        saved in it: it can be read until it is let go of, where it was not written over. Costs a look at a folder and a
        file; in the thread that opened the board."""
        if not self.store.closed and (self.store.deleted() or self._covered()):
            self.backups.rescue(self.store)

    def _covered(self) -> bool:
        return origin_of(self.store.path).identity not in ("", self.store.identity)

    def look_back(self) -> list[str]:
        """For a window that has painted its board: what its newest backup and the dates of its history say, where that is
        not as it should be. A clock that was wrong is told once on a machine."""
        if self.store.closed:
            return []
        try:
            with self.store.reading() as raw:
                found, ahead = compare_with_backup(raw, self.backups.known()), dated_ahead(raw, clock.now())
                if not (found.agrees or found.older):
                    self.backups.keep_apart(raw)  # so that Backups… lists it
                    found = compare_with_backup(raw, self.backups.known())
        except BoardError:
            return []
        what = "brings back what is missing" if found.older else "lists it"
        told = [] if found.agrees else [f"{found.sentence} Backups… in the menu File {what}.", *found.more]
        if ahead is not None and not self.backups.said_once(what := f"dated ahead: {ahead.seq}"):
            self.backups.say_once(what)
            told.append(ahead.sentence)
        return told

    def close(self) -> None:
        """Let go of the board, as closing its store does too; a backup that is being made has two seconds to end."""
        self.store.close()


def open_board(
    location: str | Path, backups: Path, *, name: str = "", read_only: bool = False, patience: float = BUSY_MS / 1000
) -> OpenBoard:
    """Open a board as `open_store` does, its backups under the folder `backups`; on a share as the one who writes, or
    beside whoever does as a reader. `name` is what the others read there."""
    path = board_path(location)
    if is_backup(path, backups):
        read_only = True
    place = shared_place(path)
    share_lock = ShareLock(path, name) if place is not None and not read_only and path.is_file() else None
    granted, unrecorded = True, False
    if share_lock is not None:
        try:
            granted = share_lock.take()
        except OSError:
            share_lock = None
            unrecorded = may_write(path)  # else `open_store` finds out for itself that nothing can be written there
            granted = not unrecorded
    try:
        store = open_store(path, read_only=read_only or not granted, patience=patience)
    except BaseException:
        if share_lock is not None:
            share_lock.release()
        raise
    kept = OpenBoard(store, Backups(path, backups), share_lock)
    if kept.backups.inside:
        store.why_read_only = A_BACKUP.format(name=path.name)
    if store.why_read_only:
        kept.no_board_to_write = True
        kept.notices.append(store.why_read_only)
    store.closing.append(kept.backups.finish)
    if not store.read_only:
        store.closing.append(lambda: sweep(path.parent))
    if share_lock is not None and granted:
        store.before.append(share_lock.before)
        store.closing.append(share_lock.release)
    if unrecorded:
        store.why_read_only = UNRECORDED.format(name=path.name)
    if place is not None:
        why = share_lock.sentence() if share_lock is not None else store.why_read_only if unrecorded else ""
        told = [place.sentence, why]
        kept.notices += [sentence for sentence in told if sentence]
        kept.notices += [copy.sentence for copy in conflict_copies(path)]
        if share_lock is not None and not granted:
            store.why_read_only = share_lock.sentence()
    store.readying.append(kept.look_first)
    store.before.append(kept.before)
    store.after.append(kept.after)
    return kept


def is_backup(path: Path, backups: Path) -> bool:
    """Whether a file lies where the backups are."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(backups))
