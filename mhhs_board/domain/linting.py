"""What is wrong with a report before anybody reads it: looked for in a text, or in the records of a meeting.

References are found by their shape; those that the board does not have, and the text's own tables neither, are cited and
not defined. What is near on the board is offered, and nothing is mended. However long a text is, it is gone through once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple, get_args

import msgspec

from mhhs_board.base.text import folded, plain
from mhhs_board.domain import agenda, dates, names, references, telling
from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import Day, Line, Note, Several, by_name, declared
from mhhs_board.domain.governance import Action, Attendance, Decision, Forum, Item, Meeting, Position
from mhhs_board.domain.record import Record, Registered
from mhhs_board.domain.records import Artefact
from mhhs_board.domain.references import counted

Heading = Literal[
    "cited and not defined",
    "malformed",
    "doubled",
    "actions without owner or due",
    "rows without reference and text",
    "dates that are no dates",
    "agenda items that lack evidence",
    "near-duplicate persons",
]
HEADINGS: tuple[Heading, ...] = get_args(Heading)
"""In the order in which they are told."""

_FORUMS = ("DAG", "PSG", "BPRWG", "TDWG", "CCDG", "FTIG")
"""Whose references are known by their shape, also where a board does not have the forum."""
_SCHEMES = frozenset("BP BRS METH DES E2E ERI OPC DEL IF PUB DI CR".split())
"""What the programme's artefacts are called by; a board may have more."""
_PASSED = frozenset("ISS DIN IR M".split())
"""Issues, notices, releases and milestones, which are not looked up."""

_TOKEN = re.compile(r"(?<!\w)(?<![A-Z0-9]-)[A-Z][A-Za-z0-9.-]*")
_LONGEST = 40
"""Letters of the longest reference."""
_FIRST_DIGITS = re.compile(r"[0-9]+")
_ARTEFACT = re.compile(r"(?P<scheme>[A-Z]{1,6}|E2E)-?[0-9]{1,6}[A-Z]?")
_DATE = re.compile(r"(?<![\w/])[0-9]{1,4}/[0-9]{1,2}/[0-9]{1,4}(?![\w/])")
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_MOST_OFFERED = 3
_OFFERED_FOR = 1_000
"""For so many references that are not defined something is offered; whoever has more has another trouble."""
_AT_ONCE = 512
"""Letters that are made plain at once: what is put in order within a longer run of marks takes its square."""
_AHEAD = 12
"""Letters of a cell in which its row's own reference begins, though something was put before it."""
_DIGITS = "0123456789"


_TOLD = 12
"""So many findings are told beside a report that goes out."""


class Finding(msgspec.Struct, frozen=True):
    """One thing that somebody should look at."""

    heading: Heading
    text: str
    """What is so, in a few words; of a reference the reference alone."""
    where: str = ""
    """`line 12`, `line 12, and 2 more`, or what the record is called."""
    line: int = 0
    """In a text, from 1; 0 for what is found in a record."""
    type: str = ""
    """With `id`: the record it was found at."""
    id: str = ""
    candidates: tuple[str, ...] = ()
    """What may have been meant, the nearest first."""


class _Place(NamedTuple):
    """Where something stands: in a line of a text, or in a record."""

    line: int = 0
    record: Registered | None = None

    @property
    def said(self) -> str:
        return f"line {self.line:,}" if self.record is None else _told(self.record)

    def finding(self, heading: Heading, text: str, where: str = "", candidates: Iterable[str] = ()) -> Finding:
        kind, record_id = (self.record.KIND, self.record.id) if self.record is not None else ("", "")
        return Finding(heading, text, where or self.said, self.line, kind, record_id, tuple(candidates))


def _told(record: Registered) -> str:
    return f"{record.KIND} {names.clipped_name(record) or record.id}"


def sentences(board: Board, meeting: Meeting) -> list[str]:
    """What is found in a meeting's records, each in a sentence without its full stop, `cited and not defined: DAG30-03
    (item CR090; perhaps DAG35-03)`; of many the first, and how many more there are."""
    return _told_of(of_records(board, meeting), meeting)


def issued(board: Board, meeting: Meeting) -> str:
    """What is said where a meeting's report goes out though something is to be looked at; empty where nothing is."""
    found = of_records(board, meeting)
    many = f"{len(found):,} things to look at: " if len(found) > 1 else ""
    told = "; ".join(_told_of(found, meeting))
    return f"{meeting.number} is issued, and lint finds {many}{told}." if found else ""


def _told_of(found: Sequence[Finding], meeting: Meeting) -> list[str]:
    more = f"{len(found) - _TOLD:,} more; `mhhs-board lint {meeting.number}` tells all"
    return [*map(_sentence, found[:_TOLD]), *([more] if len(found) > _TOLD else [])]


def _sentence(one: Finding) -> str:
    offered = f"; perhaps {' or '.join(one.candidates)}" if one.candidates else ""
    text, where = telling.clipped(one.text), telling.clipped(f"{one.where}{offered}")
    return f"{one.heading}: {text} ({where})"


def renamed(board: Board, old: Registered, new: Registered) -> str:
    """What is said where a reference is changed that others may have cited; empty where it is none, or is the same to a
    reader."""
    one = by_name(type(old)).get("ref")
    was, now = (str(getattr(record, "ref", "")) for record in (old, new))
    if one is None or not was or names.same_as(one, was) == names.same_as(one, now):
        return ""
    count = citing(board, was)
    cite = f"{count:,} texts of this board do cite it" if count != 1 else "1 text of this board does cite it"
    became = f"is called {names.quoted(now)[1:-1]} now" if now else "has no reference any more"
    do = f", and {cite}" if count else ""
    return f"{names.quoted(was)[1:-1]} {became}; minutes and texts that cite it do not follow{do}."


def citing(board: Board, ref: str) -> int:
    """How many texts of what is in use on a board cite a reference."""
    wanted, whole = counted(ref[:_LONGEST]), references.normal(ref)
    shaped = _TOKEN.fullmatch(plain(ref)) is not None
    # Most texts have none of its numbers, and are not taken apart.
    numbers = re.compile("[^0-9]{0,2}0*".join(one.lstrip("0") for one in _FIRST_DIGITS.findall(ref)) + "(?![0-9])")

    def cites(text: str) -> bool:
        if not numbers.search(text):
            return False
        if not shaped:
            return whole in references.normal(text)
        return any(counted(found[0].rstrip(".-")[:_LONGEST]) == wanted for found in _TOKEN.finditer(_plain(text)))

    return sum(cites(text) for record in board.all_records() for text in _texts(record))


def _texts(record: Record) -> Iterator[str]:
    """What somebody wrote in a record that is in use; what it is called itself cites nothing."""
    if getattr(record, "retired", ""):
        return
    for name in _written(type(record)):
        said = getattr(record, name)
        if isinstance(said, tuple):
            yield from said
        elif said:
            yield said


@cache
def _written(record_type: type[Record]) -> tuple[str, ...]:
    fields = declared(record_type)
    return tuple(one.name for one in fields if one.name != "ref" and isinstance(one.field, Line | Note | Several))


def of_text(board: Board, text: str) -> list[Finding]:
    """What is to be said of a text, by heading and in its order."""
    look = _Look(board)
    table: list[str] = []
    people = False
    for number, line in enumerate(_plain(text).split("\n"), 1):
        if not line or line.isspace():
            continue
        place, cells = _Place(number), _cells(line)
        said = [cell for cell in cells if cell]
        heads = [_HEADS.get(cell.casefold(), cell.casefold()) for cell in cells[:12]] if len(line) < 400 else []
        if "ref" in heads and ("action" in heads or "decision" in heads):
            table, people = heads, False
        elif said and len(said) == 1 and len(cells) == 1 and table:
            table = []  # a line of its own ends a table
        if heads and heads[0] in ("attendees", "apologies", "present"):
            people = True
        if table and heads is not table and len(cells) > 1 and said:
            look.row(table, cells, place)
        if _FIRST_DIGITS.search(line):  # as every reference and every date has
            look.cited(line, place)
            look.days(line, place)
        look.on_behalf(line, place)
        if people:
            look.attending(cells, place)
    return look.findings()


def of_records(board: Board, meeting: Meeting | None) -> list[Finding]:
    """What is to be said of a meeting's records: itself, who came, its items with the positions on them, its actions and
    its decisions; of all that the board holds where none is given."""
    look = _Look(board)
    items = {one.id: one.meeting for one in board.of(Item).values()}
    for record_type in (Meeting, Attendance, Item, Position, Action, Decision):
        records = [one for one in board.of(record_type).values() if not one.retired]
        for record in sorted(records, key=lambda one: one.order()):
            of = items.get(record.item or "") if isinstance(record, Position) else getattr(record, "meeting", None)
            if meeting is None or meeting.id in (record.id, of):
                look.record(record)
                if isinstance(record, Item):
                    look.lacking(record)
    return look.findings()


_PERSONS = ("person", "on_behalf_of", "lead")
"""The fields in which persons stand."""


_HEADS = {"reference": "ref", "due date": "due", "actions": "action", "decisions": "decision"}
"""What a table's headings are called too."""


def _plain(text: str) -> str:
    if text.isascii():
        return text
    return "".join(plain(text[start : start + _AT_ONCE]) for start in range(0, len(text), _AT_ONCE))


def _cells(line: str) -> list[str]:
    """The cells of a line: tabs part them, or strokes."""
    sign = "|" if "\t" not in line and line.count("|") > 1 else "\t"
    return [cell.strip() for cell in (line.strip().strip("|") if sign == "|" else line).split(sign)]


# -- looking -----------------------------------------------------------------------------------------------------------


class _Look:
    """One look through a text or some records."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._known: dict[str, str] = {}
        for record_type in (Action, Decision, Meeting):
            for one in board.of(record_type).values():
                if not one.retired and (called := one.number if isinstance(one, Meeting) else str(getattr(one, "ref", ""))):
                    self._known.setdefault(counted(called[:_LONGEST]), called)
        schemes = set(_SCHEMES)
        for artefact in board.of(Artefact).values():
            if artefact.ref and not artefact.retired:
                self._known.setdefault(counted(artefact.ref[:_LONGEST]), artefact.ref)
                if found := _ARTEFACT.fullmatch(artefact.ref.upper()):
                    schemes.add(found["scheme"])
        self._schemes = schemes - _PASSED
        forums = {name.upper() for one in board.of(Forum).values() for name in (one.short, one.name) if name.isalnum()}
        self._forums = sorted({*_FORUMS, *(name for name in forums if name.isascii())}, key=len, reverse=True)
        either = "|".join(self._forums)
        sitting = rf"(?:{either})[0-9]{{1,4}}(?:\.[0-9]{{1,2}})?"
        self._sound = re.compile(rf"{sitting}(?:-[0-9]{{1,4}})?|(?:{either})-?DEC-?[0-9]{{1,6}}")
        self._begun = re.compile(rf"(?:{either})(?=[0-9-])")
        self._apart = re.compile(rf"(?<![\w-])(?:{either}) [0-9]{{1,4}}(?:\.[0-9]{{1,2}})?(?![\w/])(?! ?(?:{_MONTHS}))")
        self._at: dict[str, tuple[str, list[_Place]]] = {}
        """By how they are compared: the references that are looked up, as written, with where they stand."""
        self._odd: dict[str, list[_Place]] = {}
        self._defined: dict[str, list[tuple[str, _Place]]] = {}
        self._people: dict[str, tuple[str, _Place]] = {}
        self._found: list[Finding] = []
        self._dates: dict[tuple[str, int, str], None] = {}
        self._lists: dict[type[Registered], dict[str, list[Registered]]] = {}

    # -- references

    def cited(self, text: str, place: _Place) -> None:
        """The references that a text cites."""
        for found in _TOKEN.finditer(text):
            token = found[0].rstrip(".-")
            if len(token) > _LONGEST or not _FIRST_DIGITS.search(token):
                continue
            if self._sound.fullmatch(token):
                self._cite(token, place)
            elif self._begun.match(token):
                self._odd.setdefault(token, []).append(place)
            elif (scheme := _ARTEFACT.fullmatch(token)) and scheme["scheme"] in self._schemes:
                self._cite(token, place)
        for found in self._apart.finditer(text):
            self._cite(found[0], place)

    def _cite(self, token: str, place: _Place) -> None:
        self._at.setdefault(counted(token), (token, []))[1].append(place)

    def _define(self, ref: str, place: _Place) -> None:
        self._defined.setdefault(counted(ref[:_LONGEST]), []).append((ref, place))

    def _heading(self, cell: str) -> str:
        """The reference of an action or a decision with which a cell begins, or almost; empty where there is none."""
        for found in _TOKEN.finditer(cell[: _AHEAD + _LONGEST]):
            token = found[0].rstrip(".-")
            if found.start() <= _AHEAD and "-" in token and self._sound.fullmatch(token):
                return token
        return ""

    # -- a text

    def row(self, heads: Sequence[str], cells: Sequence[str], place: _Place) -> None:
        """A row of a table of actions or decisions, read from its right end: what is lost of a pasted row is lost at its
        left. A reference may stand in any of its cells but the last."""
        behind = {name: len(heads) - place for place, name in enumerate(heads)}

        def cell(name: str) -> str:
            return cells[-behind[name]] if behind.get(name, len(cells) + 1) <= len(cells) else ""

        ref = next(filter(None, map(self._heading, cells[: max(1, len(cells) - (2 if "owner" in behind else 1))])), "")
        if ref:
            self._define(ref, place)
        if "action" not in behind:
            return
        text, owner, due = cell("action"), cell("owner"), cell("due")
        if not ref and not text and not cell("ref") and (owner or due):
            told = ", ".join(filter(None, (owner, due)))
            self._found.append(place.finding("rows without reference and text", _clipped(told)))
        elif ref or text:
            self._incomplete(ref or _clipped(text), owner, due, place)
        if _FIRST_DIGITS.search(due):
            self._day(due, place)
        self._person(owner, place, bracketed=True)

    def days(self, text: str, place: _Place) -> None:
        """What is written as a date and is none."""
        for found in _DATE.finditer(text):
            self._day(found[0], place)

    def _day(self, text: str, place: _Place) -> None:
        key = (_clipped(text), place.line, place.record.id if place.record is not None else "")
        if key not in self._dates and not dates.reads(text):
            self._dates[key] = None
            self._found.append(place.finding("dates that are no dates", key[0]))

    def _incomplete(self, called: str, owner: str, due: str, place: _Place) -> None:
        lacking = [word for word, said in (("owner", owner), ("due day", due)) if not said]
        if lacking:
            told = f"{called}: no {' and no '.join(lacking)}"
            self._found.append(place.finding("actions without owner or due", told))

    # -- persons

    def on_behalf(self, text: str, place: _Place) -> None:
        """Those on whose behalf somebody came."""
        if "(" in text:
            for found in _BEHALF.finditer(text):
                self._keep(found[1], place)

    def attending(self, cells: Sequence[str], place: _Place) -> None:
        """Those of a list of attendees: names and roles stand by turns."""
        for cell in cells[:8:2]:
            self._person(cell, place)

    def _person(self, text: str, place: _Place, *, bracketed: bool = False) -> None:
        """The names of persons in a cell: in brackets behind an organisation, or anywhere, several as Name / Name."""
        if bracketed and "(" not in text:
            return
        part = text[:300].partition("(")[2] if bracketed else text[:300]
        for found in _NAME.finditer(part):
            self._keep(found[0], place)

    def _keep(self, name: str, place: _Place) -> None:
        if len(self._people) < _MOST_PERSONS:
            self._people.setdefault(folded(name), (name, place))

    # -- records

    def record(self, record: Registered) -> None:
        """All that is written in a record."""
        place = _Place(record=record)
        for one in declared(type(record)):
            if isinstance(one.field, Line | Note) and (said := getattr(record, one.name)):
                if one.name == "ref":
                    self._own_reference(said, place)
                else:
                    for line in _plain(said).split("\n"):
                        self.cited(line, place)
                        self.days(line, place)
                        self.on_behalf(line, place)
            elif isinstance(one.field, Day) and _FIRST_DIGITS.search(said := getattr(record, one.name)):
                self._day(said, place)
        for name in _PERSONS:
            self._person(plain(getattr(record, name, "")), place)
        if isinstance(record, Action):
            self._of_action(record, place)

    def lacking(self, item: Item) -> None:
        """What an item lacks that its meeting is to decide about."""
        if not item.taken_off and (found := agenda.lacking(self._board, item.meeting, item)):
            told = f"{_clipped(item.subject)}: {names.listed(found)}"
            self._found.append(_Place(record=item).finding("agenda items that lack evidence", told))

    def _own_reference(self, ref: str, place: _Place) -> None:
        self._define(ref, place)
        token = "".join(plain(ref).split())[: _LONGEST + 1]
        if self._begun.match(token) and not self._sound.fullmatch(token):
            self._odd.setdefault(ref[:_LONGEST], []).append(place)

    def _of_action(self, action: Action, place: _Place) -> None:
        called = action.ref or _clipped(action.text)
        if not action.done():
            self._incomplete(called, action.organisation, action.due, place)
        if not (action.ref and action.text):
            told = f"{called}: no {'text' if action.ref else by_name(Action)['ref'].word}"
            self._found.append(place.finding("rows without reference and text", told))
        self._person(plain(action.organisation), place, bracketed=True)

    # -- what is told

    def findings(self) -> list[Finding]:
        """Everything, by heading; under a heading in the order in which it was found."""
        found = [*self._undefined(), *self._malformed(), *self._doubled(), *self._found, *self._alike()]
        return sorted(found, key=lambda one: HEADINGS.index(one.heading))

    def _undefined(self) -> Iterator[Finding]:
        missing = [key for key in self._at if key not in self._known and key not in self._defined]
        for number, key in enumerate(missing):
            token, places = self._at[key]
            near = self._near(token) if number < _OFFERED_FOR else []
            yield places[0].finding("cited and not defined", token, _said(places), near)

    def _malformed(self) -> Iterator[Finding]:
        for token, places in self._odd.items():
            yield places[0].finding("malformed", token, _said(places), self._meant(token))

    def _doubled(self) -> Iterator[Finding]:
        for key, heads in self._defined.items():
            first = heads[0][1]
            if len(heads) > 1:
                yield first.finding("doubled", heads[0][0], _said([place for _, place in heads]))
            elif first.record is not None:
                kind = type(first.record)
                same = [one for one in self._called(kind).get(key, ()) if one.id != first.record.id]
                if same:
                    yield first.finding("doubled", heads[0][0], f"{_told(first.record)}, and {len(same)} more on the board")

    def _called(self, kind: type[Registered]) -> dict[str, list[Registered]]:
        """The records of a type by their references."""
        if kind not in self._lists:
            self._lists[kind] = {}
            for one in self._board.of(kind).values():
                if not one.retired and (ref := getattr(one, "ref", "")):
                    self._lists[kind].setdefault(counted(ref[:_LONGEST]), []).append(one)
        return self._lists[kind]

    def _near(self, token: str) -> list[str]:
        """What is known that a slip of one digit, or two digits that changed places, may have made of it."""
        slips = [
            token[:place] + letter + token[place + 1 :]
            for place, old in enumerate(token)
            if old in _DIGITS
            for letter in _DIGITS
        ]
        slips += [
            token[:place] + token[place + 1] + token[place] + token[place + 2 :]
            for place in range(len(token) - 1)
            if token[place] in _DIGITS and token[place + 1] in _DIGITS
        ]
        return self._there(slips)

    def _meant(self, token: str) -> list[str]:
        """What is known that has the same forum and the same numbers."""
        begun = self._begun.match(token)
        forum = begun[0] if begun else ""
        digits = _FIRST_DIGITS.findall(token)[:2]
        if not digits:
            return []
        alone = len(digits) == 1
        return self._there([f"{forum}-DEC{digits[0]}" if alone else f"{forum}{digits[0]}-{digits[1]}"])

    def _there(self, tried: Iterable[str]) -> list[str]:
        keys = dict.fromkeys(map(counted, tried))
        found = [
            self._known.get(key) or self._defined[key][0][0] for key in keys if key in self._known or key in self._defined
        ]
        # What was born at a meeting that is spoken of is likelier than what only has a number like it.
        found.sort(key=lambda one: (counted(one.partition("-")[0]) not in self._at, references.sort_key(one)))
        return found[:_MOST_OFFERED]

    def _alike(self) -> Iterator[Finding]:
        """Two spellings of what may be one name. Each is held against those beside it in the order of the letters, from the
        front and from the back, so that a slip anywhere leaves them neighbours in one of the two."""
        told = set[frozenset[str]]()
        for way in (1, -1):
            people = sorted(self._people, key=lambda name: name[::way])
            for place, one in enumerate(people):
                if len(told) >= _MOST_PAIRS:
                    break
                for other in people[place + 1 : place + 1 + _BESIDE]:
                    if _one_name(one, other) and frozenset((one, other)) not in told:
                        told.add(frozenset((one, other)))
        order = {name: number for number, name in enumerate(self._people)}
        for pair in sorted((sorted(pair, key=order.__getitem__) for pair in told), key=lambda pair: order[pair[1]]):
            (first, at), (second, later) = (self._people[name] for name in pair)
            where = at.said if at.said == later.said else f"{at.said} and {later.said}"
            yield later.finding("near-duplicate persons", f"{first} / {second}", where)


# -- names of persons --------------------------------------------------------------------------------------------------

_WORD = r"[A-Z][A-Za-z'-]{1,19}"
_NAME = re.compile(rf"(?<!\w){_WORD}(?: {_WORD}){{1,2}}(?!\w)")
"""A given name and a family name, perhaps with one between."""
_BEHALF = re.compile(rf"\(on [a-z]{{4,8}} of ({_WORD}(?: {_WORD}){{1,2}})\)")
_MOST_PERSONS, _MOST_PAIRS = 300, 100
"""So many names are held against each other and so many pairs told: a meeting has forty, and a text of nothing but names
would cost seconds and be read by nobody."""
_BESIDE = 12
_STROKES = {
    "l": "i", "r": "i", "t": "i", "j": "i", "f": "i", "1": "i", "n": "ii", "u": "ii", "h": "ii", "m": "iii", "v": "ii",
    "w": "iiii",
}  # fmt: skip
"""Of how many upright strokes a letter is, for whoever reads a scan of it: rn is m, ill is in."""


def _one_name(one: str, other: str) -> bool:
    """Whether two spellings are a slip or two of the fingers apart, or are the same strokes to a scanner."""
    if abs(len(one) - len(other)) > 2 or one[:1] != other[:1]:
        return False
    allowed = 1 if min(len(one), len(other)) < 10 else 2
    if sum((Counter(one) - Counter(other)).values()) <= allowed and names.slips(one, other, allowed) <= allowed:
        return True
    return _strokes(one) == _strokes(other)


def _strokes(name: str) -> str:
    return "".join(_STROKES.get(letter, letter) for letter in name)


# -- words -------------------------------------------------------------------------------------------------------------


def _said(places: Sequence[_Place]) -> str:
    first = places[0].said
    return first if len(places) == 1 else f"{first}, and {len(places) - 1:,} more"


def _clipped(text: str) -> str:
    line = " ".join(text[:400].split())
    return line if len(line) <= 60 else f"{line[:59].rstrip()}…"
