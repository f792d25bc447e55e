"""Saved views: shared or one's own, and nothing to undo."""

from __future__ import annotations

import pytest

from mhhs_board.domain.errors import Refused
from mhhs_board.operations.editing import edit
from mhhs_board.operations.undoing import latest_redoable, latest_undoable, undo
from mhhs_board.operations.viewing import remove_view, save_view, views
from tests.boards import act, board_of, one


def test_ones_own_and_shared_ones() -> None:
    board = board_of()
    act(board, save_view, name="Stuck", query="is:blocked", folded=["smart", "approved"], actor="Ana")
    act(board, save_view, name="For all", query="age:>10d", shared=True, actor="Ana")
    assert [view.name for view in views(board, "Ana")] == ["Stuck", "For all"]
    assert [view.name for view in views(board, "Ben")] == ["For all"]
    with pytest.raises(Refused, match="For all already"):
        act(board, save_view, name="for all", query="", actor="Ben")
    act(board, save_view, name="Stuck", query="is:escalated", actor="Ana")
    assert [view.query for view in views(board, "Ana")] == ["is:escalated", "age:>10d"]
    act(board, remove_view, id=views(board, "Ana")[0].id, actor="Ana")
    assert [view.name for view in views(board, "Ana")] == ["For all"]


def test_ones_own_view_is_ones_own_however_the_name_is_spelt() -> None:
    board = board_of()
    act(board, save_view, name="Stuck", query="is:blocked", actor="O’Brien")
    act(board, save_view, name="Stuck", query="is:escalated", actor="o'brien")
    assert [(view.query, view.owner) for view in views(board, "O'BRIEN")] == [("is:escalated", "O’Brien")]
    assert views(board, "O'Brian") == []


def test_undo_and_redo_pass_over_views() -> None:
    board = board_of()
    process = one(board, "smart", "Process 4").id
    edited = act(board, edit, artefact=process, values={"owner": "MS"})
    saved = act(board, save_view, name="Stuck", query="is:blocked")
    assert latest_undoable([saved, edited]) == edited
    undone = act(board, undo, entry=edited, later=lambda *_: [])
    again = act(board, save_view, name="Other", query="")
    assert latest_redoable([again, undone, saved, edited]) == undone
