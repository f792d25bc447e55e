"""The board under a user's hands: mouse, keys, wheel, and what assistive technology reads."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mhhs_board.domain.board import BLOCKED
from mhhs_board.domain.errors import Refused
from mhhs_board.drawing import theme
from mhhs_board.drawing.geometry import LANE_HEAD, STAGE_HEAD, Density
from mhhs_board.operations import blocking, editing, moving
from mhhs_board.ui.board.drag import MIME
from mhhs_board.ui.board.edges import speed
from mhhs_board.ui.board.model import BoardModel
from mhhs_board.ui.board.view import BoardView
from mhhs_board.workspace import Workspace
from tests import boards
from tests.drawing.boards import artefact, board_with
from tests.drawing.contrast import THEMES
from tests.ui.board.test_board_model import Source

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Painted(BoardView):
    """A view that remembers what it was asked to paint."""

    def __init__(self, model: BoardModel) -> None:
        self.exposed: list[QRect] = []
        super().__init__(model, theme.load("light"))

    def paintEvent(self, event: QPaintEvent) -> None:
        self.exposed += list(event.region())
        super().paintEvent(event)


def paint(view: Painted) -> list[QRect]:
    """Paint what is due now; the rectangles painted. The offscreen platform paints only when told to."""
    view.exposed.clear()
    QApplication.sendEvent(view.window(), QEvent(QEvent.Type.UpdateRequest))
    return list(view.exposed)


@pytest.fixture
def source() -> Source:
    return Source(boards.board_of())


def show(source: Source | Workspace, qtbot: QtBot, width: int = 1280, height: int = 580) -> Painted:
    view = Painted(BoardModel(source))
    view.asked = []  # type: ignore[attr-defined]
    view.said = []  # type: ignore[attr-defined]
    view.on_move = lambda *move: view.asked.append(move)  # type: ignore[attr-defined]
    view.on_say = view.said.append  # type: ignore[attr-defined]
    qtbot.addWidget(view)
    view.resize(width, height)
    with qtbot.waitExposed(view):
        view.show()
    view.setFocus()
    QApplication.processEvents()
    paint(view)
    return view


@pytest.fixture
def view(source: Source, qtbot: QtBot) -> Painted:
    return show(source, qtbot)


def card(view: BoardView, lane: str, ref: str) -> str:
    return boards.one(view.cards.board, lane, ref).id


def middle(view: BoardView, artefact_id: str) -> QPoint:
    return view.visualRect(view.cards.index_of(artefact_id)).center()


def moves(view: BoardView) -> list[tuple[list[str], str, str, int | None]]:
    return view.asked  # type: ignore[attr-defined]


def press(qtbot: QtBot, view: BoardView, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    qtbot.keyClick(view, key, modifier)


# -- looking -------------------------------------------------------------------------------------------------------------


def test_heads_stay_while_the_body_scrolls(qtbot: QtBot) -> None:
    view = show(Source(board_with([artefact(number) for number in range(300)])), qtbot, 900, 400)
    heads = view.grab().toImage()
    view.verticalScrollBar().setValue(5000)
    after = view.grab().toImage()
    strip = QRect(LANE_HEAD, 0, 500, STAGE_HEAD)
    assert heads.copy(strip) == after.copy(strip)
    assert heads.copy(LANE_HEAD, STAGE_HEAD, 500, 200) != after.copy(LANE_HEAD, STAGE_HEAD, 500, 200)


def test_a_focused_card_stays_in_sight_while_room_is_taken_away(qtbot: QtBot, view: Painted) -> None:
    """As the inspector's edge is drawn over the board: the last column would go out of sight step by step."""
    blocked = card(view, "smart", "Process 2")
    view.focus_card(blocked)
    for width in range(1280, 420, -60):
        view.resize(width, 580)
        assert view.viewport().rect().contains(view.visualRect(view.cards.index_of(blocked))), width
    view.horizontalScrollBar().setValue(0)
    view.resize(400, 580)
    assert view.horizontalScrollBar().value() == 0  # what its user scrolled away from is not fetched back


def test_what_is_scrolled_looks_like_what_is_painted_afresh(qtbot: QtBot) -> None:
    view = show(Source(board_with([artefact(number) for number in range(300)])), qtbot, 800, 400)
    for value in (40, 400, 380, 5000, 4990):
        view.verticalScrollBar().setValue(value)
        paint(view)
    view.horizontalScrollBar().setValue(30)
    paint(view)
    scrolled = view.grab().toImage()
    view.viewport().repaint()
    assert view.grab().toImage() == scrolled


def test_a_notch_of_the_wheel_paints_only_the_strip_that_came_into_sight(qtbot: QtBot) -> None:
    view = show(Source(board_with([artefact(number) for number in range(300)])), qtbot, 900, 500)
    place = QPointF(200, 200)
    turned = QWheelEvent(
        place, view.viewport().mapToGlobal(place), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, NONE,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), turned)
    assert view.verticalOffset() == 120
    exposed = paint(view)
    assert exposed, "something was painted"
    assert all(rect.height() <= 122 for rect in exposed)


def test_a_move_paints_its_two_cells_and_not_the_board(source: Source, view: Painted) -> None:
    first = card(view, "registrations", "Process 5")
    source.run(moving.move, ids=[first], stage="in-progress")
    source.run(moving.move, ids=[first], stage="backlog")
    paint(view)
    lane = view.layout_shown.lane("registrations")
    source.run(moving.move, ids=[first], stage="in-progress")
    exposed = paint(view)
    assert exposed
    touched = view.layout_shown.cell_rect("registrations", "in-progress")
    for rect in exposed:
        assert rect.top() >= lane.y - 2
        assert rect.bottom() <= lane.y + lane.height + 2
        assert rect.right() <= touched.right + 2


def test_what_is_painted_after_moves_looks_like_the_whole_painted_afresh(qtbot: QtBot) -> None:
    chance = random.Random(3)
    source = Source(boards.board_of())
    view = show(source, qtbot, 1280, 900)
    lanes, stages = list(view.cards.grid.lanes), [stage.id for stage in source.board.stages]
    held = view.viewport().grab().toImage()
    for number in range(60):
        some = chance.choice([found.id for found in source.board.artefacts()])
        target = (chance.choice(lanes), chance.choice(stages))
        said = {"reason": "r", "override": "o", "unblock": True}
        source.run(moving.move, ids=[some], workstream=target[0], stage=target[1], slot=chance.randint(0, 2), **said)
        if number % 7 == 0:
            view.setCurrentIndex(view.cards.index_of(some))
        first = source.board.artefact(view.cards.grid.id_at(0))
        if number % 9 == 0 and first.stage != "approved":
            source.run(blocking.block, ids=[first.id], not_stated=True)
        rects = paint(view)
        fresh = view.viewport().grab().toImage()
        painter = QPainter(held)
        for rect in rects:
            painter.drawImage(rect, fresh, rect)
        painter.end()
        assert held == fresh, f"step {number}: something changed outside of what was painted"


def test_a_filter_paints_what_remains(source: Source, view: Painted) -> None:
    only = card(view, "elexon", "Process 5")
    view.cards.set_shown({only})
    assert paint(view)
    assert not view.indexAt(QPoint(20, 20)).isValid()
    assert view.visualRect(view.cards.index_of(only)).isValid()


def test_density_goes_with_the_wheel_and_fits_the_window(qtbot: QtBot, view: Painted) -> None:
    place = QPointF(200, 200)
    with qtbot.waitSignal(view.view_changed):
        QApplication.sendEvent(
            view.viewport(),
            QWheelEvent(
                place, view.viewport().mapToGlobal(place), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, CONTROL,
                Qt.ScrollPhase.NoScrollPhase, False,
            ),
        )  # fmt: skip
    assert view.density is Density.NORMAL
    assert view.verticalScrollBar().maximum() > 0
    view.fit()
    assert view.density is Density.COMPACT
    assert view.verticalScrollBar().maximum() == 0


def test_the_arrow_of_a_head_folds_its_lane_and_unfolds_it(qtbot: QtBot, view: Painted) -> None:
    view.focus_card(card(view, "registrations", "Process 4"))
    lanes = view._lanes
    arrow = QPoint(lanes.width() - 14, view.layout_shown.lane("smart").y + 16)
    with qtbot.waitSignal(view.view_changed):
        qtbot.mouseClick(lanes, LEFT, pos=arrow)
    assert view.folded == (frozenset({"smart"}), frozenset())
    assert view.focused_id() == card(view, "registrations", "Process 4")
    qtbot.mouseClick(lanes, LEFT, pos=QPoint(40, 10))
    assert view.folded == (frozenset(), frozenset())


def test_what_a_fold_hides_loses_focus_and_selection(qtbot: QtBot, view: Painted) -> None:
    view.focus_card(card(view, "smart", "Process 4"))
    with qtbot.waitSignal(view.focus_changed) as told:
        view.set_folded({"smart"}, ())
    assert told.args == [""]
    assert view.selected_ids() == []


def test_every_theme_can_be_taken_on_the_run(view: Painted) -> None:
    seen = set()
    for name in THEMES:
        view.set_theme(theme.load(name))
        assert paint(view)
        seen.add(view.grab().toImage().pixel(LANE_HEAD + 3, STAGE_HEAD + 30))
    assert len(seen) >= 3


# -- choosing ------------------------------------------------------------------------------------------------------------


def test_arrows_walk_over_the_grid(qtbot: QtBot, view: Painted) -> None:
    view.focus_card(card(view, "smart", "Process 5"))
    walk = [
        (Qt.Key.Key_Right, "smart", "Process 4"),
        (Qt.Key.Key_Right, "smart", "Process 3"),
        (Qt.Key.Key_Down, "registrations", "Process 1"),
        (Qt.Key.Key_Left, "registrations", "Process 2"),
        (Qt.Key.Key_Down, "registrations", "Process 3"),
        (Qt.Key.Key_Home, "registrations", "Process 5"),
        (Qt.Key.Key_Up, "smart", "Process 5"),
        (Qt.Key.Key_End, "smart", "Process 2"),
    ]
    for key, lane, ref in walk:
        press(qtbot, view, key)
        assert view.focused_id() == card(view, lane, ref)
        assert view.selected_ids() == [view.focused_id()]
    press(qtbot, view, Qt.Key.Key_End, Qt.KeyboardModifier.AltModifier)
    assert view.focused_id() == card(view, "elexon", "Process 1")


def test_arrows_bring_the_card_into_sight(qtbot: QtBot) -> None:
    view = show(Source(board_with([artefact(number) for number in range(60)])), qtbot, 900, 400)
    view.focus_card("a000000")
    press(qtbot, view, Qt.Key.Key_PageDown)
    press(qtbot, view, Qt.Key.Key_PageDown)
    assert view.focused_id() > "a000006"
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))


def test_shift_extends_and_takes_back(qtbot: QtBot, view: Painted) -> None:
    first, second = card(view, "registrations", "Process 2"), card(view, "registrations", "Process 3")
    view.focus_card(first)
    press(qtbot, view, Qt.Key.Key_Down, SHIFT)
    assert view.selected_ids() == [first, second]
    press(qtbot, view, Qt.Key.Key_Up, SHIFT)
    assert view.selected_ids() == [first]


def test_select_all_takes_what_is_shown_and_nothing_hidden(qtbot: QtBot, view: Painted) -> None:
    shown = {card(view, "smart", "Process 4"), card(view, "elexon", "Process 4")}
    view.cards.set_shown(shown)
    with qtbot.waitSignal(view.selected_changed):
        press(qtbot, view, Qt.Key.Key_A, CONTROL)
    assert set(view.selected_ids()) == shown


def test_enter_opens_and_space_peeks(qtbot: QtBot, view: Painted) -> None:
    opened: list[str] = []
    peeks: list[int] = []
    view.on_open = opened.append
    view.on_peek = lambda: peeks.append(1)
    view.focus_card(card(view, "smart", "Process 4"))
    press(qtbot, view, Qt.Key.Key_Return)
    press(qtbot, view, Qt.Key.Key_Space)
    qtbot.mouseDClick(view.viewport(), LEFT, pos=middle(view, card(view, "smart", "Process 5")))
    assert opened == [card(view, "smart", "Process 4"), card(view, "smart", "Process 5")]
    assert peeks == [1]


def test_a_click_on_an_empty_cell_gives_it_the_focus(qtbot: QtBot, view: Painted) -> None:
    cell = view.layout_shown.cell_rect("smart", "l4-review")
    qtbot.mouseClick(view.viewport(), LEFT, pos=QPoint(cell.x + 20, cell.y + 20))
    assert view.focused_cell() == ("smart", "l4-review")
    assert view.focused_id() == ""
    press(qtbot, view, Qt.Key.Key_Right)
    assert view.focused_id() == card(view, "smart", "Process 3")
    assert view.focused_cell() == ("smart", "dag-review")


def test_the_plus_of_a_cell_adds_there(qtbot: QtBot, view: Painted) -> None:
    added: list[tuple[str, str]] = []
    view.on_add = lambda lane, column: added.append((lane, column))
    cell = view.layout_shown.cell_rect("smart", "l4-review")
    plus = QPoint(cell.right - 15, cell.bottom - 12)
    qtbot.mouseMove(view.viewport(), plus)
    qtbot.mouseClick(view.viewport(), LEFT, pos=plus)
    assert added == [("smart", "l4-review")]


def test_a_band_drawn_from_an_empty_place_selects_what_it_meets(qtbot: QtBot, view: Painted) -> None:
    cell = view.layout_shown.cell_rect("registrations", "backlog")
    start = QPoint(cell.x + 4, cell.bottom - 6)
    end = middle(view, card(view, "registrations", "Process 4"))
    qtbot.mousePress(view.viewport(), LEFT, pos=start)
    for step in (start + QPoint(20, -10), QPoint(end.x(), start.y() - 20), end):
        qtbot.mouseMove(view.viewport(), step)
    assert paint(view)
    qtbot.mouseRelease(view.viewport(), LEFT, pos=end)
    assert set(view.selected_ids()) >= {card(view, "registrations", "Process 5"), card(view, "registrations", "Process 4")}
    assert card(view, "smart", "Process 4") not in view.selected_ids()


@pytest.fixture
def long_column(qtbot: QtBot) -> Painted:
    """Sixty cards in one cell, with an empty cell beside it."""
    return show(Source(board_with([artefact(number) for number in range(60)])), qtbot, 900, 400)


def test_a_band_held_at_an_edge_scrolls_and_reaches_over_what_comes(qtbot: QtBot, long_column: Painted) -> None:
    view, bar = long_column, long_column.verticalScrollBar()
    across = view.layout_shown.row_rect(0).x + 40
    below = QPoint(across, view.viewport().height() + 300)
    assert bar.maximum() > 1000
    qtbot.mousePress(view.viewport(), LEFT, pos=QPoint(10, 20))
    qtbot.mouseMove(view.viewport(), QPoint(across, 60))
    qtbot.mouseMove(view.viewport(), below)  # and held still there, outside of the board
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    assert len(view.selected_ids()) == 60
    above = QPoint(across, -300)
    qtbot.mouseMove(view.viewport(), above)
    qtbot.waitUntil(lambda: bar.value() == 0)
    assert len(view.selected_ids()) == 1
    qtbot.mouseRelease(view.viewport(), LEFT, pos=above)
    assert view.focused_id() == view.selected_ids()[0]


def test_a_band_let_go_scrolls_no_more(qtbot: QtBot, long_column: Painted) -> None:
    view, bar = long_column, long_column.verticalScrollBar()
    edge = QPoint(view.layout_shown.row_rect(0).x + 40, view.viewport().height() - 2)
    qtbot.mousePress(view.viewport(), LEFT, pos=QPoint(10, 20))
    qtbot.mouseMove(view.viewport(), edge)
    qtbot.waitUntil(lambda: bar.value() > 0)
    qtbot.mouseRelease(view.viewport(), LEFT, pos=edge)
    stood, chosen = bar.value(), view.selected_ids()
    qtbot.wait(80)
    assert (bar.value(), view.selected_ids()) == (stood, chosen)
    assert bar.value() < bar.maximum()


def test_a_band_selects_also_while_the_pointer_is_over_no_card(qtbot: QtBot, view: Painted) -> None:
    """From one empty place to another around the cards of a cell, which the pointer itself never touches."""
    cell = view.layout_shown.cell_rect("smart", "backlog")
    (only,) = view.layout_shown.grid.cells["smart", "backlog"]
    rect = view.layout_shown.card_rect(only)
    assert rect is not None
    start, end = QPoint(rect.x - 3, rect.y - 3), QPoint(rect.x + 30, rect.bottom + 8)
    assert not view.indexAt(start).isValid()
    assert not view.indexAt(end).isValid()
    qtbot.mousePress(view.viewport(), LEFT, pos=start)
    qtbot.mouseMove(view.viewport(), QPoint(start.x(), end.y()))
    qtbot.mouseMove(view.viewport(), end)
    assert cell.bottom > end.y()
    assert view.selected_ids() == [only]
    qtbot.mouseMove(view.viewport(), start + QPoint(1, 1))
    assert view.marks.selection == frozenset()
    qtbot.mouseRelease(view.viewport(), LEFT, pos=start)


@pytest.mark.parametrize(("modifier", "stays"), [(NONE, False), (CONTROL, True), (SHIFT, True)])
def test_with_ctrl_or_shift_a_band_adds_to_what_is_selected(
    qtbot: QtBot, view: Painted, modifier: Qt.KeyboardModifier, stays: bool
) -> None:
    before = card(view, "elexon", "Process 5")
    view.focus_card(before)
    cell = view.layout_shown.cell_rect("registrations", "backlog")
    start, end = QPoint(cell.x + 4, cell.bottom - 6), middle(view, card(view, "registrations", "Process 5"))
    qtbot.mousePress(view.viewport(), LEFT, modifier, pos=start)
    qtbot.mouseMove(view.viewport(), end)
    qtbot.mouseRelease(view.viewport(), LEFT, modifier, pos=end)
    assert card(view, "registrations", "Process 5") in view.selected_ids()
    assert (before in view.selected_ids()) is stays


def test_a_click_on_an_empty_place_draws_no_band(qtbot: QtBot, view: Painted) -> None:
    view.focus_card(card(view, "smart", "Process 4"))
    cell = view.layout_shown.cell_rect("registrations", "backlog")
    qtbot.mouseClick(view.viewport(), LEFT, pos=QPoint(cell.x + 4, cell.bottom - 6))
    assert (view.focused_id(), view.selected_ids()) == ("", [])
    assert view.focused_cell() == ("registrations", "backlog")


def test_the_menu_is_for_the_card_under_the_pointer(qtbot: QtBot, view: Painted) -> None:
    menus: list[list[str]] = []
    view.on_menu = lambda ids, at: menus.append(ids)
    view.focus_card(card(view, "smart", "Process 4"))
    at = middle(view, card(view, "smart", "Process 5"))
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(view.viewport(), QContextMenuEvent(reason, at, view.viewport().mapToGlobal(at)))
    assert menus == [[card(view, "smart", "Process 5")]]


# -- moving by key -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lane", "ref", "key", "modifier", "goal"),
    [
        ("smart", "Process 5", Qt.Key.Key_Right, CONTROL, (None, "in-progress", None)),
        ("smart", "Process 4", Qt.Key.Key_Left, CONTROL, (None, "backlog", None)),
        ("smart", "Process 4", Qt.Key.Key_Down, CONTROL | SHIFT, ("registrations", None, None)),
        ("elexon", "Process 4", Qt.Key.Key_Up, CONTROL | SHIFT, ("unmetered", None, None)),
        ("registrations", "Process 2", Qt.Key.Key_Down, CONTROL, ("registrations", "l4-review", 1)),
        ("registrations", "Process 3", Qt.Key.Key_Up, CONTROL, ("registrations", "l4-review", 0)),
    ],
)
def test_control_and_an_arrow_ask_for_a_move(
    qtbot: QtBot,
    view: Painted,
    lane: str,
    ref: str,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    goal: tuple[str | None, str | None, int | None],
) -> None:
    moved = card(view, lane, ref)
    view.focus_card(moved)
    press(qtbot, view, key, modifier)
    assert moves(view) == [([moved], *goal)]


@pytest.mark.parametrize(
    ("lane", "ref", "key", "modifier", "sentence"),
    [
        ("smart", "Process 5", Qt.Key.Key_Left, CONTROL, "There is no further stage."),
        ("smart", "Process 1", Qt.Key.Key_Right, CONTROL, "There is no further stage."),
        ("smart", "Process 5", Qt.Key.Key_Up, CONTROL | SHIFT, "There is no further workstream."),
        (
            "smart",
            "Process 2",
            Qt.Key.Key_Right,
            CONTROL,
            "Blocked is the last column. Ctrl+Left unblocks it into the stage it keeps.",
        ),
        ("smart", "Process 5", Qt.Key.Key_Down, CONTROL, "It stands at the end of its cell."),
    ],
)
def test_where_a_key_leads_nowhere_it_says_why(
    qtbot: QtBot, view: Painted, lane: str, ref: str, key: Qt.Key, modifier: Qt.KeyboardModifier, sentence: str
) -> None:
    view.focus_card(card(view, lane, ref))
    press(qtbot, view, key, modifier)
    assert moves(view) == []
    assert view.said == [sentence]  # type: ignore[attr-defined]


def test_the_selection_goes_together(qtbot: QtBot, view: Painted) -> None:
    view.focus_card(card(view, "registrations", "Process 2"))
    press(qtbot, view, Qt.Key.Key_Down, SHIFT)
    press(qtbot, view, Qt.Key.Key_Right, CONTROL)
    both = [card(view, "registrations", ref) for ref in ("Process 2", "Process 3")]
    assert moves(view) == [(both, None, "dag-review", None)]


def test_a_view_that_may_not_change_the_board_moves_nothing(qtbot: QtBot, view: Painted) -> None:
    view.movable = False
    view.focus_card(card(view, "smart", "Process 4"))
    press(qtbot, view, Qt.Key.Key_Right, CONTROL)
    assert moves(view) == []
    assert view.said == ["This board cannot be changed here."]  # type: ignore[attr-defined]


def test_the_focus_follows_a_card_that_was_moved(source: Source, view: Painted) -> None:
    moved = card(view, "smart", "Process 5")
    view.focus_card(moved)
    source.run(moving.move, ids=[moved], workstream="elexon", stage="in-progress")
    assert view.focused_id() == moved
    assert view.selected_ids() == [moved]
    assert view.focused_cell() == ("elexon", "in-progress")


# -- drag and drop -------------------------------------------------------------------------------------------------------


class Drag:
    """A drag over a view, event by event, as Qt's drag loop delivers them to it."""

    def __init__(self, view: Painted, monkeypatch: pytest.MonkeyPatch, ids: list[str]) -> None:
        self.view, self.ids = view, ids
        monkeypatch.setattr(QDropEvent, "source", lambda event: self.source)
        self.source: object = view
        self.held = view._carrying.take_up(ids)
        self.mime = self.held.mime()  # an event does not own its data

    def enter(self, mime: QMimeData | None = None) -> bool:
        event = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.MoveAction, mime or self.mime, LEFT, NONE)
        event.ignore()
        self.view.dragEnterEvent(event)
        return event.isAccepted()

    def over(self, point: QPoint) -> bool:
        event = QDragMoveEvent(point, Qt.DropAction.MoveAction, self.mime, LEFT, NONE)
        event.ignore()
        self.view.dragMoveEvent(event)
        return event.isAccepted()

    def drop(self, point: QPoint) -> None:
        event = QDropEvent(QPointF(point), Qt.DropAction.MoveAction, self.mime, LEFT, NONE)
        self.view.dropEvent(event)
        landed = self.view._carrying.let_go()
        if landed is not None:
            self.view._carrying.ask(self.ids, landed)


@pytest.fixture
def drag(view: Painted, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Drag]:
    return lambda *ids: Drag(view, monkeypatch, list(ids))


def place(view: BoardView, lane: str, column: str, slot: int = 0) -> QPoint:
    rect = view.layout_shown.slot_rect(lane, column, slot)
    return QPoint(rect.x + 30, rect.y + 4)


def test_a_drop_asks_for_the_move_to_the_exact_slot(view: Painted, drag: Callable[..., Drag]) -> None:
    moved = card(view, "smart", "Process 4")
    held = drag(moved)
    assert held.enter()
    assert held.over(place(view, "registrations", "l4-review", 1))
    assert view.marks.gap == ("registrations", "l4-review", 1)
    assert moves(view) == [], "nothing is asked while Qt's drag loop runs"
    held.drop(place(view, "registrations", "l4-review", 1))
    assert moves(view) == [([moved], "registrations", "l4-review", 1)]
    assert not view.dragging


def test_let_go_where_it_was_taken_up_asks_for_nothing(view: Painted, drag: Callable[..., Drag]) -> None:
    moved = card(view, "smart", "Process 4")
    drag(moved).drop(place(view, "smart", "in-progress"))
    assert moves(view) == []


def test_a_forbidden_cell_is_dimmed_and_says_why(view: Painted, drag: Callable[..., Drag]) -> None:
    held = drag(card(view, "smart", "Process 1"))
    blocked = place(view, "smart", BLOCKED)
    assert not held.over(blocked)
    assert view._carrying._reason.isVisibleTo(view)
    assert "cannot be blocked" in view._carrying._reason.text()
    assert view.marks.gap is None
    assert paint(view)
    held.drop(blocked)
    assert moves(view) == []
    assert not view._carrying._reason.isVisibleTo(view)


def test_a_skip_is_lit_as_asking(view: Painted, drag: Callable[..., Drag]) -> None:
    held = drag(card(view, "smart", "Process 5"))
    assert held.held.tone("smart", "in-progress") == "yes"
    assert held.held.tone("smart", "dag-review") == "asks"
    assert held.over(place(view, "smart", "dag-review"))
    assert "skip" in view._carrying._reason.text()


def test_of_several_cards_the_least_favourable_answer_counts(view: Painted, drag: Callable[..., Drag]) -> None:
    held = drag(card(view, "smart", "Process 4"), card(view, "smart", "Process 1"))
    assert held.held.tone("smart", BLOCKED) == "no"
    assert held.held.tone("smart", "l4-review") == "asks"


def test_what_comes_from_elsewhere_is_not_taken(view: Painted, drag: Callable[..., Drag]) -> None:
    held = drag(card(view, "smart", "Process 4"))
    text = QMimeData()
    text.setText("Process 4")
    assert not held.enter(text)
    held.source = None
    forged = QMimeData()
    forged.setData(MIME, b"a000001")
    assert not held.enter(forged)
    assert not held.over(place(view, "smart", "l4-review"))


def test_an_abandoned_drag_leaves_all_as_it_was(source: Source, view: Painted, drag: Callable[..., Drag]) -> None:
    view._pointer.forget()
    before = view.grab().toImage()
    held = drag(card(view, "smart", "Process 4"))
    held.over(place(view, "registrations", "l4-review", 1))
    paint(view)
    assert view.grab().toImage() != before
    assert view._carrying.let_go() is None
    paint(view)
    assert view.grab().toImage() == before


def test_others_entries_wait_while_a_card_is_held(source: Source, view: Painted, drag: Callable[..., Drag]) -> None:
    held = drag(card(view, "smart", "Process 4"))
    other = card(view, "smart", "Process 5")
    source.run(moving.move, ids=[other], workstream="elexon")
    assert view.cards.grid.where(other) == ("smart", "backlog")
    held.over(place(view, "smart", "l4-review"))
    view._carrying.let_go()
    assert view.cards.grid.where(other) == ("elexon", "backlog")


def test_a_folded_lane_opens_under_a_held_card(qtbot: QtBot, view: Painted, drag: Callable[..., Drag]) -> None:
    view.set_folded({"registrations"}, ())
    held = drag(card(view, "smart", "Process 4"))
    lane = view.layout_shown.lane("registrations")
    x = view.layout_shown.column("l4-review").x + 30
    view._carrying._opening.setInterval(20)
    with qtbot.waitSignal(view.view_changed):
        assert held.over(QPoint(x, lane.y + 10))
    assert view.folded == (frozenset(), frozenset())
    view._carrying.let_go()


def test_edges_scroll_faster_the_deeper(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [speed(depth) for depth in (0.0, 0.5, 1.0)] == sorted({speed(depth) for depth in (0.0, 0.5, 1.0)})
    view = show(Source(board_with([artefact(number) for number in range(100)])), qtbot, 900, 400)
    held = Drag(view, monkeypatch, ["a000000"])
    held.over(QPoint(200, view.viewport().height() - 3))
    qtbot.waitUntil(lambda: view.verticalOffset() > 60)
    held.over(QPoint(200, view.viewport().height() // 2))
    here = view.verticalOffset()
    qtbot.wait(60)
    assert view.verticalOffset() == here
    view._carrying.let_go()


def test_a_slot_under_a_filter_is_told_in_the_whole_cell(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    cards = [artefact(number) for number in range(6)]
    view = show(Source(board_with([*cards, artefact(9, "smart", "backlog")])), qtbot)
    view.cards.set_shown({"a000001", "a000004", "a000009"})
    held = Drag(view, monkeypatch, ["a000009"])
    held.drop(place(view, "smart", "in-progress", 1))
    assert moves(view) == [(["a000009"], "smart", "in-progress", 4)]


def test_a_move_asked_for_and_saved_is_shown(workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    view = show(workspace, qtbot)

    def move(ids: list[str], lane: str, stage: str, slot: int | None) -> None:
        workspace.run(moving.move, ids=ids, workstream=lane, stage=stage, slot=slot)

    view.on_move = move
    moved = card(view, "smart", "Process 4")
    Drag(view, monkeypatch, [moved]).drop(place(view, "smart", "l4-review"))
    assert view.cards.grid.where(moved) == ("smart", "l4-review")
    assert paint(view)
    with pytest.raises(Refused):
        Drag(view, monkeypatch, [card(view, "smart", "Process 1")]).drop(place(view, "smart", "backlog"))
    assert not view.dragging


# -- assistive technology ------------------------------------------------------------------------------------------------


def test_the_board_is_read_as_a_list_of_named_cards(view: Painted) -> None:
    read = QAccessible.queryAccessibleInterface(view)
    assert read.role() == QAccessible.Role.List
    assert read.text(QAccessible.Text.Name) == "Board"
    names = [read.child(row).text(QAccessible.Text.Name) for row in range(view.cards.rowCount())]
    assert len(names) == 23
    assert names[0].startswith("Process 5, Backlog, Smart Segment")
    assert any(name.startswith("Process 2, stage not stated, Smart Segment, blocked") for name in names)


def test_the_card_itself_is_told_when_an_arrow_reaches_it(
    qtbot: QtBot, view: Painted, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[QAccessible.Event, int]] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: told.append((event.type(), event.child())))
    view.focus_card(card(view, "smart", "Process 5"))
    told.clear()
    press(qtbot, view, Qt.Key.Key_Right)
    row = view.cards.grid.row_of(card(view, "smart", "Process 4"))
    assert (QAccessible.Event.Focus, row) in told
    view.announce("Process 4 moved to L4 Review")
    assert told[-1][0] == QAccessible.Event.Announcement


def test_an_empty_board_says_what_to_do_until_the_first_card_stands_there(qtbot: QtBot) -> None:
    source = Source(board_with([]))
    view = show(source, qtbot, 1280, 700)
    below = QRect(0, view.layout_shown.height + 10, view.viewport().width(), 60)
    hint = view.viewport().grab(below).toImage()
    paint(view)
    source.run(editing.add, title="First", workstream="smart")
    assert any(rect.intersects(below) for rect in paint(view)), "the hint goes"
    assert view.viewport().grab(below).toImage() != hint
    view.cards.set_shown(set())
    paint(view)
    assert view.viewport().grab(below).toImage() != hint, "another sentence where a filter hides all"
