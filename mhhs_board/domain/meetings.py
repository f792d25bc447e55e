"""When meetings are: which come before, after and next, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mhhs_board.domain import dates, names
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Attendance, Forum, Item, Meeting, Position
from mhhs_board.domain.record import Registered


def when(board: Board, meeting: str | None) -> tuple[str, object]:
    """What sorts meetings by when they were held: by their day, those of a day as they are numbered. One whose day is not
    known stands first."""
    found = board.of(Meeting).get(meeting or "")
    return ("", ()) if found is None else (dates.kept_day(found.day), found.order())


def order(board: Board, record: Registered) -> tuple[object, ...]:
    """What sorts a record among its like: what is of a meeting by when that was, a position by its item too; then, and all
    else, by itself."""
    if isinstance(record, Position):
        item = board.of(Item).get(record.item or "")
        return (*(order(board, item) if item is not None else ("", (), ())), record.order())
    if isinstance(record, Item | Attendance):
        return (*when(board, record.meeting), record.order())
    return record.order()


def forum_of(board: Board, meeting: str | None) -> Forum | None:
    """The forum that a meeting is one of."""
    found = board.of(Meeting).get(meeting or "")
    return board.of(Forum).get(found.forum or "") if found is not None else None


def is_before(one: Meeting, other: Meeting) -> bool:
    """Whether a meeting comes before another: by their days where both are known, else, and of a day, as they are
    numbered."""
    days = dates.kept_day(one.day), dates.kept_day(other.day)
    return days[0] < days[1] if all(days) and days[0] != days[1] else one.order() < other.order()


def before(board: Board, meeting: Meeting) -> list[Meeting]:
    """The earlier meetings of the same forum, the latest first."""
    found = [one for one in _beside(board, meeting) if is_before(one, meeting)]
    return sorted(found, key=lambda one: when(board, one.id), reverse=True)


def following(board: Board, meeting: Meeting) -> Meeting | None:
    """The meeting of the same forum that follows; None where none is on the board."""
    later = [one for one in _beside(board, meeting) if is_before(meeting, one)]
    return min(later, key=lambda one: (dates.kept_day(one.day) or "9999", one.order()), default=None)


def attending(board: Board, meeting: str | None) -> list[Attendance]:
    """Who came to a meeting or sent apologies, one for each seat that they sit on."""
    found = board.linked(Attendance.KIND, "meeting", meeting or "")
    return [one for one in found if isinstance(one, Attendance) and not one.retired]


def persons(found: Iterable[Attendance]) -> int:
    """How many persons that is: somebody who sits on several seats is one."""
    return len({names.person(one.person) or one.id for one in found})


def closed(forum: Forum, today: date) -> bool:
    """Whether a forum meets no more."""
    return bool(forum.retired) or "" < forum.active_to < today.isoformat()


def _beside(board: Board, meeting: Meeting) -> list[Meeting]:
    """The other meetings of a meeting's forum that are in use."""
    known = board.of(Meeting).values()
    return [one for one in known if one.forum == meeting.forum and not one.retired and one.id != meeting.id]


def next_meeting(board: Board, forum: str, today: date) -> Meeting | None:
    """The first planned meeting of a forum whose day is today or later; None of a forum that is closed."""
    body = board.of(Forum).get(forum)
    if body is not None and closed(body, today):
        return None
    ahead = [
        (day, one.order(), one)
        for one in board.of(Meeting).values()
        if one.forum == forum and not one.retired and one.status == "planned" and (day := dates.kept_day(one.day))
        if day >= today.isoformat()
    ]
    return min(ahead, key=lambda found: found[:2])[2] if ahead else None
