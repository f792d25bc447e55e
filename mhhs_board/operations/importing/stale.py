"""What a foreign table says that is old: what stood here before and was changed here by hand since.

The same plan is imported every Monday. It states where things stood when somebody wrote it, and not that what was done
on the board since is to be taken back. So a cell that says what a field held before, and a person changed it, says nothing
new; what an import changed, an import may change back. Our own lossless files are edits of the board and are taken at
their word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mhhs_board.domain import telling
from mhhs_board.domain.board import Board
from mhhs_board.domain.journal import Entry, Fields
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import Artefact, Blocker
from mhhs_board.operations.importing.days import same
from mhhs_board.operations.typed import Day

IMPORT = "import"

History = Callable[[str, str], Sequence[Entry]]
"""From kind and id of a record to the entries that touch it, oldest first."""


def no_history(kind: str, record_id: str) -> Sequence[Entry]:
    """Where nothing is known of before, nothing is old."""
    return ()


class Past:
    """What became of artefacts and of what blocks them before an import, without what was undone."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._changed: dict[int, dict[tuple[str, str], Fields]] = {}  # an entry that changed thousands is gone through once

    def is_old(self, record: Record, field: str, stated: Fields) -> bool:
        """Whether a field held what is stated of it before and was changed by a person, and no import, last; of a due date
        the text and its day together."""
        held = self._days(record) if field == "due" else self._values(record, field)
        if len(held) < 2 or held[-1][0] == IMPORT:
            return False
        said = Day(stated["due"], stated["due_on"]) if field == "due" else stated[field]
        return any(alike(said, value) for _, value in held[:-1])

    def _values(self, record: Record, field: str) -> list[tuple[str, Any]]:
        return [(verb, after[field]) for verb, after in self._of(record) if field in after]

    def _days(self, record: Record) -> list[tuple[str, Day]]:
        found = [("", Day("", ""))]
        for verb, after in self._of(record):
            if {"due", "due_on"} & after.keys():
                held = found[-1][1]
                found.append((verb, Day(after.get("due", held.written), after.get("due_on", held.on))))
        return found[1:]

    def _of(self, record: Record) -> list[tuple[str, Fields]]:
        """Verb and new values of each entry that still counts, oldest first."""
        found: list[tuple[str, Fields]] = []
        undone: set[int] = set()
        for entry in reversed(self._history(record.KIND, record.id)):
            if entry.seq in undone:
                continue
            if entry.undoes is not None:
                undone.add(entry.undoes)  # of a redo that is the undo, so that the first counts again
            elif after := self._changes(entry).get((record.KIND, record.id)):
                found.append((entry.verb, after))
        return found[::-1]

    def _changes(self, entry: Entry) -> dict[tuple[str, str], Fields]:
        if entry.seq not in self._changed:
            told = (change for change in entry.changes if change.kind in (Artefact.KIND, Blocker.KIND))
            self._changed[entry.seq] = {(change.kind, change.id): change.after for change in told if change.after}
        return self._changed[entry.seq]


def alike(one: Any, other: Any) -> bool:
    """Whether two values of a field say the same: dates mean one day, and labels and links may stand in any order."""
    if isinstance(one, Day) and isinstance(other, Day):
        return same(one, other)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return set(one) == set(other)
    return bool(one == other)


def kept(board: Board, record: Record, field: str, stated: Any) -> str:
    """What is told of a field that keeps what stands here."""
    here, there = (_value(board, field, value) for value in (getattr(record, field), stated))
    return f"keeps {field.replace('_', ' ')} {here}: it was changed here since it was {there}"


def _value(board: Board, field: str, value: Any) -> str:
    if field in ("stage", "workstream", "kind"):
        return telling.called(board, field, value)
    text = ", ".join(value) if isinstance(value, (list, tuple)) else str(value or "")
    return f"“{telling.clipped(text, 80)}”" if text else "empty"
