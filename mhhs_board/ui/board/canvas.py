"""The board as a picture that scrolls: a list view whose geometry and painting are the drawing room's.

Qt keeps what it is good at (scroll bars, selection, what assistive technology reads); where a card lies and how it looks
come from `drawing`. What hands do to it is `board_view`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from mhhs_board.domain.board import BLOCKED, Cell
from mhhs_board.drawing.card import CardPen
from mhhs_board.drawing.geometry import LANE_HEAD, STAGE_HEAD, Density, Hit, Layout, Rect, fitting
from mhhs_board.drawing.limits import Line
from mhhs_board.drawing.paint import BoardPainter, Marks
from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.board.heads import Heads
from mhhs_board.ui.board.model import BoardModel
from mhhs_board.ui.kit.contained import contained

LIT_MS = 5_000
"""How long what another has changed is lit: time to look up and find it. It neither moves nor fades."""
STEP = 40
"""Pixels of a scroll bar's single step; a wheel's notch is three of them."""

Index = QModelIndex | QPersistentModelIndex


def spans(selection: QItemSelection) -> list[tuple[int, int]]:
    """First and last row of every run of selected rows."""
    return [(span.top(), span.bottom()) for span in selection.toList() if span.isValid()]


@contained
class BoardCanvas(QListView):
    """Lays out, scrolls and paints the cards of a model under heads that stay."""

    view_changed = Signal()
    """Density or folding changed."""

    def __init__(self, model: BoardModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.on_menu_head: Callable[[str, str, QPoint], None] = lambda kind, head, at: None
        self.movable = True
        """Whether cards may be added and moved here; a view of the past or of a read-only board turns it off."""

        self.marks = Marks()
        """What the moment adds to the board; the view keeps focus and selection in it, a drag what it holds."""
        self.layout_shown = Layout(model.grid, 0)
        """The rectangles on the screen; never altered, made anew when anything moves."""
        self._density = self.layout_shown.density
        self._cards = model
        self._painter = BoardPainter(model.board, theme, model.today)
        self._painted_seq = model.board.seq
        self._lines: dict[Cell, Line] = {}
        self._empty = not model.grid.shown_count()
        self._all_stale = True
        self._dimming = QTimer(self)
        self._dimming.setSingleShot(True)
        self._dimming.setInterval(LIT_MS)
        self._dimming.timeout.connect(lambda: self._show_lit({}))
        self._make_heads()  # before the settings, which lay out already
        self._settle()
        # Qt calls the overrides of a subclass from here on; an error in one of them would cost a reference and a crash.
        self.setModel(model)
        model.cells_changed.connect(self._cells_changed)

    def _make_heads(self) -> None:
        self._stages, self._lanes = Heads(self, across=True), Heads(self, across=False)
        self._stages.on_fold = lambda head: self._toggle(columns=head)
        self._lanes.on_fold = lambda head: self._toggle(lanes=head)
        self._stages.on_menu = lambda head, at: self.on_menu_head("stage", head, at)
        self._lanes.on_menu = lambda head, at: self.on_menu_head("workstream", head, at)
        self._corner = QWidget(self)
        self._corner.setAutoFillBackground(True)

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

    # -- how it shows -------------------------------------------------------------------------------------------------

    @property
    def cards(self) -> BoardModel:
        """The model shown."""
        return self._cards

    @property
    def pen(self) -> CardPen:
        """What draws a single card."""
        return self._painter.pen

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._painter.theme = theme
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

    # -- geometry -----------------------------------------------------------------------------------------------------

    def _anchor(self) -> str:
        """The focused card where it is in sight, else the topmost card in sight."""
        sight = self.sight()
        focus = self.marks.focus
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

    def _cells_changed(self, cells: dict[Cell, int] | None) -> None:
        """Paint what an entry or a filter changed, and no more."""
        written, self._painted_seq = self._painted_seq != self._cards.board.seq, self._cards.board.seq
        if self._painter.board is not self._cards.board or self._painter.pen.today != self._cards.today:
            self._painter = BoardPainter(self._cards.board, self.theme, self._cards.today)
        elif cells is None and written:  # a filter or a folding changes no word on any card
            self._painter.forget()
        old = self._relay()
        self.updateGeometries()
        was_empty, self._empty = self._empty, not self._cards.grid.shown_count()
        if cells is None or was_empty != self._empty:
            self._repaint_all()
        else:
            for rect in self.layout_shown.damage(old, cells):
                self.update_rect(rect)
            # A stage's folded cell counts the blocked ones that stand elsewhere.
            held = {lane for lane, column in cells if column == BLOCKED}
            for cell in self._cards.grid.cells:
                if cell[0] in held and self._cards.grid.is_folded(cell):
                    self._update_cell(cell)
        # A limit counts over the whole stage, so its line may go to a cell that nothing else has touched.
        lines = self._painter.lines(self._cards.grid)
        for cell, _ in lines.items() ^ self._lines.items():
            self._update_cell(cell)
        self._lines = lines
        self.pointer_lost()

    def update_rect(self, rect: Rect) -> None:
        on_screen = QRect(rect.x - self.horizontalOffset(), rect.y - self.verticalOffset(), rect.width, rect.height)
        self.viewport().update(on_screen.adjusted(-1, -1, 1, 1))

    def update_card(self, artefact: str) -> None:
        rect = self.layout_shown.card_rect(artefact) if artefact else None
        if rect is not None:
            self.update_rect(rect)

    def _update_cell(self, cell: Cell | None) -> None:
        """Paint a cell again, where there still is one."""
        if cell is not None and cell in self.layout_shown.grid.cells:
            self.update_rect(self.layout_shown.cell_rect(*cell))

    def light(self, artefacts: Collection[str], who: str) -> None:
        """Light up what another has changed, for a moment; beside what is lit already."""
        self._show_lit({**self.marks.lit, **dict.fromkeys(artefacts, who)})
        self._dimming.start()

    def _show_lit(self, lit: dict[str, str]) -> None:
        changed = {artefact for artefact, _who in self.marks.lit.items() ^ lit.items()}
        self.marks.lit = lit
        for cell in {self._cards.grid.where(artefact) for artefact in changed}:
            self._update_cell(cell)

    def show_gap(self, gap: Hit | None) -> None:
        """Open a place among the cards of a cell, or close it with None."""
        old, self.marks.gap = self.marks.gap, gap
        if old != gap:
            for hit in (old, gap):
                self._update_cell((hit.workstream, hit.column) if hit is not None else None)

    def mark_cell(self, cell: Cell | None) -> None:
        """Outline the cell that cards are held over by key, or none."""
        old, self.marks.at = self.marks.at, cell
        if old != cell:
            self._update_cell(old)
            self._update_cell(cell)

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
        return self.layout_shown.cell_at(inside.x(), inside.y(), self.marks.held)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a card into sight with a little room around it."""
        if not index.isValid() or index.row() >= self._cards.grid.rows:
            return
        self.reveal(self.layout_shown.row_rect(index.row()), hint)

    def reveal(self, rect: Rect, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible) -> None:
        """Bring a rectangle of the body into sight with a little room around it; of one larger than that its top left."""
        sight, pad = self.sight(), self.layout_shown.sizes.pad
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            down.setValue(rect.y - (sight.height - rect.height) // 2)
        elif rect.y - pad < sight.y or hint == QAbstractItemView.ScrollHint.PositionAtTop:
            down.setValue(rect.y - pad)
        elif rect.bottom + pad > sight.bottom or hint == QAbstractItemView.ScrollHint.PositionAtBottom:
            down.setValue(min(rect.y - pad, rect.bottom + pad - sight.height))
        if rect.x - pad < sight.x:
            across.setValue(rect.x - pad)
        elif rect.right + pad > sight.right:
            across.setValue(min(rect.x - pad, rect.right + pad - sight.width))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move the pixels there are and paint only the strip that came into sight."""
        self.pointer_lost()
        self.viewport().scroll(dx, dy)
        if dx:
            self._stages.follow(self.horizontalOffset())
        if dy:
            self._lanes.follow(self.verticalOffset())

    def pointer_lost(self) -> None:
        """Called where what was under the pointer may be elsewhere now."""

    # -- painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is exposed, rectangle by rectangle."""
        self._painter.pen.stamps.ratio = self.devicePixelRatioF()
        painter = QPainter(self.viewport())
        x, y = self.horizontalOffset(), self.verticalOffset()
        painter.translate(-x, -y)
        for part in event.region():  # type: ignore[attr-defined]  # the stubs do not know it for a sequence
            painter.setClipRect(part.translated(x, y))
            exposed = Rect(part.x() + x, part.y() + y, part.width(), part.height())
            self._painter.body(painter, self.layout_shown, exposed, self.marks)
        painter.setClipping(False)
        self.paint_over(painter)

    def paint_over(self, painter: QPainter) -> None:
        """Called last in painting, in the body's coordinates, for what lies over the cards."""

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """The rectangles of a selection's cards as far as they are in sight."""
        runs = spans(selection)
        region = QRegion()
        for row, rect in self.layout_shown.visible_rows(self.sight()):
            if any(first <= row <= last for first, last in runs):
                place = QRect(rect.x - self.horizontalOffset(), rect.y - self.verticalOffset(), rect.width, rect.height)
                region += QRegion(place)
        return region

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Paint these cards again; nothing else of Qt's is needed, for nothing is measured."""
        for row in range(first.row(), last.row() + 1):
            self.update_rect(self.layout_shown.row_rect(row))
