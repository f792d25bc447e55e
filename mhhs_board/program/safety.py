"""What keeps a user's boards: where backups lie, a board opened with them, looking one over, and putting it back.

Shared by the command line and the window.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mhhs_board.base import clock
from mhhs_board.base.litter import sweep, temporary_folder
from mhhs_board.base.safe_write import may_be_a_board
from mhhs_board.domain.board import Board
from mhhs_board.domain.dates import local_time, written
from mhhs_board.domain.errors import BoardError, Damaged, Missing, Refused
from mhhs_board.domain.journal import Entry
from mhhs_board.operations import restoring
from mhhs_board.operations.context import NOT_STATED, actor_named

if TYPE_CHECKING:
    from mhhs_board.store.backups import Backups
    from mhhs_board.store.keeping import OpenBoard
    from mhhs_board.store.recovery import Restored
    from mhhs_board.store.rotation import Backup
    from mhhs_board.store.ways_apart import KeptBoard
    from mhhs_board.workspace import Workspace


def backups_root() -> Path:
    """Where the backups of all this user's boards lie, apart from the boards."""
    import platformdirs

    return Path(platformdirs.user_data_dir("mhhs-board", appauthor=False)) / "backups"


def backups_of(path: Path) -> Backups:
    """The backups of one board, also of one too damaged to be opened."""
    from mhhs_board.store.backups import Backups

    return Backups(Path(os.path.realpath(path)), backups_root(), known=_known_as(path))


def _known_as(path: Path) -> str:
    """The identity by which its backups know a board that has lost it; empty where it has its own."""
    from mhhs_board.store.kin import known_as

    return known_as(Path(os.path.realpath(path)), backups_root())


def strange_identity(path: Path) -> str:
    """A sentence where the backups of a board know it by another identity than it has; else empty."""
    if not _known_as(path):
        return ""
    return "The board's identity is not the one that its backups know it by."


def open_kept(
    path: Path, *, read_only: bool = False, actor: str = "", glimpsed: bool = False, patience: float | None = None
) -> tuple[Workspace, OpenBoard]:
    """A board opened with its backups and, on a share, as the one who writes there. Raises as opening does.

    `patience` is for how many seconds others are waited for; without it as long as a window may stand still.

    A window calls `opened` of the board once it is painted and `tick` from a timer; closing the workspace closes both.
    """
    from mhhs_board.store import keeping
    from mhhs_board.workspace import Workspace

    wait = {} if patience is None else {"patience": patience}
    name = actor_named(actor)  # before anything is opened that would have to be let go of
    kept = keeping.open_board(path, backups_root(), name="" if name == NOT_STATED else name, read_only=read_only, **wait)
    return Workspace(kept.store, actor=actor, glimpsed=glimpsed, patience=patience or 0.0), kept


# -- putting a board back ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PutBack:
    """What `put_back` did. `entry` is the entry that went back on a sound board, `aside` the damaged file set aside."""

    sentence: str
    entry: Entry | None = None
    aside: Path | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One earlier state that a dialog offers: a backup, when it was taken (local time), how many entries came later.
    `board` is what it is called where it is another board, which was at this place before, `entry` what it ends with."""

    path: Path
    when: str
    later: int = -1
    board: str = ""
    entry: int = 0


def choices(path: Path) -> list[Choice]:
    """The backups of a board, newest first, and behind them what holds the entries of another copy that was at its place,
    and of every other board that was, for a dialog. Works for a damaged board too; `later` is then -1, as it is of a backup
    that is not of the board's history."""
    from mhhs_board.store import journal
    from mhhs_board.store.opening import open_store

    backups = backups_of(path)
    found = [*backups.all(), *backups.of_copies()]
    later = dict.fromkeys(found, -1)
    with contextlib.suppress(BoardError), open_store(path, read_only=True) as store, store.reading() as raw:
        newest = journal.head(raw).seq
        for one in found:
            if journal.hash_of(raw, one.seq)[:4].hex() == one.mark:
                later[one] = newest - one.seq
    own = [Choice(one.path, _moment(clock.instant(one.taken)), later[one], entry=one.seq) for one in found]
    return own + [_choice(one) for one in backups.other_boards()]


def _choice(board: KeptBoard) -> Choice:
    one = board.backup
    return Choice(one.path, _moment(clock.instant(one.taken)), board=board.called, entry=one.seq)


@dataclass(frozen=True, slots=True)
class Besides:
    """What a board that is whole is besides. `unlike` says how it differs from its newest backup, at `backup`; `remarks`
    are sentences that ask for nothing."""

    sentence: str
    unlike: bool
    backup: Path | None
    remarks: list[str]
    older: bool = False
    """Whether an older copy was put in the place of the board, so that a restore is enough."""
    another: bool = False
    """Whether `backup` is another board's, which was at this place before."""


def besides(path: Path) -> Besides:
    """How a sound board compares with its newest backup, and what there is to say of the dates in its history. Raises
    Damaged or Unavailable as opening does."""
    from mhhs_board.store.comparing import compare_with_backup, dated_ahead
    from mhhs_board.store.opening import open_store

    backups = backups_of(path)
    with open_store(path, read_only=True) as store, store.reading() as raw:
        found, ahead = compare_with_backup(raw, backups.known()), dated_ahead(raw, clock.now())
        if not (found.agrees or found.older):
            backups.keep_apart(raw)  # so that it can be gone to by name
            found = compare_with_backup(raw, backups.known())
        elsewhere = backups.goes_on_elsewhere(raw) if found.agrees else []
    remarks = [*found.more, *([ahead.sentence] if ahead else []), *elsewhere]
    if found.adrift:
        which = (
            "1 entry that was saved here is" if found.adrift == 1 else f"{found.adrift} entries that were saved here are"
        )
        it = "it follows" if found.adrift == 1 else "they follow"
        remarks.append(f"{which} not in its history: {it} from what somebody else wrote, and nothing here holds that.")
    if backups.incomplete():
        remarks.append(
            "Not all that was saved since the last backup could be written down beside the backups. Make room where they "
            f"are, in {backups.folder}, and make one."
        )
    backup = found.backup.path if found.backup else None
    return Besides(found.sentence, not found.agrees, backup, remarks, found.older, found.another)


@dataclass(frozen=True, slots=True)
class Remedy:
    """What putting a damaged board back would do, in a sentence; where it does not help, the sentence says why. `boards`
    are those that were at its place, of which its user has to choose one first."""

    sentence: str
    helps: bool = False
    boards: list[Choice] = field(default_factory=list)


def remedy(path: Path, act: str = "restore") -> Remedy:
    """What putting a damaged board back would do, by the `act` that does it. Changes nothing."""
    from mhhs_board.store import recovery

    try:
        backups = backups_of(path)
        if boards := _either(path, backups):
            return Remedy(_which(path, boards), boards=[_choice(one) for one in boards])
        planned = recovery.plan(
            Path(os.path.realpath(path)),
            backups.candidates(),
            backups.origin,
            identity=backups.known_as,
            known=backups.known(spare=True),
        )
    except BoardError as error:
        return Remedy(str(error))
    planned = dataclasses.replace(planned, incomplete=backups.incomplete())
    more = planned.more("that the file still holds")
    which = "older" if _older(path, backups) else "damaged"
    aside = f", and set the {which} file aside beside it" if planned.there else ""
    return Remedy(
        f"“{act}” would put it back from {planned.source}{more}, as it was at entry {planned.head.seq}{aside}."
        f"{f' {planned.loss}' if planned.loss else ''}",
        helps=True,
    )


def unfit(path: Path) -> str:
    """Why a board cannot be used as it lies, where putting it back may help: it is gone, its file is damaged, or an older
    copy was put in its place. A sentence, empty where it can be used, and where others only keep it from being looked
    at."""
    from mhhs_board.store.opening import open_store

    try:
        open_store(path, read_only=True).close()
    except Missing:
        return f"There is no board at {path} any more: it was moved or deleted."
    except Damaged as error:
        return str(error)
    except BoardError:
        return ""
    return _older(path, backups_of(path))


def put_right(path: Path) -> None:
    """Take back what a killed program left half done in a board, where it may be written. Raises as opening does."""
    from mhhs_board.store import file_store

    file_store.put_right(path)


def back_up(path: Path) -> str:
    """Copy a board among its backups now and read the copy back; a sentence. Raises Unavailable or Damaged."""
    return f"The board is kept as at entry {backups_of(path).kept().seq}."


def go_back(workspace: Workspace, backup: Path) -> PutBack:
    """Bring an open, sound board to the state of one of its backups, by an entry that undo takes back. Raises as `run`."""
    path = Path(workspace.location)
    return _went_back(workspace, _given(path, backups_of(path), backup))


def put_back(path: Path, backup: Path | None = None, *, actor: str = "") -> PutBack:
    """Bring a board back, losing nothing that is whole.

    A sound board goes back to the state of `backup` by an entry, which undo takes back. A damaged or missing one is made
    again from the newest good backup (`backup` among them) and every later entry that its file still holds or that is kept
    beside the backups, and so is one in whose place an older copy was put; the file is set aside. So it is where `backup`
    is of another board that was at this place: that is put back as it was last. Nobody may have the board open in this
    process. Raises Refused, also where a file does not say which of several boards it was, Damaged or Unavailable.
    """
    from mhhs_board.store import recovery

    path = Path(os.path.realpath(path))
    backups = backups_of(path)
    if backups.inside:
        raise Refused(f"{path.name} is a backup itself, so nothing was changed. Name the board that is to be put back.")
    if backup is not None and (other := _of_other(backups, backup)) is not None:
        return _put_instead(path, backups, other, _given(path, other, backup))
    given = _given(path, backups, backup) if backup is not None else None
    sound = _sound(path)
    older = sound and given is None and bool(_older(path, backups))
    if sound and not older:
        if given is None:
            raise Refused(
                " ".join(
                    [
                        f"{path.name} is sound. To go back to an earlier state of it, name a backup: see “backup --list”.",
                        *_kept_apart(path, backups),
                    ]
                )
            )
        return _gone_back(path, given, actor)
    if given is None and (boards := _either(path, backups)):
        raise Refused(f"{_which(path, boards)} Nothing was changed.")
    known = backups.candidates()
    if given is not None and not known and not may_be_a_board(path):
        raise Refused(
            f"{path} is not called as a board is, and neither what is there nor a backup says that it was one, so nothing "
            "was changed. Name the board that is to be put back, or call this one by a name that ends in .mhhsboard first."
        )
    candidates = known + ([given] if given else [])
    done = recovery.restore(
        path,
        candidates,
        at=clock.now(),
        origin=backups.origin,
        identity=backups.known_as,
        known=backups.known(spare=True),
        mended=lambda: _mended(path) and not _older(path, backups),
    )
    done = dataclasses.replace(done, incomplete=backups.incomplete())
    backups.acknowledge()
    decided = _decided_boards(backups) if given is not None else []
    apart = _kept_apart(path, backups)
    if apart:
        done = dataclasses.replace(done, apart=())
    sweep(path.parent)
    which = "older file" if older else "damaged file"
    told = [done.sentence, *decided, *apart]
    told += [f"The {which} is kept as {done.aside.name}."] if done.aside else []
    return PutBack(" ".join([*told, *_unused(given, done)]), aside=done.aside)


def _either(path: Path, backups: Backups) -> list[KeptBoard]:
    """The boards of which a damaged or missing file may be either, and nothing says which; empty where it says so itself,
    its user has decided, or nothing was ever changed in any but the last."""
    from mhhs_board.store.which_board import origin_of

    if origin_of(path).identity:
        return []
    others = backups.other_boards()
    if not any(one.open and one.backup.seq > 1 for one in others):  # else it is told with the answer
        return []
    last = backups.last_board()
    return [*([last] if last is not None else []), *others]


def _which(path: Path, boards: list[KeptBoard]) -> str:
    """What is told where a backup has to be named, as either board may be meant."""
    named = "; ".join(
        f'“{one.called}”, the backup of {one.backup.when} (entry {one.backup.seq}): restore "{one.backup.path}"'
        for one in boards
    )
    nothing = "" if boards[0].last else " Of the last one nothing is kept here."
    return f"More than one board was at {path}, so name a backup of the one that is meant: {named}.{nothing}"


def _of_other(backups: Backups, file: Path) -> Backups | None:
    """The backups of the board that a file is of, where that is another which was at this place before."""
    from mhhs_board.store.which_board import origin_of

    its, ours = origin_of(file.absolute()).identity, backups.origin.identity
    return backups.of_other(its) if its and ours and its != ours else None


def _put_instead(path: Path, here: Backups, other: Backups, given: Backup) -> PutBack:
    """Put a board back that was at a place before the one that is there, or was last; what is there is kept as a backup of
    its own, and its file set aside."""
    from mhhs_board.store import recovery
    from mhhs_board.store.which_board import name_of, origin_of

    with contextlib.suppress(BoardError):  # a damaged one is only set aside
        here.kept()
    done = recovery.restore(
        path,
        [*other.candidates(), given],
        at=clock.now(),
        origin=other.origin,
        known=other.known(spare=True),
        mended=lambda: origin_of(path).identity == other.origin.identity,
        instead=True,
    )
    done = dataclasses.replace(done, incomplete=other.incomplete())
    now = backups_of(path)
    now.acknowledge()
    told = [f"“{name_of(path)}”, which was at this place before, is there again. {done.sentence}"]
    told += _decided_boards(now)
    told += [f"The file that was there is kept as {done.aside.name}."] if done.aside else []
    sweep(path.parent)
    return PutBack(" ".join([*told, *_unused(given, done)]), aside=done.aside)


def _decided_boards(backups: Backups) -> list[str]:
    """The board that is there was named: what there is to tell of every other that was."""
    try:
        return backups.decided_boards()
    except BoardError:
        return []


def _unused(given: Backup | None, done: Restored) -> list[str]:
    """What is told where a board was put back from something else than the backup that was named."""
    if given is None or (done.backup is not None and (done.backup.seq, done.backup.mark) == (given.seq, given.mark)):
        return []
    return [f"{given.path.name} was not needed; to go to its state, name it again now that the board is sound."]


def _kept_apart(path: Path, backups: Backups) -> list[str]:
    """What a sound board lacks of what was saved here, kept as backups; a sentence for each."""
    from mhhs_board.store.opening import open_store

    try:
        with open_store(path, read_only=True) as store, store.reading() as raw:
            return backups.keep_apart(raw)
    except BoardError:
        return []


def _given(path: Path, backups: Backups, file: Path) -> Backup:
    """A file that somebody names as a backup: of this board, or of another copy of it. Raises Refused for another board's,
    and where it is none."""
    import msgspec

    from mhhs_board.store.backup_files import as_backup
    from mhhs_board.store.which_board import copy_name, origin_of

    given = as_backup(file.absolute())
    its, ours = origin_of(given.path), backups.origin
    if ours.identity and its.identity != ours.identity:
        raise Refused(f"{file.name} is not a backup of {path.name} but of another board, so nothing was changed.")
    if ours.identity and its.name != ours.name:
        return msgspec.structs.replace(given, other=f"{file.name}, {copy_name(its)}")
    return given


def _sound(path: Path) -> bool:
    from mhhs_board.store.check import damage
    from mhhs_board.store.opening import open_store

    if not path.exists() or _known_as(path):
        return False
    try:
        with open_store(path) as store:
            return not damage(store)
    except Damaged:
        return False


def _older(path: Path, backups: Backups) -> str:
    """What a sound board lacks of what was saved here, because an older copy was put in its place; a sentence, or empty."""
    from mhhs_board.store.comparing import compare_with_backup
    from mhhs_board.store.opening import open_store

    try:
        with open_store(path, read_only=True) as store, store.reading() as raw:
            found = compare_with_backup(raw, backups.known())
    except BoardError:
        return ""
    return found.sentence if found.older else ""


def _mended(path: Path) -> bool:
    """Whether a board that was damaged is sound by now; as seen beside our own lock on it."""
    try:
        return _sound(path)
    except BoardError:
        return False


def _gone_back(path: Path, backup: Backup, actor: str) -> PutBack:
    workspace, kept = open_kept(path, actor=actor)
    try:
        done = _went_back(workspace, backup)
        return dataclasses.replace(done, sentence=" ".join([done.sentence, *kept.told]))
    finally:
        workspace.close()


def _went_back(workspace: Workspace, backup: Backup) -> PutBack:
    from mhhs_board.store import recovery

    with temporary_folder() as folder:
        records, head = recovery.state_of(backup, folder / "state")
    said = f"entry {head.seq} ({_moment(head.at)})"
    if backup.other:
        said += f" of another copy of this board ({backup.other})"
    entry = workspace.run(restoring.go_back, earlier=Board(records, head.seq), said=said)
    backups, decided = backups_of(Path(workspace.location)), list[str]()
    with contextlib.suppress(BoardError):
        decided = backups.decided(backup)
        backups.take()
    if entry is not None:
        did = f"The board is back at the state of {said}; undo takes that back."
    elif decided:
        did = f"You stay with this state: the board is as it was at {said}."
    else:
        did = f"The board is as it was at {said}, so nothing was changed."
    return PutBack(" ".join([did, *decided]), entry)


def _moment(text: str) -> str:
    local = local_time(text)
    return f"{written(local.date())}, {local:%H:%M}" if local else text
