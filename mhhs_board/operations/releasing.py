"""Ending what was open: blockers, and the escalations that waited for an answer. Nothing ends without its own words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple

from mhhs_board.domain import escalation as ladder
from mhhs_board.domain.board import Board, revised
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.journal import Change
from mhhs_board.domain.names import called, listed, quoted
from mhhs_board.domain.records import Artefact, Blocker, Escalation
from mhhs_board.operations import typed
from mhhs_board.operations.context import Context

ENDING = "ending"
"""What a refusal needs where nobody has said how an escalation ended."""
BLOCKER = "blocker"
"""What a refusal needs where several escalations may be meant."""


class Ending(NamedTuple):
    """How an escalation ended, and what was said: the forum's answer, or why the question is no longer put."""

    how: Literal["answered", "withdrawn"]
    text: str


def ending(answer: str, withdraw: str) -> Ending | None:
    """What a person said of how an escalation ended; None where they said nothing. Raises Refused where it was both."""
    answered, withdrawn = typed.note(answer, "answer"), typed.note(withdraw, "reason for withdrawing it")
    if answered and withdrawn:
        raise Refused("An escalation was either answered or withdrawn; say one of the two.")
    if withdrawn:
        return Ending("withdrawn", withdrawn)
    return Ending("answered", answered) if answered else None


def ended(escalation: Escalation, end: Ending, at: str) -> Change | None:
    """The change that ends an escalation at an instant."""
    return revised(escalation, ended=end.how, answer=end.text, returned=at)


def waiting_among(board: Board, artefacts: Sequence[Artefact], only: Collection[str] | None = None) -> list[Escalation]:
    """The open escalations of artefacts' open blockers, all or those of `only` some blockers."""
    return [
        escalation
        for artefact in artefacts
        for escalation in board.open_escalations(artefact.id, of=Blocker)
        if only is None or escalation.blocker in only
    ]


def released(
    board: Board,
    context: Context,
    artefacts: Sequence[Artefact],
    *,
    note: str = "",
    only: Collection[str] | None = None,
    end: Ending | None = None,
) -> list[Change | None]:
    """The changes that close artefacts' open blockers, all or `only` some, and end the escalation that waits.

    Raises Refused with `needs="ending"` where one waits and `end` does not say how it ended, and where several wait: how
    each of them ended has to be said of each.
    """
    waiting = waiting_among(board, artefacts, only)
    if (unsaid := unanswered(board, waiting)) and (end is None or unsaid.needs == BLOCKER):
        raise unsaid
    if end is not None and not waiting:
        raise Refused("No blocker that this closes waits for an answer, so nothing can be answered or withdrawn.")
    changes = [
        revised(blocker, closed=context.now, closing_note=note)
        for artefact in artefacts
        for blocker in board.open_blockers(artefact.id)
        if only is None or blocker.id in only
    ]
    if end is not None:
        changes.append(ended(waiting[0], end, context.now))
    return changes


def unanswered(board: Board, waiting: Sequence[Escalation]) -> Refused | None:
    """What has to be said before blockers can close whose escalations wait; None where none waits."""
    if len(waiting) > 1:
        told = f"More than one escalation waits for an answer: {named(board, waiting)}. Say of each how it ended."
        return Refused(told, needs=BLOCKER)
    return Refused(question(board, waiting[0]), needs=ENDING) if waiting else None


def question(board: Board, escalation: Escalation) -> str:
    """What has to be said before a blocker can close: how its escalation ended, with the forum and what it was asked."""
    forum = board.of(Forum)[escalation.forum]
    artefact = board.of(Artefact)[board.of(Blocker)[escalation.blocker or ""].artefact]
    asked = f" to the question {quoted(escalation.question)}" if escalation.question else ""
    waits = f"{called(artefact)} waits for an answer of {forum.short or forum.name}{asked}"
    return f"{waits}; say what was answered, or why it is withdrawn."


def named(board: Board, escalations: Sequence[Escalation]) -> str:
    """Escalations as a person tells them apart: decision or artefact with the number of its blocker, and forum."""
    told = []
    for escalation in escalations:
        blocker, forum = board.of(Blocker).get(escalation.blocker or ""), board.of(Forum)[escalation.forum]
        held = [one.id for one in board.open_blockers(blocker.artefact)] if blocker else []
        number = f" blocker {held.index(blocker.id) + 1}" if blocker and blocker.id in held else ""
        told.append(f"{ladder.named(board, escalation)}{number} at {forum.short or forum.name}")
    return listed(told)
