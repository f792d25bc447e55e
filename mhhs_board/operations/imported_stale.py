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
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import Artefact

IMPORT = "import"

History = Callable[[str], Sequence[Entry]]
"""From an artefact's id to the entries that touch it, oldest first."""


def no_history(artefact: str) -> Sequence[Entry]:
    """Where nothing is known of before, nothing is old."""
    return ()


def is_old(entries: Sequence[Entry], artefact: str, field: str, stated: Any) -> bool:
    """Whether a field held `stated` before and was changed by a person, and no import, last."""
    imports = {entry.seq for entry in entries if entry.verb == IMPORT}
    held: list[Any] = []
    by_hand = False
    for entry in entries:
        if entry.verb == IMPORT or entry.undoes in imports:
            imports.add(entry.seq)  # what takes an import back, or does it again, is about the file too
        for change in entry.changes:
            if change.kind == Artefact.KIND and change.id == artefact and change.after and field in change.after:
                held.append(change.after[field])
                by_hand = entry.seq not in imports
    return by_hand and stated in held[:-1]


def kept(board: Board, artefact: Artefact, field: str, stated: Any) -> str:
    """What is told of a field that keeps what stands here."""
    here, there = (_value(board, field, value) for value in (getattr(artefact, field), stated))
    return f"keeps {field.replace('_', ' ')} {here}, changed here since the file's {there}"


def _value(board: Board, field: str, value: Any) -> str:
    if field in ("stage", "workstream", "kind"):
        return telling.called(board, field, value)
    text = ", ".join(value) if isinstance(value, (list, tuple)) else str(value or "")
    return f"“{telling.clipped(text, 80)}”" if text else "empty"
