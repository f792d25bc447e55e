"""What a board offers while somebody types: texts that stand in a field already, and records that a link may name.

What is looked through at every key is made before, when the field gets the keyboard, and made again only where the board
has changed since; so a key takes no longer on ten thousand artefacts than on ten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any, NamedTuple

from mhhs_board.base.text import folded
from mhhs_board.domain import cells, names, telling
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.fields import Declared, by_name
from mhhs_board.domain.record import Named, Record, Registered
from mhhs_board.domain.records import RECORDS, REGISTERS, Artefact, Workstream

MOST = 50
"""Offers shown; of more there is only the number."""
AHEAD = 500
"""Of how many records what is looked through is made at once: some milliseconds' work."""
_LONGEST = 120
"""Letters of an offer that are shown and looked through."""


class Offer(NamedTuple):
    """What can be taken: the text that stands in the field then, what is said beside it, and for a record its id."""

    text: str
    beside: str = ""
    id: str = ""


class Found(NamedTuple):
    """What fits: the first of it, and how much it is in all; `exact` are those that are called just so."""

    offers: list[Offer]
    total: int
    exact: list[Offer]


class _Known(NamedTuple):
    """An offer as it is looked for."""

    looked: str
    called: str
    offer: Offer


NOTHING = Found([], 0, [])


class Offers:
    """The offers of one board, whichever that is just now."""

    def __init__(self, board: Callable[[], Board]) -> None:
        self._board = board
        self._texts: dict[tuple[str, str], tuple[object, list[_Known]]] = {}
        self._records: dict[str, tuple[object, list[_Known]]] = {}
        self._made: dict[str, dict[str, tuple[Record, str, _Known]]] = {}
        self._last: tuple[list[_Known], str, list[_Known], Found] = ([], "", [], NOTHING)

    @property
    def board(self) -> Board:
        """The board just now."""
        return self._board()

    def ahead(self, record_type: type[Record], one: Declared) -> Iterator[None]:
        """Make in small steps what the next key will look through."""
        if one.link is not None:
            lanes, kind = self._lanes(), one.link.kind
            for number, record in enumerate(list(self.board.all_of(kind))):
                if number % AHEAD == AHEAD - 1:
                    yield
                self._one(kind, record, lanes)
            self._known_records(kind)
        elif repeats(one):
            self._known_texts(record_type, one)

    def _lanes(self) -> dict[str, str]:
        return {lane.id: lane.name for lane in self.board.of(Workstream).values()}

    # -- texts -------------------------------------------------------------------------------------------------------

    def texts(self, record_type: type[Record], one: Declared, typed: str) -> Found:
        """Texts that stand in a field of the board and hold what is typed, those that begin with it first, each kind
        of them by how often they stand there."""
        if not repeats(one):
            return NOTHING
        return _found(_fitting(self._known_texts(record_type, one), typed), typed)

    def _known_texts(self, record_type: type[Record], one: Declared) -> list[_Known]:
        board, key = self.board, (record_type.KIND, one.name)
        stamp = (board, board.seq)
        kept = self._texts.get(key)
        if kept is None or kept[0] != stamp:
            count = Counter(_stated(board, record_type, one))
            texts = sorted(count, key=lambda text: (-count[text], text.casefold(), text))
            known = [_Known(look, look, Offer(text)) for text in texts if (look := folded(text[:_LONGEST]))]
            kept = self._texts[key] = (stamp, known)
        return kept[1]

    # -- records -----------------------------------------------------------------------------------------------------

    def records(self, kind: str, typed: str) -> Found:
        """Records of a type that are in use and fit what is typed, by what they are called and what is said beside."""
        known = self._known_records(kind)
        last, before, fitted, found = self._last
        if last is not known or before != typed:  # one key asks for the list and for what is said below
            narrower = last is known and before.strip() and typed.startswith(before)
            fitted = _fitting(fitted if narrower else known, typed)
            found = _found(fitted, typed)
            self._last = (known, typed, fitted, found)
        return found

    def record(self, kind: str, record_id: str) -> Offer:
        """One record as an offer, also where it is out of use or no longer there."""
        record = self.board.get(kind, record_id)
        if record is None:
            return Offer(telling.called(self.board, kind, record_id), "no longer there", record_id)
        known = self._one(kind, record, self._lanes()).offer
        return known._replace(beside="out of use") if getattr(record, "retired", "") else known

    def typed(self, kind: str, record_id: str) -> str:
        """A record as it can be typed to mean it alone."""
        record = self.board.get(kind, record_id)
        return names.handle(self.board, record) if record is not None else record_id

    def typed_before(self, kind: str, text: str) -> Offer | None:
        """The record for which `typed` gave a text, as an offer; None where there is none, or several by now."""
        found = self.board.get(kind, text)
        if found is None:
            with suppress(Refused):
                found = (
                    names.find_artefact(self.board, text)
                    if kind == Artefact.KIND
                    else names.find_registered(self.board, kind, text)
                )
        return self.record(kind, found.id) if found is not None and self.typed(kind, found.id) == text else None

    def _known_records(self, kind: str) -> list[_Known]:
        board = self.board
        stamp = (board, board.seq)
        kept = self._records.get(kind)
        if kept is None or kept[0] != stamp:
            live = [one for one in board.all_of(kind) if not getattr(one, "retired", "")]
            lanes = self._lanes()
            if kind == Artefact.KIND:
                known = [self._one(kind, one, lanes) for one in live]
                known.sort(key=_by_called)
            else:
                known = [self._one(kind, one, lanes) for one in sorted(live, key=lambda one: one.order())]
            kept = self._records[kind] = (stamp, known)
        return kept[1]

    def _one(self, kind: str, record: Record, lanes: Mapping[str, str]) -> _Known:
        """A record as it is looked for; kept as long as it and the name of its lane stay what they are."""
        board = self.board
        lane = lanes[record.workstream] if isinstance(record, Artefact) else ""
        made = self._made.setdefault(kind, {})
        kept = made.get(record.id)
        if kept is None or kept[0] is not record or kept[1] != lane or isinstance(record, Registered):
            text = called(board, record)
            beside = [words for words in _beside(board, record, text, lane) if words]
            said = Offer(text, " · ".join(beside), record.id)
            kept = (record, lane, _Known(folded(" ".join((text, *beside))), folded(text), said))
            made[record.id] = kept
        return kept[2]


def called(board: Board, record: Record) -> str:
    """What people call a record, as it is typed."""
    if isinstance(record, Artefact):
        return (record.ref or record.title)[:_LONGEST]
    if isinstance(record, Named):
        return record.name[:_LONGEST]
    if isinstance(record, Registered) and record.called():
        return record.called()[:_LONGEST]
    return telling.called(board, record.KIND, record.id)


def repeats(one: Declared) -> bool:
    """Whether several records may well hold the same text in a field; one by which a record is called is each one's own."""
    return not (one.field.required or one.field.unique or one.name == "ref")


def _beside(board: Board, record: Record, text: str, lane: str) -> Iterator[str]:
    """What tells a record from others that are called alike."""
    if isinstance(record, Artefact):
        yield record.title[:_LONGEST] if record.ref and record.title != record.ref else ""
        yield lane
    elif record.KIND in REGISTERS:
        names = by_name(type(record))
        columns = REGISTERS[record.KIND].COLUMNS
        said = (telling.clipped(_told(board, record, names[name]), _LONGEST) for name in columns)
        yield from [words for words in said if words and words != text][:2]


def _told(board: Board, record: Record, one: Declared) -> str:
    """A field without its name beside it: of a yes or no what is so, and nothing of what is not."""
    said = cells.said(board, record, one)
    return (one.word if said == "yes" else "") if set(one.words) == {"no", "yes"} else said


def _stated(board: Board, record_type: type[Record], one: Declared) -> Iterator[str]:
    """What stands in a field of all records in use, each as often as it does."""
    assert record_type.KIND in RECORDS
    for record in board.of(record_type).values():
        if getattr(record, "retired", ""):
            continue
        value: Any = getattr(record, one.name)
        if isinstance(value, tuple):
            yield from value
        elif value:
            yield value


def _by_called(known: _Known) -> tuple[str, int, str]:
    """By letters, numbers at the end by their value: Process 2 before Process 10."""
    head = known.called.rstrip("0123456789")
    number = known.called[len(head) :]
    return (head, int(number) if number and len(number) < 12 else -1, known.looked)


def _fitting(known: list[_Known], typed: str) -> list[_Known]:
    """What holds every word that is typed."""
    for word in folded(typed[:_LONGEST]).split():
        known = [one for one in known if word in one.looked]
    return known


def _found(fitting: list[_Known], typed: str) -> Found:
    """The first of what fits: what is called just so, then what begins with it, then the rest."""
    wanted = " ".join(folded(typed[:_LONGEST]).split())
    if not wanted:
        return Found([one.offer for one in fitting[:MOST]], len(fitting), [])
    begun = [one for one in fitting if one.called.startswith(wanted)]
    exact = [one.offer for one in begun if one.called == wanted]
    first = exact + [one.offer for one in begun if one.called != wanted][:MOST]
    if len(first) < MOST:
        first += [one.offer for one in islice((one for one in fitting if not one.called.startswith(wanted)), MOST)]
    return Found(first[:MOST], len(fitting), exact)
