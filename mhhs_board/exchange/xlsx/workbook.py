"""The door to a workbook: which sheets it has, and what stands on one of them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import unquote

from mhhs_board.base.garbage import collection_paused
from mhhs_board.base.text import named
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.names import listed, quoted
from mhhs_board.exchange.xlsx import cells, texts, worksheet
from mhhs_board.exchange.xlsx.markup import outline, parse
from mhhs_board.exchange.xlsx.packed import Packed, damaged, normal
from mhhs_board.exchange.xlsx.worksheet import Reader, Sheet

MOST_SHEETS = 200
LARGEST_SHEET, LARGEST_TEXTS = 192 * 1024 * 1024, 128 * 1024 * 1024
LARGEST_STYLES = 32 * 1024 * 1024
LARGEST_LIST = 4 * 1024 * 1024
"""Bytes of a part once it is unpacked: a sheet, the texts that all share, the styles; what lists sheets and parts."""
MOST_TAGS, MANY_TAGS = 16_000_000, 5_000_000
"""Tags, lines and entities of a part, which take time however little they say; and so many that it is worth counting."""
TAGS_BEGUN = 40_000
"""Elements of a sheet of which only the beginning is wanted."""

_ROOT = re.compile(rb"<([A-Za-z][\w.-]{0,60}:)?(?:worksheet|sst)[ >]")
_RUN = (b"t>", b"t ", b"t/")
_TRUE = ("1", "true")
_OTHER_ROOTS = {"document": "a document of Word", "presentation": "a presentation of PowerPoint"}


class _Relation(NamedTuple):
    """What one part says of another: of what kind it is, and its name, empty where it is outside of the file."""

    kind: str
    part: str


class _Entry(NamedTuple):
    """A sheet as the workbook lists it; its part is empty where the file does not hold it."""

    name: str
    hidden: bool
    part: str


def names(data: bytes) -> tuple[str, ...]:
    """The names of a workbook's sheets in their order, hidden ones too, those without cells (charts, dialogs) not.

    Raises Refused with one sentence where the file is no workbook or cannot be read.
    """
    return tuple(entry.name for entry in _Book(data).sheets)


def read(data: bytes, sheet: str) -> Sheet:
    """What stands on the sheet of that name. Raises Refused with one sentence where the file cannot be read, has no such
    sheet, or one that is too large."""
    book = _Book(data)
    entry = book.entry(sheet)
    shared = book.part("sharedStrings")
    _check_sheet(book, entry.part)
    _check_shared(book, shared)
    with collection_paused():
        return _Texts(book, shared).sheet(entry)


class Begun(NamedTuple):
    """The beginning of a sheet, and whether that is all of it."""

    sheet: Sheet
    whole: bool


def begun(data: bytes, sheets: int, rows: int) -> list[Begun]:
    """What stands in so many rows of the first sheets that are not hidden, up to the first that cannot be read: `read` says
    why. Raises Refused where the file is no workbook, or its texts cannot be read."""
    book = _Book(data)
    shared = book.part("sharedStrings")
    shown = [entry for entry in book.sheets if not entry.hidden and entry.part][:sheets]
    found: list[Begun] = []
    with collection_paused():
        _check_shared(book, shared)
        reading = _Texts(book, shared)
        with suppress(Refused):
            for entry in shown:
                found.append(reading.begun(entry, rows))
    return found


class _Enough(Exception):
    """So much of a sheet is read as was wanted."""


class _Texts:
    """What the sheets of a workbook share, and the sheets read by it."""

    def __init__(self, book: _Book, shared: str) -> None:
        self._book, self._allowance = book, texts.Allowance()
        self._shared = texts.shared(book.packed, shared, LARGEST_TEXTS, self._allowance) if shared else []
        styles = book.part("styles")
        self._formats = book.formats(styles) if styles else {}

    def sheet(self, entry: _Entry) -> Sheet:
        """All of a sheet. Raises Refused where it cannot be read."""
        reader = self._reader(entry)
        pieces = self._book.packed.pieces(entry.part, LARGEST_SHEET)
        parse(pieces, entry.part, reader.start, reader.end, reader.runs.parts.append, reader.runs.check)
        return reader.sheet(entry.name, entry.hidden)

    def begun(self, entry: _Entry, rows: int) -> Begun:
        """The beginning of a sheet: so many rows, or so many tags or bytes. Raises Refused where it cannot be read."""
        reader, left = self._reader(entry), TAGS_BEGUN

        def end(name: str) -> None:
            nonlocal left
            reader.end(name)
            left -= 1
            if len(reader.rows) >= rows or not left:
                raise _Enough

        try:
            pieces = _first(self._book.packed.pieces(entry.part, LARGEST_SHEET))
            parse(pieces, entry.part, reader.start, end, reader.runs.parts.append, reader.runs.check)
        except _Enough:
            return Begun(reader.sheet(entry.name, entry.hidden), whole=False)
        return Begun(reader.sheet(entry.name, entry.hidden), whole=True)

    def _reader(self, entry: _Entry) -> Reader:
        return Reader(entry.part, self._shared, self._formats, self._book.since_1904, self._allowance)


def _first(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces until enough of them were taken. Raises _Enough."""
    taken = 0
    for piece in pieces:
        yield piece
        taken += len(piece)
        if taken >= LARGEST_LIST:
            raise _Enough


def _check_sheet(book: _Book, sheet: str) -> None:
    """Unpack a sheet before it is read. Raises Refused where it is damaged or too large: that is met again while it is
    read, but later."""
    tags, rows = book.weigh(sheet, LARGEST_SHEET, b"<row")
    if rows > worksheet.LAST_ROW + 1:  # page breaks begin like a row
        raise worksheet.too_many_rows(worksheet.LAST_ROW)
    if tags > MANY_TAGS:
        rows, some, values, runs = book.count(sheet, LARGEST_SHEET, (b"row",), (b"c ", b"c>", b"c/"), (b"v>",), _RUN)
        if values > worksheet.MOST_CELLS or some > worksheet.MOST_CELLS_IN_ALL:
            raise worksheet.too_many_cells(values > worksheet.MOST_CELLS)
        if runs > texts.MOST_RUNS:
            raise texts.too_many_runs()
        if rows > worksheet.LAST_ROW + 1:
            raise worksheet.too_many_rows(worksheet.LAST_ROW)
        if rows > worksheet.MOST_ROWS:
            worksheet.check_rows(book.packed.pieces(sheet, LARGEST_SHEET))


def _check_shared(book: _Book, shared: str) -> None:
    """The same of the texts that the sheets share, where there are some."""
    if shared and book.weigh(shared, LARGEST_TEXTS, b"<si")[0] > MANY_TAGS:
        items, runs = book.count(shared, LARGEST_TEXTS, (b"si",), _RUN)
        if items > texts.MOST_SHARED:
            raise texts.too_many()
        if runs > texts.MOST_RUNS:
            raise texts.too_many_runs()


class _Book:
    """A workbook without its cells. Raises Refused where the file is none."""

    def __init__(self, data: bytes) -> None:
        self.packed = Packed(data)
        self._of_no_workbook()
        self._main = self._main_part()
        self._relations = self._related(self._main)
        self.since_1904 = False
        self.sheets: list[_Entry] = []
        root = ""

        def take(around: str, name: str, attributes: dict[str, str]) -> None:
            nonlocal root
            root = root or name
            if name == "workbookPr":
                self.since_1904 = attributes.get("date1904") in _TRUE
            elif around == "sheets" and name == "sheet":
                self._list(attributes)

        outline(self.packed.pieces(self._main, LARGEST_LIST), self._main, take)
        if root in _OTHER_ROOTS:
            raise Refused(f"The file is {_OTHER_ROOTS[root]} and no workbook.")
        if not self.sheets:
            raise Refused("The workbook has no sheet with cells.")
        if len({entry.name for entry in self.sheets}) < len(self.sheets):
            raise damaged("two of its sheets have the same name")

    def entry(self, name: str) -> _Entry:
        """The sheet of a name. Raises Refused where there is none."""
        for entry in self.sheets:
            if entry.name == name:
                if not entry.part:
                    raise damaged(f"its sheet {quoted(name)} is not in the file")
                return entry
        known = [quoted(entry.name) for entry in self.sheets]
        raise Refused(f"The workbook has no sheet called {quoted(name)}; it has {listed(known)}.")

    def part(self, kind: str) -> str:
        """The one part of a kind beside the sheets; empty where there is none."""
        beside = posixpath.join(posixpath.dirname(self._main), f"{kind}.xml")
        found = [one.part for one in self._relations.values() if one.kind == kind and one.part] or [beside]
        return found[0] if found[0] in self.packed else ""

    def formats(self, part: str) -> dict[str, cells.Shown]:
        """What numbers show by the style of their cell, where that is no number."""
        codes: dict[str, cells.Shown] = {}
        found: dict[str, cells.Shown] = {}
        styles = 0

        def take(around: str, name: str, attributes: dict[str, str]) -> None:
            nonlocal styles
            if around == "numFmts" and name == "numFmt":
                codes[attributes.get("numFmtId", "")] = cells.shown_by(attributes.get("formatCode", ""))
            elif around == "cellXfs" and name == "xf":
                number = attributes.get("numFmtId", "0")
                shown = codes[number] if number in codes else cells.BUILT_IN.get(number, cells.Shown.NUMBER)
                if shown is not cells.Shown.NUMBER:
                    found[str(styles)] = shown
                styles += 1

        outline(self.packed.pieces(part, LARGEST_STYLES), part, take)
        return found

    def weigh(self, part: str, most: int, beginning: bytes) -> tuple[int, int]:
        """How many tags, lines and entities a part has, and how many tags that begin so. Raises Refused where it is
        damaged, or there are too many."""
        tags = found = 0
        for piece in self.packed.pieces(part, most):
            tags += sum(map(piece.count, (b"<", b"&", b"\n", b"\r")))
            if tags > MOST_TAGS:
                words = f"The part {named(part)} of the workbook holds more than {MOST_TAGS:,} tags"
                raise Refused(f"{words}, which is more than is read.")
            found += piece.count(beginning)
        return tags, found

    def count(self, part: str, most: int, *beginnings: tuple[bytes, ...]) -> list[int]:
        """How many tags of a part begin in one of these ways."""
        found, prefix = [0] * len(beginnings), b""
        for number, piece in enumerate(self.packed.pieces(part, most)):
            if not number and (root := _ROOT.search(piece)):
                prefix = root[1] or b""
            for place, ways in enumerate(beginnings):
                found[place] += sum(piece.count(b"<" + prefix + way) for way in ways)
        return found

    def _of_no_workbook(self) -> None:
        """Raises Refused for what other programs pack in a zip."""
        if "mimetype" in self.packed:
            said = b"".join(self.packed.pieces("mimetype", LARGEST_LIST))
            if b"opendocument.spreadsheet" in said:
                raise Refused("The file is an .ods spreadsheet of OpenDocument; save it as .xlsx.")
            if b"opendocument" in said:
                raise Refused("The file is a document of OpenDocument and no workbook.")
        if "index/document.iwa" in self.packed:
            raise Refused("The file is a document of Apple's iWork; export it as .xlsx.")

    def _main_part(self) -> str:
        """The part that lists the sheets."""
        related = self._related("")
        part = next((one.part for one in related.values() if one.kind == "officeDocument"), "") or "xl/workbook.xml"
        if part.lower().endswith(".bin"):
            raise Refused("The file is a binary workbook (.xlsb); save it as .xlsx.")
        if part not in self.packed:
            raise Refused("The file is packed (zip), and there is no workbook in it.")
        return part

    def _related(self, part: str) -> dict[str, _Relation]:
        """What a part refers to, by the id it has there; with an empty name what the whole file begins with."""
        folder, own = posixpath.split(part)
        where = posixpath.join(folder, "_rels", f"{own}.rels")
        found: dict[str, _Relation] = {}

        def take(around: str, name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship" and around:
                kind = attributes.get("Type", "").rpartition("/")[2]
                outside = attributes.get("TargetMode") == "External"
                target = "" if outside else self._resolved(folder, attributes.get("Target", ""))
                found[attributes.get("Id", "")] = _Relation(kind, target)

        if where in self.packed:
            outline(self.packed.pieces(where, LARGEST_LIST), where, take)
        return found

    def _resolved(self, folder: str, target: str) -> str:
        """The part that a relation means: beside the part that names it, or from the top where it begins with a stroke."""
        part = normal(target if target.startswith("/") else posixpath.join(folder, target))
        return part if part in self.packed else normal(unquote(part))

    def _list(self, attributes: dict[str, str]) -> None:
        """Take in a sheet that the workbook lists, unless it has no cells."""
        key = next((value for name, value in attributes.items() if name.endswith("/relationships id")), "")
        related = self._relations.get(key, _Relation("worksheet", ""))
        if related.kind == "worksheet" and key:  # without one it is a module of an old macro
            state = attributes.get("state", "visible")
            self.sheets.append(_Entry(cells.text(attributes.get("name", "")), state != "visible", related.part))
        if len(self.sheets) > MOST_SHEETS:
            raise Refused(f"The workbook has more than {MOST_SHEETS} sheets, which is more than is read.")
