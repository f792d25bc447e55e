"""The board on the screen: a list view whose geometry and painting are the drawing room's.

Qt keeps what it is good at (selection, focus, scroll bars, what assistive technology reads); where a card lies, how it
looks and what a key reaches come from `drawing`. The view never moves a row by itself: it tells `on_move` what the user
wants, and shows what the model says has become of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QToolTip, QWidget

from mhhs_board.domain.board import Cell
from mhhs_board.drawing.card import CardPen
from mhhs_board.drawing.geometry import LANE_HEAD, STAGE_HEAD, Density, Hit, Layout, Rect, fitting
from mhhs_board.drawing.paint import BoardPainter, Marks
from mhhs_board.drawing.theme import Theme
from mhhs_board.ui import accessible, board_keys
from mhhs_board.ui.board_heads import Heads
from mhhs_board.ui.board_model import ID_ROLE, BoardModel
from mhhs_board.ui.board_pointer import Pointer
from mhhs_board.ui.drag import Carrying

STEP = 40
"""Pixels of a scroll bar's single step; a wheel's notch is three of them."""

Index = QModelIndex | QPersistentModelIndex
_SELECT = QItemSelectionModel.SelectionFlag


def _spans(selection: QItemSelection) -> list[tuple[int, int]]:
    """First and last row of every run of selected rows."""
    return [(span.top(), span.bottom()) for span in selection.toList() if span.isValid()]


class BoardView(QListView):
    """The board of a model. What the user wants done is told to the `on_…` functions, what they look at by signals."""

    focus_changed = Signal(str)
    """The id of the card that has the focus now, empty where none has."""
    selected_changed = Signal()
    view_changed = Signal()
    """Density or folding changed."""

    def __init__(self, model: BoardModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.on_move: Callable[[list[str], str, str, int | None], None] = lambda ids, workstream, column, slot: None
        self.on_open: Callable[[str], None] = lambda artefact: None
        self.on_peek: Callable[[], None] = lambda: None
        self.on_menu: Callable[[list[str], QPoint], None] = lambda ids, at: None
        self.on_menu_head: Callable[[str, str, QPoint], None] = lambda kind, head, at: None
        self.on_add: Callable[[str, str], None] = lambda workstream, column: None
        self.on_say: Callable[[str], None] = lambda sentence: None
        self.movable = True
        """Whether cards may be dragged and moved by key; a view of the past or of a read-only board turns it off."""

        self._density = Density.COMPACT
        self._cards = model
        self._painter = BoardPainter(model.board, theme, model.today)
        self.marks = Marks()
        self._selection: frozenset[str] = frozenset()
        self._told_focus = ""
        self._all_stale = True
        self.layout_shown = Layout(model.grid, 0, self._density)
        """The rectangles on the screen; never altered, made anew when anything moves."""
        self._make_parts()  # first: the settings below lay out already
        self._settle()
        self.setModel(model)
        model.cells_changed.connect(self._cells_changed)
        self.set_theme(theme)

    def _make_parts(self) -> None:
        self._stages, self._lanes = Heads(self, across=True), Heads(self, across=False)
        self._stages.on_fold = lambda head: self._toggle(columns=head)
        self._lanes.on_fold = lambda head: self._toggle(lanes=head)
        self._stages.on_menu = lambda head, at: self.on_menu_head("stage", head, at)
        self._lanes.on_menu = lambda head, at: self.on_menu_head("workstream", head, at)
        self._corner = QWidget(self)
        self._corner.setAutoFillBackground(True)
        self._pointer = Pointer(self)
        self._carrying = Carrying(self)

    def _settle(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(False)
        self.setAutoScroll(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("Board")
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setViewportMargins(LANE_HEAD, STAGE_HEAD, 0, 0)

    # -- what the window asks and sets -------------------------------------------------------------------------------

    @property
    def cards(self) -> BoardModel:
        """The model shown."""
        return self._cards

    @property
    def pen(self) -> CardPen:
        """What draws a single card."""
        return self._painter.pen

    @property
    def dragging(self) -> bool:
        """Whether cards are held in the air; entries of others wait so long."""
        return self._carrying.held is not None

    def focused_id(self) -> str:
        """The id of the card that has the focus, empty where none has."""
        index = self.currentIndex()
        return str(index.data(ID_ROLE)) if index.isValid() else ""

    def focused_cell(self) -> Cell | None:
        """Workstream and column of the focus: the focused card's, or an empty cell's that was clicked."""
        focus = self.focused_id()
        return self._cards.grid.where(focus) if focus else self.marks.focus_cell

    def selected_ids(self) -> list[str]:
        """The selected cards in reading order, or the focused one where none is selected."""
        rows = sorted(_spans(self.selectionModel().selection()))
        found = [artefact for first, last in rows for artefact in self._cards.grid.ids_between(first, last)]
        focus = self.focused_id()
        return found or ([focus] if focus else [])

    def focus_card(self, artefact: str) -> None:
        """Give a card the focus, select it alone and bring it into sight; nothing where it is not shown."""
        index = self._cards.index_of(artefact)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, _SELECT.ClearAndSelect)
            self.scrollTo(index)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._painter.theme = theme
        self._carrying.dress(theme)
        palette = self._corner.palette()
        palette.setColor(self._corner.backgroundRole(), theme["head"])
        self._corner.setPalette(palette)
        self._repaint_all()

    @property
    def theme(self) -> Theme:
        """The colours drawn with."""
        return self._painter.theme

    @property
    def density(self) -> Density:
        """How much of a card is shown."""
        return self._density

    def set_density(self, density: Density) -> None:
        """Show more or less of every card; what was at the top, or has the focus, stays where it was."""
        density = Density(min(max(int(density), Density.DOTS), Density.FULL))
        if density is self._density:
            return
        anchor = self._anchor()
        before = self.layout_shown.card_rect(anchor) if anchor else None
        self._density = density
        self._relay_all()
        after = self.layout_shown.card_rect(anchor) if anchor else None
        if before is not None and after is not None:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + after.y - before.y)
        self.view_changed.emit()

    def fit(self) -> None:
        """The roomiest density at which the whole board shows without scrolling."""
        size = self.viewport().size()
        self.set_density(fitting(self._cards.grid, size.width(), size.height()))

    @property
    def folded(self) -> tuple[frozenset[str], frozenset[str]]:
        """The folded lanes and columns."""
        return self._cards.grid.folded_lanes, self._cards.grid.folded_columns

    def set_folded(self, lanes: Collection[str], columns: Collection[str]) -> None:
        """Fold these lanes and columns and no others."""
        if (frozenset(lanes), frozenset(columns)) != self.folded:
            self._cards.set_folded(lanes, columns)
            self.view_changed.emit()

    def _toggle(self, *, lanes: str = "", columns: str = "") -> None:
        folded_lanes, folded_columns = self.folded
        self.set_folded(folded_lanes ^ {lanes} - {""}, folded_columns ^ {columns} - {""})

    def refresh(self) -> None:
        """Read board and day anew: another board, or midnight has passed."""
        self._painter = BoardPainter(self._cards.board, self.theme, self._cards.today)
        self._relay_all()

    # -- geometry ----------------------------------------------------------------------------------------------------

    def _anchor(self) -> str:
        """The focused card where it is in sight, else the topmost card in sight."""
        sight = self.sight()
        focus = self.focused_id()
        rect = self.layout_shown.card_rect(focus) if focus else None
        if rect is not None and rect.meets(sight):
            return focus
        return next((artefact for artefact, _ in self.layout_shown.visible_cards(sight)), "")

    def sight(self) -> Rect:
        size = self.viewport().size()
        return Rect(self.horizontalOffset(), self.verticalOffset(), size.width(), size.height())

    def _relay(self) -> Layout:
        """Lay out anew; returns the layout before."""
        old = self.layout_shown
        self.layout_shown = Layout(self._cards.grid, self.viewport().width(), self._density)
        self._stages.show_layout(self.layout_shown, self._painter)
        self._lanes.show_layout(self.layout_shown, self._painter)
        return old

    def _relay_all(self) -> None:
        self._relay()
        self.updateGeometries()
        self._repaint_all()

    def _repaint_all(self) -> None:
        self._stages.update()
        self._lanes.update()
        self.viewport().update()

    def _cells_changed(self, cells: set[Cell] | None) -> None:
        """Paint what an entry or a filter changed, and no more."""
        if self._painter.board is not self._cards.board or self._painter.pen.today != self._cards.today:
            self._painter = BoardPainter(self._cards.board, self.theme, self._cards.today)
        elif cells is None:
            self._painter.forget()
        old = self._relay()
        self.updateGeometries()
        if cells is None:
            self._repaint_all()
        else:
            for rect in self.layout_shown.damage(old, cells):
                self.update_rect(rect)
        self._pointer.forget()
        self._tell()

    def update_rect(self, rect: Rect) -> None:
        on_screen = QRect(rect.x - self.horizontalOffset(), rect.y - self.verticalOffset(), rect.width, rect.height)
        self.viewport().update(on_screen.adjusted(-1, -1, 1, 1))

    def update_card(self, artefact: str) -> None:
        rect = self.layout_shown.card_rect(artefact) if artefact else None
        if rect is not None:
            self.update_rect(rect)

    def doItemsLayout(self) -> None:
        """Qt asks for it after resets, inserts and moves; after moves the cells have been painted already."""
        if self._all_stale:
            self._all_stale = False
            self._relay()
            QAbstractItemView.doItemsLayout(self)
        else:
            self.updateGeometries()

    def reset(self) -> None:
        """The model has been turned to another board."""
        self._all_stale = True
        super().reset()

    def updateGeometries(self) -> None:
        """Scroll bars by the layout, in steps of a quarter of a wheel's notch."""
        size = self.viewport().size()
        for bar, length, page in (
            (self.verticalScrollBar(), self.layout_shown.height, size.height()),
            (self.horizontalScrollBar(), self.layout_shown.width, size.width()),
        ):
            bar.setSingleStep(STEP)
            bar.setPageStep(page)
            bar.setRange(0, max(0, length - page))
        self._place_heads()

    def _place_heads(self) -> None:
        place = self.viewport().geometry()
        self._stages.setGeometry(place.x(), place.y() - STAGE_HEAD, place.width(), STAGE_HEAD)
        self._lanes.setGeometry(place.x() - LANE_HEAD, place.y(), LANE_HEAD, place.height())
        self._corner.setGeometry(place.x() - LANE_HEAD, place.y() - STAGE_HEAD, LANE_HEAD, STAGE_HEAD)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns share the new width."""
        self._relay()
        QAbstractItemView.resizeEvent(self, event)
        self._repaint_all()

    def horizontalOffset(self) -> int:
        """How far the body is scrolled sideways."""
        return self.horizontalScrollBar().value()

    def verticalOffset(self) -> int:
        """How far the body is scrolled down."""
        return self.verticalScrollBar().value()

    def visualRect(self, index: Index) -> QRect:
        """Where a card lies in the viewport."""
        if not index.isValid() or index.row() >= self._cards.grid.rows:
            return QRect()
        rect = self.layout_shown.row_rect(index.row())
        return QRect(rect.x - self.horizontalOffset(), rect.y - self.verticalOffset(), rect.width, rect.height)

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The card under a point of the viewport."""
        artefact = self.layout_shown.card_at(point.x() + self.horizontalOffset(), point.y() + self.verticalOffset())
        return self._cards.index_of(artefact) if artefact else QModelIndex()

    def inside(self, point: QPointF | QPoint) -> QPointF:
        return QPointF(point.x() + self.horizontalOffset(), point.y() + self.verticalOffset())

    def cell_at(self, point: QPointF | QPoint) -> Hit | None:
        inside = self.inside(point)
        return self.layout_shown.cell_at(inside.x(), inside.y(), self._carrying.all_held())

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a card into sight with a little room around it."""
        if not index.isValid() or index.row() >= self._cards.grid.rows:
            return
        rect, sight = self.layout_shown.row_rect(index.row()), self.sight()
        pad = self.layout_shown.sizes.pad
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            down.setValue(rect.y - (sight.height - rect.height) // 2)
        elif rect.y - pad < sight.y or hint == QAbstractItemView.ScrollHint.PositionAtTop:
            down.setValue(rect.y - pad)
        elif rect.bottom + pad > sight.bottom or hint == QAbstractItemView.ScrollHint.PositionAtBottom:
            down.setValue(rect.bottom + pad - sight.height)
        if rect.x - pad < sight.x:
            across.setValue(rect.x - pad)
        elif rect.right + pad > sight.right:
            across.setValue(rect.right + pad - sight.width)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move the pixels there are and paint only the strip that came into sight."""
        self._pointer.forget()
        self.viewport().scroll(dx, dy)
        if dx:
            self._stages.follow(self.horizontalOffset())
        if dy:
            self._lanes.follow(self.verticalOffset())

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is exposed, rectangle by rectangle."""
        marks = self.marks
        marks.focus, marks.selection = self.focused_id(), self._selection
        self._painter.pen.ratio = self.devicePixelRatioF()
        painter = QPainter(self.viewport())
        x, y = self.horizontalOffset(), self.verticalOffset()
        painter.translate(-x, -y)
        for part in event.region():  # type: ignore[attr-defined]  # the stubs do not know it for a sequence
            painter.setClipRect(part.translated(x, y))
            exposed = Rect(part.x() + x, part.y() + y, part.width(), part.height())
            self._painter.body(painter, self.layout_shown, exposed, marks)
        painter.setClipping(False)
        self._pointer.draw_band(painter, self.theme)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """The rectangles of a selection's cards as far as they are in sight."""
        spans = _spans(selection)
        region = QRegion()
        grid = self._cards.grid
        for artefact, rect in self.layout_shown.visible_cards(self.sight()):
            row = grid.row_of(artefact)
            if any(first <= row <= last for first, last in spans):
                place = QRect(rect.x - self.horizontalOffset(), rect.y - self.verticalOffset(), rect.width, rect.height)
                region += QRegion(place)
        return region

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Paint these cards again; nothing else of Qt's is needed, for nothing is measured."""
        for row in range(first.row(), last.row() + 1):
            self.update_rect(self.layout_shown.row_rect(row))

    # -- selection and focus -----------------------------------------------------------------------------------------

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select the cards that a rectangle of the viewport meets."""
        box = rect.normalized()
        inside = Rect(box.x() + self.horizontalOffset(), box.y() + self.verticalOffset(), box.width(), box.height())
        grid = self._cards.grid
        rows = sorted(grid.row_of(artefact) for artefact, _ in self.layout_shown.visible_cards(inside))
        chosen = QItemSelection()
        start = 0
        for end in range(1, len(rows) + 1):
            if end == len(rows) or rows[end] != rows[end - 1] + 1:
                chosen.select(self._cards.index(rows[start]), self._cards.index(rows[end - 1]))
                start = end
        self.selectionModel().select(chosen, command)

    def selectAll(self) -> None:
        """Select every card shown, and none that a filter or a fold hides."""
        rows = self._cards.grid.rows
        if rows:
            whole = QItemSelection(self._cards.index(0), self._cards.index(rows - 1))
            self.selectionModel().select(whole, _SELECT.ClearAndSelect)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Another card has the focus: paint both, and let a screen reader name the new one."""
        QAbstractItemView.currentChanged(self, current, previous)
        if current.isValid():
            if self.marks.focus_cell is not None:
                self.focus_cell(None)
            accessible.tell_focus(self, current.row())
        self._tell()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Paint what was chosen or let go, and let a screen reader know."""
        QAbstractItemView.selectionChanged(self, selected, deselected)
        for spans, chosen in ((selected, True), (deselected, False)):
            if spans.count() == 1 and spans.first().height() == 1:
                accessible.tell_selection(self, spans.first().top(), chosen)
        self._tell()

    def _tell(self) -> None:
        """Signal focus and selection where they differ from what was told last."""
        rows = _spans(self.selectionModel().selection())
        chosen = frozenset(artefact for first, last in rows for artefact in self._cards.grid.ids_between(first, last))
        if chosen != self._selection:
            self._selection = chosen
            self.selected_changed.emit()
        focus = self.focused_id()
        if focus != self._told_focus:
            self.update_card(self._told_focus)
            self._told_focus = focus
            self.focus_changed.emit(focus)

    def focus_cell(self, cell: Cell | None) -> None:
        """Give an empty place the focus, so that a card can be added there."""
        old, self.marks.focus_cell = self.marks.focus_cell, cell
        for changed in (old, cell):
            if changed is not None and changed[0] in self._cards.grid.lanes and changed[1] in self._cards.grid.columns:
                self.update_rect(self.layout_shown.cell_rect(*changed))
        if cell is not None:
            count = len(self._cards.grid.cells[cell])
            accessible.announce(self, accessible.cell_name(self._cards.board, *cell, count))

    def announce(self, text: str) -> None:
        """Have a screen reader say what has happened."""
        accessible.announce(self, text)

    # -- keys --------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from card to card; with Ctrl the card goes; Enter opens and Space peeks."""
        key, modifiers = event.key(), event.modifiers()
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if control and key in board_keys.ARROWS:
            self._send(board_keys.ARROWS[Qt.Key(key)], by_lane=shift)
        elif key in board_keys.ARROWS or key in (
            Qt.Key.Key_Home,
            Qt.Key.Key_End,
            Qt.Key.Key_PageUp,
            Qt.Key.Key_PageDown,
        ):
            self._go(key, extend=shift, whole=control)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.focused_id():
            self.on_open(self.focused_id())
        elif key == Qt.Key.Key_Space and not control:
            self.on_peek()
        elif key == Qt.Key.Key_Space:
            self.selectionModel().select(self.currentIndex(), _SELECT.Toggle)
        elif control and key == Qt.Key.Key_A:
            self.selectAll()
        elif control and key == Qt.Key.Key_0:
            self.fit()
        elif control and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.set_density(Density(min(self._density + 1, Density.FULL)))
        elif control and key == Qt.Key.Key_Minus:
            self.set_density(Density(max(self._density - 1, Density.DOTS)))
        elif event.text().strip() and not control:
            self.keyboardSearch(event.text())
        else:
            event.ignore()

    def _go(self, key: int, *, extend: bool, whole: bool) -> None:
        grid = self._cards.grid
        focus = self.focused_id()
        if focus:
            reached = board_keys.reached(self.layout_shown, focus, key, self.viewport().height(), whole=whole)
        elif self.marks.focus_cell is not None:
            reached = board_keys.from_cell(self.layout_shown, self.marks.focus_cell, key)
        else:
            reached = grid.id_at(0) if grid.rows else None
        if reached is None or reached == focus:
            return
        index = self._cards.index_of(reached)
        if not extend:
            self.focus_card(reached)
            return
        selection = self.selectionModel()
        if selection.isSelected(index):  # going back over what was chosen lets go of it
            selection.select(self.currentIndex(), _SELECT.Deselect)
        else:
            selection.select(self.currentIndex(), _SELECT.Select)
        selection.setCurrentIndex(index, _SELECT.Select)
        self.scrollTo(index)

    def _send(self, direction: str, *, by_lane: bool) -> None:
        """Ask for a move by key, of the selection where the focused card belongs to it."""
        focus = self.focused_id()
        if not focus:
            return
        if not self.movable:
            self.say("This board cannot be changed here.")
            return
        moved = self.selected_ids() if focus in self._selection else [focus]
        goal = board_keys.sent(self._cards.board, self.layout_shown, focus, moved, direction, by_lane=by_lane)
        if goal.workstream:
            self.on_move(moved, goal.workstream, goal.column, goal.slot)
        elif goal.sentence:
            self.say(goal.sentence)

    def say(self, sentence: str) -> None:
        self.on_say(sentence)
        accessible.announce(self, sentence)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> QModelIndex:
        """The card that a cursor action reaches from the focused one; Qt and assistive technology ask through this."""
        keys = {
            QAbstractItemView.CursorAction.MoveLeft: Qt.Key.Key_Left,
            QAbstractItemView.CursorAction.MoveRight: Qt.Key.Key_Right,
            QAbstractItemView.CursorAction.MoveUp: Qt.Key.Key_Up,
            QAbstractItemView.CursorAction.MoveDown: Qt.Key.Key_Down,
            QAbstractItemView.CursorAction.MovePrevious: Qt.Key.Key_Up,
            QAbstractItemView.CursorAction.MoveNext: Qt.Key.Key_Down,
            QAbstractItemView.CursorAction.MoveHome: Qt.Key.Key_Home,
            QAbstractItemView.CursorAction.MoveEnd: Qt.Key.Key_End,
            QAbstractItemView.CursorAction.MovePageUp: Qt.Key.Key_PageUp,
            QAbstractItemView.CursorAction.MovePageDown: Qt.Key.Key_PageDown,
        }
        focus = self.focused_id()
        if not focus:
            return self._cards.index(0) if self._cards.grid.rows else QModelIndex()
        whole = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        found = board_keys.reached(self.layout_shown, focus, keys[action], self.viewport().height(), whole=whole)
        return self._cards.index_of(found) if found else QModelIndex()

    def keyboardSearch(self, text: str) -> None:
        """Go to the next card whose words begin with what is typed."""
        super().keyboardSearch(text)
        self.scrollTo(self.currentIndex())

    # -- the mouse ---------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A "+" adds, an empty place takes the focus, the rest is Qt's."""
        if not self._pointer.pressed(event):
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hover, and the rubber band of a selection begun on an empty place."""
        QAbstractItemView.mouseMoveEvent(self, event)
        selecting = self.state() == QAbstractItemView.State.DragSelectingState
        self._pointer.moved(event, selecting=selecting)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The rubber band ends."""
        QAbstractItemView.mouseReleaseEvent(self, event)
        self._pointer.end_band()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Twice on a card opens it."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.on_open(str(index.data(ID_ROLE)))
        else:
            super().mouseDoubleClickEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl it changes the density, else it scrolls."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            step = (event.angleDelta().y() > 0) - (event.angleDelta().y() < 0)
            self.set_density(Density(min(max(self._density + step, Density.DOTS), Density.FULL)))
            event.accept()
        else:
            QAbstractItemView.wheelEvent(self, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the cards under the pointer, or of the focused ones by key."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self.visualRect(self.currentIndex()).center() if self.currentIndex().isValid() else QPoint(20, 20)
            self.on_menu(self.selected_ids(), self.viewport().mapToGlobal(at))
            return
        index = self.indexAt(event.pos())
        if index.isValid() and str(index.data(ID_ROLE)) not in self._selection:
            self.focus_card(str(index.data(ID_ROLE)))
        self.on_menu(self.selected_ids() if index.isValid() else [], event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        """Tooltips of cards, as plain text; no hover where the pointer has left."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            tip = self.visualRect(index)
            QToolTip.showText(event.globalPos(), index.data(Qt.ItemDataRole.ToolTipRole) or "", self.viewport(), tip)
            return True
        if event.type() == QEvent.Type.Leave:
            self._pointer.forget()
        return super().viewportEvent(event)

    # -- drag and drop -----------------------------------------------------------------------------------------------

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Hold the selected cards until they are let go, then ask for the move. Nothing is asked or saved in between."""
        self._carrying.carry(self.selected_ids())
        self.setState(QAbstractItemView.State.NoState)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Ours may come in."""
        self._carrying.entered(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Light the cell, open the gap, say why not, scroll at the edges."""
        self._carrying.moved(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Outside there is no cell."""
        self._carrying.left()

    def dropEvent(self, event: QDropEvent) -> None:
        """Only remember where; what follows is asked for when Qt's drag loop has ended."""
        self._carrying.dropped(event)
