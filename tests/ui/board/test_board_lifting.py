"""Lift mode: what keys do to lifted cards, what is said meanwhile, and that the board is asked once or not at all."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mhhs_board.domain.board import BLOCKED
from mhhs_board.operations import moving
from mhhs_board.ui.kit import accessible
from tests import boards
from tests.ui.board.test_board_model import Source
from tests.ui.board.test_board_view import CONTROL, NONE, SHIFT, Painted, card, moves, press, show

Key = Qt.Key


@pytest.fixture
def view(qtbot: QtBot) -> Painted:
    return show(Source(boards.board_of()), qtbot)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(accessible, "announce", lambda widget, text: said.append(text))
    return said


def lift(qtbot: QtBot, view: Painted, lane: str, ref: str) -> str:
    found = card(view, lane, ref)
    view.focus_card(found)
    press(qtbot, view, Key.Key_Space, SHIFT)
    assert view.dragging
    return found


def keys(qtbot: QtBot, view: Painted, *pressed: Key) -> None:
    for key in pressed:
        press(qtbot, view, key)


def test_arrows_choose_the_place_and_enter_asks_for_the_move_once(qtbot: QtBot, view: Painted, heard: list[str]) -> None:
    moved = lift(qtbot, view, "smart", "Process 4")
    assert heard[-1].startswith("Process 4 lifted. ")
    keys(qtbot, view, Key.Key_Down, Key.Key_Right)
    assert view.marks.gap == ("registrations", "l4-review", 0)
    assert heard[-1] == "Registrations, L4 Working Group Review, place 1 of 3"
    keys(qtbot, view, Key.Key_Down)
    assert heard[-1].endswith("place 2 of 3")
    assert moves(view) == []
    keys(qtbot, view, Key.Key_Return)
    assert moves(view) == [([moved], "registrations", "l4-review", 1)]
    assert not view.dragging
    assert view.marks.gap is None


def test_escape_puts_it_back(qtbot: QtBot, view: Painted, heard: list[str]) -> None:
    moved = lift(qtbot, view, "smart", "Process 4")
    keys(qtbot, view, Key.Key_Right, Key.Key_Escape)
    assert moves(view) == []
    assert not view.dragging
    assert view.focused_id() == moved
    assert heard[-1] == "Put back."


def test_let_go_where_it_was_lifted_asks_for_nothing(qtbot: QtBot, view: Painted) -> None:
    lift(qtbot, view, "registrations", "Process 3")
    keys(qtbot, view, Key.Key_Return)
    assert moves(view) == []
    assert not view.dragging


def test_a_forbidden_cell_is_outlined_says_why_and_takes_nothing(qtbot: QtBot, view: Painted, heard: list[str]) -> None:
    lift(qtbot, view, "smart", "Process 1")
    keys(qtbot, view, Key.Key_Right)
    assert view.marks.at == ("smart", BLOCKED)
    assert view.marks.gap is None
    assert "cannot be blocked" in heard[-1]
    keys(qtbot, view, Key.Key_Return)
    assert view.dragging, "Enter on a forbidden cell keeps the card in hand"
    assert moves(view) == []
    keys(qtbot, view, Key.Key_Left, Key.Key_Escape)
    assert view.marks.at is None


def test_ctrl_goes_to_the_far_end_and_home_and_end_too(qtbot: QtBot, view: Painted) -> None:
    lift(qtbot, view, "smart", "Process 4")
    press(qtbot, view, Key.Key_Down, CONTROL)
    press(qtbot, view, Key.Key_Down, CONTROL)
    assert view.marks.at == ("elexon", "in-progress")
    keys(qtbot, view, Key.Key_Home)
    assert view.marks.at == ("elexon", "backlog")
    keys(qtbot, view, Key.Key_End)
    assert view.marks.at == ("elexon", BLOCKED)


def test_every_place_of_the_board_is_reached_and_none_beyond(qtbot: QtBot, view: Painted) -> None:
    lift(qtbot, view, "smart", "Process 5")
    seen = set()
    for _ in view.cards.grid.columns:
        for key, modifier in [(Key.Key_Up, CONTROL)] * 3 + [(Key.Key_Down, NONE)] * 20:
            press(qtbot, view, key, modifier)
            seen.add(view.marks.at)
        press(qtbot, view, Key.Key_Right)
    assert seen == set(view.cards.grid.cells)


def test_several_are_lifted_together(qtbot: QtBot, view: Painted, heard: list[str]) -> None:
    view.focus_card(card(view, "registrations", "Process 2"))
    press(qtbot, view, Key.Key_Down, SHIFT)
    both = [card(view, "registrations", "Process 2"), card(view, "registrations", "Process 3")]
    press(qtbot, view, Key.Key_Space, SHIFT)
    assert heard[-1].startswith("2 artefacts lifted.")
    keys(qtbot, view, Key.Key_Right, Key.Key_Space)
    assert moves(view) == [(both, "registrations", "dag-review", 0)]


def test_others_entries_wait_until_it_is_let_go(qtbot: QtBot) -> None:
    source = Source(boards.board_of())
    view = show(source, qtbot)
    lift(qtbot, view, "smart", "Process 4")
    other = card(view, "elexon", "Process 4")
    source.run(moving.move, ids=[other], workstream="elexon", stage="l4-review")
    assert view.cards.grid.where(other) == ("elexon", "in-progress")
    press(qtbot, view, Key.Key_Escape)
    assert view.cards.grid.where(other) == ("elexon", "l4-review")


def test_a_click_or_leaving_the_board_puts_it_back(qtbot: QtBot, view: Painted) -> None:
    lift(qtbot, view, "smart", "Process 4")
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.viewport().rect().center())
    assert not view.dragging
    lift(qtbot, view, "smart", "Process 4")
    view.clearFocus()
    assert not view.dragging
    assert moves(view) == []


def test_nothing_is_lifted_where_nothing_may_move(qtbot: QtBot, view: Painted) -> None:
    view.movable = False
    view.focus_card(card(view, "smart", "Process 4"))
    press(qtbot, view, Key.Key_Space, SHIFT)
    assert not view.dragging
    assert view.said == ["This board cannot be changed here."]  # type: ignore[attr-defined]
