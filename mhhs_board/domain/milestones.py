"""How long there is until a milestone, and which comes next."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache

from mhhs_board.base.text import plain
from mhhs_board.domain import dates, names
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Milestone


def to_go(milestone: Milestone, today: date) -> str:
    """`212 days to go`, `today`, `3 days ago`; empty where its day is not stated or means none."""
    day = dates.day_of(dates.kept_day(milestone.day))
    if day is None:
        return ""
    left = dates.days_between(today, day)
    if left == 0:
        return "today"
    days = "1 day" if abs(left) == 1 else f"{abs(left):,} days"
    return f"{days} to go" if left > 0 else f"{days} ago"


def coming(board: Board, today: date) -> Milestone | None:
    """The milestone in use that comes next, today's among them; None where none has a day ahead."""
    ahead = [
        (day, one.name, one)
        for one in board.of(Milestone).values()
        if not one.retired and (day := dates.kept_day(one.day)) and day >= today.isoformat()
    ]
    return min(ahead, key=lambda found: found[:2])[2] if ahead else None


def no_earlier_than(board: Board, asked: str) -> Callable[[str], bool]:
    """What tells of a text whether it names that milestone or a later one: by their days where both have one, else as they
    are numbered, M11 after M10; of what is neither, whether it begins so."""
    named = {names.normal(one.name): dates.kept_day(one.day) for one in board.of(Milestone).values() if not one.retired}
    wanted, number = names.normal(asked), _NUMBERED.match(plain(asked))
    day = named.get(wanted) or dates.kept_day(asked)

    @cache
    def no_earlier(text: str) -> bool:
        known = names.normal(text)
        its_day, its_number = named.get(known) or dates.kept_day(text), _NUMBERED.match(plain(text))
        if known != wanted and day and its_day:
            return its_day >= day
        if number is not None and its_number is not None and number[1].upper() == its_number[1].upper():
            return int(its_number[2]) >= int(number[2])
        return bool(wanted) and known.startswith(wanted)

    return no_earlier


_NUMBERED = re.compile(r"\s*([A-Za-z]{1,6})[ -]?([0-9]{1,6})(?![0-9])")
"""How the names of milestones and releases begin."""


def said(milestone: Milestone, today: date) -> str:
    """`M5 · 30 June 2027 · 212 days to go`, as far as it is stated."""
    day = dates.day_of(dates.kept_day(milestone.day))
    return " · ".join(filter(None, (milestone.name, dates.written(day) if day else milestone.day, to_go(milestone, today))))
