"""What an import would do, row by row, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from mhhs_board.domain import dates
from mhhs_board.domain.imported import (
    LEAVE_OUT,
    NO_CHOICES,
    Blanks,
    Choices,
    Imported,
    Ruling,
    Verdict,
    by_reason,
    counted,
    counts,
    left_out,
)
from mhhs_board.operations.importing.chosen import NEW
from mhhs_board.ui.dialogs.import_choices import ColumnsPart, Names, WordsPart
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.controls import Choice, Tick
from mhhs_board.ui.kit.file_dialogs import fit
from mhhs_board.ui.kit.heading import headed
from mhhs_board.ui.kit.plain import PlainLabel, clip, one_line, plain_tooltip
from mhhs_board.ui.kit.text_table import Index, TextTable

COLUMNS = ("Row", "Verdict", "Reference", "Title", "Workstream", "Stage", "Due", "What and why")
WIDTHS = (48, 96, 84, 200, 110, 110, 124)
"""The pixels of each column but the last, which has the rest."""
_VERDICT = 1
_COLUMNS, _WORDS = 1, 2
"""The tabs."""
_LEFT = ("question", "skipped")
_REMARKS = 3
"""So many remarks are shown; all of them are in the tooltip."""
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
        self._fields: Mapping[int, Mapping[str, str]] = {}

    def tell(self, verdicts: Sequence[Verdict], fields: Mapping[int, Mapping[str, str]]) -> None:
        """Tell these verdicts instead, with what is understood of their rows."""
        self.beginResetModel()
        self.verdicts, self._fields = list(verdicts), fields
        self.endResetModel()

    def told(self, row: int) -> tuple[str, ...]:
        """What the columns say of a row."""
        verdict = self.verdicts[row]
        said = self._fields.get(verdict.record, {})
        due = said.get("due", "")
        day = dates.day_of(due)
        placed = (said.get("workstream", ""), said.get("stage", ""), dates.written(day) if day else due)
        why = verdict.why or MEANT[verdict.verdict]
        sign = f"{_SIGNS[verdict.verdict]} {verdict.verdict}"
        ref = "" if said and verdict.ref == verdict.title and "ref" not in said else verdict.ref
        return (str(verdict.record), sign, ref, verdict.title, *placed, why)

    def count(self) -> int:
        """How many rows the file had."""
        return len(self.verdicts)

    def text(self, row: int, column: int) -> str:
        """What stands in a cell, on one line."""
        return one_line(self.told(row)[column], 200)

    def whole(self, row: int, column: int) -> str:
        """The whole of it, and what a verdict means."""
        verdict = self.verdicts[row]
        return f"{verdict.verdict}: {MEANT[verdict.verdict]}" if column == _VERDICT else self.told(row)[column]


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
    """Shows how a file is read, the verdicts on its rows and their counts, and takes what somebody says about it. Only its
    button has anything written, by calling `take`.

    `judge` judges the file again where something was chosen; None where that cannot be done any more. `names` are what a
    field may name on the board, `save` writes a list of what is left out. `begun`: what was chosen for such a file before.
    """

    def __init__(
        self,
        parent: QWidget,
        name: str,
        judged: Imported,
        judge: Callable[[Blanks, Choices], Imported | None],
        take: Callable[[Blanks, Choices], None],
        *,
        names: Names = lambda field: (),
        save: Callable[[Sequence[Verdict]], None] | None = None,
        begun: Choices = NO_CHOICES,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._judge, self._take, self._names = judge, take, names
        self.choices = begun
        self.judged = judged
        self._may_be: dict[int, str] = {}
        """Which artefact a row may be, also once somebody has said that it is, or is not."""
        self.counts = PlainLabel(wrap=True)
        self.advice = PlainLabel(role="quiet", wrap=True)
        self.remarks = PlainLabel(role="quiet", wrap=True)
        self.again = PlainLabel("It is read as such a file was read before.", role="quiet", wrap=True)
        self.again.setVisible(begun != NO_CHOICES)
        self.clear = Tick("Empty cells clear what stands here")
        self.clear.setVisible(not judged.own)  # what we wrote ourselves says everything that it holds
        self.clear.toggled.connect(lambda _on: self._judge_again())
        self.gone = Tick("")
        self.gone.toggled.connect(
            lambda on: self._choose(msgspec.structs.replace(self.choices, gone="retire" if on else ""))
        )
        self._shown = _Shown()
        self.model = Verdicts([])
        self._shown.setSourceModel(self.model)
        self.only = Choice()
        self.only.setAccessibleName("Which rows are shown")
        self.only.currentIndexChanged.connect(lambda _index: self._show_only())
        self.table = self._table()
        self.whole = PlainLabel("", role="quiet", wrap=True)
        self.answer = Choice()
        self.answer.setAccessibleName("What this row is")
        self.answer.activated.connect(lambda _index: self._answer())
        self.columns, self.words = ColumnsPart(self._choose), WordsPart(self._choose)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.go = QPushButton("Import")
        self.go.clicked.connect(self._import)
        self.save = QPushButton("Save what is left out…")
        self.save.setAutoDefault(False)
        if save is not None:
            self.save.clicked.connect(lambda: save([one for one in self.judged.verdicts if one.verdict in _LEFT]))
        self._can_save = save is not None
        self._place(name)
        self._tell_all(judged)
        open_tab = _WORDS if judged.questions.get("values") else 0
        open_tab = _COLUMNS if judged.questions.keys() & {"columns", "set"} else open_tab
        self.tabs.setCurrentIndex(open_tab if self.tabs.isTabVisible(open_tab) else 0)
        self.go.setDefault(True)
        (self.table if self.tabs.currentIndex() == 0 else self.tabs).setFocus()

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self._shown)
        table.setAccessibleName("What the import would do with each row")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.selectionModel().currentRowChanged.connect(lambda now, _before: self._tell(now))
        head = table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setStretchLastSection(True)
        head.setHighlightSections(False)
        for column, width in enumerate(WIDTHS):
            table.setColumnWidth(column, width)
        return table

    def _place(self, name: str) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        rows = QWidget()
        inner = QVBoxLayout(rows)
        inner.setContentsMargins(0, 8, 0, 0)
        inner.addWidget(self.table, 1)
        inner.addWidget(self.whole)
        inner.addWidget(self.answer)
        for part, text in ((rows, "Rows"), (self.columns, "Columns"), (self.words, "Words")):
            self.tabs.addTab(part, text)
        row = QHBoxLayout()
        row.addWidget(self.counts, 1)
        row.addWidget(self.only)
        box, _head = headed(self, f"Import {one_line(name, 60)}")
        box.addLayout(row)
        for widget in (self.again, self.advice, self.remarks, self.clear, self.gone):
            box.addWidget(widget)
        box.addWidget(self.tabs, 1)
        box.addWidget(buttons)
        fit(self, 1080, 640)

    @property
    def blanks(self) -> Blanks:
        """What an empty cell says."""
        return "clear" if self.clear.isChecked() else "keep"

    def _choose(self, choices: Choices) -> None:
        """Something else was chosen: judge the file again."""
        self.choices = choices
        self.again.hide()
        self._judge_again()

    def _judge_again(self) -> None:
        judged = self._judge(self.blanks, self.choices)
        if judged is None:
            self.reject()
        else:
            self._tell_all(judged)

    def _tell_all(self, judged: Imported) -> None:
        """Tell what an import would do."""
        self.judged = judged
        self._may_be |= {one.record: one.may_be for one in judged.verdicts if one.may_be}
        found = counts(judged.verdicts)
        changing = found["new"] + found["update"]
        self.counts.setText(f"{judged.sentence} Nothing is written yet.")
        self.advice.setText(_advice(judged.verdicts))
        self.advice.setVisible(bool(self.advice.text()))
        self.remarks.setText("\n".join(clip(remark, _REMARK) for remark in judged.remarks[:_REMARKS]))
        self.remarks.setToolTip(plain_tooltip("\n".join(judged.remarks)))
        self.remarks.setVisible(bool(judged.remarks))
        self.model.tell(judged.verdicts, judged.fields)
        options: list[tuple[str, Any]] = [(f"All {len(judged.verdicts):,} rows", "")]
        for ruling, meant in MEANT.items():
            if number := found[ruling]:
                options.append((f"{number:,} {counted(ruling, number)}: {meant}", ruling))
        shown = self.only.currentData()
        self.only.clear()
        self.only.offer(options, shown)
        self.go.setText(f"Import {changing:,} artefact{'' if changing == 1 else 's'}" if changing else "Import")
        self.go.setEnabled(bool(changing))
        count = len(judged.gone)
        self.gone.setText(f"Retire {count:,} artefact{'' if count == 1 else 's'} that came from this file before")
        self.gone.setVisible(bool(count))
        if count and self.choices.gone:
            self.go.setEnabled(True)
        self.save.setVisible(self._can_save and bool(left_out(judged.verdicts)))
        self._tell_tabs(judged)
        self.table.selectRow(0)

    def _tell_tabs(self, judged: Imported) -> None:
        """How the file was read, and on each tab how much is open."""
        self.columns.choices = self.words.choices = self.choices
        columns = judged.mapping.get("columns", {})
        self.tabs.setTabVisible(_COLUMNS, bool(columns))
        if columns:
            self.columns.tell(judged, self._names)
            self.words.tell(judged, self._names)
        read = sum(map(bool, columns.values()))
        asked = len(judged.questions.get("columns", {})) + len(judged.questions.get("set", {}))
        asked += ("days" in judged.questions) + ("merged" in judged.questions)
        self.tabs.setTabText(_COLUMNS, f"Columns: {read} of {len(columns)} read{_open(asked)}")
        words = sum(len(found) for found in judged.questions.get("values", {}).values())
        self.tabs.setTabVisible(_WORDS, bool(words or self.choices.values) and bool(columns))
        self.tabs.setTabText(_WORDS, f"Words{_open(words)}")
        rows = len(judged.questions.get("rows", {}))
        self.tabs.setTabText(0, f"Rows{_open(rows)}")

    def _show_only(self) -> None:
        self._shown.show_only(self.only.currentData())
        self.table.selectRow(0)

    def _tell(self, chosen: Index) -> None:
        """Say the whole of the row that is chosen, which its cells may have no room for."""
        row = self._shown.mapToSource(chosen).row()
        self.answer.hide()
        if row < 0:
            self.whole.setText("")
            return
        verdict = self.model.verdicts[row]
        number, _, ref, title, *_, why = self.model.told(row)
        number += f" (line {verdict.line})" if verdict.line and verdict.line != verdict.record else ""
        name = " ".join(part for part in (ref, "" if title == ref else clip(title, 160)) if part)
        self.whole.setText(one_line(f"Row {number}{f', {name}' if name else ''}: {why}", 600))
        said = self.choices.rows.get(str(verdict.record), "")
        if verdict.may_be or said:
            here = self._may_be.get(verdict.record, "")
            options = [("Not said: the row is left out", "")]
            options += [(f"It is {self._called(here)}, which is here", here)] if here else []
            self.answer.offer([*options, ("It is a new artefact", NEW), ("Leave it out", LEAVE_OUT)], said)
            self.answer.show()

    def _called(self, artefact: str) -> str:
        return next(iter(self._names(artefact)), "the artefact")

    def _answer(self) -> None:
        row = self._shown.mapToSource(self.table.currentIndex()).row()
        record = str(self.model.verdicts[row].record)
        self._choose(self.choices.under(Choices(rows={record: self.answer.currentData()})))
        self.table.selectRow(self._shown.mapFromSource(self.model.index(row, 0)).row())

    def _import(self) -> None:
        blanks, choices = self.blanks, self.choices
        self.accept()
        self._take(blanks, choices)


def _open(count: int) -> str:
    return f", {count:,} open" if count else ""


def _advice(verdicts: Sequence[Verdict]) -> str:
    """What to do about the rows that are left out, and why most of them are."""
    if not left_out(verdicts):
        return ""
    told = [f"{number:,} rows: {verdict.why}" for verdict, number in by_reason(verdicts) if number > 1 and verdict.why]
    return "\n".join(
        [
            "Questions and skipped rows are left out; settle them here, in the file or on the board.",
            *told[:_REASONS],
        ]
    )
