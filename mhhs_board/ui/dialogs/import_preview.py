"""What an import would do, row by row, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSortFilterProxyModel, Qt
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

from mhhs_board.domain.imported import Blanks, Imported, Ruling, Verdict, by_reason, counted, counts, left_out
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.controls import Choice, Tick
from mhhs_board.ui.kit.file_dialogs import fit
from mhhs_board.ui.kit.heading import headed
from mhhs_board.ui.kit.plain import PlainLabel, clip, one_line, plain_tooltip
from mhhs_board.ui.kit.text_table import Index, TextTable

COLUMNS = ("Row", "Reference", "Title", "Verdict", "What and why")
WIDTHS = (48, 100, 200, 96)
"""The pixels of each column but the last, which has the rest."""
_VERDICT = 3
MEANT: dict[Ruling, str] = {
    "new": "will be added",
    "update": "will be changed",
    "unchanged": "is so already",
    "repeat": "says the same as a row before it",
    "question": "left out until it is settled",
    "skipped": "cannot be read",
}
_SIGNS: dict[Ruling, str] = {
    "new": "+",
    "update": "✎",
    "unchanged": "=",
    "repeat": "″",
    "question": "?",
    "skipped": "⊘",
}
_REMARK = 240
"""The most letters of a remark; the whole is in its tooltip."""
_REASONS = 3
"""The most reasons that are told above the table, each with the number of its rows."""


class Verdicts(TextTable):
    """The verdicts as they are read."""

    heads = COLUMNS

    def __init__(self, verdicts: Sequence[Verdict]) -> None:
        super().__init__()
        self.verdicts = list(verdicts)

    def tell(self, verdicts: Sequence[Verdict]) -> None:
        """Tell these verdicts instead."""
        self.beginResetModel()
        self.verdicts = list(verdicts)
        self.endResetModel()

    def count(self) -> int:
        """How many rows the file had."""
        return len(self.verdicts)

    def text(self, row: int, column: int) -> str:
        """What stands in a cell, on one line."""
        return one_line(_texts(self.verdicts[row])[column], 200)

    def whole(self, row: int, column: int) -> str:
        """The whole of it, and what a verdict means."""
        verdict = self.verdicts[row]
        return f"{verdict.verdict}: {MEANT[verdict.verdict]}" if column == _VERDICT else _texts(verdict)[column]


def _texts(verdict: Verdict) -> tuple[str, ...]:
    """What the columns say of a row."""
    why = verdict.why or MEANT[verdict.verdict]
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
    """Shows the verdicts and counts of a file. Only its button has anything written, by calling `take`.

    `judge` judges the file again where empty cells shall say something else; None where that cannot be done any more.
    """

    def __init__(
        self,
        parent: QWidget,
        name: str,
        judged: Imported,
        judge: Callable[[Blanks], Imported | None],
        take: Callable[[Blanks], None],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._judge, self._take = judge, take
        self.counts = PlainLabel(wrap=True)
        self.advice = PlainLabel(role="quiet", wrap=True)
        self.remarks = PlainLabel(role="quiet", wrap=True)
        self.clear = Tick("Empty cells clear what stands here")
        self.clear.setVisible(not judged.own)  # what we wrote ourselves says everything that it holds
        self.clear.toggled.connect(lambda _on: self._judge_again())
        self._shown = _Shown()
        self.model = Verdicts([])
        self._shown.setSourceModel(self.model)
        self.only = Choice()
        self.only.setAccessibleName("Which rows are shown")
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
        self.go = QPushButton("Import")
        self.go.clicked.connect(self._import)
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.counts, 1)
        row.addWidget(self.only)
        box, _head = headed(self, f"Import {one_line(name, 60)}")
        box.addLayout(row)
        for widget in (self.advice, self.remarks, self.clear):
            box.addWidget(widget)
        box.addWidget(self.table, 1)
        box.addWidget(self.whole)
        box.addWidget(buttons)
        fit(self, 1000, 560)
        self._tell_all(judged)
        self.go.setDefault(True)
        self.table.setFocus()

    @property
    def blanks(self) -> Blanks:
        """What an empty cell says."""
        return "clear" if self.clear.isChecked() else "keep"

    def _judge_again(self) -> None:
        judged = self._judge(self.blanks)
        if judged is None:
            self.reject()
        else:
            self._tell_all(judged)

    def _tell_all(self, judged: Imported) -> None:
        """Tell what an import would do."""
        found = counts(judged.verdicts)
        changing = found["new"] + found["update"]
        self.counts.setText(f"{judged.sentence} Nothing is written yet.")
        self.advice.setText(_advice(judged.verdicts))
        self.advice.setVisible(bool(self.advice.text()))
        self.remarks.setText("\n".join(clip(remark, _REMARK) for remark in judged.remarks))
        self.remarks.setToolTip(plain_tooltip("\n".join(judged.remarks)))
        self.remarks.setVisible(bool(judged.remarks))
        self.model.tell(judged.verdicts)
        options: list[tuple[str, Any]] = [(f"All {len(judged.verdicts):,} rows", "")]
        for ruling, meant in MEANT.items():
            if number := found[ruling]:
                options.append((f"{number:,} {counted(ruling, number)}: {meant}", ruling))
        self.only.clear()
        self.only.offer(options)
        self.go.setText(f"Import {changing:,} artefact{'' if changing == 1 else 's'}" if changing else "Import")
        self.go.setEnabled(bool(changing))
        self.table.selectRow(0)

    def _show_only(self) -> None:
        self._shown.show_only(self.only.currentData())
        self.table.selectRow(0)

    def _tell(self, chosen: Index) -> None:
        """Say the whole of the row that is chosen, which its cells may have no room for."""
        row = self._shown.mapToSource(chosen).row()
        if row < 0:
            self.whole.setText("")
            return
        verdict = self.model.verdicts[row]
        number, ref, title, _verdict, why = _texts(verdict)
        number += f" (line {verdict.line})" if verdict.line else ""
        name = " ".join(part for part in (ref, "" if title == ref else clip(title, 160)) if part)
        self.whole.setText(one_line(f"Row {number}{f', {name}' if name else ''}: {why}", 600))

    def _import(self) -> None:
        blanks = self.blanks
        self.accept()
        self._take(blanks)


def _advice(verdicts: Sequence[Verdict]) -> str:
    """What to do about the rows that are left out, and why most of them are."""
    if not left_out(verdicts):
        return ""
    told = [f"{number:,} rows: {verdict.why}" for verdict, number in by_reason(verdicts) if number > 1 and verdict.why]
    return "\n".join(
        [
            "Questions and skipped rows are left out; settle them, in the file or on the board, and import it again.",
            *told[:_REASONS],
        ]
    )
