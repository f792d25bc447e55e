"""What is exported: a board, the artefacts of it that are shown, and what every export says of itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from mhhs_board.base.text import without_invisible
from mhhs_board.domain import leaving
from mhhs_board.domain.board import Board
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.leaving import Left
from mhhs_board.domain.records import Artefact


@dataclass(frozen=True)
class Sheet:
    """One export, whatever its format.

    `shown` are artefact ids; `as_at` is the moment as people read it, `at` the same as UTC text, `past` whether it was
    asked for; `filter` the query that chose `shown` (one of blanks is none), `today` the day ages are counted to. `entries`
    is the journal where it goes with the export, else None. `theme` is for pictures; `paper` and
    `density` are names of `drawing.pages`, or empty for what suits the board. `mark` is the hash of the newest
    entry, in hex digits. `earlier` is the board at another moment, where it is asked what changed since, and `since` that
    moment as people read it. Where not `private`, the boards of a sheet hold nothing private, whatever boards it is made
    of, and `left` says what stayed behind of all of it and of what is shown.
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
    past: bool = False
    private: bool = False
    at: str = ""
    paper: str = ""
    density: str = ""
    mark: str = ""
    earlier: Board | None = None
    since: str = ""
    left: tuple[Left, Left] = field(default=(Left(), Left()))

    def __post_init__(self) -> None:
        if not without_invisible(self.filter).strip():
            object.__setattr__(self, "filter", "")
        if self.private:
            return
        kept = leaving.shared(self.board)
        if kept is not self.board:
            left = (leaving.left(self.board), leaving.left(self.board, self.shown))
            object.__setattr__(self, "left", left)
            object.__setattr__(self, "board", kept)
        if self.earlier is not None:
            object.__setattr__(self, "earlier", leaving.shared(self.earlier))
        object.__setattr__(self, "entries", None)  # they hold whatever was ever written

    @classmethod
    def of(
        cls, board: Board, shown: Iterable[str], today: date, *, classification: str | None = None, **said: Any
    ) -> Sheet:
        """A sheet under the board's own name and classification, unless another classification is given."""
        details = board.details if said.get("private") else leaving.without_private(board.details)
        marked = details.classification if classification is None else classification
        return cls(board, frozenset(shown), today, name=details.name, classification=marked, **said)

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
    def filtered(self) -> bool:
        """Whether a query chose what is shown, also one that hides nothing."""
        return bool(self.hidden or self.filter)

    @property
    def marked(self) -> bool:
        """Whether a file for programs says what it is of: the whole board as it is, without classification, is not said."""
        return bool(self.filtered or self.classification or self.past)

    @property
    def counts(self) -> str:
        """`12 of 23 shown · 11 hidden`."""
        return f"{len(self.artefacts)} of {self.total} shown · {self.hidden} hidden"

    @property
    def entry(self) -> str:
        """The number of the newest entry that is in it, `entry 12`; empty for a board without a history."""
        return f"entry {self.board.seq}" if self.board.seq else ""

    @property
    def facts(self) -> list[str]:
        """What every export says of itself, in the order it is read; only what there is to say."""
        found = [self.classification, f"As at {self.as_at}" if self.as_at else "", self.entry, self.counts]
        return [fact for fact in (*found, f"Filter: {self.filter}" if self.filter else "") if fact]

    def left_out(self, *, whole: bool = False) -> str:
        """`3 private notes left out`, of what is shown or of the `whole` board; empty where nothing was."""
        return self.left[0 if whole else 1].sentence
