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
