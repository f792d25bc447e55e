"""What registers hold about an artefact, in the inspector."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mhhs_board.operations import editing, registering
from mhhs_board.ui.inspector.linked import LinkedRecords
from mhhs_board.ui.inspector.panel import Inspector
from mhhs_board.ui.kit.actions import READ_ONLY
from mhhs_board.workspace import Workspace
from tests.boards import one
from tests.ui.conftest import Opener
from tests.ui.inspector.test_inspector import inspector_of
from tests.ui.kit.test_perform import Rig, rig_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # what opens over a window


@pytest.fixture
def rig(qtbot: QtBot, workspace: Workspace) -> Rig:
    return rig_of(qtbot, workspace)


def hosted(qtbot: QtBot, rig: Rig) -> tuple[Inspector, LinkedRecords, list[tuple[str, ...]]]:
    inspector = inspector_of(qtbot, rig)
    asked: list[tuple[str, ...]] = []
    inspector.records.host(lambda *added: asked.append(added), lambda *opened: asked.append(opened))
    section = inspector.records.sections[0]  # that of the actions
    return inspector, section, asked


def said(section: LinkedRecords) -> list[str]:
    rows = section.list.rows
    return [rows.item(row).text() for row in range(rows.rowCount())]


def add(workspace: Workspace, **values: object) -> str:
    return workspace.run(registering.add, kind="action", values=values).changes[0].id


def test_open_ones_stand_on_a_line_each_gaps_named_and_the_late_in_words(rig: Rig, qtbot: QtBot) -> None:
    card = one(rig.workspace.board, "smart", "Process 4").id
    add(rig.workspace, ref="A1", text="Agree", organisation="DCC", due="2 Nov 2026", artefact=card)
    add(rig.workspace, ref="A2", text="Write", due="13 Dec 2026", artefact=card)
    add(rig.workspace, ref="A3", artefact=card)
    add(rig.workspace, ref="A4", text="Elsewhere", artefact=one(rig.workspace.board, "smart", "Process 5").id)
    for number in range(3):
        add(rig.workspace, ref=f"B{number}", text="Old", status="closed", due="1 Nov 2026", artefact=card)
    inspector, section, _ = hosted(qtbot, rig)
    inspector.show_artefact(card)
    assert section.count.text() == "3 open · 1 overdue"
    assert said(section) == [
        "A1, Agree, overdue · 2 Nov · DCC",
        "A2, Write, 13 Dec · owner not stated",
        "A3, owner and due not stated",
    ]
    assert section.fold.text().startswith("3 closed")
    qtbot.mouseClick(section.fold, Qt.MouseButton.LeftButton)
    assert len(said(section)) == 6
    assert section.list.rows.item(0).toolTip().startswith("Reference: A1\nAction: Agree")
    inspector.show_artefact(one(rig.workspace.board, "smart", "Process 5").id)
    assert (said(section), section.fold.isVisible(), section.fold.isChecked()) == (
        ["A4, Elsewhere, owner and due not stated"],
        False,
        False,
    )


def test_a_click_and_enter_open_one_and_the_button_adds_one(rig: Rig, qtbot: QtBot) -> None:
    card = one(rig.workspace.board, "smart", "Process 4").id
    first = add(rig.workspace, ref="A1", text="Agree", due="2 Nov 2026", artefact=card)
    second = add(rig.workspace, ref="A2", text="Write", due="13 Dec 2026", artefact=card)
    inspector, section, asked = hosted(qtbot, rig)
    inspector.show_artefact(card)
    rows = section.list
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualRect(rows.rows.index(1, 0)).center())
    qtbot.keyClick(rows, Qt.Key.Key_Up)
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    qtbot.mouseClick(section.add, Qt.MouseButton.LeftButton)
    assert asked == [("action", second), ("action", first), ("action", "artefact", card)]


def test_another_s_change_is_shown_and_the_row_in_hand_stays(rig: Rig, qtbot: QtBot, opened: Opener) -> None:
    card = one(rig.workspace.board, "smart", "Process 4").id
    ids = [add(rig.workspace, ref=f"A{n}", text="T", due=f"{n} Dec 2026", artefact=card) for n in (1, 2, 3)]
    inspector, section, asked = hosted(qtbot, rig)
    inspector.show_artefact(card)
    qtbot.keyClick(section.list, Qt.Key.Key_Down)
    opened("Bo").run(registering.edit, kind="action", id=ids[0], values={"status": "closed"})
    rig.workspace.poll()
    inspector.show_artefact(card)
    qtbot.keyClick(section.list, Qt.Key.Key_Return)
    assert (len(said(section)), asked) == (2, [("action", ids[1])])


def test_nothing_is_shown_that_leads_nowhere(rig: Rig, qtbot: QtBot, opened: Opener) -> None:
    card = one(rig.workspace.board, "smart", "Process 4").id
    inspector = inspector_of(qtbot, rig)
    inspector.show_artefact(card)
    assert inspector.records.isHidden()
    add(rig.workspace, ref="A1", text="Agree", artefact=card)
    reader = rig_of(qtbot, opened(read_only=True))
    inspector, section, asked = hosted(qtbot, reader)
    inspector.show_artefact(card)
    assert (section.add.isEnabled(), section.add.toolTip()) == (False, READ_ONLY)
    qtbot.keyClick(section.list, Qt.Key.Key_Return)
    assert asked == []


def test_markup_and_long_texts_stay_plain(rig: Rig, qtbot: QtBot) -> None:
    card = one(rig.workspace.board, "smart", "Process 4").id
    add(rig.workspace, ref="<b>A1</b>", text="<img src=x> " + "y" * 5000, organisation="z" * 290, artefact=card)
    inspector, section, _ = hosted(qtbot, rig)
    inspector.show_artefact(card)
    assert "<b>" in said(section)[0]
    assert "&lt;b&gt;" in section.list.rows.item(0).toolTip()
    inspector.grab()
    assert section.list.height() == 26


def test_the_milestone_stands_in_the_head_with_the_days_to_go(rig: Rig, qtbot: QtBot) -> None:
    card = one(rig.workspace.board, "smart", "Process 4").id
    inspector = inspector_of(qtbot, rig)
    inspector.show_artefact(card)
    assert inspector.milestone.isHidden()
    for name, day, told in (
        ("M5", "30 June 2027", "M5 · 30 June 2027 · 218 days to go"),
        ("M4", "24 Nov 2026", "M4 · 24 November 2026 · today"),
        ("M3", "23 Nov 2026", "M3 · 23 November 2026 · 1 day past"),
        ("M2", "ASAP", "M2 · ASAP"),
        ("M1", "", "M1 · day not stated"),
    ):
        rig.workspace.run(registering.add, kind="milestone", values={"name": name, "day": day})
        rig.workspace.run(editing.edit, artefact=card, values={"milestone": name})
        inspector.show_artefact(card)
        assert (inspector.milestone.text(), inspector.milestone.isVisible()) == (told, True)


def test_the_milestone_is_given_by_its_name_in_the_details(rig: Rig, qtbot: QtBot) -> None:
    card = one(rig.workspace.board, "smart", "Process 4").id
    milestone = rig.workspace.run(registering.add, kind="milestone", values={"name": "M5"}).changes[0].id
    inspector = inspector_of(qtbot, rig)
    inspector.tabs.setCurrentWidget(inspector.details)
    inspector.show_artefact(card)
    field = inspector.details.field("milestone")
    qtbot.keyClicks(field, "m6")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "No milestone is called “m6”" in inspector.details.sentence.text()
    assert field.text() == "m6"
    assert [draft.text for draft in inspector.details.drafts()] == ["m6"]
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), inspector.details.drafts()) == ("", [])
    qtbot.keyClicks(field, "m5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert rig.workspace.board.artefact(card).milestone == milestone
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert rig.workspace.board.artefact(card).milestone is None
