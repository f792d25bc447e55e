"""Adding in place: Enter keeps adding, nothing typed is lost, pasted lines are one entry, refusals stand in the box."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from mhhs_board.domain.records import Artefact
from mhhs_board.drawing import theme
from mhhs_board.operations import configuring
from mhhs_board.ui.board.adding import EXPLAINED, Adding
from mhhs_board.ui.board.model import BoardModel
from mhhs_board.ui.board.view import BoardView
from mhhs_board.ui.kit import accessible
from mhhs_board.workspace import Workspace
from tests.boards import one
from tests.ui.kit.test_perform import rig_of

Return, Escape = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def adding(qtbot: QtBot, workspace: Workspace) -> Adding:
    rig = rig_of(qtbot, workspace)
    view = BoardView(BoardModel(workspace), theme.load("light"))
    qtbot.addWidget(view)
    view.resize(1280, 600)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    view.setFocus()
    made = Adding(view, rig.performer, view.follow_card)
    made.rig = rig  # type: ignore[attr-defined]  # its message bar lives as long
    made.said = []  # type: ignore[attr-defined]
    view.on_say = made.said.append  # type: ignore[attr-defined]
    return made


def titles(adding: Adding, lane: str, stage: str) -> list[str]:
    board = adding._view.cards.board
    return [board.artefact(found).title for found in board.cell(lane, stage)]


def type_in(qtbot: QtBot, adding: Adding, text: str) -> None:
    qtbot.keyClicks(adding.editor.text, text)


def skip(qtbot: QtBot, adding: Adding) -> None:
    """Answer what the box asks of a skip."""
    assert "would skip In Progress" in adding.editor.asked.text()
    assert adding.editor.why.hasFocus()
    qtbot.keyClicks(adding.editor.why, "stood there before")
    qtbot.keyClick(adding.editor.why, Return)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("due:tomorrow", "due tomorrow = 25 Nov"),
        ("due:8/5/27", "due 8/5/27 = 8 May 2027"),
        ("due:ASAP", "due ASAP (no day is read from it)"),
        ("due:05/13/2027", "due 05/13/2027 (no day is read from it)"),
    ],
)
def test_what_a_date_means_is_said_while_it_is_typed(qtbot: QtBot, adding: Adding, typed: str, told: str) -> None:
    adding.here()
    type_in(qtbot, adding, f"Read registers {typed}")
    assert adding.editor.told.text() == told


def test_enter_adds_behind_the_focused_card_and_keeps_adding(
    qtbot: QtBot, adding: Adding, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(accessible, "announce", lambda widget, text: heard.append(text))
    view = adding._view
    view.focus_card(one(view.cards.board, "registrations", "Process 2").id)
    adding.here()
    assert adding.editor.isVisible()
    assert adding.editor.text.hasFocus()
    assert view.marks.gap == ("registrations", "l4-review", 1)
    type_in(qtbot, adding, "BP021 Change of Meter @Ana !High due:8 May 2027 +late")
    assert adding.editor.told.text() == "reference BP021 · owner Ana · priority High · due 8 May 2027 · label late"
    qtbot.keyClick(adding.editor.text, Return)
    skip(qtbot, adding)
    new = one(view.cards.board, "registrations", "BP021")
    assert (new.title, new.owner, new.priority, new.due_on) == ("Change of Meter", "Ana", "High", "2027-05-08")
    assert new.labels == ("late",)
    assert view.focused_id() == new.id, "the focus follows what was added"
    assert adding.editor.text.hasFocus(), "and the keyboard stays in the box"
    assert heard[-1] == "Added BP021: Registrations, L4 Working Group Review, 3 shown"
    type_in(qtbot, adding, "Second one")
    qtbot.keyClick(adding.editor.text, Return)
    assert titles(adding, "registrations", "l4-review") == ["Process 2", "Change of Meter", "Second one", "Process 3"]
    qtbot.keyClick(adding.editor.text, Escape)
    assert not adding.editor.isVisible()
    assert view.marks.gap is None
    assert view.hasFocus()


def test_an_empty_cell_and_a_folded_one_take_cards(qtbot: QtBot, adding: Adding) -> None:
    adding._view.set_folded({"smart"}, ())
    adding.open("smart", "l4-review")
    assert adding._view.folded[0] == frozenset()
    type_in(qtbot, adding, "First")
    qtbot.mouseClick(adding.editor.button, Qt.MouseButton.LeftButton)
    skip(qtbot, adding)
    assert titles(adding, "smart", "l4-review") == ["First"]


def test_escape_keeps_the_draft_until_next_time(qtbot: QtBot, adding: Adding) -> None:
    adding.open("smart", "backlog")
    type_in(qtbot, adding, "half a th")
    qtbot.keyClick(adding.editor.text, Escape)
    adding.open("elexon", "in-progress")
    assert adding.editor.text.toPlainText() == "half a th"
    adding._view.set_folded({"elexon"}, ())
    assert not adding.is_open
    adding.open("elexon", "in-progress")
    assert adding.editor.text.toPlainText() == "half a th"


def test_pasted_lines_are_offered_as_many_and_added_as_one_entry(
    qtbot: QtBot, adding: Adding, workspace: Workspace
) -> None:
    data = QMimeData()
    data.setText("- BP1 One\r\n- BP2 Two\n\n3. <b>Three</b>\n")
    data.setHtml("<table><tr><td>not this</td></tr></table>")
    QGuiApplication.clipboard().setMimeData(data)
    adding.open("smart", "backlog", 0)
    adding.editor.text.paste()
    assert adding.editor.button.text() == "Add 3 artefacts"
    before = workspace.board.seq
    qtbot.keyClick(adding.editor.text, Return)
    assert workspace.board.seq == before + 1
    assert titles(adding, "smart", "backlog") == ["One", "Two", "<b>Three</b>", "Process 5"]
    workspace.undo()
    assert titles(adding, "smart", "backlog") == ["Process 5"]


def test_a_refusal_stands_in_the_box_and_nothing_typed_is_lost(qtbot: QtBot, adding: Adding, workspace: Workspace) -> None:
    workspace.run(configuring.configure, values={"limit:Smart Segment/Backlog": "1 refuse"})
    adding.open("smart", "backlog")
    type_in(qtbot, adding, "One too many")
    qtbot.keyClick(adding.editor.text, Return)
    assert adding.editor.error.isVisible()
    assert "limit of 1 in Smart Segment, Backlog" in adding.editor.error.text()
    assert adding.editor.text.toPlainText() == "One too many"
    type_in(qtbot, adding, "!")
    assert not adding.editor.error.isVisible()
    assert titles(adding, "smart", "backlog") == ["Process 5"]


def test_signs_without_a_title_are_refused_and_an_empty_line_adds_nothing(
    qtbot: QtBot, adding: Adding, workspace: Workspace
) -> None:
    before = workspace.board.seq
    adding.open("smart", "backlog")
    assert adding.editor.told.text() == EXPLAINED
    qtbot.keyClick(adding.editor.text, Return)
    type_in(qtbot, adding, "@Ana")
    qtbot.keyClick(adding.editor.text, Return)
    assert "title is empty" in adding.editor.error.text()
    assert workspace.board.seq == before


def test_keys_typed_here_never_reach_the_board(qtbot: QtBot, adding: Adding) -> None:
    view = adding._view
    focused = one(view.cards.board, "smart", "Process 4").id
    view.focus_card(focused)
    adding.here()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_Delete):
        qtbot.keyClick(adding.editor.text, key)
    qtbot.keyClick(adding.editor.button, Qt.Key.Key_Right)
    assert view.focused_id() == focused


def test_in_the_blocked_column_the_first_stage_of_the_lane_opens(qtbot: QtBot, adding: Adding) -> None:
    view = adding._view
    view.focus_card(one(view.cards.board, "smart", "Process 2").id)
    adding.here()
    type_in(qtbot, adding, "New")
    qtbot.keyClick(adding.editor.text, Return)
    assert titles(adding, "smart", "backlog") == ["Process 5", "New"]


def test_a_view_that_may_not_change_the_board_opens_nothing(adding: Adding) -> None:
    adding._view.movable = False
    adding.here()
    assert not adding.is_open
    assert adding.said == ["This board cannot be changed here."]  # type: ignore[attr-defined]


def test_the_box_stays_inside_the_board_wherever_the_cell_is(qtbot: QtBot, adding: Adding) -> None:
    view = adding._view
    view.resize(900, 380)
    for lane in view.cards.grid.lanes:
        for column in view.cards.grid.columns[:-1]:
            adding.open(lane, column)
            assert view.viewport().rect().contains(adding.editor.geometry())
    adding.close()
    assert len(list(view.cards.board.of(Artefact))) == 23
