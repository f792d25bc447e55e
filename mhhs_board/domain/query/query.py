"""The filter language at work: a query tried on artefacts, and the same query switched by chips.

`parse` once a keystroke, `Query.matcher` once a keystroke, the matcher once an artefact. Every name in a query means what
it means elsewhere (`names.matching`); a prefix that fits several names means any of them here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from mhhs_board.base.text import folded
from mhhs_board.domain import names
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.query.matching import (
    STATES,
    Haystacks,
    Setting,
    Shown,
    Test,
    asked_for,
    compiled,
    nameable,
)
from mhhs_board.domain.query.text import (
    All,
    Any,
    Field,
    Node,
    as_text,
    field_value,
    fields_in,
)
from mhhs_board.domain.query.text import parse as parse_text
from mhhs_board.domain.record import Named

__all__ = ["STATES", "Haystacks", "Query", "Shown", "Test", "has_field", "parse", "with_field"]


class Query(msgspec.Struct, frozen=True):
    """A parsed query; `str` of it is text that parses to an equal one. Without parts it matches everything."""

    root: Node = All(())

    def __str__(self) -> str:
        return as_text(self.root)

    def __bool__(self) -> bool:
        """Whether anything is asked at all."""
        return self.root != All(())

    def matcher(
        self,
        board: Board,
        today: date,
        me: str,
        *,
        haystacks: Haystacks | None = None,
        changed: Mapping[str, str] | None = None,
    ) -> Test:
        """The test that tells whether an artefact is shown. Raises Refused for a name that nothing has.

        `me` is the actor's name for `is:mine`; `changed` maps artefact ids to the UTC instant of the newest entry that
        touches them (where missing, the last stage change counts).
        """
        setting = Setting(board, today, me, haystacks or Haystacks(), changed or {})
        return compiled(self.root, setting)

    def shown(
        self,
        board: Board,
        today: date,
        me: str,
        *,
        haystacks: Haystacks | None = None,
        changed: Mapping[str, str] | None = None,
    ) -> Shown:
        """The ids of the artefacts on the board that the query shows; arguments and refusals as for `matcher`.

        Where the last query asked of these haystacks has only grown since, only its answer is tried again.
        """
        kept = haystacks or Haystacks()
        setting = Setting(board, today, me, kept, changed or {})
        parts = self.root.parts if isinstance(self.root, All) else (self.root,)
        return kept.shown(parts, setting)

    def notes(self, board: Board, today: date, me: str = "") -> list[str]:
        """What a person should know about the answer: which parts match nothing, and why."""
        said: list[str] = []
        for part in fields_in(self.root):
            if part.name == "for":
                if why := asked_for(part, board, today).why:
                    said.append(f"{why}, so {as_text(part)} matches nothing.")
            elif part.name == "due" and not part.operator and folded(part.value) == "overdue":
                said.append(f"{as_text(part)} looks for the word in the date as written; is:overdue shows what is overdue.")
            elif part.name == "is" and folded(part.value) == "mine" and not nameable(me):
                said.append("is:mine matches nothing until you have given your name.")
        return list(dict.fromkeys(said))


def parse(text: str) -> Query:
    """A query from what a person typed. Raises Refused with one sentence that points at the problem."""
    return Query(parse_text(text))


# -- chips -----------------------------------------------------------------------------------------------------------


def has_field(query_text: str, name: str, value: str | Named) -> bool:
    """Whether a query asks for this value of a field in the place where `with_field` puts it. False for half-typed text."""
    try:
        chosen, _ = _taken_apart(parse_text(query_text), name)
    except Refused:
        return False
    return any(_means(part, value) for part in chosen)


def with_field(query_text: str, name: str, value: str | Named, on: bool) -> str:
    """The query with a value of a field switched on or off, as a chip does it; several values mean any of them.

    The text is written anew, so it reads tidily. Raises Refused where the query cannot be read.
    """
    chosen, rest = _taken_apart(parse_text(query_text), name)
    kept = [part for part in chosen if not _means(part, value)]
    if on:
        written = (value.short or value.name) if isinstance(value, Named) else value
        text = field_value(written)
        kept.append(Field(name, written, "", exact=text != written))
    if kept:
        rest = [*rest, kept[0] if len(kept) == 1 else Any(tuple(kept))]
    return as_text(rest[0] if len(rest) == 1 else All(tuple(rest)))


def _taken_apart(root: Node, name: str) -> tuple[list[Field], list[Node]]:
    """The values of a field that a query asks for on its outermost level, and everything else it asks."""
    chosen: list[Field] = []
    rest: list[Node] = []
    for part in root.parts if isinstance(root, All) else (root,):
        among = part.parts if isinstance(part, Any) else (part,)
        fields = [found for found in among if isinstance(found, Field) and found.name == name]
        if not chosen and len(fields) == len(among):
            chosen = fields
        else:
            rest.append(part)
    return chosen, rest


def _means(part: Field, value: str | Named) -> bool:
    written = names.normal(part.value)
    if isinstance(value, Named):
        return bool(names.matching(part.value, [value]))
    return bool(written) and names.normal(value).startswith(written)
