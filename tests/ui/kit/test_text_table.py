"""The table of plain text that the pages and the import fill."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from mhhs_board.ui.kit.text_table import TextTable


class Numbers(TextTable):
    heads = ("Number", "Twice")

    def count(self) -> int:
        return 3

    def text(self, row: int, column: int) -> str:
        return f"<b>{row * (column + 1)}</b>"


def test_every_cell_is_text_under_its_name_and_never_markup(qtmodeltester: ModelTester) -> None:
    model, role = Numbers(), Qt.ItemDataRole
    qtmodeltester.check(model)
    assert (model.rowCount(), model.columnCount()) == (3, 2)
    assert model.rowCount(model.index(0, 0)) == 0
    assert [model.headerData(column, Qt.Orientation.Horizontal) for column in range(2)] == ["Number", "Twice"]
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    cell = model.index(2, 1)
    assert model.data(cell) == "<b>4</b>"
    assert model.data(cell, role.AccessibleTextRole) == "Twice: <b>4</b>"
    assert model.data(cell, role.ToolTipRole) == "<qt>&lt;b&gt;4&lt;/b&gt;</qt>"
    assert model.data(cell, role.DecorationRole) is None
