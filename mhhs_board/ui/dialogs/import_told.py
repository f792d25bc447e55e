"""What the preview of an import says of a file that was judged, gone through in the thread that judged it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from mhhs_board.domain.imported import Ruling, Verdict, by_reason, left_out
from mhhs_board.domain.names import normal
from mhhs_board.exchange.incoming import Judged

_REASONS = 3
"""The most reasons that are told above the table, each with the number of its rows."""


class Told(NamedTuple):
    """A file that was judged. `order` is the places of its verdicts as they are shown: what was a question first, all else
    as in the file. `rows` is the same by ruling. `may_be` says of a doubtful record which artefact it may be, `words` how
    many rows have a word of a field that is open or was."""

    judged: Judged
    order: Sequence[int]
    rows: Mapping[Ruling, Sequence[int]]
    may_be: Mapping[int, str]
    words: Mapping[str, Mapping[str, int]]
    advice: str

    @property
    def verdicts(self) -> Sequence[Verdict]:
        """The verdicts, in the order of the file."""
        return self.judged.imported.verdicts

    def says_the_same(self, other: Told) -> bool:
        """Whether another judgement came to the same; what is new has another id in each."""
        here, there = ([(one.record, one.verdict, one.why) for one in found.verdicts] for found in (self, other))
        return here == there

    def count(self, ruling: Ruling) -> int:
        """How many rows have a verdict."""
        return len(self.rows.get(ruling, ()))


def told(judged: Judged, asked: Collection[int] = ()) -> Told:
    """What there is to say of a file. `asked` are the records that were questions before: they keep their place."""
    verdicts = judged.imported.verdicts
    first = {one.record for one in verdicts if one.verdict == "question"}.union(asked)
    order = sorted(range(len(verdicts)), key=lambda place: verdicts[place].record not in first)
    rows: dict[Ruling, list[int]] = {}
    for place in order:
        rows.setdefault(verdicts[place].verdict, []).append(place)
    may_be = {one.record: one.may_be for one in verdicts if one.may_be}
    asks = bool(judged.imported.questions.keys() & {"columns", "set", "values"})
    return Told(judged, order, rows, may_be, _words(judged), _advice(verdicts, asks=asks))


def _words(judged: Judged) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for field in {*judged.choices.values, *judged.imported.questions.get("values", {})}:
        said = Counter(row.get(field, "") for row in judged.imported.fields.values())
        found[field] = Counter()
        for word, number in said.items():
            found[field][normal(word)] += number
    return found


def _advice(verdicts: Sequence[Verdict], *, asks: bool) -> str:
    """What to do about the rows that are left out, and why most of them are; not where their columns or words are asked
    about (`asks`), which says it already."""
    if not left_out(verdicts):
        return ""
    told_elsewhere = ("question",) if asks else ()
    reasons = [
        f"{number:,} rows: {one.why}"
        for one, number in by_reason(verdicts)
        if number > 1 and one.why and one.verdict not in told_elsewhere
    ]
    first = "Questions and skipped rows are left out; settle them here, in the file or on the board."
    return "\n".join([first, *reasons[:_REASONS]])
