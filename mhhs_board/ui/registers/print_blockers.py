"""Printing the blockers page, with a preview: what was shown when it was asked for, whatever changes meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from mhhs_board.domain import checkpoint, dates
from mhhs_board.domain.checkpoint import Row
from mhhs_board.drawing import theme as themes
from mhhs_board.drawing.blocker_sheet import BlockerSheet
from mhhs_board.drawing.pages import Caption
from mhhs_board.ui.printing.printing import Preview, paper_in
from mhhs_board.workspace import Workspace


def caption(workspace: Workspace, query: str) -> Caption:
    """What the pages say of themselves, as the board's own do: board, moment, newest entry, filter and classification."""
    details, at = workspace.board.details, dates.as_at(workspace.context().now)
    entry = f"entry {workspace.board.seq}"
    return Caption(details.name or "Design board", at, "", query.strip(), details.classification, entry)


def preview(parent: QWidget, workspace: Workspace, rows: Sequence[Row], query: str) -> Preview:
    """Open the preview from which the rows are printed."""
    kept, told, today = tuple(rows), caption(workspace, query), workspace.today
    hidden = workspace.board.blocked_count() - checkpoint.summary(kept).artefacts

    def drawn(printer: QPrinter) -> BlockerSheet:
        return BlockerSheet(kept, today, themes.load("print"), told, paper_in(printer), hidden)

    dialog = Preview(parent, "Print the blockers", f"Blockers · {told.name}", drawn)
    dialog.open()
    return dialog
