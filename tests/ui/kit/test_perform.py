"""Operations run for the window: kept, refused, asked for a line, warned of, undone."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mhhs_board.domain.errors import Unavailable
from mhhs_board.domain.journal import Entry
from mhhs_board.operations import configuring, escalating, moving
from mhhs_board.operations.context import wish
from mhhs_board.ui.kit.banner import MessageBar, PromptBar
from mhhs_board.ui.kit.perform import Performer
from mhhs_board.workspace import Workspace
from tests.boards import one
from tests.ui.conftest import Opener


@dataclass
class Rig:
    """A performer with its bars in a shown window."""

    workspace: Workspace
    window: QWidget
    messages: MessageBar
    prompt: PromptBar
    performer: Performer
    kept: list[Entry | None] = field(default_factory=list)


def rig_of(qtbot: QtBot, workspace: Workspace) -> Rig:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    messages, prompt = MessageBar(), PromptBar()
    layout.addWidget(messages)
    layout.addWidget(prompt)
    window.resize(900, 120)
    window.show()
    return Rig(workspace, window, messages, prompt, Performer(workspace, messages, prompt, window))


@pytest.fixture
def rig(qtbot: QtBot, workspace: Workspace) -> Rig:
    return rig_of(qtbot, workspace)


def test_a_move_is_kept_and_told(rig: Rig) -> None:
    board = rig.workspace.board
    card = one(board, "smart", "Process 5")
    rig.performer.perform(wish(moving.move, ids=[card.id], stage="in-progress"), rig.kept.append)
    assert board.artefact(card.id).stage == "in-progress"
    assert rig.kept[0] is not None
    assert rig.messages.isHidden()


def test_a_skip_asks_for_a_line_keeps_it_and_goes_on(rig: Rig, qtbot: QtBot) -> None:
    board = rig.workspace.board
    card = one(board, "smart", "Process 5")
    rig.performer.perform(wish(moving.move, ids=[card.id], stage="l4-review"), rig.kept.append)
    assert rig.kept == []
    assert board.artefact(card.id).stage == "backlog"
    assert rig.prompt.isVisible()
    assert "skip" in rig.prompt.sentence.text()
    qtbot.keyClicks(rig.prompt.line, "agreed at the checkpoint")
    qtbot.keyClick(rig.prompt.line, Qt.Key.Key_Return)
    assert board.artefact(card.id).stage == "l4-review"
    assert board.artefact(card.id).stage_note == "agreed at the checkpoint"
    assert len(rig.kept) == 1
    assert rig.prompt.isHidden()


def test_a_line_that_is_refused_stays_to_be_mended(rig: Rig, qtbot: QtBot) -> None:
    card = one(rig.workspace.board, "smart", "Process 5")
    rig.performer.perform(wish(moving.move, ids=[card.id], stage="l4-review"))
    typed = "x" * 400
    rig.prompt.line.setText(typed)
    qtbot.keyClick(rig.prompt.line, Qt.Key.Key_Return)
    assert rig.workspace.board.artefact(card.id).stage == "backlog"
    assert rig.prompt.isVisible()
    assert rig.prompt.line.text() == typed
    assert "300" in rig.messages.sentence.text()


def test_escape_gives_a_prompt_up_and_nothing_is_written(rig: Rig, qtbot: QtBot) -> None:
    card = one(rig.workspace.board, "smart", "Process 5")
    head = rig.workspace.head
    rig.performer.perform(wish(moving.move, ids=[card.id], stage="l4-review"))
    qtbot.keyClicks(rig.prompt.line, "half a")
    qtbot.keyClick(rig.prompt.line, Qt.Key.Key_Escape)
    assert rig.prompt.isHidden()
    assert rig.workspace.head == head


def test_a_warning_is_shown_with_undo_that_works(rig: Rig, qtbot: QtBot) -> None:
    rig.workspace.run(configuring.configure, values={"gate.version": "warn"})
    card = one(rig.workspace.board, "smart", "Process 4")
    rig.performer.perform(wish(moving.move, ids=[card.id], stage="l4-review"))
    assert rig.workspace.board.artefact(card.id).stage == "l4-review"
    assert rig.messages.isVisible()
    assert "version" in rig.messages.sentence.text()
    qtbot.mouseClick(rig.messages.act, Qt.MouseButton.LeftButton)
    assert rig.workspace.board.artefact(card.id).stage == "in-progress"


def test_escalating_what_is_not_blocked_opens_block_with_the_forum(rig: Rig) -> None:
    asked: list[tuple[list[str], dict[str, object]]] = []
    rig.performer.ask_block = lambda ids, arguments, done: asked.append((list(ids), arguments))
    card = one(rig.workspace.board, "smart", "Process 4")
    forum = rig.workspace.board.forums[0].id
    rig.performer.perform(wish(escalating.escalate, artefact=card.id, forum=forum))
    assert asked[0][0] == [card.id]
    assert asked[0][1]["forum"] == forum


def test_a_read_only_board_says_so_and_stays(qtbot: QtBot, opened: Opener) -> None:
    rig = rig_of(qtbot, opened(read_only=True))
    card = one(rig.workspace.board, "smart", "Process 5")
    rig.performer.perform(wish(moving.move, ids=[card.id], stage="in-progress"), rig.kept.append)
    assert rig.kept == []
    assert "reading only" in rig.messages.sentence.text()


def test_undo_of_nothing_is_a_sentence(rig: Rig) -> None:
    rig.performer.undo()
    assert "nothing of yours" in rig.messages.sentence.text()


def test_a_board_out_of_reach_is_said_once(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> list[Entry]:
        raise Unavailable("The board is locked.")

    said: list[str] = []
    monkeypatch.setattr(rig.workspace, "poll", gone)
    refuse = rig.messages.refuse
    monkeypatch.setattr(rig.messages, "refuse", lambda text: (said.append(text), refuse(text)))
    rig.performer.poll()
    rig.performer.poll()
    assert said == ["The board is locked."]
    monkeypatch.undo()
    rig.performer.poll()
    assert rig.messages.isHidden()  # as long as it is so, and no longer


def test_what_else_is_said_stays_when_a_board_is_within_reach_again(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> list[Entry]:
        raise Unavailable("The board is locked.")

    with monkeypatch.context() as patched:
        patched.setattr(rig.workspace, "poll", gone)
        rig.performer.poll()
    rig.messages.tell("Written: a.csv")
    rig.performer.poll()
    assert rig.messages.says("Written: a.csv")


def test_what_was_undone_is_said_after_the_board_shows_it_and_once_for_many_steps(rig: Rig, qtbot: QtBot) -> None:
    card = one(rig.workspace.board, "smart", "Process 5")
    for stage in ("in-progress", "l4-review"):
        rig.performer.perform(wish(moving.move, ids=[card.id], stage=stage))
    said: list[str] = []
    rig.messages.sentence.setText("")
    tell = rig.messages.say
    rig.messages.say = lambda tone, text: (said.append(text), tell(tone, text))  # type: ignore[method-assign,assignment]
    rig.performer.undo()
    rig.performer.undo()
    assert said == []
    qtbot.waitUntil(lambda: bool(said))
    assert len(said) == 1
    assert "Backlog" in said[0]
    rig.performer.redo()
    rig.messages.refuse("Something else.")
    qtbot.wait(80)
    assert rig.messages.says("Something else.")
