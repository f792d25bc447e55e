"""Folding by key and menu, going cell by cell, and the keys that send a card to an end."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from mhhs_board.drawing.geometry import LANE_HEAD
from mhhs_board.operations import editing, moving
from mhhs_board.ui.kit import accessible
from tests import boards
from tests.drawing.boards import artefact, blocked, board_with
from tests.ui.board.test_board_model import Source
from tests.ui.board.test_board_view import CONTROL, SHIFT, Painted, card, moves, paint, press, show

ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key


@pytest.fixture
def source() -> Source:
    return Source(boards.board_of())


@pytest.fixture
def view(source: Source, qtbot: QtBot) -> Painted:
    return show(source, qtbot)


def test_a_folded_lane_keeps_the_focus_on_its_cell_and_unfolds_from_there(view: Painted) -> None:
    view.focus_card(card(view, "smart", "Process 4"))
    view.folding.lane()
    assert view.folded == (frozenset({"smart"}), frozenset())
    assert view.focused_cell() == ("smart", "in-progress")
    assert view.focused_id() == ""
    view.folding.lane()
    assert view.folded == (frozenset(), frozenset())
    assert view.focused_id() == card(view, "smart", "Process 4")


def test_a_stage_folds_too(view: Painted) -> None:
    view.focus_card(card(view, "smart", "Process 4"))
    view.folding.stage()
    assert view.folded == (frozenset(), frozenset({"in-progress"}))
    assert view.focused_cell() == ("smart", "in-progress")


def test_all_are_folded_and_unfolded_with_the_focus_kept(view: Painted, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(accessible, "announce", lambda widget, text: heard.append(text))
    view.focus_card(card(view, "elexon", "Process 4"))
    view.folding.all_lanes()
    assert view.folded[0] == frozenset(view.cards.grid.lanes)
    assert view.cards.rowCount() == 0
    assert "Elexon Central Systems, In Progress, 1 folded away" in heard
    assert heard[-1] == "All workstreams folded."
    view.folding.nothing()
    assert view.focused_id() == card(view, "elexon", "Process 4")
    view.folding.others("stage", "approved")
    assert view.folded[1] == frozenset(view.cards.grid.columns) - {"approved"}


def test_what_a_folded_cell_shows_of_its_cards_is_said_too(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(accessible, "announce", lambda widget, text: heard.append(text))
    one, stop = blocked(1)
    view = show(Source(board_with([one, artefact(2, due_on="2026-11-01")], [stop])), qtbot)
    view.focus_card("a000002")
    view.folding.lane()
    assert "Smart Segment, In Progress, 1 folded away, 1 blocked, 1 overdue" in heard


def test_a_blocked_one_that_goes_is_no_longer_counted_in_its_stage(qtbot: QtBot) -> None:
    one, stop = blocked(1)
    source = Source(board_with([one, artefact(2)], [stop]))
    view = show(source, qtbot)
    view.set_folded({"smart"}, ())
    cell = view.layout_shown.cell_rect("smart", "in-progress")
    place = QRect(cell.x, cell.y, cell.width, cell.height)
    paint(view)
    source.run(editing.retire, ids=["a000001"])
    assert any(region.contains(place.center()) for region in paint(view))


def test_a_head_offers_what_the_keys_do(view: Painted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QMenu, "popup", lambda menu, at: None)
    view.on_menu_head("workstream", "smart", QPoint(10, 10))
    (menu,) = view.findChildren(QMenu)
    assert [action.text() for action in menu.actions() if action.text()] == [
        "Fold Smart Segment",
        "Fold all others",
        "Fold all workstreams",
        "Unfold all",
    ]
    menu.actions()[1].trigger()
    assert view.folded[0] == frozenset(view.cards.grid.lanes) - {"smart"}
    menu.close()


def test_alt_goes_cell_by_cell_through_empty_and_folded_ones(qtbot: QtBot, view: Painted) -> None:
    view.focus_card(card(view, "smart", "Process 4"))
    press(qtbot, view, Key.Key_Right, ALT)
    assert view.focused_cell() == ("smart", "l4-review")
    assert view.selected_ids() == []
    press(qtbot, view, Key.Key_Right, ALT)
    assert view.focused_id() == card(view, "smart", "Process 3")
    view.set_folded({"registrations"}, ())
    press(qtbot, view, Key.Key_Down, ALT)
    assert view.focused_cell() == ("registrations", "dag-review")
    press(qtbot, view, Key.Key_PageDown, SHIFT)
    assert view.focused_id() == card(view, "advanced", "Process 2")
    for _ in view.cards.grid.columns:
        press(qtbot, view, Key.Key_Right, ALT)
    assert view.focused_cell() == ("advanced", "blocked")


def test_ctrl_home_and_end_send_a_card_to_the_ends_of_its_cell(qtbot: QtBot, view: Painted) -> None:
    second = card(view, "registrations", "Process 3")
    view.focus_card(second)
    press(qtbot, view, Key.Key_End, CONTROL)
    assert moves(view) == []
    assert view.said == ["It stands at the end of its cell."]  # type: ignore[attr-defined]
    press(qtbot, view, Key.Key_Home, CONTROL)
    assert moves(view) == [([second], "registrations", "l4-review", 0)]


def test_where_a_moved_card_stands_now_is_said(source: Source, view: Painted, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(accessible, "announce", lambda widget, text: heard.append(text))
    moved = card(view, "smart", "Process 5")
    view.focus_card(moved)
    source.run(moving.move, ids=[moved], workstream="smart", stage="in-progress")
    view.follow_card(moved)
    assert heard == ["Process 5, In Progress, Smart Segment, 0 days in this stage"]


def test_several_stay_together_when_they_are_followed(source: Source, view: Painted) -> None:
    both = [card(view, "registrations", "Process 2"), card(view, "registrations", "Process 3")]
    view.selectAll()
    view.focus_card(both[0])
    view.selectionModel().select(view.cards.index_of(both[1]), view.selectionModel().SelectionFlag.Select)
    source.run(moving.move, ids=both, workstream="smart", stage="l4-review")
    view.follow_card(both[0])
    assert view.selected_ids() == both
    view.set_folded({"smart"}, ())
    view.follow_card(both[0])
    assert view.focused_cell() == ("smart", "l4-review")


def test_escape_lets_go_of_all_but_the_focused_card(qtbot: QtBot, view: Painted) -> None:
    view.focus_card(card(view, "smart", "Process 4"))
    press(qtbot, view, Key.Key_A, CONTROL)
    assert len(view.selected_ids()) == 23
    press(qtbot, view, Key.Key_Escape)
    assert view.selected_ids() == [card(view, "smart", "Process 4")]


def test_the_head_of_a_tall_lane_stays_in_sight_and_folds_there(qtbot: QtBot) -> None:
    view = show(Source(board_with([artefact(number) for number in range(60)])), qtbot, 1280, 260)
    lane, lanes = view.layout_shown.lane("smart"), view._lanes
    arrow = QPoint(lanes.width() - 14, 16)
    unscrolled = lanes.grab(QRect(0, 0, LANE_HEAD, 60)).toImage()
    view.verticalScrollBar().setValue(1000)
    assert lanes.grab(QRect(0, 0, LANE_HEAD, 60)).toImage() == unscrolled
    assert lanes.head_at(arrow) == ("smart", True)
    view.verticalScrollBar().setValue(lane.y + lane.height - 40)
    assert lanes.grab(QRect(0, 0, LANE_HEAD, 30)).toImage() != unscrolled.copy(0, 0, LANE_HEAD, 30), (
        "its lane takes it along"
    )
    view.verticalScrollBar().setValue(1000)
    qtbot.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=arrow)
    assert view.folded[0] == frozenset({"smart"})
