"""The filter language at work: a query tried on artefacts, and the same query switched by chips.

`parse` once a keystroke, `Query.matcher` once a keystroke, the matcher once an artefact. Every name in a query means what
it means elsewhere (`names.matching`); a prefix that fits several names means any of them here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce

from mhhs_board.domain import dates, escalation, names, references
from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.query_text import (
    All,
    Any,
    Field,
    Node,
    Not,
    Word,
    as_text,
    field_value,
    fields_in,
)
from mhhs_board.domain.query_text import parse as parse_text
from mhhs_board.domain.records import Artefact, Named, Stage

Test = Callable[[Artefact], bool]

STATES = ("blocked", "escalated", "overdue", "mine")
"""What `is:` knows."""

_DURATION = re.compile(r"([0-9]{1,5}) ?(d|day|days|w|week|weeks)?", re.IGNORECASE)
_COMPARE: dict[str, Callable[[int], bool]] = {
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
    "=": lambda sign: sign == 0,
    "": lambda sign: sign == 0,
}


class Haystacks:
    """The texts that words are looked for in, lowered once per artefact. Keep one as long as the board is open."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Artefact, str]] = {}

    def of(self, artefact: Artefact) -> str:
        """Reference, title, owner and labels of an artefact, one a line, lowered."""
        kept = self._kept.get(artefact.id)
        if kept is not None and kept[0] is artefact:
            return kept[1]
        text = "\n".join((artefact.ref, artefact.title, artefact.owner, *artefact.labels)).casefold()
        self._kept[artefact.id] = (artefact, text)
        return text


@dataclass(frozen=True, slots=True)
class _Setting:
    """What a query is tried against."""

    board: Board
    today: date
    me: str
    haystacks: Haystacks
    changed: Mapping[str, str]
    meetings: Mapping[str, date]


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; `str` of it is text that parses to an equal one. Without parts it matches everything."""

    root: Node = field(default=All(()))

    def __str__(self) -> str:
        return as_text(self.root)

    def __bool__(self) -> bool:
        """Whether anything is asked at all."""
        return self.root != All(())

    def matcher(
        self,
        board: Board,
        today: date,
        me: str,
        *,
        haystacks: Haystacks | None = None,
        changed: Mapping[str, str] | None = None,
        meetings: Mapping[str, date] | None = None,
    ) -> Test:
        """The test that tells whether an artefact is shown. Raises Refused for a name that nothing has.

        `me` is the actor's name for `is:mine`; `changed` maps artefact ids to the UTC instant of the newest entry that
        touches them (where missing, the last stage change counts); `meetings` maps forum ids to the day they next meet.
        """
        setting = _Setting(board, today, me, haystacks or Haystacks(), changed or {}, meetings or {})
        return _compiled(self.root, setting)

    def shown(self, board: Board, today: date, me: str, **known: object) -> set[str]:
        """The ids of the artefacts on the board that the query shows; further arguments as for `matcher`."""
        test = self.matcher(board, today, me, **known)  # type: ignore[arg-type]
        return {artefact.id for artefact in board.artefacts() if test(artefact)}

    def notes(self, board: Board, me: str = "", *, meetings: Mapping[str, date] | None = None) -> list[str]:
        """What a person should know about the answer: which parts match nothing, and why."""
        said: list[str] = []
        for part in fields_in(self.root):
            if part.name == "for":
                forums = _forums(part, board)
                if not any(forum.id in (meetings or {}) for forum in forums):
                    called = " or ".join(forum.short or forum.name for forum in forums)
                    said.append(f"The date of the next {called} is not known, so {as_text(part)} matches nothing.")
            elif part.name == "is" and part.value.lower() == "mine" and not _nameable(me):
                said.append("is:mine matches nothing until you have given your name.")
        return list(dict.fromkeys(said))


def parse(text: str) -> Query:
    """A query from what a person typed. Raises Refused with one sentence that points at the problem."""
    return Query(parse_text(text))


# -- from a tree to a test -------------------------------------------------------------------------------------------


def _compiled(node: Node, setting: _Setting) -> Test:
    if isinstance(node, Word):
        return _words([node.text], setting)
    if isinstance(node, Field):
        return _FIELD[node.name](node, setting)
    if isinstance(node, Not):
        test = _compiled(node.part, setting)
        return lambda artefact: not test(artefact)
    if isinstance(node, Any):
        return reduce(_either, [_compiled(part, setting) for part in node.parts])
    texts = [part.text for part in node.parts if isinstance(part, Word)]
    tests = [_compiled(part, setting) for part in node.parts if not isinstance(part, Word)]
    if texts or not tests:
        tests.append(_words(texts, setting))
    return reduce(_both, tests)


def _both(one: Test, other: Test) -> Test:
    """Pairs of tests are several times faster than `all` over a generator."""
    return lambda artefact: one(artefact) and other(artefact)


def _either(one: Test, other: Test) -> Test:
    return lambda artefact: one(artefact) or other(artefact)


def _words(texts: list[str], setting: _Setting) -> Test:
    """All of these words; the one path that every keystroke takes, so it is written flat."""
    hay = setting.haystacks.of
    first, *more = [text.casefold() for text in texts] or [""]
    if not more:
        return lambda artefact: first in hay(artefact)

    def test(artefact: Artefact) -> bool:
        text = hay(artefact)
        if first not in text:
            return False
        for word in more:  # noqa: SIM110 - a generator costs more than the search
            if word not in text:
                return False
        return True

    return test


def _asks_none(part: Field) -> bool:
    return not part.exact and part.value.lower() == "none"


def _ids(part: Field, records: Iterable[Named]) -> frozenset[str]:
    known = list(records)
    found = names.matching(part.value, known)
    if not found:
        raise names.unknown(part.value, known, part.name)
    return frozenset(record.id for record in found)


def _workstream(part: Field, setting: _Setting) -> Test:
    ids = _ids(part, setting.board.workstreams)
    return lambda artefact: artefact.workstream in ids


def _kind(part: Field, setting: _Setting) -> Test:
    if _asks_none(part):
        return lambda artefact: artefact.kind is None
    ids = _ids(part, setting.board.kinds)
    return lambda artefact: artefact.kind in ids


def _columns(part: Field, board: Board) -> frozenset[str]:
    return _ids(part, [*board.stages, Stage(id=BLOCKED, name=names.BLOCKED_NAME, role="work")])


def _stage(part: Field, setting: _Setting) -> Test:
    """The kept stage; only the word Blocked itself reads is:blocked, a prefix of it means stages."""
    if _asks_none(part):
        return lambda artefact: artefact.stage is None
    board = setting.board
    ids = _columns(part, board)
    if ids == {BLOCKED}:
        return lambda artefact: board.is_blocked(artefact.id)
    return lambda artefact: artefact.stage in ids


def _column(part: Field, setting: _Setting) -> Test:
    board = setting.board
    ids = _columns(part, board)
    return lambda artefact: board.column_of(artefact) in ids


def _owner(part: Field, setting: _Setting) -> Test:
    if _asks_none(part):
        return lambda artefact: not artefact.owner
    wanted = part.value.casefold()
    return lambda artefact: wanted in artefact.owner.casefold()


def _priority(part: Field, setting: _Setting) -> Test:
    if _asks_none(part):
        return lambda artefact: not artefact.priority
    wanted = part.value.casefold()
    return lambda artefact: artefact.priority.casefold().startswith(wanted)


def _label(part: Field, setting: _Setting) -> Test:
    if _asks_none(part):
        return lambda artefact: not artefact.labels
    wanted = part.value.casefold()
    return lambda artefact: any(label.casefold().startswith(wanted) for label in artefact.labels)


def _ref(part: Field, setting: _Setting) -> Test:
    """The beginning of a reference, never cutting a number: ref:"Process 1" is not Process 10."""
    if _asks_none(part):
        return lambda artefact: not artefact.ref
    wanted = references.normal(part.value)
    length = len(wanted)
    numbered = wanted[-1:].isdigit()

    def test(artefact: Artefact) -> bool:
        ref = references.normal(artefact.ref)
        return ref.startswith(wanted) and not (numbered and ref[length : length + 1].isdigit())

    return test


def _is(part: Field, setting: _Setting) -> Test:
    board, today = setting.board, setting.today
    state = part.value.lower()
    if state == "blocked":
        return lambda artefact: board.is_blocked(artefact.id)
    if state == "escalated":
        return lambda artefact: bool(board.open_escalations(artefact.id))
    if state == "overdue":
        return lambda artefact: escalation.overdue(board, artefact, today)
    if state == "mine":
        if not _nameable(setting.me):
            return lambda artefact: False
        me = setting.me.strip().casefold()
        return lambda artefact: artefact.owner.strip().casefold() == me
    raise Refused(f"“is:” knows {', '.join(STATES)}, but not {names.quoted(part.value)}.")


def _nameable(me: str) -> bool:
    """Whether an actor has a name at all ("not stated" is none)."""
    return me.strip().casefold() not in ("", "not stated")


def _duration(part: Field) -> int | None:
    found = _DURATION.fullmatch(part.value.strip())
    if not found:
        return None
    return int(found[1]) * (7 if (found[2] or "d").lower().startswith("w") else 1)


def _against(part: Field, today: date) -> date:
    day = dates.meant(part.value, today)
    if day is None:
        raise Refused(
            f"“{part.name}:” wants a number of days like <14d or a date like <2024-05-08, not {names.quoted(part.value)}."
        )
    return day


def _due(part: Field, setting: _Setting) -> Test:
    """Against a day, or so many days from today; a bare text without a sign is looked for in the date as written."""
    if _asks_none(part) and not part.operator:
        return lambda artefact: not artefact.due and not artefact.due_on
    days = _duration(part)
    holds = _COMPARE[part.operator]
    if days is None and not part.operator and dates.meant(part.value, setting.today) is None:
        wanted = part.value.casefold()
        return lambda artefact: wanted in artefact.due.casefold()
    against = _shifted(setting.today, days) if days is not None else _against(part, setting.today)
    limit = against.isoformat()
    return lambda artefact: bool(artefact.due_on) and holds(_sign(artefact.due_on, limit))


def _sign(one: str, other: str) -> int:
    return (one > other) - (one < other)


def _shifted(today: date, days: int) -> date:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return date.max


def _age(part: Field, setting: _Setting) -> Test:
    days = _duration(part)
    if days is None:
        raise Refused(f"“age:” wants a number of days like >10d, not {names.quoted(part.value)}.")
    today, holds = setting.today, _COMPARE[part.operator]

    def test(artefact: Artefact) -> bool:
        age = escalation.age_days(artefact, today)
        return age is not None and holds(age - days)

    return test


def _changed(part: Field, setting: _Setting) -> Test:
    """So many days ago, or against a day: changed:<7d within the last seven days, changed:>2024-05-08 after that day."""
    changed, today, holds = setting.changed, setting.today, _COMPARE[part.operator]
    days = _duration(part)
    against = None if days is not None else _against(part, today)

    def test(artefact: Artefact) -> bool:
        day = dates.instant_day(changed.get(artefact.id) or artefact.stage_since)
        if day is None:
            return False
        if days is not None:
            return holds(dates.days_between(day, today) - days)
        return against is not None and holds(dates.days_between(against, day))

    return test


def _forums(part: Field, board: Board) -> list[Named]:
    prefix, _, called = part.value.partition("-")
    if prefix.lower() != "next" or not called:
        raise Refused(f"“for:” wants the next meeting of a forum like next-dag, not {names.quoted(part.value)}.")
    found: list[Named] = list(names.matching(called, board.forums))
    if not found:
        raise names.unknown(called, board.forums, "forum")
    return found


def _for(part: Field, setting: _Setting) -> Test:
    """Due by the forum's next meeting; nothing where no such meeting is known (`Query.notes` says so)."""
    known = [setting.meetings[forum.id] for forum in _forums(part, setting.board) if forum.id in setting.meetings]
    if not known:
        return lambda artefact: False
    limit = max(known).isoformat()
    return lambda artefact: bool(artefact.due_on) and artefact.due_on <= limit


_FIELD: dict[str, Callable[[Field, _Setting], Test]] = {
    "workstream": _workstream, "stage": _stage, "column": _column, "kind": _kind, "owner": _owner, "priority": _priority,
    "label": _label, "ref": _ref, "is": _is, "due": _due, "age": _age, "changed": _changed, "for": _for,
}  # fmt: skip


# -- chips -----------------------------------------------------------------------------------------------------------


def has_field(query_text: str, name: str, value: str | Named) -> bool:
    """Whether a query asks for this value of a field in the place where `with_field` puts it. False for half-typed text."""
    try:
        chosen, _ = _taken_apart(parse_text(query_text), name)
    except Refused:
        return False
    return any(_means(part, value) for part in chosen)


def with_field(query_text: str, name: str, value: str | Named, on: bool) -> str:
    """The query with a value of a field switched on or off, as a chip does it; several values mean any of them.

    The text is written anew, so it reads tidily. Raises Refused where the query cannot be read.
    """
    chosen, rest = _taken_apart(parse_text(query_text), name)
    kept = [part for part in chosen if not _means(part, value)]
    if on:
        written = (value.short or value.name) if isinstance(value, Named) else value
        text = field_value(written)
        kept.append(Field(name, written, "", exact=text != written))
    if kept:
        rest = [*rest, kept[0] if len(kept) == 1 else Any(tuple(kept))]
    return as_text(rest[0] if len(rest) == 1 else All(tuple(rest)))


def _taken_apart(root: Node, name: str) -> tuple[list[Field], list[Node]]:
    """The values of a field that a query asks for on its outermost level, and everything else it asks."""
    chosen: list[Field] = []
    rest: list[Node] = []
    for part in root.parts if isinstance(root, All) else (root,):
        among = part.parts if isinstance(part, Any) else (part,)
        fields = [found for found in among if isinstance(found, Field) and found.name == name]
        if not chosen and len(fields) == len(among):
            chosen = fields
        else:
            rest.append(part)
    return chosen, rest


def _means(part: Field, value: str | Named) -> bool:
    written = names.normal(part.value)
    if isinstance(value, Named):
        return bool(names.matching(part.value, [value]))
    return bool(written) and names.normal(value).startswith(written)
