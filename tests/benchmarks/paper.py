"""Pictures and paper: PDF and SVG against the same pages drawn bare, and how long the window waits while a PNG or a PDF is
made."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, QMarginsF, QRectF, QSize
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from mhhs_board.drawing.pages import Pages
from mhhs_board.exchange import files, pdf, png, svg
from mhhs_board.exchange.sheet import Sheet
from mhhs_board.ui.kit.jobs import Job, detached
from tests.benchmarks.boards import Boards
from tests.benchmarks.frames import share_of
from tests.benchmarks.pauses import Pauses
from tests.benchmarks.rounds import Contest, timed
from tests.benchmarks.seen import FRAME, Seen

CARDS, MANY = 200, 300


def _sheet(seen: Seen) -> Sheet:
    return files.sheet(files.Sight.now(seen.workspace), None)


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


def bare_pdf(pages: Pages) -> None:
    """Pages that are laid out already, drawn into Qt's PDF at the same resolution and version."""
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    writer.setPdfVersion(QPdfWriter.PdfVersion.PdfVersion_A1b)
    writer.setResolution(pdf.DOTS)
    size = QPageSize(pdf.SIZES[pages.paper.name])
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Landscape, QMarginsF(0, 0, 0, 0)))
    painter = QPainter(writer)
    painter.scale(pdf.DOTS / 72, pdf.DOTS / 72)
    for number in range(len(pages.pages)):
        if number:
            writer.newPage()
        pages.draw(painter, number)
    painter.end()
    assert buffer.size(), "There is no PDF."


def bare_svg(pages: Pages) -> None:
    """The one page of a picture that is laid out already, drawn into Qt's SVG."""
    buffer, (width, height) = _buffer(), pages.size
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(96)
    generator.setSize(QSize(round(width), round(height)))
    generator.setViewBox(QRectF(0, 0, width, height))
    painter = QPainter(generator)
    pages.draw(painter, 0)
    painter.end()
    assert buffer.size(), "There is no SVG."


def _drawn(boards: Boards) -> list[Contest]:
    sheet = _sheet(Seen(boards, CARDS))

    def contest(
        action: str, bare: Callable[[Pages], None], pages: Pages, ours: Callable[[Sheet], bytes], goal: float
    ) -> Contest:
        note = "limit: the same pages, laid out already, drawn into Qt's writer"
        return Contest(
            action, CARDS, lambda: [timed(lambda: bare(pages))], lambda: [timed(lambda: ours(sheet))], goal, note=note
        )

    return [
        contest("PDF", bare_pdf, pdf.pages_of(sheet), pdf.write, 2),
        contest("SVG", bare_svg, pdf.paged(sheet, None, sheet.theme), svg.write, 1.5),
    ]


def longest_pause(work: Callable[[], Job]) -> float:
    """Seconds that the window's thread did nothing else at the longest, from before a job is begun until it has ended."""
    loop, pauses = QEventLoop(), Pauses()
    job = work()
    job.finished.connect(loop.quit)
    if not job.isFinished():
        loop.exec()
    return pauses.longest()


def _paused(action: str, write: Callable[[Sheet], bytes], boards: Boards) -> Contest:
    seen = Seen(boards, MANY)
    made: list[bytes] = []
    failed: list[str] = []

    def begun() -> Job:
        take = detached(_sheet(seen))
        return Job(lambda report: write(take()), made.append, failed.append)

    def ours() -> list[float]:
        made.clear()
        pause = longest_pause(begun)
        assert not failed, failed
        assert made, "Nothing was made."
        return [pause]

    return Contest(f"{action}, longest pause", MANY, share_of(FRAME), ours, goal=1, tail=FRAME, note="limit: a frame")


def contests(boards: Boards) -> list[list[Contest]]:
    """PDF and SVG of 200 cards, and the pause while a PNG and a PDF of 300 are made."""
    return [_drawn(boards), [_paused("PNG", png.write, boards)], [_paused("PDF", pdf.write, boards)]]
