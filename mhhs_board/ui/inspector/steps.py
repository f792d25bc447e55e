"""The stages as a row of short bars: how far an artefact has come, and whether it is held there."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.plain import plain_tooltip

_HEIGHT, _GAP = 6, 4


@contained
class StageSteps(QWidget):
    """One bar a stage; those up to the artefact's own are filled, its own in the danger colour while it is blocked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._count, self._at, self._blocked = 0, -1, False
        self._done, self._held, self._rest = QColor("#0b5cad"), QColor("#b3261e"), QColor("#dfe4ea")

    def set_colours(self, done: QColor, held: QColor, rest: QColor) -> None:
        """The colours of passed stages, of a blocked one, and of those ahead."""
        self._done, self._held, self._rest = done, held, rest
        self.update()

    def show_stage(self, names: list[str], at: int, blocked: bool) -> None:
        """Fill the bars up to and with number `at`; -1 where the stage is not stated."""
        self._count, self._at, self._blocked = len(names), at, blocked
        where = names[at] if 0 <= at < len(names) else "not stated"
        told = f"Stage: {where}" + (f", {at + 1} of {len(names)}" if at >= 0 else "")
        self.setAccessibleName(told)
        self.setToolTip(
            plain_tooltip(" → ".join(f"[{name}]" if number == at else name for number, name in enumerate(names)))
        )
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room, a few pixels high."""
        return QSize(120, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars."""
        if not self._count:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        width = (self.width() - _GAP * (self._count - 1)) / self._count
        for number in range(self._count):
            held = number == self._at and self._blocked
            painter.setBrush(self._held if held else self._done if number <= self._at else self._rest)
            painter.drawRoundedRect(QRectF(number * (width + _GAP), 0, width, _HEIGHT), 2, 2)
