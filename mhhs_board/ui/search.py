"""Finds what is meant among many lines while somebody types: every keystroke searches all of them within a frame.

The lines lie in one text, so that each way of matching is one search of that text and not one of every line. Ways are tried
from the surest on and only until enough is found: the reference as typed, a line that begins so, a word that begins so, the
text anywhere, all words anywhere, and last the letters in this order, the closest together first.
"""

from __future__ import annotations

import heapq
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice

_LINE, _FIRST = "\n", "\x1f"
"""What begins a line, and what stands behind its first part (a reference)."""
_BREAKS = re.compile("[\n\r\x1f]")
LONGEST = 120
"""More letters than anybody types; a longer query is cut."""

COMPARED = 1_000
"""Lines with scattered letters that are compared; where more hold them, they say little."""


def folded(text: str) -> str:
    """A text as it is compared: without case, on one line."""
    return _BREAKS.sub(" ", text).casefold()


class Lines:
    """Lines to search, each of a first part that may be typed alone and the rest. Numbers are those of the lines given."""

    def __init__(self, lines: Iterable[tuple[str, str]]) -> None:
        made = [f"{_LINE}{folded(first)}{_FIRST}{folded(rest)}" for first, rest in lines]
        self._text = "".join(made)
        self._starts = list(accumulate((len(line) for line in made), initial=0))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def best(self, query: str, most: int) -> list[int]:
        """At most `most` lines that a query may mean, the likeliest first; all in their order where it is empty."""
        words = folded(query[:LONGEST]).split()
        if not words:
            return list(range(min(most, len(self))))
        found: dict[int, None] = {}
        for way in self._ways(words):
            for line in way:
                found.setdefault(line)
                if len(found) == most:
                    return list(found)
        found.update(dict.fromkeys(self._scattered("".join(words), most)))
        return list(found)[:most]

    def _ways(self, words: Sequence[str]) -> Iterator[Iterator[int]]:
        whole = " ".join(words)
        yield self._containing(f"{_LINE}{whole}{_FIRST}")
        yield self._containing(_LINE + whole)
        yield self._containing(_FIRST + whole)
        yield self._containing(f" {whole}")
        yield self._containing(whole)
        if len(words) > 1:
            yield self._holding(words)

    def _containing(self, part: str) -> Iterator[int]:
        at = self._text.find(part)
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

    def _scattered(self, letters: str, most: int) -> list[int]:
        """Lines that hold the letters in this order. Possessive steps make it one walk over the text."""
        first, *rest = map(re.escape, letters)
        steps = "".join(rf"[^{letter}\n]*+{letter}" for letter in rest)
        pattern = re.compile(rf"\n[^{first}\n]*+({first}{steps})")
        spans = ((match.end(1) - match.start(1), match.start()) for match in pattern.finditer(self._text))
        return [self._line(at) for _, at in heapq.nsmallest(most, islice(spans, COMPARED))]

    def _line(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1
