"""What the outcomes say, for people as a table and for later as lines of JSON."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.benchmarks.rounds import Outcome, lower_quartile

COLUMNS = (
    "action",
    "size",
    "limit",
    "ours",
    "unit",
    "ratio",
    "min–max",
    "goal",
    "flat",
    "goal",
    "p99",
    "goal",
    "rounds",
    "",
)
BASE = 200
"""The size that goals of flatness speak of."""
WIDTHS = (26, 7, 9, 9, 4, 6, 13, 6, 6, 5, 8, 7, 7, 0)


@dataclass(frozen=True)
class Line:
    """One row of the table."""

    outcome: Outcome
    flatness: tuple[float, ...] = ()
    """Ours here to ours at the smallest size, by round; empty at the smallest size."""

    @property
    def misses(self) -> list[str]:
        """Which judged goals the lower quartile passes; a goal is missed only for certain."""
        contest, found = self.outcome.contest, []
        if self.outcome.judged and contest.goal is not None and lower_quartile(self.outcome.ratios) > contest.goal:
            found.append("ratio")
        if self.flatness and contest.flat is not None and lower_quartile(self.flatness) > contest.flat:
            found.append("flatness")
        return found

    def as_json(self) -> dict[str, Any]:
        """The row as the history keeps it; figures in milliseconds or the contest's own unit."""
        outcome, contest = self.outcome, self.outcome.contest
        scale = _scale(contest.unit)
        row: dict[str, Any] = {
            "action": contest.action,
            "size": contest.size,
            "unit": contest.unit,
            "kept": len(outcome.kept),
        }
        if not outcome.kept:
            return row
        return row | {
            "limit": round(outcome.limit * scale, 4),
            "ours": round(outcome.ours * scale, 4),
            "ratio": round(statistics.median(outcome.ratios), 3),
            "ratios": [round(ratio, 3) for ratio in outcome.ratios],
            "p99": round(outcome.tail() * scale, 4),
            "limit_p99": round(outcome.tail("limit") * scale, 4),
            "flatness": round(statistics.median(self.flatness), 3) if self.flatness else None,
            "judged": outcome.judged,
            "misses": self.misses,
        }


def lines(outcomes: Sequence[Outcome]) -> list[Line]:
    """The rows of contests of the same rounds; flatness is told against the action at BASE, else at its smallest size."""
    first: dict[str, Outcome] = {}
    for outcome in outcomes:
        if outcome.contest.action not in first or outcome.contest.size == BASE:
            first[outcome.contest.action] = outcome
    found: list[Line] = []
    for outcome in outcomes:
        base = first[outcome.contest.action]
        flat = outcome.contest.size > base.contest.size and base.judged
        found.append(Line(outcome, tuple(outcome.flatness(base)) if flat else ()))
    return sorted(found, key=lambda line: list(first).index(line.outcome.contest.action))


def _scale(unit: str) -> float:
    return 1000 if unit == "ms" else 1


def _row(cells: Sequence[str]) -> str:
    return "  ".join(
        cell.ljust(width) if number == 0 else cell.rjust(width)
        for number, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
    ).rstrip()


def heading() -> str:
    """The table's first row."""
    return _row(COLUMNS)


def told(line: Line) -> str:
    """One row for people."""
    outcome, contest = line.outcome, line.outcome.contest
    rounds = f"{len(outcome.kept)}/{len(outcome.rounds) - 1}"
    if not outcome.kept:
        return _row([contest.action, f"{contest.size:,}", *[""] * 10, rounds, "not judged: the machine was too busy"])
    scale = _scale(contest.unit)
    ratios = outcome.ratios
    remark = "MISSED: " + ", ".join(line.misses) if line.misses else "" if outcome.judged else "not judged"
    return _row(
        [
            contest.action,
            f"{contest.size:,}",
            _figure(outcome.limit * scale),
            _figure(outcome.ours * scale),
            contest.unit,
            f"{statistics.median(ratios):.2f}",
            f"{min(ratios):.2f}–{max(ratios):.2f}",
            "" if contest.goal is None else f"{contest.goal:g}",
            f"{statistics.median(line.flatness):.2f}" if line.flatness else "",
            "" if contest.flat is None or not line.flatness else f"{contest.flat:g}",
            _figure(outcome.tail() * scale),
            "" if contest.tail is None else f"{contest.tail:g}",
            rounds,
            remark,
        ]
    )


def markdown(found: Sequence[Line]) -> str:
    """The rows as the table of `docs/performance.md`: what misses its goal for certain is bold."""
    rows = ["| action | size | limit | ours | ratio | flat | p99 | goal |", "|---|---|---|---|---|---|---|---|"]
    for line in found:
        outcome, contest = line.outcome, line.outcome.contest
        if not outcome.kept:
            rows.append(f"| {contest.action} | {contest.size:,} | | | not judged | | | |")
            continue
        scale, mark = _scale(contest.unit), "**" if line.misses else ""
        unit = "" if contest.unit == "ms" else f" {contest.unit}"
        ratios = f"{min(outcome.ratios):.2f}–{max(outcome.ratios):.2f}"
        goals = {"": contest.goal, "flat ": contest.flat if line.flatness else None, "p99 ": contest.tail}
        cells = [
            contest.action,
            f"{contest.size:,}",
            _figure(outcome.limit * scale) + unit,
            _figure(outcome.ours * scale) + unit,
            f"{mark}{statistics.median(outcome.ratios):.2f}{mark} ({ratios})",
            f"{statistics.median(line.flatness):.2f}" if line.flatness else "",
            _figure(outcome.tail() * scale),
            "; ".join(f"{name}{goal:,.4g}" for name, goal in goals.items() if goal is not None),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _figure(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def surroundings() -> dict[str, Any]:
    """When, on what, and how busy it is: what a later reader of a history line needs."""
    import sqlite3
    from importlib.metadata import version

    try:
        commit = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True, cwd=Path(__file__).parent
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        commit = ""
    return {
        "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "commit": commit,
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "pyside": version("PySide6-Essentials"),
        "sqlalchemy": version("SQLAlchemy"),
    }


def append(history: Path, around: dict[str, Any], found: Sequence[Line]) -> None:
    """Add one line to the history file."""
    history.parent.mkdir(parents=True, exist_ok=True)
    with history.open("a", encoding="utf-8") as file:
        file.write(json.dumps({**around, "rows": [line.as_json() for line in found]}) + "\n")
