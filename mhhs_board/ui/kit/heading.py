"""How every dialog begins: with margins of one kind, and in larger letters what it is."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout

from mhhs_board.ui.kit.plain import PlainLabel, one_line


def headed(dialog: QDialog, title: str, heading: str = "") -> tuple[QVBoxLayout, PlainLabel]:
    """Give a dialog its title and a column that begins with its heading, which is the title unless another is given."""
    dialog.setWindowTitle(one_line(title, 80))
    head = PlainLabel(heading or title, role="card-title", wrap=True)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(20, 16, 20, 16)
    column.setSpacing(12)
    column.addWidget(head)
    return column, head
