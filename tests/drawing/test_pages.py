"""The board on paper: every card on one page once, whatever the board's shape; nothing beyond the margins; never too small."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter

from mhhs_board.domain.board import Board
from mhhs_board.domain.records import Stage, Workstream
from mhhs_board.drawing import pages as paged
from mhhs_board.drawing import theme
from mhhs_board.drawing.card import CardPen
from mhhs_board.drawing.pages import A3, A4, LEAST, Caption, Pages, Paper
from mhhs_board.drawing.paint import BoardPainter
from tests.boards import TODAY, board_of
from tests.drawing.boards import artefact, blocked, board_with

pytestmark = pytest.mark.usefixtures("qapp")
CAPTION = Caption("A board", "24 November 2026", "all shown", "", "OFFICIAL")
STAGES = ("backlog", "in-progress", "l4-review", "dag-review", "approved")
LANES = ("smart", "registrations", "advanced", "unmetered", "elexon")


def pages_of(board: Board, paper: Paper | None = A4, shown: set[str] | None = None) -> Pages:
    return Pages(board, theme.load("print"), TODAY, CAPTION, shown, paper)


def all_cards(pages: Pages) -> list[str]:
    return sorted(card for number in range(len(pages.pages)) for card in pages.cards(number))


def crowded(count: int, stages: int = 0, lanes: int = 0) -> Board:
    """A board with so many cards, all in one cell, and further stages and lanes."""
    board = board_with([artefact(number) for number in range(count)])
    more = [Stage(id=f"s{n}", name=f"Further stage {n}", rank=f"y{n:03}", role="work") for n in range(stages)]
    further = [Workstream(id=f"w{n}", name=f"Further lane {n}", rank=f"y{n:03}") for n in range(lanes)]
    return Board([*board.all_records(), *more, *further])


cells = st.dictionaries(st.tuples(st.sampled_from(LANES), st.sampled_from((*STAGES, "blocked"))), st.integers(1, 25))


@given(cells, st.sampled_from([A4, A3, None]))
def test_every_card_is_on_exactly_one_page(counts: dict[tuple[str, str], int], paper: Paper | None) -> None:
    made, held = [], []
    for (lane, column), count in counts.items():
        for _ in range(count):
            if column == "blocked":
                one, blocker = blocked(len(made), lane)
                held.append(blocker)
            else:
                one = artefact(len(made), lane, column)
            made.append(one)
    pages = pages_of(board_with(made, held), paper)
    assert all_cards(pages) == sorted(one.id for one in made)
    assert len(pages.pages) == 1 or paper is not None
    for page in pages.pages:
        height = paged.STAGE_HEAD + sum(part.height for part in page.parts)
        assert height * pages.scale <= pages.room_height + 0.01
    assert pages.smallest >= LEAST


def test_a_filter_leaves_cards_out_and_keeps_every_lane() -> None:
    board = board_of()
    some = {found.id for found in list(board.artefacts())[:4]}
    pages = pages_of(board, shown=some)
    assert all_cards(pages) == sorted(some)
    assert [part.lane for part in pages.pages[0].parts] == [lane.id for lane in board.workstreams]


def test_an_empty_board_is_one_page() -> None:
    for template in ("empty", "l4-bare"):
        pages = pages_of(board_of(template))
        assert len(pages.pages) == 1
        assert not all_cards(pages)
        _image(pages, 0)


def test_a_tall_lane_goes_on_with_its_head_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = pages_of(crowded(40))
    holding = [number for number, page in enumerate(pages.pages) if page.parts[0].lane == "smart"]
    assert holding == list(range(len(holding)))
    assert len(holding) > 2
    heads: list[str] = []
    original = BoardPainter._lane_head

    def noted(self: BoardPainter, painter: QPainter, lane: Any, head: Any, top: int) -> None:
        heads.append(f"{head.name}: {head.words}")
        original(self, painter, lane, head, top)

    monkeypatch.setattr(BoardPainter, "_lane_head", noted)
    for number in range(2):
        _image(pages, number)
    assert [words for words in heads if words.startswith("Smart")] == [
        "Smart Segment: 0 of 40 approved",
        "Smart Segment: continued from page 1",
    ]


def test_columns_too_many_for_the_width_go_on_pages_of_their_own() -> None:
    board = crowded(3, stages=12)
    pages = pages_of(board)
    spans = {(page.first, page.last) for page in pages.pages}
    assert sorted(column for first, last in spans for column in range(first, last)) == list(range(len(board.columns)))
    assert len(spans) > 1
    assert pages.smallest >= LEAST
    assert len(all_cards(pages)) == 3


def test_twelve_lanes_share_pages() -> None:
    pages = pages_of(crowded(3, lanes=7))
    assert len(pages.pages) < 4


@pytest.mark.parametrize("paper", [A4, A3, None], ids=["A4", "A3", "picture"])
def test_what_is_drawn_is_what_is_said_and_stays_within_the_margins(
    paper: Paper | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [artefact(number, LANES[number % 5], STAGES[number // 5 % 5], title="Überlang " * 30) for number in range(120)]
    board = board_with(made)
    pages = Pages(board, theme.load("print"), TODAY, Caption(*("W" * 300,) * 5), None, paper)
    drawn: Counter[str] = Counter()
    original = CardPen.draw

    def counted(self: CardPen, painter: QPainter, artefact_id: str, *rest: Any, **named: Any) -> None:
        drawn[artefact_id] += 1
        original(self, painter, artefact_id, *rest, **named)

    monkeypatch.setattr(CardPen, "draw", counted)
    white = QColor("white").rgb()
    for number in range(len(pages.pages)):
        before = set(drawn)
        image = _image(pages, number)
        assert set(drawn) - before == set(pages.cards(number))
        edge = int(pages.paper.margin) - 2
        for y in range(0, image.height(), 3):
            for x in (edge, image.width() - 1 - edge):
                assert image.pixel(x, y) == white
        for x in range(0, image.width(), 3):
            for y in (edge, image.height() - 1 - edge):
                assert image.pixel(x, y) == white
    assert drawn == Counter(one.id for one in made)


def _image(pages: Pages, number: int) -> QImage:
    """A page at one pixel to the point."""
    image = QImage(round(pages.size[0]), round(pages.size[1]), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    pages.draw(painter, number)
    painter.end()
    return image
