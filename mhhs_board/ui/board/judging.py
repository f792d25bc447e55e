"""What the rules answer where cards would go, before they go: for the lights of a drag, lift mode and the menus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.records import Artefact
from mhhs_board.domain.workflow import Arriving, count_arrival, verdict
from mhhs_board.operations.releasing import BLOCKER, unanswered, waiting_among


class Judgement(NamedTuple):
    """What a place answers to cards: "yes", "asks" (one line, or a dialog) or "no", and the sentence for it."""

    tone: str
    sentence: str


def unblocks(column: str | None) -> bool:
    """Whether what is blocked is unblocked by going to a column: a stage does it; None keeps each one where it is shown."""
    return column not in (None, BLOCKED)


def judge(board: Board, artefacts: Sequence[Artefact], workstream: str | None, column: str | None, actor: str) -> Judgement:
    """The least favourable answer that any of the artefacts gets, all going together at somebody's hand; None keeps each
    one's own."""
    found = Judgement("yes", "")
    arriving: Arriving = Counter()
    for artefact in artefacts:
        lane, target = workstream or artefact.workstream, column or artefact.stage
        if target is None:
            continue
        answer = verdict(board, artefact, lane, target, unblock=unblocks(column), arriving=arriving, actor=actor)
        if not answer.allowed and not answer.needs:
            return Judgement("no", answer.sentence)
        if not answer.allowed and found.tone == "yes":
            found = Judgement("asks", answer.sentence)
        if target != BLOCKED:
            count_arrival(board, arriving, artefact, lane, target)
    unsaid = unanswered(board, waiting_among(board, artefacts)) if unblocks(column) else None
    if unsaid is not None and unsaid.needs == BLOCKER:
        return Judgement("no", str(unsaid))
    return Judgement("asks", str(unsaid)) if unsaid is not None and found.tone == "yes" else found
