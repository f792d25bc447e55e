"""What must fit into one frame of the real window: another card in the inspector, a key in the palette, a card in the hand.

The limit is the frame itself, so a ratio is a share of it.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from unittest.mock import patch

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from mhhs_board.operations.editing import edit
from mhhs_board.workspace import Workspace
from tests.benchmarks.boards import Boards
from tests.benchmarks.canvas import show_now
from tests.benchmarks.rounds import Contest, percentile
from tests.benchmarks.seen import FRAME, Seen

HISTORY = 200
"""Entries about each of the two artefacts that the inspector changes between."""
CHANGES = 20
"""Times in one round that the inspector is on another card."""
TYPED = ("settlement", "process 99", "meter point")
"""What is typed into the palette, a key at a time."""
MOVES = 60
"""Places in one round that the pointer comes to with a card in the hand."""
HALF_FRAME = 8.3
LARGE = 10_000
"""From so many artefacts on the palette and the drag are measured."""

NONE = Qt.KeyboardModifier.NoModifier


class Painting(QObject):
    """Counts how often a widget was asked to paint."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count, and let everything through."""
        self.count += event.type() == QEvent.Type.Paint
        return False


def _press(widget: QWidget, key: int, text: str = "") -> None:
    QCoreApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, NONE, text))


def _stated(size: int) -> float | None:
    """The goal of inspector and palette, which is stated up to LARGE; beyond it the figure is only told."""
    return 1 if size <= LARGE else None


def share_of(milliseconds: float) -> Callable[[], list[float]]:
    """A limit that is a length of time."""
    return lambda: [milliseconds / 1000]


# -- the inspector -------------------------------------------------------------------------------------------------------


def _neighbours(workspace: Workspace) -> tuple[str, str]:
    """The first two cards of the first cell, one above the other."""
    board = workspace.board
    first, second = board.cell(board.workstreams[0].id, board.stages[0].id)[:2]
    return first, second


def _give_history(workspace: Workspace) -> None:
    for artefact, number in itertools.product(_neighbours(workspace), range(HISTORY)):
        workspace.run(
            edit, artefact=artefact, values={"owner": f"Analyst {number}", "notes": f"Read for the {number}th time"}
        )


def _inspected(boards: Boards, size: int) -> Contest:
    seen = Seen(boards, size, prepare=_give_history)
    first, second = _neighbours(seen.workspace)
    seen.view.focus_card(first)
    inspector = seen.window.side.inspector
    if inspector.isHidden():
        seen.window.side.toggle()
    inspector.tabs.setCurrentWidget(inspector.history)
    show_now(seen.window)
    painting = Painting(inspector.history.viewport())

    def ours() -> list[float]:
        """Down and up between the two cards, with the history in front."""
        spent = []
        for key, wanted in itertools.islice(itertools.cycle(((Qt.Key.Key_Down, second), (Qt.Key.Key_Up, first))), CHANGES):
            before = painting.count
            spent.append(seen.painted(lambda: _press(seen.view, key)))  # noqa: B023  called at once
            assert inspector.shown_id == wanted, "The inspector is not on the other card."
            assert inspector.history.model().rowCount() >= HISTORY, "The history is not shown."
            assert painting.count > before, "The history was not painted."
        return spent

    return Contest(
        "inspector, other card", size, share_of(FRAME), ours, goal=_stated(size), tail=FRAME, note="limit: a frame"
    )


# -- the palette ---------------------------------------------------------------------------------------------------------


def _sought(boards: Boards, size: int) -> Contest:
    seen = Seen(boards, size)
    seen.window.desk.open_palette()
    palette = seen.window.desk.palette
    assert palette is not None
    show_now(seen.window)
    painting = Painting(palette.list.viewport())

    def ours() -> list[float]:
        """Every key counts, and each is painted."""
        spent = []
        for text in TYPED:
            palette.open_it()
            show_now(seen.window)
            for letter in text:
                before = painting.count
                spent.append(seen.painted(lambda: _press(palette.line, 0, letter)))  # noqa: B023  called at once
                assert painting.count > before, "The offers were not painted."
            assert palette.line.text() == text
            assert palette.found.offers, "Nothing was found."
        return spent

    return Contest("palette keystroke", size, share_of(FRAME), ours, goal=_stated(size), tail=FRAME, note="limit: a frame")


# -- a card in the hand --------------------------------------------------------------------------------------------------


class Hand:
    """Drags of one card through the window's own code. Qt's drag loop, which waits for a person, is played by `_loop`."""

    def __init__(self, boards: Boards, size: int) -> None:
        self.seen = Seen(boards, size)
        board = self.seen.workspace.board
        self._ids = itertools.cycle([found for found, _ in self.seen.cards() if not board.is_blocked(found)])
        self._began = 0.0
        self._path: Sequence[QPoint] = ()
        self.taken_up = 0.0
        self.moves: list[float] = []

    def drag(self, path: Sequence[QPoint]) -> None:
        """Take the next card up, lead it along a path, and leave the window with it."""
        view, artefact = self.seen.view, next(self._ids)
        view.focus_card(artefact)
        show_now(self.seen.window)
        self._path, self.moves = path, []
        with (
            patch.object(QDropEvent, "source", lambda event: view),
            patch.object(QDrag, "exec", lambda drag, *actions: self._loop(drag)),
        ):
            self._began = time.perf_counter()
            view.startDrag(Qt.DropAction.MoveAction)
        show_now(self.seen.window)

    def _loop(self, drag: QDrag) -> Qt.DropAction:
        view, data, action = self.seen.view, drag.mimeData(), Qt.DropAction.MoveAction
        show_now(self.seen.window)
        self.taken_up = time.perf_counter() - self._began
        assert view.dragging, "Nothing was taken up."
        painting = Painting(view.viewport())
        for point in self._path[:1]:
            view.dragEnterEvent(QDragEnterEvent(point, action, data, Qt.MouseButton.LeftButton, NONE))
        for point in self._path:
            event = QDragMoveEvent(point, action, data, Qt.MouseButton.LeftButton, NONE)
            self.moves.append(self.seen.painted(lambda: view.dragMoveEvent(event)))  # noqa: B023  called at once
        assert painting.count >= len(self._path) // 3, "The gap is not painted where the pointer goes."
        view.viewport().removeEventFilter(painting)
        return Qt.DropAction.IgnoreAction

    def path(self) -> list[QPoint]:
        """Across the cells in sight and down again, away from the edges, which would scroll."""
        size = self.seen.view.viewport().size()
        across, down = size.width() - 200, size.height() - 200
        return [
            QPoint(100 + across * number // MOVES, 100 + (down * number * 7 // MOVES) % down) for number in range(MOVES)
        ]


def _held(boards: Boards, size: int) -> list[Contest]:
    hand = Hand(boards, size)

    def picked() -> Iterator[float]:
        for _ in range(CHANGES):
            hand.drag([])
            yield hand.taken_up

    def moved() -> list[float]:
        """The 95th percentile of one way across the board."""
        hand.drag(hand.path())
        assert len(hand.moves) == MOVES
        return [percentile(hand.moves, 0.95)]

    return [
        Contest("drag, pick-up", size, share_of(FRAME), lambda: list(picked()), goal=1, tail=FRAME, note="limit: a frame"),
        Contest("drag, move, p95", size, share_of(HALF_FRAME), moved, goal=1, note="limit: half a frame"),
    ]


def contests(boards: Boards, sizes: Sequence[int]) -> list[list[Contest]]:
    """The inspector at every size, the palette and the drag on large boards."""
    large = [size for size in sizes if size >= LARGE]
    return [
        [_inspected(boards, size) for size in sizes],
        [_sought(boards, size) for size in large],
        [contest for size in large for contest in _held(boards, size)],
    ]
