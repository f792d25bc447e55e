"""Cells that a spreadsheet may not compute: a leading apostrophe, taken off again by our own import (CWE-1236).

A text that begins with an apostrophe gets a second one, so that nothing that is read back was ever changed.
"""

from __future__ import annotations

DANGEROUS = frozenset("=+-@\t\r\n\0＝＋－＠")
"""What makes a spreadsheet compute a cell that begins with it, full-width forms too."""

_MARK = "'"


def guarded(text: str) -> str:
    """A text as it stands in a cell."""
    return _MARK + text if text[:1] in DANGEROUS or text[:1] == _MARK else text


def unguarded(cell: str) -> str:
    """The text of a cell; an apostrophe that guards nothing is the text's own."""
    return cell[1:] if cell[:1] == _MARK and (cell[1:2] in DANGEROUS or cell[1:2] == _MARK) and cell[1:2] else cell


def joined(parts: tuple[str, ...]) -> str:
    """Several texts in one cell, `;` between; one inside a text has a backslash before it."""
    return ";".join(part.replace("\\", "\\\\").replace(";", "\\;") for part in parts)


def parted(cell: str) -> tuple[str, ...]:
    """The texts of a cell. A backslash before anything but `;` and another is itself."""
    parts: list[str] = [""]
    place = 0
    while place < len(cell):
        letter = cell[place]
        if letter == "\\" and cell[place + 1 : place + 2] in ("\\", ";"):
            place += 1
            parts[-1] += cell[place]
        elif letter == ";":
            parts.append("")
        else:
            parts[-1] += letter
        place += 1
    return tuple(found for part in parts if (found := part.strip()))
