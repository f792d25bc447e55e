"""The board on paper: one page where it stays readable at arm's length, else lane by lane with the stage heads repeated.

Drawn by the painter of the window, but with cards that are as high as their words. Every shown card lies on exactly one
page, whatever is folded on the screen, for paper cannot be unfolded. A painter that draws a page is scaled to points; the
smallest words of a card are LEAST points or more.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from mhhs_board.domain.board import Board
from mhhs_board.drawing.card import advance, elided, whole
from mhhs_board.drawing.dividing import BETWEEN, GAP, PAD, Divider, Page, Part
from mhhs_board.drawing.face import isolated
from mhhs_board.drawing.fonts import font
from mhhs_board.drawing.geometry import Column, Density
from mhhs_board.drawing.grid import Grid
from mhhs_board.drawing.page_painter import PagePainter
from mhhs_board.drawing.paper_card import PaperPen
from mhhs_board.drawing.theme import Theme

LEAST = 7.0
"""The least size, in points, of the smallest words of a card. Its reference and title are larger by a tenth to a fifth."""
STEADY = 8.0
"""The size that they have where the board takes several pages anyway."""
MOST = 10.5
"""The size at which a small board stops growing."""
SMALLEST = 11
"""The pixels of those words: a scale of one makes them as many points."""

HEADER, FOOTER = 42.0, 20.0
"""Points kept for what every page says of itself, or more where that takes more."""
MOST_SAID = 0.45
"""The part of a page that this may take; it is said in smaller letters where a small paper has no room for it."""
PAPER_COLUMN = 170
"""The least width of a column on paper, for a title in narrower ones is a tower of words."""
PICTURE_COLUMN = 260
"""The width of a column where there is no paper to fit."""
NARROW = 84
"""The least width of a column in which nothing is shown; the others have the rest, each up to WIDEST."""
WIDEST = 250
LOWEST = 40
"""No card is lower."""
STEPS = 6
"""How many sizes are tried between the least and the most."""
DENSITIES = {density.name.lower(): density for density in (Density.COMPACT, Density.NORMAL, Density.FULL)}
"""How much room a card on paper leaves around its words, by name; it says the same in each."""


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
        if self._marked:
            left = 0 if self._above else self._across - self._wide - 12
            painter.setPen(QPen(theme["text"], 0.75))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(left, 0, self._wide + 12, self._box), 3, 3)
            for number, line in enumerate(self._marked):
                text(painter, left + 6, 11.5 + number * 12, line, "text", 10, bold=True)
        for number, line in enumerate(self._title):
            text(painter, 0, self._above + 12 + number * 16, line, "text", 14, bold=True)
        for number, line in enumerate(self._facts):
            text(painter, 0, self._below + number * 10, line, "text_quiet", 8)


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
    """A board divided into pages. `paper` None is one page as large as the board at a scale of one, for a picture; without
    a `density` it is the roomiest that makes one page, else NORMAL.

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
        density: Density | None = None,
    ) -> None:
        self.caption = caption
        self.theme = theme
        self.grid = Grid(board, shown)
        self._board_of = board, today
        self._asked = density
        self.scale = 1.0
        self._empty = {
            column for column in self.grid.columns if not any(self.grid.cells[lane, column] for lane in self.grid.lanes)
        }
        if len(self._empty) == len(self.grid.columns):
            self._empty = set()
        self.pages: list[Page] = []
        if paper is None:
            self.paper = self._picture()
            self._speech, self._head, self._foot = self._said_on(self.paper)
            return
        self.paper = paper
        self._speech, self._head, self._foot = self._said_on(paper)
        if not self._one_page():
            self._many_pages()

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of every page in points."""
        return self.paper.width, self.paper.height

    @property
    def smallest(self) -> float:
        """The size in points of the smallest words of a card."""
        return SMALLEST * self.scale

    @property
    def density(self) -> Density:
        """How roomy the cards are."""
        return self._pen.density

    @property
    def room_width(self) -> float:
        """The points that the board has across."""
        return self.paper.width - 2 * self.paper.margin

    @property
    def room_height(self) -> float:
        """The points that the board has from top to bottom, between what the page says above and below."""
        return self.paper.height - 2 * self.paper.margin - (self._head.height + self._foot.height) * self._speech

    def height(self, number: int) -> float:
        """The points that the board takes of a page, counted from 0."""
        return self.pages[number].height(self._heads.stages) * self.scale

    # -- what is said above and below ------------------------------------------------------------------------------------

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

    # -- columns and cards -----------------------------------------------------------------------------------------------

    def _least(self, columns: Sequence[str]) -> int:
        """The least width of some columns."""
        return sum(NARROW if column in self._empty else PAPER_COLUMN for column in columns)

    def _widened(self, groups: Sequence[Sequence[str]], room: int) -> tuple[int, int]:
        """How wide a card's column is where each group of columns has the same room, and how many lie side by side in a
        cell: more than one where few columns have cards."""
        empty = max(sum(column in self._empty for column in columns) for columns in groups)
        shares = (
            (room - NARROW * sum(column in self._empty for column in columns))
            // max(1, sum(column not in self._empty for column in columns))
            for columns in groups
        )
        share, longest = min(shares), max(map(len, self.grid.cells.values()), default=1)
        beside = max(1, min(share // PAPER_COLUMN, longest))
        return (min(share // beside, WIDEST) if empty else share // beside), beside

    def _columns(self, columns: Sequence[str]) -> list[Column]:
        """Columns side by side; what those with cards leave of the width the others share."""
        empty = sum(column in self._empty for column in columns)
        full = self._wide * self._beside
        narrow = max(NARROW, (self._room - full * (len(columns) - empty)) // empty) if empty else NARROW
        found: list[Column] = []
        left = 0
        for column in columns:
            width = narrow if column in self._empty else full
            found.append(Column(column, left, width, False))
            left += width
        return found

    def _begin(self, room: int, wide: int, beside: int, density: Density) -> None:
        """Take a room for the columns, the width of a card's and how many of it a cell has, and a density."""
        board, today = self._board_of
        self._room, self._wide, self._beside = room, wide, beside
        self._pen = PaperPen(board, self.theme, today, wide - 2 * PAD, density)

    def _scaled(self, groups: Sequence[Sequence[str]]) -> int:
        """Take the scale at which the widest group of columns fills the width, and return how wide it is."""
        across = max(sum(column.width for column in self._columns(columns)) for columns in groups)
        self.scale = self.room_width / max(across, 1)
        return across

    def _painting(self, across: int) -> PagePainter:
        """The painter of cards that are not divided yet, and the heights of its heads over a width."""
        painter = PagePainter(self._board_of[0], self._pen, self.grid, self._cells)
        painter.beside = self._beside
        self._heads = painter.head_heights(self._columns(self.grid.columns), across)
        return painter

    def _divider(self) -> Divider:
        return Divider(self._cells, self._pen.heights, self._heads.bands, self._heads.stages, self._beside)

    def _measured(self, most: float) -> bool:
        """Measure the cards lane by lane, as long as the lanes are lower together than `most` pixels; whether all are."""
        left = most
        for lane in self.grid.lanes:
            tallest = 0
            for column in self.grid.columns:
                ids = self.grid.cells[lane, column]
                if len(ids) * LOWEST > left * self._beside:
                    return False
                tallest = max(tallest, sum(self._pen.measure(one) + GAP for one in ids) // self._beside)
            left -= tallest
            if left < 0:
                return False
        return True

    # -- dividing ------------------------------------------------------------------------------------------------------

    def _picture(self) -> Paper:
        """One page as large as it becomes; its paper, on which everything said is larger."""
        columns, margin, speech = self.grid.columns, 16.0, 1.5
        room = max(len(columns), 3) * PICTURE_COLUMN
        self._begin(room, PICTURE_COLUMN, 1, self._asked or Density.NORMAL)
        self._measured(float("inf"))
        self._cells = self.grid.cells
        self._painter = self._painting(room)
        self._painter.where = "here"
        self.pages = [Page(self._divider().picture(room // PICTURE_COLUMN), 0, len(columns))]
        head, foot = self._laid_out(room / speech)
        around = 2 * margin + (head.height + foot.height) * speech
        return Paper("", room + 2 * margin, max(self.height(0), 120) + around, margin, speech)

    def _one_page(self) -> bool:
        """Whether the whole board fits one page at LEAST points; it is then as large and as roomy as that lets it be."""
        columns = self.grid.columns
        most = min(self.room_width / max(self._least(columns), 1), MOST / SMALLEST)
        least = LEAST / SMALLEST
        if most < least:
            return False
        for density in [self._asked] if self._asked is not None else [Density.NORMAL, Density.COMPACT]:
            if self._fits(least, density):
                sizes = (most * (least / most) ** (step / STEPS) for step in range(STEPS))
                return any(self._fits(scale, density) for scale in sizes) or self._fits(least, density)
        return False

    def _fits(self, scale: float, density: Density) -> bool:
        """Whether the whole board fits one page at a scale, which is then the one."""
        columns = self.grid.columns
        room = int(self.room_width / scale)
        self._begin(room, *self._widened([columns], room), density)
        across = self._scaled([columns])
        if not self._measured(self.room_height / self.scale):
            return False
        self._cells = self.grid.cells
        self._painter = self._painting(across)
        self.pages = [Page(self._divider().lanes(), 0, len(columns))]
        return self.height(0) <= self.room_height

    def _many_pages(self) -> None:
        """Pages of lanes, a tall lane going on over several; columns too many for the width go on pages of their own."""
        self.pages = []
        spans = list(self._spans(int(self.room_width * SMALLEST / LEAST)))
        groups = [self.grid.columns[first:last] for first, last in spans]
        widest = max(groups, key=self._least)
        scale = min(STEADY / SMALLEST, self.room_width / max(self._least(widest), 1))
        room = int(self.room_width / scale)
        wide, beside = self._widened(groups, room)
        self._begin(room, wide, beside, self._asked or Density.NORMAL)
        across = self._scaled(groups)
        self._cells = self.grid.cells
        self._painter = self._painting(across)
        full = max(int(self.room_height / self.scale) - self._heads.stages, 2 * LOWEST)
        most = full - max(self._heads.bands.values(), default=0) - 2 * PAD
        self._cells = {
            cell: [piece for one in ids for piece in self._pen.divide(one, most)] for cell, ids in self.grid.cells.items()
        }
        self._painter = self._painting(across)
        for parts in self._divider().pages(full, max(1, across // wide), len(spans)):
            whole = [(0, len(self.grid.columns))] if any(part.strips for part in parts) else spans
            self.pages += [Page(parts, first, last) for first, last in whole]

    def _spans(self, room: int) -> Iterator[tuple[int, int]]:
        """The columns in as few groups as the least widths take, each about as wide as the others: from which to which."""
        columns = self.grid.columns
        share = self._least(columns) / max(1, -(-self._least(columns) // room))
        first = 0
        for last in range(1, len(columns) + 1):
            here = self._least(columns[first:last])
            if last == len(columns) or here >= share or here + self._least(columns[last : last + 1]) > room:
                yield first, last
                first = last

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
        columns = self._columns(self.grid.columns[page.first : page.last])
        for parts in page.blocks:
            links = [self._links(number, part) for part in parts]
            if parts and parts[0].strips:
                width, height = self._painter.strips(painter, parts, self._wide, self._heads, links)
            else:
                width, height = self._painter.page(painter, parts, columns, self._heads, links)
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
