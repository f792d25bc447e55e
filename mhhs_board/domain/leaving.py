"""What may leave a board in a file, a table or a picture: what `records.SHARED` names, and nothing else.

Said here once, so that no format has to know it: an export is made of a board that holds nothing private.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any, TypeVar

import msgspec

from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import declared
from mhhs_board.domain.record import Record, Registered, artefact_about, naming
from mhhs_board.domain.records import ABOUT, RECORDS, REFERENCES, SHARED, Artefact, Details, View

R = TypeVar("R", bound=Record)


def private_fields(kind: str) -> tuple[str, ...]:
    """The fields of a kind that stay on the board."""
    return _besides(kind, SHARED.get(kind, ()))


@cache
def _besides(kind: str, shared: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in RECORDS[kind].__struct_fields__ if name not in shared)


@cache
def _defaults(kind: str) -> dict[str, Any]:
    return {one.name: "" if one.default is msgspec.NODEFAULT else one.default for one in declared(RECORDS[kind])}


def is_private(record: Record) -> bool:
    """Whether a record stays as a whole: a view that is somebody's own, a kind that nobody said may leave, and what says
    nothing without what is private."""
    if record.KIND not in SHARED or (isinstance(record, View) and bool(record.owner)):
        return True
    if not isinstance(record, Registered) or not private_in(record):
        return False
    return bool(without_private(record).against()) and not record.against()


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


_SAME = {"note": "notes", "from_file": "origin", "from_record": "origin"}
"""What is counted together under one word, once for a record."""
_SAID = {"person": ("name of a person", "names of persons"), "origin": ("origin of a row", "origins of rows")}


def _counted(name: str, count: int) -> str:
    if name in _SAID:
        return _SAID[name][count != 1]
    words = name.replace("_", " ")
    return words.removesuffix("s") if count == 1 else words if words.endswith("s") else f"{words}s"


def left(board: Board, artefacts: Collection[str] | None = None) -> Left:
    """What stays behind of the whole board, or of these artefacts and what blocks them."""
    return left_of(
        board, (one for one in board.all_records() if artefacts is None or artefact_about(one, board) in artefacts)
    )


def left_of(board: Board, records: Iterable[Record]) -> Left:
    """What stays behind of these records."""
    found: Counter[str] = Counter()
    views = 0
    for record in records:
        if isinstance(record, View) and is_private(record):
            views += 1
        else:
            found.update({_SAME.get(name, name) for name in private_in(record)})
    return Left(tuple(sorted(found.items())), views)


def named_by(board: Board, artefacts: Collection[str]) -> set[tuple[str, str]]:
    """Kind and id of what leaves with these artefacts: they, what is about them, and what all of that names; but nothing
    that is about another artefact: that stays with it."""
    found: set[tuple[str, str]] = {(Details.KIND, record.id) for record in board.of(Details).values()}
    way = [(Artefact.KIND, one) for one in artefacts]
    while way:
        key = way.pop()
        record = board.get(*key)
        if key in found or record is None:
            continue
        found.add(key)
        for field, target in REFERENCES.get(record.KIND, {}).items():
            if (named := getattr(record, field)) and target not in ABOUT and target != Artefact.KIND:
                way.append((target, named))
        for kind in ABOUT:
            way += [(kind, one.id) for one in naming(board, RECORDS[kind], record.KIND, record.id)]
    return found


def among(record: R, leaving: Collection[tuple[str, str]]) -> R:
    """A record without the links to what does not leave with it."""
    lost = {
        one.name: None
        for one in declared(type(record))
        if one.link and one.nullable and (named := getattr(record, one.name)) and (one.link.kind, named) not in leaving
    }
    return msgspec.structs.replace(record, **lost) if lost else record
