"""Closing blockers, and with them the escalations that waited for an answer."""

from __future__ import annotations

from collections.abc import Collection

from mhhs_board.domain.board import Board, revised
from mhhs_board.domain.journal import Change
from mhhs_board.domain.records import Artefact
from mhhs_board.operations.context import Context


def released(
    board: Board, context: Context, artefact: Artefact, *, note: str = "", only: Collection[str] | None = None
) -> list[Change | None]:
    """The changes that close an artefact's open blockers, all or `only` some; their escalations return with the note."""
    changes: list[Change | None] = []
    for blocker in board.open_blockers(artefact.id):
        if only is not None and blocker.id not in only:
            continue
        changes.append(revised(blocker, closed=context.now, closing_note=note))
        changes.extend(
            revised(escalation, returned=context.now, answer=note)
            for escalation in board.escalations(blocker.id)
            if not escalation.returned
        )
    return changes
