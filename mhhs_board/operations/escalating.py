"""The ladder: putting a blocker (L4, "blockers requiring escalation") or a decision (DAG035, "DAG asks PSG") to a higher
forum, taking its answer, withdrawing the question."""

from __future__ import annotations

from collections.abc import Sequence

from mhhs_board.domain import dates, meetings
from mhhs_board.domain.board import Board, added, revised
from mhhs_board.domain.errors import Conflict, Refused
from mhhs_board.domain.escalation import PASSED_ON
from mhhs_board.domain.governance import Decision, Forum, Meeting
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import called, clipped_name, listed, quoted
from mhhs_board.domain.records import Blocker, Escalation
from mhhs_board.operations import registering, typed
from mhhs_board.operations.context import Context
from mhhs_board.operations.moving import standing
from mhhs_board.operations.releasing import BLOCKER, Ending, ended, ending


def raised(
    board: Board,
    context: Context,
    forum: str,
    *,
    blocker: str | None = None,
    decision: str | None = None,
    question: str = "",
    needed: typed.Day = typed.NO_DAY,
    at: str = "",
) -> Escalation:
    """A new escalation of a blocker or a decision to a forum, now or at an earlier instant. Raises Refused for a forum that
    no longer meets."""
    body = board.of(Forum)[forum]
    if meetings.closed(body, context.today):
        raise Refused(f"{body.name} no longer meets; choose another forum.")
    return Escalation(
        id=context.new_id(),
        blocker=blocker,
        decision=decision,
        forum=forum,
        question=typed.note(question, "question"),
        raised=at or context.now,
        raised_by=context.actor,
        needed_by=needed.written,
        needed_on=needed.on,
    )


def escalate(
    board: Board,
    context: Context,
    *,
    artefact: str,
    forum: str,
    question: str = "",
    needed_by: str = "",
    blocker: str | None = None,
    on: str = "",
) -> Entry:
    """Put an artefact's open blocker to a forum, today or on an earlier day; where it waits with a lower forum it is passed
    on.

    Raises Refused with `needs="block"` where it is not blocked, with `needs="blocker"` where several blockers may be meant,
    where it is with that forum or a higher one already, and for a day before it was blocked or asked last.
    """
    found = standing(board, artefact)
    blockers = board.open_blockers(artefact)
    if not blockers:
        raise Refused(f"{called(found)} is not blocked; block it first, then escalate it.", needs="block")
    if blocker is None and len(blockers) > 1:
        reasons = [f"{number}: {one.reason or 'reason not stated'}" for number, one in enumerate(blockers, 1)]
        raise Refused(f"{called(found)} has several blockers: {listed(reasons)}. Say which is escalated.", needs=BLOCKER)
    meant = blocker or blockers[0].id
    if meant not in {one.id for one in blockers}:
        raise Conflict("This blocker is closed, so there is nothing to escalate.")
    needed = typed.day(needed_by, context.today, "date an answer is needed by")
    before = board.escalations(meant)
    at = _put_on(board, context, on, before, (board.of(Blocker)[meant].since, "when it was blocked"))
    asked = raised(board, context, forum, blocker=meant, question=question, needed=needed, at=at)
    return _put(board, context, called(found), before, asked, needed)


def escalate_decision(
    board: Board, context: Context, *, decision: str, forum: str, question: str = "", needed_by: str = "", on: str = ""
) -> Entry:
    """Put a decision to a forum, today or on an earlier day; where it waits with a lower forum it is passed on. It blocks
    nothing, and what it is about need not be blocked.

    Raises Refused where it is retired, where that forum is not above the one that decided, where it is with that forum or a
    higher one already, and for a day before its meeting or before it was asked last.
    """
    found = registering.standing(board, Decision.KIND, decision)
    assert isinstance(found, Decision)
    own, body = meetings.forum_of(board, found.meeting), board.of(Forum)[forum]
    if own is not None and body.level >= own.level:
        raise Refused(f"{body.short or body.name} is not above {own.short or own.name}, which decided it.")
    needed = typed.day(needed_by, context.today, "date an answer is needed by")
    before = board.escalations_of(decision)
    met = board.of(Meeting).get(found.meeting or "")
    day = dates.day_of(dates.kept_day(met.day)) if met is not None else None
    at = _put_on(board, context, on, before, (dates.noon(day) if day is not None else "", "when it was decided"))
    asked = raised(board, context, forum, decision=decision, question=question, needed=needed, at=at)
    return _put(board, context, clipped_name(found), before, asked, needed)


def _put(
    board: Board, context: Context, name: str, before: Sequence[Escalation], asked: Escalation, needed: typed.Day
) -> Entry:
    """Ask a forum, and pass on what waits of the same question. Raises Refused where no lower forum has it."""
    body = board.of(Forum)[asked.forum]
    waiting = [escalation for escalation in before if not escalation.returned]
    for escalation in waiting:
        holder = board.of(Forum)[escalation.forum]
        if holder.id == body.id or holder.level <= body.level:
            rank = "" if holder.id == body.id else f", which is no lower than {body.short or body.name}"
            raise Refused(f"{name} is with {holder.short or holder.name} already{rank}.")
    changes = [
        revised(escalation, ended="passed_on", returned=asked.raised, answer=f"{PASSED_ON}{body.short or body.name}.")
        for escalation in waiting
    ]
    said = typed.line(asked.question.replace("\n", " ")[:300], "question")
    note = " ".join(filter(None, (said, needed.note)))
    return context.entry("escalate", [*changes, added(asked)], note=note, warnings=filter(None, [needed.warning]))


def answer(board: Board, context: Context, *, escalation: str, answer: str, on: str = "") -> Entry:
    """Record what a forum answered, today or on an earlier day. A blocker stays open until it is unblocked, a decision is
    what it was."""
    if not typed.note(answer, "answer"):
        raise Refused("The answer is empty; please give one.")
    return _ended(board, context, escalation, ending(answer, ""), on)


def withdraw(board: Board, context: Context, *, escalation: str, why: str, on: str = "") -> Entry:
    """Take a question back from its forum, and say why; a blocker stays open until it is unblocked."""
    if not typed.note(why, "reason for withdrawing it"):
        raise Refused("Say why the question is withdrawn.")
    return _ended(board, context, escalation, ending("", why), on)


def _ended(board: Board, context: Context, escalation: str, end: Ending | None, on: str) -> Entry:
    found = board.of(Escalation).get(escalation)
    if found is None or found.returned:
        raise Conflict("This escalation has ended already; look at the history for how it did.")
    assert end is not None
    if found.blocker:
        standing(board, board.of(Blocker)[found.blocker].artefact)
    verb = "answer" if end.how == "answered" else "withdraw"
    said = typed.line(end.text.replace("\n", " ")[:300], "answer")
    return context.entry(verb, [ended(found, end, _instant(context, found, on))], note=said)


def _instant(context: Context, escalation: Escalation, on: str) -> str:
    """When an escalation ended, of a day as typed: never before it was raised nor after now."""
    return _on(
        context, on, "day it ended on", "so nothing can have ended on it", [(escalation.raised, "when it was escalated")]
    )


def _put_on(board: Board, context: Context, on: str, before: Sequence[Escalation], since: tuple[str, str]) -> str:
    """When something was put to a forum, of a day as typed: never before it was there to be put, nor before what was asked
    of it before had been raised or had ended."""
    forums = board.of(Forum)
    names = {one.id: forums[one.forum].short or forums[one.forum].name for one in before}
    asked = [(one.returned, f"when {names[one.id]} was done with it") for one in before if one.returned]
    asked += [(one.raised, f"when {names[one.id]} was asked") for one in before if not one.returned]
    return _on(context, on, "day it was put there on", "so nothing can have been put to a forum on it", [since, *asked])


def _on(context: Context, on: str, what: str, too_late: str, earliest: Sequence[tuple[str, str]]) -> str:
    """The instant of a day as typed, now where none is. `earliest` are instants before which it cannot be, each with why.
    Raises Refused."""
    typed_day = typed.day(on, context.today, what)
    if not typed_day.written:
        return context.now
    day = dates.day_of(typed_day.on)
    if day is None:
        raise Refused(f"{quoted(typed_day.written)} is no day that can be read; write it like 2026-11-24.")
    if day > context.today:
        raise Refused(f"{dates.written(day)} is still to come, {too_late}.")
    for instant, why in sorted(earliest, reverse=True):
        first = dates.instant_day(instant)
        if first is not None and day < first:
            raise Refused(f"{dates.written(day)} is before {dates.written(first)}, {why}.")
    return min(context.now, max([dates.noon(day), *(instant for instant, _ in earliest)]))
