"""What a spreadsheet calls its columns."""

from __future__ import annotations


def letters_of(column: int) -> str:
    """The letters of a column that counts from 0: A, Z, AA."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
