"""Lines for people: what fits the terminal, tables, and how they are said."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Sequence

from mhhs_board.base import terminal
from mhhs_board.base.text import JOINERS, shown

_WIDEST = 10_000


def terminal_width() -> int:
    """Columns to write in: the terminal's, or as many as the text needs where nobody looks at one."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDEST


def cells_wide(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(letter: str) -> int:
    if unicodedata.combining(letter) or letter in JOINERS:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def fitted(text: str, width: int) -> str:
    """A text cut with an ellipsis to that many columns."""
    if cells_wide(text) <= width:
        return text
    wide = 0
    for place, letter in enumerate(text):
        wide += _columns(letter)
        if wide >= width:
            return f"{text[:place]}…"
    return text


def padded(text: str, width: int) -> str:
    """A text cut or filled up to that many columns."""
    cut = fitted(text, width)
    return cut + " " * (width - cells_wide(cut))


def table(head: Sequence[str], rows: Sequence[Sequence[str]], width: int, *, most: int = 44) -> list[str]:
    """Lines of a table whose columns take at most `most` columns each, the last one what is left."""
    cleaned = [[shown(value) for value in row] for row in rows]
    widths = [min(most, max(cells_wide(row[place]) for row in [list(head), *cleaned])) for place in range(len(head) - 1)]
    while widths and sum(widths) + 2 * len(widths) + 16 > width and max(widths) > 6:
        widths[widths.index(max(widths))] -= 1
    last = max(8, width - sum(widths) - 2 * len(widths))
    lines = []
    for row in [list(head), *cleaned]:
        parts = [padded(value, wide) for value, wide in zip(row[:-1], widths, strict=True)]
        lines.append("  ".join([*parts, fitted(row[-1], last)]).rstrip())
    return lines


def note(sentence: str) -> None:
    """A sentence beside the answer."""
    terminal.tell(shown(sentence))


def print_lines(lines: Sequence[str]) -> None:
    """Lines on standard output."""
    for line in lines:
        terminal.say(line)
