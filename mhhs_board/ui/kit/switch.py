"""A switch: of several ways one is taken, as of the pages of a window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from mhhs_board.ui.kit.plain import plain_tooltip


class Switch(QWidget):
    """Buttons side by side of which one is down. Left and Right go along them."""

    chosen = Signal(int)

    def __init__(
        self, names: Sequence[str], tips: Sequence[str], parent: QWidget | None = None, *, name: str = "Page"
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.buttons: list[QPushButton] = []
        for number, (name, tip) in enumerate(zip(names, tips, strict=True)):
            button = QPushButton(name)
            button.setProperty("role", "chip")
            button.setCheckable(True)
            button.setToolTip(plain_tooltip(tip))
            self._group.addButton(button, number)
            self.buttons.append(button)
            row.addWidget(button)
        self._group.idClicked.connect(self.chosen)

    @property
    def number(self) -> int:
        """Which button is down; 0 where none is."""
        return max(0, self._group.checkedId())

    @property
    def undecided(self) -> bool:
        """Whether no button is down yet."""
        return self._group.checkedId() < 0

    def show_page(self, number: int) -> None:
        """Put a button down."""
        self.buttons[number].setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        at = next((number for number, button in enumerate(self.buttons) if button.hasFocus()), -1)
        if step and 0 <= at + step < len(self.buttons):
            self.buttons[at + step].setFocus(Qt.FocusReason.TabFocusReason)
            self.buttons[at + step].click()
        else:
            super().keyPressEvent(event)
