"""How long a window's thread does nothing else: what a timer of it comes late by."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer

TICK = 1
"""Milliseconds between two looks."""


class Pauses:
    """Looks from now on, as long as it is asked."""

    def __init__(self) -> None:
        self._longest = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)
        self._timer.start(TICK)
        self._last = time.perf_counter()

    def _look(self) -> None:
        now = time.perf_counter()
        self._longest = max(self._longest, now - self._last - TICK / 1000)
        self._last = now

    def longest(self) -> float:
        """Seconds of the longest pause until now; looks no more."""
        self._look()
        self._timer.stop()
        return self._longest
