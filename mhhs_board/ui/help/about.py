"""What this program is: versions to paste into a report, and the licences of the work it stands on."""

from __future__ import annotations

import platform
from importlib import metadata

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from mhhs_board import __version__
from mhhs_board.base import assets
from mhhs_board.ui.help.help import Browser
from mhhs_board.ui.kit import links
from mhhs_board.ui.kit.accessible import announce
from mhhs_board.ui.kit.controls import Choice
from mhhs_board.ui.kit.heading import headed
from mhhs_board.ui.kit.plain import PlainLabel

LICENCES = (
    ("Notices: what is in here and under which licence", "licences/NOTICES.md"),
    ("LGPL 3.0: Qt and Qt for Python", "licences/LGPL-3.0.txt"),
    ("GPL 3.0: part of the LGPL", "licences/GPL-3.0.txt"),
    ("SIL Open Font License 1.1: Inter, the typeface", "fonts/Inter-LICENSE.txt"),
    ("Bitstream Vera: the signs, of DejaVu Sans", "fonts/Signs-LICENSE.txt"),
)


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not stated"


def versions(sqlite: str) -> list[tuple[str, str]]:
    """What runs here, with the version of each."""
    return [
        ("L4 Design Board", __version__),
        ("Python", platform.python_version()),
        ("Qt", qVersion()),
        ("PySide6", pyside_version),
        ("SQLAlchemy", _installed("SQLAlchemy")),
        ("SQLite", sqlite or "not stated"),
        ("System", platform.platform(terse=True)),
    ]


class About(QDialog):
    """Versions and licences. `sqlite` is the version of the library that keeps the board; only the store knows it."""

    def __init__(self, parent: QWidget, sqlite: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._versions = "\n".join(f"{name} {version}" for name, version in versions(sqlite))
        what = PlainLabel("A board for the design artefacts of Market-wide Half-Hourly Settlement.", wrap=True)
        network = "The program speaks to no network; only the print dialog asks this computer for its printers."
        licence = PlainLabel(f"Apache License 2.0. {network}", role="quiet", wrap=True)
        self.versions = QPlainTextEdit(self._versions)
        self.versions.setReadOnly(True)
        self.versions.setAccessibleName("Versions")
        self.versions.setTabChangesFocus(True)
        self.versions.setFixedHeight(self.versions.fontMetrics().lineSpacing() * 7 + 20)
        self.copy = QPushButton("Copy versions")
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copy)
        self.choice = Choice()
        self.choice.setAccessibleName("Licence")
        self.choice.offer(LICENCES)
        self.choice.currentIndexChanged.connect(self._show)
        self.text = Browser("Text of the licence")
        self.text.anchorClicked.connect(lambda url: links.ask(url.toString(), self))
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.copy)
        row.addStretch(1)
        box, _head = headed(self, "About L4 Design Board", "L4 Design Board")
        for widget in (what, licence, self.versions):
            box.addWidget(widget)
        box.addLayout(row)
        box.addWidget(self.choice)
        box.addWidget(self.text, 1)
        box.addWidget(close)
        self.resize(620, 600)
        self._show()

    def _show(self) -> None:
        name = str(self.choice.currentData())
        if name.endswith(".md"):
            self.text.show_page(assets.text(name))
        else:
            self.text.show_text(assets.text(name))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._versions)
        self.copy.setText("Copied")
        announce(self.copy, "Copied")
