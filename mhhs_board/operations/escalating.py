"""The ladder: putting a blocker to a higher forum and taking its answer (L4, "blockers requiring escalation")."""

from __future__ import annotations

from mhhs_board.domain.board import Board, added, revised
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.journal import Change, Entry
from mhhs_board.domain.names import called
from mhhs_board.domain.records import Blocker, Escalation, Forum
from mhhs_board.operations import typed
from mhhs_board.operations.context import Context
from mhhs_board.operations.moving import standing


def raised(
    board: Board, context: Context, blocker: str, forum: str, *, question: str = "", needed_by: str = ""
) -> Escalation:
    """A new escalation of a blocker to a forum. Raises Refused for a forum that no longer meets."""
    body = board.of(Forum)[forum]
    day = context.today.isoformat()
    if body.retired or (body.active_to and body.active_to < day):
        raise Refused(f"{body.name} no longer meets; choose another forum.")
    written, meant = typed.day(needed_by, context.today, "date an answer is needed by")
    return Escalation(
        id=context.new_id(),
        blocker=blocker,
        forum=forum,
        question=typed.note(question, "question"),
        raised=context.now,
        raised_by=context.actor,
        needed_by=written,
        needed_on=meant,
    )


def escalate(
    board: Board, context: Context, *, artefact: str, forum: str, question: str = "", needed_by: str = ""
) -> Entry:
    """Put an artefact's oldest open blocker to a forum; one that waits with a lower forum is passed on.

    Raises Refused with `needs="block"` where it is not blocked, and where it is with that forum or a higher one already.
    """
    found = standing(board, artefact)
    blockers = board.open_blockers(artefact)
    if not blockers:
        raise Refused(f"{called(found)} is not blocked; block it first, then escalate it.", needs="block")
    body = board.of(Forum)[forum]
    waiting = board.open_escalations(artefact)
    for escalation in waiting:
        holder = board.of(Forum)[escalation.forum]
        if holder.id == forum or holder.level <= body.level:
            rank = "" if holder.id == forum else f", which is no lower than {body.short or body.name}"
            raise Refused(f"{called(found)} is with {holder.short or holder.name} already{rank}.")
    blocker = waiting[0].blocker if waiting else blockers[0].id
    changes: list[Change | None] = [
        revised(escalation, returned=context.now, answer=f"Passed on to {body.short or body.name}.")
        for escalation in waiting
        if escalation.blocker == blocker
    ]
    changes.append(added(raised(board, context, blocker, forum, question=question, needed_by=needed_by)))
    return context.entry("escalate", changes, note=typed.line(question.replace("\n", " ")[:300], "question"))


def answer(board: Board, context: Context, *, escalation: str, answer: str) -> Entry:
    """Record what a forum answered; the blocker stays open until it is unblocked."""
    found = board.of(Escalation).get(escalation)
    if found is None or found.returned:
        raise Refused("This escalation has its answer already.")
    text = typed.note(answer, "answer")
    if not text:
        raise Refused("The answer is empty; please give one.")
    standing(board, board.of(Blocker)[found.blocker].artefact)
    return context.entry(
        "answer", [revised(found, answer=text, returned=context.now)], note=typed.line(text[:300], "answer")
    )
