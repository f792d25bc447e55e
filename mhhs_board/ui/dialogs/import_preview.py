"""What an import would do, row by row, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QWidget,
)

from mhhs_board.domain.rows import Ruling, Verdict, counts
from mhhs_board.ui.contained import contained
from mhhs_board.ui.controls import Choice
from mhhs_board.ui.dialogs.heading import headed
from mhhs_board.ui.plain import PlainLabel, clip, one_line, plain_tooltip
from mhhs_board.ui.window_state import fit

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("Row", "Reference", "Title", "Verdict", "Why")
WIDTHS = (48, 110, 250, 96)
"""The pixels of each column but the last, which has the rest."""
_VERDICT = 3
MEANT: dict[Ruling, str] = {
    "new": "new: will be added",
    "update": "update: will be changed",
    "unchanged": "unchanged: is so already",
    "skipped": "skipped: cannot be read",
    "question": "question: left out until it is settled",
}
_WHY: dict[Ruling, str] = {"new": "will be added", "unchanged": "is so already"}
"""What is said of a verdict that needs no other reason."""
_SIGNS: dict[Ruling, str] = {"new": "+", "update": "✎", "unchanged": "=", "skipped": "⊘", "question": "?"}


@contained
class Verdicts(QAbstractTableModel):
    """The verdicts as they are read."""

    def __init__(self, verdicts: Sequence[Verdict]) -> None:
        super().__init__()
        self.verdicts = list(verdicts)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """How many rows the file had."""
        return 0 if parent.isValid() else len(self.verdicts)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """What is told of each."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The names of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell as plain text; the whole of it as a tooltip."""
        if not index.isValid():
            return None
        verdict = self.verdicts[index.row()]
        texts = _texts(verdict)
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(texts[index.column()], 200)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(MEANT[verdict.verdict] if index.column() == _VERDICT else texts[index.column()])
        if role == Qt.ItemDataRole.UserRole:
            return verdict.verdict
        return None


def _texts(verdict: Verdict) -> tuple[str, ...]:
    """What the columns say of a row."""
    why = verdict.why or _WHY.get(verdict.verdict, "")
    if verdict.verdict == "update":
        why = f"will be changed: {why}"
    return str(verdict.record), verdict.ref, verdict.title, f"{_SIGNS[verdict.verdict]} {verdict.verdict}", why


@contained
class _Shown(QSortFilterProxyModel):
    """The verdicts of one kind, or all."""

    def __init__(self) -> None:
        super().__init__()
        self._only = ""

    def show_only(self, ruling: str) -> None:
        """Show one kind of verdict; empty shows all."""
        self.beginResetModel()
        self._only = ruling
        self.endResetModel()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        """Whether a row is of that kind."""
        source = self.sourceModel()
        return not self._only or (isinstance(source, Verdicts) and source.verdicts[source_row].verdict == self._only)


class ImportPreview(QDialog):
    """Shows the verdicts and counts of a file. Only its button has anything written, by calling `take`."""

    def __init__(
        self, parent: QWidget, name: str, verdicts: Sequence[Verdict], remarks: Sequence[str], take: Callable[[], None]
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._take = take
        found = counts(verdicts)
        changing = found["new"] + found["update"]
        told = ", ".join(f"{number} {ruling}" for ruling, number in found.items() if number) or "The file holds no rows"
        self.counts = PlainLabel(f"{told}. Nothing is written yet.", wrap=True)
        left = found["question"] + found["skipped"]
        self.advice = PlainLabel(
            "Questions and skipped rows are left out; settle them in the file and import it again.",
            role="quiet",
            wrap=True,
        )
        self.advice.setVisible(bool(left))
        self.remarks = PlainLabel("\n".join(remarks), role="quiet", wrap=True)
        self.remarks.setVisible(bool(remarks))
        self._shown = _Shown()
        self.model = Verdicts(verdicts)
        self._shown.setSourceModel(self.model)
        self.only = Choice()
        self.only.setAccessibleName("Which rows are shown")
        options: list[tuple[str, Any]] = [(f"All {len(self.model.verdicts)} rows", "")]
        options += [(f"{number} {MEANT[ruling]}", ruling) for ruling, number in found.items() if number]  # type: ignore[index]
        self.only.offer(options)
        self.only.currentIndexChanged.connect(lambda _index: self._show_only())
        self.table = QTableView()
        self.table.setModel(self._shown)
        self.table.setAccessibleName("What the import would do with each row")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.whole = PlainLabel("", role="quiet", wrap=True)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._tell(now))
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setStretchLastSection(True)
        head.setHighlightSections(False)
        for column, width in enumerate(WIDTHS):
            self.table.setColumnWidth(column, width)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = QPushButton(f"Import {changing} artefact{'' if changing == 1 else 's'}" if changing else "Import")
        self.go.setEnabled(bool(changing))
        self.go.clicked.connect(self._import)
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.counts, 1)
        row.addWidget(self.only)
        box, _head = headed(self, f"Import {one_line(name, 60)}")
        box.addLayout(row)
        for widget in (self.advice, self.remarks):
            box.addWidget(widget)
        box.addWidget(self.table, 1)
        box.addWidget(self.whole)
        box.addWidget(buttons)
        fit(self, 900, 520)
        self.go.setDefault(True)
        self.table.selectRow(0)
        self.table.setFocus()

    def _show_only(self) -> None:
        self._shown.show_only(self.only.currentData())
        self.table.selectRow(0)

    def _tell(self, chosen: Index) -> None:
        """Say the whole of the row that is chosen, which its cells may have no room for."""
        row = self._shown.mapToSource(chosen).row()
        if row < 0:
            self.whole.setText("")
            return
        number, ref, title, _verdict, why = _texts(self.model.verdicts[row])
        name = " ".join(part for part in (ref, "" if title == ref else clip(title, 160)) if part)
        self.whole.setText(one_line(f"Row {number}{f', {name}' if name else ''}: {why}", 600))

    def _import(self) -> None:
        self.accept()
        self._take()
