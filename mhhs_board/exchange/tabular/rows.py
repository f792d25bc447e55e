"""What each row of a table says, and which lines of it are no rows: totals, headings again, footers, numbers alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

import msgspec

from mhhs_board.base.text import TITLE_LIMIT, parted, parts_of
from mhhs_board.domain import names, telling
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.fields import Note, typed
from mhhs_board.domain.imported import LISTS, NO_CHOICES, TEXTS, BlockerDetail, Choices, Reading, Report, Row, unheard
from mhhs_board.domain.records import Artefact
from mhhs_board.exchange.guard import unguarded
from mhhs_board.exchange.tabular import days, headings
from mhhs_board.exchange.tabular.grid import BREAK, LONGEST_FIELD, Grid, Record
from mhhs_board.exchange.tabular.headings import Head

_LONG = frozenset(
    {"", "outcome", "decision", "blocked_reason", *(one.name for one in typed(Artefact) if isinstance(one.field, Note))}
)
"""Fields in which a text of several lines is nothing unusual; empty stands for a column that no field is."""
MOST_ROWS = 100_000
_TOLD = 500
"""After so many rows it is said again that they are read: some milliseconds' work."""
_NOTE = "# "
_COUNTED = re.compile(r"(?:^# | · )\d+ of \d+ shown · \d+ hidden")
_TOTALS = frozenset({"total", "totals", "grandtotal", "subtotal", "sum", "count"})
_details = msgspec.json.Decoder(tuple[BlockerDetail, ...])


def read(grid: Grid, choices: Choices = NO_CHOICES, report: Report = unheard) -> Reading:
    """The rows of a table. A record that cannot be read becomes a row with a fault; Refused where nothing can be read."""
    head, body = headings.found(grid, choices)
    head, remarks, asked = headings.settled(head, body, choices)
    if unknown := [name for name in choices.all if name not in TEXTS and name not in LISTS]:
        raise Refused(f"There is no field called {names.quoted(unknown[0])}.")
    if head.above and grid.origin is None:
        remarks.insert(0, _told_above(head, grid))
    if not head.sure:
        word = "row" if grid.of_a_sheet else "line"
        read = f"{word} {head.records[0].line} is read as the headings"
        remarks.insert(0, f"No {word} names two fields that are known; {read}.")
    merged = _reaching(grid, head)
    if merged and choices.merged == "fill down":
        body = _filled_down(body, merged)
    lanes = set(head.cells(body, "workstream"))
    lane, unsaid = "", 0
    rows: list[Row] = []
    for record in body:
        if record.blank or _says_what_it_is_of(record, head):
            continue
        if len(rows) >= MOST_ROWS:
            raise Refused(f"The file has more than {MOST_ROWS:,} rows; please split it.")
        if len(rows) % _TOLD == 0:
            report(0, 0)
        row = _row(record, head, choices, grid)
        if not row.fault and record.lines > 1 and _swallowed(record, head, grid.separator, lanes):
            why = f"It runs over {record.place} and looks as if a quote that is one too many had swallowed other rows."
            row = msgspec.structs.replace(row, doubt=why)
        if lanes and grid.origin is None and not (head.own or row.fault):
            if said_here := row.text("workstream"):
                lane = said_here
            elif lane:
                unsaid += 1
                if choices.merged == "fill down":
                    row = msgspec.structs.replace(row, texts={**row.texts, "workstream": lane})
        rows.append(row)
    if unsaid and choices.merged == "fill down":
        remarks.append(f"{_counted(unsaid, grid)} without a workstream below one that has it: it is read as the same.")
    remarks += [record.unclosed for record in body if record.opened]
    if not head.own and grid.origin is None:
        rows, cut = _cut(rows)
        remarks += _told_cut(cut, grid)
    rows, said, order_asked = days.settled(rows, head, choices.days)
    remarks += said
    asked |= {"days": ""} if order_asked else {}
    asked |= {"merged": ""} if (merged or unsaid) and not choices.merged else {}
    return Reading(
        rows=tuple(rows),
        remarks=(*grid.remarks, *remarks, *_long_titles(rows, grid)),
        own=head.own,
        program=head.shape.program if head.shape is not None else "",
        sheet=grid.sheet,
        headings=head.records[0].line if head.records else 0,
        columns=head.mapped,
        examples=_examples(head, body),
        sheets=grid.sheets,
        asked=asked,
        suggestions={"columns": {title: "title"}} if "columns" in asked and (title := headings.likely_title(head)) else {},
        origin=grid.origin,
    )


def _examples(head: Head, body: Sequence[Record]) -> dict[str, str]:
    """What stands first in each column that has a heading."""
    found: dict[str, str] = {}
    for record in body[:_EXAMPLES]:
        for said, cell in zip(head.said, record.cells, strict=False):
            if said and said not in found and cell.strip():
                found[said] = " ".join(cell[:200].split())
    return found


_EXAMPLES = 200
"""In so many records an example is looked for."""


def _told_above(head: Head, grid: Grid) -> str:
    word = "row" if grid.of_a_sheet else "line"
    count, first = len(head.above), head.records[0]
    above = f"1 {word} above it is" if count == 1 else f"{count} {word}s above it are"
    return f"The headings stand in {word} {first.line}; {above} passed over."


def _reaching(grid: Grid, head: Head) -> list[tuple[int, int, int]]:
    """The merged cells below the headings, in columns that hold something."""
    last = head.records[-1].number if head.records else 0
    held = {place for place, field in enumerate(head.fields, 1) if field}
    return [(top, column, bottom) for top, column, bottom in grid.merged if top > last and column in held]


def _filled_down(body: Sequence[Record], merged: Iterable[tuple[int, int, int]]) -> list[Record]:
    """The records, what stands in a merged cell being in each of its rows, down to the last of the sheet. Of cells that lie
    over each other the first counts; no honest program merges such."""
    rows = {record.number: record for record in body}
    last, filled = max(rows, default=0), dict[int, int]()
    for top, column, bottom in sorted(merged):
        above = rows.get(top)
        if above is None or len(above.cells) < column or top <= filled.get(column, 0):
            continue
        filled[column] = min(bottom, last)
        for number in range(top + 1, min(bottom, last) + 1):
            record = rows.get(number) or Record(number, number, 1, [])
            cells = [*record.cells, *[""] * (column - len(record.cells))]
            cells[column - 1] = above.cells[column - 1]
            rows[number] = record._replace(cells=cells)
    return [rows[number] for number in sorted(rows)]


def _says_what_it_is_of(record: Record, head: Head) -> bool:
    """Whether a line is what an export says of itself, also where somebody moved or took out columns beside it."""
    first = next((cell for cell in record.cells if cell.strip()), "")
    if not first.lstrip().startswith(_NOTE):  # as of nearly every line
        return False
    held = [cell.strip() for cell in record.cells if cell.strip()]
    if len(held) != 1:
        return False
    return (head.own and record.cells[0].startswith(_NOTE)) or _COUNTED.search(held[0]) is not None


def _no_row(cells: Sequence[str], head: Head) -> str:
    """Why a line of another program's table is no row of it; empty where it may be one."""
    held = [(place, cell.strip()) for place, cell in enumerate(cells) if cell.strip()]
    if len(held) > 1 and all(cell in head.words for _, cell in held):
        return "It repeats the headings."
    first, others = held[0][1], held[1:]
    title = head.fields.index("title") if "title" in head.fields else -1
    if names.normal(first) in _TOTALS and all(_number(cell) for _, cell in others):
        return "It is a total."
    if title < 0 or title in dict(held):
        return ""
    if all(_number(cell) for _, cell in held):
        return "It holds numbers alone, and no title." if others else "It is numbered, and else empty."
    return "" if others else f"It holds {names.quoted(first[:80])} alone, and no title."


def _put_away(cells: Sequence[str], head: Head) -> str:
    """Why a row is none any more by what its program says; empty where it is one."""
    away = head.shape.away if head.shape is not None else ""
    if not away or not head.shape:
        return ""
    for said, cell, field in zip(head.said, cells, head.fields, strict=False):
        if not field and names.normal(said) == away and names.normal(cell[:20]) in ("true", "yes", "1"):
            return f"It is archived in {head.shape.program}."
    return ""


def _number(text: str) -> bool:
    return not text.strip(" 0123456789.,%£€$()-+#")


# -- one row -----------------------------------------------------------------------------------------------------------


def _row(record: Record, head: Head, choices: Choices, grid: Grid) -> Row:
    cells = [unguarded(cell) if cell[:1] == "'" else cell for cell in record.cells]  # spares a call for most
    if grid.origin is not None:  # where every text is a text, and an empty cell says that it was emptied
        cells = [*record.cells, *[""] * (len(head.fields) - len(record.cells))]
    stated = dict(zip(head.fields, cells, strict=False))
    if head.noted:
        stated["notes"] = "\n".join(
            f"{told}{cells[place].strip()}" for place, told in head.noted if place < len(cells) and cells[place].strip()
        )
    for name, value in choices.all.items():  # where nothing stands, and where no column has it
        if not stated.get(name, "").strip():
            stated[name] = value

    def faulty(why: str) -> Row:
        texts = {name: stated.get(name, "")[:300] for name in ("ref", "title")}
        return Row(record=record.number, line=record.line, texts=texts, fault=why)

    if record.opened:
        return faulty(record.unclosed)
    if len(cells) > len(head.fields) and not grid.of_a_sheet and any(cell.strip() for cell in cells[len(head.fields) :]):
        where = (
            f"The row runs over {record.place}, where a quote may be one too many, and" if record.lines > 1 else "The row"
        )
        return faulty(f"{where} has more cells than there are columns; a text with a separator in it needs quotes.")
    if not head.own and (why := _no_row(cells, head) or _put_away(cells, head)):
        return faulty(why)
    longest = max(map(len, cells), default=0)
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
        record=record.number,
        line=record.line,
        texts={name: stated[name] for name in TEXTS if name in stated},
        lists={name: _listed(name, stated[name], cells, head, grid) for name in LISTS if name in stated},
        blockers=blockers,
        others=() if head.own else tuple(cell for cell, name in zip(cells, head.fields, strict=False) if not name),
        own=head.own,
        private=head.private,
        doubt=head.doubt,
    )


def _listed(name: str, stated: str, cells: list[str], head: Head, grid: Grid) -> tuple[str, ...]:
    """The labels or links of a row: what its column of them states, and what other columns of them do."""
    if head.own or grid.origin is not None:
        return parted(stated) if stated else ()
    if head.fields.count(name) == 1:
        return tuple(parts_of(stated)) if stated else ()
    held = (cell for cell, field in zip(cells, head.fields, strict=False) if field == name)
    return tuple(part for cell in held for part in parts_of(cell))


def _swallowed(record: Record, head: Head, separator: str, lanes: Collection[str]) -> bool:
    """Whether a cell of several lines holds rows of the file: what stands in it, and around it, parts into whole rows."""
    width = len(head.fields)
    lane = head.fields.index("workstream") if "workstream" in head.fields else 0
    for place, cell in enumerate(record.cells[:width]):
        if "\n" not in cell and "\r" not in cell:
            continue
        first, *rest = BREAK.split(cell.strip())
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


def _cut(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """The rows, of titles that are longer than a board keeps them the beginning, with the whole of it in the notes; and
    those of which that was so."""
    cut: list[Row] = []
    for place, row in enumerate(rows):
        whole = row.texts.get("title", "")
        if len(whole) <= TITLE_LIMIT or row.fault:
            continue
        texts = {**row.texts, "title": telling.clipped(whole, TITLE_LIMIT)}
        if len(" ".join(whole.split())) > TITLE_LIMIT:  # else the blanks within it were too many
            texts["notes"] = "\n\n".join(filter(None, [whole.strip(), row.texts.get("notes", "")]))
            cut.append(row)
        rows[place] = msgspec.structs.replace(row, texts=texts)
    return rows, cut


def _counted(count: int, grid: Grid) -> str:
    word = "row" if grid.of_a_sheet else "line"
    return f"1 {word} is" if count == 1 else f"{count:,} {word}s are"


def _told_cut(rows: Sequence[Row], grid: Grid) -> list[str]:
    """What is said of titles that were too long."""
    word, lines = "row" if grid.of_a_sheet else "line", [str(row.line) for row in rows]
    if len(lines) == 1:
        said = f"The title in {word} {lines[0]} is longer than {TITLE_LIMIT} characters"
        return [f"{said}: it is cut, and stands whole in the notes."]
    said = f"{len(lines)} titles are longer than {TITLE_LIMIT} characters: they are cut, and stand whole in the notes"
    return [f"{said}; {word}s {names.listed(lines)}."] if lines else []


def _long_titles(rows: Iterable[Row], grid: Grid) -> list[str]:
    """What is said of titles over several lines."""
    lines = [
        str(row.line) for row in rows if not (row.fault or row.doubt) and BREAK.search(row.texts.get("title", "").strip())
    ]
    if len(lines) == 1:
        where = f"row {lines[0]}" if grid.of_a_sheet else f"the row in line {lines[0]}"
        return [f"The title of {where} runs over several lines; it is read as one."]
    said = (
        f"{len(lines)} titles run over several lines and are read as one; their rows begin in lines {names.listed(lines)}."
        if not grid.of_a_sheet
        else f"{len(lines)} titles run over several lines and are read as one: those of rows {names.listed(lines)}."
    )
    return [said] if lines else []
