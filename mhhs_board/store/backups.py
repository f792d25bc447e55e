"""Copies of a board, kept apart from it, read back before they count, and thinned as they grow old.

A backup is one file in a folder of the board's own; its name says when it was taken and which entry it ends with, and it
gets that name only after it was read back. So the folder is the list, and no list can disagree with it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from mhhs_board.base import clock
from mhhs_board.base.safe_write import (
    keep_rights,
    make_first,
    private_folder,
    put_first,
    sync_file,
    sync_folder,
    why,
    write_private,
)
from mhhs_board.domain import dates
from mhhs_board.domain.errors import BoardError, Damaged, Unavailable
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import Artefact
from mhhs_board.store import schema
from mhhs_board.store.engine import connect
from mhhs_board.store.errors import looks_sound
from mhhs_board.store.examination import examine, fresh, glance
from mhhs_board.store.file_store import FileStore, put_right
from mhhs_board.store.one_name import refuse_unless_new, resolved_for_new

EVERY = timedelta(minutes=30)
"""How often a board that changes is copied while it is open."""

BULK = 20
"""An entry that changes more artefacts than this has a backup made before it."""

GUARDED = frozenset({"import", "restore"})
"""Verbs that have a backup made before them, however little they change."""

ALL_OF = timedelta(days=2)
DAYS, WEEKS, MONTHS = 12, 10, 9
"""What is kept: everything of two days, then the last of each of so many days, weeks and months that have any."""

MOST_BYTES = 2 * 1024**3
"""What one board's backups may take together; beyond it those of the last two days are thinned first."""

STEP = 512
"""Pages copied in one step: two megabytes, some milliseconds."""

PATIENCE = 10.0
"""For how many seconds a copy is tried in steps while others write."""

_NAME = re.compile(r"(\d{8}T\d{6}Z) entry (\d{1,18}) ([0-9a-f]{8})(?: \(\d+\))?\.mhhsboard")
_STAMP = "%Y%m%dT%H%M%SZ"
_WHERE = "board.txt"
_PART = ".part"
_COUNT = {name: f'SELECT count(*) FROM "{name}"' for name in schema.TABLES}


class Backup(msgspec.Struct, frozen=True):
    """One good copy. `mark` is the beginning of the hash of its last entry, `seq` that entry's number."""

    path: Path
    taken: datetime
    seq: int
    mark: str
    size: int


class Standing(msgspec.Struct, frozen=True):
    """What the window says of a board's backups. `trouble` is a sentence, or empty where all is well."""

    last: Backup | None
    trouble: str
    share: float | None = None
    """How much of the board has been looked over, while that is going on."""

    @property
    def sentence(self) -> str:
        """`Last good backup 09:41`, with the day where it is another; local time. `Checking the board: 40%` meanwhile."""
        if self.share is not None:
            return f"Checking the board: {self.share:.0%}"
        if self.last is None:
            return "No backup yet"
        local, today = self.last.taken.astimezone(), clock.today()
        return f"Last good backup {f'{local:%H:%M}' if local.date() == today else dates.minute(local)}"


def survivors(backups: Iterable[Backup], now: datetime, most_bytes: int = MOST_BYTES) -> set[Backup]:
    """Those that thinning keeps: all of two days, 12 daily, 10 weekly, 9 monthly, within `most_bytes` together.

    The newest by time and the one with the most entries always stay, whatever the clock did and however large they are.
    """
    newest_first = sorted(backups, key=lambda one: (one.taken, one.seq, one.path.name), reverse=True)
    if not newest_first:
        return set()
    must = {newest_first[0], max(newest_first, key=lambda one: (one.seq, one.taken))}
    aged = set(must)
    for most, period in ((DAYS, _day), (WEEKS, _week), (MONTHS, _month)):
        last: dict[object, Backup] = {}
        for one in newest_first:
            last.setdefault(period(one.taken), one)
        aged.update(list(last.values())[:most])
    recent = {one for one in newest_first if now - one.taken <= ALL_OF}
    kept = aged | recent
    spare = [one for one in reversed(newest_first) if one in recent - aged]
    spare += [one for one in reversed(newest_first) if one in aged - must]
    total = sum(one.size for one in kept)
    for one in spare:
        if total <= most_bytes:
            break
        kept.discard(one)
        total -= one.size
    return kept


def _day(moment: datetime) -> object:
    return moment.date()


def _week(moment: datetime) -> object:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> object:
    return moment.year, moment.month


def identity_of(path: Path) -> str:
    """What tells a board from every other, read without locking or mending anything; empty where it cannot be read."""
    try:
        with glance(path, "entry", "meta") as raw:
            if raw is not None:
                return schema.identity(raw)
        with glance(path, "meta") as raw:
            return schema.stated(raw) if raw is not None else ""
    except (sqlite3.Error, UnicodeError):
        return ""


def described(path: Path) -> Backup:
    """A file of the user's as a backup: a copy of a board from anywhere. Raises Damaged or Unavailable."""
    with FileStore(path, "ro") as store:
        with store.reading() as raw:
            seq, mark = _head(raw)
        found = path.stat()
    return Backup(path, datetime.fromtimestamp(int(found.st_mtime), UTC), seq, mark, found.st_size)


class Backups:
    """The backups of the board at `path`, in a folder of its own under `root` (which the program's start decides).

    Every call has a connection of its own and may come from any thread.
    """

    def __init__(self, path: Path, root: Path, *, now: Callable[[], datetime] = clock.now) -> None:
        self.path = path
        self._root = root
        self._now = now
        self._trouble = ""
        self.damage = ""
        """What is wrong with the board itself, in a sentence, as far as anybody looked; may be set from any thread."""
        self._asked = False
        self.share: float | None = None
        """How much of the board has been looked over by now, 0 to 1; None while nobody does."""
        self._worker: threading.Thread | None = None
        self.folder = self._folder()

    def _folder(self) -> Path:
        identity = identity_of(self.path)
        if identity:  # a stranger's board may hold anything here, also the path of a folder
            safe = identity if re.fullmatch(r"[0-9a-f]{32}", identity) else hashlib.sha256(identity.encode()).hexdigest()
            return self._root / safe
        with contextlib.suppress(OSError, UnicodeError):
            for folder in sorted(self._root.iterdir()):
                where = folder / _WHERE
                if where.is_file() and where.read_text("utf-8") == str(self.path):
                    return folder
        return self._root / hashlib.sha256(os.fsencode(self.path)).hexdigest()

    # -- what there is -----------------------------------------------------------------------------------------------

    def all(self) -> list[Backup]:
        """Every backup, newest first. Only the names are read."""
        found: list[Backup] = []
        with contextlib.suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                named = _NAME.fullmatch(entry.name)
                if named and entry.is_file(follow_symlinks=False):
                    taken = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
                    found.append(Backup(Path(entry.path), taken, int(named[2]), named[3], entry.stat().st_size))
        return sorted(found, key=lambda one: (one.taken, one.seq, one.path.name), reverse=True)

    def latest(self) -> Backup | None:
        """The newest backup."""
        return next(iter(self.all()), None)

    def standing(self) -> Standing:
        """What the status bar says, without touching the board."""
        return Standing(self.latest(), self._trouble, self.share)

    # -- taking one --------------------------------------------------------------------------------------------------

    def take(self, *, deep: bool = False, anyway: bool = False, look: bool = False) -> Backup | None:
        """Copy the board as it is now; None where a backup of this very state is there, unless `anyway`. With `look` the
        board is read through then too, and only the copy that this was done on thrown away.

        With `deep` the copy's history and every record are checked too (a second for 100,000 entries). Raises
        Unavailable where none can be made, Damaged where the board itself is not sound; earlier backups then stay.
        """
        made: Backup | None = None
        try:
            put_right(self.path)
            with contextlib.closing(connect(examine(self.path), "ro")) as raw:
                seq, mark = _head(raw)
                there = any((one.seq, one.mark) == (seq, mark) for one in self.all())
                if there and not (anyway or look):
                    self._trouble = ""
                    return None
                private_folder(self._root)
                private_folder(self.folder)
                made = self._made(raw, deep, keep=anyway or not there)
        except BoardError as error:
            self._trouble = str(error)
            if isinstance(error, Damaged):
                self.damage = str(error)
            raise
        except (sqlite3.Error, OSError, UnicodeError) as error:
            told = self._told(error, f"No backup could be made in {self.folder}")
            self._trouble = str(told)
            raise told from error
        self._trouble = ""
        if deep:
            self.damage = ""
        self._thin()
        return made

    def _made(self, raw: sqlite3.Connection, deep: bool, keep: bool) -> Backup | None:
        part = self.folder / f".{secrets.token_hex(8)}{_PART}"
        try:
            make_first(part, 0o600)
            copy_into(raw, part)
            seq, mark = verify(part, raw, deep=deep, told=self._tell)
            keep_rights(part, os.stat(self.path))  # so that a board that was deleted comes back for the same people
            self._sweep(part.stat().st_mtime)
            if not keep:
                return None
            taken = self._now()
            target = _free(self.folder / f"{taken.strftime(_STAMP)} entry {seq} {mark}.mhhsboard")
            os.replace(part, target)
            sync_folder(self.folder)
        finally:
            self.share = None
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        self._remember_where()
        return Backup(target, taken, seq, mark, target.stat().st_size)

    def _tell(self, share: float) -> None:
        self.share = share

    def _remember_where(self) -> None:
        """So that a board too damaged to say which it is still finds its backups."""
        where, wanted = self.folder / _WHERE, str(self.path)
        with contextlib.suppress(OSError, UnicodeError):
            if not where.is_file() or where.read_text("utf-8") != wanted:
                write_private(where, wanted.encode())

    def _thin(self) -> None:
        found = self.all()
        for one in set(found) - survivors(found, self._now()):
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

    def take_to(self, target: Path) -> None:
        """Copy the board to a file of the user's choosing, which must not be there. Raises Unavailable or Damaged."""
        part: Path | None = None
        try:
            real = resolved_for_new(target)
            part = real.with_name(f".{secrets.token_hex(8)}{_PART}")
            if os.path.lexists(target):
                raise Unavailable(f"{target} is there already, so no backup was written. Choose another name.")
            make_first(part, 0o600)
            refuse_unless_new(real, f"No backup was written to {target}")
            put_right(self.path)
            with contextlib.closing(connect(examine(self.path), "ro")) as raw:
                copy_into(raw, part)
                verify(part, raw, deep=True)
            keep_rights(part, os.stat(self.path))
            put_first(part, real)
        except FileExistsError as error:
            raise Unavailable(f"{target} is there already, so no backup was written. Choose another name.") from error
        except (sqlite3.Error, OSError, UnicodeError) as error:
            raise self._told(error, f"No backup was written to {target}") from error
        finally:
            if part is not None:
                with contextlib.suppress(OSError):
                    part.unlink(missing_ok=True)

    # -- when --------------------------------------------------------------------------------------------------------

    def keep_up(self, *, every: timedelta = EVERY, deep: bool = False, look: bool = False) -> Backup | None:
        """Take a backup where the board has changed and the newest is older than `every`; trouble is told by `standing`."""
        latest = self.latest()
        if latest is not None and timedelta(0) <= self._now() - latest.taken < every:
            return None
        return self._attempt(deep, look)

    def before(self, entry: Entry) -> None:
        """Called by the store before an entry is written: a backup before every import, restore and bulk change, and
        before the first change of an opening where the newest is old. A folder that is full keeps nobody from working."""
        many = sum(change.kind == Artefact.KIND for change in entry.changes) > BULK
        if entry.verb in GUARDED or many:
            self._attempt(False)
        elif not self._asked:
            self.keep_up()
        self._asked = True

    def _attempt(self, deep: bool, look: bool = False) -> Backup | None:
        try:
            return self.take(deep=deep, look=look)
        except BoardError:
            return None  # `standing` tells it

    def in_background(
        self, *, every: timedelta = EVERY, look: bool = False, then: Callable[[], object] | None = None
    ) -> None:
        """`keep_up` with every check in a thread of its own, unless one is at it; `then` is called in that thread."""
        if self.working:
            return

        def work() -> None:
            self.keep_up(every=every, deep=True, look=look)
            if then is not None:
                then()

        self._worker = threading.Thread(target=work, name="backup", daemon=True)
        self._worker.start()

    @property
    def working(self) -> bool:
        """Whether a backup is being made in the background."""
        return self._worker is not None and self._worker.is_alive()

    def finish(self, seconds: float = 2.0) -> None:
        """Wait a little for a backup that is being made; one that is cut off never counts."""
        if self._worker is not None:
            self._worker.join(seconds)


def copy_into(raw: sqlite3.Connection, target: Path) -> None:
    """A copy of a connection's board as of one moment, on the disk, made a few pages at a time.

    `VACUUM INTO` held the lock for a quarter of a second at 100,000 artefacts, long enough to refuse a move; so others may
    write between two steps, and the copy begins again where they did. After `PATIENCE` it is made in one go.
    """
    for step in (STEP, -1):
        end = time.monotonic() + PATIENCE

        def look(status: int, remaining: int, total: int, end: float = end) -> None:
            if remaining and time.monotonic() > end:
                raise TimeoutError

        try:
            with contextlib.closing(connect(fresh(target), "rwc")) as copy:
                copy.execute("PRAGMA journal_mode = off")  # what is cut off in the middle never counts
                copy.execute("PRAGMA synchronous = 0")
                raw.backup(copy, pages=step, progress=look, sleep=0.01)
            break
        except TimeoutError:
            target.unlink(missing_ok=True)
    else:
        raise Unavailable("No backup was made: other programs are writing to the board all the time.")
    sync_file(target)


def verify(
    copy: Path, raw: sqlite3.Connection, *, deep: bool, told: Callable[[float], object] = lambda share: None
) -> tuple[int, str]:
    """Read a copy back: structure, shape, identity, and that it ends where the board did. Its head's number and mark.
    `told` hears how far a deep look is.

    Raises Damaged or Unavailable with a sentence.
    """
    findings = []
    try:
        with contextlib.closing(connect(examine(copy), "ro")) as kept:
            sound = looks_sound(kept, copy.name)
            (seq, mark), counts, shape = _head(kept), _counts(kept), _shape(kept)
        if deep and sound:
            from mhhs_board.store.check import damage  # only what reads everything needs it, and no start does

            with FileStore(copy, "ro") as store:
                findings = damage(store, told)
    except (BoardError, sqlite3.Error, UnicodeError) as error:
        raise Unavailable("The backup could not be read back, so it does not count.") from error
    if findings:
        raise Damaged(f"{findings[0].sentence} So no backup was made.")
    raw.execute("BEGIN")
    try:
        sound = sound and shape == _shape(raw) and counts["entry"] == seq and _mark(raw, seq) == mark
        if sound and _head(raw) == (seq, mark):  # else somebody has written since
            sound = counts == _counts(raw)
    finally:
        raw.execute("ROLLBACK")
    if not sound:
        raise Unavailable("The backup is not what was to be copied, so it does not count.")
    return seq, mark


def _head(raw: sqlite3.Connection) -> tuple[int, str]:
    found = raw.execute("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
    return (found[0], found[1][:4].hex()) if found else (0, "00000000")


def _mark(raw: sqlite3.Connection, seq: int) -> str:
    found = raw.execute("SELECT hash FROM entry WHERE seq = ?", (seq,)).fetchone()
    return found[0][:4].hex() if found else "00000000"


def _counts(raw: sqlite3.Connection) -> dict[str, int]:
    there = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {name: raw.execute(statement).fetchone()[0] for name, statement in _COUNT.items() if name in there}


def _shape(raw: sqlite3.Connection) -> list[tuple[object, ...]]:
    """Every object's text, the schema's number, and the board's identity."""
    objects = raw.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
    number = raw.execute("PRAGMA user_version").fetchall() + raw.execute("PRAGMA application_id").fetchall()
    return objects + number + raw.execute("SELECT value FROM meta WHERE key = 'identity'").fetchall()


def _free(path: Path) -> Path:
    """The path, or the first with a number behind it that is not there."""
    count, named = 1, path
    while os.path.lexists(named):
        count += 1
        named = path.with_name(f"{path.stem} ({count}){path.suffix}")
    return named
