"""A table of another program is made to fit in the preview: what its columns hold, what its words mean, what a row is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mhhs_board.base import settings as keys
from mhhs_board.base.settings import Settings
from mhhs_board.domain.records import Artefact, Workstream
from mhhs_board.exchange import left_out
from mhhs_board.operations import editing
from mhhs_board.program import boards
from mhhs_board.program.window import Windows
from mhhs_board.ui.dialogs.import_choices import ColumnsPart, WordsPart
from mhhs_board.ui.dialogs.import_preview import ImportPreview
from mhhs_board.ui.window.main_window import MainWindow

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


def preview(window: MainWindow, path: Path) -> ImportPreview:
    window.files.preview(path)
    found = QApplication.activeModalWidget()
    assert isinstance(found, ImportPreview)
    found.activateWindow()
    for _ in range(200):
        if found.isActiveWindow():
            break
        QApplication.processEvents()
    return found


def choose(qtbot: QtBot, part: Fields, key: tuple[str, ...], value: str) -> None:
    """Choose by keys, as somebody does who has come to it by Tab; what stands around it may be made anew meanwhile."""
    part.fields[key].setFocus()
    for _ in range(60):
        choice = part.fields[key]
        place = choice.findData(value)
        assert place >= 0, [choice.itemData(row) for row in range(choice.count())]
        if choice.currentIndex() == place:
            return
        assert choice.hasFocus(), "the keyboard stays on it"
        qtbot.keyClick(choice, Key.Key_Down if choice.currentIndex() < place else Key.Key_Up)
    raise AssertionError(f"{value} cannot be come to")


def answer(qtbot: QtBot, dialog: ImportPreview, value: str) -> None:
    """The same for what a row is."""
    dialog.answer.setFocus()
    place = dialog.answer.findData(value)
    assert place >= 0
    for _ in range(10):
        if dialog.answer.currentIndex() == place:
            return
        qtbot.keyClick(dialog.answer, Key.Key_Down if dialog.answer.currentIndex() < place else Key.Key_Up)
    raise AssertionError(f"{value} cannot be come to")


def verdicts(dialog: ImportPreview) -> list[str]:
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
    window.files._save_left_out(table, dialog.judged.verdicts)
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
