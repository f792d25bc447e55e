"""A board has one name. SQLite finds what a killed program left half-done by the name of the file, so of two names of one
file each would miss the journal of the other, and putting one of them back would leave the other as it was.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from mhhs_board.domain.errors import Refused

ROOM = 48
"""Bytes that the longest name takes which is made from a board's: the copy before an update, with its journal."""

DAMAGED, REPLACED = ASIDE = "damaged", "replaced"
"""What a file is called that is set aside: it was damaged, or sound and another board's."""

_MOUNTS = Path("/proc/self/mountinfo")
_LEFT = re.compile(r"\.[0-9a-f]{16}\.(building|restoring|part)")
"""Names under which this program makes a board; of one that was killed they stay, maybe as a second name of the board."""


_KEPT_BESIDE = re.compile(r".+-(journal|wal|shm)|\..+\.holder-\d+", re.IGNORECASE | re.DOTALL)


def beside(path: Path) -> tuple[Path, ...]:
    """Every file that SQLite may keep beside one: its rollback journal and the two of its other way of writing."""
    return tuple(path.with_name(f"{path.name}{ending}") for ending in ("-journal", "-wal", "-shm"))


def resolved_for_new(path: Path) -> Path:
    """Where a new file at a path would really be: links are followed to its folder, `..` behind one leads out of where that
    leads, as the system goes; a link of its name is no new name."""
    if path.name in ("", ".."):
        return Path(os.path.realpath(path))
    return Path(os.path.realpath(path.parent)) / path.name


def why_not_new(path: Path) -> str:
    """Why no board may be made under a name, as the end of a sentence: it is that of what is kept beside a board, what a
    killed program left of another board there would be taken for its own, or the names made from it would be too long.
    Empty where it may."""
    if _KEPT_BESIDE.fullmatch(path.name):
        return "such a name is that of what is kept beside a board. Choose another name"
    if len(os.fsencode(path.name)) + ROOM > _longest(path.parent):
        return "its name is too long. Choose a shorter one"
    for left in beside(path):
        with contextlib.suppress(OSError):
            found = left.lstat()
            if found.st_size or left.suffix != f"{path.suffix}-journal" or not stat.S_ISREG(found.st_mode):
                return (
                    f"{left.name} lies there, which a program that was ended left of another board of that name. "
                    "Delete it, or choose another name"
                )
    return ""


def refuse_unless_new(path: Path, undone: str) -> None:
    """Raises Refused where no board may be made under a name; `undone` says what was not done."""
    if why := why_not_new(path):
        raise Refused(f"{undone}: {why}.")


def _longest(folder: Path) -> int:
    """Bytes of the longest name that a folder takes."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError, ValueError):
            return os.pathconf(folder, "PC_NAME_MAX")
    return 255


def fitting(folder: Path, stem: str, added: str) -> str:
    """A name made from a stem and what is added, the stem cut where the folder does not take it, with what SQLite adds."""
    room = _longest(folder) - len(os.fsencode(added)) - len("-journal")
    raw = os.fsencode(stem)
    while len(raw) > room:
        stem = stem[:-1]
        raw = os.fsencode(stem)
    return f"{stem}{added}"


def asides(path: Path) -> re.Pattern[str]:
    """What files are called that were set aside for the board at a path."""
    when = rf" \((?:{'|'.join(ASIDE)}) \d{{4}}-\d\d-\d\d \d\d-\d\d(?: \d+)?\)"
    numbers = ("", " 2", " 10", " 100", " 1000")
    added = [f" ({word} 2026-11-24 09-41{number}){path.suffix}" for word in ASIDE for number in numbers]
    stems = {fitting(path.parent, path.stem, one).removesuffix(one) for one in added}
    return re.compile(f"(?:{'|'.join(map(re.escape, stems))}){when}{re.escape(path.suffix)}")


def why_not_written(path: Path, so: str = "it is open for reading only") -> str:
    """Why the board at a path, links followed already, may be read and not be written, and what comes of that, `so` to
    say; empty where it may."""
    name = path.name
    if names := other_names(path):
        more = "another name" if names == 1 else f"{names} other names"
        return (
            f"{name} has {more} on the disk (hard links), and what one of them writes the other can lose. "
            f"So {so}: save a copy and work on that, or delete the other names."
        )
    if mounted(path):
        return (
            f"{name} is mounted by itself in a second place, and what is written in one of them the other can lose. "
            f"So {so}: save a copy and work on that, or mount its folder instead."
        )
    if len(os.fsencode(name)) + len("-journal") > _longest(path.parent):
        return f"The name of {name} is too long for a journal beside it, so {so}: rename it."
    return ""


def other_names(path: Path, known: re.Pattern[str] | None = None) -> int:
    """How many other names a file has, but for those of `known` form beside it. A second name that this program left when
    it was killed right after giving the first is taken away."""
    try:
        found = path.stat()
        if found.st_nlink < 2:
            return 0
        names = 0
        for one in os.scandir(path.parent):
            if one.name == path.name or not os.path.samestat(one.stat(follow_symlinks=False), found):
                continue
            if _LEFT.fullmatch(one.name):
                os.unlink(one.path)
            elif known is not None and known.fullmatch(one.name):
                names += 1
        return path.stat().st_nlink - 1 - names
    except OSError:
        return 0


def mounted(path: Path, mounts: str | None = None) -> bool:
    """Whether a file is mounted by itself, here or elsewhere; only Linux tells."""
    try:
        found = path.stat()
        text = _MOUNTS.read_text("utf-8", "surrogateescape") if mounts is None else mounts
    except OSError:
        return False
    device = ""
    if sys.platform != "win32":
        device = f"{os.major(found.st_dev)}:{os.minor(found.st_dev)}"
    for its_device, root, point in _mounts(text):
        if point == str(path):
            return True
        if root == "/" or its_device != device:
            continue
        with contextlib.suppress(OSError):
            if os.path.samestat(os.stat(point), found):
                return True
    return False


def _mounts(text: str) -> Iterator[tuple[str, str, str]]:
    """Device, root within it, and place of every mount."""
    for line in text.splitlines():
        fields = line.split(" ")
        if len(fields) > 5:
            root, point = (re.sub(r"\\(\d{3})", lambda found: chr(int(found[1], 8)), text) for text in fields[3:5])
            yield fields[2], root, point
