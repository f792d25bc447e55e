"""The texts of a workbook: how many may be taken in, each kept once, and the table that its sheets share."""

from __future__ import annotations

import sys

from mhhs_board.domain.errors import Refused
from mhhs_board.exchange.xlsx import cells
from mhhs_board.exchange.xlsx.markup import DEEPEST, MOST_OTHERS, parse, too_deep, too_many_others
from mhhs_board.exchange.xlsx.packed import Packed

MOST = 96 * 1024 * 1024
"""Bytes of memory that the different texts of a sheet take, those that its workbook shares included."""
MOST_RUNS = 4_000_000
"""Texts, each letter that looks another way one of its own."""
MOST_SHARED = 2_000_000
"""Texts that a workbook shares among its sheets."""
LONGEST = 1_000_000
"""Letters of one cell; spreadsheet programs take 32,767."""
_REMEMBERED, _SHORT = 10_000, 200
"""How many different texts of a kind are looked up before they are made anew, and of how many letters at most."""


class Allowance:
    """How many bytes of text may still be taken in."""

    def __init__(self, most: int = MOST) -> None:
        self.left = most

    def take(self, text: str) -> None:
        """Take in a text. Raises Refused where there is too much of it."""
        self.left -= sys.getsizeof(text)
        if self.left < 0:
            raise Refused(f"The sheet holds more text than is read at once, {MOST // 1024 // 1024} MB; please split it.")


class Said(dict[str, str]):
    """What cells of one kind say, by what the file keeps in them: made once, and shared by all that say the same."""

    def __init__(self, words: cells.Words, allowance: Allowance) -> None:
        self.words, self.allowance = words, allowance

    def __missing__(self, kept: str) -> str:
        said = self.words(kept)
        self.allowance.take(said)
        if len(kept) <= _SHORT:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[kept] = said
        return said


class Runs:
    """The text of one cell as it is read, which may stand in several runs."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        """Of the run that is being read, and of what stands between runs."""
        self.open = False
        """Whether what is read now is a run's."""
        self._done: list[str] = []
        self._ended = 0

    def begin(self) -> None:
        """A run begins."""
        self.parts.clear()
        self.open = True

    def end(self) -> None:
        """A run ends."""
        self._done += self.parts
        self._ended += 1
        self.open = False

    def taken(self) -> str:
        """All runs since this was last asked."""
        text = self._done[0] if len(self._done) == 1 else "".join(self._done)
        self._done.clear()
        return text

    def check(self) -> None:
        """Let go of what stands between runs, a piece of the file at a time. Raises Refused where a cell is too long."""
        if not self.open:
            self.parts.clear()
        if self._ended > MOST_RUNS:
            raise too_many_runs()
        if sum(map(len, self._done)) + sum(map(len, self.parts)) > LONGEST:
            raise Refused(f"A cell of the workbook holds more than {LONGEST:,} letters, which is more than is read.")


def shared(packed: Packed, part: str, most: int, allowance: Allowance) -> list[str]:
    """The texts that the sheets of a workbook refer to by their number. Raises Refused where they cannot be read."""
    found: list[str] = []
    runs = Runs()
    said = Said(cells.text, allowance)
    depth = phonetic = others = 0
    item = run = spoken = ""

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal depth, phonetic, others, item, run, spoken
        depth += 1
        if depth > DEEPEST:
            raise too_deep(part)
        if name == run:
            if not phonetic:
                runs.begin()
        elif name == item:
            return
        elif depth == 1:
            space, blank, _root = name.rpartition(" ")
            item, run, spoken = (f"{space}{blank}{own}" for own in ("si", "t", "rPh"))
        else:
            phonetic += name == spoken
            others += 1
            if others > MOST_OTHERS:
                raise too_many_others(part)

    def end(name: str) -> None:
        nonlocal depth, phonetic
        depth -= 1
        if name == run:
            if not phonetic:
                runs.end()
        elif name == item:
            found.append(said[runs.taken()])
            if len(found) > MOST_SHARED:
                raise too_many()
        elif name == spoken:
            phonetic -= 1

    parse(packed.pieces(part, most), part, start, end, runs.parts.append, runs.check)
    return found


def too_many_runs() -> Refused:
    """What is said of texts that change their looks without end."""
    return Refused(f"The workbook holds more than {MOST_RUNS:,} texts and parts of texts; please split it.")


def too_many() -> Refused:
    """What is said of a workbook that shares more texts than are read."""
    return Refused(f"The workbook holds more than {MOST_SHARED:,} texts; please split it.")
