"""Threads beside the window's: whatever they do, none of them touches what belongs to the window (F36).

Qt says nothing where it is touched from the wrong thread; it dies of it some other day. So every call into Qt that is made in
another thread is looked at as it is made.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from mhhs_board.base.settings import Settings
from mhhs_board.program import boards
from mhhs_board.program.window import Windows
from mhhs_board.ui.dialogs.backups import Backups
from mhhs_board.ui.dialogs.snapshot import FORMATS, Snapshot
from mhhs_board.ui.kit.jobs import Job
from tests.features.day import shown

pytestmark = pytest.mark.qt_log_ignore("qt.text.font.db", "This plugin does not support")


class Guard:
    """What other threads call of Qt, and what of it they may not."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.touched: list[str] = []

    def look(self, frame: FrameType, event: str, called: Any) -> None:
        """Told by the interpreter of every call in a thread."""
        if event != "c_call" or not (module := getattr(type(called.__self__), "__module__", "")):
            return
        owner = called.__self__
        if isinstance(owner, QObject) and not isinstance(owner, QThread):
            self.calls[f"{type(owner).__name__}.{called.__name__}"] += 1
            if called.__name__ != "thread" and owner.thread() != QThread.currentThread():
                self._tell(frame, owner, called)
        elif isinstance(owner, QPixmap) or owner is QPixmap:
            self._tell(frame, owner, called)
        elif module.startswith("PySide6"):
            self.calls[f"{type(owner).__name__}.{called.__name__}"] += 1

    def _tell(self, frame: FrameType, owner: object, called: Any) -> None:
        place = f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}"
        self.touched.append(f"{type(owner).__name__}.{called.__name__} at {place}")


@pytest.fixture
def guard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Guard]:
    """Looks on in every thread that begins from here on, Python's and the window's own."""
    found = Guard()
    run = Job.run

    def watched(job: Job) -> None:
        sys.setprofile(found.look)
        try:
            run(job)
        finally:
            sys.setprofile(None)

    monkeypatch.setattr(Job, "run", watched)
    threading.setprofile(found.look)
    yield found
    threading.setprofile(None)


def ended(job: Callable[[], Job | None], qtbot: QtBot) -> None:
    """Wait until a piece of work is done."""
    qtbot.waitUntil(lambda: job() is None or job().isFinished(), timeout=30_000)  # type: ignore[union-attr]
    QApplication.processEvents()


def test_a_thread_that_touches_the_window_would_be_seen(qtbot: QtBot, guard: Guard) -> None:
    label = QLabel("before")
    qtbot.addWidget(label)
    done: list[object] = []
    job = Job(lambda _report: label.setText("from elsewhere"), done.append, done.append)
    qtbot.waitUntil(lambda: done != [])
    thread = threading.Thread(target=lambda: label.setEnabled(False))
    thread.start()
    thread.join()
    job.wait()
    assert [touch.partition(" at ")[0] for touch in guard.touched] == ["QLabel.setText", "QLabel.setEnabled"]


@pytest.mark.slow
def test_no_thread_touches_what_belongs_to_the_window(qtbot: QtBot, tmp_path: Path, guard: Guard) -> None:
    path = tmp_path / "ours.mhhsboard"
    boards.create_board(path, "l4", actor="Ana")
    windows = Windows(Settings({"theme": "light", "welcome": False, "started": True}), "Ana")
    workspace = boards.open_workspace(path, actor="Ana")
    window = windows.show(workspace, remember=False)
    try:
        qtbot.waitExposed(window)
        window.view.grab()  # PySide makes its enumerations when they are first met, and not in two threads at once
        for number in range(len(FORMATS)):
            window.actions_by_id["snapshot"].trigger()
            (dialog,) = shown(Snapshot)
            chosen: QComboBox = dialog.format
            chosen.setCurrentIndex(number)
            dialog._timer.stop()
            dialog._draw_look()
            ended(lambda dialog=dialog: dialog._look, qtbot)  # type: ignore[misc]
            target = tmp_path / f"out{number}{dialog.suffix}"
            dialog.make(target)
            qtbot.waitUntil(target.exists, timeout=30_000)
            qtbot.waitUntil(lambda: shown(Snapshot) == [], timeout=30_000)
        window.actions_by_id["backups"].trigger()
        (backups,) = shown(Backups)
        backups.make.click()
        qtbot.waitUntil(backups.make.isEnabled, timeout=30_000)
        backups.reject()
        kept = boards.watched(workspace)
        assert kept is not None
        kept.backups.in_background(every=timedelta(0))
        kept.backups.finish(30)
    finally:
        windows.close()
    assert guard.touched == []
    assert guard.calls["QPainter.drawText"] > 50  # they were looked at while they worked
