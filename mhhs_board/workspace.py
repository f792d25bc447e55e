"""The one door to a board: run an operation, undo, redo, poll, look back, and hear what changed.

Knows a Store by its protocol, never the store. Saved first, shown second: listeners hear an entry when it is on the disk.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

import msgspec

from mhhs_board.base import clock
from mhhs_board.domain import invariants, old_days, pace
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Busy, Conflict, ReadOnly, Refused, Replaced, Unavailable
from mhhs_board.domain.journal import Change, Entry, Head, Header
from mhhs_board.domain.names import person
from mhhs_board.domain.record import Record
from mhhs_board.operations import undoing
from mhhs_board.operations.context import Context, Operation, P, actor_named, fresh_salt
from mhhs_board.operations.restoring import RESTORE

_SOON = 0.3
"""Seconds for which a board's opening waits for the days of dates that an older program did not read."""

TRIES = 20
"""How often an operation is judged again on a head that moved before the user is told that the board is too busy. Whoever
has more patience, as a command, tries for so many seconds."""


class Store(Protocol):
    """How a board is kept. Every method may raise Damaged or Unavailable."""

    read_only: bool
    why_read_only: str
    """A sentence where something else than the user's wish forbids writing; else empty."""
    location: str
    """Path or URL, for people."""

    def load(self) -> tuple[Iterable[Record], Head]:
        """Every record and the head they stand at, read in one transaction."""

    def append(self, entry: Entry, head: Head, *, now: str, salt: str) -> Entry | list[Entry]:
        """Keep an entry behind `head` and return it sealed; where the head has moved, write nothing and return the newer
        entries. An entry whose uid is kept already (a commit whose answer was lost) is returned as it is kept. Raises
        Replaced where the file no longer holds `head`."""

    def newer(self, head: Head) -> list[Entry]:
        """The entries behind `head`, oldest first. Raises Replaced where the file no longer holds it."""

    def glimpse(self) -> tuple[Iterable[Record], Head, int] | None:
        """What a first picture of a large board needs, its head without the hash, and about how many records there are;
        None where the board is small enough to be read whole."""

    def pages(self) -> Iterator[list[Record]]:
        """Every record, some milliseconds' work at a time; at one moment only where `changed` says no afterwards."""

    def entries(self, after: int = 0, upto: int | None = None) -> Iterator[Entry]:
        """Entries with `after < seq <= upto`, oldest first."""

    def changes_since(self, after: int, upto: int, largest: int = ...) -> Iterator[Sequence[Change]]:
        """What the entries with `after < seq <= upto` changed, the newest first: all that looking back needs of them.
        Entries of more than `largest` bytes are passed over."""

    def backwards(self, actor: str | None = None, before: int | None = None) -> Iterator[Header]:
        """What the entries are, newest first, only an actor's, only those with `seq < before`."""

    def actors(self) -> list[str]:
        """Every name that an entry was written under."""

    def touching(self, kind: str, record_id: str) -> list[Entry]:
        """The entries that touch a record, oldest first."""

    def head(self) -> Head:
        """The newest entry's number, time and hash, as it is on the disk."""

    def changed(self) -> bool:
        """Whether somebody else may have written since the last call. Costs microseconds."""

    def get_ready(self) -> None:
        """Bring in what only writing needs, from any thread, so that the first change does not wait for it."""

    def beside(self, *, writing: bool = False) -> Store:
        """The same board for the thread that calls this, which may not use what another has opened; for reading, or for
        writing, once `ready_beside` was called in the thread of this one."""

    def ready_beside(self) -> None:
        """Do what has to be done in this thread before another writes. Raises nothing."""

    def close(self) -> None:
        """Let go of the file."""


Listener = Callable[[Entry], None]


class Past(NamedTuple):
    """What was before, as another thread may ask for it: the entries that touch a record, oldest first; and, reckoned from
    a board, that board as it was after the entry with a number and hash, None where the history has none such."""

    history: Callable[[str, str], Sequence[Entry]]
    stood: Callable[[Board, int, str], Board | None]


class _Rest:
    """What of a glimpsed board is still to be read. `share` is how much has been, 0 to 1."""

    def __init__(self, pages: Callable[[], Iterator[list[Record]]], total: int) -> None:
        self._pages = pages
        self._total = total
        self._begin()

    def _begin(self) -> None:
        self.records: list[Record] = []
        self._left = self._pages()

    def read(self) -> bool:
        """Read one page more; False where there was none. Where it fails, the next call begins again."""
        try:
            page = next(self._left, None)
        except BaseException:
            self._begin()
            raise
        self.records += page or ()
        return page is not None

    @property
    def share(self) -> float:
        return min(0.99, len(self.records) / max(1, self._total))


class Workspace:
    """A board opened by somebody. `board` is always the state at `head`.

    With `glimpsed` a large board is not read at once: `glimpse` holds what a first picture needs, `read_on` reads the rest
    in steps, and whoever asks for `board` before has it read at once.
    """

    def __init__(
        self,
        store: Store,
        *,
        actor: str = "",
        now: Callable[[], datetime] = clock.now,
        today: Callable[[], date] = clock.today,
        glimpsed: bool = False,
        patience: float = 0.0,
    ) -> None:
        self._store = store
        self._patience = patience
        self._now = now
        self._today = today
        self._listeners: list[Listener] = []
        self._reloaders: list[Callable[[], None]] = []
        self._saving = False  # whether another thread is keeping an entry of ours
        self._behind = False
        self._next: tuple[str, Entry | None, Entry | None] | None = None  # actor, what undo and what redo would take back
        self._written: list[Header] = []  # what this workspace wrote, oldest first
        self._newest: Entry | None = None  # the last of it, which the next undo or redo most often takes back
        self._named: dict[str, None] = {}  # the names it went by before, oldest first
        self._actor = actor_named(actor)
        self._opened_at = 0  # the number of the newest entry when it was opened
        self.glimpse: Board | None = None
        """A board of the first cards of each cell while the rest has not been read; else None."""
        self._board: Board | None = None
        self._rest: _Rest | None = None
        self._when_whole: list[Callable[[], None]] = []
        first = store.glimpse() if glimpsed else None
        if first is None:
            records, self.head = store.load()
            self._board = self._dated(Board(records, self.head.seq))
        else:
            records, self.head, total = first
            self.glimpse = Board(records, self.head.seq, whole=False)
            self._rest = _Rest(store.pages, total)
        self._opened_at = self.head.seq

    # -- reading -----------------------------------------------------------------------------------------------------

    @property
    def board(self) -> Board:
        """The whole board at `head`. What of it has not been read yet is read now."""
        while self._board is None:
            self.read_on()
        return self._board

    @property
    def seen(self) -> Board:
        """What there is to be shown now: the whole board, or the glimpse of it. Its lanes, stages and settings are true."""
        return self.glimpse or self.board

    def read_on(self) -> float:
        """Read some more of a board that was only glimpsed; returns how much of it is read, 1 where it is whole.

        Raises Unavailable or Damaged; it can then be tried again.
        """
        if self._rest is None:
            return 1.0
        if self._rest.read():
            return self._rest.share
        records: Iterable[Record] = self._rest.records
        head = self._store.head()
        if self._store.changed() or head.seq != self.head.seq:  # what was read may stand at several moments
            records, head = self._store.load()
        self.head = head
        self._board = self._dated(Board(records, self.head.seq))
        self.glimpse = self._rest = None
        for told in self._when_whole:
            told()
        self._when_whole.clear()
        return 1.0

    def when_whole(self, told: Callable[[], None]) -> None:
        """Call `told` once the whole board has been read, by whomever: at once where it is."""
        if self.glimpse is None:
            told()
        else:
            self._when_whole.append(told)

    @property
    def actor(self) -> str:
        """Who acts here, as the history keeps it. Raises Refused where it is set to what no history can keep."""
        return self._actor

    @actor.setter
    def actor(self, name: str) -> None:
        named = actor_named(name)
        self._named[self._actor] = None
        self._actor = named

    # -- who may what ------------------------------------------------------------------------------------------------

    @property
    def read_only(self) -> bool:
        """Whether this opening may not write. A copy made for readers may be written by nobody."""
        return self._store.read_only or bool(self.seen.details.readers)

    @property
    def location(self) -> str:
        """Where the board is kept, for people."""
        return self._store.location

    @property
    def today(self) -> date:
        """The user's own day, from the one clock."""
        return self._today()

    def context(self) -> Context:
        """Actor and time for an operation run now."""
        return Context(actor=self.actor, now=clock.instant(self._now()), today=self._today())

    def apart(self) -> Callable[[], Board]:
        """Takes hold of the board as it is; what is returned makes another of its records, in any thread."""
        records, seq, read_days = list(self.board.all_records()), self.board.seq, set(self.board.read_days)

        def made() -> Board:
            board = Board(records, seq)
            board.read_days = read_days
            return board

        return made

    # -- writing -----------------------------------------------------------------------------------------------------

    def get_ready(self) -> None:
        """Bring in what only writing needs, from any thread, so that the first change does not wait for it."""
        self._store.get_ready()

    def run(self, operation: Operation[P], *arguments: P.args, **named: P.kwargs) -> Entry | None:
        """Judge an operation on the newest board, keep its entry, take it in and tell the listeners.

        Returns the kept entry with its warnings, or None where there was nothing to change. Raises Refused (a rule),
        Conflict (somebody else), ReadOnly, Unavailable or Damaged; then nothing was written and nothing is shown.
        """
        self._may_write()
        started = time.monotonic()
        for tries in itertools.count():
            if tries >= TRIES and time.monotonic() - started >= self._patience:
                break
            entry = operation(self.board, self.context(), *arguments, **named)
            if not entry.changes:
                return None
            try:
                kept = self._kept(entry)
            except Replaced as replaced:
                self._reload()
                raise Conflict(
                    "The board was put back to another state meanwhile and has been read again. "
                    "Nothing was changed; please look, and do it again."
                ) from replaced
            if isinstance(kept, Entry):
                self._written.append(Header(kept.seq, kept.at, kept.verb, kept.undoes))
                self._newest = kept
                self._take(kept)
                return kept
            for newer in kept:
                self._take(newer)
        raise Unavailable("Others are changing this board too quickly just now. Nothing was changed; please try again.")

    @property
    def is_saving(self) -> bool:
        """Whether a large entry of ours is being kept just now, so that nothing else is written here."""
        return self._saving

    def saving(self, entry: Entry) -> Callable[[], Entry]:
        """Begin to have a large entry kept, which was made of the board as it stands and makes no breach in it. What is
        returned keeps it, in any thread, with a connection of its own; `take_saved` shows it here. In between nothing is
        written here, and nothing of others is taken in. It raises as `run`, Conflict where somebody else has written."""
        self._may_write()
        self._store.ready_beside()
        now, head = clock.instant(self._now()), self.head
        self._saving = True

        def save() -> Entry:
            try:
                store = self._store.beside(writing=True)
                try:
                    kept = store.append(entry, head, now=now, salt=fresh_salt())
                finally:
                    store.close()
                if not isinstance(kept, Entry):
                    raise Conflict("Somebody else has changed the board meanwhile. Nothing was changed.")
            except BaseException:
                self._saving = False
                raise
            return kept

        return save

    def take_saved(self, kept: Entry) -> Entry:
        """Take in what `saving` has kept, and tell the listeners."""
        self._saving = False
        self._written.append(Header(kept.seq, kept.at, kept.verb, kept.undoes))
        self._newest = kept
        self._take(kept)
        return kept

    def _kept(self, entry: Entry) -> Entry | list[Entry]:
        """Have the store keep an entry that makes no breach. It is judged on the board with its changes, which stay there
        where it is kept, so that they are gone through once; where it is not, they are taken out again."""
        board, changes = self.board, entry.changes
        keys = invariants.around(board, changes)
        with board.trial(changes) as stay:
            if not invariants.breaches(board, keys | invariants.around(board, changes)):
                kept = self._append(entry)
                if isinstance(kept, Entry) and kept.changes == changes:
                    stay(kept.seq)
                return kept
        return self._append(self._upheld(entry))

    def _append(self, entry: Entry) -> Entry | list[Entry]:
        return self._store.append(entry, self.head, now=clock.instant(self._now()), salt=fresh_salt())

    def _upheld(self, entry: Entry) -> Entry:
        """The entry, where it makes no breach. Raises Refused for one that it makes; a restore is told of it."""
        found = invariants.made_by(self.board, entry.changes)
        if not found:
            return entry
        if entry.undoes is not None:
            raise undoing.refusal(self.board, found, self._later_touching)
        if entry.verb != RESTORE:
            raise Refused(invariants.refusal(found))
        told = [f"{breach.sentence} `mhhs-board check` says what mends it." for breach in found[:1]]
        return msgspec.structs.replace(entry, warnings=(*entry.warnings, *told))

    def undo(self, seq: int | None = None, *, bring_back: bool = False) -> Entry | None:
        """Take back the newest entry written here, else by its actor before it was opened, or the entry with that number
        where it still applies. `bring_back` puts a place that is retired since back in use where it is needed."""
        self._may_write()
        self.poll()
        target = self.undoable() if seq is None else self._entry(seq)
        if target is None:
            raise Refused("There is nothing of yours to undo.")
        return self.run(undoing.undo, entry=target, later=self._later_touching, bring_back=bring_back)

    def redo(self, *, bring_back: bool = False) -> Entry | None:
        """Do again what this actor undid last."""
        self._may_write()
        self.poll()
        target = self.redoable()
        if target is None:
            raise Refused("There is nothing of yours to redo.")
        return self.run(undoing.redo, entry=target, later=self._later_touching, bring_back=bring_back)

    def undoable(self) -> Entry | None:
        """The entry that `undo` would take back."""
        return self._found()[1]

    def redoable(self) -> Entry | None:
        """The undo entry that `redo` would take back."""
        return self._found()[2]

    def _found(self) -> tuple[str, Entry | None, Entry | None]:
        """What undo and redo would take back, looked up only after an undo, a redo, or as another actor."""
        if self._next is None or self._next[0] != self.actor:
            undo = undoing.latest_undoable(self._own(), self._is_ours)
            redo = undoing.latest_redoable(self._own(), self._is_ours)
            found = [self._entry(header.seq) if header else None for header in (undo, redo)]
            self._next = (self.actor, found[0], found[1])
        return self._next

    def _own(self) -> Iterator[Header]:
        """What was written here, under whatever name, and all that the actor ever wrote, however their name was spelt, also
        as who they were here before they gave a name; newest first."""
        ours = set(map(person, (*self._named, self.actor)))
        went_by = [name for name in self._store.actors() if person(name) in ours]
        if self.head.seq - self._opened_at == len(self._written):  # nobody else wrote since
            yield from reversed(self._written)
            before = [self._store.backwards(name, before=self._opened_at + 1) for name in went_by]
            yield from heapq.merge(*before, key=lambda header: -header.seq)
            return
        last = 0
        ever = [self._store.backwards(name) for name in went_by]
        for header in heapq.merge(reversed(self._written), *ever, key=lambda header: -header.seq):
            if header.seq != last:
                yield header
            last = header.seq

    def _is_ours(self, header: Header) -> bool:
        """Whether undo may take it back: written here, or before this was opened."""
        return header.seq <= self._opened_at or any(header.seq == own.seq for own in reversed(self._written))

    def wrote(self, entry: Entry) -> bool:
        """Whether the newest entry taken in was written here."""
        return bool(self._written) and self._written[-1].seq == entry.seq

    @property
    def saved(self) -> Header | None:
        """What was written here last; None where nothing was yet."""
        return self._written[-1] if self._written else None

    def _may_write(self) -> None:
        if self.read_only:
            raise ReadOnly(self._why_read_only())
        if self._saving:
            raise Busy("An import is being saved just now. Nothing was changed; please try again.")

    def _why_read_only(self) -> str:
        if self.board.details.readers:
            return "This is a copy for readers, so nothing was changed. Ask whoever sent it for the board itself."
        return self._store.why_read_only or "This board is open for reading only, so nothing was changed."

    def _entry(self, seq: int) -> Entry:
        if self._newest is not None and self._newest.seq == seq:
            return self._newest
        for entry in self._store.entries(seq - 1, seq):
            return entry
        raise Refused(f"The history has no entry {seq}.")

    def _later_touching(self, kind: str, record_id: str, after: int) -> list[Entry]:
        return [entry for entry in self._store.touching(kind, record_id) if entry.seq > after]

    # -- others ------------------------------------------------------------------------------------------------------

    def poll(self) -> list[Entry]:
        """Take in what other windows and programs wrote since; cheap where there is nothing.

        Where the file was put back to another history (restored after damage, replaced by a sync client) the whole board
        is read again: `board` is another object then, and whoever asked with `on_reload` is told.
        """
        if self._saving or self.glimpse is not None or not (self._store.changed() or self._behind):
            return []
        self._behind = True  # also where the reading fails: there is something to see at the next call
        try:
            newer = self._store.newer(self.head)
        except Replaced:
            self._reload()
            newer = []
        self._behind = False
        for entry in newer:
            self._take(entry)
        return newer

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every entry taken in, own and others'; returns what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def on_reload(self, reloaded: Callable[[], None]) -> Callable[[], None]:
        """Call `reloaded` whenever the whole board was read again; returns what ends it."""
        self._reloaders.append(reloaded)
        return lambda: self._reloaders.remove(reloaded)

    def _reload(self) -> None:
        records, self.head = self._store.load()
        self._board = self._dated(Board(records, self.head.seq))
        self._next, self._opened_at = None, self.head.seq
        self._written.clear()
        self._newest = None
        for reloaded in tuple(self._reloaders):
            reloaded()

    def _take(self, entry: Entry) -> None:
        if self.board.seq != entry.seq:
            self.board.apply(entry)
        old_days.settle(self.board, entry.changes)
        self.head = Head(entry.seq, entry.at, entry.hash)
        if self.wrote(entry) and entry.verb not in undoing.SKIPPED:
            steps = entry.verb in (undoing.UNDO, undoing.REDO)
            self._next = None if steps else (self.actor, entry, None)
        for listener in tuple(self._listeners):
            listener(entry)

    # -- looking back ------------------------------------------------------------------------------------------------

    def history(self, kind: str | None = None, record_id: str = "") -> list[Entry]:
        """The entries that touch a record, or all of them, oldest first."""
        return list(self._store.entries()) if kind is None else self._store.touching(kind, record_id)

    @contextlib.contextmanager
    def past_apart(self) -> Iterator[Past]:
        """What was before, for another thread, which has a connection of its own as soon as it asks."""
        with contextlib.ExitStack() as opened:
            stores: list[Store] = []

            def beside() -> Store:
                if not stores:
                    stores.append(self._store.beside())
                    opened.callback(stores[0].close)
                return stores[0]

            yield Past(
                history=lambda kind, record_id: beside().touching(kind, record_id),
                stood=lambda near, entry, mark: self._stood(beside(), near, entry, mark),
            )

    def entries(self, after: int = 0, upto: int | None = None) -> Iterator[Entry]:
        """Entries with `after < seq <= upto`, oldest first."""
        return self._store.entries(after, upto)

    def seq_at(self, moment: str) -> int:
        """The number of the newest entry at or before a UTC instant; 0 before the first."""
        seqs = range(1, self.head.seq + 1)
        return bisect_right(seqs, moment, key=lambda seq: next(self._store.backwards(before=seq + 1)).at)

    def stood(self, entry: int, mark: str) -> Board | None:
        """The board as it was after the entry with this number and hash (hex digits); None where the history has none."""
        return self._stood(self._store, self.board, entry, mark)

    def _stood(self, store: Store, near: Board, entry: int, mark: str) -> Board | None:
        if not 0 < entry <= near.seq or not any(one.hash.hex() == mark for one in store.entries(entry - 1, entry)):
            return None
        return self._back(store, near, entry)

    def as_at(self, seq: int, near: Board | None = None) -> Board:
        """The board as it was after entry `seq`, reckoned from now, or from `near`, the board of another moment, where that
        is nearer: then only the entries between the two are read."""
        seq = min(seq, self.head.seq)
        start = self.board if near is None or abs(near.seq - seq) > self.head.seq - seq else near
        if seq <= start.seq:
            return self._back(self._store, start, seq)
        on = (entry.changes for entry in self._store.entries(start.seq, seq))
        return self._dated(start.moved(itertools.chain([old_days.forgotten(start)], on), seq, back=False))

    def _back(self, store: Store, start: Board, seq: int) -> Board:
        way = itertools.chain([old_days.forgotten(start)], store.changes_since(seq, start.seq))
        return self._dated(start.moved(way, seq, back=True), store)

    def _dated(self, board: Board, store: Store | None = None) -> Board:
        """The board with the days of dates that an older program did not read, as far as they are found soon."""
        until, store = time.monotonic() + _SOON, store or self._store

        def touching(kind: str, record_id: str) -> list[Entry]:
            return store.touching(kind, record_id) if time.monotonic() < until else []

        old_days.read(board, touching)
        return board

    def learn_pace(self, board: Board | None = None, today: date | None = None) -> Iterator[None]:
        """Look through the newest part of the history for how long artefacts stay in a stage; at the end `board.pace` says
        it. Goes on a step each time it is asked, so that a window can do it between two frames; `board` may stand at an
        earlier moment, and `today` is its day."""
        board, today = board or self.board, today or self.today
        stays, upto = pace.Stays(today), board.seq
        first = max(0, upto - pace.RECENT)
        while upto > first:
            after = max(first, upto - pace.STEP)
            for changes in self._store.changes_since(after, upto, pace.LARGEST):
                stays.take(changes)
            upto = after
            yield
        board.pace = stays.pace()

    def close(self) -> None:
        """Let go of the board."""
        self._store.close()
