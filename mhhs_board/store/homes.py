"""Which folder holds the backups of which board.

A folder belongs to a board by its identity, its branch and its place. The identity is the same in all copies, and a copy
made with other means has the branch too; so a board that comes from elsewhere takes its folder along only where it is no
longer at the place where it was. Every place is remembered: a board too damaged to say which it is has nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from mhhs_board.base.safe_read import read_file
from mhhs_board.base.safe_write import write_private
from mhhs_board.store import branches
from mhhs_board.store.branches import Origin

PLACE = "board.txt"
"""Where the board is, as plain text. Folders of older programs hold this and no more."""

RECORD = "places.json"
_LONGEST = 1_000_000
_LISTS = ("told", "taken", "apart", "settled")
_MOST_ENDS = 1_000
_MOST_TURNS = 10**15
"""What claims more was written by no program of ours."""


class Home(msgspec.Struct, frozen=True):
    """A folder of backups and whose they are. It may not be there yet."""

    folder: Path
    origin: Origin = Origin()
    places: tuple[str, ...] = ()
    """Where the board has been, and last where it is."""
    turn: int = 0
    """Of several boards that were at one place after each other, the last has the highest."""
    told: tuple[str, ...] = ()
    """What was said to this board's user once and is not said again."""
    taken: tuple[str, ...] = ()
    """The states of its backups ("number mark") in the order in which they were taken, whatever the clock said."""
    apart: tuple[str, ...] = ()
    """The ends of ways that the board went and does not go on: their backups stay until its user has decided."""
    settled: tuple[str, ...] = ()
    """Those of them that its user has decided about, and when ("number mark moment")."""

    @property
    def place(self) -> str:
        """Where the board is."""
        return self.places[-1] if self.places else ""

    @property
    def called(self) -> str:
        """The name of its file."""
        return Path(self.place).name

    @property
    def decisions(self) -> dict[str, str]:
        """Of each end that its user has decided about ("number mark") the moment; empty where nobody wrote it down."""
        parts = (one.split(" ", 2) for one in self.settled)
        return {" ".join(part[:2]): "".join(part[2:]) for part in parts}


def read(folder: Path) -> Home:
    """What a folder says of itself."""
    try:
        said = json.loads(_bytes(folder / RECORD))
        places = tuple(place for place in said["places"] if isinstance(place, str))
        origin = branches.origin(str(said["identity"]), str(said["branch"]))
        lists = {name: tuple(str(what) for what in said.get(name, ())) for name in _LISTS}
        turn = min(max(int(said["turn"]), 0), _MOST_TURNS)
        return Home(folder, origin, places, turn, **lists)
    except (OSError, ValueError, TypeError, LookupError, OverflowError, RecursionError):
        return _older(folder)


def _older(folder: Path) -> Home:
    """A folder of a program that gave all copies of a board one: it belongs to the board at the place that it names."""
    identity = folder.name if re.fullmatch(r"[0-9a-f]{32}", folder.name) else ""
    try:
        place = _bytes(folder / PLACE).decode("utf-8", "surrogateescape")
    except OSError:
        place = ""
    return Home(folder, Origin(identity), (place,) if place else ())


def _bytes(path: Path) -> bytes:
    return read_file(path, _LONGEST, follow=False)


def _safe(identity: str) -> str:
    """A stranger's board may hold anything as its identity, also the path of a folder."""
    plain = re.fullmatch(r"[0-9a-f]{32}", identity)
    return identity if plain else hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()


def _names(root: Path) -> list[str]:
    try:
        return sorted(os.listdir(root))
    except OSError:
        return []


def of(root: Path, identity: str) -> list[Home]:
    """The folders of a board and of all its copies."""
    safe = _safe(identity)
    return [read(root / name) for name in _names(root) if name == safe or name.startswith(f"{safe}-")]


def find(
    root: Path, origin: Origin, place: str, stands: Callable[[Path], Origin], holds: Callable[[Home], int | None]
) -> Home:
    """The folder of the board at a place; one that is not there yet where it has none. `stands` says which board is at
    another place, `holds` how much of a folder's backups is in the board's history, None where it lacks the newest: it is a
    copy then, and the board that left, or whose disk is not there just now, went on without it."""
    if not origin.identity or not origin.whole:
        return at(root, origin, place)
    mine = [home for home in of(root, origin.identity) if home.origin.name == origin.name]
    here = [home for home in mine if _same(home.place, place) or _one_file(home.place, place)]
    if here:
        return _last(here)
    left = [home for home in mine if _left(home.place, origin, stands)]
    moved = [(held, home.turn, home) for home in left if (held := holds(home)) is not None]
    if moved:
        return max(moved, key=lambda one: one[:2])[2]
    return Home(_free(root, origin, place), origin)


def displaced(root: Path, home: Home, place: str) -> bool:
    """Whether another board was at a place after that of a home, so that its folder would be taken for what is there now.
    Costs a look at one small file in each folder."""
    for name in _names(root):
        if name != home.folder.name:
            try:
                its = os.fsdecode(_bytes(root / name / PLACE))
            except OSError:
                continue
            if _same(its, place) and (not home.places or _last((read(root / name), home)).folder != home.folder):
                return True
    return False


def others(root: Path, home: Home) -> list[Home]:
    """The other folders of a board and of its copies, the one last settled first."""
    if not home.origin.identity:
        return []
    found = [other for other in of(root, home.origin.identity) if other.folder != home.folder]
    return sorted(found, key=lambda one: one.turn, reverse=True)


def before(root: Path, home: Home, place: str) -> list[Home]:
    """The folders of all else that was at a place, the last of it first: of other copies of a board, and of other boards,
    which have nothing but the place in common with it."""
    found = [read(root / name) for name in _names(root) if name != home.folder.name]
    theirs = [one for one in found if one.origin.identity and _was(one, place) and not _of_one(one, home)]
    return sorted(theirs, key=lambda one: one.turn, reverse=True)


def _was(home: Home, place: str) -> bool:
    """Whether a board was at a place when something was last remembered of it, or went elsewhere from there and is there no
    longer."""
    if _same(home.place, place):
        return True
    return any(_same(one, place) for one in home.places) and not os.path.lexists(home.place)


def _of_one(one: Home, other: Home) -> bool:
    return (one.origin.identity, one.origin.name) == (other.origin.identity, other.origin.name)


def elsewhere(root: Path, home: Home, place: str) -> list[str]:
    """Every place but one where the copy that a folder is of has been, also those that other folders remember of it."""
    found = [one for one in of(root, home.origin.identity) if one.origin.name == home.origin.name]
    return [one for its in found for one in its.places if not _same(one, place)]


def left_from(other: Home, home: Home, place: str) -> bool:
    """Whether a folder is of the same copy, which went elsewhere from a place and is there no longer."""
    here = other.origin.name == home.origin.name and any(_same(one, place) for one in other.places)
    return here and not os.path.lexists(other.place)


def at(root: Path, origin: Origin, place: str) -> Home:
    """The folder of a board that does not say which it is: that of the last one that was at its place."""
    homes = [read(root / name) for name in _names(root)]
    known = [home for home in homes if home.origin.identity == origin.identity] if origin.identity else homes
    here = [home for home in known if _same(home.place, place)] or [home for home in homes if _same(home.place, place)]
    if here:
        return _last(here)
    was = [home for home in homes if any(_same(other, place) for other in home.places)]
    if was and not os.path.lexists(_last(was).place):  # it went elsewhere from here, and is there no longer
        return _last(was)
    if was:  # a board that is made of its backups is another copy
        copied = Origin(_last(was).origin.identity)
        return Home(_free(root, copied, place), copied)
    return Home(root / hashlib.sha256(os.fsencode(place)).hexdigest(), origin)


def _last(homes: Iterable[Home]) -> Home:
    return max(homes, key=lambda home: (home.turn, home.folder.name))


def _same(one: str, other: str) -> bool:
    return bool(one) and os.path.normcase(one) == os.path.normcase(other)


def _one_file(one: str, other: str) -> bool:
    """Whether two places are one, as by a folder that is mounted twice. Asked only of copies of one board: a disk that is
    gone may keep whoever asks waiting."""
    if not one:
        return False
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return False


def _left(place: str, origin: Origin, stands: Callable[[Path], Origin]) -> bool:
    """Whether the board is no longer where it was: nothing is there, or another board. One that cannot be read is there."""
    if not place or not os.path.lexists(place):
        return True
    there = stands(Path(place))
    return bool(there.identity) and there.whole and (there.identity, there.name) != (origin.identity, origin.name)


def _free(root: Path, origin: Origin, place: str) -> Path:
    """A folder for the board at a place; of another name where one is there that went elsewhere with another."""
    named = root / f"{_safe(origin.identity)}-{hashlib.sha256(os.fsencode(place)).hexdigest()[:16]}"
    count, free = 1, named
    while (taken := read(free)).places and not (taken.origin.name == origin.name and _same(taken.place, place)):
        count += 1
        free = named.with_name(f"{named.name}-{count}")
    return free


def settle(root: Path, home: Home, origin: Origin, place: str) -> Home:
    """Remember whose a folder is and where its board is now; another program may have said more since it was read. Raises
    nothing: a backup counts without."""
    known = read(home.folder)
    if known.places:
        lists = {name: getattr(known, name) for name in _LISTS}
        home = msgspec.structs.replace(home, places=known.places, turn=max(home.turn, known.turn), **lists)
    others = [read(root / name) for name in _names(root) if name != home.folder.name]
    turn = max([home.turn, *(other.turn + 1 for other in others if _same(other.place, place) and other.turn >= home.turn)])
    places = (*(other for other in home.places if other != place), place)
    return _kept(msgspec.structs.replace(home, origin=origin, places=places, turn=turn))


def tell(home: Home, what: str) -> Home:
    """Remember that something was said. Where there is no folder yet it is said again."""
    return note(home, told=[what])


def note(home: Home, present: Iterable[str] | None = None, **more: Iterable[str]) -> Home:
    """Remember more in lists of a folder, each once and where it was said last; of what was taken only what is `present`.
    Where there is no folder yet nothing is remembered."""
    if not (home.folder / RECORD).is_file():
        return home
    home = read(home.folder)
    lists = {}
    for name, whats in more.items():
        new = list(whats)
        said = {_state(name, what) for what in new}
        lists[name] = (*(what for what in getattr(home, name) if _state(name, what) not in said), *new)[-_MOST_ENDS:]
    if present is not None:
        there = set(present)
        lists["taken"] = tuple(what for what in lists.get("taken", home.taken) if what in there)
    return _kept(msgspec.structs.replace(home, **lists))


def _state(name: str, what: str) -> str:
    """Of what is listed that by which it is one: a decision is about one state, whenever it was."""
    return " ".join(what.split(" ", 2)[:2]) if name == "settled" else what


def _kept(home: Home) -> Home:
    said = {
        "identity": home.origin.identity,
        "branch": home.origin.branch,
        "places": home.places,
        "turn": home.turn,
    } | {name: getattr(home, name) for name in _LISTS}
    text = json.dumps(said, indent=1).encode("ascii")
    with contextlib.suppress(OSError, UnicodeError):
        for name, content in ((RECORD, text), (PLACE, os.fsencode(home.place))):
            _put(home.folder / name, content)
    return home


def _put(where: Path, content: bytes) -> None:
    with contextlib.suppress(OSError):
        if _bytes(where) == content:
            return
    if os.path.lexists(where) and not stat.S_ISREG(os.lstat(where).st_mode):
        os.unlink(where)  # a link would have what it leads to written over
    write_private(where, content)
