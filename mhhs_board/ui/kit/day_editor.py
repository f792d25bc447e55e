"""The editor of a day, in words or from the month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from mhhs_board.domain import dates
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.meaning_line import INSIDE, Inside, MeaningLine
from mhhs_board.ui.kit.month import MonthBox
from mhhs_board.ui.kit.offered import opens
from mhhs_board.ui.kit.wording import understood

DAY_HINT = "8 May 2024, Wed 10 Nov, next Friday, +14d …"


@contained
class DayEditor(MeaningLine):
    """A day in words, or from the month that F4, Alt+Down or its small button opens; below, what it is taken for."""

    def __init__(
        self,
        today: Callable[[], date],
        *,
        in_place: bool = False,
        room: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(in_place=in_place, room=room, parent=parent)
        self._today = today
        """Asked each time: a window outlives the day on which it was opened."""
        self._kept: tuple[str, str] | None = None
        self._box: MonthBox | None = None
        self.button = Inside(self.line, "day", "Choose a day", "F4")
        self.button.clicked.connect(self.open_month)
        self.line.setTextMargins(0, 0, INSIDE, 0)
        self.line.setPlaceholderText(DAY_HINT)
        self.line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The key that opens the month."""
        ours = isinstance(event, QKeyEvent) and opens(event) and not self.line.isReadOnly()
        if ours and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if ours and event.type() == QEvent.Type.KeyPress:
            self.open_month()
            return True
        return False

    @property
    def month(self) -> MonthBox | None:
        """The month once it has been open."""
        return self._box

    def open_month(self) -> None:
        """Open the month of the day that is understood, else of today."""
        today = self._today()
        if self._box is not None and self._box.month.today != today:
            self._box.deleteLater()
            self._box = None
        if self._box is None:
            self._box = MonthBox(today, self)
            self._box.taken.connect(self._take)
        self._box.open_at(self.meant() or today, self.line)

    def _take(self, day: date) -> None:
        """A day was chosen; it stands there as if it had been typed."""
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.line.setSelection(0, len(self.line.text()))
        self.line.insert(dates.written(day))
        self.committed.emit()

    def meant(self) -> date | None:
        """The day that is understood."""
        if self._kept and self.text == self._kept[0]:
            return dates.day_of(self._kept[1])
        return dates.meant(self.text, self._today())

    def show_kept(self, text: str, on: str) -> None:
        """From now on `on` is the ISO day that the board keeps beside this text."""
        self._kept = (text, on)
        self._read()

    def _read(self) -> None:
        self._say(understood(self.text, self._today(), self._kept))

    def value(self) -> str:
        """The day as written."""
        return self.text

    def set_value(self, value: str, on: str | None = None) -> None:
        """Show a day as written, and the ISO day that the board keeps beside it, None where it keeps none."""
        self._kept = (value, on) if on is not None else None
        self.line.set_value(value)
        self._read()

    def typed(self) -> str:
        """The day as written."""
        return self.text

    def put_back(self, text: str) -> None:
        """What was typed before."""
        self.line.put_back(text)

    def set_read_only(self, why: str) -> None:
        """Close it for a reason, or with none open it."""
        self.line.set_read_only(why)
        self.button.setEnabled(not why)
