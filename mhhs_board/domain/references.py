"""References as people write them: "Process 4", DAG35-01, DAG-DEC99, CR044, BP005A, DAG10.1-02.

They are no keys: "Process 5" stands in four lanes. What this module knows is when two are the same to a reader, how they
sort as people count (DEC99 before DEC100, though not as text), and what sort of thing a reference names by its shape.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

import msgspec

from mhhs_board.base.text import folded, plain

Sort = Literal["decision", "action", "meeting", "change request", "issue", "release", "notice", "artefact"]

SortKey = tuple[tuple[tuple[int, int, str], ...], str]

_RUNS = re.compile(r"[0-9]+|[^0-9]+")
_DIGITS = re.compile(r"[0-9]+")
_HYPHENS = re.compile(r"(?<![0-9])-|-(?![0-9])")
"""Hyphens that part no two numbers: DAG-DEC99 is DAGDEC99 to a reader, DAG35-01 is no DAG3501."""
_SITTING = r"(?P<forum>DAG|PSG|BPRWG|TDWG|CCDG|FTIG)(?P<meeting>[0-9]{1,4}(?:\.[0-9]{1,2})?)"
"""One meeting of a forum; extraordinary ones are decimals (DAG 10.1)."""

_SHAPES: tuple[tuple[Sort, str], ...] = (
    ("decision", r"(?P<forum>[A-Z]{2,8})-?DEC-?(?P<number>[0-9]{1,6})"),
    ("action", rf"{_SITTING}-(?P<number>[0-9]{{1,4}})"),
    ("meeting", _SITTING),
    ("change request", r"CR-?(?P<number>[0-9]{1,6})(?P<suffix>[A-Z]?)"),
    ("issue", r"ISS-?(?P<number>[0-9]{1,6})(?P<suffix>[A-Z]?)"),
    ("notice", r"DIN-?(?P<number>[0-9]{1,6})(?P<suffix>[A-Z]?)"),
    ("release", r"IR(?P<number>[0-9]{1,3})(?P<suffix>(?:\.(?:[0-9]{1,3}|X))?)"),
    ("artefact", r"(?:PROCESS|[A-Z][A-Z0-9]{0,5})-?(?P<number>[0-9]{1,6})(?P<suffix>[A-Z]?)"),
)  # fmt: skip
"""Compiled when a reference is first looked at (`re` keeps them), not at every start."""


class Reference(msgspec.Struct, frozen=True):
    """What the shape of a reference tells: the sort of thing it names, and its parts as written (empty where absent)."""

    text: str
    sort: Sort
    forum: str = ""
    meeting: str = ""
    number: int = 0
    suffix: str = ""


def normal(text: str) -> str:
    """A reference as it is compared: letter case, spaces and how its hyphens are drawn do not matter."""
    return "".join(folded(text).split())


@lru_cache(maxsize=16384)
def counted(text: str) -> str:
    """A reference as it is compared where numbers count: DAG036 is DAG36, DAG-DEC99 is DAGDEC99, and 10.1 is no 101."""
    return _DIGITS.sub(lambda found: found[0].lstrip("0") or "0", _HYPHENS.sub("", normal(text)))


def parse(text: str) -> Reference | None:
    """What a reference names by its shape, or None where it has none of the shapes the programme uses."""
    written = "".join(plain(text).split()).upper()
    for sort, shape in _SHAPES:
        if found := re.fullmatch(shape, written):
            parts = found.groupdict()
            return Reference(
                text=text.strip(),
                sort=sort,
                forum=parts.get("forum") or "",
                meeting=parts.get("meeting") or "",
                number=int(parts.get("number") or 0),
                suffix=parts.get("suffix") or "",
            )
    return None


@lru_cache(maxsize=16384)
def sort_key(text: str) -> SortKey:
    """What sorts references as people count; numbers by value, letters without case, no reference at all last."""
    parts = []
    for run in _RUNS.findall(normal(text)):
        if "0" <= run[0] <= "9":
            digits = run.lstrip("0")
            parts.append((0, len(digits), digits))  # compares as the number does, however many digits it has
        else:
            parts.append((1, 0, run))
    return (tuple(parts) or ((2, 0, ""),), text)
