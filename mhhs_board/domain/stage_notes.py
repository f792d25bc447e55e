"""The lines that were given with an artefact's moves: why one may skip or be stamped (an override), why it goes back (a
reason).

The record keeps all of them as text, a line each with its instant, what it is and the stage it is for, as that was called
then: so they outlive the move and go along into every copy, also one without a history.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mhhs_board.domain import dates
from mhhs_board.domain.board import Board
from mhhs_board.domain.records import Artefact, Stage

OVERRIDE, REASON, NOTED = "override", "reason", "noted"
"""What a line is; the last of one that was kept before anybody kept which."""

_BETWEEN, _GAP = " · ", "-"


class StageNote(NamedTuple):
    """One line: its instant, what it is, the name of the stage it is for, and its words."""

    at: str
    sort: str
    stage: str
    words: str

    @property
    def sentence(self) -> str:
        """`Override, to Approved on 24 November 2026: Ben is away`."""
        day = dates.instant_day(self.at)
        when = f" on {dates.written(day)}" if day is not None else ""
        where = f", to {self.stage}{when}" if self.stage else when
        return f"{self.sort.capitalize()}{where}: {self.words}"


def of(board: Board, artefact: Artefact) -> list[StageNote]:
    """Every line that was given for an artefact, oldest first."""
    found = [_read(line) for line in artefact.stage_notes.split("\n") if line]
    present = artefact.stage_note
    if present and not (found and found[-1].words == present):  # from before all of them were kept
        stage = board.of(Stage).get(artefact.stage or "")
        found.append(StageNote(artefact.stage_since, NOTED, stage.name if stage is not None else "", present))
    return found


def sort_of(artefact: Artefact) -> str:
    """What the line is that an artefact shows until its next stage; empty where it shows none."""
    if not artefact.stage_note:
        return ""
    last = _read(artefact.stage_notes.rpartition("\n")[2])
    return last.sort if last.words == artefact.stage_note else NOTED


def kept(board: Board, artefact: Artefact, stage: str, at: str, *, override: str = "", reason: str = "") -> str:
    """The lines of an artefact, as its record keeps them, once it goes to a stage with these."""
    name = board.of(Stage)[stage].name.replace(_BETWEEN, " ") if stage else ""
    new = [StageNote(at, sort, name, words) for sort, words in ((REASON, reason), (OVERRIDE, override)) if words]
    return _written([*of(board, artefact), *new])


def _written(notes: Iterable[StageNote]) -> str:
    return "\n".join(_BETWEEN.join(part or _GAP for part in note) for note in notes)


def _read(line: str) -> StageNote:
    """A line as it is kept. What a file brought that is none is its words alone."""
    parts = line.split(_BETWEEN, 3)
    if len(parts) < 4 or parts[1] not in (OVERRIDE, REASON, NOTED):
        return StageNote("", NOTED, "", line)
    return StageNote(*("" if part == _GAP else part for part in parts))
