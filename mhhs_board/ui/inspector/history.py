"""The history of an artefact as sentences, newest first. Rows are worded and measured only when they come into view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter, QPalette
from PySide6.QtWidgets import QFrame, QListView, QMenu, QPushButton, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mhhs_board.domain import dates, telling
from mhhs_board.domain.board import Board
from mhhs_board.domain.journal import Entry
from mhhs_board.operations import undoing
from mhhs_board.operations.context import NOT_STATED
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.plain import clip, plain_tooltip
from mhhs_board.workspace import Workspace

_DAY = 58
"""Width of the column of days."""
_PAD = 5
_LONGEST = 400
"""Characters of a sentence in a row; the tooltip holds more."""

_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
Index = QModelIndex | QPersistentModelIndex
WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


def entries_about(workspace: Workspace, artefact_id: str) -> list[Entry]:
    """The entries that touch an artefact or what is about it, newest first."""
    found = {
        entry.seq: entry
        for kind, record_id in telling.about(workspace.board, artefact_id)
        for entry in workspace.history(kind, record_id)
    }
    return [found[seq] for seq in sorted(found, reverse=True)]


@contained
class HistoryModel(QAbstractListModel):
    """One row an entry: day, sentence, who."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._artefact = ""
        self._entries: Sequence[Entry] = ()
        self._taken_back: set[int] = set()
        self._told: dict[int, str] = {}

    def show_entries(self, artefact_id: str, entries: Sequence[Entry]) -> None:
        """Show the history of another artefact, or a longer one of the same."""
        self.beginResetModel()
        self._artefact, self._entries = artefact_id, entries
        self._taken_back = undoing.taken_back(entries)
        self._told.clear()
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """How many entries there are."""
        return 0 if parent.isValid() else len(self._entries)

    @property
    def read_only(self) -> bool:
        """Whether nothing of it can be undone here."""
        return self._workspace.read_only

    def entry(self, row: int) -> Entry:
        """The entry of a row."""
        return self._entries[row]

    @property
    def artefact(self) -> str:
        """Whose history it is."""
        return self._artefact

    def row_of(self, seq: int) -> int:
        """The row of an entry; -1 where it is not among them."""
        return next((row for row, entry in enumerate(self._entries) if entry.seq == seq), -1)

    def is_taken_back(self, row: int) -> bool:
        """Whether the entry of a row is undone already."""
        return self._entries[row].seq in self._taken_back

    def day(self, row: int) -> str:
        """When, as short as it goes."""
        day = dates.instant_day(self._entries[row].at)
        return dates.short(day, self._workspace.today) if day else ""

    def told(self, row: int) -> str:
        """What was done, with who did it where that is stated."""
        if row not in self._told:
            entry = self._entries[row]
            said = telling.sentence(entry, self._board, self._artefact)
            by = "" if entry.actor == NOT_STATED else f" · {telling.clipped(entry.actor, 60)}"
            self._told[row] = said + by + (" · taken back" if self.is_taken_back(row) else "")
        return self._told[row]

    @property
    def _board(self) -> Board:
        return self._workspace.board

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The row as text, for the eye, the pointer and assistive technology."""
        if not index.isValid() or role not in _ROLES:
            return None
        row = index.row()
        if role == Qt.ItemDataRole.ToolTipRole:
            entry = self._entries[row]
            at = dates.local_time(entry.at)
            when = f"{dates.written(at.date())}, {at:%H:%M:%S}" if at else entry.at
            return plain_tooltip(f"{self.told(row)}\n{when} · entry {entry.seq}")
        return f"{self.day(row)}: {clip(self.told(row), _LONGEST)}"


@contained
class _Row(QStyledItemDelegate):
    """Day at the left in a quiet colour, the sentence wrapped beside it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the wrapped sentence."""
        view = option.widget
        width = (view.viewport().width() if isinstance(view, QListView) else 240) - _DAY - 4
        model = index.model()
        assert isinstance(model, HistoryModel)
        text = clip(model.told(index.row()), _LONGEST)
        box = option.fontMetrics.boundingRect(QRect(0, 0, max(60, width), 10_000), int(WRAP), text)
        return QSize(max(60, width), box.height() + _PAD * 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row; the focused one is underlaid so that the keyboard shows where it is."""
        model = index.model()
        assert isinstance(model, HistoryModel)
        painter.save()
        rect = option.rect.adjusted(0, _PAD, -4, -_PAD)
        painter.setFont(option.font)
        painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(rect, int(WRAP), model.day(index.row()))
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        painter.drawText(rect.adjusted(_DAY, 0, 0, 0), int(WRAP), clip(model.told(index.row()), _LONGEST))
        painter.restore()


@contained
class HistoryList(QListView):
    """The history tab. `undo_wanted` is told the number of the entry that shall be taken back."""

    undo_wanted = Signal(int)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = HistoryModel(workspace, self)
        self.setModel(self._model)
        self.setItemDelegate(_Row(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setWordWrap(True)  # else only another height has the rows measured anew
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(24)
        self.setAccessibleName("History")
        self.undo = QPushButton("Undo this", self.viewport())
        self.undo.setAutoDefault(False)
        self.undo.setToolTip("Take this one entry back, where nobody has built on it since")
        self.undo.hide()
        self.undo.clicked.connect(lambda: self.undo_wanted.emit(self.undo_of(self.currentIndex())))
        self.selectionModel().currentChanged.connect(lambda *_: self._place_undo())
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._place_undo())

    def _hide_undo(self) -> None:
        """The keyboard stays in the list."""
        if self.undo.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.undo.hide()

    def _place_undo(self) -> None:
        """Beside the chosen row stands what can be done with it."""
        index = self.currentIndex()
        if not self.undo_of(index):
            self._hide_undo()
            return
        self.undo.show()
        size, row = self.undo.sizeHint(), self.visualRect(index)
        self.undo.setGeometry(row.right() - size.width() - 2, row.bottom() - size.height() + 1, size.width(), size.height())

    def undo_of(self, index: Index) -> int:
        """The number of the entry in a row that may be asked to be undone; 0 where none may."""
        if not index.isValid() or self._model.read_only:
            return 0
        entry = self._model.entry(index.row())
        return 0 if entry.verb == undoing.TEMPLATE or self._model.is_taken_back(index.row()) else entry.seq

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to undo the entry under the pointer, or with the keyboard the one in focus."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if seq := self.undo_of(index):
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addAction("Undo this").triggered.connect(lambda: self.undo_wanted.emit(seq))
            menu.popup(self.viewport().mapToGlobal(self.visualRect(index).center()) if by_key else event.globalPos())

    def show_entries(self, artefact_id: str, entries: Sequence[Entry]) -> None:
        """Show an artefact's entries, newest first; of the same artefact the chosen one stays chosen."""
        at = self.currentIndex()
        chosen = self._model.entry(at.row()).seq if at.isValid() and artefact_id == self._model.artefact else 0
        self._hide_undo()
        self._model.show_entries(artefact_id, entries)
        row = self._model.row_of(chosen)
        if row >= 0:
            self.setCurrentIndex(self._model.index(row))
        else:
            self.scrollToTop()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again when the font changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.scheduleDelayedItemsLayout()
