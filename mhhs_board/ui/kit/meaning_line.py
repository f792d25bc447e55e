"""A line with small buttons in it and, beneath, what is understood of it, as days and links have."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QLineEdit, QToolButton, QVBoxLayout, QWidget

from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.plain import PlainLabel, plain_tooltip
from mhhs_board.ui.kit.text_editors import LineEditor

INSIDE = 24
"""The pixels of a small button within a line."""


@contained
class Inside(QToolButton):
    """A small button within a line, drawn in the colours of the theme; the keys for it are the line's."""

    def __init__(self, line: QLineEdit, sign: str, name: str, keys: str, place: int = 0) -> None:
        super().__init__(line)
        self._line = line
        self._sign = sign
        self._place = place
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.setToolTip(plain_tooltip(f"{name} ({keys})"))
        line.installEventFilter(self)
        self._settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """It stays at the end of its line."""
        if event.type() == QEvent.Type.Resize:
            self._settle()
        return False

    def _settle(self) -> None:
        line = self._line
        self.setGeometry(line.width() - (self._place + 1) * INSIDE - 3, 3, INSIDE, max(0, line.height() - 6))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        group = QPalette.ColorGroup.Normal if self.isEnabled() else QPalette.ColorGroup.Disabled
        role = QPalette.ColorRole.Link if self.underMouse() and self.isEnabled() else QPalette.ColorRole.Text
        colour = self.palette().color(group, role)
        painter.setPen(QPen(colour, 1.3))
        painter.translate(self.width() / 2, self.height() / 2)
        if self._sign == "day":
            painter.drawRoundedRect(QRectF(-6.5, -5, 13, 11.5), 2, 2)
            painter.drawLine(-6, -1, 6, -1)
            painter.drawLine(-3, -7, -3, -4)
            painter.drawLine(3, -7, 3, -4)
            for left, top in ((-4, 1), (-1, 1), (2, 1), (-4, 4), (-1, 4)):
                painter.fillRect(QRectF(left, top, 1.7, 1.7), colour)
        elif self._sign == "list":
            painter.setPen(QPen(colour, 1.5))
            painter.drawPolyline([QPointF(-4, -2), QPointF(0, 2), QPointF(4, -2)])
        else:
            painter.drawPolyline([QPointF(-1, -4.5), QPointF(-5, -4.5), QPointF(-5, 5), QPointF(4.5, 5), QPointF(4.5, 1)])
            painter.drawLine(QPointF(-1, 1), QPointF(5, -5))
            painter.drawPolyline([QPointF(1.5, -5), QPointF(5, -5), QPointF(5, -1.5)])


class MeaningLine(QWidget):
    """A line with small buttons in it and, beneath, what is understood of it."""

    changed = Signal()
    altered = Signal()
    committed = Signal()
    given_up = Signal()

    def __init__(self, *, in_place: bool, room: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = room
        self.line = LineEditor(in_place=in_place)
        self.meaning = PlainLabel("", role="quiet", elide=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(self.line)
        box.addWidget(self.meaning)
        self.meaning.setVisible(room)  # only now: without a parent it would be a window
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(lambda _text: self._read_anew())
        self.line.altered.connect(self.altered)
        self.line.given_up.connect(self.given_up)
        self.line.committed.connect(self.committed)

    def setAccessibleName(self, name: str) -> None:
        """The line is called as the whole is."""
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def setPlaceholderText(self, text: str) -> None:
        """What may stand in the line while it is empty."""
        self.line.setPlaceholderText(text)

    @property
    def field(self) -> LineEditor:
        """The line."""
        return self.line

    @property
    def modified(self) -> bool:
        """Whether its user altered it."""
        return self.line.isModified()

    @property
    def text(self) -> str:
        """What stands in the line."""
        return self.line.text()

    def _read_anew(self) -> None:
        """Whoever hears of it finds what it is taken for."""
        self._read()
        self.changed.emit()

    def _read(self) -> None:
        """What stands in the line is another text."""

    def _say(self, text: str) -> None:
        self.meaning.setText(text)
        self.meaning.setVisible(self._room or bool(text))
        self.line.setAccessibleDescription(text)
