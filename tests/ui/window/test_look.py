"""What was mended when every window was looked at, as far as it shows without eyes: headings, room, defaults, focus."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QTextLength, QTextTable
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mhhs_board.base import assets
from mhhs_board.cli.parser import parser
from mhhs_board.domain import checkpoint
from mhhs_board.domain.imported import Imported, Verdict
from mhhs_board.drawing import theme
from mhhs_board.drawing.blocker_sheet import SHARES
from mhhs_board.drawing.card import wrapped
from mhhs_board.operations import editing
from mhhs_board.ui.dialogs.artefact import EditArtefact
from mhhs_board.ui.dialogs.import_preview import ImportPreview
from mhhs_board.ui.dialogs.import_told import told as told_of
from mhhs_board.ui.dialogs.snapshot import Snapshot
from mhhs_board.ui.help.about import LICENCES, About
from mhhs_board.ui.help.help import Browser
from mhhs_board.ui.kit import file_dialogs, theme_palette
from mhhs_board.ui.kit.controls import Choice
from mhhs_board.ui.registers.blockers import LEAST_WIDTH, PAD, PIXELS, BlockersPage
from mhhs_board.ui.window.main_window import MainWindow
from tests.boards import one
from tests.ui.previewed import judged
from tests.ui.windows import shown

LONG = "Business Process & Requirements Working Group"


@pytest.fixture
def choice(qtbot: QtBot) -> Choice:
    """A choice of two, in a theme."""
    theme_palette.dress(theme.load("light"))
    field = Choice()
    qtbot.addWidget(field)
    field.offer([("DAG", 1), (LONG, 2)], 2)
    field.show()
    return field


def test_a_choice_without_room_ends_with_an_ellipsis_and_tells_the_whole_as_a_tooltip(choice: Choice) -> None:
    choice.resize(160, choice.height())
    assert choice.shown.endswith("…")
    assert choice.toolTip() == LONG
    choice.resize(600, choice.height())
    assert choice.shown == LONG
    assert choice.toolTip() == ""
    choice.resize(160, choice.height())
    choice.setCurrentIndex(0)
    assert (choice.shown, choice.toolTip()) == ("DAG", "")


def test_a_choice_opens_as_a_list_below_it_and_not_as_a_menu_over_it(choice: Choice) -> None:
    option = QStyleOptionComboBox()
    choice.initStyleOption(option)
    assert not choice.style().styleHint(QStyle.StyleHint.SH_ComboBox_Popup, option, choice)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_an_open_choice_shows_its_options_whole(choice: Choice, qtbot: QtBot) -> None:
    choice.resize(120, choice.height())
    choice.showPopup()
    qtbot.waitUntil(lambda: choice.view().width() > choice.fontMetrics().horizontalAdvance(LONG))
    choice.hidePopup()


def test_the_filter_s_hint_is_read_whole_in_a_small_window(window: MainWindow) -> None:
    line: QLineEdit = window.filter_bar.line
    assert window.width() == 1280
    assert line.width() - 20 >= line.fontMetrics().horizontalAdvance(line.placeholderText())


def test_the_page_that_is_shown_is_ticked_in_the_menu_from_the_start(window: MainWindow) -> None:
    actions = window.actions_by_id
    assert actions["page_board"].isChecked()
    actions["page_blockers"].trigger()
    assert actions["page_blockers"].isChecked()
    assert not actions["page_board"].isChecked()


def test_a_licence_is_not_in_the_letters_of_the_page_before_it(window: MainWindow) -> None:
    window.actions_by_id["about"].trigger()
    about = shown(About)
    sizes = set()
    for number in range(len(LICENCES)):
        about.choice.setCurrentIndex(0)
        about.choice.setCurrentIndex(number)
        if number:
            first = about.text.document().begin().begin().fragment().charFormat()
            sizes.add((first.fontWeight(), first.font().pixelSize()))
    assert sizes == {(400, theme_palette.FONT_PIXELS)}
    about.reject()


def test_tables_are_as_wide_as_their_page(qtbot: QtBot) -> None:
    browser = Browser("Page")
    qtbot.addWidget(browser)
    browser.show_page(assets.text("licences/NOTICES.md"))
    tables = [frame for frame in browser.document().rootFrame().childFrames() if isinstance(frame, QTextTable)]
    assert tables
    for table in tables:
        width = table.format().width()
        assert (width.type(), width.rawValue()) == (QTextLength.Type.PercentageLength, 100)


def test_the_help_names_every_verb_and_its_examples_are_understood() -> None:
    written_out = re.findall(r"`mhhs-board ((?:-b )?[a-z][^`]*)`", assets.text("help/command-line.md"))
    examples = [shlex.split(line) for line in written_out]
    known = parser()
    verbs = next(action.choices for action in known._actions if action.choices and action.metavar == "VERB")
    written = {words[0] for words in examples if not words[0].startswith("-")}
    assert set(verbs) - written <= {"stage", "forum", "kind"}
    for words in examples:
        known.parse_args(words)


def test_the_preview_of_an_import_names_each_artefact_and_says_why(window: MainWindow) -> None:
    verdicts = [
        Verdict(1, "BP900", "new", title="A new process", line=2),
        Verdict(2, "Process 9", "new", title="Process 9"),
        Verdict(3, "BP901", "update", "sets owner “Ann”; clears due (was 8 May)", title="An old one"),
        Verdict(4, "BP902", "unchanged", title="The same"),
    ]
    found = judged(Imported(verdicts))
    dialog = ImportPreview(window, "some.csv", lambda blanks, choices: lambda report: found, lambda one, done: done(True))
    dialog.tell(told_of(found))
    told = [[dialog.model.index(row, column).data() for column in (2, 3, 7)] for row in range(4)]
    assert told == [
        ["BP900", "A new process", "will be added"],
        ["Process 9", "Process 9", "will be added"],
        ["BP901", "An old one", "sets owner “Ann”; clears due (was 8 May)"],
        ["BP902", "The same", "is so already"],
    ]
    assert dialog.whole.text() == "Row 1 (line 2), BP900 A new process: will be added"
    dialog.table.selectRow(2)
    assert dialog.whole.text() == "Row 3, BP901 An old one: sets owner “Ann”; clears due (was 8 May)"
    dialog.show_only("unchanged")
    assert dialog.whole.text() == "Row 4, BP902 The same: is so already"
    dialog.reject()


def test_save_is_the_default_again_after_a_snapshot_failed(window: MainWindow) -> None:
    window.actions_by_id["snapshot"].trigger()
    dialog = shown(Snapshot)
    dialog._busy(True)
    dialog.buttons.button(dialog.buttons.StandardButton.Cancel).setFocus()
    dialog._failed("The disk is full.")
    assert dialog.go.isDefault()
    dialog.reject()


@pytest.mark.parametrize("name", ["light", "dark", "high_contrast"])
def test_the_arrows_of_qt_s_own_file_dialog_have_the_colour_of_the_text(qtbot: QtBot, name: str, tmp_path: Path) -> None:
    worn = theme.load(name)
    theme_palette.dress(worn)
    dialog = QFileDialog(None, "Open", str(tmp_path))
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    file_dialogs.dress(dialog)
    for button in dialog.findChildren(QToolButton):
        if button.objectName() in ("backButton", "forwardButton", "toParentButton"):
            picture = button.icon().pixmap(QSize(16, 16)).toImage()
            points = [picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())]
            inks = {QColor(point.rgb()).name() for point in points if point.alpha() == 255}
            assert inks == {worn.hex("text")}, button.objectName()


@pytest.mark.parametrize("command", ["snapshot", "save_view", "board_settings", "add_form", "help", "key_sheet", "about"])
def test_no_dialog_is_larger_than_a_small_window(window: MainWindow, command: str) -> None:
    window.actions_by_id[command].trigger()
    (dialog,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
    assert dialog.width() <= 1280
    assert dialog.height() <= 700
    dialog.reject()


def test_on_the_blockers_page_no_word_is_broken_and_a_date_stays_on_its_line(window: MainWindow) -> None:
    page_words = {
        "Reference": "Process 4",
        "Workstream": "Registrations",
        "Stage": "DAG Review",
        "Blocked since": "20 Oct · 35 days",
    }
    for number, head in enumerate(checkpoint.COLUMNS):
        room = LEAST_WIDTH * SHARES[number] - 2 * PAD
        if head in page_words:
            assert len(wrapped(page_words[head], PIXELS, number == 0, room, 3)) == 1, head


def reached(window: MainWindow) -> list[QWidget]:
    """What Tab reaches in a window, from the page on and once around."""
    first = QApplication.focusWidget()
    assert first is not None
    found = [first]
    while (now := QApplication.focusWidget()) is not None and len(found) < 40:
        QTest.keyClick(now, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is None or now is first:
            break
        found.append(now)
    return found


@pytest.mark.parametrize("page", ["page_board", "page_blockers"])
def test_tab_goes_through_the_window_as_it_is_read(window: MainWindow, page: str) -> None:
    window.actions_by_id[page].trigger()
    around = reached(window)
    rows = [window.title_row, window.filter_bar]
    for row in rows:
        across = [widget for widget in around if row.isAncestorOf(widget)]
        assert len(across) >= 3
        assert across == sorted(across, key=lambda widget: widget.mapTo(window, widget.rect().topLeft()).x())
    places = [rows.index(row) for widget in around for row in rows if row.isAncestorOf(widget)]
    assert places == sorted(places)
    if page == "page_blockers":
        assert isinstance(window.desk.page, BlockersPage)
        assert window.desk.page.print_button in around


def test_of_a_long_text_in_a_field_the_beginning_is_seen(window: MainWindow) -> None:
    card = one(window.workspace.board, "smart", "Process 4")
    window.workspace.run(
        editing.edit, artefact=card.id, values={"owner": "A name " * 20, "links": "https://example.org/" * 9}
    )
    window.view.focus_card(card.id)
    window.actions_by_id["edit"].trigger()
    form = shown(EditArtefact)
    assert (form.owner.cursorPosition(), form.links.cursorPosition()) == (0, 0)
    form.reject()
