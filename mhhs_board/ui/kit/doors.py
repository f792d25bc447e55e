"""What only the program's start can do, handed to the parts of a window that ask for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from mhhs_board.domain.imported import Blanks, Choices, Report
from mhhs_board.exchange.incoming import Judged, Remembered


class EarlierState(Protocol):
    """One backup: its file, when it was taken as people read it, and how many entries came later (-1: not known)."""

    @property
    def path(self) -> Path:
        """The backup's file."""

    @property
    def when(self) -> str:
        """Day and time, local."""

    @property
    def later(self) -> int:
        """How many entries came later."""

    @property
    def board(self) -> str:
        """What it is called where it is another board, which was at this place before; else empty. Of the boards of which
        one has to be chosen each has its name."""

    @property
    def entry(self) -> int:
        """The number of the entry that it ends with."""


class WayBack(Protocol):
    """What putting a board back would do."""

    @property
    def sentence(self) -> str:
        """That, or why it does not help; may be empty."""

    @property
    def helps(self) -> bool:
        """Whether it can be done as it is."""

    @property
    def boards(self) -> Sequence[EarlierState]:
        """The boards that were at the place, where one of them has to be chosen first."""


@dataclass(frozen=True, slots=True)
class Doors:
    """What only the program's start can do. Each may raise BoardError or OSError; then the window is as it was.

    `open_board(path, read_only)` shows a board in the window's place; `new_board(path, template, name)` makes it first,
    the Level 4 board where no template is named. `export(path, query, private)` writes what a query shows, its format
    by the file's ending, with what is private or without, and returns sentences about what was left out. `save_copy`
    and `save_for_readers` write to a path. `judge` takes hold of the board, and what it returns says in any thread what an
    import would do; `take_in` does that, `taking_in` does it where it is large: what it returns saves it in any thread, and
    what that returns shows it here. `backups` lists
    those of this board, newest first; `back_up` makes one, in any thread; `go_back` brings the board to the state of
    one by an entry. Both return a sentence. `remedy` says of a damaged board what `put_back` would do, and whether that
    helps; `put_back(path, state)` does it, where a state is named with the board that this is of, and shows the board in
    the window's place. `damage` says why the board shown cannot be used as it lies, as far as it has been looked over;
    empty where nothing is known.
    """

    open_board: Callable[[Path, bool], None]
    new_board: Callable[[Path, str, str], None]
    export: Callable[[Path, str, bool], list[str]]
    save_copy: Callable[[Path], object]
    save_for_readers: Callable[[Path], object]
    judge: Callable[[Path, Blanks, Choices, Remembered], Callable[[Report], Judged]]
    take_in: Callable[[Judged], str]
    taking_in: Callable[[Judged], Callable[[], Callable[[], str]]]
    backups: Callable[[], Sequence[EarlierState]]
    back_up: Callable[[], str]
    go_back: Callable[[Path], str]
    remedy: Callable[[Path], WayBack]
    put_back: Callable[[Path, Path | None], None]
    damage: Callable[[], str] = lambda: ""
