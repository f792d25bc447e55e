"""Which module reads or writes a file, by its extension; only the one that is wanted is imported.

A format is a module with `write(sheet) -> bytes`, and `read(data) -> Reading` where files come back in.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import msgspec

from mhhs_board.base.safe_read import TooLarge, read_file
from mhhs_board.base.safe_write import NotWritten, why_not_read, write_file
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.imported import NO_CHOICES, Choices, Reading, Report, unheard
from mhhs_board.domain.names import quoted
from mhhs_board.exchange.json_size import check_values
from mhhs_board.exchange.sheet import Sheet
from mhhs_board.exchange.tabular import rows, trello

WRITERS = {
    ".csv": "mhhs_board.exchange.csv_table",
    ".json": "mhhs_board.exchange.json_board",
    ".md": "mhhs_board.exchange.markdown",
    ".png": "mhhs_board.exchange.png",
    ".html": "mhhs_board.exchange.html",
    ".pdf": "mhhs_board.exchange.pdf",
    ".svg": "mhhs_board.exchange.svg",
    ".xlsx": "mhhs_board.exchange.book.writing",
}
PLAIN = {".csv": "mhhs_board.exchange.book.plain"}
"""What is written where a table for people is wanted that nothing has to be read back of."""
WITH_CHANGES = (".xlsx",)
"""What has room for what changed since another moment."""
DRAWN = frozenset({".png", ".pdf", ".svg"})
"""What Qt draws, and so needs a QGuiApplication."""
AGED = DRAWN | {".html"}
"""What says how an age compares with others."""
READERS = {".csv": WRITERS[".csv"], ".json": WRITERS[".json"]}

WORKBOOKS = frozenset({".xlsx", ".xlsm"})
"""What is read as a workbook; what it may run is not looked at."""
_OTHER_WORKBOOKS = (".xls", ".xlsb", ".ods", ".numbers")
_OTHERS = (
    (b"PK\x03\x04", "a workbook or a packed file"),
    (b"\xd0\xcf\x11\xe0", "a workbook or document of an older Office"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a packed file"),
    (b"SQLite format 3\0", "a board or another database"),
)
"""How files begin that are neither text nor JSON, whatever their names end in."""

LARGEST_WORKBOOK = 64 * 1024 * 1024
LARGEST = 32 * 1024 * 1024
"""The largest file that is read, in bytes; a board of 10,000 artefacts takes a sixth of it."""


def render(path: str | Path, sheet: Sheet, *, plain: bool = False) -> bytes:
    """The bytes of an export in the format that the path's extension names, or `plain` as a table that people read. Raises
    Refused for an unknown one."""
    named = _module(path, WRITERS, "written")
    if plain and named not in (WRITERS[one] for one in PLAIN):
        raise Refused(f"A plain table is written to a file that ends in {', '.join(PLAIN)}.")
    module = import_module(PLAIN[Path(path).suffix.lower()] if plain else named)
    data: bytes = module.write(sheet)
    return data


def export(path: str | Path, sheet: Sheet, *, follow: bool = True, plain: bool = False) -> None:
    """Write an export whole or not at all; with `follow` False never through a link that stands there. Raises Refused with
    the reason where it cannot be written."""
    data = render(path, sheet, plain=plain)
    try:
        write_file(path, data, follow=follow)
    except NotWritten as error:
        raise Refused(str(error)) from error


def left_out(path: str | Path, sheet: Sheet) -> str:
    """What an export of a sheet to a path leaves out, in words; JSON alone may be of the whole board."""
    return sheet.left_out(whole=Path(path).suffix.lower() == ".json" and not sheet.filtered)


def load(path: str | Path, choices: Choices = NO_CHOICES, report: Report = unheard) -> Reading:
    """The rows of a file, as somebody chose to read it. Raises Refused where it is not there, too large, or not of a kind
    that can be read."""
    if Path(path).suffix.lower() in WORKBOOKS:
        from mhhs_board.exchange.tabular import headings, workbook

        return rows.read(workbook.grid_of(workbook_bytes(path), choices.sheet, headings.known), choices, report)
    module = import_module(_module(path, READERS, "read"))
    data = bytes_of(path)
    if module.__name__ == WRITERS[".json"] and (cards := trello.grid_of(data)) is not None:
        return rows.read(cards, choices, report)
    reading: Reading = module.read(data, choices, report)
    return reading


_CHOSEN = ("sheet", "headings", "rest", "set", "values", "days", "merged")
"""What an import's mapping says in the form of an answer, its columns aside."""


LARGEST_ANSWERS = 8 * 1024 * 1024
"""Bytes of all that is answered: one for each of 100,000 rows takes half of it."""


class _Printed(msgspec.Struct):
    """What of a dry run's output is read again: not its rows."""

    questions: msgspec.Raw = msgspec.Raw()
    mapping: msgspec.Raw = msgspec.Raw()


def answers(path: str | Path) -> Choices:
    """What a file of answers says: the questions of a dry run, filled in, alone or within all that it printed. Raises
    Refused where it says something else, or more than can be asked."""
    named = quoted(Path(path).name)
    try:
        data = bytes_of(path)
        printed = msgspec.json.decode(data, type=_Printed)
        questions, mapping = printed.questions or data, (printed.questions and printed.mapping) or b"null"
        if max(len(questions), len(mapping)) > LARGEST_ANSWERS:
            raise Refused(f"{named} holds more answers than an import can ask for, so nothing was read.")
        check_values(bytes(questions))
        check_values(bytes(mapping))
        told = msgspec.json.decode(questions, type=Choices)
        read = msgspec.json.decode(mapping) or {}
        before = {name: read[name] for name in _CHOSEN if name in read}
        columns = {said: field for said, field in read.get("columns", {}).items() if field}
        return msgspec.convert({**before, "columns": columns}, Choices).under(told)
    except msgspec.MsgspecError as error:
        raise Refused(f"{named} holds no answers to an import's questions: {str(error).rstrip('.')}.") from error
    except (AttributeError, TypeError) as error:
        raise Refused(f"{named} holds no answers to an import's questions: its mapping is none.") from error
    except RecursionError as error:
        raise Refused(f"{named} holds no answers to an import's questions: it is nested too deeply.") from error


def workbook_bytes(path: str | Path) -> bytes:
    """What a workbook holds, whatever it is. Raises Refused where it is not there or too large."""
    return _bytes(Path(path), LARGEST_WORKBOOK)


def bytes_of(path: str | Path) -> bytes:
    """What a table or a JSON file holds. Raises Refused where it is not there, too large, or of another kind."""
    file = Path(path)
    data = _bytes(file, LARGEST)
    for beginning, what in _OTHERS:
        if data.startswith(beginning):
            raise Refused(f"{quoted(file.name)} is {what}, whatever its name ends in; save what it holds as CSV.")
    return data


def _bytes(path: Path, most: int) -> bytes:
    try:
        return read_file(path, most)
    except TooLarge as error:
        raise Refused(f"{quoted(path.name)} is larger than {most // 1024 // 1024} MB; please split it.") from error
    except FileNotFoundError as error:
        raise Refused(f"There is no file {path}.") from error
    except (OSError, ValueError) as error:
        reason = why_not_read(error) if isinstance(error, OSError) else "it cannot be opened"
        raise Refused(f"{path} cannot be read: {reason}.") from error


def workbook(path: str | Path) -> str:
    """What to do with a file that a spreadsheet program keeps; empty for any other."""
    if Path(path).suffix.lower() not in _OTHER_WORKBOOKS:
        return ""
    return f"{quoted(Path(path).name)} is a workbook of another kind; save it as XLSX or CSV there, and import that."


def _module(path: str | Path, known: dict[str, str], done: str) -> str:
    suffix = Path(path).suffix.lower()
    if suffix not in known and known is READERS and (told := workbook(path)):
        raise Refused(told)
    if suffix not in known:
        named = f"A file that ends in {quoted(suffix)}" if suffix else "A file without an extension"
        every = [*known, *(sorted(WORKBOOKS) if known is READERS else ())]
        raise Refused(f"{named} cannot be {done}; choose one of {', '.join(every)}.")
    return known[suffix]
