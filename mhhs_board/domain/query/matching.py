"""From the tree of a query to the test of an artefact, compiled once a keystroke and run once an artefact."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date, timedelta
from functools import cached_property, reduce
from itertools import chain, compress, repeat
from operator import contains
from typing import NamedTuple

import msgspec

from mhhs_board.base.text import folded, plain
from mhhs_board.domain import agenda, cells, dates, escalation, evidence, meetings, milestones, names, references
from mhhs_board.domain.board import BLOCKED, Board, Cell
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.fields import Day, Link, by_name
from mhhs_board.domain.governance import Action, Comment, Decision, Meeting, Milestone, Position, Seat
from mhhs_board.domain.journal import NOT_STATED
from mhhs_board.domain.query.text import DECLARED, All, Any, Field, Node, Not, Word
from mhhs_board.domain.record import Named
from mhhs_board.domain.records import Artefact, Blocker, Stage

Test = Callable[[Artefact], bool]

STATES = ("blocked", "escalated", "overdue", "mine")
"""What `is:` knows."""

NEEDS: dict[str, tuple[str, evidence.Recorded]] = {
    "outcome": ("review", "outcome"),
    "decision": ("decision", "decision"),
}
"""What `needs:` knows: in a stage of which role, and what is not recorded."""

AGREED = {"agreed": ("recommend", "approve")}
"""What one word of `decided:` means together."""
DECIDED = (*filter(None, by_name(Decision)["decided"].words), *AGREED, "none")
"""What `decided:` knows."""
ACTIONS, COMMENTS = ("open", "overdue"), ("open", "major")
"""What `action:` and `comment:` know."""

_DURATION = re.compile(r"([0-9]{1,5}) ?(d|day|days|w|week|weeks)?", re.IGNORECASE)
_LONGEST_NUMBER = 80
"""Letters of the longest text that is taken for the number of a meeting."""
_COMPARE: dict[str, Callable[[int], bool]] = {
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
    "=": lambda sign: sign == 0,
    "": lambda sign: sign == 0,
}


class Shown(Set[str]):
    """What a query shows at one moment of a board: ids in reading order. A set is made of them when one is asked for."""

    def __init__(
        self, moment: tuple[Board, int], order: Sequence[Cell], numbers: Sequence[int], ids: Sequence[str]
    ) -> None:
        self._moment = moment
        self._order = order
        self._numbers = numbers
        self._ids = ids

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self._ids)

    def __contains__(self, artefact: object) -> bool:
        return artefact in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def cells(self, board: Board) -> dict[Cell, list[str]] | None:
        """Lists of its own by cell, while the board stands at that moment; then None, and each card must be looked for."""
        if self._moment != (board, board.seq):
            return None
        ends = [bisect_right(self._numbers, number) for number in range(len(self._order))]
        return {cell: list(self._ids[start:end]) for cell, start, end in zip(self._order, [0, *ends], ends, strict=False)}


class Found(NamedTuple):
    """The artefacts on a board that pass some parts of a query, in reading order: beside each id its cell's number and its
    text."""

    parts: tuple[Node, ...]
    ids: list[str]
    numbers: list[int]
    texts: list[str]

    def holds_for(self, parts: Sequence[Node]) -> bool:
        """Whether whatever passes `parts` is among these: each part stands there too, or as a longer word."""
        return all(part in parts or (isinstance(part, Word) and _grown(part, parts)) for part in self.parts)

    def passing(self, parts: tuple[Node, ...], setting: Setting) -> Found:
        """Those that pass `parts`, for which this must hold. What was tried is not tried again.

        Words first, in all texts side by side and not artefact by artefact, which is several times faster.
        """
        found = self
        new = [part for part in parts if part not in self.parts]
        words = [folded(part.text) for part in new if isinstance(part, Word)]
        others = [part for part in new if not isinstance(part, Word)]
        for word in sorted(words, key=len, reverse=True):
            found = found._only(map(contains, found.texts, repeat(word)))
        if others:
            test, artefacts = compiled(All(tuple(others)), setting), setting.board.of(Artefact)
            if found.parts or words:
                found = found._only(map(test, map(artefacts.__getitem__, found.ids)))
            else:  # all of them are tried as they lie in memory, which is twice as fast as in reading order
                passing = {artefact.id for artefact in filter(test, artefacts.values())}
                found = found._only(map(passing.__contains__, found.ids))
        return found._replace(parts=parts)

    def _only(self, passing: Iterable[bool]) -> Found:
        chosen = list(passing)
        if all(chosen):  # no list is made anew where a letter more leaves nothing out, as most do
            return self
        ids, numbers = list(compress(self.ids, chosen)), list(compress(self.numbers, chosen))
        return Found(self.parts, ids, numbers, list(compress(self.texts, chosen)))


def _grown(word: Word, parts: Iterable[Node]) -> bool:
    text = folded(word.text)
    return any(isinstance(part, Word) and text in folded(part.text) for part in parts)


class Haystacks:
    """The texts that words are looked for in, lowered once per artefact. Keep one as long as the board is open."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[Artefact, str]] = {}
        """By id the record that a text was made of, and the text; whoever reads it looks whether the record is the same."""
        self._moment: tuple[Board, int] | None = None
        self._order: list[Cell] = []
        self._whole = self._last = Found((), [], [], [])
        self._asked: tuple[object, ...] = ()
        self._shown: Shown | None = None

    def of(self, artefact: Artefact) -> str:
        """Reference, title, owner and labels of an artefact, one a line, lowered."""
        kept = self.kept.get(artefact.id)
        if kept is not None and kept[0] is artefact:
            return kept[1]
        text = folded("\n".join((artefact.ref, artefact.title, artefact.owner, *artefact.labels)))
        self.kept[artefact.id] = (artefact, text)
        return text

    def ahead(self, board: Board, some: int) -> Iterator[None]:
        """Make a board's texts, `some` at each step, so that the first word asked for does not wait for all of them."""
        for number, artefact in enumerate(list(board.artefacts()), 1):
            self.of(artefact)
            if number % some == 0:
                yield

    def shown(self, parts: tuple[Node, ...], setting: Setting) -> Shown:
        """What passes all parts of a query; the same object where nothing more was left out than before.

        Raises Refused for a name that nothing has.
        """
        board = setting.board
        asked = (board, board.seq, setting.today, setting.me, setting.changed)
        same = asked == self._asked
        start = self._last if same and self._last.holds_for(parts) else self.whole(board)
        found = start.passing(parts, setting)
        if self._shown is None or not same or found.ids is not self._last.ids:
            self._shown = Shown((board, board.seq), self._order, found.numbers, found.ids)
        self._last, self._asked = found, asked
        return self._shown

    def whole(self, board: Board) -> Found:
        """Every artefact on the board; after an entry only the texts of what it changed are made again."""
        if self._moment != (board, board.seq):
            self._order = [(lane.id, column) for lane in board.workstreams for column in board.columns]
            cells = [board.cell(*cell) for cell in self._order]
            ids = list(chain.from_iterable(cells))
            numbers = list(chain.from_iterable(repeat(number, len(cell)) for number, cell in enumerate(cells)))
            texts = list(map(self.of, map(board.of(Artefact).__getitem__, ids)))
            self._whole = Found((), ids, numbers, texts)
            self._moment = (board, board.seq)
        return self._whole


class Setting(msgspec.Struct, frozen=True):
    """What a query is tried against."""

    board: Board
    today: date
    me: str
    haystacks: Haystacks
    changed: Mapping[str, str]


def compiled(node: Node, setting: Setting) -> Test:
    """The test that a tree means. Raises Refused for a name that nothing has."""
    if isinstance(node, Word):
        return _words([node.text], setting)
    if isinstance(node, Field):
        return _FIELD[node.name](node, setting)
    if isinstance(node, Not):
        test = compiled(node.part, setting)
        return lambda artefact: not test(artefact)
    if isinstance(node, Any):
        return reduce(_either, [compiled(part, setting) for part in node.parts])
    texts = [part.text for part in node.parts if isinstance(part, Word)]
    tests = [compiled(part, setting) for part in node.parts if not isinstance(part, Word)]
    if texts or not tests:
        tests.append(_words(texts, setting))
    return reduce(_both, tests)


def _both(one: Test, other: Test) -> Test:
    """Pairs of tests are several times faster than `all` over a generator."""
    return lambda artefact: one(artefact) and other(artefact)


def _either(one: Test, other: Test) -> Test:
    return lambda artefact: one(artefact) or other(artefact)


def _words(texts: list[str], setting: Setting) -> Test:
    """All of these words; the one path that every keystroke takes, so it is written flat."""
    hay, kept = setting.haystacks.of, setting.haystacks.kept
    first, *more = [folded(text) for text in texts] or [""]

    def test(artefact: Artefact) -> bool:
        found = kept.get(artefact.id)
        text = found[1] if found is not None and found[0] is artefact else hay(artefact)
        if first not in text:
            return False
        for word in more:  # noqa: SIM110 - a generator costs more than the search
            if word not in text:
                return False
        return True

    return test


def _asks_none(part: Field) -> bool:
    return not part.exact and folded(part.value) == "none"


def _ids(part: Field, records: Iterable[Named]) -> frozenset[str]:
    known = list(records)
    found = names.matching(part.value, known)
    if not found:
        raise names.unknown(part.value, known, part.name)
    return frozenset(record.id for record in found)


def _workstream(part: Field, setting: Setting) -> Test:
    ids = _ids(part, setting.board.workstreams)
    return lambda artefact: artefact.workstream in ids


def _kind(part: Field, setting: Setting) -> Test:
    if _asks_none(part):
        return lambda artefact: artefact.kind is None
    ids = _ids(part, setting.board.kinds)
    return lambda artefact: artefact.kind in ids


def _columns(part: Field, board: Board) -> frozenset[str]:
    return _ids(part, [*board.stages, Stage(id=BLOCKED, name=names.BLOCKED_NAME, role="work")])


def _stage(part: Field, setting: Setting) -> Test:
    """The kept stage; only the word Blocked itself reads is:blocked, a prefix of it means stages."""
    if _asks_none(part):
        return lambda artefact: artefact.stage is None
    board = setting.board
    ids = _columns(part, board)
    if ids == {BLOCKED}:
        return lambda artefact: board.is_blocked(artefact.id)
    return lambda artefact: artefact.stage in ids


def _column(part: Field, setting: Setting) -> Test:
    board = setting.board
    ids = _columns(part, board)
    return lambda artefact: board.column_of(artefact) in ids


def _owner(part: Field, setting: Setting) -> Test:
    if _asks_none(part):
        return lambda artefact: not artefact.owner
    wanted = folded(part.value)
    return lambda artefact: wanted in folded(artefact.owner)


def _priority(part: Field, setting: Setting) -> Test:
    if _asks_none(part):
        return lambda artefact: not artefact.priority
    wanted = folded(part.value)
    return lambda artefact: folded(artefact.priority).startswith(wanted)


def _label(part: Field, setting: Setting) -> Test:
    if _asks_none(part):
        return lambda artefact: not artefact.labels
    wanted = folded(part.value)
    return lambda artefact: any(folded(label).startswith(wanted) for label in artefact.labels)


def _ref(part: Field, setting: Setting) -> Test:
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


def _is(part: Field, setting: Setting) -> Test:
    board, today = setting.board, setting.today
    state = folded(part.value)
    if state == "blocked":  # a test is of one moment of a board
        blocked = {blocker.artefact for blocker in board.of(Blocker).values() if not blocker.closed}
        return lambda artefact: artefact.id in blocked
    if state == "escalated":
        escalated = board.escalated()
        return lambda artefact: artefact.id in escalated
    if state == "overdue":
        return lambda artefact: bool(escalation.overdue(board, artefact, today))
    if state == "mine":
        if not nameable(setting.me):
            return lambda artefact: False
        me = names.person(setting.me)
        return lambda artefact: names.person(artefact.owner) == me
    raise Refused(f"“is:” knows {', '.join(STATES)}, but not {names.quoted(part.value)}.")


def nameable(me: str) -> bool:
    """Whether an actor has a name at all ("not stated" is none)."""
    return names.person(me) not in ("", NOT_STATED)


def _duration(part: Field) -> int | None:
    found = _DURATION.fullmatch(plain(part.value).strip())
    if not found:
        return None
    return int(found[1]) * (7 if (found[2] or "d").lower().startswith("w") else 1)


def _against(part: Field, today: date) -> date:
    day = dates.meant(plain(part.value), today)
    if day is None:
        raise Refused(
            f"“{part.name}:” wants a number of days like <14d or a date like <2024-05-08, not {names.quoted(part.value)}."
        )
    return day


def is_day(part: Field, today: date) -> bool:
    """Whether a field's value is so many days or a day, and no word."""
    return _duration(part) is not None or dates.meant(plain(part.value), today) is not None


def _due(part: Field, setting: Setting) -> Test:
    """Against a day, or so many days from today; a bare text without a sign is looked for in the date as written."""
    if _asks_none(part) and not part.operator:
        return lambda artefact: not artefact.due and not artefact.due_on
    days = _duration(part)
    holds = _COMPARE[part.operator]
    if not part.operator and not is_day(part, setting.today):
        wanted = folded(part.value)
        return lambda artefact: wanted in folded(artefact.due)
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


def _age(part: Field, setting: Setting) -> Test:
    days = _duration(part)
    if days is None:
        raise Refused(f"“age:” wants a number of days like >10d, not {names.quoted(part.value)}.")
    today, holds = setting.today, _COMPARE[part.operator]

    def test(artefact: Artefact) -> bool:
        age = escalation.age_days(artefact, today)
        return age is not None and holds(age - days)

    return test


def _changed(part: Field, setting: Setting) -> Test:
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


def forums_asked(part: Field, board: Board) -> list[Named]:
    """The forums that `for:next-…` names. Raises Refused."""
    prefix, _, called = plain(part.value).partition("-")
    if prefix.lower() != "next" or not called:
        known = [one.name for one in board.of(Milestone).values() if not one.retired]
        milestones = f"a milestone ({names.listed(known)})" if known else "a milestone"
        raise Refused(
            f"“for:” wants {milestones}, a meeting on the board like DAG036, or the next meeting of a forum like next-dag, "
            f"not {names.quoted(part.value)}."
        )
    found: list[Named] = list(names.matching(called, board.forums))
    if not found:
        raise names.unknown(called, board.forums, "forum")
    return found


def meeting_asked(part: Field, board: Board) -> Meeting | None:
    """The meeting in use whose number `for:…` gives, with zeros or without; None where it gives none."""
    wanted = references.counted(part.value[:_LONGEST_NUMBER])
    live = (one for one in board.of(Meeting).values() if not one.retired)
    return next((one for one in live if wanted and references.counted(one.number) == wanted), None)


def milestones_asked(part: Field, board: Board, *, whole: bool = False) -> frozenset[str] | None:
    """The milestones in use that `for:…` or `milestone:…` names, whole or by how they begin; None where it names none."""
    wanted = names.normal(part.value)
    live = [one for one in board.of(Milestone).values() if not one.retired]
    named = [one.id for one in live if names.normal(one.name) == wanted]
    begun = [one.id for one in live if wanted and names.normal(one.name).startswith(wanted)]
    return frozenset(named or (() if whole else begun)) or None


class Asked(NamedTuple):
    """What `for:…` names: milestones, or else a day by which something is due. Where that is not known, `why` says so."""

    milestones: frozenset[str] = frozenset()
    day: str = ""
    why: str = ""


def asked_for(part: Field, board: Board, today: date) -> Asked:
    """The milestone that is called so, else the meeting of that number, else what begins so, else the next meeting of a
    forum. Raises Refused where it is none of them."""
    if found := milestones_asked(part, board, whole=True):
        return Asked(found)
    if meeting := meeting_asked(part, board):
        if day := dates.kept_day(meeting.day):
            return Asked(day=day)
        return Asked(why=f"The day of {meeting.number} is not known")
    if found := milestones_asked(part, board):
        return Asked(found)
    forums = forums_asked(part, board)
    coming = [dates.kept_day(planned.day) for one in forums if (planned := meetings.next_meeting(board, one.id, today))]
    if coming:
        return Asked(day=max(coming))
    called = " or ".join(one.short or one.name for one in forums)
    return Asked(why=f"The date of the next {called} is not known")


def _for(part: Field, setting: Setting) -> Test:
    """What must be ready by then: by that milestone, or due by that meeting and not done; nothing where its day is not
    known (`Query.notes` says so)."""
    board = setting.board
    asked = asked_for(part, board, setting.today)
    if asked.milestones:
        return lambda artefact: artefact.milestone in asked.milestones
    limit = asked.day
    if not limit:
        return lambda artefact: False
    done = {stage.id for stage in board.of(Stage).values() if stage.role == "done"}
    return lambda artefact: bool(artefact.due_on) and artefact.due_on <= limit and artefact.stage not in done


def _agenda(part: Field, setting: Setting) -> Test:
    """What is on the agenda of a meeting."""
    board = setting.board
    there = {
        one.artefact
        for one in agenda.items(board, names.find_registered(board, Meeting.KIND, part.value).id)
        if not one.taken_off
    }
    return lambda artefact: artefact.id in there


def _needs(part: Field, setting: Setting) -> Test:
    """What a forum has still to say: an outcome about what stands in review, a decision about what stands in its stage."""
    board, asked = setting.board, folded(part.value)
    if asked not in NEEDS:
        raise Refused(f"“needs:” knows {', '.join(NEEDS)}, but not {names.quoted(part.value)}.")
    role, recorded = NEEDS[asked]
    stages = {stage.id for stage in board.of(Stage).values() if stage.role == role}
    return lambda artefact: (
        artefact.stage in stages
        and not getattr(artefact, recorded)
        and evidence.recorded(board, artefact, recorded) is None
    )


def _position(part: Field, setting: Setting) -> Test:
    """On what a seat took a position, by how its name begins; `position:blocking` what one holds."""
    board, wanted = setting.board, names.normal(part.value)
    if wanted == "blocking" and not part.exact:
        return lambda artefact: bool(evidence.blocking(board, artefact))
    known = [one.constituency for one in board.of(Seat).values() if not one.retired]
    known += [one.by for one in board.of(Position).values() if not one.retired]
    if not any(names.normal(one).startswith(wanted) for one in known):
        near = names.nearest_words(part.value, list(dict.fromkeys(known)))
        hint = f" Nearest: {names.listed(near)}." if near else ""
        raise Refused(f"No seat is called {names.quoted(part.value)}, and nobody of that name took a position.{hint}")

    def fits(one: Position) -> bool:
        seat = board.of(Seat).get(one.seat or "")
        return any(names.normal(said).startswith(wanted) for said in (one.by, seat.constituency if seat else one.by))

    return lambda artefact: any(map(fits, evidence.positions(board, artefact)))


def _decided(part: Field, setting: Setting) -> Test:
    """By the type of the newest decision; `decided:none` is about what there is none, `decided:agreed` means several."""
    board, wanted = setting.board, folded(part.value)
    if wanted not in DECIDED:
        raise Refused(f"“decided:” knows {', '.join(DECIDED)}, but not {names.quoted(part.value)}.")

    types = AGREED.get(wanted, (wanted,))

    def test(artefact: Artefact) -> bool:
        made = evidence.decision(board, artefact)
        return made is None if wanted == "none" else made is not None and made.decided in types

    return test


def _not_before(part: Field, setting: Setting) -> Test:
    """What is not feasible before that milestone by the latest positions, else by the assessments: not-before:M10."""
    board, later = setting.board, milestones.no_earlier_than(setting.board, part.value)
    return lambda artefact: evidence.not_before(board, artefact, later)


def _action(part: Field, setting: Setting) -> Test:
    """What an action is about that is open, or overdue."""
    board, today, asked = setting.board, setting.today.isoformat(), folded(part.value)
    if asked not in ACTIONS:
        raise Refused(f"“action:” knows {', '.join(ACTIONS)}, but not {names.quoted(part.value)}.")

    def fits(one: Action) -> bool:
        return not one.done() and (asked == "open" or "" < dates.kept_day(one.due) < today)

    return lambda artefact: any(fits(one) for one in evidence.about(board, Action, artefact.id))


def _comment(part: Field, setting: Setting) -> Test:
    """What an open comment is about, or an open major one."""
    board, asked = setting.board, folded(part.value)
    if asked not in COMMENTS:
        raise Refused(f"“comment:” knows {', '.join(COMMENTS)}, but not {names.quoted(part.value)}.")

    def fits(one: Comment) -> bool:
        return not one.done() and (asked == "open" or one.severity == "major")

    return lambda artefact: any(fits(one) for one in evidence.about(board, Comment, artefact.id))


def _declared(part: Field, setting: Setting) -> Test:
    """A field that has no meaning of its own, by what it is declared to be: what a link names, a day against a day, a text
    by a part of it."""
    one, board = DECLARED[part.name], setting.board
    name = one.name
    if _asks_none(part) and not part.operator:
        return lambda artefact: not getattr(artefact, name)
    wanted = folded(part.value)
    if isinstance(one.field, Day) and (part.operator or is_day(part, setting.today)):
        days, holds = _duration(part), _COMPARE[part.operator]
        limit = (_shifted(setting.today, days) if days is not None else _against(part, setting.today)).isoformat()
        return lambda artefact: bool(on := cells.meant(artefact, one)) and holds(_sign(on, limit))
    if isinstance(one.field, Link):
        if part.name == Milestone.KIND:
            asked = milestones_asked(part, board)
            if asked is None:
                raise _no_milestone(part, board)
            return lambda artefact: artefact.milestone in asked
        return lambda artefact: folded(cells.said(board, artefact, one)).startswith(wanted)
    if one.many:
        return lambda artefact: any(folded(text).startswith(wanted) for text in getattr(artefact, name))
    return lambda artefact: wanted in folded(getattr(artefact, name))


def _no_milestone(part: Field, board: Board) -> Refused:
    known = [one.name for one in board.of(Milestone).values() if not one.retired]
    near = names.nearest_words(part.value, known)
    hint = (
        f"Nearest: {names.listed(near)}." if near else f"Known are: {names.listed(known)}." if known else "There is none."
    )
    return Refused(f"No milestone is called {names.quoted(part.value)}. {hint}")


_FIELD: dict[str, Callable[[Field, Setting], Test]] = {
    "workstream": _workstream, "stage": _stage, "column": _column, "kind": _kind, "owner": _owner, "priority": _priority,
    "label": _label, "ref": _ref, "is": _is, "due": _due, "age": _age, "changed": _changed, "for": _for,
    "agenda": _agenda, "needs": _needs, "position": _position, "decided": _decided,
    "not-before": _not_before, "action": _action, "comment": _comment,
    **dict.fromkeys(DECLARED, _declared),
}  # fmt: skip
