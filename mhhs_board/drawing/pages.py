"""The board on paper: one page where it stays readable at arm's length, else lane by lane with the stage heads repeated.

Drawn by the painter of the window. Every shown card lies on exactly one page, whatever is folded on the screen, for paper
cannot be unfolded. A painter that draws a page is scaled to points; the smallest words of a card are LEAST points or more.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from mhhs_board.domain.board import Board
from mhhs_board.drawing.card import advance, elided, whole
from mhhs_board.drawing.dividing import BETWEEN, Divider, Page, Part
from mhhs_board.drawing.face import isolated
from mhhs_board.drawing.fonts import font
from mhhs_board.drawing.geometry import LANE_HEAD, STAGE_HEAD, Density
from mhhs_board.drawing.grid import Grid
from mhhs_board.drawing.page_painter import PagePainter
from mhhs_board.drawing.theme import Theme

LEAST = 7.0
"""The least size, in points, of the smallest words of a card. Its reference and title are larger by a tenth to a fifth."""
STEADY = 8.0
"""The size that they have where the board takes several pages anyway."""
MOST = 10.5
"""The size at which a small board stops growing."""
SMALLEST = 11
"""The pixels of those words: a scale of one makes them as many points. The initials in a disc repeat what is elsewhere."""

HEADER, FOOTER = 42.0, 20.0
"""Points kept for what every page says of itself, or more where that takes more."""
MOST_SAID = 0.45
"""The part of a page that this may take; it is said in smaller letters where a small paper has no room for it."""
PAPER_COLUMN = 150
"""The least width of a column on paper, where nobody can ask a card for what it had no room for."""
PICTURE_COLUMN = 240
"""The width of a column where there is no paper to fit."""


class Paper(NamedTuple):
    """A sheet lying on its side, in points."""

    name: str
    width: float
    height: float
    margin: float = 28.35
    speech: float = 1.0
    """How much larger than on paper the texts of header and footer are."""


A4 = Paper("A4", 841.89, 595.28)
A3 = Paper("A3", 1190.55, 841.89)
PAPERS = {paper.name.lower(): paper for paper in (A4, A3)}


@dataclass(frozen=True, slots=True)
class Caption:
    """What every page says of itself, each as people read it; empty texts are left out."""

    name: str
    as_at: str = ""
    counts: str = ""
    filter: str = ""
    classification: str = ""
    entry: str = ""


class Head:
    """What every page says above: title and classification, and below them moment, counts and filter, laid out for a width.

    Nothing of it is cut: what is too long for its line goes on in the next, and the head is as high as that takes.
    """

    def __init__(self, said: Caption, title: str, counts: str, across: float) -> None:
        self._across = across
        facts = (
            f"As at {said.as_at}" if said.as_at else "",
            said.entry,
            counts,
            f"Filter: {said.filter}" if said.filter else "",
        )
        self._facts = whole(" · ".join(fact for fact in facts if fact), 8, False, across)
        self._marked = whole(said.classification, 10, True, across - 12) if said.classification else []
        # A short one stands beside the title, a long one above it.
        self._wide = max((advance(line, 10, True) for line in self._marked), default=0)
        beside = len(self._marked) == 1 and self._wide <= across / 2
        self._box = len(self._marked) * 12 + 4 if self._marked else 0
        self._above = self._box + 4 if self._marked and not beside else 0
        self._title = whole(title, 14, True, across - (self._wide + 24 if beside else 0))
        self._below = self._above + 25 + (len(self._title) - 1) * 16
        self.height = max(HEADER, self._below + (len(self._facts) - 1) * 10 + 7)

    def draw(self, painter: QPainter, text: Callable[..., None], theme: Theme) -> None:
        """Draw it at the painter's origin; `text` draws words at a baseline."""
        for number, line in enumerate(self._facts):
            text(painter, 0, self._below + number * 10, line, "text_quiet", 8)
        if self._marked:
            left = 0 if self._above else self._across - self._wide - 12
            painter.setPen(QPen(theme["text"], 0.75))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(left, 0, self._wide + 12, self._box), 3, 3)
            for number, line in enumerate(self._marked):
                text(painter, left + 6, 11.5 + number * 12, line, "text", 10, bold=True)
        for number, line in enumerate(self._title):
            text(painter, 0, self._above + 12 + number * 16, line, "text", 14, bold=True)


class Foot:
    """What every page says below: name and moment, classification, and its number, which `words` says. The name alone may
    be cut, for it stands whole above."""

    def __init__(self, said: Caption, across: float, widest: str) -> None:
        self._said, self._across = said, across
        room = (across - 20) / 3
        self._marked = whole(said.classification, 8, True, across) if said.classification else []
        self._beside = len(self._marked) == 1 and advance(said.classification, 8, True) <= room
        self._room = room if self._beside else across - advance(widest, 8) - 20
        self._above = 0 if self._beside else len(self._marked) * 10
        self.height = FOOTER + self._above

    def draw(self, painter: QPainter, text: Callable[..., None], base: float, words: str) -> None:
        """Draw it with its last line at `base`."""
        text(painter, self._across - advance(words, 8), base, words, "text_quiet", 8)
        for number, line in enumerate(reversed(self._marked)):
            left = (self._across - advance(line, 8, True)) / 2
            text(painter, left, base - (0 if self._beside else 10 * (number + 1)), line, "text", 8, bold=True)
        when = f" · {self._said.as_at}" if self._said.as_at else ""
        name = elided(isolated(self._said.name), 8, False, self._room - advance(when, 8))
        text(painter, 0, base, elided(f"{name}{when}" if name else self._said.as_at, 8, False, self._room), "text_quiet", 8)


class Lettered:
    """What letters lines of text on a page in the colours of a theme."""

    theme: Theme

    def _text(
        self, painter: QPainter, x: float, base: float, words: str, role: str, points: int, *, bold: bool = False
    ) -> None:
        painter.setPen(self.theme[role])
        painter.setFont(font(points, bold))
        painter.drawText(QPointF(x, base), words)


class Pages(Lettered):
    """A board divided into pages. `paper` None is one page as large as the board at a scale of one, for a picture.

    Raises nothing for an empty board: it is one page that says so.
    """

    def __init__(
        self,
        board: Board,
        theme: Theme,
        today: date,
        caption: Caption,
        shown: Container[str] | None = None,
        paper: Paper | None = A4,
    ) -> None:
        self.caption = caption
        self.theme = theme
        self.grid = Grid(board, shown)
        self._painter = PagePainter(board, theme, today, self.grid)
        self.density, self.scale = Density.NORMAL, 1.0
        picture = Divider(self.grid, self.density).picture() if paper is None else None
        self.paper = paper = paper or self._around(picture.height if picture else 0)
        self._speech, self._head, self._foot = self._said_on(paper)
        self.room_width = paper.width - 2 * paper.margin
        self.room_height = paper.height - 2 * paper.margin - (self._head.height + self._foot.height) * self._speech
        self._across = len(self.grid.columns)
        self.pages = [picture] if picture else self._one_page() or self._many_pages()

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of every page in points."""
        return self.paper.width, self.paper.height

    @property
    def smallest(self) -> float:
        """The size in points of the smallest words of a card."""
        return SMALLEST * self.scale

    # -- dividing ------------------------------------------------------------------------------------------------------

    def _around(self, height: int) -> Paper:
        """The paper of a picture that is so high without what is said above and below."""
        width = LANE_HEAD + max(len(self.grid.columns) * PICTURE_COLUMN, 2 * LANE_HEAD)
        margin, speech = 16.0, 1.5
        head, foot = self._laid_out(width / speech)
        around = 2 * margin + (head.height + foot.height) * speech
        return Paper("", width + 2 * margin, max(height, 120) + around, margin, speech)

    def _said_on(self, paper: Paper) -> tuple[float, Head, Foot]:
        """What a page says above and below, and how large: smaller than the paper has it where that would leave no room."""
        speech = paper.speech
        while True:
            head, foot = self._laid_out((paper.width - 2 * paper.margin) / speech)
            if not paper.name or speech < 0.3 or (head.height + foot.height) * speech <= MOST_SAID * paper.height:
                return speech, head, foot
            speech *= 0.8

    def _laid_out(self, across: float) -> tuple[Head, Foot]:
        said, count = self.caption, len(self.grid.columns)
        widest = f"columns {count} to {count} of {count} · page 0000 of 0000"
        return Head(said, said.name, said.counts, across), Foot(said, across, widest)

    def _one_page(self) -> list[Page]:
        """The fullest cards with which the whole board fits one page at LEAST points; none where it does not fit."""
        needed = LANE_HEAD + len(self.grid.columns) * PAPER_COLUMN
        for density in (Density.NORMAL, Density.COMPACT):
            page = Divider(self.grid, density).one_page()
            scale = min(self.room_width / needed, self.room_height / page.height, MOST / SMALLEST)
            if scale >= LEAST / SMALLEST:
                self.density, self.scale = density, scale
                return [page]
        return []

    def _many_pages(self) -> list[Page]:
        """Pages of lanes, a tall lane going on over several; columns too many for the width go on pages of their own."""
        self.density = Density.NORMAL
        columns = len(self.grid.columns)
        fitting = max(1, int((self.room_width * SMALLEST / LEAST - LANE_HEAD) // PAPER_COLUMN))
        groups = -(-columns // fitting)
        across = -(-columns // groups)
        self.scale = min(STEADY / SMALLEST, self.room_width / (LANE_HEAD + across * PAPER_COLUMN))
        self._across = across
        return Divider(self.grid, self.density).pages(int(self.room_height / self.scale) - STAGE_HEAD, across)

    # -- drawing -------------------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter, number: int) -> None:
        """Draw a page, counted from 0, with its top left at the painter's origin. Raises IndexError."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(0, 0, *self.size), self.theme["window"])
        painter.translate(self.paper.margin, self.paper.margin)
        painter.scale(self._speech, self._speech)
        self._head.draw(painter, self._text, self.theme)
        self._footer(painter, number)
        painter.translate(0, self._head.height)
        painter.scale(1 / self._speech, 1 / self._speech)
        painter.scale(self.scale, self.scale)
        self._board(painter, number)
        painter.restore()

    def _board(self, painter: QPainter, number: int) -> None:
        page = self.pages[number]
        columns = self.grid.columns[page.first : page.last]
        room = int(self.room_width / self.scale) - LANE_HEAD
        across = max(1, self._across)
        for parts in page.blocks:
            links = [self._links(number, part) for part in parts]
            if parts and parts[0].strips:
                width, height = self._painter.strips(painter, parts[0], room // across, self.density, links[0])
            else:
                share = room * len(columns) // across
                width, height = self._painter.page(painter, parts, columns, share, self.density, links)
            painter.setPen(QPen(self.theme["control_edge"], 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(0, 0, width, height))
            painter.translate(0, height + BETWEEN)

    def _links(self, number: int, part: Part) -> tuple[str, str]:
        """Where a piece of a lane comes from and where it goes on, in words; empty where it is the first or the last."""
        if not self.paper.name:
            return "continued from above" if part.before else "", "continues below" if part.after else ""
        first = self.pages[number].first

        def holding(numbers: range) -> int:
            return next(other + 1 for other in numbers if self.pages[other].holds(part.lane, first))

        before = f"continued from page {holding(range(number - 1, -1, -1))}" if part.before else ""
        return before, f"continues on page {holding(range(number + 1, len(self.pages)))}" if part.after else ""

    def _footer(self, painter: QPainter, number: int) -> None:
        """Name and moment, classification, and which page of how many."""
        page, count = self.pages[number], len(self.grid.columns)
        words = f"page {number + 1} of {len(self.pages)}"
        if page.last - page.first < count:
            words = f"columns {page.first + 1} to {page.last} of {count} · {words}"
        base = (self.paper.height - 2 * self.paper.margin) / self._speech - 3
        self._foot.draw(painter, self._text, base, words)
