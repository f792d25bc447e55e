"""One editor a kind of field: what is typed, offered, chosen, understood and given up, by keys and by mouse."""

from __future__ import annotations

import time
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mhhs_board.domain.board import Board, added
from mhhs_board.domain.fields import by_name, typed
from mhhs_board.domain.governance import Action
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import REGISTERS, Artefact
from mhhs_board.drawing import theme
from mhhs_board.operations import configuring, editing, registering
from mhhs_board.operations.context import Context, wish
from mhhs_board.ui.kit import editors, theme_palette
from mhhs_board.ui.kit.choice_editor import ChoiceEditor
from mhhs_board.ui.kit.day_editor import DayEditor
from mhhs_board.ui.kit.editors import Editor
from mhhs_board.ui.kit.link_editor import LinkEditor
from mhhs_board.ui.kit.month import Month, within
from mhhs_board.ui.kit.offers import Offers
from mhhs_board.ui.kit.text_editors import LineEditor, NoteEditor, SeveralEditor
from mhhs_board.workspace import Workspace
from tests.boards import one

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # what opens over a window

TODAY = date(2026, 11, 24)


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    QVBoxLayout(widget)
    widget.resize(420, 320)
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    return widget


def put(
    qtbot: QtBot, host: QWidget, workspace: Workspace, name: str, of: type = Artefact, in_place: bool = False
) -> Editor:
    """The editor of a declared field, with the keyboard in it."""
    offers = Offers(lambda: workspace.board)
    editor = editors.made(by_name(of)[name], of, offers, lambda: TODAY, in_place=in_place)
    host.layout().addWidget(editor)
    editors.fill(editor, workspace.board, None, by_name(of)[name])
    qtbot.waitUntil(editor.isVisible)
    editor.setFocus()
    qtbot.waitUntil(editor.field.hasFocus)
    return editor


@pytest.fixture
def owners(workspace: Workspace) -> Workspace:
    for ref, owner, labels in (
        ("Process 4", "Maria Smith", "css; registration"),
        ("Process 5", "Maria Smith", "css"),
        ("Process 3", "Bo Marsh", "meter; “quoted”"),
    ):
        card = one(workspace.board, "smart", ref).id
        workspace.run(editing.edit, artefact=card, values={"owner": owner, "labels": labels})
    return workspace


# -- lines -------------------------------------------------------------------------------------------------------------


def test_a_line_offers_what_stands_in_that_field_the_most_frequent_first(
    host: QWidget, owners: Workspace, qtbot: QtBot
) -> None:
    line = put(qtbot, host, owners, "owner")
    assert isinstance(line, LineEditor)
    qtbot.keyClicks(line, "MAR")
    assert [offer.text for offer in line.offered.offered] == ["Maria Smith", "Bo Marsh"]
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Down)
    with qtbot.assertNotEmitted(line.committed):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert (line.text(), line.offered.is_open, line.modified) == ("Bo Marsh", False, True)


def test_enter_tab_and_escape_are_ordinary_keys_while_nothing_is_chosen(
    host: QWidget, owners: Workspace, qtbot: QtBot
) -> None:
    line = put(qtbot, host, owners, "owner", in_place=True)
    after = LineEditor()
    host.layout().addWidget(after)
    qtbot.waitUntil(after.isVisible)
    qtbot.keyClicks(line, "mar")
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert (line.text(), line.offered.is_open) == ("mar", False)
    with qtbot.waitSignal(line.given_up):
        qtbot.keyClick(line, Qt.Key.Key_Escape)
    qtbot.keyClicks(line, "i")
    assert line.offered.is_open
    with qtbot.waitSignal(line.committed):
        qtbot.keyClick(line, Qt.Key.Key_Tab)
    assert (line.text(), line.offered.is_open, after.hasFocus()) == ("mari", False, True)
    line.setFocus()
    qtbot.keyClicks(line, "a")
    with qtbot.waitSignal(line.committed):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == "maria"


def test_tab_takes_what_is_chosen_and_goes_on(host: QWidget, owners: Workspace, qtbot: QtBot) -> None:
    line = put(qtbot, host, owners, "owner")
    after = LineEditor()
    host.layout().addWidget(after)
    qtbot.waitUntil(after.isVisible)
    qtbot.keyClicks(line, "ria sm")
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    assert (line.text(), after.hasFocus()) == ("Maria Smith", True)


def test_an_offer_is_taken_by_the_mouse(host: QWidget, owners: Workspace, qtbot: QtBot) -> None:
    line = put(qtbot, host, owners, "owner")
    qtbot.keyClicks(line, "mar")
    rows = line.offered.rows
    place = rows.visualRect(rows.model().index(1, 0)).center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (line.text(), line.hasFocus()) == ("Bo Marsh", True)


def test_alt_down_offers_everything_and_a_record_s_own_name_is_never_offered(
    host: QWidget, owners: Workspace, qtbot: QtBot
) -> None:
    line = put(qtbot, host, owners, "owner")
    qtbot.keyClick(line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [offer.text for offer in line.offered.offered] == ["Maria Smith", "Bo Marsh"]
    for name in ("ref", "title"):
        own = put(qtbot, host, owners, name)
        qtbot.keyClicks(own, "process")
        assert own.offered.offered == []


def test_what_others_wrote_since_is_offered(host: QWidget, owners: Workspace, qtbot: QtBot) -> None:
    line = put(qtbot, host, owners, "owner")
    qtbot.keyClicks(line, "mar")
    owners.run(editing.edit, artefact=one(owners.board, "smart", "Process 5").id, values={"owner": "Martha"})
    qtbot.keyClicks(line, "t")
    assert [offer.text for offer in line.offered.offered] == ["Martha"]


def test_of_several_the_one_under_the_caret_is_completed(host: QWidget, owners: Workspace, qtbot: QtBot) -> None:
    line = put(qtbot, host, owners, "labels")
    assert isinstance(line, SeveralEditor)
    qtbot.keyClicks(line, "css; met")
    assert [offer.text for offer in line.offered.offered] == ["meter"]
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == "css; meter"
    qtbot.keyClicks(line, "; cs")
    assert line.offered.offered == [], "what stands in the line already is not offered again"
    line.setText("re; meter")
    line.setCursorPosition(2)
    qtbot.keyClicks(line, "g")
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == "registration; meter"


# -- notes -------------------------------------------------------------------------------------------------------------


def test_a_note_grows_with_its_text_and_no_further(host: QWidget, workspace: Workspace, qtbot: QtBot) -> None:
    note = put(qtbot, host, workspace, "notes")
    assert isinstance(note, NoteEditor)
    first = note.height()
    qtbot.keyClicks(note, "one")
    for _ in range(4):
        qtbot.keyClick(note, Qt.Key.Key_Return)
    letters = note.fontMetrics().lineSpacing()
    assert note.height() == first + 3 * letters
    qtbot.waitUntil(lambda: note.verticalScrollBar().maximum() == 0)  # all of it is seen
    note.set_value("long " * 4000)
    assert note.height() == first + 10 * letters
    note.set_value("")
    assert note.height() == first


def test_tab_leaves_a_note_and_ctrl_enter_keeps_it(host: QWidget, workspace: Workspace, qtbot: QtBot) -> None:
    note = put(qtbot, host, workspace, "notes", in_place=True)
    after = LineEditor()
    host.layout().addWidget(after)
    qtbot.waitUntil(after.isVisible)
    qtbot.keyClicks(note, "one")
    with qtbot.waitSignal(note.committed):
        qtbot.keyClick(note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert note.value() == "one"
    with qtbot.waitSignal(note.given_up):
        qtbot.keyClick(note, Qt.Key.Key_Escape)
    with qtbot.waitSignal(note.committed):
        qtbot.keyClick(note, Qt.Key.Key_Tab)
    assert after.hasFocus()


# -- days --------------------------------------------------------------------------------------------------------------


def day_of(qtbot: QtBot, host: QWidget, workspace: Workspace) -> DayEditor:
    day = put(qtbot, host, workspace, "due", in_place=True)
    assert isinstance(day, DayEditor)
    return day


def test_a_day_is_typed_and_understood(host: QWidget, workspace: Workspace, qtbot: QtBot) -> None:
    day = day_of(qtbot, host, workspace)
    qtbot.keyClicks(day.line, "13 Dec")
    assert (day.meaning.text(), day.value()) == ("= Sunday, 13 December 2026", "13 Dec")
    qtbot.keyClicks(day.line, " or so")
    assert "no day" in day.meaning.text()


@pytest.mark.parametrize(
    ("key", "modifier"),
    [(Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)],
)
def test_a_day_is_chosen_by_keys(
    host: QWidget, workspace: Workspace, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    day = day_of(qtbot, host, workspace)
    qtbot.keyClicks(day.line, "13 Dec")
    qtbot.keyClick(day.line, key, modifier)
    month = day.month.month
    assert (day.month.isVisible(), month.day, day.month.name.text()) == (True, date(2026, 12, 13), "December 2026")
    for step in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_PageDown):
        qtbot.keyClick(month, step)
    assert month.day == date(2027, 1, 21)
    qtbot.keyClick(month, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ShiftModifier)
    assert month.day == date(2026, 1, 21)
    with qtbot.waitSignal(day.committed):
        qtbot.keyClick(month, Qt.Key.Key_Return)
    assert (day.value(), day.month.isVisible(), day.modified) == ("21 January 2026", False, True)


def test_escape_leaves_the_month_and_keeps_what_is_typed(host: QWidget, workspace: Workspace, qtbot: QtBot) -> None:
    day = day_of(qtbot, host, workspace)
    qtbot.keyClicks(day.line, "13 De")
    qtbot.mouseClick(day.button, Qt.MouseButton.LeftButton)
    assert day.month.month.day == TODAY
    with qtbot.assertNotEmitted(day.given_up):
        qtbot.keyClick(day.month.month, Qt.Key.Key_Escape)
    assert (day.month.isVisible(), day.value()) == (False, "13 De")


def test_a_day_is_chosen_by_the_mouse(host: QWidget, workspace: Workspace, qtbot: QtBot) -> None:
    day = day_of(qtbot, host, workspace)
    qtbot.mouseClick(day.button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(day.month.on, Qt.MouseButton.LeftButton)
    month = day.month.month
    qtbot.mouseClick(month, Qt.MouseButton.LeftButton, pos=month.place(date(2026, 12, 1)).center())
    assert day.value() == "1 December 2026"
    qtbot.mouseClick(day.button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(day.month.today, Qt.MouseButton.LeftButton)
    assert day.value() == "24 November 2026"


def test_the_week_begins_on_monday_and_no_month_is_beyond_the_calendar(qtbot: QtBot) -> None:
    month = Month(TODAY)
    qtbot.addWidget(month)
    assert month.first() == date(2026, 10, 26)
    assert month.at(month.place(date(2026, 11, 1)).center()) == date(2026, 11, 1)
    assert month.at(QPoint(3, 3)) is None
    assert within(date(2026, 1, 31), months=1) == date(2026, 2, 28)
    assert within(date(2200, 12, 31), days=1) == date(2200, 12, 31)
    assert within(date(1900, 1, 1), months=-1).year == 1900


def test_what_the_board_keeps_beside_a_day_is_said_until_it_is_altered(
    host: QWidget, workspace: Workspace, qtbot: QtBot
) -> None:
    day = day_of(qtbot, host, workspace)
    day.set_value("03/04/2027", "")
    assert "no day" in day.meaning.text()
    assert not day.modified
    day.set_value("3 April", "2031-04-03")
    assert day.meaning.text() == "= Thursday, 3 April 2031"


# -- links -------------------------------------------------------------------------------------------------------------


def link_of(qtbot: QtBot, host: QWidget, workspace: Workspace, name: str = "artefact", of: type = Action) -> LinkEditor:
    link = put(qtbot, host, workspace, name, of)
    assert isinstance(link, LinkEditor)
    return link


def test_a_link_is_typed_ahead_and_holds_the_id(host: QWidget, workspace: Workspace, qtbot: QtBot) -> None:
    card = one(workspace.board, "smart", "Process 4")
    link = link_of(qtbot, host, workspace)
    qtbot.keyClicks(link.line, "process 4")
    assert link.meaning.text() == "4 artefacts are called that; choose one of them"
    assert link.value() == "process 4", "what names several is kept as it stands, and refused with them"
    qtbot.keyClicks(link.line, " smart")
    assert [offer.id for offer in link.offered.offered] == [card.id]
    with qtbot.waitSignal(link.committed):
        qtbot.keyClick(link.line, Qt.Key.Key_Return)
    assert (link.text, link.value(), link.meaning.text()) == ("Process 4", card.id, "= Smart Segment")
    qtbot.wait(300)
    assert not link.offered.is_open, "what was chosen is not asked for again"
    qtbot.keyClick(link.line, Qt.Key.Key_Backspace)
    assert link.value() == "Process"


def test_a_link_that_names_nothing_says_so(host: QWidget, workspace: Workspace, qtbot: QtBot) -> None:
    link = link_of(qtbot, host, workspace)
    qtbot.keyClicks(link.line, "Process 99")
    assert (link.meaning.text(), link.offered.is_open) == ("No artefact is called that", False)


def test_not_stated_can_be_chosen(host: QWidget, workspace: Workspace, qtbot: QtBot) -> None:
    card = one(workspace.board, "smart", "Process 4")
    link = link_of(qtbot, host, workspace)
    link.set_value(card.id)
    assert not link.modified
    qtbot.mouseClick(link.button, Qt.MouseButton.LeftButton)
    assert link.offered.offered[0].text == "Not stated"
    qtbot.keyClick(link.line, Qt.Key.Key_Down)
    qtbot.keyClick(link.line, Qt.Key.Key_Return)
    assert (link.value(), link.text, link.meaning.text(), link.modified) == ("", "", "", True)


def test_a_draft_of_a_link_means_the_same_record_again(host: QWidget, workspace: Workspace, qtbot: QtBot) -> None:
    for lane in ("smart", "advanced"):
        card = one(workspace.board, lane, "Process 4")
        link = link_of(qtbot, host, workspace)
        link.set_value(card.id)
        again = link_of(qtbot, host, workspace)
        again.put_back(link.typed())
        assert (again.value(), again.text, again.modified) == (card.id, "Process 4", True)
    again.put_back("half a na")
    assert (again.value(), again.typed()) == ("half a na", "half a na")


@pytest.mark.parametrize("lanes", [("Design", "Detailed Design"), ("Detailed Design", "Design")])
@pytest.mark.parametrize("title", ["One of two", "P1"])
def test_a_lane_whose_name_ends_as_another_s_is_not_taken_for_it(
    host: QWidget, workspace: Workspace, qtbot: QtBot, lanes: tuple[str, str], title: str
) -> None:
    for lane in lanes:
        workspace.run(wish(configuring.add_named, kind="workstream", name=lane))
    ids = {lane.name: lane.id for lane in workspace.board.workstreams}
    for lane in lanes:
        workspace.run(wish(editing.add, title=title, workstream=ids[lane], ref="P1"))
    for card in [card for card in workspace.board.artefacts() if card.ref == "P1"]:
        link = link_of(qtbot, host, workspace)
        link.set_value(card.id)
        again = link_of(qtbot, host, workspace)
        again.put_back(link.typed())
        assert again.value() == card.id


def test_what_is_a_day_from_now_is_asked_anew_after_midnight(host: QWidget, workspace: Workspace, qtbot: QtBot) -> None:
    days = [TODAY]
    due = DayEditor(lambda: days[0], in_place=True)
    host.layout().addWidget(due)
    qtbot.keyClicks(due.line, "tomorrow")
    assert due.meant() == date(2026, 11, 25)
    due.open_month()
    days[0] = date(2026, 11, 25)
    assert due.meant() == date(2026, 11, 26)
    due.month.close()
    due.open_month()
    assert due.month.month.today == days[0]
    due.month.close()


def test_what_is_linked_is_gone_to_where_there_is_a_way(host: QWidget, workspace: Workspace, qtbot: QtBot) -> None:
    card = one(workspace.board, "smart", "Process 4")
    link = link_of(qtbot, host, workspace)
    gone: list[tuple[str, str]] = []
    link.set_value(card.id)
    assert link.jump.isHidden()
    link.on_open = lambda kind, record: gone.append((kind, record))
    link.set_value(None)
    link.set_value(card.id)
    qtbot.mouseClick(link.jump, Qt.MouseButton.LeftButton)
    qtbot.keyClick(link.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert gone == [("artefact", card.id)] * 2


def test_what_is_out_of_use_is_shown_and_not_offered(host: QWidget, workspace: Workspace, qtbot: QtBot) -> None:
    added = workspace.run(registering.add, kind="milestone", values={"name": "M5", "day": "30 June 2027"})
    milestone = added.changes[0].id
    link = link_of(qtbot, host, workspace, "milestone", Artefact)
    qtbot.keyClicks(link.line, "m5")
    assert (link.value(), link.meaning.text()) == (milestone, "= 30 June 2027")
    workspace.run(registering.retire, kind="milestone", ids=[milestone])
    link.set_value(None)
    link.set_value(milestone)
    assert (link.text, link.meaning.text()) == ("M5", "= out of use")
    assert link._offers.records("milestone", "m5").offers == []


# -- choices -----------------------------------------------------------------------------------------------------------


def test_a_choice_has_the_words_of_its_field(host: QWidget, workspace: Workspace, qtbot: QtBot) -> None:
    status = put(qtbot, host, workspace, "status", Action)
    assert isinstance(status, ChoiceEditor)
    assert [status.itemText(row) for row in range(status.count())] == ["Open", "Closed", "Replaced"]
    assert (status.value(), status.modified) == ("open", False)
    with qtbot.waitSignals([status.altered, status.committed]):
        qtbot.keyClick(status, Qt.Key.Key_Down)
    assert (status.value(), status.modified) == ("closed", True)


def test_a_kind_out_of_use_is_still_said(host: QWidget, workspace: Workspace, qtbot: QtBot) -> None:
    editor = put(qtbot, host, workspace, "kind")
    assert isinstance(editor, ChoiceEditor)
    assert (editor.currentText(), editor.value()) == ("Not stated", "")
    editor.set_value("old", "Old kind (out of use)")
    assert (editor.currentText(), editor.value()) == ("Old kind (out of use)", "old")


# -- all of them -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("record_type", [Artefact, *REGISTERS.values()])
def test_every_declared_field_has_an_editor_with_its_name_that_can_be_closed(
    host: QWidget, workspace: Workspace, qtbot: QtBot, record_type: type
) -> None:
    for declared in typed(record_type):
        editor = put(qtbot, host, workspace, declared.name, record_type)
        assert editor.field.accessibleName() == declared.label
        editor.set_read_only("Not now.")
        assert editor.field.toolTip() == "Not now."
        editor.set_read_only("")
        assert not editor.modified, declared.name


@pytest.mark.parametrize("name", ["light", "dark", "high_contrast"])
def test_what_opens_is_in_the_colours_of_the_theme(
    host: QWidget, owners: Workspace, qtbot: QtBot, name: str, qapp: object
) -> None:
    shown = theme.load(name)
    try:
        theme_palette.dress(shown)
        day = day_of(qtbot, host, owners)
        day.open_month()
        picture = day.month.grab().toImage()
        day.month.close()
        host.activateWindow()  # as a window manager does
        line = put(qtbot, host, owners, "owner")
        qtbot.keyClicks(line, "mar")
        rows = line.offered.rows.viewport().grab().toImage()
        for image in (picture, rows):
            assert most(image) == shown.hex("panel")
    finally:
        theme_palette.dress(theme.load("light"))


def most(image: QImage) -> str:
    """The colour that most of a picture has."""
    found: dict[str, int] = {}
    for x in range(0, image.width(), 3):
        for y in range(0, image.height(), 3):
            colour = image.pixelColor(x, y).name()
            found[colour] = found.get(colour, 0) + 1
    return max(found, key=lambda colour: found[colour])


def test_a_very_long_text_and_markup_are_shown_plain(host: QWidget, workspace: Workspace, qtbot: QtBot) -> None:
    markup = "<b>bold</b> & <img src=x> " + "y" * 200
    card = one(workspace.board, "smart", "Process 4").id
    workspace.run(editing.edit, artefact=card, values={"owner": markup, "ref": "", "title": markup})
    line = put(qtbot, host, workspace, "owner")
    qtbot.keyClicks(line, "<b>")
    assert line.offered.offered[0].text == markup.strip()
    assert line.offered.rows.window().width() <= 520
    link = link_of(qtbot, host, workspace)
    link.set_value(card)
    assert link.meaning.textFormat() == Qt.TextFormat.PlainText
    assert link.value() == card


def test_a_key_takes_a_frame_on_ten_thousand_artefacts(host: QWidget, workspace: Workspace, qtbot: QtBot) -> None:
    def many(board: Board, context: Context) -> Entry:
        fresh = (
            Artefact(
                id=context.new_id(),
                workstream="smart",
                stage="backlog",
                rank=f"{n:06}",
                ref=f"BP{n:05}",
                title=f"Change of Meter {n}",
                owner=f"Owner {n % 700}",
            )
            for n in range(10_000)
        )
        return context.entry("add", [added(artefact) for artefact in fresh])

    workspace.run(many)
    line = put(qtbot, host, workspace, "owner")
    link = link_of(qtbot, host, workspace)
    for editor, text in ((line, "owner 12"), (link, "meter 12 smart")):
        editor.setFocus()
        qtbot.waitUntil(lambda editor=editor: not editor.field._stepping.isActive())
        took = []
        for letter in text:
            begun = time.thread_time()
            qtbot.keyClicks(editor.field, letter)
            took.append(time.thread_time() - begun)
        assert sorted(took)[len(took) // 2] < 0.016, took
