"""The one opener of links: only http and https, only after asking, with the whole address in sight."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFontDatabase, QTextOption
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QPushButton, QWidget

from mhhs_board.base.text import clean_text
from mhhs_board.ui.kit.heading import headed
from mhhs_board.ui.kit.plain import PlainLabel

SCHEMES = ("http", "https")
LONGEST = 2_000
"""Characters of an address; a longer one is no link but a text."""
_ACROSS = 72
"""Characters of a line of the dialog; an address is broken anywhere, never cut."""


def address(text: str) -> str:
    """The address that a text is, in the letters in which it is sent, or empty where it must not be opened: another
    scheme, a name and password before the host, no host, spaces or control characters."""
    written = text.strip()
    if len(written) > LONGEST or written != clean_text(written, limit=LONGEST) or " " in written:
        return ""
    url = QUrl(written, QUrl.ParsingMode.StrictMode)
    if not url.isValid() or url.scheme().lower() not in SCHEMES or not url.host() or url.userInfo():
        return ""
    return bytes(url.toEncoded().data()).decode("ascii")


def host(encoded: str) -> str:
    """The host of an address in the letters in which it is looked up, so that no letter passes for another."""
    return QUrl(encoded).host(QUrl.ComponentFormattingOption.FullyEncoded)


def open_address(encoded: str) -> bool:
    """Hand an address to the system's browser; called once its user has agreed."""
    return QDesktopServices.openUrl(QUrl(encoded))


class AskToOpen(QDialog):
    """Asks whether to leave the program for an address. It starts on "Do not open"."""

    def __init__(self, encoded: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._encoded = encoded
        self.host = PlainLabel(f"This opens {host(encoded)} in your browser. The whole address is:", wrap=True)
        self.whole = QPlainTextEdit(encoded)
        self.whole.setReadOnly(True)
        self.whole.setTabChangesFocus(True)
        self.whole.setAccessibleName("The whole address")
        self.whole.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.whole.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))  # no letter passes for another
        self.whole.ensurePolished()
        letters = self.whole.fontMetrics()
        self.whole.setMinimumWidth(letters.horizontalAdvance("x") * _ACROSS + 40)
        self.whole.setFixedHeight(letters.lineSpacing() * (len(encoded) // _ACROSS + 1) + 24)
        self.no = QPushButton("Do not open")
        self.go = QPushButton("Open")
        buttons = QDialogButtonBox()
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.no, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        box, _head = headed(self, "Open a link", "Open this link?")
        for widget in (self.host, self.whole, buttons):
            box.addWidget(widget)
        self.go.setAutoDefault(False)
        self.no.setDefault(True)
        self.no.setFocus()
        self.accepted.connect(lambda: open_address(self._encoded))


def ask(text: str, parent: QWidget) -> AskToOpen | None:
    """Ask to open what a text links to; None, and nothing done, where it is no link that may be opened."""
    encoded = address(text)
    if not encoded:
        return None
    dialog = AskToOpen(encoded, parent)
    dialog.open()
    return dialog
