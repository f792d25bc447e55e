"""The form of any register: made of what is declared, forgiving of gaps, and losing nothing that is typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mhhs_board.base.drafts import FORM
from mhhs_board.domain.fields import typed
from mhhs_board.domain.governance import Action, Milestone
from mhhs_board.domain.records import REGISTERS, Artefact
from mhhs_board.operations import registering
from mhhs_board.ui.dialogs.artefact import AddArtefact, EditArtefact
from mhhs_board.ui.dialogs.form import Form
from mhhs_board.ui.dialogs.register import RegisterForm, RetireRecords, reopened
from mhhs_board.ui.inspector.details import Details
from mhhs_board.ui.kit.plain import PlainLabel
from mhhs_board.ui.kit.register_words import whole
from mhhs_board.workspace import Workspace
from tests.boards import one
from tests.guards.records import run_in
from tests.ui.conftest import Opener
from tests.ui.dialogs.test_dialogs import go, opened_form
from tests.ui.kit.test_perform import Rig, rig_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # what opens over a window


@pytest.fixture
def rig(qtbot: QtBot, workspace: Workspace) -> Rig:
    return rig_of(qtbot, workspace)


def action(workspace: Workspace, **values: object) -> Action:
    entry = workspace.run(registering.add, kind="action", values=values)
    return workspace.board.of(Action)[entry.changes[0].id]


def adding(qtbot: QtBot, rig: Rig, **given: object) -> RegisterForm:
    form = RegisterForm(rig.performer, rig.window, "action", done=rig.kept.append, given=given)
    opened_form(qtbot, form)
    qtbot.waitUntil(lambda: form.isActiveWindow())
    return form


def editing(qtbot: QtBot, rig: Rig, record: Action) -> RegisterForm:
    form = RegisterForm(rig.performer, rig.window, "action", record, rig.kept.append)
    opened_form(qtbot, form)
    return form


def labels(form: QWidget) -> list[str]:
    return [label.text() for label in form.findChildren(PlainLabel) if label.buddy() is not None]


@pytest.mark.parametrize("kind", list(REGISTERS))
def test_every_declared_field_stands_in_the_form_in_its_order(kind: str, rig: Rig, qtbot: QtBot) -> None:
    form = RegisterForm(rig.performer, rig.window, kind)
    opened_form(qtbot, form)
    assert labels(form) == [declared.label for declared in typed(REGISTERS[kind]) if not declared.field.later]
    made = run_in(rig.workspace, kind, one(rig.workspace.board, "smart", "Process 4").id)
    again = RegisterForm(rig.performer, rig.window, kind, rig.workspace.board.get(kind, made))
    opened_form(qtbot, again)
    assert labels(again) == [declared.label for declared in typed(REGISTERS[kind])]


@pytest.mark.parametrize("kind", list(REGISTERS))
def test_no_form_is_higher_than_the_screen_and_its_buttons_are_seen(kind: str, rig: Rig, qtbot: QtBot) -> None:
    made = run_in(rig.workspace, kind, one(rig.workspace.board, "smart", "Process 4").id)
    form = RegisterForm(rig.performer, rig.window, kind, rig.workspace.board.get(kind, made))
    opened_form(qtbot, form)
    assert form.height() < form.screen().availableGeometry().height()
    assert form.rect().contains(form.go.geometry().translated(form.buttons.pos()))
    last = list(form.editors.values())[-1]
    last.setFocus()
    assert not last.visibleRegion().isEmpty(), "what has the keyboard is seen"


def test_a_form_begins_where_something_is_lacking(rig: Rig, qtbot: QtBot) -> None:
    assert adding(qtbot, rig).focusWidget() is not None
    for given, begins in (({}, "ref"), ({"ref": "DAG35-01"}, "text"), ({"ref": "DAG35-01", "text": "Ask"}, "organisation")):
        form = adding(qtbot, rig, **given)
        assert form.focusWidget() is form.editors[begins].field


def test_every_declared_field_of_an_artefact_stands_in_its_dialogs_and_in_the_details(rig: Rig, qtbot: QtBot) -> None:
    declared = [one.label for one in typed(Artefact)]
    card = one(rig.workspace.board, "smart", "Process 4")
    form = EditArtefact(rig.performer, rig.window, card)
    opened_form(qtbot, form)
    assert labels(form) == declared
    details = Details(rig.performer)
    qtbot.addWidget(details)
    assert labels(details) == declared
    add = AddArtefact(rig.performer, rig.window)
    opened_form(qtbot, add)
    later = {"Links", "L4 outcome", "Decision", "Private notes"}
    assert labels(add) == ["Workstream", "Stage", *(label for label in declared if label not in later)]


def test_adding_by_keys_alone(rig: Rig, qtbot: QtBot) -> None:
    card = one(rig.workspace.board, "smart", "Process 4")
    form = adding(qtbot, rig)
    texts = ["DAG35-04", "Agree the option", "DCC", "Maria", "13 Dec 2026"]
    for text in texts:
        qtbot.keyClicks(form.focusWidget(), text)
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
    for _ in ("status", "meeting", "item"):  # it is open, and born at none
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClicks(form.focusWidget(), "process 4 smart")
    qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
    assert form.focusWidget() is form.editors["replaced_by"].field
    qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Return)
    (added,) = rig.workspace.board.of(Action).values()
    assert (added.ref, added.text, added.organisation, added.person, added.due) == tuple(texts)
    assert (added.artefact, added.status, form.isVisible()) == (card.id, "open", False)


def test_gaps_are_named_and_bar_nothing(rig: Rig, qtbot: QtBot) -> None:
    form = adding(qtbot, rig)
    assert "reference, action, owner and due" in form.gaps.text()
    qtbot.keyClicks(form.editors["text"].field, "Write down which")
    qtbot.keyClicks(form.editors["due"].field, "13 Dec 2026")
    assert "Not stated yet: reference and owner." in form.gaps.text()
    go(qtbot, form)
    assert [found.text for found in rig.workspace.board.of(Action).values()] == ["Write down which"]


def test_what_an_action_replaces_is_told_in_its_form_and_its_tooltip(rig: Rig, qtbot: QtBot) -> None:
    new = action(rig.workspace, ref="DAG35-01", text="Share it", organisation="DCC", due="14 July 2027")
    for ref in ("DAG34-10", "DAG34-02"):
        action(rig.workspace, ref=ref, text="Look", status="replaced", replaced_by="DAG35-01")
    told = [label.text() for label in editing(qtbot, rig, new).findChildren(PlainLabel)]
    assert told[told.index("Replaces") + 1 :].count("DAG34-02, DAG34-10") == 1
    assert "Replaces: DAG34-02, DAG34-10" in whole(rig.workspace.board, new, rig.workspace.today).splitlines()
    old = next(one for one in rig.workspace.board.of(Action).values() if one.ref == "DAG34-02")
    assert "Replaces" not in [label.text() for label in editing(qtbot, rig, old).findChildren(PlainLabel)]


def test_a_refusal_keeps_everything_typed_and_says_why(rig: Rig, qtbot: QtBot) -> None:
    form = adding(qtbot, rig)
    qtbot.keyClicks(form.editors["organisation"].field, "DCC")
    qtbot.keyClicks(form.editors["artefact"].field, "Process 4")
    head = rig.workspace.head
    go(qtbot, form)
    assert "fits 4 artefacts" in form.sentence.text()
    assert (form.isVisible(), form.editors["artefact"].typed(), form.editors["organisation"].typed()) == (
        True,
        "Process 4",
        "DCC",
    )
    assert rig.workspace.head == head
    qtbot.keyClicks(form.editors["artefact"].field, " smart")
    assert form.sentence.isHidden()
    qtbot.keyClick(form.editors["artefact"].field, Qt.Key.Key_Return)
    go(qtbot, form)
    assert "needs its text" in form.sentence.text()
    qtbot.keyClicks(form.editors["ref"].field, "DAG35-01")
    go(qtbot, form)
    assert not form.isVisible()


def test_a_name_that_is_taken_is_refused_in_the_form(rig: Rig, qtbot: QtBot) -> None:
    rig.workspace.run(registering.add, kind="milestone", values={"name": "M5"})
    form = RegisterForm(rig.performer, rig.window, "milestone")
    opened_form(qtbot, form)
    go(qtbot, form)
    assert "empty" in form.sentence.text()
    qtbot.keyClicks(form.editors["name"].field, "m5")
    go(qtbot, form)
    assert "already" in form.sentence.text()
    qtbot.keyClicks(form.editors["name"].field, "b")
    go(qtbot, form)
    assert sorted(found.name for found in rig.workspace.board.of(Milestone).values()) == ["M5", "m5b"]


def test_only_what_was_altered_is_written_and_a_conflict_is_told_once(rig: Rig, qtbot: QtBot, opened: Opener) -> None:
    record = action(rig.workspace, ref="A1", text="Agree", organisation="DCC", due="13 Dec 2026")
    form = editing(qtbot, rig, record)
    opened("Bo").run(registering.edit, kind="action", id=record.id, values={"organisation": "RECCo", "text": "Agree it"})
    rig.workspace.poll()
    owner = form.editors["organisation"].field
    owner.selectAll()
    qtbot.keyClicks(owner, "Elexon")
    go(qtbot, form)
    assert "RECCo" in form.sentence.text()
    assert (form.isVisible(), owner.text()) == (True, "Elexon")
    go(qtbot, form)
    kept = rig.workspace.board.of(Action)[record.id]
    assert (kept.organisation, kept.text) == ("Elexon", "Agree it")
    assert set(rig.kept[0].changes[0].after) == {"organisation"}


def test_saving_what_was_not_altered_writes_nothing(rig: Rig, qtbot: QtBot) -> None:
    card = one(rig.workspace.board, "smart", "Process 4")
    record = action(rig.workspace, ref="A1", text="Agree\nit", due="13 Dec 2026", artefact=card.id, status="closed")
    head = rig.workspace.head
    go(qtbot, editing(qtbot, rig, record))
    assert rig.workspace.head == head


def test_ctrl_enter_in_a_note_keeps_and_escape_leaves(rig: Rig, qtbot: QtBot) -> None:
    form = adding(qtbot, rig)
    note = form.editors["text"].field
    note.setFocus()
    qtbot.keyClicks(note, "One")
    qtbot.keyClick(note, Qt.Key.Key_Return)
    qtbot.keyClicks(note, "Two")
    qtbot.keyClick(note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [found.text for found in rig.workspace.board.of(Action).values()] == ["One\nTwo"]
    form = adding(qtbot, rig)
    line = form.editors["ref"].field
    qtbot.keyClicks(line, "half")
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert not form.isVisible()
    assert len(rig.workspace.board.of(Action)) == 1


def test_escape_puts_away_what_is_offered_before_it_leaves(rig: Rig, qtbot: QtBot) -> None:
    form = adding(qtbot, rig)
    link = form.editors["artefact"]
    link.field.setFocus()
    qtbot.keyClicks(link.field, "proc")
    assert link.offered.is_open
    qtbot.keyClick(link.field, Qt.Key.Key_Escape)
    assert (link.offered.is_open, form.isVisible()) == (False, True)
    qtbot.keyClick(link.field, Qt.Key.Key_Escape)
    assert not form.isVisible()


def test_a_record_is_retired_with_a_reason(rig: Rig, qtbot: QtBot) -> None:
    record = action(rig.workspace, ref="A1", text="Agree")
    form = RetireRecords(rig.performer, rig.window, "action", [record], rig.kept.append)
    opened_form(qtbot, form)
    qtbot.keyClicks(form.reason, "merged")
    qtbot.keyClick(form.reason, Qt.Key.Key_Return)
    assert rig.workspace.board.of(Action)[record.id].retired
    assert rig.kept[0].note == "merged"


# -- after a crash -----------------------------------------------------------------------------------------------------


def again(qtbot: QtBot, rig: Rig, form: Form) -> Form:
    """The form that is opened with what was typed in another, as the window does it after a crash."""
    drafts = form.drafts()
    first = drafts[0]
    form.reject()
    back = reopened(rig.performer, rig.window, first.name.removeprefix(FORM), first.artefact.split(), first.seen)
    assert back is not None
    opened_form(qtbot, back)
    assert back.put_back(drafts) == []
    assert [(draft.field, draft.text) for draft in back.drafts()] == [(draft.field, draft.text) for draft in drafts]
    return back


def test_what_is_typed_of_a_new_one_outlives_a_crash(rig: Rig, qtbot: QtBot) -> None:
    card = one(rig.workspace.board, "smart", "Process 4")
    other = one(rig.workspace.board, "advanced", "Process 4")
    form = adding(qtbot, rig, artefact=card.id)
    assert form.drafts() == [], "what it begins with was not typed"
    qtbot.keyClicks(form.editors["text"].field, "Agree the opti")
    qtbot.keyClicks(form.editors["due"].field, "13 D")
    back = again(qtbot, rig, form)
    assert back.values()["artefact"] == card.id
    assert (back.values()["text"], back.values()["due"]) == ("Agree the opti", "13 D")
    link = back.editors["artefact"]
    link.field.selectAll()
    qtbot.keyClicks(link.field, "4 adv")
    qtbot.keyClick(link.field, Qt.Key.Key_Return)
    assert again(qtbot, rig, back).values()["artefact"] == other.id


def test_an_edit_put_back_is_judged_against_what_was_seen_then(rig: Rig, qtbot: QtBot, opened: Opener) -> None:
    record = action(rig.workspace, ref="A1", text="Agree", organisation="DCC")
    form = editing(qtbot, rig, record)
    owner = form.editors["organisation"].field
    owner.selectAll()
    qtbot.keyClicks(owner, "Elexon")
    drafts = form.drafts()
    form.reject()
    opened("Bo").run(registering.edit, kind="action", id=record.id, values={"organisation": "RECCo"})
    rig.workspace.poll()
    first = drafts[0]
    back = reopened(rig.performer, rig.window, first.name.removeprefix(FORM), first.artefact.split(), first.seen)
    opened_form(qtbot, back)
    back.put_back(drafts)
    go(qtbot, back)
    assert "RECCo" in back.sentence.text()
    go(qtbot, back)
    assert rig.workspace.board.of(Action)[record.id].organisation == "Elexon"


def test_a_reason_goes_back_and_what_is_gone_does_not(rig: Rig, qtbot: QtBot, opened: Opener) -> None:
    record = action(rig.workspace, ref="A1", text="Agree")
    form = RetireRecords(rig.performer, rig.window, "action", [record])
    opened_form(qtbot, form)
    qtbot.keyClicks(form.reason, "mer")
    back = again(qtbot, rig, form)
    assert isinstance(back, RetireRecords)
    assert back.reason.text() == "mer"
    back.reject()
    rig.workspace.run(registering.retire, kind="action", ids=[record.id])
    for name in ("retire-action", "record-action"):
        assert reopened(rig.performer, rig.window, name, [record.id], "") is None
    assert reopened(rig.performer, rig.window, "edit", [], "") is None
    assert reopened(rig.performer, rig.window, "record-nothing", [], "") is None


def test_an_endless_text_is_refused_with_its_length_and_stays(rig: Rig, qtbot: QtBot) -> None:
    form = adding(qtbot, rig)
    form.editors["text"].field.insertPlainText("<b>" + "y" * 30_000)
    go(qtbot, form)
    assert "20,000" in form.sentence.text()
    assert len(form.editors["text"].value()) == 30_003
    assert form.editors["text"].height() < 300


def test_every_field_of_a_form_has_a_name(rig: Rig, qtbot: QtBot) -> None:
    from tests.ui.window.test_accessible_names import headings, nameless

    form = adding(qtbot, rig)
    assert nameless(form) == []
    assert headings(form) == 1
