"""What may follow in a query that somebody is typing."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nsmallest
from itertools import islice

from mhhs_board.base.text import DASHES, QUOTES
from mhhs_board.domain import dates, names, references
from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import Line
from mhhs_board.domain.governance import Meeting, Milestone, Position, Seat
from mhhs_board.domain.query.matching import ACTIONS, COMMENTS, DECIDED, NEEDS
from mhhs_board.domain.query.query import STATES
from mhhs_board.domain.query.text import COMPARED, DECLARED, FIELDS, SAME, field_value

_MOST = 12
_WRITTEN = ("owner", "priority", "ref", "label", *(name for name, one in DECLARED.items() if isinstance(one.field, Line)))
"""Fields that say what people wrote."""
_ORDERED = 5_000
"""How many values are brought into order."""
_WORDS = {
    "decided": DECIDED,
    "needs": tuple(NEEDS),
    "action": ACTIONS,
    "comment": COMMENTS,
}
"""Fields that know a few words of their own."""
_STARTERS = {"due": ("<7d", "<14d", "none", "today"), "age": (">7d", ">14d"), "changed": ("<1d", "<7d")}


def token_start(text: str, cursor: int) -> int:
    """Where the word or field under the cursor begins; what `complete` proposes replaces text from here to the cursor."""
    start, quoted = 0, False
    for place, letter in enumerate(text[:cursor]):
        if letter in QUOTES:
            quoted = not quoted
        elif not quoted and (letter.isspace() or letter in "()" or (letter in DASHES and place == start)):
            start = place + 1
    return start


def complete(text: str, cursor: int, board: Board) -> list[str]:
    """Proposals for the word or field under the cursor, each ready to stand in its place; at most twelve."""
    token = text[token_start(text, cursor) : cursor]
    name, colon, typed = token.partition(":")
    if not colon:
        begun = name.lower()
        return [f"{known}:" for known in FIELDS if begun and known.startswith(begun)]
    known = SAME.get(name.lower(), name.lower())
    wanted = names.normal(typed.strip(QUOTES)) if typed else ""
    if known in COMPARED:
        return [f"{name}:{value}" for value in _STARTERS.get(known, _STARTERS["due"]) if value.startswith(typed)]
    found = dict.fromkeys(value for value in values(known, board) if names.normal(value).startswith(wanted))
    if known in _WRITTEN:
        # As people count, "Process 9" before "Process 10"; of thousands that fit, whoever types is shown no order.
        first = nsmallest(_MOST, islice(found, _ORDERED), key=references.sort_key)
    else:
        first = list(islice(found, _MOST))
    return [f"{name}:{field_value(value)}" for value in first]


def values(name: str, board: Board) -> Iterable[str]:
    """What a field may say: names in the order of the board, what people wrote in no order."""
    if name == "workstream":
        return [workstream.name for workstream in board.workstreams]
    if name in ("stage", "column"):
        return [*(stage.name for stage in board.stages), names.BLOCKED_NAME]
    if name == "kind":
        return [kind.name for kind in board.kinds]
    if name == "is":
        return STATES
    if name == "for":
        return [
            *_milestones(board),
            *_meetings(board),
            *(f"next-{forum.short or forum.name}".lower() for forum in board.forums),
        ]
    if name in _WORDS:
        return _WORDS[name]
    if name == "agenda":
        return _meetings(board)
    if name == "not-before":
        said = (one.not_before for one in board.of(Position).values() if not one.retired and one.not_before)
        return dict.fromkeys([*_milestones(board), *said])
    if name == "position":
        return ["blocking", *dict.fromkeys(one.constituency for one in board.of(Seat).values() if not one.retired)]
    if name == Milestone.KIND:
        return _milestones(board)
    if name == "label":
        return {label: None for artefact in board.artefacts() for label in artefact.labels}
    if name in _WRITTEN:
        field = DECLARED[name].name if name in DECLARED else name
        return {value: None for artefact in board.artefacts() if (value := getattr(artefact, field))}
    if name in DECLARED and DECLARED[name].many:
        return {text: None for artefact in board.artefacts() for text in getattr(artefact, DECLARED[name].name)}
    return ()


def _milestones(board: Board) -> list[str]:
    live = [one for one in board.of(Milestone).values() if not one.retired]
    return [one.name for one in sorted(live, key=lambda one: one.order())]


def _meetings(board: Board) -> list[str]:
    """Those still ahead, the next one first."""
    live = [one for one in board.of(Meeting).values() if not one.retired and one.status == "planned"]
    return [one.number for one in sorted(live, key=lambda one: (dates.kept_day(one.day) or "9999", one.order()))]
