"""The panel of the very first start: three ways to begin, none of which has to be taken."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from mhhs_board.ui.kit.plain import PlainLabel


class StartPanel(QFrame):
    """Stands above the example, takes no keyboard away and goes when a way is taken."""

    sent = Signal()
    ours = Signal()
    example = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "filter-row")
        self.setAccessibleName("How to begin")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.buttons: list[QPushButton] = []
        ways = QGridLayout()
        ways.setHorizontalSpacing(16)
        ways.setVerticalSpacing(4)
        for number, (text, told, chosen) in enumerate(
            (
                ("Open a board I was sent…", "For reading: nothing in the file is changed.", self.sent),
                ("Start our board…", "With the Level 4 workstreams, stages and forums.", self.ours),
                ("Look at the example", "On this computer only; try anything, nothing is shared.", self.example),
            )
        ):
            button = QPushButton(text)
            button.setAccessibleDescription(told)
            button.setMinimumHeight(36)
            if not number:
                button.setProperty("role", "primary")
            button.clicked.connect(chosen)
            self.buttons.append(button)
            ways.addWidget(button, 0, number)
            ways.addWidget(PlainLabel(told, role="quiet", wrap=True), 1, number)
            ways.setColumnStretch(number, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 10, 16, 12)
        box.setSpacing(8)
        box.addWidget(PlainLabel("Welcome. How would you like to begin?", role="card-title"))
        box.addLayout(ways)
