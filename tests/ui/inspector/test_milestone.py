"""The milestone of an artefact in the inspector: how far it is, and given by its name."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mhhs_board.operations import editing, registering
from mhhs_board.workspace import Workspace
from tests.boards import one
from tests.ui.inspector.test_inspector import inspector_of
from tests.ui.kit.test_perform import Rig, rig_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # what opens over a window


@pytest.fixture
def rig(qtbot: QtBot, workspace: Workspace) -> Rig:
    return rig_of(qtbot, workspace)


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
