"""The list behind the board: what an entry changed is said row by row, and Qt's own checker finds nothing to object to."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from datetime import date
from itertools import zip_longest

import pytest
from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from mhhs_board.domain.board import Board, Cell
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import Artefact
from mhhs_board.domain.telling import artefact_of
from mhhs_board.drawing.grid import Grid
from mhhs_board.operations import blocking, configuring, editing, escalating, moving
from mhhs_board.operations.context import Operation
from mhhs_board.ui.board.model import ID_ROLE, BoardModel
from tests import boards


class Source:
    """A workspace without a store."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.today: date = boards.TODAY
        self.actor = "Ana"
        self.listeners: list[Callable[[Entry], None]] = []

    def subscribe(self, listener: Callable[[Entry], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def run(self, operation: Operation, **arguments: object) -> None:
        entry = boards.act(self.board, operation, **arguments)
        for listener in self.listeners:
            listener(entry)


@pytest.fixture
def source() -> Source:
    return Source(boards.board_of())


@pytest.fixture
def model(source: Source, qtbot: QtBot) -> BoardModel:
    made = BoardModel(source)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def ids(model: BoardModel) -> list[str]:
    return [str(model.index(row).data(ID_ROLE)) for row in range(model.rowCount())]


def expected(board: Board, model: BoardModel) -> list[str]:
    lanes, columns = model.grid.folded_lanes, model.grid.folded_columns
    shown = model.grid.shown
    return [
        found.id
        for found in board.artefacts()
        if found.workstream not in lanes and board.column_of(found) not in columns and (shown is None or found.id in shown)
    ]


def first_changes(before: dict[Cell, tuple[str, ...]], now: dict[Cell, list[str]], touched: set[str]) -> dict[Cell, int]:
    """The first slot of each cell at which another card stands than before, or one that was touched."""
    found: dict[Cell, int] = {}
    for cell, cards in now.items():
        slots = enumerate(zip_longest(before[cell], cards))
        first = next((slot for slot, (was, is_now) in slots if was != is_now or is_now in touched), None)
        if first is not None:
            found[cell] = first
    return found


def told(model: BoardModel) -> list[str]:
    """The names of the row signals, as they come."""
    names: list[str] = []
    model.rowsMoved.connect(lambda *_: names.append("moved"))
    model.rowsInserted.connect(lambda *_: names.append("inserted"))
    model.rowsRemoved.connect(lambda *_: names.append("removed"))
    model.layoutChanged.connect(lambda *_: names.append("laid out"))
    model.modelReset.connect(lambda *_: names.append("reset"))
    model.dataChanged.connect(lambda first, last, *_: names.append(f"changed {first.row()}-{last.row()}"))
    return names


def test_a_move_is_one_row_moved_and_changed(source: Source, model: BoardModel) -> None:
    names = told(model)
    card = boards.one(source.board, "smart", "Process 5")
    source.run(moving.move, ids=[card.id], workstream="elexon", stage="in-progress", slot=0)
    row = model.grid.row_of(card.id)
    assert names == ["moved", f"changed {row}-{row}"]
    assert ids(model) == expected(source.board, model)


def test_a_move_that_keeps_the_flat_row_is_only_a_change(source: Source, model: BoardModel) -> None:
    names = told(model)
    card = boards.one(source.board, "smart", "Process 5")
    source.run(moving.move, ids=[card.id], stage="in-progress", slot=0)
    assert names == ["changed 0-0"]
    assert model.grid.where(card.id) == ("smart", "in-progress")


def test_blocking_escalating_and_editing_change_the_card(source: Source, model: BoardModel) -> None:
    card = boards.one(source.board, "smart", "Process 4")
    forum = source.board.forums[1].id
    source.run(blocking.block, ids=[card.id], not_stated=True)
    names = told(model)
    source.run(escalating.escalate, artefact=card.id, forum=forum)
    source.run(editing.edit, artefact=card.id, values={"owner": "Mary"})
    row = model.grid.row_of(card.id)
    assert names == [f"changed {row}-{row}"] * 2


def test_added_and_retired_cards_are_rows_inserted_and_removed(source: Source, model: BoardModel) -> None:
    names = told(model)
    source.run(editing.add, title="New one", workstream="smart")
    source.run(editing.retire, ids=[boards.one(source.board, "smart", "Process 5").id])
    assert [name for name in names if not name.startswith("changed")] == ["inserted", "removed"]
    assert ids(model) == expected(source.board, model)


def test_a_renamed_stage_lays_out_all(source: Source, model: BoardModel) -> None:
    names = told(model)
    source.run(configuring.rename, kind="stage", id="backlog", name="To do")
    assert names == ["laid out"]


def test_many_at_once_are_laid_out_and_not_told_one_by_one(source: Source, model: BoardModel) -> None:
    names = told(model)
    for number in range(60):
        boards.act(source.board, editing.add, title=f"T{number}", workstream="smart")
    model.set_shown(None)
    assert names == ["laid out"]
    assert ids(model) == expected(source.board, model)


def test_a_filter_keeps_what_is_selected_and_still_shown(source: Source, model: BoardModel) -> None:
    kept, gone = boards.one(source.board, "smart", "Process 4"), boards.one(source.board, "elexon", "Process 5")
    selection = QItemSelectionModel(model)
    for card in (kept, gone):
        selection.select(model.index_of(card.id), QItemSelectionModel.SelectionFlag.Select)
    model.set_shown({kept.id, boards.one(source.board, "smart", "Process 5").id})
    assert ids(model) == expected(source.board, model)
    assert [index.data(ID_ROLE) for index in selection.selectedIndexes()] == [kept.id]


def test_a_hidden_card_that_moves_stays_hidden(source: Source, model: BoardModel) -> None:
    shown = boards.one(source.board, "smart", "Process 4")
    model.set_shown({shown.id})
    source.run(moving.move, ids=[boards.one(source.board, "smart", "Process 5").id], stage="in-progress")
    assert ids(model) == [shown.id]


def test_folded_cards_are_no_rows_and_come_back(source: Source, model: BoardModel) -> None:
    model.set_folded({"smart"}, {"backlog"})
    assert ids(model) == expected(source.board, model)
    into = boards.one(source.board, "elexon", "Process 4")
    source.run(moving.move, ids=[into.id], workstream="smart")
    assert not model.index_of(into.id).isValid()
    model.set_folded((), ())
    assert ids(model) == [found.id for found in source.board.artefacts()]


def test_entries_wait_while_cards_are_held(source: Source, model: BoardModel) -> None:
    before = ids(model)
    model.hold()
    first, second = (boards.one(source.board, "smart", ref).id for ref in ("Process 5", "Process 4"))
    source.run(moving.move, ids=[first], stage="in-progress", slot=1)
    source.run(moving.move, ids=[second], stage="backlog")
    assert ids(model) == before
    model.release()
    assert ids(model) == expected(source.board, model)


def test_five_hundred_random_acts_keep_rows_and_persistent_indexes_true(source: Source, model: BoardModel) -> None:
    chance = random.Random(7)
    held = {QPersistentModelIndex(model.index(row)): artefact for row, artefact in enumerate(ids(model))}
    stages = [stage.id for stage in source.board.stages]
    lanes = [lane.id for lane in source.board.workstreams]
    cells: list[dict[Cell, int]] = []
    model.cells_changed.connect(cells.append)
    entries: list[Entry] = []
    source.subscribe(entries.append)
    for _ in range(500):
        before = {cell: tuple(cards) for cell, cards in model.grid.cells.items()}
        some = chance.sample([found.id for found in source.board.artefacts()], chance.choice([1, 1, 1, 2, 5]))
        try:
            if chance.random() < 0.7:
                reasons = {"reason": "r", "override": "o"}
                target = (chance.choice(lanes), chance.choice(stages))
                source.run(
                    moving.move, ids=some, workstream=target[0], stage=target[1], slot=chance.randint(0, 3), **reasons
                )
            elif chance.random() < 0.5:
                source.run(blocking.block, ids=some, reason="r")
            else:
                source.run(blocking.unblock, artefact=some[0], stage="backlog")
        except Refused:
            continue
        assert ids(model) == expected(source.board, model)
        touched = {artefact_of(source.board, change) for change in entries.pop().changes}
        assert cells.pop() == first_changes(before, model.grid.cells, touched)
    assert all(index.isValid() and index.data(ID_ROLE) == artefact for index, artefact in held.items())


def test_a_card_is_named_for_a_screen_reader(source: Source, model: BoardModel) -> None:
    card = boards.one(source.board, "smart", "Process 4")
    forum = next(forum.id for forum in source.board.forums if forum.level == 3)
    source.run(blocking.block, ids=[card.id], reason="No API")
    source.run(escalating.escalate, artefact=card.id, forum=forum)
    source.today = date(2026, 12, 6)
    name = model.index_of(card.id).data(Qt.ItemDataRole.AccessibleTextRole)
    assert name == "Process 4, In Progress, Smart Segment, blocked 12 days, No API, escalated to DAG"
    unknown = boards.one(source.board, "smart", "Process 2")
    name = model.index_of(unknown.id).data(Qt.ItemDataRole.AccessibleTextRole)
    assert name.startswith("Process 2, stage not stated, Smart Segment, blocked 12 days, reason not stated")


def test_markup_in_a_title_is_inert_in_a_tooltip(source: Source, model: BoardModel) -> None:
    card = boards.one(source.board, "smart", "Process 4")
    source.run(editing.edit, artefact=card.id, values={"title": '<img src="file:///etc/passwd">'})
    shown = model.index_of(card.id).data(Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in shown


def test_another_board_takes_its_place(source: Source, model: BoardModel) -> None:
    model.set_folded({"smart"}, ())
    other = Source(boards.board_of())
    model.set_source(other)
    assert ids(model) == expected(other.board, model)
    assert model.grid.folded_lanes == {"smart"}
    assert source.listeners == []
    assert all(isinstance(found, Artefact) for found in other.board.artefacts())


def test_filters_folds_and_acts_at_random_leave_what_a_new_list_would_be(source: Source, model: BoardModel) -> None:
    """Also of cards that move while they are hidden, and of entries that wait while a filter is typed."""
    chance = random.Random(11)
    lanes, stages = [lane.id for lane in source.board.workstreams], [stage.id for stage in source.board.stages]
    everything = sorted(found.id for found in source.board.artefacts())
    for number in range(400):
        act = chance.randrange(6)
        if act == 0:
            grown = frozenset(model.grid.shown or everything) & frozenset(chance.sample(everything, 15))
            model.set_shown(chance.choice([None, grown, set(chance.sample(everything, 12)), frozenset(everything), set()]))
        elif act == 1:
            model.set_folded(chance.sample(lanes, chance.randrange(3)), chance.sample(stages, chance.randrange(3)))
        elif act == 2 and number % 5 == 0 and model._waiting is None:
            model.hold()
        elif act == 3:
            model.release()
        else:
            some = chance.sample(everything, chance.choice([1, 1, 3]))
            with contextlib.suppress(Refused):
                where = {"workstream": chance.choice(lanes), "stage": chance.choice(stages), "slot": chance.randint(0, 3)}
                if act == 4:
                    source.run(moving.move, ids=some, reason="r", override="o", **where)
                else:
                    source.run(blocking.block, ids=some, reason="r")
        if model._waiting is None:
            assert ids(model) == expected(source.board, model)
            made = Grid(source.board, model.grid.shown, model.grid.folded_lanes, model.grid.folded_columns)
            assert model.grid.cells == made.cells
            assert [model.grid.where(one) for one in everything] == [made.where(one) for one in everything]
    model.release()
    model.set_shown(None)
    model.set_folded((), ())
    assert ids(model) == [found.id for found in source.board.artefacts()]
