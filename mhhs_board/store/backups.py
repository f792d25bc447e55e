"""The backups of a board: when one is taken, how, read back before it counts, and thinned as they grow old (`rotation`).

A backup is one file in a folder of the board's own; its name says when it was taken, which entry it ends with, and whether
every record in it was read. It gets that name only after it was read back. So the folder is the list, and no list can
disagree with it. Clocks may be wrong: what is dated ahead of now is the last to be believed, and thinned by itself.

`Backups` is all that others know of them. It is made of what is there (`backup_folder`, `backup_files`) and of what was
saved at the board's place besides (`ways_apart`).
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from mhhs_board.base import clock
from mhhs_board.base.new_file import make_first
from mhhs_board.base.safe_write import keep_rights, private_folder
from mhhs_board.domain.errors import BoardError, Damaged, Unavailable
from mhhs_board.domain.journal import Entry, Sealed
from mhhs_board.domain.records import FURNITURE
from mhhs_board.store import branches, homes, later, schema
from mhhs_board.store.backup_files import put_in, state_of
from mhhs_board.store.backup_status import BackupStatus
from mhhs_board.store.copies import PART, copy_into, copy_over, end_of, save_copy, unfinished, verify
from mhhs_board.store.engine import compare, connect, temporary
from mhhs_board.store.errors import RESTORE, as_board_errors, no_backup
from mhhs_board.store.examination import examine
from mhhs_board.store.file_store import FileStore, put_right
from mhhs_board.store.journal import room_in
from mhhs_board.store.rotation import DECIDED, Backup, thinned
from mhhs_board.store.ways_apart import WaysApart
from mhhs_board.store.which_board import origin_of

EVERY = timedelta(minutes=30)
"""How often a board that changes is copied while it is open."""

BULK = 20
"""An entry that changes more records than this, the furniture aside, has a backup made before it."""

GUARDED = frozenset({"import", "restore"})
"""Verbs that have a backup made before them, however little they change."""

AGAIN = 60.0
"""Seconds after which a look over the board that could not be had is tried again."""

_ONE_READS, _ANYBODY = threading.Lock(), contextlib.nullcontext()
"""Of two threads that would read the same state through, the second finds the backup of the first. Who does not read it
through, as before an import, waits for nobody."""


class Backups(WaysApart):
    """The backups of the board at `path`, in a folder of its own under `root` (which the program's start decides).

    Every call has a connection of its own and may come from any thread.
    """

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
        super().__init__(path, root, now=now, known=known, home=home)
        self.damage = ""
        """What is wrong with the board itself, in a sentence, as far as anybody looked; may be set from any thread."""
        self.unwritten = ""
        """Why what was changed is written down in one place only; a sentence, or empty."""
        self._asked = False
        self.share: float | None = None
        """How much of the board has been looked over by now, 0 to 1; None while nobody does."""
        self._worker: threading.Thread | None = None
        self._verified: set[tuple[int, str]] = set()
        """What this program itself read in the board's history."""
        self._taken: float | None = None
        self._looked: float | None = None
        self._due = False
        self._pause = 0.0
        self._seen: tuple[int, int, int] | None = None

    def of_other(self, identity: str) -> Backups | None:
        """The backups of another board that was at this place; None where none of that identity was."""
        its = (one for one in self._before() if one.origin.identity == identity)
        home = next((one for one in its if identity != self._home.origin.identity), None)
        return Backups(self.path, self._root, now=self._now, home=home) if home is not None else None

    def status(self, holds: Callable[[int, str], bool] | None = None, *, reading: bool = False) -> BackupStatus:
        """What the status bar says. `holds` tells whether an entry is in the board's history: a backup of another is none
        of this board. Reads no more than names where it was asked before."""
        last: Backup | None = None
        for one in self.all():
            if self._of_ours(one, holds):
                last = last or one
                if one.whole:
                    last = one
                    break
        return BackupStatus(last, self._trouble, self.share, reading)

    def _of_ours(self, one: Backup, holds: Callable[[int, str], bool] | None) -> bool:
        state = (one.seq, one.mark)
        if state not in self._verified and holds is not None and holds(*state):
            self._verified.add(state)
        return state in self._verified

    # -- taking one --------------------------------------------------------------------------------------------------

    def take(self, *, deep: bool = False, anyway: bool = False, look: bool = False) -> Backup | None:
        """Copy the board as it is now; None where a backup of this very state is there, unless `anyway`. With `look` the
        board is read through then too, and only the copy that this was done on thrown away.

        With `deep` the copy's history and every record are checked too (a second for 100,000 entries). Raises
        Unavailable where none can be made, Damaged where the board itself is not sound; earlier backups then stay.
        """
        made: Backup | None = None
        if self.inside:
            raise Unavailable(f"{self.path.name} is a backup itself, so no backup of it was made.")
        try:
            put_right(self.path)
            with _ONE_READS if deep else _ANYBODY, contextlib.closing(connect(examine(self.path), "ro")) as raw:
                self._home = self._found(branches.read(raw, identity=self.known_as))  # another copy may stand here by now
                seq, mark = end_of(raw)
                self.keep_apart(raw)
                there = any((one.seq, one.mark) == (seq, mark) and (one.whole or not deep) for one in self.all())
                if there and not (anyway or look):
                    self._settle(branches.read(raw, identity=self.known_as))
                    self._done(seq, mark)
                    return None
                private_folder(self._root)
                private_folder(self.folder)
                made = self._made(raw, deep, keep=anyway or not there)
        except BoardError as error:
            self._trouble = str(error)
            if isinstance(error, Damaged):
                self.damage, self._looked = str(error), time.monotonic()
            raise
        except (sqlite3.Error, OSError, UnicodeError) as error:
            told = no_backup(self.path, error, f"No backup could be made in {self.folder}")
            self._trouble = str(told)
            raise told from error
        self._trouble = ""
        if deep:
            self.damage, self._looked = "", time.monotonic()
        self._thin()
        return made

    def rescue(self, store: FileStore) -> None:
        """Keep a backup of a board that was moved, deleted or replaced while a program has it open: what was changed since
        the last backup may be nowhere else. In the thread of the store, as nobody else can reach it. Raises nothing."""
        if self._home.origin.identity != store.identity:  # by now these are of the board that is in its place
            its = self.of_other(store.identity)
            if its is not None:
                its.rescue(store)
            return
        try:
            with store.reading() as raw:
                if schema.identity(raw) != store.identity:  # written over
                    return
                seq, mark = end_of(raw)
            if any((one.seq, one.mark) == (seq, mark) for one in self.all()):
                return
            private_folder(self._root)
            private_folder(self.folder)
            self._made(store.raw, deep=True, keep=True, gone=True)
        except BoardError as error:
            self._trouble = str(error)
        except (sqlite3.Error, OSError, UnicodeError) as error:
            self._trouble = str(no_backup(self.path, error, f"No backup could be made in {self.folder}"))

    def _done(self, seq: int, mark: str) -> None:
        self._trouble, self._taken = "", time.monotonic()
        self._verified.add((seq, mark))

    def kept(self) -> Backup:
        """The backup of the board as it is now, made where there is none that was read through. Raises as `take`."""
        made = self.take(deep=True)
        with contextlib.closing(connect(examine(self.path), "ro")) as raw:
            state = end_of(raw)
        found = made or next((one for one in self.all() if one.whole and (one.seq, one.mark) == state), None)
        return found or self.kept()  # somebody has written since

    def _made(self, raw: sqlite3.Connection, deep: bool, keep: bool, *, gone: bool = False) -> Backup | None:
        part = unfinished(self.folder)
        try:
            make_first(part, 0o600)
            copy_into(raw, part)
            seq, mark = verify(part, raw, self.path.name, deep=deep, told=self._tell)
            newest = self.latest()
            for like in (self.path, *([newest.path] if newest else ())):
                with contextlib.suppress(FileNotFoundError):
                    keep_rights(part, os.stat(like))  # so that a board that was deleted comes back for the same people
                    break
            self._sweep(part.stat().st_mtime)
            self._done(seq, mark)
            if not keep:
                return None
            made = put_in(self.folder, part, self._now(), seq, mark, whole=deep)
            if not self._loose:  # else the lines are all there is of it
                later.turn(self.folder, seq)
                if not later.missing(self.folder):
                    self.unwritten = ""  # a backup holds it now; the next time is told anew
        finally:
            self.share = None
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        if not (gone and homes.read(self.folder).places):  # one that left may have said by now where it went
            self._home = homes.settle(self._root, self._home, branches.read(raw, identity=self.known_as), self._place)
        self._home = homes.note(self._home, present=map(state_of, [*self.all(), made]), taken=[state_of(made)])
        if deep:  # what was not read through of the same state is worth nothing beside it
            for one in self.all():
                if (one.seq, one.mark) == (seq, mark) and not one.whole:
                    one.path.unlink(missing_ok=True)
        return made

    def _tell(self, share: float) -> None:
        self.share = share

    def _thin(self) -> None:
        home = homes.read(self.folder)
        decided, now = home.decisions, self._now()
        stays = {state for state in home.apart if state not in decided or not _over(decided[state], now)}
        for one in thinned(self.all(), now, stay=lambda one: state_of(one) in stays):
            with contextlib.suppress(OSError):
                one.path.unlink(missing_ok=True)

    def _sweep(self, now: float) -> None:
        """Remove the copies that programs left which were ended in the middle. `now` is by the clock of the disk: by ours,
        where it is another, the copy that somebody is making would be an old one."""
        with contextlib.suppress(OSError):
            for left in self.folder.glob(f".*{PART}"):
                if abs(now - left.stat().st_mtime) > 3600:
                    left.unlink(missing_ok=True)

    def take_to(self, target: Path) -> list[str]:
        """Copy the board to a file of the user's choosing, which must not be there: another copy of it from now on, with
        backups of its own. Returns a sentence for each other board that was there before. Raises Unavailable or Damaged."""
        return Backups(save_copy(self.path, target), self._root).claim()

    # -- when --------------------------------------------------------------------------------------------------------

    def keep_up(
        self, *, every: timedelta = EVERY, deep: bool = False, look: bool = False, tell: bool = False
    ) -> Backup | None:
        """Take a backup where the board has changed and none was taken within `every`, by the clock and by what passed
        since this program took one: a clock may stand, be set, or have been wrong. Trouble is told by `status`."""
        now = self._now()
        recent = any(timedelta(0) <= now - one.taken < every for one in self.all())
        stood = self._taken is not None and time.monotonic() - self._taken >= every.total_seconds()
        return None if recent and not stood else self._attempt(deep, look, tell=tell)

    def before(self, entry: Entry) -> None:
        """Called by the store before an entry is written: a backup before every import, restore and bulk change, and
        before the first change of an opening where the newest is old. A folder that is full keeps nobody from working; a
        board that is found damaged meanwhile does: what is written into it may be lost, and with it what is still whole.
        Raises Damaged."""
        many = sum(change.kind not in FURNITURE for change in entry.changes) > BULK
        if entry.verb in GUARDED or many:
            self._attempt(False, tell=True)
        elif not self._asked:
            self.keep_up(tell=True)
        self._asked = True

    def after(self, sealed: Sealed) -> None:
        """Called by the store once an entry is on the disk: it is kept beside the backups too, until they hold it."""
        if not self._settled:
            self._settle(origin_of(self.path, self.known_as))
        if (reason := later.keep(self.folder, sealed)) and not self.unwritten:
            self.unwritten = (
                f"What was changed is saved, but it could not be written down beside the backups as well: {reason}. "
                f"Make room where they are, in {self.folder}."
            )
            self._trouble = self.unwritten

    def _attempt(self, deep: bool, look: bool = False, *, tell: bool = False) -> Backup | None:
        try:
            return self.take(deep=deep, look=look)
        except BoardError as error:
            if tell and isinstance(error, Damaged):
                raise Damaged(f"{self.path.name} is damaged; nothing was written. {RESTORE}") from error
            return None  # `status` tells it

    def in_background(
        self,
        *,
        every: timedelta = EVERY,
        look: bool = False,
        keep: bool = True,
        then: Callable[[], object] | None = None,
    ) -> None:
        """`keep_up` with every check in a thread of its own, unless one is at it; `then` is called in that thread. With
        `look` the board is read through in any case, without `keep` no more than that."""
        self._due = self._due or look  # also where one is at it that does not look
        if self.working:
            return

        def work() -> None:
            before, due = self._looked, self._due and time.monotonic() >= self._pause
            if keep:
                self.keep_up(every=every, deep=True, look=due)
            if due and self._looked == before:
                self.look()
            self._due = self._due and self._looked == before
            if then is not None:
                then()

        self._worker = threading.Thread(target=work, name="backup", daemon=True)
        self._worker.start()

    def look_again(self, every: timedelta = EVERY) -> None:
        """For who only reads: in the background, the board is read through once, and again where it changed since; soon
        where it could not be read."""
        waited = None if self._looked is None else time.monotonic() - self._looked
        if time.monotonic() < self._pause:
            return
        if waited is None or (waited >= every.total_seconds() and _stamp(self.path) != self._seen):
            self.in_background(look=True, keep=False)

    def look(self) -> None:
        """Read the whole board through and keep nothing, on a copy that has no name anywhere; `damage` and `status` tell
        what was found. For who only reads, and where no backup can be made."""
        from mhhs_board.store.check import damage_of

        seen = _stamp(self.path)
        try:
            examined = examine(self.path)
            with contextlib.closing(connect(examined, "ro")) as raw, contextlib.closing(temporary()) as copy:
                copy_over(raw, copy)
                with as_board_errors(self.path):
                    compare(copy, examined.name)
                    copy.trust(room_in(copy))
                    found = [one.sentence for one in damage_of(copy, examined.name, self._tell)]
        except Damaged as error:
            found = [str(error)]
        except (BoardError, sqlite3.Error, OSError, UnicodeError) as error:
            told = no_backup(self.path, error, f"{self.path.name} could not be read through")
            if not isinstance(told, Damaged):
                self._trouble = self._trouble or f"{self.path.name} has not been read through: it cannot be just now."
                self._looked = None
                self._pause = time.monotonic() + AGAIN
                return
            found = [f"{self.path.name} is damaged."]
        finally:
            self.share = None
        self._looked, self._seen = time.monotonic(), seen
        self.damage = found[0] if found else ""
        self._trouble = self.damage or self._trouble

    @property
    def working(self) -> bool:
        """Whether a backup is being made in the background."""
        return self._worker is not None and self._worker.is_alive()

    def finish(self, seconds: float = 2.0) -> None:
        """Wait a little for a backup that is being made; one that is cut off never counts."""
        if self._worker is not None:
            self._worker.join(seconds)


def _over(moment: str, now: datetime) -> bool:
    """Whether a decision is so long ago that what it was about goes as any other backup does."""
    try:
        return now - datetime.fromisoformat(moment) >= DECIDED
    except (ValueError, TypeError, OverflowError):
        return False


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
