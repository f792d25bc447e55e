"""The PDF read back by another library: every card on one page, what each page says of itself, real text, whole files."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFontDatabase

from mhhs_board.base import safe_write
from mhhs_board.domain.board import Board
from mhhs_board.domain.dates import short
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.records import Limit
from mhhs_board.drawing.pages import LEAST
from mhhs_board.exchange import csv_table, formats, pdf, pdf_origin
from mhhs_board.operations.importing.importing import import_rows
from tests.boards import act, board_of
from tests.drawing.boards import artefact, board_with
from tests.exchange.pictured import HOSTILE, hostile, many, refs, sample, sheet_of

if TYPE_CHECKING:
    import pypdf

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("qapp")


def opened(data: bytes) -> pypdf.PdfReader:
    """The file as another library reads it, strictly."""
    import pypdf

    return pypdf.PdfReader(io.BytesIO(data), strict=True)


def texts(data: bytes) -> list[str]:
    """The words of each page, blanks as single spaces."""
    return [" ".join(page.extract_text().split()) for page in opened(data).pages]


def found_refs(pages: list[str], board: Board) -> list[str]:
    known = "|".join(sorted(map(re.escape, set(refs(board))), key=len, reverse=True))
    return sorted(re.findall(rf"(?<![\w-])(?:{known})(?![\w-])", " ".join(pages)))


@pytest.mark.parametrize("made", [lambda: board_of(), sample, many], ids=["23", "60", "300"])
@pytest.mark.parametrize("paper", ["", "a4", "a3"])
def test_every_card_is_on_one_page_once(made: object, paper: str) -> None:
    board: Board = made()  # type: ignore[operator]
    sheet = sheet_of(board)
    pages = texts(pdf.drawn(pdf.pages_of(sheet, paper), sheet))
    assert found_refs(pages, board) == refs(board)
    for number, page in enumerate(pages, 1):
        assert f"page {number} of {len(pages)}" in page
        entry = f" · entry {board.seq}" if board.seq else ""
        assert f"As at 24 November 2026, 08:00{entry} · {board.count()} of {board.count()} shown · 0 hidden" in page
        assert page.count("OFFICIAL") == 2
        for stage in ("Backlog", "In Progress", "Approved", "Blocked"):
            assert stage in page


def print_16() -> Board:
    """Two cards of a report: one due in another year, one without a reference."""
    table = (
        "ref,title,workstream,stage,owner,due\n"
        "BP003,Requirement number 3 of the settlement run,Registrations,Backlog,MS,8 May 2027\n"
        ",Settlement timetable review,Smart,Backlog,MS,\n"
    )
    board = board_of("l4-bare")
    act(board, import_rows, rows=csv_table.read(table.encode()).rows, source="16-print.csv")
    return board


@pytest.mark.parametrize("density", ["", "compact", "normal", "full"])
@pytest.mark.parametrize("paper", ["", "a4", "a3"])
def test_what_a_card_says_is_on_paper_whole(paper: str, density: str) -> None:
    (page,) = texts(pdf.write(sheet_of(print_16(), paper=paper, density=density)))
    for told in ("BP003", "Requirement number 3 of the settlement run", "Due 8 May 2027", "Settlement timetable review"):
        assert page.count(told) == 1
    assert page.count("MS") == 2


@pytest.mark.parametrize("density", ["compact", "normal", "full"])
@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_every_title_reason_day_and_priority_of_the_sample_is_on_paper(paper: str, density: str) -> None:
    board = sample()
    told = "".join("".join(texts(pdf.write(sheet_of(board, paper=paper, density=density)))).split())
    assert "…" not in told
    for found in board.artefacts():
        for text in (found.title, found.priority, found.owner, *(one.reason for one in board.open_blockers(found.id))):
            assert "".join(text.split()) in told
        if found.due_on:
            assert f"Due{short(date.fromisoformat(found.due_on), date.min)}".replace(" ", "") in told


@pytest.mark.parametrize("paper", ["a4", "a3"])
@pytest.mark.parametrize("made", [lambda: board_of(), many], ids=["23", "300"])
def test_no_letter_on_a_page_is_smaller_than_seven_points(made: object, paper: str) -> None:
    board: Board = made()  # type: ignore[operator]
    limit = Limit(id="l", workstream="smart", stage="in-progress", most=1, gate="warn")
    board = Board([*board.all_records(), limit], seq=board.seq)
    found: list[float] = []

    def measured(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if text.strip():
            found.append(size * abs(tm[3] * cm[3]))

    for page in opened(pdf.write(sheet_of(board, paper=paper))).pages:
        page.extract_text(visitor_text=measured)
    assert len(found) > 50
    assert min(found) >= LEAST - 0.01


def test_only_what_the_filter_shows_is_printed() -> None:
    board = many(40)
    shown = [found.id for found in board.artefacts()][:7]
    pages = texts(pdf.write(sheet_of(board, *shown, filter="owner:ana is:blocked")))
    assert len(found_refs(pages, board)) == 7
    assert "7 of 40 shown · 33 hidden · Filter: owner:ana is:blocked" in pages[0]


def test_the_example_takes_one_page_and_a_large_board_several() -> None:
    assert pdf.pages_of(sheet_of(board_of())).paper.name == "A4"
    assert len(pdf.pages_of(sheet_of(board_of())).pages) == 1
    assert len(pdf.pages_of(sheet_of(many())).pages) > 1


def test_it_is_named_and_carries_its_fonts() -> None:
    read = opened(pdf.write(sheet_of(board_of())))
    assert read.metadata is not None
    assert read.metadata.title == "L4 design board (example) · 24 November 2026, 08:00"
    assert read.root_object["/Metadata"].get_object().get_data()
    fonts: dict[str, Any] = read.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    assert fonts
    for font in fonts.values():
        inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert any(name.startswith("/FontFile") for name in inner)
        assert "/ToUnicode" in font.get_object()


@pytest.mark.parametrize("at", ["2026-11-24T08:00:00Z", "2026-07-01T23:59:59Z", "1999-12-31T23:59:01Z"])
def test_it_is_of_the_boards_minute_and_has_the_number_of_its_content(at: str) -> None:
    minute = datetime.fromisoformat(at).replace(second=0)
    data = pdf.write(sheet_of(sample(), at=at))
    read = opened(data)
    assert read.metadata is not None
    assert read.xmp_metadata is not None
    xmp = read.xmp_metadata
    assert read.metadata.creation_date == read.metadata.modification_date == minute
    for found in (xmp.xmp_create_date, xmp.xmp_modify_date, xmp.xmp_metadata_date):
        assert found is not None
        assert found.replace(tzinfo=UTC) == minute
    number = str(xmp.xmpmm_document_id).removeprefix("uuid:")
    ids: Any = read.trailer["/ID"]
    assert [str(one) for one in ids] == [number, number]
    board = sample()
    assert pdf.write(sheet_of(board, at=at)) == pdf.write(sheet_of(board, at=at))
    assert number.encode() not in pdf.write(sheet_of(sample(), at=at, classification="SECRET"))
    assert found_refs(texts(data), sample()) == refs(sample())


PROCESS = """
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
import hashlib
from mhhs_board.exchange import pdf
from tests.exchange.pictured import many, sheet_of
print(hashlib.sha256(pdf.write(sheet_of(many(30), at="2026-11-24T08:00:00Z"))).hexdigest())
"""


@pytest.mark.slow
def test_every_process_makes_the_same_file() -> None:
    said = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    said.pop("QT_HASH_SEED", None)
    made = [
        subprocess.run(
            [sys.executable, "-c", PROCESS], cwd=ROOT, env=said, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(5)
    ]
    assert len(made[0].strip()) == 64
    assert len(set(made)) == 1


def test_tables_of_qt_are_what_they_were_after_a_file() -> None:
    qapp = QCoreApplication.instance()
    assert qapp is not None
    names = [f"name {number}" for number in range(200)]
    for name in names:
        qapp.setProperty(name, name)
    pdf.write(sheet_of(board_of()))  # the program's own fonts are known from the first one on
    families = QFontDatabase.families()
    pdf.write(sheet_of(board_of()))
    assert [qapp.property(name) for name in names] == names
    assert QFontDatabase.families() == families


def test_what_a_pdf_says_of_its_making_moves_no_byte_and_only_where_it_is_known() -> None:
    plain = pdf.write(sheet_of(board_of()))
    made = pdf_origin.settled(plain, "2026-11-24T08:00:00Z")
    assert len(made) == len(plain)
    assert pdf_origin.settled(made, "2026-11-24T08:00:00Z") == made
    assert pdf_origin.settled(plain, "no moment") == plain
    for strange in (
        b"%PDF-1.4\n%%EOF",
        made.replace(b"/ModDate", b"/ModDat_"),
        plain.replace(b"DocumentID", b"DocumentIx"),
    ):
        told = pdf_origin.settled(strange, "2020-01-01T00:00:00Z")
        assert len(told) == len(strange)
        assert (b"ModDat_" not in strange) or b"2020" not in told


def test_the_blanks_of_a_text_can_be_copied_out(tmp_path: Path) -> None:
    board = board_with([artefact(1, title="Settlement timetable review", owner="Business Analyst 3")])
    (tmp_path / "board.pdf").write_bytes(data := pdf.write(sheet_of(board)))
    read = [page.extract_text() for page in opened(data).pages]
    if poppler := shutil.which("pdftotext"):
        made = subprocess.run([poppler, "-raw", "board.pdf", "-"], cwd=tmp_path, capture_output=True, check=True)
        read.append(made.stdout.decode())
    for text in read:
        assert "\t" not in text
        assert "OFFICIAL" in text
        assert "Settlement timetable review" in " ".join(text.split())


def test_only_letters_that_mean_a_tab_are_made_blanks() -> None:
    cmap = b"begincmap\n2 beginbfrange\n<0000> <0009> <0009>\n<0001> <0009> [<0009> <0041> ]\nendbfrange\nendcmap\n"
    assert pdf_origin.settled(cmap, "") == cmap.replace(b"[<0009>", b"[<0020>")
    elsewhere = b"[<0009>] begincmap\n<0009>"
    assert pdf_origin.settled(elsewhere, "") == elsewhere


def test_hostile_titles_are_words_on_the_page_and_nothing_more() -> None:
    board = hostile()
    data = pdf.write(sheet_of(board))
    words = "".join(texts(data)).replace(" ", "")
    assert len(set(found_refs(texts(data), board))) == len(HOSTILE), "the longest goes on under its reference"
    for title in HOSTILE[:9]:
        assert title.replace(" ", "")[:12] in words
    for name in (b"/JavaScript", b"/JS", b"/Launch", b"/URI", b"/EmbeddedFile"):
        assert name not in data


@pytest.mark.parametrize("spoilt", [b"", b"%PDF-1.4\n", b"<html>"])
def test_a_file_that_qt_left_unfinished_is_noticed(spoilt: bytes) -> None:
    whole = pdf.write(sheet_of(board_of()))
    pdf.check(whole)
    for data in (spoilt, whole[: len(whole) // 2], whole[:-40]):
        with pytest.raises(Refused, match="could not be finished"):
            pdf.check(data)


def test_a_full_disk_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "board.pdf"
    formats.export(target, sheet_of(board_of()))
    old = target.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(safe_write.os, "fsync", full)
    with pytest.raises(Refused, match="the disk is full"):
        formats.export(target, sheet_of(many()))
    assert target.read_bytes() == old
    assert list(tmp_path.iterdir()) == [target]


def test_drawing_can_be_stopped_between_two_pages() -> None:
    class Stopped(Exception):
        pass

    def stop(number: int, count: int) -> None:
        told.append((number, count))
        if number == 2:
            raise Stopped

    told: list[tuple[int, int]] = []
    sheet = sheet_of(many())
    pages = pdf.pages_of(sheet, "a4")
    with pytest.raises(Stopped):
        pdf.drawn(pages, sheet, stop)
    assert told == [(1, len(pages.pages)), (2, len(pages.pages))]
