"""Getting back to work after damage: the newest good backup, and every later entry that the damaged file still holds whole.

The damaged file is never mended and never lost: it is set aside beside the board, its rollback journal with it. What stands
at the board's path is at every moment the damaged file, nothing, or the finished new one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import shutil
import sqlite3
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mhhs_board.base.safe_write import copy_data, make_first, sync_file, sync_folder, why
from mhhs_board.domain import dates
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import BoardError, Damaged, Refused, Unavailable
from mhhs_board.domain.journal import Head, Sealed, opened, verify
from mhhs_board.domain.records import Record
from mhhs_board.store import journal, schema
from mhhs_board.store.backups import Backup, identity_of
from mhhs_board.store.beside import journal_of, ours
from mhhs_board.store.check import damage
from mhhs_board.store.engine import torn
from mhhs_board.store.errors import speaking
from mhhs_board.store.examination import alone, glance
from mhhs_board.store.file_store import FileStore
from mhhs_board.store.rows import within

if TYPE_CHECKING:
    import sqlalchemy as sa

_TRIES = 5
_LONGEST_READ = 60.0
"""Seconds after which a file that does not come to an end is given up."""

_ENTRIES = "SELECT seq, uid, at, actor, verb, undoes, format, hash, payload FROM entry WHERE seq > ? ORDER BY seq"
_TYPES: tuple[Any, ...] = (int, str, str, str, str, (int, type(None)), int, bytes, bytes)


@dataclass(frozen=True, slots=True)
class Restored:
    """What a board was put back from. `backup` is None where its own history was enough."""

    backup: Backup | None
    recovered: tuple[Sealed, ...]
    """Entries newer than the backup, taken from the damaged file."""
    aside: Path | None
    """The damaged file, as it was."""
    head: Head
    gone: int | None = 0
    """How many later entries the damaged file names that are not whole; None where it names none at all, so that nobody
    can tell."""

    @property
    def loss(self) -> str:
        """What is not whole, for people; empty where nothing is known to be missing."""
        if self.gone is None:
            return "The file holds no history any more, so what was changed after that backup is not in it."
        if self.gone:
            which = "1 later entry of it is" if self.gone == 1 else f"{self.gone} later entries of it are"
            return f"{which} not whole."
        return ""

    @property
    def sentence(self) -> str:
        """What was done, for people; local time."""
        start = "its own history" if self.backup is None else f"the backup of {_moment(self.backup.taken)}"
        later = len(self.recovered)
        told = f"Put back from {start}"
        if self.backup is not None and later:
            told += f" and {later} later {'entry' if later == 1 else 'entries'} recovered from the damaged file"
        return " ".join(part for part in (f"{told}; it stands at entry {self.head.seq}.", self.loss) if part)


def _moment(moment: datetime) -> str:
    return dates.minute(moment.astimezone())


def plan(path: Path, backups: Sequence[Backup]) -> Restored:
    """What `restore` would do, without touching the board or leaving a file. Raises Damaged where nothing helps."""
    with _built(path, backups) as (_, found):
        return found


def restore(path: Path, backups: Sequence[Backup], *, at: datetime) -> Restored:
    """Put a damaged or missing board back from the best of `backups` and what its own file still holds; each link checked.

    The file must not be open in this process. `at` names what is set aside. Raises Damaged where neither a backup nor
    the file's own history is whole, Unavailable where the folder cannot take it; then everything is as it was.
    """
    for _ in range(_TRIES):
        before = _look_of(path)
        with _built(path, backups) as (building, found):
            if _look_of(path) != before:  # somebody could still write to it: read it again
                continue
            try:
                sync_file(building)
                aside = _swap(building, path, at)
            except OSError as error:
                raise Unavailable(f"{path.name} could not be put back: {why(error)}.") from error
        return replace(found, aside=aside)
    raise Unavailable(f"Other programs are writing to {path.name}. Close them, then put it back.")


def _look_of(path: Path) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


# -- what the damaged file still holds ---------------------------------------------------------------------------------


def salvage(path: Path, head: Head) -> list[Sealed]:
    """The entries behind `head` that follow from it link by link, read from a copy of a damaged file and its journal."""
    copy = path.with_name(f".{secrets.token_hex(8)}.salvage")
    found: list[Sealed] = []
    try:
        copy_data(path, copy)
        if ours(journal_of(path)):  # else the file is read without: what a stranger put there is never followed
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(journal_of(path), journal_of(copy), follow_symlinks=False)
            if not ours(journal_of(copy)):
                journal_of(copy).unlink()
        for row in _rows_of(copy, _ENTRIES, head.seq):
            sealed = _sealed(row, head)
            if sealed is None:
                break
            found.append(sealed)
            head = Head(sealed.entry.seq, sealed.entry.at, sealed.entry.hash)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise Unavailable(f"{path.name} cannot be read for what is whole in it: {why(error)}.") from error
    finally:
        for left in (copy, journal_of(copy)):
            left.unlink(missing_ok=True)
    return found


def _marks(path: Path) -> dict[int, bytes]:
    """Number and hash of every entry that can be read at all, believed or not."""
    marks: dict[int, bytes] = {}
    with contextlib.suppress(sqlite3.Error, UnicodeError, Damaged), glance(path, "entry") as raw:
        if raw is not None:
            for seq, hashed in within(raw, "entry", raw.execute("SELECT seq, hash FROM entry ORDER BY seq")):
                if seq in marks:  # a forged tree of pages comes round again
                    break
                if isinstance(seq, int) and isinstance(hashed, bytes):
                    marks[seq] = hashed
    return marks


def _rows_of(copy: Path, statement: str, after: int) -> Iterator[tuple[object, ...]]:
    """Rows of the journal until one cannot be read. Whatever else the file holds is not run: no view, no trigger."""
    end = time.monotonic() + _LONGEST_READ
    if not _entry_alone(copy):
        return
    with contextlib.suppress(sqlite3.Error, UnicodeError, Damaged), contextlib.closing(torn(copy)) as raw:
        if not alone(raw, "entry"):
            return
        raw.trust(copy.stat().st_size)
        raw.set_progress_handler(lambda: time.monotonic() > end, 100_000)
        yield from within(raw, "entry", raw.execute(statement, (after,)))


def _entry_alone(copy: Path) -> bool:
    """Whether the journal's table is ours in a copy; where only its words are damaged they are written anew there first,
    so that nothing of another's making stands in them."""
    with contextlib.suppress(sqlite3.Error, UnicodeError), contextlib.closing(torn(copy)) as raw:
        if alone(raw, "entry"):
            return True
        words = schema.objects()["table", "entry"]
        mended = raw.execute("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = 'entry'", (words,))
        return mended.rowcount == 1
    return False


def _sealed(row: tuple[object, ...], head: Head) -> Sealed | None:
    if not all(isinstance(value, wanted) for value, wanted in zip(row, _TYPES, strict=True)):
        return None
    seq, uid, at, actor, verb, undoes, made, chained, payload = row
    assert isinstance(payload, bytes)
    header = {"seq": seq, "uid": uid, "at": at, "actor": actor, "verb": verb, "undoes": undoes}
    try:
        entry = opened(payload, **header, format=made, hash=chained)
        verify(entry, payload, head)
    except (BoardError, LookupError, UnicodeError):
        return None
    return Sealed(entry, payload, hashlib.sha256(payload).digest())


# -- the new file ------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _built(path: Path, backups: Sequence[Backup]) -> Iterator[tuple[Path, Restored]]:
    """The new board under another name beside the old one, gone at the end unless it was put in place.

    Backups are tried from the most entries down; one of another history than the file's (a conflict copy's) comes last.
    """
    source = path if os.path.lexists(path) else _newest_aside(path)
    marks = _marks(source) if source is not None else {}
    found: Restored | None
    building = path.with_name(f".{secrets.token_hex(8)}.restoring")
    best_first = sorted(backups, key=lambda one: (one.seq, one.taken), reverse=True)
    strange: list[Backup] = []
    hindrance: Unavailable | None = None
    try:
        for backup in chain(best_first, [None], strange):
            try:
                found, agrees = _build(building, path.name, backup, source, marks)
            except (Damaged, Refused):
                found = None
            except Unavailable as error:  # a full disk, or a backup that cannot be read
                found, hindrance = None, error
            if found is not None and (agrees or backup in strange):
                yield building, found
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


def _build(
    building: Path, name: str, backup: Backup | None, source: Path | None, marks: dict[int, bytes]
) -> tuple[Restored | None, bool]:
    """A sound board from one backup (or from nothing) and what follows, or None; and whether it is of the file's history.

    Raises Damaged, Refused or Unavailable where the backup is no board.
    """
    with _started(building, name, backup, source) as store:
        records, head = store.load()
        later = salvage(source, head) if source is not None else []
        later = _fitting(Board(records, head.seq), later)
        if backup is None and not later:
            return None, False
        store.write(lambda connection: _put(connection, later))
        if damage(store):
            return None, False
        head = store.head()
        last = max((seq for seq in marks if seq <= head.seq), default=0)
        gone = sum(seq > head.seq for seq in marks) if marks or source is None else None
        with store.reading() as raw:
            agrees = journal.hash_of(raw, last) == marks.get(last, b"")
        return Restored(backup, tuple(later), None, head, gone), agrees


def _put(connection: sa.Connection, later: Sequence[Sealed]) -> None:
    from mhhs_board.store import writing

    for sealed in later:
        writing.write(connection, sealed.entry.changes)
        writing.insert(connection, sealed)


def _started(building: Path, name: str, backup: Backup | None, source: Path | None) -> FileStore:
    if backup is None:
        make_first(building)
        store = FileStore(building, "rwc", name=name)
        identity = (identity_of(source) if source is not None else "") or uuid.uuid4().hex
        store.write(lambda _connection: schema.create(store.raw, identity))
        return store
    shutil.copyfile(backup.path, building)
    store = FileStore(building, "rw", name=name)
    try:
        with speaking(backup.path), store.reading() as raw:
            number, ours = schema.number_of(raw), schema.known(raw)
        if not ours:
            raise Damaged(f"{backup.path.name} is not a board of this program.")
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
    with _started(working, backup.path.name, backup, None) as store:
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


def _swap(building: Path, path: Path, at: datetime) -> Path | None:
    """Put the new file in place. The damaged one never stands without its journal, nor the new one beside the old's."""
    aside = _aside(path, at) if os.path.lexists(path) else None
    old = journal_of(path)
    hot = old.exists()
    if aside is not None:
        _keep(path, aside)
        if hot:
            _keep(old, journal_of(aside))
        sync_folder(path.parent)
    if hot:  # each step is on the disk before the next: a cut of the power may else keep a later one and lose an earlier
        path.unlink(missing_ok=True)
        sync_folder(path.parent)
        old.unlink()
        sync_folder(path.parent)
    os.replace(building, path)
    sync_folder(path.parent)
    return aside


def _keep(path: Path, aside: Path) -> None:
    """The same file under a second name; a copy where the disk has no second names."""
    try:
        os.link(path, aside)
    except FileExistsError:
        raise
    except OSError:
        shutil.copy2(path, aside)
        sync_file(aside)


def _aside(path: Path, at: datetime) -> Path:
    named = path.with_name(f"{path.stem} (damaged {at.astimezone():%Y-%m-%d %H-%M}){path.suffix}")
    count = 1
    while os.path.lexists(named) or os.path.lexists(journal_of(named)):
        count += 1
        named = path.with_name(f"{path.stem} (damaged {at.astimezone():%Y-%m-%d %H-%M} {count}){path.suffix}")
    return named


def _newest_aside(path: Path) -> Path | None:
    """What an earlier `restore` had set aside when it was cut off between the old file and the new."""
    when = r"\(damaged \d{4}-\d\d-\d\d \d\d-\d\d(?: \d+)?\)"
    pattern = re.compile(f"{re.escape(path.stem)} {when}{re.escape(path.suffix)}")
    try:
        found = [one for one in path.parent.iterdir() if pattern.fullmatch(one.name)]
    except OSError:
        return None
    return max(found, key=lambda one: (one.stat().st_mtime, one.name), default=None)
