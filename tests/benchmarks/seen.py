"""Actions through the real window, from the user's hand to the painted and committed result."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from mhhs_board.base.settings import Settings
from mhhs_board.drawing.geometry import Rect
from mhhs_board.drawing.paint import BoardPainter
from mhhs_board.exchange import files
from mhhs_board.operations import registering
from mhhs_board.operations.context import wish
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.workspace import Workspace
from tests.benchmarks.bare import BareFile
from tests.benchmarks.boards import Boards
from tests.benchmarks.canvas import BareCanvas, Plain, plain, show_now
from tests.benchmarks.rounds import Contest, timed
from tests.doors import doors

DROPS = 15
"""Drops in one round."""
STEPS = 30
"""Wheel steps in one round."""
WIDTH, HEIGHT = 1600, 1000
FRAME = 1000 / 60
LARGE = 100_000
"""From so many artefacts on a key in the filter may take three frames."""
LEAST_STATED = 200
"""From so many artefacts on the ratios are promised."""
TYPED = ("settlement", "process 1", "is:blocked da")
"""What is typed into the filter, a key at a time."""


@cache
def application() -> QApplication:
    """The one application of this process."""
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else QApplication(["benchmarks"])


_bodies = 0
_real_body = BoardPainter.body


def _counted(self: BoardPainter, *arguments: object, **named: object) -> None:
    global _bodies
    _bodies += 1
    _real_body(self, *arguments, **named)  # type: ignore[arg-type]


BoardPainter.body = _counted  # type: ignore[method-assign]


def stated(size: int, goal: float) -> float | None:
    """A goal for boards as they are; of a hundred cards there is next to nothing to paint, and the figure is only told."""
    return goal if size >= LEAST_STATED else None


class Seen:
    """A board in the real window at 1600 × 1000."""

    def __init__(
        self, boards: Boards, size: int, *, skewed: bool = False, prepare: Callable[[Workspace], None] = lambda _: None
    ) -> None:
        application()
        self.path = boards.copy(size, skewed=skewed)
        self.workspace = boards.workspace(size, skewed=skewed)
        prepare(self.workspace)
        self.window = MainWindow(
            self.workspace,
            settings=Settings(),
            doors=doors(),
            sheet=lambda shown, asked, _private: files.sheet(files.Sight.now(self.workspace), shown, asked),
        )
        self.window._timer.stop()  # polling would come between two clocks
        self.view = self.window.view
        self.window.resize(WIDTH, HEIGHT)
        self.window.show()
        show_now(self.window)
        while self.window.filtering.reading_ahead:
            QCoreApplication.processEvents()
        assert self.view.viewport().height() > HEIGHT * 0.7, "The board does not have the window's height."
        assert len(self.cards()) >= 20, "Too few cards are in sight."

    def painted(self, act: Callable[[], object]) -> float:
        """Seconds from an act to its painted result; a result that shows and was not painted is an error."""
        before, layout, offset = _bodies, self.view.layout_shown, self.view.verticalOffset()
        spent = timed(lambda: (act(), show_now(self.window)))
        same = layout is self.view.layout_shown and offset == self.view.verticalOffset()
        assert same or _bodies > before, "The board has changed, and nothing was painted."
        return spent

    def sight(self) -> Rect:
        """What of the body is in sight."""
        size = self.view.viewport().size()
        return Rect(self.view.horizontalOffset(), self.view.verticalOffset(), size.width(), size.height())

    def cards(self) -> list[tuple[str, Rect]]:
        """The cards in sight and where they lie in the body."""
        return list(self.view.layout_shown.visible_cards(self.sight()))

    def plain_cards(self, within: Rect | None = None) -> list[Plain]:
        """The cards in sight for the bare canvas."""
        sight = self.sight()
        found = []
        for artefact_id, rect in self.view.layout_shown.visible_cards(within or sight):
            artefact = self.workspace.board.artefact(artefact_id)
            place = (rect.x - sight.x, rect.y - sight.y, rect.width, rect.height)
            found.append(plain(place, artefact.ref, artefact.title, f"{artefact.owner} {artefact.due} {artefact.version}"))
        return found

    def two_cells(self) -> list[QRect]:
        """Two neighbouring cells as far as they are in sight, in the bare canvas's coordinates."""
        layout, sight = self.view.layout_shown, self.sight()
        lane = self.workspace.board.workstreams[0].id
        return [
            QRect(rect.x - sight.x, rect.y - sight.y, rect.width, rect.height) & QRect(0, 0, sight.width, sight.height)
            for rect in (layout.cell_rect(lane, stage.id) for stage in self.workspace.board.stages[:2])
        ]


class Drops:
    """An endless stream of drops that a hand could do: a card in sight to a neighbouring cell, to a slot in sight."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._chance = random.Random(7)

    def next(self) -> tuple[list[str], str, str, int]:
        """Ids, workstream, stage and slot, as the view tells them after a drop."""
        seen, board = self._seen, self._seen.workspace.board
        stages = [stage.id for stage in board.stages][:3]
        artefacts = [board.artefact(artefact_id) for artefact_id, _ in seen.cards() if not board.is_blocked(artefact_id)]
        artefact = self._chance.choice([found for found in artefacts if found.stage in stages])
        place = stages.index(artefact.stage or "")
        stage = stages[1 if place != 1 else self._chance.choice((0, 2))]
        there = [found.id for found in artefacts if (found.workstream, found.stage) == (artefact.workstream, stage)]
        slot = board.cell(artefact.workstream, stage).index(self._chance.choice(there)) if there else 0
        return [artefact.id], artefact.workstream, stage, slot


def _dropped(boards: Boards, size: int, *, skewed: bool = False) -> list[Contest]:
    seen = Seen(boards, size, skewed=skewed)
    bare, canvas, stream = BareFile(boards.copy(size, skewed=skewed)), BareCanvas(WIDTH, HEIGHT), Drops(seen)
    canvas.cards, cells = seen.plain_cards(), seen.two_cells()
    canvas.repaint_now()

    def limit() -> list[float]:
        return [timed(lambda: (bare.commit(), canvas.repaint_now(cells))) for _ in range(DROPS)]

    def dropped() -> Iterator[float]:
        for _ in range(DROPS):
            arguments = stream.next()
            head = seen.workspace.head.seq
            yield seen.painted(lambda: seen.view.on_move(*arguments))  # noqa: B023  called at once
            assert seen.workspace.head.seq == head + 1, "The drop was not kept."

    def stepped(act: Callable[[], None], first: Callable[[], None]) -> Callable[[], list[float]]:
        def sample() -> list[float]:
            for _ in range(DROPS):
                first()
            show_now(seen.window)
            return [seen.painted(act) for _ in range(DROPS)]

        return sample

    performer = seen.window.performer

    word = ", skewed" if skewed else ""
    note = "limit: bare commit and two cells painted"
    found = [
        Contest(f"drop{word}", size, limit, lambda: list(dropped()), goal=stated(size, 4), flat=1.2, tail=FRAME, note=note)
    ]
    if not skewed:
        undo = stepped(performer.undo, lambda: seen.view.on_move(*stream.next()))
        redo = stepped(performer.redo, performer.undo)
        found.append(Contest("undo", size, limit, undo, goal=stated(size, 4), flat=1.2, tail=FRAME, note=note))
        found.append(Contest("redo", size, limit, redo, goal=stated(size, 4), flat=1.2, tail=FRAME, note=note))

        def register() -> list[float]:
            about = seen.cards()[0][0]
            asked = [wish(registering.add, kind="action", values={"text": "Ask", "artefact": about}) for _ in range(DROPS)]
            return [seen.painted(lambda one=one: performer.perform(one)) for one in asked]  # type: ignore[misc]

        found.append(Contest("action added", size, limit, register, goal=stated(size, 4), flat=1.2, tail=FRAME, note=note))
    return found


def dropping(boards: Boards, sizes: Sequence[int]) -> list[list[Contest]]:
    """Drop, undo, redo and an entry about a register in the window, and the drop on a skewed board."""
    even = [contest for size in sizes for contest in _dropped(boards, size)]
    skewed = [contest for size in sizes if size >= 1000 for contest in _dropped(boards, size, skewed=True)]
    return [even, skewed]


def _filtered(boards: Boards, size: int) -> Contest:
    seen, canvas = Seen(boards, size), BareCanvas(WIDTH, HEIGHT)
    line = seen.window.filter_bar.line
    shown: dict[str, list[Plain]] = {}

    def press(letter: str) -> None:
        QCoreApplication.sendEvent(line, QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))

    def ours() -> list[float]:
        """Every key is pressed; those count that change what is shown, since the others paint nothing."""
        spent = []
        for text in TYPED:
            line.clear()
            show_now(seen.window)
            for letter in text:
                layout = seen.view.layout_shown
                took = seen.painted(lambda: press(letter))  # noqa: B023  called at once
                if layout is not seen.view.layout_shown:
                    spent.append(took)
                    shown.setdefault(line.text(), seen.plain_cards())
            assert line.text() == text
        line.clear()
        show_now(seen.window)
        return spent

    assert len(ours()) >= 5, "Too few keys change what is shown."
    board = seen.workspace.board
    texts = {
        artefact.id: "\n".join((artefact.ref, artefact.title, artefact.owner, *artefact.labels)).lower()
        for artefact in board.artefacts()
    }

    def key(text: str) -> list[str]:
        found = [artefact_id for artefact_id, hay in texts.items() if text in hay]
        canvas.cards = shown[text]
        canvas.repaint_now()
        return found

    def limit() -> list[float]:
        return [timed(lambda: key(text)) for text in shown]  # noqa: B023  called at once

    tail = FRAME if size < LARGE else 3 * FRAME
    return Contest(
        "filter keystroke", size, limit, ours, goal=stated(size, 2), tail=tail, note="limit: substring pass, all painted"
    )


def filtering(boards: Boards, sizes: Sequence[int]) -> list[list[Contest]]:
    """Keys pressed in the filter, against a plain substring pass and the same cards painted."""
    return [[_filtered(boards, size) for size in sizes]]


def _came_into_sight(seen: Seen, moved: int) -> tuple[QRect, list[Plain]]:
    """The strip that a wheel step exposed, and its cards, in the bare canvas's coordinates."""
    sight, height = seen.sight(), abs(moved)
    top = sight.height - height if moved > 0 else 0
    return QRect(0, top, sight.width, height), seen.plain_cards(Rect(sight.x, sight.y + top, sight.width, height))


def _scrolled(boards: Boards, size: int) -> Contest:
    seen = Seen(boards, size)
    canvas = BareCanvas(WIDTH, HEIGHT)
    bar = seen.view.verticalScrollBar()
    strips: list[tuple[QRect, list[Plain]]] = []
    direction = itertools.cycle((-120, 120))

    def wheel(turn: int) -> None:
        middle = QPointF(seen.view.viewport().rect().center())
        event = QWheelEvent(
            middle,
            QPointF(seen.view.viewport().mapToGlobal(middle.toPoint())),
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QCoreApplication.sendEvent(seen.view.viewport(), event)

    def ours() -> list[float]:
        """Down, and from the end up again; every round begins with nothing measured."""
        strips.clear()
        seen.view.refresh()
        show_now(seen.window)
        turn = next(direction)
        spent = []
        for _ in range(STEPS):
            if bar.value() == (bar.maximum() if turn < 0 else bar.minimum()):
                turn = -turn
                seen.view.refresh()  # the way back is as new as the way there, or a small board would know all its cards
                show_now(seen.window)
            before = bar.value()
            spent.append(seen.painted(lambda: wheel(turn)))  # noqa: B023  called at once
            assert abs(bar.value() - before) in (120, bar.maximum() - before, before), "A step is not 120 pixels."
            strips.append(_came_into_sight(seen, bar.value() - before))
        return spent

    def bare(strip: QRect, cards: list[Plain]) -> None:
        canvas.cards = cards
        canvas.scroll(0, -120)
        canvas.repaint_now([strip])

    ours()
    return Contest(
        "wheel step 120 px",
        size,
        lambda: [timed(lambda: bare(*came)) for came in strips],  # noqa: B023  called at once
        ours,
        flat=1.1,
        tail=8.3,
        note="limit: pixels moved, the same cards of the strip painted plainly",
    )


def scrolling(boards: Boards, sizes: Sequence[int]) -> list[list[Contest]]:
    """The wheel, a notch at a time."""
    return [[_scrolled(boards, size) for size in sizes]]
