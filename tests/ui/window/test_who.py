"""Who the user is, what "Saved" speaks of, and what another did: real keys, and the window another program writes beside."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mhhs_board.base import settings as keys
from mhhs_board.base.safe_write import write_private
from mhhs_board.base.settings import Settings
from mhhs_board.domain import telling
from mhhs_board.operations import blocking, configuring, editing, moving
from mhhs_board.program.window import Windows
from mhhs_board.ui.board.canvas import LIT_MS
from mhhs_board.ui.dialogs.name import YourName
from mhhs_board.ui.window.main_window import MainWindow
from tests.boards import one
from tests.ui.conftest import Opener
from tests.ui.windows import Maker, shown

Return = Qt.Key.Key_Return
CONTROL = Qt.KeyboardModifier.ControlModifier


def greeted() -> Settings:
    return Settings({"theme": "light"})


def send(window: MainWindow, qtbot: QtBot, workstream: str, ref: str) -> str:
    """Move a card to the next stage by key."""
    card = one(window.workspace.board, workstream, ref).id
    window.view.focus_card(card)
    qtbot.keyClick(window.view, Qt.Key.Key_Right, CONTROL)
    return card


def give(window: MainWindow, qtbot: QtBot, name: str) -> None:
    qtbot.keyClicks(window.welcome.name, name)
    qtbot.keyClick(window.welcome.name, Return)


# -- the name --------------------------------------------------------------------------------------------------------


def test_giving_a_name_keeps_what_can_be_undone(made: Maker, opened: Opener, qtbot: QtBot) -> None:
    window = made(opened(""), settings=greeted())
    card = send(window, qtbot, "smart", "Process 5")
    offered = window.actions_by_id["undo"].text()
    give(window, qtbot, "Maria")
    assert window.actions_by_id["undo"].text() == offered
    assert window.view.hasFocus()
    qtbot.keyClick(window.view, Qt.Key.Key_Z, CONTROL)
    assert window.workspace.board.artefact(card).stage == "backlog"


def test_giving_a_name_keeps_also_what_nobody_named_did_before_a_restart(made: Maker, opened: Opener, qtbot: QtBot) -> None:
    earlier = opened("")
    card = one(earlier.board, "smart", "Process 5").id
    earlier.run(moving.move, ids=[card], stage="in-progress")
    window = made(opened(""), settings=greeted())
    assert window.actions_by_id["undo"].isEnabled()
    give(window, qtbot, "Maria")
    assert window.actions_by_id["undo"].isEnabled()
    qtbot.keyClick(window.view, Qt.Key.Key_Z, CONTROL)
    assert window.workspace.board.artefact(card).stage == "backlog"
    assert made(opened("Maria")).actions_by_id["redo"].isEnabled()


def test_what_others_did_is_not_offered_to_be_undone_by_taking_a_name(made: Maker, opened: Opener, qtbot: QtBot) -> None:
    window = made(opened(""), settings=greeted())
    other = opened("AB")
    other.run(moving.move, ids=[one(other.board, "smart", "Process 5").id], stage="in-progress")
    window.performer.poll()
    give(window, qtbot, "AB")
    assert not window.actions_by_id["undo"].isEnabled()


@pytest.mark.parametrize("name", ["Maria", ""])
def test_the_name_is_asked_for_once_for_all_boards(
    name: str, opened: Opener, qtbot: QtBot, tmp_path: Path, board_path: Path
) -> None:
    windows = Windows(Settings({"theme": "light"}, path=tmp_path / "s" / "settings.json", write=write_private), "")
    try:
        window = windows.show(opened(""), remember=True)
        give(window, qtbot, name)
        windows.new_board(tmp_path / "second.mhhsboard")
        second = windows.window
        assert second is not None
        assert second is not window
        assert second.welcome.isHidden()
        assert second.workspace.actor == (name or "not stated")
    finally:
        windows.close()
    assert Settings.load(tmp_path / "s" / "settings.json", write_private).get(keys.NAME) == name


def test_a_name_that_another_running_program_kept_stays_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    here, there = Settings.load(path, write_private), Settings.load(path, write_private)
    there.set(keys.NAME, "Maria")
    here.set(keys.DENSITY, "full")
    kept = Settings.load(path, write_private)
    assert (kept.get(keys.NAME), kept.get(keys.DENSITY)) == ("Maria", "full")


def test_the_name_is_changed_in_a_menu(made: Maker, opened: Opener, qtbot: QtBot) -> None:
    settings = greeted()
    window = made(opened("Maria"), settings=settings)
    card = send(window, qtbot, "smart", "Process 5")
    window.actions_by_id["name"].trigger()
    dialog = shown(YourName)
    assert dialog.name.text() == "Maria"
    qtbot.keyClicks(dialog.name, "  Marie   Curie ")
    qtbot.keyClick(dialog.name, Return)
    assert settings.get(keys.NAME) == "Marie Curie"
    assert window.actions_by_id["undo"].isEnabled()
    send(window, qtbot, "smart", "Process 4")
    assert window.workspace.history()[-1].actor == "Marie Curie"
    assert window.workspace.history("artefact", card)[-1].actor == "Maria"


def test_the_name_dialog_left_with_escape_changes_nothing(made: Maker, opened: Opener, qtbot: QtBot) -> None:
    window = made(opened("Maria"), settings=greeted())
    window.actions_by_id["name"].trigger()
    dialog = shown(YourName)
    qtbot.keyClicks(dialog.name, "Nobody")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Escape)
    assert window.workspace.actor == "Maria"


def test_the_question_stands_beside_its_field(made: Maker, opened: Opener) -> None:
    workspace = opened("")
    workspace.run(configuring.configure, values={"name": "Ours"})
    window = made(workspace, settings=greeted())
    window.resize(1900, 800)
    QApplication.processEvents()
    bar = window.welcome
    assert bar.name.x() - (bar.sentence.x() + bar.sentence.width()) < 40


# -- saved, and what another did -------------------------------------------------------------------------------------


def test_saved_is_about_what_was_done_here(
    made: Maker, opened: Opener, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = made(opened("Maria"))
    said = window.title_row
    assert said.saved.text() == "✓ Saved"
    send(window, qtbot, "smart", "Process 5")
    assert said.saved.text() == "✓ Saved 08:00"
    monkeypatch.setenv("MHHS_BOARD_NOW", "2026-11-24T09:30:00Z")
    other = opened("AB")
    card = one(other.board, "advanced", "Process 6").id
    other.run(moving.move, ids=[card], stage="in-progress")
    window.performer.poll()
    assert said.saved.text() == "✓ Saved 08:00"
    assert said.others.text() == "AB moved Process 6"
    assert "09:30" in said.others.toolTip()
    assert card in window.view.marks.lit
    send(window, qtbot, "smart", "Process 4")
    assert said.saved.text() == "✓ Saved 09:30"
    assert said.others.text() == ""


def test_a_card_that_another_changed_is_lit_for_a_moment_and_looks_so(
    made: Maker, opened: Opener, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mhhs_board.ui.board.canvas.LIT_MS", 300)
    window = made(opened("Maria"))
    other = opened("AB")
    card = one(other.board, "advanced", "Process 6").id
    other.run(editing.edit, artefact=card, values={"owner": "DIP"})
    window.performer.poll()
    place = window.view.visualRect(window.view.cards.index_of(card)).adjusted(-6, -6, 6, 6)
    lit = window.view.viewport().grab(place).toImage()
    assert window.view.marks.lit == {card: "AB"}
    assert 2_000 <= LIT_MS <= 10_000
    qtbot.waitUntil(lambda: not window.view.marks.lit, timeout=5_000)
    assert window.view.viewport().grab(place).toImage() != lit


@pytest.mark.parametrize("theme", ["light", "dark", "high_contrast"])
def test_what_is_lit_in_a_fold_is_lit_with_its_cell(made: Maker, opened: Opener, theme: str) -> None:
    window = made(opened("Maria"), settings=Settings({"theme": theme, "welcome": False}))
    window.view.set_folded({"advanced"}, ())
    other = opened("AB")
    card = one(other.board, "advanced", "Process 6").id
    before = window.view.viewport().grab().toImage()
    window.view.light({card}, "AB")
    assert window.view.viewport().grab().toImage() != before


def test_what_another_did_is_told_in_few_words(made: Maker, opened: Opener) -> None:
    window = made(opened("Maria"))
    other = opened("AB")
    cards = [one(other.board, "smart", ref).id for ref in ("Process 5", "Process 4")]
    said = []
    for act, arguments in (
        (blocking.block, {"ids": cards[:1], "reason": "open"}),
        (editing.retire, {"ids": cards[1:]}),
        (configuring.configure, {"values": {"name": "Ours"}}),
    ):
        other.run(act, **arguments)
        window.performer.poll()
        said.append(window.title_row.others.text())
    other.actor = ""
    other.run(editing.retire, ids=cards[:1])
    window.performer.poll()
    said.append(window.title_row.others.text())
    assert said == [
        "AB blocked Process 5",
        "AB retired Process 4",
        "AB: Board settings: name",
        "Somebody retired Process 5",
    ]


def test_undo_of_another_is_told_as_what_it_was(opened: Opener) -> None:
    other = opened("AB")
    card = one(other.board, "smart", "Process 5").id
    other.run(moving.move, ids=[card], stage="in-progress")
    undone = other.undo()
    assert undone is not None
    assert telling.heard(undone, other.board) == "AB took back a change of Process 5"


def test_what_is_mine_follows_the_name(made: Maker, opened: Opener, qtbot: QtBot) -> None:
    workspace = opened("")
    card = one(workspace.board, "smart", "Process 5").id
    workspace.run(editing.edit, artefact=card, values={"owner": "Maria"})
    window = made(workspace, settings=greeted())
    window.filter_bar.set_text("is:mine")
    give(window, qtbot, "Maria")
    assert [one.id for one in workspace.board.artefacts() if not window.filtering.hides(one.id)] == [card]


def test_a_board_put_back_forgets_what_was_heard(made: Maker, opened: Opener) -> None:
    window = made(opened("Maria"))
    window.title_row.hear("AB moved Process 6", "09:30")
    window._read_again()
    assert (window.title_row.others.text(), window.title_row.saved.text()) == ("", "✓ Saved")
