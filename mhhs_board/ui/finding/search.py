"""Finds what is meant among many lines while somebody types: every keystroke searches all of them within a frame.

The lines lie in one text, so that each way of matching is one search of that text and not one of every line. Ways are tried
from the surest on and only until enough is found: the reference as typed, a line that begins so, a word that begins so, the
text anywhere, all words anywhere, and last the letters in this order, the closest together first. Where few lines are left
and the text only grows, what is left is all that is searched.
"""

from __future__ import annotations

import heapq
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice

from mhhs_board.base.text import folded as lowered

_LINE, _FIRST = "\n", "\x1f"
"""What begins a line, and what stands behind its first part (a reference)."""
_BREAKS = re.compile("[\n\r\x1f]")
LONGEST = 120
"""More letters than anybody types; a longer query is cut."""

COMPARED = 1_000
"""Lines with scattered letters that are compared; where more hold them, they say little."""
WALKED = 10_000
"""Lines that are walked for scattered letters, the first: commands, views, and the cards of all but the largest boards."""


def folded(text: str) -> str:
    """A text as it is compared: as everywhere, and on one line."""
    return lowered(_BREAKS.sub(" ", text))


def _all_folded(texts: list[str]) -> list[str]:
    """Many texts as they are compared; of a hundred thousand no one holds a break as a rule, which one look tells."""
    if _BREAKS.search("".join(texts)):
        return [folded(text) for text in texts]
    return [lowered(text) for text in texts]


class Lines:
    """Lines to search, each of a first part that may be typed alone and the rest. Numbers are those of the lines given."""

    def __init__(self, lines: Iterable[tuple[str, str]]) -> None:
        given = list(lines)
        firsts = [f"{_LINE}{first}{_FIRST}" for first in _all_folded([first for first, _ in given])]
        self._keep(firsts, _all_folded([rest for _, rest in given]))

    def _keep(self, firsts: list[str], rests: list[str]) -> None:
        self._firsts = "".join(firsts)
        self._first_starts = list(accumulate(map(len, firsts), initial=0))
        whole = [first + rest for first, rest in zip(firsts, rests, strict=True)]
        self._text = "".join(whole)
        self._starts = list(accumulate(map(len, whole), initial=0))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def picked(self, numbers: Iterable[int]) -> Lines:
        """Only some of the lines, in the order of `numbers`."""
        some = Lines(())
        starts, text, firsts, rests = self._starts, self._text, [], []
        for number in numbers:
            first = self._firsts[self._first_starts[number] : self._first_starts[number + 1]]
            firsts.append(first)
            rests.append(text[starts[number] + len(first) : starts[number + 1]])
        some._keep(firsts, rests)
        return some

    def ways(self, words: Sequence[str]) -> Iterator[Iterator[int]]:
        """The lines that words may mean, the surest way first; equally many ways for every set of lines."""
        whole = " ".join(words)
        yield self._beginning(f"{_LINE}{whole}{_FIRST}")
        yield self._beginning(_LINE + whole)
        begins = self._text.find(whole)  # where it stands nowhere, no word begins so either
        yield self._containing(_FIRST + whole, begins)
        yield self._containing(f" {whole}", begins)
        yield self._containing(whole, begins)
        if len(words) > 1:
            yield self._holding(words)

    def _beginning(self, part: str) -> Iterator[int]:
        at = self._firsts.find(part)
        while at >= 0:
            line = bisect_right(self._first_starts, at) - 1
            yield line
            at = self._firsts.find(part, self._first_starts[line + 1])

    def _containing(self, part: str, begins: int = 0) -> Iterator[int]:
        """Lines with a text in them, which stands nowhere before `begins` but for one letter; nowhere at all below 0."""
        at = self._text.find(part, max(0, begins - 1)) if begins >= 0 else -1
        while at >= 0:
            line = self._line(at)
            yield line
            at = self._text.find(part, self._starts[line + 1])

    def _holding(self, words: Sequence[str]) -> Iterator[int]:
        """Lines that hold every word, in whatever order."""
        longest = max(words, key=len)
        for line in self._containing(longest):
            start, end = self._starts[line], self._starts[line + 1]
            if all(self._text.find(word, start, end) >= 0 for word in words):
                yield line

    def scattered(self, letters: str, most: int, walked: int) -> list[tuple[int, int]]:
        """At most `most` of the first `walked` lines that hold the letters in this order, each with how far they reach.
        Possessive steps make it one walk over the text."""
        first, *rest = map(re.escape, letters)
        steps = "".join(rf"[^{letter}\n]*+{letter}" for letter in rest)
        pattern = re.compile(rf"\n[^{first}\n]*+({first}{steps})")
        end = self._starts[min(walked, len(self))]
        matches = islice(pattern.finditer(self._text, 0, end), most)
        return [(match.end(1) - match.start(1), self._line(match.start())) for match in matches]

    def _line(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1


class Search:
    """A search over several sets of lines, numbered through. It remembers what is left where the text only grows."""

    def __init__(self, parts: Sequence[Lines]) -> None:
        self._parts = parts
        self._offsets = list(accumulate(map(len, parts), initial=0))
        self._left: tuple[str, list[int], Search] | None = None
        """A query, all the lines that it may mean in whatever way, and a search of them alone."""

    def __len__(self) -> int:
        return self._offsets[-1]

    def best(self, query: str, most: int) -> list[int]:
        """At most `most` lines that a query may mean, the likeliest first; all in their order where it is empty."""
        words = folded(query[:LONGEST]).split()
        if not words:
            return list(range(min(most, len(self))))
        whole = " ".join(words)
        if self._left is not None and whole.startswith(self._left[0]):
            _, numbers, search = self._left
            return [numbers[line] for line in search.best(whole, most)]
        found: dict[int, None] = {}
        self._left = None
        for line in self._surely(words):
            found.setdefault(line)
            if len(found) == most:
                return list(found)
        scattered = self._scattered("".join(words))
        if len(scattered) < COMPARED:
            numbers = sorted({*found, *(line for _, line in scattered)})
            if len(numbers) < len(self):
                self._left = (whole, numbers, Search(list(self._picked(numbers))))
        found.update(dict.fromkeys(line for _, line in heapq.nsmallest(most, scattered)))
        return list(found)[:most]

    def _surely(self, words: Sequence[str]) -> Iterator[int]:
        for ways in zip(*(part.ways(words) for part in self._parts), strict=True):
            for offset, way in zip(self._offsets, ways, strict=False):
                yield from (offset + line for line in way)

    def _scattered(self, letters: str) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for offset, part in zip(self._offsets, self._parts, strict=False):
            held = part.scattered(letters, COMPARED - len(found), WALKED - offset) if offset < WALKED else []
            found += [(reach, offset + line) for reach, line in held]
        return found

    def _picked(self, numbers: Sequence[int]) -> Iterator[Lines]:
        for offset, part in zip(self._offsets, self._parts, strict=False):
            yield part.picked(number - offset for number in numbers if offset <= number < offset + len(part))
