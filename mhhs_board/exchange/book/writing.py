"""The bytes of a workbook.

Every text is written as a text, whatever it begins with; only a day that is known is a date. Above each table stands what
the sheet says of itself, in rows that every printed page repeats. One board, filter, marking and moment make the same
bytes: its times are that moment, and nothing of the machine or of the library is in it.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.packager import Packager  # type: ignore[import-untyped]
from xlsxwriter.sharedstrings import SharedStrings  # type: ignore[import-untyped]

from mhhs_board.base.garbage import collection_paused
from mhhs_board.domain import dates
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.imported import Origin
from mhhs_board.domain.table_rows import LONGEST, fit
from mhhs_board.exchange import book_origin as origin
from mhhs_board.exchange.book import tables
from mhhs_board.exchange.book.tables import Head, Table
from mhhs_board.exchange.sheet import Sheet

MOST_ROWS = 1_048_576
LONGEST_NAME = 31
_HIGHEST = 409.0
"""Points of a row."""
_ABOVE = 3
"""Rows above the headings: the board, what the sheet says of itself, and that nothing stands below."""
_A4, _A3 = 9, 8
"""What papers are called in a workbook."""
_LEGIBLE = 205
"""So many letters across A4 are of seven points."""
_FIRST_DAY, _LAST_DAY = "1900-03-01", "9999-12-31"
"""Between these a spreadsheet counts days as the calendar does."""
_INK, _QUIET, _HEAD, _LINE = "#1B242E", "#4A5663", "#E3E8EE", "#B0B8C2"
_MIDNIGHT = time()
_ESCAPE = re.compile("_(?=x[0-9a-fA-F]{4}_)")
_DAY_FORMAT = "d mmm yyyy"
_PROGRAM = "L4 Design Board"
_FONT = {"font_name": "Arial", "font_size": 10, "font_color": _INK, "valign": "top"}
_MEMBER, _LIST_AT = b"PK\x01\x02", 6
"""How a member begins in the list at the end of a packed file, and how far before the end it is said where that begins."""


def write(sheet: Sheet) -> bytes:
    """The whole sheet. Raises Refused for more rows than a workbook holds."""
    packed = io.BytesIO()
    with collection_paused():
        book = _Book(packed, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        _say_what_it_is(book, sheet)
        styles = _styles(book)
        kinds: dict[str, str] = {}
        for table in tables.tables(sheet):
            called = _write(book, styles, table, sheet)
            kinds |= {called: table.kind} if table.kind else {}
        _keep(book, sheet, kinds)
        book.close()
    return _of_no_machine(packed.getvalue())


def name(said: str, taken: Sequence[str] = ()) -> str:
    """What a sheet may be called, and is not yet."""
    plain = "".join(" " if letter in "[]:*?/\\" else letter for letter in fit(said))
    plain = " ".join(plain.split())[:LONGEST_NAME].strip("' ") or "Sheet"
    there, number, found = {one.casefold() for one in taken} | {"history"}, 1, plain
    while found.casefold() in there:
        number += 1
        found = f"{plain[: LONGEST_NAME - 4]} {number}"
    return found


# -- a sheet -----------------------------------------------------------------------------------------------------------


def _styles(book: Workbook) -> dict[str, Any]:
    said = {**_FONT, "text_wrap": True, "num_format": "@"}
    boxed = {**said, "border": 1, "border_color": _LINE}
    return {
        "name": book.add_format({**_FONT, "bold": True, "font_size": 14, "num_format": "@"}),
        "facts": book.add_format({**said, "font_color": _QUIET}),
        "head": book.add_format({**boxed, "bold": True, "bg_color": _HEAD}),
        "text": book.add_format(said),
        "card": book.add_format(boxed),
        "day": book.add_format({**_FONT, "num_format": _DAY_FORMAT, "align": "left"}),
    }


def _write(book: Workbook, styles: dict[str, Any], table: Table, sheet: Sheet) -> str:
    """Write a sheet; what it is called."""
    called = name(table.name, list(book.sheetnames))
    page = book.add_worksheet(called)
    shown = [head for head in table.heads if not head.hidden]
    for place, head in enumerate(table.heads):
        style = styles["card" if table.plain else "day" if head.day else "text"]
        page.set_column(place, place, head.width, style, {"hidden": True} if head.hidden else {})
    _above(page, styles, sheet, shown)
    days = {place for place, head in enumerate(table.heads) if head.day}
    widths = [LONGEST if head.hidden else head.width for head in table.heads]
    for place, head in enumerate(table.heads):
        page.write_string(_ABOVE, place, fit(head.label), styles["head"])
    page.set_row(_ABOVE, _height(max(_lines(head.label, head.width - 2) for head in shown)))
    line = _ABOVE
    put, put_day, day_style = page.write_string, page.write_datetime, styles["day"]
    fitted = bool(table.kind)  # the cells of records are made to fit
    for cells in table.rows:
        line += 1
        if line >= MOST_ROWS:
            raise Refused(f"A sheet of a workbook holds {MOST_ROWS:,} rows, and {table.name} has more; filter the board.")
        tall = 1
        for place, cell in enumerate(cells):
            if not cell:
                continue
            if len(cell) > widths[place] or "\n" in cell:
                tall = max(tall, _lines(cell, widths[place]))
            if place in days and _FIRST_DAY <= cell <= _LAST_DAY and (day := dates.day_of(cell)):
                put_day(line, place, datetime.combine(day, _MIDNIGHT), day_style)
            else:
                put(line, place, cell if fitted else fit(cell))
        if tall > 1:
            page.set_row(line, _height(tall))
    if table.nothing:
        page.write_string(_ABOVE - 1, 0, fit(table.nothing), book.quiet)
    last = len(table.heads) - 1
    page.freeze_panes(_ABOVE + 1, table.kept)
    if not table.plain:
        page.autofilter(_ABOVE, 0, max(line, _ABOVE + 1), last)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{max(line, _ABOVE + 1) + 1}"})
    _on_paper(page, sheet, sum(head.width for head in shown))
    return called


def _lines(said: str, width: int) -> int:
    """Over how many lines a text goes, rather too many than too few; not every program finds that when it opens a file."""
    return sum(max(1, -(-len(part) // width)) for part in said.split("\n"))


def _height(lines: int) -> float:
    """How high so many lines are, in points."""
    return min(_HIGHEST, 12.75 * lines + 2.5)


def _above(page: Any, styles: dict[str, Any], sheet: Sheet, heads: Sequence[Head]) -> None:
    """Name and facts, over all columns that are looked at and as many lines as that takes."""
    facts = " · ".join(fact for fact in (*sheet.facts, f"Changes since {sheet.since}" if sheet.since else "") if fact)
    across = sum(head.width for head in heads)
    for line, said, style, size in ((0, sheet.name or "Design board", "name", 1.6), (1, facts, "facts", 1.1)):
        lines = sum(max(1, -(-int(len(part) * size) // across)) for part in said.split("\n"))
        page.set_row(line, (20 if style == "name" else 14) * lines)
        if len(heads) > 1:
            page.merge_range(line, 0, line, len(heads) - 1, "", styles[style])
        page.write_string(line, 0, fit(said), styles[style])


def _on_paper(page: Any, sheet: Sheet, across: int) -> None:
    """As wide as one page, and on the larger paper where its letters would else be too small to read."""
    page.set_landscape()
    page.set_paper(_A4 if across <= _LEGIBLE else _A3)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, _ABOVE)
    page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    marking = _around(sheet.classification, 70)
    page.set_header(f"&R{marking}" if marking else "")
    page.set_footer(f"&L{_around(sheet.name, 45)}&C{marking}&RPage &P of &N")


def _around(said: str, most: int) -> str:
    """A text at the head or foot of a page, whose own codes begin with `&`; the whole of it stands above the table."""
    plain = " ".join(fit(said).split())
    plain = plain if len(plain) <= most else f"{plain[: most - 1]}…"
    found = plain.replace("&", "&&")
    return found if len(found) <= most else f"{plain[: most // 2 - 1].replace('&', '&&')}…"


def _keep(book: Workbook, sheet: Sheet, kinds: dict[str, str]) -> None:
    """What the workbook is compared by when it comes back, where nobody looks; `kinds` are the types of its sheets."""
    page = book.add_worksheet(origin.SHEET)
    page.very_hidden()
    found = Origin(entry=sheet.board.seq, mark=sheet.mark, private=sheet.private, tables=kinds)
    said = origin.lines(found, board=sheet.name, filter=sheet.filter, shown=(one.id for one in sheet.artefacts))
    for line, cells in enumerate(said):
        for place, cell in enumerate(cells):
            page.write_string(line, place, fit(cell))


# -- the file ----------------------------------------------------------------------------------------------------------


class _Texts(SharedStrings):  # type: ignore[misc]
    @staticmethod
    def _escape_control_characters(data: str) -> str:
        """Every `_` that would begin an escape of the format as one; the library's own leaves out those that overlap.
        What is no character was taken out before."""
        return _ESCAPE.sub("_x005F_", data)

    def _xml_rich_si_element(self, string: str) -> None:
        """The library takes a text in `<r>` for marks of its own and writes it as it is; here it is anybody's text."""
        self._xml_si_element(string, [])


class _Packager(Packager):  # type: ignore[misc]
    def _write_shared_strings_file(self) -> None:
        texts = _Texts()
        texts.string_table = self.workbook.str_table
        texts._set_xml_writer(self._filename("xl/sharedStrings.xml"))
        texts._assemble_xml_file()

    def _create_package(self) -> Any:
        """The parts; the one that names the program which wrote them names this one."""
        parts = super()._create_package()
        for place, (content, part, binary) in enumerate(parts):
            if part == "docProps/app.xml":
                said = content.getvalue().replace("<Application>Microsoft Excel<", f"<Application>{_PROGRAM}<")
                parts[place] = (io.StringIO(said), part, binary)
        return parts


class _Book(Workbook):  # type: ignore[misc]
    def __init__(self, packed: io.BytesIO, options: dict[str, Any]) -> None:
        super().__init__(packed, options)
        self.quiet = self.add_format({**_FONT, "italic": True, "font_color": _QUIET})

    def _get_packager(self) -> Packager:
        return _Packager()


def _say_what_it_is(book: Workbook, sheet: Sheet) -> None:
    moment = (
        datetime.fromisoformat(sheet.at) if sheet.at else datetime(sheet.today.year, sheet.today.month, sheet.today.day)
    )
    said = {"title": fit(sheet.name)[:255], "author": _PROGRAM, "keywords": fit(sheet.classification)[:255]}
    book.set_properties({**said, "created": moment.replace(second=0, microsecond=0)})
    book.set_calc_mode("auto")


def _of_no_machine(data: bytes) -> bytes:
    """A packed file that does not say on which kind of system it was packed."""
    found = bytearray(data)
    (at,) = struct.unpack_from("<I", data, len(data) - _LIST_AT)
    while found[at : at + 4] == _MEMBER:
        found[at + 5] = 0
        name_length, extra, comment = struct.unpack_from("<HHH", found, at + 28)
        at += 46 + name_length + extra + comment
    return bytes(found)
