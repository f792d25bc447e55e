"""The whole board on any QPainter: the same strokes for the window, a picture and paper. QtGui only.

The body's origin is the layout's, the top left of the first cell. Nothing outside the exposed rectangle is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from mhhs_board.domain.board import BLOCKED, OUT_OF_USE, Board, Cell
from mhhs_board.drawing import folded
from mhhs_board.drawing.card import CardPen, advance, elided, wrapped
from mhhs_board.drawing.face import LaneHead, StageHead, lane_heads, stage_heads
from mhhs_board.drawing.fonts import font
from mhhs_board.drawing.geometry import LANE_HEAD, STAGE_HEAD, Column, Hit, Lane, Layout, Rect
from mhhs_board.drawing.grid import Grid
from mhhs_board.drawing.head_rows import OUT, head_rows
from mhhs_board.drawing.limits import Line, lines
from mhhs_board.drawing.theme import Theme

FAR = 0.4
"""How much of their light the cells of other workstreams have while cards are held."""
PLUS = 20
"""The side of the "+" that a cell under the pointer offers."""


@dataclass
class Marks:
    """What the moment adds to a board: who has the focus, what is selected, what is held and where it would land."""

    focus: str = ""
    focus_cell: Cell | None = None
    selection: frozenset[str] = frozenset()
    hover: str = ""
    lit: Mapping[str, str] = field(default_factory=dict)
    """What another has changed just now, and who: a ring that stands still, with the name on it."""
    plus: Cell | None = None
    held: Container[str] = frozenset()
    judge: Callable[[str, str], str] | None = None
    """While cards are held: "yes", "asks" or "no" for a workstream and a column."""
    home: Container[str] = frozenset()
    """The workstreams that the held cards come from; they are lit brighter than others, where a drop would be a change."""
    at: Cell | None = None
    """The cell that held cards are over by key; it is outlined whether it takes them or not."""
    gap: Hit | None = None
    """Where the held cards would land; the slot is counted without them."""


NOTHING = Marks()


def plus_rect(cell: Rect) -> Rect:
    """Where a cell's "+" lies."""
    return Rect(cell.right - PLUS - 7, cell.bottom - PLUS - 3, PLUS, PLUS)


class BoardPainter:
    """Draws one board in one theme; keeps measured cards and head words between frames."""

    limit_pixels = 10
    """The size of the words on a limit's line."""

    def __init__(self, board: Board, theme: Theme, today: date) -> None:
        self.board = board
        self.arrows = True
        self.pen = CardPen(board, theme, today)
        self._heads: tuple[int, Grid, int, dict[str, StageHead], dict[str, LaneHead]] | None = None
        self._lines: tuple[int, Grid, int, dict[Cell, Line]] | None = None
        self._tallied: tuple[tuple[int, Grid, int], dict[Cell, folded.Tally]] | None = None

    @property
    def theme(self) -> Theme:
        """The colours drawn with."""
        return self.pen.theme

    @theme.setter
    def theme(self, theme: Theme) -> None:
        self.pen.theme = theme

    def forget(self) -> None:
        """Forget what was measured: a name that cards and heads show has changed, or the day."""
        self.pen.forget()
        self._heads = self._lines = self._tallied = None

    def heads(self, grid: Grid) -> tuple[dict[str, StageHead], dict[str, LaneHead]]:
        """The words of the heads, counted once per state of board and grid."""
        kept = self._heads
        if kept is None or kept[0] != self.board.seq or kept[1] is not grid or kept[2] != grid.shown_count():
            heads = stage_heads(self.board, grid), lane_heads(self.board, grid)
            self._heads = kept = (self.board.seq, grid, grid.shown_count(), *heads)
        return kept[3], kept[4]

    def lines(self, grid: Grid) -> dict[Cell, Line]:
        """The lines of limits, found once per state of board and grid."""
        kept = self._lines
        if kept is None or kept[0] != self.board.seq or kept[1] is not grid or kept[2] != grid.shown_count():
            self._lines = kept = (self.board.seq, grid, grid.shown_count(), lines(self.board, grid))
        return kept[3]

    def tallied(self, grid: Grid, cell: Cell) -> folded.Tally:
        """What a folded cell says, counted once per state of board and grid."""
        state = (self.board.seq, grid, grid.shown_count())
        if self._tallied is None or self._tallied[0] != state:
            self._tallied = state, {}
        kept = self._tallied[1]
        if cell not in kept:
            kept[cell] = folded.tally(self.board, grid, cell, self.pen.today)
        return kept[cell]

    # -- the body ----------------------------------------------------------------------------------------------------

    def body(self, painter: QPainter, layout: Layout, exposed: Rect, marks: Marks = NOTHING) -> None:
        """Cells and cards that meet `exposed`, in the layout's own coordinates. Texts run as their own script does."""
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(_box(exposed), self.theme["canvas"])
        cells = list(layout.visible_cells(exposed))
        stages, lanes = self.heads(layout.grid)
        for lane, column in cells:
            self._ground(painter, lane, column, lanes[lane.id], stages[column.id], marks)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        held = marks.judge is not None
        limited = self.lines(layout.grid)
        for lane, column in cells:
            if lane.folded or column.folded:
                self._folded(painter, layout, lane, column, limited.get((lane.id, column.id)))
                if any(artefact in marks.lit for artefact in layout.grid.cells[lane.id, column.id]):
                    self._lit_cell(painter, _box(layout.cell_rect(lane.id, column.id)))
                continue
            self._cards(
                painter, layout, lane, column, exposed, marks, dim=held and self._verdict(marks, lane, column) == "no"
            )
            if (line := limited.get((lane.id, column.id))) is not None:
                self._limit(painter, layout, lane, column, line)
        for column in layout.columns:
            if column.folded and column.x < exposed.right and column.x + column.width > exposed.x:
                self._upright(painter, layout, column)
        outlined = marks.at or (None if marks.focus else marks.focus_cell)
        if outlined is not None:
            self._focus_cell(painter, layout, outlined)
        if marks.plus is not None:
            self._plus(painter, _box(plus_rect(layout.cell_rect(*marks.plus))))
        self._nothing(painter, layout, exposed)

    def _nothing(self, painter: QPainter, layout: Layout, exposed: Rect) -> None:
        """Below the lanes, what to do where no card is shown; a picture says only that there are no workstreams."""
        if not layout.lanes:
            words = "This board has no workstreams yet."
            if self.arrows:
                words += " Edit ▸ Board settings… adds them."
        elif self.arrows and not layout.grid.shown_count() and not self.board.count():
            words = "Nothing here yet. N, or + Artefact, adds the first."
        else:
            return
        box = Rect(0, layout.height + 20, max(layout.width, 300), 40)
        if box.meets(exposed):
            painter.setPen(self.theme["text_quiet"])
            painter.setFont(font(13))
            painter.drawText(_box(box), Qt.AlignmentFlag.AlignCenter, words)

    @staticmethod
    def _verdict(marks: Marks, lane: Lane, column: Column) -> str:
        return marks.judge(lane.id, column.id) if marks.judge is not None else ""

    def _ground(
        self, painter: QPainter, lane: Lane, column: Column, lane_head: LaneHead, stage_head: StageHead, marks: Marks
    ) -> None:
        theme = self.theme
        rect = QRectF(column.x, lane.y, column.width, lane.height)
        verdict = self._verdict(marks, lane, column)
        roles = {"yes": "drop_yes", "asks": "drop_asks", "no": "dimmed"}
        lit = verdict in ("yes", "asks")
        if verdict:
            painter.setOpacity(FAR if lit and lane.id not in marks.home else 1)
            painter.fillRect(rect, theme[roles[verdict]])
            painter.setOpacity(1)
        elif lane_head.out or stage_head.out:
            painter.fillRect(rect, theme["canvas_unused"])
        elif column.id == BLOCKED:
            painter.fillRect(rect, theme["canvas_blocked"])
        elif stage_head.role == "done":
            painter.fillRect(rect, theme["canvas_approved"])
        painter.setPen(QPen(theme["cell_line"], 1, Qt.PenStyle.DashLine))
        right, bottom = int(rect.right()) - 1, int(rect.bottom()) - 1
        painter.drawLine(right, lane.y, right, bottom)
        painter.setPen(theme["lane_line"])
        painter.drawLine(column.x, bottom, right, bottom)
        gap = marks.gap
        if lit and lane.id in marks.home:
            painter.setPen(QPen(theme["drop_edge"], 2))
            painter.drawLine(column.x, lane.y + 1, right, lane.y + 1)
            painter.drawLine(column.x, bottom - 1, right, bottom - 1)
        if lit and gap is not None and (gap.workstream, gap.column) == (lane.id, column.id):
            painter.setPen(QPen(theme["drop_edge" if verdict == "yes" else "drop_asks_edge"], 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def _cards(
        self, painter: QPainter, layout: Layout, lane: Lane, column: Column, exposed: Rect, marks: Marks, *, dim: bool
    ) -> None:
        cell = Rect(column.x, lane.y, column.width, lane.height)
        above, below, place = self._opened(layout, lane, column, marks)
        reach = max(above, below)
        window = Rect(exposed.x, exposed.y - reach, exposed.width, exposed.height + 2 * reach)
        left, top = max(window.x, cell.x), max(window.y, cell.y)
        part = Rect(left, top, min(window.right, cell.right) - left, min(window.bottom, cell.bottom) - top)
        first = layout.slot_rect(lane.id, column.id, place) if reach else cell
        for artefact, rect in layout.visible_cards(part):
            shift = 0
            if reach:
                before = (rect.y, rect.x) < (first.y, first.x)
                shift = -above if before else below
            if artefact in marks.lit:
                self._ring(painter, _box(rect).translated(0, shift))
            painter.setOpacity(0.35 if artefact in marks.held else 0.5 if dim else 1)
            self.pen.draw(
                painter,
                artefact,
                QRectF(rect.x, rect.y + shift, rect.width, rect.height),
                layout.density,
                selected=artefact in marks.selection,
                focused=artefact == marks.focus,
                hovered=artefact == marks.hover,
            )
            if artefact in marks.lit:
                self._signed(painter, _box(rect).translated(0, shift), marks.lit[artefact])
        painter.setOpacity(1)
        if reach:
            self._landing(painter, layout, first, above, below)

    def _ring(self, painter: QPainter, card: QRectF) -> None:
        """A ring around a card and not on it, so that it is told from the focus by its shape and not by a colour alone."""
        painter.setOpacity(1)
        painter.setPen(QPen(self.theme["drop_edge"], 2))
        painter.setBrush(self.theme["drop_yes"])
        painter.drawRoundedRect(card.adjusted(-3, -3, 3, 3), 8, 8)

    def _signed(self, painter: QPainter, card: QRectF, who: str) -> None:
        """Whose change it was, on the upper edge of the ring."""
        words = elided(who, 9, True, min(110, card.width() - 20))
        wide = advance(words, 9, True) + 10
        pill = QRectF(card.right() - wide - 8, card.top() - 6, wide, 12)
        painter.setOpacity(1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme["accent"])
        painter.drawRoundedRect(pill, 5, 5)
        painter.setPen(self.theme["on_accent"])
        painter.setFont(font(9, True))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)

    def _opened(self, layout: Layout, lane: Lane, column: Column, marks: Marks) -> tuple[int, int, int]:
        """How far the cards before and after the gap give way, and the place of the gap among the cell's cards.

        Where the cell has room for a card, the cards below make it; else both sides give way into the padding, so that no
        lane grows under the pointer.
        """
        gap = marks.gap
        if gap is None or gap.slot is None or (gap.workstream, gap.column) != (lane.id, column.id):
            return 0, 0, 0
        ids = layout.grid.cells[lane.id, column.id]
        others = [number for number, artefact in enumerate(ids) if artefact not in marks.held]
        place = others[gap.slot] if gap.slot < len(others) else len(ids)
        used = layout.slot_rect(lane.id, column.id, len(ids)).y - lane.y
        room = lane.height - used - layout.sizes.pad
        card = layout.card_height(column.id)
        if room >= card:
            return 0, card + layout.sizes.gap, place
        return layout.sizes.pad, layout.sizes.pad, place

    def _landing(self, painter: QPainter, layout: Layout, first: Rect, above: int, below: int) -> None:
        """The place that opened, as an empty frame or a line."""
        top, bottom = first.y - above, first.y + below - layout.sizes.gap
        painter.setPen(QPen(self.theme["drop_edge"], 2, Qt.PenStyle.DashLine))
        painter.setBrush(self.theme["canvas"])
        if above == 0:
            painter.drawRoundedRect(QRectF(first.x + 1, top + 1, first.width - 2, bottom - top - 2), 6, 6)
        else:
            painter.setPen(QPen(self.theme["drop_edge"], 4))
            middle = (first.y - above - layout.sizes.gap + first.y + below) / 2
            painter.drawLine(QPointF(first.x + 2, middle), QPointF(first.right - 2, middle))

    def _limit(self, painter: QPainter, layout: Layout, lane: Lane, column: Column, line: Line) -> None:
        """The line behind the last card that fits, with its number at the right end; solid once the limit is passed."""
        theme, gap = self.theme, layout.sizes.gap
        if layout.across(column) > 1:  # dots stand in rows; the cell says it at its foot
            y = lane.y + lane.height - 4.0
        else:
            first = layout.slot_rect(lane.id, column.id, line.slot)
            y = max(lane.y + 2.0, first.y - gap / 2)
        words = f"! {line.words}" if line.over else line.words
        wide = advance(words, self.limit_pixels, True) + 10
        left, right = column.x + 5, column.x + column.width - 6
        painter.setPen(QPen(theme["warn"], 2, Qt.PenStyle.SolidLine if line.over else Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        pill = QRectF(right - wide, min(y - 7, lane.y + lane.height - 15), wide, 14)
        painter.setPen(QPen(theme["warn"], 1))
        painter.setBrush(theme["warn_soft"])
        painter.drawRoundedRect(pill.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(theme["on_warn_soft"])
        painter.setFont(font(self.limit_pixels, True))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)

    def _folded(self, painter: QPainter, layout: Layout, lane: Lane, column: Column, line: Line | None) -> None:
        if not self.board.whole:
            return
        aside = 14 if column.folded and not lane.folded else 0  # beside the column's upright name
        box = QRectF(column.x + aside, lane.y, column.width - 1 - aside, lane.height - 1)
        told = self.tallied(layout.grid, (lane.id, column.id))
        folded.draw(painter, self.theme, box, told, under_blocked=column.id == BLOCKED, over=line is not None and line.over)

    def _upright(self, painter: QPainter, layout: Layout, column: Column) -> None:
        """A folded column's name, upright beside its counts, at the top of the first unfolded lane."""
        lane = next((lane for lane in layout.lanes if not lane.folded), None)
        if lane is None:
            return
        head = self.heads(layout.grid)[0][column.id]
        painter.save()
        painter.translate(column.x + 13, lane.y + lane.height - 6)
        painter.rotate(-90)
        painter.setFont(font(11))
        painter.setPen(self.theme["text_quiet"])
        painter.drawText(QPointF(0, 0), elided(head.short, 11, False, lane.height - 12))
        painter.restore()

    def _lit_cell(self, painter: QPainter, cell: QRectF) -> None:
        """The ring of a card that is folded away with its cell."""
        painter.setPen(QPen(self.theme["drop_edge"], 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cell.adjusted(2, 2, -3, -3), 4, 4)

    def _focus_cell(self, painter: QPainter, layout: Layout, cell: Cell) -> None:
        painter.setPen(QPen(self.theme["focus"], 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(_box(layout.cell_rect(*cell)).adjusted(3, 3, -4, -4), 4, 4)

    def _plus(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(self.theme["control_edge"], 1))
        painter.setBrush(self.theme["panel"])
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.setPen(QPen(self.theme["text"], 1.6))
        middle = box.center()
        painter.drawLine(middle - QPointF(4.5, 0), middle + QPointF(4.5, 0))
        painter.drawLine(middle - QPointF(0, 4.5), middle + QPointF(0, 4.5))

    # -- the heads ---------------------------------------------------------------------------------------------------

    def stage_heads(self, painter: QPainter, layout: Layout, exposed: Rect) -> None:
        """The stage heads, in the body's x and from 0 to STAGE_HEAD in y."""
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.fillRect(_box(exposed), self.theme["head"])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        heads = self.heads(layout.grid)[0]
        for column in layout.columns:
            if column.x < exposed.right and column.x + column.width > exposed.x:
                self._stage_head(painter, column, heads[column.id])
        painter.setPen(self.theme["lane_line"])
        painter.drawLine(QPointF(exposed.x, STAGE_HEAD - 0.5), QPointF(exposed.right, STAGE_HEAD - 0.5))

    def _stage_head(self, painter: QPainter, column: Column, head: StageHead) -> None:
        theme = self.theme
        if column.folded:
            self._chevron(painter, QPointF(column.x + column.width / 2, 9), folded=True)
            painter.setFont(font(12, True))
            painter.setPen(theme["warn" if head.over else "text"])
            count = head.counts[-1].split()[0]
            words = f"! {count}" if head.over else count
            if advance(words, 12, True) > column.width:
                painter.setFont(font(9, True))
            painter.drawText(QRectF(column.x, 14, column.width, 20), Qt.AlignmentFlag.AlignCenter, words)
            return
        left, right = column.x + 10, column.x + column.width - 22
        short = head.short.removesuffix(OUT_OF_USE)
        sign, name_room = "! " if head.over else "", advance(short, 13, True) + 8
        wordings = [sign + words for words in head.counts]
        if head.out:
            wordings = [*(f"{OUT} · {words}" for words in wordings), OUT]
        room = right - left - name_room
        count = next((words for words in wordings if advance(words, 12, head.over) <= room), wordings[-1])
        room = right - left - advance(count, 12, head.over) - 8
        whole = head.name.removesuffix(OUT_OF_USE)
        name = whole if advance(whole, 13, True) <= room else short
        name = elided(name, 13, True, max(room, 40))
        painter.setFont(font(13, True))
        painter.setPen(theme["text_quiet" if head.out else "text"])
        painter.drawText(QPointF(left, 23), name)
        after = left + advance(name, 13, True) + 7
        painter.setFont(font(12, head.over))
        painter.setPen(theme["warn" if head.over else "text_quiet"])
        painter.drawText(QPointF(after, 23), elided(count, 12, head.over, right - after))
        self._chevron(painter, QPointF(column.x + column.width - 13, STAGE_HEAD / 2), folded=False)

    def lane_heads(self, painter: QPainter, layout: Layout, exposed: Rect, top: int = 0) -> None:
        """The lane heads, from 0 to LANE_HEAD in x and in the body's y, while the body is scrolled down to `top`."""
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.fillRect(_box(exposed), self.theme["head"])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        heads = self.heads(layout.grid)[1]
        for lane in layout.lanes:
            if lane.y < exposed.bottom and lane.y + lane.height > exposed.y:
                self._lane_head(painter, lane, heads[lane.id], lane.words_top(top))
        painter.setPen(self.theme["lane_line"])
        painter.drawLine(QPointF(LANE_HEAD - 0.5, exposed.y), QPointF(LANE_HEAD - 0.5, exposed.bottom))

    def _lane_head(self, painter: QPainter, lane: Lane, head: LaneHead, top: int) -> None:
        theme, left, wide = self.theme, 12, LANE_HEAD - 22
        self._chevron(painter, QPointF(LANE_HEAD - 14, top + 16), folded=lane.folded)
        painter.setPen(theme["text_quiet" if head.out else "text"])
        painter.setFont(font(13, True))
        if lane.folded:
            name = head.name if advance(head.name, 13, True) <= wide - 12 else head.short
            painter.drawText(QPointF(left, top + 21), elided(name, 13, True, wide - 12))
        else:
            lines = wrapped(head.name.removesuffix(OUT_OF_USE), 13, True, wide - 12, 2)  # the rows say that it is
            for number, line in enumerate(lines):
                painter.drawText(QPointF(left, top + 21 + number * 16), line)
            base = top + 22 + len(lines) * 16
            rows = head_rows(head, wide, lane.height - (base - top))
            for number, row in enumerate(rows):
                painter.setFont(font(11, row.over))
                painter.setPen(theme["warn" if row.over else "text_quiet"])
                painter.drawText(QPointF(left, base + number * 14), row.words)
            self._bar(painter, QRectF(left, base - 8 + len(rows) * 14, wide, 4), head)
        painter.setPen(theme["lane_line"])
        bottom = lane.y + lane.height - 0.5
        painter.drawLine(QPointF(0, bottom), QPointF(LANE_HEAD, bottom))

    def _bar(self, painter: QPainter, box: QRectF, head: LaneHead) -> None:
        """Approved from the left, blocked from the right and broken, so that they differ in grey too."""
        painter.fillRect(box, self.theme["bar_track"])
        if head.total:
            unit = box.width() / head.total
            painter.fillRect(QRectF(box.x(), box.y(), unit * head.approved, box.height()), self.theme["good"])
            right, left = box.right(), box.right() - unit * head.blocked
            while right > left:
                start = max(left, right - 2)
                painter.fillRect(QRectF(start, box.y(), right - start, box.height()), self.theme["bad"])
                right -= 3

    def _chevron(self, painter: QPainter, middle: QPointF, *, folded: bool) -> None:
        """The arrow that folds and unfolds; a picture has none, for nothing can be folded there."""
        if not self.arrows:
            return
        reach = 3.5
        shape = [(-reach, -reach / 2), (0, reach / 2), (reach, -reach / 2)]
        if folded:
            shape = [(y, x) for x, y in shape]
        painter.setPen(QPen(self.theme["text_quiet"], 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([middle + QPointF(*point) for point in shape]))


def _box(rect: Rect) -> QRectF:
    return QRectF(*rect)


def paint_board(
    painter: QPainter,
    layout: Layout,
    board: Board,
    theme: Theme,
    today: date,
    marks: Marks = NOTHING,
) -> None:
    """The whole board with its heads, its top left at the painter's origin: LANE_HEAD + width by STAGE_HEAD + height."""
    drawn = BoardPainter(board, theme, today)
    drawn.arrows = False
    whole = Rect(0, 0, layout.width, layout.height)
    painter.fillRect(QRectF(0, 0, LANE_HEAD + layout.width, STAGE_HEAD), theme["head"])
    painter.translate(LANE_HEAD, STAGE_HEAD)
    drawn.body(painter, layout, whole, marks)
    painter.translate(0, -STAGE_HEAD)
    drawn.stage_heads(painter, layout, Rect(0, 0, layout.width, STAGE_HEAD))
    painter.translate(-LANE_HEAD, STAGE_HEAD)
    drawn.lane_heads(painter, layout, Rect(0, 0, LANE_HEAD, layout.height))
    painter.translate(0, -STAGE_HEAD)
    painter.setPen(QPen(QColor(theme["lane_line"])))
    painter.drawLine(QPointF(0, STAGE_HEAD - 0.5), QPointF(LANE_HEAD, STAGE_HEAD - 0.5))
