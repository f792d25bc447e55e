"""What is the same of two records of a register, where that is not plain."""

from __future__ import annotations

import pytest

from mhhs_board.domain import invariants
from mhhs_board.domain.errors import Refused
from mhhs_board.operations import registering
from tests.boards import act, board_of


def test_a_reference_of_a_hyphen_alone_is_no_empty_one() -> None:
    board = board_of()
    for values in ({"text": "One", "ref": "-"}, {"text": "Two"}, {"text": "Three"}, {"text": "Four", "ref": "--"}):
        act(board, registering.add, kind="decision", values=values)
    assert not invariants.breaches(board)
    with pytest.raises(Refused, match="already"):
        act(board, registering.add, kind="decision", values={"text": "Five", "ref": "-"})
