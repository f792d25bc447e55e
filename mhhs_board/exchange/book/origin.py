"""What a workbook keeps of where it comes from, on a sheet that nobody sees: what is sent back is compared with that.

The mark is the hash of an entry of the history, which covers all entries before it: a board that has it went the same way
up to there. So the workbook need not name the board.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

SHEET = "mhhs-board"
FORM = "mhhs-board workbook 1"
_FORM, _BOARD, _ENTRY, _MARK, _TABLE, _FILTER, _SHOWN = "form", "board", "entry", "mark", "table", "filter", "shown"


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """The number and mark of the newest entry that is in a workbook, the sheet on which its artefacts stand, and the ids of
    those."""

    entry: int
    mark: str
    table: str
    shown: frozenset[str]


def lines(*, board: str, entry: int, mark: str, table: str, filter: str, shown: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The rows of the sheet: what is said, and the words for it; an artefact a row at the end."""
    yield _FORM, FORM
    yield _BOARD, board
    yield _ENTRY, str(entry)
    yield _MARK, mark
    yield _TABLE, table
    yield _FILTER, filter
    for one in shown:
        yield _SHOWN, one


def read(rows: Iterable[tuple[str, ...]]) -> Origin | None:
    """What such a sheet says; None where it is none of ours, or of a form that is not known here."""
    said: dict[str, str] = {}
    shown: list[str] = []
    for cells in rows:
        name, value = cells[0].strip(), "".join(cells[1:2]).strip()
        if name == _SHOWN:
            shown.append(value)
        else:
            said.setdefault(name, value)
    entry = said.get(_ENTRY, "")
    if said.get(_FORM) != FORM or not (entry.isascii() and entry.isdigit() and len(entry) <= 18):
        return None
    return Origin(entry=int(entry), mark=said.get(_MARK, ""), table=said.get(_TABLE, ""), shown=frozenset(shown))
