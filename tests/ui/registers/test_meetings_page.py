"""The page of the meetings, by real mouse and keys: list, agenda, positions, what was said, what was decided."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from mhhs_board.domain import agenda, evidence
from mhhs_board.domain.governance import Decision, Forum, Item, Meeting, Position
from mhhs_board.domain.records import RECORDS
from mhhs_board.operations import configuring, editing, registering
from mhhs_board.ui.dialogs.agenda import PullItem, TakeOff
from mhhs_board.ui.dialogs.document import DocumentDialog
from mhhs_board.ui.dialogs.register import RegisterForm, RetireRecords
from mhhs_board.ui.help.key_sheet import sections
from mhhs_board.ui.kit import stances
from mhhs_board.ui.kit.actions import READ_ONLY
from mhhs_board.ui.registers.meetings import ATTENDANCE, RESULTS, MeetingsPage
from mhhs_board.ui.registers.pages import MEETING_KEYS, PAGES
from mhhs_board.ui.registers.stance_table import KEYS
from mhhs_board.ui.window.main_window import MainWindow
from mhhs_board.workspace import Workspace
from tests.boards import one
from tests.ui.conftest import Opener
from tests.ui.window.test_accessible_names import nameless
from tests.ui.windows import Maker, shown

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Key, Modifier = Qt.Key, Qt.KeyboardModifier
LATER = "2026-11-24T08:05:00Z"
SEATS = ("Code Body", "DCC", "DNO", "Large Supplier")


def put(workspace: Workspace, kind: str, **values: Any) -> str:
    """Add a record; its id."""
    entry = workspace.run(registering.add, kind=kind, values=values, propose=True)
    assert entry is not None
    return entry.changes[0].id


def settled(workspace: Workspace) -> dict[str, str]:
    """A meeting of a forum that was held, the next one with three items, four seats; ids by what they are called. The
    forum is none of the template's, which has seats of its own."""
    forum = workspace.run(configuring.add_named, kind="forum", name="Review Group", short="RVG", level=3)
    assert forum is not None
    card = one(workspace.board, "smart", "Process 4").id
    made = {seat: put(workspace, "seat", forum="RVG", constituency=seat) for seat in SEATS}
    made["RVG035"] = put(workspace, "meeting", forum="RVG", number="RVG035", day="10 Nov 2026", status="approved")
    made["RVG036"] = put(
        workspace, "meeting", forum="RVG", number="RVG036", day="8 Dec 2026", begins="10:00", venue="Online"
    )
    made["BPRWG 1"] = put(workspace, "meeting", forum="BPRWG", number="BPRWG 1", day="1 Dec 2026")
    made["card"] = card
    for subject, values in (
        ("Welcome", {"purpose": "information", "minutes": "5"}),
        ("Bulk change", {"purpose": "decision", "minutes": "20", "artefact": card, "lead": "Ana"}),
        ("Any other business", {"purpose": "information"}),
    ):
        made[subject] = put(workspace, "item", meeting=made["RVG036"], subject=subject, **values)
    return made


@pytest.fixture
def ids(workspace: Workspace) -> dict[str, str]:
    return settled(workspace)


def page_of(window: MainWindow, qtbot: QtBot) -> MeetingsPage:
    qtbot.keyClick(window.view.viewport(), Key.Key_5, Modifier.ControlModifier)
    page = window.desk.page
    assert isinstance(page, MeetingsPage)
    return page


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot, ids: dict[str, str]) -> MeetingsPage:
    """The page, at the meeting that is prepared."""
    page = page_of(window, qtbot)
    page.list.choose(ids["RVG036"])
    return page


def press(qtbot: QtBot, *keys: Qt.Key, held: Qt.KeyboardModifier = Modifier.NoModifier) -> None:
    for key in keys:
        widget = QApplication.focusWidget()
        assert widget is not None
        qtbot.keyClick(widget, key, held)


def type_in(qtbot: QtBot, text: str) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClicks(widget, text)


def item(page: MeetingsPage, record_id: str) -> Item:
    return page._workspace.board.of(Item)[record_id]


def order(page: MeetingsPage) -> list[str]:
    return [f"{one.number} {one.subject}" for one in page.rows.items]


def positions(page: MeetingsPage, record_id: str) -> list[Position]:
    return evidence.taken(page._workspace.board, item(page, record_id))


# -- the list ----------------------------------------------------------------------------------------------------------


def test_forums_stand_with_their_meetings_the_newest_first_and_the_next_says_so(page: MeetingsPage, qtbot: QtBot) -> None:
    told = [(row.text, row.beside) for row in page.list.rows]
    assert told == [
        ("BPRWG", ""),
        ("BPRWG 1", "next · 1 Dec"),
        ("RVG", ""),
        ("RVG036", "next · 8 Dec"),
        ("RVG035", "10 Nov"),
    ]
    assert page.title.text() == "RVG036"
    assert page.told.text() == "Tue 8 December 2026 · 10:00 · Online · planned"
    page.list.setFocus()
    press(qtbot, Key.Key_Down)
    assert page.title.text() == "RVG035"
    press(qtbot, Key.Key_Up, Key.Key_Return)
    assert QApplication.focusWidget() is page.agenda


def test_issuing_tells_what_lint_finds_and_refuses_nothing(
    page: MeetingsPage, window: MainWindow, ids: dict[str, str], qtbot: QtBot
) -> None:
    workspace = page._workspace
    put(workspace, "action", text="See RVG17-03", meeting=ids["RVG036"], organisation="DCC", due="ASAP")
    page.edit_meeting()
    form = next(one for one in window.findChildren(RegisterForm) if one.isVisible())
    form.editors["status"].set_value("issued")
    form.go.click()
    assert workspace.board.of(Meeting)[ids["RVG036"]].status == "issued"
    assert window.messages.sentence.text().startswith("RVG036 is issued, and lint finds cited and not defined: RVG17-03 (")


# -- what an item lacks ------------------------------------------------------------------------------------------------


def test_what_an_item_lacks_stands_below_it_and_whole_in_its_tooltip(page: MeetingsPage, ids: dict[str, str]) -> None:
    workspace = page._workspace
    row = page.rows.row(page.rows.number(ids["Bulk change"]))
    assert page.rows.beside(row) == "Decision · Smart · Ana", "this board's gates are off"
    workspace.run(configuring.configure, values={"gate.outcome": "warn", "gate.version": "warn"})
    lacks = "lacks: no version is stated; no owner is stated; no L4 outcome or waiver is recorded"
    assert page.rows.beside(row) == f"Decision · Smart · {lacks} · Ana"
    assert lacks in page.rows.told(row)
    tip = page.rows.data(page.rows.index(page.rows.number(ids["Bulk change"])), Qt.ItemDataRole.ToolTipRole)
    assert lacks in " ".join(tip.split())
    assert "lacks" not in page.rows.beside(page.rows.row(page.rows.number(ids["Welcome"])))
    dag = next(one for one in page.rows.proposals if one.artefact)
    assert "lacks: no version is stated" in page.rows.beside(page.rows.row(page.rows.number(f"proposed {dag.key}")))


def test_a_meeting_of_a_closed_forum_is_still_read(page: MeetingsPage, ids: dict[str, str]) -> None:
    workspace = page._workspace
    for name in ("BPRWG",):
        forum = next(one for one in workspace.board.forums if one.short == name)
        workspace.run(configuring.retire_named, kind=Forum.KIND, id=forum.id)
    assert [(row.text, row.beside) for row in page.list.rows][-2:] == [("BPRWG", "closed 24 Nov"), ("BPRWG 1", "1 Dec")]
    page.list.choose(ids["BPRWG 1"])
    assert page.title.text() == "BPRWG 1"


def test_it_opens_at_the_meeting_that_is_next_of_all(window: MainWindow, qtbot: QtBot, ids: dict[str, str]) -> None:
    assert page_of(window, qtbot).list.key == ids["BPRWG 1"], "on the first of December"


def test_where_there_is_no_meeting_yet_it_says_so_and_offers_one(
    window: MainWindow, qtbot: QtBot, workspace: Workspace
) -> None:
    page = page_of(window, qtbot)
    assert (page.first.isVisible(), page.list.isVisible()) == (True, False)
    assert window.actions_by_id["add"].text() == "Add meeting…"
    assert QApplication.focusWidget() is page.first
    press(qtbot, Key.Key_Return)
    shown(RegisterForm).reject()
    made = settled(workspace)
    assert page.list.key == made["RVG035"], "the first that there was stays chosen"
    assert (page.first.isVisible(), page.list.isVisible()) == (False, True)


def test_a_meeting_is_added_and_edited_in_its_form(page: MeetingsPage, qtbot: QtBot) -> None:
    page.list.setFocus()
    press(qtbot, Key.Key_Insert)
    form = shown(RegisterForm)
    assert (form.kind, form.editors["number"].value()) == (Meeting.KIND, "RVG037")
    form.go.click()
    assert page.title.text() == "RVG037"
    page.list.setFocus()
    press(qtbot, Key.Key_F2)
    form = shown(RegisterForm)
    form.editors["venue"].put_back("Room 4")
    form.go.click()
    assert "Room 4" in page.told.text()


def test_the_document_of_a_meeting_is_its_agenda_until_it_was_held_and_then_its_report(
    page: MeetingsPage, window: MainWindow, qtbot: QtBot, ids: dict[str, str]
) -> None:
    asked = []
    for number, ask in (
        ("RVG036", page.head.document.click),
        ("RVG035", page.head.document.click),
        ("RVG035", window.actions_by_id["document"].trigger),
    ):
        page.list.choose(ids[number])
        ask()
        dialog = shown(DocumentDialog)
        asked.append((dialog.name, dialog.meeting.currentData() == ids[number]))
        dialog.close()
        QApplication.processEvents()
    assert asked == [("agenda", True), ("headline", True), ("headline", True)]


# -- the agenda --------------------------------------------------------------------------------------------------------


def test_items_move_by_alt_and_arrows_in_one_entry_that_numbers_them_anew(page: MeetingsPage, qtbot: QtBot) -> None:
    assert order(page) == ["1 Welcome", "2 Bulk change", "3 Any other business"]
    before = page._workspace.head.seq
    page.agenda.setFocus()
    press(qtbot, Key.Key_Down, held=Modifier.AltModifier)
    assert order(page) == ["1 Bulk change", "2 Welcome", "3 Any other business"]
    assert page._workspace.head.seq == before + 1
    press(qtbot, Key.Key_Down, held=Modifier.AltModifier)
    assert order(page) == ["1 Bulk change", "2 Any other business", "3 Welcome"]
    assert page.agenda.chosen.item is not None
    assert page.agenda.chosen.item.subject == "Welcome", "it is taken along"
    press(qtbot, Key.Key_Down, held=Modifier.AltModifier)
    press(qtbot, Key.Key_Up, held=Modifier.AltModifier)
    assert order(page)[1] == "2 Welcome"
    page._performer.undo()
    assert order(page)[2] == "3 Welcome"


def drag(qtbot: QtBot, page: MeetingsPage, key: str, to: QPoint, *, drop: bool = True) -> None:
    view = page.agenda.viewport()
    start = page.agenda.visualRect(page.rows.index(page.rows.number(key))).center()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 6):
        qtbot.mouseMove(view, start + (to - start) * (step / 5))
    if not drop:
        qtbot.keyClick(page.agenda, Key.Key_Escape)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=to)


def test_an_item_is_dragged_to_its_place_and_escape_lets_it_stand(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str]
) -> None:
    first = page.agenda.visualRect(page.rows.index(0))
    seq = page._workspace.head.seq
    drag(qtbot, page, ids["Any other business"], first.center() - QPoint(0, 20), drop=False)
    assert page._workspace.head.seq == seq
    drag(qtbot, page, ids["Any other business"], first.center() - QPoint(0, 20))
    assert order(page) == ["1 Any other business", "2 Welcome", "3 Bulk change"]
    drag(qtbot, page, ids["Welcome"], first.center() + QPoint(0, 10))
    assert order(page)[1] == "2 Welcome", "let go where it stands, nothing is written"
    assert page._workspace.head.seq == seq + 1


def test_two_artefacts_of_one_name_are_told_apart_by_their_workstreams(page: MeetingsPage, ids: dict[str, str]) -> None:
    board = page._workspace.board
    for lane in ("smart", "registrations"):
        put(page._workspace, "item", meeting=ids["RVG036"], subject="Process 4", artefact=one(board, lane, "Process 4").id)
    last = [page.rows.beside(page.rows.row(page.rows.number(found.id))) for found in page.rows.items[-2:]]
    assert last == ["Review · Smart", "Review · Registrations"]


def test_what_is_proposed_says_why_and_is_put_on_by_enter_by_drag_or_all_at_once(page: MeetingsPage, qtbot: QtBot) -> None:
    proposals = page.rows.proposals
    assert len(proposals) > 3
    row = page.rows.row(len(page.rows.items) + 1)
    assert row.proposal is not None
    assert page.rows.beside(row).startswith(f"{row.proposal.how} · ")
    page.agenda.setFocus()
    page.agenda.choose(row.key)
    assert page.panel.put.isVisible()
    press(qtbot, Key.Key_Return)
    assert order(page)[-1] == f"4 {proposals[0].subject}"
    assert page.agenda.chosen.proposal == page.rows.proposals[0], "the next one stands ready"
    press(qtbot, Key.Key_Plus)
    assert order(page)[-1] == f"5 {proposals[1].subject}"
    drag(qtbot, page, page.agenda.chosen.key, page.agenda.visualRect(page.rows.index(0)).center())
    assert len(page.rows.items) == 6
    left = len(page.rows.proposals)
    assert page.part.add_all.text() == f"Add all ({left})"
    qtbot.keyClick(page.agenda, Key.Key_Return, Modifier.ControlModifier)
    assert (len(page.rows.items), page.rows.proposals) == (6 + left, [])
    assert not page.part.add_all.isVisible()


def test_insert_adds_to_an_empty_agenda_and_to_an_empty_list(
    page: MeetingsPage, qtbot: QtBot, workspace: Workspace
) -> None:
    forum = workspace.run(configuring.add_named, kind="forum", name="Board of All", short="BOA", level=1)
    assert forum is not None
    bare = put(workspace, "meeting", forum="BOA", number="BOA001")
    page.list.choose(bare)
    page.focus()
    assert page.rows.rowCount() == 0
    for part, kind in ((0, "item"), (1, "attendance"), (2, "decision")):
        page.show_part(part)
        press(qtbot, Key.Key_Insert)
        form = shown(RegisterForm)
        assert form.kind == kind
        assert form.editors["meeting"].value() == bare
        form.reject()
    page.show_part(0)
    page.switch.buttons[0].setFocus()
    press(qtbot, Key.Key_Insert)
    shown(RegisterForm).reject()


def test_what_comes_back_from_another_group_says_so_as_soon_as_its_action_is_closed(
    page: MeetingsPage, workspace: Workspace, ids: dict[str, str]
) -> None:
    handed = one(workspace.board, "elexon", "Process 1").id
    put(workspace, "meeting", forum="RVG", number="RVG035.1", day="20 Nov 2026", status="held")
    said = {"meeting": "RVG035.1", "artefact": handed, "text": "Develop the detail", "organisation": "DRG"}
    action = put(workspace, "action", ref="RVG35-05", **said)

    def told() -> str:
        page.rows.look_now()
        return next(one.reason for one in page.rows.proposals if one.artefact == handed)

    assert told() == "stands in DAG Review & Approval; waits for the DRG: action RVG35-05 is open"
    workspace.run(registering.edit, kind="action", id=action, values={"status": "closed"})
    back = "stands in DAG Review & Approval; returns from the DRG: action RVG35-05 closed on 24 November 2026"
    assert told() == back
    page.acts.put(handed)
    assert next(item for item in page.rows.items if item.artefact == handed).reason == back


def test_nothing_is_proposed_for_a_meeting_that_was_held(page: MeetingsPage, ids: dict[str, str]) -> None:
    page.list.choose(ids["RVG035"])
    assert (page.rows.rowCount(), page.part.nothing.isVisible(), page.panel.isVisible()) == (0, True, False)


def test_forms_from_an_item_open_with_meeting_item_and_artefact_filled_in(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str]
) -> None:
    page.agenda.setFocus()
    page.agenda.choose(ids["Bulk change"])
    for key, kind, proposed in ((Key.Key_A, "action", "RVG36-01"), (Key.Key_D, "decision", "RVG-DEC1")):
        press(qtbot, key)
        form = shown(RegisterForm)
        said = form.values()
        assert (form.kind, said["meeting"], said["item"]) == (kind, ids["RVG036"], ids["Bulk change"])
        assert said["artefact"] == ids["card"]
        assert said["ref"] == proposed
        form.editors["text"].put_back("Say which")
        form.go.click()
        assert QApplication.focusWidget() is page.agenda
    assert page.switch.buttons[RESULTS].text() == "Decisions && actions 2"
    press(qtbot, Key.Key_PageDown, Key.Key_PageDown, held=Modifier.ControlModifier)
    assert [record.called() for record in page.decisions.chosen_records()] == ["RVG-DEC1"]
    assert list(page.chosen()) == [ids["card"]]
    press(qtbot, Key.Key_PageDown, held=Modifier.ControlModifier)
    press(qtbot, Key.Key_Insert)
    form = shown(RegisterForm)
    assert (form.kind, form.values()["meeting"], form.values()["number"]) == ("item", ids["RVG036"], "4")
    form.editors["subject"].put_back("A late paper")
    form.go.click()
    assert order(page)[-1] == "4 A late paper"
    assert page.panel.subject.text() == "A late paper"


def test_who_stamps_second_is_told_what_the_first_wrote_before_the_number_is_asked_for(
    page: MeetingsPage, qtbot: QtBot, opened: Opener, ids: dict[str, str]
) -> None:
    page.agenda.choose(ids["Welcome"])
    page.agenda.setFocus()
    press(qtbot, Key.Key_D)
    form = QApplication.activeModalWidget()
    assert isinstance(form, RegisterForm)
    assert form.editors["ref"].value() == "RVG-DEC1"
    form.editors["text"].set_value("Do not")
    other = opened("Ben")
    put(other, "decision", item=ids["Welcome"], decided="approve", text="Go on")
    form.submit()
    told = "That meeting has decided about it already, RVG-DEC1 (approve): “Go on”; edit that, or say that this one follows it."
    assert form.sentence.text() == told
    assert form.editors["text"].value() == "Do not"
    (made,) = page._workspace.board.of(Decision).values()
    form.editors["follows"].set_value(made.id)
    assert form.editors["ref"].value() == "RVG-DEC2", "what was only proposed is proposed anew"
    form.submit()
    assert len(page._workspace.board.of(Decision)) == 2


def test_the_meeting_of_an_item_that_is_chosen_stands_in_the_form_at_once(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str]
) -> None:
    form = RegisterForm(page._performer, page.window(), "decision")
    form.editors["item"].set_value(ids["Welcome"])
    assert (form.editors["meeting"].value(), form.editors["ref"].value()) == (ids["RVG036"], "RVG-DEC1")
    form.reject()


def test_enter_goes_to_the_card_and_of_an_item_without_one_to_its_form(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str], window: MainWindow
) -> None:
    page.agenda.setFocus()
    page.agenda.choose(ids["Welcome"])
    press(qtbot, Key.Key_Return)
    shown(RegisterForm).reject()
    page.agenda.choose(ids["Bulk change"])
    press(qtbot, Key.Key_Return)
    assert window.view.focused_id() == ids["card"]
    window.desk.show_record("item", ids["Bulk change"])
    assert window.desk.page is page
    assert page.agenda.chosen.key == ids["Bulk change"]


def test_the_consent_block_is_agreed_by_one_key_and_makes_no_position(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str]
) -> None:
    page.agenda.setFocus()
    for subject in ("Welcome", "Bulk change", "Any other business"):
        page.agenda.choose(ids[subject])
        press(qtbot, Key.Key_C)
    assert page.part.consent.text() == "Agree block (3)"
    press(qtbot, Key.Key_C)
    form = shown(PullItem)
    form.go.click()
    assert form.sentence.text() == "Say who asked for it."
    form.by.put_back("DNO")
    form.go.click()
    assert item(page, ids["Any other business"]).consent == "pulled"
    assert "pulled by DNO" in page.rows.told(page.agenda.chosen)
    seq = page._workspace.head.seq
    press(qtbot, Key.Key_C, held=Modifier.ShiftModifier)
    assert [one.outcome for one in page.rows.items] == ["consensus", "consensus", ""]
    assert page._workspace.head.seq == seq + 1
    assert not page._workspace.board.of(Position)
    assert not page.part.consent.isVisible()


def test_what_is_taken_off_says_why_and_stays_to_be_read(page: MeetingsPage, qtbot: QtBot, ids: dict[str, str]) -> None:
    page.agenda.setFocus()
    page.agenda.choose(ids["Bulk change"])
    press(qtbot, Key.Key_Delete)
    form = shown(TakeOff)
    form.reason.put_back("No paper came")
    form.go.click()
    assert page.rows.beside(page.agenda.chosen) == "taken off: No paper came"
    assert page.part.counts.text() == "2 items · 5 min"
    page.agenda.choose(ids["Welcome"])
    page.retire()
    shown(RetireRecords).go.click()
    assert order(page) == ["2 Bulk change", "3 Any other business"]


def test_an_item_is_carried_to_the_next_meeting_where_there_is_one(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str], workspace: Workspace, window: MainWindow
) -> None:
    page.agenda.setFocus()
    page.agenda.choose(ids["Bulk change"])
    press(qtbot, Key.Key_T)
    assert "No meeting behind RVG036" in window.messages.sentence.text()
    later = put(workspace, "meeting", forum="RVG", number="RVG037", day="12 Jan 2027")
    press(qtbot, Key.Key_T)
    (carried,) = agenda.items(workspace.board, later)
    assert carried.carried_from == ids["Bulk change"]
    assert item(page, ids["Bulk change"]).meeting == ids["RVG036"]


# -- positions ---------------------------------------------------------------------------------------------------------


def into_positions(page: MeetingsPage, qtbot: QtBot, ids: dict[str, str]) -> None:
    page.agenda.setFocus()
    page.agenda.choose(ids["Bulk change"])
    press(qtbot, Key.Key_P)
    assert QApplication.focusWidget() is page.panel.table


def test_a_position_takes_four_keys_and_each_is_an_entry(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str], workspace: Workspace
) -> None:
    into_positions(page, qtbot, ids)
    seq = workspace.head.seq
    press(qtbot, Key.Key_3, Key.Key_N, Key.Key_F, Key.Key_X)
    assert workspace.head.seq == seq + 3
    (one,) = positions(page, ids["Bulk change"])
    assert (one.seat, one.by, one.support, one.timing, one.blocking) == (ids["DNO"], "DNO", "no", "feasible", "yes")
    assert page.panel.tally.text() == "1 no · 1 blocking · 3 silent"
    press(qtbot, Key.Key_N)
    assert workspace.head.seq == seq + 3, "what is said already is not said again"
    press(qtbot, Key.Key_X)
    assert positions(page, ids["Bulk change"])[0].blocking == "no"


def test_words_follow_enter_and_a_condition_is_asked_for_first(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str]
) -> None:
    into_positions(page, qtbot, ids)
    press(qtbot, Key.Key_1, Key.Key_I, Key.Key_B, Key.Key_Return)
    assert QApplication.focusWidget() is page.panel.condition
    type_in(qtbot, "it is tested")
    press(qtbot, Key.Key_Return)
    assert QApplication.focusWidget() is page.panel.not_before
    type_in(qtbot, "M10")
    press(qtbot, Key.Key_Return)
    assert QApplication.focusWidget() is page.panel.words, "letters typed on are no answers of a seat"
    type_in(qtbot, "Two suppliers must try it")
    press(qtbot, Key.Key_Return, held=Modifier.ControlModifier)
    (one,) = positions(page, ids["Bulk change"])
    assert (one.condition, one.not_before, one.words) == ("it is tested", "M10", "Two suppliers must try it")
    assert page.panel.positions.text(0, 1) == "If it is tested"
    assert page.panel.positions.text(0, 2) == "From M10", "the milestone is not what is cut off"
    assert page.panel.positions.spoken(0, 2) == "Timing: Not before M10"
    assert "not before M10" in page.panel.positions.whole(0)
    assert QApplication.focusWidget() is page.panel.table


def test_a_later_answer_is_a_new_position_with_the_one_before_beside_it(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    into_positions(page, qtbot, ids)
    press(qtbot, Key.Key_2, Key.Key_N, Key.Key_X, Key.Key_Y)
    (one,) = positions(page, ids["Bulk change"])
    assert one.support == "yes", "as long as the seat is chosen its keys write one position"
    monkeypatch.setenv("MHHS_BOARD_NOW", LATER)
    press(qtbot, Key.Key_3, Key.Key_2, Key.Key_X)
    first, second = positions(page, ids["Bulk change"])
    assert (first.blocking, second.blocking, second.support) == ("yes", "no", "yes")
    assert page.panel.positions.text(1, 3) == "was Yes, blocking"
    press(qtbot, Key.Key_3, Key.Key_2, Key.Key_F)
    assert len(positions(page, ids["Bulk change"])) == 2, "what was not answered yet is filled in"
    press(qtbot, Key.Key_3, Key.Key_2, Key.Key_Delete)
    shown(RetireRecords).go.click()
    assert page.panel.positions.text(1, 1) == "Blocking, yes", "the one before counts again"


def test_on_another_version_a_seat_is_asked_again(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str], workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.run(editing.edit, artefact=ids["card"], values={"version": "0.3"})
    into_positions(page, qtbot, ids)
    press(qtbot, Key.Key_1, Key.Key_Y)
    workspace.run(editing.edit, artefact=ids["card"], values={"version": "0.4"})
    assert page.panel.positions.text(0, 3) == "on 0.3"
    monkeypatch.setenv("MHHS_BOARD_NOW", LATER)
    press(qtbot, Key.Key_2, Key.Key_1, Key.Key_F)
    assert [one.version for one in positions(page, ids["Bulk change"])] == ["0.3", "0.4"]


def test_a_letter_with_shift_finds_a_seat_and_insert_takes_who_has_none(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str]
) -> None:
    into_positions(page, qtbot, ids)
    press(qtbot, Key.Key_L, held=Modifier.ShiftModifier)
    assert page.panel.table.chosen is not None
    assert page.panel.table.chosen.called == "Large Supplier"
    press(qtbot, Key.Key_Y, Key.Key_Insert)
    form = shown(RegisterForm)
    assert form.values()["item"] == ids["Bulk change"]
    form.editors["by"].put_back("IPA")
    form.editors["words"].put_back("Wants it in writing")
    form.go.click()
    assert [one.called for one in stances.stances(page._workspace.board, item(page, ids["Bulk change"]))] == [*SEATS, "IPA"]
    assert page.panel.positions.text(4, 3) == "Wants it in writing"


def test_silence_is_hollow_blocking_comes_first_and_a_reader_hears_it(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str]
) -> None:
    into_positions(page, qtbot, ids)
    press(qtbot, Key.Key_1, Key.Key_Y, Key.Key_4, Key.Key_N, Key.Key_X, Key.Key_2, Key.Key_I)
    strip = stances.by_weight(page.rows.strip(item(page, ids["Bulk change"])))
    assert [(one.called, stances.letter(one)) for one in strip] == [
        ("Large Supplier", "N"),
        ("DCC", "I"),
        ("Code Body", "Y"),
        ("DNO", ""),
    ]
    told = page.rows.data(page.agenda.currentIndex(), Qt.ItemDataRole.AccessibleTextRole)
    assert told.startswith(
        "2, Bulk change, Decision · Smart · Ana, 20 minutes, 1 yes · 1 if · 1 no · 1 blocking · 1 silent"
    )
    assert "DNO: silent" in page.rows.data(page.agenda.currentIndex(), Qt.ItemDataRole.ToolTipRole)


def test_who_spoke_comes_first_when_an_item_is_chosen_and_keeps_the_row_while_it_is(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str]
) -> None:
    def seats() -> list[str]:
        table = page.panel.positions
        return [table.text(row, 0) for row in range(table.rowCount())]

    into_positions(page, qtbot, ids)
    press(qtbot, Key.Key_2, Key.Key_Y, Key.Key_4, Key.Key_N, Key.Key_X)
    assert seats() == list(SEATS), "no row moves from under the keys"
    page.agenda.choose(ids["Welcome"])
    page.agenda.choose(ids["Bulk change"])
    assert seats() == ["Large Supplier", "DCC", "Code Body", "DNO"]
    assert page.panel.table.chosen is not None
    assert page.panel.table.chosen.called == "Large Supplier"


@pytest.mark.parametrize("purpose", ["minutes", "actions"])
def test_about_minutes_and_actions_nobody_is_silent(
    page: MeetingsPage, qtbot: QtBot, workspace: Workspace, ids: dict[str, str], purpose: str
) -> None:
    of_last_time = put(workspace, "item", meeting=ids["RVG036"], subject="Of last time", purpose=purpose)
    page.agenda.choose(of_last_time)
    assert page.panel.item is not None
    assert not page.panel.table.isVisibleTo(page)
    assert page.panel.tally.text() == ""
    put(workspace, "position", item=of_last_time, seat=ids["DNO"], words="Page 3 is wrong")
    assert page.panel.table.isVisibleTo(page), "what somebody said is shown"
    assert page.panel.positions.rowCount() == 1


# -- what was said -----------------------------------------------------------------------------------------------------


def test_what_was_said_and_the_outcome_are_kept_as_they_are_left(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str], window: MainWindow
) -> None:
    page.agenda.setFocus()
    page.agenda.choose(ids["Bulk change"])
    press(qtbot, Key.Key_S)
    type_in(qtbot, "DCC explained it.")
    assert [(draft.field, draft.text) for draft in page.drafts()] == [("What was said", "DCC explained it.")]
    press(qtbot, Key.Key_Tab)
    assert item(page, ids["Bulk change"]).said == "DCC explained it."
    assert page.drafts() == []
    assert QApplication.focusWidget() is page.panel.outcome
    seq = page._workspace.head.seq
    press(qtbot, Key.Key_Down)
    for _ in range(page.panel.outcome.count()):
        qtbot.keyClick(page.panel.outcome.view(), Key.Key_Down)
    assert page._workspace.head.seq == seq, "what is passed over is not recorded"
    qtbot.keyClick(page.panel.outcome.view(), Key.Key_Return)
    assert QApplication.focusWidget() is page.panel.waived_by
    assert item(page, ids["Bulk change"]).outcome == ""
    type_in(qtbot, "Chair")
    press(qtbot, Key.Key_Return)
    assert item(page, ids["Bulk change"]).waived_by == "Chair"
    assert page.rows.beside(page.agenda.chosen) == "Waived by Chair · Decision · Smart · Ana"


def test_what_another_wrote_meanwhile_is_told_and_what_was_typed_stays(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str], opened: Opener, workspace: Workspace
) -> None:
    page.agenda.setFocus()
    page.agenda.choose(ids["Bulk change"])
    press(qtbot, Key.Key_S)
    type_in(qtbot, "Mine")
    other = opened("Bo")
    other.run(registering.edit, kind="item", id=ids["Bulk change"], values={"said": "Theirs"})
    press(qtbot, Key.Key_Tab)
    assert "was changed meanwhile to “Theirs”" in page.panel.sentence.text()
    assert page.panel.said.toPlainText() == "Mine"
    page.agenda.setFocus()
    press(qtbot, Key.Key_Up, Key.Key_Down)
    assert page.panel.said.toPlainText() == "Mine", "it comes back with its item"
    assert [draft.text for draft in page.drafts()] == ["Mine"]
    press(qtbot, Key.Key_S, Key.Key_Tab)
    assert item(page, ids["Bulk change"]).said == "Mine"


# -- the rest ----------------------------------------------------------------------------------------------------------


def test_who_came_is_added_in_its_own_part(page: MeetingsPage, qtbot: QtBot, ids: dict[str, str]) -> None:
    qtbot.mouseClick(page.switch.buttons[ATTENDANCE], Qt.MouseButton.LeftButton)
    press(qtbot, Key.Key_Return)
    form = shown(RegisterForm)
    assert (form.kind, form.values()["meeting"]) == ("attendance", ids["RVG036"])
    form.editors["seat"].set_value(ids["DCC"])
    form.go.click()
    assert page.switch.buttons[ATTENDANCE].text() == "Attendance 1"
    assert "Meeting" not in [one.label for one in page.attendance.model.columns]
    page.list.choose(ids["RVG035"])
    assert page.attendance.model.rowCount() == 0


def test_one_person_on_several_seats_is_one_person_and_the_seats_that_are_filled_are_counted(
    page: MeetingsPage, workspace: Workspace, ids: dict[str, str]
) -> None:
    page.show_part(ATTENDANCE)
    for seat in ("Code Body", "DCC"):
        put(workspace, "attendance", meeting=ids["RVG036"], seat=ids[seat], person="Ana")
    put(workspace, "attendance", meeting=ids["RVG036"], organisation="IPA", how="observer")
    put(workspace, "attendance", meeting=ids["RVG036"], seat=ids["DNO"], person="Ben", how="apologies")
    assert page.attendance.model.rowCount() == 4
    assert page.switch.buttons[ATTENDANCE].text() == "Attendance 3"
    told = "2 people · 1 apology · 2 of 4 seats filled · nobody came for DNO, Large Supplier"
    assert page.attendance.counts.text() == told
    page.list.choose(ids["RVG035"])
    assert page.attendance.counts.text() == ""


def test_an_empty_seat_is_no_silent_one(page: MeetingsPage, workspace: Workspace, ids: dict[str, str]) -> None:
    page.agenda.choose(ids["Bulk change"])
    assert page.panel.tally.text() == "4 silent"
    put(workspace, "attendance", meeting=ids["RVG036"], seat=ids["DNO"], person="Ana")
    put(workspace, "attendance", meeting=ids["RVG036"], seat=ids["DCC"], person="Ben")
    put(workspace, "position", item=ids["Bulk change"], seat=ids["DCC"], support="yes")
    assert page.panel.tally.text() == "1 yes · 1 silent · nobody came for 2"
    page.agenda.choose(ids["Welcome"])
    page.agenda.choose(ids["Bulk change"])
    told = [page.panel.positions.text(row, 1) for row in range(page.panel.positions.rowCount())]
    assert told == ["Yes", "silent", "nobody came", "nobody came"]
    assert "Large Supplier: nobody came" in page.rows.data(page.agenda.currentIndex(), Qt.ItemDataRole.ToolTipRole)
    assert page.rows.told(page.agenda.chosen).endswith("1 yes · 1 silent · nobody came for 2")


def test_a_seat_that_has_ended_is_asked_no_more(page: MeetingsPage, workspace: Workspace, ids: dict[str, str]) -> None:
    page.agenda.choose(ids["Bulk change"])
    workspace.run(registering.edit, kind="seat", id=ids["DNO"], values={"ends": "7 Dec 2026"})
    assert page.panel.tally.text() == "3 silent"
    put(workspace, "position", item=ids["Bulk change"], seat=ids["DNO"], support="no")
    assert page.panel.tally.text() == "3 silent · 1 not counted"
    row = page.panel.positions.row_of(ids["DNO"])
    assert "(seat not in force that day)" in page.rows.data(page.agenda.currentIndex(), Qt.ItemDataRole.ToolTipRole)
    assert page.panel.positions.text(row, 1) == "No", "what somebody said is shown"
    assert "seat not in force that day" in page.panel.positions.whole(row)


def test_everything_has_a_name_and_every_button_a_key(page: MeetingsPage, ids: dict[str, str], qtbot: QtBot) -> None:
    page.agenda.choose(ids["Bulk change"])
    for part in range(3):
        page.show_part(part)
        assert nameless(page) == []
    for button in (page.head.edit, page.head.add, page.part.add_item, page.part.add_all, page.part.consent):
        assert "(" in button.toolTip(), button.text()
        assert "Return" not in button.toolTip()
    for button in page.part.item_buttons.values():
        assert "(" in button.toolTip(), button.text()


def test_a_board_for_reading_shows_all_and_changes_nothing(
    workspace: Workspace, opened: Opener, made: Maker, qtbot: QtBot
) -> None:
    known = settled(workspace)
    window = made(opened(read_only=True))
    page = page_of(window, qtbot)
    page.list.choose(known["RVG036"])
    page.agenda.setFocus()
    page.agenda.choose(known["Bulk change"])
    press(qtbot, Key.Key_Down, held=Modifier.AltModifier)
    press(qtbot, Key.Key_P)
    press(qtbot, Key.Key_1, Key.Key_Y)
    assert order(page) == ["1 Welcome", "2 Bulk change", "3 Any other business"]
    assert not window.workspace.board.of(Position)
    assert page.panel.said.isReadOnly()
    assert page.part.add_item.toolTip() == READ_ONLY
    assert not page.part.add_item.isEnabled()
    press(qtbot, Key.Key_Insert, Key.Key_Delete)
    page.agenda.setFocus()
    press(qtbot, Key.Key_Insert, Key.Key_A, Key.Key_C, Key.Key_Delete)
    assert QApplication.activeModalWidget() is None


def test_undo_says_in_one_line_what_it_undid(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str], window: MainWindow
) -> None:
    into_positions(page, qtbot, ids)
    press(qtbot, Key.Key_1, Key.Key_Y)
    window.performer.undo()
    qtbot.waitUntil(lambda: "Position" in window.messages.sentence.text())
    assert window.messages.sentence.text().startswith("Undone: ")
    assert "\n" not in window.messages.sentence.text()


def test_markup_in_any_text_stays_text(page: MeetingsPage, qtbot: QtBot, workspace: Workspace, ids: dict[str, str]) -> None:
    long = "<b>bold</b> & <img src=x> " + "long " * 400
    made = put(workspace, "item", meeting=ids["RVG036"], subject=long[:190], said=long, reason=long[:190])
    put(workspace, "position", item=made, by=long[:150], words=long, support="no", blocking="yes")
    page.agenda.choose(made)
    window = page.window()
    window.grab()
    assert window.height() == 720, "what has no room is scrolled to"
    assert "<b>" in page.panel.subject.text()
    assert page.panel.subject.textFormat() == Qt.TextFormat.PlainText
    assert "&lt;b&gt;" in page.rows.data(page.agenda.currentIndex(), Qt.ItemDataRole.ToolTipRole)


def test_the_menu_says_the_keys_and_does_the_same(page: MeetingsPage, qtbot: QtBot, ids: dict[str, str]) -> None:
    page.agenda.setFocus()
    page.agenda.choose(ids["Bulk change"])
    page.menus.open_at_button()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    told = {action.text(): action.shortcut().toString() for action in menu.actions()}
    assert told["Add action…"] == "A"
    assert told["Move up"] == "Alt+Up"
    (up,) = [action for action in menu.actions() if action.text() == "Move up"]
    menu.setActiveAction(up)
    qtbot.keyClick(menu, Key.Key_Return)
    qtbot.waitUntil(lambda: order(page)[0] == "1 Bulk change")


def test_a_decision_keeps_who_objected_where_it_belongs() -> None:
    assert not {"objected", "positions"} & set(RECORDS[Decision.KIND].__struct_fields__)


def test_the_sheet_of_keys_has_those_of_the_page(window: MainWindow, qtbot: QtBot) -> None:
    (section,) = [one for one in sections(window.actions_by_id, PAGES) if one.title == "On the page Meetings"]
    assert len(section.rows) == len(MEETING_KEYS)
    every = [keys for one in sections(window.actions_by_id, PAGES) for keys, _ in one.rows]
    assert {"Enter", "Ctrl+Enter"} <= set(every)
    assert not [keys for keys in every if "Return" in keys], "the key is Enter wherever it is named"
    page = page_of(window, qtbot)
    told = {pressed.key for pressed in page.agenda.keys} | set(KEYS)
    letters = {key for keys, _ in MEETING_KEYS for key in keys.split(" or ") if len(key) == 1 and key.isalpha()}
    assert letters == {chr(key) for key in told if ord("A") <= key <= ord("Z")} | {"X"}


def test_no_message_lies_over_what_has_the_keyboard(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str], window: MainWindow
) -> None:
    page.agenda.setFocus()
    page.agenda.choose(ids["Bulk change"])
    press(qtbot, Key.Key_O)
    window.messages.tell("What was done stands here")
    outcome = page.panel.outcome
    field = QRect(outcome.mapTo(window, QPoint(0, 0)), outcome.size())
    bar = QRect(window.messages.mapTo(window, QPoint(0, 0)), window.messages.size())
    assert not field.intersects(bar)
    page.agenda.setFocus()
    assert page.looked_at().height() == page.agenda.visualRect(page.agenda.currentIndex()).height()


def test_of_a_forum_with_a_table_of_seats_for_each_workstream_those_of_the_card_are_asked(
    page: MeetingsPage, ids: dict[str, str], workspace: Workspace, qtbot: QtBot
) -> None:
    for lane in ("smart", "advanced"):
        put(workspace, "seat", forum="RVG", constituency="Operators", workstream=lane)
    told = [one.called for one in stances.stances(workspace.board, item(page, ids["Bulk change"]))]
    assert told == [*SEATS, "Operators"]
    told = [one.called for one in stances.stances(workspace.board, item(page, ids["Welcome"]))]
    assert told[:-2] == list(SEATS)
    assert set(told[-2:]) == {"Operators (Smart)", "Operators (Advanced)"}, "without a card all of them, told apart"
    page.agenda.choose(ids["Bulk change"])
    page.panel.table.setFocus()
    press(qtbot, Key.Key_5, Key.Key_Y)
    (position,) = positions(page, ids["Bulk change"])
    assert position.by == "Operators"


def test_what_an_item_waits_for_now_stands_on_its_row_and_beside_its_reason(
    page: MeetingsPage, workspace: Workspace, ids: dict[str, str]
) -> None:
    action = put(workspace, "action", text="Develop the detail", organisation="DRG", artefact=ids["card"], ref="X-1")
    page.agenda.choose(ids["Bulk change"])
    waits = "waits for the DRG: action X-1 is open"
    item = page.part.item
    assert item is not None
    assert waits in page.rows.beside(page.agenda.chosen)
    assert page.panel.about.text().startswith(f"now: {waits}")
    workspace.run(registering.edit, kind="action", id=action, values={"status": "closed"})
    assert "returns from the DRG" in page.rows.beside(page.agenda.chosen)
    workspace.run(registering.edit, kind="item", id=item.id, values={"outcome": "consensus"})
    assert "DRG" not in page.rows.beside(page.agenda.chosen)


def test_alt_and_a_figure_keep_the_words_and_go_on_to_another_seat(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str]
) -> None:
    into_positions(page, qtbot, ids)
    press(qtbot, Key.Key_3, Key.Key_Y, Key.Key_F, Key.Key_Return)
    type_in(qtbot, "It is needed")
    press(qtbot, Key.Key_2, held=Modifier.AltModifier)
    assert QApplication.focusWidget() is page.panel.table
    press(qtbot, Key.Key_N, Key.Key_Return)
    type_in(qtbot, "Not so")
    press(qtbot, Key.Key_1, held=Modifier.AltModifier)
    press(qtbot, Key.Key_4, held=Modifier.AltModifier)
    chosen = page.panel.table.chosen
    assert chosen is not None
    assert chosen.called == "Large Supplier"
    found = {one.by: (one.support, one.timing, one.words) for one in positions(page, ids["Bulk change"])}
    assert found == {"DNO": ("yes", "feasible", "It is needed"), "DCC": ("no", "", "Not so")}


def test_what_is_not_feasible_is_so_before_the_milestone_of_its_artefact(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str], workspace: Workspace
) -> None:
    milestone = put(workspace, "milestone", name="M10")
    workspace.run(editing.edit, artefact=ids["card"], values={"milestone": milestone})
    into_positions(page, qtbot, ids)
    press(qtbot, Key.Key_3, Key.Key_Y, Key.Key_B, Key.Key_Return)
    assert QApplication.focusWidget() is page.panel.words, "nothing is asked that is known"
    (one,) = positions(page, ids["Bulk change"])
    assert (one.support, one.timing, one.not_before) == ("yes", "not before", "M10")
    press(qtbot, Key.Key_3, held=Modifier.AltModifier)
    press(qtbot, Key.Key_F)
    assert positions(page, ids["Bulk change"])[-1].not_before == ""


def test_a_new_item_of_a_forum_that_decides_is_a_decision(page: MeetingsPage, qtbot: QtBot, ids: dict[str, str]) -> None:
    for meeting, purpose in (("RVG036", "decision"), ("BPRWG 1", "review")):
        page.list.choose(ids[meeting])
        page.add()
        form = page.window().findChild(RegisterForm)
        assert form is not None
        assert form.values()["purpose"] == purpose
        form.reject()
        qtbot.waitUntil(lambda: page.window().findChild(RegisterForm) is None)


def test_the_form_of_a_meeting_proposes_its_day_and_nothing_of_it_is_cut(
    page: MeetingsPage, qtbot: QtBot, ids: dict[str, str], workspace: Workspace
) -> None:
    forum = workspace.board.of(Meeting)[ids["RVG036"]].forum
    workspace.run(configuring.amend_named, kind="forum", id=str(forum), cadence="Second Tuesday")
    page.add_meeting()
    form = page.window().findChild(RegisterForm)
    assert form is not None
    assert form.values()["day"] == "12 January 2027"
    inner = form.middle.widget()
    assert form.middle.viewport().height() >= inner.minimumSizeHint().height()
    assert not form.middle.verticalScrollBar().isVisible()


def test_a_row_that_is_kept_as_it_was_drawn_is_drawn_anew_where_something_in_it_differs(
    page: MeetingsPage, ids: dict[str, str], workspace: Workspace
) -> None:
    def row() -> bytes:
        index = page.rows.index(page.rows.number(ids["Bulk change"]))
        picture = page.agenda.viewport().grab(page.agenda.visualRect(index)).toImage()
        return bytes(picture.constBits())

    page.agenda.choose(ids["Welcome"])
    before = row()
    assert row() == before
    page.agenda.choose(ids["Bulk change"])
    assert row() != before, "it is chosen"
    page.agenda.choose(ids["Welcome"])
    assert row() == before
    put(workspace, "position", item=ids["Bulk change"], seat=ids["DNO"], support="no")
    assert row() != before, "a seat has spoken"
