"""Printing the blockers page, with a preview: what was shown when it was asked for, whatever changes meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from mhhs_board.domain import checkpoint
from mhhs_board.domain.checkpoint import Row
from mhhs_board.drawing import theme as themes
from mhhs_board.drawing.blocker_sheet import BlockerSheet
from mhhs_board.drawing.pages import A4, Caption, Paper
from mhhs_board.ui import window_state
from mhhs_board.ui.plain import one_line
from mhhs_board.workspace import Workspace


def caption(workspace: Workspace, query: str) -> Caption:
    """What the pages say of themselves: board, the moment of its newest entry, filter and classification."""
    details = workspace.board.details
    try:
        at = f"{datetime.fromisoformat(workspace.head.at).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        at = ""
    return Caption(details.name or "Design board", at, "", query.strip(), details.classification)


def preview(parent: QWidget, workspace: Workspace, rows: Sequence[Row], query: str) -> QPrintPreviewDialog:
    """Open the preview from which the rows are printed."""
    kept, told, today = tuple(rows), caption(workspace, query), workspace.today
    hidden = workspace.board.blocked_count() - checkpoint.summary(kept).artefacts
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    printer.setFullPage(True)
    printer.setDocName(one_line(f"Blockers · {told.name}", 80))
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.setWindowTitle("Print the blockers")
    window_state.fit(dialog, 1100, 800)

    def paint(asked: QPrinter) -> None:
        full = asked.pageLayout().fullRect(QPageLayout.Unit.Point)
        paper = Paper("paper", full.width(), full.height(), min(A4.margin, full.width() / 8))
        paint_sheet(asked, BlockerSheet(kept, today, themes.load("print"), told, paper, hidden))

    dialog.paintRequested.connect(paint)
    dialog.open()
    return dialog


def paint_sheet(printer: QPrinter, sheet: BlockerSheet) -> None:
    """Paint the pages that were asked for."""
    wanted = range(len(sheet.pages))
    if printer.printRange() is QPrinter.PrintRange.PageRange:
        wanted = wanted[max(0, printer.fromPage() - 1) : printer.toPage()] or wanted
    painter = QPainter(printer)
    try:
        painter.scale(printer.resolution() / 72, printer.resolution() / 72)
        for place, number in enumerate(wanted):
            if place and not printer.newPage():
                return  # called off at the printer, which says so itself
            sheet.draw(painter, number)
    finally:
        painter.end()
