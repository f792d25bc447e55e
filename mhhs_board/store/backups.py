"""Copies of a board, kept apart from it, read back before they count, and thinned as they grow old (`rotation`).

A backup is one file in a folder of the board's own; its name says when it was taken, which entry it ends with, and whether
every record in it was read. It gets that name only after it was read back. So the folder is the list, and no list can
disagree with it. Clocks may be wrong: what is dated ahead of now is the last to be believed, and thinned by itself.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from mhhs_board.base import clock
from mhhs_board.base.safe_write import keep_rights, make_first, private_folder, put_first, sync_folder, why
from mhhs_board.base.text import named
from mhhs_board.domain import dates
from mhhs_board.domain.errors import BoardError, Damaged, Refused, Unavailable
from mhhs_board.domain.journal import Entry, Sealed
from mhhs_board.domain.records import FURNITURE
from mhhs_board.store import branches, homes, journal, later, schema
from mhhs_board.store.branches import Origin
from mhhs_board.store.comparing import lacks, left
from mhhs_board.store.copies import branch_off, copy_into, copy_over, end_of, mark_of, verify
from mhhs_board.store.engine import compare, connect, temporary
from mhhs_board.store.errors import RESTORE, as_board_errors
from mhhs_board.store.examination import examine, glance
from mhhs_board.store.file_store import FileStore, put_right
from mhhs_board.store.histories import Known, Stem, Way, beside, rank, stems, ways
from mhhs_board.store.one_name import refuse_unless_new, resolved_for_new
from mhhs_board.store.rotation import DECIDED, SLACK, Backup, newest_first, thinned

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

_NAME = re.compile(r"(\d{8}T\d{6}Z) entry (\d{1,18}) ([0-9a-f]{8})( whole)?(?: \(\d+\))?\.mhhsboard")
_STAMP = "%Y%m%dT%H%M%SZ"
_PART = ".part"


class BackupStatus(msgspec.Struct, frozen=True):
    """What the window says of a board's backups. `trouble` is a sentence, or empty where all is well."""

    last: Backup | None
    trouble: str
    share: float | None = None
    """How much of the board has been looked over, while that is going on."""
    reading: bool = False
    """Whether the board is only read here, so that no backup will come by itself."""

    @property
    def sentence(self) -> str:
        """`Last good backup 09:41`, with the day where it is another; local time. `Checking the board: 40%` meanwhile."""
        if self.share is not None:
            return f"Checking the board: {self.share:.0%}"
        if self.last is None:
            return "No backup" if self.reading else "No backup yet"
        kind = "Last good backup" if self.last.whole else "Last backup"
        try:
            local, today = self.last.taken.astimezone(), clock.today()
            known = self.last.taken - clock.now() <= SLACK
        except (ValueError, OverflowError):  # beyond the calendar there
            known = False
        if not known:  # it was dated by a clock that was wrong: when it was nobody can say
            return f"{kind}: entry {self.last.seq}"
        return f"{kind} {f'{local:%H:%M}' if local.date() == today else dates.minute(local)}"

    @property
    def about(self) -> str:
        """What that means, in a sentence."""
        if self.last is None:
            return "There is no copy of this board, as it is now or was, among your backups."
        if self.last.whole:
            return "A copy of the board that was read back and found whole."
        return "A copy of the board that was read back; every record in it is read when the board is next looked over."


def origin_of(path: Path, identity: str = "") -> Origin:
    """Which board a file is, read without locking or mending anything; an empty one where it cannot be read. `identity` is
    its where the file's own is known to be damaged."""
    try:
        with glance(path, "meta", "entry") as raw:
            if raw is not None:
                return branches.read(raw, identity=identity)
    except (sqlite3.Error, UnicodeError):
        pass
    try:
        with glance(path, "meta") as raw:
            return Origin() if raw is None else branches.read(raw, identity=identity, history=False)
    except (sqlite3.Error, UnicodeError):
        return Origin()


def name_of(path: Path) -> str:
    """What people call a board, for a sentence; empty where its file does not say so."""
    try:
        with FileStore(path, "ro") as store, store.reading() as raw:
            row = raw.execute("SELECT name FROM board LIMIT 1").fetchone()
    except (BoardError, sqlite3.Error, OSError, UnicodeError):
        return ""
    return named(row[0]) if row is not None and isinstance(row[0], str) else ""


class KeptBoard(msgspec.Struct, frozen=True):
    """One of the boards that were at a place, of which backups are kept."""

    called: str
    backup: Backup
    """What holds all that was saved in it there; the newest where such could not be made."""
    last: bool = False
    """Whether it is the one that these backups are of."""
    open: bool = False
    """Whether it is another, about which nobody has decided and that stands nowhere else."""


def as_backup(path: Path) -> Backup:
    """A file of the user's as a backup: a copy of a board from anywhere. Raises Damaged or Unavailable."""
    with FileStore(path, "ro") as store:
        with store.reading() as raw:
            seq, mark = end_of(raw)
        found = path.stat()
    try:
        taken = datetime.fromtimestamp(int(found.st_mtime), UTC)
    except (ValueError, OverflowError, OSError):  # a disk may hold any number
        taken = datetime.fromtimestamp(0, UTC)
    return Backup(path, taken, seq, mark, found.st_size)


class Backups:
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
        self.path = path
        self.known_as = known
        """The identity by which the backups know the board, where its file has lost it; else empty."""
        self._root = root
        self._now = now
        self._trouble = ""
        self.damage = ""
        """What is wrong with the board itself, in a sentence, as far as anybody looked; may be set from any thread."""
        self.unwritten = ""
        """Why what was changed is written down in one place only; a sentence, or empty."""
        self._asked = False
        self._settled = False
        self._loose = False
        """Whether what was saved here and the board lacks could not be kept as a backup."""
        self.share: float | None = None
        """How much of the board has been looked over by now, 0 to 1; None while nobody does."""
        self._worker: threading.Thread | None = None
        self._place = os.path.realpath(path)
        self.inside = Path(self._place).is_relative_to(os.path.realpath(root))
        """Whether it is a backup itself, which has no backups and takes the place of no board."""
        self._verified: set[tuple[int, str]] = set()
        """What this program itself read in the board's history."""
        self._taken: float | None = None
        self._looked: float | None = None
        self._due = False
        self._pause = 0.0
        self._seen: tuple[int, int, int] | None = None
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

    # -- what there is -----------------------------------------------------------------------------------------------

    def all(self) -> list[Backup]:
        """Every backup of this board, newest first. Only the names are read."""
        return newest_first(_in(self.folder), self._now())

    def taken(self) -> list[Backup]:
        """Every backup of this board, the one taken last first: in the order that the folder remembers, whatever the clock
        said; those of which it remembers nothing are older."""
        return _taken(homes.read(self.folder), self._now())

    def known(self, *, spare: bool = False) -> Known:
        """All that is kept of this board, for what says which way it went; for a restore what is `spare` too, of its
        copies."""
        home, own = homes.read(self.folder), later.read(self.folder)
        others = homes.others(self._root, self._home) if spare or not own else []
        if not own and (left := next((one for one in others if homes.left_from(one, self._home, self._place)), None)):
            own = later.read(left.folder)
        more = [row for one in others for row in later.read(one.folder)] if spare else []
        before = [self._known_of(one) for one in self._before() if not self._stands_elsewhere(one)]
        return Known(self.taken(), own, _decided(home), self._home.origin.name, more, before)

    def _known_of(self, home: homes.Home) -> Known:
        """What is kept of a copy or another board that was at this place."""
        taken, board = _taken(home, self._now()), ""
        if home.origin.identity != self._home.origin.identity:
            board = next(filter(None, (name_of(one.path) for one in taken)), "") or named(home.called)
        return Known(
            taken,
            later.read(home.folder),
            _decided(home),
            home.origin.name,
            folder=home.folder,
            origin=home.origin,
            board=board,
        )

    def _before(self) -> list[homes.Home]:
        """The folders of other copies of this board, and of other boards, that were at its place."""
        return [] if self.inside else homes.before(self._root, self._home, self._place)

    def _stands_elsewhere(self, copy: homes.Home) -> bool:
        """Whether a copy that was at this place is at another now, with all that was saved in it."""
        for place in homes.elsewhere(self._root, copy, self._place):
            its = origin_of(Path(place)) if os.path.lexists(place) else Origin()
            if (its.identity, its.name) == (copy.origin.identity, copy.origin.name):
                last = _last(copy, self._now())
                if last is None or _has(Path(place), *last):
                    return True
        return False

    def of_copies(self) -> list[Backup]:
        """The backups that hold what was saved at the board's place in another copy, and that it lacks."""
        apart = set(homes.read(self.folder).apart)
        copies = (one for one in self.known().before if not one.board)
        return [one for copy in copies for one in copy.backups if _state(one) in apart]

    def last_board(self) -> KeptBoard | None:
        """The board that these backups are of; None where nothing of it is whole."""
        found = self._kept_board(replace(self._known_of(homes.read(self.folder)), board=named(self.path.name)))
        return msgspec.structs.replace(found, last=True) if found is not None else None

    def other_boards(self) -> list[KeptBoard]:
        """Every other board of which something is kept that was at this place, the last first. What no backup holds of one
        is kept as a backup first."""
        found, decided = list[KeptBoard](), _decided(homes.read(self.folder))
        for home in self._before():
            if (known := self._known_of(home)).board and (one := self._kept_board(known)) is not None:
                told = (one.backup.seq, one.backup.mark) in decided or self._stands_elsewhere(home)
                found.append(msgspec.structs.replace(one, open=not told))
        return found

    def _kept_board(self, known: Known) -> KeptBoard | None:
        """A board with the backup of the way that it went last; None where nothing of it is whole."""
        backup = next(iter(known.backups), None)
        try:
            with stems(known.backups, branch=known.branch) as found:
                way = max(ways(found, known.lines[::-1]), key=lambda one: rank(one, known), default=None)
                if way is not None:
                    held = (one for one in known.backups if (one.seq, one.mark) == way.end)
                    backup = next(held, None) or self._kept_apart(way, known)
        except (BoardError, sqlite3.Error, OSError, UnicodeError) as error:
            self._trouble = str(self._told(error, f"What was saved here before could not be kept in {known.folder}"))
        return KeptBoard(name_of(backup.path) or known.board, backup) if backup is not None else None

    def of_other(self, identity: str) -> Backups | None:
        """The backups of another board that was at this place; None where none of that identity was."""
        its = (one for one in self._before() if one.origin.identity == identity)
        home = next((one for one in its if identity != self._home.origin.identity), None)
        return Backups(self.path, self._root, now=self._now, home=home) if home is not None else None

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
                for one in _in(home.folder)
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

    def said_once(self, what: str) -> bool:
        """Whether something was told already, on this machine, of this board."""
        return what in self._home.told

    def say_once(self, what: str) -> None:
        """Remember that it was."""
        self._home = homes.tell(self._home, what)

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
            told = self._told(error, f"No backup could be made in {self.folder}")
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
            self._trouble = str(self._told(error, f"No backup could be made in {self.folder}"))

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

    # -- the ways that it did not go -----------------------------------------------------------------------------------

    def keep_apart(self, raw: sqlite3.Connection) -> list[str]:
        """Keep as a backup whatever a board lacks that was saved here and no backup holds, so that it can be gone to by
        name, and see that what holds it stays. What there is to tell of it, a sentence each; nothing is raised."""
        told: list[str] = []
        self._loose = True
        try:
            known = self.known()
            begun = not raw.in_transaction
            if begun:
                raw.execute("BEGIN")
            try:
                with beside(raw, known) as found:
                    ends = []
                    for one in found.open:
                        backup = one.backup or self._kept_apart(one.way, one.copy or known)
                        ends.append(_state(backup))
                        if one.copy is not None and one.copy.folder is not None:  # it stays where it is
                            homes.note(homes.read(one.copy.folder), apart=[_state(backup)])
                        told.append(lacks(one, found.board.seq, backup))
            finally:
                if begun:
                    raw.execute("ROLLBACK")
            if ends:
                self._home = homes.note(self._home, apart=ends)
            self._loose = False
        except (BoardError, sqlite3.Error, OSError, UnicodeError) as error:
            self._trouble = str(self._told(error, f"What was saved here before could not be kept in {self.folder}"))
        return told

    def _kept_apart(self, way: Way, known: Known) -> Backup:
        """A backup of a way, dated as its last entry is, beside those of the copy that went it. Raises as recovery does."""
        from mhhs_board.store import recovery  # only here: what puts a board back makes this too

        folder, origin = (self.folder, self.origin) if known.folder is None else (known.folder, known.origin)
        private_folder(self._root)
        private_folder(folder)
        (seq, mark), last = way.end, way.behind(way.seq - 1)
        try:
            taken = datetime.fromisoformat(last[0].entry.at).astimezone(UTC).replace(microsecond=0)
        except (ValueError, OverflowError, IndexError):
            taken = self._now().replace(microsecond=0)
        part = folder / f".{secrets.token_hex(8)}{_PART}"
        try:
            bases = [one for one in known.backups if way.holds(one)]
            for base in (*sorted(bases, key=lambda one: (one.seq, one.whole), reverse=True), None):
                try:
                    recovery.kept_as(part, base, way, origin)
                    break
                except (Damaged, Refused):
                    part.unlink(missing_ok=True)
                    if base is None:
                        raise
            with contextlib.suppress(FileNotFoundError):
                keep_rights(part, os.stat(self.path))
            target = _free(folder / f"{taken.year:04}{taken:%m%dT%H%M%SZ} entry {seq} {mark} whole.mhhsboard")
            os.replace(part, target)
            sync_folder(folder)
            return Backup(target, taken, seq, mark, target.stat().st_size, whole=True)
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)

    def lacks_last(self, holds: Callable[[int, bytes], bool]) -> bool:
        """Whether a board lacks the entry that was written down last, so that a change to it would go another way. Reads
        the end of one small file."""
        last = later.last(self.folder)
        if last is not None:
            return not holds(*last)
        newest = next(iter(self.taken()), None)
        return newest is not None and not holds(newest.seq, bytes.fromhex(newest.mark))  # the beginning of its hash

    def lacks_of_copies(self, holds: Callable[[int, bytes], bool]) -> list[str]:
        """Of all else that was at the board's place the entry that was saved last, where the board lacks it and that was
        not told yet. Reads a small file or two of each."""
        told = []
        for copy in self._before():
            last = _last(copy, self._now())
            if last is not None and not holds(*last):
                told.append(f"not in it: {last[0]} {last[1][:4].hex()}")
        return [one for one in told if not self.said_once(one)]

    def decided(self, chosen: Backup) -> list[str]:
        """The user went to a state by name, and so has decided: about the way that this is a state of, or where it is one
        of the board's own about every other. A sentence for each that was decided about. Raises as opening does."""
        with contextlib.closing(connect(examine(self.path), "ro")) as raw:
            self.keep_apart(raw)  # also what is decided about can be gone to
            return self._settle_apart(raw, chosen)

    def decided_boards(self) -> list[str]:
        """The user had this board put at its place by name, and so has decided about every other board that was there. A
        sentence for each. Raises as opening does."""
        with contextlib.closing(connect(examine(self.path), "ro")) as raw:
            self.keep_apart(raw)
            return self._settle_apart(raw, None)

    def _settle_apart(self, raw: sqlite3.Connection, chosen: Backup | None) -> list[str]:
        with beside(raw, self.known()) as found:
            own = chosen is not None and mark_of(raw, chosen.seq) == chosen.mark
            about = [
                (one, one.backup)
                for one in found.open
                if one.backup is not None  # what could not be kept stays to be decided
                and (own or (one.way.holds(chosen) if chosen is not None else one.board))
            ]
            if about:
                # a clock that is behind must not use up the days: nothing that is there was made after now
                known = (clock.instant(one.taken) for one in self.all())
                moment = max(clock.instant(self._now()), journal.newest(raw).at, *known)
                settled = [f"{_state(backup)} {moment}" for _, backup in about]
                self._home = homes.note(self._home, apart=[_state(backup) for _, backup in about], settled=settled)
            return [left(one, backup) for one, backup in about]

    def goes_on_elsewhere(self, raw: sqlite3.Connection) -> list[str]:
        """A sentence for each place from which this board is gone and whose backups go on from what it is now: it may be
        an older copy of that one."""
        told, head = [], journal.head(raw)
        for one in homes.of(self._root, self._home.origin.identity) if self._home.origin.identity else ():
            if one.folder == self.folder or one.origin.name != self._home.origin.name or os.path.lexists(one.place):
                continue
            newest = max(_in(one.folder), key=lambda backup: backup.seq, default=None)
            if newest is None or newest.seq <= head.seq or not one.place:
                continue
            with stems([newest]) as found:
                if found and found[0].hash_of(head.seq) == head.hash:
                    told.append(
                        f"The board that was at {one.place} went on from this state, and is not there any more: its backup "
                        f"of {newest.when} (entry {newest.seq}) is {newest.path}."
                    )
        return told

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

    def claim(self) -> list[str]:
        """Say of a board that was just made that the place is its own: what was there before is another board. A sentence
        for each of which something is kept that is no copy of it. Raises nothing."""
        if self.inside:
            return []
        origin = origin_of(self.path)
        with contextlib.suppress(OSError):
            private_folder(self._root)
            self._home = homes.find(self._root, origin, self._place, origin_of, lambda _home: None)
            private_folder(self.folder)
            self._home = homes.settle(self._root, self._home, origin, self._place)
        self.acknowledge()  # a board that is emptied before its first change comes back too
        with contextlib.suppress(BoardError, sqlite3.Error, OSError, UnicodeError):
            if not self._before():
                return []
            with contextlib.closing(connect(examine(self.path), "ro")) as raw:
                told = self._settle_apart(raw, None) if self.keep_apart(raw) else []
                with beside(raw, self.known()) as found:  # of other copies that were there its user knows
                    ends = [f"{one.way.end[0]} {one.way.end[1]} {clock.instant(self._now())}" for one in found.open]
            self._home = homes.note(self._home, settled=ends)
            return told
        return []

    def _made(self, raw: sqlite3.Connection, deep: bool, keep: bool, *, gone: bool = False) -> Backup | None:
        part = self.folder / f".{secrets.token_hex(8)}{_PART}"
        try:
            make_first(part, 0o600)
            copy_into(raw, part)
            seq, mark = verify(part, raw, deep=deep, told=self._tell)
            newest = self.latest()
            for like in (self.path, *([newest.path] if newest else ())):
                with contextlib.suppress(FileNotFoundError):
                    keep_rights(part, os.stat(like))  # so that a board that was deleted comes back for the same people
                    break
            self._sweep(part.stat().st_mtime)
            self._done(seq, mark)
            if not keep:
                return None
            taken, read = self._now(), " whole" if deep else ""
            target = _free(self.folder / f"{taken.year:04}{taken:%m%dT%H%M%SZ} entry {seq} {mark}{read}.mhhsboard")
            os.replace(part, target)
            sync_folder(self.folder)
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
        made = Backup(target, taken, seq, mark, target.stat().st_size, whole=deep)
        self._home = homes.note(self._home, present=map(_state, [*self.all(), made]), taken=[_state(made)])
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
        for one in thinned(self.all(), now, stay=lambda one: _state(one) in stays):
            with contextlib.suppress(OSError):
                one.path.unlink(missing_ok=True)

    def _sweep(self, now: float) -> None:
        """Remove the copies that programs left which were ended in the middle. `now` is by the clock of the disk: by ours,
        where it is another, the copy that somebody is making would be an old one."""
        with contextlib.suppress(OSError):
            for left in self.folder.glob(f".*{_PART}"):
                if abs(now - left.stat().st_mtime) > 3600:
                    left.unlink(missing_ok=True)

    def _told(self, error: Exception, undone: str) -> BoardError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or isinstance(error, UnicodeError):
            return Damaged(f"{self.path.name} is damaged, so no backup of it was made.")
        if isinstance(error, sqlite3.Error) and code == sqlite3.SQLITE_BUSY:
            return Unavailable(f"No backup of {self.path.name} was made: other programs are writing to it all the time.")
        if isinstance(error, OSError):
            return Unavailable(f"{undone}: {why(error)}.")
        full = code == sqlite3.SQLITE_FULL
        reason = "the disk is full" if full else "the folder may not be written or cannot be reached"
        return Unavailable(f"{undone}: {reason}.")

    def take_to(self, target: Path) -> list[str]:
        """Copy the board to a file of the user's choosing, which must not be there: another copy of it from now on, with
        backups of its own. Returns a sentence for each other board that was there before. Raises Unavailable or Damaged."""
        part: Path | None = None
        try:
            if os.path.lexists(target):
                what = "is a folder" if target.is_dir() else "is there already"
                raise Unavailable(f"{target} {what}, so no backup was written. Choose another name.")
            real = resolved_for_new(target)
            part = real.with_name(f".{secrets.token_hex(8)}{_PART}")
            make_first(part, 0o600)
            refuse_unless_new(real, f"No backup was written to {target}")
            put_right(self.path)
            with contextlib.closing(connect(examine(self.path), "ro")) as raw:
                copy_into(raw, part)
                branch_off(part)
                verify(part, raw, deep=True)
            keep_rights(part, os.stat(self.path))
            put_first(part, real)
            return Backups(real, self._root).claim()
        except FileExistsError as error:
            raise Unavailable(f"{target} is there already, so no backup was written. Choose another name.") from error
        except (sqlite3.Error, OSError, UnicodeError) as error:
            raise self._told(error, f"No backup was written to {target}") from error
        finally:
            if part is not None:
                with contextlib.suppress(OSError):
                    part.unlink(missing_ok=True)

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
                    copy.trust(examined.size)
                    found = [one.sentence for one in damage_of(copy, examined.name, self._tell)]
        except Damaged as error:
            found = [str(error)]
        except (BoardError, sqlite3.Error, OSError, UnicodeError) as error:
            told = self._told(error, f"{self.path.name} could not be read through")
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


def _in(folder: Path) -> list[Backup]:
    """The backups in a folder, by their names."""
    found: list[Backup] = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            named = _NAME.fullmatch(entry.name)
            if named and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(ValueError, OSError):  # a day that is none; gone since
                    taken = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
                    found.append(
                        Backup(Path(entry.path), taken, int(named[2]), named[3], entry.stat().st_size, bool(named[4]))
                    )
    return found


def _agreed(path: Path, folder: Path, now: datetime) -> int | None:
    """The newest entry that a board's history and a folder's backups have in common; None where the board lacks the entry
    that was written down last, or without one what the newest backup holds, 0 where that cannot be told."""
    found, last = newest_first(_in(folder), now), later.last(folder)
    try:
        with contextlib.closing(connect(examine(path), "ro")) as raw:
            if last is not None and journal.hash_of(raw, last[0]) != last[1]:
                return None
            if last is None and found and mark_of(raw, found[0].seq) != found[0].mark:
                return None
            return max((one.seq for one in found if mark_of(raw, one.seq) == one.mark), default=0)
    except (BoardError, sqlite3.Error):
        return 0


def _taken(home: homes.Home, now: datetime) -> list[Backup]:
    """The backups in a folder, the one taken last first."""
    order = {state: at for at, state in enumerate(home.taken, 1)}
    return sorted(newest_first(_in(home.folder), now), key=lambda one: order.get(_state(one), 0), reverse=True)


def _decided(home: homes.Home) -> set[tuple[int, str]]:
    """The ends that were decided about."""
    return {(int(seq), mark) for seq, _, mark in (one.partition(" ") for one in home.decisions) if seq.isdigit()}


def _last(home: homes.Home, now: datetime) -> tuple[int, bytes] | None:
    """Number and hash, or its beginning, of the entry that was saved last of a board: by its lines, else by its backups."""
    newest = next(iter(_taken(home, now)), None)
    return later.last(home.folder) or ((newest.seq, bytes.fromhex(newest.mark)) if newest is not None else None)


def _has(path: Path, seq: int, hashed: bytes) -> bool:
    """Whether a board holds an entry; one that cannot be read does not."""
    try:
        with contextlib.closing(connect(examine(path), "ro")) as raw:
            return journal.hash_of(raw, seq).startswith(hashed)
    except (BoardError, sqlite3.Error):
        return False


def copy_name(origin: Origin) -> str:
    """What a copy is called of which nothing else is known."""
    seq, _ = origin.made_at
    return f"saved at entry {seq}" if seq else "the original"


def _state(backup: Backup) -> str:
    """Number and mark of a backup, as its folder remembers them."""
    return f"{backup.seq} {backup.mark}"


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


def _free(path: Path) -> Path:
    """The path, or the first with a number behind it that is not there."""
    count, named = 1, path
    while os.path.lexists(named):
        count += 1
        named = path.with_name(f"{path.stem} ({count}){path.suffix}")
    return named
