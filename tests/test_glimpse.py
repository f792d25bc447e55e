"""A large board shown before all of it has been read: its first cards are the right ones, and the whole is the whole."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.errors import Unavailable
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import Artefact, Blocker
from mhhs_board.operations import founding
from mhhs_board.operations.blocking import block, unblock
from mhhs_board.operations.editing import add, retire
from mhhs_board.operations.escalating import escalate
from mhhs_board.operations.moving import move
from mhhs_board.store import file_store
from mhhs_board.store.file_store import FileStore
from mhhs_board.store.opening import create_store, open_store
from mhhs_board.workspace import Workspace
from tests.boards import TODAY, context, one, template

FIRST = 3


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A board that counts as large, with crowded cells, blocked and retired artefacts."""
    monkeypatch.setattr(file_store, "LARGE", 10)
    monkeypatch.setattr(file_store, "_FIRST_CARDS", FIRST)
    monkeypatch.setattr(file_store, "_FEWEST", FIRST)
    monkeypatch.setattr(file_store, "_PAGE", 7)
    path = tmp_path / "l4.mhhsboard"
    create_store(path, founding.found(Board(), context(), template=template())).close()
    chance = random.Random(4)
    start = datetime(2026, 11, 24, 8, tzinfo=UTC)
    workspace = Workspace(
        open_store(path), actor="Ana", now=lambda: start + timedelta(minutes=chance.randrange(0, 600)), today=lambda: TODAY
    )
    board = workspace.board
    lanes = [lane.id for lane in board.workstreams]
    for number in range(60):
        workspace.run(add, title=f"Extra {number}", workstream=chance.choice(lanes), slot=0 if number % 3 else None)
    for artefact in list(board.artefacts()):
        if artefact.title.startswith("Extra"):
            if chance.random() < 0.5:
                workspace.run(move, ids=[artefact.id], stage="in-progress", slot=chance.choice((0, None)))
            if chance.random() < 0.6:
                workspace.run(block, ids=[artefact.id], reason="No answer", owner="DAG")
                workspace.run(block, ids=[artefact.id], reason="A second one")
                held = workspace.board.open_blockers(artefact.id)[0].id
                workspace.run(escalate, artefact=artefact.id, forum=board.forums[-2].id, blocker=held)
                if chance.random() < 0.3:
                    workspace.run(unblock, artefact=artefact.id, withdraw="Settled by itself")
            if chance.random() < 0.2:
                workspace.run(retire, ids=[artefact.id], reason="Merged")
    workspace.close()
    return path


@pytest.fixture
def glimpsed(path: Path) -> Iterator[Workspace]:
    """A window's workspace on it."""
    workspace = Workspace(open_store(path), actor="Ana", glimpsed=True)
    yield workspace
    workspace.close()


def records(board: Board) -> list[object]:
    return sorted(((record.KIND, record.id, record) for record in board.all_records()), key=lambda row: row[:2])


def loaded(path: Path) -> Board:
    with open_store(path, read_only=True) as store:
        found, head = store.load()
        return Board(found, head.seq)


def test_the_first_cards_are_those_of_the_whole_board_in_their_order(path: Path, glimpsed: Workspace) -> None:
    first, whole = glimpsed.glimpse, loaded(path)
    assert first is not None
    assert not first.whole
    assert [lane.id for lane in first.workstreams] == [lane.id for lane in whole.workstreams]
    assert first.details == whole.details
    longest = 0
    for lane in whole.workstreams:
        for column in whole.columns:
            cell = whole.cell(lane.id, column)
            longest = max(longest, len(cell))
            assert first.cell(lane.id, column) == cell[:FIRST]
            for artefact in cell[:FIRST]:
                assert first.open_blockers(artefact) == whole.open_blockers(artefact)
                assert first.open_escalations(artefact) == whole.open_escalations(artefact)
    assert longest > FIRST
    assert any(len(whole.cell(lane.id, BLOCKED)) > FIRST for lane in whole.workstreams)


def test_read_on_step_by_step_it_becomes_the_whole_board(path: Path, glimpsed: Workspace) -> None:
    told: list[int] = []
    glimpsed.when_whole(lambda: told.append(glimpsed.board.count()))
    shares = [glimpsed.read_on()]
    while glimpsed.glimpse is not None:
        assert told == []
        shares.append(glimpsed.read_on())
    whole = loaded(path)
    assert shares == sorted(shares)
    assert shares[-1] == glimpsed.read_on() == 1.0
    assert len(shares) > 10
    assert told == [whole.count()]
    assert records(glimpsed.board) == records(whole)
    assert glimpsed.seen is glimpsed.board
    glimpsed.when_whole(lambda: told.append(0))
    assert told[1:] == [0]


def test_who_asks_for_the_board_has_all_of_it(path: Path, glimpsed: Workspace) -> None:
    glimpsed.read_on()
    assert records(glimpsed.board) == records(loaded(path))


def test_an_operation_is_judged_on_the_whole_board(path: Path, glimpsed: Workspace) -> None:
    last = loaded(path).cell("smart", "in-progress")[-1]
    assert glimpsed.glimpse is not None
    assert glimpsed.glimpse.get(Artefact.KIND, last) is None
    assert glimpsed.run(move, ids=[last], stage="l4-review") is not None
    assert loaded(path).artefact(last).stage == "l4-review"


def test_what_others_write_meanwhile_is_there_at_the_end(path: Path, glimpsed: Workspace) -> None:
    for _ in range(4):
        glimpsed.read_on()
    other = Workspace(open_store(path), actor="Bob")
    process = one(other.board, "smart", "Process 4")
    other.run(move, ids=[process.id], stage="l4-review")
    other.run(add, title="Late", workstream="smart")
    other.close()
    assert glimpsed.poll() == []
    assert records(glimpsed.board) == records(loaded(path))
    assert glimpsed.head.seq == glimpsed.board.seq == loaded(path).seq
    assert glimpsed.poll() == []


def test_reading_that_fails_begins_again(path: Path, glimpsed: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    glimpsed.read_on()
    reading = FileStore.reading

    def fails(self: FileStore) -> Any:
        raise Unavailable("The disk is away.")

    monkeypatch.setattr(FileStore, "reading", fails)
    with pytest.raises(Unavailable, match="away"):
        glimpsed.read_on()
    with pytest.raises(Unavailable, match="away"):
        _ = glimpsed.board
    monkeypatch.setattr(FileStore, "reading", reading)
    assert records(glimpsed.board) == records(loaded(path))


def test_a_board_without_the_indexes_shows_the_same_first_cards(path: Path, glimpsed: Workspace) -> None:
    with open_store(path) as store:
        for name in ("artefact_place", "blocker_open"):
            store.write(lambda connection, name=name: connection.exec_driver_sql(f"DROP INDEX {name}"))  # type: ignore[misc]
        slow: list[Record] = list(store.glimpse()[0])  # type: ignore[index]
    assert glimpsed.glimpse is not None
    assert records(Board(slow)) == records(glimpsed.glimpse)


def test_a_small_board_is_read_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_store, "LARGE", 2_000)
    workspace = Workspace(open_store(path), glimpsed=True)
    assert workspace.glimpse is None
    assert workspace.board.whole
    assert workspace.board.of(Blocker)
    workspace.close()


def test_of_the_lanes_further_down_a_few_cards_do(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = loaded(path)
    with open_store(path) as store:
        monkeypatch.setattr(file_store, "_FIRST_CARDS", 6)
        monkeypatch.setattr(file_store, "_FEWEST", 1)
        first = Board(store.glimpse()[0], whole=False)  # type: ignore[index]
    left = 6
    for lane in whole.workstreams:
        cells = [(first.cell(lane.id, stage.id), whole.cell(lane.id, stage.id)) for stage in whole.stages]
        assert all(shown == cell[: len(shown)] for shown, cell in cells)
        assert [len(shown) for shown, _ in cells] == [min(left, len(cell)) for _, cell in cells]
        assert first.cell(lane.id, BLOCKED) == whole.cell(lane.id, BLOCKED)[:left]
        left = max(1, left - max(len(shown) for shown, _ in cells))
    assert left == 1
