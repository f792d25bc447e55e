"""What is exported: a board, the artefacts of it that are shown, and what every export says of itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from mhhs_board.domain.board import Board
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import Artefact


@dataclass(frozen=True)
class Sheet:
    """One export, whatever its format.

    `shown` are artefact ids; `as_at` is the moment as people read it; `filter` the query that chose `shown`, `today` the
    day ages are counted to. `entries` is the journal where it goes with the export, else None. `theme` is for pictures.
    """

    board: Board
    shown: frozenset[str]
    today: date
    name: str = ""
    as_at: str = ""
    filter: str = ""
    classification: str = ""
    entries: tuple[Entry, ...] | None = None
    theme: str = "light"

    @classmethod
    def of(
        cls, board: Board, shown: Iterable[str], today: date, *, classification: str | None = None, **said: str
    ) -> Sheet:
        """A sheet under the board's own name and classification, unless another classification is given."""
        marked = board.details.classification if classification is None else classification
        return cls(board, frozenset(shown), today, name=board.details.name, classification=marked, **said)  # type: ignore[arg-type]

    @cached_property
    def artefacts(self) -> tuple[Artefact, ...]:
        """The shown artefacts in reading order."""
        return tuple(artefact for artefact in self.board.artefacts() if artefact.id in self.shown)

    @property
    def total(self) -> int:
        """How many artefacts the board holds. Shown and hidden make the total."""
        return self.board.count()

    @property
    def hidden(self) -> int:
        """How many of them are not shown."""
        return self.total - len(self.artefacts)

    @property
    def counts(self) -> str:
        """`12 of 23 shown · 11 hidden`."""
        return f"{len(self.artefacts)} of {self.total} shown · {self.hidden} hidden"

    @property
    def facts(self) -> list[str]:
        """What every export says of itself, in the order it is read; only what there is to say."""
        found = [self.classification, f"As at {self.as_at}" if self.as_at else "", self.counts]
        return [fact for fact in (*found, f"Filter: {self.filter}" if self.filter else "") if fact]
