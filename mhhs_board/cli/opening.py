"""How every verb of the command line gets at its board and its moment."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mhhs_board.cli.tables import note
from mhhs_board.domain import dates
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Refused
from mhhs_board.exchange import files
from mhhs_board.exchange.files import Sight
from mhhs_board.program import boards

if TYPE_CHECKING:
    from mhhs_board.workspace import Workspace


@contextmanager
def opened(arguments: Namespace) -> Iterator[Workspace]:
    """The board that the command line names, for the length of one verb."""
    workspace = open_board(arguments)
    try:
        yield workspace
        kept = boards.watched(workspace)
        if kept is not None and kept.no_board_to_write:  # whoever wished to write was told as they were refused
            note(kept.store.why_read_only)
        for told in kept.told if kept is not None else ():
            note(told)
    finally:
        workspace.close()


def open_board(arguments: Namespace, *, window: bool = False) -> Workspace:
    """The named board, for a `window` else the one that a window showed last, or the user's own."""
    patience = None if window else boards.PATIENCE
    actor = boards.settings_name() if arguments.actor is None else arguments.actor
    path, read_only = None if arguments.board is None else boards.located(arguments.board), arguments.read_only
    if path is None and window and (path := boards.last_board()) is not None:
        read_only = read_only or boards.reads_only(path)
    if path is None:
        return boards.open_own(read_only=read_only, actor=actor, glimpsed=window, patience=patience)
    return boards.open_workspace(path, read_only=read_only, actor=actor, glimpsed=window, patience=patience)


# -- moments -----------------------------------------------------------------------------------------------------------


_OF_AN_EXPORT = re.compile(r"\b(as at .+?) · [0-9]+ of [0-9]+ shown · [0-9]+ hidden\b", re.IGNORECASE)
"""The line in which an export says what it is of."""


def seq_of(workspace: Workspace, when: str) -> int:
    """WHEN as the number of the newest entry at that moment; 0 before the first. Raises Refused for the future."""
    said, number = _apart(when)
    if number:
        if len(number) > 18 or int(number) > workspace.head.seq:
            raise Refused(f"The history has no entry {number[:20]} yet; the newest is {workspace.head.seq}.")
        return int(number)
    moment = dates.moment(said, workspace.today)
    day = dates.instant_day(moment)
    if day is not None and day > workspace.today:
        raise Refused(f"{dates.written(day)} is still to come; leave it out for the board as it is now.")
    return workspace.seq_at(moment)


def _apart(when: str) -> tuple[str, str]:
    """The moment and the number of the entry in WHEN, as an export says both or people one of them; empty where it has
    none. A number that is a day (20261129) is a day."""
    plain = " ".join(when.split())
    if plain.isascii() and plain.isdigit() and not dates.reads(plain):
        return "", plain
    if line := _OF_AN_EXPORT.search(plain):
        plain = line[1]
    found = re.search(r"[ ,·(]*\bentry ([0-9]{1,18})\)?$", plain[-100:], re.IGNORECASE | re.ASCII)
    return (plain[: len(plain) - len(found[0])], found[1]) if found else (plain, "")


def sight_of(workspace: Workspace, when: str) -> Sight:
    """The board now, or as it was at WHEN, on the day that it was then."""
    if not when:
        return Sight.now(workspace)
    seq = seq_of(workspace, when)
    first = next(workspace.entries(0, 1))
    if seq < 1:
        day = dates.instant_day(first.at)
        raise Refused(f"The board did not exist then; its history begins on {dates.written(day) if day else first.at}.")
    said, _ = _apart(when)
    at = dates.moment(said, workspace.today) if said else next(workspace.entries(seq - 1, seq)).at
    mark = files.mark_of(workspace, seq)
    return Sight(workspace.as_at(seq), dates.instant_day(at) or workspace.today, at, past=True, mark=mark)


ALL_NEW = "The board did not exist yet at --since, so everything on it counts as new."


def before(workspace: Workspace, when: str) -> Sight:
    """The board as it was at WHEN, to be compared with; an empty one where there was none yet, and that is noted."""
    if seq_of(workspace, when):
        return sight_of(workspace, when)
    note(ALL_NEW)
    said, _ = _apart(when)
    moment = dates.moment(said, workspace.today) if said else next(workspace.entries(0, 1)).at
    return Sight(Board(), dates.instant_day(moment) or workspace.today, moment, past=True)
