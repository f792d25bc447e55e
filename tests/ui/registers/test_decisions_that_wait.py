"""What waits for a forum in the window: on the page of the escalations, at its decision, in the inspector, on the card."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtPrintSupport import QPrintPreviewDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mhhs_board.base.drafts import FORM
from mhhs_board.domain.governance import Decision
from mhhs_board.domain.records import Escalation
from mhhs_board.operations import blocking, escalating, registering
from mhhs_board.ui.dialogs.escalating import Answer, Escalate, EscalateDecision, Withdraw
from mhhs_board.ui.kit.accessible import card_name, tooltip
from mhhs_board.ui.registers.decisions import DecisionsPage
from mhhs_board.ui.registers.escalations import EscalationsPage
from mhhs_board.ui.window.main_window import MainWindow
from tests.boards import TODAY, one
from tests.ui.windows import shown

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(window: MainWindow) -> MainWindow:
    """The example with DAG-DEC99 about Process 4, which waits for PSG, and DAG-DEC100 about nothing."""
    run = window.workspace.run
    about = {"ref": "DAG-DEC99", "text": "Recommended", "artefact": "Smart:Process 4", "decided": "recommend"}
    for values in (about, {"ref": "DAG-DEC100", "text": "Of its own"}):
        run(registering.add, kind="decision", values=values)
    run(
        escalating.escalate_decision,
        decision=decision(window).id,
        forum="psg",
        question="The release?",
        needed_by="1 Dec 2026",
    )
    return window


def decision(window: MainWindow, ref: str = "DAG-DEC99") -> Decision:
    return next(found for found in window.workspace.board.of(Decision).values() if found.ref == ref)


def page_of(window: MainWindow, qtbot: QtBot, key: Qt.Key = Key.Key_7) -> EscalationsPage | DecisionsPage:
    qtbot.keyClick(window.view, key, Control)
    page = window.desk.page
    assert isinstance(page, EscalationsPage if key == Key.Key_7 else DecisionsPage)
    assert QApplication.focusWidget() is page.table
    return page


def escalations(window: MainWindow, qtbot: QtBot) -> EscalationsPage:
    page = page_of(window, qtbot)
    assert isinstance(page, EscalationsPage)
    return page


def rows(page: EscalationsPage) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row.cells) for row in page.model.rows]


def choose(page: EscalationsPage, ref: str) -> None:
    number = next(number for number, row in enumerate(rows(page)) if ref in row[0])
    place = page.table.visualRect(page.model.index(number, 1)).center()
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert [row.asked.decision for row in page._chosen_rows()] == [page.model.rows[number].asked.decision]


def button(page: EscalationsPage | DecisionsPage, text: str) -> QPushButton:
    (found,) = [one for one in page.findChildren(QPushButton) if one.text() == text and one.isVisible()]
    return found


def waiting(window: MainWindow) -> list[tuple[str, str]]:
    board = window.workspace.board
    return sorted((one.forum, one.question) for one in board.of(Escalation).values() if not one.returned)


def test_it_lists_what_waits_of_blockers_and_of_decisions(window: MainWindow, qtbot: QtBot) -> None:
    card = one(window.workspace.board, "smart", "Process 5")
    window.workspace.run(
        blocking.block, ids=[card.id], reason="No interface", forum="dag", question="Which?", needed_by="2026-11-20"
    )
    page = escalations(window, qtbot)
    today = "24 Nov · today"
    assert rows(page) == [
        ("Blocker: No interface", "Process 5", "⚑ DAG", "Which?", today, "20 Nov · 4 days past"),
        ("DAG-DEC99: Recommended", "Process 4", "⚑ PSG", "The release?", today, "1 Dec 2026 · 7 days left"),
    ]
    assert page.counts.text() == "2 waiting · 1 of decisions · 1 overdue"
    assert [cell.late for cell in page.model.rows[0].cells] == [False] * 5 + [True]
    window.filter_bar.set_text('ref:"Process 5"')
    assert [row[0] for row in rows(page)] == ["Blocker: No interface"]
    assert page.counts.text().endswith("1 hidden by the filter")


def test_the_chosen_row_is_answered_by_its_letter(window: MainWindow, qtbot: QtBot) -> None:
    page = escalations(window, qtbot)
    qtbot.keyClick(page.table, Key.Key_A)
    form = shown(Answer)
    assert any("About DAG-DEC99" in label.text() for label in form.findChildren(QLabel))
    form.words.setPlainText("Agreed.")
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    assert waiting(window) == []
    assert page.empty.isVisible()
    assert page.empty.text() == "Nothing waits for a forum's answer."
    assert not button(page, "Answer…").isEnabled()
    window.performer.undo()
    assert waiting(window) == [("psg", "The release?")]
    assert page.table.isVisible()


def test_it_is_withdrawn_and_passed_on_from_the_page(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.run(escalating.escalate_decision, decision=decision(window, "DAG-DEC100").id, forum="dag")
    page = escalations(window, qtbot)
    choose(page, "DAG-DEC100")
    qtbot.mouseClick(button(page, "Pass on…"), Qt.MouseButton.LeftButton)
    form = shown(EscalateDecision)
    assert form.forum.currentData() == "psg"
    assert (form.waits.text(), form.waits.isVisible()) == ("DAG is asked now: no question stated", True)
    form.question.setPlainText("And this?")
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    assert waiting(window) == [("psg", "And this?"), ("psg", "The release?")]
    choose(page, "DAG-DEC99")
    qtbot.mouseClick(button(page, "Withdraw…"), Qt.MouseButton.LeftButton)
    ending = shown(Withdraw)
    ending.words.setPlainText("No longer needed.")
    qtbot.mouseClick(ending.go, Qt.MouseButton.LeftButton)
    assert waiting(window) == [("psg", "And this?")]


def test_a_blockers_question_is_passed_on_as_a_blockers(window: MainWindow, qtbot: QtBot) -> None:
    card = one(window.workspace.board, "smart", "Process 5")
    asked = {"forum": "dag", "question": "Whose register?", "needed_by": "2026-11-20"}
    window.workspace.run(blocking.block, ids=[card.id], reason="x", **asked)
    page = escalations(window, qtbot)
    page.pass_on()
    form = shown(Escalate)
    assert form.about() == card.id
    assert form.waits.text() == "DAG is asked now: Whose register?"
    form.reject()
    window.workspace.run(blocking.block, ids=[card.id], reason="y")
    form = Escalate(window.performer, window, window.workspace.board.artefact(card.id))
    assert not form.waits.isVisibleTo(form), "nobody knows yet which is meant"
    held = {found.reason: found.id for found in window.workspace.board.open_blockers(card.id)}
    form.blocker.setCurrentIndex(form.blocker.findData(held["x"]))
    assert form.waits.text() == "DAG is asked now: Whose register?"
    form.blocker.setCurrentIndex(form.blocker.findData(held["y"]))
    assert not form.waits.isVisibleTo(form)
    form.close()


def test_several_chosen_are_not_answered_at_once(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.run(escalating.escalate_decision, decision=decision(window, "DAG-DEC100").id, forum="psg")
    page = escalations(window, qtbot)
    page.table.selectAll()
    assert not button(page, "Answer…").isEnabled()
    assert "choose one" in button(page, "Answer…").toolTip()


def test_enter_goes_to_the_card_and_stays_where_there_is_none(window: MainWindow, qtbot: QtBot) -> None:
    card = one(window.workspace.board, "smart", "Process 4").id
    page = escalations(window, qtbot)
    qtbot.keyClick(page.table, Key.Key_Return)
    assert window.desk.page.widget is window.view
    assert window.view.focused_id() == card


def test_what_is_printed_and_copied_is_what_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    page = escalations(window, qtbot)
    page.copy_rows()
    text = QApplication.clipboard().text()
    assert "DAG-DEC99: Recommended" in text
    assert "The release?" in text
    page.print_rows()
    preview = shown(QPrintPreviewDialog)
    preview.reject()


def test_a_decision_is_put_to_a_forum_from_its_register(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, Key.Key_6)
    assert isinstance(page, DecisionsPage)
    page.choose(decision(window, "DAG-DEC100").id)
    assert not button(page, "Answer…").isEnabled()
    qtbot.mouseClick(button(page, "Escalate…"), Qt.MouseButton.LeftButton)
    form = shown(EscalateDecision)
    form.forum.setCurrentIndex(form.forum.findData("psg"))
    form.question.setPlainText("May it?")
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    assert ("psg", "May it?") in waiting(window)
    assert button(page, "Answer…").isEnabled()
    qtbot.mouseClick(button(page, "Answer…"), Qt.MouseButton.LeftButton)
    ending = shown(Answer)
    ending.words.setPlainText("It may.")
    qtbot.mouseClick(ending.go, Qt.MouseButton.LeftButton)
    assert waiting(window) == [("psg", "The release?")]
    page.choose(decision(window).id)
    qtbot.mouseClick(button(page, "Withdraw…"), Qt.MouseButton.LeftButton)
    taken_back = shown(Withdraw)
    taken_back.words.setPlainText("Decided otherwise.")
    qtbot.mouseClick(taken_back.go, Qt.MouseButton.LeftButton)
    assert waiting(window) == []


def test_the_register_says_where_a_decision_waits(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, Key.Key_6)
    assert isinstance(page, DecisionsPage)
    column = page.record_type.COLUMNS.index("decided")
    texts = {page.model.record(row).called(): page.model.cell(row, column).text for row in range(page.model.rowCount())}
    assert texts == {"DAG-DEC99": "Recommend · waits for PSG since 24 Nov", "DAG-DEC100": "not stated"}
    heads, printed = page.cells()
    assert "Type" in heads
    assert any("waits for PSG since 24 Nov" in text for row in printed for text in row)
    window.workspace.run(escalating.answer, escalation=next(iter(window.workspace.board.of(Escalation))), answer="Agreed.")
    assert page.model.cell(0, column).text == "Recommend"


def test_a_letter_finds_a_row_of_the_register_and_escalates_nothing(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, Key.Key_6)
    qtbot.keyClick(page.table, Key.Key_E)
    assert isinstance(page, DecisionsPage)
    assert page.finding == "e"
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, EscalateDecision) and one.isVisible()]


def test_the_card_and_the_inspector_say_so(window: MainWindow, qtbot: QtBot) -> None:
    board = window.workspace.board
    card = one(board, "smart", "Process 4")
    assert "escalated to PSG" in card_name(board, card, TODAY)
    assert "Escalated to PSG for DAG-DEC99" in tooltip(board, card, TODAY)
    window.view.focus_card(card.id)
    if window.side.inspector.isHidden():
        window.side.toggle()
    assert "DAG-DEC99 waits for PSG since 24 Nov" in window.side.inspector.standing.text()
    assert decision(window) in window.side.inspector.records.records()
    qtbot.keyClick(window.view, Key.Key_A)
    form = shown(Answer)
    form.words.setPlainText("Agreed.")
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    assert waiting(window) == []
    assert "waits for" not in window.side.inspector.standing.text()


def test_the_rows_are_told_to_who_cannot_see_them(window: MainWindow, qtbot: QtBot) -> None:
    page = escalations(window, qtbot)
    told = page.model.data(page.model.index(0, 2), Qt.ItemDataRole.AccessibleTextRole)
    assert told == "To: ⚑ PSG"
    assert QAccessible.queryAccessibleInterface(page.table).text(QAccessible.Text.Name) == "Escalations"


def test_what_is_typed_of_a_decision_outlives_a_crash(window: MainWindow, qtbot: QtBot) -> None:
    form = EscalateDecision(window.performer, window, decision(window, "DAG-DEC100"))
    form.open()
    qtbot.keyClicks(form.question.field, "May it?")
    (draft,) = form.drafts()
    form.reject()
    again = window.acts.reopen(draft.name.removeprefix(FORM), draft.artefact.split(), draft.seen)
    assert isinstance(again, EscalateDecision)
    again.put_back([draft])
    assert again.question.toPlainText() == "May it?"
    again.reject()


def test_the_form_asks_on_which_day_it_was_put(window: MainWindow, qtbot: QtBot) -> None:
    about = decision(window, "DAG-DEC100")
    form = EscalateDecision(window.performer, window, about)
    form.open()
    form.on.set_value("25 Nov 2026")
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    assert form.isVisible()
    assert "25 November 2026 is still to come" in form.sentence.text()
    form.on.set_value("12 Nov 2026")
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    assert not form.isVisible()
    (asked,) = window.workspace.board.escalations_of(about.id)
    assert asked.raised == "2026-11-12T12:00:00Z"
