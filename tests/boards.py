"""Boards to try things on, laid out in memory from the shipped templates."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from mhhs_board.domain.board import Board
from mhhs_board.domain.journal import Entry, Head, seal
from mhhs_board.domain.records import Artefact
from mhhs_board.operations import founding
from mhhs_board.operations.context import Context, Operation

TEMPLATES = Path(__file__).parents[1] / "resources" / "templates"
NOW = "2026-11-24T08:00:00Z"
TODAY = date(2026, 11, 24)


def context(actor: str = "Ana", now: str = NOW, today: date = TODAY) -> Context:
    """A context whose ids count up, so that a failure reads the same twice."""
    counter = itertools.count(1)
    prefix = f"{next(_runs):06}"
    return Context(actor=actor, now=now, today=today, new_id=lambda: f"{prefix}-{next(counter)}")


_runs = itertools.count(1)


def template(name: str = "l4") -> founding.Template:
    """One of the shipped templates, its gates off: what they warn of is tried where they are tried."""
    return replace(founding.template((TEMPLATES / f"{name}.toml").read_bytes()), gates={})


def board_of(name: str = "l4") -> Board:
    """A fresh board from a template."""
    board = Board()
    act(board, founding.found, template=template(name))
    return board


def act(board: Board, operation: Operation, *, actor: str = "Ana", now: str = NOW, **arguments: Any) -> Entry:
    """Run an operation and apply its entry, as the workspace does."""
    entry = operation(board, context(actor, now), **arguments)
    sealed = seal(entry, Head(board.seq), now=now, salt="salt").entry
    board.apply(sealed)
    return sealed


def one(board: Board, workstream: str, ref: str) -> Artefact:
    """The artefact of a workstream with that reference."""
    (found,) = [
        artefact
        for artefact in board.of(Artefact).values()
        if artefact.workstream == workstream and artefact.ref == ref and not artefact.retired
    ]
    return found
