"""CSV: one row an artefact, for spreadsheets and for other programs, and read back without loss.

The sample's columns come first, then what a spreadsheet has no column for. Written as UTF-8 with CRLF, and with a byte
order mark where a letter is not ASCII, without which Excel misreads it; read in any encoding and separator programs write.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import msgspec

from mhhs_board.domain import names
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.records import Artefact, Forum, Kind, Workstream
from mhhs_board.domain.rows import LISTS, TEXTS, BlockerDetail, Reading, Row, detail_of
from mhhs_board.exchange.guard import guarded, joined, parted, unguarded
from mhhs_board.exchange.sheet import Sheet

COLUMNS = (
    "ref", "title", "kind", "workstream", "stage", "owner", "priority", "due", "blocked_reason", "escalation", "links",
    "id", "kept_stage", "column", "version", "labels", "outcome", "decision", "notes", "due_on", "rank", "stage_since",
    "stage_note", "blockers",
)  # fmt: skip
"""In the order they are written; the first eleven are the sample's."""

ALIASES = {
    "status": "stage", "state": "stage", "segment": "workstream", "lane": "workstream", "swimlane": "workstream",
    "reference": "ref", "type": "kind", "artefact type": "kind", "name": "title", "assignee": "owner", "due date": "due",
    "blocked because": "blocked_reason", "blocker": "blocked_reason", "escalated to": "escalation", "forum": "escalation",
    "link": "links", "related": "links", "label": "labels", "tags": "labels", "note": "notes",
}  # fmt: skip
"""What other programs and people call the columns."""

LONGEST_FIELD = 131_072
MOST_ROWS = 100_000
LINE_END = "\r\n"

_NOTE = "# "
_BY_NAME = {names.normal(name): name for name in COLUMNS} | {names.normal(said): name for said, name in ALIASES.items()}
_details = msgspec.json.Decoder(tuple[BlockerDetail, ...])


# -- writing ---------------------------------------------------------------------------------------------------------


def write(sheet: Sheet) -> bytes:
    """The shown artefacts in reading order. Where some are hidden, a last line that begins with `# ` says so."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator=LINE_END)
    writer.writerow(COLUMNS)
    for artefact in sheet.artefacts:
        writer.writerow([guarded(cell) for cell in _cells(sheet.board, artefact)])
    if sheet.hidden:
        writer.writerow([_NOTE + " · ".join(sheet.facts)])
    text = page.getvalue()
    return text.encode("ascii" if text.isascii() else "utf-8-sig", "replace")


def _cells(board: Board, artefact: Artefact) -> Iterator[str]:
    kinds = board.of(Kind)
    column = names.column_name(board.column_of(artefact), board)
    open_blockers = board.open_blockers(artefact.id)
    waiting = board.open_escalations(artefact.id)
    forums = {forum.id: forum.short or forum.name for forum in board.of(Forum).values()}
    details = tuple(detail_of(blocker, board.escalations(blocker.id), forums) for blocker in board.blockers(artefact.id))
    special = {
        "kind": kinds[artefact.kind].name if artefact.kind else "",
        "workstream": board.of(Workstream)[artefact.workstream].name,
        "stage": column,
        "column": column,
        "kept_stage": names.column_name(artefact.stage, board) if artefact.stage else "",
        "blocked_reason": open_blockers[0].reason if open_blockers else "",
        "escalation": forums[waiting[0].forum] if waiting else "",
        "links": joined(artefact.links),
        "labels": joined(artefact.labels),
        "blockers": msgspec.json.encode(details).decode() if details else "",
    }
    for name in COLUMNS:
        yield special[name] if name in special else getattr(artefact, name)


# -- reading ---------------------------------------------------------------------------------------------------------


def read(data: bytes) -> Reading:
    """The rows of a file. A record that cannot be read becomes a row with a fault; Refused where nothing can be read."""
    text = _decoded(data)
    records = _records(text)
    header = next(records, None)
    if header is None:
        raise Refused("The file is empty; its first line must name the columns, for example ref,title,workstream,stage.")
    columns, remarks = _header(header)
    rows: list[Row] = []
    for number, record in enumerate(records, 1):
        if not any(cell.strip() for cell in record) or (record[0].startswith(_NOTE) and not any(record[1:])):
            continue
        if len(rows) >= MOST_ROWS:
            raise Refused(f"The file has more than {MOST_ROWS:,} rows; please split it.")
        rows.append(_row(number, record, columns))
    return Reading(rows=tuple(rows), remarks=tuple(remarks))


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _records(text: str) -> Iterator[list[str]]:
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        separator, text = first.strip()[4], rest
    else:
        separator = max(",;\t", key=_outside_quotes(first).count)
    longest = csv.field_size_limit(max(len(text), LONGEST_FIELD) + 1)
    try:
        # Read whole, since the limit holds for every reader of the process and goes back at once.
        return iter(list(csv.reader(io.StringIO(text, newline=""), delimiter=separator)))
    except csv.Error as error:
        raise Refused(f"The file is no table that can be read: {error}.") from error
    finally:
        csv.field_size_limit(longest)


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _header(header: list[str]) -> tuple[list[str], list[str]]:
    """Which field each column holds (empty for one we do not know), and what to say about it."""
    columns = [_BY_NAME.get(names.normal(unguarded(cell)[:100]), "") for cell in header]
    doubled = sorted({name for name in columns if name and columns.count(name) > 1})
    if doubled:
        raise Refused(f"Two columns of the file mean {doubled[0]}; keep one of them.")
    if "id" not in columns and not {"title", "workstream"} <= set(columns):
        missing = " and ".join(name for name in ("title", "workstream") if name not in columns)
        raise Refused(f"The first line of the file names no column {missing}; without an id column it must.")
    unknown = [names.quoted(cell) for cell, name in zip(header, columns, strict=True) if not name and cell.strip()]
    said = [f"These columns were passed over, the board has no such field: {names.listed(unknown)}."] if unknown else []
    return columns, said


def _row(number: int, record: list[str], columns: list[str]) -> Row:
    stated = {name: unguarded(cell) for name, cell in zip(columns, record, strict=False) if name}
    ref = stated.get("ref", "")[:300]

    def faulty(why: str) -> Row:
        return Row(record=number, texts={"ref": ref}, fault=why)

    if any(cell.strip() for cell in record[len(columns) :]):
        return faulty("The row has more cells than there are columns; a text with a separator in it needs quotes.")
    longest = max(map(len, record))
    if longest > LONGEST_FIELD:
        return faulty(f"A cell of the row has {longest:,} characters; at most {LONGEST_FIELD:,} are read.")
    if any("\0" in cell for cell in record):
        return faulty("The row has a NUL character in it, which no text has.")
    blockers: tuple[BlockerDetail, ...] | None = None
    if "blockers" in stated:
        try:
            blockers = _details.decode(stated["blockers"].strip() or "[]")
        except (msgspec.DecodeError, UnicodeEncodeError) as error:
            return faulty(f"The blockers column does not hold what was exported there: {error}.")
    return Row(
        record=number,
        texts={name: stated[name] for name in TEXTS if name in stated},
        lists={name: parted(stated[name]) for name in LISTS if name in stated},
        blockers=blockers,
    )
