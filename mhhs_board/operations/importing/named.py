"""What is asked of the id of a record in a file, and of what it names."""

from __future__ import annotations

from collections.abc import Set

from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.fields import article
from mhhs_board.domain.record import Record
from mhhs_board.operations import typed


def refuse_id(record: Record) -> None:
    """Raises Refused for an id that no board can keep."""
    if not record.id or typed.line(record.id, "id", limit=100) != record.id:
        raise Refused("Its id is not one that a board can keep.")


def refuse_missing(board: Board, kind: str, wanted: str | None, coming: Set[tuple[str, str]]) -> None:
    """Raises Refused where a record names what is not there. `coming` is every record of the file by type and id."""
    if wanted and board.get(kind, wanted) is None:
        where = "not taken in" if (kind, wanted) in coming else "neither on the board nor in the file"
        raise Refused(f"It names {article(kind)} {kind} that is {where}.")
