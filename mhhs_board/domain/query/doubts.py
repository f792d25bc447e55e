"""What in a query reads like another language, said where the query shows nothing: `not`, `AND`, a name without quotes.

A filter that is proposed is one that can be read, fits the board and leaves no doubt itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from mhhs_board.base.text import folded, plain
from mhhs_board.domain import names
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.query.matching import is_day
from mhhs_board.domain.query.query import STATES, Query, parse
from mhhs_board.domain.query.text import COMPARED, FIELDS, SAME, All, Any, Field, Node, Not, Word, field_value, in_quotes

_LONGEST_NAME = 6
"""Words of a name that was written without quotes."""

_CALLED = ("workstream", "stage", "column", "kind")
"""Fields whose values are names on the board."""
_WRITTEN = ("owner", "priority", "label", "ref")
"""Fields whose values are what people wrote."""

_FIELD = re.compile(r"[^\W\d_]+:")
_ASSIGNED = re.compile(
    r"(?P<field>[^\W\d_]+) ?(?:[:=]{1,3} ?(?P<operator>[<>]=?)?|(?P<compared>[<>]=?)) ?(?P<value>[^\s:=<>].*)"
)
"""A field as other languages write one, and with blanks that ours does not have."""


class Doubt(NamedTuple):
    """A sentence on what was looked for as it stands, and the filter that it proposes; empty where it proposes none."""

    sentence: str
    filter: str = ""


class _Asked(NamedTuple):
    board: Board
    today: date

    def fits(self, text: str) -> bool:
        """Whether a filter can be proposed."""
        try:
            query = parse(text)
            query.matcher(self.board, self.today, "")
        except Refused:
            return False
        return (
            bool(query) and not any(_doubts(query.root, self)) and not query.notes(self.board, self.today, "whoever asks")
        )

    def finds(self, text: str) -> bool:
        """Whether a filter that fits shows anything."""
        test = parse(text).matcher(self.board, self.today, "")
        return any(map(test, self.board.artefacts()))


def doubts(query: Query, board: Board, today: date) -> list[str]:
    """Sentences on what was looked for as it stands and may have been meant otherwise, each with how to write that."""
    return list(dict.fromkeys(doubt.sentence for doubt in doubted(query, board, today)))


def doubted(query: Query, board: Board, today: date) -> Iterator[Doubt]:
    """The same with the filters that they propose."""
    return _doubts(query.root, _Asked(board, today))


def _doubts(node: Node, asked: _Asked) -> Iterator[Doubt]:
    if isinstance(node, Not) and not isinstance(node.part, Field):
        yield from _doubts(node.part, asked)
        return
    parts = node.parts if isinstance(node, All | Any) else (node,)
    for place, part in enumerate(parts, 1):
        after = _words(parts[place:]) if isinstance(node, All) else []
        if isinstance(part, Word):
            yield from _of_word(part.text, after, asked)
        elif isinstance(part, Field):
            yield from _of_field(part, "", after, asked)
        elif isinstance(part, Not) and isinstance(part.part, Field):
            yield from _of_field(part.part, "-", after, asked)
        else:
            yield from _doubts(part, asked)


def _words(parts: Sequence[Node]) -> list[str]:
    """The words that follow side by side."""
    found: list[str] = []
    for part in parts[:_LONGEST_NAME]:
        if not isinstance(part, Word):
            break
        found.append(part.text)
    return found


def _of_word(text: str, after: list[str], asked: _Asked) -> Iterator[Doubt]:
    word = folded(text)
    said = f"{names.quoted(text)} is looked for as it stands"
    if word == "not" or word.startswith("!"):
        example = _first([f"-{plain(text)[1:]}"] if _FIELD.match(word, 1) else [], "-is:blocked", asked)
        yield Doubt(f"{said}; to leave something out put - before it, as in {example}.", example)
    elif word == "-":
        yield Doubt(f"{said}; to leave something out put it right before that, as in -is:blocked.", "-is:blocked")
    elif word in ("and", "&", "&&", "+"):
        yield Doubt(f"{said}; leave it out: what stands side by side is asked for together.")
    elif word in ("|", "||"):
        yield Doubt(f"{said}; write or between what may fit.")
    elif word in STATES:
        yield Doubt(f"{said}; is:{word} finds what is so marked.", f"is:{word}")
    elif word.startswith("+") and _FIELD.match(word, 1) and asked.fits(plain(text)[1:]):
        yield Doubt(f"{said}, + and all; leave that out: {plain(text)[1:]}.", plain(text)[1:])
    else:
        yield from _of_assignment(word, [folded(one) for one in after], said, asked)
    yield from _of_signs(word, said)


def _first(proposed: Sequence[str], otherwise: str, asked: _Asked) -> str:
    """The first of some filters that fits."""
    return next((text for text in proposed if asked.fits(text)), otherwise)


def _of_assignment(word: str, after: list[str], said: str, asked: _Asked) -> Iterator[Doubt]:
    """A field with an equals sign, or with blanks around its sign."""
    found = _ASSIGNED.fullmatch(" ".join([word, *after]))
    field = SAME.get(found["field"], found["field"]) if found else ""
    if found is None or field not in FIELDS or not re.match(r"[^\W\d_]+([:=<>]|$)", word):
        return
    value, *more = found["value"].split(" ")
    operator = found["operator"] or found["compared"] or ""
    longer = _longer(Field(field, value, operator), more, asked)
    proposed = [f"{found['field']}:{operator}{field_value(value)}", f"is:{field_value(value)}"]
    example = longer[1] if longer else _first(proposed, "is:blocked", asked)
    if word.endswith(value):
        yield Doubt(f"{said}; a field is written with a colon, as in {example}.", example)
    else:
        yield Doubt(f"{said}; a field is written with a colon and without blanks, as in {example}.", example)


def _of_signs(word: str, said: str) -> Iterator[Doubt]:
    """What other languages put around words."""
    if word.startswith("'"):
        yield Doubt(f'{said}, apostrophe and all; several words go in double quotes, as in "two words".')
    elif len(word) > 1 and (word.startswith("*") or word.endswith("*")):
        yield Doubt(f"{said}, * and all; leave it out: a part of a word is found.")


def _of_field(part: Field, sign: str, after: list[str], asked: _Asked) -> Iterator[Doubt]:
    if part.exact:
        return
    if longer := _longer(part, after, asked):
        count, whole = longer
        apart = " and ".join(names.quoted(word) for word in (part.value, " ".join(after[:count])))
        what = "what has several words" if part.name in COMPARED else "a name of several words"
        yield Doubt(f"{apart} are looked for apart; {what} goes in quotes: {sign}{whole}.", f"{sign}{whole}")
        return
    said = f"{part.name}: {names.quoted(part.value)} is looked for as it stands"
    value = folded(part.value)
    if part.name == "due" and not part.operator and value not in ("none", "overdue") and not is_day(part, asked.today):
        yield Doubt(
            f"{said}; what is past its day is found by is:overdue, what is due within a week by due:<7d.", "is:overdue"
        )
    if either := _either(part, sign, asked):
        yield Doubt(f"{said}, comma and all; what may be either is written {either}.", either)
    if part.name in _WRITTEN or part.name == "due":
        yield from _of_signs(plain(part.value), said)


def _either(part: Field, sign: str, asked: _Asked) -> str:
    """The filter for values that stand between commas; empty where there is no such thing."""
    values = [value for value in part.value.split(",") if value]
    if part.name not in _WRITTEN or len(values) < 2:
        return ""
    either = f"{sign}({' or '.join(f'{part.name}:{field_value(value)}' for value in values)})"
    return either if asked.fits(either) and asked.finds(either) else ""


def _longer(part: Field, after: list[str], asked: _Asked) -> tuple[int, str] | None:
    """How many of the words behind a field belong to its value, and the field with all of it; None where none do."""
    for count in range(len(after), 0, -1):
        shorter, value = (" ".join([part.value, *after[:few]]) for few in (count - 1, count))
        if names.normal(value) == names.normal(shorter):  # what stands last is no part of a name: and, a sign
            continue
        if plain(value).startswith("'"):
            value = plain(value).strip("'")
        whole = f"{part.name}:{part.operator}{in_quotes(value)}"
        if asked.fits(whole) and _is_meant(part.name, value, whole, asked):
            return count, whole
    return None


def _is_meant(field: str, value: str, whole: str, asked: _Asked) -> bool:
    """Whether a filter that fits has a value that there is: a day, a name on the board, or what somebody wrote."""
    if field in COMPARED:
        return is_day(Field(field, value), asked.today)
    return field in _CALLED or asked.finds(whole)
