"""Labels, tooltips and messages that never take a user's text for rich text, nor choke on a very long one.

Qt guesses: a label, message box or tooltip whose text looks like HTML opens the files and network shares it names. Every
widget of this room that shows a text somebody typed is made here, or through `plain_tooltip` and `menu_text`.
"""

from __future__ import annotations

from PySide6 import QtGui
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

LABEL, TOOLTIP, MENU = 2_000, 1_000, 60
"""The most characters shown in each; more is cut with an ellipsis before Qt measures it."""
TIP_LINE = 90
"""The characters of a line of a tooltip."""


def clip(text: str, longest: int) -> str:
    """The text cut to `longest` characters, line breaks kept."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def one_line(text: str, longest: int = LABEL) -> str:
    """The text on one line, cut to `longest` characters."""
    return clip(" ".join(text[: longest * 2].split()), longest)


def menu_text(text: str) -> str:
    """For a menu entry or a button: short, on one line, and with no letter taken for a mnemonic."""
    return one_line(text, MENU).replace("&", "&&")


def _wrapped(text: str) -> str:
    """The text in lines that have room on a screen, which Qt does not break by itself."""
    import textwrap

    lines = text.split("\n")
    return "\n".join("\n".join(textwrap.wrap(line, TIP_LINE, break_on_hyphens=False)) for line in lines)


def plain_tooltip(text: str) -> str:
    """For `setToolTip`: what would be guessed to be rich text comes back escaped, so that it is shown literally."""
    short = clip(text, TOOLTIP)
    if not QtGui.Qt.mightBeRichText(short):
        return short if len(short) <= TIP_LINE else clip(_wrapped(short), TOOLTIP)
    import html

    return "<qt>" + html.escape(short).replace("\n", "<br>") + "</qt>"


class PlainLabel(QLabel):
    """A label for any text: plain, cut, and with `elide` on one line that gives way and shows the whole as a tooltip."""

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, role: str = "", wrap: bool = False, elide: bool = False
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setOpenExternalLinks(False)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setWordWrap(wrap)
        self._elide = elide
        if role:
            self.setProperty("role", role)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        elif wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show a text, one line of it where the label elides."""
        shown = one_line(text) if self._elide else clip(text, LABEL)
        if shown != self.text():
            super().setText(shown)
        if self._elide:
            self.setToolTip(plain_tooltip(text))

    def minimumSizeHint(self) -> QSize:
        """An eliding label may shrink to nothing."""
        hint = super().minimumSizeHint()
        return QSize(0, hint.height()) if self._elide else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, elided to the room there is."""
        if not self._elide:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        box = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter) | Qt.TextFlag.TextSingleLine, text)
