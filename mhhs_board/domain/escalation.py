"""The ladder of forums, what is overdue, and ages in days.

Workstream lead at the weekly checkpoint → L4 working group → DAG → PSG (L4), and above it Ofgem as sponsor (ours). An
escalation without an answer by its date is overdue. Ages count whole days, the user's own days, from stage changes only.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from mhhs_board.domain import dates
from mhhs_board.domain.board import Board
from mhhs_board.domain.records import Artefact, Forum

DueState = Literal["none", "past", "today", "soon", "later"]

SOON_DAYS = 7


def ladder(board: Board) -> list[Forum]:
    """The forums from the lowest to the highest."""
    return board.forums


def present_forum(board: Board, artefact: Artefact) -> Forum | None:
    """The highest forum that an open escalation of an artefact waits at, or None where it waits at none."""
    waiting = board.open_escalations(artefact.id)
    return board.of(Forum)[waiting[0].forum] if waiting else None


def next_forum(board: Board, artefact: Artefact) -> Forum | None:
    """Whom to put an artefact to next: the forum above the present one, the lowest where it is at none, None at the top."""
    forums = {forum.id: forum for forum in board.forums}
    present = present_forum(board, artefact)
    if present is None:
        return next(iter(forums.values()), None)
    if present.parent in forums:
        return forums[present.parent]
    return next((forum for forum in forums.values() if forum.level < present.level), None)


def overdue(board: Board, artefact: Artefact, today: date) -> bool:
    """Whether an open escalation has no answer by its date, or an open blocker is past the day it was needed by."""
    day = today.isoformat()
    for blocker in board.open_blockers(artefact.id):
        if blocker.needed_on and blocker.needed_on < day:
            return True
        for escalation in board.escalations(blocker.id):
            waits = not escalation.returned and not escalation.answer
            if waits and escalation.needed_on and escalation.needed_on < day:
                return True
    return False


def age_days(artefact: Artefact, today: date) -> int | None:
    """Days in the present stage, or None where nobody knows since when."""
    return _days_since(artefact.stage_since, today)


def blocked_days(board: Board, artefact: Artefact, today: date) -> int | None:
    """Days since the oldest open blocker, or None where it is not blocked or nobody knows since when."""
    blockers = board.open_blockers(artefact.id)
    return _days_since(blockers[0].since, today) if blockers else None


def _days_since(instant: str, today: date) -> int | None:
    since = dates.instant_day(instant)
    return max(0, dates.days_between(since, today)) if since else None


def total_blocked_days(board: Board, artefact: Artefact, today: date) -> int:
    """Days blocked within the present stage, by blockers open and closed; days that overlap count once."""
    entered = dates.instant_day(artefact.stage_since)
    spans: list[tuple[date, date]] = []
    for blocker in board.blockers(artefact.id):
        start = dates.instant_day(blocker.since)
        end = dates.instant_day(blocker.closed) if blocker.closed else today
        if start is not None and end is not None:
            spans.append((max(start, entered) if entered else start, end))
    total = 0
    reached: date | None = None
    for start, end in sorted(spans):
        start = max(start, reached) if reached else start
        if end > start:
            total += dates.days_between(start, end)
            reached = end
    return total


def due_state(artefact: Artefact, today: date, *, done: bool = False) -> DueState:
    """How a due day looks from today: "soon" within a week. An artefact that is `done` is never past its day."""
    due = dates.day_of(artefact.due_on)
    if due is None:
        return "none"
    left = dates.days_between(today, due)
    if done:
        return "later"
    if left < 0:
        return "past"
    if left == 0:
        return "today"
    return "soon" if left <= SOON_DAYS else "later"
