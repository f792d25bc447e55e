"""When meetings are: which come before, after and next, and whose they are."""

from __future__ import annotations

from datetime import date

from mhhs_board.domain import dates
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Forum, Meeting


def when(board: Board, meeting: str | None) -> tuple[str, object]:
    """What sorts meetings by when they were held: by their day, those of a day as they are numbered. One whose day is not
    known stands first."""
    found = board.of(Meeting).get(meeting or "")
    return ("", ()) if found is None else (dates.kept_day(found.day), found.order())


def forum_of(board: Board, meeting: str | None) -> Forum | None:
    """The forum that a meeting is one of."""
    found = board.of(Meeting).get(meeting or "")
    return board.of(Forum).get(found.forum or "") if found is not None else None


def before(board: Board, meeting: Meeting) -> list[Meeting]:
    """The earlier meetings of the same forum, the latest first. One without a day stands by its number."""
    dated = dates.kept_day(meeting.day)
    found = []
    for one in board.of(Meeting).values():
        if one.forum != meeting.forum or one.retired or one.id == meeting.id:
            continue
        day = dates.kept_day(one.day)
        if (day, one.order()) < (dated, meeting.order()) if day and dated else one.order() < meeting.order():
            found.append(one)
    return sorted(found, key=lambda one: (dates.kept_day(one.day), one.order()), reverse=True)


def following(board: Board, meeting: Meeting) -> Meeting | None:
    """The meeting of the same forum that follows; None where none is on the board."""
    place = when(board, meeting.id)
    others = (one for one in board.of(Meeting).values() if one.forum == meeting.forum and not one.retired)
    later = ((found, one) for one in others if (found := when(board, one.id)) > place)
    return min(later, key=lambda pair: pair[0], default=(place, None))[1]


def next_meeting(board: Board, forum: str, today: date) -> Meeting | None:
    """The first planned meeting of a forum whose day is today or later."""
    ahead = [
        (day, one.order(), one)
        for one in board.of(Meeting).values()
        if one.forum == forum and not one.retired and one.status == "planned" and (day := dates.kept_day(one.day))
        if day >= today.isoformat()
    ]
    return min(ahead, key=lambda found: found[:2])[2] if ahead else None
