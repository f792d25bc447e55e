"""A record of a register in the words of lists and tables: by when, what is not stated, how many lack something."""

from __future__ import annotations

from datetime import date

from mhhs_board.domain import cells, dates, escalation, references
from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import Choice, Day, Declared, Line, Note, by_name, declared
from mhhs_board.domain.governance import Decision, Milestone
from mhhs_board.domain.record import Registered
from mhhs_board.ui.kit.plain import one_line
from mhhs_board.ui.kit.wording import days

NOT_STATED = "not stated"
OVERDUE = "overdue"
_DUE = "due"
"""The day by which something is to be done; what is past any other day of its own is not late for that."""


def due(record_type: type[Registered]) -> Declared | None:
    """The field that says by when; None where a record type has none."""
    one = by_name(record_type).get(_DUE)
    return one if one is not None and isinstance(one.field, Day) else None


def overdue(record: Registered, today: date) -> bool:
    """Whether a record is past the day it is due, and somebody still has to do something about it."""
    one = due(type(record))
    day = dates.day_of(cells.meant(record, one)) if one is not None and not record.done() else None
    return day is not None and day < today


def waits(board: Board, record: Registered, today: date) -> str:
    """Where a record waits for an answer and since when; empty of what waits nowhere."""
    return escalation.where_it_waits(board, record, today) if isinstance(record, Decision) else ""


def late(board: Board, record: Registered, today: date) -> bool:
    """Whether a record is overdue, or what was asked about it is."""
    asked = escalation.waiting_of(board, record.id) if isinstance(record, Decision) else []
    return overdue(record, today) or any(escalation.unanswered(one, today) for one in asked)


def shown(board: Board, record: Registered, one: Declared, today: date) -> str:
    """A field on one line: a day short, a word of a choice with its capital; empty where nothing is stated."""
    if isinstance(one.field, Day):
        day = dates.day_of(cells.meant(record, one))
        return dates.short(day, today) if day else one_line(getattr(record, one.name), 60)
    said = one_line(cells.in_column(board, record, one), 300)
    return said[:1].upper() + said[1:] if one.words else said


def summary(board: Board, record: Registered, today: date) -> tuple[str, str, str]:
    """One record on one line: what it is called, what is written of it, and by when and whose it is, gaps named."""
    called, text, beside, lacking = record.called(), "", [], []
    for name in type(record).COLUMNS:
        one = by_name(type(record))[name]
        said = shown(board, record, one, today)
        if isinstance(one.field, Note) and not text:
            text = "" if said == one_line(called, 300) else said
        elif one.field.wanted and isinstance(one.field, Line | Day) and not one.field.unique:
            if said:
                beside.append((not isinstance(one.field, Day), said))
            else:
                lacking.append(one.word)
    if late(board, record, today):
        beside.insert(0, (False, OVERDUE))
    told = [said for _, said in sorted(beside, key=lambda part: part[0])]
    if waiting := waits(board, record, today):
        told.append(waiting)
    if lacking:
        told.append(f"{' and '.join(lacking)} {NOT_STATED}")
    return one_line(called, 300), text, " · ".join(told)


def shown_state(record: Registered) -> str:
    """In one word how a record that is done ended, where a field says so."""
    said = [getattr(record, one.name) for one in declared(type(record)) if one.words and getattr(record, one.name)]
    return str(said[0]).replace("_", " ") if said else "closed"


def whole(board: Board, record: Registered, today: date) -> str:
    """All that is stated of a record, a field a line, and where it waits, for a tooltip and for who cannot see it."""
    said = [(one, cells.said(board, record, one)) for one in declared(type(record)) if one.field.label]
    lines = [f"{one.label}: {words}" for one, words in said if words]
    lines += [f"{label}: {', '.join(named)}" for label, named in cells.backwards(board, record)]
    asked = waits(board, record, today)
    return "\n".join([*lines, asked[:1].upper() + asked[1:]] if asked else lines)


def incomplete(record: Registered) -> bool:
    """Whether a wanted field says nothing."""
    return next(cells.gaps(record), None) is not None


def sortable(board: Board, record: Registered, one: Declared) -> tuple[bool, references.SortKey]:
    """What sorts a record by a field: a day by the day it means, all else as people count and without case; nothing stated
    comes last."""
    if isinstance(one.field, Day):
        key = cells.meant(record, one) or ("~" + getattr(record, one.name) if getattr(record, one.name) else "")
    elif isinstance(one.field, Choice) and one.words:
        key = f"{one.words.index(getattr(record, one.name)):03}"
    else:
        return _sorts_as(cells.in_column(board, record, one).casefold())
    return (not key, ((), key))


def _sorts_as(text: str) -> tuple[bool, references.SortKey]:
    """Of a long text only how it begins is counted."""
    return (not text, (references.sort_key(text[:80])[0], text))


def milestone(board: Board, milestone_id: str | None, today: date) -> str:
    """`M5 · 30 June 2027 · 212 days to go`; empty where there is none."""
    found = board.of(Milestone).get(milestone_id or "")
    if found is None:
        return ""
    name = one_line(found.name, 60)
    day = dates.day_of(dates.kept_day(found.day))
    if day is None:
        return f"{name} · {one_line(found.day, 60) or 'day not stated'}"
    left = dates.days_between(today, day)
    far = "today" if left == 0 else f"{days(left)} to go" if left > 0 else f"{days(-left)} past"
    return f"{name} · {dates.written(day)} · {far}"
