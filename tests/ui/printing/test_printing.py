"""Paper and clipboard: the printed pages are those of the PDF, and what is copied is a picture or a table, never both."""

from __future__ import annotations

import ctypes
import gc
import io
import os
import re
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPageLayout, QPageSize, QPainter, QPalette
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewWidget
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mhhs_board.drawing.pages import Pages
from mhhs_board.exchange.sheet import Sheet
from mhhs_board.operations import editing
from mhhs_board.ui.printing import printing
from tests.boards import act, board_of
from tests.exchange.pictured import blocked, hostile, many, refs, sheet_of
from tests.exchange.test_html import Page

pytestmark = pytest.mark.qt_log_ignore("qt.text.font.db", "This plugin does not support")


@pytest.fixture(autouse=True)
def clipboard(qapp: QGuiApplication) -> Iterator[None]:
    """Qt's screenless clipboard brings the process down at its end where it still holds something of ours."""
    yield
    QGuiApplication.clipboard().clear()


def printer_to(path: Path, size: QPageSize.PageSizeId = QPageSize.PageSizeId.A4) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setPageSize(QPageSize(size))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    printer.setFullPage(True)
    return printer


def printed(path: Path) -> list[str]:
    import pypdf

    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages]


@pytest.mark.parametrize("size", [QPageSize.PageSizeId.A4, QPageSize.PageSizeId.A3, QPageSize.PageSizeId.Letter])
def test_every_card_is_printed_once(tmp_path: Path, qtbot: QtBot, size: QPageSize.PageSizeId) -> None:
    board = many(120)
    printer = printer_to(tmp_path / "out.pdf", size)
    printing.paint(printer, printing.pages_on(printer, sheet_of(board)))
    pages = printed(tmp_path / "out.pdf")
    assert len(pages) == len(printing.pages_on(printer, sheet_of(board)).pages) > 1
    words = " ".join(pages).split()
    assert sorted(word for word in words if word in set(refs(board))) == refs(board)


def test_only_the_pages_asked_for_are_printed(tmp_path: Path, qtbot: QtBot) -> None:
    printer = printer_to(tmp_path / "out.pdf")
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 3)
    printing.paint(printer, printing.pages_on(printer, sheet_of(many())))
    pages = printed(tmp_path / "out.pdf")
    assert [re.findall(r"page (\d+) of", page) for page in pages] == [["2"], ["3"]]


def test_the_preview_shows_the_board_of_its_moment(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    board = board_of()
    seen: list[int] = []
    pages_on = printing.pages_on

    def counted(printer: QPrinter, sheet: Sheet) -> Pages:
        seen.append(len(sheet.artefacts))
        return pages_on(printer, sheet)

    monkeypatch.setattr(printing, "pages_on", counted)
    dialog = printing.print_board(window, sheet_of(board))
    act(board, editing.add, title="Later", workstream="smart")
    qtbot.waitUntil(lambda: bool(seen))
    gc.collect()
    shown = dialog.findChild(QPrintPreviewWidget)
    shown.updatePreview()  # the printer must still be there
    qtbot.wait(50)
    assert set(seen) == {23}
    assert shown.pageCount() == 1
    dialog.close()


ASKED = """
import sys
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from mhhs_board.ui.printing import printing
from tests.boards import board_of
from tests.exchange.pictured import sheet_of
application = QApplication([])
window = QWidget()
dialog = printing.print_board(window, sheet_of(board_of()))
QTest.qWait(300)
print("shown", flush=True)
sys.stdin.readline()
QPrinterInfo.availablePrinterNames()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the print service of Linux")
def test_the_preview_asks_no_print_service(tmp_path: Path) -> None:
    try:
        ctypes.CDLL("libcups.so.2")
    except OSError:
        pytest.skip("needs libcups, which asks the print service")
    service = tmp_path / "service"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(service))
        listening.listen()
        listening.settimeout(60)
        with subprocess.Popen(
            [sys.executable, "-c", ASKED],
            cwd=Path(__file__).resolve().parents[3],
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "CUPS_SERVER": str(service)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            try:
                ready = select.select([listening, child.stdout], [], [], 60)[0]  # whichever comes first
                assert listening not in ready, "the service was asked"
                assert child.stdout.readline() == "shown\n"
                child.stdin.write("\n")
                child.stdin.flush()
                listening.accept()[0].close()  # the list of printers does ask
            finally:
                child.kill()


def test_the_words_of_a_page_are_black_in_a_dark_preview(qtbot: QtBot) -> None:
    class Page:
        pages = (1,)

        def draw(self, painter: QPainter, _number: int) -> None:
            painter.setPen(QColor("black"))
            for y in range(100, 500):
                painter.drawLine(50, y, 700, y)

    window = QWidget()
    night = QPalette(QColor("#20262e"))
    night.setColor(QPalette.ColorRole.WindowText, QColor("white"))
    night.setColor(QPalette.ColorRole.Text, QColor("white"))
    window.setPalette(night)
    qtbot.addWidget(window)
    dialog = printing.Preview(window, "Print", "Page", lambda _printer: Page())
    dialog.setPalette(night)
    dialog.open()
    qtbot.waitExposed(dialog)
    picture = dialog.findChildren(QPrintPreviewWidget)[0].grab().toImage()
    middle = [picture.pixelColor(picture.width() // 2, y).lightness() for y in range(picture.height())]
    assert sum(light < 120 for light in middle) > 50
    dialog.close()


def test_a_copied_picture_is_nothing_but_a_picture(qtbot: QtBot) -> None:
    told: list[str] = []
    printing.copy_picture(sheet_of(board_of()), told.append, told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert told == ["The board is on the clipboard as a picture."]
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.hasImage()
    assert not mime.hasText()
    assert not mime.hasHtml()
    packed = QImage.fromData(mime.data("image/png"))
    assert packed.size() == QGuiApplication.clipboard().image().size()
    assert packed.width() > 1000


def test_a_copied_table_is_rows_of_text_and_a_table_and_no_picture(qtbot: QtBot) -> None:
    board = many(60)
    told: list[str] = []
    printing.copy_table(sheet_of(board), told.append)
    assert told == ["60 artefacts are on the clipboard as a table."]
    mime = QGuiApplication.clipboard().mimeData()
    assert not mime.hasImage()
    heads, *rows, marked = [line.split("\t") for line in mime.text().splitlines()]
    assert marked == ["# OFFICIAL · As at 24 November 2026, 08:00 · 60 of 60 shown · 0 hidden"]
    assert heads[:2] == ["Reference", "Title"]
    assert sorted(row[0] for row in rows) == refs(board)
    assert sum(bool(row[heads.index("Blocked")]) for row in rows) == len(blocked(board))
    page = Page(bytes(mime.data("text/html").data()))
    assert len(page.named("tr")) == 61
    assert len(page.named("td")) == 60 * len(heads)


def test_a_copied_cell_computes_nothing_and_ends_nowhere(qtbot: QtBot) -> None:
    board = hostile()
    printing.copy_table(sheet_of(board, classification=""), lambda sentence: None)
    mime = QGuiApplication.clipboard().mimeData()
    rows = [line.split("\t") for line in mime.text().splitlines()]
    assert len(rows) == board.count() + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@")]
    assert "'=HYPERLINK(1)" in [row[1] for row in rows]
    page = Page(bytes(mime.data("text/html").data()))
    assert {tag for tag, _ in page.tags} == {"table", "caption", "thead", "tbody", "tr", "th", "td"}
