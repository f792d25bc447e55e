"""A document, whatever its format: a title, and sections of paragraphs and tables. Its texts are plain text and nothing
else; who writes a format escapes them."""

from __future__ import annotations

from datetime import date

import msgspec

from mhhs_board.base.text import clean_text

NOT_STATED = "not stated"
"""What stands where somebody said nothing that was wanted."""

NO_DAY = date(2000, 1, 1)
"""What a document is of that is of no day."""


class Para(msgspec.Struct, frozen=True):
    """One paragraph, or one point of a list."""

    text: str
    bullet: bool = False


Cell = tuple[Para, ...]
"""What stands in a cell of a table; several paragraphs, or none."""


class Table(msgspec.Struct, frozen=True):
    """Rows under the headings of their columns, each with as many cells. `shares` are the columns' parts of the width."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    shares: tuple[float, ...] = ()


class Section(msgspec.Struct, frozen=True):
    """Paragraphs and tables under a heading; one without a heading belongs to the title."""

    heading: str
    blocks: tuple[Para | Table, ...]
    level: int = 1
    """1 or 2: one of level 2 is a part of the one before."""


class Document(msgspec.Struct, frozen=True):
    """A document. `marking` is its classification; `draft` says that, and of what, it is one; `day` is the day it is of,
    which stands for the moment at which it was made, so that the same records make the same bytes."""

    title: str
    sections: tuple[Section, ...]
    marking: str = ""
    draft: str = ""
    day: date = NO_DAY


def line(text: str) -> str:
    """Anybody's text on one line, of letters that every format can hold."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return clean_text(text, len(text))


def paragraphs(text: str, *, gap: bool = False) -> Cell:
    """Anybody's text as paragraphs, one for each of its lines; with `gap`, what says nothing says that it is not stated."""
    lines = clean_text(text, len(text), multiline=True).replace("\t", " ").split("\n") if text else []
    found = tuple(Para(one.strip()) for one in lines if one.strip())
    return found or ((Para(NOT_STATED),) if gap else ())


def cell(text: str) -> Cell:
    """A text of one line in a cell of its own; not stated where it is empty."""
    return (Para(line(text) or NOT_STATED),)


def plain(content: Cell) -> str:
    """What a cell says, on one line."""
    return " ".join(one.text for one in content)
