"""Asking which template a new board starts from, and how a board that was handed over shall be opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QPushButton, QWidget

from mhhs_board.ui.kit.controls import Choice
from mhhs_board.ui.kit.heading import headed
from mhhs_board.ui.kit.plain import PlainLabel, menu_text, one_line

TEMPLATES = (
    ("l4-bare", "The Level 4 board", "Its workstreams, stages, kinds and forums, and no artefacts."),
    ("l4", "The Level 4 example", "The same, with the 23 artefacts of the example to try things on."),
    ("empty", "An empty board", "Nothing but a name: you add workstreams and stages yourself."),
)
"""The templates there are: name, what it is called, and what it holds."""


class Asking(QDialog):
    """A heading, what a kind of dialog puts below it, and buttons."""

    def __init__(self, parent: QWidget | None, title: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(440)
        self.box, _head = headed(self, title)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.rejected.connect(self.reject)

    def button(self, text: str, act: Callable[[], None]) -> QPushButton:
        """A button that ends the dialog and acts."""
        made = QPushButton(menu_text(text))
        self.buttons.addButton(made, QDialogButtonBox.ButtonRole.AcceptRole)
        made.clicked.connect(self.accept)
        made.clicked.connect(act)
        return made


class FromTemplate(Asking):
    """Which template, and what the board is called; `chosen` is told both."""

    def __init__(self, parent: QWidget, chosen: Callable[[str, str], None]) -> None:
        super().__init__(parent, "New board from a template")
        self.templates = Choice()
        self.templates.setAccessibleName("Starts with")
        self.templates.offer([(called, name) for name, called, _holds in TEMPLATES])
        self.holds = PlainLabel("", role="quiet", wrap=True)
        self.templates.currentIndexChanged.connect(self._say)
        self._say(0)
        self.name = QLineEdit()
        self.name.setMaxLength(80)
        self.name.setPlaceholderText("Else as its file is called")
        self.name.setAccessibleName("Board name")
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(12)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(PlainLabel("Starts with", role="quiet"), self.templates)
        form.addRow("", self.holds)
        form.addRow(PlainLabel("Board name", role="quiet"), self.name)
        self.box.addLayout(form)
        self.box.addWidget(self.buttons)
        self.go = self.button(
            "Choose where to save…", lambda: chosen(self.templates.currentData(), self.name.text().strip())
        )
        self.go.setDefault(True)
        self.templates.setFocus()

    def _say(self, number: int) -> None:
        self.holds.setText(TEMPLATES[number][2])
        self.templates.setAccessibleDescription(TEMPLATES[number][2])


class HandedOver(Asking):
    """A board that was dropped on the window: opened for reading unless its user says otherwise."""

    def __init__(self, parent: QWidget, path: Path, open_it: Callable[[bool], None]) -> None:
        super().__init__(parent, f"Open {one_line(path.name, 60)}?")
        self.box.addWidget(
            PlainLabel(
                "It takes the place of the board shown now, which is saved. For reading, nothing in it can be changed.",
                wrap=True,
            )
        )
        self.box.addWidget(self.buttons)
        self.read = self.button("Open for reading", lambda: open_it(True))
        self.write = self.button("Open to work on", lambda: open_it(False))
        self.read.setDefault(True)
        self.read.setFocus()
