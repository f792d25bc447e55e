"""The way out where the filter shows nothing: a button below the words on the board that say so."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QPushButton

from mhhs_board.ui.board_view import BoardView

_WORDS = 62
"""How far below the lanes the words end."""
_EDGE = 12


class ClearFilter(QPushButton):
    """Stands on the board while the filter hides all that there is; `clicked` is for whoever has the filter."""

    def __init__(self, view: BoardView) -> None:
        super().__init__("Clear the filter", view.viewport())
        self._view = view
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        view.cards.cells_changed.connect(self.place)
        view.view_changed.connect(self.place)
        view.verticalScrollBar().valueChanged.connect(self.place)
        view.viewport().installEventFilter(self)
        self.clicked.connect(lambda: view.setFocus())
        self.place()

    def place(self, *_: object) -> None:
        """Come or go, in the middle below the words, and never out of sight."""
        view = self._view
        needed = bool(view.layout_shown.lanes) and not view.cards.grid.shown_count() and view.cards.board.count() > 0
        if needed:
            size, sight = self.sizeHint(), view.viewport().size()
            below = view.layout_shown.height + _WORDS - view.verticalOffset()
            y = max(0, min(below, sight.height() - size.height() - _EDGE))
            self.setGeometry(max(0, (sight.width() - size.width()) // 2), y, size.width(), size.height())
        self.setVisible(needed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the board."""
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False
