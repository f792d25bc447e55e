"""Faults of the program itself: caught wherever they happen, kept once, and told calmly once.

Slots, overridden methods and `emit` reach `sys.excepthook`; Python threads, destructors and Qt's own messages have hooks of
their own. Whatever thread it happened in, it is told in the window's, never while a button of the mouse is held.
"""

from __future__ import annotations

import re
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QTimer, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QPushButton, QWidget

from mhhs_board.base import crash_log, terminal
from mhhs_board.ui.kit.file_dialogs import fit
from mhhs_board.ui.kit.heading import headed
from mhhs_board.ui.kit.plain import PlainLabel

QUIET = 60.0
"""Seconds for which a fault that was told is not told again."""
_LONGEST = 40_000

_HEAD = "Something went wrong in the program itself"
_SAFE = (
    "What was saved is safe: a change is on the disk before it is shown. What you did last may not have been done; "
    "please look, and do it again. You can go on working."
)
_REPORT = (
    "If it happens again, hand this report to whoever gave you the program. It names places in the program and versions, "
    "and holds no text of the board, no names and no folders."
)


class FaultDialog(QDialog):
    """Says what happened, what is safe and what to do, over a report that can be read before it is copied."""

    def __init__(self, parent: QWidget | None, report: str, *, kept: bool = True) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self._count = 1
        self.safe = PlainLabel(_SAFE, wrap=True)
        told = _REPORT if kept else f"{_REPORT} It could not be kept on the disk, so copy it now."
        self.about = PlainLabel(told, role="quiet", wrap=True)
        self.report = QPlainTextEdit(report)
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setAccessibleName("The report")
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.report.setMinimumHeight(72)
        buttons = QDialogButtonBox()
        self.copy = QPushButton("Copy report")
        self.copy.clicked.connect(self._copy)
        self.done_with = QPushButton("Go on")
        self.done_with.clicked.connect(self.close)
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.done_with, QDialogButtonBox.ButtonRole.AcceptRole)
        box, self.head = headed(self, "A fault in the program", _HEAD)
        for widget in (self.safe, self.about):
            box.addWidget(widget)
        box.addWidget(self.report, 1)
        box.addWidget(buttons)
        fit(self, 580, 400)
        self.done_with.setDefault(True)
        self.done_with.setFocus()

    def add(self, report: str) -> None:
        """Another fault while this one is still read; it joins the report instead of opening a second dialog."""
        self._count += 1
        self.head.setText(f"{_HEAD}, {self._count} times over")
        self.report.setPlainText(f"{self.report.toPlainText()}\n\n{report}"[:_LONGEST])

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.copy.setText("Copied")


class Faults(QObject):
    """Every hook of the process, from `install` to `remove`. `window` is what a dialog belongs to, when there is one."""

    _caught = Signal(str, bool)

    def __init__(self, window: Callable[[], QWidget | None]) -> None:
        super().__init__()
        self._window = window
        self._told: dict[str, float] = {}
        self._lock = threading.Lock()
        self._earlier: tuple[Any, Any, Any, Any] | None = None
        self.dialog: FaultDialog | None = None
        self._waiting: list[tuple[str, bool]] = []
        self._caught.connect(self._wait, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take every hook."""
        messages = qInstallMessageHandler(self._qt)
        self._earlier = (sys.excepthook, threading.excepthook, sys.unraisablehook, messages)
        sys.excepthook = self.unforeseen
        threading.excepthook = self._in_thread
        sys.unraisablehook = self._unraisable

    def remove(self) -> None:
        """Give every hook back."""
        if self._earlier is not None:
            sys.excepthook, threading.excepthook, sys.unraisablehook, messages = self._earlier
            qInstallMessageHandler(messages)
            self._earlier = None

    # -- hooks -----------------------------------------------------------------------------------------------------------

    def unforeseen(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """A fault in a slot, an overridden method, or anything else that the window runs."""
        if isinstance(error, KeyboardInterrupt):
            QGuiApplication.exit(0)
            return
        main = threading.current_thread() is threading.main_thread()
        self.catch(crash_log.fault(error, trace, where="window" if main else "thread"))

    def _in_thread(self, hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value is not None and not isinstance(hook.exc_value, SystemExit):
            self.catch(crash_log.fault(hook.exc_value, hook.exc_traceback, where="thread"))

    def _unraisable(self, hook: sys.UnraisableHookArgs) -> None:
        if hook.exc_value is not None:
            self.catch(crash_log.fault(hook.exc_value, hook.exc_traceback, where="destructor"), tell=False)

    def _qt(self, kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
        """Qt's own words may hold anything, so only the function that speaks is kept; people see none of it."""
        if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
            return
        said = re.match(r"(?:\w+::)+~?\w+|Q[A-Z]\w+", text or "")
        place = said[0] if said else str(context.category or "default")
        self.catch(crash_log.note(kind.name, place), tell=False, quiet=float("inf"))

    # -- keeping and telling -----------------------------------------------------------------------------------------------

    def catch(self, fault: crash_log.Fault, *, tell: bool = True, quiet: float = QUIET) -> None:
        """Keep a fault and have it told, unless an equal one was within `quiet` seconds. From any thread."""
        now = time.monotonic()
        with self._lock:
            last = self._told.get(fault.key)
            if last is not None and now - last < quiet:
                return
            self._told[fault.key] = now
        kept = crash_log.keep(fault)
        if tell:
            terminal.tell(fault.text)
            self._caught.emit(fault.text, kept)

    def _wait(self, report: str, kept: bool) -> None:
        self._waiting.append((report, kept))
        self._tell()

    def _tell(self) -> None:
        if not self._waiting:
            return
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:  # something is dragged or pressed just now
            QTimer.singleShot(200, self._tell)
            return
        for report, kept in self._waiting:
            if self.dialog is not None:
                self.dialog.add(report)
                continue
            self.dialog = FaultDialog(self._window(), report, kept=kept)
            self.dialog.destroyed.connect(self._closed)
            self.dialog.show()
        self._waiting.clear()

    def _closed(self) -> None:
        self.dialog = None
