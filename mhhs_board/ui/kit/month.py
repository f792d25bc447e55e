"""A month to choose a day from, in the program's own words whatever the machine's language, in the colours of the theme.

The week begins on Monday. Arrows go by days and weeks, Page Up and Page Down by months, with Shift by years; Home is today,
Enter takes the day, Escape leaves without one.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from mhhs_board.domain import dates
from mhhs_board.ui.kit.accessible import announce
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.drawn import in_bold
from mhhs_board.ui.kit.offered import Framed, mixed, placed
from mhhs_board.ui.kit.plain import PlainLabel, plain_tooltip

CELL, ROW = 34, 28
WEEKS = 6
_SMALL = 11
"""The pixels of the letters of days of other months."""
_FIRST, _LAST = date(1900, 1, 1), date(2200, 12, 31)


def told(day: date) -> str:
    """`Sunday, 13 December 2026`."""
    return f"{dates.WEEKDAYS[day.weekday()].capitalize()}, {dates.written(day)}"


def within(day: date, *, months: int = 0, days: int = 0) -> date:
    """A day so much later, the last of its month where that is shorter, and none beyond what can be chosen."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    year = max(_FIRST.year, min(_LAST.year, year))
    moved = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return max(_FIRST, min(_LAST, moved + timedelta(days=days)))


@contained
class Month(QWidget):
    """The days of one month, the last and first of its neighbours around them."""

    taken = Signal(object)
    """The day that was chosen."""
    turned = Signal()
    """Another day has the focus."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self._over = QPoint(-1, -1)
        self.day = today
        """The day that has the focus."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Month")
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Seven days wide, six weeks and their heads high."""
        return QSize(CELL * 7, ROW * (WEEKS + 1))

    def go(self, day: date) -> None:
        """Have another day in the focus."""
        self.day = day
        self.setAccessibleDescription(told(day))
        announce(self, told(day) + (", today" if day == self.today else ""))
        self.turned.emit()
        self.update()

    def first(self) -> date:
        """The Monday that stands first."""
        first = self.day.replace(day=1)
        return first - timedelta(days=first.weekday())

    def place(self, day: date) -> QRect:
        """Where a day is drawn."""
        number = (day - self.first()).days
        return QRect(number % 7 * CELL, ROW + number // 7 * ROW, CELL, ROW)

    def at(self, point: QPoint) -> date | None:
        """The day at a point."""
        column, row = point.x() // CELL, point.y() // ROW - 1
        inside = 0 <= column < 7 and 0 <= row < WEEKS and point.x() >= 0 and point.y() >= ROW
        return self.first() + timedelta(days=row * 7 + column) if inside else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Days, weeks, months, years; Enter takes the day."""
        steps: dict[Qt.Key, Callable[[date], date]] = {
            Qt.Key.Key_Left: lambda day: within(day, days=-1),
            Qt.Key.Key_Right: lambda day: within(day, days=1),
            Qt.Key.Key_Up: lambda day: within(day, days=-7),
            Qt.Key.Key_Down: lambda day: within(day, days=7),
            Qt.Key.Key_PageUp: lambda day: within(day, months=-1),
            Qt.Key.Key_PageDown: lambda day: within(day, months=1),
            Qt.Key.Key_Home: lambda day: self.today,
        }
        key = Qt.Key(event.key())
        if key in steps and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            month = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(key, 0)
            years = month and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.go(within(self.day, months=12 * month) if years else steps[key](self.day))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.taken.emit(self.day)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The day under the pointer is seen."""
        self._over = event.position().toPoint()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click takes a day."""
        day = self.at(event.position().toPoint())
        if day is not None and event.button() == Qt.MouseButton.LeftButton:
            self.go(day)
            self.taken.emit(day)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A notch is a month."""
        notches = event.angleDelta().y()
        if notches:
            self.go(within(self.day, months=-1 if notches > 0 else 1))
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The heads of the week and the days."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for column, name in enumerate(dates.WEEKDAYS):
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(QRect(column * CELL, 0, CELL, ROW), Qt.AlignmentFlag.AlignCenter, name[:2].capitalize())
        first, over = self.first(), self.at(self._over) if self.underMouse() else None
        for number in range(7 * WEEKS):
            self._day(painter, first + timedelta(days=number), over)

    def _day(self, painter: QPainter, day: date, over: date | None) -> None:
        colours = self.palette()
        box = self.place(day).adjusted(2, 1, -2, -1)
        text, base = colours.color(QPalette.ColorRole.Text), colours.color(QPalette.ColorRole.Base)
        ink = text if day.month == self.day.month else colours.color(QPalette.ColorRole.PlaceholderText)
        painter.setPen(Qt.PenStyle.NoPen)
        if day == self.day:
            painter.setBrush(colours.color(QPalette.ColorRole.Highlight))
            painter.drawRoundedRect(box, 6, 6)
            ink = colours.color(QPalette.ColorRole.HighlightedText)
        elif day == over:
            painter.setBrush(mixed(text, base, 0.1))
            painter.drawRoundedRect(box, 6, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        letters = QFont(self.font())
        if day.month != self.day.month:
            letters.setPixelSize(_SMALL)  # told apart also where a theme has no quiet ink
        if day == self.today:
            letters = in_bold(letters)
            painter.setPen(QPen(ink if day == self.day else colours.color(QPalette.ColorRole.Link), 1.5))
            painter.drawLine(box.center().x() - 7, box.bottom() - 3, box.center().x() + 8, box.bottom() - 3)
        painter.setFont(letters)
        painter.setPen(ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(day.day))


@contained
class MonthBox(Framed):
    """The month as it opens below a field, with its name, the ways to its neighbours, and today."""

    taken = Signal(object)
    """The day that was chosen."""

    def __init__(self, today: date, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAccessibleName("Choose a day")
        self.month = Month(today, self)
        self.name = PlainLabel("", role="strong")
        self.name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.back = self._turner("‹", "The month before (Page Up)", -1)
        self.on = self._turner("›", "The month after (Page Down)", 1)
        self.today = QPushButton("Today")
        self.today.setAutoDefault(False)
        self.today.clicked.connect(lambda: self._take(today))
        head = QHBoxLayout()
        head.addWidget(self.back)
        head.addWidget(self.name, 1)
        head.addWidget(self.on)
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 8, 10, 10)
        box.setSpacing(6)
        box.addLayout(head)
        box.addWidget(self.month)
        box.addWidget(self.today, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setFocusProxy(self.month)
        self.month.turned.connect(self._tell)
        self.month.taken.connect(self._take)

    def _turner(self, sign: str, name: str, months: int) -> QToolButton:
        button = QToolButton()
        button.setText(sign)
        button.setAccessibleName(name.partition(" (")[0])
        button.setToolTip(plain_tooltip(name))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAutoRepeat(True)
        button.clicked.connect(lambda: self.month.go(within(self.month.day, months=months)))
        return button

    def open_at(self, day: date, below: QWidget) -> None:
        """Open with a day in the focus."""
        self.month.go(max(_FIRST, min(_LAST, day)))
        self.adjustSize()
        placed(self, below)
        self.show()
        self.month.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape, and what opened it, leave without a day."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F4) or (
            event.key() == Qt.Key.Key_Up and event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            self.close()
        else:
            super().keyPressEvent(event)

    def _take(self, day: date) -> None:
        self.close()
        self.taken.emit(day)

    def _tell(self) -> None:
        day = self.month.day
        self.name.setText(f"{dates.MONTHS[day.month - 1]} {day.year}")
