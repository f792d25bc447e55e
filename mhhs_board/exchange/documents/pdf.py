"""A document as PDF on A4 standing up, with text that can be copied out and the fonts in the file.

Needs a QGuiApplication, offscreen is enough.
"""

from __future__ import annotations

from mhhs_board.base.document import Document
from mhhs_board.drawing import theme as themes
from mhhs_board.drawing.document_sheet import DocumentSheet
from mhhs_board.exchange import pdf


def write(document: Document) -> bytes:
    """The whole document. Raises Refused where Qt could not finish it."""
    sheet = DocumentSheet(document, themes.load("print"))
    return pdf.printed(sheet, document.title, f"{document.day.isoformat()}T12:00:00Z", upright=True)
