"""Work that would keep the window waiting, done in a thread of its own on a copy of the board that nobody changes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QThread, Signal

from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import BoardError
from mhhs_board.exchange.sheet import Sheet

Report = Callable[[int, int], None]
"""Says how many of how many steps are done; raises Stopped where nobody wants the result any more."""


SHARE = 0.000_01
"""Seconds that a thread keeps the interpreter while the window's waits for it. In a thread that draws, Qt lets go of it at
every call and takes it again before the other is awake, so the wait must be over before the next call: with a millisecond
the window stood still for 23 ms, with Python's own five for longer, with this for 10."""


class Stopped(Exception):
    """The work was called off."""


class Job(QThread):
    """One piece of work; begun at once. One of `made`, `failed` (a sentence) and `stopped` is called at its end, in the
    thread of the window, and none after `abandon`, nor once the widget whose method is to be called is gone."""

    _told = Signal(int, int)
    _ended = Signal(str, object)

    def __init__(
        self,
        work: Callable[[Report], Any],
        made: Callable[[Any], None],
        failed: Callable[[str], None],
        stopped: Callable[[], None] | None = None,
        told: Report | None = None,
    ) -> None:
        super().__init__()
        self._work = work
        self._calls: dict[str, Callable[[Any], None]] = {"made": made, "failed": failed}
        if stopped is not None:
            self._calls["stopped"] = lambda _: stopped()
        self._listener = told
        askers = (getattr(call, "__self__", None) for call in (made, failed))  # may be anything, a list in a test
        for asker in {id(one): one for one in askers if isinstance(one, QObject)}.values():
            asker.destroyed.connect(self.abandon)
        self._told.connect(self._tell)
        self._ended.connect(self._end)
        self.finished.connect(self._forget)
        _running.add(self)  # whoever asked may be gone before the work is
        if (application := QCoreApplication.instance()) is not None:
            application.aboutToQuit.connect(self._quit)
        sys.setswitchinterval(SHARE)
        self.start()

    def stop(self) -> None:
        """Call the work off; `stopped` is called once it has ended."""
        self.requestInterruption()

    def abandon(self) -> None:
        """Call the work off and hear no more of it."""
        self._calls.clear()
        self._listener = None
        self.requestInterruption()

    def run(self) -> None:
        """The work itself, in the other thread."""
        try:
            made = self._work(self._report)
        except Stopped:
            self._ended.emit("stopped", None)
        except (BoardError, OSError) as error:
            self._ended.emit("failed", str(error))
        except MemoryError:
            self._ended.emit("failed", "There is too little memory for it.")
        except Exception:
            self._ended.emit("failed", "It could not be made, for a reason the program did not expect.")
            raise
        else:
            self._ended.emit("made", made)

    def _report(self, done: int, of: int) -> None:
        if self.isInterruptionRequested():
            raise Stopped
        self._told.emit(done, of)

    def _tell(self, done: int, of: int) -> None:
        if self._listener is not None:
            self._listener(done, of)

    def _end(self, how: str, made: object) -> None:
        if (call := self._calls.get(how)) is not None:
            call(made)

    def _forget(self) -> None:
        self.wait()
        _running.discard(self)

    def _quit(self) -> None:
        self.abandon()
        self.wait()


_running: set[Job] = set()


def detached(sheet: Sheet) -> Callable[[], Sheet]:
    """Takes hold of a sheet's records now; what is returned makes the sheet over a board of its own, in any thread."""
    records, seq = list(sheet.board.all_records()), sheet.board.seq
    return lambda: replace(sheet, board=Board(records, seq))
