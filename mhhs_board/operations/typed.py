"""What people typed, made fit to keep: every text that enters a board passes here, or is refused in one sentence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from mhhs_board.base.text import NOTE_LIMIT, TITLE_LIMIT, clean_text, parts_of
from mhhs_board.domain import dates
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.names import quoted

LINE = TITLE_LIMIT
"""The longest single line (title, reason, name), in characters."""
NOTE = NOTE_LIMIT
"""The longest text of several lines."""
LIST = 200
"""The most labels or links of one artefact."""


def line(text: str, what: str, *, limit: int = LINE, required: bool = False) -> str:
    """One clean line. Raises Refused where it is too long, or empty though `required`."""
    return _clean(text, what, limit, multiline=False, required=required)


def note(text: str, what: str) -> str:
    """A clean text of several lines."""
    return _clean(text, what, NOTE, multiline=True, required=False)


def _clean(text: str, what: str, limit: int, *, multiline: bool, required: bool) -> str:
    if not text and not required:
        return text
    if len(text) > limit * 4:
        raise Refused(f"The {what} has {len(text):,} characters; at most {limit:,} fit.")
    cleaned = clean_text(text, limit=limit * 16, multiline=multiline)  # NFC may make a text longer
    if len(cleaned) > limit:
        raise Refused(f"The {what} has {len(cleaned):,} characters; at most {limit:,} fit.")
    if required and not any(letter.isprintable() for letter in cleaned.replace(" ", "")):
        raise Refused(f"The {what} is empty; please give one.")
    return cleaned


def several(value: str | Iterable[str], what: str) -> tuple[str, ...]:
    """Labels or links as somebody typed them, in one line or in several, each with `,` or `;` between."""
    lines = [value] if isinstance(value, str) else value
    return each((part for one in lines for part in parts_of(one)), what)


def each(parts: Iterable[str], what: str) -> tuple[str, ...]:
    """Labels or links that stand apart already; empty and doubled ones fall away."""
    kept = dict.fromkeys(cleaned for part in parts if (cleaned := line(part, what)))
    if len(kept) > LIST:
        raise Refused(f"There are {len(kept)} {what}s; at most {LIST} fit.")
    return tuple(kept)


class Day(NamedTuple):
    """A date as it is kept: the text, and the ISO day it means, empty where it means none ("ASAP"). `word` is what was
    typed where that means another day tomorrow: it is kept as the day it meant."""

    written: str
    on: str
    word: str = ""

    @property
    def note(self) -> str:
        """What an entry's note says of a word: `“tomorrow” is 30 November 2026.`"""
        meant = dates.day_of(self.on)
        return f"{quoted(self.word)} is {dates.written(meant)}." if self.word and meant else ""

    @property
    def whole(self) -> str:
        """The text so that it names its day wholly, for a field that keeps no day beside it: `8 Dec` with its year."""
        return dates.whole(self.written, self.on)

    @property
    def warning(self) -> str:
        """What is said at once of a text that means no day."""
        return f"{quoted(self.written)} means no day." if self.written and not self.on else ""


NO_DAY = Day("", "")


@lru_cache(maxsize=16384)
def day(text: str, today: date, what: str) -> Day:
    """A date as somebody typed it. Kept: a column repeats its days."""
    written = line(text, what, limit=60)
    on = dates.iso_meant(written, today)
    return Day(on, on, written) if on and dates.is_relative(written) else Day(written, on)
