"""A table model of plain text under the names of its columns; whoever has rows says only what stands in them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.plain import plain_tooltip

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


@contained
class TextTable(QAbstractTableModel):
    """Rows of text. A cell is whole in its tooltip, and has its column's name for whoever cannot see it."""

    heads: Sequence[str] = ()
    """The names of the columns."""

    def count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def text(self, row: int, column: int) -> str:
        """What stands in a cell."""
        raise NotImplementedError

    def whole(self, row: int, column: int) -> str:
        """All of what a cell has to say."""
        return self.text(row, column)

    def spoken(self, row: int, column: int) -> str:
        """A cell for whoever cannot see it."""
        return f"{self.heads[column]}: {self.text(row, column)}"

    def head(self, column: int) -> str:
        """What stands above a column."""
        return self.heads[column]

    # -- what Qt asks ------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """The rows there are."""
        return 0 if parent.isValid() else self.count()

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """The columns there are."""
        return 0 if parent.isValid() else len(self.heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What stands above the columns, at the left as the cells below."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.head(section)
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A cell as text, as tooltip, and in words."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(self.whole(index.row(), index.column()))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(index.row(), index.column())
        return None
