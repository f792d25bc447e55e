"""What may follow in the filter, offered below it while somebody types. The keyboard stays in the box."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QVBoxLayout

from mhhs_board.domain.query.completion import token_start
from mhhs_board.ui.kit import accessible
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.plain import one_line

Proposals = Callable[[str, int], list[str]]
"""For a query and the place of the cursor: texts that may stand in place of what is under it."""
ROWS = 8
"""Rows shown at once; the rest is scrolled to."""
_ACCEPT = (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Enter)


@contained
class Completion(QObject):
    """Offers proposals for one line. Down and Up choose, Tab takes the first or the chosen, Enter the chosen, Esc none."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        self.proposals: Proposals = lambda text, cursor: []
        self._line = line
        self._offered: list[str] = []
        self._box: QFrame | None = None
        self._list = QListWidget()
        line.installEventFilter(self)
        line.textEdited.connect(self._typed)

    @property
    def is_open(self) -> bool:
        """Whether proposals are on the screen."""
        return self._box is not None and not self._box.isHidden()

    @property
    def offered(self) -> list[str]:
        """The proposals on the screen."""
        return self._offered if self.is_open else []

    def close(self) -> None:
        """Offer nothing until something is typed again."""
        if self._box is not None:
            self._box.hide()

    def _typed(self, _text: str) -> None:
        text, cursor = self._line.text(), self._line.cursorPosition()
        found = self.proposals(text, cursor)
        if not found or found == [text[token_start(text, cursor) : cursor]]:
            self.close()
            return
        self._show(found)

    def _show(self, found: list[str]) -> None:
        box = self._made()
        self._offered = found
        self._list.clear()
        self._list.addItems([one_line(proposal, 80) for proposal in found])
        self._list.setCurrentRow(-1)
        row = max(self._list.sizeHintForRow(0), 20)
        width = max(self._line.width(), self._list.sizeHintForColumn(0) + 40)
        box.setFixedSize(width, row * min(len(found), ROWS) + 10)
        self._place()
        box.show()
        box.raise_()

    def _place(self) -> None:
        """Below the line."""
        if self._box is not None:
            self._box.move(self._line.mapTo(self._line.window(), QPoint(0, self._line.height() + 2)))

    def _made(self) -> QFrame:
        """The box, a child of the window, so that it never takes the keyboard."""
        if self._box is None:
            box = self._box = QFrame(self._line.window())
            box.setProperty("role", "palette")
            self._list.setParent(box)
            self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._list.setAccessibleName("Proposals for the filter")
            self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._list.itemClicked.connect(lambda item: self._take(self._list.row(item)))
            rows = QVBoxLayout(box)
            rows.setContentsMargins(4, 4, 4, 4)
            rows.addWidget(self._list)
            self._list.show()
        return self._box

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The line's keys while proposals are offered."""
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.close()
        elif event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        elif self.is_open and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        row, count = self._list.currentRow(), len(self._offered)
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            row = (row + 1) % count if key == Qt.Key.Key_Down else (row - 1) % count if row >= 0 else count - 1
            self._list.setCurrentRow(row)
            accessible.announce(self._line, f"{self._offered[row]}, {row + 1} of {count}")
            return True
        if key == Qt.Key.Key_Escape:
            self.close()
            return True
        if key in _ACCEPT and (row >= 0 or key == Qt.Key.Key_Tab) and not event.modifiers():
            self._take(max(row, 0))
            return True
        if key in _ACCEPT:
            self.close()
        return False

    def _take(self, row: int) -> None:
        """Put a proposal in place of what is under the cursor, as if it had been typed; undo takes it back."""
        line, proposal = self._line, self._offered[row]
        cursor = line.cursorPosition()
        start = token_start(line.text(), cursor)
        whole = not proposal.endswith(":")
        behind = line.text()[cursor : cursor + 1]
        self.close()
        line.setSelection(start, cursor - start)
        line.insert(proposal + (" " if whole and behind != " " else ""))
        if not whole:
            self._typed(line.text())
