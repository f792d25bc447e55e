"""A part of a window or a dialog that scrolls where it has no room, and else is as high as what stands in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QSizePolicy, QWidget

from mhhs_board.ui.kit.contained import contained

_LEAST = 60
"""Pixels of it that are always seen."""
_AROUND = 28
"""Pixels that are seen above and below what has the keyboard, so that what is said beneath it is seen too."""


@contained
class Scrolled(QScrollArea):
    """What stands in a widget, which has a layout. It asks for all the height that this needs in the width that there is,
    can do with little, and brings into view whatever in it has the keyboard. Where it has a name, Tab comes to it while it
    scrolls, for the arrow keys; without one its fields are all there is to come to."""

    def __init__(self, inner: QWidget, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = inner.layout()
        assert layout is not None
        self._inner, self._layout = inner, layout
        self._name = name
        self.setAccessibleName(name)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().setProperty("role", "beside")
        self.verticalScrollBar().rangeChanged.connect(self._reached)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def sizeHint(self) -> QSize:
        """As high as all that stands in it, with its own edges."""
        layout, edges = self._layout, self.contentsMargins()
        hint, around = layout.totalSizeHint(), QSize(edges.left() + edges.right(), edges.top() + edges.bottom())
        width = self.width() - around.width() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else hint.width()
        height = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else hint.height()
        return QSize(hint.width(), height) + around

    def minimumSizeHint(self) -> QSize:
        """As wide as all that stands in it, and a little of it high."""
        return QSize(self._layout.totalMinimumSize().width(), min(_LEAST, self.sizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In another width it needs another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def showEvent(self, event: QShowEvent) -> None:
        """While nobody saw it, nobody was told what altered in it."""
        super().showEvent(event)
        self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        """What stands in it needs another height."""
        taken = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return taken

    def _reached(self, _least: int, most: int) -> None:
        """Tab comes to it only where there is something to scroll."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if self._name and most else Qt.FocusPolicy.NoFocus)
        self._follow(None, QApplication.focusWidget())

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Whatever gets the keyboard is seen."""
        if now is not None and self._inner.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, _AROUND)
