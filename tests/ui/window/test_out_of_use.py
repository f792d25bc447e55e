"""A retired lane or stage that still holds something: drawn, called out of use, and no target; gone once it is empty.

Today's operations cannot make such a board; older ones could, so its records are written into the store.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from mhhs_board.domain.board import Board, revised
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import Stage, Workstream
from mhhs_board.drawing.face import lane_heads, stage_heads
from mhhs_board.drawing.grid import Grid
from mhhs_board.exchange import files
from mhhs_board.operations import blocking, moving
from mhhs_board.operations.context import Context, fresh_salt
from mhhs_board.store.opening import open_store
from mhhs_board.ui.dialogs.artefact import AddArtefact
from mhhs_board.ui.settings.board_limits import BoardLimits
from mhhs_board.ui.settings.named_records import NamedRecords
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.workspace import Workspace
from tests import boards
from tests.boards import one
from tests.ui.windows import Maker, shown

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LANE, STAGE = "Unmetered Segment (out of use)", "DAG Review & Approval (out of use)"


@pytest.fixture
def workspace(board_path: Path, opened: Callable[..., Workspace]) -> Workspace:
    """The example with the lane Unmetered and the stage DAG review retired while cards stand in both."""
    store = open_store(board_path)
    records, head = store.load()
    board = Board(records, head.seq)
    for record in (board.of(Workstream)["unmetered"], board.of(Stage)["dag-review"]):
        context: Context = boards.context("Cleo")
        entry = context.entry(f"{record.KIND} retire", [revised(record, retired=boards.NOW)])
        kept = store.append(entry, head, now=boards.NOW, salt=fresh_salt())
        assert isinstance(kept, Entry)
        head = msgspec.structs.replace(head, seq=kept.seq, at=kept.at, hash=kept.hash)
    store.close()
    return opened()


def menu_of(window: MainWindow, title: str) -> list[str]:
    (menu,) = [found for found in window.menuBar().findChildren(QMenu) if found.title() == title]
    menu.aboutToShow.emit()
    return [action.text().replace("&&", "&") for action in menu.actions() if action.text()]


def test_it_is_drawn_in_its_place_with_its_name(window: MainWindow) -> None:
    board = window.workspace.board
    grid = Grid(board)
    assert grid.lanes == ["smart", "registrations", "advanced", "unmetered", "elexon"]
    stages, lanes = stage_heads(board, grid), lane_heads(board, grid)
    assert (lanes["unmetered"].name, lanes["unmetered"].out) == (LANE, True)
    assert (stages["dag-review"].name, stages["dag-review"].out) == (STAGE, True)
    assert not lanes["smart"].out
    card = one(board, "unmetered", "Process 2").id
    index = window.model.index_of(card)
    assert LANE in index.data(Qt.ItemDataRole.ToolTipRole)
    assert LANE in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_it_is_no_target_of_menus_keys_and_dialogs(window: MainWindow, qtbot: QtBot) -> None:
    board, view = window.workspace.board, window.view
    card = one(board, "advanced", "Process 4").id
    view.focus_card(card)
    assert STAGE not in menu_of(window, "Move to")
    assert "DAG Review & Approval" not in menu_of(window, "Move to")
    assert [name for name in menu_of(window, "Move to workstream") if "Unmetered" in name] == []
    qtbot.keyClick(view, Qt.Key.Key_Down, CONTROL | SHIFT)
    assert board.artefact(card).workstream == "elexon", "the keys pass over it"
    qtbot.keyClick(view, Qt.Key.Key_Right, CONTROL)
    assert board.artefact(card).stage == "approved", "what is out of use is not skipped, so nothing is asked"
    window.acts.add()
    form = shown(AddArtefact)
    assert form.workstream.findData("unmetered") == form.stage.findData("dag-review") == -1
    form.reject()
    limits = BoardLimits(window.workspace, lambda *_: None, lambda said: None, "")
    assert limits.workstream.findData("unmetered") == limits.stage.findData("dag-review") == -1
    lanes = NamedRecords(window.workspace, Workstream.KIND, lambda operation, arguments, done: None, "")
    assert LANE not in [lanes.list.item(row).text() for row in range(lanes.list.count())]


def test_nothing_is_added_there_and_no_plus_offers_it(window: MainWindow, qtbot: QtBot) -> None:
    view = window.view
    view.focus_card(one(window.workspace.board, "unmetered", "Process 2").id)
    qtbot.keyClick(view, Qt.Key.Key_N)
    assert not window.adding.is_open
    assert window.messages.sentence.text() == "Unmetered Segment is out of use, so nothing can come into it."
    for cell, offered in (
        (("unmetered", "approved"), False),
        (("smart", "dag-review"), False),
        (("smart", "backlog"), True),
    ):
        rect = view.layout_shown.cell_rect(*cell)
        at = QPointF(rect.x + rect.width / 2, rect.y + 4)
        none = Qt.MouseButton.NoButton
        move = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(view.viewport(), move)
        assert (view.marks.plus == cell) is offered


def test_what_stands_there_may_go_on_within_it_and_is_unblocked_there(window: MainWindow, qtbot: QtBot) -> None:
    board, view = window.workspace.board, window.view
    card = one(board, "unmetered", "Process 3").id
    view.focus_card(card)
    qtbot.keyClick(view, Qt.Key.Key_Right, CONTROL)
    assert board.artefact(card).stage == "in-progress"
    held = one(board, "advanced", "Process 2").id
    window.workspace.run(blocking.block, ids=[held], not_stated=True)
    assert "dag-review" in view.cards.grid.columns, "the stage that a blocked one keeps is in use"
    view.focus_card(held)
    qtbot.keyClick(view, Qt.Key.Key_Left, CONTROL)
    assert board.column_of(board.artefact(held)) == "dag-review"


def test_it_goes_with_its_last_card_in_every_window(
    made: Maker, workspace: Workspace, opened: Callable[..., Workspace], qtbot: QtBot
) -> None:
    mine, theirs = made(workspace), made(opened("Bob"))
    cards = [one(workspace.board, "unmetered", f"Process {number}").id for number in (1, 2, 3)]
    for card in cards[:2]:
        workspace.run(moving.move, ids=[card], workstream="elexon")
    theirs._poll()
    assert "unmetered" in theirs.view.cards.grid.lanes
    mine.view.focus_card(cards[2])
    qtbot.keyClick(mine.view, Qt.Key.Key_Down, CONTROL | SHIFT)
    theirs._poll()
    for window in (mine, theirs):
        assert "unmetered" not in window.view.cards.grid.lanes
        assert [lane.id for lane in window.view.layout_shown.lanes] == window.view.cards.grid.lanes
        assert window.view.cards.grid.where(cards[2]) == ("elexon", "backlog")
        assert window.model.rowCount() == workspace.board.count()
    assert mine.view.focused_id() == cards[2]


def test_its_cards_are_in_every_export(workspace: Workspace, tmp_path: Path) -> None:
    sight = files.Sight.now(workspace)
    for ending in ("csv", "md", "html", "json", "png", "pdf"):
        target = tmp_path / f"board.{ending}"
        files.export(workspace, sight, target)
        assert target.stat().st_size
    assert (tmp_path / "board.csv").read_text().count("Unmetered Segment") == 3
    assert LANE in (tmp_path / "board.md").read_text()
    assert (
        STAGE.replace("&", "&amp;") in (tmp_path / "board.html").read_text()
        or STAGE in (tmp_path / "board.html").read_text()
    )
