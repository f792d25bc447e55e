"""What holds of every board at every moment, whoever wrote it (vocabulary.md, "What holds of every board").

One function says it. An entry is refused only for a breach that it makes itself; what was broken before bars nobody, and
`check` tells it with what mends it. Limits, gates and what the calendar changes are no invariants.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from mhhs_board.domain import escalation as ladder
from mhhs_board.domain import meetings
from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import declared
from mhhs_board.domain.governance import Decision, Forum
from mhhs_board.domain.journal import Change
from mhhs_board.domain.names import called, clipped_name, handle, listed, normal, quoted, saying_the_same
from mhhs_board.domain.record import Named, Record, Registered
from mhhs_board.domain.records import (
    FURNITURE,
    REFERENCES,
    REGISTERS,
    Artefact,
    Blocker,
    Escalation,
    Kind,
    Stage,
    Workstream,
)

REFERENCE = "reference"
"""The rule that what a record names is there; a file in which it does not hold is damaged."""
OUT_OF_USE = "out of use"
"""The rule that nothing live stands in a retired workstream or stage, or waits at a retired forum."""

Key = tuple[str, str]
"""Kind and id of a record."""

_NAMING = {
    (kind, field): target
    for kind, fields in REFERENCES.items()
    for field, target in fields.items()
    if target not in FURNITURE
}
"""The record types and fields that name what is no furniture, each with what it names."""

_UNIQUE: dict[str, type[Named]] = {record.KIND: record for record in (Workstream, Stage, Kind, Forum)}
"""What is called by a name that no other record of its kind in use has."""


class Breach(msgspec.Struct, frozen=True):
    """Something that does not hold of a board."""

    kind: str
    """With `id`: the record it is found at."""
    id: str
    rule: str
    sentence: str
    """What is so and may not be, as a sentence."""
    mend: str = ""
    """The command that mends it, without the program's name."""
    place: Key | None = None
    """What is retired and still needed, for the rule OUT_OF_USE."""

    @property
    def same(self) -> tuple[str, str, str, Key | None]:
        """What makes it the same breach before and after an entry, whatever its record is called by then."""
        return self.kind, self.id, self.rule, self.place


def breaches(board: Board, among: Iterable[Key] | None = None) -> list[Breach]:
    """Everything that does not hold of a board, or of the records `among` alone."""
    if among is None:
        records: Iterable[Record] = board.all_records()
    else:
        records = (record for key in among if (record := board.get(*key)) is not None)
    names = _Names(board)
    return [breach for record in records for breach in _of(board, record, names)]


def made_by(board: Board, changes: Iterable[Change]) -> list[Breach]:
    """The breaches that changes would make on a board: judged on what they touch and on what names that."""
    changes = tuple(changes)
    keys = around(board, changes)
    with board.trial(changes):
        keys |= around(board, changes)
        found = breaches(board, keys)
    before = {breach.same for breach in breaches(board, keys)} if found else set()
    return [breach for breach in found if breach.same not in before]


def refusal(found: Sequence[Breach]) -> str:
    """Why an entry that makes these breaches is refused, the first of them in full."""
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return f"Nothing was changed, because the board would be left like this: {found[0].sentence}{more}"


# -- which records an entry can break ----------------------------------------------------------------------------------


def around(board: Board, changes: tuple[Change, ...]) -> set[Key]:
    """What changes touch, and what names it as the board stands now. Asked on the board without them and on the board with
    them, it is all that they can break."""
    keys = {(change.kind, change.id) for change in changes}
    # A new title or owner of a lane breaks nothing of what stands in it; its retirement may, and a stage's new role.
    places = {
        (change.kind, change.id)
        for change in changes
        if change.kind in FURNITURE
        and (change.after is None or change.before is None or not {"retired", "role", "parent"}.isdisjoint(change.after))
    }
    for kind, fields in REFERENCES.items() if places else ():
        named = {name: target for name, target in fields.items() if any(target == place for place, _ in places)}
        if named:
            keys.update(
                (kind, record.id)
                for record in board.all_of(kind)
                if any((target, getattr(record, name)) in places for name, target in named.items())
            )
    relinked = {
        (change.kind, change.id)
        for change in changes
        if change.kind in REGISTERS and not REFERENCES.get(change.kind, {}).keys().isdisjoint(change.after or {})
    }
    naming: dict[str, list[tuple[str, str]]] = {}
    for (other, field), names in _NAMING.items():
        if (other in REGISTERS or names in REGISTERS) and board.any_of(other):
            naming.setdefault(names, []).append((other, field))
    for kind, record_id in tuple(keys):
        for other, field in naming.get(kind, ()):
            keys.update((other, one.id) for one in board.linked(other, field, record_id))
        if (kind, record_id) in relinked:
            keys.update(_further(board, kind, record_id))
        if kind == Artefact.KIND:
            for held in board.blockers(record_id):
                keys.add((Blocker.KIND, held.id))
                keys.update((Escalation.KIND, found.id) for found in board.escalations(held.id))
        elif kind == Blocker.KIND and (blocker := board.of(Blocker).get(record_id)):
            keys.add((Artefact.KIND, blocker.artefact))
            keys.update((Escalation.KIND, found.id) for found in board.escalations(record_id))
        elif kind == Escalation.KIND and (escalation := board.of(Escalation).get(record_id)):
            subjects = ((Blocker.KIND, escalation.blocker), (Decision.KIND, escalation.decision))
            keys.update((of, one) for of, one in subjects if one)
    return keys


def _further(board: Board, kind: str, record_id: str) -> Iterator[Key]:
    """What names that which names a record: a position on an item of a meeting."""
    for (other, field), names in _NAMING.items():
        if names != kind or other not in REGISTERS:
            continue
        for one in board.linked(other, field, record_id):
            for (third, by), target in _NAMING.items():
                if target == other and third in REGISTERS:
                    yield from ((third, found.id) for found in board.linked(third, by, one.id))


# -- the rules ---------------------------------------------------------------------------------------------------------


class _Names:
    """Who in use has which name, looked up once for all that are judged: a file from outside may hold thousands."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._named: dict[str, dict[str, list[tuple[int, Named]]]] = {}
        self.straight: set[tuple[str, str]] = set()
        """Fields and ids of records from which no circle is reached."""

    def others(self, record: Named) -> list[Named]:
        """The others of its kind in use that have a name of a record's, in the order of the board."""
        if record.KIND not in self._named:
            self._named[record.KIND] = {}
            for place, one in enumerate(self._board.of(_UNIQUE[record.KIND]).values()):
                for word in _words(one) if not one.retired else ():
                    self._named[record.KIND].setdefault(word, []).append((place, one))
        found = {place: one for word in _words(record) for place, one in self._named[record.KIND].get(word, ())}
        return [found[place] for place in sorted(found) if found[place].id != record.id]


def _words(record: Named) -> set[str]:
    return {normal(word) for word in (record.name, record.short, *record.aliases) if word}


def _of(board: Board, record: Record, names: _Names) -> Iterator[Breach]:
    missing = list(_unreferenced(board, record))
    yield from missing
    if missing:
        return  # the other rules look at what is named
    if isinstance(record, Registered) and not record.retired:
        yield from _naming_retired(board, record)
    if isinstance(record, Artefact):
        yield from _of_artefact(board, record)
    elif isinstance(record, Blocker):
        yield from _of_blocker(board, record)
    elif isinstance(record, Escalation):
        yield from _of_escalation(board, record)
    elif isinstance(record, Named) and record.KIND in _UNIQUE:
        yield from _of_named(board, record, names)
    elif isinstance(record, Registered):
        yield from _of_registered(board, record, names.straight)
        if isinstance(record, Decision):
            yield from _of_decision(board, record)


def _unreferenced(board: Board, record: Record) -> Iterator[Breach]:
    for name, target in REFERENCES.get(record.KIND, {}).items():
        wanted = getattr(record, name)
        if wanted and board.get(target, wanted) is None:
            told = f"{_called(board, record)} names a {target} that is not there."
            yield Breach(record.KIND, record.id, REFERENCE, told, place=(target, wanted))


def _naming_retired(board: Board, record: Registered) -> Iterator[Breach]:
    """No record of a register in use names one that is out of use."""
    for one in declared(type(record)):
        named = board.get(one.link.kind, getattr(record, one.name) or "") if one.link is not None else None
        if isinstance(named, Registered) and named.retired:
            told = f"{_called(board, record)} names {_called(board, named)}, which is retired."
            mend = f"retire {record.id}" if one.field.required else f'edit {record.id} "{one.name}="'
            yield Breach(record.KIND, record.id, f"names retired {one.name}", told, f"{record.KIND} {mend}")


def _of_artefact(board: Board, artefact: Artefact) -> Iterator[Breach]:
    if artefact.retired:
        return
    held = board.open_blockers(artefact.id)
    lane = board.of(Workstream)[artefact.workstream]
    stage = board.of(Stage).get(artefact.stage or "")
    stands = not lane.retired and (
        bool(held) if stage is None else not stage.retired and not (stage.role == "done" and held)
    )
    if stands:
        return  # what to call it takes a look at every other
    name, ref = called(artefact), _typed(board, artefact)
    if artefact.stage is None and not held:
        told = f"{name} has no stage and no blocker, so it stands nowhere on the board."
        yield Breach(Artefact.KIND, artefact.id, "placed", told, f"move {ref} STAGE")
    if lane.retired:
        yield _retired(artefact, lane, f"{name} stands in {lane.name}", f"move {ref} STAGE --workstream WORKSTREAM")
    if stage is not None and stage.retired:
        yield _retired(artefact, stage, f"{name} stands in {stage.name}", f"move {ref} STAGE")
    if stage is not None and stage.role == "done" and held:
        told = f"{name} is blocked in {stage.name}, and what is approved cannot be blocked."
        yield Breach(Artefact.KIND, artefact.id, "done", told, f"unblock {ref}")


def _of_blocker(board: Board, blocker: Blocker) -> Iterator[Breach]:
    artefact = board.of(Artefact)[blocker.artefact]
    if told := _several_waiting(board, board.escalations(blocker.id)):
        mend = f"answer {_typed(board, artefact)} TEXT --from FORUM"
        yield Breach(Blocker.KIND, blocker.id, "one open", f"A blocker of {called(artefact)} {told}", mend)


def _of_decision(board: Board, decision: Decision) -> Iterator[Breach]:
    if told := _several_waiting(board, board.escalations_of(decision.id)):
        mend = f"answer {_typed_decision(board, decision)} TEXT --from FORUM"
        yield Breach(Decision.KIND, decision.id, "one open", f"{_called(board, decision)} {told}", mend)


def _several_waiting(board: Board, escalations: Iterable[Escalation]) -> str:
    """That more than one of the escalations of one blocker or decision waits; empty where none or one does."""
    waiting = [found for found in escalations if not found.returned]
    if len(waiting) < 2:
        return ""
    forums = listed([board.of(Forum)[found.forum].name for found in waiting if found.forum in board.of(Forum)])
    return f"waits for the answers of more than one escalation: {forums}."


def _of_escalation(board: Board, escalation: Escalation) -> Iterator[Breach]:
    if bool(escalation.blocker) == bool(escalation.decision):
        stands = "both a blocker and a decision" if escalation.blocker else "neither a blocker nor a decision"
        told = f"The escalation {escalation.id} stands for {stands}; it stands for one of them."
        yield Breach(Escalation.KIND, escalation.id, "one subject", told)
        return
    forum = board.of(Forum)[escalation.forum]
    blocker, decision = ladder.subject(board, escalation)
    artefact = board.of(Artefact).get(blocker.artefact) if blocker else None
    if blocker is not None and artefact is None:
        return  # told at the blocker
    own = meetings.forum_of(board, decision.meeting) if decision is not None else None
    if decision is not None and own is not None and not escalation.returned and forum.level >= own.level:
        told = f"{clipped_name(decision)} waits for {forum.name}, which is not above {own.name}, which decided it."
        mend = f"withdraw decision:{decision.ref or decision.id} TEXT"
        yield Breach(Escalation.KIND, escalation.id, "upwards", told, mend)
    closed = blocker is not None and bool(blocker.closed)
    gone = decision is not None and bool(decision.retired)
    stands_live = not (artefact.retired if artefact else gone)
    broken = escalation.ended or closed or gone or (forum.retired and stands_live)
    if escalation.returned or not broken:
        return
    name = clipped_name(decision) if decision else called(artefact) if artefact else ""
    ref = _typed_decision(board, decision) if decision else _typed(board, artefact) if artefact else ""
    mend = f"answer {ref} TEXT --from {_quoted(forum.short or forum.name)}"
    if escalation.ended:
        told = f"The question of {name} to {forum.name} has ended, but nobody knows when."
        yield Breach(Escalation.KIND, escalation.id, "ended", told, mend)
    if closed:
        told = f"{name} waits for an answer of {forum.name} about a blocker that is closed."
        yield Breach(Escalation.KIND, escalation.id, "open on closed", told, mend)
    elif gone:
        told = f"{name} waits for an answer of {forum.name}, and the decision is retired."
        yield Breach(Escalation.KIND, escalation.id, "open on retired", told, mend)
    elif forum.retired and stands_live:
        yield _retired(escalation, forum, f"{name} waits for an answer of {forum.name}", mend)


def _of_named(board: Board, record: Named, names: _Names) -> Iterator[Breach]:
    if isinstance(record, Forum) and _above_itself(board, record):
        told = f"{record.name} is above itself."
        yield Breach(record.KIND, record.id, "ladder", told, f'forum rename {record.id} --parent ""')
    if record.retired:
        return
    for other in names.others(record):
        told = f"Two have the same name: the {record.KIND}s {record.name} and {other.name}."
        mend = f'{record.KIND} rename {record.id} "ANOTHER NAME"'
        yield Breach(record.KIND, min(record.id, other.id), f"name {max(record.id, other.id)}", told, mend)


def _of_registered(board: Board, record: Registered, straight: set[tuple[str, str]]) -> Iterator[Breach]:
    """What its declaration demands of a record that is in use: what is required is there, what must be the only one is, and
    nothing names itself, directly or by others."""
    name = _called(board, record)
    mend = f"{record.KIND} retire {record.id}"
    for one in declared(type(record)):
        if one.link is not None and one.link.kind == record.KIND and _in_a_circle(board, record, one.name, straight):
            told = f"{name} is {one.word} itself, directly or by others."
            yield Breach(
                record.KIND, record.id, f"circle {one.name}", told, f'{record.KIND} edit {record.id} "{one.name}="'
            )
        if record.retired:
            continue
        value = getattr(record, one.name)
        if one.field.required and not value:
            yield Breach(record.KIND, record.id, f"required {one.name}", f"{name} has no {one.word}.", mend)
        if one.field.unique == "refuse" and value:
            for other in saying_the_same(board, record, one):
                told = f"Two {record.MANY} have the same {one.word}: {quoted(str(value))}."
                ids = sorted((record.id, other))
                yield Breach(record.KIND, ids[0], f"unique {one.name} {ids[1]}", told, mend)
    if not record.retired and (why := record.against()):
        yield Breach(record.KIND, record.id, "against", why, mend)
    if not record.retired and (why := record.misplaced(board)):
        yield Breach(record.KIND, record.id, "misplaced", why, mend)


def _in_a_circle(board: Board, record: Registered, field: str, straight: set[tuple[str, str]]) -> bool:
    """Whether a record is reached again from what it names in a field, whoever that names. `straight` are fields and ids
    from which no circle is reached, so that a long chain is gone along once."""
    records, seen = board.of(type(record)), set[str]()
    at = getattr(record, field)
    while at and at in records and at not in seen and (field, at) not in straight:
        if at == record.id:
            return True
        seen.add(at)
        at = getattr(records[at], field)
    if not at or at not in seen:  # else it runs into the circle of others
        straight |= {(field, one) for one in (*seen, record.id)}
    return False


def _above_itself(board: Board, forum: Forum) -> bool:
    forums, at, seen = board.of(Forum), forum.parent, set[str]()
    while at and at in forums and at not in seen:
        if at == forum.id:
            return True
        seen.add(at)
        at = forums[at].parent
    return False


def _retired(record: Artefact | Escalation, place: Named, told: str, mend: str) -> Breach:
    told = f"{told}, which is out of use."
    return Breach(record.KIND, record.id, OUT_OF_USE, told, mend, (place.KIND, place.id))


# -- words -------------------------------------------------------------------------------------------------------------


def _called(board: Board, record: Record) -> str:
    if isinstance(record, Escalation):
        record = board.of(Blocker).get(record.blocker or "") or board.of(Decision).get(record.decision or "") or record
    if isinstance(record, Blocker) and (artefact := board.of(Artefact).get(record.artefact)):
        return called(artefact)
    if isinstance(record, Artefact):
        return called(record)
    if isinstance(record, Registered) and record.called():
        return f"{record.KIND.capitalize()} {clipped_name(record)}"
    return record.name if isinstance(record, Named) else f"The {record.KIND} {record.id}"


def _typed(board: Board, artefact: Artefact) -> str:
    """An artefact as the command line takes it: its reference where no other has it, else its id."""
    if artefact.ref and sum(other.ref == artefact.ref for other in board.of(Artefact).values()) == 1:
        return _quoted(artefact.ref)
    return artefact.id


def _typed_decision(board: Board, decision: Decision) -> str:
    """A decision as the command line takes it, also where an artefact is called the same; a retired one by its id."""
    return decision.id if decision.retired else _quoted(f"{Decision.KIND}:{handle(board, decision)}")


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text
