"""The inspector tells one card's whole story, follows changes, and loses nothing that is typed in it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from mhhs_board.base.drafts import Draft
from mhhs_board.base.settings import Settings
from mhhs_board.domain.board import revised
from mhhs_board.operations import blocking, editing, moving
from mhhs_board.operations.context import wish
from mhhs_board.ui.dialogs.artefact import EditArtefact
from mhhs_board.ui.inspector.blocker import BlockerBox
from mhhs_board.ui.inspector.panel import Inspector
from mhhs_board.ui.kit.actions import READ_ONLY
from mhhs_board.ui.kit.plain import PlainLabel
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.workspace import Workspace
from tests.boards import one
from tests.ui.conftest import Opener
from tests.ui.kit.test_perform import Rig, rig_of
from tests.ui.windows import Maker


@pytest.fixture
def rig(qtbot: QtBot, workspace: Workspace) -> Rig:
    return rig_of(qtbot, workspace)


def inspector_of(qtbot: QtBot, rig: Rig) -> Inspector:
    inspector = Inspector(rig.performer)
    qtbot.addWidget(inspector)
    inspector.resize(320, 700)
    inspector.show()
    return inspector


def blocker_box(inspector: Inspector) -> BlockerBox:
    """The box of the one blocker shown."""
    (box,) = [found for found in inspector.findChildren(BlockerBox) if found.isVisible()]
    return box


def line(inspector: Inspector, name: str) -> QLineEdit:
    field = inspector.details.field(name)
    assert isinstance(field, QLineEdit)
    return field


def test_it_shows_where_a_card_stands(rig: Rig, qtbot: QtBot) -> None:
    inspector = inspector_of(qtbot, rig)
    card = one(rig.workspace.board, "smart", "Process 4")
    inspector.show_artefact(card.id)
    assert inspector.ref.text() == "Process 4"
    assert "Smart Segment" in inspector.kind.text()
    assert inspector.standing.text().startswith("In Progress")
    assert "2 of 5" in inspector.steps.accessibleName()
    assert inspector.empty.isHidden()


def test_a_window_that_had_it_open_opens_with_it(made: Maker, workspace: Workspace, qtbot: QtBot) -> None:
    window = made(workspace, settings=Settings({"inspector": True, "welcome": False}))
    assert window.side.inspector.isVisible()
    card = one(workspace.board, "smart", "Process 4")
    window.view.focus_card(card.id)
    assert window.side.inspector.ref.text() == "Process 4"


def test_without_a_card_it_says_what_to_do(rig: Rig, qtbot: QtBot) -> None:
    inspector = inspector_of(qtbot, rig)
    inspector.show_artefact("")
    assert inspector.empty.isVisible()
    assert inspector.ref.text() == ""


def test_a_stage_not_stated_is_said_and_not_invented(rig: Rig, qtbot: QtBot) -> None:
    inspector = inspector_of(qtbot, rig)
    inspector.show_artefact(one(rig.workspace.board, "smart", "Process 2").id)
    assert "not stated" in inspector.standing.text()
    assert "not stated" in inspector.steps.accessibleName()


def test_the_history_is_sentences_newest_first(rig: Rig, qtbot: QtBot) -> None:
    board = rig.workspace.board
    card = one(board, "smart", "Process 5")
    rig.workspace.run(moving.move, ids=[card.id], stage="in-progress")
    rig.workspace.run(blocking.block, ids=[card.id], reason="CSS option open", owner="DCC", forum=board.forums[0].id)
    rig.workspace.run(blocking.unblock, artefact=card.id, note="option B", withdraw="settled without")
    rig.workspace.undo()
    inspector = inspector_of(qtbot, rig)
    inspector.show_artefact(card.id)
    rows = inspector.history.model()
    told = [rows.index(row, 0).data().partition(": ")[2] for row in range(rows.rowCount())]  # behind the day
    assert told[0].startswith("Undone: ")
    assert told[1].startswith("Unblocked: option B")
    assert "CSS option open" in told[2]
    assert "DCC must unblock it" in told[2]
    assert "Escalated to" in told[2]
    assert told[3] == "Moved Backlog → In Progress · Ana"
    assert told[-1].startswith("Laid out with the board")
    assert len(told) == 5


def test_another_card_refills_the_same_widgets(rig: Rig, qtbot: QtBot) -> None:
    board = rig.workspace.board
    inspector = inspector_of(qtbot, rig)
    inspector.show_artefact(one(board, "smart", "Process 4").id)
    before = {id(widget) for widget in inspector.findChildren(QLineEdit)}
    inspector.show_artefact(one(board, "advanced", "Process 4").id)
    assert {id(widget) for widget in inspector.findChildren(QLineEdit)} == before
    assert "Advanced" in inspector.kind.text()


def test_the_blocker_is_told_with_its_gaps_and_its_buttons_ask(rig: Rig, qtbot: QtBot) -> None:
    board = rig.workspace.board
    card = one(board, "smart", "Process 4")
    rig.workspace.run(blocking.block, ids=[card.id], not_stated=True, needed_by="20 Nov 2026")
    inspector = inspector_of(qtbot, rig)
    inspector.show_artefact(card.id)
    box = blocker_box(inspector)
    assert box.isVisible()
    assert "not stated" in box.reason.text()
    assert "4 days past" in " ".join(label.text() for label in box.findChildren(PlainLabel))
    with qtbot.waitSignal(inspector.unblock) as unblock:
        qtbot.mouseClick(box.unblock_button, Qt.MouseButton.LeftButton)
    assert unblock.args == [card.id, board.open_blockers(card.id)[0].id]
    with qtbot.waitSignal(inspector.escalate) as escalate:
        qtbot.mouseClick(box.escalate_button, Qt.MouseButton.LeftButton)
    assert escalate.args == unblock.args


def test_a_field_is_kept_on_enter(rig: Rig, qtbot: QtBot) -> None:
    board = rig.workspace.board
    card = one(board, "smart", "Process 4")
    inspector = inspector_of(qtbot, rig)
    inspector.tabs.setCurrentWidget(inspector.details)
    inspector.show_artefact(card.id)
    qtbot.keyClicks(line(inspector, "owner"), "MS")
    qtbot.keyClick(line(inspector, "owner"), Qt.Key.Key_Return)
    assert board.artefact(card.id).owner == "MS"


def test_the_kind_is_kept_when_chosen(rig: Rig, qtbot: QtBot) -> None:
    board = rig.workspace.board
    card = one(board, "smart", "Process 4")
    inspector = inspector_of(qtbot, rig)
    inspector.tabs.setCurrentWidget(inspector.details)
    inspector.show_artefact(card.id)
    field = inspector.details.field("kind")
    assert isinstance(field, QComboBox)
    other = next(kind for kind in board.kinds if kind.id != card.kind)
    field.setCurrentIndex(field.findData(other.id))
    field.activated.emit(field.currentIndex())
    assert board.artefact(card.id).kind == other.id


def test_what_was_typed_survives_a_refusal_and_another_card(rig: Rig, qtbot: QtBot) -> None:
    board = rig.workspace.board
    card, other = one(board, "smart", "Process 4"), one(board, "smart", "Process 5")
    inspector = inspector_of(qtbot, rig)
    inspector.tabs.setCurrentWidget(inspector.details)
    inspector.show_artefact(card.id)
    title = line(inspector, "title")
    title.selectAll()
    qtbot.keyClick(title, Qt.Key.Key_Delete)
    qtbot.keyClick(title, Qt.Key.Key_Return)
    assert "empty" in inspector.details.sentence.text()
    assert board.artefact(card.id).title
    endless = "y" * 400
    qtbot.keyClicks(title, endless)
    qtbot.keyClick(title, Qt.Key.Key_Return)
    assert "300" in inspector.details.sentence.text()
    inspector.show_artefact(other.id)
    assert title.text() == other.title
    inspector.show_artefact(card.id)
    assert title.text() == endless
    qtbot.keyClick(title, Qt.Key.Key_Escape)
    assert title.text() == board.artefact(card.id).title


def test_somebody_elses_change_does_not_take_a_draft_away(rig: Rig, qtbot: QtBot, opened: Opener) -> None:
    board = rig.workspace.board
    card = one(board, "smart", "Process 4")
    inspector = inspector_of(qtbot, rig)
    inspector.tabs.setCurrentWidget(inspector.details)
    inspector.show_artefact(card.id)
    qtbot.keyClicks(line(inspector, "owner"), "MS")
    opened("Bo").run(editing.edit, artefact=card.id, values={"owner": "BO"})
    rig.workspace.poll()
    inspector.show_artefact(card.id)
    assert line(inspector, "owner").text() == "MS"
    qtbot.keyClick(line(inspector, "owner"), Qt.Key.Key_Return)
    assert "BO" in inspector.details.sentence.text()
    assert board.artefact(card.id).owner == "BO"
    qtbot.keyClick(line(inspector, "owner"), Qt.Key.Key_Return)
    assert board.artefact(card.id).owner == "MS"


def test_a_read_only_board_closes_every_field_and_says_why(qtbot: QtBot, opened: Opener) -> None:
    workspace = opened()
    card = one(workspace.board, "smart", "Process 4")
    workspace.run(blocking.block, ids=[card.id], reason="open")
    rig = rig_of(qtbot, opened(read_only=True))
    inspector = inspector_of(qtbot, rig)
    inspector.show_artefact(card.id)
    for name in editing.EDITABLE:
        field = inspector.details.field(name)
        closed = not field.isEnabled() if isinstance(field, QComboBox) else field.isReadOnly()
        assert closed, name
        assert field.toolTip() == READ_ONLY
    box = blocker_box(inspector)
    assert not box.unblock_button.isEnabled()
    assert box.unblock_button.toolTip() == READ_ONLY


def test_an_endless_title_is_cut_and_shown_literally(rig: Rig, qtbot: QtBot) -> None:
    markup = "<b>bold</b> & <img src=x>"
    card = one(rig.workspace.board, "smart", "Process 4")
    rig.workspace.run(editing.edit, artefact=card.id, values={"title": markup, "notes": "z" * 20_000})
    inspector = inspector_of(qtbot, rig)
    inspector.show_artefact(card.id)
    assert inspector.title.text() == markup
    assert inspector.title.textFormat() == Qt.TextFormat.PlainText
    notes = inspector.details.field("notes")
    assert isinstance(notes, QPlainTextEdit)
    assert len(notes.toPlainText()) == 20_000


def test_one_entry_is_undone_where_it_still_applies_and_a_refusal_stands_beside_it(window: MainWindow) -> None:
    card = one(window.workspace.board, "smart", "Process 5")
    window.view.focus_card(card.id)
    if window.side.inspector.isHidden():
        window.side.toggle()
    history = window.side.inspector.history
    for owner in ("Ann", "Bo"):
        window.performer.perform(wish(editing.edit, artefact=card.id, values={"owner": owner}))
    window.performer.perform(wish(editing.edit, artefact=card.id, values={"version": "2"}))
    first, second, template = 2, 1, 3
    history.setCurrentIndex(history.model().index(first))
    assert history.undo.isVisible()
    history.undo.click()
    assert "changed owner since" in window.side.inspector.refusal.text()
    assert window.side.inspector.refusal.isVisible()
    assert window.workspace.board.artefact(card.id).owner == "Bo"
    history.setCurrentIndex(history.model().index(template))
    assert history.undo.isHidden()
    history.setCurrentIndex(history.model().index(second))
    history.undo.click()
    assert window.side.inspector.refusal.isHidden()
    changed = window.workspace.board.artefact(card.id)
    assert (changed.owner, changed.version) == ("Ann", "2")


def test_a_reader_is_offered_no_undo_of_an_entry(made: Maker, opened: Opener) -> None:
    workspace = opened()
    card = one(workspace.board, "smart", "Process 5").id
    workspace.run(editing.edit, artefact=card, values={"owner": "Ann"})
    window = made(opened(read_only=True))
    window.view.focus_card(card)
    if window.side.inspector.isHidden():
        window.side.toggle()
    history = window.side.inspector.history
    history.setCurrentIndex(history.model().index(0))
    assert history.undo.isHidden()


def test_it_says_why_a_card_is_overdue(rig: Rig, qtbot: QtBot) -> None:
    card = one(rig.workspace.board, "smart", "Process 4")
    rig.workspace.run(editing.edit, artefact=card.id, values={"due": "2 Nov 2026"})
    inspector = inspector_of(qtbot, rig)
    inspector.show_artefact(card.id)
    assert "overdue: due 2 November 2026" in inspector.standing.text()
    rig.workspace.run(blocking.block, ids=[card.id], reason="r", needed_by="2026-11-23")
    inspector.show_artefact(card.id)
    assert "overdue: due 2 November 2026; to be unblocked by 23 November 2026" in inspector.standing.text()


def test_a_draft_of_a_day_is_told_by_its_own_card(rig: Rig, qtbot: QtBot) -> None:
    cards = [one(rig.workspace.board, "smart", f"Process {number}") for number in (4, 5)]
    for card, on in zip(cards, ("2027-01-01", ""), strict=True):
        rig.workspace.run(
            lambda board, context, id=card.id, on=on: context.entry(
                "edit", [revised(board.artefact(id), due="01/02/2027" if on else "", due_on=on)]
            )
        )
    inspector = inspector_of(qtbot, rig)
    inspector.details.put_back([Draft("Inspector", "Due", "01/02/2027", cards[1].id, "due", "")])
    inspector.show_artefact(cards[0].id)
    before = inspector.details.editor("due").meaning.text()
    inspector.show_artefact(cards[1].id)
    assert inspector.details.text("due") == "01/02/2027"
    assert inspector.details.editor("due").meaning.text() != before


def test_below_a_date_stands_the_day_that_the_board_keeps(rig: Rig, qtbot: QtBot) -> None:
    """What an import left open is not read here as if it were typed; a word that an older program kept is its day."""
    card = one(rig.workspace.board, "smart", "Process 4")

    def kept(due: str, due_on: str) -> None:
        rig.workspace.run(
            lambda board, context: context.entry("edit", [revised(board.artefact(card.id), due=due, due_on=due_on)])
        )

    inspector = inspector_of(qtbot, rig)
    for due, on, shown, meaning in (
        ("03/04/2027", "", "03/04/2027", "Kept as written; no day is read from it"),
        ("tomorrow", "2026-10-02", "2026-10-02", "= Friday, 2 October 2026"),
    ):
        kept(due, on)
        inspector.show_artefact(card.id)
        form = EditArtefact(rig.performer, inspector, rig.workspace.board.artefact(card.id))
        qtbot.addWidget(form)
        assert (line(inspector, "due").text(), inspector.details.editor("due").meaning.text()) == (shown, meaning)
        assert (form.due.text, form.due.meaning.text()) == (shown, meaning)
        assert not rig.workspace.run(form.wish()), "opened and saved, nothing changes"
    form.due.line.setText("next friday")
    assert form.due.meaning.text() == "= Friday, 27 November 2026"
    rig.workspace.run(form.wish())
    assert rig.workspace.board.artefact(card.id).due == "2026-11-27"


def test_nothing_that_is_told_of_a_card_needs_a_higher_window_and_its_tabs_are_seen(
    window: MainWindow, qtbot: QtBot
) -> None:
    board = window.workspace.board
    card = one(board, "smart", "Process 4")
    window.resize(1000, 560)
    before = window.minimumSizeHint().height()
    for number in range(3):
        window.workspace.run(
            blocking.block, ids=[card.id], reason=f"{number}: " + "the option is open and nobody says for how long " * 5
        )
    window.workspace.run(editing.edit, artefact=card.id, values={"title": "A long title of a long process " * 6})
    window.view.focus_card(card.id)
    window.side.show(True)
    inspector = window.side.inspector
    qtbot.waitUntil(lambda: inspector.above.verticalScrollBar().maximum() > 0)
    assert window.minimumSizeHint().height() <= before
    assert window.height() == 560
    assert inspector.tabs.currentWidget() is inspector.history
    assert inspector.history.viewport().visibleRegion().boundingRect().height() >= 80
    last = [box for box in inspector.findChildren(BlockerBox) if box.isVisible()][-1]
    last.buttons[-1].setFocus()
    qtbot.waitUntil(lambda: not last.buttons[-1].visibleRegion().isEmpty())  # what has the keyboard is seen
