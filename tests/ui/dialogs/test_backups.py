"""Backups in the window: one is made, one is gone back to, and a damaged board is put back, also where none can be shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mhhs_board.base.settings import Settings
from mhhs_board.cli.main import main
from mhhs_board.domain.board import Board
from mhhs_board.drawing import display
from mhhs_board.operations import editing, moving
from mhhs_board.operations.context import wish
from mhhs_board.program import boards, safety
from mhhs_board.program import window as program_window
from mhhs_board.store.sharing import Shared
from mhhs_board.ui.dialogs.backups import Backups, Unopened
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.workspace import Workspace
from tests.boards import one
from tests.ui.windows import shown


@pytest.fixture
def windows(qtbot: QtBot) -> Iterator[program_window.Windows]:
    made = program_window.Windows(Settings({"theme": "light"}), "Ann")
    yield made
    for found in QApplication.topLevelWidgets():
        if isinstance(found, Backups | Unopened):
            found.close()
    made.close()


@pytest.fixture
def window(windows: program_window.Windows, board_path: Path, qtbot: QtBot) -> MainWindow:
    found = windows.show(boards.open_workspace(board_path, actor="Ann"), remember=False)
    qtbot.waitExposed(found)
    return found


def move(window: MainWindow, lane: str = "smart") -> str:
    card = one(window.workspace.board, lane, "Process 5").id
    window.performer.perform(wish(moving.move, ids=[card], stage="in-progress"))
    return card


def listed(window: MainWindow) -> Backups:
    window.actions_by_id["backups"].trigger()
    return shown(Backups)


def test_enter_in_the_list_asks_about_the_backup_that_is_chosen(window: MainWindow) -> None:
    dialog = listed(window)
    assert dialog.make.isDefault()
    window.files._doors.back_up()
    dialog.refresh()
    assert dialog.go.isDefault()
    dialog.reject()


def damage(path: Path) -> None:
    """Another program has put its hand in: a forged row."""
    with sqlite3.connect(path, isolation_level=None) as raw:
        raw.execute("UPDATE artefact SET title = 'Forged' WHERE ref = 'Process 6'")
        raw.execute("UPDATE artefact SET stage = 'nowhere' WHERE ref = 'Process 6'")
    raw.close()


def texts(dialog: Backups) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def test_a_backup_is_made_and_gone_back_to_and_undo_takes_that_back(window: MainWindow, qtbot: QtBot) -> None:
    dialog = listed(window)
    assert texts(dialog) == []
    assert "no backup of this board yet" in dialog.about.text()
    assert not dialog.go.isEnabled()
    assert dialog.go.toolTip() == "No backup is chosen."
    dialog.make.click()
    qtbot.waitUntil(dialog.make.isEnabled, timeout=20_000)
    assert dialog.sentence.text() == "The board is kept as at entry 1."
    assert ["nothing has changed since" in text for text in texts(dialog)] == [True]
    dialog.reject()
    card = move(window)
    dialog = listed(window)
    assert texts(dialog)[0].endswith(", 1 entry before now")
    dialog.go.click()
    assert dialog.isVisible()
    assert window.workspace.board.artefact(card).stage == "in-progress"
    assert (dialog.go.text(), "Undo takes that back" in dialog.sentence.text()) == ("Go back", True)
    dialog.go.click()
    assert not dialog.isVisible()
    assert window.model.board.artefact(card).stage == "backlog"
    assert "back at the state of entry 1" in window.messages.sentence.text()
    window.actions_by_id["undo"].trigger()
    assert window.model.board.artefact(card).stage == "in-progress"


def test_another_choice_asks_anew(window: MainWindow, board_path: Path) -> None:
    safety.back_up(board_path)
    move(window)
    safety.back_up(board_path)
    dialog = listed(window)
    dialog.list.setCurrentRow(1)
    dialog.go.click()
    dialog.list.setCurrentRow(0)
    assert dialog.go.text() == "Go back to this…"
    assert dialog.sentence.isHidden()


def test_a_backup_that_is_not_sound_is_said_in_the_dialog_and_changes_nothing(window: MainWindow, board_path: Path) -> None:
    safety.back_up(board_path)
    move(window)
    dialog = listed(window)
    damage(safety.choices(board_path)[0].path)
    for _ in range(2):
        dialog.go.click()
    assert dialog.isVisible()
    assert "nothing was changed" in dialog.sentence.text()
    assert window.workspace.head.seq == 2


def test_a_reader_sees_the_backups_and_goes_back_to_none(
    windows: program_window.Windows, board_path: Path, qtbot: QtBot
) -> None:
    safety.back_up(board_path)
    window = windows.show(boards.open_workspace(board_path, read_only=True), remember=False)
    dialog = listed(window)
    assert len(texts(dialog)) == 1
    assert not dialog.go.isEnabled()
    assert "reading only" in dialog.go.toolTip()


# -- damaged boards ----------------------------------------------------------------------------------------------------


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """Another board, with a backup, that is nothing any more."""
    path = tmp_path / "theirs.mhhsboard"
    boards.create_board(path, "l4", name="Theirs")
    safety.back_up(path)
    path.write_bytes(b"not a board")
    return path


def test_a_damaged_board_is_put_back_and_shown(windows: program_window.Windows, window: MainWindow, spoilt: Path) -> None:
    window.files.open(spoilt, read_only=False)
    asked = shown(Unopened)
    assert "is not a board" in asked.why.text()
    assert asked.remedy.text().startswith("“Put back” would put it back from the backup of ")
    assert asked.put_back is not None
    asked.put_back.click()
    now = windows.window
    assert now is not None
    assert now is not window
    assert now.workspace.board.details.name == "Theirs"
    assert "The damaged file is kept as theirs (damaged " in now.messages.sentence.text()


def test_leaving_a_damaged_board_alone_changes_nothing(
    windows: program_window.Windows, window: MainWindow, spoilt: Path
) -> None:
    window.files.open(spoilt, read_only=False)
    shown(Unopened).reject()
    assert windows.window is window
    assert spoilt.read_bytes() == b"not a board"


def test_what_nothing_helps_is_a_line_in_the_window(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "text.mhhsboard").write_text("no board")
    window.files.open(tmp_path / "text.mhhsboard", read_only=False)
    assert not [found for found in QApplication.topLevelWidgets() if isinstance(found, Unopened) and found.isVisible()]
    assert "is not a board" in window.messages.sentence.text()


def test_a_window_on_an_older_copy_brings_back_what_was_saved_since(
    windows: program_window.Windows, window: MainWindow, board_path: Path, qtbot: QtBot
) -> None:
    safety.back_up(board_path)
    older = board_path.read_bytes()
    card = move(window)
    windows.close()
    board_path.write_bytes(older)
    again = windows.show(boards.open_workspace(board_path, actor="Ann"), remember=False)
    qtbot.waitExposed(again)
    assert again.workspace.board.artefact(card).stage == "backlog"
    kept = boards.watched(again.workspace)
    assert kept is not None
    (told,) = kept.look_back()
    assert told.endswith("by an older copy, or put back to one. Backups… in the menu File brings back what is missing.")
    dialog = listed(again)
    assert "1 entry that was saved here is not in this board" in dialog.sentence.text()
    assert "and set the older file aside beside it" in dialog.about.text()
    dialog.go.click()
    now = windows.window
    assert now is not None
    assert now.workspace.board.artefact(card).stage == "in-progress"
    assert "The older file is kept as" in now.messages.sentence.text()


def test_the_board_in_the_window_is_closed_before_it_is_put_back(
    windows: program_window.Windows, window: MainWindow, board_path: Path
) -> None:
    safety.back_up(board_path)
    card = move(window)
    damage(board_path)
    windows.put_back(board_path)
    now = windows.window
    assert now is not None
    assert now is not window
    assert now.workspace.board.artefact(card).stage == "in-progress"
    now._poll()
    assert "it stands at entry 2" in now.messages.sentence.text()


def test_where_the_board_in_the_window_does_not_come_back_its_user_has_another(
    windows: program_window.Windows, window: MainWindow, board_path: Path
) -> None:
    windows.put_back(board_path)  # it is sound, so that this is refused
    now = windows.window
    assert now is not None
    assert now.workspace.location == str(boards.own_board())
    assert "Your own board is shown instead." in now.messages.sentence.text()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("harm", [emptied, Path.unlink])
def test_a_board_that_is_emptied_or_deleted_under_its_window_is_put_back_from_there(
    windows: program_window.Windows, window: MainWindow, board_path: Path, harm: Any
) -> None:
    move(window)
    safety.back_up(board_path)
    card = move(window, "registrations") if harm is Path.unlink else ""
    harm(board_path)
    dialog = listed(window)
    assert dialog.go.text() == "Put back"
    assert dialog.about.text().startswith("“Put back” would put it back from the backup of ")
    assert ("set the damaged file aside" in dialog.about.text()) == (harm is emptied)
    assert ("There is no board at" in dialog.sentence.text()) == (harm is Path.unlink)
    assert not dialog.make.isEnabled()
    dialog.go.click()
    now = windows.window
    assert now is not None
    assert now.workspace.location == str(board_path)
    if card:  # what an open window still holds is kept before it is put back
        assert now.workspace.board.artefact(card).stage == "in-progress"
    assert now.workspace.head.seq == (3 if card else 2)
    assert sum("(damaged" in one.name for one in board_path.parent.iterdir()) == (harm is emptied)


def test_a_board_deleted_under_its_window_is_kept_when_the_window_closes(
    windows: program_window.Windows, window: MainWindow, board_path: Path
) -> None:
    move(window)
    board_path.unlink()
    windows.close()
    assert [one.when for one in safety.choices(board_path)]
    assert "it stands at entry 2" in safety.put_back(board_path).sentence


# -- several boards that were at one place ------------------------------------------------------------------------------


@pytest.fixture
def covered(board_path: Path, tmp_path: Path) -> Path:
    """Where a board with an added card was, another such one lies, which was backed up."""
    boards.create_board(tmp_path / "beta.mhhsboard", "l4-bare", name="Beta")
    changed(board_path)
    safety.back_up(board_path)
    board_path.write_bytes((tmp_path / "beta.mhhsboard").read_bytes())
    changed(board_path)
    safety.back_up(board_path)
    return board_path


def changed(path: Path) -> None:
    """Have a board hold more than it was laid out with."""
    workspace = boards.open_workspace(path, actor="Ann")
    workspace.run(editing.add, title="Kept", workstream="smart")
    workspace.close()


def name(window: MainWindow | None) -> str:
    assert window is not None
    return window.workspace.board.details.name


def test_another_board_that_was_here_is_listed_and_put_back(
    windows: program_window.Windows, covered: Path, qtbot: QtBot
) -> None:
    window = windows.show(boards.open_workspace(covered, actor="Ann"), remember=False)
    dialog = listed(window)
    before, last = safety.choices(covered)[-1].board, dialog.list.count() - 1
    assert texts(dialog)[last].endswith(f", “{before}” as it was last, at entry 2")
    dialog.list.setCurrentRow(last)
    assert dialog.go.text() == "Put that board back…"
    dialog.go.click()
    assert dialog.sentence.text().startswith(f"“{before}”, another board that was at this place before, is put back")
    assert name(window) == "Beta"
    dialog.go.click()
    now = windows.window
    assert name(now) == before
    assert now is not None
    assert "“Beta”, another board that was here before, is not told again" in now.messages.sentence.text()
    assert [one.board for one in safety.choices(covered) if one.board] == ["Beta"]


@pytest.mark.parametrize("harm", [emptied, Path.unlink])
@pytest.mark.parametrize("row", [0, 1])
def test_of_two_boards_that_were_here_the_one_is_put_back_that_is_chosen(
    windows: program_window.Windows, covered: Path, harm: Any, row: int, tmp_path: Path, qtbot: QtBot
) -> None:
    boards.create_board(tmp_path / "mine.mhhsboard", "l4", name="Mine")
    window = windows.show(boards.open_workspace(tmp_path / "mine.mhhsboard", actor="Ann"), remember=False)
    harm(covered)
    wanted = [one.board for one in safety.remedy(covered).boards]
    assert wanted[0] == "Beta"
    window.files.open(covered, read_only=False)
    asked = shown(Unopened)
    assert asked.remedy.text().startswith("More than one board was at this place")
    assert asked.boards.count() == 2
    asked.boards.setCurrentRow(row)
    assert asked.put_back is not None
    asked.put_back.click()
    assert name(windows.window) == wanted[row]


def test_a_window_whose_board_is_gone_asks_which_of_two_is_put_back(
    windows: program_window.Windows, covered: Path, qtbot: QtBot
) -> None:
    window = windows.show(boards.open_workspace(covered, actor="Ann"), remember=False)
    covered.unlink()
    dialog = listed(window)
    assert dialog.about.text().startswith("More than one board was at this place")
    assert [text.endswith(", “Beta” as it was last, at entry 2") for text in texts(dialog)] == [True, False]
    dialog.list.setCurrentRow(1)
    dialog.go.click()
    assert [one.board for one in safety.choices(covered) if one.board] == ["Beta"]


@pytest.mark.usefixtures("soon")
def test_a_window_under_which_another_board_is_put_says_so_and_puts_its_own_back(
    windows: program_window.Windows, window: MainWindow, board_path: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    mine = name(window)
    card = move(window)
    boards.create_board(tmp_path / "beta.mhhsboard", "l4-bare", name="Beta")
    board_path.write_bytes((tmp_path / "beta.mhhsboard").read_bytes())
    qtbot.waitUntil(lambda: "Another board was put in the place of" in window.messages.sentence.text(), timeout=30_000)
    dialog = listed(window)
    dialog.list.setCurrentRow(dialog.list.count() - 1)
    dialog.go.click()
    dialog.go.click()
    now = windows.window
    assert now is not None
    assert name(now) == mine
    assert now.workspace.board.artefact(card).stage == "in-progress"


@pytest.mark.usefixtures("soon")
def test_a_window_is_told_of_a_file_put_under_it_and_of_its_end(
    windows: program_window.Windows, window: MainWindow, board_path: Path, qtbot: QtBot
) -> None:
    good = board_path.read_bytes()
    kept = boards.watched(window.workspace)
    assert kept is not None
    qtbot.waitUntil(lambda: kept.backups._looked is not None and not kept.backups.working, timeout=30_000)
    one_letter(board_path)
    qtbot.waitUntil(lambda: "This board is damaged." in window.messages.sentence.text(), timeout=30_000)
    board_path.write_bytes(good)
    qtbot.waitUntil(lambda: window.messages.sentence.text() == program_window._WHOLE_AGAIN, timeout=30_000)


# -- at the start ------------------------------------------------------------------------------------------------------


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> list[Board]:
    """The boards that a start with a display comes to show."""
    found: list[Board] = []

    def run_window(workspace: Workspace, **_: Any) -> int:
        found.append(workspace.board)
        workspace.close()
        return 0

    monkeypatch.setattr(display, "why_no_window", lambda: "")
    monkeypatch.setattr(program_window, "run_window", run_window)
    return found


def when_asked(act: str, row: int = -1) -> list[str]:
    """Answer the dialog once it is there; what it said."""
    said: list[str] = []

    def answer() -> None:
        found = [top for top in QApplication.topLevelWidgets() if isinstance(top, Unopened) and top.isVisible()]
        if not found:
            QTimer.singleShot(20, answer)
            return
        said.extend([found[0].windowTitle(), found[0].why.text()])
        if row >= 0:
            found[0].boards.setCurrentRow(row)
        button = found[0].put_back if act == "put back" else None
        if button is not None:
            button.click()
        else:
            found[0].reject()

    QTimer.singleShot(0, answer)
    return said


def test_a_named_board_that_is_damaged_is_put_back_at_the_start(starts: list[Board], spoilt: Path) -> None:
    said = when_asked("put back")
    assert main(["-b", str(spoilt)]) == 0
    assert said[0] == "theirs.mhhsboard cannot be opened"
    assert [board.details.name for board in starts] == ["Theirs"]


@pytest.mark.parametrize("row", [0, 1])
def test_of_two_boards_that_were_at_a_place_one_is_chosen_at_the_start(
    starts: list[Board], covered: Path, row: int
) -> None:
    covered.unlink()
    wanted = safety.remedy(covered).boards[row].board
    when_asked("put back", row)
    assert main(["-b", str(covered)]) == 0
    assert [board.details.name for board in starts] == [wanted]


def test_a_named_board_that_was_deleted_is_put_back_at_the_start(starts: list[Board], spoilt: Path) -> None:
    spoilt.unlink()
    said = when_asked("put back")
    assert main(["-b", str(spoilt)]) == 0
    assert said[1].startswith("There is no board at ")
    assert [board.details.name for board in starts] == ["Theirs"]


def test_a_named_board_that_cannot_be_opened_is_told_in_a_dialog_and_on_the_terminal(
    starts: list[Board], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = when_asked("close")
    assert main(["-b", str(tmp_path / "gone.mhhsboard")]) == 1
    assert said[1] in capsys.readouterr().err
    assert "gone.mhhsboard" in said[1]
    assert starts == []


# -- who only reads ----------------------------------------------------------------------------------------------------


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a window looks after is looked after at once."""
    for name in ("_FIRST_WATCH_MS", "_LOOKING_MS", "_WATCH_MS"):
        monkeypatch.setattr(program_window, name, 50)


def one_letter(path: Path) -> None:
    """What the disk does: no look at the file's structure can see it."""
    content = path.read_bytes()
    at = content.rindex(b"Process 4")
    path.write_bytes(content[:at] + b"Process X" + content[at + 9 :])


def written_by_another(path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The board in a synced folder, somebody else writing to it."""
    (path.parent / f".{path.name}.holder-1").write_text('{"name": "Bea", "host": "elsewhere", "pid": 1, "free": false}')
    monkeypatch.setattr("mhhs_board.store.keeping.shared_place", lambda path: Shared("synced", "Dropbox"))
    return boards.open_workspace(path, actor="Ann")


def without_a_home(path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Nothing may be written where backups go."""
    (path.parent / "file").write_text("")
    monkeypatch.setattr(safety, "backups_root", lambda: path.parent / "file" / "backups")
    return boards.open_workspace(path, actor="Ann")


def write_protected(path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The file may not be written."""
    monkeypatch.setattr("mhhs_board.store.opening.may_write", lambda path: False)
    return boards.open_workspace(path, actor="Ann")


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize(
    "opened",
    [
        lambda path, _: boards.open_workspace(path, read_only=True),
        write_protected,
        written_by_another,
        without_a_home,
        lambda path, _: boards.open_workspace(path, actor="Ann"),
    ],
)
def test_damage_is_told_however_a_board_was_opened(
    windows: program_window.Windows, board_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, opened: Any
) -> None:
    one_letter(board_path)
    window = windows.show(opened(board_path, monkeypatch), remember=False)
    qtbot.waitUntil(lambda: "This board is damaged." in window.messages.sentence.text(), timeout=30_000)
    assert ("reading only" in window.messages.sentence.text()) == window.workspace.read_only
    assert "good backup" not in window.status_row.backup.text()


@pytest.mark.usefixtures("soon")
def test_a_damaged_copy_for_readers_is_told_to_its_reader(
    windows: program_window.Windows, window: MainWindow, board_path: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    copy = tmp_path / "for readers.mhhsboard"
    boards.copy_for_readers(window.workspace, copy)
    one_letter(copy)
    shown_to = windows.show(boards.open_workspace(copy), remember=False)
    qtbot.waitUntil(lambda: "This board is damaged." in shown_to.messages.sentence.text(), timeout=30_000)


@pytest.mark.usefixtures("soon")
def test_a_sound_board_that_is_read_is_looked_over_and_nothing_is_left(
    windows: program_window.Windows, board_path: Path, qtbot: QtBot
) -> None:
    beside = sorted(board_path.parent.iterdir())
    workspace = boards.open_workspace(board_path, read_only=True)
    window = windows.show(workspace, remember=False)
    kept = boards.watched(workspace)
    assert kept is not None
    qtbot.waitUntil(lambda: kept.backups._looked is not None and not kept.backups.working, timeout=30_000)
    qtbot.waitUntil(lambda: window.status_row.backup.text() == "No backup", timeout=30_000)
    assert sorted(board_path.parent.iterdir()) == beside
    assert safety.choices(board_path) == []


@pytest.mark.usefixtures("soon")
def test_a_board_replaced_by_an_older_copy_is_told_at_the_start(
    windows: program_window.Windows, window: MainWindow, board_path: Path, qtbot: QtBot
) -> None:
    older = board_path.read_bytes()
    move(window)
    safety.back_up(board_path)
    windows.close()
    board_path.write_bytes(older)
    workspace = boards.open_workspace(board_path, read_only=True)
    now = windows.show(workspace, remember=False)
    qtbot.waitUntil(
        lambda: "1 entry that was saved here is not in this board (entry 1)" in now.messages.sentence.text(), timeout=30_000
    )
    kept = boards.watched(workspace)
    assert kept is not None
    assert [one.seq for one in kept.backups.all()] == [2, 1]
    assert kept.status().last == kept.backups.all()[1]  # the other is none of this history


@pytest.mark.usefixtures("soon")
def test_a_clock_that_was_wrong_is_told_once(
    windows: program_window.Windows, board_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as then:
        then.setenv("MHHS_BOARD_NOW", "2099-01-01T10:00:00Z")
        move(windows.show(boards.open_workspace(board_path, actor="Ann", kept=False), remember=False))
        windows.close()
    safety.back_up(board_path)
    window = windows.show(boards.open_workspace(board_path, actor="Ann"), remember=False)
    qtbot.waitUntil(lambda: "Entry 2 of the history is dated" in window.messages.sentence.text(), timeout=30_000)
    windows.close()
    workspace = boards.open_workspace(board_path, actor="Ann")
    window = windows.show(workspace, remember=False)
    kept = boards.watched(workspace)
    assert kept is not None
    qtbot.waitUntil(lambda: kept.backups._looked is not None and not kept.backups.working, timeout=30_000)
    assert "is dated" not in window.messages.sentence.text()
