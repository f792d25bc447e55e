"""What a workbook keeps of where it comes from, on a sheet that nobody sees: what is sent back is compared with that.

The mark is the hash of an entry of the history, which covers all entries before it: a board that has it went the same way
up to there. So the workbook need not name the board.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mhhs_board.domain.imported import Origin

SHEET = "mhhs-board"
FORM = "mhhs-board workbook 1"
_FORM, _BOARD, _ENTRY, _MARK, _PRIVATE, _FILTER, _TABLE, _SHOWN = (
    "form", "board", "entry", "mark", "private", "filter", "table", "shown",
)  # fmt: skip
_TOGETHER = 150
"""So many ids in one cell, which may be of a hundred letters each."""


def lines(origin: Origin, *, board: str, filter: str, shown: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The rows of the sheet: what is said, and the words for it; many of the artefacts that are `shown` in one."""
    yield _FORM, FORM
    yield _BOARD, board
    yield _ENTRY, str(origin.entry)
    yield _MARK, origin.mark
    yield _PRIVATE, "yes" if origin.private else "no"
    yield _FILTER, filter
    for sheet, kind in origin.tables.items():
        yield _TABLE, sheet, kind
    ids = list(shown)
    for first in range(0, len(ids), _TOGETHER):
        yield _SHOWN, "\n".join(ids[first : first + _TOGETHER])


def read(rows: Iterable[tuple[str, ...]]) -> Origin | None:
    """What such a sheet says; None where it is none of ours, or of a form that is not known here."""
    said: dict[str, str] = {}
    tables: dict[str, str] = {}
    shown: list[str] = []
    for cells in rows:
        name, value, more = (*(cell.strip() for cell in cells[:3]), "", "", "")[:3]
        if name == _SHOWN:
            shown += value.split("\n")
        elif name == _TABLE:
            tables[value] = more
        else:
            said.setdefault(name, value)
    entry = said.get(_ENTRY, "")
    if said.get(_FORM) != FORM or not (entry.isascii() and entry.isdigit() and len(entry) <= 18):
        return None
    private = said.get(_PRIVATE) == "yes"
    return Origin(entry=int(entry), mark=said.get(_MARK, ""), private=private, tables=tables, shown=frozenset(shown))


def sheet_of(origin: Origin, kind: str) -> str:
    """The sheet on which the records of a type stand; empty where there is none."""
    return next((sheet for sheet, of in origin.tables.items() if of == kind), "")
