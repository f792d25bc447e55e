"""The ways that a board did not go: what was saved at its place that it lacks, kept as backups until its user has decided.

It may have been saved in this board, in another copy of it, or in another board that was at the place.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from mhhs_board.base import clock
from mhhs_board.base.safe_write import keep_rights, private_folder
from mhhs_board.base.text import named
from mhhs_board.domain.errors import BoardError, Damaged, Refused
from mhhs_board.store import homes, journal, later
from mhhs_board.store.backup_files import backups_in, put_in, state_of
from mhhs_board.store.backup_folder import BackupFolder, taken_in
from mhhs_board.store.branches import Origin
from mhhs_board.store.comparing import lacks, left
from mhhs_board.store.copies import mark_of, unfinished
from mhhs_board.store.engine import connect
from mhhs_board.store.errors import no_backup
from mhhs_board.store.examination import examine
from mhhs_board.store.histories import Known, Way, beside, rank, stems, ways
from mhhs_board.store.rotation import Backup
from mhhs_board.store.which_board import name_of, origin_of


class KeptBoard(msgspec.Struct, frozen=True):
    """One of the boards that were at a place, of which backups are kept."""

    called: str
    backup: Backup
    """What holds all that was saved in it there; the newest where such could not be made."""
    last: bool = False
    """Whether it is the one that these backups are of."""
    open: bool = False
    """Whether it is another, about which nobody has decided and that stands nowhere else."""


class WaysApart(BackupFolder):
    """A board's folder of backups beside those of all else that was at its place."""

    _trouble = ""
    """What could not be kept, and why; a sentence, or empty where all is well."""
    _loose = False
    """Whether what was saved here and the board lacks could not be kept as a backup."""

    # -- what is kept of them -----------------------------------------------------------------------------------------

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
        taken, board = taken_in(home, self._now()), ""
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
        return [one for copy in copies for one in copy.backups if state_of(one) in apart]

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
            undone = f"What was saved here before could not be kept in {known.folder}"
            self._trouble = str(no_backup(self.path, error, undone))
        return KeptBoard(name_of(backup.path) or known.board, backup) if backup is not None else None

    # -- keeping them, and telling of them ----------------------------------------------------------------------------

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
                        ends.append(state_of(backup))
                        if one.copy is not None and one.copy.folder is not None:  # it stays where it is
                            homes.note(homes.read(one.copy.folder), apart=[state_of(backup)])
                        told.append(lacks(one, found.board.seq, backup))
            finally:
                if begun:
                    raw.execute("ROLLBACK")
            if ends:
                self._home = homes.note(self._home, apart=ends)
            self._loose = False
        except (BoardError, sqlite3.Error, OSError, UnicodeError) as error:
            undone = f"What was saved here before could not be kept in {self.folder}"
            self._trouble = str(no_backup(self.path, error, undone))
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
        part = unfinished(folder)
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
            return put_in(folder, part, taken, seq, mark, whole=True)
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

    # -- deciding -----------------------------------------------------------------------------------------------------

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
                settled = [f"{state_of(backup)} {moment}" for _, backup in about]
                self._home = homes.note(self._home, apart=[state_of(backup) for _, backup in about], settled=settled)
            return [left(one, backup) for one, backup in about]

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

    def goes_on_elsewhere(self, raw: sqlite3.Connection) -> list[str]:
        """A sentence for each place from which this board is gone and whose backups go on from what it is now: it may be
        an older copy of that one."""
        told, head = [], journal.head(raw)
        for one in homes.of(self._root, self._home.origin.identity) if self._home.origin.identity else ():
            if one.folder == self.folder or one.origin.name != self._home.origin.name or os.path.lexists(one.place):
                continue
            newest = max(backups_in(one.folder), key=lambda backup: backup.seq, default=None)
            if newest is None or newest.seq <= head.seq or not one.place:
                continue
            with stems([newest]) as found:
                if found and found[0].hash_of(head.seq) == head.hash:
                    told.append(
                        f"The board that was at {one.place} went on from this state, and is not there any more: its backup "
                        f"of {newest.when} (entry {newest.seq}) is {newest.path}."
                    )
        return told


def _decided(home: homes.Home) -> set[tuple[int, str]]:
    """The ends that were decided about."""
    ends = (one.partition(" ") for one in home.decisions)
    return {(int(seq), mark) for seq, _, mark in ends if re.fullmatch("[0-9]{1,18}", seq)}


def _last(home: homes.Home, now: datetime) -> tuple[int, bytes] | None:
    """Number and hash, or its beginning, of the entry that was saved last of a board: by its lines, else by its backups."""
    newest = next(iter(taken_in(home, now)), None)
    return later.last(home.folder) or ((newest.seq, bytes.fromhex(newest.mark)) if newest is not None else None)


def _has(path: Path, seq: int, hashed: bytes) -> bool:
    """Whether a board holds an entry; one that cannot be read does not."""
    try:
        with contextlib.closing(connect(examine(path), "ro")) as raw:
            return journal.hash_of(raw, seq).startswith(hashed)
    except (BoardError, sqlite3.Error):
        return False
