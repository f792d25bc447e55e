"""A switch: of several ways one is taken, as of the pages of a window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from mhhs_board.ui.kit.plain import menu_text, plain_tooltip

_ARROW = " ▾"
_MORE = f"More{_ARROW}"
_GAP = 4


class Switch(QWidget):
    """Buttons side by side of which one is down. Left and Right go along them. With `most` the first ones are seen, so many
    and no more than there is room for; the others are in a menu behind them, whose button says which of them is taken."""

    chosen = Signal(int)

    def __init__(
        self,
        names: Sequence[str],
        tips: Sequence[str],
        parent: QWidget | None = None,
        *,
        name: str = "Page",
        most: int | None = None,
    ) -> None:
        super().__init__(parent)
        self._most = len(names) if most is None or len(names) <= most + 1 else most  # a menu of one would be no menu
        self._seen = self._most
        gives_way = most is not None
        self.setSizePolicy(QSizePolicy.Policy.Maximum if gives_way else QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        if gives_way:
            row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self._gives_way = gives_way
        self.buttons: list[QPushButton] = []
        for number, (name, tip) in enumerate(zip(names, tips, strict=True)):
            button = QPushButton(name)
            button.setProperty("role", "chip")
            button.setCheckable(True)
            button.setToolTip(plain_tooltip(tip))
            self._group.addButton(button, number)
            self.buttons.append(button)
            row.addWidget(button)
        self.more = QPushButton(_MORE)
        self.more.setProperty("role", "chip")
        self.more.setCheckable(True)
        self.more.clicked.connect(self._open_more)
        row.addWidget(self.more)
        self._show(self._most)
        self._group.idClicked.connect(self.chosen)
        self._group.idToggled.connect(lambda _number, _down: self.tell_more())
        self.tell_more()

    def sizeHint(self) -> QSize:
        """As wide as all that is seen where there is room."""
        return QSize(self._width(self._most), super().sizeHint().height()) if self._gives_way else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """At least the menu."""
        return QSize(self._width(0), super().minimumSizeHint().height()) if self._gives_way else super().minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See as many as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def renamed(self) -> None:
        """Buttons say something else: they may take more room, and less."""
        self.updateGeometry()
        self._fit()
        self.tell_more()

    def _fit(self) -> None:
        if self._gives_way:
            seen = next((seen for seen in range(self._most, 0, -1) if self._width(seen) <= self.width()), 0)
            if seen != self._seen:
                self._show(seen)
                self.tell_more()

    def _width(self, seen: int) -> int:
        """How wide so many buttons are, with the menu where some are in it, whichever of them it names."""
        shown = [button.sizeHint().width() for button in self.buttons[:seen]]
        if seen < len(self.buttons):
            arrow = self.fontMetrics().horizontalAdvance(_ARROW)
            shown.append(
                max(self.more.sizeHint().width(), *(one.sizeHint().width() + arrow for one in self.buttons[seen:]))
            )
        return sum(shown) + _GAP * (len(shown) - 1)

    def _show(self, seen: int) -> None:
        self._seen = seen
        for number, button in enumerate(self.buttons):
            button.setVisible(number < seen)
        self.more.setVisible(seen < len(self.buttons))

    def tell_more(self) -> None:
        """Say on the button of the menu which of those behind it is taken."""
        taken = self._group.checkedButton()
        folded = [button for button in self.buttons[self._seen :] if button is taken]
        self.more.setText(f"{folded[0].text()}{_ARROW}" if folded else _MORE)
        self.more.setChecked(bool(folded))
        others = ", ".join(button.text().replace("&&", "&") for button in self.buttons[self._seen :])
        self.more.setAccessibleName(f"More pages: {others}")
        self.more.setToolTip(plain_tooltip("\n".join(button.toolTip() for button in self.buttons[self._seen :])))

    def _open_more(self) -> None:
        self.tell_more()  # a click does not put it down, a choice does
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button in self.buttons[self._seen :]:
            action = menu.addAction(menu_text(button.text().replace("&&", "&")))
            action.setCheckable(True)
            action.setChecked(button.isChecked())
            action.triggered.connect(button.click)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    @property
    def number(self) -> int:
        """Which button is down; 0 where none is."""
        return max(0, self._group.checkedId())

    @property
    def undecided(self) -> bool:
        """Whether no button is down yet."""
        return self._group.checkedId() < 0

    def show_page(self, number: int) -> None:
        """Put a button down."""
        self.buttons[number].setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        along = [*self.buttons[: self._seen], *([self.more] if self._seen < len(self.buttons) else [])]
        at = next((number for number, button in enumerate(along) if button.hasFocus()), -1)
        if step and at >= 0 and 0 <= at + step < len(along):
            along[at + step].setFocus(Qt.FocusReason.TabFocusReason)
            if along[at + step] is not self.more:
                along[at + step].click()
        elif self.more.hasFocus() and event.key() == Qt.Key.Key_Down:
            self._open_more()
        else:
            super().keyPressEvent(event)
