"""A window on a large board: its first cards at once, the rest behind them, and no key that meets half a board."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from mhhs_board.base.settings import BOARDS, Settings
from mhhs_board.domain.errors import Unavailable
from mhhs_board.operations.editing import edit
from mhhs_board.store import file_store
from mhhs_board.store.opening import open_store
from mhhs_board.ui.window import reading
from mhhs_board.ui.window import state as window_state
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.workspace import Workspace
from tests.boards import one
from tests.ui.windows import Maker


@pytest.fixture
def large(board_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """The example as a board that counts as large, of which two cards a cell are shown first and nothing is read by itself."""
    for name, value in (("LARGE", 10), ("_FIRST_CARDS", 1), ("_FEWEST", 1), ("_PAGE", 2)):
        monkeypatch.setattr(file_store, name, value)
    monkeypatch.setattr(reading.Reading, "_step", lambda self: None)
    workspace = Workspace(open_store(board_path), actor="Ana", glimpsed=True)
    assert workspace.glimpse is not None
    yield workspace
    workspace.close()


step = reading.Reading._step


def let_go_on(window: MainWindow) -> None:
    """Have the rest read between two pictures, as the program does of itself."""
    going = window._reading
    assert going is not None
    going._timer.timeout.connect(lambda: step(going))


def words(window: MainWindow) -> tuple[str, str, str]:
    heads = window.view._painter.heads(window.model.grid)
    return window.status_row.counts.text(), heads[0]["in-progress"].count, heads[1]["smart"].words


def test_first_cards_without_counts_then_the_whole_board(large: Workspace, made: Maker, qtbot: QtBot) -> None:
    window = made(large)
    cards = window.model.rowCount()
    assert 0 < cards < 23
    assert words(window) == ("Reading the board: 0%", "…", "…")
    assert window.title_row.name.text() == large.seen.details.name
    assert window.filter_bar.count.text() == ""
    let_go_on(window)
    qtbot.waitUntil(lambda: large.glimpse is None, timeout=5000)
    assert window.model.rowCount() == 23
    assert words(window)[0].startswith("23 artefacts")
    assert words(window)[1] != "…"
    assert "approved" in words(window)[2]
    assert "23 of 23 shown" in window.filter_bar.count.text()
    assert window.model.board is large.board


def test_a_key_meets_the_whole_board(large: Workspace, made: Maker, qtbot: QtBot) -> None:
    window = made(large)
    assert large.glimpse is not None
    qtbot.keyClick(window.view, Qt.Key.Key_Down)
    assert large.glimpse is None
    assert window.model.rowCount() == 23
    assert window.view.focused_id() == window.model.grid.id_at(0)


def test_a_click_meets_the_whole_board(large: Workspace, made: Maker, qtbot: QtBot) -> None:
    window = made(large)
    place = window.view.visualRect(window.model.index(0)).center()
    artefact = window.model.grid.id_at(0)
    qtbot.mouseClick(window.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert large.glimpse is None
    assert window.view.focused_id() == artefact


def test_looking_reads_nothing(large: Workspace, made: Maker, qtbot: QtBot) -> None:
    window = made(large)
    qtbot.mouseMove(window.view.viewport(), QPoint(40, 40))
    window._poll()
    window.grab()
    assert large.glimpse is not None


def test_an_operation_from_elsewhere_shows_on_the_whole_board(large: Workspace, made: Maker, qtbot: QtBot) -> None:
    window = made(large)
    process = one(Workspace(open_store(Path(large.location))).board, "smart", "Process 4")
    large.run(edit, artefact=process.id, values={"title": "Renamed"})
    assert window.model.rowCount() == 23
    assert "Renamed" in window.model.index_of(process.id).data()


def test_how_a_board_was_looked_at_comes_back_with_the_rest(large: Workspace, made: Maker, qtbot: QtBot) -> None:
    looked = {"path": str(Path(large.location).absolute()), "density": "full", "folded": ["smart"], "filter": "is:blocked"}
    settings = Settings({"theme": "light", "welcome": False})
    settings.set(BOARDS, [looked])
    window = made(large, settings=settings)
    window_state.restore(window.parts)
    assert window.view.folded[0] == {"smart"}
    assert large.glimpse is not None
    assert large.board
    assert window.view.folded[0] == {"smart"}
    assert window.filter_bar.text == "is:blocked"
    assert "1 of 23 shown" in window.filter_bar.count.text()


def test_a_board_that_cannot_be_read_on_is_told_once_and_tried_again(
    large: Workspace, made: Maker, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = made(large)

    def fails(self: object) -> object:
        raise Unavailable("The disk is away.")

    with monkeypatch.context() as broken:
        broken.setattr(file_store.FileStore, "reading", fails)
        let_go_on(window)
        qtbot.waitUntil(lambda: not window.messages.isHidden(), timeout=5000)
    assert window.messages.sentence.text() == "The board could not be read whole. The disk is away."
    assert large.glimpse is not None
    assert window.isVisible()
    qtbot.keyClick(window.view, Qt.Key.Key_Home)
    assert large.glimpse is None
    assert window.model.rowCount() == 23


def test_a_window_closed_before_its_board_was_read_is_closed(large: Workspace, made: Maker, qtbot: QtBot) -> None:
    window = made(large)
    window.close()
    assert large.board.count() == 23
    assert not window.isVisible()
