"""The board's settings: saved as they are left, refused inline, and what was typed stays, also over Close."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from mhhs_board.domain.governance import Forum
from mhhs_board.domain.records import Stage, Workstream
from mhhs_board.operations import configuring, moving
from mhhs_board.ui.kit.controls import Choice
from mhhs_board.ui.settings.board_limits import NO_NUMBER, NO_PLACE, NOT_SET, REMOVES
from mhhs_board.ui.settings.board_settings import NEW_WAITS, SAVED_AS_LEFT, BoardSettings
from mhhs_board.ui.settings.named_records import NamedRecords
from mhhs_board.ui.window.main_window import MainWindow
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
    if shiboken6.isValid(dialog) and dialog.isVisible():
        dialog.reject()
    if shiboken6.isValid(dialog) and dialog.isVisible():
        press(dialog.leave)


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


def chosen(choice: Choice, value: object) -> None:
    """Choose as a hand does: open the list, go to the entry, Enter."""
    choice.setFocus()
    row = choice.findData(value)
    while choice.currentIndex() != row:
        QTest.keyClick(choice, Qt.Key.Key_Down if choice.currentIndex() < row else Qt.Key.Key_Up)


def test_name_classification_and_gates_are_saved_as_they_are_left(
    window: MainWindow, settings: BoardSettings, qtbot: QtBot
) -> None:
    general, details = settings.general, lambda: window.workspace.board.details
    name, marking, gate = (general.fields[one] for one in ("name", "classification", "gate.decision"))
    assert isinstance(name, QLineEdit)
    assert isinstance(marking, QLineEdit)
    assert isinstance(gate, Choice)
    typed(name, "Our board")
    assert details().name != "Our board"
    qtbot.keyClick(name, Qt.Key.Key_Tab)
    assert details().name == "Our board"
    assert "Our board" in window.windowTitle()
    typed(marking, "OFFICIAL")
    qtbot.keyClick(marking, Qt.Key.Key_Return)
    assert details().classification == "OFFICIAL"
    assert settings.isVisible()
    chosen(gate, "refuse")
    assert details().gate_decision == "refuse"
    window.performer.undo()
    window.performer.undo()
    assert (details().gate_decision, gate.currentData()) == ("off", "off")


def test_close_saves_what_is_still_being_typed(window: MainWindow, settings: BoardSettings) -> None:
    name = settings.general.fields["name"]
    assert isinstance(name, QLineEdit)
    typed(name, "Our board")
    close = settings.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close)
    press(close)
    assert window.workspace.board.details.name == "Our board"
    assert not settings.isVisible()


@pytest.mark.parametrize("how", ["close", "escape", "cross"])
def test_close_loses_nothing_that_cannot_be_saved(
    window: MainWindow, settings: BoardSettings, qtbot: QtBot, how: str
) -> None:
    lanes = page(settings, Workstream.KIND)
    lanes.list.setCurrentRow(0)
    before = lanes.name.text()
    typed(lanes.name, "registrations")
    settings.tabs.setFocus()
    assert "Registrations" in settings.sentence.text()
    settings.tabs.setCurrentWidget(settings.general)
    if how == "escape":
        qtbot.keyClick(settings, Qt.Key.Key_Escape)
    elif how == "cross":
        settings.close()
    else:
        press(settings.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close))
    assert settings.isVisible()
    assert settings.tabs.currentWidget() is lanes
    assert lanes.name.text() == "registrations"
    assert settings.sentence.isVisible()
    lanes.name.setFocus()
    lanes.name.setModified(True)
    qtbot.keyClick(lanes.name, Qt.Key.Key_Escape)
    assert (lanes.name.text(), settings.isVisible()) == (before, True)
    qtbot.keyClick(lanes.name, Qt.Key.Key_Escape)
    assert not settings.isVisible()


def test_what_cannot_be_saved_can_be_left_behind(window: MainWindow, settings: BoardSettings) -> None:
    name = settings.general.fields["name"]
    assert isinstance(name, QLineEdit)
    head = window.workspace.head
    typed(name, "")
    settings.reject()
    assert settings.isVisible()
    press(settings.leave)
    assert not settings.isVisible()
    assert window.workspace.head == head


def test_a_record_is_saved_as_its_fields_are_left(window: MainWindow, settings: BoardSettings, qtbot: QtBot) -> None:
    lanes = page(settings, Workstream.KIND)
    lanes.list.setCurrentRow(0)
    typed(lanes.name, "Smart lane")
    place = lanes.list.visualItemRect(lanes.list.item(2)).center()
    qtbot.mouseClick(lanes.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.workspace.board.workstreams[0].name == "Smart lane"
    assert names(lanes)[0] == "Smart lane"
    assert lanes.list.currentRow() == 2
    assert lanes.save.isHidden()


def test_close_adds_the_record_that_was_typed(window: MainWindow, settings: BoardSettings) -> None:
    kinds = page(settings, "kind")
    press(kinds.new)
    typed(kinds.name, "Test script")
    settings.reject()
    assert window.workspace.board.kinds[-1].name == "Test script"
    assert not settings.isVisible()


def test_a_limit_is_set_changed_and_removed_by_a_button(window: MainWindow, settings: BoardSettings, qtbot: QtBot) -> None:
    limits, board = settings.limits, window.workspace.board
    settings.tabs.setCurrentWidget(limits)
    assert limits.remove.isHidden()
    press(limits.save)
    assert settings.sentence.text() == NO_NUMBER
    typed(limits.most, "1")
    qtbot.keyClick(limits.most, Qt.Key.Key_Return)
    assert settings.sentence.text() == NO_PLACE
    chosen(limits.workstream, "smart")
    assert settings.sentence.isHidden()
    chosen(limits.stage, "in-progress")
    chosen(limits.gate, "refuse")
    assert not board.limits, "it waits for its button"
    press(limits.save)
    (limit,) = board.limits
    assert (limit.workstream, limit.stage, limit.most, limit.gate) == ("smart", "in-progress", 1, "refuse")
    assert limits.list.item(0).text() == "Smart Segment, In Progress: 1, refuse"
    assert limits.save.isHidden()
    with pytest.raises(Exception, match="limit of 1"):
        window.workspace.run(moving.move, ids=[one(board, "smart", "Process 5").id], stage="in-progress")
    for wrong in ("", "- refuse", "2.5", "many"):
        typed(limits.most, wrong)
        qtbot.keyClick(limits.most, Qt.Key.Key_Tab)
        assert settings.sentence.text() == f"{NO_NUMBER} {REMOVES}"
        assert (limits.most.text(), settings.sentence.isVisible()) == (wrong, True)
    typed(limits.most, "3")
    qtbot.keyClick(limits.most, Qt.Key.Key_Tab)
    assert not settings.sentence.isVisible()
    press(limits.remove)
    assert not board.limits
    assert limits.most.text() == ""


def test_a_new_limit_that_is_typed_outlives_a_click_on_another(
    window: MainWindow, settings: BoardSettings, qtbot: QtBot
) -> None:
    limits, board = settings.limits, window.workspace.board
    settings.tabs.setCurrentWidget(limits)
    chosen(limits.workstream, "smart")
    typed(limits.most, "9")
    press(limits.save)
    chosen(limits.workstream, "elexon")
    assert limits.most.text() == ""
    typed(limits.most, "7")
    place = limits.list.visualItemRect(limits.list.item(0)).center()
    qtbot.mouseClick(limits.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert settings.sentence.text() == NOT_SET
    qtbot.waitUntil(lambda: limits.list.currentItem() is None)
    assert (limits.most.text(), limits.place) == ("7", ("elexon", None))
    press(limits.save)
    assert {(limit.workstream, limit.most) for limit in board.limits} == {("smart", 9), ("elexon", 7)}
    place = limits.list.visualItemRect(limits.list.item(0)).center()
    qtbot.mouseClick(limits.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert limits.most.text() in ("7", "9")


def test_the_foot_says_of_each_page_when_it_is_saved(window: MainWindow, settings: BoardSettings) -> None:
    for number in range(settings.tabs.count()):
        settings.tabs.setCurrentIndex(number)
        assert settings.saving.text().startswith(SAVED_AS_LEFT)
        has_new = settings.tabs.currentWidget() is not settings.general
        assert settings.saving.text().endswith(NEW_WAITS) == has_new


def test_a_lane_whose_name_holds_a_stroke_can_be_limited(window: MainWindow, settings: BoardSettings) -> None:
    window.workspace.run(configuring.add_named, kind="workstream", name="A/B")
    limits = settings.limits
    settings.tabs.setCurrentWidget(limits)
    limits.workstream.setCurrentIndex(limits.workstream.findText("A/B"))
    typed(limits.most, "3")
    QTest.keyClick(limits.most, Qt.Key.Key_Return)
    (limit,) = window.workspace.board.limits
    assert (limit.workstream, limit.stage) == (window.workspace.board.workstreams[-1].id, None)


def test_a_read_only_board_shows_its_settings_and_changes_none(made: Maker, opened: Opener, qtbot: QtBot) -> None:
    window = made(opened(read_only=True))
    settings = opened_settings(window)
    assert settings.sentence.text() == "This board is open for reading only."
    buttons = [settings.limits.remove]
    buttons += [button for records in settings.named.values() for button in (records.new, records.save, records.retire)]
    assert not any(button.isEnabled() for button in buttons)
    settings.reject()
