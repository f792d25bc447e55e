"""Controls that a style sheet alone cannot draw in a theme's colours: a choice with its arrow, a box with its tick;
and a button that follows its command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
    QWidget,
)

from mhhs_board.base.text import TITLE_LIMIT
from mhhs_board.ui.kit.accessible import announce
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.plain import menu_text, one_line, plain_tooltip

_OPTION = 80
"""Characters of an option shown."""
_AROUND = 24
"""The pixels of an open list beside its words."""


def in_order(*widgets: QWidget) -> None:
    """Have Tab go through widgets in the order in which they are seen, which is not always that in which they are made."""
    for earlier, later in pairwise(widgets):
        QWidget.setTabOrder(earlier, later)


NO_ROOM = "Not all of that went in: this field has no room for more."
"""What is said where something was too long to go in whole."""


def room_for(limit: int) -> int:
    """So many characters go into a field of which `limit` can be kept: somewhat more, so that whoever has too many sees it
    and shortens it. Qt lays out a text in the square of its letters, and whoever pastes a million waits for ever."""
    return limit + max(limit // 10, TITLE_LIMIT)


def tell_at(field: QWidget, sentence: str) -> None:
    """Say something about a field where it stands."""
    QToolTip.showText(field.mapToGlobal(field.rect().bottomLeft()), plain_tooltip(sentence), field)
    announce(field, sentence)


@contained
class Line(QLineEdit):
    """One line that is saved as it is left; Escape gives up what is typed. It has room for `most` characters."""

    given_up = Signal()

    def __init__(self, parent: QWidget | None = None, *, most: int = room_for(TITLE_LIMIT)) -> None:
        super().__init__(parent)
        self.on_cut: Callable[[str], None] = partial(tell_at, self)
        """Told in a sentence that not all of what was put in has room."""
        self.setMaxLength(most)
        self.inputRejected.connect(lambda: self.on_cut(NO_ROOM))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up, all else types."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


def keyed_button(text: str, tip: str, keys: str) -> QPushButton:
    """A button that says in its tooltip what it does and by which keys, which are bound by who has them."""
    button = QPushButton(menu_text(text))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    button.setToolTip(plain_tooltip(f"{tip} ({shown})"))
    button.setProperty("tip", button.toolTip())
    return button


def open_or_not(button: QPushButton, why_not: str) -> None:
    """Open a button that was made here, or close it and say in its tooltip why."""
    button.setEnabled(not why_not)
    button.setToolTip(plain_tooltip(why_not) if why_not else str(button.property("tip")))


Worded = Callable[[str], str]
"""What a button says, made of what its action is called."""


class ActionButton(QPushButton):
    """A button that is an action: open, closed, described and called as the action is, with a text of its own or one made
    of the action's."""

    left = Signal()
    """It closes while it has the keyboard."""

    def __init__(self, action: QAction, text: str | Worded, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text if isinstance(text, str) else "", parent)
        self._action = action
        self._worded = None if isinstance(text, str) else text
        if role:
            self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where it is
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        if self.hasFocus() and not self._action.isEnabled():
            self.left.emit()  # before it closes, else the keyboard goes to whatever stands beside it
        self.setEnabled(self._action.isEnabled())
        self.setToolTip(self._action.toolTip())
        name = self._action.text().replace("&&", "&")
        self.setAccessibleName(name)
        if self._worded is not None:
            self.setText(self._worded(name))


class Choice(QComboBox):
    """One of a few. The wheel turns it only while it has the keyboard, so that scrolling a form changes nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.currentTextChanged.connect(lambda _text: self._tell_whole())

    def offer(self, options: Sequence[tuple[str, Any]], chosen: Any = None) -> None:
        """Offer (text, value) pairs, `chosen` or else the first standing there."""
        if [self.itemData(row) for row in range(self.count())] != [value for _, value in options]:
            self.clear()
            for text, value in options:
                self.addItem(one_line(text, _OPTION), value)
        values = [value for _, value in options]
        self.setCurrentIndex(values.index(chosen) if chosen in values else 0)

    def showPopup(self) -> None:
        """The list that opens is called as the choice is, and is as wide as its words where there is room."""
        view = self.view()
        view.setAccessibleName(self.accessibleName())
        view.setMinimumWidth(min(view.sizeHintForColumn(0) + _AROUND, self.screen().availableSize().width() // 2))
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page unless the keyboard is here."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _option(self) -> QStyleOptionComboBox:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return option

    @property
    def shown(self) -> str:
        """What stands in the box: the choice, or as much of it as there is room for."""
        option = self._option()
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        return self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What has no room is told as a tooltip."""
        super().resizeEvent(event)
        self._tell_whole()

    def _tell_whole(self) -> None:
        text = self.currentText()
        self.setToolTip(plain_tooltip("" if self.shown == text else text))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style draws the box and what has room in it, this the arrow."""
        painter = QStylePainter(self)
        option = self._option()
        option.currentText = self.shown
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        group = QPalette.ColorGroup.Normal if self.isEnabled() else QPalette.ColorGroup.Disabled
        painter.setPen(QPen(self.palette().color(group, QPalette.ColorRole.Text), 1.5))
        middle = QPointF(self.width() - 14, self.height() / 2)
        painter.drawPolyline(QPolygonF([middle + QPointF(-4, -2), middle + QPointF(0, 2), middle + QPointF(4, -2)]))


class Tick(QCheckBox):
    """A box to tick."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style draws the box, this the tick."""
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = QRectF(self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.HighlightedText), 2))
        points = [(0.24, 0.52), (0.43, 0.72), (0.78, 0.3)]
        painter.drawPolyline(QPolygonF([box.topLeft() + QPointF(x * box.width(), y * box.height()) for x, y in points]))
