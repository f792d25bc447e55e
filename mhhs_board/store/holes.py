"""How many bytes of a file there can be, whatever it says of its length: one of some kilobytes can have terabytes of holes.

What reading a board may take is measured by this, never by the length alone.
"""

from __future__ import annotations

import os

MANY_HOLES = 16
"""A file of which the disk holds less than this part is mostly holes, as no board is, whatever compresses the disk."""

SMALL = 16 * 1024 * 1024
"""Bytes up to which holes do no harm."""

_MOST_UNTOLD = 16 * 1024**3
"""Where the system does not say how much the disk holds, what is longer than any board is taken for holes."""


def room_of(found: os.stat_result) -> int:
    """Bytes that may stand in a file: its length, or as much as the disk can hold of it where that is less."""
    blocks = getattr(found, "st_blocks", None)
    most = _MOST_UNTOLD if blocks is None else max(SMALL, blocks * 512 * MANY_HOLES)
    return min(found.st_size, most)


def holed(found: os.stat_result) -> bool:
    """Whether a file is mostly holes: copying or reading it through would fill a disk with nothing."""
    return room_of(found) < found.st_size


def thin(found: os.stat_result) -> bool:
    """Whether the disk holds less than half of a file that is not small: one that is packed by its disk, or has many
    holes."""
    blocks = getattr(found, "st_blocks", None)
    return blocks is not None and found.st_size > SMALL and blocks * 1024 < found.st_size


def sentence(name: str, found: os.stat_result) -> str:
    """What is so of such a file."""
    return (
        f"{name} says that it has {found.st_size // 1024**2:,} MB, and the disk holds next to nothing of it; "
        "nothing was read."
    )
