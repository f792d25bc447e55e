"""Ages are judged by the board's own history: learnt after the window is shown, said alike by card, tooltip and inspector."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mhhs_board.domain.errors import Damaged, Unavailable
from mhhs_board.domain.pace import ENOUGH, Usual
from mhhs_board.drawing.geometry import Density
from mhhs_board.exchange import files
from mhhs_board.operations import blocking, editing, moving
from mhhs_board.store.opening import open_store
from mhhs_board.ui.board.model import ID_ROLE
from mhhs_board.ui.kit import accessible
from mhhs_board.workspace import Workspace
from tests.ui.windows import Maker

BEGIN = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Days:
    """A clock that a test turns on."""

    def __init__(self) -> None:
        self.now = BEGIN

    @property
    def today(self) -> date:
        return self.now.date()


@pytest.fixture
def days() -> Days:
    return Days()


@pytest.fixture
def travelled(board_path: Path, days: Days) -> Iterator[Workspace]:
    """A board on which 20 artefacts went through In Progress in 8 to 27 days, and "Late" waits there for 30."""
    workspace = Workspace(open_store(board_path), actor="Ana", now=lambda: days.now, today=lambda: days.today)
    late = {"title": "Late", "workstream": "smart", "stage": "in-progress"}
    ids = []
    for number in range(ENOUGH):
        workspace.run(editing.add, title=f"Quick {number}", workstream="smart", stage="in-progress")
        ids.append(next(a.id for a in workspace.board.artefacts() if a.title == f"Quick {number}"))
    days.now = BEGIN + timedelta(days=2)
    workspace.run(editing.add, **late)
    for number, artefact in enumerate(ids):
        days.now = BEGIN + timedelta(days=8 + number)
        workspace.run(moving.move, ids=[artefact], stage="l4-review")
    days.now = BEGIN + timedelta(days=32)
    yield workspace
    workspace.close()


def _late(workspace: Workspace) -> str:
    return next(artefact.id for artefact in workspace.board.artefacts() if artefact.title == "Late")


def _add_a_card_of(workspace: Workspace, days: Days, age: int) -> str:
    """One that came into its stage so many days ago."""
    now, days.now = days.now, days.now - timedelta(days=age)
    workspace.run(editing.add, title="Aged", workstream="smart", stage="in-progress")
    days.now = now
    return next(artefact.id for artefact in workspace.board.artefacts() if artefact.title == "Aged")


def test_the_window_learns_what_is_usual_and_says_it_everywhere(
    qtbot: QtBot, made: Maker, travelled: Workspace, days: Days
) -> None:
    aged = _add_a_card_of(travelled, days, 16)  # by fixed days long, on this board no longer than usual
    late = _late(travelled)
    window = made(travelled)
    board, view = travelled.board, window.view
    view.set_density(Density.FULL)
    assert view.pen.measured(aged, 240, Density.FULL)[0].band == 1
    assert "very long: 28 days or more" in accessible.tooltip(board, board.artefact(late), days.today).lower()
    qtbot.waitUntil(lambda: board.pace.day == days.today)
    assert board.pace.usual("in-progress") == Usual(17, 24)
    assert view.pen.measured(aged, 240, Density.FULL)[0].band == 0
    assert view.pen.measured(late, 240, Density.FULL)[0].band == 2
    name = view.model().data(view.cards.index_of(late), Qt.ItemDataRole.AccessibleTextRole)
    assert "30 days in this stage, very long" in name
    tip = accessible.tooltip(board, board.artefact(late), days.today)
    assert "Very long: half of those before went on within 17 days, 85 of 100 within 24 days" in tip
    view.focus_card(late)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert "for 30 days · very long: half of those before went on" in window.side.inspector.standing.text()
    assert view.currentIndex().data(ID_ROLE) == late


def test_what_was_learnt_is_painted(qtbot: QtBot, made: Maker, travelled: Workspace, days: Days) -> None:
    aged = _add_a_card_of(travelled, days, 16)
    window = made(travelled)
    window.view.set_density(Density.FULL)
    place = window.view.visualRect(window.view.cards.index_of(aged))
    window.view.focus_card(aged)
    before = window.view.viewport().grab(place).toImage()
    qtbot.waitUntil(lambda: travelled.board.pace.day == days.today)
    qtbot.waitUntil(lambda: window.view.viewport().grab(place).toImage() != before)


def test_a_new_day_is_counted_without_anybody_moving_a_card(
    qtbot: QtBot, made: Maker, travelled: Workspace, days: Days
) -> None:
    late = _late(travelled)
    window = made(travelled)
    qtbot.waitUntil(lambda: travelled.board.pace.day == days.today)
    assert window.view.pen.measured(late, 240, Density.FULL)[0].age == "30 d"
    days.now += timedelta(days=1)
    qtbot.waitUntil(lambda: window.view.pen.measured(late, 240, Density.FULL)[0].age == "31 d")
    assert travelled.board.pace.day == days.today


def test_what_is_undone_was_no_stay(travelled: Workspace, days: Days) -> None:
    for _ in travelled.learn_pace():
        pass
    assert travelled.board.pace.usual("in-progress") is not None
    travelled.undo()
    for _ in travelled.learn_pace():
        pass
    assert travelled.board.pace.usual("in-progress") is None


def test_a_moment_looked_back_at_has_its_own_pace(travelled: Workspace, days: Days) -> None:
    earlier = travelled.as_at(travelled.head.seq - 1)
    for _ in travelled.learn_pace(earlier, days.today):
        pass
    assert earlier.pace.day == days.today
    assert earlier.pace.usual("in-progress") is None


def test_paper_says_the_same(travelled: Workspace, days: Days, tmp_path: Path) -> None:
    aged = _add_a_card_of(travelled, days, 16)
    page = tmp_path / "board.html"
    files.export(travelled, files.Sight(travelled.board, days.today, "2026-04-03T12:00:00Z"), page)
    told = page.read_text(encoding="utf-8")
    said = {found: told.partition(f'data-id="{found}"')[2].partition("</li>")[0] for found in (aged, _late(travelled))}
    assert '<strong class="late">30 days in stage</strong>' in said[_late(travelled)]
    assert "16 days in stage" in said[aged]
    assert "late" not in said[aged]


def test_an_unreadable_history_compares_nothing_and_stops_nobody(
    qtbot: QtBot, made: Maker, travelled: Workspace, days: Days, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def torn(*_: object) -> Iterator[None]:
        yield
        raise Damaged("Entry 3 of the history cannot be read.")

    monkeypatch.setattr(travelled, "learn_pace", torn)
    files.export(travelled, files.Sight(travelled.board, days.today, "2026-04-03T12:00:00Z"), tmp_path / "board.html")
    made(travelled)
    qtbot.waitUntil(lambda: travelled.board.pace.day == days.today)
    assert not travelled.board.pace.stages


def test_a_busy_board_is_asked_again(
    qtbot: QtBot, made: Maker, travelled: Workspace, days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[None] = []
    learn = travelled.learn_pace

    def busy(*arguments: object) -> Iterator[None]:
        asked.append(None)
        if len(asked) == 1:
            raise Unavailable("Somebody is writing.")
        yield from learn()

    monkeypatch.setattr(travelled, "learn_pace", busy)
    made(travelled)
    qtbot.waitUntil(lambda: travelled.board.pace.usual("in-progress") is not None)
    assert len(asked) == 2


def test_blocked_time_stands_beside_the_age(qtbot: QtBot, made: Maker, travelled: Workspace, days: Days) -> None:
    late = _late(travelled)
    travelled.run(blocking.block, ids=[late], reason="DCC")
    days.now += timedelta(days=3)
    window = made(travelled)
    board = travelled.board
    window.view.focus_card(late)
    qtbot.keyClick(window.view, Qt.Key.Key_Space)
    assert window.side.inspector.standing.text().startswith(
        "Blocked at In Progress for 3 days · in this stage for 33 days, 3 of them blocked"
    )
    assert "In this stage for 33 days, 3 of them blocked" in accessible.tooltip(board, board.artefact(late), days.today)
    travelled.run(blocking.unblock, artefact=late)
    days.now += timedelta(days=1)
    window.page_turned()
    assert window.side.inspector.standing.text().startswith("In Progress for 34 days, 3 of them blocked")
