"""Somebody who uses a window at random: clicks, keys, menus, drags and dialogs, step by step between whatever else happens.

`python -m tests.features.random_user BOARD NAME SEED` opens the real window and uses it until `stop` comes in on standard
input; then it says, as one line of JSON, what this window shows and how it fared, and closes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from mhhs_board.domain.journal import Entry
from mhhs_board.program import boards
from mhhs_board.program.window import run_window

Steps = Generator[None, None, None]
"""An act, one event of the user's between two turns of Qt's loop."""
PACE = (15, 120)
"""Milliseconds between two events of the user's."""
BEAT = 10
"""Milliseconds between two looks at whether the window still answers."""
QUIET = 2.5
"""Seconds without an act before what is shown is told; a window looks for what others wrote twice a second."""


class Missing(Exception):
    """What was wanted is not on the screen, or may not be done now."""


class Pulse:
    """Whether the window answers: the longest time between two beats, and what the window did meanwhile.

    A pause is time in which the window computed, waited for a processor that others had, waited for the disk, or for a
    lock; only the last is what other programs on the same board can cost.
    """

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.longest: dict[str, float] = {"pause": 0.0}
        self.longest_wait: dict[str, float] = {"locks": 0.0}
        self.over: Counter[str] = Counter()
        self.doing = ""
        self._disk = 0.0
        self._last = time.monotonic(), *_spent(), 0.0
        threading.Thread(target=self._watch, args=(threading.get_native_id(),), daemon=True).start()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT)

    def _watch(self, thread: int) -> None:
        """Look a hundred times a second whether the window's thread stands still for the disk."""
        state = Path(f"/proc/self/task/{thread}/stat")
        last = time.monotonic()
        while state.exists():
            time.sleep(0.01)
            now = time.monotonic()
            with contextlib.suppress(OSError, IndexError):
                self._disk += (now - last) * (state.read_text("ascii", "replace").rpartition(") ")[2][0] == "D")
            last = now

    def _beat(self) -> None:
        now = time.monotonic(), *_spent(), self._disk
        pause, computing, queued, disk = ((new - old) * 1000 for new, old in zip(now, self._last, strict=True))
        self._last = now
        locks = max(0.0, pause - computing - queued - disk - BEAT)
        found: dict[str, Any] = {
            "pause": round(pause),
            "computing": round(computing),
            "queued": round(queued),
            "disk": round(disk),
            "locks": round(locks),
            "doing": self.doing,
        }
        if pause > self.longest["pause"]:
            self.longest = found
        if locks > self.longest_wait["locks"]:
            self.longest_wait = found
        self.over["pauses over 300 ms"] += pause > 300
        self.over["waits for locks over 300 ms"] += locks > 300


def _spent() -> tuple[float, float]:
    """Seconds this thread has computed, and has waited for a processor; the latter 0 where the system does not say."""
    with contextlib.suppress(OSError, ValueError):
        computing, queued, _ = Path("/proc/thread-self/schedstat").read_text("ascii").split()
        return int(computing) / 1e9, int(queued) / 1e9
    return time.thread_time(), 0.0


class User:
    """One person before one window."""

    def __init__(self, window: Any, seed: int) -> None:
        from PySide6.QtCore import QTimer

        self.window, self.view = window, window.view
        self.chance = random.Random(seed)
        self.pulse = Pulse()
        self.acts: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self.said: Counter[str] = Counter()
        self.kept: list[tuple[int, str]] = []
        self._heard = ""
        self._steps: Steps | None = None
        self._going = True
        window.workspace.subscribe(self._take)
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._step)
        self._timer.start(500)

    def _take(self, entry: Entry) -> None:
        if entry.actor == self.window.workspace.actor:
            self.kept.append((entry.seq, entry.hash.hex()))

    def stop(self, then: Callable[[], None]) -> None:
        """Use the window no more, wait until it has seen what the others did, and go on."""
        from PySide6.QtCore import QTimer

        self._going = False
        self._timer.stop()
        if self._steps is not None:
            self._steps.close()  # cards may be in the air
        self._settle()
        QTimer.singleShot(round(QUIET * 1000), then)

    # -- one event after the other -----------------------------------------------------------------------------------

    def _step(self) -> None:
        if not self._going:
            return
        try:
            if self._steps is None:
                self._settle()
                name = self.chance.choices(list(ACTS), [weight for weight, _ in ACTS.values()])[0]
                self.acts[name] += 1
                self.pulse.doing = name
                self._steps = ACTS[name][1](self)
            next(self._steps)
        except StopIteration:
            self._steps = None
        except Missing as missing:
            self._steps = None
            self.missed[str(missing)] += 1
        finally:
            self._listen()
            if self._going:
                self._timer.start(self.chance.randint(*PACE))

    def _listen(self) -> None:
        """What the program says to its user."""
        bar = self.window.messages
        text = bar.sentence.text() if bar.isVisible() else ""
        if text and text != self._heard:
            self.said[text] += 1
        self._heard = text

    def _settle(self) -> None:
        """Nothing is left open from the act before."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication, QDialog, QMenu

        self.view._lifting.cancel()
        if self.window.filter_bar.text:
            self.window.filter_bar.set_text("")
        if any(self.view.folded):
            self.view.folding.nothing()
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QMenu) and widget.isVisible():
                widget.close()
            elif isinstance(widget, QDialog) and widget.isVisible():
                QTest.keyClick(widget, Qt.Key.Key_Escape)
        if self.window.prompt.isVisible():
            self.window.prompt.dismiss()
        if self.window.adding.editor.isVisible():
            self.window.adding.editor.text.clear()
            self.click(self.window.adding.editor.close_button)

    # -- hands -------------------------------------------------------------------------------------------------------

    def click(self, widget: Any, at: Any = None, *, control: bool = False) -> None:
        """A click in the middle of a widget or at a point of it."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        if not widget.isVisible() or not widget.isEnabled():
            raise Missing(f"{type(widget).__name__} cannot be clicked")
        held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, held, widget.rect().center() if at is None else at)

    def key(self, widget: Any, name: str) -> None:
        """A key as it is called, with its modifiers: `Ctrl+Right`."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        *held, key = name.split("+")
        pressed = Qt.KeyboardModifier.NoModifier
        for one in held:
            pressed |= {"Ctrl": Qt.KeyboardModifier.ControlModifier, "Shift": Qt.KeyboardModifier.ShiftModifier}[one]
        QTest.keyClick(widget, getattr(Qt.Key, f"Key_{key}"), pressed)

    def type(self, widget: Any, text: str) -> None:
        """Words."""
        from PySide6.QtTest import QTest

        QTest.keyClicks(widget, text)

    def card(self, *, blocked: bool | None = None) -> str:
        """A card that is shown, any or only a blocked one or one that is not."""
        model = self.window.model
        ids: list[str] = [model.grid.id_at(row) for row in range(model.rowCount())]
        if blocked is not None:
            ids = [one for one in ids if model.board.is_blocked(one) == blocked]
        if not ids:
            raise Missing("no such card is shown")
        return self.chance.choice(ids)

    def put(self, card: str, *, control: bool = False) -> None:
        """Click a card."""
        index = self.window.model.index_of(card)
        if not index.isValid():
            raise Missing("the card has gone")
        self.view.scrollTo(index)
        self.click(self.view.viewport(), self.view.visualRect(index).center(), control=control)

    def menu(self, title: str, *entries: str) -> Steps:
        """Open a menu of the menu bar and go through it; of "" any entry that may be chosen."""
        from PySide6.QtWidgets import QApplication, QMenu

        bar = self.window.menuBar()
        (found,) = [action for action in bar.actions() if action.text().replace("&", "") == title]
        self.click(bar, bar.actionGeometry(found).center())
        yield
        for entry in entries:
            opened = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMenu) and one.isVisible()]
            menu = opened[-1] if len(opened) == 1 else QApplication.activePopupWidget()
            if not isinstance(menu, QMenu):
                raise Missing("no menu opened")
            actions = [one for one in menu.actions() if one.isEnabled() and one.isVisible() and one.text()]
            actions = [one for one in actions if not entry or one.text().replace("&", "") == entry]
            if not actions:
                raise Missing(f"{entry or 'nothing'} may be chosen")
            self.click(menu, menu.actionGeometry(self.chance.choice(actions)).center())
            yield

    def form(self) -> Any:
        """The dialog that is open."""
        from PySide6.QtWidgets import QApplication

        from mhhs_board.ui.dialogs.form import Form

        found = [one for one in QApplication.topLevelWidgets() if isinstance(one, Form) and one.isVisible()]
        if not found:
            raise Missing("no dialog opened")
        return found[-1]

    def answer(self) -> Steps:
        """What the rules ask for in a line, or Escape."""
        prompt = self.window.prompt
        if prompt.isVisible():
            self.type(prompt.line, "agreed in the call")
            yield
            self.key(prompt.line, self.chance.choice(("Return", "Return", "Escape")))
            yield


# -- what a person does ------------------------------------------------------------------------------------------------


def _by_key(user: User) -> Steps:
    user.put(user.card())
    yield
    for _ in range(user.chance.choice((1, 1, 2, 3))):
        keys = ("Ctrl+Right", "Ctrl+Right", "Ctrl+Left", "Ctrl+Up", "Ctrl+Down", "Ctrl+Home", "Ctrl+End")
        user.key(user.view, user.chance.choice((*keys, "Ctrl+Shift+Up", "Ctrl+Shift+Down")))
        yield
        yield from user.answer()


def _several(user: User) -> Steps:
    user.put(user.card())
    yield
    for _ in range(user.chance.randint(1, 4)):
        user.put(user.card(), control=True)
        yield
    user.key(user.view, user.chance.choice(("Ctrl+Right", "Ctrl+Left", "Ctrl+Home", "Ctrl+Shift+Down")))
    yield
    yield from user.answer()


def _lifted(user: User) -> Steps:
    user.put(user.card())
    yield
    user.key(user.view, "Shift+Space")
    yield
    for _ in range(user.chance.randint(1, 5)):
        user.key(user.view, user.chance.choice(("Left", "Right", "Right", "Up", "Down")))
        yield
    user.key(user.view, user.chance.choice(("Return", "Return", "Return", "Escape")))
    yield
    yield from user.answer()


def _dragged(user: User) -> Steps:
    from PySide6.QtCore import QPoint, QPointF, Qt
    from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent

    view, none = user.view, Qt.KeyboardModifier.NoModifier
    card = user.card()
    user.put(card)
    yield
    QDropEvent.source = lambda _event: view  # type: ignore[method-assign]  # a drag without the system's loop has none
    held = view._carrying.take_up([card])
    mime = held.mime()
    how = Qt.DropAction.MoveAction, mime, Qt.MouseButton.LeftButton, none
    landed = None
    try:
        view.dragEnterEvent(QDragEnterEvent(QPoint(5, 5), *how))
        area = view.viewport().rect()
        at = QPoint()
        for _ in range(user.chance.randint(2, 6)):
            at = QPoint(user.chance.randint(0, area.width() - 1), user.chance.randint(40, area.height() - 1))
            view.dragMoveEvent(QDragMoveEvent(at, *how))
            yield
        if user.chance.random() < 0.9:
            view.dropEvent(QDropEvent(QPointF(at), *how))
    finally:
        landed = view._carrying.let_go()
    if landed is not None:
        view._carrying.ask([card], landed)
    yield
    yield from user.answer()


def _to_stage(user: User) -> Steps:
    user.put(user.card())
    yield
    yield from user.menu("Artefact", user.chance.choice(("Move to", "Move to workstream")), "")
    yield from user.answer()


def _through(user: User, entry: str, *, blocked: bool, field: str = "", text: str = "") -> Steps:
    """Choose an entry of the menu for a card that is blocked or not, type what its dialog asks for, and go."""
    user.put(user.card(blocked=blocked))
    yield
    yield from user.menu("Artefact", entry)
    form = user.form()
    if field:
        user.type(getattr(form, field), text)
        yield
    user.click(form.go)
    yield


def _blocked(user: User) -> Steps:
    yield from _through(user, "Block…", blocked=False, field="reason", text="Nobody answers")


def _unblocked(user: User) -> Steps:
    yield from _through(user, "Unblock…", blocked=True)


def _escalated(user: User) -> Steps:
    yield from _through(user, "Escalate…", blocked=True, field="question", text="Whose is it?")


def _added(user: User) -> Steps:
    user.put(user.card())
    yield
    yield from user.menu("Artefact", "Add artefact")
    editor = user.window.adding.editor
    if not editor.isVisible():
        raise Missing("no editor opened")
    for _ in range(user.chance.randint(1, 2)):
        user.type(editor.text, f"R{user.chance.randrange(10**6)} Something new @Ann +wave")
        yield
        user.click(editor.button)
        yield
    user.click(editor.close_button)
    yield


def _edited(user: User) -> Steps:
    user.put(user.card())
    yield
    yield from user.menu("Artefact", "Edit…")
    form = user.form()
    form.owner.selectAll()
    user.type(form.owner, f"Analyst {user.chance.randrange(9)}")
    yield
    user.click(form.go)
    yield


def _retired(user: User) -> Steps:
    user.put(user.card())
    yield
    yield from user.menu("Artefact", "Retire…")
    user.click(user.form().go)
    yield


def _back(user: User) -> Steps:
    for _ in range(user.chance.choice((1, 1, 2, 4))):
        user.click(_button(user, "↶"))
        yield


def _forth(user: User) -> Steps:
    for _ in range(user.chance.choice((1, 2))):
        user.click(_button(user, "↷"))
        yield


def _button(user: User, text: str) -> Any:
    from PySide6.QtWidgets import QAbstractButton

    (found,) = [one for one in user.window.title_row.findChildren(QAbstractButton) if one.text() == text]
    return found


def _filtered(user: User) -> Steps:
    line = user.window.filter_bar.line
    user.click(line)
    yield
    user.type(line, user.chance.choice(("is:blocked", "segment:smart", "owner:Ann", "stage:Backlog")))
    yield
    yield from _by_key(user)
    user.window.filter_bar.set_text("")
    yield


def _folded(user: User) -> Steps:
    user.put(user.card())
    yield
    yield from user.menu("View", user.chance.choice(("Fold workstream", "Fold stage")))
    yield from user.menu("View", "Unfold all")


def _other_page(user: User) -> Steps:
    user.click(user.window.desk.switch.buttons[1])
    yield
    user.click(user.window.desk.switch.buttons[0])
    yield


ACTS: dict[str, tuple[int, Callable[[User], Steps]]] = {
    "move by key": (22, _by_key),
    "lift": (12, _lifted),
    "drag": (14, _dragged),
    "move several": (5, _several),
    "move by menu": (7, _to_stage),
    "block": (6, _blocked),
    "unblock": (6, _unblocked),
    "escalate": (3, _escalated),
    "add": (4, _added),
    "edit": (4, _edited),
    "retire": (3, _retired),
    "undo": (9, _back),
    "redo": (4, _forth),
    "filter": (3, _filtered),
    "fold": (2, _folded),
    "blockers page": (2, _other_page),
}
"""What a person does, how often, and how."""


# -- what a window shows -----------------------------------------------------------------------------------------------


def shown(window: Any) -> dict[str, Any]:
    """Every cell with its cards, what a screen reader is told of each, the heads' counts, the blockers and the picture."""
    from PySide6.QtCore import QItemSelectionModel, QModelIndex
    from PySide6.QtGui import QAccessible, QImage
    from PySide6.QtWidgets import QApplication

    window.desk.turn_to(1)
    blockers = [list(window.desk.page.model.texts(row)) for row in range(window.desk.page.model.rowCount())]
    window.desk.turn_to(0)
    window.filter_bar.set_text("")
    view = window.view
    view.folding.nothing()
    grid = window.model.grid
    read = QAccessible.queryAccessibleInterface(view)
    view.selectionModel().setCurrentIndex(QModelIndex(), QItemSelectionModel.SelectionFlag.Clear)
    view.focus_cell(None)
    view._pointer.forget()
    view._show_lit({})  # what another did just now is lit in the other windows alone
    window.messages.hide()
    if window.side.made:
        window.side.inspector.hide()
    QApplication.processEvents()  # the board is as large in each window
    view.verticalScrollBar().setValue(0)
    view.horizontalScrollBar().setValue(0)
    picture = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return {
        "cells": {"/".join(cell): list(ids) for cell, ids in grid.cells.items() if ids},
        "read": [read.child(row).text(QAccessible.Text.Name) for row in range(window.model.rowCount())],
        "blockers": blockers,
        "title": window.windowTitle(),
        "count": window.filter_bar.count.text(),
        "picture": hashlib.sha256(bytes(picture.constBits())).hexdigest(),
    }


def host(path: Path, actor: str, seed: int) -> int:
    """Open the board, use it until told to stop, tell, and close when told to."""
    workspace = boards.open_workspace(path, actor=actor)

    def begin() -> None:
        from PySide6.QtCore import QObject, Signal
        from PySide6.QtWidgets import QApplication

        from mhhs_board.ui.window.main_window import MainWindow

        window = next(found for found in QApplication.topLevelWidgets() if isinstance(found, MainWindow))
        window.resize(1280, 760)
        user = User(window, seed)

        def tell() -> None:
            told = {
                "shown": shown(window),
                "acts": user.acts,
                "missed": user.missed,
                "said": user.said,
                "kept": user.kept,
                "longest": user.pulse.longest,
                "longest_wait": user.pulse.longest_wait,
                "over": user.pulse.over,
            }
            print(json.dumps(told), flush=True)

        class Told(QObject):
            told = Signal(str)

        told = Told(window)
        told.told.connect(lambda word: user.stop(tell) if word == "stop" else window.close())

        def listen() -> None:
            for line in sys.stdin:
                told.told.emit(line.strip())
            with contextlib.suppress(RuntimeError):  # the window may be gone already
                told.told.emit("")  # whoever listened is gone

        threading.Thread(target=listen, daemon=True).start()
        print("ready", flush=True)

    return run_window(workspace, painted=begin)


if __name__ == "__main__":
    sys.exit(host(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
