"""What a record may be called, how it stands in order, and what a limit may say: the same by hand and from a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from mhhs_board.domain import rank
from mhhs_board.domain.board import BLOCKED
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.names import BLOCKED_NAME, normal
from mhhs_board.domain.record import Named
from mhhs_board.domain.records import Limit, Stage
from mhhs_board.operations import typed

NAME, SHORT = 80, 24
"""The longest name and short name, in characters."""
MOST = 999_999
"""The largest number that a limit may say."""


class Words(msgspec.Struct, frozen=True):
    """The names of a record, clean."""

    name: str
    short: str
    aliases: tuple[str, ...]


def words(kind: str, name: str, short: str, aliases: Sequence[str]) -> Words:
    """Names fit to keep. Raises Refused, also where one would be taken for the column that shows what is blocked."""
    found = Words(
        typed.line(name, "name", limit=NAME, required=True),
        typed.line(short, "short name", limit=SHORT),
        typed.several(list(aliases), "alias"),
    )
    blocked = {normal(BLOCKED_NAME), BLOCKED}
    if kind == Stage.KIND and not blocked.isdisjoint(map(normal, (found.name, found.short, *found.aliases))):
        raise Refused("Blocked is a column that shows what is blocked, not a stage; choose another name.")
    return found


def forms(record: Named | Words) -> Iterator[str]:
    """What a record is called, as names are compared."""
    return (normal(word) for word in (record.name, record.short, *record.aliases) if word)


class Taken:
    """The names that records of one kind in use have. Looked up, and not gone through, for each name of many."""

    def __init__(self, records: Iterable[Named]) -> None:
        self._by_form: dict[str, Named] = {}
        for record in records:
            self.take(record)

    def take(self, record: Named) -> None:
        """Count a record in, unless it is retired."""
        if not record.retired:
            for form in forms(record):
                self._by_form.setdefault(form, record)

    def refuse(self, kind: str, words: Words) -> None:
        """Raises Refused where another record has one of these names."""
        for word in filter(None, (words.name, words.short, *words.aliases)):
            if other := self._by_form.get(normal(word)):
                raise Refused(f"There is a {kind} called {word} already: {other.name}.")


def refuse_rank(text: str) -> None:
    """Raises Refused for an order that nothing can be put before or behind."""
    if text and (len(text) > 100 or text[-1] == "0" or not set(text) <= set(rank.DIGITS)):
        raise Refused("Its rank is not one that a board can keep.")


def refuse_limit(limit: Limit) -> None:
    """Raises Refused for a limit of nothing, or of a number that nothing can be."""
    if limit.workstream is None and limit.stage is None:
        raise Refused("A limit sits on a workstream, a stage, or a cell of both.")
    if not 0 <= limit.most <= MOST or limit.gate == "off":
        raise Refused(f"A limit is a number from 0 to {MOST:,} with warn or refuse behind it.")
