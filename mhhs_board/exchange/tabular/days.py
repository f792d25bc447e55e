"""What the days of a table mean, by all that stands in their column: a spreadsheet's numbers, days in an unknown order."""

from __future__ import annotations

from datetime import date

import msgspec

from mhhs_board.domain import dates, names
from mhhs_board.domain.imported import Order, Row
from mhhs_board.exchange.tabular.headings import Head

MONTH_FIRST: Order = "month first"


def settled(rows: list[Row], head: Head, order: Order) -> tuple[list[Row], list[str], bool]:
    """The rows with their due dates as the whole column has them, what is said of it once, and whether the order of day and
    month has to be asked: a spreadsheet's numbers are days where nothing else is unread, and where a day can be month first
    alone, what may be read either way is no day unless somebody says the order."""
    rows = _turned_back(rows) if head.own else rows
    stated = [row.text("due") for row in rows if not row.fault]
    unread = [text for text in dict.fromkeys(stated) if text and not dates.reads(text)]
    called = next(iter(head.called("due")), "")
    if not called:
        return rows, [], False
    if order == MONTH_FIRST:
        return [_with_day(row, dates.either_way(row.text("due"))[1]) for row in rows], [], False
    month_first = next((text for text in (unread if head.own else dict.fromkeys(stated)) if _one_way(text) == "month"), "")
    if order or not (unread or month_first):
        return rows, [], False
    if not head.own and unread and (first := dates.serial(unread[0])) and all(map(dates.serial, unread)):
        rows = [_with_day(row, dates.serial(row.text("due"))) for row in rows]
        said = f"The numbers in {called} are read as days of a spreadsheet: {unread[0]} is {dates.written(first)}."
        return rows, [said], False
    left = [row.text("due") for row in rows if month_first and not row.fault and not _said_beside(row)]
    either = [text for text in dict.fromkeys(left) if _either_way(text)]
    if not either and (head.own or month_first not in unread):
        return rows, [], False
    if not either:
        found = f"{called} holds {names.quoted(month_first)}, which is a day with the month first alone"
        said = f"{found}; say which stands first."
        return rows, [said], True
    known = set(either)
    rows = [msgspec.structs.replace(row, either_way=True) if row.text("due") in known else row for row in rows]
    said = (
        f"{called} holds {names.quoted(month_first)}, which is a day with the month first alone. So what may be read "
        f"either way there, like {names.quoted(either[0])}, is kept as text and means no day, unless the board has it as a "
        "day already; say which stands first, or write it like 2026-11-24."
    )
    return rows, [said], not head.own


def _turned_back(rows: list[Row]) -> list[Row]:
    """The rows of our own file with the days beside its dates as we write them, where the days that have one reading alone
    say how a spreadsheet turned the others."""
    ways = {way for row in rows if not row.fault and (way := _one_way(row.text("due_on")))}
    if len(ways) != 1:
        return rows
    month_first = ways == {"month"}
    return [_turned_row(row, month_first) for row in rows]


def _turned_row(row: Row, month_first: bool) -> Row:
    day = dates.either_way(row.text("due_on"))[month_first]
    due = dates.either_way(row.text("due"))
    edited = day is not None and day not in due
    return _with_day(_with_day(row, day, "due_on"), due[month_first] if edited else None)


def _one_way(text: str) -> str:
    """Which of day and month comes first in three numbers that are a day one way alone; empty for any other text."""
    day_first, month_first = dates.either_way(text)
    if (day_first is None) == (month_first is None):
        return ""
    return "day" if day_first else "month"


def _said_beside(row: Row) -> bool:
    """Whether the file says itself which day a date means that may be read either way."""
    day = dates.day_of(row.text("due_on"))
    return day is not None and day in dates.either_way(row.text("due"))


def _either_way(text: str) -> bool:
    day_first, month_first = dates.either_way(text)
    return bool(day_first and month_first and day_first != month_first)


def _with_day(row: Row, day: date | None, name: str = "due") -> Row:
    return msgspec.structs.replace(row, texts={**row.texts, name: day.isoformat()}) if day and not row.fault else row
