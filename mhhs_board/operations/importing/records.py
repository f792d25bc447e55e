"""Taking in the records of a board itself: its name and settings, stages, workstreams, kinds, forums, limits, views.

What is refused by hand is refused here. That a board is a copy for readers, or the example, is said of one file and never
taken from another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from mhhs_board.domain import dates, leaving, names
from mhhs_board.domain.board import BLOCKED, Board, added, edited
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.imported import RecordRow, Ruling, Verdict
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.record import Named, Record
from mhhs_board.domain.records import REFERENCES, Details, Limit, Stage, View
from mhhs_board.operations import naming, typed
from mhhs_board.operations.importing.named import refuse_id

_DAYS = ("active_from", "active_to")
_FOLDED = 1_000
"""How many workstreams and columns a view may fold."""
_LEVELS = 99


def take_records(scratch: Board, rows: Sequence[RecordRow], *, whole: bool) -> list[Verdict]:
    """Take them in, on the scratch board. `whole`: a whole board is copied, so what is there already may change.

    On a board in use an import adds what is missing and leaves its settings to `configure` and the like.
    """
    return list(_Records(scratch, rows, whole).verdicts())


class _Records:
    """The rows of one file beside the board that they go to. Nothing here is gone through once for each row."""

    def __init__(self, scratch: Board, rows: Sequence[RecordRow], whole: bool) -> None:
        self._scratch = scratch
        self._whole = whole
        self._rows = list(_in_order(rows))
        self._coming = {(row.value.KIND, row.value.id) for row in rows}
        self._circular = _circular(scratch, rows, whole)
        self._taken: dict[str, naming.Taken] = {}
        self._views: dict[tuple[str, str], str] = {}
        self._limits: dict[tuple[str | None, str | None], str] = {}
        replaced = self._coming if whole else set()
        standing = [record for record in scratch.all_records() if (record.KIND, record.id) not in replaced]
        for record in standing:
            self._count_in(record)

    def verdicts(self) -> Iterator[Verdict]:
        for row in self._rows:
            try:
                ruling, why = self._judged(row)
            except Refused as refused:
                ruling, why = "question", str(refused)
                if self._whole and (standing := self._scratch.get(row.value.KIND, row.value.id)):
                    self._count_in(standing)
            yield Verdict(record=row.record, ref=typed_ref(row), verdict=ruling, why=why)

    def _judged(self, row: RecordRow) -> tuple[Ruling, str]:
        record = self._clean(row.value)
        self._refuse_references(record)
        standing = self._scratch.get(record.KIND, record.id)
        if standing is not None and not row.private:
            record = leaving.keeping_private(standing, record)
        if standing is not None and not self._whole:
            differing = edited(standing, record)
            if differing is None:
                return "unchanged", ""
            fields = ", ".join(sorted(name.replace("_", " ") for name in differing.after or {}))
            raise Refused(f"It differs here in {fields}; an import leaves a board's settings alone.")
        self._refuse_doubled(record)
        change = added(record) if standing is None else edited(standing, record)
        if change is not None:
            self._scratch.apply(Entry(uid="", verb="", actor="", changes=(change,)))
        self._count_in(record)
        if change is None:
            return "unchanged", ""
        return ("new" if standing is None else "update"), ""

    # -- fit to keep -------------------------------------------------------------------------------------------------

    def _clean(self, record: Record) -> Record:
        """The record with every text made fit to keep. Raises Refused."""
        refuse_id(record)
        fields: dict[str, Any] = {}
        for name in record.__struct_fields__:
            value = getattr(record, name)
            if isinstance(value, str) and name != "id":
                fields[name] = typed.line(value, name.replace("_", " "))
            elif isinstance(value, tuple):
                if len(value) > _FOLDED:
                    raise Refused(f"Its {name} are {len(value):,}; at most {_FOLDED:,} fit.")
                fields[name] = tuple(typed.line(part, name) for part in value)
            elif isinstance(value, int) and abs(value) > naming.MOST:
                raise Refused(f"Its {name.replace('_', ' ')} is larger than a board can mean.")
        record = msgspec.structs.replace(record, **fields)
        if isinstance(record, Details):
            return self._details(record)
        if isinstance(record, Limit):
            naming.refuse_limit(record)
        if isinstance(record, View) and not record.name:
            raise Refused("The name of the view is empty; please give one.")
        if isinstance(record, Named):
            self._refuse_named(record)
        return record

    def _details(self, record: Details) -> Details:
        """Name and settings alone; whose copy it is, and whether it is the example, is said of the file here."""
        if record.id != "board":
            raise Refused("A board has one name and one set of settings, and those are not it.")
        here = self._scratch.details
        return msgspec.structs.replace(record, name=record.name or here.name, readers=here.readers, example=here.example)

    def _refuse_named(self, record: Named) -> None:
        naming.refuse_rank(record.rank)
        if record.retired and dates.instant_day(record.retired) is None:
            raise Refused("retired is not a time like 2026-11-24T08:00:00Z.")
        if isinstance(record, View):
            return
        said = naming.words(record.KIND, record.name, record.short, record.aliases)
        if tuple(said.aliases) != record.aliases:
            raise Refused("Its aliases are not as a board keeps them: one is empty, doubled, or two in one.")
        if isinstance(record, Stage) and record.id.casefold() == BLOCKED:
            raise Refused("Blocked is a column that shows what is blocked, not a stage; choose another id.")
        if isinstance(record, Forum):
            if abs(record.level) > _LEVELS:
                raise Refused("Its level is larger than a board can mean.")
            for name in _DAYS:
                if getattr(record, name) and dates.day_of(getattr(record, name)) is None:
                    raise Refused(f"{name} is not a day like 2026-11-24.")

    # -- beside the others -------------------------------------------------------------------------------------------

    def _refuse_references(self, record: Record) -> None:
        for name, kind in REFERENCES.get(record.KIND, {}).items():
            wanted = getattr(record, name)
            if not wanted:
                continue
            if record.id in self._circular:
                raise Refused(f"{getattr(record, 'name', 'It')} is above itself.")
            if self._scratch.get(kind, wanted) is None:
                where = "not taken in" if (kind, wanted) in self._coming else "neither on the board nor in the file"
                raise Refused(f"It names a {kind} that is {where}.")

    def _refuse_doubled(self, record: Record) -> None:
        if isinstance(record, Limit) and self._limits.get((record.workstream, record.stage), record.id) != record.id:
            raise Refused("There is a limit at that place already.")
        if isinstance(record, View):
            if self._views.get((record.owner, names.normal(record.name)), record.id) != record.id:
                raise Refused(f"There is a view called {record.name} already.")
        elif isinstance(record, Named) and not record.retired and (taken := self._taken.get(record.KIND)):
            taken.refuse(record.KIND, naming.Words(record.name, record.short, record.aliases))

    def _count_in(self, record: Record) -> None:
        if isinstance(record, Limit):
            self._limits.setdefault((record.workstream, record.stage), record.id)
        elif isinstance(record, View):
            self._views.setdefault((record.owner, names.normal(record.name)), record.id)
        elif isinstance(record, Named):
            self._taken.setdefault(record.KIND, naming.Taken(())).take(record)


def typed_ref(row: RecordRow) -> str:
    """What to call a row of a file in an answer."""
    return row.ref[:300]


def _in_order(rows: Sequence[RecordRow]) -> Iterator[RecordRow]:
    """The rows, a forum behind the one above it."""
    forums = {row.value.id: row for row in rows if isinstance(row.value, Forum)}
    given: set[int] = set()
    for row in rows:
        above: list[RecordRow] = []
        at: RecordRow | None = row
        while at is not None and at.record not in given:
            given.add(at.record)
            above.append(at)
            at = forums.get(at.value.parent or "") if isinstance(at.value, Forum) else None
        yield from reversed(above)


def _circular(scratch: Board, rows: Sequence[RecordRow], whole: bool) -> set[str]:
    """The forums that would be above themselves, each walk going only where none went before."""
    parents = {forum.id: forum.parent for forum in scratch.of(Forum).values()}
    for row in rows:
        if isinstance(row.value, Forum) and (whole or row.value.id not in parents):
            parents[row.value.id] = row.value.parent
    found: set[str] = set()
    walked: set[str] = set()
    for forum in parents:
        way: dict[str, None] = {}
        at: str | None = forum
        while at and at in parents and at not in walked and at not in way:
            way[at] = None
            at = parents[at]
        if at in way:
            steps = list(way)
            found.update(steps[steps.index(at) :])
        walked.update(way)
    return found
