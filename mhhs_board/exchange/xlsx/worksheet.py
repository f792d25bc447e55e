"""One sheet of a workbook: its rows as they stand, what is merged in it, and what there is to say about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec

from mhhs_board.base.text import named
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.names import listed
from mhhs_board.exchange.columns import letters_of
from mhhs_board.exchange.xlsx import cells
from mhhs_board.exchange.xlsx.markup import DEEPEST, MOST_OTHERS, too_deep, too_many_others
from mhhs_board.exchange.xlsx.packed import damaged
from mhhs_board.exchange.xlsx.texts import Allowance, Runs, Said

MOST_ROWS = 100_001
"""In which something stands: as many as an import takes, and their headings."""
MOST_COLUMNS = 2_000
MOST_CELLS = 3_000_000
"""Of all rows, each counted from column A to its last cell in which something stands."""
MOST_CELLS_IN_ALL = 4_000_000
"""Empty ones included, which a file holds where they have a format."""
MOST_MERGED = 50_000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""Of any sheet that a spreadsheet program can make."""

_SOMETHING = re.compile(b"<v>[^<]|<t(?: [^>]*)?>[^<]")
"""What makes a row one in which something stands, as bytes."""
_LETTERS = re.compile("[A-Z]{1,3}")
_NUMBER = re.compile("[1-9][0-9]{0,6}")
_PLACE = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})")
_TRUE = ("1", "true")


class Merged(NamedTuple):
    """Cells that are shown as one; rows and columns count from 1. It may reach over what no row holds."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet(msgspec.Struct, frozen=True):
    """A sheet as it was read.

    `rows` are those in which something stands, in their order: the row's number from 1, and its cells from column A on
    without the empty ones at their end. `hidden`: it is not shown in a spreadsheet program. `remarks` are sentences about
    what a reader of the rows would not know.
    """

    name: str
    hidden: bool
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    merged: tuple[Merged, ...] = ()
    remarks: tuple[str, ...] = ()


class _Columns(dict[str, int]):
    """The columns of a sheet by their letters, from 0. Raises Refused for what is none."""

    def __init__(self, part: str) -> None:
        self.part = part

    def __missing__(self, letters: str) -> int:
        column = 0
        if _LETTERS.fullmatch(letters):
            for letter in letters:
                column = column * 26 + ord(letter) - ord("A") + 1
        if not 1 <= column <= LAST_COLUMN:
            raise damaged(f"its part {self.part} names the column {named(letters)}, which no sheet has")
        self[letters] = column - 1
        return column - 1


class Reader:
    """Takes the elements of one sheet as they come, and keeps its rows. Each of its calls raises Refused where a limit is
    passed or the sheet contradicts itself.

    `texts` are those that the workbook shares, `formats` what numbers show by the style of their cell.
    """

    __slots__ = (
        "_cell", "_cells", "_cells_in_all", "_column", "_columns", "_depth", "_digits", "_first_unkept",
        "_hidden_columns", "_hidden_rows", "_in_cell", "_in_row", "_kept", "_kind", "_kinds", "_number", "_others", "_own",
        "_part", "_parts", "_phonetic", "_plain", "_row", "_row_hidden", "_rows", "_run", "_seen", "_style", "_styles",
        "_texts", "_unkept", "_value", "merged", "rows", "runs",
    )  # fmt: skip
    """Of so many attributes none is found quickly without, and each is asked for a million times."""

    def __init__(
        self, part: str, texts: Sequence[str], formats: Mapping[str, cells.Shown], since_1904: bool, allowance: Allowance
    ) -> None:
        self.rows: list[tuple[int, tuple[str, ...]]] = []
        self.merged: list[Merged] = []
        self.runs = Runs()
        self._parts = self.runs.parts
        self._part, self._texts = named(part), texts
        self._plain, self._number = Said(cells.text, allowance), Said(cells.number, allowance)
        self._kinds = {"b": Said(cells.truth, allowance), "d": Said(cells.iso, allowance)}
        shown = {
            cells.Shown.NUMBER: self._number,
            cells.Shown.MOMENT: Said(cells.moment(since_1904), allowance),
            cells.Shown.SPAN: Said(cells.span, allowance),
        }
        self._styles: dict[str | None, Said] = {style: shown[what] for style, what in formats.items()}
        self._columns = _Columns(self._part)
        self._own: dict[str, str] = {}
        self._cell = self._value = self._run = ""
        """As they are called in the namespace of this sheet."""
        self._rows = self._others = self._depth = self._phonetic = self._cells_in_all = 0
        self._row, self._digits, self._row_hidden = 0, "", False
        """The number of the row that is read, the same in digits once it is sure, and whether it is not shown."""
        self._cells: list[str] = []
        self._column = -1
        self._in_row = self._in_cell = False
        self._kept: str | None = None
        """What the file keeps in the cell that is read."""
        self._seen = ""
        """Which of a formula (f) and a text in place (is) were met in it."""
        self._kind = "n"
        self._style: str | None = None
        self._unkept, self._first_unkept = 0, ""
        self._hidden_rows = 0
        self._hidden_columns: list[int] = []

    # -- elements ------------------------------------------------------------------------------------------------------

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == self._cell:
            if self._in_cell or not self._in_row:
                raise self._out_of_place("cell")
            self._in_cell = True
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s")
            self._kept, self._seen = None, ""
            if "r" not in attributes:
                self._column += 1
            elif (digits := self._digits) and (place := attributes["r"]).endswith(digits):
                self._column = self._columns[place[: -len(digits)]]
            else:
                self._settle(attributes["r"])
        elif name == self._value:
            if not self._in_cell or self._kept is not None or self.runs.open:
                raise self._out_of_place("value")
            self._parts.clear()
            self.runs.open = True
        elif name == self._run and not self._phonetic:
            if not self._in_cell or self.runs.open:
                raise self._out_of_place("text")
            self.runs.begin()
        else:
            self._start_other(name, attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        if name == self._value:
            self._kept = self._parts[0] if len(self._parts) == 1 else "".join(self._parts)
            self.runs.open = False
        elif name == self._cell:
            self._in_cell = False
            if not (kept := self._kept):
                if "f" in self._seen and (kept is None or self._kind == "n"):
                    self._unkept += 1
                    self._first_unkept = self._first_unkept or self._place()
                return
            if self._kind == "s":
                text = self._shared(kept)
            elif self._kind == "n":
                text = self._styles.get(self._style, self._number)[kept]
            else:
                text = self._kinds.get(self._kind, self._plain)[kept]
            if text:
                if self._column == len(self._cells) < MOST_COLUMNS:
                    self._cells.append(text)
                else:
                    self._put(text)
        elif name == self._run and not self._phonetic:
            self.runs.end()
        else:
            self._end_other(name)

    def _start_other(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise too_deep(self._part)
        own = self._own.get(name)
        if own == "row":
            self._begin_row(attributes.get("r"), attributes.get("hidden") in _TRUE)
            return
        if own == "f" or own == "is":
            if not self._in_cell or own in self._seen:
                raise self._out_of_place("formula" if own == "f" else "text")
            self._seen += own
            return
        self._others += 1
        if self._others > MOST_OTHERS:
            raise too_many_others(self._part)
        if self._depth == 1:
            self._begin(name)
        elif own == "rPh":
            self._phonetic += 1
        elif own == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif own == "col" and attributes.get("hidden") in _TRUE:
            self._hide(attributes.get("min", ""), attributes.get("max", ""))

    def _end_other(self, name: str) -> None:
        self._depth -= 1
        own = self._own.get(name)
        if own is None:
            return
        if own == "row":
            self._end_row()
        elif own == "is":
            text = self.runs.taken()
            if self._kept is None or self._kind == "inlineStr":  # beside it, some programs keep a number
                self._kept = text
        elif own == "rPh":
            self._phonetic -= 1

    def _begin(self, root: str) -> None:
        """Learn from the first element how those of this sheet are called."""
        space, blank, own = root.rpartition(" ")
        if own != "worksheet":
            raise damaged(f"its part {self._part} is no sheet")
        self._own = {f"{space}{blank}{own}": own for own in ("row", "is", "f", "rPh", "mergeCell", "col")}
        self._cell, self._value, self._run = (f"{space}{blank}{own}" for own in ("c", "v", "t"))

    def _hide(self, first: str, last: str) -> None:
        """Note that columns are hidden, from 1; they are listed in their order, or not listened to."""
        if first.isdecimal() and last.isdecimal() and len(first) < 6 and len(last) < 6:
            before = self._hidden_columns[-1] if self._hidden_columns else -1
            self._hidden_columns += range(max(before + 1, int(first) - 1), min(int(last), MOST_COLUMNS))

    # -- rows and cells ------------------------------------------------------------------------------------------------

    def _begin_row(self, said: str | None, hidden: bool) -> None:
        if self._in_row:
            raise self._out_of_place("row")
        self._rows += 1
        if self._rows > LAST_ROW:
            raise too_many_rows(LAST_ROW)
        if said is None:
            self._row, self._digits = self._row + 1, ""
        else:
            self._row, self._digits = int(said) if _NUMBER.fullmatch(said) else 0, said
        if not 1 <= self._row <= LAST_ROW:
            raise damaged(f"a row of its part {self._part} has the number {named(said or self._row)}")
        self._in_row, self._row_hidden, self._column = True, hidden, -1

    def _settle(self, place: str) -> None:
        """Take the place of a cell in a row that has no number of its own, which the first cell may tell."""
        found = _PLACE.fullmatch(place)
        if not found or self._digits or int(found[2]) > LAST_ROW or (self._column >= 0 and int(found[2]) != self._row):
            raise damaged(f"a cell in row {self._row} of its part {self._part} has the place {named(place)}")
        self._column = self._columns[found[1]]
        self._row, self._digits = int(found[2]), found[2]

    def _out_of_place(self, what: str) -> Refused:
        return damaged(f"its part {self._part} has a {what} where none can be")

    def _place(self) -> str:
        """Where the cell that is read stands, as people say it."""
        return f"{letters_of(self._column)}{self._row}"

    def _shared(self, kept: str) -> str:
        """The text that a cell refers to by its number."""
        number = int(kept) if kept.isdecimal() and len(kept) < 10 else -1
        if not 0 <= number < len(self._texts):
            raise damaged(f"cell {self._place()} refers to the text {named(kept)}, which is not in the file")
        return self._texts[number]

    def _put(self, text: str) -> None:
        """Put what a cell says in a place that is not the next one."""
        if self._column >= MOST_COLUMNS:
            raise Refused(
                f"The sheet has something in column {letters_of(self._column)}; at most {MOST_COLUMNS:,} are read."
            )
        gap = self._column - len(self._cells)
        if gap >= 0:
            self._cells += [""] * gap
            self._cells.append(text)
        elif self._cells[self._column]:
            raise damaged(f"cell {self._place()} stands in it twice")
        else:
            self._cells[self._column] = text

    def _end_row(self) -> None:
        self._in_row = False
        if not self._cells:
            return
        self.rows.append((self._row, tuple(self._cells)))
        self._cells_in_all += len(self._cells)
        self._hidden_rows += self._row_hidden
        self._cells.clear()
        if len(self.rows) > MOST_ROWS:
            raise too_many_rows()
        if self._cells_in_all > MOST_CELLS:
            raise too_many_cells()

    def _merge(self, said: str) -> None:
        corners = [_PLACE.fullmatch(corner) for corner in said.split(":", 2)]
        places = [(int(corner[2]), self._columns[corner[1]] + 1) for corner in corners if corner]
        if len(places) != len(corners) or len(places) > 2 or any(row > LAST_ROW for row, _ in places):
            raise damaged(f"its part {self._part} merges {named(said)}, which are no cells")
        (top, left), (bottom, right) = min(places), max(places)
        self.merged.append(Merged(top, min(left, right), bottom, max(left, right)))
        if len(self.merged) > MOST_MERGED:
            raise Refused(f"The sheet merges cells in more than {MOST_MERGED:,} places, which is more than is read.")

    # -- what was read -------------------------------------------------------------------------------------------------

    def sheet(self, name: str, hidden: bool) -> Sheet:
        """All of it, once it is read. Raises Refused where a row stands in it twice."""
        if any(after <= before for (before, _), (after, _) in pairwise(self.rows)):
            self.rows.sort(key=lambda row: row[0])
        for (before, _), (after, _) in pairwise(self.rows):
            if before == after:
                raise damaged(f"row {after} stands twice in its part {self._part}")
        return Sheet(name, hidden, tuple(self.rows), tuple(self.merged), tuple(self._remarks()))

    def _remarks(self) -> Iterator[str]:
        if self._unkept == 1:
            yield f"Cell {self._first_unkept} holds a formula without its result and is read as empty."
        elif self._unkept:
            which = f"{self._unkept:,} cells, the first of them {self._first_unkept},"
            yield f"{which} hold formulas without their results and are read as empty."
        if self._hidden_rows == 1:
            yield "A row that is hidden in the sheet, by a filter or by hand, is read too."
        elif self._hidden_rows:
            yield f"{self._hidden_rows:,} rows that are hidden in the sheet, by a filter or by hand, are read too."
        widest = max((len(cells) for _, cells in self.rows), default=0)
        if shown := [letters_of(column) for column in self._hidden_columns if column < widest]:
            yield f"Columns that are hidden in the sheet are read too: {listed(shown)}."


def check_rows(pieces: Iterable[bytes]) -> None:
    """Look through the bytes of a sheet that may be too long, which is quicker than to read it. Raises Refused where it
    is."""
    found, within, something = 0, False, False
    for piece in pieces:
        rest, *rows = piece.split(b"<row")
        something = within and (something or _SOMETHING.search(rest) is not None)
        for row in rows:
            found += something
            within, something = True, _SOMETHING.search(row) is not None
        if found + something > MOST_ROWS:
            raise too_many_rows()


def too_many_rows(most: int = MOST_ROWS) -> Refused:
    """What is said of a sheet that is too long, be it of empty rows."""
    some = " in which something stands" if most == MOST_ROWS else ""
    return Refused(f"The sheet has more than {most:,} rows{some}; please split it.")


def too_many_cells(with_something: bool = True) -> Refused:
    """What is said of a sheet that is too large."""
    if with_something:
        return Refused(f"The rows of the sheet reach over more than {MOST_CELLS:,} cells; please split it.")
    many = f"more than {MOST_CELLS_IN_ALL:,} cells, empty ones with a format included"
    return Refused(f"The sheet has {many}; delete the empty rows below and the columns beside its table.")
