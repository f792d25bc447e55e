"""What a drag carries and what it is told: ids only, judged once per cell, a reason beside the pointer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from mhhs_board.domain.board import Board
from mhhs_board.drawing.card import CardPen
from mhhs_board.drawing.fonts import font
from mhhs_board.drawing.geometry import Density, Hit, Rect
from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.board.edges import EdgeScroller
from mhhs_board.ui.board.focus import FocusedBoard
from mhhs_board.ui.board.judging import Judgement, judge
from mhhs_board.ui.board.keys import full_slot
from mhhs_board.ui.kit import accessible
from mhhs_board.ui.kit.plain import PlainLabel

MIME = "application/x-mhhs-board-artefacts"
"""Our own type: ids as UTF-8 lines. It is taken only from our own view, and nothing else is ever decoded."""

OPEN_AFTER = 1000
"""Milliseconds over a folded lane or column until it opens."""


STAYS = 10_000
"""Milliseconds for which the reason stays where cards were let go in vain, unless somebody goes on before."""


class Held:
    """The cards of one drag and what the rules say of every cell, asked once each."""

    def __init__(self, board: Board, ids: Sequence[str], actor: str) -> None:
        self.ids = list(ids)
        self.all = frozenset(ids)
        self.home = frozenset(board.artefact(artefact).workstream for artefact in ids)
        self._board, self._actor = board, actor
        self._judged: dict[tuple[str, str], Judgement] = {}

    def judge(self, workstream: str, column: str) -> Judgement:
        """The least favourable answer that any of the cards gets."""
        cell = (workstream, column)
        if cell not in self._judged:
            held = [self._board.artefact(artefact) for artefact in self.ids]
            self._judged[cell] = judge(self._board, held, workstream, column, self._actor)
        return self._judged[cell]

    def tone(self, workstream: str, column: str) -> str:
        """Only the tone of `judge`, as the painter wants it."""
        return self.judge(workstream, column).tone

    def mime(self) -> QMimeData:
        """The ids, in our own type."""
        data = QMimeData()
        data.setData(MIME, "\n".join(self.ids).encode())
        return data


_TONES = {"hint": ("panel", "text", "control_edge"), "refusal": ("bad_soft", "on_bad_soft", "bad")}
"""Ground, ink and edge of a sentence while cards are in the air, and after they were let go in vain."""


def _sheet(theme: Theme, ground: str, ink: str, edge: str) -> str:
    return (
        f"background: {theme.hex(ground)}; color: {theme.hex(ink)}; padding: 6px 8px;"
        f" border: 1px solid {theme.hex(edge)}; border-radius: 5px;"
    )


class Reason(PlainLabel):
    """The sentence beside the pointer; it never catches the mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent, wrap=True)
        self._room = parent
        self._sheets: dict[str, str] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def dress(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self.setFont(font(12))
        self._sheets = {tone: _sheet(theme, *roles) for tone, roles in _TONES.items()}

    def say(self, sentence: str, at: QPoint, below: int = 0, tone: str = "hint") -> None:
        """Show a sentence below and right of a point of the parent, turned to stay inside; hide where there is none.
        `below` pixels under the point are taken by what hangs there."""
        if not sentence:
            self.hide()
            return
        self.setText(f"⊘ {sentence}" if tone == "refusal" else sentence)
        self.setStyleSheet(self._sheets[tone])
        self.setFixedWidth(260)
        self.setFixedHeight(self.heightForWidth(260))
        room = self._room.size()
        x = at.x() + 18 if at.x() + 18 + self.width() <= room.width() else at.x() - 12 - self.width()
        low = at.y() + max(22, below + 6)
        y = low if low + self.height() <= room.height() else at.y() - max(12, below) - self.height()
        self.move(max(0, x), max(0, y))
        self.show()
        self.raise_()


def stack(pen: CardPen, ids: Sequence[str], card: Rect, density: Density, ratio: float) -> QPixmap:
    """What hangs at the pointer: the first card, the edges of two more behind it, and how many there are."""
    behind = min(len(ids), 3) - 1
    pixmap = QPixmap(round((card.width + 5 * behind + 2) * ratio), round((card.height + 5 * behind + 2) * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(0.92)
    for back in range(behind, 0, -1):
        painter.setPen(QPen(pen.theme["card_hover"], 1))
        painter.setBrush(pen.theme["card"])
        painter.drawRoundedRect(QRectF(5 * back + 0.5, 5 * back + 0.5, card.width, card.height), 6, 6)
    pen.draw(painter, ids[0], QRectF(0, 0, card.width, card.height), density, selected=True)
    if len(ids) > 1:
        badge = QRectF(card.width - 30, card.height - 24, 26, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(pen.theme["accent"])
        painter.drawRoundedRect(badge, 10, 10)
        painter.setPen(pen.theme["on_accent"])
        painter.setFont(font(12, True))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(len(ids)))
    painter.end()
    return pixmap


def grip(point: QPointF, card: Rect) -> QPoint:
    """Where in the picture the pointer holds it: where it took the card, inside it."""
    x = min(max(0, point.x() - card.x), card.width - 1)
    y = min(max(0, point.y() - card.y), card.height - 1)
    return QPoint(int(x), int(y))


class Carrying:
    """One view's drags: from the moment cards are taken up until they are let go and the move has been asked for."""

    def __init__(self, view: FocusedBoard) -> None:
        self._view = view
        self.held: Held | None = None
        self._landed: Hit | None = None
        self._why = ""
        """Why nothing is moved where the cards were let go."""
        self._at = QPoint()
        self._below = 0
        """How far what hangs at the pointer reaches below it; the sentence stands clear of it."""
        self._reason = Reason(view)
        self._hushing = QTimer(view)
        self._hushing.setSingleShot(True)
        self._hushing.setInterval(STAYS)
        self._hushing.timeout.connect(self.hush)
        self._edges = EdgeScroller(view)
        self._edges.scrolled.connect(self._judge)
        self._opening = QTimer(view)
        self._opening.setSingleShot(True)
        self._opening.setInterval(OPEN_AFTER)
        self._opening.timeout.connect(self._open_folded)

    def dress(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self._reason.dress(theme)

    def all_held(self) -> frozenset[str]:
        """The ids in the air."""
        return self.held.all if self.held else frozenset()

    # -- taking up and letting go ------------------------------------------------------------------------------------

    def carry(self, ids: list[str]) -> None:
        """Hold cards in Qt's drag loop, then ask the view's `on_move` where they were let go."""
        view = self._view
        if not ids:
            return
        if not view.movable:
            view.say("This board cannot be changed here.")
            return
        held = self.take_up(ids)
        drag = QDrag(view)
        drag.setMimeData(held.mime())
        focus = view.focused_id()
        first = focus if focus in held.all else ids[0]
        card = view.layout_shown.card_rect(first)
        if card is not None:
            order = list(dict.fromkeys([first, *ids]))
            picture = stack(view.pen, order, card, view.density, view.devicePixelRatioF())
            held_at = grip(view.inside(view.viewport().mapFromGlobal(view.cursor().pos())), card)
            drag.setPixmap(picture)
            drag.setHotSpot(held_at)
            self._below = int(picture.deviceIndependentSize().height()) - held_at.y()
        try:
            drag.exec(Qt.DropAction.MoveAction)
            if not QGuiApplication.mouseButtons():  # let go, and not given up with Escape
                self._drop_at(view.viewport().mapFromGlobal(view.cursor().pos()))
        finally:
            self.end(ids)

    def take_up(self, ids: list[str]) -> Held:
        """Cards are in the air: cells answer, and entries of others wait."""
        view = self._view
        view.cards.hold()
        self._landed = None
        self.held = Held(view.cards.board, ids, view.cards.actor)
        view.marks.held, view.marks.judge, view.marks.home = self.held.all, self.held.tone, self.held.home
        view.viewport().update()
        return self.held

    def let_go(self) -> Hit | None:
        """Whatever came of it, all is as before; returns the cell and slot where the cards were let go."""
        view = self._view
        landed, self._landed = self._landed, None
        self.held, self._below, self._why = None, 0, ""
        view.marks.held, view.marks.judge, view.marks.gap = frozenset(), None, None
        view.marks.home = frozenset()
        self._edges.stop()
        self._opening.stop()
        self._reason.hide()
        view.cards.release()
        view.viewport().update()
        return landed

    def end(self, ids: list[str]) -> None:
        """The drag is over: ask for the move where the cards were let go, or say there why they cannot be."""
        why, at = self._why, self._at
        landed = self.let_go()
        if landed is not None:
            self.ask(ids, landed)
        elif why:
            self._reason.say(why, self._view.viewport().mapTo(self._view, at), tone="refusal")
            accessible.announce(self._view, why)
            self._hushing.start()

    def hush(self) -> None:
        """Somebody goes on to something else: a reason that still stands there goes."""
        if self.held is None:
            self._hushing.stop()
            self._reason.hide()

    def ask(self, ids: list[str], hit: Hit) -> None:
        """Ask the view's `on_move` for what was let go somewhere; nothing where it was taken up."""
        view, cell = self._view, (hit.workstream, hit.column)
        shown = view.cards.grid.cells[cell]
        if hit.slot is not None and len(ids) == 1 and ids[0] in shown and shown.index(ids[0]) == hit.slot:
            return  # let go where it was taken up
        slot = full_slot(view.cards.board, view.layout_shown, cell, hit.slot, frozenset(ids))
        view.on_move(ids, hit.workstream, hit.column, slot)

    # -- in the air --------------------------------------------------------------------------------------------------

    def _ours(self, event: QDropEvent) -> bool:
        """Only what this very view holds is taken, and only by its ids; nothing from elsewhere is decoded."""
        return self.held is not None and event.source() is self._view and event.mimeData().hasFormat(MIME)

    def entered(self, event: QDragEnterEvent) -> None:
        """Ours may come in."""
        if self._ours(event):
            event.acceptProposedAction()
        else:
            event.ignore()

    def moved(self, event: QDragMoveEvent) -> None:
        """The pointer is elsewhere."""
        if not self._ours(event):
            event.ignore()
            return
        self._at = event.position().toPoint()
        self._edges.at(self._at)
        self._accept(event, self._judge())

    def dropped(self, event: QDropEvent) -> None:
        """Let go; only remembered here."""
        if not self._ours(event):
            event.ignore()
            return
        self._drop_at(event.position().toPoint())
        self._accept(event, self._landed is not None)

    def _drop_at(self, point: QPoint) -> None:
        """Remember what came of letting go at a point of the viewport: a cell that takes the cards, or why none does."""
        if self._landed is not None or self.held is None or not self._view.viewport().rect().contains(point):
            return
        self._at = point
        hit = self._view.cell_at(point)
        judged = self.held.judge(hit.workstream, hit.column) if hit is not None else None
        self._why = judged.sentence if judged is not None and judged.tone == "no" else ""
        self._landed = hit if judged is not None and judged.tone != "no" else None

    def left(self) -> None:
        """Outside the view there is no cell."""
        self._edges.stop()
        self._opening.stop()
        self._reason.hide()
        self._view.show_gap(None)

    @staticmethod
    def _accept(event: QDropEvent, allowed: bool) -> None:
        if allowed:
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
        else:
            event.ignore()

    def _judge(self) -> bool:
        """Show what the cell under the held cards answers; whether they may be let go there."""
        view, hit = self._view, self._view.cell_at(self._at)
        if self.held is None:
            return False
        judged = self.held.judge(hit.workstream, hit.column) if hit is not None else None
        allowed = self.show(hit, self._at, judged.sentence if judged else "")
        if hit is not None and view.cards.grid.is_folded((hit.workstream, hit.column)):
            if not self._opening.isActive():
                self._opening.start()
        else:
            self._opening.stop()
        return allowed

    def show(self, hit: Hit | None, at: QPoint, sentence: str) -> bool:
        """Open the gap at a hit where the held cards may be let go, with a sentence beside a point of the viewport;
        whether they may."""
        view = self._view
        allowed = self.held is not None and hit is not None and self.held.tone(hit.workstream, hit.column) != "no"
        view.show_gap(hit if allowed else None)
        self._reason.say(sentence, view.viewport().mapTo(view, at), self._below)
        return allowed

    def _open_folded(self) -> None:
        hit = self._view.cell_at(self._at)
        if self.held is not None and hit is not None:
            lanes, columns = self._view.folded
            self._view.set_folded(lanes - {hit.workstream}, columns - {hit.column})
            self._judge()
