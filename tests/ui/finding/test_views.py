"""Saved and shared views: kept under a name, brought back with filter, density and folding, forgotten when asked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from mhhs_board.domain.records import View
from mhhs_board.drawing.geometry import Density
from mhhs_board.operations import editing, viewing
from mhhs_board.ui.dialogs.view import RemoveView, SaveView
from mhhs_board.ui.window.main_window import MainWindow
from tests.boards import one
from tests.ui.conftest import Opener
from tests.ui.windows import Maker, shown


def filled(window: MainWindow) -> QMenu:
    menu = QMenu(window)
    window.desk.views.fill(menu)
    return menu


def names(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text() and action.menu() is None]


def test_a_view_is_saved_by_keys_and_brought_back_whole(window: MainWindow, qtbot: QtBot) -> None:
    window.filter_bar.set_text("segment:Smart")
    window.view.set_density(Density.FULL)
    window.view.set_folded({"advanced"}, {"approved"})
    control_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window.view, Qt.Key.Key_S, control_shift)
    form = shown(SaveView)
    QTest.keyClicks(form.name, "Smart & R&D")
    qtbot.keyClick(form.name, Qt.Key.Key_Return)
    (kept,) = window.workspace.board.of(View).values()
    assert (kept.name, kept.owner, kept.query, kept.density) == ("Smart & R&D", "Ana", "segment:Smart", "full")
    assert set(kept.folded) == {"advanced", "approved"}
    window.filter_bar.set_text("")
    window.view.set_density(Density.COMPACT)
    window.view.set_folded((), ())
    menu = filled(window)
    assert names(menu) == ["Smart && R&&D"]
    assert not menu.actions()[0].isChecked()
    menu.actions()[0].trigger()
    assert window.filter_bar.text == "segment:Smart"
    assert window.view.density is Density.FULL
    assert window.view.folded == (frozenset({"advanced"}), frozenset({"approved"}))
    assert filled(window).actions()[0].isChecked()


def test_a_shared_view_is_everybodys_and_ones_own_is_not(window: MainWindow, opened: Opener) -> None:
    other = opened("Bo")
    other.run(viewing.save_view, name="Bo's own", query="is:mine")
    other.run(viewing.save_view, name="For all", query="is:blocked", shared=True)
    window.workspace.poll()
    assert names(filled(window)) == ["For all (shared)"]


def test_a_name_taken_is_refused_inline_and_what_was_typed_stays(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.run(viewing.save_view, name="For all", query="is:blocked", shared=True)
    window.desk.views.save()
    form = shown(SaveView)
    QTest.keyClicks(form.name, "for all")
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    assert form.isVisible()
    assert "For all" in form.sentence.text()
    assert form.name.text() == "for all"
    form.reject()


def test_a_view_is_forgotten_only_after_asking(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.run(viewing.save_view, name="Old", query="is:blocked")
    remove = next(action.menu() for action in filled(window).actions() if action.text() == "Remove")
    assert isinstance(remove, QMenu)
    remove.actions()[0].trigger()
    form = shown(RemoveView)
    assert len(window.workspace.board.of(View)) == 1
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    assert not window.workspace.board.of(View)
    assert names(filled(window)) == ["No view is saved yet"]


def test_a_view_of_lanes_that_are_gone_folds_what_there_is(window: MainWindow) -> None:
    window.desk.views.apply(View(id="v", name="v", query="", density="enormous", folded=("gone", "smart")))
    assert window.view.folded == (frozenset({"smart"}), frozenset())


def test_mine_by_chip_and_by_key_is_the_same_text(window: MainWindow, qtbot: QtBot) -> None:
    card = one(window.workspace.board, "smart", "Process 5")
    window.workspace.run(editing.edit, artefact=card.id, values={"owner": "Ana"})
    qtbot.mouseClick(window.filter_bar.mine, Qt.MouseButton.LeftButton)
    assert window.filter_bar.text == "is:mine"
    assert window.filter_bar.count.text().startswith("1 of 23 shown")
    assert window.actions_by_id["mine"].isChecked()
    control_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window.view, Qt.Key.Key_M, control_shift)
    assert window.filter_bar.text == ""
    assert not window.actions_by_id["mine"].isChecked()
    assert not window.filter_bar.mine.isChecked()


def test_a_read_only_board_applies_views_and_saves_none(made: Maker, opened: Opener) -> None:
    opened().run(viewing.save_view, name="For all", query="is:blocked", shared=True)
    window = made(opened(read_only=True))
    assert not window.actions_by_id["save_view"].isEnabled()
    menu = filled(window)
    menu.actions()[0].trigger()
    assert window.filter_bar.text == "is:blocked"
    remove = next(action.menu() for action in menu.actions() if action.text() == "Remove")
    assert isinstance(remove, QMenu)
    assert not remove.isEnabled()
