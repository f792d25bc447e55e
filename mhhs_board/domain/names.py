"""From what a person writes to the record that is meant: one matcher for every name, and one for artefacts.

Names match whole, short, by alias or by unique prefix. Letter case, spaces, punctuation and the word "and" do not matter:
"dag review and approval" is "DAG Review & Approval" (vocabulary.md, "Names match").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TypeVar

from mhhs_board.base.text import folded
from mhhs_board.domain import references
from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.fields import Declared, Line, article, by_name, unique_within
from mhhs_board.domain.record import Named, Record, Registered
from mhhs_board.domain.records import REGISTERS, Artefact, Stage, Workstream

N = TypeVar("N", bound=Named)

BLOCKED_NAME = "Blocked"
"""What people call the column that shows blocked artefacts; it has no record of its own."""

OUR_ID = re.compile("[0-9a-f]{32}")
"""The form of the ids that this program gives, which nobody types as a name."""

_LISTED = 8
_CLIP = 60
_LONGEST_NUMBER = 80
"""Letters of the longest text that is taken for a number or a reference."""
_SHORTEST = 3
"""Letters that a text must have to be like another."""


def quoted(text: str) -> str:
    """A user's text inside a sentence: in quotes, on one line, cut where it is long."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text[: _CLIP + 1])
    return f"“{plain[:_CLIP] + '…' if len(text) > _CLIP else plain}”"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence, at most eight of them."""
    if len(names) > _LISTED:
        return "; ".join(names[:_LISTED]) + f"; and {len(names) - _LISTED} more"
    return "; ".join(names)


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """A name as it is compared; a name without letters and digits is compared as it stands."""
    plain = folded(text)
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    return "".join(word for word in words if word != "and") or "".join(plain.split())


def same_as(one: Declared, value: object) -> str:
    """What a field says, as it is compared with the same field of another record."""
    counted = references.counted(str(value)) if isinstance(one.field, Line) and one.field.counted else ""
    return counted or normal(str(value))  # a hyphen alone is a reference too


def saying_the_same(board: Board, record: Registered, one: Declared) -> Iterator[str]:
    """The ids of the others of its register in use that say the same in a field, and in those within which it is asked."""

    def said(other: Registered) -> str:
        value = same_as(one, getattr(other, one.name))
        return "\n".join([value, *(getattr(other, name) or "" for name in one.field.within)]) if value else ""

    known = board.of(type(record))
    same = board.grouped(record.KIND, one.name, said).get(said(record), ()) if said(record) else ()
    return (other for other in same if other != record.id and not known[other].retired)


def person(text: str) -> str:
    """A person's name as it is compared: nobody is somebody else for letter case, blanks or the form of an apostrophe."""
    return " ".join(folded(text).split())


def _forms(record: Named) -> list[str]:
    return [normal(form) for form in (record.name, record.short, *record.aliases) if form]


def matching(text: str, records: Iterable[N], *, whole: bool = False) -> list[N]:
    """Every record a text may mean: the exact ones (whole, short, alias, id) where there are any, else by prefix. `whole`:
    nobody typed it to be finished, so that a prefix means nothing."""
    wanted = normal(text[:400])
    if not wanted:
        return []
    candidates = [(record, _forms(record)) for record in records]
    by_id = [record for record, _ in candidates if record.id == text]
    for exact in (
        [record for record, forms in candidates if forms and forms[0] == wanted],
        [record for record, forms in candidates if wanted in forms],
        by_id if OUR_ID.fullmatch(text) else [],
    ):
        if exact:
            return exact
    if whole:
        return by_id
    # An id that is not one of ours may read as the beginning of a name, and then means it no more than that does.
    begun = [record for record, forms in candidates if any(form.startswith(wanted) for form in forms)]
    return begun + [record for record in by_id if record not in begun]


def match(text: str, records: Iterable[N], noun: str = "", *, whole: bool = False) -> N:
    """The one record that a text names. Raises Refused naming the nearest, or the list where several fit.

    `noun` is what to call the kind in the sentence; by default the records' own kind. `whole` as for `matching`.
    """
    known = list(records)
    called = noun or (known[0].KIND if known else "name")
    found = matching(text, known, whole=whole)
    if len(found) == 1:
        return found[0]
    if found:
        names = listed([record.name for record in found])
        raise Refused(f"{quoted(text)} fits more than one {called}: {names}. Please write more of the name.")
    raise unknown(text, known, called)


def unknown(text: str, known: Sequence[Named], noun: str) -> Refused:
    """The refusal for a name that nothing has, with the nearest names in it."""
    if not text.strip():
        return Refused(f"A {noun} needs a name; known are: {listed([record.name for record in known])}.")
    if not known:
        return Refused(f"No {noun} is called {quoted(text)}; the board has none yet.")
    near = nearest(text, known)
    if near:
        return Refused(f"No {noun} is called {quoted(text)}. Nearest: {listed(near)}.")
    return Refused(f"No {noun} is called {quoted(text)}; known are: {listed([record.name for record in known])}.")


def nearest(text: str, known: Iterable[Named]) -> list[str]:
    """Up to three names that a text may have been meant for, the nearest first."""
    by_form: dict[str, str] = {}
    for record in known:
        for form in _forms(record):
            by_form.setdefault(form, record.name)
    return list(dict.fromkeys(by_form[form] for form in _alike(normal(text[:400]), list(by_form))))[:3]


def nearest_words(text: str, known: Iterable[str]) -> list[str]:
    """Up to three of the words that a text may have been meant for, the nearest first."""
    by_form = {normal(word): word for word in known}
    return [by_form[form] for form in _alike(normal(text[:400]), list(by_form))][:3]


def _alike(wanted: str, forms: list[str]) -> list[str]:
    """The forms that a text may have been meant for, the likeliest first: it is a piece of them or they begin it, or a
    slip or two of the fingers lie between. Words that only share letters, as Closed and Blocked do, are not alike."""
    if len(wanted) < _SHORTEST:
        return []
    found: list[tuple[int, str]] = []
    for form in forms:
        if wanted in form or (len(form) >= _SHORTEST and wanted.startswith(form)):
            found.append((0, form))
            continue
        # Who mistypes a long name mistypes more of it, but seldom its first letter.
        allowed = max(1, len(wanted) // 4) if wanted[0] == form[:1] else 1
        apart = slips(wanted[:80], form[:80], allowed)
        if apart <= allowed:
            found.append((apart, form))
    return [form for _, form in sorted(found, key=lambda one: one[0])]


def slips(one: str, other: str, most: int) -> int:
    """How many letters must be put in, left out, replaced, or exchanged with the next to make one of the other; any number
    above `most` where it is more than that."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, beside in enumerate(other, 1):
            least = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != beside))
            if row > 1 and column > 1 and letter == other[column - 2] and beside == one[row - 2]:
                least = min(least, before[column - 2] + 1)
            now.append(least)
        before, last = last, now
    return last[-1]


def columns(board: Board) -> list[Stage]:
    """What a column may be called by: the stages, and Blocked as if it were one."""
    found: list[Stage] = list(board.stages)
    if all(normal(BLOCKED_NAME) not in _forms(stage) for stage in found):
        found.append(Stage(id=BLOCKED, name=BLOCKED_NAME, role="work"))
    return found


def match_column(text: str, board: Board) -> str:
    """The column a text names: a stage id, or BLOCKED. Raises Refused as `match` does."""
    return match(text, columns(board), "stage").id


def column_name(column: str | None, board: Board) -> str:
    """What people call a column: the stage's name, "Blocked", or "not stated"."""
    if column is None:
        return "not stated"
    stage = board.of(Stage).get(column)
    return stage.name if stage else BLOCKED_NAME


def called(artefact: Artefact) -> str:
    """What people call an artefact in a sentence: its reference, else its title."""
    return artefact.ref or quoted(artefact.title)


def find_artefact(board: Board, ref: str) -> Artefact:
    """The artefact that a reference, an id, `LANE:REF` or a whole title names. Raises Refused.

    An id is exact and also finds nothing retired. What fits several is refused with the list, each as it can be typed.
    """
    wanted = ref.strip()
    by_id = board.of(Artefact).get(wanted)
    if by_id is not None and OUR_ID.fullmatch(wanted):
        return _standing(by_id)
    found = _referred(board, wanted)
    if by_id is not None and by_id not in found:  # not one of ours: it may read as the reference of another
        found.append(by_id)
    live = [artefact for artefact in found if not artefact.retired]
    if len(live) == 1:
        return live[0]
    if live:
        raise Refused(f"{quoted(wanted)} fits {len(live)} artefacts: {listed(_typed(board, live))}. Please say which.")
    if found:
        return _standing(found[0])
    raise Refused(_unknown_reference(board, wanted))


def find_any(board: Board, ref: str, registers: Collection[str] = REGISTERS) -> Record:
    """The artefact or the record of a register, of all or some `registers`, that a reference, an id, or TYPE:REF names.
    Raises Refused naming the candidates where several fit, each as it can be typed."""
    wanted = ref.strip()
    kind, colon, rest = wanted.partition(":")
    if colon and (kind := kind.strip().lower()) in REGISTERS:
        return find_registered(board, kind, rest)
    if colon and kind == Artefact.KIND:
        return find_artefact(board, rest)
    found = [one for register in registers for one in _in_register(board, register, wanted)]
    if not found:
        return find_artefact(board, wanted)
    by_id = board.of(Artefact).get(wanted)
    meant = [by_id] if by_id is not None and OUR_ID.fullmatch(wanted) else _referred(board, wanted)
    live = [artefact for artefact in meant if not artefact.retired]
    if len(found) == 1 and not live:
        return found[0]
    said = [f"{one.KIND}:{handle(board, one)}" for one in found]
    said += [f"{Artefact.KIND}:{one}" for one in _typed(board, live)]
    raise Refused(f"{quoted(wanted)} fits {len(said)} records: {listed(said)}. Please say which.")


def find_registered(board: Board, kind: str, text: str, offered: Collection[str] | None = None) -> Registered:
    """The record of a register in use that an id, a reference, or all that it is called names, also behind the name of
    what it belongs to: DAG035:3. Where several fit it is the one that is offered. Raises Refused with the nearest, or with
    the list where several fit."""
    wanted = text.strip()
    found = _in_register(board, kind, wanted)
    if len(found) > 1 and offered is not None:
        fitting = [one for one in found if one.id in offered]
        if not fitting:
            many = REGISTERS[kind].MANY
            raise Refused(f"{quoted(wanted)} fits {len(found)} {many}, and none of them is one that fits here.")
        found = fitting
    if len(found) == 1:
        return found[0]
    an = f"{article(kind)} {kind}"
    if found:
        said = [f"{handle(board, one)} ({clipped_name(one)})" for one in found]
        raise Refused(f"{quoted(wanted)} fits {len(found)} {REGISTERS[kind].MANY}: {listed(said)}. Please say which.")
    if not wanted:
        raise Refused(f"Please name {an}.")
    live = [one for one in board.of(REGISTERS[kind]).values() if not one.retired and one.called()]
    if not live:
        raise Refused(f"No {kind} is called {quoted(wanted)}; the board has none yet.")
    near_by = [one for one in live if offered is None or one.id in offered] or live
    by_form = {normal(one.called()): clipped_name(one) for one in near_by}
    near = [by_form[form] for form in _alike(normal(wanted[:400]), list(by_form))][:3]
    hint = f" Nearest: {listed(near)}." if near else ""
    raise Refused(f"No {kind} is called {quoted(wanted)}.{hint}")


def handle(board: Board, record: Record) -> str:
    """A record as it can be typed to mean it alone: what it is called where that is enough, an artefact's lane before it,
    else its id."""
    if isinstance(record, Artefact):
        if record.ref and len([one for one in _referred(board, record.ref) if not one.retired]) == 1:
            return record.ref
        lane = board.of(Workstream).get(record.workstream)
        text = f"{lane.name}:{record.ref}" if lane and record.ref else ""
        return text if text and [one.id for one in _referred(board, text) if not one.retired] == [record.id] else record.id
    if isinstance(record, Registered):
        ways = (clipped_name(record), record.called(), _within_its_own(board, record))
        fitting = (called for called in ways if called)
        return next((one for one in fitting if _in_register(board, record.KIND, one) == [record]), record.id)
    return record.name if isinstance(record, Named) else record.id


def _inside(board: Board, kind: str, wanted: str) -> list[Registered]:
    """What is in use of a register and named within what it belongs to: DAG035:3, DAG:DNO."""

    def plain(text: str) -> tuple[str, ...]:
        return tuple(references.counted(part) or references.normal(part) for part in text.split(":"))

    records, inner = board.of(REGISTERS[kind]), wanted.rpartition(":")[2]
    found = []
    for one in unique_within(REGISTERS[kind]):
        alike = board.grouped(kind, f"{one.name} alone", _alone(one))
        for record_id in alike.get(same_as(one, inner), ()):
            record = records[record_id]
            if not record.retired and plain(_within_its_own(board, record)) == plain(wanted):
                found.append(record)
    return found


def _alone(one: Declared) -> Callable[[Registered], str]:
    return lambda record: same_as(one, getattr(record, one.name))


def _within_its_own(board: Board, record: Registered) -> str:
    """A record as it is named within what it belongs to, DAG035:3 or DAG:DNO; empty where that is not how it is told from
    others."""
    for one in unique_within(type(record)):
        value = getattr(record, one.name)
        outer = [_called_by(board, record, name) for name in one.field.within if getattr(record, name)]
        if value and outer and all(outer):
            return ":".join([*outer, quoted(value)[1:-1]])
    return ""


def _called_by(board: Board, record: Registered, field: str) -> str:
    """What people call the record that a link names."""
    link = by_name(type(record))[field].link
    named = board.get(link.kind, getattr(record, field)) if link is not None else None
    if isinstance(named, Named):
        return named.short or named.name
    if isinstance(named, Artefact):
        return named.ref
    return clipped_name(named) if isinstance(named, Registered) else ""


def clipped_name(record: Registered) -> str:
    """What a record of a register is called, on one line."""
    return quoted(record.called())[1:-1]


def _in_register(board: Board, kind: str, wanted: str) -> list[Registered]:
    """What is in use of a register and named by a text."""
    records = board.of(REGISTERS[kind])
    by_id = records.get(wanted)
    if by_id is not None and not by_id.retired:
        return [by_id]
    plain = references.normal(wanted)
    if not plain:
        return []
    whole = board.grouped(kind, "called", lambda one: references.normal(one.called())).get(plain, ())
    found = [records[one] for one in whole if not records[one].retired]
    if found or len(wanted) > _LONGEST_NUMBER:
        return found
    if ":" in wanted and (found := _inside(board, kind, wanted)):
        return found
    counted = board.grouped(kind, "counted", _counted).get(references.counted(wanted), ())
    return [records[one] for one in counted if not records[one].retired]


def _counted(record: Registered) -> str:
    called = record.called()
    return references.counted(called) if len(called) <= _LONGEST_NUMBER else ""


def _referred(board: Board, wanted: str) -> list[Artefact]:
    """Every artefact, retired ones too, that a text names other than by its id."""
    known = board.of(Artefact)
    plain = references.normal(wanted)
    if not plain:
        return []
    by_ref = board.grouped(Artefact.KIND, "ref", lambda artefact: references.normal(artefact.ref))
    whole = [known[one] for one in by_ref.get(plain, ())]
    lane, colon, rest = wanted.partition(":")
    if colon and rest.strip() and (same := by_ref.get(references.normal(rest))):
        lanes = {workstream.id for workstream in matching(lane, board.workstreams)}
        found = [known[one] for one in same if known[one].workstream in lanes]
        whole += [artefact for artefact in found if artefact not in whole]  # a reference may read as LANE:REF of another
    if whole:
        return whole
    title = folded(wanted).split()
    return [artefact for artefact in known.values() if folded(artefact.title).split() == title]


def means(board: Board, text: str, artefact: Artefact) -> bool:
    """Whether a text may mean an artefact, as `find_artefact` would take it: without asking all others."""
    wanted = text.strip()
    plain, ref = references.normal(wanted), references.normal(artefact.ref)
    if not plain:
        return False
    if wanted == artefact.id or plain == ref:
        return True
    lane, colon, rest = wanted.partition(":")
    if colon and ref and references.normal(rest) == ref:
        return any(one.id == artefact.workstream for one in matching(lane, board.workstreams))
    return folded(wanted).split() == folded(artefact.title).split()


def _standing(artefact: Artefact) -> Artefact:
    if artefact.retired:
        raise Refused(f"{called(artefact)} is retired and no longer on the board; undo that, or name another.")
    return artefact


def _typed(board: Board, artefacts: list[Artefact]) -> list[str]:
    """Each artefact as it can be typed to mean it alone, with where it stands."""
    lanes = {workstream.id: workstream.name for workstream in board.workstreams}
    places = [(artefact.workstream, references.normal(artefact.ref)) for artefact in artefacts]
    shown = []
    for artefact, place in zip(artefacts, places, strict=True):
        column = column_name(board.column_of(artefact), board)
        lane = lanes.get(artefact.workstream, "")
        if artefact.ref and places.count(place) == 1:
            shown.append(f"{lane}:{artefact.ref} ({column})")
        else:
            shown.append(f"{artefact.id} ({lane}, {column})")
    return shown


def _unknown_reference(board: Board, wanted: str) -> str:
    if not wanted:
        return "Please name an artefact by its reference, for example “Process 4”."
    by_form = {references.normal(artefact.ref): artefact.ref for artefact in board.artefacts() if artefact.ref}
    near = [by_form[form] for form in _alike(references.normal(wanted[:400]), list(by_form))][:3]
    hint = f" Nearest: {listed(near)}." if near else ""
    return f"No artefact is called {quoted(wanted)}.{hint}"
