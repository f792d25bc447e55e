"""Where the filter shows nothing: that nothing fits it, what in it may be meant otherwise, and the way out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from mhhs_board.ui.board.canvas import BoardCanvas
from mhhs_board.ui.kit.plain import PlainLabel

CLEAR = "Clear the filter"
NOTHING = "Nothing fits the filter."
WIDTH = 520
_BELOW, _EDGE = 8, 12
"""How far below the lanes it begins, and from the edges it stays away."""


class NothingFits(QFrame):
    """Stands on the board while the filter hides all that there is; `cleared` is for whoever has the filter."""

    cleared = Signal()

    def __init__(self, view: BoardCanvas) -> None:
        super().__init__(view.viewport())
        self._view = view
        self.setProperty("role", "over")
        self.words = PlainLabel(NOTHING, wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.clear = QPushButton(CLEAR)
        self.clear.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 12, 10)
        box.setSpacing(10)
        box.addWidget(self.words)
        box.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignHCenter)
        view.cards.cells_changed.connect(self.place)
        view.view_changed.connect(self.place)
        view.verticalScrollBar().valueChanged.connect(self.place)
        view.viewport().installEventFilter(self)
        self.clear.clicked.connect(self.cleared)
        self.clear.clicked.connect(lambda: view.setFocus())
        self.place()

    def say(self, why: str) -> None:
        """Say, after that nothing fits, what the filter says of it."""
        text = f"{NOTHING} {why}".rstrip()
        if text == self.words.text():  # it is told with every entry, and a label lays itself out anew for the same words
            return
        self.words.setText(text)
        self.place()

    def place(self, *_: object) -> None:
        """Come or go, in the middle below the lanes, and never out of sight."""
        view = self._view
        needed = bool(view.layout_shown.lanes) and not view.cards.grid.shown_count() and view.cards.board.count() > 0
        if needed:
            sight = view.viewport().size()
            width = max(0, min(WIDTH, sight.width() - 2 * _EDGE))
            height = self.heightForWidth(width)
            below = view.layout_shown.height + _BELOW - view.verticalOffset()
            y = max(0, min(below, sight.height() - height - _EDGE))
            self.setGeometry((sight.width() - width) // 2, y, width, height)
        self.setVisible(needed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the board."""
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False
