"""The ladder of forums, what an escalation is about and how it ended, what is overdue, and ages in days.

Workstream lead at the weekly checkpoint → L4 working group → DAG → PSG (L4), and above it Ofgem as sponsor (ours). Ages
count whole days, the user's own days, from stage changes only.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from mhhs_board.domain import dates, pace
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Decision, Forum, Meeting
from mhhs_board.domain.names import called, clipped_name
from mhhs_board.domain.record import artefact_about
from mhhs_board.domain.records import Artefact, Blocker, Ending, Escalation, Stage

Ended = Ending | Literal["closed"]
"""How an escalation ended: as a record keeps it, or "closed" with its blocker, of which older boards say no more."""

PASSED_ON = "Passed on to "
"""How the words begin that are kept of an escalation that was passed on."""


def next_forum(board: Board, artefact: Artefact) -> Forum | None:
    """Whom to put what blocks an artefact to next: the forum above the highest it waits at, the lowest where it waits at
    none, None at the top."""
    waiting = board.open_escalations(artefact.id, of=Blocker)
    return _above(board, board.of(Forum)[waiting[0].forum] if waiting else None)


def next_forum_of(board: Board, decision: Decision) -> Forum | None:
    """Whom to put a decision to next: the forum above the one it waits at, else above the one that took it."""
    waiting = waiting_of(board, decision.id)
    meeting = board.of(Meeting).get(decision.meeting or "")
    present = waiting[-1].forum if waiting else meeting.forum if meeting else None
    return _above(board, board.of(Forum).get(present or ""))


def _above(board: Board, present: Forum | None) -> Forum | None:
    forums = {forum.id: forum for forum in board.forums}
    if present is None:
        return next(iter(forums.values()), None)
    if present.parent in forums:
        return forums[present.parent]
    return next((forum for forum in forums.values() if forum.level < present.level), None)


def waiting(board: Board) -> list[Escalation]:
    """Every escalation that waits for an answer, of what blocks an artefact on the board and of decisions, oldest first."""
    found = []
    for one in board.of(Escalation).values():
        if not one.returned:
            blocker, decision = subject(board, one)
            live = decision is not None and not decision.retired
            if blocker is not None and not blocker.closed:
                live = not board.of(Artefact)[blocker.artefact].retired
            if live:
                found.append(one)
    return sorted(found, key=lambda one: one.order())


def waiting_of(board: Board, decision_id: str) -> list[Escalation]:
    """The escalations of a decision that wait for an answer, oldest first; of a sound board there is one at most."""
    return [one for one in board.escalations_of(decision_id) if not one.returned]


def artefact_of(board: Board, escalation: Escalation) -> Artefact | None:
    """The artefact that an escalation is about, through its blocker or its decision; None for a decision about none."""
    return board.of(Artefact).get(artefact_about(escalation, board))


def subject(board: Board, escalation: Escalation) -> tuple[Blocker | None, Decision | None]:
    """What was escalated, the blocker or the decision."""
    return board.of(Blocker).get(escalation.blocker or ""), board.of(Decision).get(escalation.decision or "")


def named(board: Board, escalation: Escalation) -> str:
    """What people call what was escalated: the decision, else the artefact that is blocked."""
    _, decision = subject(board, escalation)
    if decision is not None:
        return clipped_name(decision)
    artefact = artefact_of(board, escalation)
    return called(artefact) if artefact else "what is no longer there"


def where_it_waits(board: Board, decision: Decision, today: date) -> str:
    """`waits for PSG since 10 Apr`; empty where a decision waits for no forum."""
    told = []
    for one in waiting_of(board, decision.id):
        forum, since = board.of(Forum)[one.forum], dates.instant_day(one.raised)
        when = f" since {dates.short(since, today)}" if since else ""
        told.append(f"waits for {forum.short or forum.name}{when}")
    return "; ".join(told)


def unanswered(escalation: Escalation, today: date) -> bool:
    """Whether an escalation has no answer and the day it was needed by has passed."""
    return not escalation.returned and not escalation.answer and "" < escalation.needed_on < today.isoformat()


def how_ended(board: Board, escalation: Escalation) -> Ended:
    """How an escalation ended; empty while it waits for an answer."""
    blocker = board.of(Blocker).get(escalation.blocker or "")
    others = board.escalations(escalation.blocker or "") or board.escalations_of(escalation.decision or "")
    raised = (other.raised for other in others if other.id != escalation.id)
    return told_ending(escalation, blocker, raised)


def told_ending(escalation: Escalation, blocker: Blocker | None, raised: Iterable[str]) -> Ended:
    """How an escalation ended, given its blocker and when the blocker's others were raised.

    What ended before `ended` was kept is told by what it left: with its blocker, at the same instant and with the same
    words, it was closed; with another raised at that instant it was passed on; else it was answered.
    """
    if not escalation.returned or escalation.ended:
        return escalation.ended if escalation.returned else ""
    if blocker is not None and blocker.closed == escalation.returned and blocker.closing_note == escalation.answer:
        return "closed"
    if escalation.answer.startswith(PASSED_ON) and escalation.returned in raised:
        return "passed_on"
    return "answered"


class Late(NamedTuple):
    """One reason why an artefact is overdue, and the day that has passed. `blocker`, `forum` and `decision` are ids, the
    forum that of an escalation, of the blocker or of the decision; all are empty where it is the artefact's own due day."""

    day: str
    blocker: str = ""
    forum: str = ""
    decision: str = ""

    @property
    def own(self) -> bool:
        """Whether it is the artefact's own due day that has passed."""
        return not (self.blocker or self.forum)

    def words(self, board: Board) -> str:
        """`due 2 November 2026`, `to be unblocked by 5 December 2026`, `DAG to answer by 9 December 2026`, `PSG to answer
        about DAG-DEC99 by 9 December 2026`."""
        day = dates.day_of(self.day)
        by = dates.written(day) if day else self.day
        if self.forum:
            forum, decision = board.of(Forum)[self.forum], board.of(Decision).get(self.decision)
            about = f" about {clipped_name(decision)}" if decision else ""
            return f"{forum.short or forum.name} to answer{about} by {by}"
        return f"to be unblocked by {by}" if self.blocker else f"due {by}"


def overdue(board: Board, artefact: Artefact, today: date) -> tuple[Late, ...]:
    """Why an artefact is overdue; empty where it is not. Whoever says the word anywhere asks here.

    Past its due day and not done, or an open blocker, or an escalation without an answer, past the day it was needed by.
    What is retired is not.
    """
    day = today.isoformat()
    passed = "" < artefact.due_on < day
    held = board.open_blockers(artefact.id)
    asked = () if artefact.retired else board.open_escalations(artefact.id, of=Decision)
    if artefact.retired or not (passed or held or asked):
        return ()
    late: list[Late] = []
    if passed:
        stage = board.of(Stage).get(artefact.stage or "")
        if stage is None or stage.role != "done":
            late.append(Late(artefact.due_on))
    for blocker in held:
        if "" < blocker.needed_on < day:
            late.append(Late(blocker.needed_on, blocker.id))
        for escalation in board.escalations(blocker.id):
            if unanswered(escalation, today):
                late.append(Late(escalation.needed_on, blocker.id, escalation.forum))
    for escalation in asked:
        if unanswered(escalation, today):
            late.append(Late(escalation.needed_on, "", escalation.forum, escalation.decision or ""))
    return tuple(late)


def past_needed(board: Board, artefact: Artefact, today: date) -> dict[str, list[Late]]:
    """Which blockers of an artefact are past the day needed, or what a forum was asked about them, by their ids."""
    found: dict[str, list[Late]] = {}
    for late in overdue(board, artefact, today):
        if late.blocker:
            found.setdefault(late.blocker, []).append(late)
    return found


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


def age_band(board: Board, artefact: Artefact, days: int) -> int:
    """Whether days in a stage, or blocked where it is, are as usual (0), long (1) or very long (2).

    A stay is compared with earlier ones in its stage. Days blocked are compared with nothing: how long others were held up
    excuses nobody. The due day is judged by itself.
    """
    if board.is_blocked(artefact.id):
        return pace.fixed_band(days)
    return board.pace.band(artefact.stage, days)


def band_words(board: Board, artefact: Artefact, band: int) -> str:
    """Why an age is called long, in words; empty where it is not."""
    if not band:
        return ""
    told = ("long", "very long")[band - 1]
    usual = None if board.is_blocked(artefact.id) else board.pace.usual(artefact.stage)
    if usual is None:
        return f"{told}: {(pace.LONG, pace.VERY_LONG)[band - 1]} days or more"
    return f"{told}: half of those before went on within {_days(usual.half)}, 85 of 100 within {_days(usual.most)}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


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
