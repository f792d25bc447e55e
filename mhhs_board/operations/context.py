"""Who acts, when, and where new ids come from: all that an operation may know besides the board."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Concatenate, ParamSpec

import msgspec

from mhhs_board.domain.board import Board
from mhhs_board.domain.journal import NOT_STATED, Change, Entry
from mhhs_board.operations import typed

__all__ = ["NOT_STATED", "Context", "Operation", "actor_named", "fresh_id", "fresh_salt"]


def actor_named(text: str) -> str:
    """Who acts, by a name that the history can keep; NOT_STATED where there is none. Raises Refused for one too long."""
    return typed.line(text, "name of who acts") or NOT_STATED


def fresh_id() -> str:
    """An id nobody else makes, sortable by nothing."""
    return uuid.uuid4().hex


def fresh_salt() -> str:
    """Randomness for an entry's payload."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Context:
    """`now` is UTC text as records keep it, `today` the user's own day."""

    actor: str
    now: str
    today: date
    new_id: Callable[[], str] = field(default=fresh_id)

    def entry(self, verb: str, changes: Iterable[Change | None], *, note: str = "", warnings: Iterable[str] = ()) -> Entry:
        """One entry of these changes by this actor; changes that change nothing are left out."""
        kept = tuple(change for change in changes if change is not None)
        return Entry(uid=self.new_id(), verb=verb, actor=self.actor, changes=kept, note=note, warnings=tuple(warnings))


P = ParamSpec("P")

Operation = Callable[Concatenate[Board, Context, P], Entry]
"""A verb: `operation(board, context, *, …)`, pure, writes nothing. Raises Refused with a sentence; an entry without
changes means that there is nothing to do. An entry changes each record at most once."""


class Wish(msgspec.Struct, frozen=True):
    """An operation with its arguments, which mypy has looked at where they were put together: see `wish`."""

    operation: Callable[..., Entry]
    arguments: dict[str, Any]

    def __call__(self, board: Board, context: Context) -> Entry:
        """Judge it on a board; as an operation."""
        return self.operation(board, context, **self.arguments)

    def but(self, **arguments: Any) -> Wish:
        """The same with what a refusal asked for: a line, or that a place is brought back."""
        return Wish(self.operation, {**self.arguments, **arguments})


def wish(operation: Operation[P], *arguments: P.args, **named: P.kwargs) -> Wish:
    """An operation with the arguments that it takes."""
    assert not arguments, "operations take their arguments by name"
    return Wish(operation, dict(named))
