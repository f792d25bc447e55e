"""Getting back to work after damage: the newest good backup, and every later entry that the damaged file still holds whole.

The damaged file is never mended and never lost: it is set aside beside the board, its rollback journal with it. What stands
at the board's path is at every moment the damaged file, nothing, or the finished new one.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mhhs_board.base.new_file import make_first
from mhhs_board.base.safe_write import keep_rights, put_first, sync_file, sync_folder, why
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import BoardError, Damaged, Refused, Unavailable
from mhhs_board.domain.journal import Head, Sealed
from mhhs_board.domain.record import Record
from mhhs_board.store import branches, journal, schema, structure
from mhhs_board.store.beside import journal_of
from mhhs_board.store.branches import Origin
from mhhs_board.store.check import damage
from mhhs_board.store.errors import as_board_errors
from mhhs_board.store.examination import examine
from mhhs_board.store.file_store import FileStore
from mhhs_board.store.histories import Known, Stem, Way, parted, rank, stems, ways
from mhhs_board.store.later import Row
from mhhs_board.store.one_name import DAMAGED, REPLACED, asides, beside, fitting, mounted, other_names
from mhhs_board.store.remains import Remains, digest_of, head_of, remains
from mhhs_board.store.rotation import Backup
from mhhs_board.store.write_lock import LockedFile, locked

if TYPE_CHECKING:
    import sqlalchemy as sa

NOBODY = Origin()
"""Where nobody knows which board it is."""

NOTHING = Known()
"""Where nothing was written down."""

MOST_ASIDE = 8
"""Of so many files set aside the entries are read where a line follows from nothing else."""

_TRIES = 5

RESTORING = ".restoring"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a board was put back from. `backup` is None where its own history was enough."""

    backup: Backup | None
    recovered: tuple[Sealed, ...]
    """Entries newer than the backup, taken from the damaged file or from what is kept beside the backups."""
    aside: Path | None
    """The damaged file, as it was."""
    head: Head
    gone: int | None = 0
    """How many later entries the damaged file names that are not whole; None where it names none at all, so that nobody
    can tell."""
    there: bool = True
    """Whether there was a file of it to look into; one that was deleted, or replaced by another board's, says nothing of
    what it held."""
    torn: bool = False
    """Whether the history of the damaged file breaks off, so that nobody can tell how much came after."""
    beside: int = 0
    """How many of those recovered the file had lost: they were kept beside the backups."""
    unfitting: int = 0
    """How many entries kept beside the backups follow from nothing that is there, so that they are not in it."""
    apart: tuple[tuple[int, int], ...] = ()
    """Of each other way that the board has gone: how many entries it has, and after which entry it parts from this."""
    incomplete: bool = False
    """Whether not all that was saved here could be written down beside the backups."""
    lost: int = 0
    """How many entries another program wrote while the board was put back, on a disk without locks, that could not be
    taken over: they are in the file set aside."""

    @property
    def loss(self) -> str:
        """What is not whole, for people; empty where nothing is known to be missing."""
        return " ".join(part for part in (self._not_whole, self._not_fitting, self._ways, self._only_aside) if part)

    @property
    def _ways(self) -> str:
        return " ".join(
            f"{'1 entry' if entries == 1 else f'{entries} entries'} that {'was' if entries == 1 else 'were'} saved here "
            f"went another way after entry {after}, so {'it is' if entries == 1 else 'they are'} not in it."
            for entries, after in self.apart
        )

    @property
    def _not_fitting(self) -> str:
        if not self.unfitting:
            return ""
        one = self.unfitting == 1
        which = "1 entry that was saved here does" if one else f"{self.unfitting} entries that were saved here do"
        return f"{which} not follow from what is there, so {'it is' if one else 'they are'} not in it."

    @property
    def _only_aside(self) -> str:
        if not self.lost:
            return ""
        which = "1 entry is" if self.lost == 1 else f"{self.lost} entries are"
        return f"{which} only in the file set aside: another program wrote to it meanwhile."

    @property
    def _not_whole(self) -> str:
        told = self.beside and not self.incomplete  # what was changed here is all in it
        elsewhere = "elsewhere " if told else ""
        if not self.there:
            return f"The file itself was gone, so what may have been changed {elsewhere}after that is not in it."
        if self.gone is None and told:
            return "The file holds no history any more, so what may have been changed elsewhere after that is not in it."
        if self.gone is None:
            return "The file holds no history any more, so what was changed after that backup is not in it."
        if self.gone:
            which = "1 later entry of it is" if self.gone == 1 else f"{self.gone} later entries of it are"
            return f"{which} not whole."
        if self.torn:
            what = "what was changed elsewhere after that" if told else "entries after that"
            return f"The history in the file breaks off, so {what} may be missing."
        return ""

    @property
    def source(self) -> str:
        """From what it was, for people; local time."""
        if self.backup is None:
            return "what is kept beside its backups" if self._lines_alone else "its own history"
        if self.backup.other:
            return f"the backup of {self.backup.when} of another copy of this board ({self.backup.other})"
        return f"the backup of {self.backup.when}"

    @property
    def _lines_alone(self) -> bool:
        return self.backup is None and self.beside == len(self.recovered)

    @property
    def sentence(self) -> str:
        """What was done, for people; local time."""
        told = f"Put back from {self.source}{self.more('recovered from the damaged file')}"
        return " ".join(part for part in (f"{told}; it stands at entry {self.head.seq}.", self.loss) if part)

    def more(self, of_the_file: str) -> str:
        """What follows the backup, for people; `of_the_file` says where the file's own entries come from."""
        own = len(self.recovered) - self.beside if self.backup is not None else 0
        parts = [f"{own} later {'entry' if own == 1 else 'entries'} {of_the_file}"] if own else []
        if self.beside and not self._lines_alone:
            named = "" if own else f"later {'entry' if self.beside == 1 else 'entries'} "
            parts.append(f"{self.beside} {named}kept beside the backups")
        return f" and {' and '.join(parts)}" if parts else ""


def plan(
    path: Path, backups: Sequence[Backup], origin: Origin = NOBODY, *, identity: str = "", known: Known = NOTHING
) -> Restored:
    """What `restore` would do, without touching the board or leaving a file. Raises Damaged where nothing helps."""
    with _built(path, backups, origin, identity, known) as (_, found, _left):
        return found


def restore(
    path: Path,
    backups: Sequence[Backup],
    *,
    at: datetime,
    origin: Origin = NOBODY,
    identity: str = "",
    known: Known = NOTHING,
    mended: Callable[[], bool] = lambda: False,
    instead: bool = False,
) -> Restored:
    """Put a damaged or missing board back on the way that it went last (`histories`), of all that is in `backups`, in its
    own file and in the lines that are `known`; each link checked. `backups` are in the order in which they were taken, the
    last first.

    A backup of another copy of the board is taken only where none of its own will do; what is then not of the board's own
    history is a copy of its own from there on. `origin` says which board it is, where its file does not; `identity` goes
    before the file's own, which is then known to be damaged. The file must not be open in this process. Its write lock is
    held from the first look at it until the new one stands in its place, and what is set aside is then compared with what
    was read; `at` names it. `mended` is asked under the lock whether another program has put it back meanwhile. With
    `instead` the board of `origin` is put in the place of another, whose file is set aside as it is. Raises Damaged where
    neither a backup nor the history of the file is whole, Unavailable where the folder cannot take it, others write to the
    file all the time, or it was put back meanwhile; then everything is as it was.
    """
    for _ in range(_TRIES):
        with locked(path) as file:
            if mended():
                raise Unavailable(f"{path.name} was put back by another program meanwhile, so nothing was changed.")
            before = _look_of(path)
            with _built(path, backups, origin, identity, known, file, instead=instead) as (building, found, left):
                if _look_of(path) != before:  # a disk without locks: somebody could still write to it, so read it again
                    continue
                try:
                    if (like := _like(path, file, found, left, backups)) is not None:
                        keep_rights(building, like)
                    sync_file(building)
                    name = _aside(path, at, REPLACED if instead and not found.there else DAMAGED)
                    aside = _swap(building, path, name, there=file is not None)
                except OSError as error:
                    raise Unavailable(f"{path.name} could not be put back: {why(error)}.") from error
                late, lost = _written_meanwhile(path, aside if found.there else None, found.head, left)
        head = head_of(late[-1]) if late else found.head
        return replace(found, aside=aside, recovered=(*found.recovered, *late), lost=lost, head=head)
    raise Unavailable(f"Other programs are writing to {path.name}. Close them, then put it back.")


def _like(
    path: Path, file: LockedFile | None, found: Restored, left: Remains, backups: Sequence[Backup]
) -> os.stat_result | None:
    """What says for whom a board is to be that is put back: the damaged file, else what was set aside where that is what
    stood here, else the newest backup; never another board's, nor a file of which nothing is taken. None where nothing
    says it: then it is its user's alone."""
    if file is not None and found.there:
        return file.stat
    aside = _newest_aside(path) if file is None and left.copy is not None else None
    newest = next((one for one in backups if not one.other), found.backup)
    for one in (aside, newest.path if newest is not None else None):
        with contextlib.suppress(OSError):  # gone since
            if one is not None:
                return one.lstat()
    return None


def _look_of(path: Path) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


# -- the new file ------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _built(
    path: Path,
    backups: Sequence[Backup],
    origin: Origin,
    identity: str,
    known: Known,
    file: LockedFile | None = None,
    *,
    instead: bool = False,
) -> Iterator[tuple[Path, Restored, Remains]]:
    """The new board under another name beside the old one, gone at the end unless it was put in place, and what was left
    in the old one, which is `file` where its lock is held."""
    _one_name(path)
    source = path if os.path.lexists(path) else _newest_aside(path)
    building = path.with_name(f".{secrets.token_hex(8)}{RESTORING}")
    hindrance: Unavailable | None = None
    try:
        with remains(source, path, file) as left, contextlib.ExitStack() as held:
            if source != path and not _cut_off(left, backups, known, origin):
                left, source = Remains(), None
            read = left.origin(identity)
            strange = instead and read.identity != origin.identity
            if strange:  # another board's, of which nothing is taken
                left, source = Remains(), None
            elif read.identity:
                origin = read if read.whole else Origin(read.identity, origin.branch, whole=bool(origin.branch))
            turns = _Turns(held, path, source, left, backups, known)
            for turn in turns.all():
                found = None
                try:
                    found = _build(building, path.name, turn, left, origin, identity)
                except (Damaged, Refused):
                    pass
                except Unavailable as error:  # a full disk, or a backup that cannot be read
                    hindrance = error
                if found is not None:
                    apart, adrift = turns.besides(turn.way)
                    yield (
                        building,
                        replace(found, there=os.path.lexists(path) and not strange, apart=apart, unfitting=adrift),
                        left,
                    )
                    return
                _clear(building)
    except OSError as error:
        raise Unavailable(f"{path.name} could not be put back: {why(error)}.") from error
    finally:
        _clear(building)
    if not path.parent.is_dir():
        raise Unavailable(f"{path.name} could not be put back: its folder is not there.")
    raise hindrance or Damaged(
        f"Neither a backup nor the history of {path.name} is whole, so nothing was changed. "
        "Keep the file, and look for a copy of it elsewhere."
    )


def _cut_off(left: Remains, backups: Sequence[Backup], known: Known, origin: Origin) -> bool:
    """Whether what was set aside last is what stood at the path, as after a restore that was cut off between the two. What
    was set aside before the board went on, or of another board, says nothing of it."""
    read = left.origin()
    if origin.identity and read.identity not in ("", origin.identity):
        return False
    if known.lines:
        number, uid, hashed = known.lines[0][0], known.lines[0][1], known.lines[0][7]
        return isinstance(number, int) and isinstance(hashed, bytes) and left.names(number, hashed, uid)
    best = max((one for one in backups if not one.other), key=lambda one: one.seq, default=None)
    if best is None:
        return True
    if best.seq in left.marks:
        return left.marks[best.seq][:4].hex() == best.mark
    return max(left.marks, default=0) > best.seq


# -- of what it is made ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Turn:
    """A board may be made of a backup, or of nothing, and of what follows on a way. `own`: no copy's backup is needed."""

    base: Backup | None
    way: Way
    own: bool
    news: bool = False
    """Whether the file holds what nobody else knows, so that what it names and has lost is gone."""


class _Turns:
    """What a board may be made of, one after the other: first the way that it went last."""

    def __init__(
        self,
        held: contextlib.ExitStack,
        path: Path,
        source: Path | None,
        left: Remains,
        backups: Sequence[Backup],
        known: Known,
    ) -> None:
        self._held, self._path, self._left, self._known = held, path, left, known
        self._backups = backups
        self._own = [one for one in backups if not one.other]
        self._spare: list[Sequence[Row]] = [known.spare]
        self._aside = [one for one in _newest_asides(path) if one != source][:MOST_ASIDE]
        self._stems: Sequence[Stem] = held.enter_context(stems(self._own))
        self._newest = max(left.marks, default=0)
        self._news = self._is_news()
        self._ways = self._found(self._stems)
        while self._aside and known.lines and not any(map(self._holds_last, self._ways)):
            with contextlib.suppress(Unavailable):  # a line follows from what was set aside, or from nothing
                self._spare.append(list(held.enter_context(remains(self._aside.pop(0), path)).rows(0)))
                self._ways = self._found(self._stems)

    def _is_news(self) -> bool:
        """Whether the last entry in the file is known from nowhere else: then the file says where the board went. Else it
        is an older state of what is known."""
        left, seq = self._left, self._newest
        if not seq or any(left.names(seq, one.hash_of(seq), one.uid_of(seq) or None) for one in self._stems):
            return False
        return not any(row[0] == seq and left.names(seq, row[7], row[1]) for row in self._known.lines)  # type: ignore[arg-type]

    def _found(self, stems: Sequence[Stem], *, anew: bool = False) -> list[Way]:
        """The ways from these histories and what is in the file behind them, the latest first; `anew` from nothing."""
        start = 0 if anew else min((self._agreed(one) for one in stems), default=0)
        spare = [] if anew else self._spare
        found = ways(() if anew else stems, self._left.rows(start), self._known.lines, *spare)
        ends = {one.end: one for one in map(self._not_beyond, found)}
        return self._ranked(list(ends.values()))

    def _ranked(self, found: Sequence[Way]) -> list[Way]:
        known = replace(self._known, backups=self._backups)
        return sorted(found, key=lambda one: rank(one, known), reverse=True)

    def _agreed(self, stem: Stem) -> int:
        """The last entry that a history and the file have in common; a lower one where the file is damaged there."""
        marks = self._left.marks
        if marks.get(stem.seq) == stem.head.hash:
            return stem.seq
        low, high = 0, min(stem.seq, self._newest)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if marks.get(middle) == stem.hash_of(middle) else (low, middle - 1)
        return low

    def _of_the_file(self, found: Sequence[Way]) -> tuple[list[Way], list[Way]]:
        """Those that are of the file's history, or as much of them as is, and those that are not; where the file says where
        the board went."""
        if not self._news:
            return list(found), []
        numbers = sorted(self._left.marks, reverse=True)
        fit, strange = [], []
        for way in found:
            named = [seq for seq in numbers if seq <= way.seq]
            agree = (seq for seq in named if self._left.names(seq, way.hash_of(seq), way.uid_of(seq)))
            last = next(agree, 0)
            if not named or last == named[0]:
                fit.append(way)
            else:
                strange.append(way)
                fit += [way.cut(last)] if last else []
        return self._ranked(list({way.end: way for way in fit}.values())), strange

    def all(self) -> Iterator[_Turn]:
        """A history that is whole needs no backup of another copy, one with a gap may have it closed by one; what is of
        another history than the file comes last."""
        tried: set[tuple[Path | None, tuple[int, str]]] = set()
        last: list[_Turn] = []
        for turn in self._in_turn(last):
            key = (turn.base.path if turn.base is not None else None, turn.way.end)
            if key not in tried:
                tried.add(key)
                yield replace(turn, news=self._news)
        yield from last

    def _in_turn(self, last: list[_Turn]) -> Iterator[_Turn]:
        fit, strange = self._of_the_file(self._ways)
        last += [turn for way in strange for turn in self._on(way, self._own, own=True)]
        if not any(self._holds_last(way) for way in fit):
            yield from (turn for turn in self._by_copies([]) if self._holds_last(turn.way))
        for way in fit:
            yield from self._on(way, self._own, own=True)
        anew, _ = self._of_the_file(self._found((), anew=True))
        yield from (_Turn(None, way, own=True) for way in anew if way.seq >= self._newest)
        yield from self._by_copies(last)
        yield from (_Turn(None, way, own=True) for way in anew)

    def _holds_last(self, way: Way) -> bool:
        """Whether a way leads to the line that was written last."""
        return bool(self._known.lines) and rank(way, self._known)[0] == len(self._known.lines)

    def _by_copies(self, last: list[_Turn]) -> Iterator[_Turn]:
        """With the backups of copies too."""
        if len(self._own) < len(self._backups):
            fit, strange = self._of_the_file(self._found(self._held.enter_context(stems(self._backups))))
            last += [turn for way in strange for turn in self._on(way, self._backups, own=False)]
            for way in fit:
                yield from self._on(way, self._backups, own=self._last_own(way) == way.seq)

    def _on(self, way: Way, backups: Sequence[Backup], *, own: bool) -> Iterator[_Turn]:
        """A way from each of the backups that are a state of it, the longest first, then from the entries alone."""
        on_it = [one for one in backups if way.holds(one)]
        for one in sorted(on_it, key=lambda one: (not one.other, one.seq, one.whole, one.taken), reverse=True):
            yield _Turn(one, way, own)
        if way.stem is not None:
            yield _Turn(None, way, own)

    def _last_own(self, way: Way) -> int:
        """The last entry of a way that was acknowledged here, or stands in the file or in a backup of the board's own; 0
        where there is none."""
        lines = (row[0] for row in self._known.lines if isinstance(row[0], int) and way.hash_of(row[0]) == row[7])
        backups = (one.seq for one in self._stems if way.hash_of(one.seq) == one.head.hash)
        added = (one.entry.seq for one in way.added if way.sources.get(one.entry.hash, 2) < 2)
        stem = way.fork if way.stem is not None and way.stem.backup in self._own else 0
        return max((stem, *lines, *backups, *added))

    def _not_beyond(self, way: Way) -> Way:
        """As much of a way as is the board's own, as what follows is a copy's that went on from there; all where nothing
        says how much that is."""
        own = self._last_own(way)
        return way.cut(own) if own else way

    def besides(self, way: Way) -> tuple[tuple[tuple[int, int], ...], int]:
        """Of the board's other ways how many entries each has and where it parts from this one, and how many lines follow
        from nothing."""
        others = [one for one in self._ways if one.end not in self._known.settled]
        apart = [(one.seq - after, after) for one in others if (after := parted(one, way)) < one.seq]
        lines = {row[7]: row[0] for row in self._known.lines if isinstance(row[0], int)}
        held = (any(one.hash_of(seq) == hashed for one in (way, *self._ways)) for hashed, seq in lines.items())
        return tuple(apart), sum(not one for one in held)


def _one_name(path: Path) -> None:
    """Raises Unavailable where only one of several names of a file would be put back. What an earlier try had set aside
    before it was cut off is no other name."""
    if other_names(path, asides(path)):
        raise Unavailable(
            f"{path.name} has another name on the disk (a hard link), and only one of them would be put back, so nothing "
            "was changed. Delete the other name, or copy the file and put the copy back."
        )
    if mounted(path):
        raise Unavailable(
            f"{path.name} is mounted by itself in a second place, so nothing was changed. "
            "Copy the file and put the copy back."
        )


def _build(building: Path, name: str, turn: _Turn, left: Remains, origin: Origin, identity: str) -> Restored | None:
    """A sound board from one backup (or from nothing) and what follows, or None.

    Raises Damaged, Refused or Unavailable where the backup is no board.
    """
    backup, way = turn.base, turn.way
    with _started(building, name, backup, origin) as store:
        records, head = store.load()
        if head.hash != way.hash_of(head.seq):  # it is not what its name says
            return None
        later = _fitting(Board(records, head.seq), way.behind(head.seq))
        if backup is None and not later:
            return None
        store.write(lambda connection: _put(connection, later))
        if identity:
            store.write(lambda _connection: schema.state(store.raw, identity))
        head = store.head()
        last = max((seq for seq in left.marks if seq <= head.seq), default=0)
        newest = max(left.marks, default=0)  # numbers have no gaps: what is missing below it is gone too
        gone = max(0, newest - head.seq) if left.marks or left.copy is None else None
        if gone and not turn.news and not left.names(newest, way.hash_of(newest), way.uid_of(newest) or None):
            gone = 0  # it went another way, which is known and told
        with store.reading() as raw:
            agrees = journal.hash_of(raw, last) == left.marks.get(last, b"")
        if backup is None or backup.other:
            store.write(lambda _connection: _branch(store.raw, origin, own=turn.own or (bool(last) and agrees)))
        if damage(store):
            return None
        if backup is None and way.stem is not None:  # what is in a backup, and not to its end
            backup, later = way.stem.backup, [one for one in later if one.entry.seq > way.fork]
        beside = sum(bool(way.sources.get(sealed.entry.hash, 1)) for sealed in later)
        torn = left.torn and bool(left.marks) and newest <= head.seq
        return Restored(backup, tuple(later), None, head, gone, torn=torn, beside=beside)


def kept_as(target: Path, base: Backup | None, way: Way, origin: Origin) -> None:
    """Make a sound board at `target`, where nothing is, of a way that a board has gone. Raises Damaged or Unavailable."""
    made = _build(target, target.name, _Turn(base, way, own=True), Remains(), origin, "")
    if made is None or made.head.hash != way.hash_of(way.seq):
        raise Damaged("What was saved does not make a whole board.")
    sync_file(target)


def _branch(raw: sqlite3.Connection, origin: Origin, *, own: bool) -> None:
    """Which copy of the board is made: the one that it was, else one of its own."""
    seq, hashed = origin.made_at
    if own and origin.whole and journal.hash_of(raw, seq) == hashed:
        branches.put(raw, origin.branch)
    else:
        head = journal.head(raw)
        branches.put(raw, branches.new(branches.read(raw).identity, head.seq, head.hash))


def _written_meanwhile(path: Path, aside: Path | None, head: Head, read: Remains) -> tuple[list[Sealed], int]:
    """What came into a file after it was read and before it was set aside, which only a disk without locks lets happen:
    the entries that were taken over into the new board, and how many could not be."""
    try:
        if aside is None or digest_of(aside) == read.digest:
            return [], 0
        with remains(aside, path) as now:
            strange = {seq for seq, hashed in now.marks.items() if seq > head.seq and read.marks.get(seq) != hashed}
            later = now.after(head)
            try:
                with FileStore(path, "rw") as store:
                    records, standing = store.load()
                    later = _fitting(Board(records, standing.seq), later) if standing == head else []
                    store.write(lambda connection: _put(connection, later))
            except BoardError:
                later = []
            return later, len(strange - {sealed.entry.seq for sealed in later})
    except (BoardError, OSError):
        return [], 0


def _put(connection: sa.Connection, later: Sequence[Sealed]) -> None:
    from mhhs_board.store import writing

    for sealed in later:
        writing.write(connection, sealed.entry.changes)
        writing.insert(connection, sealed)


def _started(building: Path, name: str, backup: Backup | None, origin: Origin) -> FileStore:
    make_first(building, 0o600)
    if backup is None:
        store = FileStore(building, "rwc", name=name)
        store.write(lambda _connection: structure.create(store.raw, origin.identity or uuid.uuid4().hex))
        return store
    examine(backup.path)
    shutil.copyfile(backup.path, building)
    store = FileStore(building, "rw", name=name)
    try:
        with as_board_errors(backup.path), store.reading() as raw:
            number = schema.number_of(raw)
        if number < schema.NUMBER:
            from mhhs_board.store import migrations

            copy = migrations.upgrade(store)
            if copy is not None:
                copy.unlink(missing_ok=True)
    except BaseException:
        store.close()
        raise
    return store


def state_of(backup: Backup, working: Path) -> tuple[list[Record], Head]:
    """Every record of a backup and the head they stand at, brought up to date in a copy at `working`, which stays.

    Raises Damaged where the backup is not sound.
    """
    with _started(working, backup.path.name, backup, NOBODY) as store:
        findings = damage(store)
        if findings:
            raise Damaged(f"{backup.path.name} is not sound, so nothing was changed: {findings[0].sentence}")
        records, head = store.load()
        return list(records), head


def _fitting(board: Board, later: Sequence[Sealed]) -> list[Sealed]:
    """Those of the entries, from the first on, that fit the board they are to follow."""
    fitting: list[Sealed] = []
    for sealed in later:
        try:
            board.fold(sealed.entry.changes)
        except Damaged:
            break
        fitting.append(sealed)
    return fitting


def _clear(building: Path) -> None:
    for left in (building, journal_of(building)):
        with contextlib.suppress(OSError):
            left.unlink(missing_ok=True)


# -- the change of place -----------------------------------------------------------------------------------------------


def _swap(building: Path, path: Path, aside: Path, *, there: bool) -> Path | None:
    """Put the new file in place, the old one `aside`. The damaged one never stands without its journal, nor the new one
    beside the old's; where none was `there`, nothing is written over."""
    found = [one for one in beside(path) if os.path.lexists(one)]
    old = [one for one in found if one.lstat().st_size]
    if there or old:
        if there:
            _keep(path, aside)
        for one in old:
            _keep(one, aside.with_name(aside.name + one.name.removeprefix(path.name)))
        sync_folder(path.parent)
    if old:  # each step is on the disk before the next: a cut of the power may else keep a later one and lose an earlier
        path.unlink(missing_ok=True)
        sync_folder(path.parent)
    for one in found:  # an empty one, too: a program that has the damaged file open would write into it
        one.unlink()
    if old:
        sync_folder(path.parent)
    if there and not old:
        os.replace(building, path)
        sync_folder(path.parent)
    else:
        put_first(building, path)
    return aside if there else None


def _keep(path: Path, aside: Path) -> None:
    """The same file under a second name; a copy where the disk has no second names."""
    try:
        os.link(path, aside)
    except FileExistsError:
        if not aside.samefile(path):
            raise
    except OSError:  # whole or not at all: what is called so is looked into by who does it again
        part = aside.with_name(f".{secrets.token_hex(8)}{RESTORING}")
        shutil.copy2(path, part)
        sync_file(part)
        os.replace(part, aside)


def _aside(path: Path, at: datetime, what: str) -> Path:
    """A name for the file that is set aside; that of an earlier try that was cut off where the file has it already."""
    for one in _set_aside(path):
        with contextlib.suppress(OSError):
            if one.samefile(path):
                return one
    when, count = f"{at.astimezone():%Y-%m-%d %H-%M}", 1
    while True:
        number = f" {count}" if count > 1 else ""
        named = path.with_name(fitting(path.parent, path.stem, f" ({what} {when}{number}){path.suffix}"))
        if not any(map(os.path.lexists, (named, *beside(named)))):
            return named
        count += 1


def _set_aside(path: Path) -> list[Path]:
    """What of that is ordinary files; whatever else somebody called so was never set aside."""
    pattern, found = asides(path), []
    with contextlib.suppress(OSError), os.scandir(path.parent) as entries:
        found = [Path(one.path) for one in entries if pattern.fullmatch(one.name) and one.is_file(follow_symlinks=False)]
    return found


def _newest_aside(path: Path) -> Path | None:
    """What an earlier `restore` had set aside when it was cut off between the old file and the new."""
    return next(iter(_newest_asides(path)), None)


def _newest_asides(path: Path) -> list[Path]:
    return sorted(_set_aside(path), key=lambda one: (_written(one), one.name), reverse=True)


def _written(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:  # gone since
        return 0.0
