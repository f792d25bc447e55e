"""A fault of the program itself is told once, kept once, and the window goes on; nothing fails in silence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QWidget
from pytestqt.qtbot import QtBot

from mhhs_board.base import crash_log
from mhhs_board.ui.dialogs.crash import FaultDialog, Faults

ROOT = Path(__file__).resolve().parents[3]
KINDS = ("slot", "virtual", "data", "qthread", "runnable", "thread", "emit")


def met(board: Path, kind: str) -> dict[str, Any]:
    """What a user of a window meets in which a kind of fault happens three times."""
    command = [sys.executable, "-m", "tests.ui.faulty", str(board), kind]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=ROOT, env=environment)
    assert done.returncode == 0, done.stderr
    assert "Canary" not in done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.needs_qt
@pytest.mark.parametrize("kind", [*KINDS, "save", "current"])
def test_each_kind_of_fault_is_told_once_kept_once_and_the_window_lives(board_path: Path, kind: str) -> None:
    found = met(board_path, kind)
    assert (found["dialogs"], found["faults"], found["code"]) == (1, 1, 0), found
    assert found["log"].count("fault in ") == 1, found["log"]
    assert "Canary" not in found["report"] + found["log"]
    assert str(Path.home()) not in found["report"] + found["log"]
    assert found["saved"] == 2  # work goes on


def test_the_report_can_be_copied_and_a_second_fault_joins_it(qtbot: QtBot) -> None:
    dialog = FaultDialog(None, "fault in window\n  a.py:1 f")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.add("fault in thread\n  b.py:2 g")
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == "fault in window\n  a.py:1 f\n\nfault in thread\n  b.py:2 g"
    assert "2 times" in dialog.head.text()
    assert "safe" in dialog.safe.text()


def test_distinct_faults_are_told_in_one_dialog_and_equal_ones_after_a_minute_again(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("mhhs_board.ui.dialogs.crash.time.monotonic", lambda: now[0])
    window = QWidget()
    qtbot.addWidget(window)
    faults = Faults(lambda: window)
    for key in ("a", "a", "b"):
        faults.catch(crash_log.Fault(key, f"fault in {key}"))
    qtbot.waitUntil(lambda: faults.dialog is not None)
    assert faults.dialog is not None
    assert faults.dialog.report.toPlainText() == "fault in a\n\nfault in b"
    faults.dialog.close()
    qtbot.waitUntil(lambda: faults.dialog is None)
    faults.catch(crash_log.Fault("a", "fault in a"))
    qtbot.wait(50)
    assert faults.dialog is None
    now[0] += 61
    faults.catch(crash_log.Fault("a", "fault in a"))
    qtbot.waitUntil(lambda: faults.dialog is not None)
    faults.dialog.close()


def test_every_view_model_and_delegate_contains_its_faults() -> None:
    """Qt calls these from within each other, where a pending fault ends the process."""
    import importlib
    import pkgutil

    import mhhs_board.ui

    for module in pkgutil.walk_packages(mhhs_board.ui.__path__, "mhhs_board.ui."):
        importlib.import_module(module.name)
    kinds: list[type] = []
    for base in (QAbstractItemModel, QAbstractItemView, QAbstractItemDelegate):
        waiting = [base]
        while waiting:
            kind = waiting.pop()
            waiting += kind.__subclasses__()
            if kind.__module__.startswith("mhhs_board."):
                kinds.append(kind)
    assert len(kinds) >= 8
    for kind in kinds:
        qt = [base for base in kind.__mro__ if base.__module__.startswith("PySide6")]
        open_ones = [
            name
            for name, method in vars(kind).items()
            if hasattr(method, "__code__")
            and name[0] != "_"
            and any(name in vars(base) for base in qt)
            and not hasattr(method, "__wrapped__")
        ]
        assert not open_ones, f"{kind.__module__}.{kind.__name__} needs @contained: {open_ones}"
