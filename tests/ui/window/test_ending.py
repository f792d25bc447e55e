"""The program ends within a second when it is told to, loses nothing that was typed, and speaks to no network."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mhhs_board.base import session
from mhhs_board.base.drafts import Draft, Drafts
from mhhs_board.base.safe_write import write_file
from mhhs_board.domain.records import Artefact
from mhhs_board.operations import editing
from mhhs_board.program import boards
from mhhs_board.ui.window.drafting import LeftDialog
from mhhs_board.workspace import Workspace
from tests.boards import one
from tests.ui.windows import Maker

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def running(board: Path, *how: str, ready: str = "") -> Iterator[subprocess.Popen[str]]:
    """The program, painted and ready, with what it says that it shows."""
    command = [sys.executable, "-m", "tests.ui.ending", str(board), *how]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    ) as program:
        assert program.stdout is not None
        line = program.stdout.readline()
        assert line.startswith("ready"), program.communicate()
        assert ready in line
        yield program
        program.kill()


def ended(program: subprocess.Popen[str], number: int) -> str:
    """How it ends after a signal."""
    program.send_signal(number)
    out, err = program.communicate(timeout=30)
    said = [line for line in err.splitlines() if "propagateSizeHints" not in line]  # the platform without a screen
    assert (program.returncode, said) == (0, []), (program.returncode, err)
    return out


def left(board: Path) -> list[tuple[str, str, str]]:
    """The drafts that another window on the board is offered."""
    return [(draft.where, draft.field, draft.text) for draft in Drafts(str(board), "next-1", write_file).left()]


@pytest.mark.needs_qt
@pytest.mark.skipif(sys.platform == "win32", reason="has no such signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_it_ends_by_itself_when_told_to_and_keeps_what_was_typed(board_path: Path, name: str) -> None:
    for how, kept in (
        ("dialog", ("Add artefact", "Title", "half a title")),
        ("typed", ("Inspector", "Owner", "half a na")),
        ("adding", ("Add artefact", "New artefact", "half a card")),
    ):
        with running(board_path, how) as program:
            out = ended(program, getattr(signal, name))
        assert out.strip() == "ended 0 []"
        assert left(board_path) == [kept]
        Drafts(str(board_path), "next-1", write_file).forget()
    assert list((session.folder() / "windows").iterdir()) == []


@pytest.mark.needs_qt
def test_the_end_of_the_session_keeps_what_was_typed(board_path: Path) -> None:
    with running(board_path, "typed", "dialog", "logout") as program:
        program.kill()  # nothing else may have kept it
        program.wait()
    assert set(left(board_path)) == {("Inspector", "Owner", "half a na"), ("Add artefact", "Title", "half a title")}


@pytest.mark.needs_qt
def test_a_board_that_the_system_hands_over_is_shown(board_path: Path, tmp_path: Path) -> None:
    other = tmp_path / "Ours, too.mhhsboard"
    boards.create_board(other, "l4-bare", name="Ours, too")
    with running(board_path, f"open={other}", ready="Ours, too – L4 Design Board") as program:
        assert ended(program, signal.SIGTERM).strip() == "ended 0 []"


@pytest.mark.needs_qt
def test_a_table_that_the_system_hands_over_is_offered_as_an_import(board_path: Path, tmp_path: Path) -> None:
    table = tmp_path / "more.csv"
    table.write_text("ref,title,workstream\nBP001,Change of supplier,Smart\n", encoding="utf-8")
    with running(board_path, f"open={table}", ready="Import") as program:
        assert ended(program, signal.SIGTERM).strip() == "ended 0 []"


def killed_with_a_draft(program: subprocess.Popen[str]) -> None:
    """Kill a program once what is typed in it is on the disk."""
    deadline = time.monotonic() + 30
    while not list((session.folder() / "drafts").glob("*.json")) and time.monotonic() < deadline:
        time.sleep(0.1)
    program.kill()
    program.wait()


@pytest.mark.needs_qt
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="has no such signal")
def test_what_was_typed_outlives_a_kill(board_path: Path) -> None:
    with running(board_path, "typed") as program:
        killed_with_a_draft(program)
    assert left(board_path) == [("Inspector", "Owner", "half a na")]


@pytest.mark.needs_qt
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="has no such signal")
def test_what_was_to_be_added_outlives_a_kill_also_in_a_closed_box(board_path: Path) -> None:
    with running(board_path, "adding") as program:
        killed_with_a_draft(program)
    assert left(board_path) == [("Add artefact", "New artefact", "half a card")]


@pytest.mark.needs_qt
@pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="cannot look at a program's sockets here")
def test_a_board_in_a_file_opens_no_socket(board_path: Path) -> None:
    with running(board_path, "typed") as program:
        handles = Path(f"/proc/{program.pid}/fd")
        links = [os.readlink(handle) for handle in handles.iterdir()]
        assert any("mhhsboard" in link for link in links)  # it is the program itself that is looked at
        mine = {link[8:-1] for link in links if link.startswith("socket:[")}
        network: set[str] = set()
        for table in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6"):
            rows = Path(f"/proc/{program.pid}/net/{table}").read_text().splitlines()[1:]
            network |= {row.split()[9] for row in rows}
        assert not mine & network
        assert ended(program, signal.SIGTERM).strip() == "ended 0 []"


DAMAGED = """
import os, sys
from mhhs_board.drawing import display
from mhhs_board.cli.main import main
display.why_no_window = lambda: ""
from mhhs_board.program import qt_import
bring_in = qt_import.bring_in
def brought_in():
    bring_in()
    from PySide6.QtCore import QTimer
    from mhhs_board.ui.dialogs.backups import Unopened
    show = Unopened.showEvent
    def shown(dialog, event):
        show(dialog, event)
        QTimer.singleShot(0, lambda: print("shown", flush=True))
    Unopened.showEvent = shown
qt_import.bring_in = brought_in
sys.exit(main([sys.argv[1]]))
"""


@pytest.mark.needs_qt
@pytest.mark.skipif(sys.platform == "win32", reason="has no such signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_is_heard_in_the_dialog_of_a_damaged_board_where_nothing_moves(board_path: Path, name: str) -> None:
    with board_path.open("r+b") as file:
        file.truncate(board_path.stat().st_size // 2)
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", DAMAGED, str(board_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    ) as program:
        try:
            assert program.stderr is not None
            assert "damaged" in program.stderr.readline()
            assert program.stdout is not None
            assert program.stdout.readline() == "shown\n"
            time.sleep(1)  # nothing happens any more
            assert program.poll() is None
            sent = time.monotonic()
            program.send_signal(getattr(signal, name))
            program.wait(timeout=10)
            assert time.monotonic() - sent < 5
            assert program.returncode == 130
        finally:
            program.kill()


@pytest.mark.needs_qt
@pytest.mark.skipif(sys.platform == "win32", reason="has no such signals")
@pytest.mark.parametrize("where", ["before", "painted", "while it opens"])
def test_a_signal_is_heard_before_the_first_event(board_path: Path, where: str) -> None:
    """Qt forgets an `exit` from before its events begin."""
    code = f"""
import os, signal, sys
from mhhs_board.program import boards
from mhhs_board.program.window import Windows, run_window
def strike(*_):
    os.kill(os.getpid(), signal.SIGTERM)
where = {where!r}
show = Windows.show
def shown(windows, *arguments, **named):
    if where == "before":
        strike()
    window = show(windows, *arguments, **named)
    if where == "while it opens":
        strike()
        from PySide6.QtWidgets import QApplication
        QApplication.processEvents()
        QApplication.processEvents()
    return window
Windows.show = shown
print(run_window(boards.open_workspace(__import__("pathlib").Path(sys.argv[1])), painted=strike if where == "painted" else None))
"""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", code, str(board_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=30, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "0"), done.stderr


# -- offered again -----------------------------------------------------------------------------------------------------


@pytest.fixture
def drafts(workspace: Workspace) -> Drafts:
    """What this window keeps, after one that is gone left an owner half typed and a dialog."""
    card = one(workspace.board, "smart", "Process 4")
    gone = Drafts(workspace.location, "gone-1", write_file)
    gone.keep(
        [Draft("Inspector", "Owner", "half a na", card.id, "owner", card.owner), Draft("Add artefact", "Title", "half")]
    )
    return Drafts(workspace.location, "mine-2", write_file)


def offered() -> LeftDialog:
    """The dialog that offers them."""
    (found,) = (top for top in QApplication.topLevelWidgets() if isinstance(top, LeftDialog) and top.isVisible())
    return found


def test_drafts_are_offered_and_put_back_and_nothing_is_saved_by_it(
    made: Maker,
    workspace: Workspace,
    drafts: Drafts,
    qtbot: QtBot,
) -> None:
    window = made(workspace)
    window.keep_drafts(drafts)
    qtbot.waitUntil(lambda: any(isinstance(top, LeftDialog) for top in QApplication.topLevelWidgets()))
    dialog = offered()
    assert "half a na" in dialog.text.toPlainText()
    assert "Process 4" in dialog.text.toPlainText()
    head = workspace.head
    dialog.put_back.click()
    card = one(workspace.board, "smart", "Process 4")
    field = window.side.inspector.details.field("owner")
    assert (window.side.inspector.shown_id, window.side.inspector.details.text("owner")) == (card.id, "half a na")
    assert workspace.head == head
    assert not drafts.left()
    left_over = Drafts(workspace.location, "next-3", write_file).left()  # what belongs nowhere now goes on to the next
    assert ("Add artefact", "half") in [(draft.where, draft.text) for draft in left_over]
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_End)
    qtbot.keyClick(field, "m")
    field.editingFinished.emit()
    assert workspace.board.of(Artefact)[card.id].owner == "half a nam"


def test_a_draft_put_back_over_anothers_change_is_judged_against_what_was_seen(
    made: Maker,
    opened: object,
    workspace: Workspace,
    drafts: Drafts,
    qtbot: QtBot,
) -> None:
    card = one(workspace.board, "smart", "Process 4")
    other = opened("Bob")  # type: ignore[operator]
    other.run(editing.edit, artefact=card.id, values={"owner": "Bob"})
    workspace.poll()
    window = made(workspace)
    window.keep_drafts(drafts)
    qtbot.waitUntil(lambda: any(isinstance(top, LeftDialog) for top in QApplication.topLevelWidgets()))
    offered().put_back.click()
    window.side.inspector.details.commit("owner")
    assert "Bob" in window.side.inspector.details.sentence.text()
    assert workspace.board.of(Artefact)[card.id].owner == "Bob"
    assert window.side.inspector.details.text("owner") == "half a na"


def test_what_was_to_be_added_is_put_back_where_it_was_typed(made: Maker, workspace: Workspace, qtbot: QtBot) -> None:
    window = made(workspace)
    gone = window.keep_drafts(Drafts(workspace.location, "gone-1", write_file))
    window.adding.open("elexon", "l4-review", 1)
    qtbot.keyClicks(window.adding.editor.text, "BP077 Half a card")
    qtbot.keyClick(window.adding.editor.text, Qt.Key.Key_Escape)
    gone.keep()
    window.close()
    again = made(workspace)
    mine = Drafts(workspace.location, "mine-2", write_file)
    again.keep_drafts(mine)
    qtbot.waitUntil(lambda: any(isinstance(top, LeftDialog) and top.isVisible() for top in QApplication.topLevelWidgets()))
    head = workspace.head
    offered().put_back.click()
    editor = again.adding.editor
    assert (editor.isVisible(), editor.text.toPlainText()) == (True, "BP077 Half a card")
    assert workspace.head == head
    assert not mine.left()
    assert [(draft.text, draft.seen) for draft in again.adding.drafts()] == [("BP077 Half a card", "elexon\nl4-review")]
    qtbot.keyClick(editor.text, Qt.Key.Key_Return)
    qtbot.keyClicks(editor.why, "stood there before")
    qtbot.keyClick(editor.why, Qt.Key.Key_Return)
    assert one(workspace.board, "elexon", "BP077").stage == "l4-review"
    assert again.adding.drafts() == []


def test_discarded_drafts_are_gone_and_later_keeps_them(
    made: Maker,
    workspace: Workspace,
    drafts: Drafts,
    qtbot: QtBot,
) -> None:
    window = made(workspace)
    drafting = window.keep_drafts(drafts)
    qtbot.waitUntil(lambda: any(isinstance(top, LeftDialog) for top in QApplication.topLevelWidgets()))
    offered().later.click()
    assert drafts.left()
    drafting.offer()
    offered().forgotten.click()
    assert not drafts.left()


def test_what_is_typed_in_the_filter_is_no_draft(made: Maker, workspace: Workspace, drafts: Drafts, qtbot: QtBot) -> None:
    drafts.forget()
    window = made(workspace)
    drafting = window.keep_drafts(drafts)
    qtbot.keyClicks(window.filter_bar.line, "process")
    drafting.keep()
    assert Drafts(workspace.location, "next-3", write_file).left() == []
