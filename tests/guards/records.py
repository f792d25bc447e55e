"""A record of any type with something in each of its fields, put on a board as somebody would put it there."""

from __future__ import annotations

from typing import Any

from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import Choice, Day, Declared, Line, Link, Note, Several, typed
from mhhs_board.domain.governance import Item
from mhhs_board.domain.record import Registered
from mhhs_board.domain.records import FURNITURE, REGISTERS, Artefact
from mhhs_board.operations import registering
from mhhs_board.operations.context import Context
from mhhs_board.workspace import Workspace
from tests.boards import NOW, TODAY, board_of, one
from tests.samples import SHAPED

KINDS = list(REGISTERS)
DAY = "8 December 2026"


def canary(kind: str, name: str) -> str:
    """The text that stands in one field alone."""
    return f"Zq {kind} {name.replace('_', ' ')} qZ"


def values(board: Board, kind: str, *, card: str, number: int = 1) -> dict[str, Any]:
    """Something in each field of a type, as typed; its links name a card, or a record of that type made for it."""
    found: dict[str, Any] = {}
    for field in typed(REGISTERS[kind]):
        said = canary(kind, field.name) + (f" {number}" if number > 1 else "")
        match field.field:
            case Day():
                found[field.name] = DAY
            case Choice():
                found[field.name] = next(filter(None, field.words))
            case Several():
                found[field.name] = f"{said}; another"
            case Link(kind="artefact"):
                found[field.name] = card
            case Link(kind=target) if target in FURNITURE:
                found[field.name] = furnished(board, target)
            case Link(kind=target) if target in REGISTERS and target != kind:
                found[field.name] = laid(board, target, card=card, number=number)
            case Note():
                found[field.name] = f"{said}\nand a second line"
            case Line():
                found[field.name] = SHAPED.get((kind, field.name), said)
    if {"item", "meeting"} <= found.keys():  # what is of an item is of the meeting that this is on the agenda of
        found["meeting"] = board.of(Item)[found["item"]].meeting
    proposed = registering.proposals(board, REGISTERS[kind], {**found, **dict.fromkeys(numbered(kind), "")})
    return {**found, **proposed}


def furnished(board: Board, kind: str) -> str:
    """The first record in use of a type of the board's furniture."""
    return next(one.id for one in board.all_of(kind) if not getattr(one, "retired", ""))


def numbered(kind: str) -> list[str]:
    """The fields that something may be proposed for."""
    if REGISTERS[kind].proposed.__func__ is Registered.proposed.__func__:  # type: ignore[attr-defined]
        return []
    return [one.name for one in typed(REGISTERS[kind]) if isinstance(one.field, Line) and one.field.counted]


def free(kind: str) -> list[Declared]:
    """The fields of text in which anything may stand."""
    kept = {*numbered(kind), *(name for of, name in SHAPED if of == kind)}
    return [one for one in typed(REGISTERS[kind]) if isinstance(one.field, Line | Note) and one.name not in kept]


def laid(board: Board, kind: str, *, card: str, number: int = 1) -> str:
    """Put such a record on a board; its id."""
    at = Context(actor="Ana", now=NOW, today=TODAY)  # with ids of our form
    entry = registering.add(board, at, kind=kind, values=values(board, kind, card=card, number=number))
    board.apply(entry)
    return entry.changes[0].id


def filled(kind: str) -> tuple[Board, Artefact, Registered]:
    """The example with one record of a type, about one of its cards where it may be."""
    board = board_of()
    card = one(board, "smart", "Process 4")
    record = board.get(kind, laid(board, kind, card=card.id))
    assert isinstance(record, Registered)
    return board, card, record


def run_in(workspace: Workspace, kind: str, card: str) -> str:
    """Have a workspace keep such a record, and before it whatever it cannot be without; its id."""
    said = values(workspace.board.copy(), kind, card=card)
    for field in typed(REGISTERS[kind]):
        if field.link is not None and field.link.kind in REGISTERS and field.name in said:
            if field.field.required:
                said[field.name] = run_in(workspace, field.link.kind, card)
            else:
                del said[field.name]
    proposed = registering.proposals(workspace.board, REGISTERS[kind], {**said, **dict.fromkeys(numbered(kind), "")})
    entry = workspace.run(registering.add, kind=kind, values={**said, **proposed})
    assert entry is not None
    return entry.changes[0].id
