"""What an import would do, row by row, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import get_args

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QScrollArea,
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
    counted,
    left_out,
)
from mhhs_board.exchange.incoming import Judged
from mhhs_board.operations.importing.chosen import NEW
from mhhs_board.ui.dialogs.import_choices import ColumnsPart, Names, WordsPart
from mhhs_board.ui.dialogs.import_told import Told, told
from mhhs_board.ui.kit.controls import Choice, Tick
from mhhs_board.ui.kit.file_dialogs import fit
from mhhs_board.ui.kit.heading import headed
from mhhs_board.ui.kit.jobs import Job, Report
from mhhs_board.ui.kit.plain import PlainLabel, clip, one_line, plain_tooltip
from mhhs_board.ui.kit.switch import Switch
from mhhs_board.ui.kit.text_table import TextTable

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
OPENS_MS = 250
"""After so long the preview opens though the file is still being read."""
_TELLS_MS = 150
"""How long a judgement may take before it is told how far it is."""


class Verdicts(TextTable):
    """The verdicts as they are read."""

    heads = COLUMNS

    def __init__(self) -> None:
        super().__init__()
        self.verdicts: Sequence[Verdict] = ()
        self.places: Sequence[int] = ()
        """Which of them are shown, by row."""
        self._fields: Mapping[int, Mapping[str, str]] = {}

    def tell(self, verdicts: Sequence[Verdict], places: Sequence[int], fields: Mapping[int, Mapping[str, str]]) -> None:
        """Tell these verdicts instead, with what is understood of their rows."""
        self.beginResetModel()
        self.verdicts, self.places, self._fields = verdicts, places, fields
        self.endResetModel()

    def verdict(self, row: int) -> Verdict:
        """The verdict in a row."""
        return self.verdicts[self.places[row]]

    def row_of(self, record: int) -> int:
        """The row in which a record of the file is shown; -1 where it is not."""
        return next((row for row, place in enumerate(self.places) if self.verdicts[place].record == record), -1)

    def told(self, row: int) -> tuple[str, ...]:
        """What the columns say of a row."""
        verdict = self.verdict(row)
        said = self._fields.get(verdict.record, {})
        due = said.get("due", "")
        day = dates.day_of(due)
        placed = (said.get("workstream", ""), said.get("stage", ""), dates.written(day) if day else due)
        why = verdict.why or MEANT[verdict.verdict]
        sign = f"{_SIGNS[verdict.verdict]} {verdict.verdict}"
        ref = "" if said and verdict.ref == verdict.title and "ref" not in said else verdict.ref
        return (str(verdict.record), sign, ref, verdict.title, *placed, why)

    def count(self) -> int:
        """How many rows are shown."""
        return len(self.places)

    def text(self, row: int, column: int) -> str:
        """What stands in a cell, on one line."""
        return one_line(self.told(row)[column], 200)

    def whole(self, row: int, column: int) -> str:
        """The whole of it, and what a verdict means."""
        verdict = self.verdict(row)
        return f"{verdict.verdict}: {MEANT[verdict.verdict]}" if column == _VERDICT else self.told(row)[column]


Judge = Callable[[Blanks, Choices], Callable[[Report], Judged]]
"""Takes hold of the board now; what it returns judges the file on that, in any thread."""


Take = Callable[[Judged, Callable[[bool], None]], None]
"""Takes in what was judged and tells whether that was done, at once or, where it is large, once it is saved."""


class ImportPreview(QDialog):
    """Shows how a file is read, the verdicts on its rows and their counts, and takes what somebody says about it. Only its
    button has anything written, by calling `take`.

    `judge` judges the file in a thread of its own, again where something was chosen; of several judgements the newest
    counts. `take` takes it in as it was judged; where that could not be done, as when the board has moved, it is judged
    again. `names` are what a field may name on the board, `save` writes a list of what is left out.
    """

    unreadable = Signal(str)
    """Why a file cannot be read at all; the preview has not opened then."""

    def __init__(
        self,
        parent: QWidget | None,
        name: str,
        judge: Judge,
        take: Take,
        *,
        names: Names = lambda field: (),
        save: Callable[[Sequence[Verdict]], None] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._judge, self._take, self._names, self._name = judge, take, names, one_line(name, 60)
        self.choices = NO_CHOICES
        self.told: Told | None = None
        self._job: Job | None = None
        self._saving = False
        self._taking = False
        """Whether the file is judged again only because the board moved under somebody who has pressed Import."""
        self._may_be: dict[int, str] = {}
        """Which artefact a row may be, also once somebody has said that it is, or is not."""
        self.counts = PlainLabel(wrap=True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("How far the file is read")
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(160)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.timeout.connect(self._say_reading)
        self._rows_done = (0, 0)
        self.advice = PlainLabel(role="quiet", wrap=True)
        self.remarks = PlainLabel(role="quiet", wrap=True)
        self.again = PlainLabel("It is read as such a file was read before.", role="quiet", wrap=True)
        self.clear = Tick("Empty cells clear what stands here")
        self.clear.toggled.connect(lambda _on: self._judge_again())
        self.gone = Tick("Retire what came from this file before")
        self.gone.toggled.connect(
            lambda on: self._choose(msgspec.structs.replace(self.choices, gone="retire" if on else ""))
        )
        self.model = Verdicts()
        self._only: Ruling | None = None
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
        self._place()
        for widget in (self.again, self.advice, self.remarks, self.clear, self.gone, self.save, self.answer, self.bar):
            widget.hide()
        self.tabs.setEnabled(False)
        self.tabs.tabBar().hide()
        self.only.hide()
        self.go.setEnabled(False)
        self.counts.setText(f"Reading {self._name} …")

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setAccessibleName("What the import would do with each row")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.selectionModel().currentRowChanged.connect(lambda now, _before: self._tell(now.row()))
        head = table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setStretchLastSection(True)
        head.setHighlightSections(False)
        for column, width in enumerate(WIDTHS):
            table.setColumnWidth(column, width)
        return table

    def _place(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)  # Enter imports, or does nothing yet
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        rows = QWidget()
        self._rows = QVBoxLayout(rows)
        self._rows.setContentsMargins(0, 8, 0, 0)
        self.only = self._switch([None])
        self._rows.addWidget(self.only)
        self._rows.addWidget(self.table, 1)
        self._rows.addWidget(self.whole)
        self._rows.addWidget(self.answer)
        for part, text in ((rows, "Rows"), (self.columns, "Columns"), (self.words, "Words")):
            self.tabs.addTab(part, text)
        row = QHBoxLayout()
        row.addWidget(self.counts, 1)
        row.addWidget(self.bar)
        inner = QWidget()
        body = QVBoxLayout(inner)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addLayout(row)
        for label in (self.again, self.advice, self.remarks):
            body.addWidget(label)
        body.addWidget(self.tabs, 1)
        for tick in (self.clear, self.gone):
            body.addWidget(tick)
        area = QScrollArea()  # the buttons are seen on the lowest screen
        area.setProperty("role", "plain")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        box, _head = headed(self, f"Import {self._name}")
        box.addWidget(area, 1)
        box.addWidget(buttons)
        self.go.setDefault(True)
        fit(self, 1080, 640)

    # -- judging -------------------------------------------------------------------------------------------------------

    @property
    def judged(self) -> Imported:
        """What an import would do, as far as it was judged last."""
        assert self.told is not None
        return self.told.judged.imported

    @property
    def judging(self) -> bool:
        """Whether the file is being judged."""
        return self._job is not None

    @property
    def blanks(self) -> Blanks:
        """What an empty cell says."""
        return "clear" if self.clear.isChecked() else "keep"

    def begin(self) -> None:
        """Read the file; the preview opens with what came of it, or where that takes a while, before."""
        QTimer.singleShot(OPENS_MS, self, self._open_waiting)
        self._judge_again()

    def _open_waiting(self) -> None:
        if self.judging and not self.isVisible():
            self.open()

    def _choose(self, choices: Choices) -> None:
        """Something else was chosen: judge the file again."""
        self.choices = self.columns.choices = self.words.choices = choices
        self.again.hide()
        self._judge_again()

    def _judge_again(self) -> None:
        if self._job is not None:
            self._job.abandon()
        work, asked = self._judge(self.blanks, self.choices), frozenset(self._may_be)
        self._rows_done = (0, 0)
        self._slow.start(_TELLS_MS)
        self.go.setEnabled(False)
        self._job = Job(lambda report: told(work(report), asked), self._made, self._failed, told=self._count)

    def _count(self, done: int, of: int) -> None:
        self._rows_done = (done, of)
        if not self._slow.isActive():
            self._say_reading()

    def _say_reading(self) -> None:
        done, of = self._rows_done
        self.counts.setText(f"Reading {done:,} of {of:,} rows …" if of else f"Reading {self._name} …")
        self.bar.setRange(0, of)
        self.bar.setValue(done)
        self.bar.show()

    def _ended(self) -> None:
        self._job = None
        self._slow.stop()
        self.bar.hide()

    def _failed(self, sentence: str) -> None:
        self._ended()
        self._taking = False
        if self.told is None:
            self.unreadable.emit(sentence)
            self.reject()
            self.deleteLater()
        else:
            self.counts.setText(sentence)

    def _made(self, found: Told) -> None:
        before = self.told
        self._ended()
        self.tell(found)
        if self._taking and before is not None:
            self._taking = False
            if found.says_the_same(before) and self.go.isEnabled():
                self._import()
                return
            self.counts.setText(
                f"{self.judged.sentence} The board was changed meanwhile, and that is what it would do now."
            )
        if before is None:
            self.again.setVisible(found.judged.choices != NO_CHOICES)
            self._open_first_tab()
            if not self.isVisible():
                self.open()

    def _open_first_tab(self) -> None:
        """Show first what is still a question."""
        asked = self.judged.questions
        place = _WORDS if asked.get("values") else 0
        place = _COLUMNS if asked.keys() & {"columns", "set", "headings"} else place
        self.tabs.setCurrentIndex(place if self.tabs.isTabVisible(place) else 0)
        (self.table if self.tabs.currentIndex() == 0 else self.tabs).setFocus()

    def reject(self) -> None:
        """Import nothing; what is being saved already cannot be called off."""
        if not self._saving:
            super().reject()

    def done(self, result: int) -> None:
        """Let go of what is still being judged."""
        self._slow.stop()
        if self._job is not None:
            self._job.abandon()
            self._job = None
        super().done(result)

    # -- what is told --------------------------------------------------------------------------------------------------

    def tell(self, found: Told) -> None:
        """Tell what an import would do."""
        chosen = self.model.verdict(row).record if (row := self.table.currentIndex().row()) >= 0 else 0
        self.told, judged = found, found.judged.imported
        self.choices = found.judged.choices
        self._may_be |= found.may_be
        changing = found.count("new") + found.count("update")
        self.counts.setText(f"{judged.sentence} Nothing is written yet.")
        self.advice.setText(found.advice)
        self.advice.setVisible(bool(found.advice))
        self.remarks.setText("\n".join(clip(remark, _REMARK) for remark in judged.remarks[:_REMARKS]))
        self.remarks.setToolTip(plain_tooltip("\n".join(judged.remarks)))
        self.remarks.setVisible(bool(judged.remarks))
        self.clear.setVisible(not judged.own)  # what we wrote ourselves says everything that it holds
        count = len(judged.gone)
        self.gone.setText(f"Retire {count:,} artefact{'' if count == 1 else 's'} that came from this file before")
        self.gone.setVisible(bool(count))
        self.go.setText(f"Import {changing:,} artefact{'' if changing == 1 else 's'}" if changing else "Import")
        self.go.setEnabled(bool(changing or (count and self.choices.gone)))
        self.save.setVisible(self._can_save and bool(left_out(judged.verdicts)))
        self.tabs.setEnabled(True)
        self.tabs.tabBar().show()
        self._tell_switch()
        self._tell_tabs(judged)
        self._show_rows(chosen)

    def _switch(self, rulings: Sequence[Ruling | None]) -> Switch:
        """Which rows are shown: all, or those of one verdict."""
        names, tips = [], []
        for one in rulings:
            number = len(self.told.order) if self.told is not None and one is None else 0
            number = self.told.count(one) if self.told is not None and one is not None else number
            names.append(f"All {number:,}" if one is None else f"{_SIGNS[one]} {number:,} {counted(one, number)}")
            tips.append("All rows of the file" if one is None else f"{one}: {MEANT[one]}")
        switch = Switch(names, tips, name="Which rows are shown")
        switch.show_page(rulings.index(self._only))
        switch.chosen.connect(lambda number: self.show_only(rulings[number]))
        return switch

    def _tell_switch(self) -> None:
        assert self.told is not None
        there: list[Ruling] = [one for one in get_args(Ruling) if self.told.count(one)]
        if self._only not in there:
            self._only = None
        held = any(button.hasFocus() for button in self.only.buttons)
        earlier, self.only = self.only, self._switch([None, *there])
        self._rows.replaceWidget(earlier, self.only)
        earlier.deleteLater()
        if held:
            self.only.buttons[self.only.number].setFocus()

    def show_only(self, ruling: Ruling | None) -> None:
        """Show the rows of one verdict alone; None shows all."""
        self._only = ruling
        self._tell_switch()
        self._show_rows(0)

    def _show_rows(self, record: int) -> None:
        """Show the rows that are asked for, a record of the file chosen where it is among them."""
        assert self.told is not None
        before = self.table.currentIndex().row()
        places = self.told.order if self._only is None else self.told.rows[self._only]
        self.model.tell(self.told.verdicts, places, self.judged.fields)
        row = self.model.row_of(record) if record else 0
        row = row if row >= 0 else min(before, len(places) - 1)
        self.table.selectRow(max(0, row))
        self._tell(row if places else -1)

    def _tell_tabs(self, judged: Imported) -> None:
        """How the file was read, and on each tab how much is open."""
        assert self.told is not None
        self.columns.choices = self.words.choices = self.choices
        columns = judged.mapping.get("columns", {})
        self.tabs.setTabVisible(_COLUMNS, bool(columns))
        if columns:
            self.columns.tell(judged, self._names)
            self.words.tell(judged, self._names, self.told.words)
        read = sum(map(bool, columns.values()))
        asked = len(judged.questions.get("columns", {})) + len(judged.questions.get("set", {}))
        asked += sum(name in judged.questions for name in ("days", "merged", "headings"))
        self.tabs.setTabText(_COLUMNS, f"Columns: {read} of {len(columns)} read{_open(asked)}")
        words = sum(len(found) for found in judged.questions.get("values", {}).values())
        self.tabs.setTabVisible(_WORDS, bool(words or self.choices.values) and bool(columns))
        self.tabs.setTabText(_WORDS, f"Words{_open(words)}")
        rows = len(judged.questions.get("rows", {}))
        self.tabs.setTabText(0, f"Rows{_open(rows)}")

    def _tell(self, row: int) -> None:
        """Say the whole of the row that is chosen, which its cells may have no room for."""
        self.answer.hide()
        if not 0 <= row < self.model.count():
            self.whole.setText("")
            return
        verdict = self.model.verdict(row)
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
        record = str(self.model.verdict(self.table.currentIndex().row()).record)
        self._choose(self.choices.under(Choices(rows={record: self.answer.currentData()})))

    @property
    def saving(self) -> bool:
        """Whether what was judged is being taken in, which cannot be called off."""
        return self._saving

    def _import(self) -> None:
        assert self.told is not None
        self._saving = True
        self.setEnabled(False)
        self.counts.setText("Saving …")
        self.bar.setRange(0, 0)
        self.bar.setVisible(self.told.judged.large)
        self._take(self.told.judged, self._taken)

    def _taken(self, done: bool) -> None:
        self._saving = False
        self.setEnabled(True)
        self.bar.hide()
        if done:
            self.accept()
        else:
            self._taking = True
            self._judge_again()


def _open(count: int) -> str:
    return f", {count:,} open" if count else ""
