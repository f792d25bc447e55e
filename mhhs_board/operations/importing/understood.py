"""What an import understands of each row, to be shown before anything is taken in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mhhs_board.domain import cells, dates, names
from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import Day, typed
from mhhs_board.domain.imported import LISTS, AnyRow, Row, Verdict
from mhhs_board.domain.records import Artefact, Workstream

_TAKEN = frozenset({"new", "update", "unchanged"})


def fields(scratch: Board, rows: Iterable[AnyRow], verdicts: Iterable[Verdict]) -> dict[int, Mapping[str, str]]:
    """By the number of its row: of what would be taken in, the artefact as it would be, its days with their year; of any
    other row, what the file says. Fields that say nothing are left out."""
    stated = {row.record: row for row in rows if isinstance(row, Row)}
    found: dict[int, Mapping[str, str]] = {}
    for verdict in verdicts:
        row = stated.get(verdict.record)
        artefact = scratch.of(Artefact).get(verdict.id) if verdict.verdict in _TAKEN else None
        if artefact is not None:
            found[verdict.record] = _as_it_would_be(scratch, artefact)
        elif row is not None:
            said = {name: text.strip() for name, text in row.texts.items() if text.strip()}
            if (number := said.pop("id", "")) and not row.own:  # what another program counts by
                said = {"ref": number, **said}
            found[verdict.record] = said | {name: ", ".join(row.lists[name]) for name in LISTS if row.lists.get(name)}
    return found


def _as_it_would_be(board: Board, artefact: Artefact) -> dict[str, str]:
    told = {
        "ref": artefact.ref,
        "title": artefact.title,
        "workstream": board.of(Workstream)[artefact.workstream].name,
        "stage": names.column_name(board.column_of(artefact), board),
    }
    for one in typed(Artefact):
        if one.name in told or not getattr(artefact, one.name):
            continue
        day = dates.day_of(cells.meant(artefact, one)) if isinstance(one.field, Day) else None
        value = getattr(artefact, one.name)
        told[one.name] = day.isoformat() if day else ", ".join(value) if one.many else cells.said(board, artefact, one)
    return {name: text for name, text in told.items() if text}
