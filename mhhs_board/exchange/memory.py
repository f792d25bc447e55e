"""Whether there is memory for what Qt is about to do: where it runs out inside Qt, Qt ends the whole process."""

from __future__ import annotations

from mhhs_board.domain.errors import Refused

SPARE = 64 * 1024 * 1024
"""Bytes that drawing a page takes at most, fonts and what Qt packs included, with as much again to spare."""


def ready(held: int = 0) -> None:
    """Make sure that there is room for a page more, where `held` bytes are to be copied once. Raises Refused.

    Asked for and given back at once: the system only notes it, nothing is touched (a bytearray would be, byte by byte).
    """
    try:
        bytes(SPARE + 2 * held)
    except MemoryError as error:
        words = "There is not enough memory for that file. Close other programs, or filter the board first."
        raise Refused(words) from error
