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
from mhhs_board.drawing.card import advance, elided, wrapped
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
"""Points kept for what every page says of itself."""
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


def draw_head(
    painter: QPainter, text: Callable[..., None], theme: Theme, said: Caption, title: str, counts: str, across: float
) -> None:
    """What every page says above: title and classification, and below them moment, counts and filter in two lines at most.

    `text` draws words at a baseline; `across` is the width in points.
    """
    facts = (f"As at {said.as_at}" if said.as_at else "", counts, f"Filter: {said.filter}" if said.filter else "")
    for number, line in enumerate(wrapped(" · ".join(fact for fact in facts if fact), 8, False, across, 2)):
        text(painter, 0, 25 + number * 10, line, "text_quiet", 8)
    right = across
    if said.classification:
        words = elided(said.classification, 10, True, right / 2)
        wide = advance(words, 10, True)
        painter.setPen(QPen(theme["text"], 0.75))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(right - wide - 12, 0, wide + 12, 16), 3, 3)
        text(painter, right - wide - 6, 11.5, words, "text", 10, bold=True)
        right -= wide + 24
    text(painter, 0, 12, elided(title, 14, True, right), "text", 14, bold=True)


class Pages:
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
        self.room_width = paper.width - 2 * paper.margin
        self.room_height = paper.height - 2 * paper.margin - (HEADER + FOOTER) * paper.speech
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

    def cards(self, number: int) -> list[str]:
        """The ids of the cards on a page, counted from 0, lane by lane."""
        page = self.pages[number]
        columns = self.grid.columns[page.first : page.last]
        return [artefact for part in page.parts for column in columns for artefact in part.cells[column]]

    # -- dividing ------------------------------------------------------------------------------------------------------

    def _around(self, height: int) -> Paper:
        """The paper of a picture that is so high without what is said above and below."""
        width = LANE_HEAD + max(len(self.grid.columns) * PICTURE_COLUMN, 2 * LANE_HEAD)
        margin, speech = 16.0, 1.5
        around = 2 * margin + (HEADER + FOOTER) * speech
        return Paper("", width + 2 * margin, max(height, 120) + around, margin, speech)

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
        painter.scale(self.paper.speech, self.paper.speech)
        self._header(painter)
        self._footer(painter, number)
        painter.translate(0, HEADER)
        painter.scale(1 / self.paper.speech, 1 / self.paper.speech)
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

    @property
    def _speech(self) -> tuple[float, float]:
        """Width and height between the margins in the units of header and footer."""
        paper = self.paper
        return self.room_width / paper.speech, (paper.height - 2 * paper.margin) / paper.speech

    def _header(self, painter: QPainter) -> None:
        said = self.caption
        draw_head(painter, self._text, self.theme, said, said.name, said.counts, self._speech[0])

    def _footer(self, painter: QPainter, number: int) -> None:
        """Name and moment, classification, and which page of how many."""
        right, base = self._speech[0], self._speech[1] - 3
        page, count = self.pages[number], len(self.grid.columns)
        words = f"page {number + 1} of {len(self.pages)}"
        if page.last - page.first < count:
            words = f"columns {page.first + 1} to {page.last} of {count} · {words}"
        self._text(painter, right - advance(words, 8), base, words, "text_quiet", 8)
        marked = elided(self.caption.classification, 8, True, right / 3 - 10)
        self._text(painter, (right - advance(marked, 8, True)) / 2, base, marked, "text", 8, bold=True)
        said = " · ".join(part for part in (isolated(self.caption.name), self.caption.as_at) if part)
        self._text(painter, 0, base, elided(said, 8, False, right / 3 - 10), "text_quiet", 8)

    def _text(
        self, painter: QPainter, x: float, base: float, words: str, role: str, points: int, *, bold: bool = False
    ) -> None:
        painter.setPen(self.theme[role])
        painter.setFont(font(points, bold))
        painter.drawText(QPointF(x, base), words)
