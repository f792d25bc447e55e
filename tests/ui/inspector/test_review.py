"""What groups made of an artefact, in the inspector: what is to be done first, then all else as it happened."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mhhs_board.operations import configuring, editing, escalating, registering
from mhhs_board.ui.dialogs.register import RegisterForm
from mhhs_board.ui.inspector.panel import Inspector
from mhhs_board.ui.inspector.review import Review
from mhhs_board.ui.kit.actions import READ_ONLY
from mhhs_board.ui.registers.meetings import MeetingsPage
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.workspace import Workspace
from tests.boards import one
from tests.ui.conftest import Opener
from tests.ui.inspector.test_inspector import inspector_of
from tests.ui.kit.test_perform import Rig, rig_of
from tests.ui.window.test_accessible_names import nameless
from tests.ui.windows import shown

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # what opens over a window
Key = Qt.Key


@pytest.fixture
def rig(qtbot: QtBot, workspace: Workspace) -> Rig:
    return rig_of(qtbot, workspace)


def put(workspace: Workspace, kind: str, **values: Any) -> str:
    entry = workspace.run(registering.add, kind=kind, values=values, propose=True)
    assert entry is not None
    return entry.changes[0].id


def hosted(qtbot: QtBot, rig: Rig) -> tuple[Inspector, Review, list[tuple[str, ...]]]:
    inspector = inspector_of(qtbot, rig)
    asked: list[tuple[str, ...]] = []
    heard = lambda *said: asked.append(said)  # noqa: E731
    inspector.records.host(heard, heard, lambda *meeting: asked.append(("meeting", *meeting)))
    return inspector, inspector.records, asked


def said(review: Review) -> list[str]:
    rows = review.list.rows
    return [rows.data(rows.index(row)) for row in range(rows.rowCount())]


def reviewed(workspace: Workspace) -> dict[str, str]:
    """A card with something of every kind of two meetings, put down in another order than it happened."""
    board = workspace.board
    card = one(board, "smart", "Process 4").id
    forum = workspace.run(configuring.add_named, kind="forum", name="Review Group", short="RVG", level=3)
    assert forum is not None
    made = {"card": card, "seat": put(workspace, "seat", forum="RVG", constituency="Operators")}
    workspace.run(editing.edit, artefact=card, values={"version": "0.3"})
    made["RVG036"] = put(workspace, "meeting", forum="RVG", number="RVG036", day="8 Dec 2026")
    made["RVG035"] = put(workspace, "meeting", forum="RVG", number="RVG035", day="10 Nov 2026", status="held")
    made["later"] = put(workspace, "item", meeting=made["RVG036"], artefact=card, subject="Again", reason="returning")
    made["decision"] = put(
        workspace, "decision", meeting=made["RVG035"], artefact=card, text="It goes on", decided="recommend", ref="RVG-DEC9"
    )
    made["first"] = put(
        workspace, "item", meeting=made["RVG035"], artefact=card, subject="It", outcome="consensus", said="All agreed"
    )
    made["position"] = put(
        workspace, "position", item=made["first"], seat=made["seat"], support="no", blocking="yes", words="Too late"
    )
    made["done"] = put(workspace, "comment", artefact=card, text="Say which", status="closed", disposition="accepted")
    made["open"] = put(workspace, "comment", artefact=card, text="Name the owner", severity="major", raiser="DCC")
    made["action"] = put(
        workspace, "action", meeting=made["RVG035"], item=made["first"], artefact=card, text="Ask", due="2 Nov 2026"
    )
    return made


def test_what_is_to_be_done_stands_first_then_all_as_it_happened(rig: Rig, qtbot: QtBot) -> None:
    made = reviewed(rig.workspace)
    inspector, review, _ = hosted(qtbot, rig)
    inspector.tabs.setCurrentWidget(review)
    inspector.show_artefact(made["card"])
    assert said(review) == [
        "To be done · 2",
        "RVG35-01, Ask, overdue · 2 Nov · owner not stated · RVG035",
        "Comment 2, Name the owner, major · DCC · on 0.3",
        "As it happened",
        "Comment 1, Say which, minor · accepted · on 0.3",
        "Consensus, All agreed, RVG035",
        "Operators, No, blocking · Too late, on 0.3 · RVG035",
        "RVG-DEC9, It goes on, recommend · RVG035",
        "On the agenda, returning, RVG036",
    ]
    assert review.version.text() == "Version 0.3"
    assert inspector.tabs.tabText(inspector.tabs.indexOf(review)) == "Review · 2 open"
    assert review.list.rows.data(review.list.rows.index(1), Qt.ItemDataRole.ToolTipRole).startswith("Reference: RVG35-01")
    assert nameless(inspector) == []


def test_a_decision_that_waits_for_a_forum_is_to_be_done(rig: Rig, qtbot: QtBot) -> None:
    made = reviewed(rig.workspace)
    rig.workspace.run(escalating.escalate_decision, decision=made["decision"], forum="psg", question="May it?")
    inspector, review, _ = hosted(qtbot, rig)
    inspector.show_artefact(made["card"])
    assert "RVG-DEC9, It goes on, waits for PSG · RVG035" in said(review)[1:4]
    assert inspector.tabs.tabText(inspector.tabs.indexOf(review)) == "Review · 3 open"


@pytest.mark.parametrize(("day", "late"), [("24 Nov 2026", False), ("23 Nov 2026", True)])
def test_a_decision_looks_late_once_the_day_of_its_answer_is_past(rig: Rig, qtbot: QtBot, day: str, late: bool) -> None:
    decision = reviewed(rig.workspace)["decision"]
    rig.workspace.run(escalating.escalate_decision, decision=decision, forum="psg", question="May it?", needed_by=day)
    _, review, _ = hosted(qtbot, rig)
    review.show_artefact(one(rig.workspace.board, "smart", "Process 4").id, "")
    (line,) = [line for line in review.list.rows.lines if line.record is not None and line.record.id == decision]
    assert line.late is late


def test_a_click_and_enter_open_one_a_figure_finds_it_and_m_goes_to_its_meeting(rig: Rig, qtbot: QtBot) -> None:
    made = reviewed(rig.workspace)
    inspector, review, asked = hosted(qtbot, rig)
    inspector.tabs.setCurrentWidget(review)
    inspector.show_artefact(made["card"])
    rows = review.list
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualRect(rows.rows.index(1)).center())
    qtbot.keyClick(rows, Key.Key_Down)
    qtbot.keyClick(rows, Key.Key_Return)
    qtbot.keyClick(rows, Key.Key_M)
    qtbot.keyClick(rows, Key.Key_5)
    qtbot.keyClick(rows, Key.Key_M)
    qtbot.keyClick(rows, Key.Key_6)
    qtbot.keyClick(rows, Key.Key_Return)
    qtbot.keyClick(rows, Key.Key_M)
    assert asked == [
        ("action", made["action"]),
        ("comment", made["open"]),
        ("meeting", "item", made["first"]),
        ("decision", made["decision"]),
        ("meeting", "meeting", made["RVG035"]),
    ], "a comment has no meeting to go to"


def test_the_button_offers_every_register_that_speaks_of_artefacts(rig: Rig, qtbot: QtBot) -> None:
    inspector, review, asked = hosted(qtbot, rig)
    card = one(rig.workspace.board, "smart", "Process 4").id
    inspector.tabs.setCurrentWidget(review)
    inspector.show_artefact(card)
    assert review.nothing.isVisible()
    assert not review.list.isVisible()
    qtbot.mouseClick(review.add, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    names = [action.text() for action in menu.actions()]
    assert {"Add an action…", "Add a comment…", "Add an issue…", "Add an agenda item…"} <= set(names)
    qtbot.keyClick(menu, Key.Key_Down)
    qtbot.keyClick(menu, Key.Key_Return)
    assert len(asked) == 1
    assert asked[0][2] == card


def test_another_s_change_is_shown_and_the_row_in_hand_stays(rig: Rig, qtbot: QtBot, opened: Opener) -> None:
    made = reviewed(rig.workspace)
    inspector, review, asked = hosted(qtbot, rig)
    inspector.show_artefact(made["card"])
    qtbot.keyClick(review.list, Key.Key_5)
    opened("Bo").run(registering.edit, kind="action", id=made["action"], values={"status": "closed"})
    rig.workspace.poll()
    inspector.show_artefact(made["card"])
    qtbot.keyClick(review.list, Key.Key_Return)
    assert asked == [("position", made["position"])]
    assert "RVG35-01, Ask, closed · 2 Nov · owner not stated · RVG035" in said(review)[3:]


def test_a_board_for_reading_opens_no_form(rig: Rig, qtbot: QtBot, opened: Opener) -> None:
    made = reviewed(rig.workspace)
    reader = rig_of(qtbot, opened(read_only=True))
    inspector, review, asked = hosted(qtbot, reader)
    inspector.show_artefact(made["card"])
    assert (review.add.isEnabled(), review.add.toolTip()) == (False, READ_ONLY)
    qtbot.keyClick(review.list, Key.Key_Return)
    assert asked == []
    qtbot.keyClick(review.list, Key.Key_1)
    qtbot.keyClick(review.list, Key.Key_M)
    assert asked == [("meeting", "item", made["first"])], "going somewhere changes nothing"


def test_markup_and_long_texts_stay_plain(rig: Rig, qtbot: QtBot) -> None:
    card = one(rig.workspace.board, "smart", "Process 4").id
    put(rig.workspace, "action", ref="<b>A1</b>", text="<img src=x> " + "y" * 5000, organisation="z" * 290, artefact=card)
    inspector, review, _ = hosted(qtbot, rig)
    inspector.tabs.setCurrentWidget(review)
    inspector.show_artefact(card)
    assert "<b>" in said(review)[1]
    assert "&lt;b&gt;" in review.list.rows.data(review.list.rows.index(1), Qt.ItemDataRole.ToolTipRole)
    inspector.grab()


# -- in the window -----------------------------------------------------------------------------------------------------


def press(qtbot: QtBot, *keys: Qt.Key) -> None:
    for key in keys:
        widget = QApplication.focusWidget()
        assert widget is not None
        qtbot.keyClick(widget, key)


def test_from_an_approved_artefact_its_change_request_decision_and_action_are_three_keys_away(
    window: MainWindow, qtbot: QtBot
) -> None:
    workspace = window.workspace
    interface = one(workspace.board, "smart", "Process 4").id
    request = one(workspace.board, "smart", "Process 5").id
    workspace.run(editing.edit, artefact=interface, values={"ref": "IF-051"})
    workspace.run(editing.edit, artefact=request, values={"ref": "CR044", "kind": "Change Request", "links": "IF-051"})
    meeting = put(workspace, "meeting", forum="DAG", number="DAG035", day="10 Nov 2026")
    decision = put(workspace, "decision", meeting=meeting, ref="DAG-DEC99", text="Recommended", artefact=request)
    action = put(workspace, "action", meeting=meeting, ref="DAG35-02", text="Write it down", artefact=request)
    for number, record in ((Key.Key_2, action), (Key.Key_3, decision)):
        window.desk.turn_to(0)
        window.view.focus_card(interface)
        press(qtbot, Key.Key_R, number, Key.Key_Return)
        form = shown(RegisterForm)
        assert form.about() == record
        form.reject()
    window.view.setFocus()
    window.view.focus_card(interface)
    press(qtbot, Key.Key_R, Key.Key_1, Key.Key_Return)
    assert window.view.focused_id() == request


def test_one_key_goes_to_the_item_of_a_position_on_its_agenda(window: MainWindow, qtbot: QtBot) -> None:
    made = reviewed(window.workspace)
    window.view.focus_card(made["card"])
    press(qtbot, Key.Key_R, Key.Key_5, Key.Key_M)
    page = window.desk.page
    assert isinstance(page, MeetingsPage)
    assert page.title.text() == "RVG035"
    assert page.agenda.chosen.key == made["first"]
    assert QApplication.focusWidget() is page.agenda
    assert window.side.inspector.shown_id == made["card"]


def test_an_issue_that_names_a_card_among_others_stands_in_its_review_and_is_to_be_done(
    qtbot: QtBot, rig: Rig, workspace: Workspace
) -> None:
    inspector, review, asked = hosted(qtbot, rig)
    card = one(workspace.board, "smart", "Process 4").id
    inspector.show_artefact(card)
    put(workspace, "issue", ref="ISS-012", others="Smart:Process 4", text="Whose register?", priority="Critical")
    inspector.show_artefact(card)
    assert [line.partition(",")[0] for line in said(review)] == ["To be done · 1", "ISS-012"]
    assert review.told == "Review · 1 open"
    review.list.choose(0)
    review.open_chosen()
    assert asked[-1][0] == "issue"
