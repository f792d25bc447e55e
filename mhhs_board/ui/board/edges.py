"""Edges that scroll: the nearer to the edge of the board a held card or a rubber band is, the faster the board moves."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QSize, QTimer, Signal
from PySide6.QtWidgets import QAbstractScrollArea

EDGE = 56
"""From how near an edge a drag scrolls, in logical pixels."""
FASTEST = 28
"""Pixels per step at the very edge."""


def speed(depth: float) -> int:
    """Pixels per step at a depth of 0 to 1 into an edge: gentle first, then fast."""
    return round(1 + (FASTEST - 1) * min(1.0, max(0.0, depth)) ** 2)


class EdgeScroller(QObject):
    """Scrolls an area while a held card, or a corner of a rubber band, is near one of its edges or beyond it."""

    scrolled = Signal()

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._step = QPoint()
        self._timer = QTimer(self)
        self._timer.setInterval(16)
        self._timer.timeout.connect(self._scroll)

    def at(self, point: QPoint) -> None:
        """The pointer's place in the viewport."""
        size: QSize = self._area.viewport().size()
        self._step = QPoint(_pull(point.x(), size.width()), _pull(point.y(), size.height()))
        if self._step.isNull():
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """The pointer has left, or has let go."""
        self._timer.stop()

    def _scroll(self) -> None:
        across, down = self._area.horizontalScrollBar(), self._area.verticalScrollBar()
        before = (across.value(), down.value())
        across.setValue(across.value() + self._step.x())
        down.setValue(down.value() + self._step.y())
        if before != (across.value(), down.value()):
            self.scrolled.emit()


def _pull(place: int, length: int) -> int:
    edge = min(EDGE, length // 4)
    if place < edge:
        return -speed((edge - place) / edge)
    if place > length - edge:
        return speed((place - length + edge) / edge)
    return 0
