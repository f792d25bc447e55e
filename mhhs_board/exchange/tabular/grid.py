"""The records of a table before anybody asks what they mean: of a CSV file, of text that was pasted, of a sheet."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec

from mhhs_board.domain.errors import Refused
from mhhs_board.domain.imported import Origin

LONGEST_FIELD = 131_072
BREAK = re.compile("\r\n|\r|\n")
LOOKED = 60
"""Lines of a table, blank ones aside, in which the headings are looked for."""
LEAST = 2
"""So many known headings make a line of headings."""
MOST_LINES, MOST_CELLS = 500_000, 3_000_000
"""More of them than a table of as many rows as are taken has, and as many as fit into the room that there is for it."""
_FIRST = 20
"""Lines of a table in which the separator is looked for."""
_WIDE = 20_000
"""Letters of a line in which headings are looked for."""
_MISREAD = re.compile(r"[^\W\d_][\x84\x94\x81„”‚‡†ƒ¤][^\W\d_]|Ã[\x80-\xbf©¨¼¶¤±]|â€")
"""Letters that stand within a word only where a table was read in another encoding than it was written in."""


class Record(NamedTuple):
    """One record as the quotes of a file make it, or one row of a sheet: its number from 1, the line where it begins, how
    many lines it covers, its cells.

    `opened` is the line of a quote that is never closed. `stray`: a quote closes in the middle of a cell.
    """

    number: int
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


class Grid(msgspec.Struct, frozen=True):
    """A table: its records, blank ones too, what stands between its cells, the sheet it is of and the others there
    are, and what is said of it. `merged` are the cells that stand for several rows: row, column and last row, from 1."""

    records: list[Record]
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    merged: tuple[tuple[int, int, int], ...] = ()
    remarks: tuple[str, ...] = ()
    origin: Origin | None = None
    """Of a workbook of ours where it comes from."""

    @property
    def of_a_sheet(self) -> bool:
        """Whether its records are the rows of a sheet, which nobody counts in lines."""
        return bool(self.sheet)


def of_text(data: bytes, known: Callable[[str], bool] = lambda cell: False) -> Grid:
    """The table in a CSV file, in any encoding and with any separator that programs write; `known` tells a cell that names
    a column. Raises Refused where it is none."""
    text = decoded(data)
    records, separator = records_in(text, known)
    remarks: tuple[str, ...] = ()
    odd = () if text.isascii() else (line for line in text.split("\n") if not line.isascii())
    if found := next(((line, hit) for line in odd if (hit := _MISREAD.search(line))), None):
        line, misread = found
        around = line[max(0, misread.start() - 12) : misread.end() + 12].strip()
        remarks = (f"Letters may have been misread, as in “{around}”; save the file as UTF-8 where they look wrong.",)
    return Grid(records, separator, remarks=remarks)


def decoded(data: bytes) -> str:
    """A file's text, by its byte order mark, by its zero bytes, as UTF-8, else as Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    encoding = json.detect_encoding(data)  # knows UTF-16 and UTF-32 by their zero bytes, where no mark stands in front
    if encoding.startswith(("utf-16", "utf-32")):
        return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def records_in(text: str, known: Callable[[str], bool] = lambda cell: False) -> tuple[list[Record], str]:
    """The records of a table, blank ones too, and what stands between its cells."""
    text = text.rstrip()
    if max(map(text.count, "\n\r")) > MOST_LINES:
        raise Refused(f"The file has more than {MOST_LINES:,} lines; please split it.")
    lines = [line for line in io.StringIO(text, newline="")]  # noqa: C416  another thread goes on between two of them
    said = lines[0].strip() if lines else ""
    above = int(said.lower().startswith("sep=") and len(said) == 5)
    separator = said[4] if above else _separator(lines[:_FIRST], known)
    longest = csv.field_size_limit(max(len(text), LONGEST_FIELD) + 1)
    try:
        # Read whole, since the limit holds for every reader of the process and goes back at once.
        return list(_parsed(lines[above:], separator, above)), separator
    except csv.Error as error:
        raise Refused("The file is no table that can be read; save it as CSV again.") from error
    finally:
        csv.field_size_limit(longest)


def _separator(lines: list[str], known: Callable[[str], bool]) -> str:
    """What stands between the cells: what parts a line into the most headings that are known, else what the first line that
    is parted at all has the most of."""
    first = next((line for line in lines if any(map(_outside_quotes(line).count, ",;\t"))), "")

    def headings(separator: str) -> int:
        parted = (line[:_WIDE].split(separator) for line in lines if separator in line)
        return max((sum(known(cell.strip(' "\r\n')) for cell in cells) for cells in parted), default=0)

    return max(",;\t", key=lambda one: (headings(one), _outside_quotes(first).count(one)))


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _parsed(lines: list[str], separator: str, above: int) -> Iterator[Record]:
    """The records in the lines, of which `above` were taken off before."""
    if lines and not lines[-1].endswith(("\r", "\n")):
        lines[-1] += "\n"
    reader = csv.reader([*lines, "\n"], delimiter=separator)  # a quote that is open swallows the blank line at the end
    begin = held = 0
    for number, cells in enumerate(reader, 1):
        end = reader.line_num
        held += len(cells)
        if held > MOST_CELLS:
            raise Refused(f"The file has more than {MOST_CELLS:,} cells; please split it.")
        if end <= len(lines):
            stray = end - begin > 1 and not _well_quoted(lines[begin:end], separator)
            yield Record(number, above + begin + 1, end - begin, cells, stray=stray)
        elif cells:
            opened = above + end + 1 - len(BREAK.findall(cells[-1]))
            yield Record(number, above + begin + 1, len(lines) - begin, cells, opened=opened)
        begin = end


def _well_quoted(lines: Iterable[str], separator: str) -> bool:
    """Whether every quote closes where its cell ends."""
    try:
        return bool(list(csv.reader(lines, delimiter=separator, strict=True)))
    except csv.Error:
        return False
