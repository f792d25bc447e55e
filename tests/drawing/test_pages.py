"""The board on paper: every card on one page once, whatever the board's shape; nothing beyond the margins; never too small."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter

from mhhs_board.domain.board import Board
from mhhs_board.domain.records import Artefact, Blocker, Limit, Stage, Workstream
from mhhs_board.drawing import theme
from mhhs_board.drawing.card import CardPen
from mhhs_board.drawing.dividing import Part
from mhhs_board.drawing.face import LaneHead
from mhhs_board.drawing.geometry import Density, Rect
from mhhs_board.drawing.limits import Line
from mhhs_board.drawing.page_painter import BAND, PageLayout, PagePainter
from mhhs_board.drawing.pages import A3, A4, LEAST, Caption, Pages, Paper
from mhhs_board.drawing.paint import BoardPainter
from mhhs_board.exchange.strokes import Strokes
from tests.boards import TODAY, board_of
from tests.drawing.boards import artefact, blocked, board_with, cards_on

pytestmark = pytest.mark.usefixtures("qapp")
CAPTION = Caption("A board", "24 November 2026", "all shown", "", "OFFICIAL")
STAGES = ("backlog", "in-progress", "l4-review", "dag-review", "approved")
LANES = ("smart", "registrations", "advanced", "unmetered", "elexon")


def pages_of(board: Board, paper: Paper | None = A4, shown: set[str] | None = None) -> Pages:
    return Pages(board, theme.load("print"), TODAY, CAPTION, shown, paper)


def all_cards(pages: Pages) -> list[str]:
    return sorted(card for number in range(len(pages.pages)) for card in cards_on(pages, number))


def crowded(count: int, stages: int = 0, lanes: int = 0) -> Board:
    """A board with so many cards, all in one cell, and further stages and lanes."""
    board = board_with([artefact(number) for number in range(count)])
    more = [Stage(id=f"s{n}", name=f"Further stage {n}", rank=f"y{n:03}", role="work") for n in range(stages)]
    further = [Workstream(id=f"w{n}", name=f"Further lane {n}", rank=f"y{n:03}") for n in range(lanes)]
    return Board([*board.all_records(), *more, *further])


cells = st.dictionaries(
    st.tuples(st.sampled_from(LANES), st.sampled_from((*STAGES, "blocked"))),
    st.one_of(st.integers(1, 25), st.integers(60, 90)),
    max_size=8,
)


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
    for number in range(len(pages.pages)):
        assert pages.height(number) <= pages.room_height + 0.01
    assert pages.smallest >= LEAST


def test_a_filter_leaves_cards_out_and_keeps_every_lane() -> None:
    board = board_of()
    some = {found.id for found in list(board.artefacts())[:4]}
    pages = pages_of(board, shown=some)
    assert all_cards(pages) == sorted(some)
    assert [part.lane for part in pages.pages[0].parts] == [lane.id for lane in board.workstreams]


def test_a_lane_with_nothing_shown_is_one_line_and_a_column_without_a_card_is_narrow() -> None:
    board = board_with([artefact(number, "registrations", STAGES[number % 3]) for number in range(12)])
    parts = {part.lane: part.height for part in pages_of(board).pages[0].parts}
    assert {parts[lane] for lane in LANES if lane != "registrations"} == {BAND}
    assert parts["registrations"] > 3 * BAND
    pages = pages_of(board)
    widths = {column.id: column.width for column in pages._columns(pages.grid.columns)}
    assert widths["approved"] < 0.7 * widths["backlog"]


@pytest.mark.parametrize("paper", [A4, A3])
@pytest.mark.parametrize("words", [2, 12, 30])
def test_pages_are_filled_with_lanes(words: int, paper: Paper) -> None:
    made = [
        artefact(number, LANES[number % 5], STAGES[number // 5 % 5], title="settlement " * (1 + number % words))
        for number in range(300)
    ]
    pages = pages_of(board_with(made), paper)
    assert len(pages.pages) > 1
    free = [1 - pages.height(number) / pages.room_height for number in range(len(pages.pages) - 1)]
    assert max(free) < 1 / 3


@pytest.mark.parametrize("density", [Density.COMPACT, Density.NORMAL, Density.FULL])
@pytest.mark.parametrize("paper", [A4, A3, Paper("small", 420, 298)])
def test_cards_higher_than_a_page_lie_there_in_pieces(paper: Paper, density: Density) -> None:
    made, blockers = zip(*(blocked(number) for number in range(3)), strict=True)
    made = [msgspec.structs.replace(one, title="settlement timetable " * 14) for one in made]
    held = [
        msgspec.structs.replace(one, id=f"{one.id}{n}", reason="not agreed " * 27) for one in blockers for n in range(12)
    ]
    pages = Pages(board_with([*made, artefact(9)], held), theme.load("print"), TODAY, CAPTION, None, paper, density)
    lying = [name for number in range(len(pages.pages)) for name in cards_on(pages, number)]
    assert [name for name in lying if " " not in name] == ["a000009", *(one.id for one in made)]
    assert len(lying) == len(set(lying)) > 4
    for number in range(len(pages.pages)):
        assert pages.height(number) <= pages.room_height + 0.01
        _image(pages, number)


def test_no_head_is_cut() -> None:
    board = board_with([artefact(number, "smart", "approved") for number in range(1, 90)])
    long = {Workstream: "A workstream with a name that goes on and on and on", Stage: "A stage that has quite a long name"}
    board = Board(
        msgspec.structs.replace(record, name=f"{long[type(record)]} {record.id}", short="")
        if type(record) in long
        else record
        for record in board.all_records()
    )
    pages, strokes = pages_of(board), Strokes()
    for number in range(len(pages.pages)):
        pages.draw(cast("QPainter", strokes), number)
    drawn = "".join(re.sub("<[^>]*>", "", element).strip() for element in strokes.elements).replace(" ", "")
    assert "…" not in drawn
    for record in (*board.workstreams, *board.stages):
        assert record.name.replace(" ", "") in drawn


def test_an_empty_board_is_one_page() -> None:
    for template in ("empty", "l4-bare"):
        pages = pages_of(board_of(template))
        assert len(pages.pages) == 1
        assert not all_cards(pages)
        _image(pages, 0)


@pytest.fixture
def heads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the heads of lanes and stages say, in the order in which they are drawn."""
    said: list[str] = []
    lane, stage = PagePainter.lane_head, PagePainter._stage_head

    def lane_head(self: PagePainter, *given: Any) -> LaneHead:
        head = lane(self, *given)
        said.append(f"{head.name}: {head.words}")
        return head

    def stage_head(self: PagePainter, painter: QPainter, of: Any, head: Any) -> None:
        said.append(f"{head.name}: {head.count}")
        stage(self, painter, of, head)

    monkeypatch.setattr(PagePainter, "lane_head", lane_head)
    monkeypatch.setattr(PagePainter, "_stage_head", stage_head)
    return said


def test_a_tall_lane_goes_on_with_its_head_repeated_and_heads_count_what_stands_on_the_page(heads: list[str]) -> None:
    made = [artefact(number, "smart", STAGES[number % 5]) for number in range(100)]
    pages = pages_of(board_with(made))
    holding = [number for number, page in enumerate(pages.pages) if page.parts[0].lane == "smart"]
    assert holding == [0, 1]
    for number in holding:
        assert not page_of(pages, number).strips
        _image(pages, number)
    here = [len(page_of(pages, number).cells["backlog"]) for number in holding]
    assert sum(here) == 20
    assert [words for words in heads if words.startswith("Smart")] == [
        f"Smart Segment: {5 * here[0]} of 100 on this page · 20 of 100 approved · continues on page 2",
        f"Smart Segment: {5 * here[1]} of 100 on this page · 20 of 100 approved · continued from page 1",
    ]
    assert [words for words in heads if words.startswith("Backlog")] == [f"Backlog: {count} of 20" for count in here]


def among_others(*long: Artefact, blockers: Sequence[Blocker] = ()) -> Board:
    """A board with cards in one lane, and one in each column of another."""
    others = [artefact(900 + number, "elexon", stage) for number, stage in enumerate(STAGES)]
    one, stop = blocked(990, "elexon")
    return board_with([*long, *others, one], [*blockers, stop])


def test_a_long_cell_goes_on_in_strips_over_the_whole_width(heads: list[str]) -> None:
    pages = pages_of(among_others(*(artefact(number) for number in range(300))))
    assert len(pages.pages) <= 8
    assert len(all_cards(pages)) == len(set(all_cards(pages))) == 306
    first, end = len(cards_on(pages, 0)), max(n for n, page in enumerate(pages.pages) if page.parts[0].strips)
    each = len(cards_on(pages, 1))
    for number in range(1, end):
        assert len(cards_on(pages, number)) == each
        assert len({len(strip.ids) for strip in page_of(pages, number).strips}) == 1
    last = page_of(pages, end)
    lowest = -(-sum(len(strip.ids) for strip in last.strips) // len(page_of(pages, 1).strips))
    assert max(len(strip.ids) for strip in last.strips) == lowest, "what is left stands as low as the width lets it"
    assert [part.lane for part in pages.pages[end].parts][:4] == list(LANES[:4]), "and the other lanes follow below"
    _image(pages, 1)
    assert heads == [
        f"In Progress: continued · {first + 1} to {first + each} of 300",
        f"Smart Segment: {each} of 300 on this page · 0 of 300 approved · continued from page 1 · continues on page 3",
    ]
    heads.clear()
    _image(pages, end)
    left = sum(len(strip.ids) for strip in last.strips)
    assert heads[:4] == [
        f"In Progress: continued · {301 - left} to 300 of 300",
        f"Smart Segment: {left} of 300 on this page · 0 of 300 approved · continued from page {end}",
        "Registrations: no artefacts",
        "Advanced Segment: no artefacts",
    ]


def test_where_few_columns_have_cards_they_lie_side_by_side(heads: list[str]) -> None:
    pages = pages_of(crowded(300))
    assert len(pages.pages) < 10
    assert all_cards(pages) == [f"a{number:06}" for number in range(300)]
    parts = page_of(pages, 0)
    columns = pages._columns(pages.grid.columns)
    layout = PageLayout([parts], columns, pages._heads.bands, pages._pen.heights, pages.density, pages._beside)
    lying = [rect for _, _, rect in layout.visible_slots(Rect(0, 0, 10_000, 10_000))]
    assert len({rect.x for rect in lying}) == 3
    assert sorted(lying, key=lambda rect: (rect.x, rect.y)) == lying, "read stack by stack"
    assert not [one for number, one in enumerate(lying) for other in lying[:number] if one.meets(other)]
    assert {rect.width for rect in lying} == {lying[0].width}
    _image(pages, 0)
    assert f"In Progress: {len(lying)} of 300" in heads


def test_a_picture_of_a_long_cell_is_no_tower(heads: list[str]) -> None:
    pages = pages_of(crowded(300), None)
    assert all_cards(pages) == [f"a{number:06}" for number in range(300)]
    first, strips = pages.pages[0].blocks
    assert [len(block) for block in (first, strips)] == [1, 5], "lanes without a card follow without heads of the stages"
    assert len(strips[0].strips) == len(pages.grid.columns)
    assert pages.size[1] < 7000
    _image(pages, 0)
    here = len(first[0].cells["in-progress"])
    assert [words for words in heads if words.startswith(("Smart", "In Progress"))] == [
        f"In Progress: {here} of 300",
        f"Smart Segment: {here} of 300 here · 0 of 300 approved · continues below",
        f"In Progress: continued · {here + 1} to 300 of 300",
        f"Smart Segment: {300 - here} of 300 here · 0 of 300 approved · continued from above",
    ]


def test_a_picture_of_lanes_as_long_in_every_stage_stays_a_grid() -> None:
    made = [artefact(number, "smart", STAGES[number % 5]) for number in range(200)]
    assert len(pages_of(board_with(made), None).pages[0].blocks) == 1


def test_strips_of_two_cells_have_a_head_each(heads: list[str]) -> None:
    made = [artefact(number) for number in range(60)]
    held, blockers = zip(*(blocked(number) for number in range(60, 75)), strict=True)
    pages = pages_of(among_others(*made, *held, blockers=blockers))
    assert all_cards(pages)[:75] == [f"a{number:06}" for number in range(75)]
    both = next(n for n in range(len(pages.pages)) if len({strip.column for strip in page_of(pages, n).strips}) == 2)
    for strip in page_of(pages, both).strips:
        assert strip.ids == pages.grid.cells["smart", strip.column][strip.start : strip.start + len(strip.ids)]
    _image(pages, both)
    assert heads[0].startswith("In Progress: continued · ")
    assert heads[1].startswith("Blocked: continued · 6 to ")


def test_a_long_cell_among_columns_too_many_for_the_width() -> None:
    pages = pages_of(crowded(100, stages=12))
    assert len(all_cards(pages)) == 100
    across = max(page.last - page.first for page in pages.pages if not page.parts[0].strips)
    assert any(page.parts[0].strips for page in pages.pages)
    for number, page in enumerate(pages.pages):
        assert len(page.parts[0].strips) <= across
        _image(pages, number)


def page_of(pages: Pages, number: int) -> Part:
    """The first piece of a lane on a page."""
    return pages.pages[number].parts[0]


@pytest.mark.parametrize("most", [1, 6, 11, 12, 20, 296])
def test_the_line_of_a_limit_is_drawn_once_and_behind_the_same_card(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    board = crowded(300)
    board = Board([*board.all_records(), Limit(id="l", workstream="smart", stage="in-progress", most=most, gate="warn")])
    pages = pages_of(board)
    drawn: list[tuple[str, bool]] = []

    def noted(self: BoardPainter, painter: QPainter, layout: Any, lane: Any, column: Any, line: Line) -> None:
        drawn.append((layout.grid.cells[lane.id, column.id][line.slot - 1], line.over))

    monkeypatch.setattr(BoardPainter, "_limit", noted)
    for number in range(len(pages.pages)):
        _image(pages, number)
    assert drawn == [(f"a{most - 1:06}", True)]


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
        assert set(drawn) - before == set(cards_on(pages, number))
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
