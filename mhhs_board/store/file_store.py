"""A board in a file: the Store of `workspace.py` over SQLite."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from mhhs_board.base.garbage import collection_paused
from mhhs_board.domain.errors import Busy, Damaged, ReadOnly, Replaced, Unavailable
from mhhs_board.domain.journal import Change, Entry, Head, Header, Sealed, seal
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import FURNITURE, RECORDS
from mhhs_board.store import journal, rows, schema
from mhhs_board.store.beside import counts, journal_of, look_beside
from mhhs_board.store.engine import BUSY_MS, Connection, Mode, compare, connect, make_engine, refuse_holes, room_at
from mhhs_board.store.errors import (
    COVERED,
    MOVED,
    NEWER,
    ONLY_READ,
    ONLY_READ_FOLDER,
    ONLY_READ_JOURNAL,
    PUT_MEANWHILE,
    as_board_errors,
)
from mhhs_board.store.examination import examine, fresh
from mhhs_board.store.one_name import asides, other_names, why_not_written

if TYPE_CHECKING:
    import sqlalchemy as sa

_FIRST_PAGE, _LARGEST_PAGE = 64, 4096
LARGE = 2_000
"""From how many records on, the furniture aside, a window shows a board before it has read all of it."""
_FIRST_CARDS, _FEWEST = 32, 6
"""How many cards of a cell it shows then: more than a screen is high, but of dots; and at least, of lanes further down."""
_PAGE = 1_000

Place = tuple[int, int]
"""Device and inode of a file: what stays the same while it is the same file."""


def place_of(path: Path) -> Place | None:
    """Where a file is now, or None where it cannot be found."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _stamp_of(path: Path) -> tuple[int, int]:
    """When a file was written last, and its size; nothing where it cannot be found."""
    try:
        found = os.stat(path)
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


class FileStore:
    """One connection to one file. Every method may raise Damaged or Unavailable. Belongs to the thread that opened it.

    The file is examined before it is connected to, and again whenever another program has changed it since: its structure
    where SQLite counts a change of it, and which board it is.

    `patience` is for how many seconds a read or write is tried while others hold the lock; a window keeps a quarter of one.
    `name` is what people call it where that is not the file's own, as while it is made under another.
    """

    def __init__(self, path: Path, mode: Mode, patience: float = BUSY_MS / 1000, *, name: str = "") -> None:
        self.path = path
        self.name = name or path.name
        self.location = str(path)
        self.read_only = mode == "ro"
        self.why_read_only = ""
        self.patience = patience
        self.before: list[Callable[[Entry], None]] = []
        """Called before an entry is written, outside the transaction; what one raises keeps it from being written."""
        self.readying: list[Callable[[], None]] = []
        """Called in the thread of this store before another one writes; raises nothing."""
        self.after: list[Callable[[Sealed], None]] = []
        """Called once an entry is on the disk, before it is acknowledged; raises nothing."""
        self.closing: list[Callable[[], None]] = []
        """Called once the file is let go of."""
        self.identity = ""
        """What tells this board from every other, once it has been looked at; see `follow`."""
        self.put_under = False
        """Whether another file was put in this one's place, or written over it, since somebody asked last."""
        self._followed = 0
        self._mode = mode
        self._place = place_of(path)
        self._closed = False
        self._writer: sa.Connection | None = None
        self._raw = self._opened()
        try:
            if mode == "rwc":
                self._place = place_of(path)
            self._stay()
        except BaseException:
            self._raw.close()
            raise
        self._version = -1
        self._examined = -1
        """The version of the data, as SQLite counts the changes of others, that was examined last."""
        self._stamp = _stamp_of(path)
        """When the file was written last, as far as we saw."""

    def _opened(self) -> Connection:
        with as_board_errors(self.path, self.name):
            examined = (fresh if self._mode == "rwc" else examine)(self.path, self.name)
            self._try_rollback()
            return connect(examined, self._mode)

    # -- reading -----------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A transaction that sees one moment, begun as soon as nobody is in the middle of a commit."""
        started = time.monotonic()
        self._look_beside()
        with as_board_errors(self.path, self.name):
            self._raw.execute("BEGIN")
            try:
                while True:
                    try:
                        version = self._raw.data_version()  # takes the lock for reading
                        break
                    except sqlite3.OperationalError as error:
                        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() - started >= self.patience:
                            raise
                self._examine(version)
                self._raw.begin_reading(room_at(self._raw, self.path))
                yield self._raw
            finally:
                if self._raw.in_transaction:
                    self._raw.rollback()

    def _examine(self, version: int) -> None:
        """Inside a transaction: whether what others wrote since is still the board that was opened. Some microseconds, a
        fraction of a millisecond where they changed the structure. Raises Damaged or Unavailable."""
        if version == self._examined or self._mode == "rwc":
            return
        self._raw.distrust()
        if schema.version_of(self._raw) != self._raw.structure:
            compare(self._raw, self.name)
        elif schema.number_of(self._raw) > schema.NUMBER:
            raise schema.newer(self._raw, self.name)
        refuse_holes(self.path, self.name)
        self._raw.trust(room_at(self._raw, self.path))
        if self.identity:
            self._ours(schema.identity(self._raw))
        self._examined = version

    def _ours(self, identity: str) -> None:
        """Raises Unavailable where a file is another board's, or does not say whose it is."""
        if identity != self.identity:
            raise Unavailable((COVERED if identity else MOVED).format(name=self.name))

    def _look_beside(self) -> None:
        """Whoever takes the first lock rolls back whatever journal lies there by then, where it may write."""
        look_beside(self.path, self.name)
        self._try_rollback()

    def _try_rollback(self) -> None:
        if self._mode == "rw" and counts(self.path):
            from mhhs_board.store import trial  # what no start needs but behind a kill

            trial.look_at_rollback(self.path, self.name)

    @property
    def seen(self) -> tuple[int, int]:
        """What differs once somebody else has written, or put another file there, and that was noticed."""
        return self._followed, self._examined

    @property
    def raw(self) -> sqlite3.Connection:
        """The bare connection under `reading`, for reading in bulk."""
        return self._raw

    def load(self) -> tuple[Iterable[Record], Head]:
        """Every record and the head they stand at, read in one transaction. Raises Damaged where one names what is not
        there."""
        self.changed()
        with self.reading() as raw, collection_paused():
            records = [record for kind in RECORDS for record in rows.read_all(raw, kind)]
            rows.refuse_dangling(records)
            return records, journal.head(raw)

    def glimpse(self) -> tuple[Iterable[Record], Head, int] | None:
        """What a first picture of a large board needs, its head without the hash, and about how many records there are;
        None where the board is small enough to be read whole."""
        self.changed()
        with self.reading() as raw, collection_paused():
            many = {kind: rows.many(raw, kind) for kind in RECORDS}
            if sum(number for kind, number in many.items() if kind not in FURNITURE) <= LARGE:
                return None
            return rows.read_first(raw, _FIRST_CARDS, _FEWEST), journal.newest(raw), sum(many.values())

    def pages(self) -> Iterator[list[Record]]:
        """Every record, some milliseconds' work at a time, with no lock held in between. They stand at one moment only
        where nobody wrote meanwhile, which `changed` tells."""
        for kind in RECORDS:
            last = 0
            while True:
                with self.reading() as raw, collection_paused():
                    page, last = rows.read_page(raw, kind, last, _PAGE)
                if not page:
                    break
                yield page

    def entries(self, after: int = 0, upto: int | None = None) -> Iterator[Entry]:
        """Entries with `after < seq <= upto`, oldest first; read in pages, so that no lock is held between two."""
        most = _FIRST_PAGE
        last = journal.NEWEST if upto is None else upto
        while after < last:
            with self.reading() as raw, collection_paused():
                page = journal.forward(raw, after, min(most, last - after))
            yield from page
            if len(page) < most:
                return
            after = page[-1].seq
            most = min(most * 4, _LARGEST_PAGE)

    def backwards(self, actor: str | None = None, before: int | None = None) -> Iterator[Header]:
        """What the entries are, newest first, only an actor's, only those with `seq < before`."""
        most = _FIRST_PAGE
        first = journal.NEWEST if before is None else before
        while True:
            with self.reading() as raw:
                page = journal.backward(raw, first, most, actor)
            yield from page
            if len(page) < most:
                return
            first = page[-1].seq
            most = min(most * 4, _LARGEST_PAGE)

    def actors(self) -> list[str]:
        """Every name that an entry was written under."""
        with self.reading() as raw:
            return journal.actors(raw)

    def changes_since(self, after: int, upto: int, largest: int = journal.NEWEST) -> Iterator[Sequence[Change]]:
        """What the entries with `after < seq <= upto` changed, the newest first, in pages, as `entries` reads;
        without those of more than `largest` bytes."""
        while after < upto:
            with self.reading() as raw, collection_paused():
                page = journal.changes_since(raw, after, upto, _LARGEST_PAGE, largest)
            yield from map(itemgetter(1), page)
            if len(page) < _LARGEST_PAGE:
                return
            upto = page[-1][0] - 1

    def touching(self, kind: str, record_id: str) -> list[Entry]:
        """The entries that touch a record, oldest first."""
        with self.reading() as raw:
            return journal.touching(raw, kind, record_id)

    def head(self) -> Head:
        """The newest entry's number, time and hash, as it is on the disk."""
        with self.reading() as raw:
            return journal.head(raw)

    def newer(self, head: Head) -> list[Entry]:
        """The entries behind `head`, oldest first. Raises Replaced where the file no longer holds it."""
        with self.reading() as raw:
            self._holds(head)
            page = journal.forward(raw, head.seq, _LARGEST_PAGE)
        return page if len(page) < _LARGEST_PAGE else [*page, *self.entries(page[-1].seq)]

    def _holds(self, head: Head) -> None:
        if journal.hash_of(self._raw, head.seq) != head.hash:
            raise Replaced(f"{self.name} holds another history than when it was opened. Open the board again.")

    def changed(self) -> bool:
        """Whether another connection wrote since the last call; some ten microseconds.

        Raises Unavailable where the file is no longer the one that was opened, nor the same board put back.
        """
        try:
            self.follow()
            self._look_beside()
            with as_board_errors(self.path, self.name):
                version = self._raw.data_version()
        except Busy:
            return False  # somebody is in the middle of writing: there will be something to see at the next call
        before, self._version = self._version, version
        return version != before

    # -- writing -----------------------------------------------------------------------------------------------------

    def append(self, entry: Entry, head: Head, *, now: str, salt: str) -> Entry | list[Entry]:
        """Keep an entry behind `head` and return it sealed, or write nothing and return the newer entries.

        One transaction under the write lock. An entry whose uid is kept already is returned as it is kept. Raises
        ReadOnly, Unavailable (locked, full disk, moved file), Damaged, or Refused (a reference to nothing).
        """
        if self.read_only:
            raise ReadOnly(self.why_read_only or f"{self.name} is open for reading only, so nothing was changed.")
        for ask in self.before:
            ask(entry)
        started = time.monotonic()
        while True:
            try:
                with self._writing() as connection:
                    kept = self._append(connection, entry, head, now, salt)
                break
            except Busy:  # the next try may take as long again, and a window is to stand still for 300 ms at most
                if time.monotonic() - started + (BUSY_MS - 50) / 1000 >= self.patience:
                    raise
        if not isinstance(kept, Sealed):
            return kept
        for tell in self.after:
            tell(kept)
        return kept.entry

    def _append(
        self, connection: sa.Connection, entry: Entry, head: Head, now: str, salt: str
    ) -> Sealed | Entry | list[Entry]:
        from mhhs_board.store import writing

        number = schema.number_of(self._raw)
        if number != schema.NUMBER:  # another program brought it up to date, or wrote an older board over it
            raise Unavailable((NEWER if number > schema.NUMBER else MOVED).format(name=self.name))
        current = journal.head(self._raw)
        if current != head:
            self._holds(head)
            return journal.by_uid(self._raw, entry.uid) or journal.forward(self._raw, head.seq, journal.NEWEST)
        sealed = seal(entry, head, now=now, salt=salt)
        writing.write(connection, entry.changes)
        writing.insert(connection, sealed)
        return sealed

    def deleted(self) -> bool:
        """Whether nothing is at the board's place any more, while what was there can still be read here."""
        return not self._closed and not os.path.lexists(self.path)

    def get_ready(self) -> None:
        """Import what writing needs and reading does not, a fifth of a second's work: before somebody waits for it."""
        import mhhs_board.store.writing  # noqa: F401

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """A transaction that writes, whole or not at all, and is acknowledged only in the file that was opened."""
        self.get_ready()
        started = time.monotonic()
        self.follow()
        self._look_beside()
        if self._mode == "rw":
            self._may_still_write()
        try:
            with as_board_errors(self.path, self.name, writing=True):
                if self._writer is None:
                    self._writer = make_engine(self._raw).connect()
                try:
                    with self._writer.begin():
                        waited = int((time.monotonic() - started) * 1000)
                        if waited > BUSY_MS // 10:  # waiting for readers at the end may take only what is left
                            self._raw.execute(f"PRAGMA busy_timeout = {max(1, BUSY_MS - waited)}")
                        self._examine(self._raw.data_version())
                        self._raw.begin_writing()
                        self._raw.touch_first_page()
                        yield self._writer
                        self._stay()
                    self._stay_saved()
                finally:
                    if self._raw.in_transaction:  # SQLAlchemy leaves it open where COMMIT itself was refused
                        self._raw.rollback()
        finally:
            self._raw.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            self._stamp = _stamp_of(self.path)

    def _may_still_write(self) -> None:
        """Whether a file that could be written when it was opened still can: SQLite would find that out in the middle, and
        could not take back what it began. Raises ReadOnly."""
        try:
            names = os.stat(self.path).st_nlink
        except OSError:
            return  # gone since it was followed, which is told as that
        beside = journal_of(self.path)
        if not os.access(self.path, os.W_OK):
            raise ReadOnly(ONLY_READ.format(name=self.name))
        if not os.path.lexists(beside):
            if not os.access(self.path.parent, os.W_OK | os.X_OK):
                raise ReadOnly(ONLY_READ_FOLDER.format(name=self.name))
        elif not os.access(beside, os.W_OK):
            raise ReadOnly(ONLY_READ_JOURNAL.format(name=self.name))
        second = names > 1 and other_names(self.path, asides(self.path))  # a restore sets it aside by one
        if second and (why := why_not_written(self.path, "nothing was changed")):
            raise ReadOnly(why)

    def write(self, work: Callable[[sa.Connection], None]) -> None:
        """Run `work` in one transaction that writes: for building and migrating a board, not for changing one."""
        with self._writing() as connection:
            work(connection)

    def follow(self) -> None:
        """Go on with another file at the same path where it is the same board put back, as after a restore.

        Raises Unavailable where none is there, or another board, or one that is not sound.
        """
        place = place_of(self.path)
        if self._place is not None and place == self._place and not self._overwritten():
            return
        if place is None or not self.identity:
            self._stay()
        earlier = self._raw
        try:
            self._raw = self._opened()
        except Busy:
            raise
        except (Damaged, Unavailable) as error:
            raise Unavailable(MOVED.format(name=self.name)) from error
        try:
            with self.reading() as raw:
                identity, number = schema.identity(raw) if schema.known(raw) else "", schema.number_of(raw)
            self._ours(identity)
            if number < (schema.READABLE if self.read_only else schema.NUMBER):
                raise Unavailable(MOVED.format(name=self.name))
        except BaseException:
            self._raw.close()
            self._raw = earlier
            raise
        self._let_go(earlier)
        self.put_under = True
        self._followed += 1
        self._place, self._version, self._examined = place, -1, -1
        self._stamp = _stamp_of(self.path)

    def _overwritten(self) -> bool:
        """Whether somebody wrote into the file without counting it as a change, as whoever copies another file over it:
        what SQLite holds in memory is then of the file before."""
        stamp, before = _stamp_of(self.path), self._stamp
        if stamp == before:
            return False
        self._look_beside()
        try:
            version = self._raw.data_version()
        except sqlite3.Error:  # somebody is at it just now, or what is there cannot be read: whoever reads next is told
            return False
        if version == self._examined and self.identity:
            return True  # until it was followed
        self._stamp = stamp
        return False

    def _stay(self) -> None:
        if self._place is None or place_of(self.path) != self._place:
            raise Unavailable(MOVED.format(name=self.name))

    def _stay_saved(self) -> None:
        """Raises Unavailable where another file was put in place while ours was being saved: nobody is told then that it
        is."""
        if self._mode != "rwc" and place_of(self.path) != self._place:
            raise Unavailable(PUT_MEANWHILE.format(name=self.name))

    # -- the end -----------------------------------------------------------------------------------------------------

    def beside(self, *, writing: bool = False) -> FileStore:
        """The same board for the thread that calls this; for writing, once `ready_beside` was called in this one."""
        other = FileStore(self.path, "rw" if writing else "ro", self.patience, name=self.name)
        other.identity = self.identity
        if writing:
            other.before, other.after = self.before, self.after
        return other

    def ready_beside(self) -> None:
        """Do what has to be done here before another thread writes."""
        for make_ready in self.readying:
            make_ready()

    def close(self) -> None:
        """Let go of the file. The empty rollback journal beside it goes too, unless somebody else is using it."""
        if not self._closed:
            self._closed = True
            if not self.read_only and place_of(self.path) == self._place:
                with contextlib.suppress(sqlite3.Error, Unavailable):
                    self._look_beside()
                    self._raw.execute("PRAGMA busy_timeout = 0")
                    self._raw.execute("PRAGMA journal_mode = delete")
            self._let_go(self._raw)
        for ended in self.closing:
            ended()
        self.closing.clear()

    def _let_go(self, raw: sqlite3.Connection) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
            writer.engine.dispose()
        raw.close()

    @property
    def closed(self) -> bool:
        """Whether the file was let go of."""
        return self._closed

    def __enter__(self) -> FileStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def put_right(path: Path) -> None:
    """Roll back what a program left in the middle of a change when it was killed, where the place may be written: as every
    opening for writing does. Raises as that does."""
    if counts(path) and may_write(path) and not why_not_written(path):
        FileStore(path, "rw").close()


def may_write(path: Path) -> bool:
    """Whether a board may be written; SQLite needs the folder too, for its rollback journal."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK | os.X_OK)
