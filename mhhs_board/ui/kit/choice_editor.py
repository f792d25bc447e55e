"""The editor of a choice: of a few words, or of the few records of the board's furniture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mhhs_board.ui.kit import controls
from mhhs_board.ui.kit.plain import plain_tooltip


class ChoiceEditor(controls.Choice):
    """One of a few words, or one of the few records of the board's furniture."""

    changed = Signal()
    altered = Signal()
    committed = Signal()
    given_up = Signal()
    """Never told: what is chosen is kept at once."""

    def __init__(
        self, options: Callable[[], Sequence[tuple[str, Any]]] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._options = options
        self._shown: Any = None
        self.currentIndexChanged.connect(lambda _row: self.changed.emit())
        self.activated.connect(self._activated)

    def _activated(self, _row: int) -> None:
        self.altered.emit()
        self.committed.emit()

    @property
    def field(self) -> controls.Choice:
        """The box itself."""
        return self

    def offer(self, options: Sequence[tuple[str, Any]], chosen: Any = None) -> None:
        """Offer (text, value) pairs, of which `chosen`, or else the first, stands there unaltered."""
        super().offer(options, chosen)
        self._shown = self.currentData()

    @property
    def modified(self) -> bool:
        """Whether something else is chosen than was shown."""
        return bool(self.currentData() != self._shown)

    def value(self) -> Any:
        """The value of what is chosen."""
        return self.currentData()

    def set_value(self, value: Any, called: str = "") -> None:
        """Show what is chosen; what is no longer offered is offered once more as it is `called`."""
        options = list(self._options()) if self._options is not None else []
        if value and value not in [one for _, one in options]:
            options.append((called or str(value), value))
        self.offer(options, value)

    def typed(self) -> str:
        """The words of what is chosen."""
        return self.currentText()

    def put_back(self, text: str) -> None:
        """What was chosen before, where it is still offered."""
        if (row := self.findText(text)) >= 0:
            self.setCurrentIndex(row)

    def set_read_only(self, why: str) -> None:
        """Close it for a reason, or with none open it."""
        self.setEnabled(not why)
        self.setToolTip(plain_tooltip(why))
        if not why:
            self._tell_whole()
