"""Import and export of many rows, against the bare library that reads or writes the same rows.

The limit of an export has its cells and pages made already and only writes them; the limit of an import parses the file,
inserts the rows and one entry that holds them, and judges nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path

import msgspec
from PySide6.QtGui import QImage, QPainter

from mhhs_board.domain.fields import declared
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import RECORDS, Artefact
from mhhs_board.drawing import theme as themes
from mhhs_board.drawing.geometry import LANE_HEAD, Density, lay_out
from mhhs_board.drawing.paint import paint_board
from mhhs_board.exchange import csv_table, files, html, incoming, json_board, markdown, pdf, png
from mhhs_board.exchange.sheet import Sheet
from mhhs_board.store.engine import connect
from mhhs_board.store.examination import examine
from mhhs_board.store.rows import NAMES
from mhhs_board.workspace import Workspace
from tests.benchmarks.bare import INSERT
from tests.benchmarks.boards import Boards, opened
from tests.benchmarks.paper import bare_pdf
from tests.benchmarks.rounds import Contest, timed
from tests.benchmarks.seen import application

ROWS = (1000, 10_000)
IMPORTED = (1000, 10_000, 100_000)
IMPORT_GOAL = 5
"""What the largest import may take, in times of its limit."""
DRAWN = 1000
"""Artefacts of the exports that are drawn; a PDF of 10,000 has hundreds of pages."""
IMPORT_MS, EXPORT_MS = 10_000, 1000
"""What taking in 10,000 rows, and writing them as text, may take."""


def _sheet(workspace: Workspace) -> Sheet:
    return files.sheet(files.Sight.now(workspace), None)


# -- import --------------------------------------------------------------------------------------------------------------

_COLUMNS = ", ".join(f'"{name}"' for name in (*NAMES["artefact"], "digest"))
_ROW = f"INSERT INTO artefact ({_COLUMNS}) VALUES ({', '.join('?' * (len(NAMES['artefact']) + 1))})"


def bare_import(source: Path, board: Path, lane: str) -> None:
    """A CSV file parsed, its rows inserted, and one entry with all of them."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        stated = list(csv.DictReader(file))
    kept: dict[str, str | int | None] = {one.name: None for one in declared(Artefact) if one.nullable}
    kept |= {one.name: 0 for one in declared(Artefact) if one.type is int}
    kept |= {one.name: "[]" for one in declared(Artefact) if one.many}
    kept |= {"workstream": lane, "stage": "backlog", "labels": "[]", "links": "[]", "rank": "V"}
    names = NAMES["artefact"]
    rows = [[kept[name] if name in kept else row.get(name, "") for name in names] + [b""] for row in stated]
    payload = msgspec.json.encode({"changes": [["artefact", row["id"], None, row] for row in stated], "note": ""})
    raw = connect(examine(board), "rw")
    raw.begin_writing()
    raw.execute("BEGIN IMMEDIATE")
    raw.executemany(_ROW, rows)
    entry = (2, "bare", "2026-11-24T08:00:00Z", "Ana", "import", None, 1, payload, b"0" * 32, b"0" * 32)
    raw.execute(INSERT, entry)
    raw.executemany("INSERT INTO touched (kind, id, seq) VALUES ('artefact', ?, 2)", [(row["id"],) for row in stated])
    raw.execute("COMMIT")
    raw.close()


def imports(boards: Boards, sizes: Sequence[int] = IMPORTED) -> list[list[Contest]]:
    """A CSV file of a whole board taken into one without artefacts: read, judged, saved and undoable as one entry."""

    def contest(size: int) -> Contest:
        source = boards.folder / f"{size}.csv"
        source.write_bytes(csv_table.write(_sheet(opened(boards.file(size)))))
        lane = opened(boards.file(0)).board.workstreams[0].id

        def ours() -> list[float]:
            workspace = boards.workspace(0)
            spent = timed(lambda: incoming.import_file(workspace, source))
            assert workspace.board.count() == size, "Not every row was taken in."
            workspace.close()
            return [spent]

        def limit() -> list[float]:
            board = boards.copy(0)
            return [timed(lambda: bare_import(source, board, lane))]

        note = "limit: csv and executemany, nothing judged"
        goal = IMPORT_GOAL if size == max(IMPORTED) else None
        return Contest("import, CSV", size, limit, ours, goal=goal, tail=None if goal else IMPORT_MS, note=note)

    return [[contest(size) for size in sizes]]


# -- export --------------------------------------------------------------------------------------------------------------


def _bare_csv(rows: Sequence[Sequence[str]]) -> bytes:
    page = io.StringIO()
    csv.writer(page).writerows(rows)
    return page.getvalue().encode()


def _bare_json(records: Mapping[str, Sequence[Record]]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(records), indent=1)


def _bare_html(rows: Sequence[Sequence[str]]) -> bytes:
    cards = ("".join(f"<p>{escape(cell)}</p>" for cell in row if cell) for row in rows)
    return ("<!DOCTYPE html><table>" + "".join(f"<li><article>{card}</article></li>" for card in cards)).encode()


def _bare_markdown(rows: Sequence[Sequence[str]]) -> bytes:
    return "".join(f"| {' | '.join(cell.replace('|', '') for cell in row)} |\n" for row in rows).encode()


def exports(boards: Boards, sizes: Sequence[int] = ROWS) -> list[list[Contest]]:
    """Every format that is text, each of a whole board."""

    def contests(size: int) -> list[Contest]:
        board = opened(boards.file(size))
        sheet = _sheet(board)
        rows = list(csv.reader(io.StringIO(csv_table.write(sheet).decode("utf-8-sig"))))
        seen = [row[:11] for row in rows]
        records = {kind: list(board.board.all_of(kind)) for kind in RECORDS}
        made = "the cells made already"
        asked: list[tuple[str, Writer, Callable[[], bytes], str]] = [
            ("CSV", csv_table.write, lambda: _bare_csv(rows), f"limit: csv, {made}"),
            ("JSON", json_board.write, lambda: _bare_json(records), "limit: msgspec"),
            ("HTML", html.write, lambda: _bare_html(seen), f"limit: escape and join, {made}"),
            ("Markdown", markdown.write, lambda: _bare_markdown(seen), f"limit: join, {made}"),
        ]
        return [_export(name, size, write, sheet, bare, note, tail=EXPORT_MS) for name, write, bare, note in asked]

    return [list(same) for same in zip(*map(contests, sizes), strict=True)]


def pictures(boards: Boards) -> list[list[Contest]]:
    """PDF and PNG of many artefacts, against the same pages and the same picture, laid out already."""
    application()
    sheet = _sheet(opened(boards.file(DRAWN)))
    pages = pdf.pages_of(sheet)
    image = png.picture(sheet)
    layout = lay_out(sheet.board, width=png.WIDTH - LANE_HEAD, density=_density(sheet, image))

    def bare_png() -> bytes:
        painter = QPainter(image)
        paint_board(painter, layout, sheet.board, themes.load(sheet.theme), sheet.today)
        painter.end()
        return png.encoded(image)

    def drawn_pdf() -> bytes:
        bare_pdf(pages)
        return b"%PDF"

    note = "limit: laid out already"
    return [
        [_export("PDF", DRAWN, pdf.write, sheet, drawn_pdf, note)],
        [_export("PNG", DRAWN, png.write, sheet, bare_png, note)],
    ]


def _density(sheet: Sheet, image: QImage) -> Density:
    """The density that a picture of a sheet was drawn at: the one whose layout is as tall."""
    height = image.deviceIndependentSize().height()
    return min(Density, key=lambda one: abs(lay_out(sheet.board, width=png.WIDTH - LANE_HEAD, density=one).height - height))


Writer = Callable[[Sheet], bytes]


def _export(
    name: str,
    size: int,
    write: Writer,
    sheet: Sheet,
    bare: Callable[[], bytes],
    note: str,
    tail: float | None = None,
) -> Contest:
    def whole(made: Callable[[], bytes]) -> list[float]:
        result: list[bytes] = []
        spent = timed(lambda: result.append(made()))
        assert result[0], "Nothing was written."
        return [spent]

    return Contest(f"export, {name}", size, lambda: whole(bare), lambda: whole(lambda: write(sheet)), tail=tail, note=note)
