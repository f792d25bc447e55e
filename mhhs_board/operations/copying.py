"""A board as others may read it: what stands on it now, without history and without what is private."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from mhhs_board.domain.board import Board, added
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import Artefact, Blocker, Details, Escalation, Record, View
from mhhs_board.operations.context import Context
from mhhs_board.operations.undoing import TEMPLATE

PRIVATE: dict[type[Record], tuple[str, ...]] = {Artefact: ("notes",)}
"""The fields that leave no board; a field that comes to be private is named here."""


def for_readers(board: Board, context: Context, *, source: Board) -> Entry:
    """The one entry of a copy of `source` for readers, on an empty board. Left out are the history, private notes, whose
    own views there are, and whatever is closed or retired and named by nothing that stays."""
    return context.entry(TEMPLATE, [added(record) for record in _kept(source)], note="A copy for readers.")


def _kept(source: Board) -> Iterator[Record]:
    yield msgspec.structs.replace(source.details, readers=1, example=0)
    artefacts = {artefact.id for artefact in source.of(Artefact).values() if not artefact.retired}
    blockers = {one.id for one in source.of(Blocker).values() if one.artefact in artefacts and not one.closed}
    for record in source.all_records():
        gone = (
            isinstance(record, Details)
            or (isinstance(record, Artefact) and record.id not in artefacts)
            or (isinstance(record, Blocker) and record.id not in blockers)
            or (isinstance(record, Escalation) and (record.blocker not in blockers or bool(record.returned)))
            or (isinstance(record, View) and (bool(record.owner) or bool(record.retired)))
        )
        if not gone:
            empty: dict[str, Any] = dict.fromkeys(PRIVATE.get(type(record), ()), "")
            yield msgspec.structs.replace(record, **empty) if empty else record
