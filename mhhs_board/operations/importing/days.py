"""A date as a file states it: a text, and beside it the day that the text means. Both are one value.

A spreadsheet writes either of them in its own way, and people edit the text, or the day alone. So what the file says twice
is compared with itself first, then with what stands on the board (docs/vocabulary.md, "Days").
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from mhhs_board.domain import dates
from mhhs_board.domain.names import quoted
from mhhs_board.operations import typed
from mhhs_board.operations.typed import Day


class Stated(NamedTuple):
    """What a file says of one date. `beside` is what stands where the day should, None where the file has no place for it;
    `exact`: it is as a board holds it, so that another spelling counts; `open`: day or month may come first in it, and
    nothing else in the file tells which; `wordless`: whoever wrote the file writes no words for a day, so that one was
    edited into it. `names` are what the two are called."""

    written: str
    beside: str | None = None
    exact: bool = False
    open: bool = False
    wordless: bool = False
    names: tuple[str, str] = ("due date", "due_on")


class Found(NamedTuple):
    """The date that is meant, None where it is what stands on the board, and what there is to say of how it was found."""

    day: Day | None
    said: str = ""


HERE = Found(None)


@lru_cache(maxsize=16384)
def read(stated: Stated, today: date, here: Day | None = None) -> Found:
    """The date that a file states, beside what stands on the board. Kept: a column repeats its days."""
    if here is not None and (stated.written, stated.beside) == (here.written, here.on):
        return HERE
    if not stated.beside:
        return _alone(stated, today, here)
    days = _days(stated.beside, today)
    if both := _readings(stated.written, days):
        return _agreed(stated, both, here)
    return _parted(stated, days, today, here)


@lru_cache(maxsize=16384)
def said_of(day: Day) -> str:
    """What there is to say of a date that means no day, or one of a year that it does not name; empty of any other."""
    on = dates.day_of(day.on)
    if on is None or dates.names_its_year(day.written):
        return day.warning
    return f"{quoted(day.written)} is {dates.written(on)}."


def same(one: Day, other: Day) -> bool:
    """Whether two dates are of one day, or of one text."""
    if one.written == other.written or (one.on and one.on == other.on):
        return True
    return any(
        day.on and not text.on and dates.day_of(day.on) in dates.either_way(text.written)
        for day, text in ((one, other), (other, one))
    )


def _alone(stated: Stated, today: date, here: Day | None) -> Found:
    """Of a text without a day beside it. One that a board of ours left open stays so."""
    found = typed.day(stated.written, today, stated.names[0])
    if stated.open or (stated.beside == "" and len(_either(stated.written)) > 1):
        found = Day(stated.written, "")
    if here is None:
        return Found(found)
    if stated.written == here.written and (here.on or not found.on):
        return HERE
    spelt_otherwise = stated.written and here.on and same(found, here) and not stated.exact
    return HERE if spelt_otherwise else Found(found)


def _agreed(stated: Stated, both: set[date], here: Day | None) -> Found:
    """Of a text and a day that may mean the same."""
    if here is not None and dates.day_of(here.on) in both and (not stated.exact or stated.written == here.written):
        return HERE
    if len(both) > 1:
        return Found(*_open(stated.written, both))
    (day,) = both
    plain = dates.meant(stated.written, day) == day
    return Found(Day(stated.written if plain else day.isoformat(), day.isoformat()))


def _parted(stated: Stated, days: set[date], today: date, here: Day | None) -> Found:
    """Of a text and a day that cannot mean the same: one of them was edited."""
    written, (name, beside) = stated.written, stated.names
    told = " or ".join(dates.written(day) for day in sorted(days)) or quoted(stated.beside or "")
    if here is not None and _stands(written, here):
        what = quoted(written) if written else "left empty"
        return Found(None, f"Its {name} counts, {what}, and not its {beside}, {told}.")
    if len(days) == 1 and (dates.is_relative(written) if not stated.wordless else here is None and not written):
        (day,) = days  # an older program kept the word, or nobody wrote a text
        found = Day(day.isoformat(), day.isoformat(), written)
        return Found(None, found.note) if here is not None and here.on == found.on else Found(found)
    found, said = _edited(stated, today, here)
    if here is not None and found.on and found.on == here.on and not stated.exact:
        return HERE
    if said or not written or (here is not None and dates.day_of(here.on) in days):
        return Found(found, said)
    return Found(found, f"Its {name} counts, {quoted(written)}, and not its {beside}, {told}. {found.warning}".rstrip())


def _edited(stated: Stated, today: date, here: Day | None) -> tuple[Day, str]:
    """An edited text, and what there is to say of it. Where the day beside it was turned, so was the text."""
    written, either = stated.written, _either(stated.written)
    ways = _ways(stated.beside or "", here)
    if len(ways) > 1 and len(either) > 1:
        return _open(written, either)
    month_first = dates.either_way(written)[1]
    if ways == {1} and month_first:
        return Day(month_first.isoformat(), month_first.isoformat()), ""
    return (Day(written, "") if stated.open else typed.day(written, today, stated.names[0])), ""


def _open(written: str, days: set[date]) -> tuple[Day, str]:
    """A text that may mean either of some days, and what is said of it."""
    either = " or ".join(dates.written(day) for day in sorted(days))
    return Day(written, ""), f"{quoted(written)} is {either}; it is kept as text and means no day."


def _ways(beside: str, here: Day | None) -> set[int]:
    """Which may come first in a day that a spreadsheet turned, 0 the day or 1 the month, beside what stands here; neither
    in a day as we write it."""
    read = dates.either_way(beside)
    on = dates.day_of(here.on) if here is not None else None
    return {way for way, day in enumerate(read) if day and (on not in read or on is None or day == on)}


def _stands(written: str, here: Day) -> bool:
    """Whether a text is what stands on the board, be it in another spelling."""
    day = dates.day_of(here.on)
    return written == here.written or bool(day and _readings(written, {day}))


def _readings(written: str, days: set[date]) -> set[date]:
    """Those days that a text may mean, whoever wrote it."""
    if dates.is_relative(written):
        return set()
    either = _either(written)
    return {day for day in days if day in either or day in (dates.serial(written), dates.meant(written, day))}


def _days(beside: str, today: date) -> set[date]:
    """The days that may stand beside a text: one as we write it, else those that a spreadsheet may have made of it."""
    if exact := dates.day_of(beside):
        return {exact}
    if either := _either(beside):
        return either
    found = dates.serial(beside) or (None if dates.is_relative(beside) else dates.meant(beside, today))
    return {found} if found else set()


def _either(text: str) -> set[date]:
    return {day for day in dates.either_way(text) if day}
