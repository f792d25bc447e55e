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

from mhhs_board.base import clock
from mhhs_board.base.safe_write import keep_rights, make_first, put_first, sync_file, sync_folder, why
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import BoardError, Damaged, Refused, Unavailable
from mhhs_board.domain.journal import Head, Sealed
from mhhs_board.domain.records import Record
from mhhs_board.store import branches, journal, schema, structure
from mhhs_board.store.beside import journal_of
from mhhs_board.store.branches import Origin
from mhhs_board.store.check import damage
from mhhs_board.store.errors import as_board_errors
from mhhs_board.store.examination import examine
from mhhs_board.store.file_store import FileStore
from mhhs_board.store.later import Row
from mhhs_board.store.one_name import asides, beside, fitting, mounted, other_names
from mhhs_board.store.remains import Remains, digest_of, head_of, remains, strangers
from mhhs_board.store.rotation import Backup, newest_first
from mhhs_board.store.write_lock import LockedFile, locked

if TYPE_CHECKING:
    import sqlalchemy as sa

NOBODY = Origin()
"""Where nobody knows which board it is."""

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
    """Whether there was a file to look into; one that was deleted says nothing of what it held."""
    torn: bool = False
    """Whether the history of the damaged file breaks off, so that nobody can tell how much came after."""
    beside: int = 0
    """How many of those recovered the file had lost: they were kept beside the backups."""
    unfitting: int = 0
    """How many entries kept beside the backups do not follow from what is there, so that they are not in it."""
    lost: int = 0
    """How many entries another program wrote while the board was put back, on a disk without locks, that could not be
    taken over: they are in the file set aside."""

    @property
    def loss(self) -> str:
        """What is not whole, for people; empty where nothing is known to be missing."""
        return " ".join(part for part in (self._not_whole, self._not_fitting, self._only_aside) if part)

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
        elsewhere = "elsewhere " if self.beside else ""  # what was changed here is all in it
        if not self.there:
            return f"The file itself was gone, so what may have been changed {elsewhere}after that is not in it."
        if self.gone is None and self.beside:
            return "The file holds no history any more, so what may have been changed elsewhere after that is not in it."
        if self.gone is None:
            return "The file holds no history any more, so what was changed after that backup is not in it."
        if self.gone:
            which = "1 later entry of it is" if self.gone == 1 else f"{self.gone} later entries of it are"
            return f"{which} not whole."
        if self.torn:
            what = "what was changed elsewhere after that" if self.beside else "entries after that"
            return f"The history in the file breaks off, so {what} may be missing."
        return ""

    @property
    def source(self) -> str:
        """From what it was, for people; local time."""
        if self.backup is None:
            return "its own history"
        if self.backup.other:
            return f"the backup of {self.backup.when} of another copy of this board ({self.backup.other})"
        return f"the backup of {self.backup.when}"

    @property
    def sentence(self) -> str:
        """What was done, for people; local time."""
        told = f"Put back from {self.source}{self.more('recovered from the damaged file')}"
        return " ".join(part for part in (f"{told}; it stands at entry {self.head.seq}.", self.loss) if part)

    def more(self, of_the_file: str) -> str:
        """What follows the backup, for people; `of_the_file` says where the file's own entries come from."""
        own = len(self.recovered) - self.beside if self.backup is not None else 0
        parts = [f"{own} later {'entry' if own == 1 else 'entries'} {of_the_file}"] if own else []
        if self.beside:
            named = "" if own else f"later {'entry' if self.beside == 1 else 'entries'} "
            parts.append(f"{self.beside} {named}kept beside the backups")
        return f" and {' and '.join(parts)}" if parts else ""


def plan(
    path: Path, backups: Sequence[Backup], origin: Origin = NOBODY, *, identity: str = "", later: Sequence[Row] = ()
) -> Restored:
    """What `restore` would do, without touching the board or leaving a file. Raises Damaged where nothing helps."""
    with _built(path, backups, origin, identity, later) as (_, found, _left):
        return found


def restore(
    path: Path,
    backups: Sequence[Backup],
    *,
    at: datetime,
    origin: Origin = NOBODY,
    identity: str = "",
    later: Sequence[Row] = (),
    mended: Callable[[], bool] = lambda: False,
) -> Restored:
    """Put a damaged or missing board back from the best of `backups`, what its own file still holds, and what it has lost
    of the entries `later`, which are kept beside the backups; each link checked.

    A backup of another copy of the board is taken only where none of its own will do; what is then not of the board's own
    history is a copy of its own from there on. `origin` says which board it is, where its file does not; `identity` goes
    before the file's own, which is then known to be damaged. The file must not be open in this process. Its write lock is
    held from the first look at it until the new one stands in its place, and what is set aside is then compared with what
    was read; `at` names it. `mended` is asked under the lock whether another program has put it back meanwhile. Raises
    Damaged where neither a backup nor the history of the file is whole, Unavailable where the folder cannot take it, others
    write to the file all the time, or it was put back meanwhile; then everything is as it was.
    """
    for _ in range(_TRIES):
        with locked(path) as file:
            if mended():
                raise Unavailable(f"{path.name} was put back by another program meanwhile, so nothing was changed.")
            before = _look_of(path)
            with _built(path, backups, origin, identity, later, file) as (building, found, left):
                if _look_of(path) != before:  # a disk without locks: somebody could still write to it, so read it again
                    continue
                try:
                    if (like := _like(path, file, found.backup)) is not None:
                        keep_rights(building, like)
                    sync_file(building)
                    aside = _swap(building, path, at, there=file is not None)
                except OSError as error:
                    raise Unavailable(f"{path.name} could not be put back: {why(error)}.") from error
                late, lost = _written_meanwhile(path, aside, found.head, left)
        head = head_of(late[-1]) if late else found.head
        return replace(found, aside=aside, recovered=(*found.recovered, *late), lost=lost, head=head)
    raise Unavailable(f"Other programs are writing to {path.name}. Close them, then put it back.")


def _like(path: Path, file: LockedFile | None, backup: Backup | None) -> os.stat_result | None:
    """What says for whom a board is to be that is put back: the damaged file, else what it left."""
    if file is not None:
        return file.stat
    for one in (_newest_aside(path), backup.path if backup is not None else None):
        if one is not None:
            return one.stat()
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
    later: Sequence[Row] = (),
    file: LockedFile | None = None,
) -> Iterator[tuple[Path, Restored, Remains]]:
    """The new board under another name beside the old one, gone at the end unless it was put in place, and what was left
    in the old one, which is `file` where its lock is held.

    Backups are tried from the most entries down, or from the newest where the file has no history left, the board's own
    before those of its copies; one of another history than the file's (a conflict copy's) comes last.
    """
    _one_name(path)
    source = path if os.path.lexists(path) else _newest_aside(path)
    found: Restored | None
    building = path.with_name(f".{secrets.token_hex(8)}{RESTORING}")
    best_first = sorted(backups, key=lambda one: (one.seq, one.whole, one.taken), reverse=True)
    strange: list[Backup] = []
    hindrance: Unavailable | None = None
    try:
        with remains(source, path, file, later) as left:
            if source != path and not _cut_off(left, best_first, origin):
                left = Remains(beside=later)
            if not left.marks:  # no history says which of two that parted is the board's: the last that was kept is
                best_first = newest_first(backups, clock.now())
            read = left.origin(identity)
            if read.identity:
                origin = read if read.whole else Origin(read.identity, origin.branch, whole=bool(origin.branch))
            for backup, only_whole in _in_turn(best_first, strange):
                try:
                    found, agrees = _build(building, path.name, backup, left, origin, identity)
                except (Damaged, Refused):
                    found = None
                except Unavailable as error:  # a full disk, or a backup that cannot be read
                    found, hindrance = None, error
                if found is not None and (agrees or backup in strange) and not (only_whole and found.gone):
                    yield building, replace(found, there=os.path.lexists(path)), left
                    return
                if found is not None and backup is not None:
                    strange.append(backup)
                _clear(building)
    except OSError as error:
        raise Unavailable(f"{path.name} could not be put back: {why(error)}.") from error
    finally:
        _clear(building)
    raise hindrance or Damaged(
        f"Neither a backup nor the history of {path.name} is whole, so nothing was changed. "
        "Keep the file, and look for a copy of it elsewhere."
    )


def _cut_off(left: Remains, best_first: Sequence[Backup], origin: Origin) -> bool:
    """Whether what was set aside last is what stood at the path, as after a restore that was cut off between the two. What
    was set aside before the board went on, or of another board, says nothing of it."""
    read = left.origin()
    if origin.identity and read.identity not in ("", origin.identity):
        return False
    best = next((one for one in best_first if not one.other), None)
    if best is None:
        return True
    if best.seq in left.marks:
        return left.marks[best.seq][:4].hex() == best.mark
    return max(left.marks, default=0) > best.seq


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


def _in_turn(best_first: Sequence[Backup], strange: Sequence[Backup]) -> Iterator[tuple[Backup | None, bool]]:
    """What a board may be made of, one after the other, and whether only where nothing of it is gone then: a history that
    is whole needs no backup of another copy, one with a gap may have it closed by one. `strange` fills meanwhile."""
    yield from ((one, False) for one in best_first if not one.other)
    others = [one for one in best_first if one.other]
    if others:
        yield None, True
    yield from ((one, False) for one in others)
    yield None, False
    yield from ((one, False) for one in sorted(strange, key=lambda one: bool(one.other)))


def _build(
    building: Path, name: str, backup: Backup | None, left: Remains, origin: Origin, identity: str
) -> tuple[Restored | None, bool]:
    """A sound board from one backup (or from nothing) and what follows, or None; and whether it is of the file's history.

    Raises Damaged, Refused or Unavailable where the backup is no board.
    """
    with _started(building, name, backup, origin) as store:
        records, head = store.load()
        later = _fitting(Board(records, head.seq), left.after(head))
        if backup is None and not later:
            return None, False
        store.write(lambda connection: _put(connection, later))
        if identity:
            store.write(lambda _connection: schema.state(store.raw, identity))
        head = store.head()
        last = max((seq for seq in left.marks if seq <= head.seq), default=0)
        newest = max(left.marks, default=0)  # numbers have no gaps: what is missing below it is gone too
        gone = max(0, newest - head.seq) if left.marks or left.copy is None else None
        with store.reading() as raw:
            unfitting = strangers(left.beside, raw)
            agrees = journal.hash_of(raw, last) == left.marks.get(last, b"")
        if backup is None or backup.other:
            store.write(lambda _connection: _branch(store.raw, origin, own=bool(last) and agrees))
        if damage(store):
            return None, False
        beside = sum(sealed.entry.hash in left.taken for sealed in later)
        torn = left.torn and bool(left.marks) and newest <= head.seq
        return Restored(backup, tuple(later), None, head, gone, torn=torn, beside=beside, unfitting=unfitting), agrees


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


def _swap(building: Path, path: Path, at: datetime, *, there: bool) -> Path | None:
    """Put the new file in place. The damaged one never stands without its journal, nor the new one beside the old's; where
    none was `there`, nothing is written over."""
    found = [one for one in beside(path) if os.path.lexists(one)]
    old = [one for one in found if one.lstat().st_size]
    aside = _aside(path, at) if there or old else None
    if aside is not None:
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


def _aside(path: Path, at: datetime) -> Path:
    """A name for the damaged file; that of an earlier try that was cut off where the file has it already."""
    for one in _set_aside(path):
        with contextlib.suppress(OSError):
            if one.samefile(path):
                return one
    when, count = f"{at.astimezone():%Y-%m-%d %H-%M}", 1
    while True:
        number = f" {count}" if count > 1 else ""
        named = path.with_name(fitting(path.parent, path.stem, f" (damaged {when}{number}){path.suffix}"))
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
    return max(_set_aside(path), key=lambda one: (_written(one), one.name), default=None)


def _written(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:  # gone since
        return 0.0
