"""A table of another program is made to fit in the preview: what its columns hold, what its words mean, what a row is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from mhhs_board.base import settings as keys
from mhhs_board.base.settings import Settings
from mhhs_board.domain.errors import Busy
from mhhs_board.domain.imported import Blanks, Choices, Imported, Report, Verdict
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import Artefact, Workstream
from mhhs_board.exchange import left_out
from mhhs_board.exchange.incoming import Judged
from mhhs_board.operations import editing
from mhhs_board.program import boards
from mhhs_board.program.window import Windows
from mhhs_board.ui.dialogs.import_choices import ColumnsPart, WordsPart
from mhhs_board.ui.dialogs.import_preview import ImportPreview
from mhhs_board.ui.window.main_window import MainWindow
from tests.ui.previewed import judged, preview, settled, waited

Key = Qt.Key
Fields = ColumnsPart | WordsPart
TABLE = """Design tracker of the office,,,
,,,
No.,What it is about,Progress,Owner
1,Meter reading process,Done,Ana
2,Settlement process,Waiting,Ben
Total,2,,
"""


@pytest.fixture
def window(board_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    windows = Windows(Settings({"theme": "light", "started": True}), "Ann")
    shown = windows.show(boards.open_workspace(board_path, actor="Ann"), remember=True)
    qtbot.waitExposed(shown)
    yield shown
    windows.close()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "tracker.csv"
    path.write_text(TABLE)
    return path


def choose(qtbot: QtBot, part: Fields, key: tuple[str, ...], value: str) -> None:
    """Choose by keys, as somebody does who has come to it by Tab; what stands around it may be made anew meanwhile."""
    part.fields[key].setFocus()
    for _ in range(60):
        choice = part.fields[key]
        place = choice.findData(value)
        assert place >= 0, [choice.itemData(row) for row in range(choice.count())]
        if choice.currentIndex() == place:
            settled_by(part)
            return
        assert choice.hasFocus(), "the keyboard stays on it"
        qtbot.keyClick(choice, Key.Key_Down if choice.currentIndex() < place else Key.Key_Up)
        settled_by(part)
    raise AssertionError(f"{value} cannot be come to")


def settled_by(part: Fields) -> None:
    dialog = part.window()
    assert isinstance(dialog, ImportPreview)
    settled(dialog)
    QApplication.processEvents()  # where the keyboard was, it is again


def answer(qtbot: QtBot, dialog: ImportPreview, value: str) -> None:
    """The same for what a row is."""
    dialog.answer.setFocus()
    place = dialog.answer.findData(value)
    assert place >= 0
    for _ in range(10):
        if dialog.answer.currentIndex() == place:
            return
        qtbot.keyClick(dialog.answer, Key.Key_Down if dialog.answer.currentIndex() < place else Key.Key_Up)
        settled(dialog)
    raise AssertionError(f"{value} cannot be come to")


def verdicts(dialog: ImportPreview) -> list[str]:
    settled(dialog)
    return [one.verdict for one in dialog.judged.verdicts]


def test_a_table_with_headings_of_its_own_comes_in_by_what_is_chosen(window: MainWindow, table: Path, qtbot: QtBot) -> None:
    dialog = preview(window, table)
    assert dialog.tabs.currentWidget() is dialog.columns
    assert not dialog.go.isEnabled()
    choose(qtbot, dialog.columns, ("columns", "What it is about"), "title")
    choose(qtbot, dialog.columns, ("columns", "No."), "ref")
    choose(qtbot, dialog.columns, ("columns", "Progress"), "stage")
    choose(qtbot, dialog.columns, ("all", "workstream"), "Smart Segment")
    assert verdicts(dialog) == ["question", "question", "skipped"]
    assert "2 open" in dialog.tabs.tabText(2)
    words = dialog.words.fields
    assert set(words) == {("stage", "Done"), ("stage", "Waiting")}
    choose(qtbot, dialog.words, ("stage", "Done"), "Approved")
    choose(qtbot, dialog.words, ("stage", "Waiting"), "In Progress")
    assert verdicts(dialog) == ["new", "new", "skipped"]
    assert [dialog.model.index(1, column).data() for column in (0, 2, 3, 4, 5)] == [
        "5", "2", "Settlement process", "Smart Segment", "In Progress",
    ]  # fmt: skip
    before = window.workspace.head.seq
    dialog.go.click()
    assert window.workspace.head.seq == before + 1
    made = [one for one in window.workspace.board.of(Artefact).values() if one.from_file]
    assert {(one.title, one.from_file, one.from_record) for one in made} == {
        ("Meter reading process", "tracker.csv", 4),
        ("Settlement process", "tracker.csv", 5),
    }
    again = preview(window, table)
    assert not again.again.isHidden(), "it is read as it was read before"
    assert verdicts(again) == ["unchanged", "unchanged", "skipped"]
    again.reject()
    window.performer.undo()
    assert not [one for one in window.workspace.board.artefacts() if one.from_file]


def test_a_lane_that_is_missing_is_added_in_the_same_entry_and_goes_with_it(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "a.csv").write_text("Ref,Title,Team\nD1,Data model,Data\nD2,Other,Nobody\n")
    dialog = preview(window, tmp_path / "a.csv")
    assert dialog.tabs.currentWidget() is dialog.words
    choose(qtbot, dialog.words, ("workstream", "Data"), "+")
    choose(qtbot, dialog.words, ("workstream", "Nobody"), "-")
    assert verdicts(dialog) == ["new", "skipped"]
    dialog.go.click()
    (made,) = [one for one in window.workspace.board.of(Workstream).values() if one.name == "Data"]
    assert [one.ref for one in window.workspace.board.artefacts() if one.workstream == made.id] == ["D1"]
    window.performer.undo()
    assert "Data" not in [one.name for one in window.workspace.board.workstreams]


def test_of_a_doubtful_row_it_is_said_which_artefact_it_is(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    entry = window.workspace.run(editing.add, title="Read registers", ref="BP900", workstream="smart")
    assert entry is not None
    card = entry.changes[0].id
    (tmp_path / "a.csv").write_text("Ref,Title,Workstream\nBP900,Read registers,Registrations\n")
    dialog = preview(window, tmp_path / "a.csv")
    assert verdicts(dialog) == ["question"]
    assert dialog.answer.isVisible()
    answer(qtbot, dialog, card)
    assert verdicts(dialog) == ["update"]
    assert "moves Smart Segment → Registrations" in dialog.whole.text()
    answer(qtbot, dialog, "new")
    assert verdicts(dialog) == ["new"]
    answer(qtbot, dialog, "-")
    assert verdicts(dialog) == ["skipped"]
    answer(qtbot, dialog, "")
    assert verdicts(dialog) == ["question"]
    dialog.reject()
    assert window.workspace.board.artefact(card).workstream == "smart"


def test_what_is_left_out_is_saved_as_a_list(window: MainWindow, table: Path, tmp_path: Path) -> None:
    dialog = preview(window, table)
    assert dialog.save.isVisible()
    left_out.export(tmp_path / "left.csv", dialog.judged.verdicts)
    lines = (tmp_path / "left.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == "Row,Line,Reference,Title,Verdict,Why"
    assert lines[-1] == "6,6,,,skipped,It is a total."


def test_what_was_chosen_is_remembered_by_the_headings_and_nothing_of_single_rows(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "a.csv").write_text("Ref,Title,Team\nD1,Data model,Data\n")
    dialog = preview(window, tmp_path / "a.csv")
    choose(qtbot, dialog.words, ("workstream", "Data"), "Elexon Central Systems")
    dialog.go.click()
    (kept,) = window.settings.get(keys.IMPORTS)
    assert kept == {
        "headings": ["ref", "team", "title"],
        "choices": {"values": {"workstream": {"Data": "Elexon Central Systems"}}},
    }
    (tmp_path / "b.csv").write_text("Title,Ref,Team\nAnother,D2,Data\n")
    dialog = preview(window, tmp_path / "b.csv")
    assert verdicts(dialog) == ["new"]
    dialog.reject()


def test_what_was_remembered_is_no_more_than_where_one_begins(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "a.csv").write_text("Ref,Title,Team\nD1,Data model,Data\n")
    dialog = preview(window, tmp_path / "a.csv")
    choose(qtbot, dialog.words, ("workstream", "Data"), "Elexon Central Systems")
    dialog.go.click()
    (tmp_path / "b.csv").write_text("Ref,Title,Team\nD2,Another,Data\n")
    dialog = preview(window, tmp_path / "b.csv")
    assert verdicts(dialog) == ["new"]
    choose(qtbot, dialog.words, ("workstream", "Data"), "Smart Segment")
    dialog.go.click()
    (made,) = [one for one in window.workspace.board.of(Artefact).values() if one.ref == "D2"]
    assert window.workspace.board.of(Workstream)[made.workstream].name == "Smart Segment"


def test_a_table_without_headings_is_known_again(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "a.csv"
    file.write_text("D1,Data model,Smart\nD2,Another model,Smart\n")
    dialog = preview(window, file)
    dialog._choose(Choices(headings=0, columns={"Column A": "ref", "Column B": "title", "Column C": "workstream"}))
    assert verdicts(dialog) == ["new", "new"]
    dialog.go.click()
    dialog = preview(window, file)
    assert verdicts(dialog) == ["unchanged", "unchanged"]
    dialog.reject()


def test_all_lanes_that_are_missing_are_added_by_one_click_or_left_out_by_one(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "a.csv").write_text("Ref,Title,Team\nD1,Data model,Data\nD2,Other,Nobody\nD3,Third,Some\n")
    dialog = preview(window, tmp_path / "a.csv")
    buttons = {button.text(): button for button in dialog.words.findChildren(QPushButton)}
    assert list(buttons) == ["Add all 3 to the board", "Leave the rows of all 3 out"]
    buttons["Leave the rows of all 3 out"].click()
    assert verdicts(dialog) == ["skipped"] * 3
    buttons["Add all 3 to the board"].click()
    assert verdicts(dialog) == ["new"] * 3
    assert dialog.go.isEnabled()
    qtbot.keyClick(dialog.tabs, Key.Key_Return)
    waited(lambda: not dialog_is_open())
    names = [one.name for one in window.workspace.board.workstreams]
    assert {"Data", "Nobody", "Some"} <= set(names)


def test_what_is_suggested_stands_first_and_is_said_by_one_click(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    text = "Ref,Risk description,Team,Status\nD1,Data model,Smart,Done\nD2,Other,Smart,Cancelled\nD3,Third,Smart,Purple\n"
    (tmp_path / "a.csv").write_text(text)
    dialog = preview(window, tmp_path / "a.csv")
    title, done = dialog.columns.fields["columns", "Risk description"], dialog.words.fields["stage", "Done"]
    assert [title.itemText(place) for place in (0, 1)] == ["– passed over –", "Title – suggested"]
    assert (done.currentData(), done.itemText(1)) == ("", "Approved – suggested")
    assert dialog.words.fields["stage", "Cancelled"].itemText(1) == "Leave its rows out – suggested"
    assert verdicts(dialog) == ["question"] * 3
    choose(qtbot, dialog.columns, ("columns", "Risk description"), "title")
    (said,) = [one for one in dialog.words.findChildren(QPushButton) if one.text() == "Say what is suggested of 2"]
    said.click()
    assert verdicts(dialog) == ["new", "skipped", "question"]
    dialog.reject()


def test_no_word_leaves_its_place_once_something_was_said_of_it(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "a.csv").write_text("Ref,Title,Team\nD1,One,First\nD2,Two,Second\nD3,Three,Third\n")
    dialog = preview(window, tmp_path / "a.csv")
    before = list(dialog.words.fields)
    choose(qtbot, dialog.words, before[2], "+")
    choose(qtbot, dialog.words, before[1], "-")
    assert list(dialog.words.fields) == before
    dialog.reject()


def test_a_sure_file_is_taken_in_by_enter_alone(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "a.csv").write_text("Ref,Title,Workstream\nD1,Data model,Smart Segment\n")
    dialog = preview(window, tmp_path / "a.csv")
    focused = dialog.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Key.Key_Return)
    assert [one.ref for one in window.workspace.board.artefacts() if one.from_file] == ["D1"]


def test_rows_of_one_verdict_are_shown_alone_and_questions_first(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Ref,Title,Workstream\nD1,One,Smart\nD2,Two,Nowhere\nD3,,Smart\n")
    dialog = preview(window, tmp_path / "a.csv")

    def records() -> list[str]:
        return [str(dialog.model.index(row, 0).data()) for row in range(dialog.model.rowCount())]

    assert records() == ["3", "2", "4"]
    assert [button.text() for button in dialog.only.buttons] == ["All 3", "+ 1 new", "? 1 question", "⊘ 1 skipped"]
    dialog.only.buttons[1].click()
    assert records() == ["2"]
    assert dialog.only.number == 1
    dialog.only.buttons[0].click()
    assert records() == ["3", "2", "4"]


def test_a_board_that_moved_under_the_preview_is_judged_anew_before_anything_is_taken_in(
    window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("Ref,Title,Workstream\nD1,Data model,Smart Segment\n")
    dialog = preview(window, tmp_path / "a.csv")
    window.workspace.run(editing.add, title="Something else", ref="X1", workstream="smart")
    dialog.go.click()
    waited(lambda: not dialog_is_open())
    assert [one.ref for one in window.workspace.board.artefacts() if one.from_file] == ["D1"], "it says the same as before"
    window.performer.undo()
    dialog = preview(window, tmp_path / "a.csv")
    window.workspace.run(editing.add, title="Data model", ref="D1", workstream="smart")
    dialog.go.click()
    assert verdicts(dialog) == ["unchanged"]
    assert dialog_is_open()
    assert "The board was changed meanwhile" in dialog.counts.text()
    assert not [one for one in window.workspace.board.artefacts() if one.from_file]
    dialog.reject()


def test_what_became_of_an_artefact_is_known_where_it_is_judged(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Ref,Title,Workstream,Owner\nD1,Data model,Smart Segment,Ben\n")
    preview(window, tmp_path / "a.csv").go.click()
    (card,) = [one for one in window.workspace.board.artefacts() if one.from_file]
    window.workspace.run(editing.edit, artefact=card.id, values={"owner": "Ann"})
    dialog = preview(window, tmp_path / "a.csv")
    assert verdicts(dialog) == ["unchanged"]
    assert "keeps owner “Ann”" in dialog.judged.verdicts[0].why
    dialog.reject()


class Slow:
    """Judges as slowly as a test wants: each judgement waits until it is let go."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.goes: dict[str, threading.Event] = {}
        self.ended: list[str] = []

    def judge(self, blanks: Blanks, choices: Choices) -> Callable[[Report], Judged]:
        name = choices.all.get("kind", "first")
        self.asked.append(name)
        go = self.goes.setdefault(name, threading.Event())

        def work(report: Report) -> Judged:
            try:
                while not go.wait(0.001):
                    report(40_000, 100_000)
                found = judged(Imported([Verdict(1, name, "new", title=name)]))
                return replace(found, choices=choices)
            finally:
                self.ended.append(name)

        return work


def test_while_a_file_is_read_it_is_told_how_far_and_cancel_is_heard_at_once(window: MainWindow) -> None:
    slow = Slow()
    dialog = ImportPreview(window, "large.csv", slow.judge, lambda one, done: done(True))
    dialog.begin()
    waited(dialog.isVisible)
    waited(lambda: "40,000" in dialog.counts.text())
    assert dialog.counts.text() == "Reading 40,000 of 100,000 rows …"
    assert (dialog.bar.isVisible(), dialog.bar.value(), dialog.bar.maximum()) == (True, 40_000, 100_000)
    assert not dialog.go.isEnabled()
    dialog.reject()
    assert not dialog.isVisible()
    waited(lambda: slow.ended == ["first"])


def test_of_several_judgements_the_newest_counts(window: MainWindow) -> None:
    slow = Slow()
    dialog = ImportPreview(window, "large.csv", slow.judge, lambda one, done: done(True))
    dialog.begin()
    slow.goes["first"].set()
    settled(dialog)
    dialog._choose(Choices(all={"kind": "second"}))
    dialog._choose(Choices(all={"kind": "third"}))
    assert not dialog.go.isEnabled(), "what is shown is of an earlier choice"
    slow.goes["third"].set()
    settled(dialog)
    assert [one.title for one in dialog.judged.verdicts] == ["third"]
    waited(lambda: sorted(slow.ended) == ["first", "second", "third"])
    QApplication.processEvents()
    assert [one.title for one in dialog.judged.verdicts] == ["third"]
    assert dialog.choices.all == {"kind": "third"}
    dialog.reject()


def dialog_is_open() -> bool:
    return isinstance(QApplication.activeModalWidget(), ImportPreview)


def test_what_is_large_is_saved_behind_the_window_as_one_entry_that_is_undone_at_once(
    window: MainWindow, tmp_path: Path
) -> None:
    rows = "".join(f"D{number},Artefact {number},Smart Segment\n" for number in range(2_100))
    (tmp_path / "a.csv").write_text(f"Ref,Title,Workstream\n{rows}")
    dialog = preview(window, tmp_path / "a.csv")
    assert dialog.told is not None
    assert dialog.told.judged.large
    workspace, before = window.workspace, window.workspace.head.seq
    dialog.go.click()
    assert dialog_is_open(), "it is saved behind the window"
    dialog.reject()
    assert dialog_is_open(), "what is being saved cannot be called off"
    with pytest.raises(Busy):
        workspace.run(editing.add, title="Meanwhile", ref="M1", workstream="smart")
    assert workspace.poll() == []
    waited(lambda: not dialog_is_open())
    assert workspace.head.seq == before + 1
    assert workspace.poll() == [], "it is ours, and not read again"
    assert len([one for one in workspace.board.artefacts() if one.from_file]) == 2_100
    assert "2,100 new" in window.messages.sentence.text()
    window.performer.undo()
    assert not [one for one in workspace.board.artefacts() if one.from_file]
    window.performer.redo()
    workspace.run(editing.add, title="Later", ref="L1", workstream="smart")
    assert len([one for one in workspace.board.artefacts() if one.from_file]) == 2_100


def test_a_board_that_is_handed_over_waits_for_what_is_being_saved(
    board_path: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.mhhsboard"
    boards.create_own_board(other, "l4-bare", name="Other", actor="Ann")
    windows = Windows(Settings({"theme": "light", "started": True}), "Ann")
    window = windows.show(boards.open_workspace(board_path, actor="Ann"), remember=True)
    qtbot.waitExposed(window)
    rows = "".join(f"D{number},Artefact {number},Smart Segment\n" for number in range(2_100))
    (tmp_path / "a.csv").write_text(f"Ref,Title,Workstream\n{rows}")
    go, told = threading.Event(), []
    saving = window.workspace.saving

    def slow(entry: Entry) -> Callable[[], Entry]:
        save = saving(entry)
        return lambda: (go.wait(60), save())[1]

    monkeypatch.setattr(window.workspace, "saving", slow)
    monkeypatch.setattr(window.messages, "tell", lambda said, *_: told.append(said))
    preview(window, tmp_path / "a.csv").go.click()
    windows.take_file(other)
    window.performer.undo()
    assert told == ["An import of yours is being saved just now. It is tried again …"]
    qtbot.wait(250)
    assert windows.window is window
    go.set()
    waited(lambda: windows.window is not window)
    assert any("2,100 new" in said for said in told)
    windows.close()


def test_what_another_wrote_while_it_was_to_be_saved_stops_it_and_it_is_judged_anew(
    window: MainWindow, board_path: Path, tmp_path: Path
) -> None:
    rows = "".join(f"D{number},Artefact {number},Smart Segment\n" for number in range(2_100))
    (tmp_path / "a.csv").write_text(f"Ref,Title,Workstream\n{rows}")
    dialog = preview(window, tmp_path / "a.csv")
    other = boards.open_workspace(board_path, actor="Ben")
    other.run(editing.add, title="Artefact 7", ref="D7", workstream="smart")
    dialog.go.click()
    waited(lambda: not dialog._saving)
    settled(dialog)
    assert not [one for one in window.workspace.board.artefacts() if one.from_file]
    window.performer.poll()
    dialog.go.click()
    waited(lambda: not dialog._saving and not dialog.judging)
    assert [one.verdict for one in dialog.judged.verdicts].count("unchanged") == 1
    dialog.go.click()
    waited(lambda: not dialog_is_open())
    assert len([one for one in window.workspace.board.artefacts() if one.from_file]) == 2_099
    other.close()
