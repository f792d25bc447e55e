"""PDF: the board's pages with real text and the fonts in the file, as PDF/A-1b, for minutes and for paper.

Needs a QGuiApplication, offscreen is enough.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sized
from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QHashSeed, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from mhhs_board import __version__
from mhhs_board.domain.errors import Refused
from mhhs_board.drawing import theme as themes
from mhhs_board.drawing.pages import A3, A4, DENSITIES, PAPERS, Caption, Pages, Paper
from mhhs_board.drawing.reviewed import ReviewedPages
from mhhs_board.exchange import memory as room
from mhhs_board.exchange import pdf_origin
from mhhs_board.exchange.sheet import Sheet

DOTS = 1200
"""Dots to the inch that coordinates are rounded to."""
TOGETHER = 5
"""No more pages of A4 than so many have room on one of A3."""
SIZES = {"A4": QPageSize.PageSizeId.A4, "A3": QPageSize.PageSizeId.A3}


class Paged(Protocol):
    """What is divided into pages and draws each of them."""

    @property
    def paper(self) -> Paper:
        """What every page is drawn on."""

    @property
    def pages(self) -> Sized:
        """The pages."""

    def draw(self, painter: QPainter, number: int) -> None:
        """Draw a page, counted from 0."""


Progress = Callable[[int, int], None]
"""Told after each page how many of how many are drawn; raises to stop."""


def write(sheet: Sheet) -> bytes:
    """The sheet as PDF on the paper that suits it. Raises Refused where it cannot be made."""
    return drawn(pages_of(sheet), sheet)


def pages_of(sheet: Sheet, paper: str = "") -> ReviewedPages:
    """The sheet's pages: on "a4" or "a3", else on the paper it asks for, else on A4, or A3 where that makes one page.

    Paper is light: every theme but the dark one is the print theme.
    """
    if paper := paper or sheet.paper:
        return paged(sheet, PAPERS[paper])
    small = paged(sheet, A4)
    if not 1 < small.of_the_board <= TOGETHER:
        return small
    large = paged(sheet, A3)
    return large if large.of_the_board == 1 else small


def paged(sheet: Sheet, paper: Paper | None, theme: str = "") -> ReviewedPages:
    """The sheet on one kind of paper, or as one picture where `paper` is None."""
    shown = sheet.shown if sheet.hidden else None
    theme = theme or (sheet.theme if sheet.theme == "dark" else "print")
    density = DENSITIES[sheet.density] if sheet.density else None
    return ReviewedPages(sheet.board, themes.load(theme), sheet.today, caption(sheet), shown, paper, density)


def caption(sheet: Sheet) -> Caption:
    """What every page says of the sheet."""
    name = sheet.name or "Design board"
    return Caption(name, sheet.as_at, sheet.counts, sheet.filter, sheet.classification, sheet.entry)


def drawn(pages: Pages, sheet: Sheet, progress: Progress | None = None) -> bytes:
    """Pages as PDF. Raises Refused where Qt could not finish it."""
    title = " · ".join(part for part in (sheet.name or "Design board", sheet.as_at) if part)
    return printed(pages, title, sheet.at, progress)


def printed(pages: Paged, title: str, at: str, progress: Progress | None = None, *, upright: bool = False) -> bytes:
    """What draws itself page by page, as PDF made at a UTC instant. Raises Refused where Qt could not finish it."""
    room.ready()
    data = QByteArray()
    with _one_order():
        _write(pages, title, upright, data, progress)
    written = bytes(data.data())
    check(written)
    return pdf_origin.settled(written, at)


@contextlib.contextmanager
def _one_order() -> Iterator[None]:
    """Qt puts fonts into a file as they lie in a table, whose order is another in every process; in here it is not."""
    QHashSeed.setDeterministicGlobalSeed()
    try:
        yield
    finally:
        QHashSeed.resetRandomGlobalSeed()


def _write(pages: Paged, title: str, upright: bool, data: QByteArray, progress: Progress | None) -> None:
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPdfVersion(QPdfWriter.PdfVersion.PdfVersion_A1b)
    writer.setResolution(DOTS)
    writer.setTitle(title)
    writer.setCreator(f"L4 Design Board {__version__}")
    size = QPageSize(SIZES[pages.paper.name])
    lies = QPageLayout.Orientation.Portrait if upright else QPageLayout.Orientation.Landscape
    writer.setPageLayout(QPageLayout(size, lies, QMarginsF(0, 0, 0, 0)))
    painter = QPainter(writer)
    try:
        paint(painter, pages, DOTS / 72, lambda: _next(writer, data), progress)
        room.ready(data.size())
    finally:
        painter.end()
    buffer.close()


def _next(writer: QPdfWriter, data: QByteArray) -> bool:
    room.ready(data.size())
    return writer.newPage()


def paint(
    painter: QPainter, pages: Paged, scale: float, new_page: Callable[[], bool], progress: Progress | None = None
) -> None:
    """Paint every page, on paper or in a file, at so many dots to the point. Raises Refused where no page can be begun."""
    painter.scale(scale, scale)
    for number in range(len(pages.pages)):
        if number and not new_page():
            raise Refused(f"Page {number + 1} could not be begun.")
        pages.draw(painter, number)
        if progress is not None:
            progress(number + 1, len(pages.pages))


def check(data: bytes) -> None:
    """Raises Refused where the bytes are no whole PDF file; Qt says nothing when it ran out of room."""
    if not data.startswith(b"%PDF-") or not data.rstrip().endswith(b"%%EOF") or b"startxref" not in data[-64:]:
        raise Refused("The PDF could not be finished; there may be too little memory for it.")
