"""Who the user is: asked once by the line that greets, changed here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from mhhs_board.ui.dialogs.boards import Asking
from mhhs_board.ui.kit.plain import PlainLabel

MOST = 80
"""Characters of a name."""


class YourName(Asking):
    """The name there is, to be changed; `chosen` is told what it shall be, for every board."""

    def __init__(self, parent: QWidget, name: str, chosen: Callable[[str], None]) -> None:
        super().__init__(parent, "Your name")
        told = (
            "It stands beside what you do from now on, in the history of every board. What was done before keeps its name. "
            "Left empty, the history says “not stated”."
        )
        self.name = QLineEdit(name)
        self.name.setMaxLength(MOST)
        self.name.setAccessibleName("Your name")
        self.name.setPlaceholderText("Not stated")
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(PlainLabel("Name", role="quiet"), self.name)
        self.box.addLayout(form)
        self.box.addWidget(PlainLabel(told, role="quiet", wrap=True))
        self.box.addWidget(self.buttons)
        self.go = self.button("Save", lambda: chosen(self.name.text()))
        self.go.setDefault(True)
        self.name.setFocus()
        self.name.selectAll()
