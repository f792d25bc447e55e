"""What is asked of an operation is looked at where it is written: mypy names what is misspelt, missing or of another type."""

from __future__ import annotations

from pathlib import Path

import pytest

from mhhs_board.operations import moving
from mhhs_board.operations.context import wish
from tests import boards

ASKED = """
from mhhs_board.operations import moving
from mhhs_board.operations.context import wish
from mhhs_board.ui.kit.perform import Performer
from mhhs_board.workspace import Workspace

def ask(workspace: Workspace, performer: Performer) -> None:
    workspace.run(moving.move, {0})
    performer.perform(wish(moving.move, {0}))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ('ids=["a"], stage="backlog"', ""),
        ('ids=["a"], stag="backlog"', "stag"),
        ('stage="backlog"', 'Missing named argument "ids"'),
        ('ids=["a"], slot="first"', "incompatible type"),
        ("ids=5", "incompatible type"),
        ('["a"]', "Too many"),
    ],
)
def test_an_argument_that_an_operation_does_not_take_is_an_error_before_it_runs(
    tmp_path: Path, words: str, wrong: str
) -> None:
    from mypy import api

    (tmp_path / "asked.py").write_text(ASKED.replace("{0}", words))
    root = Path(__file__).parents[2]
    out, _, code = api.run(["--config-file", str(root / "pyproject.toml"), str(tmp_path / "asked.py")])
    found = [line for line in out.splitlines() if "asked.py" in line and ": error:" in line]
    assert (code != 0) == bool(wrong), out
    assert len([line for line in found if wrong in line]) >= (2 if wrong else 0), out


def test_a_wish_is_an_operation_and_takes_what_a_refusal_asked_for() -> None:
    board = boards.board_of()
    card = boards.one(board, "smart", "Process 5")
    wished = wish(moving.move, ids=[card.id], stage="l4-review")
    assert wished.but(override="In a hurry").arguments == {**wished.arguments, "override": "In a hurry"}
    assert "override" not in wished.arguments
    entry = boards.act(board, wished.but(override="In a hurry"))
    assert entry.verb == "move"
