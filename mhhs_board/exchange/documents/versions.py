"""The versions of a report: each time its meeting was issued is one, and what differs between two of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mhhs_board.base.document import Para, Section, Table, plain
from mhhs_board.domain import telling
from mhhs_board.domain.governance import Meeting
from mhhs_board.exchange.documents.words import Source

OUT = frozenset({"issued", "approved"})
"""The statuses of a meeting whose report went out as it stands."""

_KEYS = {"Actions": (1,), "Decisions": (1,), "Attendees": (1,)}
"""By which columns a row of a table is known where it is not by the first."""


class Issue(NamedTuple):
    """That a report went out: the entry that said so, and its instant."""

    seq: int
    at: str


def issues(source: Source, meeting: Meeting) -> list[Issue]:
    """Every time that a meeting was issued, the first first; what was taken back is none."""
    found: list[Issue] = []
    for entry in source.history(Meeting.KIND, meeting.id):
        found = [one for one in found if one.seq != entry.undoes]
        for change in entry.changes:
            if change.id == meeting.id and (change.after or {}).get("status") == "issued":
                found.append(Issue(entry.seq, entry.at))
    return found


def changes(old: Iterable[Section], new: Iterable[Section]) -> list[str]:
    """What differs between two versions, a sentence each, in the order of the report."""
    was, now = dict(_told(old)), dict(_told(new))
    rows_were, rows_are = {key[:2] for key in was}, {key[:2] for key in now}
    found: dict[str, None] = {}
    for key in dict.fromkeys((*now, *was)):
        before, after = was.get(key, ()), now.get(key, ())
        if before == after:
            continue
        heading, row, column = key
        place = ", ".join(filter(None, (heading, row)))
        if key[:2] not in rows_were:
            told = f"{place}: added."
        elif key[:2] not in rows_are:
            told = f"{place}: no longer there."
        else:
            told = _differing(", ".join(filter(None, (place, column))), before, after)
        found[told] = None
    return list(found)


def _differing(where: str, before: tuple[str, ...], after: tuple[str, ...]) -> str:
    gone = telling.clipped(" ".join(one for one in before if one not in after))
    come = telling.clipped(" ".join(one for one in after if one not in before))
    if gone and come:
        return f"{where}: was “{gone}”, is “{come}”."
    if gone or come:
        return f"{where}: “{come or gone}” {'added' if come else 'taken out'}."
    return f"{where}: in another order."


_Key = tuple[str, str, str]
"""Heading, row and column."""


def _told(sections: Iterable[Section]) -> Iterator[tuple[_Key, tuple[str, ...]]]:
    """Everything that sections say, each thing under its heading, its row and its column."""
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Para):
                yield (section.heading, "", ""), (block.text,)
            elif not section.heading:  # the facts: each row says one
                yield ("", block.head[0], ""), block.head[1:]
                for name, *said in block.rows:
                    yield ("", plain(name), ""), tuple(map(plain, said))
            else:
                yield from _told_of_rows(section.heading, block)


def _told_of_rows(heading: str, table: Table) -> Iterator[tuple[_Key, tuple[str, ...]]]:
    seen: Counter[str] = Counter()
    for row in table.rows:
        called = telling.clipped(" ".join(plain(row[column]) for column in _KEYS.get(heading, (0,))), 60)
        seen[called] += 1
        name = called if seen[called] == 1 else f"{called} ({seen[called]})"
        for label, content in zip(table.head, row, strict=True):
            yield (heading, name, label), tuple(one.text for one in content)
