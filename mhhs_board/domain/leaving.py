"""What may leave a board in a file, a table or a picture: what `records.SHARED` names, and nothing else.

Said here once, so that no format has to know it: an export is made of a board that holds nothing private.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from functools import cache
from typing import Any, TypeVar

import msgspec

from mhhs_board.domain.board import Board
from mhhs_board.domain.records import (
    RECORDS,
    SHARED,
    Artefact,
    Blocker,
    Details,
    Escalation,
    Forum,
    Kind,
    Record,
    Stage,
    View,
    Workstream,
)

R = TypeVar("R", bound=Record)


def private_fields(kind: str) -> tuple[str, ...]:
    """The fields of a kind that stay on the board."""
    return _besides(kind, SHARED.get(kind, ()))


@cache
def _besides(kind: str, shared: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in RECORDS[kind].__struct_fields__ if name not in shared)


@cache
def _defaults(kind: str) -> dict[str, Any]:
    fields = msgspec.structs.fields(RECORDS[kind])
    return {field.name: "" if field.default is msgspec.NODEFAULT else field.default for field in fields}


def is_private(record: Record) -> bool:
    """Whether a record stays as a whole: a view that is somebody's own, and a kind that nobody said may leave."""
    return record.KIND not in SHARED or (isinstance(record, View) and bool(record.owner))


def private_in(record: Record) -> dict[str, Any]:
    """The private fields that a record holds, each with its default."""
    defaults = _defaults(record.KIND)
    return {
        name: defaults[name]
        for name in private_fields(record.KIND)
        if getattr(record, name, "") not in (defaults[name], None)
    }


def without_private(record: R) -> R:
    """A record of what may leave."""
    held = private_in(record)
    return msgspec.structs.replace(record, **held) if held else record


def keeping_private(old: R, new: R) -> R:
    """A record that came from a file without what is private, with what is private here."""
    return msgspec.structs.replace(new, **{name: getattr(old, name) for name in private_fields(old.KIND)})


def shared(board: Board) -> Board:
    """The board as it may leave: the same one where nothing on it is private."""
    kinds = {kind for kind in RECORDS if private_fields(kind)}
    records, differing = [], False
    for record in board.all_records():
        if is_private(record):
            differing = True
            continue
        kept = without_private(record) if record.KIND in kinds else record
        differing = differing or kept is not record
        records.append(kept)
    if not differing:
        return board
    found = Board(records, board.seq, whole=board.whole)
    found.pace = board.pace
    return found


class Left(msgspec.Struct, frozen=True):
    """What stays behind of a board: how many of each private field, and how many views of people's own."""

    fields: tuple[tuple[str, int], ...] = ()
    views: int = 0

    @property
    def sentence(self) -> str:
        """`3 private notes left out`; empty where nothing was."""
        said = [f"{count:,} private {_counted(name, count)}" for name, count in self.fields]
        said += [f"{self.views:,} saved view{'' if self.views == 1 else 's'} of one's own"] if self.views else []
        return f"{' and '.join(said)} left out" if said else ""


def _counted(name: str, count: int) -> str:
    words = name.replace("_", " ")
    return words.removesuffix("s") if count == 1 else words if words.endswith("s") else f"{words} texts"


def left(board: Board, artefacts: Collection[str] | None = None) -> Left:
    """What stays behind of the whole board, or of these artefacts and what blocks them."""
    found: Counter[str] = Counter()
    views = 0
    for record in board.all_records():
        if artefacts is not None and _artefact(board, record) not in artefacts:
            continue
        if isinstance(record, View) and is_private(record):
            views += 1
        else:
            found.update(private_in(record).keys())
    return Left(tuple(sorted(found.items())), views)


def _artefact(board: Board, record: Record) -> str:
    """The artefact that a record belongs to; empty for what belongs to none."""
    held = board.of(Blocker).get(record.blocker) if isinstance(record, Escalation) else record
    return held.artefact if isinstance(held, Blocker) else held.id if isinstance(held, Artefact) else ""


def named_by(board: Board, artefacts: Collection[str]) -> set[tuple[str, str]]:
    """Kind and id of what leaves with these artefacts: they, what blocks them, and what all of that names."""
    found: set[tuple[str, str]] = {(Details.KIND, record.id) for record in board.of(Details).values()}
    forums = board.of(Forum)
    way: list[str | None] = []
    for artefact_id in artefacts:
        artefact = board.artefact(artefact_id)
        found.add((Artefact.KIND, artefact_id))
        named = ((Workstream, artefact.workstream), (Stage, artefact.stage), (Kind, artefact.kind))
        found.update((record.KIND, named_id) for record, named_id in named if named_id)
        for blocker in board.blockers(artefact_id):
            found.add((Blocker.KIND, blocker.id))
            for escalation in board.escalations(blocker.id):
                found.add((Escalation.KIND, escalation.id))
                way.append(escalation.forum)
    while way:
        forum = way.pop()
        if forum and forum in forums and (Forum.KIND, forum) not in found:
            found.add((Forum.KIND, forum))
            way.append(forums[forum].parent)
    return found
