"""The links of an artefact that can be opened, as buttons; each asks first. Others are text and stay in their field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from mhhs_board.ui.kit import links
from mhhs_board.ui.kit.plain import menu_text, one_line, plain_tooltip

MOST = 12
"""Buttons shown; the field names all links."""


class LinkRow(QWidget):
    """Buttons below the field of links."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[str, ...] = ()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(4)
        self.buttons: list[QPushButton] = []
        self.hide()

    def show_links(self, written: Sequence[str]) -> None:
        """Show a button for every link that may be opened."""
        openable = tuple(link for link in written if links.address(link))[:MOST]
        if openable == self._shown:
            return
        self._shown = openable
        for button in self.buttons:
            button.deleteLater()
        self.buttons = [self._button(link) for link in openable]
        self.setVisible(bool(openable))

    def _button(self, link: str) -> QPushButton:
        button = QPushButton(menu_text(f"Open {links.host(links.address(link))}…"))
        button.setAccessibleName(f"Open {one_line(link, 300)}")
        button.setToolTip(plain_tooltip(link))
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.setProperty("role", "link")
        button.clicked.connect(lambda: links.ask(link, self.window()))
        self._box.addWidget(button)
        return button
