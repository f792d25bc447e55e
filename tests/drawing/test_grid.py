"""The rows behind the picture: reading order, and numbers that stay true while cards come and go."""

from __future__ import annotations

import pytest

from mhhs_board.drawing.grid import Grid
from tests import boards


def test_rows_are_the_cards_in_reading_order() -> None:
    board = boards.board_of()
    grid = Grid(board)
    assert [grid.id_at(row) for row in range(grid.rows)] == [found.id for found in board.artefacts()]
    assert [grid.row_of(found.id) for found in board.artefacts()] == list(range(23))


def test_folded_cards_are_no_rows_but_stay_counted() -> None:
    board = boards.board_of()
    grid = Grid(board, None, {"smart"}, {"backlog"})
    assert grid.rows == 23 - 5 - 4, "Smart's five and four more of the backlog"
    assert grid.shown_count() == 23
    assert grid.row_of(boards.one(board, "smart", "Process 4").id) == -1


def test_taking_out_and_putting_in_keeps_the_numbers() -> None:
    board = boards.board_of()
    grid = Grid(board)
    first = grid.id_at(0)
    grid.take_out(first)
    grid.put_in(first, ("elexon", "approved"), 0)
    grid.count_rows()
    assert grid.rows == 23
    assert grid.id_at(22) == first
    assert grid.row_of(first) == 22


def test_a_run_of_rows_spans_cells() -> None:
    grid = Grid(boards.board_of())
    assert list(grid.ids_between(3, 9)) == [grid.id_at(row) for row in range(3, 10)]
    assert list(grid.ids_between(20, 99)) == [grid.id_at(row) for row in range(20, 23)]


def test_there_is_no_row_outside() -> None:
    grid = Grid(boards.board_of())
    for row in (-1, 23):
        with pytest.raises(IndexError):
            grid.id_at(row)


def test_a_card_is_found_wherever_it_went() -> None:
    """Also far from where it was found last, and from a place that is wrong."""
    grid = Grid(boards.board_of())
    cell = max(grid.cells, key=lambda one: len(grid.cells[one]))
    grid.cells[cell] += [f"more{number}" for number in range(50)]
    first = grid.cells[cell][0]
    assert grid.slot_of(first, cell, 40) == 0
    grid.cells[cell].append(grid.cells[cell].pop(0))
    assert grid.slot_of(first, cell) == len(grid.cells[cell]) - 1
    grid.cells[cell].insert(0, "new")
    assert grid.slot_of(first, cell) == len(grid.cells[cell]) - 1
    with pytest.raises(ValueError, match="not in list"):
        grid.slot_of("nowhere", cell)


def test_what_follows_a_grid_is_what_would_be_made_anew() -> None:
    board = boards.board_of()
    some = {found.id for found in list(board.artefacts())[::2]}
    grid = Grid(board).showing(board, some).folding({"smart"}, {"backlog"}).showing(board, None).showing(board, some)
    made = Grid(board, some, {"smart"}, {"backlog"})
    assert (grid.cells, grid.order, grid.rows, grid.shown_count()) == (made.cells, made.order, made.rows, 12)
    assert [grid.row_of(found.id) for found in board.artefacts()] == [made.row_of(found.id) for found in board.artefacts()]
    hidden = next(found.id for found in board.artefacts() if found.id not in some)
    grid.put_hidden(hidden, ("elexon", "approved"))
    assert grid.where(hidden) is None
    assert grid.showing(board, None).where(hidden) == ("elexon", "approved")
