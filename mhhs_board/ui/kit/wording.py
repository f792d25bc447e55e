"""Ages and dates in the words of the inspector."""

from __future__ import annotations

from datetime import date

from mhhs_board.domain import dates
from mhhs_board.domain.board import Board
from mhhs_board.domain.escalation import PASSED_ON, how_ended
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.records import Escalation


def days(count: int) -> str:
    """`1 day`, `12 days`."""
    return f"{count} day" if count == 1 else f"{count} days"


def days_since(since: date | None, today: date) -> str:
    """How long ago, or empty where nobody knows."""
    if since is None:
        return ""
    gone = max(0, dates.days_between(since, today))
    return "today" if gone == 0 else days(gone)


def due_words(written: str, meant: str, today: date) -> str:
    """A day by which something is needed, as written, with how far off it is where it means one."""
    day = dates.day_of(meant)
    if day is None:
        return written
    left = dates.days_between(today, day)
    far = "today" if left == 0 else f"{days(left)} left" if left > 0 else f"{days(-left)} past"
    shown = dates.short(day, today)
    if written in ("", meant) or dates.told(written, meant, today) != written:
        return f"{shown} · {far}"
    names_it = str(day.day) in written and dates.MONTHS[day.month - 1][:3].lower() in written.lower()
    return f"{written} · {far}" if names_it else f"{written} ({shown}) · {far}"


def understood(written: str, today: date, kept: tuple[str, str] | None = None) -> str:
    """What a typed date is taken for, said below the field; `kept` are text and ISO day that stand on the board, where the
    same text may have been taken otherwise."""
    if not written.strip():
        return ""
    day = dates.day_of(kept[1]) if kept and written == kept[0] else dates.meant(written, today)
    return (
        f"= {dates.WEEKDAYS[day.weekday()].capitalize()}, {dates.written(day)}"
        if day
        else "Kept as written; no day is read from it"
    )


def ended_words(board: Board, escalation: Escalation, today: date) -> str:
    """How an escalation ended, and when: `DAG answered: Option B. · 24 Nov`; empty while it waits."""
    forum = board.of(Forum)[escalation.forum]
    name, words = forum.short or forum.name, escalation.answer
    match how_ended(board, escalation):
        case "":
            return ""
        case "answered":
            told = f"{name} answered: {words}" if words else f"{name} answered"
        case "withdrawn":
            told = f"Withdrawn: {words}" if words else f"Withdrawn from {name}"
        case "passed_on":
            told = words.rstrip(".") or PASSED_ON.strip()
        case _:
            told = f"Closed, with the note: {words}" if words else "Closed"
    day = dates.instant_day(escalation.returned)
    return f"{told} · {dates.short(day, today)}" if day else told
