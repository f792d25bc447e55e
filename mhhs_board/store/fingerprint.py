"""What a board's file says of its own structure, made equal where only the writing differs, and that as one number.

Equal are blanks between words, quotes around a plain name, and the place of a column that a later schema added: a fresh
table has it where the record does, a migrated one behind the others. Everything else counts letter by letter, comments and
case too, so that whatever another program did to a board makes it a stranger.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

Added = Mapping[str, frozenset[str]]
"""Tables and the columns of each that a later schema added."""

LONGEST = 10_000
"""Letters of a statement beyond which it is none of ours and not read: the longest has some 900."""

MOST = 1_000
"""Objects, likewise."""

_WORDS = re.compile(
    r"""[ \t\n\f\r]+          # what parts words for SQLite, and nothing more: no other blank of Unicode
      | ( [xX]'[^']*'        # bytes
        | '[^']*(?:''[^']*)*'    # a text, its blanks and brackets its own
        | "[^"]*(?:""[^"]*)*"    # a name in quotes
        | --[^\n]* | /\*.*?(?:\*/|\Z)    # a comment
        | [^\x00-@\[-^`{-\x7f][^\x00-#%-/:-@\[-^`{-\x7f]*    # a name: letters, _, $, and all that is no ASCII
        | \.?[0-9](?:[eE][+-]|[\w.$])*
        | <> | <= | >= | != | == | << | >> | \|\| | ->>?
        | . )""",
    re.VERBOSE | re.DOTALL,
)
_PLAIN = re.compile(r'"([a-z_][a-z0-9_]*)"')
"""A name that means the same with quotes and without: ours are lower-case, SQL's own words are upper-case."""


def words(statement: str) -> list[str]:
    """A statement word by word, without the blanks between and the quotes around plain names."""
    found = _WORDS.findall(statement)
    return [plain[1] if word[0] == '"' and (plain := _PLAIN.fullmatch(word)) else word for word in found if word]


def normal(kind: str, name: str, text: object, added: Added) -> object:
    """The statement of an object in one form for all the ways of writing it; what is none of ours stays as it is."""
    if not isinstance(text, str) or len(text) > LONGEST:
        return repr(text)
    said = words(text)
    columns = added.get(name) if kind == "table" else None
    return _placed(said, columns) if columns and "(" in said and ")" in said else said


def _placed(said: Sequence[str], columns: frozenset[str]) -> object:
    """A table by its parts: what stands before the columns, each column and constraint in order, those that came later by
    name, and what stands behind."""
    first, last = said.index("(") + 1, len(said) - 1 - said[::-1].index(")")
    parts: list[list[str]] = [[]]
    depth = 0
    for word in said[first:last]:
        depth += (word == "(") - (word == ")")
        if word == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(word)
    later = [part for part in parts if part and part[0] in columns]
    return said[:first], [part for part in parts if part not in later], sorted(later), said[last:]


def fingerprint(rows: Sequence[Sequence[Any]], added: Added) -> str:
    """SHA-256 of all that a file says of its structure: `rows` are type, name, table and statement of every object, those
    that SQLite makes by itself among them. Empty where there are more than any board of ours has."""
    if len(rows) > MOST:
        return ""
    said = sorted(repr((kind, name, table, normal(kind, name, text, added))) for kind, name, table, text in rows)
    return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()


def read(raw: sqlite3.Connection) -> list[tuple[Any, Any, Any, Any]]:
    """What a file says of its structure, as far as it may be one of ours."""
    return raw.execute("SELECT type, name, tbl_name, sql FROM sqlite_master LIMIT ?", (MOST + 1,)).fetchall()
