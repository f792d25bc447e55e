"""The filter bar: chips and text are one query, a wrong one is told inline, and shown and hidden always add up."""

from __future__ import annotations

import contextlib
import random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mhhs_board.domain.errors import Refused
from mhhs_board.domain.query import query
from mhhs_board.domain.records import Workstream
from mhhs_board.operations import blocking, configuring, editing, moving
from mhhs_board.ui.board.model import ID_ROLE, BoardModel
from mhhs_board.ui.finding.filter_bar import Chip, FilterBar
from mhhs_board.ui.finding.filtering import Filtering
from mhhs_board.ui.kit import accessible, counts
from mhhs_board.workspace import Workspace
from tests.boards import one

Bar = tuple[FilterBar, BoardModel, Filtering]


@pytest.fixture
def bar(qtbot: QtBot, workspace: Workspace) -> Bar:
    filter_bar = FilterBar()
    qtbot.addWidget(filter_bar)
    filter_bar.resize(1280, 44)
    model = BoardModel(workspace, filter_bar)
    filtering = Filtering(workspace, model, filter_bar)
    filtering.refresh(None)
    workspace.subscribe(filtering.refresh)
    filter_bar.show()
    return filter_bar, model, filtering


def chip(filter_bar: FilterBar, text: str) -> Chip:
    (found,) = [chip for chip in filter_bar.findChildren(Chip) if chip.text() == text]
    return found


def test_counts_add_up(bar: Bar, workspace: Workspace) -> None:
    filter_bar, model, _ = bar
    assert filter_bar.count.text() == "23 of 23 shown · 0 hidden"
    filter_bar.set_text("workstream:Smart")
    assert filter_bar.count.text() == "5 of 23 shown · 18 hidden"
    assert model.rowCount() == 5
    assert counts.shown_and_hidden(12, 23) == "12 of 23 shown · 11 hidden"


def test_a_chip_writes_the_query_and_the_query_presses_the_chip(bar: Bar, qtbot: QtBot) -> None:
    filter_bar, model, _ = bar
    assert chip(filter_bar, "All segments").isChecked()
    qtbot.mouseClick(chip(filter_bar, "Smart"), Qt.MouseButton.LeftButton)
    assert filter_bar.text == "workstream:Smart"
    assert chip(filter_bar, "Smart").isChecked()
    assert not chip(filter_bar, "All segments").isChecked()
    qtbot.mouseClick(chip(filter_bar, "Elexon"), Qt.MouseButton.LeftButton)
    assert model.rowCount() == 10
    qtbot.mouseClick(chip(filter_bar, "All segments"), Qt.MouseButton.LeftButton)
    assert filter_bar.text == ""
    assert model.rowCount() == 23
    filter_bar.set_text("segment:adv is:blocked")
    assert chip(filter_bar, "Advanced").isChecked()
    assert filter_bar.blocked.isChecked()


def test_a_wrong_query_is_told_inline_and_what_was_shown_stays(bar: Bar, workspace: Workspace) -> None:
    filter_bar, model, _ = bar
    filter_bar.set_text("workstream:Smart")
    filter_bar.set_text("workstream:Smart is:puce")
    assert filter_bar.error.isVisible()
    assert "puce" in filter_bar.error.text()
    assert filter_bar.line.accessibleDescription() == filter_bar.error.text()
    assert filter_bar.text == "workstream:Smart is:puce"
    assert model.rowCount() == 5
    assert filter_bar.count.text() == "5 of 23 shown · 18 hidden"
    workspace.run(editing.add, title="One more", workstream="smart")
    assert filter_bar.count.text() == "6 of 24 shown · 18 hidden"
    assert filter_bar.error.isVisible()
    filter_bar.set_text("")
    assert filter_bar.error.isHidden()
    assert filter_bar.segments.isVisible()


def test_a_chip_on_a_text_that_cannot_be_read_leaves_the_text(bar: Bar, qtbot: QtBot) -> None:
    filter_bar, _, _ = bar
    filter_bar.set_text('"half')
    qtbot.mouseClick(filter_bar.blocked, Qt.MouseButton.LeftButton)
    assert filter_bar.text == '"half'
    assert not filter_bar.blocked.isChecked()
    assert filter_bar.error.isVisible()


def test_the_chips_count_what_is_blocked_and_escalated_and_follow_the_board(bar: Bar, workspace: Workspace) -> None:
    filter_bar, model, _ = bar
    filter_bar.set_text("is:escalated")
    assert model.rowCount() == 0
    card = one(workspace.board, "smart", "Process 4")
    workspace.run(blocking.block, ids=[card.id], reason="open", forum=workspace.board.forums[0].id)
    assert "2" in filter_bar.blocked.text()
    assert "1" in filter_bar.escalated.text()
    assert filter_bar.count.text() == "1 of 23 shown · 22 hidden"
    assert model.rowCount() == 1


def test_changed_looks_into_the_history(bar: Bar, workspace: Workspace) -> None:
    filter_bar, model, _ = bar
    filter_bar.set_text("changed:>2026-11-24")
    assert model.rowCount() == 0
    filter_bar.set_text('changed:<7d ref:"Process 4"')
    assert model.rowCount() == 4
    workspace.run(editing.edit, artefact=one(workspace.board, "smart", "Process 4").id, values={"owner": "MS"})
    assert model.rowCount() == 4


def test_twelve_segments_fit_through_a_menu(bar: Bar, qtbot: QtBot) -> None:
    filter_bar, _, _ = bar
    lanes = [Workstream(id=str(n), name=f"A rather long segment {n}") for n in range(12)]
    filter_bar.set_workstreams(lanes)
    shown = [chip for chip in filter_bar.findChildren(Chip) if chip.isVisible() and "segment" in chip.text()]
    assert 1 < len(shown) < 12
    assert all(chip.geometry().right() <= filter_bar.segments.width() for chip in shown)
    menu = filter_bar.segments.menu
    menu.aboutToShow.emit()
    offered = [action.text() for action in menu.actions()]
    assert len(shown) + len(offered) == 13
    menu.actions()[-1].trigger()
    assert filter_bar.text == 'workstream:"A rather long segment 11"'


def test_a_segment_that_is_retired_while_it_is_asked_for_is_told(bar: Bar, workspace: Workspace) -> None:
    filter_bar, model, _ = bar
    filter_bar.set_text("workstream:Unmetered")
    for card in list(workspace.board.artefacts()):
        if card.workstream == "unmetered":
            workspace.run(editing.retire, ids=[card.id])
    workspace.run(configuring.retire_named, kind="workstream", id="unmetered")
    assert filter_bar.error.isVisible()
    assert model.rowCount() == 0
    assert filter_bar.count.text() == "0 of 20 shown · 20 hidden"


# -- completion ----------------------------------------------------------------------------------------------------------


def test_fields_and_values_are_offered_and_taken_by_keys(bar: Bar, qtbot: QtBot) -> None:
    filter_bar, model, _ = bar
    line, completion = filter_bar.line, filter_bar.completion
    qtbot.keyClicks(line, "work")
    assert completion.offered == ["workstream:"]
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    assert filter_bar.text == "workstream:"
    assert len(completion.offered) == 5
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert filter_bar.text == "workstream:Registrations "
    assert not completion.is_open
    assert model.rowCount() == 5
    assert chip(filter_bar, "Registrations").isChecked()
    qtbot.keyClicks(line, "is:bl")
    qtbot.keyClick(line, Qt.Key.Key_Up)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert filter_bar.text == "workstream:Registrations is:blocked "


def test_a_value_of_several_words_comes_quoted_and_by_mouse_too(bar: Bar, qtbot: QtBot) -> None:
    filter_bar, model, _ = bar
    qtbot.keyClicks(filter_bar.line, "stage:l4")
    assert filter_bar.completion.offered == ['stage:"L4 Working Group Review"']
    filter_bar.completion._list.itemClicked.emit(filter_bar.completion._list.item(0))
    assert filter_bar.text == 'stage:"L4 Working Group Review" '
    assert model.rowCount() == 6


def test_escape_closes_the_proposals_first_then_clears_and_leaves(bar: Bar, qtbot: QtBot) -> None:
    filter_bar, model, _ = bar
    line = filter_bar.line
    qtbot.keyClicks(line, "is:")
    assert filter_bar.completion.is_open
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert not filter_bar.completion.is_open
    assert filter_bar.text == "is:"
    with qtbot.waitSignal(filter_bar.left):
        qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert filter_bar.text == ""
    assert model.rowCount() == 23
    line.undo()
    assert filter_bar.text != "", "a long query can be had back"


def test_enter_without_a_choice_leaves_and_keeps_what_is_typed(bar: Bar, qtbot: QtBot) -> None:
    filter_bar, _, _ = bar
    qtbot.keyClicks(filter_bar.line, "own")
    assert filter_bar.completion.offered == ["owner:"]
    with qtbot.waitSignal(filter_bar.left):
        qtbot.keyClick(filter_bar.line, Qt.Key.Key_Return)
    assert filter_bar.text == "own"
    assert not filter_bar.completion.is_open


def test_what_a_chip_writes_offers_nothing(bar: Bar, qtbot: QtBot) -> None:
    filter_bar, _, _ = bar
    qtbot.mouseClick(chip(filter_bar, "Smart"), Qt.MouseButton.LeftButton)
    assert not filter_bar.completion.is_open


def test_counts_and_mistakes_are_said_when_typing_rests(bar: Bar, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(accessible, "announce", lambda widget, text: heard.append(text))
    filter_bar, _, filtering = bar
    qtbot.keyClicks(filter_bar.line, "Process 4")
    assert heard == []
    qtbot.waitUntil(lambda: heard != [], timeout=5000)
    assert heard == [filter_bar.count.text()]
    filter_bar.set_text("stage:Nowhere")
    filtering._telling.timeout.emit()
    assert heard[-1] == filter_bar.error.text() != ""


def test_the_proposals_stay_below_the_line_when_it_moves(bar: Bar, qtbot: QtBot) -> None:
    filter_bar, _, _ = bar
    line, completion = filter_bar.line, filter_bar.completion
    qtbot.keyClicks(line, "is:")
    filter_bar.resize(700, 44)
    QApplication.processEvents()
    assert completion.is_open
    assert completion._box is not None
    assert completion._box.x() == line.mapTo(line.window(), QPoint(0, 0)).x()


def test_whatever_is_typed_and_done_shown_and_hidden_add_up(bar: Bar, workspace: Workspace) -> None:
    """A query asked anew gives what was kept up key by key and entry by entry."""
    filter_bar, model, filtering = bar
    chance = random.Random(3)
    stages, lanes = [stage.id for stage in workspace.board.stages], [lane.id for lane in workspace.board.workstreams]
    texts = ["", "p", "pr", "process 1", "process 1 is:blocked", "is:blocked", "stage:backlog", "workstream:smart p", "x9"]
    for _ in range(150):
        some = chance.choice(sorted(found.id for found in workspace.board.artefacts()))
        act = chance.randrange(6)
        with contextlib.suppress(Refused):
            if act < 3:
                filter_bar.set_text(chance.choice(texts))
            elif act == 3:
                workspace.run(moving.move, ids=[some], stage=chance.choice(stages), reason="r", override="o")
            elif act == 4:
                workspace.run(editing.edit, artefact=some, values={"title": chance.choice(["Process 1", "Other", "x9"])})
            else:
                workspace.run(blocking.block, ids=[some], reason="r")
        if act == 5 and chance.random() < 0.3:
            workspace.run(editing.add, title="Process 12", workstream=chance.choice(lanes))
        fresh = query.parse(filter_bar.text).shown(workspace.board, workspace.today, workspace.actor)
        rows = [model.index(row).data(ID_ROLE) for row in range(model.rowCount())]
        assert rows == [found.id for found in workspace.board.artefacts() if found.id in fresh]
        stored = workspace.board.count()
        assert filter_bar.count.text() == counts.shown_and_hidden(len(fresh), stored)
        assert all(filtering.hides(found.id) == (found.id not in fresh) for found in workspace.board.artefacts())


def test_what_was_pasted_presses_the_chip_and_finds_the_cards(bar: Bar) -> None:
    filter_bar, model, _ = bar
    filter_bar.set_text("segment:“Smart\u00a0Segment”")
    assert chip(filter_bar, "Smart").isChecked()
    assert model.rowCount() == 5
    assert filter_bar.error.text() == ""


def test_where_nothing_is_shown_it_is_said_what_was_not_understood(bar: Bar) -> None:
    filter_bar, model, _ = bar
    for text, word in (("not is:blocked", "put - before it"), ("segment:Smart Segment", 'workstream:"Smart Segment"')):
        filter_bar.set_text(text)
        assert model.rowCount() == 0
        assert word in filter_bar.error.text()
        assert filter_bar.error.isVisible()
    filter_bar.set_text("process and nothing")
    assert "leave it out" in filter_bar.error.text()
    filter_bar.set_text("zzz")
    assert filter_bar.error.text() == ""
    filter_bar.set_text("process")
    assert filter_bar.error.text() == ""
