"""The inside of one card: its words put into a rectangle once, as a short list of marks, and drawn from that list.

A mark is a text at a place, a pill behind it, a sign or a disc, each in a theme's role. Measuring is the dear part, so the
marks are kept per artefact until one of its records, the width, the density or the day changes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF, QTextLayout, QTextOption

from mhhs_board.domain.board import Board
from mhhs_board.drawing.face import Face, Signs, face_of, isolated, signs
from mhhs_board.drawing.fonts import font, per_thread
from mhhs_board.drawing.geometry import SIZES, Density
from mhhs_board.drawing.marks import DRAW, Mark
from mhhs_board.drawing.stamps import Stamps
from mhhs_board.drawing.theme import Theme

KEPT = 4000
"""How many cards' marks are kept; several screens full."""
LEFT, RIGHT = 13, 9
"""Room beside the words, the stripe's included."""
RADIUS = 6
DISC = 18
SMALL = 11
"""The size of all but reference and title."""


@per_thread
def metrics(pixels: int, bold: bool = False) -> QFontMetricsF:
    """How wide texts are in the bundled font."""
    return QFontMetricsF(font(pixels, bold))


@lru_cache(maxsize=8192)
def advance(text: str, pixels: int, bold: bool = False) -> float:
    """The width of a text; kept, for kinds, ages and priorities come again and again."""
    return metrics(pixels, bold).horizontalAdvance(text)


@lru_cache(maxsize=8192)
def elided(text: str, pixels: int, bold: bool, width: float) -> str:
    """A text cut to a width with an ellipsis; empty where there is no room for a letter."""
    if width < pixels and advance(text, pixels, bold) > width:
        return ""
    return metrics(pixels, bold).elidedText(text, Qt.TextElideMode.ElideRight, width)


def wrapped(text: str, pixels: int, bold: bool, width: float, most: int) -> list[str]:
    """A text in at most so many lines of a width, broken where its script breaks, the last one elided."""
    if most <= 1 or advance(text, pixels, bold) <= width:
        return [elided(text, pixels, bold, width)]
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(text, font(pixels, bold))
    layout.setTextOption(option)
    layout.beginLayout()
    units = text.encode("utf-16-le", "surrogatepass")
    lines: list[str] = []
    start = 0
    while len(lines) < most - 1 and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        end = start + line.textLength()
        lines.append(units[2 * start : 2 * end].decode("utf-16-le", "replace").rstrip())
        start = end
    layout.endLayout()
    rest = units[2 * start :].decode("utf-16-le", "replace")
    return [*lines, elided(rest, pixels, bold, width)] if rest else lines


def whole(text: str, pixels: int, bold: bool, width: float) -> list[str]:
    """A text in as many lines of a width as it takes; nothing of it is cut."""
    return wrapped(text, pixels, bold, width, len(text) + 2)


# -- putting the words in ------------------------------------------------------------------------------------------------


def _pill_room(words: str) -> float:
    """The width that a word on a ground of its own needs to stand whole."""
    return advance(words, SMALL) + 13


class _Page:
    """A card being filled from its face."""

    def __init__(self, face: Face, width: int, height: int, density: Density) -> None:
        self.face = face
        self.density = density
        self.width, self.height = width, height
        self.marks: list[Mark] = []
        self.left: list[str] = []
        """The face's marks, each in its least word, for which there was no room yet."""
        self.below = face.title
        """What stands where the title does: of a card without a reference what of its title found no room above."""

    @property
    def right(self) -> int:
        return self.width - RIGHT

    def text(self, x: float, baseline: float, text: str, role: str, pixels: int, bold: bool = False) -> float:
        """A text; returns where it ends. What is written small is a word that other cards have too."""
        if not text:
            return x
        sort = "word" if pixels == SMALL else "text"
        self.marks.append(Mark(sort, role, round(x), round(baseline), text=text, pixels=pixels, bold=bold))
        return x + advance(text, pixels, bold)

    def pill(self, x: float, middle: float, text: str, ground: str, role: str, limit: float, sign: str = "") -> float:
        """A text on a ground of its own, elided to end before `limit`; returns where it ends, `x` where it does not fit."""
        lead = 6 + (13 if sign else 0)
        left = round(x)
        words = elided(text, SMALL, bool(sign), limit - left - lead - 6)
        if not words:
            return x
        width = ceil(lead + advance(words, SMALL, bool(sign)) + 5)
        self.marks.append(Mark("pill", ground, left, round(middle) - 8, width, 16))
        if sign:
            self.marks.append(Mark(sign, role, left + 6, round(middle) - 5, 10, 10))
        self.text(left + lead, middle + 4, words, role, SMALL, bool(sign))
        return left + width

    def top(self, baseline: float, more: str = "") -> None:
        """Reference, age, and between them the marks that fit whole, or what there was no room for further down."""
        face, limit = self.face, self.right
        if face.age:
            band = ("text_quiet", "warn", "bad")[face.band]
            age = f"! {face.age}" if face.band == 2 else face.age
            left = floor(limit - advance(age, SMALL, face.band > 0))
            self.text(left, baseline, age, band, SMALL, face.band > 0)
            limit = left - 6
        named = wrapped(face.ref, 12, True, limit - LEFT, 1 if face.title else 2)[0]
        if len(named) < len(face.ref) and not face.title:
            self.below = face.ref[len(named) :].lstrip()
        end = self.text(LEFT, baseline, named, "text", 12, True)
        for number, (*longer, least) in enumerate(face.marks):
            room = limit - end - 6
            others = sum(_pill_room(said[-1]) + 6 for said in face.marks[number + 1 :])
            words = next((said for said in longer if _pill_room(said) + others <= room), least)
            if _pill_room(words) <= room:
                end = self.mark(end + 6, baseline - 4, words)
            else:
                self.left.append(least)
        if more and end + 8 + advance(more, SMALL) <= limit:
            self.text(end + 8, baseline, more, "text_quiet", SMALL)

    def mark(self, x: float, middle: float, words: str) -> float:
        """A word about how it came here; returns where it ends."""
        return self.pill(x, middle, words, "warn_soft", "on_warn_soft", self.width)

    def title(self, baseline: float, step: float, most: int, pixels: int) -> None:
        """The title in at most so many lines, at its end the marks that will have no room further down either."""
        room, limit = self.beneath(), float(self.right)
        for words in tuple(self.left):
            if _pill_room(words) <= room:
                room -= _pill_room(words) + 6
            elif limit - _pill_room(words) >= LEFT - 2:
                self.left.remove(words)
                limit -= _pill_room(words)
                self.mark(limit, baseline - 4, words)
                limit -= 6
        bold = not self.face.title
        if self.below:
            for number, line in enumerate(wrapped(self.below, pixels, bold, limit - LEFT, most)):
                self.text(LEFT, baseline + number * step, line, "text", pixels, bold)

    def beneath(self) -> float:
        """The room for marks in the metadata line, where there is one."""
        face = self.face
        if face.blocked and self.density is Density.COMPACT:
            return 0
        flag = _pill_room(f"! {face.forum}") + 19 if face.flag and not face.blocked else 0
        return self.right - LEFT - flag - (DISC + 2 if face.initials else 0)

    def owner(self, middle: float) -> float:
        """The owner's initials at the right; returns where the line beside them must end."""
        if not self.face.initials:
            return self.right
        left = self.right - DISC + 2
        top = round(middle) - DISC // 2
        letters = self.face.initials
        pixels = next((size for size in (9, 8, 7) if advance(letters, size, True) <= DISC - 3), 6)
        self.marks.append(Mark("disc", "accent", left, top, DISC, DISC, letters, pixels, True))
        return left - 4

    def chips(self, middle: float, limit: float, lead: str = "") -> None:
        """The metadata line: first the kind, then what else is stated, as far as there is room; before all the flag of what
        waits for a forum and is not blocked, the marks that found no room above, and `lead`. A day is whole or not there,
        and goes before what stands in front of it."""
        x: float = LEFT
        if self.face.flag and not self.face.blocked:
            forum = f"! {self.face.forum}" if self.face.past else self.face.forum
            x = self.pill(x, middle, forum, "bad", "on_bad", limit, sign="flag") + 6
        for mark in self.left:
            x = self.mark(x, middle, mark) + 6
        if lead:
            x = self.text(x, middle + 4, elided(lead, SMALL, False, limit - x), "text_quiet", SMALL) + 6
        held = max((advance(chip.briefer[-1], SMALL) + 18 for chip in self.face.chips if chip.dated), default=0)
        held = held if held <= limit - x else 0
        for chip in self.face.chips:
            if chip.tone == "label" and self.density is Density.FULL:
                continue  # they have a line of their own
            held = 0 if chip.dated else held
            room = limit - held - x
            words, around = (chip.text, *chip.briefer), 0 if chip.tone in ("text", "label") else 12
            text = next((said for said in words if advance(said, SMALL) + around <= room), words[-1])
            fits = advance(text, SMALL) + around <= room
            if (chip.dated and not fits) or room < 34 or (x > LEFT and room < 64 and not fits):
                if held or chip.dated:
                    continue
                return
            if chip.tone in ("good", "bad"):
                end = self.pill(x, middle, text, f"{chip.tone}_soft", f"on_{chip.tone}_soft", limit - held)
            elif chip.tone:
                end = self.text(x, middle + 4, elided(text, SMALL, False, room), "text_quiet", SMALL)
            else:
                end = self.pill(x, middle, text, "chip", "on_chip", limit - held)
            x = end + 6

    def labels(self, middle: float) -> None:
        """Every label in a frame of its own, and how many more there are where the room ends."""
        x: float = LEFT
        labels = self.face.labels
        for number, label in enumerate(labels):
            more = f"+{len(labels) - number - 1}" if number + 1 < len(labels) else ""
            limit = self.right - (advance(more, SMALL) + 6 if more else 0)
            if x > LEFT and advance(label, SMALL) + 12 > limit - x:
                self.text(x, middle + 4, f"+{len(labels) - number}", "text_quiet", SMALL)
                return
            x = self.pill(x, middle, label, "accent_soft", "on_accent_soft", limit) + 5

    def blocker(self, top: int, most: int) -> None:
        """Sign, word and reason on a ground of their own, in at most so many lines."""
        face = self.face
        words = f"{face.stop}: {isolated(face.reason)}" + (f" (+{face.more} more)" if face.more else "")
        lines = wrapped(words, 11, False, self.right - LEFT - 18, most)
        self.marks.append(Mark("pill", "bad_soft", LEFT - 2, top, self.right - LEFT + 4, 3 + 14 * len(lines)))
        self.marks.append(Mark("sign", "bad", LEFT + 2, top + 3, 10, 10))
        for number, line in enumerate(lines):
            self.text(LEFT + 16, top + 12 + number * 14, line, "on_bad_soft", 11)

    def standing(self, middle: float, limit: float) -> str:
        """The flag with the forum, and the kept stage or that it is not stated; returns what of it found no room.

        A flag loses its verb before the kept stage goes elsewhere, and before it loses the forum or that it is overdue.
        """
        kept, flag = self.face.kept, self.face.flag
        if not flag:
            self.text(LEFT, middle + 4, elided(kept, SMALL, False, limit - LEFT), "text_quiet", SMALL)
            return ""
        wordings = [flag.replace("Escalated to ", said, 1) for said in ("Escalated to ", "To ", "")]
        least = f"! {self.face.forum}" if self.face.past else wordings[-1]
        room = limit - LEFT - 23
        beside = (words for words in wordings if advance(words, SMALL, True) + 6 + advance(kept, SMALL) <= room)
        alone = (words for words in wordings if advance(words, SMALL, True) <= room)
        words = next(beside, "")
        x = self.pill(LEFT - 2, middle, words or next(alone, least), "bad", "on_bad", limit, sign="flag")
        if not words:
            return kept
        self.text(x + 6, middle + 4, kept, "text_quiet", SMALL)
        return ""


def _compact(page: _Page) -> None:
    if page.face.blocked:
        page.top(18, page.standing(62, page.right))
        page.title(32, 15, 1, 12)
        page.blocker(36 if page.below else 22, 1 if page.below else 2)
        return
    page.top(18)
    bare = not (page.face.chips or page.face.initials or page.face.flag or page.left)
    page.title(33, 15, 2 if bare else 1, 12)
    page.chips(45, page.owner(45))


def _normal(page: _Page) -> None:
    page.top(21)
    page.title(38, 16, 2, 13)
    if page.face.blocked:
        page.blocker(61, 2)
        page.chips(123, page.owner(122), page.standing(103, page.right))
    else:
        page.chips(74, page.owner(73))


def _full(page: _Page) -> None:
    face = page.face
    page.top(21)
    page.title(38, 16, 2, 13)
    row, kept = 75.0, ""
    if face.blocked:
        page.blocker(61, 2)
        kept = page.standing(103, page.right)
        page.text(LEFT, 126, elided(face.wanted, 11, False, page.right - LEFT), "text_quiet", 11)
        row = 142
    words = face.note and f"{face.marks[0][0].capitalize()}: {face.note}"
    page.text(LEFT, row, elided(words or face.owner, 11, False, page.right - LEFT), "text_quiet", 11)
    page.chips(row + 17, page.owner(row + 16), kept)
    page.labels(row + 37)


def _dots(page: _Page) -> None:
    if page.face.blocked or page.face.flag:
        page.marks.append(Mark("flag" if page.face.flag else "sign", "bad", 5, 4, 10, 10))


_FILL: dict[Density, Callable[[_Page], None]] = {
    Density.DOTS: _dots,
    Density.COMPACT: _compact,
    Density.NORMAL: _normal,
    Density.FULL: _full,
}


class CardPen:
    """Draws cards of one board; keeps what it measured and, for a screen, the pieces that come again."""

    def __init__(self, board: Board, theme: Theme, today: date) -> None:
        self.board = board
        self.theme = theme
        self.today = today
        self.stamps = Stamps()
        self._kept: OrderedDict[tuple[str, int, Density], tuple[Signs, Face, tuple[Mark, ...]]] = OrderedDict()

    def forget(self) -> None:
        """Measure all anew: a name that cards show, or the day, has changed."""
        self._kept.clear()

    def measured(self, artefact_id: str, width: int, density: Density) -> tuple[Face, tuple[Mark, ...]]:
        """A card's face and marks at a width. Raises KeyError for an unknown artefact."""
        shown = signs(self.board, self.board.artefact(artefact_id))
        key = (artefact_id, width, density)
        found = self._kept.get(key)
        if found is not None and found[0] == shown:
            self._kept.move_to_end(key)
            return found[1], found[2]
        face = face_of(self.board, shown, self.today)
        height = SIZES[density].blocked if face.blocked else SIZES[density].card
        page = _Page(face, width, height, density)
        _FILL[density](page)
        marks = tuple(page.marks)
        self._kept[key] = (shown, face, marks)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return face, marks

    def draw(
        self,
        painter: QPainter,
        artefact_id: str,
        rect: QRectF,
        density: Density,
        *,
        selected: bool = False,
        focused: bool = False,
        hovered: bool = False,
    ) -> None:
        """Draw one card into a rectangle of its own size, which lies at whole pixels."""
        face, marks = self.measured(artefact_id, int(rect.width()), density)
        left, top, width, height = int(rect.x()), int(rect.y()), int(rect.width()), int(rect.height())
        state = (density is Density.DOTS, face.done, face.blocked, selected, focused, hovered)
        place = (left, top, width, height)
        self.stamps.put(painter, ("ground", state, self.theme.name), place, self._ground, width, height, *state)
        for mark in marks:
            self._mark(painter, left, top, mark)

    def _ground(
        self,
        painter: QPainter,
        width: int,
        height: int,
        dot: bool,
        done: bool,
        blocked: bool,
        selected: bool,
        focused: bool,
        hovered: bool,
    ) -> None:
        """What is behind the words: the card's face, its edge by state, and the stripe."""
        edge = "focus" if focused or selected else "card_hover" if hovered else "card_edge"
        painter.setPen(QPen(self.theme[edge], 2 if focused else 1))
        painter.setBrush(self.theme["card_selected" if selected else "card"])
        inset = 1.0 if focused else 0.5
        box = QRectF(0, 0, width, height)
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)
        self._stripe(painter, box, dot=dot, done=done, blocked=blocked)

    def _mark(self, painter: QPainter, left: int, top: int, mark: Mark) -> None:
        theme = self.theme
        if mark.sort == "text":
            painter.setFont(font(mark.pixels, mark.bold))
            painter.setPen(theme[mark.role])
            painter.drawText(QPointF(left + mark.x, top + mark.y), mark.text)
            return
        if mark.sort == "word":
            rise = mark.pixels + 2
            wide = ceil(advance(mark.text, mark.pixels, mark.bold)) + 3
            place = (left + mark.x - 1, top + mark.y - rise, wide, rise + 6)
        else:
            place = (left + mark.x, top + mark.y, mark.width, mark.height)
        key = (mark.sort, mark.role, mark.text, mark.pixels, mark.bold, theme.name)
        self.stamps.put(painter, key, place, DRAW[mark.sort], theme, mark)

    def _stripe(self, painter: QPainter, rect: QRectF, *, dot: bool, done: bool, blocked: bool) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if dot:
            if not blocked:
                painter.setBrush(self.theme["done_stripe" if done else "stage_stripe"])
                painter.drawRect(QRectF(rect.x() + 4, rect.y() + 4, rect.width() - 8, rect.height() - 8))
            return
        bar = QRectF(rect.x() + 4, rect.y() + 5, 5 if blocked else 3, rect.height() - 10)
        if not blocked:
            painter.setBrush(self.theme["done_stripe" if done else "stage_stripe"])
            painter.drawRect(bar)
            return
        # Hatched, so that it differs from the plain stripe also in grey and to a colour-blind eye.
        painter.setBrush(self.theme["bad"])
        step, slant = 6.0, 3.0
        y = bar.top()
        while y < bar.bottom():
            low = min(y + slant + 1, bar.bottom())
            points = [
                (bar.left(), y + 3),
                (bar.right(), y),
                (bar.right(), low - 1),
                (bar.left(), min(low + 2, bar.bottom())),
            ]
            painter.drawPolygon(QPolygonF([QPointF(*point) for point in points]))
            y += step
