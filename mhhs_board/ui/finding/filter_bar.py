"""The filter: a text in the filter language, chips that are the same text, and the counts of shown and hidden."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from mhhs_board.domain.errors import Refused
from mhhs_board.domain.query import query
from mhhs_board.domain.records import Workstream
from mhhs_board.ui.finding.filter_completion import Completion
from mhhs_board.ui.kit import counts
from mhhs_board.ui.kit.controls import in_order
from mhhs_board.ui.kit.plain import PlainLabel, menu_text, plain_tooltip

_GAP = 6
_LEAST = 120
"""Pixels of the box on the smallest screen."""
EXAMPLES = "Filter: words, is:blocked …"


class Chip(QPushButton):
    """A part of the query that can be switched on and off."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(menu_text(text), parent)
        self.setProperty("role", "chip")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class ChipRow(QWidget):
    """Chips side by side; those that do not fit are offered in a menu at the end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[Chip] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._more = QToolButton(self)
        self._more.setText("More ▾")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self._more)
        self.menu.aboutToShow.connect(self._fill_menu)
        self._more.setMenu(self.menu)

    def set_chips(self, chips: list[Chip]) -> None:
        """Show other chips."""
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = chips
        for chip in chips:
            chip.setParent(self)
        self.arrange()

    def sizeHint(self) -> QSize:
        """All chips in one row."""
        width = sum(chip.sizeHint().width() + _GAP for chip in self._chips)
        return QSize(width, max((chip.sizeHint().height() for chip in self._chips), default=28))

    def minimumSizeHint(self) -> QSize:
        """At least the menu."""
        return QSize(self._more.sizeHint().width(), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit as many as there is room for."""
        self.arrange()

    def arrange(self) -> None:
        """Place the chips."""
        more = self._more.sizeHint().width()
        whole = self.sizeHint().width() - _GAP <= self.width()
        x = 0
        fits = True
        for chip in self._chips:
            size = chip.sizeHint()
            fits = fits and (whole or x + size.width() + _GAP + more <= self.width())
            chip.setVisible(fits)
            if fits:
                chip.setGeometry(x, (self.height() - size.height()) // 2, size.width(), size.height())
                x += size.width() + _GAP
        self._more.setVisible(not whole)
        self._more.setGeometry(
            x, (self.height() - self._more.sizeHint().height()) // 2, more, self._more.sizeHint().height()
        )

    @property
    def reached(self) -> list[QWidget]:
        """What Tab reaches in the row, from left to right."""
        return [*self._chips, self._more]

    def _fill_menu(self) -> None:
        self.menu.clear()
        for chip in self._chips:
            if chip.isHidden():
                action = self.menu.addAction(chip.text())
                action.setCheckable(True)
                action.setChecked(chip.isChecked())
                action.triggered.connect(lambda _checked=False, chip=chip: chip.click())


class _Line(QLineEdit):
    """Escape clears and gives the keyboard back to the board; Enter and Down give it back and keep the filter."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Escape, Enter and Down."""
        if event.key() == Qt.Key.Key_Escape:
            self.selectAll()
            self.del_()  # and not clear(), so that undo brings a long query back
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class FilterBar(QFrame):
    """The row above the board. Knows texts and chips; what they show is the window's business."""

    changed = Signal(str)
    left = Signal()
    told = Signal(str)
    """What is wrong with the query, or empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "filter-row")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.line = _Line()
        self.line.setPlaceholderText(EXAMPLES)
        self.line.setAccessibleName("Filter")
        self.line.setClearButtonEnabled(True)
        # Whole at the least width that the window is used at; the chips of the segments give way before it.
        self._whole = self.line.fontMetrics().horizontalAdvance(EXAMPLES) + 40
        self.line.setMinimumWidth(self._whole)
        self.line.setMaximumWidth(280)
        self.line.textChanged.connect(self._typed)
        self.line.left.connect(self.left)
        self.completion = Completion(self.line)
        self.segments = ChipRow()
        self.blocked, self.escalated = Chip("⊘ Blocked"), Chip("⚑ Escalated")
        self.mine = Chip("Mine")
        self.mine.setToolTip("Only what you own (is:mine)")
        self.mine.clicked.connect(lambda on: self._switch("is", "mine", on))
        self.blocked.clicked.connect(lambda on: self._switch("is", "blocked", on))
        self.escalated.clicked.connect(lambda on: self._switch("is", "escalated", on))
        self.count = PlainLabel("", role="count")
        self.error = PlainLabel("", role="error", elide=True)
        self.error.hide()
        self._row = row = QHBoxLayout(self)
        row.setSpacing(8)
        row.setContentsMargins(12, 6, 12, 6)
        # The sentence stands where the segments stood, so that the board does not jump while somebody types.
        for widget in (self.line, self.segments, self.error, self.mine, self.blocked, self.escalated, self.count):
            row.addWidget(widget, 2 if widget in (self.segments, self.error) else int(widget is self.line))
        self._chips: list[tuple[Chip, Workstream | None]] = []

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a very small screen the box gives way too, and last the count, which stands at the foot as well."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        fixed = [self.mine, self.blocked, self.escalated]
        edges = self._row.contentsMargins()
        beside = sum(one.sizeHint().width() for one in fixed) + self.segments.minimumSizeHint().width()
        left = self.width() - edges.left() - edges.right() - beside - self._row.spacing() * (self._row.count() - 2)
        counted = left - self.count.sizeHint().width()
        self.count.setVisible(counted >= _LEAST)
        self.line.setMinimumWidth(max(_LEAST, min(self._whole, counted if counted >= _LEAST else left)))

    @property
    def text(self) -> str:
        """The query as it stands in the box."""
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Put a query into the box, as if it had been typed."""
        self.line.setText(text)

    def set_workstreams(self, workstreams: list[Workstream]) -> None:
        """One chip a workstream, and one for all of them."""
        if [lane for _, lane in self._chips if lane] == workstreams and self._chips:
            return
        every = Chip("All segments")
        every.clicked.connect(self._all_segments)
        self._chips = [(every, None)]
        for lane in workstreams:
            chip = Chip(lane.short or lane.name)
            chip.setToolTip(plain_tooltip(lane.name))
            chip.clicked.connect(lambda on, lane=lane: self._switch("workstream", lane, on))
            self._chips.append((chip, lane))
        self.segments.set_chips([chip for chip, _ in self._chips])
        in_order(self.line, *self.segments.reached, self.mine, self.blocked, self.escalated)
        self._check()

    def set_counts(self, shown: int, stored: int, blocked: int, escalated: int) -> None:
        """Say how many are shown and hidden, and how many of the board are blocked and escalated."""
        self.count.setText(counts.shown_and_hidden(shown, stored))
        self.blocked.setText(f"⊘ Blocked {blocked}")
        self.escalated.setText(f"⚑ Escalated {escalated}")
        self._fit()

    def set_error(self, sentence: str) -> None:
        """Say what is wrong with the query, or with an empty text that nothing is."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        self.segments.setVisible(not sentence)
        self.line.setProperty("wrong", bool(sentence))
        self.line.setAccessibleDescription(sentence)
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)
        self.told.emit(sentence)

    def _typed(self, text: str) -> None:
        self._check()
        self.changed.emit(text)

    def _check(self) -> None:
        """Chips follow the text, whoever wrote it."""
        some = False
        for chip, lane in self._chips:
            if lane is not None:
                on = query.has_field(self.text, "workstream", lane)
                chip.setChecked(on)
                some = some or on
        if self._chips:
            self._chips[0][0].setChecked(not some)
        self.mine.setChecked(query.has_field(self.text, "is", "mine"))
        self.blocked.setChecked(query.has_field(self.text, "is", "blocked"))
        self.escalated.setChecked(query.has_field(self.text, "is", "escalated"))
        self.segments.arrange()

    def toggle(self, name: str, value: str) -> None:
        """Ask for `name:value`, or no longer."""
        self._switch(name, value, not query.has_field(self.text, name, value))

    def _all_segments(self) -> None:
        for chip, lane in self._chips:
            if lane is not None and chip.isChecked():
                self._switch("workstream", lane, False)
        self._check()

    def _switch(self, name: str, value: str | Workstream, on: bool) -> None:
        """Write the chip into the text; a text that cannot be read stays, and says why already."""
        try:
            self.set_text(query.with_field(self.text, name, value, on))
        except Refused as refusal:
            self.set_error(str(refusal))
        self._check()
