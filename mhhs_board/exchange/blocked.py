"""The blocked and escalated of a sheet as tables of texts, for every format that has tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mhhs_board.domain import dates, names
from mhhs_board.domain.escalation import Late, artefact_of, blocked_days, named, overdue, past_needed, unanswered
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.records import Artefact, Blocker, Escalation, Stage, Workstream
from mhhs_board.exchange.sheet import Sheet

HEADS = ("Artefact", "Workstream", "Stage kept", "Reason", "Blocked since", "Who must unblock it", "Escalated to")

DECISION_HEADS = ("Decision", "About", "Escalated to", "Since", "Answer needed by")

_PAST = " (past)"


class BlockedRow(NamedTuple):
    """One open blocker in the words of HEADS, or one decision that waits in those of DECISION_HEADS; `late` where it, or an
    escalation of it, is past the day needed."""

    cells: tuple[str, ...]
    late: bool


def rows(sheet: Sheet) -> list[BlockedRow]:
    """Every open blocker of a shown artefact, what is past the day needed first, then the oldest."""
    board = sheet.board
    late: dict[str, list[Late]] = {}
    for artefact in sheet.artefacts:
        late |= past_needed(board, artefact, sheet.today)
    found = [(artefact, blocker) for artefact in sheet.artefacts for blocker in board.open_blockers(artefact.id)]
    found.sort(key=lambda pair: (pair[1].id not in late, pair[1].since))
    return [
        BlockedRow(tuple(_cells(sheet, artefact, blocker, late.get(blocker.id, []))), blocker.id in late)
        for artefact, blocker in found
    ]


def _cells(sheet: Sheet, artefact: Artefact, blocker: Blocker, late: list[Late]) -> Iterator[str]:
    board = sheet.board
    yield " ".join(dict.fromkeys(part for part in (artefact.ref, artefact.title) if part))
    yield board.shown(Workstream, artefact.workstream).name
    yield board.shown(Stage, artefact.stage).name if artefact.stage else names.column_name(artefact.stage, board)
    yield blocker.reason or "not stated"
    since = dates.instant_day(blocker.since)
    yield f"{dates.written(since)}, {days(max(0, dates.days_between(since, sheet.today)))}" if since else "not stated"
    wanted = blocker.owner or "not stated"
    if needed := dates.told(blocker.needed_by, blocker.needed_on, sheet.today):
        wanted += f", needed by {needed}" + (_PAST if any(not one.forum for one in late) else "")
    yield wanted
    waits = []
    for found in board.escalations(blocker.id):
        if not found.returned:
            said = board.of(Forum)[found.forum].name + (f": {found.question}" if found.question else "")
            needed = dates.told(found.needed_by, found.needed_on, sheet.today)
            said += f", answer needed by {needed}" if needed else ""
            waits.append(said + (_PAST if any(one.forum for one in late) else ""))
    yield "; ".join(waits) or "–"


def decisions(sheet: Sheet) -> list[BlockedRow]:
    """Every decision that waits for a forum's answer, of a filtered sheet those about a shown artefact; what is past its
    day first, then the oldest."""
    board = sheet.board
    waiting = [one for one in board.of(Escalation).values() if one.decision and not one.returned]
    found = []
    for one in sorted(waiting, key=lambda one: (not unanswered(one, sheet.today), one.raised, one.id)):
        about = artefact_of(board, one)
        if (about is None and not sheet.filtered) or (about is not None and about.id in sheet.shown):
            found.append(BlockedRow(tuple(_decision_cells(sheet, one, about)), unanswered(one, sheet.today)))
    return found


def _decision_cells(sheet: Sheet, one: Escalation, about: Artefact | None) -> Iterator[str]:
    yield named(sheet.board, one)
    yield (about.ref or about.title) if about else "–"
    yield sheet.board.of(Forum)[one.forum].name + (f": {one.question}" if one.question else "")
    since = dates.instant_day(one.raised)
    yield dates.written(since) if since else "not stated"
    needed = dates.told(one.needed_by, one.needed_on, sheet.today)
    yield needed + (_PAST if unanswered(one, sheet.today) else "") if needed else "not stated"


def days(count: int) -> str:
    """A number of days in words."""
    return f"{count} day{'' if count == 1 else 's'}"


def in_words(sheet: Sheet, artefact: Artefact) -> str:
    """Why and since when an artefact is blocked, and with whom it is, in a few words; empty where it is neither."""
    board = sheet.board
    blockers, waiting = board.open_blockers(artefact.id), board.open_escalations(artefact.id)
    if not blockers and not waiting:
        return ""
    said = ["; ".join(blocker.reason or "reason not stated" for blocker in blockers)] if blockers else []
    waited = blocked_days(board, artefact, sheet.today)
    if waited is not None:
        said.append(days(waited))
    for one in waiting:
        forum = board.of(Forum)[one.forum]
        about = f" about {named(board, one)}" if one.decision else ""
        said.append(f"with {forum.short or forum.name}{about}")
    if any(not late.own for late in overdue(board, artefact, sheet.today)):
        said.append("past the day needed")
    return ", ".join(said)
