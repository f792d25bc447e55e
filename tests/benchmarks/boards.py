"""Seeded boards: the five lanes of L4 by its five stages and Blocked, with as many artefacts as asked, evenly spread or 70 % in one cell.

Long titles, one in ten blocked, one in twenty escalated. Made once a run as one founding entry; each contest works on a copy
of its own.
"""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from mhhs_board.base.clock import instant
from mhhs_board.domain import rank
from mhhs_board.domain.board import Board, added, difference
from mhhs_board.domain.journal import Entry, Head, Sealed, seal
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import Artefact, Blocker, Escalation
from mhhs_board.operations import founding
from mhhs_board.operations.context import Context
from mhhs_board.operations.moving import move
from mhhs_board.store import schema, writing
from mhhs_board.store.opening import create_store, open_store
from mhhs_board.workspace import Workspace

TEMPLATE = Path(__file__).parents[2] / "resources" / "templates" / "l4-bare.toml"
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ACTOR = "Ana"
SKEWED = 0.7
"""How much of a skewed board stands in one cell."""

LONGEST_TITLE = 300
_WORDS = (
    "settlement meter point register half hourly advance read validation estimation consumption volume correction supplier "
    "agent appointment change of supply disconnection energisation interface central systems message exchange migration "
    "unmetered inventory smart advanced data service process requirement method statement exception retry timeout"
).split()


def _title(chance: random.Random) -> str:
    """Seven to fifteen words; one title in twenty is as long as titles may be."""
    count = 45 if chance.random() < 0.05 else chance.randint(7, 15)
    return " ".join(chance.choice(_WORDS) for _ in range(count)).capitalize()[:LONGEST_TITLE].rstrip()


def founding_entry(size: int, *, skewed: bool = False, seed: int = 23) -> Entry:
    """The one entry of a board with `size` artefacts. The same size gives the same board."""
    chance = random.Random(f"{seed} {size} {skewed}")
    counter = itertools.count(1)
    context = Context(actor=ACTOR, now=instant(NOW), today=date(2026, 11, 24), new_id=lambda: f"{next(counter):032x}")
    laid_out = founding.found(Board(), context, template=founding.template(TEMPLATE.read_bytes()))
    board = Board()
    board.apply(seal(laid_out, Head(), now=context.now, salt="").entry)
    lanes, stages = [lane.id for lane in board.workstreams], [stage.id for stage in board.stages]
    kinds, forums = [kind.id for kind in board.kinds], [forum.id for forum in board.forums]
    records: list[Record] = []
    for number, given in enumerate(rank.spread("", "", size)):
        crowded = skewed and chance.random() < SKEWED
        since = instant(NOW - timedelta(days=chance.randint(0, 60)))
        artefact = Artefact(
            id=context.new_id(),
            ref=f"Process {number + 1}",
            title=_title(chance),
            kind=chance.choice(kinds),
            workstream=lanes[0] if crowded else lanes[number % len(lanes)],
            stage=stages[1] if crowded else stages[number // len(lanes) % len(stages)],
            rank=given,
            owner=f"Analyst {number % 40}",
            priority=chance.choice(("", "High", "Medium", "Low")),
            due="30 Nov 2026" if number % 3 == 0 else "",
            due_on="2026-11-30" if number % 3 == 0 else "",
            version=f"0.{number % 9}" if number % 2 else "",
            labels=(f"wave {number % 5}",) if number % 4 == 0 else (),
            stage_since=since,
        )
        records.append(artefact)
        if chance.random() < 0.12 and artefact.stage != stages[-1]:  # a fifth is approved: one in ten of all
            blocker = Blocker(id=context.new_id(), artefact=artefact.id, reason=_title(chance), owner="DAG", since=since)
            records.append(blocker)
            if chance.random() < 0.5:
                records.append(Escalation(id=context.new_id(), blocker=blocker.id, forum=forums[number % len(forums)]))
    return context.entry("new", [*laid_out.changes, *(added(record) for record in records)])


class Boards:
    """The boards of one run in a folder that goes with it; those that nobody writes to may be kept elsewhere for the next."""

    def __init__(self, folder: Path, kept: Path | None = None) -> None:
        self.folder = folder
        self._kept = kept or folder
        self._kept.mkdir(parents=True, exist_ok=True)
        self._copies = itertools.count(1)

    def file(self, size: int, *, skewed: bool = False, moves: int = 0) -> Path:
        """A board file that nobody writes to, with so many moves after its founding entry."""
        name = f"{size}{'-skewed' if skewed else ''}{f'-{moves}' if moves else ''}-{min(schema.KNOWN[schema.NUMBER])[:8]}.mhhsboard"
        path = self._kept / name
        if not path.exists():
            making = self.folder / name  # a run that was stopped leaves nothing half made to the next
            create_store(making, founding_entry(size, skewed=skewed), now=instant(NOW), salt="0" * 16).close()
            if moves:
                add_moves(making, moves)
            shutil.move(making, path)
        return path

    def copy(self, size: int, *, skewed: bool = False, moves: int = 0) -> Path:
        """A board file of its own for a contest that writes."""
        path = self.folder / f"copy-{next(self._copies)}.mhhsboard"
        shutil.copyfile(self.file(size, skewed=skewed, moves=moves), path)
        return path

    def workspace(self, size: int, *, skewed: bool = False, moves: int = 0) -> Workspace:
        """A board opened by the real store on a file of its own."""
        return opened(self.copy(size, skewed=skewed, moves=moves))


def opened(path: Path) -> Workspace:
    """A board file opened through the real store."""
    return Workspace(open_store(path), actor=ACTOR, now=lambda: NOW, today=lambda: NOW.date())


class Moves:
    """An endless seeded stream of allowed moves: to the next or the previous stage or within a cell, to any slot."""

    def __init__(self, board: Board, seed: int = 5) -> None:
        self._board = board
        self._chance = random.Random(seed)
        self._stages = [stage.id for stage in board.stages][:3]
        free = (found for found in board.artefacts() if found.stage in self._stages and not board.is_blocked(found.id))
        self._ids = [artefact.id for artefact in free]

    def next(self) -> dict[str, object]:
        """The arguments of one move that certainly changes something."""
        artefact = self._board.artefact(self._chance.choice(self._ids))
        place = self._stages.index(artefact.stage or "")
        stage = self._stages[1 if place != 1 else self._chance.choice((0, 2))]
        slot = self._chance.randint(0, len(self._board.cell(artefact.workstream, stage)))
        return {"ids": [artefact.id], "stage": stage, "slot": slot}


def _insert(connection: sa.Connection, sealed: Sequence[Sealed]) -> None:
    for kept in sealed:
        writing.insert(connection, kept)


BATCH = 5000
"""Entries that are written in one transaction."""


def add_moves(path: Path, count: int) -> None:
    """Write many moves into a board's history, each judged by the rules as at its moment."""
    workspace = opened(path)
    board, head = workspace.board, workspace.head
    before, stream = board.copy(), Moves(board)
    workspace.close()
    with open_store(path) as store:
        for start in range(0, count, BATCH):
            sealed = []
            for number in range(start, min(count, start + BATCH)):
                context = Context(actor=ACTOR, now=instant(NOW + timedelta(minutes=number)), today=NOW.date())
                kept = seal(move(board, context, **stream.next()), head, now=context.now, salt="0" * 16)  # type: ignore[arg-type]
                board.apply(kept.entry)
                head = Head(kept.entry.seq, kept.entry.at, kept.entry.hash)
                sealed.append(kept)
            store.write(lambda connection: _insert(connection, sealed))  # noqa: B023  called at once
        store.write(lambda connection: writing.write(connection, difference(before, board)))
