"""Asking whether what is private goes along in an export, where the board holds any."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from mhhs_board.ui.dialogs.boards import Asking
from mhhs_board.ui.kit.controls import Tick
from mhhs_board.ui.kit.plain import PlainLabel

TICK = "Take along what is private"


class Leaving(Asking):
    """A box that is not ticked; `chosen` is told whether it was. `left` says what would stay, in words."""

    def __init__(self, parent: QWidget, left: str, chosen: Callable[[bool], None]) -> None:
        super().__init__(parent, "Export")
        self.box.addWidget(PlainLabel(f"{left}, unless you take them along.", wrap=True))
        self.private = Tick(TICK)
        self.box.addWidget(self.private)
        self.box.addWidget(self.buttons)
        self.go = self.button("Choose where to save…", lambda: chosen(self.private.isChecked()))
        self.go.setDefault(True)
        self.go.setFocus()
