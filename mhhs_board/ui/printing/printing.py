"""Paper and clipboard: printing with a preview, the board as a picture, and the artefacts as a table.

The pages are those of the PDF. What goes to the clipboard is either a picture or a table, never both, for programs that
paste choose one of them by themselves.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Callable, Iterator, Sequence, Sized
from typing import Protocol

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QToolBar, QWidget

from mhhs_board.drawing import theme
from mhhs_board.drawing.pages import A4, Pages, Paper
from mhhs_board.exchange import pdf, png, table
from mhhs_board.exchange.sheet import Sheet
from mhhs_board.ui.kit.file_dialogs import fit
from mhhs_board.ui.kit.jobs import Job, Report, detached
from mhhs_board.ui.kit.plain import one_line

Tell = Callable[[str], None]

_SERVICE = "libcups.so.2"
"""What Qt speaks to the print service with on Linux."""


class Drawn(Protocol):
    """Pages that draw themselves, in points."""

    @property
    def pages(self) -> Sized: ...

    def draw(self, painter: QPainter, number: int, /) -> None: ...


class Preview(QPrintPreviewDialog):
    """Pages before they are printed. It keeps the printer alive, which Qt only points to."""

    def __init__(self, parent: QWidget, title: str, document: str, drawn: Callable[[QPrinter], Drawn]) -> None:
        with _asking_nobody():
            self.printer_kept = QPrinter(QPrinter.PrinterMode.HighResolution)
            self.printer_kept.setPageLayout(pages_layout(self.printer_kept))
        self.printer_kept.setFullPage(True)
        self.printer_kept.setDocName(one_line(document, 80))
        super().__init__(self.printer_kept, parent)
        self._drawn = drawn
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.paintRequested.connect(self._paint)
        day = theme.load("light")  # Qt's pictures on these buttons are black in every theme
        for bar in self.findChildren(QToolBar):
            bar.setStyleSheet(f"QToolBar, QToolBar QLabel {{ background: {day.hex('head')}; color: {day.hex('text')}; }}")
        fit(self, 1100, 800)

    def _paint(self, printer: QPrinter) -> None:
        paint(printer, self._drawn(printer))


@contextlib.contextmanager
def _asking_nobody() -> Iterator[None]:
    """Make a printer of paper alone: Qt asks the print service, which may be on another machine, for the usual one as soon
    as any is made. The print dialog asks it once somebody wants to print."""
    try:
        service = ctypes.CDLL(_SERVICE)
    except OSError:  # another system, where it is asked in the machine itself, or one that prints nothing
        yield
        return
    service.cupsSetServer(os.fsencode(os.devnull))
    try:
        yield
    finally:
        service.cupsSetServer(None)


def print_board(parent: QWidget, sheet: Sheet) -> Preview:
    """Open the preview from which the board is printed, as it is now, whatever changes meanwhile."""
    kept = detached(sheet)()
    dialog = Preview(parent, "Print", sheet.name or "Design board", lambda printer: pages_on(printer, kept))
    dialog.open()
    return dialog


def pages_layout(printer: QPrinter) -> QPageLayout:
    """Lying on its side, on the printer's own paper, or on A4 where that is small."""
    layout = printer.pageLayout()
    layout.setOrientation(QPageLayout.Orientation.Landscape)
    if layout.fullRect(QPageLayout.Unit.Point).width() < A4.width * 0.9:
        layout.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    return layout


def paint(printer: QPrinter, drawn: Drawn) -> None:
    """Paint the pages that were asked for on the paper that was chosen."""
    wanted = range(len(drawn.pages))
    if printer.printRange() is QPrinter.PrintRange.PageRange:
        wanted = wanted[max(0, printer.fromPage() - 1) : printer.toPage()] or wanted
    painter = QPainter(printer)
    try:
        scale = printer.resolution() / 72
        painter.scale(scale, scale)
        for place, number in enumerate(wanted):
            if place and not printer.newPage():
                return  # called off at the printer, which says so itself
            # A preview plays this on a widget, with the pen of its theme: black is told only where it is a change.
            painter.setPen(Qt.GlobalColor.white)
            drawn.draw(painter, number)
    finally:
        painter.end()


def paper_in(printer: QPrinter) -> Paper:
    """A printer's paper in points, within the margins that it can print."""
    layout = printer.pageLayout()
    full, margins = layout.fullRect(QPageLayout.Unit.Point), layout.margins(QPageLayout.Unit.Point)
    margin = max(A4.margin, margins.left(), margins.top(), margins.right(), margins.bottom())
    margin = min(margin, full.width() / 8, full.height() / 8)
    return Paper(layout.pageSize().name() or "paper", full.width(), full.height(), margin)


def pages_on(printer: QPrinter, sheet: Sheet) -> Pages:
    """The sheet's pages for a printer's paper."""
    return pdf.paged(sheet, paper_in(printer))


# -- the clipboard -------------------------------------------------------------------------------------------------------


def copy_picture(sheet: Sheet, told: Tell, failed: Tell) -> Job:
    """Put a picture of the sheet on the clipboard, drawn and packed off the window's thread."""
    take = detached(sheet)

    def work(report: Report) -> tuple[QImage, bytes]:
        image = png.picture(take())
        report(1, 2)
        return image, png.encoded(image)

    def made(result: tuple[QImage, bytes]) -> None:
        image, packed = result
        mime = QMimeData()
        mime.setImageData(image)
        mime.setData("image/png", packed)
        QGuiApplication.clipboard().setMimeData(mime)
        told(f"The board is on the clipboard as a picture.{_left_out(sheet)}")

    return Job(work, made, failed)


def copy_table(sheet: Sheet, told: Tell) -> None:
    """Put the shown artefacts on the clipboard as a table: tabbed text, and HTML for programs that want it."""
    mime = QMimeData()
    mime.setText(table.tabbed(sheet))
    mime.setData("text/html", table.html(sheet).encode("utf-8", "replace"))
    QGuiApplication.clipboard().setMimeData(mime)
    count = len(sheet.artefacts)
    words = f"{count} artefact{'' if count == 1 else 's'} {'is' if count == 1 else 'are'} on the clipboard as a table."
    told(f"{words}{_left_out(sheet)}")


def copy_rows(heads: Sequence[str], rows: Sequence[Sequence[str]], many: str, told: Tell) -> None:
    """Put rows on the clipboard as a table, in both forms as well."""
    mime, cells = QMimeData(), table.on_one_line(rows)
    mime.setText(table.tabbed_rows(heads, cells))
    mime.setData("text/html", table.html_rows(heads, cells).encode("utf-8", "replace"))
    QGuiApplication.clipboard().setMimeData(mime)
    words = f"{len(rows)} of the {many} {'is' if len(rows) == 1 else 'are'} on the clipboard as a table."
    told(words)


def _left_out(sheet: Sheet) -> str:
    left = sheet.left_out()
    return f" {left}." if left else ""


# -- small pictures ------------------------------------------------------------------------------------------------------


def thumbnail(pages: Pages, width: int, height: int, ratio: float = 1.0) -> QImage:
    """The first page as large as fits a box of logical pixels, with an edge around it."""
    scale = min(width / pages.size[0], height / pages.size[1])
    image = QImage(
        max(1, round(pages.size[0] * scale * ratio)),
        max(1, round(pages.size[1] * scale * ratio)),
        QImage.Format.Format_RGB32,
    )
    image.fill(pages.theme["window"])
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    try:
        pages.draw(painter, 0)
        painter.resetTransform()
        painter.setPen(pages.theme["line"])
        painter.drawRect(0, 0, round(pages.size[0] * scale) - 1, round(pages.size[1] * scale) - 1)
    finally:
        painter.end()
    return image
