"""How long there is until a milestone, and which comes next."""

from __future__ import annotations

from datetime import date

from mhhs_board.domain import dates
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


def said(milestone: Milestone, today: date) -> str:
    """`M5 · 30 June 2027 · 212 days to go`, as far as it is stated."""
    day = dates.day_of(dates.kept_day(milestone.day))
    return " · ".join(filter(None, (milestone.name, dates.written(day) if day else milestone.day, to_go(milestone, today))))
