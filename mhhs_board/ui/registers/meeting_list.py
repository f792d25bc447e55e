"""The meetings of every forum as a list at the side: forums in the order of the ladder, the newest meeting first."""

from __future__ import annotations

from datetime import date

from mhhs_board.domain import dates, meetings
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Forum, Meeting
from mhhs_board.ui.kit.plain import one_line
from mhhs_board.ui.registers.side_list import SideRow

NEXT = "next"


def rows(board: Board, today: date) -> list[SideRow]:
    """Every forum that has met or will, those that are closed last; of each the meeting that is next says so."""
    held: dict[str, list[Meeting]] = {}
    for meeting in board.of(Meeting).values():
        if not meeting.retired and meeting.forum:
            held.setdefault(meeting.forum, []).append(meeting)
    found: list[SideRow] = []
    known = board.of(Forum)
    met = (known[one] for one in held)
    for forum in sorted(met, key=lambda one: (meetings.closed(one, today), -one.level, one.order())):
        coming = meetings.next_meeting(board, forum.id, today)
        name = one_line(forum.short or forum.name, 60)
        last = dates.day_of(dates.kept_day(forum.active_to)) or dates.instant_day(forum.retired)
        ended = f"closed {dates.short(last, today)}" if last is not None else "closed"
        told = ended if meetings.closed(forum, today) else ""
        found.append(SideRow("", name, told, tip="\n".join(filter(None, (forum.name, told)))))
        for meeting in sorted(held[forum.id], key=lambda one: one.order(), reverse=True):
            day = dates.day_of(dates.kept_day(meeting.day))
            when = dates.short(day, today) if day else one_line(meeting.day, 12)
            told = f"{NEXT} · {when}" if coming is not None and meeting.id == coming.id else when
            tip = "\n".join(filter(None, (meeting.number, dates.written(day) if day else meeting.day, meeting.status)))
            found.append(SideRow(meeting.id, meeting.number, told, quiet=meeting.done(), tip=tip))
    return found


def first(board: Board, today: date) -> str:
    """The meeting that is looked at first: the next that any forum has, else the one that was held last."""
    coming = [one for forum in board.forums if (one := meetings.next_meeting(board, forum.id, today)) is not None]
    if coming:
        return min(coming, key=lambda one: meetings.when(board, one.id)).id
    live = [one for one in board.of(Meeting).values() if not one.retired]
    return max(live, key=lambda one: meetings.when(board, one.id)).id if live else ""


def head(board: Board, meeting: Meeting, today: date) -> str:
    """When and where, how far it is, and how it is marked."""
    day = dates.day_of(dates.kept_day(meeting.day))
    weekday = dates.WEEKDAYS[day.weekday()].capitalize()[:3] if day else ""
    when = f"{weekday} {dates.written(day)}" if day else one_line(meeting.day, 40) or "day not stated"
    times = "–".join(filter(None, (one_line(meeting.begins, 20), one_line(meeting.ends, 20))))
    parts = (when, times, one_line(meeting.venue, 80), meeting.status, one_line(meeting.classification, 40))
    return " · ".join(filter(None, parts))
