"""What in a query reads like another language, said where the query shows nothing: `not`, `AND`, a name without quotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from mhhs_board.base.text import folded, plain
from mhhs_board.domain import names
from mhhs_board.domain.board import Board
from mhhs_board.domain.query import STATES, Query
from mhhs_board.domain.query_completion import values
from mhhs_board.domain.query_matching import is_day
from mhhs_board.domain.query_text import FIELDS, SAME, All, Any, Field, Node, Not, Word, in_quotes
from mhhs_board.domain.records import Named

_LONGEST_NAME = 6
"""Words of a name that was written without quotes."""


def doubts(query: Query, board: Board, today: date) -> list[str]:
    """Sentences on what was looked for as it stands and may have been meant otherwise, each with how to write that."""
    return list(dict.fromkeys(_doubts(query.root, board, today)))


def _doubts(node: Node, board: Board, today: date) -> Iterator[str]:
    if isinstance(node, Not):
        yield from _doubts(node.part, board, today)
        return
    parts = node.parts if isinstance(node, All | Any) else (node,)
    for place, part in enumerate(parts, 1):
        if isinstance(part, Word):
            yield from _of_word(part.text)
        elif isinstance(part, Field):
            yield from _of_field(part, _words(parts[place:]) if isinstance(node, All) else [], board, today)
        else:
            yield from _doubts(part, board, today)


def _words(parts: Sequence[Node]) -> list[str]:
    """The words that follow side by side."""
    found: list[str] = []
    for part in parts[:_LONGEST_NAME]:
        if not isinstance(part, Word):
            break
        found.append(part.text)
    return found


def _of_word(text: str) -> Iterator[str]:
    word = folded(text)
    said = f"{names.quoted(text)} is looked for as it stands"
    field, equals, value = word.partition("=")
    if word == "not" or word.startswith("!"):
        yield f"{said}; to leave something out put - before it, as in -is:blocked."
    elif word in ("and", "&", "&&", "+"):
        yield f"{said}; leave it out: what stands side by side is asked for together."
    elif word in ("|", "||"):
        yield f"{said}; write or between what may fit."
    elif word in STATES:
        yield f"{said}; is:{word} finds what is so marked."
    elif equals and value and (field in FIELDS or field in SAME):
        yield f"{said}; a field is written with a colon, as in {field}:{value}."
    yield from _of_signs(word, said)


def _of_signs(word: str, said: str) -> Iterator[str]:
    """What other languages put around words."""
    if word.startswith("'"):
        yield f'{said}, apostrophe and all; several words go in double quotes, as in "two words".'
    elif len(word) > 1 and (word.startswith("*") or word.endswith("*")):
        yield f"{said}, * and all; leave it out: a part of a word is found."


def _of_field(part: Field, after: list[str], board: Board, today: date) -> Iterator[str]:
    if part.exact:
        return
    for count in range(len(after), 0, -1):
        name = " ".join([part.value, *after[:count]])
        if _is_named(part.name, name, board):
            apart = " and ".join(names.quoted(word) for word in (part.value, " ".join(after[:count])))
            yield f"{apart} are looked for apart; a name of several words goes in quotes: {part.name}:{in_quotes(name)}."
            break
    said = f"{part.name}: {names.quoted(part.value)} is looked for as it stands"
    if part.name == "due" and not part.operator and folded(part.value) != "none" and not is_day(part, today):
        yield f"{said}; what is past its day is found by is:overdue, what is due within a week by due:<7d."
    yield from _of_signs(plain(part.value), said)


def _is_named(field: str, name: str, board: Board) -> bool:
    """Whether a field of the board is called so, or begins so."""
    if field in ("workstream", "stage", "column", "kind"):
        known: Sequence[Named] = names.columns(board)
        if field in ("workstream", "kind"):
            known = board.workstreams if field == "workstream" else board.kinds
        return bool(names.matching(name, known))
    wanted = names.normal(name)
    return any(names.normal(value).startswith(wanted) for value in values(field, board))
