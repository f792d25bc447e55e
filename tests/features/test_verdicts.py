"""One engine, every path: what the workspace allows the command line allows, and what it refuses it refuses in the same words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mhhs_board.domain.board import BLOCKED
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.records import Artefact
from mhhs_board.operations import blocking, moving
from mhhs_board.program import boards
from mhhs_board.workspace import Workspace
from tests.running import Runner, made

COLUMNS = ("backlog", "in-progress", "l4-review", "dag-review", "approved", BLOCKED)


def _standing_in(workspace: Workspace, column: str) -> Artefact:
    """An artefact of the Smart lane brought to a column; of Blocked, with a kept stage in the middle."""
    (found,) = [artefact for artefact in workspace.board.artefacts() if artefact.id == _process_4(workspace)]
    stage = "l4-review" if column == BLOCKED else column
    said = {"override": "set up", "reason": "set up"}
    workspace.run(moving.move, ids=[found.id], stage=stage, **said)
    if column == BLOCKED:
        workspace.run(blocking.block, ids=[found.id], not_stated=True)
    return workspace.board.artefact(found.id)


def _process_4(workspace: Workspace) -> str:
    return next(a.id for a in workspace.board.artefacts() if (a.workstream, a.ref) == ("smart", "Process 4"))


def _told(run: object, *arguments: object, **named: object) -> str:
    assert callable(run)
    try:
        run(*arguments, **named)
    except Refused as refusal:
        return str(refusal).rstrip(".")
    return ""


@pytest.mark.parametrize("target", COLUMNS)
@pytest.mark.parametrize("source", COLUMNS)
def test_every_pair_of_columns(capsys: pytest.CaptureFixture[str], tmp_path: Path, source: str, target: str) -> None:
    first = made(capsys, tmp_path, name="workspace")
    assert first.board is not None
    workspace = boards.open_workspace(first.board)
    artefact = _standing_in(workspace, source)
    second = Runner(capsys, tmp_path / "command.mhhsboard")
    shutil.copy(first.board, tmp_path / "command.mhhsboard")
    if target == BLOCKED:
        said = _told(workspace.run, blocking.block, ids=[artefact.id], not_stated=True)
        answer = second("move", artefact.id, "Blocked", "--not-stated")
    else:
        said = _told(workspace.run, moving.move, ids=[artefact.id], stage=target)
        answer = second("move", artefact.id, target)
    stands = workspace.board.column_of(workspace.board.artefact(artefact.id))
    workspace.close()
    assert answer.code == bool(said)
    assert answer.err.startswith(said)
    again = boards.open_workspace(tmp_path / "command.mhhsboard")
    assert again.board.column_of(again.board.artefact(artefact.id)) == stands
    again.close()
