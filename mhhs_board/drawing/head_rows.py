"""The counts in the head of a lane, in as many rows as its height takes: a limit that is passed comes first."""

from __future__ import annotations

from typing import NamedTuple

from mhhs_board.drawing.card import advance, elided
from mhhs_board.drawing.face import LaneHead

PIXELS, STEP = 11, 14
"""The size of the words, and from one row to the next."""
MOST = 3
OUT = "out of use"
"""What is said first of a lane or stage that is only drawn for what still stands there."""


class HeadRow(NamedTuple):
    """One row, and whether it says that the limit is passed: then it is bold and begins with "!"."""

    words: str
    over: bool


def head_rows(head: LaneHead, wide: float, high: float) -> list[HeadRow]:
    """The fullest wording that fits a width and height, MOST rows at most; the briefest, elided, where none does."""
    most = min(MOST, max(1, int(high // STEP)))
    wordings = _wordings(head, wide)
    rows = next((rows for rows in wordings if len(rows) <= most), wordings[-1][:most])
    return [row._replace(words=elided(row.words, PIXELS, row.over, wide)) for row in rows]


def _wordings(head: LaneHead, wide: float) -> list[list[HeadRow]]:
    """From the fullest to the briefest."""
    limit, (rest, brief) = head.limit, head.rest
    if head.out:
        return [_packed(f"{OUT} · {words}", wide, over=False) for words in (rest, brief)] + [[HeadRow(OUT, False)]]
    if limit is None or not limit.over or not head.words.endswith(rest):  # a page says where its lane comes from
        return [_packed(words, wide, over=False) for words in (head.words, head.brief)]
    pairs = ((limit.words, rest), (limit.words, brief), (limit.brief, brief))
    both = [_packed(f"! {said}", wide, over=True) + _packed(more, wide, over=False) for said, more in pairs]
    return [*both, _packed(f"! {head.brief}", wide, over=True)]


def _packed(words: str, wide: float, *, over: bool) -> list[HeadRow]:
    """What stands between dots, in as few rows as take it; no row ends with a dot."""
    rows: list[str] = []
    for part in words.split(" · "):
        longer = f"{rows[-1]} · {part}" if rows else part
        if rows and advance(longer, PIXELS, over) <= wide:
            rows[-1] = longer
        else:
            rows.append(part)
    return [HeadRow(row, over) for row in rows]
