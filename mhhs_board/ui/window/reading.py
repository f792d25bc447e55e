"""A large board behind its first picture: what is shown until all of it has been read, and the reading itself.

The reading goes on between two pictures. Whatever a person does in the meantime has the rest read first, so that no key and
no click ever meets half a board.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import BoardError
from mhhs_board.domain.journal import Entry
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.window.parts import Parts
from mhhs_board.workspace import Workspace

AFTER_MS = 20
"""How long after the first picture of the cards the reading begins: all around them is painted first."""
AT_LATEST_MS = 1_000
"""When the reading begins where nothing has been painted, as in a window that came up hidden."""

_DEEDS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.ContextMenu,
        QEvent.Type.TouchBegin,
        QEvent.Type.DragEnter,
    }
)
"""What people begin with whatever they do to a board; wheel and pointer only look at it."""


class Glimpse:
    """The first cards of a board as the source of a list. Nothing happens to it."""

    def __init__(self, workspace: Workspace) -> None:
        self.board: Board = workspace.seen
        self._workspace = workspace

    @property
    def today(self) -> date:
        """The user's own day."""
        return self._workspace.today

    @property
    def actor(self) -> str:
        """Who acts."""
        return self._workspace.actor

    def subscribe(self, listener: Callable[[Entry], None]) -> Callable[[], None]:
        """No entry comes."""
        return lambda: None


@contained
class Reading(QObject):
    """Reads a window's board to its end, and says how far it is."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self._parts = parts
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._step)
        self._timer.start(AT_LATEST_MS)
        parts.view.viewport().installEventFilter(self)
        if (application := QCoreApplication.instance()) is not None:
            application.installEventFilter(self)
        parts.filter_bar.set_workstreams(parts.workspace.seen.workstreams)
        parts.status_row.place.setText(parts.workspace.location)
        parts.status_row.say_reading(0.0)

    def end(self) -> None:
        """Read no more."""
        self._timer.stop()
        self._parts.view.viewport().removeEventFilter(self)
        if (application := QCoreApplication.instance()) is not None:
            application.removeEventFilter(self)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin after the first picture; before anything that a person does, come to the end."""
        kind = event.type()
        first = self._timer.interval() == AT_LATEST_MS
        if first and kind == QEvent.Type.Paint and watched is self._parts.view.viewport():
            self._timer.start(AFTER_MS)
        elif kind in _DEEDS:
            self._try(lambda: self._parts.workspace.board)
        return False

    def _step(self) -> None:
        self._timer.setInterval(0)
        self._try(lambda: self._parts.status_row.say_reading(self._parts.workspace.read_on()))

    def _try(self, read: Callable[[], object]) -> None:
        try:
            read()
        except BoardError as error:
            self._timer.stop()
            self._parts.messages.refuse(f"The board could not be read whole. {error}")
