"""The sheet of all keys, made from the commands of the menus and from what the board and the pages say of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mhhs_board.ui.board.keys import KEYS
from mhhs_board.ui.kit.actions import Actions
from mhhs_board.ui.kit.heading import headed
from mhhs_board.ui.kit.page import PageSpec
from mhhs_board.ui.kit.plain import PlainLabel


class Section(NamedTuple):
    """Keys that belong together: (keys, what they do)."""

    title: str
    rows: list[tuple[str, str]]


def native(keys: str) -> str:
    """Keys as this platform writes them, two parted by " or "; of more, which differ in their last key, that alone."""
    style = QKeySequence.SequenceFormat.NativeText
    written = [QKeySequence(key).toString(style) or key for key in keys.split(" or ")]
    if len(written) <= 2:
        return " or ".join(written)
    with_them = written[0][: written[0].rfind("+") + 1]
    return with_them + "/".join(key.removeprefix(with_them) for key in written)


def sections(actions: Actions, pages: Sequence[PageSpec] = ()) -> list[Section]:
    """Every key of the program: the board's own first, then the commands by menu, then those of the pages."""
    found = [Section("On the board", [(native(keys), what) for keys, what in KEYS])]
    own = [
        Section(f"On the page {page.name}", [(native(keys), what) for keys, what in page.keys])
        for page in pages
        if page.keys
    ]
    menus: dict[str, list[tuple[str, str]]] = {}
    for command in actions.told():
        if command.keys:
            text = actions.plain_text(command.id).rstrip("…")
            menus.setdefault(command.menu, []).append((command.keys, text))
    return [*found, *(Section(menu, rows) for menu, rows in menus.items()), *own]


def _halves(told: list[Section]) -> tuple[list[Section], list[Section]]:
    """The sections parted so that the taller column is as low as can be; a title and its gap count as two rows."""
    heights = [len(section.rows) + 2 for section in told]
    cut = min(range(1, len(told) + 1), key=lambda at: max(sum(heights[:at]), sum(heights[at:])))
    return told[:cut], told[cut:]


class KeySheet(QDialog):
    """All keys at a glance, in two columns."""

    def __init__(self, actions: Actions, parent: QWidget, pages: Sequence[PageSpec] = ()) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        inner = QWidget()
        columns = QHBoxLayout(inner)
        columns.setContentsMargins(0, 0, 12, 0)
        columns.setSpacing(32)
        told = sections(actions, pages)
        for shown in _halves(told):
            column = QVBoxLayout()
            column.setSpacing(3)
            for section in shown:
                self._add(column, section)
            column.addStretch(1)
            columns.addLayout(column, 1)
        self.page = QScrollArea()
        self.page.setWidget(inner)
        self.page.setProperty("role", "plain")
        self.page.setWidgetResizable(True)
        self.page.setAccessibleName("All keys")
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        box, _head = headed(self, "All keys")
        box.addWidget(self.page, 1)
        box.addWidget(close)
        self.page.setFocus()
        room = parent.window().size()
        wanted = inner.sizeHint()
        self.resize(min(wanted.width() + 70, room.width() - 40), min(wanted.height() + 120, room.height() - 24))

    @staticmethod
    def _add(column: QVBoxLayout, section: Section) -> None:
        title = PlainLabel(section.title, role="strong")
        column.addWidget(title)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 6)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        for row, (keys, what) in enumerate(section.rows):
            label = PlainLabel(what)
            label.setAccessibleName(f"{what}: {keys}")
            grid.addWidget(PlainLabel(keys, role="quiet"), row, 0)
            grid.addWidget(label, row, 1)
        column.addLayout(grid)
