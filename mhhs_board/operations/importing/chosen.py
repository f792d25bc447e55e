"""What somebody chose about the words of a table: which name here what, what is added for them, which rows are left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from mhhs_board.domain import names
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Milestone
from mhhs_board.domain.imported import ADD, LEAVE_OUT, AnyRow, Choices, Questions, Row, has_our_form
from mhhs_board.domain.names import normal, quoted
from mhhs_board.domain.records import Artefact, Kind, Stage, Workstream
from mhhs_board.operations import configuring, registering
from mhhs_board.operations.context import Context

NAMING = ("workstream", "stage", "kind", "milestone", "escalation")
"""The fields whose words name something that a board has, in the order in which they are asked about."""
MOST_ADDED = 200
"""So many lanes, kinds or milestones are added by one import; each is judged beside all the others."""
NEW = "new"
"""Said of a row: it is an artefact that is not here yet."""
_MOST = 200
"""So many words of a field are asked about; nobody answers more."""


def read_by(rows: Iterable[AnyRow], choices: Choices) -> list[AnyRow]:
    """The rows with their words as somebody chose to read them; a row that shall be left out has that as its fault. Raises
    Refused for words of a field that names nothing, and for a row that is not there."""
    if others := [field for field in choices.values if field not in NAMING]:
        raise Refused(f"Words can be said of {', '.join(NAMING)}, and not of {quoted(others[0])}.")
    words = {
        field: {normal(word): name.strip() for word, name in known.items() if name.strip()}
        for field, known in choices.values.items()
    }
    words = {field: known for field, known in words.items() if known}
    if not words and not choices.rows:
        return list(rows)
    there = {str(row.record) for row in rows} if choices.rows else set()
    if lacking := [number for number, what in choices.rows.items() if what.strip() and number not in there]:
        raise Refused(f"There is no row {quoted(lacking[0])[1:-1]} in the file, of which something was said.")
    return [_read_by(row, words, choices.rows) if isinstance(row, Row) and not row.own else row for row in rows]


def _read_by(row: Row, words: Mapping[str, Mapping[str, str]], answers: Mapping[str, str]) -> Row:
    if row.fault:
        return row
    texts = None
    for field, known in words.items():
        said = row.text(field)
        name = known.get(normal(said), "") if said else ""
        if name == LEAVE_OUT:
            return msgspec.structs.replace(row, fault=f"Left out, as was chosen for {quoted(said)}.")
        if name and name != ADD:
            texts = {**(texts or row.texts), field: name}
    if answers.get(str(row.record), "").strip() == LEAVE_OUT:
        return msgspec.structs.replace(row, fault="Left out, as was chosen for this row.")
    return msgspec.structs.replace(row, texts=texts) if texts is not None else row


def added(scratch: Board, context: Context, rows: Sequence[AnyRow], choices: Choices) -> None:
    """Add what shall be added for a word, where a row has that word and nothing here is called so, by the rules by which it
    is added by hand. Raises Refused."""
    for field, known in choices.values.items():
        wanted = {normal(word): word for word, name in known.items() if name.strip() == ADD}
        if not wanted:
            continue
        new = [word for word in _words(rows, field) if normal(word) in wanted and not _named(scratch, field, word)]
        if len(new) > MOST_ADDED:
            raise Refused(f"An import adds at most {MOST_ADDED} for the words of one field; these would be {len(new):,}.")
        for word in new:
            _add(scratch, context, field, word)


def _add(scratch: Board, context: Context, field: str, word: str) -> None:
    if field in (Workstream.KIND, Kind.KIND):
        scratch.apply(configuring.add_named(scratch, context, kind=field, name=word))
    elif field == Milestone.KIND:
        scratch.apply(registering.add(scratch, context, kind=field, values={"name": word}))
    else:
        what = "a stage has its place and its role" if field == Stage.KIND else "a forum has its level"
        raise Refused(f"{quoted(word)} cannot be added by an import: {what}. Add it by hand, or say which it is.")


def asked(board: Board, rows: Sequence[AnyRow]) -> Questions:
    """The words that name nothing here, by their fields, each with an empty answer; the most frequent first."""
    found: dict[str, dict[str, str]] = {}
    for field in NAMING:
        unknown = [word for word in _words(rows, field) if not _named(board, field, word)]
        if unknown:
            found[field] = dict.fromkeys(unknown[:_MOST], "")
    lacking = any(
        isinstance(row, Row) and not (row.own or row.fault or row.text("workstream") or has_our_form(row.text("id")))
        for row in rows
    )
    asked: Questions = {"values": found} if found else {}
    return asked | ({"set": {"workstream": ""}} if lacking else {})


def _words(rows: Iterable[AnyRow], field: str) -> list[str]:
    """The different words of a field, as the first row has each, the most frequent first."""
    first: dict[str, str] = {}
    count: Counter[str] = Counter()
    for row in rows:
        if isinstance(row, Row) and not row.own and not row.fault and (text := row.texts.get(field)):
            count[text] += 1
    merged: Counter[str] = Counter()
    for text, number in count.items():
        if plain := normal(text[:400]):
            first.setdefault(plain, text.strip())
            merged[plain] += number
    return [first[plain] for plain, _ in merged.most_common()]


def _named(board: Board, field: str, word: str) -> bool:
    """Whether a word names something here."""
    if field == Workstream.KIND:
        return bool(names.matching(word, board.workstreams, whole=True))
    if field == Stage.KIND:
        return bool(names.matching(word, names.columns(board), whole=True))
    if field == Kind.KIND:
        return bool(names.matching(word, board.kinds, whole=True))
    if field == "escalation":
        return bool(names.matching(word, board.forums, whole=True))
    try:
        registering.linked(board, field, word)
    except Refused:
        return False
    return True


def names_of(board: Board, field: str) -> list[str]:
    """What a field may name on a board, in order."""
    if field == Workstream.KIND:
        return [one.name for one in board.workstreams]
    if field == Stage.KIND:
        return [one.name for one in names.columns(board)]
    if field == Kind.KIND:
        return [one.name for one in board.kinds]
    if field == "escalation":
        return [one.name for one in board.forums]
    return [one.name for one in board.of(Milestone).values() if not one.retired] if field == Milestone.KIND else []


def may_add(field: str) -> bool:
    """Whether something can be added to a board for a word of a field."""
    return field in (Workstream.KIND, Kind.KIND, Milestone.KIND)


def answered(board: Board, choices: Choices, record: int) -> Artefact | str:
    """What somebody said that a row is: an artefact, or NEW; empty where nobody said so. Raises Refused for no artefact."""
    said = choices.rows.get(str(record), "").strip()
    if not said or said == LEAVE_OUT:
        return ""
    return NEW if said.casefold() == NEW else names.find_artefact(board, said)
