"""Rounds of limit → ours, and what is made of them: the median of the ratios of single rounds, never a ratio of medians.

Two figures of one round were taken within moments of each other on the same machine under the same load, so their ratio
carries over to other machines and other days. The first round warms up and is dropped. A round during which a fixed
pure-Python spin strays more than `STRAY` from its median was disturbed from outside and is thrown away.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

STRAY = 0.15
LEAST = 5
"""Fewer undisturbed rounds than this are not judged."""
MOST = 3
"""A disturbed contest is given up to so many times the rounds that were asked for."""

Sample = Callable[[], list[float]]
"""Does its action one or several times and returns each one's figure, in seconds or whatever the contest's unit is."""


@dataclass(frozen=True)
class Contest:
    """One action at one size: what the bare library needs, and what we need. Both see the same data.

    `goal` is the ratio that must not be passed, `flat` the ratio of this size to the action's smallest size, and `tail` a
    99th percentile in the contest's unit that is printed and never judged, since it says as much about the machine.
    """

    action: str
    size: int
    limit: Sample
    ours: Sample
    goal: float | None = None
    flat: float | None = None
    tail: float | None = None
    unit: str = "ms"
    note: str = ""


@dataclass
class Round:
    """The figures of one round."""

    spin: float
    limit: list[float]
    ours: list[float]

    @property
    def ratio(self) -> float:
        """Ours to the limit, by the medians within this round."""
        return statistics.median(self.ours) / statistics.median(self.limit)


@dataclass
class Outcome:
    """What the kept rounds of a contest say."""

    contest: Contest
    rounds: list[Round] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    """Numbers of the undisturbed rounds; the first round is never among them."""

    @property
    def judged(self) -> bool:
        """Whether enough rounds were undisturbed."""
        return len(self.kept) >= LEAST

    @property
    def ratios(self) -> list[float]:
        """The ratio of each kept round."""
        return [self.rounds[number].ratio for number in self.kept]

    @property
    def limit(self) -> float:
        """The median figure of the bare library."""
        return statistics.median(statistics.median(self.rounds[number].limit) for number in self.kept)

    @property
    def ours(self) -> float:
        """Our median figure."""
        return statistics.median(statistics.median(self.rounds[number].ours) for number in self.kept)

    def tail(self, which: str = "ours") -> float:
        """The 99th percentile over every single figure of the kept rounds."""
        return percentile([figure for number in self.kept for figure in getattr(self.rounds[number], which)], 0.99)

    def flatness(self, smallest: Outcome) -> list[float]:
        """Ours here to ours at the smallest size, round by round, where both were undisturbed."""
        both = sorted(set(self.kept) & set(smallest.kept))
        return [
            statistics.median(self.rounds[number].ours) / statistics.median(smallest.rounds[number].ours) for number in both
        ]


def percentile(figures: Sequence[float], part: float) -> float:
    """The figure that `part` of the figures do not pass (nearest rank). Raises ValueError where there are none."""
    if not figures:
        raise ValueError("A percentile of nothing was asked for.")
    ordered = sorted(figures)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def lower_quartile(ratios: Sequence[float]) -> float:
    """What a quarter of the ratios do not pass."""
    return percentile(ratios, 0.25)


def spin() -> float:
    """Seconds for a fixed piece of pure Python: the least of three, so that one interrupt is not taken for a slow machine."""
    return min(_spin() for _ in range(3))


def _spin() -> float:
    started = time.perf_counter()
    total = 0
    for number in range(40_000):
        total += number * number
    return time.perf_counter() - started


def undisturbed(spins: Sequence[float], stray: float = STRAY) -> list[int]:
    """Numbers of the rounds whose spin is near the median of all, without the first round."""
    middle = statistics.median(spins)
    return [number for number, spent in enumerate(spins) if number and abs(spent - middle) <= stray * middle]


def compete(contests: Sequence[Contest], rounds: int, told: Callable[[str], None] = lambda _: None) -> list[Outcome]:
    """Run the contests of one action, all sizes in every round, until enough rounds were undisturbed or patience ends."""
    outcomes = [Outcome(contest) for contest in contests]
    done = 0
    while done < rounds or (done < MOST * rounds and not all(outcome.judged for outcome in outcomes)):
        for outcome in outcomes:
            before = spin()
            limit = outcome.contest.limit()
            ours = outcome.contest.ours()
            after = spin()
            outcome.rounds.append(Round(max(before, after), limit, ours))
            outcome.kept = undisturbed([round.spin for round in outcome.rounds])
        done += 1
        told(f"{contests[0].action}: round {done}")
    return outcomes


def timed(act: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started
