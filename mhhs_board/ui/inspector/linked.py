"""What registers hold about an artefact: a section a register, its open records a line each, those done folded away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPalette, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mhhs_board.domain.fields import by_name
from mhhs_board.domain.record import Registered
from mhhs_board.domain.records import ABOUT, REGISTERS, Artefact
from mhhs_board.ui.kit import register_words
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.controls import in_order
from mhhs_board.ui.kit.offered import mixed
from mhhs_board.ui.kit.plain import PlainLabel, menu_text, plain_tooltip
from mhhs_board.workspace import Workspace

ROW, ROWS = 26, 5
"""The height of a line, and how many are seen at once."""
_PAD = 6
_ID, _PARTS, _LATE = (Qt.ItemDataRole.UserRole + number for number in range(3))

Index = QModelIndex | QPersistentModelIndex


def registers_about() -> list[tuple[str, str]]:
    """Every register that may speak of an artefact, with the field by which it does."""
    return [
        (kind, field)
        for kind, record_type in REGISTERS.items()
        for field in ABOUT.get(kind, ())
        if (link := by_name(record_type)[field].link) is not None and link.kind == Artefact.KIND
    ]


@contained
class _Lines(QStyledItemDelegate):
    """Draws a record on one line: its name and text give way, by when and whose it is stands at the end."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All lines are alike."""
        return QSize(60, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one line."""
        called, text, beside = index.data(_PARTS)
        colours, box = option.palette, QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected) and bool(
            option.state & QStyle.StateFlag.State_HasFocus
        )
        ink, quiet = (colours.color(role) for role in (QPalette.ColorRole.Text, QPalette.ColorRole.PlaceholderText))
        late = colours.color(QPalette.ColorRole.BrightText)
        painter.save()
        if chosen:
            painter.fillRect(box, colours.color(QPalette.ColorRole.Highlight))
            ink = quiet = late = colours.color(QPalette.ColorRole.HighlightedText)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, mixed(ink, colours.color(QPalette.ColorRole.Base), 0.06))
        room = box.adjusted(_PAD, 0, -_PAD, 0)
        flags = int(Qt.AlignmentFlag.AlignVCenter) | Qt.TextFlag.TextSingleLine
        bold = QFont(option.font)
        bold.setBold(True)
        painter.setFont(bold if index.data(_LATE) else option.font)
        letters = painter.fontMetrics()
        end = letters.elidedText(beside, Qt.TextElideMode.ElideRight, room.width() * 3 // 5)
        painter.setPen(late if index.data(_LATE) else quiet)
        painter.drawText(room, flags | int(Qt.AlignmentFlag.AlignRight), end)
        room.setRight(room.right() - letters.horizontalAdvance(end) - 2 * _PAD)
        painter.setFont(bold)
        name = painter.fontMetrics().elidedText(called, Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(ink)
        painter.drawText(room, flags | int(Qt.AlignmentFlag.AlignLeft), name)
        room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(name) + _PAD)
        painter.setFont(option.font)
        if room.width() > 3 * _PAD:
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, flags | int(Qt.AlignmentFlag.AlignLeft), text)
        painter.restore()


@contained
class _List(QListView):
    """Lines to open, by a click or by Enter."""

    def __init__(self, opens: Callable[[str], None]) -> None:
        super().__init__()
        self._opens = opens
        self.rows = QStandardItemModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Lines(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click the board's keys go on working
        self.clicked.connect(lambda index: self._opens(index.data(_ID)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; a letter is a command of the window or nothing."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self._opens(self.currentIndex().data(_ID))
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)


class LinkedRecords(QWidget):
    """The records of one register about one artefact."""

    def __init__(self, workspace: Workspace, kind: str, field: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind, self._field = kind, field
        self._workspace = workspace
        self._shown: list[tuple[Registered, tuple[str, str, str]]] = []
        self._artefact = self._why_not = ""
        self.on_add: Callable[[str, str, str], None] | None = None
        self.on_open: Callable[[str, str], None] | None = None
        record_type = REGISTERS[kind]
        self.title = PlainLabel(record_type.TITLE, role="strong")
        self.count = PlainLabel("", role="quiet", elide=True)
        self.add = QPushButton(menu_text(f"Add {kind}…"))
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.add.clicked.connect(self._add)
        self.list = _List(self._open)
        self.list.setAccessibleName(record_type.TITLE)
        self.list.hide()  # until there is something in it: an empty one would be as tall as a view is by itself
        self.fold = QToolButton()
        self.fold.setCheckable(True)
        self.fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.fold.toggled.connect(lambda _on: self._fill())
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.count, 1)
        head.addWidget(self.add)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addLayout(head)
        box.addWidget(self.list)
        box.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        in_order(self.add, self.list, self.fold)

    def show_artefact(self, artefact_id: str, why_not: str) -> None:
        """Show what there is about an artefact; `why_not` bars changing it and is said."""
        if artefact_id != self._artefact:
            self.fold.setChecked(False)
        self._artefact, self._why_not = artefact_id, why_not
        self.add.setEnabled(not why_not)
        self.add.setToolTip(plain_tooltip(why_not))
        self.add.setVisible(self.on_add is not None)
        self._fill()

    def records(self) -> list[Registered]:
        """The records shown, in their order."""
        return [record for record, _ in self._shown]

    def _fill(self) -> None:
        board, today = self._workspace.board, self._workspace.today
        linked = board.linked(self.kind, self._field, self._artefact)
        found = [one for one in linked if isinstance(one, Registered) and not one.retired]
        done = [one for one in found if one.done()]
        live = [one for one in found if not one.done()]
        listed = sorted(live, key=lambda one: one.order())
        listed += sorted(done, key=lambda one: one.order()) if self.fold.isChecked() else []
        late = sum(register_words.overdue(one, today) for one in live)
        told = [f"{len(live)} open" if live else "none open" if found else "none"]
        self.count.setText(" · ".join([*told, *([f"{late} {register_words.OVERDUE}"] if late else [])]))
        self.fold.setVisible(bool(done))
        self.fold.setText(f"{len(done)} closed {'▾' if self.fold.isChecked() else '▸'}")
        self.fold.setAccessibleName(f"{'Hide' if self.fold.isChecked() else 'Show'} {len(done)} closed")
        self.fold.setToolTip(plain_tooltip(self.fold.accessibleName()))
        self.setVisible(bool(found) or self.on_add is not None)
        rows = [(one, register_words.summary(board, one, today)) for one in listed]
        if rows != self._shown or self.list.rows.rowCount() != len(rows):
            self._shown = rows
            self._list_rows()

    def _list_rows(self) -> None:
        board, today = self._workspace.board, self._workspace.today
        at = self.list.currentIndex().data(_ID) if self.list.currentIndex().isValid() else ""
        self.list.rows.clear()
        for record, parts in self._shown:
            item = QStandardItem(", ".join(filter(None, parts)))
            done = register_words.shown_state(record) if record.done() else ""
            item.setData(record.id, _ID)
            item.setData((parts[0], parts[1], " · ".join(filter(None, (done, parts[2])))), _PARTS)
            item.setData(register_words.overdue(record, today), _LATE)
            item.setToolTip(plain_tooltip(register_words.whole(board, record)))
            self.list.rows.appendRow(item)
            if record.id == at:
                self.list.setCurrentIndex(item.index())
        if self._shown and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.list.rows.index(0, 0))
        self.list.setVisible(bool(self._shown))
        self.list.setFixedHeight(ROW * min(ROWS, len(self._shown)))

    def _add(self) -> None:
        if self.on_add is not None and not self._why_not:
            self.on_add(self.kind, self._field, self._artefact)

    def _open(self, record_id: str) -> None:
        if self.on_open is not None and not self._why_not:
            self.on_open(self.kind, record_id)


class LinkedSections(QWidget):
    """The sections of every register that may speak of an artefact."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sections = [LinkedRecords(workspace, kind, field) for kind, field in registers_about()]
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        for section in self.sections:
            box.addWidget(section)

    def host(self, add: Callable[[str, str, str], None], opens: Callable[[str, str], None]) -> None:
        """From now on records can be added (their type, the field that names the artefact, the artefact) and opened (their
        type and id)."""
        for section in self.sections:
            section.on_add, section.on_open = add, opens

    def show_artefact(self, artefact_id: str, why_not: str) -> None:
        """Show what there is about an artefact."""
        for section in self.sections:
            section.show_artefact(artefact_id, why_not)
        self.setVisible(any(not section.isHidden() for section in self.sections))
