"""Whatever one person did, undo takes all of it back: the board exports to the first bytes again, ages included."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.records import Artefact
from mhhs_board.operations import blocking, configuring, editing, escalating, moving
from mhhs_board.operations.context import Operation
from mhhs_board.program import boards
from mhhs_board.workspace import Workspace
from tests.running import made

Wish = tuple[Operation, dict[str, Any]]


def _move(board: Board, dice: random.Random) -> Wish:
    moved = dice.sample(list(board.artefacts()), dice.choice((1, 1, 1, 3)))
    lane = dice.choice([None, dice.choice(board.workstreams).id])
    said = {"override": dice.choice(("", "agreed")), "reason": dice.choice(("", "reopened"))}
    stage, slot = dice.choice(board.stages).id, dice.choice((None, 0, 1))
    return moving.move, {
        "ids": [found.id for found in moved],
        "workstream": lane,
        "stage": stage,
        "slot": slot,
        "unblock": dice.random() < 0.5,
        **said,
    }


def _block(board: Board, dice: random.Random) -> Wish:
    found = dice.choice(list(board.artefacts()))
    forum = dice.choice([None, dice.choice(board.forums).id])
    return blocking.block, {"ids": [found.id], "reason": "No model", "needed_by": "1 Dec 2026", "forum": forum}


def _unblock(board: Board, dice: random.Random) -> Wish:
    stage = dice.choice([None, dice.choice(board.stages).id])
    blocked = _blocked(board, dice)
    said = {dice.choice(("answer", "withdraw")): "Model B"} if board.open_escalations(blocked) else {}
    return blocking.unblock, {"artefact": blocked, "stage": stage, "note": "solved", **said}


def _escalate(board: Board, dice: random.Random) -> Wish:
    return escalating.escalate, {"artefact": _blocked(board, dice), "forum": dice.choice(board.forums).id, "question": "?"}


def _answer(board: Board, dice: random.Random) -> Wish:
    waiting = [found.id for artefact in board.artefacts() for found in board.open_escalations(artefact.id)]
    return escalating.answer, {"escalation": dice.choice(waiting or [""]), "answer": "Model B"}


def _add(board: Board, dice: random.Random) -> Wish:
    lane = dice.choice(board.workstreams).id
    return editing.add, {"title": f"New {dice.random()}", "workstream": lane, "ref": dice.choice(("", "X1", "Process 2"))}


def _edit(board: Board, dice: random.Random) -> Wish:
    field, value = dice.choice([("owner", "Ann"), ("labels", "a; b"), ("due", "ASAP"), ("kind", ""), ("title", "Other")])
    return editing.edit, {"artefact": dice.choice(list(board.artefacts())).id, "values": {field: value}}


def _retire(board: Board, dice: random.Random) -> Wish:
    return editing.retire, {"ids": [dice.choice(list(board.artefacts())).id], "reason": "merged"}


def _configure(board: Board, dice: random.Random) -> Wish:
    setting = dice.choice(
        [("gate.version", "warn"), ("limit:L4 Review", "2 warn"), ("limit:Smart", "off"), ("name", "Ours")]
    )
    return configuring.configure, {"values": dict([setting])}


def _rename(board: Board, dice: random.Random) -> Wish:
    record = dice.choice(board.workstreams)
    return configuring.rename, {"kind": "workstream", "id": record.id, "name": f"Lane {dice.randrange(10**6)}"}


def _add_lane(board: Board, dice: random.Random) -> Wish:
    return configuring.add_named, {"kind": "workstream", "name": f"Lane {dice.randrange(10**6)}"}


def _blocked(board: Board, dice: random.Random) -> str:
    return dice.choice([id for lane in board.workstreams for id in board.cell(lane.id, BLOCKED)] or [""])


MAKERS: list[Callable[[Board, random.Random], Wish]] = [
    *[_move] * 8, *[_block] * 4, *[_unblock] * 3, *[_escalate] * 3, _answer, *[_add] * 3, *[_edit] * 4, _retire, _configure,
    _rename, _add_lane,
]  # fmt: skip


def _do_at_random(workspace: Workspace, dice: random.Random, count: int) -> None:
    """So many entries, among them some undone and redone on the way."""
    moment = datetime.fromisoformat("2026-11-24T08:00:00+00:00")
    kept = 0
    while kept < count:
        moment += timedelta(hours=dice.choice((0, 1, 7, 40)))
        os.environ["MHHS_BOARD_NOW"] = moment.isoformat()
        try:
            if dice.random() < 0.15:
                entry = dice.choice((workspace.undo, workspace.redo))()
            else:
                operation, arguments = dice.choice(MAKERS)(workspace.board, dice)
                entry = workspace.run(operation, **arguments)
        except Refused:
            continue
        kept += entry is not None


@pytest.mark.slow
def test_five_hundred_operations_and_back(capsys: pytest.CaptureFixture[str], tmp_path: Path, fixed_clock: str) -> None:
    board = made(capsys, tmp_path)
    assert board.board is not None
    board.say("export", str(tmp_path / "first.json"), "--private")
    listed = board.cards()
    workspace = boards.open_workspace(board.board, actor="Ann")
    _do_at_random(workspace, random.Random(1), 500)
    _reach_every_corner(workspace)
    workspace.run(configuring.configure, values={"name": "Last of all"})  # nothing is left that could be redone
    assert _replayed(workspace) == _held(workspace.board)
    workspace.close()
    assert boards.check_board(board.board) == []

    again = boards.open_workspace(board.board, actor="Ann")
    busy = _held(again.board)
    undone = 0
    while again.undoable() is not None:
        again.undo()
        undone += 1
    assert undone > 200
    assert _replayed(again) == _held(again.board)
    os.environ["MHHS_BOARD_NOW"] = fixed_clock
    board.say("export", str(tmp_path / "last.json"), "--private")
    assert (tmp_path / "last.json").read_bytes() == (tmp_path / "first.json").read_bytes()
    assert board.cards() == listed
    for _ in range(undone):
        again.redo()
    assert again.redoable() is None
    assert _held(again.board) == busy
    again.close()
    assert boards.check_board(board.board) == []


def _reach_every_corner(workspace: Workspace) -> None:
    """The test would prove little where a deed is always refused."""
    verbs = {entry.verb for entry in workspace.entries()}
    assert verbs >= {"move", "block", "unblock", "escalate", "answer", "add", "edit", "retire", "configure", "undo", "redo"}
    assert verbs >= {"workstream add", "workstream rename"}
    assert any(found.retired for found in workspace.board.of(Artefact).values())


def test_an_age_comes_back_with_undo(capsys: pytest.CaptureFixture[str], tmp_path: Path, fixed_clock: str) -> None:
    board = made(capsys, tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MHHS_BOARD_NOW", "2026-12-04T08:00:00Z")
        assert board.card("smart:Process 4")["age_days"] == 10
        board.say("move", "smart:Process 4", "L4 Review")
        assert board.card("smart:Process 4")["age_days"] == 0
        board.say("edit", "smart:Process 4", "owner=Ann")
        board.say("undo")
        board.say("undo")
        assert board.card("smart:Process 4")["age_days"] == 10


def _replayed(workspace: Workspace) -> list[Any]:
    """The records that the journal gives when it is replayed from nothing."""
    board = Board()
    for entry in workspace.entries():
        board.apply(entry)
    return _held(board)


def _held(board: Board) -> list[Any]:
    """Every record, and every cell in its order."""
    records = sorted(board.all_records(), key=lambda record: (record.KIND, record.id))
    cells = [
        (lane.id, column, tuple(board.cell(lane.id, column))) for lane in board.workstreams for column in board.columns
    ]
    return [*records, *cells]
