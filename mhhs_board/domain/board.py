"""The board: every record by id, the cells of the grid, and the changes that take it forward and back.

A cell is a workstream and a column. Columns are the stages in order, then `BLOCKED`, which shows what is blocked and is no
stage. Everything derived (cells, open blockers) is kept up by `apply`, so that a drop costs two cells and not a board.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec

from mhhs_board.domain.errors import Damaged
from mhhs_board.domain.fields import declared
from mhhs_board.domain.governance import Decision, Forum, Item
from mhhs_board.domain.journal import Change, Entry, Fields, inverse
from mhhs_board.domain.pace import Pace
from mhhs_board.domain.record import Named, Order, Record, artefact_about
from mhhs_board.domain.records import (
    FURNITURE,
    RECORDS,
    REFERENCES,
    Artefact,
    Blocker,
    Details,
    Escalation,
    Kind,
    Limit,
    Stage,
    Workstream,
)

BLOCKED = "blocked"
"""The column that shows what is blocked; drawn last, as in the L4 slide."""

Cell = tuple[str, str]
"""Workstream id and column (stage id or BLOCKED)."""

OUT_OF_USE = " (out of use)"
"""Behind the name of a retired workstream or stage that still holds a live artefact."""

_TUPLES = {kind: frozenset(one.name for one in declared(record) if one.many) for kind, record in RECORDS.items()}
_FIELDS: dict[str, tuple[tuple[str, Any], ...]] = {
    kind: tuple((one.name, one.default) for one in declared(record)) for kind, record in RECORDS.items()
}
"""Each field and its default; nothing equals that of a field without one."""

_LINKS: dict[str, tuple[tuple[str, str], ...]] = {
    kind: tuple((kind, name) for name, target in fields.items() if target not in FURNITURE)
    for kind, fields in REFERENCES.items()
}
"""By record type the links that are looked up backwards, each with its type and field. What names a lane or a stage is
found by its cell."""
_LINKED = frozenset(name for _, name in _LINKS[Artefact.KIND])
"""The fields of an artefact, of which there are many, by which it is looked up."""
_PLACES = (Workstream.KIND, Stage.KIND)
"""Kinds of record in which an artefact stands."""
_WAITING = frozenset({Blocker.KIND, Escalation.KIND, Decision.KIND, Item.KIND})
"""Kinds whose changes alter how many artefacts are blocked and wait at a forum."""

_NONE: dict[str, Record] = {}

Grouping = Callable[[Any], str]
"""What is said of a record, by which it stands together with others."""

R = TypeVar("R", bound=Record)
N = TypeVar("N", bound=Named)


def fields_of(record: Record) -> Fields:
    """The fields that are not their default, as plain values; what a row digest and an added change hold."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for (name, default), value in zip(_FIELDS[record.KIND], msgspec.structs.astuple(record), strict=True)
        if value != default
    }


def record_from(kind: str, fields: Fields) -> Record:
    """A record from plain values. Raises Damaged where a field is unknown, missing or of another type."""
    try:
        return msgspec.convert(fields, RECORDS[kind])
    except (KeyError, msgspec.ValidationError) as error:
        raise Damaged(f"A record of kind {kind!r} does not have the shape of one: {error}") from error


def added(record: Record) -> Change:
    """The change that brings a record into being."""
    return Change(record.KIND, record.id, None, fields_of(record))


def removed(record: Record) -> Change:
    """The change that takes a record away (only undo does)."""
    return Change(record.KIND, record.id, fields_of(record), None)


def edited(old: Record, new: Record) -> Change | None:
    """The change from one version of a record to another, or None where they are equal."""
    before: Fields = {}
    after: Fields = {}
    for name in old.__struct_fields__:
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            before[name] = list(was) if isinstance(was, tuple) else was
            after[name] = list(now) if isinstance(now, tuple) else now
    return Change(old.KIND, old.id, before, after) if after else None


def revised(old: R, **fields: Any) -> Change | None:
    """The change that gives a record these fields, or None where it has them."""
    return edited(old, msgspec.structs.replace(old, **fields))


def _order(record: Record) -> Order:
    return record.order()


def _out_of_use(record: N) -> N:
    """A retired record as it is shown while something still stands in it; it is found by its own names too."""
    return msgspec.structs.replace(
        record,
        name=record.name + OUT_OF_USE,
        short=record.short and record.short + OUT_OF_USE,
        aliases=tuple(name for name in (record.name, record.short, *record.aliases) if name),
    )


class Board:
    """All records of one board in memory.

    `seq` is the number of the newest entry applied. Not thread-safe; a copy for another moment comes from `copy`.
    """

    def __init__(self, records: Iterable[Record] = (), seq: int = 0, *, whole: bool = True) -> None:
        self.seq = seq
        self.whole = whole
        """Whether every artefact is here; where not, nothing can be counted."""
        self.read_days: set[tuple[str, str]] = set()
        """Kind and id of the records whose day was read here and not by the program that kept them (`old_days`)."""
        self.pace = Pace()
        """How long artefacts stay in its stages, once somebody has looked (`Workspace.learn_pace`)."""
        self._records: dict[str, dict[str, Record]] = {kind: {} for kind in RECORDS}
        self._cells: dict[Cell, list[str]] = {}
        self._linked: dict[tuple[str, str], dict[str, list[str]]] = {
            link: {} for links in _LINKS.values() for link in links
        }  # record type and field -> the id named there -> who names it, in their order
        self._blockers = self._linked[Blocker.KIND, "artefact"]
        self._decisions = self._linked[Decision.KIND, "artefact"]
        self._escalations = self._linked[Escalation.KIND, "blocker"]
        self._escalations_of = self._linked[Escalation.KIND, "decision"]
        self._groups: dict[str, dict[str, tuple[Grouping, dict[str, dict[str, None]]]]] = {}  # kind -> name -> groups
        self._named: dict[str, list[Any]] = {}  # kind -> records in use, in order; dropped on change
        self._some_retired = False  # whether a list above depends on where artefacts stand
        self._waiting: frozenset[str] | None = None  # the artefacts that wait at a forum; dropped on change
        self._kept: dict[Cell, int] | None = None  # lane and kept stage -> how many blocked ones; dropped on change
        for record in records:
            self._records[record.KIND][record.id] = record
        self._index()

    def copy(self) -> Board:
        """Another board with the same records, which are frozen, and indices of its own."""
        board = Board(seq=self.seq)
        board._records = {kind: dict(records) for kind, records in self._records.items()}
        board.read_days = set(self.read_days)
        board._cells = {cell: ids[:] for cell, ids in self._cells.items()}
        for link, found in self._linked.items():
            board._linked[link].update({named: ids[:] for named, ids in found.items()})
        return board

    # -- records -----------------------------------------------------------------------------------------------------

    def all_records(self) -> Iterator[Record]:
        """Every record, retired ones too, kinds in the order of RECORDS."""
        for records in self._records.values():
            yield from records.values()

    def of(self, record_type: type[R]) -> dict[str, R]:
        """Every record of a type by id, retired ones too. Not to be altered."""
        return self._records[record_type.KIND]  # type: ignore[return-value]

    def all_of(self, kind: str) -> Iterable[Record]:
        """Every record of a kind given by its journal name, retired ones too."""
        return self._records[kind].values()

    def any_of(self, kind: str) -> bool:
        """Whether there is a record of a kind given by its journal name."""
        return bool(self._records[kind])

    def get(self, kind: str, record_id: str) -> Record | None:
        """The record of that kind and id, or None; a history from outside may speak of a kind that there is not."""
        return self._records.get(kind, _NONE).get(record_id)

    @property
    def details(self) -> Details:
        """The board's own name and settings."""
        return self.of(Details).get("board") or Details(id="board")

    def _active(self, record_type: type[N]) -> list[N]:
        found = self._named.get(record_type.KIND)
        if found is None:
            every = self.of(record_type).values()
            live = [record for record in every if not record.retired]
            if record_type.KIND in _PLACES and len(live) < len(every):
                self._some_retired = True
                held = self._held(record_type.KIND)
                live += [_out_of_use(record) for record in every if record.retired and record.id in held]
            found = self._named[record_type.KIND] = sorted(live, key=lambda record: (record.rank, record.id))
        return found

    def _held(self, kind: str) -> set[str]:
        """The ids of the workstreams or stages in which a live artefact stands, a blocked one in its kept stage."""
        if kind == Workstream.KIND:
            return {lane for (lane, _), cell in self._cells.items() if cell}
        standing = {column for (_, column), cell in self._cells.items() if cell}
        return standing | {stage for _, stage in self.blocked_at()}

    @property
    def workstreams(self) -> list[Workstream]:
        """The lanes in use, in order. A retired one that still holds something is among them and called out of use."""
        return self._active(Workstream)

    @property
    def stages(self) -> list[Stage]:
        """The stages in use, in order. A retired one that still holds something is among them and called out of use."""
        return self._active(Stage)

    @property
    def open_workstreams(self) -> list[Workstream]:
        """The lanes that something may come into: of those in use, the ones that are not retired."""
        return [lane for lane in self.workstreams if not lane.retired]

    @property
    def open_stages(self) -> list[Stage]:
        """The stages that something may come into: of those in use, the ones that are not retired."""
        return [stage for stage in self.stages if not stage.retired]

    @property
    def kinds(self) -> list[Kind]:
        """The kinds of artefact in order, without retired ones."""
        return self._active(Kind)

    @property
    def forums(self) -> list[Forum]:
        """The forums from the lowest of the ladder to the highest, without retired ones."""
        return sorted(self._active(Forum), key=lambda forum: -forum.level)

    @property
    def limits(self) -> list[Limit]:
        """Every limit."""
        return list(self.of(Limit).values())

    def shown(self, place_type: type[N], place: str) -> N:
        """A workstream or stage by id, as it is shown: one that is retired is called out of use. Raises KeyError."""
        found = self.of(place_type)[place]
        return _out_of_use(found) if found.retired else found

    @property
    def columns(self) -> list[str]:
        """Stage ids in order, then BLOCKED."""
        return [*(stage.id for stage in self.stages), BLOCKED]

    def artefact(self, artefact_id: str) -> Artefact:
        """The artefact with that id. Raises KeyError."""
        return self.of(Artefact)[artefact_id]

    def artefacts(self) -> Iterator[Artefact]:
        """Every artefact that is not retired, in reading order: by lane, column and place in the cell."""
        by_id = self.of(Artefact)
        for workstream in self.workstreams:
            for column in self.columns:
                for artefact_id in self._cells.get((workstream.id, column), ()):
                    yield by_id[artefact_id]

    def retired(self) -> list[Artefact]:
        """The artefacts no longer on the board, newest first."""
        gone = (artefact for artefact in self.of(Artefact).values() if artefact.retired)
        return sorted(gone, key=lambda artefact: (artefact.retired, artefact.id), reverse=True)

    # -- the grid ----------------------------------------------------------------------------------------------------

    def cell(self, workstream: str, column: str) -> list[str]:
        """Ids of the artefacts drawn in a cell, in order. Not to be altered."""
        return self._cells.get((workstream, column), [])

    def column_of(self, artefact: Artefact) -> str | None:
        """Where an artefact is drawn: its stage, BLOCKED, or None where it is retired."""
        if artefact.retired:
            return None
        return BLOCKED if self.is_blocked(artefact.id) else artefact.stage or self._unplaced()

    def _unplaced(self) -> str:
        """Where an artefact without stage and blocker is drawn, which may not be, but hides nothing: the first column."""
        first = min(self.of(Stage).values(), key=lambda stage: (bool(stage.retired), stage.rank, stage.id), default=None)
        return first.id if first else BLOCKED

    def count(self) -> int:
        """How many artefacts are stored and not retired."""
        return sum(map(len, self._cells.values()))

    def blocked_count(self) -> int:
        """How many artefacts are drawn as blocked."""
        return sum(len(cell) for (_, column), cell in self._cells.items() if column == BLOCKED)

    def escalated(self) -> frozenset[str]:
        """The artefacts on the board that wait for a forum's answer, about what blocks them or a decision about them. A
        move does not have them looked for again."""
        if self._waiting is None:
            artefacts = self.of(Artefact)
            waiting = (self._waits(found) for found in self.of(Escalation).values() if not found.returned)
            self._waiting = frozenset(one for one in waiting if one and not artefacts[one].retired)
        return self._waiting

    def escalated_count(self) -> int:
        """How many artefacts wait for a forum's answer."""
        return len(self.escalated())

    def _waits(self, escalation: Escalation) -> str:
        """The artefact that waits with an open escalation, for its open blocker or for the decision about it."""
        blocker = self.of(Blocker).get(escalation.blocker or "")
        return "" if blocker is not None and blocker.closed else artefact_about(escalation, self)

    def blocked_at(self) -> dict[Cell, int]:
        """How many blocked ones keep each lane and stage; other moves do not make it count again. Not to be altered."""
        if self._kept is None:
            by_id, self._kept = self.of(Artefact), {}
            for (lane, column), cell in self._cells.items():
                for artefact_id in cell if column == BLOCKED else ():
                    stage = by_id[artefact_id].stage
                    if stage is not None:
                        self._kept[lane, stage] = self._kept.get((lane, stage), 0) + 1
        return self._kept

    def standing_in(self, *, workstream: str | None = None, stage: str | None = None) -> int:
        """How many artefacts stand in a stage, a lane or a cell, blocked ones counted at their kept stage."""
        total = sum(
            len(cell)
            for (lane, column), cell in self._cells.items()
            if workstream in (None, lane) and stage in (None, column)
        )
        if stage is not None:
            total += sum(
                count for (lane, kept), count in self.blocked_at().items() if workstream in (None, lane) and kept == stage
            )
        return total

    # -- blockers ----------------------------------------------------------------------------------------------------

    def blockers(self, artefact_id: str) -> list[Blocker]:
        """Every blocker an artefact has had, oldest first, closed ones too."""
        held = self._blockers.get(artefact_id)
        if not held:
            return []
        records = self.of(Blocker)
        return [records[blocker] for blocker in held]

    def open_blockers(self, artefact_id: str) -> list[Blocker]:
        """What keeps an artefact from going on, oldest first."""
        held = self._blockers.get(artefact_id)
        if not held:
            return []
        records = self.of(Blocker)
        return [records[blocker] for blocker in held if not records[blocker].closed]

    def is_blocked(self, artefact_id: str) -> bool:
        """Whether any blocker of an artefact is open."""
        held = self._blockers.get(artefact_id)
        if not held:
            return False
        records = self.of(Blocker)
        return any(not records[blocker].closed for blocker in held)

    def linked(self, kind: str, field: str, record_id: str) -> list[Record]:
        """The records of a type that name a record in that field, in their order, retired ones too."""
        records = self._records[kind]
        return [records[one] for one in self._linked[kind, field].get(record_id, ())]

    def grouped(self, kind: str, name: str, by: Grouping) -> dict[str, dict[str, None]]:
        """The ids of the records of a type by what `by` says of each, which goes by a name; retired ones too. Made when it
        is first asked for and kept up from then on, so that many rows do not each go through all records."""
        groups = self._groups.setdefault(kind, {})
        if name not in groups:
            found: dict[str, dict[str, None]] = {}
            for record in self._records[kind].values():
                found.setdefault(by(record), {})[record.id] = None
            groups[name] = (by, found)
        return groups[name][1]

    def _regroup(self, old: Record | None, new: Record | None) -> None:
        record = old or new
        for by, found in self._groups.get(record.KIND, {}).values() if record is not None else ():
            if old is not None:
                found.get(by(old), {}).pop(old.id, None)
            if new is not None:
                found.setdefault(by(new), {})[new.id] = None

    def escalations(self, blocker_id: str) -> list[Escalation]:
        """Every escalation of a blocker, oldest first, answered ones too."""
        return [self.of(Escalation)[found] for found in self._escalations.get(blocker_id, ())]

    def escalations_of(self, decision_id: str) -> list[Escalation]:
        """Every escalation of a decision, oldest first, answered ones too."""
        return [self.of(Escalation)[found] for found in self._escalations_of.get(decision_id, ())]

    def open_escalations(self, artefact_id: str, of: type[Blocker] | type[Decision] | None = None) -> list[Escalation]:
        """The escalations of an artefact's open blockers, and of the decisions about it, that wait for an answer, or those
        `of` one of the two; highest forum first."""
        waiting: list[Escalation] = []
        if of is not Decision:
            for blocker in self.open_blockers(artefact_id):
                waiting += [one for one in self.escalations(blocker.id) if not one.returned]
        if of is not Blocker:
            for decision in self._decisions_about(artefact_id):
                waiting += [one for one in self.escalations_of(decision) if not one.returned]
        forums = self.of(Forum) if waiting else {}
        return sorted(waiting, key=lambda escalation: (forums[escalation.forum].level, escalation.id))

    def _decisions_about(self, artefact_id: str) -> list[str]:
        """The decisions about an artefact, also those that say so by their agenda item alone."""
        found, decisions = self._decisions.get(artefact_id, []), self.of(Decision)
        for item in self._linked[Item.KIND, "artefact"].get(artefact_id, ()):
            on_it = self._linked[Decision.KIND, "item"].get(item, ())
            found = [*found, *(one for one in on_it if not decisions[one].artefact)]
        return found

    # -- going forward and back --------------------------------------------------------------------------------------

    @contextmanager
    def trial(self, changes: Iterable[Change]) -> Iterator[Callable[[int], None]]:
        """This board as it would be with the changes, within the block; afterwards it is as it was, unless what is given
        was called with the number of the entry that holds them: then they stay. Raises Damaged where they do not fit."""
        changes = tuple(changes)
        kept = False

        def keep(seq: int) -> None:
            nonlocal kept
            kept, self.seq = True, seq

        standing = {(change.kind, change.id): self._records.get(change.kind, {}).get(change.id) for change in changes}
        try:
            self._take(changes)
        except BaseException:
            for (kind, record_id), record in standing.items():
                if record is not None:
                    self._records[kind][record_id] = record
                elif kind in self._records:
                    self._records[kind].pop(record_id, None)
            self._groups.clear()
            self._index()
            raise
        try:
            yield keep
        finally:
            if not kept:
                self._take(inverse(changes))

    def apply(self, entry: Entry) -> set[tuple[str, str]]:
        """Take an entry in; returns kind and id of what it touched. Raises Damaged where it does not fit."""
        self._take(entry.changes)
        self.seq = entry.seq
        return entry.touches()

    def put(self, artefact: Artefact) -> None:
        """Take in an artefact that is not there yet, as an entry does that adds it. Raises Damaged where it is."""
        if artefact.id in self.of(Artefact):
            raise Damaged(f"The artefact {artefact.id} is there already.")
        self._records[Artefact.KIND][artefact.id] = artefact
        self._regroup(None, artefact)
        self._link(artefact)
        self._place(artefact.id)

    def unapply(self, entry: Entry) -> set[tuple[str, str]]:
        """Take the newest entry out again."""
        self._take(inverse(entry.changes))
        self.seq = entry.seq - 1
        return entry.touches()

    def _take(self, changes: Iterable[Change]) -> None:
        changes = tuple(changes)
        bulk = len(changes) > 50 + len(self.of(Artefact)) // 8  # then it is quicker to make the indices again
        if not bulk:
            touched = self._placed_by(changes)
            for artefact_id in touched:
                self._lift(artefact_id)
        for change in changes:
            self._alter(change, indexed=not bulk)
        if bulk:
            self._index()
            return
        for artefact_id in self._placed_by(changes) | touched:
            self._place(artefact_id)

    def fold(self, changes: Iterable[Change]) -> None:
        """Alter records without keeping the cells: for who asks for no cell of this board, and for what moves none."""
        for change in changes:
            self._alter(change, indexed=False)

    def moved(self, way: Iterable[Sequence[Change]], seq: int, *, back: bool) -> Board:
        """The board at another moment `seq`, given the changes of each entry on the way there, the nearest entry first.

        The values of each record are gathered first and it is made once, however often it was changed: a million entries
        are a million small dictionaries read, not a million records. Raises Damaged where they do not fit.
        """
        gathered: dict[tuple[str, str], Fields | None] = {}
        whole: set[tuple[str, str]] = set()  # records that come into being on the way
        for changes in way:
            for change in reversed(changes) if back else changes:
                key = (change.kind, change.id)
                then = change.before if back else change.after
                if then is None:
                    gathered[key] = None
                elif (change.after if back else change.before) is None:
                    gathered[key] = dict(then)
                    whole.add(key)
                elif earlier := gathered.get(key):
                    earlier.update(then)
                else:
                    gathered[key] = dict(then)
        changed: list[Change] = []
        for (kind, record_id), fields in gathered.items():
            made = (kind, record_id) in whole
            if (fields is None or made) and record_id in self._records.get(kind, ()):
                changed.append(Change(kind, record_id, {}, None))
            if fields is not None:
                changed.append(Change(kind, record_id, None if made else fields, fields))
        board = self.copy()
        board._take(changed)
        board.seq = seq
        return board

    def _alter(self, change: Change, *, indexed: bool = True) -> None:
        records = self._records.get(change.kind)
        if records is None:
            raise Damaged(f"The history speaks of a kind of record that does not exist: {change.kind!r}.")
        old = records.get(change.id)
        if change.after is None:
            if old is None:
                raise Damaged(f"The history removes {change.kind} {change.id}, which is not there.")
            if indexed:
                self._unlink(old)
            del records[change.id]
            self._regroup(old, None)
        elif change.before is None:
            if old is not None:
                raise Damaged(f"The history adds {change.kind} {change.id} a second time.")
            new = record_from(change.kind, change.after)
            records[change.id] = new
            self._regroup(None, new)
            if indexed:
                self._link(new)
        else:
            if old is None:
                raise Damaged(f"The history changes {change.kind} {change.id}, which is not there.")
            after = change.after
            lists = _TUPLES[change.kind] & after.keys()
            if lists:
                after = {**after, **{name: tuple(after[name]) for name in lists}}
            try:
                new = msgspec.structs.replace(old, **after)
            except TypeError as error:
                raise Damaged(f"The history changes {change.kind} {change.id} in a field it does not have.") from error
            linked = indexed and (change.kind != Artefact.KIND or not _LINKED.isdisjoint(after))
            if linked:
                self._unlink(old)
            records[change.id] = new
            self._regroup(old, new)
            if linked:
                self._link(new)
        self._named.pop(change.kind, None)
        if change.kind in _WAITING or change.id in self._blockers or change.id in self._decisions:
            self._waiting = self._kept = None

    def _placed_by(self, changes: Iterable[Change]) -> set[str]:
        """The artefacts whose cell a set of changes may alter: those named by a blocker now, before, or after."""
        touched: set[str] = set()
        for change in changes:
            if change.kind == Artefact.KIND:
                touched.add(change.id)
            elif change.kind == Blocker.KIND:
                blocker = self.of(Blocker).get(change.id)
                if blocker is not None:
                    touched.add(blocker.artefact)
                touched.update(
                    fields["artefact"] for fields in (change.before, change.after) if fields and "artefact" in fields
                )
        return touched

    def _order(self, artefact: Artefact, column: str) -> tuple[str, str]:
        """What sorts a cell: rank, ties by id; in the Blocked column the oldest blocker first."""
        if column == BLOCKED and (held := self.open_blockers(artefact.id)):
            return (held[0].since, artefact.id)
        return (artefact.rank, artefact.id)

    def _place(self, artefact_id: str) -> None:
        self._forget_held()
        artefact = self.of(Artefact).get(artefact_id)
        column = self.column_of(artefact) if artefact else None
        if artefact is not None and column is not None:
            cell = self._cells.setdefault((artefact.workstream, column), [])
            by_id = self.of(Artefact)
            if not cell or self._order(by_id[cell[-1]], column) <= self._order(artefact, column):
                cell.append(artefact_id)  # as most come, one behind the other
            else:
                insort(cell, artefact_id, key=lambda other: self._order(by_id[other], column))

    def _forget_held(self) -> None:
        """A retired lane or stage is in use for as long as something stands in it."""
        if self._some_retired:
            for kind in _PLACES:
                self._named.pop(kind, None)

    def _lift(self, artefact_id: str) -> None:
        self._forget_held()
        artefact = self.of(Artefact).get(artefact_id)
        column = self.column_of(artefact) if artefact else None
        if artefact is not None and column is not None:
            cell = self._cells[(artefact.workstream, column)]
            by_id = self.of(Artefact)
            place = bisect_left(cell, self._order(artefact, column), key=lambda other: self._order(by_id[other], column))
            if place < len(cell) and cell[place] == artefact_id:
                del cell[place]
            else:  # a neighbour lifted in the same entry may have changed its order already
                cell.remove(artefact_id)

    def _link(self, record: Record) -> None:
        for link in _LINKS.get(record.KIND, ()):
            if named := getattr(record, link[1]):
                records = self._records[record.KIND]
                held = self._linked[link].setdefault(named, [])
                if not held or records[held[-1]].order() <= record.order():  # as most come, one behind the other
                    held.append(record.id)
                else:
                    insort(held, record.id, key=lambda other: records[other].order())

    def _unlink(self, record: Record) -> None:
        for link in _LINKS.get(record.KIND, ()):
            if named := getattr(record, link[1]):
                self._linked[link][named].remove(record.id)

    def _index(self) -> None:
        self._named.clear()
        self._waiting = self._kept = None
        for kind, links in _LINKS.items():
            for _, name in links:
                found = self._linked[kind, name]
                found.clear()
                naming = [record for record in self._records[kind].values() if getattr(record, name)]
                for record in sorted(naming, key=_order):
                    found.setdefault(getattr(record, name), []).append(record.id)
        blocked = {artefact for artefact in self._blockers if self.is_blocked(artefact)}
        cells: dict[Cell, list[tuple[str, str]]] = {}
        for artefact in self.of(Artefact).values():
            if artefact.retired:
                continue
            column = BLOCKED if artefact.id in blocked else artefact.stage or self._unplaced()
            cells.setdefault((artefact.workstream, column), []).append(self._order(artefact, column))
        self._cells = {place: [artefact_id for _, artefact_id in sorted(cell)] for place, cell in cells.items()}


def difference(old: Board, new: Board) -> list[Change]:
    """What changed between two moments, one change a record, kinds in the order of RECORDS."""
    found: list[Change] = []
    for kind in RECORDS:
        before, after = old._records[kind], new._records[kind]
        for record_id, record in after.items():
            earlier = before.get(record_id)
            if earlier is None:
                found.append(added(record))
            elif earlier is not record and (change := edited(earlier, record)):
                found.append(change)
        found.extend(removed(record) for record_id, record in before.items() if record_id not in after)
    return found
