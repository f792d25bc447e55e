"""Every command once, open or closed with the reason, and the keys that are promised."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QMenuBar, QWidget
from pytestqt.qtbot import QtBot

from mhhs_board.ui.kit.actions import COMMANDS, NOTHING, READ_ONLY, Actions, State

ALL = [command for command in COMMANDS if command is not None]


def actions_of(qtbot: QtBot, only: set[str] | None = None) -> tuple[Actions, list[str], QWidget]:
    window = QWidget()
    qtbot.addWidget(window)
    board = QWidget(window)
    done: list[str] = []
    handlers = {
        command.id: (lambda name=command.id: done.append(name)) for command in ALL if only is None or command.id in only
    }
    return Actions(window, board, handlers, {"Move to": lambda menu: None}), done, window


def test_ids_and_keys_are_unique() -> None:
    ids = [command.id for command in ALL]
    keys = [key for command in ALL for key in command.keys]
    assert len(set(ids)) == len(ids)
    assert len(set(keys)) == len(keys)


def test_the_keys_that_are_promised() -> None:
    keys = {command.id: command.keys for command in ALL}
    promised = {
        "add": "N",
        "edit": "F2",
        "block": "B",
        "escalate": "E",
        "filter": "/",
        "undo": "Ctrl+Z",
        "redo": "Ctrl+Shift+Z",
    }
    assert {name: key for name, key in promised.items() if key not in keys[name]} == {}


def test_a_command_without_a_handler_does_not_exist(qtbot: QtBot) -> None:
    actions, _, window = actions_of(qtbot, {"undo", "redo", "quit"})
    bar = QMenuBar(window)
    actions.fill(bar)
    names = [action.text() for menu in bar.findChildren(QMenu) for action in menu.actions() if action.text()]
    assert sorted(names) == ["Quit", "Redo", "Undo"]
    assert {told.id for told in actions.told()} == {"undo", "redo", "quit"}


def test_a_read_only_board_closes_what_writes_and_says_why(qtbot: QtBot) -> None:
    actions, _, _ = actions_of(qtbot)
    actions.refresh(State(read_only=True, chosen=("a",), blocked=1, undo="Move", redo="Move"))
    writes = ["import", "undo", "redo", "add", "edit", "block", "escalate", "unblock", "retire"]
    for name in writes:
        assert not actions[name].isEnabled(), name
        assert READ_ONLY in actions[name].toolTip() or name in ("undo", "redo")
        assert actions.why_not(name) == READ_ONLY
    for name in ("open_board", "export", "snapshot", "filter", "inspector", "about"):
        assert actions[name].isEnabled(), name


def test_what_needs_a_card_says_so(qtbot: QtBot) -> None:
    actions, _, _ = actions_of(qtbot)
    actions.refresh(State())
    assert actions.why_not("block") == NOTHING
    assert NOTHING in actions["block"].toolTip()
    actions.refresh(State(chosen=("a", "b")))
    assert actions["block"].isEnabled()
    assert "Several" in actions.why_not("escalate")
    assert actions.why_not("unblock")


def test_undo_says_what_it_would_take_back_and_takes_no_letter_for_a_mnemonic(qtbot: QtBot) -> None:
    actions, done, _ = actions_of(qtbot)
    actions.refresh(State(undo="Move of R&D", redo=""))
    assert actions["undo"].text() == "Undo: Move of R&&D"
    assert not actions["redo"].isEnabled()
    actions["undo"].trigger()
    actions["redo"].trigger()
    assert done == ["undo"]
