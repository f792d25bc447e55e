"""Printing a register's page, with a preview: what was shown when it was asked for, whatever changes meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from mhhs_board.drawing import theme as themes
from mhhs_board.drawing.table_sheet import Columns, TableRow, TableSheet
from mhhs_board.ui.printing.printing import Preview, paper_in
from mhhs_board.ui.registers.print_blockers import caption
from mhhs_board.ui.registers.register_page import RegisterPage
from mhhs_board.workspace import Workspace


def preview(parent: QWidget, workspace: Workspace, page: RegisterPage, query: str) -> Preview:
    """Open the preview from which the rows are printed; what is private is on no paper."""
    heads, rows = page.cells()
    many = page.record_type.MANY
    return preview_rows(
        parent,
        workspace,
        title=page.record_type.TITLE,
        counts=page.counts.text(),
        what=many,
        heads=heads,
        shares=page.model.shares_of(heads),
        rows=rows,
        empty=f"No {many} to be shown.",
        query=query,
    )


def preview_rows(
    parent: QWidget,
    workspace: Workspace,
    *,
    title: str,
    counts: str,
    what: str,
    heads: Sequence[str],
    shares: Sequence[float],
    rows: Sequence[tuple[str, ...]],
    empty: str,
    query: str,
) -> Preview:
    """The same of any rows, under a title with what is counted."""
    lines = [TableRow(cells) for cells in rows]
    columns = Columns(heads, shares)
    told = caption(workspace, query)

    def drawn(printer: QPrinter) -> TableSheet:
        paper = paper_in(printer)
        return TableSheet(title, counts, columns, lines, empty=empty, theme=themes.load("print"), caption=told, paper=paper)

    dialog = Preview(parent, f"Print the {what}", f"{title} · {told.name}", drawn)
    dialog.open()
    return dialog
