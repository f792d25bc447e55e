"""B on what is blocked already: it says by what, and edits that or adds another blocker."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from mhhs_board.domain import telling
from mhhs_board.domain.board import revised
from mhhs_board.domain.records import Blocker
from mhhs_board.operations import blocking, escalating
from mhhs_board.ui.dialogs.blocking import LEFT_OUT, NO_FORUM, Block, Blocked
from mhhs_board.ui.window.main_window import MainWindow
from tests.boards import one
from tests.ui.conftest import Opener
from tests.ui.windows import shown

Return = Qt.Key.Key_Return


@pytest.fixture
def card(window: MainWindow) -> str:
    """A blocked and escalated card that has the focus."""
    card = one(window.workspace.board, "smart", "Process 4").id
    window.workspace.run(blocking.block, ids=[card], reason="CSS option open", owner="DIP", needed_by="2026-12-08")
    window.workspace.run(escalating.escalate, artefact=card, forum="dag", question="Which?")
    window.view.focus_card(card)
    return card


def press_b(window: MainWindow, qtbot: QtBot) -> Blocked:
    qtbot.keyClick(window.view, Qt.Key.Key_B)
    return shown(Blocked)


def held(window: MainWindow, card: str) -> list[Blocker]:
    return window.workspace.board.open_blockers(card)


def test_it_says_what_blocks_and_edits_that(window: MainWindow, card: str, qtbot: QtBot) -> None:
    form = press_b(window, qtbot)
    assert form.windowTitle() == "Process 4 is blocked"
    assert form.told.text() == "⊘ CSS option open · DIP must unblock it · since 24 Nov · escalated to DAG"
    assert (form.reason.text(), form.owner.text(), form.needed_by.text) == ("CSS option open", "DIP", "2026-12-08")
    assert (form.focusWidget(), form.go.text(), form.forum.isVisible()) == (form.reason, "Save", False)
    qtbot.keyClick(form.reason, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(form.reason, "CSS options A and B")
    qtbot.keyClick(form.reason, Return)
    (blocker,) = held(window, card)
    assert (blocker.reason, blocker.owner) == ("CSS options A and B", "DIP")
    assert window.actions_by_id["undo"].text() == "Undo: Change of the blocker of Process 4"
    told = telling.sentence(window.workspace.history()[-1], window.workspace.board, card)
    assert told == "Reason of the block changed from CSS option open to CSS options A and B"


def test_a_second_blocker_is_added_beside_the_first(window: MainWindow, card: str, qtbot: QtBot) -> None:
    form = press_b(window, qtbot)
    qtbot.keyClicks(form.reason, " typed before")
    qtbot.mouseClick(form.ways.buttons[1], Qt.MouseButton.LeftButton)
    assert (form.reason.text(), form.owner.text(), form.go.text()) == ("", "", "Save all")
    assert form.rest.text() == "Saved with it: the change of what blocks it."
    assert form.forum.isVisible()
    qtbot.keyClicks(form.reason, "No tester")
    qtbot.mouseClick(form.ways.buttons[0], Qt.MouseButton.LeftButton)
    assert form.reason.text() == " typed before"
    assert form.rest.text() == "Saved with it: the new blocker."
    qtbot.mouseClick(form.ways.buttons[1], Qt.MouseButton.LeftButton)
    assert form.reason.text() == "No tester"
    before = window.workspace.head.seq
    qtbot.keyClick(form.reason, Return)
    assert {blocker.reason for blocker in held(window, card)} == {"typed before", "No tester"}
    assert window.workspace.head.seq == before + 1
    assert window.actions_by_id["undo"].text() == "Undo: Block of Process 4"
    told = telling.sentence(window.workspace.history()[-1], window.workspace.board, card)
    assert "Blocked: No tester" in told
    assert "Reason of the block changed" in told
    qtbot.keyClick(window.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [blocker.reason for blocker in held(window, card)] == ["CSS option open"]


def choose(form: Blocked, row: int, qtbot: QtBot) -> None:
    """Choose a blocker by keys, as somebody does who came by Tab."""
    form.blocker.setFocus()
    for key in (Qt.Key.Key_Home, *[Qt.Key.Key_Down] * row):
        qtbot.keyClick(form.blocker, key)
        form.blocker.setFocus()
    assert form.blocker.currentIndex() == row
    form.reason.setFocus()


def retype(field: QLineEdit, text: str, qtbot: QtBot) -> None:
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, text)


@pytest.fixture
def several(window: MainWindow, card: str) -> list[str]:
    """The card is blocked by two more; their ids in the order of the dialog."""
    for reason in ("No tester", "No money"):
        window.workspace.run(blocking.block, ids=[card], reason=reason)
    return [blocker.id for blocker in held(window, card)]


def test_what_is_typed_for_each_of_several_is_saved_together(
    window: MainWindow, card: str, several: list[str], qtbot: QtBot
) -> None:
    form = press_b(window, qtbot)
    choose(form, 0, qtbot)
    retype(form.reason, "First", qtbot)
    choose(form, 2, qtbot)
    assert (form.go.text(), form.rest.text()) == ("Save all", "Saved with it: the change of blocker 1.")
    retype(form.owner, "Maria", qtbot)
    choose(form, 1, qtbot)
    assert form.rest.text() == "Saved with it: the change of blocker 1 and the change of blocker 3."
    before = window.workspace.head.seq
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    known = window.workspace.board.of(Blocker)
    assert [(known[one].reason, known[one].owner) for one in several[:1] + several[2:]] == [
        ("First", known[several[0]].owner),
        (known[several[2]].reason, "Maria"),
    ]
    assert window.workspace.head.seq == before + 1
    assert window.actions_by_id["undo"].text() == "Undo: Change of the blocker of Process 4"
    qtbot.keyClick(window.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert {blocker.reason for blocker in held(window, card)} == {"CSS option open", "No tester", "No money"}


def test_one_that_is_refused_keeps_all_and_is_shown(
    window: MainWindow, card: str, several: list[str], opened: Opener, qtbot: QtBot
) -> None:
    form = press_b(window, qtbot)
    choose(form, 1, qtbot)
    retype(form.reason, "Mine", qtbot)
    choose(form, 0, qtbot)
    retype(form.reason, "First", qtbot)
    other = opened("AB")
    other.run(blocking.amend, blocker=several[1], reason="Said by AB")
    other.run(blocking.amend, blocker=several[1], owner="AB")
    head = other.head
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    assert window.workspace.head == head
    assert form.sentence.isVisible()
    assert "“Said by AB”" in form.sentence.text()
    assert (form.blocker.currentIndex(), form.reason.text(), form.focusWidget()) == (1, "Mine", form.reason)
    qtbot.keyClick(form.reason, Return)
    known = window.workspace.board.of(Blocker)
    assert [known[one].reason for one in several[:2]] == ["First", "Mine"]
    assert known[several[1]].owner == "AB", "what was not typed is not written back"


def test_one_that_is_closed_meanwhile_does_not_hold_up_the_others(
    window: MainWindow, card: str, several: list[str], opened: Opener, qtbot: QtBot
) -> None:
    known = window.workspace.board.of(Blocker)
    closed = next(row for row, one in enumerate(several) if known[one].reason == "No tester")
    other = 0 if closed else 1
    form = press_b(window, qtbot)
    choose(form, closed, qtbot)
    retype(form.reason, "Mine", qtbot)
    choose(form, other, qtbot)
    retype(form.reason, "First", qtbot)
    opened("AB").run(blocking.unblock, artefact=card, blockers=[several[closed]], note="settled")
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    assert form.sentence.text().startswith("This blocker is closed")
    assert form.sentence.text().endswith(LEFT_OUT)
    assert (form.blocker.currentIndex(), form.reason.text()) == (closed, "Mine"), "it can be copied"
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    assert [known[several[row]].reason for row in (other, closed)] == ["First", "No tester"]
    assert QApplication.activeModalWidget() is None


def test_a_reason_that_is_missing_is_asked_for_where_it_is_missing(
    window: MainWindow, card: str, several: list[str], qtbot: QtBot
) -> None:
    form = press_b(window, qtbot)
    qtbot.mouseClick(form.ways.buttons[1], Qt.MouseButton.LeftButton)
    qtbot.keyClicks(form.owner, "Maria")
    qtbot.mouseClick(form.ways.buttons[0], Qt.MouseButton.LeftButton)
    retype(form.owner, "Ana", qtbot)
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    assert form.sentence.isVisible()
    assert (form.ways.number, form.owner.text(), form.focusWidget()) == (1, "Maria", form.reason)
    qtbot.keyClicks(form.reason, "No room")
    qtbot.keyClick(form.reason, Return)
    assert {(one.reason, one.owner) for one in held(window, card)} >= {("No room", "Maria")}
    assert "Ana" in {one.owner for one in held(window, card)}


def test_a_question_to_nobody_is_not_dropped(window: MainWindow, card: str, qtbot: QtBot) -> None:
    form = press_b(window, qtbot)
    qtbot.mouseClick(form.ways.buttons[1], Qt.MouseButton.LeftButton)
    qtbot.keyClicks(form.reason, "No tester")
    form.forum.setFocus()
    qtbot.keyClick(form.forum, Qt.Key.Key_Down)
    qtbot.keyClicks(form.question, "Who tests?")
    qtbot.keyClick(form.forum, Qt.Key.Key_Up)
    assert form.question.isVisible(), "what is typed stays in sight"
    qtbot.mouseClick(form.ways.buttons[0], Qt.MouseButton.LeftButton)
    assert not form.question.isVisible()
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    assert form.sentence.text() == NO_FORUM
    assert (form.ways.number, form.focusWidget()) == (1, form.forum)
    qtbot.keyClick(form.forum, Qt.Key.Key_Down)
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    (asked,) = [one for one in window.workspace.board.open_escalations(card) if one.question == "Who tests?"]
    assert window.workspace.board.of(Blocker)[asked.blocker].reason == "No tester"


def test_looking_at_each_of_several_writes_nothing(window: MainWindow, card: str, several: list[str], qtbot: QtBot) -> None:
    head = window.workspace.head
    form = press_b(window, qtbot)
    for row in (1, 2, 0):
        choose(form, row, qtbot)
    for number in (1, 0):
        qtbot.mouseClick(form.ways.buttons[number], Qt.MouseButton.LeftButton)
    assert (form.go.text(), form.rest.isVisible()) == ("Save", False)
    qtbot.keyClicks(form.reason, "x")
    qtbot.keyClick(form.reason, Qt.Key.Key_Backspace)
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    assert QApplication.activeModalWidget() is None
    assert window.workspace.head == head


def test_of_several_the_one_that_is_chosen_is_edited(window: MainWindow, card: str, qtbot: QtBot) -> None:
    window.workspace.run(blocking.block, ids=[card], not_stated=True)
    form = press_b(window, qtbot)
    assert form.ways.buttons[1].text() == "Add another blocker"
    unstated = next(blocker.id for blocker in held(window, card) if not blocker.reason)
    form.blocker.setCurrentIndex(form.blocker.findData(unstated))
    assert (form.reason.text(), form.not_stated.isChecked(), form.reason.isEnabled()) == ("", True, False)
    form.not_stated.setChecked(False)
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    assert "not stated" in form.sentence.text()
    assert form.focusWidget() is form.reason
    qtbot.keyClicks(form.reason, "Now it is known")
    qtbot.keyClick(form.reason, Return)
    assert {blocker.reason for blocker in held(window, card)} == {"CSS option open", "Now it is known"}


def test_what_another_said_meanwhile_is_not_written_over(
    window: MainWindow, card: str, opened: Opener, qtbot: QtBot
) -> None:
    form = press_b(window, qtbot)
    opened("AB").run(blocking.amend, blocker=held(window, card)[0].id, reason="Said by AB")
    window.performer.poll()
    qtbot.keyClicks(form.reason, "Mine")
    qtbot.keyClick(form.reason, Return)
    assert "“Said by AB”" in form.sentence.text()
    assert held(window, card)[0].reason == "Said by AB"
    qtbot.keyClick(form.reason, Return)  # told of it, it is meant
    assert held(window, card)[0].reason == "Mine"


def test_a_blocker_closed_meanwhile_says_so_and_keeps_what_is_typed(
    window: MainWindow, card: str, opened: Opener, qtbot: QtBot
) -> None:
    form = press_b(window, qtbot)
    opened("AB").run(blocking.unblock, artefact=card, withdraw="settled")
    window.performer.poll()
    qtbot.keyClicks(form.reason, "Mine")
    qtbot.keyClick(form.reason, Return)
    assert "closed" in form.sentence.text()
    assert form.reason.text() == "Mine"
    form.reject()


def test_an_untouched_form_writes_nothing(window: MainWindow, card: str, qtbot: QtBot) -> None:
    head = window.workspace.head
    form = press_b(window, qtbot)
    qtbot.keyClick(form.reason, Return)
    assert window.workspace.head == head
    assert QApplication.activeModalWidget() is None


def test_several_of_which_some_are_blocked_are_told_so(window: MainWindow, card: str, qtbot: QtBot) -> None:
    other = one(window.workspace.board, "smart", "Process 5").id
    window.view.focus_card(other)
    index = window.view.cards.index_of(card)
    window.view.selectionModel().select(index, window.view.selectionModel().SelectionFlag.Select)
    qtbot.keyClick(window.view, Qt.Key.Key_B)
    form = shown(Block)
    assert form.told.text() == "1 of them is blocked already; this blocker joins what blocks it."
    form.reject()


def test_a_hostile_reason_is_shown_literally(window: MainWindow, qtbot: QtBot) -> None:
    card = one(window.workspace.board, "smart", "Process 4").id
    window.workspace.run(blocking.block, ids=[card], reason="<b>bold</b> <img src=x>" + "long " * 50)
    window.view.focus_card(card)
    form = press_b(window, qtbot)
    assert form.told.text().startswith("⊘ <b>bold</b>")
    assert form.told.textFormat() == Qt.TextFormat.PlainText
    assert len(form.told.text()) <= 300
    form.reject()


def test_a_word_that_an_older_program_kept_is_shown_as_its_day_and_stays(
    window: MainWindow, card: str, qtbot: QtBot
) -> None:
    (blocker,) = held(window, card)
    old = {"needed_by": "tomorrow", "needed_on": "2026-03-10"}
    window.workspace.run(lambda board, context: context.entry("amend", [revised(blocker, **old)]))
    form = press_b(window, qtbot)
    assert form.needed_by.text == "2026-03-10"
    assert form.needed_by.meaning.text() == "= Tuesday, 10 March 2026"
    qtbot.keyClicks(form.reason, "!")
    qtbot.keyClick(form.reason, Return)
    (blocker,) = held(window, card)
    assert blocker.reason.endswith("!")
    assert (blocker.needed_by, blocker.needed_on) == ("tomorrow", "2026-03-10")
