"""Boards as files: the first start, recent boards, copies, what is dropped on the window, and what an import would do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from mhhs_board.base import settings as keys
from mhhs_board.base.settings import Settings
from mhhs_board.domain.errors import ReadOnly, Refused
from mhhs_board.domain.records import Artefact
from mhhs_board.exchange import files
from mhhs_board.operations import editing, moving
from mhhs_board.program import boards
from mhhs_board.program.window import Windows
from mhhs_board.ui.dialogs.boards import FromTemplate, HandedOver
from mhhs_board.ui.window import state as window_state
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.ui.window.start_panel import StartPanel
from tests.boards import one
from tests.ui.previewed import opened, preview, read, settled

FILE = """Reference,Title,Workstream,Stage
BP900,A new process,SMART,Backlog
Process 4,Another title,SMART,In Progress
,,,
BP901,<b>bold</b>,Nowhere,Backlog
"""


@pytest.fixture
def settings() -> Settings:
    return Settings({"theme": "light"})


@pytest.fixture
def windows(settings: Settings, qtbot: QtBot) -> Iterator[Windows]:
    made = Windows(settings, "Ann")
    yield made
    made.close()


@pytest.fixture
def window(windows: Windows, board_path: Path, qtbot: QtBot) -> MainWindow:
    shown = windows.show(boards.open_workspace(board_path, actor="Ann"), remember=True)
    qtbot.waitExposed(shown)
    return shown


def now(windows: Windows) -> MainWindow:
    assert windows.window is not None
    return windows.window


def modal(kind: type[QWidget]) -> Any:
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind), found
    return found


def recent(window: MainWindow) -> list[Any]:
    """The entries of the menu of recent boards."""
    menu = QMenu(window)
    window.files.fill_recent(menu)
    return menu.actions()


# -- the first start ---------------------------------------------------------------------------------------------------


def test_the_first_start_offers_three_ways_and_takes_no_keyboard(
    window: MainWindow, windows: Windows, tmp_path: Path, qtbot: QtBot
) -> None:
    (panel,) = window.findChildren(StartPanel)
    assert panel.isVisible()
    assert [button.text() for button in panel.buttons] == [
        "Open a board I was sent…",
        "Start our board…",
        "Look at the example",
    ]
    assert QApplication.activeModalWidget() is None
    panel.buttons[2].click()
    assert panel.isHidden()
    assert window.welcome.isVisible()
    assert window.welcome.sentence.text().startswith("Example on this computer; nothing is shared.")
    again = windows.show(boards.open_workspace(Path(window.workspace.location)), remember=True)
    assert not again.findChildren(StartPanel)


def test_a_board_of_ones_own_answers_the_panel(window: MainWindow, windows: Windows, tmp_path: Path) -> None:
    windows.new_board(tmp_path / "ours.mhhsboard")
    assert windows._settings.get(keys.STARTED)
    assert not now(windows).findChildren(StartPanel)
    assert now(windows).welcome.isHidden()


# -- opening -----------------------------------------------------------------------------------------------------------


def test_a_template_is_asked_for_and_the_board_made_from_it(
    window: MainWindow, windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window.files, "ask", lambda title, name, kinds, then: then(tmp_path / "made.mhhsboard"))
    window.actions_by_id["new_template"].trigger()
    dialog = modal(FromTemplate)
    dialog.templates.setCurrentIndex(2)
    assert "add workstreams" in dialog.holds.text()
    dialog.name.setText("Ours & theirs")
    dialog.go.click()
    board = now(windows).workspace.board
    assert (board.details.name, len(board.workstreams), board.count()) == ("Ours & theirs", 0, 0)
    assert windows._settings.get(keys.LAST_BOARD) == str(tmp_path / "made.mhhsboard")


def test_a_board_opened_for_reading_writes_nothing_and_opens_so_again(
    window: MainWindow, windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = tmp_path / "sent.mhhsboard"
    boards.create_board(sent, "l4")
    before = sent.read_bytes()
    monkeypatch.setattr(window.files, "ask", lambda title, name, kinds, then: then(sent))
    window.actions_by_id["open_reading"].trigger()
    assert now(windows).workspace.read_only
    assert not now(windows).actions_by_id["import"].isEnabled()
    assert sent.read_bytes() == before
    windows.open_board(Path(window.workspace.location))
    assert not now(windows).workspace.read_only
    (entry,) = (action for action in recent(now(windows)) if action.text() == "sent")
    entry.trigger()
    assert now(windows).workspace.read_only


def test_recent_boards_that_are_gone_are_grey_and_say_so(window: MainWindow, windows: Windows, tmp_path: Path) -> None:
    windows.new_board(tmp_path / "ours & theirs.mhhsboard")
    windows.new_board(tmp_path / "gone.mhhsboard")
    windows.open_board(tmp_path / "ours & theirs.mhhsboard")
    (tmp_path / "gone.mhhsboard").unlink()
    told = [(action.text(), action.isEnabled()) for action in recent(now(windows))]
    assert told == [("ours && theirs", False), ("gone", False), ("board", True)]
    assert "not there any more" in " ".join(recent(now(windows))[1].toolTip().split())


def test_a_hostile_list_of_recent_boards_breaks_nothing(windows: Windows, board_path: Path, settings: Settings) -> None:
    settings.set(keys.RECENT, [1, None, {"a": 1}, "<img src=x>" * 50, "\0", ""])
    settings.set(
        keys.BOARDS, [1, {"path": 3}, {"path": str(board_path), "folded": [[], 7, "no"], "density": 5, "filter": {}}]
    )
    settings.set(keys.PLACE, ["x", 1, 2, 3, 4])
    shown = windows.show(boards.open_workspace(board_path), remember=True)
    assert len(recent(shown)) >= 2
    assert shown.filter_bar.text == ""


# -- the window's state ------------------------------------------------------------------------------------------------


def test_each_board_is_looked_at_as_it_was_and_the_window_is_where_it_was(
    window: MainWindow, windows: Windows, board_path: Path, tmp_path: Path
) -> None:
    window.setGeometry(40, 50, 700, 500)
    lane = window.workspace.board.workstreams[0].id
    window.view.set_folded({lane}, {"backlog"})
    window.filter_bar.set_text("is:blocked")
    windows.new_board(tmp_path / "ours.mhhsboard")
    assert now(windows).filter_bar.text == ""
    assert now(windows).geometry().size().width() == 700
    windows.open_board(board_path)
    assert now(windows).filter_bar.text == "is:blocked"
    assert now(windows).view.folded == (frozenset({lane}), frozenset({"backlog"}))


def test_a_window_of_a_larger_screen_is_cut_to_this_one(window: MainWindow) -> None:
    room = window.screen().availableGeometry()
    window.settings.set(keys.PLACE, [30, 40, room.width() + 500, room.height() - 100, 0])
    window_state.restore(window.parts)
    assert window.geometry() == QRect(0, 40, room.width(), room.height() - 100)


@pytest.mark.parametrize("place", [[], [9000, 9000, 500, 500, 0], [0, 0, 1], [0, 0, 10**9, 5, 0], [True, 1, 2, 3, 4]])
def test_a_place_on_no_screen_is_left(window: MainWindow, place: list[Any]) -> None:
    before = window.geometry()
    window.settings.set(keys.PLACE, place)
    window_state.restore(window.parts)
    assert window.geometry() == before


# -- copies ------------------------------------------------------------------------------------------------------------


def test_a_copy_is_the_whole_board_and_never_takes_anothers_place(window: MainWindow, tmp_path: Path) -> None:
    doors = window.files._doors
    card = one(window.workspace.board, "smart", "Process 4")
    window.workspace.run(moving.move, ids=[card.id], stage="l4-review")
    doors.save_copy(tmp_path / "copy.mhhsboard")
    copied = boards.open_workspace(tmp_path / "copy.mhhsboard", kept=False)
    assert (copied.head.seq, copied.board.artefact(card.id).stage) == (2, "l4-review")
    copied.close()
    window.performer.write_file(doors.save_copy, tmp_path / "copy.mhhsboard")
    assert "is there already" in window.messages.sentence.text()


def test_a_copy_for_readers_has_one_entry_no_notes_and_never_opens_to_work_on(window: MainWindow, tmp_path: Path) -> None:
    doors = window.files._doors
    card = one(window.workspace.board, "smart", "Process 4")
    window.workspace.run(editing.edit, artefact=card.id, values={"notes": "Canary-Zeta", "owner": "Ann"})
    path = tmp_path / "readers.mhhsboard"
    doors.save_for_readers(path)
    assert b"Canary-Zeta" not in path.read_bytes()
    with_readers = boards.open_workspace(path, actor="Bob")
    assert with_readers.read_only
    assert [entry.verb for entry in with_readers.history()] == ["new"]
    assert with_readers.board.of(Artefact)[card.id].owner == "Ann"
    with pytest.raises(ReadOnly, match="copy for readers"):
        with_readers.run(moving.move, ids=[card.id], stage="l4-review")
    with_readers.close()
    with pytest.raises(Refused):
        doors.save_for_readers(path)


# -- dropping ----------------------------------------------------------------------------------------------------------


def drop(widget: QWidget, *addresses: str | Path) -> bool:
    """Drop files on a widget as another program would; whether the program takes them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(one)) if isinstance(one, Path) else QUrl(one) for one in addresses])
    action, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(50, 50), action, data, button, none)
    QApplication.sendEvent(widget, entering)
    dropping = QDropEvent(QPointF(50, 50), action, data, button, none)
    if entering.isAccepted():
        QApplication.sendEvent(widget, dropping)
    return entering.isAccepted()


def test_a_board_dropped_is_offered_for_reading_first(window: MainWindow, windows: Windows, tmp_path: Path) -> None:
    sent = tmp_path / "sent.mhhsboard"
    boards.create_board(sent, "l4")
    assert drop(window, sent)
    dialog = modal(HandedOver)
    assert dialog.read.isDefault()
    dialog.read.click()
    assert now(windows).workspace.location == str(sent)
    assert now(windows).workspace.read_only


def test_a_table_dropped_shows_what_it_would_do_and_writes_nothing(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(FILE)
    head = window.workspace.head
    assert drop(window, tmp_path / "a.csv")
    dialog = opened(window)
    assert dialog is not None
    assert window.workspace.head == head
    dialog.reject()
    assert window.workspace.head == head


@pytest.mark.parametrize("name", ["a.exe", "board.mhhsboard.lnk", "gone.csv", "folder"])
def test_anything_else_dropped_is_one_sentence(window: MainWindow, tmp_path: Path, name: str) -> None:
    (tmp_path / "a.exe").write_bytes(b"MZ")
    (tmp_path / "folder").mkdir()
    drop(window, tmp_path / name)
    assert QApplication.activeModalWidget() is None
    assert "Boards end in .mhhsboard" in window.messages.sentence.text()


@pytest.mark.parametrize("addresses", [("http://x/a.csv",), ("file://server/share/a.csv", "javascript:1"), ("a:b", "c:d")])
def test_addresses_elsewhere_are_never_followed(window: MainWindow, addresses: tuple[str, ...]) -> None:
    drop(window, *addresses)
    assert QApplication.activeModalWidget() is None
    assert window.messages.isVisible()


def test_text_and_foreign_data_are_no_files(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("hello")
    data.setData("application/x-python-pickle", b"cos\nsystem\n(S'x'\ntR.")
    event = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    event.ignore()
    QApplication.sendEvent(window, event)
    assert not event.isAccepted()


def test_nothing_is_imported_into_a_board_open_for_reading(windows: Windows, board_path: Path, tmp_path: Path) -> None:
    shown = windows.show(boards.open_workspace(board_path, read_only=True), remember=True)
    (tmp_path / "a.csv").write_text(FILE)
    drop(shown, tmp_path / "a.csv")
    assert QApplication.activeModalWidget() is None
    assert "nothing can be imported" in shown.messages.sentence.text()


# -- importing ---------------------------------------------------------------------------------------------------------


def test_the_preview_tells_every_verdict_and_imports_only_by_its_button(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "a.csv").write_text(FILE)
    dialog = preview(window, tmp_path / "a.csv")
    model = dialog.table.model()
    told = [[model.index(row, column).data() for column in (0, 2, 3, 1, 7)] for row in range(model.rowCount())]
    assert [row[3] for row in told][:3] == ["? question", "+ new", "✎ update"], "questions first"
    assert "Nowhere" in told[0][4]
    assert "1 new, 1 update" in dialog.counts.text()
    assert dialog.go.text() == "Import 2 artefacts"
    questions = next(button for button in dialog.only.buttons if "question" in button.text())
    questions.click()
    assert [model.index(row, 1).data() for row in range(model.rowCount())] == ["? question"]
    dialog.go.click()
    assert window.workspace.head.seq == 2
    assert window.workspace.history()[-1].verb == "import"
    assert "1 new" in window.messages.sentence.text()


def test_empty_cells_clear_only_where_the_box_is_ticked(window: MainWindow, tmp_path: Path) -> None:
    card = one(window.workspace.board, "smart", "Process 4")
    window.workspace.run(editing.edit, artefact=card.id, values={"owner": "Ann"})
    (tmp_path / "a.csv").write_text("Reference,Title,Workstream,Owner\nProcess 4,Process 4,Smart,\n")
    dialog = preview(window, tmp_path / "a.csv")
    model = dialog.table.model()
    assert (dialog.clear.isChecked(), model.index(0, 1).data(), dialog.go.isEnabled()) == (False, "= unchanged", False)
    dialog.clear.setChecked(True)
    settled(dialog)
    assert (model.index(0, 1).data(), model.index(0, 7).data()) == ("✎ update", "clears owner (was Ann)")
    assert dialog.go.text() == "Import 1 artefact"
    dialog.go.click()
    assert window.workspace.board.artefact(card.id).owner == ""


def test_of_a_file_that_is_gone_by_then_the_preview_says_so_and_imports_nothing(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(FILE)
    dialog = preview(window, tmp_path / "a.csv")
    (tmp_path / "a.csv").unlink()
    dialog.clear.setChecked(True)
    settled(dialog)
    assert dialog.isVisible(), "what was chosen is not lost"
    assert "There is no file" in dialog.counts.text()
    assert not dialog.go.isEnabled()
    dialog.reject()


def test_our_own_export_says_all_it_holds_so_nothing_is_asked(window: MainWindow, tmp_path: Path) -> None:
    workspace = window.workspace
    files.export(workspace, files.Sight.now(workspace), tmp_path / "own.csv")
    dialog = preview(window, tmp_path / "own.csv")
    assert dialog.clear.isHidden()
    dialog.reject()


def test_a_workbook_dropped_is_told_what_to_do(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "Plan.ods").write_bytes(b"PK")
    drop(window, tmp_path / "Plan.ods")
    assert "save it as" in window.messages.sentence.text()


def test_a_file_that_cannot_be_read_is_said_and_no_dialog_opens(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{")
    assert read(window, tmp_path / "a.json") is None
    assert QApplication.activeModalWidget() is None
    assert window.messages.isVisible()


def test_a_file_with_nothing_new_has_nothing_to_import(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Reference,Title,Workstream,Stage\n")
    found = read(window, tmp_path / "a.csv")
    assert not found.go.isEnabled() if found is not None else window.messages.isVisible()
