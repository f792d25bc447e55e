"""The blocked and escalated of a sheet as a table of texts, for every format that has tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mhhs_board.domain import dates, names
from mhhs_board.domain.escalation import overdue
from mhhs_board.domain.records import Artefact, Blocker, Forum, Stage, Workstream
from mhhs_board.exchange.sheet import Sheet

HEADS = ("Artefact", "Workstream", "Stage kept", "Reason", "Blocked since", "Who must unblock it", "Escalated to")


class Held(NamedTuple):
    """One open blocker in the words of HEADS; `late` where its artefact is overdue."""

    cells: tuple[str, ...]
    late: bool


def rows(sheet: Sheet) -> list[Held]:
    """Every open blocker of a shown artefact, the overdue first, then the oldest."""
    board = sheet.board
    found = [(artefact, blocker) for artefact in sheet.artefacts for blocker in board.open_blockers(artefact.id)]
    late = {artefact.id: overdue(board, artefact, sheet.today) for artefact, _ in found}
    found.sort(key=lambda pair: (not late[pair[0].id], pair[1].since))
    return [Held(tuple(_cells(sheet, artefact, blocker)), late[artefact.id]) for artefact, blocker in found]


def _cells(sheet: Sheet, artefact: Artefact, blocker: Blocker) -> Iterator[str]:
    board = sheet.board
    yield " ".join(dict.fromkeys(part for part in (artefact.ref, artefact.title) if part))
    yield board.shown(Workstream, artefact.workstream).name
    yield board.shown(Stage, artefact.stage).name if artefact.stage else names.column_name(artefact.stage, board)
    yield blocker.reason or "not stated"
    since = dates.instant_day(blocker.since)
    yield f"{dates.written(since)}, {days(max(0, dates.days_between(since, sheet.today)))}" if since else "not stated"
    wanted = blocker.owner or "not stated"
    if blocker.needed_by:
        wanted += f", needed by {blocker.needed_by}" + _overdue(blocker.needed_on, sheet)
    yield wanted
    waits = []
    for found in board.escalations(blocker.id):
        if not found.returned:
            said = board.of(Forum)[found.forum].name + (f": {found.question}" if found.question else "")
            said += f", answer needed by {found.needed_by}" if found.needed_by else ""
            waits.append(said + ("" if found.answer else _overdue(found.needed_on, sheet)))
    yield "; ".join(waits) or "–"


def days(count: int) -> str:
    """A number of days in words."""
    return f"{count} day{'' if count == 1 else 's'}"


def _overdue(needed_on: str, sheet: Sheet) -> str:
    return " (overdue)" if needed_on and needed_on < sheet.today.isoformat() else ""
