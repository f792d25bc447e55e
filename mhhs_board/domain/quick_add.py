"""One line typed into a cell as an artefact: its title, a reference in front, and what is said with a sign.

    BP021 Change of Meter @"Business Analyst 3" !High due:8 May +L4 "+late"

`@` says the owner, `!` the priority, `+` a label, `due:` the date; in quotes where it has several words, though a date
needs none. A `\\` in front of a sign makes it a plain letter. Whatever is no sign is the title, so that nothing typed is
lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from mhhs_board.base.text import QUOTES, parts_of
from mhhs_board.domain import dates, references

_TOKEN = re.compile(
    rf"(?<!\S)(?P<sign>[@!+]|due:)(?:[{QUOTES}](?P<quoted>[^{QUOTES}]*)[{QUOTES}](?!\S)|(?P<word>\w\S*))", re.IGNORECASE
)
_ESCAPED = re.compile(r"(?<!\S)\\(?=[@!+]|due:)", re.IGNORECASE)
_BULLET = re.compile(r"(?:[-*•–]|[0-9]{1,3}[.)])\s+")
_NAMED = frozenset({"artefact", "change request", "issue", "notice"})
"""The sorts of reference that an artefact goes by; a meeting or a release in front of a title is part of it."""
_LONGEST_DATE = 4
"""Words of the longest date: Wed 10 Nov 2027."""


class Quick(msgspec.Struct, frozen=True):
    """What one line says. Empty texts are not stated."""

    title: str = ""
    ref: str = ""
    owner: str = ""
    priority: str = ""
    due: str = ""
    labels: tuple[str, ...] = ()

    def fields(self) -> dict[str, Any]:
        """What is stated, by the names that the operation knows."""
        read = {name: getattr(self, name) for name in ("ref", "owner", "priority", "due", "labels")}
        return {"title": self.title, **{name: value for name, value in read.items() if value}}


def read(text: str, today: date) -> Quick:
    """What a line says; never raises. Where a sign comes twice the last one counts, labels add up."""
    said: dict[str, str] = {}
    labels: dict[str, None] = {}
    plain: list[str] = []
    end = 0
    while found := _TOKEN.search(text, end):
        plain.append(text[end : found.start()])
        end = found.end()
        sign = found["sign"].lower()
        value = found["word"] if found["quoted"] is None else " ".join(found["quoted"].split())
        if sign == "due:" and found["quoted"] is None:
            value, end = _dated(text, found.start("word"), today)
        if sign == "+":
            labels.update(dict.fromkeys(parts_of(value)))
        else:
            said[sign] = value
    plain.append(text[end:])
    words = " ".join(_ESCAPED.sub("", part) for part in plain).split()
    ref, title = _referred(words)
    return Quick(title, ref, said.get("@", ""), said.get("!", ""), said.get("due:", ""), tuple(labels))


def _dated(text: str, start: int, today: date) -> tuple[str, int]:
    """The longest run of words from a place on that means a day, and where it ends; one word where none does (ASAP)."""
    ends = [found.end() for found in re.finditer(r"\S+", text[start : start + 60])][:_LONGEST_DATE]
    for end in reversed(ends):
        if dates.meant(run := text[start : start + end], today):
            return run, start + end
    end = len(text[start:].split(maxsplit=1)[0])
    return text[start : start + end], start + end


def _referred(words: list[str]) -> tuple[str, str]:
    """A reference in front and the title behind it; a reference alone is the title too."""
    for count in (2, 1):
        ref = " ".join(words[:count]).rstrip(":")
        known = references.parse(ref) if len(words) >= count and len(ref) <= 40 else None
        if known is None or known.sort not in _NAMED or not _looks_so(ref, count):
            continue
        rest = words[count + (words[count : count + 1] in (["–"], ["-"], [":"])) :]
        return ref, " ".join(rest) or ref
    return "", " ".join(words)


def _looks_so(ref: str, count: int) -> bool:
    """Written as references are: "Process 4" in two words, or at least two capitals (BP021, and not "V2" or "step3")."""
    if count == 2:
        return ref.casefold().startswith("process ")
    return ref.upper() == ref and sum(letter.isalpha() for letter in ref) >= 2


def lines(text: str) -> Iterator[str]:
    """The lines of a pasted text that say something, without a list's bullets and numbers."""
    for line in text.splitlines():
        if plain := _BULLET.sub("", " ".join(line.split()) + " ", count=1).strip():
            yield plain
