"""The days of dates that an older program kept as they were written and did not read.

A word like "next friday" means a day at the moment at which it was said, so its entry is looked for. The days stand on the
board that is open alone: the file keeps them once somebody edits the date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from mhhs_board.domain import dates
from mhhs_board.domain.board import Board
from mhhs_board.domain.journal import Change, Entry
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import Artefact, Blocker, Escalation

_NAME = {Artefact.KIND: "due", Blocker.KIND: "needed_by", Escalation.KIND: "needed_by"}
"""Which field holds a date as it was written."""
_ON = {Artefact.KIND: "due_on", Blocker.KIND: "needed_on", Escalation.KIND: "needed_on"}
"""Which field holds the day that it means."""

Touching = Callable[[str, str], Sequence[Entry]]
"""From kind and id of a record to the entries that touch it, oldest first."""


def read(board: Board, touching: Touching) -> None:
    """Give every date of a board that means a day, and has none, the day it meant when it was written."""
    found: list[Change] = []
    for record, name, on in _undated(board):
        text = getattr(record, name)
        if _reads(text):
            day = dates.instant_day(_said_at(board, record, name, text, touching(record.KIND, record.id)))
            if day is not None and (meant := dates.iso_meant(text, day)):
                found.append(Change(record.KIND, record.id, {on: ""}, {on: meant}))
    board.fold(found)
    board.read_days = {(change.kind, change.id) for change in found}


def forgotten(board: Board) -> list[Change]:
    """The changes that take from a board the days that `read` gave it, gone either way: its journal knows none."""
    return [Change(kind, record_id, {on: ""}, {on: ""}) for kind, record_id in board.read_days for on in [_ON[kind]]]


def settle(board: Board, changes: Iterable[Change]) -> None:
    """After changes: where a date is another now, and its entry did not know of the day that was read, that day goes."""
    for change in changes:
        place = (change.kind, change.id)
        if place not in board.read_days:
            continue
        name, on = _NAME[change.kind], _ON[change.kind]
        if change.before and change.after and name in change.after and on not in change.after:
            board.fold([Change(*place, {}, {on: ""})])
        if not change.before or not change.after or {name, on} & change.after.keys():
            board.read_days.discard(place)


def _undated(board: Board) -> Iterator[tuple[Record, str, str]]:
    """The records with a date that has no day, and the fields of both. The fields are named here and not looked up: every
    artefact is asked at each step through the past."""
    late = [one for one in board.of(Artefact).values() if one.due and not one.due_on]
    held = [one for one in board.of(Blocker).values() if one.needed_by and not one.needed_on]
    waiting = [one for one in board.of(Escalation).values() if one.needed_by and not one.needed_on]
    for record in (*late, *held, *waiting):
        yield record, _NAME[record.KIND], _ON[record.KIND]


@lru_cache(maxsize=4096)
def _reads(text: str) -> bool:
    """Whether a text means a day; one that an import left open, because day or month may come first, does not."""
    day_first, month_first = dates.either_way(text)
    return day_first == month_first and dates.reads(text)


def _said_at(board: Board, record: Record, name: str, text: Any, entries: Sequence[Entry]) -> str:
    """When a record was given this text last."""
    for entry in reversed(entries):
        if entry.seq <= board.seq and any(
            change.kind == record.KIND and change.id == record.id and (change.after or {}).get(name) == text
            for change in entry.changes
        ):
            return entry.at
    return ""
