"""What the weekly checkpoint goes through: everything that is blocked, what has been put to which forum, and what nobody
has said yet (L4, "Ways of Working": the workstream leads review blockers weekly and escalate them).

One row an open blocker. First what has been put to no forum, because the checkpoint itself can settle it, then the forums
up the ladder. Within a group what is past the day needed comes first, the longest past at the top, then the oldest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

import msgspec

from mhhs_board.domain import dates
from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.escalation import Late, past_needed
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.records import Artefact, Blocker, Escalation, Stage, Workstream

NOT_STATED = "not stated"
NOT_ESCALATED = "Not escalated"
PAST = "past the day needed"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An open blocker in people's words; empty text is not stated. Forums and workstreams come by their short names."""

    artefact: str
    """The artefact's id."""
    blocker: str
    ref: str
    title: str
    workstream: str
    stage: str
    reason: str
    owner: str
    """Who must unblock it."""
    since: date | None
    days: int | None
    """Whole days blocked, or None where nobody knows since when."""
    needed_by: str
    """As written: when the forum must answer where there is one waiting, else when it must be unblocked."""
    needed_on: date | None
    past: int
    """Days past the day needed, 0 where it is not. Its artefact is overdue by that; past its due day is another thing."""
    forum: str
    """Where it waits for an answer; empty where nowhere."""
    level: int
    forum_id: str
    question: str
    asked: date | None
    gaps: tuple[str, ...]
    """What should be stated and is not."""

    @property
    def group(self) -> str:
        """The heading it stands under."""
        return self.forum or NOT_ESCALATED


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What the head of the page counts."""

    artefacts: int
    blockers: int
    escalated: int
    past: int
    """How many artefacts are past a day needed."""
    gaps: tuple[tuple[str, int], ...]
    """What is not stated, and how often, the most frequent first."""


def _hides_nothing(artefact: str) -> bool:
    return False


def rows(board: Board, today: date, hides: Callable[[str], bool] = _hides_nothing) -> list[Row]:
    """Every open blocker of an artefact on the board that a filter does not hide, in the order of the checkpoint."""
    known = board.of(Artefact)
    found = [
        _row(board, known[artefact], blocker, today, late.get(blocker.id, ()))
        for lane in board.workstreams
        for artefact in board.cell(lane.id, BLOCKED)
        if not hides(artefact)
        for late in [past_needed(board, known[artefact], today)]
        for blocker in board.open_blockers(artefact)
    ]
    return sorted(found, key=lambda row: _order(board, row))


def _order(board: Board, row: Row) -> tuple[object, ...]:
    rank = board.of(Forum)[row.forum_id].rank if row.forum_id else ""
    since = row.since or date.min  # what nobody knows the beginning of counts as the oldest
    return (bool(row.forum_id), -row.level, rank, -row.past, since)


def _row(board: Board, artefact: Artefact, blocker: Blocker, today: date, late: Iterable[Late]) -> Row:
    waiting = next((one for one in reversed(board.escalations(blocker.id)) if not one.returned), None)
    forum = board.of(Forum)[waiting.forum] if waiting else None
    lane = board.of(Workstream)[artefact.workstream]
    stage = board.of(Stage).get(artefact.stage or "")
    written, needed_on = _needed(blocker, waiting)
    since = dates.instant_day(blocker.since)
    stated = {
        "reason": blocker.reason,
        "who must unblock it": blocker.owner,
        "needed by": written,
        "stage": stage,
        "question": waiting.question if waiting else "none is asked",
    }
    return Row(
        artefact=artefact.id,
        blocker=blocker.id,
        ref=artefact.ref,
        title=artefact.title,
        workstream=lane.short or lane.name,
        stage=(stage.short or stage.name) if stage else "",
        reason=blocker.reason,
        owner=blocker.owner,
        since=since,
        days=max(0, dates.days_between(since, today)) if since else None,
        needed_by=written,
        needed_on=needed_on,
        past=max((dates.days_between(day, today) for one in late if (day := dates.day_of(one.day))), default=0),
        forum=(forum.short or forum.name) if forum else "",
        level=forum.level if forum else 0,
        forum_id=forum.id if forum else "",
        question=waiting.question if waiting else "",
        asked=dates.instant_day(waiting.raised) if waiting else None,
        gaps=tuple(name for name, value in stated.items() if not value),
    )


def _needed(blocker: Blocker, waiting: Escalation | None) -> tuple[str, date | None]:
    """The earlier of the two days by which something is needed; a day that can be read goes before words that cannot."""
    asked = [(one.needed_by, dates.day_of(one.needed_on)) for one in (waiting, blocker) if one and one.needed_by]
    return min(asked, key=lambda pair: pair[1] or date.max, default=("", None))


def grouped(found: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """Rows under their headings, both in the order given."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in found:
        groups.setdefault((row.forum_id, row.group), []).append(row)
    return [(title, members) for (_, title), members in groups.items()]


def summary(found: Iterable[Row]) -> Summary:
    """What the rows add up to."""
    shown = list(found)
    gaps = Counter(gap for row in shown for gap in row.gaps)
    return Summary(
        artefacts=len({row.artefact for row in shown}),
        blockers=len(shown),
        escalated=len({row.artefact for row in shown if row.forum_id}),
        past=len({row.artefact for row in shown if row.past}),
        gaps=tuple(gaps.most_common()),
    )


def summary_words(told: Summary) -> str:
    """`3 blocked · 1 escalated · 1 past the day needed · not stated: reason 1, needed by 2`."""
    words = [f"{told.artefacts} blocked"]
    if told.blockers != told.artefacts:
        words.append(f"{told.blockers} blockers")
    words += [f"{told.escalated} escalated", f"{told.past} {PAST}"]
    if told.gaps:
        words.append("not stated: " + ", ".join(f"{name} {count}" for name, count in told.gaps))
    return " · ".join(words)


COLUMNS = (
    "Reference",
    "Title",
    "Workstream",
    "Stage",
    "Reason",
    "Who must unblock",
    "Blocked since",
    "Needed by",
    "Forum and question",
)
"""The heads of the table that is shown and printed, for the texts that `cells` gives."""
REASON, NEEDED = COLUMNS.index("Reason"), COLUMNS.index("Needed by")


def cells(row: Row, today: date) -> tuple[str, ...]:
    """A row in the words of the table, one text a column of COLUMNS; what is a gap says that it is not stated."""
    since = dates.short(row.since, today) if row.since else NOT_STATED
    if row.days is not None:
        since += " · today" if row.days == 0 else f" · {_days(row.days)}"
    asked = f", {dates.short(row.asked, today)}" if row.asked else ""
    put_to = f"⚑ {row.forum}{asked}: {row.question or 'question ' + NOT_STATED}" if row.forum else NOT_ESCALATED
    return (
        row.ref or "–",
        row.title or "–",
        row.workstream,
        row.stage or NOT_STATED,
        row.reason or NOT_STATED,
        row.owner or NOT_STATED,
        since,
        needed(row, today),
        put_to,
    )


def needed(row: Row, today: date) -> str:
    """`10 Nov · 14 days past`; the words that were written where they mean no day."""
    if row.needed_on is None:
        return row.needed_by or NOT_STATED
    left = dates.days_between(today, row.needed_on)
    far = "today" if left == 0 else f"{_days(left)} left" if left > 0 else f"{_days(-left)} past"
    return f"{dates.short(row.needed_on, today)} · {far}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
