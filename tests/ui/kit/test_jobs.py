"""Work in a thread of its own: whoever asked may be gone before it ends, and then hears nothing."""

from __future__ import annotations

import threading

import shiboken6
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mhhs_board.ui.kit import jobs
from mhhs_board.ui.kit.jobs import Job, Report


def test_a_widget_that_is_gone_is_not_called(qtbot: QtBot) -> None:
    """Else the method of a deleted widget is called, which is a fault in the window."""
    go_on, label = threading.Event(), QLabel()

    def work(_: Report) -> str:
        assert go_on.wait(20)
        return "made"

    job = Job(work, label.setText, label.setText)
    shiboken6.delete(label)
    go_on.set()
    qtbot.waitUntil(lambda: job not in jobs._running)


def test_a_widget_that_is_there_is(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    Job(lambda _: "made", label.setText, label.setText)
    qtbot.waitUntil(lambda: label.text() == "made")
