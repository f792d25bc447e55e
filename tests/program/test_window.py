"""What the running window may ask for, and how it comes up and ends."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mhhs_board.base import crash_log
from mhhs_board.base.settings import LAST_BOARD, NAME, THEME, Settings
from mhhs_board.domain.errors import BoardError, Refused, Unavailable
from mhhs_board.drawing import display
from mhhs_board.operations import moving
from mhhs_board.operations.context import wish
from mhhs_board.program import boards
from mhhs_board.program import window as program_window
from mhhs_board.workspace import Workspace


@pytest.fixture
def board(tmp_path: Path) -> Path:
    """The example."""
    path = tmp_path / "board.mhhsboard"
    boards.create_board(path, boards.EXAMPLE, example=True)
    return path


@pytest.fixture
def windows(qtbot: Any) -> Any:
    """The windows of a program whose settings are kept nowhere."""
    made = program_window.Windows(Settings(), "Ann")
    yield made
    made.close()


@pytest.fixture
def loop(qtbot: Any) -> Iterator[None]:
    """For a test that runs the program's own loop to its end: the last window that closes asks Qt to quit once more, and no
    timer of a later test would fire."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    yield
    application = QApplication.instance()
    assert application is not None
    application.processEvents()
    QTimer.singleShot(0, application.quit)
    application.exec()
    gc.unfreeze()
    gc.enable()


def test_a_window_shows_and_saves(qtbot: Any, windows: Any, board: Path, tmp_path: Path) -> None:
    workspace = boards.open_workspace(board, actor="Ann")
    painted: list[bool] = []
    window = windows.show(workspace, remember=True, painted=lambda: painted.append(True))
    qtbot.waitUntil(lambda: bool(painted), timeout=20_000)
    assert windows._settings.get(LAST_BOARD) == str(board)
    process_4 = workspace.board.cell("smart", "in-progress")[0]
    window.performer.perform(wish(moving.move, ids=[process_4], stage="l4-review"))
    again = boards.open_workspace(board)
    assert again.board.artefact(process_4).stage == "l4-review"
    again.close()
    window.filter_bar.set_text("segment:smart")
    taken = window.handouts.sheet()
    assert (len(taken.artefacts), taken.hidden, taken.filter) == (5, 18, "workstream:smart")
    window.files._doors.export(tmp_path / "a.csv", "is:blocked", False)
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1].startswith("Process 2,")
    assert "1 of 23 shown · 22 hidden" in lines[2]
    assert painted == [True]


def test_another_board_takes_the_windows_place(qtbot: Any, windows: Any, board: Path, tmp_path: Path) -> None:
    first = windows.show(boards.open_workspace(board), remember=True)
    windows.new_board(tmp_path / "ours.mhhsboard")
    window, workspace = windows._shown
    assert window is not first
    assert not first.isVisible()
    assert (workspace.board.details.name, workspace.board.count(), len(workspace.board.workstreams)) == ("ours", 0, 5)
    assert workspace.board.details.example == 0
    assert windows._settings.get(LAST_BOARD) == str(tmp_path / "ours.mhhsboard")
    with pytest.raises(Refused):
        windows.new_board(board)
    with pytest.raises(Unavailable):
        windows.open_board(tmp_path / "gone.mhhsboard")
    assert windows._shown == (window, workspace)


def test_an_example_for_a_look_is_not_remembered(qtbot: Any, windows: Any, board: Path) -> None:
    windows.show(boards.open_workspace(board), remember=False)
    assert windows._settings.get(LAST_BOARD) == ""


def test_a_look_at_the_example_leaves_no_settings(loop: None, board: Path, home: Path) -> None:
    from PySide6.QtWidgets import QApplication

    from mhhs_board.ui.window.main_window import MainWindow

    application = QApplication.instance()
    assert application is not None

    def look_around() -> None:
        (window,) = [top for top in QApplication.topLevelWidgets() if isinstance(top, MainWindow) and top.isVisible()]
        for command in ("theme_dark", "density_full", "inspector"):
            window.actions_by_id[command].trigger()
        assert window.settings.get(THEME) == "dark"
        application.quit()

    assert program_window.run_window(boards.open_workspace(board, kept=False), remember=False, painted=look_around) == 0
    assert [path for path in home.rglob("*") if path.suffix == ".json"] == []


def test_a_board_opened_from_a_look_is_remembered_with_its_settings(qtbot: Any, windows: Any, board: Path) -> None:
    windows.show(boards.open_workspace(board), remember=False).actions_by_id["theme_dark"].trigger()
    assert windows._settings.get(THEME) == "system"
    windows.open_board(board)
    windows.window.actions_by_id["theme_light"].trigger()
    assert (windows._settings.get(THEME), windows._settings.get(LAST_BOARD)) == ("light", str(board))


def test_the_program_runs_until_its_window_is_closed(loop: None, board: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtWidgets import QApplication

    closed: list[Workspace] = []
    workspace = boards.open_workspace(board)
    monkeypatch.setattr(workspace, "close", lambda: closed.append(workspace))
    hook, ended = sys.excepthook, []
    application = QApplication.instance()
    assert application is not None
    assert (
        program_window.run_window(workspace, remember=False, painted=lambda: (ended.append(True), application.quit())) == 0
    )
    assert (closed, ended) == ([workspace], [True])
    assert gc.isenabled()
    assert sys.excepthook is hook


def test_a_window_that_cannot_come_up_is_said_in_one_sentence_and_the_third_start_is_careful(
    loop: None, board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QApplication

    from mhhs_board.ui.window import main_window

    boards.settings().set(NAME, "Ann")
    made = main_window.MainWindow.__init__

    def poisoned(self: Any, workspace: Workspace, *, settings: Settings, **others: Any) -> None:
        if settings.get(NAME):
            raise KeyError("Process 4")
        made(self, workspace, settings=settings, **others)

    monkeypatch.setattr(main_window.MainWindow, "__init__", poisoned)
    for _ in range(2):
        workspace = boards.open_workspace(board)
        with pytest.raises(Unavailable, match="The board is as it was") as told:
            program_window.run_window(workspace, remember=False)
        assert "Process 4" not in str(told.value)
        workspace.close()
    log = (crash_log.folder() / crash_log.FILE).read_text(encoding="utf-8")
    assert "fault in start" in log
    assert "Process 4" not in log
    said: list[str] = []

    def look() -> None:
        (window,) = (top for top in QApplication.topLevelWidgets() if hasattr(top, "messages") and top.isVisible())
        said.append(window.messages.sentence.text())
        QApplication.exit(0)

    assert program_window.run_window(boards.open_workspace(board), remember=True, painted=look) == 0
    assert "settings were left aside" in said[0]
    assert boards.settings_name() == "Ann"


def test_a_last_board_that_is_damaged_keeps_nobody_from_a_window(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from mhhs_board.cli.main import main

    (tmp_path / "last.mhhsboard").write_bytes(b"no board")
    boards.settings().set(LAST_BOARD, str(tmp_path / "last.mhhsboard"))
    shown: list[tuple[str, str]] = []

    def run_window(workspace: Workspace, *, notice: str = "", **_: Any) -> int:
        shown.append((workspace.location, notice))
        workspace.close()
        return 0

    monkeypatch.setattr(display, "why_no_window", lambda: "")
    monkeypatch.setattr(program_window, "run_window", run_window)
    assert main([]) == 0
    assert shown[0][0] == str(boards.own_board())
    assert "last.mhhsboard is not a board" in shown[0][1]
    assert "Your own board" in shown[0][1]
    (tmp_path / "last.mhhsboard").unlink()
    assert main([]) == 0
    assert shown[1][0] == str(boards.own_board())
    assert shown[1][1].startswith("There is no board at ")
    assert "Your own board" in shown[1][1]
    told: list[tuple[Path, bool]] = []

    def put_back_instead(path: Path, error: BoardError, *, always: bool, **_: Any) -> str:
        told.append((path, always))
        return ""

    monkeypatch.setattr(program_window, "put_back_instead", put_back_instead)
    assert main(["-b", str(tmp_path / "last.mhhsboard")]) == 1
    assert told == [(tmp_path / "last.mhhsboard", True)]


def test_the_backups_of_a_board_are_looked_after_and_their_standing_told(
    qtbot: Any, windows: Any, board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program_window, "_FIRST_WATCH_MS", 50)
    monkeypatch.setattr(program_window, "_WATCH_MS", 50)
    window = windows.show(boards.open_workspace(board, actor="Ann"), remember=False)
    qtbot.waitUntil(lambda: "Last good backup" in window.status_row.backup.text(), timeout=20_000)


def test_the_end_of_the_system_s_session_keeps_what_is_typed(qtbot: Any, board: Path) -> None:
    from mhhs_board.base.drafts import Drafts
    from mhhs_board.base.safe_write import write_file

    made = program_window.Windows(Settings(), "Ann", session="gone-1")
    window = made.show(boards.open_workspace(board, actor="Ann"), remember=False)
    card = next(iter(window.workspace.board.artefacts()))
    window.side.show_details(card.id)
    field = window.side.inspector.details.field("owner")
    field.setFocus()
    qtbot.keyClicks(field, "half")
    made.keep_drafts()
    left = Drafts(str(board), "next-2", write_file).left()
    made.close()
    assert [draft.text for draft in left] == ["half"]


def test_who_reads_beside_a_writer_writes_once_they_have_closed_the_board(
    qtbot: Any, board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mhhs_board.base.settings import READING
    from mhhs_board.store import keeping
    from mhhs_board.store.sharing import Shared

    monkeypatch.setattr(keeping, "shared_place", lambda path: Shared("network", "the share of server"))
    monkeypatch.setattr(program_window, "_FIRST_WATCH_MS", 50)
    monkeypatch.setattr(program_window, "_WATCH_MS", 50)
    first = boards.open_workspace(board, actor="Ann")
    kept = Settings()
    made = program_window.Windows(kept, "Bob")
    reader = made.show(boards.open_workspace(board, actor="Bob"), remember=True)
    assert reader.workspace.read_only
    assert kept.get(READING) == []  # it is no wish of Bob's
    qtbot.wait(400)
    assert made.window is reader
    reader.filter_bar.set_text("is:blocked")
    first.close()
    qtbot.waitUntil(lambda: made.window is not reader, timeout=20_000)
    window = made.window
    assert window is not None
    assert not window.workspace.read_only
    assert "you write now" in window.messages.sentence.text()
    assert window.filter_bar.text == "is:blocked"
    made.close()
