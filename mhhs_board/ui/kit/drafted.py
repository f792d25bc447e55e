"""What stood in a field when somebody began to type there, as a draft keeps it and as an operation compares it."""

from __future__ import annotations

from typing import Any

from mhhs_board.domain import cells
from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import Declared
from mhhs_board.domain.record import Record


def as_stood(board: Board, record: Record, one: Declared) -> str:
    """A field of a record as a draft says it: as its user would type it, a link by its id."""
    return getattr(record, one.name) or "" if one.link is not None else cells.typed(board, record, one)


def as_seen(one: Declared, text: str) -> Any:
    """The same back, as the operations compare it."""
    if one.many:
        return tuple(part for part in text.split(cells.SEVERAL) if part)
    return text or (None if one.nullable else one.default if one.words else "")
