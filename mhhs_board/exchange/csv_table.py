"""CSV: one row an artefact, for spreadsheets and for other programs, and read back without loss of what is in it.

The sample's columns come first, then what a spreadsheet has no column for. Written as UTF-8 with CRLF, and with a byte
order mark where a letter is not ASCII, without which Excel misreads it; read in any encoding and separator programs write.

A table that has the columns only we write is our own export. Any other is another program's: its numbers are references,
its lists stand between commas or semicolons, and a quote that is one too many may have swallowed rows of it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from mhhs_board.base.text import parts_of
from mhhs_board.domain import dates, leaving, names
from mhhs_board.domain.board import Board
from mhhs_board.domain.cells import said as said_in
from mhhs_board.domain.cells import typed as typed_in
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.fields import Day, Note, by_name, typed
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.imported import LISTS, TEXTS, BlockerDetail, Reading, Row, detail_of, has_our_form
from mhhs_board.domain.records import Artefact, Blocker, Workstream
from mhhs_board.exchange.guard import guarded, joined, parted, unguarded
from mhhs_board.exchange.sheet import Sheet

_SAMPLE = (
    "ref", "title", "kind", "workstream", "stage", "owner", "priority", "due", "blocked_reason", "escalation", "links",
)  # fmt: skip
COLUMNS = (
    *_SAMPLE, "id", "kept_stage", "column", *(one.name for one in typed(Artefact) if one.name not in _SAMPLE), "due_on",
    "rank", "stage_since", "stage_note", "blockers",
)  # fmt: skip
"""In the order they are written; the first eleven are the sample's."""

_ONLY_OURS = frozenset({"id", "kept_stage", "column", "due_on", "rank", "stage_since", "stage_note", "blockers"})
"""A table that has all of these, spelled so, is our own export, also where somebody took other columns out."""

ALIASES = {
    "status": "stage", "state": "stage", "segment": "workstream", "lane": "workstream", "swimlane": "workstream",
    "reference": "ref", "type": "kind", "artefact type": "kind", "name": "title", "summary": "title",
    "assignee": "owner", "assignee name": "owner", "assigned to": "owner", "due date": "due",
    "blocked because": "blocked_reason", "blocker": "blocked_reason", "escalated to": "escalation", "forum": "escalation",
    "link": "links", "related": "links", "label": "labels", "tags": "labels", "note": "notes",
    "key": "id", "issue key": "id",
}  # fmt: skip
"""What other programs and people call the columns."""

LONGEST_FIELD = 131_072
MOST_ROWS = 100_000
MOST_COLUMNS = 2_000
LINE_END = "\r\n"

_NOTE = "# "
_COUNTED = re.compile(r"(?:^# | · )\d+ of \d+ shown · \d+ hidden")
_BY_NAME = (
    {names.normal(one.label): one.name for one in typed(Artefact) if one.name not in _SAMPLE}
    | {names.normal(name): name for name in COLUMNS}
    | {names.normal(said): name for said, name in ALIASES.items()}
)
_BREAK = re.compile("\r\n|\r|\n")
_LONG = frozenset(
    {"", "outcome", "decision", "blocked_reason", *(one.name for one in typed(Artefact) if isinstance(one.field, Note))}
)
"""Fields in which a text of several lines is nothing unusual; empty stands for a column that no field is."""
_LOOKED = 20
"""Lines of a table in which the headings are looked for, to say where they are."""
_NAMED = 200
"""The most columns that are named as passed over."""
_details = msgspec.json.Decoder(tuple[BlockerDetail, ...])


# -- writing ---------------------------------------------------------------------------------------------------------


def write(sheet: Sheet) -> bytes:
    """The shown artefacts in reading order. A last line that begins with `# ` says what the table is of, where that is not
    the whole board as it is, without a classification."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator=LINE_END)
    columns = [name for name in COLUMNS if sheet.private or name not in leaving.private_fields(Artefact.KIND)]
    writer.writerow(columns)
    for artefact in sheet.artefacts:
        writer.writerow([guarded(cell) for cell in _cells(sheet.board, artefact, columns)])
    if sheet.marked:
        writer.writerow([_NOTE + " · ".join(sheet.facts)])
    text = page.getvalue()
    return text.encode("ascii" if text.isascii() else "utf-8-sig", "replace")


def _cells(board: Board, artefact: Artefact, columns: Iterable[str]) -> Iterator[str]:
    declared_as = by_name(Artefact)
    column = names.column_name(board.column_of(artefact), board)
    open_blockers = board.open_blockers(artefact.id)
    waiting = board.open_escalations(artefact.id, of=Blocker)  # what is asked about decisions has no place in a table
    forums = {forum.id: forum.short or forum.name for forum in board.of(Forum).values()}
    details = tuple(detail_of(blocker, board.escalations(blocker.id), forums) for blocker in board.blockers(artefact.id))
    special = {
        "workstream": board.of(Workstream)[artefact.workstream].name,
        "stage": column,
        "column": column,
        "kept_stage": names.column_name(artefact.stage, board) if artefact.stage else "",
        "blocked_reason": open_blockers[0].reason if open_blockers else "",
        "escalation": forums[waiting[0].forum] if waiting else "",
        "blockers": msgspec.json.encode(details).decode() if details else "",
    }
    for name in columns:
        if name in special:
            yield special[name]
        else:
            one, value = declared_as[name], getattr(artefact, name)
            if one.many:
                yield joined(value)
            elif isinstance(one.field, Day):
                yield said_in(board, artefact, one)
            else:
                yield typed_in(board, artefact, one)


# -- reading ---------------------------------------------------------------------------------------------------------


class _Record(NamedTuple):
    """One record as the quotes of the file make it: the line where it begins, how many it covers, its cells.

    `opened` is the line of a quote that is never closed. `stray`: a quote closes in the middle of a cell.
    """

    line: int
    lines: int
    cells: list[str]
    opened: int = 0
    stray: bool = False

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return f"line {self.line}" if self.lines == 1 else f"lines {self.line} to {self.line + self.lines - 1}"

    @property
    def unclosed(self) -> str:
        """What is said of a quote that is never closed."""
        follow = f"; it swallows {self.place}, {self.lines} lines in all" if self.lines > 1 else ""
        return f"A quote that opens in line {self.opened} is never closed{follow}."

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(cell.strip() for cell in self.cells)


class _Head(NamedTuple):
    """What each column holds: its field, empty where no field is, and its heading as people read it."""

    fields: list[str]
    said: list[str]
    own: bool

    @property
    def private(self) -> bool:
        """Whether the table holds what is private: only our own export says by its columns that it does not."""
        return not self.own or set(leaving.private_fields(Artefact.KIND)) <= set(self.fields)

    def called(self, field: str) -> list[str]:
        """The headings of the columns that hold a field, in quotes."""
        return [names.quoted(said) for said, name in zip(self.said, self.fields, strict=True) if name == field and said]

    def cells(self, records: Iterable[_Record], field: str) -> Iterator[str]:
        """What stands in the first column that holds a field."""
        if field in self.fields:
            place = self.fields.index(field)
            for record in records:
                if place < len(record.cells) and (cell := unguarded(record.cells[place]).strip()):
                    yield cell


def read(data: bytes) -> Reading:
    """The rows of a file. A record that cannot be read becomes a row with a fault; Refused where nothing can be read."""
    records, separator = records_in(decoded(data))
    top = next((place for place, record in enumerate(records) if not record.blank), None)
    if top is None:
        raise Refused("The file is empty; its first line must name the columns, for example ref,title,workstream,stage.")
    first, body = records[top], records[top + 1 :]
    if first.opened:
        raise Refused(f"{first.unclosed} So the file has no line with headings.")
    head, remarks = _header(first, body)
    lanes = set(head.cells(body, "workstream"))
    rows: list[Row] = []
    for number, record in enumerate(body, 1):
        if record.blank or _says_what_it_is_of(record, head):
            continue
        if len(rows) >= MOST_ROWS:
            raise Refused(f"The file has more than {MOST_ROWS:,} rows; please split it.")
        row = _row(number, record, head)
        if not row.fault and record.lines > 1 and _swallowed(record, head, separator, lanes):
            why = f"It runs over {record.place} and looks as if a quote that is one too many had swallowed other rows."
            row = msgspec.structs.replace(row, doubt=why)
        rows.append(row)
    remarks += [record.unclosed for record in body if record.opened]
    rows, said = _days(rows, head)
    remarks += said
    return Reading(rows=tuple(rows), remarks=(*remarks, *_long_titles(rows)), own=head.own)


def _says_what_it_is_of(record: _Record, head: _Head) -> bool:
    """Whether a line is what an export says of itself, also where somebody moved or took out columns beside it."""
    held = [cell.strip() for cell in record.cells if cell.strip()]
    if len(held) != 1 or not held[0].startswith(_NOTE):
        return False
    return (head.own and record.cells[0].startswith(_NOTE)) or _COUNTED.search(held[0]) is not None


def decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    encoding = json.detect_encoding(data)  # knows UTF-16 and UTF-32 by their zero bytes, where no mark stands in front
    if encoding.startswith(("utf-16", "utf-32")):
        return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def records_in(text: str) -> tuple[list[_Record], str]:
    """The records of a table, blank ones too, and what stands between its cells."""
    lines = list(io.StringIO(text, newline=""))
    said = lines[0].strip() if lines else ""
    above = int(said.lower().startswith("sep=") and len(said) == 5)
    if above:
        separator = said[4]
    else:
        first = next((line for line in lines[:_LOOKED] if any(map(_outside_quotes(line).count, ",;\t"))), "")
        separator = max(",;\t", key=_outside_quotes(first).count)
    longest = csv.field_size_limit(max(len(text), LONGEST_FIELD) + 1)
    try:
        # Read whole, since the limit holds for every reader of the process and goes back at once.
        return list(_parsed(lines[above:], separator, above)), separator
    except csv.Error as error:
        raise Refused("The file is no table that can be read; save it as CSV again.") from error
    finally:
        csv.field_size_limit(longest)


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _parsed(lines: list[str], separator: str, above: int) -> Iterator[_Record]:
    """The records in the lines, of which `above` were taken off before."""
    if lines and not lines[-1].endswith(("\r", "\n")):
        lines[-1] += "\n"
    reader = csv.reader([*lines, "\n"], delimiter=separator)  # a quote that is open swallows the blank line at the end
    begin = 0
    for cells in reader:
        end = reader.line_num
        if end <= len(lines):
            stray = end - begin > 1 and not _well_quoted(lines[begin:end], separator)
            yield _Record(above + begin + 1, end - begin, cells, stray=stray)
        elif cells:
            opened = above + end + 1 - len(_BREAK.findall(cells[-1]))
            yield _Record(above + begin + 1, len(lines) - begin, cells, opened=opened)
        begin = end


def _well_quoted(lines: Iterable[str], separator: str) -> bool:
    """Whether every quote closes where its cell ends."""
    try:
        return bool(list(csv.reader(lines, delimiter=separator, strict=True)))
    except csv.Error:
        return False


# -- headings ----------------------------------------------------------------------------------------------------------


def _header(record: _Record, body: Sequence[_Record]) -> tuple[_Head, list[str]]:
    """What the columns hold, and what to say about them. Raises Refused where they say too little, or one thing twice."""
    cells = list(record.cells)
    while len(cells) > 1 and not cells[-1].strip():
        cells.pop()  # a spreadsheet writes as many as its sheet is wide
    if len(cells) > MOST_COLUMNS:
        raise Refused(f"The file has {len(cells):,} columns; at most {MOST_COLUMNS:,} are read.")
    said = [" ".join(unguarded(cell).split()) for cell in cells]
    fields = [_BY_NAME.get(names.normal(cell[:100]), "") for cell in said]
    head = _Head(fields, said, set(said) >= _ONLY_OURS)
    remarks = _passed_over(head)
    if not head.own:
        remarks += _settled(head, body)
    for name in dict.fromkeys(fields):
        doubled = head.called(name)
        if name not in ("", *LISTS) and len(doubled) > 1:
            which = f"{' and '.join(doubled)} both" if len(doubled) == 2 else f"{names.listed(doubled)} all"
            raise Refused(f"The columns {which} mean the {name.replace('_', ' ')}; keep one of them.")
    if not {"title", "workstream"} <= set(fields) and not any(map(has_our_form, head.cells(body, "id"))):
        raise Refused(_wanted(head, record.line, body))
    return head, remarks


def _settled(head: _Head, body: Sequence[_Record]) -> list[str]:
    """Settle what another program's headings mean beside each other; what to say about it."""
    fields, remarks = head.fields, []
    if "blockers" in fields and not all(cell.startswith("[") for cell in head.cells(body, "blockers")):
        fields[fields.index("blockers")] = "blocked_reason"
    beside = []
    if "column" in fields and "stage" in fields and "stage" not in map(names.normal, head.said):
        beside.append(("stage", "column", "says in which column each row stands"))
    if "ref" in fields and "id" in fields and not any(map(has_our_form, head.cells(body, "id"))):
        beside.append(("id", "ref", "holds the references"))
    for passed, held, why in beside:
        remarks.append(f"{names.listed(head.called(passed))} was passed over: {head.called(held)[0]} {why}.")
        fields[:] = ["" if name == passed else name for name in fields]
    return remarks


def _passed_over(head: _Head) -> list[str]:
    unknown = head.called("")
    more = f"; and {len(unknown) - _NAMED} more" if len(unknown) > _NAMED else ""
    said = f"These columns were passed over, the board has no such field: {'; '.join(unknown[:_NAMED])}{more}."
    return [said] if unknown else []


def _wanted(head: _Head, line: int, body: Iterable[_Record]) -> str:
    """What is said of a table without the headings that it needs: what it has there, and what it should have."""
    found = names.listed([names.quoted(said) for said in head.said if said])
    known, above = set(head.fields) - {""}, ""
    for record in list(body)[:_LOOKED]:
        fields = {_BY_NAME.get(names.normal(cell[:100]), "") for cell in record.cells} - {""}
        if "title" in fields and len(fields) > max(1, len(known)):
            known, above = fields, f"line {record.line} has them. Take out the lines above it"
    wanted = [
        f"one for the {name} (also {', '.join(said for said, field in ALIASES.items() if field == name)})"
        for name in ("title", "workstream")
        if name not in known
    ]
    if above:
        return f"Line {line} has no headings but {found}; {above}{', and add ' if wanted else ''}{' and '.join(wanted)}."
    return f"Line {line} must hold the headings, {' and '.join(wanted)} among them; it has: {found}."


# -- rows --------------------------------------------------------------------------------------------------------------


def _row(number: int, record: _Record, head: _Head) -> Row:
    cells = [unguarded(cell) if cell[:1] == "'" else cell for cell in record.cells]  # spares a call for most
    stated = dict(zip(head.fields, cells, strict=False))

    def faulty(why: str) -> Row:
        texts = {name: stated.get(name, "")[:300] for name in ("ref", "title")}
        return Row(record=number, line=record.line, texts=texts, fault=why)

    if record.opened:
        return faulty(record.unclosed)
    if any(cell.strip() for cell in cells[len(head.fields) :]):
        where = (
            f"The row runs over {record.place}, where a quote may be one too many, and" if record.lines > 1 else "The row"
        )
        return faulty(f"{where} has more cells than there are columns; a text with a separator in it needs quotes.")
    longest = max(map(len, cells))
    if longest > LONGEST_FIELD:
        return faulty(f"A cell of the row has {longest:,} characters; at most {LONGEST_FIELD:,} are read.")
    if "\0" in "".join(cells):
        return faulty("The row has a NUL character in it, which no text has.")
    blockers: tuple[BlockerDetail, ...] | None = None
    if "blockers" in stated:
        try:
            blockers = _details.decode(stated["blockers"].strip() or "[]")
        except (msgspec.DecodeError, UnicodeEncodeError):
            return faulty("The blockers column does not hold what was exported there; put back what stood in it.")
    return Row(
        record=number,
        line=record.line,
        texts={name: stated[name] for name in TEXTS if name in stated},
        lists={name: _listed(name, stated[name], cells, head) for name in LISTS if name in stated},
        blockers=blockers,
        others=() if head.own else tuple(cell for cell, name in zip(cells, head.fields, strict=False) if not name),
        own=head.own,
        private=head.private,
    )


def _listed(name: str, stated: str, cells: list[str], head: _Head) -> tuple[str, ...]:
    """The labels or links of a row: what its column of them states, and what other columns of them do."""
    if head.own:
        return parted(stated) if stated else ()
    if head.fields.count(name) == 1:
        return tuple(parts_of(stated)) if stated else ()
    held = (cell for cell, field in zip(cells, head.fields, strict=False) if field == name)
    return tuple(part for cell in held for part in parts_of(cell))


def _days(rows: list[Row], head: _Head) -> tuple[list[Row], list[str]]:
    """The rows with their due dates as the whole column has them, and what is said of it once: a spreadsheet's numbers are
    days where nothing else is unread, and where a day can be month first alone, what may be read either way is no day."""
    rows = _turned_back(rows) if head.own else rows
    stated = [row.text("due") for row in rows if not row.fault]
    unread = [text for text in dict.fromkeys(stated) if text and not dates.reads(text)]
    if not unread:
        return rows, []
    called = head.called("due")[0]
    if not head.own and (first := dates.serial(unread[0])) and all(map(dates.serial, unread)):
        rows = [_with_day(row, dates.serial(row.text("due"))) for row in rows]
        said = f"The numbers in {called} are read as days of a spreadsheet: {unread[0]} is {dates.written(first)}."
        return rows, [said]
    month_first = next((text for text in unread if _one_way(text) == "month"), "")
    left = [row.text("due") for row in rows if month_first and not row.fault and not _said_beside(row)]
    either = [text for text in dict.fromkeys(left) if _either_way(text)]
    if not either:
        return rows, []
    known = set(either)
    rows = [msgspec.structs.replace(row, either_way=True) if row.text("due") in known else row for row in rows]
    return rows, [
        f"{called} holds {names.quoted(month_first)}, which is a day with the month first alone. So what may be read "
        f"either way there, like {names.quoted(either[0])}, is kept as text and means no day, unless the board has it as a "
        "day already; write it like 2026-11-24."
    ]


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


def _swallowed(record: _Record, head: _Head, separator: str, lanes: Collection[str]) -> bool:
    """Whether a cell of several lines holds rows of the file: what stands in it, and around it, parts into whole rows."""
    width = len(head.fields)
    lane = head.fields.index("workstream") if "workstream" in head.fields else 0
    for place, cell in enumerate(record.cells[:width]):
        if "\n" not in cell and "\r" not in cell:
            continue
        first, *rest = _BREAK.split(cell.strip())
        if record.stray and any(separator in line for line in rest):
            return True
        if not rest:
            continue
        *middle, last = (line.split(separator) for line in rest)
        rows = [[*record.cells[:place], *first.split(separator)], *middle, [*last, *record.cells[place + 1 :]]]
        whole = all(len(row) >= width and row[lane].strip() for row in rows)
        # Prose may have as many commas, but does not name a workstream of the table in the very place.
        if whole and (head.fields[place] not in _LONG or all(row[lane].strip(' "') in lanes for row in rows)):
            return True
    return False


def _long_titles(rows: Iterable[Row]) -> list[str]:
    """What is said of titles over several lines."""
    lines = [
        str(row.line) for row in rows if not (row.fault or row.doubt) and _BREAK.search(row.texts.get("title", "").strip())
    ]
    if len(lines) == 1:
        return [f"The title of the row in line {lines[0]} runs over several lines; it is read as one."]
    said = (
        f"{len(lines)} titles run over several lines and are read as one; their rows begin in lines {names.listed(lines)}."
    )
    return [said] if lines else []
