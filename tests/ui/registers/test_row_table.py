"""How the columns of a table of records share its width."""

from __future__ import annotations

from mhhs_board.ui.registers.row_table import shared_out


def test_every_column_has_its_share_where_nobody_wants_for_room() -> None:
    assert shared_out(400, [1, 2, 1], [10, 10, 10]) == [100, 200, 100]


def test_no_column_is_narrower_than_its_head() -> None:
    assert shared_out(400, [1, 2, 1], [130, 10, 10]) == [130, 180, 90]


def test_a_long_text_has_what_short_ones_leave() -> None:
    assert shared_out(400, [1, 2, 1], [10, 10, 10], [50, 2000, 60]) == [50, 290, 60]


def test_where_all_have_what_they_want_they_share_the_rest() -> None:
    assert shared_out(400, [1, 2, 1], [10, 10, 10], [50, 90, 60]) == [100, 190, 110]


def test_two_long_texts_share_what_is_left_and_no_head_is_cut_for_them() -> None:
    assert shared_out(400, [1, 1, 2], [100, 10, 10], [20, 2000, 2000]) == [100, 100, 200]


def test_heads_that_have_no_room_beside_each_other_make_the_table_wider() -> None:
    assert shared_out(100, [1, 1], [80, 90], [300, 300]) == [80, 90]


def test_no_pixel_is_lost() -> None:
    assert sum(shared_out(1001, [1.5, 4.0, 3.4, 1.8, 1.8, 1.5, 1.5], [60] * 7, [100, 3000, 272, 71, 64, 199, 120])) == 1001
