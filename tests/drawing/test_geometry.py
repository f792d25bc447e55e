"""Where cards lie: arithmetic per cell that must agree with itself in both directions."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.drawing.geometry import (
    FOLDED_COLUMN,
    FOLDED_LANE,
    LANE_HEAD,
    LEAST_COLUMN,
    STAGE_HEAD,
    Density,
    Layout,
    Rect,
    fitting,
    lay_out,
    neighbour,
)
from mhhs_board.drawing.grid import Grid
from mhhs_board.operations import moving
from tests import boards
from tests.drawing.boards import artefact, blocked, board_with

STAGES = ("backlog", "in-progress", "l4-review", "dag-review", "approved")
LANES = ("smart", "registrations", "advanced", "unmetered", "elexon")


def crowded() -> Board:
    """Cells of every size from none to nine, and blocked ones."""
    numbers = itertools.count()
    artefacts = [
        artefact(next(numbers), lane, stage)
        for place, (lane, stage) in enumerate(itertools.product(LANES, STAGES))
        for _ in range(place % 10)
    ]
    pairs = [blocked(next(numbers), "smart") for _ in range(4)]
    return board_with([*artefacts, *(one for one, _ in pairs)], [blocker for _, blocker in pairs])


@pytest.mark.parametrize("density", list(Density))
def test_each_card_is_found_at_its_own_middle_and_lies_in_its_cell(density: Density) -> None:
    board = crowded()
    layout = lay_out(board, width=1200, density=density)
    for found in board.artefacts():
        rect = layout.card_rect(found.id)
        assert rect is not None
        assert layout.card_at(rect.x + rect.width / 2, rect.y + rect.height / 2) == found.id
        cell = layout.cell_rect(found.workstream, board.column_of(found) or "")
        assert cell.x <= rect.x
        assert rect.right <= cell.right
        assert cell.y <= rect.y
        assert rect.bottom <= cell.bottom


@pytest.mark.parametrize("density", list(Density))
def test_no_two_cards_overlap(density: Density) -> None:
    layout = lay_out(crowded(), width=1000, density=density)
    rects = [rect for _, rect in layout.visible_cards(Rect(0, 0, layout.width, layout.height))]
    assert len(rects) == layout.grid.rows
    assert not any(one.meets(other) for one, other in itertools.combinations(rects, 2))


@given(
    st.integers(-50, 1300),
    st.integers(-50, 3000),
    st.integers(1, 700),
    st.integers(1, 700),
    st.sampled_from(list(Density)),
)
def test_what_is_exposed_is_exactly_what_meets_the_rectangle(
    x: int, y: int, width: int, height: int, density: Density
) -> None:
    layout = lay_out(CROWDED, width=1200, density=density)
    exposed = Rect(x, y, width, height)
    every = layout.visible_cards(Rect(0, 0, layout.width, layout.height))
    assert dict(layout.visible_cards(exposed)) == {found: rect for found, rect in every if rect.meets(exposed)}


CROWDED = crowded()


def test_the_example_fits_a_small_window_at_compact() -> None:
    # 1280×720 less a menu bar, a title row, a filter row and a status row of 200 px together.
    layout = lay_out(boards.board_of(), width=1280 - LANE_HEAD, density=Density.COMPACT)
    assert layout.grid.rows == 23
    assert layout.height + STAGE_HEAD <= 720 - 190
    assert layout.width <= 1280 - LANE_HEAD


def test_columns_share_the_width_and_are_never_narrower_than_readable() -> None:
    board = boards.board_of()
    wide = lay_out(board, width=1203)
    assert [column.width for column in wide.columns] == [200, 201, 200, 201, 200, 201]
    assert wide.width == 1203
    narrow = lay_out(board, width=400)
    assert {column.width for column in narrow.columns} == {LEAST_COLUMN}


def test_a_folded_lane_and_column_keep_their_place_and_count_but_no_cards() -> None:
    board = boards.board_of()
    layout = lay_out(board, width=1200, folded_lanes={"smart"}, folded_columns={"backlog"})
    assert layout.lane("smart").height == FOLDED_LANE
    assert layout.column("backlog").width == FOLDED_COLUMN
    assert layout.width == 1200
    assert len(layout.grid.cells["smart", "backlog"]) == 1
    one = boards.one(board, "smart", "Process 5")
    assert layout.card_rect(one.id) is None
    assert layout.card_at(20, 10) is None
    hit = layout.cell_at(20, 10)
    assert hit is not None
    assert (hit.workstream, hit.column, hit.slot) == ("smart", "backlog", None)


@pytest.mark.parametrize("density", [Density.COMPACT, Density.NORMAL, Density.FULL])
def test_a_slot_changes_at_the_middle_of_a_card(density: Density) -> None:
    board = board_with([artefact(number) for number in range(3)])
    layout = lay_out(board, width=1200, density=density)
    x = layout.column("in-progress").x + 50
    for place in range(3):
        rect = layout.slot_rect("smart", "in-progress", place)
        middle = rect.y + rect.height / 2
        assert layout.cell_at(x, middle - 2) == ("smart", "in-progress", place)
        assert layout.cell_at(x, middle + 2) == ("smart", "in-progress", place + 1)
    assert layout.cell_at(x, layout.lane("smart").height - 1) == ("smart", "in-progress", 3)


def test_held_cards_are_not_counted_in_a_slot() -> None:
    layout = lay_out(board_with([artefact(number) for number in range(4)]), width=1200)
    x = layout.column("in-progress").x + 50
    bottom = layout.lane("smart").height - 2
    assert layout.cell_at(x, bottom, without={"a000001", "a000002"}) == ("smart", "in-progress", 2)


def test_order_in_the_blocked_column_is_not_the_users() -> None:
    layout = lay_out(CROWDED, width=1200)
    hit = layout.cell_at(layout.column(BLOCKED).x + 5, 5)
    assert hit == ("smart", BLOCKED, None)


def test_nothing_is_hit_outside() -> None:
    layout = lay_out(boards.board_of(), width=1200)
    for x, y in ((-1, 5), (5, -1), (layout.width, 5), (5, layout.height)):
        assert layout.cell_at(x, y) is None
        assert layout.card_at(x, y) is None


def test_a_board_without_lanes_or_stages_is_laid_out() -> None:
    empty = lay_out(Board(), width=1200)
    assert (empty.height, empty.grid.rows) == (0, 0)
    assert list(empty.visible_cards(Rect(0, 0, 1200, 800))) == []


def test_fitting_takes_the_roomiest_density_that_shows_all() -> None:
    grid = Grid(CROWDED)
    heights = {density: Layout(grid, 1100, density).height for density in Density}
    for density in Density:
        assert fitting(grid, 1100, heights[density]) is density
    assert fitting(grid, 1100, 10) is Density.DOTS


def test_sideways_an_arrow_reaches_the_card_nearest_in_height() -> None:
    left = [artefact(number, stage="backlog") for number in range(6)]
    right = [artefact(number, stage="in-progress") for number in range(10, 13)]
    layout = lay_out(board_with([*left, *right]), width=1200)
    assert neighbour(layout, "a000001", "right") == "a000011"
    assert neighbour(layout, "a000005", "right") == "a000012"
    assert neighbour(layout, "a000011", "left") == "a000001"


def test_arrows_pass_over_empty_cells_and_end_at_the_edge() -> None:
    top, bottom = artefact(1, "smart", "backlog"), artefact(2, "elexon", "backlog")
    far = artefact(3, "smart", "approved")
    layout = lay_out(board_with([top, bottom, far]), width=1200)
    assert neighbour(layout, top.id, "down") == bottom.id
    assert neighbour(layout, bottom.id, "up") == top.id
    assert neighbour(layout, top.id, "right") == far.id
    assert neighbour(layout, top.id, "left") is None
    assert neighbour(layout, bottom.id, "down") is None


def test_dots_are_walked_as_a_grid() -> None:
    layout = lay_out(board_with([artefact(number) for number in range(40)]), width=1200, density=Density.DOTS)
    across = layout.across(layout.column("in-progress"))
    assert neighbour(layout, "a000000", "right") == "a000001"
    assert neighbour(layout, "a000000", "down") == f"a{across:06}"


def test_a_move_damages_its_two_cells_and_what_it_pushed_down() -> None:
    board = boards.board_of()
    card = boards.one(board, "smart", "Process 5")
    before = lay_out(board, width=1200)
    boards.act(board, moving.move, ids=[card.id], workstream="smart", stage="in-progress")
    after = lay_out(board, width=1200)
    cells = {("smart", "backlog"): 0, ("smart", "in-progress"): 1}
    damage = after.damage(before, cells)
    for cell in cells:
        assert any(rect.meets(after.cell_rect(*cell)) for rect in damage)
    kept = after.slot_rect("smart", "in-progress", 0)
    assert not any(rect.meets(kept) for rect in damage), "the card above the new one stays as it is"
    assert any(rect.meets(after.cell_rect("elexon", "approved")) for rect in damage), "the lanes below have moved"
    unchanged = after.cell_rect("smart", "dag-review")
    upper = Rect(unchanged.x, unchanged.y, unchanged.width, 40)
    assert not any(rect.meets(upper) for rect in damage), "a cell beside them has not"


def test_a_filter_hides_cards_and_closes_up() -> None:
    board = board_with([artefact(number) for number in range(9)])
    layout = lay_out(board, {"a000004", "a000007"}, width=1200)
    assert layout.grid.rows == 2
    assert layout.card_rect("a000000") is None
    assert layout.card_rect("a000007") == layout.slot_rect("smart", "in-progress", 1)
