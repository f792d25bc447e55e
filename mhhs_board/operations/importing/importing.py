"""An import: every row of a file judged, and one entry for all that may be taken in.

Rows match by an id of ours, else by workstream and reference where that is unique on the board and in the file; an equal
row is unchanged and anything else a question (vocabulary.md, "How an import reads a row"). Nothing is ever removed by an
import. Rows are taken in one after the other on a scratch board, through the same operations as a drop; the entry is the
difference, so that every rule holds here too and one undo takes all of it back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property, partial
from typing import NamedTuple

import msgspec

from mhhs_board.base.garbage import let_go
from mhhs_board.base.text import folded
from mhhs_board.domain import dates
from mhhs_board.domain.board import Board, difference
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.fields import declared
from mhhs_board.domain.imported import (
    NO_CHOICES,
    AnyRow,
    Blanks,
    Choices,
    Questions,
    RecordRow,
    Report,
    Row,
    Ruling,
    Verdict,
    has_our_form,
    left_out,
    told,
    unheard,
)
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import called, quoted, saying_the_same
from mhhs_board.domain.record import Registered
from mhhs_board.domain.records import RECORDS, REFERENCES, Artefact, Details, Escalation, Workstream
from mhhs_board.domain.references import normal
from mhhs_board.domain.workflow import sentences
from mhhs_board.operations import editing
from mhhs_board.operations.context import Context
from mhhs_board.operations.importing import changes as imported_changes
from mhhs_board.operations.importing import chosen, compared
from mhhs_board.operations.importing.compared import Stood
from mhhs_board.operations.importing.escalated import take_escalations
from mhhs_board.operations.importing.meaning import Skipped
from mhhs_board.operations.importing.records import take_records
from mhhs_board.operations.importing.registered import take_registered
from mhhs_board.operations.importing.rows import Taker
from mhhs_board.operations.importing.stale import History, no_history

_TRIED = 50
"""How many artefacts with the same reference are compared with one row before it is a question."""

Key = tuple[str, str, str]
"""Workstream id, reference as compared, and where there is none the title."""

Meant = tuple[str, str]
"""A record of the file: its type and its id there."""

_WORDS = 10
"""The most words for a day that an entry's note explains."""

_WORD = 4
"""Letters of the shortest word that two titles may have in common."""


_TOLD = 200
"""After so many rows it is said again how many are done: some milliseconds' work."""


class Look(NamedTuple):
    """What an import would do: the verdict on every row in the order of the file, the board as it would be, what has to be
    said before all rows can be taken in, what came from the file and is not in it, and the entry that does it."""

    verdicts: list[Verdict]
    scratch: Board
    questions: Questions
    gone: tuple[str, ...]
    entry: Callable[[], Entry]


def judge(
    board: Board, context: Context, rows: Sequence[AnyRow], blanks: Blanks = "keep", history: History = no_history
) -> list[Verdict]:
    """The verdict on every row, in the order of the file; changes nothing."""
    return _taken_in(board, context, rows, blanks, history, NO_CHOICES)[0]


def look(
    board: Board,
    context: Context,
    rows: Sequence[AnyRow],
    blanks: Blanks = "keep",
    history: History = no_history,
    choices: Choices = NO_CHOICES,
    source: str = "",
    report: Report = unheard,
    stood: Stood | None = None,
) -> Look:
    """What an import would do, with what somebody chose; changes nothing."""
    rows = compared.read(rows, stood, board)
    verdicts, scratch, warnings, words = _taken_in(board, context, rows, blanks, history, choices, source, report, stood)
    asked = questions(scratch, rows, verdicts, choices)
    entry = partial(_entry, board, context, source, verdicts, scratch, warnings, words)
    return Look(verdicts, scratch, asked, gone(board, source, verdicts, stood), entry)


def gone(board: Board, source: str, verdicts: Sequence[Verdict], stood: Stood | None = None) -> tuple[str, ...]:
    """The artefacts in use that came from a file of that name, of a workbook of ours those that it showed, and that no row
    of it is now; none while a row is a question, as it may be any of them, and none that a skipped row is called like."""
    if not source or any(one.verdict == "question" and not one.id for one in verdicts):
        return ()
    if stood is not None:
        return compared.gone(stood, board, verdicts).ids
    there = {one.id for one in verdicts if one.id}
    skipped = {_plain(text) for one in verdicts if not one.id for text in (one.ref, one.title) if text}
    return tuple(
        one.id
        for one in board.artefacts()
        if one.from_file == source and one.id not in there and skipped.isdisjoint((_plain(one.ref), _plain(one.title)))
    )


def questions(
    board: Board,
    rows: Sequence[AnyRow],
    verdicts: Sequence[Verdict],
    choices: Choices,
    stood: Stood | None = None,
) -> Questions:
    """What has to be said before all rows can be taken in, beside what was chosen; on the board with the others in it."""
    rows = compared.read(rows, stood, board)
    doubtful = {str(one.record): "" for one in verdicts if one.may_be}
    return chosen.asked(board, chosen.read_by(rows, choices)) | ({"rows": doubtful} if doubtful else {})


def import_rows(
    board: Board,
    context: Context,
    *,
    rows: Sequence[AnyRow],
    blanks: Blanks = "keep",
    source: str = "",
    history: History = no_history,
    choices: Choices = NO_CHOICES,
    stood: Stood | None = None,
    heard: Callable[[list[Verdict]], object] = lambda verdicts: None,
) -> Entry:
    """Take in what may be taken in, as one entry; skipped rows and questions are left out and told as a warning.

    `blanks` is what an empty cell of another program's table says, `history` what became of an artefact so far, `stood` the
    board that a workbook of ours was made of. `heard` is given the verdict on every row, again where the head has moved
    meanwhile: nobody need judge them a second time.
    """
    rows = compared.read(rows, stood, board)
    verdicts, scratch, warnings, words = _taken_in(board, context, rows, blanks, history, choices, source, stood=stood)
    heard(verdicts)
    return _entry(board, context, source, verdicts, scratch, warnings, words)


def _entry(
    board: Board,
    context: Context,
    source: str,
    verdicts: Sequence[Verdict],
    scratch: Board,
    warnings: Sequence[str],
    words: Sequence[str],
) -> Entry:
    summary = told(verdicts) or "nothing in it"
    if left := left_out(verdicts):
        warnings = [f"{left} of {len(verdicts)} rows {'was' if left == 1 else 'were'} not taken in.", *warnings]
    note = " ".join([f"From {source}: {summary}." if source else f"{summary}.", *words[:_WORDS]])
    return context.entry("import", difference(board, scratch), note=note, warnings=warnings[:20])


def _taken_in(
    board: Board,
    context: Context,
    rows: Sequence[AnyRow],
    blanks: Blanks,
    history: History,
    choices: Choices,
    source: str = "",
    report: Report = unheard,
    stood: Stood | None = None,
) -> tuple[list[Verdict], Board, list[str], list[str]]:
    """Verdicts by record, the board with everything taken in, what the rules warn of, and which words meant which day."""
    scratch = board.copy()
    verdicts: list[Verdict] = []
    rows = chosen.read_by(rows, choices)
    chosen.added(scratch, context, rows, choices)
    records = [row for row in rows if isinstance(row, RecordRow)]
    # A whole board read into one without artefacts is a copy of it: its records stand as they are, and its rules judge
    # what comes later.
    whole = any(isinstance(row.value, Details) for row in records) and not board.of(Artefact)
    furniture, before, behind, asked = _in_turn(records)
    verdicts.extend(take_records(scratch, furniture, whole=whole))
    artefact_rows = [row for row in rows if isinstance(row, Row)]
    coming = {(row.value.KIND, row.value.id) for row in records}
    coming |= {(Artefact.KIND, row.text("id")) for row in artefact_rows}
    became = _called_alike(board, [*before, *behind])
    take = partial(take_registered, scratch, context, coming=coming, judged=not whole)
    verdicts.extend(take([_about(row, became) for row in before]))
    taker = Taker(scratch, context, judged=not whole, history=history, source=source)
    artefact_rows = [_naming(_meant(board, row, blanks), became) for row in artefact_rows]
    matching = _Matching(board, scratch, artefact_rows, taker, choices)
    judged = []
    for number, row in enumerate(artefact_rows):
        if number % _TOLD == 0:
            report(number, len(artefact_rows))
        judged.append((row.text("id"), matching.verdict(row)))
    verdicts.extend(verdict for _, verdict in judged)
    matching.let_go()
    let_go(artefact_rows)
    became |= {(Artefact.KIND, file_id): verdict.id for file_id, verdict in judged if file_id and verdict.id}
    verdicts.extend(take([_about(row, became) for row in behind]))
    verdicts.extend(take_escalations(scratch, context, [_about(row, became) for row in asked], coming=coming))
    verdicts.sort(key=lambda verdict: verdict.record)
    if choices.gone == "retire" and (left := gone(board, source, verdicts, stood)):
        retired = editing.retire(scratch, context, ids=left, reason=f"No longer in {source}")
        scratch.apply(retired)
        taker.warnings += retired.warnings
    return verdicts, scratch, [*sentences(taker.lacking), *dict.fromkeys(taker.warnings)], list(taker.words)


def _in_turn(
    rows: Sequence[RecordRow],
) -> tuple[list[RecordRow], list[RecordRow], list[RecordRow], list[RecordRow]]:
    """The furniture, the records of registers that stand before the artefacts because those name them, and behind, and the
    escalations of decisions."""
    order = list(RECORDS)
    registered = [row for row in rows if isinstance(row.value, Registered)]
    before = [row for row in registered if order.index(row.value.KIND) < order.index(Artefact.KIND)]
    behind = [row for row in registered if order.index(row.value.KIND) > order.index(Artefact.KIND)]
    asked = [row for row in rows if isinstance(row.value, Escalation)]
    furniture = [row for row in rows if not isinstance(row.value, Registered | Escalation)]
    return furniture, before, behind, asked


def _called_alike(board: Board, rows: Sequence[RecordRow]) -> dict[Meant, str]:
    """Which record of the board a record of a register is that has another id in the file, where what it is called may
    stand but once: a meeting by its number. It is a question itself; what names it names the one that is here."""
    found: dict[Meant, str] = {}
    for row in rows:
        record = row.value
        if not isinstance(record, Registered) or board.get(record.KIND, record.id) is not None:
            continue
        for one in declared(type(record)):
            if one.field.unique == "refuse" and getattr(record, one.name):
                for here in saying_the_same(board, record, one):
                    found[record.KIND, record.id] = here
    return found


def _about(row: RecordRow, became: Mapping[Meant, str]) -> RecordRow:
    """A record of a register whose links name what that of the file turned out to be here."""
    links = REFERENCES.get(row.value.KIND, {}).items()
    meant = {name: became[kind, named] for name, kind in links if (kind, named := getattr(row.value, name)) in became}
    return msgspec.structs.replace(row, value=msgspec.structs.replace(row.value, **meant)) if meant else row


def _naming(row: Row, became: Mapping[Meant, str]) -> Row:
    """The same of an artefact's row."""
    links = REFERENCES[Artefact.KIND].items()
    meant = {name: became[kind, named] for name, kind in links if (kind, named := row.text(name)) in became}
    return msgspec.structs.replace(row, texts={**row.texts, **meant}) if meant else row


def _meant(board: Board, row: Row, blanks: Blanks) -> Row:
    """A row of another program's table as it is meant here: its id is ours or a reference, and what an empty cell says."""
    if row.meant:
        return row
    texts, lists = dict(row.texts), row.lists
    if not (has_our_form(row.text("id")) and row.text("id") in board.of(Artefact)):
        number = texts.pop("id", "")
        if number and "ref" not in texts:
            texts["ref"] = number
            row = msgspec.structs.replace(row, numbered=True)
    if blanks == "keep":
        texts = {name: text for name, text in texts.items() if text.strip()}
        lists = {name: parts for name, parts in lists.items() if parts}
    return msgspec.structs.replace(row, texts=texts, lists=lists)


class _Doubtful(Refused):
    """A row of which nobody knows whether it is an artefact that is here, or a new one."""

    def __init__(self, sentence: str, artefact: str) -> None:
        super().__init__(sentence)
        self.artefact = artefact


class _Matching:
    """Which artefact each row means."""

    def __init__(self, board: Board, scratch: Board, rows: Sequence[Row], taker: Taker, choices: Choices) -> None:
        self._board = board
        self._choices = choices
        self._scratch = scratch
        self._taker = taker
        self._by_key: dict[Key, list[str]] = {}
        self._retired: dict[Key, str] = {}
        for artefact in board.of(Artefact).values():
            key = _key(artefact.workstream, artefact.ref, artefact.title)
            if artefact.retired:
                self._retired[key] = artefact.id
            else:
                self._by_key.setdefault(key, []).append(artefact.id)
        first: dict[Hashable, Row] = {}
        self._first = {row.record: first.setdefault(_content(row), row).record for row in rows}
        distinct = first.values()
        self._ids = Counter(row_id for row in distinct if (row_id := row.text("id")))
        self._by_id = frozenset(row_id for row_id in self._ids if row_id in board.of(Artefact))
        self._claimed = set(self._by_id)
        self._keys: dict[int, Key | None] = {}
        unclaimed = (self._key_of(row) for row in distinct if row.text("id") not in self._claimed)
        self._in_file: Counter[Key] = Counter(key for key in unclaimed if key is not None)
        self._seen: dict[int, int] = {}
        let_go(first)

    def let_go(self) -> None:
        """No row is to be matched any more."""
        let_go(self._first, self._keys, self._in_file, self._seen)

    def _key_of(self, row: Row) -> Key | None:
        if row.record not in self._keys:
            try:
                lane = self._taker.means.lane(row, None)
                self._keys[row.record] = _key(lane, row.text("ref"), row.text("title"))
            except Refused:
                self._keys[row.record] = None
        return self._keys[row.record]

    @cached_property
    def _titled(self) -> dict[tuple[str, str], list[Artefact]]:
        """The artefacts of the board, retired ones too, by reference as compared and title."""
        found: dict[tuple[str, str], list[Artefact]] = {}
        for artefact in self._board.of(Artefact).values():
            found.setdefault((normal(artefact.ref), _plain(artefact.title)), []).append(artefact)
        return found

    def verdict(self, row: Row) -> Verdict:
        """Match a row, take it in, and say what became of it."""
        about = self._scratch.of(Artefact).get(row.text("id")) if row.edited else None
        if row.fault:
            return _verdict(row, "skipped", row.fault, about)
        first = self._first[row.record]
        if first in self._seen:
            return _verdict(row, "repeat", f"The same as row {self._seen[first]}.", about)
        try:
            if row.doubt:
                raise Refused(row.doubt)
            found = self._judged(row)
        except Skipped as reason:
            return _verdict(row, "skipped", str(reason), about)
        except _Doubtful as question:
            return msgspec.structs.replace(_verdict(row, "question", str(question), about), may_be=question.artefact)
        except Refused as question:
            return _verdict(row, "question", str(question), about)
        self._seen[first] = row.record
        return found

    def _judged(self, row: Row) -> Verdict:
        said = chosen.answered(self._board, self._choices, row.record)
        if row.edited:
            return self._edited(row, said)
        if isinstance(said, Artefact):
            self._claimed.add(said.id)
            return self._updated(row, said.id)
        if said:
            return self._new(row)
        row_id = row.text("id")
        if row_id and self._ids[row_id] > 1:
            raise Refused(f"{self._ids[row_id]} rows of the file have the same id; only one of them can be meant.")
        if row_id in self._claimed:
            return self._updated(row, row_id)
        key = self._key_of(row)
        found = self._by_key.get(key, []) if key else []
        free = [artefact_id for artefact_id in found if artefact_id not in self._claimed]
        if key is None or not found:
            if key is not None and not row_id:
                self._refuse_gone_or_elsewhere(key, row)
            return self._new(row)
        others = [artefact_id for artefact_id in found if artefact_id not in self._by_id]  # the rest have rows of their own
        if len(others) == 1 and free and self._in_file[key] == 1 and key[1]:
            self._refuse_another(row, self._board.artefact(free[0]))
            self._claimed.add(free[0])
            return self._updated(row, free[0])
        for artefact_id in free[:_TRIED]:
            if self._taker.equal(row, self._scratch.artefact(artefact_id)):
                self._claimed.add(artefact_id)
                return _verdict(row, "unchanged", "", self._scratch.artefact(artefact_id))
        name = called(self._board.artefact(found[0]))
        if len(found) > 1:
            why = f"It may be one of {len(found)} artefacts called {name} there; give the id to say which."
        elif key[1] == "":
            why = f"It may be {name}, which stands there and has no reference either; give the id to say so."
        else:
            why = f"More than one row of the file may be {name} of that workstream; give the id to say which."
        raise _Doubtful(why, found[0])

    def _edited(self, row: Row, said: Artefact | str) -> Verdict:
        """What somebody changed in a workbook of ours; where the board says otherwise since, only as it was answered."""
        row_id = row.text("id")
        if self._ids[row_id] > 1:
            raise Refused(f"{self._ids[row_id]} rows of the file have the same id; only one of them can be meant.")
        here = self._board.of(Artefact).get(row_id)
        if not row.changed:
            return _verdict(row, "unchanged", _away(here), here)
        if here is None:
            raise Refused("It was changed in the file, and taken off the board here since.")
        if said and not (isinstance(said, Artefact) and said.id == row_id):
            raise Refused(f"It is {called(here)}, by its id; take the id out to say that it is another.")
        if row.contested and not said:
            raise _Doubtful(row.contested, row_id)
        return self._updated(row, row_id)

    def _new(self, row: Row) -> Verdict:
        made = self._taker.add(row)
        return _verdict(row, "new", made.why, self._scratch.artefact(made.id))

    def _refuse_gone_or_elsewhere(self, key: Key, row: Row) -> None:
        """A row is no new artefact where it is one that was retired here, or that stands in one other lane."""
        if key in self._retired:
            raise Refused(_gone(self._board.artefact(self._retired[key])))
        if not key[1]:
            return
        elsewhere = self._titled.get((key[1], _plain(row.text("title"))), [])
        lanes = {artefact.workstream for artefact in elsewhere}
        if len(lanes) != 1 or any(self._is_claimed(artefact) for artefact in elsewhere):
            return
        live = [artefact for artefact in elsewhere if not artefact.retired]
        if not live:
            raise Refused(_gone(elsewhere[0]))
        lane, found = self._board.of(Workstream)[live[0].workstream].name, live[0]
        raise _Doubtful(
            f"{found.ref} {quoted(found.title)} stands in {lane}; move it from there, or give this one another title.",
            found.id,
        )

    def _is_claimed(self, artefact: Artefact) -> bool:
        key = _key(artefact.workstream, artefact.ref, artefact.title)
        return artefact.id in self._claimed or key in self._in_file

    def _refuse_another(self, row: Row, present: Artefact) -> None:
        """A number that another program gave, and whatever stands in another file than the one it came from, means nothing
        here where the titles have nothing in common."""
        source = self._taker.source
        numbered = row.numbered or row.text("ref").isdecimal()
        foreign = numbered or (bool(source) and present.from_file not in ("", source))
        if source and present.from_file == source and not row.numbered:
            return  # the same file says it anew
        if foreign and not row.own and row.text("title") and not _alike(row.text("title"), present.title):
            lane = self._board.of(Workstream)[present.workstream].name
            raise _Doubtful(
                f"{present.ref} of {lane} is called {quoted(present.title)} here, which is quite another title.", present.id
            )

    def _updated(self, row: Row, artefact_id: str) -> Verdict:
        present = self._scratch.artefact(artefact_id)
        found = imported_changes.told(self._scratch, self._taker.update(row, present))
        words = [*(said for _, said in found), *self._taker.kept]
        verdict = _verdict(row, "update" if found else "unchanged", "; ".join(words), present)
        return msgspec.structs.replace(verdict, changes=tuple(change for change, _ in found))


def _content(row: Row) -> Hashable:
    """What a row says, wherever it stands."""
    said = (tuple(row.texts), tuple(row.texts.values()))  # in one order throughout a file
    return (said, tuple(row.lists.values()), row.blockers, row.others, row.doubt, row.fault)


def _away(artefact: Artefact | None) -> str:
    """That an artefact of which nothing was changed in the file is not in use here any more."""
    if artefact is None:
        return "It was taken off the board here since."
    return "It was retired here since." if artefact.retired else ""


def _gone(artefact: Artefact) -> str:
    day = dates.instant_day(artefact.retired)
    when = f" on {dates.written(day)}" if day else ""
    return f"{called(artefact)} was retired here{when}; undo that to have it back, or take the row out of the file."


def _plain(title: str) -> str:
    return " ".join(folded(title).split())


def _alike(one: str, other: str) -> bool:
    """Whether two titles may be of one thing: they share half of the words that say something."""
    first, second = ({word for word in _plain(title).split() if len(word) >= _WORD} for title in (one, other))
    if not first or not second:
        return _plain(one) == _plain(other)
    return 2 * len(first & second) >= min(len(first), len(second))


def _key(workstream: str, ref: str, title: str) -> Key:
    plain = normal(ref)
    return (workstream, plain, "" if plain else _plain(title))


def _verdict(row: Row, ruling: Ruling, why: str = "", artefact: Artefact | None = None) -> Verdict:
    stated = row.text("title")[:300]
    return Verdict(
        record=row.record,
        line=row.line,
        ref=row.ref or (artefact.ref if row.edited and artefact else "") or stated or (artefact.title if artefact else ""),
        verdict=ruling,
        why=why,
        id=artefact.id if artefact else "",
        title=stated or (artefact.title if artefact else ""),
    )
