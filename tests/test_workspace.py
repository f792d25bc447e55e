"""The one door, on real files: saved first, shown second, and the head decides."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from mhhs_board.domain.board import Board, added
from mhhs_board.domain.errors import Conflict, ReadOnly, Refused, Unavailable
from mhhs_board.domain.journal import Entry, Head
from mhhs_board.domain.records import Artefact, View
from mhhs_board.operations import founding, restoring
from mhhs_board.operations.blocking import block
from mhhs_board.operations.configuring import configure
from mhhs_board.operations.context import Context
from mhhs_board.operations.editing import edit
from mhhs_board.operations.moving import move
from mhhs_board.operations.viewing import remove_view, save_view
from mhhs_board.store.opening import create_store, open_store
from mhhs_board.workspace import Workspace
from tests.boards import NOW, context, one, template


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "l4.mhhsboard"
    create_store(path, founding.found(Board(), context(), template=template()), now=NOW).close()
    return path


@pytest.fixture
def opened() -> Iterator[Any]:
    """Opens workspaces and closes them at the end."""
    held: list[Workspace] = []

    def open_one(path: Path, actor: str = "Ana", **kwargs: Any) -> Workspace:
        held.append(Workspace(open_store(path, **kwargs), actor=actor))
        return held[-1]

    yield open_one
    for workspace in held:
        workspace.close()


def records(board: Board) -> list[object]:
    return sorted(((record.KIND, record.id, record) for record in board.all_records()), key=lambda row: row[:2])


def test_listeners_hear_what_is_on_the_disk(path: Path, opened: Any) -> None:
    workspace = opened(path)
    heard: list[Entry] = []
    on_disk: list[int] = []

    def listen(entry: Entry) -> None:
        heard.append(entry)
        on_disk.append(opened(path).head.seq)

    stop = workspace.subscribe(listen)
    process = one(workspace.board, "smart", "Process 4")
    kept = workspace.run(move, ids=[process.id], stage="l4-review")
    assert heard == [kept]
    assert on_disk == [kept.seq]
    stop()
    workspace.undo()
    assert heard == [kept]


def test_nothing_to_do_writes_nothing(path: Path, opened: Any) -> None:
    workspace = opened(path)
    process = one(workspace.board, "smart", "Process 4")
    before = path.read_bytes()
    assert workspace.run(move, ids=[process.id], stage="in-progress") is None
    assert path.read_bytes() == before


def test_a_refusal_leaves_bytes_and_board_alone(path: Path, opened: Any) -> None:
    workspace = opened(path)
    before, state = path.read_bytes(), records(workspace.board)
    with pytest.raises(Refused):
        workspace.run(move, ids=[one(workspace.board, "smart", "Process 5").id], stage="approved")
    assert path.read_bytes() == before
    assert records(workspace.board) == state


def test_the_head_decides(path: Path, opened: Any) -> None:
    """A window that has not seen another's entries judges its operation on the board that is written to."""
    ana, ben = opened(path, "Ana"), opened(path, "Ben")
    ana.run(configure, values={"limit:L4 Review": "7 refuse"})
    ana.run(move, ids=[one(ana.board, "smart", "Process 4").id], stage="l4-review")
    with pytest.raises(Refused, match="limit of 7"):
        ben.run(move, ids=[one(ben.board, "registrations", "Process 4").id], stage="l4-review")
    assert records(ana.board) == records(ben.board)


def test_poll_takes_in_what_others_wrote_once(path: Path, opened: Any) -> None:
    ana, ben = opened(path, "Ana"), opened(path, "Ben")
    assert ben.poll() == []
    kept = ana.run(move, ids=[one(ana.board, "smart", "Process 4").id], stage="l4-review")
    assert ben.poll() == [kept]
    assert ben.poll() == []
    assert records(ana.board) == records(ben.board)


def test_undo_and_redo_after_a_restart(path: Path, opened: Any) -> None:
    first = opened(path)
    start = records(first.board)
    process = one(first.board, "smart", "Process 4").id
    first.run(move, ids=[process], stage="l4-review")
    first.run(block, ids=[process], reason="x", forum="dag")
    moved = records(first.board)
    first.close()
    second = opened(path)
    second.run(save_view, name="Stuck", query="is:blocked")
    assert second.undoable().verb == "block"
    second.undo()
    second.undo()
    third = opened(path)
    third.redo()
    third.redo()
    views = [row for row in records(third.board) if row[0] == "view"]
    assert [row for row in records(third.board) if row not in views] == moved
    assert start != moved
    with pytest.raises(Refused, match="nothing of yours to redo"):
        third.redo()


def test_undo_of_one_entry_further_back(path: Path, opened: Any) -> None:
    workspace = opened(path)
    process = one(workspace.board, "smart", "Process 4").id
    first = workspace.run(edit, artefact=process, values={"owner": "MS"})
    workspace.run(edit, artefact=process, values={"version": "2"})
    workspace.undo(first.seq)
    assert (workspace.board.artefact(process).owner, workspace.board.artefact(process).version) == ("", "2")
    assert workspace.undoable().changes[0].after == {"version": "2"}


def test_the_template_is_the_end_of_undo(path: Path, opened: Any) -> None:
    with pytest.raises(Refused, match="nothing of yours to undo"):
        opened(path).undo()


def test_the_board_as_it_was(path: Path, opened: Any) -> None:
    workspace = opened(path)
    states = [records(workspace.board)]
    process = one(workspace.board, "smart", "Process 4").id
    for stage in ("l4-review", "dag-review", "approved"):
        workspace.run(move, ids=[process], stage=stage)
        states.append(records(workspace.board))
    for seq, state in enumerate(states, start=1):
        assert records(workspace.as_at(seq)) == state
        for near in range(5):
            assert records(workspace.as_at(seq, near=workspace.as_at(near))) == state
    assert records(workspace.as_at(99)) == states[-1]


def test_from_one_moment_to_another_only_what_lies_between_is_read(
    path: Path, opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = opened(path)
    process = one(workspace.board, "smart", "Process 4").id
    for number in range(30):
        workspace.run(edit, artefact=process, values={"version": str(number)})
    past = workspace.as_at(10)
    store, read = workspace._store, list[int]()

    def counted(after: int, upto: int) -> Iterator[Any]:
        read.append(upto - after)
        return type(store).changes_since(store, after, upto)

    monkeypatch.setattr(store, "changes_since", counted)
    assert workspace.as_at(7, near=past).artefact(process).version == "5"
    assert workspace.as_at(12, near=past).artefact(process).version == "10", "forward nothing is taken back"
    assert workspace.as_at(30, near=past).artefact(process).version == "28", "one back from now is nearer"
    assert read == [3, 1]
    assert list(workspace.as_at(0).all_records()) == []


def test_entries_by_moment(path: Path) -> None:
    moments = iter([datetime(2026, 11, day, 9, tzinfo=UTC) for day in (25, 25, 26, 26)])
    store = open_store(path)
    workspace = Workspace(store, now=lambda: next(moments), today=lambda: date(2026, 11, 26))
    process = one(workspace.board, "smart", "Process 4").id
    for owner in ("A", "B"):
        workspace.run(edit, artefact=process, values={"owner": owner})
    assert [workspace.seq_at(f"2026-11-{day}T23:59:59Z") for day in (23, 24, 25, 26)] == [0, 1, 2, 3]
    workspace.close()


def test_read_only_is_the_same_program(path: Path, opened: Any) -> None:
    workspace = opened(path, read_only=True)
    assert workspace.read_only
    before = path.read_bytes()
    with pytest.raises(ReadOnly):
        workspace.run(edit, artefact=one(workspace.board, "smart", "Process 4").id, values={"owner": "MS"})
    with pytest.raises(ReadOnly):
        workspace.undo()
    assert path.read_bytes() == before


def test_an_operation_is_tried_again_only_so_often() -> None:
    """A head that moves at every try ends in a sentence, not in a loop."""

    class Restless:
        read_only = False
        location = "memory"

        def load(self) -> Any:
            return [], Head()

        def append(self, *_: Any, **__: Any) -> list[Entry]:
            return []

    workspace = Workspace(Restless())  # type: ignore[arg-type]
    with pytest.raises(Unavailable, match="try again"):
        workspace.run(founding.found, template=template())


def test_each_window_takes_back_only_what_it_wrote(path: Path, opened: Any) -> None:
    """Ana at two windows and Ben, moving, undoing, redoing and saving views at random."""
    chance = random.Random(11)
    windows = [opened(path), opened(path), opened(path, actor="Ben")]
    wrote: dict[int, list[int]] = {id(window): [] for window in windows}
    artefacts = [artefact.id for artefact in windows[0].board.artefacts() if artefact.stage == "in-progress"]
    for number in range(90):
        window = chance.choice(windows)
        act = chance.choice(
            (
                lambda: window.run(edit, artefact=chance.choice(artefacts), values={"version": f"0.{number}"}),  # noqa: B023
                lambda: window.run(save_view, name=f"View {number}", query="is:blocked"),  # noqa: B023
                window.undo,
                window.undo,
                window.redo,
            )
        )
        with contextlib.suppress(Refused, Conflict):
            kept = act()
            if kept is not None:
                wrote[id(window)].append(kept.seq)
        for one_window in windows:
            one_window.poll()
            for offered in (one_window.undoable(), one_window.redoable()):
                assert offered is None or offered.seq in wrote[id(one_window)]


def test_a_name_given_later_keeps_undo_and_a_restart_goes_by_the_name(path: Path, opened: Any) -> None:
    process = one(opened(path).board, "smart", "Process 5").id
    window = opened(path, actor="")
    first = window.run(move, ids=[process], stage="in-progress")
    window.actor = "Ana"
    assert window.undoable() == first
    second = window.run(edit, artefact=process, values={"owner": "DIP"})
    assert window.undo().undoes == second.seq
    assert window.undo().undoes == first.seq
    assert window.redo().undoes == first.seq + 3
    other = opened(path)  # Ana again
    assert other.undoable().undoes == first.seq + 3


def test_another_window_of_the_same_name_does_not_lose_its_newest_to_this_one(path: Path, opened: Any) -> None:
    here, there = opened(path), opened(path)
    five = one(here.board, "smart", "Process 5").id
    four = one(here.board, "elexon", "Process 4").id
    mine = here.run(edit, artefact=five, values={"owner": "A"})
    there.run(edit, artefact=four, values={"owner": "B"})
    assert here.undo().undoes == mine.seq
    assert here.board.artefact(four).owner == "B"


def test_a_board_put_back_under_a_window_is_read_again_and_told_once(path: Path, opened: Any) -> None:
    earlier = shutil.copy(path, path.with_name("earlier"))
    window, told = opened(path), []
    end = window.on_reload(lambda: told.append(window.head.seq))
    window.run(move, ids=[one(window.board, "smart", "Process 5").id], stage="in-progress")
    seen = window.board
    os.replace(earlier, path)
    assert window.poll() == []
    assert told == [1]
    assert window.board is not seen
    assert records(window.board) == records(opened(path).board)
    assert window.undoable() is None
    assert window.poll() == []
    end()


def test_what_is_wished_of_a_board_put_back_is_not_done_on_the_other(path: Path, opened: Any) -> None:
    earlier = shutil.copy(path, path.with_name("earlier"))
    window, told = opened(path), []
    window.on_reload(lambda: told.append(window.head.seq))
    wish = {"ids": [one(window.board, "smart", "Process 5").id], "stage": "in-progress"}
    window.run(move, **wish)
    os.replace(earlier, path)
    with pytest.raises(Conflict, match="put back to another state"):
        window.run(configure, values={"name": "Mine"})
    assert told == [1]
    assert window.run(move, **wish).seq == 2


def test_a_poll_that_met_a_lock_sees_the_news_at_the_next_one(
    path: Path, opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_window, other = opened(path), opened(path)
    other.run(configure, values={"name": "Theirs"})

    def busy(*_: object) -> list[Entry]:
        raise Unavailable("Another program is writing just now.")

    with monkeypatch.context() as patch:
        patch.setattr(one_window._store, "newer", busy)
        with pytest.raises(Unavailable):
            one_window.poll()
    assert [entry.verb for entry in one_window.poll()] == ["configure"]


def test_going_back_to_an_earlier_state_is_an_entry_that_undo_takes_back(path: Path, opened: Any) -> None:
    workspace = opened(path)
    workspace.run(move, ids=[one(workspace.board, "smart", "Process 5").id], stage="in-progress")
    workspace.run(configure, values={"name": "Other"})
    newest = records(workspace.board)
    earlier = workspace.as_at(1)
    entry = workspace.run(restoring.go_back, earlier=earlier, said="the state of entry 1")
    assert (entry.verb, entry.note) == ("restore", "Back to the state of entry 1")
    assert records(workspace.board) == records(earlier)
    assert workspace.run(restoring.go_back, earlier=earlier, said="the same") is None
    workspace.undo()
    assert records(workspace.board) == newest
    assert [kept.seq for kept in workspace.entries()] == [1, 2, 3, 4, 5]


def test_what_came_and_went_is_as_it_was(path: Path, opened: Any) -> None:
    """Added, changed, taken back, added again: looking back meets each in its turn."""
    workspace = opened(path)
    states = [records(workspace.board)]

    def note(kept: Entry | None) -> None:
        assert kept is not None
        states.append(records(workspace.board))

    note(workspace.run(save_view, name="Stuck", query="is:blocked"))
    note(workspace.run(save_view, name="Stuck", query="is:escalated"))
    held = next(iter(workspace.board.of(View).values()))
    note(workspace.run(remove_view, id=held.id))
    process = one(workspace.board, "smart", "Process 4").id
    note(workspace.run(block, ids=[process], reason="x", forum="dag"))
    note(workspace.undo())
    note(workspace.redo())
    note(workspace.undo())
    for seq, state in enumerate(states, start=1):
        assert records(workspace.as_at(seq)) == state


@pytest.mark.parametrize("many", [1, 200])
def test_what_the_disk_does_not_take_is_not_on_the_board(
    path: Path, opened: Any, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """It is judged on the board with its changes, which go again where they are not kept; few and many go by two ways."""
    workspace = opened(path)
    board, heard = workspace.board, []
    workspace.subscribe(heard.append)
    lane, stage = board.workstreams[0].id, board.stages[0].id
    before, cell, head = records(board), list(board.cell(lane, stage)), workspace.head

    def add_many(board: Board, context: Context) -> Entry:
        made = (Artefact(id=context.new_id(), title=f"P{n}", workstream=lane, stage=stage, rank="a") for n in range(many))
        return context.entry("add", [added(one) for one in made])

    def full(*arguments: object, **named: object) -> None:
        raise Unavailable("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(workspace._store, "append", full)
        with pytest.raises(Unavailable, match="full"):
            workspace.run(add_many)
    assert records(board) == before
    assert (board.cell(lane, stage), board.seq, workspace.head, heard) == (cell, head.seq, head, [])
    assert workspace.run(add_many) is heard[0]
    assert len(board.cell(lane, stage)) == len(cell) + many
    assert records(opened(path).board) == records(board)
    assert Board(board.all_records()).cell(lane, stage) == board.cell(lane, stage)
