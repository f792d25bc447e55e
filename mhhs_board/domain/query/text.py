"""The filter language as text: what a person types, the tree it means, and the tree as text again.

    query   = group, { "or", group }            words and fields side by side: all of them
    group   = part, { part }
    part    = "-", [ blank ], part | "(", query, ")" | word | quoted | field
    field   = name, ":", [ "<" | "<=" | ">" | ">=" | "=" ], word | quoted

Between "-" and a part may be a blank only where that asks for a field; before a word such a dash is a word itself. A quote
inside a quoted text is written twice. Typographic quotes and hyphens are what their plain kin are.
See vocabulary.md, "The filter language".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import msgspec

from mhhs_board.base.text import DASHES, QUOTES, without_invisible
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.fields import Day, typed
from mhhs_board.domain.names import quoted
from mhhs_board.domain.records import Artefact

LONGEST = 2_000
DEEPEST = 30

_BY_THEMSELVES = (
    "workstream", "stage", "column", "kind", "owner", "priority", "label", "ref", "is", "due", "age", "changed", "for",
    "agenda", "needs", "position", "decided", "not-before", "action", "comment",
)  # fmt: skip
"""The fields that have a meaning of their own."""

DECLARED = {
    name: one
    for one in typed(Artefact)
    if (name := (one.name.removesuffix("s") if one.many else one.name).replace("_", "-")) not in (*_BY_THEMSELVES, "title")
}
"""The other fields of an artefact, by what the filter calls them: one is looked for by what it is declared to be."""

FIELDS = (*_BY_THEMSELVES, *DECLARED)
SAME = {"segment": "workstream", "lane": "workstream", "reference": "ref", "labels": "label"} | {
    one.name: name for name, one in DECLARED.items() if one.name != name
}
"""Other words for a field."""

_KNOWN = frozenset({*FIELDS, *SAME})
COMPARED = frozenset({"due", "age", "changed", *(name for name, one in DECLARED.items() if isinstance(one.field, Day))})
"""The fields that take < and >."""

_OPERATORS = ("<=", ">=", "<", ">", "=")


class Word(msgspec.Struct, frozen=True):
    """A text to find in reference, title, owner or labels."""

    text: str


class Field(msgspec.Struct, frozen=True):
    """`name:value`; `exact` where the value was quoted, so that it is never read as a word of the language (none)."""

    name: str
    value: str
    operator: str = ""
    exact: bool = False


class Not(msgspec.Struct, frozen=True):
    """Everything that the part does not match."""

    part: Node


class All(msgspec.Struct, frozen=True):
    """What every part matches; without parts, everything."""

    parts: tuple[Node, ...]


class Any(msgspec.Struct, frozen=True):
    """What at least one part matches."""

    parts: tuple[Node, ...]


Node = Word | Field | Not | All | Any


def parse(text: str) -> Node:
    """The tree of a query. Raises Refused with one sentence that points at the problem."""
    if len(text) > LONGEST:
        raise Refused(f"A filter is at most {LONGEST:,} characters long.")
    reader = _Reader(unicodedata.normalize("NFC", without_invisible(text)))
    node = reader.alternatives(0)
    if not reader.at_end():
        raise Refused("The filter closes a bracket that it does not open; remove the “)” or put it in quotes.")
    return node


class _Reader:
    """Reads one query from left to right; `place` is the next character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0

    def at_end(self) -> bool:
        self._skip()
        return self.place >= len(self.text)

    def _skip(self) -> None:
        while self.place < len(self.text) and self.text[self.place].isspace():
            self.place += 1

    def _next(self, offset: int = 0) -> str:
        place = self.place + offset
        return self.text[place] if place < len(self.text) else ""

    def _sees(self, letters: str) -> bool:
        letter = self._next()
        return bool(letter) and letter in letters

    def alternatives(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise Refused(f"The filter nests more than {DEEPEST} brackets or minus signs; please write it more simply.")
        groups = [self._group(depth)]
        while self._takes_or():
            if groups[-1] == All(()):
                raise Refused("“or” needs something before it; to search for the word itself, put it in quotes.")
            groups.append(self._group(depth))
            if groups[-1] == All(()):
                raise Refused("“or” needs something after it; to search for the word itself, put it in quotes.")
        return groups[0] if len(groups) == 1 else Any(tuple(groups))

    def _sees_or(self) -> bool:
        self._skip()
        after = self._next(2)
        return self.text[self.place : self.place + 2].lower() == "or" and (not after or after.isspace() or after in "()")

    def _takes_or(self) -> bool:
        seen = self._sees_or()
        if seen:
            self.place += 2
        return seen

    def _group(self, depth: int) -> Node:
        parts: list[Node] = []
        dash = False
        while not self.at_end() and self._next() != ")" and not self._sees_or():
            lone = self._sees(DASHES) and self._next(1).isspace()
            part = self._part(depth + dash)
            if dash and not isinstance(part, Not) and any(fields_in(part)):
                parts[-1] = Not(part)
            else:
                parts.append(part)
            dash = lone
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _part(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise Refused(f"The filter nests more than {DEEPEST} brackets or minus signs; please write it more simply.")
        if self._sees(DASHES) and self._next(1) and not self._next(1).isspace() and self._next(1) != ")":
            self.place += 1
            return Not(self._part(depth + 1))
        if self._next() == "(":
            self.place += 1
            inside = self.alternatives(depth + 1)
            if self.at_end():
                raise Refused("The filter opens a bracket that it does not close; add a “)”.")
            self.place += 1
            if inside == All(()):
                raise Refused("There is nothing between the brackets of the filter.")
            return inside
        if self._sees(QUOTES):
            return Word(self._quoted())
        return self._word_or_field()

    def _quoted(self) -> str:
        """What stands in quotes. What a plain quote opens a plain one closes, unless none is left: one of a pair was drawn
        by another program then."""
        begun = self.place
        plain = self._next() == QUOTES[0] and QUOTES[0] in self.text[begun + 1 :]
        closing = QUOTES[0] if plain else QUOTES
        self.place += 1
        kept: list[str] = []
        while letter := self._next():
            self.place += 1
            if letter not in closing:
                kept.append(letter)
            elif self._next() == letter:
                self.place += 1
                kept.append(letter)
            else:
                return "".join(kept)
        raise Refused(f'The quote before {quoted(self.text[begun + 1 :])} is not closed; add a " after it.')

    def _bare(self) -> str:
        begun = self.place
        while (letter := self._next()) and not letter.isspace() and letter not in "()":
            self.place += 1
        return self.text[begun : self.place]

    def _word_or_field(self) -> Node:
        begun = self.place
        while (letter := self._next()).isalpha():
            self.place += 1
        if letter in "-_" and letter and self.place > begun:  # the name of a field, or a word
            end = self.text.find(":", self.place)
            if end > 0 and self.text[begun:end].lower() in _KNOWN:
                self.place, letter = end, ":"
        if letter != ":" or self.place == begun:
            self.place = begun
            return Word(self._bare())
        written = self.text[begun : self.place]
        self.place += 1
        name = SAME.get(written.lower(), written.lower())
        if name not in FIELDS:
            raise Refused(f"There is no field {quoted(written + ':')}; known are {_fields()}. Put plain text in quotes.")
        operator = next((sign for sign in _OPERATORS if self.text.startswith(sign, self.place)), "")
        self.place += len(operator)
        if operator and name not in COMPARED:
            *most, last = [f"{one}:" for one in FIELDS if one in COMPARED]
            raise Refused(f"“{name}:” takes no “{operator}”; only {', '.join(most)} and {last} do.")
        exact = self._sees(QUOTES)
        value = self._quoted() if exact else self._bare()
        if not value.strip():
            raise Refused(f"“{written}:” needs a value after it, without a space between.")
        return Field(name, value, operator, exact)


def _fields() -> str:
    return ", ".join(f"{name}:" for name in FIELDS)


def as_text(node: Node) -> str:
    """A tree as a person would type it; `parse` of it gives the tree again."""
    if isinstance(node, Any):
        return " or ".join(as_text(part) if isinstance(part, All) else _inner(part) for part in node.parts)
    if isinstance(node, All):
        return " ".join(map(_inner, node.parts))
    return _inner(node)


def _inner(node: Node) -> str:
    if isinstance(node, Word):
        return node.text if _is_plain(node.text) else in_quotes(node.text)
    if isinstance(node, Field):
        value = in_quotes(node.value) if node.exact else node.value
        return f"{node.name}:{node.operator}{value}"
    if isinstance(node, Not):
        return f"-{_inner(node.part)}"
    return f"({as_text(node)})"


def _is_plain(text: str) -> bool:
    if len(text) == 1 and text in DASHES:  # before a field it would be a minus
        return False
    try:
        return parse(text) == Word(text)
    except Refused:
        return False


def in_quotes(text: str) -> str:
    """A text as a quoted value of the language."""
    return '"' + text.replace('"', '""') + '"'


def field_value(text: str) -> str:
    """A text as a field's value, in quotes only where it needs them."""
    try:
        plain = parse(f"owner:{text}") == Field("owner", text)
    except Refused:
        plain = False
    return text if plain else in_quotes(text)


def fields_in(node: Node) -> Iterator[Field]:
    """Every field of a tree, also inside brackets and behind a minus."""
    if isinstance(node, Field):
        yield node
    elif isinstance(node, Not):
        yield from fields_in(node.part)
    elif isinstance(node, All | Any):
        for part in node.parts:
            yield from fields_in(part)
