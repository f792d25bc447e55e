"""The board's settings: everything is saved as one entry, refused inline, and what was typed stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from mhhs_board.domain.records import Forum, Limit, Stage, Workstream
from mhhs_board.operations import configuring, moving
from mhhs_board.ui.main_window import MainWindow
from mhhs_board.ui.pages.board_settings import BoardSettings
from mhhs_board.ui.pages.named_records import NamedRecords
from tests.boards import one
from tests.ui.conftest import Opener
from tests.ui.windows import Maker, shown


def opened_settings(window: MainWindow) -> BoardSettings:
    window.actions_by_id["board_settings"].trigger()
    return shown(BoardSettings)


@pytest.fixture
def settings(window: MainWindow) -> Iterator[BoardSettings]:
    dialog = opened_settings(window)
    yield dialog
    dialog.reject()


def press(button: QPushButton) -> None:
    assert button.isEnabled(), button.toolTip()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def page(settings: BoardSettings, kind: str) -> NamedRecords:
    found = settings.named[kind]
    settings.tabs.setCurrentWidget(found)
    return found


def names(records: NamedRecords) -> list[str]:
    return [records.list.item(row).text() for row in range(records.list.count())]


def typed(field: QLineEdit, text: str) -> None:
    field.selectAll()
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)


def test_a_workstream_is_added_renamed_reordered_and_retired(window: MainWindow, settings: BoardSettings) -> None:
    lanes = page(settings, Workstream.KIND)
    press(lanes.new)
    typed(lanes.name, "R&D <b>lane</b>")
    typed(lanes.aliases, "one; two")
    press(lanes.save)
    board = window.workspace.board
    made = board.workstreams[-1]
    assert (made.name, made.aliases) == ("R&D <b>lane</b>", ("one", "two"))
    assert lanes.chosen == made.id
    typed(lanes.name, "Research")
    QTest.keyClick(lanes.name, Qt.Key.Key_Return)
    assert board.of(Workstream)[made.id].name == "Research"
    press(lanes.up)
    press(lanes.up)
    assert [lane.name for lane in board.workstreams].index("Research") == 3
    press(lanes.down)
    assert [lane.name for lane in board.workstreams].index("Research") == 4
    assert names(lanes)[4] == "Research"
    press(lanes.retire)
    assert "Research" not in names(lanes)
    window.performer.undo()
    assert names(lanes)[4] == "Research"


def test_a_refusal_is_said_and_what_was_typed_stays(window: MainWindow, settings: BoardSettings) -> None:
    lanes = page(settings, Workstream.KIND)
    head = window.workspace.head
    press(lanes.retire)
    assert "still holds" in settings.sentence.text()
    assert settings.sentence.isVisible()
    press(lanes.new)
    typed(lanes.name, "registrations")
    press(lanes.save)
    assert "Registrations" in settings.sentence.text()
    assert lanes.name.text() == "registrations"
    assert window.workspace.head == head
    lanes.list.setCurrentRow(1)
    assert lanes.name.text() == "Registrations"
    lanes.list.setCurrentRow(-1)
    assert lanes.name.text() == "registrations", "it comes back where it was typed"


def test_typing_outlives_what_others_change(window: MainWindow, settings: BoardSettings, opened: Opener) -> None:
    lanes = page(settings, Workstream.KIND)
    typed(lanes.name, "Smart lane")
    lanes.name.setCursorPosition(3)
    opened("Bo").run(configuring.add_named, kind="workstream", name="From Bo")
    window.workspace.poll()
    assert names(lanes)[-1] == "From Bo"
    assert (lanes.name.text(), lanes.name.cursorPosition()) == ("Smart lane", 3)


def test_a_stage_takes_another_role(window: MainWindow, settings: BoardSettings) -> None:
    stages = page(settings, Stage.KIND)
    role = stages.extra["role"]
    assert role.currentData() == "backlog"
    role.setCurrentIndex(role.findData("work"))
    role.activated.emit(role.currentIndex())
    stages.refresh()  # another's entry came in: what was chosen here stays
    stages.save.click()
    assert window.workspace.board.stages[0].role == "work"
    window.performer.undo()
    assert role.currentData() == "backlog"
    press(stages.new)
    assert role.isEnabled()
    typed(stages.name, "Assurance")
    role.setCurrentIndex(role.findData("review"))
    press(stages.save)
    assert window.workspace.board.stages[-1].role == "review"


def test_a_forum_has_level_parent_and_cadence_and_stays_at_its_level(window: MainWindow, settings: BoardSettings) -> None:
    forums = page(settings, Forum.KIND)
    press(forums.new)
    typed(forums.name, "Security Working Group")
    typed(forums.cadence, "Monthly")
    forums.extra["level"].setCurrentIndex(forums.extra["level"].findData(4))
    forums.extra["parent"].setCurrentIndex(forums.extra["parent"].findData("dag"))
    press(forums.save)
    made = next(forum for forum in window.workspace.board.forums if forum.name == "Security Working Group")
    assert (made.level, made.parent, made.cadence) == (4, "dag", "Monthly")
    assert names(forums)[3] == "4 · Security Working Group"
    assert not forums.down.isEnabled()
    assert "level first" in forums.down.toolTip()
    press(forums.up)
    assert names(forums)[2] == "4 · Security Working Group"


def test_gates_name_and_classification_are_one_entry(window: MainWindow, settings: BoardSettings) -> None:
    general = settings.general
    name, gate = general.fields["name"], general.fields["gate.decision"]
    assert isinstance(name, QLineEdit)
    typed(name, "Our board")
    gate.setCurrentIndex(2)  # type: ignore[union-attr]
    before = window.workspace.head.seq
    press(general.save)
    details = window.workspace.board.details
    assert (details.name, details.gate_decision) == ("Our board", "refuse")
    assert window.workspace.head.seq == before + 1
    assert "Our board" in window.windowTitle()
    typed(name, "")
    press(general.save)
    assert "empty" in settings.sentence.text()
    assert window.workspace.board.details.name == "Our board"


def test_a_limit_is_set_changed_and_lifted_and_holds(window: MainWindow, settings: BoardSettings) -> None:
    limits, board = settings.limits, window.workspace.board
    settings.tabs.setCurrentWidget(limits)
    limits.workstream.setCurrentIndex(limits.workstream.findData("smart"))
    limits.stage.setCurrentIndex(limits.stage.findData("in-progress"))
    limits.gate.setCurrentIndex(limits.gate.findData("refuse"))
    press(limits.save)
    assert settings.sentence.isVisible(), "no number is no limit"
    typed(limits.most, "1")
    press(limits.save)
    (limit,) = board.of(Limit).values()
    assert (limit.workstream, limit.stage, limit.most, limit.gate) == ("smart", "in-progress", 1, "refuse")
    assert limits.list.item(0).text() == "Smart Segment, In Progress: 1, refuse"
    with pytest.raises(Exception, match="limit of 1"):
        window.workspace.run(moving.move, ids=[one(board, "smart", "Process 5").id], stage="in-progress")
    limits.gate.setCurrentIndex(limits.gate.findData("off"))
    press(limits.save)
    assert not board.limits


def test_a_lane_whose_name_holds_a_stroke_can_be_limited(window: MainWindow, settings: BoardSettings) -> None:
    window.workspace.run(configuring.add_named, kind="workstream", name="A/B")
    limits = settings.limits
    limits.workstream.setCurrentIndex(limits.workstream.findText("A/B"))
    typed(limits.most, "3")
    press(limits.save)
    (limit,) = window.workspace.board.limits
    assert (limit.workstream, limit.stage) == (window.workspace.board.workstreams[-1].id, None)


def test_a_read_only_board_shows_its_settings_and_changes_none(made: Maker, opened: Opener, qtbot: QtBot) -> None:
    window = made(opened(read_only=True))
    settings = opened_settings(window)
    assert settings.sentence.text() == "This board is open for reading only."
    buttons = [settings.general.save, settings.limits.save]
    buttons += [button for records in settings.named.values() for button in (records.new, records.save, records.retire)]
    assert not any(button.isEnabled() for button in buttons)
    settings.reject()
